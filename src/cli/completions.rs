//! `standpoint completions`: what a shell needs to complete the program's arguments.

use super::{Arguments, Done, Failure};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::io::Write;

/// Prints a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint completions bash > ~/.local/share/bash-completion/completions/standpoint
  standpoint completions zsh > ~/.zfunc/_standpoint
  standpoint completions fish > ~/.config/fish/completions/standpoint.fish")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "standpoint", &mut script);
        std::io::stdout().write_all(&script)?;
        Ok(Done::Wholly)
    }
}
