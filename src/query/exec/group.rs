//! Quantified groups of ISO GQL: a pattern, repeated.

use super::rows::holds;
use super::{Boxed, Cursor, Cx, Fault, Row, cursor};
use crate::graph::{RelationshipId, Value};
use crate::query::plan::GroupExpand;
use std::sync::Arc;

/// One repetition that was found: where it ends, what it walked, what its variables are.
struct Repetition {
    last: Value,
    relationships: Vec<RelationshipId>,
    variables: Vec<Value>,
}

pub(super) struct GroupCursor {
    op: Arc<GroupExpand>,
    input: Boxed,
    /// The repetitions still to try at each depth, the next one last, and those that are taken.
    levels: Vec<Vec<Repetition>>,
    taken: Vec<Repetition>,
    start: Value,
    target: Option<Value>,
    zero: bool,
    active: bool,
}

impl GroupCursor {
    pub(super) fn new(op: &Arc<GroupExpand>, profiled: bool) -> Self {
        GroupCursor {
            input: cursor(&op.input, profiled),
            op: op.clone(),
            levels: Vec::new(),
            taken: Vec::new(),
            start: Value::Null,
            target: None,
            zero: false,
            active: false,
        }
    }
    /// All repetitions from a node that use no relationship of the walk again.
    fn push(&mut self, cx: &mut Cx<'_>, row: &mut Row, from: Value) -> Result<(), Fault> {
        let mut found = Vec::new();
        if self.op.max.is_none_or(|max| (self.taken.len() as u64) < max) {
            row[self.op.first as usize] = from;
            let mut inner = cursor(&self.op.inner, false);
            inner.open(cx, row)?;
            while inner.next(cx, row)? {
                cx.tick()?;
                let mut relationships = Vec::with_capacity(self.op.relationships.len());
                for slot in &self.op.relationships {
                    if let Value::Relationship(relationship) = row[*slot as usize] {
                        relationships.push(relationship);
                    }
                }
                let again = relationships.iter().any(|r| {
                    self.taken.iter().any(|t| t.relationships.contains(r)) || holds(row, &self.op.unique, *r)
                });
                if !again {
                    let variables =
                        self.op.lists.iter().map(|(slot, _)| row[*slot as usize].clone()).collect();
                    found.push(Repetition {
                        last: row[self.op.last as usize].clone(),
                        relationships,
                        variables,
                    });
                }
            }
            found.reverse();
        }
        self.levels.push(found);
        Ok(())
    }
    fn give(&self, row: &mut Row, end: &Value) -> bool {
        if self.target.as_ref().is_some_and(|target| target != end) {
            return false;
        }
        row[self.op.to as usize] = end.clone();
        let trail = self.taken.iter().flat_map(|t| t.relationships.iter().map(|r| Value::Relationship(*r)));
        row[self.op.trail as usize] = Value::list(trail);
        for (at, (_, outer)) in self.op.lists.iter().enumerate() {
            row[*outer as usize] = Value::list(self.taken.iter().map(|t| t.variables[at].clone()));
        }
        true
    }
    fn advance(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        if std::mem::take(&mut self.zero) && self.give(row, &self.start) {
            return Ok(true);
        }
        while let Some(level) = self.levels.last_mut() {
            let Some(repetition) = level.pop() else {
                self.levels.pop();
                self.taken.pop();
                continue;
            };
            let last = repetition.last.clone();
            self.taken.push(repetition);
            self.push(cx, row, last.clone())?;
            if self.taken.len() as u64 >= self.op.min && self.give(row, &last) {
                return Ok(true);
            }
        }
        self.active = false;
        Ok(false)
    }
}

impl Cursor for GroupCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.active = false;
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
            self.levels.clear();
            self.taken.clear();
            self.start = row[self.op.from as usize].clone();
            if self.start.is_null() {
                continue;
            }
            self.target = self.op.into.then(|| row[self.op.to as usize].clone());
            self.zero = self.op.min == 0;
            self.active = true;
            self.push(cx, row, self.start.clone())?;
        }
    }
}
