//! WITH and RETURN: columns, implicit grouping, DISTINCT, ORDER BY, SKIP and LIMIT.

use super::expression::Grouping;
use super::query::Planner;
use super::scope::Scope;
use super::*;
use crate::query::QueryError;
use crate::query::ast::{Expression, ExpressionKind, MapProjectionItem, Projection};
use crate::query::functions;

/// The plan, the scope after it, the columns, and the scope that its ORDER BY and WHERE see.
type Projected = (Plan, Scope, Vec<(Arc<str>, Slot)>, Scope);

impl Planner<'_> {
    /// Plans a projection; `filtered` says that a WHERE after it will read the scope that is given last.
    pub(super) fn project(
        &mut self,
        projection: &Projection,
        input: Plan,
        scope: &Scope,
        filtered: bool,
    ) -> Result<Projected, QueryError> {
        let groups = projection.items.iter().any(|item| has_aggregate(&item.expression));
        let mut columns: Vec<(Arc<str>, Slot)> = Vec::new();
        let mut computed: Vec<(Slot, Expr)> = Vec::new();
        let mut keys: Vec<(Slot, Expr)> = Vec::new();
        let mut grouping = Grouping { before: scope.clone(), ..Grouping::default() };
        if projection.all {
            for (name, slot) in scope.iter().filter(|(name, _)| !name.starts_with('\0')) {
                let after = if groups {
                    let after = self.slot();
                    keys.push((after, Expr::slot(slot, projection.span)));
                    let variable = ExpressionKind::Variable(name.clone());
                    grouping.keys.push((Expression::new(variable, projection.span), after));
                    after
                } else {
                    slot
                };
                columns.push((name.clone(), after));
            }
        }
        // Two passes: what is grouped by must be known before what is computed from it.
        let mut slots: Vec<Option<Slot>> = vec![None; projection.items.len()];
        for (place, item) in projection.items.iter().enumerate() {
            if has_aggregate(&item.expression) {
                continue;
            }
            let slot = match &item.expression.kind {
                ExpressionKind::Variable(name) if !groups => self.variable(name, scope, item.span)?,
                _ => {
                    let expr = self.expression(&item.expression, scope)?;
                    let slot = self.slot();
                    if groups {
                        keys.push((slot, expr))
                    } else {
                        computed.push((slot, expr))
                    }
                    slot
                }
            };
            slots[place] = Some(slot);
            if groups {
                grouping.keys.push((item.expression.clone(), slot));
            }
        }
        for (place, item) in projection.items.iter().enumerate() {
            let slot = match slots[place] {
                Some(slot) => slot,
                None => {
                    let expr = self.grouped(&item.expression, &Scope::default(), &mut grouping)?;
                    match expr.kind {
                        ExprKind::Slot(slot) => slot,
                        _ => {
                            let slot = self.slot();
                            computed.push((slot, expr));
                            slot
                        }
                    }
                }
            };
            columns.push((item.name.clone(), slot));
            slots[place] = Some(slot);
        }
        let mut new = Scope::default();
        for (name, slot) in &columns {
            new.bind(name.clone(), *slot);
        }
        let closed = groups || projection.distinct;
        let overlay = if closed { new.clone() } else { scope.overlaid(&new) };
        // ORDER BY may repeat what a column shows; a name that the projection gives anew means the new value.
        for (item, slot) in projection.items.iter().zip(&slots) {
            let hidden = matches!(&item.expression.kind, ExpressionKind::Variable(name)
                if new.get(name).is_some_and(|s| Some(s) != *slot));
            if let (Some(slot), false) = (slot, hidden) {
                grouping.keys.push((item.expression.clone(), *slot));
            }
        }
        // A name given anew hides the grouping key of the same name.
        grouping.keys.retain(|(key, slot)| match &key.kind {
            ExpressionKind::Variable(name) => new.get(name).is_none_or(|s| s == *slot),
            _ => true,
        });
        let mut order = Vec::with_capacity(projection.order.len());
        for item in &projection.order {
            order.push((self.grouped(&item.expression, &overlay, &mut grouping)?, item.descending));
        }

        let mut plan = input;
        let before = plan.rows;
        if groups {
            let rows = if keys.is_empty() { 1.0 } else { before.sqrt().max(1.0) };
            let calls = std::mem::take(&mut grouping.calls);
            if calls.iter().all(AggregateCall::ignores_repetition) {
                plan = ends_only(plan);
            }
            let aggregation = Aggregation { input: plan, keys, calls };
            plan = self.plan(Op::Aggregate(Arc::new(aggregation)), rows);
        }
        if !computed.is_empty() {
            let rows = plan.rows;
            plan = self.plan(Op::Project(Arc::new(Project { input: plan, items: computed })), rows);
        }
        if projection.distinct {
            let rows = (plan.rows * 0.5).max(1.0);
            plan = ends_only(plan);
            plan = self.plan(Op::Distinct(Arc::new(Distinct { input: plan, slots: new.slots() })), rows);
        }
        let none = Scope::default();
        let skip = projection.skip.as_ref().map(|e| self.expression(e, &none)).transpose()?;
        let limit = projection.limit.as_ref().map(|e| self.expression(e, &none)).transpose()?;
        if !order.is_empty() {
            let top = match &limit {
                Some(limit) => skip.iter().chain([limit]).cloned().collect(),
                None => Vec::new(),
            };
            let carry = if filtered && !closed { overlay.slots() } else { new.slots() };
            let rows =
                limit.as_ref().map_or(plan.rows, |l| bound_of(l).map_or(plan.rows, |n| plan.rows.min(n)));
            plan = self.plan(Op::Sort(Arc::new(Sort { input: plan, keys: order, carry, top })), rows);
        }
        let exhaust = self.updates;
        if let Some(count) = skip {
            let rows = plan.rows;
            plan = self.plan(Op::Skip(Arc::new(Bound { input: plan, count, exhaust })), rows);
        }
        if let Some(count) = limit {
            let rows = bound_of(&count).map_or(plan.rows, |n| plan.rows.min(n));
            plan = self.plan(Op::Limit(Arc::new(Bound { input: plan, count, exhaust })), rows);
        }
        self.note_names(&new);
        Ok((plan, new, columns, overlay))
    }
}

