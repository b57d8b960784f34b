//! Every format and encoding gives the same statements.

use super::{ARTICLE, run, standpoint};
use std::fs;

/// The relations and actors that `read` finds in files of a folder, as "relation actor" lines.
fn read(files: &[(&str, &[u8])], arguments: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let (code, out, err) =
        run(standpoint().args(["read", "--format", "jsonl"]).args(arguments).arg(folder.path()));
    assert_eq!(code, 0, "{err}");
    out.lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {}", line["relation"].as_str().unwrap(), line["actor"]["name"].as_str().unwrap())
        })
        .collect()
}

fn plain() -> Vec<String> {
    let found = read(&[("a.txt", ARTICLE.as_bytes())], &[]);
    assert!(found.contains(&"opposes Ruth Vane".to_owned()), "{found:?}");
    found
}

#[test]
fn markdown_json_lines_and_csv_read_as_plain_text_does() {
    let plain = plain();
    let markdown =
        format!("---\ntitle: A row\ndate: 2031-01-02\n---\n{}", ARTICLE.replace("opposes", "**opposes**"));
    assert_eq!(read(&[("a.md", markdown.as_bytes())], &[]), plain);
    let json = serde_json::json!({"id": "x", "text": ARTICLE, "date": "2031-01-02"}).to_string();
    assert_eq!(read(&[("a.jsonl", json.as_bytes())], &[]), plain);
    let csv = format!("when,story\n2031-01-02,\"{}\"\n", ARTICLE.replace('"', "\"\""));
    assert_eq!(read(&[("a.csv", csv.as_bytes())], &["--text-field", "story"]), plain);
}

#[test]
fn html_is_read_without_its_menus() {
    let page = format!(
        "<!doctype html><title>A row</title><nav><a href=/>Home critics reject everything</a></nav><article><h1>A row</h1>\
         <p>{}</p><p>{ARTICLE}</p></article>",
        "The harbour is old and deep and the town around it is older still, as every visitor can see. "
            .repeat(8)
    );
    let found = read(&[("a.html", page.as_bytes())], &[]);
    assert!(found.contains(&"opposes Ruth Vane".to_owned()), "{found:?}");
    assert!(!found.iter().any(|line| line.contains("critics")), "{found:?}");
}

#[test]
fn encodings_do_not_matter() {
    let plain = plain();
    let quoted = ARTICLE.replacen('"', "“", 1).replacen('"', "”", 1);
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(quoted.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read(&[("a.txt", &utf16)], &[]), plain);
    let mut windows = Vec::new();
    for c in quoted.chars() {
        windows.push(match c {
            '“' => 0x93,
            '”' => 0x94,
            c => u8::try_from(c).unwrap(),
        });
    }
    assert_eq!(read(&[("a.txt", &windows)], &[]), plain);
    let marked = [b"\xEF\xBB\xBF", ARTICLE.as_bytes()].concat();
    assert_eq!(read(&[("a.txt", &marked)], &[]), plain);
    assert_eq!(read(&[("a.txt", ARTICLE.replace('\n', "\r\n").as_bytes())], &[]), plain);
}

#[test]
fn offsets_count_code_points_of_the_file_in_text_and_markdown() {
    for (name, before) in
        [("a.txt", "Ünïcode first.\n\n"), ("a.md", "---\ntitle: Ünïcode\n---\n\n*Before* it.\n\n")]
    {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("{before}{ARTICLE}");
        fs::write(folder.path().join(name), &text).unwrap();
        let (_, out, _) = run(standpoint().args(["read", "--format", "jsonl"]).arg(folder.path().join(name)));
        let characters: Vec<char> = text.chars().collect();
        for line in out.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            for role in ["actor", "cue", "content", "claim"] {
                let spans = line[role]["spans"].as_array().unwrap();
                let words = spans.iter().map(|span| {
                    let at = |nth: usize| usize::try_from(span[nth].as_u64().unwrap()).unwrap();
                    characters[at(0)..at(1)].iter().collect::<String>()
                });
                let words = words.collect::<Vec<_>>().join(" ");
                assert_eq!(
                    line[role]["text"].as_str().unwrap(),
                    words.split_whitespace().collect::<Vec<_>>().join(" ")
                );
            }
        }
        assert!(!out.is_empty());
    }
}

#[test]
fn standard_input_and_patterns() {
    let (code, out, _) = run(standpoint().args(["read", "-", "--format", "jsonl"]).write_stdin(ARTICLE));
    assert_eq!(code, 0);
    assert!(out.contains(r#""document":"stdin""#), "{out}");
    let files: [(&str, &[u8]); 2] = [("a.txt", ARTICLE.as_bytes()), ("b.md", ARTICLE.as_bytes())];
    assert_eq!(read(&files, &["--include", "*.txt"]), plain());
    assert_eq!(read(&files, &["--exclude", "*.txt"]), plain());
}
