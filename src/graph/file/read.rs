//! RON → graph, straight into the store.
//!
//! `ron` itself would build every item as a value first; this reader knows the few shapes that a graph file has and
//! puts each property where it belongs as it goes. It takes what RON takes: any white space, comments, trailing commas,
//! raw strings, underscores in numbers.

use super::{FileError, VERSION};
use crate::graph::store::{Loader, Misfit};
use crate::graph::{Graph, Map, Value};
use std::borrow::Cow;
use std::str::FromStr;

/// How deeply lists and maps may nest.
const DEPTH: usize = 64;

pub(super) fn read(text: &str) -> Result<Graph, FileError> {
    let mut reader = Reader { text, at: 0, loader: Loader::new(), last_keys: Vec::new() };
    // A mark at the beginning that some editors leave.
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    let read = reader.document();
    match read {
        Ok(()) => {}
        Err(Problem::Newer(at, version)) => return Err(FileError::newer(text, at, version)),
        Err(Problem::At(at, message)) => return Err(FileError::syntax(text, at, message)),
    }
    reader
        .loader
        .finish()
        .map_err(|id| FileError::syntax(text, text.len(), format!("relationship {id} is there twice")))
}

enum Problem {
    At(usize, String),
    Newer(usize, u64),
}

type Read<T> = Result<T, Problem>;

struct Reader<'t> {
    text: &'t str,
    at: usize,
    loader: Loader,
    /// The keys of the last item and their numbers, by their place in it: the next item mostly has the same.
    last_keys: Vec<(Cow<'t, str>, u32)>,
}

/// To whom a property belongs.
#[derive(Clone, Copy)]
enum Owner {
    Node(u32),
    Relationship(u32),
}

impl<'t> Reader<'t> {
    fn document(&mut self) -> Read<()> {
        self.word("Graph", "this is no graph file: it should begin with `Graph(version: …`")?;
        self.mark('(')?;
        self.word("version", "`version:` is wanted here")?;
        self.mark(':')?;
        self.space()?;
        let at = self.at;
        let version = self.number()?;
        if version > u64::from(VERSION) {
            return Err(Problem::Newer(at, version));
        }
        if version == 0 {
            return self.wrong_at(at, "there is no format version 0");
        }
        self.mark(',')?;
        self.word("nodes", "`nodes:` is wanted here")?;
        self.mark(':')?;
        self.mark('[')?;
        while !self.closes(']')? {
            self.node()?;
            self.comma(']')?;
        }
        self.mark(',')?;
        self.word("relationships", "`relationships:` is wanted here")?;
        self.mark(':')?;
        self.mark('[')?;
        while !self.closes(']')? {
            self.relationship()?;
            self.comma(']')?;
        }
        if !self.closes(')')? {
            self.mark(',')?;
            self.mark(')')?;
        }
        self.space()?;
        if self.at < self.text.len() { self.wrong("nothing may follow the graph") } else { Ok(()) }
    }

    fn node(&mut self) -> Read<()> {
        self.word("Node", "`Node(…)` or `]` is wanted here")?;
        self.mark('(')?;
        self.space()?;
        let place = self.at;
        let id = self.id()?;
        self.mark(',')?;
        self.mark('[')?;
        let mut labels: smallvec::SmallVec<[u32; 4]> = smallvec::SmallVec::new();
        while !self.closes(']')? {
            let label = self.string()?;
            labels.push(self.loader.label(&label));
            self.comma(']')?;
        }
        self.loader.node(id, &labels).or_else(|misfit| self.misfit(place, "node", id, misfit))?;
        self.mark(',')?;
        self.properties(Owner::Node(id))?;
        self.end()
    }

    fn relationship(&mut self) -> Read<()> {
        self.word("Relationship", "`Relationship(…)` or `]` is wanted here")?;
        self.mark('(')?;
        self.space()?;
        let place = self.at;
        let id = self.id()?;
        self.mark(',')?;
        self.space()?;
        let from = self.id()?;
        self.mark(',')?;
        let kind = self.string()?;
        let kind = self.loader.kind(&kind);
        self.mark(',')?;
        self.space()?;
        let to = self.id()?;
        self.loader
            .relationship(id, from, kind, to)
            .or_else(|misfit| self.misfit(place, "relationship", id, misfit))?;
        self.mark(',')?;
        self.properties(Owner::Relationship(id))?;
        self.end()
    }

