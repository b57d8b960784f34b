//! The words of a question: cut, folded, contractions opened, each with its possible dictionary forms.

use super::english;
use crate::text::Span;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word of a question, or a comma, or a quoted phrase (which stands for itself and is never split).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it was typed, without quotation marks.
    pub(super) text: String,
    /// Its place in the question.
    pub(super) span: Span,
    /// Lower case, without accents.
    pub(super) fold: String,
    /// The forms under which a dictionary may hold it, itself first.
    pub(super) lemmas: Vec<String>,
    /// Whether it stood in quotation marks.
    pub(super) quoted: bool,
}

impl Word {
    fn new(text: &str, span: Span) -> Self {
        let fold = fold(text);
        let lemmas = lemmas(&fold);
        Self { text: text.to_owned(), span, fold, lemmas, quoted: false }
    }

    /// Whether `lemma` is one of its dictionary forms.
    pub(super) fn is(&self, lemma: &str) -> bool {
        !self.quoted && self.lemmas.iter().any(|own| own == lemma)
    }
}

/// Lower case, accents taken off, typographic apostrophes made plain.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | 'ʼ' | '`' => '\'',
            '‐' | '‑' | '–' | '—' => '-',
            'ł' => 'l',
            'ø' => 'o',
            'đ' => 'd',
            'ı' => 'i',
            c => c,
        })
        .collect::<String>()
        .replace('ß', "ss")
        .replace('æ', "ae")
        .replace('œ', "oe")
}

/// The folded words of a name or phrase: everything between them is dropped, possessives too.
pub(super) fn name_words(text: &str) -> Vec<String> {
    let folded = fold(text).replace("'s ", " ");
    let folded = folded.strip_suffix("'s").unwrap_or(&folded);
    let mut words = Vec::new();
    for piece in folded.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '.')) {
        // "U.S." and "US" are one word; a full stop elsewhere ends one.
        let plain: String = piece.chars().filter(|c| *c != '.' && *c != '\'').collect();
        if !plain.is_empty() {
            words.push(plain);
        }
    }
    words
}

/// Dictionary forms that `word` (folded) may have: an irregular form's lemma, or what is left when an ending is
/// taken off. More than one may be returned; a form is only ever compared against known words.
pub(super) fn lemmas(word: &str) -> Vec<String> {
    let mut found = vec![word.to_owned()];
    if let Some(lemma) = english().irregular.get(word) {
        found.push(lemma.clone());
        if word == "'s" {
            found.push("have".into());
        }
    }
    let mut add = |stem: &str, ending: &str| {
        if stem.chars().count() + ending.len() >= 3 {
            found.push(format!("{stem}{ending}"));
        }
    };
    if let Some(stem) = word.strip_suffix("ies") {
        add(stem, "y");
        add(stem, "ie");
    } else if let Some(stem) = word.strip_suffix("es") {
        add(stem, "");
        add(stem, "e");
    } else if let Some(stem) = word.strip_suffix('s').filter(|s| !s.ends_with('s')) {
        add(stem, "");
    }
    if let Some(stem) = word.strip_suffix("ied") {
        add(stem, "y");
    } else if let Some(stem) = word.strip_suffix("ed").or_else(|| word.strip_suffix("ing")) {
        add(stem, "");
        add(stem, "e");
        let mut back = stem.chars().rev();
        if let (Some(last), Some(before)) = (back.next(), back.next())
            && last == before
        {
            add(&stem[..stem.len() - last.len_utf8()], "");
        }
    }
    found.dedup();
    found
}

