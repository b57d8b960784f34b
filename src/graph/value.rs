//! The values of properties and rows.

use super::{NodeId, RelationshipId};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::sync::Arc;

/// A map from keys to values, in the order of insertion (equality does not see the order).
pub type Map = IndexMap<Arc<str>, Value, FxBuildHasher>;

/// A value of openCypher. Cloning is cheap: everything long is shared.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// true or false
    Boolean(bool),
    /// A 64-bit integer.
    Integer(i64),
    /// A 64-bit float.
    Float(f64),
    /// A text.
    String(Arc<str>),
    /// A list.
    List(Arc<[Value]>),
    /// A map.
    Map(Arc<Map>),
    /// A node of the graph that the row came from.
    Node(NodeId),
    /// A relationship of the graph that the row came from.
    Relationship(RelationshipId),
    /// An alternation of nodes and relationships.
    Path(Arc<Path>),
}

/// A walk: one node more than relationships.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    /// The nodes, in order.
    pub nodes: Vec<NodeId>,
    /// The relationships between them, in order.
    pub relationships: Vec<RelationshipId>,
}
