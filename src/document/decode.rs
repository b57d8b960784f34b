//! Bytes → text: refuses what is not text, finds the encoding of what is.

use super::error::Problem;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// A decoded text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    /// How many broken stretches of an otherwise UTF-8 text became �.
    pub replaced: usize,
}

/// Decodes a file. A byte order mark decides; else UTF-8 if it is that; else `declared` (the charset that an HTML page
/// names); else the encoding is guessed from the bytes.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&[u8]>) -> Result<Decoded, Problem> {
    if let Some(what) = not_text(&bytes) {
        return Err(Problem::NotText(what));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Ok(Decoded { text: text.into_owned(), replaced: usize::from(broken) });
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text, replaced: 0 }),
        Err(error) => error.into_bytes(),
    };
    if let Some(replaced) = broken_utf8(&bytes) {
        return Ok(Decoded { text: String::from_utf8_lossy(&bytes).into_owned(), replaced });
    }
    let declared = declared.and_then(Encoding::for_label).filter(|encoding| *encoding != UTF_8);
    let encoding = declared.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&bytes, true);
        detector.guess(None, Utf8Detection::Deny)
    });
    let (text, broken) = encoding.decode_without_bom_handling(&bytes);
    let text = if broken { WINDOWS_1252.decode_without_bom_handling(&bytes).0 } else { text };
    // Windows-1252 gives every byte a character, so only the characters show that this was never text.
    let controls =
        text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\x0C')).count();
    if controls * 50 > text.chars().count() {
        return Err(Problem::NotText("binary data"));
    }
    Ok(Decoded { text: text.into_owned(), replaced: 0 })
}

/// How many stretches are broken in a text that is clearly UTF-8 otherwise; `None` where it is rather something else.
fn broken_utf8(bytes: &[u8]) -> Option<usize> {
    let (mut broken, mut whole) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (whole >= 4 * broken).then_some(broken)
}

/// What a file is that is not text, told by its first bytes or by the NULs in it.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n", "a PNG picture"),
        (b"\xFF\xD8\xFF", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"%PDF-", "PDF"),
        (b"{\\rtf", "RTF"),
        (b"PK\x03\x04", "Word, OpenDocument or another ZIP archive"),
        (b"\xD0\xCF\x11\xE0", "an old Office file"),
        (b"\x1F\x8B", "gzip"),
        (b"BZh", "bzip2"),
        (b"\xFD7zXZ", "xz"),
        (b"\x28\xB5\x2F\xFD", "zstd"),
        (b"\x7FELF", "a program"),
        (b"SQLite format 3", "an SQLite database"),
        (b"OggS", "sound"),
        (b"ID3", "sound"),
        (b"RIFF", "sound, video or a WebP picture"),
    ];
    if let Some((magic, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        // Letters could begin a text; the rest of these files holds NULs or other controls soon after.
        let only_letters = magic.iter().all(|b| b.is_ascii_alphanumeric());
        let head = &bytes[..bytes.len().min(512)];
        if !only_letters || head.iter().any(|b| *b < 9) {
            return Some(what);
        }
    }
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    (!utf16 && bytes.contains(&0)).then_some("binary data")
}

/// The charset that an HTML page declares within its first bytes.
pub(super) fn html_charset(bytes: &[u8]) -> Option<Vec<u8>> {
    let head = bytes[..bytes.len().min(2048)].to_ascii_lowercase();
    let at = head.windows(8).position(|w| w == b"charset=")? + 8;
    let label = head[at..].iter().skip_while(|b| matches!(b, b'"' | b'\''));
    let label: Vec<u8> =
        label.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).copied().collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), None).unwrap().text
    }

    #[test]
    fn utf8_with_and_without_a_mark() {
        assert_eq!(text("“Kyiv” – é".as_bytes()), "“Kyiv” – é");
        assert_eq!(text(b"\xEF\xBB\xBFplain"), "plain");
        assert_eq!(text(b"one\r\ntwo"), "one\r\ntwo", "line ends are kept");
    }

    #[test]
    fn utf16_by_its_mark() {
        assert_eq!(text(b"\xFF\xFEh\0i\0"), "hi");
        assert_eq!(text(b"\xFE\xFF\0h\0i"), "hi");
    }

    #[test]
    fn windows_1252_and_latin_1_are_guessed() {
        assert_eq!(
            text(b"The Caf\xE9 owner said \x93no\x94 \x96 the na\xEFve plan costs \xA35."),
            "The Café owner said “no” – the naïve plan costs £5."
        );
    }

    #[test]
    fn a_declared_charset_is_believed_where_utf8_fails() {
        let decoded = decode(b"\xCF\xF0\xE8\xE2\xE5\xF2".to_vec(), Some(b"windows-1251")).unwrap();
        assert_eq!(decoded.text, "Привет");
        assert_eq!(html_charset(b"<meta charset='ISO-8859-1'>").as_deref(), Some(&b"iso-8859-1"[..]));
        assert_eq!(html_charset(b"<p>no</p>"), None);
    }

    #[test]
    fn a_few_broken_bytes_do_not_turn_utf8_into_mojibake() {
        let mut bytes = "é “one” – “two” ü".as_bytes().to_vec();
        bytes.push(0xFF);
        let decoded = decode(bytes, None).unwrap();
        assert_eq!(decoded, Decoded { text: "é “one” – “two” ü\u{FFFD}".into(), replaced: 1 });
    }

    #[test]
    fn what_is_not_text_is_refused_by_name() {
        let refused = |bytes: &[u8]| match decode(bytes.to_vec(), None) {
            Err(Problem::NotText(what)) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(b"\x89PNG\r\n\x1A\n\0\0"), "a PNG picture");
        assert_eq!(refused(b"%PDF-1.7\n"), "PDF");
        assert_eq!(refused(b"abc\0def"), "binary data");
        assert_eq!(
            refused(&(0..=255u8).filter(|b| *b > 0).cycle().take(2000).collect::<Vec<_>>()),
            "binary data"
        );
        assert_eq!(text(b"ID3 is a tag, RIFF a container."), "ID3 is a tag, RIFF a container.");
    }
}
