//! Which canonical table a block of cells is: known layouts first, then headings, values and titles together.

use super::against::speaks_against;
use super::called::{is_called_bills, name_suppliers};
use super::columns::{Bound, Mapping, Slot, View, map};
use super::companions::are_unnamed_retainers;
use super::cross::Cross;
use super::currency_columns::names_currencies;
use super::grid::text;
use super::heading_levels::bind_levels;
use super::headless::{Guess, Headless};
use super::invoice_list::{lists_invoices, names_kinds};
use super::knowledge::Knowledge;
use super::known_values::bind_by_known_names;
use super::next_steps::lists_clients;
use super::parts_of_contracts::{bind_parts, shares_of_contracts};
use super::passings::Passings;
use super::period::Period;
use super::person_around::{is_of_a_person, person_of_file};
use super::pivot::pivot;
use super::sheet::Cell;
use super::siblings::told_by_sheet;
use super::sideways::{counted_days, sideways, time_of_people};
use super::source::Source;
use super::span_columns;
use super::t13::T13;
pub use super::talk::{GroupTalk, Talk};
use super::told_client::OF_ONE_CLIENT;
use super::told_month::month_of;
use super::told_person::{Around, LABELLED, told_around};
use super::unnamed::{numbers_of_anything, numbers_of_rows};
use super::wide::{Trouble, Wide, is_nothing_but_time, shape_speaks, trouble, undated_hours, wide};
use super::words::Helper;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Kind, Phrase, Schema, Table};

/// How a table is laid out.
#[derive(Clone, Debug, Default)]
pub enum Form {
    /// A list, or a grid whose columns are days, weeks or months.
    #[default]
    Usual,
    /// Days or names down, subjects across.
    Cross(Cross),
    /// Form T-13.
    T13(T13),
    /// Times of coming and leaving.
    Passings(Passings),
}

/// What a block is believed to be.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The table; none when nothing fits.
    pub table: Option<Table>,
    /// Its columns.
    pub mapping: Option<Mapping>,
    /// Index into the knowledge's sources.
    pub source: Option<usize>,
    /// 0..1.
    pub confidence: f64,
    /// Why, or what was tried.
    pub because: Vec<Phrase>,
    /// The grid, when the table is wider than long.
    pub wide: Option<Wide>,
    /// One thing to do, when nothing fits.
    pub hint: Option<Phrase>,
    /// How it is laid out.
    pub form: Form,
    /// What its values could be, when nothing fits.
    pub proposal: Option<Table>,
    /// The table that comes nearest, when nothing fits.
    pub nearest: Option<Table>,
    /// A field that no column has and every row's value of it: the sheet's name.
    pub told: Option<(&'static str, String)>,
    /// Another table that it could be as well.
    pub rival: Option<Table>,
}

impl Verdict {
    /// Nothing fits, and nothing is said about it yet.
    pub fn none() -> Verdict {
        Verdict {
            table: None,
            mapping: None,
            source: None,
            confidence: 0.0,
            because: Vec::new(),
            wide: None,
            hint: None,
            form: Form::Usual,
            proposal: None,
            nearest: None,
            told: None,
            rival: None,
        }
    }
}

/// Below this a list with a rival is nothing until a person says so.
const LEAST_SURE: f64 = 0.36;

/// What a column tells that says of each row whether it is an invoice or a credit note.
const KINDS: f64 = 1.0;

/// What a sheet's name tells that is nothing but a word for the table.
const CALLED: f64 = 0.8;

