//! The rows of the files behind a figure.

use chrono::NaiveDate;

use crate::metrics::Scope;
use crate::metrics::definition::{Definition, Rests};
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

/// `file, sheet!cell` with the row's date and quantity, in the order of the tables and rows. Subject columns that a
/// table lacks do not narrow it.
pub fn source_rows(
    definition: &Definition,
    tables: &Tables,
    subject: &Subject<'_>,
    scope: &Scope,
) -> Vec<String> {
    definition
        .rests_on
        .iter()
        .flat_map(|rests| rows_of(*rests, tables, subject, scope))
        .collect()
}

/// Rows of one table; drafts and void invoices stand behind no figure.
fn rows_of(
    Rests { table, window }: Rests,
    tables: &Tables,
    subject: &Subject<'_>,
    scope: &Scope,
) -> Vec<String> {
    let rows = tables.rows(table);
    let days: Option<Vec<Option<NaiveDate>>> = window.date().map(|date| rows.date(date));
    let [first, last] = window.days(scope.period, scope.last_day(scope.period));
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
    let within = |at: usize| {
        days.as_ref()
            .is_none_or(|days| days[at].is_some_and(|day| first <= day && day <= last))
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
