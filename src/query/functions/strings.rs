//! Functions of strings. Positions count code points, from 0.

use super::signature::scalar;
use super::{Context, Function, Types, refused, text_of};
use crate::graph::Value;
use crate::query::eval_error::EvalError;
use unicode_normalization::UnicodeNormalization;

type Result = std::result::Result<Value, EvalError>;

/// Applies a function to a string argument; null gives null.
fn on_text(function: &str, arguments: &[Value], apply: impl FnOnce(&str) -> Value) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::String(text) => Ok(apply(text)),
        other => Err(refused(function, "a string", other)),
    }
}

/// The count or position of an argument; `None` for null.
fn count(function: &str, value: &Value) -> std::result::Result<Option<usize>, EvalError> {
    match value {
        Value::Null => Ok(None),
        Value::Integer(i) => usize::try_from(*i)
            .map(Some)
            .map_err(|_| EvalError::out_of_range(format!("{function}() counts from 0, not from {i}"))),
        other => Err(refused(function, "an integer for a count", other)),
    }
}

/// The text from one code point up to another.
fn cut(text: &str, start: usize, length: usize) -> Value {
    let mut indices = text.char_indices().map(|(i, _)| i);
    let Some(from) = indices.nth(start) else { return Value::string("") };
    let rest = &text[from..];
    let to = rest.char_indices().nth(length).map_or(rest.len(), |(i, _)| i);
    Value::string(&rest[..to])
}

fn left(_: &Context<'_>, arguments: &[Value]) -> Result {
    let Some(length) = count("left", &arguments[1])? else { return Ok(Value::Null) };
    on_text("left", arguments, |text| cut(text, 0, length))
}

fn right(_: &Context<'_>, arguments: &[Value]) -> Result {
    let Some(length) = count("right", &arguments[1])? else { return Ok(Value::Null) };
    on_text("right", arguments, |text| cut(text, text.chars().count().saturating_sub(length), length))
}

fn substring(_: &Context<'_>, arguments: &[Value]) -> Result {
    let Some(start) = count("substring", &arguments[1])? else { return Ok(Value::Null) };
    let length = match arguments.get(2) {
        None => Some(usize::MAX),
        Some(length) => count("substring", length)?,
    };
    let Some(length) = length else { return Ok(Value::Null) };
    on_text("substring", arguments, |text| cut(text, start, length))
}

fn replace(_: &Context<'_>, arguments: &[Value]) -> Result {
    match arguments {
        [Value::String(text), Value::String(search), Value::String(by)] => {
            Ok(Value::string(text.replace(&**search, by)))
        }
        _ => match arguments.iter().find(|a| !matches!(a, Value::String(_) | Value::Null)) {
            Some(other) => Err(refused("replace", "strings", other)),
            None => Ok(Value::Null),
        },
    }
}

fn split(_: &Context<'_>, arguments: &[Value]) -> Result {
    let delimiters: Vec<&str> = match &arguments[1] {
        Value::Null => return Ok(Value::Null),
        Value::String(delimiter) => vec![delimiter],
        Value::List(all) => {
            let texts: Option<Vec<&str>> = all.iter().map(Value::as_str).collect();
            match texts {
                Some(texts) => texts,
                None => return Err(refused("split", "strings for delimiters", &arguments[1])),
            }
        }
        other => return Err(refused("split", "a string for a delimiter", other)),
    };
    on_text("split", arguments, |text| {
        if delimiters.iter().any(|d| d.is_empty()) {
            return Value::list(text.chars().map(|c| Value::string(c.encode_utf8(&mut [0; 4]))));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        loop {
            // The delimiter that comes first, the longest of those that begin there.
            let next = delimiters
                .iter()
                .filter_map(|d| rest.find(d).map(|at| (at, d.len())))
                .min_by_key(|(at, length)| (*at, usize::MAX - length));
            match next {
                Some((at, length)) => {
                    pieces.push(Value::string(&rest[..at]));
                    rest = &rest[at + length..];
                }
                None => break,
            }
        }
        pieces.push(Value::string(rest));
        pieces.into()
    })
}

/// Trims white space, or the characters of a second argument.
fn trim(function: &str, arguments: &[Value], front: bool, back: bool) -> Result {
    let set: Option<&str> = match arguments.get(1) {
        None => None,
        Some(Value::Null) => return Ok(Value::Null),
        Some(Value::String(set)) => Some(set),
        Some(other) => return Err(refused(function, "a string of characters to trim", other)),
    };
    on_text(function, arguments, |text| {
        let trimmed = |c: char| set.map_or(c.is_whitespace(), |set| set.contains(c));
        let text = if front { text.trim_start_matches(trimmed) } else { text };
        Value::string(if back { text.trim_end_matches(trimmed) } else { text })
    })
}

fn reverse(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::String(text) => Ok(Value::string(text.chars().rev().collect::<String>())),
        Value::List(items) => Ok(Value::list(items.iter().rev().cloned())),
        other => Err(refused("reverse", "a string or a list", other)),
    }
}

fn normalize(_: &Context<'_>, arguments: &[Value]) -> Result {
    let form = match arguments.get(1) {
        None => "NFC",
        Some(Value::String(form)) => form,
        Some(Value::Null) => return Ok(Value::Null),
        Some(other) => return Err(refused("normalize", "a string for a form", other)),
    };
    match form {
        "NFC" => on_text("normalize", arguments, |t| Value::string(t.nfc().collect::<String>())),
        "NFD" => on_text("normalize", arguments, |t| Value::string(t.nfd().collect::<String>())),
        "NFKC" => on_text("normalize", arguments, |t| Value::string(t.nfkc().collect::<String>())),
        "NFKD" => on_text("normalize", arguments, |t| Value::string(t.nfkd().collect::<String>())),
        _ => Err(EvalError::bad_value(format!("`{form}` is no normal form: NFC, NFD, NFKC or NFKD"))),
    }
}

