//! Contracts, typed, and which invoices belong to each.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::invoices::first_of;
use super::ledger::Ledger;
use super::reference::compact;
use crate::model::key::fold;
use crate::model::{Duration, Money, Place, Table, Tables, TradeWords};

/// A contract or annex.
#[derive(Clone, Debug)]
pub struct Contract {
    /// As written; of one without a number what it is called, its client and day.
    pub number: String,
    /// Its number [`compact`], by which others name it.
    pub compact: String,
    /// What its row calls it where it has no number (`б/н`); empty for one with a number.
    pub called: String,
    /// Canonical name.
    pub client: String,
    /// ISO code.
    pub currency: String,
    /// The file names it.
    pub names_currency: bool,
    /// Agreed amount; none when the file does not say.
    pub budget: Option<Money>,
    /// Fees of a month that its rows name.
    pub monthly_fees: BTreeSet<Money>,
    /// What rows that name no such fee add to the amount: an estimate, a piece of work with a price of its own.
    pub beside_fees: Money,
    /// Hours that it covers: of the whole, or of each month where it is a retainer's.
    pub budget_hours: Option<Duration>,
    /// The file says that its hours are those of each month.
    pub hours_by_month: bool,
    /// What an hour costs here, whoever works it.
    pub hourly_rate: Option<Money>,
    /// Day of signature.
    pub signed_on: Option<NaiveDate>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// Status code.
    pub status: String,
    /// Where it stands.
    pub place: Place,
    /// Compact numbers of annexes that it was taken together with, where they have some of their own.
    pub annexes: BTreeSet<String>,
}

/// Contracts signed (or begun) by as-of, by client and number.
pub fn read_contracts(tables: &Tables, ledger: &Ledger, base: &str) -> Vec<Contract> {
    contracts_by(tables, &ledger.accounts, ledger.as_of, base)
}

/// The same without a ledger.
pub(super) fn contracts_by(
    tables: &Tables,
    accounts: &Accounts,
    as_of: NaiveDate,
    base: &str,
) -> Vec<Contract> {
    let rows = tables.rows(Table::Contracts);
    let (number, called) = (rows.text("contract"), rows.text("called"));
    let (client, status) = (rows.text("client"), rows.text("status"));
    let (amount, currency) = (rows.money("amount"), rows.text("currency"));
    let (hours, rate) = (rows.duration("budget_hours"), rows.money("hourly_rate"));
    let hours_for = rows.text("hours_for");
    // a folder's own template may be older than the field
    let monthly_fee = rows.has("monthly_fee").then(|| rows.money("monthly_fee"));
    let (signed_on, starts_on, ends_on) = (
        rows.date("signed_on"),
        rows.date("starts_on"),
        rows.date("ends_on"),
    );
    let places = rows.places();
    let mut contracts: Vec<Contract> = (0..rows.len())
        .filter(|at| {
            signed_on[*at]
                .or(starts_on[*at])
                .is_none_or(|day| day <= as_of)
        })
        .map(|at| {
            let client = client[at].unwrap_or_default();
            Contract {
                number: number[at].unwrap_or_default().to_owned(),
                compact: compact(number[at].unwrap_or_default()),
                called: called[at].unwrap_or_default().to_owned(),
                client: client.to_owned(),
                currency: first_of([
                    currency[at].unwrap_or_default(),
                    accounts.currency(client),
                    base,
                ]),
                names_currency: currency[at].is_some_and(|code| !code.is_empty()),
                budget: amount[at],
                beside_fees: match monthly_fee.as_ref().and_then(|fees| fees[at]) {
                    Some(_) => Money::ZERO,
                    None => amount[at].unwrap_or_default(),
                },
                monthly_fees: monthly_fee.iter().filter_map(|fees| fees[at]).collect(),
                budget_hours: hours[at],
                hours_by_month: hours_for[at] == Some("month"),
                hourly_rate: rate[at],
                signed_on: signed_on[at],
                starts_on: starts_on[at],
                ends_on: ends_on[at],
                status: status[at].unwrap_or_default().to_owned(),
                place: places[at].clone(),
                annexes: BTreeSet::new(),
            }
        })
        .collect();
    take_of_frameworks(&mut contracts);
    contracts.sort_by(|one, other| {
        let key = |contract: &Contract| {
            (
                contract.client.clone(),
                contract.number.clone(),
                contract.place.clone(),
            )
        };
        key(one).cmp(&key(other))
    });
    contracts
}

/// An order that carries the number of a framework contract, which says when it was signed and itself agrees on no sum, is signed
/// with it and ends with it, where nothing else is said.
fn take_of_frameworks(contracts: &mut [Contract]) {
    let mut frameworks: BTreeMap<(String, String), Option<usize>> = BTreeMap::new();
    for (at, contract) in contracts.iter().enumerate() {
        let agrees = contract.budget.is_some() || contract.budget_hours.is_some();
        if contract.signed_on.is_some() && !agrees && !contract.compact.is_empty() {
            let known = frameworks.entry((contract.client.clone(), contract.compact.clone()));
            // of two nobody knows which
            known.and_modify(|first| *first = None).or_insert(Some(at));
        }
    }
    for at in 0..contracts.len() {
        let order = &contracts[at];
        let key = (order.client.clone(), order.compact.clone());
        let Some(framework) = frameworks.get(&key).copied().flatten() else {
            continue;
        };
        let (signed_on, ends_on) = (contracts[framework].signed_on, contracts[framework].ends_on);
        let order = &mut contracts[at];
        order.signed_on = order.signed_on.or(signed_on);
        order.ends_on = order.ends_on.or(ends_on);
    }
}

