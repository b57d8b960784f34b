//! The syntax tree as canonical text, without a needless blank or alias: what EXPLAIN shows, and how two expressions
//! are seen to be the same wherever they stand. Reading it again gives the same tree but for the places.

use super::ast::*;
use std::fmt::{self, Display, Formatter, Write};

impl Expression {
    /// Whether the two say the same, wherever they stand and however they are spaced.
    pub fn same(&self, other: &Expression) -> bool {
        std::mem::discriminant(&self.kind) == std::mem::discriminant(&other.kind)
            && self.to_string() == other.to_string()
    }
}

/// Writes the items with a separator between.
fn join<T>(
    f: &mut Formatter<'_>,
    items: impl IntoIterator<Item = T>,
    separator: &str,
    mut write: impl FnMut(&mut Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (nth, item) in items.into_iter().enumerate() {
        if nth > 0 {
            f.write_str(separator)?;
        }
        write(f, item)?;
    }
    Ok(())
}

/// A name, in backticks where it is none without.
pub(crate) struct Quoted<'a>(pub &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut letters = self.0.chars();
        let plain = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && letters.all(|c| c.is_alphanumeric() || c == '_')
            && !super::parse::is_reserved(self.0);
        if plain { f.write_str(self.0) } else { write!(f, "`{}`", self.0.replace('`', "``")) }
    }
}

/// A function's or procedure's name, part by part.
fn dotted(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    join(f, name.split('.'), ".", |f, part| write!(f, "{}", Quoted(part)))
}

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.mode {
            Mode::Run => "",
            Mode::Explain => "EXPLAIN ",
            Mode::Profile => "PROFILE ",
        })?;
        write!(f, "{}", self.body)
    }
}

impl Display for UnionQuery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        for union in &self.rest {
            write!(f, " UNION {}{}", if union.all { "ALL " } else { "" }, union.query)?;
        }
        Ok(())
    }
}

impl Display for SingleQuery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        join(f, &self.clauses, " ", |f, clause| write!(f, "{clause}"))
    }
}

fn filter(f: &mut Formatter<'_>, filter: &Option<impl std::borrow::Borrow<Expression>>) -> fmt::Result {
    match filter {
        Some(filter) => write!(f, " WHERE {}", filter.borrow()),
        None => Ok(()),
    }
}

fn patterns(f: &mut Formatter<'_>, patterns: &[PathPattern]) -> fmt::Result {
    join(f, patterns, ", ", |f, pattern| write!(f, "{pattern}"))
}

fn set_items(f: &mut Formatter<'_>, items: &[SetItem]) -> fmt::Result {
    join(f, items, ", ", |f, item| write!(f, "{item}"))
}

impl Display for Clause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Clause::Match(c) => {
                f.write_str(if c.optional { "OPTIONAL MATCH " } else { "MATCH " })?;
                patterns(f, &c.patterns)?;
                filter(f, &c.filter)
            }
            Clause::Unwind(c) => write!(f, "UNWIND {} AS {}", c.list, Quoted(&c.variable)),
            Clause::With(c) => {
                write!(f, "WITH {}", c.projection)?;
                filter(f, &c.filter)
            }
            Clause::Return(c) => write!(f, "RETURN {}", c.projection),
            Clause::Create(c) => {
                f.write_str("CREATE ")?;
                patterns(f, &c.patterns)
            }
            Clause::Merge(c) => {
                write!(f, "MERGE {}", c.pattern)?;
                for (word, items) in [("CREATE", &c.on_create), ("MATCH", &c.on_match)] {
                    if !items.is_empty() {
                        write!(f, " ON {word} SET ")?;
                        set_items(f, items)?;
                    }
                }
                Ok(())
            }
            Clause::Set(c) => {
                f.write_str("SET ")?;
                set_items(f, &c.items)
            }
            Clause::Remove(c) => {
                f.write_str("REMOVE ")?;
                join(f, &c.items, ", ", |f, item| match item {
                    RemoveItem::Property { subject, key, .. } => {
                        write!(f, "{}.{}", Operand(subject), Quoted(key))
                    }
                    RemoveItem::Labels { variable, labels, .. } => {
                        write!(f, "{}", Quoted(variable))?;
                        labels.iter().try_for_each(|label| write!(f, ":{}", Quoted(label)))
                    }
                })
            }
            Clause::Delete(c) => {
                f.write_str(if c.detach { "DETACH DELETE " } else { "DELETE " })?;
                join(f, &c.items, ", ", |f, item| write!(f, "{item}"))
            }
            Clause::Foreach(c) => {
                write!(f, "FOREACH ({} IN {} | ", Quoted(&c.variable), c.list)?;
                join(f, &c.clauses, " ", |f, clause| write!(f, "{clause}"))?;
                f.write_char(')')
            }
            Clause::Call(c) => {
                f.write_str("CALL ")?;
                dotted(f, &c.procedure)?;
                if let Some(arguments) = &c.arguments {
                    f.write_char('(')?;
                    join(f, arguments, ", ", |f, argument| write!(f, "{argument}"))?;
                    f.write_char(')')?;
                }
                let Some(yields) = &c.yields else { return Ok(()) };
                f.write_str(" YIELD ")?;
                if yields.all {
                    f.write_char('*')?;
                } else if yields.items.is_empty() {
                    f.write_char('-')?;
                }
                join(f, &yields.items, ", ", |f, item| {
                    write!(f, "{}", Quoted(&item.field))?;
                    if item.field.text != item.variable.text || super::parse::is_reserved(&item.field) {
                        write!(f, " AS {}", Quoted(&item.variable))?;
                    }
                    Ok(())
                })?;
                filter(f, &yields.filter)
            }
        }
    }
}

