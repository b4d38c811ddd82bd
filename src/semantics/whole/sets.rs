//! Sets that include one another.

use super::{Whole, parsed};
use crate::domain::{Period, Value};
use crate::problem::{Code, Problem};
use crate::program::{Name, Set, SetMember};
use crate::semantics::check::CheckedItem;
use crate::semantics::item::Item;
use crate::syntax::{self, ItemKind, Tree};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

type Sets<'db> = FxHashMap<&'db Name, &'db Arc<Set>>;

/// What an included set holds, and when.
type Held<'db> = FxHashMap<&'db Value, Vec<Period>>;

impl<'db> Whole<'db> {
    /// Warns of members that stand in a set and that a set included there holds as well, for the same days.
    pub(super) fn listed_through_others(&mut self) {
        let code = self.summaries.iter().flat_map(|summary| &summary.code);
        let sets: Sets<'db> = code
            .filter_map(|item| match item {
                CheckedItem::Set(set) => Some((&set.name, set)),
                _ => None,
            })
            .collect();
        let found: Vec<Problem> = self
            .items()
            .filter(|item| item.kind(self.db) == ItemKind::Set)
            .flat_map(|item| self.listed_through(item, &sets))
            .collect();
        self.problems.extend(found);
    }

    fn listed_through(&self, item: Item<'db>, sets: &Sets<'db>) -> Vec<Problem> {
        let (Some(set), Some(Tree::Set(tree))) = (sets.get(item.name(self.db)), &parsed(self.db, item).tree) else {
            return Vec::new();
        };
        let (included, own) = written(set, tree);
        let mut found = Vec::new();
        for (inclusion, name, period) in included {
            let mut held = Held::default();
            gather(sets, name, period, &mut FxHashSet::default(), &mut held);
            let twice = own.iter().filter(|(_, value, period)| {
                held.get(value).is_some_and(|periods| periods.iter().any(|other| other.meets(*period)))
            });
            found.extend(twice.map(|(member, value, _)| {
                let message = format!("`{}` is listed, and `{name}` holds it too", value.plain(&[]));
                Problem::new(Code::DuplicateEntry, message, member.value.span, "listed here")
                    .also(inclusion.value.span, "in here as well")
                    .help("remove one of them, or give them periods that do not overlap")
                    .placed(item.file(self.db).path(self.db), item.start(self.db))
            }));
        }
        found
    }
}

type Included<'s> = (&'s syntax::SetMember, &'s Name, Period);
type Own<'s> = (&'s syntax::SetMember, &'s Value, Period);

/// The inclusions and the values that are written in the item, each with its place. Among the entries, inclusions come first.
fn written<'s>(set: &'s Set, tree: &'s syntax::Set) -> (Vec<Included<'s>>, Vec<Own<'s>>) {
    let sets = set.entries.iter().take_while(|entry| matches!(entry.member, SetMember::Set(_))).count();
    let mut inclusions = set.entries.iter().take(sets).peekable();
    let mut values = set.entries.iter().skip(sets);
    let (mut included, mut own) = (Vec::new(), Vec::new());
    for member in &tree.members {
        let name = |index: u16| set.refs.get(usize::from(index)).map(|reference| &reference.name);
        let next = inclusions.peek().and_then(|entry| match entry.member {
            SetMember::Set(index) => name(index).map(|name| (name, entry.period)),
            SetMember::Value(_) => None,
        });
        match (next, &member.value.value) {
            (Some((name, period)), syntax::LiteralKind::Path(path)) if path.iter().any(|word| word.value == *name) => {
                included.push((member, name, period));
                inclusions.next();
            }
            _ => own.extend(values.next().and_then(|entry| match &entry.member {
                SetMember::Value(value) => Some((member, value, entry.period)),
                SetMember::Set(_) => None,
            })),
        }
    }
    (included, own)
}

/// Adds what a set holds in a period, each set once.
fn gather<'db>(sets: &Sets<'db>, name: &Name, period: Period, seen: &mut FxHashSet<&'db Name>, held: &mut Held<'db>) {
    let Some(set) = sets.get(name).filter(|set| seen.insert(&set.name)) else { return };
    for entry in &set.entries {
        let period = period.shared_with(entry.period);
        match &entry.member {
            SetMember::Value(value) => held.entry(value).or_default().push(period),
            SetMember::Set(index) => {
                let included = set.refs.get(usize::from(*index));
                included.into_iter().for_each(|included| gather(sets, &included.name, period, seen, held));
            }
        }
    }
}
