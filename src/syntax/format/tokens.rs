//! The words of an item, with what stands between them.
//!
//! **Invariant:** the words are those that the grammar reads; between them is only white space and remarks, and no remark is lost.

use super::groups::{self, Group, Style};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::parse::rule_of;
use crate::syntax::split::ItemKind;
use pest::Parser;
use pest::iterators::Pair;

/// What a token begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begins {
    /// Nothing.
    Nothing,
    /// A line of the item: a clause, a field, a provision …
    Part(Rule),
    /// A column of such a line.
    Cell,
}

/// One word, sign or literal.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    rule: Rule,
    /// Whether a space stands before it when it does not start a line.
    pub(super) spaced: bool,
    pub(super) begins: Begins,
    /// Whether its author started a line with it.
    pub(super) newline: bool,
    /// Whether it has to start a line.
    pub(super) hard: bool,
    /// Remarks on lines of their own before it; blank lines as `""`.
    pub(super) above: Vec<&'t str>,
    /// A remark behind it, on its line.
    pub(super) remark: Option<&'t str>,
    /// The innermost group that it is in.
    pub(super) group: Option<usize>,
}

/// The tokens of an item and the groups that they form, outer before inner.
#[derive(Debug, Default)]
pub(super) struct Tokens<'t> {
    pub(super) tokens: Vec<Token<'t>>,
    pub(super) groups: Vec<Group>,
}

impl<'t> Tokens<'t> {
    /// Reads an item; `None` when it does not parse.
    pub(super) fn read(kind: ItemKind, text: &'t str) -> Option<Self> {
        let item = Grammar::parse(rule_of(kind), text).ok()?.next()?;
        let mut reader = Reader { text, at: 0, read: Self::default(), begins: Begins::Nothing, open: Vec::new() };
        reader.pair(item, Rule::EOI)?;
        let Between { remark, above, .. } = Between::read(text.get(reader.at..)?)?;
        reader.read.tokens.last_mut()?.remark = remark;
        let mut read = reader.read;
        groups::settle(&mut read.tokens, &mut read.groups);
        above.is_empty().then_some(read)
    }

    /// Whether these are the same words and remarks.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        self.words().eq(other.words())
    }

    /// Words and remarks, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &'t str> {
        let remarks = |token: &Token<'t>| token.above.clone().into_iter().filter(|remark| !remark.is_empty());
        self.tokens.iter().flat_map(move |token| remarks(token).chain([token.text]).chain(token.remark))
    }
}

struct Reader<'t> {
    text: &'t str,
    /// How far it is read.
    at: usize,
    read: Tokens<'t>,
    /// What the next token begins.
    begins: Begins,
    /// The groups around the next token.
    open: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn pair(&mut self, pair: Pair<'t, Rule>, parent: Rule) -> Option<()> {
        let rule = pair.as_rule();
        if is_part(rule, parent) {
            self.begins = Begins::Part(rule);
        } else if is_cell(rule, parent) {
            self.begins = Begins::Cell;
        }
        if is_token(rule) || pair.clone().into_inner().next().is_none() {
            return self.token(&pair, parent);
        }
        match rule {
            Rule::expression => self.condition(pair, parent),
            Rule::set_source | Rule::table_source => self.source(pair),
            _ => self.list(pair),
        }
    }

    fn token(&mut self, pair: &Pair<'t, Rule>, parent: Rule) -> Option<()> {
        let (span, rule) = (pair.as_span(), pair.as_rule());
        let text = if rule == Rule::cell { span.as_str().trim() } else { span.as_str() };
        if text.is_empty() {
            // The blanks of an empty cell are read with it.
            self.at = if rule == Rule::cell { span.end() } else { self.at };
            return Some(());
        }
        let mut between = Between::read(self.text.get(self.at..span.start())?)?;
        let begins = std::mem::replace(&mut self.begins, Begins::Nothing);
        let list = self.open.last().and_then(|group| self.read.groups.get(*group));
        let blank_lines = matches!(begins, Begins::Part(_)) || list.is_some_and(|list| list.style == Style::List);
        between.above.retain(|remark| blank_lines || !remark.is_empty());
        let previous = self.read.tokens.last_mut();
        let (before, follows_remark) = previous.map_or((Rule::EOI, false), |token| {
            token.remark = between.remark;
            (token.rule, token.remark.is_some())
        });
        self.at = span.end();
        self.read.tokens.push(Token {
            text,
            rule,
            spaced: is_spaced(before, rule, parent),
            begins,
            newline: between.newline,
            hard: follows_remark
                || between.above.iter().any(|remark| !remark.is_empty())
                || (between.newline && (begins_body(before, parent) || would_be_unit(before, begins))),
            above: between.above,
            remark: None,
            group: self.open.last().copied(),
        });
        Some(())
    }

    fn condition(&mut self, pair: Pair<'t, Rule>, parent: Rule) -> Option<()> {
        let rule = pair.as_rule();
        let joins = |pair: &Pair<'t, Rule>| matches!(pair.as_rule(), Rule::kw_and | Rule::kw_or);
        if !pair.clone().into_inner().any(|part| joins(&part)) {
            return pair.into_inner().try_for_each(|part| self.pair(part, rule));
        }
        let hangs = matches!(parent, Rule::item_define | Rule::quantified | Rule::where_part);
        let group = self.open(if hangs { Style::Hanging } else { Style::Operands });
        for part in pair.into_inner() {
            if joins(&part) {
                self.point(group);
            }
            self.pair(part, rule)?;
        }
        self.close();
        Some(())
    }

    fn source(&mut self, pair: Pair<'t, Rule>) -> Option<()> {
        let rule = pair.as_rule();
        let group = self.open(Style::HangingList);
        for part in pair.into_inner() {
            if matches!(part.as_rule(), Rule::source_filter | Rule::source_period) {
                self.point(group);
            }
            self.pair(part, rule)?;
        }
        self.close();
        Some(())
    }

    /// Anything that may hold a list: it starts behind its opening word or bracket.
    fn list(&mut self, pair: Pair<'t, Rule>) -> Option<()> {
        let rule = pair.as_rule();
        let has_commas = pair.clone().into_inner().any(|part| part.as_rule() == Rule::comma);
        let mut group = (has_commas && rule == Rule::set_members).then(|| self.open(Style::List));
        let mut after_comma = false;
        for part in pair.into_inner() {
            let part_rule = part.as_rule();
            if let Some(group) = group.filter(|_| after_comma && !closes(part_rule)) {
                self.point(group);
            }
            after_comma = part_rule == Rule::comma;
            self.pair(part, rule)?;
            if has_commas && group.is_none() && opens(part_rule) {
                group = Some(self.open(Style::List));
            }
        }
        if group.is_some() {
            self.close();
        }
        Some(())
    }

    fn open(&mut self, style: Style) -> usize {
        let start = self.read.tokens.len();
        let parent = self.open.last().copied();
        let index = self.read.groups.len();
        self.read.groups.push(Group { style, start, end: start, points: Vec::new(), parent, broken: false });
        self.open.push(index);
        index
    }

    /// The group may break before the next token.
    fn point(&mut self, group: usize) {
        let next = self.read.tokens.len();
        if let Some(group) = self.read.groups.get_mut(group) {
            group.points.push(next);
        }
    }

    fn close(&mut self) {
        let end = self.read.tokens.len();
        if let Some(group) = self.open.pop().and_then(|group| self.read.groups.get_mut(group)) {
            group.end = end;
        }
    }
}

