//! Completion that knows where it is: commands after `:`, labels after `(a:`, types after `[:`, the properties of that
//! label after `a.`, names of actors and topics in a question.

use super::commands::{self, COMMANDS, Completes};
use super::files;
use super::session::Session;
use super::settings::Settings;
use super::statement::{self, Kind};
use crate::ask::{NameOf, fold};
use crate::query::{RESERVED, format::Format, functions};
use std::collections::{BTreeMap, BTreeSet};

/// What can be completed, as one session knows it.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    labels: Vec<String>,
    types: Vec<String>,
    /// The property keys of a label or type.
    keys: BTreeMap<String, BTreeSet<String>>,
    actors: Vec<String>,
    topics: Vec<String>,
    documents: Vec<String>,
    sources: Vec<String>,
    graphs: Vec<String>,
    scripts: Vec<String>,
    parameters: Vec<String>,
}

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What to show.
    pub shown: String,
    /// What to put in place of what was typed.
    pub text: String,
}

/// Words that a query may have beside names, functions and the [reserved words](RESERVED).
const MORE_KEYWORDS: [&str; 18] = [
    "ALL",
    "ANY",
    "CALL",
    "COUNT",
    "ENDS WITH",
    "EXISTS",
    "EXPLAIN",
    "FOREACH",
    "IS NOT NULL",
    "IS NULL",
    "NONE",
    "ON CREATE SET",
    "ON MATCH SET",
    "OPTIONAL MATCH",
    "ORDER BY",
    "PROFILE",
    "SINGLE",
    "STARTS WITH",
];

/// What completes a word of a query, in the order of the alphabet.
pub fn keywords() -> impl Iterator<Item = &'static str> {
    // "ORDER" is never alone.
    let begins =
        |word: &str| MORE_KEYWORDS.iter().any(|more| more.split(' ').next() == Some(word) && *more != word);
    let mut all: Vec<&str> = RESERVED.into_iter().filter(|word| !begins(word)).chain(MORE_KEYWORDS).collect();
    all.sort_unstable();
    all.into_iter()
}

/// Whether a word is a word of the language, or a part of one ("BY").
pub fn is_keyword(word: &str) -> bool {
    keywords().any(|keyword| keyword.split(' ').any(|part| part.eq_ignore_ascii_case(word)))
}

/// How questions begin.
const STARTERS: [&str; 16] = [
    "Who supports ",
    "Who opposes ",
    "Who warns about ",
    "Who agrees with ",
    "Who sides with whom on ",
    "What does ",
    "What is said about ",
    "Why does ",
    "Does ",
    "Where do ",
    "How is ",
    "How many ",
    "Tell me about ",
    "Timeline of ",
    "Which claims are contested",
    "Top 10 actors",
];

impl Vocabulary {
    /// What `session` knows now.
    pub fn of(session: &mut Session) -> Self {
        let names = session.names();
        let all = |of| names.all(of).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let graph = &session.graph;
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (label, _) in graph.label_counts() {
            let own = keys.entry(label.to_string()).or_default();
            for node in graph.nodes_by_label(&label) {
                own.extend(graph.properties(node).map(|(k, _)| k.to_string()));
            }
        }
        for (kind, _) in graph.type_counts() {
            let own = keys.entry(kind.to_string()).or_default();
            for relationship in graph.relationships_by_type(&kind) {
                own.extend(graph.relationship_properties(relationship).map(|(k, _)| k.to_string()));
            }
        }
        Self {
            labels: graph.label_counts().into_iter().map(|(l, _)| l.to_string()).collect(),
            types: graph.type_counts().into_iter().map(|(t, _)| t.to_string()).collect(),
            keys,
            actors: all(NameOf::Actor),
            topics: all(NameOf::Topic),
            documents: all(NameOf::Document),
            sources: all(NameOf::Source),
            graphs: files::graphs(&session.graphs).iter().map(|p| files::stem(p)).collect(),
            scripts: files::scripts(&session.queries).iter().map(|p| files::stem(p)).collect(),
            parameters: session.parameters.keys().map(|k| k.to_string()).collect(),
        }
    }

    /// The ways to go on at byte `at` of `text`, and where what they replace begins.
    pub fn complete(&self, text: &str, at: usize) -> (usize, Vec<Candidate>) {
        let before = &text[..at];
        // Only the statement that is being typed matters.
        let start = statement::statements(before)
            .last()
            .map_or(0, |s| if before[s.span.end..].contains(';') { s.span.end + 1 } else { s.span.start });
        let statement = &before[start..];
        let blank = statement.len() - statement.trim_start().len();
        let (offset, statement) = (start + blank, &statement[blank..]);
        let (from, candidates) = match statement::kind(statement) {
            Kind::Command => self.command(statement),
            Kind::Query => self.query(statement),
            Kind::Question => self.question(statement),
        };
        (offset + from, candidates)
    }

