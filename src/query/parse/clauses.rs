//! Clauses, and queries made of them.

use super::atoms::dotted_name;
use super::expressions::{expression, suffixed};
use super::input::{
    Failure, Input, Parsed, any_name, keyword, keywords, level, named, refuse, symbol, variable,
};
use super::lex::TokenKind;
use super::patterns::{pattern, patterns};
use crate::query::ast::*;
use crate::query::{Detail, QueryError};
use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt, value};
use nom::multi::{many0, many1, separated_list0, separated_list1};
use nom::sequence::{delimited, preceded};

/// `[EXPLAIN | PROFILE] query [;]`, to the end of the text.
pub(super) fn statement(input: Input) -> Parsed<(Mode, UnionQuery)> {
    let mode = alt((value(Mode::Explain, keyword("EXPLAIN")), value(Mode::Profile, keyword("PROFILE"))));
    let (rest, mode) = opt(mode).parse(input)?;
    let (rest, mut query) = union(rest)?;
    let rest = if rest.is_symbol(";") { rest.next() } else { rest };
    if !matches!(rest.token().kind, TokenKind::End) {
        return rest.expected("the end of the query");
    }
    if query.rest.is_empty()
        && let [Clause::Call(call)] = query.first.clauses.as_mut_slice()
    {
        call.standalone = true;
    }
    Ok((rest, (mode.unwrap_or_default(), query)))
}

fn union(input: Input) -> Parsed<UnionQuery> {
    let (rest, first) = single(input)?;
    let (rest, others) = many0(union_part).parse(rest)?;
    bounded(input, others.len(), "parts of a UNION")?;
    Ok((rest, UnionQuery { first, rest: others, span: input.span_to(rest) }))
}

/// The most clauses, steps of patterns and parts of a UNION that one query may have: its plan is as deep as these are many.
const MOST: usize = 1_000;

fn bounded(input: Input, count: usize, what: &str) -> Result<(), nom::Err<Failure>> {
    if count <= MOST {
        return Ok(());
    }
    let message = format!("the query has {count} {what}; {MOST} are the most");
    refuse(
        QueryError::syntax(Detail::TooDeep, input.token().span, message)
            .help("split it into several queries"),
    )
}

fn union_part(input: Input) -> Parsed<Union> {
    let (rest, _) = keyword("UNION")(input)?;
    let (rest, all) = opt(keyword("ALL")).parse(rest)?;
    let (rest, query) = single(rest)?;
    Ok((rest, Union { all: all.is_some(), query, span: input.span_to(rest) }))
}

fn single(input: Input) -> Parsed<SingleQuery> {
    let (rest, clauses) = many1(named("a clause", clause)).parse(input)?;
    // CREATE after CREATE is planned as one: scripts that fill a graph have thousands.
    let follows = |pair: &&[Clause]| matches!(pair, [Clause::Create(_), Clause::Create(_)]);
    bounded(input, clauses.len() - clauses.windows(2).filter(follows).count(), "clauses")?;
    let steps = clauses.iter().map(|clause| match clause {
        Clause::Match(matched) => matched.patterns.iter().map(|pattern| 1 + pattern.steps.len()).sum(),
        _ => 0,
    });
    bounded(input, steps.sum(), "pattern steps")?;
    Ok((rest, SingleQuery { clauses, span: input.span_to(rest) }))
}

/// `{ query }` or `{ pattern, pattern WHERE filter }` of a subquery, which is read as a `MATCH`.
pub(super) fn subquery(input: Input) -> Parsed<UnionQuery> {
    level(input, |input| {
        let (inside, _) = symbol("{")(input)?;
        let (rest, query) = if inside.is_symbol("(") || inside.next().is_symbol("=") {
            let (rest, patterns) = patterns(inside)?;
            let (rest, filter) = filter(rest)?;
            let span = inside.span_to(rest);
            let clause = Clause::Match(Match { optional: false, patterns, filter, span });
            let first = SingleQuery { clauses: vec![clause], span };
            (rest, UnionQuery { first, rest: Vec::new(), span })
        } else {
            union(inside)?
        };
        let (rest, _) = symbol("}")(rest)?;
        Ok((rest, query))
    })
}

fn clause(input: Input) -> Parsed<Clause> {
    alt((
        map(match_clause, Clause::Match),
        map(unwind, Clause::Unwind),
        map(with, Clause::With),
        map(return_clause, Clause::Return),
        map(call, Clause::Call),
        updating,
    ))
    .parse(input)
}

fn updating(input: Input) -> Parsed<Clause> {
    alt((
        map(create, Clause::Create),
        map(merge, Clause::Merge),
        map(set, Clause::Set),
        map(remove, Clause::Remove),
        map(delete, Clause::Delete),
        map(foreach, Clause::Foreach),
    ))
    .parse(input)
}

/// `[WHERE expression]`
pub(super) fn filter(input: Input) -> Parsed<Option<Expression>> {
    opt(preceded(keyword("WHERE"), expression)).parse(input)
}

