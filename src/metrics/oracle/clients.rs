//! Spend of clients over time, retention, and concentration.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::firm::{CLIENTS, Firm, MONTHS, label};
use super::{near, number, quotient, rounded, rows, text, whole};
use crate::metrics::Metrics;
use crate::metrics::testing::date;

/// Invoiced in a currency from a month to another, both counted from the first; none when the files begin later.
fn invoiced(firm: &Firm, client: usize, currency: &str, from: i64, to: i64) -> Option<i64> {
    let own = |month: u32| (from..=to).contains(&i64::from(month));
    let bills = firm
        .billed()
        .filter(|bill| bill.client == client && bill.currency() == currency);
    (from >= 0).then(|| {
        bills
            .filter(|bill| own(bill.month))
            .map(|bill| bill.amount())
            .sum()
    })
}

/// Hundredths of a euro for a dollar at the end of a month, on the report's day at the latest.
fn dollar(firm: &Firm, month: u32) -> i64 {
    let number = 2024 * 12 + 7 + month as i32 + 1;
    let next = date(&format!("{}-{:02}-01", number / 12, number % 12 + 1));
    let end: NaiveDate = next.pred_opt().expect("a day before").min(firm.as_of());
    firm.dollar[usize::from(end >= date("2025-11-10"))]
}

/// Invoiced in euros, each month and currency converted by itself.
fn in_euros(firm: &Firm, client: usize, from: i64, to: i64) -> i64 {
    let months = (0..MONTHS).filter(|month| (from..=to).contains(&i64::from(*month)));
    months
        .map(|month| {
            let of = |currency| {
                invoiced(firm, client, currency, month.into(), month.into()).unwrap_or(0)
            };
            of("EUR") + rounded(i128::from(of("USD")) * i128::from(dollar(firm, month)), 100)
        })
        .sum()
}

fn change(now: Option<i64>, before: Option<i64>) -> Option<f64> {
    let (now, before) = (now?, before.filter(|before| *before > 0)?);
    quotient((now - before).into(), before.into())
}

pub(super) fn spend_against_every_stretch(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let mut seen = BTreeMap::new();
    for row in rows(metrics, "client_spend") {
        let (month, currency) = (text(&row, "month"), text(&row, "currency"));
        let at = (0..MONTHS)
            .find(|at| label(*at) == month)
            .expect("a month of the files") as i64;
        let name = text(&row, "client");
        let client = CLIENTS
            .iter()
            .position(|other| *other == name)
            .expect("one of ours");
        let over = |from: i64, to: i64| invoiced(firm, client, &currency, from, to);
        // August is the first month of the files
        let january = at - (at + 7) % 12;
        let stretches = [
            ("revenue_invoiced", over(at, at)),
            ("revenue_previous", over(at - 1, at - 1)),
            ("revenue_last_year", over(at - 12, at - 12)),
            ("revenue_ytd", over(january, at)),
            ("revenue_ytd_last_year", over(january - 12, at - 12)),
            ("revenue_ttm", over(at - 11, at)),
            ("revenue_ttm_before", over(at - 23, at - 12)),
        ];
        for (column, expected) in stretches {
            prop_assert_eq!(whole(&row, column), expected, "{} {:?}", column, &row);
        }
        let sum = |column: &str| {
            stretches
                .iter()
                .find(|(name, _)| *name == column)
                .and_then(|(_, sum)| *sum)
        };
        for (column, now, before) in [
            ("change_vs_previous", "revenue_invoiced", "revenue_previous"),
            (
                "change_vs_last_year",
                "revenue_invoiced",
                "revenue_last_year",
            ),
            ("change_ytd", "revenue_ytd", "revenue_ytd_last_year"),
            ("change_ttm", "revenue_ttm", "revenue_ttm_before"),
        ] {
            prop_assert!(
                near(number(&row, column), change(sum(now), sum(before))),
                "{} {:?}",
                column,
                &row
            );
        }
        seen.insert((at, client, currency), ());
    }
    for at in 0..i64::from(MONTHS) {
        for client in 0..CLIENTS.len() {
            for currency in ["EUR", "USD"] {
                let here = invoiced(firm, client, currency, at, at);
                let listed = seen.contains_key(&(at, client, currency.to_owned()));
                prop_assert!(here == Some(0) || listed, "{} {} {}", at, client, currency);
            }
        }
    }
    Ok(())
}

