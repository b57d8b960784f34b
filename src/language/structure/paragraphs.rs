//! Text → paragraphs: blank lines part them, and so do single line breaks unless the lines are hard-wrapped.

use crate::text::Span;

/// Lines are taken for hard-wrapped only up to this width in bytes; longer ones are paragraphs of their own.
const WIDEST_WRAP: usize = 120;

/// The paragraphs of `text`, without the white space around them, in order.
///
/// A line break is only white space where the text is wrapped: the next line's first word would not have fitted,
/// or the next line goes on in lower case. A line that starts like a list item starts a paragraph.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut block: Vec<Span> = Vec::new();
    for line in lines(text) {
        if line.is_empty() {
            flush(text, &mut block, &mut found);
        } else {
            block.push(line);
        }
    }
    flush(text, &mut block, &mut found);
    found
}

/// Lines without the white space around them.
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0b}', '\u{0c}'])
        .scan((), move |(), raw| {
            let start = at + raw.len() - raw.trim_start().len();
            let line = raw.trim();
            // A carriage return before a line feed makes no empty line: see below.
            let carriage = text[..at].ends_with('\r') && raw.is_empty() && text[at..].starts_with('\n');
            at += raw.len() + text[at + raw.len()..].chars().next().map_or(0, char::len_utf8);
            Some((!carriage).then(|| Span::new(start.min(start + line.len()), start + line.len())))
        })
        .flatten()
}

/// Turns a block of lines between blank ones into paragraphs.
fn flush(text: &str, block: &mut Vec<Span>, found: &mut Vec<Span>) {
    let Some(first) = block.first().copied() else { return };
    let widest = block.iter().map(|l| l.len()).max().unwrap_or(0);
    let mut open = first;
    for pair in block.windows(2) {
        let (line, next) = (pair[0], pair[1]);
        let next_text = next.of(text);
        let first_word = next_text.split_whitespace().next().map_or(0, str::len);
        let full = widest <= WIDEST_WRAP && widest > 30 && line.len() + 1 + first_word > widest;
        let goes_on = next_text.starts_with(char::is_lowercase)
            && !line.of(text).ends_with(['.', '!', '?', ':', ';', '"', '”']);
        if (full || goes_on) && !is_item(next_text) {
            open = open.cover(next);
        } else {
            found.push(open);
            open = next;
        }
    }
    found.push(open);
    block.clear();
}

/// Whether a line starts as items of lists do: a bullet, or a number or letter with a period or bracket.
fn is_item(line: &str) -> bool {
    let Some((mark, rest)) = line.split_once(char::is_whitespace) else { return false };
    if rest.trim().is_empty() {
        return false;
    }
    match mark {
        "-" | "*" | "•" | "·" | "–" | "—" | "◦" | "‣" | "o" | "+" => true,
        _ => {
            let inner = mark.trim_start_matches('(').trim_end_matches([')', '.']);
            inner.len() < mark.len()
                && mark.ends_with([')', '.'])
                && (inner.len() <= 2 && !inner.is_empty())
                && (inner.bytes().all(|b| b.is_ascii_digit())
                    || (inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_lowercase())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|p| p.of(text)).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(texts("One.\n\nTwo.\r\n\r\n  \r\nThree.\n"), ["One.", "Two.", "Three."]);
        assert_eq!(texts(" \n\n"), Vec::<&str>::new());
    }

    #[test]
    fn a_line_is_a_paragraph_where_nothing_is_wrapped() {
        assert_eq!(
            texts("A headline\nThe first sentence.\nThe second."),
            ["A headline", "The first sentence.", "The second."]
        );
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "The ministers met in the capital on Monday and said that\ntalks would go on for as long as they\
                    \nhad to.\nNothing else was agreed.";
        assert_eq!(texts(text).len(), 2);
    }

    #[test]
    fn items_start_paragraphs() {
        assert_eq!(texts("- bread\n- milk\n1. eggs\n(b) tea").len(), 4);
    }
}
