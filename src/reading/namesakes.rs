//! Several people of one surname in a document ("Ruth Vane", "Peter Vane"): whom the bare surname means, place by place.
//!
//! A title or an office before the surname decides where it fits one of them alone ("Secretary Vane"). Else the surname goes to
//! the one named last before it; but who had the surname alone before a namesake came up gets it back as soon as the text no
//! longer speaks of the namesake ("Vane's brother Peter Vane backs her. Vane said …"). Where both are named in one breath
//! and neither had it before, it stays a surname: nobody's statement is better than the wrong one's.

use super::ActorKind;
use super::names::{Named, folded};
use super::view::View;
use crate::lexicon::Gender;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// For how many sentences after a namesake is named the text is taken to speak of him.
const FOLLOWS: usize = 2;

/// Where a surname stands alone, and the full name that is meant; in the order of the text.
type Places = Vec<(usize, Option<Range<usize>>)>;

/// Whom bare surnames mean that several people of the document bear.
#[derive(Debug, Clone, Default)]
pub(crate) struct Namesakes {
    /// By surname.
    places: FxHashMap<String, Places>,
}

/// Somebody with a full name.
#[derive(Debug)]
struct Bearer {
    given: String,
    /// The fullest form of the name.
    name: Range<usize>,
    gender: Option<Gender>,
    /// The offices and titles that the text gives him.
    titles: Vec<String>,
    /// The sentence that last named him.
    last: Option<usize>,
    /// Whether that sentence has him for its subject.
    subject: bool,
}

impl Namesakes {
    pub(crate) fn find(view: &View, all: &[Named]) -> Self {
        let mut bearers: FxHashMap<String, Vec<Bearer>> = FxHashMap::default();
        for named in all {
            let Some((given, surname)) = full(view, named) else { continue };
            let known = bearers.entry(surname).or_default();
            let titles = titles_of(view, named);
            match known.iter_mut().find(|b| b.given == given) {
                Some(bearer) => {
                    bearer.titles.extend(titles);
                    bearer.gender = bearer.gender.or(named.gender);
                    if named.name.len() > bearer.name.len() && named.name.len() <= 3 {
                        bearer.name = named.name.clone();
                    }
                }
                None => known.push(Bearer {
                    given,
                    name: named.name.clone(),
                    gender: named.gender,
                    titles,
                    last: None,
                    subject: false,
                }),
            }
        }
        bearers.retain(|_, known| known.len() > 1);
        let mut places = FxHashMap::default();
        for (surname, mut known) in bearers {
            let meant = assign(view, all, &surname, &mut known);
            places.insert(surname, meant);
        }
        Self { places }
    }

    /// Whom the surname `tokens` means: `None` where only one person bears it, `Some(None)` where it is unclear.
    pub(crate) fn meant(&self, view: &View, tokens: &Range<usize>) -> Option<Option<Range<usize>>> {
        let places = self.places.get(&folded(view.word(tokens.start))).filter(|_| tokens.len() == 1)?;
        Some(places.iter().find(|(at, _)| *at == tokens.start).and_then(|(_, meant)| meant.clone()))
    }
}

/// Walks through the text and gives every bare surname to one of its bearers.
fn assign(view: &View, all: &[Named], surname: &str, known: &mut [Bearer]) -> Places {
    let mut meant = Vec::new();
    // Who had the surname alone while no other bearer had come up.
    let mut first: Option<usize> = None;
    for named in all {
        if let Some((given, of)) = full(view, named) {
            if of == surname
                && let Some(bearer) = known.iter_mut().find(|b| b.given == given)
            {
                bearer.last = Some(view.sentence(named.name.start));
                bearer.subject = is_subject(view, &named.tokens);
            }
            continue;
        }
        if named.name.len() != 1 || folded(view.word(named.name.start)) != surname {
            continue;
        }
        let sentence = view.sentence(named.name.start);
        let who = choose(view, named, known, first, sentence);
        meant.push((named.name.start, who.map(|nth| known[nth].name.clone())));
        if let Some(nth) = who {
            if known.iter().filter(|b| b.last.is_some()).count() <= 1 {
                first = first.or(Some(nth));
            }
            known[nth].last = Some(sentence);
        }
    }
    meant
}

