//! Runs of three years after one file is new, beside full runs of the same files in the same minutes: what earlier runs keep for them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{Days, Months, NaiveDate};

use super::measure::{Figures, Pass, packs_of, told};
use super::sample::{self, Kind};
use super::writing::Which;

const MONTHS: u32 = 36;
/// February 2026, and the day that entries count from.
const FIRST: (i32, u32, u32) = (2026, 2, 1);
const ORIGIN: (i32, u32, u32) = (2026, 1, 5);
/// Rows of hours that come late.
const LATE: u32 = 10;

/// An agency that writes a time sheet a month.
pub struct Years {
    rows: u32,
    kind: Kind,
    /// What it sends: the last month and what comes late are not there at first.
    folder: PathBuf,
    /// The files that are not there yet.
    waiting: PathBuf,
    cache: PathBuf,
}

/// A run whose cost is told.
pub struct Turn {
    pub name: &'static str,
    pub figures: Figures,
}

impl Years {
    /// The files, made anew: earlier turns moved them.
    pub fn make(kind: Kind, rows: u32) -> Result<Years, String> {
        let root =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("years-{rows}-{}", kind.ending()));
        if root.exists() {
            fs::remove_dir_all(&root).map_err(told)?;
        }
        let years = Years {
            rows,
            kind,
            folder: root.join("files"),
            waiting: root.join("waiting"),
            cache: root.join("cache"),
        };
        years.write().map_err(told)?;
        Ok(years)
    }

    fn write(&self) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        fs::create_dir_all(&self.waiting)?;
        for month in 0..MONTHS {
            let into = if month + 1 == MONTHS {
                &self.waiting
            } else {
                &self.folder
            };
            let path = into.join(self.sheet(month));
            let rows = rows_before(self.rows, month + 1) - rows_before(self.rows, month);
            sample::write_days(
                self.kind,
                &path,
                rows,
                days_of(month),
                rows_before(self.rows, month),
            )?;
        }
        let last = (days_of(MONTHS - 1).0 + 20, 1);
        sample::write_days(
            Kind::Csv,
            &self.waiting.join(LATE_HOURS),
            LATE,
            last,
            self.rows,
        )?;
        let late = payments(MONTHS - 1, |bill| bill.number % 12 == 0);
        fs::write(self.waiting.join(LATE_PAYMENT), paid_lines(&late))?;
        fs::write(self.folder.join("people.csv"), staff())?;
        fs::write(self.folder.join("clients.csv"), accounts())?;
        fs::write(self.folder.join("invoices.csv"), invoices())?;
        let paid: String = (0..MONTHS)
            .map(|month| payments(month, |bill| bill.number % 12 != 0))
            .collect();
        fs::write(self.folder.join("payments.csv"), paid_lines(&paid))
    }

    fn sheet(&self, month: u32) -> String {
        format!("time-{:02}.{}", month + 1, self.kind.ending())
    }

    /// The runs, one after the other.
    pub fn turns(&self) -> Result<Vec<Turn>, String> {
        // what a full run costs, with the files of the first rerun
        let newest = self.sheet(MONTHS - 1);
        self.send(&newest)?;
        let full = self.run("full, nothing kept", Pass::Run)?;
        let keeping = self.run("full, all of it kept", Pass::Kept)?;
        self.forget()?;
        fs::rename(self.folder.join(&newest), self.waiting.join(&newest)).map_err(told)?;
        self.run("", Pass::Kept)?;
        let mut turns = vec![full, keeping];
        for (name, file) in [
            ("a new month", newest.as_str()),
            ("a late payment", LATE_PAYMENT),
            ("late hours", LATE_HOURS),
        ] {
            self.send(file)?;
            turns.push(self.run(name, Pass::Kept)?);
            if file == newest {
                turns.push(self.bare()?);
            }
        }
        turns.push(self.run("nothing new", Pass::Kept)?);
        Ok(turns)
    }

    /// What the workbooks of the newest pack cost where nothing is read, computed or laid out.
    fn bare(&self) -> Result<Turn, String> {
        let packs = fs::read_dir(packs_of(&self.folder)).map_err(told)?;
        let packs = packs.flatten().map(|entry| entry.path());
        let newest = packs
            .filter(|path| path.join("manifest.json").exists())
            .max();
        let newest = newest.ok_or("no pack")?;
        Ok(Turn {
            name: "its workbooks alone, bare",
            figures: super::workbooks("standing", Which::All, &newest)?,
        })
    }

    /// A file comes.
    fn send(&self, file: &str) -> Result<(), String> {
        fs::rename(self.waiting.join(file), self.folder.join(file)).map_err(told)
    }

    fn forget(&self) -> Result<(), String> {
        fs::remove_dir_all(&self.cache).map_err(told)?;
        fs::remove_dir_all(packs_of(&self.folder)).map_err(told)
    }

    fn run(&self, name: &'static str, pass: Pass) -> Result<Turn, String> {
        let program = std::env::current_exe().map_err(told)?;
        let mut command = Command::new(program);
        command.args(["pass", pass.name()]).arg(&self.folder);
        command.env("XDG_CACHE_HOME", &self.cache);
        let figures = super::figures_of(command)?;
        let least = u64::from(rows_before(self.rows, MONTHS - 1));
        if name != "nothing new" && figures.seen < least {
            return Err(format!("{name} used {} rows", figures.seen));
        }
        Ok(Turn { name, figures })
    }
}

