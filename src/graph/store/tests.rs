use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A graph as plain as can be, to compare with.
#[derive(Debug, Clone, Default, PartialEq)]
struct Plain {
    nodes: BTreeMap<u32, (BTreeSet<String>, BTreeMap<String, i64>)>,
    relationships: BTreeMap<u32, (String, u32, u32, BTreeMap<String, i64>)>,
}

#[derive(Debug, Clone)]
enum Step {
    Node(u8),
    Relate(usize, usize, u8),
    Label(usize, u8, bool),
    Set(usize, u8, Option<i64>),
    SetRelationship(usize, u8, Option<i64>),
    DeleteNode(usize),
    DeleteRelationship(usize),
    Read(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..3u8).prop_map(Step::Node),
        4 => (any::<usize>(), any::<usize>(), 0..2u8).prop_map(|(a, b, t)| Step::Relate(a, b, t)),
        1 => (any::<usize>(), 0..3u8, any::<bool>()).prop_map(|(a, l, on)| Step::Label(a, l, on)),
        2 => (any::<usize>(), 0..2u8, proptest::option::of(0..3i64)).prop_map(|(a, k, v)| Step::Set(a, k, v)),
        1 => (any::<usize>(), 0..2u8, proptest::option::of(0..3i64))
            .prop_map(|(a, k, v)| Step::SetRelationship(a, k, v)),
        1 => any::<usize>().prop_map(Step::DeleteNode),
        1 => any::<usize>().prop_map(Step::DeleteRelationship),
        1 => any::<usize>().prop_map(Step::Read),
    ]
}

fn pick<T: Copy>(items: impl IntoIterator<Item = T>, at: usize) -> Option<T> {
    let items: Vec<T> = items.into_iter().collect();
    (!items.is_empty()).then(|| items[at % items.len()])
}

fn value(v: Option<i64>) -> Value {
    v.map_or(Value::Null, Value::Integer)
}

fn put(map: &mut BTreeMap<String, i64>, key: String, v: Option<i64>) {
    match v {
        Some(v) => drop(map.insert(key, v)),
        None => drop(map.remove(&key)),
    }
}

fn apply(graph: &mut Graph, plain: &mut Plain, step: &Step) {
    let node = |plain: &Plain, at| pick(plain.nodes.keys().copied(), at);
    let relationship = |plain: &Plain, at| pick(plain.relationships.keys().copied(), at);
    match *step {
        Step::Node(label) => {
            let id = graph.add_node([&*format!("L{label}")], Map::default());
            plain.nodes.insert(id.0, ([format!("L{label}")].into(), BTreeMap::new()));
        }
        Step::Relate(a, b, kind) => {
            if let (Some(a), Some(b)) = (node(plain, a), node(plain, b)) {
                let id = graph.add_relationship(&format!("T{kind}"), NodeId(a), NodeId(b), Map::default());
                plain.relationships.insert(id.0, (format!("T{kind}"), a, b, BTreeMap::new()));
            }
        }
        Step::Label(at, label, on) => {
            if let Some(id) = node(plain, at) {
                let (label, labels) = (format!("L{label}"), &mut plain.nodes.get_mut(&id).unwrap().0);
                if on {
                    assert_eq!(graph.add_label(NodeId(id), &label), labels.insert(label));
                } else {
                    assert_eq!(graph.remove_label(NodeId(id), &label), labels.remove(&label));
                }
            }
        }
        Step::Set(at, key, v) => {
            if let Some(id) = node(plain, at) {
                graph.set_property(NodeId(id), &format!("k{key}"), value(v));
                put(&mut plain.nodes.get_mut(&id).unwrap().1, format!("k{key}"), v);
            }
        }
        Step::SetRelationship(at, key, v) => {
            if let Some(id) = relationship(plain, at) {
                graph.set_relationship_property(RelationshipId(id), &format!("k{key}"), value(v));
                put(&mut plain.relationships.get_mut(&id).unwrap().3, format!("k{key}"), v);
            }
        }
        Step::DeleteNode(at) => {
            if let Some(id) = node(plain, at) {
                assert!(graph.detach_delete_node(NodeId(id)));
                plain.nodes.remove(&id);
                plain.relationships.retain(|_, (_, a, b, _)| *a != id && *b != id);
            }
        }
        Step::DeleteRelationship(at) => {
            if let Some(id) = relationship(plain, at) {
                assert!(graph.delete_relationship(RelationshipId(id)));
                plain.relationships.remove(&id);
            }
        }
        // Builds what is built when first read, so that later steps must keep it.
        Step::Read(at) => {
            if let Some(id) = node(plain, at) {
                graph.outgoing_by_type(NodeId(id), "T0");
                graph.find("L0", "k0", &Value::Integer(1));
            }
        }
    }
}