/// Which bearer this bare surname means.
fn choose(
    view: &View,
    named: &Named,
    known: &[Bearer],
    first: Option<usize>,
    sentence: usize,
) -> Option<usize> {
    let titles = titles_before(view, named);
    let gender = view.words(named.tokens.start..named.name.start);
    let gender = gender.iter().find_map(|w| view.lexicon.titles.gender(w));
    let agrees =
        |bearer: &Bearer| titles.iter().any(|title| bearer.titles.iter().any(|t| same_title(t, title)));
    let fits = |bearer: &Bearer| gender.is_none() || bearer.gender.is_none() || bearer.gender == gender;
    let among = |allowed: &dyn Fn(&Bearer) -> bool| -> Vec<usize> {
        (0..known.len()).filter(|nth| fits(&known[*nth]) && allowed(&known[*nth])).collect()
    };
    let mut fitting = among(&|bearer| titles.is_empty() || agrees(bearer));
    if fitting.is_empty() {
        // Nobody is said to have this office; whoever has another has not this one.
        fitting = among(&|bearer| bearer.titles.is_empty());
    }
    if let [only] = fitting[..] {
        return Some(only);
    }
    let before: Vec<usize> = fitting.iter().copied().filter(|nth| known[*nth].last.is_some()).collect();
    // Before anybody is named in full, in a headline, it is the one whom the text goes on to name.
    let Some(latest) = before.iter().map(|nth| known[*nth].last).max() else {
        return fitting.iter().copied().min_by_key(|nth| known[*nth].name.start);
    };
    let last: Vec<usize> = before.into_iter().filter(|nth| known[*nth].last == latest).collect();
    let first = first.filter(|nth| fitting.contains(nth));
    let [last] = last[..] else { return first };
    match first {
        Some(first) if first != last => {
            let spoken_of = known[last].subject && latest.is_some_and(|at| at + FOLLOWS >= sentence);
            Some(if spoken_of { last } else { first })
        }
        _ => Some(last),
    }
}

/// The first name (with "Jr.") and the surname, where this is a person's full name.
fn full(view: &View, named: &Named) -> Option<(String, String)> {
    let titles = &view.lexicon.titles;
    let mut end = named.name.end;
    while end > named.name.start && titles.generations.contains(view.word(end - 1)) {
        end -= 1;
    }
    let given = view.word(named.name.start);
    let person = match named.kind {
        Some(kind) => kind == ActorKind::Person,
        None => titles.gender(given).is_some(),
    };
    let first_name = given.len() > 1
        && !titles.kept.contains(given)
        && !titles.honorifics.contains(given)
        && !titles.roles.contains(given);
    if !person || !first_name || !(2..=4).contains(&(end - named.name.start)) {
        return None;
    }
    let generation = view.words(end..named.name.end).join(" ");
    Some((folded(given) + &generation, folded(view.word(end - 1))))
}

/// The titles and offices right before the name: "Homeland Security Secretary", "candidate".
fn titles_before(view: &View, named: &Named) -> Vec<String> {
    let mut start = named.tokens.start;
    while start > 0 && title(view, start - 1).is_some() {
        start -= 1;
    }
    (start..named.name.start).filter_map(|at| title(view, at)).collect()
}

/// The same, with those of an apposition after the name: "Jane Vane, the secretary of state, …".
fn titles_of(view: &View, named: &Named) -> Vec<String> {
    let mut titles = titles_before(view, named);
    if view.word(named.tokens.end) == "," {
        let after = named.tokens.end + 1..(named.tokens.end + 7).min(view.len());
        let end = after.clone().find(|at| matches!(view.word(*at), "," | "." | ";")).unwrap_or(after.end);
        titles.extend((after.start..end).filter_map(|at| title(view, at)));
    }
    titles
}

/// The word at `at` where it is a title that tells one person from another (no "Mr.").
fn title(view: &View, at: usize) -> Option<String> {
    let titles = &view.lexicon.titles;
    let word = view.word(at).trim_end_matches('.');
    let office = matches!(titles.kind(word), Some(ActorKind::Person | ActorKind::Office));
    let short = titles.honorifics.contains(word) && titles.gender(word).is_none();
    (office || short).then(|| word.to_owned())
}

/// "Sen." and "senator" are one title.
fn same_title(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short == long || short.len() >= 3 && long.starts_with(short)
}

/// Whether the name heads the subject of its clause, or stands in apposition to it.
fn is_subject(view: &View, name: &Range<usize>) -> bool {
    let tokens = &view.analysis.tokens;
    let subject = |at: usize| tokens[at].deprel.starts_with("nsubj");
    let Some(head) = name.clone().find(|at| tokens[*at].head.is_none_or(|h| !name.contains(&h))) else {
        return false;
    };
    subject(head) || matches!(tokens[head].deprel, "appos" | "flat") && tokens[head].head.is_some_and(subject)
}
