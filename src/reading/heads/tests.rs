use super::*;

#[test]
fn the_embedded_model_has_reading_heads() {
    assert!(Heads::embedded().is_some());
}
