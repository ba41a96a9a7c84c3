//! A case of the gallery of layouts: what a person says should be read, and the same said of what was read.
//!
//! Both are put into the same words ([`Case::expected`], [`Case::found`]), so that they are compared, and shown, as a whole.

use std::collections::BTreeMap;
use std::path::Path;

use monthend::ingest::knowledge::Knowledge;
use monthend::model::intake::{ColumnReading, Reading, SheetAccount};
use monthend::model::{Field, Intake, Kind, Table};
use polars::prelude::{AnyValue, DataFrame};
use serde::Deserialize;

/// `expected.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What the file is, and what it is here to show.
    pub about: String,
    /// Sections of layouts (`A.1`) and traps (`T8`); `README.md` beside the cases lists them.
    pub covers: Vec<String>,
    /// Why it cannot be read the same way without its file in `templates/sources`; absent: it can.
    pub needs_source: Option<String>,
    /// Sheets in the order of files, and in each file in its own order.
    #[serde(default, rename = "sheet")]
    pub sheets: Vec<SheetCase>,
    /// All problems.
    #[serde(default, rename = "problem")]
    pub problems: Vec<ProblemCase>,
    /// All questions.
    #[serde(default, rename = "question")]
    pub questions: Vec<QuestionCase>,
}

/// A sheet, or a text file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetCase {
    /// May be left out when `in/` holds one file.
    #[serde(default)]
    pub file: String,
    /// Empty for text files.
    #[serde(default)]
    pub sheet: String,
    /// As `inspect` tells it: `7 = 5 used + 1 set aside + 1 not data`, and, when wanted, ` (1 header)` after it.
    pub rows: String,
    #[serde(default)]
    pub hidden: bool,
    #[serde(default, rename = "table")]
    pub tables: Vec<TableCase>,
}

/// A table found on a sheet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableCase {
    /// `time`, `invoices` ...; `none` for a table that is not ours.
    pub table: String,
    /// Name of the known layout; left out: general recognition.
    #[serde(default)]
    pub layout: String,
    /// Every used column: heading = field. Without a heading `column B`; one of several equal headings `Phone [C]`.
    #[serde(default)]
    pub mapping: BTreeMap<String, String>,
    /// Number of rows in our table, where one row of the sheet can make several.
    pub records: Option<usize>,
    /// Every money and duration field that holds anything, rates aside: `amount = "120 EUR + 7.50 USD"`, `duration = "7:30"` or `"7.5"`.
    /// Rows that went into another table: `"leave.duration"`. Other numbers when wanted.
    #[serde(default)]
    pub sums: BTreeMap<String, String>,
    /// Some rows written out.
    #[serde(default, rename = "row")]
    pub rows: Vec<BTreeMap<String, toml::Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemCase {
    pub rule: String,
    /// As shown: `time.csv, C4` or `time.xlsx, July!C4`; several cells with the same rule: a list.
    pub at: OneOrMany,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionCase {
    /// `names`, `columns`, `dates`, `files`, `colours`.
    pub topic: String,
    pub subject: String,
    #[serde(default)]
    pub proposal: String,
}

/// How much is told: everything, or only what must not depend on `templates/sources`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Whole,
    RowsAndSums,
}

impl Case {
    /// What was hoped for, in words.
    pub fn expected(&self, folder: &Path, knowledge: &Knowledge, told: Told) -> String {
        let only = only_file(folder);
        let mut sheets: Vec<(&str, &SheetCase)> = self
            .sheets
            .iter()
            .map(|sheet| {
                (
                    if sheet.file.is_empty() {
                        only.as_str()
                    } else {
                        &sheet.file
                    },
                    sheet,
                )
            })
            .collect();
        sheets.sort_by_key(|(file, _)| *file);
        let mut lines = Vec::new();
        for (file, sheet) in sheets {
            lines.push(sheet_line(file, &sheet.sheet, &sheet.rows, sheet.hidden));
            for table in &sheet.tables {
                table.expected(knowledge, told, &mut lines);
            }
        }
        if told == Told::Whole {
            lines.extend(sorted(self.problem_lines()));
            lines.extend(sorted(self.questions.iter().map(|asked| {
                format!(
                    "question {}: {:?}, proposal {:?}",
                    asked.topic, asked.subject, asked.proposal
                )
            })));
        }
        lines.join("\n")
    }

    fn problem_lines(&self) -> impl Iterator<Item = String> {
        self.problems.iter().flat_map(|problem| {
            let places = match &problem.at {
                OneOrMany::One(place) => std::slice::from_ref(place),
                OneOrMany::Many(places) => places,
            };
            places
                .iter()
                .map(|place| format!("problem {} at {place}", problem.rule))
        })
    }

