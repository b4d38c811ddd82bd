//! Types: from how they are written to what they are, and how to speak of them.

use super::checker::Checker;
use crate::domain::nearest;
use crate::problem::{Code, Span};
use crate::program::{Name, Type};
use crate::semantics::db::Workspace;
use crate::syntax::{FieldType, ItemKind, Spanned};
use std::sync::Arc;

/// The scalar types and their names.
const SCALARS: [(&str, Type); 10] = [
    ("text", Type::Text),
    ("number", Type::Number),
    ("money", Type::Money),
    ("percent", Type::Percent),
    ("date", Type::Date),
    ("duration", Type::Duration),
    ("yes_no", Type::YesNo),
    ("country", Type::Country),
    ("hs_code", Type::HsCode),
    ("eccn", Type::Eccn),
];

/// The scalar type of this name.
#[must_use]
pub(crate) fn scalar_type(name: &str) -> Option<Type> {
    SCALARS.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty.clone())
}

/// What a written type means; `None` when it means nothing (reported where it stands).
#[must_use]
pub(crate) fn field_type(db: &dyn salsa::Database, workspace: Workspace, ty: &Spanned<FieldType>) -> Option<Type> {
    match &ty.value {
        FieldType::List(inner) => Some(Type::List(Box::new(field_type(db, workspace, inner)?))),
        FieldType::OneOf(values) => Some(Type::OneOf(values.iter().map(|value| Arc::clone(&value.value)).collect())),
        FieldType::Named(name) => scalar_type(name).or_else(|| record_type(db, workspace, name)),
    }
}

/// A record is known by its item alone, so that records which contain one another do not ask for each other's fields.
fn record_type(db: &dyn salsa::Database, workspace: Workspace, name: &Arc<str>) -> Option<Type> {
    let item =
        crate::semantics::index::lookup(db, workspace, crate::semantics::index::NameId::new(db, Arc::clone(name)))?;
    (item.kind(db) == ItemKind::Record).then(|| Type::Record(Arc::clone(name)))
}

/// In the words of people, with an article.
pub(super) fn a_type(ty: &Type) -> String {
    match ty {
        Type::YesNo => "yes or no".into(),
        Type::Text => "a text".into(),
        Type::Number => "a number".into(),
        Type::Money => "an amount of money".into(),
        Type::Percent => "a percentage".into(),
        Type::Date => "a date".into(),
        Type::Duration => "a length of time".into(),
        Type::Country => "a country".into(),
        Type::HsCode => "an HS code".into(),
        Type::Eccn => "an ECCN".into(),
        Type::OneOf(values) => format!("one of {}", list_of(values)),
        Type::Record(name) => format!("a record (`{name}`)"),
        Type::List(inner) => match inner.as_ref() {
            Type::Record(name) => format!("a list of records (`{name}`)"),
            inner => format!("a list ({} each)", a_type(inner)),
        },
    }
}

fn list_of(values: &[Name]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<&str> = values.iter().take(SHOWN).map(AsRef::as_ref).collect();
    let more = if values.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

impl Checker<'_> {
    /// What a written type means, or a report of why it means nothing.
    pub(super) fn type_of(&mut self, ty: &Spanned<FieldType>) -> Option<Type> {
        match &ty.value {
            FieldType::List(inner) => match self.type_of(inner)? {
                Type::List(_) => {
                    self.error(
                        Code::UnknownType,
                        "a list of lists is not possible",
                        ty.span,
                        "a list in a list",
                        "put the inner list into a record",
                    );
                    None
                }
                inner => Some(Type::List(Box::new(inner))),
            },
            FieldType::OneOf(values) => {
                self.refuse_repeated(values.iter(), "value");
                field_type(self.db, self.workspace, ty)
            }
            FieldType::Named(name) => self.named_type(name, ty.span),
        }
    }

    fn named_type(&mut self, name: &Arc<str>, span: Span) -> Option<Type> {
        if let Some(scalar) = scalar_type(name) {
            return Some(scalar);
        }
        let known = field_type(self.db, self.workspace, &Spanned { value: FieldType::Named(Arc::clone(name)), span });
        if known.is_some() {
            self.uses.insert(Arc::clone(name));
            return known;
        }
        let message = match self.kind_of(name) {
            Some(_) => format!("`{name}` is not a type"),
            None => format!("there is no type `{name}`"),
        };
        let records = self.names_of(&[ItemKind::Record]);
        let names = SCALARS.iter().map(|(name, _)| *name).chain(records);
        let help = match nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "types are text, number, money, percent, date, duration, yes_no, country, hs_code, eccn, `one of …`, `list of …` and records".into(),
        };
        self.error(Code::UnknownType, message, span, "not a type", help);
        None
    }

    /// Reports the second of two equal names.
    pub(super) fn refuse_repeated<'a>(&mut self, names: impl Iterator<Item = &'a Spanned<Arc<str>>>, what: &str) {
        let mut seen: std::collections::BTreeMap<&str, Span> = std::collections::BTreeMap::new();
        let mut repeated = Vec::new();
        for name in names {
            match seen.get(name.value.as_ref()) {
                Some(first) => repeated.push((name, *first)),
                None => _ = seen.insert(&name.value, name.span),
            }
        }
        for (name, first) in repeated {
            let message = format!("the {what} `{}` is given twice", name.value);
            let problem = crate::problem::Problem::new(Code::DuplicateField, message, name.span, "given again here");
            self.report(problem.also(first, "first given here").help("remove one of them, or rename it"));
        }
    }
}
