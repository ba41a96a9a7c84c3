//! Reconciliation: contract, time, invoice, closing document and payment, side by side (`metrics.md`, "Money").
//!
//! ```text
//! accounts, invoices, payments   the tables, typed and in an order that files cannot change
//! reference, subsets, tolerance  numbers in free text, sums of invoices, what a bank may keep
//! answers, ladder, ledger        what belongs to what as of a day
//! entries                        the same as dated movements
//! ageing, bridge, statement, cash, summary, matches, contract_card, documents, exceptions   frames
//! ```

pub mod accounts;
pub mod ageing;
pub mod answers;
pub mod bridge;
pub mod cash;
pub mod entries;
pub mod invoices;
pub mod ladder;
pub mod ledger;
pub mod matches;
pub mod payments;
pub mod reference;
pub mod statement;
pub mod subsets;
pub mod summary;
pub mod tolerance;

pub use ledger::{Ledger, receivables};
