//! A source → the actors that it names side by side, one statement each.

use super::ActorKind;
use super::names::{Named, Names, kind_of_words, of_many};
use super::view::{Class, Pieces, View};
use crate::lexicon::PlaceRole;
use std::ops::Range;

/// The parts of a source that are actors of their own: "Rand Paul and Mitch McConnell" → two, "Analysts at the Cato
/// Institute and the American Enterprise Institute" → one.
pub(crate) fn coordinated(view: &View, names: &Names, source: &Pieces) -> Vec<Pieces> {
    let mut parts = split(view, names, source);
    if parts.len() > 1 && view.has_trees() {
        while let Some(before) = listed_before(view, &parts[0], source) {
            parts.insert(0, vec![before]);
        }
    }
    parts
}

/// The actor that a comma puts before the first of a list that the source has only from its second on: "The UN, | the EU and
/// Norway condemned". By the tree it is a subject of the same verb, or what the first hangs on as a conjunct; or it opens the
/// sentence and is built as the first is ("The state, | the town and the port"), whatever the tree says.
fn listed_before(view: &View, first: &Pieces, source: &Pieces) -> Option<Range<usize>> {
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
    let noun = |at: usize| matches!(tokens[at].upos, "NOUN" | "PROPN");
    let nominal = (start..comma).any(|at| sibling(at) && noun(at));
    let opens =
        start == sentence.start || matches!(view.class(start - 1), Class::Punctuation | Class::Opener);
    let before = start..comma;
    let listed =
        || start == sentence.start && built_alike(view, &before, range) && verb_follows(view, source);
    (start < comma && noun(comma - 1) && opens && (nominal || listed())).then_some(before)
}

/// Whether two phrases can stand in one list by their form: both with an article, both bare names, or both bare plurals; and
/// neither tells a time.
fn built_alike(view: &View, one: &Range<usize>, other: &Range<usize>) -> bool {
    let tokens = &view.analysis.tokens;
    let article = |r: &Range<usize>| view.word(r.start) == "the";
    let name = |r: &Range<usize>| r.clone().all(|at| tokens[at].upos == "PROPN");
    let plural = |r: &Range<usize>| r.len() <= 2 && matches!(tokens[r.end - 1].xpos, "NNS");
    let time = |r: &Range<usize>| {
        view.analysis.mentions.iter().any(|m| m.kind == "time" && r.contains(&m.head))
            || r.clone().any(|at| view.lexicon.grammar.calendar.contains(view.word(at)))
    };
    let alike = article(one) && article(other) || name(one) && name(other) || plural(one) && plural(other);
    alike && !time(one) && !time(other)
}

/// Whether the verb comes right after the source: else what is before may be named by it ("Ruth Vane, mayor and judge, said").
fn verb_follows(view: &View, source: &Pieces) -> bool {
    let Some(end) = source.last().map(|r| r.end).filter(|end| *end < view.len()) else { return false };
    matches!(view.class(end), Class::Verb | Class::Auxiliary | Class::Adverb)
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
    let left = names
        .all
        .iter()
        .any(|n| (n.tokens.start..=n.name.start).contains(&range.start) && n.tokens.end < and && full(n));
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
