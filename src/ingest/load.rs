//! Wide grids: one booking, entry or absence for each filled day or week cell.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::columns::Slot;
use super::facts::Fact;
use super::grid::{Grid, filled_cells, is_blank, text};
use super::knowledge::Knowledge;
use super::reader::Reader;
use super::sheet::{Cell, Placed, Row};
use super::typed::Habits;
use super::unpivot::{Length, Period, days_of_week};
use super::value::{self, Decimal, Expectation};
use super::wide::Wide;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Decisions, Duration, Kind, Problems, Schema, Settings, Severity, Table, Value};

/// A bare number up to this is a part of the week where the grid speaks in shares.
const LARGEST_SHARE: f64 = 2.0;

/// What fills mean on a sheet.
#[derive(Default)]
pub struct Colours {
    tentative: BTreeMap<u32, bool>,
    /// Fills nobody explains, with the first cell that has each.
    pub unknown: BTreeMap<u32, (u32, u32)>,
}

impl Colours {
    /// Legend cells first, then settings, then answers; the later do not overrule the earlier.
    pub fn of(
        grid: &Grid<'_>,
        rows: (u32, u32),
        wide: &Wide,
        knowledge: &Knowledge,
        settings: &Settings,
        decisions: &Decisions,
    ) -> Colours {
        let mut colours = Colours::default();
        for row in grid.sheet.rows() {
            for placed in filled_cells(&row.cells, (1, u32::MAX)) {
                let inside = (rows.0..=rows.1).contains(&row.number) && wide.holds(placed.column);
                let (Some(fill), false) = (placed.fill, inside) else {
                    continue;
                };
                if let Some(word) =
                    text(&placed.cell).and_then(|text| knowledge.words.firmness(&fold(text)))
                {
                    colours.tentative.entry(fill).or_insert(word == "tentative");
                }
            }
        }
        for (code, meaning) in &settings.colours {
            if let Ok(fill) = u32::from_str_radix(code.trim_start_matches('#'), 16) {
                colours
                    .tentative
                    .entry(fill)
                    .or_insert(is_tentative(meaning, knowledge));
            }
        }
        for asked in decisions
            .questions
            .iter()
            .filter(|asked| asked.topic == Topic::Colours)
        {
            let fill = u32::from_str_radix(asked.subject.trim_start_matches('#'), 16);
            let (Ok(fill), false) = (fill, asked.answer.trim().is_empty()) else {
                continue;
            };
            let here = asked.seen_in.is_empty() || asked.seen_in == seen_in(grid);
            if here {
                colours
                    .tentative
                    .entry(fill)
                    .or_insert(is_tentative(&asked.answer, knowledge));
            }
        }
        colours
    }

    /// False for a tentative fill; an unexplained one is firm and remembered.
    fn firm(&mut self, placed: &Placed, row: u32) -> bool {
        let Some(fill) = placed.fill.filter(|fill| *fill != 0x00FF_FFFF) else {
            return true;
        };
        match self.tentative.get(&fill) {
            Some(tentative) => !tentative,
            None => {
                self.unknown.entry(fill).or_insert((row, placed.column));
                true
            }
        }
    }

    /// Questions for the fills nobody explains.
    pub fn questions(&self, grid: &Grid<'_>) -> Vec<Question> {
        self.unknown
            .iter()
            .map(|(fill, (row, column))| Question {
                topic: Topic::Colours,
                kind: String::new(),
                subject: format!("{fill:06X}"),
                seen_in: seen_in(grid),
                proposal: "firm".to_owned(),
                reason: phrase(
                    "no legend or setting says what this fill means, first seen in {}",
                    &[&grid.place(*row, *column).cell()],
                ),
                answer: String::new(),
                stale: false,
            })
            .collect()
    }
}

fn is_tentative(word: &str, knowledge: &Knowledge) -> bool {
    knowledge.words.firmness(&fold(word)) == Some("tentative")
}

/// File and sheet, as questions name them.
pub fn seen_in(grid: &Grid<'_>) -> String {
    if grid.sheet.name.is_empty() {
        grid.sheet.file.to_string()
    } else {
        format!("{}, {}", grid.sheet.file, grid.sheet.name)
    }
}

