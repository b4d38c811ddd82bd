//! What a path leads through: places that can be assumed to be none, derived fields, definitions.

use crate::program::{Name, Type};
use crate::semantics::db::Workspace;
use crate::semantics::signatures::{FieldSignature, Signature, resolve};
use crate::syntax::Ident;
use std::sync::Arc;

/// The names that an expression can start from.
pub(super) struct Scope<'db> {
    pub(super) db: &'db dyn salsa::Database,
    pub(super) workspace: Workspace,
    pub(super) variables: Vec<Variable>,
    /// In a derived field: the record whose fields can be named bare.
    pub(super) record: Option<Name>,
}

/// A variable or parameter.
pub(super) struct Variable {
    pub(super) name: Name,
    pub(super) ty: Option<Type>,
    /// The number of the parameter.
    pub(super) parameter: Option<u16>,
}

/// What a path leads through.
#[derive(Default)]
pub(super) struct Way {
    /// The type of what it leads to, as far as it can be told.
    pub(super) ty: Option<Type>,
    /// How many segments lead to each place that can be assumed to be none.
    pub(super) silent: Vec<usize>,
    /// The parameter that it starts from.
    pub(super) parameter: Option<u16>,
    /// The definition and the derived fields on it.
    pub(super) uses: Vec<Name>,
}

impl Scope<'_> {
    /// Whether what stands behind `in` is the name of a set, and not a path to a list.
    pub(super) fn is_set(&self, path: &[Ident]) -> bool {
        matches!(path, [name] if !self.variables.iter().any(|variable| variable.name == name.value))
    }

    pub(super) fn way(&self, path: &[Ident]) -> Way {
        let mut way = Way::default();
        let Some((first, rest)) = path.split_first() else { return way };
        let mut fields = rest;
        if let Some(variable) = self.variables.iter().rev().find(|variable| variable.name == first.value) {
            way.ty = variable.ty.clone();
            way.parameter = variable.parameter;
        } else if let Some(record) = self.record.as_ref().filter(|record| self.field(record, &first.value).is_some()) {
            way.ty = Some(Type::Record(Arc::clone(record)));
            fields = path;
        } else if first.value.as_ref() == "order" {
            way.ty = Some(Type::Record(Arc::clone(&first.value)));
        } else if let Some(Signature::Define { ty, .. }) = self.signature(&first.value) {
            way.ty = ty.clone();
            way.uses.push(Arc::clone(&first.value));
        }
        let start = path.len() - fields.len();
        for (index, segment) in fields.iter().enumerate() {
            self.step(&mut way, segment, start + index + 1);
        }
        way
    }

    fn step(&self, way: &mut Way, segment: &Ident, length: usize) {
        let Some(Type::Record(record)) = way.ty.take() else { return };
        let Some(field) = self.field(&record, &segment.value) else { return };
        let is_whole = matches!(field.ty, Some(Type::Record(_) | Type::List(_)));
        if field.assumed && is_whole {
            way.silent.push(length);
        }
        if field.derived {
            way.uses.push(format!("{record}.{}", segment.value).into());
        }
        way.ty = field.ty.clone();
    }

    fn field(&self, record: &Name, name: &Name) -> Option<&FieldSignature> {
        match self.signature(record)? {
            Signature::Record(fields) => fields.iter().find(|field| field.name == *name),
            _ => None,
        }
    }

    pub(super) fn signature(&self, name: &Name) -> Option<&Signature> {
        resolve(self.db, self.workspace, name).map(|(_, signature)| signature)
    }
}
