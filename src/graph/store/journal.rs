//! What a transaction changed: enough to take it back, and to say at its end what it came to.

use super::{Graph, KeyId, LabelId, NodeId, RelationshipId};
use crate::graph::Value;
use rustc_hash::{FxHashMap, FxHashSet};

/// One change, with what it takes to undo it.
#[derive(Debug, Clone)]
pub(super) enum Change {
    NodeAdded(u32),
    RelationshipAdded(u32),
    NodeDeleted(u32),
    RelationshipDeleted(u32),
    LabelAdded(u32, u32),
    LabelRemoved(u32, u32),
    /// Node, key, old value.
    NodeProperty(u32, u32, Value),
    /// Relationship, key, old value.
    RelationshipProperty(u32, u32, Value),
}

/// The changes since a transaction began.
///
/// What it deletes is out of sight at once but leaves petgraph and the columns only at the commit: numbers are not
/// used twice within a transaction, rows may still ask a deleted relationship for its type, and undoing is cheap.
#[derive(Debug, Clone, Default)]
pub(super) struct Journal {
    changes: Vec<Change>,
    nodes: FxHashSet<u32>,
    relationships: FxHashSet<u32>,
}

impl Journal {
    pub(super) fn delete_relationship(&mut self, relationship: u32) {
        self.relationships.insert(relationship);
        self.changes.push(Change::RelationshipDeleted(relationship));
    }
    pub(super) fn delete_node(&mut self, node: u32) {
        self.nodes.insert(node);
        self.changes.push(Change::NodeDeleted(node));
    }
    pub(super) fn deleted_relationships(&self) -> usize {
        self.relationships.len()
    }
}

/// What a transaction came to, net: what was created and deleted again counts nowhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Nodes that came.
    pub nodes_created: usize,
    /// Nodes that went.
    pub nodes_deleted: usize,
    /// Relationships that came.
    pub relationships_created: usize,
    /// Relationships that went.
    pub relationships_deleted: usize,
    /// Property values that came; a changed value is one that came and one that went.
    pub properties_set: usize,
    /// Property values that went.
    pub properties_removed: usize,
    /// Labels of which the graph had no node before.
    pub labels_added: usize,
    /// Labels of which the graph has no node any more.
    pub labels_removed: usize,
}

impl Changes {
    /// Whether anything changed.
    pub fn any(&self) -> bool {
        *self != Changes::default()
    }
    /// The counts that are not zero, under the names that openCypher's Technology Compatibility Kit has for them.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let all = [
            ("+nodes", self.nodes_created),
            ("-nodes", self.nodes_deleted),
            ("+relationships", self.relationships_created),
            ("-relationships", self.relationships_deleted),
            ("+properties", self.properties_set),
            ("-properties", self.properties_removed),
            ("+labels", self.labels_added),
            ("-labels", self.labels_removed),
        ];
        all.into_iter().filter(|(_, count)| *count > 0)
    }
}

impl Graph {
    /// Notes a change, where a transaction is open.
    pub(super) fn note(&mut self, change: Change) {
        self.note_with(|| change);
    }
    pub(super) fn note_with(&mut self, change: impl FnOnce() -> Change) {
        self.version += 1;
        if let Some(journal) = &mut self.journal {
            journal.changes.push(change());
        }
    }
    pub(super) fn is_hidden_relationship(&self, relationship: RelationshipId) -> bool {
        self.journal.as_ref().is_some_and(|j| j.relationships.contains(&relationship.0))
    }
    /// Whether the open transaction deleted a node.
    pub(crate) fn is_deleted_node(&self, node: NodeId) -> bool {
        self.journal.as_ref().is_some_and(|j| j.nodes.contains(&node.0))
    }
    /// Whether the open transaction deleted a relationship.
    pub(crate) fn is_deleted_relationship(&self, relationship: RelationshipId) -> bool {
        self.is_hidden_relationship(relationship)
    }

    /// Opens a transaction; one that is open is committed first.
    pub fn begin(&mut self) {
        self.commit();
        self.journal = Some(Box::default());
    }

    /// Ends a transaction, keeps its changes and says what they came to.
    pub fn commit(&mut self) -> Changes {
        let Some(journal) = self.journal.take() else { return Changes::default() };
        let changes = self.sum_up(&journal);
        // Relationships before the nodes that they touch.
        for change in &journal.changes {
            if let Change::RelationshipDeleted(relationship) = change {
                self.purge_relationship(RelationshipId(*relationship));
            }
        }
        for change in &journal.changes {
            if let Change::NodeDeleted(node) = change {
                self.purge_node(NodeId(*node));
            }
        }
        changes
    }

