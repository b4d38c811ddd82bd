//! The search through one condition, definition or derived field.

use super::effects::{Context, Effects};
use super::guards::{Joined, Supposed, compares_with_zero, over, shown, zero_compares};
use super::items::{element, path};
use super::scope::{Scope, Variable, Way};
use super::{Argument, Emptiness, Kind, Reading, Said, Silence, Use};
use crate::problem::Span;
use crate::program::{Quantifier, Type};
use crate::semantics::check::is_literal_of;
use crate::semantics::signatures::Signature;
use crate::syntax::{Comparison, Expr, ExprKind, Ident, LiteralKind, Over};

/// What silence does, each with its place.
#[derive(Default)]
pub(super) struct Found {
    pub(super) said: Vec<(Said, Span)>,
    pub(super) uses: Vec<(Use, Span)>,
}

impl Found {
    /// Without the places.
    pub(super) fn silence(self) -> Silence {
        let mut silence = Silence::default();
        for (said, _) in self.said {
            if !silence.said.contains(&said) {
                silence.said.push(said);
            }
        }
        for (used, _) in self.uses {
            if !silence.uses.contains(&used) {
                silence.uses.push(used);
            }
        }
        silence
    }
}

/// Searches `expr`, which stands at `context`.
pub(super) fn search(expr: &Expr, context: Context, scope: &mut Scope<'_>, found: &mut Found) {
    Search { scope, joined: Vec::new(), found }.expression(expr, context);
}

struct Search<'t, 's, 'db> {
    scope: &'s mut Scope<'db>,
    /// The conditions joined around the place at hand, outermost first.
    joined: Vec<Joined<'t>>,
    found: &'s mut Found,
}

impl<'t> Search<'t, '_, '_> {
    fn expression(&mut self, expr: &'t Expr, at: Context) {
        match &expr.kind {
            ExprKind::Literal(LiteralKind::Path(path)) => self.path(path, expr.span, at),
            ExprKind::Literal(_) | ExprKind::FlagWeight(_) | ExprKind::FlagCount(_) => {}
            ExprKind::Call { name, arguments } => self.call(name, arguments, at),
            ExprKind::Not(inner) => self.expression(inner, at.negated()),
            ExprKind::All(parts) => self.join(parts, Joined::all(parts, at), at),
            ExprKind::Any(parts) => self.join(parts, Joined::any(parts, at), at),
            ExprKind::Compare { op, left, right, .. } => self.comparison(*op, left, right, at),
            ExprKind::InNamed { item, set } => {
                if !self.scope.is_set(set) {
                    self.path(set, spanned(set), at.tested());
                }
                self.expression(item, at.tested());
            }
            ExprKind::InValues { .. } | ExprKind::TextTest { .. } => {
                expr.children().into_iter().for_each(|child| self.expression(child, at.tested()));
            }
            ExprKind::Known(inner) => self.presence(expr, inner, at.fall),
            ExprKind::Missing(inner) => self.presence(expr, inner, at.rise),
            ExprKind::Quantified { quantifier, variable, list, body } => {
                self.quantified(expr.span, *quantifier, (variable, list), body, at);
            }
            ExprKind::Sum { over, .. } | ExprKind::Count(over) => {
                self.empty(&over.list, Reading::Zero, expr.span, at.fall);
                self.aggregate(expr, over, at);
            }
            ExprKind::Add(terms) | ExprKind::Multiply(terms) => {
                for (inverse, term) in terms {
                    self.expression(term, if *inverse { at.inverse() } else { at });
                }
            }
            ExprKind::OrElse(value, fallback) => {
                self.say(Kind::Fallback, expr.span, at.any());
                self.expression(value, at);
                self.expression(fallback, at);
            }
        }
    }

    fn say(&mut self, kind: Kind, span: Span, effects: Effects) {
        if !effects.is_nothing() {
            self.found.said.push((Said { kind, effects }, span));
        }
    }

    fn join(&mut self, parts: &'t [Expr], joined: Joined<'t>, at: Context) {
        self.joined.push(joined);
        for (index, part) in parts.iter().enumerate() {
            if let Some(joined) = self.joined.last_mut() {
                joined.go_to(index);
            }
            self.expression(part, at.rising());
        }
        self.joined.pop();
    }

