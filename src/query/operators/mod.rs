//! What operators mean: the three-valued logic, the equalities, the orders and the arithmetic of openCypher.
//!
//! Four relations over values must not be mixed up. [`equals`] is what `=` says, unknown where a null decides.
//! [`equivalent`] is sameness for DISTINCT, grouping and UNION, where null is null and NaN is NaN; [`hash`] agrees
//! with it. [`order`] is the total order of ORDER BY, min and max, and equal exactly where [`equivalent`].
//! [`less`] and [`less_or_equal`] are what `<` and `<=` say, unknown across types.

mod arithmetic;
mod containers;
mod equality;
mod logic;
mod order;
mod text;

pub use arithmetic::{add, divide, modulo, multiply, negate, plus, power, subtract};
pub use containers::{contains, index, property, slice};
pub use equality::{DistinctSet, Key, equals, equivalent, hash, hash_row};
pub use logic::{Truth, and, not, or, truth, xor};
pub use order::{compare, less, less_or_equal, order};
pub use text::{contains_text, ends_with, matches, starts_with};

use crate::graph::Value;
use crate::query::functions::Types;

/// `a string`, `a list`, …: a value's type, for messages.
pub fn describe(value: &Value) -> String {
    if value.is_null() { "null".to_owned() } else { Types::of(value).to_string() }
}

#[cfg(test)]
mod tests;
