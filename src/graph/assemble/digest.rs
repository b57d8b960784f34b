//! What the graph needs of one read document. Made document by document, in parallel; everything after is quick.

use super::affiliation::{self, Affiliation};
use super::claims;
use super::head;
use super::words::{WORDS, not_a_person, shown};
use crate::document::Document;
use crate::language::Analysis;
use crate::lexicon::{Lexicon, PlaceRole};
use crate::reading::{ActorKind, Modality, Relation, Statement};
use crate::text::{CodePoints, Span};
use regex::Regex;
use std::sync::LazyLock;

/// One document's part in the graph.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Digest {
    /// The document, without its text.
    pub document: Document,
    /// How many words the text has.
    pub words: usize,
    /// Its statements, in the order of the text.
    pub statements: Vec<Stance>,
    /// Short forms that the text explains: ("EU", "European Union").
    pub acronyms: Vec<(String, String)>,
    /// Who speaks for whom, where the text says so.
    pub affiliations: Vec<Affiliation>,
    /// What the text calls an actor beside its name: ("Open Estuary", "group").
    pub descriptions: Vec<(String, String)>,
    /// Names of one actor that are known to be one (from a graph that was assembled before).
    pub same: Vec<Vec<String>>,
}

/// An actor under one of its names in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name.
    pub name: String,
    /// What it is, where known.
    pub kind: Option<ActorKind>,
    /// Whether the name names somebody ("Officials in Kyiv"), or only describes ("critics").
    pub named: bool,
    /// Whether the text says "the …": a description that takes up somebody named before.
    pub definite: bool,
}

/// A claim as one statement makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its words.
    pub text: String,
    /// Its words made comparable.
    pub key: String,
    /// What it is chiefly about: its head phrase, or the subject and object of its clause; empty where not known.
    pub head: String,
    /// How it is put.
    pub modality: Modality,
    /// Its topics in base form, the most important first.
    pub topics: Vec<String>,
    /// Whom it is about.
    pub about: Vec<Mention>,
}

/// A statement with its evidence as text.
#[derive(Debug, Clone, PartialEq)]
pub struct Stance {
    /// Who.
    pub actor: Mention,
    /// How the actor stands to the claim.
    pub relation: Relation,
    /// To what.
    pub claim: Claim,
    /// The words that attribute.
    pub cue: String,
    /// All that is attributed.
    pub content: String,
    /// The sentence.
    pub sentence: String,
    /// Where the sentence stands, in code points.
    pub place: [usize; 2],
    /// The estimated probability that a careful reader would agree.
    pub confidence: f64,
    /// Whether the attribution itself is qualified.
    pub hedged: bool,
}

impl Digest {
    /// The digest of a read document. `analysis` and `statements` must be those of `document.text`.
    pub fn new(
        document: &Document,
        analysis: &Analysis,
        statements: &[Statement],
        lexicon: &Lexicon,
    ) -> Self {
        let text = document.text.as_str();
        let points = CodePoints::new(text);
        let stances: Vec<Stance> = statements
            .iter()
            .filter(|statement| is_somebody(&statement.actor.name, lexicon))
            .map(|statement| stance(text, &points, analysis, statement, lexicon))
            .collect();
        let words = analysis
            .tokens
            .iter()
            .filter(|token| !token.joined && token.span.of(text).contains(char::is_alphanumeric));
        Self {
            document: Document { text: String::new(), ..document.clone() },
            words: words.count(),
            acronyms: acronyms(text),
            affiliations: affiliation::find(text, &points, analysis, statements, lexicon),
            descriptions: affiliation::descriptions(text, &stances, lexicon),
            statements: stances,
            same: Vec::new(),
        }
    }
}

