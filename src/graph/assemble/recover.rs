//! Graph → digests: what [`assemble`](super::assemble) was given, as far as the graph still tells it. With it documents
//! are added to a graph by assembling it again, so that a graph grown by and by is the graph of all its documents.

use super::affiliation::Affiliation;
use super::digest::{Claim, Digest, Mention, Stance};
use crate::document::Document;
use crate::graph::{Graph, NodeId, RelationshipId, Value};
use crate::reading::{ActorKind, Modality, Relation};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// The digests of a graph's documents, in its order. What a person added to the graph by hand and no statement carries
/// is not in them.
pub fn recover(graph: &Graph) -> Vec<Digest> {
    let mut digests = Vec::new();
    let mut number: FxHashMap<String, usize> = FxHashMap::default();
    for node in graph.nodes_by_label("Document") {
        let document = document(graph, node);
        number.insert(document.id.clone(), digests.len());
        let words = graph.property(node, "words").as_integer().and_then(|n| usize::try_from(n).ok());
        digests.push(Digest { document, words: words.unwrap_or(0), ..Digest::default() });
    }
    for relationship in graph.relationships() {
        let document = graph.relationship_property(relationship, "document");
        let Some(digest) = document.as_str().and_then(|id| number.get(id)).map(|nth| &mut digests[*nth])
        else {
            continue;
        };
        match relation(graph.kind(relationship)) {
            Some(relation) => digest.statements.extend(stance(graph, relationship, relation)),
            None if graph.kind(relationship) == "REPRESENTS" => {
                digest.affiliations.push(affiliation(graph, relationship))
            }
            None => {}
        }
    }
    if let Some(first) = digests.first_mut() {
        for node in graph.nodes_by_label("Actor") {
            let mut names = vec![string(graph, node, "name")];
            if let Value::List(aliases) = graph.property(node, "aliases") {
                names.extend(aliases.iter().filter_map(|alias| alias.as_str().map(str::to_owned)));
            }
            if names.len() > 1 && is_named(graph, node) {
                first.same.push(names);
            }
        }
    }
    digests
}

fn relation(kind: &str) -> Option<Relation> {
    Relation::ALL.into_iter().find(|relation| super::relationship_type(*relation) == kind)
}

fn string(graph: &Graph, node: NodeId, key: &str) -> String {
    graph.property(node, key).as_str().unwrap_or_default().to_owned()
}

fn date(value: &Value) -> Option<Date> {
    let Value::Date(date) = value else { return None };
    let days = jiff::Span::new().try_days(date.days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days).ok()
}

fn document(graph: &Graph, node: NodeId) -> Document {
    let text = |key: &str| graph.property(node, key).as_str().map(str::to_owned);
    Document {
        id: string(graph, node, "id"),
        title: text("title"),
        source: text("source"),
        author: text("author"),
        date: date(&graph.property(node, "date")),
        url: text("url"),
        path: text("path"),
        text: String::new(),
    }
}

/// An actor that means somebody in one document only has that document in its id.
fn is_named(graph: &Graph, node: NodeId) -> bool {
    !string(graph, node, "id").contains('@')
}

fn mention(graph: &Graph, node: NodeId) -> Mention {
    let kind = string(graph, node, "kind");
    let kinds = [
        ActorKind::Person,
        ActorKind::Organization,
        ActorKind::Government,
        ActorKind::Group,
        ActorKind::Office,
        ActorKind::Publication,
    ];
    Mention {
        name: string(graph, node, "name"),
        kind: kinds.into_iter().find(|known| known.as_str() == kind),
        named: is_named(graph, node),
        definite: false,
    }
}

fn place(graph: &Graph, relationship: RelationshipId) -> [usize; 2] {
    ["start", "end"].map(|key| {
        let value = graph.relationship_property(relationship, key).as_integer();
        value.and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
    })
}

fn affiliation(graph: &Graph, relationship: RelationshipId) -> Affiliation {
    let (from, to) = graph.ends(relationship);
    let text =
        |key: &str| graph.relationship_property(relationship, key).as_str().unwrap_or_default().to_owned();
    Affiliation {
        actor: string(graph, from, "name"),
        role: text("role"),
        represents: string(graph, to, "name"),
        sentence: text("sentence"),
        place: place(graph, relationship),
    }
}

fn stance(graph: &Graph, relationship: RelationshipId, relation: Relation) -> Option<Stance> {
    let (from, to) = graph.ends(relationship);
    let text =
        |key: &str| graph.relationship_property(relationship, key).as_str().unwrap_or_default().to_owned();
    let claim = if graph.labels(to).any(|label| label == "Actor") {
        let about = mention(graph, to);
        Claim {
            text: about.name.clone(),
            key: about.name.to_lowercase(),
            head: about.name.clone(),
            modality: Modality::Asserted,
            topics: Vec::new(),
            about: vec![about],
        }
    } else if graph.labels(to).any(|label| label == "Claim") {
        claim(graph, to)
    } else {
        return None;
    };
    Some(Stance {
        actor: mention(graph, from),
        relation,
        claim,
        cue: text("cue"),
        content: text("content"),
        sentence: text("sentence"),
        place: place(graph, relationship),
        confidence: graph.relationship_property(relationship, "confidence").as_number().unwrap_or(0.0),
        hedged: graph.relationship_property(relationship, "hedged").as_boolean().unwrap_or(false),
    })
}

fn claim(graph: &Graph, node: NodeId) -> Claim {
    let mut claim = Claim {
        text: string(graph, node, "text"),
        key: string(graph, node, "key"),
        head: string(graph, node, "head"),
        modality: match string(graph, node, "modality").as_str() {
            "demanded" => Modality::Demanded,
            "feared" => Modality::Feared,
            "hypothetical" => Modality::Hypothetical,
            _ => Modality::Asserted,
        },
        topics: Vec::new(),
        about: Vec::new(),
    };
    for about in graph.outgoing_by_type(node, "ABOUT") {
        let (_, to) = graph.ends(about);
        if graph.labels(to).any(|label| label == "Topic") {
            claim.topics.push(string(graph, to, "name"));
        } else {
            claim.about.push(mention(graph, to));
        }
    }
    claim
}
