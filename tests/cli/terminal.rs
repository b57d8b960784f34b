//! A session at a real terminal, driven through tmux as a person would: completion, history, Ctrl-C, several lines.

use crate::support::debate;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// A terminal of its own, ended with the test.
struct Terminal {
    socket: String,
}

impl Terminal {
    /// Starts the prompt over the debate; `None` where there is no tmux.
    fn start(folder: &Path) -> Option<Self> {
        let graph = folder.join("debate.ron");
        debate::graph().save(&graph).unwrap();
        let terminal = Self { socket: folder.join("tmux").display().to_string() };
        let program = assert_cmd::cargo::cargo_bin("standpoint");
        let command = format!(
            "env TERM=screen-256color LC_ALL=C.UTF-8 XDG_STATE_HOME='{}' '{}' repl '{}'",
            folder.display(),
            program.display(),
            graph.display()
        );
        let started =
            terminal.tmux(&["-f", "/dev/null", "-u", "new-session", "-d", "-x", "110", "-y", "60", "sh"])?;
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        terminal.type_in(&command);
        terminal.key("Enter");
        terminal.wait_for("debate>");
        Some(terminal)
    }

    fn tmux(&self, arguments: &[&str]) -> Option<std::process::Output> {
        let mut command = Command::new("tmux");
        command.env_remove("TMUX").arg("-S").arg(&self.socket).args(arguments);
        command.output().ok()
    }

    fn type_in(&self, text: &str) {
        // A `;` at the end of an argument would end tmux's own command.
        let escaped = text.strip_suffix(';').map(|rest| format!("{rest}\\;"));
        self.tmux(&["send-keys", "-l", escaped.as_deref().unwrap_or(text)]).unwrap();
    }

    fn key(&self, key: &str) {
        self.tmux(&["send-keys", key]).unwrap();
    }

    fn enter(&self, line: &str) {
        self.type_in(line);
        self.key("Enter");
    }

    fn screen(&self) -> String {
        String::from_utf8_lossy(&self.tmux(&["capture-pane", "-p"]).unwrap().stdout).into_owned()
    }

    /// The screen, once it shows `text`. The limit is there so that a failure ends; nothing depends on the speed.
    fn wait_for(&self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if screen.contains(text) {
                return screen;
            }
            assert!(start.elapsed() < Duration::from_secs(120), "waited for {text:?} on\n{screen}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Presses a key again and again until the screen shows `text`.
    fn press_until(&self, key: &str, text: &str) {
        let start = Instant::now();
        while !self.screen().contains(text) {
            assert!(
                start.elapsed() < Duration::from_secs(120),
                "pressed {key} for {text:?} on\n{}",
                self.screen()
            );
            self.key(key);
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// Types several lines in one go, as a paste or a person who does not wait for the answers.
    fn type_ahead(&self, lines: &[&str]) {
        let mut arguments = Vec::new();
        for line in lines {
            // A `;` by itself ends a command of tmux; in a line it would have to be escaped.
            assert!(!line.ends_with(';'));
            arguments.extend(["send-keys", "-l", line, ";", "send-keys", "Enter", ";"]);
        }
        arguments.pop();
        self.tmux(&arguments).unwrap();
    }

    /// Waits until an empty prompt is the last line.
    fn wait_for_prompt(&self) {
        let start = Instant::now();
        while self.screen().trim_end().lines().last().map(str::trim) != Some("debate>") {
            assert!(start.elapsed() < Duration::from_secs(120), "no prompt on\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn clear(&self) {
        self.wait_for_prompt();
        self.key("C-l");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

#[test]
fn a_person_at_a_terminal() {
    if Command::new("tmux").arg("-V").output().is_err() {
        println!("skipped: a_person_at_a_terminal (there is no tmux)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let Some(terminal) = Terminal::start(folder.path()) else { return };

    // Completion: a command, a label, a name inside a question.
    terminal.type_in(":sch");
    terminal.key("Tab");
    terminal.key("Enter");
    terminal.wait_for("[:REPRESENTS]");
    terminal.clear();
    terminal.type_in("MATCH (a:Act");
    terminal.key("Tab");
    // A query of several lines ends with an empty one.
    terminal.enter(" {name: 'Kyiv'})-[:OPPOSES]->(c)");
    terminal.enter("RETURN c.text AS opposed_by_kyiv");
    terminal.key("Enter");
    let screen = terminal.wait_for("1 row");
    assert!(
        screen.contains("(a:Actor {name: 'Kyiv'})") && screen.contains("an immediate ceasefire"),
        "{screen}"
    );
    terminal.clear();
    // What is typed before the answer is there is not lost.
    terminal.type_ahead(&[
        ":set pager off",
        ":echo first",
        "Is nothing lost?",
        ":echo second",
        ":echo third",
    ]);
    let screen = terminal.wait_for("\nthird");
    assert!(screen.contains("\nfirst") && screen.contains("\nsecond"), "{screen}");
    terminal.clear();
    terminal.type_in("Why is Greenpeace warning about the pipe");
    terminal.key("Tab");
    terminal.key("Enter");
    terminal.wait_for("Greenpeace warns about leaks");
    terminal.wait_for_prompt();
    terminal.enter(":why 1");
    terminal.wait_for("confidence 0.90");
    terminal.clear();

    // Ctrl-C stops the running query, and drops a line; the session stays.
    terminal
        .enter("UNWIND range(1, 999999) AS a UNWIND range(1, 99999) AS b WITH a, b WHERE a = -b RETURN 0;");
    terminal.wait_for("RETURN 0;");
    // A key that comes before the query runs is the line editor's, and drops nothing but an empty line.
    terminal.press_until("C-c", "stopped");
    terminal.wait_for_prompt();
    terminal.type_in("this is not meant");
    terminal.wait_for("this is not meant");
    terminal.key("C-c");
    terminal.wait_for_prompt();
    terminal.enter("Who opposes NATO?");
    terminal.wait_for("Moscow");

    // History, from the key and from the disk.
    terminal.clear();
    terminal.key("Up");
    terminal.wait_for("> Who opposes NATO?");
    terminal.key("Enter");
    terminal.wait_for("Moscow");
    terminal.wait_for_prompt();
    terminal.key("C-d");
    // The history is written as the session ends.
    let (start, file) = (Instant::now(), folder.path().join("standpoint/history"));
    let kept = |history: &str| history.contains("Who opposes NATO?") && history.contains(":set pager off");
    while !std::fs::read_to_string(&file).is_ok_and(|history| kept(&history)) {
        assert!(start.elapsed() < Duration::from_secs(120), "no history in {}", file.display());
        std::thread::sleep(Duration::from_millis(100));
    }
}
