//! Walks of variable length: every walk that uses no relationship twice, depth first.

use super::eval::truth;
use super::expand::{collect, resolve};
use super::rows::holds;
use super::{Boxed, Cursor, Cx, Fault, Row, cursor};
use crate::graph::{Hop, NodeId, RelationshipId, TypeId, Value};
use crate::query::plan::VarExpand;
use std::sync::Arc;

pub(super) struct WalkCursor {
    op: Arc<VarExpand>,
    input: Boxed,
    types: Vec<TypeId>,
    /// The hops of all levels, level by level, with where each level's next one stands.
    hops: Vec<Hop>,
    levels: Vec<Level>,
    walk: Vec<Hop>,
    start: u32,
    target: Option<u32>,
    /// The walk of length zero is still to be given.
    zero: bool,
    active: bool,
}

#[derive(Clone, Copy)]
struct Level {
    begin: usize,
    next: usize,
    end: usize,
}

impl WalkCursor {
    pub(super) fn new(op: &Arc<VarExpand>, profiled: bool) -> Self {
        WalkCursor {
            input: cursor(&op.input, profiled),
            op: op.clone(),
            types: Vec::new(),
            hops: Vec::new(),
            levels: Vec::new(),
            walk: Vec::new(),
            start: 0,
            target: None,
            zero: false,
            active: false,
        }
    }
    fn begin(&mut self, cx: &Cx<'_>, row: &Row) {
        self.hops.clear();
        self.levels.clear();
        self.walk.clear();
        self.active = false;
        let Value::Node(from) = row[self.op.from as usize] else { return };
        self.target = None;
        if self.op.into {
            let Value::Node(to) = row[self.op.to as usize] else { return };
            self.target = Some(to.0);
        }
        self.start = from.0;
        self.active = true;
        self.zero = self.op.min == 0;
        self.push(cx, from.0);
    }
    /// Opens the level below the last node of the walk, if the walk may grow.
    fn push(&mut self, cx: &Cx<'_>, node: u32) {
        let begin = self.hops.len();
        if self.op.max.is_none_or(|max| (self.walk.len() as u64) < max) {
            collect(cx.graph(), NodeId(node), &self.types, self.op.direction, &mut self.hops);
        }
        self.levels.push(Level { begin, next: begin, end: self.hops.len() });
    }
    fn give(&mut self, row: &mut Row, end: u32) -> bool {
        if self.target.is_some_and(|target| target != end) {
            return false;
        }
        if self.op.list {
            let each = self.walk.iter().map(|hop| Value::Relationship(RelationshipId(hop.relationship)));
            let list: Arc<[Value]> = if self.op.reversed { each.rev().collect() } else { each.collect() };
            row[self.op.relationships as usize] = Value::List(list);
        }
        row[self.op.to as usize] = Value::Node(NodeId(end));
        true
    }
    /// The next walk from the present start.
    fn advance(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        if std::mem::take(&mut self.zero) && self.give(row, self.start) {
            return Ok(true);
        }
        while let Some(level) = self.levels.last_mut() {
            if level.next == level.end {
                self.hops.truncate(level.begin);
                self.levels.pop();
                self.walk.pop();
                continue;
            }
            let hop = self.hops[level.next];
            level.next += 1;
            cx.tick()?;
            let relationship = RelationshipId(hop.relationship);
            if self.walk.iter().any(|walked| walked.relationship == hop.relationship)
                || (!self.op.unique.is_empty() && holds(row, &self.op.unique, relationship))
            {
                continue;
            }
            if let Some((slot, each)) = &self.op.each {
                row[*slot as usize] = Value::Relationship(relationship);
                if truth(each, cx, row)? != Some(true) {
                    continue;
                }
            }
            self.walk.push(hop);
            self.push(cx, hop.node);
            if self.walk.len() as u64 >= self.op.min && self.give(row, hop.node) {
                return Ok(true);
            }
        }
        self.active = false;
        Ok(false)
    }
}

impl Cursor for WalkCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.active = false;
        resolve(cx.graph(), &self.op.types, &mut self.types);
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        loop {
            if self.active && self.advance(cx, row)? {
                return Ok(true);
            }
            if !self.input.next(cx, row)? {
                return Ok(false);
            }
            self.begin(cx, row);
        }
    }
}
