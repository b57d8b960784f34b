//! Expressions: what they name, what they may be, where they may stand.

use super::clauses::Checker;
use super::patterns::Mode;
use super::scope::Scope;
use super::types::Type;
use super::{wrong, wrong_type};
use crate::query::ast::*;
use crate::query::functions::{self, Types};
use crate::query::suggest::nearest;
use crate::query::{Detail, QueryError};
use crate::text::Span;

/// Whether an aggregate may stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aggregates {
    /// In a column of WITH or RETURN, or in its ORDER BY.
    Allowed,
    /// Inside another aggregate.
    Nested,
    /// Nowhere in this.
    Never(&'static str),
}

/// What may stand where an expression stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub aggregates: Aggregates,
    /// Whether a boolean is asked for, so that a pattern may stand here.
    pub condition: bool,
}

impl Place {
    pub const fn value(aggregates: Aggregates) -> Place {
        Place { aggregates, condition: false }
    }
    pub const fn condition(aggregates: Aggregates) -> Place {
        Place { aggregates, condition: true }
    }
    fn as_value(self) -> Place {
        Place { condition: false, ..self }
    }
    fn as_condition(self) -> Place {
        Place { condition: true, ..self }
    }
    /// Where an expression is computed for each element of a list: there is no group to aggregate.
    fn per_element(self, what: &'static str) -> Place {
        Place { aggregates: Aggregates::Never(what), ..self }
    }
}

