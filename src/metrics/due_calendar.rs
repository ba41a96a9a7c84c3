//! What is due in the next weeks, and what is overdue, day by day for each account manager.
//!
//! The weeks are counted from the report's day (`due_weeks` of the settings). Reviews, contacts, reports and renewals are
//! those of clients that are looked after; open invoices, actions, goals and documents are those of all clients that
//! are not internal. What has no day is not in the calendar. Contacts are due only where somebody keeps a list of
//! them. Unit: days; amounts are gross in their own currency and never added.

use chrono::{Days, NaiveDate};

use super::accounts::Account;
use super::actions::State;
use super::campaign_goals::held_against_campaigns;
use super::definition::{Definition, Rests};
use super::dues::Dues;
use super::goals::Goal;
use super::portfolio::Portfolio;
use super::projects_in_work::horizon;
use super::renewals::renewals_of;
use super::reviews::Register;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Table};

/// Rows behind the calendar.
const SOURCES: &[Rests] = &[
    Rests::whole(Table::Clients),
    Rests::whole(Table::Touches),
    Rests::whole(Table::Contracts),
    Rests::whole(Table::Actions),
    Rests::whole(Table::Goals),
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Documents, "date"),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "due_calendar.day",
        text: "day on which the client, the invoice, the action, the goal or the document is due; of a review or contact the last one + cadence",
        rests_on: SOURCES,
    },
    Definition {
        name: "due_calendar.amount",
        text: "gross amount of an invoice that is still open, in its own currency; empty for everything else",
        rests_on: &[
            Rests::up_to(Table::Invoices, "issued_on"),
            Rests::up_to(Table::Payments, "date"),
        ],
    },
    Definition {
        name: "due_calendar.days_overdue",
        text: "days from the due day to the report's day; 0 when it is still to come",
        rests_on: SOURCES,
    },
];

/// The calendar.
pub static DUE_CALENDAR: FrameSpec = FrameSpec::exported(
    "due_calendar",
    "thing that is due",
    &[
        ("day", Unit::Date),
        ("account_manager", Unit::Text),
        ("client", Unit::Text),
        // review, report, renewal, payment, action, contact, goal, document
        ("kind", Unit::Code),
        ("what", Unit::Phrase),
        // what it speaks of, without words of a language: number, contract, action or goal
        ("subject", Unit::Text),
        // document, signature, scan, original; of documents only
        ("missing", Unit::Code),
        ("owner", Unit::Text),
        ("amount", Unit::Money),
        ("currency", Unit::Text),
        ("overdue", Unit::Flag),
        ("days_overdue", Unit::Count),
    ],
);

/// One thing that is due.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    manager: String,
    day: NaiveDate,
    client: String,
    kind: &'static str,
    what: Phrase,
    subject: String,
    missing: String,
    owner: String,
    amount: Option<Money>,
    currency: String,
}

/// The frame, by account manager and day.
pub fn due_calendar(portfolio: &Portfolio<'_>, register: &Register, dues: &Dues) -> MetricFrame {
    let mut found: Vec<Due> = portfolio
        .accounts
        .iter()
        .flat_map(|account| of_account(portfolio, register, account))
        .collect();
    found.extend(payments(portfolio, dues));
    found.extend(documents(portfolio, dues));
    found.extend(actions(portfolio, register));
    found.extend(goals(portfolio, register));
    let last = horizon(portfolio);
    found.retain(|due| due.day <= last);
    found.sort();
    let day = portfolio.scope.as_of;
    let rows = found.into_iter().map(|due| row(due, day));
    MetricFrame::of(&DUE_CALENDAR, rows.collect())
}

fn row(due: Due, day: NaiveDate) -> Vec<Datum> {
    vec![
        due.day.into(),
        due.manager.into(),
        due.client.into(),
        due.kind.into(),
        due.what.encode().into(),
        due.subject.into(),
        due.missing.into(),
        due.owner.into(),
        due.amount.into(),
        due.currency.into(),
        (due.day < day).into(),
        (day - due.day).num_days().max(0).into(),
    ]
}

/// Something due of a client, under its account manager.
fn about(portfolio: &Portfolio<'_>, client: &str, kind: &'static str, day: NaiveDate) -> Due {
    let account = portfolio.accounts.get(client);
    Due {
        manager: account.map_or_else(String::new, |account| account.manager.clone()),
        day,
        client: client.to_owned(),
        kind,
        ..Due::default()
    }
}

