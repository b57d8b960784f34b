//! Functions of nodes, relationships and paths.

use super::signature::scalar;
use super::{Context, Function, Types, refused};
use crate::graph::Value;
use crate::query::eval_error::EvalError;

type Result = std::result::Result<Value, EvalError>;

fn id(name: &'static str, value: &Value) -> std::result::Result<Option<u32>, EvalError> {
    match value {
        Value::Null => Ok(None),
        Value::Node(n) => Ok(Some(n.0)),
        Value::Relationship(r) => Ok(Some(r.0)),
        other => Err(refused(name, "a node or a relationship", other)),
    }
}

fn labels(context: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Node(n) => {
            let labels = context.graph.labels(*n).ok_or_else(EvalError::deleted)?;
            Ok(Value::list(labels.into_iter().map(Value::String)))
        }
        other => Err(refused("labels", "a node", other)),
    }
}

fn kind(context: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Relationship(r) => {
            Ok(Value::String(context.graph.relationship_type(*r).ok_or_else(EvalError::deleted)?))
        }
        other => Err(refused("type", "a relationship", other)),
    }
}

fn end(context: &Context<'_>, name: &'static str, value: &Value, start: bool) -> Result {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Relationship(r) => {
            let (from, to) = context.graph.ends(*r).ok_or_else(EvalError::deleted)?;
            Ok(Value::Node(if start { from } else { to }))
        }
        other => Err(refused(name, "a relationship", other)),
    }
}

fn length(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Path(path) => Ok(Value::Integer(path.relationships.len() as i64)),
        other => Err(refused("length", "a path", other)),
    }
}

fn nodes(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Path(path) => Ok(Value::list(path.nodes.iter().copied().map(Value::Node))),
        other => Err(refused("nodes", "a path", other)),
    }
}

fn relationships(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Path(path) => Ok(Value::list(path.relationships.iter().copied().map(Value::Relationship))),
        other => Err(refused("relationships", "a path", other)),
    }
}

pub(super) static FUNCTIONS: &[Function] = scalar! {
    "id", "id(node or relationship) → integer", (1, 1), [Types::ENTITY], Types::INTEGER,
        "its number in the graph", "MATCH (a:Actor) RETURN id(a)", |_, a| Ok(id("id", &a[0])?.map_or(Value::Null, |i| Value::Integer(i as i64)));
    "elementId", "elementId(node or relationship) → string", (1, 1), [Types::ENTITY], Types::STRING,
        "its number in the graph, as text", "MATCH (a:Actor) RETURN elementId(a)", |_, a| Ok(id("elementId", &a[0])?.map_or(Value::Null, |i| Value::string(i.to_string())));
    "labels", "labels(node) → list", (1, 1), [Types::NODE], Types::LIST,
        "the labels of a node", "MATCH (n) RETURN DISTINCT labels(n)", labels;
    "type", "type(relationship) → string", (1, 1), [Types::RELATIONSHIP], Types::STRING,
        "the type of a relationship", "MATCH (:Actor)-[r]->(:Claim) RETURN DISTINCT type(r)", kind;
    "startNode", "startNode(relationship) → node", (1, 1), [Types::RELATIONSHIP], Types::NODE,
        "the node that a relationship comes from", "MATCH ()-[r:SAYS]->() RETURN startNode(r)", |c, a| end(c, "startNode", &a[0], true);
    "endNode", "endNode(relationship) → node", (1, 1), [Types::RELATIONSHIP], Types::NODE,
        "the node that a relationship goes to", "MATCH ()-[r:SAYS]->() RETURN endNode(r)", |c, a| end(c, "endNode", &a[0], false);
    "length", "length(path) → integer", (1, 1), [Types::PATH], Types::INTEGER,
        "how many relationships a path has", "MATCH p = (:Actor)-->(:Claim) RETURN length(p)", length;
    "nodes", "nodes(path) → list", (1, 1), [Types::PATH], Types::LIST,
        "the nodes of a path, in order", "MATCH p = (:Actor)-->(:Claim) RETURN nodes(p)", nodes;
    "relationships", "relationships(path) → list", (1, 1), [Types::PATH], Types::LIST,
        "the relationships of a path, in order", "MATCH p = (:Actor)-->(:Claim) RETURN relationships(p)", relationships;
};
