//! How actors stand to each other, put where the reader looks for it: with the statement of the same actor in the same
//! sentence, else, where it is sure enough, as a statement of its own.
//!
//! A stand of its own is right about half the time, so there are two thresholds (`combination.ron`): one for what is always a
//! statement, and a lower one for those who ask for every stand.

use super::candidate::{Candidate, Origin};
use super::directed::{self, Directed};
use super::names::Names;
use super::view::View;
use super::{Statement, Toward, actor, judge, phrase, statement};
use crate::document::Document;
use crate::text::Span;

/// Adds what the encoder's head for pairs of names sees. `statements` stay in the order of the text.
pub(super) fn add(
    document: &Document,
    view: &View,
    names: &Names,
    statements: &mut Vec<Statement>,
    every: bool,
) {
    let mut alone: Vec<(usize, Statement)> = Vec::new();
    for pair in directed::find(view, names) {
        let from = actor::name(view, names, &vec![pair.from.clone()]);
        let to = actor::name(view, names, &vec![pair.to.clone()]);
        let other = Toward {
            holder: phrase(view, &vec![pair.from.clone()]),
            phrase: phrase(view, &vec![pair.to.clone()]),
            name: to.name.clone(),
            relation: pair.relation,
            confidence: judge::stand_confidence(pair.sure),
        };
        if let Some(host) = host(view, statements, &pair, &from.name) {
            host.toward.push(other);
        } else if judge::stands_alone(pair.sure, every) {
            let mut new = statement(document, view, names, &candidate(&pair), &from);
            new.about = vec![to.name];
            new.confidence = other.confidence;
            new.toward = vec![other];
            // Before the first statement of a later place.
            let place = statements.partition_point(|s| s.sentence.start <= new.sentence.start);
            alone.push((place, new));
        }
    }
    for (place, new) in alone.into_iter().rev() {
        statements.insert(place, new);
    }
}

/// The statement of the same actor whose content holds the other, else the first of the same actor in the sentence.
fn host<'s>(
    view: &View,
    statements: &'s mut [Statement],
    pair: &Directed,
    name: &str,
) -> Option<&'s mut Statement> {
    let (from, to) = (view.span(&pair.from), view.span(&pair.to));
    let sentence = view.analysis.sentences[view.sentence(pair.from.start)].span;
    let covers = |spans: &[Span], span: Span| spans.iter().any(|s| s.overlaps(span));
    let same = |s: &Statement| s.actor.name == name || covers(&s.actor.phrase.spans, from);
    let holds = |s: &Statement| same(s) && covers(&s.content.spans, to);
    let nth = statements
        .iter()
        .position(|s| holds(s) && s.sentence == sentence)
        .or_else(|| statements.iter().position(holds))
        .or_else(|| statements.iter().position(|s| same(s) && s.sentence == sentence))?;
    Some(&mut statements[nth])
}

/// The stand as an attribution: the words between the two names are its cue.
fn candidate(pair: &Directed) -> Candidate {
    let between = pair.from.end.min(pair.to.end)..pair.from.start.max(pair.to.start);
    let cue = if between.start < between.end { vec![between] } else { Vec::new() };
    let mut candidate =
        Candidate::new(vec![pair.from.clone()], cue, vec![pair.to.clone()], Origin::Model, pair.sure);
    candidate.relation = Some(pair.relation);
    candidate
}
