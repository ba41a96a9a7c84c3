//! Cells, styles and merged blocks of workbooks as the model sees them.

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, FillPattern, Style};
use chrono::{NaiveDate, NaiveDateTime};

use super::sheet::{Cell, Merge};
use super::sheet_builder::MOST_COLUMNS;

/// Rows that a sheet can have; anything beyond is damage.
pub const MOST_ROWS: u32 = 1_048_576;
/// Days between the bases of the 1904 and the 1900 calendar.
const SHIFT_1904: f64 = 1_462.0;
/// A time format on a larger number is a date whose day is not shown.
const LONGEST_TIME: f64 = 1_000.0;

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

/// A number with a date or time format. Below one day it is a time whatever the format.
pub fn moment_cell(moment: ExcelDateTime, moved: bool, is_time: bool) -> Cell<'static> {
    let days = moment.as_f64();
    let time = moment.is_duration() || days < 1.0 || is_time && days < LONGEST_TIME;
    if time {
        Cell::Time(days)
    } else if moved {
        Cell::Date(days + SHIFT_1904)
    } else {
        Cell::Date(days)
    }
}

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
    /// Colour of a solid fill.
    pub fill: Option<u32>,
    /// Hours and minutes without a day.
    pub is_time: bool,
}

impl Look {
    /// Reads a style.
    pub fn of(style: &Style) -> Look {
        let fill = style
            .fill
            .as_ref()
            .filter(|fill| fill.pattern == FillPattern::Solid);
        let colour = fill.and_then(|fill| fill.get_color());
        Look {
            fill: colour.map(|colour| colour.to_argb() & 0x00ff_ffff),
            is_time: style
                .number_format
                .as_ref()
                .is_some_and(|format| is_time_format(&format.format_code)),
        }
    }
}

/// `h:mm` and its kin: hours and minutes, no day and no year. Quoted text and locale codes do not count.
pub fn is_time_format(code: &str) -> bool {
    let mut bare = String::new();
    let (mut quoted, mut bracket) = (false, false);
    for letter in code.split(';').next().unwrap_or_default().chars() {
        match letter {
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            letter if !quoted && !bracket => bare.push(letter.to_ascii_lowercase()),
            _ => {}
        }
    }
    bare.contains('h') && !bare.contains(['d', 'y'])
}
