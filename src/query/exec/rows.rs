//! The operators that need no more than the row before them.

use super::eval::{at, list_of, truth};
use super::{Boxed, Cursor, Cx, Fault, Row, cursor, eval};
use crate::graph::{NodeId, Path, RelationshipId, Value};
use crate::query::eval_error::EvalError;
use crate::query::functions::Types;
use crate::query::operators::{self, DistinctSet};
use crate::query::plan::{
    Bound, BuildPath, Call, Distinct, Drain, Expr, Filter, Optional, PathPart, Project, Scan, Source, Union,
    Unwind,
};
use crate::query::{Detail, ErrorKind, Phase, QueryError};
use std::sync::Arc;

/// The row as it is, once.
#[derive(Default)]
pub(super) struct StartCursor {
    given: bool,
}

impl Cursor for StartCursor {
    fn open(&mut self, _: &mut Cx<'_>, _: &mut Row) -> Result<(), Fault> {
        self.given = false;
        Ok(())
    }
    fn next(&mut self, _: &mut Cx<'_>, _: &mut Row) -> Result<bool, Fault> {
        Ok(!std::mem::replace(&mut self.given, true))
    }
}

/// How many nodes a scan takes from a bitmap at a time.
const CHUNK: usize = 1024;

pub(super) struct ScanCursor {
    op: Arc<Scan>,
    input: Boxed,
    nodes: Vec<NodeId>,
    at: usize,
    /// From where the bitmap goes on; `None` where the nodes are all there.
    from: Option<u32>,
    /// The value to compare with, where the index is not sure.
    check: Option<Value>,
}

impl ScanCursor {
    pub(super) fn new(op: &Arc<Scan>, profiled: bool) -> Self {
        let input = cursor(&op.input, profiled);
        ScanCursor { op: op.clone(), input, nodes: Vec::new(), at: 0, from: None, check: None }
    }
    /// Takes the next nodes from the bitmap.
    fn more(&mut self, cx: &Cx<'_>) {
        self.nodes.clear();
        self.at = 0;
        let Some(from) = self.from else { return };
        let graph = cx.graph();
        let bitmap = match &self.op.source {
            Source::Label(label) => graph.label_id(label).and_then(|label| graph.label_bitmap(label)),
            _ => Some(graph.node_bitmap()),
        };
        if let Some(bitmap) = bitmap {
            self.nodes.extend(bitmap.range(from..).take(CHUNK).map(NodeId));
        }
        self.from =
            self.nodes.last().filter(|_| self.nodes.len() == CHUNK).and_then(|last| last.0.checked_add(1));
    }
    fn look_up(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.nodes.clear();
        self.at = 0;
        self.from = None;
        self.check = None;
        let op = self.op.clone();
        match &op.source {
            Source::All | Source::Label(_) => {
                self.from = Some(0);
                self.more(cx);
            }
            Source::Lookup { label, key, value } => {
                let value = eval(value, cx, row)?;
                let graph = cx.graph();
                let key = key.id.or_else(|| graph.key_id(&key.name));
                if let (Some(label), Some(key)) = (graph.label_id(label), key)
                    && !graph.look_up_into(label, key, &value, &mut self.nodes)
                {
                    self.check = Some(value);
                }
            }
            Source::LookupAny { label, key, list } => {
                let Some(items) = list_of(list, cx, row)? else { return Ok(()) };
                let graph = cx.graph();
                let key = key.id.or_else(|| graph.key_id(&key.name));
                if let (Some(label), Some(key)) = (graph.label_id(label), key) {
                    for item in items.iter() {
                        let (nodes, sure) = graph.look_up(label, key, item);
                        let holds = |node: &NodeId| {
                            sure || operators::equals(&graph.property_by_key(*node, key), item) == Some(true)
                        };
                        self.nodes.extend(nodes.into_iter().filter(holds));
                    }
                    self.nodes.sort_unstable();
                    self.nodes.dedup();
                }
            }
        }
        Ok(())
    }
}

