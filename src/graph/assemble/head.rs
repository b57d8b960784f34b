//! What a claim is chiefly about: its head phrase, or the subject and object of its clause.
//!
//! "A referendum on the barrier" is about a referendum, "the barrier is a folly" about the barrier, "the council should
//! approve the levy" about the council and the levy. Who asks for supporters of the barrier means the second and not
//! the first.

use super::digest::squeezed;
use crate::language::{Analysis, Token};
use crate::reading::Phrase;

/// What belongs to the phrase that a noun heads. What hangs on the noun by "of" belongs to it too ("the building of the
/// barrier"), what hangs on it by another preposition or a clause does not.
const OF_A_NOUN: [&str; 16] = [
    "det",
    "amod",
    "compound",
    "nmod:poss",
    "nmod:unmarked",
    "nummod",
    "flat",
    "fixed",
    "goeswith",
    "conj",
    "cc",
    "case",
    "advmod",
    "det:predet",
    "punct",
    "list",
];

/// The phrases that a claim is chiefly about, as text; nothing where the analysis has no trees.
pub(super) fn head(text: &str, analysis: &Analysis, claim: &Phrase) -> String {
    let tokens = &analysis.tokens;
    let mut inside = Vec::new();
    for span in &claim.spans {
        let start = tokens.partition_point(|token| token.span.end <= span.start);
        inside.extend((start..tokens.len()).take_while(|at| tokens[*at].span.start < span.end));
    }
    let reader = Reader { tokens, inside };
    let mut kept = Vec::new();
    for (nth, root) in reader.roots().into_iter().enumerate() {
        // A claim in pieces has several; what only hangs on the words before it is not the matter.
        let aside = ASIDE.contains(&tokens[root].deprel) || reader.has(root, &["case", "mark"]);
        if nth == 0 || !aside {
            reader.chief(root, &mut kept, 0);
        }
    }
    kept.sort_unstable();
    kept.dedup();
    // A name is kept whole, wherever the tree hangs its parts.
    let named = |at: usize| tokens[at].upos == "PROPN";
    let within = |at: usize| at > 0 && kept.binary_search(&(at - 1)).is_ok() && named(at - 1);
    let parts: Vec<usize> = reader.inside.iter().copied().filter(|at| named(*at) && within(*at)).collect();
    kept.extend(parts);
    kept.sort_unstable();
    kept.dedup();
    // Punctuation at the ends belongs to nothing.
    let mark = |at: &usize| tokens[*at].upos == "PUNCT";
    while kept.last().is_some_and(mark) {
        kept.pop();
    }
    let kept = &kept[kept.iter().take_while(|at| mark(at)).count()..];
    let mut out = String::new();
    let mut last: Option<usize> = None;
    for at in kept {
        if last.is_some_and(|last| last + 1 != *at || tokens[last].span.end < tokens[*at].span.start) {
            out.push(' ');
        }
        out.push_str(tokens[*at].span.of(text));
        last = Some(*at);
    }
    squeezed(&out)
}

/// Relations of what is said beside the matter: circumstances, remarks.
const ASIDE: [&str; 5] = ["advcl", "acl", "acl:relcl", "advmod", "parataxis"];

struct Reader<'a> {
    tokens: &'a [Token],
    inside: Vec<usize>,
}

impl Reader<'_> {
    fn is_inside(&self, at: usize) -> bool {
        self.inside.binary_search(&at).is_ok()
    }

    /// The words of the claim that no other word of it governs; none without a tree.
    fn roots(&self) -> Vec<usize> {
        let is_root = |at: &usize| {
            let token = &self.tokens[*at];
            let governed = token.head.is_some_and(|head| self.is_inside(head));
            let bare = matches!(token.deprel, "mark" | "case" | "cc" | "punct" | "_" | "aux" | "cop" | "det");
            !governed && !bare
        };
        self.inside.iter().copied().filter(is_root).collect()
    }

    fn children(&self, at: usize) -> impl Iterator<Item = usize> {
        self.inside.iter().copied().filter(move |child| self.tokens[*child].head == Some(at))
    }

    fn has(&self, at: usize, deprels: &[&str]) -> bool {
        self.children(at).any(|child| deprels.contains(&self.tokens[child].deprel))
    }

    /// What `root` and what hangs on it are chiefly about.
    fn chief(&self, root: usize, kept: &mut Vec<usize>, depth: usize) {
        let nominal =
            matches!(self.tokens[root].upos, "NOUN" | "PROPN" | "PRON" | "NUM" | "DET" | "SYM" | "X");
        if nominal && !self.has(root, &["cop", "nsubj"]) {
            return self.noun(root, kept, depth);
        }
        let before = kept.len();
        for child in self.children(root) {
            match self.tokens[child].deprel {
                "nsubj" | "nsubj:pass" | "nsubj:outer" | "obj" => self.noun(child, kept, depth),
                "conj" if depth < DEEPEST => self.chief(child, kept, depth + 1),
                _ => {}
            }
        }
        // "To vote for the levy", "want to build it": what the verb leads to.
        for deprels in [&["xcomp", "ccomp"][..], &["obl"], &["advcl", "obl:agent"]] {
            if kept.len() > before || depth >= DEEPEST {
                break;
            }
            for child in self.children(root) {
                if deprels.contains(&self.tokens[child].deprel) {
                    self.chief(child, kept, depth + 1);
                }
            }
        }
        if kept.len() == before && !nominal {
            kept.push(root);
        } else if kept.len() == before {
            self.noun(root, kept, depth);
        }
    }

    fn noun(&self, at: usize, kept: &mut Vec<usize>, depth: usize) {
        kept.push(at);
        if depth >= DEEPEST {
            return;
        }
        for child in self.children(at) {
            let token = &self.tokens[child];
            let of = token.deprel == "nmod"
                && self
                    .children(child)
                    .any(|case| self.tokens[case].deprel == "case" && self.tokens[case].lemma == "of");
            if of || OF_A_NOUN.contains(&token.deprel) {
                self.noun(child, kept, depth + 1);
            }
        }
    }
}

/// A tree that goes deeper says little that a reader would call its chief matter.
const DEEPEST: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language;
    use crate::text::Span;

    fn of(claim: &str) -> String {
        let text = format!("The mayor said that {claim}.");
        let analysis = language::analyse(&text);
        let start = text.len() - claim.len() - 1;
        head(&text, &analysis, &Phrase { spans: vec![Span::new(start, text.len() - 1)] })
    }

    #[test]
    fn a_clause_is_about_its_subject_and_object() {
        assert_eq!(of("the barrier is a folly"), "the barrier");
        assert_eq!(of("the council should approve the harbour levy"), "the council the harbour levy");
        assert_eq!(of("the plan was rejected by voters in May"), "the plan");
    }

    #[test]
    fn a_phrase_is_about_its_head() {
        let of = |claim: &str| {
            let text = format!("The mayor opposes {claim}.");
            let analysis = language::analyse(&text);
            let start = text.len() - claim.len() - 1;
            head(&text, &analysis, &Phrase { spans: vec![Span::new(start, text.len() - 1)] })
        };
        assert_eq!(of("a referendum on the barrier"), "a referendum");
        assert_eq!(of("the council's plan for the harbour"), "the council's plan");
        assert_eq!(of("the building of the barrier"), "the building of the barrier");
    }

    #[test]
    fn without_trees_there_is_none() {
        let text = "a referendum";
        let analysis = Analysis::default();
        assert_eq!(head(text, &analysis, &Phrase { spans: vec![Span::new(0, text.len())] }), "");
    }
}
