//! Workbooks that need not be drawn again: where the pack before holds one that was drawn from the same, its bytes are taken.
//!
//! What each workbook of a pack was drawn from is kept on the shelf, under the hash of the pack's manifest, which tells how each
//! file was written: a pack whose manifest is another one is unknown, and a file that is not as it was written is drawn anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::book::Book;
use super::laid_out::laid_out;
use super::manifest::{Written, sha256};
use super::pack::MANIFEST;
use crate::model::shelf::Shelf;

/// Changes with every change of the code that draws.
const DRAWN_BY: &str = env!("MONTHEND_DRAWN");

/// What is known of the workbooks of the pack before, and where it is kept of those of this one.
#[derive(Default)]
pub struct Drawings<'s> {
    shelf: Option<&'s dyn Shelf>,
    pack: PathBuf,
    /// By their paths in the pack.
    known: BTreeMap<String, Drawn>,
}

/// A workbook of the pack before.
struct Drawn {
    laid_out: String,
    sha256: String,
}

impl<'s> Drawings<'s> {
    /// Those of a pack. Without a shelf nothing is known and nothing is kept.
    pub fn of(pack: Option<&Path>, shelf: Option<&'s dyn Shelf>) -> Drawings<'s> {
        let known = pack
            .zip(shelf)
            .and_then(|(pack, shelf)| known(pack, shelf))
            .unwrap_or_default();
        Drawings {
            shelf,
            pack: pack.map(Path::to_owned).unwrap_or_default(),
            known,
        }
    }

    /// What a workbook is drawn from, where somebody wants to know.
    pub fn laid_out(&self, book: &Book) -> Option<String> {
        self.shelf.map(|_| laid_out(book))
    }

    /// The bytes of the workbook at a path, and their hash, where drawing it would give the same.
    pub fn drawn(&self, path: &str, laid_out: Option<&str>) -> Option<(Vec<u8>, String)> {
        let drawn = self.known.get(path)?;
        if drawn.laid_out != laid_out? {
            return None;
        }
        let bytes = std::fs::read(self.pack.join(path)).ok()?;
        let hash = sha256(&bytes);
        (hash == drawn.sha256).then_some((bytes, hash))
    }

    /// Keeps what the workbooks of a pack were drawn from.
    pub fn keep(&self, manifest: &[u8], files: &[Written]) {
        let Some(shelf) = self.shelf else { return };
        let books = files.iter().filter_map(|file| {
            let laid_out = file.laid_out.as_ref()?;
            Some(format!("{laid_out} {}\n", file.file))
        });
        shelf.put(&key(manifest), books.collect::<String>().as_bytes());
    }
}

fn known(pack: &Path, shelf: &dyn Shelf) -> Option<BTreeMap<String, Drawn>> {
    let manifest = std::fs::read(pack.join(MANIFEST)).ok()?;
    let kept = String::from_utf8(shelf.take(&key(&manifest))?).ok()?;
    let laid_out = kept.lines().filter_map(|line| line.split_once(' '));
    let laid_out: BTreeMap<&str, &str> = laid_out.map(|(hash, path)| (path, hash)).collect();
    let manifest: Value = serde_json::from_slice(&manifest).ok()?;
    let files = manifest["outputs"].as_array()?.iter();
    let drawn = files.filter_map(|file| {
        let path = file["file"].as_str()?;
        let drawn = Drawn {
            laid_out: (*laid_out.get(path)?).to_owned(),
            sha256: file["sha256"].as_str()?.to_owned(),
        };
        Some((path.to_owned(), drawn))
    });
    Some(drawn.collect())
}

/// What is kept of a pack is found by this.
fn key(manifest: &[u8]) -> String {
    let pack = sha256(manifest);
    sha256(format!("workbooks {DRAWN_BY} {pack}").as_bytes())[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Mutex;

    use super::*;
    use crate::model::Settings;
    use crate::report::book::CellValue;
    use crate::report::in_use::Saved;
    use crate::report::laid_out::tests::book;
    use crate::report::manifest::ManifestParts;
    use crate::report::pack::{Content, PackFile, write};

    /// A shelf in memory.
    #[derive(Default)]
    struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

    impl Shelf for Memory {
        fn take(&self, key: &str) -> Option<Vec<u8>> {
            self.0.lock().expect("no panic").get(key).cloned()
        }

        fn put(&self, key: &str, bytes: &[u8]) {
            let mut kept = self.0.lock().expect("no panic");
            kept.insert(key.to_owned(), bytes.to_vec());
        }
    }

    /// A pack of two workbooks, and what is known of it.
    struct Desk {
        memory: Memory,
        home: tempfile::TempDir,
    }

    impl Desk {
        fn new() -> Desk {
            let (memory, home) = (Memory::default(), tempfile::tempdir().expect("a folder"));
            let desk = Desk { memory, home };
            assert_eq!(desk.as_before([1, 1]), [false, false]);
            desk
        }

        fn pack(&self) -> PathBuf {
            self.home.path().join("2026-10")
        }

        /// Writes the pack; which workbooks were not drawn again. All are as they are when they are drawn.
        fn as_before(&self, counts: [i64; 2]) -> [bool; 2] {
            let settings = Settings::default();
            let manifest = ManifestParts {
                version: "0.1.0",
                period: "2026-10".parse().expect("a period"),
                as_of: "2026-10-31".parse().expect("a day"),
                language: "en",
                issued: false,
                issue: None,
                settings: &settings,
                inputs: &[],
                templates: &[],
                questions: &[],
                accounts: &[],
            };
            let books = counts.map(|count| book(CellValue::Count(count)));
            let files = ["a.xlsx", "clients/b.xlsx"].iter().zip(books);
            let files: Vec<PackFile<'_>> = files
                .map(|(path, book)| PackFile {
                    path: (*path).to_owned(),
                    content: Content::Book(Box::new(book)),
                })
                .collect();
            let pack = self.pack();
            let drawings = Drawings::of(Some(&pack), Some(&self.memory));
            let written =
                write(files, &manifest, (&pack, &Saved::default()), &drawings).expect("a pack");
            for (file, count) in written.iter().zip(counts) {
                let drawn = crate::report::xlsx::bytes(&book(CellValue::Count(count)));
                let there = fs::read(pack.join(&file.file)).expect("written");
                assert!(there == drawn.expect("a workbook"), "{}", file.file);
                assert_eq!(file.sha256, sha256(&there));
            }
            [0, 1].map(|at: usize| written[at].as_before)
        }
    }

    #[test]
    fn only_what_changed_is_drawn_again() {
        let desk = Desk::new();
        assert_eq!(desk.as_before([1, 1]), [true, true]);
        assert_eq!(desk.as_before([1, 2]), [true, false]);
        assert_eq!(
            desk.as_before([1, 2]),
            [true, true],
            "what was taken is known as well"
        );
        assert_eq!(desk.as_before([2, 2]), [false, true]);
    }

    #[test]
    fn a_workbook_that_is_not_as_it_was_written_is_drawn_again() {
        let desk = Desk::new();
        let old = desk.pack().join("clients/b.xlsx");
        let whole = fs::read(&old).expect("written");
        let mut typed_into = whole.clone();
        typed_into[whole.len() / 2] ^= 1;
        for bytes in [typed_into, whole[..whole.len() / 2].to_vec(), Vec::new()] {
            fs::write(&old, bytes).expect("ours");
            assert_eq!(desk.as_before([1, 1]), [true, false]);
        }
        fs::remove_file(&old).expect("ours");
        assert_eq!(desk.as_before([1, 1]), [true, false]);
        // one workbook in the place of another
        fs::copy(desk.pack().join("a.xlsx"), &old).expect("ours");
        assert_eq!(desk.as_before([2, 3]), [false, false]);
        fs::copy(desk.pack().join("a.xlsx"), &old).expect("ours");
        assert_eq!(desk.as_before([2, 3]), [true, false]);
    }

    #[test]
    fn a_pack_that_is_not_as_it_was_written_is_unknown() {
        let desk = Desk::new();
        let manifest = desk.pack().join(MANIFEST);
        let text = fs::read_to_string(&manifest).expect("written");
        fs::write(&manifest, text.replace("0.1.0", "0.1.1")).expect("ours");
        assert_eq!(desk.as_before([1, 1]), [false, false]);
        assert_eq!(desk.as_before([1, 1]), [true, true]);
    }

    #[test]
    fn a_damaged_shelf_is_as_good_as_none() {
        for damage in [
            (|bytes| bytes.clear()) as fn(&mut Vec<u8>),
            |bytes| bytes[0] ^= 1,
            |bytes| bytes[0] = 0xFF,
            |bytes| bytes.retain(|byte| *byte != b' '),
            |bytes| bytes.truncate(20),
        ] {
            let desk = Desk::new();
            let mut kept = desk.memory.0.lock().expect("no panic");
            kept.values_mut().for_each(damage);
            drop(kept);
            assert!(!desk.as_before([1, 1])[0]);
        }
    }

    #[test]
    fn without_a_shelf_everything_is_drawn() {
        let desk = Desk::new();
        let nothing = Drawings::of(Some(&desk.pack()), None);
        assert!(nothing.known.is_empty());
        assert_eq!(nothing.laid_out(&book(CellValue::Empty)), None);
    }
}
