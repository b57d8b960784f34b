use super::*;
use crate::graph::temporal::{Date, LocalDateTime, LocalTime, Time};
use crate::graph::{Map, NodeId, Value};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![".{0,8}", Just("\"\\\n\r\t\u{0}\u{2028}\u{1f600}".to_string()), Just(String::new())]
}

fn value() -> impl Strategy<Value = Value> {
    let date = (-3_000_000i64..3_000_000).prop_map(|days| Date { days });
    let time = (0i64..86_400_000_000_000).prop_map(|nanos| LocalTime { nanos });
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(Value::Integer),
        any::<f64>().prop_map(Value::Float),
        prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-0.0), Just(1e300)].prop_map(Value::Float),
        text().prop_map(Value::from),
        date.clone().prop_map(Value::Date),
        time.clone().prop_map(Value::LocalTime),
        (time.clone(), -18 * 60..=18 * 60i32)
            .prop_map(|(local, minutes)| Value::Time(Time { local, offset: minutes * 60 })),
        (date, time).prop_map(|(date, time)| Value::LocalDateTime(LocalDateTime { date, time })),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..3).prop_map(Value::map),
        ]
    })
}

prop_compose! {
    fn graph()(
        nodes in prop::collection::vec((prop::collection::vec(text(), 0..3), prop::collection::vec((text(), value()), 0..3)), 1..8),
        relationships in prop::collection::vec((any::<prop::sample::Index>(), text(), any::<prop::sample::Index>(),
            prop::collection::vec((text(), value()), 0..3)), 0..8),
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) -> Graph {
        let mut graph = Graph::new();
        let map = |entries: &[(String, Value)]| -> Map {
            entries.iter().map(|(k, v)| (k.as_str().into(), v.clone())).collect()
        };
        let ids: Vec<NodeId> = nodes.iter()
            .map(|(labels, properties)| graph.add_node(labels.iter().map(|l| &**l), map(properties)))
            .collect();
        for (from, kind, to, properties) in &relationships {
            graph.add_relationship(kind, *from.get(&ids), *to.get(&ids), map(properties));
        }
        for node in gone {
            graph.detach_delete_node(*node.get(&ids));
        }
        graph
    }
}

proptest! {
    #[test]
    fn a_graph_is_read_back_as_it_was_written(graph in graph()) {
        let text = graph.to_ron().unwrap();
        let back = Graph::from_ron(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert_eq!(back.to_ron().unwrap(), text);
        prop_assert!(back.nodes().eq(graph.nodes()));
        prop_assert!(back.relationships().eq(graph.relationships()));
        for node in graph.nodes() {
            // Compared as text: NaN is not equal to itself.
            let show = |g: &Graph| {
                let mut all: Vec<String> = g.properties(node).map(|(k, v)| format!("{k} {v:?}")).collect();
                all.sort();
                all
            };
            prop_assert_eq!(show(&back), show(&graph));
        }
    }

    #[test]
    fn ron_itself_reads_what_is_written(graph in graph()) {
        let text = graph.to_ron().unwrap();
        let items = text.lines().filter(|line| line.starts_with("Node(") || line.starts_with("Relationship("));
        for line in items {
            prop_assert!(ron::from_str::<ron::Value>(line.trim_end_matches(',')).is_ok(), "{}", line);
        }
    }

    #[test]
    fn a_damaged_file_is_refused_and_never_a_panic(graph in graph(), at in any::<prop::sample::Index>(), with in any::<char>()) {
        let text = graph.to_ron().unwrap();
        // Without its last line break it is whole all the same.
        let places: Vec<usize> = text.trim_end().char_indices().map(|(at, _)| at).collect();
        let at = *at.get(&places);
        let _ = Graph::from_ron(&text[..at]).unwrap_err();
        let _ = Graph::from_ron(&format!("{}{with}{}", &text[..at], &text[at..]));
    }
}

#[test]
fn plain_values_are_what_ron_says_they_are() {
    for text in [
        "1",
        "-7",
        "0x1f",
        "1_000",
        "1.5",
        "-2e3",
        ".5",
        "inf",
        "-inf",
        "true",
        r#""a\n\u{e9}\x41""#,
        r##"r#"a"b"#"##,
    ] {
        let file = format!("Graph(version: 1, nodes: [Node(0, [], {{\"x\": {text}}})], relationships: [])");
        let ours = Graph::from_ron(&file).unwrap_or_else(|e| panic!("{text}: {e}")).property(NodeId(0), "x");
        let theirs = match ron::from_str::<ron::Value>(text).unwrap() {
            ron::Value::Bool(b) => Value::Boolean(b),
            ron::Value::String(s) => s.into(),
            ron::Value::Number(n) if text.contains(['.', 'e']) || text.contains("inf") => {
                Value::Float(n.into_f64())
            }
            ron::Value::Number(n) => Value::Integer(n.into_f64() as i64),
            other => panic!("{other:?}"),
        };
        assert_eq!(ours, theirs, "{text}");
    }
}

#[test]
fn a_file_may_be_written_by_hand() {
    let graph = Graph::from_ron(
        "// people\nGraph(\n  version: 1,\n  nodes: [ Node(3, [\"A\",], {\"x\": 1,},), /* gap */ Node(1, [], {}) ],\n  relationships: [ Relationship(0, 3, \"T\", 1, {}) ],\n)\n",
    )
    .unwrap();
    assert_eq!(graph.nodes().map(|n| n.0).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn errors_say_where() {
    let error = |text: &str| Graph::from_ron(text).unwrap_err().to_string();
    assert_eq!(error(""), "1:1: this is no graph file: it should begin with `Graph(version: …`");
    assert_eq!(
        error("Graph(version: 2, nodes: [\n"),
        "1:16: the graph has format version 2, and this program reads up to version 1: use a newer standpoint"
    );
    assert_eq!(error("Graph(version: 1, nodes: [\nNode(0, [\"é\" {})])"), "2:14: `,` is wanted here");
    assert_eq!(
        error("Graph(version: 1, nodes: [\nNode(0, [], {}),\n"),
        "3:1: the file ends here: it is not whole"
    );
    assert_eq!(
        error("Graph(version: 1, nodes: [], relationships: [\nRelationship(0, 0, \"T\", 1, {})])"),
        "2:14: relationship 0 ends at node 0, which is not there"
    );
    assert_eq!(
        error("Graph(version: 1, nodes: [Node(4000000000, [], {})], relationships: [])"),
        "1:32: the number 4000000000 is far larger than the number of items"
    );
}

#[test]
fn saving_replaces_a_file_whole_or_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.ron");
    let mut graph = Graph::new();
    graph.add_node(["A"], Map::default());
    graph.save(&path).unwrap();
    let first = std::fs::read_to_string(&path).unwrap();
    // What cannot be saved leaves the old file and nothing beside it.
    let node = graph.add_node(["B"], Map::default());
    graph.set_property(node, "self", Value::Node(node));
    let error = graph.save(&path).unwrap_err().to_string();
    assert!(error.contains("a property cannot be a node"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), first);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    graph.set_property(node, "self", Value::Null);
    graph.save(&path).unwrap();
    assert_eq!(Graph::load(&path).unwrap().node_count(), 2);
    let missing = Graph::load(folder.path().join("none.ron")).unwrap_err().to_string();
    assert!(missing.ends_with("none.ron: there is no such file or folder"), "{missing}");
}
