//! Which files are inputs: folders are walked in a fixed order, our own output and leftovers are passed over.

use std::collections::BTreeSet;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;
use walkdir::{DirEntry, WalkDir};

use super::container::{recognise, unread_file};
use crate::model::phrase::phrase;
use crate::model::{Phrase, Problem};

/// An input file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputFile {
    /// Path relative to its folder, with `/`; unique.
    pub name: Arc<str>,
    /// Where it is read from.
    pub path: PathBuf,
}

/// Inputs, and what was passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Sorted by name.
    pub files: Vec<InputFile>,
    /// Files and folders with the reason, sorted.
    pub passed_over: Vec<(String, Phrase)>,
    /// Folders that may not be read, sorted, each with what the system says.
    pub closed: Vec<(String, String)>,
}

/// A path that cannot be walked.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// There is no such file or folder, or it may not be read.
    #[error("cannot read {path}")]
    Unreadable {
        /// As given.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Endings of files that are spreadsheets or delimited text.
const SPREADSHEETS: &[&str] = &[
    "xlsx", "xlsm", "xlsb", "xls", "xltx", "ods", "csv", "tsv", "tab", "txt", "prn",
];
const PARTIAL: &[&str] = &["crdownload", "part", "partial", "tmp", "download"];
/// Written by people or by us beside the inputs, never data.
const OWN: &[&str] = &["monthend.toml", "monthend-decisions.xlsx"];
/// Where templates of one's own stand, which are used and no data.
const TEMPLATES: &str = "templates/";
/// A file with another ending is looked into up to this size.
const LOOKED_INTO: u64 = 64 << 20;

/// The problem of a folder whose files nobody could read.
pub fn closed_folder((name, why): &(String, String)) -> Problem {
    unread_file(
        &Arc::from(name.as_str()),
        "file.unreadable",
        why.clone(),
        phrase("a folder that may be read", &[]),
        phrase(
            "check its permissions, or move it out of here if it is none of the inputs",
            &[],
        ),
    )
}

/// All inputs under `paths`, each a folder or a file.
pub fn find(paths: &[PathBuf]) -> Result<Found, FindError> {
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    for root in paths {
        let about = std::fs::metadata(root).map_err(|source| unreadable(root, source))?;
        if about.is_dir() {
            walk(root, &mut found, &mut seen)?;
        } else if !about.is_file() {
            // a pipe would be waited for
            return Err(unreadable(root, io::ErrorKind::InvalidInput.into()));
        } else {
            let name = root
                .file_name()
                .unwrap_or(root.as_os_str())
                .to_string_lossy();
            add(root, &name, &mut found, &mut seen);
        }
    }
    found.files.sort();
    found.passed_over.sort();
    found.passed_over.dedup();
    found.closed.sort();
    found.closed.dedup();
    Ok(found)
}

fn unreadable(path: &Path, source: io::Error) -> FindError {
    FindError::Unreadable {
        path: path.to_owned(),
        source,
    }
}

fn walk(root: &Path, found: &mut Found, seen: &mut BTreeSet<PathBuf>) -> Result<(), FindError> {
    let mut entries = WalkDir::new(root).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(why) if why.depth() == 0 => {
                return Err(unreadable(root, why.into()));
            }
            Err(why) => {
                let name = why
                    .path()
                    .map_or_else(String::new, |path| relative(root, path));
                found.closed.push((name, io::Error::from(why).to_string()));
                continue;
            }
        };
        let name = relative(root, entry.path());
        if let Some(reason) = passed_over(&entry) {
            found.passed_over.push((name, reason));
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
        } else if entry.file_type().is_file() {
            add(entry.path(), &name, found, seen);
        }
    }
    Ok(())
}

/// Path below `root` with `/`; `.` for the root itself.
fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

/// Why an entry is no input whatever it holds.
fn passed_over(entry: &DirEntry) -> Option<Phrase> {
    let name = entry.file_name().to_string_lossy();
    let kind = entry.file_type();
    if kind.is_symlink() {
        return Some(phrase("a link, not followed", &[]));
    }
    if kind.is_dir() && is_own_pack(entry.path()) {
        return Some(phrase("a pack written by monthend", &[]));
    }
    if entry.depth() == 0 {
        return None;
    }
    if name.starts_with("~$") || name.starts_with(".~lock.") {
        return Some(phrase("a lock file of an open workbook", &[]));
    }
    if name.starts_with('.') {
        return Some(phrase("hidden", &[]));
    }
    (!kind.is_dir() && PARTIAL.contains(&ending(&name).as_str()))
        .then(|| phrase("a partial download", &[]))
}

