//! What the next months (settings `forecast_months`) should bring, client by client, and how good such a forecast was.
//!
//! Grain: client, month and currency. Firm: fees of agreements in force, and firm bookings x bill rate where no fee pays for
//! them. Probable: tentative bookings, planned agreements, and all that is planned for prospects or agreed with paused
//! clients, x the settings' `tentative_probability`. Fees leave costs passed through out, so what came is compared as AGI. The planned revenue stands beside it
//! where the clients table has a `planned_revenue` a month. The forecast that is scored is worked out again from the facts
//! dated up to as many months before the period's end: contracts signed, invoices issued; when a status changed, or a booking
//! was made, stands in no file.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::accounts::Account;
use super::booked::Booked;
use super::definition::{Definition, Rests};
use super::fees::{Fee, Fees};
use super::known::{Known, NO_DATA, NO_SALES, pair, ratio};
use super::portfolio::Portfolio;
use super::revenue::Flow;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::money::round_div;
use crate::model::{Money, Month, Span, Table};

const AGREED: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::whole(Table::Contracts),
    Rests::whole(Table::Instalments),
    Rests::up_to(Table::Invoices, "issued_on"),
];
const BOOKED: &[Rests] = &[Rests::whole(Table::Bookings), Rests::whole(Table::People)];
const BOTH: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::whole(Table::Contracts),
    Rests::whole(Table::Instalments),
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::whole(Table::Bookings),
    Rests::whole(Table::People),
];
const AGI: &[Rests] = &[
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Expenses, "date"),
];
const SCORED: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::whole(Table::Contracts),
    Rests::whole(Table::Bookings),
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Expenses, "date"),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "firm_fees",
        text: "fees of agreements in force: a retainer's monthly fee, of other priced work what is not yet invoiced: on the days of its plan of instalments, without one in even parts to its last day",
        rests_on: AGREED,
    },
    Definition {
        name: "firm_bookings",
        text: "firm booked hours x bill rate, where no fee of the client pays for them",
        rests_on: BOOKED,
    },
    Definition {
        name: "firm",
        text: "fees of agreements in force + firm bookings",
        rests_on: BOTH,
    },
    Definition {
        name: "probable",
        text: "(tentative bookings + agreements not signed yet + all that is planned for prospects or agreed with paused clients) x {settings.tentative_probability%} %",
        rests_on: BOTH,
    },
    Definition {
        name: "forecast",
        text: "firm + probable, without costs passed through",
        rests_on: BOTH,
    },
    Definition {
        name: "if_renewed",
        text: "what retainers that end before the month does would bring more if they were renewed; not in the forecast",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::whole(Table::Contracts),
        ],
    },
    Definition {
        name: "if_renewed_base",
        text: "the same in the base currency, at the latest rate up to the day it is made; empty without a rate",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::whole(Table::Contracts),
            Rests::up_to(Table::Rates, "date"),
        ],
    },
    Definition {
        name: "months_counted",
        text: "months that the row adds up: all {settings.forecast_months} together, or one",
        rests_on: SCORED,
    },
    Definition {
        name: "run_rate",
        text: "AGI of the {settings.forecast_months} months up to the forecast / {settings.forecast_months}, to compare with",
        rests_on: AGI,
    },
    Definition {
        name: "planned_revenue",
        text: "planned revenue a month as the clients table says; empty without a plan",
        rests_on: &[Rests::whole(Table::Clients)],
    },
    Definition {
        name: "against_plan",
        text: "forecast - planned revenue; empty without a plan",
        rests_on: BOTH,
    },
    Definition {
        name: "forecast_base",
        text: "forecast in the base currency, at the latest rate up to the day it is made",
        rests_on: BOTH,
    },
    Definition {
        name: "forecast_made_on",
        text: "the day whose knowledge the forecast rests on",
        rests_on: &[],
    },
    Definition {
        name: "came",
        text: "AGI of the month: revenue invoiced - costs passed through",
        rests_on: AGI,
    },
    Definition {
        name: "forecast_error",
        text: "forecast - what came",
        rests_on: SCORED,
    },
    Definition {
        name: "absolute_error",
        text: "sum of the differences between forecast and what came, client by client, without their sign",
        rests_on: SCORED,
    },
    Definition {
        name: "wape",
        text: "absolute error / what came; n/a when nothing came",
        rests_on: SCORED,
    },
    Definition {
        name: "bias",
        text: "sum of (forecast - what came) / what came: above zero too hopeful",
        rests_on: SCORED,
    },
    Definition {
        name: "clients_left_out",
        text: "clients whose forecast is not known, in neither side of the score",
        rests_on: SCORED,
    },
];

