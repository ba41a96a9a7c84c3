//! What was read of a file before. A file with the same name and bytes, read by the same program with the same templates,
//! limits and answers, gives the same rows: they are kept in the user's cache folder, one Parquet file each, and taken from
//! there. What the entries of a month add up to lies beside them, as whoever added them up wrote it ([`Shelf`]). What runs write
//! is the same with and without it.
//!
//! Nothing here can spoil a run: a folder that cannot be written, a damaged or foreign file, another run at the same time are
//! as good as no cache. A file is written under another name and renamed; its name holds a hash of what is in it.

mod entry;
mod packing;
mod parquet;
mod stamps;
mod thrift;

use std::fs::{self, DirEntry, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use stamps::Stamps;

use super::file_answer::family_of;
use super::find::InputFile;
use super::fitted::FittedFile;
use super::limits::Limits;
use super::sheetfit::Context;
use crate::model::Severity;
use crate::model::intake::{Question, Topic};
use crate::model::shelf::Shelf;

/// Changes with every change of the code that reads and fits: see `build.rs`.
const READER: &str = env!("MONTHEND_READER");
/// Files below this many bytes are read sooner than looked up.
const SMALLEST: u64 = 64 << 10;
/// Sums of entries take about this part of the room that the entries took in their file.
const SUMS_IN_ENTRIES: u64 = 16;
/// The folder below the user's cache folder.
const FOLDER: &str = "monthend/read";
/// Ending of what is kept of a file.
const ENDING: &str = "parquet";
/// Ending of what is kept of a month.
const SUMS: &str = "sums";
/// Ending of what is kept of a run.
const RUN: &str = "run";
/// Before the names of files that are being written.
const UNFINISHED: &str = "unfinished-";
/// Whose time is that of the last run.
const LAST_RUN: &str = "last-run";
/// Hashes of files that are as they were.
const STAMPS: &str = "stamps";

/// A folder of what was read before.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Bytes that all of it may take.
    most: u64,
    smallest: u64,
    /// Names that were there when the run began.
    names: Vec<String>,
    /// When that was, as the disk counts.
    begun: Option<SystemTime>,
    stamps: Stamps,
}

impl Cache {
    /// The cache in the user's own cache folder, where there is one.
    pub fn of_user(most: u64) -> Option<Cache> {
        Cache::open(user_folder()?.join(FOLDER), most, SMALLEST)
    }

    /// The cache in a folder, made when it is not there. Files below `smallest` bytes are not kept.
    pub fn open(folder: PathBuf, most: u64, smallest: u64) -> Option<Cache> {
        make_private(&folder).ok()?;
        let entries = fs::read_dir(&folder).ok()?.flatten();
        let (files, others): (Vec<DirEntry>, Vec<DirEntry>) = entries.partition(is_file);
        others.iter().for_each(clear_away);
        let names = files.iter();
        let names: Vec<String> = names
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        let stamps = Stamps::read(&folder.join(STAMPS));
        let mark = folder.join(LAST_RUN);
        let begun = fs::write(&mark, "").and_then(|()| fs::metadata(&mark)?.modified());
        Some(Cache {
            folder,
            most,
            smallest,
            names,
            begun: begun.ok(),
            stamps,
        })
    }

    /// What was kept of a file, where it is the same file and everything that reading depends on is the same.
    pub fn recall(&self, file: &InputFile, reading: &Reading<'_>) -> Option<FittedFile> {
        let bytes = fs::metadata(&file.path).ok()?.len();
        let hash = self.stamps.hash(&file.path);
        // to hash a file of another length would be for nothing
        let sized = format!("{bytes:x}-");
        if !self.names.iter().any(|name| name.starts_with(&sized)) {
            return None;
        }
        let hash = match hash {
            Some(hash) => hash,
            None => hash_of(&mut File::open(&file.path).ok()?).ok()?,
        };
        let wanted = stem(bytes, &reading.key(&file.name, &hash));
        let name = self.names.iter().find(|name| name.starts_with(&wanted))?;
        let found = self.recall_from(name, &wanted, reading);
        let found = found.filter(|found| {
            let input = &found.input;
            (&input.file, input.bytes, &input.sha256) == (&file.name, bytes, &hash)
        });
        match found {
            Some(found) => {
                self.stamps.put(&file.path, &hash);
                self.mark_used(name);
                Some(found)
            }
            None => {
                // damaged: it is read anew, and kept anew
                let _ = fs::remove_file(self.folder.join(name));
                None
            }
        }
    }

    fn recall_from(&self, name: &str, stem: &str, reading: &Reading<'_>) -> Option<FittedFile> {
        let bytes = fs::read(self.folder.join(name)).ok()?;
        if name.strip_prefix(stem)? != ending(&hex(&Sha256::digest(&bytes)), ENDING) {
            return None;
        }
        entry::recall(&bytes, reading.context.knowledge)
    }

