//! Well-typed expressions.

use super::schema::{Schema, Ty, literal};
use super::tape::Tape;
use std::cell::Cell;

#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) parameters: Vec<Ty>,
    pub(crate) ty: Ty,
    pub(crate) asks_flags: bool,
}

/// Writes the expressions of one item.
pub(crate) struct Writer<'w> {
    pub(crate) tape: &'w Tape<'w>,
    pub(crate) schema: &'w Schema,
    pub(crate) sets: &'w [(String, Ty)],
    pub(crate) definitions: &'w [Definition],
    /// Variables, parameters, and in a derived field the fields of its record.
    pub(crate) scope: Vec<(String, Ty)>,
    /// Whether it can name the order.
    pub(crate) order: bool,
    /// Whether it can ask for the weight of flags.
    pub(crate) flags: bool,
    /// Whether it speaks of absence.
    pub(crate) absence: bool,
    pub(crate) asked_flags: Cell<bool>,
    pub(crate) variables: Cell<usize>,
}

const SUMMED: [Ty; 4] = [Ty::Number, Ty::Money, Ty::Percent, Ty::Duration];
pub(super) const ORDERED: [Ty; 5] = [Ty::Number, Ty::Money, Ty::Percent, Ty::Date, Ty::Duration];

impl Writer<'_> {
    pub(crate) fn variable(&self) -> String {
        self.variables.set(self.variables.get() + 1);
        format!("v{}", self.variables.get())
    }

    /// All paths of the scope, what was bound last first.
    fn places(&self) -> Vec<(String, Ty)> {
        let mut places = Vec::new();
        for (name, ty) in self.scope.iter().rev() {
            self.schema.below(name, ty, &mut places);
        }
        if self.order {
            self.schema.below("order", &Ty::Record(self.schema.root()), &mut places);
            for definition in self.usable().filter(|definition| definition.parameters.is_empty()) {
                places.push((definition.name.clone(), definition.ty.clone()));
            }
        }
        places
    }

    fn usable(&self) -> impl Iterator<Item = &Definition> {
        self.definitions.iter().filter(|definition| self.order && (self.flags || !definition.asks_flags))
    }

    fn note(&self, used: &str) {
        if self.definitions.iter().any(|definition| definition.name == used && definition.asks_flags) {
            self.asked_flags.set(true);
        }
    }

    /// Half of the time one of the nearest places, else any.
    pub(crate) fn pick_place(&self, fits: impl Fn(&Ty) -> bool) -> Option<(String, Ty)> {
        let places: Vec<(String, Ty)> = self.places().into_iter().filter(|(_, ty)| fits(ty)).collect();
        if places.is_empty() {
            return None;
        }
        let nearest = if self.tape.chance(60) { places.len() } else { places.len().min(4) };
        let place = self.tape.one(&places[..nearest]).clone();
        self.note(&place.0);
        Some(place)
    }

    pub(crate) fn place_of(&self, ty: &Ty) -> Option<String> {
        self.pick_place(|other| other == ty).map(|(place, _)| place)
    }

    pub(crate) fn list(&self) -> Option<(String, Ty)> {
        let (path, ty) = self.pick_place(|ty| matches!(ty, Ty::List(_)))?;
        let Ty::List(element) = ty else { return None };
        Some((path, *element))
    }

    /// A value that says of itself what its type is.
    pub(crate) fn own(&self, ty: &Ty, depth: usize) -> Option<String> {
        let place = self.place_of(ty);
        if depth == 0 || self.tape.chance(50) {
            return place.or_else(|| literal_with_own_type(ty).then(|| literal(self.tape, ty)));
        }
        self.composed(ty, depth - 1).or(place)
    }

    /// A value where its type is expected.
    pub(crate) fn value(&self, ty: &Ty, depth: usize) -> String {
        let scalar = !matches!(ty, Ty::Record(_) | Ty::List(_));
        if scalar && !self.tape.chance(if depth > 0 { 60 } else { 30 }) {
            return literal(self.tape, ty);
        }
        self.own(ty, depth).unwrap_or_else(|| literal(self.tape, ty))
    }

    fn composed(&self, ty: &Ty, depth: usize) -> Option<String> {
        let own = |ty: &Ty| self.own(ty, depth);
        let sign = self.tape.word(&["+", "-"]);
        let joined = |left: &Ty, sign: &str, right: &Ty| Some(format!("({} {sign} {})", own(left)?, own(right)?));
        let choice = self.tape.pick(8);
        if choice == 7 && self.absence {
            return Some(format!("({} or else {})", own(ty)?, self.value(ty, depth)));
        }
        if choice == 6 {
            let fitting: Vec<&Definition> =
                self.usable().filter(|other| other.ty == *ty && !other.parameters.is_empty()).collect();
            return if fitting.is_empty() { None } else { self.call(fitting[self.tape.pick(fitting.len())], depth) };
        }
        if choice >= 4 && SUMMED.contains(ty) {
            return self.sum(ty, depth);
        }
        match (ty, choice) {
            (Ty::Number, 0) => self.counted(depth),
            (Ty::Number, 1) => joined(&Ty::Number, self.tape.word(&["*", "/"]), &Ty::Number),
            (Ty::Number, 2) => joined(&Ty::Money, "/", &Ty::Money),
            (Ty::Number, 3) => joined(&Ty::Number, "*", &Ty::Percent),
            (Ty::Money, 0) => joined(&Ty::Money, self.tape.word(&["*", "/"]), &Ty::Number),
            (Ty::Money, 1) => joined(&Ty::Number, "*", &Ty::Money),
            (Ty::Money, 2) => joined(&Ty::Percent, "*", &Ty::Money),
            (Ty::Date, 0) => joined(&Ty::Duration, "+", &Ty::Date),
            (Ty::Date, _) => joined(&Ty::Date, sign, &Ty::Duration),
            (Ty::Duration, 0 | 1) => joined(&Ty::Date, "-", &Ty::Date),
            (Ty::Number | Ty::Money | Ty::Percent | Ty::Duration, _) => joined(ty, sign, ty),
            (Ty::YesNo, _) => Some(format!("({})", self.condition(depth))),
            _ => None,
        }
    }

    fn sum(&self, ty: &Ty, depth: usize) -> Option<String> {
        let (list, element) = self.list()?;
        let (variable, inner) = self.with(element);
        let value = inner.own(ty, depth)?;
        let filter = self.filter(&inner, depth);
        self.after(&inner);
        Some(format!("(sum of {value} for {variable} in {list}{filter})"))
    }

    fn counted(&self, depth: usize) -> Option<String> {
        if self.flags && self.tape.chance(40) {
            self.asked_flags.set(true);
            let citing = self.tape.word(&["", " citing law", " citing house"]);
            return Some(format!("({} of flags{citing})", self.tape.word(&["weight", "count"])));
        }
        let (list, element) = self.list()?;
        let (variable, inner) = self.with(element);
        let filter = self.filter(&inner, depth);
        self.after(&inner);
        Some(format!("(count of {variable} in {list}{filter})"))
    }

    fn filter(&self, inner: &Self, depth: usize) -> String {
        if self.tape.chance(75) { format!(" where {}", inner.condition(depth)) } else { String::new() }
    }

    /// A new variable, and the writer inside its scope.
    fn with(&self, element: Ty) -> (String, Self) {
        let variable = self.variable();
        let scope = self.scope.iter().cloned().chain([(variable.clone(), element)]).collect();
        let inner = Self {
            scope,
            asked_flags: Cell::new(false),
            variables: Cell::new(self.variables.get()),
            tape: self.tape,
            schema: self.schema,
            sets: self.sets,
            definitions: self.definitions,
            order: self.order,
            flags: self.flags,
            absence: self.absence,
        };
        (variable, inner)
    }

    fn after(&self, inner: &Self) {
        self.variables.set(inner.variables.get());
        self.asked_flags.set(self.asked_flags.get() || inner.asked_flags.get());
    }

    fn call(&self, definition: &Definition, depth: usize) -> Option<String> {
        let mut arguments = Vec::new();
        for parameter in &definition.parameters {
            arguments.push(match parameter {
                Ty::Record(_) | Ty::List(_) => self.place_of(parameter)?,
                scalar => self.value(scalar, depth),
            });
        }
        self.note(&definition.name);
        Some(format!("{}({})", definition.name, arguments.join(", ")))
    }

    /// A condition that stands where one test can stand.
    pub(crate) fn condition(&self, depth: usize) -> String {
        if depth == 0 {
            return self.test(0);
        }
        let inside = depth - 1;
        match self.tape.pick(12) {
            5 | 6 => self.joined("and", inside),
            7 | 8 => self.joined("or", inside),
            9 => format!("not ({})", self.condition(inside)),
            10 | 11 => self.quantified(inside),
            _ => self.test(inside),
        }
    }

    fn joined(&self, word: &str, depth: usize) -> String {
        let count = 2 + self.tape.pick(2);
        let parts: Vec<String> = (0..count).map(|_| self.condition(depth)).collect();
        format!("({})", parts.join(&format!(" {word} ")))
    }

    fn quantified(&self, depth: usize) -> String {
        let Some((list, element)) = self.list() else { return self.test(depth) };
        let (variable, inner) = self.with(element);
        let condition = inner.condition(depth);
        self.after(&inner);
        format!("({} {variable} in {list} has {condition})", self.tape.word(&["any", "every", "no"]))
    }

    fn test(&self, depth: usize) -> String {
        let whole = |ty: &Ty| matches!(ty, Ty::Record(_) | Ty::List(_));
        let wholes = self.tape.chance(8);
        let place = self.pick_place(|ty| whole(ty) == wholes).or_else(|| self.pick_place(|_| true));
        let Some((place, ty)) = place else { return "1 is 1".into() };
        if self.absence && self.tape.chance(8) {
            return format!("{place} is {}", self.tape.word(&["known", "missing"]));
        }
        if whole(&ty) || self.tape.chance(4) {
            return format!("{place} is none");
        }
        let place = if self.absence && self.tape.chance(20) {
            format!("({place} or else {})", self.value(&ty, depth))
        } else {
            place
        };
        if ORDERED.contains(&ty) && self.tape.chance(75) {
            let left = if self.tape.chance(50) { self.own(&ty, depth).unwrap_or(place) } else { place };
            let sign = self.tape.word(&["<", "<=", ">", ">="]);
            return format!("{left} {sign} {}", self.value(&ty, depth));
        }
        if ty == Ty::YesNo {
            return self.yes_no(&place, depth);
        }
        if ty == Ty::Text && self.tape.chance(60) {
            return self.text_test(&place, depth);
        }
        self.membership(&place, &ty, depth)
    }

    fn yes_no(&self, place: &str, depth: usize) -> String {
        let calls: Vec<&Definition> = self
            .usable()
            .filter(|definition| definition.ty == Ty::YesNo && !definition.parameters.is_empty())
            .collect();
        match self.tape.pick(5) {
            0 => place.to_owned(),
            1 => format!("{place} is {}", self.value(&Ty::YesNo, depth)),
            2 => format!("{place} is not {}", self.value(&Ty::YesNo, depth)),
            _ if calls.is_empty() => format!("not {place}"),
            _ => self.call(calls[self.tape.pick(calls.len())], depth).unwrap_or_else(|| place.to_owned()),
        }
    }

    fn text_test(&self, place: &str, depth: usize) -> String {
        let text = || self.value(&Ty::Text, depth);
        let set = self.sets.iter().find(|(_, ty)| *ty == Ty::Text);
        let not = self.tape.word(&["", "not "]);
        match (self.tape.pick(8), set) {
            (0, _) => format!("{place} {not}contains {}", text()),
            (1, _) => format!("{place} {not}contains exactly {}", text()),
            (2, _) => format!("{place} {not}starts with {}", text()),
            (3, _) => format!("{place} {not}starts with exactly {}", text()),
            (4, _) => format!("{place} is {not}exactly {}", text()),
            (5 | 6, Some((set, _))) => format!("{place} {not}contains any of {set}"),
            _ => {
                let exactly = self.tape.word(&["", "exactly "]);
                let pattern = self.tape.word(&["zur", "^Z", "u$", "a.b", "a\\.b", "stras", "^$", "[m-z]{3}"]);
                format!("{place} {not}matches {exactly}\"{pattern}\"")
            }
        }
    }

    fn membership(&self, place: &str, ty: &Ty, depth: usize) -> String {
        let not = self.tape.word(&["", "", "not "]);
        let sets: Vec<&str> = self.sets.iter().filter(|(_, of)| of == ty).map(|(name, _)| name.as_str()).collect();
        match self.tape.pick(5) {
            1 | 2 if !sets.is_empty() => format!("{place} {not}in {}", self.tape.word(&sets)),
            3 => {
                let values: Vec<String> = (0..=self.tape.pick(3)).map(|_| literal(self.tape, ty)).collect();
                format!("{place} {not}in {{{}}}", values.join(", "))
            }
            4 => match self.pick_place(|list| *list == Ty::List(Box::new(ty.clone()))) {
                Some((list, _)) if list.contains('.') || self.scope.iter().any(|(name, _)| *name == list) => {
                    format!("{} {not}in {list}", self.value(ty, depth))
                }
                _ => format!("{place} is {not}{}", self.value(ty, depth)),
            },
            _ => format!("{place} is {not}{}", self.value(ty, depth)),
        }
    }
}

fn literal_with_own_type(ty: &Ty) -> bool {
    matches!(ty, Ty::Number | Ty::Money | Ty::Percent | Ty::Date | Ty::Duration | Ty::YesNo | Ty::Text)
}
