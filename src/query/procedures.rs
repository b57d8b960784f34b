//! Procedures: what `CALL name(…) YIELD …` can call.

use crate::graph::{Graph, Value};
use crate::query::eval_error::EvalError;
use crate::query::functions::Types;
use crate::query::operators;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// An input or output of a procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// The types its values may have.
    pub types: Types,
    /// Whether it may be null.
    pub nullable: bool,
}

impl Field {
    /// A field from a name and a type as the TCK writes it: `INTEGER?`, `STRING`, `NUMBER?`, `ANY?`, `LIST? OF …`.
    pub fn new(name: impl Into<Arc<str>>, declared: &str) -> Self {
        let (base, nullable) = match declared.trim().strip_suffix('?') {
            Some(base) => (base, true),
            None => (declared.trim(), false),
        };
        let types = match base {
            "BOOLEAN" => Types::BOOLEAN,
            "INTEGER" => Types::INTEGER,
            "FLOAT" => Types::FLOAT,
            "NUMBER" => Types::NUMBER,
            "STRING" => Types::STRING,
            "MAP" => Types::MAP,
            "NODE" => Types::NODE,
            "RELATIONSHIP" => Types::RELATIONSHIP,
            "PATH" => Types::PATH,
            _ if base.starts_with("LIST") => Types::LIST,
            _ => Types::ANY,
        };
        Field { name: name.into(), types, nullable }
    }
}

/// What a native procedure computes: the rows of its outputs from its arguments.
pub type Native = Arc<dyn Fn(&Graph, &[Value]) -> Result<Vec<Vec<Value>>, EvalError> + Send + Sync>;

/// How a procedure gets its rows.
#[derive(Clone)]
pub enum ProcedureBody {
    /// From a table: the rows whose inputs equal the arguments. Each row has the inputs, then the outputs.
    Table(Vec<Vec<Value>>),
    /// By computing them.
    Native(Native),
}

impl fmt::Debug for ProcedureBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProcedureBody::Table(_) => "Table",
            ProcedureBody::Native(_) => "Native",
        })
    }
}

/// A procedure.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// Its whole name, with dots.
    pub name: Arc<str>,
    /// What it takes, in order.
    pub inputs: Vec<Field>,
    /// What it gives, in order.
    pub outputs: Vec<Field>,
    /// One line on what it does.
    pub summary: String,
    /// How it gets its rows.
    pub body: ProcedureBody,
}

impl Procedure {
    /// The rows of outputs for these arguments.
    pub fn call(&self, graph: &Graph, arguments: &[Value]) -> Result<Vec<Vec<Value>>, EvalError> {
        match &self.body {
            ProcedureBody::Native(native) => native(graph, arguments),
            ProcedureBody::Table(rows) => {
                let inputs = self.inputs.len();
                let same = |row: &&Vec<Value>| {
                    row[..inputs].iter().zip(arguments).all(|(a, b)| operators::equivalent(a, b))
                };
                Ok(rows.iter().filter(same).map(|row| row[inputs..].to_vec()).collect())
            }
        }
    }

    /// `name(input :: TYPE, …) :: (output :: TYPE, …)`
    pub fn signature(&self) -> String {
        let fields =
            |fields: &[Field]| fields.iter().map(|f| f.name.to_string()).collect::<Vec<_>>().join(", ");
        format!("{}({}) YIELD {}", self.name, fields(&self.inputs), fields(&self.outputs))
    }
}

/// The procedures that a query may call, by name.
#[derive(Debug, Clone, Default)]
pub struct Procedures {
    by_name: BTreeMap<Arc<str>, Arc<Procedure>>,
}

impl Procedures {
    /// No procedure.
    pub fn none() -> Self {
        Self::default()
    }
    /// Adds a procedure, or replaces the one of its name.
    pub fn add(&mut self, procedure: Procedure) {
        self.by_name.insert(procedure.name.clone(), Arc::new(procedure));
    }
    /// The procedure of a name.
    pub fn find(&self, name: &str) -> Option<Arc<Procedure>> {
        self.by_name.get(name).cloned()
    }
    /// All procedures, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Procedure> {
        self.by_name.values().map(|p| &**p)
    }
    /// Takes all away.
    pub fn clear(&mut self) {
        self.by_name.clear();
    }
}
