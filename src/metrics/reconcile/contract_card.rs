//! The contract card: budget, worked value, invoiced, acted and paid side by side, all up to as-of.
//!
//! Invoiced is net, credit notes negative; acted is what the acts say; paid is gross cash of decided links. Beside them
//! stand acted and paid net, so that a row can be read across. Remaining is budget less invoiced.

use super::agreed_rates::AgreedRates;
use super::contracts::{self, Contract};
use super::documents::{Document, of_client};
use super::exceptions::{ExceptionRow, Gravity};
use super::invoices::Invoice;
use super::joint_acts::JointActs;
use super::ledger::Ledger;
use super::lights::{Limits, Sides, is_beyond, lights};
use super::passed_costs::PassedCosts;
use super::reference::same_number;
use super::worked_value::Rates;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::extras::extras;
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::people::People;
use crate::metrics::scope::Scope;
use crate::model::phrase::phrase;
use crate::model::{Money, Month, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "worked_value",
        text: "billable hours of the contract x bill rate",
        rests_on: &[
            Rests::whole(Table::Contracts),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "contract_card.budget",
        text: "amount of the contract as its file gives it",
        rests_on: &[Rests::whole(Table::Contracts)],
    },
    Definition {
        name: "contract_card.invoiced",
        text: "net of the invoices that name the contract, or are of the only contract of the client, up to the as-of date",
        rests_on: &[
            Rests::whole(Table::Invoices),
            Rests::whole(Table::Contracts),
        ],
    },
    Definition {
        name: "acted",
        text: "closing documents of the contract",
        rests_on: &[
            Rests::whole(Table::Documents),
            Rests::whole(Table::Contracts),
        ],
    },
    Definition {
        name: "contract_card.paid",
        text: "gross cash that settled invoices of the contract",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "acted_net",
        text: "closing documents of the contract without tax: the net of the invoice whose gross they repeat, else as they say",
        rests_on: &[
            Rests::whole(Table::Documents),
            Rests::whole(Table::Contracts),
            Rests::whole(Table::Invoices),
        ],
    },
    Definition {
        name: "paid_net",
        text: "cash that settled invoices of the contract, without tax: of each invoice paid x net / gross",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "invoices_from",
        text: "first month of the files, where the contract began more than a month before: what was invoiced of it before that is in no file, and not taken off its budget",
        rests_on: &[
            Rests::whole(Table::Contracts),
            Rests::whole(Table::Invoices),
        ],
    },
    Definition {
        name: "remaining",
        text: "budget - invoiced + costs passed through or, where the fee of a month is billed on its own, all that is billed beside it; below zero is over budget",
        rests_on: &[
            Rests::whole(Table::Contracts),
            Rests::whole(Table::Invoices),
            Rests::whole(Table::Expenses),
        ],
    },
];

/// Contract against work, invoices, acts and cash.
pub static CONTRACT_CARD: FrameSpec = FrameSpec::exported(
    "contract_card",
    "contract",
    &[
        ("contract", Unit::Text),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("budget", Unit::Money),
        ("worked_value", Unit::Money),
        ("worked_value_note", Unit::Code),
        ("invoiced", Unit::Money),
        ("acted", Unit::Money),
        ("paid", Unit::Money),
        ("remaining", Unit::Money),
        ("starts_on", Unit::Date),
        ("ends_on", Unit::Date),
        ("status", Unit::Code),
        ("budget_light", Unit::Code),
        ("work_light", Unit::Code),
        ("acts_light", Unit::Code),
        ("payments_light", Unit::Code),
        ("acted_net", Unit::Money),
        ("paid_net", Unit::Money),
        ("called", Unit::Text),
        ("signed_on", Unit::Date),
        ("invoices_from", Unit::Month),
    ],
);