    /// Ends a transaction and takes its changes back.
    pub fn rollback(&mut self) {
        let Some(journal) = self.journal.take() else { return };
        self.version += 1;
        for change in journal.changes.into_iter().rev() {
            match change {
                Change::NodeAdded(node) => {
                    self.hide_node(NodeId(node));
                    self.purge_node(NodeId(node));
                }
                Change::RelationshipAdded(relationship) => {
                    self.hide_relationship(RelationshipId(relationship));
                    self.purge_relationship(RelationshipId(relationship));
                }
                Change::NodeDeleted(node) => self.unhide_node(NodeId(node)),
                Change::RelationshipDeleted(relationship) => {
                    self.unhide_relationship(RelationshipId(relationship))
                }
                Change::LabelAdded(node, label) => self.take_label(NodeId(node), LabelId(label)),
                Change::LabelRemoved(node, label) => self.put_label(NodeId(node), LabelId(label)),
                Change::NodeProperty(node, key, old) => {
                    drop(self.put_property(NodeId(node), KeyId(key), old))
                }
                Change::RelationshipProperty(relationship, key, old) => {
                    self.put_relationship_property(RelationshipId(relationship), KeyId(key), old);
                }
            }
        }
    }

    fn sum_up(&self, journal: &Journal) -> Changes {
        let mut sum = Changes::default();
        let (mut new_nodes, mut new_relationships) = (FxHashSet::default(), FxHashSet::default());
        // The first old value of each property, and of each label of each node, is its value before.
        let mut nodes_before: FxHashMap<(u32, u32), &Value> = FxHashMap::default();
        let mut relationships_before: FxHashMap<(u32, u32), &Value> = FxHashMap::default();
        let mut labels_before: FxHashMap<(u32, u32), bool> = FxHashMap::default();
        for change in &journal.changes {
            match change {
                Change::NodeAdded(node) => drop(new_nodes.insert(*node)),
                Change::RelationshipAdded(relationship) => drop(new_relationships.insert(*relationship)),
                Change::NodeProperty(node, key, old) if !new_nodes.contains(node) => {
                    nodes_before.entry((*node, *key)).or_insert(old);
                }
                Change::RelationshipProperty(relationship, key, old)
                    if !new_relationships.contains(relationship) =>
                {
                    relationships_before.entry((*relationship, *key)).or_insert(old);
                }
                Change::LabelAdded(node, label) if !new_nodes.contains(node) => {
                    labels_before.entry((*node, *label)).or_insert(false);
                }
                Change::LabelRemoved(node, label) if !new_nodes.contains(node) => {
                    labels_before.entry((*node, *label)).or_insert(true);
                }
                // What is new counts as it stands at the end.
                _ => {}
            }
        }
        let mut property = |before: &Value, now: Value| {
            if *before != now {
                sum.properties_removed += usize::from(*before != Value::Null);
                sum.properties_set += usize::from(now != Value::Null);
            }
        };
        for (&(node, key), before) in &nodes_before {
            let gone = journal.nodes.contains(&node);
            let now = if gone { Value::Null } else { self.property_by_key(NodeId(node), KeyId(key)) };
            property(before, now);
        }
        for (&(relationship, key), before) in &relationships_before {
            let gone = journal.relationships.contains(&relationship);
            let relationship = RelationshipId(relationship);
            let now =
                if gone { Value::Null } else { self.relationship_property_by_key(relationship, KeyId(key)) };
            property(before, now);
        }
        // Net difference of nodes per label.
        let mut labels: FxHashMap<u32, isize> = FxHashMap::default();
        for (&(node, label), &before) in &labels_before {
            let now = !journal.nodes.contains(&node) && self.has_label(NodeId(node), LabelId(label));
            *labels.entry(label).or_default() += isize::from(now) - isize::from(before);
        }
        for node in new_nodes.iter().filter(|n| !journal.nodes.contains(n)) {
            sum.nodes_created += 1;
            let weight = self.inner[super::node_index(NodeId(*node))];
            sum.properties_set += self.key_sets.members(weight.keys).len();
            for label in self.label_sets.members(self.label_set(NodeId(*node))) {
                *labels.entry(*label).or_default() += 1;
            }
        }
        for relationship in new_relationships.iter().filter(|r| !journal.relationships.contains(r)) {
            sum.relationships_created += 1;
            let weight = self.inner[super::edge_index(RelationshipId(*relationship))];
            sum.properties_set += self.key_sets.members(weight.keys).len();
        }
        for node in journal.nodes.iter().filter(|n| !new_nodes.contains(n)) {
            sum.nodes_deleted += 1;
            let weight = self.inner[super::node_index(NodeId(*node))];
            // What was neither set nor removed before the node went counts as it stands.
            let untouched = |key: &&u32| !nodes_before.contains_key(&(*node, **key));
            sum.properties_removed += self.key_sets.members(weight.keys).iter().filter(untouched).count();
            for label in self.label_sets.members(self.label_set(NodeId(*node))) {
                if !labels_before.contains_key(&(*node, *label)) {
                    *labels.entry(*label).or_default() -= 1;
                }
            }
        }
        for relationship in journal.relationships.iter().filter(|r| !new_relationships.contains(r)) {
            sum.relationships_deleted += 1;
            let weight = self.inner[super::edge_index(RelationshipId(*relationship))];
            let untouched = |key: &&u32| !relationships_before.contains_key(&(*relationship, **key));
            sum.properties_removed += self.key_sets.members(weight.keys).iter().filter(untouched).count();
        }
        for (label, difference) in labels {
            let now = self.label_count(LabelId(label)) as isize;
            match (now - difference, now) {
                (before, now) if before == 0 && now > 0 => sum.labels_added += 1,
                (before, now) if before > 0 && now == 0 => sum.labels_removed += 1,
                _ => {}
            }
        }
        sum
    }
}
