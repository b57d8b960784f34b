//! `+ - * / % ^` over numbers, strings, lists, temporals and durations.

use super::describe;
use crate::graph::Value;
use crate::graph::temporal::Duration;
use crate::query::eval_error::EvalError;
use crate::query::functions::text_of;
use crate::query::{Detail, ErrorKind};
use Value::{Float, Integer, Null};
use std::sync::Arc;

fn overflow(a: i64, sign: char, b: i64) -> EvalError {
    EvalError::overflow(format!("{a} {sign} {b} does not fit in a 64-bit integer"))
}

fn mismatch(a: &Value, sign: char, b: &Value) -> EvalError {
    EvalError::new(
        ErrorKind::TypeError,
        Detail::InvalidArgumentType,
        format!("`{sign}` does not take {} and {}", describe(a), describe(b)),
    )
}

fn by_zero(sign: char) -> EvalError {
    EvalError::new(ErrorKind::ArithmeticError, Detail::DivisionByZero, format!("`{sign}` by zero"))
}

/// `a + b`: the sum of numbers or durations, a point in time moved by a duration, strings and lists joined.
pub fn add(a: &Value, b: &Value) -> Result<Value, EvalError> {
    Ok(match (a, b) {
        (Null, _) | (_, Null) => Null,
        (Integer(a), Integer(b)) => Integer(a.checked_add(*b).ok_or_else(|| overflow(*a, '+', *b))?),
        (Float(a), Float(b)) => Float(a + b),
        (Integer(a), Float(b)) => Float(*a as f64 + b),
        (Float(a), Integer(b)) => Float(a + *b as f64),
        (Value::List(a), Value::List(b)) => Value::List(a.iter().chain(b.iter()).cloned().collect()),
        (Value::List(a), b) => Value::List(a.iter().chain([b]).cloned().collect()),
        (a, Value::List(b)) => Value::List([a].into_iter().chain(b.iter()).cloned().collect()),
        (Value::String(x), y) | (y, Value::String(x)) => {
            let Some(other) = text_of(y) else { return Err(mismatch(a, '+', b)) };
            let first = matches!(a, Value::String(_));
            let (left, right) = if first { (&**x, &*other) } else { (&*other, &**x) };
            Value::String(Arc::from([left, right].concat()))
        }
        (Value::Duration(a), Value::Duration(b)) => a.plus(b)?.into(),
        (Value::Duration(d), moved) => shift(moved, d)?.ok_or_else(|| mismatch(a, '+', b))?,
        (moved, Value::Duration(d)) => shift(moved, d)?.ok_or_else(|| mismatch(a, '+', b))?,
        _ => return Err(mismatch(a, '+', b)),
    })
}

/// A point in time moved by a duration; `None` for what is no point in time.
fn shift(value: &Value, by: &Duration) -> Result<Option<Value>, EvalError> {
    Ok(Some(match value {
        Value::Date(d) => d.plus(by)?.into(),
        Value::LocalTime(t) => t.plus(by).into(),
        Value::Time(t) => t.plus(by).into(),
        Value::LocalDateTime(t) => t.plus(by)?.into(),
        Value::DateTime(t) => t.plus(by)?.into(),
        _ => return Ok(None),
    }))
}

/// `a - b`
pub fn subtract(a: &Value, b: &Value) -> Result<Value, EvalError> {
    Ok(match (a, b) {
        (Null, _) | (_, Null) => Null,
        (Integer(a), Integer(b)) => Integer(a.checked_sub(*b).ok_or_else(|| overflow(*a, '-', *b))?),
        (Float(a), Float(b)) => Float(a - b),
        (Integer(a), Float(b)) => Float(*a as f64 - b),
        (Float(a), Integer(b)) => Float(a - *b as f64),
        (Value::Duration(a), Value::Duration(b)) => a.plus(&b.negated()?)?.into(),
        (moved, Value::Duration(d)) => shift(moved, &d.negated()?)?.ok_or_else(|| mismatch(a, '-', b))?,
        _ => return Err(mismatch(a, '-', b)),
    })
}

