//! Actors for or against actors: every two names of a sentence, as the encoder's head for directed pairs sees them.

use super::heads::Heads;
use super::names::{Named, Names};
use super::view::View;
use super::{Relation, actor};
use std::ops::Range;

/// One actor's stand to another, by their words.
#[derive(Debug, Clone)]
pub(crate) struct Directed {
    pub(crate) from: Range<usize>,
    pub(crate) to: Range<usize>,
    pub(crate) relation: Relation,
    pub(crate) sure: f32,
}

/// Stands between the names of each sentence, in the order of the text.
pub(crate) fn find(view: &View, names: &Names) -> Vec<Directed> {
    let outputs = &view.analysis.outputs;
    let Some(heads) = Heads::embedded().filter(|_| outputs.get("pair_p").is_some()) else {
        return Vec::new();
    };
    let mentions = mentions(view, names);
    let mut out = Vec::new();
    for (nth, p) in mentions.iter().enumerate() {
        for q in mentions[nth + 1..].iter().take_while(|q| view.sentence(q.start) == view.sentence(p.start)) {
            if p.end > q.start || same_name(view, names, p, q) {
                continue;
            }
            let Some(scores) = heads.pairs.score(outputs, p, q) else { continue };
            let best = (1..5).fold(0, |best, k| if scores[k] > scores[best] { k } else { best });
            let (from, to, relation) = match best {
                1 => (p, q, Relation::Supports),
                2 => (q, p, Relation::Supports),
                3 => (p, q, Relation::Opposes),
                4 => (q, p, Relation::Opposes),
                _ => continue,
            };
            out.push(Directed { from: from.clone(), to: to.clone(), relation, sure: scores[best] });
        }
    }
    out
}

/// Names, and mentions of people and bodies that a proper noun heads, in the order of the text; none within another.
fn mentions(view: &View, names: &Names) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = names.all.iter().map(|n: &Named| n.name.clone()).collect();
    for mention in &view.analysis.mentions {
        let proper = view.analysis.tokens[mention.head].upos == "PROPN";
        if proper && matches!(mention.kind, "person" | "organization" | "place") {
            let head = mention.head..mention.head + 1;
            let title = view.lexicon.titles.honorifics.contains(view.word(head.start));
            if !title && !all.iter().any(|r| r.start <= head.start && head.end <= r.end) {
                all.push(head);
            }
        }
    }
    all.sort_by_key(|r| (r.start, r.end));
    all.dedup();
    all
}

fn same_name(view: &View, names: &Names, p: &Range<usize>, q: &Range<usize>) -> bool {
    let of = |r: &Range<usize>| actor::name(view, names, &vec![r.clone()]).name;
    of(p) == of(q)
}
