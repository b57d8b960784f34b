//! The tokens as an input of nom, the terminals of the grammar, and the memory of what was expected where.

use super::lex::{NONE, Token, TokenKind};
use crate::query::ast::{MAX_DEPTH, Name};
use crate::query::{Detail, QueryError};
use crate::text::Span;
use nom::error::ParseError;
use nom::{IResult, Needed};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a parser of the grammar gives.
pub(super) type Parsed<'a, T> = IResult<Input<'a>, T, Failure>;

/// Why a parser failed. A failure to match says nothing: what was expected is remembered in [`Source`], where it
/// outlives the alternatives. An error that no alternative could mend travels as `nom::Err::Failure`.
#[derive(Debug)]
pub(super) struct Failure(pub Option<Box<QueryError>>);

impl<'a> ParseError<Input<'a>> for Failure {
    fn from_error_kind(_: Input<'a>, _: nom::error::ErrorKind) -> Self {
        Failure(None)
    }
    fn append(_: Input<'a>, _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

/// An error that ends the parse.
pub(super) fn refuse<T>(error: QueryError) -> Result<T, nom::Err<Failure>> {
    Err(nom::Err::Failure(Failure(Some(Box::new(error)))))
}

/// A text, its tokens, and what the grammar learns on its way.
pub(super) struct Source<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    pub furthest: RefCell<Furthest>,
    /// The brackets in which a bar ends what is before it (`[x IN xs WHERE x:A | x.name]`), so that it can be no
    /// choice between labels.
    barred: RefCell<BTreeSet<usize>>,
    /// How deep the parser itself is in the grammar.
    nesting: Cell<usize>,
    /// The height of the tree read last at this level of the grammar.
    height: Cell<usize>,
}

/// The furthest token at which something failed to match, and what was expected there.
#[derive(Debug, Default)]
pub(super) struct Furthest {
    pub at: usize,
    /// For people, in the order of asking.
    pub expected: Vec<&'static str>,
    /// The keywords among them, for suggestions.
    pub keywords: Vec<&'static str>,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str, tokens: Vec<Token>) -> Self {
        Source {
            text,
            tokens,
            furthest: RefCell::default(),
            barred: RefCell::default(),
            nesting: Cell::new(0),
            height: Cell::new(0),
        }
    }
}

/// What is left to parse: a place among the tokens.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub source: &'a Source<'a>,
    pub at: usize,
}

/// Words that cannot be variables, since the grammar could not tell.
pub const RESERVED: [&str; 42] = [
    "AND",
    "AS",
    "ASC",
    "ASCENDING",
    "BY",
    "CASE",
    "CONTAINS",
    "CREATE",
    "DELETE",
    "DESC",
    "DESCENDING",
    "DETACH",
    "DISTINCT",
    "ELSE",
    "END",
    "ENDS",
    "FALSE",
    "IN",
    "IS",
    "LIMIT",
    "MATCH",
    "MERGE",
    "NOT",
    "NULL",
    "ON",
    "OPTIONAL",
    "OR",
    "ORDER",
    "REMOVE",
    "RETURN",
    "SET",
    "SKIP",
    "STARTS",
    "THEN",
    "TRUE",
    "UNION",
    "UNWIND",
    "WHEN",
    "WHERE",
    "WITH",
    "XOR",
    "YIELD",
];

