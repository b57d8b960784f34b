//! Temporals from maps: `date({year: 1984, week: 10})`, `datetime({date: d, time: t, timezone: 'Europe/Kyiv'})`.
//!
//! What the map selects of another temporal (`date`, `time`, `datetime`) is the start; what it lacks is the least
//! there is. Then its fields are set one by one from the year down, and last its zone.

use super::parse::clock;
use super::{
    Date, DateTime, LocalDateTime, LocalTime, Result, SECOND_NANOS, TemporalError, Time, Zone, calendar,
    date_of, time_of, zone_of,
};
use crate::graph::{Map, Value};

/// The fields of dates and times in the order in which they are set.
const DATE_FIELDS: [&str; 8] =
    ["year", "quarter", "month", "week", "day", "ordinalDay", "dayOfQuarter", "dayOfWeek"];
const TIME_FIELDS: [&str; 6] = ["hour", "minute", "second", "millisecond", "microsecond", "nanosecond"];

/// The fields of a map, checked by name and type.
pub struct Fields<'m> {
    map: &'m Map,
    /// The zone that counts where the map names none.
    default: &'m Zone,
    /// The instant at which a named zone's offset is taken for a time without a date, in seconds since 1970.
    now: i64,
}

impl<'m> Fields<'m> {
    /// The fields of a map. `default` is the zone where it names none, `now` the present in seconds since 1970.
    pub fn new(map: &'m Map, default: &'m Zone, now: i64) -> Self {
        Fields { map, default, now }
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }
    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
    fn number(&self, name: &str) -> Result<Option<i64>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Integer(i)) => Ok(Some(*i)),
            Some(_) => Err(TemporalError::new(format!("`{name}` is an integer"))),
        }
    }
    fn check(&self, what: &str, allowed: &[&[&str]]) -> Result<()> {
        for key in self.map.keys() {
            if !allowed.iter().any(|names| names.contains(&&**key)) {
                return Err(TemporalError::new(format!("{what} has no `{key}`")));
            }
        }
        Ok(())
    }
    /// The zone that the map names.
    fn zone(&self) -> Result<Option<Zone>> {
        match self.get("timezone") {
            None => Ok(None),
            Some(Value::String(text)) => Zone::parse(text).map(Some),
            Some(_) => Err(TemporalError::new("`timezone` is a string: an offset or the name of a zone")),
        }
    }
    fn selected<T>(&self, name: &str, of: fn(&Value) -> Option<T>) -> Result<Option<T>> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => of(value)
                .map(Some)
                .ok_or_else(|| TemporalError::new(format!("`{name}` does not take {}", value.type_name()))),
        }
    }

    /// The day: set on a start, or from the fields alone. At least a year (or a start) is needed.
    fn date_on(&self, start: Option<Date>) -> Result<Date> {
        self.check_date_kind()?;
        let mut date = match start {
            Some(date) => date,
            None => {
                let Some(year) = self.number("year")? else {
                    return Err(TemporalError::new("a date needs a `year`"));
                };
                self.check_date_order()?;
                if self.has("week") { Date::from_week(year, 1, 1)? } else { Date::new(year, 1, 1)? }
            }
        };
        for name in DATE_FIELDS {
            let Some(value) = self.number(name)? else { continue };
            date = match name {
                "year" if self.has("week") => date.with_week_year(value)?,
                "year" => date.with_year_and_month(value, date.civil().1)?,
                "quarter" => date.with_quarter(value)?,
                "month" => date.with_year_and_month(date.year(), value)?,
                "week" => date.with_week(value)?,
                "day" => date.with_day(value)?,
                "ordinalDay" => date.with_ordinal_day(value)?,
                "dayOfQuarter" => date.with_day_of_quarter(value)?,
                _ => date.with_day_of_week(value)?,
            };
        }
        Ok(date)
    }

    /// A date is given in one way only: by month, by week, by quarter or by day of the year.
    fn check_date_kind(&self) -> Result<()> {
        const KINDS: [&[&str]; 4] =
            [&["month", "day"], &["week", "dayOfWeek"], &["quarter", "dayOfQuarter"], &["ordinalDay"]];
        let used: Vec<&str> =
            KINDS.iter().filter_map(|kind| kind.iter().copied().find(|name| self.has(name))).collect();
        match used[..] {
            [a, b, ..] => Err(TemporalError::new(format!("`{a}` and `{b}` do not go together"))),
            _ => Ok(()),
        }
    }

    /// Without a start, a day needs its month and so on: nothing is left open in the middle.
    fn check_date_order(&self) -> Result<()> {
        for (small, great) in [("day", "month"), ("dayOfWeek", "week"), ("dayOfQuarter", "quarter")] {
            if self.has(small) && !self.has(great) {
                return Err(TemporalError::new(format!("`{small}` needs `{great}`")));
            }
        }
        Ok(())
    }

    /// The time of the day: set on a start, or from midnight by the fields alone.
    fn time_on(&self, start: Option<LocalTime>) -> Result<LocalTime> {
        if start.is_none() {
            for (small, great) in [("minute", "hour"), ("second", "minute")] {
                if self.has(small) && !self.has(great) {
                    return Err(TemporalError::new(format!("`{small}` needs `{great}`")));
                }
            }
            if ["millisecond", "microsecond", "nanosecond"].iter().any(|n| self.has(n)) && !self.has("second")
            {
                return Err(TemporalError::new("parts of a second need `second`"));
            }
        }
        let start = start.unwrap_or(LocalTime { nanos: 0 });
        let of = |name: &str| start.component(name).unwrap_or(0);
        let hour = self.number("hour")?.unwrap_or_else(|| of("hour"));
        let minute = self.number("minute")?.unwrap_or_else(|| of("minute"));
        let second = self.number("second")?.unwrap_or_else(|| of("second"));
        clock(hour, minute, second, self.nanos()?.unwrap_or_else(|| of("nanosecond")))
    }

    /// The parts of a second that the map gives, as nanoseconds; each part counts what the greater ones leave.
    fn nanos(&self) -> Result<Option<i64>> {
        let milli = self.number("millisecond")?;
        let micro = self.number("microsecond")?;
        let nano = self.number("nanosecond")?;
        if milli.is_none() && micro.is_none() && nano.is_none() {
            return Ok(None);
        }
        let micro_limit = if milli.is_some() { 999 } else { 999_999 };
        let nano_limit = match (milli, micro) {
            (_, Some(_)) => 999,
            (Some(_), None) => 999_999,
            (None, None) => SECOND_NANOS - 1,
        };
        let milli = calendar::within("millisecond", milli.unwrap_or(0), 0, 999)?;
        let micro = calendar::within("microsecond", micro.unwrap_or(0), 0, micro_limit)?;
        let nano = calendar::within("nanosecond", nano.unwrap_or(0), 0, nano_limit)?;
        Ok(Some(milli * 1_000_000 + micro * 1_000 + nano))
    }

    /// `date({…})`
    pub fn date(&self) -> Result<Date> {
        self.check("a date", &[&DATE_FIELDS, &["date", "datetime", "timezone"]])?;
        let start = self.selected("date", date_of)?.or(self.selected("datetime", date_of)?);
        self.date_on(start)
    }

    /// `localtime({…})`
    pub fn local_time(&self) -> Result<LocalTime> {
        self.check("a local time", &[&TIME_FIELDS, &["time", "datetime", "timezone"]])?;
        let start = self.selected("time", time_of)?.or(self.selected("datetime", time_of)?);
        if start.is_none() && !self.has("hour") {
            return Err(TemporalError::new("a time needs an `hour`"));
        }
        self.time_on(start)
    }

    /// `time({…})`
    pub fn time(&self) -> Result<Time> {
        self.check("a time", &[&TIME_FIELDS, &["time", "datetime", "timezone"]])?;
        let from = self.get("time").or(self.get("datetime"));
        let start = self.selected("time", time_of)?.or(self.selected("datetime", time_of)?);
        if start.is_none() && !self.has("hour") {
            return Err(TemporalError::new("a time needs an `hour`"));
        }
        let local = self.time_on(start)?;
        let own = match from {
            Some(Value::Time(t)) => Some(t.offset),
            Some(Value::DateTime(t)) => Some(t.offset),
            _ => None,
        };
        let named = self.zone()?.map(|zone| zone.offset_at(self.now));
        Ok(match (own, named) {
            (Some(own), Some(named)) => Time { local, offset: own }.at_offset(named),
            (own, named) => {
                let offset = named.or(own).unwrap_or_else(|| self.default.offset_at(self.now));
                Time { local, offset }
            }
        })
    }

    /// `localdatetime({…})`
    pub fn local_date_time(&self) -> Result<LocalDateTime> {
        self.check(
            "a local datetime",
            &[&DATE_FIELDS, &TIME_FIELDS, &["date", "time", "datetime", "timezone"]],
        )?;
        self.on_local_start()
    }

    fn on_local_start(&self) -> Result<LocalDateTime> {
        let whole = self.get("datetime");
        let date = self.selected("date", date_of)?.or(self.selected("datetime", date_of)?);
        let time = self.selected("time", time_of)?;
        let time = time.or(whole.map(|w| time_of(w).unwrap_or(LocalTime { nanos: 0 })));
        Ok(LocalDateTime { date: self.date_on(date)?, time: self.time_on(time)? })
    }

    /// `datetime({…})`
    pub fn date_time(&self) -> Result<DateTime> {
        if self.has("epochSeconds") || self.has("epochMillis") {
            return self.since_epoch();
        }
        self.check("a datetime", &[&DATE_FIELDS, &TIME_FIELDS, &["date", "time", "datetime", "timezone"]])?;
        let named = self.zone()?;
        let own = self.get("datetime").or(self.get("time")).and_then(zone_of);
        let local = self.on_local_start()?;
        match (own, named) {
            (Some(own), Some(named)) => own.at(local)?.in_zone(&named),
            (own, named) => named.or(own).unwrap_or_else(|| self.default.clone()).at(local),
        }
    }

    fn since_epoch(&self) -> Result<DateTime> {
        self.check("a datetime since 1970", &[&["epochSeconds", "epochMillis", "nanosecond", "timezone"]])?;
        let nanos = match (self.number("epochSeconds")?, self.number("epochMillis")?) {
            (Some(_), Some(_)) => {
                return Err(TemporalError::new("`epochSeconds` and `epochMillis` do not go together"));
            }
            (Some(seconds), None) => seconds as i128 * SECOND_NANOS as i128,
            (None, millis) => millis.unwrap_or(0) as i128 * 1_000_000,
        };
        let limit = if self.has("epochMillis") { 999_999 } else { SECOND_NANOS - 1 };
        let nanos = nanos
            + calendar::within("nanosecond", self.number("nanosecond")?.unwrap_or(0), 0, limit)? as i128;
        self.zone()?.unwrap_or_else(|| self.default.clone()).instant(nanos)
    }

    /// Sets the fields on what a truncation left: the parts of a second are added to those that it kept.
    pub(super) fn on_truncated(&self, local: LocalDateTime) -> Result<LocalDateTime> {
        self.check("a truncated temporal", &[&DATE_FIELDS, &TIME_FIELDS, &["timezone"]])?;
        let date = self.date_on(Some(local.date))?;
        let kept = local.time.nanos % SECOND_NANOS;
        let given = self.nanos()?.unwrap_or(0);
        let whole = LocalTime { nanos: local.time.nanos - kept };
        let of = |name: &str| whole.component(name).unwrap_or(0);
        let time = clock(
            self.number("hour")?.unwrap_or_else(|| of("hour")),
            self.number("minute")?.unwrap_or_else(|| of("minute")),
            self.number("second")?.unwrap_or_else(|| of("second")),
            kept + given,
        )?;
        Ok(LocalDateTime { date, time })
    }

    /// The zone of what a truncation gives: the map's, else the value's own, else the default.
    pub(super) fn zone_or(&self, own: Option<Zone>) -> Result<Zone> {
        Ok(self.zone()?.or(own).unwrap_or_else(|| self.default.clone()))
    }
    pub(super) fn now(&self) -> i64 {
        self.now
    }
}
