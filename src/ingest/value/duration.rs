//! Lengths of time in every form that exports and people use (export formats A.15).

use std::borrow::Cow;

use super::super::sheet::Cell;
use super::digits::{Decimal, Digits, sign};
use super::{Expectation, Shown, is_prose, show};
use crate::model::phrase::phrase;
use crate::model::{Duration, Phrase};

/// What a bare number in a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// Decimal hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Seconds.
    Seconds,
    /// Thousandths of a second.
    Milliseconds,
    /// Working days of [`WORKDAY_HOURS`] hours.
    Days,
    /// Excel's time of day as a plain number: 0.0625 is 1:30.
    DayFractions,
    /// Percent of the contract week: no length by itself. [`duration`] refuses bare numbers of it with
    /// `percent`; read them with `share` and multiply by the person's week.
    Percent,
}

impl TimeUnit {
    /// All of them.
    pub const ALL: [TimeUnit; 7] = [
        TimeUnit::Hours,
        TimeUnit::Minutes,
        TimeUnit::Seconds,
        TimeUnit::Milliseconds,
        TimeUnit::Days,
        TimeUnit::DayFractions,
        TimeUnit::Percent,
    ];

    /// Stable code; [`TimeUnit::named`] knows those of lengths.
    pub fn name(self) -> &'static str {
        match self {
            TimeUnit::Hours => "hours",
            TimeUnit::Minutes => "minutes",
            TimeUnit::Seconds => "seconds",
            TimeUnit::Milliseconds => "milliseconds",
            TimeUnit::Days => "days",
            TimeUnit::DayFractions => "day_fractions",
            TimeUnit::Percent => "percent",
        }
    }

    /// The unit that templates call so; percent is no length by itself and has no name here.
    pub fn named(name: &str) -> Option<TimeUnit> {
        Some(match name {
            "hours" => TimeUnit::Hours,
            "minutes" => TimeUnit::Minutes,
            "seconds" => TimeUnit::Seconds,
            "milliseconds" => TimeUnit::Milliseconds,
            "days" => TimeUnit::Days,
            _ => return None,
        })
    }
}

/// Hours of a day that is written as a day (`1天`, `0.5 д`): the usual working day, five of them a week.
pub const WORKDAY_HOURS: i64 = 8;

/// Nobody books more than this in one cell, either way.
const MOST_HOURS: i64 = 1_000_000;

const DAY: i64 = 24 * Duration::HOUR;
const WORKDAY: i64 = WORKDAY_HOURS * Duration::HOUR;

/// Unit words and how many 1/90,000 hours one is.
const UNITS: &[(&[&str], i64)] = &[
    (
        &[
            "h",
            "hr",
            "hrs",
            "hour",
            "hours",
            "ч",
            "час",
            "часа",
            "часов",
            "小时",
            "个小时",
            "时",
            "钟头",
            "std",
            "stunde",
            "stunden",
            "heure",
            "heures",
            "hora",
            "horas",
        ],
        Duration::HOUR,
    ),
    (
        &[
            "m",
            "min",
            "mins",
            "minute",
            "minutes",
            "м",
            "мин",
            "минута",
            "минуты",
            "минут",
            "分钟",
            "分",
            "minuten",
            "minuto",
            "minutos",
        ],
        Duration::MINUTE,
    ),
    (
        &[
            "s",
            "sec",
            "secs",
            "second",
            "seconds",
            "с",
            "сек",
            "секунда",
            "секунды",
            "секунд",
            "秒",
            "秒钟",
            "sekunden",
        ],
        Duration::SECOND,
    ),
    (
        &[
            "d", "day", "days", "д", "дн", "день", "дня", "дней", "天", "日", "tag", "tage",
            "jour", "jours",
        ],
        WORKDAY,
    ),
    (
        &[
            "w",
            "week",
            "weeks",
            "нед",
            "неделя",
            "недели",
            "недель",
            "周",
        ],
        5 * WORKDAY,
    ),
];

/// A length of time. Typed time cells count days whatever the column's unit; text with units or colons
/// says itself what it is; a bare number counts `unit`.
pub fn duration(cell: &Cell, unit: TimeUnit, decimal: Decimal) -> Result<Duration, Expectation> {
    let unreadable = || Expectation::unreadable(expected());
    let length = match show(cell, expected)? {
        Shown::Time(days) => Digits::of_float(days).and_then(|days| days.times(DAY)),
        // Older workbooks say only `date or time`; a date of 1900 is a length beyond a day.
        Shown::Date(days) if days.abs() < 366.0 => {
            Digits::of_float(days).and_then(|days| days.times(DAY))
        }
        Shown::Number(number) => {
            let number = Digits::of_float(number).ok_or_else(unreadable)?;
            return believed(counted(number, unit)?);
        }
        Shown::Text(text) => {
            let minutes = text.trim().strip_suffix(['\'', '′', '’']);
            if let Some(minutes) =
                minutes.filter(|text| text.bytes().all(|one| one.is_ascii_digit()))
            {
                return believed(written(minutes, TimeUnit::Minutes, decimal)?);
            }
            let length = written(&text, unit, decimal).or_else(|why| {
                let bare = without_remark(&text).ok_or(why)?;
                written(bare, unit, decimal)
            });
            return believed(length?);
        }
        Shown::Date(_) | Shown::Flag(_) => return Err(unreadable()),
    };
    believed(length)
}

