//! Sources → documents, one by one.

use super::error::{DocumentError, Problem};
use super::metadata::{FieldNames, Fields, date_in_name};
use super::records::{self, Record, Records};
use super::source::{self, Filter, Source};
use super::{Document, decode, html, markdown};
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown, with or without YAML front matter.
    Markdown,
    /// An HTML page.
    Html,
    /// One JSON object a line.
    Jsonl,
    /// A JSON array of objects, or one object.
    Json,
    /// Rows under a header, separated by commas, semicolons or tabs.
    Csv,
}

/// How sources are read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Patterns of the files of a folder that are read; all if empty.
    pub include: Vec<String>,
    /// Patterns of the files of a folder that are not.
    pub exclude: Vec<String>,
    /// The format of all files; by their names and beginnings if `None`.
    pub format: Option<Format>,
    /// Which fields of records hold what.
    pub fields: FieldNames,
    /// The most bytes that one document may have.
    pub max_size: u64,
    /// Ids already given away, with the paths of their documents: a document with such a path keeps its id, any other
    /// gets one of its own.
    pub taken: FxHashMap<String, Option<String>>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            format: None,
            fields: FieldNames::default(),
            max_size: 4 << 20,
            taken: FxHashMap::default(),
        }
    }
}

/// The most bytes of a file that holds many documents.
const MAX_COLLECTION: u64 = 1 << 30;

/// Reads `sources` in their order; a folder's files in the order of their names. A file named twice is read once.
///
/// # Errors
/// A pattern of `include` or `exclude` that is not one. All else is an item of the iterator.
pub fn read(sources: &[Source], options: &ReadOptions) -> Result<Documents, DocumentError> {
    let filter = Filter::new(&options.include, &options.exclude)?;
    let mut files = VecDeque::new();
    let mut seen = FxHashSet::default();
    for source in sources {
        match source {
            Source::Stdin => files.push_back(Ok(Input::Stdin)),
            Source::Path(path) => {
                for file in source::files(path, &filter) {
                    if let Ok(path) = &file
                        && !seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
                    {
                        continue;
                    }
                    files.push_back(file.map(Input::File));
                }
            }
        }
    }
    Ok(Documents::new(files, options.clone()))
}

/// Reads `bytes` as if they were the file `path`.
pub fn from_bytes(path: &str, bytes: Vec<u8>, options: &ReadOptions) -> Documents {
    Documents::new([Ok(Input::Bytes(path.into(), bytes))].into(), options.clone())
}

#[derive(Debug)]
enum Input {
    File(PathBuf),
    Stdin,
    Bytes(PathBuf, Vec<u8>),
}

/// Documents, read as they are asked for.
pub struct Documents {
    files: VecDeque<Result<Input, DocumentError>>,
    records: Option<(Origin, Records)>,
    ready: VecDeque<Result<Document, DocumentError>>,
    ids: FxHashSet<String>,
    options: ReadOptions,
}

/// Where the documents at hand come from.
struct Origin {
    /// As the user named it.
    place: String,
    /// The file, if there is one.
    path: Option<String>,
    /// The stem of the file's name.
    stem: String,
}

