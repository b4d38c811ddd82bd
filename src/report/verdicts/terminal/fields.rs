//! Many paths in few words.

use crate::report::clean;
use std::fmt;

/// Fields that are named one by one.
const MOST_FIELDS: usize = 24;

/// Paths, the same field of many elements once: `route, parties[1-3,5].owners`.
pub(super) struct Fields<'a>(Vec<Field<'a>>);

/// A path, its first index apart: `parties`, `[1, 2]`, `.owners`.
struct Field<'a> {
    list: &'a str,
    indices: Vec<usize>,
    rest: &'a str,
}

impl<'a> Fields<'a> {
    /// One path.
    pub(super) fn of(path: &'a str) -> Self {
        Self(vec![Field::new(path)])
    }

    /// One more.
    pub(super) fn add(&mut self, path: &'a str) {
        let field = Field::new(path);
        match self.0.iter_mut().find(|known| known.is_like(&field)) {
            Some(known) => known.indices.extend(field.indices),
            None => self.0.push(field),
        }
    }
}

impl fmt::Display for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, field) in self.0.iter().take(MOST_FIELDS).enumerate() {
            write!(f, "{}{field}", if index == 0 { "" } else { ", " })?;
        }
        match self.0.len().saturating_sub(MOST_FIELDS) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

impl<'a> Field<'a> {
    fn new(path: &'a str) -> Self {
        let parts = path.split_once('[').and_then(|(list, after)| {
            let (index, rest) = after.split_once(']')?;
            Some(Self { list, indices: vec![index.parse().ok()?], rest })
        });
        parts.unwrap_or(Self { list: path, indices: Vec::new(), rest: "" })
    }

    fn is_like(&self, other: &Self) -> bool {
        self.list == other.list && self.rest == other.rest && self.indices.is_empty() == other.indices.is_empty()
    }
}

impl fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (list, rest) = (clean(self.list), clean(self.rest));
        if self.indices.is_empty() {
            return f.write_str(&list);
        }
        let runs = self.indices.chunk_by(|a, b| a + 1 == *b).filter_map(|run| {
            let (first, last) = (run.first()?, run.last()?);
            Some(if first == last { first.to_string() } else { format!("{first}-{last}") })
        });
        write!(f, "{list}[{}]{rest}", runs.collect::<Vec<_>>().join(","))
    }
}