impl<'a> Input<'a> {
    pub fn token(self) -> &'a Token {
        &self.source.tokens[self.at]
    }
    pub fn next(self) -> Self {
        Input { at: (self.at + 1).min(self.source.tokens.len() - 1), ..self }
    }
    /// The text of the token.
    pub fn written(self) -> &'a str {
        self.token().span.of(self.source.text)
    }
    pub fn is_symbol(self, symbol: &str) -> bool {
        matches!(self.token().kind, TokenKind::Symbol(s) if s == symbol)
    }
    /// Whether the token is this word, in whatever case.
    pub fn is_word(self, word: &str) -> bool {
        matches!(self.token().kind, TokenKind::Word) && self.written().eq_ignore_ascii_case(word)
    }
    pub fn is_reserved(self) -> bool {
        matches!(self.token().kind, TokenKind::Word) && is_reserved(self.written())
    }
    /// The input behind the bracket that closes the one here.
    pub fn behind_bracket(self) -> Option<Self> {
        let partner = self.token().partner;
        (partner != NONE && partner as usize > self.at).then(|| Input { at: partner as usize + 1, ..self })
    }
    /// Says of the bracket here that a bar in it ends what is before.
    pub fn bar(self) {
        self.source.barred.borrow_mut().insert(self.at);
    }
    /// Whether a bar here would end what is before it.
    pub fn is_barred(self) -> bool {
        self.source.barred.borrow().contains(&(self.token().enclosing as usize))
    }
    /// From this place to the end of the last token before `end`.
    pub fn span_to(self, end: Input<'a>) -> Span {
        let start = self.token().span.start;
        let end = self.source.tokens[end.at.saturating_sub(1)].span.end;
        Span::new(start, end.max(start))
    }
    /// The empty span before this token.
    pub fn here(self) -> Span {
        let start = self.token().span.start;
        Span::new(start, start)
    }

    /// Fails to match, remembering what was expected.
    pub fn expected<T>(self, what: &'static str) -> Parsed<'a, T> {
        self.remember(what, false);
        self.mismatch()
    }

    /// Fails to match without a word.
    pub fn mismatch<T>(self) -> Parsed<'a, T> {
        match &self.token().kind {
            TokenKind::Bad(fault) => refuse(fault.error(self.token().span, self.source.text)),
            _ => Err(nom::Err::Error(Failure(None))),
        }
    }

    /// Remembers what could stand here, where a parser goes on without it.
    pub fn offer(self, what: &[&'static str]) {
        for what in what {
            self.remember(what, false);
        }
    }

    /// Remembers that an operator could stand here: for suggestions only, since one nearly always could.
    pub fn offer_operators(self) {
        let mut furthest = self.source.furthest.borrow_mut();
        if self.at > furthest.at {
            *furthest = Furthest { at: self.at, ..Furthest::default() };
        }
        if self.at == furthest.at && furthest.keywords.len() < 64 {
            furthest.keywords.extend(["AND", "OR", "XOR", "IN", "IS", "STARTS", "ENDS", "CONTAINS"]);
        }
    }

    fn remember(self, what: &'static str, keyword: bool) {
        let mut furthest = self.source.furthest.borrow_mut();
        if self.at > furthest.at {
            *furthest = Furthest { at: self.at, ..Furthest::default() };
        }
        if self.at == furthest.at {
            if !furthest.expected.contains(&what) {
                furthest.expected.push(what);
            }
            if keyword && !furthest.keywords.contains(&what) {
                furthest.keywords.push(what);
            }
        }
    }

    /// The tree read last grows by one level: refused where it gets too high.
    pub fn grow(self) -> Result<(), nom::Err<Failure>> {
        let height = self.source.height.get() + 1;
        self.source.height.set(height);
        if height > MAX_DEPTH { self.too_deep() } else { Ok(()) }
    }

    fn too_deep<T>(self) -> Result<T, nom::Err<Failure>> {
        refuse(
            QueryError::syntax(
                Detail::TooDeep,
                self.token().span,
                format!("the query nests more than {MAX_DEPTH} levels deep here"),
            )
            .help("split it with WITH, or name its parts"),
        )
    }
}

/// Whether a word cannot be a variable without backticks.
pub(in crate::query) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(word))
}