    fn command(&self, text: &str) -> (usize, Vec<Candidate>) {
        let Some((name, arguments)) = text[1..].split_once(char::is_whitespace) else {
            return (1, starting(COMMANDS.iter().map(|c| c.name), &text[1..], " "));
        };
        let Some(command) = commands::find(name) else { return (text.len(), Vec::new()) };
        let word_start =
            text.len() - arguments.len() + arguments.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let word = &text[word_start..];
        let first = !arguments.trim_start().contains(char::is_whitespace);
        match command.completes {
            Completes::Help => (
                word_start,
                starting(
                    ["commands", "questions", "functions", "cypher"]
                        .into_iter()
                        .chain(COMMANDS.iter().map(|c| c.name)),
                    word,
                    "",
                ),
            ),
            Completes::Formats if first => {
                (word_start, starting(Format::NAMES.into_iter().chain(files::GRAPH_FORMATS), word, " "))
            }
            Completes::Files | Completes::Formats => (word_start, paths(word)),
            Completes::Graphs => (word_start, starting(self.graphs.iter().map(String::as_str), word, "")),
            Completes::Scripts if first => {
                (word_start, starting(self.scripts.iter().map(String::as_str), word, " "))
            }
            Completes::Relations if !first => {
                (word_start, starting(["says", "supports", "opposes", "warns-about"], word, ""))
            }
            Completes::Settings => {
                let settings = Settings::default().all();
                if first {
                    return (word_start, starting(settings.iter().map(|(n, ..)| *n), word, " "));
                }
                let values: &[&str] = match arguments.split_whitespace().next() {
                    Some("format") => &Format::NAMES,
                    Some("timing") => &["on", "off", "auto"],
                    Some("pager" | "record" | "show-query") => &["on", "off"],
                    Some("limit" | "lines") => &["all"],
                    Some("width") => &["auto"],
                    _ => &[],
                };
                (word_start, starting(values.iter().copied(), word, ""))
            }
            Completes::Actors => {
                if first {
                    return (word_start, starting(["actors"], word, " "));
                }
                // Inside the quotation mark that is open, if one is.
                let open = text.rfind('"').filter(|_| text.matches('"').count() % 2 == 1);
                let from = open.unwrap_or(word_start);
                let typed = text[from..].trim_start_matches('"');
                let names = named(&self.actors, typed)
                    .into_iter()
                    .map(|name| Candidate { shown: name.clone(), text: format!("\"{name}\" ") });
                (from, names.collect())
            }
            Completes::Statements => {
                let from = text.len() - arguments.len();
                let (inner, candidates) = match statement::kind(arguments) {
                    Kind::Query => self.query(arguments),
                    _ => self.question(arguments),
                };
                (from + inner, candidates)
            }
            Completes::Nothing | Completes::Scripts | Completes::Relations => (text.len(), Vec::new()),
        }
    }

    fn question(&self, text: &str) -> (usize, Vec<Candidate>) {
        let mut found: Vec<Candidate> = Vec::new();
        // The longest run of last words that begins a name: "Officials in K".
        let mut starts: Vec<usize> = text
            .char_indices()
            .filter(|(_, c)| c.is_whitespace() || *c == '"')
            .map(|(at, c)| at + c.len_utf8())
            .collect();
        starts.insert(0, 0);
        let quote = |from: usize| text[..from].ends_with('"');
        for from in starts.iter().copied().rev().take(6).collect::<Vec<_>>().into_iter().rev() {
            let typed = &text[from..];
            if typed.trim().is_empty() {
                continue;
            }
            let groups = [&self.actors, &self.topics, &self.documents, &self.sources];
            let mut names: Vec<String> = groups.into_iter().flat_map(|group| named(group, typed)).collect();
            let mut seen = BTreeSet::new();
            names.retain(|n| seen.insert(n.clone()));
            if !names.is_empty() {
                let close = if quote(from) { "\"" } else { "" };
                found = names
                    .into_iter()
                    .map(|name| Candidate { text: format!("{name}{close}"), shown: name })
                    .collect();
                if from > 0 {
                    return (from, found);
                }
                break;
            }
        }
        let starters = STARTERS.into_iter().filter(|s| s.to_lowercase().starts_with(&text.to_lowercase()));
        let mut all: Vec<Candidate> =
            starters.map(|s| Candidate { shown: s.trim().to_owned(), text: s.to_owned() }).collect();
        if !text.is_empty() {
            all.extend(
                starting(statement::OPENERS, text, " ")
                    .into_iter()
                    .filter(|_| text.chars().all(|c| c.is_ascii_alphabetic())),
            );
        }
        all.extend(found);
        (0, all)
    }