/// Everything that can be read agrees with the plain graph.
fn assert_same(graph: &Graph, plain: &Plain) {
    let nodes: Vec<u32> = graph.nodes().map(|n| n.0).collect();
    assert_eq!(nodes, plain.nodes.keys().copied().collect::<Vec<_>>());
    assert_eq!(graph.node_count(), plain.nodes.len());
    assert_eq!(graph.relationship_count(), plain.relationships.len());
    let relationships: Vec<u32> = graph.relationships().map(|r| r.0).collect();
    assert_eq!(relationships, plain.relationships.keys().copied().collect::<Vec<_>>());
    for (&id, (labels, properties)) in &plain.nodes {
        let id = NodeId(id);
        assert_eq!(&graph.labels(id).map(String::from).collect::<BTreeSet<_>>(), labels);
        let got: BTreeMap<String, Value> = graph.properties(id).map(|(k, v)| (k.to_string(), v)).collect();
        let want: BTreeMap<String, Value> =
            properties.iter().map(|(k, v)| (k.clone(), Value::Integer(*v))).collect();
        assert_eq!(got, want);
        for kind in ["T0", "T1"] {
            let of = |out: bool| -> Vec<RelationshipId> {
                let end = |r: &(String, u32, u32, _)| if out { r.1 } else { r.2 };
                let all = plain.relationships.iter().filter(|(_, r)| r.0 == kind && end(r) == id.0);
                all.map(|(r, _)| RelationshipId(*r)).collect()
            };
            assert_eq!(graph.outgoing_by_type(id, kind), of(true));
            assert_eq!(graph.incoming_by_type(id, kind), of(false));
        }
        let all = |out: bool| {
            plain.relationships.values().filter(|r| (if out { r.1 } else { r.2 }) == id.0).count()
        };
        assert_eq!((graph.outgoing(id).len(), graph.incoming(id).len()), (all(true), all(false)));
    }
    for (&id, (kind, a, b, properties)) in &plain.relationships {
        let id = RelationshipId(id);
        assert_eq!((graph.kind(id), graph.ends(id)), (&**kind, (NodeId(*a), NodeId(*b))));
        for key in ["k0", "k1"] {
            assert_eq!(graph.relationship_property(id, key), value(properties.get(key).copied()));
        }
    }
    for label in ["L0", "L1", "L2"] {
        let want: Vec<NodeId> =
            plain.nodes.iter().filter(|(_, n)| n.0.contains(label)).map(|(id, _)| NodeId(*id)).collect();
        assert_eq!(graph.nodes_by_label(label).collect::<Vec<_>>(), want);
        for v in 0..3 {
            let want: Vec<NodeId> =
                want.iter().copied().filter(|n| plain.nodes[&n.0].1.get("k0") == Some(&v)).collect();
            assert_eq!(graph.find(label, "k0", &Value::Integer(v)), want);
        }
    }
    // The columns keep what a transaction deleted until its end.
    if graph.journal.is_some() {
        return;
    }
    let keys: BTreeMap<String, usize> =
        graph.key_counts().into_iter().map(|(k, n)| (k.to_string(), n)).collect();
    for key in ["k0", "k1"] {
        let want = plain.nodes.values().filter(|n| n.1.contains_key(key)).count()
            + plain.relationships.values().filter(|r| r.3.contains_key(key)).count();
        assert_eq!(keys.get(key).copied().unwrap_or(0), want);
    }
}

proptest! {
    #[test]
    fn the_indexes_agree_with_a_plain_graph(steps in prop::collection::vec(step(), 0..60)) {
        let (mut graph, mut plain) = (Graph::new(), Plain::default());
        for step in &steps {
            apply(&mut graph, &mut plain, step);
        }
        assert_same(&graph, &plain);
    }

    #[test]
    fn a_transaction_is_kept_whole_or_not_at_all(
        before in prop::collection::vec(step(), 0..40),
        within in prop::collection::vec(step(), 0..40),
        keep in any::<bool>(),
    ) {
        let (mut graph, mut plain) = (Graph::new(), Plain::default());
        for step in &before {
            apply(&mut graph, &mut plain, step);
        }
        let old = plain.clone();
        graph.begin();
        for step in &within {
            apply(&mut graph, &mut plain, step);
        }
        assert_same(&graph, &plain);
        if keep {
            let changes = graph.commit();
            assert_same(&graph, &plain);
            let new = plain.nodes.keys().filter(|n| !old.nodes.contains_key(n)).count();
            let gone = old.nodes.keys().filter(|n| !plain.nodes.contains_key(n)).count();
            assert_eq!((changes.nodes_created, changes.nodes_deleted), (new, gone));
            let properties = |plain: &Plain| -> BTreeSet<(u32, String, i64)> {
                plain.nodes.iter().flat_map(|(id, n)| n.1.iter().map(|(k, v)| (*id, k.clone(), *v)))
                    .chain(plain.relationships.iter()
                        .flat_map(|(id, r)| r.3.iter().map(|(k, v)| (*id + 1_000_000, k.clone(), *v))))
                    .collect()
            };
            let (was, is) = (properties(&old), properties(&plain));
            assert_eq!(changes.properties_set, is.difference(&was).count());
            assert_eq!(changes.properties_removed, was.difference(&is).count());
            let labels = |plain: &Plain| -> BTreeSet<String> {
                plain.nodes.values().flat_map(|n| n.0.iter().cloned()).collect()
            };
            assert_eq!(changes.labels_added, labels(&plain).difference(&labels(&old)).count());
            assert_eq!(changes.labels_removed, labels(&old).difference(&labels(&plain)).count());
        } else {
            graph.rollback();
            assert_same(&graph, &old);
        }
    }
}

#[test]
fn a_column_keeps_its_values_whatever_their_types() {
    let mut graph = Graph::new();
    let values: Vec<Value> = (0..3000)
        .map(|i| match i {
            0..1000 => Value::Integer(i),
            1000..2000 if i % 3 == 0 => Value::Null,
            1000..2000 => Value::Float(i as f64 / 2.0),
            _ => Value::String(format!("text {i}").into()),
        })
        .collect();
    let nodes: Vec<NodeId> =
        values.iter().map(|v| graph.add_node(["N"], Map::from_iter([("x".into(), v.clone())]))).collect();
    for (node, value) in nodes.iter().zip(&values) {
        assert_eq!(graph.property(*node, "x"), *value);
    }
}
