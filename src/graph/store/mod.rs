//! A general property graph on petgraph, indexed by label and relationship type.
//!
//! petgraph keeps who is tied to whom; beside it stand what a query engine reads in bulk: the values of each property
//! key as one typed column, the nodes of each label as a bitmap, the relationships of each type as compressed rows,
//! and equality indexes by label and key. All iteration is by number, so the same graph gives the same rows in the
//! same order, whatever was asked before.

mod adjacency;
mod bulk;
mod column;
mod index;
mod journal;
mod names;
#[cfg(test)]
mod tests;

pub(crate) use adjacency::{Hop, Hops};
pub(crate) use bulk::{Loader, Misfit};
pub(crate) use column::Column;
pub use journal::Changes;

use super::{Map, Value};
use adjacency::Adjacency;
use index::ValueIndex;
use journal::{Change, Journal};
use names::{Names, Sets};
use petgraph::Direction;
use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use petgraph::visit::{EdgeRef, IntoEdgeReferences, NodeIndexable};
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

/// A node's stable number in its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);
/// A relationship's stable number in its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationshipId(pub u32);
/// The number of a label that a graph knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelId(pub u32);
/// The number of a relationship type that a graph knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);
/// The number of a property key that a graph knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub u32);

/// What petgraph keeps at a node: its set of keys.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    keys: u32,
}
/// What petgraph keeps at a relationship: its type and its set of keys.
#[derive(Debug, Clone, Copy, Default)]
struct Relationship {
    kind: u32,
    keys: u32,
}

#[derive(Debug, Clone, Default)]
struct Label {
    nodes: RoaringBitmap,
}
#[derive(Debug, Clone, Default)]
struct Kind {
    relationships: RoaringBitmap,
    adjacency: Adjacency,
}

/// Indexes come to be when a query first wants them, also through a shared reference.
#[derive(Debug, Default)]
struct Indexes(RwLock<FxHashMap<(u32, u32), Arc<ValueIndex>>>);

impl Clone for Indexes {
    fn clone(&self) -> Self {
        // They are built again where they are wanted.
        Indexes::default()
    }
}

/// A number that no other graph of this process has.
#[derive(Debug)]
struct Identity(u64);

impl Default for Identity {
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Identity(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}
impl Clone for Identity {
    fn clone(&self) -> Self {
        // A copy goes its own way.
        Identity::default()
    }
}

/// A property graph.
///
/// Changes are made one by one and at once, or between [`begin`](Graph::begin) and [`commit`](Graph::commit), where
/// [`rollback`](Graph::rollback) takes them all back.
///
/// ```
/// use standpoint::graph::{Graph, Map, Value};
/// let mut graph = Graph::new();
/// let kyiv = graph.add_node(["Actor"], Map::from_iter([("name".into(), Value::String("Kyiv".into()))]));
/// let talks = graph.add_node(["Claim"], Map::default());
/// let says = graph.add_relationship("SAYS", kyiv, talks, Map::default());
/// assert_eq!(graph.find("Actor", "name", &Value::String("Kyiv".into())), [kyiv]);
/// assert_eq!(graph.outgoing(kyiv), [says]);
/// ```
#[derive(Clone, Default)]
pub struct Graph {
    inner: StableDiGraph<Node, Relationship, u32>,
    labels: Names,
    kinds: Names,
    keys: Names,
    label_sets: Sets,
    key_sets: Sets,
    /// The nodes that are there: petgraph also keeps, until the commit, what a transaction deleted.
    nodes: RoaringBitmap,
    /// The set of labels of each node, by its number. It has a vector of its own because queries ask for labels at every
    /// step, of nodes in no order: a few bytes each stay in the processor's cache where petgraph's nodes do not.
    labels_of: Vec<u32>,
    by_label: Vec<Label>,
    by_kind: Vec<Kind>,
    node_columns: Vec<Column>,
    relationship_columns: Vec<Column>,
    indexes: Indexes,
    identity: Identity,
    version: u64,
    journal: Option<Box<Journal>>,
}

impl std::fmt::Debug for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (nodes, relationships) = (self.node_count(), self.relationship_count());
        write!(f, "Graph {{ {nodes} nodes, {relationships} relationships }}")
    }
}

