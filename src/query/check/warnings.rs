//! Names that the graph has nowhere: not errors, since a query may well look for what is not there yet, but most
//! often slips that would give an empty answer without a word.

use crate::query::ast::*;
use crate::query::suggest::nearest;
use crate::query::visit::{children, clause_expressions};
use crate::text::Span;
use std::collections::BTreeSet;

/// The names that a graph has.
pub trait Names {
    /// Whether a node has this label.
    fn has_label(&self, name: &str) -> bool;
    /// Whether a relationship has this type.
    fn has_type(&self, name: &str) -> bool;
    /// Whether a node or relationship has a property of this key.
    fn has_key(&self, name: &str) -> bool;
    /// All labels.
    fn labels(&self) -> Vec<String>;
    /// All types.
    fn types(&self) -> Vec<String>;
    /// All keys.
    fn keys(&self) -> Vec<String>;
}

/// One name that a query reads and the graph has nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What is said to people.
    pub message: String,
    /// Where the name stands.
    pub span: Span,
    /// The nearest name that the graph has, in words.
    pub help: Option<String>,
}

/// The labels, types and keys that a query reads and the graph has nowhere, in the order of writing, each once. What
/// the query itself creates or sets is known to it.
pub fn warnings(query: &Query, names: &dyn Names) -> Vec<Warning> {
    let mut walk = Walk { names, made: BTreeSet::new(), found: Vec::new() };
    for single in query.body.queries() {
        single.clauses.iter().for_each(|clause| walk.made_by(clause));
    }
    walk.query(&query.body);
    walk.found.sort_by_key(|warning| warning.span.start);
    let mut said = BTreeSet::new();
    walk.found.retain(|warning| said.insert(warning.message.clone()));
    walk.found
}

struct Walk<'a> {
    names: &'a dyn Names,
    /// Names that the query makes.
    made: BTreeSet<String>,
    found: Vec<Warning>,
}

impl Walk<'_> {
    fn made_by(&mut self, clause: &Clause) {
        let mut items: Vec<&SetItem> = Vec::new();
        match clause {
            Clause::Set(c) => items.extend(&c.items),
            Clause::Merge(c) => items.extend(c.on_create.iter().chain(&c.on_match)),
            Clause::Foreach(c) => c.clauses.iter().for_each(|inner| self.made_by(inner)),
            Clause::Create(_) => {}
            _ => return,
        }
        for item in items {
            match item {
                SetItem::Property { key, .. } => drop(self.made.insert(key.to_string())),
                SetItem::Labels { labels, .. } => {
                    self.made.extend(labels.iter().map(|name| name.to_string()))
                }
                SetItem::Replace { .. } | SetItem::Add { .. } => {}
            }
        }
        let patterns = match clause {
            Clause::Create(c) => c.patterns.as_slice(),
            Clause::Merge(c) => std::slice::from_ref(&c.pattern),
            _ => &[],
        };
        for pattern in patterns {
            let made = &mut self.made;
            each_part(pattern, &mut |labels, properties, _| {
                made.extend(labels.iter().flat_map(|labels| labels.names()).map(|name| name.to_string()));
                made.extend(keys(properties).map(|key| key.to_string()));
            });
        }
    }

    fn query(&mut self, query: &UnionQuery) {
        for single in query.queries() {
            for clause in &single.clauses {
                match clause {
                    Clause::Match(c) => c.patterns.iter().for_each(|pattern| self.pattern(pattern)),
                    Clause::Merge(c) => self.pattern(&c.pattern),
                    _ => {}
                }
                clause_expressions(clause).into_iter().for_each(|e| self.expression(e));
            }
        }
    }

    fn pattern(&mut self, pattern: &PathPattern) {
        let mut parts: Vec<(Vec<Name>, Vec<Name>, bool)> = Vec::new();
        each_part(pattern, &mut |labels, properties, node| {
            let labels = labels.iter().flat_map(|labels| labels.names()).cloned().collect();
            parts.push((labels, keys(properties).cloned().collect(), node));
        });
        for (labels, keys, node) in parts {
            labels.iter().for_each(|name| if node { self.label(name) } else { self.kind(name) });
            keys.iter().for_each(|name| self.key(name));
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::Property { subject, key } => {
                // Of a variable only: a map or a date that was computed has keys of its own.
                if matches!(subject.kind, ExpressionKind::Variable(_)) {
                    self.key(key);
                }
            }
            ExpressionKind::HasLabels { labels, .. } => {
                for name in labels.names() {
                    if !self.names.has_type(name) {
                        self.label(name);
                    }
                }
            }
            ExpressionKind::PatternComprehension { pattern, .. }
            | ExpressionKind::PatternPredicate(pattern)
            | ExpressionKind::ShortestPath(pattern) => self.pattern(pattern),
            ExpressionKind::Exists(query) | ExpressionKind::Count(query) => self.query(query),
            _ => {}
        }
        children(expression).into_iter().for_each(|child| self.expression(child));
    }

    fn label(&mut self, name: &Name) {
        if !self.names.has_label(name) && !self.made.contains(&**name) {
            self.warn(name, format!("no node has the label {name}"), self.names.labels(), ":");
        }
    }

    fn kind(&mut self, name: &Name) {
        if !self.names.has_type(name) && !self.made.contains(&**name) {
            self.warn(name, format!("no relationship has the type {name}"), self.names.types(), ":");
        }
    }

    fn key(&mut self, name: &Name) {
        if !self.names.has_key(name) && !self.made.contains(&**name) && !is_component(name) {
            self.warn(name, format!("nothing has a property {name}"), self.names.keys(), "");
        }
    }

    fn warn(&mut self, name: &Name, message: String, others: Vec<String>, mark: &str) {
        let help = nearest(name, others.iter().map(String::as_str))
            .map(|other| format!("did you mean {mark}{other}?"));
        self.found.push(Warning { message, span: name.span, help });
    }
}

