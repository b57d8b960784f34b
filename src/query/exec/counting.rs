//! Counts that the graph knows without a look at each row.

use super::expand::{degree, resolve};
use super::{Cx, Fault, Row, eval, fast};
use crate::graph::{NodeId, Value};
use crate::query::ast::Direction;
use crate::query::functions::Aggregate;
use crate::query::plan::{Aggregation, Expand, Expr, ExprKind, Op, Plan, Scan, Slot, Source};

/// How many rows an aggregation without keys counts, where it counts nothing but them and the graph knows how many
/// there are: nodes by label, relationships by type, and the degrees of the nodes of a label.
pub(super) fn known_rows(op: &Aggregation, cx: &Cx<'_>) -> Option<i64> {
    // A profile is to show what each operator does.
    if cx.profile.is_some() || !op.keys.is_empty() {
        return None;
    }
    let mut bound = Vec::new();
    let rows = rows_of(&op.input, cx, &mut bound)?;
    let plain = op.calls.iter().all(|call| {
        !call.distinct
            && match (call.aggregate, &call.arguments[..]) {
                (None, _) => true,
                (Some(Aggregate::Count), [Expr { kind: ExprKind::Slot(slot), .. }]) => bound.contains(slot),
                _ => false,
            }
    });
    if plain { i64::try_from(rows).ok() } else { None }
}

fn rows_of(plan: &Plan, cx: &Cx<'_>, bound: &mut Vec<Slot>) -> Option<usize> {
    let graph = cx.graph();
    match &plan.op {
        Op::Scan(scan) => {
            bound.push(scan.slot);
            match first_scan(scan)? {
                Source::All => Some(graph.node_count()),
                Source::Label(label) => {
                    Some(graph.label_id(label).map_or(0, |label| graph.label_count(label)))
                }
                _ => None,
            }
        }
        Op::Expand(expand) if free(expand) && expand.direction != Direction::Either => {
            let Op::Scan(scan) = &expand.input.op else { return None };
            if scan.slot != expand.from {
                return None;
            }
            bound.extend([expand.from, expand.relationship, expand.to]);
            let mut types = Vec::new();
            resolve(graph, &expand.types, &mut types);
            match first_scan(scan)? {
                // Each relationship starts, and ends, at one node.
                Source::All => Some(types.iter().map(|kind| graph.type_count(*kind)).sum()),
                Source::Label(label) => {
                    let nodes = graph.label_id(label).and_then(|label| graph.label_bitmap(label));
                    let degree = |node| degree(graph, NodeId(node), &types, expand.direction);
                    Some(nodes.into_iter().flatten().map(degree).sum())
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// How many rows the plan of a subquery has, where they are the relationships of one bound node.
pub(super) fn known_degree(plan: &Plan, cx: &Cx<'_>, row: &Row) -> Option<i64> {
    let Op::Expand(expand) = &plan.op else { return None };
    if !free(expand) || expand.direction == Direction::Either || !matches!(expand.input.op, Op::Start) {
        return None;
    }
    let Value::Node(node) = row[expand.from as usize] else { return None };
    let mut types = Vec::new();
    resolve(cx.graph(), &expand.types, &mut types);
    i64::try_from(degree(cx.graph(), node, &types, expand.direction)).ok()
}

/// Whether an expansion gives a row for each relationship.
fn free(expand: &Expand) -> bool {
    !expand.into && expand.unique.is_empty()
}

/// What a scan gives, where it is the first operator.
fn first_scan(scan: &Scan) -> Option<&Source> {
    matches!(scan.input.op, Op::Start).then_some(&scan.source)
}

/// Whether an expression is null in the row; simple values are not copied for that.
#[inline]
pub(super) fn is_null(e: &Expr, cx: &mut Cx<'_>, row: &mut Row) -> Result<bool, Fault> {
    if let ExprKind::Slot(slot) = e.kind {
        return Ok(row[slot as usize].is_null());
    }
    match fast::scalar(e, cx, row) {
        Some(value) => Ok(matches!(value, fast::Scalar::Null)),
        None => Ok(eval(e, cx, row)?.is_null()),
    }
}
