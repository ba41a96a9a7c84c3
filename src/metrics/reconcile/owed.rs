//! What every client owes and paid, span by span, for client economics and health.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::books::Books;
use super::facts::Running;
use super::ledger::{Depth, Ledger, Link};
use crate::metrics::receivable::{Collections, NetCash, Receivable, Receivables};
use crate::metrics::scope::Scope;
use crate::metrics::series::Series;
use crate::model::{Money, Month, Span};

/// What every client owes and paid, for every span of the scope, as of the span's end.
pub fn receivables(books: &Books, scope: &Scope) -> Receivables {
    let mut all = Receivables::new();
    let mut running = Running::of(books);
    for span in scope.spans() {
        let day = if span == scope.period {
            scope.as_of
        } else {
            scope.last_day(span)
        };
        let ledger = running.ledger_on(day);
        for ((client, currency), receivable) in ledger.receivable_in(span) {
            all.insert((span, client.to_owned(), currency.to_owned()), receivable);
        }
    }
    all
}

/// Cash of every client net of tax, as of the scope's day.
pub fn collections(books: &Books, scope: &Scope) -> Collections {
    let ledger = Ledger::keep_to(Depth::Balances, books, scope.as_of);
    let mut all: BTreeMap<(String, String), ByMonth> = BTreeMap::new();
    for (at, links) in ledger.links_by_invoice() {
        let invoice = &ledger.invoices[at];
        let key = (invoice.client.clone(), invoice.currency.clone());
        let issued = invoice.issued_on.map(Month::of);
        all.entry(key).or_default().add(
            NetShare::of(invoice.net, invoice.gross),
            issued.unwrap_or(scope.first.plus(-1)),
            scope.first.plus(-1),
            &links,
        );
    }
    all.into_iter()
        .map(|(key, months)| (key, months.close()))
        .collect()
}

/// Net cash of one client and currency, month by month.
#[derive(Default)]
struct ByMonth {
    received: BTreeMap<Month, Money>,
    let_go: BTreeMap<Month, Money>,
    by_issue: BTreeMap<Month, Money>,
}

impl ByMonth {
    /// Adds the links of an invoice; those without a day count before the files begin.
    fn add(&mut self, mut share: NetShare, issued: Month, undated: Month, links: &[&Link]) {
        for link in links {
            let month = link.on.map_or(undated, Month::of);
            let cash = share.next(link.amount);
            *self.received.entry(month).or_default() += cash;
            *self.by_issue.entry(issued).or_default() += cash;
            *self.let_go.entry(month).or_default() += share.next(link.fee + link.exchange);
        }
    }

    fn close(&self) -> NetCash {
        NetCash {
            received: Series::of(&self.received),
            let_go: Series::of(&self.let_go),
            by_issue: Series::of(&self.by_issue),
        }
    }
}

/// Turns gross parts of an invoice into net ones, so that the parts of the whole invoice make its whole net.
struct NetShare {
    net: Money,
    gross: Money,
    gross_so_far: Money,
    net_so_far: Money,
}

impl NetShare {
    fn of(net: Money, gross: Money) -> NetShare {
        NetShare {
            net,
            gross,
            gross_so_far: Money::ZERO,
            net_so_far: Money::ZERO,
        }
    }

    fn next(&mut self, part: Money) -> Money {
        self.gross_so_far += part;
        let so_far = self.gross_so_far.scale(self.net.0, self.gross.0);
        let so_far = so_far.unwrap_or(self.gross_so_far);
        let net = so_far - self.net_so_far;
        self.net_so_far = so_far;
        net
    }
}

impl Ledger {
    /// Decided links of each invoice, by day.
    fn links_by_invoice(&self) -> BTreeMap<usize, Vec<&Link>> {
        let mut links: BTreeMap<usize, Vec<&Link>> = BTreeMap::new();
        for link in &self.links {
            links.entry(link.invoice).or_default().push(link);
        }
        for of_invoice in links.values_mut() {
            of_invoice.sort_by_key(|link| (link.on, link.payment, link.amount));
        }
        links
    }

    fn receivable_in(&self, span: Span) -> BTreeMap<(&str, &str), Receivable> {
        let mut all: HashMap<(&str, &str), Receivable> = HashMap::new();
        let key = |at: usize| {
            let invoice = &self.invoices[at];
            (invoice.client.as_str(), invoice.currency.as_str())
        };
        let (first, last) = (span.first_day(), span.last_day());
        for link in &self.links {
            if link.on.is_some_and(|on| first <= on && on <= last) {
                all.entry(key(link.invoice)).or_default().collected += link.amount;
            }
        }
        for at in self.counted() {
            let open = self.open(at);
            if open == Money::ZERO {
                continue;
            }
            let receivable = all.entry(key(at)).or_default();
            receivable.outstanding += open;
            let late = self.days_overdue(at);
            if let Some(days) = late.filter(|days| *days > 0) {
                receivable.overdue += open;
                receivable.days_past_due = receivable.days_past_due.max(Some(days));
            }
        }
        for (account, currency, cash) in self.cash_in_credits() {
            all.entry((account, currency)).or_default().outstanding -= cash;
        }
        all.retain(|_, receivable| *receivable != Receivable::default());
        all.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_invoice_make_its_whole_net() {
        // 100 net of 120 gross in three parts of 40: a third of the net each, rounded so that they add up
        let mut share = NetShare::of(Money::units(100), Money::units(120));
        let parts = [40, 40, 40].map(|units| share.next(Money::units(units)).0);
        assert_eq!(parts, [333_333, 333_334, 333_333]);
        let mut odd = NetShare::of(Money::units(5), Money::ZERO);
        assert_eq!(
            odd.next(Money::units(2)),
            Money::units(2),
            "no gross to divide by"
        );
    }
}
