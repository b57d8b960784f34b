//! The embedded model: its files checked and loaded once, its parts by name.

mod encoder;
mod labels;
mod pieces;
mod windows;

pub(crate) use encoder::{Encoder, Window};
pub use labels::Labels;
pub(crate) use pieces::{Pieces, shape};
pub(crate) use windows::{WordInfo, windows};

use super::decode::Decoders;
use super::matrix::{Matrix, Mlp};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// The version of `training/FORMAT.md` that this code reads.
const FORMAT: u32 = 1;

/// What can be wrong with a model's files.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file's bytes are not those that the manifest names.
    #[error("{0} is damaged: its checksum is not the one in manifest.ron")]
    Damaged(String),
    /// The files are of another version.
    #[error("the model's format is {found}; this program reads format {FORMAT}")]
    Format {
        /// The version that the files state.
        found: u32,
    },
    /// A file cannot be read as what it should be.
    #[error("{file}: {reason}")]
    Unreadable {
        /// Its name.
        file: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A tensor, column or label is not there or has another shape.
    #[error("the model lacks {0}, or its shape is wrong")]
    Missing(String),
}

fn unreadable(file: &'static str) -> impl Fn(&dyn std::fmt::Display) -> ModelError {
    move |reason| ModelError::Unreadable { file, reason: reason.to_string() }
}

/// The bytes of a model's files.
struct Files {
    model: &'static [u8],
    vocabulary: &'static str,
    labels: &'static str,
    decoders: &'static [u8],
    lemmas: &'static str,
    manifest: &'static str,
}

static EMBEDDED: Files = Files {
    model: include_bytes!("../english/model.onnx"),
    vocabulary: include_str!("../english/vocab.txt"),
    labels: include_str!("../english/labels.ron"),
    decoders: include_bytes!("../english/decoders.safetensors"),
    lemmas: include_str!("../english/lemmas.tsv"),
    manifest: include_str!("../english/manifest.ron"),
};

#[derive(serde::Deserialize)]
struct Manifest {
    format: u32,
    #[serde(default, rename = "trained")]
    _trained: String,
    files: Vec<(String, String)>,
}

impl Files {
    /// Checks every file against the manifest's SHA-256.
    fn verify(&self) -> Result<(), ModelError> {
        let manifest: Manifest = ron::from_str(self.manifest).map_err(|e| unreadable("manifest.ron")(&e))?;
        if manifest.format != FORMAT {
            return Err(ModelError::Format { found: manifest.format });
        }
        for (name, expected) in manifest.files {
            let bytes = match name.as_str() {
                "model.onnx" => self.model,
                "vocab.txt" => self.vocabulary.as_bytes(),
                "labels.ron" => self.labels.as_bytes(),
                "decoders.safetensors" => self.decoders,
                "lemmas.tsv" => self.lemmas.as_bytes(),
                _ => continue,
            };
            let digest = Sha256::digest(bytes).iter().fold(String::new(), |s, b| s + &format!("{b:02x}"));
            if digest != expected {
                return Err(ModelError::Damaged(name));
            }
        }
        Ok(())
    }
}

/// A model of one language, loaded.
pub struct Model {
    labels: Labels,
    tensors: Tensors,
    pub(crate) pieces: Pieces,
    pub(crate) encoder: Encoder,
    pub(crate) decoders: Decoders,
}

impl Model {
    /// The English model inside this program, loaded on first use (some tens of milliseconds).
    ///
    /// # Panics
    /// If the program's own copy of it is damaged.
    pub fn embedded() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| {
            Model::load(&EMBEDDED).unwrap_or_else(|error| panic!("the embedded model: {error}"))
        })
    }

    fn load(files: &'static Files) -> Result<Self, ModelError> {
        // The checksum takes about as long as the rest; both at once take half.
        std::thread::scope(|scope| {
            let check = scope.spawn(|| files.verify());
            let encoder = scope.spawn(|| Encoder::load(files.model));
            let labels = Labels::read(files.labels)?;
            let tensors = Tensors::read(files.decoders)?;
            let decoders = Decoders::new(&labels, &tensors, files.lemmas)?;
            let pieces = Pieces::read(files.vocabulary)?;
            let encoder = encoder.join().expect("loading does not panic")?;
            check.join().expect("hashing does not panic")?;
            Ok(Self { labels, tensors, pieces, encoder, decoders })
        })
    }

    /// Its label inventories and columns.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }
    /// Its decoders' tensors.
    pub fn tensors(&self) -> &Tensors {
        &self.tensors
    }
}

/// The decoders' tensors by name. One of a single dimension is a matrix of one row.
#[derive(Debug, Default)]
pub struct Tensors {
    by_name: FxHashMap<String, Matrix>,
}

impl Tensors {
    fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let wrong = unreadable("decoders.safetensors");
        let tensors = safetensors::SafeTensors::deserialize(bytes).map_err(|e| wrong(&e))?;
        let mut by_name = FxHashMap::default();
        for (name, view) in tensors.iter() {
            if view.dtype() != safetensors::Dtype::F32 {
                return Err(wrong(&format!("{name} is not f32")));
            }
            let data: Vec<f32> =
                view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
            let width = view.shape().last().copied().unwrap_or(1);
            let matrix = Matrix::from_rows(data, width).ok_or_else(|| wrong(&format!("{name} is empty")))?;
            by_name.insert(name.to_string(), matrix);
        }
        Ok(Self { by_name })
    }
    /// A tensor; `None` if the model has none of that name.
    pub fn find(&self, name: &str) -> Option<&Matrix> {
        self.by_name.get(name)
    }
    /// A tensor.
    pub fn get(&self, name: &str) -> Result<&Matrix, ModelError> {
        self.find(name).ok_or_else(|| ModelError::Missing(name.to_string()))
    }
    /// A tensor of the given shape.
    pub fn shaped(&self, name: &str, rows: usize, width: usize) -> Result<&Matrix, ModelError> {
        self.get(name).and_then(|m| match m.rows() == rows && m.width() == width {
            true => Ok(m),
            false => Err(ModelError::Missing(format!("{name} [{rows}, {width}]"))),
        })
    }
    /// The scorer of that name with its features, in the order in which they are to be given.
    pub fn mlp(&self, name: &str, features: &[&str]) -> Result<Mlp, ModelError> {
        let weight = self.get(&format!("{name}.out.weight"))?.clone();
        let bias = self.shaped(&format!("{name}.out.bias"), 1, weight.rows())?.data().to_vec();
        let features = features
            .iter()
            .map(|f| {
                let full = format!("{name}.features.{f}.weight");
                self.get(&full).and_then(|m| match m.width() == weight.width() {
                    true => Ok(m.clone()),
                    false => Err(ModelError::Missing(full)),
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Mlp { features, weight, bias })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_model_is_whole() {
        EMBEDDED.verify().unwrap();
        let model = Model::embedded();
        assert!(model.labels().upos.contains(&"NOUN"));
    }

    #[test]
    fn a_damaged_file_is_named() {
        let files = Files { vocabulary: "[UNK]\n", ..EMBEDDED };
        assert_eq!(
            files.verify().unwrap_err().to_string(),
            "vocab.txt is damaged: its checksum is not the one in manifest.ron"
        );
    }
}
