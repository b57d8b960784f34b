//! What the table says of a function.

use super::{Aggregate, Context};
use crate::graph::Value;
use crate::query::eval_error::EvalError;
use std::fmt;
use std::ops::BitOr;

/// A set of types, for checking arguments before anything runs. `null` is taken everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Types(pub u32);

impl Types {
    /// `BOOLEAN`
    pub const BOOLEAN: Types = Types(1);
    /// `INTEGER`
    pub const INTEGER: Types = Types(1 << 1);
    /// `FLOAT`
    pub const FLOAT: Types = Types(1 << 2);
    /// `STRING`
    pub const STRING: Types = Types(1 << 3);
    /// `LIST`
    pub const LIST: Types = Types(1 << 4);
    /// `MAP`
    pub const MAP: Types = Types(1 << 5);
    /// `NODE`
    pub const NODE: Types = Types(1 << 6);
    /// `RELATIONSHIP`
    pub const RELATIONSHIP: Types = Types(1 << 7);
    /// `PATH`
    pub const PATH: Types = Types(1 << 8);
    /// `DATE`
    pub const DATE: Types = Types(1 << 9);
    /// `LOCAL TIME`
    pub const LOCAL_TIME: Types = Types(1 << 10);
    /// `TIME`
    pub const TIME: Types = Types(1 << 11);
    /// `LOCAL DATETIME`
    pub const LOCAL_DATETIME: Types = Types(1 << 12);
    /// `DATETIME`
    pub const DATETIME: Types = Types(1 << 13);
    /// `DURATION`
    pub const DURATION: Types = Types(1 << 14);
    /// Integer or float.
    pub const NUMBER: Types = Types(0b110);
    /// Node or relationship.
    pub const ENTITY: Types = Types(0b1100_0000);
    /// Any of the points in time, not durations.
    pub const INSTANT: Types = Types(0b0011_1110_0000_0000);
    /// Anything.
    pub const ANY: Types = Types(0x7fff);

    /// Either.
    pub const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }
    /// Whether a value of one of the types `other` may be one of these.
    pub const fn overlaps(self, other: Types) -> bool {
        self.0 & other.0 != 0
    }
    /// Whether every one of these is among `other`.
    pub const fn within(self, other: Types) -> bool {
        self.0 & !other.0 == 0
    }
    /// The one type that a value has; `null` has [`Types::ANY`].
    pub fn of(value: &Value) -> Types {
        match value {
            Value::Null => Types::ANY,
            Value::Boolean(_) => Types::BOOLEAN,
            Value::Integer(_) => Types::INTEGER,
            Value::Float(_) => Types::FLOAT,
            Value::String(_) => Types::STRING,
            Value::List(_) => Types::LIST,
            Value::Map(_) => Types::MAP,
            Value::Node(_) => Types::NODE,
            Value::Relationship(_) => Types::RELATIONSHIP,
            Value::Path(_) => Types::PATH,
            Value::Date(_) => Types::DATE,
            Value::LocalTime(_) => Types::LOCAL_TIME,
            Value::Time(_) => Types::TIME,
            Value::LocalDateTime(_) => Types::LOCAL_DATETIME,
            Value::DateTime(_) => Types::DATETIME,
            Value::Duration(_) => Types::DURATION,
        }
    }
}

impl BitOr for Types {
    type Output = Types;
    fn bitor(self, other: Types) -> Types {
        self.or(other)
    }
}

/// As messages say it: `a string or a list`.
impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 15] = [
            "a boolean",
            "an integer",
            "a float",
            "a string",
            "a list",
            "a map",
            "a node",
            "a relationship",
            "a path",
            "a date",
            "a local time",
            "a time",
            "a local datetime",
            "a datetime",
            "a duration",
        ];
        if self.0 == Types::ANY.0 {
            return f.write_str("any value");
        }
        let mut names: Vec<&str> =
            NAMES.iter().enumerate().filter(|(i, _)| self.0 & (1 << i) != 0).map(|(_, n)| *n).collect();
        if names.starts_with(&["an integer", "a float"]) {
            names.splice(0..2, ["a number"]);
        }
        match names.split_last() {
            None => f.write_str("nothing"),
            Some((last, [])) => f.write_str(last),
            Some((last, rest)) => write!(f, "{} or {last}", rest.join(", ")),
        }
    }
}

/// How a function is computed.
#[derive(Clone, Copy)]
pub enum Body {
    /// From the values of one row. The evaluator has checked the number of arguments, not their types.
    Scalar(fn(&Context<'_>, &[Value]) -> Result<Value, EvalError>),
    /// From all rows of a group.
    Aggregate(Aggregate),
}

/// One function of the language.
pub struct Function {
    /// Its name as documentation writes it; calls may write it in any case.
    pub name: &'static str,
    /// `substring(text, start [, length]) → string`
    pub signature: &'static str,
    /// The least and the greatest number of arguments.
    pub arity: (usize, usize),
    /// The types each argument may have; the last stands for all that follow.
    pub accepts: &'static [Types],
    /// The types its result may have (beside null).
    pub returns: Types,
    /// One line on what it does.
    pub summary: &'static str,
    /// A call that can be typed as it is.
    pub example: &'static str,
    /// Whether equal arguments give equal results within one query (`rand` does not).
    pub deterministic: bool,
    /// How it is computed.
    pub body: Body,
}

impl Function {
    /// Whether it computes one value from many rows.
    pub fn is_aggregate(&self) -> bool {
        matches!(self.body, Body::Aggregate(_))
    }
    /// Whether it may be called with so many arguments.
    pub fn takes(&self, arguments: usize) -> bool {
        (self.arity.0..=self.arity.1).contains(&arguments)
    }
    /// The types that the argument at `index` (from 0) may have.
    pub fn accepts(&self, index: usize) -> Types {
        self.accepts.get(index).or(self.accepts.last()).copied().unwrap_or(Types::ANY)
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.signature)
    }
}

/// One row of the table for a function of one row's values:
/// `name, signature, (least, greatest) number of arguments, accepted types, result, summary, example, body`.
macro_rules! scalar {
    ($($name:expr, $signature:expr, ($least:expr, $greatest:expr), [$($accepts:expr),*], $returns:expr,
       $summary:expr, $example:expr, $body:expr;)*) => {
        &[$($crate::query::functions::Function {
            name: $name,
            signature: $signature,
            arity: ($least, $greatest),
            accepts: &[$($accepts),*],
            returns: $returns,
            summary: $summary,
            example: $example,
            deterministic: true,
            body: $crate::query::functions::Body::Scalar($body),
        }),*]
    };
}
pub(super) use scalar;
