//! `standpoint read`: the statements of documents, one a line.

use super::{DocumentArgs, Done, Failure};
use crate::document::Document;
use crate::language::{self, Analysis};
use crate::lexicon::Lexicon;
use crate::reading::{self, Statement, json_line};
use crate::text::CodePoints;
use clap::{Args, ValueEnum, ValueHint};
use rayon::prelude::*;
use std::io::Write;
use std::path::PathBuf;

/// Prints the statements of documents: who says, supports, opposes or warns about what
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint read article.txt
  standpoint read articles/ --format jsonl > statements.jsonl
  standpoint read news.csv --text-field story --min-confidence 0.5")]
pub struct Read {
    #[command(flatten)]
    documents: DocumentArgs,
    /// How to print the statements
    #[arg(long, value_enum, default_value_t = Layout::Table)]
    format: Layout,
    /// Prints all that the encoder proposes, with what is known of it: for fitting the choice among proposals
    #[arg(long, hide = true)]
    proposals: bool,
    #[command(flatten)]
    reader: ReaderArgs,
}

/// How documents are read into statements. Every command that reads statements takes these.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reading")]
pub struct ReaderArgs {
    /// Leaves out statements less sure than this (0 to 1)
    #[arg(long, value_name = "X", default_value_t = 0.0, value_parser = probability)]
    pub min_confidence: f64,
    /// Lays a lexicon of your own (RON) over the built-in one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub lexicon: Option<PathBuf>,
    /// Takes in also what is less sure of how one named actor stands to another where nothing is attributed: about half is right
    #[arg(long)]
    pub every_stand: bool,
    /// Gives raw scores for confidences: for fitting the calibration
    #[arg(long, hide = true)]
    pub raw_confidence: bool,
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if (0.0..=1.0).contains(&x) => Ok(x),
        _ => Err("must be a number from 0 to 1".into()),
    }
}

impl ReaderArgs {
    /// The lexicon to read with.
    ///
    /// # Errors
    /// A file that cannot be read or is not a lexicon.
    pub fn lexicon(&self) -> Result<Lexicon, Failure> {
        Ok(match &self.lexicon {
            Some(path) => Lexicon::with_file(path)?,
            None => Lexicon::builtin(),
        })
    }

    /// The statements of one document that are sure enough.
    pub fn statements(&self, document: &Document, lexicon: &Lexicon) -> Vec<Statement> {
        self.statements_of(document, &language::analyse(&document.text), lexicon)
    }

    /// The statements of one analysed document that are sure enough.
    pub fn statements_of(
        &self,
        document: &Document,
        analysis: &Analysis,
        lexicon: &Lexicon,
    ) -> Vec<Statement> {
        let options = reading::Options { calibrated: !self.raw_confidence, every_stand: self.every_stand };
        let mut statements = reading::read_with(document, analysis, lexicon, options);
        statements.retain(|s| s.confidence >= self.min_confidence);
        for statement in &mut statements {
            statement.toward.retain(|other| other.confidence >= self.min_confidence);
        }
        statements
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Layout {
    /// One JSON object a line, with all offsets
    Jsonl,
    /// For people
    Table,
}

impl Read {
    /// Runs the command.
    pub(super) fn run(self) -> Result<Done, Failure> {
        let lexicon = self.reader.lexicon()?;
        let read = self.documents.read()?;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        // In portions, so that the first lines come early; the order stays that of the documents.
        for portion in read.documents.chunks(64) {
            let printed: Vec<String> = portion
                .par_iter()
                .map(|document| match self.proposals {
                    true => proposals(document, &lexicon),
                    false => self.format.print(document, &self.reader.statements(document, &lexicon)),
                })
                .collect();
            for text in printed {
                out.write_all(text.as_bytes())?;
            }
        }
        out.flush()?;
        Ok(read.done())
    }
}

impl Layout {
    fn print(self, document: &Document, statements: &[Statement]) -> String {
        match self {
            Layout::Jsonl => {
                let points = CodePoints::new(&document.text);
                statements.iter().fold(String::new(), |mut out, statement| {
                    out.push_str(&json_line(statement, &document.text, &points));
                    out.push('\n');
                    out
                })
            }
            Layout::Table => table(document, statements),
        }
    }
}

/// One proposal a line: the statement's fields, which attribution it is of, and its numbers by name.
fn proposals(document: &Document, lexicon: &Lexicon) -> String {
    let points = CodePoints::new(&document.text);
    let all = reading::proposals(document, &language::analyse(&document.text), lexicon);
    all.iter().fold(String::new(), |mut out, proposal| {
        let mut line = json_line(&proposal.statement, &document.text, &points);
        line.pop();
        let numbers: serde_json::Map<_, _> =
            proposal.numbers.iter().map(|(name, x)| ((*name).to_owned(), (*x).into())).collect();
        let lexical = proposal.lexical.map(|(relation, class)| (relation.as_str(), class));
        let rest = serde_json::json!({
            "attribution": proposal.attribution,
            "numbers": numbers,
            "relations": proposal.relations,
            "lexical": lexical,
        });
        out.push_str(&line);
        out.push(',');
        out.push_str(&rest.to_string()[1..]);
        out.push('\n');
        out
    })
}

fn table(document: &Document, statements: &[Statement]) -> String {
    if statements.is_empty() {
        return format!("{}: no statements\n", document.id);
    }
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(comfy_table::ContentArrangement::Dynamic)
        .set_header(["actor", "relation", "claim", "cue", "sure"]);
    for s in statements {
        table.add_row([
            s.actor.name.clone(),
            s.relation.to_string(),
            shortened(&s.claim.text(&document.text)),
            s.cue.text(&document.text),
            format!("{:.2}{}", s.confidence, if s.hedged { " hedged" } else { "" }),
        ]);
    }
    format!("{}\n{table}\n", document.id)
}

fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}
