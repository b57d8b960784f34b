//! Cuts what is typed, piped in or saved in a script into statements, each with its place.
//!
//! A `:command` and a question end with their line; a query ends at a `;` or a blank line. A `;` inside a string, a
//! quoted name or a comment ends nothing.

use crate::text::Span;

/// What a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `:help`
    Command,
    /// It starts with a word that starts a clause.
    Query,
    /// Anything else.
    Question,
}

/// One statement of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'t> {
    /// What it is.
    pub kind: Kind,
    /// Its text, without comments before it and without the `;` after it.
    pub text: &'t str,
    /// Its place in the text.
    pub span: Span,
}

/// The words that start a query.
pub const OPENERS: [&str; 22] = [
    "MATCH", "OPTIONAL", "WITH", "RETURN", "UNWIND", "CREATE", "MERGE", "SET", "REMOVE", "DELETE", "DETACH",
    "FOREACH", "CALL", "UNION", "EXPLAIN", "PROFILE", "USE", "LOAD", "WHERE", "INSERT", "LET", "FINISH",
];

/// What a statement with this text is.
pub fn kind(text: &str) -> Kind {
    let text = &text[gap(text)..];
    if text.starts_with(':') {
        return Kind::Command;
    }
    let length = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(length);
    // What stands on other lines may be another statement.
    let rest = rest.lines().next().unwrap_or_default();
    let opens = OPENERS.iter().any(|opener| word.eq_ignore_ascii_case(opener));
    // "With whom does Kyiv agree?" and "Where does …" start no clause: a clause is no sentence.
    let asks = rest.trim_end().ends_with('?') && !rest.contains(['(', '$', '=']);
    // A slip ("RETRUN 1", "mtach (a)") is still meant for a query, and its message is the one that helps.
    let shouts = word.len() >= 4
        && (word.chars().all(|c| c.is_ascii_uppercase()) || rest.trim_start().starts_with('('));
    let slip = !opens && shouts && crate::query::nearest(word, OPENERS).is_some();
    if (opens || slip) && !asks { Kind::Query } else { Kind::Question }
}

/// All statements of `text`, in order.
pub fn statements(text: &str) -> Vec<Statement<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        at += gap(&text[at..]);
        if at >= text.len() {
            return found;
        }
        if text[at..].starts_with(';') {
            at += 1;
            continue;
        }
        let kind = kind(&text[at..]);
        let length = match kind {
            Kind::Command => text[at..].find('\n').unwrap_or(text.len() - at),
            Kind::Question => text[at..].find(['\n', ';']).unwrap_or(text.len() - at),
            Kind::Query => query_length(&text[at..]).0,
        };
        let mut piece = text[at..at + length].trim_end();
        if kind == Kind::Command {
            piece = piece.strip_suffix(';').unwrap_or(piece).trim_end();
        }
        found.push(Statement { kind, text: piece, span: Span::new(at, at + piece.len()) });
        at += length;
    }
}

/// Whether more is to come before what was typed can be run.
pub fn is_incomplete(text: &str) -> bool {
    let start = gap(text);
    let rest = &text[start..];
    if rest.is_empty() {
        // An open comment goes on; nothing at all does not.
        return text.trim_start().starts_with("/*");
    }
    match kind(rest) {
        Kind::Command | Kind::Question => false,
        Kind::Query => {
            let (length, ended) = query_length(rest);
            let blank_line = rest.ends_with('\n') && rest[..length].trim_end().len() < rest.len();
            !ended && !blank_line
        }
    }
}

/// White space and comments at the start of `text`, in bytes.
fn gap(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        let rest = &rest[blank..];
        at += blank;
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some(comment) = rest.strip_prefix("/*") {
            match comment.find("*/") {
                Some(end) => at += end + 4,
                None => return text.len(),
            }
        } else {
            return at;
        }
    }
}

/// How long the query at the start of `text` is, and whether something ends it (else the text does).
fn query_length(text: &str) -> (usize, bool) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b';' => return (at, true),
            quote @ (b'\'' | b'"' | b'`') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    if bytes[at] == b'\\' && quote != b'`' {
                        at += 1;
                    }
                    at += 1;
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                while at + 1 < bytes.len() && bytes[at + 1] != b'\n' {
                    at += 1;
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => match text[at + 2..].find("*/") {
                Some(end) => at += end + 3,
                None => return (text.len(), false),
            },
            b'\n' => {
                let next = text[at + 1..].find('\n').map(|end| &text[at + 1..at + 1 + end]);
                if next.is_some_and(|line| line.trim().is_empty()) {
                    return (at, true);
                }
            }
            _ => {}
        }
        at += 1;
    }
    (text.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<(Kind, &str)> {
        statements(text).into_iter().map(|s| (s.kind, s.text)).collect()
    }

    #[test]
    fn statements_end_where_their_kind_says() {
        let text = "// a script\n:param x => 'a;b'\nMATCH (a)\nRETURN a.name; // done\nWho opposes NATO?\nmatch (b {x: ';'})\nreturn b\n\nRETURN 1";
        assert_eq!(
            cut(text),
            [
                (Kind::Command, ":param x => 'a;b'"),
                (Kind::Query, "MATCH (a)\nRETURN a.name"),
                (Kind::Question, "Who opposes NATO?"),
                (Kind::Query, "match (b {x: ';'})\nreturn b"),
                (Kind::Query, "RETURN 1"),
            ]
        );
    }

    #[test]
    fn a_query_goes_on_until_a_semicolon_or_a_blank_line() {
        assert!(is_incomplete("MATCH (a)"));
        assert!(is_incomplete("MATCH (a)\nRETURN ';"));
        assert!(!is_incomplete("MATCH (a) RETURN a;"));
        assert!(!is_incomplete("MATCH (a)\nRETURN a\n"));
        assert!(!is_incomplete(":help") && !is_incomplete("who opposes what") && !is_incomplete(""));
    }

    #[test]
    fn a_question_may_begin_with_a_word_of_the_language() {
        assert_eq!(kind("With whom does Kyiv agree?"), Kind::Question);
        assert_eq!(kind("where does Kyiv stand on NATO?"), Kind::Question);
        assert_eq!(kind("With whom does Kyiv agree?\nRETURN 1"), Kind::Question);
        assert_eq!(kind("WITH 1 AS a RETURN a"), Kind::Query);
        assert_eq!(
            (kind("RETRUN 1"), kind("mtach (a) return a"), kind("NATO")),
            (Kind::Query, Kind::Query, Kind::Question)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_cut_in_order_without_overlap(text in "[a-zM:;'\"`/*\\\\\n (é]{0,60}") {
            let mut last = 0;
            for statement in statements(&text) {
                prop_assert!(last <= statement.span.start);
                prop_assert_eq!(statement.span.of(&text), statement.text);
                last = statement.span.end;
            }
        }
    }
}
