//! Budgets of projects: burn, pace, over-servicing; retainer balances; work in progress.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::firm::{Bill, CLIENTS, Entry, Firm, PROJECTS, august, label, months_to, owner};
use super::{HOUR, near, number, quotient, rounded, rows, text, whole};
use crate::metrics::Metrics;
use crate::metrics::testing::date;

/// August to October 2026, as months of the files.
const WORKED: [u32; 3] = [24, 25, 26];

/// Monday to Friday between two days, both included.
fn weekdays(from: NaiveDate, to: NaiveDate) -> i64 {
    from.iter_days()
        .take_while(|day| *day <= to)
        .filter(|day| day.weekday().number_from_monday() <= 5)
        .count() as i64
}

fn last_day(firm: &Firm, month: u32) -> NaiveDate {
    let days = [31, 30, 31][month as usize - 24];
    date(&format!("{}-{days}", label(month))).min(firm.as_of())
}

/// Client hours of a project in a month: all, and the billable ones.
fn hours(firm: &Firm, project: usize, month: u32) -> (i64, i64, bool) {
    let (mut all, mut billable, mut any) = (0, 0, false);
    for entry in firm.worked().filter(|entry| entry.project == Some(project)) {
        if months_to(august(entry.day)) == month as i32 {
            any = true;
            all += entry.parts();
            billable += if entry.is_billable() {
                entry.parts()
            } else {
                0
            };
        }
    }
    (all, billable, any)
}

/// Its hours, and those without a project of a client whose hours never name one: it has no other engagement.
pub(super) fn counts_for(firm: &Firm, project: usize, entry: &Entry) -> bool {
    let client = Some(owner(project));
    let named = |one: &Entry| {
        one.project
            .is_some_and(|at| at < 3 && Some(owner(at)) == client)
    };
    entry.project == Some(project)
        || entry.project.is_none() && entry.client == client && !firm.worked().any(named)
}

fn used_in(firm: &Firm, project: usize, month: u32) -> i64 {
    let of_month = |entry: &&Entry| months_to(august(entry.day)) == month as i32;
    let counts = |entry: &&Entry| counts_for(firm, project, entry);
    let entries = firm.worked().filter(of_month).filter(counts);
    entries.map(Entry::parts).sum()
}

pub(super) fn budgets_burn_and_are_overrun(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let mut seen: BTreeMap<(u32, usize), usize> = BTreeMap::new();
    for row in rows(metrics, "project_month") {
        let month = text(&row, "month");
        let Some(month) = WORKED.into_iter().find(|at| label(*at) == month) else {
            continue;
        };
        let name = text(&row, "project");
        let project = PROJECTS
            .iter()
            .position(|other| *other == name)
            .expect("one of ours");
        *seen.entry((month, project)).or_default() += 1;
        let (all, billable, _) = hours(firm, project, month);
        let retainer = project == 0;
        let used = if retainer {
            used_in(firm, project, month)
        } else {
            (24..=month).map(|at| used_in(firm, project, at)).sum()
        };
        let budget = firm.agreed[project].0 * HOUR as i64;
        prop_assert_eq!(text(&row, "client"), CLIENTS[owner(project)]);
        prop_assert_eq!(whole(&row, "hours"), Some(all), "{:?}", &row);
        prop_assert_eq!(whole(&row, "billable_hours"), Some(billable));
        prop_assert_eq!(whole(&row, "budget_hours"), Some(budget));
        prop_assert_eq!(whole(&row, "budget_hours_used"), Some(used));
        prop_assert_eq!(
            whole(&row, "over_servicing_hours"),
            Some((used - budget).max(0))
        );
        let burn = quotient(used.into(), budget.into());
        prop_assert!(near(number(&row, "budget_burn"), burn), "{:?}", &row);
        // elapsed share of the working days of what the budget is for
        let day = last_day(firm, month);
        let first = date(&format!("{}-01", label(month)));
        let window = match project {
            0 => Some((
                first,
                date(&format!(
                    "{}-{}",
                    label(month),
                    [31, 30, 31][month as usize - 24]
                )),
            )),
            1 => Some((date("2026-08-10"), date("2026-11-20"))),
            _ => None,
        };
        let elapsed = window.map(|(from, to)| (weekdays(from, to.min(day)), weekdays(from, to)));
        let pace = elapsed
            .filter(|(gone, _)| *gone > 0)
            .and_then(|(gone, of)| Some(burn? / quotient(gone.into(), of.into())?));
        prop_assert!(near(number(&row, "pace"), pace), "{:?} {:?}", &row, pace);
    }
    for month in WORKED {
        for project in 0..3 {
            let there = hours(firm, project, month).2 || project < 2;
            let nets_to_nothing = hours(firm, project, month).0 == 0;
            let rows = seen.get(&(month, project)).copied().unwrap_or_default();
            // work by the hour has no days of its own: entries that cancel out leave no row
            prop_assert!(
                rows == usize::from(there) || nets_to_nothing || project == 2,
                "{} {}",
                month,
                project
            );
        }
    }
    Ok(())
}

