//! What a figure means and which rows stand behind it, said once, at the top of the file that computes it.
//!
//! `explain`, the dictionary sheet and the README read it here. Grain and unit are those of the figure's columns
//! ([`super::catalogue`]); the words for other languages stand under `[definitions]` in `templates/languages`.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;

use super::reconcile::{
    ageing, bridge, candidates, cash, collection, contract_card, deductions, exceptions,
    exchange_differences, legs, matches, statement, summary, tracker,
};
use super::{
    actions, agency, bases, budget, campaign_goals, campaigns, capacity, client_base, client_month,
    concentration, contacts, criteria, due_calendar, engagement_money, exchange_rates, forecast,
    gaps, goals, growth, health, health_backtest, issued, key_accounts, lifecycle, load,
    manager_clients, managers, over_servicing, projects_in_work, promoters, realization, renewals,
    retainer, retention, revenue_bases, reviews, risks, spend, utilization, warnings, wip,
    workload,
};
use crate::model::{Phrase, SettingValues, Span, Table};

/// A figure's definition.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Column name in frames and `data/`; `frame.column` where the same name means something else in another frame,
    /// `frame.*_ending` for a family of columns.
    pub name: &'static str,
    /// Formula, basis, what an empty value means; numbers that are settings are marks.
    pub text: &'static str,
    /// Rows of the files that it is computed from.
    pub rests_on: &'static [Rests],
}

/// Rows of a table behind a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rests {
    /// The table.
    pub table: Table,
    /// Which of its rows.
    pub window: Window,
}

/// Which rows of a table, by the date that places them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    /// Dated in the report's period, by this field.
    Within(&'static str),
    /// Dated up to the period's end, by this field.
    UpTo(&'static str),
    /// Dated, by this field, in the months that lie so many before the period's last: the first and the last of them.
    Months(&'static str, [i32; 2]),
    /// Dated, by this field, from January to the period's last month, so many years before.
    Year(&'static str, i32),
    /// Every row.
    Whole,
}

impl Rests {
    /// Rows dated in the period.
    pub const fn within(table: Table, date: &'static str) -> Rests {
        let window = Window::Within(date);
        Rests { table, window }
    }

    /// Rows dated up to the period's end.
    pub const fn up_to(table: Table, date: &'static str) -> Rests {
        let window = Window::UpTo(date);
        Rests { table, window }
    }

    /// Rows dated in the last twelve months, the period's last month included.
    pub const fn last_year(table: Table, date: &'static str) -> Rests {
        Rests::months(table, date, [11, 0])
    }

    /// Rows dated in the last twelve months and the twelve before.
    pub const fn two_years(table: Table, date: &'static str) -> Rests {
        Rests::months(table, date, [23, 0])
    }

    /// Rows dated from one month to another, both so many months before the period's last.
    pub const fn months(table: Table, date: &'static str, back: [i32; 2]) -> Rests {
        let window = Window::Months(date, back);
        Rests { table, window }
    }

    /// Rows dated from January to the period's last month, so many years before.
    pub const fn year_to_date(table: Table, date: &'static str, back: i32) -> Rests {
        let window = Window::Year(date, back);
        Rests { table, window }
    }

    /// All rows.
    pub const fn whole(table: Table) -> Rests {
        let window = Window::Whole;
        Rests { table, window }
    }
}

impl Window {
    /// The field that dates a row; none when every row counts.
    pub fn date(self) -> Option<&'static str> {
        match self {
            Window::Within(date)
            | Window::UpTo(date)
            | Window::Months(date, _)
            | Window::Year(date, _) => Some(date),
            Window::Whole => None,
        }
    }

    /// First and last day of the rows that count, for a report's period up to a day of it.
    pub fn days(self, period: Span, last: NaiveDate) -> [NaiveDate; 2] {
        let back = |months: i32| period.to.plus(-months);
        match self {
            Window::Within(_) => [period.first_day(), last],
            Window::UpTo(_) | Window::Whole => [NaiveDate::MIN, last],
            Window::Months(_, [first, end]) => {
                [back(first).first_day(), back(end).last_day().min(last)]
            }
            Window::Year(_, years) => {
                let end = back(12 * years);
                let january = end.plus(1 - end.number() as i32);
                [january.first_day(), end.last_day().min(last)]
            }
        }
    }
}

impl Definition {
    /// The text with the values of the settings that it names (`{settings.dso_days}`); translations name the same.
    pub fn said(&self, values: &SettingValues) -> Phrase {
        values.phrase(self.text)
    }
}

/// All definitions, in the order they are listed to people.
pub static ALL: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    [
        utilization::DEFINITIONS,
        bases::DEFINITIONS,
        load::DEFINITIONS,
        capacity::DEFINITIONS,
        workload::DEFINITIONS,
        client_month::DEFINITIONS,
        agency::DEFINITIONS,
        spend::DEFINITIONS,
        revenue_bases::DEFINITIONS,
        wip::DEFINITIONS,
        exchange_rates::DEFINITIONS,
        realization::DEFINITIONS,
        budget::DEFINITIONS,
        engagement_money::DEFINITIONS,
        retainer::DEFINITIONS,
        over_servicing::DEFINITIONS,
        concentration::DEFINITIONS,
        retention::DEFINITIONS,
        lifecycle::DEFINITIONS,
        growth::DEFINITIONS,
        forecast::DEFINITIONS,
        key_accounts::DEFINITIONS,
        criteria::DEFINITIONS,
        reviews::DEFINITIONS,
        goals::DEFINITIONS,
        actions::DEFINITIONS,
        risks::DEFINITIONS,
        health::DEFINITIONS,
        matches::DEFINITIONS,
        health_backtest::DEFINITIONS,
        warnings::DEFINITIONS,
        contacts::DEFINITIONS,
        promoters::DEFINITIONS,
        renewals::DEFINITIONS,
        managers::DEFINITIONS,
        manager_clients::DEFINITIONS,
        campaigns::DEFINITIONS,
        campaign_goals::DEFINITIONS,
        projects_in_work::DEFINITIONS,
        client_base::DEFINITIONS,
        due_calendar::DEFINITIONS,
        ageing::DEFINITIONS,
        exceptions::DEFINITIONS,
        bridge::DEFINITIONS,
        deductions::DEFINITIONS,
        exchange_differences::DEFINITIONS,
        contract_card::DEFINITIONS,
        tracker::DEFINITIONS,
        statement::DEFINITIONS,
        cash::DEFINITIONS,
        collection::DEFINITIONS,
        summary::DEFINITIONS,
        candidates::DEFINITIONS,
        legs::DEFINITIONS,
        gaps::DEFINITIONS,
        issued::restated::DEFINITIONS,
        issued::late::DEFINITIONS,
    ]
    .concat()
});

