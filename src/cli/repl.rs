//! `standpoint repl`: the prompt over a graph.

use super::{Done, Failure};
use crate::repl::script::Ran;
use crate::repl::{Session, converse_with, piped_in};
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Opens a graph at the prompt; what is piped in is run and printed
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint repl graphs/debate.ron
  echo 'Who opposes a ceasefire?' | standpoint repl graphs/debate.ron")]
pub(super) struct Repl {
    /// The graph file
    #[arg(value_name = "GRAPH", value_hint = ValueHint::FilePath)]
    graph: PathBuf,
    /// Where :queries finds saved scripts
    #[arg(long, value_name = "FOLDER", default_value = "queries", value_hint = ValueHint::DirPath)]
    queries: PathBuf,
    /// Where :graphs finds graphs
    #[arg(long, value_name = "FOLDER", default_value = "graphs", value_hint = ValueHint::DirPath)]
    graphs: PathBuf,
}

impl Repl {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let graph = super::graph_file::load(&self.graph)?;
        let mut session = Session::new(graph, Some(&self.graph));
        session.queries = self.queries;
        session.graphs = self.graphs;
        talk(session)
    }
}

/// Lets whoever is at standard input talk with the session.
///
/// # Errors
/// A statement that was piped in failed.
pub(super) fn talk(session: Session) -> Result<Done, Failure> {
    let piped = piped_in()?;
    talk_with(session, piped.as_deref())
}

/// The same where what is piped in was read already.
pub(super) fn talk_with(mut session: Session, piped: Option<&str>) -> Result<Done, Failure> {
    done(converse_with(&mut session, piped)?)
}

/// How a command ends that ran a script.
pub(super) fn done(ran: Ran) -> Result<Done, Failure> {
    match ran {
        Ran { stopped: true, .. } => Err(Failure::stopped()),
        Ran { failures: 0, .. } => Ok(Done::Wholly),
        Ran { failures: 1, .. } => Err(Failure::new("a statement failed")),
        Ran { failures, .. } => Err(Failure::new(format_args!("{failures} statements failed"))),
    }
}
