//! Expressions of the AST → expressions over slots.

use super::query::Planner;
use super::scope::Scope;
use super::{AggregateCall, Expr, ExprKind, Key, LabelTest, Plan, ProjectionPart, Slot};
use crate::graph::Value;
use crate::query::ast::{Expression, ExpressionKind as Ast, Literal, MapProjectionItem};
use crate::query::functions::{self, Body};
use crate::query::{Detail, QueryError};
use crate::text::Span;
use std::sync::Arc;

/// What stands for an expression after grouping: the keys' expressions with their slots, and the aggregates met.
#[derive(Debug, Default)]
pub(super) struct Grouping {
    pub(super) keys: Vec<(Expression, Slot)>,
    pub(super) calls: Vec<AggregateCall>,
    /// The text of each aggregate, so that one that is written twice is computed once.
    pub(super) written: Vec<(Expression, Slot)>,
    /// What the aggregates' arguments see: the scope before grouping.
    pub(super) before: Scope,
}

impl Planner<'_> {
    /// An expression over the variables of a scope.
    pub(super) fn expression(&mut self, e: &Expression, scope: &Scope) -> Result<Expr, QueryError> {
        self.compile(e, scope, &mut None)
    }

    /// An expression over the rows that grouping gives.
    pub(super) fn grouped(
        &mut self,
        e: &Expression,
        scope: &Scope,
        grouping: &mut Grouping,
    ) -> Result<Expr, QueryError> {
        self.compile(e, scope, &mut Some(grouping))
    }

    pub(super) fn key(&self, name: &Arc<str>) -> Key {
        Key { id: self.graph.key_id(name), name: name.clone() }
    }

    pub(super) fn variable(&mut self, name: &str, scope: &Scope, span: Span) -> Result<Slot, QueryError> {
        match scope.get(name) {
            Some(slot) => {
                self.used.push(slot);
                Ok(slot)
            }
            None => Err(QueryError::syntax(
                Detail::UndefinedVariable,
                span,
                format!("the variable `{name}` is not defined here"),
            )),
        }
    }

    fn compile(
        &mut self,
        e: &Expression,
        scope: &Scope,
        grouping: &mut Option<&mut Grouping>,
    ) -> Result<Expr, QueryError> {
        if let Some(grouping) = grouping
            && let Some((_, slot)) = grouping.keys.iter().find(|(key, _)| same(key, e))
        {
            return Ok(Expr::slot(*slot, e.span));
        }
        let kind = match &e.kind {
            Ast::Literal(literal) => ExprKind::Constant(match literal {
                Literal::Null => Value::Null,
                Literal::Boolean(b) => Value::Boolean(*b),
                Literal::Integer(i) => Value::Integer(*i),
                Literal::Float(f) => Value::Float(*f),
                Literal::String(s) => Value::String(s.clone()),
            }),
            Ast::Variable(name) => ExprKind::Slot(self.variable(name, scope, e.span)?),
            Ast::Parameter(name) => ExprKind::Parameter(self.parameter(name)),
            Ast::List(items) => {
                let items = self.compile_all(items, scope, grouping)?;
                if items.iter().all(|i| matches!(i.kind, ExprKind::Constant(_))) {
                    let values = items.into_iter().map(|i| match i.kind {
                        ExprKind::Constant(value) => value,
                        _ => Value::Null,
                    });
                    ExprKind::Constant(Value::list(values))
                } else {
                    ExprKind::List(items)
                }
            }
            Ast::Map(entries) => {
                let mut compiled = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    compiled.push((key.text.clone(), self.compile(value, scope, grouping)?));
                }
                ExprKind::Map(compiled)
            }
            Ast::MapProjection { subject, items } => {
                let subject = self.boxed(subject, scope, grouping)?;
                let mut parts = Vec::with_capacity(items.len());
                for item in items {
                    parts.push(match item {
                        MapProjectionItem::Property(name) => ProjectionPart::Property(self.key(&name.text)),
                        MapProjectionItem::All(_) => ProjectionPart::All,
                        MapProjectionItem::Variable(name) => {
                            let variable = Expression::new(Ast::Variable(name.text.clone()), name.span);
                            ProjectionPart::Entry(
                                name.text.clone(),
                                self.compile(&variable, scope, grouping)?,
                            )
                        }
                        MapProjectionItem::Entry(name, value) => {
                            ProjectionPart::Entry(name.text.clone(), self.compile(value, scope, grouping)?)
                        }
                    });
                }
                ExprKind::MapProjection(subject, parts)
            }
            Ast::Property { subject, key } => {
                let subject = self.compile(subject, scope, grouping)?;
                let key = self.key(&key.text);
                match subject.kind {
                    ExprKind::Slot(slot) => ExprKind::SlotProperty(slot, key),
                    _ => ExprKind::Property(Box::new(subject), key),
                }
            }
            Ast::Index { subject, index } => {
                ExprKind::Index(self.boxed(subject, scope, grouping)?, self.boxed(index, scope, grouping)?)
            }
            Ast::Slice { subject, from, to } => {
                let subject = self.boxed(subject, scope, grouping)?;
                let from = self.maybe(from.as_deref(), scope, grouping)?;
                ExprKind::Slice(subject, from, self.maybe(to.as_deref(), scope, grouping)?)
            }
            Ast::Unary { operator, operand } => {
                ExprKind::Unary(*operator, self.boxed(operand, scope, grouping)?)
            }
            Ast::Binary { operator, left, right } => {
                let left = self.boxed(left, scope, grouping)?;
                ExprKind::Binary(*operator, left, self.boxed(right, scope, grouping)?)
            }
            Ast::And(items) => ExprKind::And(self.compile_all(items, scope, grouping)?),
            Ast::Or(items) => ExprKind::Or(self.compile_all(items, scope, grouping)?),
            Ast::Comparison { first, rest } => {
                let first = self.boxed(first, scope, grouping)?;
                let mut others = Vec::with_capacity(rest.len());
                for (comparator, operand) in rest {
                    others.push((*comparator, self.compile(operand, scope, grouping)?));
                }
                if others.len() == 1
                    && let Some((comparator, right)) = others.pop()
                {
                    ExprKind::Compare(comparator, first, Box::new(right))
                } else {
                    ExprKind::CompareChain(first, others)
                }
            }
            Ast::IsNull { operand, negated } => {
                ExprKind::IsNull(self.boxed(operand, scope, grouping)?, *negated)
            }
            Ast::HasLabels { subject, labels } => {
                ExprKind::HasLabels(self.boxed(subject, scope, grouping)?, LabelTest::new(labels, self.graph))
            }
            Ast::Case { subject, branches, otherwise } => {
                let subject = self.maybe(subject.as_deref(), scope, grouping)?;
                let mut compiled = Vec::with_capacity(branches.len());
                for (when, then) in branches {
                    let when = self.compile(when, scope, grouping)?;
                    compiled.push((when, self.compile(then, scope, grouping)?));
                }
                ExprKind::Case(subject, compiled, self.maybe(otherwise.as_deref(), scope, grouping)?)
            }
            Ast::Call { name, distinct, arguments } => {
                let Some(function) = functions::find(name) else {
                    return Err(QueryError::syntax(
                        Detail::UnknownFunction,
                        name.span,
                        format!("there is no function `{name}`"),
                    ));
                };
                match function.body {
                    Body::Scalar(_) => {
                        ExprKind::Call(function, self.compile_all(arguments, scope, grouping)?)
                    }
                    Body::Aggregate(aggregate) => {
                        return self.aggregate(e, Some(aggregate), *distinct, arguments, grouping);
                    }
                }
            }
            Ast::CountAll => return self.aggregate(e, None, false, &[], grouping),
            Ast::ListComprehension { variable, list, filter, map } => {
                let list = self.boxed(list, scope, grouping)?;
                let (slot, inner) = self.local(&variable.text, scope);
                let filter = self.maybe(filter.as_deref(), &inner, grouping)?;
                let map = self.maybe(map.as_deref(), &inner, grouping)?;
                ExprKind::ListComprehension { slot, list, filter, map }
            }
            Ast::Quantifier { kind, variable, list, predicate } => {
                let list = self.boxed(list, scope, grouping)?;
                let (slot, inner) = self.local(&variable.text, scope);
                let predicate = self.boxed(predicate, &inner, grouping)?;
                ExprKind::Quantifier { kind: *kind, slot, list, predicate }
            }
            Ast::Reduce { accumulator, start, variable, list, step } => {
                let start = self.boxed(start, scope, grouping)?;
                let list = self.boxed(list, scope, grouping)?;
                let (accumulator, inner) = self.local(&accumulator.text, scope);
                let (slot, inner) = self.local(&variable.text, &inner);
                let step = self.boxed(step, &inner, grouping)?;
                ExprKind::Reduce { accumulator, start, slot, list, step }
            }
            Ast::PatternPredicate(pattern) => {
                let (plan, _) = self.pattern_plan(pattern, None, scope)?;
                ExprKind::Exists(plan)
            }
            Ast::ShortestPath(pattern) => {
                let (plan, inner) = self.pattern_plan(&self.named(pattern), None, scope)?;
                let slot = inner.get(HIDDEN_PATH).expect("the path was given this name");
                if pattern.shortest == Some(crate::query::ast::Shortest::All) {
                    ExprKind::Collect(plan, Box::new(Expr::slot(slot, e.span)))
                } else {
                    ExprKind::First(plan, slot)
                }
            }
            Ast::PatternComprehension { pattern, filter, map } => {
                let (plan, inner) = self.pattern_plan(pattern, filter.as_deref(), scope)?;
                let map = self.boxed(map, &inner, &mut None)?;
                ExprKind::Collect(plan, map)
            }
            Ast::Exists(query) => ExprKind::Exists(self.subquery(query, scope)?),
            Ast::Count(query) => ExprKind::Count(self.subquery(query, scope)?),
        };
        Ok(Expr::new(kind, e.span))
    }

    /// The pattern of a `shortestPath` expression, with a name by which its path is found.
    fn named(&self, pattern: &crate::query::ast::PathPattern) -> crate::query::ast::PathPattern {
        let mut pattern = pattern.clone();
        pattern.variable = Some(crate::query::ast::Name { text: Arc::from(HIDDEN_PATH), span: pattern.span });
        pattern
    }

    /// A slot for a variable of an expression, and the scope with it.
    fn local(&mut self, name: &Arc<str>, scope: &Scope) -> (Slot, Scope) {
        let slot = self.slot();
        let mut inner = scope.clone();
        inner.bind(name.clone(), slot);
        (slot, inner)
    }

    fn aggregate(
        &mut self,
        e: &Expression,
        aggregate: Option<functions::Aggregate>,
        distinct: bool,
        arguments: &[Expression],
        grouping: &mut Option<&mut Grouping>,
    ) -> Result<Expr, QueryError> {
        let Some(grouping) = grouping else {
            return Err(QueryError::syntax(
                Detail::InvalidAggregation,
                e.span,
                "an aggregate cannot stand here: it belongs in RETURN or WITH",
            ));
        };
        if let Some((_, slot)) = grouping.written.iter().find(|(written, _)| same(written, e)) {
            return Ok(Expr::slot(*slot, e.span));
        }
        let before = grouping.before.clone();
        let arguments = self.compile_all(arguments, &before, &mut None)?;
        let slot = self.slot();
        grouping.calls.push(AggregateCall { slot, aggregate, distinct, arguments, span: e.span });
        // Two calls of a function of chance are two values, but no aggregate is one.
        grouping.written.push((e.clone(), slot));
        Ok(Expr::slot(slot, e.span))
    }

    fn compile_all(
        &mut self,
        items: &[Expression],
        scope: &Scope,
        grouping: &mut Option<&mut Grouping>,
    ) -> Result<Vec<Expr>, QueryError> {
        items.iter().map(|item| self.compile(item, scope, grouping)).collect()
    }
    fn boxed(
        &mut self,
        e: &Expression,
        scope: &Scope,
        grouping: &mut Option<&mut Grouping>,
    ) -> Result<Box<Expr>, QueryError> {
        self.compile(e, scope, grouping).map(Box::new)
    }
    fn maybe(
        &mut self,
        e: Option<&Expression>,
        scope: &Scope,
        grouping: &mut Option<&mut Grouping>,
    ) -> Result<Option<Box<Expr>>, QueryError> {
        e.map(|e| self.boxed(e, scope, grouping)).transpose()
    }

    fn subquery(&mut self, query: &crate::query::ast::UnionQuery, scope: &Scope) -> Result<Plan, QueryError> {
        let start = self.start();
        Ok(self.union(query, start, scope)?.0)
    }
}