impl Display for Projection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.distinct {
            f.write_str("DISTINCT ")?;
        }
        if self.all {
            f.write_str(if self.items.is_empty() { "*" } else { "*, " })?;
        }
        join(f, &self.items, ", ", |f, item| match &item.alias {
            Some(alias) => write!(f, "{} AS {}", item.expression, Quoted(alias)),
            None => write!(f, "{}", item.expression),
        })?;
        if !self.order.is_empty() {
            f.write_str(" ORDER BY ")?;
            join(f, &self.order, ", ", |f, item| {
                write!(f, "{}{}", item.expression, if item.descending { " DESC" } else { "" })
            })?;
        }
        if let Some(skip) = &self.skip {
            write!(f, " SKIP {skip}")?;
        }
        if let Some(limit) = &self.limit {
            write!(f, " LIMIT {limit}")?;
        }
        Ok(())
    }
}

impl Display for SetItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            SetItem::Property { subject, key, value, .. } => {
                write!(f, "{}.{} = {value}", Operand(subject), Quoted(key))
            }
            SetItem::Replace { variable, value, .. } => write!(f, "{} = {value}", Quoted(variable)),
            SetItem::Add { variable, value, .. } => write!(f, "{} += {value}", Quoted(variable)),
            SetItem::Labels { variable, labels, .. } => {
                write!(f, "{}", Quoted(variable))?;
                labels.iter().try_for_each(|label| write!(f, ":{}", Quoted(label)))
            }
        }
    }
}

impl Display for PathPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(variable) = &self.variable {
            write!(f, "{} = ", Quoted(variable))?;
        }
        // `shortestPath` holds one relationship; the words of GQL hold any path.
        let single = matches!(self.steps.as_slice(), [Step { hop: Hop::Relationship(_), .. }]);
        f.write_str(match (self.shortest, single) {
            (None, _) => "",
            (Some(Shortest::Any), true) => "shortestPath(",
            (Some(Shortest::All), true) => "allShortestPaths(",
            (Some(Shortest::Any), false) => "ANY SHORTEST ",
            (Some(Shortest::All), false) => "ALL SHORTEST ",
        })?;
        let hop_is_group = |at: usize| matches!(self.steps.get(at), Some(Step { hop: Hop::Group(_), .. }));
        if !(self.start.span.is_empty() && hop_is_group(0)) {
            write!(f, "{}", self.start)?;
        }
        for (at, step) in self.steps.iter().enumerate() {
            match &step.hop {
                Hop::Relationship(relationship) => write!(f, "{relationship}")?,
                Hop::Group(group) => write!(f, "{group}")?,
            }
            if !(step.node.span.is_empty() && hop_is_group(at)) {
                write!(f, "{}", step.node)?;
            }
        }
        f.write_str(if self.shortest.is_some() && single { ")" } else { "" })
    }
}

impl Display for GroupPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "({}", self.start)?;
        for (relationship, node) in &self.steps {
            write!(f, "{relationship}{node}")?;
        }
        filter(f, &self.filter)?;
        f.write_char(')')?;
        match self.length.max {
            Some(max) => write!(f, "{{{},{max}}}", self.length.min),
            None => write!(f, "{{{},}}", self.length.min),
        }
    }
}

impl Display for NodePattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('(')?;
        details(f, &self.variable, &self.labels, None, &self.properties)?;
        filter(f, &self.filter)?;
        f.write_char(')')
    }
}

