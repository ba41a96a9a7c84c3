//! The same rows twice: identical files, exports that overlap, a sheet that repeats the others, an invoice or an entry in two places.
//!
//! What stands in two places is counted once and each row that is not counted says where it is. An answer `no` for the file or sheet in
//! the sheet Files of the decisions workbook counts both. Equal rows of one sheet always count, each.

mod coarser;
mod invoices;
mod layouts;
mod overlap;
mod payments;
mod summaries;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::account::Fate;
use super::facts::Facts;
use super::fitted::FittedSheet;
use super::knowledge::Knowledge;
use super::sheetfit::Context;
use crate::model::intake::{Input, Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Place, Problem, Severity, Table};
use overlap::Outline;

/// Fewer rows than this may be the same by chance.
const FEWEST_ROWS: usize = 3;
/// Sheets above this many rows are told about once and not row by row.
const MOST_TOLD: usize = 100_000;

/// A row that is counted from another place.
struct Aside {
    /// Its sheet.
    fit: usize,
    /// Its place among the rows read.
    fact: usize,
    /// Its row, from 1.
    row: u32,
    /// The sheet it is counted from.
    other: usize,
    /// And the row there.
    other_row: u32,
}

/// Sets aside, sheet by sheet, what stands elsewhere: copies of files, sheets inside others, overlapping exports, invoices.
pub fn set_duplicates_aside(fits: &mut [FittedSheet], inputs: &[Input], context: Context<'_>) {
    let copies = same_bytes(inputs);
    let counted = counted(fits, context);
    set_copies_aside(fits, &copies, &counted);
    set_repeats_aside(fits, &counted, context.knowledge);
    set_summaries_aside(fits, &counted, context.knowledge);
    for group in same_layouts(fits, &counted) {
        let aside = overlap::overlaps(fits, &group, context.knowledge);
        set_rows_aside(fits, aside, "sheet.overlap");
    }
    let aside = invoices::repeated(fits, &counted, context.knowledge);
    set_rows_aside(fits, aside, "invoices.duplicate");
    let aside = payments::repeated(fits, &counted, context.knowledge);
    set_rows_aside(fits, aside, "payments.duplicate");
}

/// Sets time aside that stands in another layout; the names of the run's rows are settled by now.
pub fn set_time_aside(facts: &mut Facts, fits: &mut [FittedSheet], context: Context<'_>) {
    let counted = counted(fits, context);
    let repeated = layouts::repeated(fits, &counted, facts, context.knowledge);
    set_facts_aside(facts, fits, repeated, "time.duplicate");
    for (table, rule) in [
        (Table::Time, "time.duplicate"),
        (Table::Bookings, "bookings.duplicate"),
    ] {
        let sums = coarser::repeated(table, &counted, facts, context.knowledge);
        set_facts_aside(facts, fits, sums, rule);
    }
}

fn set_facts_aside(facts: &mut Facts, fits: &mut [FittedSheet], aside: Vec<Aside>, rule: &str) {
    if aside.is_empty() {
        return;
    }
    let gone: BTreeSet<usize> = aside.iter().map(|aside| aside.fact).collect();
    facts.drop_rows(&gone);
    let touched: BTreeSet<(usize, u32)> =
        aside.iter().map(|aside| (aside.fit, aside.row)).collect();
    let standing = facts
        .places()
        .map(|(source, row)| (source as usize, row))
        .filter(|place| touched.contains(place))
        .collect();
    tell(fits, &aside, &standing, rule);
}

/// Sheets that nobody said are to be counted in any case.
fn counted(fits: &[FittedSheet], context: Context<'_>) -> Vec<usize> {
    let told_no = |fit: &FittedSheet| {
        let sheet = &fit.about;
        let places = [sheet.name.as_ref(), ""];
        let mut answers = places.iter().filter_map(|place| {
            context
                .decisions
                .answer(Topic::Files, "", &sheet.file, place)
        });
        answers.any(|answer| context.knowledge.words.answer(&fold(answer)) == Some("no"))
    };
    (0..fits.len()).filter(|at| !told_no(&fits[*at])).collect()
}