/// The next months.
pub static FORECAST: FrameSpec = FrameSpec::exported(
    "forecast",
    "client, month, currency",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("currency", Unit::Text),
        ("firm_fees", Unit::Money),
        ("firm_bookings", Unit::Money),
        ("firm_bookings_note", Unit::Code),
        ("firm", Unit::Money),
        ("firm_note", Unit::Code),
        ("probable", Unit::Money),
        ("probable_note", Unit::Code),
        ("forecast", Unit::Money),
        ("forecast_note", Unit::Code),
        ("run_rate", Unit::Money),
        ("run_rate_note", Unit::Code),
        ("planned_revenue", Unit::Money),
        ("against_plan", Unit::Money),
        ("base_currency", Unit::Text),
        ("forecast_base", Unit::Money),
        ("forecast_base_note", Unit::Code),
        ("forecast_made_on", Unit::Date),
        ("if_renewed", Unit::Money),
        ("if_renewed_base", Unit::Money),
    ],
);

/// The last forecast beside what came.
pub static FORECAST_PAST: FrameSpec = FrameSpec::exported(
    "forecast_past",
    "client, month, currency",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("forecast_made_on", Unit::Date),
        ("firm", Unit::Money),
        ("firm_note", Unit::Code),
        ("forecast", Unit::Money),
        ("forecast_note", Unit::Code),
        ("run_rate", Unit::Money),
        ("run_rate_note", Unit::Code),
        ("came", Unit::Money),
        ("forecast_error", Unit::Money),
        ("forecast_error_note", Unit::Code),
    ],
);

/// How good it was, by month and for all together.
pub static FORECAST_SCORE: FrameSpec = FrameSpec::exported(
    "forecast_score",
    "currency, months, what was forecast",
    &[
        ("currency", Unit::Text),
        ("months", Unit::Month),
        ("measured", Unit::Code),
        ("forecast_made_on", Unit::Date),
        ("forecast", Unit::Money),
        ("came", Unit::Money),
        ("absolute_error", Unit::Money),
        ("wape", Unit::Share),
        ("wape_note", Unit::Code),
        ("bias", Unit::Share),
        ("bias_note", Unit::Code),
        ("clients_left_out", Unit::Count),
        ("months_counted", Unit::Count),
    ],
);

/// Everything a forecast rests on.
struct Outlook<'a> {
    portfolio: &'a Portfolio<'a>,
    fees: Fees<'a>,
    booked: Booked<'a>,
    planned: BTreeMap<&'a str, Money>,
}

/// A client's forecast of a month in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    fees: Money,
    booked: Known<Money>,
    probable: Known<Money>,
    run_rate: Known<Money>,
    renewal: Money,
}

impl Line {
    fn firm(&self) -> Known<Money> {
        Ok(self.fees + self.booked?)
    }

    fn all(&self) -> Known<Money> {
        Ok(self.firm()? + self.probable?)
    }

    fn is_nothing(&self) -> bool {
        self.all() == Ok(Money::ZERO)
            && self.run_rate.unwrap_or_default() == Money::ZERO
            && self.renewal == Money::ZERO
    }
}

/// Forecast, past forecast and its score.
pub fn forecast(portfolio: &Portfolio<'_>) -> [MetricFrame; 3] {
    let outlook = Outlook {
        portfolio,
        fees: Fees::of(portfolio),
        booked: Booked::of(portfolio),
        planned: planned_revenue(portfolio),
    };
    let past = outlook.compared();
    [
        MetricFrame::of(&FORECAST, outlook.rows()),
        MetricFrame::of(&FORECAST_PAST, past.iter().map(Compared::row).collect()),
        MetricFrame::of(&FORECAST_SCORE, scores(&past)),
    ]
}

