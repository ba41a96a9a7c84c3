//! Clock times: start and end of an entry, which only check its duration; coming and leaving, which are all that an
//! attendance sheet tells.

use super::facts::Fact;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use super::value::Expectation;
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
        if !is_too_long(*length, start, end) {
            return;
        }
        let between = between(start, end).unwrap_or(Duration::ZERO);
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

const DAY: Duration = Duration::hours(24);

/// True for an entry longer than the time between its start and its end; breaks make it shorter.
pub(super) fn is_too_long(length: Duration, start: Duration, end: Duration) -> bool {
    length > between(start, end).unwrap_or(Duration::ZERO) + Duration::minutes(1)
}

/// From coming to leaving, when a text is nothing but two or more clock times: `09:00\n18:00`, `9:00 AM - 5:30 PM`. The
/// first and the last count, breaks are not taken off; a last one before the first is on the next day.
pub(super) fn stay(text: &str) -> Option<Result<Duration, Expectation>> {
    let clocks = clocks_of(text)?;
    let (first, last) = (clocks.first()?, clocks.last()?);
    (clocks.len() >= 2).then(|| between(*first, *last).ok_or_else(one_clock))
}

/// The same where the text holds two of them: what lies between was worked.
pub(super) fn between_clocks(text: &str) -> Option<Result<Duration, Expectation>> {
    let two = clocks_of(text).is_some_and(|clocks| clocks.len() == 2);
    two.then(|| stay(text)).flatten()
}

/// The length from one clock time to another, past midnight where the second is earlier; nothing when they are equal.
pub(super) fn between(first: Duration, last: Duration) -> Option<Duration> {
    match last - first {
        Duration::ZERO => None,
        length if length < Duration::ZERO => Some(length + DAY),
        length => Some(length),
    }
}

/// True for a text that is one clock time.
pub(super) fn is_clock(text: &str) -> bool {
    clock_seconds(text.trim()).is_some()
}

/// Why one clock time is no length.
pub(super) fn one_clock() -> Expectation {
    Expectation {
        what: "one_clock",
        expected: phrase(
            "the time of coming and the time of leaving, such as {}",
            &[&"09:00 18:00"],
        ),
        hint: phrase("write both times into the cell", &[]),
    }
}

/// All clock times of a text that holds nothing else.
fn clocks_of(text: &str) -> Option<Vec<Duration>> {
    let lower = text.to_lowercase();
    let joined = lower.replace(" am", "am").replace(" pm", "pm");
    joined
        .split(|letter: char| letter.is_whitespace() || "-–—~/|,;".contains(letter))
        .filter(|part| !part.is_empty())
        .map(|part| clock_seconds(part).map(Duration::seconds))
        .collect()
}

/// A clock time as the length since midnight.
pub(super) fn clock(cell: &Cell) -> Option<Duration> {
    let seconds = match cell {
        Cell::Time(days) if (0.0..1.0).contains(days) => (days * 86_400.0).round() as i64,
        Cell::Date(days) => ((days - days.floor()) * 86_400.0).round() as i64,
        Cell::Text(text) => clock_seconds(text.trim())?,
        _ => return None,
    };
    Some(Duration::seconds(seconds))
}

/// `9:30`, `09:30:15`, `9:30 PM`, `2pm`.
fn clock_seconds(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    let bare = lower.trim_end_matches(['a', 'p', 'm', ' ']);
    let mut parts = bare.split(':').map(|part| part.parse::<i64>());
    let hours = parts.next()?.ok()?;
    let whole = ["am", "pm"].iter().any(|half| lower.ends_with(half));
    let minutes = match parts.next() {
        Some(minutes) => minutes.ok()?,
        // `2pm`
        None if whole && hours <= 12 => 0,
        None => return None,
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stay_runs_from_the_first_to_the_last_clock() {
        let hours = |hours| Some(Ok(Duration::hours(hours)));
        for (text, expected) in [
            ("09:00\n18:00", hours(9)),
            ("22:00-06:00", hours(8)),
            ("09:00 12:00 13:00 18:00", hours(9)),
            ("8:30am 4:30pm", hours(8)),
            ("1pm - 3pm", hours(2)),
            ("08:00 24:00", hours(16)),
            ("09:00", None),
            ("9:00 x", None),
            ("", None),
        ] {
            assert_eq!(stay(text), expected, "{text}");
        }
        assert!(stay("09:00\n09:00").is_some_and(|stay| stay.is_err()));
    }
}
