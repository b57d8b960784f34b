//! A page to read, whole in one file: who stands where, claim by claim, with the sentences that prove it.

use super::Part;
use crate::graph::{NodeId, RelationshipId};
use crate::query::format::{clean, readable};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A relation, its word, and its class in the page.
const RELATIONS: [(&str, &str); 4] =
    [("SUPPORTS", "supports"), ("OPPOSES", "opposes"), ("WARNS_ABOUT", "warns about"), ("SAYS", "says")];

/// Writes the page.
pub fn write(part: &Part<'_>, title: &str, out: &mut impl Write) -> io::Result<()> {
    let title = escaped(&clean(title));
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<header><h1>{title}</h1>\n"
    )?;
    let stances = Stances::of(part);
    writeln!(
        out,
        "<p>{} nodes, {} relationships; {} statements by {} actors</p>",
        part.nodes.len(),
        part.relationships.len(),
        stances.by_actor.iter().map(|(_, s)| s.len()).sum::<usize>(),
        stances.by_actor.len()
    )?;
    if !stances.by_actor.is_empty() {
        writeln!(
            out,
            "<p><input id=\"find\" type=\"search\" placeholder=\"find an actor, a claim, a word\" aria-label=\"find\"></p>"
        )?;
    }
    out.write_all(b"</header>\n<main>\n")?;
    for (actor, statements) in &stances.by_actor {
        actor_section(part, *actor, statements, out)?;
    }
    others(part, &stances, out)?;
    writeln!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// The statements of each actor, those with the most first.
struct Stances {
    by_actor: Vec<(NodeId, Vec<RelationshipId>)>,
}

impl Stances {
    fn of(part: &Part<'_>) -> Self {
        let mut by_actor: BTreeMap<NodeId, Vec<RelationshipId>> = BTreeMap::new();
        for relationship in &part.relationships {
            if relation(part.graph.kind(*relationship)).is_some() {
                by_actor.entry(part.graph.ends(*relationship).0).or_default().push(*relationship);
            }
        }
        let mut by_actor: Vec<_> = by_actor.into_iter().collect();
        by_actor.sort_by(|(a, x), (b, y)| y.len().cmp(&x.len()).then(a.cmp(b)));
        Stances { by_actor }
    }
}

fn relation(kind: &str) -> Option<(usize, &'static str)> {
    RELATIONS.iter().position(|(name, _)| *name == kind).map(|i| (i, RELATIONS[i].1))
}

fn actor_section(
    part: &Part<'_>,
    actor: NodeId,
    statements: &[RelationshipId],
    out: &mut impl Write,
) -> io::Result<()> {
    let kind = part.graph.property(actor, "kind");
    let kind =
        kind.as_str().map(|kind| format!(" <small>{}</small>", escaped(&clean(kind)))).unwrap_or_default();
    writeln!(
        out,
        "<section id=\"n{}\"><h2>{}{kind} <span class=\"count\">{}</span></h2>",
        actor.0,
        escaped(&part.name(actor)),
        statements.len()
    )?;
    // The same relation to the same claim is said once, with all its evidence.
    let mut grouped: BTreeMap<(usize, NodeId), Vec<RelationshipId>> = BTreeMap::new();
    for statement in statements {
        if let Some((place, _)) = relation(part.graph.kind(*statement)) {
            grouped.entry((place, part.graph.ends(*statement).1)).or_default().push(*statement);
        }
    }
    for ((place, target), statements) in grouped {
        let times = match statements.len() {
            1 => String::new(),
            n => format!(" <span class=\"count\">×{n}</span>"),
        };
        writeln!(
            out,
            "<details><summary><b class=\"r{place}\">{}</b> {}{times}</summary>",
            RELATIONS[place].1,
            escaped(&part.name(target))
        )?;
        for statement in statements {
            if let Some(evidence) = part.evidence(statement) {
                writeln!(out, "<blockquote>{}</blockquote>", escaped(&evidence))?;
            }
        }
        out.write_all(b"</details>\n")?;
    }
    out.write_all(b"</section>\n")
}

/// What is no statement of an actor: the other relationships, and the nodes that none of them touches.
fn others(part: &Part<'_>, stances: &Stances, out: &mut impl Write) -> io::Result<()> {
    let plain: Vec<RelationshipId> =
        part.relationships.iter().copied().filter(|r| relation(part.graph.kind(*r)).is_none()).collect();
    if !plain.is_empty() {
        writeln!(
            out,
            "<details class=\"rest\"><summary>{} other relationships</summary><table>",
            plain.len()
        )?;
        for relationship in plain {
            let (from, to) = part.graph.ends(relationship);
            writeln!(
                out,
                "<tr><td>{}</td><td class=\"kind\">{}</td><td>{}</td></tr>",
                escaped(&part.name(from)),
                escaped(&clean(&part.graph.kind(relationship).to_lowercase().replace('_', " "))),
                escaped(&part.name(to))
            )?;
        }
        out.write_all(b"</table></details>\n")?;
    }
    if stances.by_actor.is_empty() || part.relationships.is_empty() {
        out.write_all(b"<table>\n")?;
        for node in &part.nodes {
            let labels: Vec<&str> = part.graph.labels(*node).collect();
            let properties: Vec<String> = part
                .graph
                .properties(*node)
                .map(|(key, value)| format!("{key}: {}", readable(&value, part.graph)))
                .collect();
            writeln!(
                out,
                "<tr><td class=\"kind\">{}</td><td>{}</td><td>{}</td></tr>",
                escaped(&clean(&labels.join(", "))),
                escaped(&part.name(*node)),
                escaped(&properties.join(", "))
            )?;
        }
        out.write_all(b"</table>\n")?;
    }
    Ok(())
}

/// A text with the characters escaped that HTML and XML read as marks.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

const STYLE: &str = "
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}
small,.count,header p{color:#777;font-weight:normal}
summary{cursor:pointer;padding:.15rem 0}
b{display:inline-block;min-width:6.5rem;font-weight:600}
.r0{color:#1b7a34}.r1{color:#c62828}.r2{color:#c77700}.r3{color:#777}
blockquote{margin:.3rem 0 .6rem 6.5rem;padding-left:.8rem;border-left:3px solid #bbb}
table{border-collapse:collapse;width:100%}td{padding:.25rem .5rem;border-bottom:1px solid #8884;vertical-align:top}
.kind{color:#777;white-space:nowrap}.rest{margin-top:2rem}
input{font:inherit;padding:.4rem .6rem;width:100%;box-sizing:border-box}
@media print{input{display:none}}
";

const SCRIPT: &str = "
const find=document.getElementById('find');
if(find)find.addEventListener('input',()=>{
  const words=find.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for(const section of document.querySelectorAll('section')){
    const head=section.querySelector('h2').textContent.toLowerCase();
    let any=false;
    for(const item of section.querySelectorAll('details')){
      const text=head+' '+item.textContent.toLowerCase();
      const hit=words.every(word=>text.includes(word));
      item.hidden=!hit;any=any||hit;
    }
    section.hidden=!any;
  }
});
";
