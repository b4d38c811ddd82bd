//! Comparisons, membership and tests on texts.

use super::checker::{Checker, Typed};
use super::expressions::yes_no;
use super::types::a_type;
use crate::domain::Value;
use crate::problem::{Code, Problem, Span};
use crate::program::{self, CompareOp, Quantifier, Type};
use crate::syntax::{Comparison, Expr, ExprKind, Ident, Literal, LiteralKind, TextTest};

impl Checker<'_> {
    pub(super) fn comparison(
        &mut self,
        op: Comparison,
        left: &Expr,
        right: &Expr,
        exactly: bool,
        span: Span,
    ) -> Option<Typed> {
        if let (Comparison::Is, ExprKind::Literal(LiteralKind::None)) = (op, &right.kind) {
            let left = self.expression(left, None)?;
            return Some(yes_no(program::Expr::IsNone(Box::new(left.expr))));
        }
        let (left_typed, right_typed) = self.both_sides(left, right);
        let (left_typed, right_typed) = (left_typed?, right_typed?);
        if left_typed.ty != right_typed.ty {
            self.different_kinds((left, &left_typed.ty), (right, &right_typed.ty));
            return None;
        }
        self.comparable(op, &left_typed.ty, exactly, span)?;
        let (left, right) = (Box::new(left_typed.expr), Box::new(right_typed.expr));
        Some(yes_no(program::Expr::Compare { op: operator(op), left, right, exactly }))
    }

    /// The side whose type does not depend on the other goes first, and gives the other its type.
    fn both_sides(&mut self, left: &Expr, right: &Expr) -> (Option<Typed>, Option<Typed>) {
        if self.has_own_type(left) || !self.has_own_type(right) {
            let left = self.expression(left, None);
            let expected = left.as_ref().map(|typed| typed.ty.clone());
            // Without the left side's type a literal on the right cannot be judged.
            let right = if left.is_some() || self.has_own_type(right) {
                self.expression(right, expected.as_ref())
            } else {
                None
            };
            return (left, right);
        }
        let right = self.expression(right, None);
        let expected = right.as_ref().map(|typed| typed.ty.clone());
        let left = if right.is_some() { self.expression(left, expected.as_ref()) } else { None };
        (left, right)
    }

    fn has_own_type(&mut self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Literal(LiteralKind::Path(path)) => self.names_something(path),
            ExprKind::Literal(LiteralKind::Numeral(_) | LiteralKind::Text(_)) => false,
            _ => true,
        }
    }

    fn different_kinds(&mut self, left: (&Expr, &Type), right: (&Expr, &Type)) {
        let message = format!("{} is compared with {}", a_type(left.1), a_type(right.1));
        let help = match (left.1, right.1) {
            (Type::Date, Type::Duration) | (Type::Duration, Type::Date) => {
                "subtract two dates to get a length of time: `order.date - customer.since >= 30 days`".to_owned()
            }
            (Type::OneOf(_), Type::OneOf(_)) => "the two fields have different values to choose from".into(),
            (Type::List(_), _) => "a list is not one thing: write `any x in … has …`".into(),
            (Type::Money, Type::Number) => "name the currency, such as `USD 5_000`".into(),
            (Type::Duration, Type::Number) => "name the unit, such as `30 days`".into(),
            (Type::Date, Type::Number) => "write the date as year, month and day, such as 2023-06-09".into(),
            _ => format!("put {} on both sides", a_type(left.1)),
        };
        let problem = Problem::new(Code::TypeMismatch, message, right.0.span, a_type(right.1));
        self.report(problem.also(left.0.span, a_type(left.1)).help(help));
    }

    fn comparable(&mut self, op: Comparison, ty: &Type, exactly: bool, span: Span) -> Option<()> {
        if exactly && *ty != Type::Text {
            self.error(
                Code::NotComparable,
                format!("`exactly` is for texts, but this is {}", a_type(ty)),
                span,
                "not a text",
                "leave `exactly` out",
            );
            return None;
        }
        let fits = match op {
            Comparison::Is => !matches!(ty, Type::Record(_) | Type::List(_)),
            _ => matches!(ty, Type::Number | Type::Money | Type::Percent | Type::Date | Type::Duration),
        };
        if !fits {
            let (message, help) = match (op, ty) {
                (_, Type::List(_)) => ("cannot be compared as a whole", "look into it: `any x in … has …`"),
                (_, Type::Record(_)) => ("cannot be compared as a whole", "compare its fields one by one"),
                _ => ("has no greater and smaller", "use `is`, `is not` or `in`"),
            };
            self.error(Code::NotComparable, format!("{} {message}", a_type(ty)), span, "this comparison", help);
            return None;
        }
        Some(())
    }

    pub(super) fn in_named(&mut self, item: &Expr, set: &[Ident]) -> Option<Typed> {
        let (first, rest) = set.split_first()?;
        if !rest.is_empty() || self.is_own(&first.value) {
            return self.in_list(item, set);
        }
        let (reference, ty) = self.set_reference(first)?;
        let expected = ty?;
        let typed = self.expression(item, Some(&expected))?;
        if typed.ty != expected {
            let message = format!("{} is looked up in a set whose members are of another kind", a_type(&typed.ty));
            let problem = Problem::new(Code::TypeMismatch, message, item.span, a_type(&typed.ty));
            self.report(
                problem
                    .also(first.span, format!("members: {}", a_type(&expected)))
                    .help(format!("look up {} here, or use another set", a_type(&expected))),
            );
            return None;
        }
        Some(yes_no(program::Expr::InSet { item: Box::new(typed.expr), set: reference }))
    }

    /// `X in order.route` asks whether X is some element of a list of the order, or lies under it.
    fn in_list(&mut self, item: &Expr, list: &[Ident]) -> Option<Typed> {
        let span = list.iter().map(|segment| segment.span).reduce(Span::to).unwrap_or_default();
        let path = Expr { kind: ExprKind::Literal(LiteralKind::Path(list.to_vec())), span };
        let (list, element) = self.list(&path)?;
        let item = self.of_type(item, &element)?;
        self.comparable(Comparison::Is, &element, false, span)?;
        let local = self.locals;
        self.locals = self.locals.saturating_add(1);
        let right = Box::new(program::Expr::Local(local));
        let body = program::Expr::Compare { op: CompareOp::Is, left: Box::new(item), right, exactly: false };
        Some(yes_no(program::Expr::Quantified {
            quantifier: Quantifier::Any,
            list: Box::new(list),
            local,
            body: Box::new(body),
        }))
    }

    pub(super) fn in_values(&mut self, item: &Expr, literals: &[Literal]) -> Option<Typed> {
        let typed = self.expression(item, None)?;
        if matches!(typed.ty, Type::Record(_) | Type::List(_)) {
            self.error(
                Code::NotComparable,
                format!("{} cannot be looked up as a whole", a_type(&typed.ty)),
                item.span,
                a_type(&typed.ty),
                "look up one of its fields",
            );
            return None;
        }
        let mut values: Vec<Value> = Vec::with_capacity(literals.len());
        let mut sound = true;
        for literal in literals {
            match self.value_of_type(literal, &typed.ty) {
                Some(value) if values.contains(&value) => self.repeated_value(literal),
                Some(value) => values.push(value),
                None => sound = false,
            }
        }
        sound.then(|| yes_no(program::Expr::OneOf { item: Box::new(typed.expr), values: values.into() }))
    }

    /// A literal that must be of this type.
    pub(super) fn value_of_type(&mut self, literal: &Literal, ty: &Type) -> Option<Value> {
        let before = self.problems.len();
        let value = self.literal(&literal.value, literal.span, Some(ty))?;
        if value.ty == *ty
            && let program::Expr::Literal(value) = value.expr
        {
            return Some(value);
        }
        if self.problems.len() == before {
            let message = format!("{} is needed here, but this is {}", a_type(ty), a_type(&value.ty));
            self.error(Code::TypeMismatch, message, literal.span, a_type(&value.ty), format!("write {}", a_type(ty)));
        }
        None
    }

    fn repeated_value(&mut self, literal: &Literal) {
        self.error(
            Code::DuplicateEntry,
            "this value is listed twice",
            literal.span,
            "listed already",
            "remove one of them",
        );
    }

    pub(super) fn text_test(&mut self, test: &TextTest, text: &Expr, exactly: bool) -> Option<Typed> {
        let text = self.of_type(text, &Type::Text);
        let test = match test {
            TextTest::Contains(part) => program::TextTest::Contains(Box::new(self.of_type(part, &Type::Text)?)),
            TextTest::StartsWith(part) => program::TextTest::StartsWith(Box::new(self.of_type(part, &Type::Text)?)),
            TextTest::ContainsAny(set) => program::TextTest::ContainsAny(self.text_set(set)?),
            TextTest::Matches(pattern) => program::TextTest::Matches(self.pattern(pattern)?),
        };
        Some(yes_no(program::Expr::TextTest { test, text: Box::new(text?), exactly }))
    }

    fn text_set(&mut self, name: &Ident) -> Option<u16> {
        let (reference, ty) = self.set_reference(name)?;
        match ty? {
            Type::Text => Some(reference),
            other => {
                self.error(
                    Code::TypeMismatch,
                    format!("`{}` holds {} each, not texts", name.value, a_type(&other)),
                    name.span,
                    "not a set of texts",
                    "name a set that is declared `of text`",
                );
                None
            }
        }
    }

    fn pattern(&mut self, pattern: &Ident) -> Option<std::sync::Arc<str>> {
        const LIMIT_BYTES: usize = 1 << 20;
        match regex::RegexBuilder::new(&pattern.value).size_limit(LIMIT_BYTES).build() {
            Ok(_) => Some(std::sync::Arc::clone(&pattern.value)),
            Err(reason) => {
                let label = match reason {
                    regex::Error::CompiledTooBig(_) => "too large".to_owned(),
                    other => {
                        other.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
                    }
                };
                self.error(Code::BadPattern, "this pattern cannot be read", pattern.span, label, "for plain text, use `contains` or `starts with`; in a pattern, a bracket or dot that stands for itself has a backslash before it: `\\(`");
                None
            }
        }
    }

    /// Warns of `A is x and A is y`, which nothing can meet.
    pub(super) fn refuse_contradiction(&mut self, parts: &[Expr], conditions: &[program::Expr]) {
        for (index, (later, condition)) in parts.iter().zip(conditions).enumerate() {
            let clash = conditions.iter().take(index).position(|earlier| contradict(earlier, condition));
            if let Some(earlier) = clash.and_then(|position| parts.get(position)) {
                let problem = Problem::new(
                    Code::AlwaysSame,
                    "no order can meet both of these",
                    later.span,
                    "contradicts the other",
                );
                self.report(problem.also(earlier.span, "the other").help("did you mean `or`, or `in {…}`?"));
            }
        }
    }
}

fn contradict(one: &program::Expr, other: &program::Expr) -> bool {
    let equal = program::CompareOp::Is;
    match (one, other) {
        (
            program::Expr::Compare { op: op1, left: left1, right: right1, .. },
            program::Expr::Compare { op: op2, left: left2, right: right2, .. },
        ) if *op1 == equal && *op2 == equal && left1 == left2 => match (right1.as_ref(), right2.as_ref()) {
            (program::Expr::Literal(value1), program::Expr::Literal(value2)) => {
                value1 != value2
                    && !matches!(value1, Value::HsCode(_) | Value::Eccn(_) | Value::Text(_) | Value::Money(_))
            }
            _ => false,
        },
        _ => false,
    }
}

fn operator(op: Comparison) -> CompareOp {
    match op {
        Comparison::Is => CompareOp::Is,
        Comparison::Less => CompareOp::Less,
        Comparison::LessOrEqual => CompareOp::AtMost,
        Comparison::Greater => CompareOp::More,
        Comparison::GreaterOrEqual => CompareOp::AtLeast,
    }
}
