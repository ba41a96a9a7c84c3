//! Several columns of the same time (trap T6): which one counts, which two belong together, and whether they agree.
//!
//! `Duration (h)` beside `Duration (decimal)` is the same length twice: the finer one counts, the other checks it.
//! `Hours` 5 beside `Minutes` 20 is one length in two parts. A running total is no length of an entry at all.

use super::columns::{Slot, View};
use super::knowledge::Knowledge;
use super::layout::Found;
use super::length_form::Form;
use super::sheet::{Cell, Sheet};
use super::value::{self, TimeUnit};
use super::words::Helper;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Duration, Table};

/// Rows that are looked at to tell columns apart.
pub(super) const PROBED_ROWS: usize = 400;

/// A column that reads as lengths of time.
pub(super) struct Length {
    column: u32,
    /// 1/90,000 hours by row.
    pub(super) parts: Vec<Option<i64>>,
    /// Smallest step that its values can show.
    pub(super) step: i64,
    /// Decimals of an hour: rounded, whatever their step.
    rounded: bool,
    unit: TimeUnit,
    /// It has a heading.
    headed: bool,
    /// Its heading is a word of totals.
    total: bool,
    /// Its heading speaks of breaks.
    pause: bool,
    /// Its heading is one of regular hours, or of those beyond them.
    shift: Option<Shift>,
    /// Whether it may be a part of what was worked.
    kept: Kept,
    /// Its heading without words of unit and form: equal ones speak of the same time.
    subject: Vec<String>,
}

/// Chooses among the lengths of a list of time entries. A known layout has chosen already.
pub fn choose_length(sheet: &Sheet, found: &mut Found<'_>, knowledge: &Knowledge) {
    let verdict = &found.verdict;
    let chosen = verdict.source.is_some() || verdict.wide.is_some();
    if chosen || verdict.table != Some(Table::Time) {
        return;
    }
    let Some(lengths) = Lengths::of(sheet, found, knowledge) else {
        return;
    };
    let Some(mapping) = found.verdict.mapping.as_mut() else {
        return;
    };
    if let Some((hours, minutes)) = lengths.pair() {
        mapping.unbind(lengths.bound);
        let because = phrase("hours and minutes stand in two columns", &[]);
        mapping.bind(hours, Slot::Field(lengths.field), because.clone());
        mapping.bind(minutes, Slot::Helper(Helper::Minutes), because);
    } else if let Some(column) = lengths.summed_up() {
        let because = phrase("another column is the running total of this one", &[]);
        mapping.bind(column, Slot::Field(lengths.field), because);
    } else if let Some(column) = lengths.whole() {
        let because = phrase("it is the sum of the other columns of hours", &[]);
        mapping.bind(column, Slot::Field(lengths.field), because);
    } else if let Some((regular, beyond)) = lengths.overtime() {
        let because = phrase("regular hours and overtime add up to what was worked", &[]);
        mapping.unbind(lengths.bound);
        mapping.bind(regular, Slot::Field(lengths.field), because.clone());
        mapping.bind(beyond, Slot::Helper(Helper::Overtime), because);
    } else if let Some(parts) = lengths.parts_of_days() {
        let because = phrase("each of these columns has a part of the hours", &[]);
        mapping.unbind(lengths.bound);
        for (nth, column) in parts.into_iter().enumerate() {
            match nth {
                0 => mapping.bind(column, Slot::Field(lengths.field), because.clone()),
                _ => {
                    let slot = Slot::Helper(Helper::Overtime);
                    mapping.bind_beside(column, slot, because.clone());
                }
            }
        }
    } else if let Some(column) = lengths.finer() {
        let because = phrase("the finest of the columns that hold the same time", &[]);
        mapping.bind(column, Slot::Field(lengths.field), because);
    }
}

/// The lengths of a table, the one bound to its duration among them.
struct Lengths {
    all: Vec<Length>,
    bound: u32,
    field: usize,
}

