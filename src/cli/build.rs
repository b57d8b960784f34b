//! `standpoint build`: documents → graph file.

use super::graph_file::{load, save};
use super::{DocumentArgs, Done, Failure, ReaderArgs, Reading, voice};
use crate::graph::Graph;
use crate::graph::assemble::{self, Digest};
use crate::graph::summary::extent;
use crate::interrupt;
use crate::language;
use crate::lexicon::Lexicon;
use crate::repl::corrections;
use clap::{Args, ValueHint};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use std::path::PathBuf;

/// Reads documents and writes the graph of who stands where
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint build articles/ -o graphs/debate.ron
  standpoint build news.csv --text-field article --include '*.csv' -o graphs/news.ron
  standpoint build today.html -o graphs/news.ron --add
  curl -s https://example.org/story.html | standpoint build - --input-format html -o graphs/story.ron")]
pub(super) struct Build {
    #[command(flatten)]
    documents: DocumentArgs,
    /// The graph file to write
    #[arg(short, long, value_name = "GRAPH", value_hint = ValueHint::FilePath)]
    output: PathBuf,
    /// Adds to the graph that the file holds already; a document that it knows is replaced
    #[arg(long)]
    add: bool,
    #[command(flatten)]
    reader: ReaderArgs,
}

impl Build {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let lexicon = self.reader.lexicon()?;
        let known = if self.add && self.output.exists() {
            assemble::recover(&load(&self.output)?)
        } else {
            Vec::new()
        };
        let mut options = self.documents.options();
        options.taken = known.iter().map(|d| (d.document.id.clone(), d.document.path.clone())).collect();
        let read = self.documents.read_with(&options)?;
        let done = read.done();
        interrupt::listen();
        let new = digests(&read, &self.reader, &lexicon)?;
        let mut graph = assemble::assemble(&merged(known, new), &lexicon);
        correct(&mut graph, &self.output)?;
        save(&graph, &self.output)?;
        voice::note(format_args!("{}: {}", self.output.display(), extent(&graph)));
        Ok(done)
    }
}

/// Applies the corrections that a person made to an earlier graph of this file, and tells of those that do not fit any more.
fn correct(graph: &mut Graph, path: &std::path::Path) -> Result<(), Failure> {
    let kept = corrections::file(path);
    let replayed = corrections::replay(graph, path)
        .map_err(|error| Failure::new(format_args!("{}: {error}", kept.display())))?;
    if replayed.applied > 0 {
        voice::note(format_args!("{} corrections of {} applied", replayed.applied, kept.display()));
    }
    for idle in &replayed.idle {
        voice::note(format_args!("nothing to correct: {idle}"));
    }
    for failed in &replayed.failed {
        voice::warn(failed.trim_start_matches("error: "));
    }
    Ok(())
}

/// The digests of all documents, read in parallel, in their order. Shows how far it is on a terminal.
///
/// # Errors
/// Ctrl-C.
pub(super) fn digests(
    read: &Reading,
    reader: &ReaderArgs,
    lexicon: &Lexicon,
) -> Result<Vec<Digest>, Failure> {
    let progress = progress(read.documents.len());
    let digests = read
        .documents
        .par_iter()
        .map(|document| {
            if interrupt::raised() {
                return None;
            }
            let analysis = language::analyse(&document.text);
            let statements = reader.statements_of(document, &analysis, lexicon);
            let digest = Digest::new(document, &analysis, &statements, lexicon);
            progress.inc(1);
            Some(digest)
        })
        .collect::<Option<Vec<_>>>();
    progress.finish_and_clear();
    digests.ok_or_else(Failure::interrupted)
}

/// A bar on standard error if that is a terminal and somebody may want to see it.
fn progress(documents: usize) -> ProgressBar {
    if voice::is_quiet() || documents < 2 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("reading {bar:40} {pos}/{len} documents, {eta} left")
        .expect("a template of ours");
    ProgressBar::with_draw_target(Some(documents as u64), ProgressDrawTarget::stderr()).with_style(style)
}

/// Old digests with the new ones: a document that was known is replaced where it stood, others come after.
fn merged(mut known: Vec<Digest>, new: Vec<Digest>) -> Vec<Digest> {
    for digest in new {
        match known.iter_mut().find(|old| old.document.id == digest.document.id) {
            // The names that the old graph held together are still to be held together.
            Some(old) => *old = Digest { same: std::mem::take(&mut old.same), ..digest },
            None => known.push(digest),
        }
    }
    known
}
