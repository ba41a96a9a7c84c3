//! Headings that are days, weeks or months: the sign of a grid that is wider than long.

use chrono::{Datelike, NaiveDate};

use super::grid::day_of_serial;
use super::knowledge::Words;
use super::sheet::Cell;
use super::words::WeekEdge;
use crate::model::key::fold;

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
    /// Two numbers and a slash, either of which may be the day; with the year and weekday beside them.
    Pair {
        /// As written.
        first: u32,
        /// As written.
        second: u32,
        /// Where written.
        year: Option<i32>,
        /// 1 is Monday.
        weekday: Option<u32>,
    },
    /// A month's word with a number that is a day or the end of a year: month, number.
    WordAndNumber(u32, u32),
    /// A weekday by itself; 1 is Monday.
    Weekday(u32),
    /// A weekday below the number of its week, with the year where written; 1 is Monday.
    DayOfWeek(Option<i32>, u32, u32),
    /// Month of a plan, counted from its first: `M1`.
    MonthOfProject(u32),
    /// A letter that is a week in some languages, and its number: `S41`.
    LetterAndWeek(u32),
}

/// Runs of digits.
pub(super) fn digits_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_digit())
        .filter(|run| !run.is_empty())
}

/// A month named by a word (`октябрь`), by `2026 10` or `10 2026`, or by `5月`, in a folded text.
pub(super) fn month_in(folded: &str, words: &Words) -> Option<u32> {
    let tokens: Vec<&str> = folded.split(' ').collect();
    let named = tokens.iter().find_map(|token| words.month(token));
    let is_year = |token: &str| {
        token.len() == 4
            && token
                .parse()
                .is_ok_and(|year: i32| (1990..2100).contains(&year))
    };
    let month_number = |token: &str| {
        let bare = tokens.len() == 2 && token.len() == 1;
        let month: u32 = token.parse().ok().filter(|_| bare || token.len() == 2)?;
        (1..=12).contains(&month).then_some(month)
    };
    let is_number = |token: &&str| token.parse::<u32>().is_ok();
    let numbered = (0..tokens.len())
        .filter(|at| is_year(tokens[*at]))
        .find_map(|at| {
            // a third number makes it a whole date, which may be of any day
            let after = tokens
                .get(at + 1)
                .filter(|_| !tokens.get(at + 2).is_some_and(is_number));
            let second = at.checked_sub(2).map(|at| tokens[at]);
            let before = at
                .checked_sub(1)
                .filter(|_| !second.as_ref().is_some_and(is_number));
            let before = before.and_then(|at| month_number(tokens[at]));
            after.and_then(|token| month_number(token)).or(before)
        });
    let chinese = tokens.iter().find_map(|token| {
        let before = token.split('月').next().filter(|_| token.contains('月'))?;
        let number = before.rsplit('年').next()?;
        number.parse().ok().filter(|month| (1..=12).contains(month))
    });
    named.or(numbered).or(chinese)
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

/// Whether [`hint`] can find the bare number of a day in a cell; cheap, for cells that are no headings.
pub(super) fn may_be_day_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number) => day_number(*number).is_some(),
        Cell::Text(text) => {
            let is_day = |part: &str| part.parse().is_ok_and(|day: u32| (1..=31).contains(&day));
            let text = text.trim();
            text.ends_with(['日', '号']) || text.split([' ', '\n', ',']).any(is_day)
        }
        _ => false,
    }
}

/// Reads a heading's text as a period.
pub(super) fn text_hint(text: &str, words: &Words) -> Option<Hint> {
    if text.chars().count() > 40 {
        return None;
    }
    let is_range = |inner: &&str| range(inner).is_some() || range_in_words(inner, words).is_some();
    let inner = bracketed(text).filter(is_range);
    let text = inner.unwrap_or(text);
    range(text)
        .or_else(|| range_in_words(text, words))
        .or_else(|| single(text, words))
        .or_else(|| week_from(text, words))
        .or_else(|| week(text, words))
        .or_else(|| word_and_number(text, words))
        .or_else(|| month(text, words))
        .or_else(|| month_of_project(text))
        .or_else(|| chinese_day(text))
        .or_else(|| letter_and_week(text, words))
}

