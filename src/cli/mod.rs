//! The command line: arguments in, text out. One file a command.

mod ask;
mod build;
mod completions;
mod directed;
mod documents;
mod evaluate;
mod explain;
mod explore;
mod export;
mod graph_file;
mod outcome;
mod parse;
mod query;
mod read;
mod repl;
mod run;
mod serve;
mod show;
mod voice;

pub use documents::{DocumentArgs, Reading};
pub use outcome::{Done, Failure};
pub use read::ReaderArgs;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Reads documents and graphs who stands where: who supports, opposes, warns about or says what, with the sentence that
/// proves it.
#[derive(Debug, Parser)]
#[command(name = "standpoint", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Uses so many threads [default: as many as the machine has cores]; the result is the same
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
    /// Says nothing but errors and results
    #[arg(long, short, global = true)]
    quiet: bool,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed, and says why
  2  the arguments make no sense
  3  done, but some documents could not be read
  130  stopped by Ctrl-C

Colours follow NO_COLOR and CLICOLOR_FORCE.";

/// One variant a command; `run` of its file does it.
#[derive(Debug, Subcommand)]
enum Command {
    Explore(explore::Explore),
    Build(build::Build),
    Ask(ask::Ask),
    Repl(repl::Repl),
    Read(read::Read),
    Explain(explain::Explain),
    Query(query::Query),
    Run(run::Run),
    Show(show::Show),
    Serve(serve::Serve),
    Export(export::Export),
    Completions(completions::Completions),
    Evaluate(evaluate::Evaluate),
    Parse(parse::Parse),
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.quiet {
        voice::be_quiet();
    }
    if let Some(threads) = arguments.threads {
        // The pool of the process is built once, here, before anything could use it.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    }
    let done = match arguments.command {
        Command::Explain(command) => command.run(),
        Command::Explore(command) => command.run(),
        Command::Build(command) => command.run(),
        Command::Query(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Run(command) => command.run(),
        Command::Show(command) => command.run(),
        Command::Ask(command) => command.run(),
        Command::Repl(command) => command.run(),
        Command::Read(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Evaluate(command) => command.run(),
        Command::Parse(command) => command.run(),
    };
    outcome::exit(done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
