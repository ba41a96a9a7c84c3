//! Days, and months where only a month is written.

mod short_day;
mod written;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::super::sheet::Cell;
use super::{Expectation, Shown, show};
use crate::model::Phrase;
use crate::model::phrase::phrase;
use short_day::short_day;
pub use short_day::{YearSaid, date_in, day_in_month, day_number, lacks_year};
use written::{Written, compact, since_1970, written};

/// Which number comes first in `07/08/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateOrder {
    /// 7 August
    DayFirst,
    /// 8 July
    MonthFirst,
}

/// What one cell says about the order of day and month in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderEvidence {
    /// The first number can only be a day.
    Day,
    /// The second number can only be a day.
    Month,
    /// Both orders are possible and differ.
    Either,
}

/// Excel serials of 1990-01-01 and 2100-01-01: a bare number outside is no date.
const BELIEVED_SERIALS: std::ops::Range<i64> = 32_874..73_051;

/// Years that a date may have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// Beginnings of weekday names of three letters or more, and short ones in full.
const WEEKDAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "пон", "вто", "сре", "чет", "пят", "суб",
    "вос",
];

const SHORT_WEEKDAYS: &[&str] = &[
    "пн", "вт", "ср", "чт", "пт", "сб", "вс", "mo", "di", "mi", "do", "fr", "sa", "so", "lun",
    "jeu", "ven", "sam", "dim",
];

/// A day. Month-only values (`2026-10`, `октябрь 2026`) are the month's first day. `order` decides only
/// what the text leaves open: dotted dates are day-first, and a number above 12 is a day.
pub fn date(cell: &Cell, order: DateOrder) -> Result<NaiveDate, Expectation> {
    let unreadable = || Expectation::unreadable(expected());
    match show(cell, expected)? {
        Shown::Date(days) => serial(days, 1..109_939).ok_or_else(unreadable),
        Shown::Number(number) => {
            let digits = (number.fract().abs() < f64::EPSILON && number.abs() > 99_999.0)
                .then(|| format!("{number}"));
            let found = digits
                .and_then(|digits| compact(&digits).or_else(|| since_1970(&digits)))
                .or_else(|| serial(number, BELIEVED_SERIALS));
            found.ok_or_else(unreadable)
        }
        Shown::Text(text) => {
            if let Some((year, week)) = iso_week(&text) {
                return NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).ok_or_else(impossible);
            }
            let written = written(&text).ok_or_else(unreadable)?;
            written.day(order).ok_or_else(impossible)
        }
        Shown::Time(_) | Shown::Flag(_) => Err(unreadable()),
    }
}

/// `2026-W41`: a year and a week of it, which is its Monday.
fn iso_week(text: &str) -> Option<(i32, u32)> {
    let (year, week) = text.trim().split_once(['W', 'w'])?;
    let year = year.trim_end_matches(['-', ' ']);
    let numbers = |digits: &str, longest: usize| {
        let plain = !digits.is_empty() && digits.bytes().all(|one| one.is_ascii_digit());
        plain && digits.len() <= longest
    };
    let both = year.len() == 4 && numbers(year, 4) && numbers(week, 2);
    both.then(|| Some((year.parse().ok()?, week.parse().ok()?)))?
}

/// What a cell says about its column's order; none when it does not depend on it. A weekday beside the numbers decides
/// where only one order falls on it.
pub fn order_evidence(cell: &Cell, said: Option<YearSaid>) -> Option<OrderEvidence> {
    let Cell::Text(text) = cell else { return None };
    let text = super::normal(text);
    let (first, second, year) = match written(&text) {
        Some(Written::Open {
            first,
            second,
            year,
        }) => (first, second, Some(year)),
        Some(Written::Fixed { .. }) => return None,
        None => {
            let short = short_day(cell).filter(|short| !short.settled)?;
            (short.first, short.second, said.map(|said| said.year))
        }
    };
    match (first > 12, second > 12) {
        (true, false) => Some(OrderEvidence::Day),
        (false, true) => Some(OrderEvidence::Month),
        (false, false) if first != second => {
            Some(by_weekday(&text, first, second, year).unwrap_or(OrderEvidence::Either))
        }
        _ => None,
    }
}

fn by_weekday(text: &str, first: u32, second: u32, year: Option<i32>) -> Option<OrderEvidence> {
    let weekday = weekday(&text.to_lowercase())?;
    let falls_on_it = |month: u32, day: u32| {
        NaiveDate::from_ymd_opt(year?, month, day)
            .map(|day| day.weekday().num_days_from_monday() == weekday)
    };
    match (falls_on_it(second, first)?, falls_on_it(first, second)?) {
        (true, false) => Some(OrderEvidence::Day),
        (false, true) => Some(OrderEvidence::Month),
        _ => None,
    }
}

