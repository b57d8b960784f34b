//! A picture for Graphviz: `dot -Tsvg`.
//!
//! Actors are rounded, claims are notes, topics are hexagons; a relation has its colour and its name. Parallel
//! statements are one line, thicker and with their number. A legend tells what is what. A graph too big to be read is cut
//! down to the claims that actors share, and some of each actor's own.

use super::Part;
use crate::graph::{Graph, NodeId, RelationshipId, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How a picture is made.
#[derive(Debug, Clone)]
pub struct Options {
    /// A line above the legend.
    pub title: Option<String>,
    /// The greatest number of nodes; the most contested claims and busiest actors stay.
    pub limit: usize,
    /// Leave out documents and what is `STATED_IN` them: they are evidence, not positions.
    pub without_documents: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { title: None, limit: 80, without_documents: false }
    }
}

/// How a kind of node looks.
struct Shape {
    label: &'static str,
    name: &'static str,
    attributes: &'static str,
    fill: &'static str,
    line: &'static str,
}

const SHAPES: [Shape; 4] = [
    Shape {
        label: "Actor",
        name: "actor",
        attributes: "shape=box, style=\"rounded,filled\", penwidth=1.4, fontsize=13",
        fill: "#dbe9f6",
        line: "#2b5c8a",
    },
    Shape {
        label: "Claim",
        name: "claim",
        attributes: "shape=note, style=filled, fontsize=11",
        fill: "#fffbe6",
        line: "#a8996b",
    },
    Shape {
        label: "Topic",
        name: "topic",
        attributes: "shape=hexagon, style=filled, fontsize=11, margin=\"0.02,0.02\"",
        fill: "#ede7f6",
        line: "#6a5795",
    },
    Shape {
        label: "Document",
        name: "document",
        attributes: "shape=folder, style=filled, fontsize=10",
        fill: "#f2f2f2",
        line: "#8a8a8a",
    },
];

const OTHER: Shape = Shape {
    label: "",
    name: "other",
    attributes: "shape=ellipse, style=filled, fontsize=11",
    fill: "#ffffff",
    line: "#555555",
};

/// How a type of relationship looks.
struct Line {
    kind: &'static str,
    name: &'static str,
    colour: &'static str,
    style: &'static str,
}

const LINES: [Line; 7] = [
    Line { kind: "SUPPORTS", name: "supports", colour: "#1b7a34", style: "solid" },
    Line { kind: "OPPOSES", name: "opposes", colour: "#c62828", style: "solid" },
    Line { kind: "WARNS_ABOUT", name: "warns about", colour: "#c77700", style: "solid" },
    Line { kind: "SAYS", name: "says", colour: "#757575", style: "solid" },
    Line { kind: "ABOUT", name: "about", colour: "#6a5795", style: "dotted" },
    Line { kind: "REPRESENTS", name: "represents", colour: "#2b5c8a", style: "dashed" },
    Line { kind: "STATED_IN", name: "stated in", colour: "#9e9e9e", style: "dotted" },
];

/// All statements of one kind from one node to another.
struct Edge {
    from: NodeId,
    to: NodeId,
    kind: String,
    statements: Vec<RelationshipId>,
}

impl Edge {
    /// Whether it tells where somebody stands.
    fn is_stance(&self) -> bool {
        LINES[..4].iter().any(|line| line.kind == self.kind)
    }
}

/// The most nodes that are drawn in columns, actors left of what they speak of. More would make a long strip, so they are
/// spread over the plane, each actor with its claims around.
const COLUMNS: usize = 40;
const IN_COLUMNS: &str = "rankdir=LR, nodesep=0.22, ranksep=1.1";
const AS_A_MAP: &str = "layout=sfdp, overlap=prism, overlap_scaling=-6, sep=\"+12,10\", K=1.5, repulsiveforce=1.4, \
                        smoothing=spring, start=7";

