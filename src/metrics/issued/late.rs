//! What came after an earlier month was issued: adjustments of the month that is run now, with their original month.
//!
//! A figure of an issued month is held against the same figure computed now; the difference is the adjustment. What an issued
//! pack of a later month already took up is in its figures and is not told again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::changes::{Change, What};
use super::figures::{CLIENT_MONTH, figures};
use super::restated::lines;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::reconcile::{ExceptionRow, Gravity};
use crate::metrics::{Metrics, Scope};
use crate::model::issued::IssuedPack;
use crate::model::kept::Figures;
use crate::model::phrase::phrase;
use crate::model::{Duration, Money, Month, Phrase, Table, Tables};

const TIME: &[Rests] = &[Rests::whole(Table::Time)];
const INVOICES: &[Rests] = &[Rests::whole(Table::Invoices)];
const CASH: &[Rests] = &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)];
const ACTS: &[Rests] = &[Rests::whole(Table::Documents)];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "late_hours",
        text: "hours of an issued month as computed now - as issued; in no own figure of the report's month",
        rests_on: TIME,
    },
    Definition {
        name: "late_billable_hours",
        text: "billable hours of an issued month as computed now - as issued; in no own figure of the report's month",
        rests_on: TIME,
    },
    Definition {
        name: "late_invoiced",
        text: "invoiced net of tax in an issued month as computed now - as issued; in no own figure of the report's month",
        rests_on: INVOICES,
    },
    Definition {
        name: "late_collected",
        text: "collected in an issued month as computed now - as issued; in no own figure of the report's month",
        rests_on: CASH,
    },
    Definition {
        name: "late_acted",
        text: "acts dated in an issued month and not in its pack, those changed or gone taken into account",
        rests_on: ACTS,
    },
    Definition {
        name: "month_with_late.hours",
        text: "hours dated in the report's month, as its own figures have them",
        rests_on: TIME,
    },
    Definition {
        name: "hours_with_late",
        text: "hours of the report's month + late hours of issued months",
        rests_on: TIME,
    },
    Definition {
        name: "invoiced_with_late",
        text: "invoiced net of tax in the report's month + late invoices of issued months",
        rests_on: INVOICES,
    },
    Definition {
        name: "collected_with_late",
        text: "collected in the report's month + late payments of issued months",
        rests_on: CASH,
    },
    Definition {
        name: "late_rows",
        text: "rows dated in an issued month that are not in its pack, or that are no longer as they are there",
        rests_on: CASH,
    },
    Definition {
        name: "rows_of_files_gone",
        text: "rows of the issued pack whose file is not in the folder; no adjustment is made of them",
        rests_on: CASH,
    },
];

/// The issued pack that late items are told by, in one row; none without one of an earlier period.
pub static LATE_SUMMARY: FrameSpec = FrameSpec::exported(
    "late_summary",
    "issued pack",
    &[
        ("pack", Unit::Text),
        ("issued_as_of", Unit::Date),
        ("late_rows", Unit::Count),
        ("rows_of_files_gone", Unit::Count),
        ("remark", Unit::Phrase),
    ],
);

/// Adjustments of issued months.
pub static ADJUSTMENTS: FrameSpec = FrameSpec::exported(
    "adjustments",
    "original month, client, currency",
    &[
        ("month", Unit::Month),
        ("original_month", Unit::Month),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("late_hours", Unit::Hours),
        ("late_hours_note", Unit::Code),
        ("late_billable_hours", Unit::Hours),
        ("late_billable_hours_note", Unit::Code),
        ("late_invoiced", Unit::Money),
        ("late_invoiced_note", Unit::Code),
        ("late_collected", Unit::Money),
        ("late_collected_note", Unit::Code),
        ("late_acted", Unit::Money),
        ("late_acted_note", Unit::Code),
    ],
);

/// The report's month, the adjustments, and both together, of each client that has some.
pub static MONTH_WITH_LATE: FrameSpec = FrameSpec::exported(
    "month_with_late",
    "client, currency",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("hours", Unit::Hours),
        ("late_hours", Unit::Hours),
        ("hours_with_late", Unit::Hours),
        ("revenue_invoiced", Unit::Money),
        ("late_invoiced", Unit::Money),
        ("invoiced_with_late", Unit::Money),
        ("collected", Unit::Money),
        ("late_collected", Unit::Money),
        ("collected_with_late", Unit::Money),
    ],
);

