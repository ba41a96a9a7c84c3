//! One row a client for the owners' first page: economics, share and health side by side.

use std::collections::BTreeMap;

use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::known::NO_DATA;
use crate::metrics::{Metrics, Scope};
use crate::model::Money;

use Unit::{Code, Count, Hours, Number, Share, Text};

/// Active clients of the period, and others with revenue in it or something overdue; amounts in the base currency.
pub static CLIENT_OVERVIEW: FrameSpec = FrameSpec::shown(
    "client_overview",
    "client",
    &[
        ("rank", Count),
        ("client", Text),
        ("account_manager", Text),
        ("tier", Text),
        ("hours", Hours),
        ("currency", Text),
        ("revenue_base", Unit::Money),
        ("revenue_base_note", Code),
        ("agi_base", Unit::Money),
        ("agi_base_note", Code),
        ("revenue_share", Share),
        ("revenue_share_note", Code),
        ("revenue_cumulative_share", Share),
        ("revenue_cumulative_share_note", Code),
        ("change_vs_previous", Share),
        ("change_vs_previous_note", Code),
        ("delivery_margin", Share),
        ("delivery_margin_note", Code),
        ("over_servicing_hours", Hours),
        ("overdue_base", Unit::Money),
        ("overdue_base_note", Code),
        ("score", Number),
        ("score_note", Code),
        ("band", Code),
        // what turns the client red whatever the score
        ("override", Code),
    ],
);

/// Rows of a frame by column name.
struct Rows<'m> {
    frame: &'m MetricFrame,
    columns: BTreeMap<&'static str, Vec<Datum>>,
}

