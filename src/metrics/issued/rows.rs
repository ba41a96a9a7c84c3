//! The rows that an issued pack keeps: what each says about its month, without what only later days add to it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::metrics::reconcile::accounts::Accounts;
use crate::model::issued::{Kept, KeptRow, KeptTable};
use crate::model::{Duration, Money, Place, Table, Tables};

/// Which fields of a table are kept.
pub struct KeptFields {
    /// The table.
    pub table: Table,
    /// The field that dates a row; none when it holds for every day.
    pub day: Option<&'static str>,
    /// Fields that tell which row is meant when another of its fields was changed.
    pub key: &'static [&'static str],
    /// The other fields.
    pub rest: &'static [&'static str],
}

/// The field of invoices that is kept in part: a draft that was issued is another row, one that was paid is not.
const STATUS: &str = "status";

/// Tables whose rows are kept.
pub static KEPT: &[KeptFields] = &[
    KeptFields {
        table: Table::Clients,
        day: None,
        key: &["client"],
        rest: &["account_manager", "group", "currency"],
    },
    KeptFields {
        table: Table::People,
        day: None,
        key: &["person", "starts_on"],
        rest: &[
            "role",
            "team",
            "weekly_hours",
            "workdays",
            "cost_rate",
            "bill_rate",
            "currency",
        ],
    },
    KeptFields {
        table: Table::Projects,
        day: None,
        key: &["project", "client"],
        rest: &[
            "kind",
            "starts_on",
            "budget_hours",
            "budget_amount",
            "currency",
            "contract",
        ],
    },
    KeptFields {
        table: Table::Time,
        day: Some("date"),
        key: &["date", "person", "client", "project", "task"],
        rest: &["duration", "billable", "rate"],
    },
    KeptFields {
        table: Table::Leave,
        day: Some("date"),
        key: &["date", "person"],
        rest: &["kind", "duration"],
    },
    KeptFields {
        table: Table::Holidays,
        day: Some("date"),
        key: &["date", "region"],
        rest: &[],
    },
    KeptFields {
        table: Table::Contracts,
        day: None,
        key: &["contract", "client"],
        rest: &[
            "starts_on",
            "ends_on",
            "amount",
            "currency",
            "budget_hours",
            "terms_days",
        ],
    },
    KeptFields {
        table: Table::Invoices,
        day: Some("issued_on"),
        key: &["number", "client"],
        rest: &[
            "issued_on",
            "due_on",
            "net",
            "tax",
            "gross",
            "currency",
            "kind",
            "contract",
            "project",
            STATUS,
        ],
    },
    KeptFields {
        table: Table::Payments,
        day: Some("date"),
        key: &["date", "payer", "reference"],
        rest: &["amount", "fee", "currency", "direction", "invoice"],
    },
    KeptFields {
        table: Table::Documents,
        day: Some("date"),
        key: &["kind", "number", "client"],
        rest: &["date", "amount", "currency", "contract", "invoice"],
    },
    KeptFields {
        table: Table::Expenses,
        day: Some("date"),
        key: &["date", "number", "vendor", "client"],
        rest: &["project", "amount", "currency", "pass_through"],
    },
    KeptFields {
        table: Table::Rates,
        day: Some("date"),
        key: &["date", "currency"],
        rest: &["rate"],
    },
];

/// How the rows of a table are kept; none for a table that no kept figure rests on.
pub fn kept_fields(table: Table) -> Option<&'static KeptFields> {
    KEPT.iter().find(|kept| kept.table == table)
}

impl KeptFields {
    /// All of them, the key first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.key.iter().chain(self.rest).copied()
    }
}

/// Every row of the tables as it is kept.
pub fn kept_rows(tables: &Tables) -> Kept {
    let sheets = tables.sheets().iter();
    let of_table = |kept: &KeptFields| (kept.table.name().to_owned(), of_table(kept, tables));
    Kept {
        sheets: sheets
            .map(|sheet| [sheet.file.to_string(), sheet.sheet.to_string()])
            .collect(),
        tables: KEPT.iter().map(of_table).collect(),
    }
}

