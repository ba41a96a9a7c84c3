//! Columns without a value in any row are left out, and a line below the table says which and why. `data/` keeps them.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::footer;
use crate::report::book::{CellValue, Column, TableBlock, Total};
use crate::report::labels::Labels;

/// Leaves such columns out of all parts of a table, so that they keep standing under each other. The first column, those that
/// people fill in and the `kept` ones stay; so do all columns of a table whose places are told by hand, where it is `told`. The line
/// below is for those who may ask what an agency has on file: where it is not `told`, nobody misses the columns.
pub(super) fn left_out(parts: &mut [TableBlock], kept: &[String], told: bool, labels: &Labels<'_>) {
    let by_hand = |table: &TableBlock| table.columns.iter().any(|column| column.span > 1);
    if told && parts.iter().any(by_hand) || parts.iter().all(|table| table.rows.is_empty()) {
        return;
    }
    let mut out: BTreeSet<String> = BTreeSet::new();
    if let Some(table) = parts.first() {
        let columns = table.columns.iter().enumerate().skip(1);
        for (at, column) in columns {
            let filled = parts.iter().any(|table| is_filled(table, at));
            if !filled && !column.input && !kept.contains(&column.key) {
                out.insert(column.key.clone());
            }
        }
        for column in &table.columns {
            if let Total::Ratio {
                numerator,
                denominator,
            } = &column.total
                && !out.contains(&column.key)
            {
                out.remove(numerator);
                out.remove(denominator);
            }
        }
    }
    if out.is_empty() {
        return;
    }
    for table in parts.iter_mut().filter(|table| !table.rows.is_empty()) {
        let said = said(table, &out, labels);
        let stays: Vec<bool> = table
            .columns
            .iter()
            .map(|column| !out.contains(&column.key))
            .collect();
        for row in &mut table.rows {
            let mut stays = stays.iter();
            row.retain(|_| stays.next().is_some_and(|stays| *stays));
        }
        widen_first(table, &out);
        table.columns.retain(|column| !out.contains(&column.key));
        // names without one figure or word about them say nothing
        if !table.columns.iter().skip(1).any(tells) {
            table.rows.clear();
            if told {
                table.empty = said;
            }
            continue;
        }
        let others = footer(&table.rows, labels);
        let said = if told { said.as_str() } else { "" };
        table.footer = [&others, said].join("\n").trim().to_owned();
    }
}

/// On a grid that several tables share, the first column takes the room of those that go, so that all end at one edge.
fn widen_first(table: &mut TableBlock, out: &BTreeSet<String>) {
    let columns = &table.columns;
    if columns.iter().all(|column| column.span < 2) {
        return;
    }
    let gone = columns.iter().filter(|column| out.contains(&column.key));
    let room: u16 = gone.map(|column| column.span.max(1)).sum();
    if let Some(first) = table.columns.first_mut() {
        first.span = first.span.max(1) + room;
    }
}

/// Columns that name what a row is about, and say nothing of it.
const NAMES: [&str; 3] = ["client", "project", "currency"];

/// True when a column says something of what its row names.
fn tells(column: &Column) -> bool {
    column.input || !NAMES.contains(&column.key.as_str())
}

fn is_filled(table: &TableBlock, at: usize) -> bool {
    let mut cells = table.rows.iter().map(|row| &row[at].value);
    cells.any(|value| !matches!(value, CellValue::NotAvailable | CellValue::Empty))
}

/// Headings of the columns that are left out, by the reason for which they have no value.
fn said(table: &TableBlock, out: &BTreeSet<String>, labels: &Labels<'_>) -> String {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (at, column) in table.columns.iter().enumerate() {
        if out.contains(&column.key) {
            let mut notes = table.rows.iter().map(|row| row[at].note.as_str());
            let reason = notes.find(|note| !note.is_empty()).unwrap_or("");
            by_reason.entry(reason).or_default().push(&column.label);
        }
    }
    let separator = labels.word("list_separator");
    let groups = by_reason.into_iter().map(|(reason, columns)| {
        let columns = columns.join(&separator);
        match reason {
            "" => columns,
            reason => {
                let said = labels.word("because").replace("{columns}", &columns);
                said.replace("{reason}", reason)
            }
        }
    });
    let groups: Vec<String> = groups.collect();
    labels
        .word("footer_left_out")
        .replace("{columns}", &groups.join(&labels.word("group_separator")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::Cell;
    use crate::report::labels::Language;

    fn table(rows: &[[&str; 4]]) -> TableBlock {
        let cell = |text: &&str| match *text {
            "" => Cell::default(),
            "n/a" => Cell {
                value: CellValue::NotAvailable,
                note: "no rates".to_owned(),
                ..Cell::default()
            },
            text => Cell {
                value: CellValue::Text(text.to_owned()),
                ..Cell::default()
            },
        };
        let columns = ["client", "written_off", "project", "comment"].map(|key| Column {
            key: key.to_owned(),
            label: key.to_owned(),
            input: key == "comment",
            ..Column::default()
        });
        TableBlock {
            columns: columns.into(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(cell).collect())
                .collect(),
            ..TableBlock::default()
        }
    }

    #[test]
    fn what_no_part_of_a_table_has_is_left_out_and_told() {
        let words = "[words]\nbecause = '{columns} ({reason})'\nfooter_left_out = 'without: {columns}'\nlist_separator = ', '\n\
             group_separator = '; '\nfooter_not_available = 'n/a: {reasons}'\n";
        let words: Language = toml::from_str(words).expect("words");
        let labels = Labels::new(&words, &words);
        let keys = |table: &TableBlock| {
            let keys = table.columns.iter().map(|column| column.key.clone());
            keys.collect::<Vec<_>>().join(" ")
        };
        let mut parts = [
            table(&[["Acme", "n/a", "", ""]]),
            table(&[["Beta", "n/a", "", ""]]),
        ];
        left_out(&mut parts, &[], true, &labels);
        assert_eq!(keys(&parts[0]), "client comment");
        assert_eq!(parts[0].rows[0].len(), 2);
        assert_eq!(parts[1].footer, "without: project; written_off (no rates)");
        // nothing but names is left
        let mut parts = [table(&[["Acme", "n/a", "", ""]])];
        parts[0].columns.pop();
        parts[0].rows[0].pop();
        left_out(&mut parts, &[], true, &labels);
        assert!(parts[0].rows.is_empty());
        assert_eq!(parts[0].empty, "without: project; written_off (no rates)");
        // one value in another part, and a column that the table needs
        let mut parts = [
            table(&[["Acme", "n/a", "", ""]]),
            table(&[["Beta", "5", "", ""]]),
        ];
        left_out(&mut parts, &["project".to_owned()], true, &labels);
        assert_eq!(keys(&parts[0]), "client written_off project comment");
        assert_eq!(parts[0].footer, "");
        // a client is not told
        let mut parts = [table(&[["Acme", "n/a", "", ""]])];
        left_out(&mut parts, &[], false, &labels);
        assert_eq!(keys(&parts[0]), "client comment");
        assert_eq!(parts[0].footer, "");
    }
}
