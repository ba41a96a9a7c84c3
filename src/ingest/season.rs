//! The year, the month and the week that titles, sheet and file name speak of.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::knowledge::Words;
use super::unpivot::{Hint, digits_of, month_in, tails, text_hint};
use super::words::WeekEdge;
use crate::model::key::fold;

/// Days of a week after its first.
const REST_OF_WEEK: u64 = 6;
/// Weeks of a month are numbered up to this; a larger number is a week of the year.
const WEEKS_OF_MONTH: u32 = 5;

/// What the surroundings of a grid say of its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Season {
    /// The year, when exactly one is named.
    pub year: Option<i32>,
    /// The month, when exactly one is named.
    pub month: Option<u32>,
    /// The month is named by a word or by both its ends, and not by a single date, which may be that of a print.
    pub names_month: bool,
    /// First of the seven days spoken of.
    pub week: Option<NaiveDate>,
    /// First days of the week where its date reads in two ways, both of which begin one: the headings tell which.
    pub(super) either: [Option<NaiveDate>; 2],
}

impl Season {
    /// Looks for a year, a month and a week in texts, nearest first; the first text that names one decides. A month
    /// named by a word or by both its ends goes before the month of a single date.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>, words: &Words) -> Season {
        let texts: Vec<&str> = texts.collect();
        let named = texts
            .iter()
            .find_map(|text| month_in(&fold(text), words).or_else(|| month_of_span(text)));
        let mut season = Season {
            year: texts.iter().find_map(|text| year_in(text)),
            month: named,
            names_month: named.is_some(),
            week: None,
            either: [None; 2],
        };
        season.month = season.month.or_else(|| month_of_dates(&texts));
        season.week = (0..texts.len()).find_map(|at| week_told(&texts, at, season, words));
        if season.week.is_none() {
            let read = |at| either_week(&texts, at, season.year, words);
            season.either = (0..texts.len()).find_map(read).unwrap_or_default();
        }
        season
    }

    /// True when a week is spoken of, though perhaps in two ways.
    pub fn tells_week(self) -> bool {
        self.week.is_some() || self.either[0].is_some()
    }

    /// The same where headings begin their weeks on a weekday, counted from Monday.
    pub fn beginning_on(self, weekday: u32) -> Season {
        let begins = |day: &NaiveDate| day.weekday().number_from_monday() == weekday;
        let mut fitting = self.either.into_iter().flatten().filter(begins);
        let week = self.week.or(fitting.next());
        Season { week, ..self }
    }
}

/// The one year that a text names.
fn year_in(text: &str) -> Option<i32> {
    let mut years = digits_of(text)
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok())
        .filter(|year| (1990..2100).contains(year));
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

/// `с 01.09.2026 по 30.09.2026`: both ends lie in one month.
fn month_of_span(text: &str) -> Option<u32> {
    let days = sure_days(text);
    let both = (days.len() >= 2).then(|| one_month(&days)).flatten();
    both.or_else(|| month_of_ends(text))
}

/// `from_10_01_2026_to_10_31_2026`: whichever number is the day, only one month begins and ends so.
fn month_of_ends(text: &str) -> Option<u32> {
    let text = text.replace('_', "/");
    let tokens: Vec<&str> = date_tokens(&text).collect();
    let [first, last] = tokens[..] else {
        return None;
    };
    let lasts = readings(last, None);
    let is_last = |first: &NaiveDate| {
        let last = *first + Months::new(1) - Days::new(1);
        first.day() == 1 && lasts.contains(&last)
    };
    let first = readings(first, None).into_iter().find(is_last)?;
    Some(first.month())
}

/// The month of all single dates, when it is the same.
fn month_of_dates(texts: &[&str]) -> Option<u32> {
    let days: Vec<NaiveDate> = texts.iter().flat_map(|text| sure_days(text)).collect();
    one_month(&days)
}

fn one_month(days: &[NaiveDate]) -> Option<u32> {
    let first = days.first()?;
    let same = |day: &NaiveDate| (day.year(), day.month()) == (first.year(), first.month());
    days.iter().all(same).then(|| first.month())
}

/// Full dates of a text that read in one way only.
fn sure_days(text: &str) -> Vec<NaiveDate> {
    date_tokens(text)
        .filter_map(|token| match readings(token, None)[..] {
            [only] => Some(only),
            _ => None,
        })
        .collect()
}

/// Parts of a text that are written like dates.
fn date_tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_ascii_digit() || "./-".contains(letter)))
        .flat_map(|part| {
            // `07.09-13.09`: the hyphen parts two dates; in `2026-09-07` it is in one.
            let parted = part.contains('-') && part.contains(['.', '/']);
            part.split(move |letter| parted && letter == '-')
        })
        .map(|part| part.trim_matches(['.', '/', '-']))
        .filter(|part| part.contains(['.', '/', '-']))
}

