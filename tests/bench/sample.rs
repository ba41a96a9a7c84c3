//! Large time sheets with invented rows, the same on every machine.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::measure::Pass;

const HEADINGS: [&str; 16] = [
    "Entry ID",
    "Date",
    "Person",
    "Email",
    "Client",
    "Project",
    "Task",
    "Note",
    "Start time",
    "End time",
    "Hours",
    "Billable",
    "Rate",
    "Amount",
    "Currency",
    "Tags",
];
const FIRST: [&str; 20] = [
    "Ada", "Bea", "Cem", "Dora", "Egon", "Fay", "Gus", "Hana", "Ilja", "Jun", "Kaya", "Leo",
    "Mina", "Nils", "Olga", "Pia", "Quin", "Rosa", "Sven", "Tia",
];
const LAST: [&str; 12] = [
    "Abel", "Brandt", "Costa", "Dahl", "Ekman", "Fuchs", "Greco", "Holm", "Ivers", "Jansen",
    "Keller", "Lind",
];
const TASKS: [&str; 8] = [
    "Design",
    "Copy",
    "Research",
    "Meeting",
    "Development",
    "Review",
    "Planning",
    "Support",
];
const WORDS: [&str; 16] = [
    "draft", "second", "round", "banner", "call", "with", "editor", "fixes", "layout", "for",
    "the", "spring", "launch", "report", "numbers", "page",
];
const CLIENTS: u32 = 60;
/// 2026-01-05 as Excel counts.
const FIRST_DAY: u32 = 46_027;

/// A format of the same rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Xlsx,
    Csv,
}

impl Kind {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Xlsx => "xlsx",
            Kind::Csv => "csv",
        }
    }

    fn write(self, path: &Path, entries: impl Iterator<Item = Entry>) -> std::io::Result<()> {
        match self {
            Kind::Xlsx => write_xlsx(path, entries),
            Kind::Csv => write_csv(path, entries),
        }
    }

    /// The library's pass that ingest is compared with.
    pub fn bare_pass(self) -> Pass {
        match self {
            Kind::Xlsx => Pass::Calamine,
            Kind::Csv => Pass::Csv,
        }
    }
}

/// A time sheet in a folder of its own, whole or cut into files of one stretch of days each.
pub struct Sample {
    pub kind: Kind,
    /// Rows below the headers.
    pub rows: u32,
    pub files: u32,
    pub folder: PathBuf,
}

impl Sample {
    /// The files, made when they are not there.
    pub fn make(kind: Kind, rows: u32, files: u32) -> Result<Sample, String> {
        let name = format!("time-{rows}-{files}-{}", kind.ending());
        let sample = Sample {
            kind,
            rows,
            files,
            folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join(name),
        };
        if !sample.folder.exists() {
            let part = sample.folder.with_extension("part");
            sample.write(&part).map_err(|why| why.to_string())?;
            fs::rename(&part, &sample.folder).map_err(|why| why.to_string())?;
        }
        Ok(sample)
    }

    fn write(&self, folder: &Path) -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut entries = Entries::new(self.rows, (0, 360));
        for file in 0..self.files {
            let name = format!("time-{:05}.{}", file + 1, self.kind.ending());
            let its = entries
                .by_ref()
                .take(self.rows_before(file + 1) - self.rows_before(file));
            self.kind.write(&folder.join(name), its)?;
        }
        Ok(())
    }

    fn rows_before(&self, file: u32) -> usize {
        (u64::from(self.rows) * u64::from(file) / u64::from(self.files)) as usize
    }

    /// What a pass must see; how many bytes there are to unpack is not known.
    pub fn expected(&self, pass: Pass) -> Option<u64> {
        match pass {
            Pass::Inflate => None,
            Pass::Ingest | Pass::Run => Some(u64::from(self.rows)),
            _ => Some(u64::from(self.rows + self.files) * HEADINGS.len() as u64),
        }
    }
}

/// One entry; numbers are those of the lists above.
struct Entry {
    id: u32,
    /// Days after the first.
    day: u32,
    person: (usize, usize),
    client: u32,
    project: u32,
    task: usize,
    note: String,
    /// Minutes after midnight.
    start: u32,
    /// Minutes.
    length: u32,
    billable: bool,
    rate: u32,
}

