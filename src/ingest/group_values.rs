//! What a text that stands once above rows gives each of them.

use chrono::NaiveDate;

use super::columns::Slot;
use super::cross::looks_like_a_person;
use super::day_above::{day_above, is_month};
use super::facts::Fact;
use super::grid::{indent, is_blank, shown};
use super::knowledge::Knowledge;
use super::own_time::is_day_off;
use super::reader::Reader;
use super::rows::{Groups, is_no_name};
use super::sheet::{Cell, Row};
use super::stretch::Stretch;
use super::told_client::OF_ONE_CLIENT;
use super::told_codes::coded;
use super::told_person::label_and_name;
use super::typed;
use super::unpivot::{Hint, text_hint};
use crate::model::{Kind, Table, Value};

/// Words before the day of a meeting that say what it was: `monthly review 12 Oct 2026`.
const LONGEST_MEETING: usize = 3;
/// Words of a day: `12 Oct 2026`.
const LONGEST_DAY: usize = 3;

/// What names further and further in are.
const PATH: [&str; 3] = ["client", "project", "task"];

impl Reader<'_> {
    /// Fills the fields that the texts above a row are said of.
    pub(super) fn fill_from_groups(&self, fact: &mut Fact, row: &Row<'_>, groups: &Groups) {
        let path = self.fill_from_path(fact, row, groups);
        for (column, group) in groups.iter() {
            if Some(*column) == path {
                continue;
            }
            let filled = row
                .at(*column)
                .is_some_and(|placed| !is_blank(&placed.cell));
            let group = match OF_ONE_CLIENT.contains(&self.schema.table) {
                true => before_meeting(group, self.knowledge),
                false => group.as_str(),
            };
            if self.fill_from_label(fact, group) {
                continue;
            }
            if let Some((at, said)) = self.section_code(fact, group) {
                fact.values[at] = Some(said);
                continue;
            }
            let Some(at) = self.group_target(fact, *column, group, filled) else {
                continue;
            };
            let cell = Cell::Text(group);
            let habits = self.habits_of(*column);
            if self.schema.fields[at].kind == Kind::Date {
                let day = self.day_above(*column, group);
                fact.values[at] = day.map(Value::Date);
                if is_month(group, &self.knowledge.words) {
                    let last = |day| Some(Stretch::Month.around(day)?.1);
                    fact.until = day
                        .and_then(last)
                        .filter(|_| self.schema.table == Table::Time);
                }
                continue;
            }
            if let Ok((value, _)) = typed::read(
                &cell,
                &self.schema.fields[at],
                habits,
                &self.knowledge.words.amounts,
            ) {
                fact.values[at] = Some(value);
            }
        }
    }

    /// `Клиент: АО «Сосна»` above rows says itself what it names; true where it does.
    fn fill_from_label(&self, fact: &mut Fact, group: &str) -> bool {
        let Some((field, name)) = label_and_name(group, self.knowledge) else {
            return false;
        };
        let Some(at) = self.schema.position(field) else {
            return false;
        };
        if self.is_missing(fact, at) {
            fact.values[at] = Some(Value::Text(name.to_owned()));
        }
        true
    }

    /// A name that stands further in than those above it in its column: together they are client, project and task, as far as
    /// no other column is. Returns the column.
    fn fill_from_path(&self, fact: &mut Fact, row: &Row<'_>, groups: &Groups) -> Option<u32> {
        let (column, outermost) = groups.first()?;
        let column = *column;
        let own = self.named_by(column)?;
        let cell = row.at(column).map(|placed| placed.cell)?;
        let further_in = indent(&cell) > indent(&Cell::Text(outermost)) && !is_blank(&cell);
        if !further_in || !PATH.contains(&self.schema.fields[own].name.as_str()) {
            return None;
        }
        let fields: Vec<usize> = PATH
            .iter()
            .filter_map(|name| self.schema.position(name))
            .filter(|at| *at == own || self.is_missing(fact, *at))
            .collect();
        let above = groups.iter().filter(|(at, _)| *at == column);
        let names = above
            .map(|(_, name)| name.trim().to_owned())
            .chain([shown(&cell)]);
        for (at, name) in fields.into_iter().zip(names) {
            fact.values[at] = Some(Value::Text(name));
        }
        Some(column)
    }

    /// The code of a section: `🔥 Активные` above clients or `Unpaid` above invoices says their status, where no column does.
    fn section_code(&self, fact: &Fact, group: &str) -> Option<(usize, Value)> {
        let (at, said) = coded(group, self.schema, self.knowledge)?;
        self.is_missing(fact, at).then_some((at, said))
    }

    /// The field that a group text is said of: its own column's where the row leaves that empty. Over anything else a day
    /// is the date, a currency the currency, a name the person where rows name their client, and where they do not the
    /// client, then the project; above people it is their team.
    fn group_target(&self, fact: &Fact, column: u32, group: &str, filled: bool) -> Option<usize> {
        let cell = Cell::Text(group);
        let own = self.named_by(column);
        let missing = |name: &str| {
            let at = self.schema.position(name)?;
            self.is_missing(fact, at).then_some(at)
        };
        let empty = |at: &usize| !filled && fact.values[*at].is_none();
        if self.day_above(column, group).is_some() {
            let dated = self
                .field_of(column)
                .filter(|at| self.schema.fields[*at].kind == Kind::Date);
            return dated.map_or_else(|| missing("date"), |at| Some(at).filter(empty));
        }
        if self.knowledge.words.amounts.currency(&cell).is_ok() {
            return missing("currency").or(own.filter(empty));
        }
        if let Some((_, above)) = self.mapping.level_above.filter(|(at, _)| *at == column) {
            let outer = missing(&self.schema.fields[above].name);
            if outer.is_some() {
                return outer;
            }
        }
        if let Some(at) = own.filter(|at| !(filled && self.may_head(*at))) {
            let inner = !filled && fact.values[at].is_some() && self.schema.table == Table::Time;
            return match inner {
                // a second name below the client's in its column
                true if looks_like_a_person(group, self.knowledge) => missing("person"),
                true => missing("project"),
                false => Some(at).filter(empty),
            };
        }
        let wanted = self.named_by_groups();
        let name = !is_no_name(group, self.knowledge) && !is_day_off(group, self.knowledge);
        let remark = self.person_told && !looks_like_a_person(group, self.knowledge);
        wanted
            .iter()
            .filter(|field| name && !(remark && **field == "person"))
            .find_map(|field| missing(field))
    }

    fn day_above(&self, column: u32, group: &str) -> Option<NaiveDate> {
        let order = self.habits_of(column).order;
        day_above(group, order, self.season, &self.knowledge.words)
    }

    /// Fields that a name above rows may fill, the likeliest first.
    fn named_by_groups(&self) -> &'static [&'static str] {
        let names_clients = self.is_used("client");
        match self.schema.table {
            Table::People => &["team"],
            _ if names_clients => &["person"],
            _ => &["client", "project"],
        }
    }

    /// Over a filled cell of texts, of projects or of people stands what these belong to: a board's group above its tasks.
    fn may_head(&self, at: usize) -> bool {
        let kind = self.schema.fields[at].kind;
        matches!(kind, Kind::Text | Kind::Project)
            || kind == Kind::Person && self.schema.table == Table::People
    }

    /// A column is the field and holds anything.
    fn is_used(&self, field: &str) -> bool {
        let column = self.mapping.column_of(self.schema, field);
        let mut views = self.views.iter();
        column.is_some() && views.any(|view| Some(view.column) == column && !view.cells.is_empty())
    }

    /// No column is the field or its column is empty, and nothing has filled it.
    fn is_missing(&self, fact: &Fact, at: usize) -> bool {
        !self.is_used(&self.schema.fields[at].name) && fact.values[at].is_none()
    }

    fn field_of(&self, column: u32) -> Option<usize> {
        match self.mapping.slot_of(column)?.slot {
            Slot::Field(at) => Some(at),
            Slot::Helper(_) => None,
        }
    }

    /// The field of a column that holds names or texts, which a group text may stand for.
    fn named_by(&self, column: u32) -> Option<usize> {
        self.field_of(column).filter(|at| {
            matches!(
                self.schema.fields[*at].kind,
                Kind::Client
                    | Kind::Person
                    | Kind::Project
                    | Kind::Text
                    | Kind::Code
                    | Kind::Currency
            )
        })
    }
}

/// The client of a section that is one meeting's: `Halden – review 12 Oct 2026`.
fn before_meeting<'t>(group: &'t str, knowledge: &Knowledge) -> &'t str {
    let parted = [" – ", " — ", " - ", ", ", ": ", " | "];
    let parted = parted.iter().find_map(|mark| group.split_once(mark));
    let Some((name, meeting)) = parted.filter(|(name, _)| !name.trim().is_empty()) else {
        return group;
    };
    let words: Vec<&str> = meeting.split_whitespace().collect();
    let ends_in_day = (1..=LONGEST_DAY.min(words.len())).any(|length| {
        let (before, day) = words.split_at(words.len() - length);
        let hint = text_hint(&day.join(" "), &knowledge.words);
        let is_day = matches!(hint, Some(Hint::Day(_) | Hint::DayMonth(..)));
        is_day && before.len() <= LONGEST_MEETING
    });
    if ends_in_day { name.trim() } else { group }
}
