//! What functions may see beside their arguments: the graph, the clock, a source of chance.

use crate::graph::temporal::DateTime;
use crate::graph::{Graph, Map, NodeId, RelationshipId, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reading nodes and relationships. Every answer is `None` for what the query has deleted, save the type of a
/// relationship, which outlives it.
pub trait Entities {
    /// The labels of a node, in the order in which it got them.
    fn labels(&self, node: NodeId) -> Option<Vec<Arc<str>>>;
    /// Whether a node has a label.
    fn has_label(&self, node: NodeId, label: &str) -> Option<bool> {
        self.labels(node).map(|all| all.iter().any(|l| &**l == label))
    }
    /// A property of a node; `Null` where it has none of that name.
    fn node_property(&self, node: NodeId, key: &str) -> Option<Value>;
    /// All properties of a node.
    fn node_properties(&self, node: NodeId) -> Option<Map>;
    /// The type of a relationship.
    fn relationship_type(&self, relationship: RelationshipId) -> Option<Arc<str>>;
    /// The two ends of a relationship, from and to.
    fn ends(&self, relationship: RelationshipId) -> Option<(NodeId, NodeId)>;
    /// A property of a relationship; `Null` where it has none of that name.
    fn relationship_property(&self, relationship: RelationshipId, key: &str) -> Option<Value>;
    /// All properties of a relationship.
    fn relationship_properties(&self, relationship: RelationshipId) -> Option<Map>;
}

impl Entities for Graph {
    fn labels(&self, node: NodeId) -> Option<Vec<Arc<str>>> {
        self.contains_node(node).then(|| self.labels(node).map(Arc::from).collect())
    }
    fn has_label(&self, node: NodeId, label: &str) -> Option<bool> {
        self.contains_node(node)
            .then(|| self.label_id(label).is_some_and(|label| Graph::has_label(self, node, label)))
    }
    fn node_property(&self, node: NodeId, key: &str) -> Option<Value> {
        self.contains_node(node).then(|| self.property(node, key))
    }
    fn node_properties(&self, node: NodeId) -> Option<Map> {
        self.contains_node(node).then(|| self.properties(node).map(|(k, v)| (k.clone(), v)).collect())
    }
    fn relationship_type(&self, relationship: RelationshipId) -> Option<Arc<str>> {
        (self.contains_relationship(relationship) || self.is_deleted_relationship(relationship))
            .then(|| self.type_name(self.kind_id(relationship)).clone())
    }
    fn ends(&self, relationship: RelationshipId) -> Option<(NodeId, NodeId)> {
        self.contains_relationship(relationship).then(|| self.ends(relationship))
    }
    fn relationship_property(&self, relationship: RelationshipId, key: &str) -> Option<Value> {
        self.contains_relationship(relationship).then(|| self.relationship_property(relationship, key))
    }
    fn relationship_properties(&self, relationship: RelationshipId) -> Option<Map> {
        self.contains_relationship(relationship)
            .then(|| self.relationship_properties(relationship).map(|(k, v)| (k.clone(), v)).collect())
    }
}

/// The time that a query takes for now: fixed when it starts, so that every row sees the same.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Now.
    pub now: DateTime,
}

/// What a function sees.
pub struct Context<'a> {
    /// The graph that the query reads.
    pub graph: &'a dyn Entities,
    /// The query's now.
    pub clock: &'a Clock,
    chance: AtomicU64,
}

impl<'a> Context<'a> {
    /// A context for one query. Equal seeds give equal sequences of `rand()`.
    pub fn new(graph: &'a dyn Entities, clock: &'a Clock, seed: u64) -> Self {
        Context { graph, clock, chance: AtomicU64::new(seed) }
    }
    /// The next random number, 0 ≤ x < 1 (SplitMix64, Steele, Lea and Flood 2014).
    pub fn random(&self) -> f64 {
        let mut z = self
            .chance
            .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
            .wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
