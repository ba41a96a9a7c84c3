//! Pots: an account in one currency. Only what lies in one pot, or in those of one group and currency, meets.

use std::collections::BTreeMap;
use std::ops::Range;

use super::accounts::Accounts;
use super::invoices::Invoice;
use super::payments::Payment;

/// Which pot every invoice and bank line belongs to, and which pots are of one group.
#[derive(Clone, Debug, Default)]
pub struct Pots {
    of_invoice: Vec<usize>,
    of_payment: Vec<usize>,
    /// Invoices by position: they are sorted by client and currency.
    invoices: Vec<Range<usize>>,
    /// By pot: account and currency; sorted.
    names: Vec<(String, String)>,
    /// By pot: a number for each currency.
    currencies: Vec<usize>,
    /// By pot: the pots of the same currency whose clients pay for each other, itself included, sorted.
    together: Vec<Vec<usize>>,
}

impl Pots {
    /// Numbers the pots by account and currency. `invoices` are sorted by client and currency.
    pub fn of(accounts: &Accounts, invoices: &[Invoice], payments: &[Payment]) -> Pots {
        let of_invoices = invoices
            .iter()
            .map(|invoice| (invoice.client.as_str(), invoice.currency.as_str()));
        let of_payments = payments
            .iter()
            .map(|payment| (payment.account(), payment.currency.as_str()));
        let mut numbers: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for key in of_invoices.clone().chain(of_payments.clone()) {
            numbers.insert(key, 0);
        }
        for (number, known) in numbers.values_mut().enumerate() {
            *known = number;
        }
        let of_invoice: Vec<usize> = of_invoices.map(|key| numbers[&key]).collect();
        let range = |pot: usize| {
            let first = of_invoice.partition_point(|other| *other < pot);
            first..of_invoice.partition_point(|other| *other <= pot)
        };
        Pots {
            invoices: (0..numbers.len()).map(range).collect(),
            of_payment: of_payments.map(|key| numbers[&key]).collect(),
            names: numbers
                .keys()
                .map(|(account, currency)| ((*account).to_owned(), (*currency).to_owned()))
                .collect(),
            currencies: number_currencies(&numbers),
            together: find_groups(accounts, &numbers),
            of_invoice,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.invoices.len()
    }

    /// Account and currency of a pot; the pots are sorted by these.
    pub fn name(&self, pot: usize) -> (&str, &str) {
        let (account, currency) = &self.names[pot];
        (account, currency)
    }

    /// The pot of an invoice by position.
    pub fn of_invoice(&self, at: usize) -> usize {
        self.of_invoice[at]
    }

    /// The pot in which the cash of a bank line stands while no invoice takes it.
    pub fn of_payment(&self, at: usize) -> usize {
        self.of_payment[at]
    }

    /// Invoices and credit notes of a pot, by position.
    pub fn invoices(&self, pot: usize) -> Range<usize> {
        self.invoices[pot].clone()
    }

    /// What lies in one pays for what lies in the other as a matter of course.
    pub fn meet(&self, one: usize, other: usize) -> bool {
        self.together[one].contains(&other)
    }

    /// Number of a pot's currency.
    pub fn currency(&self, pot: usize) -> usize {
        self.currencies[pot]
    }

    /// The pots that pay for each other, this one included.
    pub fn together(&self, pot: usize) -> &[usize] {
        &self.together[pot]
    }
}

fn number_currencies(pots: &BTreeMap<(&str, &str), usize>) -> Vec<usize> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    pots.keys()
        .map(|(_, currency)| {
            let next = numbers.len();
            *numbers.entry(currency).or_insert(next)
        })
        .collect()
}

fn find_groups(accounts: &Accounts, pots: &BTreeMap<(&str, &str), usize>) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for ((account, currency), pot) in pots {
        let group = accounts.group(account);
        if !group.is_empty() {
            groups.entry((group, currency)).or_default().push(*pot);
        }
    }
    let of_pot = |((account, currency), pot): (&(&str, &str), &usize)| {
        let group = groups.get(&(accounts.group(account), *currency));
        group.cloned().unwrap_or_else(|| vec![*pot])
    };
    pots.iter().map(of_pot).collect()
}
