//! Patterns: nodes, relationships, paths, quantified groups, label expressions.

use super::atoms::map_literal;
use super::clauses::filter;
use super::input::{Input, Parsed, any_name, keywords, level, named, refuse, symbol, variable};
use super::lex::TokenKind;
use crate::query::ast::{
    Direction, Expression, ExpressionKind, GroupPattern, Hop, LabelExpression, Length, NodePattern,
    PathPattern, RelationshipPattern, Shortest, Step,
};
use crate::query::{Detail, QueryError};
use crate::text::Span;
use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt};
use nom::multi::separated_list1;
use nom::sequence::{delimited, preceded};

/// Patterns with commas between them.
pub(super) fn patterns(input: Input) -> Parsed<Vec<PathPattern>> {
    separated_list1(symbol(","), pattern).parse(input)
}

/// One pattern of a clause: `[p =] path` or `[p =] shortestPath(path)`.
pub(super) fn pattern(input: Input) -> Parsed<PathPattern> {
    let is_name = matches!(input.token().kind, TokenKind::Word | TokenKind::Quoted(_));
    let (rest, path_variable) = if is_name && input.next().is_symbol("=") {
        let (rest, name) = variable(input)?;
        (rest.next(), Some(name))
    } else {
        (input, None)
    };
    let (rest, mut pattern) = alt((
        shortest,
        map((keywords(&["ANY", "SHORTEST"]), path), |(_, p)| PathPattern {
            shortest: Some(Shortest::Any),
            ..p
        }),
        map((keywords(&["ALL", "SHORTEST"]), path), |(_, p)| PathPattern {
            shortest: Some(Shortest::All),
            ..p
        }),
        named("a pattern, (…)", path),
    ))
    .parse(rest)?;
    pattern.variable = path_variable;
    pattern.span = input.span_to(rest);
    Ok((rest, pattern))
}

/// `shortestPath(path)` or `allShortestPaths(path)`
pub(super) fn shortest(input: Input) -> Parsed<PathPattern> {
    let kind = if input.is_word("shortestPath") {
        Shortest::Any
    } else if input.is_word("allShortestPaths") {
        Shortest::All
    } else {
        return input.mismatch();
    };
    let (rest, pattern) = delimited(symbol("("), path, symbol(")")).parse(input.next())?;
    let span = input.span_to(rest);
    if pattern.steps.len() != 1 || !matches!(pattern.steps[0].hop, Hop::Relationship(_)) {
        return refuse(
            QueryError::syntax(
                Detail::UnexpectedSyntax,
                pattern.span,
                "a shortest path needs exactly one relationship pattern between two nodes",
            )
            .help("write shortestPath((a)-[*]-(b))"),
        );
    }
    Ok((rest, PathPattern { shortest: Some(kind), span, ..pattern }))
}

/// Nodes, relationships and groups, one after another.
pub(super) fn path(input: Input) -> Parsed<PathPattern> {
    path_while(input, |rest| rest.is_symbol("-") || rest.is_symbol("<"))
}

/// A path in an expression, which ends where no more relationship and node stand in outline: `(a)-->(b) < 1`.
pub(super) fn path_of_expression(input: Input) -> Parsed<PathPattern> {
    path_while(input, |rest| hop_end(rest).and_then(node_end).is_some())
}

