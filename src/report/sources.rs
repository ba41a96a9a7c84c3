//! The rows of the files behind a figure.

use chrono::NaiveDate;

use crate::metrics::Scope;
use crate::model::{Table, Tables};

/// Whose figure is asked about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'a> {
    /// Only this client.
    pub client: Option<&'a str>,
    /// Only this person.
    pub person: Option<&'a str>,
    /// Only this project.
    pub project: Option<&'a str>,
}

/// Tables whose rows stand behind a figure, each with the date that places a row in a period.
fn tables_of(metric: &str) -> &'static [(Table, &'static str)] {
    match metric {
        "contract_hours" => &[(Table::People, "")],
        "holiday_hours" => &[(Table::Holidays, "date")],
        "leave_hours" => &[(Table::Leave, "date")],
        "net_hours" => &[(Table::People, ""), (Table::Leave, "date")],
        "worked_hours"
        | "billable_hours"
        | "client_nonbillable_hours"
        | "internal_hours"
        | "billable_mix" => &[(Table::Time, "date")],
        "unaccounted_hours"
        | "overtime_hours"
        | "billable_utilization_net"
        | "billable_utilization_gross"
        | "total_utilization"
        | "client_utilization"
        | "target_attainment"
        | "completeness" => &[
            (Table::People, ""),
            (Table::Leave, "date"),
            (Table::Time, "date"),
        ],
        "load" | "load_with_tentative" => &[(Table::Bookings, "date"), (Table::Time, "date")],
        "revenue_invoiced" | "share" | "hhi" | "effective_number" | "change_vs_previous" => {
            &[(Table::Invoices, "issued_on")]
        }
        "pass_through" => &[(Table::Expenses, "date")],
        "agi" => &[(Table::Invoices, "issued_on"), (Table::Expenses, "date")],
        "delivery_cost" => &[(Table::Time, "date"), (Table::Expenses, "date")],
        "delivery_margin" | "average_billable_rate" => &[
            (Table::Invoices, "issued_on"),
            (Table::Expenses, "date"),
            (Table::Time, "date"),
        ],
        "collected" | "days_to_pay" => &[(Table::Payments, "date")],
        "outstanding" | "overdue" | "d1_30" | "dso_countback" => {
            &[(Table::Invoices, ""), (Table::Payments, "")]
        }
        "budget_hours" => &[(Table::Projects, "")],
        "over_servicing_hours" | "budget_burn" | "pace" => {
            &[(Table::Projects, ""), (Table::Time, "date")]
        }
        "nps" | "csat" => &[(Table::Responses, "")],
        "attainment" => &[(Table::Goals, "")],
        "next_review_due_on" => &[(Table::Touches, "")],
        "worked_value" => &[(Table::Contracts, ""), (Table::Time, "date")],
        _ => &[],
    }
}

/// `file, sheet!cell` with the row's date and quantity, in the order of the tables and rows. Subject columns that a
/// table lacks do not narrow it.
pub fn source_rows(
    metric: &str,
    tables: &Tables,
    subject: &Subject<'_>,
    scope: &Scope,
) -> Vec<String> {
    tables_of(metric)
        .iter()
        .flat_map(|(table, date)| rows_of(*table, date, tables, subject, scope))
        .collect()
}

/// Rows of one table; drafts and void invoices stand behind no figure.
fn rows_of(
    table: Table,
    date: &str,
    tables: &Tables,
    subject: &Subject<'_>,
    scope: &Scope,
) -> Vec<String> {
    let rows = tables.rows(table);
    let days: Option<Vec<Option<NaiveDate>>> = (!date.is_empty()).then(|| rows.date(date));
    let columns: Vec<(Vec<Option<&str>>, &str)> = [
        ("client", subject.client),
        ("person", subject.person),
        ("project", subject.project),
    ]
    .into_iter()
    .filter_map(|(column, wanted)| {
        wanted
            .filter(|_| rows.has(column))
            .map(|wanted| (rows.text(column), wanted))
    })
    .collect();
    let last = scope.last_day(scope.period);
    let within = |at: usize| {
        days.as_ref().is_none_or(|days| {
            days[at].is_some_and(|day| day >= scope.period.first_day() && day <= last)
        })
    };
    let meant = |at: usize| {
        columns.iter().all(|(values, wanted)| {
            values[at].is_some_and(|value| value.to_lowercase() == wanted.to_lowercase())
        })
    };
    let status = (table == Table::Invoices).then(|| rows.text("status"));
    let counts = |at: usize| {
        let code = status.as_ref().and_then(|status| status[at]);
        !matches!(code, Some("draft" | "void"))
    };
    let durations = rows.has("duration").then(|| rows.duration("duration"));
    let places = rows.places();
    (0..rows.len())
        .filter(|at| within(*at) && meant(*at) && counts(*at))
        .map(|at| {
            let day = days
                .as_ref()
                .and_then(|days| days[at])
                .map_or(String::new(), |day| format!("  {day}"));
            let hours = durations
                .as_ref()
                .and_then(|hours| hours[at])
                .map_or(String::new(), |hours| format!("  {hours} h"));
            format!("{table}  {}{day}{hours}", places[at])
        })
        .collect()
}
