//! GraphML (Brandes et al. 2002), as Gephi, yEd, Cytoscape and networkx read it.

use super::Part;
use super::html::escaped;
use crate::graph::Value;
use crate::query::functions::text_of;
use crate::query::json::{Dialect, to_string};
use indexmap::IndexMap;
use std::io::{self, Write};

/// Writes the graph. A property has a type if all its values have it, else it is text; lists and maps are JSON.
pub fn write(part: &Part<'_>, out: &mut impl Write) -> io::Result<()> {
    let nodes = Keys::of(
        "n",
        part.nodes.iter().flat_map(|node| part.graph.properties(*node).map(|(k, v)| (k.to_string(), v))),
    );
    let relationships = Keys::of(
        "r",
        part.relationships
            .iter()
            .flat_map(|r| part.graph.relationship_properties(*r).map(|(k, v)| (k.to_string(), v))),
    );
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"\n    \
          xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n    \
          xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    )?;
    writeln!(out, "  <key id=\"labels\" for=\"node\" attr.name=\"labels\" attr.type=\"string\"/>")?;
    writeln!(out, "  <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>")?;
    writeln!(out, "  <key id=\"type\" for=\"edge\" attr.name=\"type\" attr.type=\"string\"/>")?;
    nodes.declare("node", &["labels", "label"], out)?;
    relationships.declare("edge", &["type"], out)?;
    writeln!(out, "  <graph id=\"G\" edgedefault=\"directed\">")?;
    for node in &part.nodes {
        let labels: String = part.graph.labels(*node).map(|label| format!(":{label}")).collect();
        writeln!(out, "    <node id=\"n{}\">", node.0)?;
        writeln!(out, "      <data key=\"labels\">{}</data>", xml(&labels))?;
        writeln!(out, "      <data key=\"label\">{}</data>", xml(&part.name(*node)))?;
        for (key, value) in part.graph.properties(*node) {
            nodes.data(key, &value, part, out)?;
        }
        writeln!(out, "    </node>")?;
    }
    for relationship in &part.relationships {
        let (from, to) = part.graph.ends(*relationship);
        writeln!(out, "    <edge id=\"r{}\" source=\"n{}\" target=\"n{}\">", relationship.0, from.0, to.0)?;
        writeln!(out, "      <data key=\"type\">{}</data>", xml(part.graph.kind(*relationship)))?;
        for (key, value) in part.graph.relationship_properties(*relationship) {
            relationships.data(key, &value, part, out)?;
        }
        writeln!(out, "    </edge>")?;
    }
    out.write_all(b"  </graph>\n</graphml>\n")
}

/// The properties that occur, with their types in GraphML.
struct Keys {
    prefix: &'static str,
    types: IndexMap<String, &'static str>,
}

impl Keys {
    fn of(prefix: &'static str, properties: impl Iterator<Item = (String, Value)>) -> Self {
        let mut types: IndexMap<String, &'static str> = IndexMap::new();
        for (key, value) in properties {
            let kind = match value {
                Value::Null => continue,
                Value::Boolean(_) => "boolean",
                Value::Integer(_) => "long",
                Value::Float(_) => "double",
                _ => "string",
            };
            types.entry(key).and_modify(|known| *known = common(known, kind)).or_insert(kind);
        }
        Keys { prefix, types }
    }

    fn declare(&self, of: &str, taken: &[&str], out: &mut impl Write) -> io::Result<()> {
        for (i, (key, kind)) in self.types.iter().enumerate() {
            let mark = if taken.contains(&key.as_str()) { "_" } else { "" };
            writeln!(
                out,
                "  <key id=\"{}{i}\" for=\"{of}\" attr.name=\"{}{mark}\" attr.type=\"{kind}\"/>",
                self.prefix,
                xml(key)
            )?;
        }
        Ok(())
    }

    fn data(&self, key: &str, value: &Value, part: &Part<'_>, out: &mut impl Write) -> io::Result<()> {
        let Some(number) = self.types.get_index_of(key) else { return Ok(()) };
        let text = match text_of(value) {
            // XML Schema's names of the floats that are no numbers.
            Some(text) if matches!(value, Value::Float(_)) => text.replace("Infinity", "INF"),
            Some(text) => text.into_owned(),
            None => to_string(value, part.graph, Dialect::Plain),
        };
        writeln!(out, "      <data key=\"{}{number}\">{}</data>", self.prefix, xml(&text))
    }
}

fn common(a: &'static str, b: &'static str) -> &'static str {
    match (a, b) {
        (a, b) if a == b => a,
        ("long", "double") | ("double", "long") => "double",
        _ => "string",
    }
}

/// A text in XML, without the characters that XML 1.0 forbids.
fn xml(text: &str) -> String {
    let allowed = |c: &char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    escaped(&text.chars().filter(allowed).collect::<String>())
}
