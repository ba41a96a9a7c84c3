//! Answers typed into `monthend-decisions.xlsx`, wherever its rows and columns have been moved and whatever
//! its sheets are called now.

use std::collections::BTreeMap;

use super::grid::{Grid, filled_cells, shown};
use super::knowledge::Knowledge;
use super::sheet::{Row, Sheet};
use crate::model::Decisions;
use crate::model::intake::{Question, Remark, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// Headings stand within these rows.
const DEEPEST_HEADING: usize = 15;

/// Reads the sheets of a decisions workbook. Sheets without a heading row that has an answer column are
/// passed over; what people wrote into columns of their own is kept beside its question. None where no sheet is one of questions.
pub fn read_decisions(sheets: &[Sheet], knowledge: &Knowledge) -> Option<Decisions> {
    let read: Vec<_> = sheets
        .iter()
        .filter_map(|sheet| read_sheet(sheet, knowledge))
        .collect();
    if read.is_empty() {
        return None;
    }
    let mut decisions = Decisions::default();
    for (question, remarks) in read.into_iter().flatten() {
        decisions.questions.push(question);
        decisions.remarks.extend(remarks);
    }
    Some(decisions)
}

fn read_sheet(sheet: &Sheet, knowledge: &Knowledge) -> Option<Vec<(Question, Vec<Remark>)>> {
    let (at, headings) = sheet
        .rows()
        .take(DEEPEST_HEADING)
        .find_map(|row| Some((row.number, Headings::of(&row, knowledge)?)))?;
    let called = topic_of(knowledge.words.decision_topic(&fold(&sheet.name)));
    let topic = match (headings.topic, called) {
        (Some(Topic::Columns), Some(Topic::Dates)) => Topic::Dates,
        (told, called) => told.or(called)?,
    };
    let grid = Grid::new(sheet);
    let read = sheet
        .rows_within(at + 1, u32::MAX)
        .filter_map(|row| {
            let question = question(&grid, &row, topic, &headings, knowledge)?;
            let remarks = remarks(&grid, &row, &question, &headings);
            Some((question, remarks))
        })
        .collect();
    Some(read)
}

fn topic_of(code: Option<&str>) -> Option<Topic> {
    let code = code?;
    Topic::ALL.into_iter().find(|topic| topic.code() == code)
}

/// The heading row of a sheet of questions.
struct Headings {
    columns: BTreeMap<String, u32>,
    /// Columns that people added, with their headings.
    added: Vec<(u32, String)>,
    /// What the subjects' own heading says they are.
    topic: Option<Topic>,
}

impl Headings {
    /// A row that has an answer and a subject.
    fn of(row: &Row, knowledge: &Knowledge) -> Option<Headings> {
        let mut headings = Headings {
            columns: BTreeMap::new(),
            added: Vec::new(),
            topic: None,
        };
        for placed in filled_cells(&row.cells, (1, u32::MAX)) {
            let folded = fold(&shown(&placed.cell));
            let told = topic_of(knowledge.words.decision_subject(&folded));
            let name = match knowledge.words.decision_heading(&folded) {
                Some(name) => name,
                None if told.is_some() && headings.topic.is_none() => "subject",
                None => {
                    headings.added.push((placed.column, shown(&placed.cell)));
                    continue;
                }
            };
            headings.topic = headings.topic.or(told);
            headings
                .columns
                .entry(name.to_owned())
                .or_insert(placed.column);
        }
        let has = |name: &str| headings.columns.contains_key(name);
        (has("answer") && has("subject")).then_some(headings)
    }
}

fn question(
    grid: &Grid<'_>,
    row: &Row,
    topic: Topic,
    headings: &Headings,
    knowledge: &Knowledge,
) -> Option<Question> {
    let cell = |name: &str| {
        headings
            .columns
            .get(name)
            .and_then(|column| grid.at(row.number, *column))
            .map_or_else(String::new, |placed| shown(&placed.cell))
    };
    let subject = cell("subject");
    if subject.is_empty() {
        return None;
    }
    let (proposal, answer) = (cell("proposal"), cell("answer"));
    let orders = [&proposal, &answer]
        .iter()
        .any(|said| is_date_order(said, knowledge));
    Some(Question {
        topic: if topic == Topic::Columns && orders {
            Topic::Dates
        } else {
            topic
        },
        kind: kind_code(&cell("kind"), knowledge),
        subject,
        seen_in: cell("seen_in"),
        proposal,
        reason: phrase("{}", &[&cell("reason")]),
        answer,
        stale: false,
    })
}

fn remarks(grid: &Grid<'_>, row: &Row, question: &Question, headings: &Headings) -> Vec<Remark> {
    let written = |column: u32| {
        grid.at(row.number, column)
            .map(|placed| shown(&placed.cell))
    };
    headings
        .added
        .iter()
        .filter_map(|(column, heading)| {
            let text = written(*column).filter(|text| !text.is_empty())?;
            Some(Remark {
                topic: question.topic,
                kind: question.kind.clone(),
                subject: question.subject.clone(),
                heading: heading.clone(),
                text,
            })
        })
        .collect()
}

/// Questions about columns and about dates look alike but for what is proposed and answered.
fn is_date_order(said: &str, knowledge: &Knowledge) -> bool {
    let said = knowledge.words.answer(&fold(said));
    matches!(said, Some("day_first" | "month_first"))
}

/// Kinds are written in the language of the run, or as codes.
fn kind_code(text: &str, knowledge: &Knowledge) -> String {
    let folded = fold(text);
    let known = knowledge.words.question_kind(&folded).map(str::to_owned);
    known.unwrap_or(folded)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, knowledge};
    use super::*;

    #[test]
    fn answers_are_found_in_any_language_under_any_sheet_name() {
        let names = |head: &str, kind: &str| {
            format!("A title\n\n{head}\n{kind}|Dunmarow|a.csv|Dunmarrow|slip|yes")
        };
        for (sheet, text, topic, kind) in [
            (
                "Names",
                names(
                    "Kind|Spelling|Seen in|Proposal|Reason|Answer|State",
                    "client",
                ),
                Topic::Names,
                "client",
            ),
            (
                "Имена",
                names(
                    "Вид|Написание|Где встречено|Предложение|Причина|Ответ|Состояние",
                    "сотрудник",
                ),
                Topic::Names,
                "person",
            ),
            (
                "Sheet1",
                names("类型|写法|出现位置|建议|原因|答案|状态", "项目"),
                Topic::Names,
                "project",
            ),
            (
                "Лист1",
                "Платеж|Где встречено|Предложение|Причина|Ответ\nDunmarow|a.csv|I-1|sum|да"
                    .to_owned(),
                Topic::Matches,
                "",
            ),
            (
                "Sheet1",
                "文件|出现位置|建议|原因|答案\nDunmarow|a.csv|忽略|x|是".to_owned(),
                Topic::Files,
                "",
            ),
            (
                "x",
                "Colour|Seen in|Proposal|Reason|Answer\nDunmarow|a.csv|firm|x|tentative".to_owned(),
                Topic::Colours,
                "",
            ),
            (
                "x",
                "Column|Seen in|Proposal|Reason|Answer\nDunmarow|a.csv|person|x|client".to_owned(),
                Topic::Columns,
                "",
            ),
            (
                "x",
                "Column|Seen in|Proposal|Reason|Answer\nDunmarow|a.csv|day first|x|".to_owned(),
                Topic::Dates,
                "",
            ),
            (
                "Даты",
                "Столбец|Где встречено|Предложение|Причина|Ответ\nDunmarow|a.csv|x|x|".to_owned(),
                Topic::Dates,
                "",
            ),
        ] {
            let read =
                read_decisions(&[grid("d.xlsx", sheet, &text)], &knowledge()).expect("questions");
            let found: Vec<(Topic, &str, &str)> = read
                .questions
                .iter()
                .map(|asked| (asked.topic, asked.kind.as_str(), asked.subject.as_str()))
                .collect();
            assert_eq!(found, [(topic, kind, "Dunmarow")], "{sheet}: {text}");
        }
        let stray = grid("d.xlsx", "Notes", "Some|Thoughts\na|b");
        assert_eq!(read_decisions(&[stray], &knowledge()), None);
    }
}
