//! Sets: members written in place, other sets, and reference tables.

use super::CheckedItem;
use super::checker::Checker;
use super::types::{a_type, scalar_type};
use crate::domain::{Period, Value};
use crate::problem::{Code, Label, Problem, Span};
use crate::program::{self, RefKind, SetEntry, Type};
use crate::semantics::signatures::{Signature, resolve};
use crate::syntax::{Ident, ItemKind, LiteralKind, Set, SetMember};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Where a member stands: in the item, or in a row of a table.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The table; `None` for the item itself.
    pub(super) file: Option<Arc<str>>,
    pub(super) span: Span,
}

impl Origin {
    pub(super) fn label(&self, text: &str) -> Label {
        Label { file: self.file.clone(), span: self.span, text: text.to_owned() }
    }
}

/// A member that is a value.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) value: Value,
    pub(super) period: Period,
    pub(super) origin: Origin,
}

/// More doubtful entries than this are counted, not listed.
const LIMIT_WARNINGS: usize = 20;

impl Checker<'_> {
    pub(super) fn set(&mut self, set: &Set) -> Option<CheckedItem> {
        let ty = self.member_type(&set.ty)?;
        let mut members = Vec::new();
        let mut entries = Vec::new();
        let mut sound = true;
        for member in &set.members {
            sound &= self.set_member(member, &ty, &mut members, &mut entries);
        }
        for source in &set.sources {
            match self.table_members(source, &ty) {
                Some(rows) => members.extend(rows),
                None => sound = false,
            }
        }
        if members.is_empty() && entries.is_empty() && sound {
            let problem = Problem::new(
                Code::EmptySet,
                format!("the set `{}` has no members", set.name.value),
                set.name.span,
                "nothing is in it",
            );
            self.report(problem.help("add members, or check the conditions on the table's columns"));
        }
        self.refuse_doubles(&members);
        entries.extend(
            members
                .into_iter()
                .map(|member| SetEntry { member: program::SetMember::Value(member.value), period: member.period }),
        );
        let refs = std::mem::take(&mut self.refs);
        let (name, title) = (Arc::clone(&set.name.value), set.title.clone());
        sound.then(|| CheckedItem::Set(Arc::new(program::Set { name, ty, title, entries, refs })))
    }

    fn member_type(&mut self, ty: &Ident) -> Option<Type> {
        match scalar_type(&ty.value) {
            Some(found @ (Type::Country | Type::HsCode | Type::Eccn | Type::Text | Type::Number | Type::Date)) => {
                return Some(found);
            }
            Some(other) => {
                let message = format!("a set cannot hold {} each", a_type(&other));
                self.error(
                    Code::UnknownType,
                    message,
                    ty.span,
                    "not for sets",
                    "sets hold country, hs_code, eccn, text, number or date",
                );
            }
            None => {
                let scalars = ["country", "hs_code", "eccn", "text", "number", "date"];
                let near = crate::domain::nearest(&ty.value, scalars.into_iter());
                let help = near.map_or_else(
                    || "sets hold country, hs_code, eccn, text, number or date".into(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.error(
                    Code::UnknownType,
                    format!("there is no type `{}` for sets", ty.value),
                    ty.span,
                    "not a type",
                    help,
                );
            }
        }
        None
    }

    fn set_member(
        &mut self,
        member: &SetMember,
        ty: &Type,
        members: &mut Vec<Member>,
        entries: &mut Vec<SetEntry>,
    ) -> bool {
        let period = member.period.as_ref().map_or(Some(Period::default()), |period| self.period(period));
        let Some(period) = period else { return false };
        if let LiteralKind::Path(path) = &member.value.value
            && let [name] = path.as_slice()
            && self.is_set(name)
        {
            let Some(included) = self.included(name, ty) else { return false };
            entries.push(SetEntry { member: program::SetMember::Set(included), period });
            return true;
        }
        let Some(value) = self.value_of_type(&member.value, ty) else { return false };
        members.push(Member { value, period, origin: Origin { file: None, span: member.value.span } });
        true
    }

    /// A lower-case word among the members names a set.
    fn is_set(&self, name: &Ident) -> bool {
        let lower = name.value.starts_with(|c: char| c.is_ascii_lowercase());
        lower || matches!(resolve(self.db, self.workspace, &name.value), Some((_, Signature::Set(_))))
    }

    fn included(&mut self, name: &Ident, ty: &Type) -> Option<u16> {
        match self.resolve(&name.value).cloned() {
            Some(Signature::Set(Some(theirs))) if theirs == *ty => Some(self.reference(RefKind::Set, &name.value)),
            Some(Signature::Set(Some(theirs))) => {
                let message = format!(
                    "`{}` is a set of another kind: each member is {}, but here {} is needed",
                    name.value,
                    a_type(&theirs),
                    a_type(ty)
                );
                self.error(
                    Code::TypeMismatch,
                    message,
                    name.span,
                    a_type(&theirs),
                    "include only sets of the same type",
                );
                None
            }
            Some(Signature::Set(None) | Signature::Broken) => None,
            Some(_) => {
                self.kind_of(&name.value).into_iter().for_each(|kind| self.wrong_kind(name, kind, "a set"));
                None
            }
            None => {
                // Most likely a literal in the wrong letter case: its own message is the better one.
                if *ty == Type::Text && !self.resembles_a_set(name) {
                    self.literal_value(&LiteralKind::Path(vec![name.clone()]), name.span, Some(ty));
                } else if *ty == Type::Text || self.value_of_word(name, ty) {
                    self.unknown(name, &[ItemKind::Set], "set");
                }
                None
            }
        }
    }

    fn resembles_a_set(&self, name: &Ident) -> bool {
        crate::domain::nearest(&name.value, self.names_of(&[ItemKind::Set]).into_iter()).is_some()
    }

    /// Reports a word that is no literal of this type; `true` when it was not reported.
    fn value_of_word(&mut self, name: &Ident, ty: &Type) -> bool {
        let before = self.problems.len();
        if matches!(ty, Type::Country | Type::Eccn) {
            self.literal_value(&LiteralKind::Path(vec![name.clone()]), name.span, Some(ty));
        }
        self.problems.len() == before
    }

    /// Warns of members listed twice, or lying under another member, for the same days.
    fn refuse_doubles(&mut self, members: &[Member]) {
        let mut by_value: FxHashMap<&Value, Vec<&Member>> = FxHashMap::default();
        let mut doubtful = Vec::new();
        for member in members {
            let same = by_value.entry(&member.value).or_default();
            if let Some(first) = same.iter().find(|other| other.period.meets(member.period)) {
                doubtful.push(double(member, first));
            }
            same.push(member);
        }
        for member in members {
            let cover = ancestors(&member.value).into_iter().find_map(|ancestor| {
                by_value.get(&ancestor)?.iter().find(|other| covers(other.period, member.period)).copied()
            });
            doubtful.extend(cover.map(|cover| covered(member, cover)));
        }
        let more = doubtful.len().saturating_sub(LIMIT_WARNINGS);
        doubtful.truncate(LIMIT_WARNINGS);
        if let Some(last) = doubtful.last_mut().filter(|_| more > 0) {
            last.help = Some(format!(
                "{} ({more} more entries of this set are like this)",
                last.help.take().unwrap_or_default()
            ));
        }
        self.problems.extend(doubtful);
    }
}

fn double(member: &Member, first: &Member) -> Problem {
    Problem {
        code: Code::DuplicateEntry,
        message: format!("`{}` is listed twice", member.value.plain(&[])),
        labels: vec![member.origin.label("listed again here"), first.origin.label("first listed here")],
        help: Some("remove one of them, or give them periods that do not overlap".into()),
    }
}

fn covered(member: &Member, cover: &Member) -> Problem {
    Problem {
        code: Code::CoveredEntry,
        message: format!("`{}` lies under `{}`, which is listed too", member.value.plain(&[]), cover.value.plain(&[])),
        labels: vec![member.origin.label("adds nothing"), cover.origin.label("covers it")],
        help: Some("remove the narrower entry, or the wider one if it was not meant".into()),
    }
}

/// The codes above a hierarchical code.
pub(super) fn ancestors(value: &Value) -> Vec<Value> {
    match value {
        Value::HsCode(code) => code.prefixes().skip(1).map(Value::HsCode).collect(),
        Value::Eccn(code) => code.prefixes().skip(1).map(Value::Eccn).collect(),
        _ => Vec::new(),
    }
}

/// Whether every day of `inner` is a day of `outer`.
fn covers(outer: Period, inner: Period) -> bool {
    let from = outer.from.is_none_or(|outer| inner.from.is_some_and(|inner| outer <= inner));
    let until = outer.until.is_none_or(|outer| inner.until.is_some_and(|inner| inner <= outer));
    from && until
}
