//! Sources → actors: coordinated ones one by one, each with its kind and its fullest name in the document.

use super::ActorKind;
use super::names::{Names, kind_of_words};
use super::view::{Class, Pieces, View};
use crate::lexicon::PlaceRole;
use std::ops::Range;

/// One holder of a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) phrase: Pieces,
    pub(crate) name: String,
    pub(crate) kind: ActorKind,
}

/// The parts of a source that are actors of their own: "Rand Paul and Mitch McConnell" → two, "Analysts at the Cato
/// Institute and the American Enterprise Institute" → one.
pub(crate) fn coordinated(view: &View, source: &Pieces) -> Vec<Pieces> {
    let [range] = source.as_slice() else { return vec![source.clone()] };
    // What is joined after a preposition, a relative pronoun or a verb belongs to the first.
    let barrier = range
        .clone()
        .skip(1)
        .find(|at| {
            matches!(view.class(*at), Class::Preposition | Class::Opener | Class::Verb | Class::Auxiliary)
                || view.word(*at) == "who"
        })
        .unwrap_or(range.end);
    let joins: Vec<usize> = (range.start..range.end)
        .filter(|at| matches!(view.word(*at), "and" | "or") && *at > range.start && at + 1 < range.end)
        .collect();
    let Some(last) = joins.last().copied() else { return vec![source.clone()] };
    if last > barrier || joins.len() > 1 || view.word(range.start) == "both" && joins.is_empty() {
        // "officials in Kyiv and Moscow": one; "the senator from Ohio and the governor": two, by the article.
        let determined =
            matches!(view.class(last + 1), Class::Determiner) && view.class(range.start) == Class::Determiner;
        if !(determined
            && joins.len() == 1
            && last > barrier + 1
            && view.word(barrier) != "at"
            && view.word(barrier) != "in"
            && view.word(barrier) != "between")
        {
            return vec![source.clone()];
        }
    }
    let mut parts = Vec::new();
    let mut start = range.start + usize::from(view.word(range.start) == "both");
    for at in start..range.end {
        let cut = at == last || view.word(at) == "," && at < last;
        if cut {
            let part = view.trimmed(start..at);
            if !part.is_empty() {
                parts.push(part);
            }
            start = at + 1;
        }
    }
    let tail = view.trimmed(start..range.end);
    if !tail.is_empty() {
        parts.push(tail);
    }
    // Each part must be able to stand alone as an actor; a name such as "Johnson and Johnson" or "research and
    // development staff" must not be torn.
    let alone = |part: &Range<usize>| {
        view.is_capitalised(part.start)
            || view.class(part.start) == Class::Determiner
            || view.class(part.start) == Class::Pronoun
            || view.lexicon.grammar.pronouns.contains_key(view.word(part.start))
            || view.lexicon.grammar.collectives.contains(view.word(part.end - 1))
            || view.word(part.end - 1).ends_with('s')
    };
    let name_with_and = parts.len() == 2 && {
        let whole = view.phrase_text(range);
        let body = kind_of_words(view, &parts[1]).is_some_and(|k| k != ActorKind::Person)
            && view.is_capitalised(parts[0].start)
            && view.class(parts[1].start) != Class::Determiner
            && parts[0].len() == 1
            && parts[1].len() > 1;
        body || whole.contains('&')
    };
    if parts.len() < 2 || !parts.iter().all(alone) || name_with_and {
        return vec![source.clone()];
    }
    parts.into_iter().map(|p| vec![p]).collect()
}

/// Words that report rather than hold a position: "commentary from Kyiv" is Kyiv's.
const CARRIERS: [&str; 8] =
    ["commentary", "statement", "statements", "remarks", "comments", "messages", "testimony", "spokespeople"];

/// The actor that a source phrase, which is no pronoun, names.
pub(crate) fn name(view: &View, names: &Names, phrase: &Pieces) -> Actor {
    let Some(range) = phrase.first().cloned() else {
        return Actor { phrase: phrase.clone(), name: String::new(), kind: ActorKind::Group };
    };
    let mut core = core(view, &range);
    if CARRIERS.contains(&view.word(core.start))
        && matches!(view.word(core.start + 1), "from" | "by")
        && core.end < range.end.max(core.start + 3)
    {
        core = core.start + 2..range.end;
    } else if CARRIERS.contains(&view.word(core.end.saturating_sub(1)))
        && core.end < range.end
        && matches!(view.word(core.end), "from" | "by")
    {
        core = core.end + 1..range.end;
    }
    let text = view.phrase_text(&core);
    if let Some(known) = view.lexicon.actors.get(&text.to_lowercase()) {
        let kind = known.kind.unwrap_or(ActorKind::Person);
        return Actor { phrase: phrase.clone(), name: known.name.clone(), kind };
    }
    if let Some(named) = head_name(view, names, &range, &core) {
        let full = if named.kind.is_none_or(|k| k == ActorKind::Person) {
            names.fullest(view, &named.name)
        } else {
            named.name.clone()
        };
        let kind = named.kind.unwrap_or(if full.len() > named.name.len() || named.name.len() > 1 {
            ActorKind::Person
        } else {
            kind_of(view, &named.name)
        });
        return Actor { phrase: phrase.clone(), name: clean(view.phrase_text(&full)), kind };
    }
    // "the embassy" takes up a name with that word; "the party's leaders" does not.
    if view.word(range.start) == "the" && core.len() == 1 && !view.word(core.start).ends_with('s') {
        if let Some(full) = names.described(view, view.word(core.start), range.start) {
            return Actor {
                phrase: phrase.clone(),
                name: clean(view.phrase_text(&full)),
                kind: kind_of(view, &full),
            };
        }
    }
    Actor { phrase: phrase.clone(), name: clean(view.phrase_text(&core)), kind: kind_of(view, &core) }
}

