//! What the files tell of payments: whether anything, and whether from the first invoice to the report's day.
//!
//! Banks give out half a year of lines, invoices lie for years. An invoice that would have been paid before the first line, and that
//! no line pays, is not known to be open: it is taken as paid on the day on which it was expected, and told as such. Nobody is
//! reminded of it. What fell due after the last payment of the files, where that is long ago, is open and nobody's delay. Where invoices say themselves what is paid, nothing is taken for granted.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::books::Books;
use super::collection::Habits;
use super::ledger::{Depth, Ledger};
use crate::metrics::scope::Scope;
use crate::model::{Money, Table, Tables};

/// States of an invoice that only those write who follow the payments.
const STATES: [&str; 3] = ["paid", "part_paid", "overdue"];

/// Days with payments that tell how often there are any.
const FEWEST_DAYS: usize = 3;

/// Where payments begin long after the invoices, the day of the first; where they end long before the report's day, of the last: by
/// more days than there ever were between two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CashTold {
    /// What was paid before is not known.
    pub begins: Option<NaiveDate>,
    /// What was paid since then is not known.
    pub ends: Option<NaiveDate>,
}

impl CashTold {
    /// By payments and invoices up to as-of.
    pub fn of(tables: &Tables, scope: &Scope) -> CashTold {
        let days = |table: Table, field: &str| {
            let days = tables.rows(table).date(field).into_iter().flatten();
            days.filter(|day| *day <= scope.as_of)
        };
        let invoiced = days(Table::Invoices, "issued_on").min();
        let Some(invoiced) = invoiced.filter(|_| !invoices_tell(tables, scope.as_of)) else {
            return CashTold::default();
        };
        let mut paid: Vec<NaiveDate> = days(Table::Payments, "date").collect();
        paid.sort_unstable();
        paid.dedup();
        if paid.len() < FEWEST_DAYS {
            return CashTold::default();
        }
        let (first, last) = (paid.first().copied(), paid.last().copied());
        let silence = paid.windows(2).map(|days| (days[1] - days[0]).num_days());
        let silence = silence.max().unwrap_or_default();
        let settings = &scope.settings;
        let late = |paid: &NaiveDate| after(invoiced, settings.first_payment_days) < *paid;
        let early = |paid: &NaiveDate| {
            let since = (scope.as_of - *paid).num_days();
            since > silence.max(settings.last_payment_days.into())
        };
        CashTold {
            begins: first.filter(late),
            ends: last.filter(early),
        }
    }
}

/// True when the files tell what is paid: a payment up to as-of, or an invoice with an amount, a day or a state of payment.
/// Without any of it all that was invoiced counts as open, which is no reproach to a client.
pub fn tells_cash(tables: &Tables, scope: &Scope) -> bool {
    let payments = tables.rows(Table::Payments).date("date");
    let mut days = payments.into_iter().flatten();
    days.any(|day| day <= scope.as_of) || invoices_tell(tables, NaiveDate::MAX)
}

/// True when an invoice issued up to a day says itself what is paid of it.
fn invoices_tell(tables: &Tables, until: NaiveDate) -> bool {
    let rows = tables.rows(Table::Invoices);
    let (issued, paid_on) = (rows.date("issued_on"), rows.date("paid_on"));
    let (paid, balance, states) = (
        rows.money("paid"),
        rows.money("balance"),
        rows.text("status"),
    );
    (0..rows.len()).any(|at| {
        issued[at].is_none_or(|day| day <= until)
            && (paid[at].is_some_and(|paid| paid != Money::ZERO)
                || paid_on[at].is_some_and(|day| day <= until)
                || balance[at].is_some()
                || states[at].is_some_and(|state| STATES.contains(&state)))
    })
}

/// True when the files tell when anything has to be paid: a due date of an invoice, or terms of a contract or client.
pub fn tells_due(tables: &Tables) -> bool {
    let days = tables.rows(Table::Invoices).date("due_on");
    let of_contracts = tables.rows(Table::Contracts).integers("terms_days");
    let of_clients = tables.rows(Table::Clients).integers("payment_terms_days");
    let mut terms = of_contracts.iter().chain(of_clients.iter());
    days.iter().any(Option::is_some) || terms.any(Option::is_some)
}

fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(day)
}

impl Books {
    /// The books in which what was due before the first payment of the files, and is paid by none, is taken as paid, and what fell due
    /// after the last is not late.
    pub fn with_cash_told(mut self, tables: &Tables, scope: &Scope) -> Books {
        let told = CashTold::of(tables, scope);
        self.cash_ends = told.ends;
        if let Some(begins) = told.begins {
            let ledger = Ledger::keep_to(Depth::Balances, &self, scope.as_of);
            self.presumed = Arc::new(paid_before(&ledger, begins, scope));
        }
        self
    }
}

