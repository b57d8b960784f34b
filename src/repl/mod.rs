//! The prompt: completion, highlighting, hints, history.
