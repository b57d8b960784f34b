//! Where a document is cut for the encoder: windows of whole words, at paragraphs or sentences where possible.

use std::ops::Range;

/// The most pieces of words in a window.
const LIMIT: usize = 254;

/// What cutting has to know of a word.
pub(crate) struct WordInfo<'t> {
    pub text: &'t str,
    pub pieces: usize,
    pub space_before: bool,
    pub starts_paragraph: bool,
}

/// Windows that tile `words`, each of at most [`LIMIT`] pieces.
///
/// When the next word does not fit, the cut is before the last word that starts a paragraph, if that leaves the
/// window half full; else after the last likely end of a sentence, if so; else right there.
pub(crate) fn windows(words: &[WordInfo<'_>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let (mut total, mut end) = (0, start);
        let (mut paragraph, mut sentence) = (None, None);
        while end < words.len() && total + words[end].pieces <= LIMIT {
            total += words[end].pieces;
            end += 1;
            if end < words.len() && total * 2 >= LIMIT {
                if words[end].starts_paragraph {
                    paragraph = Some(end);
                }
                if sentence_ends_before(words, end) {
                    sentence = Some(end);
                }
            }
        }
        if end < words.len() {
            end = paragraph.or(sentence).unwrap_or(end);
        }
        found.push(start..end);
        start = end;
    }
    found
}

fn sentence_ends_before(words: &[WordInfo<'_>], next: usize) -> bool {
    let closes = |w: &str| matches!(w, "”" | "’" | "''" | ")" | "]");
    let after = &words[next];
    if closes(after.text) || (after.text == "\"" && !after.space_before) {
        return false;
    }
    let mut last = next - 1;
    while last > 0 && (closes(words[last].text) || matches!(words[last].text, "\"" | "'")) {
        last -= 1;
    }
    matches!(words[last].text, "." | "!" | "?" | "…" | "..." | "?!" | "!!")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, pieces: usize) -> WordInfo<'_> {
        WordInfo { text, pieces, space_before: true, starts_paragraph: false }
    }

    #[test]
    fn windows_are_cut_at_paragraphs_before_sentences_before_anywhere() {
        let plain: Vec<_> = (0..300).map(|_| word("a", 1)).collect();
        assert_eq!(windows(&plain), [0..254, 254..300]);
        let mut sentences: Vec<_> = (0..300).map(|_| word("a", 1)).collect();
        sentences[199] = word(".", 1);
        assert_eq!(windows(&sentences), [0..200, 200..300]);
        sentences[150].starts_paragraph = true;
        assert_eq!(windows(&sentences), [0..150, 150..300]);
        assert!(windows(&[]).is_empty());
    }
}
