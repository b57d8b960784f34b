//! Plain questions → the query that answers them.
//!
//! A small controlled grammar, not a language model: a question is one of the [`forms`], filled with what the graph
//! calls things. What it cannot read it refuses with the questions that come close; what it can read in several
//! ways it asks back.
//!
//! ```
//! use standpoint::ask::{Names, Outcome, understand};
//! use standpoint::graph::{Graph, Map, Value};
//!
//! let mut graph = Graph::new();
//! let named = |name: &str| Map::from_iter([("name".into(), Value::from(name))]);
//! let kyiv = graph.add_node(["Actor"], named("Kyiv"));
//! graph.add_node(["Topic"], named("ceasefire"));
//!
//! let Outcome::Question(question) = understand("Why does Kyiv oppose a ceasefire?", &Names::of(&graph)) else {
//!     panic!("it is understood");
//! };
//! assert!(question.query.starts_with("MATCH (a:Actor)-[r:OPPOSES]->(c)\nWHERE a.name = 'Kyiv'"));
//! ```

mod dates;
mod names;
mod pattern;
mod question;
mod relations;
mod resolve;
mod template;
mod understand;
mod words;

pub use dates::Period;
pub use names::{Fit, Found, NameOf, Names};
pub use question::{Endings, Filled, Question};
pub use relations::TYPES;
pub use resolve::{Actors, Topic, Topics};
pub use template::literal;
pub use understand::{understand, understand_within};
pub use words::fold;

use pattern::Piece;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What became of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was understood.
    Question(Box<Question>),
    /// It can be read in several ways.
    Clarify {
        /// What is unclear, as a sentence.
        message: String,
        /// The ways, likeliest first.
        choices: Vec<Choice>,
    },
    /// It was not understood.
    Refuse {
        /// Why, as a sentence.
        message: String,
        /// Names or questions that come close.
        suggestions: Vec<String>,
    },
}

/// One way to read a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What to show.
    pub label: String,
    /// The question that says it without doubt.
    pub question: String,
}

/// A form of question, as `:help questions` shows it.
#[derive(Debug, Clone)]
pub struct Form {
    /// Its name.
    pub name: String,
    /// What it answers.
    pub about: String,
    /// Questions of this form.
    pub examples: Vec<String>,
    patterns: Vec<Vec<Piece>>,
    stance: Vec<String>,
    verdict: bool,
    query: String,
}

#[derive(Deserialize)]
struct RawForms {
    macros: BTreeMap<String, String>,
    forms: Vec<RawForm>,
}

#[derive(Deserialize)]
struct RawForm {
    name: String,
    about: String,
    examples: Vec<String>,
    patterns: Vec<String>,
    #[serde(default)]
    stance: Vec<String>,
    #[serde(default)]
    verdict: bool,
    query: String,
}

/// All forms of question, in the order in which they are tried.
pub fn forms() -> &'static [Form] {
    static FORMS: LazyLock<Vec<Form>> =
        LazyLock::new(|| read_forms(include_str!("forms.ron")).expect("forms.ron is tested"));
    &FORMS
}

fn read_forms(text: &str) -> Result<Vec<Form>, String> {
    let raw: RawForms = ron::from_str(text).map_err(|e| e.to_string())?;
    raw.forms
        .into_iter()
        .map(|form| {
            let patterns = form
                .patterns
                .iter()
                .map(|p| pattern::expand(pattern::parse(p)?, &raw.macros, 0))
                .collect::<Result<_, _>>()
                .map_err(|e| format!("{}: {e}", form.name))?;
            Ok(Form {
                name: form.name,
                about: form.about,
                examples: form.examples,
                patterns,
                stance: form.stance,
                verdict: form.verdict,
                query: form.query,
            })
        })
        .collect()
}

/// What the grammar knows of English (`english.ron`).
#[derive(Deserialize)]
struct English {
    articles: Vec<String>,
    fillers: Vec<String>,
    auxiliaries: Vec<String>,
    negations: Vec<String>,
    question_words: Vec<String>,
    small_words: Vec<String>,
    irregular: BTreeMap<String, String>,
    lead_ins: Vec<String>,
    tails: Vec<String>,
    kinds: Vec<Kind>,
    numbers: BTreeMap<String, usize>,
    months: BTreeMap<String, i8>,
    representatives: Vec<String>,
    in_passing: Vec<String>,
}

#[derive(Deserialize)]
struct Kind {
    words: Vec<String>,
    kinds: Vec<String>,
}

fn english() -> &'static English {
    static ENGLISH: LazyLock<English> =
        LazyLock::new(|| ron::from_str(include_str!("english.ron")).expect("english.ron is tested"));
    &ENGLISH
}

fn patterns(of: &[String]) -> Vec<Vec<Piece>> {
    of.iter().map(|p| pattern::parse(p).expect("english.ron is tested")).collect()
}

fn lead_ins() -> &'static [Vec<Piece>] {
    static READ: LazyLock<Vec<Vec<Piece>>> = LazyLock::new(|| patterns(&english().lead_ins));
    &READ
}

fn tails() -> &'static [Vec<Piece>] {
    static READ: LazyLock<Vec<Vec<Piece>>> = LazyLock::new(|| patterns(&english().tails));
    &READ
}

fn in_passing() -> &'static [Vec<Piece>] {
    static READ: LazyLock<Vec<Vec<Piece>>> = LazyLock::new(|| patterns(&english().in_passing));
    &READ
}

fn representatives() -> &'static [Vec<Piece>] {
    static READ: LazyLock<Vec<Vec<Piece>>> = LazyLock::new(|| patterns(&english().representatives));
    &READ
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_files_can_be_read() {
        let forms = read_forms(include_str!("forms.ron")).unwrap();
        assert!(forms.iter().all(|f| !f.examples.is_empty() && !f.patterns.is_empty()));
        let _: English = ron::from_str(include_str!("english.ron")).unwrap();
        assert!(!lead_ins().is_empty() && !tails().is_empty() && !representatives().is_empty());
        assert!(!in_passing().is_empty());
    }
}
