//! The expressions that stand on their own: literals, names, calls, and all that brackets enclose.

use super::clauses::{filter, subquery};
use super::expressions::expression;
use super::input::{Input, Parsed, any_name, keyword, refuse, symbol, variable};
use super::lex::TokenKind;
use super::patterns::{path_end, path_of_expression, shortest};
use crate::query::ast::{
    Clause, Expression, ExpressionKind, Literal, MapProjectionItem, Match, Name, QuantifierKind, SingleQuery,
    UnionQuery,
};
use crate::query::{Detail, QueryError};
use nom::Parser;
use nom::combinator::{map, opt};
use nom::multi::{many1, separated_list0, separated_list1};
use nom::sequence::{delimited, preceded};

/// An atom, with its place.
pub(super) fn atom(input: Input) -> Parsed<Expression> {
    // Parentheses leave no trace in the tree, nor in the span.
    if input.is_symbol("(") && path_end(input).is_none() {
        return delimited(symbol("("), expression, symbol(")")).parse(input);
    }
    let (rest, kind) = match &input.token().kind {
        TokenKind::Word | TokenKind::Quoted(_) => word(input)?,
        TokenKind::Symbol(symbol) => match *symbol {
            "(" => {
                let (rest, pattern) = path_of_expression(input)?;
                (rest, ExpressionKind::PatternPredicate(Box::new(pattern)))
            }
            "[" => square(input)?,
            "{" => map_literal(input)?,
            _ => return input.mismatch(),
        },
        TokenKind::End => return input.mismatch(),
        _ => literal(input)?,
    };
    if !matches!(
        kind,
        ExpressionKind::Literal(_) | ExpressionKind::Variable(_) | ExpressionKind::Parameter(_)
    ) {
        rest.grow()?;
    }
    Ok((rest, Expression::new(kind, input.span_to(rest))))
}

fn literal(input: Input) -> Parsed<ExpressionKind> {
    let text = input.source.text;
    let span = input.token().span;
    let literal = match &input.token().kind {
        TokenKind::Integer(Ok(magnitude)) => match i64::try_from(*magnitude) {
            Ok(number) => Literal::Integer(number),
            Err(_) => return refuse(super::lex::Fault::IntegerTooBig.error(span, text)),
        },
        TokenKind::Integer(Err(fault)) | TokenKind::Float(Err(fault)) => {
            return refuse(fault.error(span, text));
        }
        TokenKind::Float(Ok(number)) => Literal::Float(*number),
        TokenKind::String(Ok(value)) => Literal::String(value.clone()),
        TokenKind::String(Err(fault)) => return refuse(fault.0.error(fault.1, text)),
        TokenKind::Parameter(name) => {
            return Ok((input.next(), ExpressionKind::Parameter(name.clone())));
        }
        _ => return input.mismatch(),
    };
    Ok((input.next(), ExpressionKind::Literal(literal)))
}

/// What begins with a word: a constant, `CASE`, a call, a subquery, a variable, a map projection.
fn word(input: Input) -> Parsed<ExpressionKind> {
    let next = input.next();
    if matches!(input.token().kind, TokenKind::Word) {
        let word = input.written().to_ascii_uppercase();
        let constant = |literal| Ok((next, ExpressionKind::Literal(literal)));
        match word.as_str() {
            "TRUE" => return constant(Literal::Boolean(true)),
            "FALSE" => return constant(Literal::Boolean(false)),
            "NULL" => return constant(Literal::Null),
            "CASE" => return case(input),
            "EXISTS" if next.is_symbol("{") => {
                return map(subquery, |query| ExpressionKind::Exists(Box::new(query))).parse(next);
            }
            "COUNT" if next.is_symbol("{") => {
                return map(subquery, |query| ExpressionKind::Count(Box::new(query))).parse(next);
            }
            _ => {}
        }
        if next.is_symbol("(") {
            let inside = next.next();
            let binds = !matches!(inside.token().kind, TokenKind::Symbol(_)) && !inside.is_reserved();
            let quantifier = match word.as_str() {
                "ALL" => Some(QuantifierKind::All),
                "ANY" => Some(QuantifierKind::Any),
                "NONE" => Some(QuantifierKind::None),
                "SINGLE" => Some(QuantifierKind::Single),
                _ => None,
            };
            match word.as_str() {
                "COUNT" if inside.is_symbol("*") => {
                    return map(symbol(")"), |_| ExpressionKind::CountAll).parse(inside.next());
                }
                "REDUCE" if binds && inside.next().is_symbol("=") => {
                    next.bar();
                    return reduce(inside);
                }
                "SHORTESTPATH" | "ALLSHORTESTPATHS" => {
                    return map(shortest, |pattern| ExpressionKind::ShortestPath(Box::new(pattern)))
                        .parse(input);
                }
                "EXISTS" => return exists(inside),
                _ => {}
            }
            if let Some(kind) = quantifier
                && binds
                && inside.next().is_word("IN")
            {
                return quantified(inside, kind);
            }
        }
    }
    if let Some(called) = call_ahead(input) {
        return call(input, called);
    }
    let (rest, name) = variable(input)?;
    if rest.is_symbol("{") {
        let subject = Box::new(Expression::new(ExpressionKind::Variable(name.text), name.span));
        return map(
            delimited(symbol("{"), separated_list0(symbol(","), projected), symbol("}")),
            move |items| ExpressionKind::MapProjection { subject: subject.clone(), items },
        )
        .parse(rest);
    }
    Ok((rest, ExpressionKind::Variable(name.text)))
}

