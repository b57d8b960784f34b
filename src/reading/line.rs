//! A statement as one line of JSON: the interface to other tools. Offsets are code points.

use super::{Phrase, Statement};
use crate::text::{CodePoints, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Line<'a> {
    document: &'a str,
    sentence: Place,
    relation: super::Relation,
    actor: Actor<'a>,
    cue: Role,
    content: Role,
    claim: Role,
    key: &'a str,
    modality: super::Modality,
    topics: &'a [String],
    about: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    toward: Vec<Other<'a>>,
    confidence: f64,
    hedged: bool,
}

#[derive(Serialize)]
struct Place {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Role {
    text: String,
    spans: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct Actor<'a> {
    text: String,
    spans: Vec<[usize; 2]>,
    name: &'a str,
    kind: super::ActorKind,
}

#[derive(Serialize)]
struct Other<'a> {
    holder: Role,
    text: String,
    spans: Vec<[usize; 2]>,
    name: &'a str,
    relation: super::Relation,
    confidence: f64,
}

// Two figures are what the calibration can tell; more would only make files differ.
fn rounded(confidence: f64) -> f64 {
    (confidence * 100.0).round() / 100.0
}

/// Writes `statement`, read from `text`, as one line of JSON without the line's end. `points` are those of `text`.
pub fn json_line(statement: &Statement, text: &str, points: &CodePoints) -> String {
    let spans =
        |phrase: &Phrase| phrase.spans.iter().map(|s: &Span| points.span(text, *s)).collect::<Vec<_>>();
    let role = |phrase: &Phrase| Role { text: phrase.text(text), spans: spans(phrase) };
    let [start, end] = points.span(text, statement.sentence);
    let line = Line {
        document: &statement.document,
        sentence: Place { start, end },
        relation: statement.relation,
        actor: Actor {
            text: statement.actor.phrase.text(text),
            spans: spans(&statement.actor.phrase),
            name: &statement.actor.name,
            kind: statement.actor.kind,
        },
        cue: role(&statement.cue),
        content: role(&statement.content),
        claim: role(&statement.claim),
        key: &statement.key,
        modality: statement.modality,
        topics: &statement.topics,
        about: &statement.about,
        toward: statement
            .toward
            .iter()
            .map(|other| Other {
                holder: role(&other.holder),
                text: other.phrase.text(text),
                spans: spans(&other.phrase),
                name: &other.name,
                relation: other.relation,
                confidence: rounded(other.confidence),
            })
            .collect(),
        confidence: rounded(statement.confidence),
        hedged: statement.hedged,
    };
    serde_json::to_string(&line).expect("a statement has only what JSON can say")
}
