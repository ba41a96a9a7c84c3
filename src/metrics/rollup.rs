//! Time entries month by month: the one heavy pass over the time table.
//!
//! A month is opened by itself: its jobs are told apart and its work is put in order, so that months can be worked on side
//! by side, and one that nobody asks for is not opened at all. Names are told apart once and compared as numbers. Few
//! entries agree in everything, so that sorting them costs less than a hash of groups would, and the order is wanted anyway.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::OnceLock;

use chrono::NaiveDate;
use hashbrown::HashMap;
use rayon::prelude::*;

use super::client_work::ClientWork;
use super::internal::Internals;
use super::jobs::{Found, Jobs, Terms};
use super::kept_sums::KeptSums;
use super::month_sums::{Judges, MonthSums};
use super::scope::Scope;
use super::work::{DayWork, Name, Names};
use super::worked::Opens;
use super::write_offs::WRITTEN_OFF;
use crate::model::column::{Numbered, ValueColumn};
use crate::model::tables::{day_number, day_of};
use crate::model::{Duration, Month, Table, Tables};

/// Fields whose values no figure needs; of a note it counts whether there is one ([`write_offs`](super::write_offs)).
pub const UNREAD: [(Table, &str); 3] = [
    (Table::Time, "note"),
    (Table::Time, "amount"),
    (Table::Projects, "phase"),
];

/// The text fields of a time entry that its work keeps.
const NAMED: [&str; 5] = ["person", "client", "project", "task", "currency"];

/// Time entries with their names as numbers.
pub struct Entries<'t> {
    named: [Named<'t>; 5],
    days: &'t ValueColumn,
    durations: &'t ValueColumn,
    flags: &'t ValueColumn,
    rates: &'t ValueColumn,
    status: Numbered<'t>,
}

/// A field of names.
struct Named<'t> {
    column: Numbered<'t>,
    /// By the number of the text, its place among the names.
    places: Vec<u32>,
    /// The place of the empty name.
    nobody: u32,
}

impl<'t> Named<'t> {
    fn of(column: Numbered<'t>, names: &Names) -> Named<'t> {
        let place = |text: &str| names.rank(text).expect("names are made of these texts");
        let nobody = place("");
        let texts = column.texts().iter();
        let places = texts.map(|text| text.map_or(nobody, place)).collect();
        Named {
            column,
            places,
            nobody,
        }
    }

    fn place(&self, row: usize) -> u32 {
        let number = self.column.of_row(row);
        number.map_or(self.nobody, |number| self.places[number])
    }
}

impl<'t> Entries<'t> {
    /// Tells the names apart, which come beside the entries, in alphabetical order.
    pub fn of(tables: &'t Tables) -> (Names, Entries<'t>) {
        let rows = tables.rows(Table::Time);
        let columns = NAMED.map(|field| rows.numbered(field));
        let owners = tables.rows(Table::Projects).text("client");
        let texts = columns.iter().flat_map(|column| column.texts());
        let mut texts: Vec<&str> = texts.copied().chain(owners).flatten().collect();
        texts.sort_unstable();
        texts.dedup();
        let names = Names::of(texts);
        let named = columns.map(|column| Named::of(column, &names));
        let entries = Entries {
            named,
            days: rows.values("date"),
            durations: rows.values("duration"),
            flags: rows.values("billable"),
            rates: rows.values("rate"),
            status: rows.numbered("status"),
        };
        (names, entries)
    }

    /// Where the entries of each month stand, those up to a day.
    fn by_month(&self, last: NaiveDate) -> BTreeMap<Month, Vec<Range<usize>>> {
        let last = day_number(last);
        let mut months: BTreeMap<Month, Vec<Range<usize>>> = BTreeMap::new();
        // most entries are of the month of the one before
        let (mut open, mut span): (Option<(Month, Range<usize>)>, Range<i32>) = (None, 0..0);
        for at in 0..self.days.len() {
            let counts = |day: &i32| *day <= last && self.durations.has(at);
            let Some(day) = self.days.day(at).filter(counts) else {
                continue;
            };
            if let Some((_, rows)) = open.as_mut().filter(|_| span.contains(&day))
                && rows.end == at
            {
                rows.end += 1;
                continue;
            }
            if let Some((month, rows)) = open.take() {
                months.entry(month).or_default().push(rows);
            }
            let month = Month::of(day_of(day));
            span = day_number(month.first_day())..day_number(month.last_day()) + 1;
            open = Some((month, at..at + 1));
        }
        if let Some((month, rows)) = open {
            months.entry(month).or_default().push(rows);
        }
        months
    }

