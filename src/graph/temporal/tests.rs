use super::*;
use proptest::prelude::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn dates_are_read_in_every_iso_form() {
    for (text, same) in [
        ("2015-07-21", "2015-07-21"),
        ("20150721", "2015-07-21"),
        ("2015-07", "2015-07-01"),
        ("201507", "2015-07-01"),
        ("2015-W30-2", "2015-07-21"),
        ("2015W302", "2015-07-21"),
        ("2015-W30", "2015-07-20"),
        ("2015W30", "2015-07-20"),
        ("2015-202", "2015-07-21"),
        ("2015202", "2015-07-21"),
        ("2015-Q3-21", "2015-07-21"),
        ("2015Q321", "2015-07-21"),
        ("2015", "2015-01-01"),
        ("-999999999-01-01", "-999999999-01-01"),
        ("+999999999-12-31", "+999999999-12-31"),
        ("-0001-02-03", "-0001-02-03"),
    ] {
        assert_eq!(date(text).to_string(), same, "{text}");
    }
    for text in
        ["", "2015-", "2015-13", "2015-02-29", "15", "2015-W54", "2015-366", "+1000000000-01-01", "2015-7-1x"]
    {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
}

#[test]
fn times_are_read_with_and_without_colons() {
    for (text, same) in [
        ("21:40:32.142", "21:40:32.142"),
        ("214032.142", "21:40:32.142"),
        ("2140", "21:40"),
        ("21", "21:00"),
        ("21:40:32.1", "21:40:32.100"),
    ] {
        assert_eq!(text.parse::<LocalTime>().unwrap().to_string(), same, "{text}");
    }
    for text in ["24:00", "12:60", "12:30:60", "12:", "1234x", "", "12:30:15."] {
        assert!(text.parse::<LocalTime>().is_err(), "{text}");
    }
    assert_eq!("214032-0100".parse::<Time>().unwrap().to_string(), "21:40:32-01:00");
    assert_eq!("22+18:00".parse::<Time>().unwrap().to_string(), "22:00+18:00");
    assert!("22+18:01".parse::<Time>().is_err());
}

#[test]
fn zones_follow_the_tz_database_in_every_year() {
    for (text, same) in [
        ("2017-08-08T12:31[Europe/Stockholm]", "2017-08-08T12:31+02:00[Europe/Stockholm]"),
        ("2015-07-21T21:40:32.142-04[America/New_York]", "2015-07-21T21:40:32.142-04:00[America/New_York]"),
        // The hour that Kyiv skips, and the one that it has twice.
        ("2021-03-28T03:30[Europe/Kyiv]", "2021-03-28T04:30+03:00[Europe/Kyiv]"),
        ("2021-10-31T03:30+02:00[Europe/Kyiv]", "2021-10-31T03:30+02:00[Europe/Kyiv]"),
        ("2021-10-31T03:30[Europe/Kyiv]", "2021-10-31T03:30+03:00[Europe/Kyiv]"),
        ("+999999999-07-01T12:00[Europe/Kyiv]", "+999999999-07-01T12:00+03:00[Europe/Kyiv]"),
        ("+99999-01-01T12:00[Europe/Kyiv]", "+99999-01-01T12:00+02:00[Europe/Kyiv]"),
        ("-999999999-07-01T12:00[Europe/Kyiv]", "-999999999-07-01T12:00+02:02:04[Europe/Kyiv]"),
    ] {
        assert_eq!(text.parse::<DateTime>().unwrap().to_string(), same, "{text}");
    }
    assert!("2021-07-01T12:00+01:00[Europe/Kyiv]".parse::<DateTime>().is_err());
    assert!("2021-07-01T12:00[Europe/Nowhere]".parse::<DateTime>().is_err());
}

#[test]
fn durations_are_read_and_written() {
    for (text, same) in [
        ("P14DT16H12M", "P14DT16H12M"),
        ("P5M1.5D", "P5M1DT12H"),
        ("P0.75M", "P22DT19H51M49.5S"),
        ("PT0.75M", "PT45S"),
        ("P2.5W", "P17DT12H"),
        ("P2012-02-02T14:37:21.545", "P2012Y2M2DT14H37M21.545S"),
        ("PT-0.1S", "PT-0.1S"),
        ("-P1Y", "P-1Y"),
        ("P1Y-2M", "P10M"),
        ("PT0.000000001S", "PT0.000000001S"),
        ("PT9223372036854775807S", "PT2562047788015215H30M7S"),
    ] {
        assert_eq!(text.parse::<Duration>().unwrap().to_string(), same, "{text}");
    }
    for text in ["P", "PT", "P1", "1Y", "P1D1Y", "P1H", "PT1D", "P1.Y", "P99999999999999999999Y"] {
        assert!(text.parse::<Duration>().is_err(), "{text}");
    }
}

#[test]
fn the_whole_calendar_is_spanned() {
    let (first, last) = (date("-999999999-01-01"), date("+999999999-12-31"));
    let between = Duration::between(&first.into(), &last.into()).unwrap();
    assert_eq!(between.to_string(), "P1999999998Y11M30D");
    let first = Value::from("-999999999-01-01".parse::<LocalDateTime>().unwrap());
    let last = Value::from("+999999999-12-31T23:59:59".parse::<LocalDateTime>().unwrap());
    assert_eq!(Duration::in_seconds(&first, &last).unwrap().to_string(), "PT17531639991215H59M59S");
    let day = "P1D".parse::<Duration>().unwrap();
    assert!(date("+999999999-12-31").plus(&day).is_err());
    assert!(date("-999999999-01-01").plus(&day.negated().unwrap()).is_err());
}

#[test]
fn years_out_of_range_are_errors_wherever_they_come_in() {
    let fields = |entries: &[(&'static str, Value)]| {
        let map: crate::graph::Map = entries.iter().map(|(k, v)| ((*k).into(), v.clone())).collect();
        Fields::new(&map, &Zone::UTC, 0).date()
    };
    let day = Value::from(date("2020-12-31"));
    for year in [i64::MAX, i64::MIN, 1_000_000_000] {
        for other in ["week", "month", "day", "ordinalDay", "quarter"] {
            assert!(fields(&[("year", year.into()), (other, 1i64.into())]).is_err());
            assert!(fields(&[("date", day.clone()), ("year", year.into()), (other, 1i64.into())]).is_err());
        }
    }
    assert_eq!(
        fields(&[("date", day), ("year", 2021i64.into()), ("week", 53i64.into())]),
        Ok(date("2022-01-06"))
    );
}

fn any_date() -> impl Strategy<Value = Date> {
    prop_oneof![-365_243_219_162..=365_241_780_471i64, -800_000..800_000i64].prop_map(|days| Date { days })
}
fn any_time() -> impl Strategy<Value = LocalTime> {
    (0..DAY_NANOS).prop_map(|nanos| LocalTime { nanos })
}

proptest! {
    #[test]
    fn days_and_calendar_agree(date in any_date()) {
        let (year, month, day) = date.civil();
        prop_assert_eq!(Date::new(year, month, day).unwrap(), date);
        prop_assert_eq!(date.to_string().parse::<Date>().unwrap(), date);
        let (week_year, week) = date.week();
        if (-999_999_998..999_999_998).contains(&week_year) {
            prop_assert_eq!(Date::from_week(week_year, week, date.day_of_week()).unwrap(), date);
        }
        prop_assert_eq!(Date::from_quarter(year, date.quarter(), date.day_of_quarter()).unwrap(), date);
        prop_assert_eq!(Date::from_ordinal(year, date.ordinal_day()).unwrap(), date);
    }

    #[test]
    fn text_is_read_back(date in any_date(), time in any_time(), offset in -64_800..64_800i32) {
        let local = LocalDateTime { date, time };
        prop_assert_eq!(time.to_string().parse::<LocalTime>().unwrap(), time);
        prop_assert_eq!(local.to_string().parse::<LocalDateTime>().unwrap(), local);
        let zoned = Time { local: time, offset };
        prop_assert_eq!(zoned.to_string().parse::<Time>().unwrap(), zoned);
        for zone in [Zone::Offset(offset), Zone::parse("Europe/Kyiv").unwrap(), Zone::parse("America/New_York").unwrap()] {
            if let Ok(datetime) = zone.at(local) {
                prop_assert_eq!(datetime.to_string().parse::<DateTime>().unwrap(), datetime);
            }
        }
    }

    #[test]
    fn durations_are_read_back(months in -100_000..100_000i64, days in -100_000..100_000i64, nanos in -(1i64 << 60)..(1 << 60)) {
        let duration = Duration::new(months as i128, days as i128, nanos as i128).unwrap();
        prop_assert_eq!(duration.to_string().parse::<Duration>().unwrap(), duration);
        prop_assert_eq!(duration.negated().unwrap().negated().unwrap(), duration);
    }

    #[test]
    fn what_lies_between_leads_there(a in any_time(), b in any_time(), from in -800_000..800_000i64, to in -800_000..800_000i64) {
        let from = LocalDateTime { date: Date { days: from }, time: a };
        let to = LocalDateTime { date: Date { days: to }, time: b };
        let between = Duration::between(&from.into(), &to.into()).unwrap();
        prop_assert_eq!(from.plus(&between).unwrap(), to);
        let seconds = Duration::in_seconds(&from.into(), &to.into()).unwrap();
        prop_assert_eq!(from.plus(&seconds).unwrap(), to);
    }
}
