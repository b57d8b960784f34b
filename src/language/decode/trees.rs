//! Dependency trees: biaffine scores of arcs (Dozat and Manning 2017), the maximum spanning arborescence with one
//! child of the root (Chu and Liu 1965, Edmonds 1967), a relation for every arc.

use crate::language::matrix::{Matrix, argmax, dot, log_softmax};
use crate::language::model::{Labels, ModelError, Tensors};
use std::ops::Range;

pub(crate) struct Trees {
    arc_dep: Range<usize>,
    arc_head: Range<usize>,
    rel_dep: Range<usize>,
    rel_head: Range<usize>,
    /// Transposed: row h holds what head number h gives each number of a dependent.
    bilinear: Matrix,
    head_bias: Vec<f32>,
    root_arc: Vec<f32>,
    relations: Matrix,
    relation_bias: Vec<f32>,
    root: usize,
}

/// A word's governor in its sentence and the relation to it, as a label's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arc {
    pub head: Option<usize>,
    pub relation: usize,
}

impl Trees {
    pub(super) fn new(
        labels: &Labels,
        tensors: &Tensors,
        place: &dyn Fn(&str) -> Result<Range<usize>, ModelError>,
    ) -> Result<Self, ModelError> {
        let (arc_dep, arc_head) = (place("arc_dep")?, place("arc_head")?);
        let (rel_dep, rel_head) = (place("rel_dep")?, place("rel_head")?);
        let (arc, rel) = (arc_dep.len(), rel_dep.len());
        let bilinear = tensors.shaped("tree.bilinear", arc, arc)?;
        let transposed = (0..arc).flat_map(|h| (0..arc).map(move |d| bilinear.row(d)[h])).collect();
        let missing = || ModelError::Missing("the relation root".into());
        Ok(Self {
            bilinear: Matrix::from_rows(transposed, arc).ok_or_else(missing)?,
            head_bias: tensors.shaped("tree.head_bias", 1, arc)?.data().to_vec(),
            root_arc: tensors.shaped("tree.root_arc", 1, arc)?.data().to_vec(),
            relations: tensors.shaped("tree.rel_out.weight", labels.deprel.len(), rel)?.clone(),
            relation_bias: tensors.shaped("tree.rel_out.bias", 1, labels.deprel.len())?.data().to_vec(),
            root: labels.deprel.iter().position(|l| *l == "root").ok_or_else(missing)?,
            arc_dep,
            arc_head,
            rel_dep,
            rel_head,
        })
    }

    /// The tree over `words`, rows of one sentence.
    pub(crate) fn of(&self, rows: &Matrix, words: Range<usize>) -> Vec<Arc> {
        let n = words.len();
        if n == 1 {
            return vec![Arc { head: None, relation: self.root }];
        }
        let scores = self.scores(rows, words.clone());
        let heads = arborescence(&scores, n);
        let mut hidden = vec![0.0; self.rel_dep.len()];
        let mut labels = vec![0.0; self.relation_bias.len()];
        (0..n)
            .map(|d| {
                let head = heads[d].checked_sub(1);
                let Some(h) = head else { return Arc { head: None, relation: self.root } };
                let dependent = &rows.row(words.start + d)[self.rel_dep.clone()];
                let governor = &rows.row(words.start + h)[self.rel_head.clone()];
                for ((x, a), b) in hidden.iter_mut().zip(dependent).zip(governor) {
                    *x = (a + b).max(0.0);
                }
                for (i, label) in labels.iter_mut().enumerate() {
                    *label = dot(self.relations.row(i), &hidden) + self.relation_bias[i];
                }
                labels[self.root] = f32::NEG_INFINITY;
                Arc { head, relation: argmax(&labels) }
            })
            .collect()
    }

    /// Log-probabilities of the head of each word: `n` rows of `n + 1`, the root first.
    fn scores(&self, rows: &Matrix, words: Range<usize>) -> Vec<f32> {
        let (n, width) = (words.len(), self.bilinear.width());
        // What every head, the root first, gives each number of a dependent, and in any case.
        let mut gives = vec![0.0; (n + 1) * width];
        let mut bias = vec![0.0; n + 1];
        let mut head = vec![0.0; width];
        for h in 0..=n {
            match h.checked_sub(1) {
                None => head.copy_from_slice(&self.root_arc),
                Some(w) => {
                    let row = &rows.row(words.start + w)[self.arc_head.clone()];
                    head.iter_mut().zip(row).for_each(|(x, y)| *x = y.max(0.0));
                }
            }
            bias[h] = dot(&head, &self.head_bias);
            // Half of the numbers are zero after the rectifier: going through the others by rows is faster than
            // inner products.
            let sum = &mut gives[h * width..(h + 1) * width];
            for (i, x) in head.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                sum.iter_mut().zip(self.bilinear.row(i)).for_each(|(s, b)| *s += x * b);
            }
        }
        let mut scores = vec![0.0; n * (n + 1)];
        let mut dependent = vec![0.0; width];
        for d in 0..n {
            let row = &rows.row(words.start + d)[self.arc_dep.clone()];
            dependent.iter_mut().zip(row).for_each(|(x, y)| *x = y.max(0.0));
            let out = &mut scores[d * (n + 1)..(d + 1) * (n + 1)];
            for h in 0..=n {
                out[h] = dot(&gives[h * width..(h + 1) * width], &dependent) + bias[h];
            }
            log_softmax(out);
        }
        scores
    }
}