/// The weekday that a text names, days from Monday.
fn weekday(text: &str) -> Option<u32> {
    let han = ["星期", "礼拜", "周"]
        .iter()
        .find_map(|word| text.split_once(word))
        .and_then(|(_, rest)| "一二三四五六日".find(rest.chars().next()?))
        .map(|at| at / '一'.len_utf8());
    let spelled = || {
        text.split(|letter: char| !letter.is_alphabetic())
            .filter(|word| !word.is_empty())
            .find_map(|word| {
                let begun = WEEKDAYS.iter().position(|day| word.starts_with(day));
                let short = SHORT_WEEKDAYS.iter().take(14).position(|day| word == *day);
                begun.or(short)
            })
            .map(|at| at % 7)
    };
    han.or_else(spelled).and_then(|at| u32::try_from(at).ok())
}

fn expected() -> Phrase {
    phrase("a date such as 2026-07-31 or 31.07.2026", &[])
}

fn impossible() -> Expectation {
    Expectation {
        what: "impossible",
        expected: expected(),
        hint: phrase("the calendar has no such day; correct the cell", &[]),
    }
}

fn serial(days: f64, believed: std::ops::Range<i64>) -> Option<NaiveDate> {
    let whole = days.floor();
    if !(believed.start as f64..believed.end as f64).contains(&whole) {
        return None;
    }
    let base = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    base.checked_add_days(Days::new(whole as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::{DayFirst, MonthFirst};

    fn read(text: &str, order: DateOrder) -> String {
        match date(&Cell::Text(text), order) {
            Ok(day) => day.to_string(),
            Err(why) => why.what.to_owned(),
        }
    }

    #[test]
    fn reads_dates_as_people_write_them() {
        for (text, expected) in [
            ("2026-07-31", "2026-07-31"),
            ("2026-07-31T23:15:00Z", "2026-07-31"),
            ("2026-07-31T23:15:00.123+02:00", "2026-07-31"),
            ("2026-07-31 08:00", "2026-07-31"),
            ("2026/3/1", "2026-03-01"),
            ("2026.03.01", "2026-03-01"),
            ("31.07.2026", "2026-07-31"),
            ("31.07.26", "2026-07-31"),
            ("31/07/2026", "2026-07-31"),
            ("31-07-2026", "2026-07-31"),
            ("7/31/2026", "2026-07-31"),
            ("07/08/2026", "2026-08-07"),
            ("05-02-2026 08:54:15.466", "2026-02-05"),
            ("12.07.2026 20:06:27", "2026-07-12"),
            ("12.07.2026 г.", "2026-07-12"),
            ("до 15.10.2026", "2026-10-15"),
            ("by 2 Oct 2026", "2026-10-02"),
            ("2026年9月30日", "2026-09-30"),
            ("2026年9月30日 星期三", "2026-09-30"),
            ("2026年9月30日星期三", "2026-09-30"),
            ("2026/8/10 星期一 8:30", "2026-08-10"),
            ("2026/8/10 下午 3:30", "2026-08-10"),
            ("２０２６－０９－３０", "2026-09-30"),
            ("31 июля 2026", "2026-07-31"),
            ("31 июля 2026 г.", "2026-07-31"),
            ("1 мая 2026", "2026-05-01"),
            ("5 авг. 2026", "2026-08-05"),
            ("2 Oct 2026", "2026-10-02"),
            ("2nd October 2026", "2026-10-02"),
            ("Oct 2, 2026", "2026-10-02"),
            ("Jan 28 2021", "2021-01-28"),
            ("02-Nov-26", "2026-11-02"),
            ("Fri, 2 Oct 2026", "2026-10-02"),
            ("Friday, October 2, 2026", "2026-10-02"),
            ("Monday, March 02, 2026 08:03 PM", "2026-03-02"),
            ("пт, 2 октября 2026", "2026-10-02"),
            ("2. Oktober 2026", "2026-10-02"),
            ("3. März 2026", "2026-03-03"),
            ("2 octobre 2026", "2026-10-02"),
            ("14 août 2026", "2026-08-14"),
            ("2 de octubre de 2026", "2026-10-02"),
            ("20260731", "2026-07-31"),
            ("46234", "2026-07-31"),
            ("2026-10", "2026-10-01"),
            ("10.2026", "2026-10-01"),
            ("10/2026", "2026-10-01"),
            ("202610", "2026-10-01"),
            ("октябрь 2026", "2026-10-01"),
            ("2026年10月", "2026-10-01"),
            ("Oct 2026", "2026-10-01"),
            ("Oct-26", "2026-10-01"),
            ("October 2026", "2026-10-01"),
            ("2026 Oct 2", "2026-10-02"),
            ("31.09.2026", "impossible"),
            ("2026-02-30", "impossible"),
            ("2026-13-01", "impossible"),
            ("32/01/2026", "impossible"),
            ("13/13/2026", "impossible"),
            ("0.0.2026", "impossible"),
            ("2026-13", "unreadable"),
            ("Oct 26", "unreadable"),
            ("Total 2026", "unreadable"),
            ("soon", "unreadable"),
            ("", "unreadable"),
            ("12", "unreadable"),
            ("2026", "unreadable"),
            ("01.09-07.09", "unreadable"),
            ("12345", "unreadable"),
        ] {
            assert_eq!(read(text, DayFirst), expected, "{text}");
        }
    }

    #[test]
    fn order_decides_only_what_is_open() {
        for (text, expected) in [
            ("07/08/2026", "2026-07-08"),
            ("31/07/2026", "2026-07-31"),
            ("7/8/26", "2026-07-08"),
            ("07-08-2026", "2026-07-08"),
            ("07.08.2026", "2026-08-07"),
            ("01-14-2026 09:00:00", "2026-01-14"),
        ] {
            assert_eq!(read(text, MonthFirst), expected, "{text}");
        }
    }

    #[test]
    fn a_year_said_elsewhere_completes_a_day() {
        let said = |year, month| Some(YearSaid { year, month });
        for (text, order, said, expected) in [
            ("Sun 8/9", MonthFirst, said(2026, None), "2026-08-09"),
            ("8/9", DayFirst, said(2026, None), "2026-09-08"),
            ("14/8", MonthFirst, said(2026, None), "2026-08-14"),
            ("9 авг", MonthFirst, said(2026, None), "2026-08-09"),
            ("Пн 10.08", MonthFirst, said(2026, None), "2026-08-10"),
            ("Aug 9", DayFirst, said(2026, None), "2026-08-09"),
            ("1/4", MonthFirst, said(2026, Some(12)), "2027-01-04"),
            ("12/30", MonthFirst, said(2026, Some(1)), "2025-12-30"),
            ("30/2", DayFirst, said(2026, None), "impossible"),
            ("1.5", DayFirst, said(2026, None), "unreadable"),
            ("10/2026", DayFirst, said(2025, None), "2026-10-01"),
            ("Sun 8/9", MonthFirst, None, "unreadable"),
        ] {
            let found = date_in(&Cell::Text(text), order, said);
            let shown = found.map_or_else(|why| why.what.to_owned(), |day| day.to_string());
            assert_eq!(shown, expected, "{text}");
        }
    }

    #[test]
    fn a_weekday_tells_day_from_month() {
        let said = Some(YearSaid {
            year: 2026,
            month: None,
        });
        for (text, expected) in [
            ("Sun 8/9", Some(OrderEvidence::Month)),
            ("Sun 9/8", Some(OrderEvidence::Day)),
            ("Mon 03/02/2026", Some(OrderEvidence::Month)),
            ("Wed 03/02/2026", Some(OrderEvidence::Either)),
            ("пт 02/10/2026", Some(OrderEvidence::Day)),
            ("8/9", Some(OrderEvidence::Either)),
            ("8/14", Some(OrderEvidence::Month)),
            ("9 Aug", None),
        ] {
            assert_eq!(order_evidence(&Cell::Text(text), said), expected, "{text}");
        }
    }

    #[test]
    fn reads_cells_that_are_no_text() {
        let day = NaiveDate::from_ymd_opt(2026, 7, 31);
        for (cell, expected) in [
            (Cell::Date(46_234.0), day),
            (Cell::Date(46_234.75), day),
            (Cell::Number(46_234.0), day),
            (Cell::Number(46_234.5), day),
            (Cell::Number(20_260_731.0), day),
            (Cell::Number(1_785_456_000_000.0), day),
            (Cell::Number(1_785_500_000.0), day),
            (Cell::Number(7.5), None),
            (Cell::Number(90_000.0), None),
            (Cell::Time(0.5), None),
            (Cell::Flag(true), None),
            (Cell::Error("#N/A"), None),
        ] {
            assert_eq!(date(&cell, DayFirst).ok(), expected, "{cell:?}");
        }
    }
}