fn node_index(node: NodeId) -> NodeIndex {
    NodeIndex::new(node.0 as usize)
}
fn edge_index(relationship: RelationshipId) -> EdgeIndex {
    EdgeIndex::new(relationship.0 as usize)
}

/// Grows a vector that is indexed by interned numbers.
fn at<T: Default>(items: &mut Vec<T>, number: u32) -> &mut T {
    if items.len() <= number as usize {
        items.resize_with(number as usize + 1, T::default);
    }
    &mut items[number as usize]
}

/// # Building
impl Graph {
    /// A graph with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node. Properties that are `Null` are left out.
    pub fn add_node<'a>(&mut self, labels: impl IntoIterator<Item = &'a str>, properties: Map) -> NodeId {
        self.insert_node(labels, properties)
    }

    /// The same, of properties that are in no map.
    pub(crate) fn insert_node<'a>(
        &mut self,
        labels: impl IntoIterator<Item = &'a str>,
        properties: impl IntoIterator<Item = (Arc<str>, Value)>,
    ) -> NodeId {
        let node = NodeId(self.inner.add_node(Node::default()).index() as u32);
        self.nodes.insert(node.0);
        // What it is born with needs no notes of its own: it goes with the node.
        self.note(Change::NodeAdded(node.0));
        for label in labels {
            let label = LabelId(self.labels.intern(label));
            if !self.has_label(node, label) {
                self.put_label(node, label);
            }
        }
        for (key, value) in properties {
            if let Some(key) = self.key_for(&key, &value) {
                self.put_property(node, key, value);
            }
        }
        node
    }

    /// Adds a relationship between two nodes of this graph. Properties that are `Null` are left out.
    pub fn add_relationship(
        &mut self,
        kind: &str,
        from: NodeId,
        to: NodeId,
        properties: Map,
    ) -> RelationshipId {
        self.insert_relationship(kind, from, to, properties)
    }

    /// The same, of properties that are in no map.
    pub(crate) fn insert_relationship(
        &mut self,
        kind: &str,
        from: NodeId,
        to: NodeId,
        properties: impl IntoIterator<Item = (Arc<str>, Value)>,
    ) -> RelationshipId {
        let number = self.kinds.intern(kind);
        let weight = Relationship { kind: number, keys: 0 };
        let relationship =
            RelationshipId(self.inner.add_edge(node_index(from), node_index(to), weight).index() as u32);
        let kind = at(&mut self.by_kind, number);
        kind.relationships.insert(relationship.0);
        kind.adjacency.insert(relationship.0, from.0, to.0);
        self.note(Change::RelationshipAdded(relationship.0));
        for (key, value) in properties {
            if let Some(key) = self.key_for(&key, &value) {
                self.put_relationship_property(relationship, key, value);
            }
        }
        relationship
    }

    /// Gives a node a label; false where it had it.
    pub fn add_label(&mut self, node: NodeId, label: &str) -> bool {
        let label = LabelId(self.labels.intern(label));
        if self.has_label(node, label) {
            return false;
        }
        self.put_label(node, label);
        self.note(Change::LabelAdded(node.0, label.0));
        true
    }

    /// Takes a label from a node; false where it had none of that name.
    pub fn remove_label(&mut self, node: NodeId, label: &str) -> bool {
        let Some(label) = self.label_id(label).filter(|l| self.has_label(node, *l)) else { return false };
        self.take_label(node, label);
        self.note(Change::LabelRemoved(node.0, label.0));
        true
    }

    /// Sets a property of a node, or removes it with `Null`, and gives the old value.
    pub fn set_property(&mut self, node: NodeId, key: &str, value: Value) -> Value {
        let Some(key) = self.key_for(key, &value) else { return Value::Null };
        let old = self.put_property(node, key, value);
        self.note_with(|| Change::NodeProperty(node.0, key.0, old.clone()));
        old
    }

    /// Sets a property of a relationship, or removes it with `Null`, and gives the old value.
    pub fn set_relationship_property(
        &mut self,
        relationship: RelationshipId,
        key: &str,
        value: Value,
    ) -> Value {
        let Some(key) = self.key_for(key, &value) else { return Value::Null };
        let old = self.put_relationship_property(relationship, key, value);
        self.note_with(|| Change::RelationshipProperty(relationship.0, key.0, old.clone()));
        old
    }

    /// Deletes a relationship; false where it is gone already.
    pub fn delete_relationship(&mut self, relationship: RelationshipId) -> bool {
        if !self.contains_relationship(relationship) {
            return false;
        }
        self.version += 1;
        self.hide_relationship(relationship);
        match &mut self.journal {
            Some(journal) => journal.delete_relationship(relationship.0),
            None => self.purge_relationship(relationship),
        }
        true
    }

    /// Deletes a node that no relationship touches; false where one does, or where the node is gone already.
    pub fn delete_node(&mut self, node: NodeId) -> bool {
        if !self.contains_node(node) || self.is_connected(node) {
            return false;
        }
        self.version += 1;
        self.hide_node(node);
        match &mut self.journal {
            Some(journal) => journal.delete_node(node.0),
            None => self.purge_node(node),
        }
        true
    }

    /// Deletes a node and all relationships that touch it; false where it is gone already.
    pub fn detach_delete_node(&mut self, node: NodeId) -> bool {
        if !self.contains_node(node) {
            return false;
        }
        for relationship in self.touching(node) {
            self.delete_relationship(relationship);
        }
        self.delete_node(node)
    }
}