fn of_table(kept: &KeptFields, tables: &Tables) -> KeptTable {
    let rows = tables.rows(kept.table);
    let known: Vec<&str> = kept.names().filter(|field| rows.has(field)).collect();
    let columns: Vec<Vec<String>> = known
        .iter()
        .map(|field| {
            let values = rows.raw(field);
            let coarse = kept.table == Table::Invoices && *field == STATUS;
            if coarse {
                values.iter().map(|status| standing(status)).collect()
            } else {
                values
            }
        })
        .collect();
    let kept_row = |(at, [sheet, row]): (usize, [u32; 2])| {
        let values: Vec<String> = columns.iter().map(|column| column[at].clone()).collect();
        KeptRow::of(sheet, row, &values)
    };
    KeptTable {
        fields: known.iter().map(|field| (*field).to_owned()).collect(),
        rows: rows.spots().into_iter().enumerate().map(kept_row).collect(),
    }
}

fn standing(status: &str) -> String {
    match status {
        "draft" => "draft",
        "void" | "cancelled" => "void",
        _ => "",
    }
    .to_owned()
}

/// A kept row with its values by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its table.
    pub table: Table,
    /// Where it stands or stood.
    pub place: Place,
    values: BTreeMap<String, String>,
}

impl Fact {
    /// The fact of a row.
    pub fn of(table: Table, kept: &Kept, fields: &[String], row: &KeptRow) -> Fact {
        let values = row.values().map(str::to_owned);
        Fact {
            table,
            place: kept.place(row),
            values: fields.iter().cloned().zip(values).collect(),
        }
    }

    /// A value as stored; empty without one.
    pub fn value(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// The day that it is dated; none when it holds for every day, or nobody said.
    pub fn day(&self) -> Option<NaiveDate> {
        let field = kept_fields(self.table)?.day?;
        self.value(field).parse().ok()
    }

    /// Its client; a payment's is the client that its payer is known to be.
    pub fn client<'f>(&'f self, accounts: &'f Accounts) -> &'f str {
        match self.table {
            Table::Payments => accounts.payer(self.value("payer")).unwrap_or_default(),
            _ => self.value("client"),
        }
    }

    /// What it is about, in a few words: the key without client and day.
    pub fn subject(&self) -> String {
        let kept = kept_fields(self.table);
        let day = kept.and_then(|kept| kept.day);
        let names = kept.into_iter().flat_map(|kept| kept.key.iter().copied());
        let words: Vec<&str> = names
            .filter(|name| *name != "client" && Some(*name) != day)
            .map(|name| self.value(name))
            .filter(|value| !value.is_empty())
            .collect();
        words.join(", ")
    }

    /// Hours of a time entry or a leave.
    pub fn hours(&self) -> Option<Duration> {
        matches!(self.table, Table::Time | Table::Leave)
            .then(|| self.integer("duration").map(Duration))?
    }

    /// Its money: of an invoice with tax, a credit note's and money going out below zero.
    pub fn amount(&self) -> Option<Money> {
        let field = |name: &str| self.integer(name).map(Money);
        let (amount, against) = match self.table {
            Table::Invoices => (
                field("gross").or_else(|| field("net")),
                self.value("kind") == "credit_note",
            ),
            Table::Payments => (field("amount"), self.value("direction") == "out"),
            Table::Documents | Table::Expenses | Table::Contracts => (field("amount"), false),
            _ => (None, false),
        };
        amount.map(|amount| {
            if against && !amount.is_negative() {
                -amount
            } else {
                amount
            }
        })
    }

    fn integer(&self, field: &str) -> Option<i64> {
        self.value(field).parse().ok()
    }

    /// A value as a person reads it.
    pub fn shown(&self, field: &str) -> String {
        let stored = self.value(field);
        let Some(integer) = self.integer(field) else {
            return stored.to_owned();
        };
        match field {
            "duration" | "weekly_hours" => Duration(integer).to_string(),
            "budget_hours" if self.table != Table::Time => Duration(integer).to_string(),
            "net" | "tax" | "gross" | "amount" | "fee" | "cost_rate" | "bill_rate"
            | "budget_amount" => Money(integer).to_string(),
            "rate" if self.table == Table::Time => Money(integer).to_string(),
            "rate" => (integer as f64 / 1e8).to_string(),
            "terms_days" => (integer / 10_000).to_string(),
            _ => stored.to_owned(),
        }
    }
}
