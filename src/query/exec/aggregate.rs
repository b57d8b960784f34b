//! Grouping and aggregates.

use super::counting::{is_null, known_rows};
use super::eval::at;
use super::keys::CodedKey;
use super::{Boxed, Cursor, Cx, Fault, Row, cursor, eval};
use crate::graph::Value;
use crate::query::functions::{Accumulator, Aggregate};
use crate::query::operators::DistinctSet;
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
    keys: Vec<CodedKey>,
    /// The groups by the hash of their keys' codes, where there are several keys; the code of one key alone is the
    /// group's number.
    table: HashTable<u32>,
    codes: Vec<u32>,
    states: Vec<State>,
    groups: usize,
    /// What is counted, where the graph knows it.
    known: Option<i64>,
    next: usize,
    done: bool,
}

impl AggregateCursor {
    pub(super) fn new(op: &Arc<Aggregation>, profiled: bool) -> Self {
        AggregateCursor {
            input: cursor(&op.input, profiled),
            op: op.clone(),
            keys: Vec::new(),
            table: HashTable::new(),
            codes: Vec::new(),
            states: Vec::new(),
            groups: 0,
            known: None,
            next: 0,
            done: false,
        }
    }

    /// The group of the row.
    fn group(&mut self, cx: &mut Cx<'_>, row: &mut Row, fresh: &mut Vec<u32>) -> Result<usize, Fault> {
        let op = &self.op;
        let group = match &mut self.keys[..] {
            [] => 0,
            [key] => key.code(&op.keys[0].1, cx, row)? as usize,
            keys => {
                fresh.clear();
                for (key, (_, e)) in keys.iter_mut().zip(&op.keys) {
                    fresh.push(key.code(e, cx, row)?);
                }
                let width = keys.len();
                let codes = &self.codes;
                let at = |group: u32| &codes[group as usize * width..(group as usize + 1) * width];
                let hash = hash(fresh);
                match self.table.find(hash, |group| at(*group) == &fresh[..]) {
                    Some(group) => *group as usize,
                    None => {
                        self.table.insert_unique(hash, self.groups as u32, |group| self::hash(at(*group)));
                        self.codes.extend_from_slice(fresh);
                        self.groups
                    }
                }
            }
        };
        if group == self.groups {
            cx.hold((op.keys.len() + 2) * size_of::<u32>() + op.calls.len() * size_of::<State>())?;
            self.states.extend(op.calls.iter().map(State::new));
            self.groups += 1;
        }
        Ok(group)
    }

    fn fill(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        let op = self.op.clone();
        let (mut fresh, mut arguments) = (Vec::new(), Vec::new());
        self.done = true;
        if op.keys.is_empty() {
            // Without keys there is one group, also of no rows.
            self.group(cx, row, &mut fresh)?;
            if let Some(rows) = self.known {
                self.states.fill_with(|| State::Count(rows));
                return Ok(());
            }
        }
        while self.input.next(cx, row)? {
            cx.tick()?;
            let group = self.group(cx, row, &mut fresh)?;
            for (place, call) in op.calls.iter().enumerate() {
                let state = &mut self.states[group * op.calls.len() + place];
                match state {
                    State::Count(n) => match call.arguments.first() {
                        None => *n += 1,
                        Some(argument) => *n += i64::from(!is_null(argument, cx, row)?),
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
        Ok(())
    }
}

fn hash(codes: &[u32]) -> u64 {
    let mut hasher = FxHasher::default();
    for code in codes {
        hasher.write_u32(*code);
    }
    hasher.finish()
}

impl Cursor for AggregateCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.keys = self.op.keys.iter().map(|(_, e)| CodedKey::new(e)).collect();
        self.table.clear();
        self.codes.clear();
        self.states.clear();
        self.groups = 0;
        self.next = 0;
        self.done = false;
        self.known = known_rows(&self.op, cx);
        if self.known.is_some() { Ok(()) } else { self.input.open(cx, row) }
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
            let code =
                if self.keys.len() == 1 { group as u32 } else { self.codes[group * self.keys.len() + place] };
            row[*slot as usize] = self.keys[place].value(code).clone();
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