impl Cursor for ScanCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.nodes.clear();
        self.at = 0;
        self.from = None;
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        loop {
            while let Some(node) = self.nodes.get(self.at) {
                self.at += 1;
                cx.tick()?;
                if let Some(value) = &self.check
                    && let Source::Lookup { key, .. } = &self.op.source
                    && operators::equals(&cx.graph().property(*node, &key.name), value) != Some(true)
                {
                    continue;
                }
                row[self.op.slot as usize] = Value::Node(*node);
                return Ok(true);
            }
            if self.from.is_some() {
                self.more(cx);
                if !self.nodes.is_empty() {
                    continue;
                }
            }
            if !self.input.next(cx, row)? {
                return Ok(false);
            }
            self.look_up(cx, row)?;
        }
    }
}

pub(super) struct FilterCursor {
    op: Arc<Filter>,
    input: Boxed,
}

impl FilterCursor {
    pub(super) fn new(op: &Arc<Filter>, profiled: bool) -> Self {
        FilterCursor { input: cursor(&op.input, profiled), op: op.clone() }
    }
}

impl Cursor for FilterCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        while self.input.next(cx, row)? {
            if truth(&self.op.predicate, cx, row)? == Some(true) {
                return Ok(true);
            }
            cx.tick()?;
        }
        Ok(false)
    }
}

pub(super) struct PathCursor {
    op: Arc<BuildPath>,
    input: Boxed,
}

impl PathCursor {
    pub(super) fn new(op: &Arc<BuildPath>, profiled: bool) -> Self {
        PathCursor { input: cursor(&op.input, profiled), op: op.clone() }
    }
    /// The path of the parts; null where one of them is.
    fn path(&self, cx: &Cx<'_>, row: &Row) -> Value {
        let (mut nodes, mut relationships) = (Vec::new(), Vec::new());
        for part in &self.op.parts {
            match part {
                PathPart::Node(slot) => match &row[*slot as usize] {
                    // The end of a list of relationships is there already.
                    Value::Node(node) if nodes.len() == relationships.len() => nodes.push(*node),
                    Value::Node(_) => {}
                    _ => return Value::Null,
                },
                PathPart::Relationships(slot) => match &row[*slot as usize] {
                    Value::Relationship(relationship) => relationships.push(*relationship),
                    Value::List(list) => {
                        for item in list.iter() {
                            let Value::Relationship(relationship) = item else { return Value::Null };
                            let (from, to) = cx.graph().ends(*relationship);
                            let Some(last) = nodes.last() else { return Value::Null };
                            nodes.push(if from == *last { to } else { from });
                            relationships.push(*relationship);
                        }
                    }
                    _ => return Value::Null,
                },
            }
        }
        Value::Path(Arc::new(Path { nodes, relationships }))
    }
}

impl Cursor for PathCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        if !self.input.next(cx, row)? {
            return Ok(false);
        }
        row[self.op.slot as usize] = self.path(cx, row);
        Ok(true)
    }
}

pub(super) struct OptionalCursor {
    op: Arc<Optional>,
    input: Boxed,
    inner: Boxed,
    inside: bool,
}

impl OptionalCursor {
    pub(super) fn new(op: &Arc<Optional>, profiled: bool) -> Self {
        let (input, inner) = (cursor(&op.input, profiled), cursor(&op.inner, profiled));
        OptionalCursor { op: op.clone(), input, inner, inside: false }
    }
}

impl Cursor for OptionalCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.inside = false;
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        if self.inside {
            if self.inner.next(cx, row)? {
                return Ok(true);
            }
            self.inside = false;
        }
        if !self.input.next(cx, row)? {
            return Ok(false);
        }
        self.inner.open(cx, row)?;
        self.inside = self.inner.next(cx, row)?;
        if !self.inside {
            for slot in &self.op.nulls {
                row[*slot as usize] = Value::Null;
            }
        }
        Ok(true)
    }
}

pub(super) struct ProjectCursor {
    op: Arc<Project>,
    input: Boxed,
}

impl ProjectCursor {
    pub(super) fn new(op: &Arc<Project>, profiled: bool) -> Self {
        ProjectCursor { input: cursor(&op.input, profiled), op: op.clone() }
    }
}

impl Cursor for ProjectCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        if !self.input.next(cx, row)? {
            return Ok(false);
        }
        for (slot, item) in &self.op.items {
            row[*slot as usize] = eval(item, cx, row)?;
        }
        Ok(true)
    }
}

