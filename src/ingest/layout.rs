//! The tables of a sheet: below each other, side by side, or none.

use super::columns::{Mapping, View, view};
use super::day_above::day_above;
use super::grid::{Grid, filled_cells, is_blank, shown, text};
use super::header::{
    HeaderRows, again_below_money, are_alike, compact, extend, find, holds_values, is_label,
    tells_week,
};
use super::headless::Headless;
use super::knowledge::Knowledge;
use super::lengths::choose_length;
use super::period::Period;
use super::person_around::person_in_title;
use super::recognise::{GroupTalk, Talk, Verdict, judge};
use super::seams::seams;
use super::season::Season;
use super::sheet::{Cell, Placed, Row};
use super::siblings::{Sibling, telling_name};
use super::side_by_side::{are_lists, are_two, parts_below, without_summaries};
use super::t13;
use super::talk::measures_money;
use super::told_month::{month_in, month_in_headings};
use super::told_person::names_whose;
use super::value::{self, DateOrder};
use crate::model::Table;

/// Rows whose cells say which columns a block has.
const PROBED_ROWS: usize = 500;
/// Title rows that are listened to.
const TITLES: usize = 12;

/// A block of a sheet and what it is believed to be.
pub struct Found<'a> {
    /// Its header.
    pub header: Option<HeaderRows>,
    /// First and last row below the header; empty when the first is larger.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
    /// Its columns.
    pub views: Vec<View<'a>>,
    /// What it is.
    pub verdict: Verdict,
    /// What stands around it.
    pub talk: Talk,
}

impl Found<'_> {
    /// The mapping of a recognised table.
    pub fn mapping(&self) -> Option<&Mapping> {
        self.verdict.mapping.as_ref()
    }
}

/// Finds the tables of a sheet. A sheet without headers is one block without a table.
pub fn tables<'a>(
    grid: &Grid<'a>,
    knowledge: &Knowledge,
    decided: Option<Table>,
    sibling: &Sibling,
) -> Vec<Found<'a>> {
    let Some((first, last)) = grid.bounds() else {
        return Vec::new();
    };
    if let Some(found) = t13::find(grid, knowledge).filter(|_| decided.is_none()) {
        return vec![found];
    }
    let mut headers: Vec<Option<HeaderRows>> =
        find(grid, knowledge).into_iter().map(Some).collect();
    if headers.is_empty() {
        headers.push(likely_header(grid, first, last, knowledge));
    }
    if let Some(first) = headers[0] {
        let again = again_below_money(grid, first, knowledge).into_iter();
        let new = again.filter(|one| headers.iter().flatten().all(|known| known.top != one.top));
        headers.extend(new.map(Some).collect::<Vec<_>>());
        headers.sort_by_key(|header| header.map(|header| header.top));
    }
    let names = names_of_blocks(grid, &headers, knowledge);
    let mut found = Vec::new();
    let mut opening: Option<Vec<String>> = None;
    for (at, header) in headers.iter().enumerate() {
        let from = header.map_or(first, |header| header.bottom + 1);
        let to = headers
            .get(at + 1)
            .copied()
            .flatten()
            .map_or(last, |next| above_title(grid, next.top, knowledge));
        let above = match at.checked_sub(1).and_then(|before| headers[before]) {
            Some(before) => before.bottom + 1,
            None => first,
        };
        let around = talk(grid, above, header.map_or(first, |header| header.top));
        let mut talk = Talk {
            groups: group_talk(grid, (from, to), around.season(knowledge), knowledge),
            named: sibling.named.clone(),
            month: sibling.day.or_else(|| month_of(grid, sibling, knowledge)),
            sums_up: sibling.sums_up,
            known: sibling.known.clone(),
            year: sibling.year,
            of_money: measures_money(&around.titles, knowledge),
            ..around
        };
        if decided == Some(Table::Time) {
            talk.month = talk.month.or_else(|| month_in(talk.season(knowledge)));
        }
        // Whose sheet it is stands above the first of several like tables.
        match (&opening, header.zip(headers[0])) {
            (None, _) => opening = Some(talk.titles.clone()),
            (Some(titles), Some((own, top))) if are_alike(grid, own, top) && !talk.of_money => {
                let of_all = |title: &&String| {
                    names.is_empty() || person_in_title(title, knowledge).is_none()
                };
                talk.titles.extend(titles.iter().filter(of_all).cloned());
            }
            (Some(titles), _) => {
                let of_all = |title: &&String| !knowledge.speaks_of_a_table(title);
                talk.titles.extend(titles.iter().filter(of_all).cloned());
            }
        }
        talk.caption = names.get(at).cloned();
        found.extend(block(grid, *header, (from, to), talk, knowledge, decided));
    }
    match decided {
        None if headers.len() > 1 => without_summaries(grid, found, knowledge),
        _ => found,
    }
}

