//! Fitted files in; canonical tables, problems, questions and the account of every row out.

use std::collections::{BTreeMap, BTreeSet};

use super::acts::{move_acts, tell_acts};
use super::addresses::{Addresses, addresses_of};
use super::agreed_tax::{take_tax_off, tell_taxes};
use super::complement::complement;
use super::contract_projects::yield_to_project_lists;
use super::day_lengths::resolve_day_lengths;
use super::day_rates::resolve_day_rates;
use super::duplicate::{set_duplicates_aside, set_time_aside};
use super::facts::Facts;
use super::file_families::ask_once;
use super::fitted::FittedFile;
use super::invoices::{LinesOf, settle_invoices};
use super::knowledge::Knowledge;
use super::named_files::ask_whose_files;
use super::names::{Settled, settle_names};
use super::own_name::move_own_work;
use super::own_time::{move_internal, move_leave, move_planned_leave, take_projects_for_clients};
use super::phases::join_phases;
use super::plans::take_clients_of_projects;
use super::presence::{tell_yielded, yield_to_time_sheets};
use super::referred::take_references_for_projects;
use super::settle::{resolve_shares, split_spans};
use super::sheetfit::Context;
use super::told_person::ask_only_among_people;
use super::unheard::unheard;
use crate::model::intake::{Question, Topic};
use crate::model::{Decisions, Intake, Problems, Settings, SheetRef, Table, TableBuilder, Tables};

/// Brings the files of a run together: what stands twice, how people, clients and projects are called, whose hours count. The
/// result does not depend on the order of files. Of fields that are `unread` afterwards the tables hold only whether there is a
/// value, which lets long texts go before anything is copied.
pub fn fit(
    mut files: Vec<FittedFile>,
    knowledge: &Knowledge,
    decisions: &Decisions,
    settings: &Settings,
    unread: &[(Table, &str)],
) -> Intake {
    files.sort_by(|a, b| a.input.cmp(&b.input));
    let context = Context {
        knowledge,
        decisions,
        settings,
        date_order: None,
    };
    let (mut inputs, mut fits, mut problems) = (Vec::new(), Vec::new(), Problems::new());
    for file in files {
        inputs.push(file.input);
        fits.extend(file.sheets);
        problems.extend(file.problems);
    }
    for (fit, at) in fits.iter_mut().zip(0..) {
        fit.facts.number(at);
    }
    ask_only_among_people(&mut fits);
    let whose_files = ask_whose_files(&fits, decisions, knowledge);
    let refs: Vec<SheetRef> = fits
        .iter()
        .map(|fit| SheetRef {
            file: fit.about.file.clone(),
            sheet: fit.about.name.clone(),
        })
        .collect();
    set_duplicates_aside(&mut fits, &inputs, context);
    let lines: LinesOf = fits
        .iter()
        .zip(0..)
        .filter_map(|(fit, at)| Some((at, fit.lines?)))
        .collect();
    let attendance: BTreeSet<u32> = fits
        .iter()
        .zip(0..)
        .filter(|(fit, _)| fit.is_attendance)
        .map(|(_, at)| at)
        .collect();
    let mut facts = Facts::default();
    for fit in &mut fits {
        facts.append(std::mem::take(&mut fit.facts));
    }
    let (names, told_twice) = settle(&mut facts, &refs, (&lines, &addresses_of(&fits)), context);
    problems.extend(told_twice);
    let acts = move_acts(&mut facts, &refs, knowledge);
    tell_acts(&mut fits, &acts);
    let taxed = take_tax_off(&mut facts, knowledge);
    tell_taxes(&mut fits, &taxed);
    set_time_aside(&mut facts, &mut fits, context);
    let mut questions = names.questions;
    questions.extend(whose_files);
    let counted_elsewhere = yield_to_time_sheets(&mut facts, &attendance, knowledge);
    split_spans(&mut facts, knowledge);
    tell_yielded(&mut fits, &facts, &counted_elsewhere);
    let mut intake = Intake {
        inputs,
        links: names.links,
        payers: names.payers,
        legal_names: names.legal_names,
        ..Intake::default()
    };
    for fit in fits {
        let mut tables = fit.tables;
        tables.dedup();
        intake.accounts.push(fit.fates.account(&fit.about, tables));
        problems.extend(fit.problems);
        questions.extend(fit.questions);
        intake.readings.extend(fit.readings);
    }
    ask_once(&mut questions);
    for (table, field) in unread {
        if let Some(at) = knowledge.schema(*table).position(field) {
            facts.forget(*table, at);
        }
    }
    intake.tables = build(facts, knowledge, refs);
    problems.sort();
    problems.dedup();
    intake.questions = with_answers(questions, decisions);
    problems.extend(unheard(&intake.questions, knowledge));
    problems.sort();
    intake.problems = problems;
    intake
}

