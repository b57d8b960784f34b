//! Dates, times and durations as openCypher has them: the proleptic Gregorian calendar for the years
//! −999,999,999 to 999,999,999, nanoseconds, offsets to the second and the named zones of the tz database.
//!
//! Every type here is a plain number or two with a total order; text, maps, arithmetic and truncation are in
//! the modules beside.

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
