//! Days, and months where only a month is written.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::super::sheet::Cell;
use super::super::told_year::write_the_year;
use super::{Expectation, Shown, is_prose, show};
use crate::model::Phrase;
use crate::model::phrase::phrase;

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

/// Beginnings of month names: three languages by their first letters, the rest in full. A name matches when
/// it begins so; longer beginnings stand before shorter ones that they contain.
const MONTHS: [&[&str]; 12] = [
    &["jan", "январ", "янв", "jän", "ene", "一月"],
    &["feb", "феврал", "фев", "fév", "fev", "二月"],
    &["mar", "март", "мар", "mär", "mrz", "三月"],
    &["apr", "апр", "avr", "abr", "四月"],
    &["may", "май", "мая", "mai", "五月"],
    &["jun", "июн", "juin", "六月"],
    &["jul", "июл", "juil", "七月"],
    &["aug", "август", "авг", "aoû", "aou", "ago", "八月"],
    &["sep", "сентябр", "сен", "setem", "九月"],
    &["oct", "октябр", "окт", "okt", "outub", "十月"],
    &["nov", "ноябр", "ноя", "十一月"],
    &["dec", "декабр", "дек", "dez", "déc", "dic", "十二月"],
];

/// Words beside a date that say nothing about it: deadlines, years, ordinals, time zones.
const FILLERS: &[&str] = &[
    "до", "by", "until", "till", "по", "с", "от", "from", "截至", "至", "г", "гг", "года", "год",
    "of", "de", "del", "le", "den", "am", "st", "nd", "rd", "th", "the", "上午", "下午", "全天",
];

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
struct ShortDay {
    first: u32,
    second: u32,
    /// `9 Aug`, `09.08`: the first is the day.
    settled: bool,
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
fn short_day(cell: &Cell) -> Option<ShortDay> {
    let Cell::Text(text) = cell else { return None };
    let text = super::normal(text).to_lowercase();
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

/// Seconds or milliseconds since 1970, between the years 2000 and 2100, as logs count them; the day is that of UTC.
fn since_1970(digits: &str) -> Option<NaiveDate> {
    let count: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        10 => count,
        12 | 13 => count / 1_000,
        _ => return None,
    };
    let days = seconds.div_euclid(86_400);
    (10_957..47_482)
        .contains(&days)
        .then(|| NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_days(Days::new(days as u64)))?
}

/// `20260731` and `202607`.
fn compact(digits: &str) -> Option<NaiveDate> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let year = i32::try_from(part(0, 4)?).ok()?;
    let day = match digits.len() {
        8 => part(6, 8)?,
        6 => 1,
        _ => return None,
    };
    let found = NaiveDate::from_ymd_opt(year, part(4, 6)?, day)?;
    (1990..2100).contains(&found.year()).then_some(found)
}

/// A date as written, before day and month are told apart.
enum Written {
    Fixed { year: i32, month: u32, day: u32 },
    Open { first: u32, second: u32, year: i32 },
}

impl Written {
    fn day(&self, order: DateOrder) -> Option<NaiveDate> {
        let (year, month, day) = match *self {
            Written::Fixed { year, month, day } => (year, month, day),
            Written::Open {
                first,
                second,
                year,
            } => match (first > 12, second > 12, order) {
                (true, false, _) | (false, false, DateOrder::DayFirst) => (year, second, first),
                _ => (year, first, second),
            },
        };
        NaiveDate::from_ymd_opt(year, month, day)
    }
}

#[derive(Debug, PartialEq)]
enum Part {
    Number(String),
    Month(u32),
    Mark(char),
}

fn written(text: &str) -> Option<Written> {
    if is_prose(text) || !has_digit(text) {
        return None;
    }
    let parts = parts(&without_time(&without_han_weekday(&text.to_lowercase())))?;
    let numbers: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Number(digits) => Some(digits.as_str()),
            _ => None,
        })
        .collect();
    let mut months = parts.iter().filter_map(|part| match part {
        Part::Month(month) => Some(*month),
        _ => None,
    });
    match (months.next(), months.next(), numbers.as_slice()) {
        (Some(month), None, numbers) => named_month(month, numbers, &parts),
        (None, None, [first, second, third]) => three(first, second, third, &parts),
        (None, None, [first, second]) => month_only(first, second),
        (None, None, [digits]) => compact(digits)
            .or_else(|| since_1970(digits))
            .or_else(|| {
                serial(
                    digits.parse().ok().filter(|_| digits.len() == 5)?,
                    BELIEVED_SERIALS,
                )
            })
            .map(fixed),
        _ => None,
    }
}

fn fixed(day: NaiveDate) -> Written {
    Written::Fixed {
        year: day.year(),
        month: day.month(),
        day: day.day(),
    }
}

/// `31 июля 2026`, `Oct 2, 2026`, `02-Nov-26`, `октябрь 2026`, `Oct-26`.
fn named_month(month: u32, numbers: &[&str], parts: &[Part]) -> Option<Written> {
    let (day, year) = match numbers {
        [year, day] if year.len() == 4 => (small(day)?, year_of(year)?),
        [day, year] => (small(day)?, year_of(year)?),
        [year] if year.len() == 4 => (1, year_of(year)?),
        [year] if year.len() == 2 && is_short_month_year(parts) => (1, year_of(year)?),
        _ => return None,
    };
    Some(Written::Fixed { year, month, day })
}