/// By name, and by text: pages ask for them cell by cell.
static BY_NAME: LazyLock<HashMap<&'static str, &'static Definition>> =
    LazyLock::new(|| ALL.iter().map(|one| (one.name, one)).collect());
static BY_TEXT: LazyLock<HashMap<&'static str, &'static Definition>> =
    LazyLock::new(|| ALL.iter().map(|one| (one.text, one)).collect());
static FAMILIES: LazyLock<Vec<&'static Definition>> =
    LazyLock::new(|| ALL.iter().filter(|one| one.is_family()).collect());

/// The definition of a column of a frame.
pub fn of(frame: &str, column: &str) -> Option<&'static Definition> {
    let own = format!("{frame}.{column}");
    let named = |name: &str| BY_NAME.get(name).copied();
    named(&own)
        .or_else(|| {
            let mut families = FAMILIES.iter().copied();
            families.find(|definition| definition.fits(frame, column))
        })
        .or_else(|| named(column))
}

/// The definition that reads so.
pub fn reading(text: &str) -> Option<&'static Definition> {
    BY_TEXT.get(text).copied()
}

impl Definition {
    /// True for one of a family of columns: `health.*_points` means each of that frame's that ends so.
    fn fits(&self, frame: &str, column: &str) -> bool {
        let family = self.name.split_once(".*");
        family.is_some_and(|(of, ending)| of == frame && column.ends_with(ending))
    }

    /// The column it defines.
    pub fn column(&self) -> &'static str {
        self.name
            .split_once('.')
            .map_or(self.name, |(_, column)| column)
    }

    fn is_family(&self) -> bool {
        self.name.contains(".*")
    }

    /// True when a frame's column of that name is meant.
    pub fn is_of(&self, frame: &str, column: &str) -> bool {
        (self.column() == column || self.is_family())
            && of(frame, column).is_some_and(|found| found.name == self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::metrics::testing::tables;
    use crate::metrics::{Unit, catalogue};
    use crate::model::Month;

    #[test]
    fn windows_are_days_up_to_the_day_of_the_report() {
        let span = |text: &str| text.parse::<Month>().map(Span::month).expect("a month");
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let (quarter, last) = (
            Span {
                from: span("2026-01").from,
                to: span("2026-03").to,
            },
            day("2026-03-20"),
        );
        for (window, first, end) in [
            (Window::Within("date"), "2026-01-01", "2026-03-20"),
            (Window::Months("date", [11, 0]), "2025-04-01", "2026-03-20"),
            (Window::Months("date", [23, 12]), "2024-04-01", "2025-03-31"),
            (Window::Year("date", 0), "2026-01-01", "2026-03-20"),
            (Window::Year("date", 1), "2025-01-01", "2025-03-31"),
        ] {
            assert_eq!(
                window.days(quarter, last),
                [day(first), day(end)],
                "{window:?}"
            );
        }
    }

    #[test]
    fn every_figure_is_defined_and_rests_on_rows() {
        let mut missing = Vec::new();
        for spec in catalogue::ALL {
            for (column, unit) in spec.columns {
                let figure = matches!(
                    unit,
                    Unit::Hours | Unit::Money | Unit::Share | Unit::Number | Unit::Count
                );
                // weights and lengths of windows come from the settings, not from rows
                let set = column.ends_with("weight")
                    || matches!(*column, "months_counted" | "months_held");
                let rests = |known: &Definition| set || !known.rests_on.is_empty();
                let known = of(spec.name, column).is_some_and(rests);
                if figure && !known {
                    missing.push(format!("{}.{column}", spec.name));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_definition_is_of_a_column_once_and_its_dates_are_fields() {
        let nothing = tables(&[]);
        let mut names = BTreeSet::new();
        for definition in ALL.iter() {
            let mut frames = catalogue::ALL.iter();
            let held = frames.any(|spec| {
                let mut columns = spec.columns.iter();
                columns.any(|(column, _)| definition.is_of(spec.name, column))
            });
            assert!(held, "{} is in no frame", definition.name);
            assert!(names.insert(definition.name), "{} twice", definition.name);
            for rests in definition.rests_on {
                if let Window::Within(date) | Window::UpTo(date) = rests.window {
                    assert!(nothing.rows(rests.table).date(date).is_empty());
                }
            }
        }
    }
}
