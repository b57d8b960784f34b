//! Inflected forms of English verbs and nouns from their dictionary form: spelling rules and a list of irregulars.

use rustc_hash::FxHashMap;

/// Makes the forms of words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forms {
    irregular: FxHashMap<String, Vec<String>>,
}

impl Forms {
    pub(crate) fn new(irregular: Vec<(String, Vec<String>)>) -> Self {
        Self { irregular: irregular.into_iter().collect() }
    }

    /// All forms of a verb, the dictionary form first. Irregular ones are added to what the rules give, except a
    /// regular past that the irregular one replaces; a form that does not exist does no harm in matching.
    pub(crate) fn verb(&self, lemma: &str) -> Vec<String> {
        let mut out = vec![lemma.to_owned()];
        let last = lemma.chars().last().unwrap_or('x');
        let before = lemma.chars().rev().nth(1).unwrap_or('x');
        let vowel = |c: char| "aeiou".contains(c);
        let irregular = self.irregular.get(lemma);
        if let Some(forms) = irregular {
            out.extend(forms.iter().cloned());
        }
        let consonant_y = last == 'y' && !vowel(before);
        if consonant_y {
            out.push(format!("{}ies", &lemma[..lemma.len() - 1]));
        } else if lemma.ends_with(['s', 'x', 'z']) || lemma.ends_with("ch") || lemma.ends_with("sh") {
            out.push(format!("{lemma}es"));
        } else {
            out.push(format!("{lemma}s"));
        }
        if consonant_y {
            out.push(format!("{}ied", &lemma[..lemma.len() - 1]));
        } else if last == 'e' {
            out.push(format!("{lemma}d"));
        } else {
            out.push(format!("{lemma}ed"));
        }
        if let Some(stem) = lemma.strip_suffix("ie") {
            out.push(format!("{stem}ying"));
        } else if last == 'e' && before != 'e' {
            out.push(format!("{}ing", &lemma[..lemma.len() - 1]));
        } else {
            out.push(format!("{lemma}ing"));
        }
        out.sort();
        out.dedup();
        out
    }

    /// A noun and its plural.
    pub(crate) fn noun(&self, lemma: &str) -> Vec<String> {
        let last = lemma.chars().last().unwrap_or('x');
        let before = lemma.chars().rev().nth(1).unwrap_or('x');
        let plural = if last == 'y' && !"aeiou".contains(before) {
            format!("{}ies", &lemma[..lemma.len() - 1])
        } else if lemma.ends_with(['s', 'x', 'z']) || lemma.ends_with("ch") || lemma.ends_with("sh") {
            format!("{lemma}es")
        } else if lemma.ends_with("sis") {
            format!("{}es", &lemma[..lemma.len() - 2])
        } else {
            format!("{lemma}s")
        };
        vec![lemma.to_owned(), plural]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_follow_spelling() {
        let forms = Forms::new(vec![("say".into(), vec!["said".into()])]);
        let has = |lemma: &str, form: &str| assert!(forms.verb(lemma).iter().any(|f| f == form), "{form}");
        has("say", "said");
        has("say", "says");
        has("deny", "denied");
        has("criticise", "criticising");
        has("agree", "agreeing");
        has("bash", "bashes");
        assert_eq!(forms.noun("worry")[1], "worries");
    }
}
