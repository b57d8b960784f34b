//! What a graph of statements needs beside the language's own functions.

use super::signature::scalar;
use super::{Context, Function, Types, refused, text_of};
use crate::graph::Value;
use crate::query::eval_error::EvalError;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

type Result = std::result::Result<Value, EvalError>;

/// A text's words in small letters, without accents and punctuation.
fn words(text: &str) -> Vec<String> {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The trigrams of words padded with two blanks before and one after, as PostgreSQL's pg_trgm takes them.
fn trigrams(words: &[String]) -> BTreeSet<[char; 3]> {
    words
        .iter()
        .flat_map(|word| {
            let padded: Vec<char> = [' ', ' '].into_iter().chain(word.chars()).chain([' ']).collect();
            padded.windows(3).map(|w| [w[0], w[1], w[2]]).collect::<Vec<_>>()
        })
        .collect()
}

/// How alike two texts are, 0 to 1: the Dice coefficient of the trigrams of their words, which sees neither the
/// order of the words nor case, accents and punctuation.
pub(crate) fn similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (trigrams(&words(a)), trigrams(&words(b)));
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()) as f64
}

fn similar(_: &Context<'_>, arguments: &[Value]) -> Result {
    match arguments {
        [Value::String(a), Value::String(b)] => Ok(Value::Float(similarity(a, b))),
        _ => match arguments.iter().find(|a| !matches!(a, Value::String(_) | Value::Null)) {
            Some(other) => Err(refused("similar", "two strings", other)),
            None => Ok(Value::Null),
        },
    }
}

/// `“Officials in Kyiv warned …” (ukraine-peace-talks, 2026-03-31)`
fn evidence(context: &Context<'_>, arguments: &[Value]) -> Result {
    let relationship = match &arguments[0] {
        Value::Null => return Ok(Value::Null),
        Value::Relationship(r) => *r,
        other => return Err(refused("evidence", "a relationship", other)),
    };
    let property = |key: &str| {
        let value = context.graph.relationship_property(relationship, key).ok_or_else(EvalError::deleted)?;
        Ok::<_, EvalError>(text_of(&value).map(|text| text.into_owned()))
    };
    let Some(sentence) = property("sentence")? else { return Ok(Value::Null) };
    let source: Vec<String> = [property("document")?, property("date")?].into_iter().flatten().collect();
    let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Value::string(if source.is_empty() {
        format!("“{sentence}”")
    } else {
        format!("“{sentence}” ({})", source.join(", "))
    }))
}

/// Whether the words of a text stand one after the other in a name or alias of a node.
fn name_matches(context: &Context<'_>, arguments: &[Value]) -> Result {
    let wanted = match &arguments[1] {
        Value::Null => return Ok(Value::Null),
        Value::String(text) => words(text),
        other => return Err(refused("name.matches", "a string to look for", other)),
    };
    let fits = |value: &Value| {
        value.as_str().is_some_and(|name| {
            !wanted.is_empty() && words(name).windows(wanted.len()).any(|window| window == wanted)
        })
    };
    let node = match &arguments[0] {
        Value::Null => return Ok(Value::Null),
        Value::Node(node) => *node,
        value @ Value::String(_) => return Ok(Value::Boolean(fits(value))),
        other => return Err(refused("name.matches", "a node or a string", other)),
    };
    let property = |key: &str| context.graph.node_property(node, key).ok_or_else(EvalError::deleted);
    let found = fits(&property("name")?)
        || match property("aliases")? {
            Value::List(aliases) => aliases.iter().any(fits),
            alias => fits(&alias),
        };
    Ok(Value::Boolean(found))
}

const NAMED: Types = Types::NODE.or(Types::STRING);

pub(super) static FUNCTIONS: &[Function] = scalar! {
    "evidence", "evidence(relationship) → string", (1, 1), [Types::RELATIONSHIP], Types::STRING,
        "the sentence that a relationship was read from, with its document and date", "MATCH (:Actor)-[r:OPPOSES]->() RETURN evidence(r)", evidence;
    "similar", "similar(text, text) → float", (2, 2), [Types::STRING], Types::FLOAT,
        "how alike two texts are, 0 to 1, by the three-letter pieces of their words", "RETURN similar('a ceasefire', 'the cease-fire')", similar;
    "name.matches", "name.matches(node, text) → boolean", (2, 2), [NAMED, Types::STRING], Types::BOOLEAN,
        "whether a node's name or one of its aliases has these words, whatever their case and accents", "MATCH (a:Actor) WHERE name.matches(a, 'kyiv') RETURN a.name", name_matches;
};
