//! Cells of a field as typed values, with the habits of their column.

pub(super) mod discount_terms;

use chrono::{Datelike, NaiveDate};

use self::discount_terms::{days_in, days_told};
use super::clock::between_clocks;
use super::dotted::with_minutes;
use super::header::Heading;
use super::sheet::Cell;
use super::stretch::Stretch;
use super::value::{
    self, Amounts, DateOrder, Decimal, Expectation, TimeUnit, YearSaid, without_ending,
};
use crate::ingest::grid::shown;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Duration, Field, Kind, Money, Value};

/// How a column writes its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    /// Day or month first.
    pub order: DateOrder,
    /// Decimal mark.
    pub decimal: Decimal,
    /// What a bare number of time counts.
    pub unit: TimeUnit,
    /// A bare number of a share is percent.
    pub percent: bool,
    /// The year of days that are written without one.
    pub year: Option<YearSaid>,
    /// Days stand as their numbers in the month that is said elsewhere.
    pub day_numbers: bool,
    /// Days are written with two digits of their year in front: `26-10-05`.
    pub year_first: bool,
    /// A program exchanged day and month in the column's real dates.
    pub exchanged: bool,
    /// Only the first line of a cell counts.
    pub first_line: bool,
    /// Amounts are written in multiples: a power of ten.
    pub tens: u32,
    /// Rates are told as units for one of the base.
    pub inverse: bool,
    /// For how many units rates are told.
    pub units: i64,
    /// Hours and minutes with a point between: `8.30` is half past eight.
    pub dotted: bool,
    /// The heading says no: a mark below `Non-billable` marks what is not.
    pub negated: bool,
    /// What an empty cell says below marks that all say the other.
    pub unmarked: Option<bool>,
    /// Other cells say whether they are firm: one that nobody understands is not.
    pub doubtful: bool,
    /// A day stands for its week or month.
    pub stretch: Option<Stretch>,
}

impl Default for Habits {
    fn default() -> Habits {
        Habits {
            order: DateOrder::DayFirst,
            decimal: Decimal::Point,
            unit: TimeUnit::Hours,
            percent: false,
            year: None,
            day_numbers: false,
            year_first: false,
            exchanged: false,
            doubtful: false,
            first_line: false,
            tens: 0,
            inverse: false,
            units: 1,
            dotted: false,
            negated: false,
            unmarked: None,
            stretch: None,
        }
    }
}

/// A value and, for money, the currency written beside it.
pub type Typed = (Value, Option<String>);

/// From when to when, where the table's rows are lengths of time: `10:00-12:30`.
fn stay(cell: &Cell, field: &Field) -> Option<Result<Duration, Expectation>> {
    match cell {
        Cell::Text(text) if field.needed => between_clocks(text),
        _ => None,
    }
}

/// Reads a cell as the field's kind. Blank text counts as unreadable: callers pass no blank cells.
pub fn read(
    cell: &Cell,
    field: &Field,
    habits: Habits,
    amounts: &Amounts,
) -> Result<Typed, Expectation> {
    let value = match field.kind {
        Kind::Client | Kind::Person | Kind::Project => {
            let text = lines_that_count(plain_text(cell)?, cell, habits);
            Value::Text(without_addresses(text))
        }
        Kind::Text | Kind::Number => Value::Text(lines_that_count(plain_text(cell)?, cell, habits)),
        Kind::Code => Value::Text(code(&plain_text(cell)?, field)),
        Kind::Currency => Value::Text(amounts.currency(cell)?),
        Kind::Workdays => Value::Text(value::workdays(cell)?),
        Kind::Date => Value::Date(day(cell, habits)?),
        Kind::Duration => {
            let bare = without_ending(cell, &field.endings).map(Cell::Text);
            let cell = bare.as_ref().unwrap_or(cell);
            let length = stay(cell, field)
                .unwrap_or_else(|| value::duration(cell, habits.unit, habits.decimal))?;
            let dotted = habits.dotted.then(|| with_minutes(length)).flatten();
            Value::Duration(dotted.unwrap_or(length))
        }
        Kind::Share => match amount_in_words(cell, field) {
            // a percent and a unit of money have as many parts
            Some(percent) => Value::Share(percent.0),
            None => Value::Share(value::share(cell, habits.decimal, habits.percent)?),
        },
        Kind::Quantity => Value::Quantity(quantity(cell, field, habits, amounts)?),
        Kind::Rate => {
            let told = (habits.inverse, habits.units);
            Value::Rate(value::rate(cell, habits.decimal, told)?)
        }
        Kind::Flag => Value::Flag(flag(cell, field)? != habits.negated),
        Kind::Money => {
            if let Some(amount) = amount_in_words(cell, field) {
                return Ok((Value::Money(amount), None));
            }
            let bare = amounts.without_tax(cell).filter(|_| field.name != "gross");
            let monthly = amounts.of_a_month(cell).filter(|_| field.monthly);
            let bare = bare.or(monthly).map(Cell::Text);
            let cell = bare.as_ref().unwrap_or(cell);
            let (amount, currency) = amounts.money_in(cell, habits.decimal, habits.tens)?;
            in_range(field, amount.0, Money::UNIT)?;
            return Ok((Value::Money(amount), currency));
        }
    };
    match &value {
        Value::Duration(time) => in_range(field, time.0, Duration::HOUR)?,
        Value::Share(part) => in_range(field, *part, 10_000)?,
        Value::Quantity(part) => in_range(field, *part, 10_000)?,
        Value::Rate(part) => in_range(field, *part, 100_000_000)?,
        _ => {}
    }
    Ok((value, None))
}