    /// By the number of each text, what stands for it in the image of an entry: names, then status.
    fn text_images(&self) -> [Vec<u64>; 6] {
        let [person, client, project, task, currency] = &self.named;
        let names = [person, client, project, task, currency].map(|named| &named.column);
        let [person, client, project, task, currency] = names;
        [person, client, project, task, currency, &self.status].map(|column| {
            let texts = column.texts().iter();
            texts.map(|text| text.map_or(0, image_of)).collect()
        })
    }

    /// Numbers that change with whatever entries say of their work, and their count.
    fn image(&self, rows: &[Range<usize>], texts: &[Vec<u64>; 6]) -> [u64; 3] {
        let [person, client, project, task, currency] = &self.named;
        let columns = [person, client, project, task, currency].map(|named| &named.column);
        let [mut one, mut other, mut count] = [0_u64; 3];
        for at in rows.iter().cloned().flatten() {
            let mut image = mix(self.days.day(at).unwrap_or_default() as u64, FIRST);
            for (column, texts) in columns.iter().copied().chain([&self.status]).zip(texts) {
                let text = column.of_row(at).map_or(NONE, |number| texts[number]);
                image = mix(image ^ text, FIRST);
            }
            let duration = self.durations.integer(at).unwrap_or_default();
            image = mix(image ^ duration as u64, FIRST);
            let rate = self.rates.integer(at);
            let flag = self.flags.flag(at).map_or(2, u64::from);
            let told = flag << 1 | u64::from(rate.is_some());
            image = mix(image ^ told, SECOND);
            image = mix(image ^ rate.unwrap_or_default() as u64, FIRST);
            one = mix(one ^ image, FIRST);
            other = mix(other.rotate_left(31) ^ image, SECOND);
            count += 1;
        }
        [one, other, count]
    }

    /// What entries were worked on; rejected ones are left out.
    fn jobs<'n>(
        &self,
        rows: &[Range<usize>],
        names: &'n Names,
        internals: &'n Internals<'n>,
    ) -> Jobs<'n> {
        let mut jobs = Found::of(internals, names);
        for at in rows.iter().cloned().flatten() {
            let status = self.status.text(at);
            if status == Some("rejected") {
                jobs.pass();
                continue;
            }
            let [client, project, task, currency] =
                [1, 2, 3, 4].map(|field: usize| self.named[field].place(at));
            jobs.push(Terms {
                client,
                project,
                task,
                billable: self.flags.flag(at),
                written_off: status == Some(WRITTEN_OFF),
                rate: self.rates.integer(at),
                currency,
            });
        }
        jobs.end()
    }

    /// Worked time, classified and sorted.
    fn work_days<'n>(
        &self,
        rows: &[Range<usize>],
        names: &'n Names,
        jobs: &'n Jobs<'_>,
    ) -> Vec<DayWork<'n>> {
        let mut work = self.in_order_of_the_table(rows, names, jobs);
        // sheets tell one day after the other, so that this finds little to do
        work.sort_by_key(|row| row.day);
        for of_day in work.chunk_by_mut(|one, next| one.day == next.day) {
            sort_day(of_day);
        }
        work.dedup_by(|later, first| {
            let same = DayWork {
                duration: first.duration,
                ..*later
            } == *first;
            if same {
                first.duration += later.duration;
            }
            same
        });
        work
    }

    fn in_order_of_the_table<'n>(
        &self,
        rows: &[Range<usize>],
        names: &'n Names,
        jobs: &'n Jobs<'_>,
    ) -> Vec<DayWork<'n>> {
        let mut work = Vec::with_capacity(rows.iter().map(ExactSizeIterator::len).sum());
        // most entries are of the day of the one before
        let mut today = (0, day_of(0));
        for (at, job) in rows.iter().cloned().flatten().zip(jobs.of_rows()) {
            let (Some(job), Some(day)) = (job, self.days.day(at)) else {
                continue;
            };
            if today.0 != day {
                today = (day, day_of(day));
            }
            work.push(DayWork {
                day: today.1,
                person: names.at(self.named[0].place(at)),
                job,
                duration: Duration(self.durations.integer(at).unwrap_or_default()),
            });
        }
        work
    }
}

