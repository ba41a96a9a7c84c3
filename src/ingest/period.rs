//! Columns, or rows, of a grid as stretches of time: headings get their years and months together.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::season::Season;
use super::unpivot::{Hint, weekday_from};

/// What one column of a wide grid stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub start: NaiveDate,
    /// Day, week or month.
    pub length: Length,
}

/// How long a column of a wide grid is, the shortest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Length {
    Day,
    Week,
    Month,
}

impl Period {
    /// True when both have a day in common.
    pub fn touches(self, other: Period) -> bool {
        self.start < other.end() && other.start < self.end()
    }

    /// The one after it.
    pub fn next(self) -> Option<Period> {
        let start = self.end();
        let length = self.length;
        (start > self.start).then_some(Period { start, length })
    }

    /// The day after its last.
    fn end(self) -> NaiveDate {
        let end = match self.length {
            Length::Day => self.start.succ_opt(),
            Length::Week => self.start.checked_add_days(Days::new(7)),
            Length::Month => self.start.checked_add_months(Months::new(1)),
        };
        end.unwrap_or(self.start)
    }

    /// Working days of the period, Monday to Friday; a day is itself.
    pub fn workdays(self) -> Vec<NaiveDate> {
        if self.length == Length::Day {
            return vec![self.start];
        }
        let end = self.end();
        self.start
            .iter_days()
            .take_while(|day| *day < end)
            .filter(|day| day.weekday().number_from_monday() <= 5)
            .collect()
    }
}

/// Gives hints their years, in heading order. `None` where the year, month or week is nowhere said.
/// A month that runs backwards is the next year: `21.12`, `28.12`, `04.01`.
pub fn periods(hints: &[Hint], season: Season) -> Vec<Option<Period>> {
    let hints = settled(hints, season);
    let weekday = hints.iter().find_map(|hint| match hint {
        Hint::Weekday(weekday) => Some(*weekday),
        _ => None,
    });
    let season = weekday.map_or(season, |weekday| season.beginning_on(weekday));
    if let Some(weeks) = weeks_of_month(&hints, season) {
        return weeks;
    }
    if let Some(days) = days_over_an_end(&hints, season) {
        return days;
    }
    let weekly = looks_weekly(&hints, season);
    let mut year = season.year;
    let mut before = 0;
    hints
        .iter()
        .map(|hint| {
            let month = month_of(*hint).unwrap_or(0);
            if let Some(written) = year_of(*hint) {
                year = Some(written);
            } else if month > 0 && month < before {
                year = year.map(|year| year + 1);
            }
            if month > 0 {
                before = month;
            }
            period(*hint, year, season, weekly)
        })
        .collect()
}

/// Numbers of days that lie in the week that is told, or that begin anew behind a month's last day: `28`, `29`, `30`, `1`, `2`.
fn days_over_an_end(hints: &[Hint], season: Season) -> Option<Vec<Option<Period>>> {
    let numbers: Option<Vec<u32>> = hints
        .iter()
        .map(|hint| match hint {
            Hint::DayNumber(day) => Some(*day),
            _ => None,
        })
        .collect();
    let numbers = numbers.filter(|numbers| numbers.len() > 1)?;
    let of_day = |start: NaiveDate| {
        let length = Length::Day;
        Some(Period { start, length })
    };
    let in_week = |week: NaiveDate| -> Option<Vec<Option<Period>>> {
        let of = |day: &u32| {
            let mut days = week.iter_days().take(WEEK as usize);
            days.find(|one| one.day() == *day).map(of_day)
        };
        (numbers.len() <= WEEK as usize).then(|| numbers.iter().map(of).collect())?
    };
    if let Some(days) = season.week.and_then(in_week) {
        return Some(days);
    }
    let mut falls = numbers.windows(2).filter(|pair| pair[1] < pair[0]);
    let last = falls.next().filter(|pair| pair[1] == 1)?[0];
    if falls.next().is_some() {
        return None;
    }
    let told = NaiveDate::from_ymd_opt(season.year?, season.month?, 1)?;
    let before = told.checked_sub_months(Months::new(1))?;
    let ends = |first: NaiveDate| {
        let end = first.checked_add_months(Months::new(1))?.pred_opt()?;
        (end.day() == last).then_some(first)
    };
    let first = ends(told).or_else(|| ends(before))?;
    let next = first.checked_add_months(Months::new(1))?;
    let mut month = first;
    let mut passed = 0;
    let days = numbers.into_iter().map(|day| {
        if day < passed {
            month = next;
        }
        passed = day;
        month.with_day(day).and_then(of_day)
    });
    Some(days.collect())
}