    fn misfit(&self, place: usize, what: &str, id: u32, misfit: Misfit) -> Read<()> {
        self.wrong_at(
            place,
            &match misfit {
                Misfit::Twice => format!("{what} {id} is there twice"),
                Misfit::TooLarge => format!("the number {id} is far larger than the number of items"),
                Misfit::NoNode(node) => format!("{what} {id} ends at node {node}, which is not there"),
            },
        )
    }

    /// The end of an item, with or without a comma before it.
    fn end(&mut self) -> Read<()> {
        if !self.closes(')')? {
            self.mark(',')?;
            self.mark(')')?;
        }
        Ok(())
    }

    fn properties(&mut self, owner: Owner) -> Read<()> {
        self.mark('{')?;
        let mut place = 0;
        while !self.closes('}')? {
            let text = self.string()?;
            let key = match self.last_keys.get(place) {
                Some((last, key)) if *last == text => *key,
                _ => {
                    let key = self.loader.key(&text);
                    self.last_keys.truncate(place);
                    self.last_keys.push((text, key));
                    key
                }
            };
            place += 1;
            self.mark(':')?;
            self.space()?;
            if self.peek() == Some(b'"') {
                let text = self.string()?;
                match owner {
                    Owner::Node(id) => self.loader.node_text(id, key, &text),
                    Owner::Relationship(id) => self.loader.relationship_text(id, key, &text),
                }
            } else {
                let place = self.at;
                let value = self.value(0)?;
                if value.is_null() {
                    return self.wrong_at(place, "a property that has no value is left out");
                }
                match owner {
                    Owner::Node(id) => self.loader.node_property(id, key, value),
                    Owner::Relationship(id) => self.loader.relationship_property(id, key, value),
                }
            }
            self.comma('}')?;
        }
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        self.space()?;
        if depth > DEPTH {
            return self.wrong("lists and maps nest too deeply here");
        }
        match self.peek() {
            Some(b'"') => Ok(Value::String(self.string()?.into())),
            Some(b'[') => {
                self.at += 1;
                let mut items = Vec::new();
                while !self.closes(']')? {
                    items.push(self.value(depth + 1)?);
                    self.comma(']')?;
                }
                Ok(items.into())
            }
            Some(b'{') => {
                self.at += 1;
                let mut map = Map::default();
                while !self.closes('}')? {
                    let key = self.string()?;
                    self.mark(':')?;
                    let value = self.value(depth + 1)?;
                    map.insert(key.into(), value);
                    self.comma('}')?;
                }
                Ok(map.into())
            }
            Some(b'0'..=b'9' | b'-' | b'+' | b'.') => self.numeric(),
            Some(b'r') if self.text[self.at + 1..].starts_with(['"', '#']) => {
                Ok(Value::String(self.string()?.into()))
            }
            _ => self.named(),
        }
    }