/// More than any difference of scores: the fewest children of the root come before all else.
const ROOT_COST: f64 = 1e7;

/// The heads (0 for the root, else the word's place and 1) of the best tree over `n` words in which the root has
/// exactly one child. `scores` has a row a word, a column a head, the root first.
///
/// Arcs from the root cost more than any others differ, so that the best arborescence has one of them: there always
/// is one, as every word may govern every other.
pub(crate) fn arborescence(scores: &[f32], n: usize) -> Vec<usize> {
    let size = n + 1;
    let mut full = vec![f64::NEG_INFINITY; size * size];
    for d in 0..n {
        for h in 0..size {
            if h != d + 1 {
                let score = scores[d * size + h];
                let score = if score.is_nan() { -1e4 } else { f64::from(score.clamp(-1e4, 1e4)) };
                full[(d + 1) * size + h] = if h == 0 { score - ROOT_COST } else { score };
            }
        }
    }
    edmonds(&full, size)[1..].to_vec()
}

/// Chu-Liu/Edmonds on a dense matrix (row: dependent, column: head, node 0 the root). The head of node 0 is 0.
fn edmonds(score: &[f64], size: usize) -> Vec<usize> {
    let best =
        |row: &[f64]| row.iter().enumerate().fold(0, |best, (h, s)| if *s > row[best] { h } else { best });
    let mut heads: Vec<usize> =
        (0..size).map(|d| if d == 0 { 0 } else { best(&score[d * size..(d + 1) * size]) }).collect();
    let Some(cycle) = find_cycle(&heads) else { return heads };
    // Contract the cycle to one node, the last of a smaller graph, and solve that.
    let mut inside = vec![false; size];
    cycle.iter().for_each(|v| inside[*v] = true);
    let rest: Vec<usize> = (0..size).filter(|v| !inside[*v]).collect();
    let (small, c) = (rest.len() + 1, rest.len());
    let mut contracted = vec![f64::NEG_INFINITY; small * small];
    let (mut enters, mut leaves) = (vec![0; rest.len()], vec![0; rest.len()]);
    for (i, v) in rest.iter().enumerate() {
        for (j, u) in rest.iter().enumerate() {
            if i != j && *v != 0 {
                contracted[i * small + j] = score[v * size + u];
            }
        }
        // From v into the cycle, breaking it where that costs least.
        let gain = |w: usize| score[w * size + v] - score[w * size + heads[w]];
        let entry =
            cycle.iter().copied().reduce(|a, b| if gain(b) > gain(a) { b } else { a }).expect("not empty");
        enters[i] = entry;
        contracted[c * small + i] = gain(entry);
        if *v != 0 {
            let exit = cycle
                .iter()
                .copied()
                .reduce(|a, b| if score[v * size + b] > score[v * size + a] { b } else { a });
            leaves[i] = exit.expect("not empty");
            contracted[i * small + c] = score[v * size + leaves[i]];
        }
    }
    let solved = edmonds(&contracted, small);
    for (i, v) in rest.iter().enumerate().skip(1) {
        heads[*v] = if solved[i] == c { leaves[i] } else { rest[solved[i]] };
    }
    let from = solved[c];
    heads[enters[from]] = rest[from];
    heads
}

/// The nodes of some cycle of a graph in which every node but 0 has one head.
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = heads[at];
        }
        if at != 0 && seen[at] == start {
            let mut cycle = vec![at];
            let mut next = heads[at];
            while next != at {
                cycle.push(next);
                next = heads[next];
            }
            cycle.sort_unstable();
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The best single-rooted tree by trying all.
    fn exhaustive(scores: &[f32], n: usize) -> f32 {
        let mut best = f32::NEG_INFINITY;
        for code in 0..(n + 1).pow(n as u32) {
            let heads: Vec<usize> = (0..n).map(|d| code / (n + 1).pow(d as u32) % (n + 1)).collect();
            if is_tree(&heads) {
                best = best.max(total(scores, &heads));
            }
        }
        best
    }
    fn total(scores: &[f32], heads: &[usize]) -> f32 {
        heads.iter().enumerate().map(|(d, h)| scores[d * (heads.len() + 1) + h]).sum()
    }
    fn is_tree(heads: &[usize]) -> bool {
        heads.iter().filter(|h| **h == 0).count() == 1
            && (0..heads.len()).all(|d| {
                let (mut at, mut steps) = (d + 1, 0);
                while at != 0 && steps <= heads.len() {
                    at = heads[at - 1];
                    steps += 1;
                }
                at == 0
            })
    }

    proptest! {
        #[test]
        fn the_best_single_rooted_tree_is_found((n, scores) in (1usize..=4).prop_flat_map(|n| {
            (Just(n), prop::collection::vec(-9i32..9, n * (n + 1)))
        })) {
            let scores: Vec<f32> = scores.into_iter().map(|x| x as f32).collect();
            let heads = arborescence(&scores, n);
            prop_assert!(is_tree(&heads));
            prop_assert_eq!(total(&scores, &heads), exhaustive(&scores, n));
        }

        #[test]
        fn long_sentences_have_trees((n, scores) in (1usize..=60).prop_flat_map(|n| {
            (Just(n), prop::collection::vec(any::<f32>(), n * (n + 1)))
        })) {
            prop_assert!(is_tree(&arborescence(&scores, n)));
        }
    }
}
