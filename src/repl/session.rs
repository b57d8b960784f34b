//! One conversation with a graph: statements in, replies out. No terminal in it; the prompt, saved scripts, `serve` and
//! the tests all talk to this.

use super::commands;
use super::report::Failed;
use super::settings::Settings;
use super::statement::{self, Kind};
use crate::ask::{self, Choice, Endings, Names, Question};
use crate::graph::{Graph, Map, Value};
use crate::query::{Options, Outcome};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A conversation with a graph.
pub struct Session {
    /// What is spoken of.
    pub graph: Graph,
    /// What `:set` has set.
    pub settings: Settings,
    /// What `$name` stands for in queries.
    pub parameters: Map,
    /// Parameters given from outside, which `:param` in a script must leave alone.
    pub fixed: BTreeSet<String>,
    /// Set to true from elsewhere, it stops the running query, or the next one; that takes it back.
    pub cancel: Arc<AtomicBool>,
    /// Where `:graphs` looks.
    pub graphs: PathBuf,
    /// Where `:queries` looks.
    pub queries: PathBuf,
    /// How wide text may be that is wrapped.
    pub screen: super::show::Screen,
    /// What was entered, oldest first.
    pub history: Vec<String>,
    pub(super) path: Option<PathBuf>,
    pub(super) last: Option<Arc<Answer>>,
    pub(super) choices: Vec<Choice>,
    pub(super) unsaved: bool,
    pub(super) last_statement: Option<String>,
    /// While corrections are replayed: those that found nothing to correct.
    pub(super) idle: Option<Vec<String>>,
    /// Scripts that are being run, so that none runs itself.
    pub(super) running: Vec<PathBuf>,
    names: Option<Arc<Names>>,
}

/// A result with what it came from.
#[derive(Debug, Clone)]
pub struct Answer {
    /// As it was entered.
    pub statement: String,
    /// The query that gave it.
    pub query: String,
    /// The question that it answers, where it was one.
    pub question: Option<Question>,
    /// Yes, no, both or nothing found.
    pub headline: Option<String>,
    /// How the question was read, where that was not plain.
    pub notes: Vec<String>,
    /// Columns and rows.
    pub outcome: Outcome,
    /// How long it took.
    pub elapsed: Duration,
}

/// What a statement gave.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Nothing to show.
    Nothing,
    /// A text, ready to be printed.
    Text(String),
    /// Rows.
    Answer(Arc<Answer>),
    /// The session is to end.
    Quit,
}

/// The longest statement, in bytes. A person types no such thing; what is longer was meant for another program.
const LONGEST: usize = 1 << 20;

impl Session {
    /// A conversation with `graph`, which was read from `path` where it was.
    pub fn new(graph: Graph, path: Option<&Path>) -> Self {
        Self {
            graph,
            settings: Settings::default(),
            parameters: Map::default(),
            fixed: BTreeSet::new(),
            cancel: Arc::new(AtomicBool::new(false)),
            graphs: PathBuf::from("graphs"),
            queries: PathBuf::from("queries"),
            screen: super::show::Screen::default(),
            history: Vec::new(),
            path: path.map(Path::to_owned),
            last: None,
            choices: Vec::new(),
            unsaved: false,
            last_statement: None,
            idle: None,
            running: Vec::new(),
            names: None,
        }
    }

    /// The file of the graph, where it has one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether the graph has changed since it was read or saved.
    pub fn is_unsaved(&self) -> bool {
        self.unsaved
    }

    /// The last result.
    pub fn last(&self) -> Option<&Arc<Answer>> {
        self.last.as_ref()
    }

    /// The names of the graph, read again when it has changed.
    pub fn names(&mut self) -> Arc<Names> {
        self.names.get_or_insert_with(|| Arc::new(Names::of(&self.graph))).clone()
    }

    /// Puts another graph in place.
    pub fn replace(&mut self, graph: Graph, path: Option<PathBuf>) {
        self.graph = graph;
        self.path = path;
        self.last = None;
        self.choices.clear();
        self.unsaved = false;
        self.names = None;
    }

