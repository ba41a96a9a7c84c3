//! Two columns of a list for one field, as its rows tell: what the one leaves empty the other fills.

use std::collections::BTreeMap;

use super::columns::{Bound, Mapping, Slot, View};
use super::contract_fee::{fee_of, is_of_month};
use super::day_rates::is_of_a_day;
use super::knowledge::Knowledge;
use super::sheet::Cell;
use super::value::Decimal;
use crate::model::phrase::phrase;
use crate::model::{Money, Schema, Table};

/// What an hour of a person costs, and what clients pay for it.
const COST: &str = "cost_rate";
const BILL: &str = "bill_rate";
/// Hours that are agreed.
const HOURS: &str = "budget_hours";

/// Reads further columns beside those of a field: rates of a day of those who have none of an hour, the price of the whole of work
/// that has no fee of a month.
pub(super) fn read_twins(
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    match schema.table {
        Table::People => {
            for field in [COST, BILL]
                .into_iter()
                .filter_map(|field| schema.position(field))
            {
                take_the_fuller(views, field, mapping);
            }
            part_cost_from_price(views, schema, knowledge, mapping);
            take_what_is_paid(views, schema, knowledge, mapping);
            read_gaps(views, schema, mapping);
        }
        Table::Projects | Table::Contracts => {
            let price = price_beside(views, schema, knowledge, mapping);
            let hours = hours_beside(views, schema, knowledge, mapping);
            mapping.spares.extend(price.into_iter().chain(hours));
        }
        _ => return,
    }
    mapping.spares.sort_unstable();
    let spares: Vec<u32> = mapping.spares.iter().map(|(column, _)| *column).collect();
    mapping
        .losers
        .retain(|(column, ..)| !spares.contains(column));
}

