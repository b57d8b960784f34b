//! Functions of dates, times and durations.

use super::signature::scalar;
use super::{Context, Function, Types, refused};
use crate::graph::temporal::{
    Date, DateTime, Duration, Fields, LocalDateTime, LocalTime, TemporalError, Time, Unit, Zone, date_of,
    time_of, zone_of,
};
use crate::graph::{Map, Value};
use crate::query::eval_error::EvalError;

type Result = std::result::Result<Value, EvalError>;

impl From<TemporalError> for EvalError {
    fn from(error: TemporalError) -> Self {
        EvalError::bad_value(error.0)
    }
}

/// One of the five types of points in time.
#[derive(Clone, Copy)]
enum Kind {
    Date,
    LocalTime,
    Time,
    LocalDateTime,
    DateTime,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Date => "date",
            Kind::LocalTime => "localtime",
            Kind::Time => "time",
            Kind::LocalDateTime => "localdatetime",
            Kind::DateTime => "datetime",
        }
    }

    /// Now, on the clock of a zone.
    fn now(self, context: &Context<'_>, zone: &Zone) -> Result {
        let now = context.clock.now.in_zone(zone)?;
        Ok(match self {
            Kind::Date => now.local.date.into(),
            Kind::LocalTime => now.local.time.into(),
            Kind::Time => Time { local: now.local.time, offset: now.offset }.into(),
            Kind::LocalDateTime => now.local.into(),
            Kind::DateTime => now.into(),
        })
    }

    /// From nothing (now), a text, a map or another temporal.
    fn make(self, context: &Context<'_>, arguments: &[Value]) -> Result {
        let zone = context.clock.now.zone();
        let now = context.clock.now.epoch_seconds();
        match arguments.first() {
            None => self.now(context, &zone),
            Some(Value::Null) => Ok(Value::Null),
            Some(Value::String(text)) => Ok(match self {
                Kind::Date => text.parse::<Date>()?.into(),
                Kind::LocalTime => text.parse::<LocalTime>()?.into(),
                Kind::Time => Time::parse(text, &zone, now)?.into(),
                Kind::LocalDateTime => text.parse::<LocalDateTime>()?.into(),
                Kind::DateTime => DateTime::parse(text, &zone)?.into(),
            }),
            Some(Value::Map(map)) => match map.get("timezone") {
                // Only a zone: now, there.
                Some(Value::String(name)) if map.len() == 1 => self.now(context, &Zone::parse(name)?),
                _ => self.of_fields(&Fields::new(map, &zone, now)),
            },
            Some(other) => self.of_other(other, &zone, now),
        }
    }

    fn of_fields(self, fields: &Fields<'_>) -> Result {
        Ok(match self {
            Kind::Date => fields.date()?.into(),
            Kind::LocalTime => fields.local_time()?.into(),
            Kind::Time => fields.time()?.into(),
            Kind::LocalDateTime => fields.local_date_time()?.into(),
            Kind::DateTime => fields.date_time()?.into(),
        })
    }

    /// What of another temporal this type keeps; midnight and the default zone for what it lacks.
    fn of_other(self, other: &Value, zone: &Zone, now: i64) -> Result {
        let wrong = || refused(self.name(), "a string, a map or a temporal with such parts", other);
        let date = || date_of(other).ok_or_else(wrong);
        let local = || -> std::result::Result<LocalDateTime, EvalError> {
            Ok(LocalDateTime { date: date()?, time: time_of(other).unwrap_or(LocalTime { nanos: 0 }) })
        };
        let time = || time_of(other).ok_or_else(wrong);
        Ok(match self {
            Kind::Date => date()?.into(),
            Kind::LocalTime => time()?.into(),
            Kind::Time => {
                let offset = match other {
                    Value::Time(t) => t.offset,
                    Value::DateTime(t) => t.offset,
                    _ => zone.offset_at(now),
                };
                Time { local: time()?, offset }.into()
            }
            Kind::LocalDateTime => local()?.into(),
            Kind::DateTime => match other {
                Value::DateTime(_) => other.clone(),
                _ => zone_of(other).unwrap_or_else(|| zone.clone()).at(local()?)?.into(),
            },
        })
    }

    /// `date.statement()` and its kin: now, at the zone given.
    fn clock(self, context: &Context<'_>, arguments: &[Value]) -> Result {
        match arguments.first() {
            None => self.now(context, &context.clock.now.zone()),
            Some(Value::Null) => Ok(Value::Null),
            Some(Value::String(name)) => self.now(context, &Zone::parse(name)?),
            Some(Value::Map(map)) if matches!(map.get("timezone"), Some(Value::String(_))) => {
                self.make(context, arguments)
            }
            Some(other) => Err(refused(self.name(), "the name of a time zone", other)),
        }
    }

    fn truncate(self, context: &Context<'_>, arguments: &[Value]) -> Result {
        let unit: Unit = match &arguments[0] {
            Value::Null => return Ok(Value::Null),
            Value::String(unit) => unit.parse()?,
            other => return Err(refused("truncate", "the name of a unit", other)),
        };
        let now;
        let value = match arguments.get(1) {
            None => {
                now = Value::from(context.clock.now.clone());
                &now
            }
            Some(Value::Null) => return Ok(Value::Null),
            Some(value) => value,
        };
        let empty = Map::default();
        let map = match arguments.get(2) {
            None => &empty,
            Some(Value::Null) => return Ok(Value::Null),
            Some(Value::Map(map)) => map,
            Some(other) => return Err(refused("truncate", "a map of fields", other)),
        };
        let zone = context.clock.now.zone();
        let fields = Fields::new(map, &zone, context.clock.now.epoch_seconds());
        Ok(match self {
            Kind::Date => Date::truncate(unit, value, &fields)?.into(),
            Kind::LocalTime => LocalTime::truncate(unit, value, &fields)?.into(),
            Kind::Time => Time::truncate(unit, value, &fields)?.into(),
            Kind::LocalDateTime => LocalDateTime::truncate(unit, value, &fields)?.into(),
            Kind::DateTime => DateTime::truncate(unit, value, &fields)?.into(),
        })
    }
}

