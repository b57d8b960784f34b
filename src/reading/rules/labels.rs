//! "SENATOR KERN: We will not sign." and headlines with a speaker before the colon.

use crate::reading::candidate::{Candidate, Origin};
use crate::reading::view::{Class, View};

/// Speakers set before a colon at the start of a line.
pub(super) fn find(view: &View) -> Vec<Candidate> {
    let mut out = Vec::new();
    for sentence in &view.analysis.sentences {
        let range = sentence.tokens.clone();
        if range.len() < 4 || !starts_line(view, range.start) {
            continue;
        }
        let Some(colon) = (range.start + 1..range.end.min(range.start + 8)).find(|at| view.word(*at) == ":")
        else {
            continue;
        };
        let name = range.start..colon;
        let names = name.clone().all(|at| {
            view.is_capitalised(at) || matches!(view.class(at), Class::Punctuation | Class::Preposition)
        });
        let shouted = name.clone().any(|at| {
            let word = view.surface(at);
            word.chars().filter(|c| c.is_alphabetic()).count() > 2 && word.chars().all(|c| !c.is_lowercase())
        });
        if !names || !(shouted || is_person(view, &name)) {
            continue;
        }
        let content = view.trimmed(colon + 1..range.end);
        if content.len() < 3 {
            continue;
        }
        let mut candidate =
            Candidate::new(vec![name], vec![colon..colon + 1], vec![content], Origin::Label, 0.7);
        candidate.why = "a speaker before a colon at the start of a line".into();
        out.push(candidate);
    }
    out
}

fn starts_line(view: &View, at: usize) -> bool {
    let start = view.analysis.tokens[at].span.start;
    view.text[..start].trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|c| c == '\n')
}

fn is_person(view: &View, name: &std::ops::Range<usize>) -> bool {
    name.clone().any(|at| {
        let word = view.word(at);
        view.lexicon.titles.honorifics.contains(word)
            || view.lexicon.titles.roles.contains(word)
            || view.lexicon.titles.gender(word).is_some()
    })
}
