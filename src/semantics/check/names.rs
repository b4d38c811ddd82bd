//! Paths: variables, fields, the order, definitions.

use super::checker::{Checker, Typed};
use super::types::a_type;
use crate::domain::nearest;
use crate::problem::{Code, Span};
use crate::program::{Expr, Name, RefKind, Type};
use crate::semantics::signatures::{FieldSignature, Signature};
use crate::syntax::{Ident, ItemKind, LiteralKind};

/// The record that an order is.
pub(super) const ROOT: &str = "order";

impl Checker<'_> {
    /// What a path leads to. A single word that names nothing is a literal of the expected type.
    pub(super) fn path(&mut self, path: &[Ident], span: Span, expected: Option<&Type>) -> Option<Typed> {
        let (first, rest) = path.split_first()?;
        let base = match self.base(first, rest.is_empty(), expected) {
            Base::Found(base) => base,
            Base::Reported => return None,
            Base::Nothing if rest.is_empty() && expected.is_some() => {
                return self.literal(&LiteralKind::Path(path.to_vec()), span, expected);
            }
            Base::Nothing => {
                self.nothing_named(first, rest);
                return None;
            }
        };
        rest.iter().try_fold(base, |base, segment| self.field(base, segment))
    }

    /// Whether a word names something that has a type of its own.
    pub(super) fn names_something(&mut self, path: &[Ident]) -> bool {
        let Some((first, rest)) = path.split_first() else { return false };
        let word = &first.value;
        self.is_own(word)
            || word.as_ref() == ROOT
            || self.is_in_broken_record()
            || !rest.is_empty()
            || matches!(self.peek(word), Some(Signature::Define { .. } | Signature::Broken))
    }

    /// Whether a word is a variable, or in a derived field a field of its record.
    pub(super) fn is_own(&self, word: &Name) -> bool {
        self.scope.iter().any(|local| local.name == *word) || self.own_field(word).is_some()
    }

    pub(super) fn peek(&self, name: &Name) -> Option<&Signature> {
        crate::semantics::signatures::resolve(self.db, self.workspace, name).map(|(_, signature)| signature)
    }

    fn own_field(&self, word: &Name) -> Option<(Name, u16, FieldSignature)> {
        let record = self.record.as_ref()?;
        let Some(Signature::Record(fields)) = self.peek(record) else { return None };
        let index = fields.iter().position(|field| field.name == *word)?;
        Some((Name::clone(record), u16::try_from(index).ok()?, fields.get(index)?.clone()))
    }

    /// Whether any bare word could be a field that cannot be looked up.
    fn is_in_broken_record(&self) -> bool {
        self.record.as_ref().is_some_and(|record| matches!(self.peek(record), Some(Signature::Broken)))
    }

    fn base(&mut self, word: &Ident, alone: bool, expected: Option<&Type>) -> Base {
        if self.poisoned.contains(&word.value) {
            return Base::Reported;
        }
        if let Some(local) = self.scope.iter().rev().find(|local| local.name == word.value) {
            return Base::Found(Typed { expr: Expr::Local(local.index), ty: local.ty.clone() });
        }
        if let Some((record, index, field)) = self.own_field(&word.value) {
            let found = self.field_of(Expr::Local(0), &record, index, &field);
            return found.map_or(Base::Reported, Base::Found);
        }
        if self.is_in_broken_record() {
            return Base::Reported;
        }
        if alone && expected.is_some_and(|ty| is_literal_of(&word.value, ty)) {
            return Base::Nothing;
        }
        if word.value.as_ref() == ROOT {
            self.uses.insert(Name::clone(&word.value));
            if self.record.is_some() {
                self.error(
                    Code::WrongKind,
                    "a derived field cannot look at the whole order",
                    word.span,
                    "not here",
                    "use the fields of its own record, by their bare names",
                );
                return Base::Reported;
            }
            return Base::Found(Typed { expr: Expr::Order, ty: Type::Record(Name::from(ROOT)) });
        }
        match self.peek(&word.value).cloned() {
            Some(Signature::Broken) => {
                self.uses.insert(Name::clone(&word.value));
                Base::Reported
            }
            Some(Signature::Define { parameters, ty }) => {
                self.call(word, &parameters, ty.as_ref(), &[], word.span).map_or(Base::Reported, Base::Found)
            }
            Some(Signature::Set(_)) => {
                self.uses.insert(Name::clone(&word.value));
                let message = format!("`{}` is a set, which has no value of its own", word.value);
                let help = match expected {
                    Some(Type::Text) => {
                        format!("to look for any of its texts, write `… contains any of {}`", word.value)
                    }
                    _ => format!("to ask whether something is in it, write `… in {}`", word.value),
                };
                self.error(Code::WrongKind, message, word.span, "a set", help);
                Base::Reported
            }
            _ => Base::Nothing,
        }
    }

    /// A definition, applied to arguments that have been checked.
    pub(super) fn call(
        &mut self,
        name: &Ident,
        parameters: &[Option<Type>],
        ty: Option<&Type>,
        arguments: &[Expr],
        span: Span,
    ) -> Option<Typed> {
        self.uses.insert(Name::clone(&name.value));
        if self.record.is_some() {
            self.error(
                Code::WrongKind,
                "a derived field cannot use a definition",
                span,
                "a definition",
                "write the condition out; definitions may read derived fields",
            );
            return None;
        }
        if !self.takes(name, parameters, arguments.len(), span) {
            return None;
        }
        let define = self.reference(RefKind::Define, &name.value);
        Some(Typed { expr: Expr::Call { define, arguments: arguments.into() }, ty: ty?.clone() })
    }

    /// Whether a definition takes this many values; reports when it does not.
    pub(super) fn takes(&mut self, name: &Ident, parameters: &[Option<Type>], count: usize, span: Span) -> bool {
        if parameters.len() == count {
            return true;
        }
        let s = if parameters.len() == 1 { "" } else { "s" };
        let message = format!("`{}` takes {} value{s}, but {} given", name.value, parameters.len(), given(count));
        self.error(
            Code::WrongArguments,
            message,
            span,
            "used here",
            format!("write it like its definition: `{}`", pattern(&name.value, parameters)),
        );
        false
    }

    fn field(&mut self, base: Typed, segment: &Ident) -> Option<Typed> {
        let Type::Record(record) = &base.ty else {
            self.no_fields(&base.ty, segment);
            return None;
        };
        let Some(Signature::Record(fields)) = self.peek(record).cloned() else { return None };
        let Some(index) = fields.iter().position(|field| field.name == segment.value) else {
            self.no_such_field(record, &fields, segment);
            return None;
        };
        let field = fields.get(index)?;
        let record = Name::clone(record);
        self.field_of(base.expr, &record, u16::try_from(index).ok()?, field)
    }

    fn field_of(&mut self, of: Expr, record: &Name, index: u16, field: &FieldSignature) -> Option<Typed> {
        self.reads.insert((Name::clone(record), Name::clone(&field.name)));
        let expr = Expr::Field { of: Box::new(of), record: Name::clone(record), field: index };
        Some(Typed { expr, ty: field.ty.clone()? })
    }

    fn no_fields(&mut self, ty: &Type, segment: &Ident) {
        let help = match ty {
            Type::List(_) => {
                "a list has many elements: write `any x in … has x.…`, `every x in … has …` or `for each x in …`"
            }
            _ => "only a record has fields",
        };
        let message = format!("`.{}` is asked of {}, which has no fields", segment.value, a_type(ty));
        self.error(Code::UnknownField, message, segment.span, "no such field", help);
    }

    pub(super) fn no_such_field(&mut self, record: &Name, fields: &[FieldSignature], segment: &Ident) {
        let near = nearest(&segment.value, fields.iter().map(|field| field.name.as_ref()));
        let help = near.map_or_else(
            || {
                format!(
                    "`{record}` has {}",
                    fields.iter().map(|field| field.name.as_ref()).collect::<Vec<_>>().join(", ")
                )
            },
            |near| format!("did you mean `{near}`?"),
        );
        self.error(
            Code::UnknownField,
            format!("`{record}` has no field `{}`", segment.value),
            segment.span,
            "no such field",
            help,
        );
    }

    fn nothing_named(&mut self, first: &Ident, rest: &[Ident]) {
        let word = first.value.as_ref();
        if rest.is_empty() && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            let help = "compare it with a fact, such as `order.ship_to.country is IR`";
            self.error(
                Code::NoTypeHere,
                format!("it cannot be told what `{word}` stands for here"),
                first.span,
                "a country, a code, a currency?",
                help,
            );
            return;
        }
        let mut known: Vec<&str> = self.scope.iter().map(|local| local.name.as_ref()).collect();
        known.push(ROOT);
        known.extend(self.names_of(&[ItemKind::Define]));
        if let Some(record) = &self.record
            && let Some(Signature::Record(fields)) = self.peek(record)
        {
            known.extend(fields.iter().map(|field| field.name.as_ref()));
        }
        let help = match nearest(word, known.into_iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "a fact of the order starts with `order.`; a variable comes from `for each`, `any`, `every` or a definition's brackets".into(),
        };
        self.error(Code::UnknownName, format!("nothing is named `{word}`"), first.span, "not declared", help);
    }
}

enum Base {
    Found(Typed),
    Reported,
    Nothing,
}

/// Whether the word is a literal of this type, so that an item of the same name does not come into it.
pub(crate) fn is_literal_of(word: &str, ty: &Type) -> bool {
    match ty {
        Type::OneOf(values) => values.iter().any(|value| value.as_ref() == word),
        Type::Country => word.chars().all(|c| c.is_ascii_uppercase()),
        Type::Eccn => word == "EAR99",
        _ => false,
    }
}

fn given(count: usize) -> String {
    match count {
        0 => "none is".into(),
        1 => "one is".into(),
        many => format!("{many} are"),
    }
}

fn pattern(name: &str, parameters: &[Option<Type>]) -> String {
    if parameters.is_empty() {
        return name.to_owned();
    }
    let kinds: Vec<String> = parameters.iter().map(|ty| ty.as_ref().map_or_else(|| "…".into(), a_type)).collect();
    format!("{name}({})", kinds.join(", "))
}
