//! How each column of a table writes dates, decimals, time and shares, decided once for all its cells.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::answered::{Said, said};
use super::billable_parts::names_share;
use super::block::Block;
use super::choices;
use super::columns::{Slot, View, are_day_numbers};
use super::date_order::{date_orders, order_of_siblings};
use super::exchanged::find_exchanged;
use super::grid::is_blank;
use super::grid_language::bare_number;
use super::habits::{Marks, OrderCounts, OrderVerdict, holds_bare_number, sized_time_unit};
use super::heading::Heading;
use super::leave_lengths::are_days_of_leave;
use super::length_check::check_copies;
use super::period::Length;
use super::rate_headings::told_of_rates;
use super::sheet::Cell;
use super::stretch::Stretch;
use super::told_unit::{Plain, unit_of_numbers};
use super::typed::{self, Habits};
use super::value::{self, DateOrder, Decimal, TimeUnit, YearSaid};
use super::words::{Helper, Words};
use crate::model::intake::{Choice, Question};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Kind, Phrase, Problems, Schema, Table, Value};

/// Habits of columns, and what could not be decided.
pub struct Decided {
    /// By column.
    pub habits: BTreeMap<u32, Habits>,
    /// The same with their reasons, where a cell could be read in several ways.
    pub choices: BTreeMap<u32, Vec<Choice>>,
    /// What to ask.
    pub questions: Vec<Question>,
    /// What a person should look at.
    pub problems: Problems,
    /// The order that the table's own dates tell.
    pub told_order: Option<DateOrder>,
}

