//! `standpoint ask`: one plain question, answered with its evidence.

use super::{Done, Failure};
use crate::graph::Graph;
use crate::interrupt;
use crate::query::format::Format;
use crate::repl::{Reply, Screen, Session, script};
use clap::{Args, ValueHint};
use std::io::Write;
use std::path::PathBuf;

/// Answers a plain question ("Who opposes a ceasefire?")
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint ask graphs/debate.ron 'Who opposes a ceasefire since March?'
  standpoint ask graphs/debate.ron 'Does Kyiv support NATO?' --show-query
  standpoint ask graphs/debate.ron 'Timeline of the pipeline' --format csv

`standpoint ask --forms` lists what can be asked.")]
pub(super) struct Ask {
    /// The graph file
    #[arg(value_name = "GRAPH", value_hint = ValueHint::FilePath, required_unless_present = "forms")]
    graph: Option<PathBuf>,
    /// The question; its words may stand without quotation marks around them
    #[arg(value_name = "QUESTION", required_unless_present = "forms")]
    question: Vec<String>,
    /// Shows the openCypher query that the question stands for above the answer
    #[arg(long)]
    show_query: bool,
    /// Prints that query and not its rows
    #[arg(long, conflicts_with = "show_query")]
    explain: bool,
    /// How the answer is written: table, json, jsonl, csv, tsv or markdown
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = super::query::format_named)]
    format: Format,
    /// Leaves out statements that are less sure, 0 to 1
    #[arg(long, value_name = "CONFIDENCE", default_value_t = 0.0)]
    min_confidence: f64,
    /// Lists the forms of question with examples
    #[arg(long)]
    forms: bool,
}

impl Ask {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let screen = Screen::of_stdout();
        if self.forms {
            let mut session = Session::new(Graph::new(), None);
            session.screen = screen;
            let reply = session.run(":help questions").map_err(Failure::new)?;
            return print(&script::text(&session, &reply));
        }
        let path = self.graph.ok_or_else(|| Failure::usage("a graph is needed"))?;
        let graph = super::graph_file::load(&path)?;
        let question = self.question.join(" ");
        interrupt::listen();
        let mut session = Session::new(graph, Some(&path));
        session.cancel = interrupt::flag();
        session.screen = screen;
        session.settings.format = self.format;
        session.settings.show_query = self.show_query;
        let confidence = self.min_confidence.to_string();
        session.settings.set("min-confidence", &confidence).map_err(|e| Failure::usage(e.message))?;
        match session.ask(&question) {
            Ok(answer) if self.explain => print(&format!("{}\n", answer.query)),
            Ok(answer) => {
                if self.show_query && self.format != Format::Table {
                    // The rows are for a program; the query is for the person.
                    eprintln!("{}", answer.query);
                }
                let text = script::text(&session, &Reply::Answer(answer));
                print(&text)
            }
            Err(failed) if failed.stopped => Err(Failure::stopped()),
            Err(_) => Err(refused(&mut session, &question)),
        }
    }
}

/// Why there is no answer, and what to ask instead.
fn refused(session: &mut Session, question: &str) -> Failure {
    match session.understand(question) {
        Err(failed) => {
            let help = failed.help.join("\n        ");
            Failure::new(failed.message).help(help.replace(":help questions", "`standpoint ask --forms`"))
        }
        Ok(_) => match session.ask(question) {
            Err(failed) => Failure::new(failed.message).help(failed.help.join("\n")),
            Ok(_) => Failure::new("the question could not be answered"),
        },
    }
}

fn print(text: &str) -> Result<Done, Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Done::Wholly)
}
