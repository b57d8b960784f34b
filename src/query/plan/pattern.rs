//! The patterns of a MATCH as one graph of nodes, relationships and predicates, before any order is chosen.

use super::query::Planner;
use super::scope::Scope;
use super::{Expr, ExprKind, Key, LabelTest, PathPart, Plan, Slot, Types};
use crate::query::QueryError;
use crate::query::ast::{
    BinaryOperator, Comparator, Direction, Expression, ExpressionKind, GroupPattern, Hop, LabelExpression,
    NodePattern, PathPattern, QuantifierKind, RelationshipPattern, Shortest, UnaryOperator,
};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A node of a pattern.
#[derive(Debug, Clone)]
pub(super) struct PatternNode {
    pub(super) slot: Slot,
    /// Whether an earlier clause bound it.
    pub(super) bound: bool,
    /// Labels that it must have.
    pub(super) labels: Vec<Arc<str>>,
}

/// What kind of step a relationship of a pattern is.
#[derive(Debug, Clone)]
pub(super) enum StepKind {
    Single,
    Variable { min: u64, max: Option<u64> },
    Shortest { which: Shortest, min: u64, max: Option<u64>, path: Slot, single: bool },
    Group(Box<Group>),
}

/// A quantified group, its inner plan already made.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) inner: Plan,
    pub(super) first: Slot,
    pub(super) last: Slot,
    pub(super) relationships: Vec<Slot>,
    pub(super) lists: Vec<(Slot, Slot)>,
}

/// A relationship of a pattern.
#[derive(Debug, Clone)]
pub(super) struct PatternRelationship {
    pub(super) slot: Slot,
    /// Whether an earlier clause bound it.
    pub(super) bound: bool,
    /// Its ends, as places in [`Pattern::nodes`], left and right as written.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) types: Types,
    pub(super) direction: Direction,
    /// Whether anything names it: its variable or a path.
    pub(super) named: bool,
    pub(super) kind: StepKind,
    /// What each relationship of a variable length must fulfil, the slot it reads, and what it needs bound.
    pub(super) each: Option<(Slot, Expr)>,
    pub(super) each_needs: Vec<Slot>,
    /// What each node of a shortest path must fulfil.
    pub(super) each_node: Option<(Slot, Expr)>,
}

/// A condition, with the slots of the pattern that it reads.
#[derive(Debug, Clone)]
pub(super) struct Predicate {
    pub(super) expr: Expr,
    pub(super) needs: Vec<Slot>,
}

/// All patterns of one MATCH.
#[derive(Debug, Clone, Default)]
pub(super) struct Pattern {
    pub(super) nodes: Vec<PatternNode>,
    pub(super) relationships: Vec<PatternRelationship>,
    pub(super) predicates: Vec<Predicate>,
    /// Path slots with their parts.
    pub(super) paths: Vec<(Slot, Vec<PathPart>)>,
}

/// What names stand for while a pattern is read.
struct Reader<'s> {
    scope: &'s Scope,
    /// The scope with what the pattern binds.
    inner: Scope,
    places: FxHashMap<Slot, usize>,
    pattern: Pattern,
}

