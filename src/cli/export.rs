//! `standpoint export`: a graph, or the part that a query returns, for other tools.

use super::graph_file::{load, write_whole};
use super::query::Parameters;
use super::{Done, Failure, voice};
use crate::export::{Part, Target, csv, cypher, dot, graphml, html, json};
use crate::interrupt;
use crate::query;
use clap::{Args, ValueHint};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes a graph for other tools: Graphviz, Gephi, a browser, a graph database
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint export graphs/elmouth-barrier.ron --to dot | dot -Tsvg > debate.svg
  standpoint export graphs/elmouth-barrier.ron --to dot --query 'MATCH (a:Actor)-[r:OPPOSES]->(c) RETURN a, r, c' -o opposition.dot
  standpoint export graphs/elmouth-barrier.ron --to graphml -o debate.graphml
  standpoint export graphs/elmouth-barrier.ron --to csv -o debate.csv    (writes debate-nodes.csv and debate-relationships.csv)")]
pub(super) struct Export {
    /// The graph file
    #[arg(value_name = "GRAPH", value_hint = ValueHint::FilePath)]
    graph: PathBuf,
    /// What to write: dot, graphml, html, json, csv or cypher
    #[arg(long, value_name = "TARGET", value_parser = target)]
    to: Target,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Only the nodes, relationships and paths that this query returns
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    #[command(flatten)]
    parameters: Parameters,
    /// The title of a picture or page [default: the graph file's name]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The most nodes of a picture; the most contested claims stay
    #[arg(long, value_name = "N", default_value_t = 80)]
    limit: usize,
}

fn target(name: &str) -> Result<Target, String> {
    name.parse()
}

impl Export {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let mut graph = load(&self.graph)?;
        interrupt::listen();
        let rows = match &self.query {
            Some(text) => {
                let options = query::Options { cancel: Some(interrupt::flag()), ..query::Options::default() };
                let outcome = graph
                    .query_with(text, &self.parameters.map(), &options)
                    .map_err(|error| Failure::of_query(&error, text))?;
                for warning in &outcome.warnings {
                    voice::shown(warning.render(text, true));
                }
                Some(outcome.rows)
            }
            None => None,
        };
        let part = match &rows {
            Some(rows) => Part::of_rows(&graph, rows),
            None => Part::whole(&graph),
        };
        if part.nodes.is_empty() {
            return Err(Failure::new(
                "there is nothing to export: the query returns no node, relationship or path",
            )
            .help("return them whole: RETURN a, r, c"));
        }
        let stem =
            self.graph.file_stem().map_or_else(|| "graph".into(), |stem| stem.to_string_lossy().into_owned());
        let title = self.title.clone().unwrap_or(stem);
        if self.to == Target::Csv {
            return self.csv(&part);
        }
        let mut text = Vec::new();
        match self.to {
            Target::Dot => {
                let options =
                    dot::Options { title: Some(title), limit: self.limit, ..dot::Options::default() };
                text = dot::write(&part, &options).into_bytes();
            }
            Target::Graphml => graphml::write(&part, &mut text)?,
            Target::Html => html::write(&part, &title, &mut text)?,
            Target::Json => json::write(&part, &mut text)?,
            Target::Cypher => cypher::write(&part, &mut text)?,
            Target::Csv => {}
        }
        match &self.output {
            Some(path) => write_whole(path, &text)?,
            None => std::io::stdout().write_all(&text)?,
        }
        Ok(Done::Wholly)
    }

    /// Two tables: two files beside each other, or one after the other on standard output.
    fn csv(&self, part: &Part) -> Result<Done, Failure> {
        let (mut nodes, mut relationships) = (Vec::new(), Vec::new());
        csv::nodes(part, &mut nodes)?;
        csv::relationships(part, &mut relationships)?;
        match &self.output {
            Some(path) => {
                let beside = |what: &str| {
                    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                    path.with_file_name(format!("{stem}-{what}.csv"))
                };
                for (what, table) in [("nodes", &nodes), ("relationships", &relationships)] {
                    let file: &Path = &beside(what);
                    write_whole(file, table)?;
                    voice::note(file.display());
                }
            }
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(&nodes)?;
                out.write_all(b"\n")?;
                out.write_all(&relationships)?;
            }
        }
        Ok(Done::Wholly)
    }
}
