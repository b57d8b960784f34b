//! Grouping and aggregates.

use super::eval::at;
use super::{Boxed, Cursor, Cx, Fault, Row, cursor, eval};
use crate::graph::Value;
use crate::query::functions::{Accumulator, Aggregate};
use crate::query::operators::{self, DistinctSet};
use crate::query::plan::{AggregateCall, Aggregation};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::sync::Arc;

/// What one aggregate knows of one group.
enum State {
    Count(i64),
    Other(Box<Accumulator>),
    Distinct(Box<(Accumulator, DistinctSet)>),
}

impl State {
    fn new(call: &AggregateCall) -> Self {
        match (call.aggregate, call.distinct) {
            (None, _) | (Some(Aggregate::Count), false) => State::Count(0),
            (Some(aggregate), false) => State::Other(Box::new(aggregate.start())),
            (Some(aggregate), true) => State::Distinct(Box::new((aggregate.start(), DistinctSet::default()))),
        }
    }
}

pub(super) struct AggregateCursor {
    op: Arc<Aggregation>,
    input: Boxed,
    /// The groups by the hash of their keys.
    table: HashTable<u32>,
    keys: Vec<Value>,
    states: Vec<State>,
    groups: usize,
    next: usize,
    done: bool,
}

impl AggregateCursor {
    pub(super) fn new(op: &Arc<Aggregation>, profiled: bool) -> Self {
        AggregateCursor {
            input: cursor(&op.input, profiled),
            op: op.clone(),
            table: HashTable::new(),
            keys: Vec::new(),
            states: Vec::new(),
            groups: 0,
            next: 0,
            done: false,
        }
    }

    /// The group of the keys, which were just evaluated into `fresh`.
    fn group(&mut self, cx: &mut Cx<'_>, fresh: &mut Vec<Value>) -> Result<usize, Fault> {
        let width = self.op.keys.len();
        if width == 0 && self.groups == 1 {
            return Ok(0);
        }
        let hash = hash(fresh);
        let keys = &self.keys;
        let same = |group: &u32| {
            let from = *group as usize * width;
            keys[from..from + width].iter().zip(&*fresh).all(|(a, b)| operators::equivalent(a, b))
        };
        if let Some(group) = self.table.find(hash, same) {
            return Ok(*group as usize);
        }
        let group = self.groups;
        cx.hold(width * size_of::<Value>() + self.op.calls.len() * size_of::<State>() + 16)?;
        self.keys.append(fresh);
        let keys = &self.keys;
        self.table.insert_unique(hash, group as u32, |group| {
            let from = *group as usize * width;
            self::hash(&keys[from..from + width])
        });
        self.states.extend(self.op.calls.iter().map(State::new));
        self.groups += 1;
        Ok(group)
    }

    fn fill(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        let op = self.op.clone();
        let (mut fresh, mut arguments) = (Vec::new(), Vec::new());
        if op.keys.is_empty() {
            // Without keys there is one group, also of no rows.
            self.group(cx, &mut fresh)?;
        }
        while self.input.next(cx, row)? {
            cx.tick()?;
            fresh.clear();
            for (_, key) in &op.keys {
                fresh.push(eval(key, cx, row)?);
            }
            let group = self.group(cx, &mut fresh)?;
            for (place, call) in op.calls.iter().enumerate() {
                let state = &mut self.states[group * op.calls.len() + place];
                match state {
                    State::Count(n) => match call.arguments.first() {
                        None => *n += 1,
                        Some(argument) => *n += i64::from(!eval(argument, cx, row)?.is_null()),
                    },
                    State::Other(accumulator) => {
                        arguments.clear();
                        for argument in &call.arguments {
                            arguments.push(eval(argument, cx, row)?);
                        }
                        if call.aggregate == Some(Aggregate::Collect) {
                            cx.hold(size_of::<Value>())?;
                        }
                        accumulator.add(&arguments).map_err(|error| at(error, call.span))?;
                    }
                    State::Distinct(state) => {
                        arguments.clear();
                        for argument in &call.arguments {
                            arguments.push(eval(argument, cx, row)?);
                        }
                        if arguments.first().is_some_and(|v| !v.is_null()) && state.1.insert(&arguments[..1])
                        {
                            cx.hold(size_of::<Value>() * 2)?;
                            state.0.add(&arguments).map_err(|error| at(error, call.span))?;
                        }
                    }
                }
            }
        }
        self.done = true;
        Ok(())
    }
}

fn hash(values: &[Value]) -> u64 {
    let mut hasher = FxHasher::default();
    for value in values {
        operators::hash(value, &mut hasher);
    }
    hasher.finish()
}

impl Cursor for AggregateCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.table.clear();
        self.keys.clear();
        self.states.clear();
        self.groups = 0;
        self.next = 0;
        self.done = false;
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        if !self.done {
            self.fill(cx, row)?;
        }
        if self.next == self.groups {
            return Ok(false);
        }
        let group = self.next;
        self.next += 1;
        for (place, (slot, _)) in self.op.keys.iter().enumerate() {
            row[*slot as usize] = std::mem::take(&mut self.keys[group * self.op.keys.len() + place]);
        }
        for (place, call) in self.op.calls.iter().enumerate() {
            let state = &mut self.states[group * self.op.calls.len() + place];
            row[call.slot as usize] = match std::mem::replace(state, State::Count(0)) {
                State::Count(n) => Value::Integer(n),
                State::Other(accumulator) => accumulator.finish().map_err(|error| at(error, call.span))?,
                State::Distinct(state) => state.0.finish().map_err(|error| at(error, call.span))?,
            };
        }
        Ok(true)
    }
}