impl Planner<'_> {
    /// Reads the patterns and the condition of a MATCH; gives also the scope after it.
    pub(super) fn pattern(
        &mut self,
        patterns: &[PathPattern],
        filter: Option<&Expression>,
        scope: &Scope,
    ) -> Result<(Pattern, Scope), QueryError> {
        let mut reader =
            Reader { scope, inner: scope.clone(), places: FxHashMap::default(), pattern: Pattern::default() };
        // All names first: a property of one part may speak of another.
        let mut inline = Vec::new();
        for path in patterns {
            self.path(path, &mut reader, &mut inline)?;
        }
        let Reader { inner, mut pattern, .. } = reader;
        let mut own: Vec<Slot> = pattern.nodes.iter().filter(|n| !n.bound).map(|n| n.slot).collect();
        own.extend(pattern.relationships.iter().filter(|r| !r.bound).map(|r| r.slot));
        own.extend(pattern.paths.iter().map(|p| p.0));
        for relationship in &pattern.relationships {
            match &relationship.kind {
                StepKind::Shortest { path, .. } => own.push(*path),
                StepKind::Group(group) => own.extend(group.lists.iter().map(|l| l.1)),
                _ => {}
            }
        }
        for item in inline {
            match item {
                Inline::Properties(slot, e) => {
                    self.properties_of(slot, e, &inner, &own, &mut pattern.predicates)?
                }
                Inline::Filter(e) => self.conjuncts(e, &inner, &own, &mut pattern.predicates)?,
                Inline::Labels(slot, labels) => {
                    let span = labels.span();
                    let of = Box::new(Expr::slot(slot, span));
                    pattern.predicates.push(Predicate {
                        expr: Expr::new(ExprKind::HasLabels(of, LabelTest::new(labels, self.graph)), span),
                        needs: own.iter().copied().filter(|s| *s == slot).collect(),
                    });
                }
                Inline::Each(place, relationship) => {
                    let hop = self.slot();
                    let mut within = inner.clone();
                    if let Some(name) = &relationship.variable {
                        within.bind(name.text.clone(), hop);
                    }
                    let mut each = Vec::new();
                    if let Some(types) = relationship.types.as_ref().filter(|t| t.disjunction().is_none()) {
                        let of = Box::new(Expr::slot(hop, types.span()));
                        let expr = Expr::new(
                            ExprKind::HasLabels(of, LabelTest::new(types, self.graph)),
                            types.span(),
                        );
                        each.push(Predicate { expr, needs: Vec::new() });
                    }
                    if let Some(properties) = &relationship.properties {
                        self.properties_of(hop, properties, &within, &own, &mut each)?;
                    }
                    if let Some(filter) = &relationship.filter {
                        self.conjuncts(filter, &within, &own, &mut each)?;
                    }
                    let step = &mut pattern.relationships[place];
                    step.each_needs = each.iter().flat_map(|p| p.needs.iter().copied()).collect();
                    step.each = conjunction(each.into_iter().map(|p| p.expr)).map(|expr| (hop, expr));
                }
            }
        }
        for part in filter.into_iter().flat_map(parts_of) {
            if !self.along_shortest(part, &inner, &own, &mut pattern)? {
                self.conjuncts(part, &inner, &own, &mut pattern.predicates)?;
            }
        }
        Ok((pattern, inner))
    }

    /// Makes a condition on all relationships, or all nodes, of a shortest path a part of the search for it: the path
    /// is then the shortest of those that fulfil it. False where the condition is another.
    fn along_shortest(
        &mut self,
        e: &Expression,
        scope: &Scope,
        own: &[Slot],
        pattern: &mut Pattern,
    ) -> Result<bool, QueryError> {
        let ExpressionKind::Quantifier { kind, variable, list, predicate } = &e.kind else {
            return Ok(false);
        };
        let ExpressionKind::Call { name, arguments, .. } = &list.kind else { return Ok(false) };
        let [Expression { kind: ExpressionKind::Variable(path), .. }] = &arguments[..] else {
            return Ok(false);
        };
        let of_nodes = name.text.eq_ignore_ascii_case("nodes");
        let all = *kind == QuantifierKind::All;
        if !(of_nodes || name.text.eq_ignore_ascii_case("relationships"))
            || !(all || *kind == QuantifierKind::None)
        {
            return Ok(false);
        }
        let slot = scope.get(path);
        let step = pattern.relationships.iter().position(
            |r| matches!(&r.kind, StepKind::Shortest { path, single: false, .. } if Some(*path) == slot),
        );
        let Some(step) = step else { return Ok(false) };
        let step = &pattern.relationships[step];
        let ends = [pattern.nodes[step.from].slot, pattern.nodes[step.to].slot];
        let known = if of_nodes { &step.each_node } else { &step.each };
        let item = known.as_ref().map_or_else(|| self.slot(), |(slot, _)| *slot);
        let mut within = scope.clone();
        within.bind(variable.text.clone(), item);
        let (expr, needs) = self.tracked(own, |planner| planner.expression(predicate, &within))?;
        // The search begins when its ends are known; nothing else of the pattern need be.
        if needs.iter().any(|slot| !ends.contains(slot)) {
            return Ok(false);
        }
        let span = expr.span;
        let expr =
            if all { expr } else { Expr::new(ExprKind::Unary(UnaryOperator::Not, Box::new(expr)), span) };
        let place = pattern
            .relationships
            .iter_mut()
            .find(|r| matches!(&r.kind, StepKind::Shortest { path, .. } if Some(*path) == slot));
        if let Some(step) = place {
            let known = if of_nodes { &mut step.each_node } else { &mut step.each };
            let before = known.take().map(|(_, expr)| expr);
            *known = conjunction(before.into_iter().chain([expr])).map(|expr| (item, expr));
        }
        Ok(true)
    }

    /// Splits a condition at its ANDs.
    pub(super) fn conjuncts(
        &mut self,
        e: &Expression,
        scope: &Scope,
        own: &[Slot],
        into: &mut Vec<Predicate>,
    ) -> Result<(), QueryError> {
        for part in parts_of(e) {
            let (expr, needs) = self.tracked(own, |planner| planner.expression(part, scope))?;
            into.push(Predicate { expr, needs });
        }
        Ok(())
    }

    /// Compiles something and tells which of the slots `own` it reads.
    fn tracked<T>(
        &mut self,
        own: &[Slot],
        compile: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<(T, Vec<Slot>), QueryError> {
        let mark = self.used.len();
        let compiled = compile(self)?;
        let mut needs: Vec<Slot> = self.used[mark..].iter().copied().filter(|s| own.contains(s)).collect();
        needs.sort_unstable();
        needs.dedup();
        Ok((compiled, needs))
    }

    fn properties_of(
        &mut self,
        slot: Slot,
        e: &Expression,
        scope: &Scope,
        own: &[Slot],
        into: &mut Vec<Predicate>,
    ) -> Result<(), QueryError> {
        let mine: Vec<Slot> = own.iter().copied().filter(|s| *s == slot).collect();
        match &e.kind {
            ExpressionKind::Map(entries) => {
                for (key, value) in entries {
                    let (value, mut needs) = self.tracked(own, |planner| planner.expression(value, scope))?;
                    needs.extend(&mine);
                    let property = Expr::new(ExprKind::SlotProperty(slot, self.key(&key.text)), key.span);
                    let kind = ExprKind::Compare(Comparator::Equal, Box::new(property), Box::new(value));
                    into.push(Predicate { expr: Expr::new(kind, e.span), needs });
                }
            }
            _ => {
                let (map, mut needs) = self.tracked(own, |planner| planner.expression(e, scope))?;
                needs.extend(&mine);
                let kind = ExprKind::HasProperties(slot, Box::new(map));
                into.push(Predicate { expr: Expr::new(kind, e.span), needs });
            }
        }
        Ok(())
    }

    fn path<'q>(
        &mut self,
        path: &'q PathPattern,
        reader: &mut Reader<'_>,
        inline: &mut Vec<Inline<'q>>,
    ) -> Result<(), QueryError> {
        let mut from = self.node(&path.start, reader, inline);
        let mut parts = vec![PathPart::Node(reader.pattern.nodes[from].slot)];
        let path_slot = path.variable.as_ref().map(|name| {
            let slot = self.slot();
            reader.inner.bind(name.text.clone(), slot);
            slot
        });
        for step in &path.steps {
            let to = self.node(&step.node, reader, inline);
            let slot = match &step.hop {
                Hop::Relationship(relationship) => {
                    self.relationship(relationship, from, to, path, path_slot, reader, inline)
                }
                Hop::Group(group) => self.group(group, from, to, reader)?,
            };
            parts.push(PathPart::Relationships(slot));
            parts.push(PathPart::Node(reader.pattern.nodes[to].slot));
            from = to;
        }
        if let (Some(slot), None) = (path_slot, path.shortest) {
            reader.pattern.paths.push((slot, parts));
        }
        Ok(())
    }

    fn node<'q>(
        &mut self,
        node: &'q NodePattern,
        reader: &mut Reader<'_>,
        inline: &mut Vec<Inline<'q>>,
    ) -> usize {
        let known = node.variable.as_ref().and_then(|name| reader.inner.get(name));
        let slot = known.unwrap_or_else(|| self.slot());
        if let (Some(name), None) = (&node.variable, known) {
            reader.inner.bind(name.text.clone(), slot);
        }
        if known.is_some() {
            self.used.push(slot);
        }
        let bound = node.variable.as_ref().is_some_and(|name| reader.scope.get(name) == Some(slot));
        let nodes = &mut reader.pattern.nodes;
        let place = *reader.places.entry(slot).or_insert_with(|| {
            nodes.push(PatternNode { slot, bound, labels: Vec::new() });
            nodes.len() - 1
        });
        match node.labels.as_ref().map(|labels| (labels, labels.conjunction())) {
            Some((_, Some(names))) => {
                for name in names {
                    if !nodes[place].labels.contains(&name.text) {
                        nodes[place].labels.push(name.text.clone());
                    }
                }
            }
            Some((labels, None)) => inline.push(Inline::Labels(slot, labels)),
            None => {}
        }
        if let Some(properties) = &node.properties {
            inline.push(Inline::Properties(slot, properties));
        }
        if let Some(filter) = &node.filter {
            inline.push(Inline::Filter(filter));
        }
        place
    }

    #[allow(clippy::too_many_arguments)]
    fn relationship<'q>(
        &mut self,
        relationship: &'q RelationshipPattern,
        from: usize,
        to: usize,
        path: &PathPattern,
        path_slot: Option<Slot>,
        reader: &mut Reader<'_>,
        inline: &mut Vec<Inline<'q>>,
    ) -> Slot {
        let known = relationship.variable.as_ref().and_then(|name| reader.inner.get(name));
        let slot = known.unwrap_or_else(|| self.slot());
        if known.is_some() {
            self.used.push(slot);
        }
        if let (Some(name), None) = (&relationship.variable, known) {
            reader.inner.bind(name.text.clone(), slot);
        }
        let length = relationship.length.map(|length| (length.min, length.max));
        let kind = match (path.shortest, length) {
            (Some(which), _) => {
                let (min, max) = length.unwrap_or((1, Some(1)));
                let path = path_slot.unwrap_or_else(|| self.slot());
                StepKind::Shortest { which, min, max, path, single: length.is_none() }
            }
            (None, Some((min, max))) => StepKind::Variable { min, max },
            (None, None) => StepKind::Single,
        };
        let plain = relationship.types.as_ref().and_then(LabelExpression::disjunction);
        let types = plain.map(|names| {
            let mut types: Vec<Arc<str>> = names.iter().map(|name| name.text.clone()).collect();
            types.sort();
            types.dedup();
            types
        });
        let place = reader.pattern.relationships.len();
        if matches!(kind, StepKind::Single) {
            if let Some(labels) = relationship.types.as_ref().filter(|_| types.is_none()) {
                inline.push(Inline::Labels(slot, labels));
            }
            if let Some(properties) = &relationship.properties {
                inline.push(Inline::Properties(slot, properties));
            }
            if let Some(filter) = &relationship.filter {
                inline.push(Inline::Filter(filter));
            }
        } else if relationship.properties.is_some()
            || relationship.filter.is_some()
            || (relationship.types.is_some() && types.is_none())
        {
            inline.push(Inline::Each(place, relationship));
        }
        reader.pattern.relationships.push(PatternRelationship {
            slot,
            bound: known.is_some(),
            from,
            to,
            types,
            direction: relationship.direction,
            named: relationship.variable.is_some() || path.variable.is_some(),
            kind,
            each: None,
            each_needs: Vec::new(),
            each_node: None,
        });
        slot
    }

    fn group(
        &mut self,
        group: &GroupPattern,
        from: usize,
        to: usize,
        reader: &mut Reader<'_>,
    ) -> Result<Slot, QueryError> {
        let span = group.span;
        // One repetition is a pattern of its own that starts at a node that is bound when it runs.
        let first_name =
            group.start.variable.as_ref().map_or_else(|| Arc::from("\u{0}first"), |v| v.text.clone());
        let last = group.steps.last().map_or(&group.start, |(_, node)| node);
        let last_name = last.variable.as_ref().map_or_else(|| Arc::from("\u{0}last"), |v| v.text.clone());
        let first = self.slot();
        let mut within = reader.scope.clone();
        within.bind(first_name.clone(), first);
        let name = |text: &Arc<str>| Some(crate::query::ast::Name { text: text.clone(), span });
        let mut start = group.start.clone();
        start.variable = name(&first_name);
        let mut steps: Vec<crate::query::ast::Step> = group
            .steps
            .iter()
            .map(|(relationship, node)| crate::query::ast::Step {
                hop: Hop::Relationship(relationship.clone()),
                node: node.clone(),
            })
            .collect();
        if let Some(step) = steps.last_mut() {
            step.node.variable = name(&last_name);
        }
        let path = PathPattern { variable: None, shortest: None, start, steps, span };
        let (pattern, inner) = self.pattern(std::slice::from_ref(&path), group.filter.as_ref(), &within)?;
        let relationships = pattern.relationships.iter().map(|r| r.slot).collect();
        let begin = self.start();
        let plan = self.order(pattern, begin)?;
        let mut lists = Vec::new();
        let mut variables: Vec<&crate::query::ast::Name> = group.start.variable.iter().collect();
        for (relationship, node) in &group.steps {
            variables.extend(relationship.variable.iter().chain(&node.variable));
        }
        for variable in variables {
            if let Some(slot) = inner.get(variable)
                && lists.iter().all(|(known, _)| *known != slot)
            {
                let outer = self.slot();
                reader.inner.bind(variable.text.clone(), outer);
                lists.push((slot, outer));
            }
        }
        let slot = self.slot();
        let last = inner.get(&last_name).unwrap_or(first);
        reader.pattern.relationships.push(PatternRelationship {
            slot,
            bound: false,
            from,
            to,
            types: None,
            direction: Direction::Either,
            named: true,
            kind: StepKind::Group(Box::new(Group {
                min: group.length.min,
                max: group.length.max,
                inner: plan,
                first,
                last,
                relationships,
                lists,
            })),
            each: None,
            each_needs: Vec::new(),
            each_node: None,
        });
        Ok(slot)
    }

    /// The plan of a pattern inside an expression, over the row as it is, and the scope within it.
    pub(super) fn pattern_plan(
        &mut self,
        path: &PathPattern,
        filter: Option<&Expression>,
        scope: &Scope,
    ) -> Result<(Plan, Scope), QueryError> {
        let (pattern, inner) = self.pattern(std::slice::from_ref(path), filter, scope)?;
        let start = self.start();
        Ok((self.order(pattern, start)?, inner))
    }
}

