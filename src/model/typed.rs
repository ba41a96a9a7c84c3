//! What people typed into a pack, read back.

/// A sheet of an earlier pack as plain text, row by row; enough to find typed cells again by their headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedGrid {
    /// Name of the pack's folder.
    pub pack: String,
    /// Workbook, relative to its pack.
    pub file: String,
    /// Sheet.
    pub sheet: String,
    /// Cells as text, empty where nothing stands; trailing empty cells may be absent.
    pub rows: Vec<Vec<String>>,
}

impl TypedGrid {
    /// The text typed under the heading `wanted` in the row whose cells under `keys` headings equal `values`,
    /// below a heading row that holds all of them; `skip` such rows are passed over, where several say the same of themselves.
    pub fn find(
        &self,
        keys: &[String],
        values: &[String],
        skip: usize,
        wanted: &str,
    ) -> Option<&str> {
        let (header, columns) = self.rows.iter().enumerate().find_map(|(at, row)| {
            let columns: Option<Vec<usize>> = keys.iter().map(|key| position(row, key)).collect();
            Some((at, (columns?, position(row, wanted)?)))
        })?;
        let (key_columns, typed) = columns;
        let mut same = self.rows[header + 1..].iter().filter(|row| {
            key_columns
                .iter()
                .zip(values)
                .all(|(column, value)| cell(row, *column) == value)
        });
        let row = same.nth(skip)?;
        Some(cell(row, typed)).filter(|text| !text.is_empty())
    }
}

fn position(row: &[String], heading: &str) -> Option<usize> {
    row.iter().position(|cell| cell == heading)
}

fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", String::as_str)
}
