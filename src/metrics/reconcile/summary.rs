//! Days sales outstanding, days to pay and match rates, per currency.
//!
//! DSO by count-back takes whole months of gross sales off what is outstanding, newest first, counting their
//! days; the month that is more than what is left counts pro rata. When more is outstanding than was ever
//! sold, it is n/a `no-data`. Simple DSO is outstanding over the gross sales of the days (settings `dso_days`)
//! up to as-of, times these days. Days to pay is the mean of payment date less issue date over all dated decided links, weighted by
//! amount. Match rates are over the bank lines from the period's first day to as-of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::ageing::{Aged, Ageing};
use super::ledger::Ledger;
use super::verdict::Rule;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::known::{NO_PREVIOUS, pair};
use crate::metrics::scope::Scope;
use crate::model::{Money, Month, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "dso_countback",
        text: "days of sales that the outstanding amount stands for, counted back month by month",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "days_to_pay",
        text: "payment date - issue date, weighted by amount",
        rests_on: &[Rests::within(Table::Payments, "date")],
    },
    Definition {
        name: "overdue_share",
        text: "overdue / outstanding; n/a when nothing is outstanding, or credits of others leave less of it than is overdue",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "dso_simple",
        text: "outstanding / gross sales of the last {settings.dso_days} days x {settings.dso_days}; n/a without sales",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "matched_count_share",
        text: "incoming bank lines of clients decided as belonging to an invoice / all incoming lines, by count",
        rests_on: &[Rests::within(Table::Payments, "date")],
    },
    Definition {
        name: "matched_value_share",
        text: "cash that decided links apply to invoices / all incoming cash of clients in the period, each currency on its own",
        rests_on: &[Rests::within(Table::Payments, "date")],
    },
    Definition {
        name: "matched_count_share_before",
        text: "the same by count for the period before, as it was on its last day; n/a when the files do not reach back so far",
        rests_on: &[Rests::up_to(Table::Payments, "date")],
    },
    Definition {
        name: "matched_value_share_before",
        text: "the same by value for the period before, as it was on its last day; n/a when the files do not reach back so far",
        rests_on: &[Rests::up_to(Table::Payments, "date")],
    },
    Definition {
        name: "unmatched_value",
        text: "incoming cash of the period that no decided link applies to an invoice",
        rests_on: &[Rests::within(Table::Payments, "date")],
    },
    Definition {
        name: "unmatched_value_before",
        text: "the same for the period before, as it was on its last day; n/a when the files do not reach back so far",
        rests_on: &[Rests::up_to(Table::Payments, "date")],
    },
    Definition {
        name: "before_files",
        text: "cash for invoices that are older than the files: a number before the first one of the files is named; it is in no balance",
        rests_on: &[
            Rests::up_to(Table::Payments, "date"),
            Rests::whole(Table::Invoices),
        ],
    },
    Definition {
        name: "of_own_firms",
        text: "the part of outstanding that firms of the agency itself owe; pages of clients leave it out",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "not_identified",
        text: "cash of payers who are no clients in any file, and that fits no invoice; it is in no balance",
        rests_on: &[
            Rests::up_to(Table::Payments, "date"),
            Rests::whole(Table::Invoices),
        ],
    },
];

/// Days sales outstanding and days to pay, per currency.
pub static RECEIVABLES_SUMMARY: FrameSpec = FrameSpec::exported(
    "receivables_summary",
    "currency",
    &[
        ("as_of", Unit::Date),
        ("currency", Unit::Text),
        ("outstanding", Unit::Money),
        ("credits", Unit::Money),
        ("overdue", Unit::Money),
        ("overdue_share", Unit::Share),
        ("overdue_share_note", Unit::Code),
        ("dso_countback", Unit::Number),
        ("dso_countback_note", Unit::Code),
        ("dso_simple", Unit::Number),
        ("dso_simple_note", Unit::Code),
        ("days_to_pay", Unit::Number),
        ("days_to_pay_note", Unit::Code),
        ("matched_count_share", Unit::Share),
        ("matched_count_share_note", Unit::Code),
        ("matched_value_share", Unit::Share),
        ("matched_value_share_note", Unit::Code),
        ("matched_count_share_before", Unit::Share),
        ("matched_count_share_before_note", Unit::Code),
        ("matched_value_share_before", Unit::Share),
        ("matched_value_share_before_note", Unit::Code),
        ("unmatched_value", Unit::Money),
        ("unmatched_value_before", Unit::Money),
        ("unmatched_value_before_note", Unit::Code),
        ("before_files", Unit::Money),
        ("not_identified", Unit::Money),
        ("of_own_firms", Unit::Money),
    ],
);