fn path_while<'a>(input: Input<'a>, goes_on: impl Fn(Input<'a>) -> bool) -> Parsed<'a, PathPattern> {
    level(input, |input| {
        let (mut rest, start) = if group_ahead(input) { (input, unwritten(input)) } else { node(input)? };
        let mut steps: Vec<Step> = Vec::new();
        let mut start = start;
        loop {
            if group_ahead(rest) {
                let (after, group) = group(rest)?;
                rest = after;
                match group {
                    Group::Quantified(group) => {
                        let plain = rest.is_symbol("(") && !group_ahead(rest);
                        let (after, node) = if plain { node(rest)? } else { (rest, unwritten(rest)) };
                        rest = after;
                        steps.push(Step { hop: Hop::Group(group), node });
                    }
                    // Parentheses around a whole path change nothing.
                    Group::Plain(inner) if steps.is_empty() && start.span.is_empty() => {
                        start = inner.start;
                        steps = inner.steps;
                    }
                    Group::Plain(inner) => {
                        return refuse(
                            QueryError::syntax(
                                Detail::UnexpectedSyntax,
                                inner.span,
                                "a group inside a path needs a quantifier",
                            )
                            .help("write {1,3}, + or * after it, or leave out the parentheses"),
                        );
                    }
                }
            } else if goes_on(rest) {
                let (after, relationship) = relationship(rest)?;
                let (after, node) = named("a node, (…)", node)(after)?;
                rest = after;
                steps.push(Step { hop: Hop::Relationship(relationship), node });
            } else {
                rest.offer(&["a relationship"]);
                break;
            }
        }
        Ok((rest, PathPattern { variable: None, shortest: None, start, steps, span: input.span_to(rest) }))
    })
}

/// A node that was not written: between two groups, or beside one at the end of a path.
fn unwritten(input: Input) -> NodePattern {
    NodePattern { variable: None, labels: None, properties: None, filter: None, span: input.here() }
}

fn group_ahead(input: Input) -> bool {
    input.is_symbol("(") && input.next().is_symbol("(")
}

enum Group {
    Quantified(GroupPattern),
    Plain(PathPattern),
}

/// `((a)-[r]->(b) WHERE filter){1,3}`, or a path in parentheses.
fn group(input: Input) -> Parsed<Group> {
    let (rest, inner) = preceded(symbol("("), path).parse(input)?;
    let (rest, condition) = filter(rest)?;
    let (rest, _) = symbol(")")(rest)?;
    let (rest, length) = opt(quantifier).parse(rest)?;
    let span = input.span_to(rest);
    let wrong = |span, message: &str| refuse(QueryError::syntax(Detail::UnexpectedSyntax, span, message));
    let Some(length) = length else {
        if let Some(condition) = condition {
            return wrong(condition.span, "WHERE inside a group needs a quantifier after the group");
        }
        return Ok((rest, Group::Plain(inner)));
    };
    let mut steps = Vec::new();
    for step in inner.steps {
        match step.hop {
            Hop::Relationship(relationship) if relationship.length.is_none() => {
                steps.push((relationship, step.node));
            }
            Hop::Relationship(relationship) => {
                return wrong(
                    relationship.span,
                    "a quantified group cannot hold a relationship of variable length",
                );
            }
            Hop::Group(group) => return wrong(group.span, "a quantified group cannot hold another"),
        }
    }
    if steps.is_empty() {
        return wrong(span, "a quantified group needs at least one relationship");
    }
    rest.grow()?;
    Ok((rest, Group::Quantified(GroupPattern { start: inner.start, steps, filter: condition, length, span })))
}

/// `{1,3}`, `{2}`, `{1,}`, `{,3}`, `+`, `*`
fn quantifier(input: Input) -> Parsed<Length> {
    let (rest, (min, max)) = alt((
        map(symbol("+"), |_| (1, None)),
        map(symbol("*"), |_| (0, None)),
        delimited(
            symbol("{"),
            alt((
                map((opt(number), symbol(","), opt(number)), |(min, _, max)| (min.unwrap_or(0), max)),
                map(number, |n| (n, Some(n))),
            )),
            symbol("}"),
        ),
    ))
    .parse(input)?;
    Ok((rest, Length { min, max, span: input.span_to(rest) }))
}

fn number(input: Input) -> Parsed<u64> {
    match input.token().kind {
        TokenKind::Integer(Ok(number)) => Ok((input.next(), number)),
        TokenKind::Integer(Err(fault)) => refuse(fault.error(input.token().span, input.source.text)),
        _ => input.expected("a number"),
    }
}

/// `(variable:Label {key: value} WHERE filter)`
pub(super) fn node(input: Input) -> Parsed<NodePattern> {
    let (rest, _) = symbol("(")(input)?;
    let (rest, name) = opt(variable).parse(rest)?;
    let (rest, labels) = opt(preceded(symbol(":"), |input| label_expression(input, true))).parse(rest)?;
    let (rest, properties) = opt(properties).parse(rest)?;
    let (rest, condition) = filter(rest)?;
    let (rest, _) = symbol(")")(rest)?;
    let span = input.span_to(rest);
    Ok((rest, NodePattern { variable: name, labels, properties, filter: condition, span }))
}

/// A map or a parameter.
fn properties(input: Input) -> Parsed<Expression> {
    if let TokenKind::Parameter(name) = &input.token().kind {
        let kind = ExpressionKind::Parameter(name.clone());
        return Ok((input.next(), Expression::new(kind, input.token().span)));
    }
    let (rest, kind) = level(input, map_literal)?;
    Ok((rest, Expression::new(kind, input.span_to(rest))))
}

/// `-[variable:TYPE*1..2 {key: value} WHERE filter]->`
fn relationship(input: Input) -> Parsed<RelationshipPattern> {
    let (rest, left) = opt(symbol("<")).parse(input)?;
    let (rest, _) = symbol("-")(rest)?;
    let mut pattern = RelationshipPattern {
        variable: None,
        types: None,
        length: None,
        properties: None,
        filter: None,
        direction: Direction::Either,
        span: input.here(),
    };
    let rest = if rest.is_symbol("[") { details(rest, &mut pattern)?.0 } else { rest };
    let (rest, _) = symbol("-")(rest)?;
    let (rest, right) = opt(symbol(">")).parse(rest)?;
    pattern.direction = match (left, right) {
        (Some(_), None) => Direction::Incoming,
        (None, Some(_)) => Direction::Outgoing,
        _ => Direction::Either,
    };
    let quantified = ["{", "+", "*"].iter().any(|symbol| rest.is_symbol(symbol));
    let rest = if quantified {
        let (rest, length) = quantifier(rest)?;
        if let Some(other) = pattern.length {
            return refuse(QueryError::syntax(
                Detail::UnexpectedSyntax,
                length.span.cover(other.span),
                "a relationship pattern has one length only",
            ));
        }
        pattern.length = Some(length);
        rest
    } else {
        rest
    };
    pattern.span = input.span_to(rest);
    Ok((rest, pattern))
}

/// What the square brackets of a relationship pattern hold.
fn details<'a>(input: Input<'a>, pattern: &mut RelationshipPattern) -> Parsed<'a, ()> {
    let (rest, _) = symbol("[")(input)?;
    let (rest, name) = opt(variable).parse(rest)?;
    let (rest, types) = opt(preceded(symbol(":"), |input| label_expression(input, true))).parse(rest)?;
    let (rest, length) = opt(length).parse(rest)?;
    if rest.is_symbol("..") {
        return refuse(
            QueryError::syntax(
                Detail::InvalidRelationshipPattern,
                rest.token().span,
                "a variable length needs a * before its bounds",
            )
            .help("write [:TYPE*..], [:TYPE*1..3]"),
        );
    }
    let (rest, properties) = opt(properties).parse(rest)?;
    let (rest, condition) = filter(rest)?;
    let (rest, _) = symbol("]")(rest)?;
    pattern.variable = name;
    pattern.types = types;
    pattern.length = length;
    pattern.properties = properties;
    pattern.filter = condition;
    Ok((rest, ()))
}