/// True when the grid's bare numbers are shares of the week: a percentage stands among them, or all are
/// small and some broken.
pub fn speaks_in_shares(table: Table, cells: &[Cell<'_>], wide: &Wide) -> bool {
    let weekly = wide
        .periods
        .iter()
        .any(|(_, period)| period.length != Length::Day);
    if table != Table::Bookings || !weekly {
        return false;
    }
    let percents = cells
        .iter()
        .any(|cell| text(cell).is_some_and(|text| text.contains(['%', '％'])));
    let numbers: Vec<f64> = cells
        .iter()
        .filter_map(|cell| match cell {
            Cell::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    let small = !numbers.is_empty()
        && numbers.iter().all(|number| number.abs() <= LARGEST_SHARE)
        && numbers.iter().any(|number| number.fract().abs() > 1e-9);
    percents || small
}

/// Reads the rows of a grid.
pub struct GridReader<'s> {
    /// Reads the columns that are no periods.
    pub reader: Reader<'s>,
    /// The period columns.
    pub wide: &'s Wide,
    /// Bare numbers are shares of the week.
    pub shares: bool,
    /// Habits of the period cells.
    pub habits: Habits,
    /// What fills mean.
    pub colours: Colours,
    /// The schema of leave, for absences in cells.
    pub leave: &'s Schema,
    carried: BTreeMap<usize, Value>,
}

/// What a grid's row gave.
#[derive(Default)]
pub struct GridRow {
    /// Bookings or entries, and absences.
    pub facts: Vec<Fact>,
    /// Cells that do not read.
    pub problems: Problems,
    /// The row held period cells at all.
    pub filled: bool,
}

impl<'s> GridReader<'s> {
    /// A reader at a grid's first row.
    pub fn new(
        reader: Reader<'s>,
        wide: &'s Wide,
        shares: bool,
        habits: Habits,
        colours: Colours,
        leave: &'s Schema,
    ) -> GridReader<'s> {
        GridReader {
            reader,
            wide,
            shares,
            habits,
            colours,
            leave,
            carried: BTreeMap::new(),
        }
    }

    /// Reads a row; names to the left are carried down over blank cells.
    pub fn read(&mut self, row: &Row, groups: &BTreeMap<u32, String>) -> GridRow {
        let mut base = self.reader.read_plain(row, groups);
        self.carry(&mut base, row);
        let mut read = GridRow::default();
        let mut absent: BTreeSet<NaiveDate> = BTreeSet::new();
        for (column, period) in &self.wide.periods {
            let Some(placed) = row.at(*column).filter(|placed| !is_blank(&placed.cell)) else {
                continue;
            };
            read.filled = true;
            if let Some(kind) = self.leave_kind(&placed.cell) {
                self.absence(
                    &base,
                    *period,
                    &kind,
                    row.number,
                    *column,
                    &mut absent,
                    &mut read,
                );
                continue;
            }
            match self.length(&placed.cell) {
                Ok(Amount::Nothing) => {}
                Ok(length) => {
                    let firm = self.colours.firm(placed, row.number);
                    read.facts
                        .push(self.booking(&base, *period, length, firm, *column));
                }
                Err(why) => {
                    let schema = self.reader.schema;
                    let field = schema
                        .field("duration")
                        .expect("grids are of tables with a duration");
                    let mut problem =
                        self.reader
                            .problem(row.number, *column, &placed.cell, field, why);
                    problem.severity = Severity::SetAside;
                    read.problems.push(problem);
                }
            }
        }
        read
    }

    /// Person and what belongs to the person are printed once for several rows.
    fn carry(&mut self, base: &mut Fact, row: &Row) {
        let schema = self.reader.schema;
        let mut fresh_above = false;
        for bound in &self.reader.mapping.bound {
            let Slot::Field(at) = bound.slot else {
                continue;
            };
            if !matches!(
                schema.fields[at].kind,
                Kind::Person | Kind::Client | Kind::Project
            ) {
                continue;
            }
            let own = row
                .at(bound.column)
                .is_some_and(|placed| !is_blank(&placed.cell));
            match (&base.values[at], own) {
                (Some(value), _) => {
                    self.carried.insert(at, value.clone());
                    fresh_above = true;
                }
                (None, _) if !fresh_above => {
                    base.values[at] = self.carried.get(&at).cloned();
                }
                (None, _) => {}
            }
        }
    }

    fn leave_kind(&self, cell: &Cell) -> Option<String> {
        let text = text(cell)?;
        self.reader
            .knowledge
            .words
            .leave_in_grid(&fold(text))
            .map(str::to_owned)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one cell of a grid in its full context"
    )]
    fn absence(
        &self,
        base: &Fact,
        period: Period,
        kind: &str,
        row: u32,
        column: u32,
        absent: &mut BTreeSet<NaiveDate>,
        read: &mut GridRow,
    ) {
        let person = base.value(self.reader.schema, "person").cloned();
        let days: Vec<NaiveDate> = match period.length {
            Length::Day => vec![period.start],
            _ => days_of_week(period.start)
                .filter(|day| day.weekday().number_from_monday() <= 5)
                .collect(),
        };
        for day in days {
            if !absent.insert(day) {
                continue;
            }
            let mut fact = Fact {
                table: Table::Leave,
                values: vec![None; self.leave.fields.len()],
                source: self.reader.source,
                row,
                column,
                week_share: None,
                until: None,
            };
            fact.set(self.leave, "date", Some(Value::Date(day)));
            fact.set(self.leave, "person", person.clone());
            fact.set(self.leave, "kind", Some(Value::Text(kind.to_owned())));
            read.facts.push(fact);
        }
    }

    fn booking(
        &self,
        base: &Fact,
        period: Period,
        length: Amount,
        firm: bool,
        column: u32,
    ) -> Fact {
        let schema = self.reader.schema;
        let mut fact = base.clone();
        fact.column = column;
        fact.set(schema, "date", Some(Value::Date(period.start)));
        match length {
            Amount::Time(time) => fact.set(schema, "duration", Some(Value::Duration(time))),
            Amount::Share(share) => fact.week_share = Some(share),
            Amount::Nothing => {}
        }
        if fact.value(schema, "firm").is_none() {
            fact.set(schema, "firm", Some(Value::Flag(firm)));
        }
        fact
    }

    fn length(&self, cell: &Cell) -> Result<Amount, Expectation> {
        let percent = text(cell).is_some_and(|text| text.contains(['%', '％']));
        if percent {
            return value::share(cell, self.habits.decimal, true).map(Amount::share);
        }
        if self.shares {
            let share = value::share(cell, self.habits.decimal, false);
            if let Ok(share) = share {
                if share.abs() <= (LARGEST_SHARE * 1_000_000.0) as i64 {
                    return Ok(Amount::share(share));
                }
                return Err(Expectation {
                    what: "ambiguous",
                    expected: phrase(
                        "a part of the week such as {}, {} or {}",
                        &[&"50 %", &"0.5", &"20 h"],
                    ),
                    hint: phrase("write the unit into the cell", &[]),
                });
            }
        }
        let time = value::duration(cell, self.habits.unit, self.habits.decimal)?;
        Ok(if time == Duration::ZERO {
            Amount::Nothing
        } else {
            Amount::Time(time)
        })
    }
}

