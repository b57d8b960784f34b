//! What assembling knows of words, and how names are made comparable.

use crate::lexicon::{Lexicon, PlaceRole};
use crate::reading::ActorKind;
use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::sync::LazyLock;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The word lists of `words.ron`; what each is for stands there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub stop: FxHashSet<String>,
    pub light: FxHashSet<String>,
    pub pointers: FxHashSet<String>,
    pub turning: FxHashSet<String>,
    pub plain_adjectives: FxHashSet<String>,
    pub generic: FxHashSet<String>,
    pub bodies: FxHashSet<String>,
    pub with_article: FxHashSet<String>,
    pub always_named: FxHashSet<String>,
    pub officials: FxHashSet<String>,
    pub role_words: FxHashSet<String>,
    pub acronyms: Vec<(String, String)>,
    pub retinues: FxHashSet<String>,
    pub name_joints: FxHashSet<String>,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    ron::from_str(include_str!("words.ron")).expect("the embedded words.ron is well-formed")
});

/// Lower case without accents, so that "Zelenský" and "ZELENSKY" are comparable.
pub(super) fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The words of a name made comparable: folded, without articles, possessive endings, punctuation; "U.S." is "us".
pub(super) fn name_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        let word = fold(word);
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '&' && c != '.');
        let word = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
        let word = word.replace(['.', '\'', '’'], "");
        if !word.is_empty() {
            words.push(word);
        }
    }
    while words.len() > 1 && matches!(words[0].as_str(), "the" | "a" | "an") {
        words.remove(0);
    }
    words
}

/// The words of a person's name without titles before and degrees after it ("Sen. John McCain, QC" → john mccain). A "Jr." is part of
/// the name: it tells the son from the father.
pub(super) fn person_words(name: &str, lexicon: &Lexicon) -> Vec<String> {
    let mut words = name_words(name);
    let titles = &lexicon.titles;
    while words.len() > 1 && (titles.honorifics.contains(&words[0]) || titles.roles.contains(&words[0])) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|last| titles.suffixes.contains(last)) {
        words.pop();
    }
    words
}

/// The words of an actor's name by what it is.
pub(super) fn actor_words(name: &str, kind: Option<ActorKind>, lexicon: &Lexicon) -> Vec<String> {
    match kind {
        Some(ActorKind::Person) => person_words(name, lexicon),
        _ => name_words(name),
    }
}

/// A name as it is to be shown: no leading article, no possessive ending, single spaces.
pub(super) fn shown(name: &str) -> String {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let kept = |words: &[&str]| WORDS.with_article.contains(words[..2].join(" ").as_str());
    while words.len() > 1 && matches!(words[0], "the" | "The" | "a" | "A" | "an" | "An") && !kept(&words) {
        words.remove(0);
    }
    // Joiners and directions of writing are no part of a name, nor is a full stop that belongs to the sentence.
    let invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
    let name: String = words.join(" ").chars().filter(|c| !invisible(*c)).collect();
    let name = name.trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '"' | '“' | '”'));
    let name = name.strip_suffix("'s").or(name.strip_suffix("’s")).unwrap_or(name);
    let name = match name.strip_suffix(['\'', '’']) {
        Some(owner) if owner.ends_with('s') => owner,
        _ => name,
    };
    let last = name.rsplit(' ').next().unwrap_or(name);
    let stop = last.ends_with('.') && last.len() > 5 && !last[..last.len() - 1].contains('.');
    if stop { name[..name.len() - 1].to_owned() } else { name.to_owned() }
}

/// Whether a word says what somebody is, and is nobody's surname: "Minister", "Republicans", "Mexicans", "voters".
pub(super) fn is_description(word: &str, lexicon: &Lexicon) -> bool {
    let lower = word.to_lowercase();
    lexicon.titles.roles.contains(&lower)
        || WORDS.officials.contains(&lower)
        || WORDS.always_named.contains(&lower)
        || lexicon.grammar.collectives.contains(&lower)
        || is_people(word, lexicon)
}

