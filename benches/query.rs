//! What queries cost: the questions that analysts ask of a graph of claims, and beside each the same answer by a plain
//! walk over petgraph, written by hand: what the engine adds to the work itself.
//!
//! `cargo bench --bench query`; `STANDPOINT_BENCH_ACTORS=20000` for a larger graph (ten claims and thirty statements
//! to each actor).

use divan::{Bencher, black_box};
use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use standpoint::graph::{Graph, Map, Value};
use standpoint::query::Options;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{LazyLock, Mutex};

fn main() {
    divan::main();
}

const TYPES: [&str; 4] = ["SAYS", "SUPPORTS", "OPPOSES", "WARNS_ABOUT"];
const WORDS: [&str; 12] = [
    "tax", "rent", "court", "border", "health", "school", "energy", "water", "privacy", "forest", "treaty",
    "virus",
];

/// One graph twice: in the store, and as plain petgraph.
struct World {
    graph: Mutex<Graph>,
    options: Options,
    parameters: Map,
    plain: DiGraph<Plain, Edge>,
    by_name: HashMap<String, NodeIndex>,
}
enum Plain {
    Actor(String),
    Claim { text: String, topic: String },
}
struct Edge {
    kind: usize,
    confidence: f64,
    date: String,
}

/// A sequence of numbers that is the same on every machine (SplitMix64).
struct Chance(u64);
impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let actors = std::env::var("STANDPOINT_BENCH_ACTORS").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let (claims, statements) = (actors * 10, actors * 30);
    let mut chance = Chance(7);
    let (mut graph, mut plain, mut by_name) = (Graph::new(), DiGraph::new(), HashMap::new());
    let map = |entries: &[(&str, Value)]| -> Map {
        entries.iter().map(|(k, v)| ((*k).into(), v.clone())).collect()
    };
    let mut people = Vec::new();
    for i in 0..actors {
        let name = format!("Actor {i:06}");
        let id = graph.add_node(["Actor"], map(&[("name", name.as_str().into()), ("kind", "person".into())]));
        let twin = plain.add_node(Plain::Actor(name.clone()));
        by_name.insert(name, twin);
        people.push((id, twin));
    }
    let mut said = Vec::new();
    for i in 0..claims {
        let words: Vec<&str> = (0..9).map(|_| WORDS[chance.next(WORDS.len())]).collect();
        let text = format!("The {} must change, case {i}.", words.join(" "));
        let topic = format!("topic {:05}", chance.next(actors / 20));
        let properties = map(&[
            ("id", (i as i64).into()),
            ("text", text.as_str().into()),
            ("topic", topic.as_str().into()),
        ]);
        said.push((graph.add_node(["Claim"], properties), plain.add_node(Plain::Claim { text, topic })));
    }
    // Few speak often: the rank of a speaker is drawn with a density that falls as one over the rank.
    for _ in 0..statements {
        let rank = (actors as f64).powf(chance.next(1 << 30) as f64 / (1u64 << 30) as f64) as usize - 1;
        let (who, what) = (people[rank], said[chance.next(claims)]);
        let kind = [0, 0, 0, 0, 1, 1, 2, 3][chance.next(8)];
        let confidence = chance.next(1000) as f64 / 1000.0;
        let date =
            format!("{}-{:02}-{:02}", 2015 + chance.next(10), 1 + chance.next(12), 1 + chance.next(28));
        let properties = map(&[("confidence", confidence.into()), ("date", date.as_str().into())]);
        graph.add_relationship(TYPES[kind], who.0, what.0, properties);
        plain.add_edge(who.1, what.1, Edge { kind, confidence, date });
    }
    let name = |i: usize| Value::from(format!("Actor {i:06}"));
    let parameters = map(&[
        ("hub", name(1)),
        ("mid", name(actors / 50)),
        ("a", name(actors / 4)),
        ("b", name(actors / 2)),
        ("word", "privacy forest".into()),
    ]);
    World { graph: Mutex::new(graph), options: Options::default(), parameters, plain, by_name }
});

impl World {
    fn ask(&self, query: &str) -> Vec<Vec<Value>> {
        let mut graph = self.graph.lock().expect("no bench panics");
        graph.query_with(query, &self.parameters, &self.options).expect("a good query").rows
    }
    fn actor(&self, parameter: &str) -> NodeIndex {
        self.by_name[self.parameters[parameter].as_str().expect("a name")]
    }
    fn name(&self, node: NodeIndex) -> &str {
        match &self.plain[node] {
            Plain::Actor(name) => name,
            Plain::Claim { text, .. } => text,
        }
    }
    fn over(
        &self,
        node: NodeIndex,
        direction: petgraph::Direction,
        kinds: &'static [usize],
    ) -> impl Iterator<Item = NodeIndex> {
        self.plain.edges_directed(node, direction).filter(|e| kinds.contains(&e.weight().kind)).map(
            move |e| {
                if direction == Outgoing { e.target() } else { e.source() }
            },
        )
    }
}

