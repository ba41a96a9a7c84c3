//! How well defects are found that only a whole run tells: acts against work, invoices without hours, rows that were set aside, and
//! what came after a month was issued.

use std::collections::BTreeSet;

use super::planted::Draw;
use super::seeded::{Classes, Defects, SEEDS, frame_lines, sheet};
use crate::metrics::catalogue::EXCEPTIONS;
use crate::metrics::issued::figures::figures;
use crate::metrics::issued::rows::kept_rows;
use crate::metrics::testing::{scope, tables};
use crate::metrics::{Metrics, compute_after};
use crate::model::intake::Intake;
use crate::model::issued::{Issued, IssuedPack};
use crate::model::{Decisions, Phrase, Place, Problem, Severity};

/// Classes whose defects are planted here.
const PLANTED: [&str; 5] = [
    "act-without-work",
    "after-close-change",
    "billed-without-hours",
    "set-aside",
    "work-without-act",
];

/// Rows of each table, what came late, and the truth.
#[derive(Default)]
struct Month {
    clients: Vec<String>,
    projects: Vec<String>,
    time: Vec<String>,
    /// Rows of September that nobody had when it was issued.
    late: Vec<String>,
    invoices: Vec<String>,
    acts: Vec<String>,
    problems: Vec<Problem>,
    defects: Defects,
}

struct Teller {
    draw: Draw,
    out: Month,
    client: String,
}

/// Every story three times, wrong or just right.
fn agency(seed: u64) -> Month {
    let mut teller = Teller {
        draw: Draw(seed),
        out: Month::default(),
        client: String::new(),
    };
    let stories: [fn(&mut Teller, bool); 5] = [
        Teller::an_invoice,
        Teller::acts_of_two_months,
        Teller::work_of_two_months,
        Teller::september_is_issued,
        Teller::a_row_nobody_can_read,
    ];
    for (at, story) in stories.into_iter().cycle().take(15).enumerate() {
        teller.client = format!("Client {at}");
        teller.out.clients.push(format!("Client {at} | active"));
        let wrong = teller.draw.below(2) == 0;
        story(&mut teller, wrong);
    }
    // time is kept in this agency
    teller.client = "Client 99".to_owned();
    teller.work("2026-08", "fixed");
    teller.work("2026-10", "fixed");
    teller.out
}

impl Teller {
    fn defect(&mut self, class: &str, subject: &str) {
        let of = format!("{} | {subject}", self.client);
        self.out.defects.insert((class.to_owned(), of));
    }

    fn hours(&mut self, month: &str) -> String {
        let (day, hours) = (5 + self.draw.below(15), 1 + self.draw.below(7));
        let client = &self.client;
        format!("{month}-{day:02} | Mara | {client} | Site of {client} | {hours}")
    }

    fn work(&mut self, month: &str, kind: &str) {
        let client = self.client.clone();
        let project = format!("Site of {client} | {client} | {kind}");
        if !self.out.projects.contains(&project) {
            self.out.projects.push(project);
        }
        let entry = self.hours(month);
        self.out.time.push(entry);
    }

    fn act(&mut self, month: &str) -> String {
        let client = &self.client;
        let number = format!("A {month} {client}");
        self.out.acts.push(format!(
            "act | {number} | {client} | {month}-28 | 500 | EUR | {month} | yes"
        ));
        number
    }

    fn an_invoice(&mut self, wrong: bool) {
        let client = self.client.clone();
        let day = 1 + self.draw.below(27);
        self.out.invoices.push(format!(
            "I {client} | {client} | 2026-10-{day:02} | 900 | EUR"
        ));
        self.work(if wrong { "2026-09" } else { "2026-10" }, "fixed");
        if wrong {
            self.defect("billed-without-hours", "");
        }
    }

    fn acts_of_two_months(&mut self, wrong: bool) {
        self.work("2026-08", "fixed");
        self.act("2026-08");
        let act = self.act("2026-09");
        if wrong {
            self.defect("act-without-work", &act);
        } else {
            self.work("2026-09", "fixed");
        }
    }

