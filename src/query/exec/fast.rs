//! Comparing simple values where they are, without copying them: most conditions are a property against a constant or
//! against another property.

use super::{Cx, Row};
use crate::graph::{Column, Graph, NodeId, RelationshipId, Value};
use crate::query::ast::BinaryOperator;
use crate::query::ast::Comparator;
use crate::query::operators::Truth;
use crate::query::plan::{Expr, ExprKind};
use std::cmp::Ordering;

/// A simple value where it lies.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(&'a str),
    Node(NodeId),
    Relationship(RelationshipId),
}

/// The value of a simple expression; `None` where it must be computed the long way.
#[inline]
pub(super) fn scalar<'a>(e: &'a Expr, cx: &'a Cx<'_>, row: &'a Row) -> Option<Scalar<'a>> {
    match &e.kind {
        ExprKind::SlotProperty(slot, key) => {
            let key = key.id?;
            let graph = cx.graph();
            match &row[*slot as usize] {
                Value::Node(node) if !graph.is_deleted_node(*node) => {
                    of_column(graph.node_column(key), node.0)
                }
                Value::Relationship(relationship) if !graph.is_deleted_relationship(*relationship) => {
                    of_column(graph.relationship_column(key), relationship.0)
                }
                _ => None,
            }
        }
        ExprKind::Slot(slot) => of_value(&row[*slot as usize]),
        ExprKind::Constant(value) => of_value(value),
        ExprKind::Parameter(number) => of_value(&cx.parameters[*number as usize]),
        ExprKind::Call(function, arguments) if arguments.len() == 1 && function.name == "type" => {
            type_of(&arguments[0], cx.graph(), row)
        }
        _ => None,
    }
}

fn type_of<'a>(argument: &Expr, graph: &'a Graph, row: &Row) -> Option<Scalar<'a>> {
    let ExprKind::Slot(slot) = argument.kind else { return None };
    match &row[slot as usize] {
        Value::Relationship(relationship) => {
            Some(Scalar::Text(graph.type_name(graph.kind_id(*relationship))))
        }
        _ => None,
    }
}

#[inline]
fn of_column(column: Option<&Column>, at: u32) -> Option<Scalar<'_>> {
    let Some(column) = column else { return Some(Scalar::Null) };
    match column {
        Column::Integers(values, present) if present.get(at) => Some(Scalar::Integer(values[at as usize])),
        Column::Floats(values, present) if present.get(at) => Some(Scalar::Float(values[at as usize])),
        Column::Integers(..) | Column::Floats(..) => Some(Scalar::Null),
        Column::Codes(..) | Column::Texts(..) => {
            Some(column.text(at).map_or(Scalar::Null, |text| Scalar::Text(text)))
        }
        Column::Sparse(values) => values.get(&at).map_or(Some(Scalar::Null), of_value),
        Column::Mixed(values, _) => values.get(at as usize).map_or(Some(Scalar::Null), of_value),
    }
}

#[inline]
fn of_value(value: &Value) -> Option<Scalar<'_>> {
    Some(match value {
        Value::Null => Scalar::Null,
        Value::Boolean(b) => Scalar::Boolean(*b),
        Value::Integer(i) => Scalar::Integer(*i),
        Value::Float(f) => Scalar::Float(*f),
        Value::String(text) => Scalar::Text(text),
        Value::Node(node) => Scalar::Node(*node),
        Value::Relationship(relationship) => Scalar::Relationship(*relationship),
        _ => return None,
    })
}

/// What a comparison says of two simple values; the outer `None` leaves it to the operators.
#[inline]
pub(super) fn compare(comparator: Comparator, a: Scalar<'_>, b: Scalar<'_>) -> Option<Truth> {
    use Scalar::*;
    let order = match (a, b) {
        (Null, _) | (_, Null) => return Some(None),
        (Text(a), Text(b)) => match comparator {
            Comparator::Equal => return Some(Some(a == b)),
            Comparator::NotEqual => return Some(Some(a != b)),
            _ => a.cmp(b),
        },
        (Integer(a), Integer(b)) => a.cmp(&b),
        // NaN is left to the operators.
        (Float(a), Float(b)) => a.partial_cmp(&b)?,
        (Node(a), Node(b)) => return equality(comparator, a == b),
        (Relationship(a), Relationship(b)) => return equality(comparator, a == b),
        (Boolean(a), Boolean(b)) => return equality(comparator, a == b),
        _ => return None,
    };
    Some(Some(match comparator {
        Comparator::Equal => order == Ordering::Equal,
        Comparator::NotEqual => order != Ordering::Equal,
        Comparator::Less => order == Ordering::Less,
        Comparator::LessOrEqual => order != Ordering::Greater,
        Comparator::Greater => order == Ordering::Greater,
        Comparator::GreaterOrEqual => order != Ordering::Less,
    }))
}

fn equality(comparator: Comparator, same: bool) -> Option<Truth> {
    match comparator {
        Comparator::Equal => Some(Some(same)),
        Comparator::NotEqual => Some(Some(!same)),
        _ => None,
    }
}

/// What a text operator says of two simple values.
#[inline]
pub(super) fn text(operator: BinaryOperator, a: Scalar<'_>, b: Scalar<'_>) -> Option<bool> {
    let (Scalar::Text(a), Scalar::Text(b)) = (a, b) else { return None };
    match operator {
        BinaryOperator::Contains => Some(a.contains(b)),
        BinaryOperator::StartsWith => Some(a.starts_with(b)),
        BinaryOperator::EndsWith => Some(a.ends_with(b)),
        _ => None,
    }
}
