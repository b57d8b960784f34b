//! Values of expressions.

use super::{Cx, Fault, Row, counting, cursor, entities, fast};
use crate::graph::{Map, Value};
use crate::query::ast::{BinaryOperator, UnaryOperator};
use crate::query::ast::{Comparator, QuantifierKind};
use crate::query::eval_error::EvalError;
use crate::query::functions::Body;
use crate::query::operators::{self, Truth};
use crate::query::plan::{Expr, ExprKind, Key, LabelTest, Plan, ProjectionPart, Slot};
use crate::query::{Detail, QueryError};
use crate::text::Span;
use std::sync::Arc;

/// The value of an expression over the row.
pub(crate) fn eval(e: &Expr, cx: &mut Cx<'_>, row: &mut Row) -> Result<Value, Fault> {
    Ok(match &e.kind {
        ExprKind::Constant(value) => value.clone(),
        ExprKind::Slot(slot) => row[*slot as usize].clone(),
        ExprKind::Parameter(number) => cx.parameters[*number as usize].clone(),
        ExprKind::SlotProperty(slot, key) => return property(&row[*slot as usize], key, cx, e.span),
        ExprKind::Property(subject, key) => {
            let subject = eval(subject, cx, row)?;
            return property(&subject, key, cx, e.span);
        }
        ExprKind::Compare(comparator, left, right) => {
            if let Some(known) = quick(e, cx, row) {
                return Ok(of_truth(known));
            }
            let left = eval(left, cx, row)?;
            let right = eval(right, cx, row)?;
            of_truth(compare(*comparator, &left, &right))
        }
        ExprKind::CompareChain(first, rest) => {
            let mut left = eval(first, cx, row)?;
            let mut all = Some(true);
            for (comparator, right) in rest {
                let right = eval(right, cx, row)?;
                match compare(*comparator, &left, &right) {
                    Some(false) => return Ok(Value::Boolean(false)),
                    None => all = None,
                    Some(true) => {}
                }
                left = right;
            }
            of_truth(all)
        }
        ExprKind::And(items) => {
            let mut all = Some(true);
            for item in items {
                match truth(item, cx, row)? {
                    Some(false) => return Ok(Value::Boolean(false)),
                    None => all = None,
                    Some(true) => {}
                }
            }
            of_truth(all)
        }
        ExprKind::Or(items) => {
            let mut any = Some(false);
            for item in items {
                match truth(item, cx, row)? {
                    Some(true) => return Ok(Value::Boolean(true)),
                    None => any = None,
                    Some(false) => {}
                }
            }
            of_truth(any)
        }
        ExprKind::IsNull(operand, negated) => {
            let null = match &operand.kind {
                ExprKind::Slot(slot) => row[*slot as usize].is_null(),
                _ => eval(operand, cx, row)?.is_null(),
            };
            Value::Boolean(null != *negated)
        }
        ExprKind::HasLabels(subject, test) => {
            let subject = eval(subject, cx, row)?;
            return has_labels(&subject, test, cx).map_err(|error| at(error, e.span));
        }
        ExprKind::Binary(operator, left, right) => {
            if let Some(known) = quick(e, cx, row) {
                return Ok(of_truth(known));
            }
            let left = eval(left, cx, row)?;
            let right = eval(right, cx, row)?;
            return binary(*operator, &left, &right).map_err(|error| at(error, e.span));
        }
        ExprKind::Unary(operator, operand) => {
            let operand = eval(operand, cx, row)?;
            let result = match operator {
                UnaryOperator::Not => operators::not(&operand),
                UnaryOperator::Minus => operators::negate(&operand),
                UnaryOperator::Plus => operators::plus(&operand),
            };
            return result.map_err(|error| at(error, e.span));
        }
        ExprKind::Call(function, arguments) => {
            // Most functions take one or two arguments: no need for the heap.
            let mut values: smallvec::SmallVec<[Value; 3]> = smallvec::SmallVec::new();
            for argument in arguments {
                values.push(eval(argument, cx, row)?);
            }
            let Body::Scalar(body) = function.body else {
                return Err(at(EvalError::wrong_type("an aggregate cannot stand here"), e.span));
            };
            return body(&cx.context(), &values).map_err(|error| at(error, e.span));
        }
        ExprKind::List(items) => {
            let mut values = Vec::with_capacity(items.len());
            for item in items {
                values.push(eval(item, cx, row)?);
            }
            Value::from(values)
        }
        ExprKind::Map(entries) => {
            let mut map = Map::with_capacity_and_hasher(entries.len(), Default::default());
            for (key, value) in entries {
                map.insert(key.clone(), eval(value, cx, row)?);
            }
            Value::from(map)
        }
        ExprKind::MapProjection(subject, parts) => {
            let subject = eval(subject, cx, row)?;
            if subject.is_null() {
                return Ok(Value::Null);
            }
            let mut map = Map::default();
            for part in parts {
                match part {
                    ProjectionPart::Property(key) => {
                        map.insert(key.name.clone(), property(&subject, key, cx, e.span)?);
                    }
                    ProjectionPart::All => map.extend(properties(&subject, cx, e.span)?),
                    ProjectionPart::Entry(key, value) => {
                        map.insert(key.clone(), eval(value, cx, row)?);
                    }
                }
            }
            Value::from(map)
        }
        ExprKind::Index(subject, index) => {
            let subject = eval(subject, cx, row)?;
            let index = eval(index, cx, row)?;
            return operators::index(&cx.context(), &subject, &index).map_err(|error| at(error, e.span));
        }
        ExprKind::Slice(subject, from, to) => {
            let subject = eval(subject, cx, row)?;
            let from = from.as_ref().map(|from| eval(from, cx, row)).transpose()?;
            let to = to.as_ref().map(|to| eval(to, cx, row)).transpose()?;
            return operators::slice(&subject, from.as_ref(), to.as_ref()).map_err(|error| at(error, e.span));
        }
        ExprKind::Case(subject, branches, otherwise) => {
            let subject = subject.as_ref().map(|subject| eval(subject, cx, row)).transpose()?;
            for (when, then) in branches {
                let holds = match &subject {
                    None => truth(when, cx, row)?,
                    Some(subject) => operators::equals(subject, &eval(when, cx, row)?),
                };
                if holds == Some(true) {
                    return eval(then, cx, row);
                }
            }
            match otherwise {
                Some(otherwise) => return eval(otherwise, cx, row),
                None => Value::Null,
            }
        }
        ExprKind::ListComprehension { slot, list, filter, map } => {
            let Some(items) = list_of(list, cx, row)? else { return Ok(Value::Null) };
            let mut values = Vec::new();
            for item in items.iter() {
                cx.tick()?;
                row[*slot as usize] = item.clone();
                if let Some(filter) = filter
                    && truth(filter, cx, row)? != Some(true)
                {
                    continue;
                }
                values.push(match map {
                    Some(map) => eval(map, cx, row)?,
                    None => item.clone(),
                });
            }
            Value::from(values)
        }
        ExprKind::Quantifier { kind, slot, list, predicate } => {
            let Some(items) = list_of(list, cx, row)? else { return Ok(Value::Null) };
            of_truth(quantify(*kind, *slot, &items, predicate, cx, row)?)
        }
        ExprKind::Reduce { accumulator, start, slot, list, step } => {
            let mut result = eval(start, cx, row)?;
            let Some(items) = list_of(list, cx, row)? else { return Ok(Value::Null) };
            for item in items.iter() {
                cx.tick()?;
                row[*accumulator as usize] = result;
                row[*slot as usize] = item.clone();
                result = eval(step, cx, row)?;
                if !result.is_within_depth(DEEPEST_VALUE) {
                    let error = EvalError::out_of_range(format!(
                        "reduce() nests lists or maps more than {DEEPEST_VALUE} levels deep here"
                    ));
                    return Err(at(error, e.span));
                }
            }
            result
        }
        ExprKind::HasProperties(slot, map) => {
            let wanted = eval(map, cx, row)?;
            let entries = properties(&wanted, cx, e.span)?;
            let mut all = Some(true);
            for (name, value) in entries {
                let key = Key { id: cx.graph().key_id(&name), name };
                let own = property(&row[*slot as usize], &key, cx, e.span)?;
                match operators::equals(&own, &value) {
                    Some(false) => return Ok(Value::Boolean(false)),
                    None => all = None,
                    Some(true) => {}
                }
            }
            of_truth(all)
        }
        ExprKind::Exists(plan) => {
            let mut rows = cursor(plan, false);
            rows.open(cx, row)?;
            Value::Boolean(rows.next(cx, row)?)
        }
        ExprKind::Count(plan) => {
            if let Some(degree) = counting::known_degree(plan, cx, row) {
                return Ok(Value::Integer(degree));
            }
            let mut count = 0;
            each_row(plan, cx, row, |_, _| {
                count += 1;
                Ok(())
            })?;
            Value::Integer(count)
        }
        ExprKind::Collect(plan, map) => {
            let mut values = Vec::new();
            each_row(plan, cx, row, |cx, row| {
                values.push(eval(map, cx, row)?);
                Ok(())
            })?;
            Value::from(values)
        }
        ExprKind::First(plan, slot) => {
            let mut rows = cursor(plan, false);
            rows.open(cx, row)?;
            if rows.next(cx, row)? { row[*slot as usize].clone() } else { Value::Null }
        }
    })
}