fn is_own_pack(folder: &Path) -> bool {
    /// Nothing but the key is kept, however large the rest is.
    #[derive(Deserialize)]
    struct Ours {
        #[serde(rename = "monthend")]
        _version: IgnoredAny,
    }
    let path = folder.join("manifest.json");
    let open = || std::fs::File::open(&path);
    path.is_file()
        && open().is_ok_and(|file| serde_json::from_reader::<_, Ours>(BufReader::new(file)).is_ok())
}

fn ending(name: &str) -> String {
    name.rsplit_once('.')
        .map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}

fn add(path: &Path, name: &str, found: &mut Found, seen: &mut BTreeSet<PathBuf>) {
    let file_name = name.rsplit('/').next().unwrap_or(name);
    if OWN.contains(&file_name) {
        return;
    }
    if name.starts_with(TEMPLATES) && ending(name) == "toml" {
        return;
    }
    if !SPREADSHEETS.contains(&ending(name).as_str()) && !is_workbook(path) {
        let reason = phrase("no spreadsheet", &[]);
        found.passed_over.push((name.to_owned(), reason));
        return;
    }
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if seen.insert(real) {
        found.files.push(InputFile {
            name: unique(name, path, found).into(),
            path: path.to_owned(),
        });
    }
}

/// A workbook under another ending; text without a known ending is somebody's notes.
fn is_workbook(path: &Path) -> bool {
    let small = std::fs::metadata(path).is_ok_and(|about| about.len() <= LOOKED_INTO);
    small && std::fs::read(path).is_ok_and(|bytes| recognise(&bytes).is_workbook())
}

/// Two folders may each hold a `time.csv`: the later one carries its folder's name, then a number.
fn unique(name: &str, path: &Path, found: &Found) -> String {
    let taken = |name: &str| found.files.iter().any(|file| &*file.name == name);
    if !taken(name) {
        return name.to_owned();
    }
    let depth = name.split('/').count();
    let folder = path.ancestors().nth(depth).and_then(Path::file_name);
    let mut candidate = match folder {
        Some(folder) => format!("{}/{name}", folder.to_string_lossy()),
        None => format!("{name}~2"),
    };
    let mut number = 2;
    while taken(&candidate) {
        candidate = format!("{name}~{number}");
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn finds_inputs_and_says_what_it_passes_over() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let put = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
            fs::write(path, bytes)
        };
        put("b.csv", b"a,b")?;
        put("Sub/A.CSV", b"a,b")?;
        put("~$b.xlsx", b"x")?;
        put(".hidden/c.csv", b"a")?;
        put("d.csv.crdownload", b"a")?;
        put("monthend.toml", b"")?;
        put("monthend-decisions.xlsx", b"")?;
        put("notes.md", b"# hello")?;
        put("scan.pdf", b"%PDF-1.4")?;
        put("out/2026-10/manifest.json", br#"{"monthend": "0.1.0"}"#)?;
        put("out/2026-10/data/time.csv", b"a,b")?;
        put("theirs/manifest.json", b"{}")?;
        put("theirs/t.tsv", b"a\tb")?;
        let root = folder.path().to_owned();
        let again = root.join("b.csv");
        let found = find(&[root.clone(), again]).map_err(std::io::Error::other)?;
        let names: Vec<&str> = found.files.iter().map(|file| &*file.name).collect();
        assert_eq!(names, ["Sub/A.CSV", "b.csv", "theirs/t.tsv"]);
        let over: Vec<&str> = found
            .passed_over
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(
            over,
            [
                ".hidden",
                "d.csv.crdownload",
                "notes.md",
                "out/2026-10",
                "scan.pdf",
                "theirs/manifest.json",
                "~$b.xlsx"
            ]
        );
        assert!(find(&[root.join("absent")]).is_err());
        Ok(())
    }
}