    /// `true`, `NaN`, `Date("…")`, …
    fn named(&mut self) -> Read<Value> {
        let place = self.at;
        let rest = &self.text[place..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = &rest[..length];
        self.at += length;
        Ok(match name {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            "None" => Value::Null,
            "NaN" => Value::Float(f64::NAN),
            "inf" => Value::Float(f64::INFINITY),
            "Date" => Value::Date(self.temporal(name)?),
            "LocalTime" => Value::LocalTime(self.temporal(name)?),
            "Time" => Value::Time(self.temporal(name)?),
            "LocalDateTime" => Value::LocalDateTime(self.temporal(name)?),
            "DateTime" => Value::DateTime(std::sync::Arc::new(self.temporal(name)?)),
            "Duration" => Value::Duration(std::sync::Arc::new(self.temporal(name)?)),
            _ => return self.wrong_at(place, "a value is wanted here"),
        })
    }

    fn temporal<T: FromStr>(&mut self, name: &str) -> Read<T> {
        self.mark('(')?;
        self.space()?;
        let place = self.at;
        let text = self.string()?;
        self.end()?;
        text.parse().or_else(|_| self.wrong_at(place, &format!("`{text}` is not the text of a {name}")))
    }

    fn numeric(&mut self) -> Read<Value> {
        let place = self.at;
        let rest = &self.text.as_bytes()[place..];
        let signed = usize::from(matches!(rest.first(), Some(b'-' | b'+')));
        for (word, value) in [("inf", f64::INFINITY), ("NaN", f64::NAN)] {
            if rest[signed..].starts_with(word.as_bytes()) {
                self.at += signed + word.len();
                return Ok(Value::Float(if rest[0] == b'-' { -value } else { value }));
            }
        }
        let digits = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.' | b'+' | b'-');
        let length = rest.iter().take_while(|c| digits(c)).count();
        self.at += length;
        let written = &self.text[place..self.at];
        let text: Cow<'_, str> =
            if written.contains('_') { written.replace('_', "").into() } else { written.into() };
        let bare = text.trim_start_matches(['-', '+']);
        for (prefix, base) in [("0x", 16), ("0o", 8), ("0b", 2)] {
            if let Some(digits) = bare.strip_prefix(prefix) {
                let sign = if text.starts_with('-') { "-" } else { "" };
                return match i64::from_str_radix(&format!("{sign}{digits}"), base) {
                    Ok(number) => Ok(Value::Integer(number)),
                    Err(_) => self.wrong_at(place, &format!("`{written}` is no 64-bit integer")),
                };
            }
        }
        if bare.contains(['.', 'e', 'E']) {
            match text.parse::<f64>() {
                Ok(number) => Ok(Value::Float(number)),
                Err(_) => self.wrong_at(place, &format!("`{written}` is no number")),
            }
        } else {
            match text.parse::<i64>() {
                Ok(number) => Ok(Value::Integer(number)),
                Err(_) => self.wrong_at(place, &format!("`{written}` is no 64-bit integer")),
            }
        }
    }

    fn number(&mut self) -> Read<u64> {
        let length = self.text.as_bytes()[self.at..].iter().take_while(|c| c.is_ascii_digit()).count();
        match self.text[self.at..self.at + length].parse() {
            Ok(number) => {
                self.at += length;
                Ok(number)
            }
            Err(_) => self.wrong("a number is wanted here"),
        }
    }
    fn id(&mut self) -> Read<u32> {
        let place = self.at;
        let number = self.number()?;
        // The last number is no index of petgraph's.
        match u32::try_from(number) {
            Ok(id) if id < u32::MAX => Ok(id),
            _ => self.wrong_at(place, "this number is too large"),
        }
    }

    /// A string; borrowed where nothing in it is escaped.
    fn string(&mut self) -> Read<Cow<'t, str>> {
        self.space()?;
        let (text, bytes) = (self.text, self.text.as_bytes());
        let place = self.at;
        match self.peek() {
            Some(b'"') => {}
            Some(b'r') => return self.raw_string(),
            _ => return self.wrong("a string is wanted here"),
        }
        self.at += 1;
        let mut from = self.at;
        let mut owned: Option<String> = None;
        loop {
            let Some(found) = bytes[self.at..].iter().position(|b| matches!(b, b'"' | b'\\')) else {
                return self.wrong_at(place, "this string has no end");
            };
            let stop = self.at + found;
            if bytes[stop] == b'"' {
                self.at = stop + 1;
                return Ok(match owned {
                    None => Cow::Borrowed(&text[from..stop]),
                    Some(mut owned) => {
                        owned.push_str(&text[from..stop]);
                        Cow::Owned(owned)
                    }
                });
            }
            let owned = owned.get_or_insert_default();
            owned.push_str(&text[from..stop]);
            self.at = stop + 1;
            let c = self.escape(stop)?;
            owned.extend(c);
            from = self.at;
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self, place: usize) -> Read<Option<char>> {
        let Some(c) = self.text[self.at..].chars().next() else {
            return self.wrong_at(place, "this string has no end");
        };
        self.at += c.len_utf8();
        Ok(Some(match c {
            '"' | '\\' | '\'' => c,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'x' => {
                let code =
                    self.text.get(self.at..self.at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                match code {
                    Some(code) => {
                        self.at += 2;
                        code as char
                    }
                    None => return self.wrong_at(place, "two hexadecimal digits are wanted after `\\x`"),
                }
            }
            'u' => {
                let rest = &self.text[self.at..];
                let hex = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(hex, _)| hex);
                let found = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
                match (hex, found) {
                    (Some(hex), Some(c)) => {
                        self.at += hex.len() + 2;
                        c
                    }
                    _ => {
                        return self
                            .wrong_at(place, "`\\u{…}` with the number of a character is wanted here");
                    }
                }
            }
            // A line that goes on in the next.
            '\n' => {
                let rest = &self.text[self.at..];
                self.at += rest.len() - rest.trim_start().len();
                return Ok(None);
            }
            _ => return self.wrong_at(place, "there is no such escape"),
        }))
    }

    fn raw_string(&mut self) -> Read<Cow<'t, str>> {
        let place = self.at;
        let rest = &self.text[place + 1..];
        let hashes = rest.bytes().take_while(|b| *b == b'#').count();
        let end = format!("\"{}", "#".repeat(hashes));
        let inside = rest[hashes..].strip_prefix('"');
        match inside.and_then(|inside| inside.find(&end).map(|length| &inside[..length])) {
            Some(inside) => {
                self.at = place + 1 + hashes + 1 + inside.len() + end.len();
                Ok(Cow::Borrowed(inside))
            }
            None => self.wrong_at(place, "a string is wanted here"),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// White space and comments.
    fn space(&mut self) -> Read<()> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                Some(b'/') if self.text[self.at..].starts_with("//") => {
                    let rest = &self.text[self.at..];
                    self.at += rest.find('\n').unwrap_or(rest.len());
                }
                Some(b'/') if self.text[self.at..].starts_with("/*") => self.block_comment()?,
                _ => return Ok(()),
            }
        }
    }
    fn block_comment(&mut self) -> Read<()> {
        let place = self.at;
        let mut depth = 0;
        loop {
            let rest = &self.text[self.at..];
            if rest.starts_with("/*") {
                (depth, self.at) = (depth + 1, self.at + 2);
            } else if rest.starts_with("*/") {
                (depth, self.at) = (depth - 1, self.at + 2);
                if depth == 0 {
                    return Ok(());
                }
            } else if let Some(c) = rest.chars().next() {
                self.at += c.len_utf8();
            } else {
                return self.wrong_at(place, "this comment has no end");
            }
        }
    }

    fn mark(&mut self, mark: char) -> Read<()> {
        self.space()?;
        if self.peek() == Some(mark as u8) {
            self.at += 1;
            return Ok(());
        }
        if self.at == self.text.len() {
            return self.wrong(&format!("the file ends here, but `{mark}` is wanted: it is not whole"));
        }
        self.wrong(&format!("`{mark}` is wanted here"))
    }
    /// Takes a closing bracket, if it is the next.
    fn closes(&mut self, mark: char) -> Read<bool> {
        self.space()?;
        let closes = self.peek() == Some(mark as u8);
        self.at += usize::from(closes);
        Ok(closes)
    }
    /// A comma, unless the closing bracket is the next.
    fn comma(&mut self, close: char) -> Read<()> {
        self.space()?;
        if self.peek() == Some(close as u8) { Ok(()) } else { self.mark(',') }
    }
    fn word(&mut self, word: &str, message: &str) -> Read<()> {
        self.space()?;
        let rest = &self.text[self.at..];
        let whole = rest
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
        if whole {
            self.at += word.len();
            return Ok(());
        }
        if rest.is_empty() && self.at > 0 {
            return self.wrong("the file ends here: it is not whole");
        }
        self.wrong(message)
    }

    fn wrong<T>(&self, message: &str) -> Read<T> {
        self.wrong_at(self.at, message)
    }
    #[cold]
    fn wrong_at<T>(&self, at: usize, message: &str) -> Read<T> {
        Err(Problem::At(at, message.into()))
    }
}
