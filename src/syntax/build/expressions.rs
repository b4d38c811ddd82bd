//! Expressions.

use super::{Builder, find, parts, significant};
use crate::problem::{Code, Problem, Span};
use crate::program::Quantifier;
use crate::syntax::expression::{Comparison, Expr, ExprKind, LiteralKind, Over, TextTest};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{Ident, Spanned};
use pest::iterators::Pair;

/// How the two sides of a comparison relate.
struct Relation {
    op: Comparison,
    negated: bool,
    exactly: bool,
}

impl Builder {
    pub(in crate::syntax) fn expression(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let mut operands = Vec::new();
        let (mut first_and, mut first_or) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::kw_and => _ = first_and.get_or_insert(self.span(&part)),
                Rule::kw_or => _ = first_or.get_or_insert(self.span(&part)),
                Rule::foreign_and => {
                    self.foreign(&part, "and");
                    first_and.get_or_insert(self.span(&part));
                }
                Rule::foreign_or => {
                    self.foreign(&part, "or");
                    first_or.get_or_insert(self.span(&part));
                }
                _ => operands.push(self.negation(part)?),
            }
        }
        if let (Some(and), Some(or)) = (first_and, first_or) {
            self.mixed(and, or);
        }
        let kind = match (operands.len(), first_or) {
            (1, _) => return operands.pop(),
            (_, None) => ExprKind::All(operands),
            (_, Some(_)) => ExprKind::Any(operands),
        };
        Some(Expr { kind, span })
    }

    fn mixed(&mut self, and: Span, or: Span) {
        let (first, second) = if and < or { (and, or) } else { (or, and) };
        let problem = Problem::new(
            Code::MixedAndOr,
            "`and` and `or` stand side by side",
            second,
            "which of the two binds first?",
        );
        self.problems
            .push(problem.also(first, "the other one").help("put brackets around the part that belongs together"));
    }

    fn negation(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let mut negated = false;
        let mut inner = pair.into_inner();
        let test = loop {
            let part = inner.next()?;
            match part.as_rule() {
                Rule::kw_not => negated = !negated,
                Rule::foreign_not => {
                    self.foreign(&part, "not");
                    negated = !negated;
                }
                Rule::quantified => break self.quantified(part)?,
                _ => break self.comparison(part, inner.next())?,
            }
        };
        Some(negate(test, negated, span))
    }

    fn quantified(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let mut inner = parts(pair);
        let quantifier = match inner.next()?.into_inner().next()?.as_rule() {
            Rule::kw_any => Quantifier::Any,
            Rule::kw_every => Quantifier::Every,
            _ => Quantifier::No,
        };
        let variable = self.ident(&inner.next()?);
        let list = Box::new(self.path_expression(inner.next()?));
        let body = Box::new(self.expression(inner.next()?)?);
        Some(Expr { kind: ExprKind::Quantified { quantifier, variable, list, body }, span })
    }

    fn comparison(&mut self, value: Pair<'_, Rule>, tail: Option<Pair<'_, Rule>>) -> Option<Expr> {
        let left = self.value(value)?;
        let Some(tail) = tail else { return Some(left) };
        let span = left.span.to(self.span(&tail));
        self.tail(left, tail, span)
    }

    pub(super) fn tail(&mut self, left: Expr, pair: Pair<'_, Rule>, span: Span) -> Option<Expr> {
        match pair.as_rule() {
            Rule::is_tail => self.is_tail(left, pair, span),
            Rule::in_tail => self.membership(left, pair, span),
            Rule::text_tail => self.text_tail(left, pair, span),
            _ => {
                let mut inner = pair.into_inner();
                let relation = self.relation(&inner.next()?);
                let right = self.value(inner.next()?)?;
                Some(compare(left, relation, right, span))
            }
        }
    }

    fn is_tail(&mut self, left: Expr, pair: Pair<'_, Rule>, span: Span) -> Option<Expr> {
        let inner = parts(pair).next()?;
        let kind = match inner.as_rule() {
            Rule::kw_known => ExprKind::Known(Box::new(left)),
            Rule::kw_missing => ExprKind::Missing(Box::new(left)),
            Rule::is_in => return self.membership(left, inner, span),
            _ => return self.is_value(left, &inner, span),
        };
        Some(Expr { kind, span })
    }

    pub(super) fn is_value(&mut self, left: Expr, pair: &Pair<'_, Rule>, span: Span) -> Option<Expr> {
        let exactly = find(pair, Rule::kw_exactly).is_some();
        let negated = find(pair, Rule::kw_not).is_some();
        let right = self.value(find(pair, Rule::value)?)?;
        Some(compare(left, Relation { op: Comparison::Is, negated, exactly }, right, span))
    }

    fn membership(&mut self, left: Expr, pair: Pair<'_, Rule>, span: Span) -> Option<Expr> {
        let negated = find(&pair, Rule::kw_not).is_some();
        let item = Box::new(left);
        let target = parts(pair).find(|part| part.as_rule() != Rule::kw_not)?;
        let kind = if target.as_rule() == Rule::braces {
            let values = parts(target).map(|literal| self.literal(literal)).collect();
            ExprKind::InValues { item, values }
        } else {
            ExprKind::InNamed { item, set: self.segments(target) }
        };
        Some(negate(Expr { kind, span }, negated, span))
    }

    fn relation(&mut self, pair: &Pair<'_, Rule>) -> Relation {
        let plain = |op| Relation { op, negated: false, exactly: false };
        match pair.as_str() {
            "<" => plain(Comparison::Less),
            "<=" => plain(Comparison::LessOrEqual),
            ">" => plain(Comparison::Greater),
            ">=" => plain(Comparison::GreaterOrEqual),
            sign => {
                let (spelling, relation) = match sign {
                    "≤" => ("<=", plain(Comparison::LessOrEqual)),
                    "≥" => (">=", plain(Comparison::GreaterOrEqual)),
                    "=" | "==" | "===" => ("is", plain(Comparison::Is)),
                    _ => ("is not", Relation { op: Comparison::Is, negated: true, exactly: false }),
                };
                self.foreign(pair, spelling);
                relation
            }
        }
    }

    fn text_tail(&mut self, left: Expr, pair: Pair<'_, Rule>, span: Span) -> Option<Expr> {
        let negated = find(&pair, Rule::kw_not).is_some();
        let test_pair = parts(pair).find(|part| part.as_rule() != Rule::kw_not)?;
        let exactly = find(&test_pair, Rule::kw_exactly).is_some();
        let test = match test_pair.as_rule() {
            Rule::contains_any => TextTest::ContainsAny(self.ident(&find(&test_pair, Rule::name)?)),
            Rule::contains => TextTest::Contains(Box::new(self.value(find(&test_pair, Rule::value)?)?)),
            Rule::starts_with => TextTest::StartsWith(Box::new(self.value(find(&test_pair, Rule::value)?)?)),
            _ => {
                let text = find(&test_pair, Rule::text)?;
                let pattern = Spanned { value: self.pattern(&text), span: self.span(&text) };
                TextTest::Matches(pattern)
            }
        };
        let kind = ExprKind::TextTest { test, text: Box::new(left), exactly };
        Some(negate(Expr { kind, span }, negated, span))
    }

    /// A pattern keeps its backslashes, but for `\"`.
    fn pattern(&self, pair: &Pair<'_, Rule>) -> std::sync::Arc<str> {
        let body = find(pair, Rule::text_body);
        body.as_ref().map_or("", |body| body.as_str()).replace("\\\"", "\"").into()
    }

    pub(super) fn value(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let mut sides = vec![Vec::new()];
        let mut sign = Sign::Plus;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::operator => sign = Sign::of(part.as_str()),
                Rule::kw_or => {}
                Rule::kw_else => {
                    sides.push(Vec::new());
                    sign = Sign::Plus;
                }
                _ => {
                    let operand = self.operand(part)?;
                    sides.last_mut()?.push((sign, operand));
                }
            }
        }
        let mut values = sides.into_iter().map(terms);
        let value = values.next()??;
        match values.next() {
            None => Some(value),
            Some(fallback) => Some(Expr { kind: ExprKind::OrElse(Box::new(value), Box::new(fallback?)), span }),
        }
    }

    fn operand(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::bracketed => return self.expression(find(&pair, Rule::expression)?),
            Rule::flag_weight => ExprKind::FlagWeight(self.cited(&pair)),
            Rule::flag_count => ExprKind::FlagCount(self.cited(&pair)),
            Rule::sum => {
                let value = Box::new(self.value(find(&pair, Rule::value)?)?);
                ExprKind::Sum { value, over: Box::new(self.over(&pair)?) }
            }
            Rule::count => ExprKind::Count(Box::new(self.over(&pair)?)),
            Rule::reference => return self.reference(pair),
            _ => ExprKind::Literal(self.literal(pair).value),
        };
        Some(Expr { kind, span })
    }

    fn reference(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let mut inner = significant(pair.into_inner());
        let mut path = self.segments(inner.next()?);
        let arguments = inner.map(|argument| self.value(argument)).collect::<Option<Vec<_>>>()?;
        if arguments.is_empty() {
            return Some(Expr { kind: ExprKind::Literal(LiteralKind::Path(path)), span });
        }
        let name = path.pop()?;
        if !path.is_empty() {
            let problem =
                Problem::new(Code::SyntaxError, "a fact takes no values in brackets", name.span, "not a definition");
            self.problems.push(problem.help("only a definition is used with brackets, and its name has no dots"));
            return None;
        }
        Some(Expr { kind: ExprKind::Call { name, arguments }, span })
    }

    fn cited(&self, pair: &Pair<'_, Rule>) -> Option<Ident> {
        find(pair, Rule::name).map(|name| self.ident(&name))
    }

    fn over(&mut self, pair: &Pair<'_, Rule>) -> Option<Over> {
        let variable = self.ident(&find(pair, Rule::name)?);
        let list = self.path_expression(find(pair, Rule::path)?);
        let filter = match find(pair, Rule::where_part) {
            Some(part) => Some(self.expression(find(&part, Rule::expression)?)?),
            None => None,
        };
        Some(Over { variable, list, filter })
    }
}

