//! How two mentions stand to each other: neutral, or one for or against the other.

use crate::language::matrix::{Mlp, Outputs, add, bucket, log_softmax};
use crate::language::model::{ModelError, Tensors};
use std::ops::Range;

/// The scorer of directed pairs.
pub(crate) struct Pairs {
    scorer: Mlp,
    bias: Vec<f32>,
}

impl Pairs {
    pub(super) fn new(tensors: &Tensors) -> Result<Self, ModelError> {
        let scorer = tensors.mlp("pairs.mlp", &["distance"])?;
        let bias = tensors.find("pairs.bias").map_or(vec![0.0; 5], |b| b.data().to_vec());
        Ok(Self { scorer, bias })
    }

    /// What is added to the five scores.
    #[cfg(test)]
    pub(super) fn bias(&self) -> &[f32] {
        &self.bias
    }

    /// Probabilities of: neutral, p for q, q for p, p against q, q against p; `p` is the first in the text.
    pub(crate) fn score(&self, outputs: &Outputs, p: &Range<usize>, q: &Range<usize>) -> Option<[f32; 5]> {
        let by_p = outputs.get("pair_p")?;
        let mut total = vec![0.0; by_p.width()];
        let mut mean = vec![0.0; by_p.width()];
        by_p.mean(p.clone(), &mut total);
        outputs.get("pair_q")?.mean(q.clone(), &mut mean);
        add(&mut total, &mean);
        let mut scores = [0.0; 5];
        self.scorer.scores(&mut total, &[bucket(q.start.saturating_sub(p.end))], &mut scores);
        scores.iter_mut().zip(&self.bias).for_each(|(s, b)| *s += b);
        log_softmax(&mut scores);
        Some(scores.map(f32::exp))
    }
}
