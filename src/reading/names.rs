//! Names in a document: which words name somebody, and the fullest name under which each is known there.

use super::ActorKind;
use super::namesakes::Namesakes;
use super::view::{Class, View};
use crate::lexicon::{Gender, PlaceRole};
use std::ops::Range;

/// A stretch of capitalised words that names somebody or something.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) tokens: Range<usize>,
    /// The name without titles.
    pub(crate) name: Range<usize>,
    pub(crate) kind: Option<ActorKind>,
    pub(crate) gender: Option<Gender>,
    /// Whether it begins with the name of a place ("London Assembly"): then that name alone means the place.
    pub(crate) place_first: bool,
    /// Whether the encoder takes it for something that is no person.
    pub(crate) thing: bool,
}

/// All names of a document, in its order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(crate) all: Vec<Named>,
    namesakes: Namesakes,
}

impl Names {
    pub(crate) fn collect(view: &View) -> Self {
        let mut all = Vec::new();
        let mut at = 0;
        while at < view.len() {
            if let Some(end) = run(view, at) {
                if let Some(named) = named(view, at..end) {
                    all.push(named);
                }
                at = end;
            } else {
                at += 1;
            }
        }
        let namesakes = Namesakes::find(view, &all);
        Names { all, namesakes }
    }

    /// The fullest name in the document for the short name `tokens`: "Trump" → "Donald Trump" by the last word, else
    /// "Ubolratana" → "Ubolratana Mahidol" and "Ford" → "Ford Motor Company" by the first, "AU" → "African Union" by the initials.
    /// Of several the longest of at most three words wins, then the first.
    pub(crate) fn fullest(&self, view: &View, tokens: &Range<usize>) -> Range<usize> {
        let words: Vec<String> = tokens.clone().map(|at| folded(view.word(at))).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return tokens.clone() };
        if view.lexicon.places.get(view.phrase_text(tokens)).is_some() {
            return tokens.clone();
        }
        if let Some(meant) = self.namesakes.meant(view, tokens) {
            return meant.unwrap_or_else(|| tokens.clone());
        }
        let longer = |by: &dyn Fn(&[String], &Named) -> bool| {
            self.all
                .iter()
                .filter(|n| {
                    n.name.len() > words.len()
                        && n.name.len() <= 5
                        && view.word(n.name.start).len() > 1
                        && !is_title(view, &n.name)
                })
                .filter(|n| {
                    let full: Vec<String> = n.name.clone().map(|at| folded(view.word(at))).collect();
                    words.iter().all(|w| full.contains(w)) && by(&full, n)
                })
                // A known first name before a headline's words that happen to stand before the name.
                .max_by_key(|n| {
                    let known = n.gender.is_some() && n.name.len() > 1;
                    (known, n.name.len().min(3), std::cmp::Reverse(n.name.start))
                })
                .map(|n| n.name.clone())
        };
        // "The House" is short for "House of Representatives", not for "House Intelligence Committee".
        let generic = words.len() == 1
            && view.lexicon.titles.kind(first).is_some_and(|k| k != ActorKind::Person)
            && view.surface(tokens.start).chars().any(char::is_lowercase);
        let person = |n: &Named| n.kind.is_none_or(|k| k == ActorKind::Person);
        longer(&|full, n| person(n) && !generic && full.last() == Some(last))
            .or_else(|| {
                longer(&|full, n| {
                    full.first() == Some(first)
                        && (!generic || full.get(1).is_some_and(|w| w == "of"))
                        && (person(n) && full.len() <= 3 || !person(n))
                        && !n.place_first
                })
            })
            .or_else(|| longer(&|full, n| person(n) && !generic && full.contains(last)))
            .or_else(|| self.expansion(view, tokens))
            .unwrap_or_else(|| tokens.clone())
    }

    /// The name right before a bracket with this abbreviation: "African Continental Free Trade Area (AfCFTA)".
    fn bracketed(&self, view: &View, at: usize) -> Option<Range<usize>> {
        let short = view.surface(at);
        let capitals = short.chars().filter(|c| c.is_uppercase()).count();
        if capitals < 2 || short.len() > 10 {
            return None;
        }
        let place = (2..view.len().saturating_sub(1))
            .find(|p| view.surface(*p) == short && view.word(p - 1) == "(" && view.word(p + 1) == ")")?;
        let named = self.all.iter().find(|n| n.tokens.end == place - 1 && n.name.len() > 1)?;
        let initial = short.chars().next();
        let begins = named.name.clone().find(|t| view.surface(*t).chars().next() == initial)?;
        (named.name.end - begins > 1).then_some(begins..named.name.end)
    }

    /// What an abbreviation of capitals stands for: the words before "(AU)", or a name with those initials.
    fn expansion(&self, view: &View, tokens: &Range<usize>) -> Option<Range<usize>> {
        if tokens.len() != 1 {
            return None;
        }
        if let Some(name) = self.bracketed(view, tokens.start) {
            return Some(name);
        }
        let letters: Vec<char> = view.surface(tokens.start).chars().filter(|c| *c != '.').collect();
        if letters.len() < 2 || !letters.iter().all(|c| c.is_uppercase()) {
            return None;
        }
        let abbreviation = view.surface(tokens.start);
        let bracketed = (2..view.len().saturating_sub(1)).find(|at| {
            view.surface(*at) == abbreviation && view.word(at - 1) == "(" && view.word(at + 1) == ")"
        });
        if let Some(at) = bracketed {
            let end = at - 1;
            let mut start = end;
            let mut left = letters.len();
            while start > 0 && left > 0 && end - start < 2 * letters.len() + 4 {
                start -= 1;
                let initial = view.surface(start).chars().next();
                left -= usize::from(
                    initial.is_some_and(char::is_uppercase) && initial == letters.get(left - 1).copied(),
                );
            }
            if left == 0 {
                return Some(start..end);
            }
        }
        self.all
            .iter()
            .find(|n| {
                let initials: Vec<char> = n
                    .name
                    .clone()
                    .filter(|at| view.is_capitalised(*at))
                    .filter_map(|at| view.surface(at).chars().next())
                    .collect();
                n.name.len() >= 2 && initials == letters
            })
            .map(|n| n.name.clone())
            .or_else(|| self.explained(view, abbreviation, &letters))
    }

    /// The name in brackets behind the abbreviation: "the OBR (Office for Budget Responsibility)".
    fn explained(&self, view: &View, abbreviation: &str, letters: &[char]) -> Option<Range<usize>> {
        let named = self.all.iter().find(|n| {
            n.tokens.start >= 2
                && view.surface(n.tokens.start - 2) == abbreviation
                && view.word(n.tokens.start - 1) == "("
                && n.tokens.end < view.len()
                && view.word(n.tokens.end) == ")"
                && n.name.len() > 1
        })?;
        let capitals = named.name.clone().filter(|at| view.is_capitalised(*at)).count();
        (capitals >= letters.len().min(2)).then(|| named.name.clone())
    }

    /// The name that a description like "the embassy", "the prime minister" or "the surgeon" takes up: the last name before
    /// `at` that has these words in it, in the title before it ("Prime Minister Ana Sousa") or in an apposition ("Ana Sousa,
    /// a surgeon"). Who is said to have been it before ("former president") is not meant.
    pub(crate) fn described(&self, view: &View, core: &Range<usize>, at: usize) -> Option<&Named> {
        let words = view.words(core.clone());
        let stands =
            |from: usize| from + words.len() <= view.len() && view.words(from..from + words.len()) == words;
        self.all.iter().rfind(|n| {
            if n.tokens.end > at || is_title(view, &n.name) {
                return false;
            }
            let person = n.kind.is_none_or(|k| k == ActorKind::Person);
            let before = n.tokens.start.checked_sub(words.len()).filter(|from| person && stands(*from));
            let within = n
                .tokens
                .clone()
                .find(|t| n.tokens.len() > words.len() && t + words.len() <= n.tokens.end && stands(*t));
            let past = |from: usize| {
                let start = from.saturating_sub(2);
                (start..from).any(|t| view.lexicon.titles.past.contains(view.word(t)))
            };
            within.is_some_and(|from| !past(from))
                || before.is_some_and(|from| !past(from))
                || apposition(view, n, &stands, words.len())
                // "The claimant, Harwell Farms, …"
                || view.word(n.tokens.start.max(1) - 1) == ","
                    && n.tokens.start.checked_sub(words.len() + 1).is_some_and(|from| {
                        stands(from) && view.word(from.max(1) - 1) == "the"
                    })
        })
    }

    /// The last name before `at` with one of these titles.
    pub(crate) fn titled(&self, view: &View, titles: &[String], at: usize) -> Option<&Named> {
        self.all.iter().rfind(|n| {
            n.tokens.end <= at
                && !is_title(view, &n.name)
                && n.tokens.clone().any(|t| titles.iter().any(|title| title == view.word(t)))
        })
    }
}

