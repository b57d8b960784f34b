//! The openCypher Technology Compatibility Kit, where it is there.

mod feature;

use crate::support;
use feature::{Scenario, scenarios};
use standpoint::query::QueryError;
use standpoint::query::ast::Query;
use standpoint::query::check::{Catalogue, Signature, check};
use standpoint::query::functions::Types;
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

/// `test.my.proc(name :: STRING?, id :: INTEGER?) :: (city :: STRING?)`
fn signature(text: &str) -> Signature {
    let (name, rest) = text.split_once('(').expect("a signature");
    let (inputs, outputs) = rest.split_once(") :: (").expect("a signature");
    let fields = |text: &str| -> Vec<(Arc<str>, Types)> {
        let text = text.trim().trim_end_matches([':', ')']).trim_end_matches(')');
        text.split(',')
            .filter(|field| !field.trim().is_empty())
            .map(|field| {
                let (name, kind) = field.split_once("::").expect("a field");
                let types = match kind.trim().trim_end_matches('?') {
                    "STRING" => Types::STRING,
                    "INTEGER" => Types::INTEGER,
                    "FLOAT" | "NUMBER" => Types::NUMBER,
                    "BOOLEAN" => Types::BOOLEAN,
                    _ => Types::ANY,
                };
                (name.trim().into(), types)
            })
            .collect()
    };
    Signature { name: name.trim().into(), inputs: fields(inputs), outputs: fields(outputs) }
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
            declared.procedures.push(signature(text));
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

#[test]
fn tck_queries_are_parsed_and_checked() {
    let Some(folder) = support::shared("tck_queries_are_parsed_and_checked", "tck/features") else { return };
    let all = scenarios(&folder);
    let failed: Vec<String> =
        all.iter().filter_map(|s| statics(s).err().map(|why| format!("{}\n    {why}", s.id))).collect();
    assert!(failed.is_empty(), "{} of {} scenarios:\n{}", failed.len(), all.len(), failed.join("\n"));
}
