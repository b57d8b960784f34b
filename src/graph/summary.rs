//! What a graph holds, in numbers: its most heard actors, its topics, its sources and dates.

use super::{Graph, NodeId, Value};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::collections::BTreeMap;

/// The types of relationships that are statements, with the word for each.
pub const STANCES: [(&str, &str); 4] =
    [("SAYS", "says"), ("SUPPORTS", "supports"), ("OPPOSES", "opposes"), ("WARNS_ABOUT", "warns about")];

/// How many statements of each type, in the order of [`STANCES`].
pub type Counts = [usize; 4];

/// What a graph holds, in a line.
pub fn extent(graph: &Graph) -> String {
    let label = |name: &str| graph.nodes_by_label(name).count();
    let statements: usize = STANCES.iter().map(|(kind, _)| graph.relationships_by_type(kind).count()).sum();
    let plural =
        |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    format!(
        "{}, {} by {} on {}, {}",
        plural(label("Document"), "document"),
        plural(statements, "statement"),
        plural(label("Actor"), "actor"),
        plural(label("Claim"), "claim"),
        plural(label("Topic"), "topic"),
    )
}

/// A summary of a graph of statements. All lists have the most important first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// Documents, actors, claims, topics.
    pub nodes: [usize; 4],
    /// Statements by type.
    pub statements: Counts,
    /// Actors with their kind and statements.
    pub actors: Vec<(String, String, Counts)>,
    /// Topics with the statements whose claims are about them.
    pub topics: Vec<(String, Counts)>,
    /// Publishers with their documents.
    pub sources: Vec<(String, usize)>,
    /// The first and the last date of a document.
    pub dates: Option<(Value, Value)>,
}

impl Summary {
    /// Summarises a graph.
    pub fn of(graph: &Graph) -> Self {
        let count = |label: &str| graph.nodes_by_label(label).count();
        let mut summary =
            Self { nodes: ["Document", "Actor", "Claim", "Topic"].map(count), ..Self::default() };
        let mut actors: IndexMap<NodeId, Counts, FxBuildHasher> = IndexMap::default();
        let mut topics: IndexMap<NodeId, Counts, FxBuildHasher> = IndexMap::default();
        for (nth, (kind, _)) in STANCES.iter().enumerate() {
            for relationship in graph.relationships_by_type(kind) {
                let (from, to) = graph.ends(relationship);
                summary.statements[nth] += 1;
                actors.entry(from).or_default()[nth] += 1;
                for about in graph.outgoing_by_type(to, "ABOUT") {
                    let topic = graph.ends(about).1;
                    if graph.labels(topic).any(|label| label == "Topic") {
                        topics.entry(topic).or_default()[nth] += 1;
                    }
                }
            }
        }
        let text =
            |node: NodeId, key: &str| graph.property(node, key).as_str().unwrap_or_default().to_owned();
        summary.actors = actors
            .into_iter()
            .map(|(node, counts)| (text(node, "name"), text(node, "kind"), counts))
            .collect();
        summary.topics = topics.into_iter().map(|(node, counts)| (text(node, "name"), counts)).collect();
        let sum = |counts: &Counts| std::cmp::Reverse(counts.iter().sum::<usize>());
        summary.actors.sort_by(|a, b| (sum(&a.2), &a.0).cmp(&(sum(&b.2), &b.0)));
        summary.topics.sort_by(|a, b| (sum(&a.1), &a.0).cmp(&(sum(&b.1), &b.0)));
        summary.publications(graph);
        summary
    }

    fn publications(&mut self, graph: &Graph) {
        let mut sources: BTreeMap<String, usize> = BTreeMap::new();
        let mut days = Vec::new();
        for document in graph.nodes_by_label("Document") {
            if let Some(source) = graph.property(document, "source").as_str() {
                *sources.entry(source.to_owned()).or_default() += 1;
            }
            if let Value::Date(date) = graph.property(document, "date") {
                days.push(date);
            }
        }
        self.sources = sources.into_iter().collect();
        self.sources.sort_by_key(|(_, documents)| std::cmp::Reverse(*documents));
        if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
            self.dates = Some((Value::Date(*first), Value::Date(*last)));
        }
    }
}
