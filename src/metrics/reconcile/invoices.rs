//! Invoices and credit notes, typed: one row each, as the door folded them (`metrics.md`, "Money").

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::accounts::{Accounts, QUANTITY};
use super::apart::{Apart, set_apart};
use super::reference::compact;
use crate::model::key::fold;
use crate::model::{Discount, Money, Place, Table, Tables};

/// Whether an invoice counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Issued: in every figure.
    Issued,
    /// Not sent yet: listed, without a balance.
    Draft,
    /// Void or cancelled: listed, without a balance.
    Void,
    /// Another file has the same invoice: listed, without a balance.
    Copy,
}

/// What the invoice file itself says was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    /// Gross.
    pub amount: Money,
    /// None when the file gives no date.
    pub on: Option<NaiveDate>,
    /// What is no longer owed of it, by its balance: credit notes against it included.
    pub by_balance: bool,
}

/// An invoice or credit note. Its identity is client and number: two clients may use the same number.
#[derive(Clone, Debug, PartialEq)]
pub struct Invoice {
    /// As written.
    pub number: String,
    /// Canonical name.
    pub client: String,
    /// ISO code.
    pub currency: String,
    /// Day of issue; without one the invoice is there on every day.
    pub issued_on: Option<NaiveDate>,
    /// The file's, else issue plus the contract's or the client's terms.
    pub due_on: Option<NaiveDate>,
    /// Net of tax; negative for a credit note.
    pub net: Money,
    /// Tax.
    pub tax: Money,
    /// What is owed.
    pub gross: Money,
    /// A credit note.
    pub credit: bool,
    /// Whether it counts.
    pub standing: Standing,
    /// Contract as written; may be empty.
    pub contract: String,
    /// The same [`compact`].
    pub names_contract: String,
    /// Project; may be empty.
    pub project: String,
    /// Period as written; may be empty.
    pub period: String,
    /// What it is for, in the words of its row; may be empty.
    pub item: Box<str>,
    /// Which of our own legal entities issued it, where the file says so.
    pub issuer: Option<Box<str>>,
    /// Number of the invoice that a credit note corrects, as written; may be empty.
    pub corrects: String,
    /// What need not be paid when the whole is paid early: the contract's, else the client's.
    pub discount: Option<Discount>,
    /// The row gives its tax, or net and gross: what it says of tax is said on purpose.
    pub tells_tax: bool,
    /// It matches nothing and moves no balance.
    pub apart: Option<Box<Apart>>,
    /// Paid according to the invoice file.
    pub stated: Option<Stated>,
    /// Of a credit note: by its own balance nothing of it is left.
    pub used_up: bool,
    /// Where it stands.
    pub place: Place,
}

impl Invoice {
    /// In a figure as of a day: issued up to it, neither draft nor void, and not set apart.
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        self.standing == Standing::Issued
            && self.issued_on.is_none_or(|issued| issued <= day)
            && !self.is_apart_on(day)
    }

    /// Set apart as of a day.
    pub fn is_apart_on(&self, day: NaiveDate) -> bool {
        self.apart.as_ref().is_some_and(|apart| apart.holds_on(day))
    }
}

/// Every invoice of the table, sorted by client, currency, day of issue and number, so that the order of rows
/// and files does not matter. `base` stands in for a currency that neither invoice nor client names.
pub fn read_invoices(tables: &Tables, accounts: &Accounts, base: &str) -> Vec<Invoice> {
    let rows = tables.rows(Table::Invoices);
    let text = |field: &str| -> Vec<&str> {
        let values = rows.text(field).into_iter();
        values
            .map(|value| value.unwrap_or_default().trim())
            .collect()
    };
    let (number, client, currency) = (text("number"), text("client"), text("currency"));
    let (kind, status) = (text("kind"), text("status"));
    let (contract, project, period) = (text("contract"), text("project"), text("period"));
    let item = text("item");
    let (corrects, issuer) = (text("corrects"), rows.text("issuer"));
    let (issued_on, due_on, paid_on) = (
        rows.date("issued_on"),
        rows.date("due_on"),
        rows.date("paid_on"),
    );
    let (net, tax, gross) = (rows.money("net"), rows.money("tax"), rows.money("gross"));
    let (paid, balance) = (rows.money("paid"), rows.money("balance"));
    let withheld = rows.money("withheld");
    let places = rows.places();
    let terms = contract_terms(tables);
    let mut invoices = Vec::with_capacity(rows.len());
    for at in 0..rows.len() {
        let amounts = Amounts::of(net[at], tax[at], gross[at]).with_tax(tax[at], withheld[at]);
        let credit = kind[at] == "credit_note" || amounts.gross.is_negative();
        let amounts = if credit { amounts.negative() } else { amounts };
        let names_contract = compact(contract[at]);
        let of_contract = terms.get(&(client[at], names_contract.clone()));
        let days = of_contract.and_then(|terms| terms.days);
        let days = days.or_else(|| accounts.terms_days(client[at]));
        let discount = of_contract.and_then(|terms| terms.discount);
        invoices.push(Invoice {
            number: number[at].to_owned(),
            client: client[at].to_owned(),
            currency: first_of([currency[at], accounts.currency(client[at]), base]),
            issued_on: issued_on[at],
            due_on: due_on[at].or_else(|| {
                let days = days.filter(|_| !credit)?;
                issued_on[at].and_then(|day| later(day, days))
            }),
            net: amounts.net,
            tax: amounts.tax,
            gross: amounts.gross,
            credit,
            standing: standing_of(status[at]),
            contract: contract[at].to_owned(),
            names_contract,
            project: project[at].to_owned(),
            period: period[at].to_owned(),
            item: item[at].into(),
            issuer: issuer[at]
                .map(fold)
                .filter(|one| !one.is_empty())
                .map(String::into_boxed_str),
            corrects: corrects[at].to_owned(),
            discount: discount.or_else(|| accounts.discount(client[at])),
            tells_tax: tax[at].is_some() || (net[at].is_some() && gross[at].is_some()),
            apart: None,
            stated: stated_of(&amounts, status[at], paid[at], paid_on[at], balance[at])
                .filter(|_| !credit),
            used_up: credit && balance[at] == Some(Money::ZERO) && amounts.gross != Money::ZERO,
            place: places[at].clone(),
        });
    }
    invoices.sort_by(|one, other| sort_key(one).cmp(&sort_key(other)));
    set_apart(&mut invoices);
    invoices
}

