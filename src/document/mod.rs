//! Files and pipes → [`Document`]: plain text, Markdown, HTML, JSON Lines, CSV; encodings, metadata, offsets.
//!
//! [`read`] is the entry. It takes [`Source`]s (a file, a folder, standard input) and gives documents one by one, in
//! a fixed order; what cannot be read is named in a [`DocumentError`] and the rest goes on.
//!
//! ```
//! use standpoint::document::{self, ReadOptions};
//!
//! let note = "---\ntitle: A canal for the town\ndate: 2031-05-04\n---\nThe mayor *backs* the canal.";
//! let mut documents = document::from_bytes("notes/canal.md", note.into(), &ReadOptions::default());
//! let document = documents.next().unwrap().unwrap();
//! assert_eq!(document.id, "canal");
//! assert_eq!(document.title.as_deref(), Some("A canal for the town"));
//! assert_eq!(document.text.trim(), "The mayor  backs  the canal.");
//! ```
//!
//! # What offsets count
//!
//! [`Document::text`] is what offsets of statements count. For plain text it is the file's text, decoded and otherwise
//! untouched (a byte order mark is not part of it; CRLF is two characters). For Markdown every character of markup
//! and front matter is replaced by one blank, so that offsets count the characters of the file too. For HTML it is the
//! article's text without its tags; for JSON Lines and CSV the text field of the record.

mod decode;
mod error;
mod html;
mod markdown;
mod metadata;
mod read;
mod records;
mod source;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use error::{DocumentError, Problem};
pub use metadata::{FieldNames, parse_date};
pub use read::{Documents, Format, ReadOptions, from_bytes, read};
pub use source::Source;

/// A text with an id, and what is known of where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Document {
    /// Unique among the documents read together: the file's stem, or the record's own id.
    pub id: String,
    /// Its headline, where known.
    pub title: Option<String>,
    /// Who published it ("Reuters").
    pub source: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// Where on the web it stands.
    pub url: Option<String>,
    /// The file it was read from.
    pub path: Option<String>,
    /// The text, as offsets of statements count it.
    pub text: String,
}