fn stance(
    text: &str,
    points: &CodePoints,
    analysis: &Analysis,
    statement: &Statement,
    lexicon: &Lexicon,
) -> Stance {
    let actor = &statement.actor;
    let place = actor.phrase.spans.first().copied();
    let said = actor.phrase.text(text);
    // "The Civic List": a name with an article is no person's, unless a title is what the article belongs to.
    let article = said.strip_prefix("the ").or_else(|| said.strip_prefix("The "));
    let first = actor.name.split_whitespace().next().unwrap_or_default();
    let person = actor.kind == ActorKind::Person;
    let kind = match article.and_then(|rest| rest.split_whitespace().next()) {
        Some(word)
            if person
                && word == first
                && first.starts_with(char::is_uppercase)
                && !is_title(first, lexicon) =>
        {
            ActorKind::Organization
        }
        _ if person => not_a_person(&actor.name, lexicon).unwrap_or(actor.kind),
        _ => actor.kind,
    };
    let mention = Mention {
        name: named(&actor.name, kind, lexicon),
        kind: Some(kind),
        named: names_somebody(&actor.name, opens_sentence(analysis, place), lexicon),
        definite: article.is_some(),
    };
    let about = statement.about.iter().map(|name| Mention {
        name: shown(name),
        kind: guess_kind(name, lexicon),
        named: true,
        definite: false,
    });
    let content = statement.content.text(text);
    let words = statement.claim.text(text);
    // "opposes it": the content says more than the pointer, where there is more of it.
    let pointer = claims::is_pointer(&statement.key);
    let words = if pointer && content.len() > words.len() { content.clone() } else { words };
    Stance {
        relation: statement.relation,
        claim: Claim {
            key: claims::key(&statement.key, claims::is_nominal(analysis, &statement.claim)),
            text: trimmed(&words),
            head: head::head(text, analysis, if pointer { &statement.content } else { &statement.claim }),
            modality: statement.modality,
            topics: statement.topics.clone(),
            about: about.collect(),
        },
        cue: statement.cue.text(text),
        content,
        sentence: squeezed(statement.sentence.of(text)),
        place: points.span(text, statement.sentence),
        confidence: (statement.confidence * 100.0).round() / 100.0,
        hedged: statement.hedged,
        actor: mention,
    }
}

/// The name to keep: of a person without the title before it and the description after it ("Environment Minister Tomas
/// Reiner", "Walter Kemp of Dry Feet").
pub(super) fn named(name: &str, kind: ActorKind, lexicon: &Lexicon) -> String {
    let name = shown(name);
    if kind != ActorKind::Person {
        return name;
    }
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let link = |word: &&str| matches!(*word, "of" | "from" | "for" | "at" | "in" | "with" | "who");
    let end = words.iter().position(link).filter(|at| *at >= 2).unwrap_or(words.len());
    words.truncate(end);
    // The last word of the title decides where the name begins; a surname such as "Bishop" is no title.
    let last = words.len().saturating_sub(1);
    let start = words[..last].iter().rposition(|word| is_title(word, lexicon)).map_or(0, |at| at + 1);
    let name = words[start..].join(" ");
    let name = name.trim_end_matches([',', ';']);
    // A transcript's "WALLACE" is Wallace; "JFK" stays.
    if name.len() > 4 && !name.contains('.') && !name.chars().any(char::is_lowercase) {
        return name.split(' ').map(capitalised).collect::<Vec<_>>().join(" ");
    }
    name.to_owned()
}

fn is_title(word: &str, lexicon: &Lexicon) -> bool {
    let word = word.to_lowercase();
    lexicon.titles.roles.contains(&word) || lexicon.titles.honorifics.contains(&word)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_string() + &letters.as_str().to_lowercase())
}

/// Whether a name can stand in the graph: a pronoun that nothing resolved and a bare article cannot.
fn is_somebody(name: &str, lexicon: &Lexicon) -> bool {
    let grammar = &lexicon.grammar;
    name.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let small = grammar.pronouns.contains_key(&word)
            || grammar.determiners.contains(&word)
            || grammar.prepositions.contains(&word)
            || grammar.clause_openers.contains(&word)
            || WORDS.pointers.contains(&word);
        word.chars().any(char::is_alphabetic) && !small
    })
}

/// Runs of white space made one blank.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A claim's words without quotation marks around and punctuation after them.
fn trimmed(claim: &str) -> String {
    let claim = claim.trim_end_matches([',', '.', ';', ':', ' ']);
    let quotes = |c: char| matches!(c, '"' | '“' | '”');
    let inner = claim.trim_matches(quotes);
    // A mark within that has lost its partner would look like a slip.
    if inner.contains(quotes) { claim.to_owned() } else { inner.trim_end_matches([',', '.']).to_owned() }
}

fn opens_sentence(analysis: &Analysis, place: Option<Span>) -> bool {
    let Some(place) = place else { return true };
    let nth = analysis.sentences.partition_point(|sentence| sentence.span.end <= place.start);
    analysis.sentences.get(nth).is_some_and(|sentence| place.start <= sentence.span.start + 4)
}

/// Whether a name holds a capital that is not owed to the beginning of a sentence.
pub(super) fn names_somebody(name: &str, opens_sentence: bool, lexicon: &Lexicon) -> bool {
    let capital = |word: &str| word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    let name = shown(name);
    let words: Vec<&str> = name.split_whitespace().collect();
    let Some(first) = words.first() else { return false };
    if words[1..].iter().any(|word| capital(word)) {
        return true;
    }
    let lower = first.to_lowercase();
    if WORDS.always_named.contains(&lower) {
        return true;
    }
    let common =
        lexicon.grammar.collectives.contains(&lower) || lexicon.grammar.pronouns.contains_key(&lower);
    capital(first)
        && !(common && opens_sentence)
        && (!opens_sentence || words.len() == 1 || lexicon.places.get(first).is_some())
}

