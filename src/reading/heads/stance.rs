//! The relation of a linked attribution, and the part of its content that the relation points at.

use super::{Attribution, Domain};
use crate::language::matrix::{Mlp, Outputs, add, log_softmax};
use crate::language::model::{ModelError, Tensors};
use crate::reading::Relation;
use std::ops::Range;

/// The scorers of relation and target.
pub(crate) struct Stance {
    relation: Mlp,
    target: Mlp,
}

impl Stance {
    pub(super) fn new(tensors: &Tensors) -> Result<Self, ModelError> {
        Ok(Self {
            relation: tensors.mlp("stance.relation", &["domain"])?,
            target: tensors.mlp("stance.target", &["relation"])?,
        })
    }

    /// Probabilities of the four relations, in the order of [`Relation::ALL`].
    pub(crate) fn relation(&self, outputs: &Outputs, attribution: &Attribution) -> Option<[f32; 4]> {
        let domain = usize::from(attribution.domain == Domain::Statement);
        self.relation_of(
            outputs,
            attribution.source.iter().cloned().flatten(),
            attribution.cue.clone(),
            &attribution.contents,
            domain,
        )
    }

    /// The same for words given one by one.
    pub(crate) fn relation_of(
        &self,
        outputs: &Outputs,
        source: impl IntoIterator<Item = usize>,
        cue: impl IntoIterator<Item = usize>,
        contents: &[Range<usize>],
        domain: usize,
    ) -> Option<[f32; 4]> {
        let attention = outputs.get("stance_att")?;
        let content = outputs.get("stance_content")?;
        let width = content.width();
        let mut total = vec![0.0; width];
        let mut mean = vec![0.0; width];
        outputs.get("stance_cue")?.mean(cue, &mut mean);
        add(&mut total, &mean);
        outputs.get("stance_source")?.mean(source, &mut mean);
        add(&mut total, &mean);
        let words: Vec<usize> = contents.iter().cloned().flatten().collect();
        let mut weights: Vec<f32> = words.iter().map(|w| attention.row(*w)[0]).collect();
        log_softmax(&mut weights);
        for (word, weight) in words.iter().zip(&weights) {
            let weight = weight.exp();
            total.iter_mut().zip(content.row(*word)).for_each(|(t, x)| *t += weight * x);
        }
        let mut scores = [0.0; 4];
        self.relation.scores(&mut total, &[domain], &mut scores);
        log_softmax(&mut scores);
        Some(scores.map(f32::exp))
    }

    /// The stretch of the contents that a relation other than `says` points at: the best pair of its first and last word.
    pub(crate) fn target(
        &self,
        outputs: &Outputs,
        cue: impl IntoIterator<Item = usize>,
        contents: &[Range<usize>],
        relation: Relation,
    ) -> Option<Vec<Range<usize>>> {
        let words: Vec<usize> = contents.iter().cloned().flatten().collect();
        let by_word = outputs.get("target_word")?;
        let mut cue_mean = vec![0.0; by_word.width()];
        outputs.get("target_cue")?.mean(cue, &mut cue_mean);
        let number = Relation::ALL.iter().position(|r| *r == relation)?;
        let mut scores = Vec::with_capacity(words.len());
        for word in &words {
            let mut total = by_word.row(*word).to_vec();
            add(&mut total, &cue_mean);
            let mut pair = [0.0; 2];
            self.target.scores(&mut total, &[number], &mut pair);
            scores.push(pair);
        }
        // The best start for every end, in one pass; ties go to the earlier.
        let mut best: Option<(f32, usize, usize)> = None;
        let mut start = 0;
        for end in 0..scores.len() {
            if scores[end][0] > scores[start][0] {
                start = end;
            }
            let score = scores[start][0] + scores[end][1];
            if best.is_none_or(|(top, ..)| score > top) {
                best = Some((score, start, end));
            }
        }
        let (_, start, end) = best?;
        let (first, last) = (words[start], words[end]);
        let cut = contents
            .iter()
            .filter_map(|c| {
                let piece = c.start.max(first)..c.end.min(last + 1);
                (piece.start < piece.end).then_some(piece)
            })
            .collect::<Vec<_>>();
        (!cut.is_empty()).then_some(cut)
    }
}
