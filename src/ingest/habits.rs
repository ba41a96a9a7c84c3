//! What a whole column says that no cell says alone: date order, decimal mark, unit of time.

use super::sheet::Cell;
use super::value::{DateOrder, Decimal, OrderEvidence, TimeUnit, YearSaid, order_evidence};

/// What a column's dates say about their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderVerdict {
    /// A number above 12 decides for all.
    Fixed(DateOrder),
    /// No cell needs it.
    Unambiguous,
    /// Cells need it and none decides: ask.
    Ambiguous,
    /// Some cells can only be day-first, others only month-first.
    Mixed,
}

/// Order of day and month in a column; `said` is the year of days written without one.
pub fn decide_date_order<'a>(
    cells: impl IntoIterator<Item = Cell<'a>>,
    said: Option<YearSaid>,
) -> OrderVerdict {
    OrderCounts::of(cells.into_iter().map(|cell| (cell, 1)), said).verdict()
}

/// What the dates of a column say about their order, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderCounts {
    /// Dates that can only be read day first.
    pub day: usize,
    /// Dates that can only be read month first.
    pub month: usize,
    /// Dates that can be read either way.
    pub either: usize,
    /// All cells.
    pub all: usize,
}

impl OrderCounts {
    /// Counts different cells, each with how often it stands.
    pub fn of<'a>(
        cells: impl Iterator<Item = (Cell<'a>, usize)>,
        said: Option<YearSaid>,
    ) -> OrderCounts {
        let mut counts = OrderCounts::default();
        for (cell, count) in cells {
            counts.all += count;
            match order_evidence(&cell, said) {
                Some(OrderEvidence::Day) => counts.day += count,
                Some(OrderEvidence::Month) => counts.month += count,
                Some(OrderEvidence::Either) => counts.either += count,
                None => {}
            }
        }
        counts
    }

    /// What they say together.
    pub fn verdict(self) -> OrderVerdict {
        match (self.day > 0, self.month > 0, self.either > 0) {
            (true, true, _) => OrderVerdict::Mixed,
            (true, false, _) => OrderVerdict::Fixed(DateOrder::DayFirst),
            (false, true, _) => OrderVerdict::Fixed(DateOrder::MonthFirst),
            (false, false, true) => OrderVerdict::Ambiguous,
            (false, false, false) => OrderVerdict::Unambiguous,
        }
    }
}

/// Decimal mark of a column by the majority of its telling cells; `default` (what sibling columns or the
/// delimiter say) when none tells.
pub fn decide_decimal<'a>(cells: impl IntoIterator<Item = Cell<'a>>, default: Decimal) -> Decimal {
    decide_counted(cells.into_iter().map(|cell| (cell, 1)), default)
}

/// The same of different cells, each with how often it stands.
fn decide_counted<'a>(cells: impl Iterator<Item = (Cell<'a>, usize)>, default: Decimal) -> Decimal {
    Marks::of(cells).decimal(default)
}

/// What the texts of a column say about the mark before their decimals, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Texts that can only be read with a point.
    pub points: usize,
    /// Texts that can only be read with a comma.
    pub commas: usize,
    /// Texts with either mark beside a digit.
    pub marked: usize,
    /// Texts with three digits behind their only mark, a point: thousands, or thousandths.
    pub open_points: usize,
    /// The same with a comma.
    pub open_commas: usize,
}

impl Marks {
    /// Counts different cells, each with how often it stands.
    pub fn of<'a>(cells: impl Iterator<Item = (Cell<'a>, usize)>) -> Marks {
        let mut marks = Marks::default();
        for (cell, count) in cells {
            let told = told_decimal(&cell);
            match told {
                Some(Decimal::Point) => marks.points += count,
                Some(Decimal::Comma) => marks.commas += count,
                None => {}
            }
            let open = told.is_none().then(|| mark_in(&cell)).flatten();
            match open {
                Some(Decimal::Point) => marks.open_points += count,
                Some(Decimal::Comma) => marks.open_commas += count,
                None => {}
            }
            marks.marked += if told.or(open).is_some() { count } else { 0 };
        }
        marks
    }

    /// Of amounts, which no currency has thousandths of: all of them have three digits behind the same mark, which parts thousands.
    pub fn of_thousands(self) -> Option<Decimal> {
        let untold = self.points == 0 && self.commas == 0;
        match (self.open_points, self.open_commas) {
            (1.., 0) if untold => Some(Decimal::Comma),
            (0, 1..) if untold => Some(Decimal::Point),
            _ => None,
        }
    }

    /// The mark of the majority, else `default`.
    pub fn decimal(self, default: Decimal) -> Decimal {
        match self.points.cmp(&self.commas) {
            std::cmp::Ordering::Greater => Decimal::Point,
            std::cmp::Ordering::Less => Decimal::Comma,
            std::cmp::Ordering::Equal => default,
        }
    }
}

