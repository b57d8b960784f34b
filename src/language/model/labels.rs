//! The columns of the encoder's output and the labels that they stand for.

use super::{ModelError, unreadable};
use serde::Deserialize;
use std::ops::Range;

#[derive(Deserialize)]
struct File {
    format: u32,
    columns: Vec<(String, usize, usize)>,
    upos: Vec<String>,
    xpos: Vec<String>,
    feats: Vec<String>,
    lemma: Vec<String>,
    deprel: Vec<String>,
    mention: Vec<String>,
    #[serde(default)]
    reading: Vec<String>,
    #[serde(default)]
    statement: Vec<String>,
    #[serde(default)]
    relation: Vec<String>,
}

/// Label inventories; a label's number is its place. They live as long as the program.
#[derive(Debug)]
pub struct Labels {
    columns: Vec<(&'static str, usize, usize)>,
    /// Universal parts of speech.
    pub upos: Vec<&'static str>,
    /// Penn Treebank tags.
    pub xpos: Vec<&'static str>,
    /// Feature bundles.
    pub feats: Vec<&'static str>,
    /// Lemma edit scripts.
    pub lemma: Vec<&'static str>,
    /// Dependency relations.
    pub deprel: Vec<&'static str>,
    /// Types of mentions.
    pub mention: Vec<&'static str>,
    /// Tags of the head `reading`, if the model has it.
    pub reading: Vec<&'static str>,
    /// Tags of the head `statement`, if the model has it.
    pub statement: Vec<&'static str>,
    /// Classes of the scorer `stance.relation`, if the model has it.
    pub relation: Vec<&'static str>,
}

/// A label for ever. The embedded model is read once, so this leaks nothing that grows.
fn keep(labels: Vec<String>) -> Vec<&'static str> {
    labels.into_iter().map(|l| &*Box::leak(l.into_boxed_str())).collect()
}

impl Labels {
    pub(super) fn read(text: &str) -> Result<Self, ModelError> {
        let file: File = ron::Options::default().from_str(text).map_err(|e| unreadable("labels.ron")(&e))?;
        if file.format != super::FORMAT {
            return Err(ModelError::Format { found: file.format });
        }
        let columns = file.columns.into_iter();
        Ok(Self {
            columns: columns.map(|(name, start, width)| (keep(vec![name])[0], start, width)).collect(),
            upos: keep(file.upos),
            xpos: keep(file.xpos),
            feats: keep(file.feats),
            lemma: keep(file.lemma),
            deprel: keep(file.deprel),
            mention: keep(file.mention),
            reading: keep(file.reading),
            statement: keep(file.statement),
            relation: keep(file.relation),
        })
    }

    /// All columns: their name and their place in a row.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&'static str, Range<usize>)> + '_ {
        self.columns.iter().map(|(name, start, width)| (*name, *start..start + width))
    }

    /// How long a row is.
    pub(crate) fn width(&self) -> usize {
        self.columns.iter().map(|(_, start, width)| start + width).max().unwrap_or(0)
    }

    /// The place of a column in a row.
    pub(crate) fn column(&self, name: &str) -> Result<Range<usize>, ModelError> {
        self.columns()
            .find(|(n, _)| *n == name)
            .map(|(_, range)| range)
            .ok_or_else(|| ModelError::Missing(format!("the column {name}")))
    }
}
