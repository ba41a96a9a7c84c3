//! A value of a frame as a typed cell.

use crate::metrics::{Datum, Unit};
use crate::model::Month;
use crate::report::book::{Cell, CellValue, Style};
use crate::report::labels::Labels;
use crate::report::select::Picked;

/// A typed cell; n/a carries its reason as a note.
pub fn cell(picked: &Picked<'_>, at: usize, column: &str, labels: &Labels<'_>) -> Cell {
    let value = picked.value(at, column);
    let unit = picked.unit(column);
    let note = picked.note(at, column);
    match (value, note) {
        (Datum::Null, Some(code)) => Cell {
            value: CellValue::NotAvailable,
            note: labels.code(code),
            ..Cell::default()
        },
        (_, Some(code)) => Cell {
            value: cell_value(value, unit, labels),
            note: labels.code(code),
            ..Cell::default()
        },
        // the name of a figure is its heading, whatever code is spelled so
        (Datum::Text(name), None) if column == "figure" && unit == Unit::Code => Cell {
            value: CellValue::Text(labels.figure(name.trim_start_matches("figure:"))),
            ..Cell::default()
        },
        (Datum::Text(code), None) if unit == Unit::Code && !code.is_empty() => Cell {
            value: CellValue::Text(labels.code_of((picked.frame(), column), code)),
            ..Cell::default()
        },
        (_, None) => Cell {
            value: cell_value(value, unit, labels),
            ..Cell::default()
        },
    }
}

pub(super) fn cell_value(value: &Datum, unit: Unit, labels: &Labels<'_>) -> CellValue {
    match value {
        Datum::Null => CellValue::Empty,
        Datum::Text(text) if text.is_empty() => CellValue::Empty,
        Datum::Text(text) => match (unit, text.parse::<Month>()) {
            (Unit::Month, Ok(month)) => CellValue::Date(month.first_day()),
            (Unit::Month, Err(())) => CellValue::Text(labels.show(value, unit)),
            (Unit::Rate, _) => rate(text),
            (Unit::Code | Unit::Phrase, _) => CellValue::Text(labels.show(value, unit)),
            _ => CellValue::Text(text.clone()),
        },
        Datum::Date(day) => CellValue::Date(*day),
        Datum::Hours(duration) => CellValue::Hours(*duration),
        Datum::Money(money) => CellValue::Money(*money),
        Datum::Float(number) => CellValue::Number(*number),
        Datum::Count(count) => CellValue::Count(*count),
        Datum::Flag(flag) => CellValue::Flag(*flag),
    }
}

/// Digits as a number; what is none stays a text.
fn rate(text: &str) -> CellValue {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite());
    number.map_or_else(|| CellValue::Text(text.to_owned()), CellValue::Number)
}

/// The style a unit has unless the template says otherwise.
pub(super) fn style_of(unit: Unit) -> Style {
    match unit {
        Unit::Text | Unit::Code => Style::Text,
        Unit::Phrase => Style::Wrapped,
        Unit::Month => Style::Month,
        Unit::Date => Style::Date,
        Unit::Hours => Style::Hours,
        Unit::Money => Style::Money,
        Unit::Share => Style::Share,
        Unit::Number => Style::Number,
        Unit::Rate => Style::Rate,
        Unit::Count => Style::Count,
        Unit::Flag => Style::Flag,
    }
}

/// A cell of plain text.
pub(super) fn text_cell(text: String) -> Cell {
    Cell {
        value: CellValue::Text(text),
        ..Cell::default()
    }
}

/// An n/a with the reason's code beside it, if any.
pub(super) fn not_available(reason: Option<&str>, labels: &Labels<'_>) -> Cell {
    Cell {
        value: CellValue::NotAvailable,
        note: reason.map_or_else(String::new, |code| labels.code(code)),
        ..Cell::default()
    }
}
