//! The time side of the metrics: from classified work to every frame about hours.

use super::calendar::Calendar;
use super::frame::MetricFrame;
use super::ledger::Ledger;
use super::people::People;
use super::scope::Scope;
use super::worked::Work;
use super::{bases, capacity, load, members, utilization, workload};
use crate::model::Tables;

/// Utilization, load, capacity ahead, named bases and who works on what.
pub fn compute(
    tables: &Tables,
    work: &Work<'_>,
    people: &People,
    calendar: &Calendar<'_>,
    scope: &Scope,
) -> Vec<MetricFrame> {
    let ledger = Ledger::of(calendar, work, scope);
    let staffed = members::staffed(&ledger, people, scope);
    let [ahead, groups, suggestions] = capacity::ahead(tables, calendar, people, scope);
    vec![
        utilization::by_person(&staffed),
        utilization::by_team(&staffed),
        utilization::by_role(&staffed),
        load::by_week(tables, calendar, work, scope),
        ahead,
        groups,
        suggestions,
        bases::by_basis(tables, &ledger, people, scope),
        workload::person_client(work, scope),
        workload::joint_projects(work, scope),
    ]
}

/// The same figures worked out the long way: day by day, in fractions, from the rows themselves.
#[cfg(test)]
mod tests {
    use chrono::{Datelike, Days, NaiveDate};
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::Datum;
    use crate::metrics::testing::{date, scope, tables};
    use crate::model::Duration;

    /// Hours of the week in 1/10,000, workdays as bits from Monday, first and last day from 1 October.
    type Contract = (i64, u8, i64, Option<i64>);
    /// Day of October, minutes or the whole day, which of two sheets.
    type Absence = (i64, Option<i64>, bool);
    /// Day of October, minutes, for a client, flag, rejected.
    type Entry = (i64, i64, bool, Option<bool>, bool);

    #[derive(Debug, Clone)]
    struct Story {
        contracts: Vec<Contract>,
        holidays: Vec<(i64, usize)>,
        leave: Vec<Absence>,
        time: Vec<Entry>,
        as_of: i64,
    }

    const REGIONS: [&str; 3] = ["", "de", "KZ"];

    fn stories() -> impl Strategy<Value = Story> {
        let ends = proptest::option::of(0i64..60);
        let contract = (0i64..600_000, 0u8..128, -20i64..40, ends);
        let minutes = proptest::option::of(0i64..900);
        let entry = (
            0i64..31,
            -60i64..900,
            any::<bool>(),
            any::<Option<bool>>(),
            any::<bool>(),
        );
        (
            proptest::collection::vec(contract, 1..4),
            proptest::collection::vec((0i64..31, 0usize..3), 0..5),
            proptest::collection::vec((0i64..31, minutes, any::<bool>()), 0..12),
            proptest::collection::vec(entry, 1..30),
            0i64..31,
        )
            .prop_map(|(contracts, holidays, leave, time, as_of)| Story {
                contracts,
                holidays,
                leave,
                time,
                as_of,
            })
    }

    fn day(offset: i64) -> NaiveDate {
        date("2026-09-01") + Days::new((offset + 30) as u64)
    }

    fn tables_of(story: &Story) -> Tables {
        let mut people =
            "person | region | weekly_hours | workdays | starts_on | ends_on".to_owned();
        for (week, days, first, length) in &story.contracts {
            let bits: String = (0..7)
                .map(|bit| if days >> bit & 1 == 1 { '1' } else { '0' })
                .collect();
            let last = length.map(|length| day(first + length).to_string());
            people += &format!(
                "\nMara | DE | {}.{:04} | {bits} | {} | {}",
                week / 10_000,
                week % 10_000,
                day(*first),
                last.unwrap_or_default()
            );
        }
        let mut holidays = "date | region".to_owned();
        for (offset, region) in &story.holidays {
            holidays += &format!("\n{} | {}", day(*offset), REGIONS[*region]);
        }
        let mut leave = [
            "date | person | duration".to_owned(),
            "date | person | duration".to_owned(),
        ];
        for (offset, minutes, second) in &story.leave {
            let clock = minutes.map(|all| format!("{}:{:02}", all / 60, all % 60));
            leave[usize::from(*second)] +=
                &format!("\n{} | Mara | {}", day(*offset), clock.unwrap_or_default());
        }
        let mut time = "date | person | client | duration | billable | status".to_owned();
        for (offset, minutes, client, flag, rejected) in &story.time {
            let client = if *client { "Halden" } else { "" };
            let flag = flag.map_or("", |yes| if yes { "yes" } else { "no" });
            let status = if *rejected { "rejected" } else { "" };
            // a tenth of an hour instead of a minute, so that corrections can be written as decimals
            let hours = format!(
                "{}{}.{}",
                if *minutes < 0 { "-" } else { "" },
                minutes.abs() / 10,
                minutes.abs() % 10
            );
            time += &format!(
                "\n{} | Mara | {client} | {hours} | {flag} | {status}",
                day(*offset)
            );
        }
        tables(&[
            ("people", &people),
            ("holidays", &holidays),
            ("leave", &leave[0]),
            ("leave", &leave[1]),
            ("time", &time),
        ])
    }

    #[derive(Clone, Copy)]
    struct Fraction(i128, i128);