    /// What was read, in the same words.
    pub fn found(&self, intake: &Intake, knowledge: &Knowledge, told: Told) -> String {
        let mut lines = Vec::new();
        for account in &intake.accounts {
            let asked = self.sheets.iter().find(|sheet| {
                (sheet.file.is_empty() || sheet.file == *account.file)
                    && sheet.sheet == *account.sheet
            });
            let reasons = asked.is_some_and(|sheet| sheet.rows.contains('('));
            lines.push(sheet_line(
                &account.file,
                &account.sheet,
                &rows_told(account, reasons),
                account.hidden,
            ));
            let here =
                |reading: &&Reading| reading.file == account.file && reading.sheet == account.sheet;
            for (at, reading) in intake.readings.iter().filter(here).enumerate() {
                let case = asked.and_then(|sheet| sheet.tables.get(at));
                found_table(intake, knowledge, reading, case, told, &mut lines);
            }
        }
        if told == Told::Whole {
            lines.extend(sorted(intake.problems.iter().map(|problem| {
                format!("problem {} at {}", problem.rule, problem.place)
            })));
            lines.extend(sorted(intake.questions.iter().map(|asked| {
                format!(
                    "question {}: {:?}, proposal {:?}",
                    asked.topic.code(),
                    asked.subject,
                    asked.proposal
                )
            })));
        }
        lines.join("\n")
    }
}

impl TableCase {
    fn expected(&self, knowledge: &Knowledge, told: Told, lines: &mut Vec<String>) {
        lines.push(table_line(&self.table, &self.layout, told));
        let table = Table::named(&self.table);
        if told == Told::Whole {
            lines.extend(sorted(
                self.mapping
                    .iter()
                    .map(|(heading, field)| format!("    {heading:?} = {field}")),
            ));
        }
        if let Some(records) = self.records {
            lines.push(format!("    {records} records"));
        }
        let table = table.filter(|_| self.table != "none");
        for (name, sum) in &self.sums {
            let shown = table
                .and_then(|table| field_named(knowledge, table, name))
                .map_or_else(
                    || format!("no such field, {sum}"),
                    |(_, field)| canonical_sum(field.kind, sum),
                );
            lines.push(format!("    sum of {name}: {shown}"));
        }
        for row in self.rows.iter().filter(|_| told == Told::Whole) {
            let table = table.expect("rows are written out for a table of ours");
            let cells = row.iter().map(|(name, value)| {
                let text = as_text(value);
                let shown = match field_named(knowledge, table, name) {
                    Some((_, field)) => canonical(field.kind, &text),
                    None => text,
                };
                format!("{name} {shown}")
            });
            lines.push(format!("    {}", cells.collect::<Vec<_>>().join(", ")));
        }
    }
}

fn found_table(
    intake: &Intake,
    knowledge: &Knowledge,
    reading: &Reading,
    case: Option<&TableCase>,
    told: Told,
    lines: &mut Vec<String>,
) {
    lines.push(table_line(
        reading.table.map_or("none", Table::name),
        &reading.source,
        told,
    ));
    if told == Told::Whole {
        lines.extend(sorted(mapping_told(&reading.columns)));
    }
    let Some(table) = reading.table else { return };
    let rows = |table| rows_of(intake, table, reading);
    if case.is_some_and(|case| case.records.is_some()) {
        lines.push(format!("    {} records", rows(table).len()));
    }
    let mut sums: BTreeMap<String, String> = BTreeMap::new();
    for field in &knowledge.schema(table).fields {
        let asked = case.is_some_and(|case| case.sums.contains_key(&field.name));
        let counts =
            asked || (matches!(field.kind, Kind::Money | Kind::Duration) && !is_price(field));
        if let Some(sum) = sum_of(intake, table, field, &rows(table)).filter(|_| counts) {
            sums.insert(field.name.clone(), sum);
        }
    }
    for name in case
        .iter()
        .flat_map(|case| case.sums.keys())
        .filter(|name| name.contains('.'))
    {
        if let Some((other, field)) = field_named(knowledge, table, name)
            && let Some(sum) = sum_of(intake, other, field, &rows(other))
        {
            sums.insert(name.clone(), sum);
        }
    }
    lines.extend(
        sums.iter()
            .map(|(name, sum)| format!("    sum of {name}: {sum}")),
    );
    for row in case
        .iter()
        .filter(|_| told == Told::Whole)
        .flat_map(|case| &case.rows)
    {
        lines.push(format!(
            "    {}",
            found_row(intake, knowledge, table, &rows(table), row)
        ));
    }
}

