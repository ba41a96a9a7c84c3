//! Which hours came after a budget was used up.
//!
//! Hours count against the agreed ones in the order of their days. On the day on which the budget runs out, the
//! hours above it are shared among that day's hours in proportion, so that no order within a day matters. A retainer
//! has a new budget every month, other work one for the whole. A correction takes hours above the budget back on its
//! own day.

use std::collections::BTreeMap;
use std::iter::repeat;

use hashbrown::HashMap;

use super::client_work::ClientHours;
use super::engagements::Engagement;
use super::month_sums::{MonthSums, ProjectSums};
use super::people::{Staff, Terms};
use super::portfolio::Portfolio;
use super::work::Name;
use super::worth::{Products, currency_of};
use crate::model::{Duration, Month, Span};

/// Hours above a budget and what they are worth.
#[derive(Clone, Debug, Default)]
pub struct Over {
    /// The hours.
    pub hours: Duration,
    /// At the people's bill rates.
    pub value: Products,
    /// At their cost rates.
    pub cost: Products,
}

impl Over {
    fn add(&mut self, hours: Duration, terms: Option<&Terms>, base: &str) {
        let currency = currency_of(terms, base);
        let (bill, cost) = terms.map_or((None, None), |terms| (terms.bill_rate, terms.cost_rate));
        self.hours += hours;
        self.value.add(hours, bill, currency);
        self.cost.add(hours, cost, currency);
    }

    /// Adds others.
    pub fn join(&mut self, other: &Over) {
        self.hours += other.hours;
        self.value.join(&other.value);
        self.cost.join(&other.cost);
    }
}

/// Hours of one person and task on a project in a month.
#[derive(Clone, Debug)]
pub struct Share<'a> {
    /// As written; empty without a task.
    pub task: Name<'a>,
    /// Canonical name.
    pub person: Name<'a>,
    /// The month.
    pub month: Month,
    /// All client hours.
    pub hours: Duration,
    /// Those above the budget.
    pub over: Over,
}

/// A project: client and name.
type Key<'a> = (&'a str, &'a str);

/// Projects that have a budget, with their hours.
#[derive(Clone, Debug, Default)]
pub struct Overruns<'a> {
    /// Of the report's period and the months that tell what is usual; by task, person and month.
    shares: BTreeMap<Key<'a>, Vec<Share<'a>>>,
    /// What is above the budget of a project, by month; months without are left out.
    above: BTreeMap<Key<'a>, BTreeMap<Month, Over>>,
}

impl<'a> Overruns<'a> {
    /// Goes through the hours of every project with a budget once, month by month.
    pub fn of(portfolio: &'a Portfolio<'_>) -> Overruns<'a> {
        let mut staff = Staff::of(portfolio.people);
        let mut counts = counts(portfolio);
        let places = places(&counts);
        for sums in portfolio.work.months() {
            let placed = placed(sums, &places);
            for of_count in placed.chunk_by(|(one, _), (next, _)| one == next) {
                let projects: Vec<&ProjectSums<'_>> =
                    of_count.iter().map(|(_, done)| *done).collect();
                let (at, _) = of_count[0];
                counts[at].add_month(sums, &projects, &mut staff);
            }
        }
        let mut overruns = Overruns::default();
        for count in counts {
            let engagement = count.engagement;
            let key = (engagement.client.as_str(), engagement.project.as_str());
            overruns.above.insert(key, count.above);
            overruns.shares.insert(key, added_up(count.shares));
        }
        overruns
    }

    /// Hours above the budget of a span: of a retainer those of its months, of other work all up to its end.
    pub fn over(&self, portfolio: &Portfolio<'_>, engagement: &Engagement, span: Span) -> Over {
        let last = portfolio.scope.last_day(span);
        let whole = engagement
            .terms_on(last)
            .is_some_and(|terms| !terms.is_retainer());
        let from = if whole {
            engagement.window(portfolio, span)
        } else {
            span.from
        };
        let mut sum = Over::default();
        let key = (engagement.client.as_str(), engagement.project.as_str());
        if let Some(months) = self.above.get(&key).filter(|_| from <= span.to) {
            months
                .range(from..=span.to)
                .for_each(|(_, over)| sum.join(over));
        }
        sum
    }

    /// A project's hours of the report's period and the months before it: for each task and person those of each month.
    pub fn of_project<'s>(
        &'s self,
        engagement: &'s Engagement,
    ) -> impl Iterator<Item = &'s [Share<'a>]> {
        let key = (engagement.client.as_str(), engagement.project.as_str());
        let shares = self.shares.get(&key).map_or(&[][..], Vec::as_slice);
        shares.chunk_by(|one, next| (one.task, one.person) == (next.task, next.person))
    }
}

