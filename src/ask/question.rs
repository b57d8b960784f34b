//! A question that was understood: its form, what fills it, and the query that it stands for.

use super::dates::Period;
use super::resolve::{Actors, Topics};
use std::collections::BTreeMap;

/// What a slot of a form came to mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Filled {
    /// Relationship types.
    Relations(Vec<String>),
    /// Kinds of actor; empty for all.
    Kinds(Vec<String>),
    /// How many are asked for.
    Number(usize),
    /// Actors by name.
    Actors(Actors),
    /// Topics, joined.
    Topics(Topics),
    /// Documents by id.
    Document(Vec<String>),
}

/// What narrows a question, said at its end ("since March 2024 in Reuters").
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Endings {
    /// All must hold.
    pub periods: Vec<Period>,
    /// Any of these sources.
    pub sources: Vec<String>,
    /// Any of these documents, by id.
    pub documents: Vec<String>,
    /// None of these actors.
    pub except: Vec<String>,
    /// The least confidence of a statement.
    pub confidence: Option<f64>,
    /// Whether it is enough that a claim mentions what is asked for, where else it must be chiefly about it.
    pub in_passing: bool,
}

/// A question that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The name of its form in `forms.ron`.
    pub form: &'static str,
    /// What fills the form, by slot.
    pub slots: BTreeMap<String, Filled>,
    /// What narrows it.
    pub endings: Endings,
    /// How names were read where that was not plain, as sentences.
    pub notes: Vec<String>,
    /// Whether the answer begins with yes, no, both or nothing found.
    pub verdict: bool,
    /// The openCypher query that it stands for, complete: run by itself it gives the same rows.
    pub query: String,
    /// The query with all claims that only mention what the question asks for, where `query` leaves such out.
    pub wider: Option<String>,
}

impl Question {
    /// The relationship types that it asks for, if it names a stance.
    pub fn relations(&self) -> Option<&[String]> {
        ["stance", "noun", "holder"].iter().find_map(|slot| match self.slots.get(*slot) {
            Some(Filled::Relations(types)) => Some(types.as_slice()),
            _ => None,
        })
    }
}
