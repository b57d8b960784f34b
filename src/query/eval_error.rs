//! What can go wrong with values while a query runs.

use super::{Detail, ErrorKind, Phase, QueryError};
use std::fmt;

/// An error in a function or operator, without a place: whoever evaluates the expression knows its span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalError {
    /// The family.
    pub kind: ErrorKind,
    /// What exactly is wrong, in the TCK's words.
    pub detail: Detail,
    /// One sentence for people, without a full stop.
    pub message: String,
}

impl EvalError {
    /// An error of the family and detail.
    pub fn new(kind: ErrorKind, detail: Detail, message: impl Into<String>) -> Self {
        EvalError { kind, detail, message: message.into() }
    }
    /// `TypeError`: `InvalidArgumentValue`: a value of a type that the function or operator does not take.
    pub fn wrong_type(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::TypeError, Detail::InvalidArgumentValue, message)
    }
    /// `ArgumentError`: `NumberOutOfRange`.
    pub fn out_of_range(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ArgumentError, Detail::NumberOutOfRange, message)
    }
    /// `ArgumentError`: `InvalidArgumentValue`: a text or number that the function cannot read.
    pub fn bad_value(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ArgumentError, Detail::InvalidArgumentValue, message)
    }
    /// `ArithmeticError`: an integer that does not fit in 64 bits.
    pub fn overflow(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ArithmeticError, Detail::NumberOutOfRange, message)
    }
    /// `EntityNotFound`: `DeletedEntityAccess`.
    pub fn deleted() -> Self {
        Self::new(
            ErrorKind::EntityNotFound,
            Detail::DeletedEntityAccess,
            "this node or relationship was deleted earlier in the query",
        )
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
impl std::error::Error for EvalError {}

/// The same at run time; the place is the evaluator's to add ([`QueryError::at`]).
impl From<EvalError> for QueryError {
    fn from(error: EvalError) -> Self {
        QueryError::new(error.kind, Phase::Runtime, error.detail, error.message)
    }
}
