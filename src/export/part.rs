//! The part of a graph that is exported.

use crate::graph::{Graph, NodeId, RelationshipId, Value};
use crate::query::format::{clean, name_of};
use std::collections::BTreeSet;

/// Nodes and relationships of a graph, each once, in the order of their numbers. The ends of a relationship are always
/// among the nodes.
pub struct Part<'g> {
    /// The graph that they are of.
    pub graph: &'g Graph,
    /// The nodes.
    pub nodes: Vec<NodeId>,
    /// The relationships.
    pub relationships: Vec<RelationshipId>,
}

impl<'g> Part<'g> {
    /// All of a graph.
    pub fn whole(graph: &'g Graph) -> Self {
        Part { graph, nodes: graph.nodes().collect(), relationships: graph.relationships().collect() }
    }

    /// What rows hold, at whatever depth. Where they hold nodes but no relationship or path, the relationships between
    /// those nodes come too: who asks for actors and claims wants to see what joins them.
    pub fn of_rows<R: AsRef<[Value]>>(graph: &'g Graph, rows: impl IntoIterator<Item = R>) -> Self {
        let mut found = Found::default();
        for row in rows {
            row.as_ref().iter().for_each(|value| found.add(value));
        }
        let Found { mut nodes, mut relationships } = found;
        nodes.retain(|node| graph.contains_node(*node));
        relationships.retain(|relationship| graph.contains_relationship(*relationship));
        if relationships.is_empty() {
            for node in &nodes {
                let joined = graph.outgoing(*node).into_iter().filter(|r| nodes.contains(&graph.ends(*r).1));
                relationships.extend(joined);
            }
        }
        for relationship in &relationships {
            let (from, to) = graph.ends(*relationship);
            nodes.extend([from, to]);
        }
        Part { graph, nodes: nodes.into_iter().collect(), relationships: relationships.into_iter().collect() }
    }

    /// What a node is called in a picture or page: its name, text or title, else a property or label.
    pub(super) fn name(&self, node: NodeId) -> String {
        let name = name_of(node, self.graph)
            .or_else(|| self.graph.properties(node).find_map(|(_, value)| value.as_str().map(str::to_owned)));
        let name = name.unwrap_or_else(|| match self.graph.labels(node).next() {
            Some(label) => format!("{label} {}", node.0),
            None => format!("node {}", node.0),
        });
        clean(&name).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A text property of a relationship.
    pub(super) fn text(&self, relationship: RelationshipId, key: &str) -> Option<String> {
        let value = self.graph.relationship_property(relationship, key);
        crate::query::functions::text_of(&value).map(|text| text.into_owned())
    }

    /// `“…” (document, date)`: the sentence that a relationship was read from.
    pub(super) fn evidence(&self, relationship: RelationshipId) -> Option<String> {
        let sentence = self.text(relationship, "sentence")?;
        let sentence = clean(&sentence).split_whitespace().collect::<Vec<_>>().join(" ");
        let source = [self.text(relationship, "document"), self.text(relationship, "date")];
        let source: Vec<String> =
            source.into_iter().flatten().map(|text| clean(&text).into_owned()).collect();
        Some(match source.is_empty() {
            true => format!("“{sentence}”"),
            false => format!("“{sentence}” ({})", source.join(", ")),
        })
    }
}

#[derive(Default)]
struct Found {
    nodes: BTreeSet<NodeId>,
    relationships: BTreeSet<RelationshipId>,
}

impl Found {
    fn add(&mut self, value: &Value) {
        match value {
            Value::Node(node) => {
                self.nodes.insert(*node);
            }
            Value::Relationship(relationship) => {
                self.relationships.insert(*relationship);
            }
            Value::Path(path) => {
                self.nodes.extend(&path.nodes);
                self.relationships.extend(&path.relationships);
            }
            Value::List(items) => items.iter().for_each(|item| self.add(item)),
            Value::Map(map) => map.values().for_each(|item| self.add(item)),
            _ => {}
        }
    }
}
