//! The small language in which forms and relation words are written (see the head of `forms.ron`), and its matching
//! against the words of a question.

use super::words::Word;
use super::{Kind, english, relations};
use nom::branch::alt;
use nom::bytes::complete::take_while1;
use nom::character::complete::{char, multispace0};
use nom::combinator::{all_consuming, map, opt};
use nom::multi::{many1, separated_list1};
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};
use std::collections::BTreeMap;
use std::ops::Range;

/// One element of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A word in its dictionary form.
    Word(String),
    /// A place that the question fills.
    Slot(Slot),
    /// One of several sequences; none of them too where `optional`.
    Choice { optional: bool, of: Vec<Vec<Piece>> },
    /// A named sequence, until [`expand`] puts it in.
    Macro(String),
}

/// A place in a form: what may fill it, and its name where there are several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) of: SlotKind,
    pub(super) name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum SlotKind {
    Stance,
    Noun,
    Holder,
    Kind,
    Number,
    Actor,
    Actors,
    Topics,
    Document,
}

impl SlotKind {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "stance" => Self::Stance,
            "noun" => Self::Noun,
            "holder" => Self::Holder,
            "kind" => Self::Kind,
            "number" => Self::Number,
            "actor" => Self::Actor,
            "actors" => Self::Actors,
            "topics" => Self::Topics,
            "document" => Self::Document,
            _ => return None,
        })
    }
}

/// What filled a slot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Capture {
    pub(super) slot: Slot,
    pub(super) words: Range<usize>,
    pub(super) filling: Filling,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filling {
    /// Relations, as relationship types in the order of the schema, and whether they were denied.
    Relations {
        types: Vec<String>,
        negated: bool,
    },
    /// Kinds of actor; empty for every kind.
    Kinds(Vec<String>),
    Number(usize),
    /// Words yet to be looked up in the graph.
    Phrase,
}

/// Reads a pattern; `Err` says what is wrong with it.
pub(super) fn parse(pattern: &str) -> Result<Vec<Piece>, String> {
    match all_consuming(delimited(multispace0::<&str, nom::error::Error<&str>>, sequence, multispace0))
        .parse(pattern)
    {
        Ok((_, pieces)) => Ok(pieces),
        Err(nom::Err::Error(e) | nom::Err::Failure(e)) => {
            Err(format!("pattern `{pattern}`: unexpected `{}`", e.input))
        }
        Err(nom::Err::Incomplete(_)) => Err(format!("pattern `{pattern}`: ends too early")),
    }
}

fn sequence(input: &str) -> IResult<&str, Vec<Piece>> {
    many1(preceded(multispace0, piece)).parse(input)
}

fn choices(input: &str) -> IResult<&str, Vec<Vec<Piece>>> {
    separated_list1(preceded(multispace0, char('|')), sequence).parse(input)
}

fn piece(input: &str) -> IResult<&str, Piece> {
    let name = |input| {
        take_while1(|c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '.' | '_')).parse(input)
    };
    alt((
        map(delimited(char('['), choices, preceded(multispace0, char(']'))), |of| Piece::Choice {
            optional: true,
            of,
        }),
        map(delimited(char('('), choices, preceded(multispace0, char(')'))), |of| Piece::Choice {
            optional: false,
            of,
        }),
        map(delimited(char('{'), name, char('}')), |name: &str| Piece::Macro(name.to_owned())),
        slot,
        map(name, |word: &str| Piece::Word(word.to_lowercase())),
        map(char(','), |_| Piece::Word(",".into())),
    ))
    .parse(input)
}

fn slot(input: &str) -> IResult<&str, Piece> {
    let letters = |input| take_while1(|c: char| c.is_ascii_lowercase()).parse(input);
    let (rest, (kind, name)) =
        delimited(char('<'), (letters, opt(preceded(char(':'), letters))), char('>')).parse(input)?;
    match SlotKind::named(kind) {
        Some(of) => Ok((rest, Piece::Slot(Slot { of, name: name.unwrap_or(kind).to_owned() }))),
        None => Err(nom::Err::Failure(nom::error::Error::new(input, nom::error::ErrorKind::Tag))),
    }
}

/// Puts the macros into a pattern. A macro may use others, not itself.
pub(super) fn expand(
    pieces: Vec<Piece>,
    macros: &BTreeMap<String, String>,
    depth: usize,
) -> Result<Vec<Piece>, String> {
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Piece::Macro(name) => {
                let body = macros.get(&name).ok_or_else(|| format!("there is no macro {{{name}}}"))?;
                if depth > 8 {
                    return Err(format!("macro {{{name}}} uses itself"));
                }
                out.extend(expand(parse(body)?, macros, depth + 1)?);
            }
            Piece::Choice { optional, of } => {
                let of = of.into_iter().map(|p| expand(p, macros, depth)).collect::<Result<_, _>>()?;
                out.push(Piece::Choice { optional, of });
            }
            piece => out.push(piece),
        }
    }
    Ok(out)
}

