//! Values as the TCK's tables write them, and whether an engine's value is one.

use standpoint::graph::{Graph, Value};
use standpoint::query::json::{Dialect, to_string};
use std::collections::BTreeMap;

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    /// A text, or a temporal value's text.
    Text(String),
    List(Vec<Literal>),
    Map(BTreeMap<String, Literal>),
    Node(Vec<String>, BTreeMap<String, Literal>),
    Relationship(String, BTreeMap<String, Literal>),
    /// Nodes, and relationships with whether each points forward.
    Path(Vec<Literal>, Vec<(Literal, bool)>),
}

impl Literal {
    /// Reads a cell.
    pub fn read(text: &str) -> Literal {
        let mut reader = Reader { rest: text };
        let value = reader.value();
        assert!(reader.rest.trim().is_empty(), "{:?} is left of {text:?}", reader.rest);
        value
    }

    /// As a parameter.
    pub fn to_value(&self) -> Value {
        match self {
            Literal::Null => Value::Null,
            Literal::Boolean(b) => Value::Boolean(*b),
            Literal::Integer(i) => Value::Integer(*i),
            Literal::Float(f) => Value::Float(*f),
            Literal::Text(text) => Value::string(text),
            Literal::List(items) => Value::list(items.iter().map(Literal::to_value)),
            Literal::Map(entries) => {
                Value::map(entries.iter().map(|(k, v)| (k.as_str(), v.to_value())).collect::<Vec<_>>())
            }
            other => panic!("{other:?} cannot be a parameter"),
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }
    fn accept(&mut self, text: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
    fn take(&mut self, text: &str) {
        assert!(self.accept(text), "expected {text:?} before {:?}", self.rest);
    }
    fn while_true(&mut self, keep: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !keep(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }
    fn name(&mut self) -> String {
        self.space();
        if self.accept("`") {
            let name = self.while_true(|c| c != '`');
            self.take("`");
            return name;
        }
        self.while_true(|c| c.is_alphanumeric() || c == '_')
    }
    fn value(&mut self) -> Literal {
        self.space();
        match self.rest.chars().next() {
            Some('\'') => self.text(),
            Some('[') if self.rest[1..].trim_start().starts_with(':') => self.relationship(),
            Some('[') => {
                self.take("[");
                let mut items = Vec::new();
                while !self.accept("]") {
                    if !items.is_empty() {
                        self.take(",");
                    }
                    items.push(self.value());
                }
                Literal::List(items)
            }
            Some('{') => Literal::Map(self.map()),
            Some('(') => self.node(),
            Some('<') => self.path(),
            _ => {
                let word = self.while_true(|c| c.is_alphanumeric() || "+-._".contains(c));
                match word.as_str() {
                    "null" => Literal::Null,
                    "true" => Literal::Boolean(true),
                    "false" => Literal::Boolean(false),
                    "NaN" => Literal::Float(f64::NAN),
                    "Inf" | "Infinity" => Literal::Float(f64::INFINITY),
                    "-Inf" | "-Infinity" => Literal::Float(f64::NEG_INFINITY),
                    _ => match word.parse::<i64>() {
                        Ok(number) => Literal::Integer(number),
                        Err(_) => {
                            Literal::Float(word.parse().unwrap_or_else(|_| panic!("no value: {word:?}")))
                        }
                    },
                }
            }
        }
    }
    fn text(&mut self) -> Literal {
        self.take("'");
        let mut text = String::new();
        let mut letters = self.rest.chars();
        loop {
            match letters.next().expect("a text is closed") {
                '\'' => break,
                '\\' => text.push(match letters.next().expect("an escape") {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    c => c,
                }),
                c => text.push(c),
            }
        }
        self.rest = letters.as_str();
        Literal::Text(text)
    }
    fn map(&mut self) -> BTreeMap<String, Literal> {
        self.take("{");
        let mut entries = BTreeMap::new();
        while !self.accept("}") {
            if !entries.is_empty() {
                self.take(",");
            }
            let key = self.name();
            self.take(":");
            let value = self.value();
            entries.insert(key, value);
        }
        entries
    }
    fn properties(&mut self) -> BTreeMap<String, Literal> {
        self.space();
        if self.rest.starts_with('{') { self.map() } else { BTreeMap::new() }
    }
    fn node(&mut self) -> Literal {
        self.take("(");
        let mut labels = Vec::new();
        while self.accept(":") {
            labels.push(self.name());
        }
        let properties = self.properties();
        self.take(")");
        labels.sort();
        Literal::Node(labels, properties)
    }
    fn relationship(&mut self) -> Literal {
        self.take("[");
        self.take(":");
        let kind = self.name();
        let properties = self.properties();
        self.take("]");
        Literal::Relationship(kind, properties)
    }
    fn path(&mut self) -> Literal {
        self.take("<");
        let mut nodes = vec![self.node()];
        let mut hops = Vec::new();
        while !self.accept(">") {
            let back = self.accept("<-");
            if !back {
                self.take("-");
            }
            let relationship = self.relationship();
            self.take(if back { "-" } else { "->" });
            hops.push((relationship, !back));
            nodes.push(self.node());
        }
        Literal::Path(nodes, hops)
    }
}

/// Whether a value is what a table says. With `loose`, the order in lists is free.
pub fn same(want: &Literal, got: &Value, graph: &Graph, loose: bool) -> bool {
    match (want, got) {
        (Literal::Null, Value::Null) => true,
        (Literal::Boolean(a), Value::Boolean(b)) => a == b,
        (Literal::Integer(a), Value::Integer(b)) => a == b,
        (Literal::Float(a), Value::Float(b)) => {
            (a.is_nan() && b.is_nan()) || a == b || (a - b).abs() <= 1e-14 * a.abs().max(b.abs())
        }
        (Literal::Text(a), Value::String(b)) => **a == **b,
        (Literal::List(a), Value::List(b)) => {
            a.len() == b.len()
                && if loose {
                    matched(a, b, |w, g| same(w, g, graph, loose))
                } else {
                    a.iter().zip(b.iter()).all(|(w, g)| same(w, g, graph, loose))
                }
        }
        (Literal::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter().all(|(k, w)| b.get(k.as_str()).is_some_and(|g| same(w, g, graph, loose)))
        }
        (Literal::Node(labels, properties), Value::Node(node)) => {
            let mut own: Vec<String> = graph.labels(*node).map(str::to_owned).collect();
            own.sort();
            *labels == own
                && properties.len() == graph.properties(*node).count()
                && properties.iter().all(|(k, w)| same(w, &graph.property(*node, k), graph, loose))
        }
        (Literal::Relationship(kind, properties), Value::Relationship(r)) => {
            kind == graph.kind(*r)
                && properties.len() == graph.relationship_properties(*r).count()
                && properties.iter().all(|(k, w)| same(w, &graph.relationship_property(*r, k), graph, loose))
        }
        (Literal::Path(nodes, hops), Value::Path(path)) => {
            nodes.len() == path.nodes.len()
                && nodes.iter().zip(&path.nodes).all(|(w, g)| same(w, &Value::Node(*g), graph, loose))
                && hops.iter().zip(&path.relationships).enumerate().all(|(at, ((w, forward), g))| {
                    let (left, right) = (path.nodes[at], path.nodes[at + 1]);
                    let ends = if *forward { (left, right) } else { (right, left) };
                    same(w, &Value::Relationship(*g), graph, loose) && graph.ends(*g) == ends
                })
        }
        // A temporal value counts by its value: `12:00:00` is `12:00`.
        (Literal::Text(text), Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Float(_)) => {
            let _ = text;
            false
        }
        (Literal::Text(text), temporal) if !matches!(temporal, Value::List(_) | Value::Map(_)) => {
            canonical(to_string(temporal, graph, Dialect::Plain).trim_matches('"')) == canonical(text)
        }
        _ => false,
    }
}

/// One spelling of a time: seconds only where there are some, `Z` for no offset.
fn canonical(text: &str) -> String {
    let text = text.replace("+00:00", "Z");
    let (time, zone) = match text.find(['Z', '+', '[']) {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    let time = if time.contains('.') { time.trim_end_matches('0').trim_end_matches('.') } else { time };
    let minutes = time.matches(':').count() == 2;
    let time = if minutes { time.strip_suffix(":00").unwrap_or(time) } else { time };
    format!("{time}{zone}")
}

/// Whether the two are the same but for their order.
pub fn matched<W, G>(want: &[W], got: &[G], same: impl Fn(&W, &G) -> bool) -> bool {
    let mut left: Vec<&G> = got.iter().collect();
    want.iter().all(|w| match left.iter().position(|g| same(w, g)) {
        Some(at) => {
            left.swap_remove(at);
            true
        }
        None => false,
    }) && left.is_empty()
}
