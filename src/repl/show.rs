//! An answer as text: a table that fits, or one of the formats for other programs.

use super::readable::{is_statement, readable};
use super::session::Answer;
use super::settings::Settings;
use crate::graph::{Graph, Value};
use crate::query::format::{self, Format, RowWriter};
use anstyle::{AnsiColor, Style};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Row, Table, presets};
use std::fmt::Write as _;
use std::io::IsTerminal as _;

/// Where an answer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// How many columns it has.
    pub width: usize,
    /// Whether it shows colours.
    pub colour: bool,
    /// Whether a person sits in front of it.
    pub terminal: bool,
}

impl Default for Screen {
    fn default() -> Self {
        Self { width: 100, colour: false, terminal: false }
    }
}

impl Screen {
    /// The standard output, as it is now.
    pub fn of_stdout() -> Self {
        let stdout = std::io::stdout();
        let terminal = stdout.is_terminal();
        Self {
            width: terminal_size::terminal_size().map_or(Self::default().width, |(w, _)| usize::from(w.0)),
            colour: terminal && anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never,
            terminal,
        }
    }

    /// `text` in a style, where colours are shown.
    pub fn paint(self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// What matters less.
    pub fn dim(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// What matters most.
    pub fn strong(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// A cue.
    pub fn cue(self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default().bold(), text)
    }

    /// A claim.
    pub fn claim(self, text: &str) -> String {
        self.paint(AnsiColor::Cyan.on_default(), text)
    }
}

/// The whole answer: headline and notes, rows, and under a table their count and time.
pub fn answer(graph: &Graph, answer: &Answer, settings: &Settings, screen: Screen) -> String {
    let mut out = String::new();
    if settings.format != Format::Table {
        return data(graph, answer, settings.format);
    }
    for note in &answer.notes {
        writeln!(out, "{}", screen.dim(note)).expect("a string");
    }
    if settings.show_query && answer.question.is_some() {
        writeln!(out, "{}\n", screen.dim(&answer.query)).expect("a string");
    }
    if let Some(headline) = &answer.headline {
        writeln!(out, "{}", screen.strong(headline)).expect("a string");
    }
    let rows = &answer.outcome.rows;
    let shown = if settings.limit == 0 { rows.len() } else { rows.len().min(settings.limit) };
    if shown > 0 && !answer.outcome.columns.is_empty() {
        writeln!(out, "{}", table(graph, answer, shown, settings, screen)).expect("a string");
    }
    for warning in &answer.outcome.warnings {
        let help = warning.help.as_ref().map_or(String::new(), |h| format!(" ({h})"));
        writeln!(out, "{} {}{help}", screen.cue("warning:"), warning.message).expect("a string");
    }
    let mut foot = Vec::new();
    if !answer.outcome.columns.is_empty() {
        let all = rows.len();
        foot.push(match all {
            0 => "no rows".to_owned(),
            1 => "1 row".to_owned(),
            n if shown < n => format!("{n} rows, {shown} shown (:set limit all shows the rest)"),
            n => format!("{n} rows"),
        });
    }
    foot.extend(changes(answer));
    if settings.timing.unwrap_or(screen.terminal) {
        let seconds = answer.elapsed.as_secs_f64();
        foot.push(if seconds < 1.0 { format!("{:.1} ms", seconds * 1e3) } else { format!("{seconds:.2} s") });
    }
    if !foot.is_empty() {
        writeln!(out, "{}", screen.dim(&foot.join(", "))).expect("a string");
    }
    out
}

/// What an update changed, in words.
fn changes(answer: &Answer) -> Option<String> {
    let c = &answer.outcome.changes;
    let mut said = Vec::new();
    for (count, one, many) in [
        (c.nodes_created, "node created", "nodes created"),
        (c.nodes_deleted, "node deleted", "nodes deleted"),
        (c.relationships_created, "relationship created", "relationships created"),
        (c.relationships_deleted, "relationship deleted", "relationships deleted"),
        (c.properties_set, "property set", "properties set"),
        (c.properties_removed, "property removed", "properties removed"),
    ] {
        if count > 0 {
            said.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    (!said.is_empty()).then(|| said.join(", "))
}

fn table(graph: &Graph, answer: &Answer, shown: usize, settings: &Settings, screen: Screen) -> String {
    let outcome = &answer.outcome;
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(settings.width.unwrap_or(screen.width).min(10_000) as u16);
    let mut header = vec![Cell::new("#")];
    header.extend(outcome.columns.iter().map(|c| Cell::new(&**c)));
    table.set_header(header);
    for (nth, row) in outcome.rows.iter().take(shown).enumerate() {
        let mut cells = vec![Cell::new(nth + 1).set_alignment(CellAlignment::Right)];
        for value in row {
            let cell = Cell::new(readable(graph, value));
            let number = matches!(value, Value::Integer(_) | Value::Float(_));
            cells.push(if number { cell.set_alignment(CellAlignment::Right) } else { cell });
        }
        let mut row = Row::from(cells);
        if settings.lines > 0 {
            row.max_height(settings.lines);
        }
        table.add_row(row);
    }
    table.trim_fmt()
}

/// The rows for another program. Where cells are plain text (CSV, TSV, Markdown), the answer to a question has no JSON in
/// them: a statement is [its parts in columns](SPREAD), a list of statements their sentences.
pub fn data(graph: &Graph, answer: &Answer, format: Format) -> String {
    let mut out = Vec::new();
    let plain = matches!(format, Format::Csv | Format::Tsv | Format::Markdown) && answer.question.is_some();
    let spread: Vec<bool> = (0..answer.outcome.columns.len())
        .map(|column| plain && is_of_statements(graph, answer, column))
        .collect();
    let columns: Vec<&str> = answer
        .outcome
        .columns
        .iter()
        .zip(&spread)
        .flat_map(|(column, spread)| if *spread { SPREAD.to_vec() } else { vec![&**column] })
        .collect();
    let cells = |row: &[Value]| -> Vec<Value> {
        let cell = |(value, spread): (&Value, &bool)| match value {
            _ if *spread => parts(graph, value),
            _ if plain => vec![plainly(graph, value)],
            _ => vec![value.clone()],
        };
        row.iter().zip(&spread).flat_map(cell).collect()
    };
    let written = RowWriter::new(&mut out, &columns, format::Options::new(format)).and_then(|mut writer| {
        answer.outcome.rows.iter().try_for_each(|row| writer.row(&cells(row), graph))?;
        writer.finish()
    });
    written.expect("memory takes all");
    String::from_utf8_lossy(&out).into_owned()
}

/// The columns of a statement.
const SPREAD: [&str; 5] = ["sentence", "document", "start", "end", "confidence"];

/// Whether every value of a column that is one is a statement.
fn is_of_statements(graph: &Graph, answer: &Answer, column: usize) -> bool {
    let mut values = answer.outcome.rows.iter().filter_map(|row| row.get(column)).peekable();
    values.peek().is_some()
        && values.all(|value| matches!(value, Value::Relationship(r) if is_statement(graph, *r)))
}

fn parts(graph: &Graph, statement: &Value) -> Vec<Value> {
    let Value::Relationship(statement) = statement else { return vec![Value::Null; SPREAD.len()] };
    SPREAD.iter().map(|key| graph.relationship_property(*statement, key)).collect()
}

/// A value as plain text, where it is neither that nor a number: one line for each part of a list.
fn plainly(graph: &Graph, value: &Value) -> Value {
    match value {
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| readable(graph, item)).collect();
            Value::string(items.join("\n"))
        }
        Value::Node(_) | Value::Relationship(_) | Value::Path(_) => Value::string(readable(graph, value)),
        _ => value.clone(),
    }
}