/// The rows that a column fills; nothing is agreed by a zero.
fn filled(views: &[View<'_>], column: u32) -> Vec<u32> {
    let Some(view) = views.iter().find(|view| view.column == column) else {
        return Vec::new();
    };
    let is_zero = |cell: &Cell<'_>| matches!(cell, Cell::Number(number) if *number == 0.0);
    let rows = view.rows.iter().zip(&view.cells);
    let rows = rows.filter(|(_, cell)| !is_zero(cell));
    rows.map(|(row, _)| *row).collect()
}

fn are_apart(one: &[u32], other: &[u32]) -> bool {
    !one.iter().any(|row| other.contains(row))
}

/// Of two columns for one field the fuller one goes first.
fn take_the_fuller(views: &[View<'_>], field: usize, mapping: &mut Mapping) {
    for at in 0..mapping.losers.len() {
        let (column, lost, winner) = mapping.losers[at];
        let fuller = || filled(views, column).len() > filled(views, winner).len();
        if lost == field && fuller() {
            change_places(mapping, column, winner);
        }
    }
}

fn change_places(mapping: &mut Mapping, column: u32, winner: u32) {
    let bound = mapping.bound.iter_mut();
    for bound in bound.filter(|bound| bound.column == winner) {
        bound.column = column;
    }
    for (own, _, first) in &mut mapping.losers {
        if *own == column {
            *own = winner;
        }
        if *first == winner {
            *first = column;
        }
    }
}

/// Of two rates of each person, one of which says that clients pay it, the other is the cost where it is lower for everybody and no
/// column of costs stands beside them: `Rate | Selling rate`.
fn part_cost_from_price(
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    let (Some(first), Some(bill), Some(cost)) = (
        mapping.column_of(schema, BILL),
        schema.position(BILL),
        schema.position(COST),
    ) else {
        return;
    };
    let mut others = mapping.losers.iter().filter(|(_, field, _)| *field == bill);
    let (Some((other, ..)), None) = (others.next(), others.next()) else {
        return;
    };
    let other = *other;
    let words = &knowledge.words;
    let view = |column: u32| views.iter().find(|view| view.column == column);
    let charged = |column: u32| {
        view(column).is_some_and(|view| words.speaks_of_charging(&view.heading.words))
    };
    let (price, paid) = match (charged(first), charged(other)) {
        (true, false) => (first, other),
        (false, true) => (other, first),
        _ => return,
    };
    let rates = |column: u32| -> BTreeMap<u32, Money> {
        let cells = view(column).map(|view| view.rows.iter().zip(&view.cells));
        let read = |cell| words.amounts.money(cell, Decimal::Point).ok();
        let rates =
            { cells.into_iter().flatten() }.filter_map(|(row, cell)| Some((*row, read(cell)?.0)));
        rates.collect()
    };
    let (prices, costs) = (rates(price), rates(paid));
    let lower = |(row, cost): (&u32, &Money)| prices.get(row).is_some_and(|price| cost < price);
    if mapping.column_of(schema, COST).is_some() || costs.is_empty() || !costs.iter().all(lower) {
        return;
    }
    if price != first {
        change_places(mapping, price, first);
    }
    let Some(bound) = mapping.slot_of(price).cloned() else {
        return;
    };
    mapping.losers.retain(|(column, ..)| *column != paid);
    mapping.bound.push(Bound {
        column: paid,
        slot: Slot::Field(cost),
        because: phrase("it is lower than what clients pay", &[]),
        weight: 0.0,
        ..bound
    });
}

/// The rate of a day of those of whom no cost of an hour is told is what they are paid, and not what clients pay.
fn take_what_is_paid(
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    let (Some(costs), Some(bill), Some(cost)) = (
        mapping.column_of(schema, COST),
        schema.position(BILL),
        schema.position(COST),
    ) else {
        return;
    };
    let costs = filled(views, costs);
    let first = mapping.column_of(schema, BILL);
    let others = mapping.losers.iter().filter(|(_, field, _)| *field == bill);
    let columns: Vec<u32> = { first.into_iter() }
        .chain(others.map(|(column, ..)| *column))
        .collect();
    let words = &knowledge.words;
    let paid = columns.iter().find(|column| {
        let mut views_of = views.iter();
        let view = views_of.find(|view| view.column == **column);
        let rows = filled(views, **column);
        let charged = || {
            let mut others = columns.iter().filter(|other| other != column);
            columns.len() == 1
                || others.any(|other| {
                    let told = filled(views, *other);
                    rows.iter().all(|row| told.contains(row))
                })
        };
        view.is_some_and(|view| {
            is_of_a_day(view, words) && !words.speaks_of_charging(&view.heading.words)
        }) && !rows.is_empty()
            && !costs.is_empty()
            && are_apart(&rows, &costs)
            && charged()
    });
    let Some(paid) = paid.copied() else { return };
    let next = columns.iter().find(|column| **column != paid).copied();
    match next.filter(|_| first == Some(paid)) {
        Some(next) => change_places(mapping, next, paid),
        None if first == Some(paid) => mapping.unbind(paid),
        None => {}
    }
    mapping.spares.push((paid, cost));
}

/// A further column of a rate counts where the first one is empty.
fn read_gaps(views: &[View<'_>], schema: &Schema, mapping: &mut Mapping) {
    let rates = [COST, BILL].map(|field| schema.position(field));
    for (column, field, winner) in mapping.losers.clone() {
        let first = filled(views, winner);
        let gaps = || filled(views, column).iter().any(|row| !first.contains(row));
        if rates.contains(&Some(field)) && !mapping.is_spare(column) && gaps() {
            mapping.spares.push((column, field));
        }
    }
}

/// Beside the fee of a month a column of money without a meaning that is filled only where that is empty, and reaches as far as it, is the price of the whole; and the other way round.
fn price_beside(
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
    mapping: &Mapping,
) -> Option<(u32, usize)> {
    let fee = fee_of(schema.table)?;
    let (first, at) = (mapping.column_of(schema, fee)?, schema.position(fee)?);
    if mapping.spares.iter().any(|(_, field)| *field == at) {
        return None;
    }
    let (words, field) = (&knowledge.words, &schema.fields[at]);
    let own = views.iter().find(|view| view.column == first)?;
    let monthly = is_of_month(own, words);
    // prices in another currency may be smaller than a fee
    let largest = |view: &View<'_>| {
        let read = |cell| words.amounts.money(cell, Decimal::Point).ok();
        let amounts = view.cells.iter().filter_map(read);
        amounts.map(|(money, _)| money).max()
    };
    let rows = filled(views, first);
    let prices = |view: &&View<'_>| {
        let heading = &view.heading;
        let free = mapping.slot_of(view.column).is_none()
            && !mapping
                .losers
                .iter()
                .any(|(column, ..)| *column == view.column)
            && !heading.keys.is_empty()
            && heading.time_unit.is_none()
            && !view.percent
            && !words.speaks_of_hours(&heading.words);
        let foreign = || {
            let mut keys = heading.keys.iter();
            keys.any(|(key, _)| knowledge.is_foreign(key, schema.table))
        };
        let own_rows = || filled(views, view.column);
        let (whole, part) = if monthly { (*view, own) } else { (own, *view) };
        free && !foreign()
            && is_of_month(view, words) != monthly
            && view.fit(field, &words.amounts) == Some(1.0)
            && !own_rows().is_empty()
            && are_apart(&rows, &own_rows())
            && largest(whole) >= largest(part)
    };
    let mut found = views.iter().filter(prices);
    let only = found.next().filter(|_| found.next().is_none());
    only.map(|view| (view.column, at))
}

/// Beside the hours of a month a column of hours that is filled only where that is empty holds those of the whole; and the other way
/// round.
fn hours_beside(
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
    mapping: &Mapping,
) -> Option<(u32, usize)> {
    let (first, at) = (mapping.column_of(schema, HOURS)?, schema.position(HOURS)?);
    if mapping.spares.iter().any(|(_, field)| *field == at) {
        return None;
    }
    let (words, field) = (&knowledge.words, &schema.fields[at]);
    let own = views.iter().find(|view| view.column == first)?;
    let rows = filled(views, first);
    let agrees = |view: &&View<'_>| {
        let heading = &view.heading;
        let mut losers = mapping.losers.iter();
        let lost_to_another = losers.any(|(column, lost, _)| *column == view.column && *lost != at);
        let free = mapping.slot_of(view.column).is_none() && !lost_to_another && !view.percent;
        let of_hours = heading.time_unit.is_some() || words.speaks_of_hours(&heading.words);
        let own_rows = || filled(views, view.column);
        free && of_hours
            && !["done", "running"]
                .iter()
                .any(|topic| words.speaks_of(topic, &heading.words))
            && is_of_month(view, words) != is_of_month(own, words)
            && view.fit(field, &words.amounts) == Some(1.0)
            && !own_rows().is_empty()
            && are_apart(&rows, &own_rows())
    };
    let mut found = views.iter().filter(agrees);
    let only = found.next().filter(|_| found.next().is_none());
    only.map(|view| (view.column, at))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    const RATES: [&str; 3] = ["person", "cost_rate", "bill_rate"];

    #[test]
    fn what_freelancers_are_paid_a_day_is_a_cost() {
        // 360 a day of 7.5 hours, 37.5 a week by five, are 48 an hour
        let day = ["Anna Li 30 95", "Ivo Tamm 27 85", "Liam Foy 48 90"];
        let head = "Name|Job title|Hours per week|";
        let team = format!(
            "{head}Cost per hour|Day rate|Charge-out rate\nAnna Li|Designer|37.5|30||95\nIvo Tamm|Copywriter|37.5|27||85\nLiam Foy|Photographer|0||360|90"
        );
        let intake = read(vec![grid("team.csv", "", &team)]);
        assert_eq!(shown(&intake, Table::People, &RATES), day);
        let team = format!(
            "{head}Cost per hour|Day rate\nAnna Li|Designer|37.5|30|\nIvo Tamm|Copywriter|37.5|27|\nLiam Foy|Photographer|0||360"
        );
        let intake = read(vec![grid("team.csv", "", &team)]);
        let told = ["Anna Li 30 -", "Ivo Tamm 27 -", "Liam Foy 48 -"];
        assert_eq!(shown(&intake, Table::People, &RATES), told);
        // what clients pay for a day stays what it is
        let team = format!(
            "{head}Cost per hour|Charge per day\nAnna Li|Designer|37.5|30|\nIvo Tamm|Copywriter|37.5|27|\nLiam Foy|Photographer|0||360"
        );
        let intake = read(vec![grid("team.csv", "", &team)]);
        let told = ["Anna Li 30 -", "Ivo Tamm 27 -", "Liam Foy - 48"];
        assert_eq!(shown(&intake, Table::People, &RATES), told);
    }

    #[test]
    fn the_lower_of_two_rates_is_what_people_cost() {
        for head in [
            "Имя|Роль|Часов в неделю|Стоимость часа|Ставка продажи",
            "Name|Role|Hours per week|Hourly rate|Charge-out rate",
        ] {
            let team =
                format!("{head}\nAnna Li|Designer|40|1800|5000\nIvo Tamm|Copywriter|40|1200|3500");
            let intake = read(vec![grid("team.csv", "", &team)]);
            let told = ["Anna Li 1800 5000", "Ivo Tamm 1200 3500"];
            assert_eq!(shown(&intake, Table::People, &RATES), told, "{head}");
        }
        // nobody knows which is which
        let team = "Name|Role|Hours per week|Hourly rate|Charge-out rate\nAnna Li|Designer|40|1800|5000\nIvo Tamm|Copywriter|40|4200|3500";
        let intake = read(vec![grid("team.csv", "", team)]);
        let costs = shown(&intake, Table::People, &["cost_rate"]);
        assert_eq!(costs, ["-", "-"]);
    }

    #[test]
    fn rates_in_two_columns_fill_each_other() {
        let team = "Name|Job title|Hours per week|Day rate|Hourly rate\nAnna Li|Designer|40||95\nIvo Tamm|Copywriter|40|640|\nLiam Foy|Photographer|40||90";
        let intake = read(vec![grid("team.csv", "", team)]);
        let told = ["Anna Li - 95", "Ivo Tamm - 80", "Liam Foy - 90"];
        assert_eq!(shown(&intake, Table::People, &RATES), told);
    }

    #[test]
    fn the_price_of_work_without_a_fee_of_a_month_stands_beside_it() {
        let list = "Engagement|Client|Type|Start|End|Fee per month (ex VAT)|Launch price (ex VAT)|Rate per hour|Currency\n\
            Content|Arbor|Retainer|@46023|@46387|4800|||EUR\nPress|Birch|Retainer|@46023|@46387|3900|||EUR\n\
            Launch|Birch|Fixed campaign|@46083|@46295||54000||EUR\nAdvice|Cedar|Hourly|@46034|@46374|||105|EUR";
        let register = "№ договора|Клиент|Проект|Модель оплаты|Стоимость в месяц без НДС, ₽|Стоимость проекта без НДС, ₽|НДС|Начало|Окончание\n\
            12/2025-В|Клён|Ведение|Абонентская плата|180000||20%|@46023|@46203\n14/2025-В|Кедр|Реклама|Абонентская плата|90000||без НДС|@46023|@46387\n\
            05/2026-В|Берёза|Сайт|Фиксированная цена||600000|20%|@46083|@46295";
        let intake = read(vec![
            grid("engagements.csv", "", list),
            grid("договоры.csv", "", register),
        ]);
        let mut rows = shown(
            &intake,
            Table::Projects,
            &["project", "kind", "budget_amount"],
        );
        rows.sort();
        assert_eq!(
            rows,
            [
                "Advice time_and_materials -",
                "Content retainer 4800",
                "Launch fixed 54000",
                "Press retainer 3900",
                "Ведение retainer 180000",
                "Реклама retainer 90000",
                "Сайт fixed 600000",
            ]
        );
        let mut amounts = shown(&intake, Table::Contracts, &["contract", "amount"]);
        amounts.sort();
        let told = ["05/2026-В 600000", "12/2025-В 1080000", "14/2025-В 1080000"];
        assert_eq!(amounts, told);
        let unread = intake.problems.iter();
        assert!(
            unread
                .into_iter()
                .all(|problem| problem.rule == "contracts.amount.monthly")
        );
    }

    #[test]
    fn hours_of_a_month_and_of_the_whole_stand_beside_each_other() {
        for [head, month, whole] in [
            [
                "Contract|Client|Type|Start|End|Monthly fee|Fixed price",
                "Hours per month",
                "Total hours",
            ],
            [
                "Contract|Client|Type|Start|End|Monthly fee|Fixed price",
                "Contingent (hours a month)",
                "Budget hours",
            ],
            [
                "№ договора|Клиент|Модель|Начало|Окончание|Абонплата в месяц|Стоимость работ",
                "Лимит часов в месяц",
                "Часов на проект",
            ],
            [
                "合同编号|客户|类型|开始日期|结束日期|月费|项目金额",
                "每月包含工时",
                "项目总工时",
            ],
        ] {
            let list = format!(
                "{head}|{month}|{whole}\nR-1|Arbor|Retainer|@46023|@46387|4800||40|\nF-2|Birch|Fixed price|@46083|@46295||54000||320\nR-3|Cedar|Retainer|@46023|@46387|900||8|"
            );
            let intake = read(vec![grid("contracts.csv", "", &list)]);
            let told = shown(
                &intake,
                Table::Contracts,
                &["contract", "budget_hours", "hours_for"],
            );
            assert_eq!(
                told,
                ["R-1 40.0000 month", "F-2 320.0000 -", "R-3 8.0000 month"],
                "{month}, {whole}"
            );
        }
        // what was used is nothing agreed, and is told
        let list = "Contract|Client|Start|End|Monthly fee|Hours per month|Hours used\nR-1|Arbor|@46023|@46387|4800|40|\nR-2|Birch|@46023|@46387|900||12\nR-3|Cedar|@46023|@46387|900||14";
        let intake = read(vec![grid("contracts.csv", "", list)]);
        let told = shown(&intake, Table::Contracts, &["contract", "budget_hours"]);
        assert_eq!(told, ["R-1 40.0000", "R-2 -", "R-3 -"]);
        let lost = intake
            .problems
            .iter()
            .filter(|one| one.rule == "sheet.unused_column");
        assert_eq!(
            lost.map(|one| one.column.as_str()).collect::<Vec<_>>(),
            ["Hours used"]
        );
    }
}
