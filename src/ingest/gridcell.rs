//! What one cell of a grid says: hours, a part of the week, two clock times, or a mark of attendance.

use std::collections::{BTreeMap, BTreeSet};

use super::clock;
use super::grid::text;
use super::knowledge::Words;
use super::legend::{Legend, Meaning};
use super::period::Length;
use super::sheet::Cell;
use super::typed::Habits;
use super::value::{self, Decimal, Expectation};
use super::words::{Attendance, mark_key};
use crate::model::Duration;
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// A bare number up to this is a part of the week where the grid speaks in shares.
pub const LARGEST_SHARE: f64 = 2.0;
/// A whole in the unit of shares.
const WHOLE: f64 = 1_000_000.0;
/// A written share above this is a typing error.
const MOST_SHARE: f64 = 10.0;
/// A mark is at most this long.
const LONGEST_MARK: usize = 6;
/// Half of the usual working day: what `√/△` is away.
pub(super) const HALF_A_DAY: Duration = Duration::hours(value::WORKDAY_HOURS / 2);
/// Cells from which on a mark of absence may be too frequent to be one.
const MANY_CELLS: usize = 10;

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// Zero, or a dash.
    Nothing,
    /// Somebody was at work, or nobody had to be.
    Day(Attendance),
    /// An absence: its code, and how long where the cell tells.
    Away(String, Option<Duration>),
    /// A length of time.
    Time(Duration),
    /// From coming to leaving.
    Stay(Duration),
    /// A share of the person's week in 1/1,000,000.
    Share(i64),
    /// A mark that nobody explains.
    Unexplained,
}

/// How the cells of one grid are read.
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// Marks that the sheet explains.
    pub legend: Legend,
    /// Keys of marks that are everywhere, so that they cannot mean an absence.
    pub doubted: BTreeSet<String>,
    /// Bare numbers are shares of the week.
    pub shares: bool,
    /// Cells hold clock times: one alone is no length.
    pub clocks: bool,
    /// Short texts are marks.
    pub marks: bool,
    /// Decimal mark.
    pub habits: Habits,
}

impl Language {
    /// Reads a cell that is not blank.
    pub fn says(&self, cell: &Cell, length: Length, words: &Words) -> Result<Says, Expectation> {
        let Some(text) = text(cell) else {
            return self.number(cell, length);
        };
        if let Some(meaning) = self.mark(text, words) {
            return Ok(meaning);
        }
        if let Some(share) = written_share(text, words) {
            return share.and_then(|share| believed_share(share, length));
        }
        if let Some(stay) = clock::stay(text) {
            return stay.map(Says::Stay);
        }
        if self.clocks && clock::is_clock(text) {
            return Err(clock::one_clock());
        }
        if let Some(half) = self.half_a_day(text, words).filter(|_| self.marks) {
            return Ok(half);
        }
        let unread = match self.number(cell, length) {
            Ok(says) => return Ok(says),
            Err(why) => why,
        };
        match self.joined_marks(text, length, words) {
            Some(says) => Ok(says),
            None if self.marks && may_be_mark(text) => Ok(Says::Unexplained),
            None => Err(unread),
        }
    }

    /// A whole cell that is a mark.
    pub fn mark(&self, text: &str, words: &Words) -> Option<Says> {
        let key = mark_key(text);
        if let Some(meaning) = self.legend.meaning(&key) {
            return Some(match meaning {
                Meaning::Day(day) => Says::Day(*day),
                Meaning::Away(code) => Says::Away(code.clone(), None),
                Meaning::HalfAway(code) => Says::Away(code.clone(), Some(HALF_A_DAY)),
            });
        }
        if self.doubted.contains(&key) {
            return None;
        }
        leave_of(text, words)
            .map(|code| Says::Away(code.to_owned(), None))
            .or_else(|| words.attendance_mark(&key).map(Says::Day))
    }

    fn number(&self, cell: &Cell, length: Length) -> Result<Says, Expectation> {
        if self.shares {
            let decimal = decimal_of(cell, self.habits.decimal);
            let share = value::share(cell, decimal, self.habits.percent);
            if let Ok(share) = share {
                if share.unsigned_abs() <= (LARGEST_SHARE * WHOLE) as u64 {
                    return Ok(of_share(share, length));
                }
                return Err(ambiguous());
            }
        }
        let time = value::duration(cell, self.habits.unit, self.habits.decimal)?;
        let most = most_hours(length);
        if time > most || time < Duration::ZERO - most {
            return Err(too_long(most));
        }
        Ok(if time == Duration::ZERO {
            Says::Nothing
        } else {
            Says::Time(time)
        })
    }

