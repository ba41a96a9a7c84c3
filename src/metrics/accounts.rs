//! Who the clients are: the clients table, and everybody else that a file names as a client.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::exchange::commonest;
use super::internal::internal_clients;
use super::papers::issued;
use super::reconcile::Owed;
use super::work::Name;
use super::worked::Work;
use crate::model::tables::day_number;
use crate::model::{Month, Place, Settings, Table, Tables};

/// A client that is not internal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// Canonical name.
    pub client: String,
    /// Status code; empty when no file says.
    pub status: String,
    /// Who manages the account; empty when nobody.
    pub manager: String,
    /// Tier as written.
    pub tier: String,
    /// Stage as written.
    pub stage: String,
    /// Day the stage began.
    pub stage_since: Option<NaiveDate>,
    /// Group of companies; empty without one.
    pub group: String,
    /// Client since.
    pub since: Option<NaiveDate>,
    /// Next renewal.
    pub renewal_on: Option<NaiveDate>,
    /// Next report due.
    pub next_report_on: Option<NaiveDate>,
    /// Days between reviews.
    pub cadence_days: i64,
    /// Days between contacts of any kind.
    pub contact_cadence_days: i64,
    /// Channel as written: of contact, or the one by which the client came.
    pub channel: String,
    /// Address, as written.
    pub email: String,
    /// Main currency: the client's, else that of most of its invoices, else the base.
    pub currency: String,
}

impl Account {
    /// True for a client that is looked after: neither lost, paused nor to be won. A client without a status is.
    pub fn is_served(&self) -> bool {
        matches!(self.status.as_str(), "active" | "notice" | "")
    }

    /// True for a client whose work rests: what is agreed goes on only when the client says so.
    pub fn is_paused(&self) -> bool {
        self.status == "paused"
    }
}

/// Every client that is not internal, by name.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    by_name: BTreeMap<String, Account>,
    internal: BTreeSet<String>,
    set_apart: BTreeSet<Place>,
}

/// Tables that name clients beside the clients table, and the day from which a row is known; without one, always.
const NAMING: [(Table, Option<&str>); 9] = [
    (Table::Invoices, Some("issued_on")),
    (Table::Expenses, Some("date")),
    (Table::Contracts, None),
    (Table::Responses, Some("date")),
    (Table::Touches, Some("date")),
    (Table::Goals, None),
    (Table::Actions, Some("agreed_on")),
    (Table::Risks, Some("raised_on")),
    (Table::Stakeholders, None),
];

impl Accounts {
    /// Collects clients known up to as-of. Of two rows for one client the first counts; a client without a row has only a name.
    pub fn of(
        tables: &Tables,
        work: &Work<'_>,
        balances: &Owed,
        base: &str,
        settings: &Settings,
        as_of: NaiveDate,
    ) -> Accounts {
        let mut accounts = Accounts {
            set_apart: balances.set_apart.clone(),
            ..Accounts::default()
        };
        accounts.read_clients(tables, settings);
        for (table, since) in NAMING {
            let rows = tables.rows(table);
            let days = since.map(|since| rows.date(since));
            for (at, name) in rows.text("client").into_iter().enumerate() {
                let day = days.as_ref().and_then(|days| days[at]);
                if let Some(name) = name.filter(|_| day.is_none_or(|day| day <= as_of)) {
                    accounts.add(name, settings);
                }
            }
        }
        let outside = work.months().iter().flat_map(|sums| &sums.projects);
        let worked_for: BTreeSet<Name<'_>> = outside.map(|done| done.client).collect();
        for client in worked_for {
            accounts.add(&client, settings);
        }
        for (_, client, _) in balances.receivables.keys() {
            accounts.add(client, settings);
        }
        accounts.fill_currencies(tables, base, as_of);
        accounts.serve_whom_later_days_show(tables, as_of);
        accounts
    }

    /// Who is gone or rests in a list that names no day was not so on a day after which the client was worked for.
    fn serve_whom_later_days_show(&mut self, tables: &Tables, as_of: NaiveDate) {
        let is_of_no_day = |account: &Account| {
            let told = matches!(account.status.as_str(), "lost" | "paused");
            told && account.stage_since.is_none()
        };
        if !self.iter().any(is_of_no_day) {
            return;
        }
        let served = served_after(tables, self, as_of);
        let left = self.by_name.values_mut();
        for account in left.filter(|account| is_of_no_day(account)) {
            if served.contains(&account.client) {
                "active".clone_into(&mut account.status);
            }
        }
    }