/// Invoices without any cash that were expected before a day, and when: by the client's habit, else the day due.
fn paid_before(ledger: &Ledger, begins: NaiveDate, scope: &Scope) -> BTreeMap<usize, NaiveDate> {
    let habits = Habits::of(ledger);
    let mut open = vec![true; ledger.invoices.len()];
    for link in &ledger.links {
        open[link.invoice] = false;
    }
    let expected = |at: usize| {
        let invoice = &ledger.invoices[at];
        let issued = invoice.issued_on?;
        let own = habits.days(&invoice.client).ok();
        let by_habit = own.map(|days| after(issued, u32::try_from(days).unwrap_or(0)));
        let by_terms = invoice.due_on;
        Some(
            by_habit
                .or(by_terms)
                .unwrap_or(after(issued, scope.settings.first_payment_days)),
        )
    };
    let open = ledger
        .counted()
        .filter(|at| open[*at] && ledger.open(*at) > Money::ZERO);
    open.filter_map(|at| Some((at, expected(at)?)))
        .filter(|(_, day)| *day < begins)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::metrics::client_samples::shown;
    use crate::metrics::testing::tables;
    use crate::metrics::{compute, scope};
    use crate::model::intake::Intake;
    use crate::model::{Decisions, Settings, TradeWords};

    const INVOICES: &str = "number | client | issued_on | due_on | net | currency
        INV-1 | A | 2026-01-10 | 2026-01-31 | 100 | EUR
        INV-2 | A | 2026-02-10 | 2026-02-28 | 200 | EUR
        INV-3 | A | 2026-04-20 | 2026-05-20 | 400 | EUR
        INV-4 | A | 2026-09-15 | 2026-10-15 | 800 | EUR";

    /// Rows of a frame as of 31 October 2026, with these payments.
    fn found(payments: &str, frame: &str, columns: &str) -> Vec<String> {
        let payments = format!("date | payer | amount | currency | reference\n{payments}");
        let intake = Intake {
            tables: tables(&[
                ("clients", "client | status | currency\nA | active | EUR"),
                ("invoices", INVOICES),
                ("payments", &payments),
            ]),
            payers: [("A".to_owned(), "A".to_owned())].into(),
            ..Intake::default()
        };
        let period = "2026-10".parse().expect("a period");
        let as_of = "2026-10-31".parse().expect("a day");
        let words = TradeWords::of_the_program();
        let scope = scope(&intake.tables, &Settings::default(), &words, period, as_of);
        let (metrics, _) = compute(&intake, &Decisions::default(), &scope);
        shown(metrics.get(frame).expect("a frame"), columns)
    }

    const AGES: &str = "not_due d1_30 d120_plus outstanding";

    #[test]
    fn what_was_due_before_the_first_payment_is_taken_as_paid() {
        // the first line is of 4 May and pays none of the older two
        let line = "2026-05-04 | A | 400 | EUR | INV-3\n2026-08-20 | A | 1 | EUR |\n2026-10-20 | A | 1 | EUR |";
        assert_eq!(found(line, "ageing", AGES), ["0 800 0 798"]);
        let paid = found(line, "matches", "invoice rule amount");
        assert!(paid.contains(&"INV-1 presumed 100".to_owned()), "{paid:?}");
        // one of them is paid by a line after all: only the other is taken as paid
        let line = "2026-05-04 | A | 150 | EUR | INV-2\n2026-08-20 | A | 1 | EUR |\n2026-10-20 | A | 1 | EUR |";
        assert_eq!(found(line, "ageing", AGES), ["0 800 450 1248"]);
        // two days with payments tell nothing of the others
        let line = "2026-05-04 | A | 400 | EUR | INV-3\n2026-10-20 | A | 1 | EUR |";
        assert_eq!(found(line, "ageing", AGES), ["0 800 300 1099"]);
        // payments from the beginning on tell that nothing of it was paid
        let line = "2026-03-04 | A | 400 | EUR |\n2026-10-20 | A | 1 | EUR |";
        let told = found(line, "ageing", "outstanding");
        assert_eq!(told, ["1099"]);
    }

    #[test]
    fn what_fell_due_after_the_last_payment_is_nobodys_delay() {
        // never more than three weeks between two lines
        let first = "2026-02-02 | A | 100 | EUR | INV-1";
        let first = (2..10).fold(first.to_owned(), |lines, month| {
            format!(
                "{lines}\n2026-{month:02}-10 | X | 1 | EUR |\n2026-{month:02}-28 | X | 1 | EUR |"
            )
        });
        let until = |last: &str| format!("{first}\n{last} | A | 200 | EUR | INV-2");
        assert_eq!(
            found(&until("2026-09-30"), "ageing", AGES),
            ["800 0 400 1200"]
        );
        assert_eq!(
            found(&until("2026-10-10"), "ageing", AGES),
            ["0 800 400 1200"]
        );
    }
}
