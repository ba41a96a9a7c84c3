//! What is said once of a whole grid: marks that nobody explains, breaks that are in the hours, hours that were spread.

use super::grid::shown;
use super::load::GridReader;
use super::period::Length;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Problem, Problems, Severity, Table};

/// Notes on the cells that a grid's reader has seen.
pub fn of(reader: &GridReader<'_>) -> Problems {
    let mut notes = unexplained_marks(reader);
    notes.extend(unexplained_fills(reader));
    notes.extend(breaks(reader));
    notes.extend(spread(reader));
    notes
}

fn note(
    reader: &GridReader<'_>,
    rule: &str,
    (row, column): (u32, u32),
    found: String,
    [expected, hint, effect]: [Phrase; 3],
) -> Problem {
    Problem {
        place: reader.reader.grid.place(row, column),
        rule: rule.to_owned(),
        severity: Severity::Look,
        column: String::new(),
        found,
        expected,
        hint,
        effect,
    }
}

/// One note for each mark.
fn unexplained_marks(reader: &GridReader<'_>) -> Problems {
    let marks = reader.unexplained.iter();
    marks
        .map(|(mark, (count, first))| unexplained_mark(reader, *first, mark.clone(), *count))
        .collect()
}

/// A mark that nobody explains, and how many cells hold it.
pub fn unexplained_mark(
    reader: &GridReader<'_>,
    first: (u32, u32),
    mark: String,
    count: usize,
) -> Problem {
    note(
        reader,
        "sheet.unexplained_mark",
        first,
        mark,
        [
            phrase(
                "a mark that the sheet explains, such as {}",
                &[&"G = public holiday"],
            ),
            phrase("write what the mark means into a cell of the sheet", &[]),
            phrase("{} cells with this mark are in no figure", &[&count]),
        ],
    )
}

/// Fills that nobody explains: the question about each stands in the decisions workbook.
fn unexplained_fills(reader: &GridReader<'_>) -> Problems {
    let unknown = reader.colours.iter().flat_map(|colours| &colours.unknown);
    unknown
        .map(|(fill, first)| {
            note(
                reader,
                "bookings.firm.unexplained_fill",
                *first,
                format!("{fill:06X}"),
                [
                    phrase(
                        "a fill that a legend on the sheet or the settings explain",
                        &[],
                    ),
                    phrase(
                        "answer in the decisions file whether it is firm or tentative",
                        &[],
                    ),
                    phrase("bookings with this fill count as firm until then", &[]),
                ],
            )
        })
        .collect()
}

/// Two clock times tell when somebody came and left.
fn breaks(reader: &GridReader<'_>) -> Option<Problem> {
    let (row, column) = reader.stay?;
    let cell = reader.reader.grid.at(row, column)?;
    Some(note(
        reader,
        "time.duration.breaks",
        (row, column),
        shown(&cell.cell).replace('\n', " "),
        [
            phrase(
                "hours worked: the time between coming and leaving holds the breaks too",
                &[],
            ),
            phrase("add the time sheet, whose hours go before these", &[]),
            phrase("the whole time between the two counts as worked", &[]),
        ],
    ))
}

/// Hours of a month, and worked hours of a week, have no day of their own.
fn spread(reader: &GridReader<'_>) -> Option<Problem> {
    let table = reader.reader.schema.table;
    let (column, period) = reader.wide.periods.iter().find(|(_, period)| {
        period.length == Length::Month || period.length == Length::Week && table == Table::Time
    })?;
    let row = reader.reader.grid.bounds()?.0;
    let heading = reader
        .reader
        .views
        .iter()
        .find(|view| view.column == *column);
    Some(note(
        reader,
        &format!("{table}.date.spread"),
        (row, *column),
        heading.map_or_else(
            || period.start.to_string(),
            |view| view.heading.text.clone(),
        ),
        [
            phrase("hours with a day", &[]),
            phrase("nothing, if weeks need not be exact", &[]),
            phrase(
                "the hours are spread evenly over the working days of the column",
                &[],
            ),
        ],
    ))
}
