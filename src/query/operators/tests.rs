use super::*;
use crate::graph::temporal::{Date, DateTime, Duration};
use crate::graph::{NodeId, RelationshipId};
use proptest::prelude::*;
use rustc_hash::FxHasher;
use std::cmp::Ordering;
use std::hash::Hasher;

fn v<T: Into<Value>>(value: T) -> Value {
    value.into()
}

#[test]
fn nulls_decide_equality_only_where_nothing_else_does() {
    let list = |items: &[Value]| v(items.to_vec());
    assert_eq!(equals(&Value::Null, &Value::Null), None);
    assert_eq!(equals(&list(&[Value::Null]), &list(&[v(1i64)])), None);
    assert_eq!(equals(&list(&[Value::Null, v(1i64)]), &list(&[v(1i64), v(2i64)])), Some(false));
    assert_eq!(equals(&list(&[Value::Null]), &list(&[Value::Null, Value::Null])), Some(false));
    let k = |value: Value| Value::map([("k", value)]);
    assert_eq!(equals(&k(Value::Null), &k(Value::Null)), None);
    assert_eq!(equals(&k(Value::Null), &Value::map::<&str>([])), Some(false));
    assert_eq!(equals(&v(f64::NAN), &v(f64::NAN)), Some(false));
    assert!(equivalent(&v(f64::NAN), &v(f64::NAN)));
    assert!(equivalent(&Value::Null, &Value::Null));
}

#[test]
fn integers_and_floats_are_compared_exactly() {
    let big = (1i64 << 53) + 1;
    assert_eq!(equals(&v(big), &v((1i64 << 53) as f64)), Some(false));
    assert_eq!(equals(&v(1i64), &v(1.0)), Some(true));
    assert_eq!(less(&v(i64::MAX), &v(9.3e18)), Some(true));
    assert_eq!(less(&v((1i64 << 53) as f64), &v(big)), Some(true));
    assert_eq!(order(&v(i64::MAX), &v(9_223_372_036_854_775_808.0)), Ordering::Less);
}

#[test]
fn comparison_is_unknown_across_types_and_false_with_nan() {
    assert_eq!(less(&v("1"), &v(1i64)), None);
    assert_eq!(less(&v(f64::NAN), &v(1i64)), Some(false));
    assert_eq!(less_or_equal(&v(f64::NAN), &v(f64::NAN)), Some(false));
    assert_eq!(less(&v(f64::NAN), &v("a")), None);
    let list = |items: &[Value]| v(items.to_vec());
    assert_eq!(less_or_equal(&list(&[v(1i64)]), &list(&[v(1i64), Value::Null])), Some(true));
    assert_eq!(less(&list(&[v(1i64), Value::Null]), &list(&[v(1i64), v(2i64)])), None);
    assert_eq!(less(&list(&[v(1i64), v(9i64)]), &list(&[v(3i64), Value::Null])), Some(true));
}

#[test]
fn types_stand_in_their_order() {
    let ascending = [
        Value::map([("a", v("map"))]),
        v(NodeId(0)),
        v(RelationshipId(0)),
        v(vec![v("list")]),
        v("2026-01-01T00:00Z".parse::<DateTime>().unwrap()),
        v("2026-01-01".parse::<Date>().unwrap()),
        v("P1D".parse::<Duration>().unwrap()),
        v("text"),
        v(false),
        v(true),
        v(1.5),
        v(2i64),
        v(f64::NAN),
        Value::Null,
    ];
    for pair in ascending.windows(2) {
        assert_eq!(order(&pair[0], &pair[1]), Ordering::Less, "{pair:?}");
    }
}

#[test]
fn arithmetic_reports_what_does_not_fit() {
    for (result, detail) in [
        (add(&v(i64::MAX), &v(1i64)), "NumberOutOfRange"),
        (subtract(&v(i64::MIN), &v(1i64)), "NumberOutOfRange"),
        (multiply(&v(i64::MAX), &v(2i64)), "NumberOutOfRange"),
        (divide(&v(i64::MIN), &v(-1i64)), "NumberOutOfRange"),
        (negate(&v(i64::MIN)), "NumberOutOfRange"),
        (divide(&v(1i64), &v(0i64)), "DivisionByZero"),
        (modulo(&v(1i64), &v(0i64)), "DivisionByZero"),
        (add(&v(true), &v(1i64)), "InvalidArgumentType"),
    ] {
        assert_eq!(format!("{:?}", result.unwrap_err().detail), detail);
    }
    assert_eq!(modulo(&v(i64::MIN), &v(-1i64)), Ok(v(0i64)));
    assert_eq!(divide(&v(-7i64), &v(2i64)), Ok(v(-3i64)));
    assert_eq!(modulo(&v(-7i64), &v(2i64)), Ok(v(-1i64)));
    assert_eq!(divide(&v(1.0), &v(0i64)), Ok(v(f64::INFINITY)));
    assert_eq!(power(&v(4i64), &v(2i64)), Ok(v(16.0)));
}