/// The phrase without its article, and without a relative clause or participle after it.
fn core(view: &View, range: &Range<usize>) -> Range<usize> {
    let mut core = view.trimmed(range.clone());
    while core.len() > 1
        && (matches!(view.word(core.start), "the" | "a" | "an" | "some" | "both")
            || view.class(core.start) == Class::Adverb)
    {
        core.start += 1;
    }
    for at in core.start + 1..core.end {
        let ends = matches!(view.word(at), "who" | "which" | "that" | "whose" | "," | "(" | "—")
            || view.class(at) == Class::Verb && at > core.start + 1
            || view.word(at).ends_with("ed")
                && !view.is_capitalised(at)
                && view.class(at) != Class::Determiner
                && at > core.start + 1
                && matches!(view.class(at + 1), Class::Preposition);
        if ends {
            core.end = at;
            break;
        }
    }
    core
}

/// The name that heads the phrase: "Foreign Minister Dmitry Kuleba", "one surgeon, Samir Haddad", "Helen Marchetti of Refuge".
fn head_name(
    view: &View,
    names: &Names,
    range: &Range<usize>,
    core: &Range<usize>,
) -> Option<super::names::Named> {
    let inside: Vec<_> = names
        .all
        .iter()
        .filter(|n| n.tokens.start >= range.start && n.tokens.end <= range.end.max(core.end))
        .collect();
    // In apposition: the person's name counts, on either side of the comma.
    let comma = range.clone().find(|at| view.word(*at) == ",");
    if let Some(comma) = comma {
        let person = inside.iter().find(|n| {
            n.kind.is_none_or(|k| k == ActorKind::Person)
                && n.name.len() >= 2
                && (n.tokens.end == comma || n.tokens.start == comma + 1 || n.tokens.end == range.end)
        });
        if let Some(person) = person {
            return Some((*person).clone());
        }
    }
    // The head stands before the first preposition; a name is the head when it ends there.
    let head_end = (core.start + 1..core.end)
        .find(|at| {
            view.class(*at) == Class::Preposition
                && inside.iter().all(|n| !(n.tokens.start < *at && *at < n.tokens.end))
        })
        .unwrap_or(core.end);
    inside
        .into_iter()
        .find(|n| {
            n.tokens.end == head_end
                && n.tokens.start >= core.start
                && !preceded_by_genitive(view, n.tokens.start, core.start)
        })
        .cloned()
}

fn preceded_by_genitive(view: &View, at: usize, floor: usize) -> bool {
    at > floor && view.class(at - 1) == Class::Possessive && false
}

/// What an actor is, by its words.
pub(crate) fn kind_of(view: &View, range: &Range<usize>) -> ActorKind {
    if range.is_empty() {
        return ActorKind::Group;
    }
    let head_end =
        (range.start + 1..range.end).find(|at| view.class(*at) == Class::Preposition).unwrap_or(range.end);
    let head = view.word(head_end - 1);
    let text = view.phrase_text(range);
    if let Some(place) = view.lexicon.places.get(text) {
        if place.role != PlaceRole::Demonym {
            return ActorKind::Government;
        }
    }
    let grammar = &view.lexicon.grammar;
    let titles = &view.lexicon.titles;
    if grammar.collectives.contains(head) && titles.kind(head) != Some(ActorKind::Organization) {
        return ActorKind::Group;
    }
    if head_end - range.start >= 2 {
        if let Some(kind) = titles.kind(&format!("{} {}", view.word(head_end - 2), head)) {
            return kind;
        }
    }
    if let Some(kind) = titles.kind(head) {
        // "The advisor to the head of the office", "the foreign ministry's spokesman": a post, not a name.
        return if kind == ActorKind::Person && head_end < range.end && view.word(head_end) != "from" {
            ActorKind::Office
        } else {
            kind
        };
    }
    let single = head.strip_suffix('s').unwrap_or(head);
    if single != head && titles.kind(single).is_some() && !view.is_capitalised(head_end - 1) {
        let kind = titles.kind(single).unwrap_or(ActorKind::Group);
        return if kind == ActorKind::Person || kind == ActorKind::Office { ActorKind::Group } else { kind };
    }
    if let Some(kind) =
        kind_of_words(view, &(range.start..head_end)).filter(|_| view.is_capitalised(head_end - 1))
    {
        return kind;
    }
    if head != single {
        ActorKind::Group
    } else if view.is_capitalised(head_end - 1) && head_end - range.start <= 3 {
        ActorKind::Person
    } else {
        ActorKind::Group
    }
}

/// A name for output: white space made one blank, the genitive off its end.
pub(crate) fn clean(name: &str) -> String {
    let joined = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = joined.strip_suffix("'s").or(joined.strip_suffix("’s")).unwrap_or(&joined);
    bare.trim_matches(|c: char| matches!(c, '"' | '“' | '”' | ',' | '’' | '\'')).to_owned()
}
