//! What a month adds up to, kept for later runs: under a hash of its entries as they were read and of all that they are
//! judged by, in as few bytes as its numbers need. What is not as it was written is as good as not there.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::effort::Hours;
use super::internal::Internals;
use super::month_sums::{Judges, MonthSums, OnProject, ProjectSums, TaskSums};
use super::reconcile::AgreedRates;
use super::work::{Name, Names};
use super::worth::{Parts, Products};
use crate::model::shelf::Shelf;
use crate::model::tables::{day_number, day_of};
use crate::model::{Duration, Month};

/// Changes with every change of the code that adds up.
const ADDED_BY: &str = env!("MONTHEND_SUMS");

/// Where sums are kept, and the part of their keys that all months share.
pub struct KeptSums<'s> {
    shelf: &'s dyn Shelf,
    judged_by: Sha256,
}

impl<'s> KeptSums<'s> {
    /// What all months are judged by goes into each key.
    pub(crate) fn of(
        shelf: &'s dyn Shelf,
        internals: &Internals<'_>,
        judges: Judges<'_>,
    ) -> KeptSums<'s> {
        let mut judged_by = Sha256::new();
        for part in [
            ADDED_BY.to_owned(),
            judges.base.to_owned(),
            format!("{:?}", judges.people),
            format!("{internals:?}"),
            judges.agreed.map_or_else(String::new, AgreedRates::told),
        ] {
            judged_by.update((part.len() as u64).to_le_bytes());
            judged_by.update(part);
        }
        KeptSums { shelf, judged_by }
    }

    /// The key of a month whose entries have this fingerprint.
    pub fn key(&self, month: Month, entries: [u64; 3]) -> String {
        let mut key = self.judged_by.clone();
        key.update(month.to_string());
        entries
            .iter()
            .for_each(|part| key.update(part.to_le_bytes()));
        let key = key.finalize();
        key[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What a month added up to.
    pub fn recall<'a>(
        &self,
        key: &str,
        (month, place): (Month, usize),
        names: &'a Names,
    ) -> Option<MonthSums<'a>> {
        let bytes = self.shelf.take(key)?;
        let mut bytes = Taken::of(&bytes, names)?;
        let sums = bytes.sums(month, place)?;
        bytes.is_over().then_some(sums)
    }

    /// Keeps what a month adds up to.
    pub fn keep(&self, key: &str, sums: &MonthSums<'_>) {
        self.shelf.put(key, &bytes_of(sums));
    }
}

/// The bytes of a month's sums: names, then everything else with names as their numbers.
fn bytes_of(sums: &MonthSums<'_>) -> Vec<u8> {
    let mut put = Put::default();
    put.number(sums.pieces);
    put.time(sums.worked);
    put.day(sums.first_day);
    put.number(sums.people.len() as i64);
    for own in &sums.people {
        [own.person, own.client, own.project]
            .into_iter()
            .for_each(|name| put.name(name));
        put.number(i64::from(own.internal));
        [own.worked, own.billable]
            .into_iter()
            .for_each(|time| put.time(time));
        [own.first, own.last]
            .into_iter()
            .for_each(|day| put.day(day));
    }
    put.number(sums.projects.len() as i64);
    for done in &sums.projects {
        [done.client, done.project]
            .into_iter()
            .for_each(|name| put.name(name));
        [done.hours.all, done.hours.billable, done.most]
            .into_iter()
            .for_each(|time| put.time(time));
        put.number(i64::from(done.days.is_some()));
        if let Some((first, last)) = done.days {
            [first, last].into_iter().for_each(|day| put.day(day));
        }
        let Parts {
            cost,
            standard,
            worked,
            written_off,
        } = &done.parts;
        [cost, standard, worked, written_off]
            .into_iter()
            .for_each(|products| put.products(products));
    }
    put.number(sums.tasks.len() as i64);
    for task in &sums.tasks {
        [task.client, task.project, task.task]
            .into_iter()
            .for_each(|name| put.name(name));
        [task.hours.all, task.hours.billable]
            .into_iter()
            .for_each(|time| put.time(time));
        put.number(task.people);
    }
    put.number(sums.unrated.len() as i64);
    for (client, person, time) in &sums.unrated {
        [*client, *person]
            .into_iter()
            .for_each(|name| put.name(name));
        put.time(*time);
    }
    put.end()
}

