//! Checks of pages that stand below another on its sheet, and of the columns they share.

use super::Checker;
use crate::report::template::{BlockTemplate, PageTemplate};

/// Most columns of a grid.
const MOST: u16 = 40;

impl Checker<'_> {
    /// A page below stands under one of its own kind.
    pub(super) fn below(&mut self, page: &PageTemplate, above: Option<&PageTemplate>) {
        if !page.below {
            return;
        }
        match above {
            None => self.fault("page above", &page.name, None),
            Some(above) if above.per != page.per => {
                self.fault("page above of the same kind as", &page.name, None);
            }
            Some(_) => {}
        }
    }

    /// Tables end with the grid of their sheet, which is that of its first page.
    pub(super) fn grid(&mut self, page: &PageTemplate, first: &PageTemplate) {
        let Some(columns) = first.print.grid else {
            return;
        };
        if !(1..=MOST).contains(&columns) {
            self.fault("number of columns of a grid", &columns.to_string(), None);
            return;
        }
        for (at, entry) in page.blocks.iter().enumerate() {
            let BlockTemplate::Table(table) = &entry.block else {
                continue;
            };
            let spans = table.columns.iter().map(|column| column.detailed().span);
            let takes: u16 = spans.map(|span| span.unwrap_or(1)).sum();
            if takes > columns {
                self.at = Some(at + 1);
                self.fault("room in the grid for all columns of", &table.id, None);
            }
        }
        self.at = None;
    }
}