/// The text of a cell that a field of texts takes as it stands: one line without runs of blanks.
pub fn as_it_stands<'c>(cell: &Cell<'c>, field: &Field) -> Option<&'c str> {
    let texts = matches!(
        field.kind,
        Kind::Text | Kind::Client | Kind::Person | Kind::Project | Kind::Number
    );
    match *cell {
        Cell::Text(text) if texts && is_single_spaced(text) && !text.contains(ADDRESS) => {
            Some(text)
        }
        _ => None,
    }
}

/// How an address of the web begins in brackets.
const ADDRESS: &str = " (http";

/// A name without the address that a program writes behind it: `Halden (https://...)`.
fn without_addresses(text: String) -> String {
    let Some((name, behind)) = text.split_once(ADDRESS) else {
        return text;
    };
    match behind.split_once(')') {
        Some((_, more)) => without_addresses(format!("{name}{more}")),
        None => text,
    }
}

/// True for a text of single spaces between visible letters; false in doubt, where a letter's first byte is that of some
/// blank beyond ASCII. Without an early end, so that many bytes are compared at a time.
fn is_single_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd = |byte: u8| byte < b' ' || matches!(byte, 0xc2 | 0xe1..=0xe3);
    let odd = bytes.iter().fold(false, |found, byte| found | odd(*byte));
    let after = bytes.get(1..).unwrap_or_default();
    let run = bytes
        .iter()
        .zip(after)
        .fold(false, |found, pair| found | (pair == (&b' ', &b' ')));
    let edges = [bytes.first(), bytes.last()].contains(&Some(&b' '));
    !odd && !run && !edges && !bytes.is_empty()
}

/// A day by the habits of its column.
pub fn day(cell: &Cell, habits: Habits) -> Result<NaiveDate, Expectation> {
    if habits.day_numbers {
        return value::day_in_month(cell, habits.year);
    }
    if habits.year_first
        && let Cell::Text(text) = cell
    {
        return value::date(&Cell::Text(&format!("20{}", text.trim())), habits.order);
    }
    let day = value::date_in(cell, habits.order, habits.year)?;
    let real = habits.exchanged && !matches!(cell, Cell::Text(_));
    Ok(if real {
        exchanged(day).unwrap_or(day)
    } else {
        day
    })
}

/// The day whose day and month are the other's month and day.
pub fn exchanged(day: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year(), day.day(), day.month())
}

/// Names and texts: line breaks and runs of spaces become one space. Numbers keep their digits.
fn plain_text(cell: &Cell) -> Result<String, Expectation> {
    match cell {
        Cell::Error(_) => {
            return Err(Expectation {
                what: "error",
                expected: phrase("a text", &[]),
                hint: phrase("repair the formula in this cell", &[]),
            });
        }
        Cell::Formula(_) => {
            return Err(Expectation {
                what: "formula",
                expected: phrase("a text", &[]),
                hint: phrase(
                    "open the file in Excel and save it, so that it holds the result",
                    &[],
                ),
            });
        }
        _ => {}
    }
    let shown = shown(cell);
    let text = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(text)
}

/// The whole text, or its first line where the layout says that the rest is about something else.
fn lines_that_count(text: String, cell: &Cell<'_>, habits: Habits) -> String {
    match cell {
        Cell::Text(whole) if habits.first_line => {
            let first = whole.trim().lines().next().unwrap_or_default();
            first.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        _ => text,
    }
}

/// The code whose words hold the text; an unknown word stands as written.
pub fn code(text: &str, field: &Field) -> String {
    known_code(text, field).map_or_else(|| text.to_owned(), str::to_owned)
}

/// The code whose words hold the text, by the whole text, else by its beginning (`Overdue 12 days`). Words
/// were folded when the templates were read.
pub fn known_code<'f>(text: &str, field: &'f Field) -> Option<&'f str> {
    let folded = fold(text);
    if folded.is_empty() {
        let symbol = text.trim().to_owned();
        let mut codes = field.codes.iter();
        let known = codes.find(|(_, words)| !symbol.is_empty() && words.contains(&symbol));
        return known.map(|(code, _)| code.as_str());
    }
    let whole = field.by_word.get(&folded).map(|codes| &codes[0]);
    let begun = || {
        let ends = folded.char_indices().rev();
        let parts = ends.map(|(at, _)| folded.split_at(at));
        let mut words = parts.filter(|(word, rest)| is_apart(word, rest));
        words.find_map(|(word, _)| field.by_word.get(word)?.last())
    };
    whole.or_else(begun).map(String::as_str)
}

