//! How alike two mentions are by what can be said without the encoder's states: their words, places in the tree, types.
//!
//! An encoder this small learns its training documents by heart, and a scorer over its states learns little beyond
//! them; these features are few and mean the same in every document (`training/likeness.py` says why and learns them).

use super::described::{Described, Numbers};
use crate::language::Token;
use crate::language::matrix::{Matrix, add, bucket, dot};
use crate::language::model::{ModelError, Tensors};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Features of a pair, then of the mention and of the antecedent, with how many values each has.
const PAIR: [(&str, usize); 11] = [
    ("distance", 11),
    ("sentences", 8),
    ("times", 10),
    ("text", 12),
    ("nested", 3),
    ("agreement", 10),
    ("tree", 21),
    ("pronoun", 100),
    ("types", 121),
    ("forms", 100),
    ("numbers", 9),
];
const MENTION: [(&str, usize); 8] = [
    ("class", 10),
    ("form", 10),
    ("kind", 11),
    ("number", 3),
    ("role", 14),
    ("length", 5),
    ("seen", 4),
    ("sure", 8),
];
const SENTENCES_APART: [usize; 7] = [1, 2, 3, 4, 6, 10, 20];
const TIMES: [usize; 4] = [2, 3, 5, 9];
const AGREEMENT: [f32; 9] = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9];
const SURENESS: [f32; 7] = [-1.0, 0.0, 1.0, 2.0, 3.0, 4.5, 6.0];

/// A mention, as the decoders before this one found it. Mentions are in the order of their heads.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The mention's words, and the one that heads it.
    pub words: Range<usize>,
    pub head: usize,
    /// Which sentence of the document it stands in.
    pub sentence: usize,
    /// Its type's number and 1.
    pub kind: usize,
    /// The probabilities of its types, and the log-odds that it is a mention.
    pub types: Vec<f32>,
    pub sure: f32,
}

pub(crate) struct Likeness {
    /// Sums of the rows of distance, sentences and times; of text, nesting and agreement.
    places: Matrix,
    texts: Matrix,
    /// The rows of the tree feature less the first of them, which is part of every antecedent's row.
    tree: Matrix,
    /// Pronoun classes, types, forms, numbers.
    kinds: [Matrix; 4],
    mention: Vec<Matrix>,
    antecedent: Vec<Matrix>,
    bias: Vec<f32>,
    none: Vec<f32>,
    weight: Vec<f32>,
    out: f32,
}

/// A document's mentions, ready to be compared.
pub(crate) struct Compared<'m> {
    mentions: &'m [Candidate],
    described: Vec<Described>,
    /// What each adds as a mention and as an antecedent.
    left: Matrix,
    right: Matrix,
    /// Numbers for (pronoun class, type, form, number), and the sums of the kinds' rows for pairs of them.
    profiles: Vec<usize>,
    known: FxHashMap<(usize, usize), usize>,
    rows: Vec<f32>,
    /// How often every key was seen so far, and where last.
    times: Vec<(usize, usize)>,
}

impl Likeness {
    pub(super) fn new(tensors: &Tensors) -> Result<Self, ModelError> {
        let bias = tensors.get("likeness.bias")?.data().to_vec();
        let hidden = bias.len();
        let table = |prefix: &str, (name, rows): (&str, usize)| {
            tensors.shaped(&format!("likeness.features.{prefix}{name}.weight"), rows, hidden).cloned()
        };
        let pair = PAIR.iter().map(|f| table("", *f)).collect::<Result<Vec<_>, _>>()?;
        let of_mentions =
            |prefix: &str| MENTION.iter().map(|f| table(prefix, *f)).collect::<Result<Vec<_>, _>>();
        let sums = |a: &Matrix, b: &Matrix, c: &Matrix| {
            let mut all = Matrix::new(hidden);
            for place in 0..a.rows() * b.rows() * c.rows() {
                let mut row = a.row(place / (b.rows() * c.rows())).to_vec();
                add(&mut row, b.row(place / c.rows() % b.rows()));
                add(&mut row, c.row(place % c.rows()));
                all.push(&row);
            }
            all
        };
        let mut antecedent = of_mentions("a_")?;
        let mut tree = Matrix::new(hidden);
        let first = pair[6].row(0);
        for row in 0..pair[6].rows() {
            let less: Vec<f32> = pair[6].row(row).iter().zip(first).map(|(x, y)| x - y).collect();
            tree.push(&less);
        }
        antecedent.push(Matrix::from_rows(first.to_vec(), hidden).expect("one row"));
        Ok(Self {
            places: sums(&pair[0], &pair[1], &pair[2]),
            texts: sums(&pair[3], &pair[4], &pair[5]),
            tree,
            kinds: [pair[7].clone(), pair[8].clone(), pair[9].clone(), pair[10].clone()],
            mention: of_mentions("m_")?,
            antecedent,
            none: tensors.shaped("likeness.none", 1, hidden)?.data().to_vec(),
            weight: tensors.shaped("likeness.out.weight", 1, hidden)?.data().to_vec(),
            out: tensors.shaped("likeness.out.bias", 1, 1)?.data()[0],
            bias,
        })
    }

