//! Errors and warnings as people read them: what is wrong, the line with the place marked, and what would help.

use super::QueryError;
use super::check::Warning;
use crate::text::Span;
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use textwrap::core::display_width;

/// The most columns of a line that are shown; of a longer line, those around the place.
const WIDTH: usize = 96;

impl QueryError {
    /// The error with the line of the query that it speaks of, over several lines of text, without the last line's
    /// end. `styled` adds colours for terminals; print such text through `anstream`, which takes them out where
    /// they do not belong.
    ///
    /// ```
    /// use standpoint::query::ast::Query;
    ///
    /// let text = "MATCH (n)\nRETRUN n";
    /// let error = Query::parse(text).unwrap_err();
    /// let shown = error.render(text, false);
    /// assert!(shown.starts_with("error: `RETRUN` cannot stand here"));
    /// assert!(shown.ends_with("\n  help: did you mean RETURN?"));
    /// ```
    pub fn render(&self, text: &str, styled: bool) -> String {
        render("error", AnsiColor::Red, &self.message, self.span, self.help.as_deref(), text, styled)
    }
}

impl Warning {
    /// As [`QueryError::render`].
    pub fn render(&self, text: &str, styled: bool) -> String {
        let help = self.help.as_deref();
        render("warning", AnsiColor::Yellow, &self.message, Some(self.span), help, text, styled)
    }
}

fn render(
    title: &str,
    colour: AnsiColor,
    message: &str,
    span: Option<Span>,
    help: Option<&str>,
    text: &str,
    styled: bool,
) -> String {
    let style = |style: Style| if styled { style } else { Style::new() };
    let strong = style(colour.on_default().bold());
    let frame = style(AnsiColor::Blue.on_default());
    let mut out = format!("{strong}{title}{strong:#}: {}", visible(message));
    if let Some(place) = span.and_then(|span| Place::find(text, span)) {
        let number = place.line.to_string();
        let margin = " ".repeat(number.len());
        let blank = " ".repeat(place.before);
        let marks = "^".repeat(place.width);
        let _ = write!(
            out,
            "\n{frame}{number} |{frame:#} {}\n{frame}{margin} |{frame:#} {blank}{strong}{marks}{strong:#}",
            place.shown
        );
    }
    if let Some(help) = help {
        let strong = style(AnsiColor::Cyan.on_default());
        let _ = write!(out, "\n  {strong}help{strong:#}: {}", visible(help));
    }
    out
}

/// A line of a query and where on it something is.
struct Place {
    /// From 1.
    line: usize,
    shown: String,
    /// Columns before the place.
    before: usize,
    /// Columns of it, at least one.
    width: usize,
}

impl Place {
    fn find(text: &str, span: Span) -> Option<Place> {
        let start = span.start.min(text.len());
        if text.trim().is_empty() || !text.is_char_boundary(start) {
            return None;
        }
        // An end that stands on blank lines is shown behind the last word.
        let start = if text[start..].trim().is_empty() { text.trim_end().len() } else { start };
        let first = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let last = text[first..].find('\n').map_or(text.len(), |at| first + at);
        let end = span.end.clamp(start, last);
        let end = if text.is_char_boundary(end) { end } else { last };
        let (before, marked) = (visible(&text[first..start]), visible(&text[start..end]));
        let behind = visible(text[end..last].trim_end());
        // What does not fit is cut off before and behind.
        let room = WIDTH.saturating_sub(display_width(&marked)).max(24);
        let before = keep_end(&before, room * 2 / 3);
        let behind = keep_start(&behind, room - display_width(&before).min(room));
        Some(Place {
            line: text[..first].matches('\n').count() + 1,
            before: display_width(&before),
            width: display_width(&marked).clamp(1, WIDTH),
            shown: format!("{before}{}{behind}", keep_start(&marked, WIDTH)),
        })
    }
}

/// Text with nothing in it that would move a terminal's cursor.
fn visible(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '\t' => vec![' '; 2],
            '\n' => vec![' '],
            '\r' => Vec::new(),
            c if c.is_control() || super::json::is_direction_mark(c) => vec!['\u{fffd}'],
            c => vec![c],
        })
        .collect()
}

/// The start of a text, of at most so many columns.
fn keep_start(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut width = 1;
    for c in text.chars() {
        width += textwrap::core::display_width(c.encode_utf8(&mut [0; 4]));
        if width > columns {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// The end of a text, of at most so many columns.
fn keep_end(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut kept: Vec<char> = Vec::new();
    let mut width = 1;
    for c in text.chars().rev() {
        width += textwrap::core::display_width(c.encode_utf8(&mut [0; 4]));
        if width > columns {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use crate::query::ast::Query;
    use crate::query::check::{NoCatalogue, check};

    fn shown(text: &str) -> String {
        let error = Query::parse(text).and_then(|query| check(&query, &NoCatalogue)).expect_err(text);
        error.render(text, false)
    }

    #[test]
    fn the_place_is_marked_under_its_line() {
        assert_eq!(
            shown("MATCH (actor)\n  RETURN actr.name\n"),
            "error: there is no variable actr here\n\
             2 |   RETURN actr.name\n\
             \x20 |          ^^^^\n\
             \x20 help: did you mean actor?"
        );
    }

    #[test]
    fn wide_letters_and_tabs_keep_the_mark_in_place() {
        let shown = shown("RETURN '中文' AS x,\ty");
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1], "1 | RETURN '中文' AS x,  y");
        assert_eq!(lines[2], "  |                      ^");
    }

    #[test]
    fn an_end_too_early_is_marked_behind_the_last_word() {
        let shown = shown("MATCH (n\n\n");
        assert!(shown.contains("1 | MATCH (n\n  |         ^\n"), "{shown}");
        assert!(shown.ends_with("help: the ( of line 1 is never closed"), "{shown}");
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let shown = shown(&format!("RETURN 'a' + 'b' + x + {}", "1 + ".repeat(60) + "1"));
        let widest = shown.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(110), "{shown}");
    }
}