/// `*`, `*2`, `*2..`, `*..3`, `*1..3`
fn length(input: Input) -> Parsed<Length> {
    let (rest, _) = symbol("*")(input)?;
    let (rest, first) = opt(bound).parse(rest)?;
    let (rest, last) = opt(preceded(symbol(".."), opt(bound))).parse(rest)?;
    let span = input.span_to(rest);
    let (min, max) = match (first, last) {
        (Some(exactly), None) => (exactly, Some(exactly)),
        (min, last) => (min.unwrap_or(1), last.flatten()),
    };
    Ok((rest, Length { min, max, span }))
}

/// A bound of a variable length.
fn bound(input: Input) -> Parsed<u64> {
    if input.is_symbol("-") {
        return refuse(QueryError::syntax(
            Detail::InvalidRelationshipPattern,
            input.token().span,
            "the bounds of a variable length cannot be negative",
        ));
    }
    number(input)
}

/// `A`, `A:B`, `A&B`, `A|B`, `A|:B`, `!A`, `%`, `(…)`. Without `bars` a bar ends it.
pub(super) fn label_expression(input: Input, bars: bool) -> Parsed<LabelExpression> {
    level(input, |input| {
        let (mut rest, first) = label_conjunction(input)?;
        let mut parts = vec![first];
        while bars && rest.is_symbol("|") {
            let after = rest.next();
            let after = if after.is_symbol(":") { after.next() } else { after };
            let (after, part) = label_conjunction(after)?;
            parts.push(part);
            rest = after;
        }
        Ok((rest, joined(parts, input.span_to(rest), LabelExpression::Or)))
    })
}

