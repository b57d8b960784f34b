//! What reading English costs: words a second for each stage and for the whole, on one core.
//! `cargo bench --bench language`

use divan::Bencher;
use divan::counter::ItemsCount;
use standpoint::language::{analyse, evaluation::Figures, model::Model, structure::Structure};

/// About two thousand words of plain news prose.
fn text() -> String {
    let article = "KYIV, Sept. 3 (Reuters) — Officials in Kyiv have repeatedly warned that premature pauses or \
        territorial concessions would only give the Kremlin time to rearm. \"We don't trade land for promises,\" said \
        Mykola Danylenko, an adviser to the president's office, who added that talks must restore the balance first.\n\n\
        European governments, which have spent more than $40bn on aid, are divided: the foreign ministers of France \
        and Poland rejected the plan on Monday, while their Hungarian colleague called it “the only realistic way \
        out”. According to two diplomats, a cease-fire is not on the table before winter.\n\n\
        Critics of the proposal say it ignores the displaced. Aid groups cannot reach a third of the villages along \
        the front, the U.N. said in its latest report, and few of those who fled believe they'll return soon.\n\n";
    article.repeat(12)
}

fn words(text: &str) -> usize {
    Structure::of(text).words.len()
}

/// Paragraphs, words, places of sentence ends, quotations.
#[divan::bench]
fn structure(bencher: Bencher) {
    let text = text();
    bencher.counter(ItemsCount::new(words(&text))).bench(|| Structure::of(&text));
}

/// All of it.
#[divan::bench(min_time = 5)]
fn whole(bencher: Bencher) {
    let text = text();
    bencher.counter(ItemsCount::new(words(&text))).bench(|| analyse(&text));
}

/// Many short texts: what each costs beside its words.
#[divan::bench(min_time = 2)]
fn headlines(bencher: Bencher) {
    let text = "Ministers reject the plan for a cease-fire before winter";
    bencher.counter(ItemsCount::new(words(text))).bench(|| analyse(text));
}

/// Decoding a sentence's tree from scores.
#[divan::bench(args = [10, 25, 60])]
fn tree(bencher: Bencher, length: usize) {
    let mut seed = 1u32;
    let scores: Vec<f32> = (0..length * (length + 1))
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            -((seed >> 8) as f32 / (1 << 24) as f32).ln()
        })
        .collect();
    bencher
        .counter(ItemsCount::new(length))
        .bench(|| standpoint::language::best_tree(divan::black_box(&scores), length));
}

/// Reading a treebank and comparing with it.
#[divan::bench]
fn compare(bencher: Bencher) {
    let text = text();
    let analysis = analyse(&text);
    let file = standpoint::language::conllu::write(&text, &analysis, "bench");
    bencher.counter(ItemsCount::new(analysis.tokens.len())).bench(|| {
        let documents = standpoint::language::conllu::read(&file).expect("what we write is CoNLL-U");
        Figures::of(&documents[0], &analysis)
    });
}

fn main() {
    let start = std::time::Instant::now();
    Model::embedded();
    println!("loading the model: {:.1?}", start.elapsed());
    divan::main();
}
