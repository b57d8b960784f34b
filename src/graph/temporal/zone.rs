//! Offsets and the named zones of the tz database (the copy embedded with jiff, so that every machine has the
//! same). jiff knows the years −9999 to 9999; the years beyond follow by the calendar's cycle of 400 years.

use super::{
    DAY, Date, DateTime, LocalDateTime, LocalTime, Result, SECOND_NANOS, TemporalError, Time, calendar,
};
use jiff::civil;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use std::sync::{Arc, LazyLock};

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Seconds of the calendar's cycle.
const CYCLE: i64 = 146_097 * DAY;

/// Where a clock hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    /// So many seconds east of UTC, always.
    Offset(i32),
    /// A zone of the tz database, by its name.
    Named(Arc<str>),
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone::Offset(0);

    /// Reads `Z`, `+01:00`, `-0330`, `+02:05:59` or the name of a zone.
    pub fn parse(text: &str) -> Result<Self> {
        if let Some(offset) = super::parse::offset(text) {
            return offset.map(Zone::Offset);
        }
        match DATABASE.get(text) {
            Ok(zone) => Ok(match zone.iana_name() {
                Some("UTC") | None => Zone::Offset(0),
                Some(name) => Zone::Named(name.into()),
            }),
            Err(_) => Err(TemporalError::new(format!(
                "`{text}` is no time zone: write an offset (`+01:00`, `Z`) or a name (`Europe/Kyiv`)"
            ))),
        }
    }

    /// Its offset at an instant, given in seconds since 1970-01-01T00:00Z.
    pub fn offset_at(&self, epoch_seconds: i64) -> i32 {
        match self {
            Zone::Offset(offset) => *offset,
            Zone::Named(name) => {
                let timestamp = jiff::Timestamp::from_second(within_jiff(epoch_seconds)).unwrap_or_default();
                lookup(name).to_offset(timestamp).seconds()
            }
        }
    }

    /// The instant at which its clock and calendar show this. Where they never do (the hour that is skipped in
    /// spring), they are taken to go on; where they do twice, the first time counts.
    pub fn at(&self, local: LocalDateTime) -> Result<DateTime> {
        match self {
            Zone::Offset(offset) => Ok(DateTime { local, offset: *offset, zone: None }),
            Zone::Named(name) => {
                let zone = Some(name.clone());
                match ambiguous_offset(name, local) {
                    AmbiguousOffset::Unambiguous { offset }
                    | AmbiguousOffset::Fold { before: offset, .. } => {
                        Ok(DateTime { local, offset: offset.seconds(), zone })
                    }
                    AmbiguousOffset::Gap { before, after } => {
                        let skipped = (after.seconds() - before.seconds()) as i128 * SECOND_NANOS as i128;
                        let local = LocalDateTime::from_nanos(local.nanos() + skipped)?;
                        Ok(DateTime { local, offset: after.seconds(), zone })
                    }
                }
            }
        }
    }

    /// The same, at an offset that the text gave too; an error where the zone does not have it then.
    pub(super) fn at_with_offset(&self, local: LocalDateTime, given: i32) -> Result<DateTime> {
        let Zone::Named(name) = self else { return self.at(local) };
        let fits = match ambiguous_offset(name, local) {
            AmbiguousOffset::Unambiguous { offset } => offset.seconds() == given,
            AmbiguousOffset::Fold { before, after } | AmbiguousOffset::Gap { before, after } => {
                before.seconds() == given || after.seconds() == given
            }
        };
        if !fits {
            let real = self.at(local)?;
            return Err(TemporalError::new(format!(
                "{name} has the offset {} at that time, not {}",
                super::text::Offset(real.offset),
                super::text::Offset(given)
            )));
        }
        let instant = local.nanos() - given as i128 * SECOND_NANOS as i128;
        self.instant(instant)
    }

    /// What its clock and calendar show at an instant, in nanoseconds since 1970-01-01T00:00Z.
    pub(super) fn instant(&self, utc_nanos: i128) -> Result<DateTime> {
        let seconds = i64::try_from(utc_nanos.div_euclid(SECOND_NANOS as i128))
            .map_err(|_| calendar::out_of_range())?;
        let offset = self.offset_at(seconds);
        let local = LocalDateTime::from_nanos(utc_nanos + offset as i128 * SECOND_NANOS as i128)?;
        let zone = match self {
            Zone::Offset(_) => None,
            Zone::Named(name) => Some(name.clone()),
        };
        Ok(DateTime { local, offset, zone })
    }
}

fn lookup(name: &str) -> TimeZone {
    DATABASE.get(name).unwrap_or(TimeZone::UTC)
}

fn ambiguous_offset(name: &str, local: LocalDateTime) -> AmbiguousOffset {
    let seconds = within_jiff(local.seconds());
    let date = Date { days: seconds.div_euclid(DAY) };
    let (year, month, day) = date.civil();
    let second = seconds.rem_euclid(DAY);
    let civil = civil::DateTime::new(
        year as i16,
        month as i8,
        day as i8,
        (second / 3600) as i8,
        (second / 60 % 60) as i8,
        (second % 60) as i8,
        0,
    );
    match civil {
        Ok(civil) => lookup(name).to_ambiguous_timestamp(civil).offset(),
        Err(_) => AmbiguousOffset::Unambiguous { offset: Offset::UTC },
    }
}

/// Seconds since 1970 at which every zone does as at the given ones, within jiff's years: rules go by the
/// calendar, which repeats itself every 400 years, and before the first transition nothing ever changes.
fn within_jiff(seconds: i64) -> i64 {
    const EARLY: i64 = -300_000_000_000;
    const LATE: i64 = 200_000_000_000;
    if seconds < EARLY {
        EARLY
    } else if seconds > LATE {
        LATE - CYCLE + (seconds - LATE).rem_euclid(CYCLE)
    } else {
        seconds
    }
}

impl DateTime {
    /// Its zone, or its offset if it has no named one.
    pub fn zone(&self) -> Zone {
        self.zone.clone().map_or(Zone::Offset(self.offset), Zone::Named)
    }
    /// The same instant on another zone's clock.
    pub fn in_zone(&self, zone: &Zone) -> Result<DateTime> {
        zone.instant(self.utc_nanos())
    }
    /// The instant so many nanoseconds after 1970-01-01T00:00Z, in UTC.
    pub fn from_epoch_nanos(nanos: i128) -> Result<DateTime> {
        Zone::UTC.instant(nanos)
    }
    /// This instant, in UTC, as the system's clock has it.
    pub fn now() -> DateTime {
        let nanos = jiff::Timestamp::now().as_nanosecond();
        DateTime::from_epoch_nanos(nanos).unwrap_or(DateTime {
            local: LocalDateTime { date: Date { days: 0 }, time: LocalTime { nanos: 0 } },
            offset: 0,
            zone: None,
        })
    }
}

impl Time {
    /// The same instant at another offset.
    pub(super) fn at_offset(self, offset: i32) -> Time {
        let nanos = self.utc_nanos() + offset as i64 * SECOND_NANOS;
        Time { local: LocalTime { nanos: nanos.rem_euclid(super::DAY_NANOS) }, offset }
    }
}
