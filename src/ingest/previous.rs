//! What people typed into an earlier pack: its workbooks as plain text.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::find::InputFile;
use super::limits::Limits;
use super::read::read_file;
use super::sheet::{Cell, Sheet};
use super::value::{DateOrder, date};
use crate::model::typed::TypedGrid;
use crate::model::{Problem, Severity};

/// A workbook of a pack that cannot be read, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread(pub PathBuf);

/// The sheets on which one of the `marks` stands, of the workbooks at the top of a pack and in those of its `folders` that are
/// there, sorted by file. None where there is no workbook.
pub fn typed_cells(
    pack: &Path,
    folders: &[&str],
    marks: &BTreeSet<String>,
) -> Result<Option<Vec<TypedGrid>>, Unread> {
    let mut names = workbooks(pack, "");
    names.extend(folders.iter().flat_map(|folder| workbooks(pack, folder)));
    let folder = pack.file_name().unwrap_or_default();
    let folder = folder.to_string_lossy();
    let read = names.par_iter().map(|name| grids(pack, name, marks));
    let read: Vec<Result<Vec<TypedGrid>, Unread>> = read.collect();
    let read: Vec<Vec<TypedGrid>> = read.into_iter().collect::<Result<_, _>>()?;
    let of_pack = |grid| TypedGrid {
        pack: folder.to_string(),
        ..grid
    };
    let is_there = !read.is_empty();
    Ok(is_there.then(|| read.into_iter().flatten().map(of_pack).collect()))
}

/// Paths within the pack, sorted.
fn workbooks(pack: &Path, folder: &str) -> Vec<String> {
    let is_workbook = |name: &String| name.ends_with(".xlsx") && !name.starts_with('~');
    let names = std::fs::read_dir(pack.join(folder)).into_iter().flatten();
    let names = names
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let within = |name: String| match folder {
        "" => name,
        folder => format!("{folder}/{name}"),
    };
    let mut names: Vec<String> = names.filter(is_workbook).map(within).collect();
    names.sort();
    names
}

fn grids(pack: &Path, name: &str, marks: &BTreeSet<String>) -> Result<Vec<TypedGrid>, Unread> {
    let file = InputFile {
        path: pack.join(name),
        name: Arc::from(name),
    };
    let mut problems = Vec::new();
    let (sheets, _) = read_file(&file, Limits::default(), &mut problems);
    let is_lost = |problem: &Problem| problem.severity == Severity::Unread;
    if sheets.is_empty() || problems.iter().any(is_lost) {
        // another run may have put its own pack there meanwhile
        return match file.path.exists() {
            true => Err(Unread(file.path)),
            false => Ok(Vec::new()),
        };
    }
    let marked = sheets.iter().filter(|sheet| is_marked(sheet, marks));
    Ok(marked.map(grid).collect())
}

fn is_marked(sheet: &Sheet, marks: &BTreeSet<String>) -> bool {
    // a mark that ends in a colon begins a line that says more
    let begins = |line: &str| {
        let end = line.find([':', '：']);
        let end = end.and_then(|at| Some(at + line[at..].chars().next()?.len_utf8()));
        end.is_some_and(|end| marks.contains(&line[..end]))
    };
    let is_mark = |cell: &Cell| match cell {
        Cell::Text(text) => marks.contains(text.trim_start()) || text.lines().any(begins),
        _ => false,
    };
    let mut rows = sheet.rows();
    rows.any(|row| row.cells.iter().any(|placed| is_mark(&placed.cell)))
}

fn grid(sheet: &Sheet) -> TypedGrid {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut next = 1;
    for row in sheet.rows() {
        // readers pass over rows without a cell, and such a row ends a table
        if row.number > next {
            rows.push(Vec::new());
        }
        next = row.number + 1;
        let mut texts = Vec::new();
        for placed in &row.cells {
            texts.resize(placed.column as usize - 1, String::new());
            texts.push(text(&placed.cell));
        }
        rows.push(texts);
    }
    TypedGrid {
        file: sheet.file.to_string(),
        sheet: sheet.name.to_string(),
        rows,
        ..TypedGrid::default()
    }
}

/// Part of a day as a clock shows it, `14:30`; with seconds where there are any.
fn clock(days: f64) -> String {
    let seconds = (days * 86_400.0).round() as i64;
    let [hours, minutes, seconds] =
        [seconds / 3_600, seconds / 60 % 60, seconds % 60].map(i64::abs);
    match seconds {
        0 => format!("{hours}:{minutes:02}"),
        seconds => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        // Spaces before a text say how far in its cell stands.
        Cell::Text(text) => text.trim_start().to_owned(),
        Cell::Error(text) | Cell::Formula(text) => (*text).to_owned(),
        Cell::Date(number) => date(cell, DateOrder::DayFirst)
            .map_or_else(|_| number.to_string(), |day| day.to_string()),
        Cell::Number(number) => number.to_string(),
        Cell::Time(days) => clock(*days),
        Cell::Flag(flag) => flag.to_string().to_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rust_xlsxwriter::{Format, Workbook};

    use super::typed_cells;
    use crate::model::typed::TypedGrid;

    /// A workbook of a pack, with a heading `Comment`, read again.
    fn read_back(folder: &tempfile::TempDir, book: &mut Workbook) -> Vec<TypedGrid> {
        book.save(folder.path().join("Review.xlsx"))
            .expect("a workbook");
        let marks = BTreeSet::from(["Comment".to_owned()]);
        typed_cells(folder.path(), &[], &marks)
            .expect("readable")
            .expect("a pack")
    }

    #[test]
    fn an_empty_row_ends_a_table() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let rows = [
            (0, ["Client", "Comment"]),
            (1, ["Orlo", "after the fair"]),
            (4, ["Client", "Comment"]),
            (5, ["Halden", "in May"]),
        ];
        for (row, cells) in rows {
            sheet.write_row(row, 0, cells).expect("a row");
        }
        let grids = read_back(&folder, &mut book);
        let [keys, inputs] = [["Client".to_owned()], ["Comment".to_owned()]];
        let tables = grids[0].tables(&keys, &inputs);
        let typed: Vec<_> = tables
            .iter()
            .map(|table| table.texts(&keys, &inputs))
            .collect();
        assert_eq!(
            typed,
            [
                [(vec!["Orlo"], 0, "after the fair")],
                [(vec!["Halden"], 0, "in May")]
            ]
        );
    }

    #[test]
    fn a_time_and_a_tick_come_back_as_a_person_sees_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let time = Format::new().set_num_format("h:mm");
        sheet.write(0, 0, "Comment").expect("a cell");
        let half_past_two = 14.5 / 24.0;
        sheet
            .write_with_format(1, 0, half_past_two, &time)
            .expect("a time");
        let seconds = Format::new().set_num_format("h:mm:ss");
        let second = half_past_two + 7.0 / 86_400.0;
        sheet
            .write_with_format(2, 0, second, &seconds)
            .expect("a time");
        sheet.write(3, 0, true).expect("a tick");
        sheet.write(4, 0, 14.5).expect("a number");
        let grids = read_back(&folder, &mut book);
        let rows = grids[0].rows.concat();
        assert_eq!(rows, ["Comment", "14:30", "14:30:07", "TRUE", "14.5"]);
    }
}
