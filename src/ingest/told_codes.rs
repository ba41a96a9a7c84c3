//! Words of a coded field that stand for many rows: `Unpaid invoices` above some of them, a sheet called `Non-billable`.

use super::block::Block;
use super::called::is_number;
use super::knowledge::Knowledge;
use super::sections::code_of_section;
use super::sheet::Cell;
use super::value;
use crate::model::key::fold;
use crate::model::{Field, Kind, Schema, Table, Value};

/// The coded field that a text speaks of, and what it says.
pub(super) fn coded(text: &str, schema: &Schema, knowledge: &Knowledge) -> Option<(usize, Value)> {
    if matches!(schema.table, Table::Time | Table::Bookings) {
        return flagged(text, schema, knowledge);
    }
    let (at, code) = code_of_section(text, schema)?;
    Some((at, Value::Text(code.to_owned())))
}

/// `Billable hours`, `Non-billable`, `Tentative`; a plain yes or no says nothing of its field.
fn flagged(text: &str, schema: &Schema, knowledge: &Knowledge) -> Option<(usize, Value)> {
    let words = &knowledge.words;
    let folded = fold(text);
    let bare: Vec<&str> = { folded.split(' ') }
        .filter(|word| !words.is_form_of_time(word))
        .collect();
    let bare = bare.join(" ");
    let of = |field: &Field, code: &str| {
        field
            .codes
            .get(code)
            .is_some_and(|known| known.contains(&bare))
    };
    let plain = value::is_flag(&Cell::Text(&bare));
    { (0..).zip(&schema.fields) }.find_map(|(at, field)| {
        let named = || field.names.iter().any(|name| fold(name) == bare);
        let said = match field.name.as_str() {
            "billable" if words.is_unbillable(&bare) => Some(false),
            "billable" => (of(field, "yes") && named()).then_some(true),
            "firm" if of(field, "no") => Some(false),
            "firm" => of(field, "yes").then_some(true),
            _ => None,
        };
        let flag = said.filter(|_| field.kind == Kind::Flag && !plain)?;
        Some((at, Value::Flag(flag)))
    })
}

/// Fields that tell how much of an invoice is paid.
const PAID: [&str; 3] = ["paid", "paid_on", "balance"];

/// What a title, the sheet's or the file's name says so of all rows and no column does.
pub(super) fn told_codes(block: &Block<'_, '_>) -> Option<(usize, Value)> {
    let (schema, knowledge) = (block.schema, block.context.knowledge);
    let talk = &block.found.talk;
    let has = |name: &str| block.mapping.column_of(schema, name).is_some();
    // `Draft 2` above a list is of the paper and not of its rows
    let speaks = |text: &&str| {
        let folded = fold(text);
        folded.split(' ').filter(|word| !is_number(word)).count() > 1
    };
    let titles = talk.titles.iter().map(String::as_str).filter(speaks);
    let mut texts = titles.chain([talk.sheet.as_str(), talk.file_name()]);
    let told = texts.find_map(|text| {
        let folded = fold(text);
        let words: Vec<&str> = { folded.split(' ') }
            .filter(|word| knowledge.words.month(word).is_none() && !is_number(word))
            .collect();
        let bare = words.join(" ");
        let title = schema.titles.iter().any(|title| fold(title) == bare);
        coded(&bare, schema, knowledge).filter(|_| !title)
    });
    told.filter(|(at, said)| {
        let name = schema.fields[*at].name.as_str();
        let open = schema.table == Table::Invoices
            && (*said == Value::Text("open".to_owned()) || PAID.into_iter().any(has));
        // `Agency clients`, `Internal: client list`: whose list it is, and no list is of nobody but ourselves
        let ours = schema.table == Table::Clients && *said == Value::Text("internal".to_owned());
        matches!(name, "status" | "billable") && !has(name) && !open && !ours
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::knowledge;
    use super::*;

    #[test]
    fn words_of_a_field_are_said_of_many_rows() {
        let knowledge = knowledge();
        for (table, text, said) in [
            (Table::Invoices, "Unpaid invoices", "status open"),
            (Table::Invoices, "Оплаченные счета", "status paid"),
            (Table::Invoices, "已付款", "status paid"),
            (Table::Invoices, "Halden Ltd", "-"),
            (Table::Time, "Billable hours", "billable true"),
            (Table::Time, "Неоплачиваемые", "billable false"),
            (Table::Time, "Internal", "-"),
            (Table::Time, "Yes", "-"),
            (Table::Bookings, "Под вопросом", "firm false"),
            (Table::Bookings, "Confirmed", "firm true"),
            (Table::Payments, "Поступления", "direction in"),
            (Table::Payments, "Money out", "direction out"),
        ] {
            let schema = knowledge.schema(table);
            let found = coded(text, schema, &knowledge).map(|(at, value)| {
                let name = &schema.fields[at].name;
                match value {
                    Value::Flag(flag) => format!("{name} {flag}"),
                    Value::Text(code) => format!("{name} {code}"),
                    _ => name.clone(),
                }
            });
            assert_eq!(found.as_deref().unwrap_or("-"), said, "{text}");
        }
    }
}
