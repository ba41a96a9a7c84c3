//! A day as it is written, before day and month are told apart.

use chrono::{Datelike, Days, NaiveDate};

use super::super::is_prose;
use super::{BELIEVED_SERIALS, DateOrder, SHORT_WEEKDAYS, WEEKDAYS, YEARS, serial};

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

/// Seconds or milliseconds since 1970, between the years 2000 and 2100, as logs count them; the day is that of UTC.
pub(super) fn since_1970(digits: &str) -> Option<NaiveDate> {
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
pub(super) fn compact(digits: &str) -> Option<NaiveDate> {
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
pub(super) enum Written {
    Fixed { year: i32, month: u32, day: u32 },
    Open { first: u32, second: u32, year: i32 },
}

impl Written {
    pub(super) fn day(&self, order: DateOrder) -> Option<NaiveDate> {
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
pub(super) enum Part {
    Number(String),
    Month(u32),
    Mark(char),
}

pub(super) fn written(text: &str) -> Option<Written> {
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

pub(super) fn three(first: &str, second: &str, third: &str, parts: &[Part]) -> Option<Written> {
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

pub(super) fn small(digits: &str) -> Option<u32> {
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
pub(super) fn without_han_weekday(text: &str) -> String {
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
pub(super) fn parts(text: &str) -> Option<Vec<Part>> {
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
pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|letter| letter.is_ascii_digit())
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// A month, nothing (weekday, filler, 年月日), or none for a word that is no part of a date.
pub(super) fn word(token: &str) -> Option<Option<Part>> {
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