/// Where `a.b.c(` stands here, the input at the parenthesis.
fn call_ahead(input: Input) -> Option<Input> {
    let is_name = |input: Input| matches!(input.token().kind, TokenKind::Word | TokenKind::Quoted(_));
    let mut rest = input;
    if !is_name(rest) || rest.is_reserved() {
        return None;
    }
    loop {
        rest = rest.next();
        if rest.is_symbol("(") {
            return Some(rest);
        }
        if !rest.is_symbol(".") || !is_name(rest.next()) {
            return None;
        }
        rest = rest.next();
    }
}

fn call<'a>(input: Input<'a>, open: Input<'a>) -> Parsed<'a, ExpressionKind> {
    let (_, name) = dotted_name(input, "a function")?;
    let (rest, _) = symbol("(")(open)?;
    let (rest, distinct) = opt(keyword("DISTINCT")).parse(rest)?;
    let (rest, arguments) = separated_list0(symbol(","), expression).parse(rest)?;
    let (rest, _) = symbol(")")(rest)?;
    Ok((rest, ExpressionKind::Call { name, distinct: distinct.is_some(), arguments }))
}

/// `a.b.c`, as one name.
pub(super) fn dotted_name<'a>(input: Input<'a>, what: &'static str) -> Parsed<'a, Name> {
    map(separated_list1(symbol("."), any_name(what)), |parts| {
        let text = parts.iter().map(|part| &*part.text).collect::<Vec<_>>().join(".");
        let span = parts[0].span.cover(parts[parts.len() - 1].span);
        Name { text: text.into(), span }
    })
    .parse(input)
}

/// `exists(pattern)` and `exists(n.key)`, in the words of today: `EXISTS { pattern }` and `IS NOT NULL`.
fn exists(inside: Input) -> Parsed<ExpressionKind> {
    let (rest, argument) = expression(inside)?;
    let (rest, _) = symbol(")")(rest)?;
    let kind = match argument.kind {
        ExpressionKind::PatternPredicate(pattern) => {
            let span = pattern.span;
            let clause = Match { optional: false, patterns: vec![*pattern], filter: None, span };
            let first = SingleQuery { clauses: vec![Clause::Match(clause)], span };
            ExpressionKind::Exists(Box::new(UnionQuery { first, rest: Vec::new(), span }))
        }
        _ => ExpressionKind::IsNull { operand: Box::new(argument), negated: true },
    };
    Ok((rest, kind))
}

fn case(input: Input) -> Parsed<ExpressionKind> {
    let rest = input.next();
    let (rest, subject) =
        if rest.is_word("WHEN") { (rest, None) } else { map(expression, Some).parse(rest)? };
    let branch = (preceded(keyword("WHEN"), expression), preceded(keyword("THEN"), expression));
    let (rest, branches) = many1(branch).parse(rest)?;
    let (rest, otherwise) = opt(preceded(keyword("ELSE"), expression)).parse(rest)?;
    let (rest, _) = keyword("END")(rest)?;
    let kind =
        ExpressionKind::Case { subject: subject.map(Box::new), branches, otherwise: otherwise.map(Box::new) };
    Ok((rest, kind))
}

/// `x IN list`
fn element(input: Input) -> Parsed<(Name, Expression)> {
    let (rest, name) = variable(input)?;
    let (rest, _) = keyword("IN")(rest)?;
    let (rest, list) = expression(rest)?;
    Ok((rest, (name, list)))
}

fn quantified(inside: Input, kind: QuantifierKind) -> Parsed<ExpressionKind> {
    let (rest, (name, list)) = element(inside)?;
    let (rest, predicate) = filter(rest)?;
    let (rest, _) = symbol(")")(rest)?;
    let predicate =
        predicate.unwrap_or_else(|| Expression::new(ExpressionKind::Variable(name.text.clone()), name.span));
    let kind = ExpressionKind::Quantifier {
        kind,
        variable: name,
        list: Box::new(list),
        predicate: Box::new(predicate),
    };
    Ok((rest, kind))
}