impl Lengths {
    /// None unless a duration is bound and another column could be one.
    fn of(sheet: &Sheet, found: &Found<'_>, knowledge: &Knowledge) -> Option<Lengths> {
        let mapping = found.verdict.mapping.as_ref()?;
        let schema = knowledge.schema(mapping.table);
        let field = schema.position("duration")?;
        let bound = mapping.column_of(schema, "duration")?;
        let rivals: Vec<&View<'_>> = found
            .views
            .iter()
            .filter(|view| view.column == bound || mapping.slot_of(view.column).is_none())
            .collect();
        if rivals.len() < 2 {
            return None;
        }
        let rows = entry_rows(sheet, found, mapping.column_of(schema, "date")?);
        let all: Vec<Length> = rivals
            .into_iter()
            .filter_map(|view| Length::of(sheet, view, &rows, knowledge))
            .collect();
        (all.len() > 1).then_some(Lengths { all, bound, field })
    }

    fn bound(&self) -> Option<&Length> {
        self.all.iter().find(|length| length.column == self.bound)
    }

    fn others(&self) -> impl Iterator<Item = &Length> {
        self.all.iter().filter(|length| length.column != self.bound)
    }

    /// Whole hours and the minutes beyond them.
    fn pair(&self) -> Option<(u32, u32)> {
        let of_unit = |unit| self.all.iter().filter(move |length| length.unit == unit);
        of_unit(TimeUnit::Hours)
            .flat_map(|hours| of_unit(TimeUnit::Minutes).map(move |minutes| (hours, minutes)))
            .find(|(hours, minutes)| {
                let one_of_them = [hours.column, minutes.column].contains(&self.bound)
                    || self
                        .bound()
                        .is_some_and(|bound| bound.is_sum(hours, minutes));
                one_of_them && hours.subject == minutes.subject && hours.goes_on_in(minutes)
            })
            .map(|(hours, minutes)| (hours.column, minutes.column))
    }

    /// The column whose running total is bound.
    fn summed_up(&self) -> Option<u32> {
        let bound = self.bound()?;
        let entry = self.others().find(|other| bound.runs_up(other))?;
        Some(entry.column)
    }

    /// The total, row by row, of the bound column and another one that holds time as well: `Regular`, `Overtime`, `Total`.
    fn whole(&self) -> Option<u32> {
        let bound = self.bound()?;
        let mut totals = self.others().filter(|other| other.total);
        let whole = totals.find(|whole| {
            let parts = self
                .others()
                .filter(|part| part.column != whole.column && !part.pause);
            { parts }.any(|part| whole.adds_up(bound, part))
        })?;
        Some(whole.column)
    }

    /// The only columns of regular hours and of overtime, whichever of them is bound, where no total has both.
    fn overtime(&self) -> Option<(u32, u32)> {
        let only = |shift: Shift| {
            let mut of_shift = { self.all.iter() }.filter(|length| length.shift == Some(shift));
            let only = of_shift.next().filter(|_| of_shift.next().is_none());
            only.map(|length| length.column)
        };
        let (regular, beyond) = only(Shift::Regular).zip(only(Shift::Beyond))?;
        let total = self.all.iter().any(|length| length.total);
        let bound = [regular, beyond].contains(&self.bound);
        (bound && !total).then_some((regular, beyond))
    }

    /// Columns of hours that are parts of what was worked: each names which hours it has, none is their sum, and some rows have nothing
    /// in one where others have something, or all of them name parts of a day.
    fn parts_of_days(&self) -> Option<Vec<u32>> {
        let parts: Vec<&Length> = self
            .all
            .iter()
            .filter(|length| length.kept != Kept::No)
            .collect();
        let bound = parts.iter().any(|part| part.column == self.bound);
        // `Day hours` is nothing but words of time, and a part of the day all the same
        let tells = |part: &&Length| !part.subject.is_empty() || part.kept == Kept::OfTheDay;
        let named = parts.iter().all(tells);
        let sums = self.all.iter().any(|length| length.total);
        let alike = parts
            .windows(2)
            .any(|pair| pair[0].subject == pair[1].subject || pair[0].unit != pair[1].unit);
        if parts.len() < 2 || !bound || !named || sums || alike {
            return None;
        }
        let rows = parts[0].parts.len();
        let at = |row: usize| parts.iter().map(move |part| part.parts[row].unwrap_or(0));
        let day = 24 * Duration::HOUR;
        let believable = (0..rows).all(|row| at(row).sum::<i64>() <= day);
        let gap = |row: usize| at(row).any(|one| one == 0) && at(row).any(|one| one > 0);
        let times = parts.iter().all(|part| part.kept == Kept::OfTheDay);
        let evident = times || (0..rows).any(gap);
        (believable && evident).then(|| parts.iter().map(|part| part.column).collect())
    }

