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
/// the first. They come from the statements that `read --directed` gives for the sentence without its brackets.
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
    let directed = reading::read_directed(&document, &analysis, lexicon);
    let best = directed
        .iter()
        .filter_map(|s| Some((s.confidence, direction(s, p, q)?)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or(0, |(_, label)| label)
}

/// The label that a statement gives to the pair, where it speaks of the two.
fn direction(statement: &Statement, p: Span, q: Span) -> Option<u8> {
    let covers = |spans: &[Span], name: Span| spans.iter().any(|s| s.overlaps(name));
    let actor = &statement.actor.phrase.spans;
    let claim = &statement.claim.spans;
    let first = covers(actor, p) && covers(claim, q);
    let second = covers(actor, q) && covers(claim, p);
    match (statement.relation, first, second) {
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