    fn comparison(&mut self, op: Comparison, left: &'t Expr, right: &'t Expr, at: Context) {
        match (op, &left.kind, &right.kind) {
            (Comparison::Is, _, ExprKind::Literal(LiteralKind::None)) => {
                self.expression(left, Context::presence(at.rise));
            }
            (Comparison::Is, _, ExprKind::Literal(LiteralKind::YesNo(yes))) => {
                self.expression(left, if *yes { at.rising() } else { at.falling() });
            }
            (Comparison::Is, ..) => self.sides((left, at.tested()), (right, at.tested()), op, at),
            (Comparison::Greater | Comparison::GreaterOrEqual, ..) => {
                self.sides((left, at.rising()), (right, at.falling()), op, at);
            }
            _ => self.sides((left, at.falling()), (right, at.rising()), op, at),
        }
    }

    /// A sum or count beside a value written in place is known to be enough, or not, when there is nothing to sum or count.
    fn sides(&mut self, left: (&'t Expr, Context), right: (&'t Expr, Context), op: Comparison, at: Context) {
        let of_left = self.type_of(left.0);
        let of_right = if is_literal(right.0, of_left.as_ref()) { None } else { self.type_of(right.0) };
        self.side(left, zero_compares(op, right.0), of_right.as_ref(), at);
        self.side(right, compares_with_zero(left.0, op), of_left.as_ref(), at);
    }

