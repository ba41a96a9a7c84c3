//! Rows as typed values, before names are made one and before they become frames.

use std::collections::BTreeMap;

use super::columns::{Mapping, Slot, View};
use super::grid::{Grid, is_blank, shown, text};
use super::knowledge::{Knowledge, Source};
use super::sheet::{Cell, Placed, Row};
use super::typed::{self, Habits};
use super::value::{self, Expectation};
use super::words::Helper;
use crate::model::phrase::phrase;
use crate::model::{
    Duration, Field, Kind, Phrase, Problem, Problems, Schema, Severity, Table, Value,
};

/// One canonical row and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The table it belongs to.
    pub table: Table,
    /// Values in the schema's field order.
    pub values: Vec<Option<Value>>,
    /// Index into the run's sheets.
    pub source: u32,
    /// 1-based row.
    pub row: u32,
    /// 1-based column of the cell that made it, for grids; else 1.
    pub column: u32,
    /// A share of the contract week in 1/1,000,000 that becomes a duration once people are known.
    pub week_share: Option<i64>,
    /// Last day, when the row spans several.
    pub until: Option<chrono::NaiveDate>,
}

impl Fact {
    /// The text of a field.
    pub fn text<'f>(&'f self, schema: &Schema, field: &str) -> Option<&'f str> {
        match self.values.get(schema.position(field)?)? {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Any value of a field.
    pub fn value<'f>(&'f self, schema: &Schema, field: &str) -> Option<&'f Value> {
        self.values.get(schema.position(field)?)?.as_ref()
    }

    /// Puts a value into a field of the schema.
    pub fn set(&mut self, schema: &Schema, field: &str, value: Option<Value>) {
        if let Some(at) = schema.position(field) {
            self.values[at] = value;
        }
    }
}

/// What the reader of rows needs.
pub struct Reader<'s> {
    /// The sheet.
    pub grid: &'s Grid<'s>,
    /// The schema.
    pub schema: &'s Schema,
    /// The mapping.
    pub mapping: &'s Mapping,
    /// The columns.
    pub views: &'s [View<'s>],
    /// The known layout.
    pub layout: Option<&'s Source>,
    /// Habits by column.
    pub habits: &'s BTreeMap<u32, Habits>,
    /// Index of the sheet.
    pub source: u32,
    /// Words and tables.
    pub knowledge: &'s Knowledge,
}

/// A row read: a fact, or the problem that sets it aside; and other problems.
pub struct Read {
    /// The row's values, when it is used.
    pub fact: Option<Fact>,
    /// What is wrong with it.
    pub problems: Problems,
}

