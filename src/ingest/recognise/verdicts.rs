//! What is said of the table that a block is, or of the block that is none.

use super::super::columns::{Bound, Mapping};
use super::super::grid_trouble::Trouble;
use super::super::headless::Guess;
use super::super::knowledge::Knowledge;
use super::super::period::Period;
use super::super::person_around::person_of_file;
use super::super::talk::Talk;
use super::super::told_month::month_of;
use super::super::told_person::{Around, LABELLED, told_around};
use super::super::wide::Wide;
use super::super::words::Helper;
use super::trial::is_time;
use super::{Trial, Verdict};
use crate::model::phrase::phrase;
use crate::model::{Phrase, Table};

/// What holds for every row: a name that the sheet tells, or that nothing names people.
pub(super) fn said_of_rows(
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
pub(in crate::ingest) fn said_above(
    mapping: &Mapping,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Vec<Phrase> {
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
pub(in crate::ingest) fn leave_out_totals(mapping: &mut Mapping, knowledge: &Knowledge) {
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

pub(super) fn accept(
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
pub(super) fn may_be_grid(trial: &Trial, wide: Option<&Wide>) -> bool {
    wide.is_none_or(|wide| wide.may_be(trial.mapping.table) || trial.mapping.strong >= 5)
}

/// A list that is hardly more one table than another: a person says which, since a guess would fill figures.
pub(super) fn undecided(trials: &[Trial], accepted: Verdict, rival: Table, talk: &Talk) -> Verdict {
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
pub(super) fn reject(
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
