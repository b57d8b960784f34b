//! What the graph calls things: actors, topics, documents and sources by name, alias, part of a name or near miss.

use super::words::{lemmas, name_words};
use crate::graph::{Graph, NodeId, Value};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

/// What a name in the graph belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameOf {
    /// An `:Actor`.
    Actor,
    /// A `:Topic`.
    Topic,
    /// A `:Document`, by its id; its title is an alias.
    Document,
    /// The `source` of documents.
    Source,
}

/// How well a phrase fits a name; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Letter by letter.
    Exact,
    /// But for case, accents and punctuation.
    Folded,
    /// An alias, but for case, accents and punctuation.
    Alias,
    /// But for plural endings and articles, or its initials.
    Inflected,
    /// The last part of a person's name, or the head of a phrase.
    LastPart,
    /// Some of its words.
    Part,
    /// But for a slip of the fingers.
    Fuzzy,
}

#[derive(Debug, Clone)]
struct Entry {
    of: NameOf,
    name: String,
    /// For an actor.
    kind: String,
    names: Vec<Name>,
    /// Statements that speak for it: more is likelier meant.
    weight: usize,
}

#[derive(Debug, Clone)]
struct Name {
    text: String,
    words: Vec<String>,
    initials: String,
}

impl Name {
    fn new(text: &str) -> Self {
        let words = name_words(text);
        let initials = text
            .split_whitespace()
            .filter_map(|w| w.chars().next().filter(|c| c.is_uppercase()))
            .flat_map(char::to_lowercase)
            .collect();
        Self { text: text.to_owned(), words, initials }
    }
}

/// The names of one graph, ready for look-up. Made once, and again when the graph changes.
#[derive(Debug, Clone, Default)]
pub struct Names {
    entries: Vec<Entry>,
    claims: Vec<String>,
    /// Every word of every claim in every form that it may be a form of.
    claim_words: BTreeSet<String>,
    newest: Option<Date>,
}

/// What a phrase fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// These names, all equally well (one, unless they must be told apart).
    Names(Vec<String>, Fit),
    /// Nothing; these come closest.
    Nothing(Vec<String>),
}

impl Names {
    /// Reads the names of `graph`.
    pub fn of(graph: &Graph) -> Self {
        let mut weights: BTreeMap<NodeId, usize> = BTreeMap::new();
        for relationship in graph.relationships() {
            let (from, to) = graph.ends(relationship);
            *weights.entry(from).or_default() += 1;
            *weights.entry(to).or_default() += 1;
        }
        let mut names = Self::default();
        let mut sources: BTreeMap<String, usize> = BTreeMap::new();
        for node in graph.nodes() {
            let weight = weights.get(&node).copied().unwrap_or(0);
            let text = |key: &str| text(&graph.property(node, key));
            let mut add = |of, name: String, kind: String, aliases: Vec<String>| {
                let names_of = std::iter::once(&name).chain(&aliases).map(|n| Name::new(n)).collect();
                names.entries.push(Entry { of, name, kind, names: names_of, weight });
            };
            for label in graph.labels(node) {
                match label {
                    "Actor" => {
                        let Some(name) = text("name") else { continue };
                        let aliases = match graph.property(node, "aliases") {
                            Value::List(items) => items.iter().filter_map(self::text).collect(),
                            _ => Vec::new(),
                        };
                        add(NameOf::Actor, name, text("kind").unwrap_or_default(), aliases);
                    }
                    "Topic" => {
                        if let Some(name) = text("name") {
                            add(NameOf::Topic, name, String::new(), Vec::new());
                        }
                    }
                    "Document" => {
                        let Some(id) = text("id") else { continue };
                        add(NameOf::Document, id, String::new(), text("title").into_iter().collect());
                        if let Some(source) = text("source") {
                            *sources.entry(source).or_default() += 1;
                        }
                        let date = text("date").and_then(|d| d.get(..10).and_then(|d| d.parse().ok()));
                        names.newest = names.newest.max(date);
                    }
                    "Claim" => {
                        if let Some(claim) = text("text") {
                            names.claim_words.extend(name_words(&claim).iter().flat_map(|w| lemmas(w)));
                            names.claims.push(claim);
                        }
                    }
                    _ => {}
                }
            }
        }
        for (source, weight) in sources {
            let of = Name::new(&source);
            names.entries.push(Entry {
                of: NameOf::Source,
                name: source,
                kind: String::new(),
                names: vec![of],
                weight,
            });
        }
        names.entries.sort_by(|a, b| (a.of, &a.name).cmp(&(b.of, &b.name)));
        names
    }

