//! From a node over its relationships to their other ends.

use super::rows::holds;
use super::{Boxed, Cursor, Cx, Fault, Row, cursor};
use crate::graph::{Graph, Hop, NodeId, RelationshipId, TypeId, Value};
use crate::query::ast::Direction;
use crate::query::plan::{BoundRelationship, Expand, Types};
use std::sync::Arc;

/// The types of a pattern in this graph; names that it does not know match nothing.
pub(super) fn resolve(graph: &Graph, types: &Types, into: &mut Vec<TypeId>) {
    into.clear();
    match types {
        None => into.extend((0..graph.type_bound()).map(TypeId).filter(|kind| graph.type_count(*kind) > 0)),
        Some(names) => into.extend(names.iter().filter_map(|name| graph.type_id(name))),
    }
}

/// Adds the hops from a node: outgoing first, by type, in the order of their numbers. A loop is walked one way only.
pub(super) fn collect(
    graph: &Graph,
    node: NodeId,
    types: &[TypeId],
    direction: Direction,
    into: &mut Vec<Hop>,
) {
    if direction != Direction::Incoming {
        for kind in types {
            into.extend(graph.hops(node, *kind, true));
        }
    }
    match direction {
        Direction::Outgoing => {}
        Direction::Incoming => {
            for kind in types {
                into.extend(graph.hops(node, *kind, false));
            }
        }
        Direction::Either => {
            for kind in types {
                into.extend(graph.hops(node, *kind, false).filter(|hop| hop.node != node.0));
            }
        }
    }
}

/// How many hops lead from a node; both ways, a loop counts twice.
pub(super) fn degree(graph: &Graph, node: NodeId, types: &[TypeId], direction: Direction) -> usize {
    let mut sum = 0;
    for kind in types {
        if direction != Direction::Incoming {
            sum += graph.hops(node, *kind, true).len();
        }
        if direction != Direction::Outgoing {
            sum += graph.hops(node, *kind, false).len();
        }
    }
    sum
}

fn flipped(direction: Direction) -> Direction {
    match direction {
        Direction::Outgoing => Direction::Incoming,
        Direction::Incoming => Direction::Outgoing,
        Direction::Either => Direction::Either,
    }
}

pub(super) struct ExpandCursor {
    op: Arc<Expand>,
    input: Boxed,
    types: Vec<TypeId>,
    hops: Vec<Hop>,
    at: usize,
    /// The node that the hops must lead to, where both ends are bound.
    target: Option<u32>,
}

impl ExpandCursor {
    pub(super) fn new(op: &Arc<Expand>, profiled: bool) -> Self {
        let input = cursor(&op.input, profiled);
        ExpandCursor { input, op: op.clone(), types: Vec::new(), hops: Vec::new(), at: 0, target: None }
    }
    fn fill(&mut self, cx: &Cx<'_>, row: &Row) {
        self.hops.clear();
        self.at = 0;
        let Value::Node(from) = row[self.op.from as usize] else { return };
        let (graph, direction) = (cx.graph(), self.op.direction);
        if !self.op.into {
            return collect(graph, from, &self.types, direction, &mut self.hops);
        }
        let Value::Node(to) = row[self.op.to as usize] else { return };
        // From whichever end has fewer relationships.
        let there = degree(graph, from, &self.types, direction);
        let back = flipped(direction);
        if there <= degree(graph, to, &self.types, back) {
            self.target = Some(to.0);
            collect(graph, from, &self.types, direction, &mut self.hops);
        } else {
            self.target = Some(from.0);
            collect(graph, to, &self.types, back, &mut self.hops);
        }
    }
}

