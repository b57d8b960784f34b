//! Attributions from the lexicon's cues: the words around a cue give its source and its content.

use super::chunks::{clause_end, phrase_after, phrase_before};
use crate::lexicon::{Cue, CueClass, CueMatch, Frame};
use crate::reading::candidate::{Candidate, Origin};
use crate::reading::negation;
use crate::reading::view::{Class, Pieces, View, tidy};
use std::ops::Range;

/// All attributions that hang on a cue of the lexicon.
pub(super) fn find(view: &View) -> Vec<Candidate> {
    let mut out = Vec::new();
    let words: Vec<&str> = view.words(0..view.len());
    for sentence in &view.analysis.sentences {
        let range = sentence.tokens.clone();
        let mut at = range.start;
        while at < range.end {
            // Inside a quotation only what a nested speaker says would attribute; the quotation itself is somebody's.
            let matches: Vec<CueMatch> = view.lexicon.cues.matches(&words, at, None).collect();
            let mut step = 1;
            for found in matches {
                if at + found.length > range.end {
                    continue;
                }
                let candidates = match found.cue.class {
                    CueClass::Verb => verb(view, &range, at, &found),
                    CueClass::Noun => noun(view, &range, at, &found),
                    CueClass::Adjective => adjective(view, &range, at, &found),
                    CueClass::Phrase => phrase(view, &range, at, &found),
                };
                if !candidates.is_empty() {
                    step = found.length;
                    out.extend(candidates);
                    break;
                }
            }
            at += step;
        }
    }
    out
}

fn takes(cue: &Cue, frame: Frame) -> bool {
    cue.takes.contains(&frame)
}

fn make(
    view: &View,
    found: &CueMatch,
    source: Pieces,
    cue: Range<usize>,
    content: Pieces,
    score: f32,
) -> Candidate {
    let mut candidate = Candidate::new(source, vec![cue], tidy(content), Origin::Lexicon, score);
    let group = candidate.cue[0].clone();
    let negations = negation::count(view, &group);
    // "stopped short of praising" takes no position.
    if negation::suspended(view, &group) {
        candidate.why = format!("the cue “{}” of the lexicon, which is left open", found.cue.words);
        return candidate;
    }
    candidate.relation = (found.cue.relation != crate::reading::Relation::Says || negations > 0)
        .then(|| if negations % 2 == 1 { found.cue.negated } else { found.cue.relation });
    candidate.why = format!("the cue “{}” of the lexicon", found.cue.words);
    candidate.entry = Some(found.cue.clone());
    candidate
}

/// The verb's auxiliaries, negations and adverbs before it.
fn verb_group(view: &View, at: usize, floor: usize) -> usize {
    let mut start = at;
    while start > floor {
        let before = start - 1;
        let word = view.word(before);
        let part = matches!(view.class(before), Class::Auxiliary | Class::Adverb)
            || view.lexicon.grammar.negators.contains(word)
            || word == "to" && before > floor && view.class(before - 1) == Class::Auxiliary;
        if !part || view.quotation(before) != view.quotation(at) {
            break;
        }
        start = before;
    }
    start
}

