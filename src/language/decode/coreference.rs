//! Coreference: every mention chooses its antecedent among those before it, or none (Wiseman and others 2015);
//! the clusters are what hangs together. Two scorers speak: what can be seen of two mentions ([`Likeness`]), and what
//! the encoder makes of them, which weighs less.

use super::described::pronoun_class;
use super::likeness::{Candidate, Likeness};
use crate::language::Token;
use crate::language::matrix::{Matrix, Mlp, add, bucket, dot};
use crate::language::model::{Labels, ModelError, Tensors};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// How many mentions back an antecedent may be.
const REACH: usize = 200;
/// An antecedent whose likeness is so far behind having none is not asked of the encoder.
const BEHIND: f32 = 4.0;

pub(crate) struct Coreference {
    likeness: Likeness,
    /// How much the encoder's scores weigh.
    share: f32,
    /// The scores of the types of mentions, none first.
    kind: Range<usize>,
    mention: Range<usize>,
    antecedent: Range<usize>,
    query: Range<usize>,
    key: Range<usize>,
    mlp: Mlp,
    /// The sums of the feature rows of every distance, likeness of text and nesting.
    places: Matrix,
    none: Vec<f32>,
    /// What is added to the score of having no antecedent.
    bias: f32,
    types: usize,
}

/// What pairs of mentions are compared by.
struct Key {
    plain: usize,
    head: usize,
    words: FxHashSet<usize>,
    pronoun: usize,
}

/// Pronoun classes and "none".
const PRONOUNS: usize = 10;
/// Ways in which two texts are alike.
const TEXTS: usize = 4;

/// The scorer's features, in this order.
const FEATURES: [&str; 5] = ["distance", "text", "pronoun", "types", "nested"];
const DISTANCE: usize = 0;
const TEXT: usize = 1;
const PRONOUN: usize = 2;
const TYPES: usize = 3;
const NESTED: usize = 4;

impl Coreference {
    pub(super) fn new(labels: &Labels, tensors: &Tensors) -> Result<Self, ModelError> {
        let mlp = tensors.mlp("coref.mlp", &FEATURES)?;
        let mention = labels.column("coref_m")?;
        let types = labels.mention.len() + 1;
        let sizes = [
            (DISTANCE, 11),
            (TEXT, TEXTS),
            (PRONOUN, PRONOUNS * PRONOUNS),
            (TYPES, types * types),
            (NESTED, 2),
        ];
        if types != 11 {
            return Err(ModelError::Missing("ten types of mentions".into()));
        }
        if sizes.iter().any(|(feature, rows)| mlp.features[*feature].rows() != *rows)
            || mlp.weight.width() != mention.len()
        {
            return Err(ModelError::Missing("the features of coref.mlp".into()));
        }
        let mut places = Matrix::new(mention.len());
        for place in 0..mlp.features[DISTANCE].rows() * TEXTS * 2 {
            let mut row = mlp.features[DISTANCE].row(place / (TEXTS * 2)).to_vec();
            add(&mut row, mlp.features[TEXT].row(place / 2 % TEXTS));
            add(&mut row, mlp.features[NESTED].row(place % 2));
            places.push(&row);
        }
        Ok(Self {
            likeness: Likeness::new(tensors)?,
            share: tensors.shaped("coref.share", 1, 1)?.data()[0],
            kind: labels.column("mention")?,
            antecedent: labels.column("coref_a")?,
            query: labels.column("coref_q")?,
            key: labels.column("coref_k")?,
            none: tensors.shaped("coref.none", 1, mention.len())?.data().to_vec(),
            bias: tensors.find("coref.bias").map_or(0.0, |b| b.data()[0]),
            mention,
            mlp,
            places,
            types,
        })
    }

    /// The width of what [`Coreference::keep`] makes of a row.
    pub(crate) fn width(&self) -> usize {
        self.mention.len() + self.antecedent.len() + self.query.len() + self.key.len() + self.kind.len()
    }

    /// Keeps what clustering needs of the row of a mention's head.
    pub(crate) fn keep(&self, row: &[f32], into: &mut Vec<f32>) {
        for range in [&self.mention, &self.antecedent, &self.query, &self.key, &self.kind] {
            into.extend_from_slice(&row[range.clone()]);
        }
    }

    /// Probabilities of the types, and the log-odds of being a mention, by a row that [`Coreference::keep`] made.
    pub(crate) fn types(&self, kept: &[f32]) -> (Vec<f32>, f32) {
        let scores = &kept[kept.len() - self.kind.len()..];
        let top = scores[1..].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut types: Vec<f32> = scores[1..].iter().map(|s| (s - top).exp()).collect();
        let sum: f32 = types.iter().sum();
        types.iter_mut().for_each(|p| *p /= sum);
        (types, top + sum.ln() - scores[0])
    }

