//! The prompt at a terminal: lines in with completion, colours and hints, replies out through the pager; and what is
//! piped in, run like a script.

use super::complete::{Vocabulary, is_keyword};
use super::script::Ran;
use super::session::{Reply, Session};
use super::statement::{self, Kind};
use super::{files, script, show::Screen};
use anstyle::{AnsiColor, Style};
use rustyline::completion::Pair;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::HistoryHinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper, Hinter};
use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Talks with whoever is at standard input until they leave: a prompt at a terminal, else all that is piped in. Gives what
/// became of it (at a terminal no statement failed, for the person saw it).
///
/// # Errors
/// Standard input cannot be read, or standard output not be written.
pub fn converse(session: &mut Session) -> std::io::Result<Ran> {
    let text = piped_in()?;
    converse_with(session, text.as_deref())
}

/// What is piped in, whole; `None` at a terminal.
///
/// # Errors
/// As [`script::read`].
pub fn piped_in() -> std::io::Result<Option<String>> {
    if std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let named = |error: std::io::Error| std::io::Error::new(error.kind(), format!("standard input: {error}"));
    script::read(std::io::stdin().lock()).map(Some).map_err(named)
}

/// The same as [`converse`] where what is [`piped_in`] was read already.
///
/// # Errors
/// As there.
pub fn converse_with(session: &mut Session, piped: Option<&str>) -> std::io::Result<Ran> {
    session.screen = Screen::of_stdout();
    crate::interrupt::listen();
    session.cancel = crate::interrupt::flag();
    match piped {
        Some(text) => run_piped(session, text),
        None => {
            crate::interrupt::be_patient();
            interact(session).map(|()| Ran::default())
        }
    }
}

/// Runs what was piped in, to its end even where a statement fails.
fn run_piped(session: &mut Session, text: &str) -> std::io::Result<Ran> {
    let mut written = Ok(());
    let ran = script::run(
        session,
        text,
        None,
        &script::Options { keep_going: true },
        &mut |session, reply| {
            let text = script::text(session, reply);
            if written.is_ok() {
                written = std::io::stdout().lock().write_all(text.as_bytes());
            }
        },
        &mut |failure| eprintln!("{failure}"),
    );
    written.map(|()| ran)
}

fn interact(session: &mut Session) -> std::io::Result<()> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .max_history_size(5_000)
        .map_err(std::io::Error::other)?
        .history_ignore_space(true)
        .completion_show_all_if_ambiguous(true)
        .build();
    let mut editor: Editor<Prompt, FileHistory> =
        Editor::with_config(config).map_err(std::io::Error::other)?;
    let history = history_file();
    if let Some(file) = &history {
        // The first session has none yet.
        let _ = editor.load_history(file);
    }
    session.history = editor.history().iter().cloned().collect();
    editor.set_helper(Some(Prompt {
        vocabulary: Arc::default(),
        hinter: HistoryHinter::new(),
        colour: session.screen.colour,
    }));
    println!("{}", session.screen.dim("Ask in plain words, query in openCypher, or :help. Ctrl-D leaves."));
    loop {
        // A graph of some size has its names read once per change, not once per line; `names` is kept by the session.
        if let Some(helper) = editor.helper_mut() {
            helper.vocabulary = Arc::new(Vocabulary::of(session));
        }
        let name = session.path().map_or("standpoint".to_owned(), files::stem);
        let changed = if session.is_unsaved() && session.path().is_some() { "*" } else { "" };
        let line = match editor.readline(&format!("{name}{changed}> ")) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(ReadlineError::Io(error)) => return Err(error),
            Err(error) => return Err(std::io::Error::other(error)),
        };
        if line.trim().is_empty() {
            continue;
        }
        let entry = line.trim_end();
        let _ = editor.add_history_entry(entry);
        session.history.push(entry.to_owned());
        if let Some((w, _)) = terminal_size::terminal_size() {
            session.screen.width = usize::from(w.0);
        }
        // A Ctrl-C before now was meant for something else.
        session.cancel.store(false, Ordering::SeqCst);
        let mut quit = false;
        for statement in statement::statements(&line) {
            match session.run(statement.text) {
                Ok(Reply::Quit) => {
                    quit = true;
                    break;
                }
                Ok(reply) => print(session, &script::text(session, &reply))?,
                Err(failed) => {
                    let text = failed.render(&line, statement.span.start, None);
                    let style = AnsiColor::Red.on_default().bold();
                    match text.strip_prefix("error:") {
                        Some(rest) => println!("{}{rest}", session.screen.paint(style, "error:")),
                        None => println!("{text}"),
                    }
                    break;
                }
            }
        }
        if quit {
            break;
        }
    }
    if let Some(file) = &history
        && let Some(folder) = file.parent()
    {
        // A history that cannot be kept is no reason to end with an error.
        let _ = std::fs::create_dir_all(folder).map(|()| editor.save_history(file));
    }
    if session.is_unsaved()
        && let Some(path) = session.path()
    {
        println!("{} was changed and not saved; a rebuild replays what :corrections lists.", path.display());
    }
    Ok(())
}

/// `$XDG_STATE_HOME/standpoint/history`, or where that is by default.
fn history_file() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let state = set("XDG_STATE_HOME")
        .filter(|p| p.is_absolute())
        .or_else(|| Some(set("HOME")?.join(".local/state")))?;
    Some(state.join("standpoint").join("history"))
}

