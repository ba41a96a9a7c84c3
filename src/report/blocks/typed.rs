//! What people typed in a table of earlier packs, found again by the table's page, its title and the keys of its rows.

use std::collections::BTreeMap;

use crate::model::typed::{TypedGrid, TypedTable};
use crate::report::book::{Cell, CellValue, Style};
use crate::report::labels::Labels;
use crate::report::layout::Setting;
use crate::report::retold::{PAGE_AND_TABLE, numbered};

/// Of a table whose page nobody knows any more, nine tenths of the headings must be the same.
const SAME: (usize, usize) = (9, 10);

/// Lines that are taken for added ones: a column filled down to the end of its sheet is none of them.
const MOST_ADDED: usize = 200;

/// How a table is called and what stands over its columns.
pub(super) struct Sought<'t> {
    /// Title of its page.
    pub page: &'t str,
    /// Its own, without the name of a part; may be empty.
    pub title: &'t str,
    /// Titles of the lists on its page.
    pub lists: &'t [String],
    /// Headings of the key columns.
    pub keys: &'t [String],
    /// Headings of the columns that people fill in.
    pub inputs: &'t [String],
    /// All its headings.
    pub headings: &'t [String],
    /// It stands once in the pack, so that it is found by its headings where its page was renamed. (Pages of clients
    /// are all alike.)
    pub of_agency: bool,
}

/// A table of earlier packs with what people typed in it.
pub(super) struct Typed<'g> {
    tables: Vec<TypedTable<'g>>,
    /// What earlier packs tell below the table of texts whose rows were gone then, each as [`noted`] writes it.
    notes: Vec<&'g str>,
}

/// Word key of what is told of texts whose rows are gone; they stand behind it, each on a line.
pub(in crate::report) const GONE: &str = "typed_at_gone_rows";
/// Where in it they stand.
const TYPED: &str = "{typed}";

/// What is told of texts whose rows are gone.
pub(super) fn told_gone(texts: &[String], labels: &Labels<'_>) -> String {
    labels.word(GONE).replace(TYPED, &texts.join("\n"))
}

/// The words before such texts.
pub(in crate::report) fn gone_mark(told: &str) -> &str {
    told.split(TYPED).next().unwrap_or_default().trim_end()
}

/// A text of a row that is told by its keys, with the heading where people may fill in several columns.
fn noted(values: &[&str], heading: Option<&str>, text: &str) -> String {
    let said: Vec<&str> = values
        .iter()
        .copied()
        .filter(|key| !key.is_empty())
        .collect();
    let said = said.join(", ");
    let text = text.replace(['\r', '\n'], " ");
    match heading {
        Some(heading) => format!("{said} ({heading}): {text}"),
        None => format!("{said}: {text}"),
    }
}

/// How surely a table of an earlier pack is the one that is sought.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// It has the title on the page.
    Same,
    /// It stands on the page, and its title was changed.
    OnThePage,
    /// Its page was renamed.
    SameHeadings,
}

impl<'g> Typed<'g> {
    /// Looks for the table in the packs of the setting; of the tables found only those most like it count, and of these only
    /// those in which anything was typed.
    pub fn of(sought: &Sought<'_>, setting: &Setting<'g>) -> Typed<'g> {
        if sought.inputs.is_empty() {
            return Typed {
                tables: Vec::new(),
                notes: Vec::new(),
            };
        }
        let separator = setting.labels.word("part_separator");
        let told = setting.labels.word(GONE);
        // an older pack would tell again what was taken away since
        let youngest = setting.typed.first().map(|grid| &grid.pack);
        let on_page = setting
            .typed
            .iter()
            .filter(|grid| Some(&grid.pack) == youngest && sought.is_on(grid, &separator));
        let mut notes: Vec<&str> = Vec::new();
        for note in on_page.flat_map(|grid| sought.notes(grid, gone_mark(&told), &separator)) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        // of many clients each has a sheet of its own
        let may_hold = |grid: &&TypedGrid| sought.of_agency || sought.is_on(grid, &separator);
        let tables = setting.typed.iter().filter(may_hold).flat_map(|grid| {
            let tables = grid.tables(sought.keys, sought.inputs).into_iter();
            tables.filter_map(|table| Some((sought.likeness(grid, &table, &separator)?, table)))
        });
        let tables: Vec<(Likeness, TypedTable<'g>)> = tables.collect();
        let best = tables.iter().map(|(likeness, _)| *likeness).min();
        let tables = tables.into_iter();
        Typed {
            tables: tables
                .filter(|(likeness, _)| Some(*likeness) == best)
                .map(|(_, table)| table)
                .filter(|table| table.has_any(sought.inputs))
                .collect(),
            notes,
        }
    }