    /// Runs one statement: a query, a question or a `:command`.
    ///
    /// # Errors
    /// The statement failed. A question that must be asked back or refused fails too; after one that has choices, the
    /// number of a choice is a statement.
    pub fn run(&mut self, text: &str) -> Result<Reply, Failed> {
        let text = text.trim();
        let text = text.strip_suffix(';').unwrap_or(text).trim_end();
        if text.is_empty() {
            return Ok(Reply::Nothing);
        }
        if text.len() > LONGEST {
            let message = format!("a statement of {} bytes: the longest may have {LONGEST}", text.len());
            return Err(Failed::new(message).help("statements end with `;` or an empty line"));
        }
        if let Some(chosen) = self.chosen(text) {
            return self.run(&chosen);
        }
        self.choices.clear();
        let kind = statement::kind(text);
        if kind == Kind::Command {
            return commands::run(self, text);
        }
        self.last_statement = Some(text.to_owned());
        match kind {
            Kind::Query => self.query(text).map(Reply::Answer),
            _ => self.ask(text).map(Reply::Answer),
        }
    }

    fn chosen(&mut self, text: &str) -> Option<String> {
        let number: usize = text.parse().ok()?;
        self.choices.get(number.checked_sub(1)?).map(|c| c.question.clone())
    }

    /// Runs a query.
    ///
    /// # Errors
    /// As [`Graph::query_with`].
    pub fn query(&mut self, text: &str) -> Result<Arc<Answer>, Failed> {
        let start = Instant::now();
        let outcome = self.execute(text)?;
        let changed = outcome.changes.any();
        let answer = Answer {
            statement: text.to_owned(),
            query: text.to_owned(),
            question: None,
            headline: None,
            notes: Vec::new(),
            outcome,
            elapsed: start.elapsed(),
        };
        if changed && let Some(note) = super::corrections::record_update(self, text) {
            return Ok(self.keep(Answer { notes: vec![note], ..answer }));
        }
        Ok(self.keep(answer))
    }

    /// Runs a query without making it the last result.
    pub(super) fn execute(&mut self, text: &str) -> Result<Outcome, Failed> {
        let options = Options { cancel: Some(self.cancel.clone()), ..Options::default() };
        let outcome = self.graph.query_with(text, &self.parameters, &options).map_err(Failed::from);
        if outcome.as_ref().is_err_and(|failed| failed.stopped) {
            self.cancel.store(false, Ordering::SeqCst);
        }
        let outcome = outcome?;
        if outcome.changes.any() {
            self.unsaved = true;
            self.names = None;
            // Its rows may speak of what is gone.
            self.last = None;
        }
        Ok(outcome)
    }

    /// What a question stands for, or why it cannot be answered.
    ///
    /// # Errors
    /// It must be asked back, or is not understood.
    pub fn understand(&mut self, text: &str) -> Result<Question, Failed> {
        let confidence = Some(self.settings.min_confidence).filter(|c| *c > 0.0);
        let base = Endings { confidence, ..Endings::default() };
        match ask::understand_within(text, &self.names(), &base) {
            ask::Outcome::Question(question) => Ok(*question),
            ask::Outcome::Clarify { message, choices } => {
                let mut failed = Failed::new(message.trim_end_matches('.'));
                for (nth, choice) in choices.iter().enumerate() {
                    failed = failed.help(format!("{}  {}", nth + 1, choice.question));
                }
                self.choices = choices;
                Err(failed)
            }
            ask::Outcome::Refuse { message, suggestions } => {
                let mut failed = Failed::new(message.trim_end_matches('.'));
                if !suggestions.is_empty() {
                    failed = failed.help(format!("did you mean: {}", suggestions.join(" · ")));
                }
                Err(failed.help(":help questions shows what can be asked"))
            }
        }
    }

    /// What a question stands for, with the rows. Where no claim is chiefly about what it asks for, those that mention it
    /// are meant.
    pub(super) fn settle(&mut self, text: &str) -> Result<(Question, Outcome), Failed> {
        let mut question = self.understand(text)?;
        // The query was made by us: that it fails is a mistake of the form, and the query shows which.
        let run = |session: &mut Self, query: &str| {
            let outcome = session.execute(query).map_err(|failed| Failed {
                span: None,
                help: vec![format!("the query was\n{query}")],
                ..failed
            })?;
            // Who asks in plain words can do nothing about a property that this graph lacks.
            Ok::<_, Failed>(Outcome { warnings: Vec::new(), ..outcome })
        };
        let outcome = run(self, &question.query)?;
        let Some(wider) = question.wider.clone() else { return Ok((question, outcome)) };
        let all = run(self, &wider)?;
        let more = all.rows.len().saturating_sub(outcome.rows.len());
        if more == 0 {
            return Ok((question, outcome));
        }
        if outcome.rows.is_empty() {
            question.notes.push("Nothing is found in claims chiefly about it; these mention it.".to_owned());
            question.query = wider;
            return Ok((question, all));
        }
        let what =
            if more == 1 { "One more row mentions".to_owned() } else { format!("{more} more rows mention") };
        question
            .notes
            .push(format!("{what} it in passing: end the question with “even in passing” to see all."));
        Ok((question, outcome))
    }