/// Odd numbers without a pattern, to mix with.
const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd6e8_feb8_6659_fd93;
/// Stands for no text.
const NONE: u64 = 0x5851_f42d_4c95_7f2d;

/// Multiplies, and folds the upper half of the product into the lower one.
fn mix(number: u64, by: u64) -> u64 {
    let product = u128::from(number ^ by.rotate_left(17)) * u128::from(by);
    (product >> 64) as u64 ^ product as u64
}

fn image_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Sorts the work of one day. The names decide almost always, and as one number they are compared at once.
fn sort_day(work: &mut [DayWork<'_>]) {
    work.sort_by_cached_key(|row| Name::key([row.person, row.client, row.project, row.task]));
    let alike = |one: &DayWork<'_>, next: &DayWork<'_>| {
        one.person == next.person && one.task_of_project() == next.task_of_project()
    };
    for same in work.chunk_by_mut(alike) {
        same.sort_unstable();
    }
}

/// The entries up to as-of, month by month.
pub struct Months<'n> {
    names: &'n Names,
    entries: &'n Entries<'n>,
    internals: &'n Internals<'n>,
    /// Each with the rows of its entries.
    rows: Vec<(Month, Vec<Range<usize>>)>,
    /// Of those that were asked for.
    jobs: Vec<OnceLock<Jobs<'n>>>,
}

impl<'n> Months<'n> {
    /// Finds out which entries are of which month.
    pub(crate) fn of(
        entries: &'n Entries<'n>,
        names: &'n Names,
        internals: &'n Internals<'n>,
        scope: &Scope,
    ) -> Months<'n> {
        let rows: Vec<_> = entries.by_month(scope.as_of).into_iter().collect();
        Months {
            names,
            entries,
            internals,
            jobs: rows.iter().map(|_| OnceLock::new()).collect(),
            rows,
        }
    }

    /// All names.
    pub fn names(&self) -> &'n Names {
        self.names
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The month at a place.
    pub fn month(&self, at: usize) -> Month {
        self.rows[at].0
    }

    /// Opens a month for as long as it is looked at.
    pub fn look_at<R>(&self, at: usize, look: impl FnOnce(&[DayWork<'_>]) -> R) -> R {
        let rows = &self.rows[at].1;
        let jobs = self.entries.jobs(rows, self.names, self.internals);
        look(&self.entries.work_days(rows, self.names, &jobs))
    }

    /// What each month adds up to; several are worked on at a time. Those that will be asked for stay open.
    pub fn sums(
        &self,
        judges: Judges<'_>,
        kept: Option<&KeptSums<'_>>,
        opened: &Opened<'_>,
        is_asked_for: impl Fn(Month) -> bool + Sync,
    ) -> Vec<MonthSums<'n>> {
        let texts = kept.map(|_| self.entries.text_images());
        let of_month = |at: usize| {
            let key = kept.zip(texts.as_ref()).map(|(kept, texts)| {
                let image = self.entries.image(&self.rows[at].1, texts);
                (kept, kept.key(self.month(at), image))
            });
            let known = key
                .as_ref()
                .and_then(|(kept, key)| kept.recall(key, (self.month(at), at), self.names));
            known.unwrap_or_else(|| {
                let month = (self.month(at), at);
                let add_up = |work: &[DayWork<'_>]| MonthSums::of(month, work, self.names, judges);
                let sums = match is_asked_for(month.0) {
                    true => add_up(opened.days(at)),
                    false => self.look_at(at, add_up),
                };
                if let Some((kept, key)) = key {
                    kept.keep(&key, &sums);
                }
                sums
            })
        };
        (0..self.len()).into_par_iter().map(of_month).collect()
    }

    fn jobs(&self, at: usize) -> &Jobs<'n> {
        let rows = &self.rows[at].1;
        self.jobs[at].get_or_init(|| self.entries.jobs(rows, self.names, self.internals))
    }

    fn days(&self, at: usize) -> Vec<DayWork<'_>> {
        let rows = &self.rows[at].1;
        self.entries.work_days(rows, self.names, self.jobs(at))
    }
}

