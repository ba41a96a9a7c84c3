//! The 1C bank exchange text (`1CClientBankExchange`, export formats C.2) as a table: one row a document, with two
//! columns that the text does not have: which way the money went, told by the own accounts, and who is on the other side.

use std::collections::BTreeSet;

use super::sheet::{Cell, Placed, Row};

const FIRST_LINE: &str = "1CClientBankExchange";
const DOCUMENT: &str = "СекцияДокумент";
const DOCUMENT_END: &str = "КонецДокумента";
const ACCOUNT: &str = "РасчСчет";
/// Sums of the account's section.
const TURNOVERS: [&str; 2] = ["ВсегоПоступило", "ВсегоСписано"];
const DIRECTION: &str = "Направление";
const OTHER_SIDE: &str = "Контрагент";
/// Words of the directions, as `templates/tables/payments.toml` knows them.
const CAME_IN: &str = "поступление";
const WENT_OUT: &str = "списание";
const OWN: &str = "между своими счетами";

/// Keys that tell a payer or a payee: account, then names from the barest, then the day its bank booked it.
struct Party {
    accounts: [&'static str; 2],
    names: [&'static str; 2],
    booked: &'static str,
}

const PAYER: Party = Party {
    accounts: ["ПлательщикСчет", "ПлательщикРасчСчет"],
    names: ["Плательщик1", "Плательщик"],
    booked: "ДатаСписано",
};
const PAYEE: Party = Party {
    accounts: ["ПолучательСчет", "ПолучательРасчСчет"],
    names: ["Получатель1", "Получатель"],
    booked: "ДатаПоступило",
};

/// A sum of an account's section.
struct Turnover<'t> {
    line: u32,
    key: &'t str,
    value: &'t str,
    /// Empty where the file has one account.
    account: &'t str,
}

/// True for the heading of the account that gets the money, or pays it.
pub fn is_account(heading: &str, way: &str) -> bool {
    let party = if way == "in" { PAYEE } else { PAYER };
    party.accounts.contains(&heading)
}

/// Rows of the exchange: the own account where it stands, a heading of keys, one row a document at the line
/// of its `СекцияДокумент`. None when the text is something else.
pub fn read(text: &str) -> Option<Vec<Row<'_>>> {
    let text = text.trim_start_matches('\u{feff}');
    text.trim_start().starts_with(FIRST_LINE).then_some(())?;
    let mut keys: Vec<&str> = Vec::new();
    let mut documents: Vec<(u32, Vec<(usize, &str)>)> = Vec::new();
    let mut account: Option<(u32, &str)> = None;
    let mut turnovers: Vec<Turnover<'_>> = Vec::new();
    let mut section = "";
    let mut own: BTreeSet<&str> = BTreeSet::new();
    let mut inside = false;
    for (number, line) in (1_u32..).zip(text.lines()) {
        let (key, value) = line
            .split_once('=')
            .map_or((line.trim(), ""), |(k, v)| (k.trim(), v.trim()));
        if key == DOCUMENT {
            documents.push((number, Vec::new()));
            inside = true;
        } else if key == DOCUMENT_END {
            inside = false;
        }
        if key == ACCOUNT && !inside {
            account = account.or(Some((number, value)));
            section = value;
            own.insert(value);
        }
        if TURNOVERS.contains(&key) && !inside {
            turnovers.push(Turnover {
                line: number,
                key,
                value,
                account: section,
            });
        }
        let Some((_, fields)) = documents.last_mut().filter(|_| inside) else {
            continue;
        };
        let column = keys
            .iter()
            .position(|known| *known == key)
            .unwrap_or_else(|| {
                keys.push(key);
                keys.len() - 1
            });
        if !value.is_empty() {
            fields.push((column, value));
        }
    }
    let told: Vec<(&str, &str)> = documents
        .iter()
        .map(|(_, fields)| {
            (
                direction(&keys, fields, &own),
                other_side(&keys, fields, &own),
            )
        })
        .collect();
    if !documents.is_empty() {
        keys.extend([DIRECTION, OTHER_SIDE]);
        let last = keys.len() - 1;
        for ((_, fields), (direction, other)) in documents.iter_mut().zip(told) {
            fields.extend([(last - 1, direction), (last, other)]);
        }
    }
    // an account with several sections prints sums of parts of its documents
    let sections = |one: &Turnover<'_>| {
        let same = |other: &&Turnover<'_>| (other.account, other.key) == (one.account, one.key);
        turnovers.iter().filter(same).count()
    };
    let single: Vec<bool> = turnovers.iter().map(|one| sections(one) == 1).collect();
    let mut single = single.into_iter();
    turnovers.retain(|_| single.next() == Some(true));
    let several = turnovers
        .iter()
        .any(|one| one.account != turnovers[0].account);
    if !several {
        turnovers.iter_mut().for_each(|one| one.account = "");
    }
    Some(rows(&keys, &documents, account, &turnovers))
}

fn value<'t>(keys: &[&str], fields: &[(usize, &'t str)], key: &str) -> Option<&'t str> {
    let at = keys.iter().position(|known| *known == key)?;
    fields
        .iter()
        .find(|(column, _)| *column == at)
        .map(|(_, value)| *value)
}

