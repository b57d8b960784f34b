//! Why a place was read as it was: its words with their labels, what was proposed with its scores, what was decided.

use super::candidate::Candidate;
use super::heads::{Attribution, Context, Domain, Heads, Tagged};
use super::view::{Pieces, View};
use super::{Statement, combine, read, relation};
use crate::document::Document;
use crate::language::Analysis;
use crate::lexicon::Lexicon;
use std::fmt::Write;
use std::ops::Range;

/// The labels of the two taggers, by their number.
const LABELS: [&str; 7] = ["-", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"];

/// Explains the sentence around the byte `at` of the document's text: its tokens, their labels with probabilities, every
/// proposal that touches it with the scores of its links, and the statements with what decided their relation.
pub fn explain(document: &Document, analysis: &Analysis, lexicon: &Lexicon, at: usize) -> String {
    let Some(nth) = analysis
        .sentences
        .iter()
        .position(|s| s.span.end > at)
        .or_else(|| analysis.sentences.len().checked_sub(1))
    else {
        return "the document has no words\n".into();
    };
    let view = View::new(&document.text, analysis, lexicon);
    let sentence = &analysis.sentences[nth];
    let range = sentence.tokens.clone();
    let mut out = format!("sentence {}: {}\n\n", nth + 1, one_line(sentence.span.of(&document.text)));

    let heads = Heads::embedded().filter(|_| analysis.outputs.get("reading").is_some());
    let mut tagged: Vec<(Domain, Vec<Attribution>, Tagged)> = Vec::new();
    if let Some(heads) = heads {
        let context = Context::new(&document.text, analysis);
        for domain in [Domain::Reading, Domain::Statement] {
            let (found, tags) = heads.attributions(&analysis.outputs, &context, domain);
            tagged.push((domain, found, tags));
        }
    }
    words(&mut out, &view, &range, &tagged);

    out.push_str("\nproposed by the heads\n");
    for (domain, found, _) in &tagged {
        let name = if *domain == Domain::Reading { "news" } else { "whole documents" };
        for a in found
            .iter()
            .filter(|a| touches(&range, std::slice::from_ref(&a.cue)) || touches(&range, &a.contents))
        {
            let source = a.source.as_ref().map_or("nobody".into(), |s| one_line(view.phrase_text(s)));
            let _ = writeln!(
                out,
                "  {name}: “{source}” —[{}]→ {}",
                one_line(view.phrase_text(&a.cue)),
                phrases(&view, &a.contents)
            );
            let _ = writeln!(
                out,
                "      labels: source {:.2}, cue {:.2}, content {:.2}; links: source {:.2}, content {:.2}; relation: {}",
                a.tag_sure[0],
                a.tag_sure[1],
                a.tag_sure[2],
                a.link_sure[0],
                a.link_sure[1],
                relations(&a.relations)
            );
        }
    }

    out.push_str("\nkept, and what decided the relation\n");
    for candidate in combine::candidates(&view).iter().filter(|c| of_sentence(&range, c)) {
        let decision = relation::decide(&view, candidate);
        let _ = writeln!(
            out,
            "  [{}] “{}” —[{}]→ {}\n      score {:.2}; {}; {}: {}",
            candidate.origin.as_str(),
            phrases(&view, &candidate.source),
            phrases(&view, &candidate.cue),
            phrases(&view, &candidate.content),
            candidate.score,
            candidate.why,
            decision.relation,
            decision.why,
        );
    }

    out.push_str("\nstatements\n");
    let statements = read(document, analysis, lexicon);
    let here: Vec<&Statement> = statements.iter().filter(|s| s.sentence == sentence.span).collect();
    for s in &here {
        let _ = writeln!(
            out,
            "  {} ({}) {} “{}”, confidence {:.2}{}",
            s.actor.name,
            s.actor.kind.as_str(),
            s.relation,
            s.claim.text(&document.text),
            s.confidence,
            if s.hedged { ", hedged" } else { "" }
        );
        for other in &s.toward {
            let _ =
                writeln!(out, "    {} {}, confidence {:.2}", other.relation, other.name, other.confidence);
        }
    }
    if here.is_empty() {
        out.push_str("  none\n");
    }
    out
}

fn words(out: &mut String, view: &View, range: &Range<usize>, tagged: &[(Domain, Vec<Attribution>, Tagged)]) {
    let tokens = &view.analysis.tokens;
    let width = range.clone().map(|at| view.surface(at).chars().count()).max().unwrap_or(4).max(4);
    let _ = writeln!(
        out,
        "{:width$}  {:6} {:12} {:width$}  {:>17}  {:>17}",
        "word", "tag", "relation", "head", "news", "whole documents"
    );
    for at in range.clone() {
        let token = &tokens[at];
        let head = token.head.map_or("", |h| view.surface(h));
        let _ =
            write!(out, "{:width$}  {:6} {:12} {head:width$}", view.surface(at), token.upos, token.deprel);
        for (_, _, tags) in tagged {
            let label = tags.probabilities.get(at).map_or(("-", 0.0), |row| {
                let best = (1..row.len()).fold(0, |best, k| if row[k] > row[best] { k } else { best });
                (LABELS[best], row[best])
            });
            let _ = write!(out, "  {:>12} {:.2}", label.0, label.1);
        }
        out.push('\n');
    }
}

fn relations(probabilities: &[f32; 4]) -> String {
    let all = super::Relation::ALL.iter().zip(probabilities);
    all.map(|(r, p)| format!("{r} {p:.2}")).collect::<Vec<_>>().join(", ")
}

fn touches(range: &Range<usize>, pieces: &[Range<usize>]) -> bool {
    pieces.iter().any(|p| p.start < range.end && range.start < p.end)
}

fn of_sentence(range: &Range<usize>, candidate: &Candidate) -> bool {
    touches(range, &candidate.cue) || touches(range, &candidate.content)
}

fn phrases(view: &View, pieces: &Pieces) -> String {
    pieces.iter().map(|p| format!("“{}”", one_line(view.phrase_text(p)))).collect::<Vec<_>>().join(" … ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
