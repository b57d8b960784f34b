//! From the words in a slot to what they mean in one graph: actors, topics joined by and / or / but not, documents.

use super::Choice;
use super::names::{Fit, Found, NameOf, Names};
use super::pattern::{self, is_filler};
use super::words::Word;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The actors of a slot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actors {
    /// Their names in the graph; any of them.
    pub names: Vec<String>,
    /// Whether those who represent them are meant too.
    pub with_representatives: bool,
}

/// What a claim must be about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topics {
    /// Any of these groups, and all within a group.
    pub any: Vec<Vec<Topic>>,
    /// None of these.
    pub none: Vec<Topic>,
}

/// One thing that a claim may be about: it is enough that one of the three holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topic {
    /// Names of topics.
    pub topics: Vec<String>,
    /// Names of actors, as what the claim is about or as who the relation points at.
    pub actors: Vec<String>,
    /// A regular expression that the text of the claim contains.
    pub text: Option<String>,
    /// What the actors are called, as regular expressions, beside what `text` finds.
    pub called: Vec<String>,
}

/// Why a slot could not be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// Nothing in the graph is called so.
    Nothing { phrase: String, sort: &'static str, near: Vec<String> },
    /// Several things are, equally well.
    Several { phrase: String, names: Vec<String>, words: std::ops::Range<usize> },
}

/// What a slot came to mean, how far the words are from the names (0 is letter by letter), and what to tell of it.
#[derive(Debug, Clone)]
pub(super) struct Meant<T> {
    pub(super) value: T,
    pub(super) cost: u32,
    pub(super) notes: Vec<String>,
}

/// What a slot for topics looks for.
pub(super) const ANYTHING: &str = "topic, actor or claim";

/// What was found for the words from a first to an end.
type Memory<T> = RefCell<BTreeMap<(usize, usize), Result<Meant<T>, Failure>>>;

/// Looks up the words of one question; what it once found it remembers, for many forms ask the same.
pub(super) struct Resolver<'a> {
    names: &'a Names,
    words: &'a [Word],
    topics: Memory<Topic>,
    actors: Memory<Actors>,
}

type Range = std::ops::Range<usize>;

fn cost(fit: Fit) -> u32 {
    match fit {
        Fit::Exact | Fit::Folded => 0,
        Fit::Alias | Fit::Inflected => 1,
        Fit::LastPart => 2,
        Fit::Part => 4,
        Fit::Fuzzy => 8,
    }
}

/// How many topics one phrase may stand for by being a part of their names.
const MOST_TOPICS: usize = 8;
/// How many choices are offered.
const MOST_CHOICES: usize = 9;

impl<'a> Resolver<'a> {
    pub(super) fn new(names: &'a Names, words: &'a [Word]) -> Self {
        Self { names, words, topics: RefCell::default(), actors: RefCell::default() }
    }

    /// The words as they were typed, without what adds nothing at the ends.
    fn phrase(&self, range: &Range) -> (String, Range) {
        let mut range = range.clone();
        while range.len() > 1 && is_filler(&self.words[range.start]) {
            range.start += 1;
        }
        while range.len() > 1
            && (is_filler(&self.words[range.end - 1]) || self.words[range.end - 1].fold == "'s")
        {
            range.end -= 1;
        }
        (self.typed(&range), range)
    }

    fn typed(&self, range: &Range) -> String {
        let mut text = String::new();
        let mut last = None;
        for word in &self.words[range.clone()] {
            // "Kyiv" and "'s" stood together.
            if last.is_some_and(|end| end < word.span.start) {
                text.push(' ');
            }
            text.push_str(&word.text);
            last = Some(word.span.end);
        }
        text
    }

    /// Exactly one actor.
    pub(super) fn actor(&self, range: &Range) -> Result<Meant<Actors>, Failure> {
        let key = (range.start, range.end);
        if let Some(known) = self.actors.borrow().get(&key) {
            return known.clone();
        }
        let found = self.look_up_actor(range);
        self.actors.borrow_mut().insert(key, found.clone());
        found
    }

    fn look_up_actor(&self, range: &Range) -> Result<Meant<Actors>, Failure> {
        let (mut range, mut with_representatives) = (range.clone(), false);
        for tail in super::representatives() {
            if let Some(at) = (range.start + 1..range.end)
                .find(|at| pattern::ends(tail, &self.words[..range.end], *at).contains(&range.end))
            {
                range.end = at;
                with_representatives = true;
            }
        }
        let (phrase, range) = self.phrase(&range);
        let mut meant = self.one_actor(&phrase, range, false)?;
        meant.value.with_representatives = with_representatives;
        Ok(meant)
    }

