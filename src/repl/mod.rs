//! The prompt: completion, highlighting, hints, history; and the session behind it, which the commands, saved scripts and
//! `serve` use without a terminal.
//!
//! A [`Session`] takes statements (queries, plain questions, `:commands`) and gives replies; [`converse`] lets a person,
//! or what is piped in, talk to it.

pub mod commands;
pub mod complete;
pub mod corrections;
mod evidence;
mod files;
mod help;
pub mod lines;
mod prompt;
mod readable;
mod report;
pub mod script;
mod session;
mod settings;
mod show;
pub mod statement;

pub use help::schema;
pub use prompt::{converse, converse_with, piped_in};
pub use report::Failed;
pub use session::{Answer, Reply, Session};
pub use settings::Settings;
pub use show::Screen;
