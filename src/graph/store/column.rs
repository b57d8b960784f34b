//! The values of one property key over all nodes, or over all relationships.
//!
//! A key that many entities have is kept as one typed vector over their numbers: a float costs eight bytes, a
//! repeated text four. A key that few have, or whose values differ in type, is kept value by value.

use crate::graph::Value;
use rustc_hash::FxHashMap;
use std::sync::Arc;

const ABSENT: u32 = u32::MAX;
/// Below this many values a column stays sparse.
const DENSE_FROM: usize = 256;
/// A dictionary is given up for plain texts when it has more entries than this and more than half of the values.
const DICTIONARY_FROM: usize = 4096;

/// A column of values by entity number.
#[derive(Debug, Clone)]
pub(crate) enum Column {
    /// Few values, or values of several types.
    Sparse(FxHashMap<u32, Value>),
    /// Only integers.
    Integers(Vec<i64>, Present),
    /// Only floats.
    Floats(Vec<f64>, Present),
    /// Only texts, many of them equal: numbers of a dictionary, `u32::MAX` where there is none.
    Codes(Vec<u32>, Dictionary),
    /// Only texts, most of them different.
    Texts(Vec<Option<Arc<str>>>, usize),
    /// Anything; `Null` where there is none.
    Mixed(Vec<Value>, usize),
}

/// Which entries of a typed vector hold a value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Present {
    words: Vec<u64>,
    count: usize,
}

impl Present {
    #[inline]
    pub(crate) fn get(&self, at: u32) -> bool {
        self.words.get(at as usize / 64).is_some_and(|w| w >> (at % 64) & 1 == 1)
    }
    fn set(&mut self, at: u32, value: bool) {
        let word = at as usize / 64;
        if word >= self.words.len() {
            if !value {
                return;
            }
            self.words.resize(word + 1, 0);
        }
        let (bit, was) = (1u64 << (at % 64), self.get(at));
        match (was, value) {
            (false, true) => (self.words[word] |= bit, self.count += 1).0,
            (true, false) => (self.words[word] &= !bit, self.count -= 1).0,
            _ => {}
        }
    }
}

/// The different texts of a column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dictionary {
    texts: Vec<Arc<str>>,
    codes: FxHashMap<Arc<str>, u32>,
    count: usize,
}

impl Dictionary {
    /// The text of a code.
    #[inline]
    pub(crate) fn text(&self, code: u32) -> &Arc<str> {
        &self.texts[code as usize]
    }
    /// How many different texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }
    /// The code of a text, if any value has it.
    pub(crate) fn code(&self, text: &str) -> Option<u32> {
        self.codes.get(text).copied()
    }
    fn intern(&mut self, text: &Arc<str>) -> u32 {
        if let Some(&code) = self.codes.get(text) {
            return code;
        }
        let code = self.texts.len() as u32;
        self.texts.push(text.clone());
        self.codes.insert(text.clone(), code);
        code
    }
}

impl Default for Column {
    fn default() -> Self {
        Column::Sparse(FxHashMap::default())
    }
}

/// Makes a vector long enough for an entry and gives the entry.
fn entry<T: Clone>(values: &mut Vec<T>, at: u32, filler: T) -> &mut T {
    let at = at as usize;
    if at >= values.len() {
        values.resize(at + 1, filler);
    }
    &mut values[at]
}

impl Column {
    /// The value of an entity; `Null` where it has none.
    #[inline]
    pub(crate) fn get(&self, at: u32) -> Value {
        match self {
            Column::Sparse(values) => values.get(&at).cloned().unwrap_or_default(),
            Column::Integers(values, present) if present.get(at) => Value::Integer(values[at as usize]),
            Column::Floats(values, present) if present.get(at) => Value::Float(values[at as usize]),
            Column::Codes(codes, dictionary) => match codes.get(at as usize) {
                Some(&code) if code != ABSENT => Value::String(dictionary.text(code).clone()),
                _ => Value::Null,
            },
            Column::Texts(texts, _) => match texts.get(at as usize) {
                Some(Some(text)) => Value::String(text.clone()),
                _ => Value::Null,
            },
            Column::Mixed(values, _) => values.get(at as usize).cloned().unwrap_or_default(),
            _ => Value::Null,
        }
    }

