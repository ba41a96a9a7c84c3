//! One sheet: its tables found, its rows read, its account told.

use std::collections::BTreeMap;

use super::account::{Fate, Fates};
use super::columns::{Mapping, Slot, View};
use super::facts::{Fact, Reader, set_aside_effect};
use super::grid::{Grid, filled_cells, holds_anything, shown};
use super::habits::{OrderVerdict, decide_date_order, decide_decimal, decide_time_unit};
use super::header::compact;
use super::knowledge::{Knowledge, Source};
use super::layout::{Found, tables};
use super::load::{Colours, GridReader, grid_habits, period_cells, seen_in, speaks_in_shares};
use super::rows::{NoData, RowKind, Shape, classify};
use super::sheet::{Cell, Row, Sheet};
use super::typed::{Habits, unit_of_heading};
use super::value::{DateOrder, Decimal, TimeUnit};
use super::words::Helper;
use crate::model::intake::{ColumnReading, Question, Reading, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Decisions, Kind, Problem, Problems, Schema, Settings, Severity, Table, Value};

/// What everything about a sheet is decided with.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// Templates.
    pub knowledge: &'c Knowledge,
    /// Typed answers.
    pub decisions: &'c Decisions,
    /// Settings.
    pub settings: &'c Settings,
}

/// A sheet after reading.
pub struct SheetFit<'a> {
    /// Its grid.
    pub grid: Grid<'a>,
    /// What became of its rows.
    pub fates: Fates,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What they were believed to be.
    pub readings: Vec<Reading>,
    /// Rows read.
    pub facts: Vec<Fact>,
    /// What is wrong.
    pub problems: Problems,
    /// What to ask.
    pub questions: Vec<Question>,
    /// Known layout with one row for each invoice line.
    pub by_lines: bool,
    /// Table and headings of each table: equal ones can hold the same rows twice.
    pub signatures: Vec<String>,
}

/// Reads a sheet.
pub fn fit_sheet<'a>(sheet: &'a Sheet, source: u32, context: Context<'_>) -> SheetFit<'a> {
    let grid = Grid::new(sheet);
    let answer = file_answer(&grid, context);
    let decided = match &answer {
        Some(FileAnswer::Table(table)) => Some(*table),
        _ => None,
    };
    let found = tables(&grid, context.knowledge, decided);
    let mut fit = SheetFit {
        fates: Fates::default(),
        tables: Vec::new(),
        readings: Vec::new(),
        facts: Vec::new(),
        problems: Vec::new(),
        questions: Vec::new(),
        by_lines: false,
        signatures: Vec::new(),
        grid,
    };
    if answer == Some(FileAnswer::Ignore) {
        fit.ignore_all();
        return fit;
    }
    for found in found {
        fit.take(found, source, context);
    }
    fit.title_rest();
    fit.ask_about_file(context);
    fit
}

/// A person's answer about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FileAnswer {
    Ignore,
    Table(Table),
}

/// Answers name the sheet, or the whole file.
fn file_answer(grid: &Grid<'_>, context: Context<'_>) -> Option<FileAnswer> {
    let subject = grid.sheet.file.as_ref();
    let sheet = grid.sheet.name.as_ref();
    let answer = [sheet, ""]
        .iter()
        .find_map(|seen_in| context.decisions.answer(Topic::Files, "", subject, seen_in))?;
    let folded = fold(answer);
    if context.knowledge.words.answer(&folded) == Some("ignore") {
        return Some(FileAnswer::Ignore);
    }
    let table = Table::named(&folded);
    let proposed = || {
        let yes = context.knowledge.words.answer(&folded) == Some("yes");
        let asked = context.decisions.questions.iter().find(|asked| {
            asked.topic == Topic::Files && asked.subject == subject && asked.seen_in == sheet
        });
        asked.filter(|_| yes).map(|asked| asked.proposal.trim())
    };
    match table.or_else(|| proposed().and_then(Table::named)) {
        Some(table) => Some(FileAnswer::Table(table)),
        None => proposed().map(|_| FileAnswer::Ignore),
    }
}