/// Takes rows out of their sheets.
fn set_rows_aside(fits: &mut [FittedSheet], aside: Vec<Aside>, rule: &str) {
    let mut gone: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for aside in &aside {
        gone.entry(aside.fit).or_default().insert(aside.fact);
    }
    let mut standing = BTreeSet::new();
    for (at, gone) in gone {
        fits[at].facts.drop_rows(&gone);
        standing.extend(fits[at].facts.places().map(|(_, row)| (at, row)));
    }
    tell(fits, &aside, &standing, rule);
}

/// Notes fates, problems and questions. A row of a grid of which some cells are still counted stays used.
fn tell(fits: &mut [FittedSheet], aside: &[Aside], standing: &BTreeSet<(usize, u32)>, rule: &str) {
    let mut pairs: BTreeMap<usize, BTreeMap<usize, BTreeSet<u32>>> = BTreeMap::new();
    for Aside {
        fit,
        row,
        other,
        other_row,
        ..
    } in aside
    {
        let used = standing.contains(&(*fit, *row));
        if !used {
            fits[*fit].fates.overrule(*row, Fate::SetAside);
        }
        let rows = pairs.entry(*fit).or_default().entry(*other).or_default();
        if rows.len() < MOST_TOLD && rows.insert(*row) {
            let place = fits[*other].place(*other_row, 1);
            let problem = Problem {
                place: fits[*fit].place(*row, 1),
                rule: rule.to_owned(),
                severity: if used {
                    Severity::Look
                } else {
                    Severity::SetAside
                },
                column: String::new(),
                found: place_of(&fits[*other]),
                expected: phrase("rows that stand in one place only", &[]),
                hint: count_both(),
                effect: phrase("the row is counted once, from {}", &[&place]),
            };
            fits[*fit].problems.push(problem);
        }
    }
    for (at, others) in pairs {
        let question = question(fits, at, &others);
        fits[at].questions.extend(question);
    }
}

fn count_both() -> Phrase {
    phrase(
        "to count both, answer no for this file in the sheet Files of monthend-decisions.xlsx",
        &[],
    )
}

/// One question for a sheet, about the one that holds most of its rows.
fn question(
    fits: &[FittedSheet],
    at: usize,
    others: &BTreeMap<usize, BTreeSet<u32>>,
) -> Option<Question> {
    let (other, rows) = others
        .iter()
        .max_by_key(|(other, rows)| (rows.len(), std::cmp::Reverse(**other)))?;
    let sheet = &fits[at].about;
    Some(Question {
        topic: Topic::Files,
        kind: String::new(),
        subject: sheet.file.to_string(),
        seen_in: sheet.name.to_string(),
        proposal: DUPLICATE.to_owned(),
        reason: phrase(
            "{} rows stand in {} too",
            &[&rows.len(), &place_of(&fits[*other])],
        ),
        answer: String::new(),
        stale: false,
    })
}

/// What is proposed for rows that stand in two places.
const DUPLICATE: &str = "duplicate";

/// Files whose bytes another file has too: (file, the one that is kept). The first by name is kept.
fn same_bytes(inputs: &[Input]) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut kept: BTreeMap<&str, &Input> = BTreeMap::new();
    let mut sorted: Vec<&Input> = inputs.iter().collect();
    sorted.sort_by(|a, b| a.file.cmp(&b.file));
    let mut copies = BTreeMap::new();
    for input in sorted {
        if input.bytes == 0 || input.sha256.is_empty() {
            continue;
        }
        match kept.get(input.sha256.as_str()) {
            Some(first) => {
                copies.insert(input.file.clone(), first.file.clone());
            }
            None => {
                kept.insert(&input.sha256, input);
            }
        }
    }
    copies
}

