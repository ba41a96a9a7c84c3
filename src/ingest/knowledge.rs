//! What monthend knows before it reads: tables, layouts of known tools, names and words, all from templates.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use serde::de::DeserializeOwned;

use super::header::compact;
use super::other_lists::OtherLists;
use super::phrases::Phrases;
use super::sought::Sought;
use super::source::Source;
use crate::model::key::{NameRules, fold};
use crate::model::schema::Schemas;
use crate::model::suggest::{nearest, slips};
use crate::model::{Field, Kind, Schema, Table};

use super::value::{AmountLists, Amounts};
pub use super::words::Words;
use super::words::{HeadingLists, Helper, WordLists};

/// A template that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// TOML that does not read as this kind of template.
    #[error("{file}, line {line}: {message}{hint}")]
    Unreadable {
        /// Template's name.
        file: String,
        /// 1-based line.
        line: usize,
        /// What is wrong.
        message: String,
        /// The nearest known word, as `; did you mean ...?`, or nothing.
        hint: String,
    },
    /// A template that speaks of a field its table does not have.
    #[error("{file}: table {table} has no field `{field}`{hint}")]
    UnknownField {
        /// Template's name.
        file: String,
        /// The table.
        table: Table,
        /// The unknown field.
        field: String,
        /// The nearest known word, as `; did you mean ...?`, or nothing.
        hint: String,
    },
    /// A layout that says neither which table it is nor why it is left out.
    #[error("{file}: a layout needs `table` or `leave_out`")]
    NoTable {
        /// Template's name.
        file: String,
    },
    /// A template that is not there.
    #[error("no template `{0}`")]
    Missing(String),
}

/// A heading's claim to a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Claim {
    /// Table of the field.
    pub table: Table,
    /// The field's position in its schema.
    pub field: usize,
    /// From `names` and not from `weak`.
    pub strong: bool,
    /// Its place among them.
    pub rank: usize,
}

/// Everything known.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// The twenty-two tables.
    pub schemas: Schemas,
    /// Known layouts, in the order of their names.
    pub sources: Vec<Source>,
    /// Legal forms.
    pub name_rules: NameRules,
    /// Words of rows, cells and titles.
    pub words: Words,
    /// Lists that are left out.
    pub other_lists: OtherLists,
    claims: HashMap<String, Vec<Claim>>,
    foreign: HashMap<String, Vec<Table>>,
    phrases: BTreeMap<Table, Phrases>,
    titles: BTreeMap<Table, Sought>,
    /// Keys of strong names, sorted.
    spellings: Vec<String>,
}

impl Knowledge {
    /// Reads templates given as (name, text): `tables/<table>.toml`, `sources/<source>.toml`, `names.toml`,
    /// `words.toml`, `headings.toml`, `amounts.toml` and `other_lists.toml`; other names are passed over.
    pub fn read<'t>(
        texts: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Knowledge, KnowledgeError> {
        let mut knowledge = Knowledge::default();
        let mut sources = BTreeMap::new();
        let mut words = WordLists::default();
        let mut headings = HeadingLists::default();
        let mut amounts = AmountLists::default();
        for (name, text) in texts {
            let path = name.strip_prefix("templates/").unwrap_or(name);
            if path.starts_with("tables/") {
                let mut schema: Schema = parse(name, text)?;
                check_named(name, &schema)?;
                fold_codes(&mut schema);
                index_codes(&mut schema);
                knowledge.schemas.insert(schema.table, schema);
            } else if path.starts_with("sources/") {
                sources.insert(path.to_owned(), (name, parse::<Source>(name, text)?));
            } else if path == "names.toml" {
                knowledge.name_rules = parse(name, text)?;
            } else if path == "words.toml" {
                words = parse(name, text)?;
            } else if path == "headings.toml" {
                headings = parse(name, text)?;
            } else if path == "amounts.toml" {
                amounts = parse(name, text)?;
            } else if path == "other_lists.toml" {
                knowledge.other_lists = parse::<OtherLists>(name, text)?.folded();
            }
        }
        for table in Table::ALL {
            if !knowledge.schemas.contains_key(&table) {
                return Err(KnowledgeError::Missing(format!("tables/{table}.toml")));
            }
        }
        share_names(&mut knowledge.schemas)?;
        tell_which_read_alike(&mut knowledge.schemas);
        for (name, source) in sources.into_values() {
            check_source(name, &source, &knowledge.schemas)?;
            knowledge.sources.push(source.compacted());
        }
        knowledge.words = Words::new(&words, &headings, Amounts::of(&amounts), &knowledge.schemas);
        knowledge.index();
        Ok(knowledge)
    }