fn match_clause(input: Input) -> Parsed<Match> {
    let (rest, optional) =
        alt((value(true, keywords(&["OPTIONAL", "MATCH"])), value(false, keyword("MATCH")))).parse(input)?;
    let (rest, patterns) = patterns(rest)?;
    let (rest, filter) = filter(rest)?;
    Ok((rest, Match { optional, patterns, filter, span: input.span_to(rest) }))
}

fn unwind(input: Input) -> Parsed<Unwind> {
    let (rest, list) = preceded(keyword("UNWIND"), expression).parse(input)?;
    let (rest, variable) = preceded(keyword("AS"), variable).parse(rest)?;
    Ok((rest, Unwind { list, variable, span: input.span_to(rest) }))
}

fn with(input: Input) -> Parsed<With> {
    let (rest, projection) = preceded(keyword("WITH"), projection).parse(input)?;
    let (rest, filter) = filter(rest)?;
    Ok((rest, With { projection, filter, span: input.span_to(rest) }))
}

fn return_clause(input: Input) -> Parsed<Return> {
    let (rest, projection) = preceded(keyword("RETURN"), projection).parse(input)?;
    Ok((rest, Return { projection, span: input.span_to(rest) }))
}

fn projection(input: Input) -> Parsed<Projection> {
    let (rest, distinct) = opt(keyword("DISTINCT")).parse(input)?;
    let (rest, all) = opt(symbol("*")).parse(rest)?;
    let (rest, items) = if all.is_none() {
        separated_list1(symbol(","), projection_item).parse(rest)?
    } else if rest.is_symbol(",") {
        preceded(symbol(","), separated_list1(symbol(","), projection_item)).parse(rest)?
    } else {
        rest.offer(&[","]);
        (rest, Vec::new())
    };
    let (rest, order) =
        opt(preceded(keywords(&["ORDER", "BY"]), separated_list1(symbol(","), sort_item))).parse(rest)?;
    let (rest, skip) = opt(preceded(alt((keyword("SKIP"), keyword("OFFSET"))), expression)).parse(rest)?;
    let (rest, limit) = opt(preceded(keyword("LIMIT"), expression)).parse(rest)?;
    let projection = Projection {
        distinct: distinct.is_some(),
        all: all.is_some(),
        items,
        order: order.unwrap_or_default(),
        skip,
        limit,
        span: input.span_to(rest),
    };
    Ok((rest, projection))
}

fn projection_item(input: Input) -> Parsed<ProjectionItem> {
    let (rest, expression) = expression(input)?;
    let written = input.span_to(rest).of(input.source.text);
    let (rest, alias) = opt(preceded(keyword("AS"), variable)).parse(rest)?;
    let name = match (&alias, &expression.kind) {
        (Some(alias), _) => alias.text.clone(),
        // A variable in backticks names its column without them.
        (None, ExpressionKind::Variable(name)) => name.clone(),
        _ => written.into(),
    };
    Ok((rest, ProjectionItem { expression, name, alias, span: input.span_to(rest) }))
}

fn sort_item(input: Input) -> Parsed<SortItem> {
    let (rest, expression) = expression(input)?;
    let (rest, descending) = opt(alt((
        value(true, keyword("DESCENDING")),
        value(true, keyword("DESC")),
        value(false, keyword("ASCENDING")),
        value(false, keyword("ASC")),
    )))
    .parse(rest)?;
    Ok((rest, SortItem { expression, descending: descending.unwrap_or(false), span: input.span_to(rest) }))
}

fn create(input: Input) -> Parsed<Create> {
    let (rest, patterns) = preceded(keyword("CREATE"), patterns).parse(input)?;
    Ok((rest, Create { patterns, span: input.span_to(rest) }))
}

fn merge(input: Input) -> Parsed<Merge> {
    let (rest, pattern) = preceded(keyword("MERGE"), pattern).parse(input)?;
    let (rest, actions) = many0((
        alt((value(true, keywords(&["ON", "CREATE"])), value(false, keywords(&["ON", "MATCH"])))),
        preceded(keyword("SET"), separated_list1(symbol(","), set_item)),
    ))
    .parse(rest)?;
    let mut merge = Merge { pattern, on_create: Vec::new(), on_match: Vec::new(), span: input.span_to(rest) };
    for (created, items) in actions {
        if created { merge.on_create.extend(items) } else { merge.on_match.extend(items) }
    }
    Ok((rest, merge))
}

fn set(input: Input) -> Parsed<Set> {
    let (rest, items) = preceded(keyword("SET"), separated_list1(symbol(","), set_item)).parse(input)?;
    Ok((rest, Set { items, span: input.span_to(rest) }))
}

