//! Topics of a claim: its head nouns and compounds in base form, the same across documents.

use super::view::{Class, Pieces, View};
use indexmap::IndexSet;

/// How many topics a claim may have.
const MOST: usize = 4;

/// The base form of a word: its lemma where the encoder gave a believable one, else the singular by spelling.
pub(crate) fn base(view: &View, at: usize) -> String {
    let token = &view.analysis.tokens[at];
    let word = view.word(at);
    if token.lemma.is_empty() || token.lemma == "_" || !view.tagged() {
        return singular(word);
    }
    let lemma = token.lemma.to_lowercase();
    if !matches!(token.upos, "NOUN" | "PROPN") {
        return lemma;
    }
    // The encoder makes lemmas by cutting and adding letters, and now and then cuts too many or too few.
    let regular = || {
        let rest = word.strip_prefix(lemma.as_str());
        rest.is_none_or(|r| matches!(r, "" | "s" | "es" | "'s" | "ses" | "zes"))
    };
    let ie = word.ends_with("ies")
        && lemma.ends_with("ie")
        && lemma.len() > 3
        && !view.lexicon.grammar.nouns_in_ie.contains(&lemma);
    if ie || !regular() { singular(word) } else { lemma }
}

fn singular(word: &str) -> String {
    if word.len() > 4 && word.ends_with("ies") {
        format!("{}y", &word[..word.len() - 3])
    } else if word.len() > 4
        && (word.ends_with("sses")
            || word.ends_with("ches")
            || word.ends_with("shes")
            || word.ends_with("xes"))
    {
        word[..word.len() - 2].to_owned()
    } else if word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && !word.ends_with("is")
    {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    }
}

/// Short noun phrases of the claim in base form, those of the claim itself first, then the content's.
pub(crate) fn topics(view: &View, claim: &Pieces, content: &Pieces) -> Vec<String> {
    let mut out: IndexSet<String> = IndexSet::new();
    for range in claim.iter().chain(content) {
        let mut at = range.start;
        while at < range.end {
            if !is_noun(view, at) {
                at += 1;
                continue;
            }
            let start = at;
            while at < range.end
                && (is_noun(view, at) || view.word(at) == "-" && at + 1 < range.end && is_noun(view, at + 1))
            {
                at += 1;
            }
            if let Some(topic) = topic(view, start, at) {
                out.insert(topic);
            }
        }
    }
    out.into_iter().take(MOST).collect()
}

fn is_noun(view: &View, at: usize) -> bool {
    let token = &view.analysis.tokens[at];
    if view.tagged() {
        return matches!(token.upos, "NOUN")
            || token.upos == "ADJ" && token.deprel == "amod" && next_is_noun(view, at);
    }
    view.class(at) == Class::Word
        && view.word(at).len() > 2
        && !view.is_capitalised(at)
        && view.word(at).chars().all(char::is_alphabetic)
        && !view.word(at).ends_with("ed")
        && !view.word(at).ends_with("ing")
}

fn next_is_noun(view: &View, at: usize) -> bool {
    view.analysis.tokens.get(at + 1).is_some_and(|t| t.upos == "NOUN")
}

/// At most three words, the last in its base form.
fn topic(view: &View, start: usize, end: usize) -> Option<String> {
    let start = start.max(end.saturating_sub(3));
    let mut words: Vec<String> = (start..end - 1).map(|at| view.word(at).to_owned()).collect();
    words.push(base(view, end - 1));
    let topic = words.join(" ").replace(" - ", "-");
    (topic.len() > 2 && !view.lexicon.grammar.collectives.contains(&topic)).then_some(topic)
}
