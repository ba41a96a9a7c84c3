//! Bank lines, typed.

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::invoices::first_of;
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
pub fn read_payments(tables: &Tables, accounts: &Accounts, base: &str) -> Vec<Payment> {
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
    let mut payments: Vec<Payment> = (0..rows.len())
        .filter_map(|at| {
            let (date, amount) = (date[at]?, amount[at]?);
            let payer = payer[at].unwrap_or_default().trim();
            let client = accounts.payer(payer).map(str::to_owned);
            let account = client.as_deref().unwrap_or_default();
            let arrived_in = first_of([
                currency[at].unwrap_or_default(),
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