/// Rows that came late, a line for each field that reads otherwise.
pub static LATE_ITEMS: FrameSpec = FrameSpec::exported(
    "late_items",
    "row, field",
    &[
        ("original_month", Unit::Month),
        ("row_state", Unit::Code),
        ("table", Unit::Code),
        ("client", Unit::Text),
        ("subject", Unit::Text),
        ("date", Unit::Date),
        ("changed_field", Unit::Code),
        ("read_before", Unit::Text),
        ("reads_now", Unit::Text),
        ("source", Unit::Text),
    ],
);

/// Reason of an adjustment that is n/a: files that the issued pack rests on are not there.
const FILES_GONE: &str = "files-gone";

/// Columns of the frame of adjustments, and the column of client months or the table that each is told by.
const TOLD_BY: [(&str, &[Table]); 4] = [
    ("hours", &[Table::Time]),
    ("billable_hours", &[Table::Time]),
    ("revenue_invoiced", &[Table::Invoices]),
    ("collected", &[Table::Payments, Table::Invoices]),
];

/// Original month, client and currency.
type Place = [String; 3];

/// Late hours, billable hours, invoices, cash and acts as integers.
type Late = [i64; 5];

/// The four frames; empty without an issued pack of an earlier period.
pub fn frames(
    earlier: Option<&(&IssuedPack, Vec<Change>)>,
    metrics: &Metrics,
    tables: &Tables,
    scope: &Scope,
) -> Vec<MetricFrame> {
    let mut rows: [Vec<Vec<Datum>>; 4] = Default::default();
    if let Some((pack, changes)) = earlier {
        let (late, missing) = late_changes(pack, changes, tables);
        let adjusted = adjustments(pack, &late, metrics, scope);
        let gone: BTreeSet<Table> = missing.iter().map(|change| change.table()).collect();
        rows = [
            vec![summary_row(pack, &late, &missing)],
            adjustment_rows(&adjusted, &gone, scope),
            with_late(&adjusted, &gone, metrics, scope),
            late.iter().flat_map(|change| item_lines(change)).collect(),
        ];
    }
    let specs = [&LATE_SUMMARY, &ADJUSTMENTS, &MONTH_WITH_LATE, &LATE_ITEMS];
    let pairs = specs.into_iter().zip(rows);
    pairs
        .map(|(spec, rows)| MetricFrame::of(spec, rows))
        .collect()
}

/// Changes of dated facts of the issued months, apart from rows that are gone with their whole file.
fn late_changes<'c>(
    pack: &IssuedPack,
    changes: &'c [Change],
    tables: &Tables,
) -> (Vec<&'c Change>, Vec<&'c Change>) {
    let end = pack.period.last_day();
    let sheets = tables.sheets().iter();
    let here: BTreeSet<&str> = sheets.map(|sheet| sheet.file.as_ref()).collect();
    let without_file = |change: &Change| {
        change.what == What::Gone && !here.contains(change.fact().place.file.as_ref())
    };
    changes
        .iter()
        .filter(|change| is_fact(change.table()) && change.days().any(|day| day <= end))
        .partition(|change| !without_file(change))
}

/// Tables whose rows are events of a month; the others hold for longer.
fn is_fact(table: Table) -> bool {
    matches!(
        table,
        Table::Time | Table::Invoices | Table::Payments | Table::Documents | Table::Expenses
    )
}

fn summary_row(pack: &IssuedPack, late: &[&Change], missing: &[&Change]) -> Vec<Datum> {
    let remark = match (&pack.kept, missing.is_empty()) {
        (None, _) => phrase(
            "issued.json or figures.json of the pack is missing or was changed: nothing can be compared",
            &[],
        ),
        (Some(_), false) => phrase(
            "some of its files are not in the folder: figures that rest on them are n/a",
            &[],
        ),
        (Some(_), true) if late.is_empty() => phrase("nothing came late", &[]),
        (Some(_), true) => phrase("the issued pack stays as it is", &[]),
    };
    vec![
        (&pack.name).into(),
        pack.as_of.into(),
        (late.len() as i64).into(),
        (missing.len() as i64).into(),
        remark.encode().into(),
    ]
}

fn item_lines(change: &Change) -> Vec<Vec<Datum>> {
    let month: Datum = original_month(change).into();
    let mut rows = lines(change);
    for row in &mut rows {
        row.insert(0, month.clone());
    }
    rows
}