impl Display for RelationshipPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(if self.direction == Direction::Incoming { "<-[" } else { "-[" })?;
        details(f, &self.variable, &self.types, self.length, &self.properties)?;
        filter(f, &self.filter)?;
        f.write_str(if self.direction == Direction::Outgoing { "]->" } else { "]-" })
    }
}

fn details(
    f: &mut Formatter<'_>,
    variable: &Option<Name>,
    labels: &Option<LabelExpression>,
    length: Option<Length>,
    properties: &Option<Expression>,
) -> fmt::Result {
    if let Some(variable) = variable {
        write!(f, "{}", Quoted(variable))?;
    }
    if let Some(labels) = labels {
        write!(f, ":{labels}")?;
    }
    match length {
        None => {}
        Some(Length { min, max: None, .. }) => write!(f, "*{min}..")?,
        Some(Length { min, max: Some(max), .. }) => write!(f, "*{min}..{max}")?,
    }
    match properties {
        Some(properties) => write!(f, " {properties}"),
        None => Ok(()),
    }
}

impl Display for LabelExpression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let part = |f: &mut Formatter<'_>, part: &LabelExpression| match part {
            LabelExpression::And(..) | LabelExpression::Or(..) => write!(f, "({part})"),
            _ => write!(f, "{part}"),
        };
        match self {
            LabelExpression::Label(name) => write!(f, "{}", Quoted(name)),
            LabelExpression::Any(_) => f.write_char('%'),
            LabelExpression::Not(inner, _) => {
                f.write_char('!')?;
                part(f, inner)
            }
            LabelExpression::And(parts, _) => join(f, parts, "&", part),
            LabelExpression::Or(parts, _) => join(f, parts, "|", part),
        }
    }
}

