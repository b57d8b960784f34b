//! The encoder's rows → tags, lemmas, trees, mentions, coreference: one decoder a file.

pub(crate) mod coreference;
mod described;
pub(crate) mod lemmas;
pub(crate) mod likeness;
pub(crate) mod mentions;
pub(crate) mod tags;
pub(crate) mod trees;

use super::model::{Labels, ModelError, Tensors};
use coreference::Coreference;
use lemmas::Lemmas;
use mentions::Mentions;
use std::ops::Range;
use tags::Tags;
use trees::Trees;

/// All decoders, and which numbers of a row each of them reads.
pub(crate) struct Decoders {
    pub tags: Tags,
    pub lemmas: Lemmas,
    pub trees: Trees,
    pub mentions: Mentions,
    pub coreference: Coreference,
    /// The part of a row that trees and mentions read, once the sentence is known.
    pub sentence: Range<usize>,
    /// Columns that no decoder here reads; they are passed on.
    pub others: Vec<(&'static str, Range<usize>)>,
}

/// Columns that are decoded here.
const OWN: &[&str] = &["sent", "upos", "xpos", "feats", "lemma", "mention"];

impl Decoders {
    pub(crate) fn new(labels: &Labels, tensors: &Tensors, lemmas: &'static str) -> Result<Self, ModelError> {
        let of_sentence =
            |name: &str| name.starts_with("arc_") || name.starts_with("rel_") || name.starts_with("edge_");
        let mut sentence: Option<Range<usize>> = None;
        let mut others = Vec::new();
        for (name, range) in labels.columns() {
            if of_sentence(name) {
                let seen = sentence.unwrap_or_else(|| range.clone());
                sentence = Some(seen.start.min(range.start)..seen.end.max(range.end));
            } else if !OWN.contains(&name) && !name.starts_with("coref_") {
                others.push((name, range));
            }
        }
        let sentence = sentence.ok_or_else(|| ModelError::Missing("the columns of trees".into()))?;
        let place =
            |name: &str| labels.column(name).map(|r| r.start - sentence.start..r.end - sentence.start);
        Ok(Self {
            tags: Tags::new(labels)?,
            lemmas: Lemmas::new(&labels.lemma, lemmas)?,
            trees: Trees::new(labels, tensors, &place)?,
            mentions: Mentions::new(labels, tensors, &place)?,
            coreference: Coreference::new(labels, tensors)?,
            sentence,
            others,
        })
    }
}