/// A time sheet of so many rows over some days of the calendar, the first of them counted from 5 January 2026; rows are numbered from
/// `first_id` on.
pub fn write_days(
    kind: Kind,
    path: &Path,
    rows: u32,
    days: (u32, u32),
    first_id: u32,
) -> std::io::Result<()> {
    let entries = Entries {
        state: 20_261_128 + u64::from(first_id),
        first_id,
        ..Entries::new(rows, days)
    };
    kind.write(path, entries)
}

/// Names of all people that entries name.
pub fn people() -> impl Iterator<Item = String> {
    FIRST
        .iter()
        .flat_map(|first| LAST.iter().map(move |last| format!("{first} {last}")))
}

/// Names of all clients that entries name.
pub fn clients() -> impl Iterator<Item = String> {
    (0..CLIENTS).map(client_name)
}

fn client_name(client: u32) -> String {
    format!("Client {}{client}", WORDS[(client % 16) as usize])
}

/// Entries by a fixed sequence of numbers (Knuth's MMIX generator).
struct Entries {
    state: u64,
    /// Entries made so far, and all.
    next: u32,
    last: u32,
    /// The first day and how many there are.
    days: (u32, u32),
    first_id: u32,
}

impl Entries {
    fn new(rows: u32, days: (u32, u32)) -> Entries {
        Entries {
            state: 20_261_005,
            next: 0,
            last: rows,
            days,
            first_id: 0,
        }
    }

    fn draw(&mut self, below: u32) -> u32 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.state >> 33) % u64::from(below)) as u32
    }
}

impl Iterator for Entries {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if self.next == self.last {
            return None;
        }
        self.next += 1;
        let client = self.draw(CLIENTS);
        let mut note = String::new();
        for _ in 0..4 {
            note.push_str(WORDS[self.draw(16) as usize]);
            note.push(' ');
        }
        let number = self.first_id + self.next;
        let _ = write!(note, "{number}");
        let (first, days) = self.days;
        // the last entry is of the last day
        let at = self.next.min(self.last - 1);
        Some(Entry {
            id: 7_000_000 + number,
            day: first + (u64::from(at) * u64::from(days) / u64::from(self.last)) as u32,
            person: (self.draw(20) as usize, self.draw(12) as usize),
            client,
            project: client * 5 + self.draw(5),
            task: self.draw(8) as usize,
            note,
            start: 480 + 15 * self.draw(24),
            length: 15 * (1 + self.draw(16)),
            billable: self.draw(4) > 0,
            rate: 60 + 10 * self.draw(7),
        })
    }
}

impl Entry {
    fn person(&self) -> String {
        format!("{} {}", FIRST[self.person.0], LAST[self.person.1])
    }

    fn email(&self) -> String {
        let mail = format!(
            "{}.{}@agency.example",
            FIRST[self.person.0], LAST[self.person.1]
        );
        mail.to_lowercase()
    }

    fn client(&self) -> String {
        client_name(self.client)
    }

    fn project(&self) -> String {
        format!("{} project {}", self.client(), self.project)
    }

    fn hours(&self) -> f64 {
        f64::from(self.length) / 60.0
    }

    fn amount(&self) -> f64 {
        self.hours() * f64::from(self.rate)
    }

    fn billable(&self) -> &'static str {
        if self.billable { "Yes" } else { "No" }
    }

    fn tag(&self) -> &'static str {
        WORDS[self.task]
    }
}

fn write_csv(path: &Path, entries: impl Iterator<Item = Entry>) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}", HEADINGS.join(","))?;
    let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    for entry in entries {
        writeln!(
            file,
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{},EUR,{}",
            entry.id,
            iso_day(entry.day),
            entry.person(),
            entry.email(),
            entry.client(),
            entry.project(),
            TASKS[entry.task],
            entry.note,
            clock(entry.start),
            clock(entry.start + entry.length),
            entry.hours(),
            entry.billable(),
            entry.rate,
            entry.amount(),
            entry.tag(),
        )?;
    }
    file.flush()
}

fn iso_day(day: u32) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 5);
    let day = first.and_then(|first| first.checked_add_days(chrono::Days::new(day.into())));
    day.map_or_else(String::new, |day| day.to_string())
}

