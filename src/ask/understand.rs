//! From a question's text to what it means: endings off, forms tried, slots looked up, the nearest reading chosen.

use super::names::{Fit, Found, NameOf, Names};
use super::pattern::{self, Capture, Filling, Lexical, Piece, SlotKind, ends, is_filler};
use super::question::{Endings, Filled, Question};
use super::resolve::{ANYTHING, Failure, Resolver, choices};
use super::template::Filler;
use super::words::{Word, split};
use super::{Choice, Form, Outcome, dates, forms, in_passing, lead_ins, tails};
use std::collections::BTreeMap;
use std::ops::Range;

/// A question longer than this is no question.
const MOST_WORDS: usize = 60;

/// What `question` means over a graph with these names.
pub fn understand(question: &str, names: &Names) -> Outcome {
    understand_within(question, names, &Endings::default())
}

/// The same, narrowed by `base` beside what the question says itself.
pub fn understand_within(question: &str, names: &Names, base: &Endings) -> Outcome {
    let words = split(question);
    if words.is_empty() {
        return refuse("There is no question here.", Vec::new());
    }
    if words.len() > MOST_WORDS {
        return refuse("This is too long for a question; ask one thing at a time.", Vec::new());
    }
    let reader = Reader {
        question,
        words: &words,
        names,
        lexical: Lexical::of(&words),
        resolver: Resolver::new(names, &words),
    };
    let mut failures = Vec::new();
    for (core, endings) in reader.cores(base) {
        let (readings, failed) = reader.readings(&core, &endings);
        if let Some(best) = readings.into_iter().min_by_key(|r| (r.cost, r.order)) {
            return reader.outcome(best);
        }
        failures.extend(failed);
    }
    reader.refusal(failures)
}

struct Reader<'a> {
    question: &'a str,
    words: &'a [Word],
    names: &'a Names,
    lexical: Lexical,
    resolver: Resolver<'a>,
}

/// One way to read a question.
struct Reading {
    form: &'static Form,
    order: usize,
    cost: u32,
    slots: BTreeMap<String, Filled>,
    endings: Endings,
    notes: Vec<String>,
    /// The words of a stance that was denied, and its types.
    negated: Option<(Range<usize>, Vec<String>)>,
}

struct Failed {
    failure: Failure,
    /// How many words of the question the form itself explains: more is likelier meant.
    explained: usize,
    order: usize,
}

