//! What is known of a document beside its text: names of fields, and dates as people write them.

use super::Document;
use jiff::{Timestamp, civil::Date, fmt::strtime::BrokenDownTime, tz::TimeZone};

/// Which field of a record or of front matter holds what. `None`: guessed by the names that people use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldNames {
    /// The text.
    pub text: Option<String>,
    /// The document's id.
    pub id: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The publisher.
    pub source: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The date of publication.
    pub date: Option<String>,
    /// The address.
    pub url: Option<String>,
}

const TEXT: &[&str] = &[
    "text",
    "body",
    "content",
    "articletext",
    "articlebody",
    "fulltext",
    "maintext",
    "bodytext",
    "article",
    "story",
    "transcript",
    "message",
];
const ID: &[&str] =
    &["id", "docid", "documentid", "articleid", "uid", "slug", "document", "filename", "file"];
const TITLE: &[&str] = &["title", "headline", "heading", "subject"];
const SOURCE: &[&str] =
    &["source", "publisher", "publication", "outlet", "newspaper", "sitename", "medium", "site", "domain"];
const AUTHOR: &[&str] = &["author", "authors", "byline", "creator", "writer", "by"];
const DATE: &[&str] = &[
    "date",
    "published",
    "publicationdate",
    "pubdate",
    "publisheddate",
    "datepublished",
    "publishedat",
    "publishedon",
    "publishdate",
    "datetime",
    "timestamp",
    "time",
    "createdat",
    "created",
];
const URL: &[&str] = &["url", "link", "uri", "permalink", "weburl", "href"];

/// The fields of one record or one front matter, in their order.
pub(super) struct Fields<'a>(pub Vec<(&'a str, String)>);

impl Fields<'_> {
    /// The field that `wanted` names, else the first of the usual `names` that is there and not empty.
    fn find(&self, wanted: &Option<String>, names: &[&str]) -> Option<&str> {
        let value = match wanted {
            Some(wanted) => self.0.iter().find(|(name, _)| *name == wanted),
            None => names.iter().find_map(|usual| {
                self.0.iter().find(|(name, value)| plain(name) == *usual && !value.trim().is_empty())
            }),
        };
        value.map(|(_, value)| value.as_str())
    }

    /// The text field.
    pub fn text(&self, names: &FieldNames) -> Option<&str> {
        self.find(&names.text, TEXT)
    }

    /// The document's own id.
    pub fn id(&self, names: &FieldNames) -> Option<&str> {
        self.find(&names.id, ID).map(str::trim).filter(|id| !id.is_empty())
    }

    /// Fills in all but text and id; gives back a date that is not understood.
    pub fn describe(&self, document: &mut Document, names: &FieldNames) -> Option<String> {
        let tidy = |value: Option<&str>| {
            let value = value?.split_whitespace().collect::<Vec<_>>().join(" ");
            let nothing = ["", "null", "none", "nan", "n/a"].contains(&value.to_lowercase().as_str());
            (!nothing).then_some(value)
        };
        document.title = tidy(self.find(&names.title, TITLE)).or(document.title.take());
        document.source = tidy(self.find(&names.source, SOURCE)).or(document.source.take());
        document.author = tidy(self.find(&names.author, AUTHOR)).or(document.author.take());
        document.url = tidy(self.find(&names.url, URL)).or(document.url.take());
        let date = tidy(self.find(&names.date, DATE))?;
        match parse_date(&date) {
            Some(date) => document.date = Some(date),
            None => return Some(date),
        }
        None
    }
}

