//! How well an analysis agrees with a treebank: the measures of the CoNLL 2018 shared task, and for entities those of
//! the CoNLL 2012 shared task.

mod assignment;
mod conll18;
mod coreference;

pub use conll18::{Comparison, Score};
pub use coreference::CoreferenceCounts;

use super::Analysis;
use super::conllu::{TreebankDocument, TreebankMention};
use conll18::EvaluatedWord;
use std::ops::Range;

/// The counts of one or several documents; they add up.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Words, sentences, tags, lemmas and trees.
    pub syntax: Comparison,
    /// Mentions by their exact words; `None` where the treebank has none.
    pub mentions: Option<MentionCounts>,
}

/// Counts of mentions and their clusters.
#[derive(Debug, Clone, Default)]
pub struct MentionCounts {
    /// Mentions whose words are exactly right.
    pub spans: Score,
    /// Of those, how many have the right type.
    pub right_type: usize,
    /// Clusters of at least two mentions.
    pub coreference: CoreferenceCounts,
}

impl Figures {
    /// Compares the analysis of a document with the document itself.
    pub fn of(document: &TreebankDocument, analysis: &Analysis) -> Self {
        let gold: Vec<_> = document
            .words
            .iter()
            .map(|w| EvaluatedWord {
                span: w.token,
                is_multiword: w.token != w.span,
                form: &w.form,
                lemma: &w.lemma,
                upos: &w.upos,
                xpos: &w.xpos,
                head: w.head,
                deprel: &w.deprel,
            })
            .collect();
        let system = system_words(&document.text, analysis);
        let gold_sentences: Vec<_> = document.sentences.iter().map(|s| cover(&gold, s)).collect();
        let system_sentences: Vec<_> = analysis.sentences.iter().map(|s| cover(&system, &s.tokens)).collect();
        let alignment = conll18::align(&gold, &system);
        let syntax = Comparison::new(&gold, &system, &alignment, &gold_sentences, &system_sentences);
        let mentions = document.mentions.as_ref().map(|mentions| {
            let mut gold_of = vec![None; system.len()];
            alignment.iter().for_each(|(g, s)| gold_of[*s] = Some(*g));
            compare_mentions(mentions, analysis, &gold_of)
        });
        Self { syntax, mentions }
    }

    /// Adds the counts of other documents.
    pub fn add(&mut self, other: &Self) {
        self.syntax.add(&other.syntax);
        if let Some(other) = &other.mentions {
            let mine = self.mentions.get_or_insert_default();
            mine.spans.add(&other.spans);
            mine.right_type += other.right_type;
            mine.coreference.add(&other.coreference);
        }
    }

    /// The measures by name, in percent, in a fixed order.
    pub fn measures(&self) -> Vec<(&'static str, f64)> {
        let syntax = &self.syntax;
        let mut measures = vec![
            ("sentences_f1", syntax.sentences.f1()),
            ("words_f1", syntax.words.f1()),
            ("upos", syntax.upos.f1()),
            ("xpos", syntax.xpos.f1()),
            ("lemma", syntax.lemma.f1()),
            ("uas", syntax.uas.f1()),
            ("las", syntax.las.f1()),
        ];
        if let Some(mentions) = &self.mentions {
            let right = mentions.right_type as f64 / (mentions.spans.correct.max(1)) as f64;
            let coreference = &mentions.coreference;
            measures.extend([
                ("mention_f1", mentions.spans.f1()),
                ("mention_type", 100.0 * right),
                ("coref_muc", coreference.muc.f1()),
                ("coref_b3", coreference.b_cubed.f1()),
                ("coref_ceaf", coreference.ceaf.f1()),
                ("coref_conll", coreference.conll()),
            ]);
        }
        measures
    }
}

/// The words of an analysis; those that are joined make one multiword token.
fn system_words<'a>(text: &'a str, analysis: &'a Analysis) -> Vec<EvaluatedWord<'a>> {
    let tokens = &analysis.tokens;
    let mut words = Vec::with_capacity(tokens.len());
    let mut start = 0;
    while start < tokens.len() {
        let end = start + 1 + tokens[start + 1..].iter().take_while(|t| t.joined).count();
        let span = tokens[start].span.cover(tokens[end - 1].span);
        for token in &tokens[start..end] {
            words.push(EvaluatedWord {
                span,
                is_multiword: end - start > 1,
                form: token.span.of(text),
                lemma: &token.lemma,
                upos: token.upos,
                xpos: token.xpos,
                head: token.head,
                deprel: token.deprel,
            });
        }
        start = end;
    }
    words
}

fn cover(words: &[EvaluatedWord<'_>], range: &Range<usize>) -> crate::text::Span {
    words[range.start].span.cover(words[range.end - 1].span)
}

/// Compares mentions as ranges of gold words; one whose first or last word has no partner is wrong.
fn compare_mentions(
    gold: &[TreebankMention],
    analysis: &Analysis,
    gold_of: &[Option<usize>],
) -> MentionCounts {
    use indexmap::IndexMap;
    let gold_spans: IndexMap<Range<usize>, (&str, &str)> =
        gold.iter().map(|m| (m.words.clone(), (&*m.kind, &*m.entity))).collect();
    let mut system: IndexMap<Range<usize>, (&str, usize)> = IndexMap::new();
    for (n, mention) in analysis.mentions.iter().enumerate() {
        let (first, last) = (gold_of[mention.tokens.start], gold_of[mention.tokens.end - 1]);
        let words = match (first, last) {
            (Some(first), Some(last)) if first <= last => first..last + 1,
            // A place of its own that no gold mention has.
            _ => usize::MAX - n..usize::MAX,
        };
        system.entry(words).or_insert((mention.kind, mention.entity));
    }
    let mut counts = MentionCounts::default();
    counts.spans.gold = gold_spans.len();
    counts.spans.system = system.len();
    for (words, (kind, _)) in &system {
        if let Some((gold_kind, _)) = gold_spans.get(words) {
            counts.spans.correct += 1;
            counts.right_type += usize::from(gold_kind == kind);
        }
    }
    let clusters = |pairs: Vec<(&Range<usize>, String)>| {
        let mut by_entity: IndexMap<String, Vec<Range<usize>>> = IndexMap::new();
        pairs
            .into_iter()
            .for_each(|(words, entity)| by_entity.entry(entity).or_default().push(words.clone()));
        by_entity.into_values().filter(|c| c.len() > 1).collect::<Vec<_>>()
    };
    let key = clusters(gold_spans.iter().map(|(w, (_, e))| (w, e.to_string())).collect());
    let response = clusters(system.iter().map(|(w, (_, e))| (w, e.to_string())).collect());
    counts.coreference = CoreferenceCounts::of(&key, &response);
    counts
}
