use super::*;
use crate::graph::{Graph, Map, Value};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// A small debate, with names that try every mark of the formats.
fn debate() -> Graph {
    let mut graph = Graph::new();
    let map = |entries: &[(&str, Value)]| -> Map {
        entries.iter().map(|(k, v)| ((*k).into(), v.clone())).collect()
    };
    let actor = |graph: &mut Graph, name: &str, kind: &str| {
        graph.add_node(["Actor"], map(&[("name", name.into()), ("kind", kind.into())]))
    };
    let kyiv = actor(&mut graph, "Officials in Kyiv", "group");
    let odd = actor(&mut graph, "A \"B\" <C> & \\N {D}\n\u{1b}[31m\u{202e}", "person");
    let claim = graph.add_node(
        ["Claim"],
        map(&[(
            "text",
            "premature pauses or territorial concessions would reward aggression and end in a wider war"
                .into(),
        )]),
    );
    let topic = graph.add_node(["Topic"], map(&[("name", "territorial concession".into())]));
    let document =
        graph.add_node(["Document"], map(&[("title", "Talks".into()), ("words", Value::Integer(812))]));
    let statement = |sentence: &str, hedged: bool| {
        map(&[
            ("sentence", sentence.into()),
            ("document", "talks".into()),
            ("date", "2026-03-31".parse::<crate::graph::temporal::Date>().unwrap().into()),
            ("confidence", Value::Float(0.93)),
            ("hedged", hedged.into()),
        ])
    };
    for sentence in
        ["Officials in Kyiv warned of pauses.", "Kyiv's officials warned again; \"no\" was the word."]
    {
        graph.add_relationship("WARNS_ABOUT", kyiv, claim, statement(sentence, false));
    }
    graph.add_relationship("SUPPORTS", odd, claim, statement("He would like it.", true));
    graph.add_relationship("OPPOSES", odd, kyiv, statement("He is against them.", false));
    graph.add_relationship("SAYS", kyiv, topic, statement("They said so.", false));
    graph.add_relationship("ABOUT", claim, topic, Map::default());
    graph.add_relationship("STATED_IN", claim, document, Map::default());
    graph.add_relationship("odd type`", odd, topic, Map::default());
    graph
}

/// What Graphviz says to a picture: (it went well, its warnings); `None` where there is no Graphviz.
fn graphviz(test: &str, dot: &str, format: &str) -> Option<(bool, String, Vec<u8>)> {
    let run = Command::new("dot")
        .arg(format)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut run) = run else {
        println!("{test}: skipped, no Graphviz (`dot`) here");
        return None;
    };
    let mut input = run.stdin.take().unwrap();
    let text = dot.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = run.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    Some((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned(), output.stdout))
}

#[test]
fn graphviz_draws_the_picture_without_a_warning() {
    let graph = debate();
    let options = dot::Options { title: Some("<Talks> & \"terms\"".into()), ..dot::Options::default() };
    let picture = dot::write(&Part::whole(&graph), &options);
    let Some((success, warnings, svg)) =
        graphviz("graphviz_draws_the_picture_without_a_warning", &picture, "-Tsvg")
    else {
        return;
    };
    assert!(success && warnings.is_empty(), "{warnings}\n{picture}");
    let svg = String::from_utf8(svg).unwrap();
    assert!(svg.contains("warns about ×2") && svg.contains("&lt;Talks&gt;") && !svg.contains('\u{1b}'));
}

#[test]
fn a_picture_is_stable_and_tells_kinds_apart() {
    insta::assert_snapshot!(dot::write(&Part::whole(&debate()), &dot::Options::default()));
}

#[test]
fn a_picture_of_a_large_graph_keeps_the_contested_claims() {
    let mut graph = Graph::new();
    let name = |text: String| [("name".into(), Value::from(text))].into_iter().collect::<Map>();
    let contested = graph.add_node(["Claim"], name("contested".into()));
    for i in 0..200 {
        let actor = graph.add_node(["Actor"], name(format!("actor {i}")));
        let claim = graph.add_node(["Claim"], name(format!("claim {i}")));
        graph.add_relationship("SAYS", actor, claim, Map::default());
        if i >= 190 {
            graph.add_relationship("OPPOSES", actor, contested, Map::default());
        }
    }
    let options = dot::Options { limit: 30, ..dot::Options::default() };
    let picture = dot::write(&Part::whole(&graph), &options);
    assert_eq!(picture.matches(", tooltip=").count() - picture.matches("->").count(), 30);
    assert_eq!(picture.matches("opposes\", tooltip").count(), 10);
    assert!(!picture.contains("layout=sfdp"));
    let options = dot::Options { limit: 60, ..dot::Options::default() };
    let map = dot::write(&Part::whole(&graph), &options);
    assert!(map.contains("layout=sfdp"));
    if let Some((success, warnings, _)) =
        graphviz("a_picture_of_a_large_graph_keeps_the_contested_claims", &map, "-Tsvg")
    {
        assert!(success && warnings.is_empty(), "{warnings}");
    }
    assert!(picture.contains("30 of 401 nodes"));
}

