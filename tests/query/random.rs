//! Random small queries over random small graphs: the engine must say what the reference says.

use super::reference::*;
use standpoint::graph::{Graph, Map, NodeId, RelationshipId, Value};
use standpoint::query::Options;
use std::collections::HashMap;

/// A sequence of numbers, the same for the same seed (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    /// True once in so many times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
    pub fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }
    fn some(&mut self, one_in: usize, most: i64) -> Option<i64> {
        self.one_in(one_in).then(|| self.below(most as usize) as i64)
    }
}

pub const LABELS: [&str; 2] = ["A", "B"];
pub const KINDS: [&str; 2] = ["R", "S"];

/// A relationship between two of so many nodes.
pub fn relationship(dice: &mut Dice, nodes: usize) -> Relationship {
    Relationship {
        from: dice.below(nodes),
        to: dice.below(nodes),
        kind: dice.pick(&KINDS),
        w: (!dice.one_in(4)).then(|| dice.below(3) as i64),
    }
}

fn world(dice: &mut Dice) -> World {
    let nodes = 1 + dice.below(5);
    let node = |dice: &mut Dice| Node {
        labels: LABELS.into_iter().filter(|_| dice.one_in(2)).collect(),
        x: (!dice.one_in(4)).then(|| dice.below(3) as i64),
    };
    World {
        nodes: (0..nodes).map(|_| node(dice)).collect(),
        relationships: (0..dice.below(8)).map(|_| relationship(dice, nodes)).collect(),
    }
}

/// What is in scope, by kind.
#[derive(Default, Clone)]
struct Scope {
    nodes: Vec<String>,
    relationships: Vec<String>,
    scalars: Vec<String>,
    others: Vec<String>,
    made: usize,
}

impl Scope {
    fn fresh(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}{}", self.made)
    }
}

fn node(dice: &mut Dice, scope: &mut Scope, bind: bool) -> NodeP {
    let old = !scope.nodes.is_empty() && dice.one_in(3);
    let variable = if old {
        Some(dice.pick(&scope.nodes))
    } else if bind && !dice.one_in(4) {
        let name = scope.fresh("n");
        scope.nodes.push(name.clone());
        Some(name)
    } else {
        None
    };
    let labels = LABELS.into_iter().filter(|_| dice.one_in(5)).collect();
    NodeP { variable, labels, x: dice.some(6, 3) }
}

fn path(dice: &mut Dice, scope: &mut Scope, bind: bool, steps: usize) -> PathP {
    let start = node(dice, scope, bind);
    let steps = (0..steps)
        .map(|_| {
            let length = dice.one_in(4).then(|| {
                let least = dice.below(3);
                (least, least + dice.below(2))
            });
            let variable = (bind && dice.one_in(2)).then(|| scope.fresh("r"));
            if let Some(name) = &variable {
                let kind = if length.is_some() { &mut scope.others } else { &mut scope.relationships };
                kind.push(name.clone());
            }
            let kinds = KINDS.into_iter().filter(|_| dice.one_in(3)).collect();
            let direction = dice.below(3) as i8 - 1;
            let w = dice.some(8, 3);
            (HopP { variable, kinds, direction, length, w }, node(dice, scope, bind))
        })
        .collect();
    PathP { start, steps }
}

/// An integer or null.
fn scalar(dice: &mut Dice, scope: &mut Scope, depth: usize) -> E {
    match dice.below(if depth == 0 { 4 } else { 6 }) {
        0 if !scope.nodes.is_empty() => E::Prop(dice.pick(&scope.nodes), "x"),
        1 if !scope.relationships.is_empty() => E::Prop(dice.pick(&scope.relationships), "w"),
        2 if !scope.scalars.is_empty() => E::Var(dice.pick(&scope.scalars)),
        3 if dice.one_in(6) => E::Null,
        4 => E::Add(Box::new(scalar(dice, scope, depth - 1)), Box::new(scalar(dice, scope, depth - 1))),
        5 if dice.one_in(3) => E::CountPaths(subpath(dice, scope)),
        _ => E::Int(dice.below(4) as i64),
    }
}

/// A path of a subquery, hung on a variable where there is one.
fn subpath(dice: &mut Dice, scope: &mut Scope) -> PathP {
    let mut inner = scope.clone();
    let steps = 1 + dice.below(2);
    let mut path = path(dice, &mut inner, false, steps);
    if !scope.nodes.is_empty() {
        path.start.variable = Some(dice.pick(&scope.nodes));
    }
    path
}

