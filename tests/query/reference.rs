//! A second, plain reading of openCypher: what a small part of the language means, written as its definition reads
//! and with no thought of speed. Nothing here is shared with the engine.

use std::collections::BTreeMap;

/// A small graph.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub nodes: Vec<Node>,
    pub relationships: Vec<Relationship>,
}

#[derive(Debug, Clone)]
pub struct Node {
    pub labels: Vec<&'static str>,
    pub x: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Relationship {
    pub from: usize,
    pub to: usize,
    pub kind: &'static str,
    pub w: Option<i64>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum V {
    Int(i64),
    Bool(bool),
    Node(usize),
    Relationship(usize),
    List(Vec<V>),
    /// Last, as `ORDER BY` has it.
    Null,
}

/// Values by variable.
pub type Row = BTreeMap<String, V>;

#[derive(Debug, Clone)]
pub enum Clause {
    Match { optional: bool, paths: Vec<PathP>, filter: Option<E> },
    Unwind { items: Vec<E>, variable: String },
    With { projection: Projection, filter: Option<E> },
}

#[derive(Debug, Clone)]
pub struct Projection {
    pub distinct: bool,
    pub items: Vec<(Item, String)>,
    /// By all columns, each up or down; then so many are left out, and so many kept.
    pub order: Option<(Vec<bool>, usize, usize)>,
}

#[derive(Debug, Clone)]
pub enum Item {
    Plain(E),
    CountAll,
    Count(E),
    CountDistinct(E),
    Sum(E),
    Min(E),
    Max(E),
    Collect(E),
}

#[derive(Debug, Clone)]
pub struct PathP {
    pub start: NodeP,
    pub steps: Vec<(HopP, NodeP)>,
}

#[derive(Debug, Clone)]
pub struct NodeP {
    pub variable: Option<String>,
    pub labels: Vec<&'static str>,
    pub x: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct HopP {
    pub variable: Option<String>,
    pub kinds: Vec<&'static str>,
    /// 1 out, -1 in, 0 either.
    pub direction: i8,
    pub length: Option<(usize, usize)>,
    pub w: Option<i64>,
}

/// Expressions.
#[derive(Debug, Clone)]
pub enum E {
    Null,
    Int(i64),
    Var(String),
    /// `variable.x` of a node, `variable.w` of a relationship.
    Prop(String, &'static str),
    Add(Box<E>, Box<E>),
    Compare(&'static str, Box<E>, Box<E>),
    In(Box<E>, Vec<E>),
    IsNull(Box<E>),
    Not(Box<E>),
    And(Box<E>, Box<E>),
    Or(Box<E>, Box<E>),
    Xor(Box<E>, Box<E>),
    HasLabel(String, &'static str),
    Exists(PathP),
    CountPaths(PathP),
}

/// The rows of clauses that end in a projection.
pub fn run(world: &World, clauses: &[Clause], last: &Projection) -> Vec<Vec<V>> {
    let mut rows = vec![Row::new()];
    for clause in clauses {
        rows = match clause {
            Clause::Match { optional, paths, filter } => {
                let mut found = Vec::new();
                for row in &rows {
                    let mut matches = matches(world, paths, row);
                    if let Some(filter) = filter {
                        matches.retain(|row| eval(world, filter, row) == V::Bool(true));
                    }
                    if *optional && matches.is_empty() {
                        let mut row = row.clone();
                        for name in names(paths) {
                            row.entry(name).or_insert(V::Null);
                        }
                        matches.push(row);
                    }
                    found.extend(matches);
                }
                found
            }
            Clause::Unwind { items, variable } => {
                let mut found = Vec::new();
                for row in &rows {
                    for item in items {
                        let mut row = row.clone();
                        row.insert(variable.clone(), eval(world, item, &row));
                        found.push(row);
                    }
                }
                found
            }
            Clause::With { projection, filter } => {
                let names: Vec<String> = projection.items.iter().map(|(_, name)| name.clone()).collect();
                let mut found: Vec<Row> = project(world, projection, &rows)
                    .into_iter()
                    .map(|row| names.iter().cloned().zip(row).collect())
                    .collect();
                if let Some(filter) = filter {
                    found.retain(|row| eval(world, filter, row) == V::Bool(true));
                }
                found
            }
        };
    }
    project(world, last, &rows)
}

fn names(paths: &[PathP]) -> Vec<String> {
    let mut names = Vec::new();
    for path in paths {
        names.extend(path.start.variable.clone());
        for (hop, node) in &path.steps {
            names.extend(hop.variable.clone());
            names.extend(node.variable.clone());
        }
    }
    names
}

/// All ways to map the patterns to the graph, no relationship twice.
fn matches(world: &World, paths: &[PathP], row: &Row) -> Vec<Row> {
    let mut found = vec![(row.clone(), Vec::new())];
    for path in paths {
        let mut next = Vec::new();
        for (row, used) in found {
            for node in 0..world.nodes.len() {
                if let Some(row) = bind_node(world, &path.start, node, &row) {
                    walk(world, &path.steps, node, row, used.clone(), &mut next);
                }
            }
        }
        found = next;
    }
    found.into_iter().map(|(row, _)| row).collect()
}

fn walk(
    world: &World,
    steps: &[(HopP, NodeP)],
    at: usize,
    row: Row,
    used: Vec<usize>,
    found: &mut Vec<(Row, Vec<usize>)>,
) {
    let Some(((hop, node), rest)) = steps.split_first() else {
        found.push((row, used));
        return;
    };
    let (least, most) = hop.length.unwrap_or((1, 1));
    let mut trails = vec![(at, Vec::new())];
    for length in 0..=most {
        if length >= least {
            for (end, trail) in &trails {
                let Some(mut row) = bind_node(world, node, *end, &row) else { continue };
                if let Some(name) = &hop.variable {
                    let value = match hop.length {
                        None => V::Relationship(trail[0]),
                        Some(_) => V::List(trail.iter().map(|r| V::Relationship(*r)).collect()),
                    };
                    row.insert(name.clone(), value);
                }
                let used = used.iter().chain(trail).copied().collect();
                walk(world, rest, *end, row, used, found);
            }
        }
        let mut longer = Vec::new();
        for (end, trail) in &trails {
            for (number, relationship) in world.relationships.iter().enumerate() {
                let fits = (hop.kinds.is_empty() || hop.kinds.contains(&relationship.kind))
                    && (hop.w.is_none() || hop.w == relationship.w)
                    && !used.contains(&number)
                    && !trail.contains(&number);
                if !fits {
                    continue;
                }
                let mut ends = Vec::new();
                if hop.direction >= 0 && relationship.from == *end {
                    ends.push(relationship.to);
                }
                if hop.direction <= 0 && relationship.to == *end {
                    ends.push(relationship.from);
                }
                // A loop is one way, not two.
                ends.dedup();
                for other in ends {
                    let trail: Vec<usize> = trail.iter().copied().chain([number]).collect();
                    longer.push((other, trail));
                }
            }
        }
        trails = longer;
    }
}

fn bind_node(world: &World, pattern: &NodeP, node: usize, row: &Row) -> Option<Row> {
    let own = &world.nodes[node];
    let fits = pattern.labels.iter().all(|label| own.labels.contains(label))
        && (pattern.x.is_none() || pattern.x == own.x);
    if !fits {
        return None;
    }
    let bound = pattern.variable.as_ref().and_then(|name| row.get(name));
    if bound.is_some_and(|bound| *bound != V::Node(node)) {
        return None;
    }
    let mut row = row.clone();
    if let (Some(name), None) = (&pattern.variable, bound) {
        row.insert(name.clone(), V::Node(node));
    }
    Some(row)
}

fn project(world: &World, projection: &Projection, rows: &[Row]) -> Vec<Vec<V>> {
    let aggregates = projection.items.iter().any(|(item, _)| !matches!(item, Item::Plain(_)));
    let mut found: Vec<Vec<V>> = Vec::new();
    if aggregates {
        let key = |row: &Row| -> Vec<V> {
            let plain = projection.items.iter().filter_map(|(item, _)| match item {
                Item::Plain(e) => Some(eval(world, e, row)),
                _ => None,
            });
            plain.collect()
        };
        let mut groups: Vec<(Vec<V>, Vec<&Row>)> = Vec::new();
        for row in rows {
            let key = key(row);
            match groups.iter_mut().find(|(other, _)| *other == key) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((key, vec![row])),
            }
        }
        if groups.is_empty() && projection.items.iter().all(|(item, _)| !matches!(item, Item::Plain(_))) {
            groups.push((Vec::new(), Vec::new()));
        }
        for (key, rows) in groups {
            let mut keys = key.into_iter();
            let values = projection.items.iter().map(|(item, _)| match item {
                Item::Plain(_) => keys.next().expect("a key for each plain column"),
                _ => aggregate(world, item, &rows),
            });
            found.push(values.collect());
        }
    } else {
        for row in rows {
            let values = projection.items.iter().map(|(item, _)| match item {
                Item::Plain(e) => eval(world, e, row),
                _ => unreachable!("no column aggregates"),
            });
            found.push(values.collect());
        }
    }
    if projection.distinct {
        let mut kept: Vec<Vec<V>> = Vec::new();
        for row in found {
            if !kept.contains(&row) {
                kept.push(row);
            }
        }
        found = kept;
    }
    if let Some((descending, skip, limit)) = &projection.order {
        found.sort_by(|a, b| {
            let columns = a.iter().zip(b).zip(descending);
            columns
                .map(|((a, b), descending)| if *descending { b.cmp(a) } else { a.cmp(b) })
                .find(|order| order.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        found = found.into_iter().skip(*skip).take(*limit).collect();
    }
    found
}

fn aggregate(world: &World, item: &Item, rows: &[&Row]) -> V {
    let values = |e: &E| -> Vec<V> {
        rows.iter().map(|row| eval(world, e, row)).filter(|value| *value != V::Null).collect()
    };
    match item {
        Item::Plain(_) => unreachable!("it aggregates"),
        Item::CountAll => V::Int(rows.len() as i64),
        Item::Count(e) => V::Int(values(e).len() as i64),
        Item::CountDistinct(e) => {
            let mut values = values(e);
            values.sort();
            values.dedup();
            V::Int(values.len() as i64)
        }
        Item::Sum(e) => V::Int(values(e).iter().map(|v| if let V::Int(i) = v { *i } else { 0 }).sum()),
        Item::Min(e) => values(e).into_iter().min().unwrap_or(V::Null),
        Item::Max(e) => values(e).into_iter().max().unwrap_or(V::Null),
        Item::Collect(e) => {
            let mut values = values(e);
            values.sort();
            V::List(values)
        }
    }
}

/// Three-valued truth: true, false, or not known.
fn truth(value: V) -> Option<bool> {
    match value {
        V::Bool(b) => Some(b),
        _ => None,
    }
}

fn known(value: Option<bool>) -> V {
    value.map_or(V::Null, V::Bool)
}

fn eval(world: &World, e: &E, row: &Row) -> V {
    let sub = |e: &E| eval(world, e, row);
    match e {
        E::Null => V::Null,
        E::Int(i) => V::Int(*i),
        E::Var(name) => row.get(name).cloned().expect("a variable in scope"),
        E::Prop(name, _) => match row.get(name).expect("a variable in scope") {
            V::Node(node) => world.nodes[*node].x.map_or(V::Null, V::Int),
            V::Relationship(r) => world.relationships[*r].w.map_or(V::Null, V::Int),
            _ => V::Null,
        },
        E::Add(a, b) => match (sub(a), sub(b)) {
            (V::Int(a), V::Int(b)) => V::Int(a + b),
            _ => V::Null,
        },
        E::Compare(operator, a, b) => compare(operator, &sub(a), &sub(b)),
        E::In(a, list) => {
            let a = sub(a);
            let mut unknown = false;
            for item in list {
                match compare("=", &a, &sub(item)) {
                    V::Bool(true) => return V::Bool(true),
                    V::Null => unknown = true,
                    _ => {}
                }
            }
            if unknown { V::Null } else { V::Bool(false) }
        }
        E::IsNull(a) => V::Bool(sub(a) == V::Null),
        E::Not(a) => known(truth(sub(a)).map(|a| !a)),
        E::And(a, b) => known(match (truth(sub(a)), truth(sub(b))) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }),
        E::Or(a, b) => known(match (truth(sub(a)), truth(sub(b))) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }),
        E::Xor(a, b) => known(truth(sub(a)).zip(truth(sub(b))).map(|(a, b)| a != b)),
        E::HasLabel(name, label) => match row.get(name).expect("a variable in scope") {
            V::Node(node) => V::Bool(world.nodes[*node].labels.contains(label)),
            _ => V::Null,
        },
        E::Exists(path) => V::Bool(!matches(world, std::slice::from_ref(path), row).is_empty()),
        E::CountPaths(path) => V::Int(matches(world, std::slice::from_ref(path), row).len() as i64),
    }
}

fn compare(operator: &str, a: &V, b: &V) -> V {
    if *a == V::Null || *b == V::Null {
        return V::Null;
    }
    match operator {
        "=" => V::Bool(a == b),
        "<>" => V::Bool(a != b),
        _ => match (a, b) {
            (V::Int(a), V::Int(b)) => V::Bool(match operator {
                "<" => a < b,
                "<=" => a <= b,
                ">" => a > b,
                _ => a >= b,
            }),
            _ => V::Null,
        },
    }
}

// The same queries as text.

impl std::fmt::Display for Clause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Clause::Match { optional, paths, filter } => {
                let paths: Vec<String> = paths.iter().map(PathP::to_string).collect();
                write!(f, "{}MATCH {}", if *optional { "OPTIONAL " } else { "" }, paths.join(", "))?;
                filter.iter().try_for_each(|filter| write!(f, " WHERE {filter}"))
            }
            Clause::Unwind { items, variable } => {
                let items: Vec<String> = items.iter().map(E::to_string).collect();
                write!(f, "UNWIND [{}] AS {variable}", items.join(", "))
            }
            Clause::With { projection, filter } => {
                write!(f, "WITH {projection}")?;
                filter.iter().try_for_each(|filter| write!(f, " WHERE {filter}"))
            }
        }
    }
}

impl std::fmt::Display for Projection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let items: Vec<String> = self.items.iter().map(|(item, name)| format!("{item} AS {name}")).collect();
        write!(f, "{}{}", if self.distinct { "DISTINCT " } else { "" }, items.join(", "))?;
        if let Some((descending, skip, limit)) = &self.order {
            let keys = self.items.iter().zip(descending);
            let keys: Vec<String> =
                keys.map(|((_, name), down)| format!("{name}{}", if *down { " DESC" } else { "" })).collect();
            write!(f, " ORDER BY {} SKIP {skip} LIMIT {limit}", keys.join(", "))?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Item::Plain(e) => write!(f, "{e}"),
            Item::CountAll => write!(f, "count(*)"),
            Item::Count(e) => write!(f, "count({e})"),
            Item::CountDistinct(e) => write!(f, "count(DISTINCT {e})"),
            Item::Sum(e) => write!(f, "sum({e})"),
            Item::Min(e) => write!(f, "min({e})"),
            Item::Max(e) => write!(f, "max({e})"),
            Item::Collect(e) => write!(f, "collect({e})"),
        }
    }
}

impl std::fmt::Display for PathP {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.start)?;
        self.steps.iter().try_for_each(|(hop, node)| write!(f, "{hop}{node}"))
    }
}