impl Iterator for Documents {
    type Item = Result<Document, DocumentError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if let Some((_, records)) = &mut self.records {
                match records.next() {
                    Some(record) => self.take_record(record),
                    None => self.records = None,
                }
                continue;
            }
            match self.files.pop_front()? {
                Ok(input) => {
                    if let Err(error) = self.open(input) {
                        return Some(Err(error));
                    }
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Documents {
    fn new(files: VecDeque<Result<Input, DocumentError>>, options: ReadOptions) -> Self {
        Self { files, records: None, ready: VecDeque::new(), ids: FxHashSet::default(), options }
    }

    /// How many files are still to be opened.
    pub fn files_left(&self) -> usize {
        self.files.len()
    }

    /// Reads one file: its one document into `ready`, or its many into `records`.
    fn open(&mut self, input: Input) -> Result<(), DocumentError> {
        let origin = match &input {
            Input::Stdin => Origin { place: "standard input".into(), path: None, stem: "stdin".into() },
            Input::File(path) | Input::Bytes(path, _) => Origin {
                place: path.display().to_string(),
                path: Some(path.display().to_string()),
                stem: path
                    .file_stem()
                    .map_or_else(|| "document".into(), |s| s.to_string_lossy().into_owned()),
            },
        };
        let fail = |problem| DocumentError::new(&origin.place, problem);
        let (bytes, name) = match input {
            Input::Stdin => (limited(std::io::stdin().lock()), PathBuf::new()),
            Input::File(path) => (std::fs::File::open(&path).and_then(limited), path),
            Input::Bytes(path, bytes) => (Ok(bytes), path),
        };
        let bytes = bytes.map_err(|error| source::unreadable(origin.place.clone(), error))?;
        let size = bytes.len() as u64;
        let format = self.options.format.or_else(|| by_name(&name)).unwrap_or_else(|| by_beginning(&bytes));
        let many = matches!(format, Format::Jsonl | Format::Json | Format::Csv);
        let limit = if many { MAX_COLLECTION } else { self.options.max_size };
        if size > limit {
            return Err(fail(Problem::TooLong { size, limit }));
        }
        let charset = if format == Format::Html { decode::html_charset(&bytes) } else { None };
        let decoded = decode::decode(bytes, charset.as_deref()).map_err(fail)?;
        let text = decoded.text;
        if text.trim().is_empty() {
            return Err(fail(Problem::Empty));
        }
        if decoded.replaced > 0 {
            self.ready.push_back(Err(fail(Problem::BrokenEncoding(decoded.replaced))));
        }
        let place = origin.place.clone();
        match format {
            Format::Jsonl => self.records = Some((origin, records::json_lines(place, text, &self.options))),
            Format::Json => self.records = Some((origin, records::json(place, &text, &self.options))),
            Format::Csv => self.records = Some((origin, records::csv(place, text, &self.options))),
            Format::Text => self.one(origin, Document { text, ..Document::default() }, None),
            Format::Html => {
                let document = html::article(&text).filter(|article| !article.text.is_empty());
                let Some(document) = document else { return Err(fail(Problem::Empty)) };
                self.one(origin, document, None);
            }
            Format::Markdown => {
                let (document, id) = self.markdown(&origin, &text)?;
                self.one(origin, document, id);
            }
        }
        Ok(())
    }

    fn markdown(&mut self, origin: &Origin, text: &str) -> Result<(Document, Option<String>), DocumentError> {
        let matter = markdown::front_matter(text);
        let body = matter.map_or(0, |(_, body)| body);
        let (prose, title) = markdown::prose(text, body);
        if prose.trim().is_empty() {
            return Err(DocumentError::new(&origin.place, Problem::Empty));
        }
        let mut document = Document { text: prose, title, ..Document::default() };
        let mut id = None;
        if let Some((yaml, _)) = matter
            && !yaml.trim().is_empty()
        {
            type Yaml = IndexMap<String, serde_json::Value>;
            let values = serde_saphyr::from_str::<Yaml>(yaml).map_err(|error| {
                let message = error.to_string();
                let problem = Problem::Malformed {
                    format: "YAML front matter",
                    message: message.lines().next().unwrap_or_default().to_owned(),
                };
                // The first line of the YAML is the second of the file.
                let line = error.location().map(|at| at.line() + 1);
                DocumentError { place: origin.place.clone(), line, problem }
            })?;
            let fields =
                Fields(values.iter().map(|(name, v)| (name.as_str(), records::json_text(v))).collect());
            if let Some(date) = fields.describe(&mut document, &self.options.fields) {
                self.ready.push_back(Err(DocumentError::new(&origin.place, Problem::UnknownDate(date))));
            }
            id = fields.id(&self.options.fields).map(str::to_owned);
        }
        Ok((document, id))
    }

    /// The one document of a file.
    fn one(&mut self, origin: Origin, mut document: Document, id: Option<String>) {
        document.date = document.date.or_else(|| date_in_name(&origin.stem));
        document.path = origin.path;
        let id = id.unwrap_or(origin.stem);
        document.id = self.unique(id, document.path.as_deref());
        self.ready.push_back(Ok(document));
    }

    /// One document of a file that holds many.
    fn take_record(&mut self, record: Result<Record, DocumentError>) {
        let Some((origin, _)) = &self.records else { return };
        let record = match record {
            Ok(record) => record,
            Err(error) => return self.ready.push_back(Err(error)),
        };
        let line = (record.line > 0).then_some(record.line);
        let fail = |problem| DocumentError { place: origin.place.clone(), line, problem };
        let (size, limit) = (record.document.text.len() as u64, self.options.max_size);
        if size > limit {
            let error = fail(Problem::TooLong { size, limit });
            return self.ready.push_back(Err(error));
        }
        if let Some(date) = record.odd_date {
            let error = fail(Problem::UnknownDate(date));
            self.ready.push_back(Err(error));
        }
        let mut document = record.document;
        document.path = origin.path.clone();
        let id = record.id.unwrap_or_else(|| format!("{}#{}", origin.stem, record.nth));
        document.id = self.unique(id, document.path.as_deref());
        self.ready.push_back(Ok(document));
    }

    /// `id`, or where another document has it the path, or `id#2`, `id#3`, …
    fn unique(&mut self, id: String, path: Option<&str>) -> String {
        let by_path = path.map(|path| Path::new(path).with_extension("").display().to_string());
        let candidates = std::iter::once(id.clone())
            .chain(by_path.filter(|by_path| by_path.ends_with(&id)))
            .chain((2..).map(|nth| format!("{id}#{nth}")));
        for candidate in candidates {
            let elsewhere = self.options.taken.get(&candidate).is_some_and(|taken| taken.as_deref() != path);
            if !elsewhere && !self.ids.contains(&candidate) {
                self.ids.insert(candidate.clone());
                return candidate;
            }
        }
        unreachable!("the candidates do not end")
    }
}

/// Reads to the end, but not without end.
fn limited(reader: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_COLLECTION + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The format that a file's name tells.
fn by_name(path: &Path) -> Option<Format> {
    Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "txt" | "text" => Format::Text,
        "md" | "markdown" | "mdown" => Format::Markdown,
        "html" | "htm" | "xhtml" => Format::Html,
        "jsonl" | "ndjson" => Format::Jsonl,
        "json" => Format::Json,
        "csv" | "tsv" => Format::Csv,
        _ => return None,
    })
}

/// The format that the first bytes tell, for what has no telling name. CSV is not told from prose with commas.
fn by_beginning(bytes: &[u8]) -> Format {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let head = head.trim_start_matches('\u{FEFF}').trim_start();
    let lower = head.get(..head.len().min(64)).unwrap_or(head).to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        Format::Html
    } else if head.starts_with('{') {
        let first = head.lines().next().unwrap_or_default();
        if serde_json::from_str::<serde_json::Value>(first).is_ok() { Format::Jsonl } else { Format::Json }
    } else if head.starts_with("[{") {
        Format::Json
    } else if markdown::front_matter(head).is_some() {
        Format::Markdown
    } else {
        Format::Text
    }
}
