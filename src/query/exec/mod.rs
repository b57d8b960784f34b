//! Running a plan: operators that pull rows from their inputs.
//!
//! There is one row, an array of slots, shared by all operators of a plan: each writes its own slots and returns.
//! Nothing is copied on the way, save where an operator must hold rows ([`Held`]).

mod aggregate;
mod counting;
mod ends;
mod entities;
mod eval;
mod expand;
mod fast;
mod group;
mod join;
mod keys;
mod rows;
mod shortest;
mod sort;
#[cfg(test)]
mod tests;
mod update;
mod walk;

pub(crate) use eval::eval;

use super::functions::{Clock, Context};
use super::plan::{Op, Plan, Slot};
use super::{Detail, ErrorKind, Phase, QueryError};
use crate::graph::{Graph, Value};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// An error on its way out; boxed, so that the good case stays small.
pub(crate) type Fault = Box<QueryError>;
pub(crate) type Row = [Value];

/// The graph of a run.
pub(crate) enum Access<'g> {
    Read(&'g Graph),
    Write(&'g mut Graph),
}

/// What stops a run before its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    pub(crate) cancel: Option<Arc<AtomicBool>>,
    pub(crate) deadline: Option<Instant>,
    /// Bytes that operators may hold.
    pub(crate) memory: Option<usize>,
}

/// What a run carries along.
pub(crate) struct Cx<'g> {
    pub(crate) graph: Access<'g>,
    pub(crate) clock: Clock,
    pub(crate) parameters: Vec<Value>,
    pub(crate) limits: Limits,
    /// Rows and time by operator, where the query is profiled.
    pub(crate) profile: Option<Vec<(u64, Duration)>>,
    seed: Cell<u64>,
    ticks: u32,
    held: usize,
}

impl<'g> Cx<'g> {
    pub(crate) fn new(
        graph: Access<'g>,
        clock: Clock,
        parameters: Vec<Value>,
        limits: Limits,
        seed: u64,
        profile: Option<usize>,
    ) -> Self {
        Cx {
            graph,
            clock,
            parameters,
            limits,
            profile: profile.map(|operators| vec![Default::default(); operators]),
            seed: Cell::new(seed),
            ticks: 0,
            held: 0,
        }
    }
    #[inline]
    pub(crate) fn graph(&self) -> &Graph {
        match &self.graph {
            Access::Read(graph) => graph,
            Access::Write(graph) => graph,
        }
    }
    pub(crate) fn graph_mut(&mut self) -> Result<&mut Graph, Fault> {
        match &mut self.graph {
            Access::Write(graph) => Ok(graph),
            Access::Read(_) => Err(Box::new(QueryError::new(
                ErrorKind::SemanticError,
                Phase::Runtime,
                Detail::Unsupported,
                "the graph is open for reading only, and this query changes it",
            ))),
        }
    }
    /// What functions see, with a seed of its own.
    fn context(&self) -> Context<'_> {
        let seed = self.seed.get();
        self.seed.set(seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
        Context::new(self.graph(), &self.clock, seed)
    }
    /// Counts a step; now and then looks whether the run must stop.
    #[inline]
    fn tick(&mut self) -> Result<(), Fault> {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks & 0x3ff == 0 { self.check() } else { Ok(()) }
    }
    #[cold]
    fn check(&self) -> Result<(), Fault> {
        let stop = |detail, message: &str| {
            Err(Box::new(QueryError::new(ErrorKind::Interrupted, Phase::Runtime, detail, message)))
        };
        if self.limits.cancel.as_ref().is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            return stop(Detail::Cancelled, "the query was stopped");
        }
        // The clock is read more rarely than the flag: it costs more.
        if self.ticks & 0x3fff == 0 && self.limits.deadline.is_some_and(|end| Instant::now() >= end) {
            return stop(Detail::TimeLimit, "the query ran into its time limit");
        }
        Ok(())
    }
    /// Counts bytes that an operator holds from now on.
    #[inline]
    fn hold(&mut self, bytes: usize) -> Result<(), Fault> {
        self.held += bytes;
        match self.limits.memory {
            Some(limit) if self.held > limit => Err(Box::new(QueryError::new(
                ErrorKind::Interrupted,
                Phase::Runtime,
                Detail::MemoryLimit,
                format!("the query needs more memory than its limit of {} MB", limit >> 20),
            ))),
            _ => Ok(()),
        }
    }
    fn release(&mut self, bytes: usize) {
        self.held = self.held.saturating_sub(bytes);
    }
}

/// An operator at work.
pub(crate) trait Cursor: Send {
    /// Makes ready to give the rows for what the row now holds.
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault>;
    /// Fills the operator's slots with the next row; false where there is none.
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault>;
}