#[test]
fn rows_give_the_part_that_they_hold() {
    let graph = debate();
    let nodes: Vec<_> = graph.nodes().collect();
    let first = graph.relationships().next().unwrap();
    let part = Part::of_rows(&graph, [vec![Value::list([first.into()]), Value::Integer(1)]]);
    assert_eq!((part.nodes.len(), part.relationships.len()), (2, 1));
    // Nodes alone bring what joins them.
    let part = Part::of_rows(&graph, [vec![nodes[0].into()], vec![nodes[2].into()]]);
    assert_eq!((part.nodes.len(), part.relationships.len()), (2, 2));
    assert!(Part::of_rows(&graph, [vec![Value::Null]]).nodes.is_empty());
}

#[test]
fn other_formats_are_stable_and_escaped() {
    let graph = debate();
    let part = Part::whole(&graph);
    let text = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    };
    insta::assert_snapshot!("graphml", text(&|out| graphml::write(&part, out).unwrap()));
    insta::assert_snapshot!("cypher", text(&|out| cypher::write(&part, out).unwrap()));
    insta::assert_snapshot!("csv_nodes", text(&|out| csv::nodes(&part, out).unwrap()));
    insta::assert_snapshot!("csv_relationships", text(&|out| csv::relationships(&part, out).unwrap()));
    let json = text(&|out| json::write(&part, out).unwrap());
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(read["nodes"].as_array().unwrap().len(), 5);
    assert_eq!(read["relationships"].as_array().unwrap().len(), 8);
    let page = text(&|out| html::write(&part, "<Talks>", out).unwrap());
    assert!(page.contains("&lt;Talks&gt;") && page.contains("&lt;C&gt;") && !page.contains('\u{1b}'));
}

/// All of a graph, without its numbers: each node by its labels and properties, each relationship by those of its ends.
fn contents(graph: &Graph) -> (Vec<String>, Vec<String>) {
    let plain = |value: Value| crate::query::literal::literal(&value).unwrap();
    let node = |node| {
        let properties = graph.properties(node).map(|(k, v)| (k.clone(), v)).collect::<Map>();
        format!("{:?} {}", graph.labels(node).collect::<Vec<_>>(), plain(properties.into()))
    };
    let relationship = |relationship| {
        let (from, to) = graph.ends(relationship);
        let properties =
            graph.relationship_properties(relationship).map(|(k, v)| (k.clone(), v)).collect::<Map>();
        format!("{} {} {} {}", node(from), graph.kind(relationship), plain(properties.into()), node(to))
    };
    let mut all: (Vec<_>, Vec<_>) =
        (graph.nodes().map(node).collect(), graph.relationships().map(relationship).collect());
    all.0.sort();
    all.1.sort();
    all
}

#[test]
fn an_exported_script_makes_the_same_graph_again() {
    let mut large = Graph::new();
    let number = |i: usize| [("i".into(), Value::Integer(i as i64))].into_iter().collect::<Map>();
    let nodes: Vec<_> = (0..700).map(|i| large.add_node(["Actor"], number(i))).collect();
    for (i, pair) in nodes.windows(2).enumerate() {
        let kind = if i % 3 == 0 { "SAYS" } else { "odd `type" };
        large.add_relationship(kind, pair[0], pair[1], if i % 2 == 0 { Map::default() } else { number(i) });
    }
    for graph in [debate(), large] {
        let mut script = Vec::new();
        cypher::write(&Part::whole(&graph), &mut script).unwrap();
        let script = String::from_utf8(script).unwrap();
        let mut made = Graph::new();
        for span in crate::query::statements(&script) {
            made.query(span.of(&script), &Map::default()).unwrap();
        }
        assert_eq!(contents(&made), contents(&graph));
    }
}

#[test]
fn an_empty_graph_is_exported_too() {
    let graph = Graph::new();
    let part = Part::whole(&graph);
    let mut out = Vec::new();
    cypher::write(&part, &mut out).unwrap();
    assert!(out.is_empty());
    json::write(&part, &mut out).unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&out).is_ok());
    if let Some((success, warnings, _)) =
        graphviz("an_empty_graph_is_exported_too", &dot::write(&part, &dot::Options::default()), "-Tsvg")
    {
        assert!(success && warnings.is_empty(), "{warnings}");
    }
}
