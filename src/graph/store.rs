//! A general property graph on petgraph, indexed by label and relationship type.

use super::{Map, Value};
use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use std::sync::Arc;

/// A node's stable number in its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);
/// A relationship's stable number in its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationshipId(pub u32);

#[derive(Debug, Clone, Default)]
struct Node {
    labels: Vec<Arc<str>>,
    properties: Map,
}
#[derive(Debug, Clone)]
struct Relationship {
    kind: Arc<str>,
    properties: Map,
}

/// A property graph.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    inner: StableDiGraph<Node, Relationship, u32>,
}

impl Graph {
    /// A graph with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a node.
    pub fn add_node<'a>(&mut self, labels: impl IntoIterator<Item = &'a str>, properties: Map) -> NodeId {
        let labels = labels.into_iter().map(Arc::from).collect();
        NodeId(self.inner.add_node(Node { labels, properties }).index() as u32)
    }
    /// Adds a relationship between two nodes of this graph.
    pub fn add_relationship(
        &mut self,
        kind: &str,
        from: NodeId,
        to: NodeId,
        properties: Map,
    ) -> RelationshipId {
        let (from, to) = (NodeIndex::new(from.0 as usize), NodeIndex::new(to.0 as usize));
        RelationshipId(
            self.inner.add_edge(from, to, Relationship { kind: kind.into(), properties }).index() as u32
        )
    }
    /// All nodes, in the order of their numbers.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.inner.node_indices().map(|n| NodeId(n.index() as u32))
    }
    /// All relationships, in the order of their numbers.
    pub fn relationships(&self) -> impl Iterator<Item = RelationshipId> + '_ {
        self.inner.edge_indices().map(|r| RelationshipId(r.index() as u32))
    }
    /// The labels of a node.
    pub fn labels(&self, node: NodeId) -> impl Iterator<Item = &str> + '_ {
        self.inner[NodeIndex::new(node.0 as usize)].labels.iter().map(|l| &**l)
    }
    /// A node's property; `Null` where it has none of that name.
    pub fn property(&self, node: NodeId, key: &str) -> Value {
        self.inner[NodeIndex::new(node.0 as usize)].properties.get(key).cloned().unwrap_or_default()
    }
    /// The type of a relationship.
    pub fn kind(&self, relationship: RelationshipId) -> &str {
        &self.inner[EdgeIndex::new(relationship.0 as usize)].kind
    }
    /// The two ends of a relationship, from and to.
    pub fn ends(&self, relationship: RelationshipId) -> (NodeId, NodeId) {
        let (a, b) = self
            .inner
            .edge_endpoints(EdgeIndex::new(relationship.0 as usize))
            .expect("a relationship of this graph");
        (NodeId(a.index() as u32), NodeId(b.index() as u32))
    }
    /// A relationship's property; `Null` where it has none of that name.
    pub fn relationship_property(&self, relationship: RelationshipId, key: &str) -> Value {
        self.inner[EdgeIndex::new(relationship.0 as usize)].properties.get(key).cloned().unwrap_or_default()
    }
}