/// How an operand joins what stands before it.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Plus,
    Minus,
    Times,
    Over,
}

impl Sign {
    fn of(operator: &str) -> Self {
        match operator {
            "-" => Self::Minus,
            "*" => Self::Times,
            "/" => Self::Over,
            _ => Self::Plus,
        }
    }
}

/// Operands side by side: products first, then sums.
fn terms(operands: Vec<(Sign, Expr)>) -> Option<Expr> {
    let mut terms: Vec<(bool, Vec<(bool, Expr)>)> = Vec::new();
    for (sign, operand) in operands {
        match (sign, terms.last_mut()) {
            (Sign::Times | Sign::Over, Some((_, factors))) => factors.push((sign == Sign::Over, operand)),
            _ => terms.push((sign == Sign::Minus, vec![(false, operand)])),
        }
    }
    let terms = terms.into_iter().map(|(minus, factors)| Some((minus, joined(factors, ExprKind::Multiply)?)));
    joined(terms.collect::<Option<_>>()?, ExprKind::Add)
}

/// One operand stands for itself.
fn joined(mut operands: Vec<(bool, Expr)>, kind: fn(Vec<(bool, Expr)>) -> ExprKind) -> Option<Expr> {
    if operands.len() == 1 {
        return operands.pop().map(|(_, only)| only);
    }
    let span = operands.first()?.1.span.to(operands.last()?.1.span);
    Some(Expr { kind: kind(operands), span })
}

fn compare(left: Expr, relation: Relation, right: Expr, span: Span) -> Expr {
    let Relation { op, negated, exactly } = relation;
    negate(
        Expr { kind: ExprKind::Compare { op, left: Box::new(left), right: Box::new(right), exactly }, span },
        negated,
        span,
    )
}

fn negate(expression: Expr, negated: bool, span: Span) -> Expr {
    if negated { Expr { kind: ExprKind::Not(Box::new(expression)), span } } else { expression }
}
