//! Word lists of the structure, read once from `words.ron`.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::LazyLock;

/// See the comments in `words.ron`; every list is in lower case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    pub titles: FxHashSet<String>,
    pub abbreviations: FxHashSet<String>,
    pub capitalised: FxHashSet<String>,
    pub before_numbers: FxHashSet<String>,
    pub openers: FxHashSet<String>,
    pub saying: FxHashSet<String>,
    pub clitics: FxHashSet<String>,
    pub contractions: FxHashMap<String, usize>,
    pub apostrophised: FxHashSet<String>,
    pub prefixes: FxHashSet<String>,
    pub suffixes: FxHashSet<String>,
    pub units: FxHashSet<String>,
    pub emoticons: Vec<String>,
}

pub(super) static LISTS: LazyLock<Lists> =
    LazyLock::new(|| ron::from_str(include_str!("words.ron")).expect("the embedded word lists parse"));

/// `word` in lower case, with the typographic apostrophe made plain, for looking it up.
pub(super) fn key(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '’' | '‘' | 'ʼ' | '`') { '\'' } else { c })
        .collect()
}
