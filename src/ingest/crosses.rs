//! A scale written as columns with a cross in one of them: `Probability` over `VL | L | M | H | VH`.

use std::collections::BTreeMap;

use super::columns::View;
use super::grid::text;
use super::sheet::{Cell, Row};

/// What people cross with.
const MARKS: [&str; 9] = ["x", "х", "v", "+", "✓", "✔", "●", "•", "да"];

/// Columns that are crossed, by the first column of their scale: each with its own last heading.
#[derive(Clone, Debug, Default)]
pub struct Crosses {
    scales: BTreeMap<u32, Vec<(u32, String)>>,
}

/// Between the rows of a heading.
pub(super) const PART: &str = " / ";

impl Crosses {
    /// The scales among columns: neighbours under the same heading with crosses only.
    pub fn of(views: &[View<'_>]) -> Crosses {
        let mut by_head: BTreeMap<&str, Vec<(u32, String)>> = BTreeMap::new();
        for view in views.iter().filter(|view| are_crosses_or_none(view)) {
            if let Some((head, step)) = view.heading.text.rsplit_once(PART) {
                let steps = by_head.entry(head).or_default();
                steps.push((view.column, step.to_owned()));
            }
        }
        let mut scales = BTreeMap::new();
        for steps in by_head.into_values().filter(|steps| steps.len() > 1) {
            let crossed = |(column, _): &(u32, String)| {
                views
                    .iter()
                    .any(|view| view.column == *column && !view.cells.is_empty())
            };
            if steps.iter().any(crossed) {
                for (column, _) in &steps {
                    scales.insert(*column, steps.clone());
                }
            }
        }
        Crosses { scales }
    }

    /// True without a scale.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// The heading over the cross of a row, for a column of a scale; none without a cross.
    pub fn cell(&self, row: &Row<'_>, column: u32) -> Option<Cell<'_>> {
        let steps = self.scales.get(&column)?;
        let crossed = steps
            .iter()
            .find(|(column, _)| row.at(*column).is_some_and(|placed| is_cross(&placed.cell)));
        crossed.map(|(_, step)| Cell::Text(step.as_str()))
    }
}

fn is_cross(cell: &Cell<'_>) -> bool {
    text(cell).is_some_and(|text| MARKS.contains(&text.trim().to_lowercase().as_str()))
}

fn are_crosses_or_none(view: &View<'_>) -> bool {
    view.cells.iter().all(|cell| is_cross(cell))
}

/// True for a column of a scale: crosses, or nothing, under a heading of several rows.
pub fn are_crosses(view: &View<'_>) -> bool {
    view.heading.text.contains(PART) && !view.cells.is_empty() && are_crosses_or_none(view)
}
