//! What a user names on the command line → the files to read.

use super::error::{DocumentError, Problem};
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Where documents come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file, or a folder that is walked.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

impl Source {
    /// What an argument means: `-` is standard input.
    pub fn from_argument(argument: impl AsRef<OsStr>) -> Self {
        match argument.as_ref() {
            dash if dash == "-" => Self::Stdin,
            path => Self::Path(PathBuf::from(path)),
        }
    }
}

/// Which files of a folder are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Filter {
    /// Patterns as `.gitignore` knows them: one without a slash is matched with the file's name in any folder, one with a
    /// slash with its path below the folder that was named.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, DocumentError> {
        Ok(Self { include: globs(include)?, exclude: globs(exclude)? })
    }

    fn takes(&self, below: &Path) -> bool {
        let matches = |set: &GlobSet| set.is_match(below);
        self.include.as_ref().is_none_or(matches) && !self.exclude.as_ref().is_some_and(matches)
    }
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>, DocumentError> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let fail = |pattern: &str, error: globset::Error| {
        DocumentError::new(pattern, Problem::Pattern(error.kind().to_string()))
    };
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let whole = if pattern.contains('/') { pattern.clone() } else { format!("**/{pattern}") };
        set.add(Glob::new(&whole).map_err(|error| fail(pattern, error))?);
    }
    let set = set.build().map_err(|error| fail(&patterns.join(" "), error))?;
    Ok(Some(set))
}

/// The files of a source in a fixed order. Hidden files and folders are passed over within a folder, never when named.
pub(super) fn files(path: &Path, filter: &Filter) -> Vec<Result<PathBuf, DocumentError>> {
    let place = path.display().to_string();
    match std::fs::metadata(path) {
        Ok(what) if !what.is_dir() => return vec![Ok(path.to_owned())],
        Ok(_) => {}
        Err(error) => return vec![Err(unreadable(place, error))],
    }
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    let hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let mut files = Vec::new();
    let mut passed_over = false;
    for entry in walk.filter_entry(|entry| !hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let below = entry.path().strip_prefix(path).unwrap_or(entry.path());
                if filter.takes(below) {
                    files.push(Ok(entry.into_path()));
                } else {
                    passed_over = true;
                }
            }
            Ok(_) => {}
            Err(error) => {
                let place = error.path().unwrap_or(path).display().to_string();
                let error = error
                    .into_io_error()
                    .unwrap_or_else(|| std::io::Error::other("a link to its own folder"));
                files.push(Err(unreadable(place, error)));
            }
        }
    }
    if files.is_empty() {
        let why = if passed_over { " pass --include and --exclude" } else { "" };
        files.push(Err(DocumentError::new(place, Problem::NoDocuments(why))));
    }
    files
}

/// What the system says when it does not give us a file.
pub(super) fn unreadable(place: String, error: std::io::Error) -> DocumentError {
    let problem = match error.kind() {
        std::io::ErrorKind::NotFound => Problem::NotFound,
        _ => Problem::Unreadable(error),
    };
    DocumentError::new(place, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(filter: &Filter) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.md", "sub/c.txt", ".hidden/d.txt", "sub/deep/e.csv"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        files(folder.path(), filter)
            .into_iter()
            .map(|file| file.unwrap().strip_prefix(folder.path()).unwrap().display().to_string())
            .collect()
    }

    #[test]
    fn a_folder_is_walked_in_order_without_what_is_hidden() {
        assert_eq!(names(&Filter::default()), ["a.md", "b.txt", "sub/c.txt", "sub/deep/e.csv"]);
    }

    #[test]
    fn patterns_narrow_it() {
        let filter = |include: &[&str], exclude: &[&str]| {
            let own = |list: &[&str]| list.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
            Filter::new(&own(include), &own(exclude)).unwrap()
        };
        assert_eq!(names(&filter(&["*.txt"], &[])), ["b.txt", "sub/c.txt"]);
        assert_eq!(names(&filter(&[], &["*.txt"])), ["a.md", "sub/deep/e.csv"]);
        assert_eq!(names(&filter(&["sub/**"], &["*.csv"])), ["sub/c.txt"]);
        assert!(Filter::new(&["[".into()], &[]).is_err());
    }
}
