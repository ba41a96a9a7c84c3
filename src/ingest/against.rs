//! What speaks against a table whatever its headings say: columns that belong to another one.

use std::collections::BTreeSet;

use super::columns::{Mapping, View, are_days};
use super::currency_columns::currency_columns;
use super::document_text::Document;
use super::grid::{shown, text};
use super::heading::without_unit;
use super::knowledge::{Claim, Knowledge};
use super::recognise::Talk;
use super::sheet::Cell;
use super::typed;
use super::value::DateOrder;
use super::words::Helper;
use crate::model::key::fold;
use crate::model::{Kind, Schema, Table};

/// More than any table's score can make up for.
const DECISIVE: f64 = 2.0;

/// What is taken off a table's score; each reason may weigh once.
pub(super) fn speaks_against(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    (titled, talk): (f64, &Talk),
    knowledge: &Knowledge,
) -> f64 {
    let spanned = spans_days(views, mapping, schema, knowledge);
    let moved = moves_money(views, mapping, schema, knowledge);
    let sided = has_sides(mapping);
    let other = names_people_or_hours(views, schema, knowledge)
        || bills_hours(views, mapping, schema, knowledge)
        || has_budgets(views, mapping, schema, knowledge)
        || titled == 0.0 && !moved && lists_invoices(views, mapping, schema, knowledge)
        || titled == 0.0 && is_called_invoices(mapping, schema, talk, knowledge)
        || titled == 0.0 && stands_across(views, schema, knowledge)
        || titled == 0.0 && is_called_payments(mapping, schema, talk, knowledge)
        || titled == 0.0 && is_still_owed(views, mapping, schema, knowledge)
        || !sided && tells_invoices_from_credits(views, mapping, schema, knowledge)
        || titled == 0.0 && is_called_contracts(views, mapping, schema, talk, knowledge)
        || titled == 0.0 && is_called_leave(mapping, schema, talk, knowledge)
        || tells_what_was_done(views, schema, knowledge)
        || titled == 0.0 && schema.table == Table::Invoices && names_acts(views, knowledge)
        || counts_hours_only(views, mapping, schema, knowledge)
        || titled == 0.0 && leaves_steps_open(views, mapping, schema)
        || counts_miles(views, schema, knowledge)
        || pays_for_days(views, mapping, schema, knowledge)
        || logs_clock_times(views, schema, knowledge)
        || lists_days_of_people(views, schema, knowledge)
        || names_clients_of_hours(views, schema, knowledge)
        || titled == 0.0 && runs_a_balance(views, schema, knowledge)
        || titled == 0.0 && goes_up_and_down(views, mapping, schema, knowledge)
        || titled == 0.0 && tells_in_from_out(views, schema, knowledge)
        || titled == 0.0 && lists_what_was_sold(views, mapping, schema, knowledge)
        || titled == 0.0 && names_who_was_paid(views, schema, knowledge)
        || sums_up_hours(views, schema, talk, knowledge)
        || titled == 0.0 && registers_invoices(views, mapping, schema, talk, knowledge);
    let reasons = [spanned, other].into_iter().filter(|against| *against);
    reasons.count() as f64 * DECISIVE
}

/// Closing documents by their whole names, and no invoices: `Реализация (акт, накладная) 0000-000123 от 31.08.2026`.
pub(super) fn names_acts(views: &[View<'_>], knowledge: &Knowledge) -> bool {
    let kinds = knowledge.schema(Table::Documents).field("kind");
    let acts = kinds.and_then(|kind| kind.codes.get("act"));
    let is_act = |cell: &Cell<'_>| {
        let named =
            text(cell).and_then(|text| Document::of(text, &knowledge.words, DateOrder::DayFirst));
        named.is_some_and(|document| {
            let words = fold(without_unit(&document.words));
            acts.is_some_and(|acts| acts.contains(&words))
        })
    };
    let all = |view: &View<'_>| !view.cells.is_empty() && view.cells.iter().all(is_act);
    views.iter().any(all)
}

/// Hours of each day or week, or shares of one, between two days: they are planned, and no entries of time.
fn spans_days(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let view = |column: Option<u32>| views.iter().find(|view| Some(view.column) == column);
    let length = view(mapping.column_of(schema, "duration"));
    let planned = |view: &View<'_>| {
        let words = view.heading.words.trim();
        knowledge.words.each(words).is_some() || knowledge.words.speaks_of_shares(words)
    };
    let until = view(mapping.helper(Helper::Until));
    schema.table == Table::Time && length.is_some_and(planned) && until.is_some_and(are_days)
}

