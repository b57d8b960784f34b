//! Values as the text that a query would write them with.

use super::functions::text_of;
use super::print::Quoted;
use crate::graph::Value;
use std::fmt::Write;

/// A value as an expression that evaluates to it; `None` for nodes, relationships and paths, which have none.
pub fn literal(value: &Value) -> Option<String> {
    let mut out = String::new();
    write(&mut out, value).then_some(out)
}

/// A name of a label, type, property or variable, in backticks where it is none without.
pub fn name(text: &str) -> String {
    Quoted(text).to_string()
}

/// Appends a value as an expression; false where it has none.
pub(crate) fn write(out: &mut String, value: &Value) -> bool {
    match value {
        Value::Null => out.push_str("null"),
        Value::Boolean(_) | Value::Integer(_) => out.push_str(&text_of(value).unwrap_or_default()),
        Value::Float(f) => out.push_str(&match f {
            f if f.is_nan() => "(0.0 / 0.0)".to_owned(),
            f if f.is_infinite() => if *f > 0.0 { "(1.0 / 0.0)" } else { "(-1.0 / 0.0)" }.to_owned(),
            f => format!("{f:?}"),
        }),
        Value::String(text) => write_text(out, text),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                if !write(out, item) {
                    return false;
                }
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (i, (key, value)) in map.iter().enumerate() {
                let _ = write!(out, "{}{}: ", if i > 0 { ", " } else { "" }, Quoted(key));
                if !write(out, value) {
                    return false;
                }
            }
            out.push('}');
        }
        Value::Node(_) | Value::Relationship(_) | Value::Path(_) => return false,
        temporal => {
            let function = match temporal {
                Value::Date(_) => "date",
                Value::LocalTime(_) => "localtime",
                Value::Time(_) => "time",
                Value::LocalDateTime(_) => "localdatetime",
                Value::DateTime(_) => "datetime",
                _ => "duration",
            };
            let _ = write!(out, "{function}('{}')", text_of(temporal).unwrap_or_default());
        }
    }
    true
}

/// Appends a text in single quotes, with what cannot stand there escaped.
pub(crate) fn write_text(out: &mut String, text: &str) {
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || super::json::is_direction_mark(c) => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_expressions() {
        let value = Value::map([
            ("a b", Value::list([1i64.into(), 1.0.into(), Value::Null])),
            ("text", Value::string("it's\n\u{1b}")),
            ("day", "2026-03-31".parse::<crate::graph::temporal::Date>().unwrap().into()),
        ]);
        let text = r"{`a b`: [1, 1.0, null], text: 'it\'s\n\u001b', day: date('2026-03-31')}";
        assert_eq!(literal(&value).as_deref(), Some(text));
        assert_eq!(literal(&crate::graph::NodeId(1).into()), None);
    }
}
