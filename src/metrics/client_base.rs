//! The questions one asks of a client base: who looks after whom, what is in work, who paid when, what comes next.
//!
//! Grain: a client that is not internal, whatever its status. Projects are counted as in `projects_in_work`. The last
//! payment is all cash of the last day on which money came, gross, in its own currency; empty when none came up to the
//! report's day. Next review and next contact are those of clients that are looked after.

use super::accounts::Account;
use super::definition::{Definition, Rests};
use super::due_calendar::{is_looked_after, next_contact};
use super::dues::Dues;
use super::portfolio::Portfolio;
use super::projects_in_work::{Stage, stage};
use super::reviews::Register;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::Table;

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "projects_in_work",
        text: "projects that have begun and are neither closed, paused nor over on the report's day, late ones included",
        rests_on: PROJECTS,
    },
    Definition {
        name: "projects_due",
        text: "projects in work whose last day lies in the weeks of the calendar",
        rests_on: PROJECTS,
    },
    Definition {
        name: "projects_late",
        text: "projects past their last day whose status says active, or that have hours of a later month",
        rests_on: PROJECTS,
    },
    Definition {
        name: "last_payment_on",
        text: "last day up to the report's day on which money of the client came, by the bank or as the invoice file says",
        rests_on: CASH,
    },
    Definition {
        name: "last_payment",
        text: "all cash of that day, gross, in its own currency",
        rests_on: CASH,
    },
    Definition {
        name: "next_report_on",
        text: "day of the next report as the file of clients says",
        rests_on: &[Rests::whole(Table::Clients)],
    },
    Definition {
        name: "next_review_on",
        text: "last review + cadence of the client, else of its tier; empty for clients that are not looked after",
        rests_on: CONTACTS,
    },
    Definition {
        name: "next_contact_on",
        text: "last contact of any kind + cadence; empty for clients that are not looked after and where nobody lists contacts",
        rests_on: CONTACTS,
    },
    Definition {
        name: "renewal_on",
        text: "day of the next renewal as the file of clients says",
        rests_on: &[Rests::whole(Table::Clients)],
    },
    Definition {
        name: "since",
        text: "day on which the client came, as the file of clients says",
        rests_on: &[Rests::whole(Table::Clients)],
    },
];

const PROJECTS: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::within(Table::Time, "date"),
];
const CASH: &[Rests] = &[
    Rests::up_to(Table::Payments, "date"),
    Rests::up_to(Table::Invoices, "issued_on"),
];
const CONTACTS: &[Rests] = &[
    Rests::up_to(Table::Touches, "date"),
    Rests::whole(Table::Clients),
];

/// Everybody, by name.
pub static CLIENT_BASE: FrameSpec = FrameSpec::exported(
    "client_base",
    "client",
    &[
        ("client", Unit::Text),
        ("status", Unit::Code),
        ("stage", Unit::Text),
        ("tier", Unit::Text),
        ("account_manager", Unit::Text),
        ("projects_in_work", Unit::Count),
        ("projects_due", Unit::Count),
        ("projects_late", Unit::Count),
        ("last_payment_on", Unit::Date),
        ("last_payment", Unit::Money),
        ("currency", Unit::Text),
        ("next_report_on", Unit::Date),
        ("next_review_on", Unit::Date),
        ("next_contact_on", Unit::Date),
        ("renewal_on", Unit::Date),
        ("since", Unit::Date),
        ("channel", Unit::Text),
        ("email", Unit::Text),
        ("looked_after", Unit::Flag),
    ],
);

/// The frame.
pub fn client_base(portfolio: &Portfolio<'_>, register: &Register, dues: &Dues) -> MetricFrame {
    let rows = portfolio
        .accounts
        .iter()
        .map(|account| row(portfolio, register, dues, account));
    MetricFrame::of(&CLIENT_BASE, rows.collect())
}

fn row(
    portfolio: &Portfolio<'_>,
    register: &Register,
    dues: &Dues,
    account: &Account,
) -> Vec<Datum> {
    let (client, day) = (account.client.as_str(), portfolio.scope.as_of);
    let engagements = portfolio.engagements.of_client(client).iter();
    let stages: Vec<Stage> = engagements
        .filter_map(|engagement| stage(portfolio, engagement))
        .collect();
    let count = |wanted: Stage| stages.iter().filter(|stage| **stage == wanted).count() as i64;
    let paid = dues.last_payment(client, &account.currency);
    let currency = paid
        .as_ref()
        .map_or(&account.currency, |paid| &paid.currency);
    let looked_after = is_looked_after(portfolio, account);
    let review = register.next_review(account, day);
    let contact = next_contact(register, account, day);
    vec![
        client.into(),
        (&account.status).into(),
        (&account.stage).into(),
        (&account.tier).into(),
        (&account.manager).into(),
        (stages.len() as i64).into(),
        count(Stage::Due).into(),
        count(Stage::Late).into(),
        paid.as_ref().map(|paid| paid.on).into(),
        paid.as_ref().map(|paid| paid.amount).into(),
        currency.into(),
        account.next_report_on.into(),
        review.filter(|_| looked_after).into(),
        contact.filter(|_| looked_after).into(),
        account.renewal_on.into(),
        account.since.into(),
        (&account.channel).into(),
        (&account.email).into(),
        looked_after.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn one_row_answers_the_questions_of_a_client() {
        let clients =
            "client | status | account_manager | tier | since | channel | email | currency
            A | active | Jo | B | 2026-01-01 | call | a@a.example | EUR
            P | paused | Jo | B | 2026-01-01 | email | p@p.example | USD";
        let projects = "project | client | starts_on | ends_on | status
            One | A | 2026-01-01 | 2026-09-30 | active\n Two | A | 2026-01-01 | 2026-11-10 | active
            Three | A | 2026-01-01 | 2027-11-10 | active\n Four | P | 2026-01-01 | 2026-12-10 | paused";
        let touches = "client | date | kind\n A | 2026-10-01 | call\n P | 2026-02-01 | review";
        let texts = [
            ("clients", clients),
            ("projects", projects),
            ("touches", touches),
        ];
        let sample = Sample::of(&texts, "", scope("2026-10", "2026-10"));
        let register = Register::of(&sample.tables);
        let found = client_base(&sample.portfolio(), &register, &Dues::default());
        // the first review of any client was on 1 February: + 90 days is 2 May; 1 October + 90 days is 30 December
        assert_eq!(
            shown(
                &found,
                "client status projects_in_work projects_due projects_late last_payment_on currency next_review_on next_contact_on email looked_after"
            ),
            [
                "A active 3 1 1 - EUR 2026-05-02 2026-12-30 a@a.example yes",
                "P paused 0 0 0 - USD - - p@p.example no",
            ]
        );
    }
}
