//! Ageing: what is open by days past due; buckets and credits add up to outstanding, per currency.

use std::collections::BTreeMap;

use super::ledger::Ledger;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Settings, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "d1_30",
        text: "open amount 1 to {settings.ageing_days.0} days past due at the as-of date; the buckets add up to outstanding",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "not_due",
        text: "open amount whose due date is not past at the as-of date",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "d31_60",
        text: "open amount {settings.ageing_days.0+1} to {settings.ageing_days.1} days past due at the as-of date",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "d61_90",
        text: "open amount {settings.ageing_days.1+1} to {settings.ageing_days.2} days past due at the as-of date",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "d91_120",
        text: "open amount {settings.ageing_days.2+1} to {settings.ageing_days.3} days past due at the as-of date",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "d120_plus",
        text: "open amount more than {settings.ageing_days.3} days past due at the as-of date",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "no_due_date",
        text: "open amount of invoices without a due date or terms",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "credits",
        text: "unapplied cash and credit notes, zero or below",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
];

/// Ageing; the buckets add up to outstanding. `credits` is zero or negative.
pub static AGEING: FrameSpec = FrameSpec::exported(
    "ageing",
    "client, currency",
    &[
        ("as_of", Unit::Date),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("not_due", Unit::Money),
        ("d1_30", Unit::Money),
        ("d31_60", Unit::Money),
        ("d61_90", Unit::Money),
        ("d91_120", Unit::Money),
        ("d120_plus", Unit::Money),
        ("no_due_date", Unit::Money),
        ("credits", Unit::Money),
        ("outstanding", Unit::Money),
    ],
);

/// One client in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aged {
    /// Not due, the four bands of the settings (1-30, 31-60, 61-90, 91-120 days), over the last of them, no due date.
    pub buckets: [Money; 7],
    /// Unapplied cash and credit notes, zero or below.
    pub credits: Money,
}

/// Position of the bucket for invoices without a due date.
const NO_DUE_DATE: usize = 6;

impl Aged {
    /// Buckets and credits together.
    pub fn outstanding(&self) -> Money {
        self.buckets.iter().copied().sum::<Money>() + self.credits
    }

    /// Open invoices that are past due; credits are held against the oldest first.
    pub fn overdue(&self) -> Money {
        let late: Money = self.buckets[1..NO_DUE_DATE].iter().copied().sum();
        (late + self.credits.min(Money::ZERO)).max(Money::ZERO)
    }
}

/// By client (or unknown payer) and currency; those that owe nothing and have no credit are left out.
pub type Ageing = BTreeMap<(String, String), Aged>;

/// Ages what is open as of the ledger's day.
pub fn age(ledger: &Ledger, settings: &Settings) -> Ageing {
    let pots = &ledger.pots;
    let mut aged = vec![Aged::default(); pots.len()];
    for at in ledger.counted() {
        let aged = &mut aged[pots.of_invoice(at)];
        let open = ledger.open(at);
        if ledger.invoices[at].credit {
            aged.credits += open;
        } else {
            aged.buckets[bucket(ledger.days_overdue(at), settings.ageing_days)] += open;
        }
    }
    for (payment, cash) in ledger.cash_in_credits() {
        aged[pots.of_payment(payment)].credits -= cash;
    }
    let aged = aged.into_iter().enumerate();
    let aged = aged.filter(|(_, aged)| *aged != Aged::default());
    aged.map(|(pot, aged)| {
        let (account, currency) = pots.name(pot);
        ((account.to_owned(), currency.to_owned()), aged)
    })
    .collect()
}

fn bucket(days_overdue: Option<i64>, ends: [u32; 4]) -> usize {
    match days_overdue {
        None => NO_DUE_DATE,
        Some(..=0) => 0,
        Some(days) => 1 + ends.iter().filter(|end| days > i64::from(**end)).count(),
    }
}

/// The frame.
pub fn ageing_frame(ledger: &Ledger, ageing: &Ageing) -> MetricFrame {
    let rows = ageing
        .iter()
        .map(|((client, currency), aged)| {
            let mut row = vec![ledger.as_of.into(), client.into(), currency.into()];
            row.extend(aged.buckets.map(Into::into));
            row.push(aged.credits.into());
            row.push(aged.outstanding().into());
            row
        })
        .collect();
    MetricFrame::of(&AGEING, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_belong_to_the_younger_bucket() {
        for (days, expected) in [
            (None, NO_DUE_DATE),
            (Some(-5), 0),
            (Some(0), 0),
            (Some(1), 1),
            (Some(30), 1),
            (Some(31), 2),
            (Some(60), 2),
            (Some(61), 3),
            (Some(90), 3),
            (Some(91), 4),
            (Some(120), 4),
            (Some(121), 5),
            (Some(4000), 5),
        ] {
            assert_eq!(bucket(days, [30, 60, 90, 120]), expected, "{days:?}");
        }
    }
}