    /// `√/△`, `√+夜`, `Я/8`, `Я8`: marks and hours of one day.
    fn joined_marks(&self, text: &str, length: Length, words: &Words) -> Option<Says> {
        if let Some(half) = self.half_a_day(text, words) {
            return Some(half);
        }
        let parts = parts_of(text);
        if parts.len() != 2 {
            return None;
        }
        let says: Option<Vec<Says>> = parts
            .iter()
            .map(|part| {
                let number = || self.number(&Cell::Text(part), length).ok();
                self.mark(part, words).or_else(number)
            })
            .collect();
        let says = says?;
        Some(match (&says[0], &says[1]) {
            (Says::Away(code, _), Says::Time(time)) => Says::Away(code.clone(), Some(*time)),
            (Says::Day(_), Says::Time(time)) if !text.contains('+') => Says::Time(*time),
            (Says::Day(day), Says::Time(_)) => Says::Day(*day),
            (Says::Away(code, _), Says::Away(other, _)) if code == other => {
                Says::Away(code.clone(), None)
            }
            (Says::Day(_), Says::Away(code, _)) | (Says::Away(code, _), Says::Day(_)) => {
                Says::Away(code.clone(), Some(HALF_A_DAY))
            }
            (Says::Day(day), Says::Day(_)) => Says::Day(*day),
            _ => return None,
        })
    }
}

/// What stands behind, or before, the mark of an absence of half a day.
const HALVES: [&str; 6] = ["/2", "½", "1/2", "0.5", "0,5", "/ 2"];

/// What is left of a text without its word of a half: `H` of `½H`.
pub(super) fn whole_of_half(text: &str) -> Option<&str> {
    let mut ends = HALVES
        .iter()
        .flat_map(|half| [text.strip_suffix(half), text.strip_prefix(half)]);
    ends.find_map(|rest| rest).map(str::trim)
}

impl Language {
    /// `U/2`, `½ U`, `U 0,5`: half a day of an absence.
    fn half_a_day(&self, text: &str, words: &Words) -> Option<Says> {
        let text = text.trim();
        let ends = HALVES
            .iter()
            .flat_map(|half| [text.strip_suffix(half), text.strip_prefix(half)]);
        ends.flatten()
            .find_map(|mark| match self.mark(mark.trim(), words)? {
                Says::Away(code, _) => Some(Says::Away(code, Some(HALF_A_DAY))),
                _ => None,
            })
    }
}

/// The code of an absence; a text with symbols is none, since folding would drop them.
fn leave_of<'w>(text: &str, words: &'w Words) -> Option<&'w str> {
    let plain = |letter: char| letter.is_alphanumeric() || " ./-'\n".contains(letter);
    text.chars()
        .all(plain)
        .then(|| words.leave_in_grid(&fold(text)))?
}

/// `50%`, `0.25 ставки`, `0,5 FTE`: millionths of a whole; nothing for a text that is no share.
fn written_share(text: &str, words: &Words) -> Option<Result<i64, Expectation>> {
    let at = text.find(|letter: char| letter.is_alphabetic() || "%％".contains(letter))?;
    let (number, unit) = (text[..at].trim(), text[at..].trim());
    if unit == "%" || unit == "％" {
        let whole = Cell::Text(text);
        return Some(value::share(
            &whole,
            decimal_of(&whole, Decimal::Point),
            true,
        ));
    }
    if number.is_empty() || !words.is_share_unit(&fold(unit)) {
        return None;
    }
    let part = Cell::Text(number);
    Some(value::share(
        &part,
        decimal_of(&part, Decimal::Point),
        false,
    ))
}

/// A lone comma in a number below ten is its decimal mark, whatever the column's is.
fn decimal_of(cell: &Cell, usual: Decimal) -> Decimal {
    match text(cell) {
        Some(text) if text.contains(',') && !text.contains('.') => Decimal::Comma,
        Some(text) if text.contains('.') && !text.contains(',') => Decimal::Point,
        _ => usual,
    }
}

/// Nobody is booked ten times over.
fn believed_share(share: i64, length: Length) -> Result<Says, Expectation> {
    if share.unsigned_abs() > (MOST_SHARE * WHOLE) as u64 {
        return Err(ambiguous());
    }
    Ok(of_share(share, length))
}

/// A share of a day is a fifth of that of a week.
fn of_share(share: i64, length: Length) -> Says {
    let share = match length {
        Length::Day => share / 5,
        Length::Week | Length::Month => share,
    };
    if share == 0 {
        Says::Nothing
    } else {
        Says::Share(share)
    }
}