    /// Places of invoices and credit notes that are in no figure, since another has their number or they correct themselves.
    pub fn set_apart(&self) -> &BTreeSet<Place> {
        &self.set_apart
    }

    fn read_clients(&mut self, tables: &Tables, settings: &Settings) {
        let rows = tables.rows(Table::Clients);
        let internal = internal_clients(tables);
        let text = |field: &str| rows.text(field);
        let (client, status, manager) = (text("client"), text("status"), text("account_manager"));
        let (tier, stage, group) = (text("tier"), text("stage"), text("group"));
        let (currency, channel, email) = (text("currency"), text("channel"), text("email"));
        let (stage_since, since) = (rows.date("stage_since"), rows.date("since"));
        let (renewal, report) = (rows.date("renewal_on"), rows.date("next_report_on"));
        let cadence = rows.integers("review_cadence_days");
        let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
        for at in 0..rows.len() {
            let Some(name) = client[at] else { continue };
            if self.internal.contains(name) || self.by_name.contains_key(name) {
                continue;
            }
            if internal.contains(name) {
                self.internal.insert(name.to_owned());
                continue;
            }
            let tier = word(&tier, at);
            let own = cadence[at]
                .filter(|days| *days > 0)
                .map(|days| days / 10_000);
            let cadence_days = own.unwrap_or_else(|| cadence_of(&tier, settings));
            self.by_name.insert(
                name.to_owned(),
                Account {
                    client: name.to_owned(),
                    status: word(&status, at),
                    manager: word(&manager, at),
                    cadence_days,
                    contact_cadence_days: contact_cadence_of(&tier, settings)
                        .unwrap_or(cadence_days),
                    channel: word(&channel, at),
                    email: word(&email, at),
                    tier,
                    stage: word(&stage, at),
                    stage_since: stage_since[at],
                    group: word(&group, at),
                    since: since[at],
                    renewal_on: renewal[at],
                    next_report_on: report[at],
                    currency: word(&currency, at),
                },
            );
        }
    }

    fn add(&mut self, name: &str, settings: &Settings) {
        if name.is_empty() || self.internal.contains(name) || self.by_name.contains_key(name) {
            return;
        }
        let cadence_days = cadence_of("", settings);
        let account = Account {
            client: name.to_owned(),
            cadence_days,
            contact_cadence_days: contact_cadence_of("", settings).unwrap_or(cadence_days),
            ..Account::default()
        };
        self.by_name.insert(name.to_owned(), account);
    }

    fn fill_currencies(&mut self, tables: &Tables, base: &str, as_of: NaiveDate) {
        let rows = tables.rows(Table::Invoices);
        let mut invoiced: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let (clients, currencies) = (rows.text("client"), rows.text("currency"));
        for (at, issued) in rows.date("issued_on").into_iter().enumerate() {
            if let (Some(client), Some(currency)) = (clients[at], currencies[at])
                && issued.is_none_or(|day| day <= as_of)
            {
                invoiced.entry(client).or_default().push(currency);
            }
        }
        for account in self.by_name.values_mut() {
            if account.currency.is_empty() {
                let used = invoiced.get(account.client.as_str());
                account.currency = used
                    .and_then(|used| commonest(used.iter().copied()))
                    .unwrap_or_else(|| base.to_owned());
            }
        }
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.by_name.values()
    }

    /// The account of a client; none for internal ones.
    pub fn get(&self, client: &str) -> Option<&Account> {
        self.by_name.get(client)
    }
}

/// Clients with hours after a day, or with invoices of more than a month after its own, which are of later work.
fn served_after(tables: &Tables, accounts: &Accounts, as_of: NaiveDate) -> BTreeSet<String> {
    let next = Month::of(as_of).plus(1);
    let papers = issued(tables, accounts, NaiveDate::MAX).into_iter();
    let billed = papers.filter(|paper| !paper.credit && Month::of(paper.day) > next);
    let mut served: BTreeSet<String> = billed.map(|paper| paper.client.to_owned()).collect();
    let rows = tables.rows(Table::Time);
    let (days, client) = (rows.values("date"), rows.numbered("client"));
    let last = day_number(as_of);
    let later = (0..rows.len()).filter(|at| days.day(*at).is_some_and(|day| day > last));
    let of_later: BTreeSet<usize> = later.filter_map(|at| client.of_row(at)).collect();
    let names = of_later.into_iter().filter_map(|at| client.texts()[at]);
    served.extend(names.map(str::to_owned));
    served
}

/// Days between reviews of a tier.
fn cadence_of(tier: &str, settings: &Settings) -> i64 {
    let days = days_of(tier, &settings.review_cadence_days);
    days.unwrap_or(i64::from(settings.review_cadence_default_days))
}

