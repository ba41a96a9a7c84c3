//! The agency's period as other tools would show it: one set of hours, many percentages.
//!
//! Every basis prints its operands. Formulas follow what the makers document (`peers.md` 4.1).

use super::definition::{Definition, Rests};
use super::frame::{Datum, FrameSpec, MetricFrame, Unit};
use super::ledger::{Hours, Ledger};
use super::load::bookings;
use super::members::{Member, members, target_hours};
use super::people::People;
use super::ratio::share;
use super::scope::Scope;
use crate::model::phrase::phrase;
use crate::model::{Duration, Month, Phrase, Table, Tables};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "numerator_hours",
        text: "hours above the line of the named basis, as its formula says",
        rests_on: &[
            Rests::within(Table::Time, "date"),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Bookings, "date"),
        ],
    },
    Definition {
        name: "denominator_hours",
        text: "hours below the line of the named basis, as its formula says",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::whole(Table::Holidays),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "utilization",
        text: "numerator / denominator hours of the named basis: what that tool would show of the same month; n/a without a denominator",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::whole(Table::Holidays),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
            Rests::within(Table::Bookings, "date"),
        ],
    },
];

/// The agency's month as other tools would show it (`peers.md` 4.1).
pub static UTILIZATION_BASES: FrameSpec = FrameSpec::exported(
    "utilization_bases",
    "basis, month",
    &[
        ("month", Unit::Month),
        ("basis", Unit::Code),
        ("shown_by", Unit::Text),
        ("numerator_hours", Unit::Hours),
        ("denominator_hours", Unit::Hours),
        ("utilization", Unit::Share),
        ("utilization_note", Unit::Code),
        ("formula", Unit::Phrase),
    ],
);

/// 2,080 hours a year, spread over 12 months.
const MONTH_OF_2080: Duration = Duration(2_080 * Duration::HOUR / 12);

/// What the formulas are made of: sums over employees.
struct Operands {
    hours: Hours,
    people: i64,
    months: i64,
    /// Calendar days of the period up to as-of, without the last one.
    days_but_last: i64,
    /// None when nobody has a target.
    target: Option<Duration>,
    /// Firm bookings, and those for clients.
    scheduled: Duration,
    scheduled_billable: Duration,
}

/// A row of the frame: code, who shows it so, numerator, denominator, reason without one, formula.
struct Basis {
    code: &'static str,
    shown_by: &'static str,
    numerator: Duration,
    denominator: Option<Duration>,
    reason: &'static str,
    formula: Phrase,
}

/// The frame [`UTILIZATION_BASES`] of the scope's period.
pub fn by_basis(tables: &Tables, ledger: &Ledger, people: &People, scope: &Scope) -> MetricFrame {
    let everybody = members(ledger, people, scope.period, &scope.settings);
    let employees: Vec<&Member<'_>> = everybody.iter().filter(|one| one.counts()).collect();
    let operands = operands_of(tables, &employees, scope);
    let has_data = ledger.has_data(scope.period);
    let rows = bases(&operands)
        .into_iter()
        .map(|basis| {
            let mut row: Vec<Datum> = vec![
                scope.period.to_string().into(),
                basis.code.into(),
                basis.shown_by.into(),
                basis.numerator.into(),
                basis.denominator.into(),
            ];
            let known = basis.denominator.filter(|_| has_data);
            let reason = if has_data { basis.reason } else { "no-data" };
            row.extend(share(basis.numerator, known, reason));
            row.push(basis.formula.encode().into());
            row
        })
        .collect();
    MetricFrame::of(&UTILIZATION_BASES, rows)
}