/// One level of the grammar: bounds how deep the parser recurses, and measures the tree it reads on its own.
pub(super) fn level<'a, T>(
    input: Input<'a>,
    parser: impl FnOnce(Input<'a>) -> Parsed<'a, T>,
) -> Parsed<'a, T> {
    let source = input.source;
    let nesting = source.nesting.get();
    if nesting >= MAX_DEPTH {
        return input.too_deep();
    }
    source.nesting.set(nesting + 1);
    let beside = source.height.replace(0);
    let result = parser(input);
    source.height.set(source.height.get().max(beside));
    source.nesting.set(nesting);
    result
}

/// Where `parser` fails at its first token, `what` is what was expected, not the many things it tried.
pub(super) fn named<'a, T>(
    what: &'static str,
    mut parser: impl FnMut(Input<'a>) -> Parsed<'a, T>,
) -> impl FnMut(Input<'a>) -> Parsed<'a, T> {
    move |input| {
        let before = {
            let furthest = input.source.furthest.borrow();
            if furthest.at == input.at { furthest.expected.len() } else { 0 }
        };
        let result = parser(input);
        if let Err(nom::Err::Error(_)) = &result {
            let mut furthest = input.source.furthest.borrow_mut();
            if furthest.at == input.at {
                furthest.expected.truncate(before);
                if !furthest.expected.contains(&what) {
                    furthest.expected.push(what);
                }
            }
        }
        result
    }
}

/// A keyword, in whatever case.
pub(super) fn keyword<'a>(word: &'static str) -> impl Fn(Input<'a>) -> Parsed<'a, Span> + Copy {
    move |input| {
        if input.is_word(word) {
            return Ok((input.next(), input.token().span));
        }
        input.remember(word, true);
        input.mismatch()
    }
}

/// Keywords one after another: `ORDER BY`.
pub(super) fn keywords<'a>(words: &'static [&'static str]) -> impl Fn(Input<'a>) -> Parsed<'a, Span> + Copy {
    move |input| {
        let mut rest = input;
        for word in words {
            rest = keyword(word)(rest)?.0;
        }
        Ok((rest, input.span_to(rest)))
    }
}

/// Punctuation.
pub(super) fn symbol<'a>(symbol: &'static str) -> impl Fn(Input<'a>) -> Parsed<'a, Span> + Copy {
    move |input| {
        if input.is_symbol(symbol) {
            return Ok((input.next(), input.token().span));
        }
        input.expected(symbol)
    }
}

/// A name that can stand where no keyword can: a label, a type, a key, a part of a function's name.
pub(super) fn any_name<'a>(what: &'static str) -> impl Fn(Input<'a>) -> Parsed<'a, Name> + Copy {
    move |input| {
        let text: Arc<str> = match &input.token().kind {
            TokenKind::Word => input.written().into(),
            TokenKind::Quoted(name) => name.clone(),
            _ => return input.expected(what),
        };
        Ok((input.next(), Name { text, span: input.token().span }))
    }
}

/// The name of a variable: any but a reserved word.
pub(super) fn variable(input: Input) -> Parsed<Name> {
    if input.is_reserved() { input.expected("a variable") } else { any_name("a variable")(input) }
}

// Only the repetitions of nom ask an input for this: how much is left.
impl<'a> nom::Input for Input<'a> {
    type Item = &'a Token;
    type Iter = std::slice::Iter<'a, Token>;
    type IterIndices = std::iter::Enumerate<std::slice::Iter<'a, Token>>;

    fn input_len(&self) -> usize {
        self.source.tokens.len() - self.at
    }
    fn take(&self, _: usize) -> Self {
        *self
    }
    fn take_from(&self, index: usize) -> Self {
        Input { at: self.at + index, ..*self }
    }
    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), *self)
    }
    fn position<P: Fn(Self::Item) -> bool>(&self, predicate: P) -> Option<usize> {
        self.iter_elements().position(predicate)
    }
    fn iter_elements(&self) -> Self::Iter {
        self.source.tokens[self.at..].iter()
    }
    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }
    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if count <= self.input_len() { Ok(count) } else { Err(Needed::Unknown) }
    }
}
