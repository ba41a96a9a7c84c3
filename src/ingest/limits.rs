//! How much of a file is read: what is beyond is damage or an attack, and is said. Time and memory follow from these.
//!
//! Those a large honest file could meet are settings ([`Limits`]); the others are what the formats themselves allow.

use std::sync::Arc;

use super::container::unread_file;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Place, Problem, Settings};

/// Parts of a package above this size are looked at for how much they were packed; smaller ones do no harm.
pub const LARGE_ENTRY: u64 = 4 << 10;
/// Bytes of a part that is read whole, such as the list of sheets or the styles.
pub const MOST_SMALL: u64 = 64 << 20;
/// Rows that a sheet can have.
pub const MOST_ROWS: u32 = 1_048_576;
/// Columns that a sheet can have.
pub const MOST_COLUMNS: u32 = 16_384;
/// Cells in merged blocks of a sheet, large blocks of decoration counted as one. Each is looked up by its place.
pub const MOST_MERGED: u64 = 10_000_000;
/// Bytes of the formulas of a sheet that other cells share.
pub const MOST_SHARED_FORMULAS: usize = 16 << 20;
/// Bytes of these formulas as they read in the other cells without a stored result.
pub const MOST_MOVED_FORMULAS: usize = 16 << 20;
/// Steps of formulas without a stored result that are kept to be worked out, in a file.
pub const MOST_STEPS: usize = 2_000_000;
/// Cells looked at to work them out. Long running sums name the same cells again and again; what is left when this is
/// used up stays a formula.
pub const MOST_LOOKED_AT: u64 = 20_000_000;
/// Merged blocks larger than this many cells are decoration (a title, a page frame) and are not followed.
pub const LARGEST_MERGE: u64 = 20_000;
/// Notes of a sheet that are kept.
pub const MOST_NOTES: usize = 1_000;
/// Columns of an xls sheet.
pub const MOST_XLS_COLUMNS: usize = 256;
/// Cells of an xls sheet, blank ones included; its reader makes room for all of them.
pub const MOST_XLS_CELLS: usize = 65_536 * MOST_XLS_COLUMNS;
/// Cells that an xls sheet may say it has: some programs write one more row and column than there are.
pub const MOST_ROOM: u64 = 2 * MOST_XLS_CELLS as u64;
/// Empty cells between the others, of all sheets of an xls file: its reader makes room for them as soon as it opens it.
pub const MOST_XLS_EMPTY: u64 = 20_000_000;
/// Records of an xls file that are looked at.
pub const MOST_XLS_RECORDS: u64 = 100_000_000;

const MIB: f64 = (1 << 20) as f64;

/// What may be read of one file, as the settings say. Sizes are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The file as it lies on the disk.
    pub file: u64,
    /// All parts of a package, unpacked.
    pub unpacked: u64,
    /// How many times smaller a large part may be packed.
    pub ratio: u64,
    /// Parts of a package.
    pub parts: u64,
    /// Sheets of a workbook, hidden ones included.
    pub sheets: u64,
    /// Cells of all sheets, blank ones with a format included.
    pub cells: u64,
    /// Different texts of all sheets.
    pub texts: u64,
    /// Tags inside of each other.
    pub depth: u64,
    /// A line of a text file, a tag or text of a package.
    pub line: u64,
}

/// One of the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::file`]
    File,
    /// [`Limits::unpacked`]
    Unpacked,
    /// [`Limits::ratio`]
    Ratio,
    /// [`Limits::parts`]
    Parts,
    /// [`Limits::sheets`]
    Sheets,
    /// [`Limits::cells`]
    Cells,
    /// [`Limits::texts`]
    Texts,
    /// [`Limits::depth`]
    Depth,
    /// [`Limits::line`]
    Line,
}

impl From<&Settings> for Limits {
    fn from(settings: &Settings) -> Limits {
        let bytes = |mib: f64| (mib * MIB) as u64;
        Limits {
            file: bytes(settings.limit_file_mib),
            unpacked: bytes(settings.limit_unpacked_mib),
            ratio: settings.limit_packing_ratio.into(),
            parts: settings.limit_parts.into(),
            sheets: settings.limit_sheets.into(),
            cells: settings.limit_cells.into(),
            texts: bytes(settings.limit_texts_mib),
            depth: settings.limit_depth.into(),
            line: bytes(settings.limit_line_mib),
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::from(&Settings::default())
    }
}

impl Limits {
    /// An error when there is more than a limit.
    pub fn check(&self, limit: Limit, found: u64) -> Result<(), Beyond> {
        let most = self.most(limit);
        if found <= most {
            return Ok(());
        }
        Err(Beyond { limit, found, most })
    }

    /// The same for cells that are not written one by one, but stand between others or are repeated, where a reader makes room for all
    /// of them, which takes ten times what a cell does.
    pub fn check_room(&self, cells: u64) -> Result<(), Beyond> {
        let most = self.cells / 10;
        match cells <= most {
            true => Ok(()),
            false => Err(Beyond {
                limit: Limit::Cells,
                found: cells,
                most,
            }),
        }
    }

    fn most(&self, limit: Limit) -> u64 {
        match limit {
            Limit::File => self.file,
            Limit::Unpacked => self.unpacked,
            Limit::Ratio => self.ratio,
            Limit::Parts => self.parts,
            Limit::Sheets => self.sheets,
            Limit::Cells => self.cells,
            Limit::Texts => self.texts,
            Limit::Depth => self.depth,
            Limit::Line => self.line,
        }
    }
}

/// More than a limit allows: how much was found, at the least, and how much it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beyond {
    limit: Limit,
    found: u64,
    most: u64,
}

