//! AST → plan: which operators, in which order, over which slots.
//!
//! A row is one array of slots that all operators of a plan share. A variable is a slot from the moment it is bound,
//! an operator writes only slots of its own, and names are gone once the plan is made. An operator that must hold
//! rows (to sort, to group, to update) keeps copies of the slots that are still in scope after it.

mod describe;
mod expression;
mod joining;
mod labels;
mod ordering;
mod pattern;
mod projection;
mod query;
mod scope;
mod update;

pub use describe::PlanStep;
pub(crate) use describe::describe;
pub(crate) use labels::LabelTest;
pub(crate) use query::{Prepared, prepare};

use crate::graph::{KeyId, Value};
use crate::query::ast::{BinaryOperator, Comparator, Direction, QuantifierKind, Shortest, UnaryOperator};
use crate::query::functions::{Aggregate, Function};
use crate::text::Span;
use std::sync::Arc;

/// A place in the row.
pub(crate) type Slot = u32;

/// An expression over slots.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    /// Where it stands in the query's text, for errors.
    pub(crate) span: Span,
}

/// A property key: its number if the graph knew it when the plan was made.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) name: Arc<str>,
    pub(crate) id: Option<KeyId>,
}

#[derive(Debug, Clone)]
pub(crate) enum ProjectionPart {
    Property(Key),
    All,
    Entry(Arc<str>, Expr),
}

#[derive(Debug, Clone)]
pub(crate) enum ExprKind {
    Constant(Value),
    Slot(Slot),
    /// The number of a parameter in the plan's list.
    Parameter(u32),
    List(Vec<Expr>),
    Map(Vec<(Arc<str>, Expr)>),
    MapProjection(Box<Expr>, Vec<ProjectionPart>),
    /// A property of what is in a slot: the commonest expression of all.
    SlotProperty(Slot, Key),
    Property(Box<Expr>, Key),
    Index(Box<Expr>, Box<Expr>),
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    Unary(UnaryOperator, Box<Expr>),
    Binary(BinaryOperator, Box<Expr>, Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(Comparator, Box<Expr>, Box<Expr>),
    /// `a < b < c`: operands are evaluated once each.
    CompareChain(Box<Expr>, Vec<(Comparator, Expr)>),
    IsNull(Box<Expr>, bool),
    HasLabels(Box<Expr>, LabelTest),
    Case(Option<Box<Expr>>, Vec<(Expr, Expr)>, Option<Box<Expr>>),
    Call(&'static Function, Vec<Expr>),
    ListComprehension {
        slot: Slot,
        list: Box<Expr>,
        filter: Option<Box<Expr>>,
        map: Option<Box<Expr>>,
    },
    Quantifier {
        kind: QuantifierKind,
        slot: Slot,
        list: Box<Expr>,
        predicate: Box<Expr>,
    },
    Reduce {
        accumulator: Slot,
        start: Box<Expr>,
        slot: Slot,
        list: Box<Expr>,
        step: Box<Expr>,
    },
    /// The properties of a node or relationship agree with those of a map (`(n $properties)`).
    HasProperties(Slot, Box<Expr>),
    Exists(Plan),
    Count(Plan),
    /// The values of an expression over all rows of a plan.
    Collect(Plan, Box<Expr>),
    /// The value of a slot in the first row of a plan; null where it has none.
    First(Plan, Slot),
}

/// An operator with its inputs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(crate) op: Op,
    /// How many rows it is expected to give each time it is opened.
    pub(crate) rows: f64,
    /// Its number in the whole plan, for PROFILE.
    pub(crate) id: u32,
}

/// The operators.
#[derive(Debug, Clone, Default)]
pub(crate) enum Op {
    /// The row as it is, once.
    #[default]
    Start,
    Scan(Arc<Scan>),
    Filter(Arc<Filter>),
    Expand(Arc<Expand>),
    VarExpand(Arc<VarExpand>),
    GroupExpand(Arc<GroupExpand>),
    BoundRelationship(Arc<BoundRelationship>),
    ShortestPath(Arc<ShortestPath>),
    BuildPath(Arc<BuildPath>),
    Optional(Arc<Optional>),
    HashJoin(Arc<HashJoin>),
    Project(Arc<Project>),
    Aggregate(Arc<Aggregation>),
    Distinct(Arc<Distinct>),
    Sort(Arc<Sort>),
    Skip(Arc<Bound>),
    Limit(Arc<Bound>),
    Unwind(Arc<Unwind>),
    Union(Arc<Union>),
    Call(Arc<Call>),
    Create(Arc<Update<Create>>),
    Merge(Arc<Update<Merge>>),
    Set(Arc<Update<Set>>),
    Remove(Arc<Update<Remove>>),
    Delete(Arc<Update<Delete>>),
    Foreach(Arc<Update<Foreach>>),
    /// Runs its input to the end and gives no row: a query without RETURN.
    Drain(Arc<Drain>),
}

/// Which nodes a scan gives.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    All,
    Label(Arc<str>),
    /// The nodes of a label whose property equals a value, by index.
    Lookup {
        label: Arc<str>,
        key: Key,
        value: Expr,
    },
    /// The nodes of a label whose property is in a list, by index.
    LookupAny {
        label: Arc<str>,
        key: Key,
        list: Expr,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Scan {
    pub(crate) input: Plan,
    pub(crate) slot: Slot,
    pub(crate) source: Source,
}

#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) input: Plan,
    pub(crate) predicate: Expr,
}

/// Which relationship types: `None` is any.
pub(crate) type Types = Option<Vec<Arc<str>>>;

#[derive(Debug, Clone)]
pub(crate) struct Expand {
    pub(crate) input: Plan,
    pub(crate) from: Slot,
    pub(crate) relationship: Slot,
    pub(crate) to: Slot,
    pub(crate) types: Types,
    pub(crate) direction: Direction,
    /// Whether the node at the other end is bound already.
    pub(crate) into: bool,
    /// Slots of relationships, or lists of them, that this one must differ from.
    pub(crate) unique: Vec<Slot>,
}

#[derive(Debug, Clone)]
pub(crate) struct VarExpand {
    pub(crate) input: Plan,
    pub(crate) from: Slot,
    /// The list of relationships.
    pub(crate) relationships: Slot,
    pub(crate) to: Slot,
    pub(crate) types: Types,
    pub(crate) direction: Direction,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) into: bool,
    /// Whether the walk goes from the pattern's right to its left, so that the list must be turned.
    pub(crate) reversed: bool,
    pub(crate) unique: Vec<Slot>,
    /// What each relationship must fulfil, with the slot that it reads.
    pub(crate) each: Option<(Slot, Expr)>,
    /// Whether the list is read by anything.
    pub(crate) list: bool,
    /// Only the last node of each walk is asked for, and each only once.
    pub(crate) ends_only: bool,
}

