//! Answers typed into `monthend-decisions.xlsx`, wherever its rows and columns have been moved.

use std::collections::BTreeMap;

use super::grid::{Grid, filled_cells, shown};
use super::knowledge::Knowledge;
use super::sheet::{Row, Sheet};
use crate::model::Decisions;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// Headings stand within these rows.
const DEEPEST_HEADING: usize = 15;

/// Reads the sheets of a decisions workbook. Sheets without a heading row that has an answer column are
/// passed over; extra columns too.
pub fn read_decisions(sheets: &[Sheet], knowledge: &Knowledge) -> Decisions {
    let questions = sheets
        .iter()
        .filter_map(|sheet| read_sheet(sheet, knowledge))
        .flatten()
        .collect();
    Decisions { questions }
}

fn read_sheet(sheet: &Sheet, knowledge: &Knowledge) -> Option<Vec<Question>> {
    let (at, columns) = sheet
        .rows
        .iter()
        .take(DEEPEST_HEADING)
        .enumerate()
        .find_map(|(at, row)| Some((at, headings(row, knowledge)?)))?;
    let topic = knowledge
        .words
        .decision_topic(&fold(&sheet.name))
        .and_then(|code| Topic::ALL.into_iter().find(|topic| topic.code() == code))
        .or_else(|| columns.contains_key("spelling").then_some(Topic::Names))?;
    let grid = Grid::new(sheet);
    let read = sheet.rows[at + 1..]
        .iter()
        .filter_map(|row| question(&grid, row, topic, &columns))
        .collect();
    Some(read)
}

/// Column of each heading, when the row has an answer and a subject.
fn headings(row: &Row, knowledge: &Knowledge) -> Option<BTreeMap<String, u32>> {
    let mut columns = BTreeMap::new();
    for placed in filled_cells(&row.cells, (1, u32::MAX)) {
        let folded = fold(&shown(&placed.cell));
        if let Some(name) = knowledge.words.decision_heading(&folded) {
            columns.entry(name.to_owned()).or_insert(placed.column);
        }
    }
    let subject = columns.contains_key("spelling") || columns.contains_key("subject");
    (columns.contains_key("answer") && subject).then_some(columns)
}

fn question(
    grid: &Grid<'_>,
    row: &Row,
    topic: Topic,
    columns: &BTreeMap<String, u32>,
) -> Option<Question> {
    let cell = |name: &str| {
        columns
            .get(name)
            .and_then(|column| grid.at(row.number, *column))
            .map_or_else(String::new, |placed| shown(&placed.cell))
    };
    let spelling = cell("spelling");
    let subject = if spelling.is_empty() {
        cell("subject")
    } else {
        spelling
    };
    if subject.is_empty() {
        return None;
    }
    Some(Question {
        topic,
        kind: kind_code(&cell("kind")),
        subject,
        seen_in: cell("seen_in"),
        proposal: cell("proposal"),
        reason: phrase("{}", &[&cell("reason")]),
        answer: cell("answer"),
        stale: false,
    })
}

/// Kinds are written as codes, but a person may have translated them.
fn kind_code(text: &str) -> String {
    let folded = fold(text);
    let code = match folded.as_str() {
        "клиент" | "客户" => "client",
        "человек" | "сотрудник" | "人员" => "person",
        "проект" | "项目" => "project",
        other => other,
    };
    code.to_owned()
}
