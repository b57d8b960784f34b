//! The `:commands`, in one table that feeds dispatch, `:help commands` and completion.

use super::readable::readable;
use super::report::Failed;
use super::session::{Reply, Session};
use super::settings::format_named;
use super::statement::{self, Kind};
use super::{corrections, evidence, files, help, script, show};
use crate::graph::Value;
use crate::graph::summary::extent;
use crate::query::nearest;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// One command.
pub struct Command {
    /// Its name, without the colon.
    pub name: &'static str,
    /// Other names.
    pub also: &'static [&'static str],
    /// What follows it, for people.
    pub arguments: &'static str,
    /// One line on what it does.
    pub about: &'static str,
    /// What its arguments complete to.
    pub completes: Completes,
    run: fn(&mut Session, &str) -> Result<Reply, Failed>,
}

/// What a command's arguments complete to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completes {
    /// Nothing.
    Nothing,
    /// Topics of help.
    Help,
    /// Files.
    Files,
    /// Names of formats, then files.
    Formats,
    /// Graphs in the folder of graphs.
    Graphs,
    /// Saved scripts.
    Scripts,
    /// Settings and their values.
    Settings,
    /// Names of actors.
    Actors,
    /// A statement.
    Statements,
    /// Relations.
    Relations,
}

/// All commands.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "help",
        also: &["h", "?"],
        arguments: "[commands|questions|functions|cypher]",
        about: "what can be typed here",
        completes: Completes::Help,
        run: |s, a| help::help(s, a).map(Reply::Text),
    },
    Command {
        name: "schema",
        also: &[],
        arguments: "",
        about: "labels, relationship types and properties of the graph, with counts",
        completes: Completes::Nothing,
        run: |s, _| Ok(Reply::Text(help::schema(&s.graph))),
    },
    Command {
        name: "why",
        also: &["w"],
        arguments: "N",
        about: "the sentences behind row N of the last result",
        completes: Completes::Nothing,
        run: why,
    },
    Command {
        name: "open",
        also: &["o"],
        arguments: "N",
        about: "the passage of row N in its document",
        completes: Completes::Nothing,
        run: open,
    },
    Command {
        name: "explain",
        also: &[],
        arguments: "[STATEMENT]",
        about: "the query that a question stands for, the plan of a query; of the last statement if none is given",
        completes: Completes::Statements,
        run: explain,
    },
    Command {
        name: "profile",
        also: &[],
        arguments: "[STATEMENT]",
        about: "runs it and shows rows and time of each step",
        completes: Completes::Statements,
        run: profile,
    },
    Command {
        name: "again",
        also: &[],
        arguments: "",
        about: "runs the last statement again",
        completes: Completes::Nothing,
        run: again,
    },
    Command {
        name: "history",
        also: &[],
        arguments: "[N]",
        about: "the last N lines that were entered",
        completes: Completes::Nothing,
        run: history,
    },
    Command {
        name: "export",
        also: &[],
        arguments: "FORMAT FILE",
        about: "writes the last result (table, json, jsonl, csv, tsv, markdown) or its graph (dot, …)",
        completes: Completes::Formats,
        run: export,
    },
    Command {
        name: "dot",
        also: &[],
        arguments: "N|all FILE",
        about: "draws row N of the last result, or all of it, for Graphviz",
        completes: Completes::Files,
        run: dot,
    },
    Command {
        name: "graphs",
        also: &[],
        arguments: "",
        about: "the graphs at hand",
        completes: Completes::Nothing,
        run: graphs,
    },
    Command {
        name: "cd",
        also: &[],
        arguments: "NAME",
        about: "goes to another graph of :graphs",
        completes: Completes::Graphs,
        run: cd,
    },
    Command {
        name: "load",
        also: &[],
        arguments: "FILE",
        about: "reads another graph",
        completes: Completes::Files,
        run: load,
    },
    Command {
        name: "save",
        also: &[],
        arguments: "[FILE]",
        about: "writes the graph",
        completes: Completes::Files,
        run: save,
    },
    Command {
        name: "queries",
        also: &["run"],
        arguments: "[NAME [name=value …]]",
        about: "lists the saved scripts, or runs one",
        completes: Completes::Scripts,
        run: queries,
    },
    Command {
        name: "source",
        also: &[],
        arguments: "FILE [name=value …]",
        about: "runs a script",
        completes: Completes::Files,
        run: source,
    },
    Command {
        name: "param",
        also: &["params"],
        arguments: "[NAME => VALUE]",
        about: "sets what $NAME stands for, or lists all",
        completes: Completes::Nothing,
        run: param,
    },
    Command {
        name: "set",
        also: &[],
        arguments: "[NAME VALUE]",
        about: "changes a setting, or lists all",
        completes: Completes::Settings,
        run: set,
    },
    Command {
        name: "echo",
        also: &[],
        arguments: "TEXT",
        about: "prints it, with the value of a parameter for its $NAME",
        completes: Completes::Nothing,
        run: |s, a| Ok(Reply::Text(filled(s, unquote(a)))),
    },
    Command {
        name: "merge",
        also: &[],
        arguments: "actors \"A\" \"B\"",
        about: "makes B another name of A",
        completes: Completes::Actors,
        run: corrections::merge,
    },
    Command {
        name: "retract",
        also: &[],
        arguments: "N",
        about: "takes back the statements behind row N: they were read wrongly",
        completes: Completes::Nothing,
        run: corrections::retract,
    },
    Command {
        name: "relabel",
        also: &[],
        arguments: "N RELATION",
        about: "gives the statements behind row N another relation (says, supports, opposes, warns-about)",
        completes: Completes::Relations,
        run: corrections::relabel,
    },
    Command {
        name: "corrections",
        also: &[],
        arguments: "",
        about: "the corrections that are kept beside this graph",
        completes: Completes::Nothing,
        run: corrections::list,
    },
    Command {
        name: "quit",
        also: &["q", "exit"],
        arguments: "",
        about: "ends the session (so does Ctrl-D)",
        completes: Completes::Nothing,
        run: |_, _| Ok(Reply::Quit),
    },
];

