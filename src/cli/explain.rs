//! `standpoint explain`: why a place was read as it was.

use super::{Done, Failure, ReaderArgs};
use crate::document::{self, ReadOptions, Source};
use crate::language;
use crate::reading;
use crate::text::CodePoints;
use clap::Args;
use std::ffi::OsString;
use std::io::Write;

/// Shows why a place was read as it was
///
/// Prints the sentence's words with their labels, what was proposed with the scores of its links, and what decided the
/// relation.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint explain news.txt:120
  standpoint explain --lexicon my.ron articles/2025-03-02.md:431")]
pub struct Explain {
    /// The document and a place in it, in code points as `read` gives them: FILE:OFFSET
    #[arg(value_name = "DOC:OFFSET")]
    place: String,
    #[command(flatten)]
    reader: ReaderArgs,
}

impl Explain {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let (path, offset) = self
            .place
            .rsplit_once(':')
            .and_then(|(path, offset)| Some((path, offset.parse::<usize>().ok()?)))
            .filter(|(path, _)| !path.is_empty())
            .ok_or_else(|| {
                Failure::usage(format_args!("“{}” is not a document and a place", self.place))
                    .help("write FILE:OFFSET, for example news.txt:120; the offset counts code points from 0")
            })?;
        let lexicon = self.reader.lexicon()?;
        let source = Source::from_argument(OsString::from(path));
        let read = document::read(&[source], &ReadOptions::default()).map_err(Failure::usage)?;
        let mut out = std::io::stdout().lock();
        let document = read
            .into_iter()
            .next()
            .ok_or_else(|| Failure::new(format_args!("{path}: there is no document in it")))??;
        let length = document.text.chars().count();
        if offset >= length.max(1) {
            return Err(Failure::usage(format_args!(
                "{path} has {length} code points; there is no place {offset} in it"
            )));
        }
        let analysis = language::analyse(&document.text);
        let at = CodePoints::new(&document.text).byte(&document.text, offset);
        out.write_all(reading::explain(&document, &analysis, &lexicon, at).as_bytes())?;
        Ok(Done::Wholly)
    }
}
