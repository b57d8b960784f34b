//! Text → paragraphs, words, places where sentences may end, quotations. Rules and word lists only: no model.

mod lists;
mod paragraphs;
mod quotations;
pub mod sentences;
pub mod tokens;

pub use paragraphs::paragraphs;
pub use quotations::quotations;

use super::Quotation;
use crate::text::Span;
use sentences::Place;
use std::ops::Range;
use tokens::Word;

/// What stands where in a text.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// All words, in order; together they cover everything but white space and invisible marks.
    pub words: Vec<Word>,
    /// What the rules know of the end of a sentence after each word.
    pub places: Vec<Place>,
    /// Paragraphs: their spans, and their words as ranges that tile [`Structure::words`]; none is empty.
    pub paragraphs: Vec<(Span, Range<usize>)>,
    /// Quotations by their start.
    pub quotations: Vec<Quotation>,
}

impl Structure {
    /// The structure of `text`.
    pub fn of(text: &str) -> Self {
        let mut found = Self::default();
        found.words.reserve(text.len() / 5);
        for span in paragraphs(text) {
            let start = found.words.len();
            tokens::words(text, span, &mut found.words);
            if found.words.len() > start {
                sentences::places(text, &found.words[start..], &mut found.places);
                found.paragraphs.push((span, start..found.words.len()));
            }
        }
        let ranges: Vec<_> = found.paragraphs.iter().map(|(_, r)| r.clone()).collect();
        found.quotations = quotations(text, &found.words, &ranges);
        found
    }
}