    /// The copy of the bound column that shows smaller steps.
    fn finer(&self) -> Option<u32> {
        let bound = self.bound()?;
        let copies = self.others().filter(|other| bound.is_copied_by(other));
        let finest = copies.min_by_key(|copy| (copy.fineness(), copy.column))?;
        (finest.fineness() < bound.fineness()).then_some(finest.column)
    }
}

/// Whether a column may hold a part of what was worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// It says something else, or not that it has hours.
    No,
    /// Hours of some kind.
    Hours,
    /// Hours of a part of the day or the week.
    OfTheDay,
}

impl Kept {
    fn of(view: &View<'_>, knowledge: &Knowledge) -> Kept {
        let (heading, words) = (&view.heading, &knowledge.words);
        let said = format!(" {} ", heading.words.trim());
        let hours = heading.time_unit == Some(TimeUnit::Hours)
            || words.speaks_of("hours", &said) && heading.time_unit.is_none();
        let otherwise = heading.planned
            || words.speaks_of("no_parts", &said)
            || words.speaks_of_plans(&said)
            || words.speaks_of_differences(&heading.words)
            || words.speaks_of_breaks(said.trim())
            || words.speaks_of_shares(said.trim())
            || words.turns(&said, true);
        match (hours && !otherwise, words.speaks_of("parts_of_days", &said)) {
            (false, _) => Kept::No,
            (true, true) => Kept::OfTheDay,
            (true, false) => Kept::Hours,
        }
    }
}

/// What part of the hours of a day a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shift {
    Regular,
    Beyond,
}

impl Shift {
    fn of(view: &View<'_>, knowledge: &Knowledge) -> Option<Shift> {
        let said = fold(&view.heading.text);
        let speaks = |topic: &str| knowledge.words.speaks_of(topic, &said);
        match (speaks("regular_hours"), speaks("overtime")) {
            (true, false) => Some(Shift::Regular),
            (false, true) => Some(Shift::Beyond),
            _ => None,
        }
    }
}

/// `Total`, `Total hours`, `Всего, ч`.
fn says_total(view: &View<'_>, knowledge: &Knowledge) -> bool {
    let words = fold(&view.heading.text);
    let mut single = words.split(' ');
    knowledge.words.is_total(&words) || single.any(|word| knowledge.words.is_total(word))
}

impl Length {
    /// None when fewer than four of five cells read as lengths.
    pub(super) fn of(
        sheet: &Sheet,
        view: &View<'_>,
        rows: &[u32],
        knowledge: &Knowledge,
    ) -> Option<Length> {
        if view.lacks_lengths(rows) {
            return None;
        }
        let at = |row: &u32| sheet.at(*row, view.column).map(|placed| placed.cell);
        let cells: Vec<Cell<'_>> = rows.iter().filter_map(at).collect();
        let form = Form::of(&view.heading.time_unit, &cells);
        let (mut parts, mut others) = (Vec::with_capacity(rows.len()), 0);
        for cell in rows.iter().map(at) {
            let length = cell.as_ref().and_then(|cell| form.parts(cell));
            others += usize::from(cell.is_some() && length.is_none());
            // a column of other things is not looked through to its end
            if others * 5 > cells.len() {
                view.note_no_lengths(rows);
                return None;
            }
            parts.push(length);
        }
        let read = parts.iter().flatten().count();
        (read > 0).then(|| Length {
            column: view.column,
            parts,
            step: form.step(&cells),
            rounded: form.is_rounded(&cells),
            unit: form.unit,
            headed: !view.heading.text.is_empty(),
            total: says_total(view, knowledge),
            pause: knowledge.words.speaks_of_breaks(&fold(&view.heading.text)),
            shift: Shift::of(view, knowledge),
            kept: Kept::of(view, knowledge),
            subject: subject(&view.heading.words, knowledge),
        })
    }

