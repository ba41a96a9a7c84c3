//! Wide grids: one booking, entry or absence for each filled day, week or month cell.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, Months, NaiveDate};

use super::account::Fate;
use super::colours::Colours;
use super::columns::Slot;
use super::cross::looks_like_a_person;
use super::day_lengths::mark_of_grid;
use super::facts::{Fact, WORKDAY, set_aside_effect};
use super::grid::{indent, is_blank, shown, text};
use super::grid_notes::unexplained_mark;
use super::gridcell::{HALF_A_DAY, Language, Says};
use super::half_days::column_of_halves;
use super::period::{Length, Period};
use super::reader::Reader;
use super::rows::{Groups, NoData};
use super::settle::{part_of, share_of_week};
use super::sheet::{Cell, Placed, Row};
use super::value::{Expectation, TimeUnit};
use super::wide::Wide;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Duration, Kind, Problem, Problems, Schema, Severity, Table, Value};

/// Reads the rows of a grid.
pub struct GridReader<'s> {
    /// Reads the columns that are no periods.
    pub reader: Reader<'s>,
    /// The period columns.
    pub wide: &'s Wide,
    /// How its cells are read.
    pub language: Language,
    /// What fills mean, where they can mean anything: planned time.
    pub colours: Option<Colours>,
    /// The schema of leave, for absences in cells.
    pub leave: &'s Schema,
    /// Marks that nobody explains: how often, and the first cell of each.
    pub unexplained: BTreeMap<String, (usize, (u32, u32))>,
    /// All of them, of rows that are set aside too.
    pub asked: BTreeMap<String, (usize, (u32, u32))>,
    /// The first cell that holds two clock times.
    pub stay: Option<(u32, u32)>,
    carried: BTreeMap<usize, Value>,
    /// The column that says of which half of a day a row is.
    halves: Option<u32>,
    /// Names of the rows that sum up the row to come, outermost first, each with its column and indent.
    heads: Vec<((u32, usize), String)>,
    /// What stands above the grid and may explain remarks in it.
    pub titles: Vec<String>,
}

/// What a grid's row gave.
#[derive(Default)]
pub struct GridRow {
    /// Bookings or entries, and absences.
    pub facts: Vec<Fact>,
    /// Cells that do not read.
    pub problems: Problems,
    absent: BTreeSet<NaiveDate>,
    /// Marks that nobody explains, by the cells that hold them.
    unexplained: Vec<((u32, u32), String)>,
}

impl GridRow {
    fn note_mark(&mut self, placed: &Placed<'_>, row: u32) {
        let mark = shown(&placed.cell);
        self.unexplained.push(((row, placed.column), mark));
    }

    /// What became of the row.
    pub fn fate(&self) -> Fate {
        match (self.facts.is_empty(), self.problems.is_empty()) {
            (false, _) => Fate::Used,
            (true, false) => Fate::SetAside,
            (true, true) => Fate::NoData(NoData::Note),
        }
    }
}

