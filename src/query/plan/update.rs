//! CREATE, MERGE, SET, REMOVE, DELETE and FOREACH.

use super::query::Planner;
use super::scope::Scope;
use super::*;
use crate::query::ast::{self, Hop, LabelExpression, NodePattern, PathPattern, RelationshipPattern};
use crate::query::{Detail, QueryError};

impl Planner<'_> {
    /// An operator that changes the graph.
    fn update<C>(&mut self, op: fn(Arc<Update<C>>) -> Op, input: Plan, carry: Vec<Slot>, change: C) -> Plan {
        self.updates = true;
        let rows = input.rows;
        self.plan(op(Arc::new(Update { input, carry, change })), rows)
    }

    pub(super) fn create(
        &mut self,
        clause: &ast::Create,
        input: Plan,
        scope: Scope,
    ) -> Result<(Plan, Scope), QueryError> {
        let mut scope = scope;
        let (mut items, mut paths) = (Vec::new(), Vec::new());
        let mut hidden = Vec::new();
        for path in &clause.patterns {
            let mut from = self.create_node(&path.start, &mut scope, &mut items)?;
            let mut parts = vec![PathPart::Node(from)];
            for step in &path.steps {
                let Hop::Relationship(relationship) = &step.hop else {
                    return Err(QueryError::syntax(
                        Detail::CreatingVarLength,
                        path.span,
                        "CREATE makes single relationships only",
                    ));
                };
                let to = self.create_node(&step.node, &mut scope, &mut items)?;
                let slot = self.slot();
                self.create_relationship(relationship, slot, from, to, &scope, &mut items)?;
                if let Some(name) = &relationship.variable {
                    scope.bind(name.text.clone(), slot);
                }
                parts.extend([PathPart::Relationships(slot), PathPart::Node(to)]);
                from = to;
            }
            if let Some(name) = &path.variable {
                let slot = self.slot();
                hidden.extend(parts.iter().map(|part| match part {
                    PathPart::Node(slot) | PathPart::Relationships(slot) => *slot,
                }));
                paths.push((name.text.clone(), slot, parts));
            }
        }
        let rows = input.rows;
        let mut carry = scope.slots();
        carry.extend(hidden);
        carry.sort_unstable();
        carry.dedup();
        let mut plan = self.update(Op::Create, input, carry, Create { items });
        for (name, slot, parts) in paths {
            scope.bind(name, slot);
            plan = self.plan(Op::BuildPath(Arc::new(BuildPath { input: plan, slot, parts })), rows);
        }
        self.note_names(&scope);
        Ok((plan, scope))
    }

    fn create_node(
        &mut self,
        node: &NodePattern,
        scope: &mut Scope,
        items: &mut Vec<Creation>,
    ) -> Result<Slot, QueryError> {
        if let Some(slot) = node.variable.as_ref().and_then(|name| scope.get(name)) {
            return Ok(slot);
        }
        let slot = self.slot();
        let properties = node.properties.as_ref().map(|e| self.expression(e, scope)).transpose()?;
        if let Some(name) = &node.variable {
            scope.bind(name.text.clone(), slot);
        }
        items.push(Creation::Node { slot, labels: plain_labels(node), properties, span: node.span });
        Ok(slot)
    }

    fn create_relationship(
        &mut self,
        relationship: &RelationshipPattern,
        slot: Slot,
        left: Slot,
        right: Slot,
        scope: &Scope,
        items: &mut Vec<Creation>,
    ) -> Result<(), QueryError> {
        let Some(kind) = plain_type(relationship) else {
            return Err(QueryError::syntax(
                Detail::NoSingleRelationshipType,
                relationship.span,
                "a relationship is created with exactly one type",
            ));
        };
        let (from, to) = match relationship.direction {
            ast::Direction::Incoming => (right, left),
            _ => (left, right),
        };
        let properties = relationship.properties.as_ref().map(|e| self.expression(e, scope)).transpose()?;
        items.push(Creation::Relationship { slot, kind, from, to, properties, span: relationship.span });
        Ok(())
    }

    pub(super) fn merge(
        &mut self,
        clause: &ast::Merge,
        input: Plan,
        scope: Scope,
    ) -> Result<(Plan, Scope), QueryError> {
        let path: &PathPattern = &clause.pattern;
        let (pattern, inner_scope) = self.pattern(std::slice::from_ref(path), None, &scope)?;
        // What is created takes the slots that matching would have bound.
        let mut items = Vec::new();
        let mut made: Vec<Slot> = pattern.nodes.iter().filter(|n| n.bound).map(|n| n.slot).collect();
        let mut places = vec![pattern.relationships.first().map_or(0, |r| r.from)];
        places.extend(pattern.relationships.iter().map(|r| r.to));
        for (node, place) in path.nodes().zip(&places) {
            let slot = pattern.nodes[*place].slot;
            if made.contains(&slot) {
                continue;
            }
            made.push(slot);
            let properties =
                node.properties.as_ref().map(|e| self.expression(e, &inner_scope)).transpose()?;
            items.push(Creation::Node { slot, labels: plain_labels(node), properties, span: node.span });
        }
        for (step, matched) in path.steps.iter().zip(&pattern.relationships) {
            if let Hop::Relationship(relationship) = &step.hop {
                let (left, right) = (pattern.nodes[matched.from].slot, pattern.nodes[matched.to].slot);
                self.create_relationship(relationship, matched.slot, left, right, &inner_scope, &mut items)?;
            }
        }
        let mut binds: Vec<Slot> = pattern.nodes.iter().filter(|n| !n.bound).map(|n| n.slot).collect();
        binds.extend(pattern.relationships.iter().filter(|r| !r.bound).map(|r| r.slot));
        // The path is built after, from what was found or made.
        let mut pattern = pattern;
        let paths = std::mem::take(&mut pattern.paths);
        let start = self.start();
        let inner = self.order(pattern, start)?;
        let on_create = self.settings(&clause.on_create, &inner_scope)?;
        let on_match = self.settings(&clause.on_match, &inner_scope)?;
        let rows = input.rows;
        let mut carry = scope.slots();
        carry.extend(&binds);
        carry.sort_unstable();
        carry.dedup();
        let merge = Merge { inner, items, on_create, on_match, binds };
        let mut plan = self.update(Op::Merge, input, carry, merge);
        for (slot, parts) in paths {
            plan = self.plan(Op::BuildPath(Arc::new(BuildPath { input: plan, slot, parts })), rows);
        }
        self.note_names(&inner_scope);
        Ok((plan, inner_scope))
    }

    fn settings(&mut self, items: &[ast::SetItem], scope: &Scope) -> Result<Vec<Setting>, QueryError> {
        let mut settings = Vec::with_capacity(items.len());
        for item in items {
            settings.push(match item {
                ast::SetItem::Property { subject, key, value, span } => Setting::Property {
                    subject: self.expression(subject, scope)?,
                    key: key.text.clone(),
                    value: self.expression(value, scope)?,
                    span: *span,
                },
                ast::SetItem::Replace { variable, value, span } => Setting::Replace {
                    slot: self.variable(variable, scope, variable.span)?,
                    value: self.expression(value, scope)?,
                    span: *span,
                },
                ast::SetItem::Add { variable, value, span } => Setting::Add {
                    slot: self.variable(variable, scope, variable.span)?,
                    value: self.expression(value, scope)?,
                    span: *span,
                },
                ast::SetItem::Labels { variable, labels, span } => Setting::Labels {
                    slot: self.variable(variable, scope, variable.span)?,
                    labels: labels.iter().map(|l| l.text.clone()).collect(),
                    span: *span,
                },
            });
        }
        Ok(settings)
    }

    pub(super) fn set(
        &mut self,
        clause: &ast::Set,
        input: Plan,
        scope: Scope,
    ) -> Result<(Plan, Scope), QueryError> {
        let items = self.settings(&clause.items, &scope)?;
        Ok((self.update(Op::Set, input, scope.slots(), Set { items }), scope))
    }

    pub(super) fn remove(
        &mut self,
        clause: &ast::Remove,
        input: Plan,
        scope: Scope,
    ) -> Result<(Plan, Scope), QueryError> {
        let mut items = Vec::with_capacity(clause.items.len());
        for item in &clause.items {
            items.push(match item {
                ast::RemoveItem::Property { subject, key, span } => Removal::Property {
                    subject: self.expression(subject, &scope)?,
                    key: key.text.clone(),
                    span: *span,
                },
                ast::RemoveItem::Labels { variable, labels, span } => Removal::Labels {
                    slot: self.variable(variable, &scope, variable.span)?,
                    labels: labels.iter().map(|l| l.text.clone()).collect(),
                    span: *span,
                },
            });
        }
        Ok((self.update(Op::Remove, input, scope.slots(), Remove { items }), scope))
    }

    pub(super) fn delete(
        &mut self,
        clause: &ast::Delete,
        input: Plan,
        scope: Scope,
    ) -> Result<(Plan, Scope), QueryError> {
        let mut items = Vec::with_capacity(clause.items.len());
        for item in &clause.items {
            items.push(self.expression(item, &scope)?);
        }
        let delete = Delete { items, detach: clause.detach, span: clause.span };
        Ok((self.update(Op::Delete, input, scope.slots(), delete), scope))
    }

    pub(super) fn foreach(
        &mut self,
        clause: &ast::Foreach,
        input: Plan,
        scope: Scope,
    ) -> Result<(Plan, Scope), QueryError> {
        let list = self.expression(&clause.list, &scope)?;
        let slot = self.slot();
        let mut within = scope.clone();
        within.bind(clause.variable.text.clone(), slot);
        let mut inner = self.start();
        for clause in &clause.clauses {
            (inner, within) = self.clause(clause, inner, within)?;
        }
        let foreach = Foreach { list, slot, inner };
        Ok((self.update(Op::Foreach, input, scope.slots(), foreach), scope))
    }
}

fn plain_labels(node: &NodePattern) -> Vec<Arc<str>> {
    let names = node.labels.as_ref().and_then(LabelExpression::conjunction).unwrap_or_default();
    names.into_iter().map(|name| name.text.clone()).collect()
}

fn plain_type(relationship: &RelationshipPattern) -> Option<Arc<str>> {
    match relationship.types.as_ref()?.disjunction()?.as_slice() {
        [one] => Some(one.text.clone()),
        _ => None,
    }
}
