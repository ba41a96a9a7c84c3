//! Work in progress as of a day: earned against billed, for every project or contract on its own.
//!
//! Time and materials: billable hours x rate, without those written off. Retainer: fee over working days. Fixed work: share complete x fee; the
//! share is cost used / cost budget, where the cost budget is the agreed hours at the project's average cost of an
//! hour, so that the share is hours used / hours agreed and needs no cost rate. It is capped at 100 %; hours over it
//! stand beside it. A retainer's hours beyond the agreed ones are earned as far as its invoices hold more than whole fees. What a
//! credit note took back is given up and waits for no invoice. Work that is closed or done and past its last day is complete. n/a without agreed hours, and for work that began before the time sheets of the files. Accrued is earned above
//! billed, deferred billed above earned; neither is netted, least of all between clients. `recognised_to_date` is the
//! other basis, fee over time, on which the revenue bridge stands.

use super::budget::code;
use super::definition::{Definition, Rests};
use super::earned::{Basis, Line};
use super::engagements::{Engagement, Terms};
use super::known::{Known, NO_BUDGET, NO_DATA, NO_FEE, pair};
use super::overrun::Overruns;
use super::papers::{Priced, prices_hold_expenses};
use super::portfolio::Portfolio;
use super::reconcile::reference::same_number;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Duration, Money, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "wip.as_of",
        text: "the day the figures are of: the as-of date, not after the period's end",
        rests_on: &[],
    },
    Definition {
        name: "fee",
        text: "the fee agreed, net of tax: of a month for a retainer, of the whole for fixed work",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::whole(Table::Contracts),
        ],
    },
    Definition {
        name: "earned",
        text: "earned up to the day: billable hours x rate without those written off, of fixed work share complete x fee, a retainer's fee over working days and its hours beyond the agreed ones as far as they are billed beside the fee, and what is billed beside a fee that is billed on its own; n/a where nothing tells how it is paid",
        rests_on: SO_FAR,
    },
    Definition {
        name: "billed",
        text: "invoices of this project or contract up to the day, net of tax, credit notes negative",
        rests_on: &[Rests::up_to(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "wip",
        text: "earned + expenses passed through - billed: above zero work in progress, without what credit notes took back; below zero billed in advance; never netted between lines or clients",
        rests_on: SO_FAR,
    },
    Definition {
        name: "wip.pass_through",
        text: "expenses passed through up to the day: they wait for their invoice beside what is earned; none where prices hold them",
        rests_on: &[Rests::up_to(Table::Expenses, "date")],
    },
    Definition {
        name: "accrued",
        text: "what is earned and passed through above what is billed, not less than zero",
        rests_on: SO_FAR,
    },
    Definition {
        name: "deferred",
        text: "what is billed above what is earned and passed through, not less than zero",
        rests_on: SO_FAR,
    },
    Definition {
        name: "recognised_to_date",
        text: "recognised up to the day since the files begin: the basis of the revenue bridge",
        rests_on: SO_FAR,
    },
    Definition {
        name: "share_complete",
        text: "fixed work: hours used / hours agreed, at most 100 %: the share of cost at the project's average cost of an hour; 100 % when it is closed and past its last day; n/a without agreed hours or when the work began before the time sheets of the files",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::up_to(Table::Time, "date"),
        ],
    },
    Definition {
        name: "overrun_hours",
        text: "fixed work: hours used above the hours agreed",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::up_to(Table::Time, "date"),
        ],
    },
];

const SO_FAR: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::whole(Table::Contracts),
    Rests::up_to(Table::Time, "date"),
    Rests::up_to(Table::Invoices, "issued_on"),
];

/// Work in progress.
pub static WIP: FrameSpec = FrameSpec::exported(
    "wip",
    "project or contract, currency, as of",
    &[
        ("as_of", Unit::Date),
        ("client", Unit::Text),
        ("project", Unit::Text),
        ("contract", Unit::Text),
        ("kind", Unit::Code),
        ("currency", Unit::Text),
        ("basis", Unit::Code),
        ("fee", Unit::Money),
        ("earned", Unit::Money),
        ("earned_note", Unit::Code),
        ("pass_through", Unit::Money),
        ("billed", Unit::Money),
        ("wip", Unit::Money),
        ("accrued", Unit::Money),
        ("deferred", Unit::Money),
        ("share_complete", Unit::Share),
        ("share_complete_note", Unit::Code),
        ("overrun_hours", Unit::Hours),
        ("recognised_to_date", Unit::Money),
    ],
);