    fn work_of_two_months(&mut self, wrong: bool) {
        self.work("2026-08", "retainer");
        self.work("2026-09", "retainer");
        self.act("2026-08");
        if wrong {
            self.defect("work-without-act", "2026-09");
        } else {
            self.act("2026-09");
        }
    }

    fn september_is_issued(&mut self, wrong: bool) {
        self.work("2026-09", "fixed");
        if wrong {
            let entry = self.hours("2026-09");
            self.out.late.push(entry);
            self.defect("after-close-change", "2026-09");
        }
    }

    fn a_row_nobody_can_read(&mut self, wrong: bool) {
        let table = ["invoices", "payments", "documents", "goals"][self.draw.below(4)];
        let rule = format!("{table}.amount.{}", self.client);
        let severity = if wrong {
            Severity::SetAside
        } else {
            Severity::Look
        };
        self.out.problems.push(Problem {
            place: Place::of_file("a.csv"),
            rule: rule.clone(),
            severity,
            column: "Amount".to_owned(),
            found: "?".to_owned(),
            expected: Phrase::default(),
            hint: Phrase::default(),
            effect: Phrase::default(),
        });
        // a goal is in no balance
        if wrong && table != "goals" {
            self.client.clear();
            self.defect("set-aside", &rule);
        }
    }
}

/// All frames of a month, held against what was issued.
fn run(of: &Month, time: &[String], month: &str, issued: &Issued) -> (Intake, Metrics) {
    let sheets = [
        ("clients", sheet("client | status", &of.clients)),
        ("projects", sheet("project | client | kind", &of.projects)),
        (
            "time",
            sheet("date | person | client | project | duration", time),
        ),
        (
            "invoices",
            sheet("number | client | issued_on | net | currency", &of.invoices),
        ),
        (
            "documents",
            sheet(
                "kind | number | client | date | amount | currency | period | signed",
                &of.acts,
            ),
        ),
    ];
    let texts: Vec<(&str, &str)> = sheets
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let intake = Intake {
        tables: tables(&texts),
        problems: of.problems.clone(),
        ..Intake::default()
    };
    let mut scope = scope(month, &format!("{month}-30"));
    scope.settings.base_currency = "EUR".to_owned();
    scope.first = "2026-08".parse().expect("a month");
    let (metrics, _) = compute_after(&intake, &Decisions::default(), &scope, issued, None);
    (intake, metrics)
}

/// September as it was issued.
fn september(of: &Month) -> IssuedPack {
    let (intake, metrics) = run(of, &of.time, "2026-09", &Issued::default());
    let scope = scope("2026-09", "2026-09-30");
    IssuedPack {
        name: "2026-09".to_owned(),
        period: scope.period,
        as_of: scope.as_of,
        files: Vec::new(),
        kept: Some(kept_rows(&intake.tables)),
        figures: figures(&metrics, &scope),
    }
}

fn told(of: &Month) -> Defects {
    let issued = Issued {
        same: None,
        earlier: Some(september(of)),
    };
    let time: Vec<String> = of.time.iter().chain(&of.late).cloned().collect();
    let (_, metrics) = run(of, &time, "2026-10", &issued);
    let frame = metrics
        .get(EXCEPTIONS.name)
        .expect("the exceptions")
        .clone();
    let lines = frame_lines(&[frame], &EXCEPTIONS, &["class", "client", "subject"]);
    let told = lines.iter().filter_map(|line| line.split_once(" | "));
    told.filter(|(class, _)| PLANTED.contains(class))
        .map(|(class, rest)| (class.to_owned(), rest.to_owned()))
        .collect()
}

#[test]
fn defects_of_a_whole_run_are_found_by_class() {
    let mut classes = Classes::default();
    let mut planted = BTreeSet::new();
    for seed in SEEDS {
        let month = agency(seed);
        planted.extend(month.defects.iter().map(|(class, _)| class.clone()));
        classes.hold(seed, &month.defects, &told(&month), &Defects::new());
    }
    assert_eq!(planted.iter().collect::<Vec<_>>(), PLANTED);
    classes.judge();
}
