//! Days ↔ years, months, weeks and quarters in the proleptic Gregorian calendar.

use super::{Date, Result, TemporalError};

/// The last year of the calendar, and the first one negated.
pub const LAST_YEAR: i64 = 999_999_999;

pub(super) fn out_of_range() -> TemporalError {
    TemporalError::new("the year lies outside -999999999 to +999999999")
}

/// A number that must lie within bounds.
pub(super) fn within(name: &str, value: i64, low: i64, high: i64) -> Result<i64> {
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(TemporalError::new(format!("{name} lies between {low} and {high}, not at {value}")))
    }
}

/// Days since 1970-01-01 of a day of the calendar (Hinnant, “chrono-Compatible Low-Level Date Algorithms”).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Whether February has 29 days.
pub(super) fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// How many days a month has.
pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + is_leap(year) as i64,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Date {
    /// A day of the calendar; an error where there is none (a 30th of February, a year out of range).
    pub fn new(year: i64, month: i64, day: i64) -> Result<Self> {
        if !(-LAST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(out_of_range());
        }
        within("month", month, 1, 12)?;
        if !(1..=days_in_month(year, month)).contains(&day) {
            within("day", day, 1, 31)?;
            return Err(TemporalError::new(format!("month {month} of {year} has no day {day}")));
        }
        Ok(Date { days: days_from_civil(year, month, day) })
    }
    /// The day of a year, from 1.
    pub(super) fn from_ordinal(year: i64, day: i64) -> Result<Self> {
        Date::new(year, 1, 1)?.with_ordinal_day(day)
    }
    /// The day of an ISO week; week 53 of a year without one is the first of the next.
    pub(super) fn from_week(week_year: i64, week: i64, day_of_week: i64) -> Result<Self> {
        within("week", week, 1, 53)?;
        within("dayOfWeek", day_of_week, 1, 7)?;
        // 4 January is always in week 1.
        let fourth = Date::new(week_year, 1, 4)?;
        Date::checked(fourth.days - (fourth.day_of_week() - 1) + (week - 1) * 7 + day_of_week - 1)
    }
    /// The day of a quarter, from 1.
    pub(super) fn from_quarter(year: i64, quarter: i64, day: i64) -> Result<Self> {
        within("quarter", quarter, 1, 4)?;
        Date::new(year, quarter * 3 - 2, 1)?.with_day_of_quarter(day)
    }
    /// The same days, if their year is in range.
    pub(super) fn checked(days: i64) -> Result<Self> {
        const FIRST: i64 = -365_243_219_162;
        const LAST: i64 = 365_241_780_471;
        if (FIRST..=LAST).contains(&days) { Ok(Date { days }) } else { Err(out_of_range()) }
    }

    /// Year, month (1-12) and day of the month (1-31).
    pub fn civil(self) -> (i64, i64, i64) {
        let days = self.days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (year_of_era + era * 400 + (month <= 2) as i64, month, day)
    }
    /// The year.
    pub fn year(self) -> i64 {
        self.civil().0
    }
    /// Monday is 1, Sunday 7.
    pub fn day_of_week(self) -> i64 {
        (self.days + 3).rem_euclid(7) + 1
    }
    /// The day of the year, from 1.
    pub fn ordinal_day(self) -> i64 {
        self.days - days_from_civil(self.year(), 1, 1) + 1
    }
    /// The quarter, 1 to 4.
    pub fn quarter(self) -> i64 {
        (self.civil().1 + 2) / 3
    }
    /// The day of the quarter, from 1.
    pub fn day_of_quarter(self) -> i64 {
        self.days - days_from_civil(self.year(), self.quarter() * 3 - 2, 1) + 1
    }
    /// The ISO week and the year that it belongs to: (year, week).
    pub fn week(self) -> (i64, i64) {
        // A week belongs to the year of its Thursday.
        let thursday = Date { days: self.days - self.day_of_week() + 4 };
        (thursday.year(), (thursday.ordinal_day() - 1) / 7 + 1)
    }
    /// Months since the year 0.
    pub(super) fn month_number(self) -> i64 {
        let (year, month, _) = self.civil();
        year * 12 + month - 1
    }

    /// So many months later; a day that the month does not have becomes its last.
    pub(super) fn plus_months(self, months: i64) -> Result<Self> {
        let number = self.month_number().checked_add(months).ok_or_else(out_of_range)?;
        self.with_year_and_month(number.div_euclid(12), number.rem_euclid(12) + 1)
    }
    pub(super) fn plus_days(self, days: i64) -> Result<Self> {
        self.days.checked_add(days).ok_or_else(out_of_range).and_then(Date::checked)
    }
    pub(super) fn with_year_and_month(self, year: i64, month: i64) -> Result<Self> {
        within("month", month, 1, 12)?;
        Date::new(year, month, self.civil().2.min(days_in_month(year, month)))
    }
    pub(super) fn with_day(self, day: i64) -> Result<Self> {
        let (year, month, _) = self.civil();
        Date::new(year, month, day)
    }
    pub(super) fn with_ordinal_day(self, day: i64) -> Result<Self> {
        let year = self.year();
        within("ordinalDay", day, 1, 365 + is_leap(year) as i64)?;
        Ok(Date { days: days_from_civil(year, 1, 1) + day - 1 })
    }
    pub(super) fn with_quarter(self, quarter: i64) -> Result<Self> {
        within("quarter", quarter, 1, 4)?;
        let (year, month, _) = self.civil();
        self.with_year_and_month(year, month + (quarter - self.quarter()) * 3)
    }
    pub(super) fn with_day_of_quarter(self, day: i64) -> Result<Self> {
        let (year, first) = (self.year(), self.quarter() * 3 - 2);
        let length = (first..first + 3).map(|m| days_in_month(year, m)).sum();
        within("dayOfQuarter", day, 1, length)?;
        Ok(Date { days: days_from_civil(year, first, 1) + day - 1 })
    }
    pub(super) fn with_week_year(self, year: i64) -> Result<Self> {
        Date::new(year, 1, 4)?;
        let week = self.week().1;
        let week = if week == 53 && !has_week_53(year) { 52 } else { week };
        Date::from_week(year, week, self.day_of_week())
    }
    pub(super) fn with_week(self, week: i64) -> Result<Self> {
        Date::from_week(self.week().0, week, self.day_of_week())
    }
    pub(super) fn with_day_of_week(self, day: i64) -> Result<Self> {
        within("dayOfWeek", day, 1, 7)?;
        self.plus_days(day - self.day_of_week())
    }
}

/// Whether a week year has 53 weeks: its 28 December lies in the last.
fn has_week_53(year: i64) -> bool {
    Date { days: days_from_civil(year, 12, 28) }.week().1 == 53
}
