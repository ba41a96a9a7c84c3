//! How well defects of time, rate cards, plans and names are found in agencies whose truth is known (`planted_work.rs`).

use std::collections::{BTreeMap, BTreeSet};

use super::books::Books;
use super::planted_work::{
    CARDS_HEAD, CONTRACTS_HEAD, DOCUMENTS_HEAD, INVOICES_HEAD, PEOPLE, PLANS_HEAD, PROJECTS_HEAD,
    TIME_HEAD, Worked, agency,
};
use super::seeded::{Classes, Defects, SEEDS, frame_lines, sheet};
use super::{Handed, compute, unresolved};
use crate::metrics::catalogue::EXCEPTIONS;
use crate::metrics::people::People;
use crate::metrics::testing::{scope, tables};
use crate::model::Decisions;

/// Class, client and subject of all that is told, the latter two as one text.
fn told(planted: &Worked) -> Defects {
    let sheets = [
        ("people", PEOPLE.to_owned()),
        ("contracts", sheet(CONTRACTS_HEAD, &planted.contracts)),
        ("projects", sheet(PROJECTS_HEAD, &planted.projects)),
        ("rate_card", sheet(CARDS_HEAD, &planted.cards)),
        ("instalments", sheet(PLANS_HEAD, &planted.plans)),
        ("invoices", sheet(INVOICES_HEAD, &planted.invoices)),
        ("documents", sheet(DOCUMENTS_HEAD, &planted.documents)),
        ("time", sheet(TIME_HEAD, &planted.time)),
    ];
    let sheets: Vec<(&str, &str)> = sheets
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let tables = tables(&sheets);
    let mut scope = scope("2026-10", "2026-10-31");
    scope.settings.base_currency = "EUR".to_owned();
    scope.first = "2026-01".parse().expect("a month");
    let work = crate::metrics::testing::work(&tables, &scope);
    let (payers, decisions) = (BTreeMap::new(), Decisions::default());
    let books = Books::of(&tables, &payers, &decisions, &scope.settings);
    let handed = Handed {
        exceptions: unresolved(&books, &tables, &planted.questions, &scope),
        ..Handed::default()
    };
    let people = People::of(&tables);
    let (frames, _) = compute(&tables, &[], &work, &people, &books, &scope, handed);
    let lines = frame_lines(&frames, &EXCEPTIONS, &["class", "client", "subject"]);
    let told = lines.iter().filter_map(|line| line.split_once(" | "));
    told.map(|(class, rest)| (class.to_owned(), rest.to_owned()))
        .collect()
}

#[test]
fn defects_of_work_plans_and_names_are_found_by_class() {
    let mut classes = Classes::default();
    for seed in SEEDS {
        let planted = agency(seed);
        let truth = planted.defects.iter();
        let truth: BTreeSet<(String, String)> = truth
            .map(|(class, client, subject)| (class.to_string(), format!("{client} | {subject}")))
            .collect();
        classes.hold(seed, &truth, &told(&planted), &Defects::new());
    }
    classes.judge();
}
