//! The sentences behind a row: which statements it rests on, and each in its context.

use super::readable::{TYPES, is_statement, node_name};
use super::report::Failed;
use super::session::Answer;
use super::show::Screen;
use crate::document::{self, ReadOptions, Source};
use crate::graph::{Graph, RelationshipId, Value};
use crate::query::format::clean;
use std::fmt::Write as _;
use std::path::Path;

/// The statements behind row `number` (from 1) of an answer.
///
/// They are those in the row itself; else those that its columns point out: document and start, or a sentence; else
/// those of the actors, claims and topics that it names.
///
/// # Errors
/// There is no such row.
pub fn statements(graph: &Graph, answer: &Answer, number: usize) -> Result<Vec<RelationshipId>, Failed> {
    let rows = answer.outcome.rows.len();
    let row = number.checked_sub(1).and_then(|n| answer.outcome.rows.get(n)).ok_or_else(|| {
        Failed::new(match rows {
            0 => "the last result has no rows".to_owned(),
            1 => format!("there is no row {number}: the last result has one"),
            n => format!("there is no row {number}: the last result has {n}"),
        })
    })?;
    let mut found = Vec::new();
    for value in row {
        collect(graph, value, &mut found);
    }
    if found.is_empty() {
        found = pointed_out(graph, answer, row);
    }
    if found.is_empty() {
        found = named(graph, row);
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|r| seen.insert(*r));
    Ok(found)
}

fn collect(graph: &Graph, value: &Value, found: &mut Vec<RelationshipId>) {
    match value {
        Value::Relationship(r) if is_statement(graph, *r) => found.push(*r),
        Value::List(items) => items.iter().for_each(|item| collect(graph, item, found)),
        Value::Map(map) => map.values().for_each(|item| collect(graph, item, found)),
        Value::Path(path) => {
            found.extend(path.relationships.iter().copied().filter(|r| is_statement(graph, *r)))
        }
        _ => {}
    }
}

fn all(graph: &Graph) -> impl Iterator<Item = RelationshipId> + '_ {
    TYPES.iter().flat_map(|kind| graph.relationships_by_type(kind)).filter(|r| is_statement(graph, *r))
}

/// By columns called `document` and `start`, or `sentence`.
fn pointed_out(graph: &Graph, answer: &Answer, row: &[Value]) -> Vec<RelationshipId> {
    let column = |name: &str| {
        answer
            .outcome
            .columns
            .iter()
            .position(|c| &**c == name || c.ends_with(&format!(".{name}")))
            .and_then(|at| row.get(at))
    };
    let keys: Vec<(&str, &Value)> = ["document", "start", "sentence", "cue"]
        .into_iter()
        .filter_map(|key| column(key).filter(|v| !v.is_null()).map(|v| (key, v)))
        .collect();
    let sure = keys.iter().any(|(key, _)| matches!(*key, "start" | "sentence"));
    if !sure {
        return Vec::new();
    }
    all(graph)
        .filter(|r| keys.iter().all(|(key, value)| graph.relationship_property(*r, key) == **value))
        .collect()
}

/// By the names in the row: of every name that is one in the graph, the statement must know it.
fn named(graph: &Graph, row: &[Value]) -> Vec<RelationshipId> {
    let mut nodes: Vec<Vec<crate::graph::NodeId>> = Vec::new();
    let mut kinds: Vec<&str> = Vec::new();
    for value in row {
        match value {
            Value::String(kind) if TYPES.contains(&&**kind) => kinds.push(kind),
            Value::Node(node) => nodes.push(vec![*node]),
            Value::String(_) => {
                let same: Vec<_> =
                    [("Actor", "name"), ("Claim", "text"), ("Topic", "name"), ("Document", "id")]
                        .into_iter()
                        .flat_map(|(label, key)| graph.find(label, key, value))
                        .collect();
                if !same.is_empty() {
                    nodes.push(same);
                }
            }
            _ => {}
        }
    }
    if nodes.is_empty() {
        return Vec::new();
    }
    all(graph)
        .filter(|r| kinds.is_empty() || kinds.contains(&graph.kind(*r)))
        .filter(|r| {
            let (from, to) = graph.ends(*r);
            let about: Vec<_> =
                graph.outgoing_by_type(to, "ABOUT").into_iter().map(|a| graph.ends(a).1).collect();
            let document = graph.relationship_property(*r, "document");
            nodes.iter().all(|same| {
                same.iter().any(|node| {
                    *node == from
                        || *node == to
                        || about.contains(node)
                        || (graph.labels(*node).any(|l| l == "Document")
                            && graph.property(*node, "id") == document)
                })
            })
        })
        .collect()
}

