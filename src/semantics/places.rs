//! Where the parts of a program stand in the source: rules, their atoms, provisions. Nothing of a program depends on it.

use super::db::Workspace;
use super::index::{NameId, lookup};
use super::item::{Item, parsed};
use crate::problem::Span;
use crate::program::{AtomId, CodePart, Expr, Program};
use crate::syntax::{self, Clause, ExprKind, Tree};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A place in a policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the policy folder.
    pub file: Arc<str>,
    /// Where in it.
    pub span: Span,
}

/// The places of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    atoms: BTreeMap<CodePart, (Arc<str>, Vec<Span>)>,
    rules: Vec<Option<Place>>,
    provisions: BTreeMap<(usize, usize), Place>,
    variables: BTreeMap<(CodePart, u16), Arc<str>>,
}

impl Places {
    /// Where an atom stands.
    #[must_use]
    pub fn atom(&self, atom: AtomId) -> Option<Place> {
        let (file, spans) = self.atoms.get(&atom.part)?;
        Some(Place { file: Arc::clone(file), span: *spans.get(atom.number as usize)? })
    }

    /// How many atoms stand in a piece of code.
    #[must_use]
    pub fn atoms_in(&self, part: CodePart) -> usize {
        self.atoms.get(&part).map_or(0, |(_, spans)| spans.len())
    }

    /// Where the name of a rule, flag or exception stands, by its number.
    #[must_use]
    pub fn rule(&self, rule: u32) -> Option<&Place> {
        self.rules.get(rule as usize)?.as_ref()
    }

    /// The name of a parameter, or of the variable of an `any`, `every`, `no`, `sum` or `count`.
    #[must_use]
    pub fn variable(&self, part: CodePart, local: u16) -> Option<&str> {
        self.variables.get(&(part, local)).map(AsRef::as_ref)
    }

    /// Where the identifier of a provision stands, by the numbers of its authority and of itself.
    #[must_use]
    pub fn provision(&self, authority: usize, provision: usize) -> Option<&Place> {
        self.provisions.get(&(authority, provision))
    }
}

/// The places of a program that was compiled from the workspace. O(policy).
#[must_use]
pub fn places(db: &dyn salsa::Database, workspace: Workspace, program: &Program) -> Places {
    let mut places = Places::default();
    let finder = Finder { db, workspace };
    for (part, code, is_condition) in program.parts() {
        if let Some((item, tree)) = finder.source(program, part) {
            let mut gathered = Gathered::default();
            gathered.gather(tree, code, is_condition);
            let Gathered { spans, variables } = gathered;
            let named = variables.into_iter().chain(finder.parameters(program, part));
            places.variables.extend(named.map(|(local, name)| ((part, local), name)));
            let (text, start) = (item.text(db), item.start(db));
            let spans = spans.into_iter().map(|span| balanced(text, span).shifted(start)).collect();
            places.atoms.insert(part, (Arc::clone(item.file(db).path(db)), spans));
        }
    }
    places.rules = program.rules.iter().map(|rule| finder.rule(&rule.code.name)).collect();
    for (number, authority) in program.authorities.iter().enumerate() {
        let Some((item, Tree::Authority(tree))) = finder.item(&authority.name) else { continue };
        for (position, provision) in tree.provisions.iter().enumerate() {
            places.provisions.insert((number, position), finder.place(item, provision.id.span));
        }
    }
    places
}

#[derive(Clone, Copy)]
struct Finder<'db> {
    db: &'db dyn salsa::Database,
    workspace: Workspace,
}

impl<'db> Finder<'db> {
    fn item(self, name: &Arc<str>) -> Option<(Item<'db>, &'db Tree)> {
        let item = lookup(self.db, self.workspace, NameId::new(self.db, Arc::clone(name)))?;
        Some((item, parsed(self.db, item).tree.as_ref()?))
    }

    fn place(self, item: Item<'db>, span: Span) -> Place {
        Place { file: Arc::clone(item.file(self.db).path(self.db)), span: span.shifted(item.start(self.db)) }
    }

    fn rule(self, name: &Arc<str>) -> Option<Place> {
        let (item, tree) = self.item(name)?;
        match tree {
            Tree::Rule(rule) => Some(self.place(item, rule.name.span)),
            _ => None,
        }
    }