/// The picture in the DOT language.
pub fn write(part: &Part<'_>, options: &Options) -> String {
    let mut edges = merged(part, options);
    let all: BTreeSet<NodeId> = part
        .nodes
        .iter()
        .copied()
        .filter(|node| !(options.without_documents && has_label(part.graph, *node, "Document")))
        .collect();
    let shown = chosen(&all, &edges, options.limit);
    edges.retain(|edge| shown.contains(&edge.from) && shown.contains(&edge.to));

    let mut out = String::from("digraph standpoint {\n");
    let _ = writeln!(
        out,
        "  graph [{}, splines=true, outputorder=edgesfirst, pad=0.3, bgcolor=white,\n    \
         fontname=\"Helvetica,Arial,sans-serif\", fontsize=11, labelloc=b, labeljust=l, label={}];",
        if shown.len() > COLUMNS { AS_A_MAP } else { IN_COLUMNS },
        legend(part, options, &shown, all.len(), &edges)
    );
    out.push_str(
        "  node [fontname=\"Helvetica,Arial,sans-serif\", fontcolor=\"#1a1a1a\", margin=\"0.14,0.07\"];\n",
    );
    out.push_str("  edge [fontname=\"Helvetica,Arial,sans-serif\", fontsize=9, arrowsize=0.7];\n\n");
    for node in &shown {
        let shape = shape_of(part.graph, *node);
        let name = part.name(*node);
        let _ = writeln!(
            out,
            "  n{} [{}, fillcolor=\"{}\", color=\"{}\", label={}, tooltip={}];",
            node.0,
            shape.attributes,
            shape.fill,
            shape.line,
            quoted(&wrapped(&name, if shape.label == "Actor" { 22 } else { 30 })),
            quoted(&name),
        );
    }
    out.push('\n');
    for edge in &edges {
        out.push_str(&line(part, edge));
    }
    out.push_str("}\n");
    out
}

/// The relationships with those side by side taken together, in the order of the first of each.
fn merged(part: &Part<'_>, options: &Options) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    let mut places: BTreeMap<(NodeId, NodeId, &str), usize> = BTreeMap::new();
    for relationship in &part.relationships {
        let (from, to) = part.graph.ends(*relationship);
        let kind = part.graph.kind(*relationship);
        if options.without_documents && [from, to].iter().any(|n| has_label(part.graph, *n, "Document")) {
            continue;
        }
        let place = *places.entry((from, to, kind)).or_insert_with(|| {
            edges.push(Edge { from, to, kind: kind.to_owned(), statements: Vec::new() });
            edges.len() - 1
        });
        edges[place].statements.push(*relationship);
    }
    edges
}

/// The nodes that are shown. Where there are too many, edges are taken one by one until the limit is reached: first those
/// whose claim divides or unites several actors, then the sides that actors take, in turns so that each has a share,
/// then what they merely say, then the rest.
fn chosen(all: &BTreeSet<NodeId>, edges: &[Edge], limit: usize) -> BTreeSet<NodeId> {
    if all.len() <= limit {
        return all.clone();
    }
    let mut sources: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    let mut busy: BTreeMap<NodeId, usize> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| edge.is_stance()) {
        sources.entry(edge.to).or_default().insert(edge.from);
        *busy.entry(edge.from).or_default() += edge.statements.len();
    }
    let weight = |edge: &Edge| {
        let shared = sources.get(&edge.to).map_or(0, BTreeSet::len);
        let takes_side = edge.is_stance() && edge.kind != "SAYS";
        (edge.is_stance() && shared > 1, takes_side, edge.is_stance(), shared, edge.statements.len())
    };
    let mut ranked: Vec<&Edge> = edges.iter().collect();
    ranked.sort_by(|a, b| weight(b).cmp(&weight(a)).then((a.from, a.to).cmp(&(b.from, b.to))));
    // An actor's first claim comes before anybody's second.
    let mut turns: BTreeMap<NodeId, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, &Edge)> = ranked
        .into_iter()
        .map(|edge| {
            let turn = turns.entry(edge.from).or_default();
            *turn += 1;
            (*turn, edge)
        })
        .collect();
    let class = |edge: &Edge| {
        let (shared, takes_side, stance, ..) = weight(edge);
        (shared, takes_side, stance)
    };
    let busy = |edge: &Edge| busy.get(&edge.from).copied().unwrap_or(0);
    ranked.sort_by(|(a_turn, a), (b_turn, b)| {
        class(b).cmp(&class(a)).then(a_turn.cmp(b_turn)).then(busy(b).cmp(&busy(a)))
    });
    let mut shown = BTreeSet::new();
    for (_, edge) in ranked {
        let new = [edge.from, edge.to].iter().filter(|node| !shown.contains(*node)).count();
        if shown.len() + new <= limit {
            shown.extend([edge.from, edge.to]);
        }
    }
    if shown.is_empty() { all.iter().copied().take(limit).collect() } else { shown }
}

