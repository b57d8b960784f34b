//! `standpoint query`: one query on a graph file.

use super::graph_file::{load, save};
use super::{Done, Failure, voice};
use crate::graph::{Map, Value};
use crate::interrupt;
use crate::query::format::{self, Format, RowWriter};
use crate::query::{self, Outcome};
use anstream::ColorChoice;
use clap::{Args, ValueHint};
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;

/// Runs one query on a graph
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint query graphs/elmouth-barrier.ron 'MATCH (a:Actor)-[:OPPOSES]->(c:Claim) RETURN a.name, c.text'
  standpoint query graphs/elmouth-barrier.ron 'MATCH (a {name: $who})-[r]->(c:Claim) RETURN type(r), c.text' -p who='Ingrid Hale'
  standpoint query graphs/elmouth-barrier.ron 'MATCH (t:Topic) RETURN t.name' --format csv > topics.csv")]
pub(super) struct Query {
    /// The graph file
    #[arg(value_name = "GRAPH", value_hint = ValueHint::FilePath)]
    graph: PathBuf,
    /// The query
    #[arg(value_name = "QUERY")]
    query: String,
    #[command(flatten)]
    parameters: Parameters,
    /// How to print the rows: table, json, jsonl, csv, tsv or markdown
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = format_named)]
    format: Format,
    /// Writes what the query changed back into the graph file
    #[arg(long)]
    save: bool,
}

/// Values for `$name` in queries.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Parameters {
    /// A value for $NAME in the query: a number, true, false, null, a JSON list or object; anything else is text
    #[arg(short, long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    pub parameters: Vec<(String, Value)>,
}

impl Parameters {
    /// As queries take them.
    pub fn map(&self) -> Map {
        self.parameters.iter().map(|(name, value)| (name.as_str().into(), value.clone())).collect()
    }
}

fn parameter(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("write it as name=value")?;
    let name = name.trim().trim_start_matches('$');
    if name.is_empty() {
        return Err("the name is missing: write it as name=value".into());
    }
    let value = match serde_json::from_str::<serde_json::Value>(value) {
        Ok(json) => query::json::from_json(&json)?,
        Err(_) => Value::string(value),
    };
    Ok((name.to_owned(), value))
}

/// A format by its name, for arguments.
pub(super) fn format_named(name: &str) -> Result<Format, String> {
    name.parse()
}

impl Query {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let mut graph = load(&self.graph)?;
        interrupt::listen();
        let options = query::Options { cancel: Some(interrupt::flag()), ..query::Options::default() };
        let outcome = graph
            .query_with(&self.query, &self.parameters.map(), &options)
            .map_err(|error| Failure::of_query(&error, &self.query))?;
        for warning in &outcome.warnings {
            voice::shown(warning.render(&self.query, true));
        }
        let rows = print(&outcome, &graph, self.format)?;
        if outcome.changes.any() && self.save {
            save(&graph, &self.graph)?;
            voice::note(format_args!("{} was changed", self.graph.display()));
        } else if outcome.changes.any() {
            voice::warn("the query changed the graph, but not the file; --save writes it");
        } else if self.format == Format::Table {
            voice::note(match rows {
                1 => "1 row".to_owned(),
                rows => format!("{rows} rows"),
            });
        }
        Ok(Done::Wholly)
    }
}

/// Prints the rows of an outcome to standard output; gives their number.
pub(super) fn print(
    outcome: &Outcome,
    graph: &crate::graph::Graph,
    format: Format,
) -> std::io::Result<usize> {
    let stdout = std::io::stdout();
    let terminal = stdout.is_terminal();
    let colour = anstream::AutoStream::choice(&stdout) != ColorChoice::Never;
    let width = terminal_size::terminal_size_of(&stdout).map(|(width, _)| width.0).filter(|_| terminal);
    let mut out = BufWriter::new(stdout.lock());
    let options = format::Options { format, width, terminal, colour };
    let mut writer = RowWriter::new(&mut out, &outcome.columns, options)?;
    for row in &outcome.rows {
        writer.row(row, graph)?;
    }
    let count = writer.finish()?;
    if let Some(plan) = &outcome.plan {
        writeln!(out, "{plan}")?;
    }
    out.flush()?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_json_where_they_can_be_and_text_elsewhere() {
        assert_eq!(parameter("top=5"), Ok(("top".into(), Value::Integer(5))));
        assert_eq!(parameter("who=Ingrid Hale"), Ok(("who".into(), Value::string("Ingrid Hale"))));
        assert_eq!(parameter("$who=\"5\""), Ok(("who".into(), Value::string("5"))));
        assert_eq!(
            parameter("list=[1, true]"),
            Ok(("list".into(), Value::list([Value::Integer(1), Value::Boolean(true)])))
        );
        assert!(parameter("nothing").is_err());
        assert!(parameter("=x").is_err());
    }
}
