//! The operators that change the graph.
//!
//! Each takes in all rows before it changes anything and gives rows on only after all changes: a clause sees
//! everything that the clauses before it did, and nothing of what it does itself.

use super::eval::{at, list_of, properties};
use super::{Boxed, Cursor, Cx, Fault, Held, Row, cursor, eval};
use crate::graph::{Map, NodeId, RelationshipId, Value};
use crate::query::eval_error::EvalError;
use crate::query::plan::{
    Create, Creation, Delete, Expr, ExprKind, Foreach, Merge, Removal, Remove, Set, Setting, Slot, Update,
};
use crate::query::{Detail, ErrorKind, Phase, QueryError, operators};
use crate::text::Span;
use smallvec::SmallVec;
use std::sync::Arc;

/// An operator that changes the graph.
pub(super) trait Change: Send + Sync {
    /// Makes the changes of one row and gives the rows that come of it.
    fn apply(&self, work: &mut Work, cx: &mut Cx<'_>, row: &mut Row, out: &mut Out<'_>) -> Result<(), Fault>;
    /// After the last row.
    fn end(&self, _: &mut Work, _: &mut Cx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}

/// What a change needs from row to row.
#[derive(Default)]
pub(super) struct Work {
    inner: Option<Boxed>,
    nodes: Vec<NodeId>,
    relationships: Vec<RelationshipId>,
}

/// Where rows go after the changes.
pub(super) struct Out<'o> {
    held: &'o mut Held,
    carry: &'o [Slot],
}

impl Out<'_> {
    fn give(&mut self, cx: &mut Cx<'_>, row: &Row) -> Result<(), Fault> {
        self.held.push(cx, row, self.carry)
    }
}

pub(super) struct Updating<C> {
    op: Arc<Update<C>>,
    input: Boxed,
    out: Held,
    done: bool,
}

impl<C: Change> Updating<C> {
    pub(super) fn new(op: &Arc<Update<C>>, profiled: bool) -> Self {
        Updating { input: cursor(&op.input, profiled), op: op.clone(), out: Held::default(), done: false }
    }
}

impl<C: Change> Cursor for Updating<C> {
    fn open(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
        self.out.clear(cx);
        self.done = false;
        self.input.open(cx, row)
    }
    fn next(&mut self, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
        let op = self.op.clone();
        if !self.done {
            let mut rows = Held::default();
            while self.input.next(cx, row)? {
                cx.tick()?;
                rows.push(cx, row, &op.carry)?;
            }
            let mut work = Work::default();
            let mut out = Out { held: &mut self.out, carry: &op.carry };
            while rows.pop(row, &op.carry) {
                cx.tick()?;
                op.change.apply(&mut work, cx, row, &mut out)?;
            }
            rows.clear(cx);
            op.change.end(&mut work, cx)?;
            self.done = true;
        }
        Ok(self.out.pop(row, &op.carry))
    }
}

impl Change for Create {
    fn apply(&self, _: &mut Work, cx: &mut Cx<'_>, row: &mut Row, out: &mut Out<'_>) -> Result<(), Fault> {
        create(&self.items, cx, row, false)?;
        out.give(cx, row)
    }
}

fn create(items: &[Creation], cx: &mut Cx<'_>, row: &mut Row, merging: bool) -> Result<(), Fault> {
    for item in items {
        match item {
            Creation::Node { slot, labels, properties, span } => {
                let properties = storable(properties.as_ref(), cx, row, *span, merging)?;
                let node = cx.graph_mut()?.insert_node(labels.iter().map(|l| &**l), properties);
                row[*slot as usize] = Value::Node(node);
            }
            Creation::Relationship { slot, kind, from, to, properties, span } => {
                let properties = storable(properties.as_ref(), cx, row, *span, merging)?;
                let mut ends = [NodeId(0); 2];
                for (end, slot) in ends.iter_mut().zip([from, to]) {
                    match &row[*slot as usize] {
                        Value::Node(node) if cx.graph().contains_node(*node) => *end = *node,
                        Value::Node(_) => return Err(at(EvalError::deleted(), *span)),
                        other => {
                            let message = format!(
                                "a relationship joins two nodes: here is {}",
                                operators::describe(other)
                            );
                            return Err(at(EvalError::wrong_type(message), *span));
                        }
                    }
                }
                let relationship = cx.graph_mut()?.insert_relationship(kind, ends[0], ends[1], properties);
                row[*slot as usize] = Value::Relationship(relationship);
            }
        }
    }
    Ok(())
}

/// The properties of something new, each key once.
type Properties = SmallVec<[(Arc<str>, Value); 6]>;
/// Up to so many keys are compared one by one.
const WRITTEN_OUT: usize = 64;