impl Reader<'_> {
    /// Reads the columns of a grid's row that are no periods: nothing is needed of them.
    pub fn read_plain(&self, row: &Row, groups: &BTreeMap<u32, String>) -> Fact {
        let mut fact = self.empty(row);
        for bound in &self.mapping.bound {
            let Slot::Field(at) = bound.slot else {
                continue;
            };
            let field = &self.schema.fields[at];
            let cell = self.cell(row, bound.column, field);
            let read = cell.map(|cell| typed::read(cell, field, self.habits_of(bound.column)));
            if let Some(Ok((value, _))) = read {
                fact.values[at] = Some(value);
            }
        }
        self.fill_from_groups(&mut fact, row, groups);
        fact
    }

    fn empty(&self, row: &Row) -> Fact {
        Fact {
            table: self.schema.table,
            values: vec![None; self.schema.fields.len()],
            source: self.source,
            row: row.number,
            column: 1,
            week_share: None,
            until: None,
        }
    }

    /// Reads a data row.
    pub fn read(&self, row: &Row, groups: &BTreeMap<u32, String>) -> Read {
        let mut problems = Vec::new();
        let mut fact = self.empty(row);
        let mut lost = false;
        let mut currency = None;
        for bound in &self.mapping.bound {
            let Slot::Field(at) = bound.slot else {
                continue;
            };
            let field = &self.schema.fields[at];
            let Some(cell) = self.cell(row, bound.column, field) else {
                continue;
            };
            match typed::read(cell, field, self.habits_of(bound.column)) {
                Ok((value, code)) => {
                    fact.values[at] = Some(value);
                    currency = currency.or(code);
                }
                Err(why) => {
                    lost |= field.needed;
                    problems.push(self.problem(row.number, bound.column, cell, field, why));
                }
            }
        }
        self.fill_from_groups(&mut fact, row, groups);
        self.fill_helpers(&mut fact, row, &mut problems, &mut lost);
        self.fill_currency(&mut fact, currency);
        if !lost {
            self.want_needed(&fact, row, &mut problems, &mut lost);
        }
        self.check_clock(&fact, row, &mut problems);
        Read {
            fact: (!lost).then_some(fact),
            problems,
        }
    }

    fn habits_of(&self, column: u32) -> Habits {
        self.habits.get(&column).copied().unwrap_or_default()
    }

    /// The cell of a field: its own, or that of the merged block over it.
    fn cell<'r>(&'r self, row: &'r Row, column: u32, field: &Field) -> Option<&'r Cell> {
        let own = row
            .at(column)
            .filter(|placed| !is_nothing(&placed.cell, field));
        let placed: Option<&Placed> = own.or_else(|| {
            let covered = self.grid.is_covered(row.number, column)
                && row.at(column).is_none_or(|p| is_blank(&p.cell));
            self.grid.covering(row.number, column).filter(|_| covered)
        });
        placed.map(|placed| &placed.cell)
    }

    fn fill_from_groups(&self, fact: &mut Fact, row: &Row, groups: &BTreeMap<u32, String>) {
        for (column, group) in groups {
            if row
                .at(*column)
                .is_some_and(|placed| !is_blank(&placed.cell))
            {
                continue;
            }
            let cell = Cell::Text(group.as_str().into());
            let own = self
                .mapping
                .slot_of(*column)
                .and_then(|bound| match bound.slot {
                    Slot::Field(at) => Some(at),
                    Slot::Helper(_) => None,
                });
            let target = own.or_else(|| self.group_target(&cell, group));
            let Some(at) = target.filter(|at| fact.values[*at].is_none()) else {
                continue;
            };
            if let Ok((value, _)) = typed::read(&cell, &self.schema.fields[at], Habits::default()) {
                fact.values[at] = Some(value);
            }
        }
    }

    /// A group text in a column without a field: a currency, else the client where no column is one.
    fn group_target(&self, cell: &Cell, group: &str) -> Option<usize> {
        let free = |name: &str| {
            self.schema
                .position(name)
                .filter(|_| self.mapping.column_of(self.schema, name).is_none())
        };
        if value::currency(cell).is_ok() {
            return free("currency");
        }
        (!super::rows::is_no_name(group, self.knowledge))
            .then(|| free("client"))
            .flatten()
    }

    fn fill_helpers(&self, fact: &mut Fact, row: &Row, problems: &mut Problems, lost: &mut bool) {
        let words = |helper: Helper| {
            let placed = row.at(self.mapping.helper(helper)?)?;
            Some(shown(&placed.cell)).filter(|text| !text.is_empty())
        };
        if fact.text(self.schema, "person").is_none() {
            let names: Vec<String> = [Helper::FirstName, Helper::LastName]
                .into_iter()
                .filter_map(words)
                .collect();
            if !names.is_empty() {
                fact.set(self.schema, "person", Some(Value::Text(names.join(" "))));
            }
        }
        if let Some(column) = self.mapping.helper(Helper::Until) {
            let cell = row.at(column).filter(|placed| !is_blank(&placed.cell));
            if let Some(placed) = cell {
                fact.until = value::date(&placed.cell, self.habits_of(column).order).ok();
            }
        }
        if self.schema.table == Table::Payments {
            self.fill_direction(fact, row, problems, lost);
        }
    }

    /// Money in and money out in two columns, or the sign, or in and out words.
    fn fill_direction(&self, fact: &mut Fact, row: &Row, problems: &mut Problems, lost: &mut bool) {
        let Some(amount_field) = self.schema.field("amount") else {
            return;
        };
        let mut sides = Vec::new();
        for (helper, direction) in [(Helper::MoneyIn, "in"), (Helper::MoneyOut, "out")] {
            let Some(column) = self.mapping.helper(helper) else {
                continue;
            };
            let Some(placed) = row
                .at(column)
                .filter(|placed| !is_nothing(&placed.cell, amount_field))
            else {
                continue;
            };
            match value::money(&placed.cell, self.habits_of(column).decimal) {
                Ok((amount, _)) if amount.0 == 0 => {}
                Ok((amount, code)) => sides.push((amount, direction, code)),
                Err(why) => {
                    *lost = true;
                    problems.push(self.problem(
                        row.number,
                        column,
                        &placed.cell,
                        amount_field,
                        why,
                    ));
                }
            }
        }
        if let [(amount, direction, code)] = &sides[..] {
            let direction = if amount.is_negative() {
                opposite(direction)
            } else {
                direction
            };
            fact.set(self.schema, "amount", Some(Value::Money(amount.abs())));
            fact.set(
                self.schema,
                "direction",
                Some(Value::Text(direction.to_owned())),
            );
            if let Some(code) = code {
                fact.set(self.schema, "currency", Some(Value::Text(code.clone())));
            }
            return;
        }
        let Some(Value::Money(amount)) = fact.value(self.schema, "amount").cloned() else {
            return;
        };
        if fact.text(self.schema, "direction").is_none() {
            let direction = if amount.is_negative() { "out" } else { "in" };
            fact.set(
                self.schema,
                "direction",
                Some(Value::Text(direction.to_owned())),
            );
        }
        fact.set(self.schema, "amount", Some(Value::Money(amount.abs())));
    }

    /// Column, then cell, then heading, in this order.
    fn fill_currency(&self, fact: &mut Fact, beside: Option<String>) {
        if self.schema.field("currency").is_none() || fact.text(self.schema, "currency").is_some() {
            return;
        }
        let in_heading = || {
            self.mapping
                .bound
                .iter()
                .filter(|bound| self.holds_money(bound.slot))
                .filter_map(|bound| self.views.iter().find(|view| view.column == bound.column))
                .find_map(|view| currency_of_heading(&view.heading.text))
        };
        let code = beside.or_else(in_heading);
        fact.set(self.schema, "currency", code.map(Value::Text));
    }

    fn holds_money(&self, slot: Slot) -> bool {
        match slot {
            Slot::Field(at) => self.schema.fields[at].kind == Kind::Money,
            Slot::Helper(helper) => matches!(helper, Helper::MoneyIn | Helper::MoneyOut),
        }
    }

    fn want_needed(&self, fact: &Fact, row: &Row, problems: &mut Problems, lost: &mut bool) {
        for (field, value) in self.schema.fields.iter().zip(&fact.values) {
            let has = value.is_some() || fact.week_share.is_some() && field.kind == Kind::Duration;
            if !field.needed || has {
                continue;
            }
            *lost = true;
            let column = self.column_of(&field.name);
            problems.push(Problem {
                place: self.grid.place(row.number, column.unwrap_or(1)),
                rule: format!("{}.{}.missing", self.schema.table, field.name),
                severity: Severity::SetAside,
                column: self.label(column, field),
                found: String::new(),
                expected: phrase("a value: without it the row cannot be counted", &[]),
                hint: phrase("fill in the cell", &[]),
                effect: set_aside_effect(self.schema.table),
            });
            return;
        }
    }

    /// Start and end of an entry check its duration; breaks make it shorter, nothing makes it longer.
    fn check_clock(&self, fact: &Fact, row: &Row, problems: &mut Problems) {
        let Some(Value::Duration(length)) = fact.value(self.schema, "duration") else {
            return;
        };
        let clock = |helper: Helper| clock(&row.at(self.mapping.helper(helper)?)?.cell);
        let (Some(start), Some(end)) = (clock(Helper::StartsAt), clock(Helper::EndsAt)) else {
            return;
        };
        let day = Duration::hours(24);
        let between = if end < start {
            end + day - start
        } else {
            end - start
        };
        if *length <= between + Duration::minutes(1) {
            return;
        }
        let column = self.column_of("duration").unwrap_or(1);
        let field = self.schema.field("duration").expect("it has a value");
        problems.push(Problem {
            place: self.grid.place(row.number, column),
            rule: format!("{}.duration.clock", self.schema.table),
            severity: Severity::Look,
            column: self.label(Some(column), field),
            found: length.to_string(),
            expected: phrase(
                "at most {} hours, the time between start and end",
                &[&between],
            ),
            hint: phrase("correct the start, the end or the duration", &[]),
            effect: phrase("the duration is used as written", &[]),
        });
    }

    fn column_of(&self, field: &str) -> Option<u32> {
        self.mapping.column_of(self.schema, field).or_else(|| {
            (self.schema.table == Table::Payments && field == "amount")
                .then(|| {
                    self.mapping
                        .helper(Helper::MoneyIn)
                        .or(self.mapping.helper(Helper::MoneyOut))
                })
                .flatten()
        })
    }

    /// `Heading -> field`.
    fn label(&self, column: Option<u32>, field: &Field) -> String {
        let heading = column
            .and_then(|column| self.views.iter().find(|view| view.column == column))
            .map_or("", |view| view.heading.text.as_str());
        format!("{heading} -> {}", field.name)
    }

    /// The problem of a cell that does not read.
    pub fn problem(
        &self,
        row: u32,
        column: u32,
        cell: &Cell,
        field: &Field,
        why: Expectation,
    ) -> Problem {
        Problem {
            place: self.grid.place(row, column),
            rule: format!("{}.{}.{}", self.schema.table, field.name, why.what),
            severity: if field.needed {
                Severity::SetAside
            } else {
                Severity::Look
            },
            column: self.label(Some(column), field),
            found: shown(cell),
            expected: why.expected,
            hint: why.hint,
            effect: if field.needed {
                set_aside_effect(self.schema.table)
            } else {
                phrase("the row is used without this value", &[])
            },
        }
    }
}