    /// The smaller, the nearer to the time itself.
    fn fineness(&self) -> (bool, i64) {
        (self.rounded, self.step)
    }

    fn pairs<'l>(&'l self, other: &'l Length) -> impl Iterator<Item = (i64, i64)> + 'l {
        self.parts
            .iter()
            .zip(&other.parts)
            .filter_map(|(left, right)| Some(((*left)?, (*right)?)))
    }

    /// The same time in another form: its heading says so, and most rows agree.
    pub(super) fn is_copied_by(&self, other: &Length) -> bool {
        let slack = self.step.max(other.step);
        let agreeing = self
            .pairs(other)
            .filter(|(left, right)| (left - right).abs() <= slack)
            .count();
        let told = self.pairs(other).count();
        self.subject == other.subject && agreeing > 0 && agreeing * 2 > told
    }

    /// Whole hours here, less than an hour there, and not twice the same.
    fn goes_on_in(&self, minutes: &Length) -> bool {
        // where some rows have no minutes and no heading says that they are any, a comma was taken for a column's end
        let lacking = self
            .parts
            .iter()
            .zip(&minutes.parts)
            .any(|(own, other)| own.is_some() && other.is_none());
        if lacking && !minutes.headed {
            return false;
        }
        let mut some = false;
        let fits = self.pairs(minutes).all(|(hours, minutes)| {
            some |= hours != 0;
            hours % Duration::HOUR == 0 && minutes.abs() < Duration::HOUR
        });
        fits && some
    }

    /// Two rows at least hold both parts, and every row their sum.
    fn adds_up(&self, one: &Length, other: &Length) -> bool {
        let rows = one.parts.iter().zip(&other.parts).zip(&self.parts);
        let sums = rows.filter_map(|((one, other), sum)| {
            Some((one.unwrap_or(0), other.unwrap_or(0), (*sum)?))
        });
        let (mut both, mut all) = (0, true);
        for (one, other, sum) in sums {
            both += usize::from(one != 0 && other != 0);
            all &= (one + other - sum).abs() <= self.step;
        }
        all && both >= 2
    }

    fn is_sum(&self, hours: &Length, minutes: &Length) -> bool {
        let sums = hours.parts.iter().zip(&minutes.parts).zip(&self.parts);
        sums.filter_map(|((hours, minutes), sum)| Some((hours.unwrap_or(0) + (*minutes)?, (*sum)?)))
            .all(|(made, sum)| (made - sum).abs() <= self.step)
    }

    /// Each value is the one above it and the other column's; a new person or month may start again.
    fn runs_up(&self, entry: &Length) -> bool {
        let slack = self.step.max(entry.step);
        let near = |left: i64, right: i64| (left - right).abs() <= slack;
        let (mut before, mut grown) = (0, 0);
        for (sum, part) in self.pairs(entry) {
            let goes_on = near(sum, before + part) && !near(sum, part);
            if !goes_on && !near(sum, part) {
                return false;
            }
            grown += usize::from(goes_on);
            before = sum;
        }
        grown >= 2
    }
}

/// The words of a heading that say whose or which time it is.
fn subject(words: &str, knowledge: &Knowledge) -> Vec<String> {
    let mut subject: Vec<String> = words
        .split(' ')
        .filter(|word| !word.is_empty() && !knowledge.words.is_form_of_time(word))
        .map(str::to_owned)
        .collect();
    subject.sort_unstable();
    subject
}

