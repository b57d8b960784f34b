//! What users see, end to end: one module a feature.

mod ask;
mod cli;
mod language;
mod query;
mod reading;
mod session;
mod support;
mod tck;
