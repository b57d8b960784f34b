//! Analysed text → [`Statement`]s: who speaks, what, in which relation, and how sure.
//!
//! [`read`] is the entry. Candidates come from rules over the lexicon's cues (`rules`) and, where the encoder is there,
//! from its reading heads; each then gets its relation, its claim, its actors with their fullest names, and what else a
//! [`Statement`] tells.

// Roles are lists of ranges, mostly of one.
#![allow(clippy::single_range_in_vec_init)]

mod actor;
mod candidate;
mod claim;
mod combine;
mod confidence;
mod directed;
mod explain;
mod heads;
mod hedging;
mod line;
mod names;
mod negation;
mod relation;
mod resolve;
mod rules;
mod statement;
mod target;
mod topics;
mod view;

pub use explain::explain;
pub use line::json_line;
pub use statement::{ActorKind, Modality, Phrase, Relation, Statement, StatementActor};

use crate::document::Document;
use crate::language::Analysis;
use crate::lexicon::Lexicon;
use actor::Actor;
use candidate::Candidate;
use names::Names;
use resolve::Heard;
use view::{Pieces, View, tidy};

/// Reads the statements of one analysed document, in the order of its text.
///
/// `analysis` must be that of `document.text`. The same input gives the same statements in the same order.
pub fn read(document: &Document, analysis: &Analysis, lexicon: &Lexicon) -> Vec<Statement> {
    read_with(document, analysis, lexicon, Options::default())
}

/// How to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether confidences are made into probabilities; without, they are raw scores, which is of use only for fitting the
    /// calibration itself.
    pub calibrated: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { calibrated: true }
    }
}

/// [`read`] with options.
pub fn read_with(
    document: &Document,
    analysis: &Analysis,
    lexicon: &Lexicon,
    options: Options,
) -> Vec<Statement> {
    if analysis.tokens.is_empty() {
        return Vec::new();
    }
    let view = View::new(&document.text, analysis, lexicon);
    let names = Names::collect(&view);
    let candidates = combine::candidates(&view);
    let mut heard: Vec<Heard> = Vec::new();
    let mut actors_of: Vec<Vec<Actor>> = Vec::new();
    let mut statements = Vec::new();
    for candidate in &candidates {
        let actors = actors(&view, &names, &heard, &candidates, &actors_of, candidate);
        remember(&view, &mut heard, &actors, candidate);
        for actor in &actors {
            let mut statement = statement(document, &view, &names, candidate, actor);
            if options.calibrated {
                statement.confidence = confidence::calibrated(statement.confidence as f32);
            }
            statements.push(statement);
        }
        actors_of.push(actors);
    }
    statements
}

/// The statements of actors for or against other actors, as the encoder sees every two names of a sentence: supports or
/// opposes, with the other actor's name as claim and the sentence's words between the two as cue.
///
/// They say less surely than [`read`] who holds a position, and find it where no words attribute anything
/// ("Ryan met Clinton's aides with applause").
pub fn read_directed(document: &Document, analysis: &Analysis, lexicon: &Lexicon) -> Vec<Statement> {
    if analysis.tokens.is_empty() {
        return Vec::new();
    }
    let view = View::new(&document.text, analysis, lexicon);
    let names = Names::collect(&view);
    let found = directed::find(&view, &names, DIRECTED);
    found
        .into_iter()
        .map(|pair| {
            let between = pair.from.end.min(pair.to.end)..pair.from.start.max(pair.to.start);
            let cue = if between.start < between.end { vec![between] } else { Vec::new() };
            let to = actor::name(&view, &names, &vec![pair.to.clone()]);
            let mut candidate = Candidate::new(
                vec![pair.from.clone()],
                cue,
                vec![pair.to.clone()],
                candidate::Origin::Model,
                pair.sure,
            );
            candidate.relation = Some(pair.relation);
            let from = actor::name(&view, &names, &candidate.source);
            let mut statement = statement(document, &view, &names, &candidate, &from);
            statement.about = vec![to.name];
            statement.confidence = f64::from(pair.sure);
            statement
        })
        .collect()
}

/// How sure a directed pair must be.
const DIRECTED: f32 = 0.0;

