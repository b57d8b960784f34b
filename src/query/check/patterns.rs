//! Patterns: what their variables are and may be.

use super::clauses::{Checker, fresh};
use super::expressions::{Aggregates, Place};
use super::scope::Scope;
use super::types::Type;
use super::wrong;
use crate::query::ast::*;
use crate::query::functions::Types;
use crate::query::{Detail, QueryError};
use crate::text::Span;

/// What a pattern is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Found, with new variables.
    Match,
    /// Found, every variable known already.
    Predicate,
    /// Created.
    Create,
    /// Found or else created.
    Merge,
}

/// Where an expression in a pattern stands.
const PLACE: Place = Place::value(Aggregates::Never("a pattern"));

impl Checker<'_> {
    /// Patterns of one clause: checks them and adds their variables to the scope.
    pub fn patterns(
        &self,
        patterns: &[PathPattern],
        scope: &mut Scope,
        mode: Mode,
    ) -> Result<(), QueryError> {
        if matches!(mode, Mode::Create | Mode::Merge) {
            return patterns.iter().try_for_each(|pattern| self.created(pattern, scope, mode));
        }
        // Relationships of this clause: each may be named once, since no two of a match are the same.
        let mut relationships: Vec<&Name> = Vec::new();
        // All variables first: an expression may name one that is bound further right.
        for pattern in patterns {
            self.bind_node(&pattern.start, scope, mode)?;
            for step in &pattern.steps {
                match &step.hop {
                    Hop::Relationship(relationship) => {
                        self.bind_relationship(relationship, scope, mode, &mut relationships)?;
                    }
                    Hop::Group(group) => bind_group(group, scope)?,
                }
                self.bind_node(&step.node, scope, mode)?;
            }
            if let Some(path) = &pattern.variable {
                fresh(path, scope)?;
                scope.insert(path.text.clone(), Type::of(Types::PATH));
            }
        }
        for pattern in patterns {
            self.node_expressions(&pattern.start, scope, mode)?;
            for step in &pattern.steps {
                match &step.hop {
                    Hop::Relationship(relationship) => {
                        self.relationship_expressions(relationship, scope, mode)?;
                    }
                    Hop::Group(group) => self.group_expressions(group, scope)?,
                }
                self.node_expressions(&step.node, scope, mode)?;
            }
        }
        Ok(())
    }

    fn bind_node(&self, node: &NodePattern, scope: &mut Scope, mode: Mode) -> Result<(), QueryError> {
        let Some(variable) = &node.variable else { return Ok(()) };
        match scope.get(variable) {
            Some(known) => must_be(variable, known, Types::NODE),
            None if mode == Mode::Predicate => Err(scope.undefined(variable, variable.span)),
            None => {
                scope.insert(variable.text.clone(), Type::of(Types::NODE));
                Ok(())
            }
        }
    }

    fn bind_relationship<'p>(
        &self,
        relationship: &'p RelationshipPattern,
        scope: &mut Scope,
        mode: Mode,
        seen: &mut Vec<&'p Name>,
    ) -> Result<(), QueryError> {
        let Some(variable) = &relationship.variable else { return Ok(()) };
        let one = Type::of(Types::RELATIONSHIP);
        let kind = if relationship.length.is_some() { Type::list(one) } else { one };
        match scope.get(variable) {
            None if mode == Mode::Predicate => Err(scope.undefined(variable, variable.span)),
            None => {
                scope.insert(variable.text.clone(), kind);
                seen.push(variable);
                Ok(())
            }
            Some(known) => {
                must_be(variable, known, kind.set)?;
                if kind.element.is_some() {
                    must_be(variable, &known.element(), Types::RELATIONSHIP)?;
                }
                if seen.iter().any(|other| other.text == variable.text) {
                    return wrong(
                        Detail::RelationshipUniquenessViolation,
                        variable.span,
                        format!(
                            "{variable} stands twice in this pattern, which no match could satisfy: \
                             all relationships of a match differ"
                        ),
                    );
                }
                seen.push(variable);
                Ok(())
            }
        }
    }

    fn node_expressions(&self, node: &NodePattern, scope: &Scope, mode: Mode) -> Result<(), QueryError> {
        self.properties(&node.properties, scope, mode)?;
        self.inline_filter(&node.filter, scope)
    }

    fn relationship_expressions(
        &self,
        relationship: &RelationshipPattern,
        scope: &Scope,
        mode: Mode,
    ) -> Result<(), QueryError> {
        self.properties(&relationship.properties, scope, mode)?;
        match (&relationship.variable, relationship.length) {
            // Inside a variable length, the variable is one relationship at a time.
            (Some(variable), Some(_)) if relationship.filter.is_some() => {
                let inner = scope.with(&variable.text, Type::of(Types::RELATIONSHIP));
                self.inline_filter(&relationship.filter, &inner)
            }
            _ => self.inline_filter(&relationship.filter, scope),
        }
    }

    fn inline_filter(&self, filter: &Option<Expression>, scope: &Scope) -> Result<(), QueryError> {
        filter.iter().try_for_each(|filter| self.condition(filter, scope, "WHERE"))
    }

    /// The map behind a node or relationship.
    fn properties(
        &self,
        properties: &Option<Expression>,
        scope: &Scope,
        mode: Mode,
    ) -> Result<(), QueryError> {
        let Some(properties) = properties else { return Ok(()) };
        if mode != Mode::Create
            && let ExpressionKind::Parameter(name) = &properties.kind
        {
            let clause = if mode == Mode::Merge { "MERGE" } else { "MATCH" };
            return wrong(
                Detail::InvalidParameterUse,
                properties.span,
                format!("a pattern of {clause} cannot take all its properties from a parameter"),
            )
            .map_err(|error: QueryError| error.help(format!("write {{key: ${name}.key}}")));
        }
        self.expression(properties, scope, PLACE)?;
        Ok(())
    }

    /// A quantified group: inside, its variables are single.
    fn group_expressions(&self, group: &GroupPattern, scope: &Scope) -> Result<(), QueryError> {
        let mut inner = scope.clone();
        for (name, kind) in group_variables(group) {
            inner.insert(name.text.clone(), Type::of(kind));
        }
        self.node_expressions(&group.start, &inner, Mode::Match)?;
        for (relationship, node) in &group.steps {
            self.relationship_expressions(relationship, &inner, Mode::Match)?;
            self.node_expressions(node, &inner, Mode::Match)?;
        }
        self.inline_filter(&group.filter, &inner)
    }

    /// One pattern of CREATE or MERGE.
    fn created(&self, pattern: &PathPattern, scope: &mut Scope, mode: Mode) -> Result<(), QueryError> {
        let clause = if mode == Mode::Create { "CREATE" } else { "MERGE" };
        if pattern.shortest.is_some() {
            return wrong(
                Detail::UnexpectedSyntax,
                pattern.span,
                format!("{clause} takes plain patterns: a shortest path can only be matched"),
            );
        }
        let alone = pattern.steps.is_empty();
        // What this pattern itself binds: expressions of a pattern may not name it before it exists.
        self.created_node(&pattern.start, scope, mode, alone)?;
        for step in &pattern.steps {
            let relationship = match &step.hop {
                Hop::Relationship(relationship) => relationship,
                Hop::Group(group) => {
                    return wrong(
                        Detail::CreatingVarLength,
                        group.span,
                        format!("{clause} takes single relationships, no repeated groups"),
                    );
                }
            };
            self.created_relationship(relationship, scope, mode)?;
            self.created_node(&step.node, scope, mode, false)?;
            if let Some(variable) = &relationship.variable {
                scope.insert(variable.text.clone(), Type::of(Types::RELATIONSHIP));
            }
        }
        if let Some(path) = &pattern.variable {
            fresh(path, scope)?;
            scope.insert(path.text.clone(), Type::of(Types::PATH));
        }
        Ok(())
    }

    fn created_node(
        &self,
        node: &NodePattern,
        scope: &mut Scope,
        mode: Mode,
        alone: bool,
    ) -> Result<(), QueryError> {
        no_filter(&node.filter)?;
        if let Some(labels) = &node.labels
            && labels.conjunction().is_none()
        {
            return wrong(
                Detail::UnexpectedSyntax,
                labels.span(),
                "a node is created with names of labels, not with a choice of them",
            );
        }
        self.properties(&node.properties, scope, mode)?;
        let Some(variable) = &node.variable else { return Ok(()) };
        if let Some(known) = scope.get(variable) {
            must_be(variable, known, Types::NODE)?;
            if alone || node.labels.is_some() || node.properties.is_some() {
                return fresh(variable, scope);
            }
            return Ok(());
        }
        scope.insert(variable.text.clone(), Type::of(Types::NODE));
        Ok(())
    }

    fn created_relationship(
        &self,
        relationship: &RelationshipPattern,
        scope: &Scope,
        mode: Mode,
    ) -> Result<(), QueryError> {
        let clause = if mode == Mode::Create { "CREATE" } else { "MERGE" };
        if let Some(variable) = &relationship.variable {
            fresh(variable, scope)?;
        }
        no_filter(&relationship.filter)?;
        if let Some(length) = relationship.length {
            return wrong(
                Detail::CreatingVarLength,
                length.span,
                format!("{clause} takes single relationships, no variable lengths"),
            );
        }
        if !matches!(relationship.types, Some(LabelExpression::Label(_))) {
            let span = relationship.types.as_ref().map_or(relationship.span, |types| types.span());
            return wrong(
                Detail::NoSingleRelationshipType,
                span,
                format!("a relationship of {clause} needs exactly one type"),
            )
            .map_err(|error: QueryError| match &relationship.variable {
                Some(name) if relationship.types.is_none() => {
                    error.help(format!("did you mean [:{name}]? [{name}] is a variable"))
                }
                _ => error.help("write [:TYPE]"),
            });
        }
        if mode == Mode::Create && relationship.direction == Direction::Either {
            return wrong(
                Detail::RequiresDirectedRelationship,
                relationship.span,
                "a relationship is created from one node to another: give the arrow one head",
            );
        }
        self.properties(&relationship.properties, scope, mode)
    }
}

