//! Cells, styles and merged blocks of workbooks as the model sees them.

use std::collections::BTreeMap;

use calamine::{
    Color, Data, DataRef, Dimensions, ExcelDateTime, Fill, FillPattern, Style,
    expand_shared_formula,
};
use chrono::{NaiveDate, NaiveDateTime};

use super::colours::PATTERNED;
use super::limits::{MOST_COLUMNS, MOST_MOVED_FORMULAS, MOST_ROWS, MOST_SHARED_FORMULAS};
use super::moment::{Shape, shape_of_code};
use super::money_format::{Sign, sign_of_code};
use super::sheet::{Cell, Merge};

/// Owned cells of ranges, seen as borrowed ones.
pub trait FromData<'a> {
    /// The same cell without its own copy of the text.
    fn from_data(data: &'a Data) -> DataRef<'a>;
}

impl<'a> FromData<'a> for DataRef<'a> {
    fn from_data(data: &'a Data) -> DataRef<'a> {
        match data {
            Data::Int(number) => DataRef::Int(*number),
            Data::Float(number) => DataRef::Float(*number),
            Data::String(text) => DataRef::SharedString(text),
            Data::Bool(flag) => DataRef::Bool(*flag),
            Data::DateTime(moment) => DataRef::DateTime(*moment),
            Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
            Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
            Data::Error(error) => DataRef::Error(error.clone()),
            Data::Empty => DataRef::Empty,
        }
    }
}

/// A position as the model counts it.
pub fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What the format of a cell made of a number.
pub fn shape_of(moment: ExcelDateTime, look: Look) -> Shape {
    match look.shape {
        Shape::Clock => Shape::Clock,
        _ if moment.is_duration() => Shape::Elapsed,
        _ => Shape::Moment,
    }
}

/// The formulas of a sheet that are written out once and shared by other cells. As many bytes of them are kept, and moved, as bounds
/// allow: a short file may share a long formula with any number of cells.
#[derive(Default)]
pub struct SharedFormulas {
    first: BTreeMap<u32, (String, (u32, u32))>,
    written: usize,
    moved: usize,
}

impl SharedFormulas {
    /// Keeps one as it is written in a cell; places are 1-based.
    pub fn keep(&mut self, number: u32, text: &str, at: (u32, u32)) {
        self.written += text.len();
        if self.written <= MOST_SHARED_FORMULAS {
            self.first.insert(number, (text.to_owned(), at));
        }
    }

    /// One as it reads in another cell; beyond the bounds a text that is no formula, so that the cell is told as one nobody could work
    /// out. Empty where none has the number.
    pub fn moved(&mut self, number: u32, at: (u32, u32)) -> String {
        let Some((text, first)) = self.first.get(&number) else {
            return String::new();
        };
        self.moved += text.len();
        if self.moved > MOST_MOVED_FORMULAS {
            return BEYOND.to_owned();
        }
        let from_zero =
            |(row, column): (u32, u32)| (row.saturating_sub(1), column.saturating_sub(1));
        expand_shared_formula(text, from_zero(*first), from_zero(at)).unwrap_or_default()
    }
}

/// Stands for a formula that is not moved.
const BEYOND: &str = "…";

/// `2026-10-31` or `2026-10-31T08:30:00`, as `OpenDocument` stores dates.
pub fn iso_date(text: &str) -> Option<Cell<'static>> {
    let base = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(Cell::Date((day - base).num_days() as f64));
    }
    let moment: NaiveDateTime = text.trim_end_matches('Z').parse().ok()?;
    let passed = moment - base.and_hms_opt(0, 0, 0)?;
    Some(Cell::Date(passed.num_seconds() as f64 / 86_400.0))
}

/// `PT08H30M00S`, as `OpenDocument` stores times.
pub fn iso_time(text: &str) -> Option<Cell<'static>> {
    let negative = text.starts_with('-');
    let mut seconds = 0.0;
    let mut number = String::new();
    for letter in text.trim_start_matches('-').strip_prefix("PT")?.chars() {
        let factor = match letter {
            'H' => 3_600.0,
            'M' => 60.0,
            'S' => 1.0,
            letter => {
                number.push(if letter == ',' { '.' } else { letter });
                continue;
            }
        };
        seconds += number.parse::<f64>().ok()? * factor;
        number.clear();
    }
    let days = seconds / 86_400.0;
    Some(Cell::Time(if negative { -days } else { days }))
}

/// A merged block inside the sheet.
pub fn merge(block: &Dimensions) -> Option<Merge> {
    let inside = block.end.0 < MOST_ROWS && block.end.1 < MOST_COLUMNS;
    let ordered = block.start.0 <= block.end.0 && block.start.1 <= block.end.1;
    (inside && ordered).then(|| Merge {
        top: block.start.0 + 1,
        left: block.start.1 + 1,
        bottom: block.end.0 + 1,
        right: block.end.1 + 1,
    })
}

/// What we need of a cell's style.
#[derive(Clone, Copy, Default)]
pub struct Look {
    /// Colour of a fill: `RRGGBB`, of lines and dots with [`PATTERNED`] in it.
    pub fill: Option<u32>,
    /// What its number format makes of a number.
    pub shape: Shape,
    /// The currency that its number format shows.
    pub sign: Option<Sign>,
    /// How far in texts stand.
    pub indent: u8,
}

impl Look {
    /// Reads a style.
    pub fn of(style: &Style) -> Look {
        let fill = style.fill.as_ref().and_then(fill_of);
        let format = style.number_format.as_ref();
        Look {
            fill,
            shape: format.map_or(Shape::Plain, |format| shape_of_code(&format.format_code)),
            sign: format.and_then(|format| sign_of_code(&format.format_code)),
            indent: style
                .alignment
                .as_ref()
                .and_then(|alignment| alignment.indent)
                .unwrap_or(0),
        }
    }
}

fn fill_of(fill: &Fill) -> Option<u32> {
    let bare = |colour: Color| colour.to_argb() & 0x00ff_ffff;
    match fill.pattern {
        FillPattern::None => None,
        FillPattern::Solid => fill.get_color().map(bare),
        _ => Some(fill.foreground_color.map(bare).unwrap_or_default() | PATTERNED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_formulas_are_moved_within_bounds() {
        let mut shared = SharedFormulas::default();
        shared.keep(0, "A1+B2", (1, 3));
        assert_eq!(shared.moved(0, (5, 3)), "A5+B6");
        assert_eq!(shared.moved(7, (5, 3)), "");
        shared.keep(1, &"1+".repeat(1 << 20), (1, 3));
        let moved: Vec<bool> = (0..9)
            .map(|row| shared.moved(1, (row + 2, 3)) == BEYOND)
            .collect();
        assert_eq!(moved, [[false; 7].as_slice(), &[true; 2]].concat());
    }
}
