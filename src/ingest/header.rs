//! Which rows of a sheet hold the headings of a table.

mod extent;
mod joined;
mod other_headings;

use std::collections::BTreeSet;

use super::column_numbers::numbers_columns;
use super::grid::{Grid, filled_cells, is_blank, shown, text};
use super::heading::without_unit;
pub use super::heading::{Heading, compact};
use super::knowledge::Knowledge;
use super::season::Season;
use super::sheet::{Placed, Row};
use super::source::Source;
use super::talk::measures_money;
use super::told_person::names_whose;
use super::unpivot::{Hint, are_day_numbers, hint};
use super::value::{self, DateOrder, Decimal};
pub use extent::extend;
pub use joined::headings;
use other_headings::rows_of_other_headings;

/// Stands for the year of days that are written without one.
const SOME_YEAR: &str = "2026";

/// Rows searched for the first header: more preamble than that was in no real export.
const DEEPEST_HEADER: usize = 60;

/// Periods of a row that are headings whatever stands below them.
const FEWEST_PERIODS: usize = 3;

/// Weekdays that are the headings of a week.
const FEWEST_WEEKDAYS: usize = 5;

/// The rows that hold the headings of a table; 1-based and included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderRows {
    /// First row.
    pub top: u32,
    /// Last row.
    pub bottom: u32,
}

/// How much a row looks like headings.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    filled: usize,
    texts: usize,
    known: usize,
    hints: usize,
    /// Heading rows of the known layout whose headings these are.
    layout: Option<u32>,
    /// Its labels stand below and beside the periods of the row above.
    under_periods: bool,
}

fn look(row: &Row<'_>, knowledge: &Knowledge) -> Look {
    let mut look = Look::default();
    let mut hints: Vec<Hint> = Vec::new();
    // the same word again and again is a mark and no heading
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for placed in filled_cells(&row.cells, (1, u32::MAX)) {
        look.filled += 1;
        if let Some(text) = text(&placed.cell) {
            look.texts += 1;
            if text.chars().count() <= 90 && is_known(text, knowledge) {
                known.insert(text);
            }
        }
        hints.extend(hint(&placed.cell, &knowledge.words));
    }
    look.known = known.len();
    let days = hints
        .iter()
        .filter(|hint| matches!(hint, Hint::DayNumber(_)))
        .count();
    look.hints = hints.len() - if are_day_numbers(&hints) { 0 } else { days };
    if look.texts >= 3 && look.known >= 1 {
        look.layout = layout_of(row, knowledge);
    }
    look
}

/// The heading rows of a layout whose whole fingerprint stands in a row.
fn layout_of(row: &Row<'_>, knowledge: &Knowledge) -> Option<u32> {
    let keys: BTreeSet<String> = keys_of(row).into_iter().collect();
    let known = |source: &&Source| source.is_in(|key| keys.contains(key));
    knowledge
        .sources
        .iter()
        .filter(known)
        .map(|source| source.header_rows)
        .max()
}

fn is_known(text: &str, knowledge: &Knowledge) -> bool {
    let bare = without_unit(text);
    if !text.contains(char::is_alphanumeric) {
        // a dash is the mark of nothing in a row of values
        return text.contains(|letter: char| "№#%".contains(letter))
            && knowledge.knows(&compact(text));
    }
    knowledge.knows(&compact(text)) || bare.len() < text.len() && knowledge.knows(&compact(bare))
}

impl Look {
    /// Known headings outweigh; a run of periods counts as a few of them.
    fn score(self) -> f64 {
        let periods = if self.hints >= 5 || self.under_periods {
            3.0
        } else {
            0.0
        };
        self.known as f64 + periods + 0.01 * self.texts as f64
    }

    /// Good enough to begin the first table.
    fn may_be_header(self) -> bool {
        let mostly_words = self.texts + self.hints >= self.filled.saturating_sub(1);
        self.layout.is_some()
            || self.under_periods
            || mostly_words
                && (self.known >= 2 && self.known * 4 >= self.texts
                    || self.hints >= 5 && self.texts >= 1 && self.filled <= self.hints + self.texts
                    || self.hints >= 3 && self.known >= 1 && self.filled <= self.hints + self.texts)
    }