/// Reviews, contacts, reports and renewals of a client that is looked after.
fn of_account(portfolio: &Portfolio<'_>, register: &Register, account: &Account) -> Vec<Due> {
    if !is_looked_after(portfolio, account) {
        return Vec::new();
    }
    let of = |kind: &'static str, day: Option<NaiveDate>, what: Phrase| {
        let owner = account.manager.clone();
        day.map(|day| Due {
            what,
            owner,
            ..about(portfolio, &account.client, kind, day)
        })
    };
    let (client, today) = (account.client.as_str(), portfolio.scope.as_of);
    let last_review = register.last_review(client, today);
    let review = match last_review {
        Some(day) => phrase("the last review was on {}", &[&day]),
        None => phrase("there was no review yet", &[]),
    };
    let last_contact = register.last_touch(client, today);
    let contact = match last_contact {
        Some(day) => phrase("the last contact was on {}", &[&day]),
        None => phrase("there was no contact yet", &[]),
    };
    let next_contact = next_contact(register, account, today);
    let report = phrase("report to the client", &[]);
    let mut found = vec![
        of("review", register.next_review(account, today), review),
        of("contact", next_contact, contact),
        of("report", account.next_report_on, report),
    ];
    for renewal in renewals_of(portfolio, account) {
        let what = match renewal.contract.as_str() {
            "" => phrase("renewal of the client", &[]),
            contract => phrase("contract {} ends", &[&contract]),
        };
        let due = of("renewal", Some(renewal.on), what);
        found.push(due.map(|due| Due {
            subject: renewal.contract.clone(),
            ..due
        }));
    }
    found.into_iter().flatten().collect()
}

/// Status of a client at work, and something to do for it in the period.
pub fn is_looked_after(portfolio: &Portfolio<'_>, account: &Account) -> bool {
    account.is_served() && portfolio.is_active(account, portfolio.scope.period)
}

/// Day of the next contact: the last one of any kind + the client's cadence, else its first day, but not before the first contact
/// that any client had, + cadence; none where nobody keeps a list of contacts.
pub fn next_contact(register: &Register, account: &Account, day: NaiveDate) -> Option<NaiveDate> {
    let first = register.first_touch?;
    let from = register
        .last_touch(&account.client, day)
        .or(account.since.map(|since| since.max(first)))?;
    let days = account.contact_cadence_days.max(0) as u64;
    from.checked_add_days(Days::new(days))
}

fn payments(portfolio: &Portfolio<'_>, dues: &Dues) -> Vec<Due> {
    let ours = |client: &str| portfolio.accounts.get(client).is_some();
    let open = dues.invoices.iter().filter(|invoice| ours(&invoice.client));
    open.filter_map(|invoice| {
        Some(Due {
            what: phrase("invoice {}", &[&invoice.number]),
            subject: invoice.number.clone(),
            amount: Some(invoice.outstanding),
            currency: invoice.currency.clone(),
            ..about(portfolio, &invoice.client, "payment", invoice.due_on?)
        })
    })
    .collect()
}

fn documents(portfolio: &Portfolio<'_>, dues: &Dues) -> Vec<Due> {
    let ours = |client: &str| portfolio.accounts.get(client).is_some();
    let waiting = dues.documents.iter().filter(|one| ours(&one.client));
    waiting
        .filter_map(|one| {
            let number = &one.number;
            let what = match one.missing.as_str() {
                "document" => phrase("there is no act for invoice {}", &[number]),
                "signature" => phrase("document {} lacks its signature", &[number]),
                "scan" => phrase("document {} lacks its scan", &[number]),
                _ => phrase("document {} lacks its original", &[number]),
            };
            Some(Due {
                what,
                subject: number.clone(),
                missing: one.missing.clone(),
                ..about(portfolio, &one.client, "document", one.due_on?)
            })
        })
        .collect()
}

/// Actions not done; one for no client in particular stands under its owner.
fn actions(portfolio: &Portfolio<'_>, register: &Register) -> Vec<Due> {
    let today = portfolio.scope.as_of;
    let open = register
        .actions
        .iter()
        .filter(|action| portfolio.is_outside(&action.client))
        .filter(|action| {
            action
                .state(today)
                .is_some_and(|state| state != State::Done)
        });
    open.filter_map(|action| {
        let due = about(portfolio, &action.client, "action", action.due_on?);
        let manager = match action.client.as_str() {
            "" => action.owner.clone(),
            _ => due.manager.clone(),
        };
        Some(Due {
            manager,
            what: phrase("{}", &[&action.action]),
            subject: action.action.clone(),
            owner: action.owner.clone(),
            ..due
        })
    })
    .collect()
}