/// `S41`: a week where people say semaine, a sprint or a semester elsewhere.
fn letter_and_week(text: &str, words: &Words) -> Option<Hint> {
    let mut letters = text.chars();
    let letter = letters
        .next()
        .filter(|letter| words.is_week_letter(*letter))?;
    let number = text[letter.len_utf8()..].trim_start();
    let week: u32 = number.parse().ok().filter(|_| number.len() <= 2)?;
    (1..=53)
        .contains(&week)
        .then_some(Hint::LetterAndWeek(week))
}

fn bracketed(text: &str) -> Option<&str> {
    let open = text.find(['(', '（'])?;
    let close = text.rfind([')', '）'])?;
    text.get(open..close)
        .map(|inner| inner.trim_start_matches(['(', '（']))
}

/// A text and what is left of it behind each of its words.
pub(super) fn tails(text: &str) -> impl Iterator<Item = &str> {
    let gaps = text
        .char_indices()
        .filter(|(_, letter)| letter.is_whitespace());
    std::iter::once(text)
        .chain(gaps.map(|(at, _)| text[at..].trim_start()))
        .filter(|tail| !tail.is_empty())
}

/// `w/c 5 Oct`, `W/C 02/11`, `Week of 5 October 2026`: the week from a day on.
fn week_from(text: &str, words: &Words) -> Option<Hint> {
    if words.week_edge(&fold(text)) != Some(WeekEdge::First) {
        return None;
    }
    let week = |tail: &str| {
        let day = single(tail, words).or_else(|| word_and_number(tail, words))?;
        match day {
            Hint::Day(day) => Some(Hint::Range(day.day(), day.month(), Some(day.year()))),
            Hint::DayMonth(day, month) | Hint::WordAndNumber(month, day) => {
                Some(Hint::Range(day, month, None))
            }
            // which number is the day is for all headings together to say
            Hint::Pair { .. } => Some(day),
            _ => None,
        }
    };
    tails(text).skip(1).find_map(week)
}

/// `05.10–11.10`, `05.10.2026 - 11.10.2026`, `2026-10-05 - 2026-10-11`, `10/5 - 10/11`; words before it do not matter.
fn range(text: &str) -> Option<Hint> {
    let (left, right) = [" - ", "–", "—", "..", "~", "-"]
        .iter()
        .find_map(|mark| text.split_once(mark))?;
    let left = left.trim().rsplit(' ').next()?;
    let right = right.trim();
    let day_first = parts(left).and_then(|first| span(first, parts(right)));
    day_first.or_else(|| span(swapped(left)?, swapped(right)))
}

/// Two days at most a week apart.
fn span(first: (u32, u32, Option<i32>), last: Option<(u32, u32, Option<i32>)>) -> Option<Hint> {
    let (day, month, year) = first;
    let (last_day, last_month, last_year) = last?;
    let year = year.or_else(|| last_year.map(|y| if last_month < month { y - 1 } else { y }));
    let apart = i64::from(last_month * 31 + last_day) - i64::from(month * 31 + day);
    ((0..=8).contains(&apart) || last_month < month && apart < -300)
        .then_some(Hint::Range(day, month, year))
}

/// `31 авг – 6 сен 2026`, `7–13 Sep`: the month may stand behind the last day only.
fn range_in_words(text: &str, words: &Words) -> Option<Hint> {
    let (left, right) = [" - ", "–", "—", "-"]
        .iter()
        .find_map(|mark| text.split_once(mark))?;
    let last = day_in_words(right, words)?;
    let bare_day = || {
        let day: u32 = left.trim().parse().ok()?;
        (1..=31).contains(&day).then_some((day, last.1, None))
    };
    span(day_in_words(left, words).or_else(bare_day)?, Some(last))
}

/// Day, month and perhaps year, the month by its word.
fn day_in_words(text: &str, words: &Words) -> Option<(u32, u32, Option<i32>)> {
    let folded = fold(text);
    let tokens: Vec<&str> = folded.split(' ').collect();
    let month = tokens.iter().find_map(|token| words.month(token))?;
    let numbers: Vec<u32> = tokens
        .iter()
        .filter_map(|token| token.parse().ok())
        .collect();
    let day = numbers.first().filter(|day| (1..=31).contains(*day))?;
    let year = match numbers[1..] {
        [] => None,
        [year] if (1990..2100).contains(&year) => Some(year as i32),
        _ => return None,
    };
    (tokens.len() == numbers.len() + 1).then_some((*day, month, year))
}

