//! Nodes and relationships as one JSON object, one a line, in the order of their numbers.

use super::Part;
use crate::graph::Value;
use crate::query::json::{Dialect, to_string};
use std::io::{self, Write};

/// Writes `{"nodes":[…],"relationships":[…]}`.
pub fn write(part: &Part<'_>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"nodes\":[")?;
    array(part, part.nodes.iter().copied().map(Value::Node), out)?;
    out.write_all(b"],\n\"relationships\":[")?;
    array(part, part.relationships.iter().copied().map(Value::Relationship), out)?;
    out.write_all(b"]}\n")
}

fn array(part: &Part<'_>, values: impl Iterator<Item = Value>, out: &mut impl Write) -> io::Result<()> {
    for (i, value) in values.enumerate() {
        let comma = if i > 0 { "," } else { "" };
        write!(out, "{comma}\n{}", to_string(&value, part.graph, Dialect::Plain))?;
    }
    out.write_all(b"\n")
}
