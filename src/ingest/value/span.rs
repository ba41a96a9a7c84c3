//! Two days in one cell: `01.09–15.09.2026`, `3-7 Sep`, `с 05.10 по 09.10`, `del 5 al 9 de octubre de 2026`,
//! `2026年9月1日至2027年8月31日`; and one end alone, `ab 01.09.2026`.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::super::sheet::Cell;
use super::date::{DateOrder, YearSaid, date_in};
use super::{is_prose, normal};

/// Longest period that is believed, in days.
const LONGEST: i64 = 4_000;

/// Longest period whose first day has no year and is of the year before, in days.
const LONGEST_OVER_NEW_YEAR: i64 = 200;

/// What a word between or before days says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanWord {
    /// `from`, `с`, `vom`: the first day follows.
    From,
    /// `to`, `по`, `bis`: the last day follows.
    To,
}

/// The ends that a cell names; at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// First day.
    pub first: Option<NaiveDate>,
    /// Last day, that of its month where only the month is written.
    pub last: Option<NaiveDate>,
}

impl Ends {
    /// Both are named.
    pub fn are_both(self) -> bool {
        self.first.is_some() && self.last.is_some()
    }
}

/// The ends of a period in a cell; `word` tells what a word in small letters says. A day by itself is no period.
pub fn span(
    cell: &Cell<'_>,
    order: DateOrder,
    said: Option<YearSaid>,
    word: impl Fn(&str) -> Option<SpanWord>,
) -> Option<Ends> {
    let Cell::Text(text) = cell else { return None };
    // most columns hold names, which cost nothing so
    if text.is_ascii() && !text.bytes().any(|letter| letter.is_ascii_digit()) {
        return None;
    }
    let text = normal(text).to_lowercase();
    if is_prose(&text) || !text.contains(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let day = |text: &str| date_in(&Cell::Text(text), order, said).ok();
    let (opening, rest) = match text.split_once(' ') {
        Some((first, rest)) => match word(first) {
            Some(word) => (Some(word), rest.trim()),
            None => (None, text.as_str()),
        },
        None => (None, text.as_str()),
    };
    let halves = parted(rest, &word);
    // without a word or mark between two days there is one at most
    if opening.is_none() && (halves.is_empty() || is_one_day(&text) && day(&text).is_some()) {
        return None;
    }
    if opening != Some(SpanWord::To) {
        let halves = halves.into_iter();
        let mut both = halves.filter_map(|(left, right)| ends(left, right, &day));
        if let Some((first, last)) = both.next() {
            return Some(Ends {
                first: Some(first),
                last: Some(last),
            });
        }
    }
    let alone = day(rest)?;
    match opening? {
        SpanWord::From => Some(Ends {
            first: Some(alone),
            last: None,
        }),
        SpanWord::To => Some(Ends {
            first: None,
            last: Some(last_of(rest, alone)),
        }),
    }
}

/// Without a month's name behind two numbers: `3-17 Sep` reads as a day of a year, and is none.
fn is_one_day(text: &str) -> bool {
    let before = text.split(char::is_alphabetic).next().unwrap_or_default();
    !text.contains(char::is_alphabetic) || numbers(before).len() < 2
}

/// The texts on both sides of each mark that may stand between two days: words first, then spaced dashes, then others.
fn parted<'t>(text: &'t str, word: &impl Fn(&str) -> Option<SpanWord>) -> Vec<(&'t str, &'t str)> {
    let mut places: Vec<(u8, usize, usize)> = Vec::new();
    let mut at = 0;
    for token in text.split(' ') {
        if at > 0 && word(token) == Some(SpanWord::To) {
            places.push((0, at, token.len()));
        }
        at += token.len() + 1;
    }
    for (at, mark) in text.char_indices() {
        let length = mark.len_utf8();
        match mark {
            '至' | '到' | '~' => places.push((0, at, length)),
            '-' => {
                let apart = text[..at].ends_with(' ') && text[at + length..].starts_with(' ');
                places.push((if apart { 1 } else { 2 }, at, length));
            }
            _ => {}
        }
    }
    places.sort_unstable();
    let sides = places.into_iter();
    sides
        .map(|(_, at, length)| (text[..at].trim(), text[at + length..].trim()))
        .collect()
}

/// First and last day, what one side leaves out taken from the other.
fn ends(
    left: &str,
    right: &str,
    day: &impl Fn(&str) -> Option<NaiveDate>,
) -> Option<(NaiveDate, NaiveDate)> {
    let month = || {
        left.split(' ')
            .find(|word| word.contains(char::is_alphabetic))
    };
    let bare = |text: &str| !text.contains(|one: char| one.is_alphabetic() || "./-".contains(one));
    // `Sep 3-7`, `10月5日-9日`
    let completed = match (bare(right), han_day(right), left.split_once('月')) {
        (true, ..) if !bare(left) => month().map(|month| format!("{month} {right}")),
        (_, true, Some((month, _))) => Some(format!("{month}月{right}")),
        _ => None,
    };
    let right = completed.as_deref().unwrap_or(right);
    let last = last_of(right, day(right)?);
    let first = first_day(left, last, day)?;
    let days = (last - first).num_days();
    (0..=LONGEST).contains(&days).then_some((first, last))
}

