//! Where in an order.

use std::fmt::Write;

/// One step from a value into it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    /// A field of a record.
    Field(&'a str),
    /// An element of a list, from 0.
    Element(usize),
}

/// The path in words: `lines[2].hs`, elements counted from 1.
pub(super) fn rendered<'a>(steps: impl IntoIterator<Item = Step<'a>>) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Field(name) => path.extend([if path.is_empty() { "" } else { "." }, name]),
            Step::Element(index) => drop(write!(path, "[{}]", index + 1)),
        }
    }
    path
}