    fn index(&mut self) {
        for (table, schema) in &self.schemas {
            let titles = schema.titles.iter();
            let titles = titles.map(|title| (fold(title), String::new())).collect();
            let titles = Sought::of(titles, |title| !is_spaced(title));
            self.titles.insert(*table, titles);
            for heading in &schema.foreign {
                let tables = self.foreign.entry(compact(heading)).or_default();
                tables.push(*table);
            }
            for (at, field) in schema.fields.iter().enumerate() {
                for (strong, names) in [(true, &field.names), (false, &field.weak)] {
                    for (rank, name) in names.iter().enumerate() {
                        let claim = Claim {
                            table: *table,
                            field: at,
                            strong,
                            rank,
                        };
                        self.claims.entry(compact(name)).or_default().push(claim);
                        let folded = fold(name);
                        if strong && is_telling(&folded) {
                            self.phrases.entry(*table).or_default().add(folded, at);
                        }
                    }
                }
            }
        }
        let strong = |claims: &Vec<Claim>| claims.iter().any(|claim| claim.strong);
        let strong = self.claims.iter().filter(|(_, claims)| strong(claims));
        self.spellings = strong.map(|(key, _)| key.clone()).collect();
        self.spellings.sort_unstable();
        for source in &self.sources {
            for heading in source
                .columns
                .keys()
                .chain(source.ignore.keys())
                .chain(source.packed.keys())
            {
                self.claims.entry(compact(heading)).or_default();
            }
        }
    }

    /// True for a heading that any table or layout knows.
    pub fn knows(&self, key: &str) -> bool {
        self.claims.contains_key(key)
    }

    /// The known heading that a key is by a slip of the hand (`cleint`); none where it could be one of several that mean
    /// different fields.
    pub fn slip(&self, key: &str) -> Option<&str> {
        // the first letter of a word is none that slips
        let first = key.chars().next()?;
        let begins = self
            .spellings
            .partition_point(|known| known.chars().next() < Some(first));
        let alike = self.spellings[begins..].iter().map(String::as_str);
        let near = slips(key, alike.take_while(|known| known.starts_with(first)));
        let (first, others) = near.split_first()?;
        let meant = |key: &str| {
            let strong = self.claims(key).iter().filter(|claim| claim.strong);
            strong
                .map(|claim| (claim.table, claim.field))
                .collect::<Vec<_>>()
        };
        let same = others.iter().all(|other| meant(other) == meant(first));
        same.then_some(*first)
    }

    /// Fields that a heading key may mean, in all tables.
    pub fn claims(&self, key: &str) -> &[Claim] {
        self.claims.get(key).map_or(&[], Vec::as_slice)
    }

    /// True for a heading that is no field of the table although a word of it is a field's name.
    pub fn is_foreign(&self, key: &str, table: Table) -> bool {
        self.foreign
            .get(key)
            .is_some_and(|tables| tables.contains(&table))
    }

    /// How many tables know the heading by a strong name: the fewer, the more it tells.
    pub fn tables_knowing(&self, key: &str) -> usize {
        let mut tables: Vec<Table> = self
            .claims(key)
            .iter()
            .filter(|claim| claim.strong)
            .map(|claim| claim.table)
            .collect();
        tables.sort_unstable();
        tables.dedup();
        tables.len()
    }

