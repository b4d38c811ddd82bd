//! What the compiler refuses and what it doubts, each with the places that it points at.

#![cfg(all(test, feature = "compiler"))]

#[path = "checks/circles.rs"]
mod circles;
#[path = "checks/cost.rs"]
mod cost;
#[path = "checks/flags.rs"]
mod flags;
#[path = "checks/layout.rs"]
mod layout;
#[path = "checks/names.rs"]
mod names;
#[path = "checks/said.rs"]
mod said;
#[path = "checks/sets.rs"]
mod sets;
#[path = "checks/silence.rs"]
mod silence;
#[path = "checks/silent_orders.rs"]
mod silent_orders;
#[path = "checks/tables.rs"]
mod tables;
#[path = "checks/untranslatable.rs"]
mod untranslatable;

const NOTHING: [&str; 0] = [];