/// `9日`, `9号`: a day of the month before it.
fn han_day(text: &str) -> bool {
    let digits = text.trim_end_matches(['日', '号']);
    digits.len() < text.len() && digits.bytes().all(|one| one.is_ascii_digit())
}

/// The first day; its month and year are those of the last where it names none.
fn first_day(
    left: &str,
    last: NaiveDate,
    day: &impl Fn(&str) -> Option<NaiveDate>,
) -> Option<NaiveDate> {
    if let Ok(number) = left.trim_end_matches(['.', '日', '号']).parse::<u32>() {
        return last.with_day(number).filter(|first| *first <= last);
    }
    let with_year = |year: i32| {
        let dotted = left.trim_end_matches('.');
        let short = [
            format!("{dotted}.{year}"),
            format!("{dotted}/{year}"),
            format!("{left} {year}"),
        ];
        let han = [format!("{year}年{left}")];
        // Chinese days say by words which number is the month
        let written: &[String] = if left.contains('月') { &han } else { &short };
        let written = written.iter().map(String::as_str);
        written.filter_map(day).find(|first| first.year() == year)
    };
    if has_year(left) {
        return day(left);
    }
    let same = with_year(last.year());
    let is_near = |first: &NaiveDate| (last - *first).num_days() < LONGEST_OVER_NEW_YEAR;
    same.filter(|first| *first <= last)
        .or_else(|| with_year(last.year() - 1).filter(is_near))
}

/// Three numbers, or one of four digits.
fn has_year(text: &str) -> bool {
    let numbers = numbers(text);
    numbers.len() > 2
        || numbers.iter().any(|number| number.len() >= 4)
        || numbers.len() == 2 && text.contains(char::is_alphabetic) && !text.contains('月')
}

fn numbers(text: &str) -> Vec<&str> {
    let runs = text.split(|letter: char| !letter.is_ascii_digit());
    runs.filter(|run| !run.is_empty()).collect()
}

/// The day that was read, or the last of its month where no day is written.
fn last_of(text: &str, read: NaiveDate) -> NaiveDate {
    let numbers = numbers(text);
    let year = numbers.iter().any(|number| number.len() == 4);
    let named = text.contains(|letter: char| letter.is_alphabetic() && letter < '\u{2e80}');
    let whole = match numbers.len() {
        1 => year && named,
        2 => year && !named,
        _ => false,
    };
    let month_end = read
        .checked_add_months(Months::new(1))
        .and_then(|next| next.with_day(1)?.checked_sub_days(Days::new(1)));
    month_end.filter(|_| whole).unwrap_or(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: &str) -> Option<SpanWord> {
        match word {
            "с" | "from" | "ab" | "del" | "vom" => Some(SpanWord::From),
            "по" | "to" | "bis" | "al" | "до" => Some(SpanWord::To),
            _ => None,
        }
    }

    fn shown(text: &str) -> String {
        let said = Some(YearSaid {
            year: 2026,
            month: None,
        });
        let day = |day: Option<NaiveDate>| day.map_or("-".to_owned(), |day| day.to_string());
        span(&Cell::Text(text), DateOrder::DayFirst, said, word).map_or("none".to_owned(), |ends| {
            format!("{} {}", day(ends.first), day(ends.last))
        })
    }

    #[test]
    fn two_days_stand_in_one_cell_in_many_ways() {
        for (text, expected) in [
            ("01.09–15.09.2026", "2026-09-01 2026-09-15"),
            ("01.09 - 15.09", "2026-09-01 2026-09-15"),
            ("14–15.10.2026", "2026-10-14 2026-10-15"),
            ("3-7 Sep", "2026-09-03 2026-09-07"),
            ("Sep 3-7", "2026-09-03 2026-09-07"),
            ("Sep 3-7, 2027", "2027-09-03 2027-09-07"),
            ("с 05.10 по 09.10", "2026-10-05 2026-10-09"),
            ("del 5 al 9 de octubre de 2026", "2026-10-05 2026-10-09"),
            ("1 Jan 2026 - 31 Dec 2026", "2026-01-01 2026-12-31"),
            ("1 Sep 2026 to 31 Aug 2027", "2026-09-01 2027-08-31"),
            ("01.01.2026 – 31.12.2026", "2026-01-01 2026-12-31"),
            ("2026-10-05 - 2026-10-09", "2026-10-05 2026-10-09"),
            ("2026.1.1-2026.12.31", "2026-01-01 2026-12-31"),
            ("2026年9月1日至2027年8月31日", "2026-09-01 2027-08-31"),
            ("10月5日-9日", "2026-10-05 2026-10-09"),
            ("28.12–05.01.2027", "2026-12-28 2027-01-05"),
            ("01.2026 - 03.2026", "2026-01-01 2026-03-31"),
            ("Jan 2026 - Mar 2026", "2026-01-01 2026-03-31"),
            ("3-17 Sep", "2026-09-03 2026-09-17"),
            ("02-Nov-26", "none"),
            ("05-10-2026", "none"),
            ("ab 01.09.2026", "2026-09-01 -"),
            ("bis 31.12.2026", "- 2026-12-31"),
            ("2026-10-05", "none"),
            ("05.10.2026", "none"),
            ("30.10", "none"),
            ("15.09–01.09.2026", "none"),
            ("10-12", "none"),
            ("2026-118", "none"),
            ("до 31.12.2026", "- 2026-12-31"),
            ("с 30.10", "2026-10-30 -"),
            ("rolling", "none"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