/// The wanted row as it was read; when no row is like it, those of the same number (or the first) in its place.
fn found_row(
    intake: &Intake,
    knowledge: &Knowledge,
    table: Table,
    rows: &[usize],
    wanted: &BTreeMap<String, toml::Value>,
) -> String {
    let frame = intake.tables.frame(table);
    let tell = |at: usize, want: bool| {
        let cells = wanted.iter().map(|(name, value)| {
            let shown = match field_named(knowledge, table, name) {
                Some((_, field)) if want => canonical(field.kind, &as_text(value)),
                Some((_, field)) => cell(frame, field, at),
                None if want || name != "row" => as_text(value),
                None => row_number(frame, at).to_string(),
            };
            format!("{name} {shown}")
        });
        cells.collect::<Vec<_>>().join(", ")
    };
    let number = wanted.get("row").map(as_text);
    let same_number = |at: &&usize| {
        number
            .as_ref()
            .is_none_or(|n| *n == row_number(frame, **at).to_string())
    };
    let candidates: Vec<usize> = rows.iter().filter(same_number).copied().collect();
    match candidates
        .iter()
        .find(|at| tell(**at, true) == tell(**at, false))
        .or(candidates.first())
    {
        Some(at) => tell(*at, false),
        None => format!("no such row {}", number.unwrap_or_default()),
    }
}

/// A price of one hour: its sum means nothing.
fn is_price(field: &Field) -> bool {
    field.name.ends_with("rate")
}

/// Positions in the table's frame of the rows that stand within a reading.
fn rows_of(intake: &Intake, table: Table, reading: &Reading) -> Vec<usize> {
    let places = intake.tables.rows(table).places();
    let inside = |at: &usize| {
        let place = &places[*at];
        place.file == reading.file
            && place.sheet == reading.sheet
            && (reading.rows.0..=reading.rows.1).contains(&place.row)
    };
    (0..places.len()).filter(inside).collect()
}

/// A field, or `table.field` of another table.
fn field_named<'k>(
    knowledge: &'k Knowledge,
    table: Table,
    name: &str,
) -> Option<(Table, &'k Field)> {
    match name.split_once('.') {
        Some((other, field)) => {
            let other = Table::named(other)?;
            knowledge
                .schema(other)
                .field(field)
                .map(|field| (other, field))
        }
        None => knowledge
            .schema(table)
            .field(name)
            .map(|field| (table, field)),
    }
}

/// The sum of a field, money by currency; none when it holds nothing.
fn sum_of(intake: &Intake, table: Table, field: &Field, rows: &[usize]) -> Option<String> {
    let numbers = intake.tables.rows(table);
    scale_of(field.kind)?;
    let values = numbers.integers(&field.name);
    let currencies =
        (field.kind == Kind::Money && numbers.has("currency")).then(|| numbers.text("currency"));
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for at in rows {
        if let Some(value) = values[*at] {
            let currency = currencies
                .as_ref()
                .and_then(|all| all[*at])
                .unwrap_or_default();
            *sums.entry(currency).or_default() += value;
        }
    }
    (!sums.is_empty()).then(|| parts_told(field.kind, &sums))
}

fn parts_told(kind: Kind, sums: &BTreeMap<&str, i64>) -> String {
    let parts = sums
        .iter()
        .map(|(currency, sum)| format!("{} {currency}", number_told(kind, *sum)));
    parts
        .map(|part| part.trim_end().to_owned())
        .collect::<Vec<_>>()
        .join(" + ")
}

fn canonical_sum(kind: Kind, text: &str) -> String {
    let mut sums = BTreeMap::new();
    for part in text.split(" + ") {
        let (number, currency) = part.trim().split_once(' ').unwrap_or((part.trim(), ""));
        let Some(number) = number_read(kind, number) else {
            return format!("not a number: {text}");
        };
        sums.insert(currency, number);
    }
    parts_told(kind, &sums)
}

fn cell(frame: &DataFrame, field: &Field, at: usize) -> String {
    let value = frame.column(&field.name).and_then(|column| column.get(at));
    match value.expect("a cell of a frame") {
        AnyValue::Null => String::new(),
        AnyValue::Int64(number) => number_told(field.kind, number),
        AnyValue::Boolean(flag) => (if flag { "yes" } else { "no" }).to_owned(),
        AnyValue::Date(days) => monthend::model::tables::day_of(days).to_string(),
        other => other.get_str().unwrap_or_default().replace('\n', " "),
    }
}

fn row_number(frame: &DataFrame, at: usize) -> u32 {
    let rows = frame
        .column("row")
        .expect("every frame has it")
        .u32()
        .expect("UInt32");
    rows.get(at).expect("a row has a number")
}

