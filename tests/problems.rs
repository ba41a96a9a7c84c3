//! The gallery of messages: one folder of `problems/` for each kind of problem that people meet.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::desk::{Desk, files_below, root};

/// Last parts of rules that a column gives, `invoices.gross.unreadable`; any table and field stand for all.
const OF_COLUMNS: [&str; 13] = [
    "ambiguous",
    "clock",
    "error",
    "formula",
    "impossible",
    "missing",
    "one_clock",
    "out_of_range",
    "percent",
    "two_currencies",
    "undated",
    "unit",
    "unreadable",
];

/// Rules without a folder, and why.
const NOT_SHOWN: [(&str, &str); 5] = [
    ("file.unreadable", "the system's refusal, in its words"),
    (
        "file.changed",
        "a file written to while it is read; shown in disk.rs",
    ),
    (
        "sheet.unreadable",
        "damage inside a package differs by reader",
    ),
    (
        "sheet.cells_outside",
        "a damaged workbook; shown beside the reader",
    ),
    ("sheet.texts_cut", "a text of many thousand letters"),
];

fn gallery() -> PathBuf {
    root().join("tests/problems")
}

fn cases() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(gallery())
        .expect("the gallery is there")
        .map(|entry| {
            let name = entry.expect("readable").file_name();
            name.to_string_lossy().into_owned()
        })
        .collect();
    names.sort();
    names
}

fn shown(case: &str) -> String {
    let input = gallery().join(case).join("in");
    let mut desk = Desk::new();
    for (name, bytes) in files_below(&input) {
        desk = desk.file(&name, bytes);
    }
    let said = desk.run("check", &[]);
    assert_eq!(said.code, 1, "{case}: {}", said.stderr);
    said.stdout
}

#[test]
fn every_message_reads_as_agreed() {
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|wish| wish == "always");
    let mut wrong = Vec::new();
    for case in cases() {
        let path = gallery().join(&case).join("expected.txt");
        let found = shown(&case);
        if update {
            std::fs::write(&path, &found).expect("writable");
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if expected != found {
            wrong.push(format!(
                "== {case}\n-- expected\n{expected}-- found\n{found}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A message says where, what was expected, one thing to do, and what the reports lack.
#[test]
fn every_message_is_whole() {
    for case in cases() {
        let text =
            std::fs::read_to_string(gallery().join(&case).join("expected.txt")).expect("a message");
        assert!(
            text.contains(&case),
            "{case}: a folder is named by the rule it shows:\n{text}"
        );
        for message in text.split("\n\n").filter(|text| !text.trim().is_empty()) {
            for label in ["\n  expected  ", "\n  hint      ", "\n  effect    "] {
                assert!(message.contains(label), "{case}: no {label:?}\n{message}");
            }
        }
    }
}

#[test]
fn every_rule_is_shown() {
    let cases = cases();
    let missing: Vec<String> = rules()
        .into_iter()
        .filter(|rule| !NOT_SHOWN.iter().any(|(name, _)| name == rule))
        .filter(|rule| {
            !cases
                .iter()
                .any(|case| case == rule || case.ends_with(&format!(".{rule}")))
        })
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "rules without a folder");
    for (rule, reason) in NOT_SHOWN {
        assert!(rules().contains(rule), "{rule} ({reason}) is no rule");
    }
}

/// Rules that the sources name: whole ones, and last parts of those made for a column.
fn rules() -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    for (name, bytes) in files_below(&root().join("src/ingest")) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for literal in code.split('"').skip(1).step_by(2) {
            let whole = ["file.", "sheet.", "text."]
                .iter()
                .any(|kind| literal.strip_prefix(kind).is_some_and(is_name));
            let made = literal.strip_prefix("{}.").and_then(|rest| {
                let last = rest.rsplit('.').next()?;
                is_name(last).then(|| last.to_owned())
            });
            if whole {
                rules.insert(literal.to_owned());
            }
            rules.extend(
                made.filter(|last| last.contains('_') || OF_COLUMNS.contains(&last.as_str())),
            );
        }
        let whats = code.split("what: \"").skip(1);
        for what in whats.filter_map(|rest| rest.split('"').next()) {
            assert!(
                OF_COLUMNS.contains(&what),
                "{name}: {what} is a new kind of rule: list it above and show it"
            );
            rules.insert(what.to_owned());
        }
    }
    rules
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '_')
}
