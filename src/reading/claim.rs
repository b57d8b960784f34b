//! What a claim is, beyond its words: the normalised key and the modality.

use super::Relation;
use super::view::{Pieces, View};

/// The claim in lower case and base forms, without articles, auxiliaries and punctuation, so that the same claim in
/// slightly other words falls together.
pub(crate) fn key(view: &View, claim: &Pieces) -> String {
    let grammar = &view.lexicon.grammar;
    let mut out: Vec<String> = Vec::new();
    for at in claim.iter().cloned().flatten() {
        let word = view.word(at);
        let skip = word.is_empty()
            || !word.chars().any(char::is_alphanumeric)
            || word == "'s"
            || matches!(word, "that" | "to")
            || (grammar.auxiliaries.contains(word) && !grammar.negators.contains(word))
            || (grammar.determiners.contains(word) && word != "no" && !grammar.pronouns.contains_key(word));
        if !skip {
            out.push(super::topics::base(view, at));
        }
    }
    out.join(" ")
}

/// How the claim is put, by the relation and the content's own modal verbs.
pub(crate) fn modality(view: &View, relation: Relation, content: &Pieces, claim: &Pieces) -> super::Modality {
    use super::Modality;
    if relation == Relation::WarnsAbout {
        return Modality::Feared;
    }
    let words: Vec<&str> =
        content.iter().chain(claim).cloned().flatten().map(|at| view.word(at)).take(40).collect();
    let grammar = &view.lexicon.grammar;
    if words.first().is_some_and(|w| *w == "to") && relation != Relation::Says
        || words.iter().any(|w| grammar.demanding.contains(*w))
    {
        Modality::Demanded
    } else if words.iter().any(|w| grammar.supposing.contains(*w)) {
        Modality::Hypothetical
    } else {
        Modality::Asserted
    }
}