/// The frame.
pub fn contract_frame<'a>(
    (ledger, contracts): (&Ledger, &[Contract]),
    documents: &[Document],
    (rates, people): (&Rates<'a>, &'a People),
    passed: &PassedCosts<'_>,
    scope: &Scope,
) -> MetricFrame {
    let limits = Limits::of(&scope.settings);
    let rows = contracts
        .iter()
        .map(|contract| {
            let only = contract.is_only(contracts);
            let invoices = contract.invoices(ledger, contracts);
            let worked = rates.worked_value(contract, only, people);
            let invoiced = net_of(ledger, &invoices);
            let costs = passed.of_contract(contract, only, &rates.agreed);
            let fees = invoiced - beside_the_budget(ledger, contract, &invoices, costs);
            let cash = |at: &usize| ledger.settled(*at) - ledger.fees(*at);
            let paid: Money = invoices.iter().map(cash).sum();
            let acted = acted(contract, only, &invoices, documents);
            let own = of_client(documents, &contract.client);
            let sides = Sides {
                budget: contract.budget,
                worked: worked.ok(),
                invoiced,
                fees,
                acted: own.iter().any(Document::is_of_acts).then_some(acted),
                invoices: &invoices,
            };
            let mut row: Vec<Datum> = vec![
                (&contract.number).into(),
                (&contract.client).into(),
                (&contract.currency).into(),
                contract.budget.into(),
                worked.ok().into(),
                worked.err().into(),
                invoiced.into(),
                acted.into(),
                paid.into(),
                contract.budget.map(|budget| budget - fees).into(),
                contract.starts_on.into(),
                contract.ends_on.into(),
                Datum::from(&contract.status),
            ];
            row.extend(lights(ledger, &sides, limits).map(Datum::from));
            row.push(acted_net(ledger, contract, contracts, documents).into());
            row.push(paid_net(ledger, &invoices).into());
            row.push((&contract.called).into());
            row.push(contract.signed_on.into());
            row.push(invoices_from(contract, scope.first).into());
            row
        })
        .collect();
    MetricFrame::of(&CONTRACT_CARD, rows)
}

/// The first month of the files, where the contract ran for more than a month before: what was invoiced of it then is in none of them.
fn invoices_from(contract: &Contract, first: Month) -> Option<String> {
    let began = Month::of(contract.starts_on?);
    (began.plus(1) < first).then(|| first.to_string())
}

/// Cash of invoices without their tax.
fn paid_net(ledger: &Ledger, invoices: &[usize]) -> Money {
    let paid = invoices.iter().map(|at| {
        let invoice = &ledger.invoices[*at];
        let cash = ledger.settled(*at) - ledger.fees(*at);
        let net = cash.scale(invoice.net.0, invoice.gross.0);
        net.unwrap_or(cash)
    });
    paid.sum()
}

fn net_of(ledger: &Ledger, invoices: &[usize]) -> Money {
    invoices.iter().map(|at| ledger.invoices[*at].net).sum()
}

/// What invoices hold that is no part of the contract's sum: costs passed through, and what is billed beside the fees of a month and
/// beyond what the contract has a price for besides, which may be such costs.
fn beside_the_budget(
    ledger: &Ledger,
    contract: &Contract,
    invoices: &[usize],
    costs: Money,
) -> Money {
    let bill = |at: &usize| {
        let invoice = &ledger.invoices[*at];
        Some((Month::of(invoice.issued_on?), invoice.net))
    };
    let bills: Vec<_> = invoices.iter().filter_map(bill).collect();
    let extras: Money = extras(&contract.monthly_fees, &bills).into_values().sum();
    costs.max(extras - contract.beside_fees)
}

/// Net of the acts of a contract.
pub(super) fn acted_net(
    ledger: &Ledger,
    contract: &Contract,
    contracts: &[Contract],
    documents: &[Document],
) -> Money {
    let (only, invoices) = (
        contract.is_only(contracts),
        contract.invoices(ledger, contracts),
    );
    let joint = JointActs::of(of_client(documents, &contract.client));
    let acts = acts_of(contract, only, &invoices, documents);
    acts.filter_map(|act| joint.net(act, ledger, &invoices))
        .sum()
}

fn acted(contract: &Contract, only: bool, invoices: &[usize], documents: &[Document]) -> Money {
    let acts = acts_of(contract, only, invoices, documents);
    acts.filter_map(|act| act.amount).sum()
}

/// Acts that name the contract, close one of its invoices or, for a client's only contract, name none.
fn acts_of<'d>(
    contract: &Contract,
    only: bool,
    invoices: &[usize],
    documents: &'d [Document],
) -> impl Iterator<Item = &'d Document> {
    of_client(documents, &contract.client)
        .iter()
        .filter(|document| document.is_act())
        .filter(|act| act.currency == contract.currency)
        .filter(move |act| {
            if act.contract.is_empty() {
                only || act.invoice.is_some_and(|at| invoices.contains(&at))
            } else {
                contract.is(&act.contract)
            }
        })
}

/// False where all contracts and invoices are in one currency, told or not: nothing can be mistaken then.
fn in_several_currencies(ledger: &Ledger, contracts: &[Contract]) -> bool {
    let agreed = contracts.iter().map(|contract| &contract.currency);
    let invoiced = ledger.invoices.iter().map(|invoice| &invoice.currency);
    let mut all = agreed.chain(invoiced).filter(|code| !code.is_empty());
    let first = all.next();
    all.any(|code| Some(code) != first)
}

