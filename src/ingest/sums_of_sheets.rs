//! The sheet of a book that lists the others with their totals: its numbers stand there already.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{is_blank, text};
use super::sheet::{Cell, Row, Sheet};
use crate::model::key::fold;

/// Fewer names of other sheets are a coincidence.
const FEWEST_NAMES: usize = 3;
/// An overview has no more rows.
const MOST_ROWS: usize = 5_000;
/// A name is compared with names of sheets up to this many letters; Excel has 31.
const LONGEST_NAME: usize = 120;

/// Those sheets of a book whose rows are names of other sheets beside nothing but numbers, where nearly all numbers are
/// sums of the sheet that is named.
pub(super) fn sums_of_sheets(sheets: &[Sheet], book: &[usize]) -> Vec<usize> {
    if book.len() <= FEWEST_NAMES {
        return Vec::new();
    }
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for at in book {
        by_name.insert(fold(&sheets[*at].name), *at);
    }
    let sums_up = |at: &usize| {
        let lines = lines_of(&sheets[*at], &by_name, *at);
        lines.is_some_and(|lines| are_sums(&lines, sheets))
    };
    book.iter().copied().filter(sums_up).collect()
}

/// A row's sheet and its numbers.
type Line = (usize, Vec<i64>);

/// The rows that name a sheet, where hardly any other row has a name and numbers and nothing else.
fn lines_of(sheet: &Sheet, by_name: &BTreeMap<String, usize>, own: usize) -> Option<Vec<Line>> {
    let (mut lines, mut others) = (Vec::new(), 0);
    for (nth, row) in sheet.rows().enumerate() {
        if nth > MOST_ROWS {
            return None;
        }
        let Some((name, numbers)) = name_and_numbers(&row) else {
            others += usize::from(row.cells.iter().any(|placed| is_number(&placed.cell)));
            continue;
        };
        match by_name.get(&fold(name)).filter(|at| **at != own) {
            Some(at) => lines.push((*at, numbers)),
            None => others += 1,
        }
        // long lists are no overview
        if others > FEWEST_NAMES && others > 1 + lines.len() / 4 {
            return None;
        }
    }
    (lines.len() >= FEWEST_NAMES && others <= 1 + lines.len() / 4).then_some(lines)
}

/// The only text of a row and its numbers; none for a row that holds anything else.
fn name_and_numbers<'a>(row: &Row<'a>) -> Option<(&'a str, Vec<i64>)> {
    let (mut name, mut numbers) = (None, Vec::new());
    for placed in row.cells.iter().filter(|placed| !is_blank(&placed.cell)) {
        match &placed.cell {
            Cell::Number(number) => numbers.push(parts(*number)),
            cell => {
                let text = text(cell).filter(|text| text.len() <= LONGEST_NAME)?;
                if name.replace(text).is_some() {
                    return None;
                }
            }
        }
    }
    name.filter(|_| !numbers.is_empty())
        .map(|name| (name, numbers))
}

fn is_number(cell: &Cell<'_>) -> bool {
    matches!(cell, Cell::Number(_))
}

/// In ten-thousandths.
fn parts(number: f64) -> i64 {
    (number * 10_000.0).round() as i64
}

fn are_sums(lines: &[Line], sheets: &[Sheet]) -> bool {
    let mut sums: BTreeMap<usize, BTreeSet<i64>> = BTreeMap::new();
    let agreeing = lines
        .iter()
        .filter(|(at, numbers)| {
            let sums = sums.entry(*at).or_insert_with(|| sums_of(&sheets[*at]));
            let mut filled = numbers.iter().filter(|number| **number != 0).peekable();
            filled.peek().is_some() && filled.all(|number| sums.contains(number))
        })
        .count();
    agreeing * 10 >= lines.len() * 8
}

/// What the columns of a sheet add up to; a printed total doubles its column.
fn sums_of(sheet: &Sheet) -> BTreeSet<i64> {
    let mut columns: BTreeMap<u32, i64> = BTreeMap::new();
    for row in sheet.rows() {
        for placed in &row.cells {
            if let Cell::Number(number) = placed.cell {
                let sum = columns.entry(placed.column).or_default();
                *sum = sum.saturating_add(parts(number));
            }
        }
    }
    let halves = columns
        .values()
        .filter(|sum| *sum % 2 == 0)
        .map(|sum| sum / 2);
    columns.values().copied().chain(halves).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read};
    use crate::model::Table;

    const PEOPLE: [&str; 3] = ["Anna Li", "Bob Ray", "Tom Berg"];

    /// A book of one sheet for each person, and another sheet.
    fn book(other: &str) -> (usize, usize) {
        let mut sheets: Vec<_> = PEOPLE
            .iter()
            .zip(1..)
            .map(|(name, hours)| {
                let rows = format!(
                    "Date|Client|Hours\n@46300|Halden|{hours}\n@46301|Fenwick|2\nTotal||{}",
                    hours + 2
                );
                grid("team.xlsx", name, &rows)
            })
            .collect();
        sheets.push(grid("team.xlsx", "Team", other));
        let intake = read(sheets);
        (
            intake.tables.rows(Table::Time).len(),
            intake.tables.rows(Table::People).len(),
        )
    }

    #[test]
    fn a_sheet_that_repeats_the_totals_of_others_is_no_table() {
        let totals = "Person|Hours\nAnna Li|3\nBob Ray|4\nTom Berg|5\nTotal|12";
        assert_eq!(book(totals), (6, 0));
        let weekly = "Person|Hours per week\nAnna Li|40\nBob Ray|32\nTom Berg|40";
        assert_eq!(book(weekly), (6, 3));
    }

    /// One sheet a person, two hundred of them, and a sheet that lists them with their hours.
    #[test]
    fn a_book_may_have_hundreds_of_sheets() {
        let name = |nth: usize| format!("Anna Li {nth}");
        let lines = (1..=200).map(|nth| format!("{}|{}", name(nth), nth + 2));
        let overview = format!("Person|Hours\n{}", lines.collect::<Vec<_>>().join("\n"));
        let mut sheets = vec![grid("team.xlsx", "Overview", &overview)];
        sheets.extend((1..=200).map(|nth| {
            let rows = format!("Date|Client|Hours\n@46300|Halden|{nth}\n@46301|Fenwick|2");
            grid("team.xlsx", &name(nth), &rows)
        }));
        let intake = read(sheets);
        // 24 hours a day at most: later sheets have one entry that is set aside
        let used = intake.tables.rows(Table::Time).len();
        assert_eq!(
            (used, intake.tables.rows(Table::People).len()),
            (24 + 200, 0)
        );
    }

    #[test]
    fn months_of_a_book_give_their_entries_a_month() {
        let rows = "Person|Client|Hours\nAnna Li|Halden|21\nBob Ray|Fenwick|42";
        let others = rows.replace("21", "22");
        let sheets = [("Sep 2026", rows), ("Oct 2026", others.as_str())]
            .map(|(name, rows)| grid("hours.xlsx", name, rows));
        let intake = read(sheets.to_vec());
        // 22 working days in each of the two months, for each of two people
        assert_eq!(intake.tables.rows(Table::Time).len(), 88);
        let alone = read(vec![grid("hours.xlsx", "Oct 2026", rows)]);
        assert_eq!(alone.tables.rows(Table::Time).len(), 44);
    }
}