/// A quantified group of GQL.
#[derive(Debug, Clone)]
pub(crate) struct GroupExpand {
    pub(crate) input: Plan,
    pub(crate) from: Slot,
    pub(crate) to: Slot,
    pub(crate) into: bool,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    /// One repetition from its first node, as a plan over inner slots.
    pub(crate) inner: Plan,
    pub(crate) first: Slot,
    pub(crate) last: Slot,
    /// The inner relationship slots, in the order of the pattern.
    pub(crate) relationships: Vec<Slot>,
    /// Inner slot, outer slot of its list.
    pub(crate) lists: Vec<(Slot, Slot)>,
    /// The outer slot of all relationships in order, for paths and uniqueness.
    pub(crate) trail: Slot,
    pub(crate) unique: Vec<Slot>,
}

/// A relationship (or list of them) that is bound already: checks it and binds its ends.
#[derive(Debug, Clone)]
pub(crate) struct BoundRelationship {
    pub(crate) input: Plan,
    pub(crate) relationship: Slot,
    pub(crate) from: Slot,
    pub(crate) from_bound: bool,
    pub(crate) to: Slot,
    pub(crate) to_bound: bool,
    pub(crate) types: Types,
    pub(crate) direction: Direction,
    /// For a list: its least and greatest length.
    pub(crate) length: Option<(u64, Option<u64>)>,
    pub(crate) unique: Vec<Slot>,
}

#[derive(Debug, Clone)]
pub(crate) struct ShortestPath {
    pub(crate) input: Plan,
    pub(crate) from: Slot,
    pub(crate) to: Slot,
    pub(crate) relationships: Slot,
    /// Whether `relationships` is to be the one relationship and not a list.
    pub(crate) single: bool,
    pub(crate) types: Types,
    pub(crate) direction: Direction,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) which: Shortest,
    /// What each relationship must fulfil, with the slot that it reads.
    pub(crate) each: Option<(Slot, Expr)>,
    /// What each node must fulfil, the ends too.
    pub(crate) each_node: Option<(Slot, Expr)>,
    pub(crate) path: Slot,
}

/// One part of a path.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PathPart {
    Node(Slot),
    /// A relationship or a list of them.
    Relationships(Slot),
}

#[derive(Debug, Clone)]
pub(crate) struct BuildPath {
    pub(crate) input: Plan,
    pub(crate) slot: Slot,
    pub(crate) parts: Vec<PathPart>,
}

#[derive(Debug, Clone)]
pub(crate) struct Optional {
    pub(crate) input: Plan,
    pub(crate) inner: Plan,
    /// What becomes null where `inner` gives nothing.
    pub(crate) nulls: Vec<Slot>,
}

/// Joins two plans that run over the same row before them, on what both bind.
#[derive(Debug, Clone)]
pub(crate) struct HashJoin {
    pub(crate) input: Plan,
    /// Held in memory.
    pub(crate) build: Plan,
    pub(crate) probe: Plan,
    pub(crate) build_keys: Vec<Expr>,
    pub(crate) probe_keys: Vec<Expr>,
    /// What of the held side is needed after.
    pub(crate) carry: Vec<Slot>,
    /// Whether a key is compared as `=` does (null joins with nothing).
    pub(crate) by_value: bool,
    /// Pairs of relationship slots, one of each side, that must differ.
    pub(crate) unique: Vec<(Slot, Slot)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) input: Plan,
    pub(crate) items: Vec<(Slot, Expr)>,
}

