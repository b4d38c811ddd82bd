//! The source of a piece of code.

use super::{Place, Written};
use crate::problem::Span;
use crate::program::{CodePart, Expr, Program, Rule};
use crate::semantics::db::Workspace;
use crate::semantics::index::{NameId, lookup};
use crate::semantics::item::{Item, parsed};
use crate::semantics::rows::{Rows, rows};
use crate::syntax::{self, Clause, Spanned, Tree};
use std::sync::Arc;

#[derive(Clone, Copy)]
pub(super) struct Finder<'db> {
    pub(super) db: &'db dyn salsa::Database,
    pub(super) workspace: Workspace,
}

/// A piece of code and the trees that it was made from.
pub(super) struct Source<'db, 'p> {
    /// The item that they stand in.
    item: Item<'db>,
    /// The rows of its table.
    rows: Option<&'db Rows>,
    /// Expressions, each with its code, and whether it is a condition.
    pub(super) pairs: Vec<(&'db syntax::Expr, &'p Expr, bool)>,
}

impl<'db> Finder<'db> {
    fn item(self, name: &Arc<str>) -> Option<(Item<'db>, &'db Tree)> {
        let item = lookup(self.db, self.workspace, NameId::new(self.db, Arc::clone(name)))?;
        Some((item, parsed(self.db, item).tree.as_ref()?))
    }

    fn place(self, item: Item<'db>, span: Span) -> Place {
        Place { file: Arc::clone(item.file(self.db).path(self.db)), span: span.shifted(item.start(self.db)) }
    }

    /// Where an atom stands that was found in a source.
    pub(super) fn written(self, source: &Source<'db, '_>, span: Span, heading: Option<Span>) -> Written {
        let Source { item, rows, .. } = source;
        let place = match rows.and_then(|rows| rows.place(span)) {
            Some((file, span)) => Place { file, span },
            None => self.place(*item, balanced(item.text(self.db), span)),
        };
        Written { place, heading: heading.map(|span| self.place(*item, balanced(item.text(self.db), span))) }
    }

    /// Where a rule stands: its name, or the row.
    pub(super) fn rule(self, rule: &Rule) -> Option<Place> {
        let (item, tree) = self.item(rule.item())?;
        match tree {
            Tree::Rule(rule) => Some(self.place(item, rule.name.span)),
            Tree::Table(_) => {
                let (rows, (_, span)) = self.row(rule, item)?;
                let elsewhere = rows.place(*span).map(|(file, span)| Place { file, span });
                Some(elsewhere.unwrap_or_else(|| self.place(item, *span)))
            }
            _ => None,
        }
    }

    /// Where the identifiers of an authority's provisions stand.
    pub(super) fn provisions(self, authority: &Arc<str>) -> Vec<Place> {
        match self.item(authority) {
            Some((item, Tree::Authority(tree))) => {
                tree.provisions.iter().map(|provision| self.place(item, provision.id.span)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The names of a definition's parameters.
    pub(super) fn parameters(self, program: &Program, part: CodePart) -> Vec<(u16, Arc<str>)> {
        let CodePart::Define(number) = part else { return Vec::new() };
        let define = program.defines.get(number as usize).and_then(|define| self.item(&define.code.name));
        match define {
            Some((_, Tree::Define(define))) => {
                let names = define.parameters.iter().map(|(name, _)| Arc::clone(&name.value));
                (0_u16..).zip(names).collect()
            }
            _ => Vec::new(),
        }
    }

    fn row(self, rule: &Rule, item: Item<'db>) -> Option<(&'db Rows, &'db (syntax::Rule, Span))> {
        let number = rule.row.as_ref()?.number.checked_sub(1)?;
        let rows = rows(self.db, self.workspace, item);
        Some((rows, rows.rules.get(number as usize)?))
    }

    /// What a piece of code was made from.
    pub(super) fn source<'p>(
        self,
        program: &'p Program,
        part: CodePart,
        code: &'p Expr,
        is_condition: bool,
    ) -> Option<Source<'db, 'p>> {
        let one = |item: Item<'db>, tree| Source { item, rows: None, pairs: vec![(tree, code, is_condition)] };
        match part {
            CodePart::When(number) => {
                self.source_of_rule(&program.rules.get(number as usize)?.code, |rule, clauses| {
                    let when = clauses
                        .iter()
                        .find_map(|clause| if let Clause::When(expr) = &clause.value { Some(expr) } else { None });
                    let answer = clauses.iter().find_map(|clause| {
                        if let Clause::AnsweredBy(path) = &clause.value { Some(path) } else { None }
                    });
                    match (&rule.question, code) {
                        (Some(_), Expr::All(codes)) => {
                            when.into_iter().chain(answer).zip(codes).map(|(tree, code)| (tree, code, true)).collect()
                        }
                        _ => when.map(|tree| (tree, code, true)).into_iter().collect(),
                    }
                })
            }
            CodePart::Unless(number) => self.source_of_rule(&program.rules.get(number as usize)?.code, |_, clauses| {
                let unless = clauses
                    .iter()
                    .find_map(|clause| if let Clause::Unless(expr) = &clause.value { Some(expr) } else { None });
                unless.map(|tree| (tree, code, true)).into_iter().collect()
            }),
            CodePart::Define(number) => match self.item(&program.defines.get(number as usize)?.code.name)? {
                (item, Tree::Define(define)) => Some(one(item, &define.body)),
                _ => None,
            },
            CodePart::Derived(record, field) => {
                match self.item(&program.schema.records.get(record as usize)?.code.name)? {
                    (item, Tree::Record(tree)) => {
                        Some(one(item, tree.fields.get(usize::from(field))?.derived.as_ref()?))
                    }
                    _ => None,
                }
            }
        }
    }

    fn source_of_rule<'p>(
        self,
        rule: &'p Rule,
        pick: impl FnOnce(&'p Rule, &'db [Spanned<Clause>]) -> Vec<(&'db syntax::Expr, &'p Expr, bool)>,
    ) -> Option<Source<'db, 'p>> {
        let (item, tree) = self.item(rule.item())?;
        let (rows, tree) = match tree {
            Tree::Rule(tree) => (None, &**tree),
            Tree::Table(_) => self.row(rule, item).map(|(rows, (tree, _))| (Some(rows), tree))?,
            _ => return None,
        };
        Some(Source { item, rows, pairs: pick(rule, &tree.clauses) })
    }
}

/// The span with the opening brackets of those that close in it: the span of `(a) > b` starts at `a`.
fn balanced(text: &str, span: Span) -> Span {
    let inside = text.get(span.range()).unwrap_or_default();
    let (mut open, mut closed) = (0_usize, 0_usize);
    for character in inside.chars() {
        match character {
            '(' => open += 1,
            ')' if open == 0 => closed += 1,
            ')' => open -= 1,
            _ => {}
        }
    }
    let mut start = span.range().start;
    for _ in 0..closed {
        let before = text.get(..start).unwrap_or_default().trim_end();
        match before.strip_suffix('(') {
            Some(before) => start = before.len(),
            None => return span,
        }
    }
    Span::new(start, span.range().end)
}
