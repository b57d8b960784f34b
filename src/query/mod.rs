//! Query text → parse → plan → rows: the openCypher language over a [`Graph`](crate::graph::Graph).

pub mod ast;
mod cache;
pub mod check;
mod error;
pub mod eval_error;
mod exec;
pub mod format;
pub mod functions;
pub mod json;
pub mod literal;
mod message;
pub mod operators;
mod parse;
mod plan;
mod print;
pub mod procedures;
mod run;
mod suggest;
mod visit;

pub use cache::PlanCache;
pub use error::{Detail, ErrorKind, Phase, QueryError};
pub use parse::{RESERVED, statements};
pub use plan::PlanStep;
pub use run::{Options, Outcome, Rows};
pub use suggest::nearest;
