//! Negation of a cue: "does not support", "refused to endorse".

use super::view::View;
use std::ops::Range;

/// How many negations bear on the cue: those inside its verb group, and reversing verbs that govern it.
pub(crate) fn count(view: &View, cue: &Range<usize>) -> usize {
    let grammar = &view.lexicon.grammar;
    let inside = cue.clone().filter(|at| negates(view, *at)).count();
    // The two words before: "not", and "to" with a reverser before it.
    let mut before = 0;
    let start = cue.start;
    if start >= 1 && view.sentence(start - 1) == view.sentence(start) && negates(view, start - 1) {
        before += 1;
    }
    if start >= 2 && view.word(start - 1) == "to" || cue.len() > 1 && view.word(start) == "to" {
        let verb = if view.word(start) == "to" { start.wrapping_sub(1) } else { start - 2 };
        if verb < view.len() && grammar.reversers.iter().any(|r| is_form(view.word(verb), r)) {
            before += 1;
        }
    }
    // A subject that denies: "none of them supports", "no one backs".
    inside + before
}

/// Whether a verb before the cue leaves it open whether it holds: "stopped short of praising", "avoided criticising".
pub(crate) fn suspended(view: &View, cue: &Range<usize>) -> bool {
    view.lexicon.grammar.suspenders.iter().any(|suspender| {
        let words: Vec<&str> = suspender.split(' ').collect();
        let Some(start) = cue.start.checked_sub(words.len()) else { return false };
        view.analysis.tokens[start].lemma == words[0]
            && view.sentence(start) == view.sentence(cue.start)
            && (1..words.len()).all(|nth| view.word(start + nth) == words[nth])
    })
}

fn negates(view: &View, at: usize) -> bool {
    let word = view.word(at);
    view.lexicon.grammar.negators.contains(word) && !(word == "no" && view.word(at + 1) == "longer")
}

/// Whether `word` is a regular form of the verb `lemma`.
pub(crate) fn is_form(word: &str, lemma: &str) -> bool {
    let stem = lemma.strip_suffix('e').unwrap_or(lemma);
    word == lemma
        || word.strip_prefix(lemma).is_some_and(|r| matches!(r, "s" | "d" | "ed" | "ing" | "es"))
        || word.strip_prefix(stem).is_some_and(|r| matches!(r, "ing" | "ed"))
}