impl AggregateCall {
    /// Whether rows that come twice make no difference.
    fn ignores_repetition(&self) -> bool {
        self.distinct || matches!(self.aggregate, Some(functions::Aggregate::Min | functions::Aggregate::Max))
    }
}

/// The same rows with fewer repetitions: walks of variable length that nothing reads but their ends are searched
/// for their ends alone.
fn ends_only(plan: Plan) -> Plan {
    /// The operator of one kind, with the search of its input changed.
    macro_rules! above {
        ($kind:ident, $op:expr) => {{
            let mut op = Arc::unwrap_or_clone($op);
            op.input = ends_only(op.input);
            Op::$kind(Arc::new(op))
        }};
    }
    let Plan { op, rows, id } = plan;
    let op = match op {
        Op::Filter(op) => above!(Filter, op),
        Op::Project(op) => above!(Project, op),
        Op::Expand(op) => above!(Expand, op),
        Op::VarExpand(op) => {
            let mut op = Arc::unwrap_or_clone(op);
            op.input = ends_only(op.input);
            op.ends_only = !op.list && op.min <= 1;
            Op::VarExpand(Arc::new(op))
        }
        op => op,
    };
    Plan { op, rows, id }
}

fn bound_of(e: &Expr) -> Option<f64> {
    match &e.kind {
        ExprKind::Constant(crate::graph::Value::Integer(n)) => Some(*n as f64),
        _ => None,
    }
}

/// Whether an expression contains an aggregate, not counting those inside subqueries.
pub(super) fn has_aggregate(e: &Expression) -> bool {
    use ExpressionKind::*;
    let any = |items: &[Expression]| items.iter().any(has_aggregate);
    let maybe = |e: &Option<Box<Expression>>| e.as_deref().is_some_and(has_aggregate);
    match &e.kind {
        CountAll => true,
        Call { name, arguments, .. } => {
            functions::find(name).is_some_and(functions::Function::is_aggregate) || any(arguments)
        }
        List(items) | And(items) | Or(items) => any(items),
        Map(entries) => entries.iter().any(|(_, e)| has_aggregate(e)),
        MapProjection { subject, items } => {
            has_aggregate(subject)
                || items.iter().any(|i| matches!(i, MapProjectionItem::Entry(_, e) if has_aggregate(e)))
        }
        Property { subject, .. } | HasLabels { subject, .. } => has_aggregate(subject),
        Index { subject, index } => has_aggregate(subject) || has_aggregate(index),
        Slice { subject, from, to } => has_aggregate(subject) || maybe(from) || maybe(to),
        Unary { operand, .. } | IsNull { operand, .. } => has_aggregate(operand),
        Binary { left, right, .. } => has_aggregate(left) || has_aggregate(right),
        Comparison { first, rest } => has_aggregate(first) || rest.iter().any(|(_, e)| has_aggregate(e)),
        Case { subject, branches, otherwise } => {
            maybe(subject)
                || maybe(otherwise)
                || branches.iter().any(|(when, then)| has_aggregate(when) || has_aggregate(then))
        }
        ListComprehension { list, filter, map, .. } => has_aggregate(list) || maybe(filter) || maybe(map),
        Quantifier { list, predicate, .. } => has_aggregate(list) || has_aggregate(predicate),
        Reduce { start, list, step, .. } => {
            has_aggregate(start) || has_aggregate(list) || has_aggregate(step)
        }
        _ => false,
    }
}
