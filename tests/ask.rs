//! Plain questions: what each must stand for, and what must be refused or asked back.

use crate::support::debate;
use serde::Deserialize;
use standpoint::ask::{Names, Outcome, forms, understand};
use std::fmt::Write as _;

#[derive(Deserialize)]
struct Group {
    query: String,
    ask: Vec<String>,
}

/// The query that a question stands for, or what is said instead.
fn read(question: &str, names: &Names) -> String {
    match understand(question, names) {
        Outcome::Question(question) => question.query,
        Outcome::Clarify { message, choices } => {
            let mut out = format!("? {message}");
            for (nth, choice) in choices.iter().enumerate() {
                write!(out, "\n  {}. {} → {}", nth + 1, choice.label, choice.question).unwrap();
            }
            out
        }
        Outcome::Refuse { message, suggestions } => {
            let mut out = format!("! {message}");
            for suggestion in suggestions {
                write!(out, "\n  {suggestion}").unwrap();
            }
            out
        }
    }
}

#[test]
fn every_phrasing_stands_for_its_query() {
    let names = Names::of(&debate::graph());
    let groups: Vec<Group> = ron::from_str(include_str!("questions.ron")).expect("questions.ron");
    assert!(groups.iter().map(|g| g.ask.len()).sum::<usize>() >= 120);
    let mut wrong = String::new();
    for group in &groups {
        for question in &group.ask {
            let got = read(question, &names);
            if got != group.query.trim() {
                write!(
                    wrong,
                    "\n{question}\n  must stand for\n{}\n  and stands for\n{got}\n",
                    group.query.trim()
                )
                .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_example_of_a_form_is_understood_as_that_form() {
    let names = Names::of(&debate::graph());
    let mut wrong = String::new();
    for form in forms() {
        for example in &form.examples {
            match understand(example, &names) {
                Outcome::Question(question) if question.form == form.name => {}
                Outcome::Question(question) => {
                    writeln!(wrong, "{example}: {} and not {}", question.form, form.name).unwrap()
                }
                _ => writeln!(wrong, "{example}: {}", read(example, &names)).unwrap(),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_is_not_understood_is_refused_or_asked_back() {
    let names = Names::of(&debate::graph());
    let questions: Vec<&str> =
        include_str!("refused.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    assert!(questions.len() >= 40);
    let mut out = String::new();
    for question in questions {
        let got = read(question, &names);
        assert!(got.starts_with(['!', '?']), "{question} is understood as\n{got}");
        writeln!(out, "{question}\n{got}\n").unwrap();
    }
    insta::assert_snapshot!(out);
}
