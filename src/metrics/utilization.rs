//! Utilization of people and teams (`metrics.md`, "Time and capacity").

use std::collections::BTreeMap;

use super::catalogue::{UTILIZATION_PERSON, UTILIZATION_TEAM};
use super::frame::{Datum, MetricFrame};
use super::ledger::{Hours, Ledger, Standing};
use super::people::People;
use super::ratio::{not_available, share, share_of};
use super::scope::Scope;
use crate::model::{Duration, Settings, Span};

/// Shares of target are integers of 1/1,000,000.
const WHOLE: i128 = 1_000_000;

/// Somebody's hours of a span with the terms that label them.
pub struct Member<'a> {
    /// Canonical name.
    pub name: &'a str,
    /// Team on the span's last day.
    pub team: &'a str,
    /// Role on the span's last day.
    pub role: &'a str,
    /// Region on the span's last day.
    pub region: &'a str,
    /// Standing on the span's last day.
    pub standing: Standing,
    /// Share of net hours that should be billable, in 1/1,000,000.
    pub target: Option<i64>,
    /// Hours of the span.
    pub hours: Hours,
}

impl Member<'_> {
    /// True for those whose hours make team and agency utilization.
    pub fn counts(&self) -> bool {
        self.standing.counts() && self.hours.capacity.is_some()
    }

    /// Hours that should be billable, times [`WHOLE`].
    fn target_parts(&self) -> Option<i128> {
        Some(i128::from(self.target?) * i128::from(self.hours.net()?.0))
    }
}

/// Everybody with capacity or hours in a span, by name.
pub fn members<'a>(
    ledger: &'a Ledger,
    people: &'a People,
    span: Span,
    settings: &Settings,
) -> Vec<Member<'a>> {
    let last = span.last_day();
    ledger
        .span(span)
        .into_iter()
        .map(|(name, hours)| {
            let terms = people.latest(name, last);
            let standing = Standing::of(people, name, last);
            let own = terms.and_then(|terms| terms.target_share);
            Member {
                name,
                team: terms.map_or("", |terms| &terms.team),
                role: terms.map_or("", |terms| &terms.role),
                region: terms.map_or("", |terms| &terms.region),
                standing,
                target: own.or_else(|| default_target(standing, settings)),
                hours,
            }
        })
        .collect()
}

fn default_target(standing: Standing, settings: &Settings) -> Option<i64> {
    let share = (settings.target_share * WHOLE as f64).round() as i64;
    (standing.counts() && share > 0).then_some(share)
}

/// The frame [`UTILIZATION_PERSON`].
pub fn by_person(ledger: &Ledger, people: &People, scope: &Scope) -> MetricFrame {
    let mut rows = Vec::new();
    for span in scope.spans() {
        let has_data = ledger.has_data(span);
        for member in members(ledger, people, span, &scope.settings) {
            rows.push(person_row(span, &member, has_data));
        }
    }
    MetricFrame::of(&UTILIZATION_PERSON, rows)
}

fn person_row(span: Span, member: &Member<'_>, has_data: bool) -> Vec<Datum> {
    let mut row: Vec<Datum> = vec![
        span.to_string().into(),
        member.name.into(),
        member.team.into(),
        member.role.into(),
    ];
    row.extend(hour_columns(&member.hours));
    row.extend(ratio_columns(&member.hours, has_data));
    row.extend(match member.target {
        Some(target) => [Datum::Float(target as f64 / WHOLE as f64), Datum::Null],
        None => not_available("no-target"),
    });
    let target = Target::of([member]);
    row.extend(target.attainment(has_data));
    row.push(member.standing.code().into());
    row.push(member.region.into());
    row
}

/// The frame [`UTILIZATION_TEAM`].
pub fn by_team(ledger: &Ledger, people: &People, scope: &Scope) -> MetricFrame {
    let mut rows = Vec::new();
    for span in scope.spans() {
        let has_data = ledger.has_data(span);
        let everybody = members(ledger, people, span, &scope.settings);
        let mut teams: BTreeMap<&str, Vec<&Member<'_>>> = BTreeMap::new();
        for member in &everybody {
            // the empty team is the whole agency, so it comes first and holds everybody
            let agency = teams.entry("").or_default();
            if member.counts() {
                agency.push(member);
                if !member.team.is_empty() {
                    teams.entry(member.team).or_default().push(member);
                }
            }
        }
        for (team, members) in teams {
            rows.push(team_row(span, team, &members, has_data));
        }
    }
    MetricFrame::of(&UTILIZATION_TEAM, rows)
}

