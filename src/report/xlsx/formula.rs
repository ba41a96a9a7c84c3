//! Formulas with cells named by column keys become A1 formulas.

use std::collections::BTreeMap;

use super::plan::TableSpot;
use crate::model::place::column_letters;

/// Where a table stands in the book.
#[derive(Clone, Debug)]
pub struct TableRange {
    /// Sheet name.
    pub sheet: String,
    /// Rows.
    pub spot: TableSpot,
    /// Columns by key, from 0.
    pub columns: BTreeMap<String, u16>,
}

/// All tables of a book by id.
pub type Ranges = BTreeMap<String, TableRange>;

/// A1 range of a column's data, without a sheet.
pub fn column_range(column: u16, first: u32, last: u32) -> String {
    let letters = column_letters(u32::from(column) + 1);
    format!("{letters}{}:{letters}{}", first + 1, last + 1)
}

/// A sheet name as formulas quote it.
pub fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// Replaces `{key}`, `{key@3}`, `{key*}` and `{table!key*}`; in tables with groups `{#2@3}` is the third row of the second column. `None` when a name is unknown: the stored result
/// is then written as a value, so that no wrong cell is ever named.
pub fn resolve(text: &str, own: &str, row: u32, ranges: &Ranges) -> Option<String> {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}')?;
        resolved.push_str(&rest[..open]);
        resolved.push_str(&reference(&rest[open + 1..close], own, row, ranges)?);
        rest = &rest[close + 1..];
    }
    resolved.push_str(rest);
    Some(resolved)
}

fn reference(name: &str, own: &str, row: u32, ranges: &Ranges) -> Option<String> {
    let (table, cell) = name.split_once('!').unwrap_or((own, name));
    let range = ranges.get(table)?;
    // a tile stands in no table
    let here = ranges.get(own);
    let sheet = if here.is_some_and(|here| here.sheet == range.sheet) {
        String::new()
    } else {
        format!("{}!", quoted(&range.sheet))
    };
    let spot = &range.spot;
    if let Some(key) = cell.strip_suffix('*') {
        let column = *range.columns.get(key)?;
        return Some(format!(
            "{sheet}{}",
            column_range(column, spot.first, spot.last)
        ));
    }
    let (key, row) = match cell.split_once('@') {
        Some((key, at)) => (key, spot.first + at.parse::<u32>().ok()?.checked_sub(1)?),
        None if table == own => (cell, row),
        None => return None,
    };
    let letters = column_letters(u32::from(*range.columns.get(key)?) + 1);
    (row <= spot.last).then(|| format!("{sheet}{letters}{}", row + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(sheet: &str, first: u32) -> TableRange {
        TableRange {
            sheet: sheet.to_owned(),
            spot: TableSpot {
                title: None,
                header: first - 1,
                first,
                last: first + 4,
                totals: None,
                footer: None,
            },
            columns: [("paid".to_owned(), 1), ("due".to_owned(), 2)].into(),
        }
    }

    #[test]
    fn names_cells() {
        let ranges: Ranges = [
            ("own".to_owned(), range("One", 3)),
            ("near".to_owned(), range("One", 20)),
            ("far".to_owned(), range("Bob's", 1)),
        ]
        .into();
        for (text, resolved) in [
            ("{due}-{paid}", Some("C5-B5")),
            ("{due@1}", Some("C4")),
            ("SUM({paid*})", Some("SUM(B4:B8)")),
            ("SUM({near!paid*})", Some("SUM(B21:B25)")),
            ("SUM({far!paid*})", Some("SUM('Bob''s'!B2:B6)")),
            ("{nothing}", None),
            ("{due@9}", None),
            ("{far!paid}", None),
        ] {
            assert_eq!(resolve(text, "own", 4, &ranges).as_deref(), resolved);
        }
    }
}