/// # Reading
impl Graph {
    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.nodes.len() as usize
    }
    /// How many relationships there are.
    pub fn relationship_count(&self) -> usize {
        self.inner.edge_count() - self.journal.as_ref().map_or(0, |j| j.deleted_relationships())
    }
    /// All nodes, in the order of their numbers.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes.iter().map(NodeId)
    }
    /// All relationships, in the order of their numbers.
    pub fn relationships(&self) -> impl Iterator<Item = RelationshipId> + '_ {
        self.inner
            .edge_references()
            .map(|edge| RelationshipId(edge.id().index() as u32))
            .filter(|relationship| !self.is_hidden_relationship(*relationship))
    }
    /// Whether a node is there.
    pub fn contains_node(&self, node: NodeId) -> bool {
        self.nodes.contains(node.0)
    }
    /// Whether a relationship is there.
    pub fn contains_relationship(&self, relationship: RelationshipId) -> bool {
        self.inner.edge_weight(edge_index(relationship)).is_some()
            && !self.is_hidden_relationship(relationship)
    }
    /// One more than the largest number of a node, for vectors indexed by node.
    pub fn node_bound(&self) -> usize {
        self.inner.node_bound()
    }

    /// The labels of a node, in the order in which the graph came to know them.
    pub fn labels(&self, node: NodeId) -> impl Iterator<Item = &str> + '_ {
        self.label_sets.members(self.label_set(node)).iter().map(|l| &**self.labels.name(*l))
    }
    /// Whether a node has a label.
    #[inline]
    pub fn has_label(&self, node: NodeId, label: LabelId) -> bool {
        self.label_sets.contains(self.label_set(node), label.0)
    }
    /// The number of a node's set of labels; that of the empty set where there is no such node.
    #[inline]
    fn label_set(&self, node: NodeId) -> u32 {
        self.labels_of.get(node.0 as usize).copied().unwrap_or_default()
    }
    /// A node's property; `Null` where it has none of that name.
    pub fn property(&self, node: NodeId, key: &str) -> Value {
        self.key_id(key).map_or(Value::Null, |key| self.property_by_key(node, key))
    }
    /// A node's property by the key's number.
    #[inline]
    pub fn property_by_key(&self, node: NodeId, key: KeyId) -> Value {
        self.node_columns.get(key.0 as usize).map_or(Value::Null, |column| column.get(node.0))
    }
    /// All properties of a node, in the order in which the graph came to know the keys.
    pub fn properties(&self, node: NodeId) -> impl Iterator<Item = (&Arc<str>, Value)> + '_ {
        let set = self.inner.node_weight(node_index(node)).map_or(0, |weight| weight.keys);
        self.key_sets
            .members(set)
            .iter()
            .map(move |&key| (self.keys.name(key), self.node_columns[key as usize].get(node.0)))
    }
    /// The type of a relationship.
    pub fn kind(&self, relationship: RelationshipId) -> &str {
        self.kinds.name(self.inner[edge_index(relationship)].kind)
    }
    /// The number of the type of a relationship.
    #[inline]
    pub fn kind_id(&self, relationship: RelationshipId) -> TypeId {
        TypeId(self.inner[edge_index(relationship)].kind)
    }
    /// The two ends of a relationship, from and to.
    ///
    /// # Panics
    /// Where the relationship is not of this graph.
    pub fn ends(&self, relationship: RelationshipId) -> (NodeId, NodeId) {
        let (a, b) =
            self.inner.edge_endpoints(edge_index(relationship)).expect("a relationship of this graph");
        (NodeId(a.index() as u32), NodeId(b.index() as u32))
    }
    /// A relationship's property; `Null` where it has none of that name.
    pub fn relationship_property(&self, relationship: RelationshipId, key: &str) -> Value {
        self.key_id(key).map_or(Value::Null, |key| self.relationship_property_by_key(relationship, key))
    }
    /// A relationship's property by the key's number.
    #[inline]
    pub fn relationship_property_by_key(&self, relationship: RelationshipId, key: KeyId) -> Value {
        self.relationship_columns.get(key.0 as usize).map_or(Value::Null, |column| column.get(relationship.0))
    }
    /// All properties of a relationship, in the order in which the graph came to know the keys.
    pub fn relationship_properties(
        &self,
        relationship: RelationshipId,
    ) -> impl Iterator<Item = (&Arc<str>, Value)> + '_ {
        let set = self.inner.edge_weight(edge_index(relationship)).map_or(0, |weight| weight.keys);
        self.key_sets.members(set).iter().map(move |&key| {
            (self.keys.name(key), self.relationship_columns[key as usize].get(relationship.0))
        })
    }

    /// The nodes with a label, in the order of their numbers.
    pub fn nodes_by_label(&self, label: &str) -> impl Iterator<Item = NodeId> + '_ {
        self.label_id(label)
            .and_then(|label| self.by_label.get(label.0 as usize))
            .into_iter()
            .flat_map(|label| label.nodes.iter().map(NodeId))
    }
    /// The relationships of a type, in the order of their numbers.
    pub fn relationships_by_type(&self, kind: &str) -> impl Iterator<Item = RelationshipId> + '_ {
        self.type_id(kind)
            .and_then(|kind| self.by_kind.get(kind.0 as usize))
            .into_iter()
            .flat_map(|kind| kind.relationships.iter().map(RelationshipId))
    }
    /// The nodes with a label whose property equals a value, in the order of their numbers, by an index that is
    /// built at the first call and kept up to date from then on.
    pub fn find(&self, label: &str, key: &str, value: &Value) -> Vec<NodeId> {
        let (Some(label), Some(key)) = (self.label_id(label), self.key_id(key)) else { return Vec::new() };
        let (nodes, sure) = self.look_up(label, key, value);
        nodes.into_iter().filter(|n| sure || self.property_by_key(*n, key) == *value).collect()
    }

    /// The relationships that start at a node, in the order of their numbers.
    pub fn outgoing(&self, node: NodeId) -> Vec<RelationshipId> {
        self.directed(node, Direction::Outgoing)
    }
    /// The relationships that end at a node, in the order of their numbers.
    pub fn incoming(&self, node: NodeId) -> Vec<RelationshipId> {
        self.directed(node, Direction::Incoming)
    }
    /// The relationships of one type that start at a node, in the order of their numbers.
    pub fn outgoing_by_type(&self, node: NodeId, kind: &str) -> Vec<RelationshipId> {
        self.directed_by_type(node, kind, true)
    }
    /// The relationships of one type that end at a node, in the order of their numbers.
    pub fn incoming_by_type(&self, node: NodeId, kind: &str) -> Vec<RelationshipId> {
        self.directed_by_type(node, kind, false)
    }

    fn directed_by_type(&self, node: NodeId, kind: &str, outgoing: bool) -> Vec<RelationshipId> {
        let Some(kind) = self.type_id(kind) else { return Vec::new() };
        self.hops(node, kind, outgoing).map(|hop| RelationshipId(hop.relationship)).collect()
    }
    fn directed(&self, node: NodeId, direction: Direction) -> Vec<RelationshipId> {
        let edges = self.inner.edges_directed(node_index(node), direction);
        let mut found: Vec<_> = edges
            .map(|edge| RelationshipId(edge.id().index() as u32))
            .filter(|relationship| !self.is_hidden_relationship(*relationship))
            .collect();
        found.sort_unstable();
        found
    }
    /// Each relationship that touches a node, once.
    fn touching(&self, node: NodeId) -> Vec<RelationshipId> {
        let mut found = self.outgoing(node);
        found.extend(self.incoming(node));
        found.sort_unstable();
        found.dedup();
        found
    }
    fn is_connected(&self, node: NodeId) -> bool {
        let live = |direction| {
            self.inner
                .edges_directed(node_index(node), direction)
                .any(|edge| !self.is_hidden_relationship(RelationshipId(edge.id().index() as u32)))
        };
        live(Direction::Outgoing) || live(Direction::Incoming)
    }
}

