//! The pack: all files of a period, complete or not at all.
//!
//! Written into a folder beside the target ([`staging`](super::staging)), then moved into its place.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::book::Book;
use super::drawings::Drawings;
use super::in_use::{Saved, open_elsewhere};
use super::manifest::{ManifestParts, Written, hex, render, sha256};
use super::staging::{FreshFile, Staging};
use super::xlsx::{self, XlsxError};

/// Name of the file that tells a folder of ours from any other.
pub const MANIFEST: &str = "manifest.json";
/// Longest name of a file without its ending, in UTF-8 bytes; folders and systems want the rest.
const LONGEST: usize = 120;
/// Longest period at the end of a name: `2026-10`, with room for other words.
const LONGEST_PERIOD: usize = 16;

/// A file of the pack.
pub struct PackFile<'a> {
    /// Path in the pack, with `/`; a book's ends in `.xlsx`.
    pub path: String,
    /// What stands in it.
    pub content: Content<'a>,
}

/// What stands in a file.
pub enum Content<'a> {
    /// A workbook.
    Book(Box<Book>),
    /// A workbook that is not laid out yet.
    Later(Later<'a>),
    /// Anything else, ready.
    Bytes(Vec<u8>),
    /// Anything else, put into its file bit by bit: tables for machines may be as long as the time sheets.
    Streamed(Stream<'a>),
}

/// Puts what stands in a file into it.
pub type Stream<'a> = Box<dyn Fn(&mut dyn Write) -> io::Result<()> + Send + Sync + 'a>;

/// A workbook that is laid out when it is written: of however many, only those being written are in memory.
pub struct Later<'a> {
    /// Its title.
    pub title: String,
    /// Lays it out.
    pub lay_out: Box<dyn Fn() -> Book + Send + Sync + 'a>,
}

impl Content<'_> {
    /// The workbook, laid out now where it was not.
    pub fn book(&self) -> Option<Cow<'_, Book>> {
        match self {
            Content::Book(book) => Some(Cow::Borrowed(book)),
            Content::Later(later) => Some(Cow::Owned((later.lay_out)())),
            Content::Bytes(_) | Content::Streamed(_) => None,
        }
    }
}

/// Why a pack was not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A workbook was refused.
    #[error("cannot write workbook {path}", path = path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What the library said.
        source: Box<XlsxError>,
    },
    /// A file or folder could not be written.
    #[error("cannot write {path}; {advice}", path = path.display(), advice = advice(source))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The old pack could not be moved away, mostly because a file of it is open.
    #[error("cannot replace {path}; close the files in it, and run again", path = path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Somebody has a file of it open.
    #[error(
        "{path}: open in another program, which left {lock} beside it; close it there and run again (or remove {lock} if nobody has it open)",
        path = path.display()
    )]
    Open {
        /// The file.
        path: PathBuf,
        /// Name of the file that tells.
        lock: String,
    },
    /// Somebody saved a file that would have been replaced by one without what was typed meanwhile.
    #[error(
        "{path}: saved while this run went on, and left as it is; run again",
        path = path.display()
    )]
    SavedMeanwhile {
        /// The file.
        path: PathBuf,
    },
    /// The target holds something that is no pack of ours.
    #[error(
        "{path} exists and is no pack of monthend (it has no manifest.json); choose another --out",
        path = path.display()
    )]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
}

/// One thing to do where the system refuses to write.
fn advice(why: &io::Error) -> &'static str {
    match why.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room there, or choose another folder with --out"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "choose a folder that may be written with --out"
        }
        ErrorKind::InvalidFilename => "choose a shorter path with --out",
        _ => "choose another folder with --out",
    }
}

