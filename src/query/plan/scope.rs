//! Names in scope and the slots they stand for.

use super::Slot;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The variables that a clause sees; alphabetical, as `*` lists them.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    names: BTreeMap<Arc<str>, Slot>,
}

impl Scope {
    pub(super) fn get(&self, name: &str) -> Option<Slot> {
        self.names.get(name).copied()
    }
    pub(super) fn bind(&mut self, name: Arc<str>, slot: Slot) {
        self.names.insert(name, slot);
    }
    /// Names and slots in alphabetical order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, Slot)> + '_ {
        self.names.iter().map(|(name, slot)| (name, *slot))
    }
    /// The slots that a row must keep to keep these variables, each once.
    pub(super) fn slots(&self) -> Vec<Slot> {
        let mut slots: Vec<Slot> = self.names.values().copied().collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }
    /// This scope with the names of another over it.
    pub(super) fn overlaid(&self, over: &Scope) -> Scope {
        let mut both = self.clone();
        both.names.extend(over.names.iter().map(|(name, slot)| (name.clone(), *slot)));
        both
    }
}
