//! From a failed parse to problems in the words of policy: what was expected, what stands there, which word was probably meant.

use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::split::{CLAUSES, ItemKind, TABLE_CLAUSES, TEST_CLAUSES};
use crate::domain::nearest;
use crate::problem::{Code, Problem, Span};
use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

/// The problems of an item that does not parse: those of each clause, provision or field, taken on its own.
///
/// Where the mistake is in the head of the item, or shows only in the whole, the whole is reported.
pub(super) fn problems(kind: ItemKind, text: &str, error: &Error<Rule>) -> Vec<Problem> {
    let whole = problem(text, error, starts(kind));
    let at = span_of(text, error).start as usize;
    let parts = parts(kind, text);
    let in_head = parts.first().is_none_or(|(start, _)| at < *start);
    let mut problems = if in_head { vec![whole.clone()] } else { Vec::new() };
    for (start, part) in parts {
        let offset = u32::try_from(start).unwrap_or(u32::MAX);
        problems.extend(problems_of_part(kind, part).into_iter().map(|found| shifted(found, offset)));
    }
    if problems.is_empty() { vec![whole] } else { problems }
}

fn problems_of_part(kind: ItemKind, part: &str) -> Vec<Problem> {
    let rule = match kind {
        ItemKind::Record => Rule::lone_field,
        ItemKind::Authority => Rule::lone_provision,
        ItemKind::Outcomes => Rule::lone_outcome,
        ItemKind::Test => Rule::lone_test_clause,
        ItemKind::Table => Rule::lone_table_part,
        _ => Rule::lone_clause,
    };
    match Grammar::parse(rule, part) {
        Err(error) => vec![problem(part, &error, starts(kind))],
        Ok(pairs) => {
            let mut builder = Builder::default();
            for pair in pairs.flat_map(pest::iterators::Pair::into_inner) {
                match kind {
                    ItemKind::Record => drop(builder.field(pair)),
                    ItemKind::Test => drop(builder.test_clause(pair)),
                    _ => drop(builder.clause(pair)),
                }
            }
            builder.problems
        }
    }
}

/// The problem, so many bytes further on.
pub(super) fn shifted(mut problem: Problem, offset: u32) -> Problem {
    for label in &mut problem.labels {
        label.span = label.span.shifted(offset);
    }
    problem
}

/// Where an item that does not parse can be taken up again: at lines that start a clause, a provision or a field.
fn parts(kind: ItemKind, text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    let mut offset = 0;
    let indent_of = |line: &str| line.len() - line.trim_start().len();
    let margin = text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indent_of).min().unwrap_or(0);
    for line in text.split_inclusive('\n') {
        let indent = indent_of(line);
        let word = line.trim_start().split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
        if offset > 0 && starts_part(kind, word, indent == margin) {
            starts.push(offset + indent);
        }
        offset += line.len();
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| Some((*start, text.get(*start..end)?))).collect()
}

/// Fields have no word of their own: each starts at the margin of its record.
fn starts_part(kind: ItemKind, word: &str, at_margin: bool) -> bool {
    match kind {
        ItemKind::Rule | ItemKind::Flag | ItemKind::Exception | ItemKind::Untranslatable => CLAUSES.contains(&word),
        ItemKind::Table => TABLE_CLAUSES.contains(&word),
        ItemKind::Authority => word == "provision",
        ItemKind::Test => TEST_CLAUSES.contains(&word),
        ItemKind::Record | ItemKind::Outcomes => at_margin && !matches!(word, "" | "asks" | "assumed" | "required"),
        _ => false,
    }
}

/// The words that can start the next part of such an item.
fn starts(kind: ItemKind) -> &'static [&'static str] {
    match kind {
        ItemKind::Rule | ItemKind::Flag | ItemKind::Exception | ItemKind::Untranslatable => &CLAUSES,
        ItemKind::Table => &TABLE_CLAUSES,
        ItemKind::Authority => &["provision", "dated"],
        ItemKind::Test => &TEST_CLAUSES,
        ItemKind::Record => &["required", "assumed", "asks"],
        _ => &[],
    }
}