/// Everything that needs more than its own sheet.
fn settle(
    facts: &mut Facts,
    refs: &[SheetRef],
    (lines, beside): (&LinesOf, &Addresses),
    context: Context<'_>,
) -> (Settled, Problems) {
    let Context {
        knowledge,
        decisions,
        settings,
        ..
    } = context;
    settle_invoices(facts, lines, knowledge);
    move_leave(facts, knowledge);
    move_internal(facts, knowledge);
    let own = move_own_work(facts, refs, knowledge, decisions);
    let mut names = settle_names(facts, refs, beside, knowledge, decisions);
    let told_twice = complement(facts, refs, knowledge);
    join_phases(facts, knowledge);
    yield_to_project_lists(facts, knowledge);
    names.links.extend(own);
    names.links.sort();
    take_projects_for_clients(facts, knowledge);
    take_clients_of_projects(facts, knowledge);
    take_references_for_projects(facts, knowledge);
    resolve_shares(facts, knowledge, settings);
    resolve_day_rates(facts, knowledge, settings);
    resolve_day_lengths(facts, knowledge, settings);
    move_planned_leave(facts, knowledge);
    (names, told_twice)
}

fn build(facts: Facts, knowledge: &Knowledge, refs: Vec<SheetRef>) -> Tables {
    let mut builders: BTreeMap<Table, TableBuilder> = BTreeMap::new();
    for batch in facts.into_batches() {
        let builder = builders
            .entry(batch.table)
            .or_insert_with(|| TableBuilder::new(knowledge.schema(batch.table)));
        builder.append(batch.columns, batch.source, batch.rows);
    }
    Tables::new(&knowledge.schemas, builders.into_values().collect(), refs)
}

/// Questions with the answers typed so far; answered ones that nothing asks any more stay, marked stale.
fn with_answers(mut questions: Vec<Question>, decisions: &Decisions) -> Vec<Question> {
    for question in &mut questions {
        let answer = decisions.answer(
            question.topic,
            &question.kind,
            &question.subject,
            &question.seen_in,
        );
        if let Some(answer) = answer {
            question.answer = answer.to_owned();
        }
    }
    let asked: BTreeSet<(Topic, String, String, String)> = questions.iter().map(identity).collect();
    for old in decisions
        .questions
        .iter()
        .filter(|old| old.topic != Topic::Matches)
    {
        if !asked.contains(&identity(old)) {
            let mut old = old.clone();
            old.stale = old.answer.trim().is_empty();
            questions.push(old);
        }
    }
    questions.sort();
    questions.dedup_by(|a, b| identity(a) == identity(b));
    questions
}

fn identity(question: &Question) -> (Topic, String, String, String) {
    let seen_in = if question.topic == Topic::Names {
        String::new()
    } else {
        question.seen_in.clone()
    };
    (
        question.topic,
        question.kind.clone(),
        question.subject.clone(),
        seen_in,
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read};
    use crate::model::Table;
    use proptest::prelude::*;

    /// Cells as careless hands leave them.
    fn cell() -> impl Strategy<Value = String> {
        let usual = [
            "",
            "",
            "",
            "Date",
            "Client",
            "Person",
            "Hours",
            "Amount",
            "Invoice number",
            "Total",
            "Итого",
            "合计",
            "Halden",
            "Anna Li",
            "1.5",
            "1,5",
            "1:30",
            "@46300",
            "31.10.2026",
            "10/31/2026",
            "2026-10-05",
            "100 %",
            "-5",
            "x",
            "#REF!",
            "W41",
            "05.10–11.10",
            "отпуск",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "\"=1+1",
            "()",
            "-",
        ];
        prop_oneof![
            9 => proptest::sample::select(usual.to_vec()).prop_map(str::to_owned),
            1 => "[a-zа-я中0-9 .,:%-]{0,12}",
        ]
    }

    fn sheet() -> impl Strategy<Value = String> {
        let row = proptest::collection::vec(cell(), 0..9).prop_map(|cells| cells.join("|"));
        proptest::collection::vec(row, 0..14).prop_map(|rows| rows.join("\n"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn every_row_is_accounted_for_in_any_order(texts in proptest::collection::vec(sheet(), 1..4)) {
            let sheets: Vec<_> = texts
                .iter()
                .enumerate()
                .map(|(at, text)| grid(&format!("{at}.xlsx"), "Sheet1", text))
                .collect();
            let intake = read(sheets.clone());
            for account in &intake.accounts {
                let parts = account.used + account.set_aside + account.not_data_rows();
                prop_assert_eq!(parts, account.total);
            }
            let backwards = read(sheets.into_iter().rev().collect());
            prop_assert_eq!(&intake.accounts, &backwards.accounts);
            prop_assert_eq!(&intake.problems, &backwards.problems);
            for table in Table::ALL {
                let (left, right) = (intake.tables.frame(table), backwards.tables.frame(table));
                prop_assert!(left.equals_missing(right), "{}", table);
            }
        }
    }
}
