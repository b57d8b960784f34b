//! What `:set` sets.

use super::report::Failed;
use crate::query::format::Format;

/// The name of a format, as `:set format` takes it.
fn format_name(format: Format) -> &'static str {
    Format::NAMES.into_iter().find(|name| name.parse() == Ok(format)).unwrap_or_default()
}

/// The format of that name.
///
/// # Errors
/// No format is called so.
pub fn format_named(name: &str) -> Result<Format, Failed> {
    name.parse()
        .map_err(|_| Failed::new(format!("there is no format `{name}`")).help(Format::NAMES.join(", ")))
}

/// The settings of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How results are written.
    pub format: Format,
    /// How wide a table may be; the terminal's width where `None`.
    pub width: Option<usize>,
    /// How many rows are shown at most; all where 0.
    pub limit: usize,
    /// How many lines a row of a table may take; all where 0.
    pub lines: usize,
    /// Whether the time is told under a result; on a terminal only where `None`.
    pub timing: Option<bool>,
    /// Whether more than a screen goes to the pager.
    pub pager: bool,
    /// Questions leave out statements that are less sure.
    pub min_confidence: f64,
    /// Whether updates are kept in the corrections beside the graph.
    pub record: bool,
    /// Whether the query of a question is shown above its answer.
    pub show_query: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            format: Format::Table,
            width: None,
            limit: 1000,
            lines: 6,
            timing: None,
            pager: true,
            min_confidence: 0.0,
            record: true,
            show_query: false,
        }
    }
}

impl Settings {
    /// Name, meaning and present value of each setting.
    pub fn all(&self) -> Vec<(&'static str, &'static str, String)> {
        let switch = |on: bool| if on { "on" } else { "off" }.to_owned();
        let number = |n: usize| if n == 0 { "all".to_owned() } else { n.to_string() };
        vec![
            ("format", "table, json, jsonl, csv, tsv or markdown", format_name(self.format).to_owned()),
            ("width", "columns of a table, or auto", self.width.map_or("auto".into(), |w| w.to_string())),
            ("limit", "rows shown at most, or all", number(self.limit)),
            ("lines", "lines of a row shown at most, or all (:why shows the rest)", number(self.lines)),
            ("timing", "the time under a result: on, off or auto", self.timing.map_or("auto".into(), switch)),
            ("pager", "more than a screen goes to the pager: on or off", switch(self.pager)),
            (
                "min-confidence",
                "questions leave out statements less sure than this, 0 to 1",
                self.min_confidence.to_string(),
            ),
            (
                "record",
                "updates are kept in the corrections beside the graph: on or off",
                switch(self.record),
            ),
            ("show-query", "the query of a question above its answer: on or off", switch(self.show_query)),
        ]
    }

    /// Sets one.
    ///
    /// # Errors
    /// There is no such setting, or no such value for it.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Failed> {
        let wrong =
            |wanted: &str| Failed::new(format!("`{value}` is no value for {name}")).help(wanted.to_owned());
        let switch = || match value.to_lowercase().as_str() {
            "on" | "yes" | "true" => Ok(true),
            "off" | "no" | "false" => Ok(false),
            _ => Err(wrong("on or off")),
        };
        let number = || {
            if value == "all" { Ok(0) } else { value.parse::<usize>().map_err(|_| wrong("a number, or all")) }
        };
        match name {
            "format" => self.format = format_named(value)?,
            "width" => {
                self.width = match value {
                    "auto" => None,
                    _ => Some(
                        value
                            .parse()
                            .ok()
                            .filter(|w| (20..=10_000).contains(w))
                            .ok_or_else(|| wrong("20 to 10000, or auto"))?,
                    ),
                }
            }
            "limit" => self.limit = number()?,
            "lines" => self.lines = number()?,
            "timing" => self.timing = if value == "auto" { None } else { Some(switch()?) },
            "pager" => self.pager = switch()?,
            "min-confidence" | "min_confidence" => {
                self.min_confidence = value
                    .parse()
                    .ok()
                    .filter(|c| (0.0..=1.0).contains(c))
                    .ok_or_else(|| wrong("a number from 0 to 1"))?;
            }
            "record" => self.record = switch()?,
            "show-query" | "show_query" => self.show_query = switch()?,
            _ => {
                let names: Vec<&str> = self.all().iter().map(|(n, ..)| *n).collect();
                let failed = Failed::new(format!("there is no setting `{name}`"));
                return Err(match crate::query::nearest(name, names.iter().copied()) {
                    Some(near) => failed.help(format!("did you mean `{near}`?")),
                    None => failed.help(names.join(", ")),
                });
            }
        }
        Ok(())
    }
}