fn storable(
    e: Option<&Expr>,
    cx: &mut Cx<'_>,
    row: &mut Row,
    span: Span,
    merging: bool,
) -> Result<Properties, Fault> {
    let mut all = Properties::new();
    let Some(e) = e else { return Ok(all) };
    if let ExprKind::Map(entries) = &e.kind
        && entries.len() <= WRITTEN_OUT
    {
        // Written out, as almost always: no map is made.
        for (key, value) in entries {
            let value = eval(value, cx, row)?;
            match all.iter_mut().find(|(known, _)| known == key) {
                Some((_, known)) => *known = value,
                None => all.push((key.clone(), value)),
            }
        }
    } else {
        let value = eval(e, cx, row)?;
        if !value.is_null() {
            all.extend(properties(&value, cx, span)?);
        }
    }
    if merging && let Some((key, _)) = all.iter().find(|(_, value)| value.is_null()) {
        return Err(Box::new(
            QueryError::new(
                ErrorKind::SemanticError,
                Phase::Runtime,
                Detail::MergeReadOwnWrites,
                format!("MERGE cannot look for `{key}: null`: no node or relationship has a property null"),
            )
            .at(e.span),
        ));
    }
    for (key, value) in all.iter().filter(|(_, value)| !value.is_null()) {
        check_storable(key, value, e.span)?;
    }
    Ok(all)
}

fn check_storable(key: &str, value: &Value, span: Span) -> Result<(), Fault> {
    if value.is_storable() {
        return Ok(());
    }
    let what = match value {
        Value::List(_) => "a list of such".into(),
        other => operators::describe(other),
    };
    Err(Box::new(
        QueryError::new(
            ErrorKind::TypeError,
            Phase::Runtime,
            Detail::InvalidPropertyType,
            format!("the property `{key}` cannot be {what}: properties are booleans, numbers, strings, temporal values and lists of these"),
        )
        .at(span),
    ))
}

impl Change for Merge {
    fn apply(&self, work: &mut Work, cx: &mut Cx<'_>, row: &mut Row, out: &mut Out<'_>) -> Result<(), Fault> {
        // A null among the wanted properties is an error whether or not anything would be found.
        for item in &self.items {
            let (Creation::Node { properties, span, .. } | Creation::Relationship { properties, span, .. }) =
                item;
            storable(properties.as_ref(), cx, row, *span, true)?;
        }
        let mut inner = work.inner.take().unwrap_or_else(|| cursor(&self.inner, false));
        inner.open(cx, row)?;
        let mut found = Held::default();
        while inner.next(cx, row)? {
            cx.tick()?;
            found.push(cx, row, &self.binds)?;
        }
        work.inner = Some(inner);
        if found.rows == 0 {
            create(&self.items, cx, row, true)?;
            set(&self.on_create, cx, row)?;
            return out.give(cx, row);
        }
        while found.pop(row, &self.binds) {
            set(&self.on_match, cx, row)?;
            out.give(cx, row)?;
        }
        found.clear(cx);
        Ok(())
    }
}

impl Change for Set {
    fn apply(&self, _: &mut Work, cx: &mut Cx<'_>, row: &mut Row, out: &mut Out<'_>) -> Result<(), Fault> {
        set(&self.items, cx, row)?;
        out.give(cx, row)
    }
}

/// A node or relationship that is to be changed; `None` for null, which is left alone.
enum Entity {
    Node(NodeId),
    Relationship(RelationshipId),
}

fn entity(value: &Value, cx: &Cx<'_>, span: Span) -> Result<Option<Entity>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Node(node) if cx.graph().contains_node(*node) => Ok(Some(Entity::Node(*node))),
        Value::Relationship(r) if cx.graph().contains_relationship(*r) => Ok(Some(Entity::Relationship(*r))),
        Value::Node(_) | Value::Relationship(_) => Err(at(EvalError::deleted(), span)),
        other => Err(at(
            EvalError::new(
                ErrorKind::TypeError,
                Detail::InvalidArgumentType,
                format!("only nodes and relationships can be changed, not {}", operators::describe(other)),
            ),
            span,
        )),
    }
}

fn put(entity: &Entity, key: &str, value: Value, cx: &mut Cx<'_>) -> Result<(), Fault> {
    match entity {
        Entity::Node(node) => cx.graph_mut()?.set_property(*node, key, value),
        Entity::Relationship(relationship) => {
            cx.graph_mut()?.set_relationship_property(*relationship, key, value)
        }
    };
    Ok(())
}