fn duration(_: &Context<'_>, arguments: &[Value]) -> Result {
    Ok(match &arguments[0] {
        value @ (Value::Null | Value::Duration(_)) => value.clone(),
        Value::String(text) => text.parse::<Duration>()?.into(),
        Value::Map(map) => Duration::from_map(map)?.into(),
        other => return Err(refused("duration", "a string or a map", other)),
    })
}

type Between = fn(&Value, &Value) -> std::result::Result<Duration, TemporalError>;

fn between(arguments: &[Value], compute: Between) -> Result {
    if arguments.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    Ok(compute(&arguments[0], &arguments[1])?.into())
}

fn from_epoch(arguments: &[Value], unit: i128) -> Result {
    let mut nanos = 0;
    for (argument, unit) in arguments.iter().zip([unit, 1]) {
        match argument {
            Value::Null => return Ok(Value::Null),
            Value::Integer(i) => nanos += *i as i128 * unit,
            other => return Err(refused("datetime.fromEpoch", "integers", other)),
        }
    }
    Ok(DateTime::from_epoch_nanos(nanos)?.into())
}

fn timestamp(context: &Context<'_>, _: &[Value]) -> Result {
    Ok(context.clock.now.component("epochMillis").unwrap_or_default())
}

const MAKES: Types = Types::STRING.or(Types::MAP).or(Types::INSTANT);
const ZONE: Types = Types::STRING.or(Types::MAP);