/// Months that stay open once they were asked for.
pub struct Opened<'w> {
    months: &'w dyn OfMonths,
    days: Vec<OnceLock<Vec<DayWork<'w>>>>,
    pieces: Vec<OnceLock<ClientWork<'w>>>,
}

/// Entries of months, whatever they are made of.
pub trait OfMonths: Sync {
    /// Work of the month at a place, in order.
    fn days_of(&self, at: usize) -> Vec<DayWork<'_>>;
    /// The month at a place.
    fn at(&self, at: usize) -> Month;
    /// How many there are.
    fn count(&self) -> usize;
}

impl OfMonths for Months<'_> {
    fn days_of(&self, at: usize) -> Vec<DayWork<'_>> {
        self.days(at)
    }

    fn at(&self, at: usize) -> Month {
        self.month(at)
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl<'w> Opened<'w> {
    /// None of them yet.
    pub fn of(months: &'w dyn OfMonths) -> Opened<'w> {
        Opened {
            days: (0..months.count()).map(|_| OnceLock::new()).collect(),
            pieces: (0..months.count()).map(|_| OnceLock::new()).collect(),
            months,
        }
    }
}

impl Opens for Opened<'_> {
    fn days<'s>(&'s self, at: usize) -> &'s [DayWork<'s>] {
        self.days[at].get_or_init(|| self.months.days_of(at))
    }

    fn client_work<'s>(&'s self, at: usize) -> &'s ClientWork<'s> {
        let days = self.days[at].get_or_init(|| self.months.days_of(at));
        let of_month = || ClientWork::of_month(self.months.at(at), days);
        self.pieces[at].get_or_init(of_month)
    }
}

/// A time entry as far as it is chosen by.
pub(crate) struct Chosen<'e> {
    pub(crate) billable: Option<bool>,
    pub(crate) status: Option<&'e str>,
    pub(crate) has_note: bool,
}

/// Entries that agree in everything that matters for their classification.
pub(crate) struct Group {
    pub(crate) day: NaiveDate,
    pub(crate) person: Option<String>,
    pub(crate) client: Option<String>,
    pub(crate) project: Option<String>,
    pub(crate) duration: Duration,
    pub(crate) entries: i64,
}

/// True where some entry has this status.
pub(crate) fn tells_status(tables: &Tables, code: &str) -> bool {
    let rows = tables.rows(Table::Time);
    rows.has("status") && rows.numbered("status").texts().contains(&Some(code))
}

