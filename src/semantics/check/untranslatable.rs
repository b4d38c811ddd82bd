//! What only a person can judge: the question, and the field that holds the answer.

use super::checker::Checker;
use super::expressions::yes_no;
use super::rules::find;
use super::types::a_type;
use crate::domain::Value;
use crate::problem::Code;
use crate::program::{self, CompareOp, Expr, Question, Type};
use crate::semantics::signatures::{FieldSignature, Signature};
use crate::syntax::{self, Clause, Rule};
use std::sync::Arc;

impl Checker<'_> {
    /// The question of an untranslatable provision, and the condition that it is answered with yes. `None`: wrong; `Some(None)`: the
    /// rule asks nothing.
    pub(super) fn question(&mut self, rule: &Rule) -> Option<Option<(Question, Expr)>> {
        let path = find(rule, |clause| if let Clause::AnsweredBy(path) = clause { Some(path) } else { None });
        let asks = find(rule, |clause| if let Clause::Asks(asks) = clause { Some(asks) } else { None });
        let Some((path, asks)) = path.zip(asks) else { return Some(None) };
        let answer = self.expression(path, None)?;
        let Expr::Field { record, field, .. } = &answer.expr else {
            self.bad_answer(path, &format!("{} is no field of the order", a_type(&answer.ty)), "not a field");
            return None;
        };
        let Some(Signature::Record(fields)) = self.resolve(record) else { return None };
        let reason = why_not(fields.get(usize::from(*field))?, &answer.ty);
        if let Some((message, label)) = reason {
            self.bad_answer(path, &message, label);
            return None;
        }
        let question = Question { asks: Arc::clone(asks), record: Arc::clone(record), field: *field };
        let (left, right) = (Box::new(answer.expr), Box::new(Expr::Literal(Value::YesNo(true))));
        let is_yes = yes_no(program::Expr::Compare { op: CompareOp::Is, left, right, exactly: false });
        Some(Some((question, is_yes.expr)))
    }

    fn bad_answer(&mut self, path: &syntax::Expr, message: &str, label: &str) {
        let help = "the answer stands in a plain field of type yes_no, without `required`, `assumed` or `=`: it is unknown until somebody answers";
        self.error(Code::BadAnswer, message, path.span, label, help);
    }
}

/// Why a person cannot be asked for this field.
fn why_not(field: &FieldSignature, ty: &Type) -> Option<(String, &'static str)> {
    let name = &field.name;
    match field {
        _ if *ty != Type::YesNo => {
            Some((format!("the answer must be yes or no, but `{name}` is {}", a_type(ty)), "not yes or no"))
        }
        field if field.derived => Some((format!("`{name}` is worked out, so nobody can answer it"), "worked out")),
        field if field.assumed => Some((format!("`{name}` is assumed, so nobody would be asked"), "assumed")),
        field if field.required => {
            Some((format!("`{name}` is required, so it could not wait for an answer"), "required"))
        }
        _ => None,
    }
}
