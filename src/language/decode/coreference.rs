//! Coreference: every mention chooses its antecedent among those before it, or none (Wiseman and others 2015);
//! the clusters are what hangs together.

use crate::language::matrix::{Matrix, Mlp, add, bucket, dot};
use crate::language::model::{Labels, ModelError, Tensors};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// How many mentions back an antecedent may be.
const REACH: usize = 200;

pub(crate) struct Coreference {
    mention: Range<usize>,
    antecedent: Range<usize>,
    query: Range<usize>,
    key: Range<usize>,
    mlp: Mlp,
    none: Vec<f32>,
    types: usize,
}

/// A mention as coreference sees it. Mentions are in the order of their heads.
pub(crate) struct Candidate<'t> {
    /// The mention's words.
    pub words: Range<usize>,
    /// Its type's number and 1.
    pub kind: u16,
    /// The forms of its words, and of the head.
    pub forms: Vec<&'t str>,
    pub head: &'t str,
}

/// What pairs of mentions are compared by.
struct Key {
    plain: usize,
    head: usize,
    words: FxHashSet<usize>,
    pronoun: usize,
}

/// Which class of pronouns a lower-case form belongs to; 0 for none.
fn pronoun_class(form: &str) -> usize {
    match form {
        "he" | "him" | "his" | "himself" => 1,
        "she" | "her" | "hers" | "herself" => 2,
        "it" | "its" | "itself" => 3,
        "they" | "them" | "their" | "theirs" | "themselves" => 4,
        "i" | "me" | "my" | "mine" | "myself" => 5,
        "we" | "us" | "our" | "ours" | "ourselves" => 6,
        "you" | "your" | "yours" | "yourself" | "yourselves" => 7,
        "this" | "that" | "these" | "those" => 8,
        "who" | "whom" | "whose" | "which" => 9,
        _ => 0,
    }
}
/// Pronoun classes and "none".
const PRONOUNS: usize = 10;

impl Coreference {
    pub(super) fn new(labels: &Labels, tensors: &Tensors) -> Result<Self, ModelError> {
        let mlp = tensors.mlp("coref.mlp", &["distance", "text", "pronoun", "types", "nested"])?;
        let mention = labels.column("coref_m")?;
        Ok(Self {
            antecedent: labels.column("coref_a")?,
            query: labels.column("coref_q")?,
            key: labels.column("coref_k")?,
            none: tensors.shaped("coref.none", 1, mention.len())?.data().to_vec(),
            mention,
            mlp,
            types: labels.mention.len() + 1,
        })
    }

    /// The width of what [`Coreference::keep`] makes of a row.
    pub(crate) fn width(&self) -> usize {
        self.mention.len() + self.antecedent.len() + self.query.len() + self.key.len()
    }

    /// Keeps what clustering needs of the row of a mention's head.
    pub(crate) fn keep(&self, row: &[f32], into: &mut Vec<f32>) {
        for range in [&self.mention, &self.antecedent, &self.query, &self.key] {
            into.extend_from_slice(&row[range.clone()]);
        }
    }

    /// A cluster's number for every mention, from 0 in the order of first appearance; `kept` has a row a mention.
    pub(crate) fn clusters(&self, mentions: &[Candidate<'_>], kept: &Matrix) -> Vec<usize> {
        let keys = keys(mentions);
        let (m, a) = (self.mention.len(), self.antecedent.len());
        let q = m + a;
        let k = q + self.query.len();
        let mut clusters = Vec::with_capacity(mentions.len());
        let mut count = 0;
        let mut total = vec![0.0; m];
        for i in 0..mentions.len() {
            let row = kept.row(i);
            total.copy_from_slice(&row[..m]);
            add(&mut total, &self.none);
            let mut best = (None, self.mlp.score(&mut total, &[]));
            let mut best_pair = f32::NEG_INFINITY;
            for j in i.saturating_sub(REACH)..i {
                let other = kept.row(j);
                total.copy_from_slice(&row[..m]);
                add(&mut total, &other[m..m + a]);
                let features = self.features(mentions, &keys, i, j);
                let score = self.mlp.score(&mut total, &features) + dot(&row[q..k], &other[k..]) / 8.0;
                // Ties go to the earlier antecedent, as argmax does.
                if score > best_pair {
                    best_pair = score;
                    if score > best.1 || best.0.is_some() {
                        best = (Some(j), score);
                    }
                }
            }
            clusters.push(match best.0 {
                Some(j) => clusters[j],
                None => {
                    count += 1;
                    count - 1
                }
            });
        }
        clusters
    }

    fn features(&self, mentions: &[Candidate<'_>], keys: &[Key], i: usize, j: usize) -> [usize; 5] {
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
        [
            bucket(i - j),
            text,
            one.pronoun * PRONOUNS + other.pronoun,
            usize::from(mentions[i].kind) * self.types + usize::from(mentions[j].kind),
            usize::from(nested),
        ]
    }
}

/// Numbers for words and texts, so that comparing pairs compares numbers.
fn keys(mentions: &[Candidate<'_>]) -> Vec<Key> {
    let mut words: FxHashMap<String, usize> = FxHashMap::default();
    let mut texts: FxHashMap<Vec<usize>, usize> = FxHashMap::default();
    let mut number = |form: &str| {
        let next = words.len();
        *words.entry(form.to_lowercase()).or_insert(next)
    };
    mentions
        .iter()
        .map(|mention| {
            let lower: Vec<String> = mention.forms.iter().map(|f| f.to_lowercase()).collect();
            let end = lower.len()
                - usize::from(lower.last().is_some_and(|w| matches!(&**w, "'s" | "’s" | "'" | "’")));
            let article =
                |w: &&String| matches!(w.as_str(), "the" | "a" | "an" | "this" | "that" | "these" | "those");
            let start = lower[..end].iter().take_while(article).count();
            let plain: Vec<usize> = lower[start..end].iter().map(|w| number(w)).collect();
            let next = texts.len();
            Key {
                head: number(mention.head),
                words: plain.iter().copied().collect(),
                plain: *texts.entry(plain).or_insert(next),
                pronoun: pronoun_class(&mention.head.to_lowercase()),
            }
        })
        .collect()
}
