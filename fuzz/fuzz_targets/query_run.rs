//! Any query runs over a small graph or fails with an error, within its limits; one that fails changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use standpoint::graph::{Graph, Map};
use standpoint::query::Options;
use std::time::Duration;

const GRAPH: &str = "CREATE (a:A {n: 1, s: 'x'})-[:R {w: 1}]->(b:A:B {n: 2})-[:R {w: 2}]->(c:B {n: 3.5}), \
                     (c)-[:S {d: date('2026-01-02')}]->(a), (a)-[:R]->(b), (c)-[:S]->(c), (:C {l: [1, 2]})";

fuzz_target!(|text: &str| {
    let mut graph = Graph::new();
    graph.query(GRAPH, &Map::default()).expect("the graph of the target");
    let options = Options {
        time_limit: Some(Duration::from_millis(500)),
        memory_limit: Some(64 << 20),
        ..Options::default()
    };
    let counts = (graph.node_count(), graph.relationship_count());
    if graph.query_with(text, &Map::default(), &options).is_err() {
        assert_eq!(counts, (graph.node_count(), graph.relationship_count()));
    }
});
