//! `standpoint parse`: what the language part sees in documents.

use super::{DocumentArgs, Done, Failure};
use crate::document::Document;
use crate::language::{Analysis, analyse, conllu};
use crate::text::CodePoints;
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::Write;

/// Prints the words, tags, trees, mentions and quotations of documents
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint parse article.txt
  standpoint parse --format tree article.txt
  standpoint parse --format json articles/ > analyses.jsonl")]
pub(super) struct Parse {
    #[command(flatten)]
    documents: DocumentArgs,
    /// How to print
    #[arg(long, value_enum, default_value = "conllu")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// CoNLL-U, the form of treebanks
    Conllu,
    /// One object a line for each document, offsets in code points
    Json,
    /// Trees, indented
    Tree,
}

impl Parse {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let reading = self.documents.read()?;
        let mut out = std::io::stdout().lock();
        // A batch at a time: output is in order and comes early.
        for batch in reading.documents.chunks(64) {
            let printed: Vec<String> = batch.par_iter().map(|d| self.format.print(d)).collect();
            printed.iter().try_for_each(|text| out.write_all(text.as_bytes()))?;
        }
        Ok(reading.done())
    }
}

impl Format {
    fn print(self, document: &Document) -> String {
        let text = &document.text;
        let analysis = analyse(text);
        match self {
            Self::Conllu => conllu::write(text, &analysis, &document.id),
            Self::Tree => analysis.sentences.iter().map(|s| analysis.tree(text, s) + "\n").collect(),
            Self::Json => format!("{}\n", json_of(document, &analysis)),
        }
    }
}

/// All that an analysis has; tokens are referred to by their number, from 0.
fn json_of(document: &Document, analysis: &Analysis) -> Value {
    let text = &document.text;
    let points = CodePoints::new(text);
    let range = |r: &std::ops::Range<usize>| json!([r.start, r.end]);
    json!({
        "document": document.id,
        "tokens": analysis.tokens.iter().map(|t| json!({
            "span": points.span(text, t.span),
            "text": t.span.of(text),
            "lemma": t.lemma,
            "upos": t.upos,
            "xpos": t.xpos,
            "feats": t.feats,
            "head": t.head,
            "deprel": t.deprel,
        })).collect::<Vec<_>>(),
        "sentences": analysis.sentences.iter().map(|s| json!({
            "span": points.span(text, s.span),
            "tokens": range(&s.tokens),
            "paragraph": s.paragraph,
        })).collect::<Vec<_>>(),
        "mentions": analysis.mentions.iter().map(|m| json!({
            "tokens": range(&m.tokens),
            "head": m.head,
            "kind": m.kind,
            "entity": m.entity,
        })).collect::<Vec<_>>(),
        "quotations": analysis.quotations.iter().map(|q| json!({
            "span": points.span(text, q.span),
            "depth": q.depth,
        })).collect::<Vec<_>>(),
    })
}
