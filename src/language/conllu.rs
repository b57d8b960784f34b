//! CoNLL-U: treebanks in, analyses out (<https://universaldependencies.org/format.html>).

use super::structure::{Structure, sentences::Place, tokens::Word};
use super::{Analysis, quotations_of};
use crate::text::Span;
use std::fmt::Write;
use std::ops::Range;

/// What a file says that CoNLL-U does not allow.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {reason}")]
pub struct ConlluError {
    /// From 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

/// A document of a treebank, with the text that it stands for.
#[derive(Debug, Clone, Default)]
pub struct TreebankDocument {
    /// Its id, or "" where the file has none.
    pub name: String,
    /// Its text, as `SpaceAfter` and the comments `newpar` have it.
    pub text: String,
    /// Its words.
    pub words: Vec<TreebankWord>,
    /// Sentences as ranges of words.
    pub sentences: Vec<Range<usize>>,
    /// Paragraphs as ranges of words.
    pub paragraphs: Vec<Range<usize>>,
    /// Entities of GUM's kind; `None` if the file has none.
    pub mentions: Option<Vec<TreebankMention>>,
}

/// A word of a treebank.
#[derive(Debug, Clone)]
pub struct TreebankWord {
    /// Its place in the text.
    pub span: Span,
    /// The place of the token that it is part of: longer than `span` for a word of a multiword token.
    pub token: Span,
    /// The columns FORM to XPOS.
    pub form: String,
    /// See `form`.
    pub lemma: String,
    /// See `form`.
    pub upos: String,
    /// See `form`.
    pub xpos: String,
    /// The word that governs it, as an index into the document's words.
    pub head: Option<usize>,
    /// The relation to it.
    pub deprel: String,
}

/// An entity's mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreebankMention {
    /// Its words.
    pub words: Range<usize>,
    /// Its type.
    pub kind: String,
    /// The entity's id in its document.
    pub entity: String,
}

/// Reads a file's documents; a file without `newdoc` is one document.
///
/// Sentences stand a space apart, paragraphs a blank line.
///
/// # Errors
/// A line of other than ten columns, an id or head that is no number or out of place.
pub fn read(file: &str) -> Result<Vec<TreebankDocument>, ConlluError> {
    let mut reader = Reader::default();
    for (number, line) in file.lines().enumerate() {
        reader
            .line(line.trim_end_matches('\r'))
            .map_err(|reason| ConlluError { line: number + 1, reason })?;
    }
    reader.finish_document().map_err(|reason| ConlluError { line: file.lines().count(), reason })?;
    Ok(reader.documents)
}