/// The problem of a cell of a table that does not parse as `rule`.
pub(super) fn problem_of_cell(rule: Rule, text: &str, error: &Error<Rule>) -> Problem {
    let problem = problem(text, error, &[]);
    match rule {
        Rule::lone_test if text.contains(',') && !text.contains(['{', '"']) => {
            problem.help(format!("for several values, write `in {{{text}}}`"))
        }
        Rule::lone_test => problem.help(
            "a cell holds a value, or a test such as `in {A, B}`, `not A`, `>= 5`; an empty cell is for anything",
        ),
        Rule::lone_value => problem.help("a heading is a fact such as `line.eccn`, or `then`, `because` or `cites`"),
        Rule::lone_text => problem.help("a reason is a text in quotes: `\"…\"`"),
        Rule::lone_citations => problem.help("name an authority and a provision, such as `ear 742.4`"),
        _ => problem,
    }
}

/// Where a failed parse stopped: the word or sign there, or the last sign when the text ended too early.
pub(super) fn span_of(text: &str, error: &Error<Rule>) -> Span {
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let rest = text.get(at..).unwrap_or_default();
    if rest.trim().is_empty() {
        let end = text.trim_end().len();
        let last = text.get(..end).and_then(|text| text.chars().last()).map_or(0, char::len_utf8);
        return Span::new(end - last, end);
    }
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    Span::new(at, at + word.max(rest.chars().next().map_or(1, char::len_utf8)))
}

/// `starts`: words that could start the next part, where the parse got to the end of one.
fn problem(text: &str, error: &Error<Rule>, starts: &[&'static str]) -> Problem {
    let span = span_of(text, error);
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let found = text.get(span.range()).unwrap_or_default();
    let expected = expected(error);
    if text.get(at..).is_none_or(|rest| rest.trim().is_empty()) {
        let problem =
            Problem::new(Code::SyntaxError, "this ends too early", span, format!("{} must follow", expected.list()));
        return problem.help("complete it; lines that belong to an item are indented under it");
    }
    if let Some((name, spelling)) = pasted(found) {
        let problem =
            Problem::new(Code::SyntaxError, format!("{name} is not read here"), span, format!("write {spelling}"));
        return problem.help("text that was pasted from a document often brings such signs");
    }
    if found.starts_with(['\n', '\r']) {
        let problem = Problem::new(Code::SyntaxError, "a text is not closed on its line", span, "expected `\"`");
        return problem.help(CLOSE_TEXT);
    }
    let shown = if found.starts_with('"') { "a text in quotes".into() } else { format!("`{}`", found.escape_debug()) };
    let label = format!("expected {}", expected.list());
    let problem = Problem::new(Code::SyntaxError, format!("{shown} is not expected here"), span, label);
    problem.help(advice(text, at, found, starts, &expected))
}

const CLOSE_TEXT: &str = "close the text with `\"` on the same line";

/// What to do about `found`, which stands at `at`.
fn advice(text: &str, at: usize, found: &str, starts: &[&str], expected: &Expected) -> String {
    let only_a_name = expected.phrases == ["a name"];
    let follows_word = || text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric()));
    let starts = starts.iter().filter(|_| expected.phrases.contains(&END.to_owned()));
    match nearest(found, expected.words.iter().chain(starts).copied()) {
        _ if found.starts_with('"') && unclosed(text, at) => CLOSE_TEXT.into(),
        _ if found.starts_with('"') && only_a_name => "the name stands before the title: `NAME \"Title\"`".into(),
        _ if only_a_name && Grammar::parse(Rule::keyword, found).is_ok() => {
            format!("`{found}` has a meaning of its own: choose another name")
        }
        _ if only_a_name && !found.is_ascii() => "names have the letters a to z, digits and `_`".into(),
        _ if found == "-" && follows_word() => "names have `_` between their words, not `-`".into(),
        None if expected.words.contains(&"and") && found.starts_with(|c: char| c.is_alphabetic()) => {
            "if another condition starts here, put `and` or `or` before it".into()
        }
        Some(near) if near != found && found.len() > 2 => format!("did you mean `{near}`?"),
        _ => "compare with the examples in the language reference, or take the line apart".into(),
    }
}