/// Engagements with agreed hours.
fn counts<'a>(portfolio: &'a Portfolio<'_>) -> Vec<Count<'a>> {
    let engagements = portfolio.engagements.iter();
    let budgeted = engagements
        .filter(|engagement| engagement.terms.iter().any(|terms| terms.budget.is_some()));
    budgeted
        .map(|engagement| Count::of(portfolio, engagement))
        .collect()
}

/// The place of the count that a project's hours are of.
fn places<'a>(counts: &[Count<'a>]) -> HashMap<Key<'a>, usize> {
    let mut places: HashMap<Key<'_>, usize> = HashMap::new();
    for (at, count) in counts.iter().enumerate() {
        for project in count.engagement.projects() {
            places.insert((count.engagement.client.as_str(), project), at);
        }
    }
    places
}

/// Projects of a month with the place of the count that theirs are of, by place.
fn placed<'s, 'a>(
    sums: &'s MonthSums<'a>,
    places: &HashMap<Key<'_>, usize>,
) -> Vec<(usize, &'s ProjectSums<'a>)> {
    let projects = sums.projects.iter().filter_map(|done| {
        let at = places.get(&(done.client.text(), done.project.text()))?;
        Some((*at, done))
    });
    let mut projects: Vec<_> = projects.collect();
    projects.sort_by_key(|(at, _)| *at);
    projects
}

/// A budget and the months it is for: of a retainer one month, else those of its terms.
type Budget = (usize, Option<Month>);

/// Hours of one engagement counted against its budgets, month after month.
struct Count<'a> {
    portfolio: &'a Portfolio<'a>,
    engagement: &'a Engagement,
    kept_from: Month,
    used: BTreeMap<Budget, Duration>,
    above: BTreeMap<Month, Over>,
    shares: Vec<Share<'a>>,
}