impl SheetFit<'_> {
    fn ignore_all(&mut self) {
        for row in self
            .grid
            .sheet
            .rows
            .iter()
            .filter(|row| holds_anything(row))
        {
            self.fates
                .overrule(row.number, Fate::NoData(NoData::Ignored));
        }
    }

    /// Rows above the first table are titles, rows between header rows of nothing else are titles too.
    fn title_rest(&mut self) {
        for row in self
            .grid
            .sheet
            .rows
            .iter()
            .filter(|row| holds_anything(row))
        {
            self.fates.note(row.number, Fate::NoData(NoData::Title));
        }
    }

    /// Takes in one block.
    fn take(&mut self, mut found: Found<'_>, source: u32, context: Context<'_>) {
        if let Some(header) = found.header {
            for row in header.top..=header.bottom {
                if self.grid.row(row).is_some_and(holds_anything) {
                    self.fates.note(row, Fate::NoData(NoData::Header));
                }
            }
        }
        self.apply_column_answers(&mut found, context);
        self.readings
            .push(reading(&self.grid, &found, context.knowledge));
        let Some(table) = found.verdict.table else {
            self.leave_out(&found);
            return;
        };
        self.tables.push(table);
        self.signatures.push(signature(table, &found.views));
        let schema = context.knowledge.schema(table);
        let layout = found
            .verdict
            .source
            .map(|at| &context.knowledge.sources[at]);
        self.by_lines |= layout.is_some_and(|layout| layout.lines);
        let mapping = found
            .verdict
            .mapping
            .clone()
            .expect("a recognised table has a mapping");
        let periods: Vec<u32> = found
            .verdict
            .wide
            .iter()
            .flat_map(|wide| wide.periods.iter().map(|(column, _)| *column))
            .collect();
        let kinds = classify(&Shape {
            grid: &self.grid,
            columns: found.columns,
            rows: found.rows,
            views: &found.views,
            mapping: &mapping,
            schema,
            periods: &periods,
            knowledge: context.knowledge,
        });
        let data: Vec<u32> = kinds
            .iter()
            .filter(|(_, kind)| matches!(kind, RowKind::Data(_)))
            .map(|(row, _)| *row)
            .collect();
        let habits = self.habits(&found, &mapping, schema, layout, &data, context);
        self.read_rows(
            &found, &mapping, schema, layout, &habits, kinds, source, context,
        );
    }

    /// Answers that this column means that field.
    fn apply_column_answers(&mut self, found: &mut Found<'_>, context: Context<'_>) {
        let Some(table) = found.verdict.table else {
            return;
        };
        let schema = context.knowledge.schema(table);
        let place = seen_in(&self.grid);
        let Some(mapping) = found.verdict.mapping.as_mut() else {
            return;
        };
        for view in &found.views {
            let answer = context
                .decisions
                .answer(Topic::Columns, "", &view.heading.text, &place);
            let Some(answer) = answer else {
                continue;
            };
            let said = fold(answer).replace(' ', "_");
            if let Some(at) = schema.position(&said) {
                mapping.bind(
                    view.column,
                    Slot::Field(at),
                    phrase("a person said so", &[]),
                );
            } else if context.knowledge.words.answer(&fold(answer)) == Some("ignore") {
                mapping.unbind(view.column);
            }
        }
    }

    /// A block that is no table of ours: no row of it is data.
    fn leave_out(&mut self, found: &Found<'_>) {
        for row in self.grid.rows(found.rows.0, found.rows.1) {
            if filled_cells(&row.cells, found.columns).next().is_some() {
                self.fates
                    .note(row.number, Fate::NoData(NoData::UnknownTable));
            }
        }
        let first = found.header.map_or(found.rows.0, |header| header.top);
        let reason = found.verdict.because.first().cloned().unwrap_or_default();
        let headings: Vec<&str> = found
            .views
            .iter()
            .map(|view| view.heading.text.as_str())
            .filter(|text| !text.is_empty())
            .take(6)
            .collect();
        self.problems.push(Problem {
            place: self.grid.place(first, found.columns.0),
            rule: "sheet.unknown_table".to_owned(),
            severity: Severity::Look,
            column: String::new(),
            found: headings.join(", "),
            expected: reason,
            hint: phrase(
                "say in the decisions file which table it is, or answer ignore",
                &[],
            ),
            effect: phrase("no row of it is in any figure", &[]),
        });
    }

    /// Decides how each column writes dates, decimals, time and shares.
    fn habits(
        &mut self,
        found: &Found<'_>,
        mapping: &Mapping,
        schema: &Schema,
        layout: Option<&Source>,
        data: &[u32],
        context: Context<'_>,
    ) -> BTreeMap<u32, Habits> {
        let rows: Vec<&Row> = data.iter().filter_map(|row| self.grid.row(*row)).collect();
        let cells = |column: u32| {
            rows.iter()
                .filter_map(move |row| row.at(column))
                .map(|placed| &placed.cell)
        };
        let numeric: Vec<u32> = mapping
            .bound
            .iter()
            .filter(|bound| is_numeric(bound.slot, schema))
            .map(|bound| bound.column)
            .collect();
        let by_delimiter = if self.grid.sheet.encoding.contains("';'") {
            Decimal::Comma
        } else {
            Decimal::Point
        };
        let all = numeric.iter().flat_map(|column| cells(*column));
        let usual = decide_decimal(all, by_delimiter);
        let mut habits: BTreeMap<u32, Habits> = BTreeMap::new();
        let mut verdicts: Vec<(u32, OrderVerdict)> = Vec::new();
        for bound in &mapping.bound {
            let view = found.views.iter().find(|view| view.column == bound.column);
            let mut habit = Habits {
                decimal: decide_decimal(cells(bound.column), usual),
                ..Habits::default()
            };
            match (bound.slot, view) {
                (Slot::Field(at), Some(view)) => match schema.fields[at].kind {
                    Kind::Date => {
                        verdicts.push((bound.column, decide_date_order(cells(bound.column))))
                    }
                    Kind::Duration => {
                        habit.unit = time_unit(schema.table, view, layout, cells(bound.column));
                    }
                    Kind::Share => {
                        habit.percent = view.heading.text.contains('%')
                            || cells(bound.column).any(
                                |cell| matches!(cell, Cell::Number(number) if number.abs() > 1.5),
                            )
                            || cells(bound.column).any(|cell| is_large_share(cell, habit));
                    }
                    _ => {}
                },
                (Slot::Helper(Helper::Until), _) => {
                    verdicts.push((bound.column, decide_date_order(cells(bound.column))));
                }
                _ => {}
            }
            habits.insert(bound.column, habit);
        }
        let orders = self.date_orders(found, &verdicts, layout, &rows, usual, context);
        for (column, order) in orders {
            habits.entry(column).or_default().order = order;
        }
        habits
    }

    /// Order of day and month of each date column: its own numbers, an answer, the layout, its sibling
    /// columns, the file name's range, the script of the headings; else day first, asked and flagged.
    fn date_orders(
        &mut self,
        found: &Found<'_>,
        verdicts: &[(u32, OrderVerdict)],
        layout: Option<&Source>,
        rows: &[&Row],
        decimal: Decimal,
        context: Context<'_>,
    ) -> BTreeMap<u32, DateOrder> {
        let fixed: Vec<DateOrder> = verdicts
            .iter()
            .filter_map(|(_, verdict)| match verdict {
                OrderVerdict::Fixed(order) => Some(*order),
                _ => None,
            })
            .collect();
        let sibling = fixed
            .first()
            .copied()
            .filter(|first| fixed.iter().all(|order| order == first));
        let mut orders = BTreeMap::new();
        for (column, verdict) in verdicts {
            if let OrderVerdict::Fixed(order) = verdict {
                orders.insert(*column, *order);
                continue;
            }
            if *verdict == OrderVerdict::Unambiguous {
                continue;
            }
            let view = found.views.iter().find(|view| view.column == *column);
            let heading = view.map_or("", |view| view.heading.text.as_str());
            let evidence = self
                .answered_order(heading, context)
                .or_else(|| layout.and_then(|layout| order_of_layout(&layout.date_order)))
                .or(sibling)
                .or_else(|| order_by_range(&self.grid.sheet.file, rows, *column))
                .or_else(|| order_by_script(found, decimal, &self.grid.sheet.encoding));
            let order = evidence.unwrap_or(DateOrder::DayFirst);
            orders.insert(*column, order);
            if evidence.is_none() {
                self.ask_order(heading, *column, rows);
            }
        }
        orders
    }

    fn answered_order(&self, heading: &str, context: Context<'_>) -> Option<DateOrder> {
        let place = seen_in(&self.grid);
        let answer = context
            .decisions
            .answer(Topic::Dates, "", heading, &place)?;
        match context.knowledge.words.answer(&fold(answer)) {
            Some("day_first" | "yes") => Some(DateOrder::DayFirst),
            Some("month_first" | "no") => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    fn ask_order(&mut self, heading: &str, column: u32, rows: &[&Row]) {
        let first = rows.iter().find_map(|row| {
            row.at(column)
                .map(|placed| (row.number, shown(&placed.cell)))
        });
        let Some((row, sample)) = first else {
            return;
        };
        let reason = phrase(
            "every date of the column could be read either way, such as {}",
            &[&sample],
        );
        self.questions.push(Question {
            topic: Topic::Dates,
            kind: String::new(),
            subject: heading.to_owned(),
            seen_in: seen_in(&self.grid),
            proposal: "day first".to_owned(),
            reason: reason.clone(),
            answer: String::new(),
            stale: false,
        });
        self.problems.push(Problem {
            place: self.grid.place(row, column),
            rule: "sheet.date_order".to_owned(),
            severity: Severity::Look,
            column: heading.to_owned(),
            found: sample,
            expected: reason,
            hint: phrase(
                "say in the decisions file whether the day or the month comes first",
                &[],
            ),
            effect: phrase("its dates are read day first", &[]),
        });
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a block of a sheet in its full context"
    )]
    fn read_rows(
        &mut self,
        found: &Found<'_>,
        mapping: &Mapping,
        schema: &Schema,
        layout: Option<&Source>,
        habits: &BTreeMap<u32, Habits>,
        kinds: Vec<(u32, RowKind)>,
        source: u32,
        context: Context<'_>,
    ) {
        let reader = Reader {
            grid: &self.grid,
            schema,
            mapping,
            views: &found.views,
            layout,
            habits,
            source,
            knowledge: context.knowledge,
        };
        let default_kind = default_kind(schema, found, mapping);
        let apart = apart_columns(&found.views, layout);
        let mut facts = Vec::new();
        let mut problems = Vec::new();
        let mut noted: Vec<(u32, Fate)> = Vec::new();
        let mut questions = Vec::new();
        if let Some(wide) = &found.verdict.wide {
            let cells = period_cells(&self.grid, found.rows, wide);
            let shares = speaks_in_shares(schema.table, &cells, wide);
            let cell_habits = grid_habits(&cells);
            let colours = Colours::of(
                &self.grid,
                found.rows,
                wide,
                context.knowledge,
                context.settings,
                context.decisions,
            );
            let leave = context.knowledge.schema(Table::Leave);
            let mut grid_reader =
                GridReader::new(reader, wide, shares, cell_habits, colours, leave);
            for (number, kind) in kinds {
                let fate = match kind {
                    RowKind::NoData(why) => Fate::NoData(why),
                    RowKind::Data(groups) => {
                        let row = self.grid.row(number).expect("a classified row is there");
                        let read = grid_reader.read(row, &groups);
                        let fate = if !read.facts.is_empty() {
                            Fate::Used
                        } else if !read.problems.is_empty() {
                            Fate::SetAside
                        } else {
                            Fate::NoData(NoData::Note)
                        };
                        facts.extend(read.facts);
                        problems.extend(read.problems);
                        fate
                    }
                };
                noted.push((number, fate));
            }
            questions.extend(grid_reader.colours.questions(&self.grid));
        } else {
            for (number, kind) in kinds {
                let fate = match kind {
                    RowKind::NoData(why) => Fate::NoData(why),
                    RowKind::Data(groups) => {
                        let row = self.grid.row(number).expect("a classified row is there");
                        if let Some(problem) = apart_problem(&self.grid, row, &apart, schema) {
                            problems.push(problem);
                            Fate::SetAside
                        } else {
                            let read = reader.read(row, &groups);
                            problems.extend(read.problems);
                            match read.fact {
                                Some(mut fact) => {
                                    if let Some(kind) = &default_kind {
                                        if fact.value(schema, "kind").is_none() {
                                            fact.set(
                                                schema,
                                                "kind",
                                                Some(Value::Text(kind.clone())),
                                            );
                                        }
                                    }
                                    facts.push(fact);
                                    Fate::Used
                                }
                                None => Fate::SetAside,
                            }
                        }
                    }
                };
                noted.push((number, fate));
            }
        }
        for (row, fate) in noted {
            self.fates.note(row, fate);
        }
        self.facts.extend(facts);
        self.problems.extend(problems);
        self.questions.extend(questions);
    }

    /// A sheet with rows and no table of ours is asked about.
    fn ask_about_file(&mut self, context: Context<'_>) {
        let unknown = self
            .fates
            .rows()
            .filter(|(_, fate)| *fate == Fate::NoData(NoData::UnknownTable))
            .count();
        if !self.tables.is_empty() || unknown < 3 || self.grid.sheet.hidden {
            return;
        }
        let _ = context;
        let because = self
            .readings
            .first()
            .and_then(|reading| reading.because.first().cloned())
            .unwrap_or_default();
        self.questions.push(Question {
            topic: Topic::Files,
            kind: String::new(),
            subject: self.grid.sheet.file.to_string(),
            seen_in: self.grid.sheet.name.to_string(),
            proposal: "ignore".to_owned(),
            reason: because,
            answer: String::new(),
            stale: false,
        });
    }
}

