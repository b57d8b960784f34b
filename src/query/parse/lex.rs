//! Text → tokens, with the partner of every bracket.
//!
//! Knowing where each bracket closes lets the grammar look over a whole group in one step, which is what keeps it
//! linear: it decides what a parenthesis opens (a pattern or an expression) before it reads what is inside.

use crate::query::{Detail, QueryError};
use crate::text::Span;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while, take_while1};
use nom::character::complete::{anychar, char};
use nom::combinator::{map, opt, recognize, value};
use nom::multi::many0_count;
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};
use std::sync::Arc;

/// No partner, no enclosing bracket.
pub(super) const NONE: u32 = u32::MAX;

/// A token and its place among the others.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
    /// Of a bracket: the index of the token that closes or opens it, or [`NONE`].
    pub partner: u32,
    /// The index of the innermost bracket that was open before this token, or [`NONE`].
    pub enclosing: u32,
}

#[derive(Debug, Clone)]
pub(super) enum TokenKind {
    /// A word: a keyword or a name, as the grammar wants it.
    Word,
    /// A name in backticks, unescaped.
    Quoted(Arc<str>),
    /// A whole number without its sign, or why it is none. Up to 2⁶³, which is one more than an integer can hold:
    /// only a minus before it makes it one.
    Integer(Result<u64, Fault>),
    /// A number with a point or an exponent.
    Float(Result<f64, Fault>),
    /// A text, unescaped, or why it is none.
    String(Result<Arc<str>, Box<(Fault, Span)>>),
    /// `$name`
    Parameter(Arc<str>),
    /// Punctuation; one of [`SYMBOLS`].
    Symbol(&'static str),
    /// Something that is no token anywhere.
    Bad(Fault),
    /// The end of the text.
    End,
}

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    BadNumber,
    IntegerTooBig,
    FloatTooBig,
    BadUnicodeEscape,
    BadEscape,
    BadCharacter,
    BadUnicodeCharacter,
    OpenString,
    OpenName,
    OpenComment,
    EmptyParameter,
}

/// All punctuation, longest first.
const SYMBOLS: [&str; 34] = [
    "..", "+=", "=~", "<>", "<=", ">=", "!=", "==", "&&", "||", "(", ")", "[", "]", "{", "}", ",", ".", ":",
    ";", "|", "=", "<", ">", "+", "-", "*", "/", "%", "^", "&", "!", "?", "~",
];

impl Fault {
    /// The error of it at this place.
    pub fn error(self, span: Span, text: &str) -> QueryError {
        let written = span.of(text);
        match self {
            Fault::BadNumber => {
                QueryError::syntax(Detail::InvalidNumberLiteral, span, format!("`{written}` is not a number"))
                    .help("a name that begins with a digit needs backticks around it")
            }
            Fault::IntegerTooBig => QueryError::syntax(
                Detail::IntegerOverflow,
                span,
                format!("the integer {written} does not fit in 64 bits"),
            )
            .help("write it with a decimal point to make it a float"),
            Fault::FloatTooBig => QueryError::syntax(
                Detail::FloatingPointOverflow,
                span,
                format!("the number {written} is too large for a float"),
            ),
            Fault::BadUnicodeEscape => {
                QueryError::syntax(Detail::InvalidUnicodeLiteral, span, "this is not the code of a character")
                    .help("write \\u and four hexadecimal digits, or \\U and eight")
            }
            Fault::BadEscape => {
                QueryError::syntax(Detail::UnexpectedSyntax, span, format!("`{written}` escapes nothing"))
                    .help("write \\\\ for a backslash")
            }
            Fault::BadCharacter => {
                QueryError::syntax(Detail::UnexpectedSyntax, span, format!("`{written}` has no meaning here"))
            }
            Fault::BadUnicodeCharacter => {
                let error = QueryError::syntax(
                    Detail::InvalidUnicodeCharacter,
                    span,
                    format!("the character `{written}` has no meaning outside a text or a name in backticks"),
                );
                match written {
                    "‐" | "‑" | "‒" | "–" | "—" | "―" | "−" => {
                        error.help("write a plain minus, -")
                    }
                    "“" | "”" | "„" | "‟" | "«" | "»" => {
                        error.help("write plain quotation marks, \"")
                    }
                    "‘" | "’" | "‚" | "‛" => error.help("write plain quotation marks, '"),
                    "→" | "⟶" => error.help("write ->"),
                    "≤" => error.help("write <="),
                    "≥" => error.help("write >="),
                    "≠" => error.help("write <>"),
                    _ => error,
                }
            }
            Fault::OpenString => {
                QueryError::syntax(Detail::UnexpectedSyntax, span, "this text has no closing quotation mark")
            }
            Fault::OpenName => {
                QueryError::syntax(Detail::UnexpectedSyntax, span, "this name has no closing backtick")
            }
            Fault::OpenComment => {
                QueryError::syntax(Detail::UnexpectedSyntax, span, "this comment is never closed")
                    .help("close it with */")
            }
            Fault::EmptyParameter => QueryError::syntax(
                Detail::UnexpectedSyntax,
                span,
                "a parameter needs a name right after its dollar sign",
            ),
        }
    }
}

