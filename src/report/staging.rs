//! Where a pack is put together before it takes its place: a hidden folder beside it that belongs to one run.
//!
//! On Linux the new pack and the old one change places in one step. Elsewhere the old one is moved aside first, and a run that
//! is killed in between leaves it there: the next run puts it back. What killed runs left is removed; the folder of a run that
//! lives is known by its lock.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// How the names of such folders begin.
const PREFIX: &str = ".monthend-";
/// The file that a living run keeps locked.
const LOCK: &str = "lock";
/// The folder of the new pack. A folder of its own, since the one around it is closed to other users.
const FRESH: &str = "pack";
/// How often a place is made before another run's clearing up is taken for something else.
const TRIES: usize = 16;
/// A single file in that folder.
const FILE: &str = "file";
/// The folder of the old pack while the new one takes its place.
const ASIDE: &str = "old";

/// A place for a new pack. With it goes what is in it, the pack that was replaced as well.
pub struct Staging {
    // goes first: an open file keeps some systems from removing its folder
    _lock: File,
    folder: TempDir,
}

impl Staging {
    /// Makes one in the folder of all packs, after clearing up behind killed runs.
    pub fn in_folder(parent: &Path) -> io::Result<Staging> {
        clear(parent)?;
        for _ in 1..TRIES {
            match Staging::begin(parent) {
                Err(why) if why.kind() == io::ErrorKind::NotFound => {}
                begun => return begun,
            }
        }
        Staging::begin(parent)
    }

    /// Another run may take what is not locked yet for what a killed run left: then it is not found, and made again.
    fn begin(parent: &Path) -> io::Result<Staging> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent);
        // its own message names a temporary folder, which means nothing to a reader
        let folder = folder.map_err(|why| io::Error::from(why.kind()))?;
        let path = folder.path().join(LOCK);
        let lock = File::create(&path)?;
        // Where files cannot be locked, nobody clears up behind anybody.
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return Err(io::ErrorKind::NotFound.into());
        }
        fs::create_dir(folder.path().join(FRESH))?;
        fs::metadata(&path)?;
        Ok(Staging {
            _lock: lock,
            folder,
        })
    }

    /// Where the files of the new pack go.
    pub fn fresh(&self) -> PathBuf {
        self.folder.path().join(FRESH)
    }

    /// Puts the new pack into its place, and tells where the old one is now. After an error that one is there as before.
    pub fn take_place(&self, out: &Path) -> io::Result<Option<PathBuf>> {
        let fresh = self.fresh();
        if !out.exists() {
            let moved = fs::rename(&fresh, out);
            // unless another run was there first
            if moved.is_ok() || !out.exists() {
                return moved.map(|()| None);
            }
        }
        match exchange(&fresh, out) {
            Err(why) if is_unknown(&why) => self.replace(&fresh, out).map(Some),
            done => done.map(|()| Some(fresh)),
        }
    }

    /// Puts the old pack back, and the new one where the old one was.
    pub fn give_back(&self, out: &Path) -> io::Result<()> {
        let (fresh, aside) = (self.fresh(), self.aside(out));
        if !aside.exists() {
            return exchange(&fresh, out);
        }
        fs::rename(out, &fresh)?;
        fs::rename(aside, out)
    }

    /// Old aside, new in, and back again when that fails.
    fn replace(&self, fresh: &Path, out: &Path) -> io::Result<PathBuf> {
        let aside = self.aside(out);
        fs::create_dir_all(aside.parent().unwrap_or(&aside))?;
        fs::rename(out, &aside)?;
        fs::rename(fresh, out).inspect_err(|_| {
            // The error above is the one to show; the next run tries again if this fails too.
            let _ = fs::rename(&aside, out);
        })?;
        Ok(aside)
    }

    /// Where a pack goes while the new one takes its place.
    fn aside(&self, out: &Path) -> PathBuf {
        let name = out.file_name().unwrap_or(OsStr::new(ASIDE));
        self.folder.path().join(ASIDE).join(name)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        empty(self.folder.path());
    }
}

/// Removes what stands beside the lock: a run that is killed meanwhile leaves a folder that is still known by its lock.
fn empty(folder: &Path) {
    for part in [FRESH, ASIDE] {
        // What cannot be removed now is tried again by the next run.
        let _ = fs::remove_dir_all(folder.join(part));
    }
}

/// A file that is written beside its place and takes it whole, or not at all.
pub struct FreshFile {
    staging: Staging,
    place: PathBuf,
}

impl FreshFile {
    /// Writes it; what stands in its place stays, and may be no folder. The file behind a link is the one that is replaced.
    pub fn written(place: &Path, bytes: &[u8]) -> io::Result<FreshFile> {
        if place.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let place = place.canonicalize().unwrap_or_else(|_| place.to_owned());
        let parent = place
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let staging = Staging::in_folder(parent.unwrap_or(Path::new(".")))?;
        let fresh = FreshFile { staging, place };
        fs::write(fresh.path(), bytes)?;
        if let Ok(old) = fs::metadata(&fresh.place) {
            // Who may read the old one may read the new one; where that cannot be set, the usual holds.
            let _ = fs::set_permissions(fresh.path(), old.permissions());
        }
        Ok(fresh)
    }