/// The frame; `before` is what was matched in the period before, none when the files do not reach back so far.
pub fn summary_frame(
    ledger: &Ledger,
    ageing: &Ageing,
    before: Option<&Matched>,
    scope: &Scope,
) -> MetricFrame {
    let matched = [Some(&Matched::of(ledger, scope.period.first_day())), before];
    let invoices = ledger
        .counted()
        .map(|at| ledger.invoices[at].currency.as_str());
    let payments = ledger
        .lines
        .iter()
        .map(|line| ledger.payments[line.payment].currency.as_str());
    let currencies: BTreeSet<&str> = invoices.chain(payments).collect();
    let rows = currencies
        .into_iter()
        .map(|currency| summary_row(ledger, ageing, (scope, matched), currency))
        .collect();
    MetricFrame::of(&RECEIVABLES_SUMMARY, rows)
}

fn summary_row(
    ledger: &Ledger,
    ageing: &Ageing,
    (scope, [now, before]): (&Scope, [Option<&Matched>; 2]),
    currency: &str,
) -> Vec<Datum> {
    let of_currency: Vec<&Aged> = ageing
        .iter()
        .filter(|((_, aged_in), _)| aged_in == currency)
        .map(|(_, aged)| aged)
        .collect();
    let total =
        |amount: fn(&Aged) -> Money| -> Money { of_currency.iter().map(|aged| amount(aged)).sum() };
    let (outstanding, overdue) = (total(Aged::outstanding), total(Aged::overdue));
    // where no invoice says when it is due nobody knows what is overdue
    let dues = ledger
        .counted()
        .any(|at| ledger.invoices[at].due_on.is_some());
    let now = now
        .and_then(|now| now.of_currency(currency))
        .unwrap_or_default();
    let of_before = before.map(|before| before.of_currency(currency).unwrap_or_default());
    let lacks = if before.is_some() {
        "no-data"
    } else {
        NO_PREVIOUS
    };
    let mut row: Vec<Datum> = vec![
        ledger.as_of.into(),
        currency.into(),
        outstanding.into(),
        total(|aged| aged.credits).into(),
        dues.then_some(overdue).into(),
    ];
    let ratios = [
        (part(overdue, outstanding).filter(|_| dues), "no-data"),
        countback(ledger, currency, outstanding),
        simple(ledger, currency, outstanding, scope.settings.dso_days),
        (days_to_pay(ledger, currency), "no-data"),
        (now.by_count(), "no-data"),
        (now.by_value(), "no-data"),
        (of_before.and_then(|before| before.by_count()), lacks),
        (of_before.and_then(|before| before.by_value()), lacks),
    ];
    for (value, reason) in ratios {
        row.push(value.into());
        row.push(if value.is_some() {
            Datum::Null
        } else {
            reason.into()
        });
    }
    let open = of_before
        .map(|before| before.unmatched())
        .ok_or(NO_PREVIOUS);
    row.push(now.unmatched().into());
    row.extend(pair(open));
    row.extend(outside(ledger, currency).map(Datum::from));
    let own = { ageing.iter() }.filter(|((account, aged_in), _)| {
        aged_in == currency && ledger.accounts.is_internal(account)
    });
    row.push(
        own.map(|(_, aged)| aged.outstanding())
            .sum::<Money>()
            .into(),
    );
    row
}

/// Cash that is in no balance: for invoices before the files, and of payers nobody knows.
fn outside(ledger: &Ledger, currency: &str) -> [Money; 2] {
    let mut cash = [Money::ZERO; 2];
    for line in ledger
        .lines
        .iter()
        .filter(|line| !ledger.is_receivable(line))
    {
        if ledger.payments[line.payment].currency == currency {
            match line.verdict.rule {
                Rule::BeforeFiles => cash[0] += line.unapplied,
                Rule::Refused => {}
                _ if ledger.is_of_ours(line) => {}
                _ => cash[1] += line.unapplied,
            }
        }
    }
    cash
}

/// A part of what is owed; none where it is no part of it.
fn part(part: Money, whole: Money) -> Option<f64> {
    let is_part = part <= whole;
    ratio(part.0, whole.0.max(0)).filter(|_| is_part)
}

fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole != 0).then(|| part as f64 / whole as f64)
}