impl Checker<'_> {
    /// Checks an expression and gives what it may be.
    pub fn expression(
        &self,
        expression: &Expression,
        scope: &Scope,
        place: Place,
    ) -> Result<Type, QueryError> {
        let span = expression.span;
        let value = |e: &Expression| self.expression(e, scope, place.as_value());
        Ok(match &expression.kind {
            ExpressionKind::Literal(literal) => Type::of(match literal {
                Literal::Null => Types::ANY,
                Literal::Boolean(_) => Types::BOOLEAN,
                Literal::Integer(_) => Types::INTEGER,
                Literal::Float(_) => Types::FLOAT,
                Literal::String(_) => Types::STRING,
            }),
            ExpressionKind::Variable(name) => scope.resolve(name, span)?,
            ExpressionKind::Parameter(_) => Type::ANY,
            ExpressionKind::List(items) => {
                let mut element: Option<Type> = None;
                for item in items {
                    let kind = value(item)?;
                    element = Some(match element {
                        Some(others) => others.or(kind),
                        None => kind,
                    });
                }
                Type::list(element.unwrap_or(Type::ANY))
            }
            ExpressionKind::Map(entries) => {
                for (_, entry) in entries {
                    value(entry)?;
                }
                Type::of(Types::MAP)
            }
            ExpressionKind::MapProjection { subject, items } => {
                let kind = value(subject)?;
                if !kind.may_be(Types::MAP | Types::ENTITY) {
                    return wrong(
                        Detail::InvalidArgumentType,
                        subject.span,
                        format!("a map is taken from a node, relationship or map; this is {}", kind.set),
                    );
                }
                for item in items {
                    match item {
                        MapProjectionItem::Variable(name) => drop(scope.resolve(name, name.span)?),
                        MapProjectionItem::Entry(_, entry) => drop(value(entry)?),
                        MapProjectionItem::Property(_) | MapProjectionItem::All(_) => {}
                    }
                }
                Type::of(Types::MAP)
            }
            ExpressionKind::Property { subject, key } => {
                let kind = value(subject)?;
                let readable = Types::MAP | Types::ENTITY | Types::INSTANT | Types::DURATION;
                if kind.set == Types::PATH {
                    return wrong(Detail::InvalidArgumentType, subject.span, "a path has no properties")
                        .map_err(|error: QueryError| {
                            error.help("its nodes and relationships have: nodes(path), relationships(path)")
                        });
                }
                if !kind.may_be(readable) {
                    return wrong_type(
                        Detail::InvalidArgumentType,
                        subject.span.cover(key.span),
                        format!("{} has no properties", kind.set),
                    );
                }
                Type::ANY
            }
            ExpressionKind::Index { subject, index } => {
                let kind = value(subject)?;
                let at = value(index)?;
                self.index(&kind, &at, subject.span, index.span)?
            }
            ExpressionKind::Slice { subject, from, to } => {
                let kind = value(subject)?;
                if !kind.may_be(Types::LIST) {
                    return wrong_type(
                        Detail::InvalidArgumentType,
                        subject.span,
                        format!("a part is taken from a list, this is {}", kind.set),
                    );
                }
                for bound in from.iter().chain(to) {
                    let at = value(bound)?;
                    if !at.may_be(Types::INTEGER) {
                        return wrong_type(
                            Detail::InvalidArgumentType,
                            bound.span,
                            format!("a place in a list is an integer, this is {}", at.set),
                        );
                    }
                }
                Type { set: Types::LIST, element: kind.element }
            }
            ExpressionKind::Unary { operator: UnaryOperator::Not, operand } => {
                self.boolean(operand, scope, place, "NOT")?
            }
            ExpressionKind::Unary { operator, operand } => {
                let kind = value(operand)?;
                let negatable = Types::NUMBER | Types::DURATION;
                if !kind.may_be(negatable) {
                    return wrong(
                        Detail::InvalidArgumentType,
                        operand.span,
                        format!("the sign {operator} stands before a number, this is {}", kind.set),
                    );
                }
                Type::of(Types(kind.set.0 & negatable.0))
            }
            ExpressionKind::And(parts) => self.booleans(parts, scope, place, "AND")?,
            ExpressionKind::Or(parts) => self.booleans(parts, scope, place, "OR")?,
            ExpressionKind::Binary { operator: BinaryOperator::Xor, left, right } => {
                self.boolean(left, scope, place, "XOR")?;
                self.boolean(right, scope, place, "XOR")?
            }
            ExpressionKind::Binary { operator, left, right } => {
                let (left, right) = ((left, value(left)?), (right, value(right)?));
                binary(*operator, (left.0, left.1), (right.0, right.1))?
            }
            ExpressionKind::Comparison { first, rest } => {
                value(first)?;
                for (_, next) in rest {
                    value(next)?;
                }
                Type::of(Types::BOOLEAN)
            }
            ExpressionKind::IsNull { operand, .. } => {
                value(operand)?;
                Type::of(Types::BOOLEAN)
            }
            ExpressionKind::HasLabels { subject, labels } => {
                let kind = value(subject)?;
                if !kind.may_be(Types::ENTITY) {
                    return wrong(
                        Detail::InvalidArgumentType,
                        subject.span.cover(labels.span()),
                        format!(
                            "labels and types are those of nodes and relationships; this is {}",
                            kind.set
                        ),
                    );
                }
                Type::of(Types::BOOLEAN)
            }
            ExpressionKind::Case { subject, branches, otherwise } => {
                if let Some(subject) = subject {
                    value(subject)?;
                }
                let mut result: Option<Type> = None;
                for (when, then) in branches {
                    if subject.is_none() {
                        self.boolean(when, scope, place, "WHEN")?;
                    } else {
                        value(when)?;
                    }
                    let kind = value(then)?;
                    result = Some(match result {
                        Some(others) => others.or(kind),
                        None => kind,
                    });
                }
                let mut result = result.unwrap_or(Type::ANY);
                if let Some(otherwise) = otherwise {
                    result = result.or(value(otherwise)?);
                }
                result
            }
            ExpressionKind::CountAll => {
                aggregate_allowed(place, span, "count(*)")?;
                Type::of(Types::INTEGER)
            }
            ExpressionKind::Call { name, distinct, arguments } => {
                self.call_function(name, *distinct, arguments, span, scope, place)?
            }
            ExpressionKind::ListComprehension { variable, list, filter, map } => {
                let element = self.list_element(list, scope, place)?;
                let inner = scope.with(&variable.text, element.clone());
                let place = place.per_element("a comprehension");
                if let Some(filter) = filter {
                    self.boolean(filter, &inner, place, "WHERE")?;
                }
                Type::list(match map {
                    Some(map) => self.expression(map, &inner, place.as_value())?,
                    None => element,
                })
            }
            ExpressionKind::Quantifier { variable, list, predicate, .. } => {
                let element = self.list_element(list, scope, place)?;
                let inner = scope.with(&variable.text, element);
                self.boolean(predicate, &inner, place.per_element("a quantifier"), "WHERE")?
            }
            ExpressionKind::Reduce { accumulator, start, variable, list, step } => {
                let first = value(start)?;
                let element = self.list_element(list, scope, place)?;
                // The accumulator may become what the step makes of it, which is not known before.
                let inner = scope.with(&accumulator.text, Type::ANY).with(&variable.text, element);
                let next = self.expression(step, &inner, place.as_value().per_element("reduce"))?;
                first.or(next)
            }
            ExpressionKind::PatternComprehension { pattern, filter, map } => {
                let mut inner = scope.clone();
                self.patterns(std::slice::from_ref(pattern), &mut inner, Mode::Match)?;
                let place = place.per_element("a comprehension");
                if let Some(filter) = filter {
                    self.boolean(filter, &inner, place, "WHERE")?;
                }
                Type::list(self.expression(map, &inner, place.as_value())?)
            }
            ExpressionKind::PatternPredicate(pattern) => {
                if !place.condition {
                    return wrong(
                        Detail::UnexpectedSyntax,
                        span,
                        "a pattern is a condition here, and none is asked for",
                    )
                    .map_err(|error: QueryError| {
                        error.help("write EXISTS { … }, COUNT { … } or a comprehension, [pattern | value]")
                    });
                }
                let mut inner = scope.clone();
                self.patterns(std::slice::from_ref(pattern), &mut inner, Mode::Predicate)?;
                Type::of(Types::BOOLEAN)
            }
            ExpressionKind::ShortestPath(pattern) => {
                for node in pattern.nodes() {
                    if let Some(name) = &node.variable {
                        scope.resolve(name, name.span)?;
                    }
                }
                let mut inner = scope.clone();
                self.patterns(std::slice::from_ref(pattern), &mut inner, Mode::Match)?;
                let path = Type::of(Types::PATH);
                if pattern.shortest == Some(Shortest::All) { Type::list(path) } else { path }
            }
            ExpressionKind::Exists(query) => {
                self.union(query, scope, true)?;
                Type::of(Types::BOOLEAN)
            }
            ExpressionKind::Count(query) => {
                self.union(query, scope, true)?;
                Type::of(Types::INTEGER)
            }
        })
    }

    /// An operand that must be a boolean.
    fn boolean(
        &self,
        operand: &Expression,
        scope: &Scope,
        place: Place,
        operator: &str,
    ) -> Result<Type, QueryError> {
        let kind = self.expression(operand, scope, place.as_condition())?;
        if !kind.may_be(Types::BOOLEAN) {
            return wrong(
                Detail::InvalidArgumentType,
                operand.span,
                format!("{operator} takes what is true or false, this is {}", kind.set),
            );
        }
        Ok(Type::of(Types::BOOLEAN))
    }

    fn booleans(
        &self,
        parts: &[Expression],
        scope: &Scope,
        place: Place,
        operator: &str,
    ) -> Result<Type, QueryError> {
        parts.iter().try_for_each(|part| self.boolean(part, scope, place, operator).map(drop))?;
        Ok(Type::of(Types::BOOLEAN))
    }

    /// The type of the elements of a list that an expression goes over.
    fn list_element(&self, list: &Expression, scope: &Scope, place: Place) -> Result<Type, QueryError> {
        let kind = self.expression(list, scope, place.as_value())?;
        if !kind.may_be(Types::LIST) {
            return wrong(
                Detail::InvalidArgumentType,
                list.span,
                format!("IN is followed by a list, this is {}", kind.set),
            );
        }
        Ok(kind.element())
    }

    fn index(&self, kind: &Type, at: &Type, subject: Span, index: Span) -> Result<Type, QueryError> {
        let keyed = Types::MAP | Types::ENTITY;
        if !kind.may_be(Types::LIST | keyed) {
            return wrong_type(
                Detail::InvalidArgumentType,
                subject,
                format!("an element is taken from a list or a map; this is {}", kind.set),
            );
        }
        if kind.set.within(Types::LIST) && !at.may_be(Types::INTEGER) {
            return wrong_type(
                Detail::InvalidArgumentType,
                index,
                format!("a place in a list is an integer, this is {}", at.set),
            );
        }
        if kind.set.within(keyed) && !at.may_be(Types::STRING) {
            return wrong_type(
                Detail::MapElementAccessByNonString,
                index,
                format!("a key is a text, this is {}", at.set),
            );
        }
        Ok(if kind.set.within(Types::LIST) { kind.element() } else { Type::ANY })
    }

    fn call_function(
        &self,
        name: &Name,
        distinct: bool,
        arguments: &[Expression],
        span: Span,
        scope: &Scope,
        place: Place,
    ) -> Result<Type, QueryError> {
        let Some(function) = functions::find(name) else {
            let error = QueryError::syntax(
                Detail::UnknownFunction,
                name.span,
                format!("there is no function {name}"),
            );
            return Err(match nearest(name, functions::all().map(|f| f.name)) {
                Some(other) => error.help(format!("did you mean {other}?")),
                None => error,
            });
        };
        let mut inner = place.as_value();
        if function.is_aggregate() {
            aggregate_allowed(place, span, name)?;
            inner.aggregates = Aggregates::Nested;
        } else if distinct {
            return wrong(
                Detail::UnexpectedSyntax,
                span,
                format!("{name} computes one value from one row: DISTINCT has no meaning in it"),
            );
        }
        if !function.takes(arguments.len()) {
            let (least, most) = function.arity;
            let wanted = match (least, most) {
                (n, m) if n == m => format!("{n}"),
                (n, usize::MAX) => format!("at least {n}"),
                (n, m) => format!("{n} to {m}"),
            };
            return wrong(
                Detail::InvalidNumberOfArguments,
                span,
                format!("{name} takes {wanted} arguments, here are {}", arguments.len()),
            )
            .map_err(|error: QueryError| error.help(function.signature.to_owned()));
        }
        let mut first: Option<Type> = None;
        for (at, argument) in arguments.iter().enumerate() {
            let kind = self.expression(argument, scope, inner)?;
            let accepted = function.accepts(at);
            if !kind.may_be(accepted) {
                return wrong(
                    Detail::InvalidArgumentType,
                    argument.span,
                    format!("{name} takes {accepted}, this is {}", kind.set),
                )
                .map_err(|error: QueryError| error.help(function.signature.to_owned()));
            }
            first.get_or_insert(kind);
        }
        Ok(result(function, first))
    }
}

