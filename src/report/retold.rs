//! Sheets of an earlier pack in this run's language, so that what people typed is found after a change of `--lang`.

use std::collections::BTreeMap;

use super::blocks::typed::{GONE, gone_mark};
use super::filled_in::{Headings, headings_in, titles_in};
use super::labels::{Labels, Language};
use super::template::Report;
use crate::model::typed::TypedGrid;

/// Between the title of a page and that of its table which has a sheet of its own.
pub(super) const PAGE_AND_TABLE: &str = " - ";

/// A title and the number behind it (` (2)`) that tells sheets of one name apart; no number is empty.
pub(super) fn numbered(title: &str) -> (&str, &str) {
    let split = title.strip_suffix(')').and_then(|rest| {
        let (name, number) = rest.rsplit_once(" (")?;
        let counts = number.parse::<u32>().is_ok_and(|number| number > 1);
        counts.then(|| title.split_at(name.len()))
    });
    split.unwrap_or((title, ""))
}

/// Mark of a client's name in titles.
const CLIENT: &str = "{client}";

/// Those of `grids` that say something in the words of `from`, with each of these words in the words of `to`. What means several
/// things is read as its place asks: as the heading of a table of the `reports`, the title of a page, or the name of a code.
pub fn retold(
    grids: &[TypedGrid],
    (from, to): (&Language, &Language),
    english: &Language,
    reports: &[Report],
) -> Vec<TypedGrid> {
    let labels = [from, to].map(|own| Labels::new(own, english));
    let words = Words {
        tables: headings_in(reports, &labels[0], &labels[1]),
        named: titles_in(reports, &labels[0], &labels[1])
            .into_iter()
            .collect(),
        gone: [&labels[0], &labels[1]].map(|own| gone_mark(&own.word(GONE)).to_owned()),
        ..Words::between(from, to)
    };
    grids.iter().filter_map(|grid| words.grid(grid)).collect()
}

struct Words<'l> {
    /// Headings of tables that people fill in.
    tables: Vec<Headings>,
    /// Titles of pages and tables.
    named: BTreeMap<String, String>,
    /// Before what is told of texts whose rows are gone.
    gone: [String; 2],
    codes: BTreeMap<&'l str, &'l str>,
    whole: BTreeMap<&'l str, &'l str>,
    titles: Vec<Title<'l>>,
    /// Between a title and the name of a part, in both languages.
    separators: (&'l str, &'l str),
}

/// A title with a client's name in it.
struct Title<'l> {
    /// What stands before and behind the name.
    around: (&'l str, &'l str),
    /// The title in the other language, with the mark of a name.
    ours: &'l str,
}

impl<'l> Title<'l> {
    /// None without a word of its own: any text would be such a title.
    fn of(theirs: &'l str, ours: &'l str) -> Option<Title<'l>> {
        let around = theirs.split_once(CLIENT)?;
        let is_told = !around.0.is_empty() || !around.1.is_empty();
        is_told.then_some(Title { around, ours })
    }

    fn retold(&self, text: &str) -> Option<String> {
        let (before, after) = self.around;
        let client = text.strip_prefix(before)?.strip_suffix(after)?;
        (!client.is_empty()).then(|| self.ours.replace(CLIENT, client))
    }
}

impl Headings {
    fn retold(&self, text: &str) -> Option<String> {
        let found = self.columns.iter().find(|(one, _)| one == text);
        found.map(|(_, other)| other.clone())
    }
}

