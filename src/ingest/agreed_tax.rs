//! Amounts that were agreed with tax in them, where amounts without tax are meant: the rate beside them, in their heading or in the
//! invoices takes it off.

use std::collections::{BTreeMap, BTreeSet};

use super::block::Block;
use super::columns::View;
use super::facts::{Fact, Facts};
use super::fitted::FittedSheet;
use super::heading::{compact, without_unit};
use super::knowledge::Knowledge;
use super::mapping::Mapping;
use super::mapping::Slot;
use super::money_unit::money_unit;
use super::reader::Reader;
use super::sheet::Row;
use super::talk::Talk;
use super::words::Words;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Problem, Schema, Severity, Table, Value};

/// One, as shares count.
const WHOLE: i64 = 1_000_000;
/// Rates of tax are whole tenths of a percent; invoices show them with the rounding of their amounts.
const STEP: i64 = 1_000;
/// A rate above it is none of tax.
const MOST: f64 = 40.0;
/// Amounts below it are rounded too much to show a rate.
const LEAST: Money = Money::units(20);
/// How sure a heading is without its words of tax.
const SURE: f64 = 0.95;
/// The field that says whether tax is in an amount, and its code for yes.
const STATE: &str = "amounts_are";
/// The field of the rate of an hour, and the one that says that tax is in it.
const RATE: &str = "hourly_rate";
const RATE_STATE: &str = "hourly_rate_is";
const GROSS: &str = "gross";
/// The end of the rule that tells of amounts with tax.
const RULE: &str = ".with_tax";

/// The field of a table that holds what was agreed, without tax.
pub(super) fn agreed_amount(table: Table) -> Option<&'static str> {
    match table {
        Table::Contracts | Table::Instalments => Some("amount"),
        Table::Projects => Some("budget_amount"),
        _ => None,
    }
}

/// A heading that says that tax is in its amounts: `Contract value (incl. VAT)`, `合同总额（含税）`.
pub(super) fn is_with_tax(view: &View<'_>, words: &Words) -> bool {
    words.includes_tax(&view.heading.words) || words.includes_tax(&without_rate(view))
}

/// `含6%税` as `含税`.
fn without_rate(view: &View<'_>) -> String {
    format!(" {} ", fold(&without_digits(&view.heading.text)))
}

fn without_digits(text: &str) -> String {
    let bare = |letter: &char| !letter.is_ascii_digit() && !matches!(letter, '%' | '％');
    text.chars().filter(bare).collect()
}

/// The key of a heading without its words of tax: `Contract value incl. VAT` is a contract value, `Сумма в месяц без НДС` the sum of
/// a month.
pub(super) fn without_tax_words(
    view: &View<'_>,
    schema: &Schema,
    words: &Words,
) -> Option<(String, f64)> {
    agreed_amount(schema.table)?;
    let bare = words.without_tax_words(&fold(without_unit(&view.heading.text)))?;
    // `Сумма договора, руб. с НДС` names a unit before its tax
    let unit = money_unit(&bare, &words.amounts).map(|unit| unit.bare.to_owned());
    let key = compact(&without_digits(unit.as_deref().unwrap_or(&bare)));
    let known = view.heading.keys.iter().any(|(other, _)| *other == key);
    (!known && !key.is_empty()).then_some((key, SURE))
}

/// The rate that a heading names: `с НДС 20 %`.
pub(super) fn rate_in(heading: &str) -> Option<i64> {
    let (before, _) = heading.split_once(['%', '％'])?;
    let number = |letter: &char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
    let digits: String = before.trim_end().chars().rev().take_while(number).collect();
    let digits: String = digits.chars().rev().collect();
    let percent: f64 = digits.replace(',', ".").parse().ok()?;
    (percent > 0.0 && percent <= MOST).then(|| (percent * 10_000.0).round() as i64)
}

/// What stands above a table, or names its sheet, and says that tax is in all of its amounts: `合同台账（含税）`.
pub(super) fn tax_around(talk: &Talk, words: &Words) -> Option<String> {
    let texts = talk.titles.iter().chain([&talk.sheet]);
    let mut taxed = texts.filter(|text| {
        let folded = fold(text);
        words.includes_tax(&folded) || words.includes_tax(&fold(&without_digits(text)))
    });
    taxed.next().cloned()
}

