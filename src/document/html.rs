//! HTML: the article without the page around it.

use super::{Document, parse_date};
use dom_smoothie::{Config, Readability, TextMode};

/// Tags nested deeper than this are no article; walking them could exhaust the stack.
const DEPTH: usize = 512;

/// The article of a page as text, with the title, author, date and source that the page declares.
/// `None` where the page holds no article.
pub(super) fn article(html: &str) -> Option<Document> {
    if depth(html) > DEPTH {
        return None;
    }
    let config = Config { text_mode: TextMode::Formatted, char_threshold: 200, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    let text = tidy(&article.text_content);
    let some = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let author = some(article.byline).map(|line| match line.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => line[3..].trim().to_owned(),
        _ => line,
    });
    Some(Document {
        title: some(Some(article.title.to_string())),
        author,
        source: some(article.site_name),
        date: article.published_time.as_deref().and_then(parse_date),
        url: some(article.url),
        text,
        ..Document::default()
    })
}

/// Paragraphs with one empty line between them.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for paragraph in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        for (nth, word) in paragraph.split_whitespace().enumerate() {
            if nth > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// An upper bound of how deep tags are nested: opening tags less closing ones, elements that never close left out.
fn depth(html: &str) -> usize {
    const VOID: &[&str] = &[
        "br", "img", "meta", "link", "input", "hr", "p", "li", "source", "wbr", "area", "base", "col",
        "embed", "td", "tr", "th", "dt", "dd", "option", "path", "!", "?",
    ];
    let (mut now, mut deepest) = (0usize, 0);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        if rest.starts_with('/') {
            now = now.saturating_sub(1);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            if !VOID.iter().any(|void| rest[..end].eq_ignore_ascii_case(void)) {
                now += 1;
                deepest = deepest.max(now);
            }
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_read_and_not_its_menus() {
        let page = format!(
            r#"<!doctype html><html><head><title>Port plan splits council - The Gazette</title>
            <meta property="og:site_name" content="The Gazette"><meta name="author" content="By Ann Lee">
            <meta property="article:published_time" content="2031-02-03T08:00:00Z"></head><body>
            <nav><ul><li><a href="/">Home</a></li><li><a href="/s">Subscribe now</a></li></ul></nav>
            <article><h1>Port plan splits council</h1><p>{}</p><p>Mayor <b>Ruth Vane</b> backs the plan, <i>she</i> said.</p></article>
            <footer>Cookie settings</footer></body></html>"#,
            "The council argued over the port for six hours on Monday, and in the end it put the vote off. "
                .repeat(6)
        );
        let article = article(&page).unwrap();
        assert_eq!(article.author.as_deref(), Some("Ann Lee"));
        assert_eq!(article.source.as_deref(), Some("The Gazette"));
        assert_eq!(article.date, Some(jiff::civil::date(2031, 2, 3)));
        assert!(article.text.contains("\n\nMayor Ruth Vane backs the plan, she said."), "{}", article.text);
        assert!(!article.text.contains("Subscribe") && !article.text.contains("Cookie"));
    }

    #[test]
    fn a_page_nested_without_end_is_no_article() {
        assert!(article(&"<div>".repeat(100_000)).is_none());
    }
}
