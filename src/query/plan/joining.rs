//! Joins: two halves of a pattern, each matched by itself and brought together by what both bind. It is the way to
//! close a cycle without walking all that leads around it, and to match parts that have nothing to do with each other.

use super::ordering::{State, may_meet};
use super::pattern::{Pattern, StepKind, reads};
use super::query::Planner;
use super::*;

/// Estimated rows from which on a join is thought of.
pub(super) const JOIN_FROM: f64 = 20_000.0;
/// The most relationships of a pattern that is divided.
const MOST_JOINED: usize = 7;
/// Holding a row and finding it again costs about as much as so many steps.
const HOLDING: f64 = 3.0;

/// A division of a pattern's relationships, as bits.
type Side = u32;

/// A join that was found: its cost, its plan, and its division.
struct Found {
    cost: f64,
    plan: Plan,
    sides: [Side; 2],
}

impl Planner<'_> {
    /// Matches a pattern by a join, where that is cheaper than `limit`.
    pub(super) fn joined(&mut self, pattern: &Pattern, input: &Plan, limit: f64) -> Option<State> {
        let count = pattern.relationships.len();
        let plain = pattern.relationships.iter().all(|r| !r.bound && matches!(r.kind, StepKind::Single));
        let alone = |place: usize| !pattern.relationships.iter().any(|r| r.from == place || r.to == place);
        if !(2..=MOST_JOINED).contains(&count) || !plain || (0..pattern.nodes.len()).any(alone) {
            return None;
        }
        let mut best: Option<Found> = None;
        // The last relationship is always on the second side: each division is tried once.
        for division in 1..1 << (count - 1) {
            let sides = [division, !division & ((1 << count) - 1)];
            if sides.iter().all(|side| hangs_together(pattern, *side)) {
                let limit = best.as_ref().map_or(limit, |best| best.cost);
                best = self.join(pattern, input, sides, limit).or(best);
            }
        }
        let Found { cost, plan, sides } = best?;
        let mut bound: rustc_hash::FxHashSet<Slot> = pattern.nodes.iter().map(|n| n.slot).collect();
        bound.extend(pattern.relationships.iter().map(|r| r.slot));
        // What a side has made sure of is not asked again.
        let known = sides.map(|side| slots_of(pattern, side));
        let asked = |p: &usize| !known.iter().any(|known| within(&pattern.predicates[*p].needs, known));
        let predicates = (0..pattern.predicates.len()).filter(asked).collect();
        let mut state = State { plan, bound, predicates, cost, ..State::default() };
        self.settle(pattern, &mut state);
        Some(state)
    }

    fn join(&mut self, pattern: &Pattern, input: &Plan, sides: [Side; 2], limit: f64) -> Option<Found> {
        let nodes = sides.map(|side| nodes_of(pattern, side));
        let shared: Vec<usize> =
            nodes[0].iter().copied().filter(|n| nodes[1].contains(n) && !pattern.nodes[*n].bound).collect();
        let equalities = equalities(pattern, &nodes);
        // Two parts that meet only in a bound node are walked from there one after the other.
        if shared.is_empty() && equalities.is_empty() && nodes[0].iter().any(|n| nodes[1].contains(n)) {
            return None;
        }
        let [first, second] = sides.map(|side| self.side(pattern, side));
        let mut rows = first.plan.rows * second.plan.rows;
        for node in &shared {
            rows /= self.scan_size(&pattern.nodes[*node]).max(1.0);
        }
        rows *= 0.1f64.powi(equalities.len() as i32);
        let held = HOLDING * (first.plan.rows + second.plan.rows);
        let cost = input.rows * (first.cost + second.cost + held + rows);
        if cost >= limit {
            return None;
        }
        // The side with fewer rows is held.
        let turned = first.plan.rows > second.plan.rows;
        let (held, other) = if turned { (1, 0) } else { (0, 1) };
        let (build, probe) = if turned { (second, first) } else { (first, second) };
        let by_slot = |n: &usize| Expr::slot(pattern.nodes[*n].slot, Span::new(0, 0));
        let mut build_keys: Vec<Expr> = shared.iter().map(by_slot).collect();
        let mut probe_keys = build_keys.clone();
        let by_value = !equalities.is_empty();
        for (left, right) in equalities {
            let (mine, theirs) = if turned { (right, left) } else { (left, right) };
            build_keys.push(mine);
            probe_keys.push(theirs);
        }
        let mut carry: Vec<Slot> = nodes[held]
            .iter()
            .filter(|n| !nodes[other].contains(n) && !pattern.nodes[**n].bound)
            .map(|n| pattern.nodes[*n].slot)
            .collect();
        carry.extend(members(pattern, sides[held]).map(|r| pattern.relationships[r].slot));
        let mut unique = Vec::new();
        for a in members(pattern, sides[0]) {
            for b in members(pattern, sides[1]) {
                let (a, b) = (&pattern.relationships[a], &pattern.relationships[b]);
                if may_meet(&a.types, &b.types) {
                    unique.push((a.slot, b.slot));
                }
            }
        }
        let input = input.clone();
        let all = input.rows * rows;
        let join = HashJoin {
            input,
            build: build.plan,
            probe: probe.plan,
            build_keys,
            probe_keys,
            carry,
            by_value,
            unique,
        };
        Some(Found { cost, plan: self.plan(Op::HashJoin(Arc::new(join)), all), sides })
    }

    /// One side of a join, by itself.
    fn side(&mut self, pattern: &Pattern, side: Side) -> State {
        let known = slots_of(pattern, side);
        let state = State {
            plan: self.start(),
            bound: pattern.nodes.iter().filter(|n| n.bound).map(|n| n.slot).collect(),
            nodes: nodes_of(pattern, side),
            predicates: (0..pattern.predicates.len())
                .filter(|p| within(&pattern.predicates[*p].needs, &known))
                .collect(),
            relationships: members(pattern, side).collect(),
            ..State::default()
        };
        self.nested(pattern, state)
    }
}