/// The frame: every line with anything earned or billed, largest accrued first.
pub fn wip(portfolio: &Portfolio<'_>, lines: &[Line], overruns: &Overruns<'_>) -> MetricFrame {
    let month = portfolio.scope.period.to;
    let priced = lines.iter().filter(|line| has_one_price(line));
    let hold_expenses = prices_hold_expenses(priced.map(|line| Priced {
        price: line.fee.unwrap_or_default(),
        billed: line.billed.until(month),
        passed: line.passed.until(month),
    }));
    let mut standings: Vec<(&Line, Standing)> = lines
        .iter()
        .map(|line| {
            let mut standing = Standing::of(portfolio, line, overruns);
            if hold_expenses && has_one_price(line) {
                standing.passed = Money::ZERO;
            }
            (line, standing)
        })
        .filter(|(_, standing)| !standing.is_nothing())
        .collect();
    standings.sort_by_key(|(line, standing)| {
        let wip = standing.wip().unwrap_or_default();
        (line.currency.clone(), -wip.0)
    });
    let day = portfolio.scope.last_day(portfolio.scope.period);
    let rows = standings.iter().map(|(line, standing)| {
        let mut row = vec![
            day.into(),
            (&line.client).into(),
            (&line.project).into(),
            (&line.contract).into(),
            code(&line.kind),
            (&line.currency).into(),
            standing.basis.into(),
            line.fee.into(),
        ];
        row.extend(standing.row());
        row
    });
    MetricFrame::of(&WIP, rows.collect())
}

/// Work with one price for the whole.
fn has_one_price(line: &Line) -> bool {
    line.basis == Basis::OverTime && line.kind != "retainer"
}

/// A line as of the day.
struct Standing {
    basis: &'static str,
    earned: Known<Money>,
    passed: Money,
    billed: Money,
    given_up: Money,
    recognised: Known<Money>,
    share: Option<Known<f64>>,
    overrun: Option<Duration>,
}

impl Standing {
    fn of(portfolio: &Portfolio<'_>, line: &Line, overruns: &Overruns<'_>) -> Standing {
        let month = portfolio.scope.period.to;
        let over_time = line.earned.until(month);
        let mut standing = Standing {
            basis: line.basis.code(),
            earned: over_time,
            passed: line.passed.until(month),
            billed: line.billed.until(month),
            given_up: line.given_up.until(month),
            recognised: over_time.map(|earned| earned - line.given_up.until(month)),
            share: None,
            overrun: None,
        };
        let day = portfolio.scope.last_day(portfolio.scope.period);
        // of work that nothing calls fixed a share is known only where hours are agreed
        let by_share = |engagement: &&Engagement| {
            let assumed = |terms: &Terms| terms.is_fixed() && terms.budget.is_some();
            let terms = engagement.terms_on(day);
            line.kind == "fixed" || line.kind.is_empty() && terms.is_some_and(assumed)
        };
        let fixed = engagement(portfolio, line).filter(by_share);
        if let Some(engagement) = fixed.filter(|_| line.basis == Basis::OverTime) {
            standing.take_share(portfolio, line, engagement);
        }
        standing.take_hours_beyond(portfolio, line, overruns);
        standing
    }

