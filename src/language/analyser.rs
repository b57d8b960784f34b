//! One document through structure, encoder and decoders: a stream of windows, so that memory does not grow with what
//! trees need of the text.

use super::decode::likeness::Candidate;
use super::decode::tags::WordTags;
use super::matrix::{Matrix, Outputs};
use super::model::{Model, Window, WordInfo, shape, windows};
use super::structure::{Structure, sentences::Place};
use super::{Analysis, Mention, Paragraph, Sentence, Token};
use crate::text::Span;
use rten::RunOptions;
use std::ops::Range;

/// A sentence never has more words: what comes without a mark (tables, word lists) is cut.
const LONGEST_SENTENCE: usize = 250;

/// How sure a model must be of a break (log-odds) where the rules expect one and where they do not.
const ODDS_WHERE_LIKELY: f32 = -0.5;
const ODDS_WHERE_UNLIKELY: f32 = 0.5;

/// Analyses a text of known structure.
pub(super) fn analyse(model: &Model, text: &str, structure: Structure, options: &RunOptions) -> Analysis {
    let mut run = Run::new(model, text, &structure);
    let mut window = Window::default();
    for range in run.windows.clone() {
        run.fill(&mut window, &range);
        let rows = model
            .encoder
            .run(&mut window, model.labels().width(), options.clone())
            .unwrap_or_else(|error| panic!("the embedded model: {error}"));
        for row in rows.iter() {
            run.take(row);
        }
        run.finish_sentences();
    }
    run.finish(structure)
}

struct Run<'t> {
    model: &'t Model,
    text: &'t str,
    words: Vec<WordInfo<'t>>,
    spans: Vec<Span>,
    joined: Vec<bool>,
    places: Vec<Place>,
    pieces: Vec<i32>,
    windows: Vec<Range<usize>>,
    /// Where the pieces of the next window start.
    next_piece: usize,
    tags: Vec<WordTags>,
    /// The number of every word's lemma script.
    scripts: Vec<u16>,
    /// Rows that wait for the end of their sentence, from word `pending_from` on.
    pending: Matrix,
    pending_from: usize,
    outputs: Outputs,
    analysis: Analysis,
    /// Mentions in the order of their heads, with what coreference needs.
    mentions: Vec<Mention>,
    kinds: Vec<u16>,
    heads: Vec<f32>,
}

impl<'t> Run<'t> {
    fn new(model: &'t Model, text: &'t str, structure: &Structure) -> Self {
        let count = structure.words.len();
        let mut starts = vec![false; count];
        structure.paragraphs.iter().for_each(|(_, range)| starts[range.start] = true);
        let mut pieces = Vec::with_capacity(count * 5 / 4);
        let mut words = Vec::with_capacity(count);
        for (i, word) in structure.words.iter().enumerate() {
            let before = pieces.len();
            let form = word.span.of(text);
            model.pieces.of(form, &mut pieces);
            let space_before = i == 0 || text[..word.span.start].ends_with(char::is_whitespace);
            words.push(WordInfo {
                text: form,
                pieces: pieces.len() - before,
                space_before,
                starts_paragraph: starts[i],
            });
        }
        let others = &model.decoders.others;
        Self {
            model,
            text,
            windows: windows(&words),
            words,
            spans: structure.words.iter().map(|w| w.span).collect(),
            joined: structure.words.iter().map(|w| w.joined).collect(),
            places: structure.places.clone(),
            pieces,
            next_piece: 0,
            tags: Vec::with_capacity(count),
            scripts: Vec::with_capacity(count),
            pending: Matrix::new(model.decoders.sentence.len()),
            pending_from: 0,
            outputs: Outputs::new(others.iter().map(|(name, range)| (*name, range.len()))),
            analysis: Analysis { tokens: Vec::with_capacity(count), ..Analysis::default() },
            mentions: Vec::new(),
            kinds: Vec::new(),
            heads: Vec::new(),
        }
    }

    /// Puts the words of a window into the encoder's input.
    fn fill(&mut self, window: &mut Window, range: &Range<usize>) {
        window.clear();
        window.ids.push(self.model.pieces.start);
        window.shapes.push(0);
        for word in &self.words[range.clone()] {
            window.first.push(window.ids.len() as i32);
            window.ids.extend_from_slice(&self.pieces[self.next_piece..self.next_piece + word.pieces]);
            window.last.push(window.ids.len() as i32 - 1);
            let shape = shape(word.text, word.space_before, word.starts_paragraph);
            window.shapes.resize(window.ids.len(), shape);
            self.next_piece += word.pieces;
        }
        window.ids.push(self.model.pieces.end);
        window.shapes.push(0);
    }

