//! Exceptions that invoices and bank lines themselves give rise to.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::apart::Why;
use super::exceptions::{ExceptionRow, Gravity, about};
use super::invoices::{Invoice, Standing};
use super::ledger::{Ledger, Line, Link};
use super::reference::same_number;
use super::verdict::{Confidence, Kept, Rule};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase};

/// What invoices and bank lines themselves give rise to.
pub fn of_ledger(ledger: &Ledger) -> Vec<ExceptionRow> {
    let mut rows: Vec<ExceptionRow> = Vec::new();
    rows.extend(ledger.lines.iter().filter_map(|line| of_line(ledger, line)));
    rows.extend(short_pays(ledger));
    rows.extend(stated_otherwise(ledger));
    rows.extend(credits_left(ledger));
    rows.extend(refunds_unexplained(ledger));
    rows.extend(set_apart_ones(ledger));
    rows.extend(copies(ledger));
    rows.extend(of_no_balance(ledger));
    rows
}

fn of_line(ledger: &Ledger, line: &Line) -> Option<ExceptionRow> {
    let payment = &ledger.payments[line.payment];
    let verdict = &line.verdict;
    let unknown = payment.client.is_none();
    let (class, gravity, action) = match verdict.rule {
        Rule::Duplicate => (
            "duplicate-payment",
            Gravity::High,
            phrase(
                "ask the client whether to refund or to keep it as a credit",
                &[],
            ),
        ),
        Rule::Overpayment => (
            "overpay",
            Gravity::Medium,
            phrase(
                "ask the client whether to refund or to keep it as a credit",
                &[],
            ),
        ),
        Rule::Confirmed if line.unapplied > Money::ZERO => (
            "overpay",
            Gravity::Medium,
            phrase(
                "ask the client whether to refund or to keep it as a credit",
                &[],
            ),
        ),
        Rule::Ambiguous => ("ambiguous-match", Gravity::Medium, answer_action()),
        Rule::ThirdParty if !unknown => ("third-party-payer", Gravity::Medium, answer_action()),
        Rule::OtherCurrency if !verdict.confidence.decided() => {
            ("currency-differs", Gravity::Medium, answer_action())
        }
        Rule::OtherCurrency if line.unapplied > Money::ZERO => (
            "overpay",
            Gravity::Medium,
            phrase(
                "ask the client whether to refund or to keep it as a credit",
                &[],
            ),
        ),
        Rule::NoRate => (
            "currency-missing-rate",
            Gravity::High,
            phrase(
                "add the rate of the day to the table of exchange rates",
                &[],
            ),
        ),
        Rule::NumberTwice => (
            "duplicate-invoice-number",
            Gravity::High,
            phrase("give each invoice a number of its own, then run again", &[]),
        ),
        Rule::Prepayment => ("unapplied-cash", Gravity::Medium, answer_action()),
        Rule::Unmatched if ledger.is_of_ours(line) => (
            "unknown-payer",
            Gravity::Low,
            phrase("nothing, if it is no receipt of a client", &[]),
        ),
        Rule::ThirdParty | Rule::AmountOnly | Rule::Unmatched => (
            "unknown-payer",
            Gravity::Medium,
            phrase(
                "say in the decisions file which client this payer is, or answer none for the line",
                &[],
            ),
        ),
        Rule::PartPayment if ledger.mentions(line.payment).withheld => {
            ("withholding", Gravity::Medium, certificate_action())
        }
        _ if verdict.confidence == Confidence::C => {
            ("ambiguous-match", Gravity::Low, answer_action())
        }
        _ => return None,
    };
    let amount = if class == "withholding" {
        verdict
            .parts
            .iter()
            .map(|part| ledger.open(part.invoice))
            .sum()
    } else {
        line.unapplied
    };
    let (gravity, action) = match refunded_on(ledger, line).filter(|_| class == "overpay") {
        Some(day) => (
            Gravity::Low,
            phrase("nothing to do; it was refunded on {}", &[&day]),
        ),
        None => (gravity, action),
    };
    Some(ExceptionRow {
        gravity,
        class: class.to_owned(),
        client: payment.client.clone().unwrap_or_default(),
        subject: payment.said(),
        amount: Some(amount),
        currency: payment.currency.clone(),
        detail: Phrase::clone(&verdict.evidence),
        source: payment.place.to_string(),
        date: Some(payment.date),
        owner: String::new(),
        action,
    })
}

