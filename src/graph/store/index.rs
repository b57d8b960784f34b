//! Equality indexes: the nodes of one label by the value of one key.

use crate::graph::Value;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::Arc;

/// A value as an index sees it: two values that openCypher calls equal have one key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Boolean(bool),
    Integer(i64),
    Float(u64),
    Text(Arc<str>),
}

/// How a value can be looked up.
enum Lookup {
    Key(Key),
    /// Equal to nothing (null, NaN).
    Nothing,
    /// A list, a map, a temporal value: not hashed.
    Other,
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

fn lookup(value: &Value) -> Lookup {
    match value {
        Value::Null => Lookup::Nothing,
        Value::Boolean(b) => Lookup::Key(Key::Boolean(*b)),
        Value::Integer(i) => Lookup::Key(Key::Integer(*i)),
        Value::Float(f) if f.is_nan() => Lookup::Nothing,
        // 2.0 = 2; within ±2^63 a whole float is an integer exactly.
        Value::Float(f) if f.fract() == 0.0 && *f >= -TWO_TO_63 && *f < TWO_TO_63 => {
            Lookup::Key(Key::Integer(*f as i64))
        }
        Value::Float(f) => Lookup::Key(Key::Float(f.to_bits())),
        Value::String(s) => Lookup::Key(Key::Text(s.clone())),
        _ => Lookup::Other,
    }
}

/// The nodes that have a value.
pub(super) type Numbers = SmallVec<[u32; 4]>;

/// The index of one label and key.
#[derive(Debug, Clone, Default)]
pub(super) struct ValueIndex {
    nodes: FxHashMap<Key, Numbers>,
    /// Nodes whose value is not hashed: a look-up of such a value must compare each.
    others: Numbers,
}

impl ValueIndex {
    pub(super) fn insert(&mut self, value: &Value, node: u32) {
        let nodes = match lookup(value) {
            Lookup::Key(key) => self.nodes.entry(key).or_default(),
            Lookup::Other => &mut self.others,
            Lookup::Nothing => return,
        };
        // Almost always the newest node: then this is a push.
        let place = nodes.partition_point(|&n| n < node);
        if nodes.get(place) != Some(&node) {
            nodes.insert(place, node);
        }
    }
    pub(super) fn remove(&mut self, value: &Value, node: u32) {
        match lookup(value) {
            Lookup::Key(key) => {
                if let Some(nodes) = self.nodes.get_mut(&key) {
                    nodes.retain(|n| *n != node);
                    if nodes.is_empty() {
                        self.nodes.remove(&key);
                    }
                }
            }
            Lookup::Other => self.others.retain(|n| *n != node),
            Lookup::Nothing => {}
        }
    }
    /// The nodes whose value may equal this one, by number, and whether all of them surely do.
    pub(super) fn get(&self, value: &Value) -> (&[u32], bool) {
        match lookup(value) {
            Lookup::Key(key) => (self.nodes.get(&key).map_or(&[][..], |n| &n[..]), true),
            Lookup::Other => (&self.others, false),
            Lookup::Nothing => (&[], true),
        }
    }
    /// How many different values there are.
    pub(super) fn distinct(&self) -> usize {
        self.nodes.len() + self.others.len()
    }
}
