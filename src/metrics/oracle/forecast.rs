//! The next three months: fees in force, bookings at the people's prices, half of what is tentative.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::firm::{CLIENTS, Firm, label, months_to, october};
use super::{HOUR, rounded, rows, text, whole};
use crate::metrics::Metrics;

/// November 2026 to January 2027, as months of the files.
const AHEAD: [u32; 3] = [27, 28, 29];

/// Worth of bookings of a client and month: firm and tentative; none when a person without a price has hours.
type Worth = [Option<i128>; 2];

/// A person whose bookings all stand on Mondays is planned by the week: five equal parts from Monday to Friday.
fn days(firm: &Firm, person: usize, day: NaiveDate) -> Vec<NaiveDate> {
    let mut own = firm
        .bookings
        .iter()
        .filter(|booking| booking.person == person);
    let weekly = own.all(|booking| october(booking.day).weekday().number_from_monday() == 1);
    if weekly {
        (0..5).map(|days| day + Days::new(days)).collect()
    } else {
        vec![day]
    }
}

/// Bookings of a client and month that no fee pays for.
fn worth(firm: &Firm, client: usize, month: u32) -> Worth {
    let mut sums = [0_i128; 2];
    let mut unpriced = [false; 2];
    for booking in firm
        .bookings
        .iter()
        .filter(|booking| booking.outside() == Some(client))
    {
        let paid = match booking.project {
            // the retainer and the fixed work have a fee; work by the hour has none
            Some(project) => project < 2,
            None => covered(firm, client, month),
        };
        let kind = usize::from(!booking.is_firm());
        let days = days(firm, booking.person, october(booking.day));
        let inside = days.iter().filter(|day| months_to(**day) == month as i32);
        for _ in inside {
            let part = i128::from(booking.parts()) / days.len() as i128;
            match firm.contracts.get(booking.person) {
                _ if paid => {}
                Some(contract) => sums[kind] += part * i128::from(contract.price) * 10_000,
                None => unpriced[kind] = true,
            }
        }
    }
    [0, 1].map(|kind| (!unpriced[kind]).then_some(sums[kind]))
}

/// True when any fee of the client runs in the month.
fn covered(firm: &Firm, client: usize, month: u32) -> bool {
    match client {
        0 => true,
        1 => month == 27 || fixed(firm, month) > 0,
        _ => false,
    }
}

/// What is left of the fixed price: all of it in November, in which the work ends.
fn fixed(firm: &Firm, month: u32) -> i64 {
    let invoiced: i64 = firm
        .billed()
        .filter(|bill| bill.client == 1 && !bill.dollars)
        .map(|bill| bill.amount())
        .sum();
    let left = firm.agreed[1].1 * 10_000 - invoiced;
    if month == 27 { left.max(0) } else { 0 }
}

pub(super) fn firm_and_probable(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let mut found = BTreeMap::new();
    for row in rows(metrics, "forecast") {
        let parts = [
            whole(&row, "firm"),
            whole(&row, "probable"),
            whole(&row, "forecast"),
        ];
        // the whole is its parts, in every row
        let [firm_part, probable, forecast] = parts;
        prop_assert_eq!(
            forecast,
            firm_part.and_then(|part| Some(part + probable?)),
            "{:?}",
            &row
        );
        if let Some(booked) = whole(&row, "firm_bookings") {
            prop_assert_eq!(
                firm_part,
                whole(&row, "firm_fees").map(|fees| fees + booked)
            );
        }
        let dollars = text(&row, "currency") == "USD";
        let in_euros = |amount: i64| {
            let cents = if dollars { firm.dollar[1] } else { 100 };
            rounded(i128::from(amount) * i128::from(cents), 100)
        };
        prop_assert_eq!(whole(&row, "forecast_base"), forecast.map(in_euros));
        found.insert((text(&row, "month"), text(&row, "client"), dollars), row);
    }
    for month in AHEAD {
        for (client, name) in CLIENTS.iter().enumerate() {
            // Cedar pays in dollars for hours that are priced in euros
            let dollars = client == 2;
            let fees = match client {
                0 => firm.agreed[0].1 * 10_000,
                1 => fixed(firm, month),
                _ => 0,
            };
            let [booked, tentative] = worth(firm, client, month);
            let paid = |sum: i128| match dollars {
                true => rounded(sum * 100, HOUR * i128::from(firm.dollar[1])),
                false => rounded(sum, HOUR),
            };
            let booked = booked.map(paid);
            let probable = tentative.map(|sum| rounded(paid(sum).into(), 2));
            let row = found.get(&(label(month), (*name).to_owned(), dollars));
            let Some(row) = row else {
                prop_assert_eq!(
                    (fees, booked, probable),
                    (0, Some(0), Some(0)),
                    "{} {}",
                    month,
                    client
                );
                continue;
            };
            prop_assert_eq!(whole(row, "firm_fees"), Some(fees), "{:?}", row);
            prop_assert_eq!(whole(row, "firm_bookings"), booked, "{:?}", row);
            prop_assert_eq!(whole(row, "probable"), probable, "{:?}", row);
            let run_rate: i64 = firm
                .billed()
                .filter(|bill| bill.client == client && bill.dollars == dollars && bill.month >= 24)
                .map(|bill| bill.amount())
                .sum();
            prop_assert_eq!(whole(row, "run_rate"), Some(rounded(run_rate.into(), 3)));
        }
    }
    Ok(())
}
