//! Reading ISO 8601: calendar, week, quarter and ordinal dates, times and offsets, each with or without their
//! separators, and durations by units or as a date and time.

use super::calendar::within;
use super::duration::Amounts;
use super::{
    Date, DateTime, Duration, LocalDateTime, LocalTime, Result, SECOND_NANOS, TemporalError, Time, Zone,
};
use std::str::FromStr;

/// What is left of a text.
struct Rest<'t> {
    left: &'t str,
}

impl<'t> Rest<'t> {
    fn is_empty(&self) -> bool {
        self.left.is_empty()
    }
    /// Takes a character if it comes next.
    fn eat(&mut self, c: char) -> bool {
        match self.left.strip_prefix(c) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
    /// Takes the digits that come next, at most so many.
    fn digits(&mut self, most: usize) -> &'t str {
        let length = self.left.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, left) = self.left.split_at(length);
        self.left = left;
        digits
    }
    /// Takes a number of at least `least` and at most `most` digits.
    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let digits = self.digits(most);
        if digits.len() < least { None } else { digits.parse().ok() }
    }
    /// How many digits come next.
    fn run(&self) -> usize {
        self.left.bytes().take_while(u8::is_ascii_digit).count()
    }
}

fn no(what: &str, text: &str) -> TemporalError {
    TemporalError::new(format!("`{text}` is no {what}"))
}

/// A date, read whole.
fn date(text: &str) -> Option<Result<Date>> {
    let mut rest = Rest { left: text };
    let negative = rest.eat('-');
    let signed = negative || rest.eat('+');
    let year = if signed { rest.number(1, 9)? } else { rest.number(4, 4)? };
    let year = if negative { -year } else { year };
    let date = if rest.is_empty() {
        Date::new(year, 1, 1)
    } else if rest.eat('-') {
        if rest.eat('W') {
            let week = rest.number(1, 2)?;
            Date::from_week(year, week, if rest.eat('-') { rest.number(1, 1)? } else { 1 })
        } else if rest.eat('Q') {
            let quarter = rest.number(1, 1)?;
            Date::from_quarter(year, quarter, if rest.eat('-') { rest.number(1, 2)? } else { 1 })
        } else if rest.run() == 3 {
            Date::from_ordinal(year, rest.number(3, 3)?)
        } else {
            let month = rest.number(1, 2)?;
            Date::new(year, month, if rest.eat('-') { rest.number(1, 2)? } else { 1 })
        }
    } else if signed {
        return None;
    } else if rest.eat('W') {
        let week = rest.number(2, 2)?;
        Date::from_week(year, week, if rest.is_empty() { 1 } else { rest.number(1, 1)? })
    } else if rest.eat('Q') {
        let quarter = rest.number(1, 1)?;
        Date::from_quarter(year, quarter, if rest.is_empty() { 1 } else { rest.number(2, 2)? })
    } else if rest.run() == 3 {
        Date::from_ordinal(year, rest.number(3, 3)?)
    } else {
        let month = rest.number(2, 2)?;
        Date::new(year, month, if rest.is_empty() { 1 } else { rest.number(2, 2)? })
    };
    rest.is_empty().then_some(date)
}

/// A time of the day, at the start of what is left.
fn time(rest: &mut Rest<'_>) -> Option<Result<LocalTime>> {
    let extended = rest.run() <= 2;
    let hour = rest.number(if extended { 1 } else { 2 }, 2)?;
    let next = |rest: &mut Rest<'_>| match extended {
        true if rest.eat(':') => rest.number(1, 2).map(Some),
        false if rest.run() > 0 => rest.number(2, 2).map(Some),
        _ => Some(None),
    };
    let minute = next(rest)?;
    let second = if minute.is_some() { next(rest)? } else { None };
    let mut nanos = 0;
    if second.is_some() && (rest.eat('.') || rest.eat(',')) {
        nanos = fraction(rest.digits(9))?;
    }
    Some(clock(hour, minute.unwrap_or(0), second.unwrap_or(0), nanos))
}

/// Digits after the point as nanoseconds.
fn fraction(digits: &str) -> Option<i64> {
    if digits.is_empty() { None } else { format!("{digits:0<9}").parse().ok() }
}

