//! `standpoint evaluate`: how well the program does on what people have marked.

use super::{Done, Failure};
use crate::language::conllu::{self, TreebankDocument};
use crate::language::evaluation::Figures;
use crate::language::{analyse, analyse_structure};
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use rayon::prelude::*;
use std::io::Write;
use std::path::PathBuf;

/// Measures the program against what people have marked
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint evaluate language en_ewt-ud-test.conllu")]
pub(super) struct Evaluate {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Directed(super::directed::Directed),
    Language(Language),
}

/// Measures tokens, sentences, tags, lemmas, trees, mentions and coreference against treebanks
///
/// The measures are those of the CoNLL 2018 shared task (F1 of words, tags, lemmas, attachment; relations without
/// subtypes) and, where a file has GUM's entities, the F1 of mentions with exactly the right words, how many of them have
/// the right type, and the CoNLL 2012 score of coreference (mean F1 of MUC, B³ and CEAFφ4, entities mentioned at least
/// twice).
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint evaluate language en_ewt-ud-test.conllu
  standpoint evaluate language --gold-tokens --format json en_gum-ud-test.conllu")]
struct Language {
    /// Treebanks in CoNLL-U
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// Takes words and sentences from the treebank instead of finding them in its text
    #[arg(long)]
    gold_tokens: bool,
    /// Measures only documents whose id contains this ("news")
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people
    Table,
    /// One object for programs
    Json,
}

impl Evaluate {
    pub(super) fn run(self) -> Result<Done, Failure> {
        match self.what {
            What::Directed(directed) => directed.run(),
            What::Language(language) => language.run(),
        }
    }
}

impl Language {
    fn run(self) -> Result<Done, Failure> {
        let mut rows = Vec::new();
        let mut all = Figures::default();
        for file in &self.files {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(file).map_err(|e| Failure::of_file(file, &e))?;
            let mut documents = conllu::read(&text).map_err(|e| Failure::new(format_args!("{name}: {e}")))?;
            if let Some(only) = &self.only {
                documents.retain(|d| d.name.contains(only.as_str()));
            }
            if documents.is_empty() {
                return Err(Failure::new(format_args!("{name}: no document to measure")));
            }
            let figures: Vec<Figures> = documents.par_iter().map(|d| self.measure(d)).collect();
            let mut sum = Figures::default();
            figures.iter().for_each(|f| sum.add(f));
            all.add(&sum);
            rows.push((name, sum));
        }
        rows.push(("all".to_string(), all));
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Json => {
                let object: serde_json::Map<_, _> = rows
                    .into_iter()
                    .map(|(name, figures)| {
                        let measures: serde_json::Map<_, _> = figures
                            .measures()
                            .into_iter()
                            .map(|(name, value)| (name.to_string(), round(value).into()))
                            .collect();
                        (name, measures.into())
                    })
                    .collect();
                writeln!(out, "{}", serde_json::to_string_pretty(&object)?)?;
            }
            Format::Table => {
                let mut table = comfy_table::Table::new();
                table.load_style(comfy_table::presets::NOTHING);
                let measures = rows[rows.len() - 1].1.measures();
                table.set_header(std::iter::once("").chain(measures.iter().map(|(name, _)| *name)));
                for (name, figures) in rows {
                    let figures = figures.measures().into_iter().map(|(_, value)| format!("{value:.2}"));
                    table.add_row(std::iter::once(name).chain(figures));
                }
                writeln!(out, "{table}")?;
            }
        }
        Ok(Done::Wholly)
    }

    fn measure(&self, document: &TreebankDocument) -> Figures {
        let analysis = match self.gold_tokens {
            true => analyse_structure(&document.text, document.structure()),
            false => analyse(&document.text),
        };
        Figures::of(document, &analysis)
    }
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
