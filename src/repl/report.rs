//! How a statement that failed is told: its line, a caret under the place, what can be done.

use crate::query::Detail;
use crate::text::Span;
use std::fmt::Write as _;

/// A statement that could not be run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Failed {
    /// Why, without a full stop.
    pub message: String,
    /// The place in the statement's text, in bytes, where there is one.
    pub span: Option<Span>,
    /// What can be done about it, a line each.
    pub help: Vec<String>,
    /// Whether it was stopped from outside (Ctrl-C).
    pub stopped: bool,
}

/// The most that is shown of a line before and after a place in it, in characters.
const AROUND: usize = 100;

impl Failed {
    /// A failure without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// The same with a line on what can be done.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The failure as people read it. `text` is what `self.span` counts in after `offset` is added: the statement with 0,
    /// or the whole script with the statement's start; `file` names it where it has a name.
    pub fn render(&self, text: &str, offset: usize, file: Option<&str>) -> String {
        let mut out = format!("error: {}", self.message);
        let place = self.span.map(|s| (s.start + offset, s.end + offset)).or(file.map(|_| (offset, offset)));
        if let Some((start, end)) = place
            && start <= text.len()
            && text.is_char_boundary(start)
        {
            let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let line_end = text[start..].find('\n').map_or(text.len(), |at| at + start);
            // Of a line without end, what is around the place.
            let from =
                text[line_start..start].char_indices().rev().nth(AROUND).map(|(at, _)| at + line_start);
            let to = text[start..line_end].char_indices().nth(2 * AROUND).map(|(at, _)| at + start);
            let (shown, line_shown_end) = (from.unwrap_or(line_start), to.unwrap_or(line_end));
            let dots = |cut: Option<usize>| if cut.is_some() { "…" } else { "" };
            let line = format!("{}{}{}", dots(from), &text[shown..line_shown_end], dots(to));
            let number = text[..start].matches('\n').count() + 1;
            let column = text[line_start..start].chars().count() + 1;
            let margin = " ".repeat(number.to_string().len());
            if let Some(file) = file {
                write!(out, "\n{margin}--> {file}:{number}:{column}").expect("a string");
            }
            if self.span.is_some() {
                // Tabs stay tabs under tabs, so that the caret stands where the eye expects it.
                let before: String = dots(from)
                    .chars()
                    .chain(text[shown..start].chars())
                    .map(|c| if c == '\t' { '\t' } else { ' ' })
                    .collect();
                let end = end.min(line_shown_end);
                let under = text.get(start..end).map_or(1, |t| t.chars().count()).max(1);
                write!(out, "\n{margin} |\n{number} | {line}\n{margin} | {before}{}", "^".repeat(under))
                    .expect("a string");
            }
        }
        for help in &self.help {
            write!(out, "\n  help: {help}").expect("a string");
        }
        out
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failed {}

impl From<crate::query::QueryError> for Failed {
    fn from(error: crate::query::QueryError) -> Self {
        let missing = error.detail == Detail::MissingParameter && error.help.is_none();
        let how = missing.then(|| ":param NAME => VALUE gives it one".to_owned());
        Self {
            message: error.message,
            span: error.span,
            help: error.help.into_iter().chain(how).collect(),
            stopped: error.detail == Detail::Cancelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_place() {
        let script = "RETURN 1;\nMATCH (é) RETRUN é";
        let failed = Failed {
            message: "unexpected word".into(),
            span: Some(Span::new(11, 17)),
            help: vec!["did you mean RETURN?".into()],
            ..Failed::default()
        };
        assert_eq!(
            failed.render(script, 10, Some("s.cypher")),
            "error: unexpected word\n --> s.cypher:2:11\n  |\n2 | MATCH (é) RETRUN é\n  |           ^^^^^^\n  help: did you mean RETURN?"
        );
    }

    #[test]
    fn of_a_line_without_end_only_what_is_around_the_place_is_shown() {
        let line = format!("RETURN {}é + ?{}", "1 + ".repeat(5_000), " + 1".repeat(5_000));
        let place = line.find('?').expect("there");
        let failed = Failed { span: Some(Span::new(place, place + 1)), ..Failed::new("no") };
        let told = failed.render(&line, 0, None);
        assert!(told.chars().count() < 1_000, "{told}");
        let lines: Vec<&str> = told.lines().collect();
        let column = |line: &str, mark: char| line.chars().position(|c| c == mark);
        assert_eq!(column(lines[2], '?'), column(lines[3], '^'), "{told}");
    }
}