/// The last mark of a number.
fn mark_in(cell: &Cell) -> Option<Decimal> {
    let Cell::Text(text) = cell else { return None };
    let number = may_hold_mark(text).then(|| number_in(text)).flatten()?;
    let last = number.rfind(['.', ','])?;
    Some(match number.as_bytes()[last] {
        b'.' => Decimal::Point,
        _ => Decimal::Comma,
    })
}

/// What one cell tells; `1.234` tells nothing, `1.5`, `1.234,5` and `1 234,567` do, and so does a mark
/// that stands twice.
fn told_decimal(cell: &Cell) -> Option<Decimal> {
    let Cell::Text(text) = cell else { return None };
    if !may_hold_mark(text) {
        return None;
    }
    let number = number_in(text)?;
    let last = number.rfind(['.', ','])?;
    let (mark, other) = match number.as_bytes()[last] {
        b'.' => (Decimal::Point, Decimal::Comma),
        _ => (Decimal::Comma, Decimal::Point),
    };
    let own = if mark == Decimal::Point { '.' } else { ',' };
    if number.matches(own).count() > 1 {
        let mixed = number.contains(if own == '.' { ',' } else { '.' });
        return (!mixed).then_some(other);
    }
    let (front, behind) = (&number[..last], &number[last + 1..]);
    let grouped = front.contains([' ', '\'', '.', ',']);
    let open = behind.len() == 3 && matches!(front.len(), 1..=3) && !front.starts_with('0');
    (grouped || !open).then_some(mark)
}

/// False for a text that plainly has no digit or no mark; most texts are such.
fn may_hold_mark(text: &str) -> bool {
    let digit = text.bytes().any(|letter| letter.is_ascii_digit());
    digit && text.contains(['.', ',']) || !text.is_ascii()
}

/// The only run of digits and marks in a text, as plain ASCII.
fn number_in(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .take(200)
        .map(|c| match c {
            '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
            '．' => '.',
            '，' => ',',
            '’' => '\'',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let start = plain.find(|c: char| c.is_ascii_digit())?;
    let run = &plain[start..];
    let end = run
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' ' | '\''))
        .unwrap_or(run.len());
    let number = run[..end].trim_end_matches(|c: char| !c.is_ascii_digit());
    let another = run[end..].contains(|c: char| c.is_ascii_digit());
    (!another).then(|| number.to_owned())
}

/// Unit of a column's bare numbers by their size, where no word tells. Old Kimai exports seconds and
/// ClickUp milliseconds without saying so; a plain-number column of clock times holds parts of a day. Each cell comes with
/// how often it stands in the column.
pub fn decide_time_unit<'a>(cells: impl IntoIterator<Item = (Cell<'a>, usize)>) -> TimeUnit {
    sized_time_unit(cells).map_or(TimeUnit::Hours, |(unit, _)| unit)
}

/// The same with the number in the middle, by which it is told; none where no number stands bare.
pub fn sized_time_unit<'a>(
    cells: impl IntoIterator<Item = (Cell<'a>, usize)>,
) -> Option<(TimeUnit, f64)> {
    let mut numbers: Vec<(f64, usize)> = cells
        .into_iter()
        .filter_map(|(cell, count)| Some((bare_number(&cell)?, count)))
        .collect();
    numbers.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let median = median(&numbers)?;
    let whole = numbers.iter().all(|(number, _)| is_whole(*number));
    let unit = match median {
        _ if !whole && are_parts_of_a_day(&numbers) => TimeUnit::DayFractions,
        median if whole && median >= 60_000.0 => TimeUnit::Milliseconds,
        median if whole && median >= 600.0 => TimeUnit::Seconds,
        median if whole && median > 24.0 => TimeUnit::Minutes,
        _ => TimeUnit::Hours,
    };
    Some((unit, median))
}

/// True when a number stands without a unit or a clock's colon.
pub fn holds_bare_number(cell: &Cell) -> bool {
    bare_number(cell).is_some()
}

/// The number in the middle of sorted ones, each as often as it is counted.
fn median(numbers: &[(f64, usize)]) -> Option<f64> {
    let all: usize = numbers.iter().map(|(_, count)| count).sum();
    let mut passed = 0;
    let middle = numbers.iter().find(|(_, count)| {
        passed += count;
        passed > all / 2
    });
    middle.map(|(number, _)| *number)
}

