//! Lemmas: edit scripts that the model chooses, a list of exceptions, and what the treebanks do without exception.

use crate::language::matrix::argmax;
use crate::language::model::ModelError;
use rustc_hash::{FxHashMap, FxHashSet};

/// So many scripts are tried where the first makes no word.
const TRIED: usize = 5;
/// A script whose score is so far behind is no longer tried.
const BEHIND: f32 = 6.0;

/// How to make a lemma of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Script {
    /// Always this lemma.
    Whole(&'static str),
    /// Drop letters from the end, add others, then mind the case.
    Edit { case: Case, drop: usize, add: &'static str },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Keep,
    Lower,
    Title,
    Upper,
}

impl Script {
    fn read(script: &'static str) -> Option<Self> {
        let (kind, rest) = script.split_once('|')?;
        let case = match kind {
            "abs" => return Some(Self::Whole(rest)),
            "keep" => Case::Keep,
            "lower" => Case::Lower,
            "title" => Case::Title,
            "upper" => Case::Upper,
            _ => return None,
        };
        let (drop, add) = rest.split_once('|')?;
        Some(Self::Edit { case, drop: drop.parse().ok()?, add })
    }

    fn apply(&self, form: &str) -> String {
        let (case, drop, add) = match self {
            Self::Whole(lemma) => return (*lemma).to_string(),
            Self::Edit { case, drop, add } => (*case, *drop, *add),
        };
        let end = match drop {
            0 => form.len(),
            _ => form.char_indices().rev().nth(drop - 1).map_or(0, |(at, _)| at),
        };
        let stem = &form[..end];
        let mut lemma = String::with_capacity(stem.len() + add.len());
        match case {
            Case::Keep => lemma.push_str(stem),
            _ if stem.is_ascii() => lemma.extend(stem.bytes().map(|b| char::from(b.to_ascii_lowercase()))),
            _ => lemma.push_str(&stem.to_lowercase()),
        }
        lemma.push_str(add);
        match case {
            Case::Title => {
                let mut rest = lemma.chars();
                rest.next().map_or_else(String::new, |c| c.to_uppercase().chain(rest).collect())
            }
            Case::Upper => lemma.to_uppercase(),
            Case::Keep | Case::Lower => lemma,
        }
    }
}

pub(crate) struct Lemmas {
    scripts: Vec<Script>,
    /// Lemmas by form and part of speech that go before any script.
    exceptions: FxHashMap<(&'static str, &'static str), &'static str>,
    /// The lemmas of that list.
    lemmas: FxHashSet<&'static str>,
    /// The script for the rest of a word that was split by mistake; as no script can know that, it is never chosen.
    nothing: Option<usize>,
}

impl Lemmas {
    pub(super) fn new(scripts: &[&'static str], exceptions: &'static str) -> Result<Self, ModelError> {
        let scripts = scripts
            .iter()
            .map(|s| Script::read(s).ok_or_else(|| ModelError::Missing(format!("a lemma script in {s:?}"))))
            .collect::<Result<Vec<_>, _>>()?;
        let (mut by_form, mut of_list) = (FxHashMap::default(), FxHashSet::default());
        for line in exceptions.lines().filter(|l| !l.is_empty()) {
            let mut fields = line.split('\t');
            let (Some(form), Some(upos), Some(lemma)) = (fields.next(), fields.next(), fields.next()) else {
                return Err(ModelError::Missing(format!("three fields in lemmas.tsv: {line:?}")));
            };
            by_form.insert((form, upos), lemma);
            of_list.insert(lemma);
        }
        let nothing = scripts.iter().position(|s| *s == Script::Whole("_"));
        Ok(Self { scripts, exceptions: by_form, lemmas: of_list, nothing })
    }

    /// The number of the script for `form`: the one that scores best, unless it cuts the form to what is no word
    /// (`countrie`, `overstat`) and a script close behind makes one. `is_word`: whether the vocabulary has it.
    pub(crate) fn choose(&self, form: &str, scores: &[f32], is_word: impl Fn(&str) -> bool) -> u16 {
        let mut best = argmax(scores);
        if Some(best) == self.nothing {
            let others = (0..scores.len()).filter(|s| *s != best);
            best = others.reduce(|a, b| if scores[b] > scores[a] { b } else { a }).unwrap_or(best);
        }
        let of_same_case = |script: &Script| match (script, &self.scripts[best]) {
            (Script::Edit { case, .. }, Script::Edit { case: of_best, .. }) => case == of_best,
            _ => false,
        };
        let cuts =
            matches!(&self.scripts[best], Script::Edit { drop, add, .. } if *drop > 0 || !add.is_empty());
        let known = |lemma: &str| {
            let lower = lemma.to_lowercase();
            self.lemmas.contains(lemma) || self.lemmas.contains(lower.as_str()) || is_word(&lower)
        };
        if !cuts || known(&self.scripts[best].apply(form)) {
            return best as u16;
        }
        let mut others: Vec<usize> = (0..scores.len())
            .filter(|&s| s != best && scores[best] - scores[s] < BEHIND && of_same_case(&self.scripts[s]))
            .collect();
        others.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
        let other = others.into_iter().take(TRIED).find(|&s| known(&self.scripts[s].apply(form)));
        other.unwrap_or(best) as u16
    }

    /// The lemma of `form`, a word of the parts of speech `upos` and `xpos`, by the script of that number.
    pub(crate) fn of(&self, form: &str, upos: &'static str, xpos: &str, script: u16) -> String {
        if let Some(lemma) = self.exceptions.get(&(form, upos)) {
            return (*lemma).to_string();
        }
        if let Some(lemma) = by_convention(form, upos) {
            return lemma;
        }
        let lemma = self.scripts[usize::from(script)].apply(form);
        if lemma.is_empty() {
            return form.to_string();
        }
        if upos == "PROPN" && xpos.starts_with("NNP") { as_name(form, lemma) } else { lemma }
    }
}

/// What English treebanks always do: web addresses stay as they are, numbers lose the signs that part thousands, nouns an
/// apostrophe and `s` that are written as part of the word.
fn by_convention(form: &str, upos: &str) -> Option<String> {
    let starts = |with: &str| form.get(..with.len()).is_some_and(|s| s.eq_ignore_ascii_case(with));
    if form.contains("://") || starts("www.") {
        return Some(form.to_string());
    }
    match upos {
        "NUM" if parts_thousands(form) => Some(form.replace(',', "")),
        "NOUN" | "PROPN" => {
            let stem = form.strip_suffix("'s").or_else(|| form.strip_suffix("’s"))?;
            (!stem.is_empty()).then(|| if upos == "NOUN" { stem.to_lowercase() } else { stem.to_string() })
        }
        _ => None,
    }
}

/// `1,100` and `1,234,567.8`, but not `3,40`.
fn parts_thousands(form: &str) -> bool {
    let whole = form.split_once('.').map_or(form, |(whole, _)| whole);
    let rest = &form[whole.len()..];
    let mut groups = whole.split(',');
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    groups.next().is_some_and(|first| first.len() <= 3 && digits(first))
        && whole.contains(',')
        && groups.all(|group| group.len() == 3 && digits(group))
        && (rest.is_empty() || digits(&rest[1..]))
}

/// A name keeps its capital.
fn as_name(form: &str, lemma: String) -> String {
    let (Some(of_form), Some(of_lemma)) = (form.chars().next(), lemma.chars().next()) else { return lemma };
    if of_form.is_uppercase() && of_form.to_lowercase().eq([of_lemma]) {
        return std::iter::once(of_form).chain(lemma.chars().skip(1)).collect();
    }
    lemma
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_edit_the_end_of_a_form() {
        for (script, form, lemma) in [
            ("lower|0|", "House", "house"),
            ("lower|3|y", "Stories", "story"),
            ("keep|1|", "Democrats", "Democrat"),
            ("title|3|y", "STORIES", "Story"),
            ("upper|1|", "NGOs", "NGO"),
            ("abs|be", "was", "be"),
            ("lower|9|go", "went", "go"),
            ("lower|1|", "Cafés", "café"),
        ] {
            assert_eq!(Script::read(script).unwrap().apply(form), lemma, "{script} of {form}");
        }
    }

    #[test]
    fn a_script_that_makes_no_word_gives_way_to_one_close_behind_that_does() {
        let lemmas = Lemmas::new(&["lower|1|", "lower|3|y", "lower|0|", "keep|3|y"], "").unwrap();
        let is_word = |w: &str| ["country", "tie", "house"].contains(&w);
        assert_eq!(lemmas.choose("countries", &[2.0, 1.0, 0.0, 1.5], is_word), 1);
        assert_eq!(lemmas.choose("countries", &[20.0, 1.0, 0.0, 1.5], is_word), 0, "too far behind");
        assert_eq!(lemmas.choose("ties", &[2.0, 1.0, 0.0, 1.5], is_word), 0, "a word as it is");
        assert_eq!(lemmas.choose("zorbies", &[2.0, 1.0, 0.0, 1.5], is_word), 0, "nothing makes a word");
        assert_eq!(lemmas.choose("house", &[0.0, 0.0, 3.0, 0.0], is_word), 2, "nothing cut");
    }

    #[test]
    fn exceptions_go_first_and_nothing_is_left_empty() {
        let lemmas = Lemmas::new(&["lower|0|", "lower|9|"], "saw\tNOUN\tsaw\nsaw\tVERB\tsee\n").unwrap();
        assert_eq!(lemmas.of("saw", "VERB", "VBD", 0), "see");
        assert_eq!(lemmas.of("Law", "NOUN", "NN", 0), "law");
        assert_eq!(lemmas.of("a", "DET", "DT", 1), "a");
    }

    #[test]
    fn what_treebanks_always_do_needs_no_script() {
        let lemmas = Lemmas::new(&["lower|0|", "lower|1|"], "").unwrap();
        assert_eq!(lemmas.of("1,234,567.8", "NUM", "CD", 0), "1234567.8");
        assert_eq!(lemmas.of("3,40", "NUM", "CD", 0), "3,40");
        assert_eq!(lemmas.of("http://a.org/B", "X", "ADD", 0), "http://a.org/B");
        assert_eq!(lemmas.of("DM's", "NOUN", "NNS", 0), "dm");
        assert_eq!(lemmas.of("Appeals", "PROPN", "NNPS", 1), "Appeal");
        assert_eq!(lemmas.of("Appeals", "NOUN", "NNS", 1), "appeal");
    }

    #[test]
    fn the_rest_of_a_split_word_is_nobodys_lemma() {
        let lemmas = Lemmas::new(&["abs|_", "lower|0|", "keep|0|"], "").unwrap();
        assert_eq!(lemmas.choose("foward", &[5.0, 1.0, 2.0], |_| false), 2);
    }
}
