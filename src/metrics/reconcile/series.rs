//! Equal invoices of one monthly series: whatever month the payer meant, the oldest is paid first, and no balance differs by it.

use std::collections::BTreeSet;

use super::invoices::Invoice;
use super::item_words::parts;
use super::ledger::Ledger;
use super::told_months::{Told, is_month, months_in};
use crate::model::Month;
use crate::model::key::fold;

/// Invoices whose months only their days of issue tell, that make a series.
const LEAST_UNTOLD: usize = 3;

/// The same where each says what month it is for.
const LEAST_TOLD: usize = 2;

/// Shorter runs of digits in the words of an invoice are days, months and stages.
const NUMBER: usize = 3;

impl Ledger {
    /// The oldest of some equal open invoices, all of one series of which no month has two. None where the text speaks of a month,
    /// for then it means one of them, and none where the invoice file says which are paid.
    pub(super) fn oldest_of_series(&self, at: usize, equal: &[usize]) -> Option<usize> {
        let payment = &self.payments[at];
        let first = &self.invoices[*equal.first()?];
        let series = Series::of(first);
        let fits = |item: &usize| {
            let invoice = &self.invoices[*item];
            let whole = self.open(*item) == invoice.gross && invoice.stated.is_none();
            whole && invoice.client == first.client && Series::of(invoice) == series
        };
        if equal.len() < 2 || !months_in(&payment.reference).is_empty() {
            return None;
        }
        let pot = self.pots.invoices(self.pots.of_invoice(equal[0]));
        let all = pot.map(|item| &self.invoices[item]).filter(|invoice| {
            let known = invoice.counts_on(payment.date) && !invoice.credit;
            known && invoice.gross == first.gross && Series::of(invoice) == series
        });
        if !is_monthly(all) || !equal.iter().all(fits) {
            return None;
        }
        let age = |item: &&usize| (self.invoices[**item].issued_on, **item);
        equal.iter().min_by_key(age).copied()
    }
}

/// What invoices of one series have in common beside client, currency and amount.
#[derive(PartialEq, Eq)]
struct Series<'i> {
    contract: &'i str,
    project: &'i str,
    issuer: Option<&'i str>,
    /// Words for what it is, without its month.
    words: Vec<String>,
}

impl Series<'_> {
    fn of(invoice: &Invoice) -> Series<'_> {
        let item = fold(&invoice.item);
        let lasting = |word: &&str| {
            let digits = word.bytes().all(|byte| byte.is_ascii_digit());
            let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
            !is_month(word) && !(digits && (word.len() < NUMBER || year))
        };
        let words = item.split(' ').flat_map(parts).filter(lasting);
        Series {
            contract: &invoice.names_contract,
            project: &invoice.project,
            issuer: invoice.issuer.as_deref(),
            words: words.map(str::to_owned).collect(),
        }
    }
}

/// No month has two: of those that the invoices say, else of those in which they were issued. Looks no farther than it needs.
fn is_monthly<'i>(all: impl Iterator<Item = &'i Invoice>) -> bool {
    let (mut told, mut issued): (BTreeSet<Told>, BTreeSet<Month>) = Default::default();
    let (mut all_tell, mut count) = (true, 0);
    for invoice in all {
        count += 1;
        let words = format!("{} {}", invoice.item, invoice.period);
        let mut months = months_in(&words).into_iter();
        let month = months.next().filter(|_| months.next().is_none());
        all_tell &= month.is_some();
        told.extend(month);
        issued.extend(invoice.issued_on.map(Month::of));
        let may_be_told = all_tell && told.len() == count;
        if !may_be_told && issued.len() < count {
            return false;
        }
    }
    match all_tell {
        true => count >= LEAST_TOLD && told.len() == count,
        false => count >= LEAST_UNTOLD && issued.len() == count,
    }
}