fn bare_number(cell: &Cell) -> Option<f64> {
    let number = match cell {
        Cell::Number(number) => *number,
        Cell::Text(text) => text.trim().replace(',', ".").parse().ok()?,
        _ => return None,
    };
    let telling = number.is_finite() && number.abs() > 0.0;
    telling.then_some(number.abs())
}

fn is_whole(number: f64) -> bool {
    (number - number.round()).abs() < 1e-9
}

/// True when all are at most a day and most are whole minutes of a day but not of an hour.
fn are_parts_of_a_day(numbers: &[(f64, usize)]) -> bool {
    let minutes = |number: f64, of: f64| {
        let minutes = number * of;
        (minutes - minutes.round()).abs() < 1e-6
    };
    let tells = |number: f64| minutes(number, 1440.0) && !minutes(number, 60.0);
    let told = numbers.iter().filter(|(number, _)| tells(*number));
    let telling: usize = told.map(|(_, count)| count).sum();
    let all: usize = numbers.iter().map(|(_, count)| count).sum();
    numbers.iter().all(|(number, _)| *number <= 1.0) && telling * 2 > all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts<'a>(texts: &[&'a str]) -> Vec<Cell<'a>> {
        texts.iter().map(|text| Cell::Text(text)).collect()
    }

    #[test]
    fn dates_above_twelve_decide() {
        for (cells, expected) in [
            (
                &["07/08/2026", "31/07/2026"][..],
                OrderVerdict::Fixed(DateOrder::DayFirst),
            ),
            (
                &["07/08/2026", "7/31/2026"],
                OrderVerdict::Fixed(DateOrder::MonthFirst),
            ),
            (&["07/08/2026", "08/07/2026"], OrderVerdict::Ambiguous),
            (&["31/07/2026", "7/31/2026"], OrderVerdict::Mixed),
            (
                &["2026-07-08", "08.07.2026", "2 Oct 2026", "x"],
                OrderVerdict::Unambiguous,
            ),
            (&["07/07/2026"], OrderVerdict::Unambiguous),
            (&["05-02-2026 08:54:15"], OrderVerdict::Ambiguous),
            (&["12-30-2025"], OrderVerdict::Fixed(DateOrder::MonthFirst)),
            (&[], OrderVerdict::Unambiguous),
        ] {
            assert_eq!(decide_date_order(texts(cells), None), expected, "{cells:?}");
        }
    }

    #[test]
    fn telling_numbers_decide_the_mark() {
        use Decimal::{Comma, Point};
        for (cells, default, expected) in [
            (&["1.234,56"][..], Point, Comma),
            (&["1,234.50"], Comma, Point),
            (&["1,5", "1.234"], Point, Comma),
            (&["1.234"], Comma, Comma),
            (&["1.234"], Point, Point),
            (&["1 234,567"], Point, Comma),
            (&["1.234.567"], Point, Comma),
            (&["0,125"], Point, Comma),
            (&["1,5 ч", "2 ч"], Point, Comma),
            (&["$1,234.50"], Comma, Point),
            (&["1234"], Comma, Comma),
            (&["01.02.2026"], Comma, Comma),
            (&["abc"], Point, Point),
        ] {
            assert_eq!(decide_decimal(texts(cells), default), expected, "{cells:?}");
        }
    }

    #[test]
    fn size_tells_units() {
        let numbers =
            |numbers: &[f64]| numbers.iter().map(|n| Cell::Number(*n)).collect::<Vec<_>>();
        for (cells, expected) in [
            (numbers(&[1.5, 8.0, 0.25]), TimeUnit::Hours),
            (numbers(&[8.0, 7.0]), TimeUnit::Hours),
            (numbers(&[30.0, 90.0, 45.0]), TimeUnit::Minutes),
            (numbers(&[3600.0, 5400.0, 1800.0]), TimeUnit::Seconds),
            (numbers(&[3_600_000.0, 900_000.0]), TimeUnit::Milliseconds),
            (numbers(&[0.0625, 0.052_083_333_3]), TimeUnit::DayFractions),
            (numbers(&[0.25, 0.5]), TimeUnit::Hours),
            (texts(&["1:30", "2:00"]), TimeUnit::Hours),
        ] {
            assert_eq!(
                decide_time_unit(cells.iter().map(|cell| (*cell, 1))),
                expected,
                "{cells:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let cells = texts(&[&text]);
            let _ = decide_date_order(cells.clone(), None);
            let _ = decide_decimal(cells.clone(), Decimal::Point);
            let _ = decide_time_unit(cells.iter().map(|cell| (*cell, 1)));
        }
    }
}