/// A contract whose amount names no currency: that of its client, else the base, is taken.
fn without_currency(contract: &Contract) -> ExceptionRow {
    ExceptionRow {
        gravity: Gravity::Medium,
        class: "contract-without-currency".to_owned(),
        client: contract.client.clone(),
        subject: contract.number.clone(),
        amount: contract.budget,
        currency: contract.currency.clone(),
        detail: phrase(
            "its file names no currency, {} is taken",
            &[&contract.currency],
        ),
        source: contract.place.to_string(),
        date: contract.starts_on,
        owner: String::new(),
        action: phrase("write the currency into the file of contracts", &[]),
    }
}

/// An invoice that names a contract of its client in another currency: it is in no total of the contract.
fn in_other_currency(invoice: &Invoice, contracts: &[Contract]) -> Option<ExceptionRow> {
    let named = contracts::of_client(contracts, &invoice.client).iter();
    let named: Vec<&Contract> = named
        .filter(|contract| contract.is_compact(&invoice.names_contract))
        .collect();
    let contract = named.first()?;
    if named
        .iter()
        .any(|contract| contract.currency == invoice.currency)
    {
        return None;
    }
    Some(ExceptionRow {
        gravity: Gravity::Medium,
        class: "currency-differs".to_owned(),
        client: invoice.client.clone(),
        subject: invoice.number.clone(),
        amount: Some(invoice.gross),
        currency: invoice.currency.clone(),
        detail: phrase(
            "contract {} is in {} ({})",
            &[&contract.number, &contract.currency, &contract.place],
        ),
        source: invoice.place.to_string(),
        date: invoice.issued_on,
        owner: String::new(),
        action: phrase(
            "correct the currency of the contract or of the invoice",
            &[],
        ),
    })
}

/// Contracts invoiced beyond their budget, and invoices that name a contract nobody knows.
pub fn of_contracts(
    ledger: &Ledger,
    contracts: &[Contract],
    (agreed, passed): (&AgreedRates<'_>, &PassedCosts<'_>),
) -> Vec<ExceptionRow> {
    let mut rows = Vec::new();
    for contract in contracts {
        let invoices = contract.invoices(ledger, contracts);
        let costs = passed.of_contract(contract, contract.is_only(contracts), agreed);
        let beside = beside_the_budget(ledger, contract, &invoices, costs);
        let invoiced = net_of(ledger, &invoices) - beside;
        let beyond = |budget: &Money| is_beyond(invoiced, *budget, invoices.len());
        let Some(budget) = contract.budget.filter(beyond) else {
            continue;
        };
        let detail = match beside {
            Money::ZERO => phrase("{} is invoiced of a budget of {}", &[&invoiced, &budget]),
            beside if beside > costs => phrase(
                "{} is invoiced beside the {} of what comes on top of the fees, of a budget of {}",
                &[&invoiced, &beside, &budget],
            ),
            costs => phrase(
                "{} is invoiced beside the {} of costs passed through, of a budget of {}",
                &[&invoiced, &costs, &budget],
            ),
        };
        rows.push(ExceptionRow {
            gravity: Gravity::High,
            class: "over-budget".to_owned(),
            client: contract.client.clone(),
            subject: contract.number.clone(),
            amount: Some(invoiced - budget),
            currency: contract.currency.clone(),
            detail,
            source: contract.place.to_string(),
            date: contract.starts_on,
            owner: String::new(),
            action: phrase("agree on an annex or stop invoicing", &[]),
        });
    }
    if in_several_currencies(ledger, contracts) {
        let unsaid = contracts
            .iter()
            .filter(|contract| contract.budget.is_some() && !contract.names_currency);
        rows.extend(unsaid.map(without_currency));
    }
    for at in ledger.counted() {
        let invoice = &ledger.invoices[at];
        rows.extend(in_other_currency(invoice, contracts));
        let known = contracts::of_client(contracts, &invoice.client)
            .iter()
            .any(|contract| contract.is_compact(&invoice.names_contract));
        if invoice.contract.is_empty() || known || contracts.is_empty() {
            continue;
        }
        // a credit note often names the invoice that it takes back
        let of_invoice = |at: usize| same_number(&ledger.invoices[at].number, &invoice.contract);
        if invoice.credit && ledger.invoices_of(&invoice.client).any(of_invoice) {
            continue;
        }
        rows.push(ExceptionRow {
            gravity: Gravity::Medium,
            class: "missing-contract".to_owned(),
            client: invoice.client.clone(),
            subject: invoice.number.clone(),
            amount: Some(invoice.gross),
            currency: invoice.currency.clone(),
            detail: phrase("contract {} is in no file", &[&invoice.contract]),
            source: invoice.place.to_string(),
            date: invoice.issued_on,
            owner: String::new(),
            action: phrase("add the contract or correct its number on the invoice", &[]),
        });
    }
    rows
}
