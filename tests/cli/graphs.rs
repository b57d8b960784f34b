//! Building, showing, querying and exporting graphs.

use super::{ARTICLE, bundled, run, standpoint};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

fn build(documents: &Path, graph: &Path, arguments: &[&str]) {
    let (code, out, err) = run(standpoint().arg("build").arg(documents).arg("-o").arg(graph).args(arguments));
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
}

fn rows(graph: &Path, query: &str) -> Vec<String> {
    let (code, out, err) = run(standpoint().args(["query", "--format", "csv"]).arg(graph).arg(query));
    assert_eq!(code, 0, "{err}");
    out.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn the_same_documents_give_the_same_bytes_whatever_the_threads() {
    let folder = tempfile::tempdir().unwrap();
    let graphs: Vec<Vec<u8>> = ["1", "2", "7"]
        .iter()
        .map(|threads| {
            let path = folder.path().join(format!("{threads}.ron"));
            build(Path::new("graphs/elmouth-barrier"), &path, &["--threads", threads]);
            fs::read(path).unwrap()
        })
        .collect();
    assert!(graphs[0] == graphs[1] && graphs[1] == graphs[2]);
}

#[test]
fn every_statement_has_its_sentence_in_its_document() {
    let graph = bundled("graphs/elmouth-barrier.ron");
    let query = "MATCH ()-[r:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT]->(), (d:Document {id: r.document}) \
                 RETURN d.path AS path, r.start AS start, r.end AS stop, r.sentence AS sentence";
    let (code, out, err) = run(standpoint().args(["query", "--format", "jsonl"]).arg(&graph).arg(query));
    assert_eq!(code, 0, "{err}");
    assert!(out.lines().count() > 50);
    for line in out.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = fs::read_to_string(bundled(row["path"].as_str().unwrap())).unwrap();
        let at = |key: &str| usize::try_from(row[key].as_u64().unwrap()).unwrap();
        let found: String = text.chars().skip(at("start")).take(at("stop") - at("start")).collect();
        let squeezed = found.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(row["sentence"].as_str().unwrap(), squeezed);
    }
}

#[test]
fn what_is_added_comes_to_what_is_there_and_replaces_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (documents, graph) = (folder.path().join("docs"), folder.path().join("g.ron"));
    fs::create_dir(&documents).unwrap();
    let write = |name: &str, text: &str| fs::write(documents.join(name), text).unwrap();
    write("a.txt", ARTICLE);
    write("b.txt", "Ruth Vane said the bridge was ugly. Walter Kemp supports the harbour tax.");
    build(&documents, &graph, &[]);
    let whole = fs::read(&graph).unwrap();

    let by_parts = folder.path().join("parts.ron");
    build(&documents.join("a.txt"), &by_parts, &[]);
    build(&documents.join("b.txt"), &by_parts, &["--add"]);
    assert!(fs::read(&by_parts).unwrap() == whole, "by and by or at once, it is the same graph");

    build(&documents.join("b.txt"), &by_parts, &["--add"]);
    assert!(fs::read(&by_parts).unwrap() == whole, "the same document again changes nothing");

    write("b.txt", "Walter Kemp opposes the harbour tax.");
    build(&documents.join("b.txt"), &by_parts, &["--add"]);
    let kemp =
        rows(&by_parts, "MATCH (a {name: 'Walter Kemp'})-[r]->(c:Claim) RETURN type(r), c.text, r.document");
    assert_eq!(kemp, ["OPPOSES,the harbour tax,b"]);
    let shared =
        rows(&by_parts, "MATCH (a)-[:OPPOSES]->(c {text: 'the harbour tax'}) RETURN a.name ORDER BY a.name");
    assert_eq!(shared, ["Ruth Vane", "Walter Kemp"]);
}