/// `8 (WFH)`, `4*`: a length without what somebody noted behind it. A number in brackets alone is none.
fn without_remark(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let starred = text.trim_end_matches(['*', '†', '¹', '²']);
    let bare = match starred.strip_suffix([')', '）']) {
        Some(inside) => {
            let (before, remark) = inside.rsplit_once(['(', '（'])?;
            let told = remark
                .chars()
                .any(|letter| letter.is_alphabetic() || letter == '%');
            before.trim_end().get(..).filter(|_| told)?
        }
        None => starred.trim_end(),
    };
    (bare.len() < text.len() && bare.starts_with(|one: char| one.is_ascii_digit())).then_some(bare)
}

fn expected() -> Phrase {
    phrase(
        "a length of time such as {}, {} or {}",
        &[&"1.5", &"1:30", &"1 h 30 min"],
    )
}

fn believed(length: Option<i64>) -> Result<Duration, Expectation> {
    length
        .filter(|parts| parts.unsigned_abs() <= (MOST_HOURS * Duration::HOUR).unsigned_abs())
        .map(Duration)
        .ok_or_else(|| Expectation::out_of_range(expected()))
}

/// A bare number in the column's unit.
fn counted(number: Digits, unit: TimeUnit) -> Result<Option<i64>, Expectation> {
    Ok(match unit {
        TimeUnit::Hours => number.times(Duration::HOUR),
        TimeUnit::Minutes => number.times(Duration::MINUTE),
        TimeUnit::Seconds => number.times(Duration::SECOND),
        TimeUnit::Milliseconds => number.thousandth().times(Duration::SECOND),
        TimeUnit::Days => number.times(WORKDAY),
        TimeUnit::DayFractions => number.times(DAY),
        TimeUnit::Percent => return Err(percent()),
    })
}

fn percent() -> Expectation {
    Expectation {
        what: "percent",
        expected: expected(),
        hint: phrase("write hours, or give the person a working week", &[]),
    }
}

fn written(text: &str, unit: TimeUnit, decimal: Decimal) -> Result<Option<i64>, Expectation> {
    let unreadable = || Expectation::unreadable(expected());
    if is_prose(text) {
        return Err(unreadable());
    }
    let lower = text.to_lowercase();
    let text = with_fraction(&lower, decimal);
    let text = since_epoch(&text);
    if text.ends_with('%') || text.ends_with("ставки") || text.ends_with("fte") {
        return Err(percent());
    }
    if text == "-" {
        return Ok(Some(0));
    }
    let (negative, bare) = sign(text);
    if bare.starts_with(['-', '+']) {
        return Err(unreadable());
    }
    let length = match clock(without_hour(bare)).or_else(|| with_units(bare, decimal)) {
        Some(length) => Some(length),
        None => counted(Digits::parse(bare, decimal).ok_or_else(unreadable)?, unit)?,
    };
    Ok(length.map(|parts| if negative { -parts } else { parts }))
}

/// `½`, `1 ½`, `2¼ h` in digits.
fn with_fraction(text: &str, decimal: Decimal) -> Cow<'_, str> {
    // as they are taken apart, with the slash of fractions
    let parts = [("1⁄2", "5"), ("1⁄4", "25"), ("3⁄4", "75")];
    let found = parts
        .iter()
        .find_map(|(sign, digits)| Some((text.split_once(sign)?, digits)));
    let Some(((before, behind), digits)) = found else {
        return Cow::Borrowed(text);
    };
    let mark = match decimal {
        Decimal::Point => '.',
        Decimal::Comma => ',',
    };
    let whole = match before.trim_end() {
        "" => "0",
        whole => whole,
    };
    Cow::Owned(format!("{whole}{mark}{digits}{behind}"))
}

/// `1899-12-30 2:30:00`: a length beside the day from which spreadsheets count.
fn since_epoch(text: &str) -> &str {
    let days = [
        "1899-12-30",
        "1899/12/30",
        "30.12.1899",
        "12/30/1899",
        "30/12/1899",
    ];
    let behind = days.iter().find_map(|day| text.strip_prefix(day));
    behind
        .map(|behind| behind.trim_start_matches([' ', 't']))
        .filter(|behind| behind.contains(':'))
        .unwrap_or(text)
}

