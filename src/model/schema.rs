//! The twenty-two tables and their fields, as `templates/tables/*.toml` describes them.

use std::collections::BTreeMap;
use std::fmt;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

/// A canonical table. The order is the order in which tables are listed to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "design.md and templates/tables say what a row of each is"
)]
pub enum Table {
    Clients,
    People,
    Projects,
    Time,
    Bookings,
    Leave,
    Holidays,
    Contracts,
    Invoices,
    Payments,
    Documents,
    Expenses,
    Responses,
    Touches,
    Goals,
    Actions,
    Risks,
    Results,
    Stakeholders,
    Rates,
    RateCard,
    Instalments,
}

impl Table {
    /// All of them, in order.
    pub const ALL: [Table; 22] = [
        Table::Clients,
        Table::People,
        Table::Projects,
        Table::Time,
        Table::Bookings,
        Table::Leave,
        Table::Holidays,
        Table::Contracts,
        Table::Invoices,
        Table::Payments,
        Table::Documents,
        Table::Expenses,
        Table::Responses,
        Table::Touches,
        Table::Goals,
        Table::Actions,
        Table::Risks,
        Table::Results,
        Table::Stakeholders,
        Table::Rates,
        Table::RateCard,
        Table::Instalments,
    ];

    /// Stable name, also the template's file name.
    pub fn name(self) -> &'static str {
        match self {
            Table::Clients => "clients",
            Table::People => "people",
            Table::Projects => "projects",
            Table::Time => "time",
            Table::Bookings => "bookings",
            Table::Leave => "leave",
            Table::Holidays => "holidays",
            Table::Contracts => "contracts",
            Table::Invoices => "invoices",
            Table::Payments => "payments",
            Table::Documents => "documents",
            Table::Expenses => "expenses",
            Table::Responses => "responses",
            Table::Touches => "touches",
            Table::Goals => "goals",
            Table::Actions => "actions",
            Table::Risks => "risks",
            Table::Results => "results",
            Table::Stakeholders => "stakeholders",
            Table::Rates => "rates",
            Table::RateCard => "rate_card",
            Table::Instalments => "instalments",
        }
    }

    /// The table of a stable name.
    pub fn named(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.name() == name)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a field holds, and as what it is stored in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Free text: String.
    Text,
    /// A client's name: String, the canonical spelling.
    Client,
    /// A person's name: String, the canonical spelling.
    Person,
    /// A project's name: String, the canonical spelling.
    Project,
    /// A document number as written, trimmed: String.
    Number,
    /// One of the field's `codes`: String, the code; an unknown word stands as written.
    Code,
    /// ISO currency code: String.
    Currency,
    /// Working days: String of seven `1`/`0` from Monday, `1111000` for Monday to Thursday.
    Workdays,
    /// A day: Date.
    Date,
    /// An amount: Int64 of 1/10,000.
    Money,
    /// A length of time: Int64 of 1/90,000 hour.
    Duration,
    /// A share or percentage, 0..1 for 0..100 %: Int64 of 1/1,000,000.
    Share,
    /// A score, count or other plain number: Int64 of 1/10,000.
    Quantity,
    /// Base units for one unit of a currency: Int64 of 1/100,000,000.
    Rate,
    /// Yes or no: Boolean.
    Flag,
}

impl Kind {
    /// Kept as a text.
    pub fn is_text(self) -> bool {
        !self.is_counted() && !matches!(self, Kind::Date | Kind::Flag)
    }

    /// Kept as an integer.
    pub fn is_counted(self) -> bool {
        matches!(
            self,
            Kind::Money | Kind::Duration | Kind::Share | Kind::Quantity | Kind::Rate
        )
    }
}

/// A field of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Stable name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// A row without it is set aside.
    #[serde(default)]
    pub needed: bool,
    /// Other fields, each of which will do where this needed one is empty.
    #[serde(default)]
    pub or: Vec<String>,
    /// The field of a date that stands behind the number in one cell (`0000-000123 от 31.08.2026`); empty for none.
    #[serde(default)]
    pub dated: String,
    /// The field of a discount for paying early that terms may hold (`2/10 net 30`); empty for none.
    #[serde(default)]
    pub discounted: String,
    /// Texts of all columns with a name of this field are joined, and not only the best one's taken.
    #[serde(default)]
    pub joins: bool,
    /// Its headings tell nothing of the table: any list may have such a column.
    #[serde(default)]
    pub beside: bool,
    /// A length that may be written as a share of the contract week (`50%`, 0.5 FTE).
    #[serde(default)]
    pub shares: bool,
    /// An amount that may say itself that it is one month's (`£2,500 pm`).
    #[serde(default)]
    pub monthly: bool,
    /// Words that may stand behind a value and say nothing that the field does not (`37.5 hrs/wk` of a week's hours).
    #[serde(default)]
    pub endings: Vec<String>,
    /// Values are names: a column of codes and account numbers is none.
    #[serde(default)]
    pub worded: bool,
    /// Headings that mean this field, in any language, compared after normalisation.
    #[serde(default)]
    pub names: Vec<String>,
    /// `table.field` whose names mean this field too: people say `who` and `for whom` in any list. Empty for none.
    #[serde(default)]
    pub like: String,
    /// Headings that mean it only when no better column is there (`name`, `amount`, `date`).
    #[serde(default)]
    pub weak: Vec<String>,
    /// Words of each code, for kinds `code` and `flag` (`yes`, `no`).
    #[serde(default)]
    pub codes: BTreeMap<String, Vec<String>>,
    /// Smallest value that is believed, in the kind's own unit as a person writes it (hours, units, percent).
    #[serde(default)]
    pub min: Option<f64>,
    /// Largest value that is believed.
    #[serde(default)]
    pub max: Option<f64>,
    /// The codes of each of these words, in their order.
    #[serde(skip)]
    pub by_word: HashMap<String, Vec<String>>,
    /// Fields with the same number read every cell alike; 0 says nothing.
    #[serde(skip)]
    pub reads_as: u32,
}

/// A table's description.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Which table.
    pub table: Table,
    /// What one row is.
    pub about: String,
    /// Words in file, sheet or title that speak for this table.
    #[serde(default)]
    pub titles: Vec<String>,
    /// Each group needs at least one mapped field, or the sheet is not this table.
    #[serde(default)]
    pub must: Vec<Vec<String>>,
    /// More such groups, for a sheet that neither file, sheet nor title says to be this table.
    #[serde(default)]
    pub must_without_title: Vec<Vec<String>>,
    /// Headings that are no field of this table although a word of them is one's name (`Account number`).
    #[serde(default)]
    pub foreign: Vec<String>,
    /// Fields in their stable order.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
}

impl Schema {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// True for a field that is one of those by which a row is of this table.
    pub fn needs(&self, field: &str) -> bool {
        let mut groups = self.must.iter().chain(&self.must_without_title);
        groups.any(|group| group.iter().any(|name| name == field))
    }

    /// Position of the field of that name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

/// Every table's schema, by table.
pub type Schemas = BTreeMap<Table, Schema>;
