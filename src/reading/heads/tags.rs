//! Words labelled as source, cue and content: Viterbi over a document's words.

use crate::language::matrix::{Matrix, Outputs, argmax, log_softmax};
use crate::language::model::{ModelError, Tensors};
use std::ops::Range;

/// What a labelled span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Source,
    Cue,
    Content,
}

/// O and begin/inside of three roles.
const TAGS: usize = 7;

/// The labels of a document as spans.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tagged {
    /// In the order of the text.
    pub(crate) spans: Vec<(Role, Range<usize>)>,
    /// How probable the chosen label was, by word, without regard to its neighbours.
    pub(crate) sure: Vec<f32>,
    /// All labels' probabilities, by word.
    pub(crate) probabilities: Vec<[f32; TAGS]>,
}

impl Tagged {
    /// The mean probability that the words of these ranges have this role.
    pub(crate) fn mass(&self, role: Role, ranges: &[Range<usize>]) -> f32 {
        let first = 1 + 2 * role as usize;
        let words = ranges.iter().map(Range::len).sum::<usize>().max(1);
        ranges
            .iter()
            .cloned()
            .flatten()
            .map(|w| self.probabilities[w][first] + self.probabilities[w][first + 1])
            .sum::<f32>()
            / words as f32
    }
    /// The mean probability of the labels of a span.
    pub(crate) fn mean(&self, span: &Range<usize>) -> f32 {
        self.sure[span.clone()].iter().sum::<f32>() / span.len().max(1) as f32
    }
}

/// One tagging head with its transitions.
pub(super) struct Tagger {
    head: &'static str,
    start: Vec<f32>,
    transitions: Matrix,
}

impl Tagger {
    pub(super) fn new(head: &'static str, tensors: &Tensors) -> Result<Self, ModelError> {
        let start = tensors.shaped(&format!("{head}.start"), 1, TAGS)?.data().to_vec();
        let transitions = tensors.shaped(&format!("{head}.transitions"), TAGS, TAGS)?.clone();
        Ok(Self { head, start, transitions })
    }

    /// The best sequence of labels (Viterbi 1967), of equals the one with the lower label.
    pub(super) fn tag(&self, outputs: &Outputs) -> Option<Tagged> {
        let rows = outputs.get(self.head).filter(|m| m.width() == TAGS && m.rows() > 0)?;
        let n = rows.rows();
        let mut emissions: Vec<[f32; TAGS]> = Vec::with_capacity(n);
        for row in 0..n {
            let mut scores = [0.0; TAGS];
            scores.copy_from_slice(rows.row(row));
            log_softmax(&mut scores);
            emissions.push(scores);
        }
        let mut score: [f32; TAGS] = std::array::from_fn(|t| emissions[0][t] + self.start[t]);
        let mut back: Vec<[u8; TAGS]> = vec![[0; TAGS]; n];
        for word in 1..n {
            let mut next = [0.0; TAGS];
            for to in 0..TAGS {
                let mut best = 0;
                let mut top = f32::NEG_INFINITY;
                for (from, so_far) in score.iter().enumerate() {
                    let through = so_far + self.transitions.row(from)[to];
                    if through > top {
                        (best, top) = (from, through);
                    }
                }
                back[word][to] = best as u8;
                next[to] = top + emissions[word][to];
            }
            score = next;
        }
        let mut path = vec![0usize; n];
        path[n - 1] = argmax(&score);
        for word in (1..n).rev() {
            path[word - 1] = usize::from(back[word][path[word]]);
        }
        for row in &mut emissions {
            row.iter_mut().for_each(|e| *e = e.exp());
        }
        let sure = path.iter().zip(&emissions).map(|(tag, e)| e[*tag]).collect();
        Some(Tagged { spans: runs(&path), sure, probabilities: emissions })
    }
}

fn runs(path: &[usize]) -> Vec<(Role, Range<usize>)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < path.len() {
        if path[at] == 0 {
            at += 1;
            continue;
        }
        let role = (path[at] - 1) / 2;
        let mut end = at + 1;
        while end < path.len() && path[end] == 2 + 2 * role {
            end += 1;
        }
        out.push(([Role::Source, Role::Cue, Role::Content][role], at..end));
        at = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_begin_anew_at_every_begin() {
        let spans = runs(&[0, 1, 2, 1, 3, 4, 5, 6, 6, 0]);
        let roles: Vec<_> = spans.iter().map(|(r, s)| (*r, s.start, s.end)).collect();
        assert_eq!(
            roles,
            [(Role::Source, 1, 3), (Role::Source, 3, 4), (Role::Cue, 4, 6), (Role::Content, 6, 9)]
        );
    }
}
