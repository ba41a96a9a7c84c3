//! Totals that a file prints, compared with the rows that were read.
//!
//! A printed total is evidence that nothing was lost. It may stand below its rows or above them, for a part of them or for all; it agrees
//! when some such run of rows adds up to it. One that agrees with none is a warning and no more: some reports print net or overdue sums.

use std::collections::{BTreeMap, BTreeSet};

use super::account::Fate;
use super::block::Block;
use super::body::Body;
use super::columns::Slot;
use super::grid::{is_blank, shown, text};
use super::grid_language::{grid_habits, period_cells};
use super::printed_titles::title_totals;
use super::rows::NoData;
use super::sheet::{Cell, NO_CELL};
use super::typed::Habits;
use super::value;
use super::value::Amounts;
use super::wide::Contents;
use super::words::Helper;
use crate::model::intake::PrintedTotal;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Duration, Kind, Money, Place, Problem, Severity, Table};

/// Fields that reports print totals of.
const SUMMED: [&str; 7] = [
    "duration", "gross", "net", "tax", "amount", "paid", "balance",
];
/// So many other totals above and below are tried as the end of a total's rows.
const TRIED: usize = 50;

/// Columns that are added up together: one, or the periods of a grid.
pub(super) struct Measure<'k> {
    amounts: &'k Amounts,
    columns: Vec<u32>,
    /// Of the one column.
    pub(super) heading: String,
    /// Lengths of time, else amounts.
    pub(super) time: bool,
    /// How its cells are written.
    pub(super) habits: Habits,
}

/// A row that was read, or a total.
#[derive(Clone, Copy)]
enum Line {
    Read(u32, i64),
    Total(u32, i64),
}

/// Rows in a run and what they add up to.
#[derive(Clone, Copy)]
struct Run {
    rows: usize,
    first: u32,
    last: u32,
    sum: i64,
}

/// Every total printed in a table's rows, with the run of rows that comes nearest, and above its heading. `body` is what
/// its rows gave.
pub fn printed_totals(
    block: &Block<'_, '_>,
    habits: &BTreeMap<u32, Habits>,
    body: &Body,
) -> Vec<PrintedTotal> {
    let measures = measures(block, habits);
    let mut totals = in_rows(block, &measures, &body.fates);
    totals.extend(title_totals(block, &measures, &body.fates, &body.facts));
    totals.sort_by_key(|total| (total.place.row, total.place.column));
    totals
}