/// Whether the text that starts at `at` is not closed on its line.
fn unclosed(text: &str, at: usize) -> bool {
    let line = text.get(at + 1..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    !line.replace("\\\"", "").contains('"')
}

/// Signs that word processors put in the place of plain ones.
fn pasted(found: &str) -> Option<(&'static str, &'static str)> {
    match found.chars().next()? {
        '“' | '”' | '„' | '«' | '»' => Some(("a curly quotation mark", "`\"`")),
        '‘' | '’' | '‚' => Some(("a curly apostrophe", "`\"` around texts, and no sign elsewhere")),
        '–' | '—' | '−' => Some(("a long dash", "`-`")),
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' => Some(("a hard space", "a plain space")),
        '\'' => Some(("a single quotation mark", "`\"`")),
        _ => None,
    }
}

/// What could have stood at the place of a mistake.
#[derive(Default)]
struct Expected {
    /// Words of the language, for "did you mean".
    words: Vec<&'static str>,
    /// Phrases for people, in order of first mention.
    phrases: Vec<String>,
}

impl Expected {
    fn list(&self) -> String {
        match self.phrases.as_slice() {
            [] => "something else".into(),
            [one] => one.clone(),
            [start @ .., last] => format!("{} or {last}", start.join(", ")),
        }
    }

    fn add(&mut self, phrase: String) {
        if !self.phrases.contains(&phrase) {
            self.phrases.push(phrase);
        }
    }
}

fn expected(error: &Error<Rule>) -> Expected {
    let mut expected = Expected::default();
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else { return expected };
    let mut clauses = Vec::new();
    // The end is said last.
    let (ends, others): (Vec<&Rule>, Vec<&Rule>) = positives.iter().partition(|rule| **rule == Rule::EOI);
    for rule in others.into_iter().chain(ends) {
        let (words, phrase) = words_and_phrase(*rule);
        expected.words.extend(words);
        match phrase {
            Phrase::Nothing => {}
            Phrase::Words => words.iter().for_each(|word| expected.add(format!("`{word}`"))),
            Phrase::As(phrase) => expected.add(phrase.to_owned()),
            Phrase::Clause => clauses.extend(words.iter().map(|word| format!("`{word}`"))),
        }
    }
    if expected.words.contains(&"and") {
        // A condition is complete: that its last name could still have arguments helps nobody.
        expected.phrases.retain(|phrase| phrase != "`(`");
    }
    if !clauses.is_empty() {
        clauses.dedup();
        expected.add(format!("a clause ({})", clauses.join(", ")));
    }
    expected
}

const END: &str = "the end of the clause";

enum Phrase {
    /// Not worth saying.
    Nothing,
    /// The words themselves.
    Words,
    /// A description.
    As(&'static str),
    /// One of the clauses.
    Clause,
}

/// The words that a grammar rule starts with, and how to speak of it.
fn words_and_phrase(rule: Rule) -> (&'static [&'static str], Phrase) {
    use Phrase::{As, Clause, Nothing, Words};
    match rule {
        Rule::name | Rule::parameter | Rule::outcome => (&[], As("a name")),
        Rule::title | Rule::text | Rule::quote => (&[], As("a text in quotes")),
        Rule::field => (&[], As("a field")),
        Rule::provision_id => (&[], As("the number of a provision")),
        Rule::citation => (&[], As("an authority and a provision")),
        Rule::provision => (&["provision"], Words),
        Rule::date => (&[], As("a date such as 2023-06-09")),
        Rule::field_type | Rule::named_type => (&["list", "one"], As("a type")),
        Rule::list_type => (&["list"], Nothing),
        Rule::one_of_type | Rule::one_of_parameter => (&["one"], Nothing),
        Rule::numeral => (&[], As("a number")),
        Rule::path | Rule::reference => (&[], As("a fact such as `order.lines`")),
        Rule::expression | Rule::negation => (&[], As("a condition")),
        Rule::quantified | Rule::quantifier => (&["any", "every", "no"], Nothing),
        Rule::value | Rule::literal | Rule::set_member | Rule::set_members | Rule::column_value => (&[], As("a value")),
        Rule::is_tail => (&["is"], As("`is`")),
        Rule::in_tail | Rule::kw_in => (&["in"], As("`in`")),
        Rule::is_in | Rule::is_value => (&["not", "in"], Nothing),
        Rule::compare_tail => (&[], As("a comparison")),
        Rule::text_tail | Rule::contains | Rule::contains_any | Rule::starts_with | Rule::matches => {
            (&["contains", "starts", "matches"], Nothing)
        }
        Rule::open_brace | Rule::braces => (&[], As("`{`")),
        Rule::close_brace => (&[], As("`}`")),
        Rule::open_paren | Rule::parameters => (&[], As("`(`")),
        Rule::close_paren => (&[], As("`)`")),
        Rule::comma => (&[], As("`,`")),
        Rule::op_define => (&[], As("`=`")),
        Rule::EOI => (&[], As(END)),
        Rule::cites_clause => (&["cites"], Clause),
        Rule::period => (&["in force"], Clause),
        Rule::for_each_clause => (&["for each"], Clause),
        Rule::when_clause => (&["when"], Clause),
        Rule::unless_clause => (&["unless"], Clause),
        Rule::then_clause => (&["then"], Clause),
        Rule::because_clause => (&["because"], Clause),
        Rule::weight_clause => (&["weight"], Clause),
        Rule::lifts_clause => (&["lifts"], Clause),
        Rule::answered_clause => (&["answered by"], Clause),
        Rule::table_row | Rule::bar => (&[], As("`|`")),
        Rule::table_source => (&["from"], Words),
        Rule::given_clause => (&["given"], As("`given order`")),
        Rule::as_of_clause => (&["as"], As("`as of`")),
        Rule::expect_clause => (&["expect"], Words),
        Rule::given_fact => (&[], As("a fact such as `ship_to.country = IR`")),
        Rule::slot => (&[], As("a place in the order such as `lines[1].hs`")),
        Rule::order_file => (&[], As("the path of a file of orders")),
        Rule::given_values => (&[], As("`{`")),
        Rule::element => (&[], As("the number of an element such as `[1]`")),
        Rule::element_number => (&[], As("a number from 1")),
        Rule::expected_outcome => (&[], As("an outcome")),
        Rule::expected_nothing | Rule::expected_finding => (&["no", "finding"], As("`finding by`, `no finding`")),
        Rule::expected_lifted => (&["lifted"], Words),
        Rule::expected_open => (&["open"], Words),
        Rule::expected_up_to => (&["up"], As("`up to`")),
        Rule::expected_at_least => (&["at"], As("`at least`")),
        Rule::expected_needs => (&["needs"], Words),
        Rule::expected_undetermined => (&["undetermined"], Words),
        Rule::expected_determined => (&["determined"], Words),
        Rule::rules => (&[], As("the name of a rule")),
        Rule::scope => (&["for"], Words),
        Rule::owner_clause => (&["owner"], Words),
        Rule::judged_clause => (&["judged"], As("`judged as of`")),
        Rule::dated_clause => (&["dated"], Words),
        Rule::assumed_clause => (&["assumed"], Words),
        Rule::asks_clause => (&["asks"], Words),
        Rule::derived_clause => (&[], As("`=`")),
        Rule::counts_clause => (&["undetermined"], As("`undetermined counts as`")),
        Rule::set_source => (&["from"], Words),
        Rule::source_filter | Rule::where_part | Rule::kw_where => (&["where"], Words),
        Rule::source_period => (&["in"], As("`in force`")),
        Rule::unit => (&["days", "weeks", "months", "years"], As("a unit of time")),
        _ => keyword(rule),
    }
}

/// A word of its own: `kw_when` is `when`.
fn keyword(rule: Rule) -> (&'static [&'static str], Phrase) {
    macro_rules! words {
        ($($rule:ident $word:literal)*) => {
            match rule { $(Rule::$rule => (&[$word], Phrase::Words),)* _ => (&[], Phrase::Nothing) }
        };
    }
    words! {
        kw_and "and" kw_answered "answered" kw_any "any" kw_as "as" kw_asks "asks" kw_assumed "assumed" kw_because "because" kw_cites "cites" kw_citing "citing"
        kw_column "column" kw_contains "contains" kw_count "count" kw_counts "counts" kw_dated "dated" kw_each "each" kw_else "else"
        kw_every "every" kw_exactly "exactly" kw_flags "flags" kw_for "for" kw_force "force" kw_from "from" kw_has "has" kw_is "is"
        kw_judged "judged" kw_known "known" kw_lifts "lifts" kw_matches "matches" kw_missing "missing" kw_no "no" kw_none "none"
        kw_by "by" kw_id "id" kw_finding "finding" kw_least "least" kw_order "order" kw_to "to"
        kw_not "not" kw_of "of" kw_or "or" kw_owner "owner" kw_percent "percent" kw_provision "provision" kw_recalled "recalled"
        kw_required "required" kw_seen "seen" kw_starts "starts" kw_sum "sum" kw_then "then" kw_undetermined "undetermined"
        kw_unless "unless" kw_until "until" kw_weight "weight" kw_when "when" kw_with "with" kw_yes "yes"
    }
}
