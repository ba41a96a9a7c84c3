//! What an owner asks first: who matters and is not well, and what is different from the period before.

use std::collections::BTreeMap;

use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::{Metrics, Scope};
use crate::model::money::round_div;
use crate::model::phrase::phrase;
use crate::model::{Duration, Money, Phrase};
use crate::report::labels::NAMES_APART;

use Unit::{Code, Count, Share, Text};

/// Clients by the revenue they bring and by their health; those that make the first part of revenue, the next, and the rest.
pub static VALUE_HEALTH: FrameSpec = FrameSpec::shown(
    "value_health",
    "class of clients by revenue",
    &[
        ("value_class", Code),
        ("clients", Count),
        ("revenue_share", Share),
        ("red_clients", Count),
        ("amber_clients", Count),
        ("green_clients", Count),
        ("unscored_clients", Count),
        ("red_names", Code),
        ("amber_names", Code),
        ("green_names", Code),
        ("unscored_names", Code),
    ],
);

/// The greatest changes since the period before.
pub static WHAT_CHANGED: FrameSpec = FrameSpec::shown(
    "what_changed",
    "figure, client",
    &[
        ("changed_figure", Code),
        ("client", Text),
        ("change_said", Unit::Phrase),
    ],
);

/// Classes with the share of revenue up to which their clients reach.
const CLASSES: [(&str, f64); 3] = [
    ("value_a", 0.8),
    ("value_b", 0.95),
    ("value_c", f64::INFINITY),
];
/// Changes shown of each figure.
const SHOWN: usize = 3;
/// A score that moved by fewer points is as it was.
const POINTS: f64 = 5.0;

/// Clients of a class: number, share of revenue, names by band.
#[derive(Default)]
struct Class {
    clients: i64,
    share: f64,
    bands: [Vec<String>; 4],
}

/// Clients of [`super::portfolio::CLIENT_OVERVIEW`] by value and health; classes without clients are left out.
pub fn value_health(overview: &MetricFrame) -> MetricFrame {
    let columns = [
        "client",
        "revenue_share",
        "revenue_cumulative_share",
        "band",
    ];
    let [clients, shares, reached, bands] = columns.map(|column| overview.values(column));
    let mut classes: [Class; 3] = Default::default();
    for at in 0..overview.len() {
        let share = float(&shares[at]).unwrap_or(0.0);
        // a client belongs where its own part of the revenue begins
        let begins = float(&reached[at]).unwrap_or(1.0) - share;
        let place = match share > 0.0 {
            true => CLASSES.iter().position(|(_, end)| begins < end - 1e-9),
            false => None,
        };
        let class = &mut classes[place.unwrap_or(2)];
        class.clients += 1;
        class.share += share;
        let band = match text(&bands[at]) {
            "red" => 0,
            "amber" => 1,
            "green" => 2,
            _ => 3,
        };
        class.bands[band].push(text(&clients[at]).to_owned());
    }
    let rows = CLASSES
        .iter()
        .zip(classes)
        .filter(|(_, class)| class.clients > 0);
    let rows = rows.map(|((code, _), class)| {
        let counts = class
            .bands
            .each_ref()
            .map(|names| (names.len() as i64).into());
        let names = class.bands.map(|names| listed(&names).into());
        let mut row: Vec<Datum> = vec![(*code).into(), class.clients.into(), class.share.into()];
        row.extend(counts);
        row.extend(names);
        row
    });
    MetricFrame::of(&VALUE_HEALTH, rows.collect())
}

/// Names for [`super::labels::Labels::code`] to put between the signs of a language.
fn listed(names: &[String]) -> String {
    match names.is_empty() {
        true => String::new(),
        false => format!("names:{}", names.join(NAMES_APART)),
    }
}

/// A change of one client: how great it is among those of its figure, and what is said of it.
struct Change {
    weight: f64,
    client: String,
    said: Phrase,
}

