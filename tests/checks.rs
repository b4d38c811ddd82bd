//! What the compiler refuses and what it doubts, each with the places that it points at.

#![cfg(all(test, feature = "compiler"))]

#[path = "checks/said.rs"]
mod said;
#[path = "checks/sets.rs"]
mod sets;

const NOTHING: [&str; 0] = [];
