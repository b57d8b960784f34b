//! `ask`, `run`, `repl` with piped input, and questions over `serve`.

use super::{bundled, run, standpoint};
use crate::support::debate;
use std::path::PathBuf;

#[test]
fn a_question_is_answered_and_shows_its_query() {
    let (_folder, graph) = debate::folder();
    let (code, out, err) =
        run(standpoint().arg("ask").arg(&graph).args(["Does Kyiv support a ceasefire?", "--show-query"]));
    assert_eq!((code, err.as_str()), (0, ""));
    insta::assert_snapshot!(out);
}

#[test]
fn the_query_of_a_question_run_by_itself_gives_the_same_rows() {
    let (_folder, graph) = debate::folder();
    let (_, query, _) =
        run(standpoint().arg("ask").arg(&graph).args(["Who supports sanctions?", "--explain"]));
    let (_, asked, _) =
        run(standpoint().arg("ask").arg(&graph).args(["Who supports sanctions?", "--format", "jsonl"]));
    let (_, queried, _) =
        run(standpoint().arg("query").arg(&graph).args([query.trim(), "--format", "jsonl"]));
    assert_eq!(asked, queried);
    assert_eq!(asked.lines().count(), 3);
}

#[test]
fn a_question_that_cannot_be_answered_fails_with_what_comes_close() {
    let (_folder, graph) = debate::folder();
    let (code, out, err) = run(standpoint().arg("ask").arg(&graph).arg("What does Johnson support?"));
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("fits 2 names") && err.contains("Ron Johnson"), "{err}");
}

#[test]
fn a_script_takes_parameters_and_tells_where_it_failed() {
    let (folder, graph) = debate::folder();
    let script = folder.path().join("s.cypher");
    std::fs::write(&script, ":param who => 'Moscow'\n:echo opposed\nMATCH (a:Actor {name: $who})-[:OPPOSES]->(c)\nRETURN coalesce(c.text, c.name) AS what;\nRETRUN 1;\nWho is quoted most?\n").unwrap();
    let (code, out, err) =
        run(standpoint().arg("run").arg(&graph).arg(&script).args(["-p", "who=Warsaw", "--format", "csv"]));
    assert_eq!((code, out.as_str()), (1, "opposed\nwhat\nthe pipeline\n"));
    assert!(err.contains("s.cypher:5:1") && err.contains('^'), "{err}");
    let (code, out, _) =
        run(standpoint().arg("run").arg(&graph).arg(&script).args(["--format", "csv", "--keep-going"]));
    assert_eq!(code, 1);
    assert!(out.contains("NATO\n") && out.contains("Berlin,government,"), "{out}");
}

#[test]
fn every_saved_script_runs_on_the_bundled_graph() {
    let mut command = standpoint();
    command.arg("run").arg(bundled("graphs/elmouth-barrier.ron"));
    let mut scripts: Vec<PathBuf> =
        std::fs::read_dir(bundled("queries")).unwrap().map(|entry| entry.unwrap().path()).collect();
    scripts.sort();
    let (code, out, err) = run(command.args(scripts));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(!out.contains("no rows"), "{out}");
}

#[test]
fn what_is_piped_in_is_run_to_its_end_and_the_exit_code_tells() {
    let (_folder, graph) = debate::folder();
    let piped = ":set format csv\nWho opposes NATO?\nMATCH (a) RETRUN a;\nTop 1 actors\n";
    let (code, out, err) = run(standpoint().arg("repl").arg(&graph).write_stdin(piped));
    assert_eq!(code, 1);
    assert!(
        out.starts_with(
            "actor,claim,date,sentence,document,start,end,confidence\nMoscow,NATO,2024-01-10,Moscow opposes NATO.,ukraine-peace-talks,600,"
        ),
        "{out}"
    );
    assert!(out.contains("Berlin,government,4,3\n"), "{out}");
    assert!(err.contains("RETURN"), "{err}");
}

/// Sends the program Ctrl-C once it has printed a line; gives its exit code and standard error.
#[cfg(unix)]
fn interrupted(arguments: &[&str], script: &str) -> (Option<i32>, String) {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("standpoint"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    (child.wait().unwrap().code(), err)
}

#[test]
#[cfg(unix)]
fn ctrl_c_stops_a_script_with_exit_code_130() {
    let (_folder, graph) = debate::folder();
    let script = ":echo ready\nUNWIND range(1, 999999) AS a UNWIND range(1, 99999) AS b WITH a, b WHERE a = -b RETURN 0;\n:echo never\n";
    let graph = graph.to_str().unwrap();
    for arguments in [["run", graph, "-", "--keep-going"].as_slice(), &["repl", graph]] {
        let (code, err) = interrupted(arguments, script);
        assert_eq!(code, Some(130), "{err}");
        assert!(err.ends_with("error: stopped by Ctrl-C\n"), "{err}");
    }
}

#[test]
fn what_is_endless_is_refused_and_the_session_goes_on() {
    let (_folder, graph) = debate::folder();
    let endless = "x".repeat(20 << 20);
    let piped = format!("{endless}\nRETURN {endless};\nTop 1 actors\n");
    let (code, out, err) = run(standpoint().arg("repl").arg(&graph).write_stdin(piped));
    assert_eq!(code, 1);
    assert!(out.contains("Berlin") && err.contains("the longest may have"), "{out}{err}");
    assert!(err.len() < 2_000);
    let piped = format!("{endless}\n{{\"op\":\"ask\",\"question\":\"Top 1 actors\"}}\n");
    let (code, out, _) = run(standpoint().args(["serve", "--stdio"]).arg(&graph).write_stdin(piped));
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(code, 0);
    assert!(lines[0]["error"]["message"].as_str().unwrap().contains("the longest may have"), "{out}");
    assert_eq!(lines[1]["rows"][0][0], "Berlin");
}

#[test]
fn serve_answers_questions() {
    let (_folder, graph) = debate::folder();
    let piped = "{\"op\":\"ask\",\"question\":\"Who opposes the pipeline?\"}\n{\"op\":\"statement\",\"text\":\":why 1\"}\n{\"op\":\"ask\",\"question\":\"Who opposes windmills?\"}\n";
    let (code, out, _) = run(standpoint().args(["serve", "--stdio"]).arg(&graph).write_stdin(piped));
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(code, 0);
    assert_eq!(lines[0]["rows"][1][0], "Warsaw");
    assert!(lines[1]["text"].as_str().unwrap().contains("Berlin [opposes] _the pipeline_."), "{out}");
    assert_eq!(lines[2]["error"]["type"], "Refuse");
}
