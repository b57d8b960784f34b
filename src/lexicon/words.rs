//! Closed classes of words, titles, and predicates that take a position.

use super::forms::Forms;
use crate::reading::{ActorKind, Relation};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// Singular or plural.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Number {
    /// One.
    Singular,
    /// Several.
    Plural,
}

/// Whom a pronoun can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// "he"
    Male,
    /// "she"
    Female,
    /// "it"
    Thing,
}

/// Grammatical person, where it is not the third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Person {
    /// "we"
    First,
    /// "you"
    Second,
}

/// A pronoun.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pronoun {
    /// In lower case.
    pub word: String,
    /// How many it stands for.
    pub number: Number,
    /// Whom it can stand for, where it tells.
    #[serde(default)]
    pub gender: Option<Gender>,
    /// First or second person.
    #[serde(default)]
    pub person: Option<Person>,
    /// "his"
    #[serde(default)]
    pub possessive: bool,
    /// "who"
    #[serde(default)]
    pub relative: bool,
}

/// A noun that goes with a position: its free-standing sentence unfolds it ("The warning is clear: …"), or it takes one itself
/// ("the importance of …").
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continuation {
    /// The noun, in the singular.
    pub word: String,
    /// The position that the noun itself takes.
    pub relation: Relation,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GrammarData {
    negators: Vec<String>,
    reversers: Vec<String>,
    suspenders: Vec<String>,
    hedges: Vec<String>,
    auxiliaries: Vec<String>,
    copulas: Vec<String>,
    determiners: Vec<String>,
    prepositions: Vec<String>,
    inner_prepositions: Vec<String>,
    conjunctions: Vec<String>,
    clause_openers: Vec<String>,
    relatives: Vec<String>,
    personal_pronouns: Vec<Pronoun>,
    adverbs: Vec<String>,
    continuations: Vec<Continuation>,
    collectives: Vec<String>,
    carriers: Vec<String>,
    counterparts: Vec<String>,
    voicing: Vec<String>,
    plain_speaking: Vec<String>,
    carrier_prepositions: Vec<String>,
    belonging: Vec<String>,
    quantities: Vec<String>,
    trailers: Vec<String>,
    name_joiners: Vec<String>,
    strict_name_joiners: Vec<String>,
    calendar: Vec<String>,
    modals: Vec<String>,
    demanding: Vec<String>,
    supposing: Vec<String>,
    content_openers: Vec<String>,
    unfolding: Vec<String>,
    false_adverbs: Vec<String>,
    nouns_in_ie: Vec<String>,
    positions: Vec<Continuation>,
}

type Words = FxHashSet<String>;

/// Closed classes of English words, all in lower case.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // The fields are named as the data file explains them.
pub struct Grammar {
    pub negators: Words,
    pub reversers: Vec<String>,
    pub suspenders: Vec<String>,
    pub hedges: Vec<String>,
    pub auxiliaries: Words,
    pub copulas: Words,
    pub determiners: Words,
    pub prepositions: Words,
    pub inner_prepositions: Words,
    pub conjunctions: Words,
    pub clause_openers: Words,
    pub relatives: Words,
    pub pronouns: FxHashMap<String, Pronoun>,
    pub adverbs: Words,
    pub continuations: FxHashMap<String, Relation>,
    pub collectives: Words,
    pub carriers: Words,
    pub counterparts: Words,
    pub voicing: Words,
    pub plain_speaking: Words,
    pub carrier_prepositions: Words,
    pub belonging: Words,
    pub quantities: Words,
    pub trailers: Words,
    pub name_joiners: Words,
    pub strict_name_joiners: Words,
    pub calendar: Words,
    pub modals: Words,
    pub demanding: Words,
    pub supposing: Words,
    pub content_openers: Words,
    pub unfolding: Words,
    pub false_adverbs: Words,
    pub nouns_in_ie: Words,
    pub positions: FxHashMap<String, Relation>,
}

impl Grammar {
    pub(crate) fn new(data: GrammarData) -> Self {
        let set = |words: Vec<String>| words.into_iter().collect::<Words>();
        Self {
            negators: set(data.negators),
            reversers: data.reversers,
            suspenders: data.suspenders,
            hedges: data.hedges,
            auxiliaries: set(data.auxiliaries),
            copulas: set(data.copulas),
            determiners: set(data.determiners),
            prepositions: set(data.prepositions),
            inner_prepositions: set(data.inner_prepositions),
            conjunctions: set(data.conjunctions),
            clause_openers: set(data.clause_openers),
            relatives: set(data.relatives),
            pronouns: data.personal_pronouns.into_iter().map(|p| (p.word.clone(), p)).collect(),
            adverbs: set(data.adverbs),
            continuations: data.continuations.into_iter().map(|c| (c.word, c.relation)).collect(),
            collectives: set(data.collectives),
            carriers: set(data.carriers),
            counterparts: set(data.counterparts),
            voicing: set(data.voicing),
            plain_speaking: set(data.plain_speaking),
            carrier_prepositions: set(data.carrier_prepositions),
            belonging: set(data.belonging),
            quantities: set(data.quantities),
            trailers: set(data.trailers),
            name_joiners: set(data.name_joiners),
            strict_name_joiners: set(data.strict_name_joiners),
            calendar: set(data.calendar),
            modals: set(data.modals),
            demanding: set(data.demanding),
            supposing: set(data.supposing),
            content_openers: set(data.content_openers),
            unfolding: set(data.unfolding),
            false_adverbs: set(data.false_adverbs),
            nouns_in_ie: set(data.nouns_in_ie),
            positions: data.positions.into_iter().map(|c| (c.word, c.relation)).collect(),
        }
    }

    /// Whether the word is an adverb by the list or by its ending.
    pub fn is_adverb(&self, word: &str) -> bool {
        self.adverbs.contains(word)
            || (word.len() > 4 && word.ends_with("ly") && !self.false_adverbs.contains(word))
    }
}

/// How somebody is spoken of instead of by name ("His Lordship").
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The noun after "his", "her" or "your".
    pub word: String,
    /// The titles of those whom it may mean.
    pub titles: Vec<String>,
}