fn is_own(party: &Party, keys: &[&str], fields: &[(usize, &str)], own: &BTreeSet<&str>) -> bool {
    party
        .accounts
        .iter()
        .any(|key| value(keys, fields, key).is_some_and(|account| own.contains(account)))
}

/// By the own accounts, else by the bank that booked it; empty when neither tells.
fn direction(keys: &[&str], fields: &[(usize, &str)], own: &BTreeSet<&str>) -> &'static str {
    let pays = is_own(&PAYER, keys, fields, own);
    let gets = is_own(&PAYEE, keys, fields, own);
    let booked = |party: &Party| value(keys, fields, party.booked).is_some();
    match (pays, gets) {
        (true, true) => OWN,
        (false, true) => CAME_IN,
        (true, false) => WENT_OUT,
        (false, false) if booked(&PAYEE) && !booked(&PAYER) => CAME_IN,
        (false, false) if booked(&PAYER) && !booked(&PAYEE) => WENT_OUT,
        (false, false) => "",
    }
}

fn other_side<'t>(keys: &[&str], fields: &[(usize, &'t str)], own: &BTreeSet<&str>) -> &'t str {
    let party = match direction(keys, fields, own) {
        WENT_OUT => PAYEE,
        _ => PAYER,
    };
    let mut names = party
        .names
        .iter()
        .filter_map(|key| value(keys, fields, key));
    names.next().map_or("", without_tax_number)
}

/// `ИНН 7700000001 ООО "Ёж"` without its number.
fn without_tax_number(name: &str) -> &str {
    let Some(rest) = name.strip_prefix("ИНН") else {
        return name;
    };
    rest.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == '/')
}

fn rows<'a>(
    keys: &[&'a str],
    documents: &[(u32, Vec<(usize, &'a str)>)],
    account: Option<(u32, &'a str)>,
    turnovers: &[Turnover<'a>],
) -> Vec<Row<'a>> {
    let first = documents.first().map_or(u32::MAX, |(line, _)| *line);
    let heading = first.saturating_sub(1).max(1);
    let mut rows = Vec::new();
    if let Some((line, account)) = account.filter(|(line, _)| *line < first) {
        let number = line.min(heading.saturating_sub(1)).max(1);
        rows.push(row(number, &[(0, ACCOUNT), (1, account)]));
    }
    let above = turnovers.iter().filter(|one| one.line < heading);
    rows.extend(above.map(|one| row(one.line, &[(0, one.key), (1, one.value), (2, one.account)])));
    rows.dedup_by_key(|row| row.number);
    if !keys.is_empty() {
        let headings: Vec<(usize, &str)> = keys.iter().copied().enumerate().collect();
        rows.push(row(heading, &headings));
    }
    rows.extend(documents.iter().map(|(line, fields)| row(*line, fields)));
    rows
}

/// The first value of a key counts, should one stand twice.
fn row<'a>(number: u32, fields: &[(usize, &'a str)]) -> Row<'a> {
    let mut cells: Vec<Placed<'a>> = fields
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| Placed {
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            cell: Cell::Text(text),
            fill: None,
        })
        .collect();
    cells.sort_by_key(|placed| placed.column);
    cells.dedup_by_key(|placed| placed.column);
    Row {
        number,
        hidden: false,
        cells,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_a_document() {
        let text = "1CClientBankExchange\nВерсияФормата=1.03\nРасчСчет=40702\nСекцияРасчСчет\nРасчСчет=40702\nКонецРасчСчет\n\
СекцияДокумент=Платежное поручение\nНомер=5\nСумма=100.50\nКонецДокумента\n\
СекцияДокумент=Банковский ордер\nСумма=7\nПлательщик=ООО Ёж\nКонецДокумента\nКонецФайла\n";
        let rows = read(text).unwrap_or_default();
        let shown: Vec<(u32, Vec<u32>)> = rows
            .iter()
            .map(|row| {
                (
                    row.number,
                    row.cells.iter().map(|placed| placed.column).collect(),
                )
            })
            .collect();
        let expected = [
            (3, vec![1, 2]),
            (6, vec![1, 2, 3, 4, 5, 6]),
            (7, vec![1, 2, 3]),
            (11, vec![1, 3, 4, 6]),
        ];
        assert_eq!(shown, expected);
        assert_eq!(read("a;b\n"), None);
    }

    #[test]
    fn own_accounts_tell_the_direction() {
        let document = |payer: &str, payee: &str| {
            format!(
                "СекцияДокумент=Платежное поручение\nПлательщикСчет={payer}\nПлательщик=ИНН 77 ООО Ёж\nПолучательСчет={payee}\nПолучатель=АО Лес\nКонецДокумента\n"
            )
        };
        let text = format!(
            "1CClientBankExchange\nРасчСчет=1\nРасчСчет=2\n{}{}{}",
            document("9", "1"),
            document("2", "9"),
            document("1", "2")
        );
        let rows = read(&text).unwrap_or_default();
        let told: Vec<Vec<String>> = rows[2..]
            .iter()
            .map(|row| {
                let last = row.cells.iter().filter(|placed| placed.column > 5);
                last.map(|placed| super::super::grid::shown(&placed.cell))
                    .collect()
            })
            .collect();
        let expected = [[CAME_IN, "ООО Ёж"], [WENT_OUT, "АО Лес"], [OWN, "ООО Ёж"]];
        assert_eq!(told, expected);
    }
}