    /// Good enough to begin another table below one.
    fn must_be_header(self) -> bool {
        self.layout.is_some()
            || self.known >= 2 && self.known * 5 >= self.filled * 3 && self.texts == self.filled
            || self.hints >= 5 && self.known >= 1
    }
}

/// Rows that begin tables, from above; each with its header's extent. A row that repeats the headings
/// before it begins no table, but for weekdays below the name of another week.
pub fn find(grid: &Grid<'_>, knowledge: &Knowledge) -> Vec<HeaderRows> {
    let mut found: Vec<HeaderRows> = Vec::new();
    let Some(first) = first_header(grid, knowledge) else {
        return found;
    };
    found.push(extend(grid, first.number, knowledge));
    let mut known: BTreeSet<Vec<String>> = BTreeSet::from([keys_of(&first)]);
    let mut before = (first.number, first.cells.len() as u32);
    let apart = rows_of_other_headings(grid, &first, knowledge);
    let again = rows_that_begin_alike(grid, &first);
    for (number, cells) in grid.sheet.counts_within(first.number + 1, u32::MAX) {
        let last = found.last().expect("the first header is there");
        // After a blank row, a row of one cell, or the label and the day of another week.
        let follows_label = before.0 + 1 == number
            && (before.1 == 2 || again.contains(&number) && holds_label(grid, number - 1));
        let follows_week = follows_label
            && grid
                .row(number)
                .is_some_and(|row| begins_week(grid, &row, knowledge));
        // `Employee: | Amy Stone` above each of several tables
        let follows_name = follows_label && names_whose(grid, number - 1, knowledge);
        let follows_gap = before.0 + 1 < number || before.1 <= 1 || follows_week || follows_name;
        before = (number, cells);
        if number <= last.bottom || !follows_gap && !apart.contains(&number) {
            continue;
        }
        let Some(row) = grid.row(number) else {
            continue;
        };
        if begins_table(&row, follows_gap, knowledge)
            && (known.insert(keys_of(&row)) || follows_name || begins_week(grid, &row, knowledge))
        {
            found.push(extend(grid, number, knowledge));
        }
    }
    found
}

/// Headings that stand once more below a title of money.
pub fn again_below_money(
    grid: &Grid<'_>,
    first: HeaderRows,
    knowledge: &Knowledge,
) -> Vec<HeaderRows> {
    let Some(row) = grid.row(first.top) else {
        return Vec::new();
    };
    let again = rows_that_begin_alike(grid, &row).into_iter();
    again
        .filter(|number| tells_money(grid, *number, knowledge))
        .map(|number| extend(grid, number, knowledge))
        .filter(|header| are_alike(grid, *header, first))
        .collect()
}

/// A text of money alone, right above a row: `Cost, EUR` above the headings of hours once more.
fn tells_money(grid: &Grid<'_>, number: u32, knowledge: &Knowledge) -> bool {
    let titles = number.checked_sub(1).and_then(|above| {
        let row = grid.row(above)?;
        let mut cells = filled_cells(&row.cells, (1, u32::MAX));
        let only = cells.next().filter(|_| cells.next().is_none())?;
        Some([text(&only.cell)?.to_owned()])
    });
    titles.is_some_and(|titles| measures_money(&titles, knowledge))
}

/// Rows below the first header whose first cell is the first heading once more.
fn rows_that_begin_alike(grid: &Grid<'_>, first: &Row<'_>) -> BTreeSet<u32> {
    let Some(placed) = filled_cells(&first.cells, (1, u32::MAX)).next() else {
        return BTreeSet::new();
    };
    let below = grid.sheet.counts_within(first.number + 1, u32::MAX);
    let mut rows = vec![first.number];
    rows.extend(below.map(|(row, _)| row));
    let ids = grid.sheet.ids(placed.column, &rows);
    let heading = ids[0];
    let alike = rows.into_iter().zip(ids).skip(1);
    alike
        .filter(|(_, id)| *id == heading)
        .map(|(row, _)| row)
        .collect()
}

