//! Rows that a known layout sets apart by a value: planned, rejected or deleted entries.

use super::columns::View;
use super::facts::set_aside_effect;
use super::grid::{Grid, shown};
use super::knowledge::Source;
use super::sheet::Row;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Problem, Schema, Severity};

/// Columns whose values set rows apart, with those values.
pub fn apart_columns(
    views: &[View<'_>],
    layout: Option<&Source>,
) -> Vec<(u32, String, Vec<String>)> {
    let Some(layout) = layout else {
        return Vec::new();
    };
    views
        .iter()
        .filter_map(|view| {
            let (key, _) = view.heading.keys.first()?;
            let values = layout.set_apart(key);
            let folded = values.iter().map(|value| fold(value)).collect();
            (!values.is_empty()).then(|| (view.column, view.heading.text.clone(), folded))
        })
        .collect()
}

/// The problem of a row that is set apart.
pub fn apart_problem(
    grid: &Grid<'_>,
    row: &Row,
    apart: &[(u32, String, Vec<String>)],
    schema: &Schema,
) -> Option<Problem> {
    apart.iter().find_map(|(column, heading, values)| {
        let found = shown(&row.at(*column)?.cell);
        let folded = fold(&found);
        let hit = values.contains(&folded) && (!folded.is_empty() || found == "/");
        hit.then(|| Problem {
            place: grid.place(row.number, *column),
            rule: format!("{}.set_apart", schema.table),
            severity: Severity::SetAside,
            column: heading.clone(),
            found,
            expected: phrase(
                "a row that took place: this layout sets such rows apart",
                &[],
            ),
            hint: phrase("nothing, if that is right", &[]),
            effect: set_aside_effect(schema.table),
        })
    })
}
