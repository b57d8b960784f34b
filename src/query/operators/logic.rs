//! AND, OR, XOR and NOT over true, false and unknown (Kleene's strong three-valued logic).

use super::describe;
use crate::graph::Value;
use crate::query::eval_error::EvalError;
use crate::query::{Detail, ErrorKind};

/// A truth value: `None` is unknown (null).
pub type Truth = Option<bool>;

/// The truth of a value in a WHERE or under a boolean operator; an error for anything but booleans and null.
pub fn truth(value: &Value) -> Result<Truth, EvalError> {
    match value {
        Value::Boolean(b) => Ok(Some(*b)),
        Value::Null => Ok(None),
        _ => Err(EvalError::new(
            ErrorKind::TypeError,
            Detail::InvalidArgumentType,
            format!("a condition is true, false or null, not {}", describe(value)),
        )),
    }
}

/// `a AND b`
pub fn and(a: &Value, b: &Value) -> Result<Value, EvalError> {
    Ok(match (truth(a)?, truth(b)?) {
        (Some(false), _) | (_, Some(false)) => Value::Boolean(false),
        (Some(true), Some(true)) => Value::Boolean(true),
        _ => Value::Null,
    })
}

/// `a OR b`
pub fn or(a: &Value, b: &Value) -> Result<Value, EvalError> {
    Ok(match (truth(a)?, truth(b)?) {
        (Some(true), _) | (_, Some(true)) => Value::Boolean(true),
        (Some(false), Some(false)) => Value::Boolean(false),
        _ => Value::Null,
    })
}

/// `a XOR b`
pub fn xor(a: &Value, b: &Value) -> Result<Value, EvalError> {
    Ok(match (truth(a)?, truth(b)?) {
        (Some(a), Some(b)) => Value::Boolean(a != b),
        _ => Value::Null,
    })
}

/// `NOT a`
pub fn not(a: &Value) -> Result<Value, EvalError> {
    Ok(truth(a)?.map(|a| !a).into())
}
