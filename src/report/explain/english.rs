//! Conditions in plain English.

use super::words::{Said, any_of, citing, entry, flat, said, worded};
use crate::domain::Value;
use crate::program::{CodePart, CompareOp, Expr, Program, Quantifier, SetMember, TextTest, Type};
use crate::semantics::Places;

/// A variable or parameter.
#[derive(Clone, Debug)]
struct Variable {
    name: String,
    ty: Option<Type>,
}

/// Says the expressions of one piece of code.
pub(super) struct English<'p> {
    program: &'p Program,
    places: &'p Places,
    part: CodePart,
    links: &'p [u32],
    variables: Vec<Option<Variable>>,
    /// The definitions that were used, by number.
    pub(super) used: Vec<u32>,
}

impl<'p> English<'p> {
    pub(super) fn new(program: &'p Program, places: &'p Places, part: CodePart) -> Self {
        let mut english = Self { program, places, part, links: &[], variables: Vec::new(), used: Vec::new() };
        match part {
            CodePart::When(rule) | CodePart::Unless(rule) => english.of_rule(rule),
            CodePart::Define(define) => english.of_define(define),
            CodePart::Derived(..) => {}
        }
        english
    }

    fn of_rule(&mut self, rule: u32) {
        let Some(rule) = self.program.rules.get(rule as usize) else { return };
        self.links = &rule.links;
        for (local, clause) in (0_u16..).zip(&rule.code.loops) {
            let ty = self.element(&clause.list);
            self.name(local, &clause.variable, ty);
        }
    }

    fn of_define(&mut self, define: u32) {
        let Some(define) = self.program.defines.get(define as usize) else { return };
        self.links = &define.links;
        for local in 0..define.code.parameters {
            let name = self.places.variable(self.part, local).unwrap_or("it").to_owned();
            self.name(local, &name, None);
        }
    }

    fn name(&mut self, local: u16, name: &str, ty: Option<Type>) {
        let index = usize::from(local);
        if self.variables.len() <= index {
            self.variables.resize(index + 1, None);
        }
        if let Some(variable) = self.variables.get_mut(index) {
            *variable = Some(Variable { name: name.to_owned(), ty });
        }
    }

    fn variable(&self, local: u16) -> Option<&Variable> {
        self.variables.get(usize::from(local))?.as_ref()
    }

    /// A condition, as sentences.
    pub(super) fn condition(&mut self, expr: &Expr) -> Said {
        match expr {
            Expr::All(parts) => self.joined("all of these hold", parts),
            Expr::Any(parts) => self.joined("any of these holds", parts),
            Expr::Quantified { quantifier, list, local, body } if expr.looked_up_in_list().is_none() => {
                self.quantified(*quantifier, list, *local, body)
            }
            Expr::Not(inner) => match &**inner {
                Expr::All(_) | Expr::Any(_) | Expr::Quantified { .. } | Expr::Not(_) => {
                    let inner = self.condition(inner);
                    match inner.parts.is_empty() {
                        true => Said::line(format!("it is not so that {}", inner.text)),
                        false => Said::over("this does not hold", vec![inner]),
                    }
                }
                inner => Said::line(self.atom(inner, true)),
            },
            _ => Said::line(self.atom(expr, false)),
        }
    }

    fn joined(&mut self, heading: &str, parts: &[Expr]) -> Said {
        match parts {
            [] => Said::line("always"),
            [only] => self.condition(only),
            _ => Said::over(heading, parts.iter().map(|part| self.condition(part)).collect()),
        }
    }

    fn quantified(&mut self, quantifier: Quantifier, list: &Expr, local: u16, body: &Expr) -> Said {
        let (name, list) = self.over(list, local);
        let heading = match quantifier {
            Quantifier::Any => format!("for some {name} of {list}"),
            Quantifier::Every => format!("for every {name} of {list}"),
            Quantifier::No => format!("for no {name} of {list}"),
        };
        match self.condition(body) {
            inner if inner.parts.is_empty() => Said::line(format!("{heading}, {}", inner.text)),
            inner => Said::over(heading, vec![inner]),
        }
    }

    /// Names the variable of a list; the list in words.
    fn over(&mut self, list: &Expr, local: u16) -> (String, String) {
        let ty = self.element(list);
        let fallback = match &ty {
            Some(Type::Record(record)) => record.replace('_', " "),
            _ => "element".to_owned(),
        };
        // A letter reads badly: the party, not the p.
        let name = self.places.variable(self.part, local).filter(|name| name.len() > 1);
        let name = name.map_or(fallback, |name| name.replace('_', " "));
        self.name(local, &name, ty);
        (name, self.value(list))
    }

