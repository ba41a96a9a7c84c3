//! E-mail addresses in a column beside people's names: a name with somebody's address is that person.

use std::collections::BTreeMap;

use super::block::Block;
use super::columns::View;
use super::fitted::FittedSheet;
use super::grid::text;
use super::sheet::{Cell, NO_CELL};

/// People's names of a sheet, each with the one address that stands beside it wherever it stands.
pub type Addresses = BTreeMap<String, String>;

/// The addresses beside the people of a table's rows.
pub(super) fn addresses_beside(block: &Block<'_, '_>, rows: &[u32]) -> Addresses {
    let views = &block.found.views;
    let free = |view: &&View<'_>| block.mapping.slot_of(view.column).is_none();
    let mut addresses = views.iter().filter(free).filter(|view| are_addresses(view));
    let person = block.mapping.column_of(block.schema, "person");
    let named = views
        .iter()
        .find(|view| Some(view.column) == person && !are_addresses(view));
    let (Some(address), None, Some(named)) = (addresses.next(), addresses.next(), named) else {
        return Addresses::new();
    };
    let sheet = &block.grid.sheet;
    let columns = sheet
        .column(named.column, rows)
        .zip(sheet.column(address.column, rows));
    let Some((names, addresses)) = columns else {
        return Addresses::new();
    };
    let mut beside: Vec<Beside> = vec![Beside::Nothing; names.different()];
    let pairs = names.ids.iter().zip(&addresses.ids);
    for (name, address) in pairs.filter(|(name, address)| ![**name, **address].contains(&NO_CELL)) {
        beside[*name as usize].meet(*address);
    }
    let known = (0..).zip(beside).filter_map(|(name, beside)| {
        let Beside::One(address) = beside else {
            return None;
        };
        let address = as_address(&addresses.cell(address))?;
        Some((text(&names.cell(name))?.trim().to_owned(), address))
    });
    known.collect()
}

/// What stands beside a name.
#[derive(Clone, Copy)]
enum Beside {
    Nothing,
    One(u32),
    Several,
}

impl Beside {
    fn meet(&mut self, address: u32) {
        *self = match *self {
            Beside::Nothing => Beside::One(address),
            Beside::One(known) if known == address => return,
            _ => Beside::Several,
        };
    }
}

fn are_addresses(view: &View<'_>) -> bool {
    !view.cells.is_empty() && view.cells.iter().all(|cell| as_address(cell).is_some())
}

/// An e-mail address in lower case.
fn as_address(cell: &Cell<'_>) -> Option<String> {
    let written = text(cell)?.trim().to_lowercase();
    let (login, host) = written.split_once('@')?;
    let whole = !login.is_empty() && host.contains('.') && !written.contains(char::is_whitespace);
    whole.then_some(written)
}

/// Those of all sheets; a name with two addresses may be two people.
pub(super) fn addresses_of(fits: &[FittedSheet]) -> Addresses {
    let mut found: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (name, address) in fits.iter().flat_map(|fit| &fit.addresses) {
        let known = found.entry(name).or_insert(Some(address));
        if *known != Some(address.as_str()) {
            *known = None;
        }
    }
    let sure = found.into_iter();
    sure.filter_map(|(name, address)| Some((name.to_owned(), address?.to_owned())))
        .collect()
}
