//! `:help`, `:schema`, and plans as trees.

use super::commands::COMMANDS;
use super::report::Failed;
use super::session::Session;
use crate::ask;
use crate::graph::summary::extent;
use crate::graph::{Graph, Value};
use crate::query::{PlanStep, functions, nearest};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const TOPICS: [&str; 4] = ["commands", "questions", "functions", "cypher"];

const CYPHER: &str = "\
A query describes a pattern and says what to return of it. It ends with a ; or an empty line.

  MATCH (a:Actor)-[r:OPPOSES]->(c:Claim)      an actor, a relation, a claim
  WHERE c.text CONTAINS 'ceasefire'           narrowed
  RETURN a.name, c.text, r.sentence           what to show
  ORDER BY r.date LIMIT 10;

  (a)  (:Topic)  (:Actor {name: 'Kyiv'})      nodes: any, with a label, with a property
  -[r:SAYS]->  -[:SUPPORTS|OPPOSES]->  <-[]-  relationships: a type, one of several, the other way
  -[:REPRESENTS*1..3]->                       one to three steps
  p = shortestPath((a)-[*..6]-(b))            a shortest way
  count(*)  collect(a.name)  min(r.date)      what many rows have in all; the rest of RETURN are the groups
  OPTIONAL MATCH, WITH, UNWIND, UNION, EXISTS { … }, CASE, CREATE, MERGE, SET, DELETE   as in openCypher
  $topic                                      a parameter: :param topic => 'ceasefire'

:schema shows the labels, types and properties of this graph; :help functions what can be computed.
:explain WHO… shows the query that a question stands for: a good way to learn the language.";

/// `:help [TOPIC]`
pub(super) fn help(session: &Session, topic: &str) -> Result<String, Failed> {
    let screen = session.screen;
    let topic = topic.trim_start_matches(':').to_lowercase();
    let mut out = String::new();
    match topic.as_str() {
        "" => {
            out.push_str("Ask in plain words, query in openCypher, or give a :command.\n\n");
            for (example, about) in [
                ("Who opposes a ceasefire?", "a question"),
                (
                    "MATCH (a:Actor)-[:OPPOSES]->(c) RETURN a.name, c.text;",
                    "a query; it ends with ; or an empty line",
                ),
                (":why 1", "the sentences behind row 1 of the last result"),
                (":explain", "the query that the last question stood for"),
                (":quit", "ends the session"),
            ] {
                writeln!(out, "  {example:56} {}", screen.dim(about)).expect("a string");
            }
            write!(out, "\nMore: :help commands · :help questions · :help functions · :help cypher")
                .expect("a string");
        }
        "commands" | "command" => {
            for command in COMMANDS {
                let usage = format!(":{} {}", command.name, command.arguments);
                writeln!(out, "  {usage:44} {}", screen.dim(command.about)).expect("a string");
            }
        }
        "questions" | "question" => {
            for form in ask::forms() {
                writeln!(out, "{}", screen.strong(&form.about)).expect("a string");
                for example in &form.examples {
                    writeln!(out, "  {example}").expect("a string");
                }
            }
            out.push_str("\nAny of them may end with: since / before / after / in / between DATE, in SOURCE, in document NAME, except ACTOR, with confidence over 0.8, even in passing\n");
        }
        "functions" | "function" => {
            for (title, group) in functions::groups() {
                writeln!(out, "{}", screen.strong(title)).expect("a string");
                for function in group {
                    writeln!(out, "  {}\n      {}", function.signature, screen.dim(function.summary))
                        .expect("a string");
                }
            }
        }
        "cypher" | "query" | "queries" => out.push_str(CYPHER),
        other => {
            if let Some(command) = super::commands::find(other) {
                writeln!(out, ":{} {}\n  {}", command.name, command.arguments, command.about)
                    .expect("a string");
                if !command.also.is_empty() {
                    let also: Vec<String> = command.also.iter().map(|a| format!(":{a}")).collect();
                    writeln!(out, "  also {}", also.join(", ")).expect("a string");
                }
            } else if let Some(function) = functions::find(other.trim_end_matches("()")) {
                write!(out, "{}\n  {}\n  {}", function.signature, function.summary, function.example)
                    .expect("a string");
            } else {
                let failed = Failed::new(format!("there is no help on `{other}`"));
                let known = TOPICS
                    .into_iter()
                    .chain(COMMANDS.iter().map(|c| c.name))
                    .chain(functions::all().map(|f| f.name));
                return Err(match nearest(other, known) {
                    Some(near) => failed.help(format!("did you mean `{near}`?")),
                    None => failed.help(TOPICS.join(", ")),
                });
            }
        }
    }
    Ok(out.trim_end().to_owned())
}

