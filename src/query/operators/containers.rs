//! IN, `[…]` and `.key`.

use super::{describe, equals};
use crate::graph::Value;
use crate::query::eval_error::EvalError;
use crate::query::functions::Context;
use crate::query::{Detail, ErrorKind};

fn type_error(detail: Detail, message: String) -> EvalError {
    EvalError::new(ErrorKind::TypeError, detail, message)
}

/// The items of a list, `None` for a null; for all else an error: `wanted`, and what it is.
fn items<'v>(list: &'v Value, wanted: &str) -> Result<Option<&'v [Value]>, EvalError> {
    match list {
        Value::Null => Ok(None),
        Value::List(items) => Ok(Some(items)),
        _ => Err(type_error(Detail::InvalidArgumentType, format!("{wanted} {}", describe(list)))),
    }
}

/// `item IN list`: unknown where only a null could make it true.
pub fn contains(item: &Value, list: &Value) -> Result<Value, EvalError> {
    let Some(items) = items(list, "IN looks into a list, not into")? else { return Ok(Value::Null) };
    let mut unknown = false;
    for candidate in items.iter() {
        match equals(item, candidate) {
            Some(true) => return Ok(Value::Boolean(true)),
            None => unknown = true,
            Some(false) => {}
        }
    }
    Ok(if unknown { Value::Null } else { Value::Boolean(false) })
}

/// `container[index]`: of a list by position (negative: from the end), of a map, node or relationship by key.
pub fn index(context: &Context<'_>, container: &Value, index: &Value) -> Result<Value, EvalError> {
    match (container, index) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::List(items), Value::Integer(i)) => Ok(item_at(items, *i).cloned().unwrap_or_default()),
        (Value::List(_), _) => Err(type_error(
            Detail::InvalidArgumentType,
            format!("the position in a list is an integer, not {}", describe(index)),
        )),
        (Value::Map(_) | Value::Node(_) | Value::Relationship(_), Value::String(key)) => {
            property(context, container, key)
        }
        (Value::Map(_) | Value::Node(_) | Value::Relationship(_), _) => Err(type_error(
            Detail::MapElementAccessByNonString,
            format!("the key of {} is a string, not {}", describe(container), describe(index)),
        )),
        _ => Err(type_error(
            Detail::InvalidArgumentType,
            format!(
                "`[…]` looks into a list, a map, a node or a relationship, not into {}",
                describe(container)
            ),
        )),
    }
}

fn item_at(items: &[Value], position: i64) -> Option<&Value> {
    let position = if position < 0 { position.checked_add(items.len() as i64)? } else { position };
    items.get(usize::try_from(position).ok()?)
}

/// `list[from..to]`: what lies between the two positions (negative: from the end); null where one of them is.
pub fn slice(list: &Value, from: Option<&Value>, to: Option<&Value>) -> Result<Value, EvalError> {
    let Some(items) = items(list, "`[… .. …]` cuts a list, not")? else { return Ok(Value::Null) };
    let length = items.len() as i64;
    let position = |bound: Option<&Value>, default: i64| match bound {
        None => Ok(Some(default)),
        Some(Value::Null) => Ok(None),
        Some(Value::Integer(i)) if *i < 0 => Ok(Some(i.saturating_add(length).max(0))),
        Some(Value::Integer(i)) => Ok(Some((*i).min(length))),
        Some(other) => Err(type_error(
            Detail::InvalidArgumentType,
            format!("the position in a list is an integer, not {}", describe(other)),
        )),
    };
    let (Some(from), Some(to)) = (position(from, 0)?, position(to, length)?) else { return Ok(Value::Null) };
    Ok(if from < to { Value::List(items[from as usize..to as usize].into()) } else { Value::list([]) })
}

/// `subject.key`: of nodes, relationships, maps and temporals; null where there is none of that name.
pub fn property(context: &Context<'_>, subject: &Value, key: &str) -> Result<Value, EvalError> {
    match subject {
        Value::Null => Ok(Value::Null),
        Value::Map(map) => Ok(map.get(key).cloned().unwrap_or_default()),
        Value::Node(n) => context.graph.node_property(*n, key).ok_or_else(EvalError::deleted),
        Value::Relationship(r) => context.graph.relationship_property(*r, key).ok_or_else(EvalError::deleted),
        Value::Date(d) => Ok(d.component(key).into()),
        Value::LocalTime(t) => Ok(t.component(key).into()),
        Value::Time(t) => Ok(t.component(key).unwrap_or_default()),
        Value::LocalDateTime(t) => Ok(t.component(key).into()),
        Value::DateTime(t) => Ok(t.component(key).unwrap_or_default()),
        Value::Duration(d) => Ok(d.component(key).into()),
        _ => Err(type_error(
            Detail::InvalidArgumentType,
            format!("{} has no properties, so no `.{key}`", describe(subject)),
        )),
    }
}