/// Whether these words follow the name in an apposition: "Ana Sousa, the minister", "Harwell Farms, the other claimant".
fn apposition(view: &View, named: &Named, stands: &dyn Fn(usize) -> bool, length: usize) -> bool {
    let from = named.tokens.end + 1;
    if view.word(named.tokens.end) != "," || from >= view.len() || view.class(from) != Class::Determiner {
        return false;
    }
    let attribute = |t: usize| {
        view.class(t) == Class::Determiner || matches!(view.analysis.tokens[t].upos, "ADJ" | "NUM" | "PROPN")
    };
    (from + 1..(from + 5).min(view.len())).any(|t| {
        let end = t + length;
        (from..t).all(attribute)
            && stands(t)
            && (end >= view.len() || !matches!(view.analysis.tokens[end].upos, "NOUN" | "PROPN"))
    })
}

/// Whether the words are all title ("Vice President") and so nobody's name.
pub(crate) fn is_title(view: &View, name: &Range<usize>) -> bool {
    let titles = &view.lexicon.titles;
    name.clone().all(|at| {
        let word = view.word(at);
        titles.roles.contains(word)
            || matches!(titles.kind(word), Some(ActorKind::Person | ActorKind::Office))
    })
}

/// In lower case without accents.
pub(crate) fn folded(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if word.is_ascii() {
        return word.to_owned();
    }
    word.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect()
}

