//! Query text → syntax tree, with nom: [`Query::parse`].
//!
//! Two steps. `lex` cuts the text into tokens and pairs the brackets; `clauses`, `patterns` and `expressions` (with
//! `atoms`) are the grammar over the tokens. The grammar never reads a token twice for longer than a fixed look
//! ahead: what a bracket opens is decided by its outline first, so parsing takes linear time. How deep it may nest
//! is bounded by [`MAX_DEPTH`](super::ast::MAX_DEPTH), so it cannot exhaust the stack.

mod atoms;
mod clauses;
mod expressions;
mod input;
mod lex;
mod patterns;

use super::ast::Query;
use super::suggest::nearest;
use super::{Detail, QueryError};
use crate::text::Span;
pub use input::RESERVED;
pub(super) use input::is_reserved;
use input::{Failure, Input, Source};
use lex::{NONE, Token, TokenKind};

impl Query {
    /// Reads a query. A semicolon may stand at its end.
    ///
    /// Only the grammar is checked here; `check` does the rest.
    ///
    /// # Errors
    /// A `SyntaxError` with its place, what was expected there, and where one is near a suggestion.
    ///
    /// ```
    /// use standpoint::query::ast::Query;
    ///
    /// assert!(Query::parse("MATCH (a:Actor)-[:OPPOSES]->(c) RETURN a.name, c.text").is_ok());
    /// let error = Query::parse("MATCH (n) RETRUN n").unwrap_err();
    /// assert_eq!(error.help.as_deref(), Some("did you mean RETURN?"));
    /// ```
    pub fn parse(text: &str) -> Result<Query, QueryError> {
        let tokens = lex::tokens(text);
        if nesting(text, &tokens) <= SHALLOW {
            return parse(text, tokens);
        }
        // Deep queries are rare: they get a stack of their own, so that the caller's may be as small as it likes.
        std::thread::scope(|scope| {
            let deep = || parse(text, tokens);
            match std::thread::Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, deep) {
                Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                Err(_) => Err(QueryError::syntax(
                    Detail::TooDeep,
                    Span::new(0, 0),
                    "the query nests too deeply for the memory at hand",
                )),
            }
        })
    }
}

/// The nesting that any thread's stack has room for.
const SHALLOW: usize = 12;
/// Bytes of stack: room for [`MAX_DEPTH`](super::ast::MAX_DEPTH) levels at ten times what a level takes unoptimised.
const DEEP_STACK: usize = 64 << 20;

fn parse(text: &str, tokens: Vec<Token>) -> Result<Query, QueryError> {
    let source = Source::new(text, tokens);
    match clauses::statement(Input { source: &source, at: 0 }) {
        Ok((_, (mode, body))) => Ok(Query { text: text.into(), mode, body }),
        Err(nom::Err::Failure(Failure(Some(error)))) => Err(*error),
        Err(_) => Err(unexpected(&source)),
    }
}

/// A bound on how deep the grammar will nest: the open brackets, all `CASE`s, and prefix operators in a row.
fn nesting(text: &str, tokens: &[Token]) -> usize {
    let (mut open, mut deepest, mut cases, mut row, mut longest) = (0usize, 0, 0, 0, 0);
    for token in tokens {
        let prefix = match token.kind {
            TokenKind::Symbol("(" | "[" | "{") => {
                open += 1;
                deepest = deepest.max(open);
                false
            }
            TokenKind::Symbol(")" | "]" | "}") => {
                open = open.saturating_sub(1);
                false
            }
            TokenKind::Symbol("-" | "+" | "!") => true,
            TokenKind::Word => {
                let word = token.span.of(text);
                cases += usize::from(word.eq_ignore_ascii_case("CASE"));
                word.eq_ignore_ascii_case("NOT")
            }
            _ => false,
        };
        row = if prefix { row + 1 } else { 0 };
        longest = longest.max(row);
    }
    deepest + cases + longest
}

/// The statements of a script: the places of the texts between its semicolons (those in texts, names and comments
/// do not count), without the semicolons; what is empty but for comments is left out.
pub fn statements(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut first: Option<Span> = None;
    let mut last = Span::new(0, 0);
    for token in lex::tokens(text) {
        match token.kind {
            TokenKind::Symbol(";") | TokenKind::End => {
                if let Some(first) = first.take() {
                    found.push(first.cover(last));
                }
            }
            _ => {
                first.get_or_insert(token.span);
                last = token.span;
            }
        }
    }
    found
}

/// The error for the furthest place that the grammar came to.
fn unexpected(source: &Source) -> QueryError {
    let furthest = source.furthest.borrow();
    let at = Input { source, at: furthest.at };
    let token = at.token();
    if let TokenKind::Bad(fault) = &token.kind {
        return fault.error(token.span, source.text);
    }
    let expected = list(&furthest.expected);
    let found = match &token.kind {
        TokenKind::End if furthest.at == 0 => {
            return QueryError::syntax(Detail::UnexpectedSyntax, token.span, "the query is empty");
        }
        TokenKind::End => "the query ends too early".to_owned(),
        _ => format!("`{}` cannot stand here", at.written()),
    };
    let message = if expected.is_empty() { found } else { format!("{found}: expected {expected}") };
    let error = QueryError::syntax(Detail::UnexpectedSyntax, token.span, message);
    let named = furthest.expected.contains(&"a variable");
    match suggestion(at, &furthest.keywords, named) {
        Some(help) => error.help(help),
        None => error,
    }
}