/// A field's name without case, spaces, `-` and `_`.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Reads a date as publishers write them: ISO 8601 (a time after it is ignored), `4 January 2019`,
/// `Jan. 4, 2019`, with or without its weekday, `04.01.2019`, `20190104`, RFC 2822, seconds or milliseconds since 1970.
/// What could be two dates (`03/04/2019`) is none.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        let moment = match text.len() {
            8 => return Date::strptime("%Y%m%d", text).ok(),
            10 => Timestamp::from_second(number),
            13 => Timestamp::from_millisecond(number),
            _ => return None,
        };
        return moment.ok().map(|moment| TimeZone::UTC.to_datetime(moment).date());
    }
    // "Sept. 4" and "Jan. 4" are what newspapers write.
    let text = text.replace("Sept.", "Sep").replace("Sept ", "Sep ");
    let text = match text.split_once(". ") {
        Some((month, rest)) if month.len() <= 12 => format!("{month} {rest}"),
        _ => text,
    };
    const FORMATS: &[&str] = &[
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%d.%m.%Y",
        "%B %d, %Y",
        "%b %d, %Y",
        "%d %B %Y",
        "%d %b %Y",
        "%A, %B %d, %Y",
        "%A, %d %B %Y",
        "%A %d %B %Y",
        "%a, %b %d, %Y",
        "%a, %d %b %Y",
        "%a %d %b %Y",
        "%B %d %Y",
        "%b %d %Y",
    ];
    FORMATS.iter().find_map(|format| {
        let (time, read) = BrokenDownTime::parse_prefix(format, &text).ok()?;
        // "%Y" reads four digits of five.
        let goes_on =
            text.as_bytes().get(read).is_some_and(u8::is_ascii_alphanumeric) && text.as_bytes()[read] != b'T';
        if goes_on { None } else { time.to_date().ok() }
    })
}

/// A date that stands in a file's name: `nyt_2016-09-08_obama`, `2016-09-08`.
pub(super) fn date_in_name(stem: &str) -> Option<Date> {
    let bytes = stem.as_bytes();
    (0..=bytes.len().checked_sub(10)?).find_map(|at| {
        let shape = bytes[at..at + 10].iter().enumerate().all(|(nth, b)| match nth {
            4 | 7 => matches!(b, b'-' | b'_'),
            _ => b.is_ascii_digit(),
        });
        let digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
        let alone = !digit(at.checked_sub(1).map(|at| &bytes[at])) && !digit(bytes.get(at + 10));
        if shape && alone { parse_date(&stem[at..at + 10].replace('_', "-")) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_as_publishers_write_them() {
        for text in [
            "2019-01-04",
            "2019-01-04T23:30:00Z",
            "2019-01-04 08:00",
            "2019/01/04",
            "20190104",
            "04.01.2019",
            "January 4, 2019",
            "4 January 2019",
            "Jan. 4, 2019",
            "Jan 4, 2019",
            "4 Jan 2019",
            "Friday, January 4, 2019",
            "Fri, 04 Jan 2019 12:00:00 +0000",
            "1546603200",
            "1546603200000",
            "Friday 4 January 2019",
            "January 4, 2019, 9:00 am",
        ] {
            assert_eq!(parse_date(text), Some(date(2019, 1, 4)), "{text}");
        }
        assert_eq!(parse_date("Sept. 8, 2016"), Some(date(2016, 9, 8)));
    }

    #[test]
    fn what_may_be_two_dates_or_is_none_is_not_guessed() {
        for text in ["03/04/2019", "yesterday", "2019", "2019-13-40", "", "2019-01", "2019-01-045"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_in_a_file_name() {
        assert_eq!(date_in_name("nyt_2016-09-08_obama-on"), Some(date(2016, 9, 8)));
        assert_eq!(date_in_name("2031_03_02"), Some(date(2031, 3, 2)));
        assert_eq!(date_in_name("part-12016-09-08"), None);
        assert_eq!(date_in_name("2016-99-08"), None);
        assert_eq!(date_in_name("é"), None);
    }

    #[test]
    fn fields_are_found_by_their_usual_names_or_by_the_given_one() {
        let fields = Fields(vec![
            ("Headline", "A  title".into()),
            ("Publication Date", "2019-01-04".into()),
            ("body", "Text.".into()),
            ("author", "None".into()),
            ("strange", "Other.".into()),
        ]);
        let mut document = Document::default();
        assert_eq!(fields.describe(&mut document, &FieldNames::default()), None);
        assert_eq!(document.title.as_deref(), Some("A title"));
        assert_eq!(document.date, Some(date(2019, 1, 4)));
        assert_eq!(document.author, None);
        assert_eq!(fields.text(&FieldNames::default()), Some("Text."));
        let names = FieldNames { text: Some("strange".into()), ..Default::default() };
        assert_eq!(fields.text(&names), Some("Other."));
    }
}