#[test]
fn plus_joins_texts_and_lists() {
    assert_eq!(add(&v("a"), &v(1i64)), Ok(v("a1")));
    assert_eq!(add(&v(1.0), &v("a")), Ok(v("1.0a")));
    assert_eq!(add(&v("a"), &Value::Null), Ok(Value::Null));
    assert_eq!(add(&v(vec![v(1i64)]), &v(2i64)), Ok(v(vec![v(1i64), v(2i64)])));
    assert_eq!(add(&v(1i64), &v(vec![v(2i64)])), Ok(v(vec![v(1i64), v(2i64)])));
    assert_eq!(add(&v("a"), &v(vec![v("b")])), Ok(v(vec![v("a"), v("b")])));
}

#[test]
fn lists_are_cut_and_searched() {
    let list = v(vec![v(1i64), v(2i64), v(3i64)]);
    assert_eq!(slice(&list, Some(&v(1i64)), None), Ok(v(vec![v(2i64), v(3i64)])));
    assert_eq!(slice(&list, Some(&v(-3i64)), Some(&v(-1i64))), Ok(v(vec![v(1i64), v(2i64)])));
    assert_eq!(slice(&list, Some(&v(i64::MIN)), Some(&v(i64::MAX))), Ok(list.clone()));
    assert_eq!(slice(&list, Some(&v(2i64)), Some(&v(1i64))), Ok(v(vec![])));
    assert_eq!(slice(&list, Some(&Value::Null), None), Ok(Value::Null));
    assert_eq!(contains(&v(2.0), &list), Ok(v(true)));
    assert_eq!(contains(&v(4i64), &v(vec![v(1i64), Value::Null])), Ok(Value::Null));
    assert_eq!(contains(&Value::Null, &v(vec![])), Ok(v(false)));
}

#[test]
fn patterns_match_whole_texts() {
    assert_eq!(matches(&v("ceasefire"), &v("cease.*")), Ok(v(true)));
    assert_eq!(matches(&v("a ceasefire"), &v("cease.*")), Ok(v(false)));
    assert_eq!(matches(&v("ab"), &v("a|ab")), Ok(v(true)));
    assert_eq!(matches(&v("CEASE"), &v("(?i)cease")), Ok(v(true)));
    assert_eq!(matches(&v(1i64), &v("1")), Ok(Value::Null));
    let error = matches(&v("x"), &v("(")).unwrap_err();
    assert_eq!(error.message, "`(` is not a regular expression: unclosed group");
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(v::<bool>),
        (-3..3i64).prop_map(v::<i64>),
        any::<i64>().prop_map(v::<i64>),
        any::<f64>().prop_map(v::<f64>),
        prop_oneof![Just(0.0), Just(-0.0), Just(1.0), Just(f64::NAN), Just(9_223_372_036_854_775_808.0)]
            .prop_map(v::<f64>),
        any::<i64>().prop_map(|i| v(i as f64)),
        "[ab]{0,2}".prop_map(v::<String>),
        (0..3u32).prop_map(|i| v(NodeId(i))),
        (0..3u32).prop_map(|i| v(RelationshipId(i))),
        (-2..2i64).prop_map(|days| v(Date { days })),
        (0..3i64, 0..40i64, 0..200_000i64).prop_map(|(months, days, seconds)| v(Duration {
            months,
            days,
            seconds,
            nanos: 0
        })),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(v::<Vec<Value>>),
            prop::collection::vec(("[ab]", inner), 0..3).prop_map(Value::map),
        ]
    })
}

fn hash_of(value: &Value) -> u64 {
    let mut state = FxHasher::default();
    hash(value, &mut state);
    state.finish()
}

proptest! {
    #[test]
    fn the_order_is_total_and_agrees_with_equivalence_and_hash(a in any_value(), b in any_value(), c in any_value()) {
        prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
        prop_assert_eq!(order(&a, &b).is_eq(), equivalent(&a, &b));
        if order(&a, &b).is_le() && order(&b, &c).is_le() {
            prop_assert!(order(&a, &c).is_le());
        }
        if equivalent(&a, &b) {
            prop_assert_eq!(hash_of(&a), hash_of(&b));
        }
        prop_assert!(equivalent(&a, &a));
        if equals(&a, &b) == Some(true) {
            prop_assert!(equivalent(&a, &b));
        }
        if less(&a, &b) == Some(true) {
            prop_assert!(order(&a, &b).is_lt());
        }
    }
}
