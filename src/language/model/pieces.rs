//! Words → the pieces of the model's vocabulary (WordPiece, uncased), and what lower case hides of them.

use super::ModelError;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// A longer word keeps its first pieces and its last.
const MOST_PIECES: usize = 8;
/// A longer run of characters is unknown.
const LONGEST_RUN: usize = 100;

/// The vocabulary.
pub(crate) struct Pieces {
    /// Pieces that start a run.
    initial: FxHashMap<&'static str, i32>,
    /// Pieces that go on, without their `##`.
    inner: FxHashMap<&'static str, i32>,
    /// The bytes of the longest piece.
    longest: usize,
    unknown: i32,
    pub(crate) start: i32,
    pub(crate) end: i32,
}

impl Pieces {
    pub(super) fn read(vocabulary: &'static str) -> Result<Self, ModelError> {
        let (mut initial, mut inner) = (FxHashMap::default(), FxHashMap::default());
        initial.reserve(vocabulary.len() / 8);
        let mut longest = 0;
        for (id, piece) in vocabulary.lines().enumerate() {
            longest = longest.max(piece.len());
            match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => inner.insert(rest, id as i32),
                _ => initial.insert(piece, id as i32),
            };
        }
        let special = |name: &str| {
            initial.get(name).copied().ok_or_else(|| ModelError::Missing(format!("the piece {name}")))
        };
        Ok(Self {
            unknown: special("[UNK]")?,
            start: special("[CLS]")?,
            end: special("[SEP]")?,
            initial,
            inner,
            longest,
        })
    }

    /// Whether `word`, in lower case, is a piece by itself: the commoner words of English are.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.initial.contains_key(word)
    }

    /// Appends the pieces of a word to `ids`: at least one.
    pub(crate) fn of(&self, word: &str, ids: &mut Vec<i32>) {
        let first = ids.len();
        if word.is_ascii() {
            let mut buffer = [0u8; 64];
            if word.len() <= buffer.len() {
                let buffer = &mut buffer[..word.len()];
                buffer.copy_from_slice(word.as_bytes());
                buffer.make_ascii_lowercase();
                self.runs(std::str::from_utf8(buffer).unwrap_or(word), ids);
            } else {
                self.runs(&word.to_ascii_lowercase(), ids);
            }
        } else {
            let dropped = |c: &char| {
                use GeneralCategory::{Control, Format, NonspacingMark};
                !matches!(c.general_category(), NonspacingMark | Control | Format)
            };
            self.runs(&word.to_lowercase().nfd().filter(dropped).collect::<String>(), ids);
        }
        if ids.len() == first {
            ids.push(self.unknown);
        }
        if ids.len() - first > MOST_PIECES {
            let last = ids[ids.len() - 1];
            ids.truncate(first + MOST_PIECES - 1);
            ids.push(last);
        }
    }

    /// The runs of a word in lower case: each punctuation mark is one, white space parts them.
    fn runs(&self, word: &str, ids: &mut Vec<i32>) {
        let mut start = 0;
        for (at, c) in word.char_indices() {
            let punctuation = is_punctuation(c);
            if !punctuation && !c.is_whitespace() && !c.is_control() {
                continue;
            }
            self.run(&word[start..at], ids);
            start = at + c.len_utf8();
            if punctuation {
                self.run(&word[at..start], ids);
            } else if c.is_control() && !c.is_whitespace() {
                // Controls vanish; ours never stand inside a word.
                continue;
            }
        }
        self.run(&word[start..], ids);
    }

    /// Greedy longest match from the left.
    fn run(&self, run: &str, ids: &mut Vec<i32>) {
        if run.is_empty() {
            return;
        }
        let first = ids.len();
        if run.len() > LONGEST_RUN && run.chars().count() > LONGEST_RUN {
            return ids.push(self.unknown);
        }
        let mut at = 0;
        'pieces: while at < run.len() {
            let table = if at == 0 { &self.initial } else { &self.inner };
            let mut end = run.len().min(at + self.longest);
            while end > at {
                if run.is_char_boundary(end)
                    && let Some(id) = table.get(&run[at..end])
                {
                    ids.push(*id);
                    at = end;
                    continue 'pieces;
                }
                end -= 1;
            }
            ids.truncate(first);
            return ids.push(self.unknown);
        }
    }
}

fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// What the uncased pieces hide: letter case, white space before, the start of a paragraph. 1 to 20.
pub(crate) fn shape(word: &str, space_before: bool, starts_paragraph: bool) -> i32 {
    let (mut letters, mut upper, mut first_upper) = (0, 0, false);
    for c in word.chars().filter(|c| c.is_alphabetic()) {
        if c.is_uppercase() {
            upper += 1;
            first_upper |= letters == 0;
        }
        letters += 1;
    }
    let case = match (letters, upper) {
        (0, _) => 4,
        (_, 0) => 0,
        (_, 1) if first_upper => 1,
        (l, u) if l == u => 2,
        _ => 3,
    };
    1 + case + 5 * i32::from(space_before) + 10 * i32::from(starts_paragraph)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(word: &str) -> Vec<i32> {
        let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\n-\ncafe\n…\n";
        let mut ids = Vec::new();
        Pieces::read(vocabulary).unwrap().of(word, &mut ids);
        ids
    }

    #[test]
    fn the_longest_piece_wins_and_a_gap_is_unknown() {
        assert_eq!(pieces("Unaffable"), [4, 5, 6]);
        assert_eq!(pieces("unaffably"), [1]);
        assert_eq!(pieces("un-un"), [4, 7, 4]);
        assert_eq!(pieces("Café"), [8]);
        assert_eq!(pieces("…"), [9]);
        assert_eq!(pieces("\u{301}"), [1]);
        assert_eq!(pieces(&"un-".repeat(9)).len(), 8);
    }

    #[test]
    fn shapes() {
        assert_eq!(shape("word", false, false), 1);
        assert_eq!(shape("Word", true, false), 7);
        assert_eq!(shape("I", true, true), 17);
        assert_eq!(shape("NATO", false, false), 3);
        assert_eq!(shape("McCain", false, false), 4);
        assert_eq!(shape("12", false, true), 15);
    }
}
