//! Whether what stands below a heading can be what the heading says: values speak against a field as well as for it.

use super::columns::{View, are_day_numbers, has_digit};
use super::crosses;
use super::grid::{shown, text};
use super::heading::Heading;
use super::knowledge::Knowledge;
use super::reader::currency_of_heading;
use super::sheet::Cell;
use super::typed;
use super::value::is_flag;
use crate::model::{Field, Kind, Schema, Table};

/// Percent of a week that somebody may have agreed to.
const MOST_PERCENT: f64 = 150.0;

/// Letters of a code of a person or client.
const LONGEST_CODE: usize = 14;

/// How well the values fit, or nothing when they speak against the field. A needed field with a clear
/// heading is kept even when most cells are bad: those rows are to be set aside, not overlooked.
pub(super) fn believable(
    view: &View<'_>,
    schema: &Schema,
    field: usize,
    strong: bool,
    knowledge: &Knowledge,
) -> Option<f64> {
    let field = &schema.fields[field];
    let amounts = &knowledge.words.amounts;
    if are_codes_of(view, field, knowledge) {
        return Some(1.0);
    }
    if matches!(field.kind, Kind::Flag | Kind::Text) && measures_time(view) {
        return None;
    }
    let counted = matches!(field.kind, Kind::Duration | Kind::Quantity | Kind::Share);
    if counted && currency_of_heading(&view.heading.text, amounts).is_some() {
        return None;
    }
    // how much of each hundred is no amount of tax
    let percent = |cell: &Cell<'_>| text(cell).is_some_and(|text| text.ends_with(['%', '％']));
    let percents = || view.different.iter().any(|(cell, _)| percent(cell));
    let money = field.kind == Kind::Money;
    if field.name == "tax" && percents() || money && is_part(&view.heading) {
        return None;
    }
    let unsuited = field.name == "bill_rate" && are_parts_of_a_job(view)
        || field.kind == Kind::Number && !strong && has_fractions(view)
        || field.name == "direction" && !strong && are_no_codes(view, field)
        || field.name == "reference" && tell_directions(view, schema, knowledge)
        || matches!(schema.table, Table::Payments | Table::Documents)
            && field.name == "invoice"
            && !has_numbers(view, schema.table);
    if unsuited || field.worded && !holds_names(view) || is_beyond(view, field, strong) {
        return None;
    }
    let by_number = strong && schema.table == Table::Time && field.kind == Kind::Date;
    let fit = if by_number && are_day_numbers(&view.cells) {
        1.0
    } else if crosses::are_crosses(view) && matches!(field.kind, Kind::Quantity | Kind::Code) {
        0.6
    } else {
        view.fit(field, amounts).unwrap_or(0.5)
    };
    if field.kind == Kind::Code && fit == 0.0 && view.cells.iter().all(lacks_letters) {
        return None;
    }
    // yes and no below `Employee?` name nobody
    let named = matches!(field.kind, Kind::Client | Kind::Person);
    if named && !view.cells.is_empty() && view.cells.iter().all(is_flag) {
        return None;
    }
    let soft = matches!(
        field.kind,
        Kind::Code | Kind::Client | Kind::Person | Kind::Project
    );
    let least = match (soft, strong) {
        (true, true) => 0.0,
        (true, false) => 0.3,
        // a survey whose answers do not read is one all the same, and no list of contacts
        (false, true) if field.needed && field.kind == Kind::Quantity => 0.0,
        (false, true) if field.needed => 0.25,
        // what a contract is worth is written in many ways, all of them with a number
        (false, true) if is_worth(view, schema, field) => 0.0,
        // money and days that half of a column writes in other words are told cell by cell
        (false, true) if matches!(field.kind, Kind::Money | Kind::Date) => 0.25,
        (false, _) => 0.5,
    };
    (fit >= least).then_some(fit)
}

/// Short codes under a heading by which the lists of people and clients tell them apart: `0012` under `Таб. №` is somebody.
fn are_codes_of(view: &View<'_>, field: &Field, knowledge: &Knowledge) -> bool {
    let list = match field.kind {
        Kind::Person if field.name == "person" => Table::People,
        Kind::Client => Table::Clients,
        _ => return false,
    };
    let names = knowledge.schema(list).position("other_names");
    let keys = view.heading.keys.iter();
    let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
    let is_code = |cell: &Cell<'_>| {
        let text = shown(cell);
        text.chars().count() <= LONGEST_CODE
            && !text.contains(char::is_whitespace)
            && has_digit(&text)
    };
    claims.any(|claim| claim.table == list && claim.strong && Some(claim.field) == names)
        && !view.cells.is_empty()
        && view.cells.iter().all(is_code)
}

/// The amount of a contract, where each cell is a text with a number: `£2,400 per month`, `up to £30,000`.
fn is_worth(view: &View<'_>, schema: &Schema, field: &Field) -> bool {
    let numbered = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if has_digit(text));
    (schema.table, field.name.as_str()) == (Table::Contracts, "amount")
        && view.cells.iter().all(numbered)
}

