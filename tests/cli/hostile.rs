//! Whatever is fed to it, the program says what is wrong and ends with the exit code that its help promises.

use super::{ARTICLE, bundled, run, standpoint};
use std::fs;
use std::path::Path;

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01";

/// Runs `read` on a path; standard error has the name of its folder taken out.
fn read(path: &Path, folder: &Path) -> (i32, String, String) {
    let (code, out, err) = run(standpoint().args(["read", "--format", "jsonl"]).arg(path));
    (
        code,
        out,
        err.replace(&format!("{}/", folder.display()), "").replace(&folder.display().to_string(), "FOLDER"),
    )
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_nothing_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let cases = [
        (file("empty.txt", b""), "empty.txt: there is no text in it"),
        (file("blank.md", b"---\ntitle: x\n---\n\n"), "blank.md: there is no text in it"),
        (file("picture.txt", PNG), "picture.txt: not text (a PNG picture)"),
        (file("zeros.txt", &[0; 100]), "zeros.txt: not text (binary data)"),
        (file("broken.jsonl", b"{\"text\": \n"), "broken.jsonl:1: not valid JSON: EOF while parsing a value"),
        (file("other.csv", b"a,b\n1,2\n"), "other.csv:1: no field with the text; the fields are a, b"),
        (file("bad.md", b"---\ntitle: [\n---\nText.\n"), "bad.md:"),
        (folder.path().join("none.txt"), "none.txt: no such file or folder"),
    ];
    for (path, says) in cases {
        let (code, out, err) = read(&path, folder.path());
        assert_eq!((code, out.as_str()), (1, ""), "{says}");
        assert!(err.contains(says), "{err}");
        assert!(err.contains("error: not a single document could be read"), "{err}");
    }
}

#[test]
fn the_rest_goes_on_with_exit_code_3() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), ARTICLE).unwrap();
    fs::write(folder.path().join("b.png"), PNG).unwrap();
    fs::write(
        folder.path().join("c.jsonl"),
        format!("{{nonsense\n{}\n", serde_json::json!({"text": ARTICLE})),
    )
    .unwrap();
    let (code, out, err) = read(folder.path(), folder.path());
    assert_eq!(code, 3, "{err}");
    assert!(out.contains(r#""document":"a""#) && out.contains(r#""document":"c#2""#), "{out}");
    assert!(err.contains("warning: skipped b.png: not text (a PNG picture)"), "{err}");
    assert!(err.contains("warning: skipped c.jsonl:1: not valid JSON"), "{err}");
}

#[test]
fn invalid_utf8_is_decoded_or_replaced_never_fatal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    let text = ARTICLE.replace("Ruth", "Émilie “Rúth” Ö–à–é–ü");
    let broken = [text.as_bytes(), b" End \xFF\xFE."].concat();
    fs::write(&path, broken).unwrap();
    let (code, out, err) = read(&path, folder.path());
    assert_eq!(code, 0, "a remark is no loss: {err}");
    assert!(!out.is_empty() && err.contains("not UTF-8"), "{err}");
}

#[test]
fn folders_without_documents_and_bad_patterns() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = read(folder.path(), folder.path());
    assert_eq!(code, 1);
    assert!(err.contains("FOLDER: no documents in this folder"), "{err}");
    let (code, _, err) = run(standpoint().args(["read", "--include", "["]).arg(folder.path()));
    assert_eq!(code, 2);
    assert!(err.contains("not a file pattern"), "{err}");
}

#[test]
fn ten_megabytes_on_one_line_are_refused_or_read_in_good_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.txt");
    fs::write(&path, "word ".repeat(2_000_000)).unwrap();
    let (code, _, err) = read(&path, folder.path());
    assert_eq!(code, 1);
    assert!(err.contains("long.txt: too long: 9.5 MiB in one document, the limit is 4.0 MiB"), "{err}");
    assert!(err.contains("split it, or raise --max-size"), "{err}");
}