    /// A retainer's hours above the agreed ones are earned as far as they are billed beside its fees: an invoice for them is none
    /// in advance.
    fn take_hours_beyond(
        &mut self,
        portfolio: &Portfolio<'_>,
        line: &Line,
        overruns: &Overruns<'_>,
    ) {
        let month = portfolio.scope.period.to;
        // costs passed on are no hours
        let beside = line.beyond_fees.until(month) - line.passed.until(month);
        let Some(engagement) = engagement(portfolio, line).filter(|_| beside > Money::ZERO) else {
            return;
        };
        let so_far = Span {
            from: portfolio.scope.first,
            to: month,
        };
        let over = overruns.over(portfolio, engagement, so_far);
        let day = portfolio.scope.last_day(portfolio.scope.period);
        let worth = over.value.sum(&line.currency, &portfolio.rates, day);
        let (Ok(earned), Ok(worth)) = (self.earned, worth) else {
            return;
        };
        let ahead = (self.billed - earned - self.passed).max(Money::ZERO);
        self.earned = Ok(earned + ahead.min(beside).min(worth));
    }

    fn take_share(&mut self, portfolio: &Portfolio<'_>, line: &Line, engagement: &Engagement) {
        let day = portfolio.scope.last_day(portfolio.scope.period);
        self.basis = "cost-share";
        // month by month only what is earned over time is known
        self.given_up = line.credited.until(portfolio.scope.period.to);
        if engagement
            .terms_on(day)
            .is_some_and(|terms| terms.is_finished(day))
        {
            self.earned = line.fee.ok_or(NO_FEE);
            self.share = Some(Ok(1.0));
            return;
        }
        let used = used_and_agreed(portfolio, engagement);
        let share = used.map(|(used, agreed)| (used.0 as f64 / agreed.0 as f64).min(1.0));
        self.earned = used.and_then(|(used, agreed)| {
            let fee = line.fee.ok_or(NO_FEE)?;
            let part = fee.scale(used.min(agreed).0, agreed.0);
            part.ok_or(NO_BUDGET)
        });
        self.overrun = used.ok().map(|(used, agreed)| (used - agreed).or_zero());
        self.share = Some(share);
    }

    /// What credit notes took back and no invoice billed again waits for none.
    fn wip(&self) -> Known<Money> {
        let open = self.earned? + self.passed - self.billed;
        Ok(open - self.given_up.min(open.max(Money::ZERO)))
    }

    fn is_nothing(&self) -> bool {
        let nothing = |amount: Known<Money>| amount == Ok(Money::ZERO);
        nothing(self.earned)
            && nothing(self.recognised)
            && self.passed == Money::ZERO
            && self.billed == Money::ZERO
    }

    fn row(&self) -> Vec<Datum> {
        let wip = self.wip().ok();
        let [earned, note] = pair(self.earned);
        let [share, share_note] = self.share.map_or([Datum::Null, Datum::Null], pair);
        vec![
            earned,
            note,
            self.passed.into(),
            self.billed.into(),
            wip.into(),
            wip.map(|wip| wip.max(Money::ZERO)).into(),
            wip.map(|wip| (-wip).max(Money::ZERO)).into(),
            share,
            share_note,
            self.overrun.into(),
            self.recognised.ok().into(),
        ]
    }
}

fn engagement<'a>(portfolio: &'a Portfolio<'_>, line: &Line) -> Option<&'a Engagement> {
    let mut all = portfolio.engagements.of_client(&line.client).iter();
    // a contract alone is all that is agreed
    let alone = |one: &Engagement| match one.terms.as_slice() {
        [terms] => one.is_of_contracts && same_number(&terms.contract, &line.contract),
        _ => false,
    };
    all.find(|one| one.project == line.project && !line.project.is_empty() || alone(one))
}

