//! `=` and the equivalence that DISTINCT and grouping go by.

use super::Truth;
use super::order::{compare_numbers, float_as_integer};
use crate::graph::{Map, Value};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// `a = b`: unknown where a null decides.
pub fn equals(a: &Value, b: &Value) -> Truth {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Integer(a), Value::Integer(b)) => Some(a == b),
        (Value::String(a), Value::String(b)) => Some(a == b),
        (Value::Integer(_) | Value::Float(_), Value::Integer(_) | Value::Float(_)) => {
            Some(compare_numbers(a, b) == Some(Ordering::Equal))
        }
        (Value::List(a), Value::List(b)) if a.len() == b.len() => {
            all(a.iter().zip(b.iter()).map(|(a, b)| equals(a, b)))
        }
        (Value::Map(a), Value::Map(b)) if a.len() == b.len() && a.keys().all(|k| b.contains_key(k)) => {
            all(a.iter().map(|(key, a)| equals(a, &b[key])))
        }
        (Value::List(_), _) | (Value::Map(_), _) => Some(false),
        _ => Some(a == b),
    }
}

/// The conjunction of truths.
fn all(truths: impl Iterator<Item = Truth>) -> Truth {
    let mut result = Some(true);
    for truth in truths {
        match truth {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// Whether two values are the same for DISTINCT, grouping and UNION: like `=`, but null is null and NaN is NaN.
pub fn equivalent(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a == b || a.is_nan() && b.is_nan(),
        (Value::Integer(_), Value::Float(_)) | (Value::Float(_), Value::Integer(_)) => {
            compare_numbers(a, b) == Some(Ordering::Equal)
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equivalent(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| equivalent(a, b)))
        }
        _ => a == b,
    }
}

/// A hash that equivalent values share.
pub fn hash<H: Hasher>(value: &Value, state: &mut H) {
    // Whole floats hash as the integers that they are equivalent to.
    if let Value::Float(f) = value {
        match float_as_integer(*f) {
            Some(i) => return hash(&Value::Integer(i), state),
            None => {
                state.write_u8(0);
                state.write_u64(if f.is_nan() { f64::NAN.to_bits() } else { f.to_bits() });
                return;
            }
        }
    }
    std::mem::discriminant(value).hash(state);
    match value {
        Value::Null | Value::Float(_) => {}
        Value::Boolean(b) => b.hash(state),
        Value::Integer(i) => i.hash(state),
        Value::String(s) => s.hash(state),
        Value::List(items) => {
            state.write_usize(items.len());
            items.iter().for_each(|v| hash(v, state));
        }
        Value::Map(map) => state.write_u64(hash_map(map)),
        Value::Node(n) => n.hash(state),
        Value::Relationship(r) => r.hash(state),
        Value::Path(p) => p.hash(state),
        Value::Date(d) => d.hash(state),
        Value::LocalTime(t) => t.hash(state),
        Value::Time(t) => t.hash(state),
        Value::LocalDateTime(t) => t.hash(state),
        Value::DateTime(t) => t.hash(state),
        Value::Duration(d) => d.hash(state),
    }
}

/// The sum of the entries' hashes: the order of a map's keys does not matter.
fn hash_map(map: &Map) -> u64 {
    map.iter().fold(map.len() as u64, |sum, (key, value)| {
        let mut entry = FxHasher::default();
        key.hash(&mut entry);
        hash(value, &mut entry);
        sum.wrapping_add(entry.finish())
    })
}

/// A value as a key of hash tables: equal where [`equivalent`], with the hash that agrees.
#[derive(Debug, Clone)]
pub struct Key(pub Value);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        equivalent(&self.0, &other.0)
    }
}
impl Eq for Key {}
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(&self.0, state);
    }
}

/// The hash of a row of values, which equivalent rows share.
pub fn hash_row(values: &[Value]) -> u64 {
    let mut hasher = FxHasher::default();
    for value in values {
        hash(value, &mut hasher);
    }
    hasher.finish()
}

/// The values seen so far, for DISTINCT: rows that are all of one width.
#[derive(Debug, Clone, Default)]
pub struct DistinctSet {
    /// The rows' numbers, by their hashes.
    table: HashTable<u32>,
    /// The rows, one after another.
    values: Vec<Value>,
}

impl DistinctSet {
    /// Whether these values (a row, or one) were not seen before; they are now.
    pub fn insert(&mut self, row: &[Value]) -> bool {
        let (width, values) = (row.len(), &self.values);
        let at = |number: u32| &values[number as usize * width..(number as usize + 1) * width];
        let hash = hash_row(row);
        let same = |number: &u32| at(*number).iter().zip(row).all(|(a, b)| equivalent(a, b));
        if self.table.find(hash, same).is_some() {
            return false;
        }
        let number = self.table.len() as u32;
        self.table.insert_unique(hash, number, |number| hash_row(at(*number)));
        self.values.extend_from_slice(row);
        true
    }
}
