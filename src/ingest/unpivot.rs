//! Headings that are days, weeks or months: the sign of a grid that is wider than long.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::grid::day_of_serial;
use super::knowledge::Words;
use super::sheet::Cell;
use crate::model::key::fold;

/// What one column of a wide grid stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub start: NaiveDate,
    /// Day, week or month.
    pub length: Length,
}

/// How long a column of a wide grid is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Length {
    Day,
    Week,
    Month,
}

/// A heading that looks like a period, before its year is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A full date.
    Day(NaiveDate),
    /// Day and month.
    DayMonth(u32, u32),
    /// A bare day number.
    DayNumber(u32),
    /// A range of days, by its first: day, month, year.
    Range(u32, u32, Option<i32>),
    /// ISO week, with its year where written.
    Week(Option<i32>, u32),
    /// Month, with its year where written.
    Month(Option<i32>, u32),
}

/// Year and month that titles, sheet and file name speak of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Season {
    /// The year, when exactly one is named.
    pub year: Option<i32>,
    /// The month, when exactly one is named.
    pub month: Option<u32>,
}

impl Season {
    /// Looks for a year and a month in texts, nearest first; the first text that names one decides.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>, words: &Words) -> Season {
        let mut season = Season::default();
        for text in texts {
            let folded = fold(text);
            let tokens: Vec<&str> = folded.split(' ').collect();
            let years: Vec<i32> = digits_of(&folded)
                .filter(|run| run.len() == 4)
                .filter_map(|run| run.parse().ok())
                .filter(|year| (1990..2100).contains(year))
                .collect();
            if season.year.is_none() && !years.is_empty() && years.iter().all(|y| *y == years[0]) {
                season.year = Some(years[0]);
            }
            if season.month.is_none() {
                season.month = month_in(&tokens, words);
            }
        }
        season
    }
}

fn digits_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_digit())
        .filter(|run| !run.is_empty())
}

/// A month named by a word (`октябрь`), by `2026 10`, or by `5月`.
fn month_in(tokens: &[&str], words: &Words) -> Option<u32> {
    let named = tokens.iter().find_map(|token| words.month(token));
    let dashed = tokens.windows(2).find_map(|pair| {
        let year: i32 = pair[0].parse().ok()?;
        let month: u32 = pair[1].parse().ok()?;
        ((1990..2100).contains(&year) && pair[1].len() == 2 && (1..=12).contains(&month))
            .then_some(month)
    });
    let chinese = tokens.iter().find_map(|token| {
        let before = token.split('月').next().filter(|_| token.contains('月'))?;
        let number = before.rsplit('年').next()?;
        number.parse().ok().filter(|month| (1..=12).contains(month))
    });
    named.or(dashed).or(chinese)
}

/// Reads a heading cell as a period.
pub fn hint(cell: &Cell, words: &Words) -> Option<Hint> {
    match cell {
        Cell::Date(days) => day_of_serial(*days).map(Hint::Day),
        Cell::Number(number) => day_number(*number),
        Cell::Text(text) => text_hint(text.trim(), words),
        _ => None,
    }
}

fn day_number(number: f64) -> Option<Hint> {
    let whole = number as u32;
    ((1..=31).contains(&whole) && number.fract().abs() < 1e-9).then_some(Hint::DayNumber(whole))
}

fn text_hint(text: &str, words: &Words) -> Option<Hint> {
    if text.chars().count() > 40 {
        return None;
    }
    let inner = bracketed(text).filter(|inner| range(inner).is_some());
    let text = inner.unwrap_or(text);
    range(text)
        .or_else(|| single(text, words))
        .or_else(|| week(text, words))
        .or_else(|| month(text, words))
}

fn bracketed(text: &str) -> Option<&str> {
    let open = text.find(['(', '（'])?;
    let close = text.rfind([')', '）'])?;
    text.get(open..close)
        .map(|inner| inner.trim_start_matches(['(', '（']))
}