    impl Fraction {
        fn plus(self, other: Fraction) -> Fraction {
            Fraction(self.0 * other.1 + other.0 * self.1, self.1 * other.1).reduced()
        }
        fn minus(self, other: Fraction) -> Fraction {
            self.plus(Fraction(-other.0, other.1))
        }
        fn smaller(self, other: Fraction) -> Fraction {
            if self.0 * other.1 <= other.0 * self.1 {
                self
            } else {
                other
            }
        }
        fn reduced(self) -> Fraction {
            let (mut a, mut b) = (self.0.abs(), self.1);
            while a != 0 {
                (a, b) = (b % a, a);
            }
            Fraction(self.0 / b, self.1 / b)
        }
        /// Half up; only used of what is not negative.
        fn rounded(self) -> i64 {
            ((2 * self.0 + self.1) / (2 * self.1)) as i64
        }
    }

    /// S, Hd, L of a day, in units of time.
    fn told(story: &Story, offset: i64) -> [Fraction; 3] {
        let zero = Fraction(0, 1);
        let weekday = day(offset).weekday().num_days_from_monday();
        let mut valid: Vec<(i64, Option<i64>, Fraction)> = Vec::new();
        for (week, days, first, length) in &story.contracts {
            let last = length.map(|length| first + length);
            if *first <= offset && last.is_none_or(|last| offset <= last) {
                let works = days >> weekday & 1 == 1;
                let count = i128::from(days.count_ones());
                let hours = if works {
                    Fraction(i128::from(week * 9), count)
                } else {
                    zero
                };
                valid.push((*first, last, hours));
            }
        }
        // the one that began last; of two that began together, the one without an end comes first
        valid.sort_by_key(|(first, last, _)| (*first, *last));
        let contract = valid.last().map_or(zero, |(_, _, hours)| *hours);
        let free = story
            .holidays
            .iter()
            .any(|(on, region)| *on == offset && *region != 2);
        let holiday = if free { contract } else { zero };
        let rest = contract.minus(holiday);
        let of_sheet = |second: bool| {
            let rows = story
                .leave
                .iter()
                .filter(|row| row.0 == offset && row.2 == second);
            rows.fold(zero, |sum, (_, minutes, _)| match minutes {
                Some(minutes) => sum.plus(Fraction(i128::from(minutes * 1_500), 1)),
                None => sum.plus(rest),
            })
        };
        let (one, other) = (of_sheet(false), of_sheet(true));
        let larger = if one.smaller(other).minus(one).0 == 0 {
            other
        } else {
            one
        };
        [contract, holiday, larger.smaller(rest)]
    }

    fn hours_of(frame: &MetricFrame, column: &str) -> i64 {
        match frame.values(column).as_slice() {
            [Datum::Hours(Duration(parts))] => *parts,
            other => panic!("one row of {column}, not {other:?}"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn the_long_way_gives_the_same(story in stories()) {
            // identical periods leave open which of two rows counts
            let mut spans: Vec<_> = story.contracts.iter().map(|one| (one.2, one.3)).collect();
            spans.sort_unstable();
            spans.dedup();
            prop_assume!(spans.len() == story.contracts.len());

            let tables = tables_of(&story);
            let people = People::of(&tables);
            let scope = scope("2026-10", &day(story.as_of).to_string());
            let work = crate::metrics::testing::work(&tables, &scope);
            let calendar = Calendar::of(&tables, &work, &people, &scope);
            let frames = compute(&tables, &work, &people, &calendar, &scope);
            let frame = &frames[0];

            let mut sums = [Fraction(0, 1); 3];
            for offset in 0..=story.as_of {
                let day = told(&story, offset);
                sums = [0, 1, 2].map(|at| sums[at].plus(day[at]));
            }
            let [contract, holiday, leave] = sums;
            let net = contract.minus(holiday).minus(leave).rounded();
            let mut worked = [0; 3];
            let mut entries = 0;
            for (offset, minutes, client, flag, rejected) in &story.time {
                if *offset <= story.as_of && !rejected {
                    let kind = match (client, flag) { (false, _) => 2, (_, Some(false)) => 1, _ => 0 };
                    worked[kind] += minutes * 9_000;
                    entries += 1;
                }
            }
            if contract.rounded() == 0 && entries == 0 {
                prop_assert!(frame.is_empty());
                return Ok(());
            }
            let all: i64 = worked.iter().sum();
            for (column, expected) in [
                ("contract_hours", contract.rounded()),
                ("net_hours", net),
                ("billable_hours", worked[0]),
                ("client_nonbillable_hours", worked[1]),
                ("internal_hours", worked[2]),
                ("worked_hours", all),
                ("unaccounted_hours", (net - all).max(0)),
                ("overtime_hours", (all - net).max(0)),
            ] {
                prop_assert_eq!(hours_of(frame, column), expected, "{}", column);
            }
            // the columns add up, so one of them may carry the unit that rounding leaves
            let (off, away) = (hours_of(frame, "holiday_hours"), hours_of(frame, "leave_hours"));
            prop_assert!((off - holiday.rounded()).abs() <= 1);
            prop_assert!((away - leave.rounded()).abs() <= 1);
            prop_assert_eq!(contract.rounded() - off - away, net);
            // a ratio appears exactly when there is net time
            let ratio = &frame.values("billable_utilization_net")[0];
            prop_assert_eq!(matches!(ratio, Datum::Float(_)), net > 0 && !work.is_empty());
        }
    }
}