impl Block<'_, '_> {
    /// Decides the habits of every column that means something, from the cells of its data rows.
    pub fn habits(&self, rows: &[u32]) -> Decided {
        let sheet = self.grid.sheet;
        let counts: BTreeMap<u32, Vec<(Cell<'_>, usize)>> = self
            .mapping
            .bound
            .iter()
            .filter(|bound| is_judged(bound.slot, self.schema))
            .filter_map(|bound| {
                let cells = sheet.column(bound.column, rows)?;
                Some((bound.column, cells.counts().collect()))
            })
            .collect();
        let counted = |column: u32| counts.get(&column).into_iter().flatten().copied();
        let different = |column: u32| counted(column).map(|(cell, _)| cell);
        let numeric: Vec<u32> = self
            .mapping
            .bound
            .iter()
            .filter(|bound| is_numeric(bound.slot, self.schema))
            .map(|bound| bound.column)
            .collect();
        let by_delimiter = if self.grid.sheet.encoding.contains("';'") {
            Decimal::Comma
        } else {
            Decimal::Point
        };
        let told = Marks::of(numeric.iter().flat_map(|column| counted(*column)));
        let usual = told.decimal(by_delimiter);
        let untold = told.decimal(Decimal::Point) != told.decimal(Decimal::Comma);
        let year = self.year_said().or_else(|| {
            let days = counts
                .iter()
                .filter(|(column, _)| self.holds_days(**column));
            one_year(days.flat_map(|(_, cells)| cells.iter().map(|(cell, _)| cell)))
        });
        let mut habits: BTreeMap<u32, Habits> = BTreeMap::new();
        let mut choices: BTreeMap<u32, Vec<Choice>> = BTreeMap::new();
        let mut verdicts: Vec<(u32, OrderVerdict)> = Vec::new();
        let mut orders_told: BTreeMap<u32, OrderCounts> = BTreeMap::new();
        for bound in &self.mapping.bound {
            let view = self
                .found
                .views
                .iter()
                .find(|view| view.column == bound.column);
            let said = view.map(|view| self.said(view)).unwrap_or_default();
            let mut made = Vec::new();
            let measures = numeric.contains(&bound.column);
            let marks = (measures || matches!(bound.slot, Slot::Helper(_)))
                .then(|| Marks::of(counted(bound.column)));
            let (tens, tens_because) = match (said.tens, view) {
                (Some(tens), _) => (tens, choices::by_answer()),
                (None, Some(view)) => self.multiple_of(view),
                (None, None) => (0, Phrase::default()),
            };
            let mut habit = Habits {
                decimal: said
                    .decimal
                    .or_else(|| {
                        let amounts = untold && is_money(bound.slot, self.schema);
                        marks.filter(|_| amounts)?.of_thousands()
                    })
                    .unwrap_or_else(|| marks.map_or(usual, |marks| marks.decimal(usual))),
                year,
                first_line: self.takes_first_line(view),
                tens,
                ..Habits::default()
            };
            let answered = said.decimal.is_some();
            if let Some(marks) = marks.filter(|_| measures) {
                made.extend(choices::decimal_mark(habit.decimal, &marks, answered));
            }
            let mut days = || {
                let told = OrderCounts::of(counted(bound.column), year);
                verdicts.push((bound.column, told.verdict()));
                orders_told.insert(bound.column, told);
            };
            match (bound.slot, view) {
                (Slot::Field(at), Some(view)) => match self.schema.fields[at].kind {
                    Kind::Date => {
                        let cells: Vec<Cell<'_>> = different(bound.column).collect();
                        habit.day_numbers = are_day_numbers(&cells);
                        habit.year_first = are_year_first(&cells);
                        habit.stretch = Stretch::of(view, &self.context.knowledge.words);
                        days();
                    }
                    Kind::Duration
                        if self.schema.fields[at].shares
                            && said.unit.is_none()
                            && self.holds_shares(view, || different(bound.column)) =>
                    {
                        let (percent, because) =
                            self.is_percent(view, &said, habit, || different(bound.column));
                        (habit.unit, habit.percent) = (TimeUnit::Percent, percent);
                        made.push(choices::share(percent, because));
                    }
                    Kind::Flag if self.schema.fields[at].name == "billable" => {
                        let words = &self.context.knowledge.words;
                        let heading = fold(&view.heading.text);
                        // `Internal?`; where the cells say `internal` themselves, they mean it
                        let own_work = words.is_own_work_flag(&heading)
                            && view.cells.iter().all(value::is_flag);
                        habit.negated = own_work || words.speaks_of_unbillable(&heading);
                        let field = &self.schema.fields[at];
                        let amounts = &words.amounts;
                        let read = |cell: Cell<'_>| typed::read(&cell, field, habit, amounts);
                        let filled = view.different.iter().map(|(cell, _)| *cell);
                        let filled = filled.filter(|cell| !is_blank(cell));
                        let mut marks = filled.map(read);
                        let first = marks.next().and_then(Result::ok);
                        let alike = marks.all(|mark| mark.ok() == first);
                        habit.unmarked = match first {
                            Some((Value::Flag(flag), _)) if alike => Some(!flag),
                            _ => None,
                        };
                    }
                    Kind::Flag if self.schema.fields[at].name == "firm" => {
                        let field = &self.schema.fields[at];
                        let amounts = &self.context.knowledge.words.amounts;
                        let reads = |(cell, _): &(Cell<'_>, usize)| {
                            !is_blank(cell) && typed::read(cell, field, habit, amounts).is_ok()
                        };
                        habit.doubtful = view.different.iter().any(reads);
                    }
                    Kind::Rate => {
                        (habit.inverse, habit.units) = told_of_rates(self, view);
                    }
                    Kind::Duration => {
                        let (unit, because) = time_unit(self, view, &said, counted(bound.column));
                        habit.unit = unit;
                        let bare = view.cells.iter().any(holds_bare_number);
                        made.extend(choices::unit(unit, because, bare));
                    }
                    Kind::Share => {
                        let (percent, because) =
                            self.is_percent(view, &said, habit, || different(bound.column));
                        habit.percent = percent;
                        if view.cells.iter().any(holds_bare_number) {
                            made.push(choices::share(percent, because));
                        }
                    }
                    _ => {}
                },
                (Slot::Helper(Helper::BillableTime), Some(view)) if names_share(&view.heading) => {
                    let (percent, because) =
                        self.is_percent(view, &said, habit, || different(bound.column));
                    habit.percent = percent;
                    made.push(choices::share(percent, because));
                }
                (Slot::Helper(Helper::BillableTime | Helper::NonbillableTime), Some(view)) => {
                    let (unit, because) = time_unit(self, view, &said, counted(bound.column));
                    habit.unit = unit;
                    made.extend(choices::unit(unit, because, true));
                }
                (Slot::Helper(Helper::Until), _) => days(),
                _ => {}
            }
            if let Some(view) = view.filter(|_| self.holds_amounts(bound.slot)) {
                made.extend(choices::multiple(tens, tens_because));
                made.extend(self.currency_choice(view, habit));
            }
            habits.insert(bound.column, habit);
            choices.insert(bound.column, made);
        }
        if let Some(column) = self.dotted_lengths(rows, &habits) {
            habits.entry(column).or_default().dotted = true;
            let because = phrase(
                "{} is 8 h 30 min: heading or clock times say so",
                &[&"8.30"],
            );
            let made = choices::unit(TimeUnit::Hours, because, true);
            choices.insert(column, made.into_iter().collect());
        }
        let orders = date_orders(self, &verdicts, rows, usual, year);
        for (column, (order, because)) in orders.by_column {
            habits.entry(column).or_default().order = order;
            let made = match because {
                Some(because) => choices::date_order(order, because),
                None => choices::told_order(order, &orders_told[&column]),
            };
            choices.entry(column).or_default().push(made);
        }
        let mut decided = Decided {
            habits,
            choices,
            questions: orders.questions,
            problems: orders.problems,
            told_order: order_of_siblings(&verdicts),
        };
        find_exchanged(self, &verdicts, rows, &mut decided);
        self.check_lengths(rows, &mut decided);
        decided
    }

    fn check_lengths(&self, rows: &[u32], decided: &mut Decided) {
        let column = self.mapping.column_of(self.schema, "duration");
        let habits = column.and_then(|column| decided.habits.get(&column).copied());
        if let Some(habits) = habits {
            decided.problems.extend(check_copies(self, rows, habits));
        }
    }

    /// The multiple that a column's heading names, or a title that says nothing else; and which.
    fn multiple_of(&self, view: &View<'_>) -> (u32, Phrase) {
        let amounts = &self.context.knowledge.words.amounts;
        let by_heading = amounts.multiple_of_heading(&view.heading);
        if let Some(tens) = by_heading {
            return (tens, phrase("the heading says so", &[]));
        }
        let mut titles = self.found.talk.titles.iter();
        let by_title = titles.find_map(|title| amounts.multiple_in_title(title));
        let because = phrase("a title above the table says so", &[]);
        (by_title.unwrap_or(0), because)
    }

    /// Shares of a week in a column of lengths: its heading says so, or it names no time and no number is above 1.5.
    fn holds_shares<'c, I: Iterator<Item = Cell<'c>>>(
        &self,
        view: &View<'_>,
        cells: impl Fn() -> I,
    ) -> bool {
        let words = &self.context.knowledge.words;
        let heading = &view.heading;
        // `Ставка, ч/нед`: a unit of time wins
        if counts_hours(heading, words) {
            return false;
        }
        if heading.text.contains(['%', '％']) || words.speaks_of_shares(heading.words.trim()) {
            return true;
        }
        let names_time = heading.time_unit.is_some() || words.speaks_of_hours(heading.words.trim());
        !names_time && cells().next().is_some() && cells().all(is_part_of_a_week)
    }

    /// Whether bare numbers of a share are percent, and why.
    fn is_percent<'c, I: Iterator<Item = Cell<'c>>>(
        &self,
        view: &View<'_>,
        said: &Said,
        habit: Habits,
        cells: impl Fn() -> I,
    ) -> (bool, Phrase) {
        if let Some(percent) = said.percent {
            return (percent, choices::by_answer());
        }
        let is_part =
            |cell: Cell<'_>| matches!(cell, Cell::Number(part) if (0.0..=1.0).contains(&part));
        let fractions = self.schema.table == Table::Bookings && cells().all(is_part);
        let fractions = fractions || are_fractions(cells().map(|cell| bare_share(&cell, habit)));
        if view.heading.text.contains('%') && !fractions {
            return (true, phrase("the heading says so", &[]));
        }
        let is_large = |cell: Cell<'_>| matches!(cell, Cell::Number(number) if number.abs() > 1.5);
        if cells().any(is_large) || cells().any(|cell| is_large_share(&cell, habit)) {
            return (true, phrase("a value is too large for a fraction", &[]));
        }
        (false, phrase("no bare number is above 1.5", &[]))
    }

    /// What a person said of a column.
    pub(super) fn said(&self, view: &View<'_>) -> Said {
        said(self.context, self.schema, self.grid, view)
    }

    fn takes_first_line(&self, view: Option<&View<'_>>) -> bool {
        let key = view.and_then(|view| view.heading.keys.first());
        self.layout
            .zip(key)
            .is_some_and(|(layout, (key, _))| layout.takes_first_line(key))
    }

    /// The year that titles, sheet and file speak of.
    fn holds_days(&self, column: u32) -> bool {
        let slot = self.mapping.slot_of(column).map(|bound| bound.slot);
        matches!(slot, Some(Slot::Field(at)) if self.schema.fields[at].kind == Kind::Date)
    }

    fn year_said(&self) -> Option<YearSaid> {
        let season = self.found.talk.season(self.context.knowledge);
        let month = season.month;
        season.year.map(|year| YearSaid { year, month })
    }
}

/// The year of all days that are written with one, where it is the same.
fn one_year<'c>(cells: impl Iterator<Item = &'c Cell<'c>>) -> Option<YearSaid> {
    let mut years = cells
        .filter_map(|cell| value::date(cell, DateOrder::DayFirst).ok())
        .map(|day| day.year());
    let year = years.next()?;
    let month = None;
    years
        .all(|other| other == year)
        .then_some(YearSaid { year, month })
}

