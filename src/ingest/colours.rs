//! What the fill of a cell says of planned time: by the sheet's legend, by the settings, or by a person's answer.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Mapping;
use super::grid::{Grid, filled_cells, is_blank, text};
use super::knowledge::Knowledge;
use super::sheet::{Placed, Row};
use super::wide::Wide;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Decisions, Settings};

/// Fills whose every channel is at least this are paper.
const NEARLY_WHITE: u32 = 0xF7;

/// Set in the colour of a fill of lines or dots: hatched blue is not blue.
pub const PATTERNED: u32 = 1 << 24;

/// `0070C0`, or `0070C0 pattern`, as questions and settings name a fill.
pub fn fill_code(fill: u32) -> String {
    let pattern = if fill & PATTERNED == 0 {
        ""
    } else {
        " pattern"
    };
    format!("{:06X}{pattern}", fill & 0x00ff_ffff)
}

/// The fill that a code names.
fn fill_named(code: &str) -> Option<u32> {
    let mut parts = code.trim().trim_start_matches('#').split_whitespace();
    let colour = u32::from_str_radix(parts.next()?, 16).ok()?;
    match (parts.next(), parts.next()) {
        (None, _) => Some(colour),
        (Some("pattern"), None) => Some(colour | PATTERNED),
        _ => None,
    }
}

/// What fills mean on a sheet.
#[derive(Default)]
pub struct Colours {
    tentative: BTreeMap<u32, bool>,
    /// Fills of the headings, by column: a weekend's or the table's own.
    headings: BTreeSet<(u32, u32)>,
    /// Fills nobody explains, with the first cell that has each.
    pub unknown: BTreeMap<u32, (u32, u32)>,
}

impl Colours {
    /// Legend cells first, then settings, then answers; the later do not overrule the earlier.
    pub fn of(
        grid: &Grid<'_>,
        rows: (u32, u32),
        wide: &Wide,
        knowledge: &Knowledge,
        settings: &Settings,
        decisions: &Decisions,
    ) -> Colours {
        let mut colours = Colours::default();
        colours.read_legend(grid, rows, wide, knowledge);
        colours.read_samples(grid, knowledge);
        for (code, meaning) in &settings.colours {
            colours.learn(code, is_tentative(meaning, knowledge));
        }
        for asked in decisions
            .questions
            .iter()
            .filter(|asked| asked.topic == Topic::Colours && !asked.answer.trim().is_empty())
            .filter(|asked| asked.seen_in.is_empty() || asked.seen_in == seen_in(grid))
        {
            colours.learn(&asked.subject, is_tentative(&asked.answer, knowledge));
        }
        colours
    }

    /// Filled cells outside the grid explain their fill by their text; those above its columns are headings.
    fn read_legend(
        &mut self,
        grid: &Grid<'_>,
        rows: (u32, u32),
        wide: &Wide,
        knowledge: &Knowledge,
    ) {
        for row in grid.sheet.rows() {
            for placed in filled_cells(&row.cells, (1, u32::MAX)) {
                let across = wide.holds(placed.column);
                let inside = across && (rows.0..=rows.1).contains(&row.number);
                let Some(fill) = placed.fill.filter(|_| !inside) else {
                    continue;
                };
                let said =
                    text(&placed.cell).and_then(|text| knowledge.words.firmness(&fold(text)));
                match said {
                    Some(word) => {
                        self.tentative.entry(fill).or_insert(word == "tentative");
                    }
                    None if across && row.number < rows.0 => {
                        self.headings.insert((placed.column, fill));
                    }
                    None => {}
                }
            }
        }
    }

    /// Empty cells with a fill beside a word: the colour stands before its word, or behind it where a row of the legend
    /// begins with a word.
    fn read_samples(&mut self, grid: &Grid<'_>, knowledge: &Knowledge) {
        let rows = grid
            .sheet
            .swatches
            .chunk_by(|left, right| left.0 == right.0);
        for samples in rows {
            let word = |column: u32| {
                let placed = grid.at(samples[0].0, column)?;
                knowledge.words.firmness(&fold(text(&placed.cell)?))
            };
            let first = samples[0].1;
            let leads = word(first + 1).is_some() && (first == 1 || word(first - 1).is_none());
            for (_, column, fill) in samples {
                let beside = if leads {
                    Some(column + 1)
                } else {
                    column.checked_sub(1)
                };
                if let Some(said) = beside.and_then(word) {
                    self.tentative.entry(*fill).or_insert(said == "tentative");
                }
            }
        }
    }

    fn learn(&mut self, code: &str, tentative: bool) {
        if let Some(fill) = fill_named(code) {
            self.tentative.entry(fill).or_insert(tentative);
        }
    }

    /// False for a tentative fill; an unexplained one is firm and remembered. The fill of the column's heading, or
    /// of the row's names, is a band of the table and says nothing.
    pub fn firm(&mut self, placed: &Placed, row: &Row, mapping: &Mapping) -> bool {
        let Some(fill) = placed.fill.filter(|fill| !is_paper(*fill)) else {
            return true;
        };
        let band = self.headings.contains(&(placed.column, fill)) || is_band(fill, row, mapping);
        if band && self.tentative.get(&fill) != Some(&true) {
            return true;
        }
        match self.tentative.get(&fill) {
            Some(tentative) => !tentative,
            None => {
                self.unknown
                    .entry(fill)
                    .or_insert((row.number, placed.column));
                true
            }
        }
    }