/// Whether a key could be a component of a date, time or duration, which no graph needs to have.
fn is_component(key: &str) -> bool {
    const COMPONENTS: [&str; 42] = [
        "year",
        "quarter",
        "month",
        "week",
        "weekYear",
        "dayOfQuarter",
        "quarterDay",
        "day",
        "ordinalDay",
        "dayOfWeek",
        "weekDay",
        "hour",
        "minute",
        "second",
        "millisecond",
        "microsecond",
        "nanosecond",
        "timezone",
        "offset",
        "offsetMinutes",
        "offsetSeconds",
        "epochMillis",
        "epochSeconds",
        "years",
        "quarters",
        "months",
        "weeks",
        "days",
        "hours",
        "minutes",
        "seconds",
        "milliseconds",
        "microseconds",
        "nanoseconds",
        "quartersOfYear",
        "monthsOfQuarter",
        "monthsOfYear",
        "daysOfWeek",
        "minutesOfHour",
        "secondsOfMinute",
        "millisecondsOfSecond",
        "microsecondsOfSecond",
    ];
    COMPONENTS.contains(&key) || key == "nanosecondsOfSecond"
}

fn keys(properties: &Option<Expression>) -> impl Iterator<Item = &Name> {
    let entries = match properties.as_ref().map(|properties| &properties.kind) {
        Some(ExpressionKind::Map(entries)) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(key, _)| key)
}

/// The nodes and relationships of a pattern: labels or types, properties, and whether it is a node.
fn each_part<'p>(
    pattern: &'p PathPattern,
    visit: &mut impl FnMut(&'p Option<LabelExpression>, &'p Option<Expression>, bool),
) {
    visit(&pattern.start.labels, &pattern.start.properties, true);
    for step in &pattern.steps {
        match &step.hop {
            Hop::Relationship(hop) => visit(&hop.types, &hop.properties, false),
            Hop::Group(group) => {
                visit(&group.start.labels, &group.start.properties, true);
                for (hop, node) in &group.steps {
                    visit(&hop.types, &hop.properties, false);
                    visit(&node.labels, &node.properties, true);
                }
            }
        }
        visit(&step.node.labels, &step.node.properties, true);
    }
}