/// Contracts each with its annexes: rows of one number in one file, and rows whose number says that they are an annex of another, add
/// up, from the first day of all to the last. What is invoiced, signed and paid often names the contract and not the annex.
pub fn with_annexes(contracts: &[Contract], words: &TradeWords) -> Vec<Contract> {
    let numbered = of_each_number(contracts);
    let mut all: Vec<Contract> = Vec::new();
    // in the letters in which an annex begins with them
    let mut begin: Vec<String> = Vec::new();
    for row in numbered {
        let folded = fold(&row.number);
        let is_annex = |(own, begins): (&Contract, &String)| {
            folded.starts_with(begins.as_str())
                && own.adds_up(&row)
                && words.is_annex(&row.number, &own.number)
        };
        match all.iter().zip(&begin).position(is_annex) {
            Some(own) => {
                all[own].take_annex(&row);
                all[own].annexes.insert(row.compact);
            }
            None => {
                begin.push(folded);
                all.push(row);
            }
        }
    }
    all
}

/// Rows of one number, client and currency that name sums, together.
fn of_each_number(contracts: &[Contract]) -> Vec<Contract> {
    let mut numbered: Vec<Contract> = Vec::new();
    let mut known: HashMap<(&str, &str, &str), usize> = HashMap::new();
    for row in contracts {
        let key = (&*row.client, &*row.currency, &*row.compact);
        let has_sum = row.budget.is_some() && !row.compact.is_empty();
        match known.get(&key).copied().filter(|_| has_sum) {
            // of another file it only says the same again
            Some(own) if numbered[own].place.file != row.place.file => {}
            Some(own) => numbered[own].take_annex(row),
            None => {
                if has_sum {
                    known.insert(key, numbered.len());
                }
                numbered.push(row.clone());
            }
        }
    }
    numbered
}

/// A client's of some contracts, which are sorted by client.
pub fn of_client<'c>(contracts: &'c [Contract], client: &str) -> &'c [Contract] {
    let first = contracts.partition_point(|contract| contract.client.as_str() < client);
    let last = contracts.partition_point(|contract| contract.client.as_str() <= client);
    &contracts[first..last]
}

impl Contract {
    /// True when `number`, as another row writes it, is this contract's or that of an annex taken in.
    pub fn is(&self, number: &str) -> bool {
        self.is_compact(&compact(number))
    }

    /// The same of a [`compact`] number.
    pub fn is_compact(&self, number: &str) -> bool {
        !number.is_empty() && (number == self.compact || self.annexes.contains(number))
    }

    /// True when the sums of two rows may add up; a framework without a sum of its own is none of its orders.
    fn adds_up(&self, row: &Contract) -> bool {
        self.client == row.client
            && self.currency == row.currency
            && self.budget.is_some()
            && row.budget.is_some()
    }

    fn take_annex(&mut self, row: &Contract) {
        self.budget = match (self.budget, row.budget) {
            (Some(own), Some(more)) => Some(own + more),
            (own, more) => own.or(more),
        };
        self.monthly_fees.extend(&row.monthly_fees);
        self.beside_fees += row.beside_fees;
        let is_first = row
            .starts_on
            .is_some_and(|day| self.starts_on.is_some_and(|own| day < own));
        if is_first {
            self.place = row.place.clone();
            self.starts_on = row.starts_on;
            self.signed_on = row.signed_on.or(self.signed_on);
        } else if row.starts_on > self.starts_on {
            // the youngest row tells how things stand
            self.status.clone_from(&row.status);
        }
        self.ends_on = match (self.ends_on, row.ends_on) {
            (Some(own), Some(more)) => Some(own.max(more)),
            _ => None,
        };
    }

    /// True when the contract's period holds a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.overlaps(day, day)
    }

    /// True when some day of the contract's period lies between two days, both included.
    pub fn overlaps(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.starts_on.is_none_or(|starts| starts <= last)
            && self.ends_on.is_none_or(|ends| first <= ends)
    }

    /// True when the client has no other contract in this currency.
    pub fn is_only(&self, contracts: &[Contract]) -> bool {
        let own = of_client(contracts, &self.client).iter();
        let mut own = own.filter(|other| other.currency == self.currency);
        own.next().is_some() && own.next().is_none()
    }

    /// Invoices that name it or, when it is the client's only one in the currency, name none.
    pub fn invoices(&self, ledger: &Ledger, contracts: &[Contract]) -> Vec<usize> {
        let only = self.is_only(contracts);
        ledger
            .invoices_of(&self.client)
            .filter(|at| {
                let invoice = &ledger.invoices[*at];
                ledger.counts(*at)
                    && invoice.currency == self.currency
                    && (self.is_compact(&invoice.names_contract)
                        || (only && invoice.contract.is_empty()))
            })
            .collect()
    }
}
