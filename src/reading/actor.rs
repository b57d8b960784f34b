//! Sources → actors: coordinated ones one by one, each with its kind and its fullest name in the document.

use super::ActorKind;
use super::names::{Named, Names, kind_of_words, of_many};
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
pub(crate) fn coordinated(view: &View, names: &Names, source: &Pieces) -> Vec<Pieces> {
    let mut parts = split(view, names, source);
    if parts.len() > 1 && view.has_trees() {
        while let Some(before) = listed_before(view, &parts[0]) {
            parts.insert(0, vec![before]);
        }
    }
    parts
}

/// The actor that a comma puts before the first of a list that the source has only from its second on: "The UN, | the EU and
/// Norway condemned". By the tree it is a subject of the same verb, or what the first hangs on as a conjunct.
fn listed_before(view: &View, first: &Pieces) -> Option<Range<usize>> {
    let tokens = &view.analysis.tokens;
    let [range] = first.as_slice() else { return None };
    let comma = range.start.checked_sub(1)?;
    let sentence = view.sentence_tokens(view.sentence(range.start));
    if comma <= sentence.start || view.word(comma) != "," {
        return None;
    }
    let head = range.clone().find(|at| tokens[*at].head.is_none_or(|h| !range.contains(&h)))?;
    let sibling = |at: usize| {
        let subject = |t: usize| tokens[t].deprel.starts_with("nsubj");
        let together = subject(at) && subject(head) && tokens[at].head == tokens[head].head;
        together || tokens[head].deprel == "conj" && tokens[head].head == Some(at)
    };
    // The phrase must end at the comma, and hold no verb, no comma and no relative of its own.
    let plain = |at: usize| {
        matches!(tokens[at].upos, "NOUN" | "PROPN" | "ADJ" | "DET" | "NUM") || tokens[at].deprel == "compound"
    };
    let mut start = comma;
    while start > sentence.start && plain(start - 1) {
        start -= 1;
    }
    let nominal = (start..comma).any(|at| sibling(at) && matches!(tokens[at].upos, "NOUN" | "PROPN"));
    let opens =
        start == sentence.start || matches!(view.class(start - 1), Class::Punctuation | Class::Opener);
    (start < comma && nominal && opens).then_some(start..comma)
}

/// The parts of a source, as far as the source itself has them.
fn split(view: &View, names: &Names, source: &Pieces) -> Vec<Pieces> {
    let [range] = source.as_slice() else { return vec![source.clone()] };
    if is_one_name(view, names, range) {
        return vec![source.clone()];
    }
    if let Some(parts) = two_names(view, names, range) {
        return parts;
    }
    if view.has_trees()
        && let Some(parts) = by_tree(view, range)
    {
        return parts;
    }
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
    let first = range.start + usize::from(view.word(range.start) == "both");
    let mut start = first;
    for at in first..range.end {
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
        body || whole.contains('&') || shares_noun(view, &parts)
    };
    if parts.len() < 2 || !parts.iter().all(alone) || name_with_and {
        return vec![source.clone()];
    }
    parts.into_iter().map(|p| vec![p]).collect()
}

/// Whether "X and Y" of single capitalised words names one body ("Marks and Spencer"): where its verb is in the singular, or
/// neither part is known by itself.
fn is_one_name(view: &View, names: &Names, range: &Range<usize>) -> bool {
    let and = range.start + 1;
    if range.len() != 3
        || view.word(and) != "and"
        || !range.clone().step_by(2).all(|at| view.is_capitalised(at))
    {
        return false;
    }
    let tokens = &view.analysis.tokens;
    let verb = tokens[range.start]
        .head
        .filter(|h| *h >= range.end && tokens[range.start].deprel.starts_with("nsubj"));
    let finite = verb
        .into_iter()
        .chain(range.end..(range.end + 2).min(view.len()))
        .map(|at| tokens[at].xpos)
        .find(|x| matches!(*x, "VBZ" | "VBP"));
    match finite {
        Some("VBZ") => true,
        Some(_) => false,
        None => range.clone().step_by(2).all(|at| {
            let elsewhere = names.all.iter().any(|n| {
                !(n.tokens.start < range.end && range.start < n.tokens.end)
                    && n.tokens.clone().any(|t| view.word(t) == view.word(at))
            });
            let known = view.lexicon.places.get(view.surface(at)).is_some()
                || view.lexicon.titles.kind(view.word(at)).is_some()
                || view.lexicon.grammar.collectives.contains(view.word(at));
            !elsewhere && !known
        }),
    }
}