/// The greatest changes of revenue, health, overdue amounts and hours beyond the budget.
/// Nothing where the files do not reach back to all of it: what is in none of them was not nothing.
pub fn what_changed(metrics: &Metrics, scope: &Scope) -> MetricFrame {
    if scope.period.previous().from < scope.first {
        return MetricFrame::of(&WHAT_CHANGED, Vec::new());
    }
    let rows = metrics
        .get("client_month")
        .map_or_else(BTreeMap::new, |frame| months(frame, scope));
    let of = |change: fn(&Pair) -> Option<(f64, Phrase)>| -> Vec<Change> {
        let changes = rows.iter().filter_map(|((client, _), pair)| {
            let (weight, said) = change(pair)?;
            let client = client.clone();
            Some(Change {
                weight,
                client,
                said,
            })
        });
        changes.collect()
    };
    let figures = [
        ("revenue_invoiced", of(revenue)),
        ("score", scores(metrics, scope)),
        ("overdue", of(overdue)),
        ("over_servicing_hours", of(beyond_budget)),
    ];
    let lines = figures.into_iter().flat_map(|(figure, mut changes)| {
        changes.sort_by(|left, right| {
            let by_weight = right.weight.total_cmp(&left.weight);
            by_weight.then_with(|| left.client.cmp(&right.client))
        });
        changes.truncate(SHOWN);
        changes.into_iter().map(move |change| {
            vec![
                figure.into(),
                change.client.into(),
                change.said.encode().into(),
            ]
        })
    });
    MetricFrame::of(&WHAT_CHANGED, lines.collect())
}

/// A client's figures in a currency, of the period before and of this one.
struct Pair {
    currency: String,
    revenue: [Money; 2],
    base: [Option<Money>; 2],
    overdue: [Money; 2],
    beyond: [Duration; 2],
}

fn months(frame: &MetricFrame, scope: &Scope) -> BTreeMap<(String, String), Pair> {
    let labels = [scope.period.previous(), scope.period].map(|span| span.to_string());
    let names = ["month", "client", "currency", "status"];
    let [months, clients, currencies, statuses] = names.map(|column| frame.values(column));
    let amounts = ["revenue_invoiced", "revenue_base", "overdue"];
    let [revenues, bases, overdues] = amounts.map(|column| frame.values(column));
    let beyond = frame.values("over_servicing_hours");
    let mut pairs: BTreeMap<(String, String), Pair> = BTreeMap::new();
    for at in 0..frame.len() {
        let Some(place) = labels.iter().position(|label| text(&months[at]) == label) else {
            continue;
        };
        if text(&statuses[at]) == "internal" {
            continue;
        }
        let currency = text(&currencies[at]).to_owned();
        let key = (text(&clients[at]).to_owned(), currency.clone());
        let pair = pairs.entry(key).or_insert(Pair {
            currency,
            revenue: [Money::ZERO; 2],
            base: [Some(Money::ZERO); 2],
            overdue: [Money::ZERO; 2],
            beyond: [Duration::ZERO; 2],
        });
        pair.revenue[place] = money(&revenues[at]).unwrap_or(Money::ZERO);
        pair.base[place] = money(&bases[at]);
        pair.overdue[place] = money(&overdues[at]).unwrap_or(Money::ZERO);
        if let Datum::Hours(hours) = beyond[at] {
            pair.beyond[place] = hours;
        }
    }
    pairs
}

/// Amounts of several currencies are held against one another in the base currency; without a rate nothing is said.
fn revenue(pair: &Pair) -> Option<(f64, Phrase)> {
    let [before, now] = pair.revenue;
    let [Some(base_before), Some(base_now)] = pair.base else {
        return None;
    };
    let weight = (base_now - base_before).to_f64().abs();
    (now != before).then(|| {
        let said = match pair.currency.as_str() {
            "" => phrase(
                "{}, after {} in the period before",
                &[&whole(now), &whole(before)],
            ),
            currency => phrase(
                "{} {}, after {} in the period before",
                &[&whole(now), &currency, &whole(before)],
            ),
        };
        (weight, said)
    })
}

/// What came overdue, and what no longer is.
fn overdue(pair: &Pair) -> Option<(f64, Phrase)> {
    let [before, now] = pair.overdue.map(|amount| amount > Money::ZERO);
    let weight = |at: usize| pair.overdue[at].to_f64();
    match (before, now) {
        (false, true) => Some((
            weight(1),
            phrase(
                "{} {}, nothing in the period before",
                &[&whole(pair.overdue[1]), &pair.currency],
            ),
        )),
        (true, false) => Some((
            weight(0),
            phrase(
                "nothing, after {} {} in the period before",
                &[&whole(pair.overdue[0]), &pair.currency],
            ),
        )),
        _ => None,
    }
}

