//! Words on a terminal: data to stdout, talk to stderr.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::model::{Phrase, Problem, Severity};

/// Talk, to stderr. A closed pipe is no error.
pub fn talk(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Data, to stdout. A closed pipe is no error.
pub fn say(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// Problems as people read them: the same rule, column and value once, with a count and the other cells.
pub fn problems(problems: &[Problem]) -> Vec<String> {
    let all: Vec<&Problem> = problems.iter().collect();
    groups(&all).iter().map(|group| message(group)).collect()
}

/// The same in a sentence each, without the file.
pub fn brief(problems: &[&Problem]) -> Vec<String> {
    let told = |group: &Vec<&Problem>| {
        let first = group[0];
        let more = if group.len() > 1 {
            format!(" and {} more", group.len() - 1)
        } else {
            String::new()
        };
        let found = quoted(&first.found);
        let place = first.place.cell();
        format!(
            "{} {} {place}{more}: {found} {}; {}",
            severity(first.severity),
            first.rule,
            first.effect,
            first.hint
        )
    };
    groups(problems).iter().map(told).collect()
}

/// Problems of the same rule, column, value and file together, in the order of the first of each. There may be as many as rows.
fn groups<'p>(problems: &[&'p Problem]) -> Vec<Vec<&'p Problem>> {
    let mut groups: Vec<Vec<&'p Problem>> = Vec::new();
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    for &problem in problems {
        let same = (
            &problem.found,
            &problem.rule,
            &problem.column,
            &problem.place.file,
        );
        let place = *places.entry(same).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(problem),
            None => groups.push(vec![problem]),
        }
    }
    groups
}

/// Files and folders that were not looked into, and why.
pub fn passed_over(left: &[(String, Phrase)]) {
    for (name, reason) in left.iter().take(NAMED) {
        talk(&format!("passed over: {name} ({reason})"));
    }
    if left.len() > NAMED {
        talk(&format!("and {} more passed over", left.len() - NAMED));
    }
}

/// How many other cells are named before the rest is only counted.
const NAMED: usize = 5;

fn message(group: &[&Problem]) -> String {
    let first = group[0];
    let mut lines = vec![format!(
        "{}  {}  {}",
        severity(first.severity),
        first.rule,
        first.place
    )];
    let mut line = |label: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("  {label:<9} {text}"));
        }
    };
    line("column", &first.column);
    line("found", &quoted(&first.found));
    line("expected", &first.expected.to_string());
    line("hint", &first.hint.to_string());
    line("effect", &first.effect.to_string());
    if group.len() > 1 {
        let cells: Vec<String> = group[1..]
            .iter()
            .take(NAMED)
            .map(|problem| problem.place.cell())
            .collect();
        let more = if group.len() - 1 > NAMED { ", ..." } else { "" };
        lines.push(format!(
            "  and {} more like it: {}{more}",
            group.len() - 1,
            cells.join(", ")
        ));
    }
    lines.join("\n")
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Unread => "not read",
        Severity::SetAside => "set aside",
        Severity::Look => "please look",
    }
}

/// The value in quotes, on one line, cut where it is long.
fn quoted(found: &str) -> String {
    const LONGEST: usize = 80;
    let line: String = found
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    match line.char_indices().nth(LONGEST) {
        _ if line.is_empty() => line,
        Some((cut, _)) => format!("\"{}...\"", &line[..cut]),
        None => format!("\"{line}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, phrase::phrase};

    fn problem(found: &str, row: u32) -> Problem {
        Problem {
            place: Place {
                row,
                ..Place::of_file("time.csv")
            },
            rule: "time.duration.unreadable".to_owned(),
            severity: Severity::SetAside,
            column: "Hours -> duration".to_owned(),
            found: found.to_owned(),
            expected: phrase("a length of time", &[]),
            hint: phrase("write it as 7:30", &[]),
            effect: phrase("the row is in no figure", &[]),
        }
    }

    #[test]
    fn each_is_told_once_in_the_order_they_were_met() {
        let met = [problem("z", 2), problem("a", 3), problem("z", 4)];
        let met: Vec<&Problem> = met.iter().collect();
        let rows = groups(&met)
            .iter()
            .map(|group| group.iter().map(|one| one.place.row).collect())
            .collect::<Vec<Vec<u32>>>();
        assert_eq!(rows, [vec![2, 4], vec![3]]);
    }
}