#[derive(Default)]
struct Reader {
    documents: Vec<TreebankDocument>,
    document: TreebankDocument,
    new_paragraph: bool,
    /// The space that waits for a next word.
    space: bool,
    sentence_start: usize,
    /// Heads of the open sentence as written.
    heads: Vec<usize>,
    /// The multiword token that is open: its last id, what is left of its form, whether a space follows.
    multiword: Option<(usize, String, bool, Span)>,
    /// Open mentions: entity, type, first word.
    open: Vec<(String, String, usize)>,
    mentions: Vec<TreebankMention>,
    any_entity: bool,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim();
            if comment == "newdoc" || comment.starts_with("newdoc ") {
                self.finish_document()?;
                self.document.name = comment.split_once('=').map_or("", |(_, n)| n.trim()).to_string();
            } else if comment == "newpar" || comment.starts_with("newpar ") {
                self.new_paragraph = true;
            } else if comment.starts_with("global.Entity") {
                self.any_entity = true;
            }
            return Ok(());
        }
        if line.trim().is_empty() {
            return self.finish_sentence();
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, xpos, _, head, deprel, _, misc] = fields[..] else {
            return Err(format!("{} columns instead of 10", fields.len()));
        };
        if id.contains('.') {
            return Ok(());
        }
        let space = !misc.split('|').any(|m| m == "SpaceAfter=No");
        let number = |s: &str| s.parse::<usize>().map_err(|_| format!("{s:?} is not a number"));
        if let Some((_, last)) = id.split_once('-') {
            let token = self.place(form);
            self.multiword = Some((number(last)?, form.to_string(), space, token));
            return Ok(());
        }
        let expected = self.document.words.len() - self.sentence_start + 1;
        if number(id)? != expected {
            return Err(format!("the id is {id}, not {expected}"));
        }
        let (span, token) = match &mut self.multiword {
            None => {
                let span = self.place(form);
                self.space = space;
                (span, span)
            }
            Some((last, rest, space, token)) => {
                // The words of a multiword token share its letters out.
                let is_last = expected >= *last;
                let mut length = if is_last { rest.len() } else { form.len().min(rest.len()) };
                while !rest.is_char_boundary(length) {
                    length += 1;
                }
                let start = token.end - rest.len();
                rest.drain(..length);
                let (token, space) = (*token, *space);
                if is_last {
                    self.multiword = None;
                    self.space = space;
                }
                (Span::new(start, start + length), token)
            }
        };
        self.heads.push(number(head)?);
        self.document.words.push(TreebankWord {
            span,
            token,
            form: form.into(),
            lemma: lemma.into(),
            upos: upos.into(),
            xpos: xpos.into(),
            head: None,
            deprel: deprel.into(),
        });
        if let Some(entities) = misc.split('|').find_map(|m| m.strip_prefix("Entity=")) {
            self.any_entity = true;
            self.entities(entities);
        }
        Ok(())
    }

    /// Puts a token's form into the text.
    fn place(&mut self, form: &str) -> Span {
        let document = &mut self.document;
        let first_of_sentence = document.words.len() == self.sentence_start;
        if self.new_paragraph || document.paragraphs.is_empty() {
            self.new_paragraph = false;
            if !document.text.is_empty() {
                document.text.push_str("\n\n");
            }
            document.paragraphs.push(document.words.len()..document.words.len());
        } else if self.space || (first_of_sentence && document.text.is_empty()) {
            document.text.push(' ');
        }
        self.space = true;
        let start = document.text.len();
        document.text.push_str(form);
        Span::new(start, document.text.len())
    }

    /// GUM's brackets: `(7-person-…` opens, `7)` closes, `(7-person-…)` is a word of its own.
    fn entities(&mut self, brackets: &str) {
        let here = self.document.words.len() - 1;
        let mut rest = brackets;
        while !rest.is_empty() {
            let opens = rest.starts_with('(');
            let body = rest.trim_start_matches('(');
            let end = body.find(['(', ')']).unwrap_or(body.len());
            let closes = body[end..].starts_with(')');
            let mut parts = body[..end].split('-');
            let entity = parts.next().unwrap_or("").to_string();
            if opens {
                self.open.push((entity.clone(), parts.next().unwrap_or("").to_string(), here));
            }
            if closes && let Some(at) = self.open.iter().rposition(|(e, ..)| *e == entity) {
                let (entity, kind, start) = self.open.remove(at);
                self.mentions.push(TreebankMention { words: start..here + 1, kind, entity });
            }
            rest = &body[end + usize::from(closes)..];
        }
    }

    fn finish_sentence(&mut self) -> Result<(), String> {
        let (start, end) = (self.sentence_start, self.document.words.len());
        if start == end {
            return Ok(());
        }
        for (word, head) in self.document.words[start..].iter_mut().zip(self.heads.drain(..)) {
            if head > end - start {
                return Err(format!("the head {head} is not in the sentence"));
            }
            word.head = head.checked_sub(1).map(|h| h + start);
        }
        self.document.sentences.push(start..end);
        if let Some(paragraph) = self.document.paragraphs.last_mut() {
            paragraph.end = end;
        }
        self.sentence_start = end;
        self.multiword = None;
        Ok(())
    }

    fn finish_document(&mut self) -> Result<(), String> {
        self.finish_sentence()?;
        let mut document = std::mem::take(&mut self.document);
        let mut mentions = std::mem::take(&mut self.mentions);
        mentions.sort_by_key(|m| (m.words.start, std::cmp::Reverse(m.words.end)));
        document.mentions = self.any_entity.then_some(mentions);
        document.paragraphs.retain(|p| !p.is_empty());
        if !document.words.is_empty() {
            self.documents.push(document);
        }
        let (documents, any_entity) = (std::mem::take(&mut self.documents), self.any_entity);
        *self = Self { documents, any_entity, ..Self::default() };
        Ok(())
    }
}

impl TreebankDocument {
    /// The gold words, paragraphs and sentences as a structure to analyse.
    pub fn structure(&self) -> Structure {
        let mut words: Vec<Word> = Vec::with_capacity(self.words.len());
        for (i, word) in self.words.iter().enumerate() {
            let joined = i > 0 && self.words[i - 1].token == word.token;
            words.push(Word { span: word.span, joined });
        }
        let mut places = vec![Place::Inside; words.len()];
        self.sentences.iter().for_each(|s| places[s.end - 1] = Place::End);
        let quotations = quotations_of(&self.text, &words, &self.paragraphs);
        let span = |r: &Range<usize>| self.words[r.start].span.cover(self.words[r.end - 1].span);
        let paragraphs = self.paragraphs.iter().map(|r| (span(r), r.clone())).collect();
        Structure { words, places, paragraphs, quotations }
    }
}