fn beyond_budget(pair: &Pair) -> Option<(f64, Phrase)> {
    let [before, now] = pair.beyond;
    let more = now.to_hours() - before.to_hours();
    (more > 0.0).then(|| {
        let said = phrase(
            "{}, after {} in the period before",
            &[&full(now), &full(before)],
        );
        (more, said)
    })
}

/// Scores of which enough was known in both months: what is new in a file moves a score made of two measures from end to end.
fn scores(metrics: &Metrics, scope: &Scope) -> Vec<Change> {
    let Some(frame) = metrics.get("health") else {
        return Vec::new();
    };
    let compared = compared_weights(metrics);
    let enough = |client: &str| {
        let [both, all] = compared.get(client).copied().unwrap_or_default();
        all > 0.0 && both / all >= scope.settings.health_coverage - 1e-9
    };
    let [clients, scores, changes] =
        ["client", "score", "change"].map(|column| frame.values(column));
    (0..frame.len())
        .filter(|at| enough(text(&clients[*at])))
        .filter_map(|at| {
            let (score, change) = (float(&scores[at])?, float(&changes[at])?);
            let [now, before] = [score, score - change].map(|score| format!("{score:.0}"));
            (change.abs() >= POINTS).then(|| Change {
                weight: change.abs(),
                client: text(&clients[at]).to_owned(),
                said: phrase("{} points, after {} a month before", &[&now, &before]),
            })
        })
        .collect()
}

/// Weight of a client's measures that both months have, and of all.
fn compared_weights(metrics: &Metrics) -> BTreeMap<String, [f64; 2]> {
    let mut found: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    let Some(frame) = metrics.get("health_measures") else {
        return found;
    };
    let [clients, weights, changes] =
        ["client", "weight", "change"].map(|column| frame.values(column));
    for at in 0..frame.len() {
        let weight = float(&weights[at]).unwrap_or(0.0);
        let [both, all] = found.entry(text(&clients[at]).to_owned()).or_default();
        *all += weight;
        if float(&changes[at]).is_some() {
            *both += weight;
        }
    }
    found
}

fn full(hours: Duration) -> i64 {
    hours.to_hours().round() as i64
}

fn whole(amount: Money) -> Money {
    let units = round_div(i128::from(amount.0), i128::from(Money::UNIT));
    units.map_or(amount, Money::units)
}

fn money(value: &Datum) -> Option<Money> {
    match value {
        Datum::Money(amount) => Some(*amount),
        _ => None,
    }
}

fn float(value: &Datum) -> Option<f64> {
    match value {
        Datum::Float(number) => Some(*number),
        _ => None,
    }
}

