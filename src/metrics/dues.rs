//! What the reconciliation found out about clients, as the account review reads it: invoices that are open,
//! documents that lack something, and the last money that came.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::frame::{Datum, MetricFrame};
use super::reconcile::matches::{INVOICES_STATUS, MATCHES, UNAPPLIED};
use super::reconcile::tracker::DOCUMENTS_STATUS;
use crate::model::Money;

/// An invoice with something to pay that no credit of its client pays.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenInvoice {
    /// As written.
    pub number: String,
    /// Canonical name.
    pub client: String,
    /// ISO code.
    pub currency: String,
    /// Gross.
    pub outstanding: Money,
    /// When due; none when nobody says.
    pub due_on: Option<NaiveDate>,
}

/// A document that lacks something.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Canonical name.
    pub client: String,
    /// Number of the document; of the invoice when the document itself lacks.
    pub number: String,
    /// `document`, `signature`, `scan`, `original`.
    pub missing: String,
    /// Since when, or by when.
    pub due_on: Option<NaiveDate>,
}

/// All cash of a client on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Paid {
    /// Booking day.
    pub on: NaiveDate,
    /// Gross, of one currency.
    pub amount: Money,
    /// ISO code.
    pub currency: String,
}

/// Everything, read once.
#[derive(Clone, Debug, Default)]
pub struct Dues {
    /// By client and number.
    pub invoices: Vec<OpenInvoice>,
    /// In the order of their frame.
    pub documents: Vec<Waiting>,
    /// Cash of a client by day and currency.
    pub paid: BTreeMap<String, BTreeMap<(NaiveDate, String), Money>>,
}

/// Columns of a frame by name.
struct Columns<'f> {
    frame: &'f MetricFrame,
    values: BTreeMap<&'static str, Vec<Datum>>,
}

impl<'f> Columns<'f> {
    fn of(frame: &'f MetricFrame, names: &[&'static str]) -> Columns<'f> {
        let values = names.iter().map(|name| (*name, frame.values(name)));
        Columns {
            frame,
            values: values.collect(),
        }
    }

    fn text(&self, name: &str, at: usize) -> &str {
        match &self.values[name][at] {
            Datum::Text(text) => text,
            _ => "",
        }
    }

    fn day(&self, name: &str, at: usize) -> Option<NaiveDate> {
        match &self.values[name][at] {
            Datum::Date(day) => Some(*day),
            _ => None,
        }
    }

    fn money(&self, name: &str, at: usize) -> Money {
        match &self.values[name][at] {
            Datum::Money(amount) => *amount,
            _ => Money::ZERO,
        }
    }

    fn rows(&self) -> std::ops::Range<usize> {
        0..self.frame.len()
    }
}

impl Dues {
    /// Reads the frames of the reconciliation; those that are not there have nothing.
    pub fn of(frames: &[MetricFrame]) -> Dues {
        let named = |name: &str| frames.iter().find(|frame| frame.spec.name == name);
        let mut dues = Dues::default();
        if let Some(frame) = named(INVOICES_STATUS.name) {
            dues.invoices = open_invoices(frame);
        }
        if let Some(frame) = named(DOCUMENTS_STATUS.name) {
            dues.documents = waiting(frame);
        }
        if let Some(frame) = named(MATCHES.name) {
            dues.add_matched(frame);
        }
        if let Some(frame) = named(UNAPPLIED.name) {
            dues.add_unapplied(frame);
        }
        dues
    }

    /// Decided links only; what is merely proposed stands in the unapplied cash.
    fn add_matched(&mut self, frame: &MetricFrame) {
        let names = ["client", "currency", "paid_on", "amount", "confidence"];
        let columns = Columns::of(frame, &names);
        for at in columns.rows() {
            let decided = matches!(columns.text("confidence", at), "A" | "B");
            if let (true, Some(day)) = (decided, columns.day("paid_on", at)) {
                self.add(&columns, at, day, columns.money("amount", at));
            }
        }
    }

    fn add_unapplied(&mut self, frame: &MetricFrame) {
        let columns = Columns::of(frame, &["client", "currency", "date", "amount", "kind"]);
        for at in columns.rows() {
            let cash = !matches!(columns.text("kind", at), "refund" | "credit_note");
            if let (true, Some(day)) = (cash, columns.day("date", at)) {
                self.add(&columns, at, day, -columns.money("amount", at));
            }
        }
    }

