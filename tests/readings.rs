//! Properties of reading: how a table is written does not change what is read of it.
//!
//! `readings.toml` holds a neutral table for each table of ours; every test writes all of them in another way and compares
//! the canonical rows with those of the plain way.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use chrono::NaiveDate;
use monthend::model::{Intake, Table};
use monthend::run::Silence;
use monthend::{Folder, read};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde::Deserialize;
use tempfile::TempDir;

/// Another order of so many columns, by their places.
type Order = fn(usize) -> Vec<usize>;

/// Languages of headings, and of the words they may be written in.
const LANGUAGES: [&str; 6] = ["en", "ru", "zh", "de", "fr", "es"];

/// A neutral table.
#[derive(Clone, Debug, Deserialize)]
struct Specimen {
    kinds: Vec<String>,
    rows: Vec<Vec<String>>,
    #[serde(flatten)]
    headings: BTreeMap<String, Vec<String>>,
}

/// How a table is written.
#[derive(Clone)]
struct Way {
    language: &'static str,
    /// Where each written column comes from.
    order: Option<fn(usize) -> Vec<usize>>,
    /// Lines above the headings.
    titles: Vec<String>,
    /// Day as `%Y-%m-%d` or otherwise.
    day: &'static str,
    decimal: char,
    form: Form,
}

/// A kind of file.
#[derive(Clone, Copy)]
enum Form {
    /// Text with a delimiter and an encoding.
    Text(char, Encoding),
    Xlsx,
    Ods,
}

#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    Utf8Mark,
    Utf16,
    Named(&'static str),
}

/// The plain way: comma, UTF-8, ISO days, decimal points, English headings in the first line.
fn plain() -> Way {
    Way {
        language: "en",
        order: None,
        titles: Vec::new(),
        day: "%Y-%m-%d",
        decimal: '.',
        form: Form::Text(',', Encoding::Utf8),
    }
}

fn specimens() -> BTreeMap<Table, Specimen> {
    let named: BTreeMap<String, Specimen> =
        toml::from_str(include_str!("readings.toml")).expect("the specimens hold");
    let table = |name: &str| Table::named(name).expect("a table of ours");
    named
        .into_iter()
        .map(|(name, specimen)| (table(&name), specimen))
        .collect()
}

/// A cell before it is written.
enum Written {
    Text(String),
    Day(NaiveDate),
    Number(f64),
}

impl Specimen {
    /// Headings and rows in the order of a way.
    fn cells(&self, way: &Way) -> (Vec<String>, Vec<Vec<Written>>) {
        let width = self.kinds.len();
        let order = way
            .order
            .map_or_else(|| (0..width).collect(), |order| order(width));
        let headings = &self.headings[way.language];
        let cell = |row: &[String], at: usize| match self.kinds[at].as_str() {
            "day" => Written::Day(row[at].parse().expect("a day")),
            "number" => Written::Number(row[at].parse().expect("a number")),
            _ => Written::Text(row[at].clone()),
        };
        let rows = self.rows.iter();
        (
            order.iter().map(|at| headings[*at].clone()).collect(),
            rows.map(|row| order.iter().map(|at| cell(row, *at)).collect())
                .collect(),
        )
    }

    /// The file of a way: its ending and its bytes.
    fn file(&self, way: &Way) -> (&'static str, Vec<u8>) {
        let (headings, rows) = self.cells(way);
        match way.form {
            Form::Text(delimiter, encoding) => {
                let ending = if delimiter == '\t' { "tsv" } else { "csv" };
                let text = text(way, delimiter, &headings, &rows);
                (ending, encoded(&text, encoding))
            }
            Form::Xlsx => ("xlsx", xlsx(way, &headings, &rows)),
            Form::Ods => ("ods", ods(way, &headings, &rows)),
        }
    }
}

fn shown(way: &Way, cell: &Written) -> String {
    match cell {
        Written::Text(text) => text.clone(),
        Written::Day(day) => day.format(way.day).to_string(),
        Written::Number(number) => number.to_string().replace('.', &way.decimal.to_string()),
    }
}

fn text(way: &Way, delimiter: char, headings: &[String], rows: &[Vec<Written>]) -> String {
    let quoted = |cell: String| {
        if cell.contains(delimiter) {
            format!("\"{cell}\"")
        } else {
            cell
        }
    };
    let line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.into_iter().map(quoted).collect();
        cells.join(&delimiter.to_string())
    };
    let titles = way.titles.iter().cloned();
    let body = rows
        .iter()
        .map(|row| line(row.iter().map(|cell| shown(way, cell)).collect()));
    let lines: Vec<String> = titles
        .chain([line(headings.to_vec())])
        .chain(body)
        .collect();
    lines.join("\r\n") + "\r\n"
}

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8Mark => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        Encoding::Utf16 => {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        }
        Encoding::Named(label) => {
            let encoding =
                encoding_rs::Encoding::for_label(label.as_bytes()).expect("a known encoding");
            let (bytes, _, lossy) = encoding.encode(text);
            assert!(!lossy, "{label} holds the text");
            bytes.into_owned()
        }
    }
}