/// A rate card is of roles: where people or hours have a column, it is a list of people or a budget.
fn names_people_or_hours(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    let of = |claim: &Claim, table: Table, field: &str| {
        claim.table == table
            && claim.strong
            && knowledge.schema(table).position(field) == Some(claim.field)
    };
    let other = |claim: &Claim| {
        of(claim, Table::People, "person")
            || of(claim, Table::Time, "duration")
            || of(claim, Table::Projects, "budget_hours")
    };
    let keys = views.iter().flat_map(|view| view.heading.keys.iter());
    let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
    schema.table == Table::RateCard && claims.any(other)
}

/// The number, day, client and amount of invoices: a list of sales, and no bank's.
fn lists_invoices(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    if schema.table != Table::Payments {
        return false;
    }
    let invoices = knowledge.schema(Table::Invoices);
    let is_of = |field: &str, names: &[&str]| {
        let column = mapping.column_of(schema, field);
        let view = views.iter().find(|view| Some(view.column) == column);
        let named = |claim: &Claim| {
            claim.table == Table::Invoices
                && names.contains(&invoices.fields[claim.field].name.as_str())
        };
        view.is_some_and(|view| {
            let mut keys = view.heading.keys.iter();
            keys.any(|(key, _)| knowledge.claims(key).iter().any(named))
        })
    };
    is_of("invoice", &["number"])
        && is_of("date", &["issued_on"])
        && is_of("payer", &["client"])
        && is_of("amount", &["gross", "net"])
}

/// A column of money that moved: in, out, what was left, a reference, a fee. What an invoice is for is none.
fn moves_money(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let work = |view: &View<'_>| {
        let mut keys = view.heading.keys.iter();
        keys.any(|(key, _)| knowledge.words.helper(key, Table::Invoices) == Some(Helper::Item))
    };
    let told = |field: &str| {
        let column = mapping.column_of(schema, field);
        let view = views.iter().find(|view| Some(view.column) == column);
        view.is_some_and(|view| !work(view))
    };
    let mut fields = ["reference", "direction", "fee", "original_amount"].into_iter();
    schema.table == Table::Payments && (fields.any(told) || has_sides(mapping))
}

/// Columns that only a bank has: money in, money out, what was left, whether a line is booked.
fn has_sides(mapping: &Mapping) -> bool {
    let helpers = [
        Helper::MoneyIn,
        Helper::MoneyOut,
        Helper::Balance,
        Helper::State,
    ];
    let mut helpers = helpers.into_iter();
    helpers.any(|helper| mapping.helper(helper).is_some())
}

/// File, sheet or title speak of contracts, and each row has a number of its own: the projects are those that they are for.
fn is_called_contracts(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    let called = || {
        let mut texts = talk.texts();
        texts.any(|(text, _)| knowledge.is_titled(text, Table::Contracts))
    };
    let numbers = mapping.strongly(schema, "contract");
    let view = views.iter().find(|view| Some(view.column) == numbers);
    schema.table == Table::Projects
        && view.is_some_and(|view| {
            let different: BTreeSet<String> = view.cells.iter().map(shown).collect();
            different.len() == view.cells.len()
        })
        && called()
}

/// File, sheet or title speak of invoices and of nothing that was paid or agreed, and no column is one of a bank, or the number of a
/// contract.
fn is_called_invoices(
    mapping: &Mapping,
    schema: &Schema,
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    // `No` beside a day, a client and an amount
    let contracts =
        schema.table == Table::Contracts && mapping.strongly(schema, "contract").is_none();
    if contracts {
        return speaks_of(talk, Table::Invoices, knowledge);
    }
    let of_bank = ["direction", "fee", "original_amount"]
        .into_iter()
        .any(|field| mapping.column_of(schema, field).is_some());
    schema.table == Table::Payments
        && !of_bank
        && !has_sides(mapping)
        && speaks_of(talk, Table::Invoices, knowledge)
}

/// Each amount under its currency: so people write invoices, and payments only where they are called so.
fn stands_across(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    schema.table == Table::Payments
        && currency_columns(views, schema, &knowledge.words.amounts).is_some()
}