/// A time of the day from its numbers.
pub(super) fn clock(hour: i64, minute: i64, second: i64, nanos: i64) -> Result<LocalTime> {
    within("hour", hour, 0, 23)?;
    within("minute", minute, 0, 59)?;
    within("second", second, 0, 59)?;
    within("nanosecond", nanos, 0, SECOND_NANOS - 1)?;
    Ok(LocalTime { nanos: ((hour * 60 + minute) * 60 + second) * SECOND_NANOS + nanos })
}

/// An offset (`Z`, `+01`, `-0330`, `+02:05:59`), read whole; `None` where it does not look like one.
pub(super) fn offset(text: &str) -> Option<Result<i32>> {
    if text == "Z" || text == "z" {
        return Some(Ok(0));
    }
    let mut rest = Rest { left: text };
    let negative = rest.eat('-') || rest.eat('\u{2212}');
    if !negative && !rest.eat('+') {
        return None;
    }
    let hours = rest.number(1, 2)?;
    let mut part = || {
        let separated = rest.eat(':');
        if separated || !rest.is_empty() { rest.number(2, 2) } else { Some(0) }
    };
    let (minutes, seconds) = (part()?, part()?);
    if !rest.is_empty() {
        return None;
    }
    let total = hours * 3600 + minutes * 60 + seconds;
    if minutes > 59 || seconds > 59 || total > 18 * 3600 {
        return Some(Err(TemporalError::new(format!("the offset `{text}` lies outside -18:00 to +18:00"))));
    }
    Some(Ok(if negative { -total } else { total } as i32))
}

/// A time, its offset and its zone, as far as the text gave them.
type ZonedTime = (LocalTime, Option<i32>, Option<Zone>);

/// A time with the zone after it, if there is one: an offset, a name in brackets, or both.
fn zoned_time(text: &str) -> Option<Result<ZonedTime>> {
    let mut rest = Rest { left: text };
    let time = match time(&mut rest)? {
        Ok(time) => time,
        Err(error) => return Some(Err(error)),
    };
    let (before, name) = match rest.left.split_once('[') {
        Some((before, name)) => (before, Some(name.strip_suffix(']')?)),
        None => (rest.left, None),
    };
    let offset = match before {
        "" => None,
        _ => match offset(before)? {
            Ok(offset) => Some(offset),
            Err(error) => return Some(Err(error)),
        },
    };
    Some(match name.map(Zone::parse) {
        None => Ok((time, offset, None)),
        Some(Ok(zone)) => Ok((time, offset, Some(zone))),
        Some(Err(error)) => Err(error),
    })
}

impl FromStr for Date {
    type Err = TemporalError;
    fn from_str(text: &str) -> Result<Date> {
        date(text).unwrap_or_else(|| Err(no("date (like 2026-03-31)", text)))
    }
}

impl FromStr for LocalTime {
    type Err = TemporalError;
    fn from_str(text: &str) -> Result<LocalTime> {
        let mut rest = Rest { left: text };
        match time(&mut rest) {
            Some(time) if rest.is_empty() => time,
            _ => Err(no("local time (like 12:31:14)", text)),
        }
    }
}

impl Time {
    /// Reads a time; where the text gives no offset, the zone's at the given instant counts.
    pub fn parse(text: &str, default: &Zone, epoch_seconds: i64) -> Result<Time> {
        let (local, offset, zone) =
            zoned_time(text).unwrap_or_else(|| Err(no("time (like 12:31:14+01:00)", text)))?;
        let zone = zone.unwrap_or_else(|| default.clone());
        Ok(Time { local, offset: offset.unwrap_or_else(|| zone.offset_at(epoch_seconds)) })
    }
}

impl FromStr for Time {
    type Err = TemporalError;
    fn from_str(text: &str) -> Result<Time> {
        Time::parse(text, &Zone::UTC, 0)
    }
}

impl FromStr for LocalDateTime {
    type Err = TemporalError;
    fn from_str(text: &str) -> Result<LocalDateTime> {
        let error = || no("local datetime (like 2026-03-31T12:31:14)", text);
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date.parse::<Date>(), time.parse::<LocalTime>()),
            None => (text.parse(), Ok(LocalTime { nanos: 0 })),
        };
        match (self::date(text.split('T').next().unwrap_or_default()), date, time) {
            (Some(_), Ok(date), Ok(time)) => Ok(LocalDateTime { date, time }),
            (Some(_), Err(reason), _) => Err(reason),
            _ => Err(error()),
        }
    }
}