struct Trial {
    mapping: Mapping,
    score: f64,
    titled: f64,
    missing: Vec<String>,
    told: Option<(&'static str, String)>,
    /// Columns of another table are among its own.
    denied: bool,
    /// Time whose cells under dated days are lengths by themselves: `7:30`.
    clocked: bool,
}

/// Judges a block. `decided` is a person's answer and wins.
pub fn judge(
    views: &[View<'_>],
    talk: &Talk,
    knowledge: &Knowledge,
    decided: Option<Table>,
    headless: Option<Headless>,
) -> Verdict {
    if talk.sums_up && decided.is_none() {
        return repeats_sheets();
    }
    if let Some(verdict) = headless
        .as_ref()
        .and_then(|headless| by_values(headless, (views, talk), decided, knowledge))
    {
        return verdict;
    }
    let wide = wide(views, talk, knowledge);
    let source = known_source(views, knowledge);
    if let Some((at, source)) = source.filter(|_| decided.is_none())
        && let Some(verdict) = by_source(views, at, source, wide.as_ref(), talk, knowledge)
    {
        return verdict;
    }
    let plain = long_columns(views, wide.as_ref());
    let grid_trouble = match &wide {
        Some(wide) => trouble(views, wide, talk, knowledge),
        None => undated_hours(views, talk, knowledge),
    };
    let mut trials: Vec<Trial> = knowledge
        .schemas
        .values()
        .filter(|schema| decided.is_none_or(|table| table == schema.table))
        .map(|schema| try_table(&plain, views.len(), schema, wide.as_ref(), talk, knowledge))
        .collect();
    trials.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.mapping.table.cmp(&b.mapping.table))
    });
    let mut mappings = trials.iter().map(|trial| &trial.mapping);
    let time = mappings
        .find(|mapping| mapping.table == Table::Time)
        .cloned();
    let time = time.as_ref();
    if let Some(trouble) = pivot(views, knowledge).filter(|_| decided.is_none()) {
        return reject(&[], None, Some(trouble), None, talk);
    }
    if let Some(trouble) =
        counted_days(views, wide.as_ref(), time, knowledge).filter(|_| decided.is_none())
    {
        return reject(&[], None, Some(trouble), None, talk);
    }
    let clocked = { wide.as_ref() }.is_some_and(|wide| is_nothing_but_time(views, wide, knowledge));
    for trial in &mut trials {
        trial.clocked = clocked && trial.mapping.table == Table::Time;
    }
    let winner = trials.iter().position(|trial| {
        let schema = knowledge.schema(trial.mapping.table);
        let grid = (wide.as_ref(), grid_trouble.is_some());
        decided.is_some() || fits(trial, schema, grid, (talk, knowledge))
    });
    let winner = winner.map(|at| clients_before_steps(&mut trials, at, views, knowledge));
    let winner = winner.map(|at| contracts_before_clients(&mut trials, at, knowledge));
    let winner = winner.map(|at| invoices_before_payments(&mut trials, at, views, knowledge));
    let by_time = || {
        let sideways = sideways(views, time, wide.as_ref(), talk, knowledge)?;
        time_of_people(
            sideways,
            winner.map(|at| &trials[at].mapping),
            views,
            knowledge,
        )
    };
    let by_time = decided.is_none().then(by_time).flatten();
    if let Some(verdict) = by_time.filter(|_| !talk.of_money) {
        return verdict;
    }
    let of_hours = winner.is_none_or(|at| {
        let table = trials[at].mapping.table;
        matches!(table, Table::Time | Table::Bookings) && wide.is_some()
    });
    let is_grid = wide.is_some()
        || talk.of_money && sideways(views, time, wide.as_ref(), talk, knowledge).is_some();
    if talk.of_money && decided.is_none() && of_hours && is_grid {
        let trouble = Trouble {
            reason: phrase("the title above it speaks of money and not of hours", &[]),
            hint: phrase("nothing, if that is right", &[]),
            proposal: None,
        };
        return reject(&[], None, Some(trouble), None, talk);
    }
    let other = winner.filter(|_| decided.is_none()).and_then(|at| {
        let table = trials[at].mapping.table;
        { &knowledge.other_lists }.left_out(views, talk, table, knowledge)
    });
    if let Some(why) = other {
        return left_out(
            None,
            why,
            phrase("its headings, title or words say so", &[]),
        );
    }
    match winner {
        Some(at) => {
            let accepted = accept(
                &trials,
                at,
                (wide.clone(), talk),
                decided.is_some(),
                knowledge,
            );
            match accepted.rival.filter(|_| accepted.confidence < LEAST_SURE) {
                Some(rival) => sideways(views, time, wide.as_ref(), talk, knowledge)
                    .unwrap_or_else(|| undecided(&trials, accepted, rival, talk)),
                None => accepted,
            }
        }
        None => sideways(views, time, wide.as_ref(), talk, knowledge).unwrap_or_else(|| {
            let guess = headless.map(|headless| headless.guess);
            reject(&trials, wide.as_ref(), grid_trouble, guess, talk)
        }),
    }
}

