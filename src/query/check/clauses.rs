//! Clauses and how they follow one another.

use super::expressions::{Aggregates, Place};
use super::patterns::Mode;
use super::scope::Scope;
use super::types::Type;
use super::{Catalogue, Signature, wrong};
use crate::query::ast::*;
use crate::query::functions::Types;
use crate::query::suggest::nearest;
use crate::query::{Detail, ErrorKind, Phase, QueryError};
use std::sync::Arc;

/// Walks a query with what it may refer to.
pub(super) struct Checker<'a> {
    pub catalogue: &'a dyn Catalogue,
}

/// The names of columns.
type Columns = Vec<Arc<str>>;

impl Checker<'_> {
    /// A query in a scope; a subquery must not change anything and need not return.
    pub fn union(&self, query: &UnionQuery, outer: &Scope, subquery: bool) -> Result<Columns, QueryError> {
        let columns = self.single(&query.first, outer, subquery)?;
        for union in &query.rest {
            if union.all != query.rest[0].all {
                return wrong(
                    Detail::InvalidClauseComposition,
                    union.span,
                    "UNION and UNION ALL cannot be mixed in one query",
                );
            }
            let others = self.single(&union.query, outer, subquery)?;
            if others != columns {
                return wrong(
                    Detail::DifferentColumnsInUnion,
                    union.span,
                    format!(
                        "the queries of a UNION need the same columns: here {}, before {}",
                        shown(&others),
                        shown(&columns)
                    ),
                );
            }
        }
        Ok(columns)
    }

    fn single(&self, query: &SingleQuery, outer: &Scope, subquery: bool) -> Result<Columns, QueryError> {
        composition(query, subquery)?;
        let mut scope = outer.clone();
        let mut columns = Columns::new();
        for clause in &query.clauses {
            columns = self.clause(clause, &mut scope)?;
        }
        Ok(columns)
    }

    /// Checks a clause, leaves the scope behind it, and gives the columns if it ends a query.
    fn clause(&self, clause: &Clause, scope: &mut Scope) -> Result<Columns, QueryError> {
        match clause {
            Clause::Match(c) => {
                self.patterns(&c.patterns, scope, Mode::Match)?;
                if let Some(filter) = &c.filter {
                    self.condition(filter, scope, "WHERE")?;
                }
            }
            Clause::Unwind(c) => {
                let list = self.expression(&c.list, scope, Place::value(Aggregates::Never("UNWIND")))?;
                fresh(&c.variable, scope)?;
                // What is no list is unwound as a list of one.
                let element = if list.set == Types::LIST { list.element() } else { Type::ANY };
                scope.insert(c.variable.text.clone(), element);
            }
            Clause::With(c) => {
                let (inner, sorting, _) = self.projection(&c.projection, scope, true)?;
                *scope = inner;
                // As ORDER BY, WHERE still sees what was before, unless rows were merged.
                if let Some(filter) = &c.filter {
                    self.condition(filter, &sorting, "WHERE")?;
                }
            }
            Clause::Return(c) => {
                let (inner, _, columns) = self.projection(&c.projection, scope, false)?;
                *scope = inner;
                return Ok(columns);
            }
            Clause::Create(c) => self.patterns(&c.patterns, scope, Mode::Create)?,
            Clause::Merge(c) => {
                self.patterns(std::slice::from_ref(&c.pattern), scope, Mode::Merge)?;
                for item in c.on_create.iter().chain(&c.on_match) {
                    self.set_item(item, scope)?;
                }
            }
            Clause::Set(c) => {
                for item in &c.items {
                    self.set_item(item, scope)?;
                }
            }
            Clause::Remove(c) => {
                for item in &c.items {
                    match item {
                        RemoveItem::Property { subject, .. } => self.entity(subject, scope, "REMOVE")?,
                        RemoveItem::Labels { variable, .. } => self.labelled(variable, scope, "REMOVE")?,
                    }
                }
            }
            Clause::Delete(c) => {
                for item in &c.items {
                    self.deleted(item, scope)?;
                }
            }
            Clause::Foreach(c) => {
                let place = Place::value(Aggregates::Never("FOREACH"));
                let list = self.expression(&c.list, scope, place)?;
                if !list.may_be(Types::LIST) {
                    return wrong(
                        Detail::InvalidArgumentType,
                        c.list.span,
                        format!("FOREACH goes over a list, this is {}", list.set),
                    );
                }
                fresh(&c.variable, scope)?;
                let mut inner = scope.with(&c.variable.text, list.element());
                for clause in &c.clauses {
                    self.clause(clause, &mut inner)?;
                }
            }
            Clause::Call(c) => return self.call(c, scope),
        }
        Ok(Columns::new())
    }

    /// A condition of `WHERE`: a boolean without aggregates.
    pub fn condition(
        &self,
        filter: &Expression,
        scope: &Scope,
        clause: &'static str,
    ) -> Result<(), QueryError> {
        let kind = self.expression(filter, scope, Place::condition(Aggregates::Never(clause)))?;
        if !kind.may_be(Types::BOOLEAN) {
            return wrong(
                Detail::InvalidArgumentType,
                filter.span,
                format!("a condition must be true or false, this is {}", kind.set),
            );
        }
        Ok(())
    }

    fn set_item(&self, item: &SetItem, scope: &Scope) -> Result<(), QueryError> {
        let place = Place::value(Aggregates::Never("SET"));
        match item {
            SetItem::Property { subject, value, .. } => {
                self.entity(subject, scope, "SET")?;
                self.expression(value, scope, place)?;
            }
            SetItem::Replace { variable, value, .. } | SetItem::Add { variable, value, .. } => {
                let target = scope.resolve(variable, variable.span)?;
                if !target.may_be(Types::ENTITY) {
                    return wrong(
                        Detail::InvalidArgumentType,
                        variable.span,
                        format!("SET changes nodes and relationships; {variable} is {}", target.set),
                    );
                }
                let kind = self.expression(value, scope, place)?;
                if !kind.may_be(Types::MAP | Types::ENTITY) {
                    return wrong(
                        Detail::InvalidArgumentType,
                        value.span,
                        format!("the properties of {variable} must come from a map, this is {}", kind.set),
                    );
                }
            }
            SetItem::Labels { variable, .. } => self.labelled(variable, scope, "SET")?,
        }
        Ok(())
    }

    /// What SET and REMOVE may change a property of.
    fn entity(&self, subject: &Expression, scope: &Scope, clause: &'static str) -> Result<(), QueryError> {
        let kind = self.expression(subject, scope, Place::value(Aggregates::Never(clause)))?;
        if !kind.may_be(Types::ENTITY) {
            return wrong(
                Detail::InvalidArgumentType,
                subject.span,
                format!("{clause} changes nodes and relationships; this is {}", kind.set),
            );
        }
        Ok(())
    }

    fn labelled(&self, variable: &Name, scope: &Scope, clause: &str) -> Result<(), QueryError> {
        let kind = scope.resolve(variable, variable.span)?;
        if !kind.may_be(Types::NODE) {
            return wrong(
                Detail::InvalidArgumentType,
                variable.span,
                format!("{clause} changes the labels of nodes; {variable} is {}", kind.set),
            );
        }
        Ok(())
    }

    fn deleted(&self, item: &Expression, scope: &Scope) -> Result<(), QueryError> {
        if matches!(item.kind, ExpressionKind::HasLabels { .. }) {
            return wrong(Detail::InvalidDelete, item.span, "DELETE takes no labels or types")
                .map_err(|error: QueryError| error.help("REMOVE takes a label from a node"));
        }
        let kind = self.expression(item, scope, Place::value(Aggregates::Never("DELETE")))?;
        if !kind.may_be(Types::ENTITY | Types::PATH) {
            return wrong(
                Detail::InvalidArgumentType,
                item.span,
                format!("DELETE takes nodes, relationships and paths; this is {}", kind.set),
            );
        }
        Ok(())
    }

    fn call(&self, call: &Call, scope: &mut Scope) -> Result<Columns, QueryError> {
        let name = &call.procedure;
        let Some(signature) = self.catalogue.procedure(name) else {
            let error = QueryError::new(
                ErrorKind::ProcedureError,
                Phase::CompileTime,
                Detail::ProcedureNotFound,
                format!("there is no procedure {name}"),
            )
            .at(name.span);
            let names = self.catalogue.procedures();
            return Err(match nearest(name, names.iter().map(|name| &**name)) {
                Some(other) => error.help(format!("did you mean {other}?")),
                None => error,
            });
        };
        self.arguments_of(call, &signature, scope)?;
        let Some(yields) = &call.yields else {
            // Among other clauses it only multiplies rows: without YIELD no column gets a name.
            if !call.standalone {
                return Ok(Columns::new());
            }
            return Ok(signature.outputs.into_iter().map(|(name, _)| name).collect());
        };
        if yields.all && !call.standalone {
            return wrong(
                Detail::UnexpectedSyntax,
                yields.span,
                "YIELD * can only end a CALL that stands alone: name the columns",
            );
        }
        let mut columns = Columns::new();
        if yields.all {
            for (column, types) in &signature.outputs {
                scope.insert(column.clone(), Type::of(*types));
                columns.push(column.clone());
            }
        }
        for item in &yields.items {
            let Some((_, types)) = signature.outputs.iter().find(|(column, _)| *column == item.field.text)
            else {
                let error = QueryError::syntax(
                    Detail::UndefinedVariable,
                    item.field.span,
                    format!("the procedure {name} has no column {}", item.field),
                );
                let others = signature.outputs.iter().map(|(column, _)| &**column);
                return Err(match nearest(&item.field, others) {
                    Some(other) => error.help(format!("did you mean {other}?")),
                    None => error,
                });
            };
            fresh(&item.variable, scope)?;
            scope.insert(item.variable.text.clone(), Type::of(*types));
            columns.push(item.variable.text.clone());
        }
        if let Some(filter) = &yields.filter {
            self.condition(filter, scope, "WHERE")?;
        }
        Ok(if call.standalone { columns } else { Columns::new() })
    }

    fn arguments_of(&self, call: &Call, signature: &Signature, scope: &Scope) -> Result<(), QueryError> {
        let name = &call.procedure;
        let Some(arguments) = &call.arguments else {
            if !call.standalone {
                return wrong(
                    Detail::InvalidArgumentPassingMode,
                    name.span,
                    "a CALL among other clauses needs its arguments in parentheses",
                )
                .map_err(|error: QueryError| error.help(format!("write {name}(…)")));
            }
            for (input, _) in &signature.inputs {
                if !self.catalogue.has_parameter(input) {
                    return Err(QueryError::new(
                        ErrorKind::ParameterMissing,
                        Phase::CompileTime,
                        Detail::MissingParameter,
                        format!("the procedure {name} takes its argument from the parameter ${input}, which has no value"),
                    )
                    .at(name.span));
                }
            }
            return Ok(());
        };
        if arguments.len() != signature.inputs.len() {
            let inputs: Vec<&str> = signature.inputs.iter().map(|(name, _)| &**name).collect();
            return wrong(
                Detail::InvalidNumberOfArguments,
                call.span,
                format!(
                    "the procedure {name} takes {} arguments, here are {}",
                    inputs.len(),
                    arguments.len()
                ),
            )
            .map_err(|error: QueryError| error.help(format!("write {name}({})", inputs.join(", "))));
        }
        for (argument, (input, types)) in arguments.iter().zip(&signature.inputs) {
            let place = Place::value(Aggregates::Never("CALL"));
            let kind = self.expression(argument, scope, place)?;
            // Where a float is wanted, an integer will do.
            let widened = if types.overlaps(Types::FLOAT) { *types | Types::INTEGER } else { *types };
            if !kind.may_be(widened) {
                return wrong(
                    Detail::InvalidArgumentType,
                    argument.span,
                    format!("{input} must be {types}, this is {}", kind.set),
                );
            }
        }
        Ok(())
    }
}

