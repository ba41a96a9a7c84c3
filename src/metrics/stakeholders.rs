//! People at the clients, and who of them nobody has spoken to lately.
//!
//! Quiet: no contact up to the report's day, or the last one more than `stakeholder_quiet_days` of the settings ago. Only the
//! list of stakeholders says who was met; a contact with the client does not tell with whom.

use chrono::NaiveDate;

use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Rows, Table};

/// People at the client.
pub static STAKEHOLDERS_STATUS: FrameSpec = FrameSpec::exported(
    "stakeholders_status",
    "stakeholder",
    &[
        ("client", Unit::Text),
        ("name", Unit::Text),
        ("role", Unit::Text),
        ("influence", Unit::Text),
        ("attitude", Unit::Code),
        ("last_contact_on", Unit::Date),
        ("days_since_contact", Unit::Count),
        ("quiet", Unit::Flag),
        ("account_manager", Unit::Text),
    ],
);

/// A person at a client.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stakeholder {
    /// Canonical name of the client.
    pub client: String,
    /// As written.
    pub name: String,
    /// As written.
    pub role: String,
    /// Word or number, as written.
    pub influence: Option<String>,
    /// Word or number, as written.
    pub attitude: Option<String>,
    /// Last contact up to the report's day.
    pub last_contact_on: Option<NaiveDate>,
    /// Nobody has spoken to them lately.
    pub quiet: bool,
}

/// Everybody at clients that are not internal, by client and name.
pub fn read_stakeholders(portfolio: &Portfolio<'_>) -> Vec<Stakeholder> {
    let rows = portfolio.tables.rows(Table::Stakeholders);
    let (client, name, role) = (rows.text("client"), rows.text("name"), rows.text("role"));
    let (influence, attitude) = (as_written(rows, "influence"), as_written(rows, "attitude"));
    let last = rows.date("last_contact_on");
    let day = portfolio.scope.as_of;
    let longest = i64::from(portfolio.scope.settings.stakeholder_quiet_days);
    let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
    let mut people: Vec<Stakeholder> = (0..rows.len())
        .filter(|at| portfolio.is_outside(client[*at].unwrap_or_default()))
        .map(|at| {
            let seen = last[at].filter(|seen| *seen <= day);
            Stakeholder {
                client: word(&client, at),
                name: word(&name, at),
                role: word(&role, at),
                influence: influence[at].clone(),
                attitude: attitude[at].clone(),
                last_contact_on: seen,
                quiet: seen.is_none_or(|seen| (day - seen).num_days() > longest),
            }
        })
        .collect();
    people.sort_by(|left, right| (&left.client, &left.name).cmp(&(&right.client, &right.name)));
    people
}

/// A column that agencies keep as words or as numbers.
fn as_written(rows: Rows<'_>, field: &str) -> Vec<Option<String>> {
    match rows.integers_if_any(field) {
        Some(numbers) => {
            let numbers = numbers.into_iter();
            numbers
                .map(|part| part.map(|part| Money(part).to_string()))
                .collect()
        }
        None => {
            let words = rows.text(field).into_iter();
            words.map(|word| word.map(str::to_owned)).collect()
        }
    }
}

/// The frame.
pub fn stakeholders_status(portfolio: &Portfolio<'_>, people: &[Stakeholder]) -> MetricFrame {
    let day = portfolio.scope.as_of;
    let rows = people.iter().map(|person| {
        let account = portfolio.accounts.get(&person.client);
        let seen = person.last_contact_on;
        vec![
            Datum::from(&person.client),
            (&person.name).into(),
            (&person.role).into(),
            person.influence.clone().into(),
            person.attitude.clone().into(),
            seen.into(),
            seen.map(|seen| (day - seen).num_days()).into(),
            person.quiet.into(),
            account.map(|account| &account.manager).into(),
        ]
    });
    MetricFrame::of(&STAKEHOLDERS_STATUS, rows.collect())
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn quiet_after_more_than_sixty_days_or_without_a_contact() {
        let people = "client | name | last_contact_on
            A | Dan | 2026-11-02\n A | Ann | 2026-09-01\n A | Bob | 2026-08-31\n A | Cyd | ";
        let sample = Sample::of(&[("stakeholders", people)], "", scope("2026-10", "2026-10"));
        let portfolio = sample.portfolio();
        let found = stakeholders_status(&portfolio, &read_stakeholders(&portfolio));
        // 1 September is 60 days before 31 October; what comes after the report's day has not happened
        assert_eq!(
            shown(&found, "name last_contact_on days_since_contact quiet"),
            [
                "Ann 2026-09-01 60 no",
                "Bob 2026-08-31 61 yes",
                "Cyd - - yes",
                "Dan - - yes",
            ]
        );
    }
}
