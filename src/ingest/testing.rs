//! Grids of text as sheets, for tests.

use super::sheet::{Cell, Placed, Row, Sheet};

/// A sheet of lines with cells between `|`. Numbers become numbers, `'` keeps them text, `@2026-10-05`
/// is a date cell, blank is no cell; `#RRGGBB:` in front fills the cell.
pub fn sheet(file: &str, name: &str, text: &str) -> Sheet {
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let cells: Vec<Placed> = line
            .split('|')
            .enumerate()
            .filter_map(|(column, cell)| placed(column as u32 + 1, cell.trim()))
            .collect();
        if !cells.is_empty() {
            rows.push(Row {
                number: at as u32 + 1,
                hidden: false,
                cells,
            });
        }
    }
    Sheet {
        file: file.into(),
        name: name.into(),
        rows,
        ..Sheet::default()
    }
}

fn placed(column: u32, text: &str) -> Option<Placed> {
    let (fill, text) = match text.strip_prefix('#').and_then(|rest| rest.split_once(':')) {
        Some((colour, rest)) if colour.len() == 6 => {
            (u32::from_str_radix(colour, 16).ok(), rest.trim())
        }
        _ => (None, text),
    };
    let cell = if let Some(kept) = text.strip_prefix('\'') {
        Cell::Text(kept.into())
    } else if let Some(day) = text.strip_prefix('@') {
        let day: chrono::NaiveDate = day.parse().expect("a test's date");
        let base = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");
        Cell::Date((day - base).num_days() as f64)
    } else if let Ok(number) = text.parse::<f64>() {
        Cell::Number(number)
    } else if text.is_empty() {
        return None;
    } else {
        Cell::Text(text.replace("\\n", "\n").into())
    };
    Some(Placed { column, cell, fill })
}