/// Whether a word names a people ("Mexicans").
pub(super) fn is_people(word: &str, lexicon: &Lexicon) -> bool {
    let demonym = |word: &str| lexicon.places.get(word).is_some_and(|place| place.role == PlaceRole::Demonym);
    demonym(word) || word.strip_suffix('s').is_some_and(demonym)
}

/// What a name is the name of that was taken for a person's: an office where it is all role ("Prime Minister", "Member of
/// Parliament"), a group where it ends in one ("Fellow Republicans"), a body where small words join it ("Alliance to Reclaim
/// Our Schools"); else a person.
pub(super) fn not_a_person(name: &str, lexicon: &Lexicon) -> Option<ActorKind> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = words.last()?;
    let role = |word: &&str| {
        let lower = word.to_lowercase();
        lexicon.titles.roles.contains(&lower)
            || WORDS.officials.contains(&lower)
            || WORDS.role_words.contains(&lower)
    };
    let first = words.first()?;
    let joined = words.iter().skip(1).any(|word| WORDS.name_joints.contains(*word));
    if words.iter().all(role) || joined && role(first) {
        return Some(ActorKind::Office);
    }
    let lower = last.to_lowercase();
    if words.len() > 1
        && (WORDS.always_named.contains(&lower)
            || lexicon.grammar.collectives.contains(&lower)
            || last.ends_with('s') && is_people(last, lexicon))
    {
        return Some(ActorKind::Group);
    }
    (joined && first.starts_with(char::is_uppercase)).then_some(ActorKind::Organization)
}

/// A readable id made of a name: "Dmytro Kuleba" → `dmytro-kuleba`.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in fold(name).chars() {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() && c != '\'' && c != '’' && c != '.' {
            slug.push('-');
        }
    }
    let end = slug.char_indices().nth(60).map_or(slug.len(), |(at, _)| at);
    slug[..end].trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_accents_articles_and_possessives() {
        assert_eq!(name_words("the European Union’s"), ["european", "union"]);
        assert_eq!(name_words("U.S."), ["us"]);
        assert_eq!(name_words("Volodymyr ZELENSKÝ"), ["volodymyr", "zelensky"]);
    }

    #[test]
    fn titles_and_suffixes_are_no_part_of_a_persons_name() {
        let lexicon = Lexicon::builtin();
        assert_eq!(person_words("Sen. John McCain, QC", &lexicon), ["john", "mccain"]);
        assert_eq!(person_words("Ruben Vane, Jr.", &lexicon), ["ruben", "vane", "jr"], "not his father");
        assert_eq!(person_words("Prime Minister", &lexicon), ["minister"], "something is always left");
    }

    #[test]
    fn a_name_is_shown_without_what_is_not_its_own() {
        assert_eq!(shown("the Hongkongers'"), "Hongkongers");
        assert_eq!(shown("Wikinews\u{200d}"), "Wikinews");
        assert_eq!(shown("Apple Inc."), "Apple Inc.");
        assert_eq!(
            (shown("Harbour Courier.").as_str(), shown("the U.S.").as_str()),
            ("Harbour Courier", "U.S.")
        );
    }

    #[test]
    fn offices_groups_and_bodies_are_no_people() {
        let lexicon = Lexicon::builtin();
        let kind = |name: &str| not_a_person(name, &lexicon);
        assert_eq!(kind("Prime Minister"), Some(ActorKind::Office));
        assert_eq!(kind("Member of Parliament"), Some(ActorKind::Office));
        assert_eq!(kind("Fellow Republicans"), Some(ActorKind::Group));
        assert_eq!(kind("Many Mexicans"), Some(ActorKind::Group));
        assert_eq!(kind("Alliance to Reclaim Our Schools"), Some(ActorKind::Organization));
        for person in ["Ruth Vane", "Ursula von der Leyen", "Mr. Trump", "Enrique Peña Nieto", "Julie Bishop"]
        {
            assert_eq!(kind(person), None, "{person}");
        }
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Dmytro Kuleba’s Office (EU)"), "dmytro-kulebas-office-eu");
    }
}
