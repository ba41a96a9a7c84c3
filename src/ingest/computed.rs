//! Cells whose result a file does not hold, worked out when all its sheets are read.

use std::collections::BTreeMap;

use super::formula::{self, Block, Exact, Formula, Sheets, Spot, Value};
use super::limits::MOST_STEPS;
use super::moment::{Shape, stored_day};
use super::sheet::{Cell, Sheet};
use super::sheet_builder::SheetBuilder;

/// Where a formula stands and how its cell shows a number.
#[derive(Clone, Copy)]
pub struct Standing {
    /// The sheet's place in its workbook.
    pub sheet: usize,
    /// 1-based row.
    pub row: u32,
    /// 1-based column.
    pub column: u32,
    /// What the cell's format makes of a number.
    pub shape: Shape,
    /// The cell's fill.
    pub fill: Option<u32>,
}

/// The formulas of a workbook that wait for their result.
#[derive(Default)]
pub struct Computed {
    /// Days are counted from 1904.
    pub from_1904: bool,
    formulas: BTreeMap<Spot, Formula>,
    shapes: BTreeMap<Spot, Shape>,
    steps: usize,
}

impl Computed {
    /// No formulas yet, in a workbook that counts days from 1904 or not.
    pub fn from(from_1904: bool) -> Computed {
        Computed {
            from_1904,
            ..Computed::default()
        }
    }

    /// Puts a cell without a stored result: what the formula comes to when it names no cell, else the formula itself, which
    /// is kept to be worked out.
    pub fn put(&mut self, text: &str, standing: Standing, into: &mut SheetBuilder) {
        let Standing {
            row,
            column,
            shape,
            fill,
            ..
        } = standing;
        let formula = Formula::parse(text);
        let value = formula.as_ref().and_then(Formula::constant);
        match value
            .as_ref()
            .and_then(|value| cell(value, shape, self.from_1904))
        {
            Some(cell) => into.put(row, column, cell, fill),
            None => {
                into.put(row, column, Cell::Formula(text), fill);
                self.keep(formula, standing);
            }
        }
    }

    /// Keeps a formula whose stored result is a zero that a program may have put there instead of calculating. If it
    /// cannot be worked out, the zero stands.
    pub fn doubt(&mut self, text: &str, standing: Standing) {
        self.keep(Formula::parse(text), standing);
    }

    fn keep(&mut self, formula: Option<Formula>, standing: Standing) {
        let Some(formula) = formula else {
            return;
        };
        self.steps += formula.len();
        if self.steps <= MOST_STEPS {
            let spot = (standing.sheet, standing.row, standing.column);
            self.formulas.insert(spot, formula);
            self.shapes.insert(spot, standing.shape);
        }
    }

    /// Puts the results into their cells. Sheets come with their place in the workbook, in its order; one that could not be
    /// read is absent.
    pub fn settle(&self, sheets: &mut [(usize, Sheet)]) {
        if self.formulas.is_empty() {
            return;
        }
        let around = Around {
            sheets,
            from_1904: self.from_1904,
        };
        let results = formula::results(&self.formulas, &around);
        for (spot, value) in &results {
            let shape = self.shapes.get(spot).copied().unwrap_or_default();
            let cell = cell(value, shape, self.from_1904);
            let at = sheets.binary_search_by_key(&spot.0, |(at, _)| *at);
            if let (Some(cell), Ok(at)) = (cell, at) {
                sheets[at].1.replace(spot.1, spot.2, cell);
            }
        }
    }
}

/// The cell that a result makes. A formula that only names a day or a time, or sums times, is one, whatever its
/// own format.
fn cell(value: &Value, shape: Shape, from_1904: bool) -> Option<Cell<'_>> {
    let shown = |number: &Exact, own: Shape| {
        let shape = if shape == Shape::Plain { own } else { shape };
        let number = number.to_double();
        number.is_finite().then(|| shape.cell(number, from_1904))
    };
    match value {
        Value::Number(number) => shown(number, Shape::Plain),
        Value::Day(number) => shown(number, Shape::Moment),
        Value::Time(number) => shown(number, Shape::Elapsed),
        Value::Text(text) => Some(Cell::Text(text)),
        Value::Flag(flag) => Some(Cell::Flag(*flag)),
        Value::Nothing => None,
    }
}

struct Around<'a> {
    sheets: &'a [(usize, Sheet)],
    from_1904: bool,
}

impl Around<'_> {
    fn value(&self, cell: Cell<'_>) -> Value {
        let number = |number: f64, value: fn(Exact) -> Value| {
            Exact::of(number).map_or(Value::Nothing, value)
        };
        match cell {
            Cell::Number(found) => number(found, Value::Number),
            Cell::Date(days) => number(stored_day(days, self.from_1904), Value::Day),
            Cell::Time(days) => number(days, Value::Time),
            Cell::Text(text) => Value::Text(text.into()),
            Cell::Flag(flag) => Value::Flag(flag),
            Cell::Error(_) | Cell::Formula(_) => Value::Nothing,
        }
    }
}

impl Sheets for Around<'_> {
    fn number(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        let found = self
            .sheets
            .iter()
            .find(|(_, sheet)| sheet.name.to_lowercase() == name);
        found.map(|(at, _)| *at)
    }

    fn visit(&self, sheet: usize, block: Block, see: &mut dyn FnMut(u32, u32, Value)) -> u64 {
        let Ok(at) = self.sheets.binary_search_by_key(&sheet, |(at, _)| *at) else {
            return 0;
        };
        let sheet = &self.sheets[at].1;
        if let Some((row, column)) = block.single() {
            if let Some(placed) = sheet.at(row, column) {
                see(row, column, self.value(placed.cell));
            }
            return 1;
        }
        let mut seen = 0;
        for row in sheet.rows_within(block.rows.0, block.rows.1) {
            seen += row.cells.len() as u64;
            for placed in &row.cells {
                if (block.columns.0..=block.columns.1).contains(&placed.column) {
                    see(row.number, placed.column, self.value(placed.cell));
                }
            }
        }
        seen
    }
}
