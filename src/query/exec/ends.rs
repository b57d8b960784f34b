//! Where walks of variable length can end, each node once: for queries that ask for no more, breadth first instead
//! of walk by walk.
//!
//! A walk may not use a relationship twice. A shortest walk never does, so a node other than the first is an end
//! exactly where its distance is within bounds. The first node is an end (beside the walk of length zero) where a
//! closed walk leads back to it. The shortest such walk is the least `d(u) + d(v) + 1` over all relationships between
//! nodes that were first reached over different relationships of the first node (Itai and Rodeh 1978).

use super::eval::truth;
use super::expand::{collect, resolve};
use super::rows::holds;
use super::{Boxed, Cursor, Cx, Fault, Row, cursor};
use crate::graph::{Hop, NodeId, RelationshipId, TypeId, Value};
use crate::query::ast::Direction;
use crate::query::plan::VarExpand;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

pub(super) struct EndsCursor {
    op: Arc<VarExpand>,
    input: Boxed,
    types: Vec<TypeId>,
    ends: Vec<u32>,
    at: usize,
}

/// How a node was first reached.
struct Reached {
    distance: u64,
    /// The relationship that led to it, and the first one of the walk there.
    by: u32,
    branch: u32,
}

impl EndsCursor {
    pub(super) fn new(op: &Arc<VarExpand>, profiled: bool) -> Self {
        let input = cursor(&op.input, profiled);
        EndsCursor { input, op: op.clone(), types: Vec::new(), ends: Vec::new(), at: 0 }
    }

    fn search(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.ends.clear();
        self.at = 0;
        let Value::Node(NodeId(start)) = row[self.op.from as usize] else { return Ok(()) };
        let op = self.op.clone();
        let mut returns = op.min == 0;
        let mut seen: FxHashMap<u32, Reached> = FxHashMap::default();
        seen.insert(start, Reached { distance: 0, by: u32::MAX, branch: u32::MAX });
        let (mut front, mut distance) = (vec![start], 0u64);
        let mut hops: Vec<Hop> = Vec::new();
        while !front.is_empty() && op.max.is_none_or(|max| distance < max) {
            for node in std::mem::take(&mut front) {
                let (by, branch) = seen.get(&node).map_or((u32::MAX, u32::MAX), |r| (r.by, r.branch));
                hops.clear();
                collect(cx.graph(), NodeId(node), &self.types, op.direction, &mut hops);
                for hop in &hops {
                    cx.tick()?;
                    let relationship = RelationshipId(hop.relationship);
                    if hop.relationship == by
                        || (!op.unique.is_empty() && holds(row, &op.unique, relationship))
                    {
                        continue;
                    }
                    if let Some((slot, each)) = &op.each {
                        row[*slot as usize] = Value::Relationship(relationship);
                        if truth(each, cx, row)? != Some(true) {
                            continue;
                        }
                    }
                    let branch = if node == start { hop.relationship } else { branch };
                    match seen.entry(hop.node) {
                        Entry::Vacant(place) => {
                            place.insert(Reached { distance: distance + 1, by: hop.relationship, branch });
                            self.ends.push(hop.node);
                            front.push(hop.node);
                        }
                        Entry::Occupied(place) => {
                            let there = place.get();
                            // With arrows a walk can only come back by a relationship that leads to the start.
                            let closes = match op.direction {
                                Direction::Either => there.branch != branch && there.by != hop.relationship,
                                _ => hop.node == start,
                            };
                            let length = distance + 1 + there.distance;
                            returns |= closes && op.max.is_none_or(|max| length <= max);
                        }
                    }
                }
            }
            distance += 1;
        }
        if returns {
            self.ends.push(start);
        }
        if op.into {
            let target = &row[op.to as usize];
            self.ends.retain(|end| *target == Value::Node(NodeId(*end)));
        }
        Ok(())
    }
}

impl Cursor for EndsCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.ends.clear();
        self.at = 0;
        resolve(cx.graph(), &self.op.types, &mut self.types);
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        loop {
            if let Some(end) = self.ends.get(self.at) {
                self.at += 1;
                row[self.op.to as usize] = Value::Node(NodeId(*end));
                return Ok(true);
            }
            if !self.input.next(cx, row)? {
                return Ok(false);
            }
            self.search(cx, row)?;
        }
    }
}