/// `0:45 h`: a clock's form with the word for hours behind it.
fn without_hour(text: &str) -> &str {
    let end = text.trim_end_matches(|letter: char| letter.is_alphabetic() || letter == '.');
    let word = text[end.len()..].trim_end_matches('.');
    match unit_named(word) {
        Some(Duration::HOUR) if end.contains(':') => end.trim_end(),
        _ => text,
    }
}

/// `1:30`, `01:30:00`, `210:00`, `0:00:08.5`. Hours may exceed a day; minutes and seconds may not exceed 59.
fn clock(text: &str) -> Option<i64> {
    let mut fields = text.split(':');
    let (hours, minutes) = (whole(fields.next()?, 7)?, whole(fields.next()?, 2)?);
    let seconds = match fields.next() {
        Some(seconds) => {
            let (whole_seconds, part) = seconds.split_once('.').unwrap_or((seconds, ""));
            let digits = Digits::of_parts(whole_seconds, part)?;
            (whole(whole_seconds, 2)? < 60).then_some(digits)?
        }
        None => Digits::ZERO,
    };
    if fields.next().is_some() || minutes >= 60 {
        return None;
    }
    Some(hours * Duration::HOUR + minutes * Duration::MINUTE + seconds.times(Duration::SECOND)?)
}

fn whole(digits: &str, longest: usize) -> Option<i64> {
    let plain =
        !digits.is_empty() && digits.len() <= longest && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

/// `1 h 30 min`, `1ч30м`, `1.5小时`, `24.0 hours 58.0 minutes`, `1h30`, `PT8H30M`, `P1DT2H`.
fn with_units(text: &str, decimal: Decimal) -> Option<i64> {
    let iso = text.strip_prefix('p').map(|rest| rest.replacen('t', "", 1));
    let mut rest = iso.as_deref().unwrap_or(text);
    let mut total: i64 = 0;
    let mut last_unit = i64::MAX;
    while !rest.is_empty() {
        let (number, behind) = leading_number(rest)?;
        let (word, behind) = leading_word(behind);
        let parts = match word {
            "" if last_unit == Duration::HOUR && behind.is_empty() => Duration::MINUTE,
            word => unit_named(word)?,
        };
        if parts >= last_unit {
            return None;
        }
        last_unit = parts;
        total = total.checked_add(Digits::parse(number, decimal)?.times(parts)?)?;
        rest = behind;
    }
    (last_unit != i64::MAX).then_some(total)
}

/// Digits with marks between them; a mark before a space separates parts instead.
fn leading_number(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let inside = matches!(bytes[end], b'.' | b',') && digit(end + 1);
        if !digit(end) && !inside {
            break;
        }
        end += 1;
    }
    (end > 0).then(|| text.split_at(end))
}

/// The unit word behind a number, and what follows its dot, comma or `and`.
fn leading_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(text.len());
    let (word, behind) = text.split_at(end);
    let behind = behind.trim_start_matches(['.', ',', ' ']);
    let behind = ["and ", "и ", "und "]
        .iter()
        .find_map(|joint| behind.strip_prefix(joint))
        .unwrap_or(behind);
    (word, behind)
}

/// True for a word that counts days.
pub fn is_word_of_days(word: &str) -> bool {
    unit_named(&word.to_lowercase()) == Some(WORKDAY)
}

