//! `monthend-decisions.xlsx`: what cannot be known is asked here (`design.md`, "Folder").
//!
//! One sheet for each kind of question. Answers already given are written back as they were.

use std::sync::Arc;

use chrono::NaiveDate;

use super::book::{
    Block, Book, Cell, CellValue, Column, Page, Style, Tab, TableBlock, Words, Writing,
};
use super::theme::Theme;
use crate::model::Phrase;
use crate::model::intake::{Question, Remark, Topic};

/// What the workbook needs besides the questions.
pub struct Desk<'a> {
    /// Label of a key such as `decisions.answer`.
    pub words: &'a dyn Fn(&str) -> String,
    /// What people wrote into columns of their own.
    pub remarks: &'a [Remark],
    /// A phrase in the reader's language.
    pub say: &'a dyn Fn(&Phrase) -> String,
    /// Language of the run.
    pub language: &'a str,
    /// How it writes numbers and dates.
    pub writing: Writing,
    /// Agency of the settings.
    pub agency: &'a str,
    /// As-of date.
    pub dated: NaiveDate,
    /// Fonts and colours.
    pub theme: &'a Arc<Theme>,
}

/// File name without its ending.
pub const FILE_NAME: &str = "monthend-decisions";

/// The workbook of all questions, in the order given; topics without a question have no sheet.
pub fn book(questions: &[Question], desk: &Desk) -> Book {
    let pages = Topic::ALL.into_iter().filter_map(|topic| {
        let asked: Vec<&Question> = questions
            .iter()
            .filter(|question| question.topic == topic)
            .collect();
        (!asked.is_empty()).then(|| page(topic, &asked, desk))
    });
    Book {
        file_name: FILE_NAME.to_owned(),
        title: (desk.words)("decisions.title"),
        period: String::new(),
        for_client: false,
        subject: (desk.words)("decisions.how_to"),
        agency: desk.agency.to_owned(),
        language: desk.language.to_owned(),
        dated: desk.dated,
        confidentiality: String::new(),
        theme: Arc::clone(desk.theme),
        words: Words::of(desk.words, desk.writing.clone()),
        pages: pages.collect(),
    }
}

fn page(topic: Topic, asked: &[&Question], desk: &Desk) -> Page {
    let code = topic.code();
    let added = added_headings(topic, desk);
    let table = TableBlock {
        id: format!("decisions_{code}"),
        columns: columns(topic, &added, desk),
        rows: asked
            .iter()
            .zip(1..)
            .map(|(question, number)| row(question, number, &added, desk))
            .collect(),
        sortable: true,
        ..TableBlock::default()
    };
    Page {
        name: (desk.words)(&format!("decisions.{code}.sheet")),
        title: (desk.words)(&format!("decisions.{code}.title")),
        subtitle: (desk.words)("decisions.how_to"),
        blocks: vec![
            Block::Text((desk.words)(&format!("decisions.{code}.how_to"))),
            Block::Table(table),
        ],
        tab: Tab::Input,
        ..Page::default()
    }
}

/// Headings of columns that people added to a sheet, in the order they stood there.
fn added_headings<'a>(topic: Topic, desk: &Desk<'a>) -> Vec<&'a str> {
    let mut headings: Vec<&str> = Vec::new();
    for remark in desk.remarks.iter().filter(|remark| remark.topic == topic) {
        if !headings.contains(&remark.heading.as_str()) {
            headings.push(&remark.heading);
        }
    }
    headings
}

fn columns(topic: Topic, added: &[&str], desk: &Desk) -> Vec<Column> {
    let subject = format!("decisions.{}.subject", topic.code());
    let mut columns = vec![
        column("subject", &subject, Style::Text, desk),
        column("seen_in", "decisions.seen_in", Style::Text, desk),
        column("proposal", "decisions.proposal", Style::Text, desk),
        column("reason", "decisions.reason", Style::Wrapped, desk),
        Column {
            input: true,
            choices: match topic {
                Topic::Names | Topic::Matches => ["decisions.yes", "decisions.no"]
                    .map(|key| (desk.words)(key))
                    .to_vec(),
                _ => Vec::new(),
            },
            ..column("answer", "decisions.answer", Style::Text, desk)
        },
        column("state", "decisions.state", Style::Text, desk),
    ];
    if topic == Topic::Names {
        columns.insert(0, column("kind", "decisions.kind", Style::Text, desk));
    }
    columns.extend(added.iter().enumerate().map(|(at, heading)| Column {
        key: format!("added_{at}"),
        label: (*heading).to_owned(),
        input: true,
        ..column("added", "decisions.answer", Style::Text, desk)
    }));
    columns
}

