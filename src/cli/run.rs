//! `standpoint run`: saved scripts on a graph.

use super::graph_file::load;
use super::query::{Parameters, format_named};
use super::{Done, Failure, voice};
use crate::interrupt;
use crate::query::format::Format;
use crate::repl::{Screen, Session, script};
use clap::{Args, ValueHint};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs saved scripts on a graph: queries, questions and :commands, one after the other
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint run graphs/elmouth-barrier.ron queries/who-opposes.cypher -p topic=barrier
  standpoint run graphs/elmouth-barrier.ron queries/*.cypher --format markdown --keep-going
  echo 'Who opposes the barrier?' | standpoint run graphs/elmouth-barrier.ron -")]
pub(super) struct Run {
    /// The graph file
    #[arg(value_name = "GRAPH", value_hint = ValueHint::FilePath)]
    graph: PathBuf,
    /// The scripts, in this order; - is standard input
    #[arg(value_name = "SCRIPT", required = true, value_hint = ValueHint::FilePath)]
    scripts: Vec<PathBuf>,
    #[command(flatten)]
    parameters: Parameters,
    /// How results are written: table, json, jsonl, csv, tsv or markdown; `:set format` in a script changes it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = format_named)]
    format: Format,
    /// Goes on after a statement that failed; the exit code tells all the same
    #[arg(long)]
    keep_going: bool,
    /// Writes what the scripts changed back into the graph file
    #[arg(long)]
    save: bool,
}

impl Run {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let graph = load(&self.graph)?;
        let screen = Screen::of_stdout();
        interrupt::listen();
        let mut session = Session::new(graph, Some(&self.graph));
        session.screen = screen;
        session.cancel = interrupt::flag();
        session.settings.format = self.format;
        // An update of a saved script is no correction: the script itself is what keeps it.
        session.settings.record = false;
        let options = script::Options { keep_going: self.keep_going };
        let texts = self.scripts.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
        for (name, _) in &self.parameters.parameters {
            // A slip in a name would else go unseen.
            if !texts.iter().any(|text| text.contains(&format!("${name}"))) {
                voice::warn(format_args!("nothing here uses ${name}"));
            }
        }
        let mut all = script::Ran::default();
        for (path, text) in self.scripts.iter().zip(&texts) {
            // Each script begins with the parameters of the command line only.
            session.parameters = self.parameters.map();
            session.fixed = session.parameters.keys().map(|name| name.to_string()).collect();
            let mut written = Ok(());
            let name = path.display().to_string();
            let ran = script::run(
                &mut session,
                text,
                Some(&name),
                &options,
                &mut |session, reply| {
                    if written.is_ok() {
                        written = std::io::stdout().lock().write_all(script::text(session, reply).as_bytes());
                    }
                },
                &mut |failure| eprintln!("{failure}"),
            );
            written?;
            all.failures += ran.failures;
            all.stopped = ran.stopped;
            if all.stopped || (all.failures > 0 && !self.keep_going) {
                break;
            }
        }
        if self.save && session.is_unsaved() {
            super::graph_file::save(&session.graph, &self.graph)?;
        }
        super::repl::done(all)
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let named = |error: std::io::Error| Failure::of_file(path, &error);
    if path == Path::new("-") {
        return script::read(std::io::stdin().lock()).map_err(named);
    }
    std::fs::File::open(path).and_then(script::read).map_err(named)
}