/// Two parts of a cell: at a slash or plus, or where letters end and digits begin.
pub(super) fn parts_of(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text
        .split(['/', '+', '＋', '\\', '|', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() != 1 {
        return parts;
    }
    match text.find(|letter: char| letter.is_ascii_digit()) {
        Some(at) if at > 0 => vec![text[..at].trim(), text[at..].trim()],
        _ => parts,
    }
}

/// Short and no number.
pub fn may_be_mark(text: &str) -> bool {
    text.chars().count() <= LONGEST_MARK
        && !text.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Marks of absence that fill so much of a grid that they must mean something else: `v` for a tick.
pub fn doubted_marks<'t>(
    texts: impl Iterator<Item = &'t str>,
    cells: usize,
    words: &Words,
) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts.filter(|text| may_be_mark(text) && leave_of(text, words).is_some()) {
        *counts.entry(mark_key(text)).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| cells >= MANY_CELLS && count * 10 > cells * 6)
        .map(|(mark, _)| mark)
        .collect()
}

fn most_hours(length: Length) -> Duration {
    Duration::hours(match length {
        Length::Day => 24,
        Length::Week => 24 * 7,
        Length::Month => 24 * 31,
    })
}

fn too_long(most: Duration) -> Expectation {
    Expectation {
        what: "out_of_range",
        expected: phrase(
            "at most {} hours in this column",
            &[&(most.0 / Duration::HOUR)],
        ),
        hint: phrase("correct the cell", &[]),
    }
}

fn ambiguous() -> Expectation {
    Expectation {
        what: "ambiguous",
        expected: phrase(
            "a part of the week such as {}, {} or {}",
            &[&"50 %", &"0.5", &"20 h"],
        ),
        hint: phrase("write the unit into the cell", &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::knowledge;
    use super::*;

    #[test]
    fn cells_say_what_people_mean() {
        let words = &knowledge().words;
        let hours = |hours: i64| Says::Time(Duration::hours(hours));
        let away = |code: &str, length| Says::Away(code.to_owned(), length);
        let plain = Language {
            marks: true,
            ..Language::default()
        };
        for (text, expected) in [
            ("8", hours(8)),
            ("20 ч", hours(20)),
            ("50%", Says::Share(500_000)),
            ("0.25 ставки", Says::Share(250_000)),
            ("0,5 FTE", Says::Share(500_000)),
            ("отпуск", away("vacation", None)),
            ("б/л", away("sick", None)),
            ("Б", away("sick", None)),
            ("Я", Says::Day(Attendance::Present)),
            ("В", Says::Day(Attendance::Off)),
            ("К", Says::Day(Attendance::Present)),
            ("K", away("sick", None)),
            ("√", Says::Day(Attendance::Present)),
            ("√+夜", Says::Day(Attendance::Present)),
            ("√+Q", Says::Unexplained),
            ("√/病", away("sick", Some(Duration::hours(4)))),
            ("Я/8", hours(8)),
            ("Я8", hours(8)),
            ("U/2", away("vacation", Some(Duration::hours(4)))),
            ("½ U", away("vacation", Some(Duration::hours(4)))),
            ("ОТ/8", away("vacation", Some(Duration::hours(8)))),
            ("09:00\n18:00", Says::Stay(Duration::hours(9))),
            ("22:00-06:00", Says::Stay(Duration::hours(8))),
            ("9:00 AM - 5:00 PM", Says::Stay(Duration::hours(8))),
            ("G", Says::Unexplained),
            ("0", Says::Nothing),
        ] {
            let read = plain.says(&Cell::Text(text), Length::Week, words);
            assert_eq!(read, Ok(expected), "{text}");
        }
    }

    #[test]
    fn shares_and_limits_go_by_the_column() {
        let words = &knowledge().words;
        let shares = Language {
            shares: true,
            ..Language::default()
        };
        for (text, length, expected) in [
            ("0,5", Length::Week, Ok(Says::Share(500_000))),
            ("50%", Length::Day, Ok(Says::Share(100_000))),
            ("20", Length::Week, Err("ambiguous")),
        ] {
            let read = shares.says(&Cell::Text(text), length, words);
            assert_eq!(read.map_err(|why| why.what), expected, "{text}");
        }
        let hours = Language::default();
        for (number, length, fits) in [
            (24.0, Length::Day, true),
            (25.0, Length::Day, false),
            (60.0, Length::Week, true),
            (170.0, Length::Week, false),
            (170.0, Length::Month, true),
        ] {
            let read = hours.says(&Cell::Number(number), length, words);
            assert_eq!(read.is_ok(), fits, "{number}");
        }
    }

    #[test]
    fn a_mark_that_is_everywhere_is_no_absence() {
        let words = &knowledge().words;
        let ticks = vec!["v"; 20];
        assert!(doubted_marks(ticks.into_iter(), 22, words).contains("v"));
        assert!(doubted_marks(vec!["v"; 3].into_iter(), 22, words).is_empty());
    }
}