/// An analysis as CoNLL-U, with the mentions and entities in the column MISC as GUM and CorefUD write them.
pub fn write(text: &str, analysis: &Analysis, name: &str) -> String {
    let mut out = format!("# newdoc id = {name}\n# global.Entity = eid-etype-head\n");
    let brackets = brackets(analysis);
    let mut paragraph = usize::MAX;
    for (n, sentence) in analysis.sentences.iter().enumerate() {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            out.push_str("# newpar\n");
        }
        let line = sentence.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "# sent_id = {name}-{}\n# text = {line}", n + 1);
        for i in sentence.tokens.clone() {
            let token = &analysis.tokens[i];
            let id = |i: usize| i - sentence.tokens.start + 1;
            let following = (i + 1..sentence.tokens.end).take_while(|j| analysis.tokens[*j].joined).count();
            let spaced = |i: usize| {
                analysis.tokens.get(i + 1).is_none_or(|next| next.span.start > analysis.tokens[i].span.end)
            };
            if following > 0 && !token.joined {
                let last = i + following;
                let form = token.span.cover(analysis.tokens[last].span).of(text);
                let misc = if spaced(last) { "_" } else { "SpaceAfter=No" };
                let _ = writeln!(out, "{}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}", id(i), id(last));
            }
            let mut misc = brackets[i].clone();
            if !misc.is_empty() {
                misc.insert_str(0, "Entity=");
            }
            if following == 0 && !token.joined && !spaced(i) {
                misc.push_str(if misc.is_empty() { "SpaceAfter=No" } else { "|SpaceAfter=No" });
            }
            let _ = writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t_\t{}",
                id(i),
                token.span.of(text),
                token.lemma,
                token.upos,
                token.xpos,
                token.feats,
                token.head.map_or(0, id),
                token.deprel,
                if misc.is_empty() { "_" } else { &misc },
            );
        }
        out.push('\n');
    }
    out
}

/// What opens and closes at every token.
fn brackets(analysis: &Analysis) -> Vec<String> {
    let mut found = vec![String::new(); analysis.tokens.len()];
    // Mentions come longer before shorter, so those that open last close first.
    for mention in &analysis.mentions {
        let (first, last) = (mention.tokens.start, mention.tokens.end - 1);
        let single = if first == last { ")" } else { "" };
        let head = mention.head - first + 1;
        let _ = write!(found[first], "(e{}-{}-{head}{single}", mention.entity + 1, mention.kind);
    }
    let mut closing = vec![String::new(); analysis.tokens.len()];
    for mention in analysis.mentions.iter().rev().filter(|m| m.tokens.len() > 1) {
        let _ = write!(closing[mention.tokens.end - 1], "e{})", mention.entity + 1);
    }
    for (brackets, closing) in found.iter_mut().zip(closing) {
        // What closes does so before the mention that this word alone is, and before what opens here.
        brackets.insert_str(0, &closing);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# newdoc id = d
# global.Entity = GRP-etype
# newpar
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\tEntity=(1-person-new
2-3\tman's\t_\t_\t_\t_\t_\t_\t_\t_
2\tman\tman\tNOUN\tNN\t_\t4\tnmod:poss\t_\tEntity=(2-object-x)
3\t's\t's\tPART\tPOS\t_\t2\tcase\t_\tEntity=1)
4\tdog\tdog\tNOUN\tNN\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# newpar
1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_
";

    #[test]
    fn the_text_is_put_together_again() {
        let documents = read(FILE).unwrap();
        let document = &documents[0];
        assert_eq!(document.text, "The man's dog.\n\nYes");
        assert_eq!(document.sentences, [0..5, 5..6]);
        assert_eq!(document.paragraphs, [0..5, 5..6]);
        assert_eq!(document.words[2].span.of(&document.text), "'s");
        assert_eq!(document.words[2].token.of(&document.text), "man's");
        let mentions = document.mentions.as_ref().unwrap();
        assert_eq!(mentions.len(), 2);
        assert_eq!((mentions[0].words.clone(), mentions[0].kind.as_str()), (0..3, "person"));
    }

    #[test]
    fn errors_name_their_line() {
        assert_eq!(read("1\tx\n").unwrap_err().to_string(), "line 1: 2 columns instead of 10");
        let line = "2\tx\tx\tX\tX\t_\t0\troot\t_\t_\n";
        assert_eq!(read(line).unwrap_err().to_string(), "line 1: the id is 2, not 1");
    }
}