pub(super) struct DistinctCursor {
    op: Arc<Distinct>,
    input: Boxed,
    seen: DistinctSet,
    values: Vec<Value>,
}

impl DistinctCursor {
    pub(super) fn new(op: &Arc<Distinct>, profiled: bool) -> Self {
        let input = cursor(&op.input, profiled);
        DistinctCursor { input, op: op.clone(), seen: DistinctSet::default(), values: Vec::new() }
    }
}

impl Cursor for DistinctCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.seen = DistinctSet::default();
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        while self.input.next(cx, row)? {
            cx.tick()?;
            self.values.clear();
            self.values.extend(self.op.slots.iter().map(|slot| row[*slot as usize].clone()));
            if self.seen.insert(&self.values) {
                cx.hold(self.values.len() * size_of::<Value>() + 32)?;
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The number that SKIP or LIMIT is given.
pub(super) fn count_of(e: &Expr, cx: &mut Cx<'_>, row: &mut Row) -> Result<u64, Fault> {
    let fault = |kind, detail, message: String| {
        Err(Box::new(QueryError::new(kind, Phase::Runtime, detail, message).at(e.span)))
    };
    match eval(e, cx, row)? {
        Value::Integer(n) if n >= 0 => Ok(n as u64),
        Value::Integer(n) => fault(
            ErrorKind::SyntaxError,
            Detail::NegativeIntegerArgument,
            format!("SKIP and LIMIT take a number of rows, not {n}"),
        ),
        other => fault(
            ErrorKind::SyntaxError,
            Detail::InvalidArgumentType,
            format!("SKIP and LIMIT take an integer, not {}", operators::describe(&other)),
        ),
    }
}

pub(super) struct SkipCursor {
    op: Arc<Bound>,
    input: Boxed,
    left: u64,
}

impl SkipCursor {
    pub(super) fn new(op: &Arc<Bound>, profiled: bool) -> Self {
        SkipCursor { input: cursor(&op.input, profiled), op: op.clone(), left: 0 }
    }
}

impl Cursor for SkipCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.left = count_of(&self.op.count, cx, row)?;
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        while self.left > 0 {
            self.left -= 1;
            if !self.input.next(cx, row)? {
                self.left = 0;
                return Ok(false);
            }
        }
        self.input.next(cx, row)
    }
}

pub(super) struct LimitCursor {
    op: Arc<Bound>,
    input: Boxed,
    left: u64,
    exhausted: bool,
}

impl LimitCursor {
    pub(super) fn new(op: &Arc<Bound>, profiled: bool) -> Self {
        LimitCursor { input: cursor(&op.input, profiled), op: op.clone(), left: 0, exhausted: false }
    }
}

impl Cursor for LimitCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.left = count_of(&self.op.count, cx, row)?;
        self.exhausted = !self.op.exhaust;
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        if self.left == 0 {
            while !self.exhausted && self.input.next(cx, row)? {}
            self.exhausted = true;
            return Ok(false);
        }
        self.left -= 1;
        self.input.next(cx, row)
    }
}

pub(super) struct UnwindCursor {
    op: Arc<Unwind>,
    input: Boxed,
    items: Arc<[Value]>,
    at: usize,
}

impl UnwindCursor {
    pub(super) fn new(op: &Arc<Unwind>, profiled: bool) -> Self {
        UnwindCursor { input: cursor(&op.input, profiled), op: op.clone(), items: Arc::from([]), at: 0 }
    }
}

impl Cursor for UnwindCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.items = Arc::from([]);
        self.at = 0;
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        loop {
            if let Some(item) = self.items.get(self.at) {
                self.at += 1;
                cx.tick()?;
                row[self.op.slot as usize] = item.clone();
                return Ok(true);
            }
            if !self.input.next(cx, row)? {
                return Ok(false);
            }
            self.at = 0;
            self.items = match eval(&self.op.list, cx, row)? {
                Value::Null => Arc::from([]),
                Value::List(items) => items,
                // What is no list is unwound as a list of it alone.
                other => Arc::from([other]),
            };
        }
    }
}

