//! Free-standing sentences that unfold somebody's position: "The position is that …", "His assessment is that …",
//! "The warning is clear: …". The holder is a genitive, or whoever took a position in the sentences before; or he is named:
//! "The minister has been blunt: …".

use crate::lexicon::Gender;
use crate::reading::Relation;
use crate::reading::candidate::{Candidate, Origin};
use crate::reading::view::{Class, View};
use std::ops::Range;

/// How many sentences back a holder may stand.
const REACH: usize = 2;

/// Adds what such sentences say.
pub(super) fn find(view: &View, found: &mut Vec<Candidate>) {
    let mut new = Vec::new();
    for (nth, sentence) in view.analysis.sentences.iter().enumerate() {
        let range = sentence.tokens.clone();
        let Some(noun) = (range.start + 1..range.end.min(range.start + 8))
            .find(|at| view.lexicon.grammar.continuations.contains_key(singular(view.word(*at))))
        else {
            continue;
        };
        let relation = view.lexicon.grammar.continuations[singular(view.word(noun))];
        let be = noun + 1;
        if !view.lexicon.grammar.unfolding.contains(view.word(be)) {
            continue;
        }
        let opener = (be + 1..range.end.min(be + 5)).find(|at| matches!(view.word(*at), "that" | ":" | "to"));
        let Some(opener) = opener else { continue };
        let content = view.trimmed(opener + usize::from(view.word(opener) == ":")..range.end);
        if content.len() < 3 {
            continue;
        }
        let genitive =
            view.lexicon.grammar.pronouns.get(view.word(range.start)).is_some_and(|p| p.possessive);
        let possessive = (range.start..noun).find(|at| view.class(*at) == Class::Possessive);
        let (source, cue, holder) = if genitive {
            (range.start..range.start + 1, noun..be + 1, None)
        } else if let Some(mark) = possessive {
            (range.start..mark, noun..be + 1, None)
        } else if matches!(view.word(range.start), "the" | "this" | "that" | "its") && noun <= range.start + 3
        {
            let holder = found
                .iter()
                .filter(|c| {
                    let at = c.anchor();
                    at < range.start
                        && view.sentence(at) + REACH >= nth
                        && view.paragraph(at) == sentence.paragraph
                })
                .max_by_key(|c| c.anchor())
                .map(|c| c.holder.clone().unwrap_or_else(|| c.source.clone()));
            let Some(holder) = holder else { continue };
            (range.start..noun + 1, be..be + 1, Some(holder))
        } else {
            continue;
        };
        let mut candidate = Candidate::new(vec![source], vec![cue], vec![content], Origin::Continuation, 0.7);
        candidate.relation = (relation != Relation::Says).then_some(relation);
        candidate.holder = holder;
        candidate.why =
            format!("a sentence that unfolds a position: “{} …”", view.phrase_text(&(range.start..be + 1)));
        new.push(candidate);
    }
    new.extend(view.analysis.sentences.iter().filter_map(|s| plainly(view, &s.tokens)));
    found.extend(new);
}

/// "The minister has been blunt: …": how somebody puts it, and after the colon what.
fn plainly(view: &View, sentence: &Range<usize>) -> Option<Candidate> {
    let grammar = &view.lexicon.grammar;
    let colon = sentence.clone().find(|at| view.word(*at) == ":")?;
    let manner = colon.checked_sub(1).filter(|at| grammar.plain_speaking.contains(view.word(*at)))?;
    let mut start = manner;
    while start > sentence.start && matches!(view.class(start - 1), Class::Auxiliary | Class::Adverb) {
        start -= 1;
    }
    let copula = (start..manner).any(|at| grammar.copulas.contains(view.word(at)));
    let source = super::phrase_before(view, start, sentence.start);
    let head = source.end.checked_sub(1).filter(|_| !source.is_empty())?;
    let pronoun = grammar.pronouns.get(view.word(head)).is_some_and(|p| p.gender != Some(Gender::Thing));
    let somebody = pronoun
        || view
            .analysis
            .mentions
            .iter()
            .any(|m| source.contains(&m.head) && matches!(m.kind, "person" | "organization" | "place"));
    let content = view.trimmed(colon + 1..sentence.end);
    if !copula || !somebody || content.len() < 3 {
        return None;
    }
    let mut candidate =
        Candidate::new(vec![source], vec![start..colon], vec![content], Origin::Continuation, 0.7);
    candidate.why = format!("what comes after “{}:”", view.phrase_text(&(start..colon)));
    Some(candidate)
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|w| w.len() > 2 && !w.ends_with('s')).unwrap_or(word)
}
