//! The order of ORDER BY, and what `<` and its kin say.

use super::{Truth, equals};
use crate::graph::Value;
use crate::graph::temporal::Duration;
use std::cmp::Ordering;

/// The order of ORDER BY, min and max: total over all values, null last, NaN the greatest of numbers.
pub fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Integer(_) | Value::Float(_), Value::Integer(_) | Value::Float(_)) => {
            compare_numbers(a, b).unwrap_or_else(|| is_nan(a).cmp(&is_nan(b)))
        }
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::List(a), Value::List(b)) => a
            .iter()
            .zip(b.iter())
            .map(|(a, b)| order(a, b))
            .find(|o| o.is_ne())
            .unwrap_or_else(|| a.len().cmp(&b.len())),
        (Value::Map(a), Value::Map(b)) => a.len().cmp(&b.len()).then_with(|| {
            let (mut left, mut right): (Vec<_>, Vec<_>) = (a.iter().collect(), b.iter().collect());
            left.sort_by_key(|(key, _)| *key);
            right.sort_by_key(|(key, _)| *key);
            let keys = left.iter().map(|(k, _)| k).cmp(right.iter().map(|(k, _)| k));
            keys.then_with(|| {
                let values = left.iter().zip(&right).map(|((_, a), (_, b))| order(a, b));
                values.into_iter().find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
            })
        }),
        (Value::Node(a), Value::Node(b)) => a.cmp(b),
        (Value::Relationship(a), Value::Relationship(b)) => a.cmp(b),
        (Value::Path(a), Value::Path(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::LocalTime(a), Value::LocalTime(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::LocalDateTime(a), Value::LocalDateTime(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => order_durations(a, b),
        _ => rank(a).cmp(&rank(b)),
    }
}

/// Where a type stands among the others.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Map(_) => 0,
        Value::Node(_) => 1,
        Value::Relationship(_) => 2,
        Value::List(_) => 3,
        Value::Path(_) => 4,
        Value::DateTime(_) => 5,
        Value::LocalDateTime(_) => 6,
        Value::Date(_) => 7,
        Value::Time(_) => 8,
        Value::LocalTime(_) => 9,
        Value::Duration(_) => 10,
        Value::String(_) => 11,
        Value::Boolean(_) => 12,
        Value::Integer(_) | Value::Float(_) => 13,
        Value::Null => 14,
    }
}

/// Durations go by their average length (a month is a twelfth of 365.2425 days), then by their parts.
fn order_durations(a: &Duration, b: &Duration) -> Ordering {
    let length =
        |d: &Duration| (d.months as i128 * 2_629_746 + d.days as i128 * 86_400 + d.seconds as i128, d.nanos);
    length(a)
        .cmp(&length(b))
        .then_with(|| (a.months, a.days, a.seconds, a.nanos).cmp(&(b.months, b.days, b.seconds, b.nanos)))
}

fn is_nan(value: &Value) -> bool {
    matches!(value, Value::Float(f) if f.is_nan())
}

/// Two numbers, exactly: no integer is rounded to a float on the way. `None` where one is NaN or no number.
pub(super) fn compare_numbers(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        (Value::Integer(a), Value::Float(b)) => compare_integer(*a, *b),
        (Value::Float(a), Value::Integer(b)) => compare_integer(*b, *a).map(Ordering::reverse),
        _ => None,
    }
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

fn compare_integer(a: i64, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        None
    } else if b >= TWO_TO_63 {
        Some(Ordering::Less)
    } else if b < -TWO_TO_63 {
        Some(Ordering::Greater)
    } else {
        // |b| ≤ 2⁶³: its whole part is an i64, and what is cut off decides among equals.
        let whole = b.trunc();
        Some(a.cmp(&(whole as i64)).then_with(|| {
            if b > whole {
                Ordering::Less
            } else if b < whole {
                Ordering::Greater
            } else {
                Ordering::Equal
            }
        }))
    }
}

/// The integer that a float equals, if there is one.
pub(super) fn float_as_integer(f: f64) -> Option<i64> {
    (f.fract() == 0.0 && (-TWO_TO_63..TWO_TO_63).contains(&f)).then_some(f as i64)
}

/// How two values compare under `<`, `<=`, `>`, `>=`; `None` where those give null (or, with NaN, false).
pub fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Integer(_) | Value::Float(_), Value::Integer(_) | Value::Float(_)) => compare_numbers(a, b),
        (Value::List(a), Value::List(b)) => {
            for (a, b) in a.iter().zip(b.iter()) {
                if equals(a, b) != Some(true) {
                    return compare(a, b);
                }
            }
            Some(a.len().cmp(&b.len()))
        }
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Boolean(_), Value::Boolean(_))
        | (Value::Date(_), Value::Date(_))
        | (Value::LocalTime(_), Value::LocalTime(_))
        | (Value::Time(_), Value::Time(_))
        | (Value::LocalDateTime(_), Value::LocalDateTime(_))
        | (Value::DateTime(_), Value::DateTime(_)) => Some(order(a, b)),
        // Whether a month is longer than 30 days depends on the month.
        (Value::Duration(a), Value::Duration(b)) if a == b => Some(Ordering::Equal),
        _ => None,
    }
}

/// `a < b`
pub fn less(a: &Value, b: &Value) -> Truth {
    decide(a, b, Ordering::is_lt)
}

/// `a <= b`
pub fn less_or_equal(a: &Value, b: &Value) -> Truth {
    decide(a, b, Ordering::is_le)
}

fn decide(a: &Value, b: &Value, test: fn(Ordering) -> bool) -> Truth {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Some(test(a.cmp(b))),
        // NaN is neither less nor greater nor equal, which is known.
        (Value::Integer(_) | Value::Float(_), Value::Integer(_) | Value::Float(_)) => {
            Some(compare_numbers(a, b).is_some_and(test))
        }
        (Value::Duration(_), Value::Duration(_)) => None,
        _ => compare(a, b).map(test),
    }
}
