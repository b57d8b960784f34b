//! The words for the relations of the graph (`relations.ron`): verbs, nouns, and names for those who take a stance.

use super::english;
use super::pattern::{self, Piece};
use super::words::Word;
use serde::Deserialize;
use std::sync::LazyLock;

/// The relations from an actor to a claim, in the order of the schema.
pub const TYPES: [&str; 4] = ["SAYS", "SUPPORTS", "OPPOSES", "WARNS_ABOUT"];

#[derive(Deserialize)]
struct Raw {
    relations: Vec<String>,
    verbs: Vec<String>,
    nouns: Vec<String>,
    holders: Vec<String>,
}

struct Words {
    types: Vec<String>,
    verbs: Vec<Vec<Piece>>,
    nouns: Vec<Vec<Piece>>,
    holders: Vec<Vec<Piece>>,
}

static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let raw: Vec<Raw> = ron::from_str(include_str!("relations.ron")).expect("relations.ron is tested");
    let read = |patterns: Vec<String>| {
        patterns.iter().map(|p| pattern::parse(p).expect("relations.ron is tested")).collect::<Vec<_>>()
    };
    raw.into_iter()
        .map(|raw| Words {
            types: raw.relations,
            verbs: read(raw.verbs),
            nouns: read(raw.nouns),
            holders: read(raw.holders),
        })
        .collect()
});

/// Puts relationship types in the order of the schema, each once.
pub(super) fn ordered(types: impl IntoIterator<Item = String>) -> Vec<String> {
    let given: Vec<String> = types.into_iter().collect();
    TYPES.iter().filter(|t| given.iter().any(|g| g == *t)).map(|t| (*t).to_owned()).collect()
}

/// The stances that may begin at word `at`: where each ends, its relationship types, whether it is denied.
/// Auxiliaries and adverbs may come first ("has never backed"), and stances may be joined ("supports or opposes").
pub(super) fn stances(words: &[Word], at: usize) -> Vec<(usize, Vec<String>, bool)> {
    let mut found: Vec<(usize, Vec<String>, bool)> = Vec::new();
    let mut negated = false;
    let mut begin = at;
    loop {
        for (end, types) in verbs(words, begin) {
            push(&mut found, (end, types.clone(), negated));
            let joined = words.get(end).is_some_and(|w| w.is("or") || w.is("and") || w.fold == "/");
            if joined {
                for (end, more, also_negated) in stances(words, end + 1) {
                    if !also_negated {
                        push(&mut found, (end, ordered(types.iter().cloned().chain(more)), negated));
                    }
                }
            }
        }
        let Some(word) = words.get(begin) else { break };
        if english().negations.contains(&word.fold) {
            negated = true;
        } else if !(pattern::is_filler(word) || english().auxiliaries.iter().any(|a| word.is(a))) {
            break;
        }
        begin += 1;
        if begin > at + 6 {
            break;
        }
    }
    found
}

fn push(found: &mut Vec<(usize, Vec<String>, bool)>, new: (usize, Vec<String>, bool)) {
    if !found.contains(&new) {
        found.push(new);
    }
}

/// The longest reading first, so that "speak out against" is not "speak".
fn longest(words: &[Word], at: usize, of: impl Fn(&Words) -> &[Vec<Piece>]) -> Vec<(usize, Vec<String>)> {
    let mut found: Vec<(usize, Vec<String>)> = Vec::new();
    for group in WORDS.iter() {
        for pattern in of(group) {
            for end in pattern::ends(pattern, words, at) {
                if !found.contains(&(end, group.types.clone())) {
                    found.push((end, group.types.clone()));
                }
            }
        }
    }
    found.sort_by_key(|(end, _)| std::cmp::Reverse(*end));
    found
}

fn verbs(words: &[Word], at: usize) -> Vec<(usize, Vec<String>)> {
    longest(words, at, |w| &w.verbs)
}

/// Nouns for a stance ("support for", "warnings about") that may begin at word `at`.
pub(super) fn nouns(words: &[Word], at: usize) -> Vec<(usize, Vec<String>)> {
    longest(words, at, |w| &w.nouns)
}

/// Names for those who take a stance ("critics of") that may begin at word `at`.
pub(super) fn holders(words: &[Word], at: usize) -> Vec<(usize, Vec<String>)> {
    longest(words, at, |w| &w.holders)
}

#[cfg(test)]
mod tests {
    use super::super::words::split;
    use super::*;

    fn first(text: &str) -> (usize, String, bool) {
        let (end, types, negated) =
            stances(&split(text), 0).into_iter().max_by_key(|(end, ..)| *end).expect(text);
        (end, types.join("|"), negated)
    }

    #[test]
    fn verbs_with_auxiliaries_particles_and_denial() {
        assert_eq!(first("has repeatedly backed"), (3, "SUPPORTS".into(), false));
        assert_eq!(first("is in favour of"), (4, "SUPPORTS".into(), false));
        assert_eq!(first("spoke out against"), (3, "OPPOSES".into(), false));
        assert_eq!(first("does not support"), (3, "SUPPORTS".into(), true));
        assert_eq!(first("supports or warns about"), (4, "SUPPORTS|WARNS_ABOUT".into(), false));
    }
}