/// `a * b`
pub fn multiply(a: &Value, b: &Value) -> Result<Value, EvalError> {
    Ok(match (a, b) {
        (Null, _) | (_, Null) => Null,
        (Integer(a), Integer(b)) => Integer(a.checked_mul(*b).ok_or_else(|| overflow(*a, '*', *b))?),
        (Float(a), Float(b)) => Float(a * b),
        (Integer(a), Float(b)) => Float(*a as f64 * b),
        (Float(a), Integer(b)) => Float(a * *b as f64),
        (Value::Duration(d), by @ (Integer(_) | Float(_)))
        | (by @ (Integer(_) | Float(_)), Value::Duration(d)) => {
            d.times(by.as_number().unwrap_or(1.0))?.into()
        }
        _ => return Err(mismatch(a, '*', b)),
    })
}

/// `a / b`: of integers, the whole part; by the integer zero, an error.
pub fn divide(a: &Value, b: &Value) -> Result<Value, EvalError> {
    Ok(match (a, b) {
        (Null, _) | (_, Null) => Null,
        (Integer(_), Integer(0)) => return Err(by_zero('/')),
        (Integer(a), Integer(b)) => Integer(a.checked_div(*b).ok_or_else(|| overflow(*a, '/', *b))?),
        (Float(a), Float(b)) => Float(a / b),
        (Integer(a), Float(b)) => Float(*a as f64 / b),
        (Float(a), Integer(b)) => Float(a / *b as f64),
        (Value::Duration(_), Integer(0)) => return Err(by_zero('/')),
        (Value::Duration(d), Integer(_) | Float(_)) => d.divided(b.as_number().unwrap_or(1.0))?.into(),
        _ => return Err(mismatch(a, '/', b)),
    })
}

/// `a % b`: what is left of a division towards zero, with the sign of `a`.
pub fn modulo(a: &Value, b: &Value) -> Result<Value, EvalError> {
    Ok(match (a, b) {
        (Null, _) | (_, Null) => Null,
        (Integer(_), Integer(0)) => return Err(by_zero('%')),
        // i64::MIN % -1 is 0; only the processor's division overflows.
        (Integer(a), Integer(b)) => Integer(a.wrapping_rem(*b)),
        (Float(a), Float(b)) => Float(a % b),
        (Integer(a), Float(b)) => Float(*a as f64 % b),
        (Float(a), Integer(b)) => Float(a % *b as f64),
        _ => return Err(mismatch(a, '%', b)),
    })
}

/// `a ^ b`, always a float.
pub fn power(a: &Value, b: &Value) -> Result<Value, EvalError> {
    match (a, b) {
        (Null, Null | Integer(_) | Float(_)) | (Integer(_) | Float(_), Null) => Ok(Null),
        _ => match (a.as_number(), b.as_number()) {
            (Some(a), Some(b)) => Ok(Float(a.powf(b))),
            _ => Err(mismatch(a, '^', b)),
        },
    }
}

/// `-a`
pub fn negate(a: &Value) -> Result<Value, EvalError> {
    Ok(match a {
        Null => Null,
        Integer(i) => Integer(
            i.checked_neg()
                .ok_or_else(|| EvalError::overflow(format!("-({i}) does not fit in a 64-bit integer")))?,
        ),
        Float(f) => Float(-f),
        Value::Duration(d) => d.negated()?.into(),
        _ => return Err(unary('-', a)),
    })
}

/// `+a`
pub fn plus(a: &Value) -> Result<Value, EvalError> {
    match a {
        Null | Integer(_) | Float(_) | Value::Duration(_) => Ok(a.clone()),
        _ => Err(unary('+', a)),
    }
}

fn unary(sign: char, a: &Value) -> EvalError {
    EvalError::new(
        ErrorKind::TypeError,
        Detail::InvalidArgumentType,
        format!("the sign `{sign}` does not go before {}", describe(a)),
    )
}