fn verb(view: &View, sentence: &Range<usize>, at: usize, found: &CueMatch) -> Vec<Candidate> {
    if view.tagged() && !matches!(view.analysis.tokens[at].upos, "VERB" | "AUX") {
        return Vec::new();
    }
    let group = verb_group(view, at, sentence.start);
    let cue = group..at + found.length;
    let after = at + found.length;
    let end = sentence.end;
    let word = view.word(at);
    let participle =
        word.ends_with("ed") || word.ends_with("en") || matches!(word, "made" | "said" | "held" | "told");
    let passive = participle
        && (group..at)
            .any(|a| matches!(view.word(a), "is" | "are" | "was" | "were" | "be" | "been" | "being"));

    // "a point underscored by the leadership", "were criticised by doctors"
    if participle
        && view.word(after) == "by"
        && (passive || view.class(group.wrapping_sub(1)) != Class::Pronoun)
    {
        let source = phrase_after_short(view, after + 1, end);
        if !source.is_empty() && looks_like_actor(view, &source) {
            let before = phrase_before(view, group, sentence.start);
            if !before.is_empty() {
                let cue = if before.is_empty() { cue.clone() } else { cue.start..after + 1 };
                return by_phrase(view, sentence, found, before, cue, source);
            }
        }
    }
    if passive && !takes(&found.cue, Frame::Clause) {
        return Vec::new();
    }
    let quoted = view.quotation(at);

    // Content after the cue?
    let mut start = after;
    if takes(&found.cue, Frame::Addressee) && !matches!(view.word(start), "that" | "\"" | "“" | ":" | ",") {
        let addressee = phrase_after_short(view, start, end);
        start = addressee.end.max(start);
    }
    let subject = subject(view, group, sentence.start);
    // Adverbials between the cue and its content: "said on Tuesday that", "said in a statement that".
    let that =
        (start..end.min(start + 12)).find(|a| view.word(*a) == "that" && view.class(*a) == Class::Opener);
    let adverbial = matches!(
        view.word(start),
        "on" | "in"
            | "at"
            | "during"
            | "to"
            | "after"
            | "this"
            | "last"
            | "late"
            | "earlier"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "yesterday"
            | "today"
            | "of"
            | "via"
            | "through"
            | "with"
            | "recently"
    );
    if takes(&found.cue, Frame::Clause)
        && let Some(that) =
            that.filter(|t| *t == start || adverbial && (start..*t).all(|a| view.class(a) != Class::Verb))
    {
        let content = view.trimmed(that..clause_end(view, that, end));
        return with_subject(view, found, subject, cue, vec![content], 0.8);
    }
    if matches!(view.word(start), ":" | ",")
        && view.quotation(start + 1).is_some()
        && view.quotation(start + 1) != quoted
    {
        return with_subject(view, found, subject, cue, vec![quote_and_rest(view, start + 1, end)], 0.85);
    }
    if view.quotation(start).is_some()
        && view.quotation(start) != quoted
        && (takes(&found.cue, Frame::Quotation) || takes(&found.cue, Frame::Phrase))
    {
        return with_subject(view, found, subject, cue, vec![quote_and_rest(view, start, end)], 0.8);
    }
    if view.word(start) == ":" && takes(&found.cue, Frame::Clause) {
        return with_subject(view, found, subject, cue, vec![view.trimmed(start + 1..end)], 0.7);
    }
    // The content before: "…, she said." or "…," said the minister.
    let before = content_before(view, sentence, group, at, after, &subject, found);
    if let Some((source, content, cue)) = before {
        return with_subject(view, found, source, cue, content, 0.75);
    }
    if takes(&found.cue, Frame::Infinitive) && view.word(start) == "to" {
        let content = view.trimmed(start..clause_end(view, start, end));
        return with_subject(view, found, subject, cue, vec![content], 0.6);
    }
    if takes(&found.cue, Frame::Infinitive)
        && takes(&found.cue, Frame::Clause)
        && !matches!(view.class(start), Class::Punctuation)
    {
        let content = view.trimmed(start..clause_end(view, start, end));
        return with_subject(view, found, subject, cue, vec![content], 0.6);
    }
    if takes(&found.cue, Frame::Clause)
        && opens_clause(view, start)
        && (!takes(&found.cue, Frame::Phrase) || has_verb(view, start, end))
    {
        let content = view.trimmed(start..clause_end(view, start, end));
        // ("repeated a cautious stance on the levy" has no clause: a cue in it knows better.)
        let clause = !view.tagged() || has_verb(view, content.start, content.end);
        if content.len() >= 2 {
            let score = if clause { 0.65 } else { 0.5 };
            return with_subject(view, found, subject, cue, vec![content], score);
        }
    }
    if takes(&found.cue, Frame::Phrase) && starts_noun(view, start) {
        let content = phrase_after(view, start, end);
        if !content.is_empty() {
            let score = if found.cue.relation == crate::reading::Relation::Says { 0.4 } else { 0.6 };
            return with_subject(view, found, subject, cue, vec![content], score);
        }
    }
    Vec::new()
}

fn with_subject(
    view: &View,
    found: &CueMatch,
    source: Range<usize>,
    cue: Range<usize>,
    content: Pieces,
    score: f32,
) -> Vec<Candidate> {
    if source.is_empty() || content.iter().all(|c| c.is_empty()) {
        return Vec::new();
    }
    vec![make(view, found, vec![source], cue, content, score)]
}

