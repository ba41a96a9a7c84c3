//! Random agencies with time, rate cards, plans and names, whose defects are known: a client for each story, in which a thing is wrong
//! or, as often, just right. Bank lines and acts are those of `planted.rs`.

use std::collections::BTreeSet;

use super::planted::Draw;
use crate::model::Phrase;
use crate::model::intake::{Question, Topic};

/// Class, client and subject.
pub type Told = (&'static str, String, String);

/// Rows of each table, a line of text for each, open and answered questions, and the truth.
#[derive(Default)]
pub struct Worked {
    pub contracts: Vec<String>,
    pub projects: Vec<String>,
    pub cards: Vec<String>,
    pub plans: Vec<String>,
    pub invoices: Vec<String>,
    pub documents: Vec<String>,
    pub time: Vec<String>,
    pub questions: Vec<Question>,
    pub defects: BTreeSet<Told>,
}

pub const PEOPLE: &str = "person | role | bill_rate | currency | starts_on\n\
    Mara | Designer | 100 | EUR | 2025-01-01\nJo | Developer | 80 | EUR | 2025-01-01\nIvo | Дизайнер | 90 | EUR | 2025-01-01";
pub const CONTRACTS_HEAD: &str =
    "contract | client | signed_on | starts_on | ends_on | currency | budget_hours";
pub const PROJECTS_HEAD: &str = "project | client | kind | contract";
pub const CARDS_HEAD: &str = "client | contract | role | rate | currency | starts_on";
pub const PLANS_HEAD: &str = "contract | client | name | planned_on | amount | currency";
pub const INVOICES_HEAD: &str =
    "number | client | issued_on | net | currency | contract | project | period | issuer";
pub const DOCUMENTS_HEAD: &str =
    "kind | number | client | date | amount | currency | invoice | contract | signed";
pub const TIME_HEAD: &str = "date | person | client | project | duration | rate | billable";

/// The books of an agency: every story three times.
pub fn agency(seed: u64) -> Worked {
    let mut teller = Teller {
        draw: Draw(seed),
        out: Worked::default(),
        client: String::new(),
    };
    let stories: [fn(&mut Teller, bool); 10] = [
        Teller::hours_within_a_cap,
        Teller::entries_after_the_invoice,
        Teller::rates_of_a_card,
        Teller::roles_of_a_card,
        Teller::somebody_without_a_rate,
        Teller::days_of_a_contract,
        Teller::hours_of_last_month,
        Teller::a_plan,
        Teller::two_of_our_companies,
        Teller::names,
    ];
    for (at, story) in stories.into_iter().cycle().take(30).enumerate() {
        teller.client = format!("Client {at}");
        let wrong = teller.draw.below(2) == 0;
        story(&mut teller, wrong);
    }
    teller.out
}

struct Teller {
    draw: Draw,
    out: Worked,
    client: String,
}

impl Teller {
    fn defect(&mut self, class: &'static str, subject: &str) {
        let told = (class, self.client.clone(), subject.to_owned());
        self.out.defects.insert(told);
    }

    /// A contract and the project that serves it; the number of the one and the name of the other.
    fn contract(&mut self, kind: &str, ends_on: &str, hours: &str) -> (String, String) {
        let client = &self.client;
        let (number, project) = (format!("K {client}"), format!("Site of {client}"));
        self.out.contracts.push(format!(
            "{number} | {client} | 2026-01-01 | 2026-01-01 | {ends_on} | EUR | {hours}"
        ));
        self.out
            .projects
            .push(format!("{project} | {client} | {kind} | {number}"));
        (number, project)
    }

    fn work(&mut self, day: &str, person: &str, project: &str, hours: usize, rate: &str) {
        let client = &self.client;
        self.out.time.push(format!(
            "{day} | {person} | {client} | {project} | {hours} | {rate} | yes"
        ));
    }

    fn invoice(&mut self, number: &str, day: &str, net: i64, rest: [&str; 4]) {
        let [contract, project, period, issuer] = rest;
        let client = &self.client;
        self.out.invoices.push(format!(
            "{number} | {client} | {day} | {net} | EUR | {contract} | {project} | {period} | {issuer}"
        ));
    }

    fn hours_within_a_cap(&mut self, wrong: bool) {
        let days = 2 + self.draw.below(4);
        let spare = if wrong { 1 } else { 0 };
        let cap = days * 7 - spare;
        let (number, project) = self.contract("fixed", "2026-12-31", &cap.to_string());
        for day in 0..days {
            self.work(&format!("2026-10-{:02}", 5 + day), "Mara", &project, 7, "");
        }
        if wrong {
            self.defect("over-cap-hours", &number);
        }
    }

    fn entries_after_the_invoice(&mut self, wrong: bool) {
        let (contract, project) = self.contract("time_and_materials", "2026-12-31", "");
        let issued = 12 + self.draw.below(12);
        let number = format!("L-{}", self.client);
        let day = format!("2026-10-{issued}");
        self.invoice(&number, &day, 700, [&contract, &project, "2026-10", ""]);
        self.work(&day, "Mara", &project, 7, "");
        if wrong {
            let later = issued + 1 + self.draw.below(5);
            self.work(&format!("2026-10-{later}"), "Jo", &project, 2, "");
            self.defect("late-entry", &number);
        }
    }

    fn rates_of_a_card(&mut self, wrong: bool) {
        let (contract, project) = self.contract("fixed", "2026-12-31", "");
        let rate = 60 + self.draw.below(60);
        // of the contract, or of all work of the client; a price that held until the summer
        let of = if self.draw.below(2) == 0 {
            contract.as_str()
        } else {
            ""
        };
        let client = self.client.clone();
        for (rate, since) in [(rate - 7, "2026-01-01"), (rate, "2026-07-01")] {
            self.out.cards.push(format!(
                "{client} | {of} | designer | {rate} | EUR | {since}"
            ));
        }
        let person = self.draw.one(&["Mara", "Ivo"]);
        let told = if wrong { rate - 7 } else { rate };
        self.work("2026-10-06", person, &project, 3, &told.to_string());
        if wrong {
            self.defect("rate-mismatch", person);
        }
    }

    fn roles_of_a_card(&mut self, wrong: bool) {
        let (contract, project) = self.contract("fixed", "2026-12-31", "");
        let client = self.client.clone();
        self.out.cards.push(format!(
            "{client} | {contract} | Designer | 95 | EUR | 2026-01-01"
        ));
        let person = if wrong { "Jo" } else { "Ivo" };
        self.work("2026-10-07", person, &project, 4, "");
        if wrong {
            self.defect("wrong-person", "Jo");
        }
    }

    fn somebody_without_a_rate(&mut self, wrong: bool) {
        let (_, project) = self.contract("fixed", "2026-12-31", "");
        let person = if wrong { "Kit" } else { "Jo" };
        self.work("2026-10-08", person, &project, 4, "");
        if wrong {
            self.defect("wrong-person", "Kit");
        }
    }

    fn days_of_a_contract(&mut self, wrong: bool) {
        let last = 5 + self.draw.below(15);
        let (_, project) = self.contract("fixed", &format!("2026-10-{last:02}"), "");
        let day = last + usize::from(wrong);
        self.work(&format!("2026-10-{day:02}"), "Mara", &project, 5, "");
        if wrong {
            self.defect("work-outside-contract", &project);
        }
    }

    fn hours_of_last_month(&mut self, wrong: bool) {
        let (contract, project) = self.contract("time_and_materials", "2026-12-31", "");
        let days = 1 + self.draw.below(5);
        for day in 0..days {
            self.work(&format!("2026-09-{:02}", 7 + day), "Mara", &project, 6, "");
        }
        let billed = days as i64 * 600 - i64::from(wrong);
        let number = format!("T-{}", self.client);
        self.invoice(
            &number,
            "2026-10-01",
            billed,
            [&contract, &project, "2026-09", ""],
        );
        if wrong {
            self.defect("hours-not-billed", &project);
        }
    }

    fn a_plan(&mut self, wrong: bool) {
        let (contract, _) = self.contract("fixed", "2026-12-31", "");
        let (client, spoilt) = (self.client.clone(), self.draw.below(3));
        let lacks = self.draw.below(2) == 0;
        for (at, (day, issued)) in [
            ("2026-03-15", "2026-03-20"),
            ("2026-06-15", "2026-06-10"),
            ("2026-09-15", "2026-09-30"),
        ]
        .into_iter()
        .enumerate()
        {
            let amount = 1_000 + 100 * self.draw.below(20) as i64 + at as i64;
            self.out.plans.push(format!(
                "{contract} | {client} | Part {at} | {day} | {amount} | EUR"
            ));
            let number = format!("P{at}-{client}");
            let off = wrong && at == spoilt;
            if off && lacks {
                self.defect("missing-instalment", &format!("{contract} Part {at}"));
                continue;
            }
            if off {
                self.defect("amount-differs", &number);
            }
            let net = amount - i64::from(off) * 50;
            self.invoice(&number, issued, net, [&contract, "", "", ""]);
        }
    }

    fn two_of_our_companies(&mut self, wrong: bool) {
        let number = format!("N-{}", self.client);
        let other = if wrong { "One Ltd" } else { "Two Ltd" };
        self.invoice(&number, "2026-08-03", 410, ["", "", "", "One Ltd"]);
        self.invoice(&number, "2026-09-04", 520, ["", "", "", other]);
        if wrong {
            self.defect("duplicate-invoice-number", &number);
        }
    }

    fn names(&mut self, wrong: bool) {
        let number = format!("W-{}", self.client);
        if self.draw.below(2) == 0 {
            let (contract, _) = self.contract("fixed", "2026-12-31", "");
            let named = if wrong {
                "K unheard of"
            } else {
                contract.as_str()
            };
            let (client, act) = (self.client.clone(), format!("A-{number}"));
            self.out.documents.push(format!(
                "act | {act} | {client} | 2026-10-02 | 90 | EUR | {number} | {named} | yes"
            ));
            self.invoice(&number, "2026-10-02", 90, [&contract, "", "", ""]);
            if wrong {
                self.defect("name-unresolved", &act);
            }
            return;
        }
        self.invoice(&number, "2026-10-02", 90, ["", "", "", ""]);
        let answer = if wrong { "" } else { "Somebody" };
        self.out.questions.push(Question {
            topic: Topic::Names,
            kind: "client".to_owned(),
            subject: self.client.clone(),
            seen_in: String::new(),
            proposal: "Somebody".to_owned(),
            reason: Phrase::default(),
            answer: answer.to_owned(),
            stale: false,
        });
        if wrong {
            self.defect("name-unresolved", &number);
        }
    }
}