fn condition(dice: &mut Dice, scope: &mut Scope, depth: usize) -> E {
    let deeper = |dice: &mut Dice, scope: &mut Scope| Box::new(condition(dice, scope, depth - 1));
    match dice.below(if depth == 0 { 6 } else { 10 }) {
        0 | 1 => {
            let operator = dice.pick(&["=", "<>", "<", "<=", ">", ">="]);
            E::Compare(operator, Box::new(scalar(dice, scope, 1)), Box::new(scalar(dice, scope, 1)))
        }
        2 => E::IsNull(Box::new(scalar(dice, scope, 1))),
        3 => {
            let list = (0..dice.below(3)).map(|_| scalar(dice, scope, 0)).collect();
            E::In(Box::new(scalar(dice, scope, 0)), list)
        }
        4 if scope.nodes.len() > 1 => {
            let (a, b) = (dice.pick(&scope.nodes), dice.pick(&scope.nodes));
            E::Compare(dice.pick(&["=", "<>"]), Box::new(E::Var(a)), Box::new(E::Var(b)))
        }
        5 if !scope.nodes.is_empty() => E::HasLabel(dice.pick(&scope.nodes), dice.pick(&LABELS)),
        6 => E::Not(deeper(dice, scope)),
        7 => E::And(deeper(dice, scope), deeper(dice, scope)),
        8 => E::Or(deeper(dice, scope), deeper(dice, scope)),
        9 if dice.one_in(2) => E::Xor(deeper(dice, scope), deeper(dice, scope)),
        9 => E::Exists(subpath(dice, scope)),
        _ => E::Compare(">", Box::new(scalar(dice, scope, 0)), Box::new(E::Int(0))),
    }
}

/// A projection, and the scope behind it.
fn projection(dice: &mut Dice, scope: &mut Scope) -> (Projection, Scope) {
    let mut inner = Scope { made: scope.made, ..Scope::default() };
    let mut items = Vec::new();
    let mut sortable = true;
    for _ in 0..1 + dice.below(3) {
        let name = inner.fresh("v");
        let item = match dice.below(12) {
            0..3 if !scope.nodes.is_empty() => {
                sortable = false;
                inner.nodes.push(name.clone());
                Item::Plain(E::Var(dice.pick(&scope.nodes)))
            }
            3 if !scope.relationships.is_empty() => {
                sortable = false;
                inner.relationships.push(name.clone());
                Item::Plain(E::Var(dice.pick(&scope.relationships)))
            }
            4 if !scope.others.is_empty() => {
                sortable = false;
                inner.others.push(name.clone());
                Item::Plain(E::Var(dice.pick(&scope.others)))
            }
            n => {
                let e = scalar(dice, scope, 1);
                match n {
                    5 => {
                        sortable = false;
                        inner.others.push(name.clone());
                        Item::Collect(e)
                    }
                    6..10 => {
                        inner.scalars.push(name.clone());
                        Item::Plain(e)
                    }
                    _ => {
                        inner.scalars.push(name.clone());
                        match dice.below(6) {
                            0 => Item::CountAll,
                            1 => Item::Count(e),
                            2 => Item::CountDistinct(e),
                            3 => Item::Sum(e),
                            4 => Item::Min(e),
                            _ => Item::Max(e),
                        }
                    }
                }
            }
        };
        items.push((item, name));
    }
    let order = (sortable && dice.one_in(2)).then(|| {
        let descending = items.iter().map(|_| dice.one_in(2)).collect();
        (descending, dice.below(3), 1 + dice.below(6))
    });
    (Projection { distinct: dice.one_in(4), items, order }, inner)
}

fn query(dice: &mut Dice) -> (Vec<Clause>, Projection) {
    let mut scope = Scope::default();
    let mut clauses = Vec::new();
    for _ in 0..1 + dice.below(3) {
        match dice.below(6) {
            0 => {
                let variable = scope.fresh("u");
                let items = (0..dice.below(4)).map(|_| scalar(dice, &mut scope, 0)).collect();
                scope.scalars.push(variable.clone());
                clauses.push(Clause::Unwind { items, variable });
            }
            1 if !clauses.is_empty() => {
                let (projection, inner) = projection(dice, &mut scope);
                scope = inner;
                let filter = dice.one_in(3).then(|| condition(dice, &mut scope, 1));
                clauses.push(Clause::With { projection, filter });
            }
            kind => {
                let paths = (0..if dice.one_in(4) { 2 } else { 1 })
                    .map(|_| {
                        let steps = dice.below(3);
                        path(dice, &mut scope, true, steps)
                    })
                    .collect();
                let filter = dice.one_in(2).then(|| condition(dice, &mut scope, 2));
                clauses.push(Clause::Match { optional: kind == 2, paths, filter });
            }
        }
    }
    let (last, _) = projection(dice, &mut scope);
    (clauses, last)
}