/// Month first: only where slashes part the numbers.
fn swapped(text: &str) -> Option<(u32, u32, Option<i32>)> {
    let mut numbers = text.split('/').map(|part| part.parse::<u32>().ok());
    let (month, day) = (numbers.next()??, numbers.next()??);
    let year = numbers.next().flatten().map(|year| year as i32);
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, month, year))
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

/// `10-13`, `9.28`: no month has such a number. `1-30` are as many days.
fn month_and_day(text: &str) -> Option<(u32, u32, Option<i32>)> {
    let hyphen = text.split_once('-').filter(|(month, _)| month.len() == 2);
    let (month, day) = hyphen.or_else(|| text.split_once('.'))?;
    let (month, day): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&month) && (13..=31).contains(&day)).then_some((day, month, None))
}

/// A single day, perhaps beside a weekday word: `Mon 8/10`, `01.09`, `2026-10-05`; or the weekday alone.
fn single(text: &str, words: &Words) -> Option<Hint> {
    let mut weekday = None;
    let mut rest = Vec::new();
    for part in text.split([' ', '\n', ',']).filter(|part| !part.is_empty()) {
        match words.weekday(&fold(part.trim_matches(['(', ')']))) {
            Some(day) => weekday = Some(day),
            None => rest.push(part),
        }
    }
    let only = match rest[..] {
        [] => {
            let also_month = words.month(&fold(text)).is_some();
            return weekday
                .filter(|_| !is_latin_letter(text) && !also_month)
                .map(Hint::Weekday);
        }
        [only] => only,
        _ => return None,
    };
    if let Ok(number) = only.parse::<u32>() {
        return day_number(f64::from(number));
    }
    slashed(only, weekday).or_else(|| {
        let separated = only.chars().any(|letter| "./-".contains(letter));
        let (day, month, year) = parts(only)
            .or_else(|| month_and_day(only))
            .filter(|_| separated)?;
        match year {
            Some(year) => NaiveDate::from_ymd_opt(year, month, day).map(Hint::Day),
            None => Some(Hint::DayMonth(day, month)),
        }
    })
}

/// A lone Latin letter is a mark as often as a weekday.
fn is_latin_letter(text: &str) -> bool {
    text.trim().len() == 1
}

/// `8/10`, `8/10/2026`, `10/8/26`: which number is the day is for all headings together to say.
fn slashed(text: &str, weekday: Option<u32>) -> Option<Hint> {
    let numbers: Option<Vec<u32>> = text.split('/').map(|part| part.parse().ok()).collect();
    let (first, second, year) = match numbers?[..] {
        [first, second] => (first, second, None),
        [first, second, year] if (1990..2100).contains(&year) => (first, second, Some(year as i32)),
        [first, second, year] if year < 100 => (first, second, Some(2000 + year as i32)),
        _ => return None,
    };
    let days = (1..=31).contains(&first) && (1..=31).contains(&second);
    (days && (first <= 12 || second <= 12)).then_some(Hint::Pair {
        first,
        second,
        year,
        weekday,
    })
}

/// `Aug 10`, `10 августа`, `10-Aug`, `10 Aug 2026`.
fn word_and_number(text: &str, words: &Words) -> Option<Hint> {
    let folded = fold(text);
    let tokens: Vec<&str> = folded
        .split(' ')
        .filter(|token| !words.is_weekday(token) || words.month(token).is_some())
        .collect();
    let month = tokens.iter().find_map(|token| words.month(token))?;
    let numbers: Vec<u32> = tokens
        .iter()
        .filter_map(|token| token.parse().ok())
        .collect();
    let is_day = |number: &u32| (1..=31).contains(number);
    if tokens.len() != numbers.len() + 1 {
        return None;
    }
    match numbers[..] {
        [number] if is_day(&number) => Some(Hint::WordAndNumber(month, number)),
        [day, year] if is_day(&day) && (1990..2100).contains(&year) => {
            NaiveDate::from_ymd_opt(year as i32, month, day).map(Hint::Day)
        }
        // `05/Oct/26`
        [day, year]
            if is_day(&day) && (20..40).contains(&year) && words.month(tokens[1]).is_some() =>
        {
            NaiveDate::from_ymd_opt(2000 + year as i32, month, day).map(Hint::Day)
        }
        _ => None,
    }
}

