//! Gherkin as the TCK writes it: scenarios with their steps, outlines filled in.

use std::fs;
use std::path::{Path, PathBuf};

/// One scenario.
pub struct Scenario {
    /// `folder/Feature :: [n] name`, with ` #row` for a row of an outline.
    pub id: String,
    pub steps: Vec<Step>,
}

/// One step: its words, and what stands under it.
#[derive(Clone)]
pub struct Step {
    pub text: String,
    pub doc: Option<String>,
    pub table: Option<Vec<Vec<String>>>,
}

/// Every scenario under a folder, in the order of the files' names.
pub fn scenarios(folder: &Path) -> Vec<Scenario> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    files.iter().flat_map(|file| parse(file, folder)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder of the features can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "feature") {
            files.push(path);
        }
    }
}

/// Cells of a table's line: `\|`, `\\` and `\n` are escapes.
fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut letters = line[1..].chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => match letters.next() {
                Some('n') => cell.push('\n'),
                Some(c @ ('|' | '\\')) => cell.push(c),
                Some(c) => cell.extend(['\\', c]),
                None => cell.push('\\'),
            },
            '|' => {
                cells.push(cell.trim().to_owned());
                cell.clear();
            }
            c => cell.push(c),
        }
    }
    cells
}

fn parse(file: &Path, folder: &Path) -> Vec<Scenario> {
    struct Current {
        name: String,
        steps: Vec<Step>,
        outline: bool,
        examples: Vec<Vec<Vec<String>>>,
    }
    let text = fs::read_to_string(file).expect("a feature can be read");
    let relative = file.strip_prefix(folder).expect("a file of the folder").with_extension("");
    let relative = relative.to_string_lossy().replace('\\', "/");
    let mut found = Vec::new();
    let mut background: Vec<Step> = Vec::new();
    let mut current: Option<Current> = None;
    let mut close = |current: Option<Current>, background: &[Step]| {
        let Some(current) = current else { return };
        let id = format!("{relative} :: {}", current.name);
        let steps: Vec<Step> = background.iter().cloned().chain(current.steps).collect();
        if !current.outline {
            found.push(Scenario { id, steps });
            return;
        }
        let mut number = 0;
        for table in &current.examples {
            for row in &table[1..] {
                number += 1;
                let fill = |text: &str| {
                    table[0]
                        .iter()
                        .zip(row)
                        .fold(text.to_owned(), |t, (k, v)| t.replace(&format!("<{k}>"), v))
                };
                let steps = steps.iter().map(|step| Step {
                    text: fill(&step.text),
                    doc: step.doc.as_deref().map(fill),
                    table: step
                        .table
                        .as_ref()
                        .map(|rows| rows.iter().map(|row| row.iter().map(|c| fill(c)).collect()).collect()),
                });
                found.push(Scenario { id: format!("{id} #{number}"), steps: steps.collect() });
            }
        }
    };
    let mut in_background = false;
    let mut in_examples = false;
    let mut lines = text.lines();
    while let Some(whole) = lines.next() {
        let line = whole.trim();
        if line.is_empty() || line.starts_with(['#', '@']) || line.starts_with("Feature:") {
            continue;
        }
        if line.starts_with("Background:") {
            in_background = true;
            continue;
        }
        if let Some(name) = line.strip_prefix("Scenario Outline:").or(line.strip_prefix("Scenario:")) {
            close(current.take(), &background);
            (in_background, in_examples) = (false, false);
            current = Some(Current {
                name: name.trim().to_owned(),
                steps: Vec::new(),
                outline: line.starts_with("Scenario Outline"),
                examples: Vec::new(),
            });
            continue;
        }
        if line.starts_with("Examples:") {
            current.as_mut().expect("examples of a scenario").examples.push(Vec::new());
            in_examples = true;
            continue;
        }
        if line.starts_with('|') && in_examples {
            let table = current.as_mut().and_then(|c| c.examples.last_mut()).expect("a table of examples");
            table.push(cells(line));
            continue;
        }
        let steps = match &mut current {
            Some(current) if !in_background => &mut current.steps,
            _ => &mut background,
        };
        if line.starts_with("\"\"\"") {
            let indent = whole.len() - whole.trim_start().len();
            let mut doc = Vec::new();
            for whole in lines.by_ref().take_while(|l| l.trim() != "\"\"\"") {
                let blank = whole.chars().take(indent).all(char::is_whitespace);
                doc.push(if blank { whole.get(indent..).unwrap_or("") } else { whole.trim_start() });
            }
            let doc = doc.join("\n").replace("\\\"\\\"\\\"", "\"\"\"");
            steps.last_mut().expect("a text under a step").doc = Some(doc);
        } else if line.starts_with('|') {
            steps.last_mut().expect("a table under a step").table.get_or_insert_default().push(cells(line));
        } else if let Some(text) =
            ["Given ", "When ", "Then ", "And ", "But "].iter().find_map(|word| line.strip_prefix(word))
        {
            steps.push(Step { text: text.trim().to_owned(), doc: None, table: None });
        }
    }
    close(current.take(), &background);
    found
}