macro_rules! kind {
    ($kind:ident, $returns:expr, $name:literal, $what:literal, $text:literal) => {
        scalar! {
            $name, concat!($name, "([text, map or temporal]) → ", $what), (0, 1), [MAKES], $returns,
                concat!("a ", $what, " from ISO text, from a map of its parts, or of another temporal; without an argument, now"),
                concat!("RETURN ", $name, "('", $text, "')"), |c, a| Kind::$kind.make(c, a);
            concat!($name, ".truncate"), concat!($name, ".truncate(unit, temporal [, fields]) → ", $what), (1, 3),
                [Types::STRING, Types::INSTANT, Types::MAP], $returns,
                "down to the start of a unit (year, month, week, day, hour, …), with fields set after that",
                concat!("RETURN ", $name, ".truncate('day', datetime())"), |c, a| Kind::$kind.truncate(c, a);
            concat!($name, ".transaction"), concat!($name, ".transaction([zone]) → ", $what), (0, 1), [ZONE], $returns,
                "now, the same all through a query", concat!("RETURN ", $name, ".transaction()"), |c, a| Kind::$kind.clock(c, a);
            concat!($name, ".statement"), concat!($name, ".statement([zone]) → ", $what), (0, 1), [ZONE], $returns,
                "now, the same all through a query", concat!("RETURN ", $name, ".statement()"), |c, a| Kind::$kind.clock(c, a);
            concat!($name, ".realtime"), concat!($name, ".realtime([zone]) → ", $what), (0, 1), [ZONE], $returns,
                "now, the same all through a query", concat!("RETURN ", $name, ".realtime()"), |c, a| Kind::$kind.clock(c, a);
        }
    };
}

static DURATIONS: &[Function] = scalar! {
    "duration", "duration(text or map) → duration", (1, 1), [Types::STRING.or(Types::MAP).or(Types::DURATION)], Types::DURATION,
        "an amount of time from ISO text or from a map of its parts", "RETURN duration('P1Y2M3DT4H')", duration;
    "duration.between", "duration.between(from, to) → duration", (2, 2), [Types::INSTANT], Types::DURATION,
        "how long it is from one point in time to another: months, days and the rest", "RETURN duration.between(date('2026-01-15'), date('2026-03-31'))", |_, a| between(a, Duration::between);
    "duration.inMonths", "duration.inMonths(from, to) → duration", (2, 2), [Types::INSTANT], Types::DURATION,
        "the whole months between two points in time", "RETURN duration.inMonths(date('2026-01-15'), date('2026-03-31'))", |_, a| between(a, Duration::in_months);
    "duration.inDays", "duration.inDays(from, to) → duration", (2, 2), [Types::INSTANT], Types::DURATION,
        "the whole days between two points in time", "RETURN duration.inDays(date('2026-01-15'), date('2026-03-31'))", |_, a| between(a, Duration::in_days);
    "duration.inSeconds", "duration.inSeconds(from, to) → duration", (2, 2), [Types::INSTANT], Types::DURATION,
        "the seconds between two points in time", "RETURN duration.inSeconds(time('12:00'), time('13:30'))", |_, a| between(a, Duration::in_seconds);
    "datetime.fromEpoch", "datetime.fromEpoch(seconds [, nanoseconds]) → datetime", (1, 2), [Types::INTEGER], Types::DATETIME,
        "the datetime so many seconds after 1970 began", "RETURN datetime.fromEpoch(1774915200, 0)", |_, a| from_epoch(a, 1_000_000_000);
    "datetime.fromEpochMillis", "datetime.fromEpochMillis(milliseconds) → datetime", (1, 1), [Types::INTEGER], Types::DATETIME,
        "the datetime so many milliseconds after 1970 began", "RETURN datetime.fromEpochMillis(1774915200000)", |_, a| from_epoch(a, 1_000_000);
    "timestamp", "timestamp() → integer", (0, 0), [], Types::INTEGER,
        "now, in milliseconds since 1970 began", "RETURN timestamp()", timestamp;
};

pub(super) static FUNCTIONS: &[&[Function]] = &[
    kind!(Date, Types::DATE, "date", "date", "2026-03-31"),
    kind!(DateTime, Types::DATETIME, "datetime", "datetime", "2026-03-31T12:31:14+03:00"),
    kind!(LocalDateTime, Types::LOCAL_DATETIME, "localdatetime", "local datetime", "2026-03-31T12:31:14"),
    kind!(Time, Types::TIME, "time", "time", "12:31:14+03:00"),
    kind!(LocalTime, Types::LOCAL_TIME, "localtime", "local time", "12:31:14"),
    DURATIONS,
];
