//! Paragraphs → words as Universal Dependencies counts them in English.
//!
//! Unicode's word boundaries (UAX #29) are the base; over them lie the conventions of the English Web Treebank and
//! GUM: clitics and contractions are words of their own (`do|n't`, `Kyiv|'s`, `can|not`), hyphens part words except
//! after prefixes (`Kyiv|-|based`, `non-profit`), a currency and a unit are parted from their number (`$|5|bn`),
//! abbreviations keep their period, web and mail addresses are one word.

use super::lists::{LISTS, key};
use crate::text::Span;
use unicode_segmentation::UnicodeSegmentation;

/// A word of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Its place.
    pub span: Span,
    /// Whether it is written as one word with the one before it (`n't` in `don't`).
    pub joined: bool,
}

/// White space, controls and invisible marks: they part words and are part of none.
fn parts_words(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Appends the words of one paragraph of `text` to `words`.
pub fn words(text: &str, paragraph: Span, words: &mut Vec<Word>) {
    let mut scanner = Scanner { text, paragraph, words, chunk_start: 0, chunk_end: 0 };
    let mut at = paragraph.start;
    while at < paragraph.end {
        let rest = &text[at..paragraph.end];
        let Some(skip) = rest.find(|c| !parts_words(c)) else { break };
        at += skip;
        let length = text[at..paragraph.end].find(parts_words).unwrap_or(paragraph.end - at);
        scanner.chunk(at, at + length);
        at += length;
    }
}

struct Scanner<'t, 'w> {
    text: &'t str,
    paragraph: Span,
    words: &'w mut Vec<Word>,
    /// What stands between two white spaces.
    chunk_start: usize,
    chunk_end: usize,
}

fn is_digits(s: &str) -> bool {
    !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())
}
fn is_wordish(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '‘' | '＇')
}
fn is_capitalised(s: &str) -> bool {
    s.starts_with(char::is_uppercase)
}
fn first(s: &str) -> Option<char> {
    s.chars().next()
}
/// The length of the first segment by Unicode's word boundaries.
fn segment(s: &str) -> usize {
    let plain = s.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // An ASCII run that no joining mark follows is a segment of its own, whatever comes next.
    match s.as_bytes().get(plain) {
        None if plain > 0 => plain,
        Some(b) if plain > 0 && b.is_ascii() && !matches!(b, b'\'' | b'.' | b',' | b':' | b';' | b'_') => {
            plain
        }
        _ => s.split_word_bounds().next().map_or(0, str::len),
    }
}