/// True for a column whose cells tell its habits.
fn is_judged(slot: Slot, schema: &Schema) -> bool {
    let dated = matches!(slot, Slot::Field(at) if schema.fields[at].kind == Kind::Date);
    dated || is_numeric(slot, schema) || matches!(slot, Slot::Helper(_))
}

/// Amounts of money, those in a bank's columns among them.
fn is_money(slot: Slot, schema: &Schema) -> bool {
    match slot {
        Slot::Field(at) => schema.fields[at].kind == Kind::Money,
        Slot::Helper(helper) => matches!(
            helper,
            Helper::MoneyIn | Helper::MoneyOut | Helper::Balance | Helper::LineAmount
        ),
    }
}

fn is_numeric(slot: Slot, schema: &Schema) -> bool {
    match slot {
        Slot::Field(at) => matches!(
            schema.fields[at].kind,
            Kind::Money | Kind::Duration | Kind::Share | Kind::Quantity | Kind::Rate
        ),
        Slot::Helper(helper) => matches!(
            helper,
            Helper::MoneyIn
                | Helper::MoneyOut
                | Helper::Balance
                | Helper::MoneyBack
                | Helper::Credited
                | Helper::LineAmount
                | Helper::Price
                | Helper::Quantity
        ),
    }
}

/// None above 1 and some below it: `0.45` under `Target %` is 45 %.
fn are_fractions(shares: impl Iterator<Item = Option<i64>>) -> bool {
    const WHOLE: i64 = 1_000_000;
    let mut below = false;
    for share in shares {
        match share {
            Some(share) if (0..=WHOLE).contains(&share) => below |= share < WHOLE && share > 0,
            _ => return false,
        }
    }
    below
}