/// The names of people right above several tables of one form below each other, one above each: `Bob Ray - week of 5 Oct`.
fn names_of_blocks(
    grid: &Grid<'_>,
    headers: &[Option<HeaderRows>],
    knowledge: &Knowledge,
) -> Vec<String> {
    let Some(first) = headers.first().copied().flatten() else {
        return Vec::new();
    };
    let name = |header: &Option<HeaderRows>| {
        let header = header.filter(|header| are_alike(grid, *header, first))?;
        let above = |rows: u32| {
            let row = grid.row(header.top.checked_sub(rows).filter(|row| *row > 0)?)?;
            let mut cells = filled_cells(&row.cells, (1, u32::MAX));
            let only = cells.next().filter(|_| cells.next().is_none())?;
            person_in_title(text(&only.cell)?, knowledge)
        };
        above(1).or_else(|| above(2))
    };
    let names: Option<Vec<String>> = headers.iter().map(name).collect();
    names.filter(|names| names.len() > 1).unwrap_or_default()
}

/// The month that a sheet's name says, where it is one of several months with the same headings.
fn month_of(grid: &Grid<'_>, sibling: &Sibling, knowledge: &Knowledge) -> Option<Period> {
    let texts = [grid.sheet.name.as_ref(), grid.sheet.file.as_ref()];
    let season = Season::of(texts.into_iter(), &knowledge.words);
    month_in(season).filter(|_| sibling.is_month)
}

/// The last row before a header and its title: a lone text right above it, or the label and the day of its week, below a row that
/// holds nothing.
fn above_title(grid: &Grid<'_>, header: u32, knowledge: &Knowledge) -> u32 {
    let filled = |row: u32| {
        grid.row(row)
            .map_or(0, |row| filled_cells(&row.cells, (1, u32::MAX)).count())
    };
    let labelled = (1..header)
        .rev()
        .take_while(|row| filled(*row) == 2 && names_whose(grid, *row, knowledge));
    let labelled = labelled.count() as u32;
    if labelled > 0 {
        return header - 1 - labelled;
    }
    let title = || filled(header - 1) == 1 || tells_week(grid, header - 1, knowledge);
    let titled = header > 2 && filled(header - 2) == 0 && title();
    if titled { header - 2 } else { header - 1 }
}

/// Without any known heading: the first row of texts above a row at least as wide, to show people.
fn likely_header(
    grid: &Grid<'_>,
    first: u32,
    last: u32,
    knowledge: &Knowledge,
) -> Option<HeaderRows> {
    let rows: Vec<Row<'_>> = grid.rows(first, last).take(31).collect();
    let width = |at: usize| filled_cells(&rows[at].cells, (1, u32::MAX)).count();
    (0..rows.len().saturating_sub(1))
        .find(|at| {
            width(*at) >= 2
                && filled_cells(&rows[*at].cells, (1, u32::MAX))
                    .all(|placed| super::grid::text(&placed.cell).is_some())
                && !filled_cells(&rows[*at].cells, (1, u32::MAX)).all(is_label)
                && !holds_values(&rows[*at], knowledge)
                && width(at + 1) * 2 >= width(*at)
        })
        .map(|at| extend(grid, rows[at].number, knowledge))
}

/// What the rows of one cell among the first rows say of the rows below them.
fn group_talk(
    grid: &Grid<'_>,
    rows: (u32, u32),
    season: Season,
    knowledge: &Knowledge,
) -> GroupTalk {
    let mut said = GroupTalk::default();
    let mut lone: Option<Cell<'_>> = None;
    let mut summed: Option<u32> = None;
    for row in grid.rows(rows.0, rows.1).take(PROBED_ROWS) {
        let mut cells = filled_cells(&row.cells, (1, u32::MAX));
        let first = (cells.next(), cells.next());
        let more = cells.next().is_some();
        said.summed |= more && stands_right_of(first.0, summed);
        said.levels |= more && summed.is_some();
        summed = name_and_number(first).filter(|_| !more);
        match first {
            (Some(only), None) => lone = Some(only.cell),
            (Some(_), Some(_)) => {
                let Some(cell) = lone.take() else { continue };
                let day = match text(&cell) {
                    Some(text) => {
                        day_above(text, DateOrder::DayFirst, season, &knowledge.words).is_some()
                    }
                    None => value::date(&cell, DateOrder::DayFirst).is_ok(),
                };
                said.days |= day;
                said.names |=
                    !day && text(&cell).is_some_and(|text| text.chars().any(char::is_alphabetic));
            }
            _ => {}
        }
    }
    said
}

