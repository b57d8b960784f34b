//! The relation of an attribution: by its cue, else by what the content's main predicate says in so many words.

use super::Relation;
use super::candidate::{Candidate, Lexical};
use super::view::{Class, Pieces, View};

/// What was decided, and on what words the relation turns.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) relation: Relation,
    /// The claim, where the predicate tells it.
    pub(crate) claim: Option<Pieces>,
    pub(crate) why: String,
    /// How probable the relation is.
    pub(crate) sure: f32,
}

/// Decides: by the encoder where it has read the attribution, weighed with what the lexicon's cue says, unless the finder knows
/// better; else by rule.
pub(crate) fn decide(view: &View, candidate: &Candidate) -> Decision {
    if let (Some(relations), None) = (candidate.relations, candidate.relation) {
        let weighed = weighed(candidate);
        let best = first_best(&weighed);
        if best == 0
            && let Some(decision) = in_form(view, candidate)
        {
            return decision;
        }
        let told = |relations: &[f32; 4]| {
            let all = Relation::ALL.iter().zip(relations);
            all.map(|(r, p)| format!("{r} {p:.2}")).collect::<Vec<_>>().join(", ")
        };
        let mut why = format!("the encoder: {}", told(&relations));
        if let Some(lexical) = &candidate.lexical {
            let verb = if best == first_best(&relations) { "weighed with" } else { "overruled by" };
            why += &format!(
                "; {verb} the cue “{}” of the lexicon ({}): {}",
                lexical.entry.words,
                lexical.relation,
                told(&weighed)
            );
        }
        return Decision {
            relation: Relation::ALL[best],
            sure: weighed[best],
            claim: candidate.claim.clone(),
            why,
        };
    }
    by_rule(view, candidate)
}

/// The encoder's probabilities of the relations with the word of the lexicon: the odds of the relation that the cue takes are
/// raised by what such cues were worth beside the encoder on development data (`combination.ron`).
pub(crate) fn weighed(candidate: &Candidate) -> [f32; 4] {
    let mut relations = candidate.relations.unwrap_or([1.0, 0.0, 0.0, 0.0]);
    if let Some(lexical) = &candidate.lexical {
        let place = Relation::ALL.iter().position(|r| *r == lexical.relation).unwrap_or_default();
        relations[place] = relations[place].max(1e-4) * lexical_weight(lexical).exp();
        let sum: f32 = relations.iter().sum();
        relations.iter_mut().for_each(|p| *p /= sum);
    }
    relations
}

/// What the lexicon's word is worth, in log-odds: three times as much for an entry of three words or more ("cautious stance on"),
/// which can hardly mean anything else, so that it as good as decides.
fn lexical_weight(lexical: &Lexical) -> f32 {
    let specific = lexical.entry.words.split(' ').count() >= 3;
    super::judge::lexical_weight(lexical.relation) * if specific { 3.0 } else { 1.0 }
}

/// The place of the greatest, the first of equals.
pub(crate) fn first_best(relations: &[f32; 4]) -> usize {
    (1..4).fold(0, |best, nth| if relations[nth] > relations[best] { nth } else { best })
}

