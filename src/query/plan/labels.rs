//! What is asked of labels and types, over the numbers of one graph.

use crate::graph::{Graph, LabelId, NodeId, RelationshipId, TypeId};
use crate::query::ast::LabelExpression;
use std::sync::Arc;

/// A label expression whose names are resolved where the graph knew them when the plan was made.
#[derive(Debug, Clone)]
pub(crate) enum LabelTest {
    Name { name: Arc<str>, label: Option<LabelId>, kind: Option<TypeId> },
    Any,
    Not(Box<LabelTest>),
    And(Vec<LabelTest>),
    Or(Vec<LabelTest>),
}

impl LabelTest {
    pub(crate) fn new(labels: &LabelExpression, graph: &Graph) -> Self {
        let all = |parts: &[LabelExpression]| parts.iter().map(|part| LabelTest::new(part, graph)).collect();
        match labels {
            LabelExpression::Label(name) => LabelTest::name(&name.text, graph),
            LabelExpression::Any(_) => LabelTest::Any,
            LabelExpression::Not(inner, _) => LabelTest::Not(Box::new(LabelTest::new(inner, graph))),
            LabelExpression::And(parts, _) => LabelTest::And(all(parts)),
            LabelExpression::Or(parts, _) => LabelTest::Or(all(parts)),
        }
    }
    pub(crate) fn name(name: &Arc<str>, graph: &Graph) -> Self {
        LabelTest::Name { label: graph.label_id(name), kind: graph.type_id(name), name: name.clone() }
    }
    pub(crate) fn holds_of_node(&self, graph: &Graph, node: NodeId) -> bool {
        match self {
            // A label that came only after the plan was made is looked up by name.
            LabelTest::Name { name, label, .. } => {
                label.or_else(|| graph.label_id(name)).is_some_and(|label| graph.has_label(node, label))
            }
            LabelTest::Any => graph.labels(node).next().is_some(),
            LabelTest::Not(inner) => !inner.holds_of_node(graph, node),
            LabelTest::And(parts) => parts.iter().all(|part| part.holds_of_node(graph, node)),
            LabelTest::Or(parts) => parts.iter().any(|part| part.holds_of_node(graph, node)),
        }
    }
    pub(crate) fn holds_of_relationship(&self, graph: &Graph, relationship: RelationshipId) -> bool {
        match self {
            LabelTest::Name { name, kind, .. } => {
                kind.or_else(|| graph.type_id(name)) == Some(graph.kind_id(relationship))
            }
            LabelTest::Any => true,
            LabelTest::Not(inner) => !inner.holds_of_relationship(graph, relationship),
            LabelTest::And(parts) => parts.iter().all(|part| part.holds_of_relationship(graph, relationship)),
            LabelTest::Or(parts) => parts.iter().any(|part| part.holds_of_relationship(graph, relationship)),
        }
    }
    /// As it is written in a pattern.
    pub(crate) fn text(&self) -> String {
        let all =
            |parts: &[LabelTest], by: &str| parts.iter().map(LabelTest::text).collect::<Vec<_>>().join(by);
        match self {
            LabelTest::Name { name, .. } => name.to_string(),
            LabelTest::Any => "%".into(),
            LabelTest::Not(inner) => format!("!{}", inner.text()),
            LabelTest::And(parts) => all(parts, "&"),
            LabelTest::Or(parts) => all(parts, "|"),
        }
    }
}
