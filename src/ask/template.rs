//! Fills a form's query template from what the slots and endings mean (see the head of `forms.ron`).

use super::dates::Period;
use super::question::{Endings, Filled};
use super::relations::{self, TYPES};
use super::resolve::{Actors, Topic, Topics};
use std::collections::BTreeMap;

pub(super) struct Filler<'a> {
    pub(super) slots: &'a BTreeMap<String, Filled>,
    pub(super) endings: &'a Endings,
    /// The relationship types where the question names no stance.
    pub(super) stance: &'a [String],
}

impl Filler<'_> {
    /// The query; `Err` names a placeholder that does not exist (a mistake in the form).
    pub(super) fn fill(&self, template: &str) -> Result<String, String> {
        let mut lines = Vec::new();
        for line in template.lines() {
            if let Some(conditions) = line.strip_prefix("WHERE ") {
                let mut said = Vec::new();
                for condition in conditions.split(" & ") {
                    let condition = self.expand(condition)?;
                    if !matches!(condition.as_str(), "" | "( OR )") {
                        said.push(condition);
                    }
                }
                if !said.is_empty() {
                    lines.push(format!("WHERE {}", said.join("\n  AND ")));
                }
            } else {
                let line = self.expand(line)?;
                if !line.trim().is_empty() {
                    lines.push(line);
                }
            }
        }
        Ok(lines.join("\n"))
    }

    fn expand(&self, line: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = line;
        while let Some(open) = rest.find('{') {
            let close = rest[open..].find('}').ok_or_else(|| format!("`{line}`: no closing brace"))? + open;
            out.push_str(&rest[..open]);
            out.push_str(&self.placeholder(&rest[open + 1..close])?);
            rest = &rest[close + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    fn placeholder(&self, text: &str) -> Result<String, String> {
        let words: Vec<&str> = text.split(' ').collect();
        Ok(match words.as_slice() {
            ["stance"] => self.types("stance").join("|"),
            ["stance", name] => self.types(name).join("|"),
            ["stances"] => {
                let all = self.types("stance").into_iter().chain(TYPES[1..].iter().map(|t| (*t).to_owned()));
                relations::ordered(all).join("|")
            }
            ["relation", var] if self.types("stance").len() > 1 => format!("type({var}) AS relation, "),
            ["relation", _] => String::new(),
            ["is", var, slot] => match self.slots.get(*slot) {
                Some(Filled::Actors(actors)) => is(var, actors),
                _ => String::new(),
            },
            ["several", var, slot] => match self.slots.get(*slot) {
                Some(Filled::Actors(a)) if a.names.len() > 1 || a.with_representatives => {
                    format!("{var}.name AS actor, ")
                }
                _ => String::new(),
            },
            ["kind", var] => {
                let mut said = Vec::new();
                if let Some(Filled::Kinds(kinds)) = self.slots.get("kind")
                    && !kinds.is_empty()
                {
                    said.push(one_of(&format!("{var}.kind"), kinds));
                }
                let mut except = self.endings.except.clone();
                if let Some(Filled::Actors(actors)) = self.slots.get("but") {
                    except.extend(actors.names.iter().cloned());
                }
                if !except.is_empty() {
                    said.push(format!("NOT {}", one_of(&format!("{var}.name"), &except)));
                }
                said.join(" AND ")
            }
            ["topics", var] => self.topics("topics").map_or(String::new(), |t| any(var, t, false)),
            ["topics", var, name] => self.topics(name).map_or(String::new(), |t| any(var, t, false)),
            ["chiefly", var] => {
                self.topics("topics").map_or(String::new(), |t| any(var, t, self.is_narrow()))
            }
            ["stands", actor, claim] => {
                self.topics("topics").map_or(String::new(), |t| self.stands(actor, claim, t))
            }
            ["same", a, b] if self.topics("topics").is_none() => {
                let chiefly =
                    |var: &str| format!("toLower(coalesce({var}.head, {var}.text)) CONTAINS t.name");
                format!(
                    "({a} = {b} OR EXISTS {{ MATCH ({a})-[:ABOUT]->(t:Topic)<-[:ABOUT]-({b}) WHERE {} AND {} }})",
                    chiefly(a),
                    chiefly(b)
                )
            }
            ["same", ..] => String::new(),
            ["never", var] => {
                let about =
                    self.topics("topics").map_or(String::new(), |t| format!(" WHERE {}", any("x", t, false)));
                format!("NOT EXISTS {{ MATCH ({var})-[:SUPPORTS|OPPOSES|WARNS_ABOUT]->(x){about} }}")
            }
            ["endings", var] => self.endings(var),
            ["document", var] => match self.slots.get("document") {
                Some(Filled::Document(ids)) => one_of(&format!("{var}.document"), ids),
                _ => String::new(),
            },
            ["limit", default] => match self.slots.get("number") {
                Some(Filled::Number(n)) => format!("LIMIT {n}"),
                _ if *default == "0" => String::new(),
                _ => format!("LIMIT {default}"),
            },
            _ => return Err(format!("there is no placeholder {{{text}}}")),
        })
    }

    fn types(&self, slot: &str) -> Vec<String> {
        let names: &[&str] = if slot == "stance" { &["stance", "noun", "holder"] } else { &[slot] };
        names
            .iter()
            .find_map(|name| match self.slots.get(*name) {
                Some(Filled::Relations(types)) => Some(types.clone()),
                _ => None,
            })
            .unwrap_or_else(|| {
                if self.stance.is_empty() {
                    TYPES[1..].iter().map(|t| (*t).to_owned()).collect()
                } else {
                    self.stance.to_vec()
                }
            })
    }

    fn topics(&self, slot: &str) -> Option<&Topics> {
        match self.slots.get(slot) {
            Some(Filled::Topics(topics)) => Some(topics),
            _ => None,
        }
    }

    /// Whether a claim must be chiefly about what is asked for. Who is said to be for or against a thing is so in a claim about
    /// it; what is merely said, and what is warned about, is often a clause that the thing has some part in.
    fn is_narrow(&self) -> bool {
        let types = self.types("stance");
        let stands = types.iter().any(|t| t == "SUPPORTS" || t == "OPPOSES");
        stands && !types.iter().any(|t| t == "SAYS") && !self.endings.in_passing
    }

    /// "And" and "but not" speak of the actor: it must stand so on each, in whatever claims.
    fn stands(&self, actor: &str, claim: &str, topics: &Topics) -> String {
        let narrow = self.is_narrow();
        let mut said = vec![any(claim, topics, narrow)];
        let stands_on = |topic: &Topic| {
            let mut inner = vec![about("x", topic, narrow)];
            inner.extend(Some(self.endings("s")).filter(|e| !e.is_empty()));
            format!(
                "EXISTS {{ MATCH ({actor})-[s:{}]->(x) WHERE {} }}",
                self.types("stance").join("|"),
                inner.join(" AND ")
            )
        };
        if topics.any.iter().any(|group| group.len() > 1) {
            let groups: Vec<String> = topics
                .any
                .iter()
                .map(|group| {
                    let all = group.iter().map(stands_on).collect::<Vec<_>>().join(" AND ");
                    if topics.any.len() > 1 && group.len() > 1 { format!("({all})") } else { all }
                })
                .collect();
            said.push(if groups.len() > 1 {
                format!("({})", groups.join(" OR "))
            } else {
                groups[0].clone()
            });
        }
        said.extend(topics.none.iter().map(|topic| format!("NOT {}", stands_on(topic))));
        said.join("\n  AND ")
    }

    fn endings(&self, var: &str) -> String {
        let mut said = Vec::new();
        for Period { from, until } in &self.endings.periods {
            if let Some(day) = from {
                said.push(format!("{var}.date >= date('{day}')"));
            }
            if let Some(day) = until {
                said.push(format!("{var}.date < date('{day}')"));
            }
        }
        if !self.endings.documents.is_empty() {
            said.push(one_of(&format!("{var}.document"), &self.endings.documents));
        }
        if !self.endings.sources.is_empty() {
            let source = one_of("d.source", &self.endings.sources);
            said.push(format!("EXISTS {{ MATCH (d:Document) WHERE d.id = {var}.document AND {source} }}"));
        }
        if let Some(confidence) = self.endings.confidence {
            said.push(format!("{var}.confidence >= {confidence:?}"));
        }
        said.join(" AND ")
    }
}

/// A string as openCypher writes it.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

fn one_of(property: &str, values: &[String]) -> String {
    match values {
        [one] => format!("{property} = {}", literal(one)),
        several => {
            format!("{property} IN [{}]", several.iter().map(|v| literal(v)).collect::<Vec<_>>().join(", "))
        }
    }
}

fn is(var: &str, actors: &Actors) -> String {
    let own = one_of(&format!("{var}.name"), &actors.names);
    if actors.with_representatives {
        let whom = one_of("w.name", &actors.names);
        format!("({own} OR EXISTS {{ MATCH ({var})-[:REPRESENTS*1..3]->(w:Actor) WHERE {whom} }})")
    } else {
        own
    }
}

/// The claim is about one thing; `chiefly`, so that its head names it.
fn about(var: &str, topic: &Topic, chiefly: bool) -> String {
    let mut said = Vec::new();
    if chiefly && (topic.text.is_some() || !topic.called.is_empty()) {
        let head = |pattern: &str| {
            format!("coalesce({var}.head, {var}.text) =~ {}", literal(&format!("(?is).*{pattern}.*")))
        };
        said.extend(topic.text.as_ref().map(|text| head(text)));
        if !topic.called.is_empty() {
            let names = match topic.called.as_slice() {
                [one] => one.clone(),
                several => format!("(?:{})", several.join("|")),
            };
            let about = format!(
                "EXISTS {{ MATCH ({var})-[:ABOUT]->(n:Actor) WHERE {} }}",
                one_of("n.name", &topic.actors)
            );
            said.push(format!("({about} AND {})", head(&names)));
        }
        let named = joined(said);
        return if topic.actors.is_empty() {
            named
        } else {
            // Who demands something of an actor, or for him, is by that neither for nor against him.
            let own = one_of(&format!("{var}.name"), &topic.actors);
            format!("({own} OR coalesce({var}.modality, '') <> 'demanded' AND {named})")
        };
    }
    for (label, names) in [("Topic", &topic.topics), ("Actor", &topic.actors)] {
        match names.as_slice() {
            [] => {}
            [one] => said.push(format!("({var})-[:ABOUT]->(:{label} {{name: {}}})", literal(one))),
            several => said.push(format!(
                "EXISTS {{ MATCH ({var})-[:ABOUT]->(t:{label}) WHERE {} }}",
                one_of("t.name", several)
            )),
        }
    }
    if !topic.actors.is_empty() {
        said.push(one_of(&format!("{var}.name"), &topic.actors));
    }
    if let Some(text) = &topic.text {
        said.push(format!("{var}.text =~ {}", literal(&format!("(?is).*{text}.*"))));
    }
    joined(said)
}

/// Conditions of which one is enough.
fn joined(mut said: Vec<String>) -> String {
    if said.len() == 1 { said.remove(0) } else { format!("({})", said.join(" OR ")) }
}

/// The claim is about any of the things, and where `none` speaks of the claim's actor that is left to `stands`.
fn any(var: &str, topics: &Topics, chiefly: bool) -> String {
    let mut all: Vec<String> = Vec::new();
    for topic in topics.any.iter().flatten() {
        let said = about(var, topic, chiefly);
        if !all.contains(&said) {
            all.push(said);
        }
    }
    if all.len() == 1 { all.remove(0) } else { format!("({})", all.join(" OR ")) }
}
