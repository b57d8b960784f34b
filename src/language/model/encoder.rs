//! One pass of the encoder over one window, by `rten`.

use super::{ModelError, unreadable};
use rten::{NodeId, RunOptions, Value};
use rten_tensor::NdTensorView;
use rten_tensor::prelude::*;

/// The encoder with its one projection: pieces in, a row a word out.
pub(crate) struct Encoder {
    model: rten::Model,
    ids: NodeId,
    shapes: NodeId,
    mask: NodeId,
    first: NodeId,
    last: NodeId,
    words: NodeId,
}

/// The input of one pass; reused from pass to pass.
#[derive(Default)]
pub(crate) struct Window {
    pub ids: Vec<i32>,
    pub shapes: Vec<i32>,
    mask: Vec<i32>,
    /// The first and the last piece of every word.
    pub first: Vec<i32>,
    pub last: Vec<i32>,
}

impl Window {
    /// Empties it.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.shapes.clear();
        self.first.clear();
        self.last.clear();
    }
}

impl Encoder {
    pub(super) fn load(bytes: &'static [u8]) -> Result<Self, ModelError> {
        let wrong = unreadable("model.onnx");
        let model = rten::ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load_static_slice(bytes)
            .map_err(|e| wrong(&e))?;
        let node = |name: &str| model.node_id(name).map_err(|e| wrong(&e));
        Ok(Self {
            ids: node("input_ids")?,
            shapes: node("case_ids")?,
            mask: node("attention_mask")?,
            first: node("word_first")?,
            last: node("word_last")?,
            words: node("words")?,
            model,
        })
    }

    /// The rows of the window's words, `width` numbers each. Must be called inside the pool of `options`, or it waits
    /// for it.
    pub(crate) fn run(
        &self,
        window: &mut Window,
        width: usize,
        options: RunOptions,
    ) -> Result<Rows, ModelError> {
        let (pieces, words) = (window.ids.len(), window.first.len());
        window.mask.clear();
        window.mask.resize(pieces, 1);
        fn row(data: &[i32]) -> NdTensorView<'_, i32, 2> {
            NdTensorView::from_data([1, data.len()], data)
        }
        fn list(data: &[i32]) -> NdTensorView<'_, i32, 1> {
            NdTensorView::from_data([data.len()], data)
        }
        let inputs = vec![
            (self.ids, row(&window.ids).into()),
            (self.shapes, row(&window.shapes).into()),
            (self.mask, row(&window.mask).into()),
            (self.first, list(&window.first).into()),
            (self.last, list(&window.last).into()),
        ];
        let wrong = unreadable("model.onnx");
        let [value] = self.model.run_n(inputs, [self.words], Some(options)).map_err(|e| wrong(&e))?;
        let Value::FloatTensor(tensor) = value else { return Err(wrong(&"the output is not f32")) };
        if tensor.shape() != [words, width] {
            return Err(wrong(&format!(
                "the output's shape is {:?}, not [{words}, {width}]",
                tensor.shape()
            )));
        }
        Ok(Rows { data: tensor.into_data(), width })
    }
}

/// What the encoder said of a window's words.
pub(crate) struct Rows {
    data: Vec<f32>,
    width: usize,
}

impl Rows {
    pub fn iter(&self) -> impl Iterator<Item = &[f32]> {
        self.data.chunks_exact(self.width)
    }
}
