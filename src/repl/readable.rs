//! Values of a graph as something a person reads: names for nodes, sentences for statements, arrows for paths.

use crate::graph::{Graph, NodeId, RelationshipId, Value};
use crate::query::format;

/// The relationship types that are statements.
pub use crate::ask::TYPES;

/// Whether a relationship is a statement: it has the sentence that proves it.
pub fn is_statement(graph: &Graph, relationship: RelationshipId) -> bool {
    TYPES.contains(&graph.kind(relationship))
        && matches!(graph.relationship_property(relationship, "sentence"), Value::String(_))
}

/// A value in one line of text: a statement by its sentence, all else as [`format::readable`] has it.
pub fn readable(graph: &Graph, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Relationship(relationship) => {
            statement(graph, *relationship).unwrap_or_else(|| format::readable(value, graph))
        }
        Value::List(items)
            if items.iter().all(|i| matches!(i, Value::Relationship(r) if is_statement(graph, *r))) =>
        {
            match &**items {
                [] => String::new(),
                [first, rest @ ..] => {
                    let first = readable(graph, first);
                    if rest.is_empty() { first } else { format!("{first} +{} more", rest.len()) }
                }
            }
        }
        Value::List(items) if items.iter().all(|i| matches!(i, Value::String(_))) => {
            items.iter().map(|i| readable(graph, i)).collect::<Vec<_>>().join(", ")
        }
        _ => format::readable(value, graph),
    }
}

/// What a person calls a node.
pub fn node_name(graph: &Graph, node: NodeId) -> String {
    format::readable(&Value::Node(node), graph)
}

fn statement(graph: &Graph, relationship: RelationshipId) -> Option<String> {
    if !is_statement(graph, relationship) {
        return None;
    }
    let text = |key: &str| {
        Some(graph.relationship_property(relationship, key))
            .filter(|v| !v.is_null())
            .map(|v| format::readable(&v, graph))
    };
    let sentence = text("sentence")?;
    Some(match text("document") {
        Some(document) => format!("“{sentence}” ({document})"),
        None => format!("“{sentence}”"),
    })
}