/// Rows of entries: those with a date.
fn entry_rows(sheet: &Sheet, found: &Found<'_>, date: u32) -> Vec<u32> {
    sheet
        .rows_within(found.rows.0, found.rows.1)
        .take(PROBED_ROWS)
        .filter(|row| {
            row.at(date).is_some_and(|placed| {
                value::date(&placed.cell, value::DateOrder::DayFirst)
                    .or_else(|_| value::date(&placed.cell, value::DateOrder::MonthFirst))
                    .is_ok()
                    || value::lacks_year(&placed.cell)
            })
        })
        .map(|row| row.number)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::{Duration, Table};

    /// Column of the duration, hours of all rows, problems.
    fn taken(headings: &str, rows: &[&str]) -> String {
        let rows: Vec<String> = (46_300..)
            .zip(rows)
            .map(|(day, row)| format!("@{day}|Anna Li|Halden|{row}"))
            .collect();
        let text = format!("Date|Person|Client|{headings}\n{}", rows.join("\n"));
        let intake = read(vec![grid("a.csv", "", &text)]);
        let columns = &intake.readings[0].columns;
        let duration = columns
            .iter()
            .find(|column| column.field.as_deref() == Some("duration"));
        let heading = duration.map_or("none", |column| column.heading.as_str());
        let lengths = intake.tables.rows(Table::Time).duration("duration");
        let sum: Duration = lengths.into_iter().flatten().sum();
        let problems: Vec<String> = intake
            .problems
            .iter()
            .map(|problem| format!(", {} {}", problem.rule, problem.place.cell()))
            .collect();
        format!("{heading} {sum}{}", problems.concat())
    }

    #[test]
    fn columns_of_time_are_told_apart() {
        for (what, headings, rows, expected) in [
            (
                "the clock is finer than two decimals",
                "Duration (decimal)|Duration (h)",
                &["0.33|0:20", "1.5|1:30"][..],
                "Duration (h) 1.8333",
            ),
            (
                "seconds are finer than minutes",
                "Minutes|Seconds",
                &["20|1230", "90|5400", "15|900"],
                "Seconds 2.0917",
            ),
            (
                "hours and the minutes beyond them",
                "Hours|Minutes",
                &["1|30", "2|0", "0|45"],
                "Hours 4.2500",
            ),
            (
                "whole hours and the same in minutes are no pair",
                "Hours|Minutes",
                &["1|60", "2|120", "3|180"],
                "Minutes 6.0000",
            ),
            (
                "a running total",
                "Worked|Total hours",
                &["1.5|1.5", "2|3.5", "0.5|4", "1|5"],
                "Worked 5.0000",
            ),
            (
                "a running total that starts again",
                "Worked|Total hours",
                &["1|1", "2|3", "3|6", "2|2", "2|4"],
                "Worked 10.0000",
            ),
            (
                "billable hours are no copy of the hours",
                "Hours|Billable hours",
                &["1|1", "2|0", "3|3"],
                "Hours 6.0000",
            ),
            (
                "planned hours are no copy either",
                "Hours|Planned hours",
                &["1|1", "2|8", "3|3"],
                "Hours 6.0000, sheet.unused_column E1",
            ),
            (
                "a copy that differs once",
                "Hours|Hours (decimal)",
                &["1:30|1.5", "2:00|3", "0:20|0.33"],
                "Hours 3.8333, time.duration.differs D3",
            ),
            (
                "a copy with a gap says nothing",
                "Hours|Hours (decimal)",
                &["1:30|1.5", "2:00|", "0:20|0.33"],
                "Hours 3.8333",
            ),
        ] {
            assert_eq!(taken(headings, rows), expected, "{what}");
        }
    }

    #[test]
    fn billable_time_and_the_rest_are_two_entries() {
        let text = "Date|Person|Client|Billable hours|Non-billable hours\n@46300|Anna Li|Halden|1.5|0.5\n@46301|Anna Li|Halden|2|\n@46302|Anna Li|Halden||1";
        let intake = read(vec![grid("a.csv", "", text)]);
        assert_eq!(
            shown(&intake, Table::Time, &["duration", "billable"]),
            ["1.5000 true", "0.5000 false", "2.0000 true", "1.0000 false"]
        );
        assert_eq!(intake.accounts[0].used, 3);
    }
}