impl<'a> Count<'a> {
    fn of(portfolio: &'a Portfolio<'a>, engagement: &'a Engagement) -> Count<'a> {
        let scope = portfolio.scope;
        Count {
            portfolio,
            engagement,
            kept_from: scope
                .period
                .from
                .plus(-(scope.settings.trend_months as i32)),
            used: BTreeMap::new(),
            above: BTreeMap::new(),
            shares: Vec::new(),
        }
    }

    /// Counts a month's hours of its projects. Only where some are above a budget, and in the months that are told by
    /// person, they are looked at one by one.
    fn add_month(
        &mut self,
        sums: &MonthSums<'a>,
        projects: &[&ProjectSums<'a>],
        staff: &mut Staff<'a>,
    ) {
        let month = sums.month;
        let budget = self.budget_in(month);
        let budget = budget.filter(|budget| !self.stays_within(*budget, projects));
        let kept = month >= self.kept_from;
        if budget.is_none() && !kept {
            return;
        }
        let work = self.portfolio.work.client_work(sums);
        let of_projects =
            { projects.iter() }.map(|done| work.of_project(done.client, done.project));
        let of_projects: Vec<&[ClientHours<'_>]> = of_projects.collect();
        let hours_above = budget.map(|budget| self.above_in(budget, &of_projects.concat()));
        let hours_above = hours_above.unwrap_or_default();
        let base = self.portfolio.rates.base();
        let mut above = Over::default();
        let hours_above = hours_above.into_iter().chain(repeat(Duration::ZERO));
        for (part, hours) in of_projects.iter().copied().flatten().zip(hours_above) {
            let share = kept.then(|| self.share_of(part, month));
            if hours != Duration::ZERO {
                let terms = staff.on(part.person, part.day);
                above.add(hours, terms, base);
                if let Some(share) = share {
                    share.over.add(hours, terms, base);
                }
            }
        }
        if above.hours != Duration::ZERO {
            self.above.insert(month, above);
        }
    }

    /// Adds hours to the share they belong to; what is above the budget is added by the caller.
    fn share_of(&mut self, part: &ClientHours<'a>, month: Month) -> &mut Share<'a> {
        let (task, person) = (part.task, part.person);
        let same = |last: &Share<'_>| (last.month, last.task, last.person) == (month, task, person);
        if !self.shares.last().is_some_and(same) {
            self.shares.push(Share {
                task,
                person,
                month,
                hours: Duration::ZERO,
                over: Over::default(),
            });
        }
        let share = self.shares.last_mut().expect("it was pushed");
        share.hours += part.duration;
        share
    }

    /// The budget that a month's hours count against, and its hours.
    fn budget_in(&self, month: Month) -> Option<(Budget, Duration)> {
        let span = Span::month(month);
        let last = self.portfolio.scope.last_day(span);
        let at = self.engagement.terms_at(last)?;
        let terms = &self.engagement.terms[at];
        let agreed = terms.budget?;
        let counts = if terms.is_retainer() {
            terms.touch(month.first_day(), month.last_day())
        } else {
            self.engagement.window(self.portfolio, span) <= month
        };
        let budget = (at, terms.is_retainer().then_some(month));
        counts.then_some((budget, agreed))
    }

    /// True when no day of the hours can be above the budget; the hours are counted then.
    fn stays_within(&mut self, budget: (Budget, Duration), projects: &[&ProjectSums<'_>]) -> bool {
        let (budget, agreed) = budget;
        let used = self.used.entry(budget).or_default();
        let (mut most, mut whole) = (Duration::ZERO, Duration::ZERO);
        for done in projects {
            most += done.most;
            whole += done.hours.all;
        }
        let within = *used + most <= agreed;
        if within {
            *used += whole;
        }
        within
    }

    /// Hours of each piece of work that are above the budget, counted in the order of days.
    fn above_in(&mut self, budget: (Budget, Duration), work: &[ClientHours<'_>]) -> Vec<Duration> {
        let mut by_day: Vec<usize> = (0..work.len()).collect();
        by_day.sort_by_key(|at| work[*at].day);
        let mut above = vec![Duration::ZERO; work.len()];
        for of_day in by_day.chunk_by(|one, next| work[*one].day == work[*next].day) {
            let hours = of_day.iter().map(|at| work[*at].duration);
            let over = self.over_of_day(budget, hours.clone().sum());
            if over != Duration::ZERO {
                for (at, own) in of_day.iter().zip(split(hours, over)) {
                    above[*at] = own;
                }
            }
        }
        above
    }

    /// Change of the hours above the budget on a day with so many hours.
    fn over_of_day(&mut self, budget: (Budget, Duration), hours: Duration) -> Duration {
        let (budget, agreed) = budget;
        let used = self.used.entry(budget).or_default();
        let before = (*used - agreed).or_zero();
        *used += hours;
        (*used - agreed).or_zero() - before
    }
}

/// One share for each task, person and month.
fn added_up(mut shares: Vec<Share<'_>>) -> Vec<Share<'_>> {
    shares.sort_by_key(|share| (share.task, share.person, share.month));
    shares.dedup_by(|later, first| {
        let key = |share: &Share<'_>| (share.task.rank(), share.person.rank(), share.month);
        let same = key(later) == key(first);
        if same {
            first.hours += later.hours;
            first.over.join(&later.over);
        }
        same
    });
    shares
}

/// Parts of `over` in proportion to the hours of a day; they add up to it.
fn split(
    day: impl Iterator<Item = Duration> + Clone,
    over: Duration,
) -> impl Iterator<Item = Duration> {
    let whole: Duration = day.clone().sum();
    let (mut hours, mut given) = (Duration::ZERO, Duration::ZERO);
    day.map(move |part| {
        hours += part;
        let so_far = over.scale(hours.0, whole.0).unwrap_or(over);
        let own = so_far - given;
        given = so_far;
        own
    })
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, span};
    use super::*;
    use crate::model::Money;

    fn hours(over: &Over) -> f64 {
        over.hours.to_hours()
    }

    #[test]
    fn the_last_hours_are_those_above_the_budget() {
        // Build, 10 h: 8 in September, 4 + 4 on 1 October (6 above, 3 each), 2 on the 2nd
        let projects = "project | client | kind | budget_hours\n Build | A | fixed | 10\n Care | A | retainer | 5";
        let people = "person | cost_rate | bill_rate | currency\n Mara | 40 | 100 | EUR\n Ivo | 20 | 50 | EUR";
        let work = "2026-10-02 Mara A Build B 2\n2026-09-01 Ivo A Build B 8\n2026-10-01 Mara A Build B 4\n2026-10-01 Ivo A Build C 4
            2026-09-01 Mara A Care B 4\n2026-10-01 Mara A Care B 7";
        let tables = [("projects", projects), ("people", people)];
        let sample = Sample::of(&tables, work, scope("2026-09", "2026-10"));
        let portfolio = sample.portfolio();
        let overruns = Overruns::of(&portfolio);
        let [build, care] = portfolio.engagements.of_client("A") else {
            panic!("two projects")
        };
        let over = overruns.over(&portfolio, build, span("2026-10"));
        assert!((hours(&over) - 8.0).abs() < 1e-9);
        let sum = |products: &Products| products.sum("EUR", &portfolio.rates, sample.scope.as_of);
        // Mara 3 + 2 at 100, Ivo 3 at 50; cost 5 x 40 + 3 x 20
        assert_eq!(sum(&over.value), Ok(Money::units(650)));
        assert_eq!(sum(&over.cost), Ok(Money::units(260)));
        let over = |span| overruns.over(&portfolio, care, span);
        assert!((hours(&over(span("2026-10"))) - 2.0).abs() < 1e-9);
        assert!((hours(&over(span("2026-09")))).abs() < 1e-9);
    }

    #[test]
    fn agrees_with_the_burn_of_every_span_also_after_corrections() {
        let projects = "project | client | kind | starts_on | budget_hours
            Build | A | fixed | 2026-08-01 | 10\n Build | A | fixed | 2026-09-15 | 6\n Care | A | retainer | | 3";
        let work = "2026-08-03 Mara A Build B 11.37\n2026-08-04 Ivo A Build B -2.5\n2026-09-03 Ivo A Build B 5.01
            2026-09-20 Mara A Build B 3.33\n2026-10-20 Mara A Build C 2.07\n2026-10-20 Mara A Care B 3.1\n2026-09-20 Mara A Care B 4.7";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-08", "2026-10"));
        let portfolio = sample.portfolio();
        let overruns = Overruns::of(&portfolio);
        for label in ["2026-08", "2026-09", "2026-10"] {
            for engagement in portfolio.engagements.of_client("A") {
                let burn = engagement.burn(&portfolio, span(label)).expect("hours");
                let over = overruns.over(&portfolio, engagement, span(label)).hours;
                assert_eq!(Some(over), burn.over, "{label} {}", engagement.project);
            }
        }
    }
}