fn in_rows(
    block: &Block<'_, '_>,
    measures: &[Measure<'_>],
    fates: &[(u32, Fate)],
) -> Vec<PrintedTotal> {
    let is_total = |fate: &Fate| matches!(fate, Fate::NoData(NoData::Total | NoData::Duplicate));
    let told = fates
        .iter()
        .any(|(_, fate)| is_total(fate) || is_sentence(fate));
    if !told {
        return Vec::new();
    }
    let mut totals = Vec::new();
    let codes = codes_of_rows(block, fates);
    for measure in measures {
        let values = measure.values(block, fates);
        let lines: Vec<Line> = fates
            .iter()
            .zip(values)
            .filter_map(|((row, fate), value)| match fate {
                Fate::Used => Some(Line::Read(*row, value.unwrap_or_default())),
                fate if is_total(fate) && !adds_nothing_up(block, *row) => {
                    Some(Line::Total(*row, value?))
                }
                _ => None,
            })
            .collect();
        let codes = codes.as_ref().filter(|_| !measure.time);
        totals.extend(match codes {
            Some(codes) => in_currencies(block, measure, &lines, codes),
            None => compared(block, measure, &lines),
        });
    }
    totals.extend(sentences(block, measures, fates));
    totals
}

fn compared(block: &Block<'_, '_>, measure: &Measure<'_>, lines: &[Line]) -> Vec<PrintedTotal> {
    let ladder = Ladder::of(lines);
    let told = lines.iter().enumerate().filter_map(|(at, line)| {
        let Line::Total(row, printed) = line else {
            return None;
        };
        let run = ladder.nearest(at, *printed)?;
        Some(measure.total(block, *row, *printed, run))
    });
    told.collect()
}

/// Totals of rows in several currencies: each is compared with the rows in its own. One that names none adds up what
/// cannot be added, and is compared with nothing.
fn in_currencies(
    block: &Block<'_, '_>,
    measure: &Measure<'_>,
    lines: &[Line],
    codes: &BTreeMap<u32, String>,
) -> Vec<PrintedTotal> {
    let code = |line: &Line| {
        let (Line::Read(row, _) | Line::Total(row, _)) = line;
        codes.get(row)
    };
    let named: BTreeSet<&String> = lines.iter().filter_map(code).collect();
    let own = named.into_iter().flat_map(|wanted| {
        let own = lines.iter().filter(|line| code(line) == Some(wanted));
        let own: Vec<Line> = own.copied().collect();
        compared(block, measure, &own)
    });
    own.collect()
}

/// The currency of each row that names one, where they are several.
fn codes_of_rows(block: &Block<'_, '_>, fates: &[(u32, Fate)]) -> Option<BTreeMap<u32, String>> {
    let column = block.mapping.column_of(block.schema, "currency")?;
    let amounts = &block.context.knowledge.words.amounts;
    let code = |row: u32| amounts.currency(&block.grid.at(row, column)?.cell).ok();
    let codes = fates
        .iter()
        .filter_map(|(row, _)| Some((*row, code(*row)?)));
    let codes: BTreeMap<u32, String> = codes.collect();
    let first = codes.values().next()?;
    codes.values().any(|code| code != first).then_some(codes)
}

/// A balance, a count or an average: it stands among totals and is none.
fn adds_nothing_up(block: &Block<'_, '_>, row: u32) -> bool {
    let words = &block.context.knowledge.words;
    block.grid.row(row).is_some_and(|row| {
        let mut texts = row.cells.iter().filter_map(|placed| text(&placed.cell));
        texts.any(|label| words.is_no_sum(&fold(label)))
    })
}

fn is_sentence(fate: &Fate) -> bool {
    matches!(fate, Fate::NoData(NoData::Footer | NoData::Note))
}

/// Columns of amounts and lengths, debit and credit each for itself; the days of a grid of hours as one.
fn measures<'k>(block: &Block<'k, '_>, habits: &BTreeMap<u32, Habits>) -> Vec<Measure<'k>> {
    let heading = |column: u32| {
        let view = block.found.views.iter().find(|view| view.column == column);
        view.map_or_else(String::new, |view| view.heading.text.clone())
    };
    let mut measures: Vec<Measure<'k>> = Vec::new();
    for bound in &block.mapping.bound {
        let time = match bound.slot {
            Slot::Field(at) => {
                let field = &block.schema.fields[at];
                let summed = SUMMED.contains(&field.name.as_str());
                match field.kind {
                    Kind::Duration if summed => true,
                    Kind::Money if summed => false,
                    _ => continue,
                }
            }
            Slot::Helper(Helper::MoneyIn | Helper::MoneyOut) => false,
            Slot::Helper(_) => continue,
        };
        measures.push(Measure {
            amounts: &block.context.knowledge.words.amounts,
            columns: vec![bound.column],
            heading: heading(bound.column),
            time,
            habits: habits.get(&bound.column).copied().unwrap_or_default(),
        });
    }
    if let Some(wide) = &block.found.verdict.wide
        && block.schema.table == Table::Time
        && wide.contents == Contents::Hours
        && !wide.is_attendance
    {
        let words = &block.context.knowledge.words;
        let cells = period_cells(block.grid, block.found.rows, wide, words);
        measures.push(Measure {
            amounts: &block.context.knowledge.words.amounts,
            columns: wide.periods.iter().map(|(column, _)| *column).collect(),
            heading: String::new(),
            time: true,
            habits: grid_habits(&cells),
        });
    }
    measures
}

impl Measure<'_> {
    /// What some rows, which ascend, hold. Each different cell is read once.
    fn values(&self, block: &Block<'_, '_>, fates: &[(u32, Fate)]) -> Vec<Option<i64>> {
        let rows: Vec<u32> = fates.iter().map(|(row, _)| *row).collect();
        let mut sums: Vec<Option<i64>> = vec![None; rows.len()];
        for column in &self.columns {
            let Some(cells) = block.grid.sheet.column(*column, &rows) else {
                continue;
            };
            let mut known: Vec<Option<Option<i64>>> = vec![None; cells.different()];
            let ids = cells.ids.iter().zip(&mut sums);
            for (id, sum) in ids.filter(|(id, _)| **id != NO_CELL) {
                let known = known[*id as usize].get_or_insert_with(|| self.part(&cells.cell(*id)));
                if let Some(part) = *known {
                    *sum = Some(sum.unwrap_or_default() + part);
                }
            }
        }
        sums
    }

    /// What a row holds: none where nothing reads.
    pub(super) fn value(&self, block: &Block<'_, '_>, row: u32) -> Option<i64> {
        let mut sum = None;
        for column in &self.columns {
            let Some(placed) = block
                .grid
                .at(row, *column)
                .filter(|placed| !is_blank(&placed.cell))
            else {
                continue;
            };
            if let Some(part) = self.part(&placed.cell) {
                sum = Some(sum.unwrap_or_default() + part);
            }
        }
        sum
    }

    fn part(&self, cell: &Cell<'_>) -> Option<i64> {
        (!is_blank(cell))
            .then(|| self.read(cell, self.habits.decimal))
            .flatten()
    }

    /// A cell as this measure's.
    pub(super) fn read(&self, cell: &Cell<'_>, decimal: value::Decimal) -> Option<i64> {
        if self.time {
            let length = value::duration(cell, self.habits.unit, decimal);
            length.ok().map(|time| time.0)
        } else {
            let amount = self.amounts.money(cell, decimal);
            amount.ok().map(|(amount, _)| amount.0)
        }
    }

    /// A sum in words.
    pub(super) fn shown(&self, value: i64) -> String {
        if self.time {
            Duration(value).to_string()
        } else {
            Money(value).to_string()
        }
    }

    /// Half a cent of money; lengths are printed rounded, row by row.
    pub(super) fn tolerance(&self, rows: usize) -> i64 {
        if self.time {
            Duration::HOUR / 100 * (rows.isqrt() as i64).max(1)
        } else {
            Money::UNIT / 200
        }
    }

    fn total(&self, block: &Block<'_, '_>, row: u32, printed: i64, run: Run) -> PrintedTotal {
        let alone = (self.columns.len() == 1)
            .then(|| block.grid.at(row, self.columns[0]))
            .flatten();
        PrintedTotal {
            place: block.grid.place(row, self.columns[0]),
            column: self.heading.clone(),
            printed: alone.map_or_else(|| self.shown(printed), |placed| shown(&placed.cell)),
            read: self.shown(run.sum),
            rows: (run.first, run.last),
            agrees: (printed - run.sum).abs() <= self.tolerance(run.rows),
        }
    }
}

