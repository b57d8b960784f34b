//! The syntax tree of a query: openCypher 9, and what ISO GQL (2024) adds to its patterns.
//!
//! Names and structure follow the openCypher grammar. Every node carries the [`Span`] of the query's text that it
//! was read from. The tree holds what was written and nothing that was inferred, with two exceptions that make every
//! reader simpler: an unaliased column already has its name ([`ProjectionItem::name`]), and a path alternates
//! strictly between nodes and steps (an anonymous node stands where a quantified group had none beside it).
//!
//! The depth of a tree is bounded by the parser ([`MAX_DEPTH`]), so recursive readers need not guard their stack;
//! chains of `AND` and `OR` are flat however long.

use crate::text::Span;
use std::sync::Arc;

/// The deepest tree that the parser makes.
pub const MAX_DEPTH: usize = 128;

/// A whole query.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The text that all spans index.
    pub text: Arc<str>,
    /// Whether the query is to be run, explained or profiled.
    pub mode: Mode,
    /// What it says.
    pub body: UnionQuery,
}

/// What is to be done with a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Run it.
    #[default]
    Run,
    /// `EXPLAIN`: show the plan, run nothing.
    Explain,
    /// `PROFILE`: run it and show the plan with what it cost.
    Profile,
}

/// One query, or several joined by `UNION`.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionQuery {
    /// The first (often only) query.
    pub first: SingleQuery,
    /// The others, each with the `UNION` before it. The parser's checks guarantee that `all` is the same in each.
    pub rest: Vec<Union>,
    /// All of it.
    pub span: Span,
}

/// `UNION [ALL] query`.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// Whether duplicate rows stay.
    pub all: bool,
    /// The query after the word.
    pub query: SingleQuery,
    /// From `UNION` to the end of the query.
    pub span: Span,
}

/// Clauses, one after another.
#[derive(Debug, Clone, PartialEq)]
pub struct SingleQuery {
    /// The clauses in the order of writing; at least one.
    pub clauses: Vec<Clause>,
    /// All of it.
    pub span: Span,
}

/// One clause.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// `[OPTIONAL] MATCH`
    Match(Match),
    /// `UNWIND list AS variable`
    Unwind(Unwind),
    /// `WITH`
    With(With),
    /// `RETURN`; only ever last
    Return(Return),
    /// `CREATE`
    Create(Create),
    /// `MERGE`
    Merge(Merge),
    /// `SET`
    Set(Set),
    /// `REMOVE`
    Remove(Remove),
    /// `[DETACH] DELETE`
    Delete(Delete),
    /// `FOREACH (variable IN list | updates)`
    Foreach(Foreach),
    /// `CALL procedure`
    Call(Call),
}

/// A name as it was written, without its backticks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The name itself.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// `[OPTIONAL] MATCH pattern, pattern WHERE filter`
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Whether a row without a match stays, with nulls.
    pub optional: bool,
    /// The patterns; relationship uniqueness holds across all of them.
    pub patterns: Vec<PathPattern>,
    /// `WHERE`
    pub filter: Option<Expression>,
    /// All of it.
    pub span: Span,
}

/// `UNWIND list AS variable`
#[derive(Debug, Clone, PartialEq)]
pub struct Unwind {
    /// The list.
    pub list: Expression,
    /// The name of its elements.
    pub variable: Name,
    /// All of it.
    pub span: Span,
}

/// What `WITH` and `RETURN` share: `[DISTINCT] items ORDER BY … SKIP … LIMIT …`
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// Whether equal rows become one.
    pub distinct: bool,
    /// `*`: every variable in scope, by name in alphabetical order, before the items.
    pub all: bool,
    /// The columns.
    pub items: Vec<ProjectionItem>,
    /// `ORDER BY`; empty where there is none.
    pub order: Vec<SortItem>,
    /// `SKIP`
    pub skip: Option<Expression>,
    /// `LIMIT`
    pub limit: Option<Expression>,
    /// From `DISTINCT` or the first item to the end of `LIMIT`.
    pub span: Span,
}

/// One column: `expression [AS name]`
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectionItem {
    /// What it shows.
    pub expression: Expression,
    /// The column's name: the alias, or else the text of the expression as written.
    pub name: Arc<str>,
    /// The alias, where there is one.
    pub alias: Option<Name>,
    /// All of it.
    pub span: Span,
}

/// One key of `ORDER BY`.
#[derive(Debug, Clone, PartialEq)]
pub struct SortItem {
    /// What to sort by.
    pub expression: Expression,
    /// `DESC`
    pub descending: bool,
    /// All of it.
    pub span: Span,
}