/// "Ada Ruiz of Chile and Tom Berg of Norway": full names on both sides of the one "and" are two actors.
fn two_names(view: &View, names: &Names, range: &Range<usize>) -> Option<Vec<Pieces>> {
    let mut ands = range.clone().filter(|at| view.word(*at) == "and");
    let (Some(and), None) = (ands.next(), ands.next()) else { return None };
    let full = |n: &Named| n.name.len() > 1 && n.kind.is_none_or(|k| k == ActorKind::Person);
    let left = names.all.iter().any(|n| n.tokens.start == range.start && n.tokens.end < and && full(n));
    let right = names.all.iter().any(|n| n.tokens.start == and + 1 && n.tokens.end <= range.end && full(n));
    let of = (range.start..and).any(|at| view.word(at) == "of")
        && (and..range.end).any(|at| view.word(at) == "of");
    (left && right && of).then(|| vec![vec![range.start..and], vec![and + 1..range.end]])
}

/// The conjuncts of the phrase's head, where there are several.
fn by_tree(view: &View, range: &Range<usize>) -> Option<Vec<Pieces>> {
    let tokens = &view.analysis.tokens;
    let head = range.clone().find(|at| tokens[*at].head.is_none_or(|h| !range.contains(&h)))?;
    let conjuncts: Vec<usize> = range
        .clone()
        .filter(|at| tokens[*at].deprel == "conj" && tokens[*at].head.is_some_and(|h| h == head))
        .filter(|at| matches!(tokens[*at].upos, "NOUN" | "PROPN" | "PRON"))
        .collect();
    // "senators from Maine and Ohio": a bare name after a prepositional phrase with a name is joined to that one.
    let inner = |c: &usize| {
        let and = (head + 1..*c).rev().find(|at| view.class(*at) == Class::Conjunction);
        let single = !range.clone().any(|at| tokens[at].head == Some(*c) && tokens[at].deprel != "cc");
        (tokens[head].upos == "NOUN" || of_many(view, head))
            && tokens[*c].upos == "PROPN"
            && single
            && and.is_some_and(|and| {
                and > head + 1
                    && tokens[and - 1].upos == "PROPN"
                    && (head + 1..and - 1).any(|at| view.class(at) == Class::Preposition)
            })
    };
    let conjuncts: Vec<usize> = conjuncts.into_iter().filter(|c| !inner(c)).collect();
    // A conjunct without a comma or an "and" before it is a slip of the parser.
    let conjuncts: Vec<usize> = conjuncts
        .into_iter()
        .filter(|c| {
            (head + 1..*c).any(|at| matches!(view.word(at), "and" | "or" | "," | "nor" | "but" | "&"))
        })
        .collect();
    if conjuncts.is_empty() || !matches!(tokens[head].upos, "NOUN" | "PROPN" | "PRON") {
        return None;
    }
    let below = |at: usize, root: usize| {
        let mut up = at;
        while up != root {
            match tokens[up].head {
                Some(h) if range.contains(&h) && h != up => up = h,
                _ => return false,
            }
        }
        true
    };
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = range.start;
    for conjunct in conjuncts {
        let first = (range.start..=conjunct).find(|at| below(*at, conjunct))?;
        if first <= start
            || view.word(first - 1) != ","
                && tokens[first].deprel != "cc"
                && !matches!(view.word(first - 1), "and" | "or" | "&")
        {
            continue;
        }
        parts.push(start..first);
        start = first;
    }
    parts.push(start..range.end);
    let parts: Vec<Range<usize>> = parts
        .into_iter()
        .map(|part| {
            let mut part = view.trimmed(part);
            while part.len() > 1
                && (tokens[part.start].deprel == "cc"
                    || view.word(part.start) == "both"
                    || matches!(view.word(part.start), "and" | "or" | ","))
            {
                part.start += 1;
            }
            while part.len() > 1
                && (matches!(view.word(part.end - 1), "and" | "or" | ",")
                    || view.class(part.end - 1) == Class::Punctuation)
            {
                part.end -= 1;
            }
            part
        })
        .filter(|part| !part.is_empty())
        .collect();
    let parts: Vec<Range<usize>> = parts.iter().flat_map(|part| listed(view, part)).collect();
    // An apposition is no second actor, nor is one part of a name.
    let one_name = parts.len() == 2 && (view.phrase_text(range).contains('&') || shares_noun(view, &parts));
    (parts.len() > 1 && !one_name).then(|| parts.into_iter().map(|p| vec![p]).collect())
}

