//! What the README shows is what the program does. `UPDATE_README=1 cargo test readme` writes anew what it prints.

use super::{bundled, run, standpoint};
use std::path::Path;
use std::process::Command;

/// The blocks of one language, each with its place in the text.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<(usize, &'t str)> {
    let open = format!("```{language}\n");
    text.match_indices(&open)
        .map(|(at, _)| {
            let start = at + open.len();
            let length = text[start..].find("```").expect("the block is closed");
            (start, &text[start..start + length])
        })
        .collect()
}

/// Runs a line of the shell in the repository, where `standpoint` is the program; gives exit code, output and errors.
fn shell(line: &str) -> (i32, String, String) {
    let program = assert_cmd::cargo::cargo_bin("standpoint");
    let folder = program.parent().expect("a folder").display().to_string();
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(bundled("")).env("NO_COLOR", "1");
    command.env("PATH", format!("{folder}:{}", std::env::var("PATH").unwrap_or_default()));
    let output = command.output().expect("there is a shell");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
#[cfg(unix)]
fn the_sessions_of_the_readme_print_what_they_show() {
    let path = bundled("README.md");
    let mut readme = std::fs::read_to_string(&path).unwrap();
    let sessions: Vec<String> =
        blocks(&readme, "console").into_iter().map(|(_, block)| block.to_owned()).collect();
    assert!(!sessions.is_empty());
    for session in sessions {
        let printed: Vec<String> = session
            .lines()
            .filter_map(|line| line.strip_prefix("$ "))
            .map(|line| {
                let (code, out, err) = shell(line);
                assert_eq!((code, err.as_str()), (0, ""), "{line}");
                format!("$ {line}\n{out}")
            })
            .collect();
        let printed = printed.join("\n");
        if std::env::var_os("UPDATE_README").is_some() {
            readme = readme.replace(&session, &printed);
            std::fs::write(&path, &readme).unwrap();
        } else {
            assert_eq!(printed, session, "UPDATE_README=1 cargo test readme writes it anew");
        }
    }
}

#[test]
#[cfg(unix)]
fn the_commands_of_the_readme_run() {
    let readme = std::fs::read_to_string(bundled("README.md")).unwrap();
    let lines = blocks(&readme, "sh").into_iter().flat_map(|(_, block)| block.lines());
    let mut ran = 0;
    for line in lines.filter(|line| line.starts_with("standpoint ")) {
        // What is piped on is for a program that need not be here.
        let own = line.split(" | dot ").next().unwrap_or(line);
        let (code, out, err) = shell(own);
        assert_eq!((code, err.as_str(), out.is_empty()), (0, "", false), "{line}");
        ran += 1;
    }
    assert!(ran > 1);
}

#[test]
fn the_queries_of_the_readme_run() {
    let readme = std::fs::read_to_string(bundled("README.md")).unwrap();
    for (_, block) in blocks(&readme, "cypher") {
        let mut command = standpoint();
        command.arg("run").arg(bundled("graphs/elmouth-barrier.ron")).arg("-").write_stdin(block);
        let (code, _, err) = run(&mut command);
        assert_eq!((code, err.as_str()), (0, ""), "{block}");
    }
}

#[test]
fn the_commands_that_the_readme_lists_are_those_of_the_program() {
    let readme = std::fs::read_to_string(bundled("README.md")).unwrap();
    let (_, list) = blocks(&readme, "text")[0];
    for line in list.lines() {
        let name = line.split_whitespace().nth(1).expect("`standpoint COMMAND`");
        let (code, help, _) = run(standpoint().args([name, "--help"]));
        assert!(code == 0 && help.contains("Usage:"), "{name}");
    }
    for (_, link) in readme
        .match_indices("](")
        .filter_map(|(at, _)| readme[at + 2..].split_once(')').map(|(link, _)| (at, link)))
    {
        assert!(link.starts_with("http") || Path::new(&bundled(link)).exists(), "{link}");
    }
}