    fn add(&mut self, columns: &Columns<'_>, at: usize, day: NaiveDate, amount: Money) {
        let of_client = self.paid.entry(columns.text("client", at).to_owned());
        let key = (day, columns.text("currency", at).to_owned());
        *of_client.or_default().entry(key).or_default() += amount;
    }

    /// The last day on which a client paid; of several currencies that day its own, else the first by code.
    pub fn last_payment(&self, client: &str, currency: &str) -> Option<Paid> {
        let paid = self.paid.get(client)?;
        let ((last, _), _) = paid.last_key_value()?;
        let mut of_day = paid.range((*last, String::new())..);
        let own = paid.get_key_value(&(*last, currency.to_owned()));
        let ((on, currency), amount) = own.or_else(|| of_day.next())?;
        Some(Paid {
            on: *on,
            amount: *amount,
            currency: currency.clone(),
        })
    }
}

fn open_invoices(frame: &MetricFrame) -> Vec<OpenInvoice> {
    let names = [
        "number",
        "client",
        "currency",
        "outstanding",
        "due_on",
        "status",
        "covered",
    ];
    let columns = Columns::of(frame, &names);
    let open = columns.rows().filter(|at| {
        columns.money("outstanding", *at) > Money::ZERO
            && columns.text("status", *at) != "credit_note"
            && columns.values["covered"][*at] != Datum::Flag(true)
    });
    open.map(|at| OpenInvoice {
        number: columns.text("number", at).to_owned(),
        client: columns.text("client", at).to_owned(),
        currency: columns.text("currency", at).to_owned(),
        outstanding: columns.money("outstanding", at),
        due_on: columns.day("due_on", at),
    })
    .collect()
}

fn waiting(frame: &MetricFrame) -> Vec<Waiting> {
    let names = ["client", "number", "invoice", "missing", "due_on"];
    let columns = Columns::of(frame, &names);
    let lacking = columns
        .rows()
        .filter(|at| columns.text("missing", *at) != "nothing")
        // an invoice that an act waits for has no number yet, and is ours to issue
        .filter(|at| {
            ["invoice", "number"]
                .iter()
                .any(|name| !columns.text(name, *at).is_empty())
        });
    lacking
        .map(|at| {
            let missing = columns.text("missing", at).to_owned();
            let number = if missing == "document" {
                "invoice"
            } else {
                "number"
            };
            Waiting {
                client: columns.text("client", at).to_owned(),
                number: columns.text(number, at).to_owned(),
                missing,
                due_on: columns.day("due_on", at),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::day;
    use super::*;

    #[test]
    fn the_last_payment_is_all_cash_of_its_day() {
        let matched = |client: &str, amount: i64, confidence: &str, on: &str| {
            let mut row: Vec<Datum> = MATCHES.columns.iter().map(|_| Datum::Null).collect();
            row[4] = Money::units(amount).into();
            row[6] = confidence.into();
            row[8] = client.into();
            row[9] = "EUR".into();
            row[10] = day(on).into();
            row
        };
        let matches = vec![
            matched("A", 100, "A", "2026-10-02"),
            matched("A", 40, "B", "2026-10-20"),
            matched("A", 60, "B", "2026-10-20"),
            matched("A", 999, "C", "2026-10-30"),
        ];
        let unapplied = |client: &str, amount: i64, kind: &str, on: &str| {
            let mut row: Vec<Datum> = UNAPPLIED.columns.iter().map(|_| Datum::Null).collect();
            row[0] = client.into();
            row[1] = "EUR".into();
            row[2] = day(on).into();
            row[3] = Money::units(amount).into();
            row[4] = kind.into();
            row
        };
        let loose = vec![
            unapplied("A", -5, "overpayment", "2026-10-20"),
            unapplied("A", -7, "credit_note", "2026-10-25"),
            unapplied("B", -9, "prepayment", "2026-09-01"),
        ];
        let dues = Dues::of(&[
            MetricFrame::of(&MATCHES, matches),
            MetricFrame::of(&UNAPPLIED, loose),
        ]);
        let found = |client: &str| {
            let paid = dues.last_payment(client, "EUR")?;
            Some((paid.on, paid.amount))
        };
        assert_eq!(found("A"), Some((day("2026-10-20"), Money::units(105))));
        assert_eq!(found("B"), Some((day("2026-09-01"), Money::units(9))));
        assert_eq!(found("C"), None);
    }
}