/// What somebody is of whom only the name is known.
pub(super) fn guess_kind(name: &str, lexicon: &Lexicon) -> Option<ActorKind> {
    let name = shown(name);
    if let Some(place) = lexicon.places.get(&name) {
        return Some(if place.role == PlaceRole::Demonym { ActorKind::Group } else { ActorKind::Government });
    }
    if WORDS.acronyms.iter().any(|(short, long)| *short == name || *long == name) {
        return Some(ActorKind::Organization);
    }
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let last = words.last()?;
    // "Vice President": all of it says what, none of it who.
    if lexicon.titles.kind(last) == Some(ActorKind::Person) {
        return Some(not_a_person(&name, lexicon).unwrap_or(ActorKind::Person));
    }
    lexicon.titles.kind(last).or_else(|| {
        let first_name = lexicon.titles.gender(&words[0]).is_some() && words.len() > 1;
        first_name.then_some(ActorKind::Person)
    })
}

/// Short forms explained in the text: "European Union (EU)", where the letters begin the words.
fn acronyms(text: &str) -> Vec<(String, String)> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"((?:[A-Z][\w’'&-]*(?:\s+(?:of|for|and|the|on|in|to|de|&))*\s+){1,8}[A-Z][\w’'-]*)\s+\(([A-Z][A-Za-z&]{1,7})\)")
            .expect("a pattern of ours")
    });
    let mut found = Vec::new();
    for parts in PATTERN.captures_iter(text) {
        let (long, short) = (&parts[1], &parts[2]);
        let words: Vec<&str> = long.split_whitespace().collect();
        // The name may begin after other capitals: "In Brussels the European Union (EU)".
        let starts = (0..words.len()).filter(|at| words[*at].starts_with(char::is_uppercase));
        let fits = |at: &usize| {
            let letters = |all: bool| -> String {
                let counted = words[*at..].iter().filter(|w| all || w.starts_with(char::is_uppercase));
                counted.filter_map(|w| w.chars().next()).collect::<String>().to_uppercase()
            };
            [true, false].into_iter().any(|all| letters(all) == short.to_uppercase())
        };
        if let Some(start) = starts.into_iter().find(fits) {
            let pair = (short.to_owned(), words[start..].join(" "));
            if !found.contains(&pair) {
                found.push(pair);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_taken_where_the_letters_fit() {
        assert_eq!(
            acronyms(
                "The European Union (EU) and the Campaign for Clean Water (CCW) met the Port Trust (see map)."
            ),
            [
                ("EU".to_owned(), "European Union".to_owned()),
                ("CCW".to_owned(), "Campaign for Clean Water".to_owned())
            ]
            .map(|(a, b)| if a == "CCW" { ("CCW".to_owned(), b) } else { (a, b) })
        );
        assert_eq!(acronyms("Mayor Ruth Vane (NYT)"), []);
    }

    #[test]
    fn a_group_without_a_name_names_nobody() {
        let lexicon = Lexicon::builtin();
        for (vague, opens) in
            [("critics", false), ("Critics", true), ("Local residents", true), ("some experts", false)]
        {
            assert!(!names_somebody(vague, opens, &lexicon), "{vague}");
        }
        for (named, opens) in
            [("Officials in Kyiv", true), ("Republicans", true), ("Trump supporters", false)]
        {
            assert!(names_somebody(named, opens, &lexicon), "{named}");
        }
    }

    #[test]
    fn a_person_is_kept_without_title_and_description() {
        let lexicon = Lexicon::builtin();
        for (name, kept) in [
            ("Environment Minister Tomas Reiner", "Tomas Reiner"),
            ("Walter Kemp of Dry Feet", "Walter Kemp"),
            ("Julie Bishop", "Julie Bishop"),
            ("Mr. Trump", "Trump"),
            ("CHRIS WALLACE", "Chris Wallace"),
        ] {
            assert_eq!(named(name, ActorKind::Person, &lexicon), kept);
        }
        assert!(
            !is_somebody("it", &lexicon) && !is_somebody("the", &lexicon) && is_somebody("the EU", &lexicon)
        );
    }

    #[test]
    fn a_claim_is_shown_without_the_marks_around_it() {
        assert_eq!(trimmed("“the plan is dead,”"), "the plan is dead");
        assert_eq!(trimmed("a “pause” is no peace."), "a “pause” is no peace");
    }
}