/// `WITH projection WHERE filter`
#[derive(Debug, Clone, PartialEq)]
pub struct With {
    /// The projection.
    pub projection: Projection,
    /// `WHERE`, over the projected columns.
    pub filter: Option<Expression>,
    /// All of it.
    pub span: Span,
}

/// `RETURN projection`
#[derive(Debug, Clone, PartialEq)]
pub struct Return {
    /// The projection.
    pub projection: Projection,
    /// All of it.
    pub span: Span,
}

/// `CREATE pattern, pattern`
#[derive(Debug, Clone, PartialEq)]
pub struct Create {
    /// What to create. The checks guarantee simple patterns (see [`PathPattern`]): single directed relationships of
    /// exactly one type, labels that are names joined by `:` or `&`.
    pub patterns: Vec<PathPattern>,
    /// All of it.
    pub span: Span,
}

/// `MERGE pattern ON CREATE SET … ON MATCH SET …`
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// What must exist afterwards. Simple as in [`Create`], but a relationship may be undirected.
    pub pattern: PathPattern,
    /// What to set on what had to be created.
    pub on_create: Vec<SetItem>,
    /// What to set on what was found.
    pub on_match: Vec<SetItem>,
    /// All of it.
    pub span: Span,
}

/// `SET item, item`
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// The items.
    pub items: Vec<SetItem>,
    /// All of it.
    pub span: Span,
}

/// One change of `SET`.
#[derive(Debug, Clone, PartialEq)]
pub enum SetItem {
    /// `subject.key = value`
    Property {
        /// The node, relationship or expression that gives one.
        subject: Expression,
        /// The property's key.
        key: Name,
        /// The new value; null removes the property.
        value: Expression,
        /// All of it.
        span: Span,
    },
    /// `variable = map`: all properties are replaced
    Replace {
        /// The node or relationship.
        variable: Name,
        /// A map, node or relationship.
        value: Expression,
        /// All of it.
        span: Span,
    },
    /// `variable += map`: properties are added and changed
    Add {
        /// The node or relationship.
        variable: Name,
        /// A map, node or relationship.
        value: Expression,
        /// All of it.
        span: Span,
    },
    /// `variable:A:B`
    Labels {
        /// The node.
        variable: Name,
        /// The labels to add.
        labels: Vec<Name>,
        /// All of it.
        span: Span,
    },
}

/// `REMOVE item, item`
#[derive(Debug, Clone, PartialEq)]
pub struct Remove {
    /// The items.
    pub items: Vec<RemoveItem>,
    /// All of it.
    pub span: Span,
}

/// One change of `REMOVE`.
#[derive(Debug, Clone, PartialEq)]
pub enum RemoveItem {
    /// `subject.key`
    Property {
        /// The node, relationship or expression that gives one.
        subject: Expression,
        /// The property's key.
        key: Name,
        /// All of it.
        span: Span,
    },
    /// `variable:A:B`
    Labels {
        /// The node.
        variable: Name,
        /// The labels to take away.
        labels: Vec<Name>,
        /// All of it.
        span: Span,
    },
}

/// `[DETACH] DELETE expression, expression`
#[derive(Debug, Clone, PartialEq)]
pub struct Delete {
    /// Whether relationships of a deleted node go with it.
    pub detach: bool,
    /// Nodes, relationships and paths.
    pub items: Vec<Expression>,
    /// All of it.
    pub span: Span,
}

/// `FOREACH (variable IN list | updates)`
#[derive(Debug, Clone, PartialEq)]
pub struct Foreach {
    /// The name of the elements inside.
    pub variable: Name,
    /// The list.
    pub list: Expression,
    /// The updating clauses: CREATE, MERGE, SET, REMOVE, DELETE, FOREACH.
    pub clauses: Vec<Clause>,
    /// All of it.
    pub span: Span,
}

/// `CALL procedure(arguments) YIELD …`
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The whole name, with its dots.
    pub procedure: Name,
    /// The arguments; `None` where no parentheses were written and parameters of the query stand for them.
    pub arguments: Option<Vec<Expression>>,
    /// `YIELD`
    pub yields: Option<Yield>,
    /// Whether this is the whole query: then without `YIELD` all output columns are the query's columns.
    pub standalone: bool,
    /// All of it.
    pub span: Span,
}

/// `YIELD items WHERE filter`
#[derive(Debug, Clone, PartialEq)]
pub struct Yield {
    /// `*`
    pub all: bool,
    /// The columns taken.
    pub items: Vec<YieldItem>,
    /// `WHERE`
    pub filter: Option<Expression>,
    /// All of it.
    pub span: Span,
}

