//! A whole agency with invented books of three years: what the metrics are measured on.
//!
//! A person belongs to one of 40 teams' worth of clients: each month it works on the projects of five clients, as people do.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike, Days, Months, NaiveDate};

/// Months of time, invoices and payments.
const MONTHS: u32 = 36;
const PROJECTS: u32 = 5;
const TASKS: [&str; 6] = ["Design", "Copy", "Research", "Meetings", "Code", "Review"];

/// A folder of csv files.
pub struct Agency {
    /// Time entries.
    pub rows: u32,
    pub people: u32,
    pub clients: u32,
    pub folder: PathBuf,
}

impl Agency {
    /// The files, made when they are not there.
    pub fn make(rows: u32, people: u32, clients: u32) -> Result<Agency, String> {
        let name = format!("agency-{rows}-{people}-{clients}");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let agency = Agency {
            rows,
            people,
            clients,
            folder,
        };
        if !agency.folder.join("complete").exists() {
            agency.write().map_err(|why| why.to_string())?;
        }
        Ok(agency)
    }

    fn write(&self) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        for (name, text) in [
            ("time.csv", self.time()),
            ("people.csv", self.staff()),
            ("clients.csv", self.accounts()),
            ("projects.csv", self.projects()),
            ("invoices.csv", self.invoices()),
            ("payments.csv", self.payments()),
            ("leave.csv", self.leave()),
            ("bookings.csv", self.bookings()),
            ("touches.csv", self.touches()),
            ("complete", String::new()),
        ] {
            fs::write(self.folder.join(name), text)?;
        }
        Ok(())
    }

    fn time(&self) -> String {
        let mut text = "Date,Person,Client,Project,Task,Hours,Billable\n".to_owned();
        let days = working_days();
        let mut draw = Draw(20_261_126);
        for entry in 0..self.rows {
            let day = days[(u64::from(entry) * days.len() as u64 / u64::from(self.rows)) as usize];
            let person = draw.below(self.people);
            let client = (person * 7 + draw.below(5)) % self.clients;
            let project = draw.below(PROJECTS);
            let quarters = 1 + draw.below(16);
            let billable = if draw.below(4) > 0 { "yes" } else { "no" };
            let task = TASKS[draw.below(6) as usize];
            let _ = writeln!(
                text,
                "{day},{},{},{},{task},{}.{:02},{billable}",
                person_name(person),
                client_name(client),
                project_name(client, project),
                quarters / 4,
                quarters % 4 * 25,
            );
        }
        text
    }

    fn staff(&self) -> String {
        let mut text = "Person,Role,Team,Grade,Weekly hours,Start date,Cost rate,Bill rate,Currency,Target,Region\n".to_owned();
        for person in 0..self.people {
            let _ = writeln!(
                text,
                "{},Role {},Team {},senior,{},2020-01-01,{},{},EUR,0.75,R{}",
                person_name(person),
                person % 8,
                person % 25,
                [40, 40, 32, 20][person as usize % 4],
                30 + person % 20,
                80 + person % 40,
                person % 3,
            );
        }
        text
    }

    fn accounts(&self) -> String {
        let mut text =
            "Client,Status,Account manager,Tier,Group,Since,Currency,Payment terms\n".to_owned();
        for client in 0..self.clients {
            let _ = writeln!(
                text,
                "{},active,{},{},Group {},2020-01-01,{},30",
                client_name(client),
                person_name(client % 20),
                ["A", "B", "C"][client as usize % 3],
                client / 4,
                currency(client),
            );
        }
        text
    }

    fn projects(&self) -> String {
        let mut text =
            "Project,Client,Type,Start,End,Budget hours,Budget amount,Currency\n".to_owned();
        for client in 0..self.clients {
            for project in 0..PROJECTS {
                let kind = ["Retainer", "Fixed price", "Time and materials"][project as usize % 3];
                let _ = writeln!(
                    text,
                    "{},{},{kind},2023-11-01,2026-12-31,{},{},{}",
                    project_name(client, project),
                    client_name(client),
                    if project % 3 == 0 { 40 } else { 2_000 },
                    if project % 3 == 0 { 4_000 } else { 150_000 },
                    currency(client),
                );
            }
        }
        text
    }

    fn invoices(&self) -> String {
        let mut text = "Number,Client,Issued on,Due on,Net,Tax,Gross,Currency,Project\n".to_owned();
        for (number, client, project, day, net) in self.bills() {
            let due = day + Days::new(30);
            let _ = writeln!(
                text,
                "INV-{number:06},{},{day},{due},{net}.00,{}.00,{}.00,{},{}",
                client_name(client),
                net / 5,
                net + net / 5,
                currency(client),
                project_name(client, project),
            );
        }
        text
    }

    fn payments(&self) -> String {
        let mut text = "Date,Payer,Amount,Currency,Direction,Reference\n".to_owned();
        for (number, client, _, day, net) in self.bills() {
            if number % 12 != 0 {
                let paid = day + Days::new(20 + u64::from(number % 25));
                let _ = writeln!(
                    text,
                    "{paid},{},{}.00,{},in,Invoice INV-{number:06}",
                    client_name(client),
                    net + net / 5,
                    currency(client),
                );
            }
        }
        text
    }

    /// Number, client, project, day and net amount of every invoice.
    fn bills(&self) -> impl Iterator<Item = (u32, u32, u32, NaiveDate, u32)> {
        let clients = self.clients;
        (0..MONTHS).flat_map(move |month| {
            (0..clients).map(move |client| {
                let number = month * clients + client + 1;
                let day = first_day() + Months::new(month) + Days::new(u64::from(client % 28));
                let net = 1_000 + 5 * (client * 37 + month * 11) % 20_000;
                (number, client, client % PROJECTS, day, net - net % 5)
            })
        })
    }

    fn leave(&self) -> String {
        let mut text = "Date,Person,Leave type,Hours\n".to_owned();
        for person in 0..self.people {
            for part in 0..MONTHS {
                let day =
                    first_day() + Months::new(part) + Days::new(u64::from((person + part) % 27));
                let _ = writeln!(text, "{day},{},Vacation,8", person_name(person));
            }
        }
        text
    }

    fn bookings(&self) -> String {
        let mut text = "Week,Person,Client,Hours,Status\n".to_owned();
        let next = first_day() + Months::new(MONTHS);
        let monday = next + Days::new(u64::from((7 - next.weekday().num_days_from_monday()) % 7));
        for person in 0..self.people {
            for week in 0..8 {
                let day = monday + Days::new(7 * week);
                let _ = writeln!(
                    text,
                    "{day},{},{},{},{}",
                    person_name(person),
                    client_name(person * 7 % self.clients),
                    16 + (person + week as u32) % 30,
                    if (person + week as u32).is_multiple_of(3) {
                        "tentative"
                    } else {
                        "confirmed"
                    },
                );
            }
        }
        text
    }

    fn touches(&self) -> String {
        let mut text = "Date,Client,Type,Person,Summary\n".to_owned();
        for client in 0..self.clients {
            for month in 0..MONTHS {
                let day = first_day() + Months::new(month) + Days::new(u64::from(client % 25));
                let kind = if month % 3 == 0 { "review" } else { "call" };
                let _ = writeln!(
                    text,
                    "{day},{},{kind},{},spoke",
                    client_name(client),
                    person_name(client % 20)
                );
            }
        }
        text
    }
}