/// What follows a word in a text does not go on with it: a Chinese one, which may be short, ends at a number.
fn is_apart(word: &str, rest: &str) -> bool {
    let chinese = word.ends_with(|letter: char| letter >= '\u{2e80}');
    match chinese {
        true => rest.starts_with(|next: char| next == ' ' || next.is_ascii_digit()),
        false => rest.starts_with(' ') && word.chars().count() >= 4,
    }
}

/// A word that stands for an amount: `без НДС` is a tax of nothing. An amount's `codes` are whole numbers.
fn amount_in_words(cell: &Cell, field: &Field) -> Option<Money> {
    let text = match cell {
        Cell::Text(text) if !field.codes.is_empty() => text,
        _ => return None,
    };
    let whole: i64 = known_code(text, field)?.parse().ok()?;
    whole.checked_mul(Money::UNIT).map(Money)
}

/// Numbers, and words that stand for them (`low`, `высокая`): a quantity's `codes` are numbers.
fn quantity(
    cell: &Cell,
    field: &Field,
    habits: Habits,
    amounts: &Amounts,
) -> Result<i64, Expectation> {
    if let Cell::Text(text) = cell
        && let Some(number) = known_code(text, field).and_then(|code| code.parse::<i64>().ok())
    {
        return Ok(number * 10_000);
    }
    if let Some(days) = days_in(cell, field) {
        return Ok(days);
    }
    if let Cell::Text(text) = cell
        && let Some(share) = text
            .trim()
            .strip_suffix(['%', '％'])
            .filter(|_| field.max.is_none())
    {
        return value::quantity(&Cell::Text(share.trim_end()), habits.decimal);
    }
    value::quantity(cell, habits.decimal).or_else(|why| {
        // `1.8k`, `$32`, `1,2 млн`: what is counted has no scale of its own
        if field.max.is_none()
            && let Ok((amount, _)) = amounts.money(cell, habits.decimal)
        {
            return Ok(amount.0);
        }
        if let Some(days) = days_told(cell, field, habits.decimal) {
            return days;
        }
        // `50/50` is how the whole is paid, and no number of days
        let parts = !field.discounted.is_empty() && shown(cell).contains('/');
        let mark = mark_of_choice(cell).filter(|_| field.max.is_some() && !parts);
        mark.map_or(Err(why), |mark| {
            value::quantity(&Cell::Text(&mark), habits.decimal)
        })
    })
}

/// The number of an answer that is chosen from a list: `9 - very likely`, `5: отлично`, `9/10`, `★★★★☆`.
fn mark_of_choice(cell: &Cell<'_>) -> Option<String> {
    let Cell::Text(text) = *cell else {
        return None;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if let Some(stars) = stars(text) {
        return Some(stars.to_string());
    }
    if let Some((number, scale)) = text.split_once('/') {
        let (number, scale) = (number.trim(), scale.trim());
        return (digits(number) && digits(scale)).then(|| number.to_owned());
    }
    let (number, words) = text.split_once([' ', '-', '–', '—', ':', '.', ')', '=', '：'])?;
    let words = words.trim_start_matches([' ', '-', '–', '—', ':', '.', ')', '(', '=']);
    (digits(number) && words.starts_with(char::is_alphabetic)).then(|| number.to_owned())
}

/// How many stars are full, in a cell of nothing but stars.
fn stars(text: &str) -> Option<usize> {
    let (full, empty) = (['★', '⭐', '*'], ['☆', '✩']);
    let mut letters = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '\u{fe0f}');
    let all = letters.all(|letter| full.contains(&letter) || empty.contains(&letter));
    let count = text.chars().filter(|letter| full.contains(letter)).count();
    (all && count > 0).then_some(count)
}

fn flag(cell: &Cell, field: &Field) -> Result<bool, Expectation> {
    // the day on which a document came back says that it did
    let dated = || value::date(cell, value::DateOrder::DayFirst).is_ok();
    if matches!(field.name.as_str(), "signed" | "scan" | "original") && dated() {
        return Ok(true);
    }
    let words = |code: &str| field.codes.get(code).map_or(&[][..], Vec::as_slice);
    value::flag(cell, words("yes"), words("no"))
}