/// The day on which what a line paid too much went back to its client.
fn refunded_on(ledger: &Ledger, line: &Line) -> Option<NaiveDate> {
    let payment = &ledger.payments[line.payment];
    let back = ledger.payments.iter().filter(|other| {
        let of_client = other.client.is_some() && other.client == payment.client;
        let alike = other.amount == line.unapplied && other.currency == payment.currency;
        other.outgoing && of_client && alike && payment.date <= other.date
    });
    back.map(|other| other.date)
        .filter(|day| *day <= ledger.as_of)
        .min()
}

fn answer_action() -> Phrase {
    phrase(
        "write the invoice number into the sheet of matches in the decisions file",
        &[],
    )
}

/// What lacks of payments that close their invoices, and what is short of those in another currency.
fn short_pays(ledger: &Ledger) -> Vec<ExceptionRow> {
    let mut rows = Vec::new();
    for link in &ledger.links {
        if link.fee != Money::ZERO {
            rows.push(let_go(ledger, link));
        }
        if link.exchange != Money::ZERO {
            rows.push(exchange_difference(ledger, link));
        }
    }
    for line in &ledger.lines {
        rows.extend(short_in_other_currency(ledger, line));
        rows.extend(late_for_discount(ledger, line));
    }
    rows
}

fn let_go(ledger: &Ledger, link: &Link) -> ExceptionRow {
    let (class, detail, action) = match link.kept {
        Kept::Tax => (
            "withholding",
            phrase("{} of tax withheld as the clients table says", &[&link.fee]),
            certificate_action(),
        ),
        Kept::Discount => (
            "discount-taken",
            phrase("{} of discount for paying early", &[&link.fee]),
            phrase("nothing to do; it is in the bridge as a discount", &[]),
        ),
        Kept::Rounding => (
            "rounding",
            phrase("paid {} less than owed, taken as rounding", &[&link.fee]),
            phrase("nothing to do; it is in the bridge as rounding", &[]),
        ),
        Kept::Fee => (
            "short-pay",
            phrase("paid {} less than owed, taken as a bank fee", &[&link.fee]),
            phrase("agree with the client who bears the bank's fees", &[]),
        ),
    };
    let invoice = &ledger.invoices[link.invoice];
    let mut row = about(invoice, class, Gravity::Low, link.fee, [detail, action]);
    row.date = link.on;
    row
}

fn exchange_difference(ledger: &Ledger, link: &Link) -> ExceptionRow {
    let invoice = &ledger.invoices[link.invoice];
    let detail = phrase(
        "paid in another currency; the change of rates between issue and payment is {}",
        &[&link.exchange],
    );
    let action = phrase("book it as an exchange difference", &[]);
    let mut row = about(
        invoice,
        "exchange-difference",
        Gravity::Low,
        link.exchange,
        [detail, action],
    );
    row.date = link.on;
    row
}

/// A payment short by the discount of the terms that came after its last day: the rest is still owed.
fn late_for_discount(ledger: &Ledger, line: &Line) -> Option<ExceptionRow> {
    let [part] = line.verdict.parts.as_slice() else {
        return None;
    };
    let invoice = &ledger.invoices[part.invoice];
    let (discount, issued) = (invoice.discount?, invoice.issued_on?);
    let open = ledger.open(part.invoice);
    let of = |amount: Money| amount.scale(discount.share, 1_000_000);
    let is_discount = [of(invoice.gross), of(invoice.net)].contains(&Some(open));
    let decided = line.verdict.rule == Rule::PartPayment && line.verdict.confidence.decided();
    if !decided || !is_discount || part.cash + open != invoice.gross {
        return None;
    }
    let last = issued.checked_add_days(Days::new(discount.days.unsigned_abs()))?;
    let paid_on = ledger.payments[line.payment].date;
    let detail = phrase(
        "{} of discount is taken on {}, it was for paying up to {}",
        &[&open, &paid_on, &last],
    );
    Some(still_owed(invoice, open, detail, paid_on))
}

