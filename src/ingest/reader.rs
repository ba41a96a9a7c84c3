//! One row of a list: its cells become the values of a fact, or the problem that sets it aside.

use std::collections::BTreeMap;

use super::columns::{Bound, Mapping, Slot, View};
use super::crosses::Crosses;
use super::facts::{Fact, set_aside_effect};
use super::grid::{Grid, is_blank, shown, text};
use super::knowledge::Knowledge;
use super::load::last_day;
use super::money_unit::{is_sign_or_code, money_unit};
use super::own_time;
use super::period::Period;
use super::rows::Groups;
use super::season::Season;
use super::settle::share_of_week;
use super::sheet::{Cell, Placed, Row};
use super::source::Source;
use super::typed::discount_terms::discount_in;
use super::typed::{self, Habits, Typed};
use super::value::{self, Amounts, Expectation, TimeUnit};
use super::words::Helper;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Duration, Field, Kind, Problem, Problems, Schema, Severity, Table, Value};

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
    /// Habits by column.
    pub habits: &'s BTreeMap<u32, Habits>,
    /// Index of the sheet.
    pub source: u32,
    /// Words and tables.
    pub knowledge: &'s Knowledge,
    /// The known layout.
    pub layout: Option<&'s Source>,
    /// The running balance says that money in and money out are the other way round.
    pub swapped: bool,
    /// Amounts of money out stand below zero, all of them.
    pub signed_debits: bool,
    /// A currency that stands above the table for all of it.
    pub currency: Option<String>,
    /// A currency that a person named for a column of amounts.
    pub currency_said: Option<String>,
    /// Columns of crosses.
    pub crosses: &'s Crosses,
    /// The month of all rows, where nothing tells their days.
    pub month: Option<Period>,
    /// What stands around the table and says that tax is in its amounts.
    pub tax_around: Option<String>,
    /// The time that its surroundings speak of.
    pub season: Season,
    /// What stands around the table says whose all its rows are.
    pub person_told: bool,
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
    pub fn read_plain(&self, row: &Row<'_>, groups: &Groups) -> Fact {
        let mut fact = self.empty(row);
        for bound in &self.mapping.bound {
            let Slot::Field(at) = bound.slot else {
                continue;
            };
            let field = &self.schema.fields[at];
            let cell = self.cell(row, bound.column, field);
            let read = cell.map(|cell| self.typed(&cell, field, bound.column));
            if let Some(Ok((value, _))) = read {
                fact.values[at] = Some(value);
            }
        }
        self.fill_whole_name(&mut fact, row);
        self.fill_from_groups(&mut fact, row, groups);
        self.part_names(&mut fact, row);
        fact
    }

    fn empty(&self, row: &Row<'_>) -> Fact {
        let mut fact = Fact {
            table: self.schema.table,
            values: vec![None; self.schema.fields.len()],
            source: self.source,
            row: row.number,
            column: 1,
            week_share: None,
            until: None,
        };
        if let Some(month) = self.month {
            fact.set(self.schema, "date", Some(Value::Date(month.start)));
            let spread = self.schema.table == Table::Time;
            fact.until = last_day(month, self.schema.table).filter(|_| spread);
        }
        fact
    }

    /// Reads a data row.
    pub fn read(&self, row: &Row<'_>, groups: &Groups) -> Read {
        let mut problems = Vec::new();
        let mut fact = self.empty(row);
        let mut lost = false;
        let mut currency = None;
        for bound in &self.mapping.bound {
            let Slot::Field(at) = bound.slot else {
                continue;
            };
            let field = &self.schema.fields[at];
            let crossed = self.crosses.cell(row, bound.column);
            let Some(cell) = crossed.or_else(|| self.cell(row, bound.column, field)) else {
                continue;
            };
            if self.is_without_number(&cell, field) {
                continue;
            }
            if let Some(code) = self.code_of_layout(bound.column, &cell, field) {
                fact.values[at] = Some(Value::Text(code));
                continue;
            }
            if self.fill_from_terms(&mut fact, &cell, at) {
                continue;
            }
            match self.typed_in_row(row, &cell, field, bound.column) {
                Ok((value, code)) => {
                    fact.values[at] = Some(value);
                    currency = currency.or(code);
                }
                Err(why) if why.what == "percent" && field.shares => {
                    let habits = self.habits_of(bound.column);
                    fact.week_share = value::share(&cell, habits.decimal, habits.percent).ok();
                }
                Err(why) => {
                    lost |= self.is_needed(field);
                    if self.is_step(field) || self.is_doubtful(field, bound.column) {
                        fact.values[at] = Some(Value::Flag(false));
                    }
                    problems.push(self.problem(row.number, bound.column, &cell, field, why));
                }
            }
        }
        self.part_names(&mut fact, row);
        self.fill_unmarked(&mut fact, row);
        self.share_of_own_day(&mut fact);
        self.fill_from_spares(&mut fact, row, &mut problems);
        self.settle_budget(&mut fact, row);
        self.fill_from_documents(&mut fact, row);
        self.fill_from_groups(&mut fact, row, groups);
        self.fill_helpers(&mut fact, row, &mut problems, &mut lost);
        self.fill_currency(&mut fact, currency);
        if !lost {
            self.want_needed(&fact, row, &mut problems, &mut lost);
        }
        self.check_clock(&fact, row, &mut problems);
        if !lost {
            self.tell_correction(&fact, row, &mut problems);
        }
        Read {
            fact: (!lost).then_some(fact),
            problems,
        }
    }

    /// A part of a day of leave is that part of the person's own day, which other tables tell.
    fn share_of_own_day(&self, fact: &mut Fact) {
        let column = self.mapping.column_of(self.schema, "duration");
        let days = column.is_some_and(|column| self.habits_of(column).unit == TimeUnit::Days);
        if let Some(Value::Duration(length)) = fact.value(self.schema, "duration")
            && self.schema.table == Table::Leave
            && days
        {
            fact.week_share = share_of_week(*length);
        }
    }

    /// Beside marks of what is billable an empty cell says that its entry is not.
    fn fill_unmarked(&self, fact: &mut Fact, row: &Row<'_>) {
        let Some(column) = self.mapping.column_of(self.schema, "billable") else {
            return;
        };
        // beside `+` a dash says no
        let none = |cell: &Cell<'_>| matches!(text(cell), Some("-" | "–" | "—"));
        let empty = row
            .at(column)
            .is_none_or(|placed| is_blank(&placed.cell) || none(&placed.cell));
        if let Some(flag) = self.habits_of(column).unmarked.filter(|_| empty) {
            fact.set(self.schema, "billable", Some(Value::Flag(flag)));
        }
    }

    pub(super) fn habits_of(&self, column: u32) -> Habits {
        self.habits.get(&column).copied().unwrap_or_default()
    }

    /// A cell of a column as the field's value.
    pub(super) fn typed(
        &self,
        cell: &Cell,
        field: &Field,
        column: u32,
    ) -> Result<Typed, Expectation> {
        let amounts = &self.knowledge.words.amounts;
        typed::read(cell, field, self.habits_of(column), amounts)
    }

    /// The cell of a field: its own, or that of the merged block over it.
    pub(super) fn cell<'r>(
        &'r self,
        row: &Row<'r>,
        column: u32,
        field: &Field,
    ) -> Option<Cell<'r>> {
        let own = row
            .at(column)
            .copied()
            .filter(|placed| !is_nothing(&placed.cell, field));
        let placed: Option<Placed<'r>> = own.or_else(|| {
            let covered = self.grid.is_covered(row.number, column)
                && row.at(column).is_none_or(|p| is_blank(&p.cell));
            self.grid.covering(row.number, column).filter(|_| covered)
        });
        placed.map(|placed| placed.cell)
    }

    /// A cell of which its row takes more, or something else, than its value.
    pub(super) fn means_more(&self, column: u32, cell: &Cell<'_>, field: &Field) -> bool {
        self.is_without_number(cell, field)
            || field.kind == Kind::Client
                && text(cell).is_some_and(|text| self.is_joined(column, text))
            || discount_in(cell, field).is_some()
            || self.code_of_layout(column, cell, field).is_some()
            || (field.kind == Kind::Number || field.name == "kind") && self.is_document(cell)
    }

    /// `б/н`: the document has no number, which is no number.
    pub(super) fn is_without_number(&self, cell: &Cell<'_>, field: &Field) -> bool {
        field.kind == Kind::Number
            && text(cell)
                .filter(|text| !text.contains(|c: char| c.is_ascii_digit()))
                .is_some_and(|text| self.knowledge.words.is_no_number(&fold(text)))
    }

    /// What a word means in this tool, where it is not what it means elsewhere.
    fn code_of_layout(&self, column: u32, cell: &Cell<'_>, field: &Field) -> Option<String> {
        let layout = self
            .layout
            .filter(|layout| field.kind == Kind::Code && !layout.values.is_empty())?;
        let view = self.views.iter().find(|view| view.column == column)?;
        let (key, _) = view.heading.keys.first()?;
        layout.value(key, text(cell)?).map(str::to_owned)
    }

    /// Other columns of a field: the first that is filled, and for texts that are joined all of them.
    fn fill_from_spares(&self, fact: &mut Fact, row: &Row<'_>, problems: &mut Problems) {
        for (column, at) in &self.mapping.spares {
            let field = &self.schema.fields[*at];
            if field.kind == Kind::Money && self.is_of_other_currency(*column, &field.name) {
                let told = self.fill_from_other_currency(fact, row, *column, *at);
                problems.extend(told);
                continue;
            }
            let first = self.column_of(&field.name).unwrap_or(*column);
            let Some(cell) = self.cell(row, *column, field) else {
                continue;
            };
            let Ok((value, _)) = self.typed(&cell, field, first) else {
                continue;
            };
            match (&mut fact.values[*at], value) {
                (Some(Value::Text(known)), Value::Text(more)) if field.joins => {
                    if !known.contains(&more) {
                        known.push_str(" / ");
                        known.push_str(&more);
                    }
                }
                (Some(_), _) => {}
                (empty, value) => *empty = Some(value),
            }
        }
    }

    fn fill_helpers(
        &self,
        fact: &mut Fact,
        row: &Row<'_>,
        problems: &mut Problems,
        lost: &mut bool,
    ) {
        self.fill_whole_name(fact, row);
        if self.schema.table == Table::Time {
            self.fill_length(fact, row);
        }
        if let Some(column) = self.mapping.helper(Helper::Until) {
            let cell = row.at(column).filter(|placed| !is_blank(&placed.cell));
            if let Some(placed) = cell {
                fact.until = typed::day(&placed.cell, self.habits_of(column)).ok();
            }
        }
        self.fill_span(fact, row, problems, lost);
        self.halve(fact, row);
        self.stretch(fact);
        self.stretch_entry(fact);
        self.bound_by_days(fact, row, problems, lost);
        match self.schema.table {
            Table::Bookings => self.fill_firm(fact, row),
            Table::Payments => self.fill_direction(fact, row, problems, lost),
            Table::Invoices => self.fill_invoice(fact, row, problems),
            Table::Contracts => {
                self.fill_unnumbered(fact, row);
                self.tell_monthly_hours(fact, row);
                self.fill_whole_fee(fact, row);
            }
            Table::Rates => self.settle_rate(fact),
            Table::Projects => self.fill_agreed(fact, row),
            Table::People => self.share_of_days(fact, row),
            Table::Goals => {
                self.stretch_goal(fact);
                self.fill_falling(fact);
            }
            _ => {}
        }
        self.tell_moved_day(fact, row);
        self.tell_days(fact, row);
        self.tell_lengths_in_days(fact, row);
        self.tell_tax(fact, row);
    }

    /// A person's first and last name in two columns.
    fn fill_whole_name(&self, fact: &mut Fact, row: &Row<'_>) {
        let words = |helper: Helper| {
            let placed = row.at(self.mapping.helper(helper)?)?;
            Some(shown(&placed.cell)).filter(|text| !text.is_empty())
        };
        if fact.text(self.schema, "person").is_some() {
            return;
        }
        let names: Vec<String> = [Helper::FirstName, Helper::LastName]
            .into_iter()
            .filter_map(words)
            .collect();
        if !names.is_empty() {
            // `高 | 远` is 高远, the family name first
            let name = match &names[..] {
                [given, family] if is_han(given) && is_han(family) => format!("{family}{given}"),
                _ => names.join(" "),
            };
            fact.set(self.schema, "person", Some(Value::Text(name)));
        }
    }

    /// A goal whose name says that less is better, where neither a direction nor where it began does.
    fn fill_falling(&self, fact: &mut Fact) {
        let told = ["direction", "baseline"];
        if told
            .iter()
            .any(|field| fact.value(self.schema, field).is_some())
        {
            return;
        }
        let goal = fact.text(self.schema, "goal").map(fold).unwrap_or_default();
        if self.knowledge.words.is_falling_goal(&goal) {
            let falling = Value::Text("decrease".to_owned());
            fact.set(self.schema, "direction", Some(falling));
        }
    }

    /// Column, then cell, then heading, then the format of the cell, then what stands above the table, in this order.
    fn fill_currency(&self, fact: &mut Fact, beside: Option<String>) {
        if self.schema.field("currency").is_none() || fact.text(self.schema, "currency").is_some() {
            return;
        }
        let code = beside
            .or_else(|| self.currency_said.clone())
            .or_else(|| self.currency_in_heading())
            .or_else(|| self.currency_of_row(fact.row))
            .or_else(|| self.currency.clone());
        fact.set(self.schema, "currency", code.map(Value::Text));
    }

    /// The currency that holds for every row: of an answer, a heading, else of what stands above the table.
    pub(super) fn currency_for_all(&self) -> Option<String> {
        self.currency_said
            .clone()
            .or_else(|| self.currency_in_heading())
            .or_else(|| self.currency_of_format(|column| self.grid.sheet.signs.only(column)))
            .or_else(|| self.currency.clone())
    }

    /// The currency that the format of an amount of a row shows.
    pub(super) fn currency_of_row(&self, row: u32) -> Option<String> {
        self.currency_of_format(|column| self.grid.sheet.signs.of(row, column))
    }

    fn currency_of_format<'r>(&'r self, sign: impl Fn(u32) -> Option<&'r str>) -> Option<String> {
        if self.grid.sheet.signs.is_empty() {
            return None;
        }
        let amounts = &self.knowledge.words.amounts;
        let columns = self.mapping.bound.iter();
        columns
            .filter(|bound| self.holds_money(bound.slot))
            .find_map(|bound| amounts.iso(sign(bound.column)?))
            .map(str::to_owned)
    }

    /// The currency that the heading of an amount names.
    fn currency_in_heading(&self) -> Option<String> {
        self.mapping
            .bound
            .iter()
            .filter(|bound| self.holds_money(bound.slot) || self.is_rate_of_heading(bound))
            .filter_map(|bound| self.views.iter().find(|view| view.column == bound.column))
            .find_map(|view| currency_of_heading(&view.heading.text, &self.knowledge.words.amounts))
    }

    /// Rates below a heading that is nothing but their currency.
    fn is_rate_of_heading(&self, bound: &Bound) -> bool {
        let view = self.views.iter().find(|view| view.column == bound.column);
        let rates =
            matches!(bound.slot, Slot::Field(at) if self.schema.fields[at].kind == Kind::Rate);
        rates && view.is_some_and(|view| is_sign_or_code(view.heading.text.trim()))
    }

    fn holds_money(&self, slot: Slot) -> bool {
        match slot {
            Slot::Field(at) => self.schema.fields[at].kind == Kind::Money,
            Slot::Helper(helper) => matches!(
                helper,
                Helper::MoneyIn | Helper::MoneyOut | Helper::LineAmount | Helper::Credited
            ),
        }
    }

    fn want_needed(&self, fact: &Fact, row: &Row<'_>, problems: &mut Problems, lost: &mut bool) {
        for (field, value) in self.schema.fields.iter().zip(&fact.values) {
            let has = value.is_some() || fact.week_share.is_some() && field.kind == Kind::Duration;
            if !field.needed || has || self.will_do(fact, field) {
                continue;
            }
            *lost = true;
            let column = self.column_of(&field.name);
            let hint = match column {
                Some(_) => phrase("fill in the cell", &[]),
                None => phrase(
                    "say which column is {} in the sheet Columns of monthend-decisions.xlsx, or add one",
                    &[&field.name],
                ),
            };
            problems.push(Problem {
                place: self.grid.place(row.number, column.unwrap_or(1)),
                rule: format!("{}.{}.missing", self.schema.table, field.name),
                severity: Severity::SetAside,
                column: self.label(column, field),
                found: String::new(),
                expected: phrase("a value: without it the row cannot be counted", &[]),
                hint,
                effect: set_aside_effect(self.schema.table),
            });
            return;
        }
    }

    /// Another field stands for the needed one; a credit note may have no number, an absence no hours.
    fn will_do(&self, fact: &Fact, field: &Field) -> bool {
        let other = field
            .or
            .iter()
            .any(|or| fact.value(self.schema, or).is_some());
        let credit = || {
            ["gross", "net"]
                .iter()
                .any(|amount| matches!(fact.value(self.schema, amount), Some(Value::Money(one)) if one.is_negative()))
        };
        // a day off needs no hours: it is one of the person's days
        let off = || {
            let dated = fact.value(self.schema, "date").is_some();
            dated && own_time::is_absence(fact, self.schema, self.knowledge)
        };
        match (self.schema.table, field.name.as_str()) {
            (Table::Invoices, "number") => other || credit(),
            (Table::Time, "duration") => other || off(),
            _ => other,
        }
    }

    pub(super) fn column_of(&self, field: &str) -> Option<u32> {
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
    pub(super) fn label(&self, column: Option<u32>, field: &Field) -> String {
        let heading = column
            .and_then(|column| self.views.iter().find(|view| view.column == column))
            .map_or("", |view| view.heading.text.as_str());
        format!("{heading} -> {}", field.name)
    }

    /// A row without the field is in no figure: one the table needs, and the currency of an amount the table needs,
    /// since two currencies are never added.
    fn is_needed(&self, field: &Field) -> bool {
        let of_an_amount = || {
            let amounts = |field: &Field| field.needed && field.kind == Kind::Money;
            field.kind == Kind::Currency && self.schema.fields.iter().any(amounts)
        };
        field.needed || of_an_amount()
    }

    /// Says of a time entry below zero that it was taken for a correction.
    fn tell_correction(&self, fact: &Fact, row: &Row<'_>, problems: &mut Problems) {
        let Some(at) = self
            .schema
            .position("duration")
            .filter(|_| self.schema.table == Table::Time)
        else {
            return;
        };
        let Some(Value::Duration(duration)) = fact.values[at] else {
            return;
        };
        if duration >= Duration::ZERO {
            return;
        }
        let field = &self.schema.fields[at];
        let column = self.column_of("duration");
        let cell = column.and_then(|column| self.cell(row, column, field));
        problems.push(Problem {
            place: self.grid.place(row.number, column.unwrap_or(1)),
            rule: "time.duration.negative".to_owned(),
            severity: Severity::Look,
            column: self.label(column, field),
            found: cell.map_or_else(String::new, |cell| shown(&cell)),
            expected: phrase("a length of time above zero, such as 1.5", &[]),
            hint: phrase("leave it if it corrects an earlier entry", &[]),
            effect: phrase("the row is used as a correction", &[]),
        });
    }

    /// A word that nobody knows beside words for what is firm and what is not: it is not firm.
    fn is_doubtful(&self, field: &Field, column: u32) -> bool {
        field.name == "firm" && self.habits_of(column).doubtful
    }

    /// Tells in a row of a grid what does not say whether it is firm.
    pub(super) fn tell_unread_firmness(
        &self,
        fact: &mut Fact,
        row: &Row<'_>,
        problems: &mut Problems,
    ) {
        let field = self.schema.field("firm");
        let column = self.mapping.column_of(self.schema, "firm");
        let (Some(field), Some(column)) = (field, column) else {
            return;
        };
        let Some(cell) = self.cell(row, column, field) else {
            return;
        };
        if let Err(why) = self.typed(&cell, field, column) {
            if self.is_doubtful(field, column) {
                fact.set(self.schema, "firm", Some(Value::Flag(false)));
            }
            problems.push(self.problem(row.number, column, &cell, field, why));
        }
    }

    /// How far a document has come: signed, scanned, its original here. Words that nobody knows do not say that it has.
    fn is_step(&self, field: &Field) -> bool {
        self.schema.table == Table::Documents && field.kind == Kind::Flag
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
            severity: if self.is_needed(field) {
                Severity::SetAside
            } else {
                Severity::Look
            },
            column: self.label(Some(column), field),
            found: shown(cell),
            expected: why.expected,
            hint: why.hint,
            effect: if self.is_needed(field) {
                set_aside_effect(self.schema.table)
            } else {
                if self.is_step(field) {
                    phrase("it counts as missing", &[])
                } else {
                    phrase("the row is used without this value", &[])
                }
            },
        }
    }
}

