//! Analyses: sound for any text, sensible for plain ones, the same on any number of threads.

use assert_cmd::cargo::cargo_bin_cmd;
use proptest::prelude::*;
use standpoint::language::{Analysis, analyse, conllu, evaluation::Figures, structure::Structure};

/// Texts out of what texts are made of: words, marks, breaks, and characters of any kind.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => prop::sample::select(vec![
            "the", "Minister", "said", "Kyiv's", "don't", "cannot", "U.S.", "Mr.", "non-profit", "1,000", "$5bn",
            "5km", "9/11", "e.g.", "http://a.org/b?c=d.", "x@y.org", "#now", "'em", "''", "``", "end.Next", "J.",
        ]).prop_map(str::to_string),
        3 => prop::sample::select(vec![
            ".", ",", "?", "!", "...", "…", "\"", "“", "”", "‘", "’", "'", "«", "»", "(", ")", "—", "-", "--", ":",
        ]).prop_map(str::to_string),
        4 => prop::sample::select(vec![" ", "\n", "\n\n", "\r\n", "\t", "\u{a0}", "\u{2028}"]).prop_map(str::to_string),
        1 => any::<char>().prop_map(String::from),
        1 => prop::sample::select(vec!["👩‍👩‍👧", "é", "e\u{301}", "中文", "\u{200d}", "\u{feff}", "\0", "ẞ", "İ"])
            .prop_map(str::to_string),
    ];
    prop::collection::vec(pieces, 0..60).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_a_sound_structure(text in texts()) {
        prop_assert_eq!(Structure::of(&text).check(&text), Ok(()));
    }

    #[test]
    fn any_characters_have_a_sound_structure(text in any::<String>()) {
        prop_assert_eq!(Structure::of(&text).check(&text), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_a_sound_analysis(text in texts()) {
        let analysis = analyse(&text);
        prop_assert_eq!(analysis.check(&text), Ok(()));
        // What we write as CoNLL-U reads back as the same words, sentences and trees.
        if !analysis.tokens.is_empty() {
            let documents = conllu::read(&conllu::write(&text, &analysis, "x")).unwrap();
            prop_assert_eq!(documents.len(), 1);
            prop_assert_eq!(documents[0].words.len(), analysis.tokens.len());
            prop_assert_eq!(documents[0].sentences.len(), analysis.sentences.len());
            for (word, token) in documents[0].words.iter().zip(&analysis.tokens) {
                prop_assert_eq!(word.head, token.head);
            }
        }
    }
}

#[test]
fn the_extremes_are_sound() {
    let long_word = "x".repeat(5000);
    let no_marks = "word ".repeat(600);
    let marks = "\"'“".repeat(100);
    for text in ["", " \n ", "\u{feff}", ".", "I", &long_word, &no_marks, &marks] {
        let analysis = analyse(text);
        assert_eq!(analysis.check(text), Ok(()), "{text:.20}");
    }
}

#[test]
fn a_plain_sentence_is_parsed() {
    let text = "The minister warned that pauses help nobody. She rejects them.";
    let analysis = analyse(text);
    assert_eq!(analysis.sentences.len(), 2);
    let root = analysis.tokens.iter().find(|t| t.head.is_none()).unwrap();
    assert_eq!((root.span.of(text), root.lemma.as_str(), root.upos), ("warned", "warn", "VERB"));
    let minister = &analysis.tokens[1];
    assert_eq!((minister.upos, minister.deprel, minister.head), ("NOUN", "nsubj", Some(2)));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    use rayon::prelude::*;
    let texts: Vec<String> =
        (0..6).map(|i| format!("Minister {i} said that talks failed. He left.\n\n").repeat(i + 1)).collect();
    let print = |a: Analysis, t: &String| conllu::write(t, &a, "x");
    let alone: Vec<String> = texts.iter().map(|t| print(analyse(t), t)).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let together: Vec<String> = pool.install(|| texts.par_iter().map(|t| print(analyse(t), t)).collect());
    assert_eq!(alone, together);
}

#[test]
fn an_analysis_agrees_wholly_with_itself() {
    let text = "Kyiv's officials don't agree. They said so.";
    let analysis = analyse(text);
    let documents = conllu::read(&conllu::write(text, &analysis, "x")).unwrap();
    let figures = Figures::of(&documents[0], &analyse(&documents[0].text));
    for (name, value) in figures.measures() {
        assert!(
            (value - 100.0).abs() < 1e-9 || (name.starts_with("coref") && value == 0.0),
            "{name} is {value}"
        );
    }
}

#[test]
fn evaluate_language_prints_the_measures() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.conllu");
    std::fs::write(&file, "# newdoc id = x\n1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_\n\n").unwrap();
    let output = cargo_bin_cmd!("standpoint")
        .args(["evaluate", "language", "--gold-tokens", "--format", "json"])
        .arg(&file)
        .output()
        .unwrap();
    let figures: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(figures["all"]["words_f1"], 100.0);
    assert_eq!(figures["all"]["uas"], 100.0);
    let names: Vec<&String> = figures["all"].as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 7);
    std::fs::write(&file, "1\tYes\n").unwrap();
    cargo_bin_cmd!("standpoint")
        .args(["evaluate", "language"])
        .arg(&file)
        .assert()
        .failure()
        .stderr(predicates::str::contains("line 1: 2 columns"));
}
