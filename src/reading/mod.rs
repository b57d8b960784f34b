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
mod coordination;
mod directed;
mod explain;
mod heads;
mod hedging;
mod judge;
mod line;
mod names;
mod namesakes;
mod negation;
mod relation;
mod resolve;
mod rules;
mod stands;
mod statement;
mod target;
mod topics;
mod view;

pub use explain::explain;
pub use line::json_line;
pub use statement::{ActorKind, Modality, Phrase, Relation, Statement, StatementActor, Toward};

use crate::document::Document;
use crate::language::Analysis;
use crate::lexicon::{CueClass, Lexicon};
use crate::text::Span;
use actor::Actor;
use candidate::Candidate;
use names::Names;
use resolve::Heard;
use view::{Pieces, View, tidy};

/// Reads the statements of one analysed document, in the order of its text.
///
/// How an actor stands to another in a statement's sentence is part of the statement ([`Statement::toward`]). Where the text
/// tells it without attributing anything ("Ryan met the plan's author with boos"), it is a statement of its own, whose claim
/// is the other's name, if it is sure enough.
///
/// `analysis` must be that of `document.text`. The same input gives the same statements in the same order.
pub fn read(document: &Document, analysis: &Analysis, lexicon: &Lexicon) -> Vec<Statement> {
    read_with(document, analysis, lexicon, Options::default())
}

/// How to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether confidences are made into probabilities; without, they are raw scores, and how actors stand to each other is
    /// left out, which is of use only for fitting the calibration itself.
    pub calibrated: bool,
    /// Whether how an actor stands to another is a statement of its own also where the reader is less sure of it: more is found,
    /// and about half of it is right.
    pub every_stand: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { calibrated: true, every_stand: false }
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
    let mut statements: Vec<Statement> =
        told(document, &view, &names, &candidates).into_iter().map(|(_, statement)| statement).collect();
    told_once(&mut statements);
    if options.calibrated {
        for statement in &mut statements {
            statement.confidence = confidence::calibrated(statement.confidence as f32);
        }
        stands::add(document, &view, &names, &mut statements, options.every_stand);
    }
    statements
}

/// Leaves out what a sentence tells twice of the same actor with two cues ("repeated that she opposes the levy"): the surer stays.
fn told_once(statements: &mut Vec<Statement>) {
    let twice = |a: &Statement, b: &Statement| {
        let covered = |spans: &[Span], by: &[Span]| spans.iter().all(|s| by.iter().any(|o| s.overlaps(*o)));
        let (x, y) = (&a.claim.spans, &b.claim.spans);
        let length = |spans: &[Span]| spans.iter().map(|s| s.end - s.start).sum::<usize>();
        let near = 10 * length(x).min(length(y)) >= 8 * length(x).max(length(y));
        let alike = near && !x.is_empty() && covered(x, y) && covered(y, x);
        a.sentence == b.sentence && a.relation == b.relation && a.actor.name == b.actor.name && alike
    };
    let mut nth = 0;
    while nth < statements.len() {
        let this = &statements[nth];
        let worse = statements.iter().enumerate().any(|(other, s)| {
            other != nth
                && twice(this, s)
                && (s.confidence > this.confidence || s.confidence == this.confidence && other < nth)
        });
        if worse {
            statements.remove(nth);
        } else {
            nth += 1;
        }
    }
}

/// A statement that the encoder's heads propose, likely or not, with what is known of it: for fitting the choice among them.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// As it would be read, its confidence not calibrated.
    pub statement: Statement,
    /// Which attribution it is of: several actors of one source share it.
    pub attribution: usize,
    /// What the judge knows, by name.
    pub numbers: Vec<(&'static str, f32)>,
    /// The encoder's probabilities of the relations, in the order of [`Relation::ALL`].
    pub relations: Option<[f32; 4]>,
    /// The position that a cue of the lexicon takes there, and the cue's class.
    pub lexical: Option<(Relation, CueClass)>,
}

/// All that the heads propose for a document, before the likely are chosen.
pub fn proposals(document: &Document, analysis: &Analysis, lexicon: &Lexicon) -> Vec<Proposal> {
    if analysis.tokens.is_empty() {
        return Vec::new();
    }
    let view = View::new(&document.text, analysis, lexicon);
    let names = Names::collect(&view);
    let mut candidates = combine::proposals(&view);
    candidates.sort_by_key(|c| (c.anchor(), c.content.first().map_or(0, |r| r.start)));
    told(document, &view, &names, &candidates)
        .into_iter()
        .map(|(attribution, statement)| {
            let known = candidates[attribution].numbers;
            let numbers = known.map_or(Vec::new(), |n| judge::NAMES.into_iter().zip(n).collect());
            let relations = candidates[attribution].relations;
            let lexical = candidates[attribution].lexical.as_ref().map(|l| (l.relation, l.entry.class));
            Proposal { statement, attribution, numbers, relations, lexical }
        })
        .collect()
}

/// Candidates as statements, each with the number of its candidate.
fn told(
    document: &Document,
    view: &View,
    names: &Names,
    candidates: &[Candidate],
) -> Vec<(usize, Statement)> {
    let mut heard: Vec<Heard> = Vec::new();
    let mut actors_of: Vec<Vec<Actor>> = Vec::new();
    let mut statements = Vec::new();
    for (nth, candidate) in candidates.iter().enumerate() {
        let actors = actors(view, names, &heard, candidates, &actors_of, candidate);
        remember(view, &mut heard, &actors, candidate);
        statements.extend(actors.iter().map(|a| (nth, statement(document, view, names, candidate, a))));
        actors_of.push(actors);
    }
    statements
}

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
    coordination::coordinated(view, names, &candidate.source).iter().map(resolve_one).collect()
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
        toward: Vec::new(),
        hedged: hedging::is_hedged(view, candidate),
        confidence: f64::from(candidate.score * decision.sure),
    }
}