pub(super) struct UnionCursor {
    op: Arc<Union>,
    inputs: Vec<Boxed>,
    at: usize,
    opened: bool,
}

impl UnionCursor {
    pub(super) fn new(op: &Arc<Union>, profiled: bool) -> Self {
        let inputs = op.inputs.iter().map(|(plan, _)| cursor(plan, profiled)).collect();
        UnionCursor { op: op.clone(), inputs, at: 0, opened: false }
    }
}

impl Cursor for UnionCursor {
    fn open(&mut self, _: &mut Cx<'_>, _: &mut Row) -> Result<(), Fault> {
        self.at = 0;
        self.opened = false;
        Ok(())
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        while let Some(input) = self.inputs.get_mut(self.at) {
            if !self.opened {
                input.open(cx, row)?;
                self.opened = true;
            }
            if input.next(cx, row)? {
                for (from, to) in self.op.inputs[self.at].1.iter().zip(&self.op.slots) {
                    row[*to as usize] = row[*from as usize].clone();
                }
                return Ok(true);
            }
            self.at += 1;
            self.opened = false;
        }
        Ok(false)
    }
}

pub(super) struct CallCursor {
    op: Arc<Call>,
    input: Boxed,
    rows: std::vec::IntoIter<Vec<Value>>,
}

impl CallCursor {
    pub(super) fn new(op: &Arc<Call>, profiled: bool) -> Self {
        CallCursor { input: cursor(&op.input, profiled), op: op.clone(), rows: Vec::new().into_iter() }
    }
    fn call(&self, cx: &mut Cx<'_>, row: &mut Row) -> Result<Vec<Vec<Value>>, Fault> {
        let mut arguments = Vec::with_capacity(self.op.arguments.len());
        for (argument, field) in self.op.arguments.iter().zip(&self.op.procedure.inputs) {
            let value = eval(argument, cx, row)?;
            let fits = match &value {
                Value::Null => field.nullable,
                // A number is wanted: an integer serves where a float is.
                Value::Integer(_) if field.types.overlaps(Types::FLOAT) => true,
                other => field.types.overlaps(Types::of(other)),
            };
            if !fits {
                return Err(at(
                    EvalError::new(
                        ErrorKind::SyntaxError,
                        Detail::InvalidArgumentType,
                        format!(
                            "`{}` of `{}` takes {}, not {}",
                            field.name,
                            self.op.procedure.name,
                            field.types,
                            operators::describe(&value)
                        ),
                    ),
                    argument.span,
                ));
            }
            arguments.push(match value {
                Value::Integer(n) if !field.types.overlaps(Types::INTEGER) => Value::Float(n as f64),
                value => value,
            });
        }
        self.op.procedure.call(cx.graph(), &arguments).map_err(|error| at(error, self.op.span))
    }
}

impl Cursor for CallCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.rows = Vec::new().into_iter();
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        loop {
            if let Some(values) = self.rows.next() {
                cx.tick()?;
                for (place, slot) in &self.op.outputs {
                    row[*slot as usize] = values.get(*place).cloned().unwrap_or_default();
                }
                return Ok(true);
            }
            if !self.input.next(cx, row)? {
                return Ok(false);
            }
            let rows = self.call(cx, row)?;
            // A procedure without outputs is called for its effect: the row goes on.
            if self.op.procedure.outputs.is_empty() {
                return Ok(true);
            }
            self.rows = rows.into_iter();
        }
    }
}

pub(super) struct DrainCursor {
    input: Boxed,
}

impl DrainCursor {
    pub(super) fn new(op: &Arc<Drain>, profiled: bool) -> Self {
        DrainCursor { input: cursor(&op.input, profiled) }
    }
}

impl Cursor for DrainCursor {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        while self.input.next(cx, row)? {}
        Ok(false)
    }
}

/// Whether a slot holds this relationship, alone or in a list.
pub(super) fn holds(row: &Row, slots: &[u32], relationship: RelationshipId) -> bool {
    slots.iter().any(|slot| match &row[*slot as usize] {
        Value::Relationship(other) => *other == relationship,
        Value::List(items) => items.iter().any(|item| *item == Value::Relationship(relationship)),
        _ => false,
    })
}