    /// Keeps what was read of a file, where that was all of it.
    pub fn keep(&self, file: &InputFile, fitted: &FittedFile, reading: &Reading<'_>) {
        let input = &fitted.input;
        let problems = fitted.sheets.iter().flat_map(|sheet| &sheet.problems);
        let unread = fitted
            .problems
            .iter()
            .chain(problems)
            .any(|problem| problem.severity == Severity::Unread);
        if input.bytes < self.smallest || input.sha256.is_empty() || unread {
            return;
        }
        self.stamps.put(&file.path, &input.sha256);
        // without room, or rights, it is not kept
        let _ = self.write(fitted, reading);
    }

    /// Remembers which files need not be hashed next time.
    pub fn remember(&self) {
        let told = self.stamps.told(self.begun);
        let _ = self.write_whole(STAMPS, told.as_bytes());
    }

    /// A file that is being written is locked, and known by that: what is not was left by a run that was killed.
    fn begun(&self) -> io::Result<NamedTempFile> {
        let part = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(&self.folder)?;
        // where files cannot be locked, age tells
        let _ = part.as_file().try_lock();
        Ok(part)
    }

    fn write(&self, fitted: &FittedFile, reading: &Reading<'_>) -> io::Result<()> {
        let input = &fitted.input;
        let part = self.begun()?;
        let hash = {
            let mut out = Hashed {
                out: BufWriter::new(part.as_file()),
                hash: Sha256::new(),
            };
            entry::keep(&mut out, fitted, reading.context.knowledge)?;
            hex(&out.hash.finalize())
        };
        let stem = stem(input.bytes, &reading.key(&input.file, &input.sha256));
        let name = format!("{stem}{}", ending(&hash, ENDING));
        part.persist(self.folder.join(name))?;
        Ok(())
    }

    fn write_whole(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut part = self.begun()?;
        part.write_all(bytes)?;
        part.persist(self.folder.join(name))?;
        Ok(())
    }

    /// The hash of a file.
    pub fn hash(&self, file: &InputFile) -> Option<String> {
        let known = self.stamps.hash(&file.path);
        known.or_else(|| {
            let hash = hash_of(&mut File::open(&file.path).ok()?).ok()?;
            self.stamps.put(&file.path, &hash);
            Some(hash)
        })
    }

    /// What was kept of a run.
    pub fn kept_run(&self, key: &str) -> Option<Vec<u8>> {
        self.take_kept(RUN, key)
    }

    /// Keeps what came of a run, in the place of what came of an earlier one.
    pub fn keep_run(&self, key: &str, bytes: &[u8]) {
        let stem = format!("{RUN}-{key}-");
        for old in self.names.iter().filter(|name| name.starts_with(&stem)) {
            let _ = fs::remove_file(self.folder.join(old));
        }
        self.put_kept(RUN, key, bytes);
    }

    fn take_kept(&self, kind: &str, key: &str) -> Option<Vec<u8>> {
        let stem = format!("{kind}-{key}-");
        let name = self.names.iter().find(|name| name.starts_with(&stem))?;
        let path = self.folder.join(name);
        let bytes = fs::read(&path).ok()?;
        if name.strip_prefix(&stem)? != ending(&hex(&Sha256::digest(&bytes)), kind) {
            let _ = fs::remove_file(path);
            return None;
        }
        self.mark_used(name);
        Some(bytes)
    }

    fn put_kept(&self, kind: &str, key: &str, bytes: &[u8]) {
        let hash = hex(&Sha256::digest(bytes));
        let name = format!("{kind}-{key}-{}", ending(&hash, kind));
        // without room, or rights, it is not kept
        let _ = self.write_whole(&name, bytes);
    }

    /// The files used last stay longest.
    fn mark_used(&self, name: &str) {
        if let Some(begun) = self.begun
            && let Ok(file) = OpenOptions::new().append(true).open(self.folder.join(name))
        {
            let _ = file.set_modified(begun);
        }
    }

    /// Removes what was not used for the longest time, until the rest is within the limit, and what runs that ended early
    /// left unfinished.
    pub fn trim(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        let mut kept: Vec<(SystemTime, String, u64)> = Vec::new();
        for entry in entries.flatten() {
            let (Ok(name), Ok(about)) = (entry.file_name().into_string(), entry.metadata()) else {
                continue;
            };
            let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            if name.starts_with(UNFINISHED) {
                if self.is_abandoned(&entry.path(), used) {
                    let _ = fs::remove_file(entry.path());
                }
            } else if [ENDING, SUMS, RUN].iter().any(|kind| name.ends_with(kind)) {
                kept.push((used, name, about.len()));
            }
        }
        kept.sort();
        let mut all: u64 = kept.iter().map(|(_, _, bytes)| bytes).sum();
        for (_, name, bytes) in kept {
            if all <= self.most {
                break;
            }
            let _ = fs::remove_file(self.folder.join(name));
            all -= bytes;
        }
    }