/// The end of a run of capitalised words that begins at `at`, with the small words inside a name.
fn run(view: &View, at: usize) -> Option<usize> {
    let starts_sentence = view.sentence_tokens(view.sentence(at)).start == at
        || at > 0 && matches!(view.word(at - 1), "\"" | "“" | ":" | "‘");
    let is_name = |at: usize| {
        view.is_capitalised(at)
            && !matches!(
                view.class(at),
                Class::Determiner
                    | Class::Pronoun
                    | Class::Auxiliary
                    | Class::Opener
                    | Class::Conjunction
                    | Class::Preposition
            )
            && (view.class(at) == Class::Word || !view.lexicon.grammar.pronouns.contains_key(view.word(at)))
            && !view.lexicon.grammar.calendar.contains(view.word(at))
    };
    if !is_name(at) {
        return None;
    }
    if starts_sentence {
        if view.tagged() && matches!(view.analysis.tokens[at].upos, "ADP" | "SCONJ" | "CCONJ" | "INTJ") {
            return None;
        }
        // A capital at a sentence's start tells nothing by itself.
        let tagged = view.tagged();
        let proper = if tagged {
            matches!(view.analysis.tokens[at].upos, "PROPN")
        } else {
            !view.lexicon.grammar.collectives.contains(view.word(at))
                && !view.lexicon.grammar.is_adverb(view.word(at))
        };
        if !(proper || at + 1 < view.len() && is_name(at + 1)) {
            return None;
        }
    }
    let grammar = &view.lexicon.grammar;
    let mut end = at + 1;
    while end < view.len() && view.sentence(end) == view.sentence(at) {
        let word = view.word(end);
        if is_name(end)
            || word == "."
                && view.word(end - 1).len() <= 3
                && end + 1 < view.len()
                && view.sentence(end + 1) == view.sentence(at)
                && is_name(end + 1)
        {
            end += 1;
        } else if word == ","
            && end + 1 < view.len()
            && view.lexicon.titles.generations.contains(view.word(end + 1))
        {
            // "Ruben Vane, Jr."
            end += 2;
        } else if view.class(end) == Class::Possessive && of_many(view, end - 1) && heads_body(view, end + 1)
        {
            // "Elmouth Fishermen's Association"
            end += 2;
        } else if word == "-" && hyphened(view, end) {
            // "Man-kei", "Jong-un"
            end += 2;
        } else if grammar.name_joiners.contains(word) || grammar.strict_name_joiners.contains(word) {
            // "Department of State", "National Security and Defense Council of Ukraine": only where a capital follows.
            // "el-Sisi": the small word has a hyphen after it.
            let skip = view.word(end + 1) == "the" || word != "-" && view.word(end + 1) == "-";
            let next = if skip { end + 2 } else { end + 1 };
            let joins = next < view.len() && view.sentence(next) == view.sentence(at) && is_name(next);
            // "the EU and Norway": two, though a body stands before the "and".
            let apart = word == "and"
                && (view.surface(end - 1).chars().all(char::is_uppercase)
                    || joins && view.lexicon.places.get(view.surface(next)).is_some());
            if !joins || apart || grammar.strict_name_joiners.contains(word) && !organisational(view, at..end)
            {
                break;
            }
            end = next;
        } else {
            break;
        }
    }
    Some(end)
}

