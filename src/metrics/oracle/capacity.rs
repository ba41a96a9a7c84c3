//! Capacity by the day, utilization on every basis with its operands, and the weeks ahead.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::firm::{Firm, PEOPLE, august, october};
use super::{HOUR, near, number, quotient, rows, text, whole};
use crate::metrics::Metrics;

/// Units of time of somebody in a stretch of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    contract: i64,
    holiday: i64,
    leave: i64,
    billable: i64,
    rest: i64,
    internal: i64,
    recorded: bool,
}

impl Told {
    fn net(&self) -> i64 {
        self.contract - self.holiday - self.leave
    }

    fn worked(&self) -> i64 {
        self.billable + self.rest + self.internal
    }
}

/// S, Hd and L of a person on a day.
fn day(firm: &Firm, person: usize, day: NaiveDate) -> (i64, i64, i64) {
    let Some(contract) = firm.contracts.get(person) else {
        return (0, 0, 0);
    };
    let hours = contract.of_day(day);
    let own = if contract.german { 1 } else { 2 };
    let free = firm
        .holidays
        .iter()
        .any(|(at, region)| october(*at) == day && (*region == 0 || *region == own));
    let left = if free { 0 } else { hours };
    let mut away = 0;
    for (at, who, length) in &firm.leave {
        if *who == person && october(*at) == day {
            away += length.map_or(left, |tenths| tenths * 9_000);
        }
    }
    (hours, hours - left, away.clamp(0, left))
}

fn told(firm: &Firm, person: usize, first: NaiveDate, last: NaiveDate) -> Told {
    let mut told = Told::default();
    for at in first.iter_days().take_while(|at| *at <= last) {
        let (contract, holiday, leave) = day(firm, person, at);
        told.contract += contract;
        told.holiday += holiday;
        told.leave += leave;
    }
    for entry in firm.worked() {
        let at = august(entry.day);
        if entry.person != person || at < first || at > last {
            continue;
        }
        told.recorded = true;
        match (entry.outside(), entry.is_billable()) {
            (None, _) => told.internal += entry.parts(),
            (Some(_), true) => told.billable += entry.parts(),
            (Some(_), false) => told.rest += entry.parts(),
        }
    }
    told
}

/// Unknown capacity: a contract that holds on one of the days names no hours.
fn is_unknown(firm: &Firm, person: usize, first: NaiveDate, last: NaiveDate) -> bool {
    let Some(contract) = firm.contracts.get(person) else {
        return true;
    };
    let september = august(31);
    let begins = contract
        .starts
        .map_or(NaiveDate::MIN, |days| september + Days::new(days));
    let ends = contract
        .ends
        .map_or(NaiveDate::MAX, |days| september + Days::new(days));
    contract.week.is_none() && begins.max(first) <= ends.min(last)
}

pub(super) fn people_by_the_day(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let (first, last) = (october(0), firm.as_of());
    let mut seen = 0;
    for row in rows(metrics, "utilization_person") {
        if text(&row, "month") != "2026-10" {
            continue;
        }
        let name = text(&row, "person");
        let person = PEOPLE
            .iter()
            .position(|other| *other == name)
            .expect("one of ours");
        let told = told(firm, person, first, last);
        let unknown = is_unknown(firm, person, first, last);
        let known = |units: i64| (!unknown).then_some(units);
        seen += 1;
        prop_assert_eq!(
            whole(&row, "contract_hours"),
            known(told.contract),
            "{:?}",
            &row
        );
        prop_assert_eq!(whole(&row, "holiday_hours"), known(told.holiday));
        prop_assert_eq!(whole(&row, "leave_hours"), known(told.leave));
        prop_assert_eq!(whole(&row, "net_hours"), known(told.net()));
        prop_assert_eq!(whole(&row, "worked_hours"), Some(told.worked()));
        prop_assert_eq!(whole(&row, "billable_hours"), Some(told.billable));
        prop_assert_eq!(whole(&row, "client_nonbillable_hours"), Some(told.rest));
        prop_assert_eq!(whole(&row, "internal_hours"), Some(told.internal));
        prop_assert_eq!(
            whole(&row, "unaccounted_hours"),
            known((told.net() - told.worked()).max(0))
        );
        prop_assert_eq!(
            whole(&row, "overtime_hours"),
            known((told.worked() - told.net()).max(0))
        );
        let recorded = firm.worked().next().is_some();
        let over =
            |part: i64, all: i64| quotient(part.into(), all.into()).filter(|_| all > 0 && recorded);
        let over_net = |part: i64| over(part, told.net()).filter(|_| !unknown);
        prop_assert!(near(
            number(&row, "billable_utilization_net"),
            over_net(told.billable)
        ));
        prop_assert!(near(
            number(&row, "total_utilization"),
            over_net(told.worked())
        ));
        prop_assert!(near(
            number(&row, "client_utilization"),
            over_net(told.billable + told.rest)
        ));
        prop_assert!(near(
            number(&row, "billable_mix"),
            over(told.billable, told.worked())
        ));
        let gross = over(told.billable, told.contract).filter(|_| !unknown);
        prop_assert!(near(number(&row, "billable_utilization_gross"), gross));
    }
    let expected = (0..PEOPLE.len()).filter(|person| {
        let told = told(firm, *person, first, last);
        told.recorded || told.contract > 0
    });
    prop_assert_eq!(seen, expected.count());
    Ok(())
}