impl<'t> Scanner<'t, '_> {
    fn push(&mut self, start: usize, end: usize, joined: bool) {
        debug_assert!(start < end);
        self.words.push(Word { span: Span::new(start, end), joined });
    }

    fn chunk(&mut self, start: usize, end: usize) {
        (self.chunk_start, self.chunk_end) = (start, end);
        // Bare words are most of every text.
        if self.text.as_bytes()[start..end].iter().all(u8::is_ascii_alphabetic) {
            return self.word(start, end);
        }
        let mut at = start;
        while at < end {
            let rest = &self.text[at..end];
            let fresh = at == start || !self.text[..at].ends_with(is_wordish);
            if fresh && let Some(length) = self.special(at, rest) {
                self.push(at, at + length, false);
                at += length;
                continue;
            }
            let c = first(rest).expect("not at the end");
            if is_wordish(c) {
                let length = self.core(rest);
                at = self.core_and_period(at, at + length);
            } else {
                at = self.mark(at, rest, c);
            }
        }
    }

    /// Addresses, handles, tags, faces, numbers of lists: whole whatever is inside.
    fn special(&self, at: usize, rest: &str) -> Option<usize> {
        let c = first(rest)?;
        if let Some(length) = web_address(rest).or_else(|| mail_address(rest)) {
            return Some(length);
        }
        match c {
            '#' if rest[1..].starts_with(char::is_alphabetic) => Some(1 + tag_length(&rest[1..])),
            '@' if rest[1..].starts_with(is_wordish) => Some(1 + tag_length(&rest[1..])),
            '+' => {
                let digits = rest[1..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
                (digits >= 6).then_some(1 + digits)
            }
            '.' | ','
                if rest[1..].starts_with(|d: char| d.is_ascii_digit())
                    && at == self.chunk_start
                    && c == '.' =>
            {
                Some(1 + segment(&rest[1..]))
            }
            '\'' | '’' | '‘' if at == self.chunk_start || c == '\'' || c == '’' => {
                let after = &rest[c.len_utf8()..];
                let length = segment(after);
                let word = &after[..length];
                if matches!(word, "n" | "N") && after[length..].starts_with(is_apostrophe) {
                    return Some(c.len_utf8() + length + first(&after[length..])?.len_utf8());
                }
                let decade = word.len() == 3 && word.ends_with('s') && is_digits(&word[..2]);
                let year = word.len() == 2 && is_digits(word);
                let known = !word.is_empty()
                    && LISTS.apostrophised.contains(&key(word))
                    && !after[length..].starts_with(is_apostrophe);
                (decade || year || known).then_some(c.len_utf8() + length)
            }
            '[' if rest.starts_with("[...]") || rest.starts_with("[…]") => rest.find(']').map(|i| i + 1),
            _ if c.is_ascii_digit() && at == self.paragraph.start => {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                (digits <= 2 && rest[digits..] == *".").then_some(digits + 1)
            }
            _ if c.is_ascii_punctuation() && at == self.chunk_start => LISTS
                .emoticons
                .iter()
                .find(|e| {
                    rest.strip_prefix(e.as_str()).is_some_and(|r| r.chars().all(|c| c.is_ascii_punctuation()))
                })
                .map(|e| e.len()),
            _ => None,
        }
    }

    /// The length of the word that `rest` starts with, before clitics and units are cut from it.
    fn core(&self, rest: &str) -> usize {
        let mut last = 0;
        let mut end = segment(rest);
        if let Some(cut) = missing_space(&rest[..end]) {
            return cut;
        }
        while let Some(c) = first(&rest[end..]) {
            let next = &rest[end + c.len_utf8()..];
            if c == '$' && end <= 3 && rest[..end].bytes().all(|b| b.is_ascii_uppercase()) {
                return end + 1; // US$, HK$
            }
            if !next.starts_with(is_wordish) {
                break;
            }
            let (left, right) = (&rest[last..end], &next[..segment(next)]);
            let joins = match c {
                '/' => (is_digits(left) && is_digits(right)) || (left.len() == 1 && right.len() == 1),
                ':' => is_digits(left) && right.starts_with(|c: char| c.is_ascii_digit()),
                '&' => {
                    [left, right].iter().all(|s| s.len() <= 3 && s.bytes().all(|b| b.is_ascii_alphabetic()))
                        && (is_capitalised(left) == is_capitalised(right))
                }
                '`' | '‘' | '’' | '\'' => LISTS.clitics.contains(&key(right)) || right == "t",
                c if is_hyphen(c) => self.hyphen_joins(&rest[..end], left, right),
                _ => false,
            };
            if !joins {
                break;
            }
            last = end + c.len_utf8();
            end = last + right.len();
        }
        end
    }

    /// Whether the hyphen between two segments stays inside the word.
    fn hyphen_joins(&self, whole: &str, left: &str, right: &str) -> bool {
        if is_digits(left) && is_digits(right) {
            // Telephone numbers and dates; ranges part.
            return (left.len() == 3 && (right.len() == 3 || right.len() == 4))
                || (whole.len() > left.len()
                    && whole.len() < 40
                    && whole.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
                || (left.len() == 4 && right.len() == 2 && right.starts_with(['0', '1']) && right <= "12");
        }
        if left.bytes().any(|b| b.is_ascii_digit()) || right.starts_with(|c: char| c.is_ascii_digit()) {
            return whole.len() > left.len() || LISTS.prefixes.contains(&key(left));
        }
        let after_name = || {
            self.words.last().is_some_and(|w| is_capitalised(w.span.of(self.text)) && w.span.len() > 1)
                && is_capitalised(left)
        };
        (whole.len() == left.len() && LISTS.prefixes.contains(&key(left)))
            || LISTS.suffixes.contains(&key(right))
            || (is_syllable(left) && is_syllable(right) && after_name())
    }

    /// Emits a word of the given core and the period that belongs to it, if one does; returns where to go on.
    fn core_and_period(&mut self, start: usize, end: usize) -> usize {
        let core = &self.text[start..end];
        let after = &self.text[end..self.chunk_end];
        if after.starts_with('.') && !after.starts_with("..") && self.keeps_period(start, core, &after[1..]) {
            self.push(start, end + 1, false);
            return end + 1;
        }
        self.word(start, end);
        end
    }

    /// Whether the period after `core` is part of the word.
    fn keeps_period(&self, start: usize, core: &str, after: &str) -> bool {
        let next = self.text[self.chunk_end..self.paragraph.end].trim_start();
        let last_of_paragraph = after.is_empty() && next.is_empty();
        // U.S. e.g. Ph.D. a.m.
        if core.contains('.') {
            return core
                .split('.')
                .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic()));
        }
        let mut letters = core.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && letter.is_uppercase()
        {
            let opener =
                LISTS.openers.contains(&key(next.split(|c: char| !is_wordish(c)).next().unwrap_or("")));
            let named = self.words.last().is_none_or(|w| {
                is_capitalised(w.span.of(self.text)) || !w.span.of(self.text).starts_with(is_wordish)
            });
            return !last_of_paragraph
                && named
                && !opener
                && (letter != 'I' || after.is_empty())
                && (!after.is_empty() || is_capitalised(next));
        }
        if core.len() > 6 || !core.is_ascii() {
            return false;
        }
        let word = key(core);
        let number_follows = next.starts_with(|c: char| c.is_ascii_digit() || c == '#');
        let whole = start == self.chunk_start || !self.text[..start].ends_with(is_wordish);
        whole
            && ((LISTS.titles.contains(&word) && !last_of_paragraph)
                || LISTS.abbreviations.contains(&word)
                    && (is_capitalised(core)
                        || matches!(&*word, "etc" | "al" | "approx" | "est" | "ed" | "eds" | "div"))
                || (LISTS.capitalised.contains(&word) && is_capitalised(core))
                || (LISTS.before_numbers.contains(&word)
                    && (number_follows || after.starts_with(|c: char| c.is_ascii_digit()))))
    }

    /// Emits a word without its period: clitics, contractions and units become words of their own.
    fn word(&mut self, start: usize, end: usize) {
        let word = &self.text[start..end];
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let number =
                word.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':')).count();
            let unit = &word[number..];
            if number < word.len() && unit.len() <= 5 && LISTS.units.contains(&key(unit)) {
                self.push(start, start + number, false);
                return self.push(start + number, end, false);
            }
            if let Some(cut) = clitic(word) {
                self.push(start, start + cut, false);
                return self.push(start + cut, end, true);
            }
            return self.push(start, end, false);
        }
        let mut cuts = smallvec::SmallVec::<[usize; 4]>::new();
        let mut stem = word;
        while let Some(cut) = clitic(stem) {
            cuts.push(cut);
            stem = &stem[..cut];
        }
        if stem.len() <= 8
            && let Some(length) = LISTS.contractions.get(&key(stem))
            && *length < stem.len()
            && stem.is_char_boundary(*length)
        {
            cuts.push(*length);
        }
        let mut from = 0;
        for cut in cuts.into_iter().rev() {
            self.push(start + from, start + cut, from > 0);
            from = cut;
        }
        self.push(start + from, end, from > 0);
    }

    /// Emits what is neither letter nor digit; returns where to go on.
    fn mark(&mut self, at: usize, rest: &'t str, c: char) -> usize {
        let run = |same: &dyn Fn(char) -> bool| rest.find(|c| !same(c)).unwrap_or(rest.len());
        let length = match c {
            '.' => run(&|d| d == '.'),
            '!' | '?' => run(&|d| d == '!' || d == '?'),
            '-' | '*' | '=' | '~' | '_' => run(&|d| d == c),
            '<' | '>' | '`' | '\'' | '‘' | '’' if rest[c.len_utf8()..].starts_with(c) => 2 * c.len_utf8(),
            '\u{200d}' => return at + c.len_utf8(),
            c if c.is_ascii() => 1,
            _ => segment(rest).max(c.len_utf8()),
        };
        // The genitive of plurals ("the ministers' plan") is a word joined to the noun.
        let genitive = matches!(c, '\'' | '’')
            && length == c.len_utf8()
            && self.text[..at].ends_with(['s', 'S', 'x', 'z'])
            && at > self.chunk_start
            && at + length == self.chunk_end
            && self.text[self.chunk_end..self.paragraph.end].trim_start().starts_with(char::is_alphanumeric);
        self.push(at, at + length, genitive);
        at + length
    }
}

