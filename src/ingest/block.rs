//! A recognised table on a sheet, with everything that its rows are read by.

use super::columns::Mapping;
use super::grid::Grid;
use super::knowledge::Source;
use super::layout::Found;
use super::rows::{RowKind, Shape, classify};
use super::sheetfit::Context;
use crate::model::Schema;

/// A recognised block.
pub struct Block<'b, 'a> {
    /// The sheet it stands on.
    pub grid: &'b Grid<'a>,
    /// Its place, columns and surroundings.
    pub found: &'b Found<'a>,
    /// Its columns' meanings.
    pub mapping: &'b Mapping,
    /// Its table.
    pub schema: &'b Schema,
    /// Its known layout.
    pub layout: Option<&'b Source>,
    /// Index of the sheet among the run's sheets.
    pub source: u32,
    /// Templates, answers and settings.
    pub context: Context<'b>,
}

impl Block<'_, '_> {
    /// What each of its rows is.
    pub fn kinds(&self) -> Vec<(u32, RowKind)> {
        let periods: Vec<u32> = self
            .found
            .verdict
            .wide
            .iter()
            .flat_map(|wide| wide.periods.iter().map(|(column, _)| *column))
            .collect();
        classify(&Shape {
            grid: self.grid,
            columns: self.found.columns,
            rows: self.found.rows,
            views: &self.found.views,
            mapping: self.mapping,
            schema: self.schema,
            periods: &periods,
            knowledge: self.context.knowledge,
        })
    }
}