impl Beyond {
    /// The problem of a file of which nothing is read.
    pub fn of_file(&self, file: &Arc<str>) -> Problem {
        let found = self.found().to_string();
        let hint = phrase(
            "split the file, or raise {} in monthend.toml",
            &[&self.setting()],
        );
        unread_file(file, "file.too_large", found, self.expected(), hint)
    }

    /// The problem of a sheet of which nothing is read.
    pub fn of_sheet(&self, file: &Arc<str>, sheet: &str) -> Problem {
        let problem = self.of_file(file);
        Problem {
            place: Place {
                sheet: sheet.into(),
                ..problem.place
            },
            effect: phrase("nothing on this sheet is in any figure", &[]),
            ..problem
        }
    }

    /// The problem of a text file that is read up to a line.
    pub fn at_line(&self, file: &Arc<str>, line: u32) -> Problem {
        let problem = self.of_file(file);
        Problem {
            place: Place {
                row: line,
                ..problem.place
            },
            effect: phrase("nothing from this row on is in any figure", &[]),
            ..problem
        }
    }

    /// The key in `monthend.toml`.
    fn setting(&self) -> &'static str {
        match self.limit {
            Limit::File => "limit_file_mib",
            Limit::Unpacked => "limit_unpacked_mib",
            Limit::Ratio => "limit_packing_ratio",
            Limit::Parts => "limit_parts",
            Limit::Sheets => "limit_sheets",
            Limit::Cells => "limit_cells",
            Limit::Texts => "limit_texts_mib",
            Limit::Depth => "limit_depth",
            Limit::Line => "limit_line_mib",
        }
    }

    fn found(&self) -> Phrase {
        let (found, mib) = (self.found, mib(self.found));
        match self.limit {
            Limit::File => phrase("{} MiB", &[&mib]),
            Limit::Unpacked => phrase("{} MiB after unpacking", &[&mib]),
            Limit::Ratio => phrase("a part packed {} times smaller", &[&found]),
            Limit::Parts => phrase("a package of {} parts", &[&found]),
            Limit::Sheets => phrase("a workbook of {} sheets, or more", &[&found]),
            Limit::Cells => phrase("{} cells, or more", &[&found]),
            Limit::Texts => phrase("{} MiB of texts, or more", &[&mib]),
            Limit::Depth => phrase("tags {} deep, or more", &[&found]),
            Limit::Line => phrase("a line, tag or text of {} MiB, or more", &[&mib]),
        }
    }

    fn expected(&self) -> Phrase {
        let (most, mib) = (self.most, mib(self.most));
        match self.limit {
            Limit::File => phrase("a file of at most {} MiB", &[&mib]),
            Limit::Unpacked => phrase("at most {} MiB after unpacking", &[&mib]),
            Limit::Ratio => phrase("parts packed at most {} times smaller", &[&most]),
            Limit::Parts => phrase("a package of at most {} parts", &[&most]),
            Limit::Sheets => phrase("a workbook of at most {} sheets", &[&most]),
            Limit::Cells => phrase("at most {} cells in a file", &[&most]),
            Limit::Texts => phrase("at most {} MiB of texts in a file", &[&mib]),
            Limit::Depth => phrase("tags at most {} deep", &[&most]),
            Limit::Line => phrase("lines, tags and texts of at most {} MiB", &[&mib]),
        }
    }
}

/// Mebibytes, with four digits at most.
fn mib(bytes: u64) -> String {
    let text = format!("{:.4}", bytes as f64 / MIB);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What was met of a file so far, over all its sheets.
#[derive(Clone, Copy, Debug)]
pub struct Met {
    limits: Limits,
    cells: u64,
    /// Bytes of texts.
    texts: u64,
}

impl Met {
    /// Nothing yet.
    pub fn under(limits: Limits) -> Met {
        Met {
            limits,
            cells: 0,
            texts: 0,
        }
    }

    /// So many more cells.
    pub fn cells(&mut self, more: u64) -> Result<(), Beyond> {
        self.cells += more;
        self.limits.check(Limit::Cells, self.cells)
    }

    /// So many more bytes of texts.
    pub fn texts(&mut self, more: usize) -> Result<(), Beyond> {
        self.texts += more as u64;
        self.limits.check(Limit::Texts, self.texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_a_setting_and_its_message_names_it() {
        let keys = toml::Table::try_from(Settings::default()).expect("settings are a table");
        let limits = Limits::default();
        let mut named: Vec<String> = [
            Limit::File,
            Limit::Unpacked,
            Limit::Ratio,
            Limit::Parts,
            Limit::Sheets,
            Limit::Cells,
            Limit::Texts,
            Limit::Depth,
            Limit::Line,
        ]
        .map(|limit| {
            let most = limits.most(limit);
            assert_eq!(limits.check(limit, most), Ok(()));
            let beyond = limits.check(limit, most + 1).expect_err("one more");
            let problem = beyond.of_file(&"a.xlsx".into());
            let hint = problem.hint.to_string();
            assert!(hint.contains(beyond.setting()), "{hint}");
            assert_eq!(&*problem.place.file, "a.xlsx");
            beyond.setting().to_owned()
        })
        .to_vec();
        named.sort();
        let wanted: Vec<&String> = keys
            .keys()
            .filter(|key| key.starts_with("limit_"))
            .collect();
        assert_eq!(named.iter().collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn sizes_are_told_as_they_are_set() {
        for (bytes, told) in [
            (1 << 30, "1024"),
            (524_288, "0.5"),
            (1_049, "0.001"),
            (104, "0.0001"),
        ] {
            assert_eq!(mib(bytes), told);
        }
    }
}
