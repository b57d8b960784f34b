//! Pronouns as sources: whom "she", "they", "it", "who" or "we" speak of, from what was said before and, where the
//! encoder has found it, from coreference.

use super::ActorKind;
use super::actor::{Actor, clean, kind_of, name};
use super::names::Names;
use super::view::{Class, Pieces, View};
use crate::lexicon::{Gender, Number};
use std::ops::Range;

/// How many words of a text count as its opening.
const OPENING: usize = 80;

/// An actor that has spoken, with the place where.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) actor: Actor,
    pub(crate) gender: Option<Gender>,
    pub(crate) plural: bool,
    pub(crate) at: usize,
}

/// Whether the source is one pronoun.
pub(crate) fn is_pronoun(view: &View, source: &Pieces) -> bool {
    matches!(source.as_slice(), [r] if r.len() == 1 && view.lexicon.grammar.pronouns.contains_key(view.word(r.start)))
}

/// The name behind the pronoun in `source`: by coreference where known, else the nearest that fits in number and gender,
/// of those who have spoken before those who were merely named. `quoted_by` is the speaker of the quotation around it.
pub(crate) fn pronoun(
    view: &View,
    names: &Names,
    heard: &[Heard],
    quoted_by: Option<&Actor>,
    source: &Pieces,
) -> Option<Actor> {
    let at = source.first()?.start;
    let pronoun = view.lexicon.grammar.pronouns.get(view.word(at))?;
    let found = |actor: &Actor| Some(Actor { phrase: source.clone(), ..actor.clone() });
    if pronoun.person.is_some() {
        return quoted_by
            .and_then(found)
            .or_else(|| narrator(view, names, pronoun.number).as_ref().and_then(found));
    }
    if pronoun.relative
        && let Some(antecedent) = antecedent(view, at)
    {
        return found(&name(view, names, &vec![antecedent]));
    }
    let human = matches!(pronoun.gender, Some(Gender::Male | Gender::Female));
    if human && let Some(speaker) = last_speaker(view, heard, at, pronoun.gender) {
        return found(speaker);
    }
    if let Some(actor) = by_coreference(view, names, at, human) {
        let told =
            actor.name.split_whitespace().next().and_then(|w| view.lexicon.titles.gender(&w.to_lowercase()));
        let clash = matches!((told, pronoun.gender), (Some(a), Some(b)) if a != b);
        let someone = !human || matches!(actor.kind, ActorKind::Person | ActorKind::Office);
        // "They" are several: a person alone is half of the answer.
        let several = pronoun.number == Number::Plural && actor.kind == ActorKind::Person;
        if !clash && someone && !several {
            return found(&actor);
        }
    }
    if pronoun.relative {
        let end = if at > 0 && view.word(at - 1) == "," { at - 1 } else { at };
        let antecedent =
            super::rules::phrase_before(view, end, view.sentence_tokens(view.sentence(at)).start);
        return (!antecedent.is_empty())
            .then(|| name(view, names, &vec![antecedent]))
            .as_ref()
            .and_then(found);
    }
    let fits = |gender: Option<Gender>, kind: ActorKind, plural: bool| match (pronoun.number, pronoun.gender)
    {
        (Number::Plural, _) => plural || !matches!(kind, ActorKind::Person),
        (_, Some(Gender::Thing)) => !plural && !matches!(kind, ActorKind::Person | ActorKind::Group),
        (_, Some(wanted)) => {
            !plural
                && matches!(kind, ActorKind::Person | ActorKind::Office)
                && gender.is_none_or(|g| g == wanted)
        }
        _ => true,
    };
    let paragraph = view.paragraph(at);
    let near = |other: usize| {
        other < at && view.paragraph(other) + 1 >= paragraph && view.sentence(other) + 4 >= view.sentence(at)
    };
    let spoken = heard
        .iter()
        .rev()
        .find(|h| near(h.at) && fits(h.gender, h.actor.kind, h.plural))
        .map(|h| (h.at, h.actor.clone()));
    // A person named at the head of this or the last sentences is as good as a speaker when nearer.
    let named = names
        .all
        .iter()
        .rev()
        .find(|n| {
            n.tokens.end <= at
                && near(n.tokens.start)
                && view.quotation(n.tokens.start).is_none()
                && !(n.thing && matches!(pronoun.gender, Some(Gender::Male | Gender::Female)))
                && fits(n.gender, n.kind.unwrap_or(ActorKind::Person), false)
                && (n.kind.is_some() || n.name.len() > 1)
        })
        .map(|n| (n.tokens.start, name(view, names, &vec![n.tokens.clone()])));
    match (spoken, named) {
        (Some((a, actor)), Some((b, other))) => {
            if view.sentence(b) > view.sentence(a) && view.sentence(b) < view.sentence(at) {
                found(&other)
            } else {
                found(&actor)
            }
        }
        (Some((_, actor)), None) | (None, Some((_, actor))) => found(&actor),
        (None, None) => None,
    }
}

