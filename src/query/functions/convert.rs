//! From one type to another: a value that cannot be read gives null, one of a wrong type an error.

use super::signature::scalar;
use super::{Context, Function, Types, refused};
use crate::graph::Value;
use crate::query::eval_error::EvalError;
use crate::query::operators::describe;
use std::borrow::Cow;

type Result = std::result::Result<Value, EvalError>;

/// The text that `toString` gives for a value; `None` for null, lists, maps and what is in the graph.
pub(crate) fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    Some(match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Integer(i) => i.to_string().into(),
        Value::Float(f) => float_text(*f).into(),
        Value::Boolean(b) => Cow::Borrowed(if *b { "true" } else { "false" }),
        Value::Date(d) => d.to_string().into(),
        Value::LocalTime(t) => t.to_string().into(),
        Value::Time(t) => t.to_string().into(),
        Value::LocalDateTime(t) => t.to_string().into(),
        Value::DateTime(t) => t.to_string().into(),
        Value::Duration(d) => d.to_string().into(),
        Value::Null
        | Value::List(_)
        | Value::Map(_)
        | Value::Node(_)
        | Value::Relationship(_)
        | Value::Path(_) => return None,
    })
}

/// A float as the shortest text that reads back as itself, always with a point or an exponent.
pub(crate) fn float_text(f: f64) -> String {
    if f.is_nan() {
        "NaN".to_owned()
    } else if f.is_infinite() {
        if f > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        format!("{f:?}")
    }
}

/// What a text says as an integer: of a decimal number, the whole part.
fn parse_integer(text: &str) -> Value {
    let text = text.trim();
    match text.parse::<i64>() {
        Ok(i) => Value::Integer(i),
        Err(_) => match parse_float(text) {
            Value::Float(f) if f.is_finite() && f.abs() < 9.223_372_036_854_775e18 => {
                Value::Integer(f as i64)
            }
            _ => Value::Null,
        },
    }
}

fn parse_float(text: &str) -> Value {
    let text = text.trim();
    let numeric = text.bytes().any(|b| b.is_ascii_digit());
    match text {
        "NaN" => Value::Float(f64::NAN),
        "Infinity" | "+Infinity" => Value::Float(f64::INFINITY),
        "-Infinity" => Value::Float(f64::NEG_INFINITY),
        // Rust also reads "inf" and "nan".
        _ if numeric => text.parse().map_or(Value::Null, Value::Float),
        _ => Value::Null,
    }
}

fn to_boolean(_: &Context<'_>, arguments: &[Value]) -> Result {
    Ok(match &arguments[0] {
        value @ (Value::Null | Value::Boolean(_)) => value.clone(),
        Value::Integer(i) => Value::Boolean(*i != 0),
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            _ => Value::Null,
        },
        other => return Err(refused("toBoolean", "a boolean, an integer or a string", other)),
    })
}

fn to_integer(_: &Context<'_>, arguments: &[Value]) -> Result {
    Ok(match &arguments[0] {
        value @ (Value::Null | Value::Integer(_)) => value.clone(),
        Value::Boolean(b) => Value::Integer(*b as i64),
        Value::Float(f) if f.is_nan() => Value::Null,
        Value::Float(f) if f.abs() < 9.223_372_036_854_776e18 => Value::Integer(*f as i64),
        Value::Float(f) => {
            return Err(EvalError::overflow(format!("{f} does not fit in a 64-bit integer")));
        }
        Value::String(text) => parse_integer(text),
        other => return Err(refused("toInteger", "a number, a boolean or a string", other)),
    })
}

fn to_float(_: &Context<'_>, arguments: &[Value]) -> Result {
    Ok(match &arguments[0] {
        value @ (Value::Null | Value::Float(_)) => value.clone(),
        Value::Integer(i) => Value::Float(*i as f64),
        Value::String(text) => parse_float(text),
        other => return Err(refused("toFloat", "a number or a string", other)),
    })
}

