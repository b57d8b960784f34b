//! The values of properties and rows.

use super::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time};
use super::{NodeId, RelationshipId};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::sync::Arc;

/// A map from keys to values, in the order of insertion (equality does not see the order).
pub type Map = IndexMap<Arc<str>, Value, FxBuildHasher>;

/// A value of openCypher. Cloning is cheap: everything long is shared.
///
/// `==` is sameness of representation (`1` is not `1.0`, `NaN` is not itself), meant for tests and stores. What
/// a *query* calls equal, equivalent, smaller or greater is in [`crate::query::operators`].
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// true or false
    Boolean(bool),
    /// A 64-bit integer.
    Integer(i64),
    /// A 64-bit float.
    Float(f64),
    /// A text.
    String(Arc<str>),
    /// A list.
    List(Arc<[Value]>),
    /// A map.
    Map(Arc<Map>),
    /// A node of the graph that the row came from.
    Node(NodeId),
    /// A relationship of the graph that the row came from.
    Relationship(RelationshipId),
    /// An alternation of nodes and relationships.
    Path(Arc<Path>),
    /// A day of the calendar.
    Date(Date),
    /// A time of the day, wherever it is.
    LocalTime(LocalTime),
    /// A time of the day at an offset from UTC.
    Time(Time),
    /// A day and a time of it, wherever it is.
    LocalDateTime(LocalDateTime),
    /// An instant as a zone's clock and calendar show it.
    DateTime(Arc<DateTime>),
    /// Months, days, seconds and nanoseconds.
    Duration(Arc<Duration>),
}

impl Value {
    /// A string value.
    pub fn string(text: impl AsRef<str>) -> Self {
        Value::String(Arc::from(text.as_ref()))
    }
    /// A list of the values, in order.
    pub fn list(values: impl IntoIterator<Item = Value>) -> Self {
        Value::List(values.into_iter().collect())
    }
    /// A map of the entries, in order; a later entry of the same key replaces an earlier one.
    pub fn map<K: Into<Arc<str>>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Value::Map(Arc::new(entries.into_iter().map(|(k, v)| (k.into(), v)).collect()))
    }
    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
    /// The text of a string value.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(s) => Some(s),
            _ => None,
        }
    }
    /// The number of an integer value.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Value::Integer(i) => Some(*i),
            _ => None,
        }
    }
    /// The number of an integer or float value.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Value::Integer(i) => Some(*i as f64),
            Value::Float(f) => Some(*f),
            _ => None,
        }
    }
    /// The truth of a boolean value.
    pub fn as_boolean(&self) -> Option<bool> {
        match self {
            Value::Boolean(b) => Some(*b),
            _ => None,
        }
    }
    /// The name of this value's type, as messages to people use it (`INTEGER`, `LIST`, …).
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "NULL",
            Value::Boolean(_) => "BOOLEAN",
            Value::Integer(_) => "INTEGER",
            Value::Float(_) => "FLOAT",
            Value::String(_) => "STRING",
            Value::List(_) => "LIST",
            Value::Map(_) => "MAP",
            Value::Node(_) => "NODE",
            Value::Relationship(_) => "RELATIONSHIP",
            Value::Path(_) => "PATH",
            Value::Date(_) => "DATE",
            Value::LocalTime(_) => "LOCAL TIME",
            Value::Time(_) => "TIME",
            Value::LocalDateTime(_) => "LOCAL DATETIME",
            Value::DateTime(_) => "DATETIME",
            Value::Duration(_) => "DURATION",
        }
    }
    /// Whether lists and maps are nested in it at most so many levels deep. Values are compared, hashed, written and
    /// freed by recursion, so whoever builds them in a loop has to ask.
    pub fn is_within_depth(&self, levels: usize) -> bool {
        let inner = |value: &Value| match value {
            Value::List(_) | Value::Map(_) => levels > 0 && value.is_within_depth(levels - 1),
            _ => true,
        };
        match self {
            Value::List(items) => items.iter().all(inner),
            Value::Map(map) => map.values().all(inner),
            _ => true,
        }
    }
    /// Whether a node or relationship may have this as a property: a boolean, number, string or temporal, or
    /// a list of such.
    pub fn is_storable(&self) -> bool {
        match self {
            Value::List(items) => items
                .iter()
                .all(|v| !matches!(v, Value::List(_) | Value::Null | Value::Map(_)) && v.is_storable()),
            Value::Null | Value::Map(_) | Value::Node(_) | Value::Relationship(_) | Value::Path(_) => false,
            _ => true,
        }
    }
}

macro_rules! from {
    ($($of:ty => $variant:ident),*) => {
        $(impl From<$of> for Value {
            fn from(value: $of) -> Self {
                Value::$variant(value.into())
            }
        })*
    };
}
from!(bool => Boolean, i64 => Integer, i32 => Integer, u32 => Integer, f64 => Float, &str => String,
    String => String, Arc<str> => String, Vec<Value> => List, Map => Map, NodeId => Node,
    RelationshipId => Relationship, Path => Path, Date => Date, LocalTime => LocalTime, Time => Time,
    LocalDateTime => LocalDateTime, DateTime => DateTime, Duration => Duration);

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// A walk: one node more than relationships.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    /// The nodes, in order.
    pub nodes: Vec<NodeId>,
    /// The relationships between them, in order.
    pub relationships: Vec<RelationshipId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_lists_and_maps() {
        let deep = Value::list([1i64.into(), Value::map([("a", Value::list([Value::Null]))])]);
        assert!(deep.is_within_depth(2));
        assert!(!deep.is_within_depth(1));
        assert!(Value::list([]).is_within_depth(0));
    }

    #[test]
    fn a_value_is_three_words() {
        assert!(size_of::<Value>() <= 24);
    }
}