/// Whom "he" or "she" goes on with: who was "she" in the same sentence; at the head of a sentence, or after nothing but a
/// quotation, the one person that the sentence before has speak by a full name, whom the gender fits and beside whom it names
/// no other speaker.
fn last_speaker<'h>(view: &View, heard: &'h [Heard], at: usize, gender: Option<Gender>) -> Option<&'h Actor> {
    let sentence = view.sentence(at);
    let person =
        |h: &&Heard| h.actor.kind == ActorKind::Person && h.actor.name.split_whitespace().count() > 1;
    if view.quotation(at).is_some() {
        return None;
    }
    let mut same = heard.iter().rev().filter(|h| view.sentence(h.at) == sentence && h.at < at);
    if let Some(last) = same.next() {
        return (person(&last) && view.word(last.at) == view.word(at)).then_some(&last.actor);
    }
    let opens = view.sentence_tokens(sentence).start;
    let heads = (opens..at).all(|t| view.quotation(t).is_some() || view.class(t) == Class::Punctuation);
    if sentence == 0 || !(heads || at == opens + 1) {
        return None;
    }
    let mut before = heard.iter().filter(|h| view.sentence(h.at) + 1 == sentence);
    let first = before.next()?;
    let alone = before.all(|h| h.actor.name == first.actor.name);
    let fits = first.gender.is_none() || first.gender == gender;
    (alone && person(&first) && fits && !first.plural).then_some(&first.actor)
}

/// The phrase that a relative pronoun takes up, by the tree: the noun that its clause hangs on, with what stands before it.
fn antecedent(view: &View, at: usize) -> Option<Range<usize>> {
    let tokens = &view.analysis.tokens;
    let mut up = at;
    let noun = loop {
        let head = tokens[up].head?;
        if tokens[up].deprel.starts_with("acl") {
            break head;
        }
        if view.sentence(head) != view.sentence(at) || head == up {
            return None;
        }
        up = head;
    };
    if noun >= at || !matches!(tokens[noun].upos, "NOUN" | "PROPN" | "NUM") {
        return None;
    }
    let sentence = view.sentence_tokens(view.sentence(at));
    let below = |mut t: usize| {
        while let Some(head) = tokens[t].head {
            if head == noun {
                return true;
            }
            if !sentence.contains(&head) || head == t {
                return false;
            }
            t = head;
        }
        false
    };
    let mut start = noun;
    while start > sentence.start
        && below(start - 1)
        && !tokens[start - 1].deprel.starts_with("case")
        && view.class(start - 1) != Class::Punctuation
    {
        start -= 1;
    }
    let end = (noun + 1..at).find(|t| view.class(*t) == Class::Punctuation).unwrap_or(at);
    let range = view.trimmed(start..end);
    (!range.is_empty()).then_some(range)
}

/// Who says "we" outside quotations: the body that the text itself comes from, taken to be the first name in it that
/// is no person's and no place's and comes back.
fn narrator(view: &View, names: &Names, number: Number) -> Option<Actor> {
    if number == Number::Singular {
        return None;
    }
    let candidate = names.all.iter().find(|n| {
        let text = view.phrase_text(&n.name);
        let person = n.kind == Some(ActorKind::Person);
        let times = names.all.iter().filter(|o| view.phrase_text(&o.name) == text).count();
        let place = n.kind == Some(ActorKind::Government) || view.lexicon.places.get(text).is_some();
        !person && !place && times > 1 && n.name.len() > 1
    });
    // A short paper may name its author once, at its head.
    let opening = || {
        names.all.iter().find(|n| {
            n.kind == Some(ActorKind::Organization)
                && n.name.len() > 1
                && n.tokens.start < OPENING
                && !n.place_first
        })
    };
    let candidate = candidate.or_else(opening)?;
    let mut actor = name(view, names, &vec![candidate.name.clone()]);
    if actor.kind == ActorKind::Person {
        actor.kind = ActorKind::Organization;
    }
    Some(actor)
}

/// The fullest name among the mentions of the same entity.
fn by_coreference(view: &View, names: &Names, at: usize, human: bool) -> Option<Actor> {
    let mention = view.analysis.mentions.iter().find(|m| m.tokens.len() == 1 && m.tokens.start == at)?;
    let named = |range: &Range<usize>| {
        names.all.iter().any(|n| n.tokens.start >= range.start && n.tokens.end <= range.end)
    };
    let best = view
        .analysis
        .mentions
        .iter()
        .filter(|m| m.entity == mention.entity && m.tokens.start != at && (!human || m.kind == "person"))
        .filter(|m| !is_pronoun(view, &vec![m.tokens.clone()]))
        .max_by_key(|m| {
            (named(&m.tokens) && m.tokens.len() <= 8, std::cmp::Reverse(m.tokens.start.abs_diff(at)))
        })?;
    Some(name(view, names, &vec![best.tokens.clone()]))
}