/// How deep reduce may nest lists and maps: no other expression nests them by more than its own depth.
const DEEPEST_VALUE: usize = 256;

fn each_row(
    plan: &Plan,
    cx: &mut Cx<'_>,
    row: &mut Row,
    mut take: impl FnMut(&mut Cx<'_>, &mut Row) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut rows = cursor(plan, false);
    rows.open(cx, row)?;
    while rows.next(cx, row)? {
        cx.tick()?;
        take(cx, row)?;
    }
    Ok(())
}

/// An evaluation error at its place.
#[cold]
pub(super) fn at(error: EvalError, span: Span) -> Fault {
    Box::new(QueryError::from(error).at(span))
}

pub(super) fn of_truth(truth: Truth) -> Value {
    truth.map_or(Value::Null, Value::Boolean)
}

/// The truth of a comparison of simple values, where it is one.
#[inline]
fn quick(e: &Expr, cx: &Cx<'_>, row: &Row) -> Option<Truth> {
    match &e.kind {
        ExprKind::Compare(comparator, left, right) => {
            let left = fast::scalar(left, cx, row)?;
            fast::compare(*comparator, left, fast::scalar(right, cx, row)?)
        }
        ExprKind::Binary(
            operator @ (BinaryOperator::Contains | BinaryOperator::StartsWith | BinaryOperator::EndsWith),
            left,
            right,
        ) => {
            let left = fast::scalar(left, cx, row)?;
            fast::text(*operator, left, fast::scalar(right, cx, row)?).map(Some)
        }
        ExprKind::HasLabels(subject, test) => match subject.kind {
            ExprKind::Slot(slot) => match row[slot as usize] {
                Value::Node(node) if !cx.graph().is_deleted_node(node) => {
                    Some(Some(test.holds_of_node(cx.graph(), node)))
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// The truth of an expression: what WHERE goes by.
pub(super) fn truth(e: &Expr, cx: &mut Cx<'_>, row: &mut Row) -> Result<Truth, Fault> {
    if let Some(known) = quick(e, cx, row) {
        return Ok(known);
    }
    match eval(e, cx, row)? {
        Value::Boolean(b) => Ok(Some(b)),
        Value::Null => Ok(None),
        other => operators::truth(&other).map_err(|error| at(error, e.span)),
    }
}

#[inline]
fn compare(comparator: Comparator, left: &Value, right: &Value) -> Truth {
    match comparator {
        Comparator::Equal => operators::equals(left, right),
        Comparator::NotEqual => operators::equals(left, right).map(|same| !same),
        Comparator::Less => operators::less(left, right),
        Comparator::LessOrEqual => operators::less_or_equal(left, right),
        Comparator::Greater => operators::less(right, left),
        Comparator::GreaterOrEqual => operators::less_or_equal(right, left),
    }
}

fn binary(operator: BinaryOperator, left: &Value, right: &Value) -> Result<Value, EvalError> {
    match operator {
        BinaryOperator::Xor => operators::xor(left, right),
        BinaryOperator::Add => operators::add(left, right),
        BinaryOperator::Subtract => operators::subtract(left, right),
        BinaryOperator::Multiply => operators::multiply(left, right),
        BinaryOperator::Divide => operators::divide(left, right),
        BinaryOperator::Modulo => operators::modulo(left, right),
        BinaryOperator::Power => operators::power(left, right),
        BinaryOperator::In => operators::contains(left, right),
        BinaryOperator::StartsWith => Ok(operators::starts_with(left, right)),
        BinaryOperator::EndsWith => Ok(operators::ends_with(left, right)),
        BinaryOperator::Contains => Ok(operators::contains_text(left, right)),
        BinaryOperator::Matches => operators::matches(left, right),
    }
}

#[inline]
fn property(subject: &Value, key: &Key, cx: &Cx<'_>, span: Span) -> Result<Value, Fault> {
    match entities::property(cx.graph(), subject, key) {
        Some(value) => value.map_err(|mut fault| {
            fault.span.get_or_insert(span);
            fault
        }),
        None => operators::property(&cx.context(), subject, &key.name).map_err(|error| at(error, span)),
    }
}

/// All properties of a node or relationship, or the entries of a map.
pub(super) fn properties(subject: &Value, cx: &Cx<'_>, span: Span) -> Result<Map, Fault> {
    let context = cx.context();
    let found = match subject {
        Value::Map(map) => return Ok((**map).clone()),
        Value::Node(node) => context.graph.node_properties(*node).ok_or_else(EvalError::deleted),
        Value::Relationship(relationship) => {
            context.graph.relationship_properties(*relationship).ok_or_else(EvalError::deleted)
        }
        other => Err(EvalError::new(
            crate::query::ErrorKind::TypeError,
            Detail::InvalidArgumentType,
            format!("a map, a node or a relationship is wanted here, not {}", operators::describe(other)),
        )),
    };
    found.map_err(|error| at(error, span))
}

fn has_labels(subject: &Value, test: &LabelTest, cx: &Cx<'_>) -> Result<Value, EvalError> {
    let graph = cx.graph();
    Ok(match subject {
        Value::Null => Value::Null,
        Value::Node(node) if graph.is_deleted_node(*node) => return Err(EvalError::deleted()),
        Value::Node(node) => Value::Boolean(test.holds_of_node(graph, *node)),
        Value::Relationship(relationship) => Value::Boolean(test.holds_of_relationship(graph, *relationship)),
        other => {
            return Err(EvalError::wrong_type(format!(
                "only nodes and relationships have labels, not {}",
                operators::describe(other)
            )));
        }
    })
}

/// The items of a list; `None` for null.
pub(super) fn list_of(e: &Expr, cx: &mut Cx<'_>, row: &mut Row) -> Result<Option<Arc<[Value]>>, Fault> {
    match eval(e, cx, row)? {
        Value::Null => Ok(None),
        Value::List(items) => Ok(Some(items)),
        other => Err(at(
            EvalError::wrong_type(format!("a list is wanted here, not {}", operators::describe(&other))),
            e.span,
        )),
    }
}

fn quantify(
    kind: QuantifierKind,
    slot: Slot,
    items: &[Value],
    predicate: &Expr,
    cx: &mut Cx<'_>,
    row: &mut Row,
) -> Result<Truth, Fault> {
    let (mut hits, mut unknown) = (0, false);
    for item in items {
        cx.tick()?;
        row[slot as usize] = item.clone();
        match (kind, truth(predicate, cx, row)?) {
            (QuantifierKind::All, Some(false)) => return Ok(Some(false)),
            (QuantifierKind::Any, Some(true)) => return Ok(Some(true)),
            (QuantifierKind::None, Some(true)) => return Ok(Some(false)),
            (_, Some(true)) => hits += 1,
            (_, None) => unknown = true,
            (_, Some(false)) => {}
        }
        if kind == QuantifierKind::Single && hits > 1 {
            return Ok(Some(false));
        }
    }
    Ok(match kind {
        _ if unknown => None,
        QuantifierKind::All | QuantifierKind::None => Some(true),
        QuantifierKind::Any => Some(false),
        QuantifierKind::Single => Some(hits == 1),
    })
}