/// # Names and counts
impl Graph {
    /// The number of a label, if the graph knows it.
    pub fn label_id(&self, label: &str) -> Option<LabelId> {
        self.labels.get(label).map(LabelId)
    }
    /// The number of a relationship type, if the graph knows it.
    pub fn type_id(&self, kind: &str) -> Option<TypeId> {
        self.kinds.get(kind).map(TypeId)
    }
    /// The number of a property key, if the graph knows it.
    pub fn key_id(&self, key: &str) -> Option<KeyId> {
        self.keys.get(key).map(KeyId)
    }
    /// The name of a label.
    pub fn label_name(&self, label: LabelId) -> &Arc<str> {
        self.labels.name(label.0)
    }
    /// The name of a relationship type.
    pub fn type_name(&self, kind: TypeId) -> &Arc<str> {
        self.kinds.name(kind.0)
    }
    /// The name of a property key.
    pub fn key_name(&self, key: KeyId) -> &Arc<str> {
        self.keys.name(key.0)
    }
    /// A number that no other graph of this process has.
    pub(crate) fn identity(&self) -> u64 {
        self.identity.0
    }
    /// A number that grows with every change.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }
    /// How many labels, types and keys the graph ever knew.
    pub(crate) fn name_count(&self) -> u32 {
        (self.labels.len() + self.kinds.len() + self.keys.len()) as u32
    }
    /// How many relationship types the graph ever knew; their numbers are below this.
    pub(crate) fn type_bound(&self) -> u32 {
        self.kinds.len() as u32
    }