/// `:schema`: what is in a graph, and what its nodes and relationships have as properties.
pub fn schema(graph: &Graph) -> String {
    let mut out = format!("{}\n", extent(graph));
    let kind = |value: &Value| match value {
        Value::List(items) => {
            format!("list of {}", items.first().map_or("anything".into(), |v| v.type_name().to_lowercase()))
        }
        other => other.type_name().to_lowercase(),
    };
    let list = |keys: BTreeMap<String, String>| {
        keys.into_iter().map(|(key, kind)| format!("{key}: {kind}")).collect::<Vec<_>>().join(", ")
    };
    for (label, count) in graph.label_counts() {
        let mut keys = BTreeMap::new();
        for node in graph.nodes_by_label(&label) {
            for (key, value) in graph.properties(node) {
                keys.entry(key.to_string()).or_insert_with(|| kind(&value));
            }
        }
        write!(out, "\n(:{label})  {count}").expect("a string");
        if !keys.is_empty() {
            write!(out, "\n    {}", list(keys)).expect("a string");
        }
    }
    for (relation, count) in graph.type_counts() {
        let mut keys = BTreeMap::new();
        let mut ends: BTreeMap<String, usize> = BTreeMap::new();
        for relationship in graph.relationships_by_type(&relation) {
            for (key, value) in graph.relationship_properties(relationship) {
                keys.entry(key.to_string()).or_insert_with(|| kind(&value));
            }
            let (from, to) = graph.ends(relationship);
            let label = |node| graph.labels(node).next().unwrap_or_default().to_owned();
            *ends.entry(format!("{} → {}", label(from), label(to))).or_default() += 1;
        }
        let ends: Vec<String> = ends.into_keys().collect();
        write!(out, "\n[:{relation}]  {count}  ({})", ends.join(", ")).expect("a string");
        if !keys.is_empty() {
            write!(out, "\n    {}", list(keys)).expect("a string");
        }
    }
    out
}

/// A plan as a tree: what it returns on top, where its rows come from below.
pub fn plan(step: &PlanStep) -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    walk(step, "", "", &mut lines);
    let width = lines.iter().map(|(left, _)| left.chars().count()).max().unwrap_or(0);
    lines.into_iter().map(|(left, right)| format!("{left:width$}  {right}")).collect::<Vec<_>>().join("\n")
}

fn walk(step: &PlanStep, head: &str, tail: &str, lines: &mut Vec<(String, String)>) {
    let mut right = format!("about {:.0} rows", step.estimate);
    if let Some(rows) = step.rows {
        right = format!("{rows} rows (about {:.0} expected)", step.estimate);
    }
    if let Some(time) = step.time {
        write!(right, ", {:.2} ms", time.as_secs_f64() * 1e3).expect("a string");
    }
    let detail = if step.detail.is_empty() { String::new() } else { format!(" {}", step.detail) };
    lines.push((format!("{head}{}{detail}", step.operator), right));
    let last = step.inputs.len().saturating_sub(1);
    for (nth, input) in step.inputs.iter().enumerate() {
        // A single input goes straight down: only branches are indented.
        let (own, below) = match (step.inputs.len(), nth == last) {
            (1, _) => (format!("{tail}└ "), format!("{tail}  ")),
            (_, true) => (format!("{tail}└ "), format!("{tail}  ")),
            (_, false) => (format!("{tail}├ "), format!("{tail}│ ")),
        };
        walk(input, &own, &below, lines);
    }
}
