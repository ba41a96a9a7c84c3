//! The gallery of layouts: one folder of `layouts/` for each layout or trap, read and compared as a whole.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use monthend::ingest::knowledge::Knowledge;
use monthend::run::Silence;
use monthend::{Folder, read};
use rayon::prelude::*;

use crate::desk::root;
use crate::gallery::{Case, Told};

/// The largest input of a case, in bytes: cases are small enough to be read by a person.
const LARGEST: usize = 15_000;

fn gallery() -> PathBuf {
    root().join("tests/layouts")
}

/// Folders of the gallery; `LAYOUT=toggl` in the environment keeps those whose name holds it.
fn folders() -> Vec<PathBuf> {
    let wanted = std::env::var("LAYOUT").unwrap_or_default();
    let entries = std::fs::read_dir(gallery()).expect("the gallery is there");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.is_dir() && name_of(path).contains(&wanted))
        .collect();
    folders.sort();
    folders
}

fn name_of(folder: &Path) -> String {
    folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn case(folder: &Path) -> Case {
    let path = folder.join("expected.toml");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Nothing, or expected and found in full.
fn difference(folder: &Path, told: Told) -> Option<String> {
    let case = case(folder);
    let input = folder.join("in");
    let own = opened_for_itself(&input, told);
    let opened = own.as_ref().unwrap_or_else(|| plain(told));
    let intake = read(&[input], opened, &Silence).expect("the folder is read");
    let expected = case.expected(folder, &opened.knowledge, told);
    let found = case.found(&intake, &opened.knowledge, told);
    let heading = match told {
        Told::Whole => name_of(folder),
        Told::RowsAndSums => format!("{} (without templates/sources)", name_of(folder)),
    };
    (expected != found)
        .then(|| format!("== {heading}\n-- expected\n{expected}\n-- found\n{found}\n"))
}

/// A folder with settings, answers or templates of its own.
fn opened_for_itself(input: &Path, told: Told) -> Option<Folder> {
    let own = ["monthend.toml", "monthend-decisions.xlsx", "templates"];
    own.iter()
        .any(|name| input.join(name).exists())
        .then(|| opened(input, told))
}

/// A folder without any, opened once for all cases.
fn plain(told: Told) -> &'static Folder {
    static PLAIN: [OnceLock<Folder>; 2] = [OnceLock::new(), OnceLock::new()];
    let nowhere = gallery().join("nowhere");
    match told {
        Told::Whole => PLAIN[0].get_or_init(|| opened(&nowhere, told)),
        Told::RowsAndSums => PLAIN[1].get_or_init(|| opened(&nowhere, told)),
    }
}

fn opened(input: &Path, told: Told) -> Folder {
    let mut folder = Folder::open(&[input.to_path_buf()], input).expect("the folder opens");
    if told == Told::RowsAndSums {
        folder.knowledge = without_sources(&folder);
        let base = folder.settings.base_currency.clone();
        folder.knowledge.words.amounts.take_signs_of(&base);
    }
    folder
}

/// What is known when no layout of any tool is.
fn without_sources(folder: &Folder) -> Knowledge {
    let library = &folder.library;
    let kept = library.names().filter(|name| !name.starts_with("sources/"));
    Knowledge::read(kept.filter_map(|name| library.text(name))).expect("the rest is whole")
}

fn report(wrong: Vec<String>) {
    assert!(
        wrong.is_empty(),
        "{} cases\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_layout_is_read_as_described() {
    report(
        folders()
            .par_iter()
            .filter_map(|folder| difference(folder, Told::Whole))
            .collect(),
    );
}

/// Recognition is by evidence: a known layout makes it surer, not possible.
#[test]
fn every_layout_is_read_without_knowing_the_tool() {
    let general = |folder: &&PathBuf| case(folder).needs_source.is_none();
    report(
        folders()
            .par_iter()
            .filter(general)
            .filter_map(|folder| difference(folder, Told::RowsAndSums))
            .collect(),
    );
}

#[test]
fn every_case_says_something() {
    for folder in folders() {
        let (name, case) = (name_of(&folder), case(&folder));
        assert!(
            !case.about.is_empty() && !case.covers.is_empty(),
            "{name}: say what it is and what it covers"
        );
        assert!(
            !case.sheets.is_empty() || !case.problems.is_empty(),
            "{name}: neither sheets nor problems"
        );
        for table in case.sheets.iter().flat_map(|sheet| &sheet.tables) {
            let ours = table.table != "none";
            assert_eq!(
                ours,
                !table.mapping.is_empty(),
                "{name}: a table of ours has a mapping, another has none"
            );
        }
        for (file, bytes) in crate::desk::files_below(&folder.join("in")) {
            assert!(
                bytes.len() <= LARGEST,
                "{name}: {file} is larger than {LARGEST} bytes"
            );
        }
    }
}

#[test]
fn every_layout_and_trap_is_covered() {
    let covered: BTreeSet<String> = folders()
        .iter()
        .flat_map(|folder| case(folder).covers)
        .collect();
    let numbered = |letter: &str, count: u32| {
        (1..=count)
            .map(|at| format!("{letter}{at}"))
            .collect::<Vec<_>>()
    };
    let mut known: BTreeSet<String> = ["D", "E", "F", "G"].map(str::to_owned).into();
    known.extend(
        [
            numbered("A.", 20),
            numbered("B.", 9),
            numbered("C.", 3),
            numbered("T", 19),
        ]
        .concat(),
    );
    let strange: Vec<&String> = covered.difference(&known).collect();
    assert!(
        strange.is_empty(),
        "neither a layout nor a trap: {strange:?}"
    );
    if std::env::var("LAYOUT").is_err() {
        let missing: Vec<&String> = known.difference(&covered).collect();
        assert!(missing.is_empty(), "no case covers {missing:?}");
    }
}
