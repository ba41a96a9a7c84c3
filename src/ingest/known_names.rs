//! Names of clients and people that other tables of the folder hold, found again in what stands around a table: its title, the
//! name of its sheet, its file or its folder. So a list that names nobody in a column is of the one who is named above it. And
//! columns without headings are known by the names in them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::fitted::{FittedFile, FittedSheet};
use super::header::compact;
use super::knowledge::Knowledge;
use super::known_values::{lacking, may_hold};
use super::recognise::Talk;
use super::sheetfit::{Context, SheetFit};
use super::told_year::lacks_year;
use crate::model::intake::{ColumnReading, Reading};
use crate::model::key::fold;
use crate::model::{Kind, Table, Value};

/// Longer titles are sentences.
const LONGEST_TITLE: usize = 80;
/// Fewer letters are an abbreviation of anything.
const FEWEST_LETTERS: usize = 3;

/// Letters of a word of a name that tells it among others.
const TELLING_WORD: usize = 5;

/// Names by the words they are found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownNames {
    clients: BTreeMap<String, String>,
    people: BTreeMap<String, String>,
    projects: BTreeMap<String, String>,
    /// The words of each person's name.
    by_words: BTreeSet<Vec<String>>,
    /// The year of all days in the run, where it is one, for a sheet whose days have none.
    pub year: Option<i32>,
}

/// What stands around a table and may name whom it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    titles: Vec<String>,
    sheet: String,
    file: String,
    /// A few values of each column of a block that is no table yet.
    columns: Vec<Vec<String>>,
    /// Fields that a table lacks, whose names may stand in these columns; empty for a block that is no table yet.
    lacking: Vec<String>,
    /// Its days have no year, and nothing tells it.
    lacks_year: bool,
}

impl Surroundings {
    /// Those of a table.
    pub fn of(talk: &Talk) -> Surroundings {
        Surroundings {
            titles: talk.titles.clone(),
            sheet: talk.sheet.clone(),
            file: talk.file.clone(),
            columns: Vec::new(),
            lacking: Vec::new(),
            lacks_year: false,
        }
    }

    /// A sheet of days without a year.
    fn without_year() -> Surroundings {
        Surroundings {
            lacks_year: true,
            ..Surroundings::of(&Talk::default())
        }
    }

    /// What stands in the columns that no field was found for, of a table that lacks names.
    fn in_free_columns(reading: &Reading, knowledge: &Knowledge) -> Option<Surroundings> {
        let schema = knowledge.schema(reading.table?);
        let lacking = lacking(&reading.columns, schema);
        let free = { reading.columns.iter() }.filter(|column| column.field.is_none());
        let columns: Vec<Vec<String>> = free.map(|column| column.samples.clone()).collect();
        (!lacking.is_empty() && !columns.is_empty()).then_some(Surroundings {
            columns,
            lacking,
            ..Surroundings::of(&Talk::default())
        })
    }

    /// What stands in the columns of a block that is no table yet.
    fn in_columns(reading: &Reading) -> Surroundings {
        let columns = reading.columns.iter();
        Surroundings {
            columns: columns.map(|column| column.samples.clone()).collect(),
            ..Surroundings::of(&Talk::default())
        }
    }

    /// The headings of the columns that no field was found for, one by one: they may be the people, clients or projects across a list of
    /// days or tasks.
    fn in_free_headings(reading: &Reading) -> Option<Surroundings> {
        if !matches!(reading.table, None | Some(Table::Time)) {
            return None;
        }
        let free = { reading.columns.iter() }
            .filter(|column| column.field.is_none() && !column.heading.is_empty());
        let columns: Vec<Vec<String>> = free.map(|column| vec![column.heading.clone()]).collect();
        (columns.len() > 1).then_some(Surroundings {
            columns,
            ..Surroundings::of(&Talk::default())
        })
    }

    /// What stands above the hours of a grid whose columns may be clients, one by one: a few known ones tell.
    fn in_headings(reading: &Reading, knowledge: &Knowledge) -> Surroundings {
        let hours = |column: &&ColumnReading| column.field.as_deref() == Some("duration");
        let headings: Vec<&ColumnReading> = reading.columns.iter().filter(hours).collect();
        let names = { headings.iter() }
            .map(|column| column.heading.clone())
            .filter(|name| !knowledge.words.is_internal(&fold(name)));
        Surroundings {
            columns: match headings.len() {
                0 | 1 => Vec::new(),
                _ => names.map(|name| vec![name]).collect(),
            },
            ..Surroundings::of(&Talk::default())
        }
    }
}

