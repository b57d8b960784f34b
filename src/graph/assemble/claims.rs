//! When two statements make the same claim.

use super::words::WORDS;
use crate::language::Analysis;
use crate::reading::Phrase;
use rustc_hash::FxHashMap;

/// Whether a key is only a word that points at what its sentence tells ("it", "such a move").
pub(super) fn is_pointer(reading_key: &str) -> bool {
    content_words(reading_key).iter().all(|word| WORDS.pointers.contains(*word))
}

fn content_words(reading_key: &str) -> Vec<&str> {
    reading_key.split_whitespace().filter(|word| !WORDS.stop.contains(*word)).collect()
}

/// Whether a claim is a noun phrase; only where words are tagged.
pub(super) fn is_nominal(analysis: &Analysis, claim: &Phrase) -> bool {
    let mut tagged = false;
    for span in &claim.spans {
        let start = analysis.tokens.partition_point(|token| token.span.end <= span.start);
        for token in analysis.tokens[start..].iter().take_while(|token| token.span.start < span.end) {
            tagged |= token.upos == "NOUN" || token.upos == "PROPN";
            if matches!(token.upos, "VERB" | "AUX") && !token.xpos.starts_with("VBN") {
                return false;
            }
        }
    }
    tagged
}

/// A claim's key: its base forms without function words. In a noun phrase their order does not matter ("ceasefire
/// talks" are "talks on a ceasefire"); in a clause it does (who attacks whom).
pub(super) fn key(reading_key: &str, nominal: bool) -> String {
    let mut words = content_words(reading_key);
    if nominal {
        words.sort_unstable();
        words.dedup();
    }
    words.join(" ")
}

/// Tells which claims are one.
#[derive(Debug, Default)]
pub(super) struct ClaimBook {
    by_key: FxHashMap<String, usize>,
    /// The words of each claim's first key.
    words: Vec<Vec<String>>,
    /// Claims by each of their words.
    holding: FxHashMap<String, Vec<usize>>,
}

/// Words that a claim must have before a near one can be the same.
const LONG_ENOUGH: usize = 4;

impl ClaimBook {
    /// The number of the claim with this key: an old one if it is the same, else a new one. Keys without content
    /// (`it`) are never the same: `place` must tell them apart.
    pub fn number(&mut self, key: &str, place: &str) -> usize {
        let full: String =
            if is_pointer(key) || key.is_empty() { format!("{key} @{place}") } else { key.to_owned() };
        if let Some(number) = self.by_key.get(&full) {
            return *number;
        }
        let words: Vec<String> =
            full.split(' ').filter(|word| !WORDS.light.contains(*word)).map(str::to_owned).collect();
        let number = match self.near(&words) {
            Some(number) => number,
            None => {
                self.words.push(words);
                let number = self.words.len() - 1;
                for word in &self.words[number] {
                    self.holding.entry(word.clone()).or_default().push(number);
                }
                number
            }
        };
        self.by_key.insert(full, number);
        number
    }

    /// A claim that differs from `words` by next to nothing: one has all words of the other in the same order, and at
    /// most a fifth more, none of which turns the claim around or is a number.
    fn near(&self, words: &[String]) -> Option<usize> {
        // A claim that shares most words shares the rarest of any few of them.
        let mut rare: Vec<&Vec<usize>> = words.iter().filter_map(|word| self.holding.get(word)).collect();
        rare.sort_by_key(|claims| claims.len());
        let spare = words.len() / 5 + 1;
        let mut candidates: Vec<usize> = rare.into_iter().take(spare + 1).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.into_iter().find(|claim| {
            let other = &self.words[*claim];
            let (short, long) =
                if other.len() <= words.len() { (&other[..], words) } else { (words, &other[..]) };
            if short.len() == long.len() {
                return short == long;
            }
            if short.len() < LONG_ENOUGH || (long.len() - short.len()) * 5 > long.len() {
                return false;
            }
            let mut at = 0;
            let mut extra = long.iter().filter(|word| {
                let same = short.get(at) == Some(*word);
                at += usize::from(same);
                !same
            });
            let harmless =
                extra.all(|w| !WORDS.turning.contains(w) && !w.contains(|c: char| c.is_ascii_digit()));
            harmless && at == short.len()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let mut book = ClaimBook::default();
        book.number(one, "a:1") == book.number(other, "b:2")
    }

    #[test]
    fn the_order_of_words_matters_in_a_clause_only() {
        assert_eq!(key("talk on ceasefire", true), key("ceasefire talk", true));
        assert_ne!(key("russia attack ukraine", false), key("ukraine attack russia", false));
        assert_eq!(key("the plan be a mistake", false), "plan mistake");
    }

    #[test]
    fn near_equal_claims_are_one() {
        assert!(same("territorial concession", "any territorial concession"));
        assert!(same("canal ruin old harbour quarter", "canal clearly ruin old harbour quarter"));
        assert!(same("canal ruin old harbour quarter town", "canal ruin old harbour quarter"));
    }

    #[test]
    fn claims_that_differ_in_substance_are_not() {
        assert!(!same("canal ruin old harbour quarter town", "canal not ruin old harbour quarter town"));
        assert!(!same("tax rise 5 percent next year council", "tax rise percent next year council"));
        assert!(!same("ceasefire", "ceasefire talk"));
        assert!(!same("canal cost town money plan", "canal cost town plan jobs"));
    }

    #[test]
    fn pointers_are_one_only_in_one_place() {
        assert!(!same("it", "it"));
        let mut book = ClaimBook::default();
        assert_eq!(book.number("it", "a:1"), book.number("it", "a:1"));
    }
}
