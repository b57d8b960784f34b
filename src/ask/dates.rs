//! Dates as people write them, as half-open periods: "since March 2024", "between May and July", "in 2023".

use super::english;
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::{char, digit1, space0, space1};
use nom::combinator::{all_consuming, map, map_opt, opt, value, verify};
use nom::sequence::{pair, preceded, separated_pair, terminated};
use nom::{IResult, Parser};

/// From a first day up to, not including, an end; open where `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The day after the last.
    pub until: Option<Date>,
}

/// A stretch of days as named: the first and the day after the last; the month alone where no year was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Days(Date, Date),
    Month(i8),
    DayOfMonth(i8, i8),
    Last(Unit, i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// Reads an ending that begins with its preposition ("since march 2024") from folded text.
///
/// A date without a year is the latest such date that is not after `newest` (the newest date of the graph), and
/// "last month" counts back from `newest`: so an answer depends on the graph only, not on the day of asking.
pub(super) fn ending(text: &str, newest: Option<Date>) -> Option<Period> {
    let (_, (word, first, second)) = all_consuming(phrase).parse(text.trim()).ok()?;
    let first = days(first, newest)?;
    let second = match second {
        Some(named) => Some(days(named, newest)?),
        None => None,
    };
    Some(match (word, second) {
        (Preposition::Since, None) => Period { from: Some(first.0), until: None },
        (Preposition::After, None) => Period { from: Some(first.1), until: None },
        (Preposition::Before, None) => Period { from: None, until: Some(first.0) },
        (Preposition::Until, None) => Period { from: None, until: Some(first.1) },
        (Preposition::In, None) => Period { from: Some(first.0), until: Some(first.1) },
        (Preposition::Between, Some(last)) if first.0 <= last.0 => {
            Period { from: Some(first.0), until: Some(last.1) }
        }
        // "between December and March": the first lies in the year before.
        (Preposition::Between, Some(last)) => {
            let from = first.0.checked_sub(1.year()).ok()?;
            (from <= last.0).then_some(Period { from: Some(from), until: Some(last.1) })?
        }
        _ => return None,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Preposition {
    Since,
    After,
    Before,
    Until,
    In,
    Between,
}

fn phrase(input: &str) -> IResult<&str, (Preposition, Named, Option<Named>)> {
    let between = |input| {
        preceded(
            alt((pair(tag("between"), space1), pair(tag("from"), space1))),
            separated_pair(
                named,
                (space1, alt((tag("and"), tag("to"), tag("until"), tag("till"))), space1),
                named,
            ),
        )
        .parse(input)
    };
    let single = |input| {
        pair(
            terminated(
                alt((
                    value(
                        Preposition::Since,
                        alt((
                            tag("ever since"),
                            tag("starting in"),
                            tag("starting"),
                            tag("since"),
                            tag("as of"),
                            tag("from"),
                        )),
                    ),
                    value(Preposition::After, alt((tag("later than"), tag("after")))),
                    value(Preposition::Before, alt((tag("earlier than"), tag("before"), tag("prior to")))),
                    value(
                        Preposition::Until,
                        alt((tag("until"), tag("till"), tag("up to"), tag("through"), tag("by"))),
                    ),
                    value(
                        Preposition::In,
                        alt((
                            tag("in the course of"),
                            tag("throughout"),
                            tag("during"),
                            tag("within"),
                            tag("over"),
                            tag("in"),
                            tag("on"),
                            tag("of"),
                        )),
                    ),
                )),
                space1,
            ),
            named,
        )
        .parse(input)
    };
    alt((
        map(between, |(first, last)| (Preposition::Between, first, Some(last))),
        map(single, |(word, first)| (word, first, None)),
        map(last, |first| (Preposition::In, first, None)),
    ))
    .parse(input)
}

fn last(input: &str) -> IResult<&str, Named> {
    let unit = |input| {
        alt((
            value(Unit::Day, alt((tag("days"), tag("day")))),
            value(Unit::Week, alt((tag("weeks"), tag("week")))),
            value(Unit::Month, alt((tag("months"), tag("month")))),
            value(Unit::Year, alt((tag("years"), tag("year")))),
        ))
        .parse(input)
    };
    map(
        preceded(
            (opt(tag("the ")), alt((tag("last"), tag("past"))), space1),
            pair(opt(terminated(map_opt(digit1, |n: &str| n.parse::<i64>().ok()), space1)), unit),
        ),
        |(count, unit)| Named::Last(unit, count.unwrap_or(1)),
    )
    .parse(input)
}

fn named(input: &str) -> IResult<&str, Named> {
    preceded(
        opt(alt((tag("the year "), tag("the month of "), tag("early "), tag("late ")))),
        alt((last, iso, day_month, month_day, month_year, year)),
    )
    .parse(input)
}

fn number(input: &str) -> IResult<&str, i16> {
    map_opt(digit1, |n: &str| n.parse().ok()).parse(input)
}

fn a_year(input: &str) -> IResult<&str, i16> {
    verify(map_opt(digit1, |n: &str| (n.len() == 4).then(|| n.parse().ok()).flatten()), |y| {
        (1000..=2999).contains(y)
    })
    .parse(input)
}

fn month_name(input: &str) -> IResult<&str, i8> {
    let (rest, month) =
        map_opt(take_while1(char::is_alphabetic), |name: &str| english().months.get(name).copied())
            .parse(input)?;
    let (rest, _) = opt(char('.')).parse(rest)?;
    Ok((rest, month))
}

/// A day of a month, with its ordinal ending.
fn day(input: &str) -> IResult<&str, i8> {
    terminated(
        map_opt(number, |d| i8::try_from(d).ok().filter(|d| (1..=31).contains(d))),
        opt(alt((tag("st"), tag("nd"), tag("rd"), tag("th")))),
    )
    .parse(input)
}

/// 2024-03-01 or 2024-03
fn iso(input: &str) -> IResult<&str, Named> {
    map_opt(
        (terminated(a_year, char('-')), number, opt(preceded(char('-'), number))),
        |(year, month, day)| {
            let month = i8::try_from(month).ok()?;
            match day {
                Some(day) => one_day(Date::new(year, month, i8::try_from(day).ok()?).ok()?),
                None => whole_month(year, month),
            }
        },
    )
    .parse(input)
}

fn day_month(input: &str) -> IResult<&str, Named> {
    map_opt(
        (day, space0, opt(tag("of ")), month_name, opt(preceded((opt(char(',')), space1), a_year))),
        |(day, _, _, month, year)| match year {
            Some(year) => one_day(Date::new(year, month, day).ok()?),
            None => Some(Named::DayOfMonth(month, day)),
        },
    )
    .parse(input)
}

fn month_day(input: &str) -> IResult<&str, Named> {
    map_opt(
        (month_name, space1, day, opt(preceded((space0, opt(char(',')), space1), a_year))),
        |(month, _, day, year)| match year {
            Some(year) => one_day(Date::new(year, month, day).ok()?),
            None => Some(Named::DayOfMonth(month, day)),
        },
    )
    .parse(input)
    .and_then(|(rest, named)| {
        // "March 2024" is no 20th of March.
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Digit)))
        } else {
            Ok((rest, named))
        }
    })
}

