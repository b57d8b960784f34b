//! Queries and their clauses → plans.

use super::scope::Scope;
use super::*;
use crate::graph::Graph;
use crate::query::ast::{self, Clause, SingleQuery, UnionQuery};
use crate::query::procedures::Procedures;
use crate::query::{Detail, ErrorKind, Phase, QueryError};
use rustc_hash::FxHashMap;

/// The columns of a result: their names, and the slots that hold them.
type Columns = Vec<(Arc<str>, Slot)>;

/// A query that is ready to run over the graph that it was planned for.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) plan: Plan,
    /// The columns with the slots of their values.
    pub(crate) columns: Columns,
    /// How many slots a row has.
    pub(crate) slots: usize,
    /// How many operators there are.
    pub(crate) plans: usize,
    /// The parameters that it reads, by number.
    pub(crate) parameters: Vec<Arc<str>>,
    pub(crate) updates: bool,
    /// Whether it calls procedures.
    pub(crate) calls: bool,
    /// Variables by slot, for EXPLAIN.
    pub(crate) names: FxHashMap<Slot, Arc<str>>,
}

/// Makes plans for one graph.
pub(crate) struct Planner<'g> {
    pub(super) graph: &'g Graph,
    procedures: &'g Procedures,
    slots: u32,
    plans: u32,
    parameters: Vec<Arc<str>>,
    /// Every slot that a variable was resolved to, in order: what an expression reads is the tail of it.
    pub(super) used: Vec<Slot>,
    pub(super) updates: bool,
    calls: bool,
    pub(super) names: FxHashMap<Slot, Arc<str>>,
}

/// Plans a query that has passed the checks.
pub(crate) fn prepare(
    query: &ast::Query,
    graph: &Graph,
    procedures: &Procedures,
) -> Result<Prepared, QueryError> {
    let mut planner = Planner {
        graph,
        procedures,
        slots: 0,
        plans: 0,
        parameters: Vec::new(),
        used: Vec::new(),
        updates: false,
        calls: false,
        names: FxHashMap::default(),
    };
    let start = planner.start();
    let (plan, columns) = planner.union(&query.body, start, &Scope::default())?;
    Ok(Prepared {
        plan,
        columns,
        slots: planner.slots as usize,
        plans: planner.plans as usize,
        parameters: planner.parameters,
        updates: planner.updates,
        calls: planner.calls,
        names: planner.names,
    })
}

