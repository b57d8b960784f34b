//! The session as lines of JSON, for `standpoint serve`.

use super::report::Failed;
use super::session::{Answer, Reply, Session};
use crate::ask;
use crate::query::json::{Dialect, write, write_text};

/// Answers a question: `{"ok":true,"form":…,"query":…,"headline":…,"notes":[…],"columns":[…],"rows":[…]}`, or
/// `{"ok":false,"error":{"type":"Clarify","message":…,"choices":[{"label":…,"question":…}]}}` where it must be asked back,
/// or `"type":"Refuse"` with `"suggestions"` where it is not understood. Values are written as results of queries are.
pub fn ask(session: &mut Session, question: &str) -> String {
    let names = session.names();
    match ask::understand(question, &names) {
        ask::Outcome::Question(_) => match session.ask(question) {
            Ok(answer) => rows(session, &answer),
            Err(failed) => failure("QueryError", &failed),
        },
        ask::Outcome::Clarify { message, choices } => {
            let mut out = error("Clarify", &message);
            out.push_str(",\"choices\":[");
            separated(&mut out, &choices, |out, choice| {
                out.push_str("{\"label\":");
                write_text(out, &choice.label);
                out.push_str(",\"question\":");
                write_text(out, &choice.question);
                out.push('}');
            });
            out + "]}}"
        }
        ask::Outcome::Refuse { message, suggestions } => {
            let mut out = error("Refuse", &message);
            out.push_str(",\"suggestions\":[");
            separated(&mut out, &suggestions, |out, text| write_text(out, text));
            out + "]}}"
        }
    }
}

/// Runs any statement of the session, a `:command` too: rows as [`ask()`] gives them, else `{"ok":true,"text":…}`.
pub fn statement(session: &mut Session, text: &str) -> String {
    match session.run(text) {
        Ok(Reply::Answer(answer)) => rows(session, &answer),
        Ok(Reply::Text(text)) => {
            let mut out = String::from("{\"ok\":true,\"text\":");
            write_text(&mut out, &text);
            out + "}"
        }
        Ok(Reply::Nothing | Reply::Quit) => "{\"ok\":true}".to_owned(),
        Err(failed) => failure("StatementError", &failed),
    }
}

fn rows(session: &Session, answer: &Answer) -> String {
    let mut out = String::from("{\"ok\":true");
    if let Some(question) = &answer.question {
        out.push_str(",\"form\":");
        write_text(&mut out, question.form);
        out.push_str(",\"query\":");
        write_text(&mut out, &question.query);
    }
    if let Some(headline) = &answer.headline {
        out.push_str(",\"headline\":");
        write_text(&mut out, headline);
    }
    out.push_str(",\"notes\":[");
    separated(&mut out, &answer.notes, |out, note| write_text(out, note));
    out.push_str("],\"columns\":[");
    separated(&mut out, &answer.outcome.columns, |out, column| write_text(out, column));
    out.push_str("],\"rows\":[");
    separated(&mut out, &answer.outcome.rows, |out, row| {
        out.push('[');
        separated(out, row, |out, value| write(out, value, &session.graph, Dialect::Tagged));
        out.push(']');
    });
    out + "]}"
}

/// An error that is still open for more.
fn error(kind: &str, message: &str) -> String {
    let mut out = String::from("{\"ok\":false,\"error\":{\"type\":");
    write_text(&mut out, kind);
    out.push_str(",\"message\":");
    write_text(&mut out, message);
    out
}

fn failure(kind: &str, failed: &Failed) -> String {
    let mut out = error(kind, &failed.message);
    if let Some(span) = failed.span {
        out.push_str(&format!(",\"start\":{},\"end\":{}", span.start, span.end));
    }
    out.push_str(",\"help\":[");
    separated(&mut out, &failed.help, |out, help| write_text(out, help));
    out + "]}}"
}

fn separated<T>(out: &mut String, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
    for (nth, item) in items.into_iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        write(out, item);
    }
}
