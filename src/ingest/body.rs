//! The body of a table: its rows become facts, problems and fates.

use std::collections::BTreeMap;

use super::account::Fate;
use super::apart::{apart_columns, apart_problem};
use super::block::Block;
use super::facts::Fact;
use super::grid::Grid;
use super::load::{Colours, GridReader, grid_habits, period_cells, speaks_in_shares};
use super::reader::Reader;
use super::rows::{NoData, RowKind};
use super::sheet::Row;
use super::told_kind::told_kind;
use super::typed::Habits;
use super::wide::Wide;
use crate::model::intake::Question;
use crate::model::{Problems, Table, Value};

/// What the rows of a table gave.
#[derive(Default)]
pub struct Body {
    /// Rows read.
    pub facts: Vec<Fact>,
    /// What is wrong with them.
    pub problems: Problems,
    /// What to ask.
    pub questions: Vec<Question>,
    /// What became of each row.
    pub fates: Vec<(u32, Fate)>,
}

/// Reads the rows that are data, a list row by row, a grid cell by cell.
pub fn read(
    block: &Block<'_, '_>,
    habits: &BTreeMap<u32, Habits>,
    kinds: Vec<(u32, RowKind)>,
) -> Body {
    let reader = Reader {
        grid: block.grid,
        schema: block.schema,
        mapping: block.mapping,
        views: &block.found.views,
        habits,
        source: block.source,
        knowledge: block.context.knowledge,
    };
    let mut body = Body::default();
    match &block.found.verdict.wide {
        Some(wide) => body.read_grid(block, reader, wide, kinds),
        None => body.read_list(block, &reader, kinds),
    }
    body
}

impl Body {
    fn read_grid(
        &mut self,
        block: &Block<'_, '_>,
        reader: Reader<'_>,
        wide: &Wide,
        kinds: Vec<(u32, RowKind)>,
    ) {
        let context = block.context;
        let cells = period_cells(block.grid, block.found.rows, wide);
        let colours = Colours::of(
            block.grid,
            block.found.rows,
            wide,
            context.knowledge,
            context.settings,
            context.decisions,
        );
        let mut reader = GridReader::new(
            reader,
            wide,
            speaks_in_shares(block.schema.table, &cells, wide),
            grid_habits(&cells),
            colours,
            context.knowledge.schema(Table::Leave),
        );
        for (number, kind) in kinds {
            let fate = match kind {
                RowKind::NoData(why) => Fate::NoData(why),
                RowKind::Data(groups) => {
                    let read = reader.read(&row_of(block.grid, number), &groups);
                    let fate = if !read.facts.is_empty() {
                        Fate::Used
                    } else if !read.problems.is_empty() {
                        Fate::SetAside
                    } else {
                        Fate::NoData(NoData::Note)
                    };
                    self.facts.extend(read.facts);
                    self.problems.extend(read.problems);
                    fate
                }
            };
            self.fates.push((number, fate));
        }
        self.questions.extend(reader.colours.questions(block.grid));
    }

    fn read_list(
        &mut self,
        block: &Block<'_, '_>,
        reader: &Reader<'_>,
        kinds: Vec<(u32, RowKind)>,
    ) {
        let told = told_kind(block.schema, block.found, block.mapping);
        let apart = apart_columns(&block.found.views, block.layout);
        for (number, kind) in kinds {
            let fate = match kind {
                RowKind::NoData(why) => Fate::NoData(why),
                RowKind::Data(groups) => {
                    let row = row_of(block.grid, number);
                    match apart_problem(block.grid, &row, &apart, block.schema) {
                        Some(problem) => {
                            self.problems.push(problem);
                            Fate::SetAside
                        }
                        None => self.read_row(reader, &row, &groups, told.as_deref()),
                    }
                }
            };
            self.fates.push((number, fate));
        }
    }

    fn read_row(
        &mut self,
        reader: &Reader<'_>,
        row: &Row<'_>,
        groups: &BTreeMap<u32, String>,
        told: Option<&str>,
    ) -> Fate {
        let read = reader.read(row, groups);
        self.problems.extend(read.problems);
        let Some(mut fact) = read.fact else {
            return Fate::SetAside;
        };
        if let Some(kind) = told.filter(|_| fact.value(reader.schema, "kind").is_none()) {
            fact.set(reader.schema, "kind", Some(Value::Text(kind.to_owned())));
        }
        self.facts.extend(reader.split_billable(fact, row));
        Fate::Used
    }
}

fn row_of<'a>(grid: &Grid<'a>, number: u32) -> Row<'a> {
    grid.row(number).expect("a classified row is there")
}