    /// One side of a comparison. `of_zero`: what the comparison is when this side is zero; `other`: the type of the other side.
    fn side(&mut self, (side, inside): (&'t Expr, Context), of_zero: Option<bool>, other: Option<&Type>, at: Context) {
        match (over(side), of_zero) {
            _ if is_literal(side, other) => {}
            (Some(over), Some(truth)) => {
                self.empty(&over.list, Reading::Zero, side.span, if truth { at.rise } else { at.fall });
                self.aggregate(side, over, inside);
            }
            _ => self.expression(side, inside),
        }
    }

    fn presence(&mut self, expr: &Expr, inner: &'t Expr, when_absent: Effects) {
        self.say(Kind::Absence, expr.span, when_absent);
        if let ExprKind::Literal(LiteralKind::Path(path)) = &inner.kind {
            self.uses_on(path, inner.span, Context::presence(when_absent));
        }
    }

    fn quantified(
        &mut self,
        span: Span,
        quantifier: Quantifier,
        (variable, list): (&Ident, &'t Expr),
        body: &'t Expr,
        at: Context,
    ) {
        let (reading, when_empty) = match quantifier {
            Quantifier::Every => (Reading::Every, at.rise),
            Quantifier::No => (Reading::No, at.rise),
            Quantifier::Any => (Reading::Any, at.fall),
        };
        self.empty(list, reading, span, when_empty);
        let inside = if quantifier == Quantifier::No { at.negated() } else { at.rising() };
        self.with_element(variable, list, |search| search.expression(body, inside));
    }

    /// A sum or count, but for its list being empty. What does not exist is not summed.
    fn aggregate(&mut self, expr: &'t Expr, over: &'t Over, at: Context) {
        self.with_element(&over.variable, &over.list, |search| {
            search.joined.push(Joined::filtered(over.filter.as_slice(), at));
            if let ExprKind::Sum { value, .. } = &expr.kind {
                search.expression(value, at.rising());
            }
            search.joined.pop();
            if let Some(filter) = &over.filter {
                search.expression(filter, at.rising());
            }
        });
    }

    fn with_element(&mut self, variable: &Ident, list: &Expr, inside: impl FnOnce(&mut Self)) {
        let ty = element(self.type_of(list));
        self.scope.variables.push(Variable { name: variable.value.clone(), ty, parameter: None });
        inside(self);
        self.scope.variables.pop();
    }

    /// A list that could be without elements.
    fn empty(&mut self, list: &'t Expr, reading: Reading, span: Span, effects: Effects) {
        let Some(path) = path(list) else { return };
        let way = self.scope.way(path);
        self.parameter(path, &way, span, effects);
        if let Some((place, effects)) = self.silent(path, &way, effects) {
            self.say(Kind::Empty(Emptiness { place: Some(place), reading }), span, effects);
        } else if reading == Reading::Every {
            let effects = effects.and(self.left(Supposed { place: path, empty: true }));
            self.say(Kind::Empty(Emptiness { place: None, reading }), span, effects);
        }
        self.uses_on(path, list.span, Context::presence(effects));
    }

    fn path(&mut self, path: &'t [Ident], span: Span, at: Context) {
        let way = self.scope.way(path);
        self.parameter(path, &way, span, at.vanish);
        if let Some((place, effects)) = self.silent(path, &way, at.vanish) {
            self.say(Kind::Nothing(place), span, effects);
        }
        self.uses_on(path, span, at);
    }

    fn parameter(&mut self, path: &[Ident], way: &Way, span: Span, effects: Effects) {
        if let Some((parameter, effects)) = self.starting(path, way, effects) {
            self.say(Kind::Parameter(parameter), span, effects);
        }
    }

    fn uses_on(&mut self, path: &[Ident], span: Span, context: Context) {
        for name in self.scope.way(path).uses {
            self.use_of(Use { name, context, silent: Vec::new(), passed: Vec::new() }, span);
        }
    }

    fn use_of(&mut self, used: Use, span: Span) {
        if !used.context.any().is_nothing() {
            self.found.uses.push((used, span));
        }
    }

    /// What a definition does with its arguments is told by [`super::through`]; what is said inside one could do anything.
    fn call(&mut self, name: &Ident, arguments: &'t [Expr], at: Context) {
        let mut used = Use { name: name.value.clone(), context: at, silent: Vec::new(), passed: Vec::new() };
        let types = match self.scope.signature(&name.value) {
            Some(Signature::Define { parameters, .. }) => parameters.clone(),
            _ => Vec::new(),
        };
        for ((index, argument), ty) in (0_u16..).zip(arguments).zip(types) {
            if !is_literal(argument, ty.as_ref()) {
                self.argument(argument, index, &mut used);
                self.expression(argument, Context { vanish: Effects::NOTHING, ..at.tested() });
            }
        }
        self.use_of(used, name.span);
    }

    fn argument(&mut self, argument: &'t Expr, index: u16, used: &mut Use) {
        match &argument.kind {
            ExprKind::Literal(LiteralKind::Path(path)) => {
                let way = self.scope.way(path);
                let silent = self.silent(path, &way, Effects::ALL);
                used.silent.extend(silent.map(|(place, left)| Argument { index, from: place, left }));
                let passed = self.starting(path, &way, Effects::ALL);
                used.passed.extend(passed.map(|(parameter, left)| Argument { index, from: parameter, left }));
            }
            ExprKind::Add(terms) | ExprKind::Multiply(terms) => {
                terms.iter().for_each(|(_, term)| self.argument(term, index, used));
            }
            _ => {}
        }
    }

    fn type_of(&self, expr: &Expr) -> Option<Type> {
        path(expr).and_then(|path| self.scope.way(path).ty)
    }

    /// The first place on a path that can be assumed to be none, and what that does, where neighbours leave something to do.
    fn silent(&mut self, path: &[Ident], way: &Way, effects: Effects) -> Option<(String, Effects)> {
        let places = way.silent.iter().filter_map(|length| path.get(..*length));
        let left = places.map(|place| (shown(place), effects.and(self.left(Supposed { place, empty: false }))));
        left.filter(|(_, effects)| !effects.is_nothing()).reduce(|(first, one), (_, other)| (first, one.or(other)))
    }

    /// The parameter that a path starts from, and what its not existing does, where neighbours leave something to do.
    fn starting(&mut self, path: &[Ident], way: &Way, effects: Effects) -> Option<(u16, Effects)> {
        let place = path.get(..1)?;
        let parameter = way.parameter?;
        let left = effects.and(self.left(Supposed { place, empty: false }));
        (!left.is_nothing()).then_some((parameter, left))
    }

    /// What can happen under this supposition, whatever the neighbours are.
    fn left(&mut self, supposed: Supposed<'_>) -> Effects {
        self.joined.iter_mut().fold(Effects::ALL, |left, joined| left.and(joined.left(supposed)))
    }
}

/// A word that stands for a value of this type, whatever else has that name.
fn is_literal(expr: &Expr, ty: Option<&Type>) -> bool {
    matches!((path(expr), ty), (Some([word]), Some(ty)) if is_literal_of(&word.value, ty))
}

fn spanned(path: &[Ident]) -> Span {
    path.iter().map(|segment| segment.span).reduce(Span::to).unwrap_or_default()
}
