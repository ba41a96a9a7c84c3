//! Invoices and documents whose client or contract nobody could make out: the name waits for an answer, there is none, or no file
//! has it. A payer nobody knows is told as such, an invoice's contract that no file has as a missing contract.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::books::Books;
use super::exceptions::{ExceptionRow, Gravity};
use super::reference::compact;
use crate::metrics::scope::Scope;
use crate::model::intake::{Question, Topic};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Place, Table, Tables};

/// All of them; `questions` are those about names, answered or not.
pub fn unresolved(
    books: &Books,
    tables: &Tables,
    questions: &[Question],
    scope: &Scope,
) -> Vec<ExceptionRow> {
    let names = Names::of(questions);
    let day = scope.as_of;
    let issued = books.invoices.iter().filter(|one| one.counts_on(day));
    let mut rows: Vec<ExceptionRow> = issued
        .filter_map(|invoice| {
            let about = About {
                client: &invoice.client,
                subject: &invoice.number,
                amount: Some(invoice.gross),
                currency: &invoice.currency,
                date: invoice.issued_on,
                place: &invoice.place,
            };
            Some(about.row(names.doubt(&invoice.client)?))
        })
        .collect();
    rows.extend(of_documents(books, tables, &names, day));
    rows
}

/// Names of clients that wait for an answer, and what each may be.
struct Names<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Names<'a> {
    fn of(questions: &'a [Question]) -> Names<'a> {
        let open = questions.iter().filter(|question| {
            question.topic == Topic::Names
                && question.kind == "client"
                && question.answer.is_empty()
                && !question.stale
        });
        Names(
            open.map(|question| (question.subject.as_str(), question.proposal.as_str()))
                .collect(),
        )
    }

    /// What is not known of a client's name, and what to do about it.
    fn doubt(&self, client: &str) -> Option<[Phrase; 2]> {
        let answer = || phrase("answer for the name in monthend-decisions.xlsx", &[]);
        match self.0.get(client) {
            _ if client.is_empty() => Some([
                phrase("the row names no client", &[]),
                phrase("write the client into the file", &[]),
            ]),
            Some(&"") => Some([phrase("nobody has said who {} is", &[&client]), answer()]),
            Some(other) => Some([
                phrase("{} may be {}, nobody has said so", &[&client, other]),
                answer(),
            ]),
            None => None,
        }
    }
}

/// A row that is told.
struct About<'a> {
    client: &'a str,
    subject: &'a str,
    amount: Option<Money>,
    currency: &'a str,
    date: Option<NaiveDate>,
    place: &'a Place,
}

impl About<'_> {
    fn row(&self, [detail, action]: [Phrase; 2]) -> ExceptionRow {
        ExceptionRow {
            gravity: Gravity::Medium,
            class: "name-unresolved".to_owned(),
            client: self.client.to_owned(),
            subject: self.subject.to_owned(),
            amount: self.amount,
            currency: self.currency.to_owned(),
            detail,
            source: self.place.to_string(),
            date: self.date,
            owner: String::new(),
            action,
        }
    }
}

fn of_documents(
    books: &Books,
    tables: &Tables,
    names: &Names<'_>,
    day: NaiveDate,
) -> Vec<ExceptionRow> {
    let rows = tables.rows(Table::Documents);
    let (client, number, contract) = (
        rows.text("client"),
        rows.text("number"),
        rows.text("contract"),
    );
    let (kind, currency) = (rows.text("kind"), rows.text("currency"));
    let (date, amount, places) = (rows.date("date"), rows.money("amount"), rows.places());
    let contracts = Contracts::of(books, tables);
    let known = (0..rows.len()).filter(|at| date[*at].is_none_or(|on| on <= day));
    known
        .filter_map(|at| {
            let client = client[at].unwrap_or_default();
            let act = kind[at].is_none_or(|kind| kind == "act");
            let doubt = names.doubt(client).or_else(|| {
                let contract = contract[at].filter(|_| act)?;
                contracts.doubt(client, contract)
            })?;
            let own = books.accounts.currency(client);
            let about = About {
                client,
                subject: number[at].unwrap_or_default(),
                amount: amount[at],
                currency: currency[at].unwrap_or(own),
                date: date[at],
                place: &places[at],
            };
            Some(about.row(doubt))
        })
        .collect()
}

/// Contracts that a file has, by client. One that no file has and an invoice names is told as missing there.
struct Contracts<'a> {
    listed: BTreeSet<(&'a str, String)>,
    books: &'a Books,
}

impl<'a> Contracts<'a> {
    fn of(books: &'a Books, tables: &'a Tables) -> Contracts<'a> {
        let rows = tables.rows(Table::Contracts);
        let (client, contract) = (rows.text("client"), rows.text("contract"));
        let listed = (0..rows.len())
            .filter_map(|at| Some((client[at].unwrap_or_default(), compact(contract[at]?))));
        let listed = listed.collect();
        Contracts { listed, books }
    }

    fn doubt(&self, client: &str, contract: &str) -> Option<[Phrase; 2]> {
        let number = compact(contract);
        if self.listed.is_empty() || number.is_empty() {
            return None;
        }
        let named = (client, number);
        let known = self.listed.contains(&named) || self.is_named_by_an_invoice(client, &named.1);
        (!known).then(|| {
            [
                phrase("contract {} is in no file", &[&contract]),
                phrase(
                    "add the contract or correct its number on the document",
                    &[],
                ),
            ]
        })
    }

    fn is_named_by_an_invoice(&self, client: &str, number: &str) -> bool {
        let invoices = &self.books.invoices;
        let first = invoices.partition_point(|one| one.client.as_str() < client);
        let own = invoices[first..].iter();
        own.take_while(|one| one.client == client)
            .any(|one| compact(&one.contract) == number)
    }
}