impl Planner<'_> {
    pub(super) fn slot(&mut self) -> Slot {
        self.slots += 1;
        self.slots - 1
    }
    pub(super) fn plan(&mut self, op: Op, rows: f64) -> Plan {
        self.plans += 1;
        Plan { op, rows, id: self.plans - 1 }
    }
    pub(super) fn start(&mut self) -> Plan {
        self.plan(Op::Start, 1.0)
    }
    pub(super) fn parameter(&mut self, name: &Arc<str>) -> u32 {
        let known = self.parameters.iter().position(|p| p == name);
        known.unwrap_or_else(|| {
            self.parameters.push(name.clone());
            self.parameters.len() - 1
        }) as u32
    }
    pub(super) fn note_names(&mut self, scope: &Scope) {
        for (name, slot) in scope.iter() {
            self.names.entry(slot).or_insert_with(|| name.clone());
        }
    }

    /// Plans queries joined by UNION, over the row that `input` gives.
    pub(super) fn union(
        &mut self,
        query: &UnionQuery,
        input: Plan,
        scope: &Scope,
    ) -> Result<(Plan, Columns), QueryError> {
        let (first, columns) = self.single(&query.first, input, scope)?;
        let Some(all) = query.rest.first().map(|union| union.all) else { return Ok((first, columns)) };
        let mut rows = first.rows;
        let mut inputs = vec![(first, columns.iter().map(|c| c.1).collect::<Vec<_>>())];
        for union in &query.rest {
            let start = self.start();
            let (plan, others) = self.single(&union.query, start, scope)?;
            let mut slots = Vec::with_capacity(columns.len());
            for (name, _) in &columns {
                match others.iter().find(|(other, _)| other == name) {
                    Some((_, slot)) if others.len() == columns.len() => slots.push(*slot),
                    _ => {
                        return Err(QueryError::syntax(
                            Detail::DifferentColumnsInUnion,
                            union.span,
                            "the queries of a UNION must have the same columns",
                        ));
                    }
                }
            }
            rows += plan.rows;
            inputs.push((plan, slots));
        }
        let columns: Columns = columns.into_iter().map(|(name, _)| (name, self.slot())).collect();
        let slots: Vec<Slot> = columns.iter().map(|c| c.1).collect();
        let mut plan = self.plan(Op::Union(Arc::new(Union { inputs, slots: slots.clone() })), rows);
        if !all {
            plan = self.plan(Op::Distinct(Arc::new(Distinct { input: plan, slots })), rows);
        }
        Ok((plan, columns))
    }

    fn single(
        &mut self,
        query: &SingleQuery,
        input: Plan,
        scope: &Scope,
    ) -> Result<(Plan, Columns), QueryError> {
        let (mut plan, mut scope) = (input, scope.clone());
        let mut clauses = query.clauses.iter().enumerate().peekable();
        while let Some((at, clause)) = clauses.next() {
            let last = at + 1 == query.clauses.len();
            match clause {
                // CREATE after CREATE is one long CREATE: scripts that fill a graph have thousands.
                Clause::Create(first) if matches!(clauses.peek(), Some((_, Clause::Create(_)))) => {
                    let mut whole = first.clone();
                    while let Some((_, Clause::Create(next))) = clauses.peek() {
                        whole.patterns.extend(next.patterns.iter().cloned());
                        whole.span = whole.span.cover(next.span);
                        clauses.next();
                    }
                    (plan, scope) = self.create(&whole, plan, scope)?;
                }
                Clause::Return(clause) => {
                    let (plan, _, columns, _) = self.project(&clause.projection, plan, &scope, false)?;
                    return Ok((plan, columns));
                }
                Clause::Call(call) if call.standalone && last => {
                    let (plan, _, columns) = self.call(call, plan, &scope)?;
                    return Ok((plan, columns));
                }
                clause => (plan, scope) = self.clause(clause, plan, scope)?,
            }
        }
        if query.clauses.last().is_some_and(Clause::updates)
            || matches!(query.clauses.last(), Some(Clause::Call(_)))
        {
            let plan = self.plan(Op::Drain(Arc::new(Drain { input: plan })), 0.0);
            return Ok((plan, Vec::new()));
        }
        // Only a subquery may end in a reading clause.
        Ok((plan, Vec::new()))
    }

    /// One clause that does not end the query.
    pub(super) fn clause(
        &mut self,
        clause: &Clause,
        input: Plan,
        scope: Scope,
    ) -> Result<(Plan, Scope), QueryError> {
        match clause {
            Clause::Match(clause) => {
                let (pattern, inner) = self.pattern(&clause.patterns, clause.filter.as_ref(), &scope)?;
                self.note_names(&inner);
                if !clause.optional {
                    return Ok((self.order(pattern, input)?, inner));
                }
                let start = self.start();
                let plan = self.order(pattern, start)?;
                let old = scope.slots();
                let nulls = inner.slots().into_iter().filter(|slot| !old.contains(slot)).collect();
                let rows = input.rows * plan.rows.max(1.0);
                let optional = Optional { input, inner: plan, nulls };
                Ok((self.plan(Op::Optional(Arc::new(optional)), rows), inner))
            }
            Clause::Unwind(clause) => {
                let list = self.expression(&clause.list, &scope)?;
                let slot = self.slot();
                let mut inner = scope;
                inner.bind(clause.variable.text.clone(), slot);
                self.note_names(&inner);
                let rows = input.rows * 10.0;
                Ok((self.plan(Op::Unwind(Arc::new(Unwind { input, list, slot })), rows), inner))
            }
            Clause::With(clause) => {
                let filtered = clause.filter.is_some();
                let (mut plan, new, _, overlay) =
                    self.project(&clause.projection, input, &scope, filtered)?;
                if let Some(filter) = &clause.filter {
                    let predicate = self.expression(filter, &overlay)?;
                    plan = self.filter(plan, predicate);
                }
                self.note_names(&new);
                Ok((plan, new))
            }
            Clause::Call(call) => {
                let (plan, scope, _) = self.call(call, input, &scope)?;
                Ok((plan, scope))
            }
            Clause::Return(clause) => Err(QueryError::syntax(
                Detail::InvalidClauseComposition,
                clause.span,
                "RETURN ends a query: nothing can follow it",
            )),
            Clause::Create(clause) => self.create(clause, input, scope),
            Clause::Merge(clause) => self.merge(clause, input, scope),
            Clause::Set(clause) => self.set(clause, input, scope),
            Clause::Remove(clause) => self.remove(clause, input, scope),
            Clause::Delete(clause) => self.delete(clause, input, scope),
            Clause::Foreach(clause) => self.foreach(clause, input, scope),
        }
    }

    fn call(
        &mut self,
        call: &ast::Call,
        input: Plan,
        scope: &Scope,
    ) -> Result<(Plan, Scope, Columns), QueryError> {
        self.calls = true;
        let procedure = self.procedures.find(&call.procedure.text).ok_or_else(|| {
            QueryError::new(
                ErrorKind::ProcedureError,
                Phase::CompileTime,
                Detail::ProcedureNotFound,
                format!("there is no procedure `{}`", call.procedure.text),
            )
            .at(call.procedure.span)
        })?;
        let arguments = match &call.arguments {
            Some(arguments) => {
                let mut compiled = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    compiled.push(self.expression(argument, scope)?);
                }
                compiled
            }
            // Without parentheses, parameters of the query that are named like the inputs stand for them.
            None => procedure
                .inputs
                .iter()
                .map(|field| Expr::new(ExprKind::Parameter(self.parameter(&field.name)), call.procedure.span))
                .collect(),
        };
        let mut inner = scope.clone();
        let (mut outputs, mut columns) = (Vec::new(), Vec::new());
        let items = call.yields.as_ref().filter(|yields| !yields.all);
        for (place, field) in procedure.outputs.iter().enumerate() {
            let names: Vec<Arc<str>> = match (&call.yields, items) {
                (None, _) if !call.standalone => Vec::new(),
                (_, None) => vec![field.name.clone()],
                (_, Some(yields)) => yields
                    .items
                    .iter()
                    .filter(|item| *item.field.text == *field.name)
                    .map(|item| item.variable.text.clone())
                    .collect(),
            };
            for name in names {
                let slot = self.slot();
                outputs.push((place, slot));
                inner.bind(name.clone(), slot);
                columns.push((name, slot));
            }
        }
        if let Some(yields) = items {
            // In the order of the YIELD, not of the procedure.
            let place = |name: &Arc<str>| yields.items.iter().position(|item| item.variable.text == *name);
            columns.sort_by_key(|(name, _)| place(name));
        }
        let rows = input.rows * 10.0;
        let call_plan = Call { input, procedure, arguments, outputs, span: call.span };
        let mut plan = self.plan(Op::Call(Arc::new(call_plan)), rows);
        if let Some(filter) = call.yields.as_ref().and_then(|yields| yields.filter.as_ref()) {
            let predicate = self.expression(filter, &inner)?;
            plan = self.filter(plan, predicate);
        }
        self.note_names(&inner);
        Ok((plan, inner, columns))
    }
}