fn text(value: &Datum) -> &str {
    match value {
        Datum::Text(text) => text,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::catalogue;
    use crate::model::{Month, Settings, Span, TradeWords};
    use crate::report::portfolio::CLIENT_OVERVIEW;

    fn row(spec: &FrameSpec, cells: &[(&str, Datum)]) -> Vec<Datum> {
        let value = |name: &str| {
            let cell = cells.iter().find(|(column, _)| *column == name);
            cell.map_or(Datum::Null, |(_, value)| value.clone())
        };
        spec.columns.iter().map(|(name, _)| value(name)).collect()
    }

    fn scope() -> Scope {
        let october = Month::new(2026, 10).expect("a month");
        Scope {
            period: Span::month(october),
            as_of: october.last_day(),
            first: october.plus(-1),
            settings: Settings::default(),
            words: TradeWords::default(),
        }
    }

    #[test]
    fn clients_stand_where_their_part_of_revenue_begins() {
        let line = |client: &str, share: f64, reached: f64, band: &str| {
            row(
                &CLIENT_OVERVIEW,
                &[
                    ("client", client.into()),
                    ("revenue_share", share.into()),
                    ("revenue_cumulative_share", reached.into()),
                    ("band", band.into()),
                ],
            )
        };
        let overview = MetricFrame::of(
            &CLIENT_OVERVIEW,
            vec![
                line("A", 0.7, 0.7, "green"),
                line("B", 0.2, 0.9, "red"),
                line("C", 0.1, 1.0, "red"),
                line("D", 0.0, 1.0, ""),
            ],
        );
        let frame = value_health(&overview);
        let lines: Vec<String> = (0..frame.len())
            .map(|at| {
                let columns = [
                    "value_class",
                    "red_names",
                    "amber_names",
                    "green_names",
                    "unscored_names",
                ];
                let texts = columns.map(|column| text(&frame.values(column)[at]).to_owned());
                texts.join("|")
            })
            .collect();
        // B begins at 0.7, C at 0.9
        assert_eq!(
            lines,
            [
                "value_a|names:B||names:A|",
                "value_b|names:C|||",
                "value_c||||names:D"
            ]
        );
    }

    #[test]
    fn the_greatest_changes_of_each_figure_are_told() {
        let line =
            |month: &str, client: &str, currency: &str, revenue: i64, base: i64, overdue: i64| {
                row(
                    &catalogue::CLIENT_MONTH,
                    &[
                        ("month", month.into()),
                        ("client", client.into()),
                        ("currency", currency.into()),
                        ("revenue_invoiced", Money::units(revenue).into()),
                        ("revenue_base", Money::units(base).into()),
                        ("overdue", Money::units(overdue).into()),
                    ],
                )
            };
        let mut metrics = Metrics::default();
        metrics.insert(MetricFrame::of(
            &catalogue::CLIENT_MONTH,
            vec![
                line("2026-09", "Acme", "EUR", 100, 100, 0),
                line("2026-10", "Acme", "EUR", 150, 150, 40),
                // greater in its own currency, smaller in the base currency
                line("2026-09", "Orlo", "KZT", 9000, 15, 500),
                line("2026-10", "Orlo", "KZT", 1000, 2, 0),
                line("2026-10", "New", "EUR", 30, 30, 0),
                line("2026-09", "Same", "EUR", 5, 5, 5),
                line("2026-10", "Same", "EUR", 5, 5, 9),
                line("2026-08", "Old", "EUR", 999, 999, 0),
            ],
        ));
        let health = |client: &str, score: f64, change: f64| {
            row(
                &catalogue::HEALTH,
                &[
                    ("client", client.into()),
                    ("score", score.into()),
                    ("change", change.into()),
                ],
            )
        };
        metrics.insert(MetricFrame::of(
            &catalogue::HEALTH,
            vec![
                health("Acme", 60.0, -20.0),
                health("Orlo", 70.0, 4.0),
                // two of three measures have nothing to be compared with
                health("New", 100.0, 100.0),
            ],
        ));
        let measure = |client: &str, weight: f64, change: Option<f64>| {
            row(
                &catalogue::HEALTH_MEASURES,
                &[
                    ("client", client.into()),
                    ("weight", weight.into()),
                    ("change", change.map_or(Datum::Null, Datum::Float)),
                ],
            )
        };
        metrics.insert(MetricFrame::of(
            &catalogue::HEALTH_MEASURES,
            vec![
                measure("Acme", 20.0, Some(-60.0)),
                measure("Acme", 10.0, None),
                measure("Orlo", 20.0, Some(4.0)),
                measure("New", 10.0, Some(100.0)),
                measure("New", 20.0, None),
            ],
        ));
        let frame = what_changed(&metrics, &scope());
        let said: Vec<String> = (0..frame.len())
            .map(|at| {
                let [figure, client, said] = ["changed_figure", "client", "change_said"]
                    .map(|column| text(&frame.values(column)[at]).to_owned());
                format!("{figure} {client}: {}", Phrase::decode(&said))
            })
            .collect();
        assert_eq!(
            said,
            [
                "revenue_invoiced Acme: 150 EUR, after 100 in the period before",
                "revenue_invoiced New: 30 EUR, after 0 in the period before",
                "revenue_invoiced Orlo: 1000 KZT, after 9000 in the period before",
                "score Acme: 60 points, after 80 a month before",
                "overdue Orlo: nothing, after 500 KZT in the period before",
                "overdue Acme: 40 EUR, nothing in the period before",
            ]
        );
    }
}
