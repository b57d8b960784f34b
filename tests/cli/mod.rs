//! What a user of the program sees, end to end.

mod ask;
mod documents;
mod graphs;
mod hostile;
mod readme;
mod terminal;

use assert_cmd::Command;
use std::path::{Path, PathBuf};

/// The program, speaking plainly, in an empty environment of its own.
fn standpoint() -> Command {
    let mut command = Command::cargo_bin("standpoint").expect("the program is built with the tests");
    command.env_remove("RUST_LOG").env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// A file or folder of the repository.
fn bundled(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// An article in plain words.
const ARTICLE: &str = "Ruth Vane, the mayor of Elmouth, opposes the harbour tax. \
    The Port Authority warned that a strike would close the harbour. \
    \"We support the new bridge,\" said Tom Abara, a spokesman for the Port Authority.\n";

/// Runs the program and gives its exit code, standard output and standard error.
fn run(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}
