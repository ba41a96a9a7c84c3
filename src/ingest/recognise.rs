//! Which canonical table a block of cells is: known layouts first, then headings, values and titles together.

mod layouts;
mod trial;
mod verdicts;

use super::columns::{Mapping, View};
use super::cross::Cross;
use super::grid_trouble::{Trouble, is_nothing_but_time, trouble, undated_hours};
use super::headless::Headless;
use super::invoice_list::lists_invoices;
use super::knowledge::Knowledge;
use super::next_steps::lists_clients;
use super::passings::Passings;
use super::pivot::pivot;
use super::sideways::{counted_days, sideways, time_of_people};
use super::steps_or_time::{are_all_done, leaves_out_time};
use super::t13::T13;
pub use super::talk::{GroupTalk, Talk};
use super::wide::{Contents, Wide, marks_days_of_people, wide};
use crate::model::phrase::phrase;
use crate::model::{Phrase, Table};
use layouts::{by_source, known_source, left_out};
use trial::{fits, try_table};
use verdicts::{accept, reject, undecided};
pub(super) use verdicts::{leave_out_totals, said_above};

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

struct Trial {
    mapping: Mapping,
    score: f64,
    titled: f64,
    missing: Vec<String>,
    told: Option<(&'static str, String)>,
    /// Columns of another table are among its own.
    denied: bool,
    /// Time whose cells under dated days are lengths by themselves, `7:30`, or absences whose cells are known marks.
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
        counted_days(views, wide.as_ref(), time, talk, knowledge).filter(|_| decided.is_none())
    {
        return reject(&[], None, Some(trouble), None, talk);
    }
    let clocked =
        { wide.as_ref() }.is_some_and(|wide| is_nothing_but_time(views, wide, talk, knowledge));
    let marked = { wide.as_ref() }.is_some_and(marks_days_of_people);
    for trial in &mut trials {
        trial.clocked = clocked && trial.mapping.table == Table::Time
            || marked && trial.mapping.table == Table::Leave;
    }
    let winner = trials.iter().position(|trial| {
        let schema = knowledge.schema(trial.mapping.table);
        let grid = (wide.as_ref(), grid_trouble.is_some());
        decided.is_some() || fits(trial, schema, grid, (talk, knowledge))
    });
    let winner = winner.map(|at| clients_before_steps(&mut trials, at, views, knowledge));
    let winner = winner.and_then(|at| match decided {
        None => time_before_steps(&mut trials, at, views, knowledge),
        Some(_) => Some(at),
    });
    let winner = winner.map(|at| contracts_before_clients(&mut trials, at, knowledge));
    let winner = winner.map(|at| invoices_before_payments(&mut trials, at, views, knowledge));
    if let Some(at) = winner.filter(|_| decided.is_none())
        && let Some(called) = called_otherwise(&trials, at, knowledge)
    {
        return without_numbers(called, talk);
    }
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
                None => Verdict {
                    rival: accepted.rival.or(worked(&trials, at, wide.as_ref())),
                    ..accepted
                },
            }
        }
        None => sideways(views, time, wide.as_ref(), talk, knowledge).unwrap_or_else(|| {
            let guess = headless.map(|headless| headless.guess);
            reject(&trials, wide.as_ref(), grid_trouble, guess, talk)
        }),
    }
}

