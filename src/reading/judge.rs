//! How probable it is that a proposal of the heads is right: a logistic regression over what both taggers know of it, one for
//! all sources of proposals, so that their scores can be compared.
//!
//! The news tagger and the one for whole documents mark different things (attributions; positions), so what only one of them
//! found has weights of its own. `training/combine.py` fits weights and thresholds (`combination.ron`) on documents that no
//! tagger has seen.

use super::Relation;
use super::candidate::Candidate;
use super::heads::{Role, Tagged};
use super::resolve;
use super::view::{View, size};
use serde::Deserialize;
use std::sync::OnceLock;

/// What the judge knows of a proposal, in the order of [`numbers`].
pub(crate) const NAMES: [&str; 22] = [
    "both",
    "news",
    "whole",
    "both.keep",
    "both.cue",
    "both.actor",
    "both.claim",
    "news.keep",
    "news.seconding",
    "whole.cue",
    "whole.actor",
    "whole.claim",
    "whole.seconding",
    "whole.says",
    "whole.cued",
    "news.cued",
    "relation",
    "pronoun",
    "length",
    "further",
    "nobody",
    "quoted",
];

/// The numbers of one proposal.
pub(crate) type Numbers = [f32; NAMES.len()];

/// Weights by the names of the numbers, and how probable a proposal must be to be kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Combination {
    weights: Vec<(String, f32)>,
    /// The threshold for what the news tagger found, alone or with the other.
    news: f32,
    /// The threshold for what only the tagger of whole documents found.
    whole: f32,
    /// By how much a cue of the lexicon raises the log-odds of the relation that it takes, by that relation.
    #[serde(default)]
    lexical: Vec<(Relation, f32)>,
    /// How sure the head for pairs of actors must be of a stand that no attribution covers.
    stand: f32,
    /// The same for those who ask for every stand.
    every_stand: f32,
    /// Its probabilities, and the share of stands of such a probability that were right, both ascending.
    stands: Vec<(f32, f64)>,
}

/// The weights in the order of [`NAMES`], and both thresholds.
struct Judge {
    weights: Numbers,
    news: f32,
    whole: f32,
    lexical: Vec<(Relation, f32)>,
    stand: f32,
    every_stand: f32,
    stands: Vec<(f32, f64)>,
}

fn judge() -> &'static Judge {
    static JUDGE: OnceLock<Judge> = OnceLock::new();
    JUDGE.get_or_init(|| {
        let read: Combination =
            ron::from_str(include_str!("combination.ron")).expect("the embedded combination");
        let weight = |name: &str| {
            read.weights.iter().find(|(n, _)| n == name).map(|(_, w)| *w).expect("a weight for every number")
        };
        Judge {
            weights: NAMES.map(weight),
            news: read.news,
            whole: read.whole,
            lexical: read.lexical,
            stand: read.stand,
            every_stand: read.every_stand,
            stands: read.stands,
        }
    })
}

/// The probability that a proposal with these numbers is right.
pub(crate) fn probability(numbers: &Numbers) -> f32 {
    let score: f32 = judge().weights.iter().zip(numbers).map(|(w, x)| w * x).sum();
    1.0 / (1.0 + (-score).exp())
}

/// Whether a proposal is probable enough.
pub(crate) fn keeps(candidate: &Candidate) -> bool {
    candidate.score >= if candidate.keep.is_some() { judge().news } else { judge().whole }
}

/// By how much a cue of the lexicon that takes this relation raises its log-odds.
pub(crate) fn lexical_weight(relation: Relation) -> f32 {
    judge().lexical.iter().find(|(of, _)| *of == relation).map_or(0.0, |(_, weight)| *weight)
}

/// Whether a stand of one actor to another is sure enough to be a statement of its own.
pub(crate) fn stands_alone(sure: f32, every: bool) -> bool {
    sure >= if every { judge().every_stand } else { judge().stand }
}

/// The share of stands of this probability that were right on development data.
pub(crate) fn stand_confidence(sure: f32) -> f64 {
    super::confidence::interpolated(&judge().stands, sure)
}

/// What there is to know of a proposal. `cued` tells whether the lexicon, too, knows its cue.
pub(crate) fn numbers(
    view: &View,
    candidate: &Candidate,
    news: &Tagged,
    whole: &Tagged,
    cued: bool,
) -> Numbers {
    let flag = |yes: bool| f32::from(u8::from(yes));
    let both = candidate.keep.is_some() && candidate.pointed.is_some();
    let only_news = candidate.keep.is_some() && !both;
    let only_whole = !both && !only_news;
    let keep = candidate.keep.map_or(0.0, logit);
    let [cue, actor, claim] = candidate.pointed.map_or([0.0; 3], |p| p.map(logit));
    let relations = candidate.relations.unwrap_or([1.0, 0.0, 0.0, 0.0]);
    let best = relations.iter().copied().fold(0.0, f32::max);
    let says = relations[0] >= best;
    debug_assert_eq!(Relation::ALL[0], Relation::Says);
    [
        flag(both),
        flag(only_news),
        flag(only_whole),
        flag(both) * keep,
        flag(both) * cue,
        flag(both) * actor,
        flag(both) * claim,
        flag(only_news) * keep,
        flag(only_news) * logit(seconding(whole, candidate)),
        flag(only_whole) * cue,
        flag(only_whole) * actor,
        flag(only_whole) * claim,
        flag(only_whole) * logit(seconding(news, candidate)),
        flag(only_whole && says),
        flag(only_whole && cued),
        flag(candidate.keep.is_some() && cued),
        logit(best),
        flag(resolve::is_pronoun(view, &candidate.source)),
        (size(&candidate.content) as f32).ln_1p() - 2.5,
        flag(candidate.further),
        flag(nobody(view, candidate)),
        flag(candidate.content.first().is_some_and(|r| view.quotation(r.start).is_some())),
    ]
}

/// Whether the source is headed by something that can hold no position ("the episode"), as far as the encoder sees.
fn nobody(view: &View, candidate: &Candidate) -> bool {
    let Some(source) = candidate.source.first() else { return false };
    let mentions = &view.analysis.mentions;
    let outer = mentions.iter().filter(|m| source.contains(&m.head)).max_by_key(|m| m.tokens.len());
    outer.is_some_and(|m| {
        matches!(m.kind, "abstract" | "event" | "time" | "object" | "substance" | "plant")
            && view.lexicon.titles.kind(view.word(m.head)).is_none()
    })
}

fn logit(p: f32) -> f32 {
    let p = p.clamp(0.01, 0.99);
    (p / (1.0 - p)).ln()
}

/// How probable a tagger finds the parts of a proposal that is not its own: the mean over the roles.
pub(crate) fn seconding(tags: &Tagged, candidate: &Candidate) -> f32 {
    let cue = tags.mass(Role::Cue, &candidate.cue);
    let source = tags.mass(Role::Source, &candidate.source);
    let content = tags.mass(Role::Content, &candidate.content);
    (cue + source + content) / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_combination_has_a_weight_for_every_number() {
        let p = probability(&[0.0; NAMES.len()]);
        assert!((p - 0.5).abs() < 1e-6);
        assert!((0.0..=1.0).contains(&judge().news) && (0.0..=1.0).contains(&judge().whole));
    }
}
