//! A definition or a set in plain English.

use super::Policy;
use super::rule::{definitions, heading, write_said};
use super::words::Said;
use crate::domain::Period;
use crate::program::{Name, Ref, RefKind, SetEntry, SetMember};
use crate::report::paint::{BOLD, DIM};
use crate::report::{Look, clean};
use serde::Serialize;
use std::io::{self, Write};

/// Members of a set that are listed for people.
const MOST_MEMBERS: usize = 40;

/// What there is to say of a definition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DefinitionAccount {
    /// Its name.
    pub name: String,
    /// `definition`
    pub kind: &'static str,
    /// What it means, then what the definitions that it uses mean.
    pub means: Vec<Said>,
    /// The items that use it.
    pub used_by: Vec<String>,
}

/// What there is to say of a set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetAccount {
    /// Its name.
    pub name: String,
    /// `set`
    pub kind: &'static str,
    /// Its members, and the sets that it includes.
    pub members: Vec<Member>,
    /// The items that use it.
    pub used_by: Vec<String>,
}

/// A member of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The value, or the name of a set that is included.
    pub member: String,
    /// First day in force.
    pub from: Option<String>,
    /// Last day in force.
    pub until: Option<String>,
}

impl DefinitionAccount {
    /// The account of the definition of this name; `None` when there is none.
    #[must_use]
    pub fn new(policy: &Policy<'_>, name: &str) -> Option<Self> {
        let found = policy.program.defines.binary_search_by(|define| define.code.name.as_ref().cmp(name)).ok()?;
        Some(Self {
            name: name.to_owned(),
            kind: "definition",
            means: definitions(policy, vec![u32::try_from(found).ok()?]),
            used_by: used_by(policy, RefKind::Define, name),
        })
    }

    /// Writes it for people.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        writeln!(out, "definition {}\n", look.paint(BOLD, clean(&self.name)))?;
        self.means.iter().try_for_each(|said| write_said(out, said, 1))?;
        write_users(out, look, &self.used_by)
    }
}

impl SetAccount {
    /// The account of the set of this name; `None` when there is none.
    #[must_use]
    pub fn new(policy: &Policy<'_>, name: &str) -> Option<Self> {
        let found = policy.program.sets.binary_search_by(|set| set.code.name.as_ref().cmp(name)).ok()?;
        let set = policy.program.sets.get(found)?;
        let member = |entry: &SetEntry| {
            let SetEntry { member, period: Period { from, until } } = entry;
            let member = match member {
                SetMember::Value(value) => value.literal(&[]),
                SetMember::Set(link) => {
                    let index = set.links.get(usize::from(*link)).map(|index| *index as usize);
                    let included = index.and_then(|index| policy.program.sets.get(index));
                    format!("all of {}", included.map_or("?", |set| &set.code.name))
                }
            };
            Member { member, from: from.map(|day| day.to_string()), until: until.map(|day| day.to_string()) }
        };
        Some(Self {
            name: name.to_owned(),
            kind: "set",
            members: set.code.entries.iter().map(member).collect(),
            used_by: used_by(policy, RefKind::Set, name),
        })
    }

    /// Writes it for people.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        writeln!(out, "set {}  {} members\n", look.paint(BOLD, clean(&self.name)), self.members.len())?;
        for Member { member, from, until } in self.members.iter().take(MOST_MEMBERS) {
            let from = from.as_ref().map(|day| format!(" from {day}")).unwrap_or_default();
            let until = until.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
            writeln!(out, "  • {}{}", clean(member), look.paint(DIM, format!("{from}{until}")))?;
        }
        if self.members.len() > MOST_MEMBERS {
            writeln!(out, "  and {} more", self.members.len() - MOST_MEMBERS)?;
        }
        write_users(out, look, &self.used_by)
    }
}

fn write_users(out: &mut impl Write, look: Look, users: &[String]) -> io::Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    heading(out, look, "used by")?;
    users.iter().try_for_each(|user| writeln!(out, "  • {}", clean(user)))
}

/// The rules, definitions and sets that refer to it.
fn used_by(policy: &Policy<'_>, kind: RefKind, name: &str) -> Vec<String> {
    let program = policy.program;
    let uses = |refs: &[Ref]| refs.iter().any(|used| used.kind == kind && *used.name == *name);
    let told = |what: &str, name: &Name| format!("{what} {name}");
    let rules = program.rules.iter().filter(|rule| uses(&rule.code.refs));
    let defines = program.defines.iter().filter(|define| uses(&define.code.code.refs));
    let sets = program.sets.iter().filter(|set| uses(&set.code.refs));
    let rules = rules.map(|rule| told(super::rule::kind(&rule.code), &rule.code.name));
    let defines = defines.map(|define| told("definition", &define.code.name));
    rules.chain(defines).chain(sets.map(|set| told("set", &set.code.name))).collect()
}
