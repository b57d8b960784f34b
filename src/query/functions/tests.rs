use super::*;
use crate::graph::{Map, NodeId, RelationshipId, Value};
use std::sync::Arc;

/// A graph with nothing in it.
pub(crate) struct Nothing;
impl Entities for Nothing {
    fn labels(&self, _: NodeId) -> Option<Vec<Arc<str>>> {
        None
    }
    fn node_property(&self, _: NodeId, _: &str) -> Option<Value> {
        None
    }
    fn node_properties(&self, _: NodeId) -> Option<Map> {
        None
    }
    fn relationship_type(&self, _: RelationshipId) -> Option<Arc<str>> {
        None
    }
    fn ends(&self, _: RelationshipId) -> Option<(NodeId, NodeId)> {
        None
    }
    fn relationship_property(&self, _: RelationshipId, _: &str) -> Option<Value> {
        None
    }
    fn relationship_properties(&self, _: RelationshipId) -> Option<Map> {
        None
    }
}

fn call(name: &str, arguments: &[Value]) -> Result<Value, EvalError> {
    let clock = Clock { now: "2026-03-31T12:31:14.645Z".parse().unwrap() };
    let context = Context::new(&Nothing, &clock, 1);
    match find(name).unwrap_or_else(|| panic!("no function {name}")).body {
        Body::Scalar(function) => function(&context, arguments),
        Body::Aggregate(_) => panic!("{name} is an aggregate"),
    }
}

/// The result as text, or the error's detail.
fn shown(name: &str, arguments: &[Value]) -> String {
    match call(name, arguments) {
        Ok(value) => text_of(&value).map_or_else(|| format!("{value:?}"), |text| text.into_owned()),
        Err(error) => format!("{:?}", error.detail),
    }
}

fn v<T: Into<Value>>(value: T) -> Value {
    value.into()
}

#[test]
fn every_function_is_found_in_any_case_and_takes_null() {
    let mut names = std::collections::BTreeSet::new();
    for function in all() {
        assert!(names.insert(function.name.to_lowercase()), "{} is there twice", function.name);
        assert!(std::ptr::eq(find(&function.name.to_uppercase()).unwrap(), function));
        assert!(function.signature.starts_with(function.name), "{}", function.signature);
        assert!(function.example.to_lowercase().contains(&format!("{}(", function.name.to_lowercase())));
        assert!(function.arity.0 <= function.arity.1 && !function.summary.ends_with('.'));
        if !function.is_aggregate() {
            for count in function.arity.0.max(1)..=function.arity.1.min(4) {
                assert!(call(function.name, &vec![Value::Null; count]).is_ok(), "{}", function.name);
            }
        }
    }
}

#[test]
fn no_function_panics_on_values_of_any_type() {
    let values = [
        Value::Null,
        v(true),
        v(i64::MIN),
        v(-1i64),
        v(0i64),
        v(i64::MAX),
        v(f64::NAN),
        v(f64::INFINITY),
        v(-1.5),
        v(""),
        v("é́x"),
        v(vec![v(1i64), Value::Null]),
        Value::map([("year", v(i64::MAX)), ("week", v(53i64))]),
        Value::map([("hour", v(23i64)), ("nanosecond", v(-1i64))]),
        v(NodeId(7)),
        v(RelationshipId(7)),
        v("-999999999-01-01".parse::<crate::graph::temporal::Date>().unwrap()),
        v("+999999999-12-31T23:59:59[America/New_York]".parse::<crate::graph::temporal::DateTime>().unwrap()),
        v("P9223372036854775Y".parse::<crate::graph::temporal::Duration>().unwrap()),
    ];
    for function in all().filter(|f| !f.is_aggregate()) {
        for count in function.arity.0..=function.arity.1.min(3) {
            for chosen in 0..values.len().pow(count as u32) {
                let arguments: Vec<Value> = (0..count as u32)
                    .map(|place| values[chosen / values.len().pow(place) % values.len()].clone())
                    .collect();
                let _ = call(function.name, &arguments);
            }
        }
    }
}

#[test]
fn strings_are_cut_at_code_points() {
    assert_eq!(shown("substring", &[v("0123456789"), v(1i64)]), "123456789");
    assert_eq!(shown("substring", &[v("Київ"), v(1i64), v(2i64)]), "иї");
    assert_eq!(shown("substring", &[v("abc"), v(5i64)]), "");
    assert_eq!(shown("substring", &[v("abc"), v(-1i64)]), "NumberOutOfRange");
    assert_eq!(shown("left", &[v("Київ"), v(2i64)]), "Ки");
    assert_eq!(shown("right", &[v("Київ"), v(2i64)]), "їв");
    assert_eq!(shown("right", &[v("Київ"), v(9i64)]), "Київ");
    assert_eq!(shown("reverse", &[v("raksO")]), "Oskar");
    assert_eq!(call("split", &[v("one1two"), v("1")]), Ok(v(vec![v("one"), v("two")])));
    assert_eq!(call("split", &[v("a,b;"), v(vec![v(","), v(";")])]), Ok(v(vec![v("a"), v("b"), v("")])));
    assert_eq!(shown("join", &[v(vec![v("a"), Value::Null, v(1i64)]), v("-")]), "a-1");
}

