//! Totals that stand above a table's heading: `Total hours: 152.5`, `Итого | 1 250,00`, `合计：`, and what came in and went
//! out as a bank prints it.
//!
//! A sum of all rows is compared and told either way. One that may be of a part of the rows (`Total billable`) is told only
//! when it agrees.

use super::account::Fate;
use super::bank;
use super::block::Block;
use super::columns::View;
use super::facts::Facts;
use super::grid::{filled_cells, shown, text};
use super::habits::decide_decimal;
use super::printed::Measure;
use super::sheet::{Cell, Placed, Row};
use super::value;
use crate::model::intake::PrintedTotal;
use crate::model::key::fold;
use crate::model::{Money, Place, Table, Value};

/// Rows above a heading in which a total of the table may stand.
const TITLE_ROWS: u32 = 30;

/// A label with the number behind it or in the next cell.
struct Told<'a> {
    place: Place,
    /// Folded.
    label: String,
    value: Cell<'a>,
    /// The account that it is of, where a file has several.
    account: Option<&'a str>,
}

/// Totals in the rows above a table's heading. `fates` are those of its rows, `facts` what was read from them.
pub fn title_totals(
    block: &Block<'_, '_>,
    measures: &[Measure<'_>],
    fates: &[(u32, Fate)],
    facts: &Facts,
) -> Vec<PrintedTotal> {
    let mut totals = Vec::new();
    let Some(header) = block.found.header else {
        return totals;
    };
    let used = || fates.iter().filter(|(_, fate)| *fate == Fate::Used);
    let (Some(first), Some(last)) = (used().next(), used().next_back()) else {
        return totals;
    };
    let rows = (first.0, last.0);
    let first_above = header.top.saturating_sub(TITLE_ROWS).max(1);
    let above = block.grid.rows(first_above, header.top.saturating_sub(1));
    let lines = titles(above);
    for told in lines.iter().flat_map(|row| pairs(block, row)) {
        let total = turnover(block, &told, facts, rows)
            .or_else(|| sum(block, &told, measures, used().map(|(row, _)| *row), rows));
        totals.extend(total);
    }
    totals
}

/// Of the rows above a heading those below the last that looks like a row of something else: many cells, or numbers without a
/// word. What stands right below such a row is its total.
fn titles<'a>(above: impl Iterator<Item = Row<'a>>) -> Vec<Row<'a>> {
    let mut lines: Vec<Row<'a>> = Vec::new();
    let mut belongs_above = None;
    for row in above {
        let filled = filled_cells(&row.cells, (1, u32::MAX)).count();
        let words =
            filled_cells(&row.cells, (1, u32::MAX)).any(|placed| text(&placed.cell).is_some());
        let follows = belongs_above.is_some_and(|before: u32| before + 1 == row.number);
        if filled > 6 || filled > 0 && !words {
            lines.clear();
            belongs_above = Some(row.number);
        } else if follows {
            belongs_above = Some(row.number);
        } else if filled > 0 {
            lines.push(row);
        }
    }
    lines
}

/// Labels of a row with their numbers.
fn pairs<'a>(block: &Block<'_, 'a>, row: &Row<'a>) -> Vec<Told<'a>> {
    let cells: Vec<&Placed<'a>> = filled_cells(&row.cells, (1, u32::MAX)).collect();
    let mut pairs = Vec::new();
    for (at, placed) in cells.iter().enumerate() {
        let Some(said) = text(&placed.cell) else {
            continue;
        };
        if !block
            .found
            .talk
            .titles
            .iter()
            .any(|title| *title == shown(&placed.cell))
        {
            continue;
        }
        let (label, behind) = parted(said);
        let (column, value) = match cells.get(at + 1) {
            _ if holds_digit(behind) => (placed.column, Cell::Text(behind)),
            Some(next) if text(&next.cell).is_none_or(holds_digit) => (next.column, next.cell),
            _ => continue,
        };
        pairs.push(Told {
            place: block.grid.place(row.number, column),
            label: fold(label),
            value,
            account: match cells.get(at + 2) {
                Some(last) if cells.len() == 3 && at == 0 => text(&last.cell),
                _ => None,
            },
        });
    }
    pairs
}

/// `Total hours: 152.5` at its colon, else before its first digit.
fn parted(said: &str) -> (&str, &str) {
    if let Some((label, behind)) = said.split_once([':', '：', '=']) {
        return (label, behind.trim());
    }
    let begins = |letter: char| letter.is_ascii_digit() || "-−+€$£¥₽".contains(letter);
    let at = said.find(begins).unwrap_or(said.len());
    (&said[..at], said[at..].trim())
}