/// Compares in the field's own unit, with integers.
fn in_range(field: &Field, parts: i64, unit: i64) -> Result<(), Expectation> {
    let bound = |limit: f64| (limit * unit as f64).round() as i64;
    let low = field.min.is_some_and(|least| parts < bound(least));
    let high = field.max.is_some_and(|most| parts > bound(most));
    if !low && !high {
        return Ok(());
    }
    let expected = match (field.min, field.max) {
        (Some(least), Some(most)) => phrase("a value from {} to {}", &[&least, &most]),
        (Some(least), None) => phrase("a value from {}", &[&least]),
        (None, Some(most)) => phrase("a value up to {}", &[&most]),
        (None, None) => return Ok(()),
    };
    Err(Expectation {
        what: "out_of_range",
        expected,
        hint: phrase("correct the cell", &[]),
    })
}

/// How much of a column reads as a kind, 0..1: its value profile. `None` without a value. Cells are given with how often they
/// stand there.
pub fn fit(
    cells: &[(Cell<'_>, usize)],
    field: &Field,
    heading: &Heading,
    amounts: &Amounts,
) -> Option<f64> {
    // a formula without its result, or with an error, says nothing for or against
    let told = cells
        .iter()
        .filter(|(cell, _)| !matches!(cell, Cell::Formula(_) | Cell::Error(_)));
    let count = |(_, times): &(Cell<'_>, usize)| *times;
    let read = { told.clone() }.filter(|(cell, _)| could_be(cell, field, heading, amounts));
    let read: usize = read.map(count).sum();
    let told: usize = told.map(count).sum();
    (told > 0).then(|| read as f64 / told as f64)
}

/// True when every one of some cells reads as a length of time within the field's range, and they are no counter
/// (1, 2, 3, ...).
pub fn all_believable(cells: &[Cell<'_>], field: &Field, amounts: &Amounts) -> bool {
    let read: Option<Vec<i64>> = cells
        .iter()
        .map(|cell| {
            let habits = Habits {
                decimal: if matches!(cell, Cell::Text(text) if text.contains(',')) {
                    Decimal::Comma
                } else {
                    Decimal::Point
                },
                ..Habits::default()
            };
            match read(cell, field, habits, amounts) {
                Ok((Value::Duration(duration), _)) => Some(duration.0),
                _ => None,
            }
        })
        .collect();
    read.is_some_and(|parts| {
        let counts_up = parts.len() > 2
            && parts
                .windows(2)
                .all(|pair| pair[1] - pair[0] == Duration::HOUR);
        !parts.is_empty() && !counts_up
    })
}

fn could_be(cell: &Cell, field: &Field, heading: &Heading, amounts: &Amounts) -> bool {
    let habits = Habits::default();
    match field.kind {
        Kind::Text | Kind::Number => true,
        Kind::Client | Kind::Person | Kind::Project => match cell {
            Cell::Text(text) => text.chars().any(char::is_alphabetic) && !value::is_flag(cell),
            _ => false,
        },
        Kind::Code => match cell {
            Cell::Text(text) => field.codes.is_empty() || known_code(text, field).is_some(),
            Cell::Flag(_) => true,
            _ => false,
        },
        Kind::Date => is_near_date(cell),
        Kind::Duration => {
            let bare = without_ending(cell, &field.endings).map(Cell::Text);
            let cell = bare.as_ref().unwrap_or(cell);
            let stay = stay(cell, field).is_some_and(|stay| stay.is_ok());
            let reads = |unit: TimeUnit| match value::duration(cell, unit, habits.decimal) {
                _ if stay => true,
                Ok(_) => true,
                Err(why) => field.shares && why.what == "percent",
            };
            let named = heading.time_unit.filter(|unit| *unit != habits.unit);
            !matches!(cell, Cell::Date(_)) && (reads(habits.unit) || named.is_some_and(reads))
        }
        _ => read(
            cell,
            field,
            Habits {
                percent: true,
                ..habits
            },
            amounts,
        )
        .is_ok(),
    }
}

/// A bare number reads as a date only where it is an Excel serial of our time, `20261005`, or counted since 1970.
fn is_near_date(cell: &Cell) -> bool {
    let near = match cell {
        Cell::Number(number) => {
            (30_000.0..60_000.0).contains(number)
                || (19_900_101.0..21_000_101.0).contains(number)
                || *number > 900_000_000.0
        }
        _ => true,
    };
    let reads = || match value::date(cell, DateOrder::DayFirst) {
        Ok(_) => true,
        // as the other order it may be a day; what reads as none does so in neither
        Err(why) if why.what == "impossible" => value::date(cell, DateOrder::MonthFirst).is_ok(),
        Err(_) => false,
    };
    near && (reads() || value::lacks_year(cell))
}