/// A variable that must not exist yet.
pub(super) fn fresh(variable: &Name, scope: &Scope) -> Result<(), QueryError> {
    if scope.contains(variable) {
        return wrong(
            Detail::VariableAlreadyBound,
            variable.span,
            format!("the variable {variable} is in use already"),
        )
        .map_err(|error: QueryError| error.help("choose another name"));
    }
    Ok(())
}

/// Column names for a message.
fn shown(columns: &[Arc<str>]) -> String {
    if columns.is_empty() { "none".into() } else { columns.join(", ") }
}

/// How clauses may follow one another.
fn composition(query: &SingleQuery, subquery: bool) -> Result<(), QueryError> {
    let composed = |span, message: &str| wrong(Detail::InvalidClauseComposition, span, message);
    let mut updated = None;
    for (at, clause) in query.clauses.iter().enumerate() {
        let last = at + 1 == query.clauses.len();
        if subquery && clause.updates() {
            return composed(clause.span(), "a subquery of an expression cannot change the graph");
        }
        match clause {
            Clause::Return(_) if !last => {
                return composed(clause.span(), "RETURN ends a query: nothing but UNION can follow it")
                    .map_err(|error| error.help("WITH hands rows on to more clauses"));
            }
            Clause::With(_) => updated = None,
            Clause::Match(_) | Clause::Unwind(_) if updated.is_some() => {
                return composed(clause.span(), "reading after changing needs a WITH between")
                    .map_err(|error| error.help("put WITH * before this clause"));
            }
            _ => {}
        }
        if clause.updates() {
            updated = Some(at);
        }
        if last && !subquery && matches!(clause, Clause::Match(_) | Clause::Unwind(_) | Clause::With(_)) {
            let end = crate::text::Span::new(query.span.end, query.span.end);
            return composed(end, "the query reads but neither returns nor changes anything")
                .map_err(|error| error.help("end it with RETURN"));
        }
    }
    Ok(())
}