/// The days that a written date can be: with points the day stands first, with slashes either may.
fn readings(token: &str, year: Option<i32>) -> Vec<NaiveDate> {
    let numbers: Option<Vec<u32>> = token
        .split(['.', '/', '-'])
        .map(|part| part.parse().ok())
        .collect();
    let full = |year: u32| {
        if year < 100 {
            2000 + year as i32
        } else {
            year as i32
        }
    };
    let (year, first, second) = match numbers.unwrap_or_default()[..] {
        [year, month, day] if year > 1900 => (Some(year as i32), day, month),
        [first, second, year] => (Some(full(year)), first, second),
        [first, second] => (year, first, second),
        _ => return Vec::new(),
    };
    let Some(year) = year else { return Vec::new() };
    let mut days: Vec<NaiveDate> = NaiveDate::from_ymd_opt(year, second, first)
        .into_iter()
        .collect();
    if token.contains('/') {
        days.extend(NaiveDate::from_ymd_opt(year, first, second));
        days.dedup();
    }
    days
}

/// The week that a text tells: by both its ends, by its last or first day, or by its number in the year.
fn week_told(texts: &[&str], at: usize, season: Season, words: &Words) -> Option<NaiveDate> {
    let text = texts[at];
    week_of_range(text, season.year, words)
        .or_else(|| week_of_days(text, season.year, words))
        .or_else(|| week_of_edge(texts, at, season.year, words))
        .or_else(|| week_of_number(text, season, words))
}

/// `07.09–13.09`, alone or inside a longer text.
fn week_of_range(text: &str, year: Option<i32>, words: &Words) -> Option<NaiveDate> {
    if let Some(Hint::Range(day, month, written)) = text_hint(text.trim(), words) {
        return NaiveDate::from_ymd_opt(written.or(year)?, month, day);
    }
    let tokens: Vec<&str> = date_tokens(text).collect();
    let [first, last] = tokens[..] else {
        return None;
    };
    let written = year_in(text).or(year);
    let pairs = readings(first, written).into_iter().flat_map(|first| {
        let lasts = readings(last, written).into_iter();
        lasts.map(move |last| (first, last))
    });
    let mut weeks = pairs.filter(|(first, last)| (3..=6).contains(&(*last - *first).num_days()));
    let (first, _) = weeks.next()?;
    weeks.next().is_none().then_some(first)
}

/// `week 5–11 October 2026`, `неделя 5-11 октября`, `October 5-11`: days of a month, and no number of a week.
fn week_of_days(text: &str, year: Option<i32>, words: &Words) -> Option<NaiveDate> {
    let spaced = text.replace(['-', '–', '—'], " - ");
    let folded = fold(&spaced);
    let tokens: Vec<&str> = folded.split(' ').collect();
    let dashes = text.contains(['-', '–', '—']);
    let day = |token: &str| {
        token
            .parse::<u32>()
            .ok()
            .filter(|day| (1..=31).contains(day))
    };
    let year = year_in(text).or(year)?;
    let mut found = tokens.windows(3).filter(|_| dashes).filter_map(|three| {
        let (first, last, month) = match (day(three[0]), day(three[1]), day(three[2])) {
            (Some(first), Some(last), None) => (first, last, words.month(three[2])?),
            (None, Some(first), Some(last)) => (first, last, words.month(three[0])?),
            _ => return None,
        };
        let week = first + 3 <= last && last <= first + 6;
        week.then(|| NaiveDate::from_ymd_opt(year, month, first))?
    });
    found.next()
}

/// `Week ending 13.09.2026`, `Week of 9/7`: label and day in one text, or side by side. Of two readings of a date the one
/// counts that ends, or begins, a week.
fn week_of_edge(texts: &[&str], at: usize, year: Option<i32>, words: &Words) -> Option<NaiveDate> {
    let (edge, days) = edges(texts, at, year, words)?;
    let day = match days[..] {
        [only] => only,
        _ => {
            let mut fitting = days.into_iter().filter(|day| edge.suits(day.weekday()));
            let first = fitting.next()?;
            fitting.next().is_none().then_some(first)?
        }
    };
    Some(first_of_week(edge, day))
}

/// The label of a week's first or last day, and the days that the date beside it can be.
fn edges(
    texts: &[&str],
    at: usize,
    year: Option<i32>,
    words: &Words,
) -> Option<(WeekEdge, Vec<NaiveDate>)> {
    let text = texts[at];
    let edge_of = |text: &str| words.week_edge(&fold(text));
    let beside = || at.checked_sub(1).and_then(|before| edge_of(texts[before]));
    let edge = edge_of(text).or_else(beside)?;
    let days = match date_tokens(text).next() {
        Some(token) => readings(token, year),
        None => vec![day_in_words(text, year, words)?],
    };
    Some((edge, days))
}

/// The day that the end of a text names in words: `Week commencing 5 October 2026`.
fn day_in_words(text: &str, year: Option<i32>, words: &Words) -> Option<NaiveDate> {
    let day = |tail: &str| match text_hint(tail, words)? {
        Hint::Day(day) => Some(day),
        Hint::DayMonth(day, month) | Hint::WordAndNumber(month, day) => {
            NaiveDate::from_ymd_opt(year?, month, day)
        }
        _ => None,
    };
    tails(text).find_map(day)
}

