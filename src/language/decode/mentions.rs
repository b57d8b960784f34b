//! The edges of a mention, pointed at from the word that heads it.

use crate::language::matrix::{Matrix, dot};
use crate::language::model::{ModelError, Tensors};
use std::ops::Range;

pub(crate) struct Mentions {
    start_q: Range<usize>,
    start_k: Range<usize>,
    end_q: Range<usize>,
    end_k: Range<usize>,
    start_distance: Vec<f32>,
    end_distance: Vec<f32>,
}

impl Mentions {
    pub(super) fn new(
        tensors: &Tensors,
        place: &dyn Fn(&str) -> Result<Range<usize>, ModelError>,
    ) -> Result<Self, ModelError> {
        Ok(Self {
            start_q: place("edge_start_q")?,
            start_k: place("edge_start_k")?,
            end_q: place("edge_end_q")?,
            end_k: place("edge_end_k")?,
            start_distance: tensors.get("edges.start_distance")?.data().to_vec(),
            end_distance: tensors.get("edges.end_distance")?.data().to_vec(),
        })
    }

    /// The words of the mention that `head` heads in its sentence; the nearest edges win ties.
    pub(crate) fn of(&self, rows: &Matrix, sentence: Range<usize>, head: usize) -> Range<usize> {
        let row = rows.row(head);
        let (start_q, end_q) = (&row[self.start_q.clone()], &row[self.end_q.clone()]);
        let far = |distances: &[f32], d: usize| distances[d.min(distances.len() - 1)];
        let mut best = (head, f32::NEG_INFINITY);
        for i in (sentence.start..=head).rev() {
            let score =
                dot(start_q, &rows.row(i)[self.start_k.clone()]) + far(&self.start_distance, head - i);
            if score > best.1 {
                best = (i, score);
            }
        }
        let start = best.0;
        best = (head, f32::NEG_INFINITY);
        for i in head..sentence.end {
            let score = dot(end_q, &rows.row(i)[self.end_k.clone()]) + far(&self.end_distance, i - head);
            if score > best.1 {
                best = (i, score);
            }
        }
        start..best.0 + 1
    }
}