/// Rows read and totals of a measure in order, with running sums, so that a run costs nothing however long it is.
struct Ladder {
    /// Places of the totals among the lines.
    totals: Vec<usize>,
    /// Before each line, and after the last: rows read, and what they add up to.
    before: Vec<(usize, i128)>,
    /// The rows that were read.
    rows: Vec<u32>,
}

impl Ladder {
    fn of(lines: &[Line]) -> Ladder {
        let mut ladder = Ladder {
            totals: Vec::new(),
            before: vec![(0, 0)],
            rows: Vec::new(),
        };
        let mut sum = 0;
        for (at, line) in lines.iter().enumerate() {
            match line {
                Line::Read(row, value) => {
                    ladder.rows.push(*row);
                    sum += i128::from(*value);
                }
                Line::Total(..) => ladder.totals.push(at),
            }
            ladder.before.push((ladder.rows.len(), sum));
        }
        ladder
    }

    /// Of the runs of rows that begin or end at a total, up to other totals or the ends, the one whose sum is nearest; of
    /// equals the shortest above.
    fn nearest(&self, at: usize, printed: i64) -> Option<Run> {
        let own = self.totals.partition_point(|total| *total < at);
        let above = self.totals[..own].iter().rev().take(TRIED);
        let above = above.map(|total| self.run(total + 1, at));
        let below = self.totals[own + 1..].iter().take(TRIED);
        let below = below.map(|total| self.run(at + 1, *total));
        let last = self.before.len() - 1;
        above
            .chain([self.run(0, at)])
            .chain(below)
            .chain([self.run(at + 1, last)])
            .flatten()
            .min_by_key(|run| (i128::from(run.sum) - i128::from(printed)).abs())
    }

    /// The rows read between two places; none without any.
    fn run(&self, from: usize, to: usize) -> Option<Run> {
        let ((first, before), (end, after)) = (self.before[from], self.before[to]);
        let rows = self.rows.get(first..end).filter(|rows| !rows.is_empty())?;
        let sum = i64::try_from(after - before).ok()?;
        Some(Run {
            rows: rows.len(),
            first: rows[0],
            last: rows[rows.len() - 1],
            sum,
        })
    }
}