impl Cursor for ExpandCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.hops.clear();
        self.at = 0;
        self.input.open(cx, row)?;
        resolve(cx.graph(), &self.op.types, &mut self.types);
        Ok(())
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        loop {
            while let Some(hop) = self.hops.get(self.at) {
                self.at += 1;
                cx.tick()?;
                if let Some(target) = self.target
                    && hop.node != target
                {
                    continue;
                }
                let relationship = RelationshipId(hop.relationship);
                if !self.op.unique.is_empty() && holds(row, &self.op.unique, relationship) {
                    continue;
                }
                row[self.op.relationship as usize] = Value::Relationship(relationship);
                if self.target.is_none() {
                    row[self.op.to as usize] = Value::Node(NodeId(hop.node));
                }
                return Ok(true);
            }
            if !self.input.next(cx, row)? {
                return Ok(false);
            }
            self.fill(cx, row);
        }
    }
}

/// Checks a relationship, or a list of them, that is bound already, and binds its ends.
pub(super) struct BoundCursor {
    op: Arc<BoundRelationship>,
    input: Boxed,
    types: Vec<TypeId>,
    /// The ends still to be given: an undirected relationship has them both ways round.
    ends: Vec<(NodeId, NodeId)>,
}

impl BoundCursor {
    pub(super) fn new(op: &Arc<BoundRelationship>, profiled: bool) -> Self {
        BoundCursor {
            input: cursor(&op.input, profiled),
            op: op.clone(),
            types: Vec::new(),
            ends: Vec::new(),
        }
    }
    fn fill(&mut self, cx: &Cx<'_>, row: &Row) {
        let graph = cx.graph();
        let fits = |relationship: RelationshipId| {
            graph.contains_relationship(relationship)
                && (self.op.types.is_none() || self.types.contains(&graph.kind_id(relationship)))
                && !holds(row, &self.op.unique, relationship)
        };
        let (out, back) =
            (self.op.direction != Direction::Incoming, self.op.direction != Direction::Outgoing);
        match (&row[self.op.relationship as usize], self.op.length) {
            (Value::Relationship(relationship), None) if fits(*relationship) => {
                let (from, to) = graph.ends(*relationship);
                if back && !(out && from == to) {
                    self.ends.push((to, from));
                }
                if out {
                    self.ends.push((from, to));
                }
            }
            (Value::List(items), Some((min, max))) => {
                let count = items.len() as u64;
                if count < min || max.is_some_and(|max| count > max) {
                    return;
                }
                let mut relationships = Vec::with_capacity(items.len());
                for item in items.iter() {
                    match item {
                        Value::Relationship(r) if fits(*r) && !relationships.contains(r) => {
                            relationships.push(*r)
                        }
                        _ => return,
                    }
                }
                // The walk from each possible first node; the list fixes the rest.
                let Some(first) = relationships.first() else {
                    if let Value::Node(node) = row[self.op.from as usize] {
                        self.ends.push((node, node));
                    }
                    return;
                };
                let (from, to) = graph.ends(*first);
                let starts = if from == to { vec![from] } else { vec![to, from] };
                for start in starts {
                    let mut at = Some(start);
                    for relationship in &relationships {
                        let (from, to) = graph.ends(*relationship);
                        at = match at {
                            Some(node) if out && node == from => Some(to),
                            Some(node) if back && node == to => Some(from),
                            _ => None,
                        };
                    }
                    self.ends.extend(at.map(|end| (start, end)));
                }
            }
            _ => {}
        }
    }
}

impl Cursor for BoundCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.ends.clear();
        resolve(cx.graph(), &self.op.types, &mut self.types);
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        let op = self.op.clone();
        loop {
            while let Some((from, to)) = self.ends.pop() {
                let (from, to) = (Value::Node(from), Value::Node(to));
                if op.from_bound && row[op.from as usize] != from {
                    continue;
                }
                if !op.from_bound {
                    row[op.from as usize] = from;
                }
                if op.to_bound && row[op.to as usize] != to {
                    continue;
                }
                row[op.to as usize] = to;
                return Ok(true);
            }
            if !self.input.next(cx, row)? {
                return Ok(false);
            }
            self.fill(cx, row);
        }
    }
}