/// Whether the hyphen at `at` joins a capitalised word and a small one that is part of the name.
fn hyphened(view: &View, at: usize) -> bool {
    let tokens = &view.analysis.tokens;
    at + 1 < view.len()
        && tokens[at].joined
        && tokens[at + 1].joined
        && tokens[at + 1].upos == "PROPN"
        && !view.is_capitalised(at + 1)
        && !view.lexicon.grammar.belonging.contains(view.word(at + 1))
}

/// Whether a name of two words or more stands after a role: "President Abdel Fattah" (of Egypt), not "Secretary" (of State).
fn called(view: &View, range: &Range<usize>) -> bool {
    let titles = &view.lexicon.titles;
    let role = |at: &usize| titles.roles.contains(view.word(*at)) || titles.kind(view.word(*at)).is_some();
    let last = range.clone().rev().find(role);
    last.is_some_and(|last| titles.roles.contains(view.word(last)) && range.end - last > 2)
}

/// Whether the word names people by a plural ("Fishermen", "Teachers", "People").
pub(crate) fn of_many(view: &View, at: usize) -> bool {
    let word = view.word(at);
    let single = word.strip_suffix('s').unwrap_or(word);
    word.ends_with("men")
        || view.lexicon.grammar.collectives.contains(word)
        || single != word && view.lexicon.titles.kind(single) == Some(ActorKind::Person)
        || view.analysis.tokens[at].xpos == "NNPS"
}

/// Whether a capitalised noun for a body stands here.
fn heads_body(view: &View, at: usize) -> bool {
    at < view.len()
        && view.is_capitalised(at)
        && view.sentence(at) == view.sentence(at - 1)
        && matches!(
            view.lexicon.titles.kind(view.word(at)),
            Some(ActorKind::Organization | ActorKind::Publication | ActorKind::Government)
        )
}

fn organisational(view: &View, range: Range<usize>) -> bool {
    range.clone().any(|at| {
        let word = view.word(at);
        matches!(view.lexicon.titles.kind(word), Some(ActorKind::Organization | ActorKind::Government))
            || word == "national"
            || word == "international"
            || word == "federal"
    }) && !range.clone().any(|at| view.lexicon.titles.honorifics.contains(view.word(at)))
}

