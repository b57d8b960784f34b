//! Graphs for other tools and for readers: DOT, GraphML, HTML, JSON, CSV, openCypher.
//!
//! Every exporter takes a [`Part`]: the whole graph, or what a query returned.
//!
//! ```
//! use standpoint::export::{Part, dot};
//! use standpoint::graph::{Graph, Map, Value};
//!
//! let mut graph = Graph::new();
//! let name = |text: &str| [("name".into(), Value::string(text))].into_iter().collect::<Map>();
//! let kyiv = graph.add_node(["Actor"], name("Kyiv"));
//! let talks = graph.add_node(["Topic"], name("talks"));
//! graph.add_relationship("SUPPORTS", kyiv, talks, Map::default());
//! let picture = dot::write(&Part::whole(&graph), &dot::Options::default());
//! assert!(picture.starts_with("digraph"));
//! ```

pub mod csv;
pub mod cypher;
pub mod dot;
pub mod graphml;
pub mod html;
pub mod json;
mod part;

pub use part::Part;

use std::str::FromStr;

/// What a graph can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A picture for Graphviz.
    Dot,
    /// XML for Gephi, yEd, Cytoscape, networkx.
    Graphml,
    /// A page to read.
    Html,
    /// Nodes and relationships as JSON.
    Json,
    /// Two tables, of nodes and of relationships.
    Csv,
    /// A script that makes the graph again.
    Cypher,
}

impl Target {
    /// The names of the targets, as [`FromStr`] reads them.
    pub const NAMES: [&str; 6] = ["dot", "graphml", "html", "json", "csv", "cypher"];
}

impl FromStr for Target {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.to_lowercase().as_str() {
            "dot" | "gv" => Target::Dot,
            "graphml" => Target::Graphml,
            "html" => Target::Html,
            "json" => Target::Json,
            "csv" => Target::Csv,
            "cypher" | "opencypher" => Target::Cypher,
            _ => return Err(format!("`{text}` is none of {}", Target::NAMES.join(", "))),
        })
    }
}

#[cfg(test)]
mod tests;
