//! Expressions: from trees to code, with types.

use super::checker::{Checker, Typed};
use super::types::a_type;
use crate::problem::{Code, Span};
use crate::program::{self, Quantifier, RefKind, Type};
use crate::semantics::signatures::Signature;
use crate::syntax::{Expr, ExprKind, Ident, ItemKind, LiteralKind, Over};
use std::sync::Arc;

impl Checker<'_> {
    /// An expression that must be of this type.
    pub(super) fn of_type(&mut self, expr: &Expr, ty: &Type) -> Option<program::Expr> {
        let typed = self.expression(expr, Some(ty))?;
        if typed.ty == *ty {
            return Some(typed.expr);
        }
        let message = format!("{} is needed here, but this is {}", a_type(ty), a_type(&typed.ty));
        let help = match typed.ty {
            Type::List(_) => "a list is not one thing: write `any x in … has …`",
            _ => "compare or combine only things of one kind",
        };
        self.error(Code::TypeMismatch, message, expr.span, a_type(&typed.ty), help);
        None
    }

    /// A condition: an expression that yields yes or no.
    pub(super) fn condition(&mut self, expr: &Expr) -> Option<program::Expr> {
        let typed = self.expression(expr, Some(&Type::YesNo))?;
        if typed.ty == Type::YesNo {
            return Some(typed.expr);
        }
        let help = "say what must be true of it, such as `… is …` or `… in …`";
        self.error(
            Code::NotACondition,
            format!("a condition is needed here, but this is {}", a_type(&typed.ty)),
            expr.span,
            a_type(&typed.ty),
            help,
        );
        None
    }

    /// An expression; `expected` gives literals their type, and is not enforced.
    pub(super) fn expression(&mut self, expr: &Expr, expected: Option<&Type>) -> Option<Typed> {
        match &expr.kind {
            ExprKind::Literal(LiteralKind::Path(path)) => self.path(path, expr.span, expected),
            ExprKind::Literal(literal) => self.literal(literal, expr.span, expected),
            ExprKind::Call { name, arguments } => self.applied(name, arguments, expr.span),
            ExprKind::Not(inner) => self.condition(inner).map(|inner| yes_no(program::Expr::Not(Box::new(inner)))),
            ExprKind::All(parts) => self.conjunction(parts),
            ExprKind::Any(parts) => self.conditions(parts).map(|parts| yes_no(program::Expr::Any(parts.into()))),
            ExprKind::Compare { op, left, right, exactly } => self.comparison(*op, left, right, *exactly, expr.span),
            ExprKind::InNamed { item, set } => self.in_named(item, set),
            ExprKind::InValues { item, values } => self.in_values(item, values),
            ExprKind::Known(inner) => self.known(inner).map(yes_no),
            ExprKind::Missing(inner) => self.known(inner).map(|known| yes_no(program::Expr::Not(Box::new(known)))),
            ExprKind::TextTest { test, text, exactly } => self.text_test(test, text, *exactly),
            ExprKind::Quantified { quantifier, variable, list, body } => {
                self.quantified(*quantifier, variable, list, body)
            }
            ExprKind::Sum { value, over } => self.sum(value, over),
            ExprKind::Count(over) => self.count(over),
            ExprKind::Add(terms) => self.sum_of_terms(terms),
            ExprKind::Multiply(factors) => self.product(factors),
            ExprKind::OrElse(value, fallback) => self.or_else(value, fallback, expected),
            ExprKind::FlagWeight(cited) => self.flags(cited.as_ref(), program::Expr::FlagWeight, expr.span),
            ExprKind::FlagCount(cited) => self.flags(cited.as_ref(), program::Expr::FlagCount, expr.span),
        }
    }

    /// Checks every part, so that each reports its mistakes.
    pub(super) fn conditions(&mut self, parts: &[Expr]) -> Option<Vec<program::Expr>> {
        let checked: Vec<Option<program::Expr>> = parts.iter().map(|part| self.condition(part)).collect();
        checked.into_iter().collect()
    }

    fn conjunction(&mut self, parts: &[Expr]) -> Option<Typed> {
        let conditions = self.conditions(parts)?;
        self.refuse_contradiction(parts, &conditions);
        Some(yes_no(program::Expr::All(conditions.into())))
    }

    fn applied(&mut self, name: &Ident, arguments: &[Expr], span: Span) -> Option<Typed> {
        let Some(signature) = self.resolve(&name.value).cloned() else {
            self.unknown(name, &[ItemKind::Define], "definition");
            return None;
        };
        let Signature::Define { parameters, ty } = signature else {
            if let Some(kind) = self.kind_of(&name.value).filter(|_| signature != Signature::Broken) {
                self.wrong_kind(name, kind, "a definition");
            }
            return None;
        };
        if !self.takes(name, &parameters, arguments.len(), span) {
            return None;
        }
        let checked: Vec<Option<program::Expr>> = arguments
            .iter()
            .enumerate()
            .map(|(index, argument)| match parameters.get(index) {
                Some(Some(ty)) => self.of_type(argument, ty),
                _ => self.expression(argument, None).map(|typed| typed.expr),
            })
            .collect();
        let checked: Vec<program::Expr> = checked.into_iter().collect::<Option<_>>()?;
        self.call(name, &parameters, ty.as_ref(), &checked, span)
    }

    fn known(&mut self, inner: &Expr) -> Option<program::Expr> {
        let ExprKind::Literal(LiteralKind::Path(_)) = inner.kind else {
            self.error(
                Code::NotComparable,
                "only a fact of the order can be known or missing",
                inner.span,
                "not a fact",
                "ask it of a field, such as `order.ship_to.country is missing`",
            );
            return None;
        };
        let typed = self.expression(inner, None)?;
        Some(program::Expr::Known(Box::new(typed.expr)))
    }

    fn quantified(&mut self, quantifier: Quantifier, variable: &Ident, list: &Expr, body: &Expr) -> Option<Typed> {
        let Some((list, element)) = self.list(list) else {
            self.poisoned.push(Arc::clone(&variable.value));
            self.condition(body);
            self.poisoned.pop();
            return None;
        };
        let (local, body) = self.with_element(variable, element, |checker| checker.condition(body));
        Some(yes_no(program::Expr::Quantified { quantifier, list: Box::new(list), local, body: Box::new(body?) }))
    }

    /// A list and the type of its elements.
    pub(super) fn list(&mut self, list: &Expr) -> Option<(program::Expr, Type)> {
        let typed = self.expression(list, None)?;
        if let Type::List(element) = typed.ty {
            return Some((typed.expr, *element));
        }
        self.error(
            Code::NotAList,
            format!("a list is needed here, but this is {}", a_type(&typed.ty)),
            list.span,
            a_type(&typed.ty),
            "name a field of type `list of …`, such as `order.lines`",
        );
        None
    }

    fn with_element<T>(&mut self, variable: &Ident, element: Type, inside: impl FnOnce(&mut Self) -> T) -> (u16, T) {
        let local = self.bind(variable, element);
        let result = inside(self);
        self.scope.pop();
        (local, result)
    }

    fn sum(&mut self, value: &Expr, over: &Over) -> Option<Typed> {
        let (list, element) = self.list(&over.list)?;
        let (local, (typed, filter)) = self.with_element(&over.variable, element, |checker| {
            (checker.expression(value, None), over.filter.as_ref().map(|filter| checker.condition(filter)))
        });
        let typed = typed?;
        if !matches!(typed.ty, Type::Number | Type::Money | Type::Percent | Type::Duration) {
            self.error(
                Code::TypeMismatch,
                format!("{} cannot be summed", a_type(&typed.ty)),
                value.span,
                a_type(&typed.ty),
                "sum numbers, money, percentages or lengths of time; to count, write `count of x in …`",
            );
            return None;
        }
        let filter = match filter {
            Some(filter) => Some(Box::new(filter?)),
            None => None,
        };
        Some(Typed {
            expr: program::Expr::Sum { list: Box::new(list), local, value: Box::new(typed.expr), filter },
            ty: typed.ty,
        })
    }

    fn count(&mut self, over: &Over) -> Option<Typed> {
        let (list, element) = self.list(&over.list)?;
        let (local, filter) = self.with_element(&over.variable, element, |checker| {
            over.filter.as_ref().map(|filter| checker.condition(filter))
        });
        let filter = match filter {
            Some(filter) => Some(Box::new(filter?)),
            None => None,
        };
        Some(Typed { expr: program::Expr::Count { list: Box::new(list), local, filter }, ty: Type::Number })
    }

    fn or_else(&mut self, value: &Expr, fallback: &Expr, expected: Option<&Type>) -> Option<Typed> {
        let value = self.expression(value, expected)?;
        let fallback = self.of_type(fallback, &value.ty)?;
        let expr = program::Expr::OrElse { value: Box::new(value.expr), fallback: Box::new(fallback) };
        Some(Typed { expr, ty: value.ty })
    }

    fn flags(
        &mut self,
        cited: Option<&Ident>,
        kind: fn(Option<Arc<str>>) -> program::Expr,
        span: Span,
    ) -> Option<Typed> {
        if self.record.is_some() {
            let message = "a derived field cannot depend on the flags";
            let help = "flags read derived fields: ask for `weight of flags` in a rule";
            self.error(Code::FlagDependsOnFlags, message, span, "would go round in a circle", help);
            return None;
        }
        if let Some(authority) = cited {
            self.named(authority, ItemKind::Authority, "authority").filter(|found| **found != Signature::Broken)?;
        }
        let cited = cited.map(|authority| Arc::clone(&authority.value));
        self.asks_flags.insert(cited.clone());
        Some(Typed { expr: kind(cited), ty: Type::Number })
    }

    /// Terms: all of one kind, but that lengths of time can be added to a date, and two dates subtracted.
    fn sum_of_terms(&mut self, terms: &[(bool, Expr)]) -> Option<Typed> {
        let checked: Vec<Option<Typed>> = terms.iter().map(|(_, term)| self.expression(term, None)).collect();
        let checked: Vec<Typed> = checked.into_iter().collect::<Option<_>>()?;
        let mut total = checked.first()?.ty.clone();
        for ((minus, term), typed) in terms.iter().zip(&checked).skip(1) {
            let Some(sum) = sum_type(&total, *minus, &typed.ty) else {
                let (verb, preposition) = if *minus { ("subtracted", "from") } else { ("added", "to") };
                let message = format!("{} cannot be {verb} {preposition} {}", a_type(&typed.ty), a_type(&total));
                self.error(
                    Code::TypeMismatch,
                    message,
                    term.span,
                    a_type(&typed.ty),
                    "add and subtract things of one kind, or a length of time and a date",
                );
                return None;
            };
            total = sum;
        }
        let terms = terms.iter().zip(checked).map(|((minus, _), typed)| (*minus, typed.expr));
        Some(Typed { expr: program::Expr::Add(terms.collect()), ty: total })
    }

    fn product(&mut self, factors: &[(bool, Expr)]) -> Option<Typed> {
        let checked: Vec<Option<Typed>> = factors.iter().map(|(_, factor)| self.expression(factor, None)).collect();
        let checked: Vec<Typed> = checked.into_iter().collect::<Option<_>>()?;
        let mut total = checked.first()?.ty.clone();
        for ((divides, factor), typed) in factors.iter().zip(&checked).skip(1) {
            let Some(product) = product_type(&total, *divides, &typed.ty) else {
                let verb = if *divides { "divided by" } else { "multiplied by" };
                let message = format!("{} cannot be {verb} {}", a_type(&total), a_type(&typed.ty));
                self.error(
                    Code::TypeMismatch,
                    message,
                    factor.span,
                    a_type(&typed.ty),
                    "multiply and divide numbers, money and percentages",
                );
                return None;
            };
            total = product;
        }
        let factors = factors.iter().zip(checked).map(|((divides, _), typed)| (*divides, typed.expr));
        Some(Typed { expr: program::Expr::Multiply(factors.collect()), ty: total })
    }

    /// The set of this name, as a reference, and the type of its members.
    pub(super) fn set_reference(&mut self, name: &Ident) -> Option<(u16, Option<Type>)> {
        match self.named(name, ItemKind::Set, "set")?.clone() {
            Signature::Set(ty) => Some((self.reference(RefKind::Set, &name.value), ty)),
            _ => None,
        }
    }
}

pub(super) fn yes_no(expr: program::Expr) -> Typed {
    Typed { expr, ty: Type::YesNo }
}

fn sum_type(left: &Type, minus: bool, right: &Type) -> Option<Type> {
    match (left, right) {
        (Type::Number | Type::Money | Type::Percent | Type::Duration, _) if left == right => Some(left.clone()),
        (Type::Date, Type::Duration) => Some(Type::Date),
        (Type::Date, Type::Date) if minus => Some(Type::Duration),
        (Type::Duration, Type::Date) if !minus => Some(Type::Date),
        _ => None,
    }
}

fn product_type(left: &Type, divides: bool, right: &Type) -> Option<Type> {
    match (left, divides, right) {
        (Type::Number, _, Type::Number) | (Type::Money, true, Type::Money) => Some(Type::Number),
        (Type::Money, _, Type::Number) | (Type::Number, false, Type::Money) => Some(Type::Money),
        (Type::Money, false, Type::Percent) | (Type::Percent, false, Type::Money) => Some(Type::Money),
        (Type::Number, false, Type::Percent) | (Type::Percent, false, Type::Number) => Some(Type::Number),
        _ => None,
    }
}