/// The graph of a world, and which node and relationship is which.
fn build(world: &World) -> (Graph, HashMap<NodeId, usize>, HashMap<RelationshipId, usize>) {
    let mut graph = Graph::new();
    let property = |key: &str, value: Option<i64>| -> Map {
        value.into_iter().map(|value| (key.into(), Value::Integer(value))).collect()
    };
    let nodes: Vec<NodeId> = world
        .nodes
        .iter()
        .map(|node| graph.add_node(node.labels.iter().copied(), property("x", node.x)))
        .collect();
    let relationships: Vec<RelationshipId> = world
        .relationships
        .iter()
        .map(|r| graph.add_relationship(r.kind, nodes[r.from], nodes[r.to], property("w", r.w)))
        .collect();
    let numbers = nodes.into_iter().enumerate().map(|(n, id)| (id, n)).collect();
    (graph, numbers, relationships.into_iter().enumerate().map(|(n, id)| (id, n)).collect())
}

#[test]
fn the_engine_agrees_with_the_reference() {
    let cases: u64 = std::env::var("STANDPOINT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2000);
    let first: u64 = std::env::var("STANDPOINT_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut wrong = Vec::new();
    for seed in first..first + cases {
        if let Err(why) = agrees(seed) {
            wrong.push(format!("seed {seed}: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n\n"));
}

fn agrees(seed: u64) -> Result<(), String> {
    let mut dice = Dice(seed);
    let world = world(&mut dice);
    let (clauses, last) = query(&mut dice);
    compare(&world, &clauses, &last).map(drop)
}

/// Runs a query both ways; gives the engine's plan where they agree.
pub fn compare(world: &World, clauses: &[Clause], last: &Projection) -> Result<String, String> {
    let mut text: String = clauses.iter().map(|clause| format!("{clause} ")).collect();
    text.push_str(&format!("RETURN {last}"));
    let mut wanted = run(world, clauses, last);
    let (mut graph, nodes, relationships) = build(world);
    let plan = graph.explain(&text, &Options::default()).map_err(|e| e.to_string())?;
    let outcome =
        graph.query(&text, &Map::default()).map_err(|e| format!("{text}\n{}", e.render(&text, false)))?;
    fn plain(
        value: &Value,
        nodes: &HashMap<NodeId, usize>,
        relationships: &HashMap<RelationshipId, usize>,
    ) -> V {
        match value {
            Value::Null => V::Null,
            Value::Boolean(b) => V::Bool(*b),
            Value::Integer(i) => V::Int(*i),
            Value::Node(n) => V::Node(nodes[n]),
            Value::Relationship(r) => V::Relationship(relationships[r]),
            Value::List(items) => V::List(items.iter().map(|v| plain(v, nodes, relationships)).collect()),
            other => panic!("no query makes {other:?}"),
        }
    }
    let mut got: Vec<Vec<V>> = outcome
        .rows
        .iter()
        .map(|row| row.iter().map(|value| plain(value, &nodes, &relationships)).collect())
        .collect();
    // What collect() gives is in no order, and rows are not unless they were sorted.
    for row in &mut got {
        for (value, (item, _)) in row.iter_mut().zip(&last.items) {
            if let (V::List(items), Item::Collect(_)) = (value, item) {
                items.sort();
            }
        }
    }
    // A collected list may also have come through a WITH: then its order is free as well.
    for row in got.iter_mut().chain(wanted.iter_mut()) {
        for value in row.iter_mut() {
            if let V::List(items) = value
                && items.iter().all(|item| matches!(item, V::Int(_)))
            {
                items.sort();
            }
        }
    }
    if last.order.is_none() {
        got.sort();
        wanted.sort();
    }
    if got == wanted {
        return Ok(plan.to_string());
    }
    Err(format!("{text}\n  over {world:?}\n  got    {got:?}\n  wanted {wanted:?}"))
}
