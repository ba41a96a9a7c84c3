//! What is said once of a whole grid: marks that nobody explains, breaks that are in the hours, hours that were spread.

use super::colours::{fill_code, seen_in};
use super::grid::shown;
use super::gridcell::parts_of;
use super::load::GridReader;
use super::period::Length;
use super::unused::UNUSED_COLUMN;
use crate::model::intake::{Question, Topic};
use crate::model::phrase::phrase;
use crate::model::{Phrase, Problem, Problems, Severity, Table};

/// Notes on the cells that a grid's reader has seen.
pub fn of(reader: &GridReader<'_>) -> Problems {
    let mut notes = unexplained_marks(reader);
    notes.extend(unexplained_fills(reader));
    notes.extend(unread_fills(reader));
    notes.extend(breaks(reader));
    notes.extend(other_measures(reader));
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

/// Columns below days, weeks or months that hold no lengths of time: one note for all that hold the same.
fn other_measures<'r>(reader: &'r GridReader<'_>) -> impl Iterator<Item = Problem> + 'r {
    let unread = reader.wide.measures.unread.iter();
    unread.filter_map(|(name, column)| {
        let view = { reader.reader.views.iter() }.find(|view| view.column == *column)?;
        let row = view.rows.first().filter(|_| !view.cells.is_empty())?;
        let found = view.samples().join(", ");
        let texts = [
            phrase("hours below a day, week or month", &[]),
            phrase(
                "if it counts, give it a list of its own; else answer ignore in the sheet Columns of monthend-decisions.xlsx",
                &[],
            ),
            phrase("the columns {} are in no figure", &[name]),
        ];
        let problem = note(reader, UNUSED_COLUMN, (*row, *column), found, texts);
        Some(Problem {
            column: view.label(),
            ..problem
        })
    })
}

/// One note for each mark.
fn unexplained_marks(reader: &GridReader<'_>) -> Problems {
    let marks = reader.unexplained.iter();
    marks
        .map(|(mark, (count, first))| unexplained_mark(reader, *first, mark.clone(), *count))
        .collect()
}

/// A question for each mark that nobody explains.
pub fn questions(reader: &GridReader<'_>) -> Vec<Question> {
    let grid = reader.reader.grid;
    let known = |part: &&str| reader.asked.contains_key(*part);
    let marks = reader.asked.iter();
    // `√/△` is asked about by its parts
    let whole = marks.filter(|(mark, _)| {
        let parts = parts_of(mark);
        parts.len() < 2 || !parts.iter().any(known)
    });
    whole
        .map(|(mark, (count, (row, column)))| Question {
            topic: Topic::Marks,
            kind: String::new(),
            subject: mark.clone(),
            seen_in: seen_in(grid),
            proposal: String::new(),
            reason: phrase(
                "{} cells hold it, the first in {}, and no legend on the sheet explains it",
                &[count, &grid.place(*row, *column).cell()],
            ),
            answer: String::new(),
            stale: false,
        })
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
            phrase(
                "answer in the decisions file what the mark means, or write it into a cell of the sheet",
                &[],
            ),
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
                fill_code(*fill),
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

/// Fills of a kind of file that does not tell their colours.
fn unread_fills(reader: &GridReader<'_>) -> Option<Problem> {
    reader.colours.as_ref()?;
    let mut fills = reader.reader.grid.sheet.unread_fills.iter();
    let (row, column) = *fills.find(|(row, column)| {
        let mut views = reader.reader.views.iter();
        let view = views.find(|view| view.column == *column);
        let inside = view.is_some_and(|view| view.rows.contains(row));
        inside && reader.wide.at(*column).is_some()
    })?;
    let cell = reader.reader.grid.at(row, column)?;
    Some(note(
        reader,
        "bookings.firm.unexplained_fill",
        (row, column),
        shown(&cell.cell),
        [
            phrase("an xlsx workbook: fills in xls and ods are not read", &[]),
            phrase("open it in Excel and save it as xlsx", &[]),
            phrase("bookings with a fill count as firm", &[]),
        ],
    ))
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

#[cfg(test)]
mod tests {
    use super::super::testing::{answered, grid, read, read_with, shown};
    use super::*;
    use crate::model::Decisions;

    const SHEET: &str = "Attendance September 2026\nEmployee|2026-09-01|2026-09-02|2026-09-03|2026-09-04\n\
        Mara|P|P|Q|Q\nIvo|P|SL|P|P\nLee|P|Q|P|P";

    #[test]
    fn a_mark_that_nobody_explains_is_asked_about_and_the_answer_counts() {
        let intake = read(vec![grid("attendance.csv", "", SHEET)]);
        let asked: Vec<String> = intake
            .questions
            .iter()
            .map(|asked| {
                format!(
                    "{} {} {}: {}",
                    asked.topic.code(),
                    asked.subject,
                    asked.seen_in,
                    asked.reason
                )
            })
            .collect();
        assert_eq!(
            asked,
            [
                "marks Q attendance.csv: 3 cells hold it, the first in D3, and no legend on the sheet explains it"
            ]
        );
        assert_eq!(
            shown(&intake, Table::Leave, &["person", "kind"]),
            ["Ivo sick"]
        );
        for (answer, expected) in [
            (
                "vacation",
                vec!["Mara vacation", "Mara vacation", "Ivo sick", "Lee vacation"],
            ),
            (
                "больничный",
                vec!["Mara sick", "Mara sick", "Ivo sick", "Lee sick"],
            ),
            ("present", vec!["Ivo sick"]),
            ("ignore", vec!["Ivo sick"]),
        ] {
            let decisions = Decisions {
                questions: vec![answered(Topic::Marks, "", "Q", "attendance.csv", answer)],
                ..Decisions::default()
            };
            let intake = read_with(vec![grid("attendance.csv", "", SHEET)], &decisions);
            assert_eq!(
                shown(&intake, Table::Leave, &["person", "kind"]),
                expected,
                "{answer}"
            );
            assert_eq!(intake.problems, [], "{answer}");
        }
    }
}
