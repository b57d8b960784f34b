//! How a statement that failed is told: its line, a caret under the place, what can be done.

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
}

impl Failed {
    /// A failure without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), span: None, help: Vec::new() }
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
            let line = &text[line_start..line_end];
            let number = text[..start].matches('\n').count() + 1;
            let column = text[line_start..start].chars().count() + 1;
            let margin = " ".repeat(number.to_string().len());
            if let Some(file) = file {
                write!(out, "\n{margin}--> {file}:{number}:{column}").expect("a string");
            }
            if self.span.is_some() {
                // Tabs stay tabs under tabs, so that the caret stands where the eye expects it.
                let before: String =
                    text[line_start..start].chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
                let end = end.min(line_end);
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
        Self { message: error.message, span: error.span, help: error.help.into_iter().collect() }
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
        };
        assert_eq!(
            failed.render(script, 10, Some("s.cypher")),
            "error: unexpected word\n --> s.cypher:2:11\n  |\n2 | MATCH (é) RETRUN é\n  |           ^^^^^^\n  help: did you mean RETURN?"
        );
    }
}