    /// Puts it into its place.
    pub fn take_place(self) -> io::Result<()> {
        fs::rename(self.path(), &self.place)
    }

    fn path(&self) -> PathBuf {
        self.staging.fresh().join(FILE)
    }
}

/// Lets two folders change places.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// True when the system, or this kind of disk, does not know how.
fn is_unknown(why: &io::Error) -> bool {
    matches!(
        why.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

/// Puts back what a killed run took aside, and removes the rest of it.
pub fn clear(parent: &Path) -> io::Result<()> {
    for entry in fs::read_dir(parent)?.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        match File::open(entry.path().join(LOCK)) {
            Ok(lock) if lock.try_lock().is_ok() => {
                put_back(&entry.path().join(ASIDE), parent);
                empty(&entry.path());
                drop(lock);
                let _ = fs::remove_dir_all(entry.path());
            }
            Ok(_) => {}
            // Killed before it had a lock, or just behind its removal: only what is empty is surely nobody's.
            Err(_) => {
                let _ = fs::remove_dir(entry.path().join(FRESH));
                let _ = fs::remove_dir(entry.path());
            }
        }
    }
    Ok(())
}

fn put_back(aside: &Path, parent: &Path) {
    for pack in fs::read_dir(aside).into_iter().flatten().flatten() {
        let place = parent.join(pack.file_name());
        if !place.exists() {
            let _ = fs::rename(pack.path(), place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("readable").flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn both_ways_of_taking_a_place_leave_the_new_pack_alone() {
        for at_once in [true, false] {
            let home = tempfile::tempdir().expect("a folder");
            let out = home.path().join("2026-10");
            put(&out.join("old.txt"), "x");
            let staging = Staging::in_folder(home.path()).expect("a place");
            put(&staging.fresh().join("new.txt"), "y");
            if at_once {
                staging.take_place(&out).expect("a new pack");
            } else {
                staging.replace(&staging.fresh(), &out).expect("a new pack");
            }
            drop(staging);
            assert_eq!(names(home.path()), ["2026-10"]);
            assert_eq!(names(&out), ["new.txt"]);
        }
    }

    #[test]
    fn what_a_killed_run_took_aside_is_put_back() {
        let home = tempfile::tempdir().expect("a folder");
        let killed = home.path().join(".monthend-killed");
        put(&killed.join("lock"), "");
        put(&killed.join("old/2026-10/manifest.json"), "the old pack");
        put(
            &killed.join("old/2026-09/manifest.json"),
            "older than what is there",
        );
        put(&killed.join("pack/half.txt"), "x");
        put(&home.path().join("2026-09/manifest.json"), "whole");
        drop(Staging::in_folder(home.path()).expect("a place"));
        assert_eq!(names(home.path()), ["2026-09", "2026-10"]);
        let read = |name: &str| fs::read_to_string(home.path().join(name)).expect("readable");
        assert_eq!(read("2026-10/manifest.json"), "the old pack");
        assert_eq!(read("2026-09/manifest.json"), "whole");
    }

    #[test]
    fn a_run_killed_before_its_lock_leaves_nothing_for_long() {
        let home = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(home.path().join(".monthend-a/pack")).expect("writable");
        fs::create_dir(home.path().join(".monthend-b")).expect("writable");
        drop(Staging::in_folder(home.path()).expect("a place"));
        assert_eq!(names(home.path()), [""; 0]);
    }

    #[test]
    fn many_at_once_each_have_their_place() {
        let home = tempfile::tempdir().expect("a folder");
        std::thread::scope(|scope| {
            for run in 0..8 {
                let home = home.path();
                scope.spawn(move || {
                    for turn in 0..40 {
                        let staging = Staging::in_folder(home).expect("a place");
                        let file = staging.fresh().join("file.txt");
                        put(&file, "x");
                        assert!(file.is_file(), "run {run}, turn {turn}");
                    }
                });
            }
        });
        assert_eq!(names(home.path()), [""; 0]);
    }

    #[test]
    fn a_file_takes_its_place_whole() {
        let home = tempfile::tempdir().expect("a folder");
        let place = home.path().join("a.toml");
        put(&place, "old");
        let fresh = FreshFile::written(&place, b"new").expect("written");
        assert_eq!(fs::read_to_string(&place).expect("readable"), "old");
        fresh.take_place().expect("its place");
        assert_eq!(fs::read_to_string(&place).expect("readable"), "new");
        assert_eq!(names(home.path()), ["a.toml"]);
    }

    #[test]
    fn the_folder_of_a_living_run_is_left_alone() {
        let home = tempfile::tempdir().expect("a folder");
        let alive = Staging::in_folder(home.path()).expect("a place");
        put(&alive.fresh().join("half.txt"), "x");
        drop(Staging::in_folder(home.path()).expect("another"));
        assert_eq!(names(&alive.fresh()), ["half.txt"]);
    }
}
