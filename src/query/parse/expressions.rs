//! Operators and what follows an atom, by precedence climbing.
//!
//! From loose to tight, as in openCypher's grammar: `OR`, `XOR`, `AND`, `NOT`, comparisons, the predicates (`IN`,
//! `STARTS WITH`, `IS NULL`, …), `+ -`, `* / %`, `^`, the signs, then `.key`, `[index]` and `:Label`. All binary
//! operators are left-associative.

use super::atoms::atom;
use super::input::{Input, Parsed, any_name, level, named, symbol};
use super::lex::TokenKind;
use super::patterns::label_expression;
use crate::query::ast::{BinaryOperator, Comparator, Expression, ExpressionKind, Literal, UnaryOperator};
use crate::text::Span;
use nom::Parser;
use nom::combinator::opt;
use nom::sequence::preceded;

/// How tightly an operator binds.
type Power = u8;
const OR: Power = 1;
const XOR: Power = 2;
const AND: Power = 3;
const NOT: Power = 4;
const COMPARISON: Power = 5;
const PREDICATE: Power = 6;
const SUM: Power = 7;
const PRODUCT: Power = 8;
const POWER: Power = 9;
const SIGN: Power = 10;

/// An operator between or behind its operands.
enum Infix {
    Or,
    And,
    Binary(BinaryOperator, Power),
    Compare(Comparator),
    IsNull { negated: bool },
}

/// Any expression.
pub(super) fn expression(input: Input) -> Parsed<Expression> {
    level(input, |input| climb(input, OR))
}

/// An operand: an expression that binds at least as tightly as `least`.
fn operand(input: Input, least: Power) -> Parsed<Expression> {
    level(input, |input| climb(input, least))
}

fn climb(input: Input, least: Power) -> Parsed<Expression> {
    let (mut rest, mut left) = prefixed(input, least)?;
    loop {
        let Some((after, infix)) = infix(rest) else {
            rest.offer_operators();
            return Ok((rest, left));
        };
        if infix.power() < least {
            return Ok((rest, left));
        }
        let kind = match infix {
            Infix::IsNull { negated } => {
                rest = after;
                ExpressionKind::IsNull { operand: Box::new(left), negated }
            }
            Infix::Binary(operator, power) => {
                let (after, right) = operand(after, power + 1)?;
                rest = after;
                ExpressionKind::Binary { operator, left: Box::new(left), right: Box::new(right) }
            }
            Infix::Or => {
                let (after, operands) = chain(rest, left, "OR", XOR)?;
                rest = after;
                ExpressionKind::Or(operands)
            }
            Infix::And => {
                let (after, operands) = chain(rest, left, "AND", NOT)?;
                rest = after;
                ExpressionKind::And(operands)
            }
            Infix::Compare(_) => {
                let mut others = Vec::new();
                while let Some((after, Infix::Compare(comparator))) = self::infix(rest) {
                    let (after, right) = operand(after, PREDICATE)?;
                    others.push((comparator, right));
                    rest = after;
                }
                ExpressionKind::Comparison { first: Box::new(left), rest: others }
            }
        };
        rest.grow()?;
        left = Expression::new(kind, input.span_to(rest));
    }
}

/// All operands of a chain of one keyword, the first of which is read already.
fn chain<'a>(
    mut rest: Input<'a>,
    first: Expression,
    word: &str,
    least: Power,
) -> Parsed<'a, Vec<Expression>> {
    let mut operands = vec![first];
    while rest.is_word(word) {
        let (after, right) = operand(rest.next(), least)?;
        operands.push(right);
        rest = after;
    }
    Ok((rest, operands))
}

impl Infix {
    fn power(&self) -> Power {
        match self {
            Infix::Or => OR,
            Infix::And => AND,
            Infix::Binary(_, power) => *power,
            Infix::Compare(_) => COMPARISON,
            Infix::IsNull { .. } => PREDICATE,
        }
    }
}