/// The command of that name, without its colon.
pub fn find(name: &str) -> Option<&'static Command> {
    let name = name.to_lowercase();
    COMMANDS.iter().find(|c| c.name == name || c.also.contains(&name.as_str()))
}

/// Runs `:name arguments`.
pub(super) fn run(session: &mut Session, text: &str) -> Result<Reply, Failed> {
    let text = text.trim_start_matches(':').trim();
    let (name, arguments) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if name.is_empty() {
        return help::help(session, "commands").map(Reply::Text);
    }
    match find(name) {
        Some(command) => (command.run)(session, arguments.trim()),
        None => {
            let failed = Failed::new(format!("there is no command :{name}"));
            let names = COMMANDS.iter().flat_map(|c| std::iter::once(c.name).chain(c.also.iter().copied()));
            Err(match nearest(name, names) {
                Some(near) => failed.help(format!("did you mean :{near}?")),
                None => failed.help(":help commands lists them"),
            })
        }
    }
}

pub(super) fn unquote(text: &str) -> &str {
    let text = text.trim();
    ['"', '\''].into_iter().find_map(|q| text.strip_prefix(q).and_then(|t| t.strip_suffix(q))).unwrap_or(text)
}

/// The text with the values of parameters in it; a `$` that begins the name of none stays.
fn filled(session: &Session, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, name) = (&rest[..at], &rest[at + 1..]);
        let name = &name[..name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len())];
        out.push_str(before);
        match session.parameters.get(name) {
            Some(value) => out.push_str(&readable(&session.graph, value)),
            None => out.push_str(&rest[at..=at + name.len()]),
        }
        rest = &rest[at + 1 + name.len()..];
    }
    out + rest
}

fn needs(arguments: &str, command: &str) -> Result<(), Failed> {
    if arguments.is_empty() {
        let command = find(command).expect("a command of the table");
        let failed = Failed::new(format!(":{} needs {}", command.name, command.arguments));
        return Err(failed.help(format!(":{} {}  {}", command.name, command.arguments, command.about)));
    }
    Ok(())
}

