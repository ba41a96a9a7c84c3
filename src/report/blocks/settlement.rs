//! The statement of account that is sent: our side filled, the other party's side for it to fill in, the difference live.
//!
//! Both sides are kept as each party's own books: what a client owes stands in our debit and in its credit. The form carries
//! parties, period, contract, currency, opening balance, documents by date, turnover, closing balance in words, and a
//! place to sign for both.

mod two_sides;

use std::collections::BTreeMap;

use super::Place;
use super::typed::{Sought, Typed};
use crate::metrics::{Datum, Unit};
use crate::model::Money;
use crate::report::book::{Block, Cell, CellValue, Column, TableBlock};
use crate::report::labels::Labels;
use crate::report::layout::Setting;
use crate::report::marks::put;
use crate::report::select::{Picked, plain};
use two_sides::{Balance, OURS, closing_row, columns, difference_row, row_of, turnover_row};

/// Empty lines for papers that only the other party has.
const SPARE: usize = 3;

/// Word key of the heading by which a statement is known.
pub(in crate::report) const DOCUMENT_WORD: &str = "settlement_document";

/// The statement of the view's client, one after the other for each currency; none without movements.
pub(super) fn lay_out(place: &Place<'_>, setting: &Setting<'_>) -> Vec<Block> {
    let sorted = ["currency", "line"].map(str::to_owned);
    let picked = setting
        .shelf
        .pick("statement", &BTreeMap::new(), &place.view);
    let Some(picked) = picked else {
        return Vec::new();
    };
    let parts = picked
        .sorted(&sorted)
        .split("currency", &setting.scope.settings.base_currency);
    let several = parts.len() > 1;
    parts
        .iter()
        .flat_map(|(currency, lines)| {
            let form = Form {
                currency,
                several,
                lines,
                place,
                setting,
            };
            form.blocks()
        })
        .collect()
}

/// The statement in one currency.
struct Form<'f> {
    currency: &'f str,
    /// The client has statements in other currencies too.
    several: bool,
    lines: &'f Picked<'f>,
    place: &'f Place<'f>,
    setting: &'f Setting<'f>,
}

