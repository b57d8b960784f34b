//! Durations from amounts, and their sums and multiples.
//!
//! A fraction of a unit goes on to the next smaller one: of a month as 30.436875 days (a twelfth of 365.2425), of
//! a day as 24 hours.

use super::{DAY_NANOS, Duration, Result, SECOND_NANOS, TemporalError};
use crate::graph::{Map, Value};

/// Days of an average month.
const MONTH_DAYS: f64 = 30.436_875;

fn too_long() -> TemporalError {
    TemporalError::new("the duration is too long")
}

/// An amount in parts that may have fractions; whole numbers stay exact.
#[derive(Default)]
pub(super) struct Amounts {
    months: i128,
    days: i128,
    nanos: i128,
    part_months: f64,
    part_days: f64,
    part_nanos: f64,
}

impl Amounts {
    /// Adds `whole + part` times of the named unit; false where there is no such unit.
    pub(super) fn add(&mut self, unit: &str, whole: i64, part: f64) -> bool {
        let second = SECOND_NANOS as i128;
        let (place, part_place, factor) = match unit {
            "years" => (&mut self.months, &mut self.part_months, 12),
            "quarters" => (&mut self.months, &mut self.part_months, 3),
            "months" => (&mut self.months, &mut self.part_months, 1),
            "weeks" => (&mut self.days, &mut self.part_days, 7),
            "days" => (&mut self.days, &mut self.part_days, 1),
            "hours" => (&mut self.nanos, &mut self.part_nanos, 3600 * second),
            "minutes" => (&mut self.nanos, &mut self.part_nanos, 60 * second),
            "seconds" => (&mut self.nanos, &mut self.part_nanos, second),
            "milliseconds" => (&mut self.nanos, &mut self.part_nanos, 1_000_000),
            "microseconds" => (&mut self.nanos, &mut self.part_nanos, 1_000),
            "nanoseconds" => (&mut self.nanos, &mut self.part_nanos, 1),
            _ => return false,
        };
        *place += whole as i128 * factor;
        *part_place += part * factor as f64;
        true
    }

    /// The duration of these amounts.
    pub(super) fn total(self) -> Result<Duration> {
        let (months, rest) = carry(self.part_months);
        let (days, rest) = carry(self.part_days + rest * MONTH_DAYS);
        let nanos = whole_nanos(self.part_nanos + rest * DAY_NANOS as f64);
        Duration::new(self.months + months, self.days + days, self.nanos + nanos)
    }
}

/// The whole part and the rest.
fn carry(amount: f64) -> (i128, f64) {
    (amount.trunc() as i128, amount.fract())
}

/// Nanoseconds, rounded towards zero, save for what binary fractions do to decimal ones.
fn whole_nanos(nanos: f64) -> i128 {
    let nearest = nanos.round();
    (if (nanos - nearest).abs() < 0.001 { nearest } else { nanos.trunc() }) as i128
}

impl Duration {
    /// Months, days and nanoseconds; an error where they do not fit.
    pub(super) fn new(months: i128, days: i128, nanos: i128) -> Result<Duration> {
        let second = SECOND_NANOS as i128;
        Ok(Duration {
            months: months.try_into().map_err(|_| too_long())?,
            days: days.try_into().map_err(|_| too_long())?,
            seconds: nanos.div_euclid(second).try_into().map_err(|_| too_long())?,
            nanos: nanos.rem_euclid(second) as i32,
        })
    }

    /// From a map of amounts: `{months: 5, days: 1.5}`.
    pub fn from_map(map: &Map) -> Result<Duration> {
        let mut amounts = Amounts::default();
        for (unit, value) in map {
            let (whole, part) = match value {
                Value::Integer(i) => (*i, 0.0),
                Value::Float(f) if f.is_finite() && f.abs() < 9.0e18 => (f.trunc() as i64, f.fract()),
                _ => return Err(TemporalError::new(format!("`{unit}` of a duration is a number"))),
            };
            if !amounts.add(unit, whole, part) {
                return Err(TemporalError::new(format!("a duration has no `{unit}`")));
            }
        }
        amounts.total()
    }

    /// The sum, part by part.
    pub fn plus(&self, other: &Duration) -> Result<Duration> {
        Duration::new(
            self.months as i128 + other.months as i128,
            self.days as i128 + other.days as i128,
            self.clock_nanos() + other.clock_nanos(),
        )
    }
    /// The same backwards.
    pub fn negated(&self) -> Result<Duration> {
        Duration::new(-(self.months as i128), -(self.days as i128), -self.clock_nanos())
    }
    /// So many times as long.
    pub fn times(&self, factor: f64) -> Result<Duration> {
        if factor.fract() == 0.0 && factor.abs() < 9.0e15 {
            let factor = factor as i128;
            let nanos = self.clock_nanos().checked_mul(factor).ok_or_else(too_long)?;
            return Duration::new(self.months as i128 * factor, self.days as i128 * factor, nanos);
        }
        self.scaled(|x| x * factor)
    }
    /// Divided by a number.
    pub fn divided(&self, by: f64) -> Result<Duration> {
        if by == 1.0 { Ok(*self) } else { self.scaled(|x| x / by) }
    }

    fn scaled(&self, scale: impl Fn(f64) -> f64) -> Result<Duration> {
        let parts = [self.months as f64, self.days as f64, self.seconds as f64, self.nanos as f64].map(scale);
        if parts.iter().any(|part| !part.is_finite() || part.abs() >= 9.2e18) {
            return Err(too_long());
        }
        let [months, days, seconds, nanos] = parts;
        let (whole_months, rest) = carry(months);
        let (whole_days, rest) = carry(days + rest * MONTH_DAYS);
        let (whole_seconds, part) = carry(seconds);
        let nanos = whole_nanos(nanos + part * SECOND_NANOS as f64 + rest * DAY_NANOS as f64);
        Duration::new(whole_months, whole_days, whole_seconds * SECOND_NANOS as i128 + nanos)
    }
}