/// What a period cell says.
enum Amount {
    Nothing,
    Time(Duration),
    Share(i64),
}

impl Amount {
    fn share(share: i64) -> Amount {
        if share == 0 {
            Amount::Nothing
        } else {
            Amount::Share(share)
        }
    }
}

/// Period cells of a table's rows, for decisions about the whole grid.
pub fn period_cells<'a>(grid: &Grid<'a>, rows: (u32, u32), wide: &Wide) -> Vec<Cell<'a>> {
    grid.rows(rows.0, rows.1)
        .flat_map(|row| row.cells)
        .filter(|placed| wide.holds(placed.column) && !is_blank(&placed.cell))
        .map(|placed| placed.cell)
        .collect()
}

/// Decimal comma where texts say so.
pub fn grid_habits(cells: &[Cell<'_>]) -> Habits {
    Habits {
        decimal: super::habits::decide_decimal(cells.iter().copied(), Decimal::Point),
        ..Habits::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answered, drawn, grid, read, read_with, shown};
    use super::*;
    use crate::model::Decisions;

    #[test]
    fn grids_become_rows() {
        let days: String = (1..=31).map(|day| format!("|{day}")).collect();
        let entry = ["date", "person", "duration"];
        for (what, file, text, table, expected) in [
            (
                "days of the month in the title",
                "a.xlsx",
                format!("Timesheet October 2026\nEmployee|Project{days}\nAnna Li|Site|8|||4"),
                Table::Time,
                vec!["2026-10-01 Anna Li 8.0000", "2026-10-04 Anna Li 4.0000"],
            ),
            (
                "days of the month in the file name",
                "Табель 2026-10.xlsx",
                format!("Сотрудник|Проект, часы{days}\nАнна Ли|Сайт|8|||4"),
                Table::Time,
                vec!["2026-10-01 Анна Ли 8.0000", "2026-10-04 Анна Ли 4.0000"],
            ),
            (
                "ISO days",
                "hours.xlsx",
                "Person|Project|2026-10-01|2026-10-02|2026-10-03\nAnna Li|Site|7.5||1".to_owned(),
                Table::Time,
                vec!["2026-10-01 Anna Li 7.5000", "2026-10-03 Anna Li 1.0000"],
            ),
            (
                "ranges of weeks",
                "Загрузка 2026.xlsx",
                "Сотрудник|Клиент|05.10–11.10|12.10–18.10|19.10–25.10\nАнна Ли|Halden|50 %||100 %"
                    .to_owned(),
                Table::Bookings,
                vec!["2026-10-05 Анна Ли 20.0000", "2026-10-19 Анна Ли 40.0000"],
            ),
            (
                "numbered weeks",
                "Capacity plan 2026.xlsx",
                "Person|Client|W41|W42|W43\nAnna Li|Halden|20 h||8 h".to_owned(),
                Table::Bookings,
                vec!["2026-10-05 Anna Li 20.0000", "2026-10-19 Anna Li 8.0000"],
            ),
            (
                "a person printed once",
                "hours.xlsx",
                "Person|Client|2026-10-01|2026-10-02|2026-10-03\nAnna Li|Halden|7||\n|Fenwick||8|"
                    .to_owned(),
                Table::Time,
                vec!["2026-10-01 Anna Li 7.0000", "2026-10-02 Anna Li 8.0000"],
            ),
        ] {
            let intake = read(vec![grid(file, "Sheet1", &text)]);
            assert_eq!(
                shown(&intake, table, &entry),
                expected,
                "{what}: {:?}",
                intake.readings
            );
        }
    }

    #[test]
    fn a_month_that_nobody_names_is_not_guessed() {
        let days: String = (1..=31).map(|day| format!("|{day}")).collect();
        let text = format!("Employee|Project, hours{days}\nAnna Li|Site|8|||4");
        let intake = read(vec![grid("a.xlsx", "Sheet1", &text)]);
        assert!(intake.tables.rows(Table::Time).is_empty());
        assert_eq!(intake.problems[0].rule, "sheet.unknown_table");
        assert!(
            intake.problems[0].expected.to_string().contains("month"),
            "{}",
            intake.problems[0].expected
        );
    }

    #[test]
    fn a_fill_is_asked_about_and_the_answer_kept() {
        let mut sheet = drawn(
            "plan.xlsx",
            "Load 2026",
            "Person|Client|05.10–11.10|12.10–18.10|19.10–25.10\nAnna Li|Halden|20 h|10 h|8 h",
        );
        sheet.put(2, 4, Cell::Text("10 h"), Some(0x00BD_D7EE));
        let sheet = sheet.finish();
        let intake = read(vec![sheet.clone()]);
        let asked: Vec<(&str, &str)> = intake
            .questions
            .iter()
            .map(|question| (question.topic.code(), question.subject.as_str()))
            .collect();
        assert_eq!(asked, [("colours", "BDD7EE")]);
        assert_eq!(
            shown(&intake, Table::Bookings, &["firm"]),
            ["true", "true", "true"]
        );
        for (answer, second) in [
            ("tentative", "false"),
            ("под вопросом", "false"),
            ("确认", "true"),
        ] {
            let decisions = Decisions {
                questions: vec![answered(
                    Topic::Colours,
                    "",
                    "BDD7EE",
                    "plan.xlsx, Load 2026",
                    answer,
                )],
                ..Decisions::default()
            };
            let intake = read_with(vec![sheet.clone()], &decisions);
            assert_eq!(
                shown(&intake, Table::Bookings, &["firm"]),
                ["true", second, "true"],
                "{answer}"
            );
        }
    }
}