/// `field [AS alias]`
#[derive(Debug, Clone, PartialEq)]
pub struct YieldItem {
    /// The procedure's column.
    pub field: Name,
    /// The variable it becomes: the alias, or else the field's own name.
    pub variable: Name,
    /// All of it.
    pub span: Span,
}

/// One path of a pattern: a node, then steps that each end in a node.
///
/// A path is *simple* where every step is a single relationship.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPattern {
    /// `p = …`
    pub variable: Option<Name>,
    /// `shortestPath(…)` or `allShortestPaths(…)`
    pub shortest: Option<Shortest>,
    /// The first node.
    pub start: NodePattern,
    /// The rest.
    pub steps: Vec<Step>,
    /// All of it.
    pub span: Span,
}

/// Which of the shortest paths are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shortest {
    /// One of them.
    Any,
    /// All of them.
    All,
}

/// One step of a path and the node it leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// How to get there.
    pub hop: Hop,
    /// The node at its end.
    pub node: NodePattern,
}

/// What lies between two nodes of a path pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum Hop {
    /// A relationship, perhaps of variable length.
    Relationship(RelationshipPattern),
    /// A quantified group: `((a)-[r]->(b) WHERE …){1,3}`
    Group(GroupPattern),
}

/// `(variable:Label {key: value} WHERE filter)`
#[derive(Debug, Clone, PartialEq)]
pub struct NodePattern {
    /// The variable.
    pub variable: Option<Name>,
    /// The labels.
    pub labels: Option<LabelExpression>,
    /// A [`ExpressionKind::Map`] or [`ExpressionKind::Parameter`].
    pub properties: Option<Expression>,
    /// Inline `WHERE`.
    pub filter: Option<Expression>,
    /// All of it; empty for a node that was not written.
    pub span: Span,
}

/// `-[variable:TYPE*1..2 {key: value} WHERE filter]->`
#[derive(Debug, Clone, PartialEq)]
pub struct RelationshipPattern {
    /// The variable: a relationship, or the list of them where the length is variable.
    pub variable: Option<Name>,
    /// The types.
    pub types: Option<LabelExpression>,
    /// `*`, `*2`, `*1..3`; also GQL's `{1,3}`, `+` and `*` after the arrow.
    pub length: Option<Length>,
    /// A [`ExpressionKind::Map`] or [`ExpressionKind::Parameter`].
    pub properties: Option<Expression>,
    /// Inline `WHERE`; of a variable length, it holds for each relationship.
    pub filter: Option<Expression>,
    /// Which way the arrow points.
    pub direction: Direction,
    /// All of it.
    pub span: Span,
}

/// Which way a relationship is walked, as written from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `-->`
    Outgoing,
    /// `<--`
    Incoming,
    /// `--` or `<-->`
    Either,
}

/// How many relationships (or repetitions of a group).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Length {
    /// The least; 1 where none was written after `*`.
    pub min: u64,
    /// The most; `None` is without bound.
    pub max: Option<u64>,
    /// Where it stands.
    pub span: Span,
}

/// `((a)-[r]->(b) WHERE filter){1,3}`: outside, its variables are lists, one element a repetition.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupPattern {
    /// The first node: bound, in each repetition, to the node that the repetition starts from.
    pub start: NodePattern,
    /// The rest; at least one step, single relationships only.
    pub steps: Vec<(RelationshipPattern, NodePattern)>,
    /// `WHERE` inside the group.
    pub filter: Option<Expression>,
    /// The quantifier.
    pub length: Length,
    /// All of it.
    pub span: Span,
}

