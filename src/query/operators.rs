//! What operators mean: the three-valued logic, the equalities, the orders and the arithmetic of openCypher.

use crate::graph::Value;
use crate::query::eval_error::EvalError;
use crate::query::functions::Context;
use std::cmp::Ordering;
use std::hash::Hasher;

/// A truth value: `None` is unknown (null).
pub type Truth = Option<bool>;

/// `a AND b` over values; anything but booleans and null is an error.
pub fn and(_a: &Value, _b: &Value) -> Result<Value, EvalError> { todo!() }
/// `a OR b`
pub fn or(_a: &Value, _b: &Value) -> Result<Value, EvalError> { todo!() }
/// `a XOR b`
pub fn xor(_a: &Value, _b: &Value) -> Result<Value, EvalError> { todo!() }
/// `NOT a`
pub fn not(_a: &Value) -> Result<Value, EvalError> { todo!() }
/// The truth of a value in a WHERE: an error for anything but booleans and null.
pub fn truth(_value: &Value) -> Result<Truth, EvalError> { todo!() }
/// `a = b`: unknown where a null decides.
pub fn equals(_a: &Value, _b: &Value) -> Truth { todo!() }
/// Whether two values are the same for DISTINCT, grouping and UNION: like `=`, but null is null and NaN is NaN.
pub fn equivalent(_a: &Value, _b: &Value) -> bool { todo!() }
/// A hash that equivalent values share.
pub fn hash(_value: &Value, _state: &mut impl Hasher) { todo!() }
/// The order of ORDER BY, min and max: total over all values, nulls last.
pub fn order(_a: &Value, _b: &Value) -> Ordering { todo!() }
/// What `<`, `<=`, `>`, `>=` go by: `None` where the two cannot be compared (the result is null, or false for NaN: see [`less`]).
pub fn compare(_a: &Value, _b: &Value) -> Option<Ordering> { todo!() }
/// `a < b`
pub fn less(_a: &Value, _b: &Value) -> Truth { todo!() }
/// `a <= b`
pub fn less_or_equal(_a: &Value, _b: &Value) -> Truth { todo!() }
/// `a + b`: numbers, strings, lists, temporals.
pub fn add(_a: &Value, _b: &Value) -> Result<Value, EvalError> { todo!() }
/// `a - b`
pub fn subtract(_a: &Value, _b: &Value) -> Result<Value, EvalError> { todo!() }
/// `a * b`
pub fn multiply(_a: &Value, _b: &Value) -> Result<Value, EvalError> { todo!() }
/// `a / b`
pub fn divide(_a: &Value, _b: &Value) -> Result<Value, EvalError> { todo!() }
/// `a % b`
pub fn modulo(_a: &Value, _b: &Value) -> Result<Value, EvalError> { todo!() }
/// `a ^ b`
pub fn power(_a: &Value, _b: &Value) -> Result<Value, EvalError> { todo!() }
/// `-a`
pub fn negate(_a: &Value) -> Result<Value, EvalError> { todo!() }
/// `+a`
pub fn plus(_a: &Value) -> Result<Value, EvalError> { todo!() }
/// `item IN list`
pub fn contains(_item: &Value, _list: &Value) -> Result<Value, EvalError> { todo!() }
/// `container[index]`: of a list by position, of a map, node or relationship by key.
pub fn index(_context: &Context<'_>, _container: &Value, _index: &Value) -> Result<Value, EvalError> { todo!() }
/// `list[from..to]`
pub fn slice(_list: &Value, _from: Option<&Value>, _to: Option<&Value>) -> Result<Value, EvalError> { todo!() }
/// `subject.key`: of nodes, relationships, maps and temporals.
pub fn property(_context: &Context<'_>, _subject: &Value, _key: &str) -> Result<Value, EvalError> { todo!() }
/// `a STARTS WITH b`
pub fn starts_with(_a: &Value, _b: &Value) -> Value { todo!() }
/// `a ENDS WITH b`
pub fn ends_with(_a: &Value, _b: &Value) -> Value { todo!() }
/// `a CONTAINS b`
pub fn contains_text(_a: &Value, _b: &Value) -> Value { todo!() }
/// `a =~ pattern`
pub fn matches(_a: &Value, _pattern: &Value) -> Result<Value, EvalError> { todo!() }

/// A value as a key: equal where [`equivalent`], with the hash that agrees.
#[derive(Debug, Clone)]
pub struct Key(pub Value);
impl PartialEq for Key { fn eq(&self, other: &Self) -> bool { equivalent(&self.0, &other.0) } }
impl Eq for Key {}
impl std::hash::Hash for Key { fn hash<H: Hasher>(&self, state: &mut H) { hash(&self.0, state) } }

/// The values seen so far, for DISTINCT.
#[derive(Debug, Clone, Default)]
pub struct DistinctSet { seen: rustc_hash::FxHashSet<Vec<Key>> }
impl DistinctSet {
    /// Whether these values (a row, or one) were not seen before; they are now.
    pub fn insert(&mut self, values: &[Value]) -> bool {
        self.seen.insert(values.iter().cloned().map(Key).collect())
    }
}
