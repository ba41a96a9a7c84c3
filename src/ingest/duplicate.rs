//! The same rows twice: identical files, an export inside a longer one, a sheet that repeats the others.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::account::Fate;
use super::facts::{Fact, Facts};
use super::sheetfit::SheetFit;
use crate::model::intake::Input;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Place, Problem, Severity};

/// Fewer rows than this may be the same by chance.
const FEWEST_ROWS: usize = 5;
/// Sheets above this many rows are told about once and not row by row.
const MOST_TOLD: usize = 100_000;

/// Files whose bytes another file has too: (file, the one that is kept). The first by name is kept.
pub fn same_bytes(inputs: &[Input]) -> BTreeMap<Arc<str>, Arc<str>> {
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

/// Sets every used row of a sheet aside, each with its problem.
fn set_aside(fit: &mut SheetFit<'_>, rule: &str, found: Phrase) {
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
        place: fit.grid.place(*row, 1),
        rule: rule.to_owned(),
        severity: Severity::SetAside,
        column: String::new(),
        found: found.to_string(),
        expected: phrase("rows that stand in one file only", &[]),
        hint: phrase("remove one of the two from the folder", &[]),
        effect: phrase("the row is counted once, from the other place", &[]),
    });
    let told: Vec<Problem> = told.collect();
    fit.problems.extend(told);
}

/// Sets identical files aside.
pub fn set_copies_aside(fits: &mut [SheetFit<'_>], copies: &BTreeMap<Arc<str>, Arc<str>>) {
    for fit in fits {
        if let Some(kept) = copies.get(&fit.grid.sheet.file).cloned() {
            set_aside(
                fit,
                "file.duplicate",
                phrase("the same bytes as {}", &[&kept]),
            );
        }
    }
}

/// How often each row stands in a sheet.
type Rows = BTreeMap<String, usize>;

fn rows_of(facts: &Facts) -> Rows {
    let mut rows = Rows::new();
    for fact in facts.iter() {
        *rows.entry(image(&fact)).or_default() += 1;
    }
    rows
}

/// All typed values of a row.
fn image(fact: &Fact) -> String {
    format!(
        "{} {:?} {:?} {:?}",
        fact.table, fact.values, fact.week_share, fact.until
    )
}

/// Sets sheets aside whose rows all stand in one larger sheet of the same layout in another file, and
/// sheets of a workbook that repeat the rows of all its others.
pub fn set_repeats_aside(fits: &mut [SheetFit<'_>]) {
    let mut by_signature: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (at, fit) in fits.iter().enumerate() {
        if fit.facts.len() >= FEWEST_ROWS {
            let mut signatures = fit.signatures.clone();
            signatures.sort();
            by_signature.entry(signatures).or_default().push(at);
        }
    }
    let mut repeats: Vec<(usize, Phrase, &'static str)> = Vec::new();
    for group in by_signature.values().filter(|group| group.len() > 1) {
        let images: BTreeMap<usize, Rows> = group
            .iter()
            .map(|at| (*at, rows_of(&fits[*at].facts)))
            .collect();
        for at in group {
            let own = &fits[*at];
            let larger = group.iter().find(|other| {
                let theirs = &fits[**other];
                let bigger = theirs.facts.len() > own.facts.len()
                    || theirs.facts.len() == own.facts.len()
                        && theirs.grid.sheet.file < own.grid.sheet.file;
                bigger
                    && theirs.grid.sheet.file != own.grid.sheet.file
                    && holds(&images[*other], &images[at])
            });
            if let Some(other) = larger {
                let place = place_of(&fits[*other]);
                repeats.push((
                    *at,
                    phrase("all its rows stand in {}", &[&place]),
                    "sheet.duplicate_export",
                ));
            }
        }
        repeats.extend(repeating_sheet(fits, group, &images));
    }
    for (at, found, rule) in repeats {
        set_aside(&mut fits[at], rule, found);
    }
}

/// The sheet of a workbook whose rows are those of all its other sheets of that layout together.
fn repeating_sheet(
    fits: &[SheetFit<'_>],
    group: &[usize],
    images: &BTreeMap<usize, Rows>,
) -> Vec<(usize, Phrase, &'static str)> {
    let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in group {
        by_file
            .entry(&fits[*at].grid.sheet.file)
            .or_default()
            .push(*at);
    }
    let mut found = Vec::new();
    for sheets in by_file.values().filter(|sheets| sheets.len() > 1) {
        for at in sheets {
            let mut others = Rows::new();
            for other in sheets.iter().filter(|other| *other != at) {
                for (image, count) in &images[other] {
                    *others.entry(image.clone()).or_default() += count;
                }
            }
            let twins = sheets.len() == 2 && at == &sheets[0];
            if !twins && others == images[at] {
                found.push((
                    *at,
                    phrase(
                        "it repeats the rows of the other sheets of this workbook",
                        &[],
                    ),
                    "sheet.duplicate_export",
                ));
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

fn place_of(fit: &SheetFit<'_>) -> String {
    let place = Place {
        row: 1,
        ..fit.grid.place(1, 1)
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
            (21, 0, Vec::new()),
            "two exports that overlap in a row"
        );
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
}
