//! From a query's text to its rows.

use super::ast::{Mode, Query};
use super::cache::{Cached, PlanCache};
use super::check::{Catalogue, Names, Signature, Warning, check, warnings};
use super::exec::{Access, Boxed, Cx, Fault, Limits, cursor};
use super::functions::Clock;
use super::plan::{PlanStep, Prepared, describe, prepare};
use super::procedures::Procedures;
use super::{Detail, ErrorKind, Phase, QueryError};
use crate::graph::temporal::DateTime;
use crate::graph::{Changes, Graph, Map, Value};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// How a query is to be run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The procedures that it may call.
    pub procedures: Arc<Procedures>,
    /// Set to true from elsewhere, it stops the query.
    pub cancel: Option<Arc<AtomicBool>>,
    /// How long it may run.
    pub time_limit: Option<Duration>,
    /// How many bytes its operators may hold at a time.
    pub memory_limit: Option<usize>,
    /// What `date()` and its like take for now; the computer's clock where it is `None`.
    pub now: Option<DateTime>,
    /// Where the sequence of `rand()` begins.
    pub seed: u64,
    /// Plans of queries that ran with these options, or with clones of them, before.
    pub plans: PlanCache,
}

/// What a query gave, whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// The names of the columns: the alias, or the text of the expression as written.
    pub columns: Vec<Arc<str>>,
    /// The rows, a value for each column.
    pub rows: Vec<Vec<Value>>,
    /// What it changed in the graph.
    pub changes: Changes,
    /// Names in the query that the graph has nowhere.
    pub warnings: Vec<Warning>,
    /// The plan, for a query that begins with EXPLAIN or PROFILE.
    pub plan: Option<PlanStep>,
}

/// The rows of a query that only reads, one by one as they are computed.
pub struct Rows<'g> {
    prepared: Arc<Prepared>,
    cx: Cx<'g>,
    cursor: Boxed,
    row: Vec<Value>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Open,
    Done,
}

impl Graph {
    /// Runs a query, which may change the graph. It changes all that it says or, where it fails, nothing.
    ///
    /// ```
    /// use standpoint::graph::{Graph, Map, Value};
    /// let mut graph = Graph::new();
    /// graph.query("CREATE (:Actor {name: 'Kyiv'})-[:OPPOSES]->(:Claim {text: 'concessions'})", &Map::default())?;
    /// let found = graph.query("MATCH (a)-[:OPPOSES]->(c) RETURN a.name, c.text AS claim", &Map::default())?;
    /// assert_eq!(found.columns.iter().map(|c| &**c).collect::<Vec<_>>(), ["a.name", "claim"]);
    /// assert_eq!(found.rows, [[Value::from("Kyiv"), Value::from("concessions")]]);
    /// # Ok::<(), standpoint::query::QueryError>(())
    /// ```
    ///
    /// # Errors
    /// Whatever is wrong with the query's text, or with the values that it meets.
    pub fn query(&mut self, text: &str, parameters: &Map) -> Result<Outcome, QueryError> {
        self.query_with(text, parameters, &Options::default())
    }

    /// The same with procedures and limits.
    ///
    /// # Errors
    /// As [`query`](Graph::query), and where a limit was reached.
    pub fn query_with(
        &mut self,
        text: &str,
        parameters: &Map,
        options: &Options,
    ) -> Result<Outcome, QueryError> {
        let ready = ready(text, self, parameters, options)?;
        self.execute(ready, parameters, options)
    }

    /// Runs a query that was parsed and checked.
    ///
    /// # Errors
    /// As [`query_with`](Graph::query_with).
    pub fn run(&mut self, query: &Query, parameters: &Map, options: &Options) -> Result<Outcome, QueryError> {
        let prepared = compile(query, self, parameters, options)?;
        let ready = PlanCache::default().put("", self, query.clone(), prepared, warnings(query, self));
        self.execute(ready, parameters, options)
    }

    fn execute(&mut self, ready: Cached, parameters: &Map, options: &Options) -> Result<Outcome, QueryError> {
        let Cached { query, prepared, warnings, .. } = ready;
        let (text, warnings) = (query.text.clone(), warnings.to_vec());
        if query.mode == Mode::Explain {
            let plan = describe(&prepared.plan, &prepared.names, &text);
            return Ok(Outcome {
                columns: columns(&prepared),
                warnings,
                plan: Some(plan),
                ..Outcome::default()
            });
        }
        let profile = query.mode == Mode::Profile;
        if !prepared.updates {
            let outcome = Rows::new(self, prepared, parameters, options, profile)?.collect_all(&text)?;
            return Ok(Outcome { warnings, ..outcome });
        }
        self.begin();
        let ran = Rows::start(Access::Write(self), prepared, parameters, options, profile)
            .and_then(|rows| rows.collect_all(&text));
        match ran {
            Ok(mut outcome) => {
                outcome.changes = self.commit();
                outcome.warnings = warnings;
                Ok(outcome)
            }
            Err(error) => {
                self.rollback();
                Err(error)
            }
        }
    }

    /// The rows of a query that only reads, as a stream.
    ///
    /// # Errors
    /// As [`query_with`](Graph::query_with), and where the query would change the graph.
    pub fn read(&self, text: &str, parameters: &Map, options: &Options) -> Result<Rows<'_>, QueryError> {
        let ready = ready(text, self, parameters, options)?;
        Rows::new(self, ready.prepared, parameters, options, false)
    }

    /// The plan of a query, as `EXPLAIN` shows it.
    ///
    /// # Errors
    /// Whatever is wrong with the query's text.
    pub fn explain(&self, text: &str, options: &Options) -> Result<PlanStep, QueryError> {
        let query = Query::parse(text)?;
        let prepared = compile(&query, self, &Map::default(), options)?;
        Ok(describe(&prepared.plan, &prepared.names, text))
    }
}

