//! Small tables written as text, for the tests of clients, money and reviews.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::exchange::base_currency;
use super::month_sums::{Judges, MonthSums};
use super::people::People;
use super::reconcile::{Books, Owed, agreed_of, contracts_of};
use super::rollup::{OfMonths, Opened};
use super::work::{DayWork, Job, Names, Worked};
use super::worked::Work;
use super::{MetricFrame, Scope};
use crate::model::money::round_div;
use crate::model::schema::Schemas;
use crate::model::{Decisions, Duration, Money, Month, Schema, Settings, SheetRef, Span, Table};
use crate::model::{TableBuilder, Tables, TradeWords, Value};

/// Fields of `design.md`, with the kind of each that is not text.
const FIELDS: &[(Table, &str)] = &[
    (
        Table::Clients,
        "client status account_manager tier stage stage_since:date group industry since:date renewal_on:date \
         next_report_on:date review_cadence_days:quantity payment_terms_days:quantity withholding_share:share channel email currency language \
         planned_revenue:money potential:quantity hourly_rate:money discount",
    ),
    (
        Table::People,
        "person role team grade weekly_hours:duration workdays starts_on:date ends_on:date target_share:share \
         cost_rate:money bill_rate:money currency region email",
    ),
    (
        Table::Projects,
        "project client kind starts_on:date ends_on:date budget_hours:duration budget_amount:money currency manager \
         status contract phase hourly_rate:money",
    ),
    (
        Table::Contracts,
        "contract client signed_on:date starts_on:date ends_on:date amount:money monthly_fee:money currency budget_hours:duration \
         terms_days:quantity status hourly_rate:money discount hours_for called",
    ),
    (
        Table::Invoices,
        "number client issued_on:date due_on:date net:money tax:money gross:money currency kind contract project \
         period status paid:money paid_on:date balance:money corrects issuer item withheld:money",
    ),
    (
        Table::Payments,
        "date:date payer amount:money fee:money currency direction reference invoice original_amount:money original_currency",
    ),
    (
        Table::Expenses,
        "number date:date due_on:date paid_on:date client project vendor amount:money currency pass_through:flag",
    ),
    (
        Table::Responses,
        "date:date client contact kind score:quantity comment",
    ),
    (
        Table::Touches,
        "date:date client kind channel person summary",
    ),
    (
        Table::Goals,
        "client goal channel unit baseline:quantity target:quantity actual:quantity starts_on:date due_on:date direction status",
    ),
    (
        Table::Actions,
        "client action owner agreed_on:date due_on:date done_on:date status",
    ),
    (
        Table::Risks,
        "client risk probability:quantity impact:quantity mitigation owner raised_on:date closed_on:date status",
    ),
    (
        Table::Results,
        "date:date client channel spend:money impressions:quantity clicks:quantity leads:quantity \
         conversions:quantity revenue:money currency",
    ),
    (
        Table::Stakeholders,
        "client name role influence attitude last_contact_on:date",
    ),
    (Table::Time, "date:date client"),
    (
        Table::Instalments,
        "contract client project name planned_on:date amount:money currency",
    ),
    (
        Table::Bookings,
        "date:date person client project duration:duration firm:flag",
    ),
    (Table::Rates, "date:date currency rate:rate inverted:flag"),
    (
        Table::RateCard,
        "client contract role grade task rate:money currency starts_on:date ends_on:date",
    ),
];

/// A day from ISO text.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day of the test")
}

/// A month or longer span from its label.
pub fn span(text: &str) -> Span {
    text.parse().expect("a span of the test")
}

/// Tables from `(name, text)`: the first line of a text names fields, the others hold cells, parted by `|`.
pub fn tables(texts: &[(&str, &str)]) -> Tables {
    let schemas: Schemas = Table::ALL
        .into_iter()
        .map(|table| (table, schema(table)))
        .collect();
    let sheets = vec![SheetRef {
        file: "test.xlsx".into(),
        sheet: Arc::from("Sheet"),
    }];
    let builders = texts
        .iter()
        .map(|(name, text)| {
            let table = Table::named(name).expect("a table of ours");
            fill(&schemas[&table], text)
        })
        .collect();
    Tables::new(&schemas, builders, sheets)
}

fn schema(table: Table) -> Schema {
    let fields = FIELDS.iter().find(|(named, _)| *named == table);
    let fields = fields.map_or("note", |(_, fields)| *fields);
    let mut text = format!("table = '{table}'\nabout = ''\n");
    for field in fields.split_whitespace() {
        let (name, kind) = field.split_once(':').unwrap_or((field, "text"));
        text.push_str(&format!("[[field]]\nname = '{name}'\nkind = '{kind}'\n"));
    }
    toml::from_str(&text).expect("a schema")
}

fn fill(schema: &Schema, text: &str) -> TableBuilder {
    let mut lines = text.lines().map(cells);
    let heads = lines.next().expect("a heading line");
    let mut builder = TableBuilder::new(schema);
    for (at, line) in lines.enumerate() {
        let mut values = vec![None; schema.fields.len()];
        for (head, cell) in heads.iter().zip(line) {
            let position = schema.position(head).expect("a field of the table");
            values[position] = value(&schema.fields[position].kind, cell);
        }
        builder.push(values, 0, at as u32 + 2);
    }
    builder
}

fn cells(line: &str) -> Vec<&str> {
    line.split('|').map(str::trim).collect()
}