/// Where the last clitic of `word` starts ("n't", "'s"), if it has one.
fn clitic(word: &str) -> Option<usize> {
    let (at, mark) = word.char_indices().rev().find(|(_, c)| is_apostrophe(*c))?;
    let tail = &word[at + mark.len_utf8()..];
    if at == 0 || tail.len() > 2 {
        return None;
    }
    let tail = key(tail);
    if tail == "t" {
        let n = word[..at].chars().next_back().filter(|c| matches!(c, 'n' | 'N'))?;
        let cut = at - n.len_utf8();
        return (cut > 0).then_some(cut);
    }
    LISTS.clitics.contains(&tail).then_some(at)
}

/// Where "end.Next" lacks the space between two sentences.
fn missing_space(segment: &str) -> Option<usize> {
    let (left, right) = segment.split_once('.')?;
    let mut after = right.chars();
    (left.len() > 2
        && left.chars().skip(1).all(char::is_lowercase)
        && after.next().is_some_and(char::is_uppercase)
        && after.next().is_some_and(char::is_lowercase))
    .then_some(left.len())
}

/// Whether a part of a name may be one syllable of Chinese or Korean in Latin letters ("Jae-in", "Ing-wen").
fn is_syllable(part: &str) -> bool {
    let part = part.to_lowercase();
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let onset = part.find(vowel).unwrap_or(part.len());
    let rest = &part[onset..];
    let nucleus = rest.find(|c| !vowel(c)).unwrap_or(rest.len());
    let coda = &rest[nucleus..];
    part.is_ascii()
        && part.len() >= 2
        && part.len() <= 6
        && onset <= 2
        && (1..=3).contains(&nucleus)
        && matches!(coda, "" | "n" | "ng" | "k" | "m" | "p" | "t" | "l" | "h")
}