    fn one_actor(&self, phrase: &str, words: Range, strict: bool) -> Result<Meant<Actors>, Failure> {
        match self.names.find(NameOf::Actor, phrase) {
            Found::Names(names, fit) if !strict || fit <= Fit::LastPart => {
                let (names, also) = match fit {
                    Fit::Exact | Fit::Folded => (names, Vec::new()),
                    _ if names.len() == 1 => (names, Vec::new()),
                    Fit::LastPart if self.names.outweighs(&names[0], &names[1]) => {
                        (vec![names[0].clone()], names[1..].iter().take(3).cloned().collect())
                    }
                    _ => return Err(several(phrase, names, words)),
                };
                let mut notes = Vec::new();
                if fit == Fit::Fuzzy {
                    notes.push(format!("“{phrase}” is read as {}.", names[0]));
                } else if !also.is_empty() {
                    notes.push(format!(
                        "“{phrase}” is read as {}; it could also be {}.",
                        names[0],
                        also.join(", ")
                    ));
                } else if fit >= Fit::Part {
                    notes.push(format!("“{phrase}” is read as {}.", names[0]));
                }
                Ok(Meant { value: Actors { names, with_representatives: false }, cost: cost(fit), notes })
            }
            _ => Err(Failure::Nothing {
                phrase: phrase.to_owned(),
                sort: "actor",
                near: self.names.near(NameOf::Actor, phrase),
            }),
        }
    }

    /// One or more actors: "A, B and C" means any of them.
    pub(super) fn actors(&self, range: &Range) -> Result<Meant<Actors>, Failure> {
        let single = self.actor(range);
        if single.as_ref().is_ok_and(|m| m.cost <= 2) || self.connectors(range).is_empty() {
            return single;
        }
        let mut all = Meant { value: Actors::default(), cost: 0, notes: Vec::new() };
        for (_, part) in self.parts(range) {
            let one = self.actor(&part)?;
            all.value.names.extend(one.value.names);
            all.value.with_representatives |= one.value.with_representatives;
            all.cost += one.cost;
            all.notes.extend(one.notes);
        }
        Ok(all)
    }

    /// A document, by its id or title.
    pub(super) fn document(&self, range: &Range) -> Result<Meant<Vec<String>>, Failure> {
        let (phrase, words) = self.phrase(range);
        match self.names.find(NameOf::Document, &phrase) {
            Found::Names(names, Fit::Exact | Fit::Folded) => {
                Ok(Meant { value: names, cost: 0, notes: Vec::new() })
            }
            Found::Names(names, fit) if names.len() == 1 => {
                let notes = vec![format!("“{phrase}” is read as document {}.", names[0])];
                Ok(Meant { value: names, cost: cost(fit), notes })
            }
            Found::Names(names, _) => Err(several(&phrase, names, words)),
            Found::Nothing(near) => Err(Failure::Nothing { phrase, sort: "document", near }),
        }
    }

    /// Positions of and / or / commas in a phrase.
    fn connectors(&self, range: &Range) -> Vec<usize> {
        range
            .clone()
            .filter(|at| {
                !self.words[*at].quoted
                    && matches!(
                        self.words[*at].fold.as_str(),
                        "and" | "or" | "," | "nor" | "but" | "except" | "without" | "&"
                    )
            })
            .collect()
    }

    /// The parts of a list with the word that joins each to what stands before.
    fn parts(&self, range: &Range) -> Vec<(Join, Range)> {
        let mut parts: Vec<(Join, Range)> = Vec::new();
        let mut start = range.start;
        let mut join = Join::Or;
        let mut at = range.start;
        // A comma joins as the next word that says it does.
        let explicit = |from: usize| {
            (from..range.end)
                .find_map(|at| match self.words[at].fold.as_str() {
                    "and" | "&" => Some(Join::And),
                    "or" | "nor" => Some(Join::Or),
                    _ => None,
                })
                .unwrap_or(Join::Or)
        };
        while at < range.end {
            let word = &self.words[at];
            let next = match word.fold.as_str() {
                _ if word.quoted => None,
                "and" | "&" => Some(Join::And),
                "or" | "nor" => Some(Join::Or),
                "," => Some(explicit(at)),
                "but" | "except" | "without" => Some(Join::Not),
                _ => None,
            };
            if let Some(mut next) = next {
                if start < at {
                    parts.push((join, start..at));
                }
                at += 1;
                while at < range.end {
                    match self.words[at].fold.as_str() {
                        "not" => next = Join::Not,
                        "and" | "," => {}
                        "or" => next = Join::Or,
                        "but" => next = Join::Not,
                        _ => break,
                    }
                    at += 1;
                }
                join = next;
                start = at;
            } else {
                at += 1;
            }
        }
        if start < range.end {
            parts.push((join, start..range.end));
        }
        parts
    }

