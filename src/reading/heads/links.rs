//! Which source a cue has, and which cue a content has: spans scored in pairs.

use super::{Attribution, Domain, Role, Tagged};
use crate::language::Analysis;
use crate::language::matrix::{Matrix, Mlp, Outputs, add, argmax, bucket, log_softmax};
use crate::language::model::{ModelError, Tensors};
use std::ops::Range;

const FEATURES: [&str; 6] = ["distance", "between", "stops", "paragraphs", "quotes", "domain"];
/// How far a partner may be, in words between.
const REACH: usize = 120;
/// How many partners compete.
const MOST: usize = 12;

/// What the features of a pair need to know of a document, counted up to each word.
pub(crate) struct Context {
    stops: Vec<u32>,
    quotes: Vec<u32>,
    paragraphs: Vec<u32>,
}

impl Context {
    pub(crate) fn new(text: &str, analysis: &Analysis) -> Self {
        let running = |test: &dyn Fn(usize) -> bool| {
            let mut count = 0;
            let mut out = vec![0];
            for at in 0..analysis.tokens.len() {
                count += u32::from(test(at));
                out.push(count);
            }
            out
        };
        let word = |at: usize| analysis.tokens[at].span.of(text);
        Self {
            stops: running(&|at| matches!(word(at), "." | "!" | "?")),
            quotes: running(&|at| matches!(word(at), "\"" | "“" | "”" | "‘" | "’" | "''" | "``" | "'")),
            // A line break before a word opens a paragraph, as the model was told in training.
            paragraphs: running(&|at| {
                let from = if at == 0 { 0 } else { analysis.tokens[at - 1].span.end };
                at == 0
                    || text[from..analysis.tokens[at].span.start]
                        .contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}'])
            }),
        }
    }

    /// Whether the word ends a sentence.
    pub(super) fn is_stop(&self, word: usize) -> bool {
        Self::count(&self.stops, word, word + 1) > 0
    }
    /// Whether the word is a quotation mark; a word past the last is none.
    pub(super) fn is_quote(&self, word: usize) -> bool {
        word + 1 < self.quotes.len() && Self::count(&self.quotes, word, word + 1) > 0
    }

    fn count(counts: &[u32], from: usize, to: usize) -> usize {
        let to = to.min(counts.len() - 1);
        if from >= to { 0 } else { (counts[to] - counts[from]) as usize }
    }
}

/// The two scorers of pairs.
pub(super) struct Links {
    to_source: Mlp,
    to_cue: Mlp,
    none_source: Vec<f32>,
    none_cue: Vec<f32>,
}

struct Columns<'a> {
    left: &'a Matrix,
    right: &'a Matrix,
    scorer: &'a Mlp,
    none: &'a [f32],
}

impl Links {
    pub(super) fn new(tensors: &Tensors) -> Result<Self, ModelError> {
        Ok(Self {
            to_source: tensors.mlp("links.to_source", &FEATURES)?,
            to_cue: tensors.mlp("links.to_cue", &FEATURES)?,
            none_source: tensors.get("links.none_source")?.data().to_vec(),
            none_cue: tensors.get("links.none_cue")?.data().to_vec(),
        })
    }

    /// Cues with their sources and the contents that chose them; a cue without content is none.
    pub(super) fn link(
        &self,
        outputs: &Outputs,
        context: &Context,
        tagged: &Tagged,
        domain: Domain,
    ) -> Vec<Attribution> {
        let column = |name| outputs.get(name);
        let (Some(cue_s), Some(source), Some(content), Some(cue_c)) =
            (column("link_cue_s"), column("link_source"), column("link_content"), column("link_cue_c"))
        else {
            return Vec::new();
        };
        let to_source =
            Columns { left: cue_s, right: source, scorer: &self.to_source, none: &self.none_source };
        let to_cue = Columns { left: content, right: cue_c, scorer: &self.to_cue, none: &self.none_cue };
        let of = |role: Role| {
            tagged.spans.iter().filter(move |(r, _)| *r == role).map(|(_, s)| s.clone()).collect::<Vec<_>>()
        };
        let (sources, cues) = (of(Role::Source), of(Role::Cue));
        let mut out: Vec<Attribution> = cues
            .iter()
            .map(|cue| {
                let (partner, sure) = best(&to_source, context, cue, &sources, domain);
                let source = partner.map(|p| sources[p].clone());
                Attribution {
                    domain,
                    tag_sure: [source.as_ref().map_or(1.0, |s| tagged.mean(s)), tagged.mean(cue), 1.0],
                    source,
                    cue: cue.clone(),
                    contents: Vec::new(),
                    link_sure: [sure, 1.0],
                    relations: [1.0, 0.0, 0.0, 0.0],
                    keep: None,
                }
            })
            .collect();
        for content in of(Role::Content) {
            let (partner, sure) = best(&to_cue, context, &content, &cues, domain);
            if let Some(owner) = partner.map(|p| &mut out[p]) {
                owner.tag_sure[2] = owner.tag_sure[2].min(tagged.mean(&content));
                owner.link_sure[1] = owner.link_sure[1].min(sure);
                owner.contents.push(content);
            }
        }
        out.retain(|a| !a.contents.is_empty());
        out
    }
}

/// The best partner of `span` among `others`, or none, with its probability.
fn best(
    columns: &Columns,
    context: &Context,
    span: &Range<usize>,
    others: &[Range<usize>],
    domain: Domain,
) -> (Option<usize>, f32) {
    let gap = |o: &Range<usize>| {
        if o.start >= span.end { o.start - span.end } else { span.start.saturating_sub(o.end) }
    };
    let mut near: Vec<usize> = (0..others.len()).filter(|o| gap(&others[*o]) <= REACH).collect();
    near.sort_by_key(|o| (gap(&others[*o]), others[*o].start));
    near.truncate(MOST);
    near.sort_unstable();

    let width = columns.left.width();
    let mut left = vec![0.0; width];
    columns.left.mean(span.clone(), &mut left);
    let mut total = left.clone();
    add(&mut total, columns.none);
    let mut scores = vec![columns.scorer.score(&mut total, &[])];
    let mut right = vec![0.0; width];
    for candidate in &near {
        let other = &others[*candidate];
        columns.right.mean(other.clone(), &mut right);
        total.copy_from_slice(&left);
        add(&mut total, &right);
        scores.push(columns.scorer.score(&mut total, &features(context, span, other, others, domain)));
    }
    let choice = argmax(&scores);
    log_softmax(&mut scores);
    (choice.checked_sub(1).map(|c| near[c]), scores[choice].exp())
}

/// The features of `b` as the partner of `a`; `others` are all spans of b's role.
fn features(
    context: &Context,
    a: &Range<usize>,
    b: &Range<usize>,
    others: &[Range<usize>],
    domain: Domain,
) -> [usize; 6] {
    let after = b.start >= a.end;
    let (lo, hi) = if after { (a.end, b.start) } else { (b.end, a.start) };
    let distance = bucket(hi.saturating_sub(lo)) + if after { 0 } else { 11 };
    [
        distance,
        others.iter().filter(|o| lo <= o.start && o.start < hi).count().min(3),
        Context::count(&context.stops, lo, hi).min(2),
        Context::count(&context.paragraphs, lo, hi + 1).min(2),
        Context::count(&context.quotes, lo, hi).min(2),
        usize::from(domain == Domain::Statement),
    ]
}
