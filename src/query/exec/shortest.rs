//! `shortestPath` and `allShortestPaths`: breadth first, from both ends where one path is enough.

use super::eval::truth;
use super::expand::{collect, resolve};
use super::{Boxed, Cursor, Cx, Fault, Row, cursor};
use crate::graph::{Hop, NodeId, Path, RelationshipId, TypeId, Value};
use crate::query::ast::{Direction, Shortest};
use crate::query::plan::{Expr, ShortestPath, Slot};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// A path as its hops from the first node.
type Walk = Vec<Hop>;

pub(super) struct ShortestCursor {
    op: Arc<ShortestPath>,
    input: Boxed,
    types: Vec<TypeId>,
    /// Paths still to be given, the next one last.
    paths: Vec<Walk>,
    start: u32,
    hops: Vec<Hop>,
}

impl ShortestCursor {
    pub(super) fn new(op: &Arc<ShortestPath>, profiled: bool) -> Self {
        ShortestCursor {
            input: cursor(&op.input, profiled),
            op: op.clone(),
            types: Vec::new(),
            paths: Vec::new(),
            start: 0,
            hops: Vec::new(),
        }
    }

    /// The hops from a node, those that fail a condition on relationships or on nodes left out.
    fn neighbours(
        &mut self,
        cx: &mut Cx<'_>,
        row: &mut Row,
        node: u32,
        direction: Direction,
    ) -> Result<Vec<Hop>, Fault> {
        let mut hops = std::mem::take(&mut self.hops);
        hops.clear();
        collect(cx.graph(), NodeId(node), &self.types, direction, &mut hops);
        let op = self.op.clone();
        if op.each.is_none() && op.each_node.is_none() {
            return Ok(hops);
        }
        let mut kept = 0;
        for at in 0..hops.len() {
            cx.tick()?;
            let hop = hops[at];
            let relationship = Value::Relationship(RelationshipId(hop.relationship));
            if fulfils(&op.each, relationship, cx, row)?
                && fulfils(&op.each_node, Value::Node(NodeId(hop.node)), cx, row)?
            {
                hops[kept] = hop;
                kept += 1;
            }
        }
        hops.truncate(kept);
        Ok(hops)
    }

    fn find(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        let (Value::Node(from), Value::Node(to)) = (&row[self.op.from as usize], &row[self.op.to as usize])
        else {
            return Ok(());
        };
        let (from, to) = (from.0, to.0);
        self.start = from;
        let op = self.op.clone();
        for end in [from, to] {
            if !fulfils(&op.each_node, Value::Node(NodeId(end)), cx, row)? {
                return Ok(());
            }
        }
        if from == to {
            if self.op.min == 0 {
                self.paths.push(Vec::new());
                return Ok(());
            }
            return self.deepen(cx, row, from, to);
        }
        if self.op.min > 1 {
            return self.deepen(cx, row, from, to);
        }
        match self.op.which {
            Shortest::Any => {
                let found = self.both_ways(cx, row, from, to)?;
                self.paths.extend(found);
            }
            Shortest::All => self.level_by_level(cx, row, from, to)?,
        }
        Ok(())
    }

    /// One shortest path: the smaller of two fronts grows until they meet.
    fn both_ways(
        &mut self,
        cx: &mut Cx<'_>,
        row: &mut Row,
        from: u32,
        to: u32,
    ) -> Result<Option<Walk>, Fault> {
        let forward = self.op.direction;
        let backward = match forward {
            Direction::Outgoing => Direction::Incoming,
            Direction::Incoming => Direction::Outgoing,
            Direction::Either => Direction::Either,
        };
        // Node → the hop that led to it and the node before.
        let mut seen: [FxHashMap<u32, (u32, u32)>; 2] = Default::default();
        seen[0].insert(from, (u32::MAX, from));
        seen[1].insert(to, (u32::MAX, to));
        let mut fronts = [vec![from], vec![to]];
        let mut length = 0;
        while self.op.max.is_none_or(|max| length < max) {
            let side = usize::from(fronts[0].len() > fronts[1].len());
            if fronts[side].is_empty() {
                return Ok(None);
            }
            length += 1;
            let direction = if side == 0 { forward } else { backward };
            let front = std::mem::take(&mut fronts[side]);
            for node in front {
                let hops = self.neighbours(cx, row, node, direction)?;
                for hop in &hops {
                    cx.tick()?;
                    if let Entry::Vacant(place) = seen[side].entry(hop.node) {
                        place.insert((hop.relationship, node));
                        if seen[1 - side].contains_key(&hop.node) {
                            return Ok(Some(join(&seen, from, to, hop.node)));
                        }
                        fronts[side].push(hop.node);
                    }
                }
                self.hops = hops;
            }
        }
        Ok(None)
    }