/// A workbook as Excel saves one: shared texts, styles for days and times, a row element with its spans.
fn write_xlsx(path: &Path, entries: impl Iterator<Item = Entry>) -> std::io::Result<()> {
    let mut book = ZipWriter::new(BufWriter::new(File::create(path)?));
    let options = SimpleFileOptions::default();
    for (name, text) in PARTS {
        book.start_file(name, options)
            .map_err(std::io::Error::other)?;
        book.write_all(text.as_bytes())?;
    }
    let mut shared = Shared::default();
    book.start_file("xl/worksheets/sheet1.xml", options.large_file(true))
        .map_err(std::io::Error::other)?;
    write_sheet(&mut book, entries, &mut shared)?;
    book.start_file("xl/sharedStrings.xml", options)
        .map_err(std::io::Error::other)?;
    shared.write(&mut book)?;
    book.finish().map_err(std::io::Error::other)?.flush()
}

fn write_sheet(
    file: &mut impl Write,
    entries: impl Iterator<Item = Entry>,
    shared: &mut Shared,
) -> std::io::Result<()> {
    let space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let mut text = format!("{HEAD}<worksheet xmlns=\"{space}\"><sheetData>");
    let mut row = Row::new(1);
    for heading in HEADINGS {
        row.text(shared.number(heading));
    }
    row.close(&mut text);
    for (number, entry) in (2..).zip(entries) {
        let mut row = Row::new(number);
        row.number(0, f64::from(entry.id));
        row.number(1, f64::from(FIRST_DAY + entry.day));
        for text in [
            entry.person(),
            entry.email(),
            entry.client(),
            entry.project(),
        ] {
            row.text(shared.number(&text));
        }
        row.text(shared.number(TASKS[entry.task]));
        row.text(shared.number(&entry.note));
        row.number(2, f64::from(entry.start) / 1440.0);
        row.number(2, f64::from(entry.start + entry.length) / 1440.0);
        row.number(0, entry.hours());
        row.text(shared.number(entry.billable()));
        row.number(0, f64::from(entry.rate));
        row.number(0, entry.amount());
        row.text(shared.number("EUR"));
        row.text(shared.number(entry.tag()));
        row.close(&mut text);
        if text.len() > 1 << 20 {
            file.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    text.push_str("</sheetData></worksheet>");
    file.write_all(text.as_bytes())
}

struct Row {
    number: u32,
    column: u8,
    xml: String,
}

impl Row {
    fn new(number: u32) -> Row {
        let xml = format!("<row r=\"{number}\" spans=\"1:16\">");
        let column = b'A';
        Row {
            number,
            column,
            xml,
        }
    }

    fn cell(&mut self, attribute: &str, value: &dyn std::fmt::Display) {
        let (letter, number) = (char::from(self.column), self.number);
        let _ = write!(
            self.xml,
            "<c r=\"{letter}{number}\"{attribute}><v>{value}</v></c>"
        );
        self.column += 1;
    }

    fn text(&mut self, shared: u32) {
        self.cell(" t=\"s\"", &shared);
    }

    fn number(&mut self, style: u8, value: f64) {
        let attribute = if style == 0 {
            String::new()
        } else {
            format!(" s=\"{style}\"")
        };
        self.cell(&attribute, &value);
    }

    fn close(self, text: &mut String) {
        text.push_str(&self.xml);
        text.push_str("</row>");
    }
}

/// Texts in the order in which they were met.
#[derive(Default)]
struct Shared {
    texts: Vec<String>,
    numbers: std::collections::HashMap<String, u32>,
}

impl Shared {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    fn write(&self, file: &mut impl Write) -> std::io::Result<()> {
        let space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let count = self.texts.len();
        let mut xml = format!("{HEAD}<sst xmlns=\"{space}\" uniqueCount=\"{count}\">");
        for text in &self.texts {
            let _ = write!(xml, "<si><t>{text}</t></si>");
        }
        xml.push_str("</sst>");
        file.write_all(xml.as_bytes())
    }
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        include_str!("parts/content_types.xml"),
    ),
    ("_rels/.rels", include_str!("parts/rels.xml")),
    ("xl/workbook.xml", include_str!("parts/workbook.xml")),
    (
        "xl/_rels/workbook.xml.rels",
        include_str!("parts/workbook_rels.xml"),
    ),
    ("xl/styles.xml", include_str!("parts/styles.xml")),
];