fn text(graph: &Graph, relationship: RelationshipId, key: &str) -> Option<String> {
    match graph.relationship_property(relationship, key) {
        Value::Null => None,
        value => Some(crate::query::format::readable(&value, graph)),
    }
}

/// One statement: who stands how to what, where, and the sentence with cue and claim marked.
pub fn describe(graph: &Graph, relationship: RelationshipId, screen: Screen) -> String {
    let (from, to) = graph.ends(relationship);
    let relation = graph.kind(relationship).to_lowercase().replace('_', " ");
    let mut place = Vec::new();
    place.extend(text(graph, relationship, "date"));
    place.extend(text(graph, relationship, "document"));
    if let (Some(start), Some(end)) = (text(graph, relationship, "start"), text(graph, relationship, "end")) {
        place.push(format!("characters {start}–{end}"));
    }
    if let Some(confidence) = graph.relationship_property(relationship, "confidence").as_number() {
        place.push(format!("confidence {confidence:.2}"));
    }
    if graph.relationship_property(relationship, "hedged").as_boolean() == Some(true) {
        place.push("hedged".to_owned());
    }
    let sentence = text(graph, relationship, "sentence").unwrap_or_default();
    let marked = mark(graph, relationship, &sentence, screen);
    let mut out = format!("{} {relation} {}\n", screen.strong(&node_name(graph, from)), node_name(graph, to));
    for line in textwrap::wrap(
        &printable_line(&marked),
        textwrap::Options::new(screen.width.saturating_sub(2).max(20))
            .initial_indent("  ")
            .subsequent_indent("  "),
    ) {
        writeln!(out, "{line}").expect("a string");
    }
    write!(out, "  {}", screen.dim(&place.join(" · "))).expect("a string");
    out
}

