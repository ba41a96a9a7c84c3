//! Bank lines, typed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::invoices::{Invoice, first_of};
use crate::model::key::fold;
use crate::model::{Money, Place, Table, Tables};

/// A bank line.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// Booking day.
    pub date: NaiveDate,
    /// As written.
    pub payer: String,
    /// The client the payer is, when known.
    pub client: Option<String>,
    /// The payer is one of us: a person of the list of people, or a firm of the agency that is sent no invoices.
    pub is_own: bool,
    /// Never negative; `outgoing` carries the direction.
    pub amount: Money,
    /// Bank fee the line itself names, taken off before the money arrived.
    pub fee: Money,
    /// ISO code.
    pub currency: String,
    /// What the bank exchanged the amount for before it arrived, and that currency.
    pub exchanged: Option<(Money, String)>,
    /// Money that left.
    pub outgoing: bool,
    /// Free text.
    pub reference: String,
    /// Invoice number as its own column gives it.
    pub invoice: String,
    /// Where it stands.
    pub place: Place,
}

impl Payment {
    /// Whose balance the cash stands in while no invoice takes it: the client, else the payer as written.
    pub fn account(&self) -> &str {
        self.client.as_deref().unwrap_or(&self.payer)
    }

    /// The amount, with or without the fee that the line names, is this.
    pub fn is(&self, owed: Money) -> bool {
        owed == self.amount || owed == self.amount + self.fee
    }

    /// What people answer about, the same in every run: `date | amount | currency | payer | reference`.
    pub fn identity(&self) -> String {
        let parts = [
            &self.date.to_string(),
            &self.amount.to_string(),
            &self.currency,
            &self.payer,
            &self.reference,
        ];
        parts.map(|part| part.trim()).join(" | ")
    }

    /// What a list calls it, beside its client and amount: its text, else its payer, who stands before it where the client is
    /// not known, and its day.
    pub fn said(&self) -> String {
        let [payer, text] = [&self.payer, &self.reference].map(|text| text.trim());
        let said = match (payer, text) {
            (payer, "") => payer.to_owned(),
            (payer, text) if self.client.is_none() && !payer.is_empty() => {
                format!("{payer}: {text}")
            }
            (_, text) => text.to_owned(),
        };
        match said.as_str() {
            "" => self.date.to_string(),
            said => format!("{said} ({})", self.date),
        }
    }
}

/// Every bank line, by date, amount, payer and reference, so that the order of rows and files
/// does not matter.
pub fn read_payments(
    tables: &Tables,
    accounts: &Accounts,
    invoices: &[Invoice],
    base: &str,
) -> Vec<Payment> {
    let ours = Ours::of(tables, accounts, invoices);
    let rows = tables.rows(Table::Payments);
    let (payer, currency) = (rows.text("payer"), rows.text("currency"));
    let (direction, reference) = (rows.text("direction"), rows.text("reference"));
    let (date, amount, fee) = (rows.date("date"), rows.money("amount"), rows.money("fee"));
    let invoice = rows.text("invoice");
    let (sent, sent_in) = (
        rows.money("original_amount"),
        rows.text("original_currency"),
    );
    let places = rows.places();
    let untold = (0..rows.len()).filter(|at| currency[*at].is_none());
    let kept_in = SheetCurrencies::of(
        untold.filter_map(|at| {
            let client = accounts.payer(payer[at]?.trim())?;
            Some((&places[at], client, amount[at]?.abs()))
        }),
        (accounts, invoices),
    );
    let mut payments: Vec<Payment> = (0..rows.len())
        .filter_map(|at| {
            let (date, amount) = (date[at]?, amount[at]?);
            let payer = payer[at].unwrap_or_default().trim();
            let client = accounts.payer(payer);
            let account = client.unwrap_or_default();
            let is_own = ours.are(payer, client);
            let client = client.filter(|_| !is_own).map(str::to_owned);
            let arrived_in = first_of([
                currency[at].unwrap_or_default(),
                kept_in.of_sheet(&places[at]),
                accounts.currency(account),
                base,
            ]);
            let sent = sent[at].zip(sent_in[at]);
            let sent = sent.filter(|(sent, code)| *sent != Money::ZERO && *code != arrived_in);
            Some(Payment {
                date,
                payer: payer.to_owned(),
                amount: sent.map_or(amount, |(sent, _)| sent).abs(),
                // a fee is told in the currency that arrived
                fee: fee[at].filter(|_| sent.is_none()).unwrap_or_default().abs(),
                exchanged: sent.map(|_| (amount.abs(), arrived_in.clone())),
                currency: sent.map_or(arrived_in, |(_, code)| code.to_owned()),
                outgoing: direction[at] == Some("out") || amount.is_negative(),
                reference: reference[at].unwrap_or_default().trim().to_owned(),
                invoice: invoice[at].unwrap_or_default().trim().to_owned(),
                place: places[at].clone(),
                client,
                is_own,
            })
        })
        .filter(|payment| payment.amount > Money::ZERO)
        .collect();
    payments.sort_by(|one, other| {
        let key = |line: &Payment| (line.date, line.amount, line.outgoing);
        fn words(line: &Payment) -> [&str; 4] {
            [&line.payer, &line.reference, &line.currency, &line.invoice]
        }
        key(one)
            .cmp(&key(other))
            .then_with(|| words(one).cmp(&words(other)))
            .then_with(|| one.place.cmp(&other.place))
    });
    payments
}

