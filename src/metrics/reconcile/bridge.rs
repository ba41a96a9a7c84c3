//! The bridge: opening + invoiced - credited - paid - fees - tax withheld - discounts - rounding - exchange = closing, per client
//! and currency.
//!
//! Closing is summed from dated entries, the other side of the control from what is open invoice by invoice
//! ([`super::ageing`]); the control is their difference and has to be zero. The period runs from its first
//! day to as-of.

use super::ageing::Ageing;
use super::entries::{Entry, Kind};
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{FrameSpec, MetricFrame, Unit};
use crate::metrics::scope::Scope;
use crate::model::{Money, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "opening",
        text: "owed at the end of the day before the period, credits taken off",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "bridge.invoiced",
        text: "gross of invoices issued in the period",
        rests_on: &[Rests::within(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "bridge.credited",
        text: "credit notes issued in the period, and those moved between clients of a group",
        rests_on: &[Rests::within(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "bridge.paid",
        text: "cash of the period, refunds given back taken off",
        rests_on: &[
            Rests::within(Table::Payments, "date"),
            Rests::within(Table::Invoices, "paid_on"),
        ],
    },
    Definition {
        name: "fees",
        text: "what banks kept of the payments of the period",
        rests_on: &[Rests::within(Table::Payments, "date")],
    },
    Definition {
        name: "withheld",
        text: "tax that clients withheld from the payments of the period",
        rests_on: &[Rests::within(Table::Payments, "date")],
    },
    Definition {
        name: "discounts",
        text: "discounts taken for paying early, of the payments of the period",
        rests_on: &[Rests::within(Table::Payments, "date")],
    },
    Definition {
        name: "rounding",
        text: "cents by which payments of the period differ from what they close; below zero where more came",
        rests_on: &[Rests::within(Table::Payments, "date")],
    },
    Definition {
        name: "bridge.exchange",
        text: "exchange losses on payments of the period in another currency than the invoice's; gains are below zero",
        rests_on: &[
            Rests::within(Table::Payments, "date"),
            Rests::whole(Table::Rates),
        ],
    },
    Definition {
        name: "closing",
        text: "opening + invoiced - credited - paid - fees - tax withheld - discounts - rounding - exchange losses",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "control",
        text: "closing of the bridge - outstanding of the ageing; 0.00 when both agree",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
];

/// Opening + invoiced - credited - paid = closing, per client and currency; control is 0.
pub static BRIDGE: FrameSpec = FrameSpec::exported(
    "bridge",
    "client, currency",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("opening", Unit::Money),
        ("invoiced", Unit::Money),
        ("credited", Unit::Money),
        ("paid", Unit::Money),
        ("fees", Unit::Money),
        ("closing", Unit::Money),
        ("control", Unit::Money),
        ("withheld", Unit::Money),
        ("discounts", Unit::Money),
        ("rounding", Unit::Money),
        ("exchange", Unit::Money),
    ],
);

#[derive(Clone, Copy, Default)]
struct Flows {
    opening: Money,
    invoiced: Money,
    credited: Money,
    paid: Money,
    fees: Money,
    withheld: Money,
    discounts: Money,
    rounding: Money,
    exchange: Money,
}

impl Flows {
    fn closing(&self) -> Money {
        let without_cash = [
            self.fees,
            self.withheld,
            self.discounts,
            self.rounding,
            self.exchange,
        ];
        let let_go: Money = without_cash.into_iter().sum();
        self.opening + self.invoiced - self.credited - self.paid - let_go
    }

    fn add(&mut self, entry: &Entry<'_>) {
        match entry.kind {
            Kind::Invoice => self.invoiced += entry.amount,
            Kind::CreditNote => self.credited -= entry.amount,
            Kind::Payment | Kind::Presumed | Kind::Refund => self.paid -= entry.amount,
            Kind::Fee => self.fees -= entry.amount,
            Kind::Withheld => self.withheld -= entry.amount,
            Kind::Discount => self.discounts -= entry.amount,
            Kind::Rounding => self.rounding -= entry.amount,
            Kind::Exchange => self.exchange -= entry.amount,
        }
    }
}

/// The frame; whoever neither owed nor moved anything is left out.
pub fn bridge_frame(entries: &[Entry<'_>], ageing: &Ageing, scope: &Scope) -> MetricFrame {
    let first = scope.period.first_day();
    let of_clients = entries
        .chunk_by(|one, other| one.account == other.account && one.currency == other.currency);
    let flows = of_clients.map(|entries| {
        let mut flow = Flows::default();
        for entry in entries {
            if entry.on.is_some_and(|day| day >= first) {
                flow.add(entry);
            } else {
                flow.opening += entry.amount;
            }
        }
        let key = (
            entries[0].account.to_owned(),
            entries[0].currency.to_owned(),
        );
        (key, flow)
    });
    let rows = flows
        .filter(|(_, flow)| {
            let moved = [
                flow.opening,
                flow.invoiced,
                flow.credited,
                flow.paid,
                flow.fees,
                flow.withheld,
                flow.discounts,
                flow.rounding,
                flow.exchange,
            ];
            moved.iter().any(|amount| *amount != Money::ZERO)
        })
        .map(|(key, flow)| {
            let outstanding = ageing.get(&key).map(|aged| aged.outstanding());
            vec![
                scope.period.to_string().into(),
                (&key.0).into(),
                (&key.1).into(),
                flow.opening.into(),
                flow.invoiced.into(),
                flow.credited.into(),
                flow.paid.into(),
                flow.fees.into(),
                flow.closing().into(),
                (flow.closing() - outstanding.unwrap_or_default()).into(),
                flow.withheld.into(),
                flow.discounts.into(),
                flow.rounding.into(),
                flow.exchange.into(),
            ]
        })
        .collect();
    MetricFrame::of(&BRIDGE, rows)
}