fn line(part: &Part<'_>, edge: &Edge) -> String {
    let count = edge.statements.len();
    let known = LINES.iter().find(|line| line.kind == edge.kind);
    let (name, colour, style) = match known {
        Some(line) => (line.name.to_owned(), line.colour, line.style),
        None => (edge.kind.to_lowercase().replace('_', " "), "#555555", "solid"),
    };
    let hedged = edge
        .statements
        .iter()
        .all(|r| part.graph.relationship_property(*r, "hedged") == Value::Boolean(true));
    let style = if hedged && edge.is_stance() { "dashed" } else { style };
    let label = if count > 1 { format!("{name} ×{count}") } else { name };
    let width = (1.1 + (count as f64).log2() * 0.7).min(5.0);
    let evidence: Vec<String> = edge.statements.iter().filter_map(|r| part.evidence(*r)).take(3).collect();
    let tooltip = if evidence.is_empty() { label.clone() } else { evidence.join("\n") };
    // What everybody knows at a glance by its style needs no words in the picture.
    let label = if matches!(edge.kind.as_str(), "ABOUT" | "STATED_IN") { String::new() } else { label };
    format!(
        "  n{} -> n{} [color=\"{colour}\", fontcolor=\"{colour}\", style={style}, penwidth={width:.1}, label={}, tooltip={}];\n",
        edge.from.0,
        edge.to.0,
        quoted(&label),
        quoted(&tooltip),
    )
}

fn has_label(graph: &Graph, node: NodeId, label: &str) -> bool {
    graph.labels(node).any(|l| l == label)
}

fn shape_of(graph: &Graph, node: NodeId) -> &'static Shape {
    SHAPES.iter().find(|shape| has_label(graph, node, shape.label)).unwrap_or(&OTHER)
}

/// The label of the graph: what its shapes and colours mean, as a table of Graphviz's HTML-like labels.
fn legend(
    part: &Part<'_>,
    options: &Options,
    shown: &BTreeSet<NodeId>,
    all: usize,
    edges: &[Edge],
) -> String {
    let mut cells = String::new();
    for shape in SHAPES.iter().chain([&OTHER]) {
        if shown.iter().any(|node| std::ptr::eq(shape_of(part.graph, *node), shape)) {
            let rounded = if shape.label == "Actor" { " STYLE=\"ROUNDED\"" } else { "" };
            let _ = write!(
                cells,
                "<TD BORDER=\"1\" CELLPADDING=\"4\" COLOR=\"{}\" BGCOLOR=\"{}\"{rounded}>{}</TD><TD> </TD>",
                shape.line, shape.fill, shape.name
            );
        }
    }
    for known in &LINES {
        if edges.iter().any(|edge| edge.kind == known.kind) {
            let arrow = match known.style {
                "dotted" => "· · ▸",
                "dashed" => "- - ▸",
                _ => "──▸",
            };
            let _ = write!(
                cells,
                "<TD CELLPADDING=\"4\"><FONT COLOR=\"{}\"><B>{arrow}</B> {}</FONT></TD>",
                known.colour, known.name
            );
        }
    }
    let mut notes = Vec::new();
    if shown.len() < all {
        notes.push(format!(
            "{} of {all} nodes: the claims that several actors take a stand on, then some of each actor's own",
            shown.len()
        ));
    }
    if edges.iter().any(|edge| edge.statements.len() > 1) {
        notes.push("×n: so many statements".to_owned());
    }
    let hedged = |r: &RelationshipId| part.graph.relationship_property(*r, "hedged") == Value::Boolean(true);
    if edges.iter().any(|edge| edge.is_stance() && edge.statements.iter().all(hedged)) {
        notes.push("dashed: hedged".to_owned());
    }
    let mut rows = String::new();
    if options.title.is_some() || !cells.is_empty() {
        rows.push_str("<TR><TD HEIGHT=\"12\"></TD></TR>");
    }
    if let Some(title) = &options.title {
        let _ = write!(
            rows,
            "<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"15\"><B>{}</B></FONT></TD></TR>",
            markup(title)
        );
    }
    if !cells.is_empty() {
        let _ = write!(
            rows,
            "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\"><TR>{cells}</TR></TABLE></TD></TR>"
        );
    }
    if !notes.is_empty() {
        let _ = write!(
            rows,
            "<TR><TD ALIGN=\"LEFT\"><FONT COLOR=\"#555555\">{}</FONT></TD></TR>",
            markup(&notes.join("; "))
        );
    }
    if rows.is_empty() {
        return "\"\"".to_owned();
    }
    format!("<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\">{rows}</TABLE>>")
}

/// A text broken into lines of so many characters; a very long one is cut.
fn wrapped(text: &str, width: usize) -> String {
    const LINES: usize = 7;
    let mut lines: Vec<String> = textwrap::wrap(text, textwrap::Options::new(width))
        .into_iter()
        .map(|line| line.into_owned())
        .collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines.join("\n")
}

/// A text as a string of DOT. A backslash would begin an escape (`\N` is the node's name), so it is doubled.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in crate::query::format::clean(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            // Graphviz reads entities in labels.
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A text within an HTML-like label.
fn markup(text: &str) -> String {
    super::html::escaped(text).replace('\n', "<BR/>")
}