fn reduce(inside: Input) -> Parsed<ExpressionKind> {
    let (rest, accumulator) = variable(inside)?;
    let (rest, start) = preceded(symbol("="), expression).parse(rest)?;
    let (rest, (name, list)) = preceded(symbol(","), element).parse(rest)?;
    let (rest, step) = delimited(symbol("|"), expression, symbol(")")).parse(rest)?;
    let kind = ExpressionKind::Reduce {
        accumulator,
        start: Box::new(start),
        variable: name,
        list: Box::new(list),
        step: Box::new(step),
    };
    Ok((rest, kind))
}

/// What square brackets enclose: a comprehension over a list or a pattern, or a list.
fn square(input: Input) -> Parsed<ExpressionKind> {
    let inside = input.next();
    let bar = |input| preceded(symbol("|"), expression).parse(input);
    let named_path = matches!(inside.token().kind, TokenKind::Word | TokenKind::Quoted(_))
        && inside.next().is_symbol("=")
        && path_end(inside.next().next()).is_some();
    let pattern_end = if named_path { path_end(inside.next().next()) } else { path_end(inside) };
    if let Some(end) = pattern_end
        && (named_path || end.is_symbol("|") || end.is_word("WHERE"))
    {
        input.bar();
        let (rest, path_variable) =
            if named_path { map(variable, Some).parse(inside)? } else { (inside, None) };
        let rest = if named_path { rest.next() } else { rest };
        let (rest, mut pattern) = path_of_expression(rest)?;
        pattern.variable = path_variable;
        pattern.span = inside.span_to(rest);
        let (rest, condition) = filter(rest)?;
        let (rest, shown) = bar(rest)?;
        let (rest, _) = symbol("]")(rest)?;
        let kind = ExpressionKind::PatternComprehension {
            pattern: Box::new(pattern),
            filter: condition.map(Box::new),
            map: Box::new(shown),
        };
        return Ok((rest, kind));
    }
    let is_name = matches!(inside.token().kind, TokenKind::Word | TokenKind::Quoted(_));
    if is_name && !inside.is_reserved() && inside.next().is_word("IN") {
        input.bar();
        let (rest, (name, list)) = element(inside)?;
        let (rest, condition) = filter(rest)?;
        let (rest, shown) = opt(bar).parse(rest)?;
        // `[x IN xs, …]` could be a list whose first element is a condition; openCypher reads a comprehension.
        if condition.is_some() || shown.is_some() || rest.is_symbol("]") {
            let (rest, _) = symbol("]")(rest)?;
            let kind = ExpressionKind::ListComprehension {
                variable: name,
                list: Box::new(list),
                filter: condition.map(Box::new),
                map: shown.map(Box::new),
            };
            return Ok((rest, kind));
        }
        if !rest.is_symbol(",") {
            return rest.expected("]");
        }
        return refuse(
            QueryError::syntax(
                Detail::UnexpectedSyntax,
                rest.token().span,
                "a list comprehension has one list only",
            )
            .help(format!("for a list of conditions, put parentheses around `{} IN …`", name.text)),
        );
    }
    map(delimited(symbol("["), separated_list0(symbol(","), expression), symbol("]")), ExpressionKind::List)
        .parse(input)
}

/// `{key: value}`
pub(super) fn map_literal(input: Input) -> Parsed<ExpressionKind> {
    let entry = |input| {
        let (rest, key) = any_name("a key")(input)?;
        let (rest, value) = preceded(symbol(":"), expression).parse(rest)?;
        Ok((rest, (key, value)))
    };
    map(delimited(symbol("{"), separated_list0(symbol(","), entry), symbol("}")), ExpressionKind::Map)
        .parse(input)
}

/// One part of a map projection.
fn projected(input: Input) -> Parsed<MapProjectionItem> {
    if input.is_symbol(".") {
        let after = input.next();
        if after.is_symbol("*") {
            return Ok((after.next(), MapProjectionItem::All(input.span_to(after.next()))));
        }
        return map(any_name("a property key"), MapProjectionItem::Property).parse(after);
    }
    let (rest, name) = any_name("a key, a variable or .key")(input)?;
    if rest.is_symbol(":") {
        let (rest, value) = expression(rest.next())?;
        return Ok((rest, MapProjectionItem::Entry(name, value)));
    }
    Ok((rest, MapProjectionItem::Variable(name)))
}