/// Payers that are no clients: the people of the agency, and its own firms that are sent no invoices.
struct Ours<'t> {
    people: BTreeSet<String>,
    firms: BTreeSet<&'t str>,
}

impl<'t> Ours<'t> {
    fn of(tables: &'t Tables, accounts: &Accounts, invoices: &[Invoice]) -> Ours<'t> {
        let people = tables.rows(Table::People);
        let clients = tables.rows(Table::Clients);
        let billed = |firm: &str| invoices.iter().any(|invoice| invoice.client == firm);
        let names = |rows: crate::model::Rows<'t>, field: &str| match rows.is_empty() {
            true => Vec::new(),
            false => rows.text(field),
        };
        Ours {
            people: { names(people, "person").into_iter().flatten() }
                .map(fold)
                .collect(),
            firms: { names(clients, "client").into_iter().flatten() }
                .filter(|firm| accounts.is_internal(firm) && !billed(firm))
                .collect(),
        }
    }

    fn are(&self, payer: &str, client: Option<&str>) -> bool {
        match client {
            Some(client) => self.firms.contains(client),
            None => self.people.contains(&fold(payer)),
        }
    }
}

/// Of ten lines of a sheet so many have clients of one currency, where it is that of the account.
const MOST: usize = 7;

/// The currency of the account by sheet, where no line says it: an account has one, whoever pays into it.
#[derive(Default)]
struct SheetCurrencies<'p>(BTreeMap<(&'p str, &'p str), String>);

impl<'p> SheetCurrencies<'p> {
    /// A sheet in which a client of another currency pays just what it owes in that is a list of receipts and no account.
    fn of<'a>(
        lines: impl Iterator<Item = (&'p Place, &'a str, Money)>,
        (accounts, invoices): (&Accounts, &[Invoice]),
    ) -> SheetCurrencies<'p> {
        let mut sheets: BTreeMap<(&str, &str), Vec<(&str, Money)>> = BTreeMap::new();
        for (place, client, amount) in lines {
            let own = sheets.entry((&*place.file, &*place.sheet)).or_default();
            own.push((client, amount));
        }
        let owes = |client: &str, amount: Money| {
            let currency = accounts.currency(client);
            let mut own = invoices.iter().filter(|invoice| invoice.client == client);
            own.any(|invoice| invoice.gross == amount && invoice.currency == currency)
        };
        let one = |lines: &[(&str, Money)]| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for (client, _) in lines {
                *counts.entry(accounts.currency(client)).or_default() += 1;
            }
            counts.remove("");
            let told: usize = counts.values().sum();
            let (currency, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
            let mut others = { lines.iter() }.filter(|(client, _)| {
                !matches!(accounts.currency(client), other if other.is_empty() || other == currency)
            });
            let is_account = count < told
                && count * 10 >= told * MOST
                && !others.any(|(client, amount)| owes(client, *amount));
            is_account.then(|| currency.to_owned())
        };
        let sheets = sheets.into_iter();
        let found = sheets.filter_map(|(sheet, lines)| Some((sheet, one(&lines)?)));
        SheetCurrencies(found.collect())
    }

    /// Empty where each line is in its payer's.
    fn of_sheet<'s>(&'s self, place: &'s Place) -> &'s str {
        let sheet = (&*place.file, &*place.sheet);
        self.0.get(&sheet).map_or("", String::as_str)
    }
}
