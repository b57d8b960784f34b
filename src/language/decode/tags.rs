//! Labels straight from their scores: sentence ends, parts of speech, features, mention heads.

use crate::language::matrix::argmax;
use crate::language::model::{Labels, ModelError};
use std::ops::Range;

/// What the scores of one word say at once. The numbers are label numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WordTags {
    /// How much more likely than not a sentence ends here, as the logarithm of the odds.
    pub ends: f32,
    pub upos: u16,
    pub xpos: u16,
    pub feats: u16,
    /// 0 where the word heads no mention, else the type's number and 1.
    pub mention: u16,
}

pub(crate) struct Tags {
    sent: Range<usize>,
    upos: Range<usize>,
    xpos: Range<usize>,
    feats: Range<usize>,
    lemma: Range<usize>,
    mention: Range<usize>,
}

impl Tags {
    pub(super) fn new(labels: &Labels) -> Result<Self, ModelError> {
        let column = |name: &str, labels_of: usize| {
            labels.column(name).and_then(|r| match r.len() == labels_of {
                true => Ok(r),
                false => Err(ModelError::Missing(format!("the column {name} of width {labels_of}"))),
            })
        };
        Ok(Self {
            sent: column("sent", 2)?,
            upos: column("upos", labels.upos.len())?,
            xpos: column("xpos", labels.xpos.len())?,
            feats: column("feats", labels.feats.len())?,
            lemma: column("lemma", labels.lemma.len())?,
            mention: column("mention", labels.mention.len() + 1)?,
        })
    }

    /// The scores of the lemma scripts.
    pub(crate) fn scripts<'r>(&self, row: &'r [f32]) -> &'r [f32] {
        &row[self.lemma.clone()]
    }

    /// The labels of one word.
    pub(crate) fn of(&self, row: &[f32]) -> WordTags {
        let best = |range: &Range<usize>| argmax(&row[range.clone()]) as u16;
        WordTags {
            ends: row[self.sent.start + 1] - row[self.sent.start],
            upos: best(&self.upos),
            xpos: best(&self.xpos),
            feats: best(&self.feats),
            mention: best(&self.mention),
        }
    }
}