/// The operator here, if there is one, and the input behind it.
fn infix(input: Input) -> Option<(Input, Infix)> {
    use BinaryOperator::*;
    let binary = |operator, power| Some((input.next(), Infix::Binary(operator, power)));
    match input.token().kind {
        TokenKind::Symbol(symbol) => match symbol {
            "+" => binary(Add, SUM),
            "-" => binary(Subtract, SUM),
            "*" => binary(Multiply, PRODUCT),
            "/" => binary(Divide, PRODUCT),
            "%" => binary(Modulo, PRODUCT),
            "^" => binary(Power, POWER),
            "=~" => binary(Matches, PREDICATE),
            _ => {
                let comparator = match symbol {
                    "=" => Comparator::Equal,
                    "<>" => Comparator::NotEqual,
                    "<" => Comparator::Less,
                    "<=" => Comparator::LessOrEqual,
                    ">" => Comparator::Greater,
                    ">=" => Comparator::GreaterOrEqual,
                    _ => return None,
                };
                Some((input.next(), Infix::Compare(comparator)))
            }
        },
        TokenKind::Word => {
            let next = input.next();
            match input.written().to_ascii_uppercase().as_str() {
                "OR" => Some((next, Infix::Or)),
                "XOR" => binary(Xor, XOR),
                "AND" => Some((next, Infix::And)),
                "IN" => binary(In, PREDICATE),
                "CONTAINS" => binary(Contains, PREDICATE),
                "STARTS" if next.is_word("WITH") => Some((next.next(), Infix::Binary(StartsWith, PREDICATE))),
                "ENDS" if next.is_word("WITH") => Some((next.next(), Infix::Binary(EndsWith, PREDICATE))),
                "IS" if next.is_word("NULL") => Some((next.next(), Infix::IsNull { negated: false })),
                "IS" if next.is_word("NOT") && next.next().is_word("NULL") => {
                    Some((next.next().next(), Infix::IsNull { negated: true }))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// `NOT x`, `-x`, `+x`, or what has no prefix.
fn prefixed(input: Input, least: Power) -> Parsed<Expression> {
    if least <= NOT && input.is_word("NOT") {
        let (rest, inner) = operand(input.next(), NOT)?;
        return unary(input, rest, UnaryOperator::Not, inner);
    }
    let operator = match input.token().kind {
        TokenKind::Symbol("-") => UnaryOperator::Minus,
        TokenKind::Symbol("+") => UnaryOperator::Plus,
        _ => return named("an expression", suffixed)(input),
    };
    let after = input.next();
    // A minus and a number are one literal: only so can the least integer be written. What follows a number directly
    // (`-1.key`) binds it first.
    let suffixed = [".", "[", ":"].iter().any(|symbol| after.next().is_symbol(symbol));
    if operator == UnaryOperator::Minus && !suffixed {
        let literal = match after.token().kind {
            TokenKind::Integer(Ok(magnitude)) => Some(Literal::Integer((magnitude as i64).wrapping_neg())),
            TokenKind::Float(Ok(number)) => Some(Literal::Float(-number)),
            _ => None,
        };
        if let Some(literal) = literal {
            let rest = after.next();
            return Ok((rest, Expression::new(ExpressionKind::Literal(literal), input.span_to(rest))));
        }
    }
    let (rest, inner) = operand(after, SIGN)?;
    unary(input, rest, operator, inner)
}

fn unary<'a>(
    input: Input<'a>,
    rest: Input<'a>,
    operator: UnaryOperator,
    inner: Expression,
) -> Parsed<'a, Expression> {
    rest.grow()?;
    let kind = ExpressionKind::Unary { operator, operand: Box::new(inner) };
    Ok((rest, Expression::new(kind, input.span_to(rest))))
}

/// An atom and what follows it: `.key`, `[index]`, `[from..to]`, `:Label`.
pub(super) fn suffixed(input: Input) -> Parsed<Expression> {
    let (mut rest, mut subject) = atom(input)?;
    loop {
        let kind = match rest.token().kind {
            TokenKind::Symbol(".") => {
                let (after, key) = any_name("a property key")(rest.next())?;
                rest = after;
                ExpressionKind::Property { subject: Box::new(subject), key }
            }
            TokenKind::Symbol("[") => {
                let (after, kind) = bracketed(rest.next(), subject)?;
                rest = after;
                kind
            }
            TokenKind::Symbol(":") => {
                let (after, labels) = label_expression(rest.next(), !rest.is_barred())?;
                rest = after;
                ExpressionKind::HasLabels { subject: Box::new(subject), labels }
            }
            _ => return Ok((rest, subject)),
        };
        rest.grow()?;
        subject = Expression::new(kind, input.span_to(rest));
    }
}

/// What stands in the square brackets behind a value.
fn bracketed(input: Input, subject: Expression) -> Parsed<ExpressionKind> {
    let bound = |input| opt(expression).parse(input);
    let subject = Box::new(subject);
    if input.is_symbol("..") {
        let (rest, to) = bound(input.next())?;
        let (rest, _) = symbol("]")(rest)?;
        return Ok((rest, ExpressionKind::Slice { subject, from: None, to: to.map(Box::new) }));
    }
    let (rest, first) = expression(input)?;
    let (rest, to): (_, Option<Option<Expression>>) = opt(preceded(symbol(".."), bound)).parse(rest)?;
    let (rest, _): (_, Span) = symbol("]")(rest)?;
    let first = Box::new(first);
    let kind = match to {
        Some(to) => ExpressionKind::Slice { subject, from: Some(first), to: to.map(Box::new) },
        None => ExpressionKind::Index { subject, index: first },
    };
    Ok((rest, kind))
}

#[cfg(test)]
mod tests {
    use crate::query::ast::*;

    /// The expression in full parentheses, which shows how it was read.
    fn read(text: &str) -> String {
        let query = Query::parse(&format!("RETURN {text} AS x")).unwrap();
        let Clause::Return(clause) = &query.body.first.clauses[0] else { unreachable!() };
        show(&clause.projection.items[0].expression, &query.text)
    }

    fn show(e: &Expression, text: &str) -> String {
        let s = |e: &Expression| show(e, text);
        match &e.kind {
            ExpressionKind::Unary { operator, operand } => format!("({operator:?} {})", s(operand)),
            ExpressionKind::Binary { operator, left, right } => {
                format!("({} {operator:?} {})", s(left), s(right))
            }
            ExpressionKind::And(parts) => {
                format!("({})", parts.iter().map(s).collect::<Vec<_>>().join(" And "))
            }
            ExpressionKind::Or(parts) => {
                format!("({})", parts.iter().map(s).collect::<Vec<_>>().join(" Or "))
            }
            ExpressionKind::Comparison { first, rest } => {
                let rest: String = rest.iter().map(|(c, e)| format!(" {c:?} {}", s(e))).collect();
                format!("({}{rest})", s(first))
            }
            ExpressionKind::IsNull { operand, negated } => format!("({} IsNull {negated})", s(operand)),
            ExpressionKind::Property { subject, key } => format!("{}.{key}", s(subject)),
            ExpressionKind::Index { subject, index } => format!("{}[{}]", s(subject), s(index)),
            _ => e.span.of(text).to_owned(),
        }
    }

    #[test]
    fn operators_bind_as_in_opencypher() {
        for (text, expected) in [
            ("1 + 2 * 3 ^ 4", "(1 Add (2 Multiply (3 Power 4)))"),
            ("1 - 2 - 3", "((1 Subtract 2) Subtract 3)"),
            ("2 ^ 3 ^ 2", "((2 Power 3) Power 2)"),
            ("-2 ^ 2", "(-2 Power 2)"),
            ("-a.b", "(Minus a.b)"),
            ("a OR b XOR c AND NOT d", "(a Or (b Xor (c And (Not d))))"),
            ("NOT a = b", "(Not (a Equal b))"),
            ("1 < a <= 3", "(1 Less a LessOrEqual 3)"),
            ("a = b IN c", "(a Equal (b In c))"),
            ("a + b IN c", "((a Add b) In c)"),
            ("a.x STARTS WITH 'b' = true", "((a.x StartsWith 'b') Equal true)"),
            ("a IS NULL = b IS NOT NULL", "((a IsNull false) Equal (b IsNull true))"),
            ("a AND b AND c", "(a And b And c)"),
            ("xs[0].y", "xs[0].y"),
            ("a < -1", "(a Less -1)"),
            ("a <-1", "(a Less -1)"),
            ("(1 + 2) * 3", "((1 Add 2) Multiply 3)"),
            ("(a)-->(b) < 1", "((a)-->(b) Less 1)"),
            ("(a) - (b)", "(a Subtract b)"),
            ("xs[a:A|B]", "xs[a:A|B]"),
            ("[x IN xs WHERE x:A | x]", "[x IN xs WHERE x:A | x]"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