/// Goals that are not met; those that campaigns tell stand beside their results every month, and nobody does them on a day.
fn goals(portfolio: &Portfolio<'_>, register: &Register) -> Vec<Due> {
    let held = held_against_campaigns(portfolio, &register.goals, &register.campaigns);
    let told = |goal: &Goal| goal.actual.is_none() && held.contains(&goal.key());
    let open = register
        .goals
        .iter()
        .filter(|goal| portfolio.is_outside(&goal.client) && !goal.is_over() && !told(goal));
    open.filter_map(|goal| {
        let subject = match goal.channel.as_str() {
            "" => goal.goal.clone(),
            channel => format!("{}, {channel}", goal.goal),
        };
        Some(Due {
            what: phrase("{}", &[&subject]),
            subject,
            ..about(portfolio, &goal.client, "goal", goal.due_on?)
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, day, scope, shown};
    use super::super::dues::{OpenInvoice, Waiting};
    use super::*;

    fn calendar(texts: &[(&str, &str)], dues: &Dues) -> Vec<String> {
        let sample = Sample::of(texts, "", scope("2026-10", "2026-10"));
        let register = Register::of(&sample.tables);
        let found = due_calendar(&sample.portfolio(), &register, dues);
        shown(
            &found,
            "account_manager day client kind owner amount days_overdue overdue",
        )
    }

    #[test]
    fn four_weeks_ahead_and_everything_overdue() {
        // as of 31 October; four weeks end on 28 November
        let clients =
            "client | status | account_manager | tier | since | renewal_on | next_report_on
            A | active | Jo | A | 2026-01-01 | 2026-11-28 | 2026-10-30
            B | active | Jo | B | 2026-01-01 | 2026-11-29 | 
            L | lost | Jo | A | 2020-01-01 | 2026-11-01 | 2026-11-01
            P | prospect | Jo | A | 2020-01-01 | | 2026-11-01";
        let touches = "client | date | kind\n A | 2026-10-20 | review\n B | 2026-08-30 | call\n L | 2025-12-30 | review";
        // review A 19 November; B never reviewed: 1 January + 90 = 1 April; contact B 30 August + 90 = 28 November
        let found = calendar(
            &[("clients", clients), ("touches", touches)],
            &Dues::default(),
        );
        assert_eq!(
            found,
            [
                "Jo 2026-04-01 B review Jo - 213 yes",
                "Jo 2026-10-30 A report Jo - 1 yes",
                "Jo 2026-11-19 A contact Jo - 0 no",
                "Jo 2026-11-19 A review Jo - 0 no",
                "Jo 2026-11-28 A renewal Jo - 0 no",
                "Jo 2026-11-28 B contact Jo - 0 no",
            ]
        );
    }

    #[test]
    fn payments_documents_actions_and_goals() {
        let clients = "client | status | account_manager\n A | paused | Jo\n Home | internal | Jo";
        let actions = "client | action | owner | due_on | status
            A | call | Sam | 2026-11-02 | \n A | old | Sam | 2026-10-02 | done\n | tidy | Kim | 2026-10-31 | \n Home | paint | Kim | 2026-10-31 | ";
        let goals = "client | goal | target | actual | due_on
            A | leads | 10 | 4 | 2026-11-15\n A | met | 10 | 10 | 2026-11-15\n A | later | 10 | 1 | 2026-12-31";
        let contracts = "contract | client | ends_on\n K1 | A | 2026-11-10";
        let dues = Dues {
            invoices: vec![
                OpenInvoice {
                    number: "7".into(),
                    client: "A".into(),
                    currency: "EUR".into(),
                    outstanding: Money::units(50),
                    due_on: Some(day("2026-10-01")),
                },
                OpenInvoice {
                    number: "8".into(),
                    client: "Home".into(),
                    currency: "EUR".into(),
                    outstanding: Money::units(50),
                    due_on: Some(day("2026-10-01")),
                },
            ],
            documents: vec![Waiting {
                client: "A".into(),
                number: "3".into(),
                missing: "signature".into(),
                due_on: Some(day("2026-11-03")),
            }],
            ..Dues::default()
        };
        let texts = [
            ("clients", clients),
            ("actions", actions),
            ("goals", goals),
            ("contracts", contracts),
        ];
        // the contract of a paused client is no renewal to prepare
        assert_eq!(
            calendar(&texts, &dues),
            [
                "Jo 2026-10-01 A payment  50 30 yes",
                "Jo 2026-11-02 A action Sam - 0 no",
                "Jo 2026-11-03 A document  - 0 no",
                "Jo 2026-11-15 A goal  - 0 no",
                "Kim 2026-10-31  action Kim - 0 no",
            ]
        );
    }

    #[test]
    fn a_contract_that_ends_is_a_renewal() {
        let clients =
            "client | status | account_manager | renewal_on\n A | active | Jo | 2026-11-20";
        let contracts = "contract | client | starts_on | ends_on | status
            K1 | A | 2026-01-01 | 2026-11-10 | active\n K2 | A | 2026-01-01 | 2026-11-20 | active
            K3 | A | 2026-01-01 | 2026-10-01 | active\n K4 | A | 2026-11-01 | 2026-11-15 | active\n K5 | A | 2026-01-01 | 2026-11-11 | terminated";
        let found = calendar(
            &[("clients", clients), ("contracts", contracts)],
            &Dues::default(),
        );
        assert_eq!(
            found,
            [
                "Jo 2026-11-10 A renewal Jo - 0 no",
                "Jo 2026-11-20 A renewal Jo - 0 no",
            ]
        );
    }
}
