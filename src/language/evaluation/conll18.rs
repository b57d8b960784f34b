//! The CoNLL 2018 shared task's measures, by the definitions of its script `conll18_ud_eval.py`: words are aligned by
//! their place in the text, those of multiword tokens by the longest common subsequence of their forms; every measure
//! is the F1 of right words among all.

use crate::text::Span;

/// A word as the measures see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct EvaluatedWord<'a> {
    /// The place of the token that it is or is part of.
    pub span: Span,
    pub is_multiword: bool,
    pub form: &'a str,
    pub lemma: &'a str,
    pub upos: &'a str,
    pub xpos: &'a str,
    pub head: Option<usize>,
    pub deprel: &'a str,
}

/// How many there are, and how many are right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// In the treebank.
    pub gold: usize,
    /// In the analysis.
    pub system: usize,
    /// In both.
    pub correct: usize,
}

impl Score {
    /// The harmonic mean of precision and recall, in percent.
    pub fn f1(&self) -> f64 {
        match self.gold + self.system {
            0 => 0.0,
            all => 200.0 * self.correct as f64 / all as f64,
        }
    }
    pub(super) fn add(&mut self, other: &Self) {
        self.gold += other.gold;
        self.system += other.system;
        self.correct += other.correct;
    }
}

/// The counts of each measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Sentences whose first and last character are right.
    pub sentences: Score,
    /// Words that are in both.
    pub words: Score,
    /// Of those, the ones with the right universal part of speech, …
    pub upos: Score,
    /// language-specific part of speech,
    pub xpos: Score,
    /// lemma (any, where the treebank gives none),
    pub lemma: Score,
    /// head,
    pub uas: Score,
    /// head and relation without subtypes.
    pub las: Score,
}