/// A query with its plan, from the cache where it is there.
fn ready(text: &str, graph: &Graph, parameters: &Map, options: &Options) -> Result<Cached, QueryError> {
    if let Some(cached) = options.plans.get(text, graph, |query| warnings(query, graph)) {
        return Ok(cached);
    }
    let query = Query::parse(text)?;
    let prepared = compile(&query, graph, parameters, options)?;
    let warnings = warnings(&query, graph);
    Ok(options.plans.put(text, graph, query, prepared, warnings))
}

/// Checks and plans a query.
fn compile(
    query: &Query,
    graph: &Graph,
    parameters: &Map,
    options: &Options,
) -> Result<Prepared, QueryError> {
    check(query, &Known { procedures: &options.procedures, parameters })?;
    prepare(query, graph, &options.procedures)
}

/// What a query may refer to beside its own names.
struct Known<'a> {
    procedures: &'a Procedures,
    parameters: &'a Map,
}

impl Catalogue for Known<'_> {
    fn procedure(&self, name: &str) -> Option<Signature> {
        self.procedures.find(name).map(|procedure| Signature::from(&*procedure))
    }
    fn procedures(&self) -> Vec<Arc<str>> {
        self.procedures.iter().map(|procedure| procedure.name.clone()).collect()
    }
    fn has_parameter(&self, name: &str) -> bool {
        self.parameters.contains_key(name)
    }
}

impl Names for Graph {
    fn has_label(&self, name: &str) -> bool {
        self.label_id(name).is_some_and(|label| self.label_count(label) > 0)
    }
    fn has_type(&self, name: &str) -> bool {
        self.type_id(name).is_some_and(|kind| self.type_count(kind) > 0)
    }
    fn has_key(&self, name: &str) -> bool {
        self.key_id(name).is_some_and(|key| self.key_count(key) > 0)
    }
    fn labels(&self) -> Vec<String> {
        self.label_counts().into_iter().map(|(name, _)| name.to_string()).collect()
    }
    fn types(&self) -> Vec<String> {
        self.type_counts().into_iter().map(|(name, _)| name.to_string()).collect()
    }
    fn keys(&self) -> Vec<String> {
        self.key_counts().into_iter().map(|(name, _)| name.to_string()).collect()
    }
}

fn columns(prepared: &Prepared) -> Vec<Arc<str>> {
    prepared.columns.iter().map(|(name, _)| name.clone()).collect()
}

impl<'g> Rows<'g> {
    fn new(
        graph: &'g Graph,
        prepared: Arc<Prepared>,
        parameters: &Map,
        options: &Options,
        profile: bool,
    ) -> Result<Self, QueryError> {
        if prepared.updates {
            return Err(QueryError::new(
                ErrorKind::SemanticError,
                Phase::CompileTime,
                Detail::Unsupported,
                "this query changes the graph, which is open for reading only",
            ));
        }
        Self::start(Access::Read(graph), prepared, parameters, options, profile)
    }

    fn start(
        graph: Access<'g>,
        prepared: Arc<Prepared>,
        parameters: &Map,
        options: &Options,
        profile: bool,
    ) -> Result<Self, QueryError> {
        let mut values = Vec::with_capacity(prepared.parameters.len());
        for name in &prepared.parameters {
            match parameters.get(name) {
                Some(value) => values.push(value.clone()),
                None => {
                    return Err(QueryError::new(
                        ErrorKind::ParameterMissing,
                        Phase::CompileTime,
                        Detail::MissingParameter,
                        format!("the parameter `${name}` has no value"),
                    ));
                }
            }
        }
        let limits = Limits {
            cancel: options.cancel.clone(),
            deadline: options.time_limit.and_then(|limit| Instant::now().checked_add(limit)),
            memory: options.memory_limit,
        };
        let clock = Clock { now: options.now.clone().unwrap_or_else(DateTime::now) };
        let cx = Cx::new(graph, clock, values, limits, options.seed, profile.then_some(prepared.plans));
        let cursor = cursor(&prepared.plan, profile);
        let row = vec![Value::Null; prepared.slots];
        Ok(Rows { prepared, cx, cursor, row, state: State::Fresh })
    }

    /// The names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &Arc<str>> {
        self.prepared.columns.iter().map(|(name, _)| name)
    }

    /// Computes the next row in its slots.
    fn advance(&mut self) -> Result<bool, Fault> {
        if self.state == State::Fresh {
            self.state = State::Open;
            self.cursor.open(&mut self.cx, &mut self.row)?;
        }
        self.cursor.next(&mut self.cx, &mut self.row)
    }

    fn collect_all(mut self, text: &str) -> Result<Outcome, QueryError> {
        let mut rows = Vec::new();
        // A query without columns has no rows to show, however often its clauses ran.
        let shown = !self.prepared.columns.is_empty();
        for row in self.by_ref() {
            let row = row?;
            if shown {
                rows.push(row);
            }
        }
        let plan = self.cx.profile.take().map(|counts| {
            let mut plan = describe(&self.prepared.plan, &self.prepared.names, text);
            plan.measured(&counts);
            plan
        });
        Ok(Outcome { columns: columns(&self.prepared), rows, plan, ..Outcome::default() })
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Vec<Value>, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Done {
            return None;
        }
        match self.advance() {
            Ok(true) => {
                let row = &self.row;
                Some(Ok(self.prepared.columns.iter().map(|(_, slot)| row[*slot as usize].clone()).collect()))
            }
            Ok(false) => {
                self.state = State::Done;
                None
            }
            Err(fault) => {
                self.state = State::Done;
                Some(Err(*fault))
            }
        }
    }
}