/// Days between contacts of a tier; none where the review's cadence holds.
fn contact_cadence_of(tier: &str, settings: &Settings) -> Option<i64> {
    days_of(tier, &settings.contact_cadence_days)
}

/// Days of a tier; case does not matter.
fn days_of(tier: &str, listed: &BTreeMap<String, u32>) -> Option<i64> {
    let tier = tier.trim().to_lowercase();
    let days = listed.iter().find(|(name, _)| name.to_lowercase() == tier);
    days.map(|(_, days)| i64::from(*days))
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{tables, work};
    use super::super::month_sums::Judges;
    use super::super::people::People;
    use super::*;

    #[test]
    fn everybody_named_is_a_client_but_internal_ones() {
        let tables = tables(&[
            (
                "clients",
                "client | status | currency\n Home | internal | EUR\n Halden | active | USD",
            ),
            (
                "invoices",
                "number | client | currency\n 1 | Berg | RUB\n 2 | Berg | RUB\n 3 | Berg | USD",
            ),
        ]);
        let work = work(
            "2026-10-01 Mara Home - I 8\n2026-10-01 Mara Tarn - C 8",
            Judges {
                people: &People::default(),
                base: "EUR",
                agreed: None,
            },
        );
        let accounts = Accounts::of(
            &tables,
            &work,
            &Owed::default(),
            "EUR",
            &Settings::default(),
            NaiveDate::MAX,
        );
        let found: Vec<_> = accounts
            .iter()
            .map(|a| (a.client.as_str(), a.currency.as_str()))
            .collect();
        assert_eq!(found, [("Berg", "RUB"), ("Halden", "USD"), ("Tarn", "EUR")]);
    }

    #[test]
    fn a_status_of_no_day_does_not_hold_before_later_work() {
        let tables = tables(&[
            (
                "clients",
                "client | status | stage_since\n Hours | lost | \n Bill | lost | \n Last | lost | \n Told | lost | 2026-05-01
                 Rests | paused | \n Lead | prospect | ",
            ),
            (
                "time",
                "date | client\n 2026-08-03 | Hours\n 2026-08-03 | Told\n 2026-08-03 | Rests\n 2026-08-03 | Lead\n 2026-06-29 | Last",
            ),
            // the last invoice is of June's work
            (
                "invoices",
                "number | client | issued_on | net\n 1 | Bill | 2026-08-31 | 10\n 2 | Last | 2026-07-01 | 10",
            ),
        ]);
        let on = |day: &str| {
            let accounts = Accounts::of(
                &tables,
                &Work::default(),
                &Owed::default(),
                "EUR",
                &Settings::default(),
                day.parse().expect("a day"),
            );
            let all = accounts.iter();
            all.map(|account| format!("{} {}", account.client, account.status))
                .collect::<Vec<_>>()
                .join(", ")
        };
        assert_eq!(
            on("2026-06-30"),
            "Bill active, Hours active, Last lost, Lead prospect, Rests active, Told lost"
        );
        assert_eq!(
            on("2026-08-31"),
            "Bill lost, Hours lost, Last lost, Lead prospect, Rests paused, Told lost"
        );
    }

    #[test]
    fn cadence_of_the_client_else_of_its_tier() {
        let tables = tables(&[(
            "clients",
            "client | tier | review_cadence_days\n A | key | 45\n B | Key | \n C | b | \n D | silver | ",
        )]);
        let accounts = Accounts::of(
            &tables,
            &Work::default(),
            &Owed::default(),
            "EUR",
            &Settings::default(),
            NaiveDate::MAX,
        );
        let days: Vec<_> = accounts
            .iter()
            .map(|account| account.cadence_days)
            .collect();
        assert_eq!(days, [45, 30, 90, 90]);
    }

    #[test]
    fn whoever_has_internal_projects_alone_is_the_agency() {
        // Home says nothing of itself; Halden has other work too, Birch is billed, Elm is called a client
        let tables = tables(&[
            (
                "clients",
                "client | status\n Home | \n Halden | \n Birch | \n Elm | active",
            ),
            (
                "projects",
                "project | client | kind\n Own | Home | internal\n Pitch | Halden | internal
                Site | Halden | fixed\n Own | Birch | internal\n Own | Elm | internal",
            ),
            (
                "invoices",
                "number | client | issued_on\n 1 | Birch | 2026-10-01",
            ),
        ]);
        let internal: Vec<&str> = internal_clients(&tables).into_iter().collect();
        assert_eq!(internal, ["Home"]);
    }
}
