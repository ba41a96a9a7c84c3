//! What clients paid less than they owed without owing it any more, client by client: bank fees, tax withheld, discounts for paying
//! early, cents of rounding, and what exchange rates took.

use std::collections::BTreeMap;

use super::ledger::{Ledger, Link};
use super::verdict::Kept;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{FrameSpec, MetricFrame, Unit};
use crate::metrics::scope::Scope;
use crate::model::{Money, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "deductions.in_period",
        text: "amounts of the kind that payments of the period lacked while their invoices were closed; below zero where more came",
        rests_on: &[
            Rests::within(Table::Payments, "date"),
            Rests::whole(Table::Invoices),
        ],
    },
    Definition {
        name: "so_far",
        text: "the same over all payments up to the as-of date",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "deductions.count",
        text: "payments of invoices up to the as-of date that lacked it",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
];

/// What was let go, by client, currency and kind.
pub static DEDUCTIONS: FrameSpec = FrameSpec::exported(
    "deductions",
    "client, currency, kind",
    &[
        ("client", Unit::Text),
        ("currency", Unit::Text),
        // fee, withheld, discount, rounding, exchange
        ("kind", Unit::Code),
        ("in_period", Unit::Money),
        ("so_far", Unit::Money),
        ("count", Unit::Count),
    ],
);

impl Kept {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kept::Fee => "fee",
            Kept::Tax => "withheld",
            Kept::Discount => "discount",
            Kept::Rounding => "rounding",
        }
    }
}

/// The frame.
pub fn deductions_frame(ledger: &Ledger, scope: &Scope) -> MetricFrame {
    let first = scope.period.first_day();
    let mut sums: BTreeMap<(&str, &str, &str), (Money, Money, i64)> = BTreeMap::new();
    for link in &ledger.links {
        let invoice = &ledger.invoices[link.invoice];
        let in_period = link.on.is_some_and(|day| day >= first);
        for (kind, amount) in parts(link) {
            let key = (invoice.client.as_str(), invoice.currency.as_str(), kind);
            let (period, so_far, count) = sums.entry(key).or_default();
            if in_period {
                *period += amount;
            }
            *so_far += amount;
            *count += 1;
        }
    }
    let rows = sums
        .into_iter()
        .map(|((client, currency, kind), (period, so_far, count))| {
            vec![
                client.into(),
                currency.into(),
                kind.into(),
                period.into(),
                so_far.into(),
                count.into(),
            ]
        })
        .collect();
    MetricFrame::of(&DEDUCTIONS, rows)
}

fn parts(link: &Link) -> impl Iterator<Item = (&'static str, Money)> {
    let all = [(link.kept.code(), link.fee), ("exchange", link.exchange)];
    all.into_iter().filter(|(_, amount)| *amount != Money::ZERO)
}
