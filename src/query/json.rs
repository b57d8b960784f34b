//! Values as JSON and back.
//!
//! Two dialects: [`Dialect::Tagged`] loses nothing, integers of 64 bits, kinds of temporals, nodes and all (the
//! protocol of `standpoint serve`); [`Dialect::Plain`] is what a person or `jq` expects, temporals as text and nodes as
//! objects. In both, `1.0` stays a float, and control characters are escaped also where JSON would allow them.

use super::functions::Entities;
use crate::graph::{Map, NodeId, Path, RelationshipId, Value};
use rustc_hash::FxHashSet;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::{Cell, RefCell};
use std::fmt::{self, Write};
use std::sync::Arc;

/// How values that JSON does not have are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `{"$date":"2026-03-31"}`, `{"$float":"NaN"}`, `{"$node":{…}}`: nothing is lost.
    Tagged,
    /// `"2026-03-31"`, `"NaN"`, `{"id":…,"labels":…,"properties":…}`: easy to read.
    Plain,
}

/// A value as JSON text.
pub fn to_string(value: &Value, graph: &dyn Entities, dialect: Dialect) -> String {
    let mut out = String::new();
    write(&mut out, value, graph, dialect);
    out
}

/// Appends a value as JSON text.
pub fn write(out: &mut String, value: &Value, graph: &dyn Entities, dialect: Dialect) {
    Writer { out, graph, dialect }.value(value);
}

/// Appends a text as a JSON string.
pub fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // JSON demands it only below U+0020; terminals obey U+0080 to U+009F too, and readers are misled by
            // marks that turn the direction of writing.
            c if c.is_control() || is_direction_mark(c) => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Invisible marks that change the direction in which what follows is shown.
pub(crate) fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

struct Writer<'w> {
    out: &'w mut String,
    graph: &'w dyn Entities,
    dialect: Dialect,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Boolean(b) => self.out.push_str(if *b { "true" } else { "false" }),
            Value::Integer(i) => {
                let _ = write!(self.out, "{i}");
            }
            Value::Float(f) if f.is_finite() => {
                let _ = write!(self.out, "{f:?}");
            }
            Value::Float(f) => {
                let name = match f {
                    f if f.is_nan() => "NaN",
                    f if *f > 0.0 => "Infinity",
                    _ => "-Infinity",
                };
                self.tagged("$float", name);
            }
            Value::String(text) => write_text(self.out, text),
            Value::List(items) => self.array(items.iter(), |w, item| w.value(item)),
            Value::Map(map) => {
                let ambiguous = self.dialect == Dialect::Tagged && map.keys().any(|key| key.starts_with('$'));
                if ambiguous {
                    self.out.push_str("{\"$map\":");
                }
                self.map(map);
                if ambiguous {
                    self.out.push('}');
                }
            }
            Value::Node(node) => self.entity("$node", |w| w.node(*node)),
            Value::Relationship(relationship) => self.entity("$rel", |w| w.relationship(*relationship)),
            Value::Path(path) => self.entity("$path", |w| w.path(path)),
            Value::Date(d) => self.tagged("$date", &d.to_string()),
            Value::LocalTime(t) => self.tagged("$localtime", &t.to_string()),
            Value::Time(t) => self.tagged("$time", &t.to_string()),
            Value::LocalDateTime(t) => self.tagged("$localdatetime", &t.to_string()),
            Value::DateTime(t) => self.tagged("$datetime", &t.to_string()),
            Value::Duration(d) => self.tagged("$duration", &d.to_string()),
        }
    }

    fn tagged(&mut self, tag: &str, text: &str) {
        self.entity(tag, |w| write_text(w.out, text));
    }

    /// An object of one key in the tagged dialect, what is under the key alone in the plain one.
    fn entity(&mut self, tag: &str, inner: impl FnOnce(&mut Self)) {
        if self.dialect == Dialect::Plain {
            return inner(self);
        }
        let _ = write!(self.out, "{{\"{tag}\":");
        inner(self);
        self.out.push('}');
    }

    fn array<T>(&mut self, items: impl Iterator<Item = T>, each: impl Fn(&mut Self, T)) {
        self.out.push('[');
        for (i, item) in items.enumerate() {
            if i > 0 {
                self.out.push(',');
            }
            each(self, item);
        }
        self.out.push(']');
    }

    fn map(&mut self, map: &Map) {
        self.out.push('{');
        for (i, (key, value)) in map.iter().enumerate() {
            if i > 0 {
                self.out.push(',');
            }
            write_text(self.out, key);
            self.out.push(':');
            self.value(value);
        }
        self.out.push('}');
    }

    fn properties(&mut self, properties: Option<Map>) {
        self.out.push_str(",\"properties\":");
        self.map(&properties.unwrap_or_default());
        self.out.push('}');
    }

    fn node(&mut self, node: NodeId) {
        let _ = write!(self.out, "{{\"id\":{},\"labels\":", node.0);
        let labels = self.graph.labels(node).unwrap_or_default();
        self.array(labels.iter(), |w, label| write_text(w.out, label));
        self.properties(self.graph.node_properties(node));
    }

    fn relationship(&mut self, relationship: RelationshipId) {
        let _ = write!(self.out, "{{\"id\":{},\"type\":", relationship.0);
        write_text(self.out, &self.graph.relationship_type(relationship).unwrap_or_default());
        if let Some((start, end)) = self.graph.ends(relationship) {
            let _ = write!(self.out, ",\"start\":{},\"end\":{}", start.0, end.0);
        }
        self.properties(self.graph.relationship_properties(relationship));
    }

    fn path(&mut self, path: &Path) {
        let rels = if self.dialect == Dialect::Tagged { "rels" } else { "relationships" };
        self.out.push_str("{\"nodes\":");
        self.array(path.nodes.iter(), |w, node| w.value(&Value::Node(*node)));
        let _ = write!(self.out, ",\"{rels}\":");
        self.array(path.relationships.iter(), |w, r| w.value(&Value::Relationship(*r)));
        self.out.push('}');
    }
}

