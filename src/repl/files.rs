//! Graphs, scripts and results on disk.

use super::report::Failed;
use super::session::{Answer, Session};
use crate::export::{Part, cypher, dot, graphml, html};
use crate::graph::{Graph, Value};
use crate::text::io_reason;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Formats that show nodes and relationships rather than rows.
pub const GRAPH_FORMATS: [&str; 4] = ["dot", "graphml", "html", "cypher"];

/// A file that cannot be read or written, and why.
pub(super) fn failed(path: &Path, error: &std::io::Error) -> Failed {
    Failed::new(format!("{}: {}", path.display(), io_reason(error)))
}

/// A number of things, in words.
fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// Writes a file whole or not at all.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failed> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|e| e.error)?;
        Ok(())
    };
    write().map_err(|e| failed(path, &e))
}

/// Reads a graph file.
pub(super) fn load(path: &Path) -> Result<Graph, Failed> {
    Graph::load(path).map_err(|e| Failed::new(e.to_string()))
}

/// Writes a graph file whole or not at all.
pub(super) fn save(graph: &Graph, path: &Path) -> Result<(), Failed> {
    graph.save(path).map_err(|e| Failed::new(e.to_string()))
}

/// The file's name without its ending.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn all(folder: &Path, ending: &str) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .max_depth(4)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == ending))
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// The graph files in a folder and the folders in it.
pub fn graphs(folder: &Path) -> Vec<PathBuf> {
    all(folder, "ron")
}

/// The scripts in a folder, corrections aside.
pub fn scripts(folder: &Path) -> Vec<PathBuf> {
    all(folder, "cypher").into_iter().filter(|path| !stem(path).ends_with(".corrections")).collect()
}

/// The first comment line of a script: what it answers.
pub fn first_comment(path: &Path) -> String {
    std::fs::read_to_string(path)
        .ok()
        .and_then(|text| {
            text.lines().find_map(|line| line.trim().strip_prefix("//").map(|c| c.trim().to_owned()))
        })
        .unwrap_or_default()
}

/// Writes the nodes and relationships of a result, or of one of its rows; of the whole graph where there is no result.
pub(super) fn picture(
    session: &Session,
    answer: Option<&Answer>,
    row: Option<usize>,
    format: &str,
    file: &Path,
) -> Result<String, Failed> {
    let graph = &session.graph;
    let part = match answer {
        None => Part::whole(graph),
        Some(answer) => {
            let rows = match row {
                Some(number) => {
                    let one = number.checked_sub(1).and_then(|at| answer.outcome.rows.get(at));
                    vec![one.ok_or_else(|| Failed::new(format!("there is no row {number}")))?.clone()]
                }
                None => answer.outcome.rows.clone(),
            };
            let part = Part::of_rows(graph, &rows);
            if part.nodes.is_empty() {
                // Rows of mere values: what they rest on is what they show.
                let numbers = row.map_or(1..answer.outcome.rows.len() + 1, |n| n..n + 1);
                let mut behind = Vec::new();
                for number in numbers {
                    behind.push(
                        session.statements(number)?.into_iter().map(Value::Relationship).collect::<Vec<_>>(),
                    );
                }
                Part::of_rows(graph, &behind)
            } else {
                part
            }
        }
    };
    if part.nodes.is_empty() {
        return Err(Failed::new(
            "there is nothing to draw: the result holds no node, relationship or statement",
        ));
    }
    let mut out = Vec::new();
    let title =
        answer.map_or_else(|| stem(session.path().unwrap_or(Path::new("graph"))), |a| a.statement.clone());
    let written = match format.to_lowercase().as_str() {
        "dot" => {
            let options = dot::Options { title: Some(title), ..dot::Options::default() };
            out = dot::write(&part, &options).into_bytes();
            Ok(())
        }
        "graphml" => graphml::write(&part, &mut out),
        "html" => html::write(&part, &title, &mut out),
        _ => cypher::write(&part, &mut out),
    };
    written.expect("memory takes all");
    write(file, &String::from_utf8_lossy(&out))?;
    Ok(format!(
        "{}, {} → {}",
        counted(part.nodes.len(), "node"),
        counted(part.relationships.len(), "relationship"),
        file.display()
    ))
}