fn is_part(rule: Rule, parent: Rule) -> bool {
    match rule {
        Rule::period => parent != Rule::set_member,
        Rule::asks_clause => parent != Rule::field,
        Rule::owner_clause
        | Rule::judged_clause
        | Rule::provision
        | Rule::outcome
        | Rule::counts_clause
        | Rule::field
        | Rule::set_members
        | Rule::set_source
        | Rule::cites_clause
        | Rule::for_each_clause
        | Rule::when_clause
        | Rule::unless_clause
        | Rule::then_clause
        | Rule::because_clause
        | Rule::weight_clause
        | Rule::lifts_clause
        | Rule::answered_clause
        | Rule::table_row
        | Rule::table_source
        | Rule::given_clause
        | Rule::given_fact
        | Rule::as_of_clause
        | Rule::expect_clause => true,
        _ => false,
    }
}

fn is_cell(rule: Rule, parent: Rule) -> bool {
    match parent {
        Rule::field => rule != Rule::name,
        Rule::provision | Rule::outcome => rule == Rule::title,
        _ => false,
    }
}

/// Parts of these are never torn apart: `USD 5_000`, `30 days`, `order.date`, `lines[1].hs`, texts.
fn is_token(rule: Rule) -> bool {
    matches!(rule, Rule::text | Rule::percent | Rule::duration | Rule::money | Rule::path | Rule::slot)
}

fn opens(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::kw_cites | Rule::kw_lifts | Rule::kw_of | Rule::kw_expect | Rule::open_brace | Rule::open_paren
    )
}

fn closes(rule: Rule) -> bool {
    matches!(rule, Rule::close_brace | Rule::close_paren)
}

fn is_spaced(before: Rule, rule: Rule, parent: Rule) -> bool {
    let opens = matches!(before, Rule::open_brace | Rule::open_paren | Rule::EOI);
    let call = rule == Rule::open_paren && matches!(parent, Rule::reference | Rule::parameters);
    !(opens || call || rule == Rule::comma || closes(rule))
}

/// Whether the condition of `any … has`, `where` or `define … =` starts here: its author may give it a line of its own.
fn begins_body(before: Rule, parent: Rule) -> bool {
    matches!(before, Rule::kw_has | Rule::kw_where) || (before == Rule::op_define && parent != Rule::field)
}

/// Whether it would read as a unit behind the number if it stood on its line, as in `assumed 5 required`.
fn would_be_unit(before: Rule, begins: Begins) -> bool {
    before == Rule::numeral && begins == Begins::Cell
}

/// What stands between two tokens.
struct Between<'t> {
    remark: Option<&'t str>,
    above: Vec<&'t str>,
    newline: bool,
}

impl<'t> Between<'t> {
    /// `None` when it is not only white space and remarks.
    fn read(text: &'t str) -> Option<Self> {
        let mut lines = text.split('\n').map(str::trim);
        let remark = lines.next().filter(|line| !line.is_empty());
        let mut above: Vec<&str> = lines.collect();
        let newline = !above.is_empty();
        let before_token = above.pop().unwrap_or_default();
        above.dedup_by(|one, other| one.is_empty() && other.is_empty());
        let is_trivia = |line: &&str| line.is_empty() || line.starts_with('#');
        let good = before_token.is_empty() && remark.iter().chain(&above).all(is_trivia);
        good.then_some(Self { remark, above, newline })
    }
}