pub(super) fn two_years_of_all_clients(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    for row in rows(metrics, "retention")
        .iter()
        .filter(|row| text(row, "basis") == "all")
    {
        let month = text(row, "month");
        let at = i64::from(
            (0..MONTHS)
                .find(|at| label(*at) == month)
                .expect("a month of the files"),
        );
        if at < 23 {
            prop_assert_eq!(text(row, "nrr_note"), "short-history");
            prop_assert_eq!(whole(row, "revenue_year_before"), None);
            continue;
        }
        let (mut before, mut now) = (0, 0);
        let (mut expansion, mut contraction, mut churned, mut new, mut back) = (0, 0, 0, 0, 0);
        let [mut clients, mut lost, mut joined, mut returned] = [0; 4];
        for client in 0..CLIENTS.len() {
            let old = in_euros(firm, client, at - 23, at - 12).max(0);
            let recent = in_euros(firm, client, at - 11, at).max(0);
            before += old;
            now += recent;
            clients += i64::from(old > 0);
            if old > 0 && recent > 0 {
                expansion += (recent - old).max(0);
                contraction += (old - recent).max(0);
            } else if old > 0 {
                churned += old;
                lost += 1;
            } else if recent > 0 {
                let earlier = firm.billed().any(|bill| {
                    bill.client == client && !bill.credit && i64::from(bill.month) < at - 23
                });
                if earlier {
                    back += recent;
                    returned += 1;
                } else {
                    new += recent;
                    joined += 1;
                }
            }
        }
        for (column, expected) in [
            ("revenue_year_before", before),
            ("expansion", expansion),
            ("contraction", contraction),
            ("churned_revenue", churned),
            ("new_revenue", new),
            ("reactivated_revenue", back),
            ("revenue_year_now", now),
            ("clients_year_before", clients),
            ("clients_lost", lost),
            ("clients_new", joined),
            ("clients_reactivated", returned),
        ] {
            prop_assert_eq!(whole(row, column), Some(expected), "{} {:?}", column, row);
        }
        prop_assert_eq!(before + expansion - contraction - churned + new + back, now);
        for (column, part, all) in [
            ("nrr", before + expansion - contraction - churned, before),
            ("grr", before - contraction - churned, before),
            ("logo_churn", lost, clients),
            ("revenue_churn", churned, before),
        ] {
            prop_assert!(
                near(number(row, column), quotient(part.into(), all.into())),
                "{} {:?}",
                column,
                row
            );
        }
    }
    Ok(())
}

pub(super) fn shares_ranks_and_hhi(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let last = i64::from(MONTHS) - 1;
    for (window, from) in [("month", last), ("ttm", last - 11)] {
        let mut books: Vec<(String, String, BTreeMap<usize, i64>)> = Vec::new();
        for currency in ["EUR", "USD"] {
            let of = |client: usize| invoiced(firm, client, currency, from, last).unwrap_or(0);
            let all: BTreeMap<usize, i64> = (0..CLIENTS.len())
                .map(|client| (client, of(client)))
                .collect();
            if all.values().any(|sum| *sum != 0) {
                books.push((window.to_owned(), currency.to_owned(), all));
            }
        }
        if books.len() == 2 {
            let all = (0..CLIENTS.len())
                .map(|client| (client, in_euros(firm, client, from, last)))
                .collect();
            books.push((format!("{window}_base"), "EUR".to_owned(), all));
        }
        let count = rows(metrics, "concentration_summary")
            .iter()
            .filter(|row| text(row, "window").starts_with(window) && text(row, "by") == "by_client")
            .count();
        prop_assert_eq!(count, books.len());
        for (name, currency, revenue) in books {
            let total: i64 = revenue.values().map(|sum| (*sum).max(0)).sum();
            let own = |row: &&super::Row| {
                text(row, "window") == name && text(row, "currency") == currency
            };
            let shown = rows(metrics, "concentration");
            let shown: Vec<_> = shown.iter().filter(own).collect();
            let mut order: Vec<(usize, i64)> = revenue
                .iter()
                .filter(|(_, sum)| **sum != 0)
                .map(|(client, sum)| (*client, *sum))
                .collect();
            order.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
            prop_assert_eq!(shown.len(), order.len());
            let mut running = 0;
            for (row, (client, sum)) in shown.iter().zip(&order) {
                running += (*sum).max(0);
                prop_assert_eq!(text(row, "client"), CLIENTS[*client]);
                prop_assert_eq!(whole(row, "revenue"), Some(*sum));
                prop_assert!(near(
                    number(row, "share"),
                    quotient((*sum).max(0).into(), total.into())
                ));
                prop_assert!(near(
                    number(row, "cumulative_share"),
                    quotient(running.into(), total.into())
                ));
            }
            // Acme and Birch are one group
            let mut groups: Vec<i64> = vec![
                revenue[&0].max(0) + revenue[&1].max(0),
                revenue[&2].max(0),
                revenue[&3].max(0),
            ];
            groups.sort_by_key(|sum| -sum);
            let mut clients: Vec<i64> = revenue.values().map(|sum| (*sum).max(0)).collect();
            clients.sort_by_key(|sum| -sum);
            for row in rows(metrics, "concentration_summary").iter().filter(own) {
                let parts = if text(row, "by") == "by_client" {
                    &clients
                } else {
                    &groups
                };
                let top = |most: usize| {
                    let sum: i64 = parts.iter().take(most).sum();
                    quotient(sum.into(), total.into())
                };
                for (column, most) in [
                    ("top1_share", 1),
                    ("top3_share", 3),
                    ("top5_share", 5),
                    ("top10_share", 10),
                ] {
                    prop_assert!(near(number(row, column), top(most)), "{} {:?}", column, row);
                }
                let squares: f64 = parts
                    .iter()
                    .filter_map(|part| quotient((*part).into(), total.into()))
                    .map(|share| share * 100.0 * share * 100.0)
                    .sum();
                let hhi = (total > 0).then_some(squares);
                prop_assert!(near(number(row, "hhi"), hhi), "{:?} {:?}", row, hhi);
                prop_assert!(near(
                    number(row, "effective_number"),
                    hhi.map(|hhi| 10_000.0 / hhi)
                ));
            }
        }
    }
    Ok(())
}