/// File, sheet or title speak of payments and of no invoices, and no column says more than what was paid for which of them.
fn is_called_payments(
    mapping: &Mapping,
    schema: &Schema,
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    let of_invoices = [
        "due_on", "net", "tax", "balance", "paid", "paid_on", "status", "kind",
    ];
    let mut of_invoices = of_invoices.into_iter();
    schema.table == Table::Invoices
        && !of_invoices.any(|field| mapping.column_of(schema, field).is_some())
        && speaks_of(talk, Table::Payments, knowledge)
}

/// A column of states says of some rows that they are owed and of none that it is paid: invoices, and no money that moved.
fn is_still_owed(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let moves = [Helper::MoneyIn, Helper::MoneyOut, Helper::Balance];
    let mut moves = moves.into_iter();
    let moved = moves.any(|helper| mapping.helper(helper).is_some());
    let invoices = knowledge.schema(Table::Invoices);
    let Some(at) = invoices.position("status") else {
        return false;
    };
    let is_state = |claim: &Claim| claim.table == Table::Invoices && claim.field == at;
    let paid = |cell: &Cell<'_>| match cell {
        Cell::Text(text) => typed::known_code(text, &invoices.fields[at]) == Some("paid"),
        _ => true,
    };
    let owed =
        |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if knowledge.words.is_owed(&fold(text)));
    schema.table == Table::Payments
        && !moved
        && views.iter().any(|view| {
            let mut keys = view.heading.keys.iter();
            keys.any(|(key, _)| knowledge.claims(key).iter().any(is_state))
                && view.cells.iter().any(owed)
                && !view.cells.iter().any(paid)
        })
}

/// Hours of clients beside what may be money: no campaign without a channel, showings, clicks or leads.
fn counts_hours_only(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let of_campaigns = ["channel", "impressions", "clicks", "leads", "conversions"];
    let has = |field: &str| mapping.column_of(schema, field).is_some();
    schema.table == Table::Results
        && !of_campaigns.into_iter().any(has)
        && tells_of_time(views, "duration", &[], knowledge)
}

