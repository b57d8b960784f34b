//! Temporals as ISO 8601 text, to the letter as openCypher's `toString` gives it.

use super::{Date, DateTime, Duration, LocalDateTime, LocalTime, SECOND_NANOS, Time};
use std::fmt::{Display, Formatter, Result};

impl Display for Date {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (year, month, day) = self.civil();
        match year {
            0..=9999 => write!(f, "{year:04}")?,
            10_000.. => write!(f, "+{year}")?,
            _ => write!(f, "-{:04}", -year)?,
        }
        write!(f, "-{month:02}-{day:02}")
    }
}

/// Seconds only where they are not zero, and of their fraction three, six or nine digits.
impl Display for LocalTime {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (seconds, nanos) = (self.nanos / SECOND_NANOS, self.nanos % SECOND_NANOS);
        write!(f, "{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
        if seconds % 60 != 0 || nanos != 0 {
            write!(f, ":{:02}", seconds % 60)?;
        }
        if nanos == 0 {
            Ok(())
        } else if nanos % 1_000_000 == 0 {
            write!(f, ".{:03}", nanos / 1_000_000)
        } else if nanos % 1_000 == 0 {
            write!(f, ".{:06}", nanos / 1_000)
        } else {
            write!(f, ".{nanos:09}")
        }
    }
}

/// An offset from UTC in seconds, as `Z`, `+01:00` or `+02:05:59`.
pub(super) struct Offset(pub(super) i32);

impl Display for Offset {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if self.0 == 0 {
            return f.write_str("Z");
        }
        let (sign, seconds) = (if self.0 < 0 { '-' } else { '+' }, self.0.abs());
        write!(f, "{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
        if seconds % 60 != 0 { write!(f, ":{:02}", seconds % 60) } else { Ok(()) }
    }
}

impl Display for Time {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}{}", self.local, Offset(self.offset))
    }
}

impl Display for LocalDateTime {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

impl Display for DateTime {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}{}", self.local, Offset(self.offset))?;
        self.zone.as_ref().map_or(Ok(()), |zone| write!(f, "[{zone}]"))
    }
}

impl Display for Duration {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if *self == Duration::default() {
            return f.write_str("PT0S");
        }
        f.write_str("P")?;
        let mut part = |number: i64, unit: char| match number {
            0 => Ok(()),
            _ => write!(f, "{number}{unit}"),
        };
        part(self.months / 12, 'Y')?;
        part(self.months % 12, 'M')?;
        part(self.days, 'D')?;
        let nanos = self.clock_nanos();
        if nanos == 0 {
            return Ok(());
        }
        let second = SECOND_NANOS as i128;
        f.write_str("T")?;
        let (hours, minutes) = (nanos / (3600 * second), nanos / (60 * second) % 60);
        if hours != 0 {
            write!(f, "{hours}H")?;
        }
        if minutes != 0 {
            write!(f, "{minutes}M")?;
        }
        let rest = nanos % (60 * second);
        if rest != 0 {
            let (whole, fraction) = (rest.abs() / second, rest.abs() % second);
            write!(f, "{}{whole}", if rest < 0 { "-" } else { "" })?;
            if fraction != 0 {
                let digits = format!("{fraction:09}");
                write!(f, ".{}", digits.trim_end_matches('0'))?;
            }
            f.write_str("S")?;
        }
        Ok(())
    }
}