#[test]
fn a_page_nested_without_end_and_a_word_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let nested = folder.path().join("a.html");
    fs::write(&nested, format!("<!doctype html>{}deep", "<div><b>".repeat(50_000))).unwrap();
    assert_eq!(read(&nested, folder.path()).0, 1);
    let word = folder.path().join("b.txt");
    fs::write(&word, "x".repeat(300_000)).unwrap();
    assert_eq!(read(&word, folder.path()).0, 0);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.txt");
    fs::write(&path, ARTICLE).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&path).is_ok() {
        println!("skipped an_unreadable_file_is_named: this user may read every file");
        return;
    }
    let (code, _, err) = read(&path, folder.path());
    assert_eq!(code, 1);
    assert!(err.contains("secret.txt: cannot be read"), "{err}");
}

#[test]
fn a_link_to_its_own_folder_does_not_turn_the_walk_round() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), ARTICLE).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    let (code, out, _) = read(folder.path(), folder.path());
    assert!(code == 0 || code == 3);
    assert!(out.contains(r#""document":"a""#));
}

#[test]
fn a_damaged_graph_file_is_named_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let whole = fs::read_to_string(bundled("graphs/elmouth-barrier.ron")).unwrap();
    let cut = folder.path().join("cut.ron");
    fs::write(&cut, &whole[..whole.floor_char_boundary(whole.len() / 2)]).unwrap();
    let (code, out, err) = run(standpoint().arg("show").arg(&cut));
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("cut.ron:"), "{err}");
    for (name, bytes) in [("png.ron", PNG), ("empty.ron", b"" as &[u8]), ("text.ron", ARTICLE.as_bytes())] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let (code, _, err) = run(standpoint().arg("show").arg(&path));
        assert_eq!(code, 1, "{name}");
        assert!(err.contains(name), "{err}");
    }
    let (code, _, err) = run(standpoint().arg("show").arg(folder.path().join("none.ron")));
    assert_eq!(code, 1);
    assert!(err.contains("none.ron"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_the_old_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let article = folder.path().join("a.txt");
    fs::write(&article, ARTICLE).unwrap();
    // A device that is always full.
    let (code, _, err) = run(standpoint().arg("build").arg(&article).args(["-o", "/dev/full"]));
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("/dev/full") && err.contains("the disk is full"), "{err}");
    assert!(fs::metadata("/dev/full").is_ok_and(|what| !what.is_file()), "the device is still one");
    // A small file system of its own, where the system lets us have one.
    let mount = folder.path().join("small");
    fs::create_dir(&mount).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=16k tmpfs '{0}' && echo old > '{0}/g.ron' && head -c 8k /dev/zero > '{0}/fill'; \
         '{1}' build '{2}' -o '{0}/g.ron'; echo code=$?; cat '{0}/g.ron' | head -c 20; ls -A '{0}'",
        mount.display(),
        assert_cmd::cargo::cargo_bin("standpoint").display(),
        bundled("graphs/elmouth-barrier").display(),
    );
    let ran = std::process::Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
        .output();
    let Ok(ran) = ran else {
        println!("skipped a small tmpfs in a_full_disk_is_told_and_the_old_file_stays: no unshare");
        return;
    };
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    if !out.contains("code=") || err.contains("mount:") || err.contains("unshare:") {
        println!("skipped a small tmpfs in a_full_disk_is_told_and_the_old_file_stays: {err}");
        return;
    }
    assert!(out.contains("code=1\nold\n"), "{out}{err}");
    assert!(err.contains("the disk is full"), "{err}");
    assert!(!out.contains(".standpoint"), "no temporary file stays: {out}");
}

#[test]
fn arguments_that_make_no_sense_have_exit_code_2() {
    for arguments in
        [&["fly"][..], &["read"], &["query", "x.ron"], &["build", "a.txt"], &["show", "a", "--top", "many"]]
    {
        assert_eq!(run(standpoint().args(arguments)).0, 2, "{arguments:?}");
    }
}

#[test]
fn every_command_has_help_and_the_exit_codes_are_told() {
    let (code, help, _) = run(standpoint().arg("--help"));
    assert_eq!(code, 0);
    assert!(help.contains("3  done, but some documents could not be read"), "{help}");
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names: Vec<&str> =
        commands.map_while(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    assert!(names.len() > 6, "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        let (code, help, _) = run(standpoint().args([name, "--help"]));
        assert_eq!(code, 0);
        assert!(help.contains("Examples:"), "standpoint {name} --help has no examples");
    }
}