/// Sets every used row of a sheet aside, each with its problem: where the rows were found again, and what follows.
fn set_aside(fit: &mut FittedSheet, rule: &str, (found, effect): Again) {
    let rows: Vec<u32> = fit
        .fates
        .rows()
        .filter(|(_, fate)| *fate == Fate::Used)
        .map(|(row, _)| row)
        .collect();
    for row in &rows {
        fit.fates.overrule(*row, Fate::SetAside);
    }
    fit.facts.clear();
    fit.questions.clear();
    fit.problems
        .retain(|problem| problem.severity != Severity::Look);
    let each = if rows.len() > MOST_TOLD {
        1
    } else {
        rows.len()
    };
    let told = rows.iter().take(each).map(|row| Problem {
        place: fit.place(*row, 1),
        rule: rule.to_owned(),
        severity: Severity::SetAside,
        column: String::new(),
        found: found.clone(),
        expected: phrase("rows that stand in one place only", &[]),
        hint: count_both(),
        effect: effect.clone(),
    });
    let told: Vec<Problem> = told.collect();
    fit.problems.extend(told);
}

/// Sets identical files aside.
fn set_copies_aside(
    fits: &mut [FittedSheet],
    copies: &BTreeMap<Arc<str>, Arc<str>>,
    counted: &[usize],
) {
    for at in counted {
        let fit = &mut fits[*at];
        if let Some(kept) = copies.get(&fit.about.file).cloned() {
            set_aside(
                fit,
                "file.duplicate",
                (
                    kept.to_string(),
                    phrase(
                        "the file has the same bytes as {}, which is counted",
                        &[&kept],
                    ),
                ),
            );
        }
    }
}

/// Sheets with the same tables and headings, where there are several.
fn same_layouts(fits: &[FittedSheet], counted: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for at in counted.iter().filter(|at| !fits[**at].facts.is_empty()) {
        let mut signatures = fits[*at].signatures.clone();
        signatures.sort();
        groups.entry(signatures).or_default().push(*at);
    }
    let several = groups.into_values().filter(|group| group.len() > 1);
    several.collect()
}

/// How often each row stands in a sheet.
type Rows = BTreeMap<u64, usize>;

/// The rows of each sheet, counted when they are asked for.
struct Images<'f> {
    fits: &'f [FittedSheet],
    rows: Vec<OnceCell<Rows>>,
}

