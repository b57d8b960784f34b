//! Graphs as RON files: one node or relationship a line, in the order of their numbers, so that two versions of a
//! graph can be compared line by line.
//!
//! ```text
//! Graph(version: 1, nodes: [
//! Node(0, ["Actor"], {"kind": "government", "name": "Kyiv"}),
//! Node(1, ["Claim"], {"text": "premature pauses"}),
//! ], relationships: [
//! Relationship(0, 0, "WARNS_ABOUT", 1, {"confidence": 0.93, "date": Date("2024-03-01")}),
//! ])
//! ```
//!
//! A relationship reads as an arrow: its number, the node that it starts from, its type, the node that it leads to.
//! Labels and keys are in alphabetical order. Floats always have a point or an exponent; `NaN`, `inf` and `-inf` are
//! RON's words. Temporal values are in their openCypher text.

mod error;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use error::FileError;

use super::Graph;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The version of the format that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

impl Graph {
    /// Reads a graph file.
    ///
    /// # Errors
    /// Where the file cannot be read, is no graph file, is damaged (with the line and column), or is of a newer version.
    pub fn load(path: impl AsRef<Path>) -> Result<Graph, FileError> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|error| FileError::io(path, "read", error))?;
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => {
                let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                return Err(FileError::syntax(&before, before.len(), "this is not UTF-8 text").of(path));
            }
        };
        Graph::from_ron(text).map_err(|error| error.of(path))
    }

    /// Reads a graph from the text of a graph file.
    ///
    /// ```
    /// use standpoint::graph::{Graph, Map};
    /// let mut graph = Graph::new();
    /// let a = graph.add_node(["Actor"], Map::from_iter([("name".into(), "Kyiv".into())]));
    /// graph.add_relationship("SAYS", a, a, Map::default());
    /// let text = graph.to_ron().unwrap();
    /// assert_eq!(Graph::from_ron(&text).unwrap().to_ron().unwrap(), text);
    /// ```
    ///
    /// # Errors
    /// As [`load`](Graph::load).
    pub fn from_ron(text: &str) -> Result<Graph, FileError> {
        read::read(text)
    }

    /// The text of the graph's file.
    ///
    /// # Errors
    /// Where a property holds what no property can be: a node, a relationship or a path.
    pub fn to_ron(&self) -> Result<String, FileError> {
        let mut bytes = Vec::new();
        self.write_ron(&mut bytes).map_err(|error| FileError::io(Path::new("graph"), "write", error))?;
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// Writes the text of the graph's file.
    ///
    /// # Errors
    /// What the writer says, and as [`to_ron`](Graph::to_ron).
    pub fn write_ron(&self, out: &mut impl Write) -> io::Result<()> {
        write::write(self, out)
    }

    /// Saves the graph: the file has either all of it or, where an error is given, what it had before.
    ///
    /// # Errors
    /// Where the folder cannot be written, the disk is full, or a property cannot be saved.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), FileError> {
        let path = path.as_ref();
        self.save_whole(path).map_err(|error| FileError::io(path, "save", error))
    }

    fn save_whole(&self, path: &Path) -> io::Result<()> {
        // Through a link, it is the file behind it that is replaced.
        let path: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".standpoint-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any new file: what the umask leaves of these; a file that is there keeps its own.
            let mode = fs::metadata(&path).map_or(0o666, |old| old.permissions().mode() & 0o777);
            builder.permissions(fs::Permissions::from_mode(mode));
        }
        // In the same folder: a file can be renamed only within its file system. It goes away with an error.
        let temporary = builder.tempfile_in(folder)?;
        let mut out = BufWriter::with_capacity(1 << 20, temporary.as_file());
        self.write_ron(&mut out)?;
        out.flush()?;
        drop(out);
        temporary.as_file().sync_all()?;
        temporary.persist(&path).map_err(|error| error.error)?;
        // The new name is on the disk only once the folder is. Some systems cannot sync folders.
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}