pub(crate) type Boxed = Box<dyn Cursor>;

/// The cursor of a plan.
pub(crate) fn cursor(plan: &Plan, profiled: bool) -> Boxed {
    let made: Boxed = match &plan.op {
        Op::Start => Box::new(rows::StartCursor::default()),
        Op::Scan(op) => Box::new(rows::ScanCursor::new(op, profiled)),
        Op::Filter(op) => Box::new(rows::FilterCursor::new(op, profiled)),
        Op::Expand(op) => Box::new(expand::ExpandCursor::new(op, profiled)),
        Op::BoundRelationship(op) => Box::new(expand::BoundCursor::new(op, profiled)),
        Op::VarExpand(op) if op.ends_only => Box::new(ends::EndsCursor::new(op, profiled)),
        Op::VarExpand(op) => Box::new(walk::WalkCursor::new(op, profiled)),
        Op::GroupExpand(op) => Box::new(group::GroupCursor::new(op, profiled)),
        Op::ShortestPath(op) => Box::new(shortest::ShortestCursor::new(op, profiled)),
        Op::BuildPath(op) => Box::new(rows::PathCursor::new(op, profiled)),
        Op::Optional(op) => Box::new(rows::OptionalCursor::new(op, profiled)),
        Op::HashJoin(op) => Box::new(join::JoinCursor::new(op, profiled)),
        Op::Project(op) => Box::new(rows::ProjectCursor::new(op, profiled)),
        Op::Aggregate(op) => Box::new(aggregate::AggregateCursor::new(op, profiled)),
        Op::Distinct(op) => Box::new(rows::DistinctCursor::new(op, profiled)),
        Op::Sort(op) => Box::new(sort::SortCursor::new(op, profiled)),
        Op::Skip(op) => Box::new(rows::SkipCursor::new(op, profiled)),
        Op::Limit(op) => Box::new(rows::LimitCursor::new(op, profiled)),
        Op::Unwind(op) => Box::new(rows::UnwindCursor::new(op, profiled)),
        Op::Union(op) => Box::new(rows::UnionCursor::new(op, profiled)),
        Op::Call(op) => Box::new(rows::CallCursor::new(op, profiled)),
        Op::Create(op) => Box::new(update::Updating::new(op, profiled)),
        Op::Merge(op) => Box::new(update::Updating::new(op, profiled)),
        Op::Set(op) => Box::new(update::Updating::new(op, profiled)),
        Op::Remove(op) => Box::new(update::Updating::new(op, profiled)),
        Op::Delete(op) => Box::new(update::Updating::new(op, profiled)),
        Op::Foreach(op) => Box::new(update::Updating::new(op, profiled)),
        Op::Drain(op) => Box::new(rows::DrainCursor::new(op, profiled)),
    };
    if profiled && !matches!(plan.op, Op::Start) {
        Box::new(ProfileCursor { id: plan.id as usize, inner: made })
    } else {
        made
    }
}

/// Measures another cursor.
struct ProfileCursor {
    id: usize,
    inner: Boxed,
}

impl Cursor for ProfileCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        let begun = Instant::now();
        let done = self.inner.open(cx, row);
        if let Some(counts) = &mut cx.profile {
            counts[self.id].1 += begun.elapsed();
        }
        done
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        let begun = Instant::now();
        let got = self.inner.next(cx, row);
        if let Some(counts) = &mut cx.profile {
            counts[self.id].1 += begun.elapsed();
            counts[self.id].0 += u64::from(matches!(got, Ok(true)));
        }
        got
    }
}

/// Rows that an operator holds, as the values of some slots, one after another.
#[derive(Default)]
pub(crate) struct Held {
    values: Vec<Value>,
    rows: usize,
    next: usize,
}

impl Held {
    fn clear(&mut self, cx: &mut Cx<'_>) {
        cx.release(self.values.len() * size_of::<Value>());
        self.values.clear();
        self.rows = 0;
        self.next = 0;
    }
    fn push(&mut self, cx: &mut Cx<'_>, row: &Row, slots: &[Slot]) -> Result<(), Fault> {
        cx.hold(slots.len() * size_of::<Value>())?;
        self.values.extend(slots.iter().map(|slot| row[*slot as usize].clone()));
        self.rows += 1;
        Ok(())
    }
    /// Puts the next row back into its slots; false where there is none.
    fn pop(&mut self, row: &mut Row, slots: &[Slot]) -> bool {
        if self.next == self.rows {
            return false;
        }
        let from = self.next * slots.len();
        for (at, slot) in slots.iter().enumerate() {
            row[*slot as usize] = std::mem::take(&mut self.values[from + at]);
        }
        self.next += 1;
        true
    }
}