/// Weeks of a month have no higher number.
const WEEKS_OF_MONTH: u32 = 6;
/// Days of a week.
const WEEK: u32 = 7;

/// `Week 1` to `Week 4` under the title of a month count its weeks and not those of the year: seven days each from its first
/// day, the last ones those that end it.
fn weeks_of_month(hints: &[Hint], season: Season) -> Option<Vec<Option<Period>>> {
    let numbers: Option<Vec<u32>> = hints
        .iter()
        .map(|hint| match hint {
            Hint::Week(None, week) => Some(*week),
            _ => None,
        })
        .collect();
    let numbers = numbers.filter(|all| all.len() > 1 && all[0] == 1)?;
    let first = NaiveDate::from_ymd_opt(season.year?, season.month?, 1)?;
    let few = numbers
        .iter()
        .all(|week| (1..=WEEKS_OF_MONTH).contains(week));
    if !season.names_month || !few {
        return None;
    }
    let last = first.checked_add_months(Months::new(1))? - Days::new(u64::from(WEEK));
    let weeks = numbers.into_iter().map(|week| {
        let start = first.checked_add_days(Days::new(u64::from(WEEK * (week - 1))))?;
        Some(Period {
            start: start.min(last),
            length: Length::Week,
        })
    });
    Some(weeks.collect())
}

fn year_of(hint: Hint) -> Option<i32> {
    match hint {
        Hint::Day(day) => Some(day.year()),
        Hint::Range(_, _, year)
        | Hint::Week(year, _)
        | Hint::DayOfWeek(year, ..)
        | Hint::Month(year, _) => year,
        _ => None,
    }
}

fn month_of(hint: Hint) -> Option<u32> {
    match hint {
        Hint::DayMonth(_, month) | Hint::Range(_, month, _) | Hint::Month(_, month) => Some(month),
        _ => None,
    }
}

fn period(hint: Hint, year: Option<i32>, season: Season, weekly: bool) -> Option<Period> {
    let short = if weekly { Length::Week } else { Length::Day };
    let ymd = |month, day| NaiveDate::from_ymd_opt(year?, month, day);
    let (start, length) = match hint {
        Hint::Day(day) => (Some(day), short),
        Hint::DayMonth(day, month) => (ymd(month, day), short),
        Hint::DayNumber(day) => (season.month.and_then(|month| ymd(month, day)), Length::Day),
        Hint::Range(day, month, _) => (ymd(month, day), Length::Week),
        Hint::Week(_, week) => (
            NaiveDate::from_isoywd_opt(year?, week, Weekday::Mon),
            Length::Week,
        ),
        Hint::Month(_, month) => (ymd(month, 1), Length::Month),
        Hint::DayOfWeek(written, week, weekday) => {
            // `Week 2` under the title of a month is the second of that month
            let of_month = season
                .month
                .filter(|_| season.names_month && written.is_none() && week <= WEEKS_OF_MONTH);
            let first = match of_month {
                Some(month) => ymd(month, 1)? + Days::new(u64::from(WEEK * (week - 1))),
                None => NaiveDate::from_isoywd_opt(year?, week, Weekday::Mon)?,
            };
            (weekday_from(first, weekday), Length::Day)
        }
        Hint::Weekday(weekday) => (weekday_from(season.week?, weekday), Length::Day),
        Hint::MonthOfProject(nth) => (month_of_project(nth, season), Length::Month),
        Hint::Pair { .. } | Hint::WordAndNumber(..) | Hint::LetterAndWeek(_) => return None,
    };
    start.map(|start| Period { start, length })
}

/// `M3` counts from the month that the title names.
fn month_of_project(nth: u32, season: Season) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(season.year?, season.month?, 1)?;
    first.checked_add_months(Months::new(nth.checked_sub(1)?))
}