/// An expression that stands beside an operator: in parentheses where it has an operator itself.
struct Operand<'a>(&'a Expression);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let operators = matches!(
            self.0.kind,
            ExpressionKind::Unary { .. }
                | ExpressionKind::Binary { .. }
                | ExpressionKind::And(_)
                | ExpressionKind::Or(_)
                | ExpressionKind::Comparison { .. }
                | ExpressionKind::IsNull { .. }
                | ExpressionKind::HasLabels { .. }
                | ExpressionKind::Literal(Literal::Integer(..0))
        ) || matches!(self.0.kind, ExpressionKind::Literal(Literal::Float(x)) if x.is_sign_negative());
        if operators { write!(f, "({})", self.0) } else { write!(f, "{}", self.0) }
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        use ExpressionKind::*;
        match &self.kind {
            Literal(literal) => write!(f, "{literal}"),
            Variable(name) => write!(f, "{}", Quoted(name)),
            Parameter(name) => write!(f, "${}", Quoted(name)),
            List(items) => {
                f.write_char('[')?;
                // `[x IN xs]` would be read as a comprehension.
                join(f, items, ", ", |f, item| write!(f, "{}", Operand(item)))?;
                f.write_char(']')
            }
            Map(entries) => {
                f.write_char('{')?;
                join(f, entries, ", ", |f, (key, value)| write!(f, "{}: {value}", Quoted(key)))?;
                f.write_char('}')
            }
            MapProjection { subject, items } => {
                write!(f, "{subject} {{")?;
                join(f, items, ", ", |f, item| match item {
                    MapProjectionItem::Property(key) => write!(f, ".{}", Quoted(key)),
                    MapProjectionItem::All(_) => f.write_str(".*"),
                    MapProjectionItem::Variable(name) => write!(f, "{}", Quoted(name)),
                    MapProjectionItem::Entry(key, value) => write!(f, "{}: {value}", Quoted(key)),
                })?;
                f.write_char('}')
            }
            Property { subject, key } => write!(f, "{}.{}", Operand(subject), Quoted(key)),
            Index { subject, index } => write!(f, "{}[{index}]", Operand(subject)),
            Slice { subject, from, to } => {
                write!(f, "{}[", Operand(subject))?;
                if let Some(from) = from {
                    write!(f, "{from}")?;
                }
                f.write_str("..")?;
                if let Some(to) = to {
                    write!(f, "{to}")?;
                }
                f.write_char(']')
            }
            // `-0` is read as one number, which keeps no minus.
            Unary { operator: UnaryOperator::Minus, operand } if matches!(operand.kind, Literal(_)) => {
                write!(f, "-({operand})")
            }
            Unary { operator, operand } => write!(f, "{operator}{}", Operand(operand)),
            Binary { operator, left, right } => {
                write!(f, "{} {operator} {}", Operand(left), Operand(right))
            }
            And(parts) => join(f, parts, " AND ", |f, part| write!(f, "{}", Operand(part))),
            Or(parts) => join(f, parts, " OR ", |f, part| write!(f, "{}", Operand(part))),
            Comparison { first, rest } => {
                write!(f, "{}", Operand(first))?;
                rest.iter().try_for_each(|(comparator, next)| write!(f, " {comparator} {}", Operand(next)))
            }
            IsNull { operand, negated } => {
                write!(f, "{} IS {}NULL", Operand(operand), if *negated { "NOT " } else { "" })
            }
            HasLabels { subject, labels } => match labels {
                LabelExpression::Or(..) => write!(f, "{}:({labels})", Operand(subject)),
                _ => write!(f, "{}:{labels}", Operand(subject)),
            },
            Case { subject, branches, otherwise } => {
                f.write_str("CASE")?;
                if let Some(subject) = subject {
                    write!(f, " {subject}")?;
                }
                for (when, then) in branches {
                    write!(f, " WHEN {when} THEN {then}")?;
                }
                if let Some(otherwise) = otherwise {
                    write!(f, " ELSE {otherwise}")?;
                }
                f.write_str(" END")
            }
            Call { name, distinct, arguments } => {
                dotted(f, &name.to_lowercase())?;
                f.write_str(if *distinct { "(DISTINCT " } else { "(" })?;
                join(f, arguments, ", ", |f, argument| write!(f, "{argument}"))?;
                f.write_char(')')
            }
            CountAll => f.write_str("count(*)"),
            ListComprehension { variable, list, filter: condition, map } => {
                write!(f, "[{} IN {list}", Quoted(variable))?;
                filter(f, condition)?;
                if let Some(map) = map {
                    write!(f, " | {map}")?;
                }
                f.write_char(']')
            }
            PatternComprehension { pattern, filter: condition, map } => {
                write!(f, "[{pattern}")?;
                filter(f, condition)?;
                write!(f, " | {map}]")
            }
            Quantifier { kind, variable, list, predicate } => {
                write!(f, "{kind}({} IN {list} WHERE {predicate})", Quoted(variable))
            }
            Reduce { accumulator, start, variable, list, step } => write!(
                f,
                "reduce({} = {start}, {} IN {list} | {step})",
                Quoted(accumulator),
                Quoted(variable)
            ),
            PatternPredicate(pattern) | ShortestPath(pattern) => write!(f, "{pattern}"),
            Exists(query) => write!(f, "EXISTS {{ {query} }}"),
            Count(query) => write!(f, "COUNT {{ {query} }}"),
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Null => f.write_str("null"),
            Literal::Boolean(value) => write!(f, "{value}"),
            Literal::Integer(value) => write!(f, "{value}"),
            Literal::Float(value) => write!(f, "{value:?}"),
            Literal::String(text) => {
                f.write_char('\'')?;
                for c in text.chars() {
                    match c {
                        '\'' | '\\' => write!(f, "\\{c}")?,
                        '\n' => f.write_str("\\n")?,
                        '\r' => f.write_str("\\r")?,
                        '\t' => f.write_str("\\t")?,
                        c if c.is_control() => write!(f, "\\U{:08x}", c as u32)?,
                        c => f.write_char(c)?,
                    }
                }
                f.write_char('\'')
            }
        }
    }
}

impl Display for UnaryOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UnaryOperator::Not => "NOT ",
            UnaryOperator::Minus => "-",
            UnaryOperator::Plus => "+",
        })
    }
}

impl Display for BinaryOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BinaryOperator::Xor => "XOR",
            BinaryOperator::Add => "+",
            BinaryOperator::Subtract => "-",
            BinaryOperator::Multiply => "*",
            BinaryOperator::Divide => "/",
            BinaryOperator::Modulo => "%",
            BinaryOperator::Power => "^",
            BinaryOperator::In => "IN",
            BinaryOperator::StartsWith => "STARTS WITH",
            BinaryOperator::EndsWith => "ENDS WITH",
            BinaryOperator::Contains => "CONTAINS",
            BinaryOperator::Matches => "=~",
        })
    }
}

impl Display for Comparator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Comparator::Equal => "=",
            Comparator::NotEqual => "<>",
            Comparator::Less => "<",
            Comparator::LessOrEqual => "<=",
            Comparator::Greater => ">",
            Comparator::GreaterOrEqual => ">=",
        })
    }
}

impl Display for QuantifierKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            QuantifierKind::All => "all",
            QuantifierKind::Any => "any",
            QuantifierKind::None => "none",
            QuantifierKind::Single => "single",
        })
    }
}