fn xlsx(way: &Way, headings: &[String], rows: &[Vec<Written>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    let top = way.titles.len() as u32;
    for (row, title) in (0..).zip(&way.titles) {
        sheet.write(row, 0, title.as_str()).expect("written");
    }
    for (column, heading) in (0..).zip(headings) {
        sheet.write(top, column, heading.as_str()).expect("written");
    }
    for (row, cells) in (top + 1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Written::Text(text) => sheet.write(row, column, text.as_str()),
                Written::Number(number) => sheet.write(row, column, *number),
                Written::Day(date) => {
                    let date = ExcelDateTime::parse_from_str(&date.to_string()).expect("a day");
                    sheet.write_with_format(row, column, &date, &day)
                }
            }
            .expect("written");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// The smallest OpenDocument sheet that holds the cells.
fn ods(way: &Way, headings: &[String], rows: &[Vec<Written>]) -> Vec<u8> {
    let string = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let cell = |cell: &Written| match cell {
        Written::Text(text) => string(text),
        Written::Number(number) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell>"
        ),
        Written::Day(day) => format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"><text:p>{day}</text:p></table:table-cell>"
        ),
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let titles: String = way.titles.iter().map(|title| row(string(title))).collect();
    let head = row(headings.iter().map(|heading| string(heading)).collect());
    let body: String = rows
        .iter()
        .map(|cells| row(cells.iter().map(cell).collect()))
        .collect();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body>\
         <office:spreadsheet><table:table table:name=\"Sheet1\">{titles}{head}{body}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
         xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{kind}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    for (name, text) in [
        ("mimetype", kind),
        ("META-INF/manifest.xml", manifest.as_str()),
        ("content.xml", content.as_str()),
    ] {
        zip.start_file(name, stored).expect("an entry");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a file").into_inner()
}

/// Reads every specimen, each in a way of its own.
struct Reading {
    folder: Folder,
    place: TempDir,
}

impl Reading {
    fn new() -> Reading {
        let place = TempDir::new().expect("a temporary folder");
        let root = place.path().to_path_buf();
        let folder = Folder::open(std::slice::from_ref(&root), &root).expect("the folder opens");
        Reading { folder, place }
    }

    /// The canonical rows of one file, with what would explain a difference.
    fn rows(&self, table: Table, specimen: &Specimen, way: &Way) -> (Vec<String>, String) {
        let (ending, bytes) = specimen.file(way);
        let path = self.place.path().join(format!("x.{ending}"));
        std::fs::write(&path, bytes).expect("writable");
        let intake =
            read(std::slice::from_ref(&path), &self.folder, &Silence).expect("the file is read");
        std::fs::remove_file(&path).expect("removable");
        (self.told(&intake, table), told(&intake))
    }

    fn told(&self, intake: &Intake, table: Table) -> Vec<String> {
        let frame = intake.tables.frame(table);
        let fields = &self.folder.knowledge.schema(table).fields;
        (0..frame.height())
            .map(|at| {
                let cells = fields.iter().filter_map(|field| {
                    let value = frame.column(&field.name).ok()?.get(at).ok()?;
                    (!value.is_null()).then(|| format!("{}={value}", field.name))
                });
                cells.collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    /// Compares every specimen written in some ways with the plain way of its language.
    fn compare(&self, ways: &[(&str, Way)]) {
        let mut wrong = Vec::new();
        for (table, specimen) in specimens() {
            let (plainly, why) = self.rows(table, &specimen, &plain());
            if plainly.len() != specimen.rows.len() {
                wrong.push(format!("{table}, plain: {plainly:#?} {why}"));
                continue;
            }
            for (what, way) in ways {
                let (found, why) = self.rows(table, &specimen, way);
                if found != plainly {
                    wrong.push(format!(
                        "{table}, {what}: {found:#?} and not {plainly:#?} {why}"
                    ));
                }
            }
        }
        assert!(
            wrong.is_empty(),
            "{} differ\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }
}

fn told(intake: &Intake) -> String {
    let readings = intake.readings.iter().map(|reading| {
        let columns = reading.columns.iter();
        let columns = columns.map(|column| {
            format!(
                "{}={}",
                column.heading,
                column.field.as_deref().unwrap_or("-")
            )
        });
        format!(
            "{:?}: {}",
            reading.table,
            columns.collect::<Vec<_>>().join(", ")
        )
    });
    let problems = intake
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.rule, problem.found));
    readings.chain(problems).collect::<Vec<_>>().join("; ")
}

#[test]
fn every_table_has_a_specimen() {
    let specimens = specimens();
    for table in Table::ALL {
        assert!(specimens.contains_key(&table), "{table}");
    }
}

#[test]
fn the_order_of_columns_changes_nothing() {
    let orders: [(&str, Order); 4] = [
        ("backwards", |width| (0..width).rev().collect()),
        ("turned by one", |width| {
            (0..width).map(|at| (at + 1) % width).collect()
        }),
        ("turned by two", |width| {
            (0..width).map(|at| (at + 2) % width).collect()
        }),
        ("odd before even", |width| {
            (1..width).step_by(2).chain((0..width).step_by(2)).collect()
        }),
    ];
    let ways = orders.map(|(what, order)| {
        (
            what,
            Way {
                order: Some(order),
                ..plain()
            },
        )
    });
    Reading::new().compare(&ways);
}

#[test]
fn titles_above_change_nothing() {
    let titles = |count: usize| {
        let lines = ["Northwind Studio", "", "Prepared for the board", "Draft 2"];
        lines
            .iter()
            .cycle()
            .take(count)
            .map(|line| (*line).to_owned())
            .collect()
    };
    let ways = [
        ("1 title", 1),
        ("3 titles", 3),
        ("12 titles", 12),
        ("30 titles", 30),
    ]
    .map(|(what, count)| {
        (
            what,
            Way {
                titles: titles(count),
                ..plain()
            },
        )
    });
    Reading::new().compare(&ways);
    let books = ["titles in a workbook"].map(|what| {
        (
            what,
            Way {
                titles: titles(4),
                form: Form::Xlsx,
                ..plain()
            },
        )
    });
    Reading::new().compare(&books);
}

#[test]
fn delimiters_change_nothing() {
    let ways = [("semicolon", ';'), ("tab", '\t'), ("bar", '|')].map(|(what, delimiter)| {
        (
            what,
            Way {
                form: Form::Text(delimiter, Encoding::Utf8),
                ..plain()
            },
        )
    });
    Reading::new().compare(&ways);
}

#[test]
fn encodings_change_nothing() {
    let ways = [
        ("UTF-8 with its mark", "en", ',', Encoding::Utf8Mark),
        ("UTF-16", "zh", '\t', Encoding::Utf16),
        ("windows-1251", "ru", ';', Encoding::Named("windows-1251")),
        ("GB18030", "zh", ',', Encoding::Named("gb18030")),
        ("windows-1252", "de", ';', Encoding::Named("windows-1252")),
    ]
    .map(|(what, language, delimiter, encoding)| {
        (
            what,
            Way {
                language,
                form: Form::Text(delimiter, encoding),
                ..plain()
            },
        )
    });
    Reading::new().compare(&ways);
}

#[test]
fn decimal_marks_change_nothing() {
    let ways = [
        ("comma, semicolons", ';'),
        ("comma, quoted", ','),
        ("comma, tabs", '\t'),
    ]
    .map(|(what, delimiter)| {
        (
            what,
            Way {
                decimal: ',',
                form: Form::Text(delimiter, Encoding::Utf8),
                ..plain()
            },
        )
    });
    Reading::new().compare(&ways);
}

#[test]
fn date_orders_change_nothing() {
    let ways = [
        ("day first, dots", "%d.%m.%Y"),
        ("day first, slashes", "%d/%m/%Y"),
        ("month first", "%m/%d/%Y"),
        ("year first, slashes", "%Y/%m/%d"),
        ("month by name", "%d %b %Y"),
        ("Chinese", "%Y年%m月%d日"),
    ]
    .map(|(what, day)| (what, Way { day, ..plain() }));
    Reading::new().compare(&ways);
}

#[test]
fn languages_of_headings_change_nothing() {
    let ways = LANGUAGES.map(|language| {
        (
            language,
            Way {
                language,
                ..plain()
            },
        )
    });
    Reading::new().compare(&ways);
}

#[test]
fn formats_change_nothing() {
    let ways = [
        ("tsv", Form::Text('\t', Encoding::Utf8)),
        ("xlsx", Form::Xlsx),
        ("ods", Form::Ods),
    ]
    .map(|(what, form)| (what, Way { form, ..plain() }));
    Reading::new().compare(&ways);
}
