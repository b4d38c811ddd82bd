//! What can only be told from the whole policy, and the list of all problems.

mod absent;
mod flags;
mod sets;

use super::check::tested;
use super::db::Workspace;
use super::index::{NameId, item_index, lookup};
use super::item::{Item, items, parsed};
use super::signatures::{Signature, signature};
use super::silence::through;
use super::summary::{FileSummary, file_summary};
use super::tangle::{LIMIT_CHAIN, LIMIT_DEPTH, tangles};
use super::test_items::test_items;
use crate::problem::{Code, Label, Problem, Severity, Span};
use crate::program::Name;
use crate::syntax::{ItemKind, Tree};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::Arc;

/// All problems of a policy, in the order of files and places. O(items) once their checks are known.
#[must_use]
pub fn problems(db: &dyn salsa::Database, workspace: Workspace) -> Vec<Problem> {
    let summaries = workspace.files(db).iter().map(|file| file_summary(db, workspace, *file)).collect();
    let mut whole = Whole { db, workspace, summaries, problems: Vec::new() };
    whole.of_files();
    whole.of_tests();
    whole.nothing_there();
    whole.duplicates();
    whole.tangled();
    whole.flags_on_flags();
    whole.problems.extend(through(db, workspace, &whole.summaries));
    if !whole.has_errors() {
        whole.unused();
        whole.unread_flags();
        whole.listed_through_others();
        whole.never_together();
        whole.never_left_out();
    }
    let place = |problem: &Problem| problem.labels.first().map(|label| (label.file.clone(), label.span.start));
    whole.problems.sort_by_cached_key(|problem| (place(problem), problem.code));
    whole.problems
}

struct Whole<'db> {
    db: &'db dyn salsa::Database,
    workspace: Workspace,
    /// One for each file.
    summaries: Vec<&'db FileSummary>,
    problems: Vec<Problem>,
}

