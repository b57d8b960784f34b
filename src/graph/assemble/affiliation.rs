//! Who speaks for whom, where the text says so: "Ukraine's foreign minister Dmytro Kuleba", "Ann Lee, a spokeswoman for
//! the Port Trust", "officials in Kyiv", "the Ukrainian leadership".

use super::digest::{Stance, named, squeezed};
use super::words::{WORDS, shown};
use crate::language::Analysis;
use crate::lexicon::{Lexicon, PlaceRole};
use crate::reading::{ActorKind, Statement};
use crate::text::{CodePoints, Span};
use indexmap::IndexSet;

/// One actor speaks for another, in a role, as a sentence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affiliation {
    /// The one that speaks.
    pub actor: String,
    /// In which role ("foreign minister").
    pub role: String,
    /// For whom.
    pub represents: String,
    /// The sentence that says so.
    pub sentence: String,
    /// Where it stands, in code points.
    pub place: [usize; 2],
}

/// A role, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Post {
    role: String,
    owner: String,
}

/// The affiliations of a document's actors.
pub(super) fn find(
    text: &str,
    points: &CodePoints,
    analysis: &Analysis,
    statements: &[Statement],
    lexicon: &Lexicon,
) -> Vec<Affiliation> {
    let mut found: Vec<Affiliation> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for statement in statements {
        let actor = &statement.actor;
        if !seen.insert(actor.name.as_str()) {
            continue;
        }
        let name = named(&actor.name, actor.kind, lexicon);
        let mut add = |post: Post, sentence: Span| {
            let known =
                found.iter().any(|a| a.actor == name && a.represents == post.owner && a.role == post.role);
            if !known && post.owner != name {
                found.push(Affiliation {
                    actor: name.clone(),
                    role: post.role,
                    represents: post.owner,
                    sentence: squeezed(sentence.of(text)),
                    place: points.span(text, sentence),
                });
            }
        };
        if actor.kind == ActorKind::Person {
            // Every place where the person is named, not only where it speaks.
            for (at, found) in text.match_indices(name.as_str()).take(50) {
                let place = Span::new(at, at + found.len());
                let Some(sentence) = sentence_of(analysis, place) else { continue };
                let before = &text[sentence.start.min(at)..at];
                let after = &text[place.end..sentence.end.max(place.end)];
                for post in
                    [title_before(before, lexicon), apposition_after(after, lexicon)].into_iter().flatten()
                {
                    add(post, sentence);
                }
            }
        } else if actor.kind != ActorKind::Publication {
            // The description itself says it.
            if let Some(post) = post(&name, lexicon) {
                add(post, statement.sentence);
            }
        }
    }
    found
}