fn month_year(input: &str) -> IResult<&str, Named> {
    map_opt(
        (month_name, opt(preceded((opt(char(',')), space1, opt(tag("of "))), a_year))),
        |(month, year)| match year {
            Some(year) => whole_month(year, month),
            None => Some(Named::Month(month)),
        },
    )
    .parse(input)
}

fn year(input: &str) -> IResult<&str, Named> {
    map_opt(a_year, |year| Some(Named::Days(date(year, 1, 1), date(year.checked_add(1)?, 1, 1)))).parse(input)
}

fn one_day(day: Date) -> Option<Named> {
    Some(Named::Days(day, day.tomorrow().ok()?))
}

fn whole_month(year: i16, month: i8) -> Option<Named> {
    let first = Date::new(year, month, 1).ok()?;
    Some(Named::Days(first, first.checked_add(1.month()).ok()?))
}

fn days(named: Named, newest: Option<Date>) -> Option<(Date, Date)> {
    let pair = |named| match named {
        Some(Named::Days(first, end)) => Some((first, end)),
        _ => None,
    };
    match named {
        Named::Days(first, end) => Some((first, end)),
        Named::Month(month) => {
            let newest = newest?;
            let year = if month <= newest.month() { newest.year() } else { newest.year() - 1 };
            pair(whole_month(year, month))
        }
        Named::DayOfMonth(month, day) => {
            let newest = newest?;
            let later = (month, day) > (newest.month(), newest.day());
            pair(one_day(Date::new(newest.year() - i16::from(later), month, day).ok()?))
        }
        Named::Last(unit, count) => {
            let end = newest?.tomorrow().ok()?;
            let back: Span = match unit {
                Unit::Day => Span::new().try_days(count),
                Unit::Week => Span::new().try_weeks(count),
                Unit::Month => Span::new().try_months(count),
                Unit::Year => Span::new().try_years(count),
            }
            .ok()?;
            Some((end.checked_sub(back).ok()?, end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let show = |d: Option<Date>| d.map_or("…".to_owned(), |d| d.to_string());
        ending(text, Some(date(2024, 6, 15)))
            .map_or("no".into(), |p| format!("{} to {}", show(p.from), show(p.until)))
    }

    #[test]
    fn endings_with_dates() {
        assert_eq!(read("since 2024-03-01"), "2024-03-01 to …");
        assert_eq!(read("since march 2024"), "2024-03-01 to …");
        assert_eq!(read("after 5 march 2024"), "2024-03-06 to …");
        assert_eq!(read("before march 5, 2024"), "… to 2024-03-05");
        assert_eq!(read("in 2023"), "2023-01-01 to 2024-01-01");
        assert_eq!(read("on the 3rd of may"), "no");
        assert_eq!(read("on 3rd of may"), "2024-05-03 to 2024-05-04");
        assert_eq!(read("between may 2023 and july 2023"), "2023-05-01 to 2023-08-01");
        assert_eq!(read("from january to march"), "2024-01-01 to 2024-04-01");
        assert_eq!(read("in the last 2 weeks"), "2024-06-02 to 2024-06-16");
    }

    #[test]
    fn a_date_without_a_year_is_the_latest_that_the_graph_knows() {
        assert_eq!(read("in march"), "2024-03-01 to 2024-04-01");
        assert_eq!(read("in august"), "2023-08-01 to 2023-09-01");
        assert_eq!(read("between december and february"), "2023-12-01 to 2024-03-01");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["in kyiv", "since the war", "in 13", "on 2024-13-01", "between march", "in 99999"] {
            assert_eq!(read(text), "no", "{text}");
        }
    }
}
