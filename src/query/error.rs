//! What can be wrong with a query, as a value: openCypher's classification, the words for people, and the place.

use crate::text::Span;
use std::fmt;

/// Why a query was refused or failed. [`QueryError::render`] shows it with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// openCypher's type of the error.
    pub kind: ErrorKind,
    /// Before anything ran, or while it ran.
    pub phase: Phase,
    /// openCypher's detail, or one of the product's own.
    pub detail: Detail,
    /// What is wrong, in words: no full stop, no internals.
    pub message: String,
    /// The place in the query's text (bytes), where there is one.
    pub span: Option<Span>,
    /// One suggestion, in words.
    pub help: Option<String>,
}

/// The TCK's types of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum ErrorKind {
    SyntaxError,
    SemanticError,
    TypeError,
    ArgumentError,
    ArithmeticError,
    EntityNotFound,
    PropertyNotFound,
    LabelNotFound,
    ParameterMissing,
    ProcedureError,
    ConstraintVerificationFailed,
    /// The product's own: stopped by the user or by a limit.
    Interrupted,
}

/// When an error is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Before anything runs.
    CompileTime,
    /// While the query runs; it has changed nothing.
    Runtime,
}

/// The TCK's details of errors, and the product's own at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Detail {
    AmbiguousAggregationExpression,
    ColumnNameConflict,
    CreateBlockedByConstraint,
    CreatingVarLength,
    DeleteConnectedNode,
    DeletedEntityAccess,
    DifferentColumnsInUnion,
    DivisionByZero,
    FloatingPointOverflow,
    IntegerOverflow,
    InvalidAggregation,
    InvalidArgumentPassingMode,
    InvalidArgumentType,
    InvalidArgumentValue,
    InvalidClauseComposition,
    InvalidDelete,
    InvalidNumberLiteral,
    InvalidNumberOfArguments,
    InvalidParameterUse,
    InvalidPropertyType,
    InvalidRelationshipPattern,
    InvalidUnicodeCharacter,
    InvalidUnicodeLiteral,
    ListElementAccessByNonInteger,
    MapElementAccessByNonString,
    MergeReadOwnWrites,
    MissingParameter,
    NegativeIntegerArgument,
    NestedAggregation,
    NoExpressionAlias,
    NoSingleRelationshipType,
    NoVariablesInScope,
    NonConstantExpression,
    NumberOutOfRange,
    ProcedureNotFound,
    RelationshipUniquenessViolation,
    RequiresDirectedRelationship,
    UndefinedVariable,
    UnexpectedSyntax,
    UnknownFunction,
    VariableAlreadyBound,
    VariableTypeConflict,
    /// The product's own: the query nests too deeply.
    TooDeep,
    /// The product's own: stopped by the user.
    Cancelled,
    /// The product's own: the time limit.
    TimeLimit,
    /// The product's own: the memory limit.
    MemoryLimit,
    /// The product's own: what this version cannot do.
    Unsupported,
}

impl QueryError {
    /// An error of any kind, without place and help.
    pub fn new(kind: ErrorKind, phase: Phase, detail: Detail, message: impl Into<String>) -> Self {
        Self { kind, phase, detail, message: message.into(), span: None, help: None }
    }

    /// A `SyntaxError` at compile time, the commonest kind.
    pub fn syntax(detail: Detail, span: Span, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::SyntaxError, Phase::CompileTime, detail, message).at(span)
    }

    /// A `TypeError` at run time: a value of a kind that the operation has no meaning for.
    pub fn type_error(detail: Detail, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::TypeError, Phase::Runtime, detail, message)
    }

    /// An `ArgumentError` at run time: an argument outside what a function takes.
    pub fn argument(detail: Detail, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ArgumentError, Phase::Runtime, detail, message)
    }

    /// The same with its place, unless it already has one (the innermost place is the best).
    pub fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// The same with a suggestion.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}

impl fmt::Display for ErrorKind {
    /// The word of the TCK.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl fmt::Display for Detail {
    /// The word of the TCK.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl fmt::Display for Phase {
    /// The words of the TCK.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Phase::CompileTime => "compile time",
            Phase::Runtime => "runtime",
        })
    }
}