/// A cell without a sign of percent, as a fraction.
fn bare_share(cell: &Cell, habit: Habits) -> Option<i64> {
    let signed = matches!(cell, Cell::Text(text) if text.contains(['%', '％']));
    let share = super::value::share(cell, habit.decimal, false);
    share.ok().filter(|_| !signed)
}

/// A bare number of a share column that only percent explains.
fn is_large_share(cell: &Cell, habit: Habits) -> bool {
    matches!(cell, Cell::Text(text) if !text.contains('%'))
        && super::value::share(cell, habit.decimal, false)
            .is_ok_and(|share| share.abs() > 1_500_000)
}

/// Bookings of single days, all of them longer than a day in hours and whole quarters of an hour in minutes.
fn are_minutes_of_days(block: &Block<'_, '_>, numbers: &[f64]) -> bool {
    let spans = [Helper::Until, Helper::Span];
    let long = |number: &f64| *number > 24.0 && number % 15.0 == 0.0;
    let of_days = !spans
        .iter()
        .any(|helper| block.mapping.helper(*helper).is_some());
    of_days
        && numbers.len() > 1
        && numbers.iter().all(long)
        && numbers.iter().any(|number| *number >= 120.0)
}

/// Unit of a duration column: an answer, its heading, its layout, and for time entries the size of its numbers.
fn time_unit<'c>(
    block: &Block<'_, '_>,
    view: &View<'_>,
    said: &Said,
    cells: impl Iterator<Item = (Cell<'c>, usize)>,
) -> (TimeUnit, Phrase) {
    if let Some(unit) = said.unit {
        return (unit, choices::by_answer());
    }
    if block.mapping.helper(Helper::Unit).is_some() {
        let because = phrase("a column beside it names the unit of each row", &[]);
        return (view.heading.time_unit.unwrap_or(TimeUnit::Hours), because);
    }
    if let Some(unit) = view.heading.time_unit {
        return (unit, phrase("the heading says so", &[]));
    }
    let fixed = block
        .layout
        .and_then(|layout| TimeUnit::named(&layout.duration_unit));
    if let Some(unit) = fixed {
        return (unit, phrase("this layout counts so", &[]));
    }
    let numbers: Vec<f64> = view.cells.iter().filter_map(bare_number).collect();
    let told = block
        .unit_told()
        .filter(|(plain, _)| *plain > Plain::Begins);
    let told = unit_of_numbers(told, &numbers, Length::Week);
    if let Some(unit) = told.filter(|unit| *unit != TimeUnit::Percent) {
        let because = phrase("a line above or below the table says so", &[]);
        return (unit, because);
    }
    let usual = || {
        (
            TimeUnit::Hours,
            phrase("no word names another unit for {}", &[&view.label()]),
        )
    };
    if block.schema.table == Table::Leave && are_days_of_leave(block, view) {
        let because = phrase(
            "no number is more than the days from its first to its last",
            &[],
        );
        return (TimeUnit::Days, because);
    }
    if block.schema.table == Table::Bookings && are_minutes_of_days(block, &numbers) {
        let because = phrase("each number is more than a day has hours", &[]);
        return (TimeUnit::Minutes, because);
    }
    if block.schema.table != Table::Time {
        return usual();
    }
    match sized_time_unit(cells) {
        Some((unit, middle)) => (unit, choices::by_size(&Cell::Number(middle))),
        None => usual(),
    }
}
/// 1, `0,5`, `100%`, `0,5 ставки`: no week of hours.
fn is_part_of_a_week(cell: Cell<'_>) -> bool {
    let small = |part: f64| (0.0..=1.5).contains(&part);
    match cell {
        Cell::Number(part) => small(part),
        Cell::Text(text) => {
            let number = text.split_whitespace().next().unwrap_or_default();
            number.ends_with(['%', '％']) || number.replace(',', ".").parse().is_ok_and(small)
        }
        _ => false,
    }
}

