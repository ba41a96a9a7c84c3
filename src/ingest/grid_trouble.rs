//! What is wrong with a grid, and what speaks for its numbers being time.

use super::columns::View;
use super::grid::text;
use super::grid_language::{speaks_in_days, told_of_cells};
use super::gridcell::{Language, Says};
use super::knowledge::{Claim, Knowledge};
use super::legend::Legend;
use super::period::Length;
use super::person_around::person_in_title;
use super::recognise::Talk;
use super::sheet::Cell;
use super::told_month::speaks_of_other_hours;
use super::told_person::told_around;
use super::told_unit::told_unit;
use super::unpivot::Hint;
use super::value;
use super::wide::{Contents, Wide, in_hours, is_time, period_cells};
use super::words::Words;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Table};

/// Why something is no table of ours though it looks like one, and the one thing to do about it.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Why.
    pub reason: Phrase,
    /// What to do.
    pub hint: Phrase,
    /// What it would be if a person says so.
    pub proposal: Option<Table>,
}

impl Trouble {
    fn new(reason: Phrase, hint: Phrase) -> Option<Trouble> {
        Some(Trouble {
            reason,
            hint,
            proposal: None,
        })
    }
}

/// Hours of a day.
const LONGEST_DAY: f64 = 24.0;

/// Why a grid cannot be time, bookings or leave; nothing when it can.
pub fn trouble(
    views: &[View<'_>],
    wide: &Wide,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<Trouble> {
    let cells = period_cells(views, wide, &knowledge.words);
    if cells.is_empty() {
        return Trouble::new(
            phrase("its day or week columns hold nothing", &[]),
            phrase("nothing, if that is right", &[]),
        );
    }
    if wide.contents == Contents::Marks {
        if !marks_are_known(views, &cells, talk, knowledge) {
            return Trouble::new(
                phrase("its cells hold marks that nothing explains", &[]),
                phrase(
                    "explain each mark in a cell of the sheet, such as {}",
                    &[&"G = public holiday"],
                ),
            );
        }
    } else if wide.contents == Contents::Hours {
        let plain = Language::default();
        let nothing = |cell: &Cell<'_>| {
            plain.says(cell, Length::Month, &knowledge.words) == Ok(Says::Nothing)
        };
        let readable = cells
            .iter()
            .filter(|cell| is_time(cell, knowledge) || is_mark(cell, knowledge) || nothing(cell))
            .count();
        if readable * 10 < cells.len() * 6 {
            return Trouble::new(
                phrase(
                    "its cells hold neither hours nor parts of a week nor marks",
                    &[],
                ),
                phrase("nothing, if that is right", &[]),
            );
        }
        if !says_hours(views, talk, knowledge)
            && !units_say_hours(&cells)
            && !is_clocked(views, wide, knowledge)
            && !says_unit(views, wide, &cells, talk, knowledge)
            && !reads_like_hours(views, wide, &cells, talk, knowledge)
            && !reads_like_attendance(views, wide, &cells, knowledge)
            && !reads_like_shares(views, wide, &cells, talk, knowledge)
            && !reads_like_bookings(wide, &cells, talk, knowledge)
        {
            let reason = if wide.periods.is_empty() {
                phrase(
                    "nothing says that its numbers are hours, nor which month or week they belong to",
                    &[],
                )
            } else {
                phrase("nothing says that its numbers are hours", &[])
            };
            let hint = phrase(
                "if they are, write hours, year and month into the title or file name",
                &[],
            );
            return Some(Trouble {
                reason,
                hint,
                proposal: could_be_days(wide, &cells).then_some(Table::Time),
            });
        }
    }
    if wide.periods.is_empty() {
        return undated(views);
    }
    None
}

/// Under dated days all numbers are quarters of hours and none is longer than a day.
fn could_be_days(wide: &Wide, cells: &[Cell<'_>]) -> bool {
    let days = { wide.periods.iter() }.all(|(_, period)| period.length == Length::Day);
    let quarters =
        |number: f64| (0.0..=LONGEST_DAY).contains(&number) && (number * 4.0).fract() == 0.0;
    let short = cells.iter().all(|cell| match cell {
        Cell::Number(number) => quarters(*number),
        _ => true,
    });
    !wide.periods.is_empty() && days && short
}

/// What the headings lack: a week, the first month of a plan, or year and month.
fn undated(views: &[View<'_>]) -> Option<Trouble> {
    let has = |wanted: fn(&Hint) -> bool| {
        views
            .iter()
            .filter_map(|view| view.heading.hint.as_ref())
            .any(wanted)
    };
    if has(|hint| matches!(hint, Hint::Weekday(_))) {
        return Trouble::new(
            phrase("nothing says which week its weekdays belong to", &[]),
            phrase(
                "write the week into the title, the sheet name or the file name, such as {}",
                &[&"week ending 2026-09-13"],
            ),
        );
    }
    if has(|hint| matches!(hint, Hint::MonthOfProject(_))) {
        return Trouble::new(
            phrase("nothing says which month its first column is", &[]),
            phrase(
                "write the first month into the title or file name, such as {}",
                &[&"from 2026-03"],
            ),
        );
    }
    Trouble::new(
        unknown_year(),
        phrase("write year and month into the title or file name", &[]),
    )
}

/// Why days and months without a year are nobody's.
pub fn unknown_year() -> Phrase {
    phrase(
        "nothing says which year or month its columns belong to",
        &[],
    )
}

/// Most marks mean something by common use or by a legend among the sheet's texts.
fn marks_are_known(
    views: &[View<'_>],
    cells: &[Cell<'_>],
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    let cells_of_rows = views.iter().flat_map(|view| view.cells.iter());
    let rows = cells_of_rows
        .filter_map(|cell| text(cell))
        .chain(talk.titles.iter().map(String::as_str))
        .map(|text| vec![text]);
    let language = Language {
        legend: Legend::of(rows, &knowledge.words),
        ..Language::default()
    };
    let known = cells
        .iter()
        .filter_map(|cell| text(cell))
        .filter(|text| language.mark(text, &knowledge.words).is_some())
        .count();
    known * 2 >= cells.len()
}

/// Most cells say their unit themselves.
pub fn units_say_hours(cells: &[Cell<'_>]) -> bool {
    let told = cells.iter().filter(|cell| says_its_unit(cell)).count();
    told * 10 >= cells.len() * 4
}

/// Days of people whose numbers are those of working days, with marks of absence and rest among them or most of them a whole
/// working day: nothing else is written so.
fn reads_like_attendance(
    views: &[View<'_>],
    wide: &Wide,
    cells: &[Cell<'_>],
    knowledge: &Knowledge,
) -> bool {
    let schema = knowledge.schema(Table::Time);
    let person = schema.position("person");
    let is_person = |claim: &Claim| claim.table == Table::Time && Some(claim.field) == person;
    let named = { views.iter() }
        .filter(|view| !wide.holds(view.column))
        .flat_map(|view| &view.heading.keys)
        .any(|(key, _)| knowledge.claims(key).iter().any(is_person));
    let days = { wide.periods.iter() }.all(|(_, period)| period.length == Length::Day);
    let marks = cells.iter().filter(|cell| is_mark(cell, knowledge)).count();
    let plain = Language::default();
    let says =
        |cell: &&Cell<'_>| plain.says(cell, Length::Day, &knowledge.words) != Ok(Says::Nothing);
    let filled: Vec<Cell<'_>> = cells.iter().filter(says).copied().collect();
    let working = numbers_of(&filled, knowledge).is_some_and(|numbers| {
        let of_a_day =
            |number: &f64| (0.0..=LONGEST_SHIFT).contains(number) && (number * 4.0).fract() == 0.0;
        let long = numbers
            .iter()
            .filter(|number| **number >= SHORT_DAY)
            .count();
        let whole = { numbers.iter() }.filter(|number| WHOLE_DAYS.contains(number));
        let usual = numbers.len() >= FEWEST_WHOLE_DAYS && whole.count() * 2 > numbers.len();
        numbers.iter().all(of_a_day) && long * 2 > numbers.len() && (marks > 0 || usual)
    });
    named && days && !wide.periods.is_empty() && working
}

/// Hours of whole working days, and how many of them are no chance.
const WHOLE_DAYS: [f64; 3] = [7.0, 7.5, 8.0];
const FEWEST_WHOLE_DAYS: usize = 10;
/// No working day is longer, in hours.
const LONGEST_SHIFT: f64 = 12.0;
/// Most working days are longer, in hours.
const SHORT_DAY: f64 = 4.0;

/// Cells that can be nothing but time: under dated days clock times, or working days with marks of absence among them; under months
/// that name hours what they name.
pub(super) fn is_nothing_but_time(
    views: &[View<'_>],
    wide: &Wide,
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    let cells = period_cells(views, wide, &knowledge.words);
    is_clocked(views, wide, knowledge)
        || reads_like_attendance(views, wide, &cells, knowledge)
        || in_hours_of_months(views, wide, &knowledge.words)
            && !speaks_of_other_hours(talk, knowledge)
}

/// Months that each name hours and nothing else: `Oct hrs`, `Nov hrs`.
fn in_hours_of_months(views: &[View<'_>], wide: &Wide, words: &Words) -> bool {
    let months = { wide.periods.iter() }.all(|(_, period)| period.length == Length::Month);
    months && wide.periods.len() > 1 && in_hours(views, words)
}

/// Lengths that say themselves that they are such, under dated days.
fn is_clocked(views: &[View<'_>], wide: &Wide, knowledge: &Knowledge) -> bool {
    let cells = period_cells(views, wide, &knowledge.words);
    let plain = Language::default();
    let says_nothing =
        |cell: &Cell<'_>| plain.says(cell, Length::Day, &knowledge.words) == Ok(Says::Nothing);
    let told = |cell: &&Cell<'_>| !is_mark(cell, knowledge) && !says_nothing(cell);
    let clock = |cell: &&Cell<'_>| match cell {
        Cell::Time(_) => true,
        Cell::Text(text) => text.contains(':') && says_its_unit(cell),
        _ => false,
    };
    let days = { wide.periods.iter() }.all(|(_, period)| period.length == Length::Day);
    let clocked = cells.iter().filter(clock).count();
    let told = cells.iter().filter(told).count();
    days && !wide.periods.is_empty() && clocked * 2 > told
}

/// Days of people on clients, projects or tasks, no number above a day's 24 hours: nothing else is written so.
fn reads_like_hours(
    views: &[View<'_>],
    wide: &Wide,
    cells: &[Cell<'_>],
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    let schema = knowledge.schema(Table::Time);
    let claims = |wanted: &[&str]| {
        let fields: Vec<usize> = wanted
            .iter()
            .filter_map(|name| schema.position(name))
            .collect();
        views
            .iter()
            .filter(|view| !wide.holds(view.column))
            .flat_map(|view| &view.heading.keys)
            .flat_map(|(key, _)| knowledge.claims(key))
            .any(|claim| {
                claim.table == Table::Time && claim.strong && fields.contains(&claim.field)
            })
    };
    let all = |length: Length| {
        wide.periods
            .iter()
            .all(|(_, period)| period.length == length)
    };
    let plain = Language::default();
    let small = cells.iter().all(|cell| {
        is_mark(cell, knowledge) || plain.says(cell, Length::Day, &knowledge.words).is_ok()
    });
    let small =
        all(Length::Day) && small || all(Length::Week) && are_hours_of_weeks(cells, knowledge);
    let weekdays = views.iter().filter(|view| wide.holds(view.column));
    let weekdays = { weekdays }.all(|view| matches!(view.heading.hint, Some(Hint::Weekday(_))));
    let labelled = || {
        told_around(talk, Table::Time, "person", knowledge).is_some()
            || all(Length::Day) && person_in_title(talk.file_name(), knowledge).is_some()
    };
    // the days of one week, which stands above them, are those of one person's sheet
    small
        && claims(&["client", "project", "task"])
        && (claims(&["person"]) || weekdays || labelled())
}

/// A line around the grid names the unit of its numbers; or they are days of work: title, sheet, file or headings speak of days and none of hours, and no number is more than its week or month
/// has.
fn says_unit(
    views: &[View<'_>],
    wide: &Wide,
    cells: &[Cell<'_>],
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    let headings = views.iter().map(|view| view.heading.text.as_str());
    let texts: Vec<&str> = talk.texts().map(|(text, _)| text).chain(headings).collect();
    let told = told_unit(talk, &knowledge.words);
    told_of_cells(cells, wide, told).is_some()
        || speaks_in_days(cells, wide, &texts, &knowledge.words)
}

/// A plan whose cells are shown as percent, or in whose title stand shares of a week: none of its weeks or months holds more than one and a half of them.
fn reads_like_shares(
    views: &[View<'_>],
    wide: &Wide,
    cells: &[Cell<'_>],
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    let long = wide
        .periods
        .iter()
        .all(|(_, period)| period.length != Length::Day);
    let told = |text: &str| knowledge.words.speaks_of_shares(&fold(text)) || text.contains('%');
    let Some(numbers) = numbers_of(cells, knowledge) else {
        return false;
    };
    // totals of all people stand among them
    let within = |most: f64| {
        let small = numbers
            .iter()
            .filter(|number| (0.0..=most).contains(*number));
        small.count() * 4 >= numbers.len() * 3
    };
    let whole = numbers.iter().all(|number| number.fract() == 0.0);
    let shares = within(1.5) && !whole || within(150.0) && whole;
    let mut periods = { views.iter() }.filter(|view| wide.at(view.column).is_some());
    let shown = periods.any(|view| view.percent);
    long && shares && (shown || talk.texts().any(|(text, _)| told(text)))
}

/// Weeks of hours in what is called bookings.
fn reads_like_bookings(
    wide: &Wide,
    cells: &[Cell<'_>],
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    let weeks = { wide.periods.iter() }.all(|(_, period)| period.length == Length::Week);
    let called = |(text, _): (&str, f64)| knowledge.is_titled(text, Table::Bookings);
    weeks && talk.texts().any(called) && are_hours_of_weeks(cells, knowledge)
}

/// Whole and half hours, at most a long week of them, that are no percentages: some are no quarter of a hundred. Marks of
/// absence may stand among them.
fn are_hours_of_weeks(cells: &[Cell<'_>], knowledge: &Knowledge) -> bool {
    numbers_of(cells, knowledge).is_some_and(|numbers| {
        let halves = |number: &f64| (0.0..=60.0).contains(number) && (number * 2.0).fract() == 0.0;
        let quarter = |number: &f64| number % 25.0 == 0.0 || number % 10.0 == 0.0;
        numbers.iter().all(halves)
            && !numbers.iter().all(quarter)
            && numbers.iter().any(|number| *number > 4.0)
    })
}

/// The numbers of cells, marks of absence left out; none where a cell holds something else.
fn numbers_of(cells: &[Cell<'_>], knowledge: &Knowledge) -> Option<Vec<f64>> {
    let number = |cell: &Cell<'_>| match cell {
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => text.trim().replace(',', ".").parse().ok(),
        _ => None,
    };
    let numbers = cells.iter().filter(|cell| !is_mark(cell, knowledge));
    numbers.map(number).collect()
}

/// Hours of people or projects against each other, without any day: they can be in no month.
pub fn undated_hours(views: &[View<'_>], talk: &Talk, knowledge: &Knowledge) -> Option<Trouble> {
    let (first, others) = views.split_first()?;
    let numbers = others
        .iter()
        .filter(|view| {
            !view.cells.is_empty() && view.cells.iter().all(|cell| is_plain_number(cell))
        })
        .count();
    let named = !first.cells.is_empty()
        && first
            .cells
            .iter()
            .all(|cell| text(cell).is_some_and(|text| text.contains(char::is_alphabetic)));
    let matrix = named && numbers >= 3 && numbers * 10 >= others.len() * 8;
    if !matrix || !says_hours(views, talk, knowledge) {
        return None;
    }
    let season = talk.season(knowledge);
    if season.year.is_some() && season.month.is_some() {
        return Trouble::new(
            phrase(
                "its hours are of a whole month, and its columns are neither days nor projects",
                &[],
            ),
            phrase("nothing, if its hours stand in another file too", &[]),
        );
    }
    Trouble::new(
        phrase("it has hours but no date, so they belong to no month", &[]),
        phrase(
            "write year and month into the file name, or export it with a date in each row",
            &[],
        ),
    )
}

fn is_plain_number(cell: &Cell) -> bool {
    value::quantity(cell, value::Decimal::Point).is_ok()
}

/// True when file, sheet, title or headings speak of hours.
pub fn says_hours(views: &[View<'_>], talk: &Talk, knowledge: &Knowledge) -> bool {
    let headings = views.iter().map(|view| view.heading.text.as_str());
    talk.texts()
        .map(|(text, _)| text)
        .chain(headings)
        .any(|text| {
            let folded = fold(text);
            // who was at work is told in hours too
            knowledge.words.speaks_of_hours(&folded)
                || knowledge.words.speaks_of_attendance(&folded)
        })
}

fn is_mark(cell: &Cell, knowledge: &Knowledge) -> bool {
    text(cell).is_some_and(|text| Language::default().mark(text, &knowledge.words).is_some())
}

/// A time cell, a percentage, or text with a unit.
fn says_its_unit(cell: &Cell) -> bool {
    match cell {
        Cell::Time(_) => true,
        Cell::Text(text) => {
            text.contains([':', '%'])
                || text.chars().any(char::is_alphabetic)
                    && value::duration(cell, value::TimeUnit::Hours, value::Decimal::Point).is_ok()
        }
        _ => false,
    }
}