/// The column of a name with a number beside it.
fn name_and_number(cells: (Option<&Placed<'_>>, Option<&Placed<'_>>)) -> Option<u32> {
    let (name, number) = (cells.0?, cells.1?);
    let is_name = text(&name.cell).is_some_and(|text| text.chars().any(char::is_alphabetic));
    let is_number = matches!(number.cell, Cell::Number(_) | Cell::Time(_))
        || text(&number.cell).is_some_and(|text| !text.chars().any(char::is_alphabetic));
    (is_name && is_number).then_some(name.column)
}

/// A row leaves the column of the name above it empty.
fn stands_right_of(first: Option<&Placed<'_>>, name: Option<u32>) -> bool {
    (first.zip(name)).is_some_and(|(first, name)| first.column > name)
}

/// Texts of the rows above a header.
pub(super) fn talk(grid: &Grid<'_>, from: u32, header: u32) -> Talk {
    let mut titles: Vec<String> = grid
        .sheet
        .rows_backwards(from, header.saturating_sub(1))
        .take(TITLES)
        .flat_map(|row| row.cells)
        .filter(|placed| !is_blank(&placed.cell))
        .map(|placed| shown(&placed.cell))
        .filter(|text| text.chars().count() <= 120)
        .collect();
    titles.dedup();
    Talk {
        file: words_of_name(&grid.sheet.file),
        sheet: grid.sheet.name.to_string(),
        titles,
        groups: GroupTalk::default(),
        headed: None,
        year: None,
        named: None,
        caption: None,
        month: None,
        sums_up: false,
        of_money: false,
        known: None,
    }
}

/// A file's name as words: without its ending, dots as gaps.
fn words_of_name(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.replace('.', " ")
}

/// One block, or several side by side when empty columns part it and each part is a table by itself.
fn block<'a>(
    grid: &Grid<'a>,
    header: Option<HeaderRows>,
    rows: (u32, u32),
    talk: Talk,
    knowledge: &Knowledge,
    decided: Option<Table>,
) -> Vec<Found<'a>> {
    let runs = column_runs(grid, header, rows);
    let Some(whole) = runs.first().zip(runs.last()).map(|(a, b)| (a.0, b.1)) else {
        return Vec::new();
    };
    let judged = |columns: (u32, u32), talk: Talk| {
        let views = view(grid, header, rows, columns, knowledge);
        let unheaded = views.iter().all(|view| !knows(view, knowledge));
        let headless = unheaded.then(|| Headless::look(grid, rows, &views, knowledge));
        let headless = headless.map(|mut headless| {
            headless.proven = headless.proven.filter(|_| header.is_none());
            headless
        });
        let talk = Talk {
            headed: month_in_headings(&views, &knowledge.words),
            ..talk.clone()
        };
        let verdict = judge(&views, &talk, knowledge, decided, headless);
        let mut found = Found {
            header,
            rows,
            columns,
            views,
            verdict,
            talk,
        };
        choose_length(grid.sheet, &mut found, knowledge);
        found
    };
    let wide_runs: Vec<(u32, u32)> = runs.into_iter().filter(|run| run.1 > run.0).collect();
    let captioned = header.is_some_and(|header| are_captioned(grid, header, &wide_runs));
    let repeats = header.map_or_else(Vec::new, |header| repeated(grid, header, whole));
    for parts in [wide_runs, repeats] {
        if parts.len() < 2 || decided.is_some() {
            continue;
        }
        let parts: Vec<Found<'a>> = parts
            .iter()
            .map(|run| judged(*run, own_titles(grid, header, *run, &talk, knowledge)))
            .collect();
        let known = parts.iter().filter(|part| part.verdict.table.is_some());
        let known = known.count();
        if known == parts.len() || captioned && known > 0 {
            return without_summaries(grid, parts, knowledge);
        }
    }
    let captioned = header.map_or_else(Vec::new, |header| {
        let captions = captions(grid, header);
        parts_below(&captions, whole)
    });
    if captioned.len() > 1 && decided.is_none() {
        let parts: Vec<Found<'a>> = { captioned.iter() }
            .map(|part| judged(*part, own_titles(grid, header, *part, &talk, knowledge)))
            .collect();
        if are_lists(grid, &parts, knowledge) {
            return parts;
        }
    }
    let found = judged(whole, talk.clone());
    if decided.is_none() {
        for seam in seams(grid, &found, knowledge) {
            let [left, right] = [(whole.0, seam), (seam + 1, whole.1)]
                .map(|part| judged(part, own_titles(grid, header, part, &talk, knowledge)));
            if are_two(&left, &right) {
                return vec![left, right];
            }
        }
    }
    vec![found]
}

