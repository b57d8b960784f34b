//! Walking the syntax tree.

use super::ast::*;

/// The expressions directly inside one, in the order of writing, those of its patterns included; a subquery is a
/// world of its own and has none.
pub(crate) fn children(expression: &Expression) -> Vec<&Expression> {
    use ExpressionKind::*;
    match &expression.kind {
        Literal(_) | Variable(_) | Parameter(_) | CountAll | Exists(_) | Count(_) => Vec::new(),
        List(items) | And(items) | Or(items) => items.iter().collect(),
        Call { arguments, .. } => arguments.iter().collect(),
        Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        MapProjection { subject, items } => {
            let entries = items.iter().filter_map(|item| match item {
                MapProjectionItem::Entry(_, value) => Some(value),
                _ => None,
            });
            std::iter::once(&**subject).chain(entries).collect()
        }
        Property { subject, .. } | HasLabels { subject, .. } => vec![subject],
        Index { subject, index } => vec![subject, index],
        Slice { subject, from, to } => {
            let bounds = from.iter().chain(to).map(|bound| &**bound);
            std::iter::once(&**subject).chain(bounds).collect()
        }
        Unary { operand, .. } | IsNull { operand, .. } => vec![operand],
        Binary { left, right, .. } => vec![left, right],
        Comparison { first, rest } => {
            std::iter::once(&**first).chain(rest.iter().map(|(_, next)| next)).collect()
        }
        Case { subject, branches, otherwise } => subject
            .iter()
            .map(|subject| &**subject)
            .chain(branches.iter().flat_map(|(when, then)| [when, then]))
            .chain(otherwise.iter().map(|otherwise| &**otherwise))
            .collect(),
        ListComprehension { list, filter, map, .. } => {
            let rest = filter.iter().chain(map).map(|part| &**part);
            std::iter::once(&**list).chain(rest).collect()
        }
        PatternComprehension { pattern, filter, map } => {
            let mut found = pattern_expressions(pattern);
            found.extend(filter.iter().map(|filter| &**filter));
            found.push(map);
            found
        }
        Quantifier { list, predicate, .. } => vec![list, predicate],
        Reduce { start, list, step, .. } => vec![start, list, step],
        PatternPredicate(pattern) | ShortestPath(pattern) => pattern_expressions(pattern),
    }
}

/// The expressions in a pattern: properties and filters.
pub(crate) fn pattern_expressions(pattern: &PathPattern) -> Vec<&Expression> {
    fn node<'e>(node: &'e NodePattern, found: &mut Vec<&'e Expression>) {
        found.extend(node.properties.iter().chain(&node.filter));
    }
    fn relationship<'e>(relationship: &'e RelationshipPattern, found: &mut Vec<&'e Expression>) {
        found.extend(relationship.properties.iter().chain(&relationship.filter));
    }
    let mut found = Vec::new();
    node(&pattern.start, &mut found);
    for step in &pattern.steps {
        match &step.hop {
            Hop::Relationship(hop) => relationship(hop, &mut found),
            Hop::Group(group) => {
                node(&group.start, &mut found);
                for (hop, end) in &group.steps {
                    relationship(hop, &mut found);
                    node(end, &mut found);
                }
                found.extend(&group.filter);
            }
        }
        node(&step.node, &mut found);
    }
    found
}

/// The expressions directly in a clause, those of its patterns and of the clauses inside FOREACH included.
pub(crate) fn clause_expressions(clause: &Clause) -> Vec<&Expression> {
    fn set_item<'e>(item: &'e SetItem, found: &mut Vec<&'e Expression>) {
        match item {
            SetItem::Property { subject, value, .. } => found.extend([subject, value]),
            SetItem::Replace { value, .. } | SetItem::Add { value, .. } => found.push(value),
            SetItem::Labels { .. } => {}
        }
    }
    fn projection<'e>(projection: &'e Projection, found: &mut Vec<&'e Expression>) {
        found.extend(projection.items.iter().map(|item| &item.expression));
        found.extend(projection.order.iter().map(|item| &item.expression));
        found.extend(projection.skip.iter().chain(&projection.limit));
    }
    let mut found = Vec::new();
    match clause {
        Clause::Match(c) => {
            c.patterns.iter().for_each(|pattern| found.extend(pattern_expressions(pattern)));
            found.extend(&c.filter);
        }
        Clause::Unwind(c) => found.push(&c.list),
        Clause::With(c) => {
            projection(&c.projection, &mut found);
            found.extend(&c.filter);
        }
        Clause::Return(c) => projection(&c.projection, &mut found),
        Clause::Create(c) => {
            c.patterns.iter().for_each(|pattern| found.extend(pattern_expressions(pattern)));
        }
        Clause::Merge(c) => {
            found.extend(pattern_expressions(&c.pattern));
            c.on_create.iter().chain(&c.on_match).for_each(|item| set_item(item, &mut found));
        }
        Clause::Set(c) => c.items.iter().for_each(|item| set_item(item, &mut found)),
        Clause::Remove(c) => found.extend(c.items.iter().filter_map(|item| match item {
            RemoveItem::Property { subject, .. } => Some(subject),
            RemoveItem::Labels { .. } => None,
        })),
        Clause::Delete(c) => found.extend(&c.items),
        Clause::Foreach(c) => {
            found.push(&c.list);
            c.clauses.iter().for_each(|inner| found.extend(clause_expressions(inner)));
        }
        Clause::Call(c) => {
            found.extend(c.arguments.iter().flatten());
            found.extend(c.yields.iter().flat_map(|yields| &yields.filter));
        }
    }
    found
}