fn column(key: &str, label: &str, style: Style, desk: &Desk) -> Column {
    Column {
        key: key.to_owned(),
        label: (desk.words)(label),
        style,
        ..Column::default()
    }
}

/// Whether a question is answered, live: the workbook is not written again only to say so.
fn state(question: &Question, number: usize, desk: &Desk) -> CellValue {
    if question.stale {
        return CellValue::Text((desk.words)("decisions.stale"));
    }
    let words = ["decisions.open", "decisions.answered"].map(|key| (desk.words)(key));
    let [open, answered] = words.each_ref().map(|word| word.replace('"', "\"\""));
    let result = match question.answer.trim().is_empty() {
        true => &words[0],
        false => &words[1],
    };
    CellValue::Formula {
        text: format!("IF(TRIM({{answer@{number}}})=\"\",\"{open}\",\"{answered}\")"),
        result: Box::new(CellValue::Text(result.clone())),
    }
}

/// The question with so many rows before it and itself.
fn row(question: &Question, number: usize, added: &[&str], desk: &Desk) -> Vec<Cell> {
    let texts = [
        question.subject.clone(),
        question.seen_in.clone(),
        question.proposal.clone(),
        (desk.say)(&question.reason),
        question.answer.clone(),
    ];
    let mut values: Vec<CellValue> = texts.map(said).into();
    values.push(state(question, number, desk));
    if question.topic == Topic::Names {
        values.insert(0, said(kind(question, desk)));
    }
    let remarks = added.iter().map(|heading| remark(question, heading, desk));
    values.extend(remarks.map(said));
    let cells = values.into_iter().map(|value| Cell {
        value,
        ..Cell::default()
    });
    cells.collect()
}

fn said(text: String) -> CellValue {
    match text.is_empty() {
        true => CellValue::Empty,
        false => CellValue::Text(text),
    }
}

/// What a person wrote beside a question under a heading of their own.
fn remark(question: &Question, heading: &str, desk: &Desk) -> String {
    let beside = desk.remarks.iter().find(|remark| {
        (remark.topic, &remark.kind, &remark.subject)
            == (question.topic, &question.kind, &question.subject)
            && remark.heading == heading
    });
    beside.map_or_else(String::new, |remark| remark.text.clone())
}

fn kind(question: &Question, desk: &Desk) -> String {
    if question.kind.is_empty() {
        String::new()
    } else {
        (desk.words)(&format!("decisions.kinds.{}", question.kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text;

    #[test]
    fn asks_by_topic_and_keeps_answers() {
        let question = |topic, subject: &str, answer: &str| Question {
            topic,
            kind: if topic == Topic::Names { "client" } else { "" }.to_owned(),
            subject: subject.to_owned(),
            seen_in: "time.xlsx".to_owned(),
            proposal: "Acme".to_owned(),
            reason: Phrase::decode("one letter differs"),
            answer: answer.to_owned(),
            stale: false,
        };
        let asked = [
            question(Topic::Names, "Acmee", "yes"),
            question(Topic::Files, "list.csv", ""),
        ];
        let remarks = [Remark {
            topic: Topic::Names,
            kind: "client".to_owned(),
            subject: "Acmee".to_owned(),
            heading: "My note".to_owned(),
            text: "asked Ida".to_owned(),
        }];
        let desk = Desk {
            theme: &Arc::default(),
            remarks: &remarks,
            words: &|key| key.to_owned(),
            say: &|phrase| phrase.to_string(),
            language: "en",
            writing: Writing::default(),
            agency: "",
            dated: "2026-10-31".parse().expect("a day"),
        };
        let book = book(&asked, &desk);
        let names: Vec<&str> = book.pages.iter().map(|page| page.name.as_str()).collect();
        assert_eq!(names, ["decisions.names.sheet", "decisions.files.sheet"]);
        // it stands in the last but one column of names, before the remark: live, and as it is now
        let states = ["decisions.answered", "decisions.open"];
        for ((page, state), at) in book.pages.iter().zip(states).zip([6, 5]) {
            let Block::Table(table) = &page.blocks[1] else {
                panic!("a table");
            };
            let CellValue::Formula { text, result } = &table.rows[0][at].value else {
                panic!("a formula");
            };
            assert_eq!(
                text,
                "IF(TRIM({answer@1})=\"\",\"decisions.open\",\"decisions.answered\")"
            );
            assert_eq!(**result, CellValue::Text(state.to_owned()));
        }
        let shown = text::render(&book);
        assert!(shown.contains("decisions.kinds.client"), "{shown}");
        assert!(shown.contains("yes"), "{shown}");
        assert!(
            shown.contains("My note") && shown.contains("asked Ida"),
            "{shown}"
        );
    }
}
