//! What people typed into a pack, read back.

use std::collections::BTreeMap;

/// A sheet of an earlier pack as plain text, row by row; enough to find typed cells again by their headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedGrid {
    /// Name of the pack's folder.
    pub pack: String,
    /// Workbook, relative to its pack.
    pub file: String,
    /// Sheet.
    pub sheet: String,
    /// Cells as text, days as `2026-10-31`, empty where nothing stands; trailing empty cells may be absent.
    pub rows: Vec<Vec<String>>,
}

/// A table on such a sheet: a row of headings and what stands below it.
#[derive(Clone, Copy, Debug)]
pub struct TypedTable<'g> {
    /// Its sheet.
    pub grid: &'g TypedGrid,
    header: usize,
    /// First row that is not of it.
    end: usize,
}

impl TypedGrid {
    /// What the page is called: its first text.
    pub fn title(&self) -> &str {
        self.rows.first().map_or("", |row| first(row))
    }

    /// Its tables that have all of `keys` and some of `wanted` among their headings, from the top.
    pub fn tables(&self, keys: &[String], wanted: &[String]) -> Vec<TypedTable<'_>> {
        let is_header = |row: &Vec<String>| {
            keys.iter().all(|key| row.contains(key)) && wanted.iter().any(|key| row.contains(key))
        };
        let headers = (0..self.rows.len()).filter(|at| is_header(&self.rows[*at]));
        let table = |header| TypedTable {
            grid: self,
            header,
            end: self.end_of(header),
        };
        headers.map(table).collect()
    }

    /// The first row below a heading that holds nothing: what stands under it is another table's, whose headings may be the same.
    fn end_of(&self, header: usize) -> usize {
        let mut below = header + 1..self.rows.len();
        let is_empty = |at: &usize| self.rows[*at].iter().all(String::is_empty);
        below.find(is_empty).unwrap_or(self.rows.len())
    }
}

impl<'g> TypedTable<'g> {
    /// The text above the headings; empty at the top of the sheet.
    pub fn title(&self) -> &'g str {
        let above = self.grid.rows[..self.header].iter().rev();
        let mut texts = above.map(|row| first(row)).filter(|text| !text.is_empty());
        texts.next().unwrap_or("")
    }

    /// How many of some headings it has.
    pub fn shared(&self, headings: &[String]) -> usize {
        let own = &self.grid.rows[self.header];
        headings
            .iter()
            .filter(|wanted| own.contains(wanted))
            .count()
    }

    /// The text typed under the heading `wanted` in the row whose cells under `keys` headings equal `values`; `skip` such
    /// rows are passed over, where several say the same of themselves.
    pub fn find(
        &self,
        keys: &[String],
        values: &[String],
        skip: usize,
        wanted: &str,
    ) -> Option<&'g str> {
        let headings = &self.grid.rows[self.header];
        let typed = position(headings, wanted)?;
        let columns: Option<Vec<usize>> = keys.iter().map(|key| position(headings, key)).collect();
        let columns = columns?;
        let mut same = self.grid.rows[self.header + 1..self.end]
            .iter()
            .filter(|row| {
                let mut pairs = columns.iter().zip(values);
                pairs.all(|(column, value)| cell(row, *column) == value)
            });
        let row = same.nth(skip)?;
        Some(cell(row, typed)).filter(|text| !text.is_empty())
    }
}

impl<'g> TypedTable<'g> {
    /// Whether anything stands under one of some headings.
    pub fn has_any(&self, headings: &[String]) -> bool {
        let own = &self.grid.rows[self.header];
        let columns = headings.iter().filter_map(|text| position(own, text));
        let columns: Vec<usize> = columns.collect();
        let mut rows = self.grid.rows[self.header + 1..self.end].iter();
        rows.any(|row| columns.iter().any(|column| !cell(row, *column).is_empty()))
    }

    /// Whether a row has these `values` under the `keys` headings.
    pub fn holds(&self, keys: &[String], values: &[String]) -> bool {
        let headings = &self.grid.rows[self.header];
        let columns: Option<Vec<usize>> = keys.iter().map(|key| position(headings, key)).collect();
        let mut rows = self.grid.rows[self.header + 1..self.end].iter();
        columns.is_some_and(|columns| {
            rows.any(|row| {
                let mut pairs = columns.iter().zip(values);
                pairs.all(|(column, value)| cell(row, *column) == value)
            })
        })
    }

    /// Every text under one of the `inputs` headings, with what stands under the `keys` headings of its row and how many rows
    /// before it say the same there; none where a key heading is missing.
    pub fn texts(&self, keys: &[String], inputs: &[String]) -> Vec<(Vec<&'g str>, usize, &'g str)> {
        let headings = &self.grid.rows[self.header];
        let places = |wanted: &[String]| -> Vec<usize> {
            let found = wanted.iter().filter_map(|text| position(headings, text));
            found.collect()
        };
        let (columns, inputs) = (places(keys), places(inputs));
        if columns.len() < keys.len() {
            return Vec::new();
        }
        let rows = self.grid.rows[self.header + 1..self.end].iter();
        let mut met: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
        let texts = rows.flat_map(|row| {
            let values: Vec<&str> = columns.iter().map(|at| cell(row, *at)).collect();
            let count = met.entry(values.clone()).or_default();
            let before = *count;
            *count += 1;
            let typed = inputs.iter().map(|at| cell(row, *at));
            let typed: Vec<&str> = typed.filter(|text| !text.is_empty()).collect();
            let texts = typed.into_iter();
            texts.map(move |text| (values.clone(), before, text))
        });
        texts.collect()
    }
}

fn first(row: &[String]) -> &str {
    let mut texts = row.iter().filter(|text| !text.is_empty());
    texts.next().map_or("", String::as_str)
}

fn position(row: &[String], heading: &str) -> Option<usize> {
    row.iter().position(|cell| cell == heading)
}

fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", String::as_str)
}
