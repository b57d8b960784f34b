//! What users see, end to end: one module a feature.

mod ask;
mod cli;
<<<<<<< HEAD
mod language;
=======
mod query;
>>>>>>> 9fba92a (Tests of the language's edges, its messages, its parser and against a plain reference; long CREATE scripts run)
mod session;
mod support;
mod tck;
