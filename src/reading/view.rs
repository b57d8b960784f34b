//! One document as the rules see it: the words in lower case, what kind each is, where quotations and paragraphs are.

use crate::language::Analysis;
use crate::lexicon::Lexicon;
use crate::text::Span;
use std::ops::Range;

/// Tokens of one role, as ascending ranges of indexes into [`Analysis::tokens`].
pub(crate) type Pieces = Vec<Range<usize>>;

/// What a word does in a sentence, as far as the rules need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Determiner,
    Preposition,
    Conjunction,
    Auxiliary,
    Opener,
    Pronoun,
    Adverb,
    Verb,
    Punctuation,
    Possessive,
    Word,
}

/// The document under the rules' eyes.
pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    pub(crate) analysis: &'a Analysis,
    pub(crate) lexicon: &'a Lexicon,
    lower: Vec<String>,
    classes: Vec<Class>,
    /// For each token, the outermost quotation that it stands in.
    quotation: Vec<Option<usize>>,
    sentence_of: Vec<usize>,
    tagged: bool,
    trees: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(text: &'a str, analysis: &'a Analysis, lexicon: &'a Lexicon) -> Self {
        let lower: Vec<String> =
            analysis.tokens.iter().map(|t| t.span.of(text).to_lowercase().replace('’', "'")).collect();
        let mut quotation = vec![None; lower.len()];
        for (nth, quote) in analysis.quotations.iter().enumerate() {
            if quote.depth > 0 {
                continue;
            }
            let from = analysis.tokens.partition_point(|t| t.span.start < quote.span.start);
            let to = analysis.tokens.partition_point(|t| t.span.start < quote.span.end);
            quotation[from..to].fill(Some(nth));
        }
        let mut sentence_of = vec![0; lower.len()];
        for (nth, sentence) in analysis.sentences.iter().enumerate() {
            sentence_of[sentence.tokens.clone()].fill(nth);
        }
        let tagged = analysis.tokens.iter().any(|t| t.upos == "VERB");
        let trees = analysis.tokens.iter().any(|t| t.deprel == "root");
        let mut view = Self {
            text,
            analysis,
            lexicon,
            lower,
            classes: Vec::new(),
            quotation,
            sentence_of,
            tagged,
            trees,
        };
        view.classes = (0..view.lower.len()).map(|at| view.classify(at)).collect();
        view
    }

    /// Whether the encoder has tagged the words.
    pub(crate) fn tagged(&self) -> bool {
        self.tagged
    }

    /// Whether there are trees.
    pub(crate) fn has_trees(&self) -> bool {
        self.trees
    }

    fn classify(&self, at: usize) -> Class {
        let word = self.lower[at].as_str();
        let grammar = &self.lexicon.grammar;
        if !word.chars().any(char::is_alphanumeric) {
            return if word == "%" || word == "$" || word == "&" { Class::Word } else { Class::Punctuation };
        }
        if self.surface(at) == "US" {
            return Class::Word; // never the pronoun
        }
        if word == "'s" && at > 0 {
            // "Kyiv's" or "it's": after a name or a noun it is a genitive far more often.
            let before = &self.lower[at - 1];
            let upos = self.analysis.tokens[at].upos;
            if upos == "AUX" || grammar.pronouns.contains_key(before) || before == "that" || before == "there"
            {
                return Class::Auxiliary;
            }
            return Class::Possessive;
        }
        match self.analysis.tokens[at].upos {
            "VERB" => return Class::Verb,
            "AUX" => return Class::Auxiliary,
            "NOUN" | "PROPN" | "ADJ" | "NUM" | "X" | "SYM" if self.analysis.tokens[at].deprel != "_" => {
                return Class::Word;
            }
            _ => {}
        }
        if grammar.auxiliaries.contains(word) {
            Class::Auxiliary
        } else if grammar.pronouns.get(word).is_some_and(|p| !p.possessive && !p.relative) {
            Class::Pronoun
        } else if grammar.determiners.contains(word) && word != "that" {
            Class::Determiner
        } else if grammar.conjunctions.contains(word) {
            Class::Conjunction
        } else if grammar.clause_openers.contains(word) && word != "as" {
            Class::Opener
        } else if grammar.prepositions.contains(word) {
            Class::Preposition
        } else if grammar.is_adverb(word) {
            Class::Adverb
        } else {
            Class::Word
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.lower.len()
    }
    pub(crate) fn word(&self, at: usize) -> &str {
        self.lower.get(at).map_or("", String::as_str)
    }
    pub(crate) fn surface(&self, at: usize) -> &'a str {
        self.analysis.tokens[at].span.of(self.text)
    }
    pub(crate) fn class(&self, at: usize) -> Class {
        self.classes.get(at).copied().unwrap_or(Class::Punctuation)
    }
    pub(crate) fn words(&self, range: Range<usize>) -> Vec<&str> {
        self.lower[range].iter().map(String::as_str).collect()
    }
    pub(crate) fn quotation(&self, at: usize) -> Option<usize> {
        self.quotation.get(at).copied().flatten()
    }
    /// The number of the sentence that a token stands in.
    pub(crate) fn sentence(&self, at: usize) -> usize {
        self.sentence_of[at]
    }
    pub(crate) fn sentence_tokens(&self, sentence: usize) -> Range<usize> {
        self.analysis.sentences[sentence].tokens.clone()
    }
    pub(crate) fn paragraph(&self, at: usize) -> usize {
        self.analysis.sentences[self.sentence_of[at]].paragraph
    }
    pub(crate) fn is_capitalised(&self, at: usize) -> bool {
        self.surface(at).chars().next().is_some_and(char::is_uppercase)
    }
    /// The tokens of a quotation, its marks included.
    pub(crate) fn quotation_tokens(&self, quotation: usize) -> Range<usize> {
        let span = self.analysis.quotations[quotation].span;
        let from = self.analysis.tokens.partition_point(|t| t.span.start < span.start);
        let to = self.analysis.tokens.partition_point(|t| t.span.start < span.end);
        from..to
    }
    /// The bytes from the first to the last token of a range.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.analysis.tokens[range.start].span.start, self.analysis.tokens[range.end - 1].span.end)
    }
    pub(crate) fn phrase_text(&self, range: &Range<usize>) -> &'a str {
        if range.is_empty() { "" } else { self.span(range).of(self.text) }
    }

    /// A range without punctuation and conjunctions at its ends; quotation marks stay where both are inside.
    pub(crate) fn trimmed(&self, mut range: Range<usize>) -> Range<usize> {
        let mark = |at: usize| matches!(self.word(at), "\"" | "“" | "”" | "'" | "‘" | "''" | "``");
        while range.start < range.end {
            let word = self.word(range.start);
            let loose = self.class(range.start) == Class::Punctuation
                && !mark(range.start)
                && word != "("
                && word != "[";
            if loose { range.start += 1 } else { break }
        }
        while range.start < range.end {
            let last = range.end - 1;
            let loose = self.class(last) == Class::Punctuation
                && !mark(last)
                && !matches!(self.word(last), ")" | "]" | "%" | "?" | "!");
            if loose { range.end -= 1 } else { break }
        }
        if range.len() == 1 && mark(range.start) {
            range.end = range.start;
        }
        range
    }
}

/// Joins overlapping and touching ranges and drops empty ones.
pub(crate) fn tidy(mut pieces: Pieces) -> Pieces {
    pieces.retain(|r| !r.is_empty());
    pieces.sort_by_key(|r| (r.start, r.end));
    let mut out: Pieces = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match out.last_mut() {
            Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
            _ => out.push(piece),
        }
    }
    out
}

/// Whether any token is in both.
pub(crate) fn overlap(a: &[Range<usize>], b: &[Range<usize>]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.start < y.end && y.start < x.end))
}

/// How many tokens are in both.
pub(crate) fn shared(a: &[Range<usize>], b: &[Range<usize>]) -> usize {
    a.iter()
        .map(|x| b.iter().map(|y| x.end.min(y.end).saturating_sub(x.start.max(y.start))).sum::<usize>())
        .sum()
}

/// How many tokens.
pub(crate) fn size(a: &[Range<usize>]) -> usize {
    a.iter().map(Range::len).sum()
}
