//! A day that stands once above the rows it is said of, as people write it in a diary: `5 октября, понедельник`.

use chrono::NaiveDate;

use super::knowledge::Words;
use super::period::{Length, periods};
use super::season::Season;
use super::sheet::Cell;
use super::unpivot::{Hint, text_hint};
use super::value::{self, DateOrder};

/// The day of a text; where it lacks the year, that of the season.
pub fn day_above(text: &str, order: DateOrder, season: Season, words: &Words) -> Option<NaiveDate> {
    let told = value::date(&Cell::Text(text), order).ok();
    told.or_else(|| match text_hint(text, words)? {
        Hint::WordAndNumber(month, day) if !ends_the_year(day, season) => {
            in_season(Hint::DayMonth(day, month), season)
        }
        hint @ (Hint::Day(_) | Hint::DayMonth(..)) => in_season(hint, season),
        _ => None,
    })
}

/// A text that names a month and its year and no day: `2026-09`, `September 2026`.
pub fn is_month(text: &str, words: &Words) -> bool {
    matches!(text_hint(text.trim(), words), Some(Hint::Month(Some(_), _)))
}

/// `Oct 26` above the rows of October 2026 is no day.
fn ends_the_year(number: u32, season: Season) -> bool {
    season.year.is_some_and(|year| year % 100 == number as i32)
}

fn in_season(hint: Hint, season: Season) -> Option<NaiveDate> {
    let period = periods(&[hint], season).into_iter().flatten().next()?;
    (period.length == Length::Day).then_some(period.start)
}

#[cfg(test)]
mod tests {
    use super::super::testing::knowledge;
    use super::*;

    #[test]
    fn days_of_a_diary() {
        let knowledge = knowledge();
        let words = &knowledge.words;
        let season = Season::of(["Работы за октябрь 2026"].into_iter(), words);
        let day = |text: &str| {
            day_above(text, DateOrder::DayFirst, season, words).map(|day| day.to_string())
        };
        for (text, expected) in [
            ("5 октября, понедельник", "2026-10-05"),
            ("Вт, 6 октября", "2026-10-06"),
            ("Mon 05.10", "2026-10-05"),
            ("07.10.2026", "2026-10-07"),
            ("Wed, 7 Oct 2026", "2026-10-07"),
        ] {
            assert_eq!(day(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["октябрь", "Oct 26", "Понедельник", "Проект 5"] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(
            day_above("5 октября", DateOrder::DayFirst, Season::default(), words),
            None,
            "no year"
        );
    }
}