/// The name, which no query can write, of the path of a `shortestPath` expression.
const HIDDEN_PATH: &str = "\u{0}path";

/// Whether two expressions are written alike, but for their places.
pub(super) fn same(a: &Expression, b: &Expression) -> bool {
    use Ast::*;
    let all =
        |a: &[Expression], b: &[Expression]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    let maybe = |a: &Option<Box<Expression>>, b: &Option<Box<Expression>>| match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => same(a, b),
        _ => false,
    };
    match (&a.kind, &b.kind) {
        (Literal(a), Literal(b)) => a == b,
        (Variable(a), Variable(b)) | (Parameter(a), Parameter(b)) => a == b,
        (List(a), List(b)) | (And(a), And(b)) | (Or(a), Or(b)) => all(a, b),
        (Map(a), Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, v), (l, w))| k.text == l.text && same(v, w))
        }
        (Property { subject: a, key: k }, Property { subject: b, key: l }) => k.text == l.text && same(a, b),
        (Index { subject: a, index: i }, Index { subject: b, index: j }) => same(a, b) && same(i, j),
        (Slice { subject: a, from: f, to: t }, Slice { subject: b, from: g, to: u }) => {
            same(a, b) && maybe(f, g) && maybe(t, u)
        }
        (Unary { operator: o, operand: a }, Unary { operator: p, operand: b }) => o == p && same(a, b),
        (Binary { operator: o, left: a, right: c }, Binary { operator: p, left: b, right: d }) => {
            o == p && same(a, b) && same(c, d)
        }
        (Comparison { first: a, rest: r }, Comparison { first: b, rest: s }) => {
            same(a, b) && r.len() == s.len() && r.iter().zip(s).all(|((c, x), (d, y))| c == d && same(x, y))
        }
        (IsNull { operand: a, negated: n }, IsNull { operand: b, negated: m }) => n == m && same(a, b),
        (Case { subject: a, branches: p, otherwise: o }, Case { subject: b, branches: q, otherwise: r }) => {
            maybe(a, b)
                && maybe(o, r)
                && p.len() == q.len()
                && p.iter().zip(q).all(|((w, t), (x, u))| same(w, x) && same(t, u))
        }
        (Call { name: n, distinct: d, arguments: a }, Call { name: m, distinct: e, arguments: b }) => {
            n.text.eq_ignore_ascii_case(&m.text) && d == e && all(a, b)
        }
        (CountAll, CountAll) => true,
        // The others have variables of their own or subqueries: the same only where they are the same text.
        (a, b) => a == b,
    }
}
