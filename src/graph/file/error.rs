//! What can be wrong with a graph file.

use std::io;
use std::path::{Path, PathBuf};

/// Why a graph file could not be read or saved.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system refused.
    #[error("cannot {doing} {path}: {}", crate::text::io_reason(.source))]
    Io {
        /// The file.
        path: PathBuf,
        /// `read`, `write` or `save`.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The text is not that of a graph file, or a damaged one.
    #[error("{}{line}:{column}: {message}", place(.path))]
    Syntax {
        /// The file, where there is one.
        path: Option<PathBuf>,
        /// The line, from 1.
        line: usize,
        /// The column in code points, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The file was written by a newer program.
    #[error("{}{line}:{column}: the graph has format version {version}, and this program reads up to version {}: use a newer standpoint", place(.path), super::VERSION)]
    Newer {
        /// The file, where there is one.
        path: Option<PathBuf>,
        /// The line, from 1.
        line: usize,
        /// The column in code points, from 1.
        column: usize,
        /// The file's version.
        version: u64,
    },
}

fn place(path: &Option<PathBuf>) -> String {
    path.as_ref().map_or(String::new(), |path| format!("{}:", path.display()))
}

impl FileError {
    pub(super) fn io(path: &Path, doing: &'static str, source: io::Error) -> Self {
        FileError::Io { path: path.to_path_buf(), doing, source }
    }
    /// An error at a byte of a text.
    pub(super) fn syntax(text: &str, at: usize, message: impl Into<String>) -> Self {
        let (line, column) = line_and_column(text, at);
        FileError::Syntax { path: None, line, column, message: message.into() }
    }
    pub(super) fn newer(text: &str, at: usize, version: u64) -> Self {
        let (line, column) = line_and_column(text, at);
        FileError::Newer { path: None, line, column, version }
    }
    /// The same, of a file.
    pub(super) fn of(mut self, file: &Path) -> Self {
        match &mut self {
            FileError::Syntax { path, .. } | FileError::Newer { path, .. } => {
                *path = Some(file.to_path_buf())
            }
            FileError::Io { .. } => {}
        }
        self
    }
}

fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at.min(text.len())];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.bytes().filter(|b| *b == b'\n').count() + 1, before[start..].chars().count() + 1)
}
