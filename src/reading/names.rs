//! Names in a document: which words name somebody, and the fullest name under which each is known there.

use super::ActorKind;
use super::view::{Class, View};
use crate::lexicon::{Gender, PlaceRole};
use std::ops::Range;

/// A stretch of capitalised words that names somebody or something.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) tokens: Range<usize>,
    /// The name without titles.
    pub(crate) name: Range<usize>,
    pub(crate) kind: Option<ActorKind>,
    pub(crate) gender: Option<Gender>,
}

/// All names of a document, in its order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(crate) all: Vec<Named>,
}

impl Names {
    pub(crate) fn collect(view: &View) -> Self {
        let mut all = Vec::new();
        let mut at = 0;
        while at < view.len() {
            if let Some(end) = run(view, at) {
                if let Some(named) = named(view, at..end) {
                    all.push(named);
                }
                at = end;
            } else {
                at += 1;
            }
        }
        Names { all }
    }

    /// The fullest name in the document for the short name `tokens` ("Trump" → "Donald Trump"), by the last word, which a
    /// longer name must share; the first such name wins where several compete.
    pub(crate) fn fullest(&self, view: &View, tokens: &Range<usize>) -> Range<usize> {
        let words = view.words(tokens.clone());
        let Some(last) = words.last() else { return tokens.clone() };
        let first_is_initial = |r: &Range<usize>| view.word(r.start).len() <= 2;
        self.all
            .iter()
            .filter(|n| n.name.len() > words.len() && n.name.len() <= 4)
            .filter(|n| {
                let full = view.words(n.name.clone());
                let person = n.kind.is_none_or(|k| k == ActorKind::Person);
                person
                    && full.last() == Some(last)
                    && words.iter().all(|w| full.contains(w))
                    && !first_is_initial(&n.name)
            })
            .map(|n| n.name.clone())
            .max_by_key(|n| (n.len().min(3), std::cmp::Reverse(n.start)))
            .unwrap_or_else(|| tokens.clone())
    }

    /// The name that a description like "the embassy" or "the party" takes up: the last name before `at` with that noun.
    pub(crate) fn described(&self, view: &View, noun: &str, at: usize) -> Option<Range<usize>> {
        self.all
            .iter()
            .rfind(|n| n.tokens.end <= at && n.name.len() > 1 && n.name.clone().any(|t| view.word(t) == noun))
            .map(|n| n.name.clone())
    }
}

/// The end of a run of capitalised words that begins at `at`, with the small words inside a name.
fn run(view: &View, at: usize) -> Option<usize> {
    let starts_sentence = view.sentence_tokens(view.sentence(at)).start == at
        || at > 0 && matches!(view.word(at - 1), "\"" | "“" | ":" | "‘");
    let is_name = |at: usize| {
        view.is_capitalised(at)
            && !matches!(
                view.class(at),
                Class::Determiner
                    | Class::Pronoun
                    | Class::Auxiliary
                    | Class::Opener
                    | Class::Conjunction
                    | Class::Preposition
            )
            && !view.lexicon.grammar.pronouns.contains_key(view.word(at))
    };
    if !is_name(at) {
        return None;
    }
    if starts_sentence {
        // A capital at a sentence's start tells nothing by itself.
        let tagged = view.tagged();
        let proper = if tagged {
            matches!(view.analysis.tokens[at].upos, "PROPN")
        } else {
            !view.lexicon.grammar.collectives.contains(view.word(at))
                && !view.lexicon.grammar.is_adverb(view.word(at))
        };
        if !proper && !(at + 1 < view.len() && is_name(at + 1)) {
            return None;
        }
    }
    let mut end = at + 1;
    while end < view.len() && view.sentence(end) == view.sentence(at) {
        let word = view.word(end);
        if is_name(end)
            || word == "."
                && view.word(end - 1).len() <= 3
                && end + 1 < view.len()
                && view.sentence(end + 1) == view.sentence(at)
                && is_name(end + 1)
        {
            end += 1;
        } else if matches!(
            word,
            "of" | "for"
                | "and"
                | "&"
                | "de"
                | "la"
                | "van"
                | "von"
                | "der"
                | "bin"
                | "al"
                | "the"
                | "on"
                | "-"
        ) {
            // "Department of State", "National Security and Defense Council of Ukraine": only where a capital follows.
            let next = if view.word(end + 1) == "the" { end + 2 } else { end + 1 };
            let joins = next < view.len() && view.sentence(next) == view.sentence(at) && is_name(next);
            let strict = matches!(word, "and" | "for" | "on" | "the");
            if !joins || strict && !organisational(view, at..end) {
                break;
            }
            end = next;
        } else {
            break;
        }
    }
    Some(end)
}

fn organisational(view: &View, range: Range<usize>) -> bool {
    range.clone().any(|at| {
        let word = view.word(at);
        matches!(view.lexicon.titles.kind(word), Some(ActorKind::Organization | ActorKind::Government))
            || word == "national"
            || word == "international"
            || word == "federal"
    }) && !range.clone().any(|at| view.lexicon.titles.honorifics.contains(view.word(at)))
}

fn named(view: &View, tokens: Range<usize>) -> Option<Named> {
    let titles = &view.lexicon.titles;
    let mut name = tokens.clone();
    let mut gender = None;
    // "former Mexican President Vicente Fox": titles, and the nations before them, go.
    let mut titled = false;
    while name.len() > 1 {
        let word = view.word(name.start);
        let honorific = titles.honorifics.contains(word);
        let role = titles.roles.contains(word);
        let nation = view.lexicon.places.get(word).is_some_and(|p| p.role == PlaceRole::Demonym)
            && name.len() > 2
            && titles.roles.contains(view.word(name.start + 1));
        if !(honorific || role || nation || word == ".") {
            break;
        }
        let rest = name.start + 1..name.end;
        // "Supreme Court Justice" or "White House" are not a title before a name: what remains must not be a body.
        if !honorific && body(view, &rest) {
            break;
        }
        titled |= honorific || role;
        gender = gender.or(titles.gender(word));
        name.start += 1;
    }
    while name.len() > 1 && titles.suffixes.contains(view.word(name.end - 1)) {
        name.end -= 1;
    }
    if name.is_empty() {
        return None;
    }
    let text = view.phrase_text(&name);
    let place = view.lexicon.places.get(text);
    let kind = if let Some(place) = place {
        (place.role != PlaceRole::Demonym).then_some(ActorKind::Government)
    } else if body(view, &name) {
        kind_of_words(view, &name)
    } else if titled || titles.gender(view.word(name.start)).is_some() && name.len() > 1 {
        Some(ActorKind::Person)
    } else {
        None
    };
    if kind == Some(ActorKind::Person) || kind.is_none() && name.len() > 1 {
        gender = gender.or_else(|| titles.gender(view.word(name.start)));
    }
    Some(Named { tokens, name, kind, gender })
}

/// Whether the words name a body rather than a person.
fn body(view: &View, range: &Range<usize>) -> bool {
    kind_of_words(view, range).is_some_and(|k| k != ActorKind::Person && k != ActorKind::Office)
}

/// What the nouns among the words tell: two-word names first ("white house"), then the last telling word.
pub(crate) fn kind_of_words(view: &View, range: &Range<usize>) -> Option<ActorKind> {
    let titles = &view.lexicon.titles;
    let words = view.words(range.clone());
    if let Some(kind) = words.windows(2).rev().find_map(|w| titles.kind(&w.join(" "))) {
        return Some(kind);
    }
    words.iter().rev().find_map(|w| titles.kind(w))
}