/// Most rows say nothing that is to be done: a log of contacts with what followed from some.
fn leaves_steps_open(views: &[View<'_>], mapping: &Mapping, schema: &Schema) -> bool {
    let steps = mapping.column_of(schema, "action");
    let view = views.iter().find(|view| Some(view.column) == steps);
    let most = views.iter().map(|view| view.cells.len()).max().unwrap_or(0);
    schema.table == Table::Actions && view.is_some_and(|view| view.cells.len() * 2 < most)
}

/// Miles or kilometres of journeys: from where to where, and no money of anybody.
fn counts_miles(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    let miles = |view: &View<'_>| knowledge.words.is_distance(view.heading.words.trim());
    schema.table == Table::Payments && views.iter().any(miles)
}

/// Days of work for a client with what they come to: a cost, and no person of the agency.
fn pays_for_days(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let expenses = knowledge.schema(Table::Expenses);
    let amount = expenses.position("amount");
    let is_amount = |claim: &Claim| {
        claim.table == Table::Expenses && claim.strong && Some(claim.field) == amount
    };
    let comes_to = views.iter().any(|view| {
        let mut keys = view.heading.keys.iter().filter(|(_, sure)| *sure > 0.8);
        let free = mapping.slot_of(view.column).is_none();
        free && keys.any(|(key, _)| knowledge.claims(key).iter().any(is_amount))
    });
    let vendor = expenses.position("vendor");
    let is_vendor = |claim: &Claim| {
        claim.table == Table::Expenses && claim.strong && Some(claim.field) == vendor
    };
    let mut keys = views.iter().flat_map(|view| view.heading.keys.iter());
    schema.table == Table::People
        && comes_to
        && keys.any(|(key, _)| knowledge.claims(key).iter().any(is_vendor))
        && tells_of_time(views, "client", &[], knowledge)
}

/// Each row says that it is an invoice or a credit note, under a heading of kinds.
fn tells_invoices_from_credits(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let costs = ["fee", "original_amount"];
    let mut costs = costs.iter().map(|field| mapping.column_of(schema, field));
    schema.table == Table::Payments
        && costs.all(|column| column.is_none())
        && has_kinds_of_invoices(views, &["invoice"], knowledge)
}

/// A column of kinds whose values are those of invoices, some codes among them.
fn has_kinds_of_invoices(views: &[View<'_>], some: &[&str], knowledge: &Knowledge) -> bool {
    let invoices = knowledge.schema(Table::Invoices);
    let Some(at) = invoices.position("kind") else {
        return false;
    };
    let is_kind = |claim: &Claim| claim.table == Table::Invoices && claim.field == at;
    let code = |cell: &Cell<'_>| {
        let Cell::Text(text) = cell else { return None };
        let (text, mut codes) = (fold(text), invoices.fields[at].codes.iter());
        codes.find_map(|(code, words)| words.contains(&text).then_some(code.as_str()))
    };
    views.iter().any(|view| {
        let mut keys = view.heading.keys.iter();
        if !keys.any(|(key, _)| knowledge.claims(key).iter().any(is_kind)) {
            return false;
        }
        let codes: Vec<&str> = view.cells.iter().filter_map(code).collect();
        // credits alone are what a bank calls money that came in
        some.iter().all(|wanted| codes.contains(wanted)) && codes.len() * 4 >= view.cells.len() * 3
    })
}

/// A register of invoices with their amounts, and no word of papers that come back signed: no list of documents.
fn registers_invoices(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    talk: &Talk,
    knowledge: &Knowledge,
) -> bool {
    let has = |field: &str| mapping.column_of(schema, field).is_some();
    let papers = ["signed", "scan", "original"];
    let strong = |field: &str| mapping.strongly(schema, field).is_some();
    // a state that may be one of a paper is that of the invoice whose number stands beside it
    let of_papers = papers.into_iter().any(strong)
        || papers.into_iter().any(has) && !numbers_invoices(views, mapping, schema, knowledge);
    schema.table == Table::Documents
        && has("amount")
        && !of_papers
        && (speaks_of(talk, Table::Invoices, knowledge)
            || numbers_invoices(views, mapping, schema, knowledge)
            || has_kinds_of_invoices(views, &["invoice", "credit_note"], knowledge))
}

/// The heading of the numbers is that of invoices, and of no other paper.
fn numbers_invoices(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let numbers = mapping.column_of(schema, "number");
    let numbers = numbers.or_else(|| mapping.column_of(schema, "invoice"));
    let view = views.iter().find(|view| Some(view.column) == numbers);
    view.is_some_and(|view| {
        let named = |table: Table| {
            let at = knowledge.schema(table).position("number");
            let keys = view.heading.keys.iter().filter(|(_, sure)| *sure > 0.8);
            let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
            claims.any(|claim| claim.strong && claim.table == table && Some(claim.field) == at)
        };
        named(Table::Invoices) && !named(Table::Documents)
    })
}

/// File, sheet or title speak of leave, and each person has a first and a last day: those of the leave, and of no employment.
fn is_called_leave(mapping: &Mapping, schema: &Schema, talk: &Talk, knowledge: &Knowledge) -> bool {
    let days = ["starts_on", "ends_on"];
    let both = days
        .iter()
        .all(|field| mapping.column_of(schema, field).is_some());
    schema.table == Table::People && both && speaks_of(talk, Table::Leave, knowledge)
}

fn speaks_of(talk: &Talk, table: Table, knowledge: &Knowledge) -> bool {
    let mut texts = talk.texts();
    texts.any(|(text, _)| knowledge.is_titled(text, table))
}

/// Hours of nobody beside a budget: what was spent of it so far, and no entries of a day.
fn has_budgets(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let projects = knowledge.schema(Table::Projects);
    let budgets = ["budget_hours", "budget_amount"].map(|field| projects.position(field));
    let is_budget =
        |claim: &Claim| claim.table == Table::Projects && budgets.contains(&Some(claim.field));
    let of_time = |claim: &Claim| claim.table == Table::Time;
    let budgets = |(key, sure): &(String, f64)| {
        let claims = knowledge.claims(key);
        *sure > 0.8 && claims.iter().any(is_budget) && !claims.iter().any(of_time)
    };
    let mut keys = views.iter().flat_map(|view| view.heading.keys.iter());
    schema.table == Table::Time
        && mapping.column_of(schema, "person").is_none()
        && keys.any(budgets)
}

/// Hours of nobody, each with the number of an invoice: lines of invoices, and no time sheet.
fn bills_hours(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let invoices = knowledge.schema(Table::Invoices);
    let number = invoices.position("number");
    let is_number = |claim: &Claim| {
        claim.table == Table::Invoices && claim.strong && Some(claim.field) == number
    };
    let most = views.iter().map(|view| view.cells.len()).max().unwrap_or(0);
    let numbered = views.iter().any(|view| {
        let mut keys = view.heading.keys.iter();
        let named =
            keys.any(|(key, sure)| *sure > 0.8 && knowledge.claims(key).iter().any(is_number));
        named && view.cells.len() * 10 >= most * 9
    });
    let of_nobody = mapping.column_of(schema, "person").is_none();
    let priced = mapping.column_of(schema, "amount").is_some();
    schema.table == Table::Time && of_nobody && priced && numbered
}

/// Hours that were done stand beside those that were planned: entries of time, and no plan.
fn tells_what_was_done(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    let words = &knowledge.words;
    let is_duration = |table: Table, field: usize| {
        let kinds = [Table::Time, Table::Bookings];
        kinds.contains(&table) && knowledge.schema(table).fields[field].kind == Kind::Duration
    };
    let is_length = |view: &View<'_>| {
        let keys = view.heading.keys.iter();
        let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
        view.heading.hint.is_none()
            && (view.heading.time_unit.is_some()
                || claims.any(|claim| is_duration(claim.table, claim.field)))
    };
    let done = |view: &View<'_>| {
        !view.heading.planned && words.speaks_of_what_was_done(view.heading.words.trim())
    };
    let mut lengths = views.iter().filter(|view| is_length(view));
    schema.table == Table::Bookings
        && lengths.clone().any(|view| view.heading.planned)
        && lengths.any(|view| done(view) && !view.cells.is_empty())
}