/// What the reports lack because of a row that is set aside.
pub fn set_aside_effect(table: Table) -> Phrase {
    phrase("the row is in no figure of {}", &[&table])
}

fn opposite(direction: &str) -> &'static str {
    if direction == "in" { "out" } else { "in" }
}

/// Blank, or a dash that stands for nothing.
fn is_nothing(cell: &Cell, field: &Field) -> bool {
    if is_blank(cell) {
        return true;
    }
    let dashes = |text: &str| text.chars().all(|letter| matches!(letter, '-' | '–' | '—'));
    text(cell).is_some_and(dashes) && field.kind != Kind::Money
}

/// A currency in a heading's brackets, or among its words: `Amount (USD)`, `金额（元）`, `Сумма, руб.`.
pub fn currency_of_heading(text: &str) -> Option<String> {
    let inner = text
        .rfind(['(', '（', '['])
        .map(|at| text[at..].trim_matches(|letter: char| "()（）[]".contains(letter)));
    let behind = text.rsplit_once(',').map(|(_, behind)| behind.trim());
    [inner, behind]
        .into_iter()
        .flatten()
        .find_map(|part| value::currency(&Cell::Text(part.into())).ok())
}

/// A clock time as the length since midnight.
fn clock(cell: &Cell) -> Option<Duration> {
    let seconds = match cell {
        Cell::Time(days) if (0.0..1.0).contains(days) => (days * 86_400.0).round() as i64,
        Cell::Date(days) => ((days - days.floor()) * 86_400.0).round() as i64,
        Cell::Text(text) => clock_seconds(text.trim())?,
        _ => return None,
    };
    Some(Duration::seconds(seconds))
}

/// `9:30`, `09:30:15`, `9:30 PM`.
fn clock_seconds(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    let bare = lower.trim_end_matches(['a', 'p', 'm', ' ']);
    let mut parts = bare.split(':').map(|part| part.parse::<i64>());
    let hours = parts.next()?.ok()?;
    let minutes = parts.next()?.ok()?;
    let seconds = parts.next().map_or(Some(0), Result::ok)?;
    if parts.next().is_some() || hours > 24 || minutes > 59 || seconds > 59 {
        return None;
    }
    let half = if lower.contains('p') && hours < 12 {
        12
    } else {
        0
    };
    let midnight = if lower.contains('a') && hours == 12 {
        -12
    } else {
        0
    };
    Some((hours + half + midnight) * 3600 + minutes * 60 + seconds)
}

/// A whole working day.
pub const WORKDAY: Duration = Duration::hours(value::WORKDAY_HOURS);