/// One aggregate of an aggregation.
#[derive(Debug, Clone)]
pub(crate) struct AggregateCall {
    pub(crate) slot: Slot,
    /// `None` is `count(*)`.
    pub(crate) aggregate: Option<Aggregate>,
    pub(crate) distinct: bool,
    pub(crate) arguments: Vec<Expr>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) struct Aggregation {
    pub(crate) input: Plan,
    pub(crate) keys: Vec<(Slot, Expr)>,
    pub(crate) calls: Vec<AggregateCall>,
}

#[derive(Debug, Clone)]
pub(crate) struct Distinct {
    pub(crate) input: Plan,
    pub(crate) slots: Vec<Slot>,
}

#[derive(Debug, Clone)]
pub(crate) struct Sort {
    pub(crate) input: Plan,
    /// Key and whether it descends.
    pub(crate) keys: Vec<(Expr, bool)>,
    pub(crate) carry: Vec<Slot>,
    /// How many rows are wanted at most, the sum of SKIP and LIMIT.
    pub(crate) top: Vec<Expr>,
}

/// SKIP and LIMIT.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub(crate) input: Plan,
    pub(crate) count: Expr,
    /// LIMIT over updates: all of the input runs, whatever the limit.
    pub(crate) exhaust: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Unwind {
    pub(crate) input: Plan,
    pub(crate) list: Expr,
    pub(crate) slot: Slot,
}

#[derive(Debug, Clone)]
pub(crate) struct Union {
    /// Each with the slots of its columns.
    pub(crate) inputs: Vec<(Plan, Vec<Slot>)>,
    pub(crate) slots: Vec<Slot>,
}

#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) input: Plan,
    pub(crate) procedure: Arc<crate::query::procedures::Procedure>,
    pub(crate) arguments: Vec<Expr>,
    /// Which output goes to which slot.
    pub(crate) outputs: Vec<(usize, Slot)>,
    pub(crate) span: Span,
}

/// An operator that changes the graph: it takes in all rows of its input, then makes its changes row by row.
#[derive(Debug, Clone)]
pub(crate) struct Update<C> {
    pub(crate) input: Plan,
    /// What is still needed of a row after it.
    pub(crate) carry: Vec<Slot>,
    pub(crate) change: C,
}

/// What CREATE makes, in order.
#[derive(Debug, Clone)]
pub(crate) enum Creation {
    Node { slot: Slot, labels: Vec<Arc<str>>, properties: Option<Expr>, span: Span },
    Relationship { slot: Slot, kind: Arc<str>, from: Slot, to: Slot, properties: Option<Expr>, span: Span },
}

#[derive(Debug, Clone)]
pub(crate) struct Create {
    pub(crate) items: Vec<Creation>,
}

#[derive(Debug, Clone)]
pub(crate) struct Merge {
    /// Finds what is there.
    pub(crate) inner: Plan,
    pub(crate) items: Vec<Creation>,
    pub(crate) on_create: Vec<Setting>,
    pub(crate) on_match: Vec<Setting>,
    /// The slots that it binds.
    pub(crate) binds: Vec<Slot>,
}

/// One change of SET.
#[derive(Debug, Clone)]
pub(crate) enum Setting {
    Property { subject: Expr, key: Arc<str>, value: Expr, span: Span },
    Replace { slot: Slot, value: Expr, span: Span },
    Add { slot: Slot, value: Expr, span: Span },
    Labels { slot: Slot, labels: Vec<Arc<str>>, span: Span },
}

#[derive(Debug, Clone)]
pub(crate) struct Set {
    pub(crate) items: Vec<Setting>,
}

/// One change of REMOVE.
#[derive(Debug, Clone)]
pub(crate) enum Removal {
    Property { subject: Expr, key: Arc<str>, span: Span },
    Labels { slot: Slot, labels: Vec<Arc<str>>, span: Span },
}

#[derive(Debug, Clone)]
pub(crate) struct Remove {
    pub(crate) items: Vec<Removal>,
}

#[derive(Debug, Clone)]
pub(crate) struct Delete {
    pub(crate) items: Vec<Expr>,
    pub(crate) detach: bool,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) struct Foreach {
    pub(crate) list: Expr,
    pub(crate) slot: Slot,
    pub(crate) inner: Plan,
}

#[derive(Debug, Clone)]
pub(crate) struct Drain {
    pub(crate) input: Plan,
}

impl Expr {
    pub(crate) fn new(kind: ExprKind, span: Span) -> Self {
        Expr { kind, span }
    }
    pub(crate) fn slot(slot: Slot, span: Span) -> Self {
        Expr::new(ExprKind::Slot(slot), span)
    }
}