    /// Questions for the fills nobody explains.
    pub fn questions(&self, grid: &Grid<'_>) -> Vec<Question> {
        self.unknown
            .iter()
            .map(|(fill, (row, column))| Question {
                topic: Topic::Colours,
                kind: String::new(),
                subject: fill_code(*fill),
                seen_in: seen_in(grid),
                proposal: "firm".to_owned(),
                reason: phrase(
                    "no legend or setting says what this fill means, first seen in {}",
                    &[&grid.place(*row, *column).cell()],
                ),
                answer: String::new(),
                stale: false,
            })
            .collect()
    }
}

fn is_paper(fill: u32) -> bool {
    let solid = fill & PATTERNED == 0;
    solid
        && [fill >> 16 & 0xFF, fill >> 8 & 0xFF, fill & 0xFF]
            .iter()
            .all(|channel| *channel >= NEARLY_WHITE)
}

/// True when the names of a row have the same fill.
fn is_band(fill: u32, row: &Row, mapping: &Mapping) -> bool {
    mapping
        .bound
        .iter()
        .filter_map(|bound| row.at(bound.column))
        .any(|name| !is_blank(&name.cell) && name.fill == Some(fill))
}

fn is_tentative(word: &str, knowledge: &Knowledge) -> bool {
    knowledge.words.firmness(&fold(word)) == Some("tentative")
}

/// File and sheet, as questions name them.
pub fn seen_in(grid: &Grid<'_>) -> String {
    if grid.sheet.name.is_empty() {
        grid.sheet.file.to_string()
    } else {
        format!("{}, {}", grid.sheet.file, grid.sheet.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Cell;
    use super::super::testing::{answered, drawn, read, read_with, shown};
    use super::*;
    use crate::model::Table;

    #[test]
    fn a_fill_is_asked_about_and_the_answer_kept() {
        let mut sheet = drawn(
            "plan.xlsx",
            "Load 2026",
            "Person|Client|05.10–11.10|12.10–18.10|19.10–25.10\nAnna Li|Halden|20 h|10 h|8 h",
        );
        sheet.put(2, 4, Cell::Text("10 h"), Some(0x00BD_D7EE));
        let sheet = sheet.finish();
        let intake = read(vec![sheet.clone()]);
        let asked: Vec<(&str, &str)> = intake
            .questions
            .iter()
            .map(|question| (question.topic.code(), question.subject.as_str()))
            .collect();
        assert_eq!(asked, [("colours", "BDD7EE")]);
        assert_eq!(
            shown(&intake, Table::Bookings, &["firm"]),
            ["true", "true", "true"]
        );
        for (answer, second) in [
            ("tentative", "false"),
            ("под вопросом", "false"),
            ("确认", "true"),
        ] {
            let decisions = Decisions {
                questions: vec![answered(
                    Topic::Colours,
                    "",
                    "BDD7EE",
                    "plan.xlsx, Load 2026",
                    answer,
                )],
                ..Decisions::default()
            };
            let intake = read_with(vec![sheet.clone()], &decisions);
            assert_eq!(
                shown(&intake, Table::Bookings, &["firm"]),
                ["true", second, "true"],
                "{answer}"
            );
        }
    }

    #[test]
    fn an_empty_cell_with_a_fill_is_explained_by_the_word_beside_it() {
        let (blue, green) = (0x0000_70C0, 0x0000_B050);
        for (what, legend, samples, expected) in [
            (
                "colours before their words",
                "|tentative||firm",
                [(5, 1, blue), (5, 3, green)],
                ["true", "false", "true"],
            ),
            (
                "colours behind their words",
                "предварительно||подтверждено",
                [(5, 2, blue), (5, 4, green)],
                ["true", "false", "true"],
            ),
            (
                "lines of the colour are another fill",
                "|tentative||firm",
                [(5, 1, blue), (5, 3, green | PATTERNED)],
                ["true", "false", "true"],
            ),
        ] {
            let text = format!(
                "Person|Client|05.10–11.10|12.10–18.10|19.10–25.10\nAnna Li|Halden|20 h|10 h|8 h\n\n\n{legend}"
            );
            let mut sheet = drawn("plan.xlsx", "Load 2026", &text);
            sheet.put(2, 4, Cell::Text("10 h"), Some(blue));
            sheet.put(2, 5, Cell::Text("8 h"), Some(green));
            for (row, column, fill) in samples {
                sheet.swatch(row, column, Some(fill));
            }
            let intake = read(vec![sheet.finish()]);
            assert_eq!(
                shown(&intake, Table::Bookings, &["firm"]),
                expected,
                "{what}"
            );
            let asked: Vec<&str> = intake
                .questions
                .iter()
                .map(|asked| asked.subject.as_str())
                .collect();
            let unexplained = samples[1].2 != green;
            assert_eq!(
                asked,
                if unexplained { vec!["00B050"] } else { vec![] },
                "{what}"
            );
        }
    }

    #[test]
    fn a_fill_of_lines_has_a_name_of_its_own() {
        for (fill, code) in [
            (0x0000_70C0, "0070C0"),
            (0x0000_70C0 | PATTERNED, "0070C0 pattern"),
        ] {
            assert_eq!(fill_code(fill), code);
            assert_eq!(fill_named(code), Some(fill));
        }
        assert_eq!(fill_named("0070C0 dots"), None);
    }
}