fn original_month(change: &Change) -> String {
    let day = change.days().min();
    day.map_or_else(String::new, |day| Month::of(day).to_string())
}

/// What each issued month is computed at now, less what it was issued at.
fn adjustments(
    pack: &IssuedPack,
    late: &[&Change],
    metrics: &Metrics,
    scope: &Scope,
) -> BTreeMap<Place, Late> {
    let mut all: BTreeMap<Place, Late> = BTreeMap::new();
    if pack.kept.is_none() {
        return all;
    }
    let now = figures(metrics, scope);
    let issued = |row: &&Figures| {
        let month = row.place.month().parse::<Month>();
        row.place.frame() == CLIENT_MONTH && month.is_ok_and(|month| month <= pack.period.to)
    };
    for (sign, figures) in [(-1, &pack.figures), (1, &now)] {
        for row in figures.iter().filter(issued) {
            let [client, _, currency] = row.place.of();
            let place = [row.place.month(), client, currency].map(str::to_owned);
            let late = all.entry(place).or_default();
            for (column, whole) in row.whole() {
                let told = TOLD_BY.iter().position(|(name, _)| *name == column);
                if let Some(at) = told {
                    late[at] += sign * whole;
                }
            }
        }
    }
    for change in late
        .iter()
        .filter(|change| change.table() == Table::Documents)
    {
        for (sign, fact) in [(-1, &change.before), (1, &change.now)] {
            let act = fact.as_ref().filter(|fact| fact.value("kind") == "act");
            let Some((fact, amount)) = act.and_then(|act| Some((act, act.amount()?))) else {
                continue;
            };
            let Some(day) = fact.day().filter(|day| *day <= pack.period.last_day()) else {
                continue;
            };
            let currency = match fact.value("currency") {
                "" => &scope.settings.base_currency,
                currency => currency,
            };
            let month = Month::of(day).to_string();
            let place = [month, change.client.clone(), currency.to_owned()];
            all.entry(place).or_default()[4] += sign * amount.0;
        }
    }
    all.retain(|_, late| late.iter().any(|part| *part != 0));
    all
}

/// Which of the adjustments are n/a, since files they rest on are not there.
fn unknown(gone: &BTreeSet<Table>) -> [bool; 5] {
    let told_by = TOLD_BY.map(|(_, tables)| tables);
    let [hours, billable, invoiced, collected] =
        told_by.map(|tables| tables.iter().any(|table| gone.contains(table)));
    let acted = gone.contains(&Table::Documents);
    [hours, billable, invoiced, collected, acted]
}

fn adjustment_rows(
    adjusted: &BTreeMap<Place, Late>,
    gone: &BTreeSet<Table>,
    scope: &Scope,
) -> Vec<Vec<Datum>> {
    let unknown = unknown(gone);
    let known = adjusted.iter().filter(|(_, late)| {
        let mut parts = late.iter().zip(unknown);
        parts.any(|(part, unknown)| *part != 0 && !unknown)
    });
    known
        .map(|([month, client, currency], late)| {
            let mut row: Vec<Datum> = vec![
                scope.period.to_string().into(),
                month.into(),
                client.into(),
                currency.into(),
            ];
            for (at, part) in late.iter().enumerate() {
                let value: Datum = if at < 2 {
                    Duration(*part).into()
                } else {
                    Money(*part).into()
                };
                row.extend(if unknown[at] {
                    [Datum::Null, FILES_GONE.into()]
                } else {
                    [value, Datum::Null]
                });
            }
            row
        })
        .collect()
}