/// What a payment left open that nothing explains.
fn still_owed(invoice: &Invoice, open: Money, detail: Phrase, paid_on: NaiveDate) -> ExceptionRow {
    let action = phrase("ask the client for the rest", &[]);
    let mut row = about(
        invoice,
        "short-pay",
        Gravity::Medium,
        open,
        [detail, action],
    );
    row.date = Some(paid_on);
    row
}

/// A payment in another currency that leaves something open at the rates of both days.
fn short_in_other_currency(ledger: &Ledger, line: &Line) -> Option<ExceptionRow> {
    let verdict = &line.verdict;
    if verdict.rule != Rule::OtherCurrency || !verdict.confidence.decided() {
        return None;
    }
    let part = verdict.parts.first()?;
    let open = ledger.open(part.invoice);
    if open <= Money::ZERO {
        return None;
    }
    let invoice = &ledger.invoices[part.invoice];
    let detail = phrase(
        "paid in another currency; {} is short beyond what the exchange rates explain",
        &[&open],
    );
    let paid_on = ledger.payments[line.payment].date;
    Some(still_owed(invoice, open, detail, paid_on))
}

fn certificate_action() -> Phrase {
    phrase(
        "ask the client for the certificate of the tax withheld",
        &[],
    )
}

/// Bank lines and the invoice file disagree on what was paid up to as-of.
fn stated_otherwise(ledger: &Ledger) -> Vec<ExceptionRow> {
    let mut matched: BTreeMap<usize, Money> = BTreeMap::new();
    for link in ledger.links.iter().filter(|link| link.payment.is_some()) {
        *matched.entry(link.invoice).or_default() += link.amount + link.fee + link.exchange;
    }
    matched
        .into_iter()
        .filter_map(|(at, paid)| {
            let invoice = &ledger.invoices[at];
            let stated = invoice.stated?;
            let counts = stated.on.is_none_or(|on| on <= ledger.as_of);
            // files that keep what is left over count credit notes as paid
            let settled = paid + ledger.credited(at);
            (counts && ![paid, settled].contains(&stated.amount)).then(|| {
                let detail = phrase(
                    "the bank shows {} paid, the invoice file {}",
                    &[&paid, &stated.amount],
                );
                let action = phrase("correct the invoice file or the match", &[]);
                about(
                    invoice,
                    "amount-differs",
                    Gravity::Medium,
                    stated.amount - paid,
                    [detail, action],
                )
            })
        })
        .collect()
}

fn credits_left(ledger: &Ledger) -> Vec<ExceptionRow> {
    let notes = ledger.counted().filter(|at| ledger.invoices[*at].credit);
    notes
        .filter(|at| ledger.open(*at) != Money::ZERO)
        .map(|at| {
            let detail = match carried_note(ledger, at) {
                Some(other) => phrase(
                    "it names the credit note {} ({}) and no invoice",
                    &[
                        &ledger.invoices[other].number,
                        &ledger.invoices[other].place,
                    ],
                ),
                None => of_unknown(ledger, at),
            };
            let action = phrase("set it against an invoice or refund it", &[]);
            about(
                &ledger.invoices[at],
                "credit-unapplied",
                Gravity::Medium,
                ledger.open(at),
                [detail, action],
            )
        })
        .collect()
}

/// What stands against a credit note that no credit note explains.
fn of_unknown(ledger: &Ledger, at: usize) -> Phrase {
    let note = &ledger.invoices[at];
    let mut own = ledger.invoices_of(&note.client);
    let named = own
        .find(|other| *other != at && same_number(&ledger.invoices[*other].number, &note.corrects));
    match named {
        Some(other) => phrase(
            "it corrects {} ({}), of which nothing is open any more",
            &[
                &ledger.invoices[other].number,
                &ledger.invoices[other].place,
            ],
        ),
        None => phrase("no invoice is known that this credit note belongs to", &[]),
    }
}

/// Another credit note of the client whose number a credit note's number carries.
fn carried_note(ledger: &Ledger, at: usize) -> Option<usize> {
    let note = &ledger.invoices[at];
    let number = format!(" {} ", fold(&note.number));
    let mut own = ledger.invoices_of(&note.client);
    own.find(|other| {
        let invoice = &ledger.invoices[*other];
        let inner = format!(" {} ", fold(&invoice.number));
        *other != at
            && invoice.credit
            && inner != number
            && inner.len() > 2
            && number.contains(&inner)
    })
}

