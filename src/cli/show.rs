//! `standpoint show`: what is in a graph. `explore` opens with the same summary.

use super::graph_file::load;
use super::{Done, Failure};
use crate::graph::Graph;
use crate::graph::summary::{Counts, Summary, extent};
use anstyle::{AnsiColor, Style};
use clap::{Args, ValueHint};
use std::io::Write;
use std::path::PathBuf;

/// Prints what is in a graph: counts, top actors and topics, dates, sources
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint show graphs/elmouth-barrier.ron
  standpoint show graphs/elmouth-barrier.ron --top 30")]
pub(super) struct Show {
    /// The graph file
    #[arg(value_name = "GRAPH", value_hint = ValueHint::FilePath)]
    graph: PathBuf,
    /// How many actors, topics and sources
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    top: u16,
}

impl Show {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let graph = load(&self.graph)?;
        print(&graph, self.top.into())?;
        Ok(Done::Wholly)
    }
}

/// Prints the summary of a graph to standard output.
pub(super) fn print(graph: &Graph, top: usize) -> std::io::Result<()> {
    let summary = Summary::of(graph);
    let mut out = anstream::stdout().lock();
    let heading = Style::new().bold();
    writeln!(out, "{heading}{}{heading:#}", extent(graph))?;
    if let Some((first, last)) = &summary.dates {
        writeln!(out, "from {} to {}", day(first), day(last))?;
    }
    if !summary.sources.is_empty() {
        let named: Vec<String> = summary
            .sources
            .iter()
            .take(top)
            .map(|(source, documents)| format!("{source} ({documents})"))
            .collect();
        writeln!(out, "published by {}{}", named.join(", "), more(summary.sources.len(), top))?;
    }
    let actors: Vec<Row> =
        summary.actors.iter().map(|(name, kind, c)| (name.as_str(), kind.as_str(), *c)).collect();
    table(&mut out, "Actors", &actors, top)?;
    let topics: Vec<Row> = summary.topics.iter().map(|(name, counts)| (name.as_str(), "", *counts)).collect();
    table(&mut out, "Topics", &topics, top)?;
    out.flush()
}

/// A name, what it is, and its statements.
type Row<'a> = (&'a str, &'a str, Counts);

fn table(out: &mut impl Write, title: &str, rows: &[Row], top: usize) -> std::io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let heading = Style::new().bold();
    let [says, supports, opposes, warns] = [
        Style::new().dimmed(),
        AnsiColor::Green.on_default(),
        AnsiColor::Red.on_default(),
        AnsiColor::Yellow.on_default(),
    ];
    let shown: Vec<(String, &str, Counts)> =
        rows.iter().take(top).map(|(name, kind, counts)| (cut(name, 44), *kind, *counts)).collect();
    let width = shown.iter().map(|row| row.0.chars().count()).max().unwrap_or(0).max(title.len());
    let kinds = shown.iter().map(|row| row.1.len()).max().unwrap_or(0);
    writeln!(
        out,
        "\n{heading}{title:width$}{heading:#}  {:kinds$}  {says}says{says:#}  {supports}supports{supports:#}  {opposes}opposes{opposes:#}  {warns}warns{warns:#}",
        ""
    )?;
    for (name, kind, counts) in &shown {
        write!(out, "{name:width$}  {kind:kinds$}")?;
        for ((count, column), style) in counts.iter().zip([4, 8, 7, 5]).zip([says, supports, opposes, warns])
        {
            // A nought is nothing to look at.
            let count = if *count == 0 { "·".to_owned() } else { count.to_string() };
            write!(out, "  {style}{count:>column$}{style:#}")?;
        }
        writeln!(out)?;
    }
    if rows.len() > top {
        writeln!(out, "… and {} more", rows.len() - top)?;
    }
    Ok(())
}

fn day(value: &crate::graph::Value) -> String {
    match value {
        crate::graph::Value::Date(date) => date.to_string(),
        _ => String::new(),
    }
}

fn more(all: usize, top: usize) -> String {
    if all > top { format!(" and {} more", all - top) } else { String::new() }
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let cut: String = text.chars().take(width - 1).collect();
    format!("{}…", cut.trim_end())
}