    /// The newest date of a document.
    pub fn newest(&self) -> Option<Date> {
        self.newest
    }

    /// All names of one sort, those with most statements first.
    pub fn all(&self, of: NameOf) -> Vec<&str> {
        let mut entries: Vec<&Entry> = self.entries.iter().filter(|e| e.of == of).collect();
        entries.sort_by(|a, b| b.weight.cmp(&a.weight).then(a.name.cmp(&b.name)));
        let mut names: Vec<&str> = entries.into_iter().map(|e| e.name.as_str()).collect();
        names.dedup();
        names
    }

    /// What `phrase` fits best among the names of one sort.
    pub fn find(&self, of: NameOf, phrase: &str) -> Found {
        let words = name_words(phrase);
        let mut best: Option<(Fit, Vec<&Entry>)> = None;
        if !words.is_empty() {
            for entry in self.entries.iter().filter(|e| e.of == of) {
                let Some(fit) = entry.fit(phrase, &words) else { continue };
                match &mut best {
                    Some((held, entries)) if *held == fit => entries.push(entry),
                    Some((held, _)) if *held < fit => {}
                    _ => best = Some((fit, vec![entry])),
                }
            }
        }
        match best {
            Some((fit, mut entries)) => {
                entries.sort_by(|a, b| b.weight.cmp(&a.weight).then(a.name.cmp(&b.name)));
                let mut names: Vec<String> = entries.into_iter().map(|e| e.name.clone()).collect();
                names.dedup();
                Found::Names(names, fit)
            }
            None => Found::Nothing(self.near(of, phrase)),
        }
    }

    /// The kind of the actor of that name ("person"), as the graph has it.
    pub fn kind(&self, actor: &str) -> Option<&str> {
        self.entries.iter().find(|e| e.of == NameOf::Actor && e.name == actor).map(|e| e.kind.as_str())
    }

    /// All names of an actor; of a person the last part of the name too.
    pub(super) fn called(&self, actor: &str) -> Vec<String> {
        let Some(entry) = self.entries.iter().find(|e| e.of == NameOf::Actor && e.name == actor) else {
            return vec![actor.to_owned()];
        };
        let last = entry.name.split_whitespace().next_back().filter(|_| entry.kind == "person");
        let last = last.map(str::to_owned);
        last.into_iter().chain(entry.names.iter().map(|name| name.text.clone())).collect()
    }

    /// Whether one actor has so many more statements than another that a bare surname means the first.
    pub(super) fn outweighs(&self, actor: &str, other: &str) -> bool {
        let weight = |name: &str| {
            self.entries
                .iter()
                .filter(|e| e.of == NameOf::Actor && e.name == name)
                .map(|e| e.weight)
                .max()
                .unwrap_or(0)
        };
        weight(actor) >= 5 && weight(actor) >= 5 * weight(other)
    }

    /// Whether a claim has these words, as `pattern` finds them.
    pub(super) fn some_claim_has(&self, words: &[super::words::Word], pattern: &str) -> bool {
        // Most phrases fall at the first word that no claim has.
        let known = words
            .iter()
            .flat_map(|w| name_words(&w.text))
            .all(|word| lemmas(&word).iter().any(|lemma| self.claim_words.contains(lemma)));
        known
            && regex::RegexBuilder::new(pattern)
                .case_insensitive(true)
                .build()
                .is_ok_and(|pattern| self.claims.iter().any(|claim| pattern.is_match(claim)))
    }