impl DateTime {
    /// Reads a datetime; where the text gives no zone, the default one counts.
    pub fn parse(text: &str, default: &Zone) -> Result<DateTime> {
        let error = || no("datetime (like 2026-03-31T12:31:14+01:00 or …[Europe/Kyiv])", text);
        let (day, clock) = match text.split_once('T') {
            Some((day, clock)) => (day, clock),
            None => (text, "00"),
        };
        let date = date(day).ok_or_else(error)??;
        let (time, offset, zone) = zoned_time(clock).ok_or_else(error)??;
        let local = LocalDateTime { date, time };
        match (offset, zone) {
            (None, None) => default.at(local),
            (None, Some(zone)) => zone.at(local),
            (Some(offset), None) => Zone::Offset(offset).at(local),
            (Some(offset), Some(zone)) => zone.at_with_offset(local, offset),
        }
    }
}

impl FromStr for DateTime {
    type Err = TemporalError;
    fn from_str(text: &str) -> Result<DateTime> {
        DateTime::parse(text, &Zone::UTC)
    }
}

impl FromStr for Duration {
    type Err = TemporalError;
    fn from_str(text: &str) -> Result<Duration> {
        let error = || no("duration (like P1Y2M3DT4H5M6.7S)", text);
        let (negative, body) = match text.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let body = body.strip_prefix('P').ok_or_else(error)?;
        let duration = match by_units(body) {
            Some(amounts) => amounts.total()?,
            None => by_date(body).ok_or_else(error)?,
        };
        if negative { duration.negated() } else { Ok(duration) }
    }
}

/// `1Y2M3W4DT5H6M7.8S`, in that order, each at most once, at least one.
fn by_units(body: &str) -> Option<Amounts> {
    let (days, clock) = match body.split_once('T') {
        Some((days, clock)) => (days, Some(clock)),
        None => (body, None),
    };
    let mut amounts = Amounts::default();
    let in_days =
        units(days, &[('Y', "years"), ('M', "months"), ('W', "weeks"), ('D', "days")], &mut amounts)?;
    let in_clock = match clock {
        Some(clock) => {
            let found = units(clock, &[('H', "hours"), ('M', "minutes"), ('S', "seconds")], &mut amounts)?;
            if found == 0 {
                return None;
            }
            found
        }
        None => 0,
    };
    (in_days + in_clock > 0).then_some(amounts)
}

/// Adds the amounts of a text; the number of units found, or `None` where it is not made of these.
fn units(text: &str, units: &[(char, &str)], amounts: &mut Amounts) -> Option<usize> {
    let mut rest = Rest { left: text };
    let mut units = units.iter();
    let mut found = 0;
    while !rest.is_empty() {
        let negative = rest.eat('-');
        if !negative {
            rest.eat('+');
        }
        let whole: i64 = rest.number(1, 19)?;
        let decimals = if rest.eat('.') || rest.eat(',') { rest.digits(30) } else { "0" };
        if decimals.is_empty() {
            return None;
        }
        let letter = rest.left.chars().next()?;
        rest.eat(letter);
        let (_, unit) = units.find(|(name, _)| *name == letter)?;
        let sign = if negative { -1 } else { 1 };
        if letter == 'S' {
            // To the nanosecond, without the detour over a binary fraction.
            amounts.add("seconds", sign * whole, 0.0);
            amounts.add("nanoseconds", sign * fraction(&decimals[..decimals.len().min(9)])?, 0.0);
        } else {
            let part: f64 = format!("0.{decimals}").parse().ok()?;
            amounts.add(unit, sign * whole, sign as f64 * part);
        }
        found += 1;
    }
    Some(found)
}

/// `2012-02-02T14:37:21.545` or `20120202T143721.545`.
fn by_date(body: &str) -> Option<Duration> {
    let (date, clock) = match body.split_once('T') {
        Some((date, clock)) => (date, Some(clock)),
        None => (body, None),
    };
    let mut rest = Rest { left: date };
    let years = rest.number(4, 4)?;
    let separated = rest.eat('-');
    let months = rest.number(2, 2)?;
    if rest.eat('-') != separated {
        return None;
    }
    let days = rest.number(2, 2)?;
    if !rest.is_empty() || months > 12 || days > 31 {
        return None;
    }
    let time = match clock {
        Some(clock) => clock.parse::<LocalTime>().ok()?,
        None => LocalTime { nanos: 0 },
    };
    Duration::new((years * 12 + months) as i128, days as i128, time.nanos as i128).ok()
}
