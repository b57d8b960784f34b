//! Statements → graph: who is who, which claims are one, what they are about.
//!
//! A [`Digest`] is what the graph needs of one document; [`assemble`] makes the graph of all of them, and [`recover`] gives
//! back the digests of a graph, so that documents can be added to it. Each step is a file: `actors`, `claims`,
//! `topics`, `affiliation`. Everything comes in the order of the documents, so the same documents give the same graph.

mod actors;
mod affiliation;
mod claims;
mod digest;
mod head;
mod recover;
mod topics;
mod words;

pub use affiliation::Affiliation;
pub use digest::{Claim, Digest, Mention, Stance};
pub use recover::recover;

use super::temporal;
use super::{Graph, Map, NodeId, Value};
use crate::document::Document;
use crate::lexicon::{Lexicon, PlaceRole};
use crate::reading::{ActorKind, Modality, Relation};
use actors::Roster;
use claims::ClaimBook;
use indexmap::{IndexMap, IndexSet};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use topics::Offer;

/// The type of a relation's relationships in the graph.
pub fn relationship_type(relation: Relation) -> &'static str {
    match relation {
        Relation::Says => "SAYS",
        Relation::Supports => "SUPPORTS",
        Relation::Opposes => "OPPOSES",
        Relation::WarnsAbout => "WARNS_ABOUT",
    }
}

/// What a statement points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Claim(usize),
    Actor(usize),
}

/// A claim of the graph, as it is gathered.
#[derive(Debug, Default)]
struct Gathered<'a> {
    key: &'a str,
    /// Its wordings, each with what it is chiefly about.
    texts: IndexMap<&'a str, (usize, &'a str)>,
    modalities: IndexMap<Modality, usize>,
    topics: IndexSet<&'a str>,
    about: IndexSet<usize>,
    documents: IndexSet<usize>,
    statements: usize,
}

/// Makes the graph of these documents.
pub fn assemble(digests: &[Digest], lexicon: &Lexicon) -> Graph {
    let roster = actors::resolve(digests, lexicon);
    let (claims, targets) = gather(digests, &roster, lexicon);
    let offers: Vec<Offer> = claims
        .iter()
        .map(|claim| Offer {
            topics: claim.topics.iter().copied().collect(),
            statements: claim.statements,
            documents: claim.documents.iter().copied().collect(),
        })
        .collect();
    let topics = topics::choose(&offers);

    let mut graph = Graph::new();
    let documents: Vec<NodeId> = digests.iter().map(|digest| document_node(&mut graph, digest)).collect();
    let actors: Vec<NodeId> = roster.actors.iter().map(|actor| actor_node(&mut graph, actor)).collect();
    let claim_nodes: Vec<NodeId> =
        claims.iter().enumerate().map(|(nth, claim)| claim_node(&mut graph, nth, claim)).collect();
    let topic_nodes: Vec<NodeId> = topics
        .names
        .iter()
        .map(|name| {
            let id = format!("topic:{}", words::slug(name));
            graph.add_node(["Topic"], map([("id", Value::string(id)), ("name", Value::string(name))]))
        })
        .collect();

    let stances =
        digests.iter().enumerate().flat_map(|(nth, digest)| digest.statements.iter().map(move |s| (nth, s)));
    for ((document, stance), target) in stances.zip(&targets) {
        let Some(actor) = roster.actor(document, &stance.actor.name) else { continue };
        let to = match target {
            Target::Claim(claim) => claim_nodes[*claim],
            Target::Actor(actor) => actors[*actor],
        };
        let properties = evidence(stance, &digests[document].document);
        graph.add_relationship(relationship_type(stance.relation), actors[actor], to, properties);
    }
    for (nth, claim) in claims.iter().enumerate() {
        for topic in &topics.of_claim[nth] {
            graph.add_relationship("ABOUT", claim_nodes[nth], topic_nodes[*topic], Map::default());
        }
        for actor in &claim.about {
            graph.add_relationship("ABOUT", claim_nodes[nth], actors[*actor], Map::default());
        }
        for document in &claim.documents {
            graph.add_relationship("STATED_IN", claim_nodes[nth], documents[*document], Map::default());
        }
    }
    represent(&mut graph, digests, &roster, &actors, lexicon);
    graph
}

