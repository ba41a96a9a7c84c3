//! The row of `monthend-decisions.xlsx` that would change a choice: asked about or not, a row typed by hand is read.

use serde_json::{Value, json};

use crate::model::intake::{About, Choice, ColumnReading, Reading, Topic};
use crate::model::place::column_letters;

/// A row to type.
pub struct Change {
    /// Sheet.
    pub topic: Topic,
    /// First cell: a heading, or a file.
    pub subject: String,
    /// Where it was seen; may be left empty for a column.
    pub seen_in: String,
    /// An answer that would change the choice, such as `duration, minutes`.
    pub answer: String,
}

impl Change {
    /// For scripts.
    pub fn as_json(&self) -> Value {
        json!({
            "file": "monthend-decisions.xlsx",
            "sheet": self.topic.code(),
            "subject": self.subject,
            "seen_in": self.seen_in,
            "answer": self.answer,
        })
    }
}

/// What would make another table of it, or none.
pub fn of_table(reading: &Reading) -> Change {
    Change {
        topic: Topic::Files,
        subject: reading.file.to_string(),
        seen_in: reading.sheet.to_string(),
        answer: match (reading.table, reading.nearest) {
            (Some(_), _) => "ignore",
            (None, Some(nearest)) => nearest.name(),
            (None, None) => "time",
        }
        .to_owned(),
    }
}

/// What would take a column's field away.
pub fn of_column(reading: &Reading, column: &ColumnReading) -> Change {
    let answer = if column.field.is_some() {
        "ignore"
    } else {
        "note"
    };
    in_columns(reading, column, answer.to_owned())
}

/// What would turn one choice over.
pub fn of_choice(reading: &Reading, column: &ColumnReading, choice: &Choice) -> Change {
    let other = match (choice.about, choice.value.as_str()) {
        (About::Unit, "hours") => "minutes",
        (About::Unit, _) => "hours",
        (About::DateOrder, "day_first") => "month first",
        (About::DateOrder, _) => "day first",
        (About::DecimalMark, "point") => "decimal comma",
        (About::DecimalMark, _) => "decimal point",
        (About::Currency, "EUR") => "USD",
        (About::Currency, _) => "EUR",
        (About::Multiple, _) => "as written",
        (About::Share, "percent") => "fraction",
        (About::Share, _) => "percent",
        (About::Cells, "hours") => return in_columns(reading, column, "percent".to_owned()),
        (About::Cells, _) => return in_columns(reading, column, "hours".to_owned()),
    };
    let field = column.field.as_deref().unwrap_or_default();
    in_columns(reading, column, format!("{field}, {other}"))
}

fn in_columns(reading: &Reading, column: &ColumnReading, answer: String) -> Change {
    let seen_in = if reading.sheet.is_empty() {
        reading.file.to_string()
    } else {
        format!("{}, {}", reading.file, reading.sheet)
    };
    Change {
        topic: Topic::Columns,
        subject: label(column),
        seen_in,
        answer,
    }
}

/// What people call a column: its heading, or `column C`.
pub fn label(column: &ColumnReading) -> String {
    if column.heading.is_empty() {
        format!("column {}", column_letters(column.column))
    } else {
        column.heading.clone()
    }
}
