//! The target of a position: the shortest stretch that names what is supported, opposed or warned about.

use super::Relation;
use super::candidate::Candidate;
use super::relation::Decision;
use super::view::{Class, Pieces, View, tidy};

/// The claim of a candidate, by rule: the whole content of what is merely said; what the predicate told; else the content
/// without its opening "that", "to" or "for", and for a warning "that X would …" its subject X.
pub(crate) fn by_rule(view: &View, candidate: &Candidate, decision: &Decision) -> Pieces {
    if decision.relation == Relation::Says {
        return candidate.content.clone();
    }
    if let Some(claim) = &decision.claim {
        return claim.clone();
    }
    let opened = without_opener(view, &candidate.content);
    let Some(first) = opened.first().cloned() else { return candidate.content.clone() };
    let clause = candidate.content.first().is_some_and(|r| view.word(r.start) == "that");
    if decision.relation == Relation::WarnsAbout && clause {
        let modal = first.clone().find(|at| {
            let grammar = &view.lexicon.grammar;
            grammar.modals.contains(view.word(*at)) || grammar.unfolding.contains(view.word(*at))
        });
        if let Some(modal) = modal.filter(|m| *m > first.start + 1 && m - first.start <= 16) {
            let subject = view.trimmed(first.start..modal);
            if (first.start..modal).all(|at| view.class(at) != Class::Auxiliary) && !subject.is_empty() {
                return vec![subject];
            }
        }
    }
    opened
}

/// Leaves out a leading "that", "to" or "for", and the quotation marks around the whole.
pub(crate) fn without_opener(view: &View, content: &Pieces) -> Pieces {
    let mut pieces = content.clone();
    if let Some(first) = pieces.first_mut() {
        while first.start < first.end
            && (view.lexicon.grammar.content_openers.contains(view.word(first.start))
                || matches!(view.word(first.start), "," | ":")
                || view.class(first.start) == Class::Punctuation
                    && !matches!(view.word(first.start), "\"" | "“" | "$"))
        {
            first.start += 1;
        }
    }
    let pieces = tidy(pieces);
    if pieces.is_empty() { content.clone() } else { pieces }
}