/// The month's own figures, the adjustments, and their sums.
fn with_late(
    adjusted: &BTreeMap<Place, Late>,
    gone: &BTreeSet<Table>,
    metrics: &Metrics,
    scope: &Scope,
) -> Vec<Vec<Datum>> {
    let unknown = unknown(gone);
    let mut sums: BTreeMap<[&String; 2], [i64; 4]> = BTreeMap::new();
    for ([_, client, currency], late) in adjusted {
        let sum = sums.entry([client, currency]).or_default();
        for at in 0..sum.len() {
            sum[at] += late[at];
        }
    }
    let period = scope.period.to_string();
    let now = figures(metrics, scope);
    let rows = now
        .iter()
        .filter(|row| row.place.frame() == CLIENT_MONTH && row.place.month() == period);
    let own: BTreeMap<[&str; 3], i64> = rows
        .flat_map(|row| {
            let [client, _, currency] = row.place.of();
            let columns = row.whole();
            columns.map(move |(column, whole)| ([client, currency, column], whole))
        })
        .collect();
    sums.into_iter()
        .map(|([client, currency], late)| {
            let mut row: Vec<Datum> = vec![period.clone().into(), client.into(), currency.into()];
            for at in [0, 2, 3] {
                let key = [client, currency, TOLD_BY[at].0];
                let of_month = own.get(&key).copied();
                let late = Some(late[at]).filter(|_| !unknown[at]);
                let both = late.map(|late| late + of_month.unwrap_or_default());
                for part in [of_month, late, both] {
                    row.push(if at == 0 {
                        part.map(Duration).into()
                    } else {
                        part.map(Money).into()
                    });
                }
            }
            row
        })
        .collect()
}

/// Late items dated after a day as exceptions: each paper and payment, and the hours of a client and month together.
pub fn exceptions(
    pack: &IssuedPack,
    changes: &[Change],
    after: Option<NaiveDate>,
    (tables, scope): (&Tables, &Scope),
) -> Vec<ExceptionRow> {
    let (late, _) = late_changes(pack, changes, tables);
    let (hours, papers): (Vec<&Change>, Vec<&Change>) = late
        .into_iter()
        .filter(|change| after.is_none_or(|after| change.days().all(|day| day > after)))
        .partition(|change| change.table() == Table::Time);
    let mut rows: Vec<ExceptionRow> = papers
        .into_iter()
        .map(|change| of_paper(pack, change, scope))
        .collect();
    let mut months: BTreeMap<(String, String), Vec<&Change>> = BTreeMap::new();
    for change in hours {
        let key = (change.client.clone(), original_month(change));
        months.entry(key).or_default().push(change);
    }
    rows.extend(months.into_iter().map(|((client, month), changes)| {
        let mut row = exception(pack, changes[0], scope);
        let more = |fact: &Option<super::rows::Fact>| fact.as_ref().and_then(|fact| fact.hours());
        let hours: Duration = changes
            .iter()
            .map(|change| {
                more(&change.now).unwrap_or_default() - more(&change.before).unwrap_or_default()
            })
            .sum();
        row.client = client;
        row.subject = month;
        row.detail = match hours < Duration::ZERO {
            false => phrase(
                "{} h more than in the issued pack {}, in {} rows",
                &[&hours.said_exactly(), &pack.name, &changes.len()],
            ),
            true => phrase(
                "{} h less than in the issued pack {}, in {} rows",
                &[&(-hours).said_exactly(), &pack.name, &changes.len()],
            ),
        };
        row
    }));
    rows
}

fn of_paper(pack: &IssuedPack, change: &Change, scope: &Scope) -> ExceptionRow {
    let amount = |fact: &Option<super::rows::Fact>| fact.as_ref().and_then(|fact| fact.amount());
    let mut row = exception(pack, change, scope);
    let sides = [amount(&change.now), amount(&change.before)];
    if sides.iter().any(Option::is_some) {
        let [now, before] = sides.map(Option::unwrap_or_default);
        row.amount = Some(now - before);
        row.currency = match change.fact().value("currency") {
            "" => scope.settings.base_currency.clone(),
            currency => currency.to_owned(),
        };
    }
    row
}

fn exception(pack: &IssuedPack, change: &Change, scope: &Scope) -> ExceptionRow {
    let fact = change.fact();
    let detail: Phrase = match change.what {
        What::Added => phrase("not in the issued pack {}", &[&pack.name]),
        What::Changed => phrase("reads otherwise in the issued pack {}", &[&pack.name]),
        What::Gone => phrase(
            "in the issued pack {} and no longer in the files",
            &[&pack.name],
        ),
    };
    let action = if pack.period == scope.period {
        phrase(
            "issue the month again, or leave it to be an adjustment of the next month",
            &[],
        )
    } else {
        phrase(
            "agree with the account manager in which month it is settled",
            &[],
        )
    };
    ExceptionRow {
        gravity: Gravity::Medium,
        class: "after-close-change".to_owned(),
        client: change.client.clone(),
        subject: fact.subject(),
        amount: None,
        currency: String::new(),
        detail,
        source: fact.place.to_string(),
        date: change.days().min(),
        owner: String::new(),
        action,
    }
}
