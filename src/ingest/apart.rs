//! Rows that a known layout sets apart by a value: planned, rejected or deleted entries.

use super::columns::View;
use super::facts::set_aside_effect;
use super::grid::{Grid, shown};
use super::knowledge::Source;
use super::sheet::{Cell, Row};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Problem, Schema, Severity};

/// A column whose values set rows apart.
pub struct Apart {
    /// 1-based.
    pub column: u32,
    heading: String,
    /// Folded.
    values: Vec<String>,
}

impl Apart {
    /// True for a cell with one of the values.
    pub fn holds(&self, cell: &Cell<'_>) -> bool {
        let found = shown(cell);
        let folded = fold(&found);
        self.values.contains(&folded) && (!folded.is_empty() || found == "/")
    }
}

/// Columns whose values set rows apart, with those values.
pub fn apart_columns(views: &[View<'_>], layout: Option<&Source>) -> Vec<Apart> {
    let Some(layout) = layout else {
        return Vec::new();
    };
    views
        .iter()
        .filter_map(|view| {
            let (key, _) = view.heading.keys.first()?;
            let values = layout.set_apart(key);
            (!values.is_empty()).then(|| Apart {
                column: view.column,
                heading: view.heading.text.clone(),
                values: values.iter().map(|value| fold(value)).collect(),
            })
        })
        .collect()
}

/// The problem of a row that is set apart.
pub fn apart_problem(
    grid: &Grid<'_>,
    row: &Row,
    apart: &[Apart],
    schema: &Schema,
) -> Option<Problem> {
    apart.iter().find_map(|apart| {
        let cell = row.at(apart.column)?.cell;
        apart.holds(&cell).then(|| Problem {
            place: grid.place(row.number, apart.column),
            rule: format!("{}.set_apart", schema.table),
            severity: Severity::SetAside,
            column: apart.heading.clone(),
            found: shown(&cell),
            expected: phrase(
                "a row that took place: this layout sets such rows apart",
                &[],
            ),
            hint: phrase("nothing, if that is right", &[]),
            effect: set_aside_effect(schema.table),
        })
    })
}
