//! Start and end of an entry, which only check its duration.

use super::facts::Fact;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use super::words::Helper;
use crate::model::phrase::phrase;
use crate::model::{Duration, Problem, Problems, Severity, Value};

impl Reader<'_> {
    /// Start and end of an entry check its duration; breaks make it shorter, nothing makes it longer.
    pub(super) fn check_clock(&self, fact: &Fact, row: &Row, problems: &mut Problems) {
        let Some(Value::Duration(length)) = fact.value(self.schema, "duration") else {
            return;
        };
        let clock = |helper: Helper| clock(&row.at(self.mapping.helper(helper)?)?.cell);
        let (Some(start), Some(end)) = (clock(Helper::StartsAt), clock(Helper::EndsAt)) else {
            return;
        };
        let day = Duration::hours(24);
        let between = if end < start {
            end + day - start
        } else {
            end - start
        };
        if *length <= between + Duration::minutes(1) {
            return;
        }
        let column = self.column_of("duration").unwrap_or(1);
        let field = self.schema.field("duration").expect("it has a value");
        problems.push(Problem {
            place: self.grid.place(row.number, column),
            rule: format!("{}.duration.clock", self.schema.table),
            severity: Severity::Look,
            column: self.label(Some(column), field),
            found: length.to_string(),
            expected: phrase(
                "at most {} hours, the time between start and end",
                &[&between],
            ),
            hint: phrase("correct the start, the end or the duration", &[]),
            effect: phrase("the duration is used as written", &[]),
        });
    }
}

/// A clock time as the length since midnight.
fn clock(cell: &Cell) -> Option<Duration> {
    let seconds = match cell {
        Cell::Time(days) if (0.0..1.0).contains(days) => (days * 86_400.0).round() as i64,
        Cell::Date(days) => ((days - days.floor()) * 86_400.0).round() as i64,
        Cell::Text(text) => clock_seconds(text.trim())?,
        _ => return None,
    };
    Some(Duration::seconds(seconds))
}

/// `9:30`, `09:30:15`, `9:30 PM`.
fn clock_seconds(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    let bare = lower.trim_end_matches(['a', 'p', 'm', ' ']);
    let mut parts = bare.split(':').map(|part| part.parse::<i64>());
    let hours = parts.next()?.ok()?;
    let minutes = parts.next()?.ok()?;
    let seconds = parts.next().map_or(Some(0), Result::ok)?;
    if parts.next().is_some() || hours > 24 || minutes > 59 || seconds > 59 {
        return None;
    }
    let half = if lower.contains('p') && hours < 12 {
        12
    } else {
        0
    };
    let midnight = if lower.contains('a') && hours == 12 {
        -12
    } else {
        0
    };
    Some((hours + half + midnight) * 3600 + minutes * 60 + seconds)
}