#[test]
fn documents_of_one_name_in_two_folders_stay_two() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["x", "y"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("a.txt"), ARTICLE).unwrap();
    }
    let graph = folder.path().join("g.ron");
    build(&folder.path().join("x"), &graph, &[]);
    build(&folder.path().join("y"), &graph, &["--add"]);
    assert_eq!(rows(&graph, "MATCH (d:Document) RETURN count(d)"), ["2"]);
}

#[test]
fn show_tells_what_is_in_a_graph() {
    let (code, out, err) = run(standpoint().arg("show").arg(bundled("graphs/elmouth-barrier.ron")));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("6 documents, "), "{out}");
    assert!(out.contains("from 2024-11-07 to 2025-10-23"), "{out}");
    assert!(out.contains("The Elmouth Courier (3)"), "{out}");
    assert!(out.contains("Ingrid Hale"), "{out}");
}

#[test]
fn all_formats_of_a_query_tell_the_same() {
    let graph = bundled("graphs/elmouth-barrier.ron");
    let query = "MATCH (a:Actor {name: $who})-[r:OPPOSES]->(c:Claim) RETURN count(r) > 0 AS opposes";
    for format in ["table", "json", "jsonl", "csv", "tsv", "markdown"] {
        let (code, out, err) = run(standpoint()
            .args(["query", "-p", "who=Ingrid Hale", "--format", format])
            .arg(&graph)
            .arg(query));
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("opposes") && out.contains("true"), "{format}: {out}");
    }
}

#[test]
fn a_wrong_query_shows_the_place() {
    let (code, out, err) =
        run(standpoint().arg("query").arg(bundled("graphs/elmouth-barrier.ron")).arg("MATCH (a RETURN a"));
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.starts_with("error: ") && err.contains('^'), "{err}");
}

#[test]
fn graphviz_takes_the_pictures_without_a_word() {
    let graph = bundled("graphs/elmouth-barrier.ron");
    if Command::new("dot").arg("-V").output().is_err() {
        println!("skipped graphviz_takes_the_pictures_without_a_word: no `dot` here");
        return;
    }
    let part = "MATCH (a:Actor)-[r:SUPPORTS|OPPOSES]->(c:Claim) RETURN a, r, c LIMIT 12";
    for arguments in [&[][..], &["--query", part]] {
        let (code, dot, err) = run(standpoint().args(["export", "--to", "dot"]).arg(&graph).args(arguments));
        assert_eq!((code, err.as_str()), (0, ""));
        let mut graphviz = Command::new("dot")
            .arg("-Tsvg")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = graphviz.stdin.take().unwrap();
        std::thread::spawn(move || std::io::Write::write_all(&mut input, dot.as_bytes()));
        let drawn = graphviz.wait_with_output().unwrap();
        assert!(drawn.status.success());
        assert_eq!(String::from_utf8_lossy(&drawn.stderr), "");
        assert!(String::from_utf8_lossy(&drawn.stdout).contains("</svg>"));
    }
}

#[test]
fn exports_go_to_files_whole() {
    let folder = tempfile::tempdir().unwrap();
    let graph = bundled("graphs/elmouth-barrier.ron");
    for target in ["dot", "graphml", "html", "json", "cypher"] {
        let file = folder.path().join(target);
        let (code, _, err) = run(standpoint().args(["export", "--to", target, "-o"]).arg(&file).arg(&graph));
        assert_eq!(code, 0, "{err}");
        assert!(fs::read_to_string(&file).unwrap().contains("Ingrid Hale"), "{target}");
    }
    let (code, ..) =
        run(standpoint().args(["export", "--to", "csv", "-o"]).arg(folder.path().join("g.csv")).arg(&graph));
    assert_eq!(code, 0);
    assert!(folder.path().join("g-nodes.csv").exists() && folder.path().join("g-relationships.csv").exists());
    let (code, _, err) = run(standpoint().args(["export", "--to", "dot", "--query", "RETURN 1"]).arg(&graph));
    assert_eq!(code, 1);
    assert!(err.contains("nothing to export"), "{err}");
}