    fn query(&self, text: &str) -> (usize, Vec<Candidate>) {
        let from = last_name(text);
        let (before, word) = text.split_at(from);
        if let Some((quote_at, quote)) = open_string(text) {
            // Names of the graph inside a string: after `name: '` or `= '`.
            let typed = &text[quote_at + 1..];
            let names: Vec<String> = [&self.actors, &self.topics, &self.documents]
                .into_iter()
                .flat_map(|group| named(group, typed))
                .collect();
            let candidates = names.into_iter().map(|name| Candidate {
                text: format!("{}{quote}", name.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"))),
                shown: name,
            });
            return (quote_at + 1, candidates.collect());
        }
        let trimmed = before.trim_end();
        let names = |of: &[String]| starting(of.iter().map(String::as_str), word, "");
        match trimmed.chars().next_back() {
            Some(':' | '|' | '&' | '!') if before.len() == trimmed.len() => match open_bracket(before) {
                Some('(') => return (from, names(&self.labels)),
                Some('[') => return (from, names(&self.types)),
                _ if trimmed.ends_with(':') => return (from, names(&self.labels)),
                _ => {}
            },
            Some('.') if before.len() == trimmed.len() => {
                let owner = &trimmed[..trimmed.len() - 1];
                let variable = &owner[last_name(owner)..];
                if !variable.is_empty() {
                    let keys = self.keys_of(variable, text);
                    return (from, starting(keys.iter().map(String::as_str), word, ""));
                }
            }
            Some('$') => return (from, names(&self.parameters)),
            Some('{' | ',') if open_bracket(before) == Some('{') => {
                let owner = before[..before.rfind('{').unwrap_or(0)].trim_end();
                if let Some(keys) = self.keys.get(&owner[last_name(owner)..]) {
                    return (from, starting(keys.iter().map(String::as_str), word, ": "));
                }
            }
            _ => {}
        }
        if word.is_empty() {
            return (from, Vec::new());
        }
        let mut all = starting(keywords(), word, " ");
        all.extend(starting(functions::all().map(|f| f.name), word, "("));
        let variables: BTreeSet<&str> = variables(text).filter(|v| *v != word).collect();
        all.extend(starting(variables, word, ""));
        (from, all)
    }

    /// The property keys of a variable, by the label or type that the text gives it; all keys where it gives none.
    fn keys_of(&self, variable: &str, text: &str) -> BTreeSet<String> {
        let pattern = format!(r"[(\[]\s*{}\s*:\s*([A-Za-z_|:&!]+)", regex::escape(variable));
        let mut keys = BTreeSet::new();
        for found in regex::Regex::new(&pattern)
            .into_iter()
            .flat_map(|p| p.captures_iter(text).map(|c| c[1].to_owned()).collect::<Vec<_>>())
        {
            for name in found.split(['|', ':', '&', '!']) {
                keys.extend(self.keys.get(name).into_iter().flatten().cloned());
            }
        }
        if keys.is_empty() {
            keys.extend(self.keys.values().flatten().cloned());
        }
        keys
    }
}

/// Those that start with `typed`, case aside; a word typed in full is not offered again.
fn starting<'a>(words: impl IntoIterator<Item = &'a str>, typed: &str, then: &str) -> Vec<Candidate> {
    let typed = typed.to_lowercase();
    words
        .into_iter()
        .filter(|w| w.to_lowercase().starts_with(&typed))
        .map(|w| Candidate { shown: w.to_owned(), text: format!("{w}{then}") })
        .collect()
}

/// Names that start with `typed`, case and accents aside; where there is none, names with a word that does.
fn named(names: &[String], typed: &str) -> Vec<String> {
    const MOST: usize = 40;
    let typed = fold(typed);
    if typed.trim().is_empty() {
        return Vec::new();
    }
    let mut found: Vec<String> =
        names.iter().filter(|n| fold(n).starts_with(&typed)).take(MOST).cloned().collect();
    if found.is_empty() && typed.chars().count() >= 3 {
        found = names
            .iter()
            .filter(|n| fold(n).split_whitespace().any(|w| w.starts_with(&typed)))
            .take(MOST)
            .cloned()
            .collect();
    }
    found
}

/// Where the name begins that `text` ends with; its length where it ends with none.
fn last_name(text: &str) -> usize {
    text.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len()
}

