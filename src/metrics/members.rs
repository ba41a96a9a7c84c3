//! Everybody of a span with team, role and target, and what the targets of several make together.

use super::frame::Datum;
use super::ledger::{Hours, Ledger, Standing};
use super::people::People;
use super::ratio::{not_available, share_of};
use super::scope::Scope;
use crate::model::{Duration, Settings, Span};

/// Shares of target are integers of 1/1,000,000.
pub(super) const WHOLE: i128 = 1_000_000;

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

/// Everybody's hours of a span.
pub struct Staffed<'a> {
    /// The span.
    pub span: Span,
    /// False before anybody had begun to record time.
    pub has_data: bool,
    /// Those of it, by name.
    pub members: Vec<Member<'a>>,
}

/// Everybody in every span of the scope that has time in it or before it.
pub fn staffed<'a>(ledger: &'a Ledger, people: &'a People, scope: &Scope) -> Vec<Staffed<'a>> {
    let spans = scope.spans().into_iter();
    spans
        .filter(|span| ledger.lists(*span))
        .map(|span| Staffed {
            span,
            has_data: ledger.has_data(span),
            members: members(ledger, people, span, &scope.settings),
        })
        .collect()
}

/// Targets of one or more people, weighted by net hours; people without a target are not in it.
#[derive(Default)]
pub(super) struct Target {
    people: usize,
    net: i128,
    /// Hours that should be billable, times [`WHOLE`].
    parts: i128,
    billable: i128,
}

impl Target {
    pub fn of<'a>(members: impl IntoIterator<Item = &'a Member<'a>>) -> Target {
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

    pub fn share(&self) -> [Datum; 2] {
        if self.people == 0 {
            return not_available("no-target");
        }
        share_of(self.parts, Some(self.net * WHOLE), "no-capacity")
    }

    pub fn attainment(&self, has_data: bool) -> [Datum; 2] {
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
