//! The encoder's reading heads: what their numbers say of who attributes what to whom, and how the actor stands to it.
//!
//! Each decoder is a file of its own; `training/FORMAT.md` defines all of them.

mod keep;
mod links;
mod pairs;
mod points;
mod stance;
mod tags;

pub(crate) use pairs::Pairs;
pub(crate) use tags::{Role, Tagged};

use super::Relation;
use crate::language::Outputs;
use crate::language::model::{Model, ModelError};
use std::ops::Range;
use std::sync::OnceLock;

/// Which texts a tagger learned from: they differ in what they mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    /// News articles: the content is all that is attributed.
    Reading,
    /// Whole documents: the claim is what the relation points at.
    Statement,
}

/// An attribution as the heads see it.
#[derive(Debug, Clone)]
pub(crate) struct Attribution {
    pub(crate) domain: Domain,
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Range<usize>,
    pub(crate) contents: Vec<Range<usize>>,
    /// Mean probability of the tags of source, cue and contents.
    pub(crate) tag_sure: [f32; 3],
    /// Probability of the link from the cue to its source, and the least sure of those from contents to the cue.
    pub(crate) link_sure: [f32; 2],
    /// Probabilities of the relations, in the order of [`Relation::ALL`].
    pub(crate) relations: [f32; 4],
    /// How probable it is that source and content are right, all in all; `None` where the model does not tell.
    pub(crate) keep: Option<f32>,
}

impl Attribution {
    /// The most probable relation, the first of equals.
    pub(crate) fn relation(&self) -> Relation {
        let mut best = 0;
        for nth in 1..4 {
            if self.relations[nth] > self.relations[best] {
                best = nth;
            }
        }
        Relation::ALL[best]
    }
}

/// All reading decoders of the embedded model.
pub(crate) struct Heads {
    reading: tags::Tagger,
    statement: tags::Tagger,
    links: links::Links,
    points: Option<points::Points>,
    keep: Option<keep::Keep>,
    pub(crate) stance: stance::Stance,
    pub(crate) pairs: Pairs,
}

impl Heads {
    /// The decoders of the embedded model; `None` where the model has no reading heads.
    pub(crate) fn embedded() -> Option<&'static Heads> {
        static HEADS: OnceLock<Option<Heads>> = OnceLock::new();
        HEADS.get_or_init(|| Heads::new(Model::embedded()).ok()).as_ref()
    }

    fn new(model: &Model) -> Result<Self, ModelError> {
        let tensors = model.tensors();
        Ok(Self {
            reading: tags::Tagger::new("reading", tensors)?,
            statement: tags::Tagger::new("statement", tensors)?,
            links: links::Links::new(tensors)?,
            points: points::Points::new(tensors)?,
            keep: keep::Keep::new(tensors)?,
            stance: stance::Stance::new(tensors)?,
            pairs: Pairs::new(tensors)?,
        })
    }

    /// The attributions of one document in the order of their cues.
    pub(crate) fn attributions(
        &self,
        outputs: &Outputs,
        context: &links::Context,
        domain: Domain,
    ) -> (Vec<Attribution>, Tagged) {
        let tagger = match domain {
            Domain::Reading => &self.reading,
            Domain::Statement => &self.statement,
        };
        let Some(tagged) = tagger.tag(outputs) else { return (Vec::new(), Tagged::default()) };
        // Whole documents are read by pointers where the model has them, else by labels and links.
        let pointed = match (&self.points, domain) {
            (Some(points), Domain::Statement) => points.read(outputs, &tagged),
            _ => None,
        };
        let mut out = pointed.unwrap_or_else(|| self.links.link(outputs, context, &tagged, domain));
        for attribution in &mut out {
            if let Some(relations) = self.stance.relation(outputs, attribution) {
                attribution.relations = relations;
            }
        }
        (out, tagged)
    }

    /// Tells of each attribution of the news tagger how probable it is that it is right.
    pub(crate) fn judge(&self, context: &Context, news: &Tagged, whole: &Tagged, found: &mut [Attribution]) {
        if let Some(keep) = &self.keep {
            for attribution in found {
                attribution.keep = Some(keep.probability(context, news, whole, attribution));
            }
        }
    }
}

pub(crate) use links::Context;

#[cfg(test)]
mod tests;
