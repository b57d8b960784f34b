//! The prompt: completion, highlighting, hints, history.

pub mod statement;
