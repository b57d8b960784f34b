//! A value as a person reads it: an actor by its name, a relationship by its type.

use crate::graph::{NodeId, Path, Value};
use crate::query::functions::{Entities, text_of};
use crate::query::literal;
use std::borrow::Cow;
use std::fmt::Write;

/// The properties that name a node, the first that it has.
const NAMES: [&str; 4] = ["name", "text", "title", "label"];

/// A value in one line of text, without control characters.
pub fn readable(value: &Value, graph: &dyn Entities) -> String {
    match value {
        Value::String(text) => one_line(text),
        _ => {
            let mut out = String::new();
            write(&mut out, value, graph);
            one_line(&out)
        }
    }
}

/// What a node is called: its name, text or title; `None` where it has none of them.
pub fn name_of(node: NodeId, graph: &dyn Entities) -> Option<String> {
    NAMES.iter().find_map(|key| match graph.node_property(node, key)? {
        Value::String(name) if !name.trim().is_empty() => Some(name.to_string()),
        _ => None,
    })
}

fn write(out: &mut String, value: &Value, graph: &dyn Entities) {
    match value {
        Value::String(text) => literal::write_text(out, text),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                write(out, item, graph);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (i, (key, value)) in map.iter().enumerate() {
                let _ = write!(out, "{}{key}: ", if i > 0 { ", " } else { "" });
                write(out, value, graph);
            }
            out.push('}');
        }
        Value::Node(node) => write_node(out, *node, graph),
        Value::Relationship(relationship) => {
            out.push_str(graph.relationship_type(*relationship).as_deref().unwrap_or("(deleted)"));
        }
        Value::Path(path) => write_path(out, path, graph),
        Value::Null => out.push_str("null"),
        other => out.push_str(&text_of(other).unwrap_or_default()),
    }
}

fn write_node(out: &mut String, node: NodeId, graph: &dyn Entities) {
    if let Some(name) = name_of(node, graph) {
        return out.push_str(&name);
    }
    let Some(labels) = graph.labels(node) else { return out.push_str("(deleted)") };
    out.push('(');
    for label in labels {
        let _ = write!(out, ":{label}");
    }
    let properties = graph.node_properties(node).unwrap_or_default();
    if !properties.is_empty() {
        if !out.ends_with('(') {
            out.push(' ');
        }
        write(out, &properties.into(), graph);
    }
    out.push(')');
}

fn write_path(out: &mut String, path: &Path, graph: &dyn Entities) {
    for (i, node) in path.nodes.iter().enumerate() {
        if let Some(relationship) = i.checked_sub(1).and_then(|before| path.relationships.get(before)) {
            let kind = graph.relationship_type(*relationship);
            let kind = kind.as_deref().unwrap_or("(deleted)");
            let forward = graph.ends(*relationship).is_none_or(|(_, to)| to == *node);
            let _ = if forward { write!(out, " -{kind}→ ") } else { write!(out, " ←{kind}- ") };
        }
        write_node(out, *node, graph);
    }
}

/// A text without line breaks and tabs, and without what a terminal would obey.
fn one_line(text: &str) -> String {
    let flat = text.contains(['\n', '\r', '\t']).then(|| {
        text.split(['\n', '\r', '\t']).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ")
    });
    match flat {
        Some(flat) => clean(&flat).into_owned(),
        None => clean(text).into_owned(),
    }
}

/// A text with its control characters made visible (`␛` for escape) and the marks taken out that would turn the direction of
/// writing for what follows; line feeds and tabs stay.
pub fn clean(text: &str) -> Cow<'_, str> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let obeyed = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.chars().any(|c| obeyed(c) || turns(c)) {
        return Cow::Borrowed(text);
    }
    let visible = |c: char| match c as u32 {
        code @ 0..=0x1f if obeyed(c) => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        0x80..=0x9f => '\u{fffd}',
        _ => c,
    };
    Cow::Owned(text.chars().filter(|c| !turns(*c)).map(visible).collect())
}

/// A text for a cell of a Markdown table.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}