/// Hours below weeks that nothing calls planned may as well have been worked: a person is asked.
fn worked(trials: &[Trial], winner: usize, wide: Option<&Wide>) -> Option<Table> {
    let planned = &trials[winner];
    let open = planned.mapping.table == Table::Bookings && planned.titled == 0.0;
    let hours = wide.is_some_and(|wide| wide.contents == Contents::Hours && !wide.has_plans);
    let time = |trial: &Trial| trial.mapping.table == Table::Time && trial.missing.is_empty();
    (open && hours && trials.iter().any(time)).then_some(Table::Time)
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

/// Time rather than steps or contacts whose table has no use for what was worked: nothing where that alone is not time yet.
fn time_before_steps(
    trials: &mut Vec<Trial>,
    winner: usize,
    views: &[View<'_>],
    knowledge: &Knowledge,
) -> Option<usize> {
    let steps = &trials[winner];
    let of_time = |trial: &Trial| {
        trial.mapping.table == Table::Time && trial.missing.is_empty() && !trial.denied
    };
    let open = steps.titled == 0.0 || are_all_done(views, &steps.mapping, knowledge);
    if !open || !leaves_out_time(views, &steps.mapping, knowledge) {
        return Some(winner);
    }
    let known = trials.iter().any(of_time);
    known.then(|| give_way(trials, winner, of_time))
}

/// The contracts rather than the clients who have them, where each row has a number and a value of its contract; rather than their
/// projects, where each has a number, no project has a name, and the list is called after contracts.
fn contracts_before_clients(
    trials: &mut Vec<Trial>,
    winner: usize,
    knowledge: &Knowledge,
) -> usize {
    let schema = knowledge.schema(Table::Contracts);
    let projects = knowledge.schema(Table::Projects);
    let strong = |trial: &Trial, field: &str| trial.mapping.strongly(schema, field).is_some();
    let numbered = |trial: &Trial| {
        trial.mapping.table == Table::Contracts
            && trial.missing.is_empty()
            && strong(trial, "contract")
    };
    let valued = |trial: &Trial| trial.mapping.column_of(schema, "amount").is_some();
    let Trial {
        mapping, titled, ..
    } = &trials[winner];
    let titled = *titled;
    match mapping.table {
        Table::Clients if titled == 0.0 => {
            give_way(trials, winner, |trial| numbered(trial) && valued(trial))
        }
        Table::Projects if mapping.strongly(projects, "project").is_none() => {
            give_way(trials, winner, |trial| {
                numbered(trial) && trial.titled > 0.0 && trial.titled >= titled
            })
        }
        _ => winner,
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

/// What the list is called after, where it has all that invoices or contracts need but their numbers, and the winner is a table of
/// money that it is not called after.
fn called_otherwise<'t>(
    trials: &'t [Trial],
    winner: usize,
    knowledge: &Knowledge,
) -> Option<&'t Trial> {
    let (table, called) = (trials[winner].mapping.table, trials[winner].titled > 0.0);
    let column = |trial: &Trial, field: &str| {
        let schema = knowledge.schema(trial.mapping.table);
        trial.mapping.column_of(schema, field).is_some()
    };
    let projects = knowledge.schema(Table::Projects);
    let of_money = match table {
        Table::Payments | Table::Results | Table::Expenses | Table::Actions | Table::Touches => {
            true
        }
        Table::Projects => trials[winner]
            .mapping
            .strongly(projects, "project")
            .is_none(),
        _ => false,
    };
    let lacks_number = |trial: &&Trial| {
        let (number, amounts): (&str, &[&str]) = match trial.mapping.table {
            Table::Invoices => ("number", &["net", "gross", "balance"]),
            Table::Contracts if table != Table::Projects => ("contract", &["amount"]),
            _ => return false,
        };
        trial.titled > 0.0
            && !trial.denied
            && trial.missing.len() == 1
            && trial.missing[0] == number
            && column(trial, "client")
            && amounts.iter().any(|amount| column(trial, amount))
    };
    trials
        .iter()
        .find(lacks_number)
        .filter(|_| of_money && !called)
}

/// A list that its name says what it is, and whose rows have no number: nothing else either.
fn without_numbers(called: &Trial, talk: &Talk) -> Verdict {
    let table = called.mapping.table;
    Verdict {
        proposal: Some(table),
        hint: Some(phrase(
            "answer {} in the decisions file to count its rows without numbers, or add a column with them",
            &[&table],
        )),
        ..reject(std::slice::from_ref(called), None, None, None, talk)
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
