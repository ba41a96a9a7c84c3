//! Section rows of a list of names: a text that stands alone in the column of names, above the rows it is said of.

use super::grid::text;
use super::rows::{Brief, Shape};
use crate::model::key::fold;
use crate::model::{Kind, Schema};

/// Cells that the rows of a list fill where its sections are told by their place alone.
const FEWEST_CELLS: u32 = 3;
/// Of so many rows at most two head a section, where sections are told by their place alone.
const FEWEST_ROWS_OF_TWO: usize = 3;

/// Rows of one cell that head a part of a list, by their places among the rows. A name without anything beside it looks
/// alike, so that such a row counts only where its text is a status or begins with a sign, or where the list begins with
/// one and each stands above fuller rows.
pub(super) fn sections(shape: &Shape<'_>, briefs: &[Brief]) -> Vec<usize> {
    if !shape.keys_are_names() {
        return Vec::new();
    }
    let lone: Vec<usize> = (0..briefs.len())
        .filter(|at| is_lone_name(shape, &briefs[*at]))
        .collect();
    let heads = |at: &usize| stands_above(&briefs[at + 1..], FEWEST_CELLS);
    if lone.iter().all(heads) && begins_with_sections(shape, briefs, &lone) {
        return lone;
    }
    lone.into_iter()
        .filter(|at| stands_above(&briefs[at + 1..], 2) && is_worded(shape, &briefs[*at]))
        .collect()
}

fn is_lone_name(shape: &Shape<'_>, brief: &Brief) -> bool {
    brief.is_open() && brief.filled == 1 && shape.is_identity(brief.first)
}

/// The next row that is no blank has at least so many cells.
fn stands_above(below: &[Brief], cells: u32) -> bool {
    let next = below.iter().find(|brief| brief.filled > 0);
    next.is_some_and(|next| next.is_open() && next.filled >= cells)
}

/// The first row of the list is one of several such rows, and every other row is fuller.
fn begins_with_sections(shape: &Shape<'_>, briefs: &[Brief], lone: &[usize]) -> bool {
    let open = || (0..briefs.len()).filter(|at| briefs[*at].is_open());
    let is_lone = |at: &usize| lone.binary_search(at).is_ok();
    let others = open().filter(|at| !is_lone(at)).count();
    let fuller = open().all(|at| is_lone(&at) || briefs[at].filled >= FEWEST_CELLS);
    lone.len() >= 2
        && open().next() == lone.first().copied()
        && fuller
        && (others * 2 >= lone.len() * FEWEST_ROWS_OF_TWO
            || others >= lone.len() && look_like_headings(shape, briefs, lone))
}

/// Sections are written in capitals where names are not, or each says what a column says of the row below it; and a text of
/// what is to be done (no name) is no row without anything else.
fn look_like_headings(shape: &Shape<'_>, briefs: &[Brief], lone: &[usize]) -> bool {
    let named = |at: &usize| shape.holds_names(briefs[*at].first);
    let said = |at: &usize| {
        let placed = shape.grid.at(briefs[*at].number, briefs[*at].first);
        placed.and_then(|placed| text(&placed.cell))
    };
    let in_capitals =
        |text: &str| text.contains(char::is_uppercase) && !text.contains(char::is_lowercase);
    let shouted = |at: &usize| said(at).is_some_and(in_capitals);
    let repeated = |at: &usize| {
        let below = briefs[at + 1..].iter().find(|brief| brief.filled > 0);
        let row = below.and_then(|below| shape.grid.row(below.number));
        let heading = said(at).map(fold);
        row.is_some_and(|row| {
            let mut texts = row.cells.iter().filter_map(|placed| text(&placed.cell));
            texts.any(|text| Some(fold(text)) == heading)
        })
    };
    let others = || {
        let open = (0..briefs.len()).filter(|at| briefs[*at].is_open());
        open.filter(|at| lone.binary_search(at).is_err())
    };
    !lone.iter().any(named)
        || lone.iter().all(shouted) && !others().any(|at| shouted(&at))
        || lone.iter().all(repeated)
}

fn is_worded(shape: &Shape<'_>, brief: &Brief) -> bool {
    let placed = shape.grid.at(brief.number, brief.first);
    placed
        .and_then(|placed| text(&placed.cell))
        .is_some_and(|text| begins_with_sign(text) || code_of_section(text, shape.schema).is_some())
}