fn to_string(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        value @ (Value::Null | Value::String(_)) => Ok(value.clone()),
        value => text_of(value).map(Value::string).ok_or_else(|| {
            EvalError::wrong_type(format!(
                "toString() takes a boolean, a number, a string or a temporal, not {}",
                describe(value)
            ))
        }),
    }
}

/// The same conversion, with null for what it refuses.
fn or_null(result: Result) -> Result {
    Ok(result.unwrap_or(Value::Null))
}

/// A conversion of each item of a list, with null for what it refuses.
fn each(
    context: &Context<'_>,
    name: &str,
    arguments: &[Value],
    convert: fn(&Context<'_>, &[Value]) -> Result,
) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => items
            .iter()
            .map(|item| or_null(convert(context, std::slice::from_ref(item))))
            .collect::<std::result::Result<Vec<_>, _>>()
            .map(Value::from),
        other => Err(refused(name, "a list", other)),
    }
}

pub(super) static FUNCTIONS: &[Function] = scalar! {
    "toBoolean", "toBoolean(value) → boolean", (1, 1), [Types::ANY], Types::BOOLEAN,
        "the boolean that a string or an integer says; null if it says none", "RETURN toBoolean('true')", to_boolean;
    "toBooleanOrNull", "toBooleanOrNull(value) → boolean", (1, 1), [Types::ANY], Types::BOOLEAN,
        "like toBoolean, with null in place of an error", "RETURN toBooleanOrNull([])", |c, a| or_null(to_boolean(c, a));
    "toBooleanList", "toBooleanList(list) → list", (1, 1), [Types::LIST], Types::LIST,
        "each item as a boolean, or null", "RETURN toBooleanList(['true', 1])", |c, a| each(c, "toBooleanList", a, to_boolean);
    "toInteger", "toInteger(value) → integer", (1, 1), [Types::ANY], Types::INTEGER,
        "the whole number that a value says; null if a string says none", "RETURN toInteger('42')", to_integer;
    "toIntegerOrNull", "toIntegerOrNull(value) → integer", (1, 1), [Types::ANY], Types::INTEGER,
        "like toInteger, with null in place of an error", "RETURN toIntegerOrNull([])", |c, a| or_null(to_integer(c, a));
    "toIntegerList", "toIntegerList(list) → list", (1, 1), [Types::LIST], Types::LIST,
        "each item as an integer, or null", "RETURN toIntegerList(['1', 2.5])", |c, a| each(c, "toIntegerList", a, to_integer);
    "toFloat", "toFloat(value) → float", (1, 1), [Types::ANY], Types::FLOAT,
        "the number that a value says; null if a string says none", "RETURN toFloat('4.2')", to_float;
    "toFloatOrNull", "toFloatOrNull(value) → float", (1, 1), [Types::ANY], Types::FLOAT,
        "like toFloat, with null in place of an error", "RETURN toFloatOrNull(true)", |c, a| or_null(to_float(c, a));
    "toFloatList", "toFloatList(list) → list", (1, 1), [Types::LIST], Types::LIST,
        "each item as a float, or null", "RETURN toFloatList(['1', 2])", |c, a| each(c, "toFloatList", a, to_float);
    "toString", "toString(value) → string", (1, 1), [Types::ANY], Types::STRING,
        "a boolean, number or temporal as text", "RETURN toString(date('2026-03-31'))", to_string;
    "toStringOrNull", "toStringOrNull(value) → string", (1, 1), [Types::ANY], Types::STRING,
        "like toString, with null in place of an error", "RETURN toStringOrNull([])", |c, a| or_null(to_string(c, a));
    "toStringList", "toStringList(list) → list", (1, 1), [Types::LIST], Types::LIST,
        "each item as text, or null", "RETURN toStringList([1, true])", |c, a| each(c, "toStringList", a, to_string);
    "valueType", "valueType(value) → string", (1, 1), [Types::ANY], Types::STRING,
        "the name of a value's type", "RETURN valueType(1.5)", |_, a| Ok(Value::string(a[0].type_name()));
};