/// Times of day at which something began and ended: an entry of time, and no task that is to be done.
fn logs_clock_times(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    let is_clock = |cell: &Cell<'_>| match cell {
        Cell::Time(days) => (0.0..1.0).contains(days),
        Cell::Text(text) => {
            let digits = text.split(':').map(str::trim);
            text.contains(':') && digits.clone().all(|part| part.parse::<u32>().is_ok())
        }
        _ => false,
    };
    let clocks = |wanted: Helper| {
        views.iter().any(|view| {
            let mut keys = view.heading.keys.iter();
            let named =
                keys.any(|(key, _)| knowledge.words.helper(key, Table::Time) == Some(wanted));
            named && !view.cells.is_empty() && view.cells.iter().all(is_clock)
        })
    };
    schema.table == Table::Actions && clocks(Helper::StartsAt) && clocks(Helper::EndsAt)
}

/// A person's days with the hours of each: time, whatever it says of leave, or of when the person came to the firm and left.
fn lists_days_of_people(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    let dated: &[Table] = match schema.table {
        Table::People => &[Table::People],
        Table::Leave => &[],
        _ => return false,
    };
    tells_of_time(views, "date", dated, knowledge)
        && tells_of_time(views, "duration", &[schema.table], knowledge)
}

/// Days, hours and whom they were for: time of people and no list of them, whatever an hour of theirs costs.
fn names_clients_of_hours(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    let told = |field: &str| tells_of_time(views, field, &[], knowledge);
    schema.table == Table::People && ["date", "client", "duration"].into_iter().all(told)
}

/// Money in, money out and the balance after them: a bank's book, whatever its texts are called.
fn runs_a_balance(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    let helps = |wanted: Helper| {
        views.iter().any(|view| {
            let mut keys = view.heading.keys.iter();
            keys.any(|(key, _)| knowledge.words.helper(key, Table::Payments) == Some(wanted))
        })
    };
    let sides = [Helper::MoneyIn, Helper::MoneyOut, Helper::Balance];
    schema.table == Table::Invoices && sides.into_iter().all(helps)
}

/// Amounts of both signs beside what was left after each: an account, and no list of costs.
fn goes_up_and_down(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let balance = |view: &View<'_>| {
        let mut keys = view.heading.keys.iter();
        keys.any(|(key, _)| knowledge.words.helper(key, Table::Payments) == Some(Helper::Balance))
    };
    let column = mapping.column_of(schema, "amount");
    let amounts = views.iter().find(|view| Some(view.column) == column);
    let has = |below: bool| {
        let amounts = amounts.into_iter().flat_map(|view| view.cells.iter());
        let mut numbers = amounts.filter_map(|cell| match cell {
            Cell::Number(number) => Some(*number),
            Cell::Text(text) => text.replace([',', ' ', '\u{a0}'], "").parse().ok(),
            _ => None,
        });
        numbers.any(|number: f64| number != 0.0 && (number < 0.0) == below)
    };
    schema.table == Table::Expenses && views.iter().any(balance) && has(true) && has(false)
}

