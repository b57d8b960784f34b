//! What holds of every structure and every analysis, whatever the text. Tests and fuzzers ask for it.

use super::structure::Structure;
use super::{Analysis, Quotation};
use crate::text::Span;
use std::ops::Range;

impl Structure {
    /// What is wrong with it as the structure of `text`, if anything is: words out of order or off the characters, text
    /// that no word covers, paragraphs that do not tile the words, quotations that cross.
    pub fn check(&self, text: &str) -> Result<(), String> {
        check_words(text, self.words.iter().map(|w| w.span))?;
        if self.places.len() != self.words.len() {
            return Err(format!("{} places for {} words", self.places.len(), self.words.len()));
        }
        check_tiles("paragraphs", self.paragraphs.iter().map(|(_, r)| r), self.words.len())?;
        for (span, range) in &self.paragraphs {
            let words = self.words[range.start].span.cover(self.words[range.end - 1].span);
            if !span.contains(words) {
                return Err(format!("the paragraph {span:?} does not hold its words {words:?}"));
            }
        }
        check_quotations(text, &self.quotations)
    }
}

impl Analysis {
    /// What is wrong with it as the analysis of `text`, if anything is: beside what [`Structure::check`] finds, trees
    /// that are none, mentions and outputs that do not fit the tokens.
    pub fn check(&self, text: &str) -> Result<(), String> {
        check_words(text, self.tokens.iter().map(|t| t.span))?;
        check_tiles("sentences", self.sentences.iter().map(|s| &s.tokens), self.tokens.len())?;
        check_tiles("paragraphs", self.paragraphs.iter().map(|p| &p.tokens), self.tokens.len())?;
        check_quotations(text, &self.quotations)?;
        for sentence in &self.sentences {
            self.check_tree(&sentence.tokens)?;
            let paragraph = &self.paragraphs[sentence.paragraph].tokens;
            if sentence.tokens.start < paragraph.start || sentence.tokens.end > paragraph.end {
                return Err(format!("the sentence {:?} is not in its paragraph", sentence.tokens));
            }
        }
        for mention in &self.mentions {
            if mention.tokens.end > self.tokens.len() || !mention.tokens.contains(&mention.head) {
                return Err(format!(
                    "the mention {:?} is not around its head {}",
                    mention.tokens, mention.head
                ));
            }
        }
        let order = |m: &super::Mention| (m.tokens.start, std::cmp::Reverse(m.tokens.end));
        if !self.mentions.is_sorted_by(|a, b| order(a) < order(b)) {
            return Err("mentions out of order or double".into());
        }
        match self.outputs.names().find(|n| self.outputs.get(n).map_or(0, |m| m.rows()) != self.tokens.len())
        {
            Some(name) if !self.tokens.is_empty() => Err(format!("{name} has not a row a token")),
            _ => Ok(()),
        }
    }

    fn check_tree(&self, sentence: &Range<usize>) -> Result<(), String> {
        let mut roots = 0;
        for i in sentence.clone() {
            let token = &self.tokens[i];
            roots += usize::from(token.head.is_none());
            if token.head.is_none() != (token.deprel == "root") {
                return Err(format!("token {i} hangs on {:?} as {}", token.head, token.deprel));
            }
            let (mut at, mut steps) = (i, 0);
            while let Some(head) = self.tokens[at].head {
                steps += 1;
                if !sentence.contains(&head) || steps > sentence.len() {
                    return Err(format!("token {i} has no way to the root of its sentence"));
                }
                at = head;
            }
        }
        if roots == 1 { Ok(()) } else { Err(format!("{roots} roots in the sentence {sentence:?}")) }
    }
}

fn check_words(text: &str, spans: impl Iterator<Item = Span>) -> Result<(), String> {
    let mut end = 0;
    let skipped = |from: usize, to: usize| match text[from..to].chars().find(|c| c.is_alphanumeric()) {
        Some(c) => Err(format!("{c:?} in {from}..{to} is in no word")),
        None => Ok(()),
    };
    for span in spans {
        if span.is_empty() || span.start < end || text.get(span.start..span.end).is_none() {
            return Err(format!("the word {span:?} after {end}"));
        }
        skipped(end, span.start)?;
        end = span.end;
    }
    skipped(end, text.len())
}

fn check_tiles<'a>(
    what: &str,
    ranges: impl Iterator<Item = &'a Range<usize>>,
    count: usize,
) -> Result<(), String> {
    let mut end = 0;
    for range in ranges {
        if range.start != end || range.is_empty() {
            return Err(format!("{what}: {range:?} after {end}"));
        }
        end = range.end;
    }
    if end == count { Ok(()) } else { Err(format!("{what} end at {end} of {count}")) }
}

fn check_quotations(text: &str, quotations: &[Quotation]) -> Result<(), String> {
    for (i, quotation) in quotations.iter().enumerate() {
        let span = quotation.span;
        if text.get(span.start..span.end).is_none_or(str::is_empty) {
            return Err(format!("the quotation {span:?} is not in the text"));
        }
        let before = &quotations[..i];
        if before
            .iter()
            .any(|q| q.span.start > span.start || (q.span.overlaps(span) && !q.span.contains(span)))
        {
            return Err(format!("the quotation {span:?} crosses another"));
        }
        if before.iter().filter(|q| q.span.contains(span)).count() != quotation.depth {
            return Err(format!("the quotation {span:?} is not {} deep", quotation.depth));
        }
    }
    Ok(())
}