    /// Strong names that stand inside a longer heading, longest share first: (field, share of the heading). Not where a word
    /// beside them turns their meaning.
    pub fn contained(&self, words: &str, table: Table) -> Vec<(usize, f64)> {
        let length = words.trim().chars().count().max(1) as f64;
        let phrases = self.phrases.get(&table);
        let within = phrases.map_or_else(Vec::new, |phrases| phrases.within(words));
        within
            .into_iter()
            .filter(|(name, at)| {
                let amount = self.schema(table).fields[*at].kind == Kind::Money;
                !self
                    .words
                    .turns(&words.replacen(name.as_str(), " ", 1), amount)
            })
            .map(|(name, field)| (*field, name.chars().count() as f64 / length))
            .collect()
    }

    /// True when a text holds a title word of a table.
    pub fn is_titled(&self, text: &str, table: Table) -> bool {
        let titles = self.titles.get(&table);
        titles.is_some_and(|titles| titles.is_in(&fold(text)))
    }

    /// True for folded words that are the title of a table and nothing else.
    pub fn is_whole_title(&self, folded: &str) -> bool {
        let mut titles = self.titles.values();
        titles.any(|titles| titles.contains_key(folded))
    }

    /// The one table whose title a folded text is, in any language.
    pub fn table_called(&self, folded: &str) -> Option<Table> {
        let called = |table: &&Table| self.titles[*table].contains_key(folded);
        let mut tables = self.titles.keys().filter(called);
        let first = tables.next().copied();
        first.filter(|_| tables.next().is_none())
    }

    /// True when a text holds a title word of any table.
    pub fn speaks_of_a_table(&self, text: &str) -> bool {
        let folded = fold(text);
        let mut titles = self.titles.values();
        titles.any(|titles| titles.is_in(&folded))
    }

    /// The schema of a table.
    pub fn schema(&self, table: Table) -> &Schema {
        self.schemas
            .get(&table)
            .expect("every table's template was read")
    }
}

/// Long enough to mean something inside a sentence.
fn is_telling(folded: &str) -> bool {
    let letters = folded.chars().count();
    letters >= 4 || (letters >= 2 && !is_spaced(folded))
}

/// Written with spaces between words: not Chinese.
pub(super) fn is_spaced(text: &str) -> bool {
    !text
        .chars()
        .any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

/// `words` has single spaces around each word; Chinese names match anywhere.
pub(super) fn holds_words(words: &str, name: &str) -> bool {
    if is_spaced(name) {
        let mut rest = words;
        while let Some(at) = rest.find(name) {
            let before = rest[..at].ends_with(' ');
            let after = rest[at + name.len()..].starts_with(' ');
            if before && after {
                return true;
            }
            rest = &rest[at + name.len()..];
        }
        false
    } else {
        words.contains(name)
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, KnowledgeError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        let message = error.message().to_owned();
        KnowledgeError::Unreadable {
            file: file.to_owned(),
            line,
            hint: hint_of(&message),
            message,
        }
    })
}

/// serde says: unknown field `x`, expected one of `a`, `b`.
fn hint_of(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    let Some(found) = words.next() else {
        return String::new();
    };
    let known: Vec<&str> = words.collect();
    did_you_mean(found, known)
}

fn did_you_mean<'k>(found: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(found, known).map_or_else(String::new, |word| format!("; did you mean `{word}`?"))
}

/// A symbol without a letter, `☑`, counts as it is typed.
fn folded_or_symbol(word: &str) -> String {
    let folded = fold(word);
    if folded.is_empty() {
        word.trim().to_owned()
    } else {
        folded
    }
}

/// Words of codes are compared with every cell of a column, so they are folded here, once, with the code
/// itself among them. Marks of yes and no count as they are typed.
fn fold_codes(schema: &mut Schema) {
    for field in schema
        .fields
        .iter_mut()
        .filter(|field| field.kind != Kind::Flag)
    {
        for (code, words) in &mut field.codes {
            *words = std::iter::once(code)
                .chain(words.iter())
                .map(|word| folded_or_symbol(word))
                .collect();
            words.retain(|word| !word.is_empty());
            words.dedup();
        }
    }
}

