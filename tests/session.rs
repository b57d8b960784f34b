//! The session behind the prompt: statements in, replies out, without a terminal.

use crate::support::debate;
use serde::Deserialize;
use standpoint::ask::{Names, Outcome, understand};
use standpoint::graph::Value;
use standpoint::repl::{Answer, Failed, Reply, Session, corrections, lines, script};
use std::fmt::Write as _;
use std::sync::Arc;

fn session() -> Session {
    let mut session = Session::new(debate::graph(), None);
    session.settings.timing = Some(false);
    session
}

/// What is printed for each statement, with the statement before it.
fn transcript(session: &mut Session, statements: &[&str]) -> String {
    let mut out = String::new();
    for statement in statements {
        writeln!(out, "> {statement}").unwrap();
        match session.run(statement) {
            Ok(reply) => out.push_str(&script::text(session, &reply)),
            Err(failed) => writeln!(out, "{}", failed.render(statement, 0, None)).unwrap(),
        }
        out.push('\n');
    }
    out
}

fn answer(session: &mut Session, statement: &str) -> Arc<Answer> {
    match session.run(statement) {
        Ok(Reply::Answer(answer)) => answer,
        Ok(other) => panic!("{statement}: {other:?}"),
        Err(failed) => panic!("{statement}: {}", failed.render(statement, 0, None)),
    }
}

fn refused(session: &mut Session, statement: &str) -> Failed {
    session.run(statement).expect_err(statement)
}

fn text(session: &mut Session, statement: &str) -> String {
    match session.run(statement) {
        Ok(reply) => script::text(session, &reply),
        Err(failed) => panic!("{statement}: {}", failed.render(statement, 0, None)),
    }
}