/// The value of a JSON text in the tagged dialect (plain JSON is a part of it). Nodes, relationships and paths cannot be
/// read: they are nothing without their graph.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn from_json(json: &serde_json::Value) -> Result<Value, String> {
    let reader = Reader::default();
    reader.deserialize(json).map_err(|error: serde_json::Error| error.to_string())
}

/// Reads values of the tagged dialect from any source of serde's, straight into values of the query language. Keys that
/// come again and again, as in a list of rows, are kept once.
#[derive(Debug, Default)]
pub struct Reader {
    keys: RefCell<FxHashSet<Arc<str>>>,
    /// How many entries the last map had: the next one is likely to have as many.
    entries: Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for &Reader {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(Reading { reader: self, tags: true })
    }
}

impl Reader {
    /// A value from a source.
    ///
    /// # Errors
    /// Those of the source, and a sentence that says what is wrong.
    pub fn deserialize<'de, D: Deserializer<'de>>(&self, from: D) -> Result<Value, D::Error> {
        DeserializeSeed::deserialize(self, from)
    }
    /// For an object that is a map whatever its keys.
    pub(crate) fn object(&self) -> Reading<'_> {
        Reading { reader: self, tags: false }
    }
}

/// A value about to be read; with `tags`, an object of one key that begins with `$` stands for what JSON does not have.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'r> {
    reader: &'r Reader,
    tags: bool,
}

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        let fits = i64::try_from(value).map(Value::Integer);
        fits.map_err(|_| E::custom(format!("{value} does not fit in a signed 64-bit integer")))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::string(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Reading { tags: true, ..self })? {
            values.push(value);
        }
        Ok(values.into())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::with_capacity_and_hasher(self.reader.entries.get(), Default::default());
        let mut raw = false;
        while let Some(key) = entries.next_key_seed(KeyOf(self.reader))? {
            if raw {
                return Err(A::Error::custom("`$map` stands alone in its object"));
            }
            raw = self.tags && map.is_empty() && &*key == "$map";
            let value = entries.next_value_seed(Reading { tags: !raw, ..self })?;
            map.insert(key, value);
        }
        self.reader.entries.set(map.len().min(64));
        if self.tags
            && map.len() == 1
            && let Some((tag, value)) = map.first()
            && tag.starts_with('$')
        {
            return from_tagged(tag, value).map_err(A::Error::custom);
        }
        Ok(map.into())
    }
}

/// A key of an object, kept once.
struct KeyOf<'r>(&'r Reader);

impl<'de> DeserializeSeed<'de> for KeyOf<'_> {
    type Value = Arc<str>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Arc<str>, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeyOf<'_> {
    type Value = Arc<str>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E: Error>(self, key: &str) -> Result<Arc<str>, E> {
        let mut keys = self.0.keys.borrow_mut();
        if let Some(known) = keys.get(key) {
            return Ok(known.clone());
        }
        let key: Arc<str> = key.into();
        keys.insert(key.clone());
        Ok(key)
    }
}