/// What a function gives: of a few, the types of the argument tell more than the table.
fn result(function: &functions::Function, first: Option<Type>) -> Type {
    let known = Type::of(function.returns);
    let Some(first) = first else { return known };
    match function.name {
        "collect" => Type::list(first),
        "head" | "last" if first.set.within(Types::LIST) => first.element(),
        "tail" | "reverse" if first.set.within(Types::LIST) => first,
        "nodes" => Type::list(Type::of(Types::NODE)),
        "relationships" => Type::list(Type::of(Types::RELATIONSHIP)),
        "keys" | "labels" | "split" => Type::list(Type::of(Types::STRING)),
        "range" => Type::list(Type::of(Types::INTEGER)),
        _ => known,
    }
}

fn aggregate_allowed(place: Place, span: Span, name: &str) -> Result<(), QueryError> {
    match place.aggregates {
        Aggregates::Allowed => Ok(()),
        Aggregates::Nested => {
            wrong(Detail::NestedAggregation, span, format!("{name} stands inside another aggregate"))
                .map_err(|error: QueryError| error.help("compute the inner one in a WITH before"))
        }
        Aggregates::Never(what) => wrong(
            Detail::InvalidAggregation,
            span,
            format!("{name} computes one value from many rows, which {what} cannot hold"),
        )
        .map_err(|error: QueryError| error.help("compute it in a WITH before")),
    }
}

