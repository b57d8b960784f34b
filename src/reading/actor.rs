//! A source → its actor: the kind, and the fullest name in the document.

use super::ActorKind;
use super::names::{Named, Names, is_title, kind_of_words, mention_of, of_many};
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

/// The actor that a source phrase, which is no pronoun, names.
pub(crate) fn name(view: &View, names: &Names, phrase: &Pieces) -> Actor {
    let Some(range) = phrase.first().cloned() else {
        return Actor { phrase: phrase.clone(), name: String::new(), kind: ActorKind::Group };
    };
    let whole = without_carrier(view, &range);
    let core = core(view, &whole);
    let text = view.phrase_text(&core);
    let told = |name: String, kind: ActorKind| Actor { phrase: phrase.clone(), name, kind };
    if let Some(known) = view.lexicon.actors.get(&text.to_lowercase()) {
        return told(known.name.clone(), known.kind.unwrap_or(ActorKind::Person));
    }
    // "The President" is nobody's name: it takes up whoever is called so.
    let headed = head_name(view, names, &whole, &core);
    if let Some(named) = headed.filter(|n| view.word(range.start) != "the" || !is_title(view, &n.name)) {
        let full = names.fullest(view, &named.name);
        let kind = named.kind.unwrap_or_else(|| {
            if full.len() > named.name.len() {
                ActorKind::Person
            } else if named.thing && view.lexicon.titles.gender(view.word(full.start)).is_none() {
                seen_kind(view, &full).unwrap_or_else(|| kind_of(view, &full))
            } else if named.name.len() > 1 {
                ActorKind::Person
            } else {
                kind_of(view, &named.name)
            }
        });
        return told(shown(view, &full), kind);
    }
    // "the embassy", "the prime minister" take up a name with these words; "the party's leaders" does not.
    if view.word(range.start) == "the"
        && core.start == range.start + 1
        && core.len() <= 4
        && core.clone().all(|at| matches!(view.class(at), Class::Word | Class::Verb))
        && !plural(view, core.end - 1)
        && let Some(named) = names.described(view, &core, range.start)
    {
        let full = names.fullest(view, &named.name);
        return told(shown(view, &full), named.kind.unwrap_or_else(|| kind_of(view, &full)));
    }
    let full = if core.clone().all(|at| view.is_capitalised(at)) { names.fullest(view, &core) } else { core };
    told(shown(view, &full), kind_of(view, &full))
}

/// What the encoder takes a name for that it finds to be no person's.
fn seen_kind(view: &View, name: &Range<usize>) -> Option<ActorKind> {
    match mention_of(view, name)? {
        "organization" => Some(ActorKind::Organization),
        "place" => Some(ActorKind::Government),
        _ => None,
    }
}

/// Whether a noun is in the plural, by its tag, else by its ending.
fn plural(view: &View, at: usize) -> bool {
    match view.analysis.tokens[at].xpos {
        "NNS" | "NNPS" => true,
        "NN" | "NNP" => false,
        _ => view.word(at).ends_with('s'),
    }
}

/// The phrase that utters, where the source is a noun for what is uttered: "commentary from Kyiv" → "Kyiv".
fn without_carrier(view: &View, range: &Range<usize>) -> Range<usize> {
    let mut at = range.start;
    while at + 2 < range.end && at < range.start + 4 {
        if view.lexicon.grammar.carriers.contains(view.word(at))
            && view.lexicon.grammar.carrier_prepositions.contains(view.word(at + 1))
        {
            return at + 2..range.end;
        }
        at += 1;
    }
    range.clone()
}

