//! Files as commands load and write them.

use super::Failure;
use crate::graph::Graph;
use crate::text::io_reason;
use std::io::Write;
use std::path::Path;

/// Loads a graph file.
///
/// # Errors
/// A file that is not there, not a graph or damaged, with line and column.
pub(super) fn load(path: &Path) -> Result<Graph, Failure> {
    Graph::load(path).map_err(|error| {
        let failure = Failure::new(&error);
        let documents = ["txt", "md", "html", "htm", "jsonl", "csv"];
        let looks_like_text = path.extension().is_some_and(|ext| documents.iter().any(|known| ext == *known));
        if path.is_dir() || looks_like_text {
            return failure
                .help("a graph file is wanted here; make one with `standpoint build DOC... -o GRAPH.ron`");
        }
        failure
    })
}

/// Saves a graph, whole or not at all; makes the folder that it is to stand in.
///
/// # Errors
/// Whatever the system says.
pub(super) fn save(graph: &Graph, path: &Path) -> Result<(), Failure> {
    make_folder(path)?;
    if is_special(path) {
        let mut text = Vec::new();
        graph.write_ron(&mut text)?;
        return write_whole(path, &text);
    }
    Ok(graph.save(path)?)
}

/// Writes a file, whole or not at all. What is no regular file (`/dev/stdout`) is written to as it is.
///
/// # Errors
/// Whatever the system says, with the file's name.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let named = |error: std::io::Error| Failure::of_file(path, &error);
    make_folder(path)?;
    if is_special(path) {
        return std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(named);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".standpoint-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is for its owner only; what we leave is a file like any other.
        let mode = std::fs::metadata(path).map_or(0o666, |old| old.permissions().mode() & 0o777);
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    let mut file = builder.tempfile_in(folder).map_err(named)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(named)?;
    file.persist(path).map_err(|error| named(error.error))?;
    Ok(())
}

/// Whether the path is a device, a pipe or a folder: nothing that can be replaced by renaming.
fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|what| !what.is_file())
}

fn make_folder(path: &Path) -> Result<(), Failure> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
        && !folder.exists()
    {
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::new(format_args!("{}: cannot be made: {}", folder.display(), io_reason(&error)))
        })?;
    }
    Ok(())
}