/// Planned revenue a month, where the clients table has it.
fn planned_revenue<'a>(portfolio: &Portfolio<'a>) -> BTreeMap<&'a str, Money> {
    let rows = portfolio.tables.rows(Table::Clients);
    if !rows.has("planned_revenue") {
        return BTreeMap::new();
    }
    let clients = rows.text("client").into_iter().rev();
    let planned = rows.money("planned_revenue").into_iter().rev();
    clients
        .zip(planned)
        .filter_map(|(client, planned)| Some((client?, planned?)))
        .collect()
}

impl<'a> Outlook<'a> {
    /// A client's lines of a month by currency, as they looked on a day.
    fn lines(
        &self,
        account: &'a Account,
        month: Month,
        origin: NaiveDate,
    ) -> BTreeMap<&'a str, Line> {
        let now = origin >= self.portfolio.scope.last_day(self.portfolio.scope.period);
        let open = is_open(account, now);
        let mut fees = self.fees.due(&account.client, month, origin);
        fees.entry(&account.currency).or_default();
        let back = self.back(origin);
        let flows = self.portfolio.revenue.by_currency(&account.client, back);
        for currency in flows.keys() {
            fees.entry(*currency).or_default();
        }
        if now && account.status == "lost" {
            fees.values_mut().for_each(|fee| *fee = Fee::default());
        }
        let lines = fees.into_iter().map(|(currency, fee)| {
            let (booked, tentative) = if currency == account.currency {
                self.worth(account, month, origin)
            } else {
                (Ok(Money::ZERO), Ok(Money::ZERO))
            };
            let (firm, unsigned) = if open {
                (Fee::default(), fee.firm + fee.unsigned)
            } else {
                (fee, fee.unsigned)
            };
            let probable = tentative.and_then(|tentative| self.weighed(tentative + unsigned));
            let agi = flows.get(currency).copied().unwrap_or_default().agi();
            let line = Line {
                fees: firm.firm,
                booked,
                probable,
                run_rate: self.run_rate(agi, back),
                renewal: firm.renewal,
            };
            (currency, line)
        });
        lines.filter(|(_, line)| !line.is_nothing()).collect()
    }

    /// Firm and tentative bookings at full price; where nothing is firm they are all tentative.
    fn worth(
        &self,
        account: &Account,
        month: Month,
        origin: NaiveDate,
    ) -> (Known<Money>, Known<Money>) {
        let to = (account.currency.as_str(), origin);
        let client = account.client.as_str();
        let worth = self
            .booked
            .worth(self.portfolio, client, month, to, |project| {
                !self.fees.cover(client, project, month, origin)
            });
        let now = origin >= self.portfolio.scope.last_day(self.portfolio.scope.period);
        if now && account.status == "lost" {
            return (Ok(Money::ZERO), Ok(Money::ZERO));
        }
        if is_open(account, now) {
            let both = worth.firm.and_then(|firm| Ok(firm + worth.tentative?));
            return (Ok(Money::ZERO), both);
        }
        (worth.firm, worth.tentative)
    }

    fn weighed(&self, amount: Money) -> Known<Money> {
        let parts = (self.portfolio.scope.settings.tentative_probability * 10_000.0).round();
        amount.scale(parts as i64, 10_000).ok_or(NO_DATA)
    }

    /// Months that are looked ahead.
    fn months(&self) -> i32 {
        self.portfolio.scope.settings.forecast_months as i32
    }

    /// As many months up to a day.
    fn back(&self, origin: NaiveDate) -> Span {
        Span {
            from: Month::of(origin).plus(1 - self.months()),
            to: Month::of(origin),
        }
    }

    fn run_rate(&self, agi: Money, back: Span) -> Known<Money> {
        if back.from < self.portfolio.scope.first {
            return Err(NO_DATA);
        }
        round_div(i128::from(agi.0), i128::from(self.months()))
            .map(Money)
            .ok_or(NO_DATA)
    }

    fn rows(&self) -> Vec<Vec<Datum>> {
        let period = self.portfolio.scope.period;
        let origin = self.portfolio.scope.last_day(period);
        let mut rows = Vec::new();
        for month in (1..=self.months()).map(|ahead| period.to.plus(ahead)) {
            for account in self.portfolio.accounts.iter() {
                for (currency, line) in self.lines(account, month, origin) {
                    rows.push(self.row(account, month, currency, &line, origin));
                }
            }
        }
        rows
    }

    fn row(
        &self,
        account: &Account,
        month: Month,
        currency: &str,
        line: &Line,
        origin: NaiveDate,
    ) -> Vec<Datum> {
        let planned = self.planned.get(account.client.as_str());
        let planned = planned.copied().filter(|_| currency == account.currency);
        let against = line
            .all()
            .ok()
            .zip(planned)
            .map(|(all, planned)| all - planned);
        let rates = &self.portfolio.rates;
        let in_base = line
            .all()
            .and_then(|all| rates.to_base(all, currency, origin));
        let mut row = vec![
            month.to_string().into(),
            (&account.client).into(),
            (&account.manager).into(),
            currency.into(),
            line.fees.into(),
        ];
        row.extend(pair(line.booked));
        row.extend(pair(line.firm()));
        row.extend(pair(line.probable));
        row.extend(pair(line.all()));
        row.extend(pair(line.run_rate));
        row.extend([planned.into(), against.into(), rates.base().into()]);
        row.extend(pair(in_base));
        let renewal = rates.to_base(line.renewal, currency, origin);
        row.extend([origin.into(), line.renewal.into(), renewal.ok().into()]);
        row
    }

    /// The forecast made as many months before the period's end, beside what came; nothing when the files begin later.
    fn compared(&self) -> Vec<Compared<'a>> {
        let last = self.portfolio.scope.period.to;
        let made = last.plus(-self.months());
        if made < self.portfolio.scope.first {
            return Vec::new();
        }
        let origin = made.last_day();
        let mut compared = Vec::new();
        for month in made.plus(1).through(last) {
            for account in self.portfolio.accounts.iter() {
                compared.extend(self.of_client(account, month, origin));
            }
        }
        compared
    }

    fn of_client(
        &self,
        account: &'a Account,
        month: Month,
        origin: NaiveDate,
    ) -> Vec<Compared<'a>> {
        let mut lines = self.lines(account, month, origin);
        let span = Span::month(month);
        let flows = self.portfolio.revenue.by_currency(&account.client, span);
        let came: BTreeMap<&str, Money> = flows
            .iter()
            .map(|(currency, flow)| (*currency, Flow::agi(*flow)))
            .filter(|(_, agi)| *agi != Money::ZERO)
            .collect();
        for currency in came.keys() {
            let run_rate = self.run_rate(Money::ZERO, self.back(origin));
            lines.entry(*currency).or_insert(Line {
                fees: Money::ZERO,
                booked: Ok(Money::ZERO),
                probable: Ok(Money::ZERO),
                run_rate,
                renewal: Money::ZERO,
            });
        }
        let compared = lines.into_iter().map(|(currency, line)| Compared {
            client: &account.client,
            currency,
            month,
            made_on: origin,
            line,
            came: came.get(currency).copied().unwrap_or_default(),
        });
        compared.collect()
    }
}

