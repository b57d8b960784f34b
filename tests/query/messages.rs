//! What a person who slipped is told.

use super::graph;
use standpoint::graph::{Graph, Map};

/// The error or warnings of a query, as they are shown.
fn told(graph: &mut Graph, query: &str) -> String {
    match graph.query(query, &Map::default()) {
        Ok(outcome) => outcome.warnings.iter().map(|w| w.render(query, false)).collect::<Vec<_>>().join("\n"),
        Err(error) => error.render(query, false),
    }
}

#[test]
fn errors_name_the_place_and_one_way_out() {
    let mut g = Graph::new();
    let shown: Vec<String> = [
        "MATCH (a:Actor) RETRUN a.name",
        "MATCH (a:Actor)\nWHERE a.name CONTANS 'x'\nRETURN a",
        "MATCH (a:Actor RETURN a",
        "MATCH (actor) RETURN acter.name",
        "MATCH (a) RETURN toUper(a.name)",
        "MATCH (a) WHERE a.name == 'x' RETURN a",
        "MATCH (a) WHERE a.name != 'x' RETURN a",
        "MATCH (a) RETURN a.name AS order",
        "MATCH (a) WHERE a.name = “Kyiv” RETURN a",
        "MATCH (a)-[:SAYS..3]->(c) RETURN c",
        "MATCH (a) WITH a.name RETURN 1",
        "MATCH (a) WHERE count(a) > 1 RETURN a",
        "MATCH (a)",
        "CREATE (a)-[SAYS]->(b)",
        "MATCH (a) RETURN a.name + count(*)",
        "RETURN 'open",
        "RETURN size(1)",
        "",
    ]
    .iter()
    .map(|query| told(&mut g, query))
    .collect();
    insta::assert_snapshot!(shown.join("\n\n"));
}

#[test]
fn names_that_the_graph_has_nowhere_are_warnings() {
    let mut g = graph("CREATE (:Actor {name: 'Kyiv'})-[:OPPOSES {date: '2026'}]->(:Claim {text: 'x'})");
    let shown: Vec<String> = [
        "MATCH (a:Acter) RETURN a",
        "MATCH (a:Actor)-[:OPOSES]->(c:Claim) RETURN a.nmae, c.text",
        "MATCH (a:Actor {nam: 'Kyiv'}) WHERE EXISTS { (a)-[:SAYS]->() } RETURN a",
        "MATCH (a:Actor) SET a.seen = true RETURN a.seen",
        "RETURN date('2026-01-01').year",
    ]
    .iter()
    .map(|query| told(&mut g, query))
    .collect();
    insta::assert_snapshot!(shown.join("\n---\n"));
}
