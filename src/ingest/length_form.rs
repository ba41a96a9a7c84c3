//! The form in which a column writes lengths of time, and how fine it is.

use super::grid::shown;
use super::habits::{decide_decimal, decide_time_unit};
use super::sheet::Cell;
use super::value::{self, Decimal, TimeUnit};
use crate::model::Duration;

/// How a column writes lengths.
#[derive(Clone, Copy)]
pub struct Form {
    /// What a bare number counts.
    pub unit: TimeUnit,
    /// Decimal mark.
    pub decimal: Decimal,
}

impl Form {
    /// By the unit that the heading names, else by the size of the numbers.
    pub fn of(named: &Option<TimeUnit>, cells: &[Cell<'_>]) -> Form {
        let usual = || decide_time_unit(cells.iter().map(|cell| (*cell, 1)));
        Form {
            unit: named.unwrap_or_else(usual),
            decimal: decide_decimal(cells.iter().copied(), Decimal::Point),
        }
    }

    /// A cell in 1/90,000 hours.
    pub fn parts(self, cell: &Cell<'_>) -> Option<i64> {
        let length = value::duration(cell, self.unit, self.decimal).ok()?;
        Some(length.0)
    }

    /// True for decimal hours, which are rounded from minutes or seconds.
    pub fn is_rounded(self, cells: &[Cell<'_>]) -> bool {
        let bare = |cell: &Cell<'_>| step_told(cell).is_none();
        matches!(self.unit, TimeUnit::Hours | TimeUnit::Days) && cells.iter().any(bare)
    }

    /// The smallest step of its values: a second, a minute, or a unit of the last decimal that is written.
    pub fn step(self, cells: &[Cell<'_>]) -> i64 {
        let whole = match self.unit {
            TimeUnit::Seconds | TimeUnit::Milliseconds => Duration::SECOND,
            TimeUnit::Minutes => Duration::MINUTE,
            _ => {
                let decimals = cells.iter().map(|cell| decimals(&shown(cell))).max();
                Duration::HOUR / 10_i64.pow(decimals.unwrap_or(2).clamp(2, 4))
            }
        };
        let worded = cells.iter().filter_map(step_told).min();
        worded.unwrap_or(whole)
    }
}

/// Clock forms and unit words show seconds or minutes whatever the column's unit.
fn step_told(cell: &Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Time(_) => Some(Duration::SECOND),
        Cell::Text(text) => match text.matches(':').count() {
            2.. => Some(Duration::SECOND),
            1 => Some(Duration::MINUTE),
            _ if !text.contains(char::is_alphabetic) => None,
            _ => Some(
                match value::duration(cell, TimeUnit::Hours, Decimal::Point) {
                    Ok(length) if length.0 % Duration::MINUTE != 0 => Duration::SECOND,
                    _ => Duration::MINUTE,
                },
            ),
        },
        _ => None,
    }
}

fn decimals(text: &str) -> u32 {
    let behind = text
        .rsplit_once(['.', ','])
        .map_or("", |(_, behind)| behind);
    behind.chars().filter(char::is_ascii_digit).count() as u32
}