    /// The labels that nodes have, with the number of nodes, by name.
    pub fn label_counts(&self) -> Vec<(Arc<str>, usize)> {
        let counts = self.by_label.iter().map(|label| label.nodes.len() as usize);
        named_counts(&self.labels, counts)
    }
    /// The types that relationships have, with the number of relationships, by name.
    pub fn type_counts(&self) -> Vec<(Arc<str>, usize)> {
        let counts = self.by_kind.iter().map(|kind| kind.relationships.len() as usize);
        named_counts(&self.kinds, counts)
    }
    /// The keys that properties have, with the number of nodes and relationships that have one, by name.
    pub fn key_counts(&self) -> Vec<(Arc<str>, usize)> {
        let column = |columns: &[Column], at: usize| columns.get(at).map_or(0, Column::count);
        let counts = (0..self.keys.len())
            .map(|at| column(&self.node_columns, at) + column(&self.relationship_columns, at));
        named_counts(&self.keys, counts)
    }
    /// How many nodes have a label.
    pub fn label_count(&self, label: LabelId) -> usize {
        self.by_label.get(label.0 as usize).map_or(0, |label| label.nodes.len() as usize)
    }
    /// How many nodes and relationships have a property of this key.
    pub fn key_count(&self, key: KeyId) -> usize {
        let count = |columns: &[Column]| columns.get(key.0 as usize).map_or(0, Column::count);
        count(&self.node_columns) + count(&self.relationship_columns)
    }
    /// How many relationships have a type.
    pub fn type_count(&self, kind: TypeId) -> usize {
        self.by_kind.get(kind.0 as usize).map_or(0, |kind| kind.relationships.len() as usize)
    }
}

fn named_counts(names: &Names, counts: impl Iterator<Item = usize>) -> Vec<(Arc<str>, usize)> {
    let mut named: Vec<_> = counts
        .enumerate()
        .filter(|(_, n)| *n > 0)
        .map(|(at, n)| (names.name(at as u32).clone(), n))
        .collect();
    named.sort();
    named
}

