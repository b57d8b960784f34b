//! The greatest sum of a matrix's elements, one a row and one a column at most (Kuhn 1955, Munkres 1957).

/// The greatest sum; every value must be at least 0.
pub(super) fn greatest(values: &[Vec<f64>]) -> f64 {
    let (rows, columns) = (values.len(), values.first().map_or(0, Vec::len));
    if rows == 0 || columns == 0 {
        return 0.0;
    }
    if rows > columns {
        let turned: Vec<Vec<f64>> = (0..columns).map(|c| values.iter().map(|row| row[c]).collect()).collect();
        return greatest(&turned);
    }
    // Shortest augmenting paths over costs, the negatives; row 0 and column 0 stand for "none".
    let (mut u, mut v) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut row_of = vec![0; columns + 1];
    let mut way = vec![0; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut column = 0;
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut used = vec![false; columns + 1];
        while row_of[column] != 0 {
            used[column] = true;
            let at = row_of[column];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for c in 1..=columns {
                if !used[c] {
                    let cost = -values[at - 1][c - 1] - u[at] - v[c];
                    if cost < least[c] {
                        least[c] = cost;
                        way[c] = column;
                    }
                    if least[c] < delta {
                        delta = least[c];
                        next = c;
                    }
                }
            }
            for c in 0..=columns {
                if used[c] {
                    u[row_of[c]] += delta;
                    v[c] -= delta;
                } else {
                    least[c] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[way[column]];
            column = way[column];
        }
    }
    (1..=columns).filter(|c| row_of[*c] != 0).map(|c| values[row_of[c] - 1][c - 1]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_pairs_are_not_the_greedy_ones() {
        assert_eq!(greatest(&[vec![9.0, 8.0], vec![8.0, 1.0]]), 16.0);
        assert_eq!(greatest(&[vec![1.0], vec![3.0], vec![2.0]]), 3.0);
        assert_eq!(greatest(&[]), 0.0);
    }
}