fn no_filter(filter: &Option<Expression>) -> Result<(), QueryError> {
    match filter {
        Some(filter) => wrong(Detail::UnexpectedSyntax, filter.span, "only a pattern of MATCH takes WHERE"),
        None => Ok(()),
    }
}

/// A variable of a pattern that is known already must be able to be what the pattern makes of it.
fn must_be(variable: &Name, known: &Type, wanted: Types) -> Result<(), QueryError> {
    if known.may_be(wanted) {
        return Ok(());
    }
    wrong(
        Detail::VariableTypeConflict,
        variable.span,
        format!("{variable} is {}, here it would be {wanted}", known.set),
    )
}

/// The variables of a group, with what they are inside it.
fn group_variables(group: &GroupPattern) -> impl Iterator<Item = (&Name, Types)> {
    let first = group.start.variable.iter().map(|name| (name, Types::NODE));
    first.chain(group.steps.iter().flat_map(|(relationship, node)| {
        let relationship = relationship.variable.iter().map(|name| (name, Types::RELATIONSHIP));
        relationship.chain(node.variable.iter().map(|name| (name, Types::NODE)))
    }))
}

/// Outside a group, its variables are lists.
fn bind_group(group: &GroupPattern, scope: &mut Scope) -> Result<(), QueryError> {
    if group.length.max.is_some_and(|max| max < group.length.min) {
        return wrong(
            Detail::UnexpectedSyntax,
            group.length.span,
            "the most repetitions are fewer than the least",
        );
    }
    let mut own: Vec<(&Name, Types)> = Vec::new();
    for (name, kind) in group_variables(group) {
        if let Some((_, other)) = own.iter().find(|(other, _)| other.text == name.text) {
            must_be(name, &Type::of(*other), kind)?;
            if kind == Types::RELATIONSHIP {
                return relationship_twice(name.span, name);
            }
            continue;
        }
        fresh(name, scope)?;
        own.push((name, kind));
    }
    for (name, kind) in own {
        scope.insert(name.text.clone(), Type::list(Type::of(kind)));
    }
    Ok(())
}

fn relationship_twice(span: Span, name: &Name) -> Result<(), QueryError> {
    wrong(
        Detail::RelationshipUniquenessViolation,
        span,
        format!("{name} stands twice in this pattern: all relationships of a match differ"),
    )
}