fn is_numeric(slot: Slot, schema: &Schema) -> bool {
    match slot {
        Slot::Field(at) => matches!(
            schema.fields[at].kind,
            Kind::Money | Kind::Duration | Kind::Share | Kind::Quantity | Kind::Rate
        ),
        Slot::Helper(helper) => matches!(helper, Helper::MoneyIn | Helper::MoneyOut),
    }
}

/// A bare number of a share column that only percent explains.
fn is_large_share(cell: &Cell, habit: Habits) -> bool {
    matches!(cell, Cell::Text(text) if !text.contains('%'))
        && super::value::share(cell, habit.decimal, false)
            .is_ok_and(|share| share.abs() > 1_500_000)
}

/// Unit of a duration column: its heading, its layout, and for time entries the size of its numbers.
fn time_unit<'c>(
    table: Table,
    view: &View<'_>,
    layout: Option<&Source>,
    cells: impl Iterator<Item = &'c Cell>,
) -> TimeUnit {
    if let Some(unit) = unit_of_heading(&view.heading) {
        return unit;
    }
    let fixed = layout.and_then(|layout| match layout.duration_unit.as_str() {
        "hours" => Some(TimeUnit::Hours),
        "minutes" => Some(TimeUnit::Minutes),
        "seconds" => Some(TimeUnit::Seconds),
        "milliseconds" => Some(TimeUnit::Milliseconds),
        _ => None,
    });
    match fixed {
        Some(unit) => unit,
        None if table == Table::Time => decide_time_unit(cells, None),
        None => TimeUnit::Hours,
    }
}

