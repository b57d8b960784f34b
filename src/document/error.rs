//! What can be wrong with an input, where, and what to do about it.

use std::fmt;

/// Why something was not read, or not wholly; with its place.
#[derive(Debug)]
pub struct DocumentError {
    /// The file or folder as the user named it, or "standard input".
    pub place: String,
    /// The line that is wrong, from 1, where one is.
    pub line: Option<u64>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with an input.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// No file or folder of that name.
    #[error("no such file or folder")]
    NotFound,
    /// The system does not let us read it.
    #[error("cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// A picture, an archive, a program, …
    #[error("not text ({0})")]
    NotText(&'static str),
    /// There is not a word in it.
    #[error("there is no text in it")]
    Empty,
    /// Longer than [`ReadOptions::max_size`](super::ReadOptions::max_size).
    #[error("too long: {} in one document, the limit is {}", Bytes(*size), Bytes(*limit))]
    TooLong {
        /// Its size in bytes (at least).
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A folder in which nothing is to be read.
    #[error("no documents in this folder{0}")]
    NoDocuments(&'static str),
    /// A line or file that is not in its format.
    #[error("not valid {format}: {message}")]
    Malformed {
        /// "JSON", "CSV", "YAML front matter".
        format: &'static str,
        /// What its parser says.
        message: String,
    },
    /// A record without the field that should hold the text.
    #[error("no field with the text; the fields are {}", fields.join(", "))]
    NoTextField {
        /// The names of the fields that it has.
        fields: Vec<String>,
    },
    /// A pattern of `--include` or `--exclude` that is not one.
    #[error("not a file pattern: {0}")]
    Pattern(String),
    /// A date in no format that we know. The document is read, without a date.
    #[error("the date ‘{0}’ is not understood; the document has none")]
    UnknownDate(String),
    /// Bytes that are not UTF-8 in a text that otherwise is. The document is read, with � in their place.
    #[error("bytes that are not UTF-8 were replaced by � ({0})")]
    BrokenEncoding(usize),
}

impl DocumentError {
    pub(super) fn new(place: impl Into<String>, problem: Problem) -> Self {
        Self { place: place.into(), line: None, problem }
    }
    pub(super) fn at_line(place: impl Into<String>, line: u64, problem: Problem) -> Self {
        Self { place: place.into(), line: Some(line), problem }
    }

    /// Whether a document was lost; otherwise this is a remark on one that was read.
    pub fn loses_document(&self) -> bool {
        !matches!(self.problem, Problem::UnknownDate(_) | Problem::BrokenEncoding(_))
    }

    /// What the user can do about it, where there is something to say.
    pub fn help(&self) -> Option<String> {
        Some(match &self.problem {
            Problem::NotText("PDF") => "convert it first, for example with pdftotext".into(),
            Problem::NotText("Word, OpenDocument or another ZIP archive" | "RTF") => {
                "save it as plain text, Markdown or HTML".into()
            }
            Problem::TooLong { .. } => "split it, or raise --max-size".into(),
            Problem::NoTextField { .. } => "name the field that holds the text: --text-field NAME".into(),
            Problem::UnknownDate(_) => "write it as YYYY-MM-DD".into(),
            Problem::NoDocuments(_) => {
                "documents are .txt, .md, .html, .jsonl, .csv and other text files".into()
            }
            _ => return None,
        })
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for DocumentError {}

/// A number of bytes for people.
struct Bytes(u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            n if n >= 1 << 20 => write!(f, "{:.1} MiB", n as f64 / f64::from(1 << 20)),
            n if n >= 1 << 10 => write!(f, "{:.1} KiB", n as f64 / f64::from(1 << 10)),
            n => write!(f, "{n} bytes"),
        }
    }
}
