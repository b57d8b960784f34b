//! The order in which a pattern is matched: where to start, which way to go, when to filter.
//!
//! Greedy by estimated rows, tried from each possible start; the estimates come from the counts per label and type,
//! from the equality indexes, and from a few sampled relationships.

use super::joining::JOIN_FROM;
use super::pattern::{Pattern, StepKind, as_equality, as_membership, has_labels, reads};
use super::query::Planner;
use super::*;
use crate::graph::{NodeId, RelationshipId};
use crate::query::QueryError;
use rustc_hash::FxHashSet;

/// A plan in the making.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) plan: Plan,
    pub(super) bound: FxHashSet<Slot>,
    /// What is left of the pattern.
    pub(super) relationships: Vec<usize>,
    pub(super) nodes: Vec<usize>,
    pub(super) predicates: Vec<usize>,
    /// Relationship slots of this MATCH bound so far, with their place.
    pub(super) walked: Vec<usize>,
    /// Rows that all steps are expected to give.
    pub(super) cost: f64,
}

impl Planner<'_> {
    /// Matches a pattern for each row of `input`.
    pub(super) fn order(&mut self, pattern: Pattern, input: Plan) -> Result<Plan, QueryError> {
        let bound = pattern
            .nodes
            .iter()
            .filter(|n| n.bound)
            .map(|n| n.slot)
            .chain(pattern.relationships.iter().filter(|r| r.bound).map(|r| r.slot))
            .collect();
        let state = State {
            cost: 0.0,
            plan: input,
            bound,
            relationships: (0..pattern.relationships.len()).collect(),
            nodes: (0..pattern.nodes.len()).collect(),
            predicates: (0..pattern.predicates.len()).collect(),
            walked: Vec::new(),
        };
        let before = state.plan.clone();
        let mut state = self.nested(&pattern, state);
        if state.cost > JOIN_FROM
            && let Some(joined) = self.joined(&pattern, &before, state.cost)
        {
            state = joined;
        }
        for (slot, parts) in &pattern.paths {
            let rows = state.plan.rows;
            let build = BuildPath { input: state.plan, slot: *slot, parts: parts.clone() };
            state.plan = self.plan(Op::BuildPath(Arc::new(build)), rows);
            state.bound.insert(*slot);
        }
        for place in std::mem::take(&mut state.predicates) {
            let expr = pattern.predicates[place].expr.clone();
            state.plan = self.filter(state.plan, expr);
        }
        Ok(state.plan)
    }

    /// The nodes that may be worth a try as a start: of many, those that least of the graph fits. Trying all of a long
    /// pattern would take longer than running it.
    fn likeliest(&self, pattern: &Pattern, mut nodes: Vec<usize>) -> Vec<usize> {
        const MOST: usize = 12;
        if nodes.len() > MOST {
            let size = |place: &usize| self.scan_size(&pattern.nodes[*place]);
            nodes.sort_by(|a, b| size(a).total_cmp(&size(b)));
            nodes.truncate(MOST);
        }
        nodes
    }

    /// Matches a pattern step by step, each row of a step leading to rows of the next.
    pub(super) fn nested(&mut self, pattern: &Pattern, mut state: State) -> State {
        self.settle(pattern, &mut state);
        let begun = pattern.nodes.iter().any(|n| state.bound.contains(&n.slot));
        // From a bound node the greedy order is good enough; otherwise each node is tried as the start.
        let starts = if begun { Vec::new() } else { state.nodes.clone() };
        let mut best: Option<State> = None;
        for start in self.likeliest(pattern, starts) {
            let mut tried = state.clone();
            self.scan(pattern, &mut tried, start);
            let tried = self.finish(pattern, tried);
            if best.as_ref().is_none_or(|best| tried.cost < best.cost) {
                best = Some(tried);
            }
        }
        match best {
            Some(best) => best,
            None => self.finish(pattern, state),
        }
    }

    /// Steps until nothing of the pattern is left.
    fn finish(&mut self, pattern: &Pattern, mut state: State) -> State {
        loop {
            let mut best: Option<State> = None;
            for at in 0..state.relationships.len() {
                if let Some(next) = self.step(pattern, &state, at) {
                    let better = best.as_ref().is_none_or(|best| next.plan.rows < best.plan.rows);
                    if better {
                        best = Some(next);
                    }
                }
            }
            state = match best {
                Some(next) => next,
                None if state.nodes.is_empty() => return state,
                None => {
                    let mut best: Option<State> = None;
                    for node in self.likeliest(pattern, state.nodes.clone()) {
                        let mut next = state.clone();
                        self.scan(pattern, &mut next, node);
                        if best.as_ref().is_none_or(|best| next.plan.rows < best.plan.rows) {
                            best = Some(next);
                        }
                    }
                    match best {
                        Some(next) => next,
                        None => return state,
                    }
                }
            };
        }
    }

    /// Takes off the list what is bound, and filters by every condition whose variables are.
    pub(super) fn settle(&mut self, pattern: &Pattern, state: &mut State) {
        let nodes = std::mem::take(&mut state.nodes);
        for place in nodes {
            let node = &pattern.nodes[place];
            if !state.bound.contains(&node.slot) {
                state.nodes.push(place);
                continue;
            }
            if node.bound && !pattern.relationships.iter().any(|r| r.from == place || r.to == place) {
                // A variable that an OPTIONAL MATCH left null matches no node.
                let test = ExprKind::IsNull(Box::new(Expr::slot(node.slot, Span::new(0, 0))), true);
                state.plan = self.filter(state.plan.clone(), Expr::new(test, Span::new(0, 0)));
            }
            if let Some(labels) = has_labels(node.slot, &node.labels, self.graph) {
                let share = self.label_share(&node.labels);
                let rows = state.plan.rows * share.max(0.5);
                let filter = Filter { input: state.plan.clone(), predicate: labels };
                state.plan = self.plan(Op::Filter(Arc::new(filter)), rows);
            }
        }
        let predicates = std::mem::take(&mut state.predicates);
        for place in predicates {
            let predicate = &pattern.predicates[place];
            if predicate.needs.iter().all(|slot| state.bound.contains(slot)) {
                state.plan = self.filter(state.plan.clone(), predicate.expr.clone());
            } else {
                state.predicates.push(place);
            }
        }
    }

    /// Binds a node by the cheapest scan there is.
    fn scan(&mut self, pattern: &Pattern, state: &mut State, place: usize) {
        let node = &pattern.nodes[place];
        state.nodes.retain(|n| *n != place);
        let rarest = node.labels.iter().min_by_key(|label| self.label_count(label)).cloned();
        let (mut source, mut rows) = match &rarest {
            Some(label) => (Source::Label(label.clone()), self.label_count(label) as f64),
            None => (Source::All, self.graph.node_count() as f64),
        };
        let mut used = None;
        for &at in &state.predicates {
            let Some(label) = &rarest else { break };
            let expr = &pattern.predicates[at].expr;
            let (key, value, any) = match (as_equality(expr, node.slot), as_membership(expr, node.slot)) {
                (Some((key, value)), _) => (key, value, false),
                (None, Some((key, list))) => (key, list, true),
                _ => continue,
            };
            let mut slots = Vec::new();
            let ready = reads(value, &mut slots)
                && slots.iter().all(|s| *s != node.slot && (state.bound.contains(s) || !is_own(pattern, *s)));
            if !ready {
                continue;
            }
            let count = self.label_count(label) as f64;
            let each = match (self.graph.label_id(label), key.id) {
                (Some(label), Some(key)) => count / self.graph.distinct_values(label, key).max(1) as f64,
                _ => 0.0,
            };
            let estimate = if any { each * 4.0 } else { each };
            if estimate < rows || used.is_none() {
                rows = estimate.min(count);
                let (label, key) = (label.clone(), key.clone());
                source = if any {
                    Source::LookupAny { label, key, list: value.clone() }
                } else {
                    Source::Lookup { label, key, value: value.clone() }
                };
                used = Some(at);
            }
        }
        if let Some(used) = used {
            state.predicates.retain(|p| *p != used);
        }
        let rows = state.plan.rows * rows;
        let scan = Scan { input: state.plan.clone(), slot: node.slot, source };
        state.plan = self.plan(Op::Scan(Arc::new(scan)), rows);
        state.bound.insert(node.slot);
        state.cost += rows;
        let rest: Vec<Arc<str>> =
            node.labels.iter().filter(|l| Some(*l) != rarest.as_ref()).cloned().collect();
        if let Some(labels) = has_labels(node.slot, &rest, self.graph) {
            state.plan = self.filter(state.plan.clone(), labels);
        }
        self.settle(pattern, state);
    }

    /// Walks a relationship of which an end is bound; `None` where none is.
    fn step(&mut self, pattern: &Pattern, state: &State, at: usize) -> Option<State> {
        let place = state.relationships[at];
        let relationship = &pattern.relationships[place];
        let (left, right) = (&pattern.nodes[relationship.from], &pattern.nodes[relationship.to]);
        let (has_left, has_right) = (state.bound.contains(&left.slot), state.bound.contains(&right.slot));
        if !relationship
            .each_needs
            .iter()
            .all(|s| *s == left.slot || *s == right.slot || state.bound.contains(s))
        {
            return None;
        }
        if !relationship.bound && !has_left && !has_right {
            return None;
        }
        let unique: Vec<Slot> = state
            .walked
            .iter()
            .map(|w| &pattern.relationships[*w])
            .filter(|w| may_meet(&w.types, &relationship.types))
            .map(|w| w.slot)
            .collect();
        let mut next = state.clone();
        next.relationships.remove(at);
        next.walked.push(place);
        let input = state.plan.clone();
        let rows = input.rows;
        if relationship.bound {
            let length = match relationship.kind {
                StepKind::Variable { min, max } => Some((min, max)),
                _ => None,
            };
            let bound = BoundRelationship {
                input,
                relationship: relationship.slot,
                from: left.slot,
                from_bound: has_left,
                to: right.slot,
                to_bound: has_right || left.slot == right.slot,
                types: relationship.types.clone(),
                direction: relationship.direction,
                length,
                unique,
            };
            next.plan = self.plan(Op::BoundRelationship(Arc::new(bound)), rows);
        } else {
            let forward = match (has_left, has_right) {
                (false, false) => return None,
                (true, false) => true,
                (false, true) => false,
                // Both ends: from where fewer relationships go.
                (true, true) => {
                    self.degree(left, &relationship.types, relationship.direction)
                        <= self.degree(right, &relationship.types, flipped(relationship.direction))
                }
            };
            let into = has_left && has_right || left.slot == right.slot;
            let (from, to) = if forward { (left, right) } else { (right, left) };
            let direction = if forward { relationship.direction } else { flipped(relationship.direction) };
            let mut degree = self.degree_after(pattern, state, from, &relationship.types, direction);
            if !relationship.each_needs.iter().all(|s| state.bound.contains(s)) {
                return None;
            }
            match &relationship.kind {
                StepKind::Single => {
                    if into {
                        degree /= self.scan_size(to).max(1.0);
                    }
                    let expand = Expand {
                        input,
                        from: from.slot,
                        relationship: relationship.slot,
                        to: to.slot,
                        types: relationship.types.clone(),
                        direction,
                        into,
                        unique,
                    };
                    next.plan = self.plan(Op::Expand(Arc::new(expand)), rows * degree);
                }
                StepKind::Variable { min, max } => {
                    let walks = walks(degree, *min, *max);
                    let estimate = if into { walks / self.scan_size(to).max(1.0) } else { walks };
                    let expand = VarExpand {
                        input,
                        from: from.slot,
                        relationships: relationship.slot,
                        to: to.slot,
                        types: relationship.types.clone(),
                        direction,
                        min: *min,
                        max: *max,
                        into,
                        reversed: !forward,
                        unique,
                        each: relationship.each.clone(),
                        list: relationship.named || pattern.relationships.len() > 1,
                        ends_only: false,
                    };
                    next.plan = self.plan(Op::VarExpand(Arc::new(expand)), rows * estimate);
                }
                StepKind::Shortest { which, min, max, path, single } => {
                    if !into {
                        return None;
                    }
                    let shortest = ShortestPath {
                        input,
                        from: left.slot,
                        to: right.slot,
                        relationships: relationship.slot,
                        single: *single,
                        types: relationship.types.clone(),
                        direction: relationship.direction,
                        min: *min,
                        max: *max,
                        which: *which,
                        each: relationship.each.clone(),
                        each_node: relationship.each_node.clone(),
                        path: *path,
                    };
                    next.plan = self.plan(Op::ShortestPath(Arc::new(shortest)), rows);
                    next.bound.insert(*path);
                }
                StepKind::Group(group) => {
                    if !has_left {
                        return None;
                    }
                    let walks = walks(group.inner.rows.max(0.1), group.min, group.max);
                    let expand = GroupExpand {
                        input,
                        from: left.slot,
                        to: right.slot,
                        into,
                        min: group.min,
                        max: group.max,
                        inner: group.inner.clone(),
                        first: group.first,
                        last: group.last,
                        relationships: group.relationships.clone(),
                        lists: group.lists.clone(),
                        trail: relationship.slot,
                        unique,
                    };
                    next.plan = self.plan(Op::GroupExpand(Arc::new(expand)), rows * walks);
                    next.bound.extend(group.lists.iter().map(|l| l.1));
                }
            }
        }
        next.bound.extend([left.slot, right.slot, relationship.slot]);
        next.cost += next.plan.rows + rows * 0.1;
        self.settle(pattern, &mut next);
        Some(next)
    }

    pub(super) fn filter(&mut self, input: Plan, predicate: Expr) -> Plan {
        let rows = input.rows * selectivity(&predicate);
        self.plan(Op::Filter(Arc::new(Filter { input, predicate })), rows)
    }

    fn label_count(&self, label: &str) -> usize {
        self.graph.label_id(label).map_or(0, |label| self.graph.label_count(label))
    }
    fn label_share(&self, labels: &[Arc<str>]) -> f64 {
        let count = labels.iter().map(|l| self.label_count(l)).min();
        count.map_or(1.0, |n| n as f64 / (self.graph.node_count() as f64).max(1.0))
    }
    /// How many nodes a node of a pattern can be.
    pub(super) fn scan_size(&self, node: &pattern::PatternNode) -> f64 {
        let count = node.labels.iter().map(|l| self.label_count(l)).min();
        count.unwrap_or_else(|| self.graph.node_count()) as f64
    }

    fn type_ids(&self, types: &Types) -> Vec<crate::graph::TypeId> {
        match types {
            None => (0..self.graph.type_bound()).map(crate::graph::TypeId).collect(),
            Some(names) => names.iter().filter_map(|name| self.graph.type_id(name)).collect(),
        }
    }

    /// The mean number of relationships from a node that was not reached by any.
    fn degree(&self, node: &pattern::PatternNode, types: &Types, direction: Direction) -> f64 {
        let count: usize = self.type_ids(types).iter().map(|kind| self.graph.type_count(*kind)).sum();
        let ends = if direction == Direction::Either { 2.0 } else { 1.0 };
        count as f64 * ends / self.scan_size(node).max(1.0)
    }

    /// The mean number of relationships from a node, by the relationship that it was reached by: nodes with many
    /// relationships are reached more often, so a few relationships of that type are sampled.
    fn degree_after(
        &self,
        pattern: &Pattern,
        state: &State,
        node: &pattern::PatternNode,
        types: &Types,
        direction: Direction,
    ) -> f64 {
        const SAMPLES: u64 = 48;
        let reached = state.walked.iter().map(|w| &pattern.relationships[*w]).find(|r| {
            matches!(r.kind, StepKind::Single)
                && r.direction != Direction::Either
                && (pattern.nodes[r.from].slot == node.slot || pattern.nodes[r.to].slot == node.slot)
        });
        let plain = self.degree(node, types, direction);
        let Some(reached) = reached else { return plain };
        // At the arrow's head or tail?
        let at_right = pattern.nodes[reached.to].slot == node.slot;
        let head = at_right == (reached.direction == Direction::Outgoing);
        let (mut sampled, mut sum) = (0u64, 0u64);
        for kind in self.type_ids(&reached.types) {
            let Some(bitmap) = self.graph.type_bitmap(kind) else { continue };
            let count = bitmap.len();
            if count < 1000 {
                continue;
            }
            for i in 0..SAMPLES {
                let Some(relationship) = bitmap.select((i * count / SAMPLES) as u32) else { continue };
                let (from, to) = self.graph.ends(RelationshipId(relationship));
                sum += self.hops_of(if head { to } else { from }, types, direction) as u64;
                sampled += 1;
            }
        }
        if sampled == 0 { plain } else { sum as f64 / sampled as f64 }
    }

    fn hops_of(&self, node: NodeId, types: &Types, direction: Direction) -> usize {
        let mut hops = 0;
        for kind in self.type_ids(types) {
            if direction != Direction::Incoming {
                hops += self.graph.hops(node, kind, true).len();
            }
            if direction != Direction::Outgoing {
                hops += self.graph.hops(node, kind, false).len();
            }
        }
        hops
    }
}

