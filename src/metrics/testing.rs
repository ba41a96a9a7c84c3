//! Small tables for tests, written as people would jot them down.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;

use super::exchange::base_currency;
use super::frame::{Datum, MetricFrame};
use super::internal::Internals;
use super::month_sums::Judges;
use super::people::People;
use super::rollup::{Entries, Months, Opened};
use super::scope::Scope;
use super::worked::Work;
use crate::model::schema::{Kind, Schemas};
use crate::model::{
    Duration, Field, Money, Month, Schema, Settings, SheetRef, Span, Table, TableBuilder, Tables,
    TradeWords, Value,
};

/// The fields of `design.md`, "Canonical tables", with their kinds.
const FIELDS: &str = "\
clients: client:client status:code account_manager:person tier:text stage:text stage_since:date group:text industry:text since:date renewal_on:date next_report_on:date review_cadence_days:quantity payment_terms_days:quantity withholding_share:share channel:text email:text currency:currency language:text hourly_rate:money discount:text
people: person:person role:text team:text grade:code weekly_hours:duration workdays:workdays starts_on:date ends_on:date target_share:share cost_rate:money bill_rate:money currency:currency region:text email:text
projects: project:project client:client kind:code starts_on:date ends_on:date budget_hours:duration budget_amount:money currency:currency manager:person status:code contract:number phase:text hourly_rate:money
time: date:date person:person client:client project:project task:text duration:duration billable:flag rate:money amount:money currency:currency note:text status:code
bookings: date:date person:person client:client project:project duration:duration firm:flag
leave: date:date person:person kind:code duration:duration
holidays: date:date region:text name:text works:flag
contracts: contract:number client:client signed_on:date starts_on:date ends_on:date amount:money currency:currency budget_hours:duration terms_days:quantity status:code hourly_rate:money discount:text hours_for:code called:text monthly_fee:money
invoices: number:number client:client issued_on:date due_on:date net:money tax:money gross:money currency:currency kind:code contract:number project:project period:text status:code paid:money paid_on:date balance:money corrects:number issuer:text item:text withheld:money
payments: date:date payer:text amount:money fee:money currency:currency direction:code reference:text invoice:number original_amount:money original_currency:currency
documents: kind:code number:number client:client date:date amount:money currency:currency contract:number invoice:number period:text signed:flag scan:flag original:flag expected_on:date
expenses: number:number date:date due_on:date paid_on:date client:client project:project vendor:text amount:money currency:currency pass_through:flag
responses: date:date client:client contact:text kind:code score:quantity comment:text
touches: date:date client:client kind:code channel:text person:person summary:text
goals: client:client goal:text channel:text unit:text baseline:quantity target:quantity actual:quantity starts_on:date due_on:date direction:code status:code
actions: client:client action:text owner:person agreed_on:date due_on:date done_on:date status:code
risks: client:client risk:text probability:quantity impact:quantity mitigation:text owner:person raised_on:date closed_on:date status:code
results: date:date client:client channel:text spend:money impressions:quantity clicks:quantity leads:quantity conversions:quantity revenue:money currency:currency
stakeholders: client:client name:text role:text influence:quantity attitude:code last_contact_on:date
rates: date:date currency:currency rate:rate
rate_card: client:client contract:number role:text grade:code task:text rate:money currency:currency starts_on:date ends_on:date
instalments: contract:number client:client name:text planned_on:date amount:money currency:currency";

/// Tables of sheets: a table's name and its text, the first line its fields, one row a line, cells between
/// `|`, an empty cell without a value. A name may come twice: two sheets of one table.
///
/// Times are decimal hours or `7:30`, shares 0..1, flags yes or no, days ISO.
pub(crate) fn tables(sheets: &[(&str, &str)]) -> Tables {
    let schemas = &*SCHEMAS;
    let mut builders: BTreeMap<Table, TableBuilder> = BTreeMap::new();
    let mut places = Vec::new();
    for (name, text) in sheets {
        let table = Table::named(name).expect("a table's name");
        let schema = &schemas[&table];
        let builder = builders
            .entry(table)
            .or_insert_with(|| TableBuilder::new(schema));
        fill(builder, schema, text, places.len() as u32);
        places.push(SheetRef {
            file: format!("{name}-{}.csv", places.len()).into(),
            sheet: "".into(),
        });
    }
    Tables::new(schemas, builders.into_values().collect(), places)
}

/// All work of the time table. It stays for the rest of the tests.
pub(crate) fn work(tables: &Tables, scope: &Scope) -> Work<'static> {
    let tables: &'static Tables = Box::leak(Box::new(tables.clone()));
    let (names, entries) = Entries::of(tables);
    let (names, entries) = (Box::leak(Box::new(names)), Box::leak(Box::new(entries)));
    let internals = Box::leak(Box::new(Internals::of(tables)));
    let months: &'static Months<'static> =
        Box::leak(Box::new(Months::of(entries, names, internals, scope)));
    let opened = Box::leak(Box::new(Opened::of(months)));
    let judges = Judges {
        people: &People::of(tables),
        base: &base_currency(tables, &scope.settings),
        agreed: None,
    };
    Work::of(months.sums(judges, None, opened, |_| false), opened)
}