/// Excel's `mmm-yy`; `Oct 26` with a space may as well be a day without a year.
fn is_short_month_year(parts: &[Part]) -> bool {
    matches!(
        parts,
        [
            Part::Month(_),
            Part::Mark('-' | '\'' | '.'),
            ..,
            Part::Number(_)
        ]
    )
}

fn three(first: &str, second: &str, third: &str, parts: &[Part]) -> Option<Written> {
    if first.len() == 4 {
        return Some(Written::Fixed {
            year: year_of(first)?,
            month: small(second)?,
            day: small(third)?,
        });
    }
    let (first, second, year) = (small(first)?, small(second)?, year_of(third)?);
    let dotted = parts.contains(&Part::Mark('.')) && second <= 12;
    Some(if dotted {
        Written::Fixed {
            year,
            month: second,
            day: first,
        }
    } else {
        Written::Open {
            first,
            second,
            year,
        }
    })
}

/// `2026-10`, `10.2026`, `2026年10月`.
fn month_only(first: &str, second: &str) -> Option<Written> {
    let (year, month) = match (first.len(), second.len()) {
        (4, 1 | 2) => (first, second),
        (1 | 2, 4) => (second, first),
        _ => return None,
    };
    let month = small(month).filter(|month| (1..=12).contains(month))?;
    Some(Written::Fixed {
        year: year_of(year)?,
        month,
        day: 1,
    })
}

fn small(digits: &str) -> Option<u32> {
    matches!(digits.len(), 1 | 2).then(|| digits.parse().ok())?
}

/// Two digits are 1980 to 2079.
fn year_of(digits: &str) -> Option<i32> {
    let year: i32 = digits.parse().ok()?;
    match digits.len() {
        4 => YEARS.contains(&year).then_some(year),
        2 => Some(if year < 80 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

/// Takes `星期三`, `周三` and `礼拜三` out.
fn without_han_weekday(text: &str) -> String {
    let mut rest = text.to_owned();
    for word in ["星期", "礼拜", "周"] {
        if let Some(at) = rest.find(word) {
            let day = rest[at + word.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
            rest.replace_range(at..at + word.len() + day, " ");
        }
    }
    rest
}

/// Takes a time of day out: from `T` or from the hour before the first colon.
fn without_time(text: &str) -> String {
    let bytes = text.as_bytes();
    let iso = text.match_indices('t').find(|(at, _)| {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        *at > 0 && digit(*at - 1) && digit(*at + 1)
    });
    if let Some((at, _)) = iso {
        return text[..at].to_owned();
    }
    let Some(colon) = text.find(':') else {
        return text.to_owned();
    };
    let front = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    if front.trim().is_empty() {
        let behind = text[colon..].find(' ').map_or("", |at| &text[colon + at..]);
        return behind.to_owned();
    }
    let front = front.trim_end();
    // Chinese clocks say the half of the day before the hour.
    let front = ["上午", "下午", "凌晨", "晚上"]
        .iter()
        .find_map(|half| front.strip_suffix(half))
        .unwrap_or(front);
    front.to_owned()
}

/// Numbers, months and marks; weekdays and fillers are left out. None when a word means nothing here.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            run(rest, |c| c.is_ascii_digit())
        } else if first.is_alphabetic() {
            run(rest, |c| c.is_alphabetic())
        } else {
            first.len_utf8()
        };
        let (token, behind) = rest.split_at(length);
        rest = behind;
        if first.is_ascii_digit() {
            parts.push(Part::Number(token.to_owned()));
        } else if first.is_alphabetic() {
            parts.extend(word(token)?);
        } else if matches!(first, '-' | '/' | '.' | '\'' | '_') {
            parts.push(Part::Mark(first));
        } else if !matches!(first, ' ' | ',') {
            return None;
        }
    }
    Some(parts)
}

/// No day is written without a number.
fn has_digit(text: &str) -> bool {
    text.bytes().any(|letter| letter.is_ascii_digit())
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// A month, nothing (weekday, filler, 年月日), or none for a word that is no part of a date.
fn word(token: &str) -> Option<Option<Part>> {
    if FILLERS.contains(&token) || SHORT_WEEKDAYS.contains(&token) {
        return Some(None);
    }
    if token
        .chars()
        .all(|c| matches!(c, '年' | '月' | '日' | '号' | '前'))
    {
        return Some(None);
    }
    let month = (1_u32..)
        .zip(MONTHS)
        .find(|(_, names)| is_month(token, names));
    if let Some((month, _)) = month {
        return Some(Some(Part::Month(month)));
    }
    WEEKDAYS
        .iter()
        .any(|day| token.starts_with(day))
        .then_some(None)
}

fn is_month(token: &str, names: &[&str]) -> bool {
    let token = token.trim_start_matches('年');
    names.iter().any(|name| match name.ends_with('月') {
        true => token == *name,
        false => token.starts_with(name) && token.chars().count() <= 10 && !is_look_alike(token),
    })
}

/// Words that begin like a month and are none.
fn is_look_alike(token: &str) -> bool {
    [
        "market",
        "marketing",
        "маркетинг",
        "mario",
        "maybe",
        "decide",
        "september ",
    ]
    .contains(&token)
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