/// # What the query engine reads
impl Graph {
    /// The nodes that may have a value, by index, and whether all of them surely do.
    pub(crate) fn look_up(&self, label: LabelId, key: KeyId, value: &Value) -> (Vec<NodeId>, bool) {
        let mut nodes = Vec::new();
        let sure = self.look_up_into(label, key, value, &mut nodes);
        (nodes, sure)
    }
    /// The same, with the nodes added to a vector.
    pub(crate) fn look_up_into(
        &self,
        label: LabelId,
        key: KeyId,
        value: &Value,
        into: &mut Vec<NodeId>,
    ) -> bool {
        self.with_index(label, key, |index| {
            let (nodes, sure) = index.get(value);
            into.extend(nodes.iter().map(|n| NodeId(*n)));
            sure
        })
    }
    /// How many different values the nodes of a label have for a key.
    pub(crate) fn distinct_values(&self, label: LabelId, key: KeyId) -> usize {
        self.with_index(label, key, ValueIndex::distinct)
    }
    fn with_index<T>(&self, label: LabelId, key: KeyId, read: impl FnOnce(&ValueIndex) -> T) -> T {
        let name = (label.0, key.0);
        // A poisoned lock means that building panicked elsewhere; what is in the map is whole all the same.
        if let Some(index) = self.indexes.0.read().unwrap_or_else(|e| e.into_inner()).get(&name) {
            return read(index);
        }
        let mut index = ValueIndex::default();
        if let (Some(label), Some(column)) =
            (self.by_label.get(label.0 as usize), self.node_columns.get(key.0 as usize))
        {
            for node in &label.nodes {
                index.insert(&column.get(node), node);
            }
        }
        let index = Arc::new(index);
        let found = read(&index);
        self.indexes.0.write().unwrap_or_else(|e| e.into_inner()).insert(name, index);
        found
    }
    /// The bitmap of the nodes of a label.
    pub(crate) fn label_bitmap(&self, label: LabelId) -> Option<&RoaringBitmap> {
        self.by_label.get(label.0 as usize).map(|label| &label.nodes)
    }
    /// The bitmap of all nodes.
    pub(crate) fn node_bitmap(&self) -> &RoaringBitmap {
        &self.nodes
    }
    /// The bitmap of the relationships of a type.
    pub(crate) fn type_bitmap(&self, kind: TypeId) -> Option<&RoaringBitmap> {
        self.by_kind.get(kind.0 as usize).map(|kind| &kind.relationships)
    }
    /// The hops from a node over one type, in the order of the relationships' numbers.
    #[inline]
    pub(crate) fn hops(&self, node: NodeId, kind: TypeId, outgoing: bool) -> Hops<'_> {
        let Some(by_kind) = self.by_kind.get(kind.0 as usize) else { return Hops::NONE };
        by_kind.adjacency.hops(node.0, outgoing, |take| {
            for relationship in &by_kind.relationships {
                let (from, to) = self.ends(RelationshipId(relationship));
                take(relationship, from.0, to.0);
            }
        })
    }
    /// The column of a key over nodes.
    #[inline]
    pub(crate) fn node_column(&self, key: KeyId) -> Option<&Column> {
        self.node_columns.get(key.0 as usize)
    }
    /// The column of a key over relationships.
    #[inline]
    pub(crate) fn relationship_column(&self, key: KeyId) -> Option<&Column> {
        self.relationship_columns.get(key.0 as usize)
    }
}

