//! Saved scripts: statements one after the other, with parameters, until one fails.

use super::commands::words;
use super::report::Failed;
use super::session::{Reply, Session};
use super::{show, statement};
use crate::graph::Value;
use std::io::Read;
use std::path::Path;

/// How a script is run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether what follows a statement that failed is run all the same.
    pub keep_going: bool,
}

/// What became of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// How many statements failed.
    pub failures: usize,
    /// Whether it was stopped from outside (Ctrl-C); the statements after that were not run.
    pub stopped: bool,
}

/// The largest script, in bytes.
pub const LARGEST: u64 = 64 << 20;

/// Reads a script whole, from a file or standard input.
///
/// # Errors
/// It cannot be read, is no UTF-8, or larger than [`LARGEST`].
pub fn read(from: impl Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let problem = |message: &str| Err(std::io::Error::new(std::io::ErrorKind::InvalidData, message));
    if from.take(LARGEST + 1).read_to_end(&mut bytes)? as u64 > LARGEST {
        return problem("larger than the largest script (64 MiB)");
    }
    String::from_utf8(bytes).or_else(|_| problem("not UTF-8, so no script"))
}

/// Runs the statements of `text`. `said` is called with each reply as it comes, `failed` with each failure as people read
/// it (file, line, caret). A `:quit` ends the script, and so does Ctrl-C.
pub fn run(
    session: &mut Session,
    text: &str,
    file: Option<&str>,
    options: &Options,
    said: &mut dyn FnMut(&Session, &Reply),
    failed: &mut dyn FnMut(String),
) -> Ran {
    let mut ran = Ran::default();
    for statement in statement::statements(text) {
        match session.run(statement.text) {
            Ok(Reply::Quit) => break,
            Ok(reply) => said(session, &reply),
            Err(error) => {
                ran.failures += 1;
                ran.stopped = error.stopped;
                failed(error.render(text, statement.span.start, file));
                if error.stopped || !options.keep_going {
                    break;
                }
            }
        }
    }
    ran
}

/// A reply as text.
pub fn text(session: &Session, reply: &Reply) -> String {
    match reply {
        Reply::Nothing | Reply::Quit => String::new(),
        Reply::Text(text) => format!("{}\n", text.trim_end_matches('\n')),
        Reply::Answer(answer) => show::answer(&session.graph, answer, &session.settings, session.screen),
    }
}

/// `:source FILE name=value …`
pub(super) fn source(session: &mut Session, path: &Path, arguments: &str) -> Result<Reply, Failed> {
    let text = std::fs::File::open(path).and_then(read).map_err(|e| super::files::failed(path, &e))?;
    let own = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if session.running.contains(&own) {
        return Err(Failed::new(format!("{} runs itself", path.display())));
    }
    let (parameters, fixed) = (session.parameters.clone(), session.fixed.clone());
    for word in words_of_parameters(arguments) {
        set_parameter(session, &word)?;
    }
    session.running.push(own);
    let mut out = String::new();
    let mut why = None;
    let name = path.display().to_string();
    let ran = run(
        session,
        &text,
        Some(&name),
        &Options::default(),
        &mut |session, reply| out.push_str(&self::text(session, reply)),
        &mut |failure| why = Some(failure),
    );
    session.running.pop();
    session.fixed = fixed;
    session.parameters = parameters;
    match why {
        // What came before the failure is shown with it.
        Some(why) => {
            let failed = Failed::new(format!("{} failed\n{out}{why}", path.display()));
            Err(Failed { stopped: ran.stopped, ..failed })
        }
        None => Ok(Reply::Text(out)),
    }
}

/// `topic="peace talks" limit=3` cut into its pairs.
fn words_of_parameters(text: &str) -> Vec<String> {
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    while let Some((name, after)) = rest.split_once('=') {
        let value = words(after).into_iter().next().unwrap_or_default();
        let quoted = after.trim_start().starts_with(['"', '\'']);
        let used = if quoted {
            let quote = after.trim_start().chars().next().unwrap_or('"');
            let inner = &after.trim_start()[1..];
            after.len() - after.trim_start().len() + 1 + inner.find(quote).map_or(inner.len(), |at| at + 1)
        } else {
            after.len() - after.trim_start().len() + value.len()
        };
        let value = if quoted { serde_json::Value::String(value).to_string() } else { value };
        pairs.push(format!("{}={value}", name.trim()));
        rest = after[used.min(after.len())..].trim_start();
    }
    pairs
}

/// Sets a parameter from `name=value`; a `:param` in a script leaves it alone. The value is read as JSON where it is JSON
/// (`3`, `true`, `["a", "b"]`), else as text.
///
/// # Errors
/// There is no `=`, or nothing before it.
pub fn set_parameter(session: &mut Session, pair: &str) -> Result<(), Failed> {
    let (name, value) = pair
        .split_once('=')
        .filter(|(name, _)| !name.trim().is_empty())
        .ok_or_else(|| Failed::new(format!("`{pair}` is no name=value")))?;
    let value = serde_json::from_str::<serde_json::Value>(value)
        .ok()
        .and_then(|json| crate::query::json::from_json(&json).ok())
        .unwrap_or_else(|| Value::string(value));
    let name = name.trim().trim_start_matches('$');
    session.parameters.insert(name.into(), value);
    session.fixed.insert(name.to_owned());
    Ok(())
}
