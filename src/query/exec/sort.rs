//! ORDER BY, and ORDER BY with LIMIT.

use super::rows::count_of;
use super::{Boxed, Cursor, Cx, Fault, Row, cursor, eval};
use crate::graph::Value;
use crate::query::operators;
use crate::query::plan::Sort;
use std::cmp::Ordering;
use std::sync::Arc;

pub(super) struct SortCursor {
    op: Arc<Sort>,
    input: Boxed,
    /// Each row as its keys and what it carries.
    values: Vec<Value>,
    order: Vec<u32>,
    next: usize,
    sorted: bool,
}

impl SortCursor {
    pub(super) fn new(op: &Arc<Sort>, profiled: bool) -> Self {
        SortCursor {
            input: cursor(&op.input, profiled),
            op: op.clone(),
            values: Vec::new(),
            order: Vec::new(),
            next: 0,
            sorted: false,
        }
    }
    fn width(&self) -> usize {
        self.op.keys.len() + self.op.carry.len()
    }
    fn compare(&self, a: u32, b: u32) -> Ordering {
        let width = self.width();
        let (a_at, b_at) = (a as usize * width, b as usize * width);
        for (place, (_, descending)) in self.op.keys.iter().enumerate() {
            let order = operators::order(&self.values[a_at + place], &self.values[b_at + place]);
            if order != Ordering::Equal {
                return if *descending { order.reverse() } else { order };
            }
        }
        // Rows that tie stay in the order in which they came.
        a.cmp(&b)
    }
    fn sort(&mut self) {
        let mut order = std::mem::take(&mut self.order);
        order.sort_unstable_by(|a, b| self.compare(*a, *b));
        self.order = order;
    }
    /// Keeps the best rows and forgets the others.
    fn prune(&mut self, keep: usize) {
        if self.order.len() > keep && keep > 0 {
            let mut order = std::mem::take(&mut self.order);
            order.select_nth_unstable_by(keep - 1, |a, b| self.compare(*a, *b));
            order.truncate(keep);
            self.order = order;
        }
        // In the order of arrival, so that ties stay as they were.
        self.order.truncate(keep);
        self.order.sort_unstable();
        let width = self.width();
        let mut values = Vec::with_capacity(self.order.len() * width);
        for row in &self.order {
            let from = *row as usize * width;
            values.extend(self.values[from..from + width].iter_mut().map(std::mem::take));
        }
        self.values = values;
        self.order = (0..self.order.len() as u32).collect();
    }
    fn fill(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        let mut top: Option<u64> = (!self.op.top.is_empty()).then_some(0);
        for bound in &self.op.clone().top {
            let count = count_of(bound, cx, row)?;
            top = top.map(|top| top.saturating_add(count));
        }
        let top = top.and_then(|top| usize::try_from(top).ok());
        let op = self.op.clone();
        let width = self.width() * size_of::<Value>();
        while self.input.next(cx, row)? {
            cx.tick()?;
            for (key, _) in &op.keys {
                let value = eval(key, cx, row)?;
                self.values.push(value);
            }
            self.values.extend(op.carry.iter().map(|slot| row[*slot as usize].clone()));
            self.order.push(self.order.len() as u32);
            match top {
                Some(top) => {
                    if self.order.len() >= top.saturating_mul(2).saturating_add(1024) {
                        self.prune(top);
                    }
                }
                None => cx.hold(width)?,
            }
        }
        self.sort();
        if let Some(top) = top {
            self.order.truncate(top);
        }
        self.sorted = true;
        Ok(())
    }
}

impl Cursor for SortCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.values.clear();
        self.order.clear();
        self.next = 0;
        self.sorted = false;
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        if !self.sorted {
            self.fill(cx, row)?;
        }
        let Some(place) = self.order.get(self.next) else { return Ok(false) };
        self.next += 1;
        let from = *place as usize * self.width() + self.op.keys.len();
        for (at, slot) in self.op.carry.iter().enumerate() {
            row[*slot as usize] = std::mem::take(&mut self.values[from + at]);
        }
        Ok(true)
    }
}
