//! The project's own gold: sentences in our own words, one file a form of attribution, each with the actor, the cue, the
//! relation and the claim that a careful reader would give.
//!
//! A line is `text | actor | cue | relation | claim`; a line that begins with `?` is a known miss: it is read, and the test
//! fails when it is read right after all, so that the list stays honest.

use standpoint::document::Document;
use standpoint::lexicon::Lexicon;
use standpoint::reading::{Statement, read};

struct Example<'a> {
    line: usize,
    missed: bool,
    text: &'a str,
    actor: &'a str,
    cue: &'a str,
    relation: &'a str,
    claim: &'a str,
}

fn examples(file: &str) -> Vec<Example<'_>> {
    let lines = file.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    lines
        .map(|(nth, line)| {
            let missed = line.starts_with('?');
            let parts: Vec<&str> = line.trim_start_matches(['?', ' ']).split(" | ").map(str::trim).collect();
            let [text, actor, cue, relation, claim] = parts[..] else {
                panic!("line {}: five parts", nth + 1)
            };
            Example { line: nth + 1, missed, text, actor, cue, relation, claim }
        })
        .collect()
}

fn plain(name: &str) -> String {
    let words = name.to_lowercase();
    let words = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !matches!(*w, "the" | "a" | "an"));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether at least half of the words of both together are shared.
fn alike(a: &str, b: &str) -> bool {
    let words = |t: &str| plain(t).split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    let (a, b) = (words(a), words(b));
    2 * a.intersection(&b).count() >= a.union(&b).count()
}

/// Whether one holds the other: how far a cue reaches is a matter of taste.
fn touch(a: &str, b: &str) -> bool {
    a.contains(b) || b.contains(a) && !a.is_empty()
}

fn found(example: &Example, statements: &[Statement]) -> bool {
    statements.iter().any(|s| {
        plain(&s.actor.name) == plain(example.actor)
            && s.relation.as_str() == example.relation
            && touch(&plain(&s.cue.text(example.text)), &plain(example.cue))
            && (alike(&s.claim.text(example.text), example.claim)
                || alike(&s.content.text(example.text), example.claim))
    })
}

fn check(file: &str) {
    let lexicon = Lexicon::builtin();
    let mut wrong = Vec::new();
    for example in examples(file) {
        let document =
            Document { id: "example".into(), text: example.text.to_owned(), ..Document::default() };
        let analysis = standpoint::language::analyse(&document.text);
        let statements = read(&document, &analysis, &lexicon);
        if found(&example, &statements) == example.missed {
            let read: Vec<String> = statements
                .iter()
                .map(|s| {
                    let text = example.text;
                    format!(
                        "    {} [{}] {} “{}”",
                        s.actor.name,
                        s.cue.text(text),
                        s.relation,
                        s.claim.text(text)
                    )
                })
                .collect();
            let state = if example.missed { "is read right now: take its ? away" } else { "is not read so" };
            wrong.push(format!("{}: {} {state}; read:\n{}", example.line, example.text, read.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

macro_rules! forms {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            check(include_str!(concat!(stringify!($name), ".txt")));
        })*
        /// There are at least 150 examples, and most of them are read right.
        #[test]
        fn the_gold_is_large_and_mostly_read() {
            let all = [$(include_str!(concat!(stringify!($name), ".txt"))),*];
            let count: usize = all.iter().map(|f| examples(f).len()).sum();
            let missed: usize = all.iter().map(|f| examples(f).iter().filter(|e| e.missed).count()).sum();
            assert!(count >= 150, "{count}");
            assert!(missed * 3 <= count, "{missed} known misses of {count}");
        }
    };
}

forms!(
    according_to,
    adjectives,
    broken_quotations,
    collectives,
    continuation,
    coordination,
    labels,
    names,
    negation,
    nouns,
    opposition,
    passive,
    predicates,
    pronouns,
    quotations,
    speech,
    support,
    warning,
);