    /// Up to three names of that sort that look most like `phrase`.
    pub(super) fn near(&self, of: NameOf, phrase: &str) -> Vec<String> {
        let phrase = name_words(phrase).join(" ");
        let mut scored: Vec<(i64, &str)> = self
            .entries
            .iter()
            .filter(|e| e.of == of)
            .map(|e| {
                let score = e
                    .names
                    .iter()
                    .flat_map(|n| n.words.iter().cloned().chain([n.words.join(" ")]))
                    .map(|n| strsim::normalized_damerau_levenshtein(&n, &phrase).max(overlap(&n, &phrase)))
                    .fold(0.0, f64::max);
                ((score * 1000.0) as i64, e.name.as_str())
            })
            .filter(|(score, _)| *score >= 620)
            .collect();
        scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        scored.dedup_by(|a, b| a.1 == b.1);
        scored.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
    }
}

/// A word in common counts for something, however long the rest is.
fn overlap(name: &str, phrase: &str) -> f64 {
    let shared = phrase.split(' ').any(|p| p.chars().count() >= 4 && p == name);
    if shared { 0.65 } else { 0.0 }
}

impl Entry {
    fn fit(&self, phrase: &str, words: &[String]) -> Option<Fit> {
        if self.name == phrase {
            return Some(Fit::Exact);
        }
        self.names.iter().enumerate().filter_map(|(nth, name)| self.fit_name(nth == 0, name, words)).min()
    }

    fn fit_name(&self, own: bool, name: &Name, words: &[String]) -> Option<Fit> {
        if name.words == words {
            return Some(if own { Fit::Folded } else { Fit::Alias });
        }
        let plain = |words: &[String]| -> Vec<String> {
            words.iter().filter(|w| !super::english().articles.contains(w)).cloned().collect()
        };
        let (have, asked) = (plain(&name.words), plain(words));
        if asked.is_empty() || have.is_empty() {
            return None;
        }
        if have.len() == asked.len() && have.iter().zip(&asked).all(|(h, a)| same_word(h, a)) {
            return Some(Fit::Inflected);
        }
        if asked.len() == 1 && name.initials.len() >= 2 && name.initials == asked[0] {
            return Some(Fit::Inflected);
        }
        let in_order =
            have.windows(asked.len()).rposition(|w| w.iter().zip(&asked).all(|(h, a)| same_word(h, a)));
        match in_order {
            // Documents and sources are asked for by what their title says anywhere.
            Some(at) if at + asked.len() == have.len() && self.kind != "group" => return Some(Fit::LastPart),
            Some(_) => return Some(Fit::Part),
            None => {}
        }
        if asked.len() > 1 && asked.iter().all(|a| have.iter().any(|h| same_word(h, a))) {
            return Some(Fit::Part);
        }
        let near = |have: &str, asked: &str| {
            let length = asked.chars().count();
            let allowed = if length >= 8 { 2 } else { usize::from(length >= 5) };
            allowed > 0 && strsim::osa_distance(have, asked) <= allowed
        };
        let whole = near(&have.join(" "), &asked.join(" "));
        let last =
            asked.len() == 1 && self.kind == "person" && have.last().is_some_and(|h| near(h, &asked[0]));
        (whole || last).then_some(Fit::Fuzzy)
    }
}

/// Whether two folded words are forms of one.
pub(super) fn same_word(a: &str, b: &str) -> bool {
    a == b || {
        let (left, right) = (lemmas(a), lemmas(b));
        // A form must lead to the other, or both to one that is not a mere stump of them.
        left.iter().any(|l| l == b) || right.iter().any(|r| r == a)
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        Value::Date(day) => date(1970, 1, 1)
            .checked_add(jiff::Span::new().try_days(day.days).ok()?)
            .ok()
            .map(|d| d.to_string()),
        _ => None,
    }
    .filter(|t: &String| !t.is_empty())
}