    /// Topics joined by and / or / but not. A phrase that is itself a name ("law and order") is not taken apart.
    pub(super) fn topics(&self, range: &Range) -> Result<Meant<Topics>, Failure> {
        let whole = self.topic(range);
        let connected = !self.connectors(range).is_empty();
        if !connected || whole.as_ref().is_ok_and(|m| m.cost <= 1) {
            return whole.map(|m| Meant {
                value: Topics { any: vec![vec![m.value]], none: Vec::new() },
                cost: m.cost,
                notes: m.notes,
            });
        }
        let parts = self.parts(range);
        let mut out = Meant { value: Topics::default(), cost: 0, notes: Vec::new() };
        let mut at = 0;
        let mut failure = None;
        while at < parts.len() {
            let join = parts[at].0;
            // The longest run of parts that is a name of its own.
            let joined = (at + 1..parts.len()).rev().find_map(|last| {
                let run = parts[at].1.start..parts[last].1.end;
                self.topic(&run).ok().filter(|m| m.cost <= 1).map(|m| (last + 1, m))
            });
            let (next, meant) = match joined {
                Some(found) => found,
                None => match self.topic(&parts[at].1) {
                    Ok(meant) => (at + 1, meant),
                    Err(failed) => {
                        failure = Some(failed);
                        break;
                    }
                },
            };
            out.cost += meant.cost;
            out.notes.extend(meant.notes);
            match join {
                Join::Not => out.value.none.push(meant.value),
                Join::And if !out.value.any.is_empty() => {
                    out.value.any.last_mut().expect("not empty").push(meant.value);
                }
                _ => out.value.any.push(vec![meant.value]),
            }
            at = next;
        }
        match (failure, whole) {
            (None, _) if !out.value.any.is_empty() => Ok(out),
            (_, Ok(m)) => Ok(Meant {
                value: Topics { any: vec![vec![m.value]], none: Vec::new() },
                cost: m.cost,
                notes: m.notes,
            }),
            (Some(failed), _) => Err(failed),
            (None, Err(failed)) => Err(failed),
        }
    }

    /// Regular expressions for the names of a topic's actors, without those that its text finds anyway.
    fn called(&self, topic: &Topic) -> Vec<String> {
        let found = topic
            .text
            .as_ref()
            .and_then(|text| regex::RegexBuilder::new(text).case_insensitive(true).build().ok());
        let mut called: Vec<String> = Vec::new();
        for name in topic.actors.iter().flat_map(|actor| self.names.called(actor)) {
            let pattern = text_pattern(&super::words::split(&name));
            if !found.as_ref().is_some_and(|found| found.is_match(&name)) && !called.contains(&pattern) {
                called.push(pattern);
            }
        }
        called
    }

    fn topic(&self, range: &Range) -> Result<Meant<Topic>, Failure> {
        let key = (range.start, range.end);
        if let Some(known) = self.topics.borrow().get(&key) {
            return known.clone();
        }
        let found = self.look_up_topic(range);
        self.topics.borrow_mut().insert(key, found.clone());
        found
    }

