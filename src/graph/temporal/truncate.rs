//! `date.truncate('week', …)` and its kin: down to the start of a unit of the calendar or clock.

use super::{
    Date, DateTime, Fields, LocalDateTime, LocalTime, Result, SECOND_NANOS, TemporalError, Time, date_of,
    time_of, zone_of,
};
use crate::graph::Value;
use std::str::FromStr;

/// What a temporal can be truncated to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the units are their names")]
pub enum Unit {
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    WeekYear,
    Year,
    Decade,
    Century,
    Millennium,
}

impl FromStr for Unit {
    type Err = TemporalError;
    fn from_str(text: &str) -> Result<Unit> {
        Ok(match text.to_lowercase().as_str() {
            "microsecond" => Unit::Microsecond,
            "millisecond" => Unit::Millisecond,
            "second" => Unit::Second,
            "minute" => Unit::Minute,
            "hour" => Unit::Hour,
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "quarter" => Unit::Quarter,
            "weekyear" => Unit::WeekYear,
            "year" => Unit::Year,
            "decade" => Unit::Decade,
            "century" => Unit::Century,
            "millennium" => Unit::Millennium,
            _ => {
                return Err(TemporalError::new(format!(
                    "`{text}` is no unit: those are millennium, century, decade, year, weekYear, quarter, month, \
                     week, day, hour, minute, second, millisecond and microsecond"
                )));
            }
        })
    }
}

impl Unit {
    fn date(self, date: Date) -> Result<Date> {
        let (year, month, _) = date.civil();
        let years = |length: i64| Date::new(year.div_euclid(length) * length, 1, 1);
        match self {
            Unit::Millennium => years(1000),
            Unit::Century => years(100),
            Unit::Decade => years(10),
            Unit::Year => years(1),
            Unit::WeekYear => Date::from_week(date.week().0, 1, 1),
            Unit::Quarter => Date::new(year, date.quarter() * 3 - 2, 1),
            Unit::Month => Date::new(year, month, 1),
            Unit::Week => date.plus_days(1 - date.day_of_week()),
            _ => Ok(date),
        }
    }
    fn time(self, time: LocalTime) -> LocalTime {
        let unit = match self {
            Unit::Microsecond => 1_000,
            Unit::Millisecond => 1_000_000,
            Unit::Second => SECOND_NANOS,
            Unit::Minute => 60 * SECOND_NANOS,
            Unit::Hour => 3600 * SECOND_NANOS,
            _ => super::DAY_NANOS,
        };
        LocalTime { nanos: time.nanos - time.nanos % unit }
    }
    /// A temporal cut down to this unit, with midnight for its time if it has none, and the fields set on it.
    fn cut(self, value: &Value, fields: &Fields<'_>) -> Result<LocalDateTime> {
        let date = date_of(value).ok_or_else(|| {
            TemporalError::new(format!("{} has no date that could be truncated", value.type_name()))
        })?;
        let time = time_of(value).unwrap_or(LocalTime { nanos: 0 });
        fields.on_truncated(LocalDateTime { date: self.date(date)?, time: self.time(time) })
    }
    fn cut_time(self, value: &Value, fields: &Fields<'_>) -> Result<LocalTime> {
        if self > Unit::Day {
            return Err(TemporalError::new("a time is truncated to a day or less"));
        }
        let time = time_of(value).ok_or_else(|| {
            TemporalError::new(format!("{} has no time that could be truncated", value.type_name()))
        })?;
        let start = LocalDateTime { date: Date { days: 0 }, time: self.time(time) };
        Ok(fields.on_truncated(start)?.time)
    }
}

impl Date {
    /// `date.truncate(unit, value, fields)`
    pub fn truncate(unit: Unit, value: &Value, fields: &Fields<'_>) -> Result<Date> {
        if unit < Unit::Day {
            return Err(TemporalError::new("a date is truncated to a day or more"));
        }
        Ok(unit.cut(value, fields)?.date)
    }
}
impl LocalDateTime {
    /// `localdatetime.truncate(unit, value, fields)`
    pub fn truncate(unit: Unit, value: &Value, fields: &Fields<'_>) -> Result<LocalDateTime> {
        unit.cut(value, fields)
    }
}
impl DateTime {
    /// `datetime.truncate(unit, value, fields)`: a zone among the fields is set, not converted to.
    pub fn truncate(unit: Unit, value: &Value, fields: &Fields<'_>) -> Result<DateTime> {
        fields.zone_or(zone_of(value))?.at(unit.cut(value, fields)?)
    }
}
impl LocalTime {
    /// `localtime.truncate(unit, value, fields)`
    pub fn truncate(unit: Unit, value: &Value, fields: &Fields<'_>) -> Result<LocalTime> {
        unit.cut_time(value, fields)
    }
}
impl Time {
    /// `time.truncate(unit, value, fields)`: a zone among the fields is set, not converted to.
    pub fn truncate(unit: Unit, value: &Value, fields: &Fields<'_>) -> Result<Time> {
        let local = unit.cut_time(value, fields)?;
        let own = zone_of(value).map(|zone| match (&zone, value) {
            (_, Value::DateTime(t)) => super::Zone::Offset(t.offset),
            _ => zone,
        });
        Ok(Time { local, offset: fields.zone_or(own)?.offset_at(fields.now()) })
    }
}