/// # Changing without noting it in the journal
impl Graph {
    /// The number of a key; none where the value is `Null` and the key unknown, for then nothing changes.
    fn key_for(&mut self, key: &str, value: &Value) -> Option<KeyId> {
        if *value == Value::Null { self.key_id(key) } else { Some(KeyId(self.keys.intern(key))) }
    }
    fn put_label(&mut self, node: NodeId, label: LabelId) {
        let set = at(&mut self.labels_of, node.0);
        *set = self.label_sets.with(*set, label.0);
        at(&mut self.by_label, label.0).nodes.insert(node.0);
        self.each_index_of(node, Some(label), |index, value| index.insert(value, node.0));
    }
    fn take_label(&mut self, node: NodeId, label: LabelId) {
        self.each_index_of(node, Some(label), |index, value| index.remove(value, node.0));
        let set = at(&mut self.labels_of, node.0);
        *set = self.label_sets.without(*set, label.0);
        at(&mut self.by_label, label.0).nodes.remove(node.0);
    }
    /// Calls with each index in which a node has its place, and the node's value there.
    fn each_index_of(
        &mut self,
        node: NodeId,
        label: Option<LabelId>,
        mut change: impl FnMut(&mut ValueIndex, &Value),
    ) {
        let (labels, keys) = (self.label_set(node), self.inner[node_index(node)].keys);
        let indexes = self.indexes.0.get_mut().unwrap_or_else(|e| e.into_inner());
        if indexes.is_empty() {
            return;
        }
        for ((of_label, key), index) in indexes {
            let concerned = match label {
                Some(label) => *of_label == label.0,
                None => self.label_sets.contains(labels, *of_label),
            };
            if concerned && self.key_sets.contains(keys, *key) {
                change(Arc::make_mut(index), &self.node_columns[*key as usize].get(node.0));
            }
        }
    }
    fn put_property(&mut self, node: NodeId, key: KeyId, value: Value) -> Value {
        let weight = &mut self.inner[node_index(node)];
        weight.keys = match value {
            Value::Null => self.key_sets.without(weight.keys, key.0),
            _ => self.key_sets.with(weight.keys, key.0),
        };
        let labels = self.label_set(node);
        let indexes = self.indexes.0.get_mut().unwrap_or_else(|e| e.into_inner());
        if indexes.is_empty() {
            return at(&mut self.node_columns, key.0).set(node.0, value);
        }
        let old = at(&mut self.node_columns, key.0).set(node.0, value.clone());
        for label in self.label_sets.members(labels) {
            if let Some(index) = indexes.get_mut(&(*label, key.0)) {
                let index = Arc::make_mut(index);
                index.remove(&old, node.0);
                index.insert(&value, node.0);
            }
        }
        old
    }
    fn put_relationship_property(&mut self, relationship: RelationshipId, key: KeyId, value: Value) -> Value {
        let weight = &mut self.inner[edge_index(relationship)];
        weight.keys = match value {
            Value::Null => self.key_sets.without(weight.keys, key.0),
            _ => self.key_sets.with(weight.keys, key.0),
        };
        at(&mut self.relationship_columns, key.0).set(relationship.0, value)
    }
    /// Takes a relationship out of every index; it is still in petgraph and in the columns.
    fn hide_relationship(&mut self, relationship: RelationshipId) {
        let (from, to) = self.ends(relationship);
        let kind = at(&mut self.by_kind, self.inner[edge_index(relationship)].kind);
        kind.relationships.remove(relationship.0);
        kind.adjacency.remove(relationship.0, from.0, to.0);
    }
    fn unhide_relationship(&mut self, relationship: RelationshipId) {
        let (from, to) = self.ends(relationship);
        let kind = at(&mut self.by_kind, self.inner[edge_index(relationship)].kind);
        kind.relationships.insert(relationship.0);
        kind.adjacency.insert(relationship.0, from.0, to.0);
    }
    /// Takes a hidden relationship out of petgraph and the columns.
    fn purge_relationship(&mut self, relationship: RelationshipId) {
        let Some(weight) = self.inner.remove_edge(edge_index(relationship)) else { return };
        for &key in self.key_sets.members(weight.keys) {
            self.relationship_columns[key as usize].set(relationship.0, Value::Null);
        }
    }
    /// Takes a node out of every index; it is still in petgraph and in the columns.
    fn hide_node(&mut self, node: NodeId) {
        self.each_index_of(node, None, |index, value| index.remove(value, node.0));
        for &label in self.label_sets.members(self.label_set(node)) {
            self.by_label[label as usize].nodes.remove(node.0);
        }
        self.nodes.remove(node.0);
    }
    fn unhide_node(&mut self, node: NodeId) {
        self.nodes.insert(node.0);
        for &label in self.label_sets.members(self.label_set(node)) {
            self.by_label[label as usize].nodes.insert(node.0);
        }
        self.each_index_of(node, None, |index, value| index.insert(value, node.0));
    }
    /// Takes a hidden node out of petgraph and the columns.
    fn purge_node(&mut self, node: NodeId) {
        let Some(weight) = self.inner.remove_node(node_index(node)) else { return };
        // The number may come again.
        *at(&mut self.labels_of, node.0) = 0;
        for &key in self.key_sets.members(weight.keys) {
            self.node_columns[key as usize].set(node.0, Value::Null);
        }
    }
}
