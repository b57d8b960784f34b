//! Places in a text: byte spans inside the program, code points at its borders.

use serde::{Deserialize, Serialize};

/// A half-open range of **bytes** in one document's text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The span `start..end`; `start` must not be after `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }
    /// Its length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }
    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
    /// The words it stands for in `text`.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// Turns byte offsets of one text into code point offsets, the unit of files and output
/// (as brat, spaCy and W3C text positions count).
#[derive(Debug, Clone)]
pub struct CodePoints {
    /// Code points before each block of [`BLOCK`] bytes.
    blocks: Vec<usize>,
    ascii: bool,
}

const BLOCK: usize = 256;

impl CodePoints {
    /// Counts the code points of `text` once; later look-ups cost at most one block.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { blocks: Vec::new(), ascii: true };
        }
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % BLOCK == 0 {
                blocks.push(count);
            }
            // Every byte that does not continue a character starts one.
            count += usize::from(byte & 0xC0 != 0x80);
        }
        blocks.push(count);
        Self { blocks, ascii: false }
    }

    /// The code point offset of the byte offset `at` in the same `text` that this was made from.
    pub fn offset(&self, text: &str, at: usize) -> usize {
        if self.ascii {
            return at;
        }
        let block = at / BLOCK;
        self.blocks[block.min(self.blocks.len() - 1)]
            + text.as_bytes()[(block * BLOCK).min(at)..at].iter().filter(|b| **b & 0xC0 != 0x80).count()
    }

    /// The span in code points, as `[start, end]`.
    pub fn span(&self, text: &str, span: Span) -> [usize; 2] {
        [self.offset(text, span.start), self.offset(text, span.end)]
    }

    /// The byte offset of the code point offset `at`, or the text's length where it lies beyond.
    pub fn byte(&self, text: &str, at: usize) -> usize {
        if self.ascii {
            return at.min(text.len());
        }
        text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
    }
}

/// Why the system could not read or write, in words: without its number, and without the names of our temporary files.
pub fn io_reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        std::io::ErrorKind::StorageFull => "the disk is full".into(),
        std::io::ErrorKind::IsADirectory => "it is a folder".into(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_count_characters_not_bytes() {
        let text = format!("{}é“x”", "a".repeat(300));
        let points = CodePoints::new(&text);
        for (nth, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.offset(&text, byte), nth);
            assert_eq!(points.byte(&text, nth), byte);
        }
        assert_eq!(points.offset(&text, text.len()), text.chars().count());
    }
}
