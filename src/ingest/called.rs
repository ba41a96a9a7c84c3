//! What title, sheet or file call their rows, where they are nothing else: a sheet `Purchases` beside one of `Sales`, `AP
//! October`, `Template`.

use super::columns::{Mapping, Slot, View};
use super::knowledge::{Claim, Knowledge};
use super::talk::Talk;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Schema, Table};

/// How sure a name among bills is that of a supplier.
const SUPPLIERS: f64 = 0.6;

/// Whole names, folded, without months and numbers: titles first, then sheet, then file.
pub(super) fn names_of<'t>(
    talk: &'t Talk,
    knowledge: &'t Knowledge,
) -> impl Iterator<Item = String> + use<'t> {
    let titles = talk.titles.iter().map(String::as_str);
    let texts = titles.chain([talk.sheet.as_str(), talk.file_name()]);
    texts.map(move |text| {
        let folded = fold(text);
        let words: Vec<&str> = { folded.split(' ') }
            .filter(|word| knowledge.words.month(word).is_none() && !is_number(word))
            .collect();
        words.join(" ")
    })
}

pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|digit| digit.is_ascii_digit())
}

/// True where the nearest name that says either says that suppliers sent these invoices, and not that they are our own.
pub(super) fn is_called_bills(talk: &Talk, knowledge: &Knowledge) -> bool {
    let invoices = knowledge.schema(Table::Invoices);
    let mut said = names_of(talk, knowledge).filter_map(|name| {
        let bills = knowledge.words.is_called_bills(&name);
        let own = || invoices.titles.iter().any(|title| fold(title) == name);
        (bills || own()).then_some(bills)
    });
    said.next() == Some(true)
}

/// In a list of bills a name that may be a client's or a supplier's is a supplier's.
pub(super) fn name_suppliers(
    mapping: &mut Mapping,
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
) {
    let names = mapping.column_of(schema, "client");
    let vendor = schema.position("vendor");
    let (Some(column), Some(vendor)) = (names, vendor) else {
        return;
    };
    let is_vendor = |claim: &Claim| claim.table == schema.table && claim.field == vendor;
    let may_be = views.iter().any(|view| {
        let mut keys = view.heading.keys.iter();
        view.column == column && keys.any(|(key, _)| knowledge.claims(key).iter().any(is_vendor))
    });
    if may_be && mapping.column_of(schema, "vendor").is_none() {
        let because = phrase("whoever sent a bill is a supplier", &[]);
        mapping.bind_as(column, Slot::Field(vendor), because, SUPPLIERS);
    }
}