/// `% IVA`, `VAT %`: a part of an amount, and none itself. `НДС 20%` names the rate by which its amounts were made.
fn is_part(heading: &Heading) -> bool {
    heading.text.contains(['%', '％']) && !has_digit(&heading.text)
}

/// Numbers up to two in steps of a twentieth: a rate of `0.5` is half a job, and no price of an hour.
fn are_parts_of_a_job(view: &View<'_>) -> bool {
    let is_part = |cell: &Cell<'_>| {
        let number = match cell {
            Cell::Number(number) => Some(*number),
            Cell::Text(text) => text.trim().replace(',', ".").parse().ok(),
            _ => None,
        };
        number.is_some_and(|number: f64| {
            let steps = number * 20.0;
            0.0 < number && number <= 2.0 && (steps - steps.round()).abs() < 1e-6
        })
    };
    !view.cells.is_empty() && view.cells.iter().all(is_part)
}

/// Amounts such as `12.5`: no number of a document is one.
fn has_fractions(view: &View<'_>) -> bool {
    let is_number = |cell: &Cell<'_>| matches!(cell, Cell::Number(_));
    let broken = |cell: &Cell<'_>| matches!(cell, Cell::Number(number) if number.fract() != 0.0);
    view.cells.iter().all(is_number) && view.cells.iter().any(broken)
}

/// Texts none of which is a word of the field: `Details` of a bank tell no direction.
fn are_no_codes(view: &View<'_>, field: &Field) -> bool {
    let known = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if typed::known_code(text, field).is_some());
    !view.cells.is_empty() && !view.cells.iter().any(known)
}

/// `DEBIT`, `CREDIT` for the most part, under a heading that may mean it: what a payment is for is told in other words.
fn tell_directions(view: &View<'_>, schema: &Schema, knowledge: &Knowledge) -> bool {
    let Some(at) = schema.position("direction") else {
        return false;
    };
    let direction = &schema.fields[at];
    let keys = view.heading.keys.iter();
    let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
    let may_mean = claims.any(|claim| claim.table == schema.table && claim.field == at);
    let known = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if typed::known_code(text, direction).is_some());
    let told = view.cells.iter().filter(|cell| known(cell)).count();
    may_mean && told > 0 && told * 2 >= view.cells.len()
}

/// Half of the values hold a digit, as the numbers of invoices do: `наличные` is a till.
fn has_numbers(view: &View<'_>, table: Table) -> bool {
    let numbered = view.different.iter().filter(|(cell, _)| match cell {
        Cell::Text(text) => has_digit(text),
        cell => has_digit(&shown(cell)),
    });
    let numbered: usize = numbered.map(|(_, count)| count).sum();
    // 1C merges two columns: the second has no cells and the values of the first
    let merged = table == Table::Documents && numbered == 0;
    !merged && numbered * 2 >= view.cells.len()
}

/// A day or a number: no word for a state or a kind.
fn lacks_letters(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) => !text.contains(char::is_alphabetic),
        cell => matches!(cell, Cell::Number(_) | Cell::Date(_) | Cell::Time(_)),
    }
}

/// Numbers above what a length of time can be are another length, such as a month's capacity and not a week's: any where
/// the heading only may mean it, most where it does.
fn is_beyond(view: &View<'_>, field: &Field, strong: bool) -> bool {
    let Some(most) = field
        .max
        .filter(|_| field.kind == Kind::Duration && !field.needed)
    else {
        return false;
    };
    // `FTE %`: percent of a week
    let percent = field.shares && view.heading.text.contains(['%', '％']);
    let most = if percent { MOST_PERCENT } else { most };
    let beyond = |cell: &&Cell<'_>| match cell {
        Cell::Number(number) => *number > most,
        Cell::Text(text) => text.parse().is_ok_and(|number: f64| number > most),
        _ => false,
    };
    let beyond = view.cells.iter().filter(beyond).count();
    beyond * 2 > view.cells.len() || beyond > 0 && !strong
}

/// Half of the values have more letters than digits: names, and no codes or account numbers.
fn holds_names(view: &View<'_>) -> bool {
    let is_name = |cell: &&Cell<'_>| {
        let Cell::Text(text) = cell else { return false };
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        letters > text.chars().filter(char::is_ascii_digit).count()
    };
    view.cells.iter().filter(is_name).count() * 2 >= view.cells.len()
}

/// A heading that names a unit of time above nothing but numbers: `Minutes` are not those of a meeting.
fn measures_time(view: &View<'_>) -> bool {
    let number = |cell: &Cell<'_>| match cell {
        Cell::Number(_) | Cell::Time(_) => true,
        Cell::Text(text) => !text.contains(char::is_alphabetic),
        _ => false,
    };
    view.heading.time_unit.is_some() && !view.cells.is_empty() && view.cells.iter().all(number)
}
