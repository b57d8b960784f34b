//! How sure a statement is: a finder's score made into a probability by what such scores were worth on development data.

use std::sync::OnceLock;

/// Scores and the share of statements of that score that were right, ascending: made by `training/calibrate.py`.
static TABLE: &str = include_str!("confidence.ron");

fn table() -> &'static [(f32, f64)] {
    static PARSED: OnceLock<Vec<(f32, f64)>> = OnceLock::new();
    PARSED.get_or_init(|| ron::from_str(TABLE).expect("the embedded table of confidence"))
}

/// The share of statements of this score that were right on development data, by linear interpolation between the points of
/// the table (fitted by isotonic regression, so it never falls).
pub(crate) fn calibrated(score: f32) -> f64 {
    interpolated(table(), score)
}

/// The value at `score`, by linear interpolation between the points of a table that ascends.
pub(crate) fn interpolated(table: &[(f32, f64)], score: f32) -> f64 {
    let after = table.partition_point(|(at, _)| *at <= score);
    match (after.checked_sub(1).map(|i| table[i]), table.get(after)) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * f64::from((score - x0) / (x1 - x0)),
        (Some((_, y)), None) => y,
        (None, Some((_, y))) => *y,
        (None, None) => f64::from(score),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_never_falls_as_the_score_rises() {
        let all: Vec<f64> = (0..=100).map(|s| calibrated(s as f32 / 100.0)).collect();
        assert!(all.windows(2).all(|w| w[0] <= w[1]));
        assert!(all.iter().all(|p| (0.0..=1.0).contains(p)));
    }
}