fn unit_named(word: &str) -> Option<i64> {
    UNITS
        .iter()
        .find(|(names, _)| names.contains(&word))
        .map(|(_, parts)| *parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Decimal::{Comma, Point};
    use TimeUnit::{DayFractions, Days, Hours, Milliseconds, Minutes, Percent, Seconds};
    use proptest::prelude::*;

    #[test]
    fn reads_durations_as_people_write_them() {
        // Expected in minutes.
        for (text, expected) in [
            ("1.5", Some(90)),
            ("1,5", Some(90)),
            ("0,5", Some(30)),
            ("8", Some(480)),
            ("1:30", Some(90)),
            ("01:30:00", Some(90)),
            ("1:30:00", Some(90)),
            ("210:00", Some(12_600)),
            ("0:05", Some(5)),
            ("-01:01", Some(-61)),
            ("(1:30)", Some(-90)),
            ("-1.5", Some(-90)),
            ("1.5-", Some(-90)),
            ("−0,5", Some(-30)),
            ("1h 30m", Some(90)),
            ("1 h 15 m", Some(75)),
            ("0h 10m", Some(10)),
            ("80h 00m", Some(4_800)),
            ("24.0 hours 58.0 minutes", Some(1_498)),
            ("1 hour, 30 minutes", Some(90)),
            ("1 hour and 30 minutes", Some(90)),
            ("9 min", Some(9)),
            ("90m", Some(90)),
            ("8h", Some(480)),
            ("120s", Some(2)),
            ("0s", Some(0)),
            ("90 мин", Some(90)),
            ("90 мин.", Some(90)),
            ("1 ч 30 мин", Some(90)),
            ("1 ч. 30 мин.", Some(90)),
            ("1ч30м", Some(90)),
            ("8 часов", Some(480)),
            ("1,5 ч", Some(90)),
            ("-2 ч", Some(-120)),
            ("1.5小时", Some(90)),
            ("1小时30分钟", Some(90)),
            ("1个小时", Some(60)),
            ("30分钟", Some(30)),
            ("1天", Some(480)),
            ("0.5 д", Some(240)),
            ("1w 2d 3h", Some(7 * 480 + 180)),
            ("1h30", Some(90)),
            ("PT8H30M", Some(510)),
            ("P1D", Some(480)),
            ("P1DT2H30M", Some(630)),
            ("½", Some(30)),
            ("1 ½", Some(90)),
            ("2¼ h", Some(135)),
            ("0:45 h", Some(45)),
            ("1:15 Std.", Some(75)),
            ("1899-12-30 2:30:00", Some(150)),
            ("1899-12-30", None),
            ("P", None),
            ("½ 2", None),
            ("１：３０", Some(90)),
            ("１．５小时", Some(90)),
            ("1 Std. 30 Min", Some(90)),
            ("2H", Some(120)),
            ("-", Some(0)),
            ("0", Some(0)),
            ("", None),
            ("1:60", None),
            ("1:2:3:4", None),
            ("1:30:99", None),
            ("30 min 1 h", None),
            ("1h 2h", None),
            ("h", None),
            ("five", None),
            ("8 apples", None),
            ("--1", None),
            ("50%", None),
            ("0.25 ставки", None),
            ("9:00-18:00", None),
            ("9999999999", None),
            ("09:00 18:00", None),
        ] {
            let found = duration(&Cell::Text(text), Hours, Point).ok();
            assert_eq!(found, expected.map(Duration::minutes), "{text}");
        }
    }

    #[test]
    fn bare_numbers_count_the_columns_unit() {
        for (text, unit, decimal, expected) in [
            ("90", Minutes, Point, Some(Duration::minutes(90))),
            ("5400", Seconds, Point, Some(Duration::minutes(90))),
            ("5400000", Milliseconds, Point, Some(Duration::minutes(90))),
            ("0.5", Days, Point, Some(Duration::hours(4))),
            ("0.0625", DayFractions, Point, Some(Duration::minutes(90))),
            ("50", Percent, Point, None),
            ("1:30", Minutes, Point, Some(Duration::minutes(90))),
            ("1.250", Hours, Comma, Some(Duration::hours(1250))),
            ("1.250", Hours, Point, Some(Duration::minutes(75))),
            (
                "0.3333",
                Hours,
                Point,
                Some(Duration::ten_thousandths(3333)),
            ),
        ] {
            let found = duration(&Cell::Text(text), unit, decimal).ok();
            assert_eq!(found, expected, "{text} {unit:?}");
        }
    }

    #[test]
    fn reads_cells_that_are_no_text() {
        for (cell, expected) in [
            (Cell::Time(0.0625), Some(Duration::minutes(90))),
            (Cell::Time(1.0 / 3.0), Some(Duration::hours(8))),
            (Cell::Time(8.75), Some(Duration::hours(210))),
            (Cell::Time(-0.5), Some(Duration::hours(-12))),
            (Cell::Date(1.5), Some(Duration::hours(36))),
            (Cell::Date(46_000.0), None),
            (Cell::Number(7.5), Some(Duration::minutes(450))),
            (Cell::Number(f64::INFINITY), None),
            (Cell::Flag(true), None),
            (Cell::Error("#VALUE!"), None),
        ] {
            assert_eq!(duration(&cell, Hours, Point).ok(), expected, "{cell:?}");
        }
        let share = duration(&Cell::Text("50%"), Hours, Point);
        assert_eq!(share.err().map(|why| why.what), Some("percent"));
    }

    proptest! {
        #[test]
        fn shown_time_reads_back(parts in -9_000_000_000_i64..9_000_000_000) {
            let shown = Duration::ten_thousandths(parts);
            let read = duration(&Cell::Text(shown.to_string().as_str()), Hours, Point);
            prop_assert_eq!(read.ok(), Some(shown));
        }

        #[test]
        fn minutes_read_back_from_a_clock(minutes in 0_i64..600_000) {
            let shown = format!("{}:{:02}", minutes / 60, minutes % 60);
            let read = duration(&Cell::Text(shown.as_str()), Hours, Point);
            prop_assert_eq!(read.ok(), Some(Duration::minutes(minutes)));
        }
    }
}