/// Whether a slot is bound by the pattern itself.
fn is_own(pattern: &Pattern, slot: Slot) -> bool {
    pattern.nodes.iter().any(|n| n.slot == slot && !n.bound)
        || pattern.relationships.iter().any(|r| r.slot == slot && !r.bound)
        || pattern.paths.iter().any(|p| p.0 == slot)
        || pattern.relationships.iter().any(|r| match &r.kind {
            StepKind::Shortest { path, .. } => *path == slot,
            StepKind::Group(group) => group.lists.iter().any(|l| l.1 == slot),
            _ => false,
        })
}

fn flipped(direction: Direction) -> Direction {
    match direction {
        Direction::Outgoing => Direction::Incoming,
        Direction::Incoming => Direction::Outgoing,
        Direction::Either => Direction::Either,
    }
}

/// Whether relationships of these two lists of types can be the same.
pub(super) fn may_meet(a: &Types, b: &Types) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.iter().any(|t| b.contains(t)),
        _ => true,
    }
}

/// How many walks of a variable length are expected, by the mean degree.
fn walks(degree: f64, min: u64, max: Option<u64>) -> f64 {
    let longest = max.unwrap_or(min + 8).min(min + 8).min(12);
    (min.min(12)..=longest).map(|length| degree.powi(length as i32)).sum::<f64>().min(1e12)
}

fn selectivity(predicate: &Expr) -> f64 {
    match &predicate.kind {
        ExprKind::Compare(Comparator::Equal, ..) => 0.1,
        ExprKind::Compare(Comparator::NotEqual, ..) => 0.9,
        ExprKind::Compare(..) | ExprKind::CompareChain(..) => 0.4,
        ExprKind::IsNull(_, negated) => {
            if *negated {
                0.9
            } else {
                0.1
            }
        }
        ExprKind::Binary(..) => 0.2,
        ExprKind::And(items) => items.iter().map(selectivity).product(),
        ExprKind::Or(items) => items.iter().map(selectivity).sum::<f64>().min(1.0),
        _ => 0.5,
    }
}