fn printable_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sentence with the cue and the claim in colours, or in [brackets] and _underscores_ where there are none.
fn mark(graph: &Graph, relationship: RelationshipId, sentence: &str, screen: Screen) -> String {
    let sentence = &clean(&sentence.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
    let claim_node = graph.ends(relationship).1;
    let claims = ["claim", "content"].into_iter().filter_map(|key| text(graph, relationship, key));
    let claim = match graph.property(claim_node, "text") {
        Value::String(text) => Some(text.to_string()),
        _ => match graph.property(claim_node, "name") {
            Value::String(text) => Some(text.to_string()),
            _ => None,
        },
    };
    let cue = text(graph, relationship, "cue").and_then(|cue| find(sentence, &cue));
    let free = |range: &std::ops::Range<usize>| {
        cue.as_ref().is_none_or(|c| range.end <= c.start || c.end <= range.start)
    };
    let claim = claim.into_iter().chain(claims).find_map(|claim| find(sentence, &claim).filter(free));
    let mut marks: Vec<(std::ops::Range<usize>, bool)> = Vec::new();
    marks.extend(cue.map(|range| (range, true)));
    marks.extend(claim.map(|range| (range, false)));
    marks.sort_by_key(|(range, _)| range.start);
    let mut out = String::new();
    let mut at = 0;
    for (range, is_cue) in marks {
        out.push_str(&sentence[at..range.start]);
        let words = &sentence[range.clone()];
        // Word by word, so that a line that is wrapped keeps its colours.
        let painted =
            |paint: &dyn Fn(&str) -> String| words.split(' ').map(paint).collect::<Vec<_>>().join(" ");
        out.push_str(&match (screen.colour, is_cue) {
            (true, true) => painted(&|w| screen.cue(w)),
            (true, false) => painted(&|w| screen.claim(w)),
            (false, true) => format!("[{words}]"),
            (false, false) => format!("_{words}_"),
        });
        at = range.end;
    }
    out.push_str(&sentence[at..]);
    out
}

/// Where `needle` stands in `sentence`, white space and case aside.
fn find(sentence: &str, needle: &str) -> Option<std::ops::Range<usize>> {
    let needle = needle.split_whitespace().collect::<Vec<_>>().join(" ");
    if needle.is_empty() {
        return None;
    }
    if let Some(start) = sentence.find(&needle) {
        return Some(start..start + needle.len());
    }
    let pattern = regex::RegexBuilder::new(&regex::escape(&needle)).case_insensitive(true).build().ok()?;
    pattern.find(sentence).map(|found| found.range())
}

/// How much of the document is shown around a statement, in characters each way.
const AROUND: usize = 400;

/// The passage of a statement in its document.
///
/// # Errors
/// The graph does not know the document's file, or the file cannot be read any more.
pub fn passage(
    graph: &Graph,
    graph_file: Option<&Path>,
    relationship: RelationshipId,
    screen: Screen,
) -> Result<String, Failed> {
    let id = text(graph, relationship, "document")
        .ok_or_else(|| Failed::new("the statement names no document"))?;
    let node = graph.find("Document", "id", &Value::string(&id)).into_iter().next();
    let node = node.ok_or_else(|| Failed::new(format!("document {id} is not in the graph")))?;
    let property = |key: &str| match graph.property(node, key) {
        Value::String(text) => Some(text.to_string()),
        _ => None,
    };
    let path = property("path").ok_or_else(|| {
        Failed::new(format!("the text of {id} is not at hand: the graph does not say where it was read from"))
    })?;
    let path = found(&path, graph_file);
    let whole = load(&id, &path)?;
    let sentence = match graph.relationship_property(relationship, "sentence") {
        Value::String(text) => text.to_string(),
        _ => String::new(),
    };
    let number = |key: &str| {
        graph.relationship_property(relationship, key).as_integer().and_then(|n| usize::try_from(n).ok())
    };
    let points = crate::text::CodePoints::new(&whole);
    let place = number("start")
        .zip(number("end"))
        .map(|(s, e)| points.byte(&whole, s)..points.byte(&whole, e))
        .filter(|r| r.start < r.end);
    let range = match whole.find(&sentence).filter(|_| !sentence.is_empty()) {
        // The same sentence may stand twice: the one at the statement's place is meant.
        Some(first) => place
            .filter(|p| whole.get(p.start..).is_some_and(|t| t.starts_with(&sentence)))
            .map_or(first..first + sentence.len(), |p| p.start..p.start + sentence.len()),
        None => place.ok_or_else(|| {
            Failed::new(format!("{path} is not the text that was read: the sentence is not in it"))
        })?,
    };
    let from = whole[..range.start].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let to = whole[range.end..].char_indices().nth(AROUND).map_or(whole.len(), |(at, _)| range.end + at);
    let before = if from == 0 { "" } else { "…" };
    let after = if to == whole.len() { "" } else { "…" };
    let marked: Vec<String> = clean(&whole[range.clone()])
        .split(' ')
        .map(|w| if screen.colour { screen.strong(w) } else { w.to_owned() })
        .collect();
    let marked = if screen.colour { marked.join(" ") } else { format!(">> {} <<", marked.join(" ")) };
    let passage = format!(
        "{before}{}{marked}{}{after}",
        clean(&whole[from..range.start]),
        clean(&whole[range.end..to])
    );
    let title = property("title").map_or(String::new(), |t| format!(": {t}"));
    let mut out = format!("{}\n", screen.strong(&format!("{id}{title}")));
    let mut blank = true;
    for paragraph in passage.split('\n') {
        // Of many blank lines (where front matter was) one is enough.
        let was = std::mem::replace(&mut blank, paragraph.trim().is_empty());
        if was && blank {
            continue;
        }
        for line in textwrap::wrap(paragraph, screen.width.max(20)) {
            writeln!(out, "{line}").expect("a string");
        }
    }
    write!(out, "{}", screen.dim(&path)).expect("a string");
    Ok(out)
}

/// Where a document's file is now: where it was read from, else at the same path below a folder of the graph's file, for
/// a graph is often built and asked from different places.
fn found(path: &str, graph_file: Option<&Path>) -> String {
    if Path::new(path).exists() {
        return path.to_owned();
    }
    let above = graph_file.into_iter().flat_map(|file| file.ancestors().skip(1));
    above
        .map(|folder| folder.join(path))
        .find(|path| path.is_file())
        .map_or_else(|| path.to_owned(), |path| path.display().to_string())
}

fn load(id: &str, path: &str) -> Result<String, Failed> {
    let gone = |why: String| Failed::new(format!("the text of {id} is not at hand: {path} {why}"));
    if !Path::new(path).is_file() {
        return Err(gone("is no file here any more".into()));
    }
    let source = Source::from_argument(path);
    let documents = document::read(&[source], &ReadOptions::default())
        .map_err(|e| gone(format!("cannot be read: {e}")))?;
    let mut read: Vec<_> = documents.filter_map(Result::ok).collect();
    let at = read.iter().position(|d| d.id == id).or((read.len() == 1).then_some(0));
    at.map(|at| read.swap_remove(at).text).ok_or_else(|| gone("does not hold it any more".into()))
}