fn operands_of(tables: &Tables, employees: &[&Member<'_>], scope: &Scope) -> Operands {
    let mut hours = Hours::none();
    for member in employees {
        hours.add(&member.hours);
    }
    let last = scope.last_day(scope.period);
    let mut scheduled = Duration::ZERO;
    let mut scheduled_billable = Duration::ZERO;
    for booking in bookings(tables) {
        let known = employees.iter().any(|member| member.name == booking.person);
        let dated = booking.day <= last && scope.period.holds(Month::of(booking.day));
        if booking.firm && known && dated {
            scheduled += booking.duration;
            if !booking.client.is_empty() {
                scheduled_billable += booking.duration;
            }
        }
    }
    Operands {
        hours,
        people: employees.len() as i64,
        months: i64::from(scope.period.len()),
        days_but_last: (last - scope.period.first_day()).num_days(),
        target: target_hours(employees.iter().copied()),
        scheduled,
        scheduled_billable,
    }
}

fn bases(of: &Operands) -> Vec<Basis> {
    let hours = &of.hours;
    let (billable, worked) = (hours.billable, hours.worked());
    let client = billable + hours.client_nonbillable;
    let capacity = hours.capacity.unwrap_or_default();
    let away = capacity.holiday + capacity.leave;
    let calendar = Duration::hours(8 * of.days_but_last * of.people);
    let year = Duration(MONTH_OF_2080.0 * of.months * of.people);
    let basis = |code, shown_by, numerator, denominator, reason, formula| Basis {
        code,
        shown_by,
        numerator,
        denominator,
        reason,
        formula,
    };
    let against_capacity = |code, shown_by, numerator, denominator, formula| {
        basis(
            code,
            shown_by,
            numerator,
            Some(denominator),
            "no-capacity",
            formula,
        )
    };
    let against_work = |code, shown_by, denominator, formula| {
        basis(
            code,
            shown_by,
            billable,
            Some(denominator),
            "no-hours",
            formula,
        )
    };
    vec![
        against_capacity(
            "net",
            "Runn, Kantata, Lucca",
            billable,
            capacity.net,
            phrase("billable hours / (contract hours - holidays - leave)", &[]),
        ),
        against_capacity(
            "gross",
            "",
            billable,
            capacity.contract,
            phrase("billable hours / contract hours", &[]),
        ),
        against_capacity(
            "erpnext_billed",
            "ERPNext",
            billable,
            calendar,
            phrase(
                "billable hours / (8 hours x calendar days; the last day is dropped)",
                &[],
            ),
        ),
        against_capacity(
            "erpnext",
            "ERPNext",
            worked,
            calendar,
            phrase(
                "worked hours / (8 hours x calendar days; the last day is dropped)",
                &[],
            ),
        ),
        against_capacity(
            "year2080",
            "",
            billable,
            year,
            phrase("billable hours / (2,080 hours a year / 12)", &[]),
        ),
        against_work(
            "bqe",
            "BQE Core",
            worked + away,
            phrase("billable hours / (worked hours + holidays + leave)", &[]),
        ),
        against_work(
            "bqe_leave",
            "BQE Core",
            worked + capacity.leave,
            phrase("billable hours / (worked hours + leave)", &[]),
        ),
        against_work(
            "productive",
            "Productive",
            worked,
            phrase("billable hours / worked hours", &[]),
        ),
        against_capacity(
            "harvest",
            "Harvest",
            worked,
            capacity.contract,
            phrase("worked hours / contract hours", &[]),
        ),
        against_capacity(
            "harvest_leave",
            "Harvest",
            worked + away,
            capacity.contract,
            phrase("(worked hours + holidays + leave) / contract hours", &[]),
        ),
        against_capacity(
            "ruddr",
            "Ruddr",
            client,
            capacity.net,
            phrase("client hours / (contract hours - holidays - leave)", &[]),
        ),
        basis(
            "float",
            "Float",
            of.scheduled_billable,
            Some(of.scheduled),
            "no-hours",
            phrase(
                "hours booked for clients / booked hours, firm bookings only",
                &[],
            ),
        ),
        basis(
            "odoo",
            "Odoo",
            billable,
            of.target,
            "no-target",
            phrase("billable hours / target hours", &[]),
        ),
        against_capacity(
            "replicon",
            "Replicon, Runn, Kantata",
            worked,
            capacity.net,
            phrase("worked hours / (contract hours - holidays - leave)", &[]),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::calendar::Calendar;
    use crate::metrics::testing::{lines, scope, tables};

    /// `peers.md` 4.1: 22 weekdays of 8 h, one holiday, three days of leave; 110 h billable, 14 h for clients
    /// not billable, 26 h internal; 136 h booked, 120 h of them for clients; a target of 120 h of 144 h.
    #[test]
    fn one_month_many_answers() {
        let sheets = [
            (
                "people",
                "person | weekly_hours | target_share\nMara | 40 | 0.833333",
            ),
            ("holidays", "date | name\n2026-03-09 | Day off"),
            (
                "leave",
                "date | person | duration\n2026-03-16 | Mara | 8\n2026-03-17 | Mara | 8\n2026-03-18 | Mara | 8",
            ),
            (
                "time",
                "date | person | client | duration | billable\n2026-03-02 | Mara | Halden | 110 | yes\n\
                 2026-03-03 | Mara | Halden | 14 | no\n2026-03-04 | Mara | | 26 | no",
            ),
            (
                "bookings",
                "date | person | client | duration | firm\n2026-03-02 | Mara | Halden | 120 | yes\n\
                 2026-03-02 | Mara | | 16 | yes\n2026-03-02 | Mara | Halden | 9 | no",
            ),
        ];
        let (tables, scope) = (tables(&sheets), scope("2026-03", "2026-03-31"));
        let people = People::of(&tables);
        let work = crate::metrics::testing::work(&tables, &scope);
        let calendar = Calendar::of(&tables, &work, &people, &scope);
        let ledger = Ledger::of(&calendar, &work, &scope);
        let frame = by_basis(&tables, &ledger, &people, &scope);
        let columns = [
            "basis",
            "numerator_hours",
            "denominator_hours",
            "utilization",
        ];
        assert_eq!(
            lines(&frame, &columns),
            [
                "net | 110 | 144 | 0.7639",
                "gross | 110 | 176 | 0.6250",
                "erpnext_billed | 110 | 240 | 0.4583",
                "erpnext | 150 | 240 | 0.6250",
                "year2080 | 110 | 173.3333 | 0.6346",
                "bqe | 110 | 182 | 0.6044",
                "bqe_leave | 110 | 174 | 0.6322",
                "productive | 110 | 150 | 0.7333",
                "harvest | 150 | 176 | 0.8523",
                "harvest_leave | 182 | 176 | 1.0341",
                "ruddr | 124 | 144 | 0.8611",
                "float | 120 | 136 | 0.8824",
                "odoo | 110 | 120 | 0.9167",
                "replicon | 150 | 144 | 1.0417",
            ]
        );
    }
}
