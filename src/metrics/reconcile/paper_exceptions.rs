//! Papers that lack something, belong to nothing, or say something else than their invoice.

use super::documents::Document;
use super::exceptions::{ExceptionRow, Gravity};
use super::invoices::Invoice;
use super::joint_acts::JointActs;
use super::ledger::Ledger;
use super::tracker::{Paper, is_without_invoice};
use crate::model::phrase::phrase;
use crate::model::trade_words::Actor;
use crate::model::{Money, Phrase, TradeWords};

/// All of them.
pub fn of_papers(
    ledger: &Ledger,
    documents: &[Document],
    papers: &[Paper],
    words: &TradeWords,
) -> Vec<ExceptionRow> {
    let lacking = papers
        .iter()
        .filter_map(|paper| lacks(ledger, paper, words));
    let mut rows: Vec<ExceptionRow> = lacking.collect();
    let joint = JointActs::of(documents);
    for act in documents.iter().filter(|document| document.is_act()) {
        rows.extend(of_act(ledger, act, &joint));
    }
    rows
}

/// What a paper lacks. That an act awaits its invoice and an invoice its contract is told of the act and of the invoice.
fn lacks(ledger: &Ledger, paper: &Paper, words: &TradeWords) -> Option<ExceptionRow> {
    let (class, gravity, detail) = match (paper.kind.as_str(), paper.missing) {
        ("act", "document") if !paper.invoice.is_empty() => (
            "invoice-without-act",
            Gravity::Medium,
            phrase("there is no act for this invoice", &[]),
        ),
        ("act", "signature") => (
            "act-unsigned",
            Gravity::Medium,
            phrase("the act is not signed", &[]),
        ),
        ("contract", "signature") => (
            "contract-unsigned",
            Gravity::High,
            phrase(
                "the contract is not signed and work or invoices have begun",
                &[],
            ),
        ),
        (_, "scan") => (
            "scan-missing",
            Gravity::Low,
            phrase("it is signed, its scan has not arrived", &[]),
        ),
        (_, "original") => (
            "original-missing",
            Gravity::Low,
            phrase("only a scan is there, the original has not arrived", &[]),
        ),
        _ => return None,
    };
    let days = paper.waiting(ledger).unwrap_or(0);
    let who = words.who_acts(&paper.kind, paper.missing, days);
    let subject = if class == "invoice-without-act" {
        &paper.invoice
    } else {
        &paper.number
    };
    Some(ExceptionRow {
        gravity,
        class: class.to_owned(),
        client: paper.client.clone(),
        subject: subject.clone(),
        amount: paper.amount,
        currency: paper.currency.clone(),
        detail,
        source: paper.source.clone(),
        date: paper.date.or(paper.since),
        owner: String::new(),
        action: action(who, paper.missing, ledger.accounts.manager(&paper.client)),
    })
}

/// One thing to do, and who does it.
fn action(who: Actor, missing: &str, manager: &str) -> Phrase {
    match (who, missing) {
        (Actor::Us, "document") => phrase("prepare it and send it to the client", &[]),
        (Actor::Us, "signature") => phrase("sign it and send it to the client", &[]),
        (Actor::Us, _) => phrase("file it on our side", &[]),
        (Actor::Client, "document") => phrase("ask the client to send it", &[]),
        (Actor::Client, "signature") => phrase("ask the client to sign it", &[]),
        (Actor::Client, "scan") => phrase("ask the client for the scan", &[]),
        (Actor::Client, _) => phrase("ask the client for the original", &[]),
        (Actor::Manager, _) if manager.is_empty() => {
            phrase("the account manager takes it up with the client", &[])
        }
        (Actor::Manager, _) => phrase("{} takes it up with the client", &[&manager]),
    }
}

fn of_act(ledger: &Ledger, act: &Document, joint: &JointActs<'_>) -> Vec<ExceptionRow> {
    let row = |class: &str, gravity: Gravity, detail, action| ExceptionRow {
        gravity,
        class: class.to_owned(),
        client: act.client.clone(),
        subject: act.number.clone(),
        amount: act.amount,
        currency: act.currency.clone(),
        detail,
        source: act.place.to_string(),
        date: act.date,
        owner: String::new(),
        action,
    };
    let mut rows = Vec::new();
    let Some((at, invoice)) = act.invoice.map(|at| (at, &ledger.invoices[at])) else {
        if !is_without_invoice(ledger, act) {
            return rows;
        }
        let detail = phrase("no invoice is known that this act closes", &[]);
        rows.push(row(
            "act-without-invoice",
            Gravity::Medium,
            detail,
            phrase("issue the invoice or name it in the file of documents", &[]),
        ));
        return rows;
    };
    let correct = || phrase("correct the act or the invoice", &[]);
    if !act.also.is_empty() {
        let all: Vec<&Invoice> = act.closes().map(|at| &ledger.invoices[at]).collect();
        let [gross, net] = [|one: &&Invoice| one.gross, |one: &&Invoice| one.net]
            .map(|of| all.iter().map(of).sum::<Money>());
        let apart = act.amount.filter(|amount| ![gross, net].contains(amount));
        return Vec::from_iter(apart.map(|amount| {
            let numbers: Vec<&str> = all.iter().map(|one| &*one.number).collect();
            let detail = phrase(
                "the act says {}, invoice {} says {}",
                &[&amount, &numbers.join(", "), &gross],
            );
            row("amount-differs", Gravity::High, detail, correct())
        }));
    }
    if act.amount.is_none() {
        let detail = phrase(
            "the act has no amount to hold against invoice {} ({})",
            &[&invoice.number, &invoice.place],
        );
        let action = phrase(
            "write the amount of the act into the file of documents",
            &[],
        );
        rows.push(row("act-without-amount", Gravity::Medium, detail, action));
    }
    if let Some(amount) = act.amount
        && !joint.agree(at, invoice)
        && !joint.is_followed(act)
    {
        let said = match joint.are_several(at) {
            true => "the acts say {} together, invoice {} says {}",
            false => "the act says {}, invoice {} says {}",
        };
        let all = if joint.are_several(at) {
            joint.sum(at)
        } else {
            amount
        };
        let detail = phrase(said, &[&all, &invoice.number, &invoice.gross]);
        rows.push(row("amount-differs", Gravity::High, detail, correct()));
    }
    if !act.period.is_empty() && !invoice.period.is_empty() && act.period != invoice.period {
        let detail = phrase(
            "the act says {}, invoice {} says {}",
            &[&act.period, &invoice.number, &invoice.period],
        );
        rows.push(row("period-differs", Gravity::Medium, detail, correct()));
    }
    rows
}