/// `Jan plan`, `Факт, янв.`, `1月计划`: a month beside a word of what was planned or done, and nothing else but a unit.
pub(super) fn month_beside_plan(text: &str, words: &Words) -> Option<Hint> {
    let parted = text.replace('月', "月 ");
    let folded = fold(&parted);
    let compares = |token: &str| {
        words.speaks_of_plans(token)
            || words.speaks_of_what_was_done(token)
            || words.speaks_of_differences(token)
    };
    let tokens = folded.split(' ');
    let (told, rest): (Vec<&str>, Vec<&str>) = tokens.partition(|token| compares(token));
    let is_unit = |token: &&str| words.unit(token, "").is_some() && words.month(token).is_none();
    let rest: Vec<&str> = rest.into_iter().filter(|token| !is_unit(token)).collect();
    if told.is_empty() || rest.is_empty() {
        return None;
    }
    let named = month(&rest.join(" "), words)?;
    matches!(named, Hint::Month(..)).then_some(named)
}

/// A year and nothing else, in a row of headings above its months.
pub(super) fn year_alone(text: &str) -> Option<i32> {
    let bare = text
        .trim()
        .trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let few = text.trim().len() <= bare.len() + "年".len() + 4;
    let year = bare.parse().ok().filter(|_| bare.len() == 4 && few)?;
    (1990..2100).contains(&year).then_some(year)
}

/// `M1` to `M99`: months of a plan.
fn month_of_project(text: &str) -> Option<Hint> {
    let number = text.strip_prefix(['M', 'm', 'М', 'м'])?.trim_start();
    let nth: u32 = number.parse().ok().filter(|_| number.len() <= 2)?;
    (nth > 0).then_some(Hint::MonthOfProject(nth))
}

/// `9月28日`, `28日`, `28号`.
fn chinese_day(text: &str) -> Option<Hint> {
    let bare = text.strip_suffix(['日', '号'])?;
    match bare.split_once('月') {
        Some((month, day)) => {
            let (day, month): (u32, u32) = (day.parse().ok()?, month.parse().ok()?);
            ((1..=31).contains(&day) && (1..=12).contains(&month))
                .then_some(Hint::DayMonth(day, month))
        }
        None => day_number(bare.parse().ok()?),
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
        return year_and_week(text);
    }
    let numbers: Vec<i32> = digits_of(&folded)
        .filter_map(|run| run.parse().ok())
        .collect();
    match numbers[..] {
        [week] if (1..=53).contains(&week) => Some(Hint::Week(None, week as u32)),
        [year, week] | [week, year] if (1990..2100).contains(&year) && (1..=53).contains(&week) => {
            Some(Hint::Week(Some(year), week as u32))
        }
        _ => None,
    }
}

/// `2026-31` beside other such headings: no month has the number.
fn year_and_week(text: &str) -> Option<Hint> {
    let (year, week) = text.split_once('-').filter(|(year, _)| year.len() == 4)?;
    let (year, week): (i32, u32) = (year.parse().ok()?, week.parse().ok()?);
    ((1990..2100).contains(&year) && (13..=53).contains(&week))
        .then_some(Hint::Week(Some(year), week))
}

