//! How much of a file is read: what is beyond is damage or an attack, and is said. Time and memory follow from these.

/// Bytes of a file. Excel itself does not open larger ones.
pub const LARGEST_FILE: u64 = 1 << 30;
/// Parts of a package. A workbook of 250 sheets with drawings and notes has about a thousand.
pub const MOST_ENTRIES: usize = 10_000;
/// Bytes that a package may hold unpacked: a full sheet of a million rows and 16 columns takes half a gigabyte.
pub const MOST_UNPACKED: u64 = 4 << 30;
/// Entries above this size are looked at for their ratio.
pub const LARGE_ENTRY: u64 = 100 << 20;
/// Deflate cannot honestly pack better than this.
pub const MOST_RATIO: u64 = 1_000;
/// Bytes of a part that is read whole, such as the list of sheets or the styles.
pub const MOST_SMALL: u64 = 64 << 20;
/// Bytes of a tag or text in a package. A cell holds 32,767 characters, each at most ten bytes long when it is escaped.
pub const LONGEST_PIECE: usize = 16 << 20;
/// Bytes of the texts that the cells of a workbook share.
pub const MOST_LETTERS: usize = 1 << 30;
/// Cells of a file, blank ones with a format included.
pub const MOST_CELLS: u64 = 50_000_000;
/// Rows that a sheet can have.
pub const MOST_ROWS: u32 = 1_048_576;
/// Columns that a sheet can have.
pub const MOST_COLUMNS: u32 = 16_384;
/// Cells in merged blocks of a sheet, large blocks of decoration counted as one. Each is looked up by its place.
pub const MOST_MERGED: u64 = 10_000_000;
/// Bytes of the formulas of a sheet that other cells share.
pub const MOST_SHARED_FORMULAS: usize = 16 << 20;
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
/// Records of an xls file that are looked at.
pub const MOST_XLS_RECORDS: u64 = 100_000_000;