/// The number of a row; a lone `#` before it is let through, since tables print one.
pub(super) fn row_number(text: &str, command: &str) -> Result<usize, Failed> {
    needs(text, command)?;
    text.trim_start_matches('#')
        .parse()
        .map_err(|_| Failed::new(format!(":{command} needs the number of a row, not `{text}`")))
}

fn why(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let number = row_number(arguments, "why")?;
    let statements = session.statements(number)?;
    if statements.is_empty() {
        return Ok(Reply::Text(format!(
            "Row {number} rests on no statement: nothing in it is one, or names one."
        )));
    }
    const MOST: usize = 40;
    let mut out = String::new();
    for (nth, statement) in statements.iter().take(MOST).enumerate() {
        if nth > 0 {
            out.push('\n');
        }
        writeln!(out, "{}", evidence::describe(&session.graph, *statement, session.screen))
            .expect("a string");
    }
    if statements.len() > MOST {
        writeln!(out, "\n… and {} more", statements.len() - MOST).expect("a string");
    }
    Ok(Reply::Text(out.trim_end().to_owned()))
}

fn open(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let number = row_number(arguments, "open")?;
    let statements = session.statements(number)?;
    let first =
        statements.first().ok_or_else(|| Failed::new(format!("row {number} rests on no statement")))?;
    let mut text = evidence::passage(&session.graph, session.path(), *first, session.screen)?;
    if statements.len() > 1 {
        let more = format!("(the first of {}; :why {number} shows all)", statements.len());
        write!(text, "\n{}", session.screen.dim(&more)).expect("a string");
    }
    Ok(Reply::Text(text))
}

fn statement_or_last(session: &Session, arguments: &str) -> Result<String, Failed> {
    if !arguments.is_empty() {
        return Ok(arguments.trim_end_matches(';').to_owned());
    }
    session.last_statement.clone().ok_or_else(|| Failed::new("there is no statement yet"))
}

fn query_of(session: &mut Session, text: &str) -> Result<(String, bool), Failed> {
    match statement::kind(text) {
        Kind::Query => Ok((text.to_owned(), false)),
        Kind::Question => {
            let (question, _) = session.settle(text)?;
            Ok((question.query, true))
        }
        Kind::Command => Err(Failed::new("a command stands for no query")),
    }
}

/// A query without an EXPLAIN or PROFILE of its own.
fn bare(query: &str) -> &str {
    for word in ["EXPLAIN", "PROFILE"] {
        if query.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            return query[word.len()..].trim_start();
        }
    }
    query
}

fn explain(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let text = statement_or_last(session, arguments)?;
    let (query, asked) = query_of(session, &text)?;
    if asked {
        return Ok(Reply::Text(query));
    }
    let outcome = session.execute(&format!("EXPLAIN {}", bare(&query)))?;
    Ok(Reply::Text(outcome.plan.map_or(String::new(), |plan| help::plan(&plan))))
}

fn profile(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let text = statement_or_last(session, arguments)?;
    let (query, _) = query_of(session, &text)?;
    let outcome = session.execute(&format!("PROFILE {}", bare(&query)))?;
    Ok(Reply::Text(outcome.plan.map_or(String::new(), |plan| help::plan(&plan))))
}

fn again(session: &mut Session, _: &str) -> Result<Reply, Failed> {
    let text = session.last_statement.clone().ok_or_else(|| Failed::new("there is no statement yet"))?;
    session.run(&text)
}

fn history(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let count = if arguments.is_empty() { 20 } else { row_number(arguments, "history")? };
    let skip = session.history.len().saturating_sub(count);
    let lines: Vec<String> = session
        .history
        .iter()
        .enumerate()
        .skip(skip)
        .map(|(nth, line)| format!("{:>4}  {}", nth + 1, line.replace('\n', "\n      ")))
        .collect();
    Ok(Reply::Text(if lines.is_empty() { "Nothing was entered yet.".into() } else { lines.join("\n") }))
}

