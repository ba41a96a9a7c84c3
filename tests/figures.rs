//! Figures of a written pack: a row of `data/*.csv` found by its cells, and what its other cells should hold.

use std::collections::BTreeMap;

use crate::desk::Desk;

/// A row and what is expected of it; all as `column=value`, `;` between.
pub struct Figure<'a> {
    /// File of `data/`, without its ending.
    pub file: &'a str,
    /// Cells that tell the row.
    pub row: &'a str,
    /// Cells expected; `column~text` for a part of a text; `none` when there should be no such row.
    pub cells: &'a str,
}

/// Runs the command on a desk and tells what is not as expected, each with the case's name.
pub fn faults(name: &str, desk: &Desk, args: &[&str], figures: &[Figure<'_>]) -> Vec<String> {
    let said = desk.run("run", args);
    if said.code != 0 {
        return vec![format!("{name}: code {}\n{}", said.code, said.stderr)];
    }
    let folder = pack(desk);
    figures
        .iter()
        .flat_map(|figure| {
            let text = desk.written(&format!("{folder}/data/{}.csv", figure.file));
            differences(&text, figure)
        })
        .map(|fault| format!("{name}: {fault}"))
        .collect()
}

/// Name of the one pack in a desk's output folder.
pub fn pack(desk: &Desk) -> String {
    let mut entries = std::fs::read_dir(desk.out()).expect("written");
    let entry = entries.next().expect("a pack").expect("readable");
    entry.file_name().to_string_lossy().into_owned()
}

/// What is not as expected in the text of a file.
pub fn differences(text: &str, figure: &Figure<'_>) -> Vec<String> {
    let (file, row) = (figure.file, figure.row);
    let all = rows(text);
    let found: Vec<_> = all
        .iter()
        .filter(|cells| wanted(row).all(|one| one.fault(cells).is_none()))
        .collect();
    if figure.cells == "none" {
        return match found.as_slice() {
            [] => Vec::new(),
            found => vec![format!("{file} {row}: should have no row: {found:?}")],
        };
    }
    let [only] = found.as_slice() else {
        return vec![format!("{file} {row}: {} rows\n{text}", found.len())];
    };
    wanted(figure.cells)
        .filter_map(|one| one.fault(only))
        .map(|fault| format!("{file} {row}: {fault}"))
        .collect()
}

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    reader
        .records()
        .map(|record| {
            let record = record.expect("readable");
            let cells = header.iter().zip(record.iter());
            cells
                .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
                .collect()
        })
        .collect()
}

/// What a cell should hold.
struct Wanted<'a> {
    column: &'a str,
    value: &'a str,
    /// The value is a part of the cell.
    part: bool,
}

fn wanted(text: &str) -> impl Iterator<Item = Wanted<'_>> {
    let parts = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts.map(|part| {
        let at = part
            .find(['=', '~'])
            .unwrap_or_else(|| panic!("{part}: column=value or column~part"));
        Wanted {
            column: &part[..at],
            value: &part[at + 1..],
            part: part.as_bytes()[at] == b'~',
        }
    })
}

impl Wanted<'_> {
    fn fault(&self, row: &BTreeMap<String, String>) -> Option<String> {
        let Wanted { column, value, .. } = self;
        let Some(cell) = row.get(*column) else {
            return Some(format!("no column {column}"));
        };
        let fits = if self.part {
            cell.contains(value)
        } else {
            same(value, cell)
        };
        (!fits).then(|| format!("{column} is {cell:?}, expected {value:?}"))
    }
}

fn same(expected: &str, found: &str) -> bool {
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(expected), Ok(found)) => (expected - found).abs() < 0.000_051,
        _ => expected == found,
    }
}
