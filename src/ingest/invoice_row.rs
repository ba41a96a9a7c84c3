//! What a row of an invoice list says beside its fields: credit in a column of its own, debit or credit by a letter, a
//! status that is a kind of document, the amount of a line where no column holds a total.

use super::agreed_tax::{is_with_tax, rate_in};
use super::columns::View;
use super::facts::Fact;
use super::grid::{is_blank, shown, text};
use super::invoices::amount;
use super::reader::Reader;
use super::sheet::Row;
use super::typed::known_code;
use super::value::{self, Side};
use super::words::Helper;
use crate::model::key::fold;
use crate::model::money::round_div;
use crate::model::{Money, Problems, Table, Value};

/// A difference of rounding, in 1/10,000.
const SMALLEST_GAP: i64 = 200;

/// One, as shares count; a rate of tax above the other is none.
const WHOLE: i64 = 1_000_000;
const MOST_TAX: i64 = 400_000;
/// A hundredth, as money counts.
const CENT: i64 = Money::UNIT / 100;

/// The code of a credit note.
pub const CREDIT_NOTE: &str = "credit_note";

impl Reader<'_> {
    /// Fills amount and kind from what stands beside them.
    pub(super) fn fill_invoice(&self, fact: &mut Fact, row: &Row<'_>, problems: &mut Problems) {
        let known = |fact: &Fact| ["gross", "net"].iter().any(|f| has(self, fact, f));
        self.issue_in_month(fact);
        self.number_by_place(fact);
        if !known(fact) {
            let line = self.money_beside(row, Helper::LineAmount);
            self.set_gross(fact, line);
        }
        if !known(fact)
            && let Some((credited, code)) = self.money_beside(row, Helper::Credited)
            && credited.0 != 0
        {
            self.set_gross(fact, Some((-credited.abs(), code)));
            self.set_kind(fact);
        }
        if self.is_on_credit_side(row) || self.is_credit_by_status(fact) {
            self.set_kind(fact);
        }
        self.take_tax_off(fact, row);
        self.put_tax_on(fact, row);
        self.close_gap(fact, row);
        self.fill_payment_told(fact, row, problems);
        self.mark_reversal(fact, row);
        self.fill_item(fact, row);
    }

    /// True for a list of invoices, as a person said, without a column of numbers.
    pub(super) fn makes_numbers(&self) -> bool {
        let told = |field: &str| self.mapping.column_of(self.schema, field).is_some();
        self.schema.table == Table::Invoices && !told("number") && told("client")
    }

    /// An invoice of a list without numbers is called by its file and row.
    fn number_by_place(&self, fact: &mut Fact) {
        let told = ["gross", "net"].iter().any(|field| has(self, fact, field));
        if self.makes_numbers() && told && !has(self, fact, "number") {
            let file = self.grid.sheet.file.rsplit('/').next().unwrap_or_default();
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            let sheet = match self
                .knowledge
                .words
                .is_plain_sheet(&fold(&self.grid.sheet.name))
            {
                true => String::new(),
                false => format!("{} ", self.grid.sheet.name),
            };
            let number = format!("{stem} {sheet}{}", fact.row);
            fact.set(self.schema, "number", Some(Value::Text(number)));
        }
    }

    /// A total with tax in it and nothing but the rate of the tax, beside it or in its heading: `Total inc. VAT`, `VAT rate`;
    /// `Total (incl. 20% VAT)`.
    fn take_tax_off(&self, fact: &mut Fact, row: &Row<'_>) {
        let told = |field: &str| amount(fact, field, self.schema);
        let (None, None, Some(gross)) = (told("net"), told("tax"), told("gross")) else {
            return;
        };
        let words = &self.knowledge.words;
        let view = |column: u32| self.views.iter().find(|view| view.column == column);
        let strong = self.mapping.strongly(self.schema, "gross").is_some();
        let with_tax = |view: &&View<'_>| strong || is_with_tax(view, words);
        let column = self.mapping.column_of(self.schema, "gross");
        let Some(total) = column.and_then(view).filter(with_tax) else {
            return;
        };
        let share = match self.rate_beside(row) {
            Some(share) => share,
            None if is_with_tax(total, words) => rate_in(&total.heading.text),
            None => None,
        };
        let Some(share) = share.and_then(as_rate) else {
            return;
        };
        let (whole, gross) = (i128::from(WHOLE + share), i128::from(gross.0));
        let cents = 2 * gross * i128::from(WHOLE) / (whole * i128::from(CENT));
        let net = i64::try_from((cents + cents.signum()) / 2).unwrap_or(0) * CENT;
        fact.set(self.schema, "net", Some(Value::Money(Money(net))));
    }

    /// A net amount and nothing but the rate of the tax beside it: `Net`, `VAT %`. What is owed is more by that tax.
    fn put_tax_on(&self, fact: &mut Fact, row: &Row<'_>) {
        let told = |field: &str| amount(fact, field, self.schema);
        let (Some(net), None, None) = (told("net"), told("tax"), told("gross")) else {
            return;
        };
        let strong = self.mapping.strongly(self.schema, "net").is_some();
        let share = self.rate_beside(row).filter(|_| strong).flatten();
        let Some(share) = share.and_then(as_rate) else {
            return;
        };
        let tax = i128::from(net.0) * i128::from(share);
        let cents = round_div(tax, i128::from(WHOLE) * i128::from(CENT)).unwrap_or_default();
        let tax = Money(cents * CENT);
        fact.set(self.schema, "tax", Some(Value::Money(tax)));
        fact.set(self.schema, "gross", Some(Value::Money(net + tax)));
    }

    /// What the one column of rates of tax that nothing else is says of a row; none without such a column.
    fn rate_beside(&self, row: &Row<'_>) -> Option<Option<i64>> {
        let words = &self.knowledge.words;
        let is_rate = |view: &&View<'_>| {
            let heading = fold(&view.heading.text.replace(['%', '％'], " percent "));
            self.mapping.slot_of(view.column).is_none() && words.is_tax_rate(&heading)
        };
        let mut rates = self.views.iter().filter(is_rate);
        let (Some(rate), None) = (rates.next(), rates.next()) else {
            return None;
        };
        let decimal = self.habits_of(rate.column).decimal;
        let placed = row.at(rate.column);
        Some(placed.and_then(|placed| value::share(&placed.cell, decimal, false).ok()))
    }

    /// Where net and tax miss the total, further columns of the row may close the gap: the tax of another rate, whose net stands beside
    /// it, or a discount. Then what is no tax is the net.
    fn close_gap(&self, fact: &mut Fact, row: &Row<'_>) {
        let told = |field: &str| amount(fact, field, self.schema);
        let (net, Some(tax), Some(gross)) = (told("net"), told("tax"), told("gross")) else {
            return;
        };
        let left = gross - tax - net.unwrap_or_default();
        let near = |one: i64, other: i64| (one - other).abs() <= SMALLEST_GAP;
        if near(left.0, 0) {
            return;
        }
        let free = |view: &&View<'_>| self.mapping.slot_of(view.column).is_none();
        let money = |view: &'_ View<'_>| -> Option<i64> {
            let placed = row.at(view.column)?;
            let (amount, _) = self.money_of(&placed.cell, view.column).ok()?;
            Some(amount.0)
        };
        let others: Vec<(&View<'_>, i64)> = { self.views.iter().filter(free) }
            .filter_map(|view| Some((view, money(view)?)))
            .collect();
        let column = |field: &str| self.mapping.column_of(self.schema, field);
        let of = |column: Option<u32>| self.views.iter().find(|view| Some(view.column) == column);
        let (taxes, rest): (Vec<_>, Vec<_>) = { others.iter() }
            .partition(|(view, _)| of(column("tax")).is_some_and(|own| are_alike(own, view)));
        let nets: Vec<i64> = { rest.iter() }
            .filter(|(view, _)| match of(column("net")) {
                Some(own) => are_alike(own, view),
                None => rest.iter().all(|(other, _)| are_alike(other, view)),
            })
            .map(|(_, amount)| *amount)
            .collect();
        let sum: i64 = taxes.iter().map(|(_, amount)| amount).sum();
        if !taxes.is_empty() && near(left.0, sum + nets.iter().sum::<i64>()) {
            let tax = Money(tax.0 + sum);
            fact.set(self.schema, "tax", Some(Value::Money(tax)));
            fact.set(self.schema, "net", Some(Value::Money(gross - tax)));
            return;
        }
        // what is withheld from a payment is no discount
        let words = &self.knowledge.words;
        let discount = |(view, amount): &&(&View<'_>, i64)| {
            let closes = near(left.0, *amount) || near(left.0, -*amount);
            *amount != 0 && closes && words.speaks_of_discounts(&view.heading.words)
        };
        if net.is_some() && others.iter().filter(discount).count() == 1 {
            fact.set(self.schema, "net", Some(Value::Money(gross - tax)));
        }
    }

    fn fill_item(&self, fact: &mut Fact, row: &Row<'_>) {
        for helper in [Helper::Item, Helper::Note] {
            let column = self.mapping.helper(helper);
            let placed = column.and_then(|column| row.at(column));
            if let Some(placed) =
                placed.filter(|placed| !is_blank(&placed.cell) && !has(self, fact, "item"))
            {
                fact.set(self.schema, "item", Some(Value::Text(shown(&placed.cell))));
            }
        }
    }

    fn set_gross(&self, fact: &mut Fact, amount: Option<(Money, Option<String>)>) {
        let Some((amount, code)) = amount else { return };
        fact.set(self.schema, "gross", Some(Value::Money(amount)));
        if let Some(code) = code.filter(|_| !has(self, fact, "currency")) {
            fact.set(self.schema, "currency", Some(Value::Text(code)));
        }
    }

    fn set_kind(&self, fact: &mut Fact) {
        let kind = Some(Value::Text(CREDIT_NOTE.to_owned()));
        fact.set(self.schema, "kind", kind);
    }

    fn money_beside(&self, row: &Row<'_>, helper: Helper) -> Option<(Money, Option<String>)> {
        let column = self.mapping.helper(helper)?;
        let placed = row.at(column)?;
        self.money_of(&placed.cell, column).ok()
    }

    /// `C`, `Cr`, `贷`, `-` in a column of sides, or `CR` behind the total.
    fn is_on_credit_side(&self, row: &Row<'_>) -> bool {
        let of = |column: Option<u32>| column.and_then(|column| text(&row.at(column)?.cell));
        let lettered = of(self.mapping.helper(Helper::Side)).is_some_and(|side| {
            matches!(side.trim(), "-" | "−" | "–") || self.knowledge.words.is_credit(&fold(side))
        });
        let marked = of(self.mapping.column_of(self.schema, "gross"))
            .is_some_and(|total| value::side(total) == Some(Side::Credit));
        lettered || marked
    }

    /// A status that names a kind of document: `credit note`.
    fn is_credit_by_status(&self, fact: &mut Fact) -> bool {
        let field = |name: &str| self.schema.field(name);
        let (Some(kind), Some(status)) = (field("kind"), field("status")) else {
            return false;
        };
        let named = fact.text(self.schema, "status").is_some_and(|text| {
            !status.codes.contains_key(text) && known_code(text, kind) == Some(CREDIT_NOTE)
        });
        if named {
            fact.set(self.schema, "status", None);
        }
        named
    }
}

fn has(reader: &Reader<'_>, fact: &Fact, field: &str) -> bool {
    fact.value(reader.schema, field).is_some()
}

/// A rate of tax; `20` is 20 %.
fn as_rate(share: i64) -> Option<i64> {
    let share = if share > WHOLE { share / 100 } else { share };
    (1..=MOST_TAX).contains(&share).then_some(share)
}

/// The same heading but for its numbers: `VAT 20 %`, `VAT 10 %`.
fn are_alike(one: &View<'_>, other: &View<'_>) -> bool {
    let bare = |view: &View<'_>| -> String {
        let letters = view.heading.text.chars();
        letters.filter(|letter| letter.is_alphabetic()).collect()
    };
    bare(one) == bare(other)
}