/// `Employee:`, `Week ending:` among the cells of a row.
fn holds_label(grid: &Grid<'_>, number: u32) -> bool {
    grid.row(number).is_some_and(|row| {
        let mut cells = filled_cells(&row.cells, (1, u32::MAX));
        cells.any(ends_in_colon)
    })
}

fn ends_in_colon(placed: &Placed<'_>) -> bool {
    text(&placed.cell).is_some_and(|text| text.trim_end().ends_with([':', '：']))
}

/// True when two headers hold the same headings in the same columns.
pub fn are_alike(grid: &Grid<'_>, one: HeaderRows, other: HeaderRows) -> bool {
    let headings = |header: HeaderRows| {
        let row = grid.row(header.top)?;
        let cells = filled_cells(&row.cells, (1, u32::MAX));
        Some(
            cells
                .map(|placed| (placed.column, shown(&placed.cell)))
                .collect::<Vec<_>>(),
        )
    };
    headings(one) == headings(other)
}

/// Keys of the first headings of a sheet.
pub fn first_headings(grid: &Grid<'_>, knowledge: &Knowledge) -> Option<Vec<String>> {
    first_header(grid, knowledge).map(|row| keys_of(&row))
}

/// Rows of labels that may stand between the first of them and the table.
const FARTHEST_TABLE: u32 = 15;

/// The row with the best look among the first; of equals the topmost.
fn first_header<'a>(grid: &Grid<'a>, knowledge: &Knowledge) -> Option<Row<'a>> {
    let mut best: Option<(Row<'a>, f64)> = None;
    let mut best_periods = false;
    for row in grid.rows(1, u32::MAX).take(DEEPEST_HEADER) {
        if numbers_columns(grid, &row) {
            continue;
        }
        let mut look = look(&row, knowledge);
        look.under_periods = is_under_periods(grid, &row, look, knowledge);
        if !look.may_be_header() || look.filled == 2 && is_label_of_statement(grid, row.number) {
            continue;
        }
        if look.must_be_header() && look.known >= 3 || look.layout.is_some() {
            return Some(
                best.filter(|(_, score)| *score >= look.score())
                    .map_or(row, |best| best.0),
            );
        }
        // a wider grid below another is no better heading of that one
        let again = best_periods && look.hints >= 5;
        let better = |score: f64| look.score() >= score + if again { 1.0 } else { 0.0 };
        if best
            .as_ref()
            .is_none_or(|(_, score)| look.score() > *score && better(*score))
        {
            best_periods = look.hints >= 5;
            best = Some((row, look.score()));
        }
    }
    best.map(|(row, _)| row)
}

/// `Person | Client`, known headings both, below a row of weeks or months that leaves their columns empty.
fn is_under_periods(grid: &Grid<'_>, row: &Row<'_>, look: Look, knowledge: &Knowledge) -> bool {
    let labels = look.filled > 0
        && look.texts == look.filled
        && look.hints == 0
        && look.known * 2 >= look.filled;
    let above = Some(row.number - 1).filter(|above| labels && *above > 0);
    let Some(above) = above.and_then(|above| grid.row(above)) else {
        return false;
    };
    let mut periods = 0;
    let apart = filled_cells(&above.cells, (1, u32::MAX)).all(|placed| {
        periods += usize::from(hint(&placed.cell, &knowledge.words).is_some());
        row.at(placed.column).is_none_or(|own| is_blank(&own.cell))
    });
    apart
        && periods >= FEWEST_PERIODS
        && periods == filled_cells(&above.cells, (1, u32::MAX)).count()
}

/// `Account Name | Larch Ltd`: the rows below are a label and a value each as well, and the table follows further down.
fn is_label_of_statement(grid: &Grid<'_>, number: u32) -> bool {
    let mut below = grid.rows(number + 1, number + FARTHEST_TABLE);
    let filled = |row: &Row<'_>| filled_cells(&row.cells, (1, u32::MAX)).count();
    below.next().is_some_and(|row| filled(&row) == 2) && below.any(|row| filled(&row) >= 4)
}