impl<'f> Images<'f> {
    fn of(fits: &'f [FittedSheet]) -> Images<'f> {
        let rows = fits.iter().map(|_| OnceCell::new()).collect();
        Images { fits, rows }
    }

    fn of_sheet(&self, at: usize) -> &Rows {
        self.rows[at].get_or_init(|| rows_of(&self.fits[at].facts))
    }
}

fn rows_of(facts: &Facts) -> Rows {
    let mut rows = Rows::new();
    for batch in facts.batches() {
        for image in batch.images(true) {
            *rows.entry(image).or_default() += 1;
        }
    }
    rows
}

/// Where the rows of a sheet stand again, and what follows.
type Again = (String, Phrase);

/// Sets sheets aside whose rows all stand in one larger sheet of the same layout in another file, and
/// sheets of a workbook that repeat the rows of all its others. Of few rows each must say who did it and what for.
fn set_repeats_aside(fits: &mut [FittedSheet], counted: &[usize], knowledge: &Knowledge) {
    let mut repeats: Vec<(usize, Again)> = Vec::new();
    for mut group in same_layouts(fits, counted) {
        let outlines: BTreeMap<usize, Outline> = group
            .iter()
            .map(|at| (*at, Outline::of(&fits[*at], knowledge)))
            .collect();
        let is_small = |at: &usize| fits[*at].facts.len() < FEWEST_ROWS;
        group.retain(|at| match is_small(at) {
            true => outlines[at].is_told,
            false => outlines[at].tells,
        });
        let images = Images::of(fits);
        repeats.extend(inside_others(fits, &group, &outlines, &images));
        group.retain(|at| !is_small(at));
        repeats.extend(repeating_sheet(fits, &group, &images));
    }
    for (at, found) in repeats {
        set_aside(&mut fits[at], "sheet.duplicate_export", found);
    }
}

/// Sets sheets aside that sum up the others of their book; where their sums differ, a person says whether they count.
fn set_summaries_aside(fits: &mut [FittedSheet], counted: &[usize], knowledge: &Knowledge) {
    for summary in summaries::summaries(fits, counted, knowledge) {
        let fit = &mut fits[summary.fit];
        let place = fit.about.name.to_string();
        set_aside(
            fit,
            "sheet.duplicate_export",
            (place, summary.found.clone()),
        );
        if summary.differs {
            let sheet = &fit.about;
            fit.questions.push(Question {
                topic: Topic::Files,
                kind: String::new(),
                subject: sheet.file.to_string(),
                seen_in: sheet.name.to_string(),
                proposal: DUPLICATE.to_owned(),
                reason: summary.found,
                answer: String::new(),
                stale: false,
            });
        }
    }
}

fn inside_others(
    fits: &[FittedSheet],
    group: &[usize],
    outlines: &BTreeMap<usize, Outline>,
    images: &Images<'_>,
) -> Vec<(usize, Again)> {
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for at in group {
        files.entry(&fits[*at].about.file).or_default();
    }
    for (number, file) in files.values_mut().enumerate() {
        *file = number;
    }
    // by the order of their files' names
    let sheets: Vec<(usize, usize, usize)> = group
        .iter()
        .map(|at| {
            let sheet = &fits[*at];
            (*at, sheet.facts.len(), files[&*sheet.about.file])
        })
        .collect();
    let mut found = Vec::new();
    for (at, rows, file) in &sheets {
        let larger = sheets.iter().find(|(other, others_rows, others_file)| {
            let bigger = others_rows > rows || others_rows == rows && others_file < file;
            bigger
                && others_file != file
                && outlines[at].may_stand_in(&outlines[other])
                && holds(images.of_sheet(*other), images.of_sheet(*at))
        });
        let larger = larger.map(|(other, ..)| other);
        if let Some(other) = larger {
            let place = place_of(&fits[*other]);
            let effect = phrase("all its rows stand in {}, which is counted", &[&place]);
            found.push((*at, (place, effect)));
        }
    }
    found
}

/// The sheet of a workbook whose rows are those of all its other sheets of that layout together.
fn repeating_sheet(
    fits: &[FittedSheet],
    group: &[usize],
    images: &Images<'_>,
) -> Vec<(usize, Again)> {
    let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in group {
        by_file.entry(&fits[*at].about.file).or_default().push(*at);
    }
    let mut found = Vec::new();
    for sheets in by_file.values().filter(|sheets| sheets.len() > 1) {
        let rows = |at: &usize| fits[*at].facts.len();
        let all: usize = sheets.iter().map(rows).sum();
        for at in sheets.iter().filter(|at| rows(at) * 2 == all) {
            let mut others = Rows::new();
            for other in sheets.iter().filter(|other| *other != at) {
                for (image, count) in images.of_sheet(*other) {
                    *others.entry(*image).or_default() += count;
                }
            }
            let twins = sheets.len() == 2 && at == &sheets[0];
            if !twins && others == *images.of_sheet(*at) {
                let effect = phrase(
                    "it repeats the rows of the other sheets of this workbook, which are counted",
                    &[],
                );
                found.push((*at, (fits[*at].about.name.to_string(), effect)));
                break;
            }
        }
    }
    found
}

fn holds(larger: &Rows, smaller: &Rows) -> bool {
    smaller.len() <= larger.len()
        && smaller
            .iter()
            .all(|(image, count)| larger.get(image).is_some_and(|have| have >= count))
}

fn place_of(fit: &FittedSheet) -> String {
    let place = Place {
        row: 1,
        ..fit.place(1, 1)
    };
    if place.sheet.is_empty() {
        place.file.to_string()
    } else {
        format!("{}, {}", place.file, place.sheet)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read};
    use super::*;
    use crate::model::{Intake, Table};

    fn entries(days: std::ops::Range<u32>) -> String {
        let rows: Vec<String> = days
            .map(|day| format!("@{day}|Anna Li|Halden|1.5"))
            .collect();
        format!("Date|Person|Client|Hours\n{}", rows.join("\n"))
    }

    fn told(intake: &Intake) -> (usize, usize, Vec<(String, u32)>) {
        let aside = intake
            .problems
            .iter()
            .filter(|problem| problem.severity == Severity::SetAside)
            .map(|problem| (problem.place.file.to_string(), problem.place.row))
            .collect();
        let set_aside: u32 = intake
            .accounts
            .iter()
            .map(|account| account.set_aside)
            .sum();
        (
            intake.tables.rows(Table::Time).len(),
            set_aside as usize,
            aside,
        )
    }

    #[test]
    fn every_copied_row_has_its_own_reason() {
        let same = entries(46_300..46_306);
        let copied: Vec<(String, u32)> = (2..=7).map(|row| ("b.csv".to_owned(), row)).collect();
        let intake = read(vec![grid("a.csv", "", &same), grid("b.csv", "", &same)]);
        assert_eq!(told(&intake), (6, 6, copied.clone()), "the same bytes");

        let longer = entries(46_300..46_320);
        let intake = read(vec![grid("a.csv", "", &longer), grid("b.csv", "", &same)]);
        assert_eq!(
            told(&intake),
            (20, 6, copied),
            "an export inside a longer one"
        );

        let other = entries(46_305..46_320);
        let intake = read(vec![grid("a.csv", "", &other), grid("b.csv", "", &same)]);
        assert_eq!(
            told(&intake),
            (20, 1, vec![("b.csv".to_owned(), 7)]),
            "two exports that meet on a day"
        );
    }

    /// The one day that two files share tells that its rows are the same only where each says who did what, and no other stands there.
    #[test]
    fn one_row_is_the_same_where_nothing_else_stands_on_its_day() {
        let head = "Date|Person|Client|Hours";
        let early = format!("{head}\n@46300|Anna Li|Orlo|2\n@46305|Anna Li|Halden|1.5");
        let late = |row: &str| format!("{head}\n{row}\n@46309|Anna Li|Orlo|3");
        for (what, row, rows) in [
            ("the same", "@46305|Anna Li|Halden|1.5", 3),
            ("of somebody else", "@46305|Bob Ray|Halden|1.5", 4),
            ("for somebody else", "@46305|Anna Li|Orlo|1.5", 4),
            (
                "and one more",
                "@46305|Anna Li|Halden|1.5\n@46305|Bob Ray|Orlo|1",
                5,
            ),
            ("on another day", "@46306|Anna Li|Halden|1.5", 4),
        ] {
            let sheets = vec![grid("a.csv", "", &early), grid("b.csv", "", &late(row))];
            assert_eq!(used(sheets), rows, "{what}");
        }
        let nobody = |days: [u32; 2]| {
            let rows = days.map(|day| format!("@{day}|Halden|8")).join("\n");
            format!("Date|Client|Hours\n{rows}")
        };
        let sheets = vec![
            grid("anna.csv", "", &nobody([46_300, 46_305])),
            grid("piet.csv", "", &nobody([46_305, 46_309])),
        ];
        assert_eq!(used(sheets), 4, "two people who are not named");
    }

    #[test]
    fn a_sheet_of_all_the_others_is_set_aside() {
        let (first, second) = (entries(46_300..46_306), entries(46_310..46_316));
        let tail = second.split_once('\n').map_or("", |(_, rows)| rows);
        let both = format!("{first}\n{tail}");
        let sheets = vec![
            grid("a.xlsx", "One", &first),
            grid("a.xlsx", "Two", &second),
            grid("a.xlsx", "All", &both),
        ];
        let intake = read(sheets);
        let (used, aside, _) = told(&intake);
        assert_eq!((used, aside), (12, 12));
        assert_eq!(intake.accounts[2].set_aside, 12);
    }

    /// Rows of several people, so that each is a thing of its own.
    fn varied(days: std::ops::Range<u32>) -> String {
        let row = |day: u32| {
            let (person, client) = (["Anna Li", "Piet Maas"][day as usize % 2], day % 3);
            format!("@{day}|{person}|Client {client}|{}.5", day % 5)
        };
        let rows: Vec<String> = days.map(row).collect();
        format!("Date|Person|Client|Hours\n{}", rows.join("\n"))
    }

    fn used(sheets: Vec<crate::ingest::sheet::Sheet>) -> usize {
        told(&read(sheets)).0
    }

    #[test]
    fn shared_rows_of_overlapping_exports_count_once() {
        let (early, late) = (varied(46_300..46_314), varied(46_308..46_320));
        let both = vec![grid("a.csv", "", &early), grid("b.csv", "", &late)];
        let intake = read(both.clone());
        let rows: Vec<(String, u32)> = (2..=7).map(|row| ("b.csv".to_owned(), row)).collect();
        assert_eq!(told(&intake), (20, 6, rows));
        assert_eq!(intake.questions[0].proposal, DUPLICATE);
        let kept = super::super::testing::answered(Topic::Files, "", "b.csv", "", "no");
        let decisions = crate::model::Decisions {
            questions: vec![kept],
            ..Default::default()
        };
        let intake = super::super::testing::read_with(both, &decisions);
        assert_eq!(
            told(&intake).0,
            26,
            "both are counted where a person said so"
        );
    }

    #[test]
    fn equal_rows_count_as_often_as_the_fuller_sheet_has_them() {
        let twice = |text: &str, times: usize| {
            let again = "\n@46310|Anna Li|Halden|0.25".repeat(times);
            format!("{text}{again}")
        };
        let text = varied(46_300..46_320);
        let one = twice(&text, 2);
        assert_eq!(
            used(vec![grid("a.csv", "", &one)]),
            22,
            "two in one file are two"
        );
        let (more, fewer) = (twice(&text, 3), twice(&varied(46_305..46_320), 2));
        let sheets = vec![grid("a.csv", "", &more), grid("b.csv", "", &fewer)];
        assert_eq!(used(sheets), 23, "three and two are three");
    }

    #[test]
    fn equal_habits_of_two_people_are_no_duplicate() {
        let rows: Vec<String> = (46_300..46_320)
            .map(|day| format!("@{day}|Halden|8"))
            .collect();
        let text = format!("Date|Client|Hours\n{}", rows.join("\n"));
        let other = format!("{text}\n@46320|Halden|8");
        let sheets = vec![grid("anna.csv", "", &text), grid("piet.csv", "", &other)];
        assert_eq!(used(sheets), 41);
    }

    #[test]
    fn a_hidden_old_copy_gives_way() {
        let head = "Invoice number|Client|Invoice date|Gross|Status";
        let old = format!("{head}\nA-1|Halden|@46300|120|sent\nA-2|Orlo|@46301|60|sent");
        let new = format!("{head}\nA-1|Halden|@46300|120|paid\nA-2|Orlo|@46301|60|paid");
        let mut hidden = grid("book.xlsx", "Invoices OLD", &old);
        hidden.visibility = crate::ingest::sheet::Visibility::Hidden;
        let intake = read(vec![hidden, grid("book.xlsx", "Invoices", &new)]);
        assert_eq!(intake.tables.rows(Table::Invoices).len(), 2);
        assert_eq!(intake.accounts[0].set_aside, 2);
    }

    #[test]
    fn the_same_hours_in_two_layouts_count_once() {
        let entries = [
            (0, "1.5", "Halden"),
            (0, "6", "Orlo"),
            (1, "7", "Orlo"),
            (2, "2.25", "Halden"),
            (3, "4", "Halden"),
        ];
        let export = |client: &dyn Fn(&str) -> String| {
            let rows = entries.iter().map(|(day, hours, name)| {
                format!("Site|Anna Li|{}|@{}|{hours}", client(name), 46_300 + day)
            });
            let rows: Vec<String> = rows.collect();
            format!("Project|User|Client|Date|Duration (h)\n{}", rows.join("\n"))
        };
        let sheet = |client: &dyn Fn(&str) -> String| {
            let rows = entries.iter().map(|(day, hours, name)| {
                format!("LI ANNA|@{}|{}|{hours}", 46_300 + day, client(name))
            });
            let rows: Vec<String> = rows.collect();
            format!("Name|Day|Customer|Hours\n{}", rows.join("\n"))
        };
        let (same, other) = (
            |name: &str| name.to_owned(),
            |name: &str| format!("{name} East"),
        );
        let twice = vec![
            grid("a.csv", "", &export(&same)),
            grid("b.csv", "", &sheet(&same)),
        ];
        assert_eq!(used(twice), 5);
        let apart = vec![
            grid("a.csv", "", &export(&same)),
            grid("b.csv", "", &sheet(&other)),
        ];
        assert_eq!(used(apart), 10, "other clients");
    }
}
