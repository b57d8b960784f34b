//! What reading costs from text to statements: words a second, on one thread and on all.
//! `cargo bench --bench reading`

use divan::Bencher;
use divan::counter::ItemsCount;
use rayon::prelude::*;
use standpoint::document::Document;
use standpoint::language::{analyse, structure::Structure};
use standpoint::lexicon::Lexicon;
use standpoint::reading::read;

/// The bundled debate, one document an article.
fn documents() -> Vec<Document> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/graphs/elmouth-barrier");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the bundled debate").map(|e| e.expect("a file").path()).collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| Document {
            id: path.display().to_string(),
            text: std::fs::read_to_string(&path).expect("an article"),
            ..Document::default()
        })
        .collect()
}

fn words(documents: &[Document]) -> usize {
    documents.iter().map(|d| Structure::of(&d.text).words.len()).sum()
}

/// Text to statements, everything included, one thread.
#[divan::bench(min_time = 5)]
fn one_thread(bencher: Bencher) {
    let (documents, lexicon) = (documents(), Lexicon::builtin());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    bencher.counter(ItemsCount::new(words(&documents))).bench_local(|| {
        pool.install(|| documents.iter().map(|d| read(d, &analyse(&d.text), &lexicon).len()).sum::<usize>())
    });
}

/// The same on all cores, a document a task.
#[divan::bench(min_time = 5)]
fn all_threads(bencher: Bencher) {
    let (documents, lexicon) = (documents(), Lexicon::builtin());
    bencher.counter(ItemsCount::new(words(&documents))).bench_local(|| {
        documents.par_iter().map(|d| read(d, &analyse(&d.text), &lexicon).len()).sum::<usize>()
    });
}

/// From the analysis to statements alone.
#[divan::bench]
fn statements(bencher: Bencher) {
    let (documents, lexicon) = (documents(), Lexicon::builtin());
    let analyses: Vec<_> = documents.iter().map(|d| analyse(&d.text)).collect();
    bencher.counter(ItemsCount::new(words(&documents))).bench_local(|| {
        documents.iter().zip(&analyses).map(|(d, a)| read(d, a, &lexicon).len()).sum::<usize>()
    });
}

/// Loading the lexicon.
#[divan::bench]
fn lexicon() -> Lexicon {
    Lexicon::builtin()
}

fn main() {
    divan::main();
}