/// A row that must be headings and stands apart, or one that is nothing but known headings.
fn begins_table(row: &Row<'_>, follows_gap: bool, knowledge: &Knowledge) -> bool {
    let texts = filled_cells(&row.cells, (1, u32::MAX)).all(|placed| text(&placed.cell).is_some());
    let look = look(row, knowledge);
    let plainly = look.known >= 3 && look.known * 10 >= look.filled * 9 && texts;
    look.must_be_header() && (plainly || follows_gap)
}

/// Weekdays as headings, right below a row that tells their week.
fn begins_week(grid: &Grid<'_>, row: &Row<'_>, knowledge: &Knowledge) -> bool {
    let weekdays = row.cells.iter().filter(|placed| {
        let hint = hint(&placed.cell, &knowledge.words);
        matches!(hint, Some(Hint::Weekday(_)))
    });
    if weekdays.count() < FEWEST_WEEKDAYS {
        return false;
    }
    tells_week(grid, row.number - 1, knowledge)
}

/// A row that tells a week, in one cell or in two.
pub(super) fn tells_week(grid: &Grid<'_>, number: u32, knowledge: &Knowledge) -> bool {
    grid.row(number).is_some_and(|above| {
        let texts: Vec<String> = filled_cells(&above.cells, (1, u32::MAX))
            .map(|placed| shown(&placed.cell))
            .collect();
        // a year that is said elsewhere makes a week of `w/c 12 Oct`; here any will do
        let texts = texts.iter().map(String::as_str).chain([SOME_YEAR]);
        Season::of(texts, &knowledge.words).tells_week()
    })
}

fn keys_of(row: &Row<'_>) -> Vec<String> {
    filled_cells(&row.cells, (1, u32::MAX))
        .map(|placed| compact(&shown(&placed.cell)))
        .collect()
}

/// Days or amounts among a row's cells: no headings of ours, and a sign that there are none. Three days and more are the
/// headings of a grid.
pub(super) fn holds_values(row: &Row<'_>, knowledge: &Knowledge) -> bool {
    let is_day = |placed: &&Placed<'_>| {
        [DateOrder::DayFirst, DateOrder::MonthFirst]
            .iter()
            .any(|order| value::date(&placed.cell, *order).is_ok())
    };
    let cells = || filled_cells(&row.cells, (1, u32::MAX));
    let days = cells().filter(is_day).count();
    let amounts = cells().filter(|placed| !is_day(placed)).any(|placed| {
        knowledge
            .words
            .amounts
            .money(&placed.cell, Decimal::Point)
            .is_ok()
    });
    days < 3 && (days > 0 || amounts)
}