/// Tells the codes of each word.
fn index_codes(schema: &mut Schema) {
    for field in &mut schema.fields {
        for (code, words) in &field.codes {
            for word in words {
                let codes = field.by_word.entry(word.clone()).or_default();
                if codes.last() != Some(code) {
                    codes.push(code.clone());
                }
            }
        }
    }
}

/// Hands the names of one field to those that are like it; a name that means another field of their table stays that one's.
fn share_names(schemas: &mut Schemas) -> Result<(), KnowledgeError> {
    let given = schemas.clone();
    for schema in schemas.values_mut() {
        let named = schema
            .fields
            .iter()
            .flat_map(|field| field.names.iter().chain(&field.weak));
        let taken: Vec<String> = named.map(|name| compact(name)).collect();
        let table = schema.table;
        for field in schema
            .fields
            .iter_mut()
            .filter(|field| !field.like.is_empty())
        {
            let (of, name) = field.like.split_once('.').unwrap_or((&field.like, ""));
            let source = given.values().find(|schema| schema.table.name() == of);
            let like = source
                .and_then(|schema| schema.field(name))
                .ok_or_else(|| KnowledgeError::UnknownField {
                    file: format!("tables/{table}.toml"),
                    table,
                    field: field.like.clone(),
                    hint: String::new(),
                })?;
            let free = like
                .names
                .iter()
                .filter(|name| !taken.contains(&compact(name)));
            field.names.extend(free.cloned());
        }
    }
    Ok(())
}

/// Numbers the ways in which fields read their cells, from 1 on.
fn tell_which_read_alike(schemas: &mut Schemas) {
    let mut ways: Vec<Field> = Vec::new();
    for field in schemas.values_mut().flat_map(|schema| &mut schema.fields) {
        let known = ways.iter().position(|way| read_alike(way, field));
        let at = known.unwrap_or_else(|| {
            ways.push(field.clone());
            ways.len() - 1
        });
        field.reads_as = at as u32 + 1;
    }
}

/// All that [`super::typed::read`] asks of a field is the same.
fn read_alike(one: &Field, other: &Field) -> bool {
    let limits = |field: &Field| [field.min, field.max].map(|limit| limit.map(f64::to_bits));
    one.name == other.name
        && one.kind == other.kind
        && one.codes == other.codes
        && one.shares == other.shares
        && one.discounted == other.discounted
        && one.monthly == other.monthly
        && one.endings == other.endings
        && limits(one) == limits(other)
}

fn check_named(file: &str, schema: &Schema) -> Result<(), KnowledgeError> {
    let others = schema
        .fields
        .iter()
        .flat_map(|field| field.or.iter().chain([&field.dated, &field.discounted]))
        .filter(|name| !name.is_empty());
    schema
        .must
        .iter()
        .chain(&schema.must_without_title)
        .flatten()
        .chain(others)
        .try_for_each(|name| check_field(file, schema, name))
}

fn check_source(file: &str, source: &Source, schemas: &Schemas) -> Result<(), KnowledgeError> {
    if source.table.is_none() && source.leave_out.is_empty() {
        return Err(KnowledgeError::NoTable {
            file: file.to_owned(),
        });
    }
    let Some(schema) = source.table.and_then(|table| schemas.get(&table)) else {
        return Ok(());
    };
    let packed = source.packed.values().flat_map(|packing| &packing.parts);
    source
        .columns
        .values()
        .chain(packed.filter(|field| !field.is_empty()))
        .try_for_each(|field| check_field(file, schema, field))
}

fn check_field(file: &str, schema: &Schema, name: &str) -> Result<(), KnowledgeError> {
    let bare = name.split('.').next().unwrap_or(name);
    if schema.field(bare).is_some() || Helper::named(bare).is_some() {
        return Ok(());
    }
    Err(KnowledgeError::UnknownField {
        file: file.to_owned(),
        table: schema.table,
        field: name.to_owned(),
        hint: did_you_mean(name, schema.fields.iter().map(|field| field.name.as_str())),
    })
}