/// What is asked of labels or types: `A`, `A&B` (also `A:B`), `A|B`, `!A`, `%`.
#[derive(Debug, Clone, PartialEq)]
pub enum LabelExpression {
    /// It has this one.
    Label(Name),
    /// `%`: it has any.
    Any(Span),
    /// `!…`
    Not(Box<LabelExpression>, Span),
    /// All of these.
    And(Vec<LabelExpression>, Span),
    /// One of these.
    Or(Vec<LabelExpression>, Span),
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands, without parentheses around it.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// `null`, `true`, `1`, `1.0`, `'text'`
    Literal(Literal),
    /// A variable.
    Variable(Arc<str>),
    /// `$name`
    Parameter(Arc<str>),
    /// `[a, b]`
    List(Vec<Expression>),
    /// `{key: value}`
    Map(Vec<(Name, Expression)>),
    /// `variable {.key, .*, key: value, variable}`
    MapProjection {
        /// The node, relationship or map.
        subject: Box<Expression>,
        /// What is taken from it.
        items: Vec<MapProjectionItem>,
    },
    /// `subject.key`
    Property {
        /// The node, relationship, map or temporal value.
        subject: Box<Expression>,
        /// The key.
        key: Name,
    },
    /// `subject[index]`
    Index {
        /// The list, map, node or relationship.
        subject: Box<Expression>,
        /// The place or key.
        index: Box<Expression>,
    },
    /// `subject[from..to]`
    Slice {
        /// The list.
        subject: Box<Expression>,
        /// The first place.
        from: Option<Box<Expression>>,
        /// The place after the last.
        to: Option<Box<Expression>>,
    },
    /// `NOT x`, `-x`, `+x`
    Unary {
        /// Which.
        operator: UnaryOperator,
        /// On what.
        operand: Box<Expression>,
    },
    /// `a + b`, `a IN b`, …
    Binary {
        /// Which.
        operator: BinaryOperator,
        /// Left of it.
        left: Box<Expression>,
        /// Right of it.
        right: Box<Expression>,
    },
    /// `a AND b AND c`: at least two
    And(Vec<Expression>),
    /// `a OR b OR c`: at least two
    Or(Vec<Expression>),
    /// `a < b <= c`: a comparison, or several that share their middle operands (`a < b AND b <= c`)
    Comparison {
        /// The leftmost.
        first: Box<Expression>,
        /// The others, each with the comparator before it; at least one.
        rest: Vec<(Comparator, Expression)>,
    },
    /// `x IS NULL`, `x IS NOT NULL`
    IsNull {
        /// What is asked of.
        operand: Box<Expression>,
        /// Whether `NOT` stands there.
        negated: bool,
    },
    /// `n:A:B`
    HasLabels {
        /// The node or relationship.
        subject: Box<Expression>,
        /// What is asked of its labels or type.
        labels: LabelExpression,
    },
    /// `CASE [subject] WHEN … THEN … ELSE … END`
    Case {
        /// What each `WHEN` is compared with; without it each is a condition.
        subject: Option<Box<Expression>>,
        /// `WHEN`, `THEN`; at least one.
        branches: Vec<(Expression, Expression)>,
        /// `ELSE`
        otherwise: Option<Box<Expression>>,
    },
    /// `name([DISTINCT] a, b)`
    Call {
        /// The whole name as written, with its dots (`date.truncate`). Functions ignore case.
        name: Name,
        /// Whether `DISTINCT` stands there (aggregations only).
        distinct: bool,
        /// The arguments.
        arguments: Vec<Expression>,
    },
    /// `count(*)`
    CountAll,
    /// `[variable IN list WHERE filter | map]`
    ListComprehension {
        /// The element's name.
        variable: Name,
        /// The list.
        list: Box<Expression>,
        /// `WHERE`
        filter: Option<Box<Expression>>,
        /// After `|`; the element itself where there is none.
        map: Option<Box<Expression>>,
    },
    /// `[p = (a)-->(b) WHERE filter | map]`
    PatternComprehension {
        /// The pattern, perhaps with a path variable.
        pattern: Box<PathPattern>,
        /// `WHERE`
        filter: Option<Box<Expression>>,
        /// After `|`.
        map: Box<Expression>,
    },
    /// `all(variable IN list WHERE predicate)`
    Quantifier {
        /// How many must hold.
        kind: QuantifierKind,
        /// The element's name.
        variable: Name,
        /// The list.
        list: Box<Expression>,
        /// What must hold (the element itself where no `WHERE` was written).
        predicate: Box<Expression>,
    },
    /// `reduce(accumulator = start, variable IN list | step)`
    Reduce {
        /// The accumulator's name.
        accumulator: Name,
        /// Its first value.
        start: Box<Expression>,
        /// The element's name.
        variable: Name,
        /// The list.
        list: Box<Expression>,
        /// The accumulator's next value.
        step: Box<Expression>,
    },
    /// `(a)-->(b)` where a boolean is asked for: whether there is any such path
    PatternPredicate(Box<PathPattern>),
    /// `shortestPath(…)` or `allShortestPaths(…)` as an expression: a path or null, or the list of paths
    ShortestPath(Box<PathPattern>),
    /// `EXISTS { query }`; a bare pattern is a query of one `MATCH`, and `RETURN` may be missing
    Exists(Box<UnionQuery>),
    /// `COUNT { query }`; as in [`ExpressionKind::Exists`]
    Count(Box<UnionQuery>),
}

