//! Graph → RON.

use crate::graph::{Graph, Value};
use std::io::{self, Write};
use std::sync::Arc;

pub(super) fn write(graph: &Graph, out: &mut impl Write) -> io::Result<()> {
    // Numbers are kept, so that a line changes only where its item does; unless nearly all of them are free.
    let renumber = graph.is_sparse();
    let mut numbers = Vec::new();
    writeln!(out, "Graph(version: {}, nodes: [", super::VERSION)?;
    for (place, node) in graph.nodes().enumerate() {
        let mut id = node.0;
        if renumber {
            numbers.resize(node.0 as usize + 1, 0);
            numbers[node.0 as usize] = place as u32;
            id = place as u32;
        }
        write!(out, "Node({id}, [")?;
        let mut labels: Vec<&str> = graph.labels(node).collect();
        labels.sort_unstable();
        for (at, label) in labels.into_iter().enumerate() {
            if at > 0 {
                out.write_all(b", ")?;
            }
            string(label, out)?;
        }
        out.write_all(b"], ")?;
        properties(graph.properties(node), out)?;
        out.write_all(b"),\n")?;
    }
    out.write_all(b"], relationships: [\n")?;
    for (place, relationship) in graph.relationships().enumerate() {
        let (from, to) = graph.ends(relationship);
        let (mut id, mut from, mut to) = (relationship.0, from.0, to.0);
        if renumber {
            (id, from, to) = (place as u32, numbers[from as usize], numbers[to as usize]);
        }
        write!(out, "Relationship({id}, {from}, ")?;
        string(graph.kind(relationship), out)?;
        write!(out, ", {to}, ")?;
        properties(graph.relationship_properties(relationship), out)?;
        out.write_all(b"),\n")?;
    }
    out.write_all(b"])\n")
}

fn properties<'g>(all: impl Iterator<Item = (&'g Arc<str>, Value)>, out: &mut impl Write) -> io::Result<()> {
    let mut all: Vec<(&Arc<str>, Value)> = all.collect();
    all.sort_unstable_by(|a, b| a.0.cmp(b.0));
    entries(all.iter().map(|(key, value)| (&***key, value)), out)
}

fn entries<'v>(all: impl Iterator<Item = (&'v str, &'v Value)>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{")?;
    for (at, (key, value)) in all.enumerate() {
        if at > 0 {
            out.write_all(b", ")?;
        }
        string(key, out)?;
        out.write_all(b": ")?;
        self::value(value, out)?;
    }
    out.write_all(b"}")
}

fn value(value: &Value, out: &mut impl Write) -> io::Result<()> {
    match value {
        Value::Null => out.write_all(b"None"),
        Value::Boolean(b) => write!(out, "{b}"),
        Value::Integer(i) => write!(out, "{i}"),
        Value::Float(f) if f.is_nan() => out.write_all(b"NaN"),
        // `Debug` writes the shortest text that reads back as the same float, always with a point or an exponent.
        Value::Float(f) => write!(out, "{f:?}"),
        Value::String(text) => string(text, out),
        Value::List(items) => {
            out.write_all(b"[")?;
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.write_all(b", ")?;
                }
                self::value(item, out)?;
            }
            out.write_all(b"]")
        }
        Value::Map(map) => entries(map.iter().map(|(key, value)| (&**key, value)), out),
        Value::Date(date) => write!(out, "Date(\"{date}\")"),
        Value::LocalTime(time) => write!(out, "LocalTime(\"{time}\")"),
        Value::Time(time) => write!(out, "Time(\"{time}\")"),
        Value::LocalDateTime(time) => write!(out, "LocalDateTime(\"{time}\")"),
        Value::DateTime(time) => write!(out, "DateTime(\"{time}\")"),
        Value::Duration(duration) => write!(out, "Duration(\"{duration}\")"),
        Value::Node(_) | Value::Relationship(_) | Value::Path(_) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a property cannot be a node, a relationship or a path",
        )),
    }
}

fn string(text: &str, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\"")?;
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            // What editors take for the end of a line, and what they do not show.
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => "",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[from..at])?;
        if escape.is_empty() {
            write!(out, "\\u{{{:x}}}", c as u32)?;
        } else {
            out.write_all(escape.as_bytes())?;
        }
        from = at + c.len_utf8();
    }
    out.write_all(&text.as_bytes()[from..])?;
    out.write_all(b"\"")
}