/// `05.10–11.10`, `05.10.2026 - 11.10.2026`, `2026-10-05 - 2026-10-11`.
fn range(text: &str) -> Option<Hint> {
    let (left, right) = [" - ", "–", "—", "..", "~", "-"]
        .iter()
        .find_map(|mark| text.split_once(mark))?;
    let (day, month, year) = parts(left.trim())?;
    let (last_day, last_month, last_year) = parts(right.trim())?;
    let year = year.or_else(|| last_year.map(|y| if last_month < month { y - 1 } else { y }));
    let apart = i64::from(last_month * 31 + last_day) - i64::from(month * 31 + day);
    ((0..=8).contains(&apart) || last_month < month).then_some(Hint::Range(day, month, year))
}

/// Day, month and perhaps year: day first, or ISO.
fn parts(text: &str) -> Option<(u32, u32, Option<i32>)> {
    let numbers: Vec<u32> = text
        .trim_end_matches('.')
        .split(['.', '/', '-'])
        .map(|part| part.trim().parse())
        .collect::<Result<_, _>>()
        .ok()?;
    let (day, month, year) = match numbers[..] {
        [day, month] => (day, month, None),
        [year, month, day] if year > 1900 => (day, month, Some(year as i32)),
        [day, month, year] if year > 1900 => (day, month, Some(year as i32)),
        [day, month, year] if year < 100 => (day, month, Some(2000 + year as i32)),
        _ => return None,
    };
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, month, year))
}

/// A single day, perhaps beside a weekday word: `Mon 8/10`, `01.09`, `2026-10-05`.
fn single(text: &str, words: &Words) -> Option<Hint> {
    let digits = text
        .split([' ', '\n', ','])
        .filter(|part| !part.is_empty() && !words.is_weekday(&fold(part)));
    let rest: Vec<&str> = digits.collect();
    let [only] = rest[..] else {
        return None;
    };
    if let Ok(number) = only.parse::<u32>() {
        return day_number(f64::from(number));
    }
    let separated = only.chars().any(|letter| "./-".contains(letter));
    let (day, month, year) = parts(only).filter(|_| separated)?;
    match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day).map(Hint::Day),
        None => Some(Hint::DayMonth(day, month)),
    }
}

/// `W36`, `36 нед`, `Неделя 36`, `2026-W36`, `第36周`.
fn week(text: &str, words: &Words) -> Option<Hint> {
    let folded = fold(text);
    let letters: String = folded
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .collect();
    if !words.is_week(&letters) {
        return None;
    }
    let numbers: Vec<i32> = digits_of(&folded)
        .filter_map(|run| run.parse().ok())
        .collect();
    match numbers[..] {
        [week] if (1..=53).contains(&week) => Some(Hint::Week(None, week as u32)),
        [year, week] if (1990..2100).contains(&year) && (1..=53).contains(&week) => {
            Some(Hint::Week(Some(year), week as u32))
        }
        _ => None,
    }
}

/// `2026-10`, `Oct 2026`, `октябрь`, `10月`.
fn month(text: &str, words: &Words) -> Option<Hint> {
    let folded = fold(text);
    let tokens: Vec<&str> = folded.split(' ').collect();
    if tokens.len() > 2 {
        return None;
    }
    let month = month_in(&tokens, words)?;
    let year = digits_of(&folded)
        .filter_map(|run| run.parse().ok())
        .find(|year| (1990..2100).contains(year));
    let explained = tokens.iter().all(|token| {
        words.month(token).is_some()
            || token.parse::<i32>().is_ok()
            || token.ends_with('月')
            || token.contains('年')
    });
    explained.then_some(Hint::Month(year, month))
}

/// Gives hints their years, in heading order. `None` where the year or month is nowhere said.
/// A month that runs backwards is the next year: `21.12`, `28.12`, `04.01`.
pub fn periods(hints: &[Hint], season: Season) -> Vec<Option<Period>> {
    let weekly = looks_weekly(hints, season);
    let mut year = season.year;
    let mut before = 0;
    hints
        .iter()
        .map(|hint| {
            let written = match hint {
                Hint::Day(day) => Some(day.year()),
                Hint::Range(_, _, year) | Hint::Week(year, _) | Hint::Month(year, _) => *year,
                _ => None,
            };
            let month = match hint {
                Hint::DayMonth(_, month) | Hint::Range(_, month, _) | Hint::Month(_, month) => {
                    *month
                }
                _ => 0,
            };
            if written.is_some() {
                year = written;
            } else if month > 0 && month < before {
                year = year.map(|year| year + 1);
            }
            if month > 0 {
                before = month;
            }
            period(*hint, year, season.month, weekly)
        })
        .collect()
}