/// The actors of a candidate: its source's parts, with pronouns resolved, or the holder that it continues.
fn actors(
    view: &View,
    names: &Names,
    heard: &[Heard],
    candidates: &[Candidate],
    known: &[Vec<Actor>],
    candidate: &Candidate,
) -> Vec<Actor> {
    let quoted_by = quotation_speaker(view, candidates, known, candidate);
    let resolve_one = |source: &Pieces| -> Actor {
        if resolve::is_pronoun(view, source) {
            return resolve::pronoun(view, names, heard, quoted_by.as_ref(), source).unwrap_or_else(|| {
                Actor {
                    phrase: source.clone(),
                    name: source.first().map_or(String::new(), |r| actor::clean(view.phrase_text(r))),
                    kind: ActorKind::Person,
                }
            });
        }
        resolve::with_owner(view, names, heard, quoted_by.as_ref(), source)
            .unwrap_or_else(|| actor::name(view, names, source))
    };
    if let Some(holder) = &candidate.holder {
        let mut actor = resolve_one(holder);
        actor.phrase = candidate.source.clone();
        return vec![actor];
    }
    actor::coordinated(view, &candidate.source).iter().map(resolve_one).collect()
}

/// The speaker of the quotation that a candidate stands in, where it is read already.
fn quotation_speaker(
    view: &View,
    candidates: &[Candidate],
    known: &[Vec<Actor>],
    candidate: &Candidate,
) -> Option<Actor> {
    let at = candidate.source.first().map(|r| r.start)?;
    view.quotation(at)?;
    candidates
        .iter()
        .zip(known)
        .filter(|(c, _)| c.content.iter().any(|r| r.contains(&at)) && !c.cue.iter().any(|r| r.contains(&at)))
        .find_map(|(_, actors)| actors.first().cloned())
}

fn remember(view: &View, heard: &mut Vec<Heard>, actors: &[Actor], candidate: &Candidate) {
    for actor in actors {
        let words: Vec<String> = actor.name.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let said = candidate.source.first().map(|r| view.words(r.clone())).unwrap_or_default();
        let titles = &view.lexicon.titles;
        let by_pronoun =
            said.first().and_then(|w| view.lexicon.grammar.pronouns.get(*w)).and_then(|p| p.gender);
        let gender = by_pronoun
            .or_else(|| said.iter().find_map(|w| titles.gender(w)))
            .or_else(|| words.iter().find_map(|w| titles.gender(w)));
        let plural = actor.kind == ActorKind::Group;
        heard.push(Heard {
            actor: actor.clone(),
            gender,
            plural,
            at: candidate.source.first().map_or(candidate.anchor(), |r| r.start),
        });
    }
    if let Some(actor) = together(actors) {
        let at = candidate.source.first().map_or(candidate.anchor(), |r| r.start);
        heard.push(Heard { actor, gender: None, plural: true, at });
    }
}

/// What several actors who spoke as one are called, for "they" to take up.
fn together(actors: &[Actor]) -> Option<Actor> {
    let (last, first) = actors.split_last().filter(|(_, first)| !first.is_empty())?;
    let names: Vec<&str> = first.iter().map(|a| a.name.as_str()).collect();
    Some(Actor {
        phrase: last.phrase.clone(),
        name: format!("{} and {}", names.join(", "), last.name),
        kind: ActorKind::Group,
    })
}

fn phrase(view: &View, pieces: &Pieces) -> Phrase {
    Phrase { spans: tidy(pieces.clone()).iter().map(|r| view.span(r)).collect() }
}

fn statement(
    document: &Document,
    view: &View,
    names: &Names,
    candidate: &Candidate,
    actor: &Actor,
) -> Statement {
    let decision = relation::decide(view, candidate);
    let claim = target::by_rule(view, candidate, &decision);
    let about = names
        .all
        .iter()
        .filter(|n| {
            n.kind != Some(ActorKind::Publication)
                && claim.iter().any(|r| r.start <= n.tokens.start && n.tokens.end <= r.end)
        })
        .map(|n| actor::name(view, names, &vec![n.tokens.clone()]).name)
        .filter(|n| *n != actor.name && !n.is_empty())
        .collect::<indexmap::IndexSet<_>>();
    Statement {
        document: document.id.clone(),
        sentence: view.analysis.sentences[view.sentence(candidate.anchor())].span,
        relation: decision.relation,
        actor: StatementActor {
            phrase: phrase(view, &actor.phrase),
            name: actor.name.clone(),
            kind: actor.kind,
        },
        cue: phrase(view, &candidate.cue),
        content: phrase(view, &candidate.content),
        claim: phrase(view, &claim),
        key: claim::key(view, &claim),
        modality: claim::modality(view, decision.relation, &candidate.content, &claim),
        topics: topics::topics(view, &claim, &candidate.content),
        about: about.into_iter().collect(),
        hedged: hedging::is_hedged(view, candidate),
        confidence: f64::from(candidate.score * decision.sure),
    }
}
