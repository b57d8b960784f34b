//! Reading nodes and relationships in expressions: what a query deleted has no properties any more.

use super::Fault;
use crate::graph::{Graph, Value};
use crate::query::eval_error::EvalError;
use crate::query::plan::Key;

/// A property of a value in a slot, where that is a node or relationship; `None` where it is something else.
#[inline]
pub(super) fn property(graph: &Graph, subject: &Value, key: &Key) -> Option<Result<Value, Fault>> {
    let id = match key.id {
        Some(id) => id,
        None => match graph.key_id(&key.name) {
            Some(id) => id,
            None => {
                return matches!(subject, Value::Node(_) | Value::Relationship(_)).then_some(Ok(Value::Null));
            }
        },
    };
    match subject {
        Value::Node(node) => Some(if graph.is_deleted_node(*node) {
            Err(deleted())
        } else {
            Ok(graph.property_by_key(*node, id))
        }),
        Value::Relationship(relationship) => Some(if graph.is_deleted_relationship(*relationship) {
            Err(deleted())
        } else {
            Ok(graph.relationship_property_by_key(*relationship, id))
        }),
        _ => None,
    }
}

#[cold]
fn deleted() -> Fault {
    Box::new(EvalError::deleted().into())
}
