//! Lemmas by suffix, for as long as no model says better.

/// The lower-case form without a regular ending.
pub fn lemma(form: &str) -> String {
    let lower = form.to_lowercase();
    for (ending, instead) in [("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")] {
        if let Some(stem) = lower.strip_suffix(ending)
            && stem.chars().count() > 2
            && stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])
            && !stem.ends_with(['s', 'u', 'i'])
        {
            return format!("{stem}{instead}");
        }
    }
    lower
}
