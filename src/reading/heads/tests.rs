use super::*;
use crate::language::analyse;
use serde_json::Value;

/// What the reference decoders (`training/vectors.py`) made of some texts, with the model that they are of.
static VECTORS: &str = include_str!("vectors.json");
static MANIFEST: &str = include_str!("../../language/english/manifest.ron");

/// How far probabilities may be off: processors differ in the last bits of the encoder's numbers.
const NEAR: f64 = 0.05;

#[test]
fn the_embedded_model_has_reading_heads() {
    assert!(Heads::embedded().is_some());
}

#[test]
fn the_decoders_agree_with_the_reference() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    if !MANIFEST.contains(vectors["model"].as_str().unwrap()) {
        println!("skipped the_decoders_agree_with_the_reference: the vectors are of another model");
        return;
    }
    let heads = Heads::embedded().unwrap();
    for vector in vectors["texts"].as_array().unwrap() {
        let text = vector["text"].as_str().unwrap();
        let analysis = analyse(text);
        let words: Vec<&str> = analysis.tokens.iter().map(|t| t.span.of(text)).collect();
        let expected: Vec<&str> =
            vector["words"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
        assert_eq!(words, expected);
        let context = Context::new(text, &analysis);
        for (domain, name) in [(Domain::Reading, "reading"), (Domain::Statement, "statement")] {
            let decoded = &vector["decoded"][name];
            let (found, tagged) = heads.attributions(&analysis.outputs, &context, domain);
            assert_eq!(spans(&tagged, words.len()), spans_of(&decoded["tags"]), "{name} tags of {text}");
            // Whole documents are read by pointers; the vectors tell what the links make of them.
            if domain == Domain::Reading {
                let all = decoded["attributions"].as_array().unwrap();
                assert_eq!(found.len(), all.len(), "{text}");
                for (found, expected) in found.iter().zip(all) {
                    same(heads, &analysis.outputs, found, expected);
                }
            }
        }
        let pair = &vector["decoded"]["pair"];
        let range = |side: &str| {
            let words: Vec<usize> = serde_json::from_value(pair[side].clone()).unwrap();
            words[0]..words[words.len() - 1] + 1
        };
        let scores = heads.pairs.score(&analysis.outputs, &range("p"), &range("q")).unwrap();
        let raw: Vec<f64> = serde_json::from_value(pair["scores"].clone()).unwrap();
        let biased: Vec<f64> = raw.iter().zip(heads.pairs.bias()).map(|(s, b)| s + f64::from(*b)).collect();
        near(&scores, &softmax(&biased));
    }
}

fn same(heads: &Heads, outputs: &Outputs, found: &Attribution, expected: &Value) {
    let range = |v: &Value| {
        let ends: Option<[usize; 2]> = serde_json::from_value(v.clone()).unwrap();
        ends.map(|[a, b]| a..b)
    };
    assert_eq!(found.source, range(&expected["source"]));
    assert_eq!(Some(found.cue.clone()), range(&expected["cue"]));
    let contents: Vec<_> = expected["contents"].as_array().unwrap().iter().filter_map(range).collect();
    assert_eq!(found.contents, contents);
    let scores: Vec<f64> = serde_json::from_value(expected["relation_scores"].clone()).unwrap();
    near(&found.relations, &softmax(&scores));
    assert!((f64::from(found.link_sure[0]) - expected["p_source"].as_f64().unwrap()).abs() < NEAR);
    if found.relation() != Relation::Says {
        let target =
            heads.stance.target(outputs, found.cue.clone(), &found.contents, found.relation()).unwrap();
        let words: Vec<usize> = target.into_iter().flatten().collect();
        assert_eq!(words, serde_json::from_value::<Vec<usize>>(expected["target"].clone()).unwrap());
    }
}

fn near(found: &[f32], expected: &[f64]) {
    for (x, y) in found.iter().zip(expected) {
        assert!((f64::from(*x) - y).abs() < NEAR, "{found:?} {expected:?}");
    }
}

fn softmax(scores: &[f64]) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|s| (s - top).exp()).sum();
    scores.iter().map(|s| (s - top).exp() / sum).collect()
}

/// The role of every word, and whether a span begins there.
fn spans(tagged: &Tagged, words: usize) -> Vec<Option<(Role, bool)>> {
    let mut out = vec![None; words];
    for (role, span) in &tagged.spans {
        for at in span.clone() {
            out[at] = Some((*role, at == span.start));
        }
    }
    out
}

fn spans_of(tags: &Value) -> Vec<Option<(Role, bool)>> {
    let role = |name: &str| match name {
        "source" | "actor" => Role::Source,
        "cue" => Role::Cue,
        _ => Role::Content,
    };
    let tags = tags.as_array().unwrap().iter().map(|t| t.as_str().unwrap());
    tags.map(|t| t.split_once('-').map(|(place, name)| (role(name), place == "B"))).collect()
}
