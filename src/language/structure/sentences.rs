//! Where sentences may and must end, by rules over the words of a paragraph.
//!
//! The rules alone split plainly punctuated text; where a model's sentence breaks are known they decide the
//! doubtful places, and the rules guard the plain ones ([`Place`]).

use super::lists::{LISTS, key};
use super::tokens::Word;
use crate::text::Span;

/// What the rules know of the place after a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// No sentence ends here, whatever a model says.
    Inside,
    /// Doubtful; the rules alone would go on.
    Unlikely,
    /// Doubtful; the rules alone would end the sentence.
    Likely,
    /// A sentence ends here: the paragraph does.
    End,
}

fn ends_sentences(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '‽'))
}
fn closes(word: &str) -> bool {
    matches!(word, "\"" | "”" | "''" | "’" | "'" | "’’" | ")" | "]" | "»" | "›" | "}")
}
fn opens(word: &str) -> bool {
    matches!(word, "\"" | "“" | "``" | "‘" | "'" | "''" | "(" | "[" | "«" | "‹" | "„" | "{")
}

/// The place after each word of one paragraph, in `places` (as many as words).
pub fn places(text: &str, words: &[Word], places: &mut Vec<Place>) {
    let base = places.len();
    places.resize(base + words.len(), Place::Inside);
    let places = &mut places[base..];
    let of = |i: usize| words[i].span.of(text);
    let gap = |i: usize| i + 1 >= words.len() || words[i].span.end < words[i + 1].span.start;
    for i in 0..words.len() {
        if i + 1 == words.len() {
            places[i] = Place::End;
            break;
        }
        if words[i + 1].joined {
            continue;
        }
        let word = of(i);
        // Between any two words with a space between them a model may see a break (a heading without a period).
        if places[i] == Place::Inside && gap(i) && !closes(of(i + 1)) {
            places[i] = Place::Unlikely;
        }
        let full = ends_sentences(word);
        let abbreviated = !full && word.len() > 1 && word.ends_with('.') && !word.starts_with('[');
        if !full && !abbreviated {
            continue;
        }
        if i == 0 && !full {
            // The number of an item: "1. Eggs".
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                places[i] = Place::Inside;
            }
            continue;
        }
        // Marks that close around the end belong to the sentence.
        let mut last = i;
        while last + 1 < words.len() && !gap(last) && closes(of(last + 1)) {
            last += 1;
        }
        if last + 1 >= words.len() {
            continue;
        }
        if !gap(last) {
            // "end.Next" lacks its space.
            if full && word == "." && of(last + 1).starts_with(char::is_uppercase) {
                places[last] = Place::Likely;
            }
            continue;
        }
        places[last] = judge(text, words, i, last, full);
    }
}

/// Judges the place after `last`, where the word at `end` is a full stop (`full`) or carries a period.
fn judge(text: &str, words: &[Word], end: usize, last: usize, full: bool) -> Place {
    let of = |i: usize| words[i].span.of(text);
    let word = of(end);
    let mut next = last + 1;
    while next + 1 < words.len() && opens(of(next)) {
        next += 1;
    }
    let next_word = of(next);
    let opened = next > last + 1;
    let lower = next_word.starts_with(char::is_lowercase);
    let upper = next_word.starts_with(char::is_uppercase);
    if !full {
        let stem = key(word.trim_end_matches('.'));
        if LISTS.titles.contains(&stem) || LISTS.before_numbers.contains(&stem) {
            return Place::Inside;
        }
        if !upper {
            return if opened { Place::Unlikely } else { Place::Inside };
        }
        return if LISTS.openers.contains(&key(next_word)) || opened {
            Place::Likely
        } else {
            Place::Unlikely
        };
    }
    if lower && !opened {
        // `"Why?" he asked.` and `so ... and on` go on; elsewhere writers without capitals may not.
        return if last > end || word.len() > 1 { Place::Inside } else { Place::Unlikely };
    }
    if matches!(next_word, "," | ";" | ":" | ")" | "%" | "—" | "–" | "--" | "-") && !opened {
        return if matches!(next_word, "—" | "–" | "--" | "-") { Place::Unlikely } else { Place::Inside };
    }
    if last > end && word != "." {
        // `"Why?" Smith asked.`
        let said = (next..words.len().min(next + 5)).any(|i| LISTS.saying.contains(&key(of(i))));
        let before_speaker = upper && said && !opened && !LISTS.openers.contains(&key(next_word));
        if before_speaker {
            return Place::Unlikely;
        }
    }
    if word.starts_with('.') && word.len() > 1 {
        return if upper || opened { Place::Likely } else { Place::Unlikely };
    }
    Place::Likely
}

/// Sentences of one paragraph as ranges of its words, by the rules alone.
pub fn by_rules(places: &[Place]) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut start = 0;
    places.iter().enumerate().filter(|(_, p)| matches!(p, Place::Likely | Place::End)).map(move |(i, _)| {
        let range = start..i + 1;
        start = i + 1;
        range
    })
}

/// The span of a range of words.
pub fn span(words: &[Word], range: &std::ops::Range<usize>) -> Span {
    Span::new(words[range.start].span.start, words[range.end - 1].span.end)
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let (mut words, mut found) = (Vec::new(), Vec::new());
        tokens::words(text, Span::new(0, text.len()), &mut words);
        places(text, &words, &mut found);
        by_rules(&found).map(|r| span(&words, &r).of(text)).collect()
    }

    #[test]
    fn plain_sentences_end_at_their_marks() {
        assert_eq!(
            sentences("He left. She stayed! Why? Nobody knows."),
            ["He left.", "She stayed!", "Why?", "Nobody knows."]
        );
    }

    #[test]
    fn titles_and_abbreviations_do_not_end_sentences() {
        assert_eq!(sentences("Mr. Smith met Gen. Jones in the U.S. Senate. It was Sept. 3.").len(), 2);
        assert_eq!(sentences("He went to the U.S. The talks failed.").len(), 2);
        assert_eq!(sentences("It was 5 p.m. on Friday.").len(), 1);
    }

    #[test]
    fn quotations_keep_their_closing_marks_and_their_speakers() {
        assert_eq!(
            sentences("“We go.” He left. “Why?” Smith asked. “Stop!” he said."),
            ["“We go.”", "He left.", "“Why?” Smith asked.", "“Stop!” he said."]
        );
    }

    #[test]
    fn datelines_and_items_are_part_of_their_sentence() {
        assert_eq!(sentences("KYIV, Sept. 3 (Reuters) - Talks began. They ended.").len(), 2);
        assert_eq!(sentences("1. Open the door. Close it."), ["1. Open the door.", "Close it."]);
    }
}
