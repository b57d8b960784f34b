//! The little linear algebra that decoders need: rows of numbers, their products, a one-layer scorer.
//!
//! Sums run in one fixed order, so the same input gives the same bits on every machine.

/// Rows of `f32` of one width.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matrix {
    data: Vec<f32>,
    width: usize,
}

impl Matrix {
    /// No rows yet, of the given width.
    pub fn new(width: usize) -> Self {
        Self { data: Vec::new(), width }
    }
    /// Rows one after another; `None` if `data` is not whole rows.
    pub fn from_rows(data: Vec<f32>, width: usize) -> Option<Self> {
        (width > 0 && data.len().is_multiple_of(width)).then_some(Self { data, width })
    }
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.data.len().checked_div(self.width).unwrap_or(0)
    }
    /// How many numbers a row has.
    pub fn width(&self) -> usize {
        self.width
    }
    /// One row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.data[row * self.width..(row + 1) * self.width]
    }
    /// All numbers, row after row.
    pub fn data(&self) -> &[f32] {
        &self.data
    }
    /// Adds a row of this width.
    pub fn push(&mut self, row: &[f32]) {
        debug_assert_eq!(row.len(), self.width);
        self.data.extend_from_slice(row);
    }
    /// Drops the first rows.
    pub(crate) fn drop_front(&mut self, rows: usize) {
        self.data.drain(..rows * self.width);
    }
    /// The mean of some rows into `out`, which is zero for none of them.
    pub fn mean(&self, rows: impl IntoIterator<Item = usize>, out: &mut [f32]) {
        out.fill(0.0);
        let mut count = 0;
        for row in rows {
            add(out, self.row(row));
            count += 1;
        }
        if count > 1 {
            let n = count as f32;
            out.iter_mut().for_each(|x| *x /= n);
        }
    }
}

/// What heads that are not decoded here say of every token: one matrix a head, one row a token.
///
/// Which heads there are, and what their numbers mean, is the model's affair (`labels.ron` beside it).
#[derive(Debug, Clone, Default)]
pub struct Outputs {
    heads: Vec<(&'static str, Matrix)>,
}

impl Outputs {
    pub(crate) fn new(heads: impl IntoIterator<Item = (&'static str, usize)>) -> Self {
        Self { heads: heads.into_iter().map(|(name, width)| (name, Matrix::new(width))).collect() }
    }
    pub(crate) fn heads_mut(&mut self) -> impl Iterator<Item = &mut (&'static str, Matrix)> {
        self.heads.iter_mut()
    }
    /// The numbers of one head, by its name.
    pub fn get(&self, head: &str) -> Option<&Matrix> {
        self.heads.iter().find(|(name, _)| *name == head).map(|(_, matrix)| matrix)
    }
    /// The names of all heads.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.heads.iter().map(|(name, _)| *name)
    }
}

/// `into + from`, number by number.
pub fn add(into: &mut [f32], from: &[f32]) {
    into.iter_mut().zip(from).for_each(|(a, b)| *a += b);
}

/// The inner product of two rows of one length.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 16;
    let mut sums = [0.0f32; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f32 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for i in 0..LANES {
            sums[i] += x[i] * y[i];
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            sums[i] += sums[i + width];
        }
        width /= 2;
    }
    sums[0] + rest
}

/// The place of the greatest number, the first of equals; 0 for none.
pub fn argmax(row: &[f32]) -> usize {
    let mut best = 0;
    for (i, x) in row.iter().enumerate() {
        if *x > row[best] {
            best = i;
        }
    }
    best
}

/// Turns scores into the logarithms of their softmax.
pub fn log_softmax(row: &mut [f32]) {
    let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = row.iter().map(|x| (x - top).exp()).sum();
    let norm = top + sum.ln();
    row.iter_mut().for_each(|x| *x -= norm);
}

/// The edges of the buckets that distances are counted in.
const EDGES: [usize; 10] = [1, 2, 3, 4, 6, 9, 14, 22, 35, 60];

/// Distances as the decoders know them: 0 to 10, finer where small.
pub fn bucket(distance: usize) -> usize {
    EDGES.iter().take_while(|edge| **edge <= distance).count()
}

/// A hidden layer with features that are looked up, and a linear map to scores:
/// `out.weight · relu(total + Σ feature rows) + out.bias`.
#[derive(Debug, Clone)]
pub struct Mlp {
    pub(crate) features: Vec<Matrix>,
    pub(crate) weight: Matrix,
    pub(crate) bias: Vec<f32>,
}

impl Mlp {
    /// How many scores it gives.
    pub fn outputs(&self) -> usize {
        self.bias.len()
    }
    /// The scores of `total`, which the call uses up. `buckets` are in the order in which the features were named
    /// when this was made, or empty for none; one that is out of range counts as the last.
    pub fn scores(&self, total: &mut [f32], buckets: &[usize], out: &mut [f32]) {
        for (table, bucket) in self.features.iter().zip(buckets) {
            add(total, table.row((*bucket).min(table.rows() - 1)));
        }
        total.iter_mut().for_each(|x| *x = x.max(0.0));
        for (i, score) in out.iter_mut().enumerate() {
            *score = dot(self.weight.row(i), total) + self.bias[i];
        }
    }
    /// The only score, where there is one.
    pub fn score(&self, total: &mut [f32], buckets: &[usize]) -> f32 {
        let mut out = [0.0];
        self.scores(total, buckets, &mut out);
        out[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equals_is_greatest() {
        assert_eq!(argmax(&[1.0, 3.0, 3.0]), 1);
        assert_eq!(argmax(&[]), 0);
    }

    #[test]
    fn products_and_softmax() {
        let a: Vec<f32> = (0..37).map(|x| x as f32).collect();
        assert_eq!(dot(&a, &a), (0..37).map(|x| (x * x) as f32).sum::<f32>());
        let mut row = [1.0, 1.0];
        log_softmax(&mut row);
        assert!((row[0] + 2f32.ln()).abs() < 1e-6);
    }

    #[test]
    fn buckets_grow_with_the_distance() {
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 60, 9999].map(bucket), [0, 1, 2, 3, 4, 4, 5, 10, 10]);
    }
}
