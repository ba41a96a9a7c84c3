//! The 1C bank exchange text (`1CClientBankExchange`, export formats C.2) as a table: one row a document.

use super::sheet::{Cell, Placed, Row};

const FIRST_LINE: &str = "1CClientBankExchange";
const DOCUMENT: &str = "СекцияДокумент";
const DOCUMENT_END: &str = "КонецДокумента";
const ACCOUNT: &str = "РасчСчет";

/// Rows of the exchange: the own account where it stands, a heading of keys, one row a document at the line
/// of its `СекцияДокумент`. None when the text is something else.
pub fn read(text: &str) -> Option<Vec<Row<'_>>> {
    let text = text.trim_start_matches('\u{feff}');
    text.trim_start().starts_with(FIRST_LINE).then_some(())?;
    let mut keys: Vec<&str> = Vec::new();
    let mut documents: Vec<(u32, Vec<(usize, &str)>)> = Vec::new();
    let mut account: Option<(u32, &str)> = None;
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
        if key == ACCOUNT && !inside && account.is_none() {
            account = Some((number, value));
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
    Some(rows(&keys, &documents, account))
}

fn rows<'a>(
    keys: &[&'a str],
    documents: &[(u32, Vec<(usize, &'a str)>)],
    account: Option<(u32, &'a str)>,
) -> Vec<Row<'a>> {
    let first = documents.first().map_or(u32::MAX, |(line, _)| *line);
    let heading = first.saturating_sub(1).max(1);
    let mut rows = Vec::new();
    if let Some((line, account)) = account.filter(|(line, _)| *line < first) {
        let number = line.min(heading.saturating_sub(1)).max(1);
        rows.push(row(number, &[(0, ACCOUNT), (1, account)]));
    }
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
            (6, vec![1, 2, 3, 4]),
            (7, vec![1, 2, 3]),
            (11, vec![1, 3, 4]),
        ];
        assert_eq!(shown, expected);
        assert_eq!(read("a;b\n"), None);
    }
}