fn label_conjunction(input: Input) -> Parsed<LabelExpression> {
    let (mut rest, first) = label_negation(input)?;
    let mut parts = vec![first];
    while rest.is_symbol("&") || rest.is_symbol(":") {
        let (after, part) = label_negation(rest.next())?;
        parts.push(part);
        rest = after;
    }
    Ok((rest, joined(parts, input.span_to(rest), LabelExpression::And)))
}

fn joined(
    mut parts: Vec<LabelExpression>,
    span: Span,
    join: fn(Vec<LabelExpression>, Span) -> LabelExpression,
) -> LabelExpression {
    if parts.len() == 1 { parts.remove(0) } else { join(parts, span) }
}

fn label_negation(input: Input) -> Parsed<LabelExpression> {
    if input.is_symbol("!") {
        let (rest, inner) = level(input.next(), label_negation)?;
        rest.grow()?;
        return Ok((rest, LabelExpression::Not(Box::new(inner), input.span_to(rest))));
    }
    if input.is_symbol("(") {
        let (rest, inner) =
            delimited(symbol("("), |input| label_expression(input, true), symbol(")")).parse(input)?;
        rest.grow()?;
        return Ok((rest, inner));
    }
    if input.is_symbol("%") {
        return Ok((input.next(), LabelExpression::Any(input.token().span)));
    }
    map(any_name("a label or type"), LabelExpression::Label).parse(input)
}

/// Where a path of at least one relationship stands here, by its outline: the input behind it. Nothing inside the
/// brackets is read, so the look costs a step a bracket.
pub(super) fn path_end(input: Input) -> Option<Input> {
    let mut rest = node_end(input)?;
    let mut hops = 0;
    while let Some(after) = hop_end(rest).and_then(node_end) {
        rest = after;
        hops += 1;
    }
    (hops > 0).then_some(rest)
}

/// Whether this can open the inside of a node or relationship, behind its variable.
fn opens_details(input: Input) -> bool {
    matches!(input.token().kind, TokenKind::Parameter(_))
        || [":", "{"].iter().any(|symbol| input.is_symbol(symbol))
        || input.is_word("WHERE")
}

fn behind_variable(input: Input) -> Input {
    let is_name = matches!(input.token().kind, TokenKind::Word | TokenKind::Quoted(_));
    if is_name && !input.is_reserved() { input.next() } else { input }
}

fn node_end(input: Input) -> Option<Input> {
    if !input.is_symbol("(") {
        return None;
    }
    let end = input.behind_bracket()?;
    let inside = behind_variable(input.next());
    (inside.is_symbol(")") || opens_details(inside)).then_some(end)
}

fn hop_end(input: Input) -> Option<Input> {
    let rest = if input.is_symbol("<") { input.next() } else { input };
    if !rest.is_symbol("-") {
        return None;
    }
    let mut rest = rest.next();
    if rest.is_symbol("[") {
        let inside = behind_variable(rest.next());
        let fits = ["]", "*", ".."].iter().any(|symbol| inside.is_symbol(symbol)) || opens_details(inside);
        rest = rest.behind_bracket().filter(|_| fits)?;
    }
    if !rest.is_symbol("-") {
        return None;
    }
    let rest = rest.next();
    let rest = if rest.is_symbol(">") { rest.next() } else { rest };
    if rest.is_symbol("{") {
        return rest.behind_bracket();
    }
    Some(if rest.is_symbol("+") || rest.is_symbol("*") { rest.next() } else { rest })
}