/// Writes all files and the manifest to `out`, the period's folder; an older pack there is replaced. Workbooks that were
/// drawn before are taken from there. A pack that people have open, or saved something in since `seen`, stays. Gives the files sorted by
/// path, without the manifest.
pub fn write(
    files: Vec<PackFile<'_>>,
    manifest: &ManifestParts,
    (out, seen): (&Path, &Saved),
    drawings: &Drawings<'_>,
) -> Result<Vec<Written>, Error> {
    check_target(out)?;
    open_elsewhere(out)?;
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    make_folder(parent)?;
    let staging = Staging::in_folder(parent).map_err(at(parent))?;
    let fresh = staging.fresh();
    let folders: BTreeSet<PathBuf> = files
        .iter()
        .filter_map(|file| fresh.join(&file.path).parent().map(Path::to_owned))
        .collect();
    for folder in folders {
        std::fs::create_dir_all(&folder).map_err(at(out))?;
    }
    let mut written = files
        .into_par_iter()
        .map(|file| write_file(&file, &fresh, out, drawings))
        .collect::<Result<Vec<Written>, Error>>()?;
    written.sort();
    let manifest = render(manifest, &written);
    std::fs::write(fresh.join(MANIFEST), &manifest).map_err(at(&out.join(MANIFEST)))?;
    let in_use = |source| Error::InUse {
        path: out.to_owned(),
        source,
    };
    let old = staging.take_place(out).map_err(in_use)?;
    if let Some(name) = old.as_ref().and_then(|old| seen.changed_in(old)) {
        staging.give_back(out).map_err(in_use)?;
        return Err(Error::SavedMeanwhile {
            path: out.join(name),
        });
    }
    drawings.keep(&manifest, &written);
    Ok(written)
}

/// Refuses a folder that is not empty and not ours, since it would be deleted.
fn check_target(out: &Path) -> Result<(), Error> {
    if !out.exists() || out.join(MANIFEST).is_file() {
        return Ok(());
    }
    let empty = out.read_dir().map_err(at(out))?.next().is_none();
    if empty {
        Ok(())
    } else {
        Err(Error::NotOurs {
            path: out.to_owned(),
        })
    }
}

/// Writes a file into the folder of the new pack; an error names its place in the one that is asked for.
fn write_file(
    file: &PackFile<'_>,
    folder: &Path,
    out: &Path,
    drawings: &Drawings<'_>,
) -> Result<Written, Error> {
    let place = folder.join(&file.path);
    let (mut laid_out, mut as_before) = (None, false);
    let (bytes, sha256) = match &file.content {
        Content::Streamed(stream) => {
            let (sha256, bytes) = streamed(stream, &place).map_err(at(&out.join(&file.path)))?;
            return Ok(Written {
                file: file.path.clone(),
                sha256,
                bytes,
                laid_out,
                as_before,
            });
        }
        Content::Bytes(bytes) => (Cow::Borrowed(bytes.as_slice()), sha256(bytes)),
        content => {
            let book = content.book().expect("what is no bytes is a book");
            laid_out = drawings.laid_out(&book);
            let drawn = drawings.drawn(&file.path, laid_out.as_deref());
            as_before = drawn.is_some();
            let (bytes, hash) = match drawn {
                Some(drawn) => drawn,
                None => {
                    let bytes = drawn_book(&book, Path::new(&file.path))?;
                    let hash = sha256(&bytes);
                    (bytes, hash)
                }
            };
            (Cow::Owned(bytes), hash)
        }
    };
    std::fs::write(&place, &bytes).map_err(at(&out.join(&file.path)))?;
    Ok(Written {
        file: file.path.clone(),
        sha256,
        bytes: bytes.len() as u64,
        laid_out,
        as_before,
    })
}

/// Writes a file bit by bit; gives its hash and how many bytes it has.
fn streamed(stream: &Stream<'_>, place: &Path) -> io::Result<(String, u64)> {
    let mut hashed = Hashed {
        file: File::create(place)?,
        hash: Sha256::new(),
        bytes: 0,
    };
    stream(&mut hashed)?;
    Ok((hex(&hashed.hash.finalize()), hashed.bytes))
}