fn team_row(span: Span, team: &str, members: &[&Member<'_>], has_data: bool) -> Vec<Datum> {
    let mut hours = Hours::none();
    for member in members {
        hours.add(&member.hours);
    }
    let mut row: Vec<Datum> = vec![
        span.to_string().into(),
        team.into(),
        (members.len() as i64).into(),
    ];
    row.extend(hour_columns(&hours));
    row.extend(ratio_columns(&hours, has_data));
    let target = Target::of(members.iter().copied());
    row.extend(target.share());
    row.extend(target.attainment(has_data));
    row.extend(completeness(&hours, has_data));
    row
}

/// W / N: how much of the net time has been recorded.
fn completeness(hours: &Hours, has_data: bool) -> [Datum; 2] {
    if !has_data {
        return not_available("no-data");
    }
    share(hours.worked(), hours.net(), "no-capacity")
}

/// From contract hours to overtime.
fn hour_columns(hours: &Hours) -> Vec<Datum> {
    let capacity = hours.capacity;
    let known = |time: Duration| capacity.map(|_| time);
    vec![
        capacity.map(|hours| hours.contract).into(),
        capacity.map(|hours| hours.holiday).into(),
        capacity.map(|hours| hours.leave).into(),
        capacity.map(|hours| hours.net).into(),
        hours.worked().into(),
        hours.billable.into(),
        hours.client_nonbillable.into(),
        hours.internal.into(),
        known(hours.unaccounted).into(),
        known(hours.overtime).into(),
    ]
}

/// From billable_utilization_net to billable_mix, each with its note.
fn ratio_columns(hours: &Hours, has_data: bool) -> Vec<Datum> {
    let client = hours.billable + hours.client_nonbillable;
    let ratios = [
        (hours.billable, hours.net(), "no-capacity"),
        (hours.billable, hours.contract(), "no-capacity"),
        (hours.worked(), hours.net(), "no-capacity"),
        (client, hours.net(), "no-capacity"),
        (hours.billable, Some(hours.worked()), "no-hours"),
    ];
    ratios
        .into_iter()
        .flat_map(|(numerator, denominator, reason)| {
            if has_data {
                share(numerator, denominator, reason)
            } else {
                not_available("no-data")
            }
        })
        .collect()
}

/// Targets of one or more people, weighted by net hours; people without a target are not in it.
#[derive(Default)]
struct Target {
    people: usize,
    net: i128,
    /// Hours that should be billable, times [`WHOLE`].
    parts: i128,
    billable: i128,
}

impl Target {
    fn of<'a>(members: impl IntoIterator<Item = &'a Member<'a>>) -> Target {
        let mut target = Target::default();
        for member in members {
            let Some(share) = member.target else { continue };
            let net = member.hours.net().unwrap_or_default();
            target.people += 1;
            target.net += i128::from(net.0);
            target.parts += i128::from(share) * i128::from(net.0);
            target.billable += i128::from(member.hours.billable.0);
        }
        target
    }

    fn share(&self) -> [Datum; 2] {
        if self.people == 0 {
            return not_available("no-target");
        }
        share_of(self.parts, Some(self.net * WHOLE), "no-capacity")
    }

    fn attainment(&self, has_data: bool) -> [Datum; 2] {
        let aimed = self.people > 0 && (self.parts > 0 || self.net <= 0);
        match (has_data, aimed) {
            (false, _) => not_available("no-data"),
            (_, false) => not_available("no-target"),
            _ => share_of(self.billable * WHOLE, Some(self.parts), "no-capacity"),
        }
    }
}

/// Hours that should be billable by the targets of those who have one.
pub fn target_hours<'a>(members: impl IntoIterator<Item = &'a Member<'a>>) -> Option<Duration> {
    let parts: Vec<i128> = members
        .into_iter()
        .filter_map(Member::target_parts)
        .collect();
    if parts.is_empty() {
        return None;
    }
    crate::model::money::round_div(parts.iter().sum(), WHOLE).map(Duration)
}