/// Titles, and nouns that tell what an actor is, all in lower case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // The fields are named as the data file explains them.
pub struct Titles {
    pub honorifics: FxHashSet<String>,
    pub roles: FxHashSet<String>,
    pub suffixes: FxHashSet<String>,
    pub generations: FxHashSet<String>,
    pub past: FxHashSet<String>,
    pub addresses: Vec<Address>,
    pub kept: FxHashSet<String>,
    person: Vec<String>,
    office: Vec<String>,
    organization: Vec<String>,
    government: Vec<String>,
    publication: Vec<String>,
    pub female: FxHashSet<String>,
    pub male: FxHashSet<String>,
    pub female_names: FxHashSet<String>,
    pub male_names: FxHashSet<String>,
    #[serde(skip)]
    kinds: FxHashMap<String, ActorKind>,
}

impl Titles {
    pub(crate) fn indexed(mut self) -> Self {
        let lists = [
            (&self.person, ActorKind::Person),
            (&self.organization, ActorKind::Organization),
            (&self.publication, ActorKind::Publication),
            (&self.office, ActorKind::Office),
            (&self.government, ActorKind::Government),
        ];
        let mut kinds = FxHashMap::default();
        for (words, kind) in lists {
            for word in words {
                kinds.insert(word.clone(), kind);
            }
        }
        self.kinds = kinds;
        self
    }

    /// What kind of actor a head noun names ("ministry" → government), by its singular or as it stands.
    pub fn kind(&self, noun: &str) -> Option<ActorKind> {
        self.kinds.get(noun).copied()
    }

    /// The gender that a title, a noun or a first name tells.
    pub fn gender(&self, word: &str) -> Option<Gender> {
        if self.female.contains(word) || self.female_names.contains(word) {
            Some(Gender::Female)
        } else if self.male.contains(word) || self.male_names.contains(word) {
            Some(Gender::Male)
        } else {
            None
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PredicateGroup {
    relation: Relation,
    subject: bool,
    words: Vec<String>,
}

/// A predicate that takes a position in so many words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Predicate {
    /// Which position.
    pub relation: Relation,
    /// Whether on its subject ("X is a disgrace") or on what follows ("we need X").
    pub subject: bool,
    /// How many words it covers.
    pub length: usize,
}

/// All such predicates.
#[derive(Debug, Clone)]
pub struct Predicates {
    forms: Forms,
    by_first: FxHashMap<String, Vec<(Vec<String>, Predicate)>>,
}

impl Predicates {
    pub(crate) fn new(groups: Vec<PredicateGroup>, forms: Forms) -> Self {
        let mut out = Self { forms, by_first: FxHashMap::default() };
        out.add(groups);
        out
    }

    pub(crate) fn add(&mut self, groups: Vec<PredicateGroup>) {
        for group in groups {
            for words in &group.words {
                let mut parts = words.split_whitespace().map(str::to_lowercase);
                let first = parts.next().unwrap_or_default();
                let rest: Vec<String> = parts.collect();
                let predicate =
                    Predicate { relation: group.relation, subject: group.subject, length: 1 + rest.len() };
                for form in self.forms.verb(&first) {
                    let list = self.by_first.entry(form).or_default();
                    let at = list.iter().position(|(r, _)| r.len() <= rest.len()).unwrap_or(list.len());
                    list.insert(at, (rest.clone(), predicate));
                }
            }
        }
    }

    /// The longest predicate that begins at `words[at]` (lower case).
    pub fn at(&self, words: &[&str], at: usize) -> Option<Predicate> {
        self.by_first.get(words[at])?.iter().find_map(|(rest, predicate)| {
            let tail = words.get(at + 1..at + 1 + rest.len())?;
            (tail.iter().zip(rest).all(|(a, b)| a == b)).then_some(*predicate)
        })
    }
}
