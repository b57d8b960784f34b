//! Files and pipes → [`Document`]: plain text, Markdown, HTML, JSON Lines, CSV; encodings, metadata, offsets.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
    /// The text, as offsets of statements count it: decoded, else untouched.
    pub text: String,
}