/// The columns of the amounts of a table that have tax in them, as their headings say or, where these say nothing of tax, what stands
/// around the table.
fn taxed<'v, 's>(
    schema: &Schema,
    views: &'v [View<'s>],
    mapping: &Mapping,
    (field, words, around): (&str, &Words, bool),
) -> Vec<&'v View<'s>> {
    let Some(at) = schema
        .position(field)
        .filter(|_| agreed_amount(schema.table).is_some())
    else {
        return Vec::new();
    };
    let bound = mapping.bound.iter();
    let bound = bound.filter(|bound| bound.slot == Slot::Field(at));
    let spares = mapping.spares.iter().filter(|(_, field)| *field == at);
    let columns: BTreeSet<u32> = bound
        .map(|bound| bound.column)
        .chain(spares.map(|(column, _)| *column))
        .collect();
    let is_taxed = |view: &View<'_>| {
        let silent = || !words.speaks_of_tax(&view.heading.words);
        is_with_tax(view, words) || around && silent()
    };
    let views = views.iter();
    views
        .filter(|view| columns.contains(&view.column) && is_taxed(view))
        .collect()
}

impl Reader<'_> {
    /// True where some amount was agreed with tax in it.
    pub(super) fn has_taxed_amounts(&self) -> bool {
        let fields = agreed_amount(self.schema.table).into_iter();
        let mut fields = fields.chain([RATE]);
        fields.any(|field| !self.taxed_columns(field).is_empty())
    }

    fn taxed_columns(&self, field: &str) -> Vec<&View<'_>> {
        let told = (field, &self.knowledge.words, self.tax_around.is_some());
        taxed(self.schema, self.views, self.mapping, told)
    }

    /// Says of a row that tax is in its amount, and in its rate of an hour, and at which rate of tax, where headings or what stands
    /// around the table do and no column says otherwise.
    pub(super) fn tell_tax(&self, fact: &mut Fact, row: &Row<'_>) {
        let Some(field) = agreed_amount(self.schema.table) else {
            return;
        };
        let said = fact.text(self.schema, STATE).map(|state| state == GROSS);
        let by_row = self.amount_told(fact, row).map(|(_, column)| column);
        let amount = by_row.or_else(|| self.column_of(field));
        for (field, state, column) in [
            (field, STATE, amount),
            (RATE, RATE_STATE, self.column_of(RATE)),
        ] {
            if fact.value(self.schema, field).is_none() || said == Some(false) {
                continue;
            }
            let taxed = self.taxed_columns(field);
            let view = taxed.iter().find(|view| Some(view.column) == column);
            if said.is_none() && view.is_none() {
                continue;
            }
            fact.set(self.schema, state, Some(Value::Text(GROSS.to_owned())));
            let own = view.and_then(|view| rate_in(&view.heading.text));
            let around = || rate_in(self.tax_around.as_deref()?);
            let known = fact.value(self.schema, "tax_rate").is_some();
            if let Some(rate) = own.or_else(around).filter(|_| view.is_some() && !known) {
                fact.set(self.schema, "tax_rate", Some(Value::Share(rate)));
            }
        }
    }
}

/// Says once of a table that tax is in its amounts and no rate beside them.
pub(super) fn tax_told(block: &Block<'_, '_>, facts: &Facts) -> Option<Problem> {
    let schema = block.schema;
    let field = agreed_amount(schema.table).filter(|_| !block.mapping.of_contracts)?;
    let words = &block.context.knowledge.words;
    let around = tax_around(&block.found.talk, words).is_some();
    let views = |field: &str| {
        let told = (field, words, around);
        taxed(schema, &block.found.views, block.mapping, told)
    };
    let view = { views(field).into_iter() }.chain(views(RATE)).next()?;
    let open = |row: &Fact| is_taxed(row, schema) && row.value(schema, "tax_rate").is_none();
    if !{ facts.of(schema.table) }.any(|batch| batch.facts().any(|row| open(&row))) {
        return None;
    }
    Some(Problem {
        place: block.heading_place(view.column),
        rule: format!("{}.{field}{RULE}", schema.table),
        severity: Severity::Look,
        column: view.label(),
        found: view.heading.text.clone(),
        expected: phrase("amounts without tax", &[]),
        hint: phrase("add a column with the rate of tax", &[]),
        effect: phrase("the amounts are used as they stand, with tax in them", &[]),
    })
}

fn is_taxed(row: &Fact, schema: &Schema) -> bool {
    [STATE, RATE_STATE]
        .iter()
        .any(|state| row.text(schema, state) == Some(GROSS))
}