/// The claims, and what each statement points at, in the order of the documents.
fn gather<'a>(digests: &'a [Digest], roster: &Roster, lexicon: &Lexicon) -> (Vec<Gathered<'a>>, Vec<Target>) {
    let mut book = ClaimBook::default();
    let mut claims: Vec<Gathered> = Vec::new();
    let mut targets = Vec::new();
    for (document, digest) in digests.iter().enumerate() {
        for stance in &digest.statements {
            let actor = roster.actor(document, &stance.actor.name);
            if let Some(target) = actor_target(document, stance, roster, lexicon)
                && Some(target) != actor
            {
                targets.push(Target::Actor(target));
                continue;
            }
            let place = format!("{}:{}", digest.document.id, stance.place[0]);
            let number = book.number(&stance.claim.key, &place);
            if number == claims.len() {
                claims.push(Gathered { key: &stance.claim.key, ..Gathered::default() });
            }
            let claim = &mut claims[number];
            claim.texts.entry(&stance.claim.text).or_insert((0, &stance.claim.head)).0 += 1;
            *claim.modalities.entry(stance.claim.modality).or_default() += 1;
            claim.topics.extend(stance.claim.topics.iter().map(String::as_str));
            let about = stance.claim.about.iter().filter_map(|mention| roster.actor(document, &mention.name));
            claim.about.extend(about);
            claim.documents.insert(document);
            claim.statements += 1;
            targets.push(Target::Claim(number));
        }
    }
    (claims, targets)
}

/// The actor whom a statement points at where its claim is nothing but a name ("called Trump a bully").
fn actor_target(document: usize, stance: &Stance, roster: &Roster, lexicon: &Lexicon) -> Option<usize> {
    if stance.relation == Relation::Says {
        return None;
    }
    let [about] = stance.claim.about.as_slice() else { return None };
    let said = words::person_words(&stance.claim.text, lexicon);
    let name = words::name_words(&about.name);
    let whole = !said.is_empty() && said.iter().all(|word| name.contains(word));
    if whole { roster.actor(document, &about.name) } else { None }
}

/// Adds who represents whom: what texts say, then what the gazetteer knows.
fn represent(graph: &mut Graph, digests: &[Digest], roster: &Roster, actors: &[NodeId], lexicon: &Lexicon) {
    let number: FxHashMap<&str, usize> =
        roster.actors.iter().enumerate().map(|(nth, actor)| (actor.name.as_str(), nth)).collect();
    let mut seen: IndexSet<(usize, usize, String)> = IndexSet::new();
    for (document, digest) in digests.iter().enumerate() {
        for said in &digest.affiliations {
            let Some(represents) = roster.actor(document, &said.represents) else { continue };
            let Some(actor) = roster.actor(document, &said.actor) else { continue };
            if actor != represents && seen.insert((actor, represents, said.role.clone())) {
                let properties = map([
                    ("role", Value::string(&said.role)),
                    ("sentence", Value::string(&said.sentence)),
                    ("document", Value::string(&digest.document.id)),
                    ("start", Value::Integer(said.place[0] as i64)),
                    ("end", Value::Integer(said.place[1] as i64)),
                ]);
                graph.add_relationship("REPRESENTS", actors[actor], actors[represents], properties);
            }
        }
    }
    let known = |role: &str| map([("role", Value::string(role)), ("source", Value::string("gazetteer"))]);
    for (nth, actor) in roster.actors.iter().enumerate() {
        if let Some((country, role)) = &actor.seat_of
            && let Some(country) = number.get(country.as_str())
        {
            graph.add_relationship("REPRESENTS", actors[nth], actors[*country], known(role));
        } else if actor.kind != ActorKind::Person
            && let Some(country) = country_at_end(&actor.name, lexicon)
            && let Some(country) = number.get(country)
            && *country != nth
            && !seen.iter().any(|(one, other, _)| *one == nth && other == country)
            && matches!(actor.kind, ActorKind::Government | ActorKind::Organization | ActorKind::Office)
        {
            graph.add_relationship("REPRESENTS", actors[nth], actors[*country], known("body"));
        }
    }
}

