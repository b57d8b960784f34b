//! From a cue straight to its actor and its claim, by pointers to their first and last words: unlike labels and links it can
//! read statements that share or contain each other's words.

use super::{Attribution, Domain, Role, Tagged};
use crate::language::matrix::{Matrix, Outputs, argmax, bucket, dot, log_softmax};
use crate::language::model::{ModelError, Tensors};
use std::ops::Range;

const POINTERS: [&str; 4] = ["actor_start", "actor_end", "claim_start", "claim_end"];
/// How many words before and after the cue are looked at.
const REACH: usize = 100;
/// How probable a further claim of the same cue must be, and how many claims one cue may have.
const FURTHER_CLAIM: f32 = 0.3;
const MOST_CLAIMS: usize = 3;
/// The longest actor and the longest claim, in words.
const LONGEST: [usize; 2] = [25, 80];

/// The pointers' numbers.
pub(super) struct Points {
    /// What whole documents add to the query of each pointer.
    domain: Vec<Vec<f32>>,
    bias: Matrix,
    none: Matrix,
}

impl Points {
    /// `None` where the model has no such head.
    pub(super) fn new(tensors: &Tensors) -> Result<Option<Self>, ModelError> {
        let (Some(domain), Some(bias), Some(none)) =
            (tensors.find("points.domain"), tensors.find("points.bias"), tensors.find("points.none"))
        else {
            return Ok(None);
        };
        if domain.rows() != 8 || bias.rows() != 4 || none.rows() != 2 {
            return Err(ModelError::Missing("points.*".into()));
        }
        // [4, 2, 48], of which the second row of each pair is for whole documents.
        let domain = (0..4).map(|p| domain.row(2 * p + 1).to_vec()).collect();
        Ok(Some(Self { domain, bias: bias.clone(), none: none.clone() }))
    }

    /// One statement for every cue among the labels.
    pub(super) fn read(&self, outputs: &Outputs, tagged: &Tagged) -> Option<Vec<Attribution>> {
        let column = |side: &str| -> Option<Vec<&Matrix>> {
            POINTERS.iter().map(|p| outputs.get(&format!("point_{p}_{side}"))).collect()
        };
        let (queries, keys) = (column("q")?, column("k")?);
        let cues = tagged.spans.iter().filter(|(role, _)| *role == Role::Cue).map(|(_, span)| span);
        Some(cues.flat_map(|cue| self.of_cue(&queries, &keys, tagged, cue)).collect())
    }

    fn of_cue(
        &self,
        queries: &[&Matrix],
        keys: &[&Matrix],
        tagged: &Tagged,
        cue: &Range<usize>,
    ) -> Vec<Attribution> {
        let words = cue.start.saturating_sub(REACH)..(cue.end + REACH).min(tagged.sure.len());
        let last = cue.end - 1;
        let distance = |w: usize| {
            if w > last {
                bucket(w - last)
            } else if w < cue.start {
                11 + bucket(cue.start - w)
            } else {
                0
            }
        };
        let scale = (queries[0].width() as f32).sqrt();
        let mut scores: Vec<Vec<f32>> = Vec::with_capacity(4);
        let mut query = vec![0.0; queries[0].width()];
        for p in 0..4 {
            queries[p].mean(cue.clone(), &mut query);
            query.iter_mut().zip(&self.domain[p]).for_each(|(q, d)| *q += d);
            let mut row: Vec<f32> = Vec::with_capacity(words.len() + 1);
            if p < 2 {
                row.push(dot(self.none.row(p), &query) / scale);
            }
            row.extend(
                words.clone().map(|w| dot(keys[p].row(w), &query) / scale + self.bias.row(p)[distance(w)]),
            );
            log_softmax(&mut row);
            scores.push(row);
        }
        let nobody = scores[0][0] + scores[1][0];
        let Some((actor_score, start, end)) = best(&scores[0][1..], &scores[1][1..], LONGEST[0]) else {
            return Vec::new();
        };
        let (source, actor_score) = if nobody > actor_score {
            (None, nobody)
        } else {
            (Some(words.start + start..words.start + end + 1), actor_score)
        };
        let mut out: Vec<Attribution> = Vec::new();
        let mut taken: Vec<Range<usize>> = Vec::new();
        // A quotation may take two positions: further claims that do not overlap the better ones, where they are likely.
        while let Some((claim_score, start, end)) = best(&scores[2], &scores[3], LONGEST[1]) {
            let sure = (claim_score / 2.0).exp();
            let claim = words.start + start..words.start + end + 1;
            if !taken.is_empty()
                && (sure < FURTHER_CLAIM
                    || taken.len() == MOST_CLAIMS
                    || taken.iter().any(|t| t.start < claim.end && claim.start < t.end))
            {
                break;
            }
            taken.push(claim.clone());
            for row in &mut scores[2..] {
                row[start..=end].fill(f32::NEG_INFINITY);
            }
            let mut contents = without(std::slice::from_ref(&claim), cue);
            if let Some(source) = &source {
                contents = without(&contents, source);
            }
            if contents.is_empty() {
                contents = vec![claim];
            }
            out.push(Attribution {
                domain: Domain::Statement,
                tag_sure: [1.0, tagged.mean(cue), 1.0],
                source: source.clone(),
                cue: cue.clone(),
                contents,
                link_sure: [(actor_score / 2.0).exp(), sure],
                relations: [1.0, 0.0, 0.0, 0.0],
                keep: None,
            });
        }
        out
    }
}

/// The best pair of a start and an end not `longest` or more words apart; ties go to the earlier start, then the earlier end.
fn best(starts: &[f32], ends: &[f32], longest: usize) -> Option<(f32, usize, usize)> {
    let mut best: Option<(f32, usize, usize)> = None;
    for (i, start) in starts.iter().enumerate() {
        let reach = &ends[i..(i + longest).min(ends.len())];
        if reach.is_empty() {
            continue;
        }
        let j = argmax(reach);
        if best.is_none_or(|(top, ..)| start + reach[j] > top) {
            best = Some((start + reach[j], i, i + j));
        }
    }
    best
}

/// The pieces without the words of `taken`.
fn without(pieces: &[Range<usize>], taken: &Range<usize>) -> Vec<Range<usize>> {
    pieces
        .iter()
        .flat_map(|p| {
            [p.start..p.end.min(taken.start.max(p.start)), p.start.max(taken.end.min(p.end))..p.end]
        })
        .filter(|p| p.start < p.end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::single_range_in_vec_init)]
    fn taking_words_out_may_leave_two_pieces() {
        assert_eq!(without(&[0..10], &(3..5)), vec![0..3, 5..10]);
        assert_eq!(without(&[0..10], &(0..5)), vec![5..10]);
        assert_eq!(without(&[0..4], &(6..8)), vec![0..4]);
        assert_eq!(without(&[2..4], &(0..8)), Vec::<Range<usize>>::new());
    }

    #[test]
    fn the_best_pair_runs_forward() {
        assert_eq!(best(&[0.0, 5.0, 1.0], &[9.0, 0.0, 2.0], 3), Some((9.0, 0, 0)));
        assert_eq!(best(&[0.0, 5.0, 1.0], &[1.0, 0.0, 2.0], 2), Some((7.0, 1, 2)));
    }
}