/// A value as a person wrote it, in the words of [`cell`].
fn canonical(kind: Kind, text: &str) -> String {
    if text.is_empty() || scale_of(kind).is_none() {
        return text.to_owned();
    }
    number_read(kind, text).map_or_else(
        || format!("not a number: {text}"),
        |number| number_told(kind, number),
    )
}

/// How many units of the stored integer make one unit as a person writes it.
fn scale_of(kind: Kind) -> Option<i64> {
    match kind {
        Kind::Money | Kind::Quantity => Some(10_000),
        Kind::Duration => Some(90_000),
        Kind::Share => Some(1_000_000),
        Kind::Rate => Some(100_000_000),
        _ => None,
    }
}

/// `12.5`, or for durations also `12:30` and `12:30:00`.
fn number_read(kind: Kind, text: &str) -> Option<i64> {
    let scale = scale_of(kind)?;
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    if digits.contains(':') {
        let parts: Option<Vec<i64>> = digits.split(':').map(|part| part.parse().ok()).collect();
        let units = [scale, scale / 60, scale / 3_600];
        return Some(
            sign * parts?
                .iter()
                .zip(units)
                .map(|(part, unit)| part * unit)
                .sum::<i64>(),
        );
    }
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let ten: i64 = 10_i64.pow(part.len() as u32);
    let fraction = if part.is_empty() {
        0
    } else {
        part.parse::<i64>().ok()?
    };
    let units = fraction * scale;
    (units % ten == 0).then_some(sign * (whole.parse::<i64>().ok()? * scale + units / ten))
}

/// Durations as `h:mm:ss` where whole seconds say it, everything else as a decimal.
fn number_told(kind: Kind, number: i64) -> String {
    let scale = scale_of(kind).expect("a number");
    let sign = if number < 0 { "-" } else { "" };
    let size = number.abs();
    if kind == Kind::Duration && size % 25 == 0 {
        let seconds = size / 25;
        return format!(
            "{sign}{}:{:02}:{:02}",
            seconds / 3_600,
            seconds / 60 % 60,
            seconds % 60
        );
    }
    if kind == Kind::Duration && size % 9 != 0 {
        return format!("{sign}{size}/{scale}");
    }
    let (units, scale) = if kind == Kind::Duration {
        (size / 9, 10_000)
    } else {
        (size, scale)
    };
    let places = scale.ilog10() as usize;
    let text = format!("{sign}{}.{:0places$}", units / scale, units % scale);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn as_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Boolean(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        other => other.to_string(),
    }
}

fn sheet_line(file: &str, sheet: &str, rows: &str, hidden: bool) -> String {
    let sheet = if sheet.is_empty() {
        String::new()
    } else {
        format!(", {sheet}")
    };
    let hidden = if hidden { ", hidden" } else { "" };
    format!("{file}{sheet}: {rows}{hidden}")
}

fn table_line(table: &str, layout: &str, told: Told) -> String {
    let layout = if layout.is_empty() {
        "no known layout".to_owned()
    } else {
        format!("layout {layout}")
    };
    match told {
        Told::Whole => format!("  {table}, {layout}"),
        Told::RowsAndSums => format!("  {table}"),
    }
}

fn rows_told(account: &SheetAccount, reasons: bool) -> String {
    let rows = format!(
        "{} = {} used + {} set aside + {} not data",
        account.total,
        account.used,
        account.set_aside,
        account.not_data_rows()
    );
    let named = account
        .not_data
        .iter()
        .map(|(reason, rows)| format!("{rows} {}", reason.replace('_', " ")));
    let named = named.collect::<Vec<_>>().join(", ");
    if reasons {
        format!("{rows} ({named})")
    } else {
        rows
    }
}

fn mapping_told(columns: &[ColumnReading]) -> impl Iterator<Item = String> {
    let name = |column: &ColumnReading| {
        column
            .heading
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    columns.iter().filter_map(move |column| {
        let heading = name(column);
        let letters = monthend::model::place::column_letters(column.column);
        let heading = match columns
            .iter()
            .filter(|other| name(other) == heading)
            .count()
        {
            _ if heading.is_empty() => format!("column {letters}"),
            1 => heading,
            _ => format!("{heading} [{letters}]"),
        };
        column
            .field
            .as_ref()
            .map(|field| format!("    {heading:?} = {field}"))
    })
}

fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

/// The one file of `in/`, settings aside.
fn only_file(folder: &Path) -> String {
    let mut names = crate::desk::files_below(&folder.join("in"))
        .into_iter()
        .map(|(name, _)| name);
    names
        .find(|name| !name.ends_with(".toml"))
        .unwrap_or_default()
}