    /// A condition that is one sentence; `not`: denied.
    fn atom(&mut self, expr: &Expr, not: bool) -> String {
        let n = if not { " not" } else { "" };
        if let Some(item) = expr.looked_up_in_list() {
            let Expr::Quantified { list, .. } = expr else { return String::new() };
            return format!("{} is{n} among {}", self.value(item), self.value(list));
        }
        match expr {
            Expr::Compare { op, left, right, exactly } => self.comparison(*op, left, right, *exactly, not),
            Expr::InSet { item, set } => {
                let (item, set) = (self.value(item), self.set(*set));
                format!("{item} is{n} in {set}")
            }
            Expr::OneOf { item, values } => {
                let ty = self.type_of(item);
                let values: Vec<String> = values.iter().map(|value| said(value, ty.as_ref())).collect();
                format!("{} is{n} {}", self.value(item), any_of(&values))
            }
            Expr::Known(inner) if not => format!("{} is missing", self.value(inner)),
            Expr::Known(inner) => format!("{} is known", self.value(inner)),
            Expr::IsNone(inner) if not => format!("there is {}", self.value(inner)),
            Expr::IsNone(inner) => format!("there is no {}", self.value(inner).trim_start_matches("the ")),
            Expr::TextTest { test, text, exactly } => self.text_test(test, text, *exactly, not),
            Expr::Call { .. } => format!("{} {}", self.value(expr), if not { "does not hold" } else { "holds" }),
            Expr::Literal(Value::YesNo(yes)) => if *yes == not { "never" } else { "always" }.to_owned(),
            _ => format!("{} is {}", self.value(expr), if not { "no" } else { "yes" }),
        }
    }

    fn comparison(&mut self, op: CompareOp, left: &Expr, right: &Expr, exactly: bool, not: bool) -> String {
        let ty = self.type_of(left).or_else(|| self.type_of(right));
        let dates = ty == Some(Type::Date);
        let is = match (op, dates) {
            (CompareOp::Is, _) => "",
            (CompareOp::Less, false) => " less than",
            (CompareOp::Less, true) => " before",
            (CompareOp::AtMost, false) => " at most",
            (CompareOp::AtMost, true) => " on or before",
            (CompareOp::More, false) => " more than",
            (CompareOp::More, true) => " after",
            (CompareOp::AtLeast, false) => " at least",
            (CompareOp::AtLeast, true) => " on or after",
        };
        let n = if not { " not" } else { "" };
        let exactly = if exactly { " exactly" } else { "" };
        let under = match (op, right) {
            (CompareOp::Is, Expr::Literal(Value::HsCode(_))) => ", or under it",
            (CompareOp::Is, Expr::Literal(Value::Eccn(eccn))) if eccn.as_str() != "EAR99" => ", or under it",
            _ => "",
        };
        let (left, right) = (self.typed(left, ty.as_ref()), self.typed(right, ty.as_ref()));
        format!("{left} is{n}{is}{exactly} {right}{under}")
    }

    fn text_test(&mut self, test: &TextTest, text: &Expr, exactly: bool, not: bool) -> String {
        let text = self.value(text);
        let exactly = if exactly { ", letter for letter" } else { "" };
        let verb = |plain: &str, denied: &str| if not { format!("does not {denied}") } else { plain.to_owned() };
        let said = match test {
            TextTest::Contains(part) => format!("{} {}", verb("contains", "contain"), self.value(part)),
            TextTest::StartsWith(part) => format!("{} {}", verb("starts with", "start with"), self.value(part)),
            TextTest::ContainsAny(set) => format!("{} any text of {}", verb("contains", "contain"), self.set(*set)),
            TextTest::Matches(pattern) => format!("{} the pattern “{pattern}”", verb("matches", "match")),
        };
        format!("{text} {said}{exactly}")
    }

    /// `supp7 (120 HS codes)`
    fn set(&self, reference: u16) -> String {
        let Some(index) = self.links.get(usize::from(reference)).map(|index| *index as usize) else {
            return String::new();
        };
        let Some(set) = self.program.sets.get(index) else { return String::new() };
        let count = self.entries(index, 32);
        let (one, many) = entry(&set.code.ty);
        format!("`{}` ({count} {})", set.code.name, if count == 1 { one } else { many })
    }

    /// How many values a set lists, with those of the sets that it includes.
    fn entries(&self, set: usize, depth: usize) -> usize {
        let Some(set) = self.program.sets.get(set).filter(|_| depth > 0) else { return 0 };
        let count = |member: &SetMember| match member {
            SetMember::Value(_) => 1,
            SetMember::Set(link) => {
                set.links.get(usize::from(*link)).map_or(0, |index| self.entries(*index as usize, depth - 1))
            }
        };
        set.code.entries.iter().map(|entry| count(&entry.member)).sum()
    }

