//! The plan of a contract against its invoices: instalments whose day is past without an invoice, and invoices of another sum.
//!
//! An instalment is paired with the invoice of its contract that has its amount, net or with tax, and was issued at most a month
//! before its day, and names no other project; the nearest one where several have. What is left is paired by its day alone, a month either way: there the sum
//! differs.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::contracts::{Contract, of_client};
use super::exceptions::{ExceptionRow, Gravity, about};
use super::invoices::Invoice;
use super::ledger::Ledger;
use super::reference::compact;
use crate::model::phrase::phrase;
use crate::model::{Money, Place, Table, Tables};

/// Days from an instalment's day within which an invoice may be its own.
const NEAR: i64 = 31;

/// A row of the plan.
struct Instalment<'a> {
    client: &'a str,
    /// As written; may be empty.
    contract: &'a str,
    /// Project; may be empty.
    project: &'a str,
    name: &'a str,
    on: NaiveDate,
    amount: Money,
    currency: &'a str,
    place: Place,
}

/// All of them, for plans up to the ledger's day.
pub fn of_instalments(
    ledger: &Ledger,
    contracts: &[Contract],
    tables: &Tables,
) -> Vec<ExceptionRow> {
    let mut plan = read(ledger, contracts, tables);
    plan.retain(|one| one.on <= ledger.as_of && one.amount > Money::ZERO);
    plan.sort_by(|one, other| {
        let key = |one: &Instalment<'_>| (one.on, one.amount);
        (key(one), &one.place).cmp(&(key(other), &other.place))
    });
    let mut taken = BTreeSet::new();
    plan.retain(|one| {
        take(ledger, one, &mut taken, |invoice, days| {
            days >= -NEAR && [invoice.net, invoice.gross].contains(&one.amount)
        })
        .is_none()
    });
    plan.iter()
        .filter_map(|one| {
            let near = |_: &Invoice, days: i64| days.abs() <= NEAR;
            match take(ledger, one, &mut taken, near) {
                Some(at) => Some(differs(one, &ledger.invoices[at])),
                None => (one.on < ledger.as_of).then(|| missing(one)),
            }
        })
        .collect()
}

/// The nearest invoice by its day that may be the instalment's and is nobody else's.
fn take(
    ledger: &Ledger,
    one: &Instalment<'_>,
    taken: &mut BTreeSet<usize>,
    fits: impl Fn(&Invoice, i64) -> bool,
) -> Option<usize> {
    let number = compact(one.contract);
    let own = ledger.invoices_of(one.client).filter_map(|at| {
        let invoice = &ledger.invoices[at];
        let days = (invoice.issued_on? - one.on).num_days();
        let named = compact(&invoice.contract);
        let names_both = !one.project.is_empty() && !invoice.project.is_empty();
        let of_other = names_both && one.project != invoice.project;
        let of_contract = number.is_empty() || named.is_empty() || named == number;
        let fits = ledger.counts(at)
            && !invoice.credit
            && invoice.currency == one.currency
            && of_contract
            && !of_other
            && !taken.contains(&at)
            && fits(invoice, days);
        fits.then_some((named != number, days.abs(), at))
    });
    let (_, _, at) = own.min()?;
    taken.insert(at);
    Some(at)
}

fn read<'a>(
    ledger: &'a Ledger,
    contracts: &'a [Contract],
    tables: &'a Tables,
) -> Vec<Instalment<'a>> {
    let rows = tables.rows(Table::Instalments);
    let (client, contract) = (rows.text("client"), rows.text("contract"));
    let (name, currency) = (rows.text("name"), rows.text("currency"));
    let project = rows.has("project").then(|| rows.text("project"));
    let (on, amount, places) = (rows.date("planned_on"), rows.money("amount"), rows.places());
    let read = |at: usize| {
        let number = contract[at].unwrap_or_default();
        let named = contracts
            .iter()
            .find(|one| one.is(number) && client[at].is_none_or(|client| client == one.client));
        let client = client[at].or_else(|| named.map(|one| one.client.as_str()))?;
        let only = match of_client(contracts, client) {
            [only] if number.is_empty() => Some(only),
            _ => named,
        };
        let of_contract = only.map(|one| one.currency.as_str());
        Some(Instalment {
            client,
            contract: only.map_or(number, |one| &one.number),
            project: project.as_ref().and_then(|all| all[at]).unwrap_or_default(),
            name: name[at].unwrap_or_default(),
            on: on[at]?,
            amount: amount[at]?,
            currency: currency[at]
                .or(of_contract)
                .unwrap_or(ledger.accounts.currency(client)),
            place: places[at].clone(),
        })
    };
    (0..rows.len()).filter_map(read).collect()
}

fn missing(one: &Instalment<'_>) -> ExceptionRow {
    ExceptionRow {
        gravity: Gravity::High,
        class: "missing-instalment".to_owned(),
        client: one.client.to_owned(),
        subject: format!("{} {}", one.contract, one.name).trim().to_owned(),
        amount: Some(one.amount),
        currency: one.currency.to_owned(),
        detail: phrase(
            "the plan has {} for {}, no invoice of the contract is near it",
            &[&one.amount, &one.on],
        ),
        source: one.place.to_string(),
        date: Some(one.on),
        owner: String::new(),
        action: phrase("issue the invoice or move the instalment", &[]),
    }
}

fn differs(one: &Instalment<'_>, invoice: &Invoice) -> ExceptionRow {
    let detail = phrase(
        "the plan has {} for {} ({}), the invoice is of {}",
        &[&one.amount, &one.on, &one.place, &invoice.net],
    );
    let action = phrase("correct the invoice or the plan", &[]);
    let apart = invoice.net - one.amount;
    about(
        invoice,
        "amount-differs",
        Gravity::Medium,
        apart,
        [detail, action],
    )
}
