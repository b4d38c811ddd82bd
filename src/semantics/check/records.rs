//! Records.

use super::CheckedItem;
use super::checker::Checker;
use super::types::a_type;
use crate::problem::{Code, Problem};
use crate::program::{self, Assumption, Code as Compiled, Name, Presence, Type};
use crate::syntax::{Expr, ExprKind, Field, Ident, Literal, LiteralKind, Record};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn record(&mut self, record: &Record) -> Option<CheckedItem> {
        self.refuse_repeated(record.fields.iter().map(|field| &field.name), "field");
        if super::types::scalar_type(&record.name.value).is_some() {
            let message = format!("`{}` is already the name of a type", record.name.value);
            let help = "choose another name: fields of this type would never be such records";
            self.error(Code::DuplicateName, message, record.name.span, "a type of the language", help);
        }
        if record.fields.is_empty() {
            let message = format!("the record `{}` has no fields", record.name.value);
            self.error(
                Code::MissingClause,
                message,
                record.name.span,
                "nothing in it",
                "add fields under it, one a line: `name type`",
            );
        }
        let circular = self.refuse_circular_fields(record);
        let fields: Vec<Option<program::Field>> =
            record.fields.iter().map(|field| self.record_field(record, field, circular)).collect();
        let fields = fields.into_iter().collect::<Option<Vec<_>>>()?;
        let refs = std::mem::take(&mut self.refs);
        Some(CheckedItem::Record(Arc::new(program::Record { name: Name::clone(&record.name.value), fields }), refs))
    }

    fn record_field(&mut self, record: &Record, field: &Field, circular: bool) -> Option<program::Field> {
        let ty = self.type_of(&field.ty);
        let presence = self.presence(record, field, ty.as_ref(), circular);
        Some(program::Field {
            name: Name::clone(&field.name.value),
            ty: ty?,
            presence: presence?,
            asks: field.asks.clone(),
        })
    }

    fn presence(&mut self, record: &Record, field: &Field, ty: Option<&Type>, circular: bool) -> Option<Presence> {
        let assumed_span = field.assumed.as_ref().map(|literal| literal.span);
        let others = [("`required`", field.required), ("`assumed`", assumed_span)];
        if let Some(derived) = &field.derived {
            if let Some((word, span)) = others.iter().find_map(|(word, span)| span.map(|span| (word, span))) {
                let message = format!("the field `{}` is worked out, so it cannot be {word}", field.name.value);
                self.error(
                    Code::BadAssumption,
                    message,
                    span,
                    "does not go with `=`",
                    format!("remove {word}, or the part after `=`"),
                );
                return None;
            }
            return if circular {
                None
            } else {
                self.derived(record, &field.name, derived, ty?).map(Presence::Derived)
            };
        }
        match (&field.assumed, field.required) {
            (Some(assumed), Some(_)) => {
                let message = format!("the field `{}` is required and assumed at once", field.name.value);
                self.error(
                    Code::BadAssumption,
                    message,
                    assumed.span,
                    "never comes into play",
                    "keep `required` or `assumed`",
                );
                None
            }
            (Some(assumed), None) => self.assumption(assumed, ty?).map(Presence::Assumed),
            (None, Some(_)) => Some(Presence::Required),
            (None, None) => Some(Presence::Plain),
        }
    }

    fn assumption(&mut self, literal: &Literal, ty: &Type) -> Option<Assumption> {
        match (&literal.value, ty) {
            (LiteralKind::None, Type::Record(_) | Type::List(_)) => Some(Assumption::None),
            (LiteralKind::None, _) => {
                let message = format!("`none` cannot be assumed of {}", a_type(ty));
                self.error(
                    Code::BadAssumption,
                    message,
                    literal.span,
                    "only for records and lists",
                    "assume a value, or leave `assumed` out: absent then means unknown",
                );
                None
            }
            (_, Type::Record(_) | Type::List(_)) => {
                let message = format!("only `none` can be assumed of {}", a_type(ty));
                self.error(Code::BadAssumption, message, literal.span, "not possible", "write `assumed none`");
                None
            }
            _ => self.value_of_type(literal, ty).map(Assumption::Value),
        }
    }

    fn derived(&mut self, record: &Record, name: &Ident, body: &Expr, ty: &Type) -> Option<Arc<Compiled>> {
        self.refuse_costly(name, &[body], 1);
        self.record = Some(Name::clone(&record.name.value));
        self.locals = 1;
        let expr = self.of_type(body, ty);
        self.record = None;
        // The references stay with the record: all its fields share them.
        Some(Arc::new(Compiled { expr: expr?, refs: Vec::new(), locals: self.locals, ty: ty.clone() }))
    }

    /// Reports derived fields that depend on themselves through their own record.
    fn refuse_circular_fields(&mut self, record: &Record) -> bool {
        let derived: BTreeMap<&str, Vec<&str>> = record
            .fields
            .iter()
            .filter_map(|field| Some((field.name.value.as_ref(), bare_names(field.derived.as_ref()?))))
            .collect();
        let mut found = false;
        for field in &record.fields {
            if reaches_itself(field.name.value.as_ref(), &derived) {
                found = true;
                let message = format!("the field `{}` is worked out from itself", field.name.value);
                let problem = Problem::new(Code::Cycle, message, field.name.span, "depends on its own value");
                self.report(problem.help("write one of the fields in terms of given facts only"));
            }
        }
        found
    }
}

/// The names that paths in this expression start with.
fn bare_names(expr: &Expr) -> Vec<&str> {
    let mut names = Vec::new();
    collect_bare_names(expr, &mut names);
    names
}

fn collect_bare_names<'t>(expr: &'t Expr, names: &mut Vec<&'t str>) {
    if let ExprKind::Literal(LiteralKind::Path(path)) = &expr.kind {
        names.extend(path.first().map(|first| first.value.as_ref()));
    }
    for child in expr.children() {
        collect_bare_names(child, names);
    }
}

fn reaches_itself(start: &str, edges: &BTreeMap<&str, Vec<&str>>) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut open: Vec<&str> = edges.get(start).cloned().unwrap_or_default();
    while let Some(name) = open.pop() {
        if name == start {
            return true;
        }
        if !seen.contains(&name) {
            seen.push(name);
            open.extend(edges.get(name).into_iter().flatten());
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::reaches_itself;
    use std::collections::BTreeMap;

    #[test]
    fn a_field_reaches_itself_through_others() {
        let edges = BTreeMap::from([("a", vec!["b"]), ("b", vec!["c", "a"]), ("d", vec!["b"])]);
        assert!(reaches_itself("a", &edges) && reaches_itself("b", &edges));
        assert!(!reaches_itself("d", &edges) && !reaches_itself("c", &edges));
    }
}