/// True for a client of whom nothing is firm: one to be won, and one that is paused now. When it was paused stands in no
/// file, so of earlier days its agreements count.
fn is_open(account: &Account, now: bool) -> bool {
    account.status == "prospect" || (now && account.is_paused())
}

/// A past forecast and what came.
struct Compared<'a> {
    client: &'a str,
    currency: &'a str,
    month: Month,
    made_on: NaiveDate,
    line: Line,
    came: Money,
}

impl Compared<'_> {
    fn row(&self) -> Vec<Datum> {
        let mut row = vec![
            self.month.to_string().into(),
            self.client.into(),
            self.currency.into(),
            self.made_on.into(),
        ];
        row.extend(pair(self.line.firm()));
        row.extend(pair(self.line.all()));
        row.extend(pair(self.line.run_rate));
        row.push(self.came.into());
        row.extend(pair(self.line.all().map(|all| all - self.came)));
        row
    }
}

/// What a line expected in one way of looking at it.
type Expected = fn(&Line) -> Known<Money>;

/// What can be scored: the name of the measure and its forecast.
const MEASURED: [(&str, Expected); 3] = [
    ("firm_and_probable", Line::all),
    ("firm_only", Line::firm),
    ("run_rate_only", |line| line.run_rate),
];

/// By currency and measure: the months together, then each.
fn scores(past: &[Compared<'_>]) -> Vec<Vec<Datum>> {
    let mut groups: BTreeMap<(&str, usize), Vec<&Compared<'_>>> = BTreeMap::new();
    for one in past {
        for measured in 0..MEASURED.len() {
            groups
                .entry((one.currency, measured))
                .or_default()
                .push(one);
        }
    }
    let mut rows = Vec::new();
    for ((currency, measured), compared) in groups {
        // nothing to compare with where the files begin too late for it
        let (_, of) = MEASURED[measured];
        if compared.iter().all(|one| of(&one.line).is_err()) {
            continue;
        }
        rows.push(score(currency, measured, &compared));
        let months = compared.chunk_by(|left, right| left.month == right.month);
        rows.extend(months.map(|month| score(currency, measured, month)));
    }
    rows
}

fn score(currency: &str, measured: usize, compared: &[&Compared<'_>]) -> Vec<Datum> {
    let (name, of) = MEASURED[measured];
    let known = compared
        .iter()
        .filter_map(|one| Some((of(&one.line).ok()?, one.came)));
    let known: Vec<(Money, Money)> = known.collect();
    let expected: Money = known.iter().map(|(forecast, _)| *forecast).sum();
    let came: Money = known.iter().map(|(_, came)| *came).sum();
    let errors: Money = known
        .iter()
        .map(|(forecast, came)| (*forecast - *came).abs())
        .sum();
    let of_came = |part: Money| {
        if came <= Money::ZERO {
            return Err(NO_SALES);
        }
        ratio(part.0, came.0, NO_SALES)
    };
    let mut row = vec![
        currency.into(),
        months_of(compared).into(),
        name.into(),
        compared.first().map(|one| one.made_on).into(),
        expected.into(),
        came.into(),
        errors.into(),
    ];
    row.extend(pair(of_came(errors)));
    row.extend(pair(of_came(expected - came)));
    let mut months: Vec<Month> = compared.iter().map(|one| one.month).collect();
    months.dedup();
    row.push(((compared.len() - known.len()) as i64).into());
    row.push((months.len() as i64).into());
    row
}

/// `2026-10`, or `2026-08..2026-10`.
fn months_of(compared: &[&Compared<'_>]) -> String {
    match (compared.first(), compared.last()) {
        (Some(first), Some(last)) if first.month != last.month => {
            format!("{}..{}", first.month, last.month)
        }
        (Some(first), _) => first.month.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    const CLIENTS: &str = "client | status | planned_revenue
        A | active | 500\n B | active |\n C | prospect |\n L | lost |";
    const PROJECTS: &str = "project | client | kind | starts_on | ends_on | budget_amount
        Care | A | retainer | 2026-01-01 | 2027-12-31 | 310
        Help | B | time_and_materials | 2026-01-01 | |
        Care L | L | retainer | 2026-01-01 | 2027-12-31 | 70";
    const PEOPLE: &str = "person | bill_rate | currency\n Mara | 100 | EUR\n Free | | EUR";

    fn frames(bookings: &str, invoices: &str) -> [MetricFrame; 3] {
        let bookings = format!("date | person | client | project | duration | firm\n{bookings}");
        let invoices =
            format!("number | client | issued_on | net | currency | project\n{invoices}");
        let tables = [
            ("clients", CLIENTS),
            ("projects", PROJECTS),
            ("people", PEOPLE),
            ("bookings", bookings.as_str()),
            ("invoices", invoices.as_str()),
        ];
        let sample = Sample::of(&tables, "", scope("2026-05", "2026-10"));
        forecast(&sample.portfolio())
    }

    #[test]
    fn fees_and_bookings_are_firm_and_the_rest_is_probable() {
        // A's booking is paid by its fee; B 3 h firm, 2 h tentative; C is a prospect: 4 h x 0.5
        let bookings = "2026-11-03 | Mara | A | | 9 | yes\n 2026-11-03 | Mara | B | | 3 | yes
            2026-11-04 | Mara | B | | 2 | no\n 2026-11-04 | Mara | C | | 4 | yes\n 2026-12-02 | Free | B | | 1 | yes";
        let invoices = "1 | B | 2026-09-01 | 600 | EUR | Help";
        let [found, ..] = frames(bookings, invoices);
        let columns = "month client firm_fees firm_bookings firm probable forecast run_rate planned_revenue against_plan";
        assert_eq!(
            shown(&found, columns)[..4],
            [
                "2026-11 A 310 0 310 0 310 0 500 -190",
                "2026-11 B 0 300 300 100 400 200 - -",
                "2026-11 C 0 0 0 200 200 0 - -",
                "2026-12 A 310 0 310 0 310 0 500 -190",
            ]
        );
        let columns = "month client firm firm_note probable forecast_note forecast_base_note";
        assert_eq!(
            shown(&found, columns)[4],
            "2026-12 B - no-rate 0 no-rate no-rate"
        );
    }

    #[test]
    fn nothing_of_a_paused_client_is_firm_and_a_finished_price_pays_for_bookings() {
        let tables = [
            ("clients", "client | status\n P | paused\n D | active"),
            (
                "projects",
                "project | client | kind | starts_on | ends_on | budget_amount | status
                Rest | P | retainer | 2026-01-01 | 2027-12-31 | 310 |
                Site | D | fixed | 2026-06-01 | 2026-09-30 | 900 | closed",
            ),
            ("people", PEOPLE),
            (
                "bookings",
                "date | person | client | project | duration | firm
                2026-11-03 | Mara | D | Site | 5 | yes",
            ),
        ];
        let sample = Sample::of(&tables, "", scope("2026-05", "2026-10"));
        let [found, ..] = forecast(&sample.portfolio());
        // half of 310; the five hours of D are paid by the 900
        let rows = shown(&found, "month client firm probable forecast");
        assert_eq!(rows[0], "2026-11 P 0 155 155");
        assert!(rows.iter().all(|row| !row.contains(" D ")), "{rows:?}");
    }

    #[test]
    fn the_forecast_of_three_months_ago_is_scored() {
        // made on 31 July. August: A 310 came 300, B 0 came 100; September: A 310 came 310; October: A 310, nothing came
        let invoices =
            "1 | A | 2026-08-02 | 300 | EUR | Care\n 2 | A | 2026-09-02 | 310 | EUR | Care
            3 | B | 2026-08-31 | 100 | EUR | Help\n 4 | B | 2026-06-30 | 90 | EUR | Help";
        let [_, past, scores] = frames("", invoices);
        assert_eq!(
            shown(&past, "month client forecast run_rate came forecast_error")[..3],
            [
                "2026-08 A 310 0 300 10",
                "2026-08 B 0 30 100 -100",
                "2026-08 L 70 0 0 70"
            ]
        );
        assert_eq!(shown(&scores, "months_counted")[..2], ["3", "1"]);
        let found = shown(
            &scores,
            "months measured forecast came absolute_error wape bias",
        );
        // three months: A 930, L 210, B 0; came 710; errors 10 + 0 + 310 + 100 + 210 = 630
        assert_eq!(
            found[0],
            "2026-08..2026-10 firm_and_probable 1140 710 630 0.8873 0.6056"
        );
        assert_eq!(found[1], "2026-08 firm_and_probable 380 400 180 0.45 -0.05");
        assert_eq!(found[3], "2026-10 firm_and_probable 380 0 380 - -");
        // mean of May to July: B 30
        assert_eq!(found[9], "2026-08 run_rate_only 30 400 370 0.925 -0.925");
    }

    #[test]
    fn files_that_begin_later_have_no_score() {
        let sample = Sample::of(
            &[
                ("clients", CLIENTS),
                ("projects", PROJECTS),
                ("people", PEOPLE),
            ],
            "",
            scope("2026-08", "2026-10"),
        );
        let [found, past, scores] = forecast(&sample.portfolio());
        assert_eq!((past.len(), scores.len()), (0, 0));
        assert_eq!(
            shown(&found, "month client run_rate_note")[0],
            "2026-11 A -"
        );
    }
}