/// What "their" or "his" belongs to, put before the rest: "its foreign ministry" → "Egypt's foreign ministry", "most of its
/// neighbours" → "Egypt's neighbours".
pub(crate) fn with_owner(
    view: &View,
    names: &Names,
    heard: &[Heard],
    quoted_by: Option<&Actor>,
    source: &Pieces,
) -> Option<Actor> {
    let range = source.first()?;
    let at = possessive(view, range)?;
    let rest = at + 1..range.end;
    let human = view
        .lexicon
        .grammar
        .pronouns
        .get(view.word(at))
        .is_some_and(|p| matches!(p.gender, Some(Gender::Male | Gender::Female)));
    // "His Lordship"
    if human
        && let Some(address) = view.lexicon.titles.addresses.iter().find(|a| a.word == view.word(rest.start))
    {
        let named = names.titled(view, &address.titles, range.start)?;
        return Some(Actor { phrase: source.clone(), ..name(view, names, &vec![named.name.clone()]) });
    }
    let plain = name(view, names, &vec![rest.clone()]);
    let known = |kind: ActorKind| Actor { phrase: source.clone(), name: plain.name.clone(), kind };
    let inside = |n: &&super::names::Named| n.tokens.start >= rest.start && n.tokens.end <= rest.end;
    if plain.kind == ActorKind::Person && names.all.iter().any(|n| inside(&n)) {
        return Some(known(ActorKind::Person));
    }
    // "his Labour Party": a name that says whose it is without him.
    if human && names.all.iter().filter(inside).any(|n| n.name == rest && n.name.len() > 1) {
        return Some(known(plain.kind));
    }
    let mut holder = pronoun(view, names, heard, quoted_by, &vec![at..at + 1])?;
    // "Austria's trade ministry objected. Its counterpart …": the ministry's, whatever "its" is taken for.
    let body =
        heard.last().filter(|h| counterpart_noun(view, &rest) && h.actor.name.starts_with(&holder.name));
    if let Some(body) = body {
        holder = body.actor.clone();
    }
    if let Some(name) = counterpart(view, &rest, &holder.name) {
        return Some(Actor { phrase: source.clone(), name, kind: holder.kind });
    }
    let genitive =
        if holder.name.ends_with('s') && (holder.kind == ActorKind::Group || many(view, &holder.name)) {
            "'"
        } else {
            "'s"
        };
    Some(Actor {
        phrase: source.clone(),
        name: format!("{}{genitive} {}", holder.name, clean(view.phrase_text(&rest))),
        kind: kind_of(view, &rest),
    })
}

/// The possessive pronoun that a source begins with, after an amount perhaps: "its neighbours", "most of its neighbours".
fn possessive(view: &View, range: &Range<usize>) -> Option<usize> {
    let quantity = view.lexicon.grammar.quantities.contains(view.word(range.start));
    let at = match quantity && view.word(range.start + 1) == "of" {
        true => range.start + 2,
        false => range.start,
    };
    let pronoun = view.lexicon.grammar.pronouns.get(view.word(at))?;
    (pronoun.possessive && at + 1 < range.end).then_some(at)
}

fn counterpart_noun(view: &View, rest: &Range<usize>) -> bool {
    rest.clone().any(|at| view.lexicon.grammar.counterparts.contains(view.word(at)))
}

/// The same office or body of another country: "Egypt's trade ministry" whose "counterpart in Kenya" it is → "Kenya's trade
/// ministry".
fn counterpart(view: &View, rest: &Range<usize>, holder: &str) -> Option<String> {
    let grammar = &view.lexicon.grammar;
    let places = &view.lexicon.places;
    let country = match grammar.counterparts.contains(view.word(rest.start)) {
        // "its counterpart in Kenya"
        true if rest.len() > 2 => clean(view.phrase_text(&(rest.start + 2..rest.end))),
        // "its Kenyan counterpart"
        false if rest.len() == 2 && grammar.counterparts.contains(view.word(rest.start + 1)) => {
            places.get(view.surface(rest.start))?.country.to_owned()
        }
        _ => return None,
    };
    places.get(&country)?;
    let (owner, body) =
        holder.split_once("'s ").or_else(|| holder.split_once("’s ")).or_else(|| holder.split_once(' '))?;
    places.get(owner)?;
    Some(format!("{country}'s {body}"))
}

/// Whether the last word of a name stands for several people.
fn many(view: &View, name: &str) -> bool {
    name.rsplit(' ').next().is_some_and(|w| view.lexicon.grammar.collectives.contains(&w.to_lowercase()))
}
