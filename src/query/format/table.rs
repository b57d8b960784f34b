//! Rows in columns: with lines for a terminal, and in Markdown.

use super::{Options, readable};
use crate::graph::Value;
use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, presets};
use std::borrow::Cow;

/// The longest text of a cell, in characters; what is longer is cut.
const LONGEST_CELL: usize = 4_000;

/// The cells of all rows, and which columns hold numbers.
pub(super) struct Rows {
    cells: Vec<Vec<String>>,
    /// Whether a column has had nothing but numbers and nulls so far.
    numeric: Vec<bool>,
}

impl Rows {
    pub(super) fn new(columns: usize) -> Self {
        Rows { cells: Vec::new(), numeric: vec![true; columns] }
    }

    pub(super) fn push(&mut self, row: &[Value], text: impl Fn(&Value) -> String) {
        for (numeric, value) in self.numeric.iter_mut().zip(row) {
            *numeric &= matches!(value, Value::Integer(_) | Value::Float(_) | Value::Null);
        }
        self.cells.push(row.iter().map(text).collect());
    }

    fn alignment(&self, column: usize) -> CellAlignment {
        let numbers = self.numeric.get(column).is_some_and(|n| *n) && !self.cells.is_empty();
        if numbers { CellAlignment::Right } else { CellAlignment::Left }
    }

    /// The table with lines. Where a cell takes several lines, rows are kept apart by lines too.
    pub(super) fn table(&self, columns: &[String], options: &Options) -> String {
        let condensed = self.drawn(columns, options, false);
        let text = match condensed.lines().count() > self.cells.len() + 4 {
            true => self.drawn(columns, options, true),
            false => condensed,
        };
        text + "\n"
    }

    fn drawn(&self, columns: &[String], options: &Options, lines: bool) -> String {
        let mut table = Table::new();
        table.load_style(if lines { presets::UTF8_FULL } else { presets::UTF8_FULL_CONDENSED });
        match options.width {
            Some(width) => {
                table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.max(20));
            }
            None => {
                table.set_content_arrangement(ContentArrangement::Disabled);
            }
        }
        if options.colour {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(columns.iter().enumerate().map(|(i, name)| {
            let cell =
                Cell::new(readable::clean(name).replace(['\n', '\t'], " ")).set_alignment(self.alignment(i));
            if options.colour { cell.add_attribute(Attribute::Bold) } else { cell }
        }));
        for row in &self.cells {
            table.add_row(
                row.iter().enumerate().map(|(i, text)| Cell::new(cut(text)).set_alignment(self.alignment(i))),
            );
        }
        table.to_string()
    }

    /// The table in Markdown, its columns filled up to the same width where that is not too wide.
    pub(super) fn markdown(&self, columns: &[String]) -> String {
        let heads: Vec<String> = columns
            .iter()
            .map(|c| readable::markdown(&readable::clean(c).replace(['\n', '\t'], " ")))
            .collect();
        let width = |text: &str| textwrap::core::display_width(text);
        let widths: Vec<usize> = (0..heads.len())
            .map(|i| {
                let cells = self.cells.iter().filter_map(|row| row.get(i)).map(|cell| width(cell));
                cells.chain([width(&heads[i]), 3]).max().unwrap_or(3).min(60)
            })
            .collect();
        let line = |cells: &[String]| {
            let mut line = String::from("|");
            for (i, cell) in cells.iter().enumerate() {
                let fill = " ".repeat(widths[i].saturating_sub(width(cell)));
                match self.alignment(i) {
                    CellAlignment::Right => line.extend([" ", &fill, cell, " |"]),
                    _ => line.extend([" ", cell, &fill, " |"]),
                }
            }
            line + "\n"
        };
        let mut text = line(&heads);
        text.push('|');
        for (i, width) in widths.iter().enumerate() {
            let right = self.alignment(i) == CellAlignment::Right;
            text.push_str(&"-".repeat(width + 1));
            text.push_str(if right { ":|" } else { "-|" });
        }
        text.push('\n');
        for row in &self.cells {
            text.push_str(&line(row));
        }
        text
    }
}

fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_CELL) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