fn period(hint: Hint, year: Option<i32>, month: Option<u32>, weekly: bool) -> Option<Period> {
    let short = if weekly { Length::Week } else { Length::Day };
    let (start, length) = match hint {
        Hint::Day(day) => (Some(day), short),
        Hint::DayMonth(day, month) => (NaiveDate::from_ymd_opt(year?, month, day), short),
        Hint::DayNumber(day) => (NaiveDate::from_ymd_opt(year?, month?, day), Length::Day),
        Hint::Range(day, month, _) => (NaiveDate::from_ymd_opt(year?, month, day), Length::Week),
        Hint::Week(_, week) => (
            NaiveDate::from_isoywd_opt(year?, week, Weekday::Mon),
            Length::Week,
        ),
        Hint::Month(_, month) => (NaiveDate::from_ymd_opt(year?, month, 1), Length::Month),
    };
    start.map(|start| Period { start, length })
}

/// Dates that stand seven days apart are weeks.
fn looks_weekly(hints: &[Hint], season: Season) -> bool {
    let year = season.year.unwrap_or(2024);
    let days: Vec<NaiveDate> = hints
        .iter()
        .filter_map(|hint| match hint {
            Hint::Day(day) => Some(*day),
            Hint::DayMonth(day, month) => NaiveDate::from_ymd_opt(year, *month, *day),
            _ => None,
        })
        .collect();
    days.len() >= 3
        && days
            .windows(2)
            .filter(|pair| pair[1] > pair[0])
            .all(|pair| (pair[1] - pair[0]).num_days() % 7 == 0)
}

/// The working days a period stands for: the day itself, or each day of the week.
pub fn days_of_week(start: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..7).map(move |offset| start + Days::new(offset))
}

/// True when the hints run as bare day numbers of a month do: rising by one.
pub fn are_day_numbers(hints: &[Hint]) -> bool {
    let numbers: Vec<u32> = hints
        .iter()
        .filter_map(|hint| match hint {
            Hint::DayNumber(day) => Some(*day),
            _ => None,
        })
        .collect();
    numbers.len() >= 5
        && numbers
            .windows(2)
            .filter(|pair| pair[1] == pair[0] + 1)
            .count()
            + 2
            >= numbers.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a test's date")
    }

    #[test]
    fn weeks_run_over_new_year() {
        let words = Words::default();
        let hints: Vec<Hint> = ["21.12–27.12", "28.12–03.01", "04.01–10.01"]
            .iter()
            .filter_map(|text| hint(&Cell::Text((*text).into()), &words))
            .collect();
        let season = Season {
            year: Some(2026),
            month: None,
        };
        let starts: Vec<Option<NaiveDate>> = periods(&hints, season)
            .iter()
            .map(|period| period.map(|period| period.start))
            .collect();
        let expected = ["2026-12-21", "2026-12-28", "2027-01-04"].map(|text| Some(day(text)));
        assert_eq!(starts, expected);
    }

    #[test]
    fn headings_that_are_periods() {
        let words = Words::default();
        for (text, expected) in [
            ("2026-10-05", Some(Hint::Day(day("2026-10-05")))),
            ("01.09", Some(Hint::DayMonth(1, 9))),
            ("7", Some(Hint::DayNumber(7))),
            ("Неделя 1 (01.09–07.09)", Some(Hint::Range(1, 9, None))),
            ("2026-10", Some(Hint::Month(Some(2026), 10))),
            ("Client", None),
            ("1-30", None),
            ("Total", None),
        ] {
            assert_eq!(hint(&Cell::Text(text.into()), &words), expected, "{text}");
        }
    }

    #[test]
    fn a_day_number_needs_its_month() {
        let hints = [Hint::DayNumber(1)];
        assert_eq!(periods(&hints, Season::default()), [None]);
    }
}
