//! Noun phrases and clauses by the closed classes of words: what the rules stand on where there is no tree.

use crate::reading::view::{Class, View};
use std::ops::Range;

/// The noun phrase that ends just before `end`, not reaching before `floor`; empty where there is none.
///
/// "of", "in", "close to" and their like are taken as part of it where a noun stands before them.
pub(crate) fn phrase_before(view: &View, end: usize, floor: usize) -> Range<usize> {
    let mut start = end;
    let inner = &view.lexicon.grammar.inner_prepositions;
    while start > floor {
        let at = start - 1;
        let word = view.word(at);
        let take = match view.class(at) {
            Class::Word | Class::Possessive => !(word == "because" || word == "than"),
            Class::Pronoun => start == end,
            Class::Determiner => true,
            Class::Adverb => {
                start < end
                    && view.class(start) == Class::Word
                    && at > floor
                    && view.class(at - 1) == Class::Determiner
            }
            Class::Preposition => {
                start < end
                    && inner.contains(word)
                    && at > floor
                    && matches!(view.class(at - 1), Class::Word | Class::Preposition | Class::Possessive)
            }
            Class::Conjunction => {
                (word == "and" || word == "or")
                    && start < end
                    && at > floor
                    && view.class(at - 1) == Class::Word
                    && starts_phrase(view, start)
                    && !verb_between(view, floor, at)
            }
            Class::Punctuation => {
                // "U.S.-led", "Inc.", and the comma of a list before "and".
                (word == "-" || word == "." && view.word(at.wrapping_sub(1)).len() <= 2)
                    && start < end
                    && at > floor
            }
            _ => false,
        };
        if !take {
            break;
        }
        start = at;
        // A determiner opens its phrase; what stands before it belongs to it only through a preposition.
        if view.class(at) == Class::Determiner && word != "all" {
            let joined = at > floor
                && (inner.contains(view.word(at - 1)) && view.class(at - 1) == Class::Preposition
                    || view.word(at - 1) == "close"
                    || view.word(at - 1) == "and"
                    || view.class(at - 1) == Class::Determiner);
            if !joined {
                break;
            }
        }
        if view.class(at) == Class::Pronoun {
            break;
        }
    }
    // A phrase does not begin with a preposition, a conjunction or a genitive mark.
    while start < end
        && matches!(
            view.class(start),
            Class::Preposition | Class::Conjunction | Class::Possessive | Class::Punctuation
        )
    {
        start += 1;
    }
    start..end
}

fn starts_phrase(view: &View, at: usize) -> bool {
    matches!(view.class(at), Class::Determiner) || view.is_capitalised(at) || view.class(at) == Class::Word
}

fn verb_between(view: &View, from: usize, to: usize) -> bool {
    (from..to).any(|at| view.class(at) == Class::Verb)
}

/// The noun phrase that begins at `start`: up to the end of its clause, relative clauses and prepositional phrases with it.
pub(crate) fn phrase_after(view: &View, start: usize, ceiling: usize) -> Range<usize> {
    let mut end = start;
    let mut comma = false;
    let mut seen_word = false;
    while end < ceiling {
        let word = view.word(end);
        match view.class(end) {
            Class::Punctuation => match word {
                "\"" | "“" | "”" | "'" | "‘" | "-" | "–" | "/" | "[" | "]" => {}
                "," => {
                    // A list goes on ("A, B and C"); anything else ends the phrase.
                    let list = (end + 1..ceiling.min(end + 8))
                        .take_while(|at| {
                            matches!(
                                view.class(*at),
                                Class::Word
                                    | Class::Determiner
                                    | Class::Conjunction
                                    | Class::Punctuation
                                    | Class::Preposition
                            )
                        })
                        .any(|at| matches!(view.word(at), "and" | "or"));
                    if !list || comma && view.class(end + 1) != Class::Word {
                        break;
                    }
                    comma = true;
                }
                _ => break,
            },
            Class::Opener
                if seen_word
                    && !matches!(
                        word,
                        "that"
                            | "who"
                            | "which"
                            | "whose"
                            | "whom"
                            | "where"
                            | "how"
                            | "what"
                            | "whether"
                            | "why"
                    ) =>
            {
                break;
            }
            Class::Preposition
                if seen_word
                    && matches!(
                        word,
                        "after" | "before" | "during" | "despite" | "amid" | "since" | "until"
                    ) =>
            {
                break;
            }
            Class::Conjunction if word == "but" || word == "yet" || word == "so" => break,
            Class::Conjunction => {
                // "and" before a pronoun or a finite verb opens another clause.
                let next = end + 1;
                if matches!(view.class(next), Class::Pronoun | Class::Auxiliary | Class::Adverb)
                    || view.class(next) == Class::Verb
                    || view.lexicon.cues.begins(view.word(next), crate::lexicon::CueClass::Verb)
                        && view.class(next) != Class::Determiner
                        && !view.is_capitalised(next)
                        && (view.word(next).ends_with("ed")
                            || view.word(next) == "said"
                            || view.word(next).ends_with("ing"))
                {
                    break;
                }
            }
            Class::Word | Class::Pronoun => seen_word = true,
            _ => {}
        }
        end += 1;
    }
    view.trimmed(start..end)
}

/// Where the clause that begins at `start` ends: at the sentence's end, before a closing "X said", or at a dash that a new
/// clause follows.
pub(crate) fn clause_end(view: &View, start: usize, ceiling: usize) -> usize {
    let mut end = start;
    while end < ceiling {
        let word = view.word(end);
        if view.class(end) == Class::Punctuation && end > start {
            if word == ";" {
                break;
            }
            if word == "," {
                let next = view.word(end + 1);
                let leaves = matches!(
                    next,
                    "according"
                        | "adding"
                        | "saying"
                        | "citing"
                        | "noting"
                        | "arguing"
                        | "while"
                        | "though"
                        | "although"
                ) && view.quotation(end).is_none();
                if leaves {
                    break;
                }
            }
        }
        end += 1;
    }
    end
}