    /// All shortest paths: levels from the first node with every hop that leads one level further.
    fn level_by_level(&mut self, cx: &mut Cx<'_>, row: &mut Row, from: u32, to: u32) -> Result<(), Fault> {
        // Node → its level and the hops (as relationship and node before) that reach it on that level.
        type Before = (u64, SmallVec<[(u32, u32); 2]>);
        let mut seen: FxHashMap<u32, Before> = FxHashMap::default();
        seen.insert(from, (0, SmallVec::new()));
        let (mut front, mut level) = (vec![from], 0);
        while !front.is_empty() && !seen.contains_key(&to) && self.op.max.is_none_or(|max| level < max) {
            level += 1;
            for node in std::mem::take(&mut front) {
                let hops = self.neighbours(cx, row, node, self.op.direction)?;
                for hop in &hops {
                    cx.tick()?;
                    match seen.entry(hop.node) {
                        Entry::Vacant(place) => {
                            place.insert((level, SmallVec::from_slice(&[(hop.relationship, node)])));
                            front.push(hop.node);
                        }
                        Entry::Occupied(mut place) if place.get().0 == level => {
                            place.get_mut().1.push((hop.relationship, node));
                        }
                        Entry::Occupied(_) => {}
                    }
                }
                self.hops = hops;
            }
        }
        if !seen.contains_key(&to) {
            return Ok(());
        }
        // Back from the last node, every way.
        let mut open: Vec<(u32, Walk)> = vec![(to, Vec::new())];
        while let Some((node, walk)) = open.pop() {
            cx.tick()?;
            if node == from {
                cx.hold(walk.len() * size_of::<Hop>())?;
                self.paths.push(walk.into_iter().rev().collect());
                continue;
            }
            for (relationship, before) in &seen[&node].1 {
                let mut walk = walk.clone();
                walk.push(Hop { relationship: *relationship, node });
                open.push((*before, walk));
            }
        }
        self.paths.reverse();
        Ok(())
    }

    /// Paths of a least length of two and more, or back to their start: walks without repeated relationships, one
    /// length after the other.
    fn deepen(&mut self, cx: &mut Cx<'_>, row: &mut Row, from: u32, to: u32) -> Result<(), Fault> {
        let mut length = self.op.min.max(1);
        let mut walks: Vec<(u32, Walk)> = vec![(from, Vec::new())];
        let mut reached = 0;
        while self.op.max.is_none_or(|max| reached < max) && !walks.is_empty() {
            let mut longer = Vec::new();
            for (node, walk) in walks {
                let hops = self.neighbours(cx, row, node, self.op.direction)?;
                for hop in &hops {
                    cx.tick()?;
                    if walk.iter().all(|w| w.relationship != hop.relationship) {
                        cx.hold((walk.len() + 1) * size_of::<Hop>())?;
                        let mut next = walk.clone();
                        next.push(*hop);
                        longer.push((hop.node, next));
                    }
                }
                self.hops = hops;
            }
            walks = longer;
            reached += 1;
            if reached >= length {
                let ends = walks.iter().filter(|(node, _)| *node == to).map(|(_, walk)| walk.clone());
                self.paths.extend(ends);
                if !self.paths.is_empty() {
                    if self.op.which == Shortest::Any {
                        self.paths.truncate(1);
                    }
                    self.paths.reverse();
                    return Ok(());
                }
                length = reached + 1;
            }
        }
        Ok(())
    }

    fn give(&self, cx: &Cx<'_>, row: &mut Row, walk: Walk) {
        debug_assert!(
            walk.iter().all(|hop| cx.graph().contains_relationship(RelationshipId(hop.relationship)))
        );
        let relationships: Vec<RelationshipId> =
            walk.iter().map(|hop| RelationshipId(hop.relationship)).collect();
        let mut nodes = vec![NodeId(self.start)];
        nodes.extend(walk.iter().map(|hop| NodeId(hop.node)));
        let list = Value::list(relationships.iter().map(|r| Value::Relationship(*r)));
        row[self.op.relationships as usize] = match (self.op.single, relationships.first()) {
            (true, Some(first)) => Value::Relationship(*first),
            _ => list,
        };
        row[self.op.path as usize] = Value::Path(Arc::new(Path { nodes, relationships }));
    }
}

/// Whether a relationship or node fulfils a condition, if there is one.
fn fulfils(
    condition: &Option<(Slot, Expr)>,
    item: Value,
    cx: &mut Cx<'_>,
    row: &mut Row,
) -> Result<bool, Fault> {
    let Some((slot, condition)) = condition else { return Ok(true) };
    row[*slot as usize] = item;
    Ok(truth(condition, cx, row)? == Some(true))
}

/// The path through a node that both searches have seen.
fn join(seen: &[FxHashMap<u32, (u32, u32)>; 2], from: u32, to: u32, middle: u32) -> Walk {
    let mut walk = Vec::new();
    let mut node = middle;
    while node != from {
        let (relationship, before) = seen[0][&node];
        walk.push(Hop { relationship, node });
        node = before;
    }
    walk.reverse();
    node = middle;
    while node != to {
        let (relationship, next) = seen[1][&node];
        walk.push(Hop { relationship, node: next });
        node = next;
    }
    walk
}

impl Cursor for ShortestCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.paths.clear();
        resolve(cx.graph(), &self.op.types, &mut self.types);
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        loop {
            if let Some(walk) = self.paths.pop() {
                self.give(cx, row, walk);
                return Ok(true);
            }
            if !self.input.next(cx, row)? {
                return Ok(false);
            }
            self.find(cx, row)?;
        }
    }
}
