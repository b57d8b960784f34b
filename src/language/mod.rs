//! Text → sentences, tokens, lemmas, tags, trees, mentions. Knows nothing of stance.

use crate::text::Span;
use std::ops::Range;

mod simple;
pub mod structure;

/// Analyses one document.
pub fn analyse(text: &str) -> Analysis {
    let structure = structure::Structure::of(text);
    let mut analysis = Analysis { quotations: structure.quotations, ..Analysis::default() };
    analysis.tokens.reserve(structure.words.len());
    for word in &structure.words {
        analysis.tokens.push(Token {
            span: word.span,
            joined: word.joined,
            lemma: simple::lemma(word.span.of(text)),
            upos: "X",
            xpos: "_",
            feats: "_",
            head: None,
            deprel: "_",
        });
    }
    for (paragraph, (span, range)) in structure.paragraphs.into_iter().enumerate() {
        for sentence in structure::sentences::by_rules(&structure.places[range.clone()]) {
            let tokens = range.start + sentence.start..range.start + sentence.end;
            let span = structure::sentences::span(&structure.words, &tokens);
            analysis.sentences.push(Sentence { span, tokens, paragraph });
        }
        analysis.paragraphs.push(Paragraph { span, tokens: range });
    }
    analysis
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