/// What may begin at each word of a question, whatever the pattern: looked up once for all of them.
pub(super) struct Lexical {
    stances: Vec<Vec<(usize, Filling)>>,
    nouns: Vec<Vec<(usize, Filling)>>,
    holders: Vec<Vec<(usize, Filling)>>,
    kinds: Vec<Vec<(usize, Filling)>>,
    fillers: Vec<bool>,
}

impl Lexical {
    pub(super) fn of(words: &[Word]) -> Self {
        let plain = |found: Vec<(usize, Vec<String>)>| -> Vec<(usize, Filling)> {
            found
                .into_iter()
                .map(|(end, types)| (end, Filling::Relations { types, negated: false }))
                .collect()
        };
        let each =
            |look: &dyn Fn(usize) -> Vec<(usize, Filling)>| (0..words.len()).map(look).collect::<Vec<_>>();
        Self {
            stances: each(&|at| {
                relations::stances(words, at)
                    .into_iter()
                    .map(|(end, types, negated)| (end, Filling::Relations { types, negated }))
                    .collect()
            }),
            nouns: each(&|at| plain(relations::nouns(words, at))),
            holders: each(&|at| plain(relations::holders(words, at))),
            kinds: each(&|at| kinds(words, at)),
            fillers: words.iter().map(is_filler).collect(),
        }
    }
}

/// All ways in which `pattern` covers the words of `range` (at most [`WAYS`]).
pub(super) fn matches(
    pattern: &[Piece],
    words: &[Word],
    range: &Range<usize>,
    lexical: &Lexical,
) -> Vec<Vec<Capture>> {
    let words = &words[..range.end];
    let mut matcher =
        Matcher { words, lexical: Some(lexical), captures: Vec::new(), found: Vec::new(), steps: 0 };
    matcher.run(Todo::of(pattern, None).as_ref(), range.start);
    matcher.found.into_iter().map(|(captures, _)| captures).collect()
}

/// Where `pattern` may end when it begins at word `at`; ascending.
pub(super) fn ends(pattern: &[Piece], words: &[Word], at: usize) -> Vec<usize> {
    let mut matcher = Matcher { words, lexical: None, captures: Vec::new(), found: Vec::new(), steps: 0 };
    matcher.run(Todo::of(pattern, None).as_ref(), at);
    let mut ends: Vec<usize> =
        matcher.found.into_iter().map(|(_, end)| end).filter(|end| *end > at).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// How many readings of one pattern are kept: enough for every sensible question, a bound for every other.
const WAYS: usize = 64;
/// How many steps one match may take before it gives up.
const STEPS: usize = 60_000;

/// What is left of a pattern: pieces, then what follows the sequence that they stand in.
struct Todo<'p> {
    pieces: &'p [Piece],
    then: Option<&'p Todo<'p>>,
}

impl<'p> Todo<'p> {
    fn of(pieces: &'p [Piece], then: Option<&'p Todo<'p>>) -> Option<Todo<'p>> {
        if pieces.is_empty() {
            then.map(|t| Todo { pieces: t.pieces, then: t.then })
        } else {
            Some(Todo { pieces, then })
        }
    }
}

struct Matcher<'w> {
    words: &'w [Word],
    /// None where a mere run of words is matched, from wherever it begins to wherever it ends.
    lexical: Option<&'w Lexical>,
    captures: Vec<Capture>,
    found: Vec<(Vec<Capture>, usize)>,
    steps: usize,
}

