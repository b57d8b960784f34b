//! Query text → parse → plan → rows: the openCypher language over a [`Graph`](crate::graph::Graph).

pub mod ast;
mod error;
pub mod eval_error;
pub mod functions;
pub mod operators;
mod parse;
mod suggest;

pub use error::{Detail, ErrorKind, Phase, QueryError};
pub use parse::statements;
pub use suggest::nearest;
