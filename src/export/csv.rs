//! Two tables: nodes and relationships, with a column for each property that occurs.

use super::Part;
use crate::graph::Value;
use crate::query::functions::text_of;
use crate::query::json::{Dialect, to_string};
use indexmap::IndexMap;
use std::io::{self, Write};
use std::sync::Arc;

/// Writes the nodes: `id`, `labels` (with `;` between), and their properties.
pub fn nodes(part: &Part<'_>, out: impl Write) -> io::Result<()> {
    let rows = part.nodes.iter().map(|node| {
        let labels = part.graph.labels(*node).collect::<Vec<_>>().join(";");
        (
            vec![node.0.to_string(), labels],
            part.graph.properties(*node).map(|(k, v)| (k.clone(), v)).collect(),
        )
    });
    table(part, &["id", "labels"], rows.collect(), out)
}

/// Writes the relationships: `id`, `type`, `start`, `end` (the numbers of nodes), and their properties.
pub fn relationships(part: &Part<'_>, out: impl Write) -> io::Result<()> {
    let rows = part.relationships.iter().map(|relationship| {
        let (from, to) = part.graph.ends(*relationship);
        let kind = part.graph.kind(*relationship).to_owned();
        let properties = part.graph.relationship_properties(*relationship);
        (
            vec![relationship.0.to_string(), kind, from.0.to_string(), to.0.to_string()],
            properties.map(|(k, v)| (k.clone(), v)).collect(),
        )
    });
    table(part, &["id", "type", "start", "end"], rows.collect(), out)
}

type Row = (Vec<String>, IndexMap<Arc<str>, Value>);

fn table(part: &Part<'_>, fixed: &[&str], rows: Vec<Row>, out: impl Write) -> io::Result<()> {
    let mut keys: IndexMap<Arc<str>, ()> = IndexMap::new();
    for key in rows.iter().flat_map(|(_, properties)| properties.keys()) {
        keys.entry(key.clone()).or_default();
    }
    let mut out = ::csv::Writer::from_writer(out);
    // A property named like one of the fixed columns gets a mark of its own.
    let heads = keys.keys().map(|key| match fixed.contains(&&**key) {
        true => format!("{key}_"),
        false => key.to_string(),
    });
    out.write_record(fixed.iter().map(|name| name.to_string()).chain(heads))?;
    for (start, properties) in &rows {
        let cells = keys.keys().map(|key| match properties.get(key) {
            None | Some(Value::Null) => String::new(),
            Some(value) => match text_of(value) {
                Some(text) => text.into_owned(),
                None => to_string(value, part.graph, Dialect::Plain),
            },
        });
        out.write_record(start.iter().cloned().chain(cells))?;
    }
    out.flush()
}
