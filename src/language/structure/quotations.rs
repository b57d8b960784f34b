//! Quotation marks, paired: nested, and over paragraphs whose opening marks repeat.

use super::tokens::Word;
use crate::language::Quotation;
use crate::text::Span;

/// What a mark may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// “ ” „ ‟ and `` ''
    Double,
    /// ‘ ’ ‚ and '
    Single,
    /// « »
    Guillemet,
    /// ‹ ›
    Angle,
    /// 「 」 and 『 』
    Corner,
    /// The straight ", which also pairs with [`Family::Double`].
    Straight,
}

/// A mark that waits for its partner.
struct Open {
    family: Family,
    at: Span,
    /// Whether it is sure to open: an apostrophe at the start of a word may be one, too.
    sure: bool,
}

/// No quotation is deeper; more marks that only open are not quotations.
const DEEPEST: usize = 16;

/// Pairs the marks of a text. `paragraphs` are ranges of `words`; a quotation whose next paragraph opens with the
/// same kind of mark goes on there. A mark without a partner makes no quotation.
pub fn quotations(text: &str, words: &[Word], paragraphs: &[std::ops::Range<usize>]) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for (n, paragraph) in paragraphs.iter().enumerate() {
        for i in paragraph.clone() {
            let span = words[i].span;
            let mark = span.of(text);
            let Some(first) = mark.chars().next().filter(|c| !c.is_alphanumeric()) else { continue };
            let Some((family, may_open, may_close)) = role(text, span, mark, first, words[i].joined) else {
                continue;
            };
            let is_first = i == paragraph.start;
            if is_first && may_open && n > 0 && open.iter().any(|o| o.family == family && o.sure) {
                continue; // the mark repeated at the head of a paragraph
            }
            let partner = open.iter().rposition(|o| partners(o.family, family));
            // Where a straight mark could do either, it closes what is open.
            match partner {
                Some(at) if may_close => {
                    let opened = open.drain(at..).next().expect("found above");
                    found.push(Quotation { span: opened.at.cover(span), depth: 0 });
                }
                _ if may_open && open.len() < DEEPEST => {
                    open.push(Open { family, at: span, sure: !matches!(mark, "'") })
                }
                _ => {}
            }
        }
        // What is open at the end of a paragraph stays so only if the next one opens with its mark.
        let next = paragraphs.get(n + 1).filter(|r| !r.is_empty()).and_then(|r| {
            let span = words[r.start].span;
            let mark = span.of(text);
            role(text, span, mark, mark.chars().next()?, false).filter(|(_, opens, _)| *opens)
        });
        match next {
            Some((family, ..)) => match open.iter().rposition(|o| o.family == family && o.sure) {
                Some(at) => open.truncate(at + 1),
                None => open.clear(),
            },
            None => open.clear(),
        }
    }
    found.sort_by_key(|q| (q.span.start, std::cmp::Reverse(q.span.end)));
    let mut around: Vec<Span> = Vec::new();
    for quotation in &mut found {
        while around.last().is_some_and(|s| s.end <= quotation.span.start) {
            around.pop();
        }
        quotation.depth = around.len();
        around.push(quotation.span);
    }
    found
}

fn partners(opened: Family, closing: Family) -> bool {
    opened == closing
        || matches!(
            (opened, closing),
            (Family::Double, Family::Straight) | (Family::Straight, Family::Double)
        )
}

/// The family of a mark, whether it may open and whether it may close; `None` for other words.
fn role(text: &str, span: Span, mark: &str, first: char, genitive: bool) -> Option<(Family, bool, bool)> {
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    // Room on the left and a word on the right is what an opening mark has.
    let room_before = before.is_none_or(|c| c.is_whitespace() || "([{—–-/“‘\"'«„".contains(c));
    let room_after = after.is_none_or(|c| !c.is_alphanumeric() && !"“‘«„$€£#@([".contains(c));
    Some(match (mark, first) {
        ("``", _) | (_, '“' | '‟')
            if mark != "``" && before.is_some_and(|c| !room_before && !c.is_whitespace()) && room_after =>
        {
            // A German close, or a typist's slip.
            (Family::Double, false, true)
        }
        ("``", _) | (_, '“' | '„' | '‟' | '〝') => (Family::Double, true, false),
        ("''", _) => (Family::Double, room_before && !room_after, !room_before || room_after),
        (_, '”' | '〞') => (Family::Double, room_before && !room_after, true),
        ("‘‘", _) => (Family::Double, true, false),
        ("’’", _) => (Family::Double, false, true),
        (_, '"' | '＂') => (Family::Straight, room_before || !room_after, !room_before || room_after),
        (_, '‘' | '‚') if mark.chars().count() == 1 => (Family::Single, true, false),
        (_, '’') if mark.chars().count() == 1 => (Family::Single, false, !genitive),
        ("'", _) => (Family::Single, room_before && !room_after, !room_before && !genitive),
        (_, '«') => (Family::Guillemet, room_before || !room_after, !room_before && room_after),
        (_, '»') => (Family::Guillemet, room_before && !room_after, !room_before || room_after),
        (_, '‹') => (Family::Angle, room_before || !room_after, !room_before && room_after),
        (_, '›') => (Family::Angle, room_before && !room_after, !room_before || room_after),
        (_, '「' | '『') => (Family::Corner, true, false),
        (_, '」' | '』') => (Family::Corner, false, true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Structure;

    fn quoted(text: &str) -> Vec<(&str, usize)> {
        Structure::of(text).quotations.iter().map(|q| (q.span.of(text), q.depth)).collect()
    }

    #[test]
    fn every_kind_of_mark_pairs() {
        for quotation in
            ["“Yes”", "\"Yes\"", "``Yes''", "''Yes''", "‘Yes’", "'Yes'", "«Yes»", "»Yes«", "„Yes“", "‹Yes›"]
        {
            let text = format!("He said {quotation}, and left.");
            assert_eq!(quoted(&text), [(quotation, 0)], "{quotation}");
        }
    }

    #[test]
    fn apostrophes_are_not_quotations() {
        assert_eq!(quoted("The ministers' plan wasn't Kyiv's, it's 'em, rock 'n' roll."), []);
    }

    #[test]
    fn nested_quotations_follow_the_one_that_holds_them() {
        assert_eq!(quoted("“He said ‘no’ twice,” she said."), [("“He said ‘no’ twice,”", 0), ("‘no’", 1)]);
        assert_eq!(
            quoted("\"He said 'no' twice,\" she said."),
            [("\"He said 'no' twice,\"", 0), ("'no'", 1)]
        );
    }

    #[test]
    fn a_quotation_goes_on_where_the_next_paragraph_opens_with_its_mark() {
        let text = "She said: “One.\n\n“Two.\n\n“Three.” He left.";
        assert_eq!(quoted(text), [("“One.\n\n“Two.\n\n“Three.”", 0)]);
        let straight = "She said: \"One.\n\n\"Two.\" He left.";
        assert_eq!(quoted(straight), [("\"One.\n\n\"Two.\"", 0)]);
    }

    #[test]
    fn a_mark_without_a_partner_harms_nothing_after_its_paragraph() {
        assert_eq!(quoted("He said: “One.\n\nShe said “two”."), [("“two”", 0)]);
        assert_eq!(quoted("A 6\" pipe.\n\nHe said \"two\"."), [("\"two\"", 0)]);
    }
}
