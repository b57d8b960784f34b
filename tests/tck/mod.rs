//! The openCypher Technology Compatibility Kit, where it is there.

mod feature;
mod literal;

use crate::support;
use feature::{Scenario, Step, scenarios};
use literal::{Literal, matched, same};
use standpoint::graph::{Graph, Map, Value};
use standpoint::query::ast::Query;
use standpoint::query::check::{Catalogue, Signature, check};
use standpoint::query::procedures::{Field, Procedure, ProcedureBody, Procedures};
use standpoint::query::{Options, Outcome, QueryError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The procedures that a scenario declares, by their signatures.
#[derive(Default)]
struct Declared {
    procedures: Vec<Signature>,
    parameters: Vec<String>,
}

impl Catalogue for Declared {
    fn procedure(&self, name: &str) -> Option<Signature> {
        self.procedures.iter().find(|p| &*p.name == name).cloned()
    }
    fn has_parameter(&self, name: &str) -> bool {
        self.parameters.iter().any(|p| p == name)
    }
}

fn checked(query: &str, declared: &Declared) -> Result<Vec<Arc<str>>, QueryError> {
    check(&Query::parse(query)?, declared)
}

/// What is wrong with how a scenario's queries are parsed and checked.
fn statics(scenario: &Scenario) -> Result<(), String> {
    let mut declared = Declared::default();
    let mut outcome: Option<Result<Vec<Arc<str>>, QueryError>> = None;
    for step in &scenario.steps {
        if let Some(text) = step.text.strip_prefix("there exists a procedure ") {
            declared.procedures.push(Signature::from(&procedure(text, &[])));
        } else if step.text.starts_with("parameters are") {
            declared.parameters = step.table.iter().flatten().map(|row| row[0].clone()).collect();
        } else if step.text.starts_with("having executed") {
            let query = step.doc.as_deref().unwrap_or_default();
            for span in standpoint::query::statements(query) {
                checked(span.of(query), &declared).map_err(|e| format!("set-up: {e:?}"))?;
            }
        } else if step.text.starts_with("executing") {
            outcome = Some(checked(step.doc.as_deref().unwrap_or_default(), &declared));
        } else if let Some(at) = step.text.find("should be raised at ") {
            let kind = step.text.split_whitespace().nth(1).unwrap_or_default();
            let (phase, detail) = step.text[at + 20..].split_once(": ").unwrap_or_default();
            match outcome.take().expect("a query before its outcome") {
                Ok(_) if phase == "compile time" => return Err(format!("not refused: {kind} {detail}")),
                Ok(_) => {}
                Err(e) if e.kind.to_string() == kind && (detail == "*" || e.detail.to_string() == detail) => {
                    if phase == "runtime" {
                        return Err(format!("refused before it ran: {e:?}"));
                    }
                }
                Err(e) => return Err(format!("expected {kind} {phase} {detail}: {e:?}")),
            }
        } else if step.text.starts_with("the result should be") && !step.text.contains("empty") {
            let Some(Ok(columns)) = &outcome else { continue };
            let header = &step.table.as_ref().expect("a table of rows")[0];
            let (mut wanted, mut got) =
                (header.clone(), columns.iter().map(|c| c.to_string()).collect::<Vec<_>>());
            wanted.sort();
            got.sort();
            if wanted != got {
                return Err(format!("columns {got:?}, expected {wanted:?}"));
            }
        }
    }
    match outcome {
        Some(Err(e)) => Err(format!("refused: {e:?}")),
        _ => Ok(()),
    }
}

/// Runs a scenario and says what is wrong.
fn run(scenario: &Scenario) -> Result<(), String> {
    let mut graph = Graph::new();
    let mut procedures = Procedures::none();
    let mut parameters = Map::default();
    let mut outcome: Option<Result<Outcome, QueryError>> = None;
    for step in &scenario.steps {
        let doc = step.doc.as_deref().unwrap_or_default();
        let options = Options { procedures: Arc::new(procedures.clone()), ..Options::default() };
        if let Some(text) = step.text.strip_prefix("there exists a procedure ") {
            procedures.add(procedure(text, step.table.as_deref().unwrap_or_default()));
        } else if let Some(name) = step.text.strip_prefix("the ").and_then(|t| t.strip_suffix(" graph")) {
            let folder = support::shared("a named graph", "tck/graphs").ok_or("no graphs")?;
            let script = std::fs::read_to_string(folder.join(name).join(format!("{name}.cypher")));
            for span in standpoint::query::statements(script.as_deref().map_err(|e| e.to_string())?) {
                let text = span.of(script.as_deref().expect("it was read"));
                graph.query(text, &Map::default()).map_err(|e| format!("set-up: {e:?}"))?;
            }
        } else if step.text.starts_with("parameters are") {
            for row in step.table.iter().flatten() {
                parameters.insert(row[0].as_str().into(), Literal::read(&row[1]).to_value());
            }
        } else if step.text.starts_with("having executed") {
            graph.query_with(doc, &parameters, &options).map_err(|e| format!("set-up: {e:?}"))?;
        } else if step.text.starts_with("executing") {
            outcome = Some(graph.query_with(doc, &parameters, &options));
        } else if let Some(at) = step.text.find("should be raised at ") {
            let kind = step.text.split_whitespace().nth(1).unwrap_or_default();
            let (phase, detail) = step.text[at + 20..].split_once(": ").unwrap_or_default();
            match outcome.as_ref().expect("a query before its outcome") {
                Ok(_) => return Err(format!("no error, expected {kind} {phase} {detail}")),
                Err(e)
                    if e.kind.to_string() == kind
                        && (detail == "*" || e.detail.to_string() == detail)
                        && (phase == "any time" || e.phase.to_string() == phase) => {}
                Err(e) => return Err(format!("expected {kind} {phase} {detail}: {e:?}")),
            }
        } else if step.text.starts_with("the result should be") {
            let outcome = match outcome.as_ref().expect("a query before its result") {
                Ok(outcome) => outcome,
                Err(e) => return Err(format!("{e:?}")),
            };
            rows(step, outcome, &graph)?;
        } else if step.text.starts_with("the side effects should be") || step.text == "no side effects" {
            let outcome = match outcome.as_ref().expect("a query before its effects") {
                Ok(outcome) => outcome,
                Err(e) => return Err(format!("{e:?}")),
            };
            let want: BTreeMap<String, usize> = step
                .table
                .iter()
                .flatten()
                .map(|row| (row[0].clone(), row[1].parse().expect("a number")))
                .filter(|(_, count)| *count > 0)
                .collect();
            let got: BTreeMap<String, usize> =
                outcome.changes.named().map(|(name, count)| (name.to_owned(), count)).collect();
            if want != got {
                return Err(format!("effects {got:?}, expected {want:?}"));
            }
        }
    }
    Ok(())
}

/// Compares the rows of a result.
fn rows(step: &Step, outcome: &Outcome, graph: &Graph) -> Result<(), String> {
    let table = step.table.as_deref().unwrap_or_default();
    if step.text.contains("empty") {
        return if outcome.rows.is_empty() { Ok(()) } else { Err(format!("{} rows", outcome.rows.len())) };
    }
    let header = &table[0];
    let places: Option<Vec<usize>> =
        header.iter().map(|name| outcome.columns.iter().position(|c| **c == **name)).collect();
    let places = places.filter(|_| header.len() == outcome.columns.len());
    let Some(places) = places else {
        return Err(format!("columns {:?}, expected {header:?}", outcome.columns));
    };
    let want: Vec<Vec<Literal>> =
        table[1..].iter().map(|row| row.iter().map(|cell| Literal::read(cell)).collect()).collect();
    let got: Vec<Vec<&Value>> =
        outcome.rows.iter().map(|row| places.iter().map(|at| &row[*at]).collect()).collect();
    let loose = step.text.contains("ignoring element order");
    let equal = |w: &Vec<Literal>, g: &Vec<&Value>| w.iter().zip(g).all(|(w, g)| same(w, g, graph, loose));
    let right = if step.text.contains(", in order") {
        want.len() == got.len() && want.iter().zip(&got).all(|(w, g)| equal(w, g))
    } else {
        matched(&want, &got, equal)
    };
    if right { Ok(()) } else { Err(format!("rows {got:?}\n    expected {want:?}")) }
}

/// A procedure with its table: `test.my.proc(name :: STRING?, id :: INTEGER?) :: (city :: STRING?)`.
fn procedure(text: &str, table: &[Vec<String>]) -> Procedure {
    let (name, rest) = text.split_once('(').expect("a signature");
    let (inputs, outputs) = rest.split_once(") :: (").expect("a signature");
    let fields = |text: &str| -> Vec<Field> {
        let text = text.trim().trim_end_matches(':').trim_end_matches(')');
        let fields = text.split(',').filter(|field| !field.trim().is_empty());
        let field =
            |field: &str| field.split_once("::").map(|(name, kind)| Field::new(name.trim(), kind.trim()));
        fields.map(|text| field(text).expect("a field")).collect()
    };
    let row = |row: &Vec<String>| row.iter().map(|cell| Literal::read(cell).to_value()).collect();
    let rows = table.get(1..).unwrap_or_default().iter().map(row).collect();
    Procedure {
        name: name.trim().into(),
        inputs: fields(inputs),
        outputs: fields(outputs),
        summary: String::new(),
        body: ProcedureBody::Table(rows),
    }
}

#[test]
fn tck_scenarios_pass() {
    let Some(folder) = support::shared("tck_scenarios_pass", "tck/features") else { return };
    let all = scenarios(&folder);
    let failed: Vec<String> =
        all.iter().filter_map(|s| run(s).err().map(|why| format!("{}\n    {why}", s.id))).collect();
    assert!(failed.is_empty(), "{} of {} scenarios:\n{}", failed.len(), all.len(), failed.join("\n"));
}

#[test]
fn tck_queries_are_parsed_and_checked() {
    let Some(folder) = support::shared("tck_queries_are_parsed_and_checked", "tck/features") else { return };
    let all = scenarios(&folder);
    let failed: Vec<String> =
        all.iter().filter_map(|s| statics(s).err().map(|why| format!("{}\n    {why}", s.id))).collect();
    assert!(failed.is_empty(), "{} of {} scenarios:\n{}", failed.len(), all.len(), failed.join("\n"));
}