impl Reader<'_> {
    /// The ways to take politeness off the front and endings off the back, most taken off first.
    fn cores(&self, base: &Endings) -> Vec<(Range<usize>, Endings)> {
        let all = self.words.len();
        let mut backs = vec![(0..all, base.clone())];
        // "In 2024, who …"
        if let Some(comma) = self.words.iter().position(|w| w.fold == ",")
            && comma + 1 < all
            && let Some(endings) = self.ending(&(0..comma), base)
        {
            backs.push((comma + 1..all, endings));
        }
        let mut cores = Vec::new();
        for (range, endings) in backs {
            let mut ways = vec![(range.clone(), endings.clone())];
            let (mut range, mut endings) = (range, endings);
            'peel: loop {
                for at in range.start + 1..range.end {
                    if in_passing()
                        .iter()
                        .any(|said| ends(said, &self.words[..range.end], at).contains(&range.end))
                    {
                        range.end = at;
                        endings.in_passing = true;
                        ways.push((range.clone(), endings.clone()));
                        continue 'peel;
                    }
                    for tail in tails() {
                        if ends(tail, &self.words[..range.end], at).contains(&range.end) {
                            range.end = at;
                            ways.push((range.clone(), endings.clone()));
                            continue 'peel;
                        }
                    }
                    if let Some(more) = self.ending(&(at..range.end), &endings) {
                        range.end = at;
                        endings = more;
                        ways.push((range.clone(), endings.clone()));
                        continue 'peel;
                    }
                }
                break;
            }
            cores.push(ways);
        }
        let mut out: Vec<(Range<usize>, Endings)> = Vec::new();
        for (range, endings) in cores.into_iter().rev().flat_map(|ways| ways.into_iter().rev()) {
            let mut starts = vec![range.start];
            let mut at = range.start;
            while let Some(end) = lead_ins()
                .iter()
                .flat_map(|l| ends(l, &self.words[..range.end], at))
                .filter(|e| *e < range.end)
                .max()
            {
                starts.push(end);
                at = end;
            }
            // As typed first: "tell me about A" is a form of its own.
            out.extend(starts.into_iter().map(|start| (start..range.end, endings.clone())));
        }
        out
    }

    /// Reads the words as one ending, added to those already read.
    fn ending(&self, range: &Range<usize>, so_far: &Endings) -> Option<Endings> {
        let mut range = range.clone();
        while range.len() > 1 && self.words[range.start].fold == "," {
            range.start += 1;
        }
        while range.len() > 1 && self.words[range.end - 1].fold == "," {
            range.end -= 1;
        }
        let words = &self.words[range.clone()];
        let mut endings = so_far.clone();
        let folded: Vec<&str> = words.iter().map(|w| w.fold.as_str()).filter(|w| *w != ",").collect();
        let plain: Vec<&str> = folded.iter().copied().filter(|w| *w != "the").collect();
        if let Some(period) = dates::ending(&plain.join(" "), self.names.newest()) {
            endings.periods.push(period);
            return Some(endings);
        }
        let after = |starts: &[&[&str]]| {
            starts.iter().filter(|s| plain.starts_with(s)).map(|s| s.len()).max().and_then(|said| {
                // Articles were left out of `plain`; count them back in.
                let mut left = said;
                let at = words.iter().position(|w| {
                    if w.fold != "the" && w.fold != "," {
                        if left == 0 {
                            return true;
                        }
                        left -= 1;
                    }
                    false
                })?;
                Some(words[at..].iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "))
            })
        };
        if let Some(phrase) = after(&[
            &["in", "document"],
            &["in", "article"],
            &["in", "text"],
            &["from", "document"],
            &["according", "to", "document"],
        ]) && let Found::Names(names, fit) = self.names.find(NameOf::Document, &phrase)
            && (names.len() == 1 || fit <= Fit::Folded)
        {
            endings.documents.extend(names);
            return Some(endings);
        }
        if let Some(phrase) = after(&[
            &["in"],
            &["by"],
            &["from"],
            &["published", "by"],
            &["published", "in"],
            &["reported", "by"],
            &["according", "to"],
        ]) {
            if let Found::Names(names, fit) = self.names.find(NameOf::Source, &phrase)
                && (fit <= Fit::Inflected || (fit <= Fit::Part && names.len() == 1 && words[0].fold == "in"))
            {
                endings.sources.extend(names);
                return Some(endings);
            }
            if let Found::Names(names, Fit::Exact | Fit::Folded | Fit::Alias) =
                self.names.find(NameOf::Document, &phrase)
                && words[0].fold == "in"
            {
                endings.documents.extend(names);
                return Some(endings);
            }
        }
        if let Some(phrase) = after(&[
            &["except"],
            &["except", "for"],
            &["besides"],
            &["apart", "from"],
            &["other", "than"],
            &["excluding"],
            &["aside", "from"],
        ]) && let Found::Names(names, fit) = self.names.find(NameOf::Actor, &phrase)
            && (names.len() == 1 && fit <= Fit::LastPart || fit <= Fit::Folded)
        {
            endings.except.extend(names);
            return Some(endings);
        }
        if let Some(phrase) = after(&[
            &["with", "confidence", "over"],
            &["with", "confidence", "above"],
            &["with", "confidence", "of", "at", "least"],
            &["with", "confidence", "at", "least"],
            &["with", "confidence"],
        ]) && let Ok(confidence) = phrase.trim_end_matches('%').parse::<f64>()
        {
            let confidence = if confidence > 1.0 { confidence / 100.0 } else { confidence };
            if (0.0..=1.0).contains(&confidence) {
                endings.confidence = Some(confidence);
                return Some(endings);
            }
        }
        None
    }

    /// Every form's readings of the core, and what kept the others from being one.
    fn readings(&self, core: &Range<usize>, endings: &Endings) -> (Vec<Reading>, Vec<Failed>) {
        let (mut readings, mut failed) = (Vec::new(), Vec::new());
        for (order, form) in forms().iter().enumerate() {
            for pattern in &form.patterns {
                for captures in pattern::matches(pattern, self.words, core, &self.lexical) {
                    match self.reading(form, order, captures.clone(), endings) {
                        Ok(reading) => readings.push(reading),
                        // A bare name is anything at all: that it is unknown says nothing.
                        Err(_) if is_bare(pattern) && (core.len() > 3 || self.says_nothing(core)) => {}
                        Err(failure) => {
                            let held: usize = captures
                                .iter()
                                .filter(|c| c.filling == Filling::Phrase)
                                .map(|c| c.words.len())
                                .sum();
                            failed.push(Failed {
                                failure,
                                explained: core.len().saturating_sub(held),
                                order,
                            });
                        }
                    }
                }
            }
        }
        (readings, failed)
    }

    fn reading(
        &self,
        form: &'static Form,
        order: usize,
        captures: Vec<Capture>,
        endings: &Endings,
    ) -> Result<Reading, Failure> {
        let mut reading = Reading {
            form,
            order,
            cost: 0,
            slots: BTreeMap::new(),
            endings: endings.clone(),
            notes: Vec::new(),
            negated: None,
        };
        for capture in captures {
            let words = &capture.words;
            let filled = match capture.filling {
                Filling::Relations { types, negated } => {
                    if negated {
                        reading.negated = Some((words.clone(), types.clone()));
                    }
                    Filled::Relations(types)
                }
                Filling::Kinds(kinds) => Filled::Kinds(kinds),
                Filling::Number(number) => Filled::Number(number),
                Filling::Phrase => {
                    let (value, cost, notes) = match capture.slot.of {
                        SlotKind::Actor => {
                            self.resolver.actor(words).map(|m| (Filled::Actors(m.value), m.cost, m.notes))
                        }
                        SlotKind::Actors => {
                            self.resolver.actors(words).map(|m| (Filled::Actors(m.value), m.cost, m.notes))
                        }
                        SlotKind::Document => self
                            .resolver
                            .document(words)
                            .map(|m| (Filled::Document(m.value), m.cost, m.notes)),
                        _ => self.resolver.topics(words).map(|m| (Filled::Topics(m.value), m.cost, m.notes)),
                    }?;
                    reading.cost += cost * 4;
                    reading.notes.extend(notes);
                    value
                }
            };
            reading.slots.insert(capture.slot.name, filled);
        }
        Ok(reading)
    }

    /// Whether the words name nothing by themselves ("who", "is not").
    fn says_nothing(&self, core: &Range<usize>) -> bool {
        let english = super::english();
        self.words[core.clone()].iter().all(|w| {
            is_filler(w)
                || english.question_words.contains(&w.fold)
                || english.negations.contains(&w.fold)
                || english.auxiliaries.iter().any(|a| w.is(a))
        })
    }

    fn outcome(&self, reading: Reading) -> Outcome {
        if let Some((range, types)) = &reading.negated
            && !reading.form.verdict
        {
            return self.denied(range, types);
        }
        let fill = |endings: &Endings| {
            Filler { slots: &reading.slots, endings, stance: &reading.form.stance }
                .fill(&reading.form.query)
                .expect("the forms are tested")
        };
        let query = fill(&reading.endings);
        let wider = fill(&Endings { in_passing: true, ..reading.endings.clone() });
        let wider = Some(wider).filter(|wider| *wider != query);
        let mut notes = reading.notes;
        notes.dedup();
        Outcome::Question(Box::new(Question {
            form: &reading.form.name,
            slots: reading.slots,
            endings: reading.endings,
            notes,
            verdict: reading.form.verdict,
            query,
            wider,
        }))
    }

    /// "Who does not support X" may mean those who oppose it, or those who merely speak of it.
    fn denied(&self, range: &Range<usize>, types: &[String]) -> Outcome {
        let (start, end) = (self.words[range.start].span.start, self.words[range.end - 1].span.end);
        // "Kyiv does not support", "which governments do not support": the verb has no ending after "do" or a plural.
        let plural = |w: &Word| w.fold.ends_with('s') && w.lemmas.len() > 1;
        let auxiliary_before = self.words[..range.start].iter().any(|w| w.is("do"))
            || self.words[..range.start].last().is_some_and(plural);
        let put = |bare: &str, third: &str| {
            let verb = if auxiliary_before { bare } else { third };
            format!("{}{verb}{}", &self.question[..start], &self.question[end..])
        };
        let opposite = if types.iter().any(|t| t == "SUPPORTS") {
            put("oppose", "opposes")
        } else {
            put("support", "supports")
        };
        let neutral = put("merely mention", "merely mentions");
        Outcome::Clarify {
            message: format!(
                "“{}” can mean to stand on the other side, or to take no side.",
                &self.question[start..end]
            ),
            choices: [opposite, neutral]
                .into_iter()
                .map(|question| Choice { label: question.clone(), question })
                .collect(),
        }
    }

    fn refusal(&self, mut failures: Vec<Failed>) -> Outcome {
        // The form that explains most of the question; of bare names the one that looked in most places.
        failures.sort_by_key(|f| {
            let narrow =
                f.explained == 0 && matches!(&f.failure, Failure::Nothing { sort, .. } if *sort != ANYTHING);
            (std::cmp::Reverse(f.explained), matches!(f.failure, Failure::Nothing { .. }), narrow, f.order)
        });
        match failures.into_iter().next().map(|f| f.failure) {
            Some(Failure::Several { phrase, names, words }) => Outcome::Clarify {
                message: format!("“{phrase}” fits {} names equally well.", names.len()),
                choices: choices(self.question, self.words, &words, &names),
            },
            Some(Failure::Nothing { phrase, sort, near }) => {
                let message = format!("Nothing in this graph is called “{phrase}” (looked for: {sort}).");
                refuse(&message, near)
            }
            None => refuse("I do not understand this question.", self.nearest_examples()),
        }
    }

    /// Up to three examples that share most words with the question; a word that many examples have counts little.
    fn nearest_examples(&self) -> Vec<String> {
        let examples: Vec<(&String, Vec<Word>)> =
            forms().iter().flat_map(|f| &f.examples).map(|example| (example, split(example))).collect();
        let has = |words: &[Word], asked: &Word| words.iter().any(|w| w.lemmas.iter().any(|l| asked.is(l)));
        let asked: Vec<(&Word, usize)> = self
            .words
            .iter()
            .filter(|w| !is_filler(w))
            .map(|w| (w, examples.iter().filter(|(_, words)| has(words, w)).count()))
            .collect();
        let mut scored: Vec<(usize, usize, &str)> = examples
            .iter()
            .map(|(example, words)| {
                let score = asked.iter().filter(|(w, _)| has(words, w)).map(|(_, count)| 1000 / count).sum();
                (score, words.len(), example.as_str())
            })
            .collect();
        scored.sort_by_key(|(score, length, _)| (std::cmp::Reverse(*score), *length));
        scored.into_iter().take(3).map(|(_, _, example)| example.to_owned()).collect()
    }
}

fn refuse(message: &str, suggestions: Vec<String>) -> Outcome {
    Outcome::Refuse { message: message.to_owned(), suggestions }
}

/// Whether a pattern is nothing but one slot, and words that may be left out.
fn is_bare(pattern: &[Piece]) -> bool {
    pattern.iter().filter(|p| !matches!(p, Piece::Choice { optional: true, .. })).count() == 1
        && pattern.iter().any(|p| matches!(p, Piece::Slot(_)))
}
