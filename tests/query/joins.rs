//! Cycles and patterns of several parts over graphs that are dense enough for the planner to think of a join: the engine
//! must say what the reference says, which walks every way.

use super::random::{Dice, KINDS, LABELS, compare, relationship};
use super::reference::*;

/// A graph whose cycles are many, or one whose parts have many ways to stand beside each other.
fn world(dice: &mut Dice, dense: bool) -> World {
    let nodes = if dense { 12 } else { 150 + dice.below(20) };
    let node = |dice: &mut Dice| Node {
        labels: LABELS.into_iter().filter(|_| !dice.one_in(3)).collect(),
        x: (!dice.one_in(5)).then(|| dice.below(6) as i64),
    };
    World {
        nodes: (0..nodes).map(|_| node(dice)).collect(),
        relationships: (0..150 + dice.below(10)).map(|_| relationship(dice, nodes)).collect(),
    }
}

fn node(dice: &mut Dice, name: &str) -> NodeP {
    let labels = LABELS.into_iter().filter(|_| dice.one_in(24)).collect();
    NodeP { variable: Some(name.into()), labels, x: None }
}

/// A path over the named nodes, each relationship named after where it stands.
fn path(dice: &mut Dice, part: usize, names: &[&str]) -> PathP {
    let start = node(dice, names[0]);
    let hop = |dice: &mut Dice, place: usize| HopP {
        variable: dice.one_in(2).then(|| format!("r{part}{place}")),
        kinds: KINDS.into_iter().filter(|_| dice.one_in(16)).collect(),
        direction: if dice.one_in(2) { 1 } else { -1 },
        length: None,
        w: None,
    };
    let steps = names[1..].iter().enumerate();
    let steps = steps.map(|(place, name)| (hop(dice, place), node(dice, name))).collect();
    PathP { start, steps }
}

fn property(name: &str) -> E {
    E::Prop(name.into(), "x")
}

fn query(dice: &mut Dice, dense: bool) -> (Vec<Clause>, Projection) {
    let compare =
        |operator, a: &str, b: &str| E::Compare(operator, Box::new(property(a)), Box::new(property(b)));
    let (paths, mut filter) = match (dense, dice.below(3)) {
        (true, 0) => (vec![path(dice, 0, &["a", "b", "c", "d", "a"])], None),
        (true, 1) => (vec![path(dice, 0, &["a", "b", "c"]), path(dice, 1, &["a", "d", "c"])], None),
        (true, _) => {
            let parts = vec![path(dice, 0, &["a", "b", "c"]), path(dice, 1, &["c", "d", "a"])];
            (parts, Some(compare("<", "a", "c")))
        }
        (false, 0) => {
            let parts = vec![path(dice, 0, &["a", "b"]), path(dice, 1, &["c", "d"])];
            let equal = E::And(Box::new(compare("=", "a", "c")), Box::new(compare("=", "b", "d")));
            (parts, Some(equal))
        }
        (false, _) => {
            let parts = vec![path(dice, 0, &["a", "b"]), path(dice, 1, &["c", "d"])];
            (parts, Some(compare("=", "a", "d")))
        }
    };
    let names = &["a", "b", "c", "d"];
    if dice.one_in(3) {
        let more = E::Compare(">", Box::new(property(dice.pick(names))), Box::new(E::Int(1)));
        filter = Some(match filter {
            Some(filter) => E::And(Box::new(filter), Box::new(more)),
            None => more,
        });
    }
    let mut clauses = vec![Clause::Match { optional: dice.one_in(4), paths, filter }];
    let mut key = property(dice.pick(names));
    if dice.one_in(3) {
        // On to another clause, with what was found.
        let items = vec![
            (Item::Plain(E::Var(dice.pick(names).into())), "n".to_owned()),
            (Item::CountAll, "c".to_owned()),
        ];
        let projection = Projection { distinct: false, items, order: None };
        clauses.push(Clause::With { projection, filter: None });
        let hop =
            HopP { variable: None, kinds: vec![dice.pick(&KINDS)], direction: 0, length: None, w: None };
        let paths = vec![PathP { start: node(dice, "n"), steps: vec![(hop, node(dice, "m"))] }];
        clauses.push(Clause::Match { optional: dice.one_in(2), paths, filter: None });
        key = property("m");
    }
    let mut items = vec![(Item::CountAll, "rows".to_owned())];
    if dice.one_in(2) {
        items.insert(0, (Item::Plain(key), "key".to_owned()));
    } else {
        items.push((Item::Sum(key), "sum".to_owned()));
    }
    (clauses, Projection { distinct: false, items, order: None })
}

#[test]
fn joins_agree_with_the_reference() {
    const CASES: u64 = 10;
    let (mut wrong, mut joins) = (Vec::new(), 0);
    for seed in 0..CASES {
        let mut dice = Dice(seed ^ 0x6a6f_696e);
        let dense = seed % 2 == 0;
        let world = world(&mut dice, dense);
        let (clauses, last) = query(&mut dice, dense);
        match compare(&world, &clauses, &last) {
            Ok(plan) => joins += usize::from(plan.contains("HashJoin")),
            Err(why) => wrong.push(format!("seed {seed}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {CASES}:\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n\n"));
    assert!(joins >= 4, "only {joins} of {CASES} plans join");
}