    /// Describes the mentions of a document.
    pub(crate) fn compared<'m>(
        &self,
        text: &str,
        tokens: &[Token],
        mentions: &'m [Candidate],
    ) -> Compared<'m> {
        let mut numbers = Numbers::default();
        let described: Vec<Described> =
            mentions.iter().map(|m| Described::new(text, tokens, m, &mut numbers)).collect();
        let (mut left, mut right) = (Matrix::new(self.bias.len()), Matrix::new(self.bias.len()));
        let mut seen: FxHashMap<(usize, usize), usize> = FxHashMap::default();
        let mut by_profile: FxHashMap<[usize; 4], usize> = FxHashMap::default();
        let mut profiles = Vec::with_capacity(mentions.len());
        for (mention, d) in mentions.iter().zip(&described) {
            let before = seen.entry((d.class, d.head)).or_default();
            let values = [
                d.class,
                d.form,
                mention.kind,
                d.number,
                d.role,
                d.length,
                (*before).min(3),
                SURENESS.iter().take_while(|edge| **edge <= mention.sure).count(),
            ];
            *before += 1;
            let (mut m, mut a) = (self.bias.clone(), vec![0.0; self.bias.len()]);
            for (table, value) in self.mention.iter().zip(values) {
                add(&mut m, table.row(value));
            }
            // The last table is the one row that all have.
            for (table, value) in self.antecedent.iter().zip(values.into_iter().chain([0])) {
                add(&mut a, table.row(value));
            }
            left.push(&m);
            right.push(&a);
            let next = by_profile.len();
            profiles.push(*by_profile.entry([d.class, mention.kind, d.form, d.number]).or_insert(next));
        }
        let times = vec![(0, 0); numbers.keys()];
        Compared {
            mentions,
            described,
            left,
            right,
            profiles,
            known: FxHashMap::default(),
            rows: Vec::new(),
            times,
        }
    }

    /// The score of mention `i` having no antecedent.
    pub(crate) fn none(&self, compared: &Compared<'_>, i: usize) -> f32 {
        let mut hidden = compared.left.row(i).to_vec();
        add(&mut hidden, &self.none);
        hidden.iter_mut().for_each(|x| *x = x.max(0.0));
        dot(&self.weight, &hidden) + self.out
    }

    /// The scores of the mentions `from` to `i` as antecedents of `i`. To be called for every mention in turn.
    pub(crate) fn scores(&self, compared: &mut Compared<'_>, from: usize, i: usize, out: &mut Vec<f32>) {
        out.clear();
        for j in from..i {
            let Compared { mentions, described, times, .. } = &*compared;
            let (m, a) = (&described[i], &described[j]);
            let (one, other) = (&mentions[i], &mentions[j]);
            let (count, last) = times[a.key];
            let sentences = one.sentence - other.sentence;
            let place = (bucket(i - j) * 8
                + SENTENCES_APART.iter().take_while(|edge| **edge <= sentences).count())
                * 10
                + TIMES.iter().take_while(|edge| **edge <= count).count() * 2
                + usize::from(last == j);
            let nested = if other.words.start <= one.words.start && other.words.end >= one.words.end {
                2
            } else {
                usize::from(one.words.start <= other.words.start && one.words.end >= other.words.end)
            };
            let same_type: f32 = one.types.iter().zip(&other.types).map(|(x, y)| x * y).sum();
            let agreement = AGREEMENT.iter().take_while(|edge| **edge <= same_type).count();
            let words = (m.text_like(a) * 3 + nested) * 10 + agreement;
            let tree = if sentences == 0 { m.in_tree(a) } else { 0 };
            let kind = self.kind(compared, i, j);
            let hidden = [
                compared.left.row(i),
                compared.right.row(j),
                self.places.row(place),
                self.texts.row(words),
                &compared.rows[kind..kind + self.bias.len()],
                self.tree.row(tree),
            ];
            out.push(self.hidden(&hidden));
        }
        let times = &mut compared.times[compared.described[i].key];
        *times = (times.0 + 1, i);
    }

    /// Where the sum of the rows of both mentions' kinds is, made when a pair of kinds is first met.
    fn kind(&self, compared: &mut Compared<'_>, i: usize, j: usize) -> usize {
        let Compared { mentions, described, profiles, known, rows, .. } = compared;
        *known.entry((profiles[i], profiles[j])).or_insert_with(|| {
            let (m, a) = (&described[i], &described[j]);
            let at = rows.len();
            rows.extend_from_slice(self.kinds[0].row(m.class * 10 + a.class));
            add(&mut rows[at..], self.kinds[1].row(mentions[i].kind * 11 + mentions[j].kind));
            add(&mut rows[at..], self.kinds[2].row(m.form * 10 + a.form));
            add(&mut rows[at..], self.kinds[3].row(m.number * 3 + a.number));
            at
        })
    }

    /// The output for a sum of rows.
    fn hidden(&self, rows: &[&[f32]; 6]) -> f32 {
        const LANES: usize = 16;
        let width = self.weight.len();
        let weight = &self.weight[..width];
        let rows: [&[f32]; 6] = rows.map(|r| &r[..width]);
        let mut sums = [0.0f32; LANES];
        let whole = width / LANES * LANES;
        let value = |i: usize| rows.iter().map(|r| r[i]).sum::<f32>().max(0.0) * weight[i];
        for at in (0..whole).step_by(LANES) {
            for (lane, sum) in sums.iter_mut().enumerate() {
                *sum += value(at + lane);
            }
        }
        for i in whole..width {
            sums[i - whole] += value(i);
        }
        sums.iter().sum::<f32>() + self.out
    }
}
