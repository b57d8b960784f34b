//! Attributions by rule: from the lexicon's cues, quotation marks and the shape of clauses.

mod chunks;
mod continuation;
mod cues;
mod labels;
mod quotations;

pub(crate) use chunks::phrase_before;

use super::candidate::Candidate;
use super::view::View;

/// All attributions that the rules find, in the order of the text; overlapping ones are settled.
pub(crate) fn candidates(view: &View) -> Vec<Candidate> {
    let mut found = labels::find(view);
    found.extend(cues::find(view));
    quotations::attach(view, &mut found);
    continuation::find(view, &mut found);
    found.retain(|c| !c.content.is_empty());
    super::candidate::settle(found)
}