/// Hours used and agreed of fixed work, over its whole life.
fn used_and_agreed(
    portfolio: &Portfolio<'_>,
    engagement: &Engagement,
) -> Known<(Duration, Duration)> {
    let span = portfolio.scope.period;
    let terms = engagement.terms_on(portfolio.scope.last_day(span));
    let agreed = terms.and_then(|terms| terms.budget).ok_or(NO_BUDGET)?;
    let mut starts = engagement.terms.iter().filter_map(|terms| terms.starts_on);
    if engagement.is_blind {
        return Err(NO_DATA);
    }
    // what was worked before the first time sheet is in no file
    let (first, _) = portfolio
        .months_of_time()
        .unwrap_or((portfolio.scope.first, span.to));
    if starts.any(|start| start < first.first_day()) {
        return Err(NO_DATA);
    }
    let so_far = Span {
        from: engagement.window(portfolio, span),
        to: span.to,
    };
    let used = engagement.used(portfolio, so_far);
    Ok((used.or_zero(), agreed))
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::super::earned::lines;
    use super::*;

    fn frame(sample: &Sample) -> MetricFrame {
        let portfolio = sample.portfolio();
        wip(&portfolio, &lines(&portfolio), &Overruns::of(&portfolio))
    }

    #[test]
    fn fixed_work_is_as_complete_as_its_cost_and_never_more() {
        // Half: 50 of 100 h, fee 1000: 500 earned, 300 billed. Late: 120 of 100 h: all of 1000 earned, 1200 billed.
        // Blind: no agreed hours. Old: began before the files.
        let tables = [
            (
                "projects",
                "project | client | kind | starts_on | ends_on | budget_hours | budget_amount | status
                Half | A | fixed | 2026-10-01 | 2026-12-31 | 100 | 1000
                Late | A | fixed | 2026-10-01 | 2026-10-31 | 100 | 1000
                Blind | B | fixed | 2026-10-01 | 2026-10-31 | | 1000
                Old | B | fixed | 2026-01-01 | 2026-12-31 | 100 | 1000 |
                Done | B | fixed | 2026-10-01 | 2026-10-20 | 100 | 1000 | closed",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project
                1 | A | 2026-10-20 | 300 | EUR | Half\n 2 | A | 2026-10-20 | 1200 | EUR | Late",
            ),
        ];
        let work = "2026-10-05 Mara A Half B 50\n2026-10-05 Mara A Late C 120\n2026-10-05 Mara B Old B 10\n2026-10-05 Mara B Done B 10";
        let found = frame(&Sample::of(&tables, work, scope("2026-10", "2026-10")));
        let columns = "project basis earned earned_note billed wip accrued deferred share_complete share_complete_note overrun_hours";
        let mut rows = shown(&found, columns);
        rows.sort();
        assert_eq!(
            rows,
            [
                "Blind cost-share - no-budget 0 - - - - no-budget -",
                "Done cost-share 1000 - 0 1000 1000 0 1 - -",
                "Half cost-share 500 - 300 200 200 0 0.5 - 0",
                "Late cost-share 1000 - 1200 -200 0 200 1 - 20",
                "Old cost-share - no-data 0 - - - - no-data -",
            ]
        );
    }

    #[test]
    fn a_price_with_both_days_is_fixed_where_nothing_says_its_kind() {
        // Agreed: 25 of 100 h of 1000. Days: no hours are agreed, 22 of 22 working days of October are over. Open: no last day, and nobody told how it is paid.
        // A word that is no kind says as little as none.
        for kind in ["", "as we said"] {
            let projects = format!(
                "project | client | kind | starts_on | ends_on | budget_hours | budget_amount
                Agreed | A | {kind} | 2026-10-01 | 2026-12-31 | 100 | 1000\n Days | A | {kind} | 2026-10-01 | 2026-10-31 | | 700
                Open | B | {kind} | 2026-10-01 | | 100 | 1000"
            );
            let tables = [
                ("clients", "client | currency\n A | EUR\n B | EUR"),
                ("people", "person | bill_rate | currency\n Mara | 10 | EUR"),
                ("projects", projects.as_str()),
            ];
            let work = "2026-10-05 Mara A Agreed B 25\n2026-10-05 Mara A Days B 9\n2026-10-05 Mara B Open B 4";
            let sample = Sample::of(&tables, work, scope("2026-10", "2026-10"));
            let mut rows = shown(&frame(&sample), "project basis earned share_complete");
            rows.sort();
            assert_eq!(
                rows,
                [
                    "Agreed cost-share 250 0.25",
                    "Days fee-over-time 700 -",
                    "Open billed-only - -",
                ],
                "{kind}"
            );
        }
    }

    #[test]
    fn hours_beyond_a_retainer_are_no_advance_once_billed() {
        // 900 a month for 10 h at 100. Care: 14 h in October, its invoice holds the fee and 300 for hours beyond: 400 are worth it.
        // Long: 14 h, three fees at once: two of them in advance. Calm: 9 h, 300 more than the fee: nothing was done for it.
        // Cost: 14 h, two fees at once and 300 for costs passed on, which are worth no hours.
        let projects = "project | client | kind | starts_on | budget_amount | budget_hours
            Cost | D | retainer | 2026-10-01 | 900 | 10\n Care | A | retainer | 2026-10-01 | 900 | 10\n Long | B | retainer | 2026-10-01 | 900 | 10\n Calm | C | retainer | 2026-10-01 | 900 | 10";
        let invoices = "number | client | issued_on | net | currency | project
            1 | A | 2026-10-30 | 1200 | EUR | Care\n 2 | B | 2026-10-30 | 2700 | EUR | Long\n 3 | C | 2026-10-30 | 1200 | EUR | Calm
            4 | D | 2026-10-30 | 1800 | EUR | Cost\n 5 | D | 2026-10-30 | 300 | EUR | Cost";
        let expenses = "client | date | project | amount | currency | pass_through\n D | 2026-10-12 | Cost | 300 | EUR | yes";
        let people = "person | bill_rate | currency\n Mara | 100 | EUR";
        let tables = [
            ("projects", projects),
            ("invoices", invoices),
            ("expenses", expenses),
            ("people", people),
        ];
        let work = "2026-10-05 Mara A Care B 14\n2026-10-05 Mara B Long B 14\n2026-10-05 Mara C Calm B 9\n2026-10-05 Mara D Cost B 14";
        let found = frame(&Sample::of(&tables, work, scope("2026-10", "2026-10")));
        let mut rows = shown(
            &found,
            "project earned billed accrued deferred recognised_to_date",
        );
        rows.sort();
        assert_eq!(
            rows,
            [
                "Calm 900 1200 0 300 900",
                "Care 1200 1200 0 0 900",
                "Cost 900 2100 0 900 900",
                "Long 900 2700 0 1800 900",
            ]
        );
    }

    #[test]
    fn what_a_credit_note_took_back_waits_for_no_invoice() {
        // Kind: billed in full, 200 given back. Short: 600 of 900 billed, 200 of them given back: 300 were never billed
        let projects = "project | client | kind | starts_on | budget_amount
            Kind | A | retainer | 2026-10-01 | 900\n Short | B | retainer | 2026-10-01 | 900";
        let invoices = "number | client | issued_on | net | currency | project | kind
            1 | A | 2026-10-30 | 900 | EUR | Kind |\n 2 | A | 2026-10-30 | 200 | EUR | Kind | credit_note
            3 | B | 2026-10-30 | 600 | EUR | Short |\n 4 | B | 2026-10-30 | 200 | EUR | Short | credit_note";
        let tables = [("projects", projects), ("invoices", invoices)];
        let found = frame(&Sample::of(&tables, "", scope("2026-10", "2026-10")));
        let mut rows = shown(&found, "project earned billed wip accrued deferred");
        rows.sort();
        assert_eq!(rows, ["Kind 900 700 0 0 0", "Short 900 400 300 300 0"]);
    }

    #[test]
    fn hours_and_fees_earn_without_a_share() {
        let tables = [
            ("clients", "client | currency\n A | EUR"),
            ("people", "person | bill_rate | currency\n Mara | 100 | EUR"),
            (
                "projects",
                "project | client | kind | starts_on | budget_amount
                Care | A | retainer | 2026-10-01 | 900\n Hourly | B | time_and_materials | |",
            ),
        ];
        let sample = Sample::of(
            &tables,
            "2026-10-05 Mara B Hourly B 3",
            scope("2026-10", "2026-10"),
        );
        assert_eq!(
            shown(
                &frame(&sample),
                "client basis fee earned billed wip share_complete recognised_to_date"
            ),
            [
                "A fee-over-time 900 900 0 900 - 900",
                "B hours-x-rate - 300 0 300 - 300"
            ]
        );
    }
}
