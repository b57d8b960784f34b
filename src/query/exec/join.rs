//! Hash joins: two parts of a pattern, each matched once, brought together by what both bind.

use super::{Boxed, Cursor, Cx, Fault, Row, cursor, eval};
use crate::graph::Value;
use crate::query::operators;
use crate::query::plan::HashJoin;
use hashbrown::HashTable;
use std::sync::Arc;

pub(super) struct JoinCursor {
    op: Arc<HashJoin>,
    input: Boxed,
    build: Boxed,
    probe: Boxed,
    /// The held rows: keys, then what they carry.
    values: Vec<Value>,
    /// First row of each key by its hash; rows of the same key are chained.
    table: HashTable<u32>,
    chain: Vec<u32>,
    tails: Vec<u32>,
    probing: bool,
    /// The next held row for the present probe row.
    at: u32,
}

const END: u32 = u32::MAX;

impl JoinCursor {
    pub(super) fn new(op: &Arc<HashJoin>, profiled: bool) -> Self {
        JoinCursor {
            input: cursor(&op.input, profiled),
            build: cursor(&op.build, profiled),
            probe: cursor(&op.probe, profiled),
            op: op.clone(),
            values: Vec::new(),
            table: HashTable::new(),
            chain: Vec::new(),
            tails: Vec::new(),
            probing: false,
            at: END,
        }
    }

    fn fill(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.values.clear();
        self.table.clear();
        self.chain.clear();
        self.tails.clear();
        let op = self.op.clone();
        let (keys, width) = (op.build_keys.len(), op.build_keys.len() + op.carry.len());
        self.build.open(cx, row)?;
        let mut fresh = Vec::new();
        while self.build.next(cx, row)? {
            cx.tick()?;
            fresh.clear();
            for key in &op.build_keys {
                fresh.push(eval(key, cx, row)?);
            }
            if op.by_value && fresh.iter().any(Value::is_null) {
                continue;
            }
            cx.hold(width * size_of::<Value>() + 8)?;
            let number = self.chain.len() as u32;
            let hash = operators::hash_row(&fresh);
            let first = find(&self.table, &self.values, hash, &fresh, width);
            self.values.append(&mut fresh);
            self.values.extend(op.carry.iter().map(|slot| row[*slot as usize].clone()));
            self.chain.push(END);
            self.tails.push(number);
            match first {
                Some(first) => {
                    let tail = std::mem::replace(&mut self.tails[first as usize], number);
                    self.chain[tail as usize] = number;
                }
                None => {
                    let values = &self.values;
                    self.table.insert_unique(hash, number, |row| {
                        let from = *row as usize * width;
                        operators::hash_row(&values[from..from + keys])
                    });
                }
            }
        }
        Ok(())
    }
}

fn find(table: &HashTable<u32>, values: &[Value], hash: u64, keys: &[Value], width: usize) -> Option<u32> {
    table
        .find(hash, |row| {
            let from = *row as usize * width;
            values[from..from + keys.len()].iter().zip(keys).all(|(a, b)| operators::equivalent(a, b))
        })
        .copied()
}

impl Cursor for JoinCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.probing = false;
        self.at = END;
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        let op = self.op.clone();
        let (keys, width) = (op.build_keys.len(), op.build_keys.len() + op.carry.len());
        let mut fresh = Vec::new();
        loop {
            while self.at != END {
                cx.tick()?;
                let from = self.at as usize * width + keys;
                self.at = self.chain[self.at as usize];
                for (place, slot) in op.carry.iter().enumerate() {
                    row[*slot as usize] = self.values[from + place].clone();
                }
                if op.unique.iter().all(|(a, b)| !shares(&row[*a as usize], &row[*b as usize])) {
                    return Ok(true);
                }
            }
            if self.probing {
                if self.probe.next(cx, row)? {
                    cx.tick()?;
                    fresh.clear();
                    for key in &op.probe_keys {
                        fresh.push(eval(key, cx, row)?);
                    }
                    if !(op.by_value && fresh.iter().any(Value::is_null)) {
                        self.at = find(&self.table, &self.values, operators::hash_row(&fresh), &fresh, width)
                            .unwrap_or(END);
                    }
                    continue;
                }
                self.probing = false;
            }
            if !self.input.next(cx, row)? {
                return Ok(false);
            }
            self.fill(cx, row)?;
            if !self.chain.is_empty() {
                self.probe.open(cx, row)?;
                self.probing = true;
            }
        }
    }
}

/// Whether two slots hold a relationship in common, each alone or in a list.
fn shares(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Relationship(a), Value::Relationship(b)) => a == b,
        (Value::List(items), other) | (other, Value::List(items)) => {
            items.iter().any(|item| shares(item, other))
        }
        _ => false,
    }
}