impl<'db> Whole<'db> {
    fn items(&self) -> impl Iterator<Item = Item<'db>> {
        let db = self.db;
        self.workspace.files(db).iter().flat_map(move |file| items(db, *file).items.iter().copied())
    }

    fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity() == Severity::Error)
    }

    /// The problems of each file.
    fn of_files(&mut self) {
        self.problems.extend(self.summaries.iter().flat_map(|summary| &summary.problems).cloned());
    }

    /// The problems of tests. A title stands for one test.
    fn of_tests(&mut self) {
        let mut titles: FxHashMap<&Arc<str>, Item<'db>> = FxHashMap::default();
        for item in test_items(self.db, self.workspace) {
            let path = item.file(self.db).path(self.db);
            let found = parsed(self.db, item).problems.iter().chain(&tested(self.db, self.workspace, item).problems);
            self.problems.extend(found.cloned().map(|problem| problem.placed(path, item.start(self.db))));
            if let Some(first) = titles.get(item.name(self.db)) {
                self.same_title(item, *first);
            } else if !item.name(self.db).is_empty() {
                titles.insert(item.name(self.db), item);
            }
        }
    }

    fn same_title(&mut self, again: Item<'db>, first: Item<'db>) {
        let message = format!("two tests have the title `{}`", again.name(self.db));
        let mut problem = self.at_item(again, Code::DuplicateName, message, "given again here");
        problem.labels.push(self.label(first, "first given here"));
        self.problems.push(problem.help("a title names a test in reports: say what is different about this one"));
    }

    fn at_item(&self, item: Item<'db>, code: Code, message: String, label: &str) -> Problem {
        let label = self.label(item, label);
        Problem { code, message, labels: vec![label], help: None }
    }

    /// Points at the name of an item, or at its keyword.
    fn label(&self, item: Item<'db>, text: &str) -> Label {
        let source = item.text(self.db);
        let name = item.name(self.db);
        let keyword = item.kind(self.db).word();
        let at = source.get(keyword.len()..).and_then(|rest| rest.find(name.as_ref())).map(|at| at + keyword.len());
        let span = match at {
            Some(at) if !name.is_empty() => Span::new(at, at + name.len()),
            _ => Span::new(0, keyword.len()),
        };
        Label {
            file: Some(Arc::clone(item.file(self.db).path(self.db))),
            span: span.shifted(item.start(self.db)),
            text: text.to_owned(),
        }
    }

    fn named(&self, name: &str) -> Option<Item<'db>> {
        lookup(self.db, self.workspace, NameId::new(self.db, Arc::from(name)))
    }

    /// A policy needs an order, outcomes, and something that finds.
    fn nothing_there(&mut self) {
        if self.workspace.files(self.db).is_empty() || self.items().next().is_none() {
            self.missing(
                Code::NoPolicyFiles,
                "there is no policy to compile",
                "put files whose names end in `.policy` into the folder; the README of the policies shows how",
            );
            return;
        }
        if self.named("order").is_none_or(|item| item.kind(self.db) != ItemKind::Record) {
            self.missing(
                Code::NoOrderRecord,
                "the policy does not say what an order is",
                "add a record named `order` with the fields that orders have: `record order`",
            );
        }
        if self.named("outcomes").is_none() {
            self.missing(
                Code::NoOutcomes,
                "the policy declares no outcomes",
                "add `outcomes` with the outcomes from least to most severe, and `undetermined counts as …`",
            );
        }
        let finds = |item: Item<'db>| {
            use ItemKind::{Flag, Rule, Table, Untranslatable};
            matches!(item.kind(self.db), Rule | Table | Untranslatable | Flag)
        };
        if !self.items().any(finds) && !self.has_errors() {
            self.missing(
                Code::NoRules,
                "the policy has no rule",
                "without a rule every order would be clear: add `rule NAME … when … then …`",
            );
        }
    }

    fn missing(&mut self, code: Code, message: &str, help: &str) {
        self.problems.push(Problem {
            code,
            message: message.to_owned(),
            labels: Vec::new(),
            help: Some(help.to_owned()),
        });
    }

    fn duplicates(&mut self) {
        for (again, first) in &item_index(self.db, self.workspace).duplicates {
            let name = again.name(self.db);
            let what = if again.kind(self.db) == ItemKind::Outcomes {
                "the outcomes are declared twice".into()
            } else {
                format!("the name `{name}` is declared twice")
            };
            let mut problem = self.at_item(*again, Code::DuplicateName, what, "declared again here");
            problem
                .labels
                .push(self.label(*first, &format!("first declared here, as {}", first.kind(self.db).with_article())));
            self.problems.push(problem.help("a name is unique in the whole policy: rename one of them, or remove it"));
        }
    }

    fn tangled(&mut self) {
        let tangles = tangles(self.db, self.workspace);
        for circle in &tangles.circles {
            let members: Vec<Item<'db>> = circle.iter().filter_map(|name| self.named(name)).collect();
            let Some((first, rest)) = members.split_first() else { continue };
            let way: Vec<String> = circle
                .iter()
                .chain(circle.first().filter(|_| circle.len() > 1))
                .map(|name| format!("`{name}`"))
                .collect();
            let message = if rest.is_empty() {
                format!("{} refers to itself", way.concat())
            } else {
                format!("these go round in a circle: {}", way.join(" → "))
            };
            let mut problem = self.at_item(*first, Code::Cycle, message, "on the circle");
            problem.labels.extend(rest.iter().map(|item| self.label(*item, "on the circle")));
            self.problems.push(problem.help("break the circle: one of them must be written without the others"));
        }
        for name in &tangles.too_long {
            let message = format!("`{name}` stands on a chain of more than {LIMIT_CHAIN} items that use one another");
            self.of_chain(name, Code::NestedTooDeep, message, "put some of them together");
        }
        for name in &tangles.too_deep {
            let message = format!("`{name}`, with the definitions it uses, is nested more than {LIMIT_DEPTH} deep");
            self.of_chain(
                name,
                Code::NestedTooDeep,
                message,
                "make it flatter: fewer brackets and definitions inside one another",
            );
        }
        for name in &tangles.too_costly {
            let message =
                format!("`{name}` could take too long to decide: the lists and definitions it goes through multiply");
            self.of_chain(name, Code::TooCostly, message, "use each definition once, and fewer lists inside lists");
        }
    }

    fn of_chain(&mut self, name: &str, code: Code, message: String, help: &str) {
        if let Some(item) = self.named(name) {
            let problem = self.at_item(item, code, message, "starts here");
            self.problems.push(problem.help(help));
        }
    }

    /// Sets, definitions, records, fields and authorities that nothing uses.
    fn unused(&mut self) {
        let mut used: FxHashSet<&Name> = FxHashSet::default();
        let mut read: FxHashSet<&(Name, Name)> = FxHashSet::default();
        for summary in &self.summaries {
            used.extend(&summary.uses);
            read.extend(&summary.reads);
        }
        let declared: Vec<Item<'db>> = self.items().collect();
        for item in declared {
            self.unused_item(item, &used, &read);
        }
    }

    fn unused_item(&mut self, item: Item<'db>, used: &FxHashSet<&Name>, read: &FxHashSet<&(Name, Name)>) {
        let (name, kind) = (item.name(self.db), item.kind(self.db));
        let counts = matches!(kind, ItemKind::Set | ItemKind::Define | ItemKind::Record | ItemKind::Authority);
        let is_root = kind == ItemKind::Record && name.as_ref() == "order";
        if counts && !is_root && !used.contains(name) {
            let message =
                format!("nothing uses {} `{name}`", kind.with_article().replace("a ", "the ").replace("an ", "the "));
            let problem = self.at_item(item, Code::Unused, message, "not used");
            self.problems.push(problem.help("use it, or remove it"));
        } else if kind == ItemKind::Record {
            self.unused_fields(item, read);
        }
    }

    fn unused_fields(&mut self, item: Item<'db>, read: &FxHashSet<&(Name, Name)>) {
        let Signature::Record(fields) = signature(self.db, self.workspace, item) else { return };
        let Some(Tree::Record(record)) = &parsed(self.db, item).tree else { return };
        let name = item.name(self.db);
        // An order's id names it in reports, and it is judged as of its date where no policy says otherwise.
        let unread = |field: &Name| {
            !read.contains(&(Arc::clone(name), Arc::clone(field)))
                && (name.as_ref() != "order" || !matches!(field.as_ref(), "id" | "date"))
        };
        let unread: BTreeSet<&str> =
            fields.iter().filter(|field| unread(&field.name)).map(|field| field.name.as_ref()).collect();
        for field in record.fields.iter().filter(|field| unread.contains(field.name.value.as_ref())) {
            let message = format!("nothing reads the field `{}` of `{name}`", field.name.value);
            let problem = Problem::new(Code::Unused, message, field.name.span, "not read");
            let problem = problem.help("read it in a rule, or remove it: an order that has it would be refused then");
            self.problems.push(problem.placed(item.file(self.db).path(self.db), item.start(self.db)));
        }
    }
}
