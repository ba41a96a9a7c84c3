//! What stays of a file when its sheets are fitted: rows read, what became of every row, what to tell and to ask. Its cells
//! are gone by then, so that memory goes by the files that are read at one time and not by all of them. Nothing here depends
//! on another file, unless the file was read again with names that others hold.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::account::Fates;
use super::addresses::Addresses;
use super::facts::Facts;
use super::known_names::{Surroundings, Told, nameless};
use super::lines::Lines;
use super::sheet::Sheet;
use super::sheetfit::{Context, SheetFit, fit_sheet};
use super::siblings::siblings;
use super::value::DateOrder;
use crate::model::intake::{Input, Question, Reading};
use crate::model::{Place, Problems, Table};

/// A file after reading.
#[derive(Clone, Debug)]
pub struct FittedFile {
    /// Its line in the manifest.
    pub input: Input,
    /// Its sheets, in their order.
    pub sheets: Vec<FittedSheet>,
    /// What is wrong with the file itself.
    pub problems: Problems,
}

/// A sheet after reading, without its cells.
#[derive(Clone, Debug)]
pub struct FittedSheet {
    /// What it is called and what people see of it.
    pub about: SheetFacts,
    /// What became of its rows.
    pub fates: Fates,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What they were believed to be.
    pub readings: Vec<Reading>,
    /// Rows read; their source is 0 until the sheets of the run are numbered.
    pub facts: Facts,
    /// What is wrong.
    pub problems: Problems,
    /// What to ask.
    pub questions: Vec<Question>,
    /// What the lines of its invoices are, where one row is a line.
    pub lines: Option<Lines>,
    /// Its hours are presence at work, or sums of a month: those of time sheets once more.
    pub is_attendance: bool,
    /// E-mail addresses beside its people.
    pub addresses: Addresses,
    /// Table and headings of each table: equal ones can hold the same rows twice.
    pub signatures: Vec<String>,
    /// What stands around its tables, where it names no client or no person: other files may know whom it is of.
    pub nameless: Vec<Surroundings>,
}

/// What the account of a sheet tells besides its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetFacts {
    /// Path relative to the folder, with `/`.
    pub file: Arc<str>,
    /// Its name; empty for text files.
    pub name: Arc<str>,
    /// First and last row that hold anything; none for an empty sheet.
    pub bounds: Option<(u32, u32)>,
    /// People do not see it.
    pub is_hidden: bool,
    /// Cell and words of each note.
    pub notes: Vec<(String, String)>,
}

impl FittedSheet {
    /// A place on it.
    pub fn place(&self, row: u32, column: u32) -> Place {
        Place {
            file: self.about.file.clone(),
            sheet: self.about.name.clone(),
            row,
            column,
        }
    }
}

/// Fits the sheets of one file. `told` are the names from other files that some of them are read with, once these are known.
pub fn fit_file(sheets: &[Sheet], told: &[Told], context: Context<'_>) -> Vec<FittedSheet> {
    let mut siblings = siblings(sheets, context.knowledge);
    for (sibling, told) in siblings.iter_mut().zip(told) {
        sibling.known.clone_from(told);
    }
    let mut fits: Vec<SheetFit<'_>> = sheets
        .par_iter()
        .zip(&siblings)
        .map(|(sheet, sibling)| fit_sheet(sheet, 0, sibling, context))
        .collect();
    learn_date_orders(&mut fits, context);
    let finished = fits.into_iter().map(|fit| {
        let nameless = nameless(&fit, context);
        fit.finish(nameless)
    });
    finished.collect()
}

/// Reads sheets again whose dates could be read either way, in the order that the other sheets of the file tell.
fn learn_date_orders(fits: &mut [SheetFit<'_>], context: Context<'_>) {
    let orders: BTreeSet<DateOrder> = fits
        .iter()
        .flat_map(|fit| fit.date_orders.iter().copied())
        .collect();
    let agreed = orders.first().copied().filter(|_| orders.len() == 1);
    if agreed.is_none() {
        return;
    }
    let context = Context {
        date_order: agreed,
        ..context
    };
    for fit in fits.iter_mut().filter(|fit| fit.asks_for_order()) {
        let sibling = std::mem::take(&mut fit.sibling);
        *fit = fit_sheet(fit.grid.sheet, 0, &sibling, context);
    }
}
