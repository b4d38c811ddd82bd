//! Linking: from references by name to numbers.

use crate::program::{
    Authority, Define, Linked, Name, Outcomes, Policy, Program, Record, Ref, RefKind, Rule, Schema, Set,
};
use crate::semantics::CheckedItem;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Gathers the code of all items and links it.
#[derive(Default)]
pub(super) struct Linker {
    policies: Vec<Arc<Policy>>,
    authorities: Vec<Arc<Authority>>,
    outcomes: Option<Arc<Outcomes>>,
    records: Vec<(Arc<Record>, Vec<Ref>)>,
    sets: Vec<Arc<Set>>,
    defines: Vec<Arc<Define>>,
    rules: Vec<Arc<Rule>>,
}

impl Linker {
    pub(super) fn add(&mut self, item: &CheckedItem) {
        match item {
            CheckedItem::Policy(policy) => self.policies.push(Arc::clone(policy)),
            CheckedItem::Authority(authority) => self.authorities.push(Arc::clone(authority)),
            CheckedItem::Outcomes(outcomes) => self.outcomes = Some(Arc::clone(outcomes)),
            CheckedItem::Record(record, refs) => self.records.push((Arc::clone(record), refs.clone())),
            CheckedItem::Set(set) => self.sets.push(Arc::clone(set)),
            CheckedItem::Define(define) => self.defines.push(Arc::clone(define)),
            CheckedItem::Rule(rule) => self.rules.push(Arc::clone(rule)),
            CheckedItem::Table(rows) => self.rules.extend(rows.iter().cloned()),
        }
    }

    /// The program; `None` when a reference leads nowhere. O(n log n).
    pub(super) fn link(mut self) -> Option<Program> {
        self.policies.sort_by(|a, b| a.name.cmp(&b.name));
        self.authorities.sort_by(|a, b| a.name.cmp(&b.name));
        self.records.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        self.sets.sort_by(|a, b| a.name.cmp(&b.name));
        self.defines.sort_by(|a, b| a.name.cmp(&b.name));
        self.rules.sort_by(|a, b| a.place().cmp(&b.place()));
        let sets = self.sets.iter().map(|set| Name::clone(&set.name)).collect();
        let defines = self.defines.iter().map(|define| Name::clone(&define.name)).collect();
        let tables = Tables { sets: numbers(sets), defines: numbers(defines) };
        let records: Vec<Linked<Record>> =
            self.records.into_iter().map(|(record, refs)| tables.linked(record, &refs)).collect::<Option<_>>()?;
        let root = records.iter().position(|record| record.code.name.as_ref() == "order")?;
        Some(Program {
            schema: Schema { root: u32::try_from(root).ok()?, records },
            outcomes: Arc::unwrap_or_clone(self.outcomes?),
            authorities: self.authorities,
            policies: tables
                .all(self.policies, |policy| policy.judged_as_of.as_ref().map_or(&[], |code| &code.refs))?,
            sets: tables.all(self.sets, |set| &set.refs)?,
            defines: tables.all(self.defines, |define| &define.code.refs)?,
            rules: tables.all(self.rules, |rule| &rule.refs)?,
        })
    }
}

struct Tables {
    sets: FxHashMap<Name, u32>,
    defines: FxHashMap<Name, u32>,
}

impl Tables {
    fn all<T>(&self, items: Vec<Arc<T>>, refs: impl Fn(&T) -> &[Ref]) -> Option<Vec<Linked<T>>> {
        items
            .into_iter()
            .map(|item| {
                let links = self.links(refs(&item))?;
                Some(Linked { code: item, links })
            })
            .collect()
    }

    fn linked<T>(&self, code: Arc<T>, refs: &[Ref]) -> Option<Linked<T>> {
        Some(Linked { links: self.links(refs)?, code })
    }

    fn links(&self, refs: &[Ref]) -> Option<Box<[u32]>> {
        let number = |wanted: &Ref| match wanted.kind {
            RefKind::Set => self.sets.get(&wanted.name).copied(),
            RefKind::Define => self.defines.get(&wanted.name).copied(),
        };
        refs.iter().map(number).collect()
    }
}

fn numbers(names: Vec<Name>) -> FxHashMap<Name, u32> {
    names.into_iter().zip(0..).collect()
}