/// The length of the body of a hashtag or handle.
fn tag_length(rest: &str) -> usize {
    rest.find(|c: char| !is_wordish(c)).unwrap_or(rest.len())
}

/// The length of an address as written in running text: without the punctuation that closes around it.
fn trimmed(address: &str) -> usize {
    let opened = address.matches('(').count();
    let mut closed = address.matches(')').count();
    let mut end = address.len();
    while let Some(c) = address[..end].chars().next_back() {
        match c {
            '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | '”' | '’' | '>' | ']' | '*' => {}
            ')' if closed > opened => closed -= 1,
            _ => break,
        }
        end -= c.len_utf8();
    }
    end
}

/// How long the parts of addresses may be (RFC 1035, RFC 5321); looking no further keeps the scan linear.
const LONGEST_HOST: usize = 255;
const LONGEST_LOCAL: usize = 64;

fn web_address(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let start = match bytes[0] | 0x20 {
        b'h' | b'f' => {
            ["http://", "https://", "ftp://"].iter().find(|p| starts_with_ignoring_case(rest, p))?.len()
        }
        b'w' => ["www."].iter().find(|p| starts_with_ignoring_case(rest, p))?.len(),
        b'm' => ["mailto:"].iter().find(|p| starts_with_ignoring_case(rest, p))?.len(),
        b'd' if starts_with_ignoring_case(rest, "doi:") => 4,
        _ => {
            // example.org/path
            let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
            let host = bytes.iter().take(LONGEST_HOST).take_while(|b| part(b)).count();
            let (_, ending) = rest[..host].rsplit_once('.').filter(|_| bytes.get(host) == Some(&b'/'))?;
            let ok = (2..=4).contains(&ending.len())
                && ending.bytes().all(|b| b.is_ascii_lowercase())
                && bytes[0].is_ascii_alphanumeric();
            if !ok {
                return None;
            }
            host
        }
    };
    let stop = rest.find(['<', '>', '"', '“', '”', '|']).unwrap_or(rest.len());
    let length = trimmed(&rest[..stop]);
    (length > start).then_some(length)
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|t| t.eq_ignore_ascii_case(prefix))
}

