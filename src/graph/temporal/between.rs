//! How long it is from one point in time to another.
//!
//! Where one of the two has no date, time or zone, it is given the other's date and zone, or midnight.

use super::{Date, DateTime, Duration, LocalDateTime, LocalTime, Result, TemporalError, Zone};
use super::{date_of, time_of, zone_of};
use crate::graph::Value;

/// Both ends brought to the same kind.
enum Ends {
    /// Neither has a date: nanoseconds, in UTC or both local.
    Times(i128, i128),
    Local(LocalDateTime, LocalDateTime),
    Zoned(DateTime, DateTime),
}

fn ends(from: &Value, to: &Value) -> Result<Ends> {
    for value in [from, to] {
        if date_of(value).is_none() && time_of(value).is_none() {
            return Err(TemporalError::new("a duration lies between two dates or times"));
        }
    }
    let midnight = LocalTime { nanos: 0 };
    let (from_time, to_time) = (time_of(from).unwrap_or(midnight), time_of(to).unwrap_or(midnight));
    let (from_zone, to_zone) = (zone_of(from), zone_of(to));
    let zones = match (from_zone, to_zone) {
        (None, None) => None,
        (Some(a), Some(b)) => Some((a, b)),
        (Some(zone), None) | (None, Some(zone)) => Some((zone.clone(), zone)),
    };
    let (from_date, to_date) = match (date_of(from), date_of(to)) {
        (None, None) => {
            let utc = |time: LocalTime, zone: &Zone| match zone {
                Zone::Offset(offset) => time.nanos as i128 - *offset as i128 * super::SECOND_NANOS as i128,
                Zone::Named(_) => time.nanos as i128,
            };
            return Ok(match &zones {
                None => Ends::Times(from_time.nanos as i128, to_time.nanos as i128),
                Some((a, b)) => Ends::Times(utc(from_time, a), utc(to_time, b)),
            });
        }
        (a, b) => {
            let either = a.or(b).unwrap_or(Date { days: 0 });
            (a.unwrap_or(either), b.unwrap_or(either))
        }
    };
    let from_local = LocalDateTime { date: from_date, time: from_time };
    let to_local = LocalDateTime { date: to_date, time: to_time };
    // What was zoned keeps its own offset: in the hour that comes twice, the clock alone does not tell it.
    let zoned = |value: &Value, zone: &Zone, local: LocalDateTime| match value {
        Value::DateTime(t) => Ok((**t).clone()),
        _ => zone.at(local),
    };
    match zones {
        None => Ok(Ends::Local(from_local, to_local)),
        Some((a, b)) => Ok(Ends::Zoned(zoned(from, &a, from_local)?, zoned(to, &b, to_local)?)),
    }
}

/// Whole months from one to the other, towards zero.
fn months_until(from: LocalDateTime, to: LocalDateTime) -> i64 {
    let end = whole_days_end(from, to);
    let number = |d: Date| d.month_number() * 32 + d.civil().2;
    (number(end) - number(from.date)) / 32
}

/// Whole days from one to the other, towards zero.
fn days_until(from: LocalDateTime, to: LocalDateTime) -> i64 {
    whole_days_end(from, to).days - from.date.days
}

/// The last day that is reached with the time of day of the start.
fn whole_days_end(from: LocalDateTime, to: LocalDateTime) -> Date {
    let mut end = to.date;
    if end > from.date && to.time < from.time {
        end.days -= 1;
    } else if end < from.date && to.time > from.time {
        end.days += 1;
    }
    end
}

/// The end as the start's calendar and clock show it.
fn on_the_clock_of(start: &DateTime, end: &DateTime) -> Result<LocalDateTime> {
    Ok(end.in_zone(&start.zone())?.local)
}

impl Duration {
    /// From one point in time to another: months, then days, then the rest.
    pub fn between(from: &Value, to: &Value) -> Result<Duration> {
        let dated = date_of(from).is_some() && date_of(to).is_some();
        match ends(from, to)? {
            Ends::Times(from, to) => Duration::new(0, 0, to - from),
            Ends::Local(from, to) if dated => {
                let months = months_until(from, to);
                let from = LocalDateTime { date: from.date.plus_months(months)?, ..from };
                let days = days_until(from, to);
                let from = LocalDateTime { date: from.date.plus_days(days)?, ..from };
                Duration::new(months as i128, days as i128, to.nanos() - from.nanos())
            }
            Ends::Local(from, to) => Duration::new(0, 0, to.nanos() - from.nanos()),
            Ends::Zoned(from, to) if dated => {
                let months = months_until(from.local, on_the_clock_of(&from, &to)?);
                let from = from.plus(&Duration { months, ..Duration::default() })?;
                let days = days_until(from.local, on_the_clock_of(&from, &to)?);
                let from = from.plus(&Duration { days, ..Duration::default() })?;
                Duration::new(months as i128, days as i128, to.utc_nanos() - from.utc_nanos())
            }
            Ends::Zoned(from, to) => Duration::new(0, 0, to.utc_nanos() - from.utc_nanos()),
        }
    }
    /// Whole months from one point in time to another.
    pub fn in_months(from: &Value, to: &Value) -> Result<Duration> {
        let months = match ends(from, to)? {
            Ends::Times(..) => 0,
            Ends::Local(from, to) => months_until(from, to),
            Ends::Zoned(from, to) => months_until(from.local, on_the_clock_of(&from, &to)?),
        };
        Ok(Duration { months, ..Duration::default() })
    }
    /// Whole days from one point in time to another.
    pub fn in_days(from: &Value, to: &Value) -> Result<Duration> {
        let days = match ends(from, to)? {
            Ends::Times(..) => 0,
            Ends::Local(from, to) => days_until(from, to),
            Ends::Zoned(from, to) => days_until(from.local, on_the_clock_of(&from, &to)?),
        };
        Ok(Duration { days, ..Duration::default() })
    }
    /// Seconds and nanoseconds from one point in time to another.
    pub fn in_seconds(from: &Value, to: &Value) -> Result<Duration> {
        match ends(from, to)? {
            Ends::Times(from, to) => Duration::new(0, 0, to - from),
            Ends::Local(from, to) => Duration::new(0, 0, to.nanos() - from.nanos()),
            Ends::Zoned(from, to) => Duration::new(0, 0, to.utc_nanos() - from.utc_nanos()),
        }
    }
}
