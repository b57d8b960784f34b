//! The documents of a command: its arguments, and reading them with a word on each that cannot be read.

use super::voice;
use crate::document::{self, Document, DocumentError, FieldNames, Format, ReadOptions, Source};
use clap::{Args, ValueHint};
use std::ffi::OsString;

/// Which documents, and how they are written. Every command that reads documents takes these.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Documents")]
pub struct DocumentArgs {
    /// Files, folders (read with all below them) or - for standard input
    #[arg(value_name = "DOC", required = true, value_hint = ValueHint::AnyPath)]
    pub documents: Vec<OsString>,
    /// Reads only such files of a folder ('*.txt', 'news/**'); may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub include: Vec<String>,
    /// Leaves out such files of a folder; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub exclude: Vec<String>,
    /// Takes every file for this format instead of telling it by its name
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub input_format: Option<Format>,
    /// The field of a record that holds the text [default: text, body, content, …]
    #[arg(long, value_name = "NAME")]
    pub text_field: Option<String>,
    /// The field that holds the id [default: id, slug, filename, …; else the file and the number of the record]
    #[arg(long, value_name = "NAME")]
    pub id_field: Option<String>,
    /// The field that holds the title [default: title, headline, …]
    #[arg(long, value_name = "NAME")]
    pub title_field: Option<String>,
    /// The field that holds who published it [default: source, publisher, …]
    #[arg(long, value_name = "NAME")]
    pub source_field: Option<String>,
    /// The field that holds who wrote it [default: author, byline, …]
    #[arg(long, value_name = "NAME")]
    pub author_field: Option<String>,
    /// The field that holds when it was published [default: date, published, …]
    #[arg(long, value_name = "NAME")]
    pub date_field: Option<String>,
    /// The field that holds its address [default: url, link, …]
    #[arg(long, value_name = "NAME")]
    pub url_field: Option<String>,
    /// The longest that one document may be, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub max_size: u64,
}

impl DocumentArgs {
    /// The same for the library.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            format: self.input_format,
            fields: FieldNames {
                text: self.text_field.clone(),
                id: self.id_field.clone(),
                title: self.title_field.clone(),
                source: self.source_field.clone(),
                author: self.author_field.clone(),
                date: self.date_field.clone(),
                url: self.url_field.clone(),
            },
            max_size: self.max_size << 20,
            ..ReadOptions::default()
        }
    }

    /// The sources that were named.
    pub fn sources(&self) -> Vec<Source> {
        self.documents.iter().map(Source::from_argument).collect()
    }

    /// Reads all documents; what cannot be read is named on standard error and counted.
    ///
    /// # Errors
    /// A pattern that is not one, or not a single document that could be read.
    pub fn read(&self) -> Result<Reading, super::Failure> {
        self.read_with(&self.options())
    }

    /// [`read`](Self::read) with options that were changed.
    ///
    /// # Errors
    /// As there.
    pub fn read_with(&self, options: &ReadOptions) -> Result<Reading, super::Failure> {
        let mut reading = Reading::default();
        for item in document::read(&self.sources(), options).map_err(super::Failure::usage)? {
            match item {
                Ok(document) => reading.documents.push(document),
                Err(error) => reading.tell(&error),
            }
        }
        if reading.documents.is_empty() {
            return Err(super::Failure::new("not a single document could be read"));
        }
        Ok(reading)
    }
}

/// Documents, and how many were lost on the way.
#[derive(Debug, Default)]
pub struct Reading {
    /// What was read, in order.
    pub documents: Vec<Document>,
    /// How many files or records could not be read.
    pub lost: usize,
}

impl Reading {
    fn tell(&mut self, error: &DocumentError) {
        if error.loses_document() {
            self.lost += 1;
            voice::warn(format_args!("skipped {error}"));
        } else {
            voice::warn(error);
        }
        if let Some(help) = error.help() {
            voice::help(help);
        }
    }

    /// How the command ends: [`Done::Partly`](super::Done::Partly) where a document was lost.
    pub fn done(&self) -> super::Done {
        if self.lost == 0 { super::Done::Wholly } else { super::Done::Partly }
    }
}