/// A file whose bytes are hashed on their way.
struct Hashed {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The bytes of a workbook that is to stand at a path.
fn drawn_book(book: &Book, path: &Path) -> Result<Vec<u8>, Error> {
    xlsx::bytes(book).map_err(|source| Error::Workbook {
        path: path.to_owned(),
        source: Box::new(source),
    })
}

/// Writes a workbook beside its place, which it takes later: what stands there stays until then.
pub fn write_book(book: &Book, place: &Path) -> Result<FreshFile, Error> {
    FreshFile::written(place, &drawn_book(book, place)?).map_err(at(place))
}

/// Makes a folder that packs are written into.
pub fn make_folder(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(at(path))
}

/// An error with its path.
pub fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File { path, source }
}

/// File names that every system takes, unique without regard to case within their folder.
#[derive(Debug, Default)]
pub struct FileNames {
    taken: BTreeSet<String>,
}

impl FileNames {
    /// The path of a wished name in a folder (`clients/`, or empty) with an ending (`.xlsx`).
    pub fn take(&mut self, folder: &str, wished: &str, ending: &str) -> String {
        let base = safe_name(wished);
        let mut path = format!("{folder}{base}{ending}");
        let mut copy = 2;
        while !self.taken.insert(path.to_lowercase()) {
            path = format!("{folder}{base}~{copy}{ending}");
            copy += 1;
        }
        path
    }
}

/// A file name without signs that some system forbids, not reserved, not too long.
pub fn safe_name(wished: &str) -> String {
    let replaced: String = wished
        .chars()
        .map(|letter| match letter {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
            letter if letter.is_control() => ' ',
            letter => letter,
        })
        .collect();
    // What begins so is an option, a formula, a hidden file or (`~$`) Excel's lock file to other programs.
    let begins = |letter: char| letter.is_whitespace() || ".-=+@＝＋－＠".contains(letter);
    let mut name = replaced.trim_start_matches(begins);
    while let Some(rest) = name.strip_prefix("~$") {
        name = rest.trim_start_matches(begins);
    }
    let name = cut(name.trim_matches([' ', '.']));
    match name.as_str() {
        "" => "_".to_owned(),
        // the ending does not matter to DOS, so the sign goes before it
        name if is_reserved(name) => match name.split_once('.') {
            Some((stem, rest)) => format!("{stem}-.{rest}"),
            None => format!("{name}-"),
        },
        name => name.to_owned(),
    }
}

/// A name that is too long, without the end of all words but the last: that is the period, which must stand or the file of
/// the next month would have the same name. A sign of the whole name keeps apart what begins alike, whoever else is there.
fn cut(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let last = name.rsplit_once(' ').map_or("", |(_, last)| last);
    let last = match last.len() {
        1..=LONGEST_PERIOD => format!(" {last}"),
        _ => String::new(),
    };
    let whole = sha256(name.as_bytes());
    let ending = format!("~{}{last}", &whole[..4]);
    let mut kept = String::new();
    for letter in name.chars() {
        if kept.len() + letter.len_utf8() + ending.len() > LONGEST {
            break;
        }
        kept.push(letter);
    }
    format!("{}{ending}", kept.trim_end_matches([' ', '.', ',']))
}

