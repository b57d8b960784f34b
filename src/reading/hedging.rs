//! Whether an attribution itself is qualified: "reportedly backs", "appeared to endorse".

use super::candidate::Candidate;
use super::view::View;

/// Whether a hedge of the lexicon stands in the cue, or between source and cue.
pub(crate) fn is_hedged(view: &View, candidate: &Candidate) -> bool {
    let Some(cue) = candidate.cue.first() else { return false };
    let sentence = view.sentence_tokens(view.sentence(cue.start));
    let from = candidate
        .source
        .iter()
        .filter(|s| s.end <= cue.start && s.end >= sentence.start)
        .map(|s| s.end)
        .max()
        .unwrap_or(cue.start)
        .max(cue.start.saturating_sub(6));
    let text = view.words(from..cue.end).join(" ");
    let padded = format!(" {text} ");
    view.lexicon.grammar.hedges.iter().any(|hedge| padded.contains(&format!(" {hedge} ")))
}