    fn look_up_topic(&self, range: &Range) -> Result<Meant<Topic>, Failure> {
        let (phrase, words) = self.phrase(range);
        let quoted = range.len() == 1 && self.words[words.start].quoted;
        let mut meant = Meant { value: Topic::default(), cost: u32::MAX, notes: Vec::new() };
        let topics = self.names.find(NameOf::Topic, &phrase);
        let mut slip = None;
        match &topics {
            Found::Names(names, fit) if *fit < Fit::LastPart => {
                meant.value.topics.clone_from(names);
                meant.cost = cost(*fit);
            }
            Found::Names(names, Fit::LastPart | Fit::Part) if !quoted => {
                meant.value.topics = names.iter().take(MOST_TOPICS).cloned().collect();
                meant.cost = 3;
            }
            Found::Names(names, Fit::Fuzzy) if names.len() == 1 => slip = Some(names[0].clone()),
            _ => {}
        }
        let pattern = text_pattern(&self.words[words.clone()]);
        if self.names.some_claim_has(&self.words[words.clone()], &pattern) {
            meant.value.text = Some(pattern);
            meant.cost = meant.cost.min(3);
        }
        let actor = self.one_actor(&phrase, words.clone(), true);
        match actor {
            Ok(actor) => {
                meant.cost = meant.cost.min(actor.cost);
                meant.value.actors = actor.value.names;
                meant.value.called = self.called(&meant.value);
                meant.notes.extend(actor.notes);
            }
            Err(several @ Failure::Several { .. }) if meant.cost == u32::MAX => return Err(several),
            Err(_) => {}
        }
        if meant.cost != u32::MAX {
            return Ok(meant);
        }
        // Nothing fits as typed: a slip of the fingers, or a part of one actor's name.
        if let Some(name) = slip {
            let words = super::words::split(&name);
            let notes = vec![format!("“{phrase}” is read as {name}.")];
            let value = Topic { text: Some(text_pattern(&words)), topics: vec![name], ..Topic::default() };
            return Ok(Meant { value, cost: cost(Fit::Fuzzy), notes });
        }
        match self.one_actor(&phrase, words, false) {
            Ok(actor) => {
                let mut value = Topic { actors: actor.value.names, ..Topic::default() };
                value.called = self.called(&value);
                Ok(Meant { value, cost: actor.cost, notes: actor.notes })
            }
            Err(Failure::Nothing { phrase, near, .. }) => {
                let mut all = self.names.near(NameOf::Topic, &phrase);
                all.extend(near);
                all.dedup();
                all.truncate(4);
                Err(Failure::Nothing { phrase, sort: ANYTHING, near: all })
            }
            Err(several) => Err(several),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    And,
    Or,
    Not,
}

fn several(phrase: &str, mut names: Vec<String>, words: Range) -> Failure {
    names.truncate(MOST_CHOICES);
    Failure::Several { phrase: phrase.to_owned(), names, words }
}

/// A regular expression that finds the phrase in a text, singular or plural.
fn text_pattern(words: &[Word]) -> String {
    let words: Vec<String> = words
        .iter()
        .flat_map(|w| w.text.split_whitespace())
        .map(|w| word_pattern(&w.to_lowercase()))
        .collect();
    format!(r"\b{}\b", words.join(r"\W+"))
}

fn word_pattern(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|e| word.ends_with(e));
    let stem = if let Some(stem) = word.strip_suffix("ies").filter(|s| s.chars().count() > 2) {
        format!("{stem}y")
    } else if ends(&["sses", "ches", "shes", "xes", "zes"]) {
        word[..word.len() - 2].to_owned()
    } else if word.ends_with('s') && !ends(&["ss", "us", "is", "'s"]) && word.chars().count() > 3 {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    };
    if !stem.chars().all(char::is_alphabetic) || super::english().small_words.contains(&stem) {
        return regex::escape(&stem);
    }
    match stem.strip_suffix('y') {
        Some(root) if !root.ends_with(['a', 'e', 'o', 'u']) && !root.is_empty() => format!("{root}(?:y|ies)"),
        _ if ["s", "ch", "sh", "x", "z"].iter().any(|e| stem.ends_with(e)) => format!("{stem}(?:es)?"),
        _ => format!("{stem}s?"),
    }
}

/// What to offer when a phrase means several things: the question again with each name in quotation marks.
pub(super) fn choices(question: &str, words: &[Word], range: &Range, names: &[String]) -> Vec<Choice> {
    let (start, end) = (words[range.start].span.start, words[range.end - 1].span.end);
    names
        .iter()
        .map(|name| Choice {
            label: name.clone(),
            question: format!("{}\"{name}\"{}", &question[..start], &question[end..]),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_in_singular_and_plural() {
        let pattern = |p: &str| text_pattern(&super::super::words::split(p));
        assert_eq!(pattern("territorial concessions"), r"\bterritorials?\W+concessions?\b");
        assert_eq!(pattern("policies"), r"\bpolic(?:y|ies)\b");
        assert_eq!(pattern("tax"), r"\btax(?:es)?\b");
    }
}
