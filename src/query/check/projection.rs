//! WITH and RETURN: columns, groups, order.

use super::aggregation::{aggregates, groups, sorted_groups};
use super::clauses::Checker;
use super::expressions::{Aggregates, Place};
use super::scope::Scope;
use super::types::Type;
use super::wrong;
use crate::query::ast::*;
use crate::query::functions::Types;
use crate::query::{Detail, ErrorKind, Phase, QueryError};
use std::sync::Arc;

impl Checker<'_> {
    /// Gives the scope behind a projection, the scope of its `ORDER BY` and `WHERE`, and its columns.
    pub fn projection(
        &self,
        projection: &Projection,
        scope: &Scope,
        with: bool,
    ) -> Result<(Scope, Scope, Vec<Arc<str>>), QueryError> {
        let mut inner = Scope::default();
        let mut columns: Vec<Arc<str>> = Vec::new();
        if projection.all {
            if scope.is_empty() && !with {
                return wrong(
                    Detail::NoVariablesInScope,
                    projection.span,
                    "there are no variables for * to return",
                );
            }
            let mut all: Vec<(&Arc<str>, &Type)> = scope.iter().collect();
            all.sort_by_key(|(name, _)| *name);
            for (name, kind) in all {
                inner.insert(name.clone(), kind.clone());
                columns.push(name.clone());
            }
        }
        for item in &projection.items {
            let place = Place::value(Aggregates::Allowed);
            let kind = self.expression(&item.expression, scope, place)?;
            if inner.contains(&item.name) {
                return wrong(
                    Detail::ColumnNameConflict,
                    item.span,
                    format!("there are two columns named {}", item.name),
                )
                .map_err(|error: QueryError| error.help("give one of them another name with AS"));
            }
            inner.insert(item.name.clone(), kind);
            columns.push(item.name.clone());
        }
        groups(projection)?;
        let sorting = self.order(projection, scope, &inner)?;
        for item in &projection.items {
            let is_variable = matches!(item.expression.kind, ExpressionKind::Variable(_));
            if with && item.alias.is_none() && !is_variable {
                return wrong(Detail::NoExpressionAlias, item.span, "WITH needs a name for what it computes")
                    .map_err(|error: QueryError| error.help(format!("write {} AS name", item.name)));
            }
        }
        for (bound, word) in [(&projection.skip, "SKIP"), (&projection.limit, "LIMIT")] {
            if let Some(bound) = bound {
                self.bound(bound, word)?;
            }
        }
        Ok((inner, sorting, columns))
    }

    fn order(&self, projection: &Projection, before: &Scope, columns: &Scope) -> Result<Scope, QueryError> {
        let grouped = projection.items.iter().any(|item| aggregates(&item.expression));
        // Where rows were merged, only the columns are left to sort by; else also what was before, shadowed by them.
        let mut scope = if grouped || projection.distinct { Scope::default() } else { before.clone() };
        for (name, kind) in columns.iter() {
            scope.insert(name.clone(), kind.clone());
        }
        for item in &projection.order {
            if !grouped && aggregates(&item.expression) {
                return wrong(
                    Detail::InvalidAggregation,
                    item.expression.span,
                    "ORDER BY cannot aggregate where no column does",
                )
                .map_err(|error: QueryError| error.help("make the aggregate a column"));
            }
            if grouped || projection.distinct {
                sorted_groups(&item.expression, projection, &scope, before)?;
            } else {
                self.expression(&item.expression, &scope, Place::value(Aggregates::Allowed))?;
            }
        }
        Ok(scope)
    }

    /// `SKIP` and `LIMIT`: a whole number that does not depend on the row.
    fn bound(&self, bound: &Expression, word: &'static str) -> Result<(), QueryError> {
        let kind = match self.expression(bound, &Scope::default(), Place::value(Aggregates::Never(word))) {
            Ok(kind) => kind,
            Err(error) if error.detail == Detail::UndefinedVariable => {
                return wrong(
                    Detail::NonConstantExpression,
                    bound.span,
                    format!("{word} is the same for all rows: it cannot name a variable"),
                );
            }
            Err(error) => return Err(error),
        };
        if let ExpressionKind::Literal(Literal::Integer(number)) = bound.kind
            && number < 0
        {
            return wrong(Detail::NegativeIntegerArgument, bound.span, format!("{word} cannot be negative"));
        }
        if !kind.may_be(Types::INTEGER) {
            return Err(QueryError::new(
                ErrorKind::SyntaxError,
                Phase::CompileTime,
                Detail::InvalidArgumentType,
                format!("{word} takes an integer, this is {}", kind.set),
            )
            .at(bound.span));
        }
        Ok(())
    }
}