/// Where a string that is still open begins, and its quotation mark.
fn open_string(text: &str) -> Option<(usize, char)> {
    let mut open: Option<(usize, char)> = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match open {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some((_, quote)) if c == quote => open = None,
            None if matches!(c, '\'' | '"') => open = Some((at, c)),
            _ => {}
        }
    }
    open
}

/// The innermost bracket that is still open.
fn open_bracket(text: &str) -> Option<char> {
    let mut open = Vec::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => open.push(c),
            ')' | ']' | '}' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

/// Names that patterns and AS give.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    static PATTERN: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
        regex::Regex::new(r"[(\[]\s*([A-Za-z_]\w*)|\b(?i:as)\s+([A-Za-z_]\w*)").expect("tested")
    });
    PATTERN.captures_iter(text).filter_map(|c| c.get(1).or(c.get(2)).map(|m| m.as_str()))
}

fn paths(typed: &str) -> Vec<Candidate> {
    let (folder, start) = match typed.rfind('/') {
        Some(at) => (&typed[..=at], &typed[at + 1..]),
        None => ("", typed),
    };
    let read = std::fs::read_dir(if folder.is_empty() { "." } else { folder });
    let mut found: Vec<Candidate> = read
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let hidden = name.starts_with('.') && !start.starts_with('.');
            if hidden || !name.starts_with(start) {
                return None;
            }
            let end = if entry.path().is_dir() { "/" } else { "" };
            Some(Candidate { shown: format!("{name}{end}"), text: format!("{folder}{name}{end}") })
        })
        .collect();
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let keys = |of: &[&str]| of.iter().map(|k| (*k).to_owned()).collect();
        let words = |of: &[&str]| of.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>();
        Vocabulary {
            labels: words(&["Actor", "Claim"]),
            types: words(&["OPPOSES", "SAYS", "SUPPORTS"]),
            keys: [
                ("Actor".to_owned(), keys(&["kind", "name"])),
                ("SAYS".to_owned(), keys(&["cue", "date"])),
            ]
            .into(),
            actors: words(&["Kyiv", "Officials in Kyiv", "Sébastien Lecornu"]),
            topics: words(&["ceasefire"]),
            ..Vocabulary::default()
        }
    }

    /// What the text becomes with each candidate.
    fn goes_on(text: &str) -> Vec<String> {
        let (from, candidates) = vocabulary().complete(text, text.len());
        candidates.into_iter().map(|c| format!("{}{}", &text[..from], c.text)).collect()
    }

    #[test]
    fn it_knows_where_it_is_in_a_query() {
        assert_eq!(goes_on("MATCH (a:A"), ["MATCH (a:Actor"]);
        assert_eq!(goes_on("MATCH (a)-[:S"), ["MATCH (a)-[:SAYS", "MATCH (a)-[:SUPPORTS"]);
        assert_eq!(goes_on("MATCH (a)-[:SAYS|O"), ["MATCH (a)-[:SAYS|OPPOSES"]);
        assert_eq!(
            goes_on("MATCH (a:Actor) RETURN a."),
            ["MATCH (a:Actor) RETURN a.kind", "MATCH (a:Actor) RETURN a.name"]
        );
        assert_eq!(goes_on("MATCH ()-[r:SAYS]->() RETURN r.d"), ["MATCH ()-[r:SAYS]->() RETURN r.date"]);
        assert_eq!(goes_on("MATCH (a:Actor {n"), ["MATCH (a:Actor {name: "]);
        assert_eq!(goes_on("MATCH (a:Actor {name: 'off"), ["MATCH (a:Actor {name: 'Officials in Kyiv'"]);
        assert!(goes_on("MATCH (a) RET").contains(&"MATCH (a) RETURN ".to_owned()));
        assert!(goes_on("MATCH (a) RETURN siz").contains(&"MATCH (a) RETURN size(".to_owned()));
    }

    #[test]
    fn it_knows_names_in_a_question_and_commands_after_a_colon() {
        assert_eq!(goes_on("Who opposes cea"), ["Who opposes ceasefire"]);
        assert_eq!(goes_on("What does Officials in K"), ["What does Officials in Kyiv"]);
        assert_eq!(goes_on("Tell me about sebas"), ["Tell me about Sébastien Lecornu"]);
        assert_eq!(goes_on(":sch"), [":schema "]);
        assert_eq!(goes_on(":set for"), [":set format "]);
        assert_eq!(goes_on(":merge actors \"Off"), [":merge actors \"Officials in Kyiv\" "]);
        assert!(goes_on("Who op").contains(&"Who opposes ".to_owned()));
    }
}