    /// The text of a row that was gone in between.
    pub fn again(&self, values: &[String], heading: &str, inputs: &[String]) -> Option<&'g str> {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let heading = (inputs.len() > 1).then_some(heading);
        let begin = noted(&values, heading, "");
        let mut notes = self.notes.iter();
        notes.find_map(|note| note.strip_prefix(begin.as_str()))
    }

    /// Lines that people added below the numbered ones of the youngest pack, in their order: what stands under the number of each,
    /// and how many lines before it say the same there.
    pub fn added(
        &self,
        keys: &[String],
        inputs: &[String],
        lines: i64,
    ) -> Vec<(Vec<String>, usize)> {
        let Some(table) = self.tables.first() else {
            return Vec::new();
        };
        let mut added: Vec<(Vec<String>, usize)> = Vec::new();
        for (values, before, _) in table.texts(keys, inputs) {
            let number = values.first().and_then(|value| value.parse::<i64>().ok());
            let own = number.is_some_and(|number| (1..=lines).contains(&number)) && before == 0;
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            let line = (values, before);
            if !own && !added.contains(&line) {
                added.push(line);
            }
        }
        added.truncate(MOST_ADDED);
        added
    }

    /// What was typed, of several packs the youngest; what the same sheet of another one says otherwise stands in a note.
    pub fn cell(
        &self,
        labels: &Labels<'_>,
        find: &dyn Fn(&TypedTable<'g>) -> Option<&'g str>,
    ) -> Cell {
        let found = self.tables.iter();
        let mut all = found.filter_map(|table| Some((table.grid, find(table)?)));
        let Some((first, text)) = all.next() else {
            return Cell::default();
        };
        let place = |grid: &'g TypedGrid| (&grid.file, &grid.sheet);
        let other = all.find(|(grid, other)| {
            grid.pack != first.pack && place(grid) == place(first) && *other != text
        });
        let note = other.map_or_else(String::new, |(grid, other)| {
            let said = labels.word("typed_otherwise");
            said.replace("{pack}", &grid.pack).replace("{text}", other)
        });
        Cell {
            note,
            ..Typed::as_it_was(text)
        }
    }

    /// A cell with what was typed.
    pub fn as_it_was(text: &str) -> Cell {
        Cell {
            value: as_typed(text),
            style: is_day(text).then_some(Style::Date),
            ..Cell::default()
        }
    }
}

impl<'g> Typed<'g> {
    /// What was typed at rows that are not among the `known` ones, of which there may be several alike, as `Orlo, 2026-10-31: she pays on Friday`; each once, column by
    /// column in the order of the sheets, and then what was told of earlier ones.
    pub fn left(
        &self,
        keys: &[String],
        inputs: &[String],
        known: &BTreeMap<Vec<String>, usize>,
    ) -> Vec<String> {
        let mut left: Vec<String> = Vec::new();
        let several = inputs.len() > 1;
        for input in inputs {
            let texts = self.tables.iter();
            let own = std::slice::from_ref(input);
            let texts = texts.flat_map(|table| table.texts(keys, own));
            for (values, before, text) in texts {
                let row: Vec<String> = values.iter().map(|key| (*key).to_owned()).collect();
                let line = noted(&values, several.then_some(input), text);
                let is_told = values.iter().all(|key| key.is_empty()) || left.contains(&line);
                let is_there = known.get(&row).is_some_and(|count| before < *count);
                if !is_told && !is_there {
                    left.push(line);
                }
            }
        }
        let back = |note: &str| {
            known.keys().any(|row| {
                let mut inputs = inputs.iter();
                let values: Vec<&str> = row.iter().map(String::as_str).collect();
                inputs.any(|input| note.starts_with(&noted(&values, several.then_some(input), "")))
            })
        };
        for note in &self.notes {
            if !back(note) && !left.iter().any(|line| line == note) {
                left.push((*note).to_owned());
            }
        }
        left
    }
}