/// A scope of a period (`2026-10`, `2026-Q4`) up to a day, from its first month on.
pub(crate) fn scope(period: &str, as_of: &str) -> Scope {
    let period: Span = period.parse().expect("a period");
    Scope {
        period,
        as_of: date(as_of),
        first: period.from,
        settings: Settings::default(),
        words: TradeWords::of_the_program(),
    }
}

/// A day.
pub(crate) fn date(text: &str) -> NaiveDate {
    let mut parts = text
        .splitn(3, '-')
        .map(|part| part.parse().expect("a number"));
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let month = Month::new(year.expect("a year"), month.expect("a month") as u32);
    month.expect("a month").first_day() + chrono::Days::new(day.expect("a day") as u64 - 1)
}

/// Hours as decimal text, `7:30` or `7:30:15`.
pub(crate) fn hours(text: &str) -> Duration {
    if !text.contains(':') {
        return Duration::ten_thousandths(decimal(text, 4));
    }
    let units = [Duration::HOUR, Duration::MINUTE, Duration::SECOND];
    text.split(':')
        .zip(units)
        .map(|(part, unit)| Duration(decimal(part, 0) * unit))
        .sum()
}

/// Chosen columns of a frame, a line for each row: `Mara | 160 | 0.8125`; hours without closing zeros, ratios
/// with four digits, n/a empty.
pub(crate) fn lines(frame: &MetricFrame, columns: &[&str]) -> Vec<String> {
    let values: Vec<Vec<Datum>> = columns.iter().map(|name| frame.values(name)).collect();
    (0..frame.len())
        .map(|row| {
            let cells: Vec<String> = values.iter().map(|column| shown(&column[row])).collect();
            cells.join(" | ")
        })
        .collect()
}

fn shown(value: &Datum) -> String {
    let trimmed = |text: String| text.trim_end_matches('0').trim_end_matches('.').to_owned();
    match value {
        Datum::Null => String::new(),
        Datum::Text(text) => text.clone(),
        Datum::Date(day) => day.to_string(),
        Datum::Hours(time) => trimmed(time.to_string()),
        Datum::Money(money) => money.to_string(),
        Datum::Float(float) => format!("{float:.4}"),
        Datum::Count(count) => count.to_string(),
        Datum::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
    }
}

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| FIELDS.lines().map(schema).collect());

fn schema(line: &str) -> (Table, Schema) {
    let (name, fields) = line.split_once(": ").expect("a table and its fields");
    let table = Table::named(name).expect("a table's name");
    let fields = fields
        .split(' ')
        .map(|field| {
            let (name, kind) = field.split_once(':').expect("a field and its kind");
            toml::from_str::<Field>(&format!("name = '{name}'\nkind = '{kind}'"))
                .expect("a field's description")
        })
        .collect();
    let schema = Schema {
        table,
        about: String::new(),
        titles: Vec::new(),
        must: Vec::new(),
        must_without_title: Vec::new(),
        foreign: Vec::new(),
        fields,
    };
    (table, schema)
}

fn fill(builder: &mut TableBuilder, schema: &Schema, text: &str, source: u32) {
    let mut lines = text.trim().lines().map(cells);
    let head = lines.next().expect("a line of fields");
    let positions: Vec<usize> = head
        .iter()
        .map(|name| {
            schema
                .position(name)
                .unwrap_or_else(|| panic!("{} has a field {name}", schema.table))
        })
        .collect();
    for (at, line) in lines.enumerate() {
        let mut values: Vec<Option<Value>> = schema.fields.iter().map(|_| None).collect();
        for (position, cell) in positions.iter().zip(line) {
            values[*position] = value(schema.fields[*position].kind, cell);
        }
        builder.push(values, source, at as u32 + 2);
    }
}

fn cells(line: &str) -> Vec<&str> {
    line.split('|').map(str::trim).collect()
}

fn value(kind: Kind, cell: &str) -> Option<Value> {
    if cell.is_empty() {
        return None;
    }
    Some(match kind {
        Kind::Date => Value::Date(date(cell)),
        Kind::Money => Value::Money(Money(decimal(cell, 4))),
        Kind::Duration => Value::Duration(hours(cell)),
        Kind::Share => Value::Share(decimal(cell, 6)),
        Kind::Quantity => Value::Quantity(decimal(cell, 4)),
        Kind::Rate => Value::Rate(decimal(cell, 8)),
        Kind::Flag => Value::Flag(cell == "yes"),
        Kind::Text
        | Kind::Client
        | Kind::Person
        | Kind::Project
        | Kind::Number
        | Kind::Code
        | Kind::Currency
        | Kind::Workdays => Value::Text(cell.to_owned()),
    })
}

/// A decimal number as an integer of `digits` decimals.
fn decimal(text: &str, digits: usize) -> i64 {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    assert!(
        part.len() <= digits,
        "{text} has more than {digits} decimals"
    );
    let joined = format!("{whole}{part:0<digits$}");
    sign * joined.parse::<i64>().expect("a decimal number")
}