/// Cuts a text into tokens; always succeeds, what is wrong stands in the tokens. The last is [`TokenKind::End`].
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 4 + 2);
    let mut open: Vec<u32> = Vec::new();
    let mut rest = text;
    let place = |rest: &str| text.len() - rest.len();
    loop {
        let Ok((after, ())) = blank(rest) else { unreachable!("blank space may be empty") };
        rest = after;
        if rest.is_empty() {
            break;
        }
        let start = place(rest);
        // Every alternative of `token` is tried before the last, which takes any character.
        let Ok((after, mut kind)) = token(rest) else { unreachable!("any character is some token") };
        rest = after;
        let end = place(rest);
        if let TokenKind::String(Err(fault)) = &mut kind {
            // The place inside the text, which was counted from the token's start.
            fault.1 = Span::new(start + fault.1.start, start + fault.1.end);
        }
        let index = tokens.len() as u32;
        let mut partner = NONE;
        let mut enclosing = open.last().copied().unwrap_or(NONE);
        if let TokenKind::Symbol(symbol) = kind {
            match symbol {
                "(" | "[" | "{" => open.push(index),
                ")" | "]" | "}" => {
                    let opener = match symbol {
                        ")" => "(",
                        "]" => "[",
                        _ => "{",
                    };
                    if let Some(&last) = open.last() {
                        let token: &mut Token = &mut tokens[last as usize];
                        if matches!(token.kind, TokenKind::Symbol(s) if s == opener) {
                            token.partner = index;
                            partner = last;
                            enclosing = token.enclosing;
                            open.pop();
                        }
                    }
                }
                _ => {}
            }
        }
        tokens.push(Token { kind, span: Span::new(start, end), partner, enclosing });
    }
    let end = Span::new(text.len(), text.len());
    let enclosing = open.last().copied().unwrap_or(NONE);
    tokens.push(Token { kind: TokenKind::End, span: end, partner: NONE, enclosing });
    tokens
}

/// White space and comments.
fn blank(text: &str) -> IResult<&str, ()> {
    value(
        (),
        many0_count(alt((
            take_while1(char::is_whitespace),
            recognize(pair(tag("//"), take_while(|c| c != '\n'))),
            recognize((tag("/*"), take_until("*/"), tag("*/"))),
        ))),
    )
    .parse(text)
}

fn token(text: &str) -> IResult<&str, TokenKind> {
    alt((
        value(TokenKind::Bad(Fault::OpenComment), pair(tag("/*"), take_while(|_| true))),
        map(word, |_| TokenKind::Word),
        quoted,
        number,
        string,
        parameter,
        symbol,
        map(anychar, |c| {
            TokenKind::Bad(if c.is_ascii() { Fault::BadCharacter } else { Fault::BadUnicodeCharacter })
        }),
    ))
    .parse(text)
}

fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c)
}

fn word(text: &str) -> IResult<&str, &str> {
    recognize(pair(nom::character::complete::satisfy(starts_word), take_while(continues_word))).parse(text)
}

/// `` `a name` ``, in which two backticks are one.
fn quoted(text: &str) -> IResult<&str, TokenKind> {
    let (mut rest, _) = char('`').parse(text)?;
    let mut name = String::new();
    loop {
        let Some(end) = rest.find('`') else { return Ok(("", TokenKind::Bad(Fault::OpenName))) };
        name.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('`') {
            Some(after) => {
                name.push('`');
                rest = after;
            }
            None => return Ok((rest, TokenKind::Quoted(name.into()))),
        }
    }
}

fn parameter(text: &str) -> IResult<&str, TokenKind> {
    preceded(
        char('$'),
        alt((
            quoted.map(|name| match name {
                TokenKind::Quoted(name) => TokenKind::Parameter(name),
                other => other,
            }),
            take_while1(continues_word).map(|name: &str| TokenKind::Parameter(name.into())),
            |rest| Ok((rest, TokenKind::Bad(Fault::EmptyParameter))),
        )),
    )
    .parse(text)
}