fn holds_digit(text: &str) -> bool {
    text.contains(|letter: char| letter.is_ascii_digit())
}

/// The sum of all rows of the column that comes nearest.
fn sum(
    block: &Block<'_, '_>,
    told: &Told<'_>,
    measures: &[Measure<'_>],
    used: impl Iterator<Item = u32>,
    rows: (u32, u32),
) -> Option<PrintedTotal> {
    let words = &block.context.knowledge.words;
    if !words.is_total_of_all(&told.label) {
        return None;
    }
    let of_time = told
        .label
        .split(' ')
        .any(|word| words.is_form_of_time(word));
    let used: Vec<u32> = used.collect();
    let candidates = measures.iter().filter(|measure| measure.time || !of_time);
    let (measure, printed, sum) = candidates
        .filter_map(|measure| {
            let decimal = decide_decimal([told.value], measure.habits.decimal);
            let printed = measure.read(&told.value, decimal)?;
            let sum = used
                .iter()
                .filter_map(|row| measure.value(block, *row))
                .sum::<i64>();
            Some((measure, printed, sum))
        })
        .min_by_key(|(_, printed, sum)| (printed - sum).abs())?;
    let agrees = (printed - sum).abs() <= measure.tolerance(used.len());
    let counts = shown(&told.value) == used.len().to_string();
    let whole = !words.is_total_of_part(&told.label) && !counts;
    (agrees || whole).then(|| PrintedTotal {
        place: told.place.clone(),
        column: measure.heading.clone(),
        printed: shown(&told.value),
        read: measure.shown(sum),
        rows,
        agrees,
    })
}

/// What a bank prints of all money in, or out. Money between own accounts may count on either side.
fn turnover(
    block: &Block<'_, '_>,
    told: &Told<'_>,
    facts: &Facts,
    rows: (u32, u32),
) -> Option<PrintedTotal> {
    let way = block.context.knowledge.words.turnover(&told.label)?;
    if block.schema.table != Table::Payments {
        return None;
    }
    let decimal = decide_decimal([told.value], value::Decimal::Point);
    let (printed, _) = block
        .context
        .knowledge
        .words
        .amounts
        .money(&told.value, decimal)
        .ok()?;
    let (mut moved, mut own) = (0, 0);
    if let Some(account) = told.account {
        moved = moved_on(block, account, way);
    }
    let of_all = told
        .account
        .is_none()
        .then(|| facts.numbered(Table::Payments));
    for (_, fact) in of_all.into_iter().flatten() {
        let Some(Value::Money(amount)) = fact.value(block.schema, "amount") else {
            continue;
        };
        match fact.text(block.schema, "direction") {
            Some(direction) if direction == way => moved += amount.0,
            Some("in" | "out") | None => {}
            Some(_) => own += amount.0,
        }
    }
    let printed = printed.0.abs();
    let read = [moved, moved + own]
        .into_iter()
        .min_by_key(|sum| (sum - printed).abs())?;
    Some(PrintedTotal {
        place: told.place.clone(),
        column: String::new(),
        printed: shown(&told.value),
        read: Money(read).to_string(),
        rows,
        agrees: (printed - read).abs() <= Money::UNIT / 200,
    })
}

/// What the rows say that an account got, or paid; those between own accounts, which are set apart, among them.
fn moved_on(block: &Block<'_, '_>, account: &str, way: &str) -> i64 {
    let headed = |view: &&View<'_>| bank::is_account(&view.heading.text, way);
    let accounts: Vec<u32> = block
        .found
        .views
        .iter()
        .filter(headed)
        .map(|view| view.column)
        .collect();
    let Some(column) = block.mapping.column_of(block.schema, "amount") else {
        return 0;
    };
    let own = |row: &Row<'_>, at: &u32| row.at(*at).and_then(|p| text(&p.cell)) == Some(account);
    let amounts = &block.context.knowledge.words.amounts;
    let (first, last) = block.found.rows;
    block
        .grid
        .rows(first, last)
        .filter(|row| accounts.iter().any(|at| own(row, at)))
        .filter_map(|row| {
            let (amount, _) = amounts
                .money(&row.at(column)?.cell, value::Decimal::Point)
                .ok()?;
            Some(amount.0)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::super::testing::{grid, read};

    /// Cell, printed, read; `!` before one that differs.
    fn told(text: &str) -> Vec<String> {
        let intake = read(vec![grid("a.xlsx", "Sheet1", text)]);
        let totals = intake.readings.iter().flat_map(|reading| &reading.totals);
        let told = |total: &crate::model::intake::PrintedTotal| {
            let mark = if total.agrees { "" } else { "!" };
            format!(
                "{mark}{} {} {}",
                total.place.cell(),
                total.printed,
                total.read
            )
        };
        let told: Vec<String> = totals.map(told).collect();
        let warned = intake.problems.iter();
        let warned = warned.filter(|problem| problem.rule == "sheet.total_differs");
        let differ = told.iter().filter(|told| told.starts_with('!')).count();
        assert_eq!(warned.count(), differ, "each difference is a warning");
        told
    }

    #[test]
    fn totals_above_the_heading_are_compared() {
        let table = "Date|Person|Client|Hours\n@46300|Anna Li|Halden|1.5\n@46301|Piet Maas|Orlo|2";
        for (titles, expected) in [
            ("Total hours: 3.5", vec!["A1 3.5 3.5000"]),
            ("Total hours: 3,5 h", vec!["A1 3,5 h 3.5000"]),
            ("Total: 3:30", vec!["A1 3:30 3.5000"]),
            ("Итого|3.5", vec!["B1 3.5 3.5000"]),
            ("合计：4", vec!["!A1 4 3.5000"]),
            ("Hours of October|Total hours|12", vec!["!C1 12 3.5000"]),
            // of a part, a count, an average, a name's
            ("Total billable hours: 2", vec![]),
            ("Total records: 2", vec![]),
            ("Total: 2", vec![]),
            ("Average: 1.75", vec![]),
            ("Total Halden: 1.5", vec![]),
            ("Totally new: 7", vec![]),
        ] {
            assert_eq!(told(&format!("{titles}\n\n{table}")), expected, "{titles}");
        }
    }

    #[test]
    fn the_total_of_a_table_above_is_its_own() {
        let table = |first: &str, second: &str, total: &str| {
            format!(
                "Date|Person|Client|Hours\n@46300|Anna Li|Halden|{first}\n@46301|Piet Maas|Orlo|{second}\nTotal|||{total}"
            )
        };
        let text = format!("{}\n\n\n{}", table("1.5", "2", "3.5"), table("3", "4", "7"));
        assert_eq!(told(&text), ["D4 3.5 3.5000", "D10 7 7.0000"]);
        let narrow = "Date|Hours\n@46300|1.5\nTotal|1.5";
        let text = format!("{narrow}\n\n\n{}", table("3", "4", "7"));
        assert!(
            !told(&text).iter().any(|total| total.starts_with('!')),
            "{:?}",
            told(&text)
        );
    }

    #[test]
    fn what_a_bank_prints_of_its_turnover_is_compared() {
        let table = "Date|Counterparty|Description|Money in|Money out\n@46300|Halden|I-1|100|\n@46301|Rent|R|| 40.5\n@46302|Orlo|I-2|20|";
        let text = format!("Всего поступило: 120\nTotal debits|41.5\n\n{table}");
        assert_eq!(told(&text), ["A1 120 120", "!B2 41.5 40.5"]);
    }

    #[test]
    fn an_exchange_of_1c_prints_its_turnover_in_the_account_section() {
        let document = |number: u32, sum: &str, (payer, payee): (&str, &str)| {
            format!(
                "СекцияДокумент=Платежное поручение\nНомер={number}\nДата=0{number}.10.2026\nСумма={sum}\n\
                ПлательщикСчет={payer}\nПлательщик=ООО Ёж\nПолучательСчет={payee}\nПолучатель=АО Лес\nКонецДокумента\n"
            )
        };
        let text = format!(
            "1CClientBankExchange\nРасчСчет=407\nСекцияРасчСчет\nДатаНачала=01.10.2026\nРасчСчет=407\n\
            ВсегоПоступило=150.00\nВсегоСписано=40.50\nКонецРасчСчет\n{}{}{}КонецФайла\n",
            document(1, "100.00", ("9", "407")),
            document(2, "40.50", ("407", "9")),
            document(3, "20.00", ("8", "407")),
        );
        let sheets = super::super::text::read(
            text.as_bytes(),
            &"kl_to_1c.txt".into(),
            Limits::default(),
            &mut Vec::new(),
        );
        let intake = read(sheets);
        let totals = intake.readings.iter().flat_map(|reading| &reading.totals);
        let totals: Vec<String> = totals
            .map(|total| {
                format!(
                    "{} {} {} {}",
                    total.place.cell(),
                    total.printed,
                    total.read,
                    total.agrees
                )
            })
            .collect();
        assert_eq!(totals, ["B6 150.00 120 false", "B7 40.50 40.5 true"]);
        let warned: Vec<&str> = intake
            .problems
            .iter()
            .map(|problem| problem.rule.as_str())
            .collect();
        assert_eq!(warned, ["sheet.total_differs"]);
    }
}