impl KnownNames {
    /// Those in the rows of a run, the agency itself left out.
    fn of(files: &[FittedFile], context: Context<'_>) -> KnownNames {
        let mut known = KnownNames::default();
        let mut met = HashSet::new();
        for sheet in files.iter().flat_map(|file| &file.sheets) {
            known.gather(sheet, &mut met, context.knowledge);
        }
        known.by_words = known
            .people
            .values()
            .map(|name| words_apart(name))
            .collect();
        let agency = words_of(&context.settings.agency, true, context.knowledge);
        known.clients.remove(&agency);
        let mut sheets = files.iter().flat_map(|file| &file.sheets);
        if sheets.any(|sheet| sheet.nameless.iter().any(|table| table.lacks_year)) {
            known.year = year_of_all(files, context.knowledge);
        }
        known
    }

    /// Only from columns: a name that was taken from a sheet's name proves nothing about it. Those that were `met` in another file
    /// are known already.
    fn gather<'f>(
        &mut self,
        fit: &'f FittedSheet,
        met: &mut HashSet<(Kind, &'f str)>,
        knowledge: &Knowledge,
    ) {
        let has_column = |field: &str| {
            let mut columns = fit.readings.iter().flat_map(|reading| &reading.columns);
            columns.any(|column| column.field.as_deref() == Some(field))
        };
        for batch in fit.facts.batches() {
            let schema = knowledge.schema(batch.table);
            for (field, column) in schema.fields.iter().zip(&batch.columns) {
                let (names, company) = match field.kind {
                    Kind::Client => (&mut self.clients, true),
                    Kind::Person if field.name == "person" => (&mut self.people, false),
                    Kind::Project => (&mut self.projects, false),
                    _ => continue,
                };
                if !has_column(&field.name) {
                    continue;
                }
                for (name, _) in column.texts() {
                    if !met.insert((field.kind, name)) {
                        continue;
                    }
                    let words = words_of(name, company, knowledge);
                    if tells_somebody(&words, company, knowledge) {
                        names.entry(words).or_insert_with(|| name.trim().to_owned());
                    }
                }
            }
        }
    }

    /// True when each of some values, one at least, is a known client, person or project.
    pub fn are_all<'v>(
        &self,
        field: &str,
        mut values: impl Iterator<Item = &'v str>,
        knowledge: &Knowledge,
    ) -> bool {
        let is_known = |value: &str| self.knows(field, value, knowledge);
        values.next().is_some_and(is_known) && values.all(is_known)
    }

    /// True for a known client, person or project.
    pub fn knows(&self, field: &str, value: &str, knowledge: &Knowledge) -> bool {
        let (names, company) = match field {
            "client" => (&self.clients, true),
            "person" => (&self.people, false),
            "project" => (&self.projects, false),
            _ => return false,
        };
        let words = words_of(value, company, knowledge);
        names.contains_key(&words) || field == "person" && self.is_short_for_one(value)
    }

    /// The words of a known person in another order, or with initials for some of them.
    fn is_short_for_one(&self, name: &str) -> bool {
        let given = words_apart(name);
        // whole words first: an initial may begin one of them too
        let (whole, initials): (Vec<&String>, Vec<&String>) =
            { given.iter() }.partition(|word| word.chars().count() > 1);
        let fits = |known: &Vec<String>| {
            let mut left: Vec<&String> = known.iter().collect();
            let mut take = |word: &String, initial: bool| {
                let same =
                    |other: &&String| *other == word || initial && other.starts_with(word.as_str());
                let at = left.iter().position(same);
                at.map(|at| left.remove(at)).is_some()
            };
            whole.iter().all(|word| take(word, false))
                && initials.iter().all(|word| take(word, true))
        };
        let telling = |word: &&String| word.chars().count() >= FEWEST_LETTERS;
        given.len() > 1
            && whole.iter().copied().any(|word| telling(&word))
            && self.by_words.iter().any(fits)
    }

    /// The only known client or person that stands around a table, the nearest first: title, sheet, file, folder.
    pub fn around(
        &self,
        table: &Surroundings,
        field: &str,
        knowledge: &Knowledge,
    ) -> Option<String> {
        let names = match field {
            "client" => &self.clients,
            "person" => &self.people,
            _ => return None,
        };
        let titles: Vec<&str> = (0..table.titles.len())
            .filter(|at| says_whose(&table.titles, *at, field, knowledge))
            .map(|at| table.titles[at].as_str())
            .collect();
        let nearest = [titles, vec![table.sheet.as_str()]];
        let folders = table.file.rsplit('/').map(|part| vec![part]);
        let mut places = nearest.into_iter().chain(folders);
        places.find_map(|texts| match &said(&texts, names)[..] {
            [] => None,
            [one] => Some(Some((*one).clone())),
            // several names tell nobody
            _ => Some(None),
        })?
    }
}