    /// A cluster's number for every mention, from 0 in the order of first appearance; `kept` has a row a mention.
    pub(crate) fn clusters(
        &self,
        text: &str,
        tokens: &[Token],
        mentions: &[Candidate],
        kept: &Matrix,
    ) -> Vec<usize> {
        let mut compared = self.likeness.compared(text, tokens, mentions);
        let keys = keys(text, tokens, mentions);
        let (m, a) = (self.mention.len(), self.antecedent.len());
        let q = m + a;
        let k = q + self.query.len();
        let all = k + self.key.len();
        let mut clusters: Vec<usize> = Vec::with_capacity(mentions.len());
        let mut count = 0;
        let mut total = vec![0.0; m];
        let mut alike = Vec::with_capacity(REACH);
        let mut kinds = Kinds::default();
        for (i, mention) in mentions.iter().enumerate() {
            let row = kept.row(i);
            total.copy_from_slice(&row[..m]);
            add(&mut total, &self.none);
            let unlike = self.likeness.none(&compared, i);
            let none = unlike + self.share * self.mlp.score(&mut total, &[]) + self.bias;
            let from = i.saturating_sub(REACH);
            self.likeness.scores(&mut compared, from, i, &mut alike);
            // The earlier of equal antecedents, as argmax has it.
            let mut best = (None, f32::NEG_INFINITY);
            for (j, alike) in (from..i).zip(&alike) {
                if *alike < unlike - BEHIND {
                    continue;
                }
                let other = kept.row(j);
                let place = self.place(mentions, &keys, i, j);
                let kind = kinds.of(self, (&keys[i], mention), (&keys[j], &mentions[j]));
                let score = self.hidden(&row[..m], &other[m..m + a], self.places.row(place), kind)
                    + dot(&row[q..k], &other[k..all]) / 8.0;
                let score = alike + self.share * score;
                if score > best.1 {
                    best = (Some(j), score);
                }
            }
            clusters.push(match best {
                (Some(j), score) if score > none => clusters[j],
                _ => {
                    count += 1;
                    count - 1
                }
            });
        }
        clusters
    }

    /// The scorer's one output for the sum of four rows. This is the innermost loop of the document's slowest decoder.
    fn hidden(&self, a: &[f32], b: &[f32], c: &[f32], d: &[f32]) -> f32 {
        const LANES: usize = 16;
        let width = self.none.len();
        let weight = &self.mlp.weight.row(0)[..width];
        let (a, b, c, d) = (&a[..width], &b[..width], &c[..width], &d[..width]);
        let mut sums = [0.0f32; LANES];
        let whole = width / LANES * LANES;
        for at in (0..whole).step_by(LANES) {
            for (lane, sum) in sums.iter_mut().enumerate() {
                let i = at + lane;
                *sum += (a[i] + b[i] + c[i] + d[i]).max(0.0) * weight[i];
            }
        }
        for i in whole..width {
            sums[i - whole] += (a[i] + b[i] + c[i] + d[i]).max(0.0) * weight[i];
        }
        sums.iter().sum::<f32>() + self.mlp.bias[0]
    }

    /// The row of [`Coreference::places`] for antecedent `j` of mention `i`: distance, likeness of text, nesting.
    fn place(&self, mentions: &[Candidate], keys: &[Key], i: usize, j: usize) -> usize {
        let (one, other) = (&keys[i], &keys[j]);
        let text = if one.head == other.head {
            1 + usize::from(one.plain == other.plain)
        } else if one.words.contains(&other.head) || other.words.contains(&one.head) {
            3
        } else {
            0
        };
        let (a, b) = (&mentions[i].words, &mentions[j].words);
        let nested = (a.start <= b.start && a.end >= b.end) || (b.start <= a.start && b.end >= a.end);
        (bucket(i - j) * TEXTS + text) * 2 + usize::from(nested)
    }
}

/// Sums of the feature rows of pronoun classes and types, made when a pair of kinds is first met.
#[derive(Default)]
struct Kinds {
    known: FxHashMap<(usize, usize), usize>,
    rows: Vec<f32>,
}

impl Kinds {
    fn of(&mut self, of: &Coreference, one: (&Key, &Candidate), other: (&Key, &Candidate)) -> &[f32] {
        let pronoun = one.0.pronoun * PRONOUNS + other.0.pronoun;
        let types = one.1.kind * of.types + other.1.kind;
        let width = of.none.len();
        let row = *self.known.entry((pronoun, types)).or_insert_with(|| {
            let at = self.rows.len();
            self.rows.extend_from_slice(of.mlp.features[PRONOUN].row(pronoun));
            add(&mut self.rows[at..], of.mlp.features[TYPES].row(types));
            at
        });
        &self.rows[row..row + width]
    }
}

/// Numbers for words and texts, so that comparing pairs compares numbers.
fn keys(text: &str, tokens: &[Token], mentions: &[Candidate]) -> Vec<Key> {
    let mut words: FxHashMap<String, usize> = FxHashMap::default();
    let mut texts: FxHashMap<Vec<usize>, usize> = FxHashMap::default();
    let mut number = |form: &str| {
        let next = words.len();
        *words.entry(form.to_lowercase()).or_insert(next)
    };
    mentions
        .iter()
        .map(|mention| {
            let lower: Vec<String> =
                tokens[mention.words.clone()].iter().map(|t| t.span.of(text).to_lowercase()).collect();
            let head = tokens[mention.head].span.of(text);
            let end = lower.len()
                - usize::from(lower.last().is_some_and(|w| matches!(&**w, "'s" | "’s" | "'" | "’")));
            let article =
                |w: &&String| matches!(w.as_str(), "the" | "a" | "an" | "this" | "that" | "these" | "those");
            let start = lower[..end].iter().take_while(article).count();
            let plain: Vec<usize> = lower[start..end].iter().map(|w| number(w)).collect();
            let next = texts.len();
            Key {
                head: number(head),
                words: plain.iter().copied().collect(),
                plain: *texts.entry(plain).or_insert(next),
                pronoun: pronoun_class(&head.to_lowercase()),
            }
        })
        .collect()
}