/// The phrase without its article, and without a relative clause, a participle or a day after it.
fn core(view: &View, range: &Range<usize>) -> Range<usize> {
    let mut core = view.trimmed(range.clone());
    let loose = |at: usize| {
        matches!(view.word(at), "the" | "a" | "an" | "some")
            || view.class(at) == Class::Adverb && !matches!(view.word(at), "not" | "only")
    };
    while core.len() > 1 && loose(core.start) {
        core.start += 1;
    }
    while core.len() > 1 && view.class(core.end - 1) == Class::Possessive {
        core.end -= 1;
    }
    // "the Kurdish-led Syrian Democratic Forces"
    while core.len() > 3
        && view.word(core.start + 1) == "-"
        && view.lexicon.grammar.belonging.contains(view.word(core.start + 2))
    {
        core.start += 3;
    }
    // "many of the protesters", "some of those"
    let quantity = view.lexicon.grammar.quantities.contains(view.word(core.start));
    let of = core.start + usize::from(quantity);
    if core.len() > 2 && view.word(of) == "of" && (quantity || core.start > range.start) {
        core.start = of + 1;
        while core.len() > 1 && matches!(view.word(core.start), "the" | "these" | "those") {
            core.start += 1;
        }
    }
    while core.len() > 1 && view.lexicon.grammar.trailers.contains(view.word(core.end - 1)) {
        core.end -= 1;
    }
    let participle = |at: usize| {
        view.class(at) == Class::Verb && (view.word(at).ends_with("ed") || view.word(at).ends_with("ing"))
            || view.word(at).ends_with("ed")
                && !view.is_capitalised(at)
                && matches!(view.class(at + 1), Class::Preposition)
                && at > core.start + 1
    };
    let end = (core.start + 1..core.end).find(|at| {
        matches!(view.word(*at), "who" | "which" | "that" | "whose" | "," | "(" | "—")
            || participle(*at) && view.word(at - 1) != "-" && view.class(at - 1) != Class::Determiner
            || matches!(view.word(*at), "on" | "in")
                && view.lexicon.grammar.calendar.contains(view.word(at + 1))
    });
    core.end = end.unwrap_or(core.end);
    core
}

/// The name that heads the phrase: "Foreign Minister Dmitry Kuleba", "one surgeon, Samir Haddad", "Helen Marchetti of Refuge".
fn head_name(view: &View, names: &Names, range: &Range<usize>, core: &Range<usize>) -> Option<Named> {
    let inside: Vec<&Named> =
        names.all.iter().filter(|n| n.name.start >= range.start && n.tokens.end <= range.end).collect();
    // In apposition: the person's name counts, on either side of the comma.
    // (In a list, "senators from Maine, Ohio and Utah", none of the names is the whole.)
    let commas = range.clone().filter(|at| view.word(*at) == ",").count();
    let list = commas > 1 && range.clone().any(|at| view.word(at) == "and");
    if let Some(comma) = range.clone().find(|at| view.word(*at) == "," && !list) {
        let beside =
            |n: &&&Named| n.tokens.end == comma || n.tokens.start == comma + 1 || n.tokens.end == range.end;
        // ("The president of Athletics Kenya, the retired general Paul Tum": the first name does not head its part.)
        let inner =
            |n: &Named| n.tokens.start > range.start && view.class(n.tokens.start - 1) == Class::Preposition;
        let full = |n: &&&Named| n.name.len() >= 2 && !inner(n) && !is_title(view, &n.name);
        let person = inside
            .iter()
            .filter(beside)
            .filter(full)
            .find(|n| n.kind == Some(ActorKind::Person))
            .or_else(|| inside.iter().filter(beside).filter(full).find(|n| n.kind.is_none()));
        // "the militant organisation, the Islamic State": a description, then the name.
        let described = || {
            names.all.iter().find(|n| {
                n.tokens.start == comma + 2
                    && n.tokens.start < range.end
                    && view.word(comma + 1) == "the"
                    && !view.is_capitalised(comma - 1)
            })
        };
        if let Some(named) = person.copied().or_else(described) {
            return Some(named.clone());
        }
    }
    // The head stands before the first preposition that is not part of a name; a name is the head when it ends there.
    let head_end = (core.start + 1..core.end)
        .find(|at| {
            view.class(*at) == Class::Preposition
                && inside.iter().all(|n| !(n.tokens.start < *at && *at < n.tokens.end))
        })
        .unwrap_or(core.end);
    let person = |n: &Named| n.kind == Some(ActorKind::Person) || n.kind.is_none() && n.name.len() > 1;
    // A person named at the end of a longer description: "US Ambassador to Germany Richard Grenell".
    if let Some(last) = inside.last().filter(|n| {
        (n.tokens.end == core.end || n.tokens.end == range.end)
            && n.name.len() >= 2
            && n.kind == Some(ActorKind::Person)
            && (n.gender.is_some() || after_title(view, n))
            && view.class(n.name.start.max(1) - 1) != Class::Preposition
    }) {
        return Some((*last).clone());
    }
    inside
        .into_iter()
        .find(|n| {
            // Words before a name that is no person's belong to it ("231 Democrats", "the far-right Identity bloc").
            let before = n.tokens.start.max(1) - 1;
            let noun = !view.is_capitalised(before)
                && view.class(before) == Class::Word
                && (!view.tagged() || view.analysis.tokens[before].upos == "NOUN");
            let country = before > core.start
                && view.class(before) == Class::Possessive
                && view.lexicon.places.get(view.phrase_text(&(core.start..before))).is_some();
            let bare = n.tokens.start <= core.start || person(n) || noun || country;
            // "Lawmakers from the camp": no name, for all its capital.
            let common = n.name.len() == 1 && head_end < core.end && of_many(view, n.name.start);
            // "231 Democrats" are not all Democrats.
            let counted = before >= core.start && view.analysis.tokens[before].upos == "NUM";
            n.tokens.end == head_end && n.name.start >= core.start && bare && !common && !counted
        })
        .cloned()
}