fn knows(view: &View<'_>, knowledge: &Knowledge) -> bool {
    view.heading.hint.is_some()
        || view
            .heading
            .keys
            .iter()
            .any(|(key, _)| knowledge.knows(key))
}

/// Each part has a caption of its own above its first heading, and nothing else stands there: they are tables, whether or
/// not it is known of what.
fn are_captioned(grid: &Grid<'_>, header: HeaderRows, parts: &[(u32, u32)]) -> bool {
    let above = header.top.checked_sub(1).filter(|row| *row > 0);
    let Some(row) = above.and_then(|above| grid.row(above)) else {
        return false;
    };
    let captions = filled_cells(&row.cells, (1, u32::MAX));
    let captions = captions.filter(|placed| text(&placed.cell).is_some());
    let places: Vec<u32> = captions.map(|placed| placed.column).collect();
    let firsts = parts.iter().map(|(first, _)| *first);
    parts.len() >= 2 && places.into_iter().eq(firsts)
}

/// Parts of a header that say the same headings again, side by side without a gap.
fn repeated(grid: &Grid<'_>, header: HeaderRows, (left, right): (u32, u32)) -> Vec<(u32, u32)> {
    let keys: Vec<String> = (left..=right)
        .map(|column| {
            let placed = grid.covering(header.bottom, column);
            placed.map_or_else(String::new, |placed| compact(&shown(&placed.cell)))
        })
        .collect();
    let width = (2..=keys.len() / 2).find(|width| {
        keys.len().is_multiple_of(*width)
            && !keys[0].is_empty()
            && keys
                .iter()
                .zip(&keys[*width..])
                .all(|(one, again)| one == again)
            && keys[1..*width].iter().all(|key| *key != keys[0])
    });
    let Some(width) = width else {
        return Vec::new();
    };
    let starts = (left..=right).step_by(width);
    starts
        .map(|start| (start, start + width as u32 - 1))
        .collect()
}

/// The titles of one of several tables side by side: those above its columns, where each has its own, and the name that its
/// own is.
fn own_titles(
    grid: &Grid<'_>,
    header: Option<HeaderRows>,
    (left, right): (u32, u32),
    talk: &Talk,
    knowledge: &Knowledge,
) -> Talk {
    let captions = header.map_or_else(Vec::new, |header| captions(grid, header));
    let own = captions.iter().find(|(column, _)| *column == left);
    let alone = captions.len() < 2 || own.is_none();
    let foreign = |title: &String| {
        let mut others = captions.iter();
        !alone && others.any(|(column, text)| text == title && !(left..=right).contains(column))
    };
    Talk {
        titles: talk
            .titles
            .iter()
            .filter(|title| !foreign(title))
            .cloned()
            .collect(),
        caption: own
            .filter(|_| !alone)
            .and_then(|(_, title)| telling_name(title, knowledge)),
        ..talk.clone()
    }
}

/// Rows above the headings in which names of tables side by side are looked for.
const ROWS_OF_CAPTIONS: u32 = 3;

/// The texts, by column, of the upper one of two rows of headings where each of them stands over several headings, else of the
/// nearest row above the headings that holds any.
fn captions(grid: &Grid<'_>, header: HeaderRows) -> Vec<(u32, String)> {
    let texts = |row: u32| -> Vec<(u32, String)> {
        let cells = grid.row(row).map(|row| row.cells).unwrap_or_default();
        let cells = filled_cells(&cells, (1, u32::MAX));
        cells
            .map(|placed| (placed.column, shown(&placed.cell)))
            .collect()
    };
    let upper = texts(header.top);
    if header.top < header.bottom && upper.len() * 2 <= texts(header.bottom).len() {
        return upper;
    }
    let top = header.top;
    let above = (top.saturating_sub(ROWS_OF_CAPTIONS).max(1)..top).rev();
    { above }
        .map(texts)
        .find(|texts| !texts.is_empty())
        .unwrap_or_default()
}

/// Runs of columns that hold anything, parted by columns that hold nothing.
fn column_runs(grid: &Grid<'_>, header: Option<HeaderRows>, rows: (u32, u32)) -> Vec<(u32, u32)> {
    let from = header.map_or(rows.0, |header| header.top);
    let probed = grid
        .rows(from, rows.1.max(from))
        .take(PROBED_ROWS)
        .flat_map(|row| row.cells)
        .filter(|placed| !is_blank(&placed.cell));
    let mut columns: Vec<u32> = probed.map(|placed| placed.column).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for column in columns {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == column => run.1 = column,
            _ => runs.push((column, column)),
        }
    }
    runs
}