pub(super) fn one_month_on_every_basis(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let (first, last) = (october(0), firm.as_of());
    let mut sum = Told::default();
    let (mut people, mut target, mut has_target) = (0_i128, 0_i128, false);
    let (mut booked, mut booked_outside) = (0_i128, 0_i128);
    for person in 0..PEOPLE.len() {
        let told = told(firm, person, first, last);
        // a week of no hours is a freelancer's; hours that a contract in force does not name are unknown
        let freelancer = firm
            .contracts
            .get(person)
            .is_some_and(|contract| contract.week == Some(0));
        let employed = !freelancer && !is_unknown(firm, person, first, last);
        if !employed || !(told.recorded || told.contract > 0) {
            continue;
        }
        people += 1;
        sum.contract += told.contract;
        sum.holiday += told.holiday;
        sum.leave += told.leave;
        sum.billable += told.billable;
        sum.rest += told.rest;
        sum.internal += told.internal;
        if let Some(percent) = firm.contracts[person].target {
            has_target = true;
            target += i128::from(percent) * i128::from(told.net());
        }
        for booking in firm
            .bookings
            .iter()
            .filter(|booking| booking.person == person && booking.is_firm())
        {
            if october(booking.day) <= last {
                booked += i128::from(booking.parts());
                booked_outside += if booking.outside().is_some() {
                    i128::from(booking.parts())
                } else {
                    0
                };
            }
        }
    }
    let [contract, net, worked, billable, client, away, leave] = [
        sum.contract,
        sum.net(),
        sum.worked(),
        sum.billable,
        sum.billable + sum.rest,
        sum.holiday + sum.leave,
        sum.leave,
    ]
    .map(i128::from);
    let calendar = 8 * HOUR * i128::from(last.day() - 1) * people;
    let year = 2_080 * HOUR / 12 * people;
    let target = has_target.then(|| (target + 50) / 100);
    let expected: BTreeMap<&str, (i128, Option<i128>)> = [
        ("net", billable, Some(net)),
        ("gross", billable, Some(contract)),
        ("erpnext_billed", billable, Some(calendar)),
        ("erpnext", worked, Some(calendar)),
        ("year2080", billable, Some(year)),
        ("bqe", billable, Some(worked + away)),
        ("bqe_leave", billable, Some(worked + leave)),
        ("productive", billable, Some(worked)),
        ("harvest", worked, Some(contract)),
        ("harvest_leave", worked + away, Some(contract)),
        ("ruddr", client, Some(net)),
        ("float", booked_outside, Some(booked)),
        ("odoo", billable, target),
        ("replicon", worked, Some(net)),
    ]
    .into_iter()
    .map(|(code, above, below)| (code, (above, below)))
    .collect();
    let shown = rows(metrics, "utilization_bases");
    prop_assert_eq!(shown.len(), expected.len());
    let recorded = firm.worked().next().is_some();
    for row in shown {
        let code = text(&row, "basis");
        let (above, below) = expected[code.as_str()];
        prop_assert_eq!(
            whole(&row, "numerator_hours").map(i128::from),
            Some(above),
            "{}",
            code
        );
        prop_assert_eq!(
            whole(&row, "denominator_hours").map(i128::from),
            below,
            "{}",
            code
        );
        let share = below
            .filter(|below| *below > 0 && recorded)
            .and_then(|below| quotient(above, below));
        prop_assert!(near(number(&row, "utilization"), share), "{}", code);
    }
    Ok(())
}

pub(super) fn weeks_ahead(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let today = firm.as_of();
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let mut expected: BTreeMap<(NaiveDate, &str), [i64; 3]> = BTreeMap::new();
    for week in (1..=8).map(|weeks| monday + Days::new(7 * weeks)) {
        let sunday = week + Days::new(6);
        for (person, name) in PEOPLE.iter().enumerate() {
            let (mut firm_hours, mut tentative, mut any) = (0, 0, false);
            for booking in firm
                .bookings
                .iter()
                .filter(|booking| booking.person == person)
            {
                let at = october(booking.day);
                if week <= at && at <= sunday {
                    any = true;
                    if booking.is_firm() {
                        firm_hours += booking.parts();
                    } else {
                        tentative += booking.parts();
                    }
                }
            }
            let net = told(firm, person, week, sunday).net();
            let unknown = is_unknown(firm, person, week, sunday);
            if any || (net > 0 && !unknown) {
                expected.insert(
                    (week, *name),
                    [if unknown { -1 } else { net }, firm_hours, tentative],
                );
            }
        }
    }
    let shown = rows(metrics, "capacity_ahead");
    prop_assert_eq!(shown.len(), expected.len());
    for row in shown {
        let crate::metrics::Datum::Date(week) = row["week"] else {
            panic!("a week is a day");
        };
        let name = text(&row, "person");
        let [net, firm_hours, tentative] = expected[&(week, name.as_str())];
        let net = (net >= 0).then_some(net);
        prop_assert_eq!(whole(&row, "net_hours"), net, "{:?}", &row);
        prop_assert_eq!(whole(&row, "firm_hours"), Some(firm_hours));
        prop_assert_eq!(whole(&row, "tentative_hours"), Some(tentative));
        // whoever has no hours of a contract is free in no week
        let free = net.map(|net| net - firm_hours);
        let told = whole(&row, "free_hours");
        prop_assert!(
            told == free || net == Some(0) && told.is_none(),
            "{:?}",
            &row
        );
        let over = |part: i64| {
            net.filter(|net| *net > 0)
                .and_then(|net| quotient(part.into(), net.into()))
        };
        prop_assert!(near(number(&row, "load"), over(firm_hours)));
        prop_assert!(near(
            number(&row, "load_with_tentative"),
            over(firm_hours + tentative)
        ));
    }
    Ok(())
}