    /// Takes the row of the next word: labels are decided, the rest is kept for as long as it is needed.
    fn take(&mut self, row: &[f32]) {
        let decoders = &self.model.decoders;
        let tags = decoders.tags.of(row);
        if tags.mention > 0 {
            decoders.coreference.keep(row, &mut self.heads);
        }
        let form = self.words[self.tags.len()].text;
        let pieces = &self.model.pieces;
        self.scripts.push(decoders.lemmas.choose(form, decoders.tags.scripts(row), |w| pieces.is_word(w)));
        self.tags.push(tags);
        self.pending.push(&row[decoders.sentence.clone()]);
        for ((_, matrix), (_, range)) in self.outputs.heads_mut().zip(&decoders.others) {
            matrix.push(&row[range.clone()]);
        }
    }

    /// Whether a sentence ends after a word: the model decides, the rules guard.
    fn ends(&self, word: usize) -> bool {
        let odds = self.tags[word].ends;
        match self.places[word] {
            Place::Inside => false,
            Place::Unlikely => odds > ODDS_WHERE_UNLIKELY,
            Place::Likely => odds > ODDS_WHERE_LIKELY,
            Place::End => true,
        }
    }

    /// Decodes the sentences whose last word has been taken.
    fn finish_sentences(&mut self) {
        let mut start = self.pending_from;
        for word in self.pending_from..self.tags.len() {
            let long = word + 1 - start >= LONGEST_SENTENCE
                && self.words.get(word + 1).is_none_or(|next| next.space_before);
            if self.ends(word) || long || word + 1 - start >= 2 * LONGEST_SENTENCE {
                self.sentence(start..word + 1);
                start = word + 1;
            }
        }
        self.pending.drop_front(start - self.pending_from);
        self.pending_from = start;
    }

    fn sentence(&mut self, words: Range<usize>) {
        let (labels, decoders) = (self.model.labels(), &self.model.decoders);
        let local = words.start - self.pending_from..words.end - self.pending_from;
        let arcs = decoders.trees.of(&self.pending, local.clone());
        let stretches = decoders.mentions.stretches(&arcs);
        for (word, arc) in words.clone().zip(arcs) {
            let tags = self.tags[word];
            let (upos, xpos) = (labels.upos[usize::from(tags.upos)], labels.xpos[usize::from(tags.xpos)]);
            self.analysis.tokens.push(Token {
                span: self.spans[word],
                joined: self.joined[word],
                lemma: decoders.lemmas.of(self.words[word].text, upos, xpos, self.scripts[word]),
                upos,
                xpos,
                feats: labels.feats[usize::from(tags.feats)],
                head: arc.head.map(|h| h + words.start),
                deprel: labels.deprel[arc.relation],
            });
            if tags.mention > 0 {
                let found = decoders.mentions.of(&self.pending, local.start, &stretches, word - words.start);
                self.kinds.push(tags.mention);
                self.mentions.push(Mention {
                    tokens: found.start + words.start..found.end + words.start,
                    head: word,
                    kind: labels.mention[usize::from(tags.mention) - 1],
                    entity: 0,
                });
            }
        }
        let span = self.spans[words.start].cover(self.spans[words.end - 1]);
        self.analysis.sentences.push(Sentence { span, tokens: words, paragraph: 0 });
    }

    fn finish(mut self, structure: Structure) -> Analysis {
        let mut analysis = std::mem::take(&mut self.analysis);
        analysis.mentions = self.cluster(&analysis);
        analysis.quotations = structure.quotations;
        analysis.paragraphs =
            structure.paragraphs.into_iter().map(|(span, tokens)| Paragraph { span, tokens }).collect();
        let mut paragraph = 0;
        for sentence in &mut analysis.sentences {
            while analysis.paragraphs[paragraph].tokens.end <= sentence.tokens.start {
                paragraph += 1;
            }
            sentence.paragraph = paragraph;
        }
        analysis.outputs = self.outputs;
        debug_assert_eq!(analysis.tokens.len(), self.words.len());
        debug_assert!(self.text.len() >= analysis.tokens.last().map_or(0, |t| t.span.end));
        analysis
    }

