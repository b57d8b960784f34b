//! Text → sentences, tokens, lemmas, tags, trees, mentions. Knows nothing of stance.

use crate::text::Span;

/// One document, analysed: everything is in the order of the text.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// All tokens of the text.
    pub tokens: Vec<Token>,
    /// Sentences as ranges of tokens; they tile the tokens.
    pub sentences: Vec<Sentence>,
    /// Entity mentions, by their first token, longer before shorter.
    pub mentions: Vec<Mention>,
    /// Quotations, by their start; nested ones after the one that holds them.
    pub quotations: Vec<Quotation>,
}

/// A sentence: a range of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its place in the text, from its first to its last token.
    pub span: Span,
    /// Its tokens as indexes into [`Analysis::tokens`].
    pub tokens: std::ops::Range<usize>,
    /// Which paragraph of the text it stands in, from 0.
    pub paragraph: usize,
}

/// A word as Universal Dependencies counts words (`do|n't`, `Kyiv|'s`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its place in the text.
    pub span: Span,
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
    pub tokens: std::ops::Range<usize>,
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