/// carry = quota + carried in - used, unused hours from the oldest quota on, capped and lapsing as the settings say.
pub(super) fn retainers_carry_what_is_left(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let (carries, cap, life) = firm.carry;
    let quota = firm.agreed[0].0 * HOUR as i64;
    // unused hours by the month of their quota, and hours owed
    let (mut lots, mut owed): (Vec<(u32, i64)>, i64) = (Vec::new(), 0);
    let mut expected = BTreeMap::new();
    for month in WORKED {
        let used = used_in(firm, 0, month);
        let balance =
            |lots: &[(u32, i64)], owed: i64| lots.iter().map(|lot| lot.1).sum::<i64>() - owed;
        let carried_in = balance(&lots, owed);
        lots.push((month, quota));
        owed += used;
        for lot in &mut lots {
            let part = owed.min(lot.1);
            lot.1 -= part;
            owed -= part;
        }
        lots.retain(|lot| lot.1 != 0);
        let before = balance(&lots, owed);
        if !carries {
            lots.clear();
        }
        if life > 0 {
            lots.retain(|lot| lot.0 + life > month);
        }
        if cap > 0 {
            let mut over =
                (lots.iter().map(|lot| lot.1).sum::<i64>() - quota * i64::from(cap)).max(0);
            for lot in &mut lots {
                let part = over.min(lot.1);
                lot.1 -= part;
                over -= part;
            }
            lots.retain(|lot| lot.1 != 0);
        }
        let out = balance(&lots, owed);
        let beyond = (used - (quota + carried_in).max(0)).max(0);
        expected.insert(
            label(month),
            [quota, carried_in, used, beyond, before - out, out],
        );
    }
    let columns = [
        "quota_hours",
        "carried_in_hours",
        "used_hours",
        "beyond_hours",
        "expired_hours",
        "carried_out_hours",
    ];
    let mut seen = 0;
    for row in rows(metrics, "retainer_balance") {
        let month = text(&row, "month");
        let found = columns.map(|column| whole(&row, column));
        prop_assert_eq!(found, expected[&month].map(Some), "{}", month);
        seen += 1;
    }
    prop_assert_eq!(seen, 3);
    Ok(())
}