    /// The mentions with their clusters, in the order of their first words; of two on the same words one is left.
    fn cluster(&mut self, analysis: &Analysis) -> Vec<Mention> {
        let coreference = &self.model.decoders.coreference;
        let Some(kept) = Matrix::from_rows(std::mem::take(&mut self.heads), coreference.width()) else {
            return Vec::new();
        };
        let mut sentence = 0;
        let candidates: Vec<Candidate> =
            (self.mentions.iter().zip(&self.kinds).zip((0..kept.rows()).map(|i| kept.row(i))))
                .map(|((mention, kind), row)| {
                    while analysis.sentences[sentence].tokens.end <= mention.head {
                        sentence += 1;
                    }
                    let (types, sure) = coreference.types(row);
                    Candidate {
                        words: mention.tokens.clone(),
                        head: mention.head,
                        sentence,
                        kind: usize::from(*kind),
                        types,
                        sure,
                    }
                })
                .collect();
        let clusters = coreference.clusters(self.text, &analysis.tokens, &candidates, &kept);
        let mut mentions = std::mem::take(&mut self.mentions);
        mentions.iter_mut().zip(clusters).for_each(|(mention, cluster)| mention.entity = cluster);
        mentions.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end), m.head));
        mentions.dedup_by(|later, earlier| later.tokens == earlier.tokens);
        mentions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::structure::tokens::Word;
    use serde_json::Value;

    /// Compares with what the training code's reference decoders made of some texts: `STANDPOINT_TEST_VECTORS` names
    /// the file that `training/vectors.py` wrote for the embedded model.
    #[test]
    fn the_reference_decoders_agree() {
        let Ok(path) = std::env::var("STANDPOINT_TEST_VECTORS") else {
            println!("skipped the_reference_decoders_agree: STANDPOINT_TEST_VECTORS is not set");
            return;
        };
        let vectors: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let pool = std::sync::Arc::new(rten::ThreadPool::with_num_threads(1));
        let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
        for vector in &vectors {
            let text = vector["text"].as_str().unwrap();
            let structure = structure_of(text, vector);
            let model = Model::embedded();
            let mut run = Run::new(model, text, &structure);
            let expected: Vec<i64> = vector["words"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|w| w["pieces"].as_array().unwrap().iter().map(|p| p.as_i64().unwrap()))
                .collect();
            assert_eq!(run.pieces.iter().map(|p| i64::from(*p)).collect::<Vec<_>>(), expected);
            let windows: Vec<Vec<usize>> = serde_json::from_value(vector["windows"].clone()).unwrap();
            assert_eq!(run.windows.iter().map(|w| vec![w.start, w.end]).collect::<Vec<_>>(), windows);
            let (mut window, mut worst) = (Window::default(), 0.0f32);
            for range in run.windows.clone() {
                run.fill(&mut window, &range);
                let width = model.labels().width();
                let rows = pool.run(|| model.encoder.run(&mut window, width, options.clone()).unwrap());
                for (word, row) in range.zip(rows.iter()) {
                    for (name, place) in model.labels().columns() {
                        let expected = vector["output"][name][word].as_array().unwrap();
                        for (x, y) in row[place].iter().zip(expected) {
                            worst = worst.max((x - y.as_f64().unwrap() as f32).abs());
                        }
                    }
                }
            }
            println!("greatest difference of a number: {worst}");
            let analysis = pool.run(|| analyse(model, text, structure, &options));
            let decoded = &vector["decoded"];
            let agree = |name: &str, of: &dyn Fn(&Token) -> Value| {
                let expected = decoded[name].as_array().unwrap();
                let wrong: Vec<_> =
                    analysis.tokens.iter().zip(expected).filter(|(t, e)| of(t) != **e).collect();
                println!("{name}: {} of {} differ: {wrong:?}", wrong.len(), expected.len());
            };
            agree("upos", &|t| t.upos.into());
            agree("xpos", &|t| t.xpos.into());
            agree("feats", &|t| t.feats.into());
            agree("lemma", &|t| t.lemma.clone().into());
            agree("head", &|t| t.head.map_or(-1i64, |h| h as i64).into());
            agree("deprel", &|t| t.deprel.into());
            println!(
                "{:?}\n{}",
                analysis.sentences.iter().map(|s| &s.tokens).collect::<Vec<_>>(),
                decoded["sentences"]
            );
            println!("{:?}\n{}", analysis.mentions, decoded["mentions"]);
        }
    }

    fn structure_of(text: &str, vector: &Value) -> Structure {
        let points = |at: u64| text.char_indices().nth(at as usize).map_or(text.len(), |(b, _)| b);
        let mut structure = Structure::default();
        for (i, word) in vector["words"].as_array().unwrap().iter().enumerate() {
            let span =
                Span::new(points(word["start"].as_u64().unwrap()), points(word["end"].as_u64().unwrap()));
            structure.words.push(Word { span, joined: false });
            structure.places.push(Place::Unlikely);
            if word["shape"].as_i64().unwrap() > 10 {
                structure.paragraphs.push((span, i..i + 1));
            }
        }
        let count = structure.words.len();
        for i in 0..structure.paragraphs.len() {
            let end = structure.paragraphs.get(i + 1).map_or(count, |(_, r)| r.start);
            structure.paragraphs[i].1.end = end;
            structure.places[end - 1] = Place::End;
        }
        structure
    }
}
