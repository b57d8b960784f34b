//! Which part of a column is the group and which the aggregate.

use super::scope::Scope;
use super::wrong;
use crate::query::ast::*;
use crate::query::functions;
use crate::query::visit::children;
use crate::query::{Detail, QueryError};

/// Whether an expression is an aggregate's call.
fn is_aggregate(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::CountAll => true,
        ExpressionKind::Call { name, .. } => functions::find(name).is_some_and(|f| f.is_aggregate()),
        _ => false,
    }
}

/// Whether an expression has an aggregate in it. One in a subquery is the subquery's own.
pub(super) fn aggregates(expression: &Expression) -> bool {
    is_aggregate(expression) || children(expression).into_iter().any(aggregates)
}

/// `variable` or `variable.key`: what may stand beside an aggregate in one column, if it is a column of its own.
fn is_simple(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Variable(_) => true,
        ExpressionKind::Property { subject, .. } => matches!(subject.kind, ExpressionKind::Variable(_)),
        _ => false,
    }
}

/// Outside its aggregates, a column must be made of constants and of simple columns beside it: anything else would
/// have many values in one group.
pub(super) fn groups(projection: &Projection) -> Result<(), QueryError> {
    let keys: Vec<&Expression> = keys(projection).collect();
    for item in &projection.items {
        if aggregates(&item.expression) {
            let mut known = |e: &Expression| is_simple(e) && keys.iter().any(|key| key.same(e));
            let covered = |name: &str| projection.all && !name.is_empty();
            if let Some(stray) = stray(&item.expression, &mut known, &covered, &mut Vec::new()) {
                return ambiguous(stray);
            }
        }
    }
    Ok(())
}

/// The columns by which rows are grouped.
fn keys(projection: &Projection) -> impl Iterator<Item = &Expression> {
    projection.items.iter().map(|item| &item.expression).filter(|e| !aggregates(e))
}

fn ambiguous(stray: &Expression) -> Result<(), QueryError> {
    wrong(
        Detail::AmbiguousAggregationExpression,
        stray.span,
        "this has a value for each row, beside an aggregate that has one for all",
    )
    .map_err(|error: QueryError| error.help("make it a column of its own in a WITH before"))
}

/// The first variable of an expression, outside aggregates, that is neither known nor bound inside it.
fn stray<'e>(
    expression: &'e Expression,
    known: &mut impl FnMut(&Expression) -> bool,
    column: &impl Fn(&str) -> bool,
    bound: &mut Vec<String>,
) -> Option<&'e Expression> {
    if is_aggregate(expression) || known(expression) {
        return None;
    }
    let name = match &expression.kind {
        ExpressionKind::Variable(name) => Some(name),
        // The whole property is what is shown as the stray.
        ExpressionKind::Property { subject, .. } => match &subject.kind {
            ExpressionKind::Variable(name) if !known(subject) => Some(name),
            _ => None,
        },
        _ => None,
    };
    if let Some(name) = name {
        let local = bound.iter().any(|other| **other == **name);
        return (!local && !column(name)).then_some(expression);
    }
    let depth = bound.len();
    match &expression.kind {
        ExpressionKind::ListComprehension { variable, .. } | ExpressionKind::Quantifier { variable, .. } => {
            bound.push(variable.to_string());
        }
        ExpressionKind::Reduce { accumulator, variable, .. } => {
            bound.push(variable.to_string());
            bound.push(accumulator.to_string());
        }
        ExpressionKind::PatternComprehension { pattern, .. } => {
            let nodes = pattern.nodes().filter_map(|node| node.variable.as_ref());
            let hops = pattern.steps.iter().filter_map(|step| match &step.hop {
                Hop::Relationship(relationship) => relationship.variable.as_ref(),
                Hop::Group(_) => None,
            });
            bound.extend(nodes.chain(hops).chain(&pattern.variable).map(|name| name.to_string()));
        }
        _ => {}
    }
    let found = children(expression).into_iter().find_map(|child| stray(child, known, column, bound));
    bound.truncate(depth);
    found
}

/// A key of ORDER BY over merged rows: made of columns, by name or as they were written, and of constants.
pub(super) fn sorted_groups(
    sort: &Expression,
    projection: &Projection,
    columns: &Scope,
    before: &Scope,
) -> Result<(), QueryError> {
    let is_column = |e: &Expression| projection.items.iter().any(|item| item.expression.same(e));
    if is_column(sort) {
        return Ok(());
    }
    let aggregating = aggregates(sort);
    let mut complex = None;
    let mut inside = |e: &Expression| {
        let column = is_column(e);
        if column && aggregating && !is_simple(e) && !is_aggregate(e) {
            complex.get_or_insert(e.span);
        }
        column
    };
    let found = loose(sort, &mut inside, &|name| columns.contains(name), &mut Vec::new());
    if let Some(span) = complex {
        return wrong(
            Detail::AmbiguousAggregationExpression,
            span,
            "beside an aggregate, ORDER BY takes columns by name, variables and properties only",
        )
        .map_err(|error: QueryError| error.help("sort by the column's name"));
    }
    match found {
        None => Ok(()),
        Some(stray) => {
            let ExpressionKind::Variable(name) = &stray.kind else { return ambiguous(stray) };
            let error = columns.undefined(name, stray.span);
            Err(if before.contains(name) && error.help.is_none() {
                let rows = if projection.distinct { "DISTINCT" } else { "the aggregate" };
                error.help(format!("{rows} merges rows: only the columns are left to sort by"))
            } else {
                error
            })
        }
    }
}

/// As [`stray`], but aggregates that are no columns are looked into.
fn loose<'e>(
    expression: &'e Expression,
    known: &mut impl FnMut(&Expression) -> bool,
    column: &impl Fn(&str) -> bool,
    bound: &mut Vec<String>,
) -> Option<&'e Expression> {
    if known(expression) {
        return None;
    }
    if is_aggregate(expression) {
        return children(expression).into_iter().find_map(|child| loose(child, known, column, bound));
    }
    match &expression.kind {
        ExpressionKind::Variable(name) => (!column(name)).then_some(expression),
        // What binds variables of its own has no columns inside worth the look.
        ExpressionKind::ListComprehension { .. }
        | ExpressionKind::Quantifier { .. }
        | ExpressionKind::Reduce { .. }
        | ExpressionKind::PatternComprehension { .. } => stray(expression, known, column, bound),
        _ => children(expression).into_iter().find_map(|child| loose(child, known, column, bound)),
    }
}
