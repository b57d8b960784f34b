//! Dates, times and durations as openCypher has them: the proleptic Gregorian calendar for the years
//! −999,999,999 to 999,999,999, nanoseconds, offsets to the second and the named zones of the tz database.
//!
//! Every type here is a plain number or two with a total order; text, maps, arithmetic and truncation are in
//! the modules beside.

mod between;
mod calendar;
mod components;
mod duration;
mod fields;
mod parse;
mod shift;
mod text;
mod truncate;
mod zone;

pub use fields::Fields;
pub use truncate::Unit;
pub use zone::Zone;

use super::Value;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A day: the number of days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// Days since 1970-01-01, negative before.
    pub days: i64,
}

/// A time of the day: nanoseconds since midnight, below 86,400,000,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalTime {
    /// Nanoseconds since midnight.
    pub nanos: i64,
}

/// A time of the day at an offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    /// What the clock shows.
    pub local: LocalTime,
    /// Seconds east of UTC.
    pub offset: i32,
}

/// A day and a time of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalDateTime {
    /// The day.
    pub date: Date,
    /// The time of the day.
    pub time: LocalTime,
}

/// An instant, as the calendar and clock of a place show it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// What calendar and clock show.
    pub local: LocalDateTime,
    /// Seconds east of UTC at that instant.
    pub offset: i32,
    /// The name of the zone in the tz database, if it is one (`Europe/Stockholm`).
    pub zone: Option<Arc<str>>,
}

/// An amount of time. Its four parts do not carry over into each other, save seconds and nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Duration {
    /// Whole months.
    pub months: i64,
    /// Whole days.
    pub days: i64,
    /// Whole seconds, rounded down.
    pub seconds: i64,
    /// Nanoseconds on top of the seconds, 0 to 999,999,999.
    pub nanos: i32,
}

/// Seconds in a day.
pub(crate) const DAY: i64 = 86_400;
/// Nanoseconds in a second.
pub(crate) const SECOND_NANOS: i64 = 1_000_000_000;
/// Nanoseconds in a day.
pub(crate) const DAY_NANOS: i64 = DAY * SECOND_NANOS;

/// Why a text, a map or a sum is no date, time or duration: one sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemporalError(pub String);

impl TemporalError {
    fn new(message: impl Into<String>) -> Self {
        TemporalError(message.into())
    }
}
impl fmt::Display for TemporalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for TemporalError {}

type Result<T> = std::result::Result<T, TemporalError>;

impl Time {
    /// Nanoseconds since midnight in UTC, which may lie on the day before or after.
    pub(crate) fn utc_nanos(self) -> i64 {
        self.local.nanos - self.offset as i64 * SECOND_NANOS
    }
}
/// By instant, then by offset.
impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.utc_nanos(), self.offset).cmp(&(other.utc_nanos(), other.offset))
    }
}
impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl LocalDateTime {
    /// Nanoseconds since 1970-01-01T00:00.
    pub(crate) fn nanos(self) -> i128 {
        self.date.days as i128 * DAY_NANOS as i128 + self.time.nanos as i128
    }
    /// Whole seconds since 1970-01-01T00:00, rounded down.
    pub(crate) fn seconds(self) -> i64 {
        self.date.days * DAY + self.time.nanos / SECOND_NANOS
    }
    pub(crate) fn from_nanos(nanos: i128) -> Result<Self> {
        let days = nanos.div_euclid(DAY_NANOS as i128);
        let date = i64::try_from(days).map_err(|_| calendar::out_of_range()).and_then(Date::checked)?;
        Ok(LocalDateTime { date, time: LocalTime { nanos: nanos.rem_euclid(DAY_NANOS as i128) as i64 } })
    }
}

impl DateTime {
    /// Nanoseconds since 1970-01-01T00:00Z.
    pub(crate) fn utc_nanos(&self) -> i128 {
        self.local.nanos() - self.offset as i128 * SECOND_NANOS as i128
    }
    /// Whole seconds since 1970-01-01T00:00Z, rounded down.
    pub fn epoch_seconds(&self) -> i64 {
        self.local.seconds() - self.offset as i64
    }
}
/// By instant, then by offset and zone.
impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.utc_nanos(), self.offset, &self.zone).cmp(&(other.utc_nanos(), other.offset, &other.zone))
    }
}
impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The day of a temporal that has one.
pub(crate) fn date_of(value: &Value) -> Option<Date> {
    match value {
        Value::Date(d) => Some(*d),
        Value::LocalDateTime(t) => Some(t.date),
        Value::DateTime(t) => Some(t.local.date),
        _ => None,
    }
}

/// The time of the day of a temporal that has one.
pub(crate) fn time_of(value: &Value) -> Option<LocalTime> {
    match value {
        Value::LocalTime(t) => Some(*t),
        Value::Time(t) => Some(t.local),
        Value::LocalDateTime(t) => Some(t.time),
        Value::DateTime(t) => Some(t.local.time),
        _ => None,
    }
}

/// The offset or zone of a temporal that has one.
pub(crate) fn zone_of(value: &Value) -> Option<Zone> {
    match value {
        Value::Time(t) => Some(Zone::Offset(t.offset)),
        Value::DateTime(t) => Some(t.zone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
