//! Columns whose every cell packs a whole entry: Jira's `Log Work` holds note, moment, account and seconds, and stands as
//! often as an issue has worklogs. What each part is stands in the layout (`[packed]` of `templates/sources`).

use super::account::Fate;
use super::block::Block;
use super::body::Body;
use super::facts::Fact;
use super::grid::text;
use super::habits::{OrderVerdict, decide_date_order};
use super::kinds::Kinds;
use super::reader::Reader;
use super::rows::{Groups, NoData, RowKind};
use super::sheet::{Cell, Row};
use super::source::Packing;
use super::typed::{self, Habits};
use super::value::{DateOrder, Decimal, TimeUnit};
use crate::model::Kind;

/// Packed columns of a block.
pub struct Packed<'b> {
    columns: Vec<(u32, &'b Packing)>,
    order: DateOrder,
}

impl<'b> Packed<'b> {
    /// None for a layout without such columns.
    pub fn of(block: &'b Block<'_, '_>, kinds: &Kinds) -> Option<Packed<'b>> {
        let layout = block.layout?;
        let columns: Vec<(u32, &Packing)> = block
            .found
            .views
            .iter()
            .filter_map(|view| {
                let (key, _) = view.heading.keys.first()?;
                Some((view.column, layout.packing(key)?))
            })
            .collect();
        if columns.is_empty() {
            return None;
        }
        let mut packed = Packed {
            columns,
            order: DateOrder::DayFirst,
        };
        packed.order = packed.told_order(block, kinds);
        Some(packed)
    }

    /// The order that the packed dates themselves tell, else day first.
    fn told_order(&self, block: &Block<'_, '_>, kinds: &Kinds) -> DateOrder {
        let cells = kinds.iter().flat_map(|(row, _)| {
            self.columns.iter().filter_map(move |(column, packing)| {
                let placed = block.grid.at(row, *column)?;
                let (part, _) = packing
                    .split(text(&placed.cell)?)
                    .into_iter()
                    .find(|(_, field)| *field == "date")?;
                Some(Cell::Text(part))
            })
        });
        match decide_date_order(cells, None) {
            OrderVerdict::Fixed(order) => order,
            _ => DateOrder::DayFirst,
        }
    }
}

impl Body {
    /// Reads every row of a block with packed columns.
    pub(super) fn read_packed(
        &mut self,
        reader: &Reader<'_>,
        packed: &Packed<'_>,
        kinds: Vec<(u32, RowKind)>,
    ) {
        for (number, kind) in kinds {
            let fate = match kind {
                RowKind::NoData(why) => Fate::NoData(why),
                RowKind::Data(groups) => reader
                    .grid
                    .row(number)
                    .map_or(Fate::NoData(NoData::Blank), |row| {
                        self.unpack(reader, packed, &row, &groups)
                    }),
            };
            self.fates.push((number, fate));
        }
    }

    /// A row's entries; a row without any is a note.
    fn unpack(
        &mut self,
        reader: &Reader<'_>,
        packed: &Packed<'_>,
        row: &Row<'_>,
        groups: &Groups,
    ) -> Fate {
        let common = reader.read_plain(row, groups);
        let (mut facts, mut lost) = (Vec::new(), false);
        for (column, packing) in &packed.columns {
            let Some(cell) = row.at(*column).and_then(|placed| text(&placed.cell)) else {
                continue;
            };
            let mut fact = Fact {
                column: *column,
                ..common.clone()
            };
            if self.fill(reader, packed.order, packing, cell, &mut fact) {
                facts.push(fact);
            } else {
                lost = true;
            }
        }
        let read = !facts.is_empty();
        self.facts.extend(facts);
        match (read, lost) {
            (true, _) => Fate::Used,
            (false, true) => Fate::SetAside,
            (false, false) => Fate::NoData(NoData::Note),
        }
    }

    /// Fills a fact from the parts of a cell; false with a problem when a needed part does not read.
    fn fill(
        &mut self,
        reader: &Reader<'_>,
        order: DateOrder,
        packing: &Packing,
        cell: &str,
        fact: &mut Fact,
    ) -> bool {
        let habits = Habits {
            order,
            decimal: Decimal::Point,
            unit: TimeUnit::named(&packing.duration_unit).unwrap_or(TimeUnit::Hours),
            ..Habits::default()
        };
        let parts = packing.split(cell);
        let mut whole = true;
        for field in &reader.schema.fields {
            let part = parts.iter().find(|(_, name)| *name == field.name);
            let part = part.map(|(part, _)| part.trim());
            let wanted = field.needed && fact.value(reader.schema, &field.name).is_none();
            let part = match part {
                Some(part) if !part.is_empty() => part,
                None if !wanted => continue,
                _ if field.kind == Kind::Text || !wanted => continue,
                _ => "",
            };
            match typed::read(
                &Cell::Text(part),
                field,
                habits,
                &reader.knowledge.words.amounts,
            ) {
                Ok((value, _)) => fact.set(reader.schema, &field.name, Some(value)),
                Err(why) => {
                    whole &= !field.needed;
                    let problem =
                        reader.problem(fact.row, fact.column, &Cell::Text(cell), field, why);
                    self.problems.push(problem);
                }
            }
        }
        whole
    }
}
