//! Plans of queries that ran before, for programs that ask the same again and again.

use super::ast::Query;
use super::check::Warning;
use super::plan::Prepared;
use crate::graph::Graph;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

/// The most plans that are kept.
const MOST: usize = 256;

/// A store of plans by the text of their query. Clones share it; it may serve several graphs.
#[derive(Clone, Default)]
pub struct PlanCache {
    plans: Arc<Mutex<FxHashMap<String, Cached>>>,
}

/// A query that is ready to run.
#[derive(Clone)]
pub(super) struct Cached {
    pub(super) query: Arc<Query>,
    pub(super) prepared: Arc<Prepared>,
    pub(super) warnings: Arc<[Warning]>,
    graph: State,
}

/// What a plan was made from. Names have numbers that never change within a graph, but a name that came after the plan
/// has none in it; and a graph that has grown much may want another order.
#[derive(Clone, Copy, PartialEq)]
struct State {
    identity: u64,
    names: u32,
    sizes: (u32, u32),
    /// Every change counts here: warnings speak of what the graph has at the moment.
    version: u64,
}

impl State {
    fn of(graph: &Graph) -> Self {
        let size = |count: usize| usize::BITS - count.leading_zeros();
        State {
            identity: graph.identity(),
            names: graph.name_count(),
            sizes: (size(graph.node_count()), size(graph.relationship_count())),
            version: graph.version(),
        }
    }
}

impl PlanCache {
    /// The plan of a query, if it still holds for the graph; `warnings` makes new ones where the graph has changed.
    pub(super) fn get(
        &self,
        text: &str,
        graph: &Graph,
        warnings: impl FnOnce(&Query) -> Vec<Warning>,
    ) -> Option<Cached> {
        let now = State::of(graph);
        let mut plans = self.plans.lock().unwrap_or_else(|error| error.into_inner());
        let found = plans.get_mut(text)?;
        if (State { version: now.version, ..found.graph }) != now {
            plans.remove(text);
            return None;
        }
        if found.graph.version != now.version {
            found.warnings = warnings(&found.query).into();
            found.graph = now;
        }
        Some(found.clone())
    }

    pub(super) fn put(
        &self,
        text: &str,
        graph: &Graph,
        query: Query,
        prepared: Prepared,
        warnings: Vec<Warning>,
    ) -> Cached {
        let cached = Cached {
            query: Arc::new(query),
            prepared: Arc::new(prepared),
            warnings: warnings.into(),
            graph: State::of(graph),
        };
        // A procedure may be declared anew under its name at any time.
        if !cached.prepared.calls {
            let mut plans = self.plans.lock().unwrap_or_else(|error| error.into_inner());
            if plans.len() >= MOST {
                plans.clear();
            }
            plans.insert(text.to_owned(), cached.clone());
        }
        cached
    }
}

impl fmt::Debug for PlanCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plans = self.plans.lock().unwrap_or_else(|error| error.into_inner());
        write!(f, "PlanCache {{ {} plans }}", plans.len())
    }
}