    /// The names of a definition's parameters.
    fn parameters(self, program: &Program, part: CodePart) -> Vec<(u16, Arc<str>)> {
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

    /// The item and the expression that a piece of code was made from.
    fn source(self, program: &Program, part: CodePart) -> Option<(Item<'db>, &'db syntax::Expr)> {
        let rule = |number: u32, pick: fn(&Clause) -> Option<&syntax::Expr>| {
            let (item, tree) = self.item(&program.rules.get(number as usize)?.code.name)?;
            let Tree::Rule(rule) = tree else { return None };
            Some((item, rule.clauses.iter().find_map(|clause| pick(&clause.value))?))
        };
        match part {
            CodePart::When(number) => rule(number, |clause| match clause {
                Clause::When(expr) => Some(expr),
                _ => None,
            }),
            CodePart::Unless(number) => rule(number, |clause| match clause {
                Clause::Unless(expr) => Some(expr),
                _ => None,
            }),
            CodePart::Define(number) => match self.item(&program.defines.get(number as usize)?.code.name)? {
                (item, Tree::Define(define)) => Some((item, &define.body)),
                _ => None,
            },
            CodePart::Derived(record, field) => {
                match self.item(&program.schema.records.get(record as usize)?.code.name)? {
                    (item, Tree::Record(tree)) => Some((item, tree.fields.get(usize::from(field))?.derived.as_ref()?)),
                    _ => None,
                }
            }
        }
    }
}

/// What is told from a tree and the code that was made from it.
#[derive(Default)]
struct Gathered {
    /// Of the atoms, in their order.
    spans: Vec<Span>,
    /// The names of locals.
    variables: Vec<(u16, Arc<str>)>,
}

impl Gathered {
    fn gather(&mut self, tree: &syntax::Expr, code: &Expr, is_condition: bool) {
        let is_atom = code.is_atom(is_condition);
        if is_atom {
            self.spans.push(tree.span);
        }
        self.variables.extend(variable(tree, code));
        let (tree, code) = match (&tree.kind, code) {
            (ExprKind::Not(inner), Expr::Not(negated)) if is_atom => {
                self.variables.extend(variable(inner, negated));
                (&**inner, &**negated)
            }
            _ => (tree, code),
        };
        for (tree, code, is_condition) in pairs(tree, code) {
            self.gather(tree, code, is_condition);
        }
    }
}

/// The variable that an expression brings in.
fn variable(tree: &syntax::Expr, code: &Expr) -> Option<(u16, Arc<str>)> {
    match (&tree.kind, code) {
        (ExprKind::Quantified { variable, .. }, Expr::Quantified { local, .. }) => {
            Some((*local, Arc::clone(&variable.value)))
        }
        (ExprKind::Sum { over, .. }, Expr::Sum { local, .. }) | (ExprKind::Count(over), Expr::Count { local, .. }) => {
            Some((*local, Arc::clone(&over.variable.value)))
        }
        _ => None,
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

type Pair<'t> = (&'t syntax::Expr, &'t Expr, bool);

/// What lies directly inside, tree and code side by side.
fn pairs<'t>(tree: &'t syntax::Expr, code: &'t Expr) -> Vec<Pair<'t>> {
    use ExprKind as T;
    let filtered = |over: &'t syntax::Over, filter: &'t Option<Box<Expr>>| {
        over.filter.as_ref().zip(filter.as_ref()).map(|(tree, code)| (tree, &**code, true))
    };
    match (&tree.kind, code) {
        (T::Not(tree), Expr::Not(code)) => vec![(tree, code, true)],
        (T::All(trees), Expr::All(codes)) | (T::Any(trees), Expr::Any(codes)) => {
            trees.iter().zip(codes).map(|(tree, code)| (tree, code, true)).collect()
        }
        (T::Compare { left, .. }, Expr::IsNone(code)) => vec![(left, code, false)],
        (T::Compare { left, right, .. }, Expr::Compare { left: left_code, right: right_code, .. }) => {
            vec![(left, left_code, false), (right, right_code, false)]
        }
        (T::InNamed { item, .. }, Expr::InSet { item: code, .. })
        | (T::InValues { item, .. }, Expr::OneOf { item: code, .. }) => vec![(item, code, false)],
        (T::InNamed { item, .. }, code) => {
            code.looked_up_in_list().map(|code| (&**item, code, false)).into_iter().collect()
        }
        (T::TextTest { test, text, .. }, Expr::TextTest { test: test_code, text: code, .. }) => {
            std::iter::once((&**text, &**code, false)).chain(text_part(test, test_code)).collect()
        }
        (T::Quantified { body, .. }, Expr::Quantified { body: code_body, .. }) => {
            match (&body.kind, code.looked_up_in_list()) {
                (T::Compare { left, .. }, Some(item)) => vec![(left, item, false)],
                _ => vec![(body, code_body, true)],
            }
        }
        (T::Sum { value, over }, Expr::Sum { value: code, filter, .. }) => {
            std::iter::once((&**value, &**code, false)).chain(filtered(over, filter)).collect()
        }
        (T::Count(over), Expr::Count { filter, .. }) => filtered(over, filter).into_iter().collect(),
        (T::Add(trees), Expr::Add(codes)) | (T::Multiply(trees), Expr::Multiply(codes)) => {
            trees.iter().zip(codes).map(|((_, tree), (_, code))| (tree, code, false)).collect()
        }
        (T::OrElse(tree, other), Expr::OrElse { value, fallback }) => {
            vec![(tree, value, false), (other, fallback, false)]
        }
        (T::Call { arguments, .. }, Expr::Call { arguments: codes, .. }) => {
            arguments.iter().zip(codes).map(|(tree, code)| (tree, code, false)).collect()
        }
        _ => Vec::new(),
    }
}

fn text_part<'t>(test: &'t syntax::TextTest, code: &'t crate::program::TextTest) -> Option<Pair<'t>> {
    use crate::program::TextTest as C;
    use syntax::TextTest as T;
    match (test, code) {
        (T::Contains(tree), C::Contains(code)) | (T::StartsWith(tree), C::StartsWith(code)) => {
            Some((tree, code, false))
        }
        _ => None,
    }
}
