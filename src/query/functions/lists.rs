//! Functions of lists and maps, and those that take anything.

use super::signature::scalar;
use super::{Context, Function, Types, refused};
use crate::graph::Value;
use crate::query::eval_error::EvalError;
use crate::query::operators::equals;

type Result = std::result::Result<Value, EvalError>;

fn on_list(name: &str, arguments: &[Value], apply: impl FnOnce(&[Value]) -> Value) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(apply(items)),
        other => Err(refused(name, "a list", other)),
    }
}

fn size(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(Value::Integer(items.len() as i64)),
        Value::String(text) => Ok(Value::Integer(text.chars().count() as i64)),
        Value::Map(map) => Ok(Value::Integer(map.len() as i64)),
        other => Err(refused("size", "a list, a string or a map", other)),
    }
}

fn is_empty(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(Value::Boolean(items.is_empty())),
        Value::String(text) => Ok(Value::Boolean(text.is_empty())),
        Value::Map(map) => Ok(Value::Boolean(map.is_empty())),
        other => Err(refused("isEmpty", "a list, a string or a map", other)),
    }
}

fn keys(context: &Context<'_>, arguments: &[Value]) -> Result {
    let map = match &arguments[0] {
        Value::Null => return Ok(Value::Null),
        Value::Map(map) => return Ok(Value::list(map.keys().cloned().map(Value::String))),
        Value::Node(n) => context.graph.node_properties(*n),
        Value::Relationship(r) => context.graph.relationship_properties(*r),
        other => return Err(refused("keys", "a map, a node or a relationship", other)),
    };
    Ok(Value::list(map.ok_or_else(EvalError::deleted)?.into_keys().map(Value::String)))
}

fn properties(context: &Context<'_>, arguments: &[Value]) -> Result {
    let map = match &arguments[0] {
        value @ (Value::Null | Value::Map(_)) => return Ok(value.clone()),
        Value::Node(n) => context.graph.node_properties(*n),
        Value::Relationship(r) => context.graph.relationship_properties(*r),
        other => return Err(refused("properties", "a map, a node or a relationship", other)),
    };
    Ok(map.ok_or_else(EvalError::deleted)?.into())
}

const SIZED: Types = Types::LIST.or(Types::STRING).or(Types::MAP);
const KEYED: Types = Types::MAP.or(Types::ENTITY);

pub(super) static FUNCTIONS: &[Function] = scalar! {
    "size", "size(list, text or map) → integer", (1, 1), [SIZED], Types::INTEGER,
        "how many items, characters or entries", "RETURN size([1, 2, 3])", size;
    "isEmpty", "isEmpty(list, text or map) → boolean", (1, 1), [SIZED], Types::BOOLEAN,
        "whether nothing is in it", "RETURN isEmpty('')", is_empty;
    "head", "head(list) → value", (1, 1), [Types::LIST], Types::ANY,
        "the first item; null of an empty list", "RETURN head([1, 2, 3])", |_, a| on_list("head", a, |l| l.first().cloned().unwrap_or_default());
    "last", "last(list) → value", (1, 1), [Types::LIST], Types::ANY,
        "the last item; null of an empty list", "RETURN last([1, 2, 3])", |_, a| on_list("last", a, |l| l.last().cloned().unwrap_or_default());
    "tail", "tail(list) → list", (1, 1), [Types::LIST], Types::LIST,
        "all items but the first", "RETURN tail([1, 2, 3])", |_, a| on_list("tail", a, |l| Value::list(l.iter().skip(1).cloned()));
    "keys", "keys(map, node or relationship) → list", (1, 1), [KEYED], Types::LIST,
        "the names of its properties", "RETURN keys({name: 'Kyiv'})", keys;
    "properties", "properties(map, node or relationship) → map", (1, 1), [KEYED], Types::MAP,
        "its properties as a map", "MATCH (a:Actor) RETURN properties(a)", properties;
    "coalesce", "coalesce(value, …) → value", (1, usize::MAX), [Types::ANY], Types::ANY,
        "the first value that is not null", "RETURN coalesce(null, 'unknown')",
        |_, a| Ok(a.iter().find(|v| !v.is_null()).cloned().unwrap_or_default());
    "nullIf", "nullIf(value, other) → value", (2, 2), [Types::ANY], Types::ANY,
        "null where the two are equal, else the first", "RETURN nullIf('', '')",
        |_, a| Ok(if equals(&a[0], &a[1]) == Some(true) { Value::Null } else { a[0].clone() });
    "exists", "exists(value) → boolean", (1, 1), [Types::ANY], Types::BOOLEAN,
        "whether a property is there (the same as IS NOT NULL)", "MATCH (a:Actor) RETURN exists(a.kind)", |_, a| Ok(Value::Boolean(!a[0].is_null()));
};