fn from_tagged(tag: &str, inner: &Value) -> Result<Value, String> {
    if tag == "$map" {
        return match inner {
            Value::Map(_) => Ok(inner.clone()),
            _ => Err("`$map` holds an object".to_owned()),
        };
    }
    let Some(text) = inner.as_str() else { return Err(format!("`{tag}` holds a string")) };
    fn read<T: std::str::FromStr<Err: std::fmt::Display> + Into<Value>>(text: &str) -> Result<Value, String> {
        text.parse::<T>().map(Into::into).map_err(|error| error.to_string())
    }
    match tag {
        "$int" => text.parse().map(Value::Integer).map_err(|_| format!("`{text}` is no 64-bit integer")),
        "$float" => match text {
            "NaN" => Ok(Value::Float(f64::NAN)),
            "Infinity" => Ok(Value::Float(f64::INFINITY)),
            "-Infinity" => Ok(Value::Float(f64::NEG_INFINITY)),
            _ => text.parse().map(Value::Float).map_err(|_| format!("`{text}` is no float")),
        },
        "$date" => read::<crate::graph::temporal::Date>(text),
        "$localtime" => read::<crate::graph::temporal::LocalTime>(text),
        "$time" => read::<crate::graph::temporal::Time>(text),
        "$localdatetime" => read::<crate::graph::temporal::LocalDateTime>(text),
        "$datetime" => read::<crate::graph::temporal::DateTime>(text),
        "$duration" => read::<crate::graph::temporal::Duration>(text),
        _ => Err(format!("`{tag}` is unknown here")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Graph;
    use crate::query::operators::equivalent;
    use proptest::prelude::*;

    fn back(value: &Value) -> Value {
        let text = to_string(value, &Graph::new(), Dialect::Tagged);
        from_json(&serde_json::from_str(&text).unwrap()).unwrap()
    }

    #[test]
    fn numbers_keep_their_type_and_all_their_bits() {
        for value in
            [Value::Integer(i64::MAX), Value::Integer(i64::MIN), Value::Float(1.0), Value::Float(1e300)]
        {
            assert_eq!(back(&value), value);
        }
        assert_eq!(to_string(&Value::Float(1.0), &Graph::new(), Dialect::Plain), "1.0");
        assert!(matches!(back(&Value::Float(f64::NAN)), Value::Float(f) if f.is_nan()));
        assert!(from_json(&serde_json::json!(u64::MAX)).is_err());
        assert_eq!(
            from_json(&serde_json::json!({"$int": "9223372036854775807"})),
            Ok(Value::Integer(i64::MAX))
        );
    }

    #[test]
    fn keys_with_a_dollar_are_no_tags() {
        for value in [
            Value::map([("$date", Value::string("2026-03-31"))]),
            Value::map([("$map", Value::map([("$int", Value::Null)]))]),
        ] {
            assert_eq!(back(&value), value);
        }
    }

    #[test]
    fn nodes_relationships_and_paths_are_written_with_all_they_have() {
        let mut graph = Graph::new();
        let properties = |name: &str| [("name".into(), Value::string(name))].into_iter().collect::<Map>();
        let kyiv = graph.add_node(["Actor"], properties("Kyiv"));
        let pause = graph.add_node(["Claim"], Map::default());
        let warns = graph.add_relationship("WARNS_ABOUT", kyiv, pause, Map::default());
        let path = Path { nodes: vec![kyiv, pause], relationships: vec![warns] };
        let text = to_string(&path.into(), &graph, Dialect::Tagged);
        assert_eq!(
            text,
            r#"{"$path":{"nodes":[{"$node":{"id":0,"labels":["Actor"],"properties":{"name":"Kyiv"}}},{"$node":{"id":1,"labels":["Claim"],"properties":{}}}],"rels":[{"$rel":{"id":0,"type":"WARNS_ABOUT","start":0,"end":1,"properties":{}}}]}}"#
        );
        assert_eq!(
            to_string(&kyiv.into(), &graph, Dialect::Plain),
            r#"{"id":0,"labels":["Actor"],"properties":{"name":"Kyiv"}}"#
        );
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        let value = Value::string("a\u{1b}[31m\u{9b}2J\u{202e}\u{7f}");
        assert_eq!(to_string(&value, &Graph::new(), Dialect::Plain), r#""a\u001b[31m\u009b2J\u202e\u007f""#);
        assert_eq!(back(&value), value);
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            (-800_000..800_000i64).prop_map(|days| crate::graph::temporal::Date { days }.into()),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[$a-c]{1,3}", inner), 0..4).prop_map(Value::map),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in any_value()) {
            prop_assert!(equivalent(&back(&value), &value));
        }
    }
}