/// Bytes on their way out.
#[derive(Default)]
struct Put {
    bytes: Vec<u8>,
    texts: Vec<u8>,
    /// Numbers of names by their rank.
    names: BTreeMap<u32, i64>,
}

impl Put {
    /// A number in as many bytes as it needs, seven bits each; small negative ones are short too.
    fn number(&mut self, number: i64) {
        put_number(&mut self.bytes, i128::from(number));
    }

    fn time(&mut self, time: Duration) {
        self.number(time.0);
    }

    fn day(&mut self, day: NaiveDate) {
        self.number(i64::from(day_number(day)));
    }

    fn name(&mut self, name: Name<'_>) {
        let next = self.names.len() as i64;
        let number = *self.names.entry(name.rank()).or_insert_with(|| {
            put_text(&mut self.texts, name.text());
            next
        });
        self.number(number);
    }

    fn products(&mut self, products: &Products) {
        let (by_currency, unrated) = products.told();
        self.time(unrated);
        self.number(by_currency.len() as i64);
        for (currency, product) in by_currency {
            put_text(&mut self.bytes, currency);
            put_number(&mut self.bytes, *product);
        }
    }

    fn end(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.texts.len() + self.bytes.len() + 10);
        put_number(&mut bytes, self.names.len() as i128);
        bytes.extend(self.texts);
        bytes.extend(self.bytes);
        bytes
    }
}

fn put_number(bytes: &mut Vec<u8>, number: i128) {
    let mut left = (number << 1 ^ number >> 127) as u128;
    while left >= 0x80 {
        bytes.push(left as u8 | 0x80);
        left >>= 7;
    }
    bytes.push(left as u8);
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_number(bytes, text.len() as i128);
    bytes.extend(text.as_bytes());
}

/// Bytes on their way in; whatever is not as it was written is none.
struct Taken<'b, 'a> {
    bytes: &'b [u8],
    names: Vec<Name<'a>>,
}

impl<'b, 'a> Taken<'b, 'a> {
    fn of(bytes: &'b [u8], names: &'a Names) -> Option<Taken<'b, 'a>> {
        let mut taken = Taken {
            bytes,
            names: Vec::new(),
        };
        for _ in 0..taken.count()? {
            let name = names.named(taken.text()?)?;
            taken.names.push(name);
        }
        Some(taken)
    }

    fn is_over(&self) -> bool {
        self.bytes.is_empty()
    }

    fn wide(&mut self) -> Option<i128> {
        let (mut number, mut bits) = (0_u128, 0);
        loop {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u128::from(byte & 0x7f).checked_shl(bits)?;
            if byte & 0x80 == 0 {
                return Some((number >> 1) as i128 ^ -((number & 1) as i128));
            }
            bits += 7;
        }
    }

    fn number(&mut self) -> Option<i64> {
        self.wide()?.try_into().ok()
    }

    /// How many follow; each takes a byte at least.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.bytes.len()).then_some(count)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.count()?;
        let (own, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(own).ok()
    }

    fn time(&mut self) -> Option<Duration> {
        self.number().map(Duration)
    }

    fn day(&mut self) -> Option<NaiveDate> {
        let day = i32::try_from(self.number()?).ok()?;
        // four digits of a year, so that damage is no fault
        (-800_000..3_000_000).contains(&day).then(|| day_of(day))
    }

    fn flag(&mut self) -> Option<bool> {
        Some(self.number()? != 0)
    }