impl Comparison {
    pub(super) fn new(
        gold: &[EvaluatedWord<'_>],
        system: &[EvaluatedWord<'_>],
        alignment: &[(usize, usize)],
        gold_sentences: &[Span],
        system_sentences: &[Span],
    ) -> Self {
        let mut gold_of = vec![None; system.len()];
        alignment.iter().for_each(|(g, s)| gold_of[*s] = Some(*g));
        let count = |right: &dyn Fn(usize, usize) -> bool| Score {
            gold: gold.len(),
            system: system.len(),
            correct: alignment.iter().filter(|(g, s)| right(*g, *s)).count(),
        };
        let head = |g: usize, s: usize| match system[s].head {
            None => gold[g].head.is_none(),
            Some(h) => gold_of[h].is_some() && gold_of[h] == gold[g].head,
        };
        fn universal(deprel: &str) -> &str {
            deprel.split(':').next().unwrap_or(deprel)
        }
        Self {
            sentences: Score {
                gold: gold_sentences.len(),
                system: system_sentences.len(),
                correct: common(gold_sentences, system_sentences),
            },
            words: count(&|_, _| true),
            upos: count(&|g, s| gold[g].upos == system[s].upos),
            xpos: count(&|g, s| gold[g].xpos == system[s].xpos),
            lemma: count(&|g, s| gold[g].lemma == "_" || gold[g].lemma == system[s].lemma),
            uas: count(&head),
            las: count(&|g, s| head(g, s) && universal(gold[g].deprel) == universal(system[s].deprel)),
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        let mine = [
            &mut self.sentences,
            &mut self.words,
            &mut self.upos,
            &mut self.xpos,
            &mut self.lemma,
            &mut self.uas,
            &mut self.las,
        ];
        let others =
            [other.sentences, other.words, other.upos, other.xpos, other.lemma, other.uas, other.las];
        mine.into_iter().zip(others).for_each(|(a, b)| a.add(&b));
    }
}

/// How many spans of two ascending lists are equal.
fn common(gold: &[Span], system: &[Span]) -> usize {
    let (mut g, mut s, mut count) = (0, 0, 0);
    while g < gold.len() && s < system.len() {
        match gold[g].start.cmp(&system[s].start) {
            std::cmp::Ordering::Less => g += 1,
            std::cmp::Ordering::Greater => s += 1,
            std::cmp::Ordering::Equal => {
                count += usize::from(gold[g].end == system[s].end);
                g += 1;
                s += 1;
            }
        }
    }
    count
}

/// Which gold word is which system word.
pub(super) fn align(gold: &[EvaluatedWord<'_>], system: &[EvaluatedWord<'_>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut g, mut s) = (0, 0);
    while g < gold.len() && s < system.len() {
        if gold[g].is_multiword || system[s].is_multiword {
            let (g0, s0);
            (g0, s0, g, s) = multiword_span(gold, system, g, s);
            if s > s0 && g > g0 {
                common_forms(&gold[g0..g], &system[s0..s], g0, s0, &mut found);
            }
        } else if gold[g].span == system[s].span {
            found.push((g, s));
            g += 1;
            s += 1;
        } else if gold[g].span.start <= system[s].span.start {
            g += 1;
        } else {
            s += 1;
        }
    }
    found
}

/// The smallest stretch of words on both sides that holds the multiword token at `g` or `s` whole.
fn multiword_span(
    gold: &[EvaluatedWord<'_>],
    system: &[EvaluatedWord<'_>],
    mut g: usize,
    mut s: usize,
) -> (usize, usize, usize, usize) {
    let beyond = |words: &[EvaluatedWord<'_>], i: usize, end: usize| {
        words.get(i).is_none_or(|w| if w.is_multiword { w.span.start >= end } else { w.span.end > end })
    };
    let extended =
        |word: &EvaluatedWord<'_>, end: usize| if word.is_multiword { end.max(word.span.end) } else { end };
    let mut end;
    if gold[g].is_multiword {
        end = gold[g].span.end;
        if !system[s].is_multiword && system[s].span.start < gold[g].span.start {
            s += 1;
        }
    } else {
        end = system[s].span.end;
        if !gold[g].is_multiword && gold[g].span.start < system[s].span.start {
            g += 1;
        }
    }
    let (g0, s0) = (g, s);
    while !beyond(gold, g, end) || !beyond(system, s, end) {
        let gold_first = g < gold.len() && (s >= system.len() || gold[g].span.start <= system[s].span.start);
        if gold_first {
            end = extended(&gold[g], end);
            g += 1;
        } else {
            end = extended(&system[s], end);
            s += 1;
        }
    }
    (g0, s0, g, s)
}

/// Aligns the longest common subsequence of lower-case forms.
fn common_forms(
    gold: &[EvaluatedWord<'_>],
    system: &[EvaluatedWord<'_>],
    g0: usize,
    s0: usize,
    found: &mut Vec<(usize, usize)>,
) {
    let same = |g: usize, s: usize| gold[g].form.to_lowercase() == system[s].form.to_lowercase();
    let width = system.len() + 1;
    let mut longest = vec![0; (gold.len() + 1) * width];
    for g in (0..gold.len()).rev() {
        for s in (0..system.len()).rev() {
            longest[g * width + s] = if same(g, s) {
                1 + longest[(g + 1) * width + s + 1]
            } else {
                longest[(g + 1) * width + s].max(longest[g * width + s + 1])
            };
        }
    }
    let (mut g, mut s) = (0, 0);
    while g < gold.len() && s < system.len() {
        if same(g, s) {
            found.push((g0 + g, s0 + s));
            g += 1;
            s += 1;
        } else if longest[g * width + s] == longest[(g + 1) * width + s] {
            g += 1;
        } else {
            s += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words as `form@start` (or `form@start-end` in a multiword token), their heads (0 none) and relations.
    fn words(spec: &[(&'static str, usize, usize, usize, &'static str)]) -> Vec<EvaluatedWord<'static>> {
        spec.iter()
            .map(|(form, start, end, head, deprel)| EvaluatedWord {
                span: Span::new(*start, *end),
                is_multiword: end - start != form.len(),
                form,
                lemma: form,
                upos: "X",
                xpos: "X",
                head: head.checked_sub(1),
                deprel,
            })
            .collect()
    }
    fn compare(gold: &[EvaluatedWord<'_>], system: &[EvaluatedWord<'_>]) -> Comparison {
        let alignment = align(gold, system);
        let all = |w: &[EvaluatedWord<'_>]| [w[0].span.cover(w[w.len() - 1].span)];
        Comparison::new(gold, system, &alignment, &all(gold), &all(system))
    }

    #[test]
    fn the_same_is_perfect() {
        let gold = words(&[("a", 0, 1, 2, "det"), ("dog", 2, 5, 0, "root")]);
        let measures = compare(&gold, &gold);
        assert_eq!(measures.las, Score { gold: 2, system: 2, correct: 2 });
        assert_eq!(measures.sentences.f1(), 100.0);
    }

    #[test]
    fn a_word_cut_in_two_is_wrong_and_so_is_what_hangs_on_it() {
        // gold: "New-ish dog", "dog" hangs on "New-ish"; system cuts "New-ish" in three
        let gold = words(&[("New-ish", 0, 7, 0, "root"), ("dog", 8, 11, 1, "dep")]);
        let system = words(&[
            ("New", 0, 3, 0, "root"),
            ("-", 3, 4, 1, "punct"),
            ("ish", 4, 7, 1, "dep"),
            ("dog", 8, 11, 1, "dep"),
        ]);
        let measures = compare(&gold, &system);
        assert_eq!(measures.words, Score { gold: 2, system: 4, correct: 1 });
        assert_eq!(measures.uas.correct, 0);
        assert!((measures.words.f1() - 100.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn words_of_multiword_tokens_align_by_their_forms() {
        // gold has the token "don't" of do|n't; the system has two tokens, then one, then three words
        let gold = words(&[("do", 0, 5, 0, "root"), ("n't", 0, 5, 1, "advmod"), ("go", 6, 8, 1, "xcomp")]);
        let apart = words(&[("do", 0, 2, 0, "root"), ("n't", 2, 5, 1, "advmod"), ("go", 6, 8, 1, "xcomp")]);
        assert_eq!(compare(&gold, &apart).las.correct, 3);
        let whole = words(&[("don't", 0, 5, 0, "root"), ("go", 6, 8, 1, "xcomp")]);
        assert_eq!(compare(&gold, &whole).words.correct, 1);
        let other = words(&[("DO", 0, 5, 0, "root"), ("not", 0, 5, 1, "advmod"), ("go", 6, 8, 1, "xcomp")]);
        assert_eq!(compare(&gold, &other).words.correct, 2);
    }

    #[test]
    fn subtypes_of_relations_and_missing_lemmas_do_not_count() {
        let mut gold = words(&[("a", 0, 1, 0, "root"), ("b", 2, 3, 1, "nmod:poss")]);
        let mut system = words(&[("a", 0, 1, 0, "root"), ("b", 2, 3, 1, "nmod")]);
        gold[0].lemma = "_";
        system[1].lemma = "c";
        let measures = compare(&gold, &system);
        assert_eq!((measures.las.correct, measures.lemma.correct), (2, 1));
    }

    #[test]
    fn sentences_must_agree_at_both_ends() {
        let spans = |s: &[(usize, usize)]| s.iter().map(|(a, b)| Span::new(*a, *b)).collect::<Vec<_>>();
        assert_eq!(common(&spans(&[(0, 5), (6, 9), (10, 12)]), &spans(&[(0, 5), (6, 12)])), 1);
    }
}