/// An operator between two values.
fn binary(
    operator: BinaryOperator,
    (left, left_type): (&Expression, Type),
    (right, right_type): (&Expression, Type),
) -> Result<Type, QueryError> {
    use BinaryOperator::*;
    let takes = match operator {
        In => {
            if !right_type.may_be(Types::LIST) {
                return wrong(
                    Detail::InvalidArgumentType,
                    right.span,
                    format!("IN is followed by a list, this is {}", right_type.set),
                );
            }
            return Ok(Type::of(Types::BOOLEAN));
        }
        StartsWith | EndsWith | Contains | Matches | Xor => return Ok(Type::of(Types::BOOLEAN)),
        Add => return Ok(sum(left_type, right_type)),
        Modulo | Power => Types::NUMBER,
        Subtract => Types::NUMBER | Types::DURATION | Types::INSTANT,
        Multiply | Divide => Types::NUMBER | Types::DURATION,
    };
    for (operand, kind) in [(left, &left_type), (right, &right_type)] {
        if !kind.may_be(takes) {
            return wrong(
                Detail::InvalidArgumentType,
                operand.span,
                format!("{operator} computes with numbers, this is {}", kind.set),
            );
        }
    }
    let numbers = left_type.set.within(Types::NUMBER) && right_type.set.within(Types::NUMBER);
    Ok(match operator {
        Power if numbers => Type::of(Types::FLOAT),
        _ if numbers => Type::of(number(left_type.set, right_type.set)),
        _ => Type::of(takes),
    })
}

/// The type of a number computed from two.
fn number(left: Types, right: Types) -> Types {
    if left == Types::INTEGER && right == Types::INTEGER {
        Types::INTEGER
    } else if left == Types::FLOAT || right == Types::FLOAT {
        Types::FLOAT
    } else {
        Types::NUMBER
    }
}

/// `+` adds numbers and durations, joins texts and lists.
fn sum(left: Type, right: Type) -> Type {
    if left.set.within(Types::NUMBER) && right.set.within(Types::NUMBER) {
        return Type::of(number(left.set, right.set));
    }
    if left.set.within(Types::LIST) || right.set.within(Types::LIST) {
        if left.set.within(Types::LIST) && right.set.within(Types::LIST) {
            return left.or(right);
        }
        return Type::of(Types::LIST);
    }
    if left.set.within(Types::STRING) && right.set.within(Types::STRING) {
        return Type::of(Types::STRING);
    }
    Type::ANY
}
