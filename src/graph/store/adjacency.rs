//! The relationships of one type by their ends: compressed sparse rows, built when first read, with a small overlay
//! for what was added since, so that a query that reads and writes by turns does not rebuild them at every step.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// One step from a node: over which relationship, to which node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hop {
    /// The relationship's number.
    pub(crate) relationship: u32,
    /// The number of the node at its other end.
    pub(crate) node: u32,
}

/// The hops of one direction, by node, in the order of the relationships' numbers.
#[derive(Debug, Clone, Default)]
struct Rows {
    /// The first node that has a hop; rows are kept from here on.
    first: u32,
    /// Where a row begins and ends in `hops`; a removal shortens its row.
    bounds: Vec<(u32, u32)>,
    hops: Vec<Hop>,
}

impl Rows {
    /// Rows of `(from, hop)` pairs, which `each` gives twice in the same order, the order of relationships.
    fn build(each: impl Fn(&mut dyn FnMut(u32, Hop))) -> Rows {
        let (mut first, mut last, mut count) = (u32::MAX, 0, 0);
        each(&mut |from, _| {
            first = first.min(from);
            last = last.max(from);
            count += 1;
        });
        if count == 0 {
            return Rows::default();
        }
        let mut bounds = vec![(0u32, 0u32); (last - first) as usize + 1];
        each(&mut |from, _| bounds[(from - first) as usize].1 += 1);
        let mut start = 0;
        for (begin, end) in &mut bounds {
            let length = *end;
            *begin = start;
            *end = start;
            start += length;
        }
        let mut hops = vec![Hop { relationship: 0, node: 0 }; count];
        each(&mut |from, hop| {
            let end = &mut bounds[(from - first) as usize].1;
            hops[*end as usize] = hop;
            *end += 1;
        });
        Rows { first, bounds, hops }
    }

    #[inline]
    fn row(&self, node: u32) -> &[Hop] {
        match node.checked_sub(self.first).and_then(|row| self.bounds.get(row as usize)) {
            Some(&(begin, end)) => &self.hops[begin as usize..end as usize],
            None => &[],
        }
    }

    fn remove(&mut self, node: u32, relationship: u32) -> bool {
        let Some(row) = node.checked_sub(self.first).filter(|&row| (row as usize) < self.bounds.len()) else {
            return false;
        };
        let (begin, end) = self.bounds[row as usize];
        let hops = &mut self.hops[begin as usize..end as usize];
        let Ok(place) = hops.binary_search_by_key(&relationship, |hop| hop.relationship) else {
            return false;
        };
        hops.copy_within(place + 1.., place);
        self.bounds[row as usize].1 -= 1;
        true
    }
}

/// One direction: rows and what was added after they were built.
#[derive(Debug, Clone, Default)]
struct Side {
    rows: Rows,
    added: FxHashMap<u32, Vec<Hop>>,
}

impl Side {
    fn insert(&mut self, node: u32, hop: Hop) {
        let hops = self.added.entry(node).or_default();
        let place = hops.partition_point(|h| h.relationship < hop.relationship);
        hops.insert(place, hop);
    }
    fn remove(&mut self, node: u32, relationship: u32) {
        if !self.rows.remove(node, relationship)
            && let Some(hops) = self.added.get_mut(&node)
        {
            hops.retain(|hop| hop.relationship != relationship);
        }
    }
    #[inline]
    fn hops(&self, node: u32) -> Hops<'_> {
        let added =
            if self.added.is_empty() { &[] } else { self.added.get(&node).map_or(&[][..], |h| &h[..]) };
        Hops { rows: self.rows.row(node), added }
    }
}

/// The hops of a node over one type in one direction, by the relationships' numbers.
#[derive(Debug, Clone)]
pub(crate) struct Hops<'a> {
    rows: &'a [Hop],
    added: &'a [Hop],
}

impl Hops<'_> {
    pub(crate) const NONE: Hops<'static> = Hops { rows: &[], added: &[] };
}

impl Iterator for Hops<'_> {
    type Item = Hop;
    #[inline]
    fn next(&mut self) -> Option<Hop> {
        let from = match (self.rows.first(), self.added.first()) {
            (None, None) => return None,
            (Some(_), None) => &mut self.rows,
            (None, Some(_)) => &mut self.added,
            (Some(r), Some(a)) if r.relationship < a.relationship => &mut self.rows,
            (Some(_), Some(_)) => &mut self.added,
        };
        let (hop, rest) = from.split_first()?;
        *from = rest;
        Some(*hop)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        let length = self.rows.len() + self.added.len();
        (length, Some(length))
    }
}
impl ExactSizeIterator for Hops<'_> {}

#[derive(Debug, Clone, Default)]
struct Sides {
    outgoing: Side,
    incoming: Side,
    built: usize,
    added: usize,
}

/// The adjacency of one relationship type.
#[derive(Debug, Clone, Default)]
pub(super) struct Adjacency {
    sides: OnceLock<Box<Sides>>,
}

impl Adjacency {
    /// The hops of a node; `each` gives the relationships `(number, from, to)` of the type in the order of their
    /// numbers, should the rows not be built.
    #[inline]
    pub(super) fn hops(
        &self,
        node: u32,
        outgoing: bool,
        each: impl Fn(&mut dyn FnMut(u32, u32, u32)),
    ) -> Hops<'_> {
        let sides = self.sides.get_or_init(|| {
            let rows = |outgoing: bool| {
                Rows::build(|take| {
                    each(&mut |relationship, from, to| {
                        let (from, to) = if outgoing { (from, to) } else { (to, from) };
                        take(from, Hop { relationship, node: to })
                    })
                })
            };
            let outgoing = Side { rows: rows(true), ..Side::default() };
            let incoming = Side { rows: rows(false), ..Side::default() };
            Box::new(Sides { built: outgoing.rows.hops.len(), outgoing, incoming, added: 0 })
        });
        if outgoing { sides.outgoing.hops(node) } else { sides.incoming.hops(node) }
    }

    /// A relationship of the type has come.
    pub(super) fn insert(&mut self, relationship: u32, from: u32, to: u32) {
        if let Some(sides) = self.sides.get_mut() {
            sides.added += 1;
            // Rebuilding costs as much as what is there, so it must not happen before a fixed part of that was added.
            if sides.added > 1024.max(sides.built / 4) {
                self.sides.take();
                return;
            }
            sides.outgoing.insert(from, Hop { relationship, node: to });
            sides.incoming.insert(to, Hop { relationship, node: from });
        }
    }

    /// A relationship of the type has gone.
    pub(super) fn remove(&mut self, relationship: u32, from: u32, to: u32) {
        if let Some(sides) = self.sides.get_mut() {
            sides.outgoing.remove(from, relationship);
            sides.incoming.remove(to, relationship);
        }
    }
}
