//! Files that hold many documents: JSON Lines, JSON, CSV and TSV.

use super::error::{DocumentError, Problem};
use super::metadata::{FieldNames, Fields};
use super::{Document, read::ReadOptions};
use serde_json::Value;

/// One record of a file: its place, its own id, and the document.
pub(super) struct Record {
    /// Which record of the file, from 1.
    pub nth: usize,
    /// The line that it begins at, from 1.
    pub line: u64,
    /// Its own id.
    pub id: Option<String>,
    /// All but id and path.
    pub document: Document,
    /// A date that is not understood.
    pub odd_date: Option<String>,
}

/// The records of a file, one by one.
pub(super) type Records = Box<dyn Iterator<Item = Result<Record, DocumentError>> + Send>;

/// The records of a JSON Lines file, one object a line; empty lines are skipped, a bad line is named and the rest goes on.
pub(super) fn json_lines(place: String, text: String, options: &ReadOptions) -> Records {
    let names = options.fields.clone();
    let mut at = 0;
    let mut line = 0;
    let mut nth = 0;
    Box::new(std::iter::from_fn(move || {
        loop {
            let rest = &text[at..];
            if rest.is_empty() {
                return None;
            }
            let this = rest.split_inclusive('\n').next().unwrap_or(rest);
            at += this.len();
            line += 1;
            if this.trim().is_empty() {
                continue;
            }
            nth += 1;
            let value = match serde_json::from_str::<Value>(this) {
                Ok(value) => value,
                Err(error) => {
                    let problem = Problem::Malformed { format: "JSON", message: json_message(&error) };
                    return Some(Err(DocumentError::at_line(&place, line, problem)));
                }
            };
            return Some(json_record(&place, &value, &names, nth, line));
        }
    }))
}

/// The records of a JSON file: an array of objects, or one object.
pub(super) fn json(place: String, text: &str, options: &ReadOptions) -> Records {
    let values = match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(values)) => values,
        Ok(value) => vec![value],
        Err(error) => {
            let problem = Problem::Malformed { format: "JSON", message: json_message(&error) };
            let line = error.line() as u64;
            return Box::new(std::iter::once(Err(DocumentError::at_line(place, line, problem))));
        }
    };
    let names = options.fields.clone();
    Box::new(
        values
            .into_iter()
            .enumerate()
            .map(move |(nth, value)| json_record(&place, &value, &names, nth + 1, 0)),
    )
}

/// What serde_json says, without its own line number (a line of JSON Lines is always its line 1).
fn json_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((message, _)) => format!("{message} (column {})", error.column()),
        None => message,
    }
}

fn json_record(
    place: &str,
    value: &Value,
    names: &FieldNames,
    nth: usize,
    line: u64,
) -> Result<Record, DocumentError> {
    let Value::Object(object) = value else {
        let problem =
            Problem::Malformed { format: "JSON record", message: "expected an object {…}".into() };
        return Err(DocumentError { place: place.into(), line: (line > 0).then_some(line), problem });
    };
    let fields = object.iter().map(|(name, value)| (name.as_str(), json_text(value))).collect();
    record(place, Fields(fields), names, nth, line)
}

/// A JSON value as the text that stands for it; authors are often lists of names or objects with a name.
pub(super) fn json_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(json_text).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            object.get("name").or_else(|| object.get("title")).map(json_text).unwrap_or_default()
        }
        other => other.to_string(),
    }
}

fn record(
    place: &str,
    fields: Fields,
    names: &FieldNames,
    nth: usize,
    line: u64,
) -> Result<Record, DocumentError> {
    let fail = |problem| DocumentError { place: place.into(), line: (line > 0).then_some(line), problem };
    let Some(text) = fields.text(names) else {
        let fields = fields.0.iter().map(|(name, _)| (*name).to_owned()).collect();
        return Err(fail(Problem::NoTextField { fields }));
    };
    if text.trim().is_empty() {
        return Err(fail(Problem::Empty));
    }
    let mut document = Document { text: text.to_owned(), ..Document::default() };
    let odd_date = fields.describe(&mut document, names);
    Ok(Record { nth, line, id: fields.id(names).map(str::to_owned), document, odd_date })
}

/// The records of a CSV file with a header line. The delimiter is the one that the header holds most of.
pub(super) fn csv(place: String, text: String, options: &ReadOptions) -> Records {
    let header_line = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t', b'|']
        .into_iter()
        .rev()
        .max_by_key(|d| header_line.bytes().filter(|b| b == d).count());
    let names = options.fields.clone();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(std::io::Cursor::new(text));
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return Box::new(std::iter::once(Err(csv_error(&place, &error)))),
    };
    // Said once, not for every row.
    let dummy = Fields(header.iter().map(|name| (name, "-".to_owned())).collect());
    if dummy.text(&names).is_none() {
        let fields = header.iter().map(str::to_owned).collect();
        let error = DocumentError::at_line(place, 1, Problem::NoTextField { fields });
        return Box::new(std::iter::once(Err(error)));
    }
    let mut nth = 0;
    let mut rows = reader.into_records();
    Box::new(std::iter::from_fn(move || {
        let row = match rows.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(csv_error(&place, &error))),
        };
        nth += 1;
        let line = row.position().map_or(0, csv::Position::line);
        let fields = header.iter().zip(row.iter()).map(|(name, value)| (name, value.to_owned())).collect();
        Some(record(&place, Fields(fields), &names, nth, line).map_err(|mut error| {
            // The header has the field: this row is empty there.
            if matches!(error.problem, Problem::NoTextField { .. }) {
                error.problem = Problem::Empty;
            }
            error
        }))
    }))
}

fn csv_error(place: &str, error: &csv::Error) -> DocumentError {
    let problem = Problem::Malformed { format: "CSV", message: error.to_string() };
    DocumentError { place: place.into(), line: error.position().map(csv::Position::line), problem }
}
