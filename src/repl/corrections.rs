//! A person's judgement, kept: corrections are applied to the graph at once and written down in
//! `NAME.corrections.cypher` beside it, a script that can be reviewed and that a rebuild replays.
//!
//! What is corrected is named by document, place, actor and claim, never by the graph's own numbers, so that the script
//! holds for a graph that was built anew.

use super::commands::{row_number, words};
use super::report::Failed;
use super::session::{Reply, Session};
use super::{evidence, files, readable, statement};
use crate::ask::{Fit, Found, NameOf};
use crate::graph::{Graph, NodeId, RelationshipId, Value};
use crate::reading::Relation;
use std::path::{Path, PathBuf};

/// The corrections of the graph in file `graph`.
pub fn file(graph: &Path) -> PathBuf {
    graph.with_extension("corrections.cypher")
}

/// What became of the corrections of a graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    /// How many were applied.
    pub applied: usize,
    /// Those that found nothing to correct: the graph has it so already, or is read differently now.
    pub idle: Vec<String>,
    /// Those that could not be, with their place and why; each is one text of several lines.
    pub failed: Vec<String>,
}

/// Applies the corrections kept beside the graph file `path`, if there are any, to a graph that was built anew. A
/// correction that no longer finds what it corrects is told and does not stop the others.
///
/// # Errors
/// The file is there and cannot be read.
pub fn replay(graph: &mut Graph, path: &Path) -> std::io::Result<Replayed> {
    let file = file(path);
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Replayed::default()),
        Err(error) => return Err(error),
    };
    let mut session = Session::new(std::mem::take(graph), None);
    session.settings.record = false;
    session.idle = Some(Vec::new());
    let mut replayed = Replayed::default();
    let name = file.display().to_string();
    for statement in statement::statements(&text) {
        match session.run(statement.text) {
            Ok(_) => replayed.applied += 1,
            Err(failed) => replayed.failed.push(failed.render(&text, statement.span.start, Some(&name))),
        }
    }
    replayed.idle = session.idle.unwrap_or_default();
    replayed.applied -= replayed.idle.len();
    *graph = session.graph;
    Ok(replayed)
}

/// Keeps an update that was made in the query language. Gives what to tell of it.
pub(super) fn record_update(session: &Session, text: &str) -> Option<String> {
    let path = session.path().filter(|_| session.settings.record)?;
    let mut lines = String::new();
    for (name, value) in &session.parameters {
        let used = text.match_indices(&format!("${name}")).any(|(at, used)| {
            !text[at + used.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
        });
        if used && let Some(literal) = crate::query::literal::literal(value) {
            lines.push_str(&format!(":param {name} => {literal}\n"));
        }
    }
    lines.push_str(text.trim_end());
    lines.push(';');
    Some(match append(path, &lines) {
        Ok(file) => format!("Kept in {}; :save writes the graph.", file.display()),
        Err(failed) => failed.message,
    })
}

fn append(graph: &Path, lines: &str) -> Result<PathBuf, Failed> {
    let file = file(graph);
    let mut text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => format!(
            "// Corrections of {}, made at the prompt. A rebuild replays them in this order;\n// take out what you no longer hold.\n",
            graph.file_name().unwrap_or_default().to_string_lossy()
        ),
        Err(error) => {
            return Err(Failed::new(format!(
                "the correction could not be kept: {}: {error}",
                file.display()
            )));
        }
    };
    text.push('\n');
    text.push_str(lines);
    text.push('\n');
    files::write(&file, &text)?;
    Ok(file)
}

/// Keeps a correction and saves the graph, where it has a file. Gives what to tell of it.
fn keep(session: &mut Session, lines: &str, done: String) -> Result<Reply, Failed> {
    session.changed();
    let Some(path) = session.path().map(Path::to_owned).filter(|_| session.settings.record) else {
        return Ok(Reply::Text(done));
    };
    let file = append(&path, lines)?;
    files::save(&session.graph, &path)?;
    session.unsaved = false;
    Ok(Reply::Text(format!("{done}\nKept in {}; {} is saved.", file.display(), path.display())))
}

