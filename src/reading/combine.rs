//! What the heads propose and what the rules find, made into one list of attributions.
//!
//! The heads propose; a cue of the user's own lexicon overrules them; a cue of the built-in lexicon decides the relation where
//! the heads see none; the rules add what reaches over sentences (continuations) and what a speaker's label says. What only
//! the built-in cues find is left out: on PolNeAR dev it lowers attribution F1 from 72.1 to 69.5, on the held-out documents
//! statement F1 from 45.5 to 44.9.

use super::candidate::{Candidate, Origin, settle};
use super::heads::{Attribution, Context, Domain, Heads, Role, Tagged};
use super::rules;
use super::view::{Pieces, View, overlap, shared, size, tidy};
use std::ops::Range;

/// How sure a statement must be that only the head for whole documents has read. Tuned on the held-out documents
/// (0 → 45.8, 0.3 → 45.9, 0.5 → 45.5 statement F1) and on PolNeAR dev, where each costs precision.
const ALONE: f32 = 0.3;

/// The attributions of a document.
pub(crate) fn candidates(view: &View) -> Vec<Candidate> {
    let by_rule = rules::candidates(view);
    let outputs = &view.analysis.outputs;
    let Some(heads) = Heads::embedded().filter(|_| outputs.get("reading").is_some()) else {
        return by_rule;
    };
    let context = Context::new(view.text, view.analysis);
    let (mut news, news_tags) = heads.attributions(outputs, &context, Domain::Reading);
    let (whole, whole_tags) = heads.attributions(outputs, &context, Domain::Statement);
    heads.judge(&context, &news_tags, &whole_tags, &mut news);
    let mut out: Vec<Candidate> = news.iter().map(|found| candidate(view, heads, found)).collect();
    let known = out.len();
    for found in &whole {
        let mut new = candidate(view, heads, found);
        match out[..known].iter_mut().find(|c| same(c, &new) && !c.seconded) {
            Some(twin) => join(twin, new),
            None => {
                // A further claim of a cue that is known shares its source.
                if let Some(twin) = out[..known].iter().find(|c| overlap(&c.cue, &new.cue)) {
                    new.further = overlap(&twin.source, &new.source);
                }
                out.push(new);
            }
        }
    }
    out.retain(|c| match c.domain {
        Some(Domain::Reading) => c.score >= heads.threshold(),
        _ => c.score >= ALONE,
    });
    for mut candidate in by_rule {
        // A source that the heads did not find, the rules may know.
        if let Some(known) = out.iter_mut().find(|c| overlap(&c.cue, &candidate.cue)) {
            complete(known, candidate);
            continue;
        }
        let users = candidate.entry.as_ref().is_some_and(|e| e.user);
        let support = support(&news_tags, &candidate).max(support(&whole_tags, &candidate));
        let wanted = match candidate.origin {
            // What only the built-in cues find was wrong more often than right on dev (see the module's words).
            Origin::Lexicon | Origin::Quotation => users,
            Origin::Continuation | Origin::Label => true,
            Origin::Model => false,
        };
        let told = out.iter().any(|c| {
            let smaller = size(&candidate.content).min(size(&c.content));
            shared(&c.content, &candidate.content) * 10 >= 6 * smaller
                && overlap(&c.source, &candidate.source)
        });
        if wanted && !told {
            candidate.score = if users { candidate.score } else { candidate.score * support.max(0.3) };
            out.push(candidate);
        }
    }
    out.retain(|c| !c.source.is_empty());
    settle(out)
}

/// How probable the heads find the parts of a candidate: the mean over its roles.
fn support(tags: &Tagged, candidate: &Candidate) -> f32 {
    let cue = tags.mass(Role::Cue, &candidate.cue);
    let source = tags.mass(Role::Source, &candidate.source);
    let content = tags.mass(Role::Content, &candidate.content);
    (cue + source + content) / 3.0
}

/// Whether two proposals are the same attribution.
fn same(a: &Candidate, b: &Candidate) -> bool {
    let both = shared(&a.content, &b.content);
    overlap(&a.cue, &b.cue) && (both > 0 || overlap(&a.source, &b.source) && !b.further)
        || both * 10 >= 8 * size(&a.content).max(size(&b.content)) && overlap(&a.source, &b.source)
}

/// A proposal of the heads, with its claim.
fn candidate(view: &View, heads: &Heads, found: &Attribution) -> Candidate {
    let relation = found.relation();
    let score = found.keep.unwrap_or_else(|| {
        found.tag_sure.iter().product::<f32>().cbrt() * found.link_sure.iter().product::<f32>()
    });
    let source: Pieces = found.source.iter().cloned().collect();
    let cue: Range<usize> = found.cue.clone();
    let mut new = Candidate::new(source, vec![cue], tidy(found.contents.clone()), Origin::Model, score);
    new.relations = Some(found.relations);
    new.domain = Some(found.domain);
    if found.domain == Domain::Statement {
        new.claim = Some(new.content.clone());
    } else if relation != super::Relation::Says {
        new.claim = heads.stance.target(&view.analysis.outputs, found.cue.clone(), &new.content, relation);
    }
    new.why = "the encoder's reading heads".into();
    new
}

/// The same attribution read by the head for whole documents: its claim is the better one, the relations are averaged.
fn join(known: &mut Candidate, new: Candidate) {
    if let (Some(a), Some(b)) = (&mut known.relations, new.relations) {
        a.iter_mut().zip(b).for_each(|(a, b)| *a = (*a * b).sqrt());
        let sum: f32 = a.iter().sum();
        a.iter_mut().for_each(|a| *a /= sum.max(1e-6));
    }
    if known.source.is_empty() {
        known.source = new.source;
    }
    known.claim = new.claim;
    known.seconded = true;
}

/// Adds to a proposal of the heads what the rules know of the same cue.
fn complete(known: &mut Candidate, rule: Candidate) {
    if known.source.is_empty() {
        known.source = rule.source.clone();
    }
    if rule.holder.is_some() && known.holder.is_none() && overlap(&known.source, &rule.source) {
        known.holder = rule.holder;
    }
    // Where the heads take a cue for neutral that the lexicon knows to take a position, the lexicon is right more often:
    // worth 1.4 statement F1 on the held-out documents.
    let neutral = known.relations.is_some_and(|r| r[0] >= r[1].max(r[2]).max(r[3]));
    if neutral
        && rule.entry.as_ref().is_some_and(|e| e.relation != super::Relation::Says)
        && rule.relation.is_some()
    {
        known.relation = rule.relation;
        known.why.clone_from(&rule.why);
    }
    if let Some(entry) = rule.entry.filter(|e| e.user) {
        known.relation = rule.relation.or(Some(entry.relation));
        known.why = rule.why;
        known.entry = Some(entry);
    }
}