/// The entries of some days that are `wanted`, added up by day, person, client and project; sorted by these.
pub(crate) fn grouped(
    tables: &Tables,
    (first, last): (NaiveDate, NaiveDate),
    wanted: impl Fn(&Chosen<'_>) -> bool,
) -> Vec<Group> {
    let span = day_number(first)..=day_number(last);
    let rows = tables.rows(Table::Time);
    let (days, durations) = (rows.values("date"), rows.values("duration"));
    let (flags, notes) = (rows.values("billable"), rows.values("note"));
    let status = rows.numbered("status");
    let columns = ["person", "client", "project"].map(|field| Alike::of(rows.numbered(field)));
    let mut sums: HashMap<(i32, [u32; 3]), (i64, i64)> = HashMap::new();
    for at in 0..rows.len() {
        let day = days.day(at).filter(|day| span.contains(day));
        let (Some(day), Some(duration)) = (day, durations.integer(at)) else {
            continue;
        };
        let entry = Chosen {
            billable: flags.flag(at),
            status: status.text(at),
            has_note: notes.has(at),
        };
        if wanted(&entry) {
            let names = [0, 1, 2].map(|field: usize| columns[field].number(at));
            let (sum, entries) = sums.entry((day, names)).or_default();
            *sum += duration;
            *entries += 1;
        }
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_unstable();
    let group = |((day, names), (duration, entries)): ((i32, [u32; 3]), (i64, i64))| {
        let name = |field: usize| columns[field].text(names[field]).map(str::to_owned);
        Group {
            day: day_of(day),
            person: name(0),
            client: name(1),
            project: name(2),
            duration: Duration(duration),
            entries,
        }
    };
    sums.into_iter().map(group).collect()
}

/// Names of a column by their place in alphabetical order, nobody first.
struct Alike<'t> {
    column: Numbered<'t>,
    sorted: Vec<&'t str>,
    places: Vec<u32>,
}

impl<'t> Alike<'t> {
    fn of(column: Numbered<'t>) -> Alike<'t> {
        let mut sorted: Vec<&str> = column.texts().iter().copied().flatten().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let place = |text: &str| sorted.partition_point(|other| *other < text) as u32 + 1;
        let texts = column.texts().iter();
        let places = texts.map(|text| text.map_or(0, place)).collect();
        Alike {
            column,
            sorted,
            places,
        }
    }

    fn number(&self, row: usize) -> u32 {
        let number = self.column.of_row(row);
        number.map_or(0, |number| self.places[number])
    }

    fn text(&self, number: u32) -> Option<&'t str> {
        Some(self.sorted[(number as usize).checked_sub(1)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{hours, scope, tables, work};
    use crate::metrics::work::Worked;

    const CLIENTS: &str = "client | status\nHalden | active\nOurselves | internal";
    const PROJECTS: &str = "project | client | kind\nBrand | Halden | retainer\nPitch | Halden | internal\n\
        Site | Halden | fixed\nSite | Borea | fixed\nTraining | | internal";

    fn kinds(entries: &str) -> Vec<(String, Worked, Duration)> {
        let time =
            format!("date | person | client | project | duration | billable | status\n{entries}");
        let tables = tables(&[
            ("clients", CLIENTS),
            ("projects", PROJECTS),
            ("time", &time),
        ]);
        let work = work(&tables, &scope("2026-10", "2026-10-31"));
        work.all()
            .map(|work| (work.client.to_string(), work.kind, work.duration))
            .collect()
    }

    #[test]
    fn classifies_entries() {
        for (entry, client, kind) in [
            ("Halden | Brand | 1 | yes", "Halden", Worked::Billable),
            (
                "Halden | Brand | 1 | no",
                "Halden",
                Worked::ClientNonBillable,
            ),
            ("Halden | Brand | 1 | ", "Halden", Worked::Billable),
            ("Halden | | 1 | ", "Halden", Worked::Billable),
            // an internal client or project wins over the flag
            ("Ourselves | | 1 | yes", "Ourselves", Worked::Internal),
            ("Halden | Pitch | 1 | yes", "Halden", Worked::Internal),
            ("Halden | Training | 1 | yes", "Halden", Worked::Internal),
            // a project of one client brings its client, one of two does not
            (" | Brand | 1 | ", "Halden", Worked::Billable),
            (" | Site | 1 | yes", "", Worked::Internal),
            (" | | 1 | yes", "", Worked::Internal),
            // a client that is in no table is a client
            ("Nobody Knows | | 1 | ", "Nobody Knows", Worked::Billable),
        ] {
            assert_eq!(
                kinds(&format!("2026-10-05 | Mara | {entry} | approved")),
                [(client.to_owned(), kind, hours("1"))],
                "{entry}"
            );
        }
    }

    #[test]
    fn adds_corrections_and_leaves_rejected_and_later_entries_out() {
        let sums = kinds(
            "2026-10-05 | Mara | Halden | Brand | 3:20 | yes |\n\
             2026-10-05 | Mara | Halden | Brand | 1:40 | |\n\
             2026-10-05 | Mara | Halden | Brand | -0.5 | yes | pending\n\
             2026-10-05 | Mara | Halden | Brand | 8 | yes | rejected\n\
             2026-11-01 | Mara | Halden | Brand | 8 | yes |",
        );
        assert_eq!(
            sums,
            [("Halden".to_owned(), Worked::Billable, hours("4.5"))]
        );
    }

    #[test]
    fn the_roll_up_of_all_months_is_the_union_of_each() {
        let months = [
            "2026-09-30 | Mara | Halden | 2\n2026-09-01 | Ivo | Borea | 1",
            "2026-10-01 | Mara | Halden | 3\n2026-10-01 | Ivo | Borea | 4",
        ];
        let roll = |entries: &str| -> Vec<String> {
            let time = format!("date | person | client | duration\n{entries}");
            let tables = tables(&[("time", &time)]);
            let work = work(&tables, &scope("2026-10", "2026-10-31"));
            work.all().map(|row| format!("{row:?}")).collect()
        };
        let union: Vec<String> = months.iter().flat_map(|month| roll(month)).collect();
        assert_eq!(roll(&months.join("\n")), union);
    }
}