fn named(view: &View, tokens: Range<usize>) -> Option<Named> {
    let titles = &view.lexicon.titles;
    let mut tokens = tokens;
    // "Voter Kitty Mak" at a sentence's start: a common noun with a capital is no part of the name after it.
    let first = tokens.start;
    if tokens.len() > 2
        && view.tagged()
        && view.analysis.tokens[first].upos == "NOUN"
        && (first + 1..tokens.end).all(|at| view.analysis.tokens[at].upos == "PROPN")
        && !titles.roles.contains(view.word(first))
        && mention_kind(view, &(first + 1..tokens.end)) == Some(ActorKind::Person)
    {
        tokens.start += 1;
    }
    // "Jared Polis of Colorado": what follows a person's "of" is where, not who.
    if let Some(of) = tokens.clone().skip(1).find(|at| view.word(*at) == "of") {
        let before = tokens.start..of;
        let person = before
            .clone()
            .any(|at| titles.gender(view.word(at)).is_some() || titles.honorifics.contains(view.word(at)))
            || before.len() >= 2
                && before
                    .clone()
                    .all(|at| titles.kind(view.word(at)).is_none() && !titles.roles.contains(view.word(at)))
            || called(view, &before);
        let office = before.clone().any(|at| titles.roles.contains(view.word(at)))
            && !before.clone().any(|at| titles.gender(view.word(at)).is_some())
            && !called(view, &before);
        if person && !body(view, &before) && !office {
            tokens.end = of;
        }
    }
    let mut name = tokens.clone();
    let mut gender = None;
    // "former Mexican President Vicente Fox", "United States Secretary of State Mike Pompeo": everything up to the last
    // title goes, unless what remains is itself a body or a title.
    let mut titled = false;
    let title = tokens.clone().rev().skip(1).find(|at| {
        let word = view.word(*at);
        titles.honorifics.contains(word)
            || titles.roles.contains(word)
            || titles.kind(word) == Some(ActorKind::Person)
    });
    if let Some(title) = title {
        let mut rest = title + 1..tokens.end;
        if view.word(rest.start) == "." && rest.len() > 1 {
            rest.start += 1;
        }
        let honorific = titles.honorifics.contains(view.word(title));
        let plain = !body(view, &rest)
            && rest
                .clone()
                .any(|at| !titles.roles.contains(view.word(at)) && titles.kind(view.word(at)).is_none())
            && view
                .word(rest.end - 1)
                .strip_suffix('s')
                .is_none_or(|w| titles.kind(w).is_none() && !titles.roles.contains(w))
            && !rest.clone().any(|at| matches!(view.word(at), "of" | "and" | "for" | "the"))
            // ("Free Trade Area": what only goes before titles makes no single word a name.)
            && (rest.len() > 1
                || honorific
                || matches!(titles.kind(view.word(title)), Some(ActorKind::Person | ActorKind::Office)))
            && rest.clone().filter(|at| view.class(*at) != Class::Punctuation).count() <= 4
            && view.lexicon.places.get(view.phrase_text(&rest)).is_none();
        if plain || honorific && !body(view, &rest) {
            titled = true;
            gender = (tokens.start..=title).rev().find_map(|at| titles.gender(view.word(at)));
            name = rest;
            // "Sir Gordon Tait", "Pope Francis", "Lord Justice Penrose" are never said without.
            while name.start > tokens.start && titles.kept.contains(view.word(name.start - 1)) {
                name.start -= 1;
            }
        }
    }
    // "Committee Represenative Adam Schiff", "Germany Richard Grenell": a known first name inside begins the person's.
    if !titled {
        let first = (tokens.start + 1..tokens.end.saturating_sub(1)).find(|at| {
            let word = view.word(*at);
            titles.female_names.contains(word) || titles.male_names.contains(word)
        });
        let fits =
            |f: &usize| tokens.end - f <= 3 && !body(view, &(*f..tokens.end)) && view.word(f - 1) != "-";
        if let Some(first) = first.filter(fits) {
            let known = titles.gender(view.word(tokens.start)).is_some();
            let joined = tokens.clone().any(|at| matches!(view.word(at), "of" | "and" | "for" | "&"));
            if !known && !joined {
                titled = true;
                gender = titles.gender(view.word(first));
                name = first..tokens.end;
            }
        }
    }
    // (A "Jr." stays: it tells the son from the father.)
    while name.len() > 1
        && titles.suffixes.contains(view.word(name.end - 1))
        && (name.len() > 2 || !view.lexicon.grammar.quantities.contains(view.word(name.start)))
    {
        name.end -= 1;
    }
    if name.is_empty() {
        return None;
    }
    let text = view.phrase_text(&name);
    let place = view.lexicon.places.get(text);
    let kind = if let Some(place) = place {
        (place.role != PlaceRole::Demonym).then_some(ActorKind::Government)
    } else if body(view, &name) {
        kind_of_words(view, &name)
    } else if titled || titles.gender(view.word(name.start)).is_some() && name.len() > 1 {
        Some(ActorKind::Person)
    } else {
        mention_kind(view, &name)
    };
    if kind == Some(ActorKind::Person) || kind.is_none() && name.len() > 1 {
        gender = gender.or_else(|| titles.gender(view.word(name.start)));
    }
    let place_first = name.len() > 1
        && (1..name.len())
            .any(|n| view.lexicon.places.get(view.phrase_text(&(name.start..name.start + n))).is_some());
    let thing = mention_of(view, &name).is_some_and(|kind| kind != "person");
    Some(Named { tokens, name, kind, gender, place_first, thing })
}

/// What the encoder takes a name for: a person or a body, where it has found a mention headed inside it.
fn mention_kind(view: &View, name: &Range<usize>) -> Option<ActorKind> {
    match mention_of(view, name)? {
        "person" => Some(ActorKind::Person),
        "organization" => Some(ActorKind::Organization),
        _ => None,
    }
}

/// The kind of the last mention that has its head in these words.
pub(crate) fn mention_of(view: &View, words: &Range<usize>) -> Option<&'static str> {
    let mentions = &view.analysis.mentions;
    let from = mentions.partition_point(|m| m.head < words.start);
    mentions[from..].iter().take_while(|m| m.head < words.end).last().map(|m| m.kind)
}

/// Whether the words name a body rather than a person.
fn body(view: &View, range: &Range<usize>) -> bool {
    kind_of_words(view, range).is_some_and(|k| k != ActorKind::Person && k != ActorKind::Office)
}

/// What the nouns among the words tell: two-word names first ("white house"), then the last telling word.
pub(crate) fn kind_of_words(view: &View, range: &Range<usize>) -> Option<ActorKind> {
    let titles = &view.lexicon.titles;
    let words = view.words(range.clone());
    if let Some(kind) = words.windows(2).rev().find_map(|w| titles.kind(&w.join(" "))) {
        return Some(kind);
    }
    words.iter().rev().find_map(|w| titles.kind(w))
}