/// A position that the form of the content shows under a neutral cue: a subjunctive ("insisted that the budget include …"),
/// or a noun that takes one ("stressed the importance of …").
fn in_form(view: &View, candidate: &Candidate) -> Option<Decision> {
    let first = candidate.content.first()?;
    let tokens = &view.analysis.tokens;
    let told = |relation, claim, why: String| Some(Decision { relation, claim, why, sure: 0.6 });
    if view.word(first.start) == "that" && view.has_trees() {
        let verb = first
            .clone()
            .find(|at| tokens[*at].upos == "VERB" && tokens[*at].head.is_some_and(|h| !first.contains(&h)))?;
        let helped =
            first.clone().any(|at| tokens[at].head == Some(verb) && tokens[at].deprel.starts_with("aux"));
        let subject = first
            .clone()
            .any(|at| at < verb && tokens[at].head == Some(verb) && tokens[at].deprel.starts_with("nsubj"));
        return if tokens[verb].xpos == "VB" && subject && !helped {
            told(
                Relation::Supports,
                Some(super::target::without_opener(view, &candidate.content)),
                "a subjunctive demands".into(),
            )
        } else {
            None
        };
    }
    let noun = (first.start..first.end.min(first.start + 4))
        .find(|at| view.lexicon.grammar.positions.contains_key(view.word(*at)))?;
    let bare = (first.start..noun).all(|at| {
        view.class(at) == Class::Determiner || view.class(at) == Class::Word && tokens[at].upos == "ADJ"
    });
    let after = noun + 1;
    if !bare || after + 1 >= first.end || view.class(after) != Class::Preposition {
        return None;
    }
    let mut claim = candidate.content.clone();
    claim[0].start = after + 1;
    told(
        view.lexicon.grammar.positions[view.word(noun)],
        Some(super::view::tidy(claim)),
        format!("the content is “{}”", view.phrase_text(&(first.start..after + 1))),
    )
}

/// Decides by rule.
pub(crate) fn by_rule(view: &View, candidate: &Candidate) -> Decision {
    if let Some(relation) = candidate.relation {
        return Decision {
            relation,
            claim: candidate.claim.clone(),
            why: format!("the cue takes the position: {}", candidate.why),
            sure: 0.9,
        };
    }
    by_predicate(view, candidate).unwrap_or(Decision {
        relation: Relation::Says,
        claim: None,
        why: "neither the cue nor the content's main predicate takes a position".into(),
        sure: 0.8,
    })
}

/// The first predicate in the content that takes a position.
fn by_predicate(view: &View, candidate: &Candidate) -> Option<Decision> {
    let first = candidate.content.first()?.clone();
    let sentence = view.sentence_tokens(view.sentence(first.start));
    let range = first.start..first.end.min(sentence.end).min(first.start + 45);
    let words = view.words(range.clone());
    // Questions and conditions take no position.
    if candidate.content.last().is_some_and(|r| {
        r.end > r.start && view.words(r.end.saturating_sub(2).max(r.start)..r.end).contains(&"?")
    }) {
        return None;
    }
    if matches!(words.first().copied(), Some("if" | "whether")) {
        return None;
    }
    for at in 0..words.len() {
        let Some(predicate) = view.lexicon.predicates.at(&words, at) else { continue };
        let place = range.start + at;
        let negated = (place.saturating_sub(4).max(range.start)..place)
            .any(|a| view.lexicon.grammar.negators.contains(view.word(a)))
            || predicate.length == 1
                && matches!(view.word(place), "should" | "must" | "need" | "want" | "support")
                && (place + 1..(place + 3).min(range.end))
                    .any(|a| matches!(view.word(a), "not" | "n't" | "never"));
        let relation = match (predicate.relation, negated) {
            (Relation::Supports, true) => Relation::Opposes,
            (Relation::WarnsAbout | Relation::Opposes, true) => continue,
            (relation, _) => relation,
        };
        let claim = if predicate.subject { subject_of(view, range.start, place) } else { None };
        return Some(Decision {
            relation,
            claim,
            sure: 0.6,
            why: format!(
                "the content says “{}”{}",
                view.phrase_text(&(place..place + predicate.length)),
                if negated { " under a negation" } else { "" }
            ),
        });
    }
    None
}

/// The words between the content's opening and the predicate's verb group.
pub(crate) fn subject_of(view: &View, start: usize, predicate: usize) -> Option<Pieces> {
    let mut from = start;
    while from < predicate
        && (matches!(view.word(from), "that" | "\"" | "“" | "," | "but" | "and" | "because"))
    {
        from += 1;
    }
    let to = (from + 1..predicate)
        .find(|at| matches!(view.class(*at), Class::Auxiliary | Class::Verb))
        .unwrap_or(predicate);
    let range = view.trimmed(from..to);
    (!range.is_empty()).then(|| vec![range])
}