/// Gross of invoices less credit notes between two days, both included.
fn sales(ledger: &Ledger, currency: &str, first: NaiveDate, last: NaiveDate) -> Money {
    ledger
        .counted()
        .map(|at| &ledger.invoices[at])
        .filter(|invoice| invoice.currency == currency)
        .filter(|invoice| {
            invoice
                .issued_on
                .is_some_and(|day| first <= day && day <= last)
        })
        .map(|invoice| invoice.gross)
        .sum()
}

fn countback(ledger: &Ledger, currency: &str, outstanding: Money) -> (Option<f64>, &'static str) {
    let sold = sold_by_month(ledger, currency);
    let Some(oldest) = sold.keys().next() else {
        return (None, "no-sales");
    };
    if outstanding <= Money::ZERO {
        return (Some(0.0), "");
    }
    let (mut rest, mut days) = (outstanding, 0.0);
    for month in oldest.through(Month::of(ledger.as_of)).rev() {
        let last = month.last_day().min(ledger.as_of);
        let length = f64::from(last.day());
        let sold = sold.get(&month).copied().unwrap_or_default();
        if sold >= rest && sold > Money::ZERO {
            return (Some(days + length * rest.0 as f64 / sold.0 as f64), "");
        }
        rest -= sold;
        days += length;
    }
    (None, "no-data")
}

/// Gross of invoices less credit notes by month of issue.
fn sold_by_month(ledger: &Ledger, currency: &str) -> BTreeMap<Month, Money> {
    let mut sold: BTreeMap<Month, Money> = BTreeMap::new();
    for at in ledger.counted() {
        let invoice = &ledger.invoices[at];
        if let Some(day) = invoice.issued_on.filter(|_| invoice.currency == currency) {
            *sold.entry(Month::of(day)).or_default() += invoice.gross;
        }
    }
    sold
}

fn simple(
    ledger: &Ledger,
    currency: &str,
    outstanding: Money,
    days: u32,
) -> (Option<f64>, &'static str) {
    let first = ledger.as_of - Days::new(u64::from(days) - 1);
    let sold = sales(ledger, currency, first, ledger.as_of);
    let covered = outstanding.0 as f64 / sold.0 as f64 * f64::from(days);
    ((sold > Money::ZERO).then_some(covered), "no-sales")
}

fn days_to_pay(ledger: &Ledger, currency: &str) -> Option<f64> {
    let (mut weighted, mut weight) = (0i128, 0i128);
    for link in &ledger.links {
        let invoice = &ledger.invoices[link.invoice];
        let (Some(paid_on), Some(issued)) = (ledger.came_on(link), invoice.issued_on) else {
            continue;
        };
        if invoice.currency == currency {
            weighted += i128::from((paid_on - issued).num_days()) * i128::from(link.amount.0);
            weight += i128::from(link.amount.0);
        }
    }
    (weight != 0).then(|| weighted as f64 / weight as f64)
}

/// What came in by a day since another, and what of it decided links explain, by currency.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matched(BTreeMap<String, Receipts>);

/// Bank lines of one currency; of a line's value only the applied part counts as matched.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Receipts {
    lines: i64,
    matched_lines: i64,
    value: Money,
    matched_value: Money,
}

impl Matched {
    /// Lines from a day to the ledger's own.
    pub fn of(ledger: &Ledger, first: NaiveDate) -> Matched {
        let mut matched = Matched::default();
        let lines = ledger
            .lines
            .iter()
            .filter(|line| ledger.is_receivable(line));
        for line in lines {
            let payment = &ledger.payments[line.payment];
            if payment.date < first {
                continue;
            }
            if !matched.0.contains_key(&payment.currency) {
                matched
                    .0
                    .insert(payment.currency.clone(), Receipts::default());
            }
            if let Some(receipts) = matched.0.get_mut(&payment.currency) {
                receipts.add(payment.amount, payment.amount - line.unapplied);
            }
        }
        matched
    }

    fn of_currency(&self, currency: &str) -> Option<Receipts> {
        self.0.get(currency).copied()
    }
}

impl Receipts {
    fn add(&mut self, amount: Money, applied: Money) {
        self.lines += 1;
        self.value += amount;
        self.matched_lines += i64::from(applied > Money::ZERO);
        self.matched_value += applied;
    }

    fn by_count(self) -> Option<f64> {
        ratio(self.matched_lines, self.lines)
    }

    fn by_value(self) -> Option<f64> {
        ratio(self.matched_value.0, self.value.0)
    }

    fn unmatched(self) -> Money {
        self.value - self.matched_value
    }
}