/// What a document calls its named actors beside their names: by an apposition ("Open Estuary, a conservation group"), by
/// what stands before the name ("the insurer Northshore Mutual", "Mayor Ingrid Hale"), by the name's own last word ("Port
/// Authority").
pub(super) fn descriptions(text: &str, stances: &[Stance], lexicon: &Lexicon) -> Vec<(String, String)> {
    let names: IndexSet<(&str, Option<ActorKind>)> = stances
        .iter()
        .flat_map(|stance| std::iter::once(&stance.actor).chain(&stance.claim.about))
        .filter(|mention| mention.named)
        .map(|mention| (mention.name.as_str(), mention.kind))
        .collect();
    let mut found = IndexSet::new();
    for (name, kind) in names {
        let mut add = |noun: &str| {
            let noun = noun.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            if noun.len() > 2 {
                found.insert((name.to_owned(), noun));
            }
        };
        if kind != Some(ActorKind::Person)
            && let Some((_, last)) = name.rsplit_once(' ')
        {
            add(last);
        }
        for (at, _) in text.match_indices(name).take(50) {
            let before: Vec<&str> = text[..at].rsplitn(4, char::is_whitespace).take(3).collect();
            // "the insurer ‹Northshore Mutual›", "Mayor ‹Ingrid Hale›"
            if let ["", noun, rest @ ..] = before.as_slice() {
                let described = rest
                    .first()
                    .is_some_and(|word| matches!(word.to_lowercase().as_str(), "the" | "a" | "an"));
                let title = starts_upper(noun) && is_role(noun, lexicon);
                if title
                    || described
                        && noun.chars().all(char::is_lowercase)
                        && !lexicon.grammar.prepositions.contains(*noun)
                {
                    add(noun);
                }
            }
            let after = &text[at + name.len()..];
            let Some(rest) = after.strip_prefix(", ") else { continue };
            let words: Vec<&str> = rest.split_whitespace().take(8).collect();
            if !words.first().is_some_and(|word| matches!(*word, "a" | "an" | "the")) {
                continue;
            }
            // The head: what stands before the first comma, preposition or relative pronoun.
            let end = words.iter().position(|word| {
                is_link(word)
                    || matches!(*word, "who" | "which" | "that" | "based")
                    || lexicon.grammar.auxiliaries.contains(*word)
            });
            let comma = words.iter().position(|word| word.ends_with([',', '.', ';']));
            let head = match (end, comma) {
                (Some(end), Some(comma)) if comma < end => comma,
                (Some(end), _) if end > 1 => end - 1,
                (None, Some(comma)) => comma,
                _ => continue,
            };
            // "Ann Lee, a University of Carrow hydrologist": a capital is a part of another name.
            if !starts_upper(words[head]) {
                add(words[head]);
            }
        }
    }
    found.into_iter().collect()
}

fn sentence_of(analysis: &Analysis, place: Span) -> Option<Span> {
    let nth = analysis.sentences.partition_point(|sentence| sentence.span.end <= place.start);
    analysis.sentences.get(nth).map(|sentence| sentence.span).filter(|span| span.contains(place))
}

/// The post named by the words right before a name: "…, said Ukraine's foreign minister ‹Dmytro Kuleba›".
fn title_before(before: &str, lexicon: &Lexicon) -> Option<Post> {
    if before.ends_with([',', ';', ':', '"', '“', '(']) || !before.ends_with(char::is_whitespace) {
        return None;
    }
    // As far back as a title may reach; a comma or a verb of the sentence ends it.
    let words: Vec<&str> = before.split_whitespace().collect();
    let mut start = words.len();
    while start > 0 && words.len() - start < 7 {
        let word = words[start - 1];
        let joins = word.ends_with([',', ';', ':', '.', '”', '"', ')']) && !is_initials(word);
        let in_title = is_role(word, lexicon)
            || is_possessive(word)
            || starts_upper(word)
            || WORDS.role_words.contains(&word.to_lowercase());
        if joins || !in_title {
            break;
        }
        start -= 1;
        if is_possessive(word) {
            // An owner of several words: "the European Commission's".
            while start > 0 && starts_upper(words[start - 1]) && !words[start - 1].ends_with(',') {
                start -= 1;
            }
            break;
        }
    }
    let title = &words[start..];
    title.last().filter(|word| is_role(word, lexicon))?;
    post(&title.join(" "), lexicon)
}

/// The post named by an apposition right after a name: "‹Ann Lee›, a spokeswoman for the Port Trust, said".
fn apposition_after(after: &str, lexicon: &Lexicon) -> Option<Post> {
    if let Some(group) = after.strip_prefix(" of ").or_else(|| after.strip_prefix(" from ")) {
        let words: Vec<&str> = group.split_whitespace().take(8).collect();
        return owner_after(&words).map(|owner| Post { role: "member".to_owned(), owner });
    }
    let rest = after.strip_prefix(", ").or_else(|| after.strip_prefix(" ("))?;
    let end = rest.find([',', ';', ')', '–', '—', '“', '"']).unwrap_or(rest.len());
    let phrase = rest[..end].trim_end_matches(['.', '!', '?']);
    let words: Vec<&str> = phrase.split_whitespace().collect();
    // An apposition has its role near its beginning; else it is the sentence going on.
    let near = words.iter().take(6).any(|word| is_role(word.trim_end_matches("'s"), lexicon));
    let verb = words.iter().any(|word| lexicon.grammar.auxiliaries.contains(&word.to_lowercase()));
    if words.len() > 14 || !near || verb { None } else { post(phrase, lexicon) }
}

