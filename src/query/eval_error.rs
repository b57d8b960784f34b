//! What can go wrong with values while a query runs.

use std::fmt;

/// The families of run-time errors, in the words of the openCypher TCK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EvalErrorKind {
    /// A value of the wrong type.
    TypeError,
    /// A value of the right type that is out of bounds.
    ArgumentError,
    /// A number that cannot be computed: overflow, division of an integer by zero.
    ArithmeticError,
    /// A node or relationship that the query has deleted.
    EntityNotFound,
    /// A value that no property may have.
    SyntaxError,
}

impl EvalErrorKind {
    /// The TCK's word.
    pub fn name(self) -> &'static str {
        match self {
            EvalErrorKind::TypeError => "TypeError",
            EvalErrorKind::ArgumentError => "ArgumentError",
            EvalErrorKind::ArithmeticError => "ArithmeticError",
            EvalErrorKind::EntityNotFound => "EntityNotFound",
            EvalErrorKind::SyntaxError => "SyntaxError",
        }
    }
}

/// An error in a function or operator, without a place: whoever evaluates the expression knows its span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalError {
    /// The family.
    pub kind: EvalErrorKind,
    /// The TCK's detail (`InvalidArgumentValue`, `NumberOutOfRange`, …).
    pub detail: &'static str,
    /// One sentence for people, without a full stop.
    pub message: String,
}

impl EvalError {
    /// An error of the family and detail.
    pub fn new(kind: EvalErrorKind, detail: &'static str, message: impl Into<String>) -> Self {
        EvalError { kind, detail, message: message.into() }
    }
    /// `TypeError`: `InvalidArgumentValue`: a value of a type that the function or operator does not take.
    pub fn wrong_type(message: impl Into<String>) -> Self {
        Self::new(EvalErrorKind::TypeError, "InvalidArgumentValue", message)
    }
    /// `ArgumentError`: `NumberOutOfRange`.
    pub fn out_of_range(message: impl Into<String>) -> Self {
        Self::new(EvalErrorKind::ArgumentError, "NumberOutOfRange", message)
    }
    /// `ArgumentError`: `InvalidArgumentValue`: a text or number that the function cannot read.
    pub fn bad_value(message: impl Into<String>) -> Self {
        Self::new(EvalErrorKind::ArgumentError, "InvalidArgumentValue", message)
    }
    /// `ArithmeticError`: an integer that does not fit in 64 bits.
    pub fn overflow(message: impl Into<String>) -> Self {
        Self::new(EvalErrorKind::ArithmeticError, "NumberOutOfRange", message)
    }
    /// `EntityNotFound`: `DeletedEntityAccess`.
    pub fn deleted() -> Self {
        Self::new(
            EvalErrorKind::EntityNotFound,
            "DeletedEntityAccess",
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