/// The year of all days that a run's tables hold, where they are of one.
fn year_of_all(files: &[FittedFile], knowledge: &Knowledge) -> Option<i32> {
    let mut years = BTreeSet::new();
    for batch in { files.iter() }
        .flat_map(|file| &file.sheets)
        .flat_map(|sheet| sheet.facts.batches())
    {
        // since when a client is one, or an answer's next day, tells nothing of the month
        if !matches!(
            batch.table,
            Table::Time | Table::Bookings | Table::Invoices | Table::Payments
        ) {
            continue;
        }
        let schema = knowledge.schema(batch.table);
        let dates = ["date", "issued_on"].iter();
        for at in dates.filter_map(|field| schema.position(field)) {
            let days = (0..batch.len()).filter_map(|row| match batch.columns[at].get(row)? {
                Value::Date(day) => Some(day.year()),
                _ => None,
            });
            years.extend(days);
        }
    }
    match years.len() {
        1 => years.pop_first(),
        _ => None,
    }
}

impl KnownNames {
    /// The only client of whose name one telling word stands around a table; no other client's name holds that word.
    pub fn hinted(&self, table: &Surroundings) -> Option<String> {
        let file = table.file.rsplit('/').next().unwrap_or_default();
        let texts = table.titles.iter().map(String::as_str);
        let said: String = texts
            .chain([table.sheet.as_str(), file])
            .fold(String::new(), |said, text| {
                format!("{said} {} ", fold(&text.replace('_', " ")))
            });
        let tells = |words: &&String| {
            let mut telling = words
                .split(' ')
                .filter(|word| word.chars().count() >= TELLING_WORD);
            telling.any(|word| {
                let holds = |other: &&String| other.split(' ').any(|one| one == word);
                said.contains(&format!(" {word} "))
                    && self.clients.keys().filter(holds).count() == 1
            })
        };
        let mut hinted = self.clients.iter().filter(|(words, _)| tells(words));
        match (hinted.next(), hinted.next()) {
            (Some((_, name)), None) => Some(name.clone()),
            _ => None,
        }
    }
}

/// The names that stand in some texts, those inside longer ones left out.
fn said<'n>(texts: &[&str], names: &'n BTreeMap<String, String>) -> Vec<&'n String> {
    let texts: Vec<String> = texts
        .iter()
        .map(|text| format!(" {} ", fold(&text.replace('_', " "))))
        .collect();
    let stands = |words: &str| {
        let spaced = format!(" {words} ");
        let apart = words.chars().all(|letter| letter < '\u{2e80}');
        texts
            .iter()
            .any(|text| text.contains(&spaced) || !apart && text.contains(words))
    };
    let met: Vec<(&String, &String)> = names.iter().filter(|(words, _)| stands(words)).collect();
    let inside = |words: &String| {
        let mut others = met.iter().filter(|(other, _)| *other != words);
        others.any(|(other, _)| format!(" {other} ").contains(&format!(" {words} ")))
    };
    let outer = met.iter().filter(|(words, _)| !inside(words));
    outer.map(|(_, name)| *name).collect()
}

/// A title that can say whose the table is: no sentence, and no name behind a label of something else (`Approved by`).
pub(super) fn says_whose(titles: &[String], at: usize, field: &str, knowledge: &Knowledge) -> bool {
    let title = titles[at].as_str();
    if title.chars().count() > LONGEST_TITLE {
        return false;
    }
    if let Some((label, _)) = title.split_once([':', '：']) {
        return claims(label, Some(field), knowledge) || knowledge.speaks_of_a_table(label);
    }
    let before = at.checked_sub(1).map(|before| titles[before].as_str());
    let label = before.map(|before| before.trim_end_matches([':', '：', ' ']));
    let labelled = before.is_some_and(|before| before.ends_with([':', '：']))
        || label.is_some_and(|label| claims(label, None, knowledge));
    !labelled || label.is_some_and(|label| claims(label, Some(field), knowledge))
}

/// A label is a heading of a field, or of any.
fn claims(label: &str, field: Option<&str>, knowledge: &Knowledge) -> bool {
    knowledge.claims(&compact(label)).iter().any(|claim| {
        let name = &knowledge.schema(claim.table).fields[claim.field].name;
        field.is_none_or(|field| name == field)
    })
}

/// The words of a person's name, initials apart: `П.И.` is two.
fn words_apart(name: &str) -> Vec<String> {
    let apart = fold(&name.replace('.', ". "));
    apart.split_whitespace().map(str::to_owned).collect()
}

/// The words of a name: a company's without its legal form.
fn words_of(name: &str, company: bool, knowledge: &Knowledge) -> String {
    let words: Vec<String> = fold(name).split_whitespace().map(str::to_owned).collect();
    if words.is_empty() || !company {
        return words.join(" ");
    }
    knowledge.name_rules.without_forms(words).0.join(" ")
}

