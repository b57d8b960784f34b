//! Cue words: their entries as data, and finding them in a row of words.

use super::forms::Forms;
use crate::reading::Relation;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What kind of word a cue is built on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CueClass {
    /// "warned"
    Verb,
    /// "opposition to"
    Noun,
    /// "critical of", after a copula
    Adjective,
    /// "according to"
    Phrase,
}

/// What may be attributed by a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Frame {
    /// "that …", or a clause without it.
    Clause,
    /// Words in quotation marks.
    Quotation,
    /// A noun phrase.
    Phrase,
    /// "to …".
    Infinitive,
    /// Someone spoken to stands before the content.
    Addressee,
}

/// Cues that behave alike, as the data lists them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CueGroup {
    pub(crate) words: Vec<String>,
    pub(crate) class: CueClass,
    pub(crate) relation: Relation,
    pub(crate) takes: Vec<Frame>,
    #[serde(default)]
    pub(crate) negated: Option<Relation>,
}

/// One cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// As the lexicon writes it ("warn of|about").
    pub words: String,
    /// What it is built on.
    pub class: CueClass,
    /// The position that it takes.
    pub relation: Relation,
    /// What it takes as content.
    pub takes: Vec<Frame>,
    /// The relation under a negation.
    pub negated: Relation,
    /// Whether a user's file put it there: then it speaks before anything learned.
    pub user: bool,
}

/// A cue found at some word.
#[derive(Debug, Clone)]
pub struct CueMatch {
    /// Which.
    pub cue: Arc<Cue>,
    /// How many words it covers.
    pub length: usize,
}

/// All cues, by each form of their first word.
#[derive(Debug, Clone)]
pub struct Cues {
    forms: Forms,
    by_first: FxHashMap<String, Vec<Pattern>>,
}

#[derive(Debug, Clone)]
struct Pattern {
    cue: Arc<Cue>,
    /// The words after the first; each is one of several alternatives.
    rest: Vec<Vec<String>>,
}

impl Cues {
    pub(crate) fn new(groups: Vec<CueGroup>, forms: Forms) -> Self {
        let mut out = Self { forms, by_first: FxHashMap::default() };
        out.add(groups, false);
        out
    }

    /// Puts a user's cues before those that are there.
    pub(crate) fn overrule(&mut self, groups: Vec<CueGroup>) {
        self.add(groups, true);
    }

    fn add(&mut self, groups: Vec<CueGroup>, user: bool) {
        for group in groups {
            for words in &group.words {
                let cue = Arc::new(Cue {
                    words: words.clone(),
                    class: group.class,
                    relation: group.relation,
                    takes: group.takes.clone(),
                    negated: group.negated.unwrap_or_else(|| super::negated(group.relation)),
                    user,
                });
                let mut parts = words
                    .split_whitespace()
                    .map(|w| w.to_lowercase().split('|').map(str::to_owned).collect::<Vec<_>>());
                let first = parts.next().unwrap_or_default();
                let rest: Vec<_> = parts.collect();
                for lemma in first {
                    let forms = match group.class {
                        CueClass::Verb => self.forms.verb(&lemma),
                        CueClass::Noun => self.forms.noun(&lemma),
                        CueClass::Adjective | CueClass::Phrase => vec![lemma],
                    };
                    for form in forms {
                        let patterns = self.by_first.entry(form).or_default();
                        let pattern = Pattern { cue: cue.clone(), rest: rest.clone() };
                        // The longest is tried first; among equals the user's, then the order of the file.
                        let longer = patterns
                            .iter()
                            .position(|p| {
                                (p.rest.len(), p.cue.user) < (rest.len(), user)
                                    || (user && p.cue.user && p.rest.len() == rest.len())
                            })
                            .unwrap_or(patterns.len());
                        patterns.insert(longer, pattern);
                    }
                }
            }
        }
    }

    /// The cues that begin at `words[at]` (lower-case words), the longest first. Where `class` is given, only those.
    /// A cue's last word may stand after the object of its verb only if it is the next word: no gaps.
    pub fn matches<'a>(
        &'a self,
        words: &'a [&'a str],
        at: usize,
        class: Option<CueClass>,
    ) -> impl Iterator<Item = CueMatch> + 'a {
        self.by_first.get(words[at]).into_iter().flatten().filter_map(move |pattern| {
            if class.is_some_and(|c| c != pattern.cue.class) {
                return None;
            }
            let tail = words.get(at + 1..at + 1 + pattern.rest.len())?;
            let fits = pattern.rest.iter().zip(tail).all(|(options, word)| options.iter().any(|o| o == word));
            fits.then(|| CueMatch { cue: pattern.cue.clone(), length: 1 + pattern.rest.len() })
        })
    }

    /// Whether some cue of this class begins with this word.
    pub fn begins(&self, word: &str, class: CueClass) -> bool {
        self.by_first.get(word).is_some_and(|p| p.iter().any(|p| p.cue.class == class))
    }
}
