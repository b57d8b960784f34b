//! How the program speaks to the person at the terminal: on standard error, in colour where that is wanted.

use anstyle::{AnsiColor, Style};
use std::fmt::Display;
use std::sync::atomic::{AtomicBool, Ordering};

static QUIET: AtomicBool = AtomicBool::new(false);

/// Keeps all but errors to itself from now on.
pub fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Whether only errors are told.
pub fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Says why the command failed.
pub fn error(message: impl Display) {
    let style = AnsiColor::Red.on_default().bold();
    anstream::eprintln!("{style}error:{style:#} {message}");
}

/// Says what went wrong without stopping the command.
pub fn warn(message: impl Display) {
    if !is_quiet() {
        let style = AnsiColor::Yellow.on_default().bold();
        anstream::eprintln!("{style}warning:{style:#} {message}");
    }
}

/// Says what can be done about the line before.
pub fn help(message: impl Display) {
    if !is_quiet() {
        let style = AnsiColor::Cyan.on_default();
        anstream::eprintln!("  {style}help:{style:#} {message}");
    }
}

/// Says what was done.
pub fn note(message: impl Display) {
    if !is_quiet() {
        let style = Style::new().dimmed();
        anstream::eprintln!("{style}{message}{style:#}");
    }
}

/// Says a warning that is laid out already.
pub fn shown(message: impl Display) {
    if !is_quiet() {
        anstream::eprintln!("{message}");
    }
}
