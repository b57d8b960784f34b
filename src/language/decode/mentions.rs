//! The edges of a mention, pointed at from the word that heads it, with the tree's word on where they may be.

use super::trees::Arc;
use crate::language::matrix::{Matrix, dot};
use crate::language::model::{Labels, ModelError, Tensors};
use std::ops::Range;

pub(crate) struct Mentions {
    start: Side,
    end: Side,
    /// What each relation means for what its dependent's head heads.
    relations: Vec<Belongs>,
}

/// How one edge is scored.
struct Side {
    query: Range<usize>,
    key: Range<usize>,
    distance: Vec<f32>,
    /// By what the tree says of a place: outside, inside, the full stretch's edge, the short one's.
    stretch: Vec<f32>,
}

/// Whether what hangs on a word belongs to the mention that the word heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Belongs {
    Always,
    /// Counts for the full stretch, not for the short one.
    Perhaps,
    Never,
}

impl Belongs {
    fn of(relation: &str) -> Self {
        match relation.split(':').next().unwrap_or(relation) {
            "case" | "cop" | "mark" | "aux" | "nsubj" | "csubj" | "punct" | "cc" | "expl" | "discourse"
            | "parataxis" | "vocative" | "dislocated" => Self::Never,
            "conj" | "appos" | "acl" | "orphan" | "advcl" | "list" | "advmod" => Self::Perhaps,
            _ => Self::Always,
        }
    }
}

/// First and last word of the stretches that the words of a sentence govern; places in the sentence.
pub(crate) struct Stretches {
    full: Vec<(usize, usize)>,
    short: Vec<(usize, usize)>,
}

impl Mentions {
    pub(super) fn new(
        labels: &Labels,
        tensors: &Tensors,
        place: &dyn Fn(&str) -> Result<Range<usize>, ModelError>,
    ) -> Result<Self, ModelError> {
        let side = |name: &str| -> Result<Side, ModelError> {
            let stretch =
                tensors.find(&format!("edges.{name}_yield")).map_or(vec![0.0; 4], |m| m.data().to_vec());
            if stretch.len() != 4 {
                return Err(ModelError::Missing(format!("edges.{name}_yield [4]")));
            }
            Ok(Side {
                query: place(&format!("edge_{name}_q"))?,
                key: place(&format!("edge_{name}_k"))?,
                distance: tensors.get(&format!("edges.{name}_distance"))?.data().to_vec(),
                stretch,
            })
        };
        Ok(Self {
            start: side("start")?,
            end: side("end")?,
            relations: labels.deprel.iter().map(|r| Belongs::of(r)).collect(),
        })
    }

    /// The stretches of a sentence with this tree.
    pub(crate) fn stretches(&self, tree: &[Arc]) -> Stretches {
        let n = tree.len();
        // What each word governs in all, from the leaves up: a word is done when all its dependents are.
        let mut whole: Vec<(usize, usize)> = (0..n).map(|i| (i, i)).collect();
        let mut waiting = vec![0; n];
        tree.iter().filter_map(|a| a.head).for_each(|h| waiting[h] += 1);
        let mut ready: Vec<usize> = (0..n).filter(|i| waiting[*i] == 0).collect();
        let cover = |a: (usize, usize), b: (usize, usize)| (a.0.min(b.0), a.1.max(b.1));
        while let Some(i) = ready.pop() {
            if let Some(head) = tree[i].head {
                whole[head] = cover(whole[head], whole[i]);
                waiting[head] -= 1;
                if waiting[head] == 0 {
                    ready.push(head);
                }
            }
        }
        let mut full: Vec<(usize, usize)> = (0..n).map(|i| (i, i)).collect();
        let mut short = full.clone();
        for (i, arc) in tree.iter().enumerate() {
            let Some(head) = arc.head else { continue };
            let belongs = self.relations[arc.relation];
            if belongs != Belongs::Never {
                full[head] = cover(full[head], whole[i]);
            }
            if belongs == Belongs::Always {
                short[head] = cover(short[head], whole[i]);
            }
        }
        Stretches { full, short }
    }

    /// The words of the mention that `head` heads; the nearest edges win ties. `rows` has the sentence's words from
    /// row `first` on; `head` and the result are places in the sentence.
    pub(crate) fn of(&self, rows: &Matrix, first: usize, stretches: &Stretches, head: usize) -> Range<usize> {
        let (full, short) = (stretches.full[head], stretches.short[head]);
        let inside = |i: usize| usize::from(full.0 <= i && i <= full.1);
        let class = |i: usize, full: usize, short: usize| match i {
            _ if i == full => 2,
            _ if i == short => 3,
            _ => inside(i),
        };
        let best = |side: &Side, places: &mut dyn Iterator<Item = usize>, full: usize, short: usize| {
            let query = &rows.row(first + head)[side.query.clone()];
            let mut best = (head, f32::NEG_INFINITY);
            for i in places {
                let far = side.distance[i.abs_diff(head).min(side.distance.len() - 1)];
                let score = dot(query, &rows.row(first + i)[side.key.clone()])
                    + far
                    + side.stretch[class(i, full, short)];
                if score > best.1 {
                    best = (i, score);
                }
            }
            best.0
        };
        let start = best(&self.start, &mut (0..=head).rev(), full.0, short.0);
        let end = best(&self.end, &mut (head..stretches.full.len()), full.1, short.1);
        start..end + 1
    }
}