fn first_of_week(edge: WeekEdge, day: NaiveDate) -> NaiveDate {
    match edge {
        WeekEdge::First => day,
        WeekEdge::Last => day - Days::new(REST_OF_WEEK),
    }
}

/// Both first days of a week whose date reads in two ways: `Week commencing 05/10/2026`.
fn either_week(
    texts: &[&str],
    at: usize,
    year: Option<i32>,
    words: &Words,
) -> Option<[Option<NaiveDate>; 2]> {
    let (edge, days) = edges(texts, at, year, words)?;
    let fitting = days.into_iter().filter(|day| edge.suits(day.weekday()));
    let mut first = fitting.map(|day| first_of_week(edge, day));
    let both = [first.next(), first.next()];
    both[1].is_some().then_some(both)
}

/// `36 нед`, `W36 2026`, alone or inside a longer text. A small number without a year may count the weeks of a month.
fn week_of_number(text: &str, season: Season, words: &Words) -> Option<NaiveDate> {
    let folded = fold(text);
    if words.week_edge(&folded).is_some() {
        return None;
    }
    let week = numbered_week(&folded, words)?;
    let written = year_in(text);
    if written.is_none() && week <= WEEKS_OF_MONTH {
        return None;
    }
    NaiveDate::from_isoywd_opt(written.or(season.year)?, week, Weekday::Mon)
}

/// The number beside, or in, a folded word for week: `37 нед`, `kw 37`, `w37`, `第37周`.
fn numbered_week(folded: &str, words: &Words) -> Option<u32> {
    let tokens: Vec<&str> = folded.split(' ').collect();
    let number = |at: usize| -> Option<u32> {
        let token = tokens.get(at).filter(|token| token.len() <= 2)?;
        token.parse().ok().filter(|week| (1..=53).contains(week))
    };
    (0..tokens.len()).find_map(|at| {
        // `第37周工时`: Chinese goes on without a gap
        let end = tokens[at]
            .find(['周', '週'])
            .map(|end| end + '周'.len_utf8());
        let word = end.map_or(tokens[at], |end| &tokens[at][..end]);
        let letters: String = word
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .collect();
        if !words.is_week(&letters) {
            return None;
        }
        let inside = digits_of(word).next().and_then(|run| run.parse().ok());
        inside
            .filter(|week| (1..=53).contains(week))
            .or_else(|| at.checked_sub(1).and_then(number))
            .or_else(|| number(at + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::knowledge;
    use super::*;

    fn season(texts: &[&str]) -> Season {
        Season::of(texts.iter().copied(), &knowledge().words)
    }

    #[test]
    fn titles_name_the_month() {
        for (texts, year, month) in [
            (&["Табель за сентябрь 2026 г."][..], Some(2026), Some(9)),
            (&["考勤时间：2026年9月"], Some(2026), Some(9)),
            (&["Hours 2026-09"], Some(2026), Some(9)),
            (&["Табель 09 2026"], Some(2026), Some(9)),
            (
                &["2026-10-02", "с 01.09.2026 по 30.09.2026"],
                Some(2026),
                Some(9),
            ),
            (&["Printed 2026-10-02", "2026-09-30"], Some(2026), None),
            (&["as of 02.10.2026"], Some(2026), Some(10)),
            (&["(from_10_01_2026_to_10_31_2026)"], Some(2026), Some(10)),
            (&["01/09/2026 - 30/09/2026"], Some(2026), Some(9)),
            (&["(from_10_05_2026_to_10_11_2026)"], Some(2026), None),
            (&["3/4/2026"], Some(2026), None),
            (&["2025 and 2026"], None, None),
        ] {
            let found = season(texts);
            assert_eq!((found.year, found.month), (year, month), "{texts:?}");
        }
    }

    #[test]
    fn titles_name_the_week() {
        for (texts, first) in [
            (&["Week ending:", "2026-09-13"][..], Some("2026-09-07")),
            (&["Week ending 9/13/2026"], Some("2026-09-07")),
            // 6 September 2026 is a Sunday, 9 June a Tuesday
            (&["Week ending 6/9/2026"], Some("2026-08-31")),
            (&["Неделя 07.09–13.09.2026"], Some("2026-09-07")),
            (
                &["Отчёт за неделю 07.09.2026-11.09.2026"],
                Some("2026-09-07"),
            ),
            (&["Week of 7 ", "Hours 2026"], None),
            (&["Week of 2026-09-07"], Some("2026-09-07")),
            (&["37 нед", "Часы 2026"], Some("2026-09-07")),
            (&["W37 2026"], Some("2026-09-07")),
            (&["Часы 37 нед 2026"], Some("2026-09-07")),
            (&["Studio hours KW 37", "2026"], Some("2026-09-07")),
            (&["第37周工时", "2026年"], Some("2026-09-07")),
            (&["Week 2", "Hours 2026"], None),
            (&["01.09.2026 - 30.09.2026"], None),
        ] {
            let expected = first.map(|day| day.parse().expect("a test's date"));
            assert_eq!(season(texts).week, expected, "{texts:?}");
        }
    }
}
