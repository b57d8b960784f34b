//! What users see, end to end: one module a feature.

mod support;
mod tck;