const LATE_PAYMENT: &str = "payments-late.csv";
const LATE_HOURS: &str = "time-late.csv";

fn rows_before(rows: u32, month: u32) -> u32 {
    (u64::from(rows) * u64::from(month) / u64::from(MONTHS)) as u32
}

fn day((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn first_of(month: u32) -> NaiveDate {
    day(FIRST) + Months::new(month)
}

/// The first day of a month, counted from the origin, and its length.
fn days_of(month: u32) -> (u32, u32) {
    let days = |from: NaiveDate, to: NaiveDate| (to - from).num_days() as u32;
    let first = first_of(month);
    (days(day(ORIGIN), first), days(first, first_of(month + 1)))
}

fn staff() -> String {
    // what an hour is sold for stands in the time sheets: a rate card beside them would differ from every row of theirs
    let mut text = "Person,Weekly hours,Start date,Cost rate,Currency\n".to_owned();
    for (at, person) in sample::people().enumerate() {
        let _ = writeln!(text, "{person},40,2020-01-01,{},EUR", 30 + at % 20);
    }
    text
}

fn accounts() -> String {
    let mut text = "Client,Status,Account manager,Since,Currency,Payment terms\n".to_owned();
    let managers: Vec<String> = sample::people().take(8).collect();
    for (at, client) in sample::clients().enumerate() {
        let _ = writeln!(
            text,
            "{client},active,{},2020-01-01,EUR,30",
            managers[at % 8]
        );
    }
    text
}

struct Bill {
    number: u32,
    client: String,
    day: NaiveDate,
    net: u32,
}

/// One of each client in a month.
fn bills(month: u32) -> impl Iterator<Item = Bill> {
    sample::clients().zip(0..).map(move |(client, at)| Bill {
        number: month * 60 + at + 1,
        client,
        day: first_of(month) + Days::new(u64::from(at % 28)),
        net: 1_000 + 5 * ((at * 37 + month * 11) % 4_000),
    })
}

fn invoices() -> String {
    let mut text = "Number,Client,Issued on,Due on,Net,Tax,Gross,Currency\n".to_owned();
    for bill in (0..MONTHS).flat_map(bills) {
        let Bill {
            number,
            client,
            day,
            net,
        } = bill;
        let due = day + Days::new(30);
        let _ = writeln!(
            text,
            "INV-{number:06},{client},{day},{due},{net}.00,{}.00,{}.00,EUR",
            net / 5,
            net + net / 5
        );
    }
    text
}

/// Bank lines for some of a month's invoices.
fn payments(month: u32, paid: impl Fn(&Bill) -> bool) -> String {
    let mut text = String::new();
    for bill in bills(month).filter(|bill| paid(bill)) {
        let day = bill.day + Days::new(2);
        let gross = bill.net + bill.net / 5;
        let _ = writeln!(
            text,
            "{day},{},{gross}.00,EUR,in,Invoice INV-{:06}",
            bill.client, bill.number
        );
    }
    text
}

fn paid_lines(lines: &str) -> String {
    format!("Date,Payer,Amount,Currency,Direction,Reference\n{lines}")
}