impl std::fmt::Display for NodeP {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let labels: String = self.labels.iter().map(|label| format!(":{label}")).collect();
        let x = self.x.map(|x| format!(" {{x: {x}}}")).unwrap_or_default();
        write!(f, "({}{labels}{x})", self.variable.as_deref().unwrap_or_default())
    }
}

impl std::fmt::Display for HopP {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds = if self.kinds.is_empty() { String::new() } else { format!(":{}", self.kinds.join("|")) };
        let length = self.length.map(|(least, most)| format!("*{least}..{most}")).unwrap_or_default();
        let w = self.w.map(|w| format!(" {{w: {w}}}")).unwrap_or_default();
        let name = self.variable.as_deref().unwrap_or_default();
        let (left, right) = match self.direction {
            1 => ("-", "->"),
            -1 => ("<-", "-"),
            _ => ("-", "-"),
        };
        write!(f, "{left}[{name}{kinds}{length}{w}]{right}")
    }
}

impl std::fmt::Display for E {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            E::Null => write!(f, "null"),
            E::Int(i) => write!(f, "{i}"),
            E::Var(name) => write!(f, "{name}"),
            E::Prop(name, key) => write!(f, "{name}.{key}"),
            E::Add(a, b) => write!(f, "({a} + {b})"),
            E::Compare(operator, a, b) => write!(f, "({a} {operator} {b})"),
            E::In(a, list) => {
                let list: Vec<String> = list.iter().map(E::to_string).collect();
                write!(f, "({a} IN [{}])", list.join(", "))
            }
            E::IsNull(a) => write!(f, "({a} IS NULL)"),
            E::Not(a) => write!(f, "(NOT {a})"),
            E::And(a, b) => write!(f, "({a} AND {b})"),
            E::Or(a, b) => write!(f, "({a} OR {b})"),
            E::Xor(a, b) => write!(f, "({a} XOR {b})"),
            E::HasLabel(name, label) => write!(f, "({name}:{label})"),
            E::Exists(path) => write!(f, "EXISTS {{ {path} }}"),
            E::CountPaths(path) => write!(f, "COUNT {{ {path} }}"),
        }
    }
}
