//! Text → sentences, tokens, lemmas, tags, trees, mentions. Knows nothing of stance.
//!
//! ```
//! let text = "Officials in Kyiv warned that pauses help nobody. They won't stop.";
//! let analysis = standpoint::language::analyse(text);
//! for sentence in &analysis.sentences {
//!     println!("{}", analysis.tree(text, sentence));
//! }
//! ```
//!
//! prints, for the first sentence, every word under the word that governs it:
//!
//! ```text
//! warned VERB root
//!   Officials NOUN nsubj
//!     Kyiv PROPN nmod
//!       in ADP case
//!   …
//! ```
//!
//! Words, quotations and paragraphs come from rules ([`structure`]); all else from one pass of a small transformer
//! encoder that is embedded in the program ([`model`]) and run window by window; decoders turn its numbers into
//! sentences, tags, trees, mentions and coreference. Same text, same analysis, whatever the number of threads; between
//! kinds of processors the encoder's numbers differ in their last bits, which can tip a word that hangs in the balance.

use crate::text::Span;
use std::ops::Range;

mod analyser;
mod check;
pub mod conllu;
mod decode;
pub mod evaluation;
pub mod matrix;
pub mod model;
pub mod structure;
mod worker;

pub(crate) use structure::quotations as quotations_of;

pub use matrix::{Matrix, Mlp, Outputs};

/// Analyses one document.
pub fn analyse(text: &str) -> Analysis {
    worker::analyse(text, structure::Structure::of(text))
}

/// Analyses one document whose words, paragraphs and perhaps sentences are known.
///
/// # Panics
/// If the structure is not one of this text.
pub fn analyse_structure(text: &str, structure: structure::Structure) -> Analysis {
    worker::analyse(text, structure)
}

/// One document, analysed: everything is in the order of the text.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// All tokens of the text.
    pub tokens: Vec<Token>,
    /// Sentences as ranges of tokens; they tile the tokens.
    pub sentences: Vec<Sentence>,
    /// Paragraphs as ranges of tokens; they tile the tokens.
    pub paragraphs: Vec<Paragraph>,
    /// Entity mentions, by their first token, longer before shorter.
    pub mentions: Vec<Mention>,
    /// Quotations, by their start; nested ones after the one that holds them.
    pub quotations: Vec<Quotation>,
    /// What the model's other heads say of every token.
    pub outputs: Outputs,
}

impl Analysis {
    /// A sentence's tree: a line a word, each under the word that governs it and indented once more.
    pub fn tree(&self, text: &str, sentence: &Sentence) -> String {
        let mut children = vec![Vec::new(); sentence.tokens.len()];
        let mut stack = Vec::new();
        for (i, token) in self.tokens[sentence.tokens.clone()].iter().enumerate() {
            match token.head {
                Some(head) => children[head - sentence.tokens.start].push(i),
                None => stack.push((i, 0)),
            }
        }
        let mut lines = String::new();
        while let Some((i, depth)) = stack.pop() {
            let token = &self.tokens[sentence.tokens.start + i];
            let form = token.span.of(text);
            lines += &format!("{:indent$}{form} {} {}\n", "", token.upos, token.deprel, indent = 2 * depth);
            stack.extend(children[i].iter().rev().map(|child| (*child, depth + 1)));
        }
        lines
    }
}

/// The heads (0 for the root, else the word's place and 1) of the best tree over `length` words in which the root has
/// exactly one child. `scores` has a row a word of a column a head, the root first.
pub fn best_tree(scores: &[f32], length: usize) -> Vec<usize> {
    decode::trees::arborescence(scores, length)
}

/// A paragraph: a range of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its place in the text.
    pub span: Span,
    /// Its tokens as indexes into [`Analysis::tokens`]; never empty.
    pub tokens: Range<usize>,
}

/// A sentence: a range of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its place in the text, from its first to its last token.
    pub span: Span,
    /// Its tokens as indexes into [`Analysis::tokens`].
    pub tokens: Range<usize>,
    /// Which paragraph of the text it stands in, from 0.
    pub paragraph: usize,
}

/// A word as Universal Dependencies counts words (`do|n't`, `Kyiv|'s`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its place in the text.
    pub span: Span,
    /// Whether it is written as one word with the token before it (the `n't` of `don't`).
    pub joined: bool,
    /// Its dictionary form.
    pub lemma: String,
    /// Universal part of speech ("NOUN").
    pub upos: &'static str,
    /// Penn Treebank tag ("NNS").
    pub xpos: &'static str,
    /// Features as CoNLL-U writes them ("Number=Plur"), or "_".
    pub feats: &'static str,
    /// The token that governs it, as an index into [`Analysis::tokens`]; `None` for the root of its sentence.
    pub head: Option<usize>,
    /// Its relation to `head` ("nsubj"), "root" for the root, "_" where there is no tree.
    pub deprel: &'static str,
}

/// A phrase that names or describes something in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its tokens as indexes into [`Analysis::tokens`].
    pub tokens: Range<usize>,
    /// Its syntactic head.
    pub head: usize,
    /// What it is: "person", "organization", "place", "event", "abstract", "time", …
    pub kind: &'static str,
    /// Mentions with the same number speak of the same thing in this document.
    pub entity: usize,
}

/// A stretch between paired quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// The opening mark to the closing mark, both included.
    pub span: Span,
    /// How many quotations it stands in (0 for none).
    pub depth: usize,
}
