//! What every client owes and paid, span by span, for client economics and health.

use std::collections::{BTreeMap, BTreeSet};

use super::books::Books;
use super::facts::Running;
use super::invoices::{Invoice, Standing};
use super::ledger::{Ledger, Link};
use super::summary::Matched;
use super::verdict::Rule;
use crate::metrics::receivable::{Collections, NetCash, Receivable, Receivables};
use crate::metrics::scope::Scope;
use crate::metrics::series::Series;
use crate::model::{Money, Month, Place, Span};

/// What every client owes and paid, and what is in no figure.
#[derive(Default)]
pub struct Owed {
    /// For every span of the scope, as of the span's end.
    pub receivables: Receivables,
    /// Cash net of tax, as of the scope's day.
    pub collections: Collections,
    /// What was matched in the period before, as of its last day; none when the files do not reach back so far.
    pub matched_before: Option<Matched>,
    /// Invoices and credit notes that are set apart as of the scope's day, and so in no figure.
    pub set_apart: BTreeSet<Place>,
}

/// Keeps the ledger day after day, to the end of each span of the scope and to its day.
pub fn owed(books: &Books, scope: &Scope) -> Owed {
    let mut receivables = Receivables::new();
    let mut running = Running::of(books);
    let (mut as_of, mut matched_before) = (None, None);
    let before = scope.period.previous();
    let reaches = before.from >= scope.first;
    for span in scope.spans() {
        let day = if span == scope.period {
            scope.as_of
        } else {
            scope.last_day(span)
        };
        let ledger = running.ledger_on(day);
        for ((client, currency), receivable) in ledger.receivable_in(span) {
            receivables.insert((span, client.to_owned(), currency.to_owned()), receivable);
        }
        if reaches && day == before.last_day() && matched_before.is_none() {
            matched_before = Some(Matched::of(&ledger, before.first_day()));
        }
        if day == scope.as_of {
            as_of = Some(ledger);
        }
    }
    let as_of = as_of.unwrap_or_else(|| running.ledger_on(scope.as_of));
    Owed {
        receivables,
        collections: collections(&as_of, scope),
        matched_before,
        set_apart: set_apart(&as_of),
    }
}

/// Places of what is set apart as of the ledger's day.
fn set_apart(ledger: &Ledger) -> BTreeSet<Place> {
    let all = ledger.invoices.iter();
    let is_apart = |invoice: &&Invoice| {
        invoice.standing == Standing::Copy || invoice.is_apart_on(ledger.as_of)
    };
    let apart = all.filter(is_apart);
    apart.map(|invoice| invoice.place.clone()).collect()
}

/// Cash of every client net of tax, as of the ledger's day.
fn collections(ledger: &Ledger, scope: &Scope) -> Collections {
    let undated = scope.first.plus(-1);
    let mut all: BTreeMap<usize, ByMonth> = BTreeMap::new();
    let links = ledger.links_by_invoice();
    for links in links.chunk_by(|one, other| one.invoice == other.invoice) {
        let at = links[0].invoice;
        let invoice = &ledger.invoices[at];
        let issued = invoice.issued_on.map(Month::of);
        let own = all.entry(ledger.pots.of_invoice(at)).or_default();
        if links.iter().any(|link| ledger.is_undated(link)) {
            let since = issued.unwrap_or(undated);
            own.undated = Some(own.undated.map_or(since, |first| first.min(since)));
        }
        own.add(
            NetShare::of(invoice.net, invoice.gross),
            issued.unwrap_or(undated),
            undated,
            links,
        );
    }
    all.into_iter()
        .map(|(pot, months)| {
            let (client, currency) = ledger.pots.name(pot);
            ((client.to_owned(), currency.to_owned()), months.close())
        })
        .collect()
}

/// Net cash of one client and currency, month by month.
#[derive(Default)]
struct ByMonth {
    received: BTreeMap<Month, Money>,
    let_go: BTreeMap<Month, Money>,
    by_issue: BTreeMap<Month, Money>,
    undated: Option<Month>,
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
            undated_since: self.undated,
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
    /// True for what an invoice file says was paid without a day.
    fn is_undated(&self, link: &Link) -> bool {
        let said = self.invoices[link.invoice].stated;
        link.rule == Rule::Stated
            && link.payment.is_none()
            && said.is_some_and(|said| said.on.is_none())
    }

    fn receivable_in(&self, span: Span) -> BTreeMap<(&str, &str), Receivable> {
        let mut all = vec![Receivable::default(); self.pots.len()];
        let (first, last) = (span.first_day(), span.last_day());
        for link in &self.links {
            all[self.pots.of_invoice(link.invoice)].undated |= self.is_undated(link);
            if link.on.is_some_and(|on| first <= on && on <= last) {
                let receivable = &mut all[self.pots.of_invoice(link.invoice)];
                receivable.collected += link.amount;
                receivable.received += link.amount;
            }
        }
        for at in self.counted() {
            let open = self.open(at);
            if open == Money::ZERO {
                continue;
            }
            all[self.pots.of_invoice(at)].outstanding += open;
        }
        for (payment, cash) in self.cash_in_credits() {
            let receivable = &mut all[self.pots.of_payment(payment)];
            receivable.outstanding -= cash;
            let on = self.payments[payment].date;
            if first <= on && on <= last {
                receivable.received += cash;
            }
        }
        for (receivable, open) in all.iter_mut().zip(self.open_by_pot()) {
            let left = open.after_credits();
            (receivable.overdue, receivable.days_past_due) = (left.overdue, left.days);
        }
        let all = all.into_iter().enumerate();
        all.filter(|(_, receivable)| *receivable != Receivable::default())
            .map(|(pot, receivable)| (self.pots.name(pot), receivable))
            .collect()
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