    /// Nobody has it locked; where files cannot be locked it is older than this run by hours.
    fn is_abandoned(&self, path: &Path, written: SystemTime) -> bool {
        match File::open(path).map(|file| file.try_lock()) {
            Ok(Ok(())) => true,
            Ok(Err(TryLockError::WouldBlock)) | Err(_) => false,
            Ok(Err(TryLockError::Error(_))) => {
                let age = self
                    .begun
                    .and_then(|begun| begun.duration_since(written).ok());
                age.is_some_and(|age| age.as_secs() > 6 * 60 * 60)
            }
        }
    }
}

fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_file())
}

/// Removes what is no file: a pipe would be waited for, a link can lead to what never ends, nothing can be written over a folder.
fn clear_away(entry: &DirEntry) {
    let path = entry.path();
    // of folders only an empty one goes
    let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir(&path));
}

impl Shelf for Cache {
    fn take(&self, key: &str) -> Option<Vec<u8>> {
        self.take_kept(SUMS, key)
    }

    fn put(&self, key: &str, bytes: &[u8]) {
        if bytes.len() as u64 >= self.smallest / SUMS_IN_ENTRIES {
            self.put_kept(SUMS, key, bytes);
        }
    }
}

/// All that reading a file depends on, besides the file.
#[derive(Clone, Copy)]
pub struct Reading<'r> {
    /// Hash of the templates.
    pub templates: &'r str,
    /// How much of a file is read.
    pub limits: Limits,
    /// Templates, answers and settings.
    pub context: Context<'r>,
}

impl Reading<'_> {
    /// What is kept of a file is found by this.
    fn key(&self, file: &str, hash: &str) -> String {
        let mut key = Sha256::new();
        let mut put = |part: &str| {
            key.update((part.len() as u64).to_le_bytes());
            key.update(part);
        };
        put(READER);
        put(self.templates);
        put(&format!("{:?}", self.limits));
        put(&format!("{:?}", self.context.settings.colours));
        // whose sign `$` is
        put(&self.context.settings.base_currency);
        for asked in self.answers(file) {
            put(asked.topic.code());
            [
                &asked.kind,
                &asked.subject,
                &asked.seen_in,
                &asked.proposal,
                &asked.answer,
            ]
            .iter()
            .for_each(|part| put(part));
        }
        put(file);
        put(hash);
        hex(&key.finalize())[..32].to_owned()
    }

    /// Rows of the decisions workbook that reading a file looks at: answers about it or about all files, and the proposals
    /// that such an answer may take.
    fn answers(&self, file: &str) -> Vec<&Question> {
        let questions = &self.context.decisions.questions;
        let family = family_of(file);
        let concerns = |asked: &&Question| {
            !matches!(asked.topic, Topic::Names | Topic::Matches)
                && (asked.seen_in.is_empty()
                    || asked.seen_in.contains(file)
                    || asked.subject == file
                    || asked.topic == Topic::Files && family_of(&asked.subject) == family)
        };
        let answered: Vec<&Question> = questions
            .iter()
            .filter(concerns)
            .filter(|asked| !asked.answer.trim().is_empty())
            .collect();
        let same = |asked: &&Question| {
            answered
                .iter()
                .any(|other| (other.topic, &other.subject) == (asked.topic, &asked.subject))
        };
        questions.iter().filter(concerns).filter(same).collect()
    }
}

/// The user's folder for what can be made again.
fn user_folder() -> Option<PathBuf> {
    let named = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
    };
    if cfg!(windows) {
        named("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        std::env::home_dir().map(|home| home.join("Library/Caches"))
    } else {
        named("XDG_CACHE_HOME").or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
    }
}

/// Makes a folder that others cannot look into: what was read is as confidential as the files.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Length and key: how a name begins.
fn stem(bytes: u64, key: &str) -> String {
    format!("{bytes:x}-{key}-")
}

/// The hash of what is in it: how a name ends.
fn ending(hash: &str, kind: &str) -> String {
    format!("{}.{kind}", &hash[..32])
}

/// Hashes what passes.
struct Hashed<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn hash_of(bytes: &mut impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut room = vec![0; 1 << 18];
    loop {
        match bytes.read(&mut room) {
            Ok(0) => return Ok(hex(&hash.finalize())),
            Ok(read) => hash.update(&room[..read]),
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            Err(why) => return Err(why),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
