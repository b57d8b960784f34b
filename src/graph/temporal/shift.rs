//! Points in time moved by durations: first by months, then by days, then by seconds and nanoseconds.

use super::{
    DAY_NANOS, Date, DateTime, Duration, LocalDateTime, LocalTime, Result, SECOND_NANOS, Time, calendar,
};

impl Date {
    /// This day moved by a duration; of its seconds, whole days count.
    pub fn plus(self, by: &Duration) -> Result<Date> {
        let whole_days = (by.clock_nanos() / DAY_NANOS as i128) as i64;
        let days = by.days.checked_add(whole_days).ok_or_else(calendar::out_of_range)?;
        self.plus_months(by.months)?.plus_days(days)
    }
}

impl LocalTime {
    /// This time moved by a duration around the clock; its months and days do not matter.
    pub fn plus(self, by: &Duration) -> LocalTime {
        let nanos = self.nanos as i128 + by.clock_nanos();
        LocalTime { nanos: nanos.rem_euclid(DAY_NANOS as i128) as i64 }
    }
}

impl Time {
    /// This time moved by a duration around the clock; its months and days do not matter.
    pub fn plus(self, by: &Duration) -> Time {
        Time { local: self.local.plus(by), offset: self.offset }
    }
}

impl LocalDateTime {
    /// This day and time moved by a duration.
    pub fn plus(self, by: &Duration) -> Result<LocalDateTime> {
        let date = self.date.plus_months(by.months)?.plus_days(by.days)?;
        LocalDateTime::from_nanos(LocalDateTime { date, time: self.time }.nanos() + by.clock_nanos())
    }
}

impl DateTime {
    /// This instant moved by a duration: months and days on its zone's calendar, the rest as time passes.
    pub fn plus(&self, by: &Duration) -> Result<DateTime> {
        let zone = self.zone();
        let date = self.local.date.plus_months(by.months)?.plus_days(by.days)?;
        let moved = if date == self.local.date {
            self.clone()
        } else {
            zone.at(LocalDateTime { date, time: self.local.time })?
        };
        match by.clock_nanos() {
            0 => Ok(moved),
            nanos => zone.instant(moved.utc_nanos() + nanos),
        }
    }
}

impl Duration {
    /// Seconds and nanoseconds together, in nanoseconds.
    pub(crate) fn clock_nanos(&self) -> i128 {
        self.seconds as i128 * SECOND_NANOS as i128 + self.nanos as i128
    }
}
