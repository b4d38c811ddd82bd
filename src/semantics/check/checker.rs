//! The state of checking one item.

use crate::problem::{Code, Problem, Span};
use crate::program::{self, Name, Ref, RefKind, Type};
use crate::semantics::db::Workspace;
use crate::semantics::index::{NameId, item_index, lookup};
use crate::semantics::signatures::{Signature, resolve};
use crate::syntax::{Ident, ItemKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// An expression of the program and what it yields.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) expr: program::Expr,
    pub(super) ty: Type,
}

/// A variable in scope.
#[derive(Clone, Debug)]
pub(super) struct Local {
    pub(super) name: Name,
    pub(super) ty: Type,
    pub(super) index: u16,
}

/// Checks one item.
pub(super) struct Checker<'db> {
    pub(super) db: &'db dyn salsa::Database,
    pub(super) workspace: Workspace,
    pub(super) problems: Vec<Problem>,
    pub(super) refs: Vec<Ref>,
    pub(super) uses: BTreeSet<Name>,
    pub(super) reads: BTreeSet<(Name, Name)>,
    /// The flags that conditions ask for: all, or those that cite an authority.
    pub(super) asks_flags: BTreeSet<Option<Name>>,
    pub(super) scope: Vec<Local>,
    /// Variables whose list is wrong: what uses them stays silent.
    pub(super) poisoned: Vec<Name>,
    /// How many locals evaluation needs so far.
    pub(super) locals: u16,
    /// In a derived field: the record whose fields can be named bare.
    pub(super) record: Option<Name>,
}

impl<'db> Checker<'db> {
    pub(super) fn new(db: &'db dyn salsa::Database, workspace: Workspace) -> Self {
        Self {
            db,
            workspace,
            problems: Vec::new(),
            refs: Vec::new(),
            uses: BTreeSet::new(),
            reads: BTreeSet::new(),
            asks_flags: BTreeSet::new(),
            scope: Vec::new(),
            poisoned: Vec::new(),
            locals: 0,
            record: None,
        }
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub(super) fn error(
        &mut self,
        code: Code,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Problem::new(code, message, span, label).help(help));
    }

    /// The signature of the item of this name; marks it used.
    pub(super) fn resolve(&mut self, name: &Arc<str>) -> Option<&'db Signature> {
        let (_, signature) = resolve(self.db, self.workspace, name)?;
        self.uses.insert(Arc::clone(name));
        Some(signature)
    }

    /// What sort of item has this name. Asks less than [`Self::resolve`]: a definition may ask it of itself.
    pub(super) fn kind_of(&self, name: &Arc<str>) -> Option<ItemKind> {
        lookup(self.db, self.workspace, NameId::new(self.db, Arc::clone(name))).map(|item| item.kind(self.db))
    }

    /// The number of a reference in this item's code.
    pub(super) fn reference(&mut self, kind: RefKind, name: &Arc<str>) -> u16 {
        let wanted = Ref { kind, name: Arc::clone(name) };
        let found = self.refs.iter().position(|known| *known == wanted).unwrap_or_else(|| {
            self.refs.push(wanted);
            self.refs.len() - 1
        });
        u16::try_from(found).unwrap_or(u16::MAX)
    }

    /// Brings a variable into scope; reports a name that something else has.
    pub(super) fn bind(&mut self, name: &Ident, ty: Type) -> u16 {
        let index = self.locals;
        self.locals = self.locals.saturating_add(1);
        self.refuse_capitals(name);
        self.refuse_taken(name);
        self.scope.push(Local { name: Arc::clone(&name.value), ty, index });
        index
    }

    /// Words with capitals are countries, currencies and codes: a variable `IR` would hide the country.
    fn refuse_capitals(&mut self, name: &Ident) {
        let word = &name.value;
        if word.contains(|c: char| c.is_ascii_uppercase()) {
            self.error(
                Code::SyntaxError,
                format!("`{word}` cannot be the name of a variable"),
                name.span,
                "has capital letters",
                format!("write `{}`: words in capitals are countries, currencies and codes", word.to_ascii_lowercase()),
            );
        }
    }

    fn refuse_taken(&mut self, name: &Ident) {
        let word = &name.value;
        let taken = if self.scope.iter().any(|local| local.name == *word) {
            Some("a variable around it")
        } else if word.as_ref() == "order" {
            Some("the order itself")
        } else {
            self.kind_of(word)
                .filter(|kind| matches!(kind, ItemKind::Define | ItemKind::Set))
                .map(ItemKind::with_article)
        };
        if let Some(taken) = taken {
            let message = format!("`{word}` is already the name of {taken}");
            self.error(
                Code::DuplicateName,
                message,
                name.span,
                "choose another name",
                "a variable needs a name that nothing else here has",
            );
        }
    }

    /// Names of items of these kinds, in alphabetical order: only for suggestions.
    pub(super) fn names_of(&self, kinds: &[ItemKind]) -> Vec<&'db str> {
        let names = &item_index(self.db, self.workspace).sorted;
        names.iter().filter(|(_, kind)| kinds.contains(kind)).map(|(name, _)| name.as_ref()).collect()
    }

    /// Reports that `name` is not declared, with the nearest name of these kinds.
    pub(super) fn unknown(&mut self, name: &Ident, kinds: &[ItemKind], what: &str) {
        let near = crate::domain::nearest(&name.value, self.names_of(kinds).into_iter());
        let help = near.map_or_else(
            || format!("declare it, or check its spelling: no {what} has this name"),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no {what} named `{}`", name.value);
        self.error(Code::UnknownName, message, name.span, "not declared", help);
    }

    /// The signature of the item of this name, which must be of this kind; reports when it is not.
    pub(super) fn named(&mut self, name: &Ident, kind: ItemKind, what: &str) -> Option<&'db Signature> {
        match self.kind_of(&name.value) {
            Some(found) if found == kind => return self.resolve(&name.value),
            Some(found) => self.wrong_kind(name, found, kind.with_article()),
            None => self.unknown(name, &[kind], what),
        }
        None
    }

    /// Reports that `name` is something else than is needed.
    pub(super) fn wrong_kind(&mut self, name: &Ident, found: ItemKind, needed: &str) {
        self.uses.insert(Arc::clone(&name.value));
        let found = found.with_article();
        let message = format!("`{}` is {found}, but {needed} is needed here", name.value);
        self.error(Code::WrongKind, message, name.span, found, format!("name {needed}"));
    }
}