/// Whether a title or a body stands right before a person's name: "the director of Amnesty Kofi Amoah".
fn after_title(view: &View, named: &Named) -> bool {
    let Some(before) = named.name.start.checked_sub(1) else { return false };
    view.lexicon.titles.kind(view.word(before)).is_some()
        || view.lexicon.titles.roles.contains(view.word(before))
        || view.is_capitalised(before) && view.class(before) == Class::Word
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
    if let Some(place) = view.lexicon.places.get(text)
        && place.role != PlaceRole::Demonym
    {
        return ActorKind::Government;
    }
    let grammar = &view.lexicon.grammar;
    let titles = &view.lexicon.titles;
    if grammar.collectives.contains(head) && titles.kind(head) != Some(ActorKind::Organization) {
        return ActorKind::Group;
    }
    if head_end - range.start >= 2
        && let Some(kind) = titles.kind(&format!("{} {}", view.word(head_end - 2), head))
    {
        return kind;
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

/// The words of a name as they are to be shown: a country by its common name, shouted names in usual letters.
fn shown(view: &View, range: &Range<usize>) -> String {
    let text = clean(view.phrase_text(range));
    if let Some(place) = view.lexicon.places.get(&text)
        && place.role == PlaceRole::Country
    {
        return place.country.to_owned();
    }
    // "Ruben Vane, Jr."
    let text = match range.len() > 1 && view.lexicon.titles.generations.contains(view.word(range.end - 1)) {
        true => text.replace(",", ""),
        false => text,
    };
    let shouted = range.len() > 1
        && range
            .clone()
            .all(|at| view.surface(at).len() > 3 && view.surface(at).chars().all(|c| !c.is_lowercase()));
    if !shouted {
        return text;
    }
    text.split(' ')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_string() + &letters.as_str().to_lowercase())
                .unwrap_or_default()
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// A name for output: white space made one blank, the genitive off its end.
pub(crate) fn clean(name: &str) -> String {
    let joined = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = joined.strip_suffix("'s").or(joined.strip_suffix("’s")).unwrap_or(&joined);
    bare.trim_matches(|c: char| matches!(c, '"' | '“' | '”' | ',' | '’' | '\'')).to_owned()
}
