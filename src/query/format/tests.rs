use super::*;
use crate::graph::{Graph, Map, Path};
use insta::assert_snapshot;

fn graph() -> (Graph, Vec<Vec<Value>>) {
    let mut graph = Graph::new();
    let named = |key: &str, name: &str| [(key.into(), Value::string(name))].into_iter().collect::<Map>();
    let kyiv = graph.add_node(["Actor"], named("name", "Officials in Kyiv"));
    let pause = graph.add_node(["Claim"], named("text", "premature pauses or territorial concessions"));
    let other = graph.add_node(["Thing", "Odd"], [("x".into(), Value::Integer(1))].into_iter().collect());
    let warns = graph.add_relationship("WARNS_ABOUT", kyiv, pause, Map::default());
    let path = Path { nodes: vec![pause, kyiv], relationships: vec![warns] };
    let rows = vec![
        vec![kyiv.into(), warns.into(), pause.into(), Value::Integer(12), Value::Float(0.93)],
        vec![other.into(), Value::Null, path.into(), Value::Integer(3), Value::Null],
        vec![
            Value::string("a|b \"quoted\", \\ <i>\nnext\u{1b}[31m"),
            Value::list([Value::string("x"), Value::Null, kyiv.into()]),
            Value::map([("day", "2026-03-31".parse::<crate::graph::temporal::Date>().unwrap().into())]),
            Value::Integer(-4),
            Value::Float(f64::NAN),
        ],
    ];
    (graph, rows)
}

fn written(options: Options) -> String {
    let (graph, rows) = graph();
    let mut out = Vec::new();
    let mut writer = RowWriter::new(&mut out, &["who", "r", "what", "n", "sure"], options).unwrap();
    for row in &rows {
        writer.row(row, &graph).unwrap();
    }
    assert_eq!(writer.finish().unwrap(), 3);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_table_shows_names_and_aligns_numbers() {
    assert_snapshot!(written(Options::new(Format::Table)));
}

#[test]
fn a_table_fits_the_terminal() {
    let text = written(Options { width: Some(72), ..Options::new(Format::Table) });
    assert!(text.lines().all(|line| textwrap::core::display_width(line) <= 72));
    assert_snapshot!(text);
}

#[test]
fn json_is_one_array() {
    let text = written(Options::new(Format::Json));
    assert!(serde_json::from_str::<serde_json::Value>(&text).unwrap().is_array());
    assert_snapshot!(text);
}

#[test]
fn json_lines_are_objects() {
    let text = written(Options::new(Format::Jsonl));
    assert_eq!(
        text.lines().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()).count(),
        3
    );
}

#[test]
fn csv_quotes_and_keeps_the_data() {
    assert_snapshot!(written(Options::new(Format::Csv)));
    assert!(!written(Options { terminal: true, ..Options::new(Format::Csv) }).contains('\u{1b}'));
}

#[test]
fn tsv_escapes_its_delimiters() {
    let text = written(Options::new(Format::Tsv));
    assert!(text.lines().all(|line| line.split('\t').count() == 5));
    assert_snapshot!(text);
}

#[test]
fn markdown_escapes_its_marks() {
    assert_snapshot!(written(Options::new(Format::Markdown)));
}

#[test]
fn results_without_rows_still_have_their_heads() {
    let mut out = Vec::new();
    for (format, text) in [
        (Format::Json, "[]\n"),
        (Format::Jsonl, ""),
        (Format::Csv, "a\n"),
        (Format::Markdown, "| a   |\n|-----|\n"),
    ] {
        out.clear();
        RowWriter::new(&mut out, &["a"], Options::new(format)).unwrap().finish().unwrap();
        assert_eq!(std::str::from_utf8(&out).unwrap(), text);
    }
}