/// Totals told in a sentence below the rows, `Total: 1 250.00`: a sum of all rows, or their count.
fn sentences(
    block: &Block<'_, '_>,
    measures: &[Measure<'_>],
    fates: &[(u32, Fate)],
) -> Vec<PrintedTotal> {
    let used = || fates.iter().filter(|(_, fate)| *fate == Fate::Used);
    let (Some(first), Some(last)) = (used().next(), used().next_back()) else {
        return Vec::new();
    };
    let rows = (first.0, last.0);
    let count = used().count();
    let told = fates.iter().filter(|(_, fate)| is_sentence(fate));
    let told: Vec<(Place, String, i64)> = told
        .filter_map(|(row, _)| sentence(block, *row))
        .filter(|(_, _, number)| *number != count as i64 * Money::UNIT)
        .collect();
    let sums: Vec<(&Measure<'_>, i64)> = measures
        .iter()
        .filter(|_| !told.is_empty())
        .map(|measure| {
            let read = used().filter_map(|(row, _)| measure.value(block, *row));
            (measure, read.sum())
        })
        .collect();
    let totals = told.into_iter().filter_map(|(place, printed, number)| {
        let scaled = |measure: &Measure<'_>| {
            if measure.time {
                number * Duration::HOUR / Money::UNIT
            } else {
                number
            }
        };
        let (measure, sum) = sums
            .iter()
            .min_by_key(|(measure, sum)| (scaled(measure) - sum).abs())?;
        Some(PrintedTotal {
            place,
            column: measure.heading.clone(),
            printed,
            read: measure.shown(*sum),
            rows,
            agrees: (scaled(measure) - sum).abs() <= measure.tolerance(count),
        })
    });
    totals.collect()
}

/// The only number of a sentence that begins as totals do, in 1/10,000.
fn sentence(block: &Block<'_, '_>, row: u32) -> Option<(Place, String, i64)> {
    let found = block.grid.row(row)?;
    let placed = found.cells.iter().find(|placed| !is_blank(&placed.cell))?;
    let said = text(&placed.cell)?;
    block.context.knowledge.words.total_label(&fold(said))?;
    let begins = said.find(|letter: char| letter.is_ascii_digit())?;
    let ends = said.rfind(|letter: char| letter.is_ascii_digit())?;
    let digits = &said[begins..=ends];
    let one = digits
        .chars()
        .all(|letter| letter.is_ascii_digit() || " .,'’\u{a0}\u{202f}".contains(letter));
    let decimal =
        super::habits::decide_decimal(std::iter::once(Cell::Text(digits)), value::Decimal::Point);
    let (amount, _) = block
        .context
        .knowledge
        .words
        .amounts
        .money(&Cell::Text(digits), decimal)
        .ok()?;
    let place = block.grid.place(row, placed.column);
    one.then(|| (place, shown(&placed.cell), amount.0))
}

/// A warning for a total that differs.
pub fn difference(total: &PrintedTotal) -> Option<Problem> {
    (!total.agrees).then(|| Problem {
        place: total.place.clone(),
        rule: "sheet.total_differs".to_owned(),
        severity: Severity::Look,
        column: total.column.clone(),
        found: total.printed.clone(),
        expected: phrase(
            "{}, as rows {} to {} add up to",
            &[&total.read, &total.rows.0, &total.rows.1],
        ),
        hint: phrase(
            "compare the printed total with its rows and with the rows set aside",
            &[],
        ),
        effect: phrase(
            "the rows count as read, the printed total is in no figure",
            &[],
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read};

    /// Cell, whether it agrees, what was read.
    fn told(text: &str) -> Vec<(String, bool, String)> {
        let intake = read(vec![grid("a.xlsx", "Sheet1", text)]);
        let totals = intake.readings.iter().flat_map(|reading| &reading.totals);
        totals
            .map(|total| (total.place.cell(), total.agrees, total.read.clone()))
            .collect()
    }

    #[test]
    fn totals_are_found_below_and_above_their_rows() {
        let head = "Date|Person|Client|Hours";
        let (one, two) = ("@46300|Anna Li|Halden|1.5", "@46301|Piet Maas|Orlo|2");
        let agrees = |cell: &str, read: &str| (cell.to_owned(), true, read.to_owned());
        for (what, text, expected) in [
            (
                "a grand total",
                format!("{head}\n{one}\n{two}\nTotal|||3.5"),
                vec![agrees("D4", "3.5000")],
            ),
            (
                "totals of parts and of all",
                format!(
                    "{head}\n{one}\nTotal for Halden|||1.5\n{two}\nTotal for Orlo|||2\nGrand total|||3.5"
                ),
                vec![
                    agrees("D3", "1.5000"),
                    agrees("D5", "2.0000"),
                    agrees("D6", "3.5000"),
                ],
            ),
            (
                "one that differs",
                format!("{head}\n{one}\n{two}\nTotal|||4"),
                vec![("D4".to_owned(), false, "3.5000".to_owned())],
            ),
            (
                "a row set aside is missing",
                format!("{head}\n{one}\n{two}\n@46302|Anna Li|Halden|about 1\nTotal|||4.5"),
                vec![("D5".to_owned(), false, "3.5000".to_owned())],
            ),
            (
                "an average is no total",
                format!("{head}\n{one}\n{two}\nTotal|||3.5\nAverage|||1.75"),
                vec![agrees("D4", "3.5000")],
            ),
            ("none", format!("{head}\n{one}\n{two}"), vec![]),
        ] {
            assert_eq!(told(&text), expected, "{what}");
        }
    }
}