/// What became of the amounts with tax of a sheet's table.
#[derive(Default)]
pub struct Taxed {
    /// Rates that only invoices showed.
    rates: BTreeSet<i64>,
    /// Some amounts still have tax in them.
    left: bool,
}

/// Takes the tax off agreed amounts: at the rate of their row, else the only one of the client's invoices, else the only one of all.
pub fn take_tax_off(facts: &mut Facts, knowledge: &Knowledge) -> BTreeMap<(u32, Table), Taxed> {
    let mut told: BTreeMap<(u32, Table), Taxed> = BTreeMap::new();
    let tables = [Table::Contracts, Table::Projects, Table::Instalments];
    let concerned: Vec<Table> = tables
        .into_iter()
        .filter(|table| {
            let schema = knowledge.schema(*table);
            let states = [STATE, RATE_STATE].into_iter();
            let mut states = states.filter_map(|state| schema.position(state));
            let has =
                |column: &crate::model::ValueColumn| (0..column.len()).any(|row| column.has(row));
            states.any(|at| facts.of(*table).any(|batch| has(&batch.columns[at])))
        })
        .collect();
    if concerned.is_empty() {
        return told;
    }
    let shown = Rates::of(facts, knowledge);
    for table in concerned {
        let schema = knowledge.schema(table);
        let mut rows = facts.take(|batch| batch.table == table);
        for row in rows.iter_mut().filter(|row| is_taxed(row, schema)) {
            let said = match row.value(schema, "tax_rate") {
                Some(Value::Share(rate)) => Some(*rate),
                _ => None,
            };
            let client = row.text(schema, "client").map(fold).unwrap_or_default();
            let rate = said.or_else(|| shown.of_client(&client));
            let told = told.entry((row.source, table)).or_default();
            let Some(rate) = rate.filter(|rate| take_off(row, schema, *rate)) else {
                told.left = true;
                continue;
            };
            row.set(schema, "tax_rate", Some(Value::Share(rate)));
            told.rates.extend(said.is_none().then_some(rate));
        }
        facts.extend(rows);
    }
    told
}

/// Takes the tax off what has it; false where an amount is too large.
fn take_off(row: &mut Fact, schema: &Schema, rate: i64) -> bool {
    let amount = agreed_amount(schema.table).expect("a table of agreed amounts");
    let parts = [(amount, STATE), ("monthly_fee", STATE), (RATE, RATE_STATE)].into_iter();
    let taxed = parts.filter(|(_, state)| row.text(schema, state) == Some(GROSS));
    let nets: Option<Vec<_>> = taxed
        .map(|(field, state)| {
            let net = match row.value(schema, field) {
                Some(Value::Money(gross)) => Some(gross.scale(WHOLE, WHOLE + rate)?),
                _ => None,
            };
            Some((field, state, net))
        })
        .collect();
    for (field, state, net) in nets.iter().flatten() {
        if let Some(net) = net {
            row.set(schema, field, Some(Value::Money(*net)));
        }
        row.set(schema, state, None);
    }
    nets.is_some()
}

/// The rates of tax that invoices show.
struct Rates {
    by_client: BTreeMap<String, BTreeSet<i64>>,
    all: BTreeSet<i64>,
}

impl Rates {
    fn of(facts: &Facts, knowledge: &Knowledge) -> Rates {
        let schema = knowledge.schema(Table::Invoices);
        let mut by_client: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for batch in facts.of(Table::Invoices) {
            for invoice in batch.facts() {
                if let Some(rate) = rate_of(&invoice, schema) {
                    let client = invoice.text(schema, "client").map(fold).unwrap_or_default();
                    by_client.entry(client).or_default().insert(rate);
                }
            }
        }
        let all = by_client.values().flatten().copied().collect();
        Rates { by_client, all }
    }

    fn of_client(&self, client: &str) -> Option<i64> {
        let only = |rates: &BTreeSet<i64>| rates.first().copied().filter(|_| rates.len() == 1);
        match self.by_client.get(client) {
            Some(own) => only(own),
            None => only(&self.all),
        }
    }
}