/// Names that DOS keeps for devices, with any ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let stem = stem.to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| {
            let mut letters = rest.chars();
            let numeral = |letter: char| letter.is_ascii_digit() || "¹²³".contains(letter);
            letters.next().is_some_and(numeral) && letters.next().is_none()
        })
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str())
        || numbered("COM")
        || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;

    fn parts(settings: &Settings) -> ManifestParts<'_> {
        ManifestParts {
            version: "0.1.0",
            period: "2026-10".parse().expect("a period"),
            as_of: "2026-10-31".parse().expect("a day"),
            language: "en",
            issued: false,
            issue: None,
            settings,
            inputs: &[],
            templates: &[],
            questions: &[],
            accounts: &[],
        }
    }

    fn file(path: &str, text: &str) -> PackFile<'static> {
        PackFile {
            path: path.to_owned(),
            content: Content::Bytes(text.as_bytes().to_vec()),
        }
    }

    #[test]
    fn names_are_safe_everywhere() {
        for (wished, name) in [
            ("A/B: \"C\"?", "A-B- -C--"),
            ("Dots...", "Dots"),
            ("nul", "nul-"),
            ("COM1.final", "COM1-.final"),
            ("lpt² .x", "lpt² -.x"),
            ("Company", "Company"),
            ("..", "_"),
            ("-Minus Studio 2026-10", "Minus Studio 2026-10"),
            ("=cmd-' -C calc'!A0 2026-10", "cmd-' -C calc'!A0 2026-10"),
            ("+@ ~$ Home 2026-10", "Home 2026-10"),
            (".hidden -x", "hidden -x"),
            ("沪江 科技", "沪江 科技"),
        ] {
            assert_eq!(safe_name(wished), name);
        }
        assert!(safe_name(&"я".repeat(300)).len() <= LONGEST);
        let of = |end: &str, month: &str| {
            let name = safe_name(&format!("{} {end} {month}", "上海".repeat(30)));
            assert!(name.len() <= LONGEST && name.ends_with(month), "{name}");
            name
        };
        assert_eq!(of("一", "2026-10"), of("一", "2026-10"));
        assert_ne!(of("一", "2026-10"), of("一", "2026-11"));
        assert_ne!(
            of("一", "2026-10"),
            of("二", "2026-10"),
            "told apart by what is cut off"
        );
        let mut names = FileNames::default();
        assert_eq!(names.take("clients/", "Acme", ".xlsx"), "clients/Acme.xlsx");
        assert_eq!(
            names.take("clients/", "ACME", ".xlsx"),
            "clients/ACME~2.xlsx"
        );
    }

    #[test]
    fn replaces_an_old_pack_whole() {
        let home = tempfile::tempdir().expect("a folder");
        let out = home.path().join("2026-10");
        let settings = Settings::default();
        let manifest = parts(&settings);
        let first = vec![file("data/a.csv", "a\n"), file("old.txt", "x")];
        write(
            first,
            &manifest,
            (&out, &Saved::default()),
            &Drawings::default(),
        )
        .expect("a first pack");
        let written = write(
            vec![file("data/a.csv", "b\n")],
            &manifest,
            (&out, &Saved::default()),
            &Drawings::default(),
        )
        .expect("a second");
        assert_eq!(written[0].file, "data/a.csv");
        assert!(!out.join("old.txt").exists());
        assert_eq!(
            std::fs::read_to_string(out.join("data/a.csv")).expect("the new file"),
            "b\n"
        );
        let left = home.path().read_dir().expect("a folder").count();
        assert_eq!(left, 1, "nothing temporary stays");
    }

    #[test]
    fn a_pack_that_somebody_saved_something_in_meanwhile_stays() {
        let home = tempfile::tempdir().expect("a folder");
        let out = home.path().join("2026-10");
        let settings = Settings::default();
        let (manifest, drawings) = (parts(&settings), Drawings::default());
        let first = vec![file("Review.xlsx", "as written")];
        write(first, &manifest, (&out, &Saved::default()), &drawings).expect("a first pack");
        let seen = Saved::of(&out);
        std::fs::write(out.join("Review.xlsx"), "with a comment").expect("writable");
        let second = write(
            vec![file("Review.xlsx", "new")],
            &manifest,
            (&out, &seen),
            &drawings,
        );
        match second {
            Err(Error::SavedMeanwhile { path }) => assert_eq!(path, out.join("Review.xlsx")),
            other => panic!("{:?}", other.map(|files| files.len())),
        }
        let there = std::fs::read_to_string(out.join("Review.xlsx"));
        assert_eq!(there.expect("it stays"), "with a comment");
        assert_eq!(home.path().read_dir().expect("a folder").count(), 1);
        // read again, it is replaced
        let files = vec![file("Review.xlsx", "new")];
        write(files, &manifest, (&out, &Saved::of(&out)), &drawings).expect("another run");
    }

    #[test]
    fn never_replaces_what_is_not_ours() {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("thesis.docx"), "x").expect("a file");
        let settings = Settings::default();
        let (manifest, drawings) = (parts(&settings), Drawings::default());
        let refused = write(
            vec![file("a", "")],
            &manifest,
            (home.path(), &Saved::default()),
            &drawings,
        );
        assert!(matches!(refused, Err(Error::NotOurs { .. })));
    }
}