pub(super) fn work_in_progress(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let day = firm.as_of();
    // an invoice that names no project belongs to the client's only one in its currency
    let bills = |project: usize| -> Vec<i64> {
        let own = |bill: &Bill| bill.client == owner(project) && !bill.dollars;
        firm.billed()
            .filter(own)
            .map(|bill| bill.amount())
            .collect()
    };
    let billed = |project: usize| -> i64 { bills(project).iter().sum() };
    // what was taken back, of a price by hours all together, else of what is open month by month until it is billed again
    let credited = |project: usize| -> i64 {
        let back = bills(project).into_iter().filter(|amount| *amount < 0);
        back.map(|amount| -amount).sum()
    };
    let given_up = |project: usize, earned: [i64; 3]| -> i64 {
        let own = |bill: &Bill| bill.client == owner(project) && !bill.dollars;
        let (mut open, mut up) = (0, 0);
        for month in 0..27_usize {
            let earned = month.checked_sub(24).map_or(0, |at| earned[at]);
            let of_month = |bill: &Bill| own(bill) && bill.month as usize == month;
            let bills: Vec<i64> = firm
                .billed()
                .filter(of_month)
                .map(|bill| bill.amount())
                .collect();
            open += earned - bills.iter().sum::<i64>();
            let back: i64 = bills.iter().map(|amount| (-amount).max(0)).sum();
            up = (up + back.min((open - up).max(0))).min(open.max(0));
        }
        up
    };
    // the retainer's fee over the working days of each month, the fixed price by hours, hours x price
    let fee = i128::from(firm.agreed[0].1) * 10_000;
    let first = date("2026-10-01");
    let part = rounded(
        fee * i128::from(weekdays(first, day)),
        i128::from(weekdays(first, date("2026-10-31"))),
    );
    let retainer = 2 * fee as i64 + part;
    let agreed = i128::from(firm.agreed[1].0) * HOUR;
    let price = i128::from(firm.agreed[1].1) * 10_000;
    let used: i64 = WORKED.iter().map(|month| used_in(firm, 1, *month)).sum();
    let used = i128::from(used.max(0));
    let fixed = rounded(price * used.min(agreed), agreed);
    let (mut worth, mut unpriced) = ([0_i128; 3], [0_i64; 3]);
    for entry in firm
        .worked()
        .filter(|entry| counts_for(firm, 2, entry) && entry.is_billable())
    {
        let month = months_to(august(entry.day)) as usize - 24;
        // a contract that does not hold on the day names no price for it
        match firm
            .contracts
            .get(entry.person)
            .filter(|contract| contract.holds_on(august(entry.day)))
        {
            Some(contract) => worth[month] += i128::from(contract.price * 10_000 * entry.parts()),
            None => unpriced[month] += entry.parts(),
        }
    }
    // without an entry of anybody nothing is known of work by the hour
    let begins = firm.worked().map(|entry| months_to(august(entry.day)));
    let begins = begins.min();
    let fixed_is_told = begins.is_none_or(|first| first <= 24);
    // and what was billed before the first entry was worked before it
    let mut bills_of_work = firm.billed().filter(|bill| bill.client == 3);
    let earlier = |bill: Bill| begins.is_some_and(|first| (bill.month as i32) < first);
    let is_told = unpriced == [0; 3] && begins.is_some() && !bills_of_work.any(earlier);
    let hourly = is_told.then(|| worth.iter().map(|worth| rounded(*worth, HOUR)).sum::<i64>());
    let expected: [(Option<i64>, i64); 3] = [
        (Some(retainer), billed(0)),
        // it began on 10 August
        (Some(fixed).filter(|_| fixed_is_told), billed(1)),
        (hourly, billed(2)),
    ];
    let back = [
        given_up(0, [fee as i64, fee as i64, part]),
        credited(1),
        given_up(2, worth.map(|worth| rounded(worth, HOUR))),
    ];
    let mut seen = [false; 3];
    for row in rows(metrics, "wip") {
        let name = text(&row, "project");
        let Some(project) = PROJECTS.iter().position(|other| *other == name) else {
            continue;
        };
        let (earned, billed) = expected[project];
        seen[project] = true;
        let found = whole(&row, "earned");
        let earned = match (project, found) {
            // hours beyond the quota earn what is billed beside whole fees, and no more than is billed
            (0, Some(found)) if found > retainer => {
                let beside = bills(0).into_iter().filter(|amount| *amount > 0);
                let beside: i64 = beside.map(|amount| amount % fee as i64).sum();
                prop_assert!(
                    found <= retainer + beside.min(billed - retainer),
                    "{:?}",
                    &row
                );
                Some(found)
            }
            _ => earned,
        };
        prop_assert_eq!(found, earned, "{:?}", &row);
        prop_assert_eq!(whole(&row, "billed"), Some(billed), "{:?}", &row);
        let wip = earned.map(|earned| {
            let open = earned - billed;
            open - back[project].min(open.max(0))
        });
        prop_assert_eq!(whole(&row, "wip"), wip);
        prop_assert_eq!(whole(&row, "accrued"), wip.map(|wip| wip.max(0)));
        prop_assert_eq!(whole(&row, "deferred"), wip.map(|wip| (-wip).max(0)));
        if project == 1 {
            let share = quotient(used.min(agreed), agreed).filter(|_| fixed_is_told);
            prop_assert!(near(number(&row, "share_complete"), share));
            prop_assert_eq!(
                whole(&row, "overrun_hours").map(i128::from),
                Some((used - agreed).max(0)).filter(|_| fixed_is_told)
            );
        }
    }
    for (project, (earned, billed)) in expected.into_iter().enumerate() {
        let anything = earned != Some(0) || billed != 0;
        prop_assert!(seen[project] || !anything, "{}", PROJECTS[project]);
    }
    Ok(())
}