pub(super) fn list(session: &mut Session, _: &str) -> Result<Reply, Failed> {
    let path = session.path().ok_or_else(|| Failed::new("this graph has no file, and so no corrections"))?;
    let file = file(path);
    match std::fs::read_to_string(&file) {
        Ok(text) => Ok(Reply::Text(format!(
            "{}\n{}",
            session.screen.dim(&file.display().to_string()),
            text.trim_end()
        ))),
        Err(_) => Ok(Reply::Text(format!("There are none ({} would hold them).", file.display()))),
    }
}

/// A string in quotation marks, as the commands read it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn actor(session: &mut Session, name: &str) -> Result<NodeId, Failed> {
    match session.names().find(NameOf::Actor, name) {
        Found::Names(names, fit) if names.len() == 1 && fit <= Fit::Inflected => {
            let nodes = session.graph.find("Actor", "name", &Value::string(&names[0]));
            nodes.first().copied().ok_or_else(|| Failed::new(format!("no actor is called {name}")))
        }
        Found::Names(names, _) => Err(Failed::new(format!("no actor is called exactly {name}"))
            .help(format!("there are {}", names.join(" · ")))),
        Found::Nothing(near) if near.is_empty() => Err(Failed::new(format!("no actor is called {name}"))),
        Found::Nothing(near) => Err(Failed::new(format!("no actor is called {name}"))
            .help(format!("did you mean {}?", near.join(" · ")))),
    }
}

/// `:merge actors "A" "B"`
pub(super) fn merge(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let words = words(arguments);
    let (first, second) = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["actors" | "actor", first, second] => ((*first).to_owned(), (*second).to_owned()),
        _ => {
            return Err(Failed::new(":merge needs actors \"A\" \"B\"")
                .help("names of more than one word stand in quotation marks"));
        }
    };
    let keep_node = actor(session, &first)?;
    let gone = actor(session, &second)?;
    let (first, second) =
        (readable::node_name(&session.graph, keep_node), readable::node_name(&session.graph, gone));
    if keep_node == gone {
        if let Some(idle) = &mut session.idle {
            idle.push(format!(":merge {arguments}"));
            return Ok(Reply::Nothing);
        }
        return Err(Failed::new(format!("“{}” and “{}” are one actor already", words[1], words[2])));
    }
    let graph = &mut session.graph;
    let mut moved = 0;
    for relationship in graph.outgoing(gone).into_iter().chain(graph.incoming(gone)) {
        if !graph.contains_relationship(relationship) {
            continue;
        }
        let (from, to) = graph.ends(relationship);
        let swap = |node: NodeId| if node == gone { keep_node } else { node };
        let (from, to) = (swap(from), swap(to));
        let kind = graph.kind(relationship).to_owned();
        let statement = readable::is_statement(graph, relationship);
        // What represents itself says nothing, and a link without evidence of its own is needed once.
        let needless = !statement
            && (from == to || graph.outgoing_by_type(from, &kind).iter().any(|r| graph.ends(*r).1 == to));
        if !needless {
            let properties =
                graph.relationship_properties(relationship).map(|(k, v)| (k.clone(), v)).collect();
            graph.add_relationship(&kind, from, to, properties);
            moved += usize::from(statement);
        }
        graph.delete_relationship(relationship);
    }
    let aliases = |graph: &Graph, node| match graph.property(node, "aliases") {
        Value::List(items) => items.to_vec(),
        _ => Vec::new(),
    };
    let mut all = aliases(graph, keep_node);
    for alias in std::iter::once(Value::string(&second)).chain(aliases(graph, gone)) {
        if !all.contains(&alias) && alias != Value::string(&first) {
            all.push(alias);
        }
    }
    graph.set_property(keep_node, "aliases", Value::list(all));
    graph.detach_delete_node(gone);
    let line = format!(":merge actors {} {}", quoted(&first), quoted(&second));
    keep(session, &line, format!("{second} is now another name of {first}: {moved} statements moved."))
}

/// A statement as a correction names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    document: String,
    start: i64,
    end: i64,
    relation: String,
    actor: String,
    claim: String,
}

impl Place {
    fn of(graph: &Graph, relationship: RelationshipId) -> Self {
        let (from, to) = graph.ends(relationship);
        let number = |key| graph.relationship_property(relationship, key).as_integer().unwrap_or_default();
        Self {
            document: graph
                .relationship_property(relationship, "document")
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            start: number("start"),
            end: number("end"),
            relation: relation_name(graph.kind(relationship)),
            actor: readable::node_name(graph, from),
            claim: readable::node_name(graph, to),
        }
    }