impl Matcher<'_> {
    fn run(&mut self, todo: Option<&Todo<'_>>, at: usize) {
        self.steps += 1;
        if self.steps > STEPS || self.found.len() >= WAYS {
            return;
        }
        let Some(todo) = todo else {
            let all = |lexical: &Lexical| lexical.fillers[at..self.words.len()].iter().all(|f| *f);
            if self.lexical.is_none_or(all) {
                let found = (self.captures.clone(), at);
                // What adds nothing can be skipped in several ways that come to one.
                if !self.found.contains(&found) {
                    self.found.push(found);
                }
            }
            return;
        };
        // A word that adds nothing may stand before any piece, except before the first of a relation's own words.
        if self.lexical.is_some_and(|l| at < self.words.len() && l.fillers[at]) {
            self.run(Some(todo), at + 1);
        }
        let (piece, rest) = (&todo.pieces[0], &todo.pieces[1..]);
        let next = Todo::of(rest, todo.then);
        match piece {
            Piece::Word(lemma) => {
                if self.words.get(at).is_some_and(|w| w.is(lemma)) {
                    self.run(next.as_ref(), at + 1);
                }
            }
            Piece::Choice { optional, of } => {
                for pieces in of {
                    self.run(Todo::of(pieces, next.as_ref()).as_ref(), at);
                }
                if *optional {
                    self.run(next.as_ref(), at);
                }
            }
            Piece::Slot(slot) => self.fill(slot, next.as_ref(), at),
            Piece::Macro(_) => {}
        }
    }

    fn fill(&mut self, slot: &Slot, next: Option<&Todo<'_>>, at: usize) {
        // A slot never stands in a mere run of words.
        let Some(lexical) = self.lexical else { return };
        if at >= self.words.len() {
            return;
        }
        let phrases;
        let number;
        let fillings: &[(usize, Filling)] = match slot.of {
            SlotKind::Stance => &lexical.stances[at],
            SlotKind::Noun => &lexical.nouns[at],
            SlotKind::Holder => &lexical.holders[at],
            SlotKind::Kind => &lexical.kinds[at],
            SlotKind::Number => {
                number = self::number(self.words, at).map(|n| (at + 1, Filling::Number(n)));
                number.as_slice()
            }
            SlotKind::Actor | SlotKind::Actors | SlotKind::Topics | SlotKind::Document => {
                let first = if next.is_none() { self.words.len() } else { at + 1 };
                phrases = (first..=self.words.len()).map(|end| (end, Filling::Phrase)).collect::<Vec<_>>();
                &phrases
            }
        };
        for (end, filling) in fillings {
            let empty = *filling == Filling::Phrase && lexical.fillers[at..*end].iter().all(|f| *f);
            if empty || *end > self.words.len() {
                continue;
            }
            self.captures.push(Capture { slot: slot.clone(), words: at..*end, filling: filling.clone() });
            self.run(next, *end);
            self.captures.pop();
        }
    }
}

/// Whether a word adds nothing to a question: an article, "currently", a comma.
pub(super) fn is_filler(word: &Word) -> bool {
    !word.quoted && (english().articles.contains(&word.fold) || english().fillers.contains(&word.fold))
}

fn kinds(words: &[Word], at: usize) -> Vec<(usize, Filling)> {
    let mut found = Vec::new();
    for Kind { words: names, kinds } in &english().kinds {
        for name in names {
            let parts: Vec<&str> = name.split(' ').collect();
            let there = words.get(at..at + parts.len());
            if there.is_some_and(|there| there.iter().zip(&parts).all(|(w, p)| w.is(p))) {
                found.push((at + parts.len(), Filling::Kinds(kinds.clone())));
            }
        }
    }
    found
}

/// A number in digits or letters.
pub(super) fn number(words: &[Word], at: usize) -> Option<usize> {
    let word = words.get(at)?;
    word.fold.parse().ok().filter(|n| *n > 0).or_else(|| english().numbers.get(&word.fold).copied())
}

#[cfg(test)]
mod tests {
    use super::super::words::split;
    use super::*;

    fn readings(pattern: &str, question: &str) -> Vec<String> {
        let words = split(question);
        let pattern = parse(pattern).unwrap();
        matches(&pattern, &words, &(0..words.len()), &Lexical::of(&words))
            .into_iter()
            .map(|captures| {
                captures
                    .iter()
                    .map(|c| {
                        let text: Vec<_> = words[c.words.clone()].iter().map(|w| w.text.as_str()).collect();
                        format!("{}={}", c.slot.name, text.join(" "))
                    })
                    .collect::<Vec<_>>()
                    .join("; ")
            })
            .collect()
    }

    #[test]
    fn words_options_choices_and_slots() {
        assert_eq!(
            readings("who (like|want) [really] <topics>", "Who likes the big plan?"),
            ["topics=big plan", "topics=the big plan"]
        );
        assert!(readings("who like <topics>", "Who likes?").is_empty());
        assert_eq!(
            readings("<actor:a> and <actor:b>", "A1 and B and C"),
            ["a=A1; b=B and C", "a=A1 and B; b=C"]
        );
    }

    #[test]
    fn a_broken_pattern_says_where() {
        assert_eq!(
            parse("who [like <topics>").unwrap_err(),
            "pattern `who [like <topics>`: unexpected `[like <topics>`"
        );
        assert!(parse("who <thing>").is_err());
    }
}