/// Nothing but Han letters.
fn is_han(name: &str) -> bool {
    name.chars().all(crate::model::key::is_han)
}

/// What databases write where they hold nothing.
const NOTHING: [&str; 8] = [
    "null",
    "(null)",
    "<null>",
    "none",
    "nan",
    "n/a",
    "#n/a",
    "undefined",
];

/// Blank, a dash that stands for nothing, or a word that says that there is no last day: `rolling`, `бессрочный`.
pub(super) fn is_nothing(cell: &Cell, field: &Field) -> bool {
    if is_blank(cell) {
        return true;
    }
    let dashes = |text: &str| text.chars().all(|letter| matches!(letter, '-' | '–' | '—'));
    let endless = |text: &str| {
        let words = field.codes.get("none").map_or(&[][..], Vec::as_slice);
        field.kind == Kind::Date && words.contains(&fold(text))
    };
    let written = |text: &str| {
        let kinds = [
            Kind::Client,
            Kind::Person,
            Kind::Project,
            Kind::Number,
            Kind::Date,
        ];
        kinds.contains(&field.kind) && NOTHING.contains(&text.trim().to_lowercase().as_str())
    };
    // beside `+` a dash says no
    let says = field.kind == Kind::Money || field.kind == Kind::Flag && field.name != "billable";
    text(cell).is_some_and(|text| dashes(text) && !says || endless(text) || written(text))
}