#[test]
fn conversions_give_null_for_what_they_cannot_read_and_an_error_for_what_they_do_not_take() {
    assert_eq!(call("toInteger", &[v("1.7")]), Ok(v(1i64)));
    assert_eq!(call("toInteger", &[v(" 42 ")]), Ok(v(42i64)));
    assert_eq!(call("toInteger", &[v("foo")]), Ok(Value::Null));
    assert_eq!(call("toInteger", &[v("9223372036854775807")]), Ok(v(i64::MAX)));
    assert_eq!(call("toInteger", &[v("9223372036854775808")]), Ok(Value::Null));
    assert_eq!(shown("toInteger", &[v(1e300)]), "NumberOutOfRange");
    assert_eq!(shown("toInteger", &[v(vec![])]), "InvalidArgumentValue");
    assert_eq!(call("toIntegerOrNull", &[v(vec![])]), Ok(Value::Null));
    assert_eq!(call("toFloat", &[v("1e3")]), Ok(v(1000.0)));
    assert_eq!(call("toFloat", &[v("inf")]), Ok(Value::Null));
    assert_eq!(shown("toFloat", &[v(true)]), "InvalidArgumentValue");
    assert_eq!(call("toBoolean", &[v("TRUE")]), Ok(v(true)));
    assert_eq!(call("toBoolean", &[v(" tru ")]), Ok(Value::Null));
    assert_eq!(shown("toString", &[v(1e21)]), "1e21");
    assert_eq!(shown("toString", &[v(1.0)]), "1.0");
}

#[test]
fn numbers_are_rounded_as_written() {
    assert_eq!(call("round", &[v(2.5)]), Ok(v(3.0)));
    assert_eq!(call("round", &[v(-2.5)]), Ok(v(-2.0)));
    assert_eq!(call("round", &[v(0.49999999999999994)]), Ok(v(0.0)));
    assert_eq!(call("round", &[v(1.005), v(2i64)]), Ok(v(1.01)));
    assert_eq!(call("round", &[v(-1.25), v(1i64), v("HALF_EVEN")]), Ok(v(-1.2)));
    assert_eq!(shown("abs", &[v(i64::MIN)]), "NumberOutOfRange");
    assert_eq!(call("range", &[v(10i64), v(1i64), v(-4i64)]), Ok(v(vec![v(10i64), v(6i64), v(2i64)])));
    assert_eq!(shown("range", &[v(0i64), v(i64::MAX)]), "NumberOutOfRange");
    assert_eq!(call("range", &[v(i64::MAX - 1), v(i64::MAX)]), Ok(v(vec![v(i64::MAX - 1), v(i64::MAX)])));
    assert_eq!(shown("range", &[v(1.0), v(2i64)]), "InvalidArgumentType");
}

#[test]
fn now_is_the_clocks() {
    assert_eq!(shown("date", &[]), "2026-03-31");
    assert_eq!(shown("datetime.realtime", &[v("Europe/Kyiv")]), "2026-03-31T15:31:14.645+03:00[Europe/Kyiv]");
    assert_eq!(shown("time", &[]), "12:31:14.645Z");
    assert_eq!(shown("timestamp", &[]), "1774960274645");
}

#[test]
fn texts_are_alike_by_their_words() {
    assert_eq!(product::similarity("A ceasefire", "ceasefire, a"), 1.0);
    assert_eq!(product::similarity("Zürich", "zurich"), 1.0);
    assert!(product::similarity("territorial concession", "territorial concessions") > 0.9);
    assert!(product::similarity("ceasefire", "sanctions") < 0.1);
    assert_eq!(call("name.matches", &[v("Office of the President"), v("president")]), Ok(v(true)));
    assert_eq!(call("name.matches", &[v("Presidential aides"), v("president")]), Ok(v(false)));
}

#[test]
fn aggregates_skip_nulls_and_keep_integers() {
    let run = |aggregate: Aggregate, rows: &[&[Value]]| {
        let mut accumulator = aggregate.start();
        for row in rows {
            accumulator.add(row)?;
        }
        accumulator.finish()
    };
    let (one, two, four) = (v(1i64), v(2i64), v(4i64));
    let one_by_one = [one.clone(), Value::Null, two.clone(), four.clone()];
    let rows: Vec<&[Value]> = one_by_one.chunks(1).collect();
    assert_eq!(run(Aggregate::Count, &rows), Ok(v(3i64)));
    assert_eq!(run(Aggregate::Sum, &rows), Ok(v(7i64)));
    assert_eq!(run(Aggregate::Avg, &rows), Ok(v(7.0 / 3.0)));
    assert_eq!(run(Aggregate::Min, &rows), Ok(v(1i64)));
    assert_eq!(run(Aggregate::Max, &rows), Ok(v(4i64)));
    assert_eq!(run(Aggregate::Collect, &rows), Ok(v(vec![one.clone(), two.clone(), four.clone()])));
    assert_eq!(run(Aggregate::Sum, &[]), Ok(v(0i64)));
    assert_eq!(run(Aggregate::Avg, &[]), Ok(Value::Null));
    let day = v("P1DT2H".parse::<crate::graph::temporal::Duration>().unwrap());
    let two_days = [std::slice::from_ref(&day); 2];
    assert_eq!(
        run(Aggregate::Sum, &two_days).map(|sum| text_of(&sum).unwrap().into_owned()),
        Ok("P2DT4H".into())
    );
    assert_eq!(run(Aggregate::Avg, &two_days), Ok(day.clone()));
    assert_eq!(run(Aggregate::StDevP, &[&[v(1i64)], &[v(3i64)]]), Ok(v(1.0)));
    assert!(run(Aggregate::Sum, &[&[v(i64::MAX)], std::slice::from_ref(&one)]).is_err());
    let half: Vec<Vec<Value>> = [10.0, 20.0, 30.0].iter().map(|x| vec![v(*x), v(0.5)]).collect();
    let half: Vec<&[Value]> = half.iter().map(Vec::as_slice).collect();
    assert_eq!(run(Aggregate::PercentileCont, &half), Ok(v(20.0)));
    assert_eq!(run(Aggregate::PercentileDisc, &half), Ok(v(20.0)));
    assert!(run(Aggregate::PercentileDisc, &[&[v(1.0), v(1.1)]]).is_err());
}
