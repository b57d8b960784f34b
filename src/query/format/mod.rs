//! Rows for people and for tools: a table, JSON, JSON Lines, CSV, TSV or Markdown.
//!
//! ```
//! use standpoint::graph::{Graph, Value};
//! use standpoint::query::format::{Format, Options, RowWriter};
//!
//! let mut text = Vec::new();
//! let mut rows = RowWriter::new(&mut text, &["actor", "claims"], Options::new(Format::Csv))?;
//! rows.row(&[Value::string("Kyiv"), Value::Integer(3)], &Graph::new())?;
//! assert_eq!(rows.finish()?, 1);
//! assert_eq!(text, b"actor,claims\nKyiv,3\n");
//! # Ok::<(), std::io::Error>(())
//! ```

mod readable;
mod table;

pub use readable::{clean, name_of, readable};

use super::functions::{Entities, text_of};
use super::json::{self, Dialect};
use crate::graph::Value;
use std::io::{self, Write};
use std::str::FromStr;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A table with lines, for people.
    Table,
    /// One array of objects.
    Json,
    /// One object a line.
    Jsonl,
    /// Comma-separated values (RFC 4180, lines ended by a line feed).
    Csv,
    /// Tab-separated values; tabs, line feeds and backslashes in a value are `\t`, `\n` and `\\`.
    Tsv,
    /// A table in Markdown.
    Markdown,
}

impl Format {
    /// The names of the formats, as [`FromStr`] reads them.
    pub const NAMES: [&str; 6] = ["table", "json", "jsonl", "csv", "tsv", "markdown"];
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.to_lowercase().as_str() {
            "table" => Format::Table,
            "json" => Format::Json,
            "jsonl" | "ndjson" => Format::Jsonl,
            "csv" => Format::Csv,
            "tsv" => Format::Tsv,
            "markdown" | "md" => Format::Markdown,
            _ => return Err(format!("`{text}` is none of {}", Format::NAMES.join(", "))),
        })
    }
}

/// How a [`RowWriter`] writes.
#[derive(Debug, Clone)]
pub struct Options {
    /// The format.
    pub format: Format,
    /// The columns of the terminal that a table must fit in; `None` lets it be as wide as it is.
    pub width: Option<u16>,
    /// Whether the output goes to a terminal: then no format lets control characters through, also those (CSV, TSV) that
    /// keep data as it is.
    pub terminal: bool,
    /// Whether the heads of a table are in bold.
    pub colour: bool,
}

impl Options {
    /// A format, for a file or pipe.
    pub fn new(format: Format) -> Self {
        Options { format, width: None, terminal: false, colour: false }
    }
}

/// Writes rows as they come (a table and Markdown: when all have come).
pub struct RowWriter<W: Write> {
    out: W,
    columns: Vec<String>,
    options: Options,
    count: usize,
    /// The cells of formats that need all rows to align the columns.
    kept: table::Rows,
}

impl<W: Write> RowWriter<W> {
    /// Starts to write: the heads of the columns.
    pub fn new(out: W, columns: &[impl AsRef<str>], options: Options) -> io::Result<Self> {
        let columns: Vec<String> = columns.iter().map(|c| c.as_ref().to_owned()).collect();
        let kept = table::Rows::new(columns.len());
        let mut writer = RowWriter { out, columns, options, count: 0, kept };
        match writer.options.format {
            Format::Csv | Format::Tsv if !writer.columns.is_empty() => {
                let columns = std::mem::take(&mut writer.columns);
                writer.delimited(columns.iter().map(String::as_str))?;
                writer.columns = columns;
            }
            Format::Json => writer.out.write_all(b"[")?,
            _ => {}
        }
        Ok(writer)
    }

    /// Writes a row with a value for each column.
    pub fn row(&mut self, row: &[Value], graph: &dyn Entities) -> io::Result<()> {
        match self.options.format {
            Format::Table => self.kept.push(row, |value| readable(value, graph)),
            Format::Markdown => self.kept.push(row, |value| readable::markdown(&readable(value, graph))),
            Format::Json => {
                self.out.write_all(if self.count == 0 { b"\n  " } else { b",\n  " })?;
                self.object(row, graph)?;
            }
            Format::Jsonl => {
                self.object(row, graph)?;
                self.out.write_all(b"\n")?;
            }
            Format::Csv | Format::Tsv => {
                let cells: Vec<String> = row.iter().map(|value| plain(value, graph)).collect();
                self.delimited(cells.iter().map(String::as_str))?;
            }
        }
        self.count += 1;
        Ok(())
    }

    /// Writes what is left; gives the number of rows.
    pub fn finish(mut self) -> io::Result<usize> {
        match self.options.format {
            Format::Table if !self.columns.is_empty() => {
                self.out.write_all(self.kept.table(&self.columns, &self.options).as_bytes())?;
            }
            Format::Markdown if !self.columns.is_empty() => {
                self.out.write_all(self.kept.markdown(&self.columns).as_bytes())?;
            }
            Format::Json => self.out.write_all(if self.count == 0 { b"]\n" } else { b"\n]\n" })?,
            _ => {}
        }
        self.out.flush()?;
        Ok(self.count)
    }

    fn object(&mut self, row: &[Value], graph: &dyn Entities) -> io::Result<()> {
        let mut text = String::from("{");
        for (i, (column, value)) in self.columns.iter().zip(row).enumerate() {
            if i > 0 {
                text.push(',');
            }
            json::write_text(&mut text, column);
            text.push(':');
            json::write(&mut text, value, graph, Dialect::Plain);
        }
        text.push('}');
        self.out.write_all(text.as_bytes())
    }

    fn delimited<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> io::Result<()> {
        let cells = cells.map(|cell| if self.options.terminal { clean(cell) } else { cell.into() });
        if self.options.format == Format::Tsv {
            let cells: Vec<String> = cells
                .map(|c| {
                    c.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
                })
                .collect();
            return writeln!(self.out, "{}", cells.join("\t"));
        }
        let mut line = csv::WriterBuilder::new().from_writer(Vec::new());
        for cell in cells {
            line.write_field(&*cell)?;
        }
        line.write_record(None::<&[u8]>)?;
        self.out.write_all(&line.into_inner().map_err(|error| error.into_error())?)
    }
}

/// A value for a cell of CSV or TSV: text as it is, null as nothing, what has parts as JSON.
fn plain(value: &Value, graph: &dyn Entities) -> String {
    match value {
        Value::Null => String::new(),
        _ => match text_of(value) {
            Some(text) => text.into_owned(),
            None => json::to_string(value, graph, Dialect::Plain),
        },
    }
}

#[cfg(test)]
mod tests;