fn length(function: &'static str, arguments: &[Value]) -> Result {
    on_text(function, arguments, |text| Value::Integer(text.chars().count() as i64))
}

fn concat(_: &Context<'_>, arguments: &[Value]) -> Result {
    let mut joined = String::new();
    let (items, separator) = match (&arguments[0], arguments.get(1)) {
        (Value::Null, _) | (_, Some(Value::Null)) => return Ok(Value::Null),
        (Value::List(items), None) => (items, ""),
        (Value::List(items), Some(Value::String(separator))) => (items, &**separator),
        (Value::List(_), Some(other)) => return Err(refused("join", "a string between the items", other)),
        (other, _) => return Err(refused("join", "a list", other)),
    };
    for item in items.iter().filter(|item| !item.is_null()) {
        if !joined.is_empty() {
            joined.push_str(separator);
        }
        joined.push_str(&text_of(item).ok_or_else(|| refused("join", "items that have a text", item))?);
    }
    Ok(Value::string(joined))
}

const SEQUENCE: Types = Types::STRING.or(Types::LIST);

pub(super) static FUNCTIONS: &[Function] = scalar! {
    "toLower", "toLower(text) → string", (1, 1), [Types::STRING], Types::STRING,
        "in small letters", "RETURN toLower('Kyiv')", |_, a| on_text("toLower", a, |t| Value::string(t.to_lowercase()));
    "toUpper", "toUpper(text) → string", (1, 1), [Types::STRING], Types::STRING,
        "in capital letters", "RETURN toUpper('Kyiv')", |_, a| on_text("toUpper", a, |t| Value::string(t.to_uppercase()));
    "lower", "lower(text) → string", (1, 1), [Types::STRING], Types::STRING,
        "in small letters", "RETURN lower('Kyiv')", |_, a| on_text("lower", a, |t| Value::string(t.to_lowercase()));
    "upper", "upper(text) → string", (1, 1), [Types::STRING], Types::STRING,
        "in capital letters", "RETURN upper('Kyiv')", |_, a| on_text("upper", a, |t| Value::string(t.to_uppercase()));
    "trim", "trim(text) → string", (1, 1), [Types::STRING], Types::STRING,
        "without white space at both ends", "RETURN trim('  talks ')", |_, a| trim("trim", a, true, true);
    "btrim", "btrim(text [, characters]) → string", (1, 2), [Types::STRING], Types::STRING,
        "without white space, or the characters given, at both ends", "RETURN btrim('--talks-', '-')", |_, a| trim("btrim", a, true, true);
    "lTrim", "lTrim(text [, characters]) → string", (1, 2), [Types::STRING], Types::STRING,
        "without white space, or the characters given, at the start", "RETURN lTrim('  talks')", |_, a| trim("lTrim", a, true, false);
    "rTrim", "rTrim(text [, characters]) → string", (1, 2), [Types::STRING], Types::STRING,
        "without white space, or the characters given, at the end", "RETURN rTrim('talks  ')", |_, a| trim("rTrim", a, false, true);
    "left", "left(text, length) → string", (2, 2), [Types::STRING, Types::INTEGER], Types::STRING,
        "the first characters", "RETURN left('ceasefire', 5)", left;
    "right", "right(text, length) → string", (2, 2), [Types::STRING, Types::INTEGER], Types::STRING,
        "the last characters", "RETURN right('ceasefire', 4)", right;
    "substring", "substring(text, start [, length]) → string", (2, 3), [Types::STRING, Types::INTEGER], Types::STRING,
        "a piece of a text, from a position counted from 0", "RETURN substring('ceasefire', 5, 4)", substring;
    "replace", "replace(text, search, by) → string", (3, 3), [Types::STRING], Types::STRING,
        "with every occurrence of a text replaced", "RETURN replace('peace talks', 'talks', 'deal')", replace;
    "split", "split(text, delimiter) → list", (2, 2), [Types::STRING, SEQUENCE], Types::LIST,
        "the pieces between delimiters", "RETURN split('a,b,c', ',')", split;
    "join", "join(list [, separator]) → string", (1, 2), [Types::LIST, Types::STRING], Types::STRING,
        "the texts of a list with a separator between them, without its nulls", "RETURN join(['a', 'b'], ', ')", concat;
    "reverse", "reverse(text or list) → string or list", (1, 1), [SEQUENCE], SEQUENCE,
        "backwards", "RETURN reverse([1, 2, 3])", reverse;
    "char_length", "char_length(text) → integer", (1, 1), [Types::STRING], Types::INTEGER,
        "how many characters a text has", "RETURN char_length('Kyiv')", |_, a| length("char_length", a);
    "character_length", "character_length(text) → integer", (1, 1), [Types::STRING], Types::INTEGER,
        "how many characters a text has", "RETURN character_length('Kyiv')", |_, a| length("character_length", a);
    "normalize", "normalize(text [, form]) → string", (1, 2), [Types::STRING], Types::STRING,
        "in a Unicode normal form (NFC, NFD, NFKC, NFKD)", "RETURN normalize('é')", normalize;
};
