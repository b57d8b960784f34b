//! The query language: what the TCK does not pin down.

mod edges;
mod joins;
mod messages;
mod parser;
mod random;
mod reference;

use standpoint::graph::{Graph, Map};

/// A graph made by a query.
pub fn graph(create: &str) -> Graph {
    let mut graph = Graph::new();
    graph
        .query(create, &Map::default())
        .unwrap_or_else(|error| panic!("{create}: {}", error.render(create, false)));
    graph
}

/// The rows of a query, one a line, cells with ` | ` between.
pub fn rows(graph: &mut Graph, query: &str) -> String {
    match graph.query(query, &Map::default()) {
        Ok(outcome) => {
            let line = |row: &Vec<_>| {
                row.iter()
                    .map(|value| {
                        standpoint::query::json::to_string(
                            value,
                            graph,
                            standpoint::query::json::Dialect::Plain,
                        )
                    })
                    .collect::<Vec<_>>()
                    .join(" | ")
            };
            outcome.rows.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        Err(error) => format!("{}: {}", error.kind, error.detail),
    }
}
