//! STARTS WITH, ENDS WITH, CONTAINS and `=~`. What is no string makes them unknown, not wrong.

use crate::graph::Value;
use crate::query::eval_error::EvalError;
use regex::Regex;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::sync::Arc;

fn test(a: &Value, b: &Value, test: impl Fn(&str, &str) -> bool) -> Value {
    match (a, b) {
        (Value::String(a), Value::String(b)) => Value::Boolean(test(a, b)),
        _ => Value::Null,
    }
}

/// `a STARTS WITH b`
pub fn starts_with(a: &Value, b: &Value) -> Value {
    test(a, b, |a, b| a.starts_with(b))
}
/// `a ENDS WITH b`
pub fn ends_with(a: &Value, b: &Value) -> Value {
    test(a, b, |a, b| a.ends_with(b))
}
/// `a CONTAINS b`
pub fn contains_text(a: &Value, b: &Value) -> Value {
    test(a, b, |a, b| a.contains(b))
}

/// `a =~ pattern`: whether the regular expression matches the whole of the text.
pub fn matches(a: &Value, pattern: &Value) -> Result<Value, EvalError> {
    let (Value::String(text), Value::String(pattern)) = (a, pattern) else { return Ok(Value::Null) };
    Ok(Value::Boolean(compiled(pattern)?.is_match(text)))
}

/// How many compiled patterns a thread keeps: a query has few, one made of data may have many.
const KEPT: usize = 64;

thread_local! {
    static COMPILED: RefCell<FxHashMap<Arc<str>, Regex>> = RefCell::default();
}

fn compiled(pattern: &Arc<str>) -> Result<Regex, EvalError> {
    if let Some(regex) = COMPILED.with_borrow(|all| all.get(pattern).cloned()) {
        return Ok(regex);
    }
    let regex = Regex::new(&format!(r"\A(?:{pattern})\z")).map_err(|error| {
        let reason = match Regex::new(pattern) {
            Err(regex::Error::CompiledTooBig(_)) => "it is too big".to_owned(),
            Err(error) => last_line(&error),
            Ok(_) => last_line(&error),
        };
        EvalError::bad_value(format!("`{pattern}` is not a regular expression: {reason}"))
    })?;
    COMPILED.with_borrow_mut(|all| {
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(pattern.clone(), regex.clone());
    });
    Ok(regex)
}

/// The reason in a message of the regex crate, without its drawing of the pattern.
fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