fn order_of_layout(name: &str) -> Option<DateOrder> {
    match name {
        "day_first" => Some(DateOrder::DayFirst),
        "month_first" => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// The order under which every date lies in the range that the file name tells, when only one does.
fn order_by_range(file: &str, rows: &[&Row], column: u32) -> Option<DateOrder> {
    let days: Vec<chrono::NaiveDate> = iso_days(file);
    let (from, to) = (days.iter().min()?, days.iter().max()?);
    if from == to {
        return None;
    }
    let within = |order: DateOrder| {
        rows.iter().filter_map(|row| row.at(column)).all(|placed| {
            super::value::date(&placed.cell, order).is_ok_and(|day| (*from..=*to).contains(&day))
        })
    };
    match (within(DateOrder::DayFirst), within(DateOrder::MonthFirst)) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Dates such as `2026-10-01` or `20261001` inside a file name.
fn iso_days(file: &str) -> Vec<chrono::NaiveDate> {
    let letters: Vec<char> = file.chars().collect();
    let mut days = Vec::new();
    for start in 0..letters.len() {
        for (length, format) in [(10, "%Y-%m-%d"), (8, "%Y%m%d")] {
            let Some(part) = letters.get(start..start + length) else {
                continue;
            };
            let text: String = part.iter().collect();
            let plausible =
                text.starts_with("20") && text.chars().all(|c| c.is_ascii_digit() || c == '-');
            if let (true, Ok(day)) = (plausible, chrono::NaiveDate::parse_from_str(&text, format)) {
                days.push(day);
            }
        }
    }
    days
}

/// Semicolons, decimal commas and Cyrillic headings speak for day first; nobody who writes them puts
/// the month first.
fn order_by_script(found: &Found<'_>, decimal: Decimal, encoding: &str) -> Option<DateOrder> {
    let cyrillic = found.views.iter().any(|view| {
        view.heading
            .text
            .chars()
            .any(|letter| ('\u{400}'..='\u{4ff}').contains(&letter))
    });
    (cyrillic || decimal == Decimal::Comma || encoding.contains("';'"))
        .then_some(DateOrder::DayFirst)
}

/// A code that the headings, sheet, file or titles tell when no column does: `Акт №` is an act.
fn default_kind(schema: &Schema, found: &Found<'_>, mapping: &Mapping) -> Option<String> {
    let field = schema
        .field("kind")
        .filter(|field| field.kind == Kind::Code)?;
    if !matches!(schema.table, Table::Documents | Table::Responses)
        || mapping.column_of(schema, "kind").is_some()
    {
        return None;
    }
    let telling = ["score", "number"]
        .iter()
        .filter_map(|name| mapping.column_of(schema, name));
    let headings: Vec<&str> = telling
        .filter_map(|column| found.views.iter().find(|view| view.column == column))
        .map(|view| view.heading.text.as_str())
        .collect();
    let around = found.talk.titles.iter().map(String::as_str);
    headings
        .into_iter()
        .chain([found.talk.sheet.as_str(), found.talk.file.as_str()])
        .chain(around)
        .find_map(|text| code_within(text, field))
}

fn code_within(text: &str, field: &crate::model::Field) -> Option<String> {
    let folded = fold(text);
    let spaced = format!(" {folded} ");
    field
        .codes
        .iter()
        .flat_map(|(code, words)| words.iter().map(move |word| (code, fold(word))))
        .filter(|(_, word)| word.chars().count() >= 2)
        .filter(|(_, word)| {
            if word.chars().all(|letter| letter >= '\u{2e80}') {
                folded.contains(word.as_str())
            } else {
                spaced.contains(&format!(" {word} "))
                    || word.chars().count() >= 6 && folded.contains(word.as_str())
            }
        })
        .max_by_key(|(_, word)| word.chars().count())
        .map(|(code, _)| code.clone())
}

/// Columns whose values set rows apart, with those values.
fn apart_columns(views: &[View<'_>], layout: Option<&Source>) -> Vec<(u32, String, Vec<String>)> {
    let Some(layout) = layout else {
        return Vec::new();
    };
    views
        .iter()
        .filter_map(|view| {
            let (key, _) = view.heading.keys.first()?;
            let values = layout.set_apart(key);
            let folded = values.iter().map(|value| fold(value)).collect();
            (!values.is_empty()).then(|| (view.column, view.heading.text.clone(), folded))
        })
        .collect()
}

fn apart_problem(
    grid: &Grid<'_>,
    row: &Row,
    apart: &[(u32, String, Vec<String>)],
    schema: &Schema,
) -> Option<Problem> {
    apart.iter().find_map(|(column, heading, values)| {
        let found = shown(&row.at(*column)?.cell);
        let folded = fold(&found);
        let hit = values.contains(&folded) && (!folded.is_empty() || found == "/");
        hit.then(|| Problem {
            place: grid.place(row.number, *column),
            rule: format!("{}.set_apart", schema.table),
            severity: Severity::SetAside,
            column: heading.clone(),
            found,
            expected: phrase(
                "a row that took place: this layout sets such rows apart",
                &[],
            ),
            hint: phrase("nothing, if that is right", &[]),
            effect: set_aside_effect(schema.table),
        })
    })
}

fn signature(table: Table, views: &[View<'_>]) -> String {
    let mut headings: Vec<String> = views
        .iter()
        .map(|view| compact(&view.heading.text))
        .filter(|key| !key.is_empty())
        .collect();
    headings.sort_unstable();
    format!("{table}:{}", headings.join("|"))
}

/// What `inspect` shows of a block.
fn reading(grid: &Grid<'_>, found: &Found<'_>, knowledge: &Knowledge) -> Reading {
    let schema = found.verdict.table.map(|table| knowledge.schema(table));
    let last = found
        .rows
        .1
        .max(found.header.map_or(found.rows.1, |header| header.bottom));
    Reading {
        file: grid.sheet.file.clone(),
        sheet: grid.sheet.name.clone(),
        table: found.verdict.table,
        confidence: found.verdict.confidence,
        source: found
            .verdict
            .source
            .map_or_else(String::new, |at| knowledge.sources[at].source.clone()),
        because: found.verdict.because.clone(),
        header_rows: found.header.map(|header| (header.top, header.bottom)),
        rows: (found.header.map_or(found.rows.0, |header| header.top), last),
        columns: found
            .views
            .iter()
            .map(|view| column_reading(view, found, schema))
            .collect(),
        encoding: grid.sheet.encoding.clone(),
    }
}

fn column_reading(view: &View<'_>, found: &Found<'_>, schema: Option<&Schema>) -> ColumnReading {
    let bound = found
        .mapping()
        .and_then(|mapping| mapping.slot_of(view.column));
    let period = found
        .verdict
        .wide
        .as_ref()
        .is_some_and(|wide| wide.holds(view.column));
    let (field, confidence, because) = match (bound, schema) {
        (Some(bound), Some(schema)) => {
            let name = match bound.slot {
                Slot::Field(at) => schema.fields[at].name.clone(),
                Slot::Helper(helper) => helper.name().to_owned(),
            };
            (Some(name), bound.confidence, bound.because.clone())
        }
        _ if period => (
            Some("duration".to_owned()),
            0.9,
            phrase("the heading is a day, week or month", &[]),
        ),
        _ => (None, 0.0, unused_reason(view, found, schema)),
    };
    ColumnReading {
        column: view.column,
        heading: view.heading.text.clone(),
        field,
        confidence,
        because,
        samples: view.samples(),
    }
}

fn unused_reason(
    view: &View<'_>,
    found: &Found<'_>,
    schema: Option<&Schema>,
) -> crate::model::Phrase {
    let lost = found.mapping().and_then(|mapping| {
        mapping
            .losers
            .iter()
            .find(|(column, _, _)| *column == view.column)
            .copied()
    });
    match (lost, schema) {
        (Some((_, field, winner)), Some(schema)) => phrase(
            "{} is already read from column {}",
            &[
                &schema.fields[field].name,
                &crate::model::place::column_letters(winner),
            ],
        ),
        _ => phrase("no field of the table is called so", &[]),
    }
}
