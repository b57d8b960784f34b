//! The last decision about an attribution of the news tagger: how probable it is that it is right, from twenty numbers that
//! the other decoders know of it (a logistic regression).

use super::{Attribution, Role, Tagged};
use crate::language::matrix::dot;
use crate::language::model::{ModelError, Tensors};
use crate::reading::Relation;
use crate::reading::heads::links::Context;

const NUMBERS: usize = 20;

/// The regression.
pub(super) struct Keep {
    mean: Vec<f32>,
    deviation: Vec<f32>,
    weight: Vec<f32>,
    bias: f32,
}

impl Keep {
    /// `None` where the model has none.
    pub(super) fn new(tensors: &Tensors) -> Result<Option<Self>, ModelError> {
        if tensors.find("keep.mean").is_none() {
            return Ok(None);
        }
        let row = |name: &str, width: usize| tensors.shaped(name, 1, width).map(|m| m.data().to_vec());
        Ok(Some(Self {
            mean: row("keep.mean", NUMBERS)?,
            deviation: row("keep.std", NUMBERS)?,
            weight: row("keep.out.weight", NUMBERS)?,
            bias: row("keep.out.bias", 1)?[0],
        }))
    }

    /// The probability that the attribution, read from `news` labels, is right.
    pub(super) fn probability(
        &self,
        context: &Context,
        news: &Tagged,
        whole: &Tagged,
        attribution: &Attribution,
    ) -> f32 {
        let numbers = numbers(context, news, whole, attribution);
        let scaled: Vec<f32> = numbers
            .iter()
            .zip(&self.mean)
            .zip(&self.deviation)
            .map(|((x, mean), deviation)| ((x - mean) / deviation).clamp(-4.0, 4.0))
            .collect();
        let score = dot(&self.weight, &scaled) + self.bias;
        1.0 / (1.0 + (-score).exp())
    }
}

fn numbers(context: &Context, news: &Tagged, whole: &Tagged, a: &Attribution) -> [f32; NUMBERS] {
    let own = |at: usize| news.sure[at].max(1e-30).ln();
    let mean = |words: &[usize]| words.iter().map(|w| own(*w)).sum::<f32>() / words.len().max(1) as f32;
    let mass = |words: &[usize], role: Role| {
        let first = 1 + 2 * role as usize;
        let of =
            |w: &usize| (whole.probabilities[*w][first] + whole.probabilities[*w][first + 1] + 1e-6).ln();
        words.iter().map(of).sum::<f32>() / words.len().max(1) as f32
    };
    let cue: Vec<usize> = a.cue.clone().collect();
    let content: Vec<usize> = a.contents.iter().cloned().flatten().collect();
    let source: Vec<usize> = a.source.iter().cloned().flatten().collect();
    let after = a.contents.last().map_or(0, |c| c.end);
    let (first, last) = (content[0], content[content.len() - 1]);
    let gap = a.source.as_ref().map_or(0, |s| {
        if s.start >= a.cue.end { s.start - a.cue.end } else { a.cue.start.saturating_sub(s.end) }
    });
    let best = a.relations.iter().copied().fold(0.0, f32::max);
    let flag = |yes: bool| f32::from(u8::from(yes));
    [
        mean(&cue),
        cue.iter().map(|w| own(*w)).fold(f32::INFINITY, f32::min),
        mean(&content),
        own(first),
        if after < news.sure.len() { own(after) } else { 0.0 },
        if source.is_empty() { 0.0 } else { mean(&source) },
        (a.link_sure[0] + 1e-6).ln(),
        (a.link_sure[1] + 1e-6).ln(),
        flag(a.source.is_none()),
        (content.len() as f32).ln(),
        (cue.len() as f32).ln(),
        best.max(1e-30).ln(),
        flag(a.relation() == Relation::Says),
        (a.contents.len() - 1).min(3) as f32,
        if a.source.is_some() { (gap as f32).ln_1p() } else { 0.0 },
        mass(&content, Role::Content),
        mass(&cue, Role::Cue),
        if source.is_empty() { 0.0 } else { mass(&source, Role::Source) },
        content[..content.len() - 1].iter().filter(|w| context.is_stop(**w)).count().min(4) as f32,
        flag([first, last, last + 1].iter().any(|w| context.is_quote(*w))),
    ]
}