/// A currency in a heading's brackets, or among its words: `Amount (USD)`, `金额（元）`, `Сумма, руб.`, `Budget €`, `Net EUR`.
pub fn currency_of_heading(text: &str, amounts: &Amounts) -> Option<String> {
    if is_sign_or_code(text.trim()) {
        return amounts.iso(text.trim()).map(str::to_owned);
    }
    let inner = text
        .rfind(['(', '（', '['])
        .map(|at| text[at..].trim_matches(|letter: char| "()（）[]".contains(letter)));
    let behind = text.rsplit_once(',').map(|(_, behind)| behind.trim());
    // `руб. без НДС`; words of ASCII letters may be anything
    let first = behind.and_then(|behind| behind.split_whitespace().next());
    let first = first.filter(|word| !word.is_ascii());
    // `元/小时`, `руб./час`
    let of_each = [inner, behind].map(|part| {
        let (unit, _) = part?.split_once(['/', '／'])?;
        Some(unit.trim()).filter(|unit| !unit.is_ascii())
    });
    let told = [inner, behind, first]
        .into_iter()
        .chain(of_each)
        .flatten()
        .find_map(|part| {
            let plain = amounts.currency(&Cell::Text(part)).ok();
            plain.or_else(|| amounts.currency_of_multiple(part).map(str::to_owned))
        });
    let told = told.or_else(|| money_unit(text, amounts)?.currency);
    told.or_else(|| {
        // `£ ex VAT`, `Total £ (net)`, `EUR in`: a sign anywhere, a code at the beginning
        let around = |letter: char| letter.is_whitespace() || "()[]（），,/".contains(letter);
        let mut words = text
            .split(around)
            .filter(|word| !word.is_empty())
            .enumerate();
        words.find_map(|(at, word)| {
            let sign = !word.contains(char::is_alphanumeric);
            let said = sign || at == 0 && is_sign_or_code(word);
            amounts.iso(word).filter(|_| said).map(str::to_owned)
        })
    })
}
