//! A recognised table on a sheet, with everything that its rows are read by.

use super::colours::{Colours, seen_in};
use super::columns::{Mapping, View};
use super::grid::Grid;
use super::grid_language::{language_of, period_cells};
use super::grid_rows::GridRows;
use super::gridcell::Language;
use super::kinds::Kinds;
use super::layout::Found;
use super::rows::{Shape, classify};
use super::sheet::Cell;
use super::sheetfit::Context;
use super::source::Source;
use super::told_unit::{Plain, ToldUnit, told_unit, unit_of_lines};
use super::value::TimeUnit;
use super::wide::Wide;
use crate::model::intake::Topic;
use crate::model::key::fold;
use crate::model::{Place, Schema, Table};

/// Rows below a table's last in which notes on it stand, and its own last rows that may be such.
const NOTE_ROWS: u32 = 6;

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
    /// What its surroundings and its headings say.
    pub fn texts(&self) -> Vec<&str> {
        let headings = self
            .found
            .views
            .iter()
            .map(|view| view.heading.text.as_str());
        self.found
            .talk
            .texts()
            .map(|(text, _)| text)
            .chain(headings)
            .collect()
    }

    /// The view of a column.
    pub fn view(&self, column: u32) -> Option<&View<'_>> {
        self.found.views.iter().find(|view| view.column == column)
    }

    /// Where the heading of a column stands.
    pub fn heading_place(&self, column: u32) -> Place {
        let row = self.found.header.map_or(1, |header| header.bottom);
        self.grid.place(row, column)
    }

    /// Texts that stand alone in the last rows of the table or right below it.
    pub fn notes_below(&self) -> Vec<&str> {
        let last = self.found.rows.1;
        let rows = self.grid.sheet.rows_within(
            last.saturating_sub(NOTE_ROWS).max(self.found.rows.0),
            last.saturating_add(NOTE_ROWS),
        );
        let alone = rows.filter_map(|row| match row.cells[..] {
            [placed] => match placed.cell {
                Cell::Text(text) => Some(text),
                _ => None,
            },
            _ => None,
        });
        alone.collect()
    }

    /// What its titles, its sheet and its file, else lines below it, say its numbers count.
    pub fn unit_told(&self) -> Option<ToldUnit> {
        let words = &self.context.knowledge.words;
        told_unit(&self.found.talk, words).or_else(|| {
            let below = unit_of_lines(&self.notes_below(), words);
            below.filter(|(plain, _)| *plain == Plain::Said)
        })
    }

    /// A list of worked time that names no client, project or task, where something speaks of attendance.
    pub fn lists_attendance(&self) -> bool {
        let names = |field: &&str| self.mapping.column_of(self.schema, field).is_some();
        let words = &self.context.knowledge.words;
        self.schema.table == Table::Time
            && !["client", "project", "task"].iter().any(names)
            && self
                .texts()
                .iter()
                .any(|text| words.speaks_of_attendance(&fold(text)))
    }

    /// How the cells of its grid are read.
    pub fn language(&self, wide: &Wide) -> Language {
        let words = &self.context.knowledge.words;
        let cells = period_cells(self.grid, self.found.rows, wide, words);
        let mut language = language_of(
            self.grid,
            self.schema.table,
            &cells,
            wide,
            &self.texts(),
            self.unit_told(),
            words,
        );
        let knowledge = self.context.knowledge;
        let mut said = self.found.talk.texts();
        if said.any(|(text, _)| knowledge.is_titled(text, Table::Leave)) {
            language.legend.take_holidays_for_leave();
        }
        if let Some(shares) = self.grid_said() {
            language.shares = shares;
            language.habits.percent = false;
            language.habits.unit = self.grid_unit_said().unwrap_or(TimeUnit::Hours);
        }
        let place = seen_in(self.grid);
        let answered = self.context.decisions.questions.iter().filter(|asked| {
            asked.topic == Topic::Marks && (asked.seen_in.is_empty() || asked.seen_in == place)
        });
        for asked in answered {
            language.legend.answer(&asked.subject, &asked.answer, words);
        }
        language
    }

    /// What tells the rows of its grid apart.
    pub fn grid_rows<'g>(&'g self, wide: &'g Wide, language: &'g Language) -> GridRows<'g, 'g> {
        GridRows {
            grid: self.grid,
            mapping: self.mapping,
            columns: self.found.columns,
            wide,
            language,
            words: &self.context.knowledge.words,
        }
    }

    /// What fills mean on its sheet.
    pub fn colours(&self, wide: &Wide) -> Colours {
        Colours::of(
            self.grid,
            self.found.rows,
            wide,
            self.context.knowledge,
            self.context.settings,
            self.context.decisions,
        )
    }

    /// What each of its rows is.
    pub fn kinds(&self) -> Kinds {
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
            header: self.found.header.map(|header| header.top),
            rows: self.found.rows,
            views: &self.found.views,
            mapping: self.mapping,
            schema: self.schema,
            periods: &periods,
            knowledge: self.context.knowledge,
        })
    }
}