/// `🔥 Active`, `— Archive —`, `=== VIP ===`; quotes and `№` begin names.
fn begins_with_sign(text: &str) -> bool {
    let ruled = ["==", "--", "**", "##", ">>"];
    ruled.iter().any(|rule| text.starts_with(rule))
        || text.starts_with(|letter: char| {
            !letter.is_alphanumeric() && !letter.is_ascii() && !"«“„‘’”「『《№".contains(letter)
        })
}

/// The code that a section's text is, and its field: `🔥 Активные (12)`, `Paused clients`, `暂停客户`.
pub(super) fn code_of_section<'s>(text: &str, schema: &'s Schema) -> Option<(usize, &'s str)> {
    let folded = fold(text);
    let folded = folded.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let bare = schema.titles.iter().find_map(|title| {
        let title = fold(title);
        let bare = folded
            .strip_suffix(title.as_str())
            .or_else(|| folded.strip_prefix(title.as_str()))?;
        Some(bare.trim().to_owned())
    });
    let ways = [Some(folded.to_owned()), bare];
    let mut fields = (0..)
        .zip(&schema.fields)
        .filter(|(_, field)| field.kind == Kind::Code);
    fields.find_map(|(at, field)| {
        let mut codes = field.codes.iter();
        let (code, _) = codes.find(|(_, words)| {
            let mut ways = ways.iter().flatten();
            ways.any(|way| !way.is_empty() && words.contains(way))
        })?;
        Some((at, code.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, knowledge, read, shown};
    use super::*;
    use crate::model::Table;

    /// Clients with their status, `-` for none.
    fn clients(rows: &str) -> Vec<String> {
        let text = format!("Client|Account manager|Since|Industry\n{rows}");
        let intake = read(vec![grid("Clients.xlsx", "Clients", &text)]);
        shown(&intake, Table::Clients, &["client", "status"])
    }

    #[test]
    fn rows_that_head_a_part_of_a_list_are_no_names() {
        let [one, two, three] = [
            "Halden|Anna Li|@46000|retail",
            "Fenwick|Bob Ray|@46001|travel",
            "Bolland|Anna Li|@46002|food",
        ];
        for (what, rows, expected) in [
            (
                "a status",
                format!("🔥 Active\n{one}\n{two}\nPaused clients\n{three}"),
                ["Halden active", "Fenwick active", "Bolland paused"],
            ),
            (
                "in Chinese, in the middle",
                format!("{one}\n{two}\n暂停客户\n{three}"),
                ["Halden -", "Fenwick -", "Bolland paused"],
            ),
            (
                "by their place",
                format!(
                    "North\n{one}\n{two}\nSouth\n{three}\n{}",
                    three.replace("land", "ton")
                ),
                ["Halden -", "Fenwick -", "Bolland -"],
            ),
            (
                "in capitals, a status among them",
                format!("RETAINER\n{one}\nPROJECT\n{two}\nPAST\n{three}"),
                ["Halden -", "Fenwick -", "Bolland lost"],
            ),
            (
                "as a column says it below",
                format!("Retail\n{one}\nTravel\n{two}\nFood\n{three}"),
                ["Halden -", "Fenwick -", "Bolland -"],
            ),
            (
                "by a sign",
                format!("{one}\n◆ South\n{two}\n{three}"),
                ["Halden -", "Fenwick -", "Bolland -"],
            ),
        ] {
            assert_eq!(clients(&rows)[..3], expected, "{what}");
        }
    }

    #[test]
    fn a_name_without_anything_beside_it_stays_a_name() {
        let full = "Halden|Anna Li|@46000|retail\nFenwick|Bob Ray|@46001|travel";
        for rows in [
            format!("{full}\nCurrent Media\nBolland|Anna Li|@46002|food"),
            format!("Bolland\n{full}"),
            format!("{full}\nActive"),
            format!("Bolland\n{}\nAmber\n{}", &full[..28], &full[29..]),
        ] {
            assert!(clients(&rows).len() > rows.lines().count() - 1, "{rows}");
        }
    }

    #[test]
    fn sections_are_words_of_the_table() {
        let knowledge = knowledge();
        let schema = knowledge.schema(Table::Clients);
        for (text, code) in [
            ("🔥 Активные", Some("active")),
            ("Активные клиенты (12)", Some("active")),
            ("Archive", Some("lost")),
            ("Архив", Some("lost")),
            ("⏸ На паузе", Some("paused")),
            ("暂停", Some("paused")),
            ("Current Media", None),
            ("Клиенты", None),
        ] {
            let found = code_of_section(text, schema).map(|(_, code)| code);
            assert_eq!(found, code, "{text}");
        }
    }
}
