//! Reconciliation: contract, time, invoice, closing document and payment, side by side (`metrics.md`, "Money").
//!
//! ```text
//! accounts, invoices, payments, payerless, books   the tables, typed and in an order that files cannot change
//! reference, subsets, tolerance  numbers in free text, sums of invoices, what a bank may keep
//! answers, ladder, amounts, series, cross_currency, verdict, ledger   what belongs to what as of a day
//! entries, owed                  the same as dated movements
//! cash_told                      payments that begin after the invoices, and what is taken as paid before them
//! apart                          numbers used twice and circles of credit notes, which move nothing
//! contracts, contract_limits, agreed_rates, rate_cards, worked_value, billed_time, acts_and_work, invoice_series, instalments
//!                                what was agreed and done, and where they differ
//! documents, tracker, paper_exceptions   which paper is there, what it lacks, whose turn it is
//! unresolved                     invoices and documents whose client or contract nobody could make out
//! ageing, bridge, deductions, exchange_differences, statement, cash, collection, summary, legs, matches, candidates, contract_card, lights,
//! exceptions                     frames
//! ```

pub mod accounts;
mod acts_and_work;
pub mod ageing;
mod agreed_rates;
mod amounts;
pub mod answers;
mod apart;
pub mod billed_time;
pub mod books;
pub mod bridge;
pub mod candidates;
pub mod cash;
pub mod cash_told;
mod classes;
pub mod collection;
pub mod contract_card;
mod contract_limits;
pub mod contracts;
mod covered;
mod credits;
mod cross_currency;
pub mod deductions;
pub mod documents;
mod earlier;
pub mod entries;
pub mod exceptions;
pub mod exchange_differences;
mod facts;
mod instalments;
mod invoice_series;
pub mod invoices;
mod item_words;
mod joint_acts;
mod known;
pub mod ladder;
pub mod ledger;
pub mod legs;
mod lights;
pub mod links;
pub mod matches;
mod of_ledger;
mod open_items;
pub mod owed;
mod paper_exceptions;
mod passed_costs;
mod payerless;
pub mod payments;
mod pots;
mod rate_cards;
pub mod reference;
mod said_work;
mod series;
mod stated;
pub mod statement;
pub mod subsets;
pub mod summary;
mod told_months;
pub mod tolerance;
pub mod tracker;
mod unresolved;
pub mod verdict;
mod words;
pub mod worked_value;

pub(crate) use agreed_rates::{AgreedRates, Hour};

#[cfg(test)]
mod pairs;
#[cfg(test)]
mod pitfalls;
#[cfg(test)]
mod planted;
#[cfg(test)]
mod planted_defects;
#[cfg(test)]
mod planted_lines;
#[cfg(test)]
mod planted_work;
#[cfg(test)]
mod seeded;
#[cfg(test)]
mod seeded_month;
#[cfg(test)]
mod seeded_work;

pub use books::Books;
pub use exceptions::{ExceptionRow, Gravity};
pub use ledger::{Ledger, Line};
pub use owed::{Owed, owed};
pub use unresolved::unresolved;

use std::collections::BTreeMap;

use super::frame::MetricFrame;
use super::people::People;
use super::scope::Scope;
use super::worked::Work;
use crate::model::intake::Question;
use crate::model::{Problem, Tables};

/// What the reconciliation is handed by those who worked before it.
#[derive(Default)]
pub struct Handed {
    /// Exceptions that other metrics found.
    pub exceptions: Vec<ExceptionRow>,
    /// What was matched in the period before.
    pub matched_before: Option<summary::Matched>,
    /// Clients whose name some file gives with its legal form, to that spelling.
    pub legal_names: BTreeMap<String, String>,
}

/// Contracts up to a day, as the rates that were agreed need them.
pub(crate) fn contracts_of(
    tables: &Tables,
    books: &Books,
    as_of: chrono::NaiveDate,
    base: &str,
) -> Vec<contracts::Contract> {
    contracts::contracts_by(tables, &books.accounts, as_of, base)
}