/// Equalities of which each operand reads one side only: the first side's operand, the second's.
fn equalities(pattern: &Pattern, nodes: &[Vec<usize>; 2]) -> Vec<(Expr, Expr)> {
    let on = |side: usize, slots: &[Slot]| {
        let own = |slot: &Slot| {
            nodes[side].iter().any(|n| pattern.nodes[*n].slot == *slot && !pattern.nodes[*n].bound)
        };
        !slots.is_empty() && slots.iter().all(own)
    };
    let mut found = Vec::new();
    for predicate in &pattern.predicates {
        let ExprKind::Compare(Comparator::Equal, left, right) = &predicate.expr.kind else { continue };
        let (mut of_left, mut of_right) = (Vec::new(), Vec::new());
        if !reads(left, &mut of_left) || !reads(right, &mut of_right) {
            continue;
        }
        if on(0, &of_left) && on(1, &of_right) && !on(1, &of_left) && !on(0, &of_right) {
            found.push(((**left).clone(), (**right).clone()));
        } else if on(1, &of_left) && on(0, &of_right) && !on(0, &of_left) && !on(1, &of_right) {
            found.push(((**right).clone(), (**left).clone()));
        }
    }
    found
}

/// The relationships of a side.
fn members(pattern: &Pattern, side: Side) -> impl Iterator<Item = usize> {
    (0..pattern.relationships.len()).filter(move |r| side >> r & 1 == 1)
}

/// The nodes that the relationships of a side touch.
fn nodes_of(pattern: &Pattern, side: Side) -> Vec<usize> {
    let ends = |r: usize| [pattern.relationships[r].from, pattern.relationships[r].to];
    let mut nodes: Vec<usize> = members(pattern, side).flat_map(ends).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// The slots that a side binds.
fn slots_of(pattern: &Pattern, side: Side) -> Vec<Slot> {
    let mut slots: Vec<Slot> = nodes_of(pattern, side).into_iter().map(|n| pattern.nodes[n].slot).collect();
    slots.extend(members(pattern, side).map(|r| pattern.relationships[r].slot));
    slots
}

fn within(needs: &[Slot], known: &[Slot]) -> bool {
    needs.iter().all(|slot| known.contains(slot))
}

/// Whether the relationships of a side are connected with each other.
fn hangs_together(pattern: &Pattern, side: Side) -> bool {
    let mut reached = side & side.wrapping_neg();
    loop {
        let nodes = nodes_of(pattern, reached);
        let touches = |r: &usize| {
            let r = &pattern.relationships[*r];
            nodes.contains(&r.from) || nodes.contains(&r.to)
        };
        let more = members(pattern, side).filter(touches).fold(reached, |reached, r| reached | 1 << r);
        if more == reached {
            return reached == side;
        }
        reached = more;
    }
}
