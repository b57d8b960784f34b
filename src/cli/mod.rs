//! The command line: arguments in, text out. One file a command.

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Reads documents and graphs who stands where.
#[derive(Debug, Parser)]
#[command(name = "standpoint", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prints the version.
    Version,
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Version => println!("standpoint {}", env!("CARGO_PKG_VERSION")),
    }
    ExitCode::SUCCESS
}