    /// Answers a question.
    ///
    /// # Errors
    /// As [`understand`](Self::understand).
    pub fn ask(&mut self, text: &str) -> Result<Arc<Answer>, Failed> {
        let start = Instant::now();
        let (question, outcome) = self.settle(text)?;
        let headline = if question.verdict { Some(verdict(&question, &outcome)) } else { None };
        let mut notes = question.notes.clone();
        if outcome.rows.is_empty() && !question.verdict {
            notes.extend(self.why_nothing(&question));
        }
        let answer = Answer {
            statement: text.to_owned(),
            query: question.query.clone(),
            question: Some(question),
            headline,
            notes,
            outcome,
            elapsed: start.elapsed(),
        };
        Ok(self.keep(answer))
    }

    /// The graph was changed by other means than a query.
    pub fn changed(&mut self) {
        self.unsaved = true;
        self.names = None;
        self.last = None;
    }

    fn keep(&mut self, answer: Answer) -> Arc<Answer> {
        let answer = Arc::new(answer);
        self.last = Some(answer.clone());
        answer
    }

    /// What the graph does have of the actors of a question that found nothing.
    fn why_nothing(&mut self, question: &Question) -> Vec<String> {
        let mut notes = vec!["No statement in this graph fits.".to_owned()];
        for slot in ["actor", "actors"] {
            let Some(ask::Filled::Actors(actors)) = question.slots.get(slot) else { continue };
            for name in actors.names.iter().take(3) {
                let literal = ask::literal(name);
                let count = |session: &mut Self, query: &str| -> Vec<(String, i64)> {
                    session.execute(query).map_or(Vec::new(), |outcome| {
                        outcome
                            .rows
                            .iter()
                            .filter_map(|row| {
                                Some((
                                    row[0].as_str()?.to_lowercase().replace('_', " "),
                                    row[1].as_integer()?,
                                ))
                            })
                            .collect()
                    })
                };
                let own = count(
                    self,
                    &format!(
                        "MATCH (a:Actor {{name: {literal}}})-[r:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT]->() RETURN type(r) AS t, count(r) AS n ORDER BY n DESC, t"
                    ),
                );
                if !own.is_empty() {
                    let said: Vec<String> =
                        own.iter().map(|(relation, n)| format!("{relation} {n}")).collect();
                    notes.push(format!("Statements of {name} in all: {}.", said.join(", ")));
                }
                if !actors.with_representatives {
                    let others = count(
                        self,
                        &format!(
                            "MATCH (a:Actor)-[:REPRESENTS]->(:Actor {{name: {literal}}}) MATCH (a)-[r:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT]->() RETURN 'n' AS t, count(r) AS n"
                        ),
                    );
                    if let Some((_, n)) = others.first().filter(|(_, n)| *n > 0) {
                        notes.push(format!(
                            "Those who represent {name} have {n}: ask of “{name} and its representatives”."
                        ));
                    }
                }
            }
        }
        notes
    }
}

/// Yes, no, both or nothing found, by the relations of the rows.
fn verdict(question: &Question, outcome: &Outcome) -> String {
    let wanted: Vec<&str> =
        question.relations().map_or(Vec::new(), |r| r.iter().map(String::as_str).collect());
    let column = outcome.columns.iter().position(|c| &**c == "relation");
    let relations: Vec<&str> = outcome
        .rows
        .iter()
        .filter_map(|row| column.and_then(|at| row.get(at)).and_then(Value::as_str))
        .collect();
    let for_it = relations.iter().filter(|r| wanted.contains(r)).count();
    let opposite: &[&str] =
        if wanted.contains(&"SUPPORTS") { &["OPPOSES", "WARNS_ABOUT"] } else { &["SUPPORTS"] };
    let against = relations.iter().filter(|r| opposite.contains(r) && !wanted.contains(r)).count();
    let others = relations.len() - for_it - against;
    let count = |n: usize| if n == 1 { "1 statement".to_owned() } else { format!("{n} statements") };
    match (for_it, against, others) {
        (0, 0, 0) => "Nothing found: no statement says so or the opposite.".to_owned(),
        (yes, 0, _) if yes > 0 => format!("Yes: {}.", count(yes)),
        (0, no, _) if no > 0 => format!("No: {} to the opposite.", count(no)),
        (yes, no, _) if yes > 0 => format!("Both: {} to that, {} to the opposite.", count(yes), count(no)),
        (_, _, others) => format!("Not in these words: {} on it, in another relation.", count(others)),
    }
}
