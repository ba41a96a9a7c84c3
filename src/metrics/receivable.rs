//! What a client owes and paid, as client economics and health read it from the reconciliation.

use std::collections::BTreeMap;

use super::series::Series;
use crate::model::{Money, Month, Span};

/// One client in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receivable {
    /// Gross cash of decided links (A, B) dated in the span.
    pub collected: Money,
    /// Gross cash dated in the span, set against an invoice or not.
    pub received: Money,
    /// Gross still owed at the span's end (as-of for the report's own), credits and unapplied cash taken off.
    pub outstanding: Money,
    /// The part of the open invoices that is past due then; credits and unapplied cash are held against the oldest first, so
    /// that it is never more than what is owed.
    pub overdue: Money,
    /// Days the oldest of what is left of them is past due then; none when nothing is.
    pub days_past_due: Option<i64>,
    /// Some of its invoices are told as paid and not on which day: that is of no month, and may have come after the span.
    pub undated: bool,
}

/// By span, client and currency; absent means all zero.
pub type Receivables = BTreeMap<(Span, String, String), Receivable>;

/// Cash of a client in one currency, net of tax: cash x net / gross of the invoice it pays, to the invoice exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetCash {
    /// By the month in which it counts.
    pub received: Series,
    /// What a bank kept of it and was let go, by the same month.
    pub let_go: Series,
    /// The same cash by the month in which its invoice was issued.
    pub by_issue: Series,
    /// The month of the first invoice that is told as paid and not on which day.
    pub undated_since: Option<Month>,
}

/// Cash of every client and currency up to as-of; absent means none.
pub type Collections = BTreeMap<(String, String), NetCash>;
