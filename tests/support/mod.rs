//! What several tests use.

pub mod debate;

use std::path::PathBuf;

/// The folder of measuring data beside the project, or `STANDPOINT_SHARED`. Where it is absent, says which test is
/// skipped for it and gives none.
pub fn shared(test: &str, path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("STANDPOINT_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let found = folder.join(path);
    if found.exists() {
        return Some(found);
    }
    println!("skipped: {test} (there is no shared/{path})");
    None
}
