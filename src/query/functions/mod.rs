//! The functions of the language, in one table that feeds the checker, the evaluator, `:help functions` and
//! completion.

mod aggregates;
mod context;
mod convert;
mod entities;
mod lists;
mod numbers;
mod product;
mod signature;
mod strings;
mod temporal;

pub use aggregates::{Accumulator, Aggregate};
pub use context::{Clock, Context, Entities};
pub(crate) use convert::text_of;
pub use signature::{Body, Function, Types};

use crate::graph::Value;
use crate::query::eval_error::EvalError;
use crate::query::operators::describe;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Every function, group by group, in the order in which help shows them.
pub fn all() -> impl Iterator<Item = &'static Function> {
    groups().flat_map(|(_, functions)| functions)
}

/// The groups of functions: a title for people, and the functions under it.
pub fn groups() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static Function>)> {
    static GROUPS: &[(&str, &[&[Function]])] = &[
        ("Standpoint's own", &[product::FUNCTIONS]),
        ("Aggregates", &[aggregates::FUNCTIONS]),
        ("Nodes, relationships and paths", &[entities::FUNCTIONS]),
        ("Strings", &[strings::FUNCTIONS]),
        ("Lists and maps", &[lists::FUNCTIONS]),
        ("Numbers", numbers::FUNCTIONS),
        ("Conversion", &[convert::FUNCTIONS]),
        ("Dates and times", temporal::FUNCTIONS),
    ];
    GROUPS.iter().map(|(title, parts)| (*title, parts.iter().flat_map(|part| part.iter())))
}

/// The function of a name, in whatever case (`toInteger`, `TOINTEGER`, `duration.between`).
pub fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<FxHashMap<String, &'static Function>> =
        LazyLock::new(|| all().map(|f| (f.name.to_lowercase(), f)).collect());
    match BY_NAME.get(name) {
        Some(f) => Some(f),
        None => BY_NAME.get(&name.to_lowercase()).copied(),
    }
}

/// The error of an argument whose type the function does not take.
fn refused(function: &str, wanted: &str, value: &Value) -> EvalError {
    EvalError::wrong_type(format!("{function}() takes {wanted}, not {}", describe(value)))
}

#[cfg(test)]
mod tests;
