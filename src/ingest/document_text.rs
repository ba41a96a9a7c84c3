//! Numbers of documents as programs write them into one cell: `Sale (act) 0000-000123 of 31.08.2026 12:00:00`.

use super::facts::Fact;
use super::grid::text;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use super::value::{self, DateOrder};
use super::words::Words;
use crate::model::key::fold;
use crate::model::{Kind, Value};
use chrono::NaiveDate;

/// The parts of a text that names a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What stands before the number: the kind of document. May be empty.
    pub words: String,
    /// The number.
    pub number: String,
    /// The day behind `of`.
    pub day: NaiveDate,
}

/// Longer texts are sentences.
const LONGEST: usize = 160;

impl Document {
    /// Reads `[words] [№] number of date [time]`; none for anything else.
    pub fn of(text: &str, words: &Words, order: DateOrder) -> Option<Document> {
        if text.len() > LONGEST {
            return None;
        }
        let parts: Vec<&str> = text.split_whitespace().collect();
        let of = parts.iter().position(|part| words.is_dated(&fold(part)))?;
        let (before, behind) = (&parts[..of], &parts[of + 1..]);
        let number = before
            .last()?
            .trim_start_matches(['№', '#'])
            .trim_matches(['(', ')']);
        let dated = behind.first().filter(|_| behind.len() <= 2)?;
        let dated = dated.trim_matches(['(', ')', '.', ',']);
        let day = value::date(&Cell::Text(dated), order).ok()?;
        number
            .contains(|c: char| c.is_ascii_digit())
            .then(|| Document {
                words: before[..of - 1]
                    .join(" ")
                    .trim_end_matches('№')
                    .trim()
                    .to_owned(),
                number: number.to_owned(),
                day,
            })
    }
}

impl Reader<'_> {
    /// True for a document's text.
    pub(super) fn is_document(&self, cell: &Cell<'_>) -> bool {
        let words = &self.knowledge.words;
        text(cell).is_some_and(|text| Document::of(text, words, DateOrder::DayFirst).is_some())
    }

    /// A document's text in a cell of numbers: the number stays, the day goes to its field where no column tells it,
    /// and so does the kind.
    pub(super) fn fill_from_documents(&self, fact: &mut Fact, row: &Row<'_>) {
        self.fill_from_kind(fact, row);
        for (at, field) in self.schema.fields.iter().enumerate() {
            let (Kind::Number, Some(Value::Text(text))) = (field.kind, &fact.values[at]) else {
                continue;
            };
            let Some(document) = Document::of(text, &self.knowledge.words, DateOrder::DayFirst)
            else {
                continue;
            };
            fact.values[at] = Some(Value::Text(document.number));
            if !field.dated.is_empty() && fact.value(self.schema, &field.dated).is_none() {
                fact.set(self.schema, &field.dated, Some(Value::Date(document.day)));
            }
            let kind = self
                .schema
                .field("kind")
                .filter(|_| field.needed && fact.value(self.schema, "kind").is_none())
                .and_then(|kind| super::typed::known_code(&document.words, kind))
                .map(|code| Value::Text(code.to_owned()));
            if kind.is_some() {
                fact.set(self.schema, "kind", kind);
            }
        }
    }
}

impl Reader<'_> {
    /// The same text in a column that is taken for the kind of document: it tells the number too, where no column does.
    fn fill_from_kind(&self, fact: &mut Fact, row: &Row<'_>) {
        let number = self.schema.field("number").filter(|field| field.needed);
        let column = self.column_of("kind").zip(self.schema.field("kind"));
        let (Some(number), Some((column, kind)), None) =
            (number, column, fact.value(self.schema, "number"))
        else {
            return;
        };
        let cell = self.cell(row, column, kind);
        let told = cell
            .as_ref()
            .and_then(text)
            .and_then(|text| Document::of(text, &self.knowledge.words, DateOrder::DayFirst));
        let Some(document) = told else { return };
        fact.set(self.schema, "number", Some(Value::Text(document.number)));
        if !number.dated.is_empty() && fact.value(self.schema, &number.dated).is_none() {
            fact.set(self.schema, &number.dated, Some(Value::Date(document.day)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::knowledge;
    use super::*;

    #[test]
    fn documents_are_taken_apart() {
        for (text, expected) in [
            (
                "Реализация (акт, накладная) 0000-000123 от 31.08.2026 12:00:00",
                Some(("Реализация (акт, накладная)", "0000-000123", "2026-08-31")),
            ),
            ("№ 15/03 от 12.03.2026", Some(("", "15/03", "2026-03-12"))),
            ("№15/03 от 12.03.26 г.", Some(("", "15/03", "2026-03-12"))),
            (
                "Invoice 77 dated 02.09.2026",
                Some(("Invoice", "77", "2026-09-02")),
            ),
            (
                "Rechnung RE-5 vom 02.09.2026",
                Some(("Rechnung", "RE-5", "2026-09-02")),
            ),
            ("INV-0201", None),
            ("от 12.03.2026", None),
            ("письмо от Анны", None),
            ("", None),
        ] {
            let found = Document::of(text, &knowledge().words, DateOrder::DayFirst);
            let found = found.map(|d| (d.words, d.number, d.day.to_string()));
            let expected = expected.map(|(w, n, d)| (w.to_owned(), n.to_owned(), d.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
    }
}