/// Reads a description as a role and its owner: "a spokesman for the Interior Ministry", "Ukraine's foreign minister",
/// "Interior Ministry spokesman", "Ukrainian leadership", "Officials in Kyiv".
fn post(description: &str, lexicon: &Lexicon) -> Option<Post> {
    let description = shown(description);
    let words: Vec<&str> = description.split_whitespace().collect();
    // The head: the first official word that no preposition precedes.
    let stop = words.iter().position(|word| is_link(word)).unwrap_or(words.len());
    let head = (0..stop).rev().find(|at| is_role(words[*at], lexicon) && !is_possessive(words[*at]))?;
    // "the minister's critics": the head is not the last word before the link, so it is not the head.
    if head + 1 != stop {
        return None;
    }
    if let Some(owner) = owner_before(&words[..head], lexicon) {
        let role = words[owner.1..=head].join(" ").to_lowercase();
        return Some(Post { role, owner: owner.0 });
    }
    let owner = owner_after(words.get(stop + 1..)?)?;
    let mut role: Vec<String> = words[..stop].iter().map(|word| word.to_lowercase()).collect();
    if matches!(role.first().map(String::as_str), Some("former" | "ex" | "then")) && role.len() < 2 {
        role.remove(0);
    }
    Some(Post { role: role.join(" "), owner })
}

/// The owner before a role: a possessive, a people, an institution. With where the role begins.
fn owner_before(words: &[&str], lexicon: &Lexicon) -> Option<(String, usize)> {
    if let Some(at) = words.iter().rposition(|word| is_possessive(word)) {
        let start = (0..=at).rev().take_while(|nth| starts_upper(words[*nth])).last()?;
        return Some((shown(&words[start..=at].join(" ")), at + 1));
    }
    // "Ukrainian foreign minister", "South Korean officials".
    for (nth, word) in words.iter().enumerate() {
        let two = words.get(nth + 1).map(|next| format!("{word} {next}"));
        for (name, length) in two.as_deref().map(|two| (two, 2)).into_iter().chain([(*word, 1)]) {
            if let Some(place) = lexicon.places.get(name)
                && starts_upper(word)
            {
                let owner = if place.role == PlaceRole::Demonym { place.country } else { name };
                return Some((owner.to_owned(), nth + length));
            }
        }
    }
    // "Trump campaign spokesman", "Obama administration officials": what is called after somebody, and whoever speaks for it.
    if let Some(at) = words.iter().rposition(|word| WORDS.retinues.contains(*word))
        && at > 0
        && words[..at].iter().all(|word| starts_upper(word))
    {
        return Some((shown(&words[..=at].join(" ")), at + 1));
    }
    // "Interior Ministry spokesman", "UN officials": capitals before the role that end in an institution.
    let end = words.iter().rposition(|word| {
        let lower = word.to_lowercase();
        let institution = matches!(
            lexicon.titles.kind(&lower),
            Some(ActorKind::Organization | ActorKind::Government | ActorKind::Publication)
        );
        starts_upper(word)
            && (institution || is_initials(word))
            && !lexicon.titles.honorifics.contains(&lower)
    })?;
    let start = (0..=end).rev().take_while(|nth| starts_upper(words[*nth]) || words[*nth] == "and").last()?;
    let start = if words[start] == "and" { start + 1 } else { start };
    Some((shown(&words[start..=end].join(" ")), end + 1))
}