    /// The text of an entity, where the column holds a text there; no text is copied or counted.
    #[inline]
    pub(crate) fn text(&self, at: u32) -> Option<&Arc<str>> {
        match self {
            Column::Codes(codes, dictionary) => match codes.get(at as usize) {
                Some(&code) if code != ABSENT => Some(dictionary.text(code)),
                _ => None,
            },
            Column::Texts(texts, _) => texts.get(at as usize)?.as_ref(),
            Column::Sparse(values) => match values.get(&at) {
                Some(Value::String(text)) => Some(text),
                _ => None,
            },
            Column::Mixed(values, _) => match values.get(at as usize) {
                Some(Value::String(text)) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// How many entities have a value.
    pub(crate) fn count(&self) -> usize {
        match self {
            Column::Sparse(values) => values.len(),
            Column::Integers(_, present) | Column::Floats(_, present) => present.count,
            Column::Codes(_, dictionary) => dictionary.count,
            Column::Texts(_, count) | Column::Mixed(_, count) => *count,
        }
    }

    /// Sets or, with `Null`, removes the value of an entity, and gives the old one.
    pub(crate) fn set(&mut self, at: u32, value: Value) -> Value {
        let old = self.get(at);
        let (had, has) = (old != Value::Null, value != Value::Null);
        // A type that does not fit the vector makes the column mixed.
        if !self.takes(&value) {
            self.mix();
        }
        match (&mut *self, value) {
            (Column::Sparse(values), Value::Null) => drop(values.remove(&at)),
            (Column::Sparse(values), value) => {
                values.insert(at, value);
                if values.len() >= DENSE_FROM && values.len().is_power_of_two() {
                    self.densify();
                }
            }
            (Column::Integers(_, present) | Column::Floats(_, present), Value::Null) => {
                present.set(at, false)
            }
            (Column::Integers(values, present), Value::Integer(value)) => {
                *entry(values, at, 0) = value;
                present.set(at, true);
            }
            (Column::Floats(values, present), Value::Float(value)) => {
                *entry(values, at, 0.0) = value;
                present.set(at, true);
            }
            (Column::Codes(codes, dictionary), Value::Null) => {
                if had {
                    codes[at as usize] = ABSENT;
                    dictionary.count -= 1;
                }
            }
            (Column::Codes(codes, dictionary), Value::String(text)) => {
                *entry(codes, at, ABSENT) = dictionary.intern(&text);
                dictionary.count += usize::from(!had);
                if dictionary.len() > DICTIONARY_FROM && dictionary.len() > dictionary.count / 2 {
                    let texts = codes.iter().map(|&c| (c != ABSENT).then(|| dictionary.text(c).clone()));
                    *self = Column::Texts(texts.collect(), dictionary.count);
                }
            }
            (Column::Texts(texts, count), value) => {
                let text = match value {
                    Value::String(text) => Some(text),
                    _ => None,
                };
                if has || had {
                    *entry(texts, at, None) = text;
                }
                *count = *count + usize::from(has) - usize::from(had);
            }
            (Column::Mixed(values, count), value) => {
                if has || had {
                    *entry(values, at, Value::Null) = value;
                }
                *count = *count + usize::from(has) - usize::from(had);
            }
            _ => unreachable!("the column was made mixed above"),
        }
        old
    }

    /// Sets a text, without making a new one where the column has it already.
    pub(crate) fn set_text(&mut self, at: u32, text: &str) {
        if let Column::Codes(codes, dictionary) = self
            && let Some(code) = dictionary.code(text)
        {
            let place = entry(codes, at, ABSENT);
            dictionary.count += usize::from(*place == ABSENT);
            *place = code;
            return;
        }
        self.set(at, Value::String(text.into()));
    }

    fn takes(&self, value: &Value) -> bool {
        matches!(
            (self, value),
            (Column::Sparse(_) | Column::Mixed(..), _)
                | (_, Value::Null)
                | (Column::Integers(..), Value::Integer(_))
                | (Column::Floats(..), Value::Float(_))
                | (Column::Codes(..) | Column::Texts(..), Value::String(_))
        )
    }

    fn mix(&mut self) {
        let count = self.count();
        let len = match self {
            Column::Integers(values, _) => values.len(),
            Column::Floats(values, _) => values.len(),
            Column::Codes(codes, _) => codes.len(),
            Column::Texts(texts, _) => texts.len(),
            Column::Sparse(_) | Column::Mixed(..) => return,
        };
        *self = Column::Mixed((0..len as u32).map(|at| self.get(at)).collect(), count);
    }

    /// Turns a sparse column into a typed vector if that is not mostly holes.
    fn densify(&mut self) {
        let Column::Sparse(values) = &*self else { return };
        let len = values.keys().max().map_or(0, |m| *m as usize + 1);
        if values.len() * 8 < len {
            return;
        }
        let mut dense = if values.values().all(|v| matches!(v, Value::Integer(_))) {
            Column::Integers(vec![0; len], Present::default())
        } else if values.values().all(|v| matches!(v, Value::Float(_))) {
            Column::Floats(vec![0.0; len], Present::default())
        } else if values.values().all(|v| matches!(v, Value::String(_))) {
            Column::Codes(vec![ABSENT; len], Dictionary::default())
        } else {
            Column::Mixed(vec![Value::Null; len], 0)
        };
        // By number, so that the dictionary's codes do not depend on the order of a hash map.
        let mut numbers: Vec<u32> = values.keys().copied().collect();
        numbers.sort_unstable();
        for at in numbers {
            dense.set(at, values[&at].clone());
        }
        *self = dense;
    }
}