/// `10.5`, `10.6`, `10.7` and `10-09`, `10-12`, `10-13` are days of October and no tenth of three months: all have one number in
/// common, and the others rise day by day, beyond the twelfth, or in the month that is told.
fn days_in_a_row(hints: &[Hint], season: Season) -> Option<Vec<Hint>> {
    let pairs: Option<Vec<(u32, u32)>> = hints
        .iter()
        .map(|hint| match hint {
            Hint::DayMonth(day, month) => Some((*day, *month)),
            _ => None,
        })
        .collect();
    let pairs = pairs.filter(|pairs| pairs.len() >= 3)?;
    let in_month = |common: u32| -> Option<Vec<u32>> {
        let day = |(day, month): &(u32, u32)| match (*day == common, *month == common) {
            (_, true) if *day > LAST_MONTH => Some(*day),
            (true, _) => Some(*month),
            _ => None,
        };
        pairs.iter().map(day).collect()
    };
    let (first, second) = pairs[0];
    let (month, days) = [first, second]
        .into_iter()
        .filter(|common| *common <= LAST_MONTH)
        .find_map(|common| Some((common, in_month(common)?)))?;
    let steps = || {
        days.windows(2)
            .map(|two| (two[0] < two[1]).then(|| two[1] - two[0]))
    };
    let rising = steps().all(|step| step.is_some());
    let beyond = days.iter().any(|day| *day > LAST_MONTH);
    // a weekend lies between two days of work
    let daily = steps().any(|step| step == Some(1)) && steps().all(|step| step <= Some(MOST_FREE));
    let told = season.month == Some(month);
    let row = rising && (beyond || told || daily && (month > 1 || steps().all(|s| s == Some(1))));
    row.then(|| days.iter().map(|day| Hint::DayMonth(*day, month)).collect())
}

/// Months of a year.
const LAST_MONTH: u32 = 12;
/// From one day of work to the next over a weekend and a holiday.
const MOST_FREE: u32 = 4;

/// Headings that read in two ways are read as all of them together allow.
fn settled(hints: &[Hint], season: Season) -> Vec<Hint> {
    if let Some(weeks) = run_on_to_weeks(hints) {
        return weeks;
    }
    if let Some(days) = days_in_a_row(hints, season) {
        return days;
    }
    let years = numbers_are_years(hints);
    let monthly = are_first_days(hints);
    let weekdays = count_weekdays(hints) >= FEWEST_WEEKDAYS;
    let month_first = month_first(hints, season);
    hints
        .iter()
        .map(|hint| match (*hint, month_first) {
            (Hint::WordAndNumber(month, number), _) if years => {
                Hint::Month(Some(2000 + number as i32), month)
            }
            (Hint::Day(first), _) if monthly => Hint::Month(Some(first.year()), first.month()),
            // `mar` is March and Tuesday
            (Hint::Month(None, 3), _) if weekdays => Hint::Weekday(2),
            (Hint::WordAndNumber(month, number), _) => Hint::DayMonth(number, month),
            (
                Hint::Pair {
                    first,
                    second,
                    year,
                    ..
                },
                Some(month_first),
            ) => {
                let (day, month) = ordered(first, second, month_first);
                match year {
                    Some(year) => NaiveDate::from_ymd_opt(year, month, day)
                        .map_or(Hint::DayMonth(day, month), Hint::Day),
                    None => Hint::DayMonth(day, month),
                }
            }
            (hint, _) => hint,
        })
        .collect()
}

/// `2026-9` to `2026-16`: what look like months run on beyond the twelfth, so that all of them are weeks.
fn run_on_to_weeks(hints: &[Hint]) -> Option<Vec<Hint>> {
    let numbers: Option<Vec<(i32, u32)>> = hints
        .iter()
        .map(|hint| match hint {
            Hint::Month(Some(year), number) | Hint::Week(Some(year), number) => {
                Some((*year, *number))
            }
            _ => None,
        })
        .collect();
    let numbers = numbers?;
    let follows = |pair: &[(i32, u32)]| {
        pair[1] == (pair[0].0, pair[0].1 + 1) || pair[1] == (pair[0].0 + 1, 1) && pair[0].1 >= 52
    };
    let months = hints.iter().any(|hint| matches!(hint, Hint::Month(..)));
    let weeks = hints.iter().any(|hint| matches!(hint, Hint::Week(..)));
    let all = || {
        numbers
            .iter()
            .map(|(year, week)| Hint::Week(Some(*year), *week))
    };
    (months && weeks && numbers.windows(2).all(follows)).then(|| all().collect())
}

