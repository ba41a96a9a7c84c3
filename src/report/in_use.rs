//! Files that people have open, or save, while a run goes on: what they type into them is read before the new ones are laid out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::pack::{Error, MANIFEST};

/// Length and last change of a file.
type Stamp = (u64, Option<SystemTime>);

/// Workbooks as they were when they were read, by their path below a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    stamps: BTreeMap<PathBuf, Stamp>,
    manifest: Option<Stamp>,
}

impl Saved {
    /// Those in a folder and in the folders of it, or a single file by its name.
    pub fn of(place: &Path) -> Saved {
        let stamps = match place.is_dir() {
            true => files_of(place),
            false => { stamp(place).into_iter() }
                .map(|stamp| (PathBuf::new(), stamp))
                .collect(),
        };
        Saved {
            stamps,
            manifest: stamp(&place.join(MANIFEST)),
        }
    }

    /// The first of them that is not as it was, in the same folder wherever that is now; a file that came or went since is one too.
    /// None in a pack that another run put there.
    pub fn changed_in(&self, place: &Path) -> Option<PathBuf> {
        let now = Saved::of(place);
        if now.manifest != self.manifest {
            return None;
        }
        let all = self.stamps.keys().chain(now.stamps.keys());
        all.filter(|name| self.stamps.get(*name) != now.stamps.get(*name))
            .min()
            .cloned()
    }
}

fn stamp(file: &Path) -> Option<Stamp> {
    let about = fs::metadata(file).ok()?;
    about
        .is_file()
        .then(|| (about.len(), about.modified().ok()))
}

/// Workbooks of a folder and of the folders in it, by their path below it.
fn files_of(folder: &Path) -> BTreeMap<PathBuf, Stamp> {
    let is_workbook = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "xlsx");
    let workbooks = all_of(folder).into_iter().filter(is_workbook);
    let stamped = workbooks.filter_map(|path| {
        let stamp = stamp(&path)?;
        Some((path.strip_prefix(folder).ok()?.to_owned(), stamp))
    });
    stamped.collect()
}

/// What is in a folder and in the folders in it, sorted.
fn all_of(folder: &Path) -> Vec<PathBuf> {
    let mut all = entries(folder);
    let below: Vec<PathBuf> = all.iter().filter(|path| path.is_dir()).cloned().collect();
    all.extend(below.into_iter().flat_map(entries));
    all.sort();
    all
}

fn entries(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// An error for a pack of which a file is open, as Excel's `~$name` or LibreOffice's `.~lock.name#` beside it tells.
pub fn open_elsewhere(pack: &Path) -> Result<(), Error> {
    let all = all_of(pack);
    all.iter().try_for_each(|path| no_lock(path))
}

/// An error for a single file that is open.
pub fn file_open_elsewhere(file: &Path) -> Result<(), Error> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let locks = [format!("~${name}"), format!(".~lock.{name}#")];
    let mut there = locks.iter().map(|lock| file.with_file_name(lock));
    there
        .find(|lock| lock.is_file())
        .map_or(Ok(()), |lock| no_lock(&lock))
}

fn no_lock(path: &Path) -> Result<(), Error> {
    let lock = path.file_name().unwrap_or_default().to_string_lossy();
    let of_libre_office = || lock.strip_prefix(".~lock.")?.strip_suffix('#');
    match lock.strip_prefix("~$").or_else(of_libre_office) {
        // Excel leaves out the first letters of a long name
        Some(name) => Err(Error::Open {
            path: path.with_file_name(whole_name(path, name)),
            lock: lock.to_string(),
        }),
        None => Ok(()),
    }
}

/// The file beside a lock whose name ends so.
fn whole_name(lock: &Path, end: &str) -> String {
    let beside = entries(lock.parent().unwrap_or(Path::new("."))).into_iter();
    let names = beside.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
    let ends = |name: &String| name.ends_with(end) && !name.starts_with(['~', '.']);
    names.filter(ends).min().unwrap_or_else(|| end.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_saved_comes_or_goes_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
            fs::write(path, text).expect("writable");
        };
        put("Review.xlsx", "one");
        put("clients/Halden.xlsx", "two");
        put("manifest.json", "{}");
        let seen = Saved::of(folder.path());
        assert_eq!(seen.changed_in(folder.path()), None);
        put("clients/Halden.xlsx", "three");
        assert_eq!(
            seen.changed_in(folder.path()),
            Some("clients/Halden.xlsx".into())
        );
        fs::remove_file(folder.path().join("Review.xlsx")).expect("removable");
        assert_eq!(seen.changed_in(folder.path()), Some("Review.xlsx".into()));
        put("manifest.json", "{ \"of\": \"another run\" }");
        assert_eq!(seen.changed_in(folder.path()), None);
        let file = folder.path().join("clients/Halden.xlsx");
        let seen = Saved::of(&file);
        assert_eq!(seen.changed_in(&file), None);
        put("clients/Halden.xlsx", "four");
        assert!(seen.changed_in(&file).is_some());
    }

    #[test]
    fn locks_of_both_programs_are_known() {
        for lock in [
            "~$Review 2026-10.xlsx",
            "~$view 2026-10.xlsx",
            ".~lock.Review 2026-10.xlsx#",
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("Review 2026-10.xlsx");
            fs::write(&file, "a book").expect("writable");
            assert!(open_elsewhere(folder.path()).is_ok());
            fs::write(folder.path().join(lock), "").expect("writable");
            match open_elsewhere(folder.path()) {
                Err(Error::Open { path, lock: told }) => {
                    assert_eq!((path, told.as_str()), (file, lock))
                }
                other => panic!("{lock}: {other:?}"),
            }
        }
    }
}
