//! Columns that are no field of a table but say something of one: the names that templates give them, and their tables.

use crate::model::Table;

/// Columns that are no field themselves but help to fill one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Helper {
    /// First name of a person.
    FirstName,
    /// Last name of a person.
    LastName,
    /// Last day of an absence, booking or entry that spans several.
    Until,
    /// Amounts that came in.
    MoneyIn,
    /// Amounts that went out.
    MoneyOut,
    /// Clock time at which an entry starts.
    StartsAt,
    /// Clock time at which it ends.
    EndsAt,
    /// Minutes beyond the whole hours of a duration.
    Minutes,
    /// The part of an entry that is billable; only beside the other part or the whole.
    BillableTime,
    /// The part that is not.
    NonbillableTime,
    /// What stands on the account after a bank line.
    Balance,
    /// How far a payment has come: done, pending, failed.
    State,
    /// What went back of an amount.
    MoneyBack,
    /// Who was debited: account, tax number and name in one cell.
    DebitParty,
    /// Who was credited, likewise.
    CreditParty,
    /// Debit or credit, by a letter or a sign.
    Side,
    /// An amount credited, in a column of its own.
    Credited,
    /// Amount of an invoice's line.
    LineAmount,
    /// What a line is for.
    Item,
    /// What is noted of an invoice: what it is for, where nothing else says so.
    Note,
    /// Price of one unit of a line.
    Price,
    /// Units of a line.
    Quantity,
    /// Whether a contract earns or costs.
    Flow,
    /// Whether a project's budget is hours or money.
    BudgetBy,
    /// Whether a booking is tentative: the other way round than firm.
    Tentative,
    /// What the number of a length counts, row by row: hours, days, minutes.
    Unit,
    /// The year of the months in a column beside it.
    Year,
    /// First and last day in one cell.
    Span,
    /// Whether an absence of one day is half of it.
    HalfDay,
    /// Hours beyond the regular ones, which stand in another column.
    Overtime,
}

/// Names by which templates call the helpers.
pub(super) const HELPERS: [(&str, Helper); 30] = [
    ("first_name", Helper::FirstName),
    ("last_name", Helper::LastName),
    ("until", Helper::Until),
    ("money_in", Helper::MoneyIn),
    ("money_out", Helper::MoneyOut),
    ("starts_at", Helper::StartsAt),
    ("ends_at", Helper::EndsAt),
    ("minutes", Helper::Minutes),
    ("billable_time", Helper::BillableTime),
    ("nonbillable_time", Helper::NonbillableTime),
    ("balance_after", Helper::Balance),
    ("state", Helper::State),
    ("money_back", Helper::MoneyBack),
    ("debit_party", Helper::DebitParty),
    ("credit_party", Helper::CreditParty),
    ("side", Helper::Side),
    ("credited", Helper::Credited),
    ("line_amount", Helper::LineAmount),
    ("item", Helper::Item),
    ("note", Helper::Note),
    ("price", Helper::Price),
    ("quantity", Helper::Quantity),
    ("flow", Helper::Flow),
    ("budget_by", Helper::BudgetBy),
    ("tentative", Helper::Tentative),
    ("unit", Helper::Unit),
    ("year", Helper::Year),
    ("span", Helper::Span),
    ("half_day", Helper::HalfDay),
    ("overtime", Helper::Overtime),
];

impl Helper {
    /// The helper of a stable name.
    pub fn named(name: &str) -> Option<Helper> {
        HELPERS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, helper)| *helper)
    }

    /// Stable name.
    pub fn name(self) -> &'static str {
        HELPERS
            .iter()
            .find(|(_, helper)| *helper == self)
            .map_or("", |(name, _)| *name)
    }

    /// True for helpers whose headings speak for a table: many lists have prices, states and balances.
    pub fn is_telling(self) -> bool {
        matches!(
            self,
            Helper::FirstName
                | Helper::LastName
                | Helper::Until
                | Helper::MoneyIn
                | Helper::MoneyOut
                | Helper::StartsAt
                | Helper::EndsAt
                | Helper::Minutes
                | Helper::BillableTime
                | Helper::NonbillableTime
                | Helper::LineAmount
                | Helper::Tentative
        )
    }

    /// True for tables that it helps to fill.
    pub(super) fn serves(self, table: Table) -> bool {
        match self {
            Helper::FirstName | Helper::LastName => matches!(
                table,
                Table::Time | Table::People | Table::Leave | Table::Bookings
            ),
            Helper::Until => matches!(table, Table::Leave | Table::Bookings | Table::Time),
            Helper::State => matches!(table, Table::Payments | Table::Leave),
            Helper::StartsAt
            | Helper::EndsAt
            | Helper::Minutes
            | Helper::BillableTime
            | Helper::NonbillableTime
            | Helper::Year => table == Table::Time,
            Helper::Unit => matches!(table, Table::Time | Table::Leave),
            Helper::MoneyIn
            | Helper::MoneyOut
            | Helper::Balance
            | Helper::MoneyBack
            | Helper::DebitParty
            | Helper::CreditParty => table == Table::Payments,
            Helper::Side
            | Helper::Credited
            | Helper::LineAmount
            | Helper::Item
            | Helper::Note
            | Helper::Price
            | Helper::Quantity => table == Table::Invoices,
            Helper::Flow => matches!(table, Table::Contracts | Table::Invoices),
            Helper::BudgetBy => table == Table::Projects,
            Helper::Tentative => table == Table::Bookings,
            Helper::Span | Helper::HalfDay | Helper::Overtime => false,
        }
    }
}