/// Three or more dates, each the first of the month after the one before: months that Excel keeps as dates.
fn are_first_days(hints: &[Hint]) -> bool {
    let days: Vec<NaiveDate> = hints
        .iter()
        .filter_map(|hint| match hint {
            Hint::Day(day) => Some(*day),
            _ => None,
        })
        .collect();
    let next = |pair: &[NaiveDate]| pair[0].checked_add_months(Months::new(1)) == Some(pair[1]);
    days.len() >= 3 && days.iter().all(|day| day.day() == 1) && days.windows(2).all(next)
}

/// Fewer weekdays make no week.
const FEWEST_WEEKDAYS: usize = 4;

fn count_weekdays(hints: &[Hint]) -> usize {
    let is_weekday = |hint: &&Hint| matches!(hint, Hint::Weekday(_));
    hints.iter().filter(is_weekday).count()
}

/// `Sep 26`, `Oct 26`: the same number behind several months is a year, else a day.
fn numbers_are_years(hints: &[Hint]) -> bool {
    let found = || {
        hints.iter().filter_map(|hint| match hint {
            Hint::WordAndNumber(month, number) => Some((*month, *number)),
            _ => None,
        })
    };
    let months: BTreeSet<u32> = found().map(|(month, _)| month).collect();
    let numbers: BTreeSet<u32> = found().map(|(_, number)| number).collect();
    numbers.len() == 1 && months.len() >= 2
}

fn ordered(first: u32, second: u32, month_first: bool) -> (u32, u32) {
    if month_first {
        (second, first)
    } else {
        (first, second)
    }
}