/// A quotation that begins at `start`, with what the sentence adds to it after it closes.
fn quote_and_rest(view: &View, start: usize, end: usize) -> Range<usize> {
    let Some(quote) = view.quotation(start) else { return start..start };
    let tokens = view.quotation_tokens(quote);
    if tokens.end >= end {
        return start..tokens.end;
    }
    let stop = clause_end(view, tokens.end, end);
    // What follows a quotation and a comma is the writer's again.
    if view.class(tokens.end) == Class::Punctuation { start..tokens.end } else { view.trimmed(start..stop) }
}

/// The subject of the verb group that begins at `group`.
fn subject(view: &View, group: usize, floor: usize) -> Range<usize> {
    let mut end = group;
    if end > floor && view.lexicon.grammar.relatives.contains(view.word(end - 1)) {
        end -= 1;
        if end > floor && view.word(end - 1) == "," {
            end -= 1;
        }
        return phrase_before(view, end, floor);
    }
    if end > floor && view.word(end - 1) == "," {
        // An aside between commas stands between the subject and its verb.
        if let Some(open) = (floor..end - 1).rev().take(30).find(|a| view.word(*a) == ",") {
            let subject = phrase_before(view, open, floor);
            if !subject.is_empty() {
                return subject;
            }
        }
        // Or the verb shares the subject of the one before it: "…, adding that".
        return shared_subject(view, group, floor);
    }
    if end > floor && matches!(view.word(end - 1), "and" | "but" | "to") {
        return shared_subject(view, group, floor);
    }
    let subject = phrase_before(view, end, floor);
    if subject.is_empty() { shared_subject(view, group, floor) } else { subject }
}

/// The subject of the nearest verb before, for "X did this and said that", "X did this, saying that".
fn shared_subject(view: &View, group: usize, floor: usize) -> Range<usize> {
    for at in (floor..group).rev() {
        let finite = view.class(at) == Class::Auxiliary
            || view.class(at) == Class::Verb
            || view.lexicon.cues.begins(view.word(at), CueClass::Verb) && view.word(at).ends_with("ed");
        if finite && at > floor && view.quotation(at) == view.quotation(group.saturating_sub(1)) {
            let start = verb_group(view, at, floor);
            let subject = phrase_before(view, start, floor);
            if !subject.is_empty() {
                return subject;
            }
        }
    }
    floor..floor
}

/// Content that stands before its cue, with the source before or after the verb: `(source, content, cue)`.
fn content_before(
    view: &View,
    sentence: &Range<usize>,
    group: usize,
    at: usize,
    after: usize,
    subject: &Range<usize>,
    found: &CueMatch,
) -> Option<(Range<usize>, Pieces, Range<usize>)> {
    if !takes(&found.cue, Frame::Clause) && !takes(&found.cue, Frame::Quotation) {
        return None;
    }
    let mark =
        |at: usize| matches!(view.word(at), "," | "\"" | "”" | "'" | "’" | "?" | "!" | "—" | "--" | "–");
    let ends_here = |at: usize| {
        at >= sentence.end
            || matches!(view.word(at), "." | "," | ":" | ";" | "—" | "--" | "–")
            || matches!(
                view.word(at),
                "on" | "in"
                    | "at"
                    | "during"
                    | "of"
                    | "after"
                    | "to"
                    | "last"
                    | "when"
                    | "as"
                    | "this"
                    | "with"
            )
            || view.word(at).ends_with("day")
    };
    // "…," said Halmi.
    if group == at && at > sentence.start && mark(at - 1) && !view.word(at).ends_with("ing") {
        let source = phrase_after_short(view, after, sentence.end);
        if !source.is_empty() && source.len() <= 14 {
            let content = pieces_around(view, sentence, at, source.end);
            if content.iter().map(|r| r.len()).sum::<usize>() >= 1 {
                return Some((source, content, at..after));
            }
        }
    }
    // "…, she said."
    if !subject.is_empty()
        && subject.end <= group
        && subject.start > sentence.start
        && mark(subject.start - 1)
        && ends_here(after)
    {
        let content = pieces_around(view, sentence, subject.start, after);
        if !content.is_empty() {
            return Some((subject.clone(), content, group..after));
        }
    }
    None
}

