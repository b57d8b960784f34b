//! `standpoint evaluate directed`: who is for or against whom, one label a line.

use super::{Done, Failure};
use crate::document::Document;
use crate::language;
use crate::lexicon::Lexicon;
use crate::reading::{self, Relation, Statement};
use crate::text::Span;
use clap::{Args, ValueHint};
use rayon::prelude::*;
use std::io::Write;
use std::path::PathBuf;

/// Prints, for sentences with two [bracketed] names, who is for or against whom: one label a line
///
/// A line of the file is a sentence with the two names in brackets; what follows a tab is not looked at. The labels:
/// 0 neutral, 1 the first is for the second, 2 the second for the first, 3 the first against the second, 4 the second against
/// the first. They come from the statements that `read --every-stand` gives for the sentence without its brackets.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint evaluate directed sentences.txt > labels.txt")]
pub(super) struct Directed {
    /// The sentences
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
}

impl Directed {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let name = self.file.display().to_string();
        let text = std::fs::read_to_string(&self.file).map_err(|e| Failure::of_file(&self.file, &e))?;
        let lexicon = Lexicon::builtin();
        let lines: Vec<(usize, &str)> =
            text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()).collect();
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        for portion in lines.chunks(256) {
            let labels: Vec<Result<u8, Failure>> = portion
                .par_iter()
                .map(|(nth, line)| {
                    let (sentence, names) = bracketed(line.split('\t').next().unwrap_or_default())
                        .ok_or_else(|| {
                            Failure::new(format_args!(
                                "{name}:{}: there are not two names in [brackets]",
                                nth + 1
                            ))
                        })?;
                    Ok(label(&lexicon, sentence, names))
                })
                .collect();
            for label in labels {
                writeln!(out, "{}", label?)?;
            }
        }
        out.flush()?;
        Ok(Done::Wholly)
    }
}

/// The sentence without its brackets, and where the first two bracketed names stand in it.
fn bracketed(line: &str) -> Option<(String, [Span; 2])> {
    let mut text = String::with_capacity(line.len());
    let mut marks = Vec::new();
    for c in line.chars() {
        let opens = c == '[' && marks.len() < 4 && marks.len() % 2 == 0;
        let closes = c == ']' && marks.len() < 4 && marks.len() % 2 == 1;
        if opens || closes {
            marks.push(text.len());
        } else {
            text.push(c);
        }
    }
    let [a, b, c, d] = marks[..] else { return None };
    Some((text, [Span::new(a, b), Span::new(c, d)]))
}

fn label(lexicon: &Lexicon, sentence: String, [p, q]: [Span; 2]) -> u8 {
    let document = Document { id: "sentence".into(), text: sentence, ..Document::default() };
    let analysis = language::analyse(&document.text);
    let options = reading::Options { every_stand: true, ..reading::Options::default() };
    let statements = reading::read_with(&document, &analysis, lexicon, options);
    let best = statements
        .iter()
        .flat_map(|s| stands(s).into_iter().filter_map(|stand| Some((stand.sure, direction(&stand, p, q)?))))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or(0, |(_, label)| label)
}

/// What a statement says of one actor and another.
struct Stand<'a> {
    from: &'a [Span],
    to: &'a [Span],
    relation: Relation,
    sure: f64,
}

/// How the statement's actor stands to those whom it names: to whom it is said to be for or against, and to the claim itself.
fn stands(statement: &Statement) -> Vec<Stand<'_>> {
    let mut out: Vec<Stand> = statement
        .toward
        .iter()
        .map(|t| Stand {
            from: &t.holder.spans,
            to: &t.phrase.spans,
            relation: t.relation,
            sure: t.confidence,
        })
        .collect();
    out.push(Stand {
        from: &statement.actor.phrase.spans,
        to: &statement.claim.spans,
        relation: statement.relation,
        // A claim is somebody's name more by chance than by the reader's intent.
        sure: statement.confidence * CLAIM,
    });
    out
}

/// How much less a claim's own relation tells of the actor in it.
const CLAIM: f64 = 0.1;

/// The label that a stand gives to the pair, where it speaks of the two. A claim that says much more than the name is no stand
/// to its bearer.
fn direction(stand: &Stand, p: Span, q: Span) -> Option<u8> {
    let covers = |spans: &[Span], name: Span| spans.iter().any(|s| s.overlaps(name));
    let names = |spans: &[Span], name: Span| {
        let length: usize = spans.iter().map(|s| s.end - s.start).sum();
        covers(spans, name) && length <= 2 * (name.end - name.start)
    };
    let first = covers(stand.from, p) && names(stand.to, q);
    let second = covers(stand.from, q) && names(stand.to, p);
    match (stand.relation, first, second) {
        (Relation::Supports, true, _) => Some(1),
        (Relation::Supports, _, true) => Some(2),
        (Relation::Opposes | Relation::WarnsAbout, true, _) => Some(3),
        (Relation::Opposes | Relation::WarnsAbout, _, true) => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_taken_out_and_remembered() {
        let (text, [p, q]) = bracketed("The [Greens] met [Ann Lee] [sic].").unwrap();
        assert_eq!(text, "The Greens met Ann Lee [sic].");
        assert_eq!((p.of(&text), q.of(&text)), ("Greens", "Ann Lee"));
        assert!(bracketed("Only [one].").is_none());
    }
}
