//! Days that lie years away from all others of their sheet: a slip in the year, most likely. The rows are used as they
//! stand and listed.

use super::block::Block;
use super::facts::Batch;
use super::grid::shown;
use crate::model::column::ValueColumn;
use crate::model::phrase::phrase;
use crate::model::tables::day_of;
use crate::model::{Problem, Severity, Table};

/// Days without any entry after which what follows stands apart: more than a year.
const APART: i32 = 366;
/// Rows that stand apart are strange while the others are at least so many times as many.
const FEW: usize = 4;

/// So many days away nothing happened, however few rows tell.
const DECADE: i32 = 3653;

/// The column of days that says when a row of a table happened; none for tables whose days may lie anywhere.
fn dated_by(table: Table) -> Option<&'static str> {
    match table {
        Table::Time | Table::Bookings | Table::Payments | Table::Expenses => Some("date"),
        Table::Invoices => Some("issued_on"),
        _ => None,
    }
}

/// A problem for each row whose day lies more than a year away from all but a few of its sheet.
pub fn far_days(block: &Block<'_, '_>, batch: &Batch) -> Vec<Problem> {
    let schema = block.schema;
    let column = dated_by(batch.table).and_then(|field| {
        let bound = block.mapping.column_of(schema, field)?;
        Some((bound, schema.field(field)?, schema.position(field)?))
    });
    let Some((column, field, at)) = column.filter(|_| schema.table == batch.table) else {
        return Vec::new();
    };
    let ValueColumn::Days(days) = &batch.columns[at] else {
        return Vec::new();
    };
    let days: Vec<Option<i32>> = (0..batch.len()).map(|row| days.get(row)).collect();
    let Some((first, last)) = usual(&days) else {
        return Vec::new();
    };
    let heading = block.found.views.iter().find(|view| view.column == column);
    let heading = heading.map_or("", |view| view.heading.text.as_str());
    let strange = batch
        .rows
        .iter()
        .zip(days)
        .filter(|(_, day)| day.is_some_and(|day| day < first || last < day));
    strange
        .map(|(row, _)| Problem {
            place: block.grid.place(*row, column),
            rule: format!("{}.date.far_away", schema.table),
            severity: Severity::Look,
            column: format!("{heading} -> {}", field.name),
            found: block
                .grid
                .at(*row, column)
                .map_or_else(String::new, |placed| shown(&placed.cell)),
            expected: phrase(
                "a day near the others of the sheet, {} to {}",
                &[&day_of(first), &day_of(last)],
            ),
            hint: phrase("correct the year, or leave the day if it is right", &[]),
            effect: phrase("the row counts in the month that it names", &[]),
        })
        .collect()
}

/// First and last day of the most rows without a year's gap between them; none when nothing lies apart, or too much.
fn usual(days: &[Option<i32>]) -> Option<(i32, i32)> {
    let told = || days.iter().flatten().copied();
    let (first, last) = (told().min()?, told().max()?);
    if last - first <= APART {
        return None;
    }
    let mut rows = vec![0_u32; (last - first) as usize + 1];
    told().for_each(|day| rows[(day - first) as usize] += 1);
    let mut stretches: Vec<(i32, i32, usize)> = Vec::new();
    let filled = (first..).zip(rows).filter(|(_, rows)| *rows > 0);
    for (day, rows) in filled {
        let near = |(_, last, _): &&mut (i32, i32, usize)| day - *last <= APART;
        match stretches.last_mut().filter(near) {
            Some((_, last, sum)) => {
                *last = day;
                *sum += rows as usize;
            }
            None => stretches.push((day, day, rows as usize)),
        }
    }
    let all: usize = stretches.iter().map(|(_, _, rows)| rows).sum();
    let (first, last, most) = *stretches.iter().max_by_key(|(_, _, rows)| *rows)?;
    let apart = all - most;
    let mut others = stretches.iter().filter(|other| other.0 != first);
    let decades = others.all(|other| other.0 - last > DECADE || first - other.1 > DECADE);
    let few = apart * FEW <= most || decades && apart < most;
    (apart > 0 && few).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_days_far_from_the_others_stand_apart() {
        for (days, expected) in [
            (&[0, 1, 2, 3, 400][..], Some((0, 3))),
            // a gap of a year is none
            (&[0, 1, 2, 3, 369], None),
            // one before, one after
            (&[-900, 0, 0, 0, 1, 1, 1, 2, 3, 900], Some((0, 3))),
            // more than a fifth of the rows are no slip
            (&[0, 1, 2, 900], None),
            // but for the year 2062
            (&[0, 1, 13149], Some((0, 1))),
            (&[0, 13149], None),
            (&[0, 900], None),
            (&[], None),
        ] {
            let days: Vec<Option<i32>> = days.iter().copied().map(Some).collect();
            assert_eq!(usual(&days), expected, "{days:?}");
        }
    }
}
