//! What the reader knows of words, as RON data a user can extend: cue words, countries, titles.
//!
//! The data in `data/` is embedded; [`Lexicon::builtin`] is what the program knows by itself. A user's file
//! (`--lexicon my.ron`) is laid over it with [`Lexicon::extend`]: its cues stand before the built-in ones of the same
//! words, and its actors give names their kind, country and other names.
//!
//! ```
//! let mut lexicon = standpoint::lexicon::Lexicon::builtin();
//! lexicon.extend("my.ron", r#"(cues: [(words: ["thumbs its nose at"], class: verb, relation: opposes, takes: [phrase])])"#)?;
//! assert!(lexicon.extend("my.ron", "(cues: [(words: [], nonsense: 1)])").is_err());
//! # Ok::<(), standpoint::lexicon::LexiconError>(())
//! ```

mod cues;
mod forms;
mod places;
mod words;

pub use cues::{Cue, CueClass, CueMatch, Cues, Frame};
pub use places::{Country, Place, PlaceRole, Places};
pub use words::{Address, Continuation, Gender, Grammar, Number, Predicate, Predicates, Pronoun, Titles};

use crate::reading::{ActorKind, Relation};
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Everything the reader knows of words.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// Words that attribute.
    pub cues: Cues,
    /// Countries, their people, capitals and seats of government.
    pub places: Places,
    /// Titles, and nouns that tell what an actor is.
    pub titles: Titles,
    /// Closed classes of words.
    pub grammar: Grammar,
    /// Predicates that take a position in so many words.
    pub predicates: Predicates,
    /// Actors that a user described, by lower-case name.
    pub actors: IndexMap<String, KnownActor>,
}

/// An actor described in a user's lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownActor {
    /// Its name as it is to stand in the graph.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub kind: Option<ActorKind>,
    /// Whom it speaks for ("Ukraine").
    #[serde(default)]
    pub represents: Option<String>,
    /// In which role ("foreign minister").
    #[serde(default)]
    pub role: Option<String>,
    /// Other names of the same actor.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// What a user's file may hold; every part may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct UserFile {
    cues: Vec<cues::CueGroup>,
    predicates: Vec<words::PredicateGroup>,
    countries: Vec<Country>,
    actors: Vec<KnownActor>,
    hedges: Vec<String>,
}

/// Why a lexicon could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// The file could not be read.
    #[error("{path}: cannot be read: {source}", path = path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not RON of the expected form.
    #[error("{file}:{line}:{column}: {message}")]
    Malformed {
        /// The file's name.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong, and what could stand there.
        message: String,
    },
    /// An entry says nothing or contradicts itself.
    #[error("{file}: {message}")]
    Senseless {
        /// The file's name.
        file: String,
        /// Which entry, and what is wrong with it.
        message: String,
    },
}

impl Lexicon {
    /// What the program knows by itself.
    pub fn builtin() -> Self {
        let read = |name: &str, error: LexiconError| -> ! { panic!("embedded {name}: {error}") };
        let groups: Vec<cues::CueGroup> =
            parse("cues.ron", include_str!("data/cues.ron")).unwrap_or_else(|e| read("cues", e));
        let irregular: Vec<(String, Vec<String>)> =
            parse("irregular.ron", include_str!("data/irregular.ron"))
                .unwrap_or_else(|e| read("irregular", e));
        let places: Vec<Country> =
            parse("places.ron", include_str!("data/places.ron")).unwrap_or_else(|e| read("places", e));
        let titles: Titles =
            parse("titles.ron", include_str!("data/titles.ron")).unwrap_or_else(|e| read("titles", e));
        let grammar: words::GrammarData =
            parse("grammar.ron", include_str!("data/grammar.ron")).unwrap_or_else(|e| read("grammar", e));
        let predicates: Vec<words::PredicateGroup> =
            parse("predicates.ron", include_str!("data/predicates.ron"))
                .unwrap_or_else(|e| read("predicates", e));
        let forms = forms::Forms::new(irregular);
        Lexicon {
            cues: Cues::new(groups, forms.clone()),
            places: Places::new(places),
            titles: titles.indexed(),
            grammar: Grammar::new(grammar),
            predicates: Predicates::new(predicates, forms),
            actors: IndexMap::new(),
        }
    }

    /// The built-in lexicon with the user's file laid over it.
    ///
    /// # Errors
    /// When the file cannot be read or does not have the expected form: with its name, line and column.
    pub fn with_file(path: &Path) -> Result<Self, LexiconError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| LexiconError::Unreadable { path: path.to_owned(), source })?;
        let mut lexicon = Self::builtin();
        lexicon.extend(&path.display().to_string(), &text)?;
        Ok(lexicon)
    }

    /// Lays the RON in `text` over what is known; `file` is its name in errors.
    ///
    /// # Errors
    /// When the text does not have the expected form; then nothing is changed.
    pub fn extend(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
        let user: UserFile = parse(file, text)?;
        let senseless = |message: String| LexiconError::Senseless { file: file.to_owned(), message };
        for (nth, group) in user.cues.iter().enumerate() {
            if group.words.is_empty() || group.words.iter().any(|w| w.trim().is_empty()) {
                return Err(senseless(format!("cue group {} has no words, or an empty one", nth + 1)));
            }
            if group.takes.is_empty() {
                return Err(senseless(format!(
                    "the cues {:?} take nothing: say `takes: [phrase]`, [clause], [quotation], …",
                    group.words
                )));
            }
        }
        if let Some(actor) = user.actors.iter().find(|a| a.name.trim().is_empty()) {
            return Err(senseless(format!("an actor has no name (its aliases: {:?})", actor.aliases)));
        }
        self.cues.overrule(user.cues);
        self.predicates.add(user.predicates);
        self.places.add(user.countries);
        self.grammar.hedges.extend(user.hedges.iter().map(|h| h.to_lowercase()));
        for actor in user.actors {
            for name in std::iter::once(&actor.name).chain(&actor.aliases) {
                self.actors.insert(name.to_lowercase(), actor.clone());
            }
        }
        Ok(())
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::builtin()
    }
}

/// What a negation makes of a relation, where the cue does not say otherwise.
pub(crate) fn negated(relation: Relation) -> Relation {
    match relation {
        Relation::Supports => Relation::Opposes,
        _ => Relation::Says,
    }
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, LexiconError> {
    ron::Options::default()
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .from_str(text)
        .map_err(|error: ron::error::SpannedError| LexiconError::Malformed {
            file: file.to_owned(),
            line: error.span.start.line,
            column: error.span.start.col,
            message: error.code.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_cue_overrules_the_built_in_one() {
        let mut lexicon = Lexicon::builtin();
        let found =
            |l: &Lexicon| l.cues.matches(&["she", "hailed", "it"], 1, None).next().map(|m| m.cue.relation);
        assert_eq!(found(&lexicon), Some(Relation::Supports));
        lexicon
            .extend("x", "(cues: [(words: [\"hail\"], class: verb, relation: says, takes: [phrase])])")
            .unwrap();
        assert_eq!(found(&lexicon), Some(Relation::Says));
    }

    #[test]
    fn a_bad_file_is_refused_with_its_place() {
        let error = Lexicon::builtin().extend("my.ron", "(\n  cues: [(words: 3)],\n)").unwrap_err();
        assert!(error.to_string().starts_with("my.ron:2:"), "{error}");
        let error = Lexicon::builtin()
            .extend("my.ron", "(cues: [(words: [\"x\"], class: verb, relation: says, takes: [])])")
            .unwrap_err();
        assert!(error.to_string().contains("take nothing"), "{error}");
    }
}