/// What a sentence says before `from`, and, where a quotation is broken there, after `to`.
fn pieces_around(view: &View, sentence: &Range<usize>, from: usize, to: usize) -> Pieces {
    let quote_before = (sentence.start..from).rev().find_map(|a| view.quotation(a));
    let mut pieces = Vec::new();
    match quote_before {
        Some(quote) => {
            let tokens = view.quotation_tokens(quote);
            // Mixed quotation: the clause around it is attributed with it.
            let start = if tokens.start < sentence.start { tokens.start } else { sentence.start };
            pieces.push(view.trimmed(start..from));
        }
        None => pieces.push(view.trimmed(sentence.start..from)),
    }
    // The quotation goes on after the speaker: in this sentence or at the start of the next.
    if quote_before.is_some() {
        let limit = (to + 12).min(view.len());
        if let Some(again) = (to..limit).find(|a| view.quotation(*a).is_some()) {
            let same_paragraph = view.paragraph(again) == view.paragraph(from);
            let between = again - to;
            let broken = view.sentence(again) == view.sentence(from) && between <= 8
                || between <= 3 && same_paragraph && quote_before != view.quotation(again);
            if let Some(next) = view.quotation(again).filter(|_| broken && same_paragraph) {
                pieces.push(view.quotation_tokens(next));
            }
        }
    }
    tidy(pieces)
}

/// A short noun phrase that begins at `start`: an addressee, or a speaker named after the verb.
fn phrase_after_short(view: &View, start: usize, ceiling: usize) -> Range<usize> {
    let mut end = start;
    let mut named = false;
    while end < ceiling {
        let word = view.word(end);
        let take = match view.class(end) {
            Class::Word | Class::Possessive => true,
            Class::Determiner => {
                end == start
                    || matches!(
                        view.class(end - 1),
                        Class::Preposition | Class::Determiner | Class::Conjunction | Class::Punctuation
                    )
            }
            Class::Pronoun => end == start,
            Class::Preposition => {
                named
                    && view.lexicon.grammar.inner_prepositions.contains(word)
                    && word != "on"
                    && word != "with"
            }
            Class::Conjunction => {
                named
                    && word == "and"
                    && (view.is_capitalised(end + 1) || view.class(end + 1) == Class::Determiner)
            }
            Class::Punctuation => {
                // An apposition: "said Lars Engdahl, the minister".
                (word == "."
                    && view.word(end - 1).len() <= 3
                    && end + 1 < ceiling
                    && end > start
                    && view.is_capitalised(end + 1))
                    || (word == "-" && named)
            }
            _ => false,
        };
        if !take {
            break;
        }
        named |= view.class(end) == Class::Word || view.class(end) == Class::Pronoun;
        end += 1;
        if view.class(start) == Class::Pronoun {
            break;
        }
    }
    while end > start
        && matches!(view.class(end - 1), Class::Preposition | Class::Determiner | Class::Conjunction)
    {
        end -= 1;
    }
    start..end
}

fn looks_like_actor(view: &View, range: &Range<usize>) -> bool {
    range.clone().any(|at| {
        let word = view.word(at);
        view.is_capitalised(at)
            || view.lexicon.grammar.collectives.contains(word)
            || view.lexicon.grammar.pronouns.contains_key(word)
            || view.lexicon.titles.kind(word).is_some()
            || view.lexicon.titles.kind(word.strip_suffix('s').unwrap_or(word)).is_some()
    })
}

/// "[content], a point underscored by [source]" and "[content] was criticised by [source]".
fn by_phrase(
    view: &View,
    sentence: &Range<usize>,
    found: &CueMatch,
    before: Range<usize>,
    cue: Range<usize>,
    source: Range<usize>,
) -> Vec<Candidate> {
    let head = view.word(before.end - 1);
    let stands_for_clause = view.lexicon.grammar.continuations.contains_key(head) && before.len() <= 3;
    if stands_for_clause && before.start > sentence.start && view.word(before.start - 1) == "," {
        let content = view.trimmed(sentence.start..before.start - 1);
        let mut pointed = make(view, found, vec![source], before.start..cue.end, vec![content], 0.7);
        // Whatever the cue: it points at the whole clause before.
        pointed.origin = Origin::Continuation;
        return vec![pointed];
    }
    vec![make(view, found, vec![source], cue, vec![before], 0.55)]
}

fn opens_clause(view: &View, at: usize) -> bool {
    match view.class(at) {
        Class::Pronoun | Class::Determiner | Class::Word | Class::Opener => true,
        Class::Adverb | Class::Preposition => !matches!(view.word(at), "by" | "as" | "for" | "about" | "of"),
        _ => view.quotation(at).is_some(),
    }
}

