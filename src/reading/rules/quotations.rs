//! Quotations without a cue of their own: those that run on from the sentence before, and those that a paragraph opens.

use crate::reading::candidate::{Candidate, Origin};
use crate::reading::view::{View, tidy};

/// Gives every long quotation that no candidate holds yet to the speaker before it in its paragraph, or, where a
/// paragraph begins with it and the one before ended in an unclosed quotation, to that one's speaker.
pub(super) fn attach(view: &View, found: &mut Vec<Candidate>) {
    for (nth, quote) in view.analysis.quotations.iter().enumerate() {
        if quote.depth > 0 {
            continue;
        }
        let tokens = view.quotation_tokens(nth);
        // Words in quotation marks are not yet speech: a sentence of its own is.
        if tokens.len() < 6 || tokens.is_empty() {
            continue;
        }
        let held =
            found.iter().any(|c| c.content.iter().any(|r| r.start < tokens.end && tokens.start < r.end));
        if held {
            widen(found, &tokens);
            continue;
        }
        let paragraph = view.paragraph(tokens.start);
        let speaker = found
            .iter()
            .filter(|c| {
                let anchor = c.anchor();
                anchor < tokens.start
                    && view.paragraph(anchor) == paragraph
                    && !c.source.is_empty()
                    && c.content.iter().any(|r| view.quotation(r.start).is_some())
            })
            .max_by_key(|c| c.anchor())
            .cloned();
        if let Some(speaker) = speaker {
            // The same quotation going on belongs to the same attribution.
            let gap = tokens.start.saturating_sub(
                speaker
                    .content
                    .iter()
                    .chain(&speaker.cue)
                    .chain(&speaker.source)
                    .map(|r| r.end)
                    .max()
                    .unwrap_or(0),
            );
            if gap <= 2 {
                if let Some(owner) =
                    found.iter_mut().find(|c| c.cue == speaker.cue && c.content == speaker.content)
                {
                    owner.content.push(tokens.clone());
                    owner.content = tidy(std::mem::take(&mut owner.content));
                }
                continue;
            }
            let mut candidate =
                Candidate::new(speaker.source, speaker.cue, vec![tokens], Origin::Quotation, 0.4);
            candidate.why = "a quotation of the speaker before it in the paragraph".into();
            found.push(candidate);
        }
    }
}

/// A quotation that is held by a candidate belongs to it whole, over the sentences that it spans.
fn widen(found: &mut [Candidate], tokens: &std::ops::Range<usize>) {
    for candidate in found.iter_mut() {
        let starts_with_it = candidate.content.iter().any(|r| r.start == tokens.start && r.end < tokens.end);
        let outside = candidate.cue.iter().all(|c| c.end <= tokens.start || c.start >= tokens.end);
        if starts_with_it && outside {
            candidate.content.push(tokens.clone());
            candidate.content = tidy(std::mem::take(&mut candidate.content));
        }
    }
}