fn symbol(text: &str) -> IResult<&str, TokenKind> {
    match SYMBOLS.iter().find(|symbol| text.starts_with(**symbol)) {
        Some(symbol) => Ok((&text[symbol.len()..], TokenKind::Symbol(symbol))),
        None => Err(nom::Err::Error(nom::error::Error::new(text, nom::error::ErrorKind::Tag))),
    }
}

/// A number, with all letters and digits that stick to it: `12ab` is one bad number, not a number and a name.
fn number(text: &str) -> IResult<&str, TokenKind> {
    let digits = |c: char| c.is_ascii_digit();
    let exponent = |text| {
        recognize((alt((char('e'), char('E'))), opt(alt((char('-'), char('+')))), take_while1(digits)))
            .parse(text)
    };
    let fraction = |text| recognize(pair(char('.'), take_while1(digits))).parse(text);
    let float = alt((
        recognize((take_while(digits), fraction, opt(exponent))),
        recognize(pair(take_while1(digits), exponent)),
    ));
    let integer = recognize(pair(nom::character::complete::satisfy(digits), take_while(continues_word)));
    let (rest, (written, is_float)) =
        alt((float.map(|w: &str| (w, true)), integer.map(|w: &str| (w, false)))).parse(text)?;
    if is_float {
        let (rest, stuck) = take_while(continues_word).parse(rest)?;
        let value = match written.parse::<f64>() {
            Ok(value) if stuck.is_empty() && value.is_finite() => Ok(value),
            Ok(_) if stuck.is_empty() => Err(Fault::FloatTooBig),
            _ => Err(Fault::BadNumber),
        };
        return Ok((rest, TokenKind::Float(value)));
    }
    let (digits, radix) = match written.get(..2) {
        Some("0x" | "0X") => (&written[2..], 16),
        Some("0o" | "0O") => (&written[2..], 8),
        Some("0b" | "0B") => (&written[2..], 2),
        _ => (written, 10),
    };
    let value = if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        Err(Fault::BadNumber)
    } else {
        u64::from_str_radix(digits, radix).ok().filter(|n| *n <= 1 << 63).ok_or(Fault::IntegerTooBig)
    };
    Ok((rest, TokenKind::Integer(value)))
}

/// A text in single or double quotation marks, with backslash escapes.
fn string(text: &str) -> IResult<&str, TokenKind> {
    let (_, quote) = alt((char('\''), char('"'))).parse(text)?;
    let mut value = String::new();
    let mut fault = None;
    let mut at = 1;
    loop {
        let Some(special) = text[at..].find([quote, '\\']) else {
            return Ok(("", TokenKind::Bad(Fault::OpenString)));
        };
        value.push_str(&text[at..at + special]);
        at += special;
        if text[at..].starts_with(quote) {
            at += 1;
            break;
        }
        let Some(escape) = text[at + 1..].chars().next() else {
            return Ok(("", TokenKind::Bad(Fault::OpenString)));
        };
        let end = at + 1 + escape.len_utf8();
        let plain = match escape {
            '\\' | '\'' | '"' | '`' => Some(escape),
            'n' | 'N' => Some('\n'),
            't' | 'T' => Some('\t'),
            'r' | 'R' => Some('\r'),
            'b' | 'B' => Some('\u{8}'),
            'f' | 'F' => Some('\u{c}'),
            _ => None,
        };
        if let Some(plain) = plain {
            value.push(plain);
            at = end;
            continue;
        }
        let digits = match escape {
            'u' => 4,
            'U' => 8,
            _ => {
                fault.get_or_insert((Fault::BadEscape, Span::new(at, end)));
                at = end;
                continue;
            }
        };
        match code(&text[end..], digits) {
            Some((c, length)) => {
                value.push(c);
                at = end + length;
            }
            None => {
                fault.get_or_insert((Fault::BadUnicodeEscape, Span::new(at, end)));
                at = end;
            }
        }
    }
    let value = match fault {
        Some(fault) => Err(Box::new(fault)),
        None => Ok(value.into()),
    };
    Ok((&text[at..], TokenKind::String(value)))
}

/// The character of a code of so many hexadecimal digits, and the bytes it took; a surrogate takes its partner
/// with it (`\uD83D\uDE00`).
fn code(text: &str, digits: usize) -> Option<(char, usize)> {
    let read = |text: &str| {
        let hex = text.get(..digits).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(hex, 16).ok()
    };
    let first = read(text)?;
    if !(0xD800..0xDC00).contains(&first) {
        return Some((char::from_u32(first)?, digits));
    }
    let second = read(text[digits..].strip_prefix("\\u")?).filter(|n| (0xDC00..0xE000).contains(n))?;
    let joined = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    Some((char::from_u32(joined)?, digits * 2 + 2))
}