/// What was agreed of an hour by projects, contracts, clients and rate cards.
pub(crate) fn agreed_of<'a>(
    tables: &Tables,
    contracts: &'a [contracts::Contract],
    books: &'a Books,
    words: &crate::model::TradeWords,
) -> AgreedRates<'a> {
    AgreedRates::of(tables, contracts, &books.accounts, words)
}

/// All frames of the reconciliation, and the questions about bank lines.
pub fn compute<'a>(
    tables: &Tables,
    problems: &[Problem],
    work: &'a Work<'a>,
    people: &'a People,
    books: &Books,
    scope: &Scope,
    handed: Handed,
) -> (Vec<MetricFrame>, Vec<Question>) {
    let settings = &scope.settings;
    let base = &settings.base_currency;
    let ledger = Ledger::keep(books, scope.as_of);
    let ageing = ageing::age(&ledger, settings);
    // the entries are many, and only these two frames need them
    let (bridge, statement) = {
        let entries = entries::entries(&ledger);
        (
            bridge::bridge_frame(&entries, &ageing, scope),
            statement::statement_frame(&ledger, &entries, &handed.legal_names, scope),
        )
    };
    let contracts = contracts::read_contracts(tables, &ledger, base);
    let whole = contracts::with_annexes(&contracts, &scope.words);
    let documents = documents::read_documents(tables, &ledger, base);
    let habits = collection::Habits::of(&ledger);
    let papers = tracker::papers(&ledger, &contracts, &documents);
    let agreed = AgreedRates::of(tables, &contracts, &ledger.accounts, &scope.words);
    let rates =
        worked_value::Rates::of(tables, (work, &contracts), settings, (agreed, scope.as_of));
    let passed = passed_costs::PassedCosts::of(tables, &ledger.accounts, scope.as_of, base);
    let exceptions = [
        handed.exceptions,
        exceptions::set_aside(problems),
        of_ledger::of_ledger(&ledger),
        contract_card::of_contracts(&ledger, &whole, (&rates.agreed, &passed)),
        paper_exceptions::of_papers(&ledger, &documents, &papers, &scope.words),
        contract_limits::of_limits(
            (&ledger, &contracts, &whole),
            &documents,
            (&rates, work),
            tables,
            scope,
        ),
        invoice_series::of_series(&ledger, tables, scope),
        instalments::of_instalments(&ledger, &contracts, tables),
        acts_and_work::ActsAndWork {
            contracts: &contracts,
            documents: &documents,
            agreed: &rates.agreed,
            work,
            scope,
        }
        .exceptions(tables),
        billed_time::Billing::of((&ledger, &contracts), (&rates, people), tables, scope)
            .exceptions(work),
    ];
    debug_assert!(
        exceptions[1..]
            .iter()
            .flatten()
            .all(|row| classes::is_known(&row.class)),
        "every class is in the list of classes"
    );
    // their rows are large, and gone before the largest frames are filled
    let exceptions = exceptions.into_iter().flatten().collect();
    let exceptions = exceptions::exceptions_frame(&ledger, exceptions, scope.period);
    let legs = legs::legs_frame(
        &legs::Loop {
            ledger: &ledger,
            contracts: &contracts,
            documents: &documents,
            work,
        },
        scope,
    );
    let frames = vec![
        matches::invoices_frame(&ledger),
        ageing::ageing_frame(&ledger, &ageing),
        matches::matches_frame(&ledger),
        matches::unapplied_frame(&ledger),
        candidates::candidates_frame(&ledger),
        legs,
        exceptions,
        bridge,
        deductions::deductions_frame(&ledger, scope),
        exchange_differences::exchange_frame(&ledger, scope),
        contract_card::contract_frame(
            (&ledger, &whole),
            &documents,
            (&rates, people),
            &passed,
            scope,
        ),
        tracker::documents_frame(&ledger, &papers, &scope.words),
        statement,
        cash::cash_frame(&ledger, tables, (&habits, settings)),
        collection::collection_frame(&ledger, &habits, settings),
        summary::summary_frame(&ledger, &ageing, handed.matched_before.as_ref(), scope),
    ];
    (frames, matches::questions(&ledger))
}
