//! Where the columns of a table stand among those of its sheet.

use super::book::TableBlock;

impl TableBlock {
    /// First column of the sheet that a column takes, from 0.
    pub fn place(&self, at: usize) -> u16 {
        self.columns[..at]
            .iter()
            .map(|column| column.span.max(1))
            .sum()
    }

    /// Columns of the sheet that it takes in all.
    pub fn across(&self) -> usize {
        usize::from(self.place(self.columns.len()))
    }

    /// Columns of the sheet that are printed.
    pub fn printed(&self) -> usize {
        let off = self.columns.iter().position(|column| column.off_paper);
        off.map_or_else(|| self.across(), |at| usize::from(self.place(at)))
    }
}
