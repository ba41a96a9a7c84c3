//! What of a pack people fill in: by which texts such a sheet is known, so that no other has to be looked at again.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::settlement::DOCUMENT_WORD;
use super::blocks::tables::{LINE_WORD, label_of};
use super::blocks::typed::{GONE, gone_mark};
use super::labels::{Labels, Language};
use super::template::{BlockTemplate, ColumnTemplate, DetailedColumn, Per, Report};

/// The folder of a report's workbooks below the pack, where people fill something in there.
pub fn folder(report: &Report) -> Option<&str> {
    let for_people = |block: &BlockTemplate| match block {
        BlockTemplate::Settlement {} | BlockTemplate::Notes(_) => true,
        BlockTemplate::Table(table) => table.columns.iter().any(is_input),
        _ => false,
    };
    (report.per == Per::Client && blocks(report).any(for_people)).then_some(report.folder.as_str())
}

/// Headings of what people fill in, one of each table at least, in every language that a pack may have been written in.
pub fn marks(reports: &[Report], languages: &BTreeMap<String, Language>) -> BTreeSet<String> {
    let blocks = || reports.iter().flat_map(blocks);
    let labels = languages.values();
    let labels = labels.map(|own| Labels::new(own, &languages["en"]));
    let headings =
        labels.flat_map(|labels| blocks().flat_map(move |block| headings(block, &labels)));
    let own: BTreeSet<String> = headings.collect();
    // what is told of texts whose rows are gone is read again too
    let gone = languages.values();
    let gone = gone.map(|own| Labels::new(own, &languages["en"]).word(GONE));
    let gone: Vec<String> = gone.map(|told| gone_mark(&told).to_owned()).collect();
    let alike = said_alike(&own, languages);
    own.into_iter().chain(alike).chain(gone).collect()
}

/// What stands over the columns of a table that people fill in, in two languages.
pub struct Headings {
    /// In the one and in the other.
    pub columns: Vec<(String, String)>,
    /// Those by which rows are found again, in the one.
    pub keys: Vec<String>,
    /// Those that people fill in, in the one.
    pub inputs: Vec<String>,
}

/// The headings of all tables that people fill in.
pub fn headings_in(reports: &[Report], from: &Labels<'_>, to: &Labels<'_>) -> Vec<Headings> {
    let tables = reports.iter().flat_map(blocks).filter_map(|block| {
        let BlockTemplate::Table(table) = block else {
            return None;
        };
        let details: Vec<DetailedColumn> =
            table.columns.iter().map(ColumnTemplate::detailed).collect();
        let texts = |wanted: &dyn Fn(&DetailedColumn) -> bool| {
            let details = details.iter().filter(|detail| wanted(detail));
            details.map(|detail| label_of(detail, from)).collect()
        };
        let pair = |detail| (label_of(detail, from), label_of(detail, to));
        Some(Headings {
            keys: texts(&|detail| table.key.contains(&detail.column)),
            inputs: texts(&|detail| detail.input),
            columns: details.iter().map(pair).collect(),
        })
    });
    tables.filter(|table| !table.inputs.is_empty()).collect()
}

/// The titles of all pages, in two languages.
pub fn titles_in(reports: &[Report], from: &Labels<'_>, to: &Labels<'_>) -> Vec<(String, String)> {
    let pages = reports.iter().flat_map(|report| &report.pages);
    let own = pages.flat_map(|page| {
        let blocks = page.blocks.iter();
        let tables = blocks.filter_map(|entry| match &entry.block {
            BlockTemplate::Table(table) => table.title.as_ref(),
            _ => None,
        });
        std::iter::once(&page.title).chain(tables)
    });
    own.map(|key| (from.word(key), to.word(key))).collect()
}

fn blocks(report: &Report) -> impl Iterator<Item = &BlockTemplate> {
    let entries = report.pages.iter().flat_map(|page| &page.blocks);
    entries.map(|entry| &entry.block)
}

fn is_input(column: &ColumnTemplate) -> bool {
    column.detailed().input
}

fn headings(block: &BlockTemplate, labels: &Labels<'_>) -> Vec<String> {
    match block {
        BlockTemplate::Settlement {} => vec![labels.word(DOCUMENT_WORD)],
        BlockTemplate::Notes(_) => vec![labels.word(LINE_WORD)],
        BlockTemplate::Table(table) => {
            let columns = table.columns.iter().map(ColumnTemplate::detailed);
            let inputs = columns.filter(|detail| detail.input);
            inputs.map(|detail| label_of(&detail, labels)).collect()
        }
        _ => Vec::new(),
    }
}

/// Texts that stand under a key with one of these in some other language: a page in that language is read in this one's words
/// ([`retold`](super::retold)).
fn said_alike(own: &BTreeSet<String>, languages: &BTreeMap<String, Language>) -> Vec<String> {
    let all: Vec<[&BTreeMap<String, String>; 3]> = languages.values().map(texts).collect();
    let mut alike = Vec::new();
    for at in 0..3 {
        let marked = all.iter().flat_map(|parts| parts[at]);
        let marked = marked.filter(|(_, text)| own.contains(*text));
        let keys: BTreeSet<&String> = marked.map(|(key, _)| key).collect();
        let others = all.iter().flat_map(|parts| parts[at]);
        let others = others.filter(|(key, _)| keys.contains(key));
        alike.extend(others.map(|(_, text)| text.clone()));
    }
    alike
}

/// Headings, codes and words of a language.
fn texts(language: &Language) -> [&BTreeMap<String, String>; 3] {
    [&language.columns, &language.codes, &language.words]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_in_every_language_that_calls_its_headings_alike() {
        let language = |code: &str, comment: &str, remark: &str| Language {
            language: code.to_owned(),
            columns: BTreeMap::from([("comment".to_owned(), comment.to_owned())]),
            words: BTreeMap::from([
                ("remark".to_owned(), remark.to_owned()),
                (GONE.to_owned(), format!("{code} gone: {{typed}}")),
            ]),
            ..Language::default()
        };
        let languages = BTreeMap::from([
            ("en".to_owned(), language("en", "Comment", "Comment")),
            ("ru".to_owned(), language("ru", "Комментарий", "Замечание")),
        ]);
        let report: Report = toml::from_str(
            "report = 'a'\nabout = ''\nfile = 'a'\nsubtitle = 'a'\n[[page]]\nname = 'a'\ntitle = 'a'\n[[page.block]]\nkind = 'table'\n\
             id = 'a'\nframe = 'a'\nempty = 'a'\ncolumns = ['client', { column = 'comment', input = true }]",
        )
        .expect("a template");
        let marks = marks(&[report], &languages);
        // a Russian remark is read as an English comment
        let expected = [
            "Comment",
            "en gone:",
            "ru gone:",
            "Замечание",
            "Комментарий",
        ];
        assert_eq!(
            marks.iter().map(String::as_str).collect::<Vec<_>>(),
            expected
        );
    }
}
