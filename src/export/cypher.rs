//! An openCypher script that makes the nodes and relationships again in an empty graph, here or in another engine.
//!
//! A small graph is one CREATE. A large one is made in batches, the nodes under a number that is taken off at the end.

use super::Part;
use crate::graph::{NodeId, RelationshipId, Value};
use crate::query::literal::{literal, name};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The greatest number of nodes and relationships that are made by one CREATE.
const ONE_STATEMENT: usize = 1_000;
/// How many are made by one statement of a larger graph.
const BATCH: usize = 500;
/// The label and property by which a batch finds its nodes.
const MARK: &str = "ExportedNode";
const NUMBER: &str = "exportedNumber";

/// Writes the script.
pub fn write(part: &Part<'_>, out: &mut impl Write) -> io::Result<()> {
    if part.nodes.is_empty() {
        return Ok(());
    }
    if part.nodes.len() + part.relationships.len() <= ONE_STATEMENT {
        return one_statement(part, out);
    }
    for nodes in part.nodes.chunks(BATCH) {
        out.write_all(b"CREATE\n")?;
        for (i, node) in nodes.iter().enumerate() {
            let properties = node_properties(part, *node, Some((NUMBER, Value::Integer(node.0.into()))));
            let end = if i + 1 < nodes.len() { ",\n" } else { ";\n" };
            write!(out, "  (:{MARK}{}{properties}){end}", labels(part, *node))?;
        }
    }
    // One type a statement: a type cannot come from a row.
    let mut by_type: BTreeMap<&str, Vec<RelationshipId>> = BTreeMap::new();
    for relationship in &part.relationships {
        by_type.entry(part.graph.kind(*relationship)).or_default().push(*relationship);
    }
    for (kind, all) in by_type {
        for batch in all.chunks(BATCH) {
            out.write_all(b"UNWIND [\n")?;
            for (i, relationship) in batch.iter().enumerate() {
                let (from, to) = part.graph.ends(*relationship);
                let properties = relationship_properties(part, *relationship);
                let properties = if properties.is_empty() { "{}" } else { properties.trim_start() };
                let end = if i + 1 < batch.len() { ",\n" } else { "\n" };
                write!(out, "  [{}, {}, {properties}]{end}", from.0, to.0)?;
            }
            write!(
                out,
                "] AS row\nMATCH (a:{MARK} {{{NUMBER}: row[0]}}), (b:{MARK} {{{NUMBER}: row[1]}})\n\
                 CREATE (a)-[r:{}]->(b) SET r = row[2];\n",
                name(kind)
            )?;
        }
    }
    writeln!(out, "MATCH (n:{MARK}) REMOVE n:{MARK}, n.{NUMBER};")
}

fn one_statement(part: &Part<'_>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"CREATE")?;
    let mut start = "\n  ";
    for node in &part.nodes {
        write!(out, "{start}(n{}{}{})", node.0, labels(part, *node), node_properties(part, *node, None))?;
        start = ",\n  ";
    }
    for relationship in &part.relationships {
        let (from, to) = part.graph.ends(*relationship);
        let kind = name(part.graph.kind(*relationship));
        let properties = relationship_properties(part, *relationship);
        write!(out, "{start}(n{})-[:{kind}{properties}]->(n{})", from.0, to.0)?;
    }
    out.write_all(b";\n")
}

fn labels(part: &Part<'_>, node: NodeId) -> String {
    part.graph.labels(node).map(|label| format!(":{}", name(label))).collect()
}

fn node_properties(part: &Part<'_>, node: NodeId, extra: Option<(&str, Value)>) -> String {
    let extra = extra.map(|(key, value)| (key.to_owned(), value));
    let own = part.graph.properties(node).map(|(key, value)| (key.to_string(), value));
    map(extra.into_iter().chain(own))
}

fn relationship_properties(part: &Part<'_>, relationship: RelationshipId) -> String {
    map(part.graph.relationship_properties(relationship).map(|(key, value)| (key.to_string(), value)))
}

/// ` {key: value, …}`, or nothing where there is nothing.
fn map(entries: impl Iterator<Item = (String, Value)>) -> String {
    let entries: Vec<String> =
        entries.filter_map(|(key, value)| Some(format!("{}: {}", name(&key), literal(&value)?))).collect();
    if entries.is_empty() { String::new() } else { format!(" {{{}}}", entries.join(", ")) }
}