impl<'l> Words<'l> {
    /// Headings come first: a word that means several things is mostly one of them.
    fn between(from: &'l Language, to: &'l Language) -> Words<'l> {
        let (mut whole, mut codes) = (BTreeMap::new(), BTreeMap::new());
        let mut titles = Vec::new();
        for (theirs, ours, is_code) in [
            (&from.columns, &to.columns, false),
            (&from.codes, &to.codes, true),
            (&from.words, &to.words, false),
        ] {
            for (key, text) in theirs {
                let Some(own) = ours.get(key).filter(|own| *own != text) else {
                    continue;
                };
                if text.contains(CLIENT) {
                    titles.extend(Title::of(text, own));
                    continue;
                }
                whole.entry(text.as_str()).or_insert(own.as_str());
                if is_code {
                    codes.entry(text.as_str()).or_insert(own.as_str());
                }
            }
        }
        let separator = |language: &'l Language| {
            let own = language.words.get("part_separator");
            own.map_or(", ", String::as_str)
        };
        Words {
            tables: Vec::new(),
            named: BTreeMap::new(),
            gone: Default::default(),
            codes,
            whole,
            titles,
            separators: (separator(from), separator(to)),
        }
    }

    fn grid(&self, grid: &TypedGrid) -> Option<TypedGrid> {
        let mut retold: Option<TypedGrid> = None;
        let mut is_listed = false;
        for (at, row) in grid.rows.iter().enumerate() {
            let table = self.table_under(row);
            is_listed = table.is_some() || is_listed && row.iter().any(|text| !text.is_empty());
            let is_alone = row.iter().filter(|text| !text.is_empty()).count() == 1;
            let filled = row.iter().enumerate();
            for (column, text) in filled.filter(|(_, text)| !text.is_empty()) {
                let own = match table {
                    Some(table) => table.retold(text),
                    None if is_listed => self.codes.get(text.as_str()).map(|own| (*own).to_owned()),
                    None => self.named.get(text).filter(|_| is_alone).cloned(),
                };
                if let Some(own) = own.or_else(|| self.text(text)) {
                    retold.get_or_insert_with(|| grid.clone()).rows[at][column] = own;
                }
            }
        }
        retold
    }

    /// The table that this is the row of headings of: of those whose keys stand in it, the one with the most headings there.
    fn table_under(&self, row: &[String]) -> Option<&Headings> {
        let has = |text: &String| row.contains(text);
        let tables = self
            .tables
            .iter()
            .filter(|table| table.keys.iter().all(has) && table.inputs.iter().any(has));
        tables
            .rev()
            .max_by_key(|table| table.columns.iter().filter(|(one, _)| has(one)).count())
    }

    /// A text as one, or as a title with the name of a part behind it (`Open, EUR`), or a page's with a table's (`Due - Open`).
    fn text(&self, text: &str) -> Option<String> {
        self.one(text)
            .or_else(|| {
                let (page, table) = text.split_once(PAGE_AND_TABLE)?;
                let (page, table) = (self.one(page)?, self.with_part(table)?);
                Some(format!("{page}{PAGE_AND_TABLE}{table}"))
            })
            .or_else(|| self.with_part(text))
            .or_else(|| {
                let [theirs, ours] = &self.gone;
                let told = !theirs.is_empty() && text.contains(theirs);
                told.then(|| text.replacen(theirs, ours, 1))
            })
            .or_else(|| {
                let (title, number) = numbered(text);
                let told = (!number.is_empty()).then(|| self.text(title))?;
                Some(format!("{}{number}", told?))
            })
    }

    fn with_part(&self, text: &str) -> Option<String> {
        let (theirs, ours) = self.separators;
        let split = || {
            let (title, part) = text.split_once(theirs)?;
            let part = self.one(part).unwrap_or_else(|| part.to_owned());
            let title = self.named.get(title).cloned().or_else(|| self.one(title))?;
            Some(format!("{title}{ours}{part}"))
        };
        self.one(text).or_else(split)
    }

    fn one(&self, text: &str) -> Option<String> {
        let whole = self.whole.get(text).map(|own| (*own).to_owned());
        whole.or_else(|| self.titles.iter().find_map(|title| title.retold(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_behind_a_title_is_no_part_of_it() {
        assert_eq!(numbered("Due (2)"), ("Due", " (2)"));
        assert_eq!(numbered("Due - Invoices (12)"), ("Due - Invoices", " (12)"));
        for title in ["Due", "Due (GBP)", "Due (1)", "(2)", "Due(2)"] {
            assert_eq!(numbered(title), (title, ""));
        }
    }

    #[test]
    fn headings_codes_and_titles_change_and_the_rest_stays() {
        let language = |comment: &str, review: &str, open: &str| Language {
            columns: BTreeMap::from([("comment".to_owned(), comment.to_owned())]),
            codes: BTreeMap::from([("open".to_owned(), open.to_owned())]),
            words: BTreeMap::from([("review_client".to_owned(), review.to_owned())]),
            ..Language::default()
        };
        let english = language("Comment", "Review: {client}", "open");
        let russian = language("Комментарий", "Обзор: {client}", "открыто");
        let grid = |rows: &[&[&str]]| TypedGrid {
            rows: rows
                .iter()
                .map(|row| row.iter().map(|text| (*text).to_owned()).collect())
                .collect(),
            ..TypedGrid::default()
        };
        let before = grid(&[
            &["Review: Acme (2)"],
            &["Comment", "open", "Comment by Ines"],
        ]);
        let after = grid(&[
            &["Обзор: Acme (2)"],
            &["Комментарий", "открыто", "Comment by Ines"],
        ]);
        assert_eq!(
            retold(
                &[before, grid(&[&["1"]])],
                (&english, &russian),
                &english,
                &[]
            ),
            [after]
        );
    }

    #[test]
    fn rows_that_people_write_beside_are_known_by_in_every_language() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let text = |path: String| std::fs::read_to_string(root.join(path)).expect("it is shipped");
        let language = |code: &str| -> Language {
            toml::from_str(&text(format!("languages/{code}.toml"))).expect("well formed")
        };
        let heading = |language: &Language, column: &toml::Value| {
            let name = column.get("column").unwrap_or(column).as_str();
            let label = column.get("label").and_then(toml::Value::as_str);
            label.map_or_else(
                || language.columns[name.unwrap_or_default()].clone(),
                |label| language.words[label].clone(),
            )
        };
        let mut known = 0;
        for report in ["data", "finance", "review", "utilization"] {
            let report: toml::Table = text(format!("reports/{report}.toml"))
                .parse()
                .expect("well formed");
            let pages = report["page"].as_array().expect("pages").iter();
            let blocks = pages
                .filter_map(|page| page.get("block")?.as_array())
                .flatten();
            for block in blocks {
                let (Some(keys), Some(columns)) = (block.get("key"), block.get("columns")) else {
                    continue;
                };
                let keys = keys.as_array().expect("keys").iter();
                let keys: Vec<&str> = keys.filter_map(toml::Value::as_str).collect();
                for column in columns.as_array().expect("columns") {
                    let name = column.get("column").unwrap_or(column).as_str();
                    let is_input = column.get("input").is_some();
                    if !is_input && !name.is_some_and(|name| keys.contains(&name)) {
                        continue;
                    }
                    for (from, to) in [
                        ("en", "ru"),
                        ("ru", "en"),
                        ("en", "zh"),
                        ("zh", "en"),
                        ("ru", "zh"),
                        ("zh", "ru"),
                    ] {
                        let (from, to) = (language(from), language(to));
                        let (theirs, ours) = (heading(&from, column), heading(&to, column));
                        let told = Words::between(&from, &to).one(&theirs);
                        assert_eq!(told.unwrap_or_else(|| theirs.clone()), ours, "{theirs}");
                        known += 1;
                    }
                }
            }
        }
        assert!(known > 100, "{known}");
    }
}
