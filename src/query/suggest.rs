//! The nearest of some names to one that is not among them.

/// The candidate nearest to `name`, where one is near enough to be what was meant: at most a third of the letters
/// differ, a swap of neighbours counting as one slip (Damerau and Levenshtein's distance), case as nothing. Of
/// several equally near, the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        let letters = lower.chars().count();
        let most = (length.max(letters) / 3).max(1);
        // The distance is at least the difference of the lengths: most candidates need no closer look.
        if letters.abs_diff(length) > most || length < 2 {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &lower);
        if distance <= most && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_is_what_was_meant() {
        let names = ["OPPOSES", "SUPPORTS", "SAYS"];
        assert_eq!(nearest("OPOSES", names), Some("OPPOSES"));
        assert_eq!(nearest("supports", names), Some("SUPPORTS"));
        assert_eq!(nearest("SASY", names), Some("SAYS"));
        assert_eq!(nearest("KNOWS", names), None);
        assert_eq!(nearest("a", ["b"]), None);
    }
}