    /// From the words after a command: document, start-end, relation, actor, claim.
    fn read(words: &[String]) -> Option<Self> {
        let [document, place, relation, actor, claim] = words else { return None };
        let (start, end) = place.split_once('-')?;
        Some(Self {
            document: document.clone(),
            start: start.parse().ok()?,
            end: end.parse().ok()?,
            relation: relation.clone(),
            actor: actor.clone(),
            claim: claim.clone(),
        })
    }

    fn write(&self) -> String {
        let (document, actor, claim) = (quoted(&self.document), quoted(&self.actor), quoted(&self.claim));
        format!("{document} {}-{} {} {actor} {claim}", self.start, self.end, self.relation)
    }

    /// The statements that it names: of those of its document and actor that overlap its place, the ones that agree with
    /// it in most. (A better reader may cut the place or the claim a little differently.)
    fn find(&self, graph: &Graph) -> Vec<RelationshipId> {
        let mut best: Vec<RelationshipId> = Vec::new();
        let mut most = 0;
        for relationship in readable::TYPES.iter().flat_map(|kind| graph.relationships_by_type(kind)) {
            let other = Place::of(graph, relationship);
            let overlaps = other.start < self.end && self.start < other.end;
            let same_actor =
                other.actor == self.actor || aliases_of(graph, relationship).contains(&self.actor);
            if other.document != self.document || !overlaps || !same_actor {
                continue;
            }
            let score = 1
                + 4 * usize::from(other.claim == self.claim)
                + 2 * usize::from(other.relation == self.relation)
                + 2 * usize::from((other.start, other.end) == (self.start, self.end));
            // At least the claim or the relation must be the one that was judged.
            if score < 3 || (other.claim != self.claim && other.relation != self.relation) {
                continue;
            }
            if score > most {
                most = score;
                best.clear();
            }
            if score == most {
                best.push(relationship);
            }
        }
        best
    }
}