impl<'s> GridReader<'s> {
    /// A reader at a grid's first row.
    pub fn new(
        reader: Reader<'s>,
        wide: &'s Wide,
        language: Language,
        colours: Option<Colours>,
        leave: &'s Schema,
    ) -> GridReader<'s> {
        let halves = column_of_halves(reader.views, &reader.knowledge.words);
        GridReader {
            reader,
            wide,
            language,
            colours,
            leave,
            unexplained: BTreeMap::new(),
            asked: BTreeMap::new(),
            stay: None,
            carried: BTreeMap::new(),
            halves,
            heads: Vec::new(),
            titles: Vec::new(),
        }
    }

    /// Reads a row; names to the left are carried down over blank cells.
    pub fn read(&mut self, row: &Row<'_>, groups: &Groups) -> GridRow {
        if !self.heads.is_empty() {
            self.leave_heads(row);
        }
        let groups = &self.with_heads(groups);
        let mut base = self.reader.read_plain(row, groups);
        self.carry(&mut base, row);
        self.name_from_groups(&mut base, groups);
        let mut read = GridRow::default();
        let filled =
            |placed: &&Placed<'_>| self.wide.holds(placed.column) && !is_blank(&placed.cell);
        if row.cells.iter().any(|placed| filled(&placed)) {
            let problems = &mut read.problems;
            self.reader.tell_unread_firmness(&mut base, row, problems);
        }
        for placed in row.cells.iter().filter(|placed| !is_blank(&placed.cell)) {
            match self.period_of(placed.column, row) {
                Some(Some(period)) if self.is_clock(placed.column) => {
                    self.read_clock(&base, period, placed, row, &mut read);
                }
                Some(Some(period)) => self.read_cell(&base, period, placed, row, &mut read),
                Some(None) if !self.says_nothing(&placed.cell) => {
                    read.problems.push(self.undated(placed, row));
                }
                _ => {}
            }
        }
        self.refuse_lone(row, &mut read);
        self.settle_marks(&mut read);
        read
    }

    /// What a column stands for in a row: the same in all of them, or a day of the week that the row names.
    fn period_of(&self, column: u32, row: &Row<'_>) -> Option<Option<Period>> {
        let period = self.wide.at(column)?;
        let Some(weeks) = &self.wide.row_weeks else {
            return Some(period);
        };
        Some(period.and_then(|period| {
            let start = weeks.day(row, period.start.weekday())?;
            Some(Period { start, ..period })
        }))
    }

    /// Keeps the name of a row that sums up the rows below it: it is theirs too, as long as they stand further in.
    pub fn remember(&mut self, row: &Row<'_>) {
        self.leave_heads(row);
        if let Some((standing, name)) = self.first_name(row) {
            self.heads.push((standing, name));
        }
    }

    fn leave_heads(&mut self, row: &Row<'_>) {
        let standing = self.first_name(row).map(|(standing, _)| standing);
        self.heads.retain(|(head, _)| Some(*head) < standing);
    }

    /// The first text of a row with its column and how far it is indented.
    fn first_name(&self, row: &Row<'_>) -> Option<((u32, usize), String)> {
        let mut plain = row
            .cells
            .iter()
            .filter(|placed| !self.wide.holds(placed.column));
        let placed =
            plain.find(|placed| text(&placed.cell).is_some_and(|text| !text.is_empty()))?;
        Some(((placed.column, indent(&placed.cell)), shown(&placed.cell)))
    }

    /// The texts above a row, with the names of the rows that sum it up.
    fn with_heads(&self, groups: &Groups) -> Groups {
        if self.heads.is_empty() {
            return groups.clone();
        }
        let heads = self
            .heads
            .iter()
            .map(|((column, indent), name)| (*column, format!("{}{name}", " ".repeat(*indent))));
        Groups::new(groups.iter().cloned().chain(heads).collect())
    }

    /// Marks that nobody explains: a row that holds nothing else is set aside for them, of others they are told together.
    pub fn settle_marks(&mut self, read: &mut GridRow) {
        let mut told: BTreeSet<String> = BTreeSet::new();
        for (place, mark) in std::mem::take(&mut read.unexplained) {
            self.asked.entry(mark.clone()).or_insert((0, place)).0 += 1;
            if !read.facts.is_empty() {
                self.unexplained.entry(mark).or_insert((0, place)).0 += 1;
            } else if told.insert(mark.clone()) {
                read.problems.push(Problem {
                    severity: Severity::SetAside,
                    effect: set_aside_effect(self.reader.schema.table),
                    ..unexplained_mark(self, place, mark, 1)
                });
            }
        }
    }

    /// What a cell says in the grid's language.
    pub fn says(&self, placed: &Placed, period: Period) -> Result<Says, Expectation> {
        let words = &self.reader.knowledge.words;
        self.language.says(&placed.cell, period.length, words)
    }

    /// Reads the cell of a period for what its row is about.
    pub fn read_cell(
        &mut self,
        base: &Fact,
        period: Period,
        placed: &Placed,
        row: &Row,
        read: &mut GridRow,
    ) {
        let table = self.reader.schema.table;
        let booked = text(&placed.cell).filter(|_| table == Table::Bookings);
        let unsure = booked.and_then(marked_unsure);
        let bare = unsure.map(|inside| Placed {
            cell: Cell::Text(inside),
            ..*placed
        });
        let remark = booked.and_then(remark_behind);
        let firm = unsure.map(|_| false).or_else(|| self.firmness_of(remark?));
        match self.says(bare.as_ref().unwrap_or(placed), period) {
            Ok(says) => self.read_says(base, period, says, (placed, firm), row, read),
            Err(why) => read.problems.push(self.unread(placed, row, why)),
        }
    }

    /// What a remark behind a length says of it: by its words, or by those that the titles have behind it (`(t) = tentative`).
    fn firmness_of(&self, remark: &str) -> Option<bool> {
        let words = &self.reader.knowledge.words;
        let by_words = words.firmness(&fold(remark));
        let explained = |title: &String| {
            let (_, behind) = title.split_once(remark)?;
            words.firmness(&fold(behind))
        };
        let said = by_words.or_else(|| self.titles.iter().find_map(explained))?;
        Some(said != "tentative")
    }

    /// Reads what a cell says, whose text or else fill tells whether it is firm.
    pub(super) fn read_says(
        &mut self,
        base: &Fact,
        period: Period,
        says: Says,
        (placed, by_mark): (&Placed, Option<bool>),
        row: &Row,
        read: &mut GridRow,
    ) {
        let table = self.reader.schema.table;
        match says {
            Says::Nothing | Says::Day(_) => {}
            Says::Away(kind, length) => {
                let halved = { self.halves }
                    .and_then(|column| row.at(column))
                    .map(|_| HALF_A_DAY);
                let length = length.or(halved);
                self.absence(base, period, &kind, length, placed, read);
            }
            Says::Unexplained => read.note_mark(placed, row.number),
            Says::Time(_) | Says::Stay(_) | Says::Share(_) if table == Table::Leave => {
                read.note_mark(placed, row.number);
            }
            says => {
                if matches!(says, Says::Stay(_)) {
                    self.stay.get_or_insert((row.number, placed.column));
                }
                let colours = self.colours.as_mut().filter(|_| by_mark.is_none());
                let firm = colours.map(|colours| colours.firm(placed, row, self.reader.mapping));
                let firm = by_mark.or(firm);
                let named = self.named_beside(base, placed.column, row);
                let base = named.as_ref().unwrap_or(base);
                read.facts
                    .extend(self.entries(base, period, &says, firm, placed.column));
            }
        }
    }

    /// The row's entry with what the column beside a length says whose it is.
    fn named_beside(&self, base: &Fact, column: u32, row: &Row<'_>) -> Option<Fact> {
        let (beside, field) = self.wide.measures.named.get(&column)?;
        let placed = row.at(*beside).filter(|placed| !is_blank(&placed.cell))?;
        let mut fact = base.clone();
        let name = Value::Text(shown(&placed.cell));
        fact.set(self.reader.schema, field, Some(name));
        Some(fact)
    }

    fn says_nothing(&self, cell: &Cell) -> bool {
        let words = &self.reader.knowledge.words;
        let says = self.language.says(cell, Length::Day, words);
        matches!(says, Ok(Says::Nothing | Says::Day(_)))
            || text(cell)
                .is_some_and(|text| matches!(text, "x" | "X" | "х" | "Х" | "-" | "–" | "—"))
    }

    /// A cell that is in no figure, and why.
    pub(super) fn unread(&self, placed: &Placed, row: &Row, why: Expectation) -> Problem {
        let schema = self.reader.schema;
        let field = schema
            .field("duration")
            .expect("grids are of tables with a duration");
        let mut problem = self
            .reader
            .problem(row.number, placed.column, &placed.cell, field, why);
        problem.severity = Severity::SetAside;
        problem.effect = phrase("this cell is in no figure", &[]);
        problem
    }

    /// A filled cell under a heading that is no day of the month: `31` in September.
    fn undated(&self, placed: &Placed, row: &Row) -> Problem {
        let why = Expectation {
            what: "undated",
            expected: phrase("a column whose day, month and year are said", &[]),
            hint: phrase("correct the heading of the column, or the title", &[]),
        };
        self.unread(placed, row, why)
    }

    /// A person's name that stands once above the rows of a grid without a column of people.
    fn name_from_groups(&self, base: &mut Fact, groups: &Groups) {
        let schema = self.reader.schema;
        let has_column = self.reader.mapping.column_of(schema, "person").is_some();
        if has_column || base.value(schema, "person").is_some() {
            return;
        }
        let knowledge = self.reader.knowledge;
        let mut names = groups
            .iter()
            .map(|(_, text)| text)
            .filter(|text| looks_like_a_person(text, knowledge));
        if let Some(name) = names.next_back() {
            base.set(schema, "person", Some(Value::Text(name.trim().to_owned())));
        }
    }

    /// Person and what belongs to the person are printed once for several rows.
    fn carry(&mut self, base: &mut Fact, row: &Row<'_>) {
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

    /// One absence for each working day of the period; a length is that of all of them together.
    pub fn absence(
        &self,
        base: &Fact,
        period: Period,
        kind: &str,
        length: Option<Duration>,
        placed: &Placed,
        read: &mut GridRow,
    ) {
        let person = base.value(self.reader.schema, "person").cloned();
        let days = period.workdays();
        let count = days.len() as i64;
        for (at, day) in days.into_iter().enumerate() {
            // several absences share the days of a month, and none a single day
            let alone = read.absent.insert(day);
            if !alone && (length.is_none() || count == 1) {
                continue;
            }
            let length = length.map(|whole| match count {
                1 => whole,
                _ => Duration(part_of(whole.0, count, at)),
            });
            let length = length.filter(|length| count == 1 || *length < WORKDAY);
            let mut fact = Fact {
                table: Table::Leave,
                values: vec![None; self.leave.fields.len()],
                source: self.reader.source,
                row: base.row,
                column: placed.column,
                week_share: None,
                until: None,
            };
            fact.set(self.leave, "date", Some(Value::Date(day)));
            fact.set(self.leave, "person", person.clone());
            fact.set(self.leave, "kind", Some(Value::Text(kind.to_owned())));
            fact.set(self.leave, "duration", length.map(Value::Duration));
            fact.week_share = length
                .filter(|_| is_half_a_day(placed))
                .and_then(share_of_week);
            read.facts.push(fact);
        }
    }

    /// What the column of a cell is about, where its heading says so.
    fn name_subject(&self, fact: &mut Fact, column: u32) {
        let schema = self.reader.schema;
        let Some(subject) = self.wide.subjects.get(&column) else {
            return;
        };
        if fact.value(schema, subject.field).is_none() {
            let name = Value::Text(subject.name.clone());
            fact.set(schema, subject.field, Some(name));
        }
        if let Some(billable) = subject
            .billable
            .filter(|_| schema.field("billable").is_some())
        {
            fact.set(schema, "billable", Some(Value::Flag(billable)));
        }
    }

    /// The entries of a cell. A month, and a week of worked time, are spread over their working days later; a share of a
    /// month is one share for each of its weeks.
    fn entries(
        &self,
        base: &Fact,
        period: Period,
        says: &Says,
        firm: Option<bool>,
        column: u32,
    ) -> Vec<Fact> {
        let schema = self.reader.schema;
        let mut fact = base.clone();
        fact.column = column;
        fact.set(schema, "date", Some(Value::Date(period.start)));
        self.name_subject(&mut fact, column);
        if let Some(firm) = firm.filter(|_| fact.value(schema, "firm").is_none()) {
            fact.set(schema, "firm", Some(Value::Flag(firm)));
        }
        match says {
            Says::Time(time) | Says::Stay(time) => {
                fact.set(schema, "duration", Some(Value::Duration(*time)));
                if self.language.habits.unit == TimeUnit::Days && matches!(says, Says::Time(_)) {
                    mark_of_grid(&mut fact, schema);
                }
                fact.until = last_day(period, schema.table);
            }
            Says::Share(share) if period.length == Length::Month => {
                return weekly_shares(&fact, schema, period, *share);
            }
            Says::Share(share) => fact.week_share = Some(*share),
            _ => {}
        }
        vec![fact]
    }
}

