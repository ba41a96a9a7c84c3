//! Totals of each leg of the loop in the report's period, beside those of the period before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::contracts::Contract;
use super::documents::Document;
use super::ledger::Ledger;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::known::NO_PREVIOUS;
use crate::metrics::scope::Scope;
use crate::metrics::worked::Work;
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
    fn add(&mut self, amount: Money) {
        self.count += 1;
        self.amount += amount;
    }
}

/// What is counted, in the order of the rows.
#[derive(Clone, Copy)]
enum Kind {
    Contracts,
    Invoices,
    CreditNotes,
    Acts,
    Payments,
    Matched,
    Unmatched,
}

/// Stable codes of the kinds.
const CODES: [&str; 7] = [
    "leg_contracts",
    "leg_invoices",
    "leg_credit_notes",
    "leg_acts",
    "leg_payments",
    "leg_matched",
    "leg_unmatched",
];

/// The legs of one currency in some days, by kind.
type Legs = [Leg; CODES.len()];

/// What the legs are read from.
pub struct Loop<'a> {
    /// Invoices and bank lines.
    pub ledger: &'a Ledger,
    /// All contracts.
    pub contracts: &'a [Contract],
    /// All documents.
    pub documents: &'a [Document],
    /// All work, month by month.
    pub work: &'a Work<'a>,
}

impl Loop<'_> {
    /// By currency.
    fn legs(&self, [first, last]: [NaiveDate; 2]) -> BTreeMap<&str, Legs> {
        let within = |day: Option<NaiveDate>| day.is_some_and(|day| day >= first && day <= last);
        let mut all: BTreeMap<&str, Legs> = BTreeMap::new();
        let mut add = |currency, kind: Kind, amount| {
            all.entry(currency).or_default()[kind as usize].add(amount);
        };
        for contract in self.contracts {
            if contract.overlaps(first, last) {
                let budget = contract.budget.unwrap_or_default();
                add(contract.currency.as_str(), Kind::Contracts, budget);
            }
        }
        for at in self.ledger.counted() {
            let paper = &self.ledger.invoices[at];
            if within(paper.issued_on) {
                let kind = if paper.credit {
                    Kind::CreditNotes
                } else {
                    Kind::Invoices
                };
                add(&paper.currency, kind, paper.gross);
            }
        }
        for act in self.documents.iter().filter(|document| document.is_act()) {
            if within(act.date) {
                add(&act.currency, Kind::Acts, act.amount.unwrap_or_default());
            }
        }
        for line in &self.ledger.lines {
            let payment = &self.ledger.payments[line.payment];
            if within(Some(payment.date)) {
                let verdict = &line.verdict;
                let matched = verdict.confidence.decided() && !verdict.parts.is_empty();
                let kind = if matched {
                    Kind::Matched
                } else {
                    Kind::Unmatched
                };
                add(&payment.currency, Kind::Payments, payment.amount);
                add(&payment.currency, kind, payment.amount);
            }
        }
        all
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
    let (count, hours) = sides.work.whole(scope.period);
    let (_, hours_before) = sides.work.whole(previous);
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
    let (now, before) = (sides.legs(now), sides.legs(before));
    let currencies: BTreeSet<&str> = now.keys().chain(before.keys()).copied().collect();
    for currency in currencies {
        let of = |legs: &BTreeMap<&str, Legs>| legs.get(currency).copied().unwrap_or_default();
        let pairs = CODES.into_iter().zip(of(&now).into_iter().zip(of(&before)));
        for (name, (leg, earlier)) in pairs {
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
