//! The functions of the language, in one table that feeds the checker, the evaluator, `:help functions` and
//! completion.

mod aggregates;
mod context;
mod signature;

pub use aggregates::{Accumulator, Aggregate};
pub use context::{Clock, Context, Entities};
pub use signature::{Body, Function, Types};

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Every function, group by group, in the order in which help shows them.
pub fn all() -> impl Iterator<Item = &'static Function> {
    GROUPS.iter().flat_map(|(_, functions)| functions.iter())
}

/// The groups of functions: a title for people, and the functions under it.
pub static GROUPS: &[(&str, &[Function])] = &[("Aggregates", aggregates::FUNCTIONS)];

/// The function of a name, in whatever case (`toInteger`, `TOINTEGER`, `duration.between`).
pub fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<FxHashMap<String, &'static Function>> =
        LazyLock::new(|| all().map(|f| (f.name.to_lowercase(), f)).collect());
    match BY_NAME.get(name) {
        Some(f) => Some(f),
        None => BY_NAME.get(&name.to_lowercase()).copied(),
    }
}