fn aliases_of(graph: &Graph, relationship: RelationshipId) -> Vec<String> {
    match graph.property(graph.ends(relationship).0, "aliases") {
        Value::List(items) => items.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// "warns-about" for `WARNS_ABOUT`.
fn relation_name(kind: &str) -> String {
    kind.to_lowercase().replace('_', "-")
}

/// `WARNS_ABOUT` for "warns-about", "warns about" or "WARNS_ABOUT".
fn relation_type(name: &str) -> Result<&'static str, Failed> {
    let plain = name.to_lowercase().replace(['_', ' '], "-");
    let known: Option<Relation> = serde_json::from_value(serde_json::Value::String(plain.clone())).ok();
    let kind = known.and_then(|_| readable::TYPES.into_iter().find(|kind| relation_name(kind) == plain));
    kind.ok_or_else(|| {
        Failed::new(format!("there is no relation `{name}`")).help("says, supports, opposes or warns-about")
    })
}

/// The statements that the first words name: `N`, `N.M`, `N.all`, or a place as the script has it.
fn meant(session: &mut Session, words: &[String], command: &str) -> Result<Vec<RelationshipId>, Failed> {
    if let [row] = words {
        let (row, which) =
            row.split_once('.').map_or((row.as_str(), None), |(row, which)| (row, Some(which)));
        let number = row_number(row, command)?;
        let statements = session.statements(number)?;
        return match (which, statements.as_slice()) {
            (_, []) => Err(Failed::new(format!("row {number} rests on no statement"))),
            (Some("all"), all) => Ok(all.to_vec()),
            (Some(which), all) => {
                let nth = row_number(which, command)?;
                let one = nth.checked_sub(1).and_then(|nth| all.get(nth)).copied();
                one.map(|one| vec![one]).ok_or_else(|| {
                    Failed::new(format!("row {number} rests on {} statements only", all.len()))
                })
            }
            (None, [one]) => Ok(vec![*one]),
            (None, all) => {
                Err(Failed::new(format!("row {number} rests on {} statements", all.len())).help(format!(
                    ":why {number} lists them; :{command} {number}.1 takes the first, {number}.all every one"
                )))
            }
        };
    }
    let place = Place::read(words).ok_or_else(|| {
        Failed::new(format!(":{command} needs the number of a row"))
            .help("or \"DOCUMENT\" START-END RELATION \"ACTOR\" \"CLAIM\"")
    })?;
    let found = place.find(&session.graph);
    if found.is_empty() {
        if let Some(idle) = &mut session.idle {
            idle.push(format!(":{command} {}", place.write()));
            return Ok(found);
        }
        return Err(Failed::new(format!(
            "no statement of {} in {} at {}-{} is the one that was corrected",
            place.actor, place.document, place.start, place.end
        )));
    }
    Ok(found)
}

/// `:retract N`
pub(super) fn retract(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let statements = meant(session, &words(arguments), "retract")?;
    let mut lines = Vec::new();
    for statement in &statements {
        lines.push(format!(":retract {}", Place::of(&session.graph, *statement).write()));
        remove(&mut session.graph, *statement);
    }
    if lines.is_empty() {
        return Ok(Reply::Nothing);
    }
    keep(session, &lines.join("\n"), format!("{} taken back.", count(statements.len())))
}

/// `:relabel N supports`
pub(super) fn relabel(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let words = words(arguments);
    // "warns about" may be two words.
    let (kind, place) = match words.as_slice() {
        [place @ .., warns, about] if about == "about" => (format!("{warns}-{about}"), place),
        [place @ .., relation] if !place.is_empty() => (relation.clone(), place),
        _ => {
            return Err(
                Failed::new(":relabel needs N RELATION").help("says, supports, opposes or warns-about")
            );
        }
    };
    let kind = relation_type(&kind)?;
    let statements = meant(session, place, "relabel")?;
    let mut lines = Vec::new();
    for statement in &statements {
        let graph = &mut session.graph;
        if graph.kind(*statement) == kind {
            continue;
        }
        lines.push(format!(":relabel {} {}", Place::of(graph, *statement).write(), relation_name(kind)));
        let (from, to) = graph.ends(*statement);
        let properties = graph.relationship_properties(*statement).map(|(k, v)| (k.clone(), v)).collect();
        graph.add_relationship(kind, from, to, properties);
        graph.delete_relationship(*statement);
    }
    if lines.is_empty() {
        return Ok(Reply::Text(format!("{} so already.", count(statements.len()))));
    }
    keep(session, &lines.join("\n"), format!("{} now {}.", count(lines.len()), relation_name(kind)))
}

fn count(n: usize) -> String {
    if n == 1 { "1 statement is".to_owned() } else { format!("{n} statements are") }
}

/// Takes out a statement, and what nothing else in the graph needs then.
fn remove(graph: &mut Graph, statement: RelationshipId) {
    let (from, to) = graph.ends(statement);
    let document = graph.relationship_property(statement, "document");
    graph.delete_relationship(statement);
    let is_claim = graph.labels(to).any(|l| l == "Claim");
    if is_claim {
        let left: Vec<RelationshipId> =
            graph.incoming(to).into_iter().filter(|r| readable::is_statement(graph, *r)).collect();
        let topics: Vec<NodeId> =
            graph.outgoing_by_type(to, "ABOUT").into_iter().map(|r| graph.ends(r).1).collect();
        if left.is_empty() {
            graph.detach_delete_node(to);
            for topic in topics {
                let is_topic = graph.contains_node(topic) && graph.labels(topic).any(|l| l == "Topic");
                if is_topic && graph.incoming(topic).is_empty() {
                    graph.detach_delete_node(topic);
                }
            }
        } else if left.iter().all(|r| graph.relationship_property(*r, "document") != document) {
            for stated in graph.outgoing_by_type(to, "STATED_IN") {
                if graph.property(graph.ends(stated).1, "id") == document {
                    graph.delete_relationship(stated);
                }
            }
        }
    }
    for node in [from, to] {
        let idle = graph.contains_node(node)
            && graph.labels(node).any(|l| l == "Actor")
            && graph.outgoing(node).is_empty()
            && graph.incoming(node).is_empty();
        if idle {
            graph.detach_delete_node(node);
        }
    }
}

impl Session {
    /// The statements behind row `number` of the last result.
    ///
    /// # Errors
    /// There is no result, or no such row.
    pub fn statements(&self, number: usize) -> Result<Vec<RelationshipId>, Failed> {
        let answer = self.last.as_ref().ok_or_else(|| Failed::new("there is no result yet"))?;
        evidence::statements(&self.graph, answer, number)
    }
}