/// Days and numbers stay what they are, where their text says the same as they do.
fn as_typed(text: &str) -> CellValue {
    let number = || {
        let number: f64 = text.parse().ok()?;
        (number.is_finite() && number.to_string() == text).then_some(number)
    };
    match (text.parse(), number()) {
        (Ok(day), _) if is_day(text) => CellValue::Date(day),
        (_, Some(number)) => CellValue::Number(number),
        _ => CellValue::Text(text.to_owned()),
    }
}

/// As `2026-10-31`, and no other way that a day may be written.
fn is_day(text: &str) -> bool {
    let day: Option<chrono::NaiveDate> = text.parse().ok();
    day.is_some_and(|day| day.to_string() == text)
}

impl Sought<'_> {
    fn likeness(
        &self,
        grid: &TypedGrid,
        table: &TypedTable<'_>,
        separator: &str,
    ) -> Option<Likeness> {
        let is_title = |text: &str| is_part_of(self.title, text, separator);
        if self.is_on(grid, separator) {
            if self.title.is_empty() || is_title(table.title()) {
                return Some(Likeness::Same);
            }
            // another list of the page keeps its own
            let is_another = |list: &String| is_part_of(list, table.title(), separator);
            let another = self.lists.iter().any(is_another);
            return (!another).then_some(Likeness::OnThePage);
        }
        let (most, of) = SAME;
        let shared = table.shared(self.headings);
        let alike = self.of_agency && shared * of >= self.headings.len() * most;
        alike.then_some(Likeness::SameHeadings)
    }

    /// What a sheet tells below the table of texts whose rows were gone.
    fn notes<'g>(&self, grid: &'g TypedGrid, mark: &str, separator: &str) -> Vec<&'g str> {
        let mut is_own = self.title.is_empty();
        let mut notes = Vec::new();
        for row in &grid.rows {
            let Some(text) = row.iter().find(|text| !text.is_empty()) else {
                continue;
            };
            let is = |list: &str| !list.is_empty() && is_part_of(list, text, separator);
            if is(self.title) {
                is_own = true;
            } else if self.lists.iter().any(|list| is(list)) {
                is_own = false;
            }
            if let Some((_, told)) = text.split_once(mark).filter(|_| is_own) {
                notes.extend(told.lines().map(str::trim).filter(|line| !line.is_empty()));
            }
        }
        notes
    }

    fn is_on(&self, grid: &TypedGrid, separator: &str) -> bool {
        let is_title = |text: &str| is_part_of(self.title, text, separator);
        let (title, _) = numbered(grid.title());
        self.is_page(grid.title(), &is_title) || self.is_page(title, &is_title)
    }

    /// A long table has a sheet of its own, called after the page and the table, or after the table alone.
    fn is_page(&self, title: &str, is_title: &dyn Fn(&str) -> bool) -> bool {
        let divided = || {
            let behind = title.strip_prefix(self.page);
            let behind = behind.and_then(|rest| rest.strip_prefix(PAGE_AND_TABLE));
            is_title(title) || behind.is_some_and(is_title)
        };
        title == self.page || (!self.title.is_empty() && divided())
    }
}

/// A part of a split table has the name of the part behind the table's title, or instead of one.
fn is_part_of(title: &str, text: &str, separator: &str) -> bool {
    let rest = text.strip_prefix(title);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
}