type SortKey<'a> = (
    &'a str,
    &'a str,
    Option<NaiveDate>,
    &'a str,
    Money,
    &'a Place,
);

fn sort_key(invoice: &Invoice) -> SortKey<'_> {
    (
        &invoice.client,
        &invoice.currency,
        invoice.issued_on,
        &invoice.number,
        invoice.gross,
        &invoice.place,
    )
}

/// The first text that says something.
pub(super) fn first_of<const N: usize>(texts: [&str; N]) -> String {
    texts
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
        .to_owned()
}

#[derive(Clone, Copy)]
struct Amounts {
    net: Money,
    tax: Money,
    gross: Money,
}

impl Amounts {
    /// Gross is net plus tax; one amount and no tax is net and gross at once.
    fn of(net: Option<Money>, tax: Option<Money>, gross: Option<Money>) -> Amounts {
        let (net, gross) = match (net, tax, gross) {
            (Some(net), _, Some(gross)) => (net, gross),
            (Some(net), tax, None) => (net, net + tax.unwrap_or_default()),
            (None, tax, Some(gross)) => (gross - tax.unwrap_or_default(), gross),
            (None, _, None) => (Money::ZERO, Money::ZERO),
        };
        Amounts {
            net,
            tax: gross - net,
            gross,
        }
    }

    /// Where the client keeps a tax back, what is owed is less than net and tax together: the tax is what the file says.
    fn with_tax(self, tax: Option<Money>, withheld: Option<Money>) -> Amounts {
        let Some((tax, kept)) = tax.zip(withheld) else {
            return self;
        };
        let owed = (self.net + tax).abs() - kept.abs();
        if owed == self.gross.abs() {
            Amounts { tax, ..self }
        } else {
            self
        }
    }

    fn negative(self) -> Amounts {
        Amounts {
            net: -self.net.abs(),
            tax: -self.tax.abs(),
            gross: -self.gross.abs(),
        }
    }
}

fn standing_of(status: &str) -> Standing {
    match status {
        "draft" => Standing::Draft,
        "void" | "cancelled" => Standing::Void,
        _ => Standing::Issued,
    }
}

/// A date or an amount in the file says that it was paid; so does the status `paid` without either.
fn stated_of(
    amounts: &Amounts,
    status: &str,
    paid: Option<Money>,
    on: Option<NaiveDate>,
    balance: Option<Money>,
) -> Option<Stated> {
    let owed = balance.filter(|_| status != "paid");
    let (amount, by_balance) = match (paid, owed) {
        (Some(paid), _) if paid > Money::ZERO => (paid, false),
        (Some(_), _) if status != "paid" => return None,
        (None, Some(balance)) => (amounts.gross - balance, true),
        _ if status == "paid" || on.is_some() => (amounts.gross, false),
        _ => return None,
    };
    (amount > Money::ZERO).then_some(Stated {
        amount,
        on,
        by_balance,
    })
}

fn later(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

/// What a contract says of paying.
#[derive(Default)]
struct Terms {
    days: Option<i64>,
    discount: Option<Discount>,
}

/// By client and contract.
fn contract_terms(tables: &Tables) -> BTreeMap<(&str, String), Terms> {
    let rows = tables.rows(Table::Contracts);
    let (contract, client) = (rows.text("contract"), rows.text("client"));
    let (days, discount) = (rows.integers("terms_days"), rows.text("discount"));
    let mut all: BTreeMap<(&str, String), Terms> = BTreeMap::new();
    for at in 0..rows.len() {
        let (Some(client), Some(contract)) = (client[at], contract[at]) else {
            continue;
        };
        // an order may carry the number of its framework contract, which gives the terms
        let known = all.entry((client, compact(contract))).or_default();
        known.days = days[at].map(|days| days / QUANTITY).or(known.days);
        known.discount = discount[at].and_then(discount_of).or(known.discount);
    }
    all
}

/// The discount that a cell tells.
pub(super) fn discount_of(text: &str) -> Option<Discount> {
    Discount::of_terms(text).map(|(discount, _)| discount)
}