impl Form<'_> {
    fn blocks(&self) -> Vec<Block> {
        let labels = &self.setting.labels;
        let parties = self.said("settlement_parties");
        let parties = match self.is_taxed() {
            true => format!("{parties}{}", labels.word("settlement_with_tax")),
            false => parties,
        };
        let mut blocks = vec![
            Block::Text(parties),
            Block::Text(self.said("settlement_sides")),
            Block::Table(self.table()),
            Block::Text(self.closing_words()),
            Block::Text(labels.word("settlement_answer")),
        ];
        for key in ["settlement_sign_ours", "settlement_sign_theirs"] {
            blocks.push(Block::Gap);
            blocks.push(Block::Heading(self.said(key)));
            blocks.push(Block::Text(labels.word("settlement_signature")));
        }
        blocks.push(Block::Gap);
        blocks
    }

    /// A sentence with the marks of this statement filled.
    fn said(&self, key: &str) -> String {
        let labels = &self.setting.labels;
        let scope = self.setting.scope;
        let client = self.client();
        let agency = match scope.settings.agency.as_str() {
            "" => labels.word("settlement_us"),
            agency => agency.to_owned(),
        };
        let contracts = self.contracts();
        let called = match contracts.len() {
            0 | 1 => "settlement_one_contract",
            _ => "settlement_contracts",
        };
        let contracts = match contracts.is_empty() {
            true => "__________".to_owned(),
            false => contracts.join(&labels.word("list_separator")),
        };
        let marks = [
            ("{client}", client),
            ("{agency}", agency),
            ("{from}", labels.date(scope.period.first_day())),
            ("{as_of}", labels.date(scope.as_of)),
            ("{currency}", self.currency.to_owned()),
            ("{called}", labels.word(called)),
            ("{contracts}", contracts),
            (
                "{amount}",
                labels.cents(self.balance(self.lines.len() - 1).abs()),
            ),
        ];
        let mut text = labels.word(key);
        for (mark, value) in marks {
            text = put(&text, mark, &value);
        }
        text
    }

    /// Numbers of the client's contracts in the currency.
    fn contracts(&self) -> Vec<String> {
        let filter = BTreeMap::from([("currency".to_owned(), self.currency.to_owned())]);
        let picked = self
            .setting
            .shelf
            .pick("contract_card", &filter, &self.place.view);
        let mut numbers: Vec<String> = picked.map_or_else(Vec::new, |picked| {
            let named = (0..picked.len()).map(|at| self.contract(&picked, at));
            named.flatten().collect()
        });
        // without a list of contracts the invoices may name them
        if numbers.is_empty() {
            numbers = self.contracts_of_invoices();
        }
        numbers.sort();
        numbers.dedup();
        numbers
    }

    fn contracts_of_invoices(&self) -> Vec<String> {
        let invoices = self.invoices();
        let named = invoices.iter().flat_map(|invoices| {
            (0..invoices.len()).map(|at| plain(invoices.value(at, "contract")))
        });
        named.filter(|number| !number.is_empty()).collect()
    }

    /// The client's invoices in the currency.
    fn invoices(&self) -> Option<Picked<'_>> {
        let filter = BTreeMap::from([("currency".to_owned(), self.currency.to_owned())]);
        let shelf = self.setting.shelf;
        shelf.pick("invoices_status", &filter, &self.place.view)
    }

    /// A contract as papers call it: its number, or what its row says in place of one (`б/н`), and the day it was signed.
    fn contract(&self, picked: &Picked<'_>, at: usize) -> Option<String> {
        let labels = &self.setting.labels;
        let text =
            |column: &str| Some(plain(picked.value(at, column))).filter(|text| !text.is_empty());
        let called = text("called").or_else(|| text("contract"))?;
        Some(match picked.value(at, "signed_on") {
            Datum::Date(day) => {
                let dated = put(&labels.word("settlement_contract"), "{contract}", &called);
                put(&dated, "{date}", &labels.date(*day))
            }
            _ => called,
        })
    }

    /// The client as it signs, where a file tells: with its legal form.
    fn client(&self) -> String {
        plain(self.lines.value(0, "legal_name"))
    }

    /// True when some invoice of the client in the currency has tax.
    fn is_taxed(&self) -> bool {
        let Some(invoices) = self.invoices() else {
            return false;
        };
        let mut taxes = (0..invoices.len()).map(|at| invoices.value(at, "tax"));
        taxes.any(|tax| matches!(tax, Datum::Money(tax) if *tax != Money::ZERO))
    }

    /// Who owes whom at the end.
    fn closing_words(&self) -> String {
        let closing = self.balance(self.lines.len() - 1);
        self.said(match closing.0.signum() {
            1 => "settlement_client_owes",
            -1 => "settlement_we_owe",
            _ => "settlement_nobody_owes",
        })
    }

    fn money(&self, at: usize, column: &str) -> Option<Money> {
        match self.lines.value(at, column) {
            Datum::Money(money) => Some(*money),
            _ => None,
        }
    }

    fn balance(&self, at: usize) -> Money {
        self.money(at, "balance").unwrap_or_default()
    }

    fn table(&self) -> TableBlock {
        let labels = &self.setting.labels;
        let client = self.place.view.client.unwrap_or_default();
        let columns = columns(labels, client);
        let title = match self.several {
            true => self.currency.to_owned(),
            false => String::new(),
        };
        let theirs = Theirs::of(&title, &columns, self);
        let inner = 1..self.lines.len() - 1;
        let sides = |amount: Money| {
            let debit = Some(amount).filter(|amount| !amount.is_negative());
            let credit = Some(-amount).filter(|amount| *amount > Money::ZERO);
            [debit, credit]
        };
        let mut rows = vec![row_of(
            self.lines.value(0, "date"),
            labels.code("opening"),
            sides(self.balance(0)),
        )];
        for at in inner.clone() {
            let amounts = ["debit", "credit"].map(|column| self.money(at, column));
            rows.push(row_of(
                self.lines.value(at, "date"),
                self.document(at),
                amounts,
            ));
        }
        let empty = (0..SPARE).map(|_| row_of(&Datum::Null, String::new(), [None, None]));
        rows.extend(empty);
        theirs.fill(&mut rows, labels);
        let their = Balance::of(&rows);
        let last = rows.len();
        let turnover = ["debit", "credit"].map(|column| -> Money {
            let amounts = inner.clone().filter_map(|at| self.money(at, column));
            amounts.sum()
        });
        let closing = self.balance(self.lines.len() - 1);
        let given = their.given;
        let sums = given.then_some(their.turnover);
        rows.push(turnover_row(labels, last, turnover, sums));
        let balance = given.then(|| their.closing());
        rows.push(closing_row(labels, last, closing, balance));
        let difference = given.then(|| closing + their.closing());
        rows.push(difference_row(labels, last, difference));
        TableBlock {
            id: super::identity("settlement", self.currency, self.place),
            title,
            columns,
            rows: rows.into(),
            ..TableBlock::default()
        }
    }

    /// What a line is: its kind and number.
    fn document(&self, at: usize) -> String {
        let labels = &self.setting.labels;
        let kind = labels.show(self.lines.value(at, "entry"), Unit::Code);
        match plain(self.lines.value(at, "number")) {
            number if number.is_empty() => kind,
            number => format!("{kind} {number}"),
        }
    }
}

