//! Links from a row to the row of another table that tells of the same thing.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::blocks::TableIds;
use crate::report::book::{Block, Cell, CellValue, Link, Page, TableBlock};

/// What the wished columns of a row show.
type Shown = Vec<String>;

/// Rows of the tables that links lead to, by what they show.
pub struct Rows {
    rows: BTreeMap<(String, Vec<String>), BTreeMap<Shown, Link>>,
}

/// Looks up every table that some link leads to.
pub fn rows(pages: &[Page], tables: &TableIds) -> Rows {
    let mut wished: BTreeSet<(String, Vec<String>)> = BTreeSet::new();
    for table in all(pages) {
        for cell in table.rows.iter().flatten() {
            if let Some(Link::Match { table, keys }) = cell.link.as_deref() {
                wished.insert((table.clone(), columns(keys)));
            }
        }
    }
    let rows = wished.into_iter().map(|(id, columns)| {
        let laid = tables.get(&id).map_or(&[][..], Vec::as_slice);
        let mut found = BTreeMap::new();
        for table in all(pages).filter(|table| laid.iter().any(|laid| laid.id == table.id)) {
            for (at, row) in table.rows.iter().enumerate() {
                let link = Link::Row {
                    table: table.id.clone(),
                    row: at,
                };
                found.entry(shown(table, row, &columns)).or_insert(link);
            }
        }
        ((id, columns), found)
    });
    Rows {
        rows: rows.collect(),
    }
}

impl Rows {
    /// The row of a table that shows these words.
    pub fn row(&self, table: &str, keys: &[(String, String)]) -> Option<Link> {
        let rows = self.rows.get(&(table.to_owned(), columns(keys)))?;
        let shown: Shown = keys.iter().map(|(_, shown)| shown.clone()).collect();
        rows.get(&shown).cloned()
    }
}

fn all(pages: &[Page]) -> impl Iterator<Item = &TableBlock> {
    pages
        .iter()
        .flat_map(|page| &page.blocks)
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
}

fn columns(keys: &[(String, String)]) -> Vec<String> {
    keys.iter().map(|(column, _)| column.clone()).collect()
}

fn shown(table: &TableBlock, row: &[Cell], columns: &[String]) -> Shown {
    let text = |column: &String| match table.column_at(column).map(|at| &row[at].value) {
        Some(CellValue::Text(text)) => text.clone(),
        _ => String::new(),
    };
    columns.iter().map(text).collect()
}
