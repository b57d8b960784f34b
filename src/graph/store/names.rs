//! Interned names (labels, relationship types, property keys) and interned sets of them.

use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Names and their numbers, in the order in which they were first seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    names: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u32>,
}

impl Names {
    /// The number of a name, if it was ever seen.
    pub(super) fn get(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }
    /// The number of a name, which becomes known.
    pub(super) fn intern(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len() as u32;
        let name: Arc<str> = name.into();
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }
    /// The name of a number given out by `intern`.
    pub(super) fn name(&self, number: u32) -> &Arc<str> {
        &self.names[number as usize]
    }
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Interned sorted sets of small numbers: most nodes share one of a few sets of labels and of keys, so each entity
/// keeps only the set's number. Number 0 is the empty set.
#[derive(Debug, Clone)]
pub(super) struct Sets {
    sets: Vec<Arc<[u32]>>,
    numbers: FxHashMap<Arc<[u32]>, u32>,
    with: FxHashMap<(u32, u32), u32>,
}

impl Default for Sets {
    fn default() -> Self {
        let empty: Arc<[u32]> = Arc::from([]);
        Sets {
            sets: vec![empty.clone()],
            numbers: FxHashMap::from_iter([(empty, 0)]),
            with: FxHashMap::default(),
        }
    }
}

impl Sets {
    pub(super) fn members(&self, set: u32) -> &[u32] {
        &self.sets[set as usize]
    }
    pub(super) fn contains(&self, set: u32, member: u32) -> bool {
        // Sets are short: a plain walk is faster than a binary search.
        self.sets[set as usize].contains(&member)
    }
    fn intern(&mut self, members: Vec<u32>) -> u32 {
        let members: Arc<[u32]> = members.into();
        if let Some(&number) = self.numbers.get(&members) {
            return number;
        }
        let number = self.sets.len() as u32;
        self.sets.push(members.clone());
        self.numbers.insert(members, number);
        number
    }
    /// The set with one member more.
    pub(super) fn with(&mut self, set: u32, member: u32) -> u32 {
        if let Some(&found) = self.with.get(&(set, member)) {
            return found;
        }
        let members = &self.sets[set as usize];
        let found = match members.binary_search(&member) {
            Ok(_) => set,
            Err(place) => {
                let mut members = members.to_vec();
                members.insert(place, member);
                self.intern(members)
            }
        };
        self.with.insert((set, member), found);
        found
    }
    /// The set with one member fewer.
    pub(super) fn without(&mut self, set: u32, member: u32) -> u32 {
        match self.sets[set as usize].binary_search(&member) {
            Ok(place) => {
                let mut members = self.sets[set as usize].to_vec();
                members.remove(place);
                self.intern(members)
            }
            Err(_) => set,
        }
    }
}