/// `2026-10`, `2026-8`, `Oct 2026`, `октябрь`, `10月`.
fn month(text: &str, words: &Words) -> Option<Hint> {
    let folded = fold(text);
    let tokens: Vec<&str> = folded.split(' ').collect();
    if tokens.len() > 2 {
        return None;
    }
    let month = month_in(&folded, words)?;
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

/// `Oct hrs`, `Часы, окт`, `10月工时`: a month beside the unit of its numbers.
pub(super) fn month_of_hours(text: &str, words: &Words) -> Option<Hint> {
    let folded = fold(text);
    let bare = words.known_in("hours_beside_months").find_map(|word| {
        let rest = folded
            .strip_suffix(word)
            .or_else(|| folded.strip_prefix(word))?;
        let apart = rest.starts_with(' ') || rest.ends_with(' ') || rest.ends_with('月');
        apart.then(|| rest.trim().to_owned())
    })?;
    month(&bare, words)
}

impl Hint {
    /// With the year that stands above it, where it has none of its own.
    pub(super) fn in_year(self, year: Option<i32>) -> Hint {
        match (self, year) {
            (Hint::Month(None, month), Some(_)) => Hint::Month(year, month),
            (Hint::Week(None, week), Some(_)) => Hint::Week(year, week),
            (Hint::DayOfWeek(None, week, weekday), Some(_)) => Hint::DayOfWeek(year, week, weekday),
            (Hint::DayMonth(day, month), Some(year)) => {
                NaiveDate::from_ymd_opt(year, month, day).map_or(self, Hint::Day)
            }
            _ => self,
        }
    }

    /// The period of a heading of two rows: a month above a day number gives it its month, a week above a weekday makes a day
    /// of it, a weekday beside a day adds nothing.
    pub fn joined(above: Option<Hint>, below: Option<Hint>) -> Option<Hint> {
        match (above, below) {
            (Some(Hint::Month(year, month)), Some(Hint::DayNumber(day))) => {
                let date = year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
                Some(date.map_or(Hint::DayMonth(day, month), Hint::Day))
            }
            (Some(Hint::Week(year, week)), Some(Hint::Weekday(weekday))) => {
                Some(Hint::DayOfWeek(year, week, weekday))
            }
            (Some(Hint::Range(day, month, Some(year))), Some(Hint::Weekday(weekday))) => {
                let first = NaiveDate::from_ymd_opt(year, month, day);
                let day = first.and_then(|first| weekday_from(first, weekday));
                day.map(Hint::Day).or(above)
            }
            (Some(above), Some(Hint::Weekday(_))) => Some(above),
            (above, below) => below.or(above),
        }
    }
}

/// The first such weekday from a day on; 1 is Monday.
pub(super) fn weekday_from(first: NaiveDate, weekday: u32) -> Option<NaiveDate> {
    let mut days = first.iter_days().take(7);
    days.find(|day| day.weekday().number_from_monday() == weekday)
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
    use proptest::prelude::*;

    use super::super::testing::knowledge;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a test's date")
    }

    proptest! {
        #[test]
        fn nothing_else_is_the_number_of_a_day(text in "[0-9 ,.()Mon日号月пн\n０-９-]{0,6}") {
            let cell = Cell::Text(text.as_str());
            let found = hint(&cell, &knowledge().words);
            prop_assert!(!matches!(found, Some(Hint::DayNumber(_))) || may_be_day_number(&cell));
        }
    }

    #[test]
    fn headings_that_are_periods() {
        let pair = |first, second, weekday| Hint::Pair {
            first,
            second,
            year: None,
            weekday,
        };
        for (text, expected) in [
            ("2026-10-05", Some(Hint::Day(day("2026-10-05")))),
            ("01.09", Some(Hint::DayMonth(1, 9))),
            ("7", Some(Hint::DayNumber(7))),
            ("Неделя 1 (01.09–07.09)", Some(Hint::Range(1, 9, None))),
            ("Неделя 01.09–07.09", Some(Hint::Range(1, 9, None))),
            ("8/10 - 8/16", Some(Hint::Range(10, 8, None))),
            ("31 авг – 6 сен 2026", Some(Hint::Range(31, 8, Some(2026)))),
            ("7–13 Sep", Some(Hint::Range(7, 9, None))),
            ("2026-10", Some(Hint::Month(Some(2026), 10))),
            ("Oct 2026", Some(Hint::Month(Some(2026), 10))),
            ("Mon 8/10", Some(pair(8, 10, Some(1)))),
            ("Sun\n8/9", Some(pair(8, 9, Some(7)))),
            ("8/15", Some(pair(8, 15, None))),
            ("Пн", Some(Hint::Weekday(1))),
            ("星期三", Some(Hint::Weekday(3))),
            ("10 августа", Some(Hint::WordAndNumber(8, 10))),
            ("10-Aug", Some(Hint::WordAndNumber(8, 10))),
            ("05/Oct/26", Some(Hint::Day(day("2026-10-05")))),
            ("28日", Some(Hint::DayNumber(28))),
            ("M3", Some(Hint::MonthOfProject(3))),
            ("S", None),
            ("Client", None),
            ("1-30", None),
            ("31/60", None),
            ("Total", None),
        ] {
            let words = &knowledge().words;
            assert_eq!(hint(&Cell::Text(text), words), expected, "{text}");
        }
    }
}
