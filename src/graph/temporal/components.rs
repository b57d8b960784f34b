//! What `.year`, `.dayOfQuarter`, `.offset` and the others give.

use super::text::Offset;
use super::{Date, DateTime, Duration, LocalDateTime, LocalTime, SECOND_NANOS, Time};
use crate::graph::Value;

impl Date {
    /// A component by its name in openCypher; `None` for a name that dates have not.
    pub fn component(self, name: &str) -> Option<i64> {
        Some(match name {
            "year" => self.year(),
            "quarter" => self.quarter(),
            "month" => self.civil().1,
            "week" => self.week().1,
            "weekYear" => self.week().0,
            "day" => self.civil().2,
            "ordinalDay" => self.ordinal_day(),
            "dayOfWeek" | "weekDay" => self.day_of_week(),
            "dayOfQuarter" => self.day_of_quarter(),
            _ => return None,
        })
    }
}

impl LocalTime {
    /// A component by its name in openCypher; `None` for a name that times have not.
    pub fn component(self, name: &str) -> Option<i64> {
        let (seconds, nanos) = (self.nanos / SECOND_NANOS, self.nanos % SECOND_NANOS);
        Some(match name {
            "hour" => seconds / 3600,
            "minute" => seconds / 60 % 60,
            "second" => seconds % 60,
            "millisecond" => nanos / 1_000_000,
            "microsecond" => nanos / 1_000,
            "nanosecond" => nanos,
            _ => return None,
        })
    }
}

impl LocalDateTime {
    /// A component by its name in openCypher.
    pub fn component(self, name: &str) -> Option<i64> {
        self.date.component(name).or_else(|| self.time.component(name))
    }
}

fn offset_component(offset: i32, name: &str) -> Option<Value> {
    Some(match name {
        "offset" => Value::string(Offset(offset).to_string()),
        "offsetMinutes" => Value::Integer((offset / 60) as i64),
        "offsetSeconds" => Value::Integer(offset as i64),
        _ => return None,
    })
}

impl Time {
    /// A component by its name in openCypher.
    pub fn component(self, name: &str) -> Option<Value> {
        match name {
            "timezone" => offset_component(self.offset, "offset"),
            _ => {
                offset_component(self.offset, name).or_else(|| self.local.component(name).map(Value::Integer))
            }
        }
    }
}

impl DateTime {
    /// A component by its name in openCypher.
    pub fn component(&self, name: &str) -> Option<Value> {
        match name {
            "timezone" => match &self.zone {
                Some(zone) => Some(Value::String(zone.clone())),
                None => offset_component(self.offset, "offset"),
            },
            "epochSeconds" => Some(Value::Integer(self.epoch_seconds())),
            "epochMillis" => i64::try_from(self.utc_nanos().div_euclid(1_000_000)).ok().map(Value::Integer),
            _ => {
                offset_component(self.offset, name).or_else(|| self.local.component(name).map(Value::Integer))
            }
        }
    }
}

impl Duration {
    /// A component by its name in openCypher: whole amounts (`days`), or what is left of the next greater unit
    /// (`minutesOfHour`). `None` for other names, and for an amount beyond 64 bits.
    pub fn component(self, name: &str) -> Option<i64> {
        let (seconds, nanos) = (self.seconds, self.nanos as i64);
        let in_unit = |per_second: i64| {
            seconds.checked_mul(per_second)?.checked_add(nanos / (SECOND_NANOS / per_second))
        };
        Some(match name {
            "years" => self.months / 12,
            "quarters" => self.months / 3,
            "months" => self.months,
            "weeks" => self.days / 7,
            "days" => self.days,
            "hours" => seconds / 3600,
            "minutes" => seconds / 60,
            "seconds" => seconds,
            "milliseconds" => in_unit(1_000)?,
            "microseconds" => in_unit(1_000_000)?,
            "nanoseconds" => in_unit(SECOND_NANOS)?,
            "quartersOfYear" => self.months / 3 % 4,
            "monthsOfQuarter" => self.months % 3,
            "monthsOfYear" => self.months % 12,
            "daysOfWeek" => self.days % 7,
            "minutesOfHour" => seconds / 60 % 60,
            "secondsOfMinute" => seconds % 60,
            "millisecondsOfSecond" => nanos / 1_000_000,
            "microsecondsOfSecond" => nanos / 1_000,
            "nanosecondsOfSecond" => nanos,
            _ => return None,
        })
    }
}