fn set_item(input: Input) -> Parsed<SetItem> {
    let next = input.next();
    if next.is_symbol("=") || next.is_symbol("+=") || next.is_symbol(":") {
        let (rest, variable) = variable(input)?;
        if rest.is_symbol(":") {
            let (rest, labels) = labels(rest)?;
            return Ok((rest, SetItem::Labels { variable, labels, span: input.span_to(rest) }));
        }
        let replaces = rest.is_symbol("=");
        let (rest, value) = expression(rest.next())?;
        let span = input.span_to(rest);
        let item = if replaces {
            SetItem::Replace { variable, value, span }
        } else {
            SetItem::Add { variable, value, span }
        };
        return Ok((rest, item));
    }
    let (rest, (subject, key)) = property(input)?;
    let (rest, value) = preceded(symbol("="), expression).parse(rest)?;
    Ok((rest, SetItem::Property { subject, key, value, span: input.span_to(rest) }))
}

/// `subject.key`, as a place to write to.
fn property(input: Input) -> Parsed<(Expression, Name)> {
    let (rest, target) = named("a property, variable.key", suffixed)(input)?;
    match target.kind {
        ExpressionKind::Property { subject, key } => Ok((rest, (*subject, key))),
        _ => refuse(
            QueryError::syntax(Detail::UnexpectedSyntax, target.span, "this is no property to change").help(
                "write variable.key, variable:Label, or in SET also variable = {…} and variable += {…}",
            ),
        ),
    }
}

/// `:A:B`
fn labels(input: Input) -> Parsed<Vec<Name>> {
    many1(preceded(symbol(":"), any_name("a label"))).parse(input)
}

fn remove(input: Input) -> Parsed<Remove> {
    let (rest, items) =
        preceded(keyword("REMOVE"), separated_list1(symbol(","), remove_item)).parse(input)?;
    Ok((rest, Remove { items, span: input.span_to(rest) }))
}

fn remove_item(input: Input) -> Parsed<RemoveItem> {
    if input.next().is_symbol(":") {
        let (rest, variable) = variable(input)?;
        let (rest, labels) = labels(rest)?;
        return Ok((rest, RemoveItem::Labels { variable, labels, span: input.span_to(rest) }));
    }
    let (rest, (subject, key)) = property(input)?;
    Ok((rest, RemoveItem::Property { subject, key, span: input.span_to(rest) }))
}

fn delete(input: Input) -> Parsed<Delete> {
    let (rest, detach) =
        alt((value(true, keywords(&["DETACH", "DELETE"])), value(false, keyword("DELETE")))).parse(input)?;
    let (rest, items) = separated_list1(symbol(","), expression).parse(rest)?;
    Ok((rest, Delete { detach, items, span: input.span_to(rest) }))
}

fn foreach(input: Input) -> Parsed<Foreach> {
    let (rest, _) = keyword("FOREACH")(input)?;
    rest.bar();
    level(rest, |rest| {
        let (rest, variable) = preceded(symbol("("), variable).parse(rest)?;
        let (rest, list) = preceded(keyword("IN"), expression).parse(rest)?;
        let clauses = many1(named("an updating clause", updating));
        let (rest, clauses) = delimited(symbol("|"), clauses, symbol(")")).parse(rest)?;
        rest.grow()?;
        Ok((rest, Foreach { variable, list, clauses, span: input.span_to(rest) }))
    })
}

fn call(input: Input) -> Parsed<Call> {
    let (rest, call) = keyword("CALL")(input)?;
    if rest.is_symbol("{") {
        return refuse(
            QueryError::syntax(Detail::Unsupported, call, "CALL takes a procedure, not a subquery")
                .help("use WITH, EXISTS { … }, COUNT { … } or a comprehension"),
        );
    }
    let (rest, procedure) = dotted_name(rest, "a procedure")?;
    let (rest, arguments) =
        opt(delimited(symbol("("), separated_list0(symbol(","), expression), symbol(")"))).parse(rest)?;
    let (rest, yields) = opt(yield_clause).parse(rest)?;
    Ok((rest, Call { procedure, arguments, yields, standalone: false, span: input.span_to(rest) }))
}

fn yield_clause(input: Input) -> Parsed<Yield> {
    let (rest, _) = keyword("YIELD")(input)?;
    // `YIELD -` takes nothing.
    let (rest, (all, items)) = alt((
        map(symbol("*"), |_| (true, Vec::new())),
        map(symbol("-"), |_| (false, Vec::new())),
        map(separated_list1(symbol(","), yield_item), |items| (false, items)),
    ))
    .parse(rest)?;
    let (rest, filter) = filter(rest)?;
    Ok((rest, Yield { all, items, filter, span: input.span_to(rest) }))
}

fn yield_item(input: Input) -> Parsed<YieldItem> {
    let (rest, field) = any_name("a column of the procedure")(input)?;
    let (rest, alias) = opt(preceded(keyword("AS"), variable)).parse(rest)?;
    let variable = alias.unwrap_or_else(|| field.clone());
    Ok((rest, YieldItem { field, variable, span: input.span_to(rest) }))
}