/// `Department:` or `Month: May 2021`: said of the whole table and not of columns.
pub fn is_label(placed: &Placed) -> bool {
    text(&placed.cell).is_some_and(|text| text.contains([':', '：']))
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Merge;
    use super::super::testing::{self, grid, read, shown};
    use crate::model::Table;

    const ENTRIES: &str = "@46300|Anna Li|Halden|1.5\n@46301|Bob Ray|Fenwick|2";

    #[test]
    fn headers_are_found_wherever_they_stand() {
        for (what, text, rows) in [
            ("first row", format!("Date|Person|Client|Hours\n{ENTRIES}"), (1, 1)),
            (
                "titles above",
                format!("Time report\nOctober 2026\n\nDate|Person|Client|Hours\n{ENTRIES}"),
                (4, 4),
            ),
            (
                "stars, arrows, colons",
                format!("*Date|Person ↑|Client:|Hours (h)\n{ENTRIES}"),
                (1, 1),
            ),
            (
                "trailing columns",
                format!("Date|Person|Client|Hours||||Colour\n{ENTRIES}"),
                (1, 1),
            ),
            (
                "an empty first heading",
                "|Date|Person|Client|Hours\n1|@46300|Anna Li|Halden|1.5\n2|@46301|Bob Ray|Fenwick|2"
                    .to_owned(),
                (1, 1),
            ),
            (
                "at C5",
                "\n\n\n\n||Date|Person|Client|Hours\n||@46300|Anna Li|Halden|1.5\n||@46301|Bob Ray|Fenwick|2"
                    .to_owned(),
                (5, 5),
            ),
        ] {
            let intake = read(vec![grid("a.csv", "", &text)]);
            let reading = &intake.readings[0];
            assert_eq!(reading.header_rows, Some(rows), "{what}");
            assert_eq!(intake.accounts[0].used, 2, "{what}");
            assert_eq!(
                shown(&intake, Table::Time, &["date", "person", "client", "duration"]),
                [
                    "2026-10-05 Anna Li Halden 1.5000",
                    "2026-10-06 Bob Ray Fenwick 2.0000"
                ],
                "{what}"
            );
        }
    }

    #[test]
    fn headings_of_two_rows_are_joined() {
        let mut sheet = grid(
            "plan.xlsx",
            "Contracts",
            "Client|Contract||Amount|\n|No.|Signed on|Sum|Currency\nHalden|C-1|@46300|100|EUR\nFenwick|C-2|@46301|200|EUR",
        );
        let merge = |top, left, bottom, right| Merge {
            top,
            left,
            bottom,
            right,
        };
        sheet.merges = vec![merge(1, 1, 2, 1), merge(1, 2, 1, 3), merge(1, 4, 1, 5)];
        let intake = read(vec![sheet]);
        assert_eq!(intake.readings[0].header_rows, Some((1, 2)));
        assert_eq!(
            shown(
                &intake,
                Table::Contracts,
                &["client", "signed_on", "amount", "currency"]
            ),
            ["Halden 2026-10-05 100 EUR", "Fenwick 2026-10-06 200 EUR"]
        );
    }

    #[test]
    fn different_tables_may_touch() {
        let time = "Date|Person|Client|Hours";
        let again = format!(
            "{time}|Person|Leave type|First day|Last day\n@46300|Anna Li|Halden|1.5|Anna Li|vacation|@46310|@46311\n@46301|Bob Ray|Fenwick|2||||"
        );
        let other = "Client|Status|Account manager|Person|Role|Weekly hours\nHalden|active|Anna Li|Anna Li|Manager|40\nFenwick|paused|Bob Ray|Bob Ray|Manager|32\n|||Tom Berg|Designer|40";
        for (text, tables) in [
            (again.as_str(), [Table::Time, Table::Leave]),
            (other, [Table::Clients, Table::People]),
        ] {
            let intake = read(vec![grid("a.xlsx", "Sheet1", text)]);
            assert_eq!(intake.accounts[0].tables, tables, "{text}");
        }
        // what was paid stands beside its invoice, and what a person is beside the entry
        let paid = "Invoice no|Client|Invoice date|Amount|Currency|Payment date|Payer|Paid amount|Currency\nA-1|Halden|@46300|1000|EUR|@46310|Halden Ltd|1000|EUR\nA-2|Fenwick|@46301|500|EUR||||";
        let person = "Date|Client|Project|Task|Hours|Person|Role|Team\n@46300|Halden|Web|Talk|1|Anna Li|Manager|A\n@46301|Halden|Web|Draft|2|Bob Ray|Manager|B\nTotal||||3|||";
        for (text, table) in [(paid, Table::Invoices), (person, Table::Time)] {
            let intake = read(vec![grid("a.xlsx", "Sheet1", text)]);
            assert_eq!(intake.accounts[0].tables, [table], "{text}");
        }
    }

    #[test]
    fn headings_over_several_columns_need_no_merged_block() {
        let text = "Person|Client|Jan|||Feb||\n||Plan|Fact|Diff|Plan|Fact|Diff\nAnna Li|Halden|10|8|-2|12|12|0\nBob Ray|Fenwick|5|6|1|4|3|-1";
        let intake = read(vec![grid("hours 2026.xlsx", "Hours", text)]);
        assert_eq!(intake.readings[0].header_rows, Some((1, 2)));
        let mut entries = shown(&intake, Table::Time, &["date", "person", "duration"]);
        entries.retain(|entry| entry.contains("Bob"));
        let months = |month: &str| {
            entries
                .iter()
                .filter(|entry| entry.starts_with(month))
                .count()
        };
        // 22 working days of January 2026, 20 of February; what was done and not what was planned: 6 h and 3 h
        assert_eq!((months("2026-01"), months("2026-02")), (22, 20));
        let hours = |month: &str| {
            let of_month = entries.iter().filter(|entry| entry.starts_with(month));
            let hours = of_month.filter_map(|entry| entry.rsplit(' ').next()?.parse::<f64>().ok());
            hours.sum::<f64>()
        };
        assert!((hours("2026-01") - 6.0).abs() < 0.01, "{entries:?}");
        assert!((hours("2026-02") - 3.0).abs() < 0.01, "{entries:?}");
    }

    #[test]
    fn quarters_may_stand_over_months() {
        let text = "Client|Q3||||Q4|||\n|Jul|Aug|Sep|Total|Oct|Nov|Dec|Total\nHalden|10|12|8|30|9|9|9|27\nFenwick|5|5|5|15|6|6|6|18";
        let intake = read(vec![grid("hours by client 2026.xlsx", "2026", text)]);
        assert_eq!(intake.readings[0].header_rows, Some((1, 2)));
        let entries = shown(&intake, Table::Time, &["date", "client", "duration"]);
        // 10 hours of July over its 23 working days
        let july = entries
            .iter()
            .filter(|entry| entry.starts_with("2026-07") && entry.contains("Halden"));
        assert_eq!(july.count(), 23);
    }

    /// Tasks and kinds are called as headings are; a row with a day and hours is none all the same.
    #[test]
    fn words_of_headings_among_values_begin_no_table() {
        let text = "Date|Person|Client|Project|Task|Type|Hours\n@46300|Anna Li|Halden|Website|Draft|work|1.5\n@46301|Bob Ray|Contracts|Project|Budget|Invoice|2\n@46302|Bob Ray|Halden|Website|Draft|work|3";
        let intake = read(vec![grid("a.xlsx", "Sheet1", text)]);
        assert_eq!(intake.accounts[0].tables, [Table::Time]);
        assert_eq!(
            shown(&intake, Table::Time, &["project", "task", "duration"]),
            [
                "Website Draft 1.5000",
                "Project Budget 2.0000",
                "Website Draft 3.0000"
            ]
        );
    }

    /// `1-30`, `31-60` are headings of an ageing report; without letters they are numbers of a list as well.
    #[test]
    fn numbers_are_no_headings_of_another_table() {
        let known = testing::knowledge();
        assert!(
            known.knows("130") && known.knows("3160"),
            "else this tells nothing"
        );
        let numbers = "\"2026-10-06|\"130|\"3160|\"6190";
        let text = format!(
            "Date|Reference|Amount|Balance\n\"2026-10-05|\"7|\"40|\"3030\n{numbers}\n\"2026-10-07|\"8|\"10|\"6200"
        );
        let intake = read(vec![grid("bank.xlsx", "Sheet1", &text)]);
        assert_eq!(
            shown(&intake, Table::Payments, &["date", "reference"]),
            ["2026-10-05 7", "2026-10-06 130", "2026-10-07 8"]
        );
    }

    #[test]
    fn one_sheet_may_hold_several_tables() {
        let time = "Date|Person|Client|Hours";
        let leave = "Person|Leave type|First day|Last day";
        let below = format!("{time}\n{ENTRIES}\n\n{leave}\nAnna Li|vacation|@46310|@46311");
        let beside = format!(
            "{time}||{leave}\n@46300|Anna Li|Halden|1.5||Anna Li|vacation|@46310|@46311\n@46301|Bob Ray|Fenwick|2"
        );
        let touching = format!("{time}\n{ENTRIES}\n{leave}\nAnna Li|vacation|@46310|@46311");
        for text in [below, touching, beside] {
            let intake = read(vec![grid("a.xlsx", "Sheet1", &text)]);
            assert_eq!(
                intake.accounts[0].tables,
                [Table::Time, Table::Leave],
                "{text}"
            );
            assert_eq!(intake.tables.rows(Table::Time).len(), 2);
            assert_eq!(
                shown(&intake, Table::Leave, &["date", "person", "kind"]),
                ["2026-10-15 Anna Li vacation", "2026-10-16 Anna Li vacation"]
            );
        }
    }
}