/// Prints, through the pager where it is more than a screen.
fn print(session: &Session, text: &str) -> std::io::Result<()> {
    let height = terminal_size::terminal_size().map_or(usize::MAX, |(_, h)| usize::from(h.0));
    let lines = text.lines().count();
    if session.settings.pager && session.screen.terminal && lines + 1 > height {
        let pager = std::env::var("PAGER")
            .ok()
            .filter(|p| !p.trim().is_empty())
            .unwrap_or_else(|| "less -RFX".to_owned());
        let child = Command::new("sh")
            .arg("-c")
            .arg(&pager)
            .stdin(Stdio::piped())
            .env("LESSCHARSET", "utf-8")
            .spawn();
        if let Ok(mut child) = child {
            if let Some(mut stdin) = child.stdin.take() {
                // A pager that is left early stops reading.
                let _ = stdin.write_all(text.as_bytes());
            }
            child.wait()?;
            return Ok(());
        }
    }
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[derive(Helper, Hinter)]
struct Prompt {
    vocabulary: Arc<Vocabulary>,
    #[rustyline(Hinter)]
    hinter: HistoryHinter,
    colour: bool,
}

impl rustyline::completion::Completer for Prompt {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (from, candidates) = self.vocabulary.complete(line, pos);
        Ok((from, candidates.into_iter().map(|c| Pair { display: c.shown, replacement: c.text }).collect()))
    }
}

impl Validator for Prompt {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if statement::is_incomplete(context.input()) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}

impl Highlighter for Prompt {
    fn highlight<'l>(&self, line: &'l str, pos: usize) -> Cow<'l, str> {
        if self.colour { Cow::Owned(colours(line, pos)) } else { Cow::Borrowed(line) }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        let style = AnsiColor::Green.on_default().bold();
        if self.colour { Cow::Owned(format!("{style}{prompt}{style:#}")) } else { Cow::Borrowed(prompt) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        let style = Style::new().dimmed();
        if self.colour { Cow::Owned(format!("{style}{hint}{style:#}")) } else { Cow::Borrowed(hint) }
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.colour
    }
}

/// The line in colours: words of the language, strings, comments, labels; the bracket that belongs to the one at `pos`.
fn colours(line: &str, pos: usize) -> String {
    let kind = statement::statements(line).first().map_or(Kind::Question, |s| s.kind);
    let pair = matching(line, pos);
    let mut out = String::new();
    let mut at = 0;
    let paint = |out: &mut String, style: Style, text: &str| {
        out.push_str(&format!("{style}{text}{style:#}"));
    };
    if kind == Kind::Command {
        let end = line.find(char::is_whitespace).unwrap_or(line.len());
        paint(&mut out, AnsiColor::Magenta.on_default(), &line[..end]);
        at = end;
    }
    while at < line.len() {
        let rest = &line[at..];
        let first = rest.chars().next().expect("not at the end");
        let length = if matches!(first, '\'' | '"') && (kind == Kind::Query || first == '"') {
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| *c == first)
                .map_or(rest.len(), |(at, c)| at + c.len_utf8());
            paint(&mut out, AnsiColor::Green.on_default(), &rest[..end]);
            end
        } else if kind == Kind::Query && rest.starts_with("//") {
            let end = rest.find('\n').unwrap_or(rest.len());
            paint(&mut out, Style::new().dimmed(), &rest[..end]);
            end
        } else if kind == Kind::Query && (first.is_alphabetic() || first == '_') {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let word = &rest[..end];
            let keyword = is_keyword(word);
            let named = line[..at].ends_with(':');
            let key = line[..at].ends_with('.');
            match (named, keyword && !key) {
                (true, _) => paint(&mut out, AnsiColor::Cyan.on_default(), word),
                (_, true) => paint(&mut out, AnsiColor::Blue.on_default().bold(), word),
                _ => out.push_str(word),
            }
            end
        } else {
            let length = first.len_utf8();
            if pair.contains(&Some(at)) {
                paint(&mut out, AnsiColor::Yellow.on_default().bold(), &rest[..length]);
            } else {
                out.push_str(&rest[..length]);
            }
            length
        };
        at += length;
    }
    out
}

/// The bracket at or before `pos` and the one that belongs to it.
fn matching(line: &str, pos: usize) -> [Option<usize>; 2] {
    const PAIRS: [(u8, u8); 3] = [(b'(', b')'), (b'[', b']'), (b'{', b'}')];
    let bytes = line.as_bytes();
    for at in [Some(pos), pos.checked_sub(1)].into_iter().flatten() {
        let Some(here) = bytes.get(at) else { continue };
        for (open, close) in PAIRS {
            let mut depth = 0_i32;
            let step = |byte: u8| i32::from(byte == open) - i32::from(byte == close);
            if *here == open {
                for (other, byte) in bytes.iter().enumerate().skip(at) {
                    depth += step(*byte);
                    if depth == 0 {
                        return [Some(at), Some(other)];
                    }
                }
            } else if *here == close {
                for other in (0..=at).rev() {
                    depth += step(bytes[other]);
                    if depth == 0 {
                        return [Some(at), Some(other)];
                    }
                }
            }
        }
    }
    [None, None]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_find_each_other() {
        assert_eq!(matching("a(b[c]d)", 1), [Some(1), Some(7)]);
        assert_eq!(matching("a(b[c]d)", 8), [Some(7), Some(1)]);
        assert_eq!(matching("(]", 0), [None, None]);
    }

    #[test]
    fn colours_change_no_letter() {
        for line in
            ["MATCH (a:Actor {name: 'Kyiv'}) RETURN a // x", ":help me", "Who opposes “é”?", "RETURN 'open"]
        {
            let plain = anstream::adapter::strip_str(&colours(line, 3)).to_string();
            assert_eq!(plain, line);
        }
    }
}