fn starts_noun(view: &View, at: usize) -> bool {
    matches!(view.class(at), Class::Pronoun | Class::Determiner | Class::Word | Class::Adverb)
        || matches!(view.word(at), "her" | "his" | "that" | "what" | "how" | "whether")
}

fn has_verb(view: &View, from: usize, to: usize) -> bool {
    (from..to).any(|at| matches!(view.class(at), Class::Verb | Class::Auxiliary))
}

/// "his opposition to the plan", "fears among doctors that …", "Trump's assessment is that …".
fn noun(view: &View, sentence: &Range<usize>, at: usize, found: &CueMatch) -> Vec<Candidate> {
    // ("cautious stance on": the noun need not come first.)
    if view.tagged() && (at..at + found.length).all(|a| view.analysis.tokens[a].upos != "NOUN") {
        return Vec::new();
    }
    let mut after = at + found.length;
    let last = view.word(after - 1);
    // The holder: a genitive before the noun …
    let mut source = at..at;
    let mut left = at;
    while left > sentence.start
        && matches!(view.class(left - 1), Class::Word | Class::Adverb)
        && at - left < 4
    {
        left -= 1;
    }
    if left > sentence.start {
        let before = left - 1;
        if view.class(before) == Class::Possessive || view.word(before) == "'" {
            source = phrase_before(view, before, sentence.start);
        } else if view.lexicon.grammar.pronouns.get(view.word(before)).is_some_and(|p| p.possessive) {
            source = before..before + 1;
        }
    }
    let mut cue = at..after;
    // … or named after it: "criticism from doctors of the plan", "voiced by leaders, that".
    let content = if last == "that" {
        after -= 1;
        cue.end -= 1;
        view.trimmed(after..clause_end(view, after, sentence.end))
    } else {
        phrase_after(view, after, sentence.end)
    };
    if source.is_empty() {
        // "X has / expressed / voiced … opposition to": the subject of the verb before.
        let carried =
            (sentence.start..at).rev().take(6).find(|a| view.lexicon.grammar.voicing.contains(view.word(*a)));
        if let Some(verb) = carried {
            let group = verb_group(view, verb, sentence.start);
            source = subject(view, group, sentence.start);
            cue.start = group;
        }
    }
    if source.is_empty() || content.is_empty() {
        return Vec::new();
    }
    vec![make(view, found, vec![source], cue, vec![content], 0.55)]
}

/// "is critical of the plan".
fn adjective(view: &View, sentence: &Range<usize>, at: usize, found: &CueMatch) -> Vec<Candidate> {
    let group = verb_group(view, at, sentence.start);
    let copula = (group..at).any(|a| view.lexicon.grammar.copulas.contains(view.word(a)));
    let bare = matches!(found.cue.words.as_str(), "for" | "against");
    if !copula || bare && at - group > 2 {
        return Vec::new();
    }
    let source = subject(view, group, sentence.start);
    let after = at + found.length;
    let last = view.word(after - 1);
    let (cue, content) = if last == "that" || last == "to" {
        (group..after - 1, view.trimmed(after - 1..clause_end(view, after - 1, sentence.end)))
    } else {
        (group..after, phrase_after(view, after, sentence.end))
    };
    if content.is_empty()
        || source.is_empty()
        || view.word(source.start) == "it"
        || view.word(source.start) == "there"
    {
        return Vec::new();
    }
    let score = if bare { 0.4 } else { 0.65 };
    vec![make(view, found, vec![source], cue, vec![content], score)]
}

/// "According to Frontex, …" and "…, according to Frontex".
fn phrase(view: &View, sentence: &Range<usize>, at: usize, found: &CueMatch) -> Vec<Candidate> {
    let after = at + found.length;
    let mut source = phrase_after_short(view, after, sentence.end);
    if source.is_empty() {
        source = phrase_after(view, after, sentence.end);
    }
    let content = if at == sentence.start || at == sentence.start + 1 {
        let comma = (source.end..sentence.end).find(|a| view.word(*a) == ",").unwrap_or(source.end);
        view.trimmed(comma..sentence.end)
    } else {
        view.trimmed(sentence.start..at)
    };
    if source.is_empty() || content.is_empty() {
        return Vec::new();
    }
    vec![make(view, found, vec![source], at..after, vec![content], 0.8)]
}