impl<'m> Rows<'m> {
    fn of(frame: &'m MetricFrame) -> Rows<'m> {
        let names = frame.spec.columns.iter().map(|(name, _)| *name);
        Rows {
            frame,
            columns: names.map(|name| (name, frame.values(name))).collect(),
        }
    }

    fn value(&self, at: usize, column: &str) -> &Datum {
        &self.columns[column][at]
    }

    fn text(&self, at: usize, column: &str) -> &str {
        match self.value(at, column) {
            Datum::Text(text) => text,
            _ => "",
        }
    }

    fn money(&self, at: usize, column: &str) -> Option<Money> {
        match self.value(at, column) {
            Datum::Money(amount) => Some(*amount),
            _ => None,
        }
    }

    /// Rows of one label of the month column, by client.
    fn by_client(&self, label: &str) -> BTreeMap<String, Vec<usize>> {
        let mut clients: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in (0..self.frame.len()).filter(|at| self.text(*at, "month") == label) {
            let client = self.text(at, "client").to_owned();
            clients.entry(client).or_default().push(at);
        }
        clients
    }

    /// Sum of a base amount over those of a client's currencies that have a rate; the reason when none has.
    fn known_base(&self, rows: &[usize], column: &str) -> Result<Money, Datum> {
        let has_rate = |at: &usize| self.money(*at, column).is_some();
        let known: Vec<usize> = rows.iter().copied().filter(has_rate).collect();
        self.base(if known.is_empty() { rows } else { &known }, column)
    }

    /// Sum of a base amount over a client's currencies; the reason when one of them has no rate.
    fn base(&self, rows: &[usize], column: &str) -> Result<Money, Datum> {
        rows.iter()
            .map(|at| {
                let amount = self.money(*at, column);
                amount.ok_or_else(|| match self.value(*at, "base_note") {
                    Datum::Null => NO_DATA.into(),
                    note => note.clone(),
                })
            })
            .sum()
    }
}

/// A client before it is ranked.
struct Account {
    client: String,
    /// The row that holds hours and margin: that of the main currency.
    main: usize,
    revenue: Result<Money, Datum>,
    agi: Result<Money, Datum>,
    /// Revenue in all currencies, of the period before and of this one.
    change: Option<[Money; 2]>,
    overdue: Result<Money, Datum>,
}

/// The frame of the scope's period, largest revenue first; empty without client economics.
pub fn client_overview(metrics: &Metrics, scope: &Scope) -> MetricFrame {
    let Some(frame) = metrics.get("client_month") else {
        return MetricFrame::of(&CLIENT_OVERVIEW, Vec::new());
    };
    let rows = Rows::of(frame);
    let accounts = ranked(&rows, scope);
    let health = metrics.get("health").map(Rows::of);
    let total: Money = accounts.iter().map(counted).sum();
    let mut so_far = Money::ZERO;
    let lines = accounts.iter().enumerate().map(|(at, account)| {
        so_far += counted(account);
        line(at, account, &rows, health.as_ref(), total, so_far, scope)
    });
    let lines = lines.collect();
    MetricFrame::of(&CLIENT_OVERVIEW, lines)
}

fn ranked(rows: &Rows<'_>, scope: &Scope) -> Vec<Account> {
    let mut before = rows.by_client(&scope.period.previous().to_string());
    let mut accounts: Vec<Account> = rows
        .by_client(&scope.period.to_string())
        .into_iter()
        .filter(|(_, own)| rows.text(own[0], "status") != "internal")
        .map(|(client, own)| {
            let before = before.remove(&client).unwrap_or_default();
            account(client, &own, &before, rows)
        })
        .filter(|account| {
            rows.value(account.main, "active") == &Datum::Flag(true)
                || counted(account) != Money::ZERO
                || owes_late(account)
        })
        .collect();
    accounts
        .sort_by(|left, right| (counted(right), &left.client).cmp(&(counted(left), &right.client)));
    accounts
}

fn account(client: String, own: &[usize], before: &[usize], rows: &Rows<'_>) -> Account {
    let change = |before: &[usize], own: &[usize]| {
        let before = rows.base(before, "revenue_base").ok()?;
        let now = rows.base(own, "revenue_base").ok()?;
        (before > Money::ZERO).then_some([before, now])
    };
    let main = own
        .iter()
        .find(|at| rows.value(**at, "hours") != &Datum::Null);
    Account {
        client,
        main: *main.unwrap_or(&own[0]),
        revenue: rows.known_base(own, "revenue_base"),
        agi: rows.known_base(own, "agi_base"),
        change: change(before, own),
        overdue: rows.known_base(own, "overdue_base"),
    }
}

/// True when something is overdue, or may be for want of a rate.
fn owes_late(account: &Account) -> bool {
    match &account.overdue {
        Ok(amount) => *amount != Money::ZERO,
        Err(reason) => *reason != Datum::from(NO_DATA),
    }
}

/// What counts for shares: negative clients and those without a rate are zero.
fn counted(account: &Account) -> Money {
    match account.revenue {
        Ok(amount) if !amount.is_negative() => amount,
        _ => Money::ZERO,
    }
}

fn line(
    at: usize,
    account: &Account,
    rows: &Rows<'_>,
    health: Option<&Rows<'_>>,
    total: Money,
    so_far: Money,
    scope: &Scope,
) -> Vec<Datum> {
    let main = |column: &str| rows.value(account.main, column).clone();
    let healthy = health.and_then(|health| {
        let at = (0..health.frame.len()).find(|at| health.text(*at, "client") == account.client);
        at.map(|at| {
            ["score", "score_note", "band", "override"]
                .map(|column| health.value(at, column).clone())
        })
    });
    let [score, score_note, band, forced] =
        healthy.unwrap_or([Datum::Null, "no-data".into(), Datum::Null, Datum::Null]);
    let [revenue, revenue_note] = either(&account.revenue);
    let [agi, agi_note] = either(&account.agi);
    let [overdue, overdue_note] = either(&account.overdue);
    let of_total = |amount: Money| match &account.revenue {
        Err(reason) => [Datum::Null, reason.clone()],
        Ok(_) => ratio(amount, total, "no-sales"),
    };
    let [share, share_note] = of_total(counted(account));
    let [cumulative, cumulative_note] = of_total(so_far);
    let [change, change_note] = match account.change {
        Some([before, _]) if before.is_negative() => [Datum::Null, "no-sales".into()],
        Some([before, now]) => ratio(now - before, before, "no-data"),
        None => [Datum::Null, "no-data".into()],
    };
    vec![
        (at as i64 + 1).into(),
        account.client.as_str().into(),
        main("account_manager"),
        main("tier"),
        main("hours"),
        scope.settings.base_currency.as_str().into(),
        revenue,
        revenue_note,
        agi,
        agi_note,
        share,
        share_note,
        cumulative,
        cumulative_note,
        change,
        change_note,
        main("delivery_margin"),
        main("delivery_margin_note"),
        main("over_servicing_hours"),
        overdue,
        overdue_note,
        score,
        score_note,
        band,
        forced,
    ]
}

fn either(amount: &Result<Money, Datum>) -> [Datum; 2] {
    match amount {
        Ok(amount) => [(*amount).into(), Datum::Null],
        Err(reason) => [Datum::Null, reason.clone()],
    }
}

fn ratio(above: Money, below: Money, reason: &str) -> [Datum; 2] {
    if below == Money::ZERO {
        return [Datum::Null, reason.into()];
    }
    [(above.0 as f64 / below.0 as f64).into(), Datum::Null]
}
