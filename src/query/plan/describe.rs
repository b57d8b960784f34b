//! A plan as a tree for people: EXPLAIN and PROFILE.

use super::*;
use rustc_hash::FxHashMap;

/// One operator of a plan, described.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanStep {
    /// The operator.
    pub operator: String,
    /// What it works on.
    pub detail: String,
    /// How many rows the planner expects of it each time it runs.
    pub estimate: f64,
    /// How many rows it gave in all, where the query was profiled.
    pub rows: Option<u64>,
    /// How long it and its inputs took in all, where the query was profiled.
    pub time: Option<std::time::Duration>,
    /// Where its rows come from.
    pub inputs: Vec<PlanStep>,
    pub(crate) id: u32,
}

/// Describes a plan; `names` are the variables by slot.
pub(crate) fn describe(plan: &Plan, names: &FxHashMap<Slot, Arc<str>>, text: &str) -> PlanStep {
    let name = |slot: Slot| names.get(&slot).map_or("", |name| name.trim_start_matches('\0')).to_string();
    let source = |e: &Expr| {
        if e.span.is_empty() || e.span.end > text.len() { String::new() } else { e.span.of(text).to_string() }
    };
    let list = |slots: &[Slot]| {
        slots.iter().map(|s| name(*s)).filter(|n| !n.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let types = |types: &Types| types.as_ref().map_or(String::new(), |t| format!(":{}", t.join("|")));
    let arrow = |direction: Direction, inside: String| {
        let inside = if inside.is_empty() { inside } else { format!("[{inside}]") };
        match direction {
            Direction::Outgoing => format!("-{inside}->"),
            Direction::Incoming => format!("<-{inside}-"),
            Direction::Either => format!("-{inside}-"),
        }
    };
    let length =
        |min: u64, max: Option<u64>| format!("*{min}..{}", max.map_or(String::new(), |m| m.to_string()));
    let (operator, detail, inputs): (&str, String, Vec<&Plan>) = match &plan.op {
        Op::Start => ("Start", String::new(), vec![]),
        Op::Scan(op) => match &op.source {
            Source::All => ("AllNodes", format!("({})", name(op.slot)), vec![&op.input]),
            Source::Label(label) => ("NodesByLabel", format!("({}:{label})", name(op.slot)), vec![&op.input]),
            Source::Lookup { label, key, value } => (
                "NodesByIndex",
                format!("({}:{label} {{{}: {}}})", name(op.slot), key.name, source(value)),
                vec![&op.input],
            ),
            Source::LookupAny { label, key, list } => (
                "NodesByIndex",
                format!("({}:{label}) {} IN {}", name(op.slot), key.name, source(list)),
                vec![&op.input],
            ),
        },
        Op::Filter(op) => {
            let detail = match &op.predicate.kind {
                ExprKind::HasLabels(subject, labels) if op.predicate.span.is_empty() => match subject.kind {
                    ExprKind::Slot(slot) => format!("{}:{}", name(slot), labels.text()),
                    _ => String::new(),
                },
                _ => source(&op.predicate),
            };
            ("Filter", detail, vec![&op.input])
        }
        Op::Expand(op) => (
            if op.into { "ExpandInto" } else { "Expand" },
            format!(
                "({}){}({})",
                name(op.from),
                arrow(op.direction, name(op.relationship) + &types(&op.types)),
                name(op.to)
            ),
            vec![&op.input],
        ),
        Op::VarExpand(op) => (
            match (op.ends_only, op.into) {
                (true, _) => "ExpandEnds",
                (false, true) => "ExpandVariableInto",
                (false, false) => "ExpandVariable",
            },
            format!(
                "({}){}({})",
                name(op.from),
                arrow(op.direction, name(op.relationships) + &types(&op.types) + &length(op.min, op.max)),
                name(op.to)
            ),
            vec![&op.input],
        ),
        Op::GroupExpand(op) => (
            "ExpandGroup",
            format!("({})(…){}({})", name(op.from), length(op.min, op.max), name(op.to)),
            vec![&op.input, &op.inner],
        ),
        Op::BoundRelationship(op) => (
            "BoundRelationship",
            format!("({}){}({})", name(op.from), arrow(op.direction, name(op.relationship)), name(op.to)),
            vec![&op.input],
        ),
        Op::ShortestPath(op) => (
            if op.which == Shortest::All { "AllShortestPaths" } else { "ShortestPath" },
            format!(
                "({}){}({})",
                name(op.from),
                arrow(op.direction, types(&op.types) + &length(op.min, op.max)),
                name(op.to)
            ),
            vec![&op.input],
        ),
        Op::BuildPath(op) => ("Path", name(op.slot), vec![&op.input]),
        Op::Optional(op) => ("Optional", String::new(), vec![&op.input, &op.inner]),
        Op::HashJoin(op) => {
            let keys: Vec<String> = op
                .probe_keys
                .iter()
                .map(|key| match &key.kind {
                    ExprKind::Slot(slot) => name(*slot),
                    _ => source(key),
                })
                .collect();
            ("HashJoin", keys.join(", "), vec![&op.input, &op.build, &op.probe])
        }
        Op::Project(op) => {
            let items: Vec<String> = op.items.iter().map(|(_, e)| source(e)).collect();
            ("Project", items.join(", "), vec![&op.input])
        }
        Op::Aggregate(op) => {
            let keys: Vec<String> = op.keys.iter().map(|(_, e)| source(e)).collect();
            let calls: Vec<&str> = op.calls.iter().map(|c| c.span.of(text)).collect();
            let detail = if keys.is_empty() {
                calls.join(", ")
            } else {
                format!("{} by {}", calls.join(", "), keys.join(", "))
            };
            ("Aggregate", detail, vec![&op.input])
        }
        Op::Distinct(op) => ("Distinct", list(&op.slots), vec![&op.input]),
        Op::Sort(op) => {
            let keys: Vec<String> =
                op.keys.iter().map(|(e, down)| source(e) + if *down { " DESC" } else { "" }).collect();
            (if op.top.is_empty() { "Sort" } else { "Top" }, keys.join(", "), vec![&op.input])
        }
        Op::Skip(op) => ("Skip", source(&op.count), vec![&op.input]),
        Op::Limit(op) => ("Limit", source(&op.count), vec![&op.input]),
        Op::Unwind(op) => ("Unwind", format!("{} AS {}", source(&op.list), name(op.slot)), vec![&op.input]),
        Op::Union(op) => ("Union", String::new(), op.inputs.iter().map(|(plan, _)| plan).collect()),
        Op::Call(op) => ("Call", op.procedure.name.to_string(), vec![&op.input]),
        Op::Create(op) => ("Create", format!("{} things", op.change.items.len()), vec![&op.input]),
        Op::Merge(op) => ("Merge", list(&op.change.binds), vec![&op.input, &op.change.inner]),
        Op::Set(op) => ("Set", format!("{} changes", op.change.items.len()), vec![&op.input]),
        Op::Remove(op) => ("Remove", format!("{} changes", op.change.items.len()), vec![&op.input]),
        Op::Delete(op) => {
            let items: Vec<String> = op.change.items.iter().map(source).collect();
            (if op.change.detach { "DetachDelete" } else { "Delete" }, items.join(", "), vec![&op.input])
        }
        Op::Foreach(op) => ("Foreach", source(&op.change.list), vec![&op.input, &op.change.inner]),
        Op::Drain(op) => ("Drain", String::new(), vec![&op.input]),
    };
    PlanStep {
        operator: operator.into(),
        detail,
        estimate: plan.rows,
        rows: None,
        time: None,
        inputs: inputs.into_iter().map(|plan| describe(plan, names, text)).collect(),
        id: plan.id,
    }
}

impl PlanStep {
    /// Fills in what a run measured: rows and time by operator.
    pub(crate) fn measured(&mut self, counts: &[(u64, std::time::Duration)]) {
        if let Some((rows, time)) = counts.get(self.id as usize) {
            (self.rows, self.time) = (Some(*rows), Some(*time));
        }
        self.inputs.iter_mut().for_each(|input| input.measured(counts));
    }
}

/// The tree, one operator a line, inputs below and indented.
impl std::fmt::Display for PlanStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        fn lines(
            step: &PlanStep,
            lead: &str,
            below: &str,
            out: &mut Vec<(String, f64, Option<u64>, Option<std::time::Duration>)>,
        ) {
            let detail = if step.detail.is_empty() { String::new() } else { format!(" {}", step.detail) };
            let detail = detail.split_whitespace().collect::<Vec<_>>().join(" ");
            let gap = if detail.is_empty() { "" } else { " " };
            out.push((format!("{lead}{}{gap}{detail}", step.operator), step.estimate, step.rows, step.time));
            let inputs: Vec<&PlanStep> = step.inputs.iter().filter(|i| i.operator != "Start").collect();
            for (place, input) in inputs.iter().enumerate() {
                let last = place + 1 == inputs.len();
                let (lead, next) = if last { ("└ ", "  ") } else { ("├ ", "│ ") };
                lines(input, &format!("{below}{lead}"), &format!("{below}{next}"), out);
            }
        }
        let mut out = Vec::new();
        lines(self, "", "", &mut out);
        let wide = |s: &str| s.chars().count();
        let width = out.iter().map(|line| wide(&line.0)).max().unwrap_or(0).max(8);
        let profiled = self.rows.is_some();
        write!(f, "operator{}  {:>10}", " ".repeat(width - 8), "estimate")?;
        if profiled {
            write!(f, "  {:>10}  {:>10}", "rows", "time")?;
        }
        for (text, estimate, rows, time) in out {
            write!(f, "\n{text}{}  {:>10}", " ".repeat(width - wide(&text)), rounded(estimate))?;
            if let (Some(rows), Some(time)) = (rows, time) {
                write!(f, "  {rows:>10}  {:>7.2} ms", time.as_secs_f64() * 1000.0)?;
            }
        }
        Ok(())
    }
}

fn rounded(estimate: f64) -> String {
    if estimate >= 1e9 { format!("{estimate:.1e}") } else { format!("{:.0}", estimate.ceil()) }
}
