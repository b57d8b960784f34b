//! How a command ends, and its exit code.

use super::voice;
use crate::query::{Detail, QueryError};
use crate::text::io_reason;
use std::fmt::Display;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

/// A command that came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Exit code 0.
    Wholly,
    /// Some documents could not be read: exit code 3.
    Partly,
}

/// A command that did not. Any error becomes one with `?`.
#[derive(Debug)]
pub struct Failure {
    message: String,
    help: Option<String>,
    code: u8,
    shown: bool,
}

impl Failure {
    /// Exit code 1, with this message.
    pub fn new(message: impl Display) -> Self {
        Self { message: message.to_string(), help: None, code: 1, shown: false }
    }
    /// Exit code 2: what was asked makes no sense.
    pub fn usage(message: impl Display) -> Self {
        Self { code: 2, ..Self::new(message) }
    }
    /// Exit code 1, with a message that says "error" itself and shows the place.
    pub fn shown(message: String) -> Self {
        Self { shown: true, ..Self::new(message) }
    }
    /// Exit code 130: Ctrl-C ended it.
    pub fn interrupted() -> Self {
        Self { code: crate::interrupt::EXIT_CODE, ..Self::new("interrupted; nothing was written") }
    }
    /// A file that cannot be read or written: exit code 1.
    pub fn of_file(path: &Path, error: &std::io::Error) -> Self {
        Self::new(format_args!("{}: {}", path.display(), io_reason(error)))
    }
    /// A query that failed, with the place in its text: exit code 1, or 130 where Ctrl-C stopped it.
    pub fn of_query(error: &QueryError, text: &str) -> Self {
        match error.detail {
            Detail::Cancelled => Self::stopped(),
            Detail::MissingParameter if error.help.is_none() => {
                let error = error.clone().help("-p NAME=VALUE gives it one");
                Self::shown(error.render(text, true))
            }
            _ => Self::shown(error.render(text, true)),
        }
    }
    /// Exit code 130: Ctrl-C stopped what ran.
    pub fn stopped() -> Self {
        Self { code: crate::interrupt::EXIT_CODE, ..Self::new("stopped by Ctrl-C") }
    }
    /// Adds what can be done about it.
    pub fn help(self, help: impl Display) -> Self {
        Self { help: Some(help.to_string()), ..self }
    }
}

impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let error: Box<dyn std::error::Error> = Box::new(error);
        // The reader of our output (`head`) has gone: that is no failure, and there is nobody to tell.
        if error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe) {
            return Self { code: 0, ..Self::new("") };
        }
        match error.downcast_ref::<std::io::Error>() {
            Some(error) => Self::new(io_reason(error)),
            None => Self::new(error),
        }
    }
}

/// Says what is to be said, and gives the exit code.
pub(super) fn exit(done: Result<Done, Failure>) -> ExitCode {
    match done {
        Ok(Done::Wholly) => ExitCode::SUCCESS,
        Ok(Done::Partly) => ExitCode::from(3),
        Err(failure) if failure.code == 0 => ExitCode::SUCCESS,
        Err(failure) => {
            if failure.shown {
                anstream::eprintln!("{}", failure.message);
            } else {
                voice::error(&failure.message);
            }
            if let Some(help) = &failure.help {
                voice::help(help);
            }
            ExitCode::from(failure.code)
        }
    }
}
