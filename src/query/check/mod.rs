//! Names, scopes, types and the composition of clauses, checked before anything runs.
//!
//! [`check`] finds every error of a query that can be known without a graph, and gives its columns. Each error
//! carries openCypher's type, phase and detail and the place. Types are sets of what a value may be
//! ([`Types`]): an expression is refused only where no value that it may have would do.

mod aggregation;
mod clauses;
mod expressions;
mod patterns;
mod projection;
mod scope;
mod types;
mod warnings;

use super::ast::Query;
use super::functions::Types;
use super::procedures::{Field, Procedure};
use super::{Detail, ErrorKind, Phase, QueryError};
use crate::text::Span;
use std::sync::Arc;

pub use warnings::{Names, Warning, warnings};

/// What a procedure takes and gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// Its whole name, with its dots.
    pub name: Arc<str>,
    /// Its arguments: name and types.
    pub inputs: Vec<(Arc<str>, Types)>,
    /// Its columns: name and types. None: it only does something.
    pub outputs: Vec<(Arc<str>, Types)>,
}

impl From<&Procedure> for Signature {
    fn from(procedure: &Procedure) -> Self {
        let fields = |fields: &[Field]| fields.iter().map(|f| (f.name.clone(), f.types)).collect();
        Signature {
            name: procedure.name.clone(),
            inputs: fields(&procedure.inputs),
            outputs: fields(&procedure.outputs),
        }
    }
}

/// What a query may refer to beside its own names.
pub trait Catalogue {
    /// The procedure of this name.
    fn procedure(&self, name: &str) -> Option<Signature>;
    /// The names of all procedures, for suggestions.
    fn procedures(&self) -> Vec<Arc<str>> {
        Vec::new()
    }
    /// Whether a parameter has a value; asked only where a procedure takes its arguments from them.
    fn has_parameter(&self, _name: &str) -> bool {
        true
    }
}

/// Nothing beside a query's own names: no procedures.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCatalogue;

impl Catalogue for NoCatalogue {
    fn procedure(&self, _: &str) -> Option<Signature> {
        None
    }
}

/// Checks a query and gives the names of its columns; none where it has no `RETURN` (or `CALL` that stands alone).
///
/// # Errors
/// The first error, in the order of writing.
///
/// ```
/// use standpoint::query::ast::Query;
/// use standpoint::query::check::{NoCatalogue, check};
///
/// let query = Query::parse("MATCH (a)-[r:SAYS]->(c) RETURN a.name, count(*) AS times")?;
/// assert_eq!(check(&query, &NoCatalogue)?.join(", "), "a.name, times");
/// let query = Query::parse("MATCH (actor) RETURN actr.name")?;
/// assert_eq!(check(&query, &NoCatalogue).unwrap_err().help.as_deref(), Some("did you mean actor?"));
/// # Ok::<(), standpoint::query::QueryError>(())
/// ```
pub fn check(query: &Query, catalogue: &dyn Catalogue) -> Result<Vec<Arc<str>>, QueryError> {
    clauses::Checker { catalogue }.union(&query.body, &scope::Scope::default(), false)
}

/// A `SyntaxError` of this detail at this place.
fn wrong<T>(detail: Detail, span: Span, message: impl Into<String>) -> Result<T, QueryError> {
    Err(QueryError::syntax(detail, span, message))
}

/// The `TypeError` that is known before anything runs.
fn wrong_type<T>(detail: Detail, span: Span, message: impl Into<String>) -> Result<T, QueryError> {
    Err(QueryError::new(ErrorKind::TypeError, Phase::CompileTime, detail, message).at(span))
}
