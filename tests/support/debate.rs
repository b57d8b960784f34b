//! A small graph of a public debate, made by hand: what the tests of questions and of the prompt run on.

use standpoint::graph::{Graph, Map, NodeId, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Properties of the pairs.
pub fn properties(pairs: &[(&str, Value)]) -> Map {
    pairs.iter().map(|(key, value)| ((*key).into(), value.clone())).collect()
}

fn day(text: &str) -> Value {
    let day: jiff::civil::Date = text.parse().expect("a date");
    let days = (day - jiff::civil::date(1970, 1, 1)).get_days();
    Value::Date(standpoint::graph::temporal::Date { days: i64::from(days) })
}

const ACTORS: [(&str, &str, &[&str]); 15] = [
    ("Kyiv", "government", &["Kiev", "Ukraine"]),
    ("Moscow", "government", &["Russia", "the Kremlin"]),
    ("Berlin", "government", &["Germany"]),
    ("Warsaw", "government", &["Poland"]),
    ("Washington", "government", &["United States", "U.S."]),
    ("Officials in Kyiv", "group", &[]),
    ("Dmitry Kuleba", "person", &["Dmytro Kuleba", "Kuleba"]),
    ("Angela Merkel", "person", &[]),
    ("Boris Johnson", "person", &[]),
    ("Ron Johnson", "person", &[]),
    ("European Union", "organization", &[]),
    ("NATO", "organization", &["North Atlantic Treaty Organization"]),
    ("Greenpeace", "organization", &[]),
    ("Sébastien Lecornu", "person", &[]),
    ("The Daily Mail", "publication", &[]),
];

const TOPICS: [&str; 7] = [
    "ceasefire",
    "territorial concession",
    "sanction",
    "pipeline",
    "negotiation",
    "NATO membership",
    "law and order",
];

const DOCUMENTS: [(&str, &str, &str, &str); 4] = [
    ("ukraine-peace-talks", "The path to talks", "Policy", "2024-01-10"),
    ("pipeline-dispute", "Neighbours at odds over a pipeline", "Reuters", "2024-02-20"),
    ("summit", "Leaders meet in Vilnius", "The Guardian", "2024-03-15"),
    ("aftermath", "After the summit", "Reuters", "2024-05-02"),
];

/// Actor, relation, claim (or actor), topics, document, start.
type Row = (&'static str, &'static str, &'static str, &'static [&'static str], &'static str, i64);

const STATEMENTS: [Row; 24] = [
    ("Kyiv", "OPPOSES", "an immediate ceasefire", &["ceasefire"], "ukraine-peace-talks", 100),
    (
        "Officials in Kyiv",
        "WARNS_ABOUT",
        "territorial concessions",
        &["territorial concession"],
        "ukraine-peace-talks",
        200,
    ),
    ("Dmitry Kuleba", "OPPOSES", "a ceasefire without parity", &["ceasefire"], "ukraine-peace-talks", 300),
    ("Dmitry Kuleba", "SAYS", "timing matters", &[], "ukraine-peace-talks", 400),
    ("Moscow", "SUPPORTS", "an immediate ceasefire", &["ceasefire"], "ukraine-peace-talks", 500),
    ("Moscow", "OPPOSES", "NATO", &[], "ukraine-peace-talks", 600),
    ("Berlin", "SUPPORTS", "the pipeline", &["pipeline"], "pipeline-dispute", 100),
    ("Warsaw", "OPPOSES", "the pipeline", &["pipeline"], "pipeline-dispute", 200),
    ("Greenpeace", "WARNS_ABOUT", "leaks from the pipeline", &["pipeline"], "pipeline-dispute", 300),
    ("Angela Merkel", "SUPPORTS", "the pipeline", &["pipeline"], "pipeline-dispute", 400),
    ("Warsaw", "SUPPORTS", "sanctions on oil", &["sanction"], "pipeline-dispute", 500),
    ("Berlin", "SAYS", "sanctions were discussed", &["sanction"], "pipeline-dispute", 600),
    ("Washington", "SUPPORTS", "sanctions on oil", &["sanction"], "summit", 100),
    ("Washington", "SUPPORTS", "negotiations", &["negotiation"], "summit", 200),
    ("Berlin", "SUPPORTS", "negotiations", &["negotiation"], "summit", 300),
    ("Kyiv", "SUPPORTS", "NATO membership", &["NATO membership"], "summit", 400),
    ("Moscow", "WARNS_ABOUT", "NATO membership", &["NATO membership"], "summit", 500),
    ("Kyiv", "SUPPORTS", "sanctions on oil", &["sanction"], "summit", 600),
    ("European Union", "SAYS", "NATO is not involved", &[], "summit", 700),
    ("Boris Johnson", "SUPPORTS", "law and order", &["law and order"], "summit", 800),
    ("Berlin", "OPPOSES", "the pipeline", &["pipeline"], "aftermath", 100),
    ("Kyiv", "SUPPORTS", "a ceasefire with guarantees", &["ceasefire"], "aftermath", 200),
    ("Sébastien Lecornu", "SUPPORTS", "Kyiv", &[], "aftermath", 300),
    ("Ron Johnson", "SAYS", "sanctions have costs", &["sanction"], "aftermath", 400),
];

/// The head of a claim: the words before the first that hangs another thing on it or says something of it.
fn head(claim: &str) -> String {
    let ends = ["from", "on", "with", "without", "is", "are", "were", "have", "matters"];
    claim.split(' ').take_while(|word| !ends.contains(word)).collect::<Vec<_>>().join(" ")
}

/// The graph: fifteen actors, seven topics, four documents, twenty-four statements.
pub fn graph() -> Graph {
    let mut graph = Graph::new();
    let mut actors: BTreeMap<&str, NodeId> = BTreeMap::new();
    let mut topics: BTreeMap<&str, NodeId> = BTreeMap::new();
    let mut documents: BTreeMap<&str, (NodeId, &str)> = BTreeMap::new();
    let mut claims: BTreeMap<&str, NodeId> = BTreeMap::new();
    for (name, kind, aliases) in ACTORS {
        let aliases = Value::list(aliases.iter().map(|a| Value::from(*a)));
        let node = graph.add_node(
            ["Actor"],
            properties(&[("name", name.into()), ("kind", kind.into()), ("aliases", aliases)]),
        );
        actors.insert(name, node);
    }
    for name in TOPICS {
        topics.insert(name, graph.add_node(["Topic"], properties(&[("name", name.into())])));
    }
    for (id, title, source, date) in DOCUMENTS {
        let node = graph.add_node(
            ["Document"],
            properties(&[
                ("id", id.into()),
                ("title", title.into()),
                ("source", source.into()),
                ("date", day(date)),
            ]),
        );
        documents.insert(id, (node, date));
    }
    for (actor, relation, claim, about, document, start) in STATEMENTS {
        let (document_node, date) = documents[document];
        let target = match actors.get(claim) {
            Some(node) => *node,
            None => *claims.entry(claim).or_insert_with(|| {
                let node = graph.add_node(
                    ["Claim"],
                    properties(&[
                        ("text", claim.into()),
                        ("head", head(claim).into()),
                        ("key", claim.into()),
                        ("modality", "asserted".into()),
                    ]),
                );
                for topic in about {
                    graph.add_relationship("ABOUT", node, topics[topic], Map::default());
                }
                graph.add_relationship("STATED_IN", node, document_node, Map::default());
                node
            }),
        };
        let cue = relation.to_lowercase().replace('_', " ");
        let sentence = format!("{actor} {cue} {claim}.");
        graph.add_relationship(
            relation,
            actors[actor],
            target,
            properties(&[
                ("cue", cue.as_str().into()),
                ("content", claim.into()),
                ("sentence", sentence.as_str().into()),
                ("document", document.into()),
                ("start", start.into()),
                ("end", (start + sentence.chars().count() as i64).into()),
                ("date", day(date)),
                ("confidence", 0.9.into()),
                ("hedged", false.into()),
            ]),
        );
    }
    for (who, whom, role) in
        [("Dmitry Kuleba", "Kyiv", "foreign minister"), ("Officials in Kyiv", "Kyiv", "officials")]
    {
        graph.add_relationship("REPRESENTS", actors[who], actors[whom], properties(&[("role", role.into())]));
    }
    graph
}

/// A folder with the debate as a graph file, and that file.
pub fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("debate.ron");
    graph().save(&path).unwrap();
    (folder, path)
}