/// Whether the first of two parts is but a word of the second's name: "the Central and East European Coalition".
fn shares_noun(view: &View, parts: &[Range<usize>]) -> bool {
    let [first, second] = parts else { return false };
    let word = first.end - 1;
    let single = first.len() == 1 || first.len() == 2 && view.class(first.start) == Class::Determiner;
    let name_end = second.clone().find(|at| !view.is_capitalised(*at)).unwrap_or(second.end);
    let name = second.start..name_end;
    single
        && view.is_capitalised(word)
        && view.lexicon.places.get(view.surface(word)).is_none_or(|p| p.role == PlaceRole::Demonym)
        && !view.surface(word).chars().all(char::is_uppercase)
        && name.len() > 1
        && kind_of_words(view, &(name.end - 1..name.end))
            .is_some_and(|k| !matches!(k, ActorKind::Person | ActorKind::Office))
        && !of_many(view, word)
        && view.lexicon.titles.kind(view.word(word)).is_none()
}

/// The parts of "doctors, nurses" before an "and": single words of one kind; anything else stays whole.
fn listed(view: &View, part: &Range<usize>) -> Vec<Range<usize>> {
    let tokens = &view.analysis.tokens;
    let list = part.len() >= 3
        && part.len() % 2 == 1
        && part.clone().all(|at| match (at - part.start) % 2 {
            0 => {
                tokens[at].xpos == tokens[part.start].xpos
                    && matches!(tokens[at].xpos, "NNS" | "NNP" | "NNPS")
            }
            _ => view.word(at) == ",",
        });
    if list { part.clone().step_by(2).map(|at| at..at + 1).collect() } else { vec![part.clone()] }
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
    if let Some(named) = head_name(view, names, &whole, &core) {
        let full = names.fullest(view, &named.name);
        let kind = named.kind.unwrap_or_else(|| {
            if full.len() > named.name.len() || named.name.len() > 1 {
                ActorKind::Person
            } else {
                kind_of(view, &named.name)
            }
        });
        return told(shown(view, &full), kind);
    }
    // "the embassy" takes up a name with that word; "the party's leaders" does not.
    if view.word(range.start) == "the"
        && core.len() == 1
        && !view.word(core.start).ends_with('s')
        && let Some(named) = names.described(view, view.word(core.start), range.start)
    {
        let full = names.fullest(view, &named.name);
        return told(shown(view, &full), named.kind.unwrap_or_else(|| kind_of(view, &full)));
    }
    let full = if core.clone().all(|at| view.is_capitalised(at)) { names.fullest(view, &core) } else { core };
    told(shown(view, &full), kind_of(view, &full))
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
            || participle(*at) && view.word(at - 1) != "-"
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
        let full = |n: &&&Named| n.name.len() >= 2;
        let person = inside
            .iter()
            .filter(beside)
            .filter(full)
            .find(|n| n.kind == Some(ActorKind::Person))
            .or_else(|| inside.iter().filter(beside).filter(full).find(|n| n.kind.is_none()));
        // "the militant organisation, the Islamic State": a description, then the name.
        let described = || {
            inside.iter().find(|n| {
                n.tokens.start == comma + 2
                    && view.word(comma + 1) == "the"
                    && !view.is_capitalised(comma - 1)
            })
        };
        if let Some(named) = person.or_else(described) {
            return Some((*named).clone());
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
            && n.gender.is_some()
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