/// A condition that stands inside a pattern.
enum Inline<'q> {
    Properties(Slot, &'q Expression),
    Filter(&'q Expression),
    Labels(Slot, &'q LabelExpression),
    /// Of each relationship of a variable length, by its place in the pattern.
    Each(usize, &'q RelationshipPattern),
}

/// What a condition joins by AND, however nested.
fn parts_of(e: &Expression) -> Vec<&Expression> {
    match &e.kind {
        ExpressionKind::And(parts) => parts.iter().flat_map(parts_of).collect(),
        _ => vec![e],
    }
}

/// All conditions as one.
pub(super) fn conjunction(exprs: impl Iterator<Item = Expr>) -> Option<Expr> {
    let mut exprs: Vec<Expr> = exprs.collect();
    match exprs.len() {
        0 | 1 => exprs.pop(),
        _ => {
            let span = exprs[0].span;
            Some(Expr::new(ExprKind::And(exprs), span))
        }
    }
}

/// `slot.key = value`, either way round.
pub(super) fn as_equality(expr: &Expr, slot: Slot) -> Option<(&Key, &Expr)> {
    let ExprKind::Compare(Comparator::Equal, left, right) = &expr.kind else { return None };
    match (&left.kind, &right.kind) {
        (ExprKind::SlotProperty(s, key), _) if *s == slot => Some((key, right)),
        (_, ExprKind::SlotProperty(s, key)) if *s == slot => Some((key, left)),
        _ => None,
    }
}

/// `slot.key IN list`
pub(super) fn as_membership(expr: &Expr, slot: Slot) -> Option<(&Key, &Expr)> {
    match &expr.kind {
        ExprKind::Binary(BinaryOperator::In, item, list) => match &item.kind {
            ExprKind::SlotProperty(s, key) if *s == slot => Some((key, list)),
            _ => None,
        },
        _ => None,
    }
}

/// Has all of these labels.
pub(super) fn has_labels(slot: Slot, labels: &[Arc<str>], graph: &crate::graph::Graph) -> Option<Expr> {
    let span = Span::new(0, 0);
    let name = |text| LabelTest::name(text, graph);
    let labels = match labels {
        [] => return None,
        [one] => name(one),
        many => LabelTest::And(many.iter().map(name).collect()),
    };
    Some(Expr::new(ExprKind::HasLabels(Box::new(Expr::slot(slot, span)), labels), span))
}

/// The slots that an expression reads; false where it has a plan inside, whose slots are not listed.
pub(super) fn reads(expr: &Expr, slots: &mut Vec<Slot>) -> bool {
    use ExprKind::*;
    let mut all = |items: &[Expr]| items.iter().fold(true, |sure, item| reads(item, slots) & sure);
    match &expr.kind {
        Constant(_) | Parameter(_) => true,
        Slot(slot) | SlotProperty(slot, _) => {
            slots.push(*slot);
            true
        }
        List(items) | And(items) | Or(items) | Call(_, items) => all(items),
        Map(entries) => entries.iter().fold(true, |sure, (_, e)| reads(e, slots) & sure),
        Property(e, _) | Unary(_, e) | IsNull(e, _) | HasLabels(e, _) => reads(e, slots),
        Index(a, b) | Binary(_, a, b) | Compare(_, a, b) => reads(a, slots) & reads(b, slots),
        HasProperties(slot, e) => {
            slots.push(*slot);
            reads(e, slots)
        }
        _ => false,
    }
}
