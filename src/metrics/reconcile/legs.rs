//! Totals of each leg of the loop in the report's period, beside those of the period before.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::contracts::Contract;
use super::documents::Document;
use super::ledger::Ledger;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::known::NO_PREVIOUS;
use crate::metrics::scope::Scope;
use crate::metrics::work::DayWork;
use crate::model::{Duration, Money, Table};

const ROWS: &[Rests] = &[
    Rests::whole(Table::Contracts),
    Rests::whole(Table::Time),
    Rests::whole(Table::Invoices),
    Rests::whole(Table::Documents),
    Rests::whole(Table::Payments),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "leg_count",
        text: "contracts in force, work entries by day, or papers and bank lines dated in the period",
        rests_on: ROWS,
    },
    Definition {
        name: "leg_amount",
        text: "agreed amounts of contracts in force, else amounts dated in the period, tax included; credit notes below zero",
        rests_on: ROWS,
    },
    Definition {
        name: "leg_hours",
        text: "hours dated in the period",
        rests_on: ROWS,
    },
    Definition {
        name: "leg_amount_before",
        text: "the same in the period before; n/a when the files do not reach back so far",
        rests_on: ROWS,
    },
    Definition {
        name: "leg_hours_before",
        text: "hours dated in the period before; n/a when the files do not reach back so far",
        rests_on: ROWS,
    },
    Definition {
        name: "leg_change",
        text: "amount of the period - amount of the period before",
        rests_on: ROWS,
    },
];

/// Each leg in each currency: contracts, time, invoices, credit notes, acts, bank lines and those matched and not matched.
pub static LEGS: FrameSpec = FrameSpec::exported(
    "legs",
    "leg, currency",
    &[
        ("month", Unit::Month),
        ("leg", Unit::Code),
        ("currency", Unit::Text),
        ("leg_count", Unit::Count),
        ("leg_amount", Unit::Money),
        ("leg_hours", Unit::Hours),
        ("leg_amount_before", Unit::Money),
        ("leg_amount_before_note", Unit::Code),
        ("leg_hours_before", Unit::Hours),
        ("leg_hours_before_note", Unit::Code),
        ("leg_change", Unit::Money),
        ("leg_change_note", Unit::Code),
    ],
);

/// A leg in some days and one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Leg {
    count: i64,
    amount: Money,
}

impl Leg {
    fn of(amounts: impl Iterator<Item = Money>) -> Leg {
        let mut leg = Leg::default();
        for amount in amounts {
            leg.count += 1;
            leg.amount += amount;
        }
        leg
    }
}

/// What the legs are read from.
pub struct Loop<'a> {
    /// Invoices and bank lines.
    pub ledger: &'a Ledger,
    /// All contracts.
    pub contracts: &'a [Contract],
    /// All documents.
    pub documents: &'a [Document],
    /// All work, by day.
    pub work: &'a [DayWork<'a>],
}

impl Loop<'_> {
    fn legs(&self, days: [NaiveDate; 2], currency: &str) -> [(&'static str, Leg); 7] {
        let [first, last] = days;
        let within = |day: Option<NaiveDate>| day.is_some_and(|day| day >= first && day <= last);
        let contracts = self
            .contracts
            .iter()
            .filter(|contract| contract.currency == currency && contract.overlaps(first, last));
        let papers = |credit: bool| {
            let papers = self.ledger.counted().map(|at| &self.ledger.invoices[at]);
            Leg::of(
                papers
                    .filter(move |paper| paper.credit == credit && paper.currency == currency)
                    .filter(|paper| within(paper.issued_on))
                    .map(|paper| paper.gross),
            )
        };
        let acts = self
            .documents
            .iter()
            .filter(|document| document.is_act() && document.currency == currency)
            .filter(|act| within(act.date));
        let lines = |matched: Option<bool>| {
            let lines = self.ledger.lines.iter();
            Leg::of(
                lines
                    .filter(|line| {
                        let decided =
                            line.verdict.confidence.decided() && !line.verdict.parts.is_empty();
                        matched.is_none_or(|matched| matched == decided)
                    })
                    .map(|line| &self.ledger.payments[line.payment])
                    .filter(|payment| payment.currency == currency && within(Some(payment.date)))
                    .map(|payment| payment.amount),
            )
        };
        [
            (
                "leg_contracts",
                Leg::of(contracts.map(|contract| contract.budget.unwrap_or_default())),
            ),
            ("leg_invoices", papers(false)),
            ("leg_credit_notes", papers(true)),
            (
                "leg_acts",
                Leg::of(acts.map(|act| act.amount.unwrap_or_default())),
            ),
            ("leg_payments", lines(None)),
            ("leg_matched", lines(Some(true))),
            ("leg_unmatched", lines(Some(false))),
        ]
    }

    fn hours(&self, [first, last]: [NaiveDate; 2]) -> (i64, Duration) {
        let days = self.work.iter();
        let within = days.filter(|work| work.day >= first && work.day <= last);
        within.fold((0, Duration::ZERO), |(count, sum), work| {
            (count + 1, sum + work.duration)
        })
    }

    fn currencies(&self) -> BTreeSet<&str> {
        let papers = self.ledger.invoices.iter();
        let lines = self.ledger.payments.iter();
        let contracts = self.contracts.iter();
        papers
            .map(|paper| paper.currency.as_str())
            .chain(lines.map(|line| line.currency.as_str()))
            .chain(contracts.map(|contract| contract.currency.as_str()))
            .collect()
    }
}

/// The frame; a leg without anything in both periods is left out.
pub fn legs_frame(sides: &Loop<'_>, scope: &Scope) -> MetricFrame {
    let now = [scope.period.first_day(), scope.last_day(scope.period)];
    let previous = scope.period.previous();
    let before = [previous.first_day(), previous.last_day()];
    let reaches = previous.from >= scope.first;
    let known = |value: Datum| match reaches {
        true => [value, Datum::Null],
        false => [Datum::Null, NO_PREVIOUS.into()],
    };
    let month = scope.period.to_string();
    let mut rows: Vec<Vec<Datum>> = Vec::new();
    let (count, hours) = sides.hours(now);
    let (_, hours_before) = sides.hours(before);
    if hours != Duration::ZERO || hours_before != Duration::ZERO {
        let mut row: Vec<Datum> = vec![
            (&month).into(),
            "leg_time".into(),
            "".into(),
            count.into(),
            Datum::Null,
            hours.into(),
            Datum::Null,
            Datum::Null,
        ];
        row.extend(known(hours_before.into()));
        row.extend([Datum::Null, Datum::Null]);
        rows.push(row);
    }
    for currency in sides.currencies() {
        let pairs = sides
            .legs(now, currency)
            .into_iter()
            .zip(sides.legs(before, currency));
        for ((name, leg), (_, earlier)) in pairs {
            if leg == Leg::default() && earlier == Leg::default() {
                continue;
            }
            let mut row: Vec<Datum> = vec![
                (&month).into(),
                name.into(),
                currency.into(),
                leg.count.into(),
                leg.amount.into(),
                Datum::Null,
            ];
            row.extend(known(earlier.amount.into()));
            row.extend([Datum::Null, Datum::Null]);
            row.extend(known((leg.amount - earlier.amount).into()));
            rows.push(row);
        }
    }
    MetricFrame::of(&LEGS, rows)
}
