//! What reading yields: a [`Statement`] and the words for its parts.

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// How an actor stands to a claim. `gold/GUIDELINES.md` of the project's data says when which holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Reports, states, asks, describes without taking a position.
    Says,
    /// Approves, demands, defends, promises.
    Supports,
    /// Disapproves, rejects, accuses, denies.
    Opposes,
    /// Presents as a danger or a coming harm.
    #[serde(alias = "warns_about")]
    WarnsAbout,
}

impl Relation {
    /// All four, in the order of the guidelines' tables.
    pub const ALL: [Relation; 4] =
        [Relation::Says, Relation::Supports, Relation::Opposes, Relation::WarnsAbout];

    /// Its name in files and output.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Says => "says",
            Relation::Supports => "supports",
            Relation::Opposes => "opposes",
            Relation::WarnsAbout => "warns-about",
        }
    }
}

impl std::fmt::Display for Relation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    /// A single human being.
    Person,
    /// A company, party, agency, court, union, …
    Organization,
    /// A government or country, also by metonymy ("Kyiv").
    Government,
    /// People named by what they share ("critics", "aides close to the presidency").
    Group,
    /// A post rather than its holder ("the foreign ministry's spokesman").
    Office,
    /// A newspaper, broadcaster, report or poll that speaks.
    Publication,
}

impl ActorKind {
    /// Its name in files and output.
    pub fn as_str(self) -> &'static str {
        match self {
            ActorKind::Person => "person",
            ActorKind::Organization => "organization",
            ActorKind::Government => "government",
            ActorKind::Group => "group",
            ActorKind::Office => "office",
            ActorKind::Publication => "publication",
        }
    }
}

/// How the claim is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// As a fact.
    #[default]
    Asserted,
    /// As something that must or should be.
    Demanded,
    /// As a harm to come.
    Feared,
    /// As a possibility or condition.
    Hypothetical,
}

/// Words of one role; several spans where they are broken up. Spans are **bytes**.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    /// Ascending, not overlapping.
    pub spans: Vec<Span>,
}

impl Phrase {
    /// The words in `text`, the pieces joined by a blank, with runs of white space as one blank.
    pub fn text(&self, text: &str) -> String {
        let mut out = String::new();
        for span in &self.spans {
            for word in span.of(text).split_whitespace() {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(word);
            }
        }
        out
    }

    /// Whether it covers nothing.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

/// The actor of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementActor {
    /// The mention; empty where the holder is only understood.
    pub phrase: Phrase,
    /// The fullest name in the document.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
}

/// How the actor of a statement stands to another actor in the statement's words.
#[derive(Debug, Clone, PartialEq)]
pub struct Toward {
    /// The mention of the statement's actor from which it is read: not always the one of the attribution ("he").
    pub holder: Phrase,
    /// The other's mention.
    pub phrase: Phrase,
    /// The other's fullest name in the document.
    pub name: String,
    /// [`Relation::Supports`] or [`Relation::Opposes`].
    pub relation: Relation,
    /// The estimated probability that a careful reader would agree, 0 to 1.
    pub confidence: f64,
}

/// One reading of one place in a document: *this actor, this relation, this claim, this cue, this sentence, this sure*.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The document's id.
    pub document: String,
    /// The sentence that proves it (of the cue), in bytes.
    pub sentence: Span,
    /// How the actor stands to the claim.
    pub relation: Relation,
    /// Who.
    pub actor: StatementActor,
    /// The words that attribute.
    pub cue: Phrase,
    /// All that is attributed.
    pub content: Phrase,
    /// The part of the content that the relation points at; equals it for [`Relation::Says`].
    pub claim: Phrase,
    /// The claim normalised, so that the same claim in slightly other words falls together.
    pub key: String,
    /// How the claim is put.
    pub modality: Modality,
    /// Topics of the claim in base form ("ceasefire"), most important first.
    pub topics: Vec<String>,
    /// Actors whom the claim is about, by their fullest names in the document.
    pub about: Vec<String>,
    /// Other actors of the sentence whom its actor is for or against, in the order of the text.
    pub toward: Vec<Toward>,
    /// Whether the attribution itself is qualified ("reportedly").
    pub hedged: bool,
    /// The estimated probability that a careful reader would agree, 0 to 1.
    pub confidence: f64,
}
