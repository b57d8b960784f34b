//! What users see, end to end: one module a feature.

mod ask;
mod cli;
mod reading;
mod language;
mod query;
mod session;
mod support;
mod tck;
