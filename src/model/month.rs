//! Calendar months and the periods made of them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};

use super::phrase::NUMBER;

/// A calendar month, ordered in time. Shown and read as `2026-10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Months since January of year 0.
    index: i32,
}

impl Month {
    /// The month of a year; `month` is 1 to 12.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        ((1..=12).contains(&month) && (1..=9999).contains(&year)).then(|| Month {
            index: year * 12 + month as i32 - 1,
        })
    }

    /// The month a day lies in.
    pub fn of(day: NaiveDate) -> Month {
        Month {
            index: day.year() * 12 + day.month0() as i32,
        }
    }

    /// Year.
    pub fn year(self) -> i32 {
        self.index.div_euclid(12)
    }

    /// Month of the year, 1 to 12.
    pub fn number(self) -> u32 {
        self.index.rem_euclid(12) as u32 + 1
    }

    /// The month `months` later (earlier when negative).
    pub fn plus(self, months: i32) -> Month {
        Month {
            index: self.index + months,
        }
    }

    /// First day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.number(), 1).expect("a month has a first day")
    }

    /// Last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day() - Days::new(1)
    }

    /// Every day, in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        let last = self.last_day();
        self.first_day()
            .iter_days()
            .take_while(move |day| *day <= last)
    }

    /// Months from `self` to `last`, both included.
    pub fn through(self, last: Month) -> impl DoubleEndedIterator<Item = Month> {
        (self.index..=last.index).map(|index| Month { index })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            write!(f, "{NUMBER}")?;
        }
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = ();

    fn from_str(text: &str) -> Result<Month, ()> {
        let (year, month) = text.split_once('-').ok_or(())?;
        if year.len() != 4 || month.len() != 2 {
            return Err(());
        }
        Month::new(
            year.parse().map_err(|_| ())?,
            month.parse().map_err(|_| ())?,
        )
        .ok_or(())
    }
}

/// One or more whole months that are reported as one: `2026-10`, `2026-Q4` or `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First month.
    pub from: Month,
    /// Last month, included.
    pub to: Month,
}

impl Span {
    /// A single month.
    pub fn month(month: Month) -> Span {
        Span {
            from: month,
            to: month,
        }
    }

    /// How many months it has.
    pub fn len(self) -> i32 {
        self.to.index - self.from.index + 1
    }

    /// Never true: a span has at least one month.
    pub fn is_empty(self) -> bool {
        false
    }

    /// The span of equal length just before.
    pub fn previous(self) -> Span {
        Span {
            from: self.from.plus(-self.len()),
            to: self.to.plus(-self.len()),
        }
    }

    /// First day of the first month.
    pub fn first_day(self) -> NaiveDate {
        self.from.first_day()
    }

    /// Last day of the last month.
    pub fn last_day(self) -> NaiveDate {
        self.to.last_day()
    }

    /// True when the month lies in the span.
    pub fn holds(self, month: Month) -> bool {
        self.from <= month && month <= self.to
    }

    /// Its months, in order.
    pub fn months(self) -> impl DoubleEndedIterator<Item = Month> {
        self.from.through(self.to)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quarter = (self.from.number() - 1) / 3 + 1;
        match (self.len(), (self.from.number() - 1) % 3, self.from.number()) {
            (1, _, _) => self.from.fmt(f),
            (3, 0, _) => write!(f, "{:04}-Q{quarter}", self.from.year()),
            (12, _, 1) => write!(f, "{:04}", self.from.year()),
            _ => write!(f, "{}..{}", self.from, self.to),
        }
    }
}

impl FromStr for Span {
    type Err = ();

    fn from_str(text: &str) -> Result<Span, ()> {
        if let Ok(month) = text.parse() {
            return Ok(Span::month(month));
        }
        if let Some((year, quarter)) = text.split_once("-Q") {
            let quarter: u32 = quarter.parse().map_err(|_| ())?;
            let year: i32 = year.parse().map_err(|_| ())?;
            if !(1..=4).contains(&quarter) {
                return Err(());
            }
            let from = Month::new(year, quarter * 3 - 2).ok_or(())?;
            return Ok(Span {
                from,
                to: from.plus(2),
            });
        }
        if text.len() != 4 {
            return Err(());
        }
        let from = Month::new(text.parse().map_err(|_| ())?, 1).ok_or(())?;
        Ok(Span {
            from,
            to: from.plus(11),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_shows() {
        for text in ["2026-10", "2026-Q4", "2026", "0999-01"] {
            assert_eq!(
                text.parse::<Span>().map(|span| span.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in ["2026-13", "2026-Q5", "26", "2026-1", ""] {
            assert_eq!(text.parse::<Span>(), Err(()), "{text}");
        }
    }

    #[test]
    fn knows_its_days() {
        let february: Month = "2024-02".parse().expect("a month");
        assert_eq!(february.days().count(), 29);
        assert_eq!(february.plus(-2).to_string(), "2023-12");
    }
}
