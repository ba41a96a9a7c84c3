//! What each figure means, said once: `explain`, the dictionary sheet and the README's table read it here.
//!
//! The formulas are those of the definitions page of the project; symbols as in [`crate::metrics::calendar`].

use crate::metrics::{Datum, Unit, catalogue};
use crate::model::Phrase;

/// A figure's definition.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Column name in frames and `data/`.
    pub name: &'static str,
    /// Formula, basis, what an empty value means.
    pub text: &'static str,
}

/// All definitions, in the order they are listed to people.
pub static ALL: &[Definition] = &[
    Definition {
        name: "contract_hours",
        text: "weekly hours spread over the person's workdays, between first and last day of the contract",
    },
    Definition {
        name: "holiday_hours",
        text: "contract hours of days that are public holidays of the person's region",
    },
    Definition {
        name: "leave_hours",
        text: "leave on a day, at most that day's contract hours less holiday hours; the same absence in two files counts once",
    },
    Definition {
        name: "net_hours",
        text: "contract hours - holiday hours - leave hours",
    },
    Definition {
        name: "worked_hours",
        text: "billable + client non-billable + internal hours; leave is never in it",
    },
    Definition {
        name: "billable_hours",
        text: "hours for a client that are billable by the entry's flag; without a flag billable unless client or project is internal",
    },
    Definition {
        name: "client_nonbillable_hours",
        text: "other hours for a client",
    },
    Definition {
        name: "internal_hours",
        text: "hours on internal clients or projects, or without a client",
    },
    Definition {
        name: "unaccounted_hours",
        text: "net hours - worked hours of the month, not below zero",
    },
    Definition {
        name: "overtime_hours",
        text: "worked hours - net hours of the month, not below zero",
    },
    Definition {
        name: "billable_utilization_net",
        text: "billable hours / net hours; a group is the ratio of its sums; n/a without capacity",
    },
    Definition {
        name: "billable_utilization_gross",
        text: "billable hours / contract hours; n/a without capacity",
    },
    Definition {
        name: "total_utilization",
        text: "worked hours / net hours; n/a without capacity",
    },
    Definition {
        name: "client_utilization",
        text: "(billable + client non-billable hours) / net hours; n/a without capacity",
    },
    Definition {
        name: "billable_mix",
        text: "billable hours / worked hours; n/a without hours",
    },
    Definition {
        name: "target_attainment",
        text: "billable hours / (target share x net hours); a team's target is weighted by net hours; n/a without target",
    },
    Definition {
        name: "completeness",
        text: "worked hours / net hours of all employees; below the threshold the month is marked incomplete",
    },
    Definition {
        name: "load",
        text: "worked hours of past weeks, firm bookings of the others / net hours of the week",
    },
    Definition {
        name: "load_with_tentative",
        text: "the same with tentative bookings added",
    },
    Definition {
        name: "revenue_invoiced",
        text: "invoices net of tax by issue date, credit notes negative; drafts and void invoices are in no figure",
    },
    Definition {
        name: "pass_through",
        text: "expenses marked as passed through to the client",
    },
    Definition {
        name: "agi",
        text: "agency gross income: revenue invoiced - pass-through",
    },
    Definition {
        name: "delivery_cost",
        text: "client hours x cost rate valid on the day, plus the client's expenses that are not passed through",
    },
    Definition {
        name: "delivery_margin",
        text: "(AGI - delivery cost) / AGI; n/a when AGI is not above zero",
    },
    Definition {
        name: "average_billable_rate",
        text: "AGI / all client hours; n/a without hours",
    },
    Definition {
        name: "collected",
        text: "gross cash received and decided as belonging to an invoice, by payment date",
    },
    Definition {
        name: "outstanding",
        text: "gross invoices - matched payments - credits up to the as-of date, unapplied cash taken off",
    },
    Definition {
        name: "overdue",
        text: "the part of open invoices whose due date is past",
    },
    Definition {
        name: "budget_hours",
        text: "agreed hours: of a retainer per month, of other work for the whole project",
    },
    Definition {
        name: "over_servicing_hours",
        text: "delivered hours above the agreed hours, per project, never netted between projects",
    },
    Definition {
        name: "change_vs_previous",
        text: "(this period - the one before) / the one before; n/a without one before",
    },
    Definition {
        name: "budget_burn",
        text: "hours used / hours agreed; n/a without a budget",
    },
    Definition {
        name: "pace",
        text: "budget burn / elapsed share of the working days of the period",
    },
    Definition {
        name: "share",
        text: "revenue of the client / revenue of all clients in the same currency and window; negative clients count as zero",
    },
    Definition {
        name: "hhi",
        text: "sum of the squared percentages of all clients; 10,000 is a single client",
    },
    Definition {
        name: "effective_number",
        text: "10,000 / HHI: as many equal clients would be as concentrated",
    },
    Definition {
        name: "nps",
        text: "share of 9-10 less share of 0-6, newest answer of each contact in the window, -100 to 100; n/a below five answers",
    },
    Definition {
        name: "csat",
        text: "answers 4 and 5 of 5 / all answers",
    },
    Definition {
        name: "attainment",
        text: "(actual - baseline) / (target - baseline), between 0 and 120 %",
    },
    Definition {
        name: "next_review_due_on",
        text: "last review + cadence of the client, else of its tier; without a review from the client's first day",
    },
    Definition {
        name: "score",
        text: "sum of weight x points of the measures that are known / sum of their weights, 0 to 100; under 60 % coverage there is no band",
    },
    Definition {
        name: "coverage",
        text: "weight of the measures that are known / all weight",
    },
    Definition {
        name: "d1_30",
        text: "open amount 1 to 30 days past due at the as-of date; the buckets add up to outstanding",
    },
    Definition {
        name: "worked_value",
        text: "billable hours of the contract x bill rate",
    },
    Definition {
        name: "dso_countback",
        text: "days of sales that the outstanding amount stands for, counted back month by month",
    },
    Definition {
        name: "days_to_pay",
        text: "payment date - issue date, weighted by amount",
    },
];

/// The definition of a figure.
pub fn of(name: &str) -> Option<&'static Definition> {
    ALL.iter().find(|definition| definition.name == name)
}

/// Rows of the dictionary frame.
pub fn frame_rows() -> Vec<Vec<Datum>> {
    ALL.iter()
        .map(|definition| {
            let holders: Vec<_> = catalogue::ALL
                .iter()
                .filter_map(|spec| {
                    spec.columns
                        .iter()
                        .find(|(name, _)| *name == definition.name)
                        .map(|(_, unit)| (spec.name, *unit))
                })
                .collect();
            let frames: Vec<&str> = holders.iter().map(|(name, _)| *name).collect();
            let unit = holders.first().map_or("", |(_, unit)| unit_code(*unit));
            vec![
                definition.name.into(),
                Phrase::decode(definition.text).encode().into(),
                unit.into(),
                frames.join(", ").into(),
            ]
        })
        .collect()
}

fn unit_code(unit: Unit) -> &'static str {
    match unit {
        Unit::Hours => "hours",
        Unit::Money => "money",
        Unit::Share => "share",
        Unit::Number => "plain-number",
        Unit::Count => "count",
        Unit::Date => "date",
        Unit::Month => "month",
        Unit::Flag => "flag",
        Unit::Text | Unit::Code | Unit::Phrase => "text",
    }
}