/// The country whose body a name says it is: "National Security and Defense Council of Ukraine".
fn country_at_end<'a>(name: &str, lexicon: &'a Lexicon) -> Option<&'a str> {
    let (_, place) = name.rsplit_once(" of ")?;
    lexicon.places.get(place).filter(|place| place.role == PlaceRole::Country).map(|place| place.country)
}

/// A map without the entries that are null.
fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Map {
    entries
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.into(), value))
        .collect()
}

fn text(value: &Option<String>) -> Value {
    value.as_ref().map_or(Value::Null, Value::string)
}

/// A day as a value of the graph.
fn date(value: Option<Date>) -> Value {
    let Some(value) = value else { return Value::Null };
    let days = (value - jiff::civil::date(1970, 1, 1)).get_days();
    Value::Date(temporal::Date { days: i64::from(days) })
}

fn document_node(graph: &mut Graph, digest: &Digest) -> NodeId {
    let document = &digest.document;
    let properties = map([
        ("id", Value::string(&document.id)),
        ("title", text(&document.title)),
        ("source", text(&document.source)),
        ("author", text(&document.author)),
        ("date", date(document.date)),
        ("url", text(&document.url)),
        ("path", text(&document.path)),
        ("words", Value::Integer(digest.words as i64)),
    ]);
    graph.add_node(["Document"], properties)
}

fn actor_node(graph: &mut Graph, actor: &actors::Actor) -> NodeId {
    let properties = map([
        ("id", Value::string(&actor.id)),
        ("name", Value::string(&actor.name)),
        ("kind", Value::string(actor.kind.as_str())),
        ("aliases", Value::list(actor.aliases.iter().map(Value::string))),
    ]);
    graph.add_node(["Actor"], properties)
}

/// The most frequent of several, the first of equals.
fn most_frequent<T: Copy>(counts: &IndexMap<T, usize>) -> Option<T> {
    let mut best: Option<(T, usize)> = None;
    for (value, count) in counts {
        if best.is_none_or(|(_, most)| *count > most) {
            best = Some((*value, *count));
        }
    }
    best.map(|(value, _)| value)
}

fn claim_node(graph: &mut Graph, nth: usize, claim: &Gathered) -> NodeId {
    let counts = claim.texts.iter().map(|(text, (count, _))| (*text, *count)).collect();
    let text = most_frequent(&counts).unwrap_or_default();
    let head = claim.texts.get(text).map_or("", |(_, head)| head);
    let properties = map([
        ("id", Value::string(format!("claim:{}", nth + 1))),
        ("text", Value::string(text)),
        ("head", if head.is_empty() { Value::Null } else { Value::string(head) }),
        ("key", Value::string(claim.key)),
        ("modality", Value::string(modality_name(most_frequent(&claim.modalities).unwrap_or_default()))),
    ]);
    graph.add_node(["Claim"], properties)
}

fn modality_name(modality: Modality) -> &'static str {
    match modality {
        Modality::Asserted => "asserted",
        Modality::Demanded => "demanded",
        Modality::Feared => "feared",
        Modality::Hypothetical => "hypothetical",
    }
}

/// A statement's properties on its relationship.
fn evidence(stance: &Stance, document: &Document) -> Map {
    map([
        ("cue", Value::string(&stance.cue)),
        ("content", Value::string(&stance.content)),
        ("sentence", Value::string(&stance.sentence)),
        ("document", Value::string(&document.id)),
        ("start", Value::Integer(stance.place[0] as i64)),
        ("end", Value::Integer(stance.place[1] as i64)),
        ("date", date(document.date)),
        ("confidence", Value::Float(stance.confidence)),
        ("hedged", Value::Boolean(stance.hedged)),
    ])
}
