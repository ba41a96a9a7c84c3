//! Hours and minutes written with a point, `8.30` for half past: told by the heading or by the clock times beside them.

use std::collections::BTreeMap;

use super::block::Block;
use super::clock::clock;
use super::columns::View;
use super::sheet::Cell;
use super::typed::Habits;
use super::value::{self, Decimal, TimeUnit};
use super::words::Helper;
use crate::model::Duration;

/// Rows that are looked at.
const PROBED: usize = 500;
/// Fewer rows may agree by chance.
const FEWEST: usize = 3;
const DAY: Duration = Duration::hours(24);

/// A decimal length whose decimals are minutes; none where they are 60 or more.
pub fn with_minutes(length: Duration) -> Option<Duration> {
    let hours = length.0 / Duration::HOUR;
    let hundredths = (length.0 % Duration::HOUR) * 100 / Duration::HOUR;
    (hundredths.abs() < 60)
        .then(|| Duration(hours * Duration::HOUR + hundredths * Duration::MINUTE))
}

/// Forms of hours and minutes that headings name: `Time (h.mm)`, `ч.мм`.
const FORMS: [&str; 6] = ["h.mm", "h,mm", "ч.мм", "ч,мм", "ч.мин", "std.min"];

fn names_form(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    FORMS.iter().any(|form| lower.contains(form))
}

/// Nothing but numbers whose decimals may be minutes.
fn all_minutes(view: &View<'_>) -> bool {
    let minutes = |cell: &Cell<'_>| {
        let comma = matches!(cell, Cell::Text(text) if text.contains(','));
        let decimal = if comma {
            Decimal::Comma
        } else {
            Decimal::Point
        };
        let bare = !matches!(cell, Cell::Time(_));
        let length = value::duration(cell, TimeUnit::Hours, decimal).ok();
        bare && length.and_then(with_minutes).is_some()
    };
    !view.cells.is_empty() && view.cells.iter().all(minutes)
}

impl Block<'_, '_> {
    /// The column of lengths that are hours and minutes with a point between: in every row they are exactly the time from
    /// start to end when read so, and in some row not when read as decimals.
    pub(super) fn dotted_lengths(
        &self,
        rows: &[u32],
        habits: &BTreeMap<u32, Habits>,
    ) -> Option<u32> {
        let column = self.mapping.column_of(self.schema, "duration")?;
        let view = self.found.views.iter().find(|view| view.column == column)?;
        if names_form(&view.heading.text) && all_minutes(view) {
            return Some(column);
        }
        let start = self.mapping.helper(Helper::StartsAt)?;
        let end = self.mapping.helper(Helper::EndsAt)?;
        let decimal = habits
            .get(&column)
            .map_or(Decimal::Point, |habit| habit.decimal);
        let cell = |row: u32, column: u32| self.grid.at(row, column).map(|placed| placed.cell);
        let (mut told, mut otherwise) = (0, 0);
        for row in rows.iter().take(PROBED) {
            let clocks = (cell(*row, start), cell(*row, end));
            let (Some(from), Some(to), Some(length)) = (
                clocks.0.and_then(|cell| clock(&cell)),
                clocks.1.and_then(|cell| clock(&cell)),
                cell(*row, column).filter(|cell| !matches!(cell, Cell::Time(_))),
            ) else {
                continue;
            };
            let length = value::duration(&length, TimeUnit::Hours, decimal).ok()?;
            let span = if to < from {
                to + DAY - from
            } else {
                to - from
            };
            if with_minutes(length) != Some(span) {
                return None;
            }
            told += 1;
            otherwise += usize::from(length != span);
        }
        (told >= FEWEST && otherwise > 0).then_some(column)
    }
}