/// The unit of a heading is hours, of whatever stretch: `Ставка, ч/нед`, `Load (h / week)`.
fn counts_hours(heading: &Heading, words: &Words) -> bool {
    if matches!(heading.time_unit, Some(TimeUnit::Hours | TimeUnit::Minutes)) {
        return true;
    }
    let behind = heading.text.rsplit([',', '，', '(', '（']).next();
    let unit = behind.and_then(|behind| behind.split_once(['/', '／']));
    let said = unit.map(|(unit, _)| fold(unit));
    said.is_some_and(|unit| words.unit(&unit, "") == Some(TimeUnit::Hours))
}

/// `26-10-05`, `26-10-13`: the same number in front of every day and numbers of years apart behind it are a year and the days of its
/// months.
fn are_year_first(cells: &[Cell<'_>]) -> bool {
    let parts = |cell: &Cell<'_>| -> Option<(u32, u32, u32)> {
        let Cell::Text(text) = cell else { return None };
        let mark = ['-', '/'].into_iter().find(|mark| text.contains(*mark))?;
        let numbers: Option<Vec<u32>> = { text.trim().split(mark) }
            .map(|part| part.parse().ok().filter(|_| part.len() == 2))
            .collect();
        match numbers?[..] {
            [year, month, day] => Some((year, month, day)),
            _ => None,
        }
    };
    let all: Option<Vec<(u32, u32, u32)>> = cells.iter().map(parts).collect();
    let Some(all) = all.filter(|all| all.len() > 2) else {
        return false;
    };
    let (year, _, first) = all[0];
    let days = || all.iter().map(|(_, _, day)| *day);
    let apart = days().max().unwrap_or(first) - days().min().unwrap_or(first);
    let read = |(one, month, day): &(u32, u32, u32)| {
        *one == year && (1..=12).contains(month) && (1..=31).contains(day)
    };
    (20..=39).contains(&year) && apart > 2 && all.iter().all(read)
}
