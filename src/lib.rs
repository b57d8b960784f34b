//! Standpoint reads documents and graphs **who stands where**: which actors support, oppose, warn about or
//! say what, with the sentence that proves each edge.
//!
//! The data walks one way, and a module is a station on it:
//! [`document`] → [`language`] → [`reading`] (with [`lexicon`]) → [`graph`] → [`query`] → [`ask`], [`repl`], [`export`].
//! Nothing imports from a station after its own; [`cli`] only parses arguments and prints.

pub mod ask;
pub mod cli;
pub mod document;
pub mod export;
pub mod graph;
pub mod interrupt;
pub mod language;
pub mod lexicon;
pub mod query;
pub mod reading;
pub mod repl;
pub mod text;

/// The example of the README is compiled and run with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
