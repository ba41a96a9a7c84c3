//! Rows of a table on a page: many hold the same ones, and only who changes them copies them.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::book::Cell;

/// Rows of cells. A clone shares them, so that a page can be laid out anew around its tables without copying a cell.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct TableRows(Arc<Vec<Vec<Cell>>>);

impl Deref for TableRows {
    type Target = Vec<Vec<Cell>>;

    fn deref(&self) -> &Vec<Vec<Cell>> {
        &self.0
    }
}

impl DerefMut for TableRows {
    fn deref_mut(&mut self) -> &mut Vec<Vec<Cell>> {
        Arc::make_mut(&mut self.0)
    }
}

impl From<Vec<Vec<Cell>>> for TableRows {
    fn from(rows: Vec<Vec<Cell>>) -> TableRows {
        TableRows(Arc::new(rows))
    }
}

impl FromIterator<Vec<Cell>> for TableRows {
    fn from_iter<I: IntoIterator<Item = Vec<Cell>>>(rows: I) -> TableRows {
        TableRows(Arc::new(rows.into_iter().collect()))
    }
}

impl<'r> IntoIterator for &'r TableRows {
    type Item = &'r Vec<Cell>;
    type IntoIter = std::slice::Iter<'r, Vec<Cell>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'r> IntoIterator for &'r mut TableRows {
    type Item = &'r mut Vec<Cell>;
    type IntoIter = std::slice::IterMut<'r, Vec<Cell>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