/// A value that stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// `1`, `0xff`, `0o17`
    Integer(i64),
    /// `1.0`, `1e9`, `.5`
    Float(f64),
    /// `'text'`, `"text"`
    String(Arc<str>),
}

/// One part of a map projection.
#[derive(Debug, Clone, PartialEq)]
pub enum MapProjectionItem {
    /// `.key`
    Property(Name),
    /// `.*`
    All(Span),
    /// `variable`: its value under its name
    Variable(Name),
    /// `key: value`
    Entry(Name, Expression),
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    /// `NOT`
    Not,
    /// `-`
    Minus,
    /// `+`
    Plus,
}

/// Operators with two operands (comparisons, `AND` and `OR` have kinds of their own).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// `XOR`
    Xor,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `^`, left-associative as in openCypher
    Power,
    /// `IN`
    In,
    /// `STARTS WITH`
    StartsWith,
    /// `ENDS WITH`
    EndsWith,
    /// `CONTAINS`
    Contains,
    /// `=~`
    Matches,
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// How many elements of a list must satisfy a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantifierKind {
    /// `all`
    All,
    /// `any`
    Any,
    /// `none`
    None,
    /// `single`
    Single,
}

impl Clause {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Clause::Match(c) => c.span,
            Clause::Unwind(c) => c.span,
            Clause::With(c) => c.span,
            Clause::Return(c) => c.span,
            Clause::Create(c) => c.span,
            Clause::Merge(c) => c.span,
            Clause::Set(c) => c.span,
            Clause::Remove(c) => c.span,
            Clause::Delete(c) => c.span,
            Clause::Foreach(c) => c.span,
            Clause::Call(c) => c.span,
        }
    }

    /// Whether it changes the graph.
    pub fn updates(&self) -> bool {
        matches!(
            self,
            Clause::Create(_)
                | Clause::Merge(_)
                | Clause::Set(_)
                | Clause::Remove(_)
                | Clause::Delete(_)
                | Clause::Foreach(_)
        )
    }
}

impl UnionQuery {
    /// Its queries, in order.
    pub fn queries(&self) -> impl Iterator<Item = &SingleQuery> {
        std::iter::once(&self.first).chain(self.rest.iter().map(|union| &union.query))
    }
}

impl SetItem {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            SetItem::Property { span, .. }
            | SetItem::Replace { span, .. }
            | SetItem::Add { span, .. }
            | SetItem::Labels { span, .. } => *span,
        }
    }
}

impl PathPattern {
    /// All its nodes outside groups, from left to right.
    pub fn nodes(&self) -> impl Iterator<Item = &NodePattern> {
        std::iter::once(&self.start).chain(self.steps.iter().map(|step| &step.node))
    }
}

impl LabelExpression {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            LabelExpression::Label(name) => name.span,
            LabelExpression::Any(span)
            | LabelExpression::Not(_, span)
            | LabelExpression::And(_, span)
            | LabelExpression::Or(_, span) => *span,
        }
    }

    /// The names of a plain conjunction (`A`, `A:B`, `A&B`): all that CREATE and MERGE allow of a node.
    pub fn conjunction(&self) -> Option<Vec<&Name>> {
        match self {
            LabelExpression::Label(name) => Some(vec![name]),
            LabelExpression::And(parts, _) => {
                parts.iter().map(Self::conjunction).collect::<Option<Vec<_>>>().map(|names| names.concat())
            }
            _ => None,
        }
    }

    /// The names of a plain disjunction (`A`, `A|B`): what most relationship patterns ask for.
    pub fn disjunction(&self) -> Option<Vec<&Name>> {
        match self {
            LabelExpression::Label(name) => Some(vec![name]),
            LabelExpression::Or(parts, _) => {
                parts.iter().map(Self::disjunction).collect::<Option<Vec<_>>>().map(|names| names.concat())
            }
            _ => None,
        }
    }

    /// Every name in it, in the order of writing.
    pub fn names(&self) -> Vec<&Name> {
        match self {
            LabelExpression::Label(name) => vec![name],
            LabelExpression::Any(_) => Vec::new(),
            LabelExpression::Not(inner, _) => inner.names(),
            LabelExpression::And(parts, _) | LabelExpression::Or(parts, _) => {
                parts.iter().flat_map(Self::names).collect()
            }
        }
    }
}

impl Expression {
    /// An expression of this kind at this place.
    pub fn new(kind: ExpressionKind, span: Span) -> Self {
        Self { kind, span }
    }
}

impl std::ops::Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}
