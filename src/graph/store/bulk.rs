//! Filling a graph whose numbers are given, as files give them.

use super::{Graph, Node, Relationship, at};
use crate::graph::Value;
use petgraph::stable_graph::{EdgeIndex, NodeIndex};

/// Why an item cannot be put into the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// Its number was given before.
    Twice,
    /// Its number is far beyond the number of items.
    TooLarge,
    /// It ends at a node that is not there.
    NoNode(u32),
}

/// A graph in the making. Numbers that are left out stay free, as they were in the graph that was saved.
#[derive(Default)]
pub(crate) struct Loader {
    graph: Graph,
    ends: Vec<(u32, u32, u32, Relationship)>,
    /// Relationships came in the order of their numbers so far.
    ordered: bool,
}

/// How many numbers may be free for each item, and in all.
const FREE_EACH: u64 = 16;
const FREE: u64 = 1 << 20;

impl Loader {
    pub(crate) fn new() -> Self {
        Loader { ordered: true, ..Loader::default() }
    }
    pub(crate) fn label(&mut self, name: &str) -> u32 {
        self.graph.labels.intern(name)
    }
    pub(crate) fn kind(&mut self, name: &str) -> u32 {
        self.graph.kinds.intern(name)
    }
    pub(crate) fn key(&mut self, name: &str) -> u32 {
        self.graph.keys.intern(name)
    }

    pub(crate) fn node(&mut self, id: u32, labels: &[u32]) -> Result<(), Misfit> {
        let graph = &mut self.graph;
        if u64::from(id) > graph.nodes.len() * FREE_EACH + FREE {
            return Err(Misfit::TooLarge);
        }
        // Numbers between are held by nodes that are taken out again at the end.
        while graph.inner.node_count() <= id as usize {
            graph.inner.add_node(Node::default());
        }
        if !graph.nodes.insert(id) {
            return Err(Misfit::Twice);
        }
        let mut set = 0;
        for &label in labels {
            set = graph.label_sets.with(set, label);
            at(&mut graph.by_label, label).nodes.insert(id);
        }
        *at(&mut graph.labels_of, id) = set;
        Ok(())
    }
    pub(crate) fn node_property(&mut self, id: u32, key: u32, value: Value) {
        at(&mut self.graph.node_columns, key).set(id, value);
        self.node_has(id, key);
    }
    pub(crate) fn node_text(&mut self, id: u32, key: u32, text: &str) {
        at(&mut self.graph.node_columns, key).set_text(id, text);
        self.node_has(id, key);
    }
    fn node_has(&mut self, id: u32, key: u32) {
        let node = &mut self.graph.inner[NodeIndex::new(id as usize)];
        node.keys = self.graph.key_sets.with(node.keys, key);
    }

    /// Adds a relationship; its properties follow before the next one.
    pub(crate) fn relationship(&mut self, id: u32, from: u32, kind: u32, to: u32) -> Result<(), Misfit> {
        if u64::from(id) > self.ends.len() as u64 * FREE_EACH + FREE {
            return Err(Misfit::TooLarge);
        }
        for node in [from, to] {
            if !self.graph.nodes.contains(node) {
                return Err(Misfit::NoNode(node));
            }
        }
        let kinds = at(&mut self.graph.by_kind, kind);
        if !kinds.relationships.insert(id) {
            return Err(Misfit::Twice);
        }
        self.ordered &= self.ends.last().is_none_or(|last| last.0 < id);
        self.ends.push((id, from, to, Relationship { kind, keys: 0 }));
        Ok(())
    }
    pub(crate) fn relationship_property(&mut self, id: u32, key: u32, value: Value) {
        at(&mut self.graph.relationship_columns, key).set(id, value);
        self.relationship_has(key);
    }
    pub(crate) fn relationship_text(&mut self, id: u32, key: u32, text: &str) {
        at(&mut self.graph.relationship_columns, key).set_text(id, text);
        self.relationship_has(key);
    }
    fn relationship_has(&mut self, key: u32) {
        if let Some((.., weight)) = self.ends.last_mut() {
            weight.keys = self.graph.key_sets.with(weight.keys, key);
        }
    }

    /// The graph; or the number of a relationship that was given twice.
    pub(crate) fn finish(mut self) -> Result<Graph, u32> {
        if !self.ordered {
            self.ends.sort_by_key(|item| item.0);
            if let Some(pair) = self.ends.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                return Err(pair[0].0);
            }
        }
        let mut graph = self.graph;
        let mut holes = Vec::new();
        for (id, from, to, weight) in self.ends {
            while graph.inner.edge_count() < id as usize {
                let (a, b) = (NodeIndex::new(from as usize), NodeIndex::new(to as usize));
                holes.push(graph.inner.add_edge(a, b, Relationship::default()));
            }
            graph.inner.add_edge(NodeIndex::new(from as usize), NodeIndex::new(to as usize), weight);
        }
        // From the last to the first, so that the smallest free number is the next to be used.
        for hole in holes.into_iter().rev() {
            graph.inner.remove_edge(EdgeIndex::new(hole.index()));
        }
        for node in (0..graph.inner.node_count() as u32).rev() {
            if !graph.nodes.contains(node) {
                graph.inner.remove_node(NodeIndex::new(node as usize));
            }
        }
        Ok(graph)
    }
}

impl Graph {
    /// Whether so many numbers are free that a file could not say them.
    pub(crate) fn is_sparse(&self) -> bool {
        let too_many = |bound: usize, count: usize| bound as u64 > count as u64 * FREE_EACH / 2 + FREE / 2;
        use petgraph::visit::{EdgeIndexable, NodeIndexable};
        too_many(self.inner.node_bound(), self.node_count())
            || too_many(self.inner.edge_bound(), self.relationship_count())
    }
}