    /// A value in words.
    pub(super) fn value(&mut self, expr: &Expr) -> String {
        self.typed(expr, None)
    }

    fn typed(&mut self, expr: &Expr, ty: Option<&Type>) -> String {
        match expr {
            Expr::Literal(value) => said(value, ty),
            Expr::Order => "the order".to_owned(),
            Expr::Local(local) => match self.variable(*local) {
                Some(variable) => format!("the {}", variable.name.replace('_', " ")),
                None => "it".to_owned(),
            },
            Expr::Field { .. } => self.field(expr),
            Expr::Sum { list, local, value, filter } => {
                let (name, list) = self.over(list, *local);
                let value = self.value(value);
                format!("the sum of {value} over each {name} of {list}{}", self.filter(filter.as_deref()))
            }
            Expr::Count { list, local, filter } => {
                let (name, list) = self.over(list, *local);
                match self.filter(filter.as_deref()) {
                    all if all.is_empty() => format!("the number of {}", list.trim_start_matches("the ")),
                    filter => {
                        format!("the number of times that, for a {name} of {list},{}", filter.replacen(" where", "", 1))
                    }
                }
            }
            Expr::Add(terms) => self.terms(terms, "+", "−"),
            Expr::Multiply(factors) => self.terms(factors, "×", "÷"),
            Expr::OrElse { value, fallback } => {
                let (value, fallback) = (self.typed(value, ty), self.typed(fallback, ty));
                format!("{value} (where that is not known, {fallback})")
            }
            Expr::Call { define, arguments } => self.call(*define, arguments),
            Expr::FlagWeight(authority) => format!("the weight of the flags{}", citing(authority)),
            Expr::FlagCount(authority) => format!("the number of flags{}", citing(authority)),
            _ => {
                let inner = self.condition(expr);
                format!("whether {}", flat(&inner))
            }
        }
    }

    fn filter(&mut self, filter: Option<&Expr>) -> String {
        filter.map(|filter| format!(" where {}", flat(&self.condition(filter)))).unwrap_or_default()
    }

    fn terms(&mut self, terms: &[(bool, Expr)], plus: &str, minus: &str) -> String {
        let mut text = String::new();
        for (index, (inverse, term)) in terms.iter().enumerate() {
            let term = self.value(term);
            match (index, inverse) {
                (0, false) => text = term,
                (_, inverse) => text.push_str(&format!(" {} {term}", if *inverse { minus } else { plus })),
            }
        }
        text
    }

    fn call(&mut self, define: u16, arguments: &[Expr]) -> String {
        let Some(define) = self.links.get(usize::from(define)).copied() else { return String::new() };
        if !self.used.contains(&define) {
            self.used.push(define);
        }
        let name = self.program.defines.get(define as usize).map(|define| define.code.name.as_ref()).unwrap_or("?");
        let arguments: Vec<String> = arguments.iter().map(|argument| self.value(argument)).collect();
        if arguments.is_empty() { format!("`{name}`") } else { format!("`{name}` of {}", arguments.join(", ")) }
    }

    /// `the order's ship-to country`
    fn field(&mut self, expr: &Expr) -> String {
        let mut names: Vec<String> = Vec::new();
        let mut at = expr;
        while let Expr::Field { of, record, field } = at {
            let declared = self.program.schema.record(record);
            let declared = declared.and_then(|record| record.code.fields.get(usize::from(*field)));
            names.push(declared.map_or("?".to_owned(), |field| worded(&field.name)));
            at = of;
        }
        let owner = self.value(at);
        let last = names.first().cloned().unwrap_or_default();
        let outer: Vec<String> = names.iter().skip(1).rev().map(|name| name.replace(' ', "-")).collect();
        let between = if outer.is_empty() { String::new() } else { format!("{} ", outer.join(" ")) };
        match self.part {
            CodePart::Derived(..) if matches!(at, Expr::Local(0)) => format!("the {between}{last}"),
            _ => format!("{owner}’s {between}{last}"),
        }
    }

    fn element(&self, list: &Expr) -> Option<Type> {
        match self.type_of(list)? {
            Type::List(element) => Some(*element),
            _ => None,
        }
    }

    fn type_of(&self, expr: &Expr) -> Option<Type> {
        match expr {
            Expr::Field { record, field, .. } => {
                let record = self.program.schema.record(record)?;
                record.code.fields.get(usize::from(*field)).map(|field| field.ty.clone())
            }
            Expr::Local(local) => self.variable(*local)?.ty.clone(),
            Expr::OrElse { value, .. } => self.type_of(value),
            Expr::Call { define, .. } => {
                let define = self.program.defines.get(*self.links.get(usize::from(*define))? as usize)?;
                Some(define.code.code.ty.clone())
            }
            _ => None,
        }
    }
}