fn set(items: &[Setting], cx: &mut Cx<'_>, row: &mut Row) -> Result<(), Fault> {
    for item in items {
        match item {
            Setting::Property { subject, key, value, span } => {
                let subject = eval(subject, cx, row)?;
                let value = eval(value, cx, row)?;
                let Some(entity) = entity(&subject, cx, *span)? else { continue };
                if !value.is_null() {
                    check_storable(key, &value, *span)?;
                }
                put(&entity, key, value, cx)?;
            }
            Setting::Replace { slot, value, span } | Setting::Add { slot, value, span } => {
                let value = eval(value, cx, row)?;
                let Some(entity) = entity(&row[*slot as usize], cx, *span)? else { continue };
                let new = if value.is_null() { Map::default() } else { properties(&value, cx, *span)? };
                for (key, value) in new.iter().filter(|(_, value)| !value.is_null()) {
                    check_storable(key, value, *span)?;
                }
                if matches!(item, Setting::Replace { .. }) {
                    let old = properties(&row[*slot as usize].clone(), cx, *span)?;
                    for key in old.keys().filter(|key| !new.contains_key(*key)) {
                        put(&entity, key, Value::Null, cx)?;
                    }
                }
                for (key, value) in new {
                    put(&entity, &key, value, cx)?;
                }
            }
            Setting::Labels { slot, labels, span } => match entity(&row[*slot as usize], cx, *span)? {
                Some(Entity::Node(node)) => {
                    for label in labels {
                        cx.graph_mut()?.add_label(node, label);
                    }
                }
                Some(Entity::Relationship(_)) => return Err(only_nodes(*span)),
                None => {}
            },
        }
    }
    Ok(())
}

fn only_nodes(span: Span) -> Fault {
    at(
        EvalError::new(
            ErrorKind::TypeError,
            Detail::InvalidArgumentType,
            "only nodes have labels; the type of a relationship cannot be changed",
        ),
        span,
    )
}

impl Change for Remove {
    fn apply(&self, _: &mut Work, cx: &mut Cx<'_>, row: &mut Row, out: &mut Out<'_>) -> Result<(), Fault> {
        for item in &self.items {
            match item {
                Removal::Property { subject, key, span } => {
                    let subject = eval(subject, cx, row)?;
                    if let Some(entity) = entity(&subject, cx, *span)? {
                        put(&entity, key, Value::Null, cx)?;
                    }
                }
                Removal::Labels { slot, labels, span } => match entity(&row[*slot as usize], cx, *span)? {
                    Some(Entity::Node(node)) => {
                        for label in labels {
                            cx.graph_mut()?.remove_label(node, label);
                        }
                    }
                    Some(Entity::Relationship(_)) => return Err(only_nodes(*span)),
                    None => {}
                },
            }
        }
        out.give(cx, row)
    }
}

impl Change for Delete {
    fn apply(&self, work: &mut Work, cx: &mut Cx<'_>, row: &mut Row, out: &mut Out<'_>) -> Result<(), Fault> {
        for item in &self.items {
            match eval(item, cx, row)? {
                Value::Null => {}
                Value::Node(node) => work.nodes.push(node),
                Value::Relationship(relationship) => work.relationships.push(relationship),
                Value::Path(path) => {
                    work.nodes.extend(&path.nodes);
                    work.relationships.extend(&path.relationships);
                }
                other => {
                    return Err(at(
                        EvalError::new(
                            ErrorKind::TypeError,
                            Detail::InvalidArgumentType,
                            format!(
                                "only nodes, relationships and paths can be deleted, not {}",
                                operators::describe(&other)
                            ),
                        ),
                        item.span,
                    ));
                }
            }
        }
        out.give(cx, row)
    }
    /// Relationships first: which row named what does not matter.
    fn end(&self, work: &mut Work, cx: &mut Cx<'_>) -> Result<(), Fault> {
        let graph = cx.graph_mut()?;
        for relationship in work.relationships.drain(..) {
            graph.delete_relationship(relationship);
        }
        for node in work.nodes.drain(..) {
            if self.detach {
                graph.detach_delete_node(node);
            } else if graph.contains_node(node) && !graph.delete_node(node) {
                return Err(Box::new(
                    QueryError::new(
                        ErrorKind::ConstraintVerificationFailed,
                        Phase::Runtime,
                        Detail::DeleteConnectedNode,
                        "a node that still has relationships cannot be deleted",
                    )
                    .at(self.span)
                    .help("DETACH DELETE takes its relationships with it"),
                ));
            }
        }
        Ok(())
    }
}

impl Change for Foreach {
    fn apply(&self, work: &mut Work, cx: &mut Cx<'_>, row: &mut Row, out: &mut Out<'_>) -> Result<(), Fault> {
        if let Some(items) = list_of(&self.list, cx, row)? {
            let mut inner = work.inner.take().unwrap_or_else(|| cursor(&self.inner, false));
            for item in items.iter() {
                row[self.slot as usize] = item.clone();
                inner.open(cx, row)?;
                while inner.next(cx, row)? {
                    cx.tick()?;
                }
            }
            work.inner = Some(inner);
        }
        out.give(cx, row)
    }
}