fn export(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let (format, file) = arguments.split_once(char::is_whitespace).ok_or_else(|| {
        Failed::new(":export needs FORMAT FILE").help(format!(
            "{}, {}",
            crate::query::format::Format::NAMES.join(", "),
            files::GRAPH_FORMATS.join(", ")
        ))
    })?;
    let file = Path::new(unquote(file));
    if files::GRAPH_FORMATS.contains(&format.to_lowercase().as_str()) {
        let rows = session.last.clone();
        return files::picture(session, rows.as_deref(), None, format, file).map(Reply::Text);
    }
    let format = format_named(format).map_err(|failed| failed.help(files::GRAPH_FORMATS.join(", ")))?;
    let answer = session.last.clone().ok_or_else(|| Failed::new("there is no result yet"))?;
    files::write(file, &show::data(&session.graph, &answer, format))?;
    Ok(Reply::Text(format!("{} rows → {}", answer.outcome.rows.len(), file.display())))
}

fn dot(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let (rows, file) =
        arguments.split_once(char::is_whitespace).ok_or_else(|| Failed::new(":dot needs N|all FILE"))?;
    let number = if rows == "all" { None } else { Some(row_number(rows, "dot")?) };
    let answer = session.last.clone().ok_or_else(|| {
        Failed::new("there is no result yet").help("`standpoint export GRAPH` draws the whole graph")
    })?;
    files::picture(session, Some(&answer), number, "dot", Path::new(unquote(file))).map(Reply::Text)
}

fn graphs(session: &mut Session, _: &str) -> Result<Reply, Failed> {
    let found = files::graphs(&session.graphs);
    if found.is_empty() {
        return Ok(Reply::Text(format!("There is no graph in {}.", session.graphs.display())));
    }
    let lines: Vec<String> = found
        .iter()
        .map(|path| {
            let here = session.path.as_deref() == Some(path.as_path());
            format!(
                "{} {}  {}",
                if here { "*" } else { " " },
                files::stem(path),
                session.screen.dim(&path.display().to_string())
            )
        })
        .collect();
    Ok(Reply::Text(lines.join("\n")))
}

fn cd(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    needs(arguments, "cd")?;
    let wanted = unquote(arguments);
    let found = files::graphs(&session.graphs);
    match found.iter().find(|path| files::stem(path) == wanted || path.as_path() == Path::new(wanted)) {
        Some(path) => load(session, &path.to_string_lossy()),
        None => {
            let names: Vec<String> = found.iter().map(|p| files::stem(p)).collect();
            let failed = Failed::new(format!("there is no graph `{wanted}` in {}", session.graphs.display()));
            Err(match nearest(wanted, names.iter().map(String::as_str)) {
                Some(near) => failed.help(format!("did you mean `{near}`?")),
                None => failed.help(":graphs lists them; :load FILE reads any"),
            })
        }
    }
}

fn load(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    needs(arguments, "load")?;
    let path = PathBuf::from(unquote(arguments));
    let graph = files::load(&path)?;
    let text = format!("{}: {}", path.display(), extent(&graph));
    session.replace(graph, Some(path));
    Ok(Reply::Text(text))
}

fn save(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let path = match (arguments, &session.path) {
        ("", None) => return Err(Failed::new("this graph has no file yet").help(":save FILE")),
        ("", Some(path)) => path.clone(),
        (given, _) => PathBuf::from(unquote(given)),
    };
    files::save(&session.graph, &path)?;
    session.unsaved = false;
    let text = format!("{} → {}", extent(&session.graph), path.display());
    session.path = Some(path);
    Ok(Reply::Text(text))
}

fn queries(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    let found = files::scripts(&session.queries);
    if arguments.is_empty() {
        if found.is_empty() {
            return Ok(Reply::Text(format!("There is no script in {}.", session.queries.display())));
        }
        let width = found.iter().map(|p| files::stem(p).chars().count()).max().unwrap_or(0);
        let lines: Vec<String> = found
            .iter()
            .map(|path| {
                format!("{:width$}  {}", files::stem(path), session.screen.dim(&files::first_comment(path)))
            })
            .collect();
        return Ok(Reply::Text(lines.join("\n")));
    }
    let (name, rest) = arguments.split_once(char::is_whitespace).unwrap_or((arguments, ""));
    match found.iter().find(|path| files::stem(path) == unquote(name)) {
        Some(path) => script::source(session, &path.clone(), rest),
        None => {
            let names: Vec<String> = found.iter().map(|p| files::stem(p)).collect();
            let failed = Failed::new(format!("there is no script `{name}` in {}", session.queries.display()));
            Err(match nearest(name, names.iter().map(String::as_str)) {
                Some(near) => failed.help(format!("did you mean `{near}`?")),
                None => failed.help(":queries lists them"),
            })
        }
    }
}

