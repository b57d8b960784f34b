//! An attribution before it is a statement: who, by which words, what.

use super::Relation;
use super::view::{Pieces, overlap, shared, size};
use crate::lexicon::Cue;
use std::sync::Arc;

/// Where a candidate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A cue of the lexicon.
    Lexicon,
    /// "SENATOR: …"
    Label,
    /// A quotation without a cue of its own.
    Quotation,
    /// "The warning is clear: …"
    Continuation,
    /// The encoder's reading heads.
    Model,
}

impl Origin {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Origin::Lexicon => "lexicon",
            Origin::Label => "label",
            Origin::Quotation => "quotation",
            Origin::Continuation => "continuation",
            Origin::Model => "model",
        }
    }
}

/// What the built-in lexicon says of a cue that the encoder has read, too.
#[derive(Debug, Clone)]
pub(crate) struct Lexical {
    /// The position that the cue takes, its negation counted.
    pub(crate) relation: Relation,
    /// The lexicon's entry.
    pub(crate) entry: Arc<Cue>,
}

/// An attribution as tokens.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) source: Pieces,
    pub(crate) cue: Pieces,
    pub(crate) content: Pieces,
    /// The part that the relation points at, where the finder knows it.
    pub(crate) claim: Option<Pieces>,
    /// The lexicon's entry for the cue.
    pub(crate) entry: Option<Arc<Cue>>,
    /// The relation, where the finder decided it (the cue's, with its negation).
    pub(crate) relation: Option<Relation>,
    /// Probabilities of the relations by the encoder, in the order of [`Relation::ALL`].
    pub(crate) relations: Option<[f32; 4]>,
    /// The position that a built-in cue of the lexicon takes here, which is weighed with the encoder's.
    pub(crate) lexical: Option<Lexical>,
    /// Which of the encoder's taggers found it.
    pub(crate) domain: Option<super::heads::Domain>,
    /// The news tagger's own judgement, where it found it.
    pub(crate) keep: Option<f32>,
    /// How sure the tagger for whole documents is of cue, actor and claim, where it found it.
    pub(crate) pointed: Option<[f32; 3]>,
    /// What the judge of proposals knows of it.
    pub(crate) numbers: Option<super::judge::Numbers>,
    /// Whether it is a further claim of a cue that has one already.
    pub(crate) further: bool,
    /// The holder is that of this other source (a continuation's), not what stands in `source`.
    pub(crate) holder: Option<Pieces>,
    pub(crate) origin: Origin,
    /// How sure the finder is, 0 to 1.
    pub(crate) score: f32,
    /// What decided, for `explain`.
    pub(crate) why: String,
}

impl Candidate {
    pub(crate) fn new(source: Pieces, cue: Pieces, content: Pieces, origin: Origin, score: f32) -> Self {
        Self {
            source,
            cue,
            content,
            claim: None,
            entry: None,
            relation: None,
            relations: None,
            lexical: None,
            domain: None,
            keep: None,
            pointed: None,
            numbers: None,
            further: false,
            holder: None,
            origin,
            score,
            why: String::new(),
        }
    }
    /// The first token of its cue, else of its content.
    pub(crate) fn anchor(&self) -> usize {
        self.cue.first().or(self.content.first()).map_or(0, |r| r.start)
    }
}

/// Keeps the better of two candidates that tell the same attribution (the same cue, or nearly the same content from the
/// same source), and puts the rest in the order of the text.
pub(crate) fn settle(mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.anchor().cmp(&b.anchor())));
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in found {
        let twin = kept.iter().any(|k| {
            let both = shared(&k.content, &candidate.content);
            let near = both * 10 >= 8 * size(&k.content).max(size(&candidate.content));
            let further =
                both == 0 && (candidate.further || k.domain.is_some() && k.domain == candidate.domain);
            (overlap(&k.cue, &candidate.cue)
                && !further
                && (both > 0 || overlap(&k.source, &candidate.source)))
                || (near && (overlap(&k.source, &candidate.source) || candidate.source.is_empty()))
        });
        if !twin {
            kept.push(candidate);
        }
    }
    kept.sort_by_key(|c| (c.anchor(), c.content.first().map_or(0, |r| r.start)));
    kept
}