/// The ten largest counts, names breaking ties.
fn top<K: Ord>(counts: impl IntoIterator<Item = (K, usize)>) -> Vec<(K, usize)> {
    let mut counts: Vec<(K, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(10);
    counts
}

/// Two benches of one question: the engine's answer and the hand-written one, which must agree in what `same` compares.
macro_rules! question {
    ($name:ident, $query:expr, $plain:expr, $same:expr) => {
        mod $name {
            use super::*;
            #[divan::bench]
            fn engine(bencher: Bencher) {
                let plain: fn(&World) -> i64 = $plain;
                let same: fn(&[Vec<Value>]) -> i64 = $same;
                assert_eq!(same(&WORLD.ask($query)), plain(&WORLD), "{}", $query);
                bencher.bench(|| WORLD.ask(black_box($query)));
            }
            #[divan::bench]
            fn plain_petgraph(bencher: Bencher) {
                let plain: fn(&World) -> i64 = $plain;
                bencher.bench(|| plain(black_box(&WORLD)));
            }
        }
    };
}

/// The number in the last column of the first row.
fn last(rows: &[Vec<Value>]) -> i64 {
    rows.first().and_then(|row| row.last()).and_then(Value::as_integer).unwrap_or(0)
}

question!(
    point,
    "MATCH (a:Actor {name: $mid}) RETURN count(a.kind) AS n",
    |w| i64::from(w.by_name.contains_key(w.parameters["mid"].as_str().unwrap())),
    last
);
question!(
    one_hop,
    "MATCH (a:Actor {name: $hub})-[s:SAYS]->(c:Claim) WHERE s.confidence > 0.8 RETURN c.topic AS topic, count(*) AS n ORDER BY n DESC, topic LIMIT 10",
    |w| {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for e in w.plain.edges(w.actor("hub")).filter(|e| e.weight().kind == 0 && e.weight().confidence > 0.8)
        {
            if let Plain::Claim { topic, .. } = &w.plain[e.target()] {
                *counts.entry(topic).or_default() += 1;
            }
        }
        top(counts).first().map_or(0, |t| t.1 as i64)
    },
    last
);
question!(
    two_hops,
    "MATCH (x:Actor {name: $hub})-[:SUPPORTS]->(c:Claim)<-[:OPPOSES]-(y:Actor) RETURN y.name AS name, count(DISTINCT c) AS n ORDER BY n DESC, name LIMIT 10",
    |w| {
        let mut pairs = HashSet::new();
        for c in w.over(w.actor("hub"), Outgoing, &[1]) {
            pairs.extend(w.over(c, Incoming, &[2]).map(|y| (y, c)));
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        pairs.into_iter().for_each(|(y, _)| *counts.entry(w.name(y)).or_default() += 1);
        top(counts).first().map_or(0, |t| t.1 as i64)
    },
    last
);
question!(
    agreeing_pairs,
    "MATCH (a:Actor)-[:SUPPORTS]->(c:Claim)<-[:SUPPORTS]-(b:Actor) WHERE a.name < b.name RETURN a.name AS a, b.name AS b, count(*) AS n ORDER BY n DESC, a, b LIMIT 10",
    |w| {
        let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
        for c in w.plain.node_indices() {
            let who: Vec<&str> = w.over(c, Incoming, &[1]).map(|a| w.name(a)).collect();
            for a in &who {
                who.iter().filter(|b| a < *b).for_each(|b| *counts.entry((a, b)).or_default() += 1);
            }
        }
        top(counts).first().map_or(0, |t| t.1 as i64)
    },
    last
);
question!(
    four_cycles,
    "MATCH (a:Actor)-[:SUPPORTS]->(c:Claim)<-[:OPPOSES]-(b:Actor)-[:WARNS_ABOUT]->(d:Claim)<-[:WARNS_ABOUT]-(a) RETURN count(*) AS n",
    |w| {
        let mut warn: HashMap<NodeIndex, Vec<(NodeIndex, petgraph::graph::EdgeIndex)>> = HashMap::new();
        for e in w.plain.edge_references().filter(|e| e.weight().kind == 3) {
            warn.entry(e.source()).or_default().push((e.target(), e.id()));
        }
        let (mut n, none) = (0, Vec::new());
        for c in w.plain.node_indices() {
            for a in w.over(c, Incoming, &[1]) {
                for b in w.over(c, Incoming, &[2]) {
                    for (d, e) in warn.get(&a).unwrap_or(&none) {
                        n += warn.get(&b).unwrap_or(&none).iter().filter(|(o, f)| o == d && e != f).count()
                            as i64;
                    }
                }
            }
        }
        n
    },
    last
);
question!(
    neighbourhood,
    "MATCH (x:Actor {name: $a})-[:SUPPORTS|OPPOSES*1..3]-(y) WHERE y <> x RETURN count(DISTINCT y) AS n",
    |w| {
        let start = w.actor("a");
        let (mut seen, mut front) = (HashSet::from([start]), vec![start]);
        for _ in 0..3 {
            let mut next = Vec::new();
            for x in front {
                next.extend(
                    w.over(x, Outgoing, &[1, 2])
                        .chain(w.over(x, Incoming, &[1, 2]))
                        .filter(|y| seen.insert(*y)),
                );
            }
            front = next;
        }
        seen.len() as i64 - 1
    },
    last
);
question!(
    shortest_path,
    "MATCH (x:Actor {name: $a}), (y:Actor {name: $b}) MATCH p = shortestPath((x)-[:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT*..8]-(y)) RETURN length(p) AS n",
    |w| {
        let (start, goal) = (w.actor("a"), w.actor("b"));
        let (mut seen, mut front) = (HashSet::from([start]), vec![start]);
        for length in 1..=8 {
            let mut next = Vec::new();
            for x in front {
                for y in w.plain.neighbors_undirected(x).filter(|y| seen.insert(*y)) {
                    if y == goal {
                        return length;
                    }
                    next.push(y);
                }
            }
            front = next;
        }
        0
    },
    last
);
question!(
    words,
    "MATCH (c:Claim) WHERE c.text CONTAINS $word RETURN count(*) AS n",
    |w| {
        let word = w.parameters["word"].as_str().unwrap();
        w.plain
            .node_weights()
            .filter(|n| matches!(n, Plain::Claim { text, .. } if text.contains(word)))
            .count() as i64
    },
    last
);
question!(
    by_year,
    "MATCH (a:Actor)-[s:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT]->(c:Claim) RETURN left(s.date, 4) AS year, count(*) AS n ORDER BY year",
    |w| {
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        w.plain.edge_weights().for_each(|e| *counts.entry(&e.date[..4]).or_default() += 1);
        counts.first_key_value().map_or(0, |(_, n)| *n)
    },
    last
);
question!(
    degrees,
    "MATCH (:Actor)-[s:SAYS]->() RETURN count(s) AS n",
    |w| w.plain.edge_weights().filter(|e| e.kind == 0).count() as i64,
    last
);
question!(
    topics_by_kind,
    "MATCH (a:Actor)-[s]->(c:Claim) RETURN type(s) AS kind, c.topic AS topic, count(*) AS n ORDER BY n DESC, kind, topic LIMIT 10",
    |w| {
        let mut counts: HashMap<(usize, &str), usize> = HashMap::new();
        for e in w.plain.edge_references() {
            if let Plain::Claim { topic, .. } = &w.plain[e.target()] {
                *counts.entry((e.weight().kind, topic)).or_default() += 1;
            }
        }
        top(counts).first().map_or(0, |t| t.1 as i64)
    },
    last
);

/// Loading, as programs do it: many rows in one parameter. Beside it the same nodes put into the store one by one.
mod load {
    use super::*;

    fn rows() -> Vec<Map> {
        let row = |i: i64| -> Map {
            let text = format!("The {} must change, case {i}.", WORDS[i as usize % WORDS.len()]);
            [("id".into(), i.into()), ("text".into(), text.into()), ("topic".into(), "topic 1".into())]
                .into_iter()
                .collect()
        };
        (0..5000).map(row).collect()
    }

    #[divan::bench]
    fn unwind_create(bencher: Bencher) {
        let rows = Value::list(rows().into_iter().map(Value::from));
        let parameters: Map = [("rows".into(), rows)].into_iter().collect();
        let query = "UNWIND $rows AS r CREATE (:Claim {id: r.id, text: r.text, topic: r.topic})";
        bencher.with_inputs(Graph::new).bench_values(|mut graph| {
            graph.query(query, &parameters).expect("a good query");
            graph
        });
    }
    #[divan::bench]
    fn store(bencher: Bencher) {
        bencher.with_inputs(|| (Graph::new(), rows())).bench_values(|(mut graph, rows)| {
            for row in rows {
                graph.add_node(["Claim"], row);
            }
            graph
        });
    }
}