fn mail_address(rest: &str) -> Option<usize> {
    let good = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+' | b'%');
    let bytes = rest.as_bytes();
    let at = bytes.iter().take(LONGEST_LOCAL).take_while(|b| good(b)).count();
    if bytes.get(at) != Some(&b'@') || !bytes[0].is_ascii_alphanumeric() {
        return None;
    }
    let domain = bytes[at + 1..].iter().take(LONGEST_HOST).take_while(|b| good(b)).count();
    let length = trimmed(&rest[..at + 1 + domain]);
    (length > at + 1).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of `text`, a bar between them; a plus before those that are joined.
    fn split(text: &str) -> String {
        let mut found = Vec::new();
        words(text, Span::new(0, text.len()), &mut found);
        let parts: Vec<_> =
            found.iter().map(|w| format!("{}{}", if w.joined { "+" } else { "" }, w.span.of(text))).collect();
        parts.join("|")
    }

    #[test]
    fn clitics_and_contractions() {
        assert_eq!(split("They don't, Kyiv's can't"), "They|do|+n't|,|Kyiv|+'s|ca|+n't");
        assert_eq!(split("I cannot; we’re gonna"), "I|can|+not|;|we|+’re|gon|+na");
        assert_eq!(split("She wouldn't've"), "She|would|+n't|+'ve");
        assert_eq!(split("the ministers' plan of O'Reilly"), "the|ministers|+'|plan|of|O'Reilly");
        assert_eq!(split("get 'em in the '90s"), "get|'em|in|the|'90s");
    }

    #[test]
    fn hyphens_and_dashes() {
        assert_eq!(split("Kyiv-based non-profit"), "Kyiv|-|based|non-profit");
        assert_eq!(split("Ban Ki-moon is a run-up"), "Ban|Ki-moon|is|a|run|-|up");
        assert_eq!(
            split("a 20-year-old, 5-10 of 713-853-3989"),
            "a|20|-|year|-|old|,|5|-|10|of|713-853-3989"
        );
        assert_eq!(split("KYIV — talks–or war--end"), "KYIV|—|talks|–|or|war|--|end");
    }

    #[test]
    fn numbers_currencies_and_units() {
        assert_eq!(split("$1,200.50 or US$3bn, 5km at 6:30pm"), "$|1,200.50|or|US$|3|bn|,|5|km|at|6:30|pm");
        assert_eq!(split("9/11, 1/2, 40% in the 1960s"), "9/11|,|1/2|,|40|%|in|the|1960s");
    }

    #[test]
    fn abbreviations_keep_their_period() {
        assert_eq!(split("Mr. Smith of the U.S. said so."), "Mr.|Smith|of|the|U.S.|said|so|.");
        assert_eq!(split("J. K. Rowling, e.g., on Sept. 11."), "J.|K.|Rowling|,|e.g.|,|on|Sept.|11|.");
        assert_eq!(split("He sat. No. 5 etc."), "He|sat|.|No.|5|etc.");
    }

    #[test]
    fn addresses_are_one_word() {
        assert_eq!(
            split("See (https://example.org/a-b(c)?q=1), a.b@c.org. @un #now"),
            "See|(|https://example.org/a-b(c)?q=1|)|,|a.b@c.org|.|@un|#now"
        );
    }

    #[test]
    fn every_kind_of_mark() {
        assert_eq!(
            split("``Yes,'' he said... “No!?” ‘Maybe’"),
            "``|Yes|,|''|he|said|...|“|No|!?|”|‘|Maybe|’"
        );
        assert_eq!(split("and/or [...] (a) :-)"), "and|/|or|[...]|(|a|)|:-)");
        assert_eq!(split("the end.Next"), "the|end|.|Next");
    }
}