/// 1 November 2023, so that October 2026 is the last month.
pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 11, 1).unwrap_or_default()
}

fn working_days() -> Vec<NaiveDate> {
    let end = first_day() + Months::new(MONTHS);
    let days = first_day().iter_days().take_while(|day| *day < end);
    days.filter(|day| day.weekday().num_days_from_monday() < 5)
        .collect()
}

fn person_name(person: u32) -> String {
    format!(
        "{} {}",
        letters(person, "Kalomi"),
        letters(person * 31 + 7, "Derunat")
    )
}

pub fn client_name(client: u32) -> String {
    format!(
        "{} {}",
        letters(client * 17 + 3, "Vantory"),
        ["Foods", "Works", "Trade", "Media"][client as usize % 4]
    )
}

fn project_name(client: u32, project: u32) -> String {
    format!(
        "{} {}",
        client_name(client),
        ["retainer", "site", "support", "care", "launch"][project as usize]
    )
}

/// A word that no other number has, spelled so that no two look alike.
fn letters(mut number: u32, stem: &str) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ke", "li", "mo", "nu", "pra", "que", "sti", "zo", "flu", "dra", "gre", "chi", "jo",
        "wu", "xa",
    ];
    let mut word = String::new();
    for _ in 0..4 {
        word.push_str(SYLLABLES[(number % 16) as usize]);
        number /= 16;
    }
    let initial = stem.chars().next().unwrap_or('K');
    format!("{initial}{word}")
}

fn currency(client: u32) -> &'static str {
    if client.is_multiple_of(10) {
        "USD"
    } else {
        "EUR"
    }
}

/// A fixed sequence of numbers (Knuth's MMIX generator).
pub struct Draw(pub u64);

impl Draw {
    pub fn below(&mut self, below: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(below)) as u32
    }
}
