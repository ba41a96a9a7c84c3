//! Days that are written without their year, or with nothing but their number.

use chrono::NaiveDate;

use super::super::super::sheet::Cell;
use super::super::super::told_year::write_the_year;
use super::super::{Expectation, is_prose};
use super::written::{Part, has_digit, parts, small, without_han_weekday};
use super::{DateOrder, SHORT_WEEKDAYS, WEEKDAYS, date, expected, impossible, weekday};
use crate::model::phrase::phrase;

/// The year of days that are written without one, and the month that titles speak of, so that a January beside a
/// December is the next year's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearSaid {
    /// The year.
    pub year: i32,
    /// 1 to 12, when a month is named too.
    pub month: Option<u32>,
}

impl YearSaid {
    fn of_month(self, month: u32) -> i32 {
        match (self.month, month) {
            (Some(12), 1) => self.year + 1,
            (Some(1), 12) => self.year - 1,
            _ => self.year,
        }
    }
}

/// A day that may stand without its year, `Sun 8/9` or `9 авг`, when the year is said elsewhere.
pub fn date_in(
    cell: &Cell,
    order: DateOrder,
    said: Option<YearSaid>,
) -> Result<NaiveDate, Expectation> {
    date(cell, order).or_else(|why| {
        let Some(short) = short_day(cell).filter(|_| why.what == "unreadable") else {
            return Err(why);
        };
        let said = said.ok_or_else(|| Expectation {
            hint: write_the_year(),
            ..why
        })?;
        short.day(order, said).ok_or_else(impossible)
    })
}

/// `Mon 5`, `5, пн` without the name of the weekday.
fn without_weekday(text: &str) -> &str {
    let is_weekday = |word: &str| {
        let word = word
            .trim_matches(|letter: char| !letter.is_alphabetic())
            .to_lowercase();
        SHORT_WEEKDAYS.contains(&word.as_str())
            || WEEKDAYS.iter().any(|begin| word.starts_with(begin))
    };
    let text = text.trim();
    match text.split_once(' ') {
        Some((name, day)) if is_weekday(name) => day.trim(),
        Some((day, name)) if is_weekday(name) => day.trim_end_matches([',', '.']),
        _ => text,
    }
}

/// The number of a day of the month: `5`, `05`, `Mon 5`.
pub fn day_number(cell: &Cell) -> Option<u32> {
    let number = match cell {
        Cell::Number(number) if number.fract() == 0.0 && (1.0..=31.0).contains(number) => {
            *number as u32
        }
        Cell::Text(text) => {
            let bare = without_weekday(text);
            (bare.len() <= 2).then(|| bare.parse().ok())??
        }
        _ => return None,
    };
    (1..=31).contains(&number).then_some(number)
}

/// A day that stands as its number alone, in the month that is said elsewhere.
pub fn day_in_month(cell: &Cell, said: Option<YearSaid>) -> Result<NaiveDate, Expectation> {
    let number = day_number(cell).ok_or_else(|| Expectation::unreadable(expected()))?;
    let month = said.and_then(|said| Some((said.year, said.month?)));
    let (year, month) = month.ok_or_else(|| Expectation {
        hint: phrase(
            "name month and year in the title, the sheet's or the file's name",
            &[],
        ),
        ..Expectation::unreadable(expected())
    })?;
    NaiveDate::from_ymd_opt(year, month, number).ok_or_else(impossible)
}

/// True for a day written without its year.
pub fn lacks_year(cell: &Cell) -> bool {
    short_day(cell).is_some()
}

/// A day and a month without a year; which is which may be open.
pub(super) struct ShortDay {
    pub(super) first: u32,
    pub(super) second: u32,
    /// `9 Aug`, `09.08`: the first is the day.
    pub(super) settled: bool,
}

impl ShortDay {
    fn day(&self, order: DateOrder, said: YearSaid) -> Option<NaiveDate> {
        let day_first = self.settled || order == DateOrder::DayFirst || self.first > 12;
        let (day, month) = if day_first && self.second <= 12 {
            (self.first, self.second)
        } else {
            (self.second, self.first)
        };
        NaiveDate::from_ymd_opt(said.of_month(month), month, day)
    }
}

/// `8/9`, `Sun 8/9`, `Mon, 9 Aug`, `Пн 10.08`. A bare `1.5` is a number and no day.
pub(super) fn short_day(cell: &Cell) -> Option<ShortDay> {
    let Cell::Text(text) = cell else { return None };
    let text = super::super::normal(text).to_lowercase();
    if is_prose(&text) || !has_digit(&text) {
        return None;
    }
    let parts = parts(&without_han_weekday(&text))?;
    let has_weekday = weekday(&text).is_some();
    let short = |first: &str, second: &str, settled| {
        Some(ShortDay {
            first: small(first)?,
            second: small(second)?,
            settled,
        })
    };
    let found = match parts.as_slice() {
        [Part::Number(month), Part::Number(day)] if is_han_day(&text) => short(day, month, true),
        [Part::Number(first), Part::Mark('/'), Part::Number(second)] => short(first, second, false),
        [
            Part::Number(first),
            Part::Mark('.'),
            Part::Number(second),
            rest @ ..,
        ] => {
            let dotted = matches!(rest, [] | [Part::Mark('.')]);
            short(first, second, true).filter(|_| dotted && (has_weekday || second.len() == 2))
        }
        [Part::Number(day), Part::Month(month)]
        | [Part::Number(day), Part::Mark('.' | '-'), Part::Month(month)]
        | [Part::Month(month), Part::Number(day)] => short(day, &month.to_string(), true),
        _ => None,
    }?;
    let (low, high) = (found.first.min(found.second), found.first.max(found.second));
    let open = !found.settled || found.second <= 12;
    (open && (1..=12).contains(&low) && high <= 31).then_some(found)
}

/// `10月9日`, `10月9号`: month and day of no year.
fn is_han_day(text: &str) -> bool {
    let ends = text
        .split_once('月')
        .map(|(_, day)| day.contains(['日', '号']));
    ends == Some(true) && !text.contains('年')
}
