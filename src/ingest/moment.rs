//! Numbers that are dates and times by the format of their cell.

use super::sheet::Cell;

/// Days between the bases of the 1904 and the 1900 calendar.
const SHIFT_1904: f64 = 1_462.0;
/// The day after the last that a workbook knows, 9999-12-31.
const FIRST_NO_DAY: f64 = 2_958_466.0;
/// A time format on a larger number is a date whose day is not shown.
const LONGEST_TIME: f64 = 1_000.0;

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A number.
    #[default]
    Plain,
    /// A day, perhaps with a time.
    Moment,
    /// Hours and minutes of a day, `h:mm`.
    Clock,
    /// Hours that do not end at 24, `[h]:mm`.
    Elapsed,
}

impl Shape {
    /// The cell that a stored number is. Below one day it is a time whatever the date format; where no such day exists, it is
    /// a number.
    pub fn cell(self, number: f64, from_1904: bool) -> Cell<'static> {
        let is_time = match self {
            Shape::Plain => return Cell::Number(number),
            Shape::Moment if !(0.0..FIRST_NO_DAY).contains(&number) => return Cell::Number(number),
            Shape::Elapsed => true,
            Shape::Clock => number < LONGEST_TIME,
            Shape::Moment => number < 1.0,
        };
        match (is_time, from_1904) {
            (true, _) => Cell::Time(number),
            (false, true) => Cell::Date(number + SHIFT_1904),
            (false, false) => Cell::Date(number),
        }
    }
}

/// The number that a workbook stores for a day.
pub fn stored_day(days: f64, from_1904: bool) -> f64 {
    if from_1904 { days - SHIFT_1904 } else { days }
}

/// The shape of a format code. Only the part for positive numbers counts; quoted and escaped letters, colours and
/// conditions do not.
pub fn shape_of_code(code: &str) -> Shape {
    let bare = bare(code);
    match bare.chars().next() {
        None => Shape::Plain,
        Some(ELAPSED) => Shape::Elapsed,
        Some(_) if bare.contains('h') && !bare.contains(['d', 'y']) => Shape::Clock,
        Some(_) => Shape::Moment,
    }
}

/// Stands for `[h]`, `[mm]` and their kin.
const ELAPSED: char = '[';

/// The letters of a format code that make a date or time of a number, in order.
fn bare(code: &str) -> String {
    let mut bare = String::new();
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '\\' | '_' | '*' => {
                letters.next();
            }
            '"' => {
                letters.by_ref().find(|letter| *letter == '"');
            }
            '[' => {
                let inside: String = letters
                    .by_ref()
                    .take_while(|letter| *letter != ']')
                    .collect();
                bare.extend(is_elapsed(&inside).then_some(ELAPSED));
            }
            ';' => break,
            letter @ ('d' | 'm' | 'h' | 'y' | 's') => bare.push(letter),
            _ => {}
        }
    }
    bare
}

fn is_elapsed(inside: &str) -> bool {
    ['h', 'm', 's'].iter().any(|unit| {
        !inside.is_empty()
            && inside
                .chars()
                .all(|letter| letter.eq_ignore_ascii_case(unit))
    })
}

/// The shape of a format that workbooks know by its number alone.
pub fn shape_of_builtin(number: u32) -> Shape {
    match number {
        18..=21 => Shape::Clock,
        46 => Shape::Elapsed,
        14..=17 | 22 | 27..=36 | 45 | 47 | 50..=58 => Shape::Moment,
        _ => Shape::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_make_dates_and_times() {
        for (code, expected) in [
            ("General", Shape::Plain),
            ("0.00", Shape::Plain),
            ("#,##0.00\\ \"h\"", Shape::Plain),
            ("[$-409]#,##0_m", Shape::Plain),
            ("[Red]0;[h]:mm", Shape::Plain),
            ("yyyy-mm-dd", Shape::Moment),
            ("[$-419]D MMMM YYYY;@", Shape::Moment),
            ("mm:ss", Shape::Moment),
            ("dd.mm.yyyy h:mm", Shape::Moment),
            ("h:mm AM/PM", Shape::Clock),
            ("H:MM:SS;@", Shape::Clock),
            ("[h]:mm", Shape::Elapsed),
            ("[Blue]\\+[HH]:mm;[Red]\\-[h]:mm", Shape::Elapsed),
            ("[s].00", Shape::Elapsed),
            ("[>=100][Magenta]0", Shape::Plain),
            ("0*y", Shape::Plain),
        ] {
            assert_eq!(shape_of_code(code), expected, "{code}");
        }
    }

    #[test]
    fn a_number_is_the_cell_its_format_says() {
        for (shape, number, from_1904, expected) in [
            (Shape::Plain, 46_234.0, true, Cell::Number(46_234.0)),
            (Shape::Moment, 46_234.0, false, Cell::Date(46_234.0)),
            (Shape::Moment, 44_772.0, true, Cell::Date(46_234.0)),
            (Shape::Moment, 0.5, true, Cell::Time(0.5)),
            (Shape::Clock, 1.5, false, Cell::Time(1.5)),
            (Shape::Clock, 46_234.25, false, Cell::Date(46_234.25)),
            (Shape::Elapsed, 46_234.0, false, Cell::Time(46_234.0)),
            // 9999-12-31 and the day after it
            (Shape::Moment, 2_958_465.0, false, Cell::Date(2_958_465.0)),
            (Shape::Moment, 2_958_466.0, false, Cell::Number(2_958_466.0)),
            (Shape::Moment, -3.0, false, Cell::Number(-3.0)),
        ] {
            assert_eq!(shape.cell(number, from_1904), expected);
        }
    }
}
