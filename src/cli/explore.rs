//! `standpoint explore`: documents → graph in memory → summary → prompt.

use super::build::digests;
use super::{DocumentArgs, Done, Failure, ReaderArgs, show};
use crate::graph::assemble;
use crate::interrupt;
use crate::repl::{Session, piped_in};
use clap::Args;

/// Reads documents, prints a summary and opens the prompt
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  standpoint explore articles/
  echo \"MATCH (a:Actor)-[:OPPOSES]->(c:Claim) RETURN a.name, c.text\" | standpoint explore article.txt")]
pub(super) struct Explore {
    #[command(flatten)]
    documents: DocumentArgs,
    #[command(flatten)]
    reader: ReaderArgs,
}

impl Explore {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let lexicon = self.reader.lexicon()?;
        let read = self.documents.read()?;
        interrupt::listen();
        let graph = assemble::assemble(&digests(&read, &self.reader, &lexicon)?, &lexicon);
        // What is piped in is answered by itself, so that the output can be used; a summary would be in its way.
        let piped = piped_in()?;
        if piped.as_ref().is_none_or(|text| text.trim().is_empty()) {
            show::print(&graph, 10)?;
        }
        super::repl::talk_with(Session::new(graph, None), piped.as_deref()).map(|_| read.done())
    }
}