fn refunds_unexplained(ledger: &Ledger) -> Vec<ExceptionRow> {
    let lines = ledger.unexplained.iter().map(|at| &ledger.payments[*at]);
    lines
        .map(|payment| ExceptionRow {
            gravity: Gravity::Medium,
            class: "refund-unexplained".to_owned(),
            client: payment.client.clone().unwrap_or_default(),
            subject: payment.said(),
            amount: Some(-payment.amount),
            currency: payment.currency.clone(),
            detail: phrase("money went to a client that has no such credit", &[]),
            source: payment.place.to_string(),
            date: Some(payment.date),
            owner: String::new(),
            action: phrase("check what it was for, it is in no balance", &[]),
        })
        .collect()
}

/// Invoices whose number another has, and credit notes that name each other in a circle: each is listed with the places of the
/// others.
fn set_apart_ones(ledger: &Ledger) -> Vec<ExceptionRow> {
    let known = |invoice: &Invoice| invoice.issued_on.is_none_or(|day| day <= ledger.as_of);
    let all = ledger.invoices.iter().filter(|invoice| known(invoice));
    all.filter_map(|invoice| {
        let apart = invoice.apart.as_ref()?;
        if !apart.holds_on(ledger.as_of) {
            return None;
        }
        let others = apart.others.iter().map(|at| &ledger.invoices[*at]);
        let others: Vec<String> = others
            .filter(|other| known(other))
            .map(|other| other.place.to_string())
            .collect();
        let others = others.join("; ");
        let (class, detail, action) = match apart.why {
            Why::NumberTwice => (
                "duplicate-invoice-number",
                phrase(
                    "another invoice of this client has the same number: {}",
                    &[&others],
                ),
                phrase(
                    "give it a number of its own or remove the copy; until then neither is in balances or revenue",
                    &[],
                ),
            ),
            Why::Circular => (
                "credit-circular",
                phrase(
                    "this credit note corrects itself by way of others: {}",
                    &[&others],
                ),
                phrase("name the invoice that each credit note corrects", &[]),
            ),
        };
        Some(about(
            invoice,
            class,
            Gravity::High,
            invoice.gross,
            [detail, action],
        ))
    })
    .collect()
}

/// Invoices of a file that another has as well, once for each file.
fn copies(ledger: &Ledger) -> Vec<ExceptionRow> {
    let mut of_files: BTreeMap<&str, Vec<&Invoice>> = BTreeMap::new();
    for invoice in ledger.invoices.iter() {
        let known = invoice.issued_on.is_some_and(|day| day <= ledger.as_of);
        if invoice.standing == Standing::Copy && known {
            of_files
                .entry(&invoice.place.file)
                .or_default()
                .push(invoice);
        }
    }
    let told = of_files.into_iter().filter_map(|(file, copies)| {
        let first = copies.iter().min_by_key(|invoice| &invoice.place)?;
        let detail = phrase(
            "invoices of this file that stand in another too and are counted once: {}",
            &[&copies.len()],
        );
        Some(ExceptionRow {
            gravity: Gravity::Low,
            class: "duplicate-invoice-number".to_owned(),
            client: String::new(),
            subject: file.to_owned(),
            amount: None,
            currency: String::new(),
            detail,
            source: first.place.to_string(),
            date: None,
            owner: String::new(),
            action: phrase("nothing, if that is right", &[]),
        })
    });
    told.collect()
}

/// Drafts and void invoices that were paid all the same: the money fits nothing.
fn of_no_balance(ledger: &Ledger) -> Vec<ExceptionRow> {
    let odd = ledger.invoices.iter().filter(|invoice| {
        !matches!(invoice.standing, Standing::Issued | Standing::Copy)
            && invoice.stated.is_some()
            && invoice.issued_on.is_none_or(|day| day <= ledger.as_of)
    });
    odd.map(|invoice| {
        let detail = phrase("a draft or void invoice is marked as paid", &[]);
        let action = phrase("correct its status", &[]);
        about(
            invoice,
            "amount-differs",
            Gravity::High,
            invoice.gross,
            [detail, action],
        )
    })
    .collect()
}