/// The rate of an invoice that tells its tax.
fn rate_of(invoice: &Fact, schema: &Schema) -> Option<i64> {
    let amount = |field: &str| match invoice.value(schema, field) {
        Some(Value::Money(amount)) => Some(amount.abs()),
        _ => None,
    };
    let (net, tax) = (amount("net")?, amount("tax")?);
    if net < LEAST {
        return None;
    }
    let exact = Money(WHOLE).scale(tax.0, net.0)?.0;
    Some((exact + STEP / 2).div_euclid(STEP) * STEP)
}

/// Says of amounts with tax what the invoices of the run made of them.
pub fn tell_taxes(fits: &mut [FittedSheet], taxed: &BTreeMap<(u32, Table), Taxed>) {
    for ((source, table), taxed) in taxed {
        let Some(fit) = fits.get_mut(*source as usize) else {
            continue;
        };
        let own = format!("{table}.");
        let problems = fit.problems.iter_mut();
        for problem in problems.filter(|one| one.rule.starts_with(&own) && one.rule.ends_with(RULE))
        {
            if taxed.rates.is_empty() {
                continue;
            }
            let rates: Vec<String> = taxed.rates.iter().map(|rate| percent(*rate)).collect();
            let rates = rates.join(", ");
            let (hint, effect): (Phrase, Phrase) = if taxed.left {
                (
                    phrase("add a column with the rate of tax", &[]),
                    phrase(
                        "tax at the rate of the invoices was taken off, {}; clients without such a rate count with tax",
                        &[&rates],
                    ),
                )
            } else {
                (
                    phrase("nothing, if the invoices have the same rate", &[]),
                    phrase(
                        "tax at the rate of the invoices was taken off: {}",
                        &[&rates],
                    ),
                )
            };
            problem.hint = hint;
            problem.effect = effect;
        }
    }
}

fn percent(rate: i64) -> String {
    let (whole, tenths) = (rate / 10_000, rate % 10_000 / STEP);
    if tenths == 0 {
        format!("{whole} %")
    } else {
        format!("{whole}.{tenths} %")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use super::*;

    #[test]
    fn headings_name_rates() {
        for (heading, rate) in [
            ("Сумма (с НДС 20%)", Some(200_000)),
            ("Value incl. 7.7 % VAT", Some(77_000)),
            ("合同总额（含6%税）", Some(60_000)),
            ("Share 100%", None),
            ("Value", None),
        ] {
            assert_eq!(rate_in(heading), rate, "{heading}");
        }
    }

    #[test]
    fn agreed_amounts_lose_their_tax() {
        let contracts = |heading: &str, more: &str| {
            format!(
                "Contract no|Client|Start|End|{heading}|VAT rate\nC-1|Arbor|@46023|@46112|1200|{more}\nC-2|Birch|@46023|@46112|2400|{more}\nC-3|Cedar|@46023|@46112|600|{more}"
            )
        };
        let invoices = "Invoice number|Client|Invoice date|Net|VAT|Total\nI-1|Arbor|@46050|100|20|120\nI-2|Birch|@46051|100|5|105\nI-3|Birch|@46051|100|20|120";
        for (what, heading, more, invoices, expected) in [
            (
                "no rate is known",
                "Value incl. VAT",
                "",
                "",
                "1200 2400 600 : with tax",
            ),
            (
                "the heading names it",
                "Value incl. 20% VAT",
                "",
                "",
                "1000 2000 500 :",
            ),
            (
                "a column does",
                "Value (incl. VAT)",
                "20%",
                "",
                "1000 2000 500 :",
            ),
            // of two rates of one client, and of all, none is the contract's
            (
                "the invoices show it",
                "Value incl. VAT",
                "",
                invoices,
                "1000 2400 600 : with tax",
            ),
            (
                "all have one rate",
                "Value incl. VAT",
                "",
                &invoices[..invoices.find("\nI-2").expect("a second")],
                "1000 2000 500 : with tax",
            ),
            (
                "tax is not in it",
                "Value excl. VAT",
                "20%",
                "",
                "1200 2400 600 :",
            ),
        ] {
            let mut sheets = vec![grid("contracts.csv", "", &contracts(heading, more))];
            if !invoices.is_empty() {
                sheets.push(grid("invoices.csv", "", invoices));
            }
            let intake = read(sheets);
            let amounts = shown(&intake, Table::Contracts, &["amount"]).join(" ");
            let told = intake.problems.iter().any(|one| one.rule.ends_with(RULE));
            let told = if told { " with tax" } else { "" };
            assert_eq!(format!("{amounts} :{told}"), expected, "{what}");
        }
    }
}