fn source(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    needs(arguments, "source")?;
    let words = words(arguments);
    let file = words.first().cloned().unwrap_or_default();
    let rest = arguments
        .split_once(char::is_whitespace)
        .map_or("", |(_, rest)| if words.len() > 1 { rest } else { "" });
    script::source(session, Path::new(&file), rest)
}

fn param(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    if arguments.is_empty() {
        let lines: Vec<String> = session
            .parameters
            .iter()
            .map(|(name, value)| {
                format!("${name} => {}", crate::query::literal::literal(value).unwrap_or_default())
            })
            .collect();
        return Ok(Reply::Text(if lines.is_empty() {
            "No parameter is set.".into()
        } else {
            lines.join("\n")
        }));
    }
    let (name, value) =
        arguments.split_once("=>").or_else(|| arguments.split_once('=')).ok_or_else(|| {
            Failed::new(":param needs NAME => VALUE").help("for example :param topic => 'ceasefire'")
        })?;
    let name = name.trim().trim_start_matches('$');
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Err(Failed::new(format!("`{name}` is no name of a parameter")));
    }
    if session.fixed.contains(name) {
        return Ok(Reply::Nothing);
    }
    if value.trim().is_empty() {
        return Err(Failed::new(format!("${name} needs a value"))
            .help("a text stands in quotation marks: 'ceasefire'"));
    }
    let value = evaluate(session, value.trim())?;
    session.parameters.insert(name.into(), value);
    Ok(Reply::Nothing)
}

/// The value of an expression.
pub(super) fn evaluate(session: &mut Session, expression: &str) -> Result<Value, Failed> {
    let outcome = session.execute(&format!("RETURN {expression} AS value")).map_err(|failed| Failed {
        span: None,
        help: vec!["a text stands in quotation marks: 'ceasefire'".into()],
        ..failed
    })?;
    Ok(outcome.rows.into_iter().next().and_then(|row| row.into_iter().next()).unwrap_or_default())
}

fn set(session: &mut Session, arguments: &str) -> Result<Reply, Failed> {
    if arguments.is_empty() {
        let all = session.settings.all();
        let lines: Vec<String> = all
            .iter()
            .map(|(name, about, value)| format!("{name:14} {value:8}  {}", session.screen.dim(about)))
            .collect();
        return Ok(Reply::Text(lines.join("\n")));
    }
    let (name, value) = arguments.split_once([' ', '=']).unwrap_or((arguments, ""));
    let value = unquote(value.trim_start_matches(['=', ' ']));
    if value.is_empty() {
        let all = session.settings.all();
        return match all.iter().find(|(n, ..)| *n == name) {
            Some((name, about, value)) => Ok(Reply::Text(format!("{name} {value}  ({about})"))),
            None => session.settings.set(name, value).map(|()| Reply::Nothing),
        };
    }
    session.settings.set(name, value)?;
    Ok(Reply::Nothing)
}

/// Cuts arguments at white space; quotation marks keep words together.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '"' | '\'' => {
                let mut word = String::new();
                let mut escaped = false;
                let mut end = rest.len();
                for (at, c) in rest.char_indices().skip(1) {
                    if escaped {
                        word.push(c);
                        escaped = false;
                    } else if c == '\\' {
                        escaped = true;
                    } else if c == first {
                        end = at + c.len_utf8();
                        break;
                    } else {
                        word.push(c);
                    }
                }
                (word, &rest[end..])
            }
            _ => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        words.push(word);
        rest = after.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_keep_words_together() {
        assert_eq!(words(r#"actors "the \"Kremlin\"" 'A B'  c"#), ["actors", "the \"Kremlin\"", "A B", "c"]);
        assert_eq!(words("\"open"), ["open"]);
    }

    #[test]
    fn commands_have_names_of_their_own() {
        let mut names: Vec<&str> =
            COMMANDS.iter().flat_map(|c| std::iter::once(c.name).chain(c.also.iter().copied())).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
