//! The keys of groups as small numbers.
//!
//! Each different value of a key has a code, given out in the order in which the values come. Most keys are computed
//! from one node or from one property, and those come again and again: what such a key was for a node, or for a text
//! of a property's dictionary, is remembered by number, so that most rows compute and hash nothing at all.

use super::{Cx, Fault, Row, eval};
use crate::graph::{Column, KeyId, Value};
use crate::query::functions::Body;
use crate::query::operators;
use crate::query::plan::{Expr, ExprKind, Slot};
use hashbrown::HashTable;

/// No code is known.
const UNKNOWN: u32 = u32::MAX;
/// From this row on codes are remembered: for fewer rows a table does not pay.
const REMEMBER_FROM: u32 = 256;

/// One key of a grouping, and the codes of its values.
pub(super) struct CodedKey {
    reads: Option<Reads>,
    rows: u32,
    /// Codes by the number of a node.
    by_node: Vec<u32>,
    /// Codes by the number of a text, of nodes' properties and of relationships'.
    by_text: [Vec<u32>; 2],
    table: HashTable<u32>,
    values: Vec<Value>,
}

/// What the key is computed from, where that is one slot.
#[derive(Clone, Copy)]
struct Reads {
    slot: Slot,
    /// The only property that is read, where it is one.
    key: Option<KeyId>,
}

/// Where a row's code is remembered.
enum Place {
    Nowhere,
    Node(usize),
    Text(usize, usize),
}

impl CodedKey {
    pub(super) fn new(e: &Expr) -> Self {
        let mut reads = None;
        let alone = reads_one(e, &mut reads);
        CodedKey {
            reads: reads.filter(|_| alone),
            rows: 0,
            by_node: Vec::new(),
            by_text: Default::default(),
            table: HashTable::new(),
            values: Vec::new(),
        }
    }

    /// The value of a code.
    pub(super) fn value(&self, code: u32) -> &Value {
        &self.values[code as usize]
    }

    /// The code of the key's value in the row.
    #[inline]
    pub(super) fn code(&mut self, e: &Expr, cx: &mut Cx<'_>, row: &mut Row) -> Result<u32, Fault> {
        let place = if self.rows < REMEMBER_FROM {
            self.rows += 1;
            Place::Nowhere
        } else {
            self.place(cx, row)
        };
        match place {
            Place::Nowhere => {
                let value = eval(e, cx, row)?;
                self.code_of(value, cx)
            }
            Place::Node(number) => {
                if let Some(&code) = self.by_node.get(number)
                    && code != UNKNOWN
                {
                    return Ok(code);
                }
                let value = eval(e, cx, row)?;
                let code = self.code_of(value, cx)?;
                put(&mut self.by_node, number, code, cx)?;
                Ok(code)
            }
            Place::Text(side, number) => {
                if let Some(&code) = self.by_text[side].get(number)
                    && code != UNKNOWN
                {
                    return Ok(code);
                }
                let value = eval(e, cx, row)?;
                let code = self.code_of(value, cx)?;
                put(&mut self.by_text[side], number, code, cx)?;
                Ok(code)
            }
        }
    }

    #[inline]
    fn place(&self, cx: &Cx<'_>, row: &Row) -> Place {
        let Some(reads) = self.reads else { return Place::Nowhere };
        let text = |column: Option<&Column>, at: u32| match column {
            Some(Column::Codes(codes, _)) => codes.get(at as usize).copied(),
            _ => None,
        };
        let graph = cx.graph();
        match row[reads.slot as usize] {
            // What was deleted has its error each time.
            Value::Node(node) if graph.is_deleted_node(node) => Place::Nowhere,
            Value::Relationship(relationship) if graph.is_deleted_relationship(relationship) => {
                Place::Nowhere
            }
            Value::Node(node) => match reads.key.and_then(|key| text(graph.node_column(key), node.0)) {
                Some(code) if code != UNKNOWN => Place::Text(0, code as usize),
                _ => Place::Node(node.0 as usize),
            },
            Value::Relationship(relationship) => {
                match reads.key.and_then(|key| text(graph.relationship_column(key), relationship.0)) {
                    Some(code) if code != UNKNOWN => Place::Text(1, code as usize),
                    _ => Place::Nowhere,
                }
            }
            _ => Place::Nowhere,
        }
    }

    /// The code of a value, which is given one if it is new.
    fn code_of(&mut self, value: Value, cx: &mut Cx<'_>) -> Result<u32, Fault> {
        let hash = operators::hash_row(std::slice::from_ref(&value));
        let values = &self.values;
        let same = |code: &u32| operators::equivalent(&values[*code as usize], &value);
        if let Some(code) = self.table.find(hash, same) {
            return Ok(*code);
        }
        cx.hold(size_of::<Value>() + 8)?;
        let code = self.values.len() as u32;
        self.table.insert_unique(hash, code, |code| {
            operators::hash_row(std::slice::from_ref(&values[*code as usize]))
        });
        self.values.push(value);
        Ok(code)
    }
}

fn put(codes: &mut Vec<u32>, at: usize, code: u32, cx: &mut Cx<'_>) -> Result<(), Fault> {
    if at >= codes.len() {
        let length = (at + 1).max(codes.len() * 2);
        cx.hold((length - codes.len()) * size_of::<u32>())?;
        codes.resize(length, UNKNOWN);
    }
    codes[at] = code;
    Ok(())
}

/// Whether an expression is the same each time for the same node or relationship in the one slot that it reads: which
/// slot, and which property if it is only one. The graph does not change while rows are grouped.
fn reads_one(e: &Expr, reads: &mut Option<Reads>) -> bool {
    let mut all = |items: &[&Expr]| items.iter().all(|item| reads_one(item, reads));
    match &e.kind {
        ExprKind::Constant(_) | ExprKind::Parameter(_) => true,
        ExprKind::Slot(slot) => note(reads, *slot, None),
        ExprKind::SlotProperty(slot, key) => note(reads, *slot, key.id),
        ExprKind::Property(a, _) | ExprKind::Unary(_, a) | ExprKind::IsNull(a, _) => all(&[a]),
        ExprKind::HasLabels(a, _) => all(&[a]),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::Index(a, b) => all(&[a, b]),
        ExprKind::And(items) | ExprKind::Or(items) | ExprKind::List(items) => {
            items.iter().all(|item| reads_one(item, reads))
        }
        ExprKind::Call(function, arguments) => {
            function.deterministic
                && matches!(function.body, Body::Scalar(_))
                && arguments.iter().all(|argument| reads_one(argument, reads))
        }
        ExprKind::Case(subject, branches, otherwise) => {
            subject.iter().chain(otherwise).all(|e| reads_one(e, reads))
                && branches.iter().all(|(when, then)| reads_one(when, reads) && reads_one(then, reads))
        }
        _ => false,
    }
}

fn note(reads: &mut Option<Reads>, slot: Slot, key: Option<KeyId>) -> bool {
    match reads {
        None => *reads = Some(Reads { slot, key }),
        Some(known) if known.slot != slot => return false,
        Some(known) if known.key != key => known.key = None,
        Some(_) => {}
    }
    true
}