/// `о/2`, `半`: a part of a day, and no number of hours.
fn is_half_a_day(placed: &Placed) -> bool {
    text(&placed.cell).is_some_and(|text| text.contains(['½', '半']) || text.contains("/2"))
}

/// Where a cell's hours stand for several days: the last of them. Planned weeks stay weeks.
pub(super) fn last_day(period: Period, table: Table) -> Option<NaiveDate> {
    match (period.length, table) {
        (Length::Month, _) => Some(period.start + Months::new(1) - Days::new(1)),
        (Length::Week, Table::Time) => Some(period.start + Days::new(6)),
        _ => None,
    }
}

/// A share of a month: the same share of each of its weeks, by the working days that lie in the month.
fn weekly_shares(fact: &Fact, schema: &Schema, period: Period, share: i64) -> Vec<Fact> {
    let mut weeks: BTreeMap<u32, (NaiveDate, i64)> = BTreeMap::new();
    for day in period.workdays() {
        let week = (day.day() + period.start.weekday().num_days_from_monday() - 1) / 7;
        weeks.entry(week).or_insert((day, 0)).1 += 1;
    }
    weeks
        .into_values()
        .map(|(first, days)| {
            let mut part = fact.clone();
            part.set(schema, "date", Some(Value::Date(first)));
            part.week_share = Some(share * days / 5);
            part
        })
        .collect()
}

/// What stands in brackets behind a number, with them: `(t)` of `8 (t)`.
fn remark_behind(text: &str) -> Option<&str> {
    let text = text.trim();
    let at = text.find(['(', '（', '['])?;
    let behind = &text[at..];
    let begins = text.starts_with(|first: char| first.is_ascii_digit());
    (begins && behind.ends_with([')', '）', ']'])).then_some(behind)
}

/// What stands in brackets or before a question mark: planned, and not certain (`(8)`, `[8]`, `8?`).
fn marked_unsure(text: &str) -> Option<&str> {
    let text = text.trim();
    let within = |open: char, close: char| text.strip_prefix(open)?.strip_suffix(close);
    let brackets = [('(', ')'), ('（', '）'), ('[', ']')];
    let inside = brackets
        .into_iter()
        .find_map(|(open, close)| within(open, close));
    let inside = inside.or_else(|| text.strip_suffix(['?', '？']))?.trim();
    inside
        .starts_with(|first: char| first.is_ascii_digit())
        .then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use super::*;

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
}