    fn name(&mut self) -> Option<Name<'a>> {
        let number = usize::try_from(self.number()?).ok()?;
        self.names.get(number).copied()
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        (0..count).map(|_| item(self)).collect()
    }

    fn products(&mut self) -> Option<Products> {
        let unrated = self.time()?;
        let by_currency = self.list(|bytes| Some((bytes.text()?.into(), bytes.wide()?)))?;
        Some(Products::of(by_currency, unrated))
    }

    fn hours(&mut self) -> Option<Hours> {
        Some(Hours {
            all: self.time()?,
            billable: self.time()?,
        })
    }

    fn sums(&mut self, month: Month, place: usize) -> Option<MonthSums<'a>> {
        Some(MonthSums {
            month,
            place,
            pieces: self.number()?,
            worked: self.time()?,
            first_day: self.day()?,
            people: self.list(Taken::on_project)?,
            projects: self.list(Taken::project)?,
            tasks: self.list(Taken::task)?,
            unrated: self.list(|bytes| Some((bytes.name()?, bytes.name()?, bytes.time()?)))?,
        })
    }

    fn on_project(&mut self) -> Option<OnProject<'a>> {
        Some(OnProject {
            person: self.name()?,
            client: self.name()?,
            project: self.name()?,
            internal: self.flag()?,
            worked: self.time()?,
            billable: self.time()?,
            first: self.day()?,
            last: self.day()?,
        })
    }

    fn project(&mut self) -> Option<ProjectSums<'a>> {
        Some(ProjectSums {
            client: self.name()?,
            project: self.name()?,
            hours: self.hours()?,
            most: self.time()?,
            days: match self.flag()? {
                true => Some((self.day()?, self.day()?)),
                false => None,
            },
            parts: Parts {
                cost: self.products()?,
                standard: self.products()?,
                worked: self.products()?,
                written_off: self.products()?,
            },
        })
    }

    fn task(&mut self) -> Option<TaskSums<'a>> {
        Some(TaskSums {
            client: self.name()?,
            project: self.name()?,
            task: self.name()?,
            hours: self.hours()?,
            people: self.number()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::super::people::People;
    use super::super::rollup::{Entries, Months, Opened};
    use super::super::testing::{scope, tables};
    use super::*;
    use crate::model::Tables;

    /// A shelf in memory.
    #[derive(Default)]
    struct Memory {
        kept: Mutex<BTreeMap<String, Vec<u8>>>,
        taken: Mutex<usize>,
    }

    impl Shelf for Memory {
        fn take(&self, key: &str) -> Option<Vec<u8>> {
            let kept = self.kept.lock().expect("no panic").get(key).cloned();
            *self.taken.lock().expect("no panic") += usize::from(kept.is_some());
            kept
        }

        fn put(&self, key: &str, bytes: &[u8]) {
            let mut kept = self.kept.lock().expect("no panic");
            kept.insert(key.to_owned(), bytes.to_vec());
        }
    }

    /// Sums as people read them, and how many months were taken from the shelf.
    fn added(tables: &Tables, as_of: &str, memory: &Memory) -> (String, usize) {
        let scope = scope("2026-10", as_of);
        let (names, entries) = Entries::of(tables);
        let internals = Internals::of(tables);
        let months = Months::of(&entries, &names, &internals, &scope);
        let judges = Judges {
            people: &People::of(tables),
            base: "EUR",
            agreed: None,
        };
        let kept = KeptSums::of(memory, &internals, judges);
        *memory.taken.lock().expect("no panic") = 0;
        let opened = Opened::of(&months);
        let sums = months.sums(judges, Some(&kept), &opened, |_| false);
        let taken = *memory.taken.lock().expect("no panic");
        (format!("{sums:?}"), taken)
    }

    const TIME: &str =
        "date | person | client | project | task | duration | billable | status | rate | currency
        2026-09-01 | Mara | Halden | Brand | Copy | 3 | yes | | 90 | USD
        2026-09-02 | Mara | Halden | Brand | Copy | -1 | yes | | |
        2026-09-02 | Ivo | Halden | | Copy | 4 | no | | |
        2026-10-05 | Ivo | Borea | Site | Code | 5 | yes | written_off | |
        2026-10-06 | Ivo | | | Tea | 1 | | | |";
    const PEOPLE: &str = "person | cost_rate | bill_rate | currency\nMara | 40 | 100 | EUR";

    fn agency(time: &str, people: &str, projects: &str) -> Tables {
        tables(&[("time", time), ("people", people), ("projects", projects)])
    }

    #[test]
    fn months_that_did_not_change_are_taken_as_they_were_added_up() {
        let memory = Memory::default();
        let projects = "project | client | kind\nBrand | Halden | retainer";
        let tables = agency(TIME, PEOPLE, projects);
        let (first, taken) = added(&tables, "2026-10-31", &memory);
        assert_eq!(taken, 0);
        assert_eq!(added(&tables, "2026-10-31", &memory), (first, 2));
    }

    #[test]
    fn whatever_changes_a_month_is_added_up_anew() {
        let projects = "project | client | kind\nBrand | Halden | retainer";
        for (time, people, projects, as_of, taken, why) in [
            (
                TIME.replace("| 5 |", "| 6 |"),
                PEOPLE.to_owned(),
                projects.to_owned(),
                "2026-10-31",
                1,
                "hours of October",
            ),
            (
                TIME.replace("Tea", "Coffee"),
                PEOPLE.to_owned(),
                projects.to_owned(),
                "2026-10-31",
                1,
                "a task of October",
            ),
            (
                TIME.replace("written_off", "approved"),
                PEOPLE.to_owned(),
                projects.to_owned(),
                "2026-10-31",
                1,
                "a status of October",
            ),
            (
                TIME.replace("| 90 |", "| 91 |"),
                PEOPLE.to_owned(),
                projects.to_owned(),
                "2026-10-31",
                1,
                "a rate of September",
            ),
            (
                TIME.replace("USD", "CNY"),
                PEOPLE.to_owned(),
                projects.to_owned(),
                "2026-10-31",
                1,
                "a currency of September",
            ),
            (
                TIME.replace("4 | no", "4 | yes"),
                PEOPLE.to_owned(),
                projects.to_owned(),
                "2026-10-31",
                1,
                "a flag of September",
            ),
            (
                TIME.replace("09-01 | Mara", "09-03 | Mara"),
                PEOPLE.to_owned(),
                projects.to_owned(),
                "2026-10-31",
                1,
                "a day of September",
            ),
            (
                TIME.replace("Mara", "Mona"),
                PEOPLE.to_owned(),
                projects.to_owned(),
                "2026-10-31",
                1,
                "a name of September",
            ),
            (
                TIME.to_owned(),
                PEOPLE.replace("40", "41"),
                projects.to_owned(),
                "2026-10-31",
                0,
                "a rate of a person",
            ),
            (
                TIME.to_owned(),
                PEOPLE.to_owned(),
                projects.replace("retainer", "internal"),
                "2026-10-31",
                0,
                "what a project counts as",
            ),
            (
                TIME.to_owned(),
                PEOPLE.to_owned(),
                projects.to_owned(),
                "2026-10-05",
                1,
                "how far October is seen",
            ),
        ] {
            let memory = Memory::default();
            added(
                &agency(
                    TIME,
                    PEOPLE,
                    "project | client | kind\nBrand | Halden | retainer",
                ),
                "2026-10-31",
                &memory,
            );
            let changed = agency(&time, &people, &projects);
            let (sums, now_taken) = added(&changed, as_of, &memory);
            assert_eq!(now_taken, taken, "{why}");
            let (anew, _) = added(&changed, as_of, &Memory::default());
            assert_eq!(sums, anew, "{why}");
        }
    }

    #[test]
    fn what_is_damaged_is_added_up_anew() {
        let memory = Memory::default();
        let tables = agency(
            TIME,
            PEOPLE,
            "project | client | kind\nBrand | Halden | retainer",
        );
        let (first, _) = added(&tables, "2026-10-31", &memory);
        for bytes in memory.kept.lock().expect("no panic").values_mut() {
            bytes.pop();
        }
        let (again, _) = added(&tables, "2026-10-31", &memory);
        assert_eq!(again, first);
        for bytes in memory.kept.lock().expect("no panic").values_mut() {
            bytes.clear();
        }
        let (again, _) = added(&tables, "2026-10-31", &memory);
        assert_eq!(again, first);
    }
}