/// The clients rather than their next steps, where title and rows speak of clients: the steps are read beside them.
fn clients_before_steps(
    trials: &mut Vec<Trial>,
    winner: usize,
    views: &[View<'_>],
    knowledge: &Knowledge,
) -> usize {
    let steps = &trials[winner];
    let of_clients = |trial: &Trial| {
        trial.mapping.table == Table::Clients
            && trial.missing.is_empty()
            && trial.titled > 0.0
            && lists_clients(views, &trial.mapping, knowledge)
    };
    let is_open = steps.mapping.table == Table::Actions && steps.titled == 0.0;
    match is_open {
        true => give_way(trials, winner, of_clients),
        false => winner,
    }
}

/// The contracts rather than the clients who have them, where each row has a number and a value of its contract.
fn contracts_before_clients(
    trials: &mut Vec<Trial>,
    winner: usize,
    knowledge: &Knowledge,
) -> usize {
    let schema = knowledge.schema(Table::Contracts);
    let of_contracts = |trial: &Trial| {
        let strong = |field: &str| trial.mapping.strongly(schema, field).is_some();
        trial.mapping.table == Table::Contracts
            && trial.missing.is_empty()
            && strong("contract")
            && trial.mapping.column_of(schema, "amount").is_some()
    };
    let clients = &trials[winner];
    match clients.mapping.table == Table::Clients && clients.titled == 0.0 {
        true => give_way(trials, winner, of_contracts),
        false => winner,
    }
}

/// The invoices rather than payments with the same columns, where the list is called so.
fn invoices_before_payments(
    trials: &mut Vec<Trial>,
    winner: usize,
    views: &[View<'_>],
    knowledge: &Knowledge,
) -> usize {
    let payments = trials[winner].mapping.clone();
    let of_invoices = |trial: &Trial| {
        trial.missing.is_empty()
            && trial.titled > 0.0
            && lists_invoices(views, &trial.mapping, &payments, knowledge)
    };
    match trials[winner].titled > 0.0 {
        true => winner,
        false => give_way(trials, winner, of_invoices),
    }
}

/// The winner is left out for the first that fits, where any does.
fn give_way(trials: &mut Vec<Trial>, winner: usize, fits: impl Fn(&Trial) -> bool) -> usize {
    if !trials.iter().any(&fits) {
        return winner;
    }
    trials.remove(winner);
    let other = trials.iter().position(fits);
    other.expect("it is still there")
}

/// The columns that are no day, week or month of a grid.
fn long_columns<'a>(views: &[View<'a>], wide: Option<&Wide>) -> Vec<View<'a>> {
    views
        .iter()
        .filter(|view| !wide.is_some_and(|wide| wide.holds(view.column)))
        .map(View::again)
        .collect()
}

/// How sure a table is that has no headings and is known by the names in it: a person should say so once.
const BY_NAMES: f64 = 0.45;

/// A block without headings, known by its values or by a person's word.
fn by_values(
    headless: &Headless,
    (views, talk): (&[View<'_>], &Talk),
    decided: Option<Table>,
    knowledge: &Knowledge,
) -> Option<Verdict> {
    let said = decided.map(|table| {
        let mapping = headless.bind(knowledge.schema(table));
        (mapping, 1.0, phrase("a person said so", &[]))
    });
    let said = said.or_else(|| {
        let proven = headless.proven.clone()?;
        let because = phrase(
            "it has no headings, but each balance is the one before and the amount beside it",
            &[],
        );
        Some((proven, 0.8, because))
    });
    let (mapping, confidence, because) = said.or_else(|| {
        let mapping = headless.by_names(views, talk.known.as_ref()?, knowledge)?;
        let because = headless.guess.because.clone()?;
        Some((mapping, BY_NAMES, because))
    })?;
    Some(Verdict {
        table: Some(mapping.table),
        mapping: Some(mapping),
        source: None,
        confidence,
        because: vec![because],
        ..Verdict::none()
    })
}

/// The source whose whole fingerprint stands in the headings; of several the one that knows most columns.
fn known_source<'k>(views: &[View<'_>], knowledge: &'k Knowledge) -> Option<(usize, &'k Source)> {
    let there = |wanted: &str| {
        views
            .iter()
            .any(|view| view.heading.keys.iter().any(|(key, _)| key == wanted))
    };
    knowledge
        .sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.is_in(there))
        .filter(|(_, source)| source.packed.is_empty() || holds_packed(source, views))
        .filter(|(_, source)| !source.only || explained(source, views) == headed(views))
        .max_by(|(a, left), (b, right)| {
            (explained(left, views), left.fingerprint.len())
                .cmp(&(explained(right, views), right.fingerprint.len()))
                .then(b.cmp(a))
        })
}

/// A cell of its packed columns holds all the parts of an entry.
fn holds_packed(source: &Source, views: &[View<'_>]) -> bool {
    views.iter().any(|view| {
        let key = view.heading.keys.first();
        let packing = key.and_then(|(key, _)| source.packing(key));
        packing.is_some_and(|packing| {
            let whole = |cell: &Cell<'_>| {
                text(cell).is_some_and(|text| packing.split(text).len() == packing.parts.len())
            };
            view.cells.iter().any(whole)
        })
    })
}