/// Cuts a question into words. Nothing in it is an error: what is no word is dropped.
pub(super) fn split(question: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = question;
    while let Some(first) = rest.chars().next() {
        let at = question.len() - rest.len();
        let length = if let Some(length) = quotation(rest, at == 0 || ends_with_gap(&question[..at])) {
            let inner: &str = rest[..length].trim_matches(['"', '“', '”', '„', '‘', '’', '\'', '«', '»']);
            if !inner.trim().is_empty() {
                let mut word = Word::new(inner.trim(), Span::new(at, at + length));
                word.quoted = true;
                words.push(word);
            }
            length
        } else if first.is_alphanumeric() {
            let length = word_length(rest);
            push_word(&rest[..length], at, &mut words);
            length
        } else if matches!(first, '\'' | '’') && words.last().is_some_and(|w: &Word| w.span.end == at) {
            // The apostrophe after a plural: "the ministers' position".
            words.push(Word::new("'s", Span::new(at, at + first.len_utf8())));
            first.len_utf8()
        } else {
            if first == ',' || first == ';' {
                words.push(Word::new(",", Span::new(at, at + 1)));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    words
}

fn ends_with_gap(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| c.is_whitespace() || c == '(')
}

/// The length of the quotation that `rest` begins with, if it does.
fn quotation(rest: &str, after_gap: bool) -> Option<usize> {
    let open = rest.chars().next()?;
    let closers: &[char] = match open {
        '"' => &['"'],
        '“' | '„' => &['”', '“', '"'],
        '«' => &['»'],
        '‘' | '\'' if after_gap => &['’', '\''],
        _ => return None,
    };
    let inner = &rest[open.len_utf8()..];
    let single = matches!(open, '‘' | '\'');
    inner
        .char_indices()
        .find(|(at, c)| {
            closers.contains(c)
                // An apostrophe inside a word closes nothing.
                && (!single || !inner[at + c.len_utf8()..].starts_with(char::is_alphanumeric))
        })
        .map(|(at, c)| open.len_utf8() + at + c.len_utf8())
}

/// The length of the word at the start of `rest`: letters and digits, and the marks that join them.
fn word_length(rest: &str) -> usize {
    let mut length = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next_joins = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if c.is_alphanumeric()
            || is_combining_mark(c)
            || (next_joins && matches!(c, '-' | '\'' | '’' | '&' | '.' | '/' | '‑' | '–'))
        {
            length = at + c.len_utf8();
        } else if c == '.' && rest[..at].contains('.') {
            // The last full stop of "U.S.".
            length = at + 1;
            break;
        } else {
            break;
        }
    }
    length
}

/// Pushes a word, opening its contraction: "doesn't" → does, not; "Kyiv's" → Kyiv, 's.
fn push_word(text: &str, at: usize, words: &mut Vec<Word>) {
    let folded = fold(text);
    let cut = if folded.ends_with("n't") {
        Some(text.char_indices().rev().nth(2).map_or(0, |(at, _)| at))
    } else {
        text.rfind(['\'', '’']).filter(|at| {
            matches!(fold(&text[*at..]).as_str(), "'s" | "'re" | "'ve" | "'ll" | "'d" | "'m") && *at > 0
        })
    };
    let Some(cut) = cut else {
        words.push(Word::new(text, Span::new(at, at + text.len())));
        return;
    };
    if cut > 0 {
        words.push(Word::new(&text[..cut], Span::new(at, at + cut)));
    }
    let mut tail = Word::new(&text[cut..], Span::new(at + cut, at + text.len()));
    if tail.fold == "n't" {
        tail = Word { text: "not".into(), fold: "not".into(), lemmas: vec!["not".into()], ..tail };
    }
    words.push(tail);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(question: &str) -> Vec<String> {
        split(question).into_iter().map(|w| w.text).collect()
    }

    #[test]
    fn contractions_and_possessives_are_opened() {
        assert_eq!(cut("Who's against it?"), ["Who", "'s", "against", "it"]);
        assert_eq!(cut("Doesn’t Kyiv’s ally agree?"), ["Does", "not", "Kyiv", "’s", "ally", "agree"]);
        assert_eq!(cut("the ministers' position"), ["the", "ministers", "'s", "position"]);
        assert!(split("won't")[0].is("will") && split("can't")[0].is("can"));
    }

    #[test]
    fn quotations_stay_whole_and_marks_inside_words_do_not_cut() {
        assert_eq!(
            cut("Who opposes “law and order” in the U.S.?"),
            ["Who", "opposes", "law and order", "in", "the", "U.S."]
        );
        assert_eq!(
            cut("'two words' O'Brien no-fly 2024-03-01"),
            ["two words", "O'Brien", "no-fly", "2024-03-01"]
        );
    }

    #[test]
    fn inflected_forms_lead_to_their_dictionary_form() {
        for (form, lemma) in [
            ("opposes", "oppose"),
            ("criticised", "criticise"),
            ("backing", "back"),
            ("said", "say"),
            ("policies", "policy"),
            ("worried", "worry"),
            ("begged", "beg"),
        ] {
            assert!(lemmas(form).iter().any(|l| l == lemma), "{form} → {lemma}");
        }
    }

    #[test]
    fn names_fold_to_plain_words() {
        assert_eq!(name_words("Sébastien Le Cornu's"), ["sebastien", "le", "cornu"]);
        assert_eq!(name_words("U.S. Congress"), ["us", "congress"]);
        assert_eq!(name_words("Łódź-based group"), ["lodz", "based", "group"]);
    }
}