/// The first column, as text.
fn first(answer: &Answer) -> Vec<String> {
    answer.outcome.rows.iter().map(|row| row[0].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn questions_are_answered_with_their_evidence() {
    insta::assert_snapshot!(transcript(
        &mut session(),
        &[
            "Who opposes a ceasefire?",
            "Does Kyiv support a ceasefire?",
            "Does Greenpeace support the pipeline?",
            "Why is Warsaw against the pipeline?",
            "Who supports negotiations but opposes the pipeline?",
            "Who supports sanctions but not negotiations?",
            "Who changed position on the pipeline?",
            "Who sides with whom on sanctions?",
            "What are the sides on the pipeline?",
            "How is Angela Merkel connected to Moscow?",
            "Which topics are contested?",
            "Tell me about Kyiv",
            "Top 3 actors",
            "What does Kyiv warn about?",
            "Who supports sanctions since March 2024 in Reuters?",
        ]
    ));
}

/// Every phrasing of `questions.ron` and every example runs, and its query run by itself gives the same rows.
#[test]
fn the_query_of_a_question_gives_the_same_rows_by_itself() {
    #[derive(Deserialize)]
    struct Group {
        ask: Vec<String>,
        query: String,
    }
    let groups: Vec<Group> = ron::from_str(include_str!("questions.ron")).unwrap();
    let mut session = session();
    let mut empty = Vec::new();
    for group in &groups {
        let asked = answer(&mut session, &group.ask[0]);
        let queried = answer(&mut session, group.query.trim());
        assert_eq!(asked.outcome, queried.outcome, "{}", group.ask[0]);
        if asked.outcome.rows.is_empty() {
            empty.push(group.ask[0].clone());
        }
        assert!(
            asked.outcome.warnings.iter().all(|w| !w.message.contains("property")),
            "{:?}",
            asked.outcome.warnings
        );
    }
    insta::assert_snapshot!(empty.join("\n"));
    for form in standpoint::ask::forms() {
        for example in &form.examples {
            answer(&mut session, example);
        }
    }
}

#[test]
fn who_is_for_a_thing_is_so_in_a_claim_chiefly_about_it_and_mentions_are_for_the_asking() {
    let mut session = session();
    session.run("MATCH (a:Actor {name: 'Berlin'}) CREATE (a)-[:SUPPORTS {sentence: 'Yes.', document: 'x', start: 0, end: 4}]->(:Claim {text: 'a vote on sanctions', head: 'a vote'})").unwrap();
    let narrow = answer(&mut session, "Who supports sanctions?");
    assert_eq!(first(&narrow), ["Kyiv", "Warsaw", "Washington"]);
    assert_eq!(
        narrow.notes,
        ["One more row mentions it in passing: end the question with “even in passing” to see all."]
    );
    let wide = answer(&mut session, "Who supports sanctions, even in passing?");
    assert_eq!((first(&wide).len(), wide.notes.len()), (4, 0));
    // Where no claim is chiefly about it, mentions are better than nothing.
    let only = answer(&mut session, "Who supports oil?");
    assert_eq!((only.outcome.rows.len(), only.notes.len()), (3, 1));
    assert!(!only.query.contains("head"), "{}", only.query);
}

#[test]
fn and_or_but_not_speak_of_the_actor() {
    let mut session = session();
    let mut who = |question: &str| {
        let mut names = first(&answer(&mut session, question));
        names.dedup();
        names
    };
    assert_eq!(who("Who supports sanctions?"), ["Kyiv", "Warsaw", "Washington"]);
    assert_eq!(who("Who supports sanctions and negotiations?"), ["Washington"]);
    assert_eq!(who("Who supports sanctions or negotiations?"), ["Berlin", "Kyiv", "Warsaw", "Washington"]);
    assert_eq!(who("Who supports sanctions but not negotiations?"), ["Kyiv", "Warsaw"]);
    assert_eq!(who("Who supports sanctions except Kyiv?"), ["Warsaw", "Washington"]);
    assert_eq!(
        who("Who supports sanctions and NATO membership, or negotiations?"),
        ["Berlin", "Kyiv", "Washington"]
    );
}

#[test]
fn a_question_that_fits_several_names_is_asked_back_and_a_number_answers() {
    let mut session = session();
    let failed = refused(&mut session, "What does Johnson support?");
    assert_eq!(
        failed.help,
        ["1  What does \"Boris Johnson\" support?", "2  What does \"Ron Johnson\" support?"]
    );
    assert_eq!(first(&answer(&mut session, "1")), ["law and order"]);
    // The choice is gone once it is made: now a number is a question like any other.
    assert!(session.run("2").is_err());
}

#[test]
fn commands() {
    let mut session = session();
    session.history = vec!["Who opposes a ceasefire?".into(), ":help".into()];
    insta::assert_snapshot!(transcript(
        &mut session,
        &[
            ":help",
            ":hepl",
            ":help functoins",
            ":help why",
            ":schema",
            ":set",
            ":set formt json",
            ":set format json",
            "Who warns about the pipeline?",
            ":set format table",
            ":param topic => 'pipeline'",
            ":param",
            "MATCH (:Actor {name: 'Berlin'})-[r]->(c)-[:ABOUT]->(:Topic {name: $topic}) RETURN type(r) AS relation, c.text AS claim ORDER BY r.date",
            ":why 2",
            ":why 3",
            ":open 1",
            ":explain Who opposes NATO?",
            ":history",
            ":again",
            ":echo 'done'",
            "MATCH (a:Actor) RETRUN a",
            "MATCH (a:Akctor) RETURN a.name",
            ":dot 1",
            ":retract 1",
            ":why",
            ":quit",
        ]
    ));
}

#[test]
fn the_sentences_behind_a_row_are_found_whatever_the_row_holds() {
    let mut session = session();
    for (query, count) in [
        ("MATCH (:Actor {name: 'Kyiv'})-[r:OPPOSES]->() RETURN r", 1),
        ("MATCH (a:Actor {name: 'Kyiv'})-[r:SUPPORTS]->() RETURN a.name, collect(r) AS all", 3),
        ("MATCH p = (:Actor {name: 'Kyiv'})-[:OPPOSES]->() RETURN p", 1),
        ("MATCH (:Actor {name: 'Kyiv'})-[r:OPPOSES]->() RETURN r.document, r.start", 1),
        ("MATCH (:Actor {name: 'Kyiv'})-[r:OPPOSES]->() RETURN r.sentence", 1),
        ("MATCH (a:Actor {name: 'Berlin'})-[:OPPOSES]->(c) RETURN a.name, c.text", 2),
        ("MATCH (t:Topic {name: 'pipeline'}) RETURN t", 5),
        ("RETURN 1", 0),
    ] {
        answer(&mut session, query);
        assert_eq!(session.statements(1).unwrap().len(), count, "{query}");
    }
}

#[test]
fn a_script_stops_at_the_statement_that_fails_and_says_where() {
    let text = "// What is opposed.\n:param topic => 'ceasefire'\n:echo $topic: $5, $nobody\nMATCH (a)\nRETRUN a;\nWho opposes NATO?\n";
    let run = |keep_going: bool| {
        let mut session = session();
        let (mut out, mut complaints) = (String::new(), String::new());
        let failures = script::run(
            &mut session,
            text,
            Some("queries/test.cypher"),
            &script::Options { keep_going },
            &mut |session, reply| out.push_str(&script::text(session, reply)),
            &mut |failure| complaints.push_str(&failure),
        );
        (failures.failures, out, complaints)
    };
    let (failures, out, complaints) = run(false);
    assert_eq!((failures, out.as_str()), (1, "ceasefire: $5, $nobody\n"));
    assert!(complaints.contains("--> queries/test.cypher:5:1"), "{complaints}");
    let (failures, out, _) = run(true);
    assert_eq!(failures, 1);
    assert!(out.contains("Moscow"), "{out}");
}

#[test]
fn parameters_from_outside_win_over_those_of_the_script() {
    let mut session = session();
    script::set_parameter(&mut session, "topic=pipeline").unwrap();
    script::set_parameter(&mut session, "count=2").unwrap();
    session.run(":param topic => 'ceasefire'").unwrap();
    let answer = answer(&mut session, "RETURN $topic AS topic, $count + 1 AS count");
    assert_eq!(answer.outcome.rows, [[Value::from("pipeline"), Value::from(3)]]);
}

#[test]
fn corrections_are_kept_beside_the_graph_and_replayed() {
    let (_folder, path) = debate::folder();
    let mut session = Session::new(debate::graph(), Some(&path));
    session.run(":merge actors Kyiv \"Officials in Kyiv\"").unwrap();
    answer(&mut session, "MATCH (:Actor {name: 'Moscow'})-[r:OPPOSES]->(c) RETURN c.name, r");
    session.run(":retract 1").unwrap();
    answer(&mut session, "Who warns about the pipeline?");
    session.run(":relabel 1 opposes").unwrap();
    session.run("MATCH (a:Actor {name: 'Boris Johnson'}) SET a.role = 'former prime minister'").unwrap();
    let kept = std::fs::read_to_string(corrections::file(&path)).unwrap();
    insta::assert_snapshot!(kept);

    let mut again = debate::graph();
    let replayed = corrections::replay(&mut again, &path).unwrap();
    assert_eq!((replayed.applied, replayed.failed), (4, vec![]));
    let look = |graph: &mut standpoint::graph::Graph| {
        let query = "MATCH (a:Actor)-[r:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT]->(c) RETURN a.name, a.role, type(r), coalesce(c.text, c.name) AS claim ORDER BY a.name, type(r), claim";
        graph.query(query, &Default::default()).unwrap().rows
    };
    assert_eq!(look(&mut again), look(&mut session.graph));
    // What was taken back takes with it what nothing else needs.
    assert_eq!(look(&mut again).len(), 23);
    // A second replay finds nothing left to correct and changes nothing.
    let before = look(&mut again);
    let replayed = corrections::replay(&mut again, &path).unwrap();
    assert_eq!((replayed.idle.len(), replayed.failed), (2, vec![]));
    assert_eq!(look(&mut again), before);
}

#[test]
fn a_correction_of_a_row_with_several_statements_must_say_which() {
    let mut session = session();
    answer(&mut session, "MATCH (a:Actor {name: 'Kyiv'})-[r:SUPPORTS]->() RETURN collect(r)");
    let failed = refused(&mut session, ":retract 1");
    assert_eq!(failed.message, "row 1 rests on 3 statements");
    assert!(text(&mut session, ":retract 1.2").starts_with("1 statement is taken back."));
    // The result spoke of the graph as it was.
    assert_eq!(refused(&mut session, ":retract 1.2").message, "there is no result yet");
}

#[test]
fn graphs_and_scripts_are_found_by_name() {
    let (folder, path) = debate::folder();
    std::fs::write(folder.path().join("opposed.cypher"), "// Who opposes what.\n:param who => 'Moscow'\nMATCH (a:Actor {name: $who})-[:OPPOSES]->(c) RETURN c.name AS what;\n").unwrap();
    let mut session = session();
    session.graphs = folder.path().to_owned();
    session.queries = folder.path().to_owned();
    assert!(text(&mut session, ":graphs").contains("debate"));
    assert!(text(&mut session, ":cd debate").contains("15 actors"));
    assert_eq!(session.path(), Some(path.as_path()));
    assert!(text(&mut session, ":queries").contains("Who opposes what."));
    assert!(text(&mut session, ":queries opposed").contains("NATO"));
    assert!(text(&mut session, ":queries opposed who=Kyiv").contains("1 row"));
    assert!(refused(&mut session, ":queries oposed").help[0].contains("opposed"));
    let file = folder.path().join("out.csv");
    answer(&mut session, "List sources");
    text(&mut session, &format!(":export csv {}", file.display()));
    assert!(std::fs::read_to_string(file).unwrap().starts_with("source,documents,first,last\nReuters,2,"));
    let file = folder.path().join("out.dot");
    answer(&mut session, "Who opposes a ceasefire?");
    assert!(
        text(&mut session, &format!(":dot all {}", file.display())).starts_with("4 nodes, 2 relationships")
    );
}

#[test]
fn the_session_speaks_json_lines() {
    let mut session = session();
    let line = |session: &mut Session, question: &str| -> serde_json::Value {
        serde_json::from_str(&lines::ask(session, question)).unwrap()
    };
    let yes = line(&mut session, "Does Moscow support a ceasefire?");
    assert_eq!((yes["ok"].as_bool(), yes["headline"].as_str()), (Some(true), Some("Yes: 1 statement.")));
    assert_eq!(yes["rows"][0][0], "Moscow");
    assert!(yes["query"].as_str().unwrap().starts_with("MATCH"));
    let which = line(&mut session, "What does Johnson support?");
    assert_eq!(
        (which["error"]["type"].as_str(), which["error"]["choices"][1]["label"].as_str()),
        (Some("Clarify"), Some("Ron Johnson"))
    );
    let what = line(&mut session, "Who opposes sanktions?");
    assert!(what["ok"].as_bool() == Some(true) || what["error"]["suggestions"][0] == "sanction");
    let why: serde_json::Value = serde_json::from_str(&lines::statement(&mut session, ":why 1")).unwrap();
    assert!(why["ok"].as_bool().is_some());
}

#[test]
fn names_are_read_again_when_the_graph_changes() {
    let mut session = session();
    assert!(session.run("Who opposes windmills?").is_err());
    session.run("MATCH (a:Actor {name: 'Kyiv'}) CREATE (a)-[:OPPOSES {sentence: 'No.', document: 'x', start: 0, end: 3}]->(:Claim {text: 'windmills'})").unwrap();
    assert_eq!(first(&answer(&mut session, "Who opposes windmills?")), ["Kyiv"]);
    let names = Names::of(&session.graph);
    assert!(matches!(understand("Who opposes windmills?", &names), Outcome::Question(_)));
}