/// No word of a calendar, of a table or of the agency itself.
fn tells_somebody(words: &str, company: bool, knowledge: &Knowledge) -> bool {
    let letters = words.chars().filter(|letter| letter.is_alphabetic());
    let fewest = if words.is_ascii() { FEWEST_LETTERS } else { 2 };
    let known = &knowledge.words;
    let says_else = known.month(words).is_some()
        || known.speaks_of_a_summary(words)
        || known.is_plain_sheet(words)
        || company && known.is_internal(words)
        || knowledge.speaks_of_a_table(words);
    letters.count() >= fewest && !says_else
}

/// The names that a sheet is read with again; none for a sheet that needs no other's.
pub type Told = Option<Arc<KnownNames>>;

/// Files, by their place, of which a sheet names no client or no person while names that other files hold stand around it; and
/// the names that each of its sheets is to be read with again.
pub fn spoken_of(files: &[FittedFile], context: Context<'_>) -> Vec<(usize, Vec<Told>)> {
    let is_nameless = |sheet: &FittedSheet| !sheet.nameless.is_empty();
    if !files.iter().any(|file| file.sheets.iter().any(is_nameless)) {
        return Vec::new();
    }
    let known = Arc::new(KnownNames::of(files, context));
    let speaks = |table: &Surroundings| {
        let knowledge = context.knowledge;
        let holds = |field: &str| {
            let mut columns = table.columns.iter();
            columns.any(|values| known.are_all(field, values.iter().map(String::as_str), knowledge))
        };
        if !table.lacking.is_empty() {
            return may_hold(&table.lacking, &table.columns, &known, knowledge);
        }
        let mut fields = ["client", "person"].iter();
        fields.any(|field| known.around(table, field, knowledge).is_some() || holds(field))
            || holds("project")
            || known.hinted(table).is_some()
    };
    let nobodys = Arc::new(KnownNames {
        year: None,
        ..KnownNames::clone(&known)
    });
    let told = |sheet: &FittedSheet| -> Told {
        let undated = sheet.nameless.iter().any(|table| table.lacks_year);
        match sheet.nameless.iter().any(speaks) {
            _ if undated && known.year.is_some() => Some(Arc::clone(&known)),
            true => Some(Arc::clone(&nobodys)),
            false => None,
        }
    };
    let files = files.iter().enumerate();
    let told = files.map(|(at, file)| (at, file.sheets.iter().map(told).collect::<Vec<Told>>()));
    told.filter(|(_, sheets)| sheets.iter().any(Option::is_some))
        .collect()
}

/// What stands around the tables of a sheet that lacks names; nothing for any other sheet.
pub fn nameless(fit: &SheetFit<'_>, context: Context<'_>) -> Vec<Surroundings> {
    let undated = lacks_year(fit).then(Surroundings::without_year);
    let free = { fit.readings.iter() }
        .filter_map(|reading| Surroundings::in_free_columns(reading, context.knowledge))
        .chain(
            fit.readings
                .iter()
                .filter_map(Surroundings::in_free_headings),
        );
    if !lacks(fit, context) {
        return free.chain(undated).collect();
    }
    let unknown = fit
        .readings
        .iter()
        .filter(|reading| reading.table.is_none());
    let columns = unknown.map(Surroundings::in_columns);
    let headings = { fit.readings.iter() }
        .filter(|reading| matches!(reading.table, Some(Table::Time | Table::Bookings)))
        .map(|reading| Surroundings::in_headings(reading, context.knowledge));
    fit.talks
        .iter()
        .map(Surroundings::of)
        .chain(columns)
        .chain(headings)
        .chain(free)
        .chain(undated)
        .collect()
}

/// Nobody is named in a whole table that is of somebody, or a block is no table yet.
fn lacks(fit: &SheetFit<'_>, context: Context<'_>) -> bool {
    let open = |table: Table| {
        let schema = context.knowledge.schema(table);
        ["client", "person"].iter().any(|field| {
            let at = schema.position(field).filter(|_| may_be_told(table, field));
            at.is_some_and(|at| {
                let mut batches = fit.facts.of(table);
                batches.all(|batch| !(0..batch.len()).any(|row| batch.columns[at].has(row)))
            })
        })
    };
    let unknown = fit.readings.iter().any(|reading| reading.table.is_none());
    unknown || fit.tables.iter().any(|table| open(*table))
}

/// Fields that what stands around a table may say of all its rows.
pub fn may_be_told(table: Table, field: &str) -> bool {
    match field {
        "person" => matches!(table, Table::Time | Table::Bookings | Table::Leave),
        "project" => table == Table::Time,
        "payer" => table == Table::Payments,
        "contract" => matches!(
            table,
            Table::Invoices | Table::Documents | Table::Instalments | Table::Projects
        ),
        "client" => {
            matches!(table, Table::Time | Table::Bookings | Table::Expenses)
                || super::siblings::ABOUT_A_CLIENT.contains(&table)
        }
        _ => false,
    }
}
