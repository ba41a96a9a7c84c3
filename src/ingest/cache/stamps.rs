//! Hashes of files that nobody wrote to since they were hashed, as version control knows them: device, number, length and both
//! times of a file are as they were. A file that was written to shortly before a run is hashed in the next one too, since a
//! second change of it might leave its times as they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// Times on disks are this exact at worst, in seconds.
const COARSEST: i64 = 2;
/// How many files are remembered at most.
const MOST: usize = 20_000;

/// Hashes by path and stamp.
#[derive(Debug, Default)]
pub struct Stamps {
    before: BTreeMap<PathBuf, (String, String)>,
    now: Mutex<BTreeMap<PathBuf, Seen>>,
}

/// A file as this run met it.
#[derive(Debug)]
struct Seen {
    stamp: Stamp,
    hash: Option<String>,
}

/// By what it is seen that a file did not change.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    text: String,
    /// When it was last changed, in seconds as the disk counts.
    changed: i64,
}

impl Stamps {
    /// Those that an earlier run wrote to a file.
    pub fn read(path: &Path) -> Stamps {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = |line: &str| {
            let mut parts = line.splitn(3, '\t');
            let (hash, stamp) = (parts.next()?.to_owned(), parts.next()?.to_owned());
            Some((PathBuf::from(parts.next()?), (stamp, hash)))
        };
        Stamps {
            before: text.lines().filter_map(line).collect(),
            now: Mutex::default(),
        }
    }

    /// The hash of a file that is as it was. The file is looked at before it is read.
    pub fn hash(&self, path: &Path) -> Option<String> {
        let path = fs::canonicalize(path).ok()?;
        let stamp = stamp_of(&path)?;
        let known = self.before.get(&path);
        let known = known.filter(|(before, _)| *before == stamp.text);
        let hash = known.map(|(_, hash)| hash.clone());
        let seen = Seen {
            stamp,
            hash: hash.clone(),
        };
        self.now().insert(path, seen);
        hash
    }

    /// Remembers what a file's hash was found to be, where nobody wrote to it meanwhile.
    pub fn put(&self, path: &Path, hash: &str) {
        let Ok(path) = fs::canonicalize(path) else {
            return;
        };
        let stamp = stamp_of(&path);
        if let Some(seen) = self.now().get_mut(&path)
            && stamp.as_ref() == Some(&seen.stamp)
        {
            seen.hash = Some(hash.to_owned());
        }
    }

    /// What the next run may read: files that had been left alone when this one began.
    pub fn told(&self, begun: Option<SystemTime>) -> String {
        let begun = begun.and_then(|begun| begun.duration_since(SystemTime::UNIX_EPOCH).ok());
        let begun = begun.map_or(i64::MIN, |begun| begun.as_secs() as i64);
        let now = self.now();
        let left_alone = |seen: &&Seen| seen.stamp.changed.saturating_add(COARSEST) < begun;
        let met = now.iter().filter_map(|(path, seen)| {
            let hash = Some(seen).filter(left_alone)?.hash.as_deref()?;
            Some((path, seen.stamp.text.as_str(), hash))
        });
        let others = { self.before.iter() }
            .filter(|(path, _)| !now.contains_key(*path))
            .map(|(path, (stamp, hash))| (path, stamp.as_str(), hash.as_str()));
        let lines = met
            .chain(others)
            .take(MOST)
            .filter_map(|(path, stamp, hash)| {
                // a path that is no text, or of two lines, is not remembered
                let path = path.to_str().filter(|path| !path.contains(['\n', '\r']))?;
                Some(format!("{hash}\t{stamp}\t{path}\n"))
            });
        lines.collect()
    }

    fn now(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Seen>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// None where the disk does not tell when a file was changed by whatever means.
#[cfg(unix)]
fn stamp_of(path: &Path) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt;
    let about = fs::metadata(path).ok()?;
    let numbers = [
        about.dev() as i64,
        about.ino() as i64,
        about.len() as i64,
        about.mtime(),
        about.mtime_nsec(),
        about.ctime(),
        about.ctime_nsec(),
    ];
    Some(Stamp {
        text: numbers.map(|number| number.to_string()).join(" "),
        changed: about.mtime().max(about.ctime()),
    })
}

#[cfg(not(unix))]
fn stamp_of(_path: &Path) -> Option<Stamp> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use super::*;

    fn later() -> Option<SystemTime> {
        Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40))
    }

    /// Stamps as the next run reads them.
    fn again(stamps: &Stamps, begun: Option<SystemTime>, folder: &Path) -> Stamps {
        let kept = folder.join("stamps");
        fs::write(&kept, stamps.told(begun)).expect("a temporary folder");
        Stamps::read(&kept)
    }

    #[test]
    fn a_file_that_was_left_alone_keeps_its_hash() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("time.csv");
        fs::write(&file, "one").expect("ours");
        let first = Stamps::default();
        assert_eq!(first.hash(&file), None);
        first.put(&file, "h1");
        let second = again(&first, later(), folder.path());
        assert_eq!(second.hash(&file).as_deref(), Some("h1"));
        let third = again(&second, later(), folder.path());
        assert_eq!(third.hash(&file).as_deref(), Some("h1"));
        // the same length and time of writing, by another file put in its place
        let about = fs::metadata(&file).expect("ours");
        let other = folder.path().join("other.csv");
        fs::write(&other, "two").expect("ours");
        let handle = fs::File::options().append(true).open(&other).expect("ours");
        handle
            .set_modified(about.modified().expect("a time"))
            .expect("ours");
        fs::rename(&other, &file).expect("ours");
        let fourth = again(&third, later(), folder.path());
        assert_eq!(fourth.hash(&file), None);
    }

    #[test]
    fn a_file_that_was_just_written_to_is_not_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("time.csv");
        fs::write(&file, "one").expect("ours");
        let written = fs::metadata(&file).and_then(|about| about.modified());
        let stamps = Stamps::default();
        stamps.hash(&file);
        stamps.put(&file, "h1");
        let next = again(&stamps, written.ok(), folder.path());
        assert_eq!(next.hash(&file), None);
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_not_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("time.csv");
        fs::write(&file, "one").expect("ours");
        let stamps = Stamps::default();
        stamps.hash(&file);
        fs::write(&file, "longer").expect("ours");
        stamps.put(&file, "h1");
        assert_eq!(again(&stamps, later(), folder.path()).hash(&file), None);
    }
}