/// The owner after "of", "for", "in": capitalised words with the small words between them.
fn owner_after(words: &[&str]) -> Option<String> {
    let skip = words.iter().take_while(|word| matches!(**word, "the" | "a" | "an")).count();
    let words = &words[skip..];
    let mut end = 0;
    while end < words.len() {
        let joins = matches!(words[end], "of" | "and" | "for" | "the" | "&" | "on");
        let next_upper =
            words[end..].iter().find(|w| !matches!(**w, "of" | "and" | "for" | "the" | "&" | "on"));
        if !(starts_upper(words[end]) || joins && end > 0 && next_upper.is_some_and(|w| starts_upper(w))) {
            break;
        }
        end += 1;
        if words[end - 1].ends_with([',', '.']) && !is_initials(words[end - 1]) {
            break;
        }
    }
    if end == 0 {
        return None;
    }
    Some(shown(words[..end].join(" ").trim_end_matches([',', '.'])))
}

fn is_link(word: &str) -> bool {
    matches!(word, "of" | "for" | "in" | "at" | "with" | "from" | "to")
}

fn is_role(word: &str, lexicon: &Lexicon) -> bool {
    let word = word.to_lowercase();
    // "first", "state", "home" qualify a role and are none.
    WORDS.officials.contains(&word)
        || lexicon.titles.roles.contains(&word) && !WORDS.role_words.contains(&word)
}

fn is_possessive(word: &str) -> bool {
    word.ends_with("'s") || word.ends_with("’s") || word.ends_with("s'") || word.ends_with("s’")
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// "U.S.", "EU", "UN".
fn is_initials(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && word.chars().all(|c| c.is_uppercase() || c == '.' || c == '&')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(description: &str) -> Option<(String, String)> {
        post(description, &Lexicon::builtin()).map(|post| (post.role, post.owner))
    }
    fn some(role: &str, owner: &str) -> Option<(String, String)> {
        Some((role.to_owned(), owner.to_owned()))
    }

    #[test]
    fn a_description_names_the_role_and_its_owner() {
        assert_eq!(of("a spokesman for the Interior Ministry"), some("spokesman", "Interior Ministry"));
        assert_eq!(of("Ukraine's foreign minister"), some("foreign minister", "Ukraine"));
        assert_eq!(of("Ukrainian leadership"), some("leadership", "Ukraine"));
        assert_eq!(of("Officials in Kyiv"), some("officials", "Kyiv"));
        assert_eq!(of("Interior Ministry spokesman"), some("spokesman", "Interior Ministry"));
        assert_eq!(
            of("secretary of the National Security and Defense Council of Ukraine"),
            some("secretary", "National Security and Defense Council of Ukraine")
        );
        assert_eq!(of("UN officials"), some("officials", "UN"));
        assert_eq!(of("Vane campaign spokesman"), some("spokesman", "Vane campaign"));
        assert_eq!(of("Vane campaign manager"), some("manager", "Vane campaign"));
    }

    #[test]
    fn what_names_no_owner_or_is_no_post_gives_nothing() {
        for description in [
            "critics",
            "the foreign minister",
            "Ukrainian farmers",
            "Russian opposition activists",
            "the minister's critics",
        ] {
            assert_eq!(of(description), None, "{description}");
        }
    }

    #[test]
    fn titles_stand_before_a_name_and_appositions_after_it() {
        let lexicon = Lexicon::builtin();
        let before = |text: &str| title_before(text, &lexicon).map(|post| (post.role, post.owner));
        assert_eq!(before("On Monday Ukrainian Foreign Minister "), some("foreign minister", "Ukraine"));
        assert_eq!(before("said the Port Trust's chief executive "), some("chief executive", "Port Trust"));
        assert_eq!(before("the plan of "), None);
        let after = |text: &str| apposition_after(text, &lexicon).map(|post| (post.role, post.owner));
        assert_eq!(after(", a spokeswoman for the Port Trust, said no."), some("spokeswoman", "Port Trust"));
        assert_eq!(after(", who leads the council, said no."), None);
        assert_eq!(after(" said the minister of Ukraine"), None);
        assert_eq!(after(" of Dry Feet said he was tired."), some("member", "Dry Feet"));
    }
}