/// Each row says under a heading of kinds whether money came in or went out, and both happened: a bank's list.
fn tells_in_from_out(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    let payments = knowledge.schema(Table::Payments);
    let Some(at) = payments.position("direction") else {
        return false;
    };
    let is_way = |claim: &Claim| claim.table == Table::Payments && claim.field == at;
    let codes = |cell: &Cell<'_>| {
        let Cell::Text(text) = cell else { return None };
        let folded = fold(text);
        let mut codes = payments.fields[at].codes.iter();
        codes.find_map(|(code, words)| words.contains(&folded).then_some(code.as_str()))
    };
    let credits = has_kinds_of_invoices(views, &["invoice"], knowledge);
    let mut views = views.iter().filter(|view| {
        let mut keys = view.heading.keys.iter();
        keys.any(|(key, _)| knowledge.claims(key).iter().any(is_way))
    });
    let both = |view: &View<'_>| {
        let told: Option<BTreeSet<&str>> = view.cells.iter().map(codes).collect();
        told.is_some_and(|told| told.contains("in") && told.contains("out"))
    };
    schema.table == Table::Invoices && !credits && views.any(both)
}

/// Numbers of invoices and customers, and nobody who was paid: what was sold to them is no cost.
fn lists_what_was_sold(
    views: &[View<'_>],
    mapping: &Mapping,
    schema: &Schema,
    knowledge: &Knowledge,
) -> bool {
    let invoices = knowledge.schema(Table::Invoices);
    let named = |field: &str| {
        let at = invoices.position(field);
        views.iter().any(|view| {
            let keys = view.heading.keys.iter().filter(|(_, sure)| *sure > 0.8);
            let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
            claims.any(|claim| {
                claim.table == Table::Invoices && claim.strong && Some(claim.field) == at
            })
        })
    };
    schema.table == Table::Expenses
        && mapping.strongly(schema, "vendor").is_none()
        && named("number")
        && named("client")
}

/// One name in every row may be our own.
fn names_several(view: &View<'_>) -> bool {
    let mut cells = view.cells.iter();
    let first = cells.next();
    cells.any(|cell| Some(cell) != first)
}

/// A column of suppliers beside one of clients: what they invoiced is a cost, and no invoice of ours.
fn names_who_was_paid(views: &[View<'_>], schema: &Schema, knowledge: &Knowledge) -> bool {
    let named = |table: Table, field: &str| {
        let at = knowledge.schema(table).position(field);
        views.iter().any(|view| {
            let keys = view.heading.keys.iter().filter(|(_, sure)| *sure > 0.8);
            let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
            let own = claims.clone().any(|claim| claim.table == Table::Invoices);
            let of_others = !own && names_several(view);
            (table == Table::Invoices || of_others)
                && claims
                    .any(|claim| claim.table == table && claim.strong && Some(claim.field) == at)
        })
    };
    schema.table == Table::Invoices
        && named(Table::Expenses, "vendor")
        && named(Table::Invoices, "client")
}

/// Hours of people in a month that title, sheet or file names, or of people on projects: they were worked, and neither list
/// those people nor are the projects' budgets.
fn sums_up_hours(views: &[View<'_>], schema: &Schema, talk: &Talk, knowledge: &Knowledge) -> bool {
    let hours = |other: Table| tells_of_time(views, "duration", &[other], knowledge);
    match schema.table {
        Table::People => hours(Table::People) && talk.season(knowledge).names_month,
        Table::Projects => {
            hours(Table::Projects) && tells_of_time(views, "person", &[schema.table], knowledge)
        }
        _ => false,
    }
}

/// A heading that names a field of time, and no field of some other tables.
fn tells_of_time(views: &[View<'_>], field: &str, others: &[Table], knowledge: &Knowledge) -> bool {
    let time = knowledge.schema(Table::Time);
    views.iter().any(|view| {
        let keys = view.heading.keys.iter().filter(|(_, sure)| *sure > 0.8);
        let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
        let other = claims.clone().any(|claim| others.contains(&claim.table));
        !other
            && claims.any(|claim| {
                claim.table == Table::Time
                    && claim.strong
                    && time.position(field) == Some(claim.field)
            })
    })
}