/// How many columns have a heading.
fn headed(views: &[View<'_>]) -> usize {
    let named = |view: &&View<'_>| !view.heading.keys.is_empty();
    views.iter().filter(named).count()
}

/// How many columns a layout knows.
fn explained(source: &Source, views: &[View<'_>]) -> usize {
    views
        .iter()
        .filter_map(|view| view.heading.keys.first())
        .filter(|(key, _)| source.field(key).is_some() || source.ignores(key))
        .count()
}

fn by_source(
    views: &[View<'_>],
    at: usize,
    source: &Source,
    wide: Option<&Wide>,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<Verdict> {
    let known = phrase(
        "its headings are those of a known layout: {}",
        &[&source.source],
    );
    let left_out = left_out(Some(at), &source.leave_out, known.clone());
    let Some(table) = source.table else {
        return Some(left_out);
    };
    let schema = knowledge.schema(table);
    let wide = wide.filter(|_| source.grid);
    let plain = long_columns(views, wide);
    let mut mapping = map(&plain, schema, Some(source), knowledge);
    bind_by_known_names(
        &mut mapping,
        &plain,
        schema,
        Some(source),
        (talk, knowledge),
    );
    if !source.leave_out.is_empty() && month_of(talk, &mapping, Some(source), knowledge).is_none() {
        return Some(left_out);
    }
    // Nothing but the headings of the layout proves enough where it says so.
    let proven = source.only || !source.packed.is_empty();
    let told = told_by_sheet(&mapping, schema, talk, knowledge);
    let whole = proven || is_enough(&mapping, schema, wide, talk, told.as_ref(), knowledge);
    if !whole || source.grid && wide.is_none() {
        return None;
    }
    Some(Verdict {
        table: Some(table),
        because: std::iter::once(known)
            .chain(said_of_rows(
                &mapping,
                told.as_ref(),
                month_of(talk, &mapping, Some(source), knowledge).filter(|_| wide.is_none()),
                talk,
                knowledge,
            ))
            .collect(),
        mapping: Some(mapping),
        source: Some(at),
        confidence: 0.98,
        wide: wide.cloned(),
        told,
        ..Verdict::none()
    })
}

/// A sheet that lists the other sheets of its book with their totals.
fn repeats_sheets() -> Verdict {
    Verdict {
        confidence: 0.9,
        because: vec![phrase(
            "its numbers are the totals of the sheets that it names",
            &[],
        )],
        hint: Some(phrase("nothing, if that is right", &[])),
        ..Verdict::none()
    }
}

/// A list that is known to hold nothing for us, and what tells it.
fn left_out(source: Option<usize>, why: &str, known: Phrase) -> Verdict {
    Verdict {
        source,
        confidence: 0.98,
        because: vec![phrase("nothing of it is counted here: {}", &[&why]), known],
        hint: Some(phrase("nothing, if that is right", &[])),
        ..Verdict::none()
    }
}

/// What makes a row of the table: its first must group, and a column for whatever a row needs.
fn is_enough(
    mapping: &Mapping,
    schema: &Schema,
    wide: Option<&Wide>,
    talk: &Talk,
    told: Option<&(&'static str, String)>,
    knowledge: &Knowledge,
) -> bool {
    let missing = missing(
        mapping,
        schema,
        schema.must.iter(),
        (wide, talk, told, knowledge),
    );
    let first = schema.must.first().map(|group| group.join(" / "));
    let needs = schema.fields.iter().any(|field| field.needed);
    missing.is_empty() || !needs && first.is_some_and(|first| !missing.contains(&first))
}

fn try_table(
    views: &[View<'_>],
    all_columns: usize,
    schema: &Schema,
    wide: Option<&Wide>,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Trial {
    let mut mapping = map(views, schema, None, knowledge);
    bind_by_known_names(&mut mapping, views, schema, None, (talk, knowledge));
    bind_parts(&mut mapping, views, schema, knowledge);
    if schema.table == Table::Expenses && is_called_bills(talk, knowledge) {
        name_suppliers(&mut mapping, views, schema, knowledge);
    }
    let shared_out =
        schema.table == Table::Contracts && shares_of_contracts(views, &mapping, schema).is_some();
    if talk.groups.names || talk.groups.summed || talk.groups.levels {
        bind_levels(&mut mapping, views, schema, knowledge);
    }
    if schema.table == Table::Invoices && names_kinds(views, &mapping, knowledge) {
        mapping.strong += 1;
        mapping.weight += KINDS;
    }
    let as_grid = wide.filter(|wide| wide.may_be(schema.table));
    let titled = titled(schema, talk, knowledge);
    if titled == 0.0
        && let Some(column) = numbers_of_anything(views, &mapping, schema, knowledge)
    {
        mapping.unbind(column);
    }
    if titled == 0.0
        && let Some(column) = numbers_of_rows(views, &mapping, schema)
    {
        mapping.unbind(column);
    }
    let lacking = hopeless(&mapping, schema) as f64;
    let told = told_by_sheet(&mapping, schema, talk, knowledge);
    let without_title = schema.must_without_title.iter().filter(|_| titled == 0.0);
    let groups = schema.must.iter().chain(without_title);
    let mut missing = missing(
        &mapping,
        schema,
        groups,
        (as_grid, talk, told.as_ref(), knowledge),
    );
    if are_unnamed_retainers(views, &mapping, knowledge) {
        missing.retain(|group| group != "project");
    }
    // whose its rows are can be asked; what they are, its title says
    if titled > 0.0 && OF_ONE_CLIENT.contains(&schema.table) {
        missing.retain(|group| group != "client");
    }
    let against = speaks_against(views, &mapping, schema, (titled, talk), knowledge);
    let lacking = lacking + against;
    let period_columns = wide.map_or(0, |wide| wide.periods.len() + wide.unknown.len());
    let explained = mapping.bound.len() + as_grid.map_or(0, |_| period_columns);
    let coverage = explained as f64 / all_columns.max(1) as f64;
    let done = || {
        let mut texts = talk.texts();
        texts.any(|(text, _)| knowledge.words.speaks_of_what_was_done(&fold(text)))
    };
    let shape = as_grid.map_or(0.0, |wide| match schema.table {
        Table::Bookings if done() => 0.0,
        Table::Time if done() => 0.6,
        table => shape_speaks(table, wide),
    });
    Trial {
        score: mapping.weight + titled * (0.4 + 0.6 * coverage) + coverage + shape - lacking,
        mapping,
        titled,
        missing,
        told,
        clocked: false,
        denied: shared_out
            || schema.table == Table::Invoices && are_bills(talk, knowledge)
            || against > 0.0
                && titled == 0.0
                && matches!(
                    schema.table,
                    Table::Actions | Table::People | Table::Documents | Table::Leave
                ),
    }
}

/// File, sheet or title say that suppliers sent what is listed, and none that they are our own as well.
fn are_bills(talk: &Talk, knowledge: &Knowledge) -> bool {
    let mut texts = talk.texts();
    texts.any(|(text, _)| knowledge.words.speaks_of_bills(&fold(text)))
        || is_called_bills(talk, knowledge)
}

/// Title words in file, sheet and title rows.
fn titled(schema: &Schema, talk: &Talk, knowledge: &Knowledge) -> f64 {
    if schema.table == Table::Expenses && is_called_bills(talk, knowledge) {
        return CALLED;
    }
    let speaks: f64 = talk
        .texts()
        .filter(|(text, _)| knowledge.is_titled(text, schema.table))
        .filter(|(text, _)| schema.table != Table::Time || !is_plan_in_hours(text, knowledge))
        .map(|(_, weight)| weight)
        .sum();
    speaks.min(1.7)
}

/// `Capacity plan Q4 - hours`: hours are what the plan counts in, and nothing else in it speaks of time that was worked.
fn is_plan_in_hours(text: &str, knowledge: &Knowledge) -> bool {
    let folded = fold(text);
    let words = folded.split(' ');
    let others: Vec<&str> = words
        .filter(|word| !knowledge.words.speaks_of_hours(word))
        .collect();
    knowledge.is_titled(text, Table::Bookings)
        && !knowledge.words.speaks_of_what_was_done(&folded)
        && !knowledge.is_titled(&others.join(" "), Table::Time)
}

/// What is known beside a table's columns: its grid, its surroundings, a field that the sheet's name fills.
type Beside<'b> = (
    Option<&'b Wide>,
    &'b Talk,
    Option<&'b (&'static str, String)>,
    &'b Knowledge,
);

/// Names of must groups without a column.
fn missing<'g>(
    mapping: &Mapping,
    schema: &Schema,
    groups: impl Iterator<Item = &'g Vec<String>>,
    (wide, talk, told, knowledge): Beside<'_>,
) -> Vec<String> {
    // what is left to pay is no invoice's amount where only credits stand beside it: an account with its client
    let ledger = schema.table == Table::Invoices && mapping.helper(Helper::Credited).is_some();
    let has = |field: &str| {
        mapping.column_of(schema, field).is_some() && !(ledger && field == "balance")
            || wide.is_some_and(|wide| wide.says(field))
            || wide.is_some() && field == "project" && mapping.column_of(schema, "task").is_some()
            || span_columns::fills(schema.table, field) && mapping.helper(Helper::Span).is_some()
            || field == "person" && mapping.helper(Helper::LastName).is_some()
            || field == "duration" && mapping.helper(Helper::BillableTime).is_some()
            || schema.table == Table::Invoices
                && field == "gross"
                && mapping.helper(Helper::LineAmount).is_some()
            || told.is_some_and(|(told, _)| *told == field)
            || told_around(talk, schema.table, field, knowledge).is_some()
            || field == "currency" && names_currencies(mapping, schema)
            || talk.groups.days && field == "date"
            || field == "date" && month_of(talk, mapping, None, knowledge).is_some()
            || talk.groups.names && is_time(schema.table) && field == "client"
            || schema.table == Table::Payments
                && (field == "amount" || field == "direction")
                && (mapping.helper(Helper::MoneyIn).is_some()
                    || mapping.helper(Helper::MoneyOut).is_some())
    };
    groups
        .filter(|group| !group.iter().any(|field| has(field)))
        .map(|group| group.join(" / "))
        .collect()
}

fn is_time(table: Table) -> bool {
    matches!(table, Table::Time | Table::Bookings)
}

/// Numbers of documents that every row needs and no column holds or makes up for.
fn hopeless(mapping: &Mapping, schema: &Schema) -> usize {
    let bound = |field: &str| mapping.column_of(schema, field).is_some();
    let numbers = schema
        .fields
        .iter()
        .filter(|field| field.needed && field.kind == Kind::Number);
    numbers
        .filter(|field| !bound(&field.name) && !field.or.iter().any(|or| bound(or)))
        .count()
}

/// Every must group is there and the headings say enough.
fn fits(
    trial: &Trial,
    schema: &Schema,
    (wide, troubled): (Option<&Wide>, bool),
    (talk, knowledge): (&Talk, &Knowledge),
) -> bool {
    let may_be_grid = wide.is_some_and(|wide| wide.may_be(trial.mapping.table));
    let by_grid = may_be_grid && {
        let strongly_long = trial.mapping.strong >= 5;
        !strongly_long
    };
    if trial.denied {
        return false;
    }
    let list_with_periods = wide.is_some() && !may_be_grid && trial.mapping.strong < 5;
    if list_with_periods {
        return false;
    }
    let evidence = trial.mapping.strong >= 2
        || (trial.mapping.strong >= 1 && (trial.titled > 0.0 || by_grid))
        || by_grid && (trial.titled > 0.0 || trial.clocked) && !trial.mapping.bound.is_empty();
    let of_one = || schema.table == Table::Time && is_of_a_person(talk, knowledge);
    let least = match (by_grid, trial.titled > 0.0) {
        // a grid below a person's name is that person's time
        (true, false) if of_one() || trial.clocked => 0.2,
        (true, true) => 0.3,
        (true, false) => 0.4,
        (false, true) => 0.6,
        (false, false) => 0.9,
    };
    let plain = trial.titled == 0.0 && !by_grid;
    let evidence = evidence && !(plain && counts_money(trial, schema));
    trial.missing.is_empty() && evidence && trial.mapping.weight >= least && !(by_grid && troubled)
}

/// Numbers beside a currency that no heading calls a length of time are money: a pipeline of deals, a price list.
fn counts_money(trial: &Trial, schema: &Schema) -> bool {
    let column = |field: &str| {
        let slot = schema.position(field).map(Slot::Field);
        trial
            .mapping
            .bound
            .iter()
            .find(|bound| Some(bound.slot) == slot)
    };
    let priced = ["rate", "amount"]
        .into_iter()
        .any(|field| column(field).is_some());
    let length = column("duration");
    schema.table == Table::Time
        && column("currency").is_some()
        && !priced
        && length.is_some_and(|length| !length.strong)
}

/// What holds for every row: a name that the sheet tells, or that nothing names people.
fn said_of_rows(
    mapping: &Mapping,
    told: Option<&(&'static str, String)>,
    month: Option<Period>,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Vec<Phrase> {
    let of_month = month.filter(|_| lacks_days(mapping, knowledge));
    let of_month = of_month.map(|month| {
        phrase(
            "no column is its date: title, sheet or file names its month, {}",
            &[&month.start.format("%Y-%m").to_string()],
        )
    });
    let schema = knowledge.schema(mapping.table);
    let nearer = |field: &str| told_around(talk, schema.table, field, knowledge).is_some();
    let of_sheet = told
        .filter(|(field, _)| !nearer(field))
        .map(|(field, name)| {
            if talk.caption.is_some() {
                phrase(
                    "no column is its {}: the name above its columns is, {}",
                    &[field, name],
                )
            } else {
                phrase(
                    "no column is its {}: the sheet's name is, {}",
                    &[field, name],
                )
            }
        });
    let of_people = of_sheet.or_else(|| lacks_people(mapping, talk, knowledge));
    let above = said_above(mapping, talk, knowledge);
    of_month.into_iter().chain(above).chain(of_people).collect()
}

/// Time or results without a column of days.
fn lacks_days(mapping: &Mapping, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(mapping.table);
    let of_days = matches!(
        mapping.table,
        Table::Time | Table::Results | Table::Responses
    );
    of_days && mapping.column_of(schema, "date").is_none()
}

/// Names that stand once above time, and that no column of it has.
pub(super) fn said_above(mapping: &Mapping, talk: &Talk, knowledge: &Knowledge) -> Vec<Phrase> {
    let schema = knowledge.schema(mapping.table);
    let open = |field: &&str| mapping.column_of(schema, field).is_none();
    let named = |field| Some((field, told_around(talk, mapping.table, field, knowledge)?));
    let told = LABELLED.into_iter().filter(open).filter_map(named);
    told.map(|(field, told)| match told {
        Around::Labelled(name) => phrase("its {} stands above it: {}", &[&field, &name]),
        Around::Known(name) => phrase(
            "no column is its {}: its title, sheet, file or folder names one that other files know, {}",
            &[&field, &name],
        ),
    })
    .collect()
}

/// Time of clients or projects without people.
fn lacks_people(mapping: &Mapping, talk: &Talk, knowledge: &Knowledge) -> Option<Phrase> {
    let schema = knowledge.schema(mapping.table);
    let has = |field: &str| mapping.column_of(schema, field).is_some();
    if mapping.table != Table::Time || has("person") || mapping.helper(Helper::LastName).is_some() {
        return None;
    }
    let in_file = || person_of_file(talk, knowledge).filter(|_| has("client") || has("project"));
    if told_around(talk, mapping.table, "person", knowledge).is_some() || in_file().is_some() {
        return None;
    }
    Some(if has("client") || has("project") {
        phrase(
            "no column names people: its hours count for clients and projects only",
            &[],
        )
    } else {
        phrase(
            "no column names people, clients or projects: its hours count as internal and for nobody",
            &[],
        )
    })
}

/// A grid's day and length stand in its period columns; a column of lengths or amounts beside them is a total, and would
/// be repeated by every cell.
pub(super) fn leave_out_totals(mapping: &mut Mapping, knowledge: &Knowledge) {
    let schema = knowledge.schema(mapping.table);
    for field in ["date", "duration", "amount"] {
        if let Some(column) = mapping.column_of(schema, field) {
            mapping.unbind(column);
        }
    }
}

/// How sure a table can be at most: by the headings that name its fields and nothing else, and by its title.
fn most_sure(trial: &Trial) -> f64 {
    let by_headings = match trial.mapping.strong {
        0 | 1 => 0.5,
        2 => 0.7,
        3 => 0.85,
        _ => 0.95,
    };
    let by_title = if trial.titled > 0.0 { 0.1 } else { 0.0 };
    f64::min(by_headings + by_title, 0.95)
}

/// Something speaks for another table that does not speak for the winner as well: a title, or a column of its own.
fn says_more(other: &Trial, winner: &Trial) -> bool {
    let own = |bound: &&Bound| winner.mapping.slot_of(bound.column).is_none();
    other.titled > winner.titled
        || other.mapping.bound.iter().any(|bound| own(&bound))
        || other.score > winner.score - 0.01 && other.titled > 0.0
}

fn accept(
    trials: &[Trial],
    at: usize,
    (wide, talk): (Option<Wide>, &Talk),
    decided: bool,
    knowledge: &Knowledge,
) -> Verdict {
    let trial = &trials[at];
    let table = trial.mapping.table;
    let second = trials
        .iter()
        .filter(|other| other.missing.is_empty() && other.mapping.table != table)
        .filter(|other| says_more(other, trial) && !other.denied)
        .filter(|other| may_be_grid(other, wide.as_ref()))
        .map(|other| (other.score, other.mapping.table))
        .next();
    let lead = second.map_or(1.0, |(score, _)| {
        ((trial.score - score) / trial.score.max(0.1)).clamp(0.0, 1.0)
    });
    let mut because = vec![if decided {
        phrase("a person said so", &[])
    } else {
        phrase(
            "{} of its columns are fields of {}",
            &[&trial.mapping.bound.len(), &table],
        )
    }];
    if trial.titled > 0.0 {
        because.push(phrase("its file, sheet or title speaks of it", &[]));
    }
    because.extend(said_of_rows(
        &trial.mapping,
        trial.told.as_ref(),
        month_of(talk, &trial.mapping, None, knowledge).filter(|_| wide.is_none()),
        talk,
        knowledge,
    ));
    let rival = second.filter(|_| lead < 0.15).map(|(_, table)| table);
    if let Some(other) = rival {
        because.push(phrase("it could also be {}", &[&other]));
    }
    let confidence = if decided {
        1.0
    } else {
        ((0.5 + lead) * (trial.score / 4.0).min(1.0)).clamp(0.2, most_sure(trial))
    };
    let wide = wide.filter(|wide| wide.may_be(table));
    let mut mapping = trial.mapping.clone();
    if wide.is_some() {
        leave_out_totals(&mut mapping, knowledge);
    }
    Verdict {
        table: Some(table),
        mapping: Some(mapping),
        source: None,
        confidence,
        because,
        wide,
        told: trial.told.clone(),
        rival: rival.filter(|_| !decided),
        ..Verdict::none()
    }
}

/// Columns of days, weeks or months are those of this table, or it has enough columns besides.
fn may_be_grid(trial: &Trial, wide: Option<&Wide>) -> bool {
    wide.is_none_or(|wide| wide.may_be(trial.mapping.table) || trial.mapping.strong >= 5)
}

/// A list that is hardly more one table than another: a person says which, since a guess would fill figures.
fn undecided(trials: &[Trial], accepted: Verdict, rival: Table, talk: &Talk) -> Verdict {
    let table = accepted.table;
    let mut verdict = reject(trials, None, None, None, talk);
    if let Some(table) = table {
        let which = phrase(
            "it could be {} or {}, and too little tells which",
            &[&table, &rival],
        );
        verdict.because = vec![which];
        verdict.proposal = Some(table);
    }
    verdict
}

/// What was tried: what speaks against it, and the two nearest tables with what each lacks.
fn reject(
    trials: &[Trial],
    wide: Option<&Wide>,
    trouble: Option<Trouble>,
    guess: Option<Guess>,
    talk: &Talk,
) -> Verdict {
    let plain = trouble.is_none();
    let near = trials
        .iter()
        .filter(|trial| trial.mapping.strong > 0 || trial.titled > 0.0)
        .filter(|trial| wide.is_none_or(|wide| wide.may_be(trial.mapping.table)))
        .filter(|trial| plain || wide.is_some() && !trial.missing.is_empty())
        .take(if plain { 2 } else { 1 });
    let near: Vec<&Trial> = near.collect();
    let nearest = near.first().map(|trial| trial.mapping.table);
    let tried = near.iter().map(|trial| {
        let table = trial.mapping.table;
        if trial.missing.is_empty() {
            phrase("too little in it speaks for {}", &[&table])
        } else {
            phrase(
                "tried as {}, but no column is {}",
                &[&table, &trial.missing.join(", ")],
            )
        }
    });
    let proposed = trouble.as_ref().and_then(|trouble| trouble.proposal);
    let (reason, hint) = trouble.map_or((None, None), |trouble| {
        (Some(trouble.reason), Some(trouble.hint))
    });
    let guess = guess.filter(|_| plain);
    let values = guess.as_ref().and_then(|guess| guess.because.clone());
    let mut because: Vec<Phrase> = reason.into_iter().chain(values).chain(tried).collect();
    if let Some(name) = &talk.named
        && plain
        && trials
            .first()
            .is_some_and(|trial| is_time(trial.mapping.table))
    {
        because.push(phrase(
            "its sheet's name, {}, may be a person or a client: a column should say which",
            &[name],
        ));
    }
    if because.is_empty() {
        because.push(phrase("no heading is one of a table known here", &[]));
    }
    Verdict {
        because,
        hint,
        proposal: proposed.or(guess.and_then(|guess| guess.table)),
        nearest,
        ..Verdict::none()
    }
}