fn value(kind: &crate::model::Kind, cell: &str) -> Option<Value> {
    use crate::model::Kind;
    if cell.is_empty() {
        return None;
    }
    Some(match kind {
        Kind::Date => Value::Date(day(cell)),
        Kind::Money => Value::Money(Money(scaled(cell, 10_000))),
        Kind::Duration => Value::Duration(Duration(scaled(cell, Duration::HOUR))),
        Kind::Share => Value::Share(scaled(cell, 1_000_000)),
        Kind::Quantity => Value::Quantity(scaled(cell, 10_000)),
        Kind::Rate => Value::Rate(scaled(cell, 100_000_000)),
        Kind::Flag => Value::Flag(cell == "yes"),
        _ => Value::Text(cell.to_owned()),
    })
}

fn scaled(cell: &str, unit: i64) -> i64 {
    let (sign, digits) = cell.strip_prefix('-').map_or((1, cell), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let parts: i128 = format!("{whole}{part}").parse().expect("a number");
    let tens = 10_i128.pow(part.len() as u32);
    sign * round_div(parts * i128::from(unit), tens).expect("a small number")
}

/// Work from lines `day person client project kind hours`; `-` is an empty name; kinds are B, C and I.
pub fn work(text: &str, judges: Judges<'_>) -> Work<'static> {
    let (names, days) = days(text);
    let of_months = days.chunk_by(|one, next| one.month() == next.month());
    let lines: &'static Lines = Box::leak(Box::new(Lines {
        months: of_months.map(<[_]>::to_vec).collect(),
    }));
    let opened = Box::leak(Box::new(Opened::of(lines)));
    let sums = lines.months.iter().enumerate();
    let sums = sums.map(|(at, days)| MonthSums::of((days[0].month(), at), days, names, judges));
    Work::of(sums.collect(), opened)
}

/// Work of a test by month.
struct Lines {
    months: Vec<Vec<DayWork<'static>>>,
}

impl OfMonths for Lines {
    fn days_of(&self, at: usize) -> Vec<DayWork<'_>> {
        self.months[at].clone()
    }

    fn at(&self, at: usize) -> Month {
        self.months[at][0].month()
    }

    fn count(&self) -> usize {
        self.months.len()
    }
}

fn days(text: &str) -> (&'static Names, Vec<DayWork<'static>>) {
    let all = text.split_whitespace().filter(|word| *word != "-");
    let names: &'static Names = Box::leak(Box::new(Names::of(all)));
    let name = |word: &str| names.named(word).unwrap_or(names.at(0));
    let lines = text.lines();
    let mut work: Vec<DayWork<'_>> = lines
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|words| !words.is_empty())
        .map(|words| DayWork {
            day: day(words[0]),
            person: name(words[1]),
            job: Box::leak(Box::new(Job {
                client: name(words[2]),
                project: name(words[3]),
                task: names.at(0),
                kind: match words[4] {
                    "B" => Worked::Billable,
                    "C" => Worked::ClientNonBillable,
                    _ => Worked::Internal,
                },
                written_off: false,
                rate: None,
                currency: names.at(0),
            })),
            duration: Duration(scaled(words[5], Duration::HOUR)),
        })
        .collect();
    work.sort_unstable();
    (names, work)
}

/// A scope that reports `period`, as of its last day, from `first` on, with EUR as base.
pub fn scope(first: &str, period: &str) -> Scope {
    let period = span(period);
    Scope {
        period,
        as_of: period.last_day(),
        first: first.parse::<Month>().expect("a month of the test"),
        settings: Settings {
            base_currency: "EUR".into(),
            ..Settings::default()
        },
        words: TradeWords::of_the_program(),
    }
}

/// What a test hands to a computation.
pub struct Sample {
    /// Tables.
    pub tables: Tables,
    /// Work.
    pub work: Work<'static>,
    /// People of the tables.
    pub people: People,
    /// What clients owe.
    pub owed: Owed,
    /// Time frame.
    pub scope: Scope,
}

impl Sample {
    /// Tables and work, nothing owed.
    pub fn of(texts: &[(&str, &str)], work_lines: &str, scope: Scope) -> Sample {
        let tables = tables(texts);
        let people = People::of(&tables);
        let books = Books::of(
            &tables,
            &BTreeMap::new(),
            &Decisions::default(),
            &scope.settings,
        );
        let base = base_currency(&tables, &scope.settings);
        let contracts = contracts_of(&tables, &books, scope.as_of, &base);
        let judges = Judges {
            people: &people,
            base: &base,
            agreed: Some(&agreed_of(&tables, &contracts, &books, &scope.words)),
        };
        Sample {
            work: work(work_lines, judges),
            people,
            owed: Owed::default(),
            tables,
            scope,
        }
    }

    /// The portfolio of the sample.
    pub fn portfolio(&self) -> super::portfolio::Portfolio<'_> {
        super::portfolio::Portfolio::of(
            &self.tables,
            &self.work,
            &self.people,
            &self.owed,
            &self.scope,
        )
    }
}

/// Rows of a frame as text, only the named columns: `Halden 100 - no-rate`; `-` is n/a. Money and hours as
/// decimals, floats with up to four digits.
pub fn shown(frame: &MetricFrame, columns: &str) -> Vec<String> {
    use super::Datum;
    let columns: Vec<Vec<Datum>> = columns
        .split_whitespace()
        .map(|column| frame.values(column))
        .collect();
    let text = |datum: &Datum| match datum {
        Datum::Null => "-".to_owned(),
        Datum::Text(text) => text.clone(),
        Datum::Date(day) => day.to_string(),
        Datum::Hours(duration) => Money(duration.0 / 9).to_string(),
        Datum::Money(money) => money.to_string(),
        Datum::Float(float) => Money((float * 10_000.0).round() as i64).to_string(),
        Datum::Count(count) => count.to_string(),
        Datum::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
    };
    (0..frame.len())
        .map(|row| {
            let cells: Vec<String> = columns.iter().map(|column| text(&column[row])).collect();
            cells.join(" ")
        })
        .collect()
}
