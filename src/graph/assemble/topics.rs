//! What claims are about: the few nouns and compounds that several statements share.
//!
//! Every claim offers its noun phrases and what is nested in them ("ceasefire proposal" also offers "proposal", and
//! "ceasefire" where that stands alone elsewhere). Offered terms are kept when they come back, and a nested term goes
//! where a longer one stands for nearly all its uses: the idea of C-value (Frantzi, Ananiadou, Mima 2000) without its
//! arithmetic.

use super::words::WORDS;
use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// The topics that one claim offers, and how much it counts.
#[derive(Debug, Default)]
pub(super) struct Offer<'a> {
    /// Noun phrases in base form, the most important first.
    pub topics: Vec<&'a str>,
    /// How many statements make the claim.
    pub statements: usize,
    /// The documents that hold it, by number.
    pub documents: FxHashSet<usize>,
}

/// All topics, the most important first, and those of each claim.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Topics {
    pub names: Vec<String>,
    pub of_claim: Vec<Vec<usize>>,
}

/// At most so many topics has a claim.
const MOST: usize = 4;

#[derive(Debug, Default)]
struct Count {
    statements: usize,
    documents: FxHashSet<usize>,
}

/// Chooses topics among what the claims offer.
pub(super) fn choose(offers: &[Offer]) -> Topics {
    let whole: Vec<Vec<String>> = offers
        .iter()
        .map(|offer| {
            offer.topics.iter().filter_map(|topic| tidy(topic)).collect::<IndexSet<_>>().into_iter().collect()
        })
        .collect();
    // What stands alone somewhere may be a topic within a compound too.
    let mut alone: FxHashSet<&str> = FxHashSet::default();
    for topic in whole.iter().flatten() {
        alone.insert(topic);
        alone.extend(topic.split(' ').next_back());
    }
    let terms: Vec<IndexSet<String>> =
        whole.iter().map(|topics| topics.iter().flat_map(|topic| nested(topic, &alone)).collect()).collect();
    let mut counts: IndexMap<&str, Count, FxBuildHasher> = IndexMap::default();
    for (terms, offer) in terms.iter().zip(offers) {
        for term in terms {
            let count = counts.entry(term).or_default();
            count.statements += offer.statements.max(1);
            count.documents.extend(&offer.documents);
        }
    }
    let dominated = dominated(&counts);
    let comes_back =
        |term: &str| counts.get(term).is_some_and(|count| count.statements > 1) && !dominated.contains(term);
    let chosen: Vec<Vec<&String>> = terms
        .iter()
        .zip(&whole)
        .map(|(terms, whole)| {
            let kept: Vec<&String> = terms.iter().filter(|term| comes_back(term)).take(MOST).collect();
            // A claim with nothing that comes back keeps its own first phrase, so that it can be found.
            if kept.is_empty() { whole.iter().take(1).collect() } else { kept }
        })
        .collect();
    let mut names: Vec<&String> =
        chosen.iter().flatten().copied().collect::<IndexSet<_>>().into_iter().collect();
    names.sort_by(|a, b| {
        let weight =
            |name: &str| counts.get(name).map_or((0, 0), |count| (count.documents.len(), count.statements));
        weight(b).cmp(&weight(a)).then(a.cmp(b))
    });
    let number: FxHashMap<&String, usize> =
        names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    // In the order of their importance, which does not depend on how a claim's own words come.
    let of_claim = chosen
        .iter()
        .map(|topics| {
            let mut of: Vec<usize> = topics.iter().map(|topic| number[topic]).collect();
            of.sort_unstable();
            of
        })
        .collect();
    Topics { names: names.into_iter().cloned().collect(), of_claim }
}

/// A phrase without adjectives that tell nothing; `None` if it says too little to be a topic.
fn tidy(topic: &str) -> Option<String> {
    let mut words: Vec<&str> = topic.split_whitespace().collect();
    while words.len() > 1 && WORDS.plain_adjectives.contains(words[0]) {
        words.remove(0);
    }
    let said = words.join(" ");
    let telling = said.chars().filter(|c| c.is_alphabetic()).count() > 2
        && !(words.len() == 1
            && (WORDS.generic.contains(words[0]) || WORDS.plain_adjectives.contains(words[0])));
    telling.then_some(said)
}

/// The phrase, its endings, and what else in it stands alone somewhere.
fn nested(topic: &str, alone: &FxHashSet<&str>) -> Vec<String> {
    let words: Vec<&str> = topic.split(' ').collect();
    let mut terms = vec![topic.to_owned()];
    for length in (1..words.len()).rev() {
        for (at, part) in words.windows(length).enumerate() {
            let term = part.join(" ");
            let ending = at + length == words.len();
            if (ending || alone.contains(term.as_str())) && tidy(&term).as_deref() == Some(&term) {
                terms.push(term);
            }
        }
    }
    terms
}

/// Terms that a longer one stands for in at least four of five of their uses.
fn dominated(counts: &IndexMap<&str, Count, FxBuildHasher>) -> FxHashSet<String> {
    let mut out = FxHashSet::default();
    for (long, count) in counts.iter().filter(|(long, count)| long.contains(' ') && count.statements > 1) {
        let words: Vec<&str> = long.split(' ').collect();
        for length in 1..words.len() {
            for part in words.windows(length) {
                let short = part.join(" ");
                if counts
                    .get(short.as_str())
                    .is_some_and(|nested| count.statements * 5 >= nested.statements * 4)
                {
                    out.insert(short);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics(claims: &[&[&str]]) -> Vec<Vec<String>> {
        let offers: Vec<Offer> = claims
            .iter()
            .enumerate()
            .map(|(nth, topics)| Offer {
                topics: topics.to_vec(),
                statements: 1,
                documents: [nth].into_iter().collect(),
            })
            .collect();
        let chosen = choose(&offers);
        chosen.of_claim.iter().map(|of| of.iter().map(|n| chosen.names[*n].clone()).collect()).collect()
    }

    #[test]
    fn what_comes_back_is_a_topic_also_within_compounds() {
        let of = topics(&[
            &["ceasefire"],
            &["ceasefire proposal"],
            &["immediate ceasefire"],
            &["security guarantee"],
        ]);
        assert_eq!(of, [vec!["ceasefire"], vec!["ceasefire"], vec!["ceasefire"], vec!["security guarantee"]]);
    }

    #[test]
    fn a_compound_stands_for_its_parts_where_they_seldom_stand_alone() {
        let of = topics(&[&["security guarantee"], &["security guarantee"], &["new security guarantee"]]);
        assert_eq!(of, [["security guarantee"], ["security guarantee"], ["security guarantee"]]);
    }

    #[test]
    fn words_that_say_too_little_are_none() {
        assert_eq!(topics(&[&["time"], &["new way"], &["year"]]), [vec![] as Vec<String>, vec![], vec![]]);
    }

    #[test]
    fn the_topics_that_matter_come_first() {
        let offers: Vec<Offer> = [["canal"], ["port"], ["canal"]]
            .iter()
            .map(|topics| Offer {
                topics: topics.to_vec(),
                statements: 1,
                documents: [0].into_iter().collect(),
            })
            .collect();
        assert_eq!(choose(&offers).names, ["canal", "port"]);
    }
}
