//! Markdown: the prose stays where it is, character for character; markup and front matter become blanks.
//!
//! Blanking instead of removing keeps offsets valid in the file as it is stored: whoever follows a statement's `start`
//! and `end` into the Markdown file finds its words there.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The YAML between the `---` lines at the top, and where the prose begins.
pub(super) fn front_matter(text: &str) -> Option<(&str, usize)> {
    let opening = text.split_inclusive('\n').next()?;
    if opening.trim_end() != "---" {
        return None;
    }
    let mut at = opening.len();
    for line in text[at..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&text[opening.len()..at], at + line.len()));
        }
        at += line.len();
    }
    None
}

/// The prose of a Markdown text as long in characters as `text`, and its first heading of level 1.
/// Blocks that are no prose and the marks that open blocks become line ends, markup within a line becomes spaces, a line
/// end within a paragraph a space.
pub(super) fn prose(text: &str, body: usize) -> (String, Option<String>) {
    let mut page = Page::new(text);
    page.mark(0..body, Fate::Line);
    let mut title = None;
    let mut heading: Option<String> = None;
    let (mut code, mut image) = (0, 0);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
        let range = range.start + body..range.end + body;
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                code += 1;
                page.mark(range, Fate::Line);
            }
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => code -= 1,
            // An image's description is no statement of the article.
            Event::Start(Tag::Image { .. }) => image += 1,
            Event::End(TagEnd::Image) => image -= 1,
            Event::Start(Tag::Heading { level, .. }) => {
                page.mark(range.start..range.start + 1, Fate::Line);
                heading = (level == HeadingLevel::H1 && title.is_none()).then(String::new);
            }
            Event::End(TagEnd::Heading(_)) => title = title.or(heading.take()),
            Event::Start(Tag::Item | Tag::FootnoteDefinition(_)) => {
                page.mark(range.start..range.start + 1, Fate::Line);
            }
            Event::Start(Tag::Table(_)) => {
                for (at, _) in text[range.clone()].match_indices('|') {
                    page.mark(range.start + at..range.start + at + 1, Fate::Line);
                }
            }
            Event::Text(words) | Event::Code(words) if code == 0 && image == 0 => {
                page.write(range, &words);
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::SoftBreak => page.mark(range, Fate::Space),
            _ => {}
        }
    }
    (page.finish(), title.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()))
}

#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Space,
    Line,
    Keep,
    /// The nth replacement begins here.
    Written(u32),
}

/// What becomes of each byte of a text.
struct Page<'a> {
    text: &'a str,
    fate: Vec<Fate>,
    written: Vec<char>,
}

impl<'a> Page<'a> {
    /// Everything blank but the line ends.
    fn new(text: &'a str) -> Self {
        let fate =
            text.bytes().map(|b| if matches!(b, b'\n' | b'\r') { Fate::Keep } else { Fate::Space }).collect();
        Self { text, fate, written: Vec::new() }
    }

    fn mark(&mut self, range: Range<usize>, fate: Fate) {
        self.fate[range].fill(fate);
    }

    /// Lets `words` stand at `range`, whose source may spell them otherwise (`&amp;`, `` `code` ``).
    fn write(&mut self, range: Range<usize>, words: &str) {
        let source = &self.text[range.clone()];
        if let Some(at) = source.find(words) {
            self.mark(range.start + at..range.start + at + words.len(), Fate::Keep);
            return;
        }
        let room: Vec<usize> = source.char_indices().map(|(at, _)| range.start + at).collect();
        if words.chars().count() <= room.len() {
            for (at, c) in room.into_iter().zip(words.chars()) {
                self.fate[at] = Fate::Written(self.written.len() as u32);
                self.written.push(c);
            }
        }
    }

    fn finish(self) -> String {
        let mut out = String::with_capacity(self.text.len());
        for (at, c) in self.text.char_indices() {
            out.push(match self.fate[at] {
                Fate::Keep => c,
                Fate::Written(nth) => self.written[nth as usize],
                Fate::Line => '\n',
                Fate::Space => ' ',
            });
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let body = front_matter(text).map_or(0, |(_, body)| body);
        let (prose, _) = prose(text, body);
        assert_eq!(prose.chars().count(), text.chars().count(), "offsets must hold");
        prose
    }
    fn words(text: &str) -> String {
        plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_prose_stands_where_it_stood() {
        let text = "Café **says** [no](http://x.org/é) to `it`.\r\nNext line.\r\n\r\nNew paragraph.\r\n";
        let prose = plain(text);
        for word in ["Café", "says", "no", "to", "it", "Next line.", "New paragraph."] {
            let place = |s: &str| s.find(word).map(|at| s[..at].chars().count());
            assert_eq!(place(&prose), place(text), "{word}");
        }
        assert!(!prose.contains("http") && !prose.contains('*'));
        assert!(prose.contains(".  Next"), "a line end within a paragraph is a space: {prose:?}");
        assert!(prose.contains(".\r\n\r\nNew"), "between paragraphs it stays: {prose:?}");
    }

    #[test]
    fn front_matter_code_pictures_and_html_are_no_prose() {
        let text = "---\ntitle: T\n---\n# Head\n\nBody &amp; soul. ![a cat](c.png)\n\n```\nlet x;\n```\n\n<div>\nmenu\n</div>\n";
        assert_eq!(words(text), "Head Body & soul.");
        assert_eq!(front_matter(text), Some(("title: T\n", 17)));
        assert_eq!(front_matter("no\n---\n"), None);
        assert_eq!(front_matter("---\nnever closed\n"), None);
    }

    #[test]
    fn list_items_and_cells_stand_in_paragraphs_of_their_own() {
        assert_eq!(plain("- one *x*\n- two\n"), "\n one  x \n\n two\n");
        assert_eq!(words("|a|b|\n|-|-|\n|c d|e|\n"), "a b c d e");
        assert!(plain("|a|b|\n|-|-|\n|c d|e|\n").contains("c d\ne"));
    }

    #[test]
    fn the_first_heading_is_the_title() {
        let (_, title) = prose("# The *new* canal\n\n# Other\n", 0);
        assert_eq!(title.as_deref(), Some("The new canal"));
    }
}