/// One thing that would mend the place, if one is likely. `named`: a name could have stood there.
fn suggestion(at: Input, keywords: &[&'static str], named: bool) -> Option<String> {
    let written = at.written();
    let token = at.token();
    match &token.kind {
        TokenKind::Symbol("!=") => return Some("write <> for not equal".into()),
        TokenKind::Symbol("==") => return Some("write = for equal".into()),
        TokenKind::Symbol("&&") => return Some("write AND".into()),
        TokenKind::Symbol("||") => return Some("write OR, or + to join texts".into()),
        TokenKind::Symbol(close @ (")" | "]" | "}")) if token.partner == NONE => {
            return Some(format!("no bracket is open that this {close} would close"));
        }
        _ => {}
    }
    if matches!(token.kind, TokenKind::Word) {
        let word = written.to_uppercase();
        if let Some(keyword) = nearest(&word, keywords.iter().copied())
            && keyword != word
        {
            return Some(format!("did you mean {keyword}?"));
        }
    }
    if token.enclosing != NONE && matches!(token.kind, TokenKind::End | TokenKind::Word) {
        let open = &at.source.tokens[token.enclosing as usize];
        if open.partner == NONE {
            let line = at.source.text[..open.span.start].matches('\n').count() + 1;
            return Some(format!("the {} of line {line} is never closed", open.span.of(at.source.text)));
        }
    }
    if named && at.is_reserved() {
        return Some(format!("to use {written} as a name, put it in backticks: `{written}`"));
    }
    None
}

/// `a, b or c`; punctuation in backticks.
fn list(items: &[&str]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> =
        items
            .iter()
            .take(MOST)
            .map(|item| {
                if item.starts_with(|c: char| c.is_alphabetic()) {
                    (*item).into()
                } else {
                    format!("`{item}`")
                }
            })
            .collect();
    match shown.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        _ if items.len() > MOST => format!("{}, …", shown.join(", ")),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> QueryError {
        Query::parse(text).expect_err(text)
    }

    #[test]
    fn a_slip_in_a_keyword_is_seen() {
        for (text, keyword) in [
            ("MATCH (n) RETRUN n", "RETURN"),
            ("MTACH (n) RETURN n", "MATCH"),
            ("MATCH (n) WHER n.x = 1 RETURN n", "WHERE"),
            ("MATCH (n) WHERE n.name CONTAIN 'x' RETURN n", "CONTAINS"),
            ("MATCH (n) RETURN n ODER BY n.x", "ORDER"),
            ("MATCH (n) RETURN n LIMT 3", "LIMIT"),
        ] {
            assert_eq!(error(text).help, Some(format!("did you mean {keyword}?")), "{text}");
        }
    }

    #[test]
    fn faults_of_the_text_have_their_detail() {
        for (text, detail) in [
            ("RETURN 9223372036854775808", Detail::IntegerOverflow),
            ("RETURN -9223372036854775809", Detail::IntegerOverflow),
            ("RETURN 1e999", Detail::FloatingPointOverflow),
            ("RETURN 12ab", Detail::InvalidNumberLiteral),
            ("RETURN 0x", Detail::InvalidNumberLiteral),
            ("RETURN '\\uH'", Detail::InvalidUnicodeLiteral),
            ("RETURN '\\uD800'", Detail::InvalidUnicodeLiteral),
            ("RETURN 42 — 41", Detail::InvalidUnicodeCharacter),
            ("RETURN 'open", Detail::UnexpectedSyntax),
            ("RETURN /* open", Detail::UnexpectedSyntax),
            ("RETURN `open", Detail::UnexpectedSyntax),
            ("RETURN $", Detail::UnexpectedSyntax),
            ("MATCH (a)-[:T..]->(b) RETURN a", Detail::InvalidRelationshipPattern),
            ("", Detail::UnexpectedSyntax),
        ] {
            assert_eq!(error(text).detail, detail, "{text}");
        }
    }

    #[test]
    fn the_least_integer_can_be_written() {
        assert!(Query::parse("RETURN -9223372036854775808").is_ok());
        assert!(Query::parse("RETURN -0x8000000000000000").is_ok());
    }

    #[test]
    fn deep_nesting_is_an_error_not_a_crash() {
        for (open, close) in [("(", ")"), ("[", "]"), ("{a: ", "}"), ("-", ""), ("NOT ", ""), ("f(", ")")] {
            let text = format!("RETURN {}1{}", open.repeat(10_000), close.repeat(10_000));
            assert_eq!(error(&text).detail, Detail::TooDeep, "{open}");
        }
        let long = format!("RETURN 1{}", " + 1".repeat(10_000));
        assert_eq!(error(&long).detail, Detail::TooDeep);
        let labels = format!("MATCH (n:{}A) RETURN n", "!".repeat(10_000));
        assert_eq!(error(&labels).detail, Detail::TooDeep);
        // Chains of AND and OR are flat.
        assert!(Query::parse(&format!("RETURN true{}", " AND true OR false".repeat(5_000))).is_ok());
    }

    #[test]
    fn nested_groups_take_linear_time() {
        // Each level could be a node pattern or a map projection in parentheses until its end is seen.
        let text = format!("RETURN {}1{}", "(a {x: ".repeat(40), "})".repeat(40));
        assert!(Query::parse(&text).is_ok());
        let text = format!("RETURN {}1{}", "[(a {x: ".repeat(30), "})]".repeat(30));
        assert!(Query::parse(&text).is_ok());
    }

    #[test]
    fn semicolons_part_the_statements_of_a_script() {
        let text = "// one; two\nRETURN ';' AS `;`; ;\nRETURN 2 // end";
        let found: Vec<&str> = statements(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["RETURN ';' AS `;`", "RETURN 2"]);
    }
}