/// What was typed on the other party's side of the last pack: of the same paper of the same day, in the same empty line.
struct Theirs<'f> {
    typed: Typed<'f>,
    keys: Vec<String>,
    inputs: Vec<String>,
}

impl<'f> Theirs<'f> {
    fn of(title: &str, columns: &[Column], form: &Form<'f>) -> Theirs<'f> {
        let headings: Vec<String> = columns.iter().map(|column| column.label.clone()).collect();
        let (ours, inputs) = headings.split_at(OURS.len());
        let keys = &ours[..2];
        let sought = Sought {
            page: form.place.title,
            lists: form.place.lists,
            title,
            keys,
            inputs,
            headings: &headings,
            of_agency: false,
        };
        Theirs {
            typed: Typed::of(&sought, form.setting),
            keys: keys.to_vec(),
            inputs: inputs.to_vec(),
        }
    }

    /// An empty line has no paper to be known by: it is filled from a statement that opens on the same day only, or a paper of
    /// the month before would be counted again.
    fn fill(&self, rows: &mut [Vec<Cell>], labels: &Labels<'_>) {
        let mut met: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        let keys_of =
            |row: &Vec<Cell>| -> Vec<String> { row[..self.keys.len()].iter().map(key).collect() };
        let opening = rows.first().map(keys_of).unwrap_or_default();
        for row in rows {
            let values = keys_of(row);
            let is_empty = values.iter().all(String::is_empty);
            let before = met.entry(values.clone()).or_default();
            for (cell, heading) in row[OURS.len()..].iter_mut().zip(&self.inputs) {
                *cell = self.typed.cell(labels, &|table| {
                    let meant = !is_empty || table.holds(&self.keys, &opening);
                    let find = || table.find(&self.keys, &values, *before, heading);
                    meant.then(find).flatten()
                });
            }
            *before += 1;
        }
    }
}

/// A day or a paper as it is read back.
fn key(cell: &Cell) -> String {
    match &cell.value {
        CellValue::Date(day) => day.to_string(),
        CellValue::Text(text) => text.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{MetricFrame, Metrics, Scope, catalogue};
    use crate::model::typed::TypedGrid;
    use crate::model::{Month, Settings, Span, TradeWords};
    use crate::report::blocks::TableIds;
    use crate::report::labels::Language;
    use crate::report::select::{Shelf, Viewpoint};

    /// Opening 100, an invoice of 600, a payment of 900: the client has 200 in credit.
    fn statement() -> Metrics {
        let money = |units: i64| -> Datum {
            match units {
                0 => Datum::Null,
                units => Money::units(units).into(),
            }
        };
        let row = |line: i64, kind: &str, number: &str, amounts: [i64; 2], balance: i64| {
            let day: chrono::NaiveDate = "2026-10-05".parse().expect("a day");
            vec![
                "Orlo".into(),
                "Orlo GmbH".into(),
                "EUR".into(),
                line.into(),
                day.into(),
                kind.into(),
                match kind {
                    "invoice" => "bill".into(),
                    other => other.into(),
                },
                number.into(),
                money(amounts[0]),
                money(amounts[1]),
                Money::units(balance).into(),
            ]
        };
        let rows = vec![
            row(1, "opening", "", [0, 0], 100),
            row(2, "invoice", "F-1", [600, 0], 700),
            row(3, "payment", "F-1", [0, 900], -200),
            row(4, "closing", "", [0, 0], -200),
        ];
        let mut metrics = Metrics::default();
        metrics.insert(MetricFrame::of(&catalogue::STATEMENT, rows));
        metrics
    }

    #[test]
    fn our_side_is_filled_and_theirs_is_theirs_to_fill() {
        let words: Language = toml::from_str(include_str!("../../../templates/languages/en.toml"))
            .expect("a language");
        let october = Month::new(2026, 10).expect("a month");
        let scope = Scope {
            period: Span::month(october),
            as_of: october.last_day(),
            first: october,
            settings: Settings {
                agency: "Kiln".to_owned(),
                ..Settings::default()
            },
            words: TradeWords::default(),
        };
        let shelf = Shelf::of(&statement());
        let setting = Setting {
            theme: &std::sync::Arc::default(),
            shelf: &shelf,
            scope: &scope,
            labels: Labels::new(&words, &words),
            typed: &[],
        };
        let place = Place {
            for_client: true,
            view: Viewpoint {
                period: scope.period,
                client: Some("Orlo"),
            },
            number: 0,
            title: "Statement",
            lists: &[],
            elsewhere: &TableIds::new(),
        };
        let blocks = lay_out(&place, &setting);
        let said: Vec<&str> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert!(
            said.iter()
                .any(|text| text.contains("Kiln owes Orlo GmbH 200.00 EUR")),
            "{said:?}"
        );
        let table = blocks.iter().find_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        let rows = &table.expect("a table").rows;
        // opening, two papers, three spare lines, turnover, closing, difference
        assert_eq!(rows.len(), 9);
        let result = |row: usize, column: usize| match &rows[row][column].value {
            CellValue::Formula { result, .. } => (**result).clone(),
            other => other.clone(),
        };
        let money = |units: i64| CellValue::Money(Money::units(units));
        assert_eq!(result(0, 2), money(100));
        assert_eq!([result(6, 2), result(6, 3)], [money(600), money(900)]);
        assert_eq!([result(7, 2), result(7, 3)], [money(0), money(200)]);
        // what they have not filled in differs from nothing
        assert_eq!(result(8, 2), CellValue::Text("-".to_owned()));
        for row in &rows[..6] {
            assert!(
                row[4..]
                    .iter()
                    .all(|cell| !cell.fixed && cell.value == CellValue::Empty)
            );
        }
        let CellValue::Formula { text, .. } = &rows[6][6].value else {
            panic!("a live sum of what they fill in");
        };
        assert_eq!(
            text,
            "IF(COUNT({their_debit@1}:{their_credit@6})=0,\"-\",SUM({their_debit@2}:{their_debit@6}))"
        );

        // filled in by the client, and read back: credit of 600 for F-1 and of 50 for a paper of its own, which came first
        let typed = TypedGrid {
            rows: [
                "Statement",
                "Date|Document|Debit|Credit|Date, Orlo|Document, Orlo|Debit, Orlo|Credit, Orlo",
                "2026-10-05|Opening balance|100|||||",
                "||||2026-10-09|T-4||50",
                "2026-10-05|Invoice F-1|600|||F-1||600",
                "2026-10-05|Payment F-1||900||||",
                "||||||as agreed|",
                "|Turnover of the period|600|900||Turnover of the period|0|650",
            ]
            .map(|row| row.split('|').map(str::to_owned).collect())
            .into(),
            ..TypedGrid::default()
        };
        let typed = [typed];
        let setting = Setting {
            typed: &typed,
            ..setting
        };
        let blocks = lay_out(&place, &setting);
        let table = blocks.iter().find_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        let rows = &table.expect("a table").rows;
        let result = |row: usize, column: usize| match &rows[row][column].value {
            CellValue::Formula { result, .. } => (**result).clone(),
            other => other.clone(),
        };
        assert_eq!(result(1, 7), CellValue::Number(600.0));
        assert_eq!(result(3, 5), CellValue::Text("T-4".to_owned()));
        assert_eq!(result(3, 7), CellValue::Number(50.0));
        assert_eq!(result(4, 6), CellValue::Text("as agreed".to_owned()));
        assert_eq!([result(6, 6), result(6, 7)], [money(0), money(650)]);
        assert_eq!([result(7, 6), result(7, 7)], [money(0), money(650)]);
        // we owe 200; they say that they owe 650
        assert_eq!(result(8, 2), money(-850));

        // the statement of another month: its papers in empty lines are not of this one
        let mut of_september = typed.clone();
        of_september[0].rows[2][0] = "2026-09-01".to_owned();
        let setting = Setting {
            typed: &of_september,
            ..setting
        };
        let blocks = lay_out(&place, &setting);
        let tables = blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        let tables: Vec<&TableBlock> = tables.collect();
        assert_eq!(tables[0].rows[3][5].value, CellValue::Empty);
        assert_eq!(tables[0].rows[1][7].value, CellValue::Number(600.0));
    }
}