/// Which of `8/10`'s numbers is the month: the order in which every heading is a day, each later than the one before and
/// at most a week, and of the weekday beside it. Nothing when both orders would do.
fn month_first(hints: &[Hint], season: Season) -> Option<bool> {
    let runs = |month_first: bool| {
        let mut before: Option<NaiveDate> = None;
        hints.iter().all(|hint| {
            let Hint::Pair {
                first,
                second,
                year,
                weekday,
            } = *hint
            else {
                return true;
            };
            let (day, month) = ordered(first, second, month_first);
            let known = year.or(season.year);
            let Some(date) = NaiveDate::from_ymd_opt(known.unwrap_or(2024), month, day) else {
                return false;
            };
            let named = known.is_none()
                || weekday.is_none_or(|weekday| date.weekday().number_from_monday() == weekday);
            let follows = before.is_none_or(|before| {
                let apart = (date - before).num_days();
                (0..=7).contains(&apart) || apart < -300
            });
            before = Some(date);
            named && follows
        })
    };
    match (runs(false), runs(true)) {
        (true, false) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}

/// Three or more days, each the same one or seven days after the one before, or two spans of days or dates with their year:
/// hardly anything but a grid's headings.
pub fn are_regular(hints: &[Hint]) -> bool {
    let season = Season {
        year: Some(2024),
        ..Season::default()
    };
    let days: Option<Vec<NaiveDate>> = periods(hints, season)
        .iter()
        .map(|period| period.map(|period| period.start))
        .collect();
    let apart: BTreeSet<i64> = days
        .iter()
        .flat_map(|days| days.windows(2))
        .map(|pair| (pair[1] - pair[0]).num_days())
        .collect();
    let spelled = |hint: &Hint| matches!(hint, Hint::Range(..) | Hint::Day(_));
    let enough = hints.len() >= 3 || hints.len() == 2 && hints.iter().all(spelled);
    enough && (apart == BTreeSet::from([1]) || apart == BTreeSet::from([7]))
}

/// Two months, one after the other, with their year or else `in_hours`.
pub fn are_two_months(hints: &[Hint], in_hours: bool) -> bool {
    match hints {
        [Hint::Month(None, month), Hint::Month(None, after)] => {
            in_hours && *after == month % 12 + 1
        }
        [
            Hint::Month(Some(year), month),
            Hint::Month(Some(next), after),
        ] => next * 12 + *after as i32 == year * 12 + *month as i32 + 1,
        _ => false,
    }
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
    let spelled = hints.iter().all(|hint| matches!(hint, Hint::Day(_)));
    (days.len() >= 3 || days.len() == 2 && spelled)
        && days
            .windows(2)
            .filter(|pair| pair[1] > pair[0])
            .all(|pair| (pair[1] - pair[0]).num_days() % 7 == 0)
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Cell;
    use super::super::testing::knowledge;
    use super::super::unpivot::hint;
    use super::*;

    /// First days of headings under titles; `-` where nothing says it.
    fn starts(headings: &[&str], titles: &[&str]) -> String {
        let words = &knowledge().words;
        let hints: Vec<Hint> = headings
            .iter()
            .map(|text| hint(&Cell::Text(text), words).expect("a heading of a period"))
            .collect();
        let season = Season::of(titles.iter().copied(), words);
        let shown: Vec<String> = periods(&hints, season)
            .iter()
            .map(|period| match period {
                Some(period) => format!("{} {:?}", period.start, period.length),
                None => "-".to_owned(),
            })
            .collect();
        shown.join(", ")
    }

    #[test]
    fn headings_get_their_years() {
        for (headings, titles, expected) in [
            (
                &["21.12–27.12", "28.12–03.01", "04.01–10.01"][..],
                &["План 2026"][..],
                "2026-12-21 Week, 2026-12-28 Week, 2027-01-04 Week",
            ),
            (
                &["1", "2"],
                &["сентябрь 2026"],
                "2026-09-01 Day, 2026-09-02 Day",
            ),
            (&["1"], &[], "-"),
            (&["30", "31"], &["September 2026"], "2026-09-30 Day, -"),
            (
                &["Mon 8/10", "Tue 8/11"],
                &["Hours 2026"],
                "2026-08-10 Day, 2026-08-11 Day",
            ),
            (&["Mon 8/10", "Tue 8/11"], &[], "-, -"),
            (
                &["8/10/2026", "9/10/2026"],
                &[],
                "2026-10-08 Day, 2026-10-09 Day",
            ),
            (&["1/1"], &["2026"], "-"),
            (
                &["Mon", "Tue", "Sun"],
                &["Week ending 2026-09-13"],
                "2026-09-07 Day, 2026-09-08 Day, 2026-09-13 Day",
            ),
            (
                &["Sun", "Mon", "Sat"],
                &["Week ending 2026-09-12"],
                "2026-09-06 Day, 2026-09-07 Day, 2026-09-12 Day",
            ),
            (&["Пн", "Вт"], &["2026"], "-, -"),
            (
                &["W36", "KW 37"],
                &["2026"],
                "2026-08-31 Week, 2026-09-07 Week",
            ),
            (
                &["36 нед", "第37周"],
                &["2026"],
                "2026-08-31 Week, 2026-09-07 Week",
            ),
            (
                &["Сен", "Oct"],
                &["2026"],
                "2026-09-01 Month, 2026-10-01 Month",
            ),
            (
                &["Sep 26", "Oct 26"],
                &[],
                "2026-09-01 Month, 2026-10-01 Month",
            ),
            (
                &["Sep 26", "Sep 27"],
                &["2026"],
                "2026-09-26 Day, 2026-09-27 Day",
            ),
            (
                &["2026-09-01", "2026-10-01", "2026-11-01"],
                &[],
                "2026-09-01 Month, 2026-10-01 Month, 2026-11-01 Month",
            ),
            (
                &["9月28日", "9月29日"],
                &["2026"],
                "2026-09-28 Day, 2026-09-29 Day",
            ),
            (
                &["M1", "M2"],
                &["from March 2026"],
                "2026-03-01 Month, 2026-04-01 Month",
            ),
            (&["M1", "M2"], &["Plan 2026"], "-, -"),
        ] {
            assert_eq!(
                starts(headings, titles),
                expected,
                "{headings:?} {titles:?}"
            );
        }
    }
}
