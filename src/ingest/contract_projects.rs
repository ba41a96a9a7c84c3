//! What contracts are for, in the columns of a list of contracts: a project of each client, with its kind, days, hours and price.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Mapping, View, map};
use super::contract_fee::has_no_digit;
use super::facts::{Fact, Facts};
use super::knowledge::Knowledge;
use super::mapping::Slot;
use super::next_steps::bind;
use super::words::Helper;
use crate::model::key::fold;
use crate::model::{Schema, Table};

/// Of a column that may say what kind of work a contract is for, how much must read as one.
const LEAST_KINDS: f64 = 0.5;

/// The projects that a list of contracts names in a column of their own. What they are worth and when they run is what the list
/// says of their contracts.
pub(super) fn contracted_projects(
    views: &[View<'_>],
    main: &Mapping,
    knowledge: &Knowledge,
) -> Option<Mapping> {
    if main.table != Table::Contracts {
        return None;
    }
    let (contracts, projects) = (
        knowledge.schema(Table::Contracts),
        knowledge.schema(Table::Projects),
    );
    let (free, found) = free_columns(views, main, knowledge);
    let kinds = main.kinds;
    let mut list = Mapping::empty(Table::Projects);
    list.of_contracts = true;
    list.kinds = kinds;
    bind(
        &mut list,
        projects,
        "project",
        found
            .strongly(projects, "project")
            .or_else(|| subject(&free, knowledge).filter(|_| kinds.is_some()))?,
        true,
    );
    bind(
        &mut list,
        projects,
        "client",
        main.column_of(contracts, "client")?,
        false,
    );
    for (field, column) in [
        ("kind", kinds),
        ("manager", found.strongly(projects, "manager")),
    ] {
        if let Some(column) = column {
            bind(&mut list, projects, field, column, true);
        }
    }
    for (field, of_contract) in [
        ("contract", "contract"),
        ("starts_on", "signed_on"),
        ("starts_on", "starts_on"),
        ("ends_on", "ends_on"),
        ("budget_hours", "budget_hours"),
        ("budget_amount", "amount"),
        ("currency", "currency"),
        ("amounts_are", "amounts_are"),
        ("tax_rate", "tax_rate"),
    ] {
        let column = main.column_of(contracts, of_contract);
        if column.is_some() && column == kinds {
            list.numberless = column;
            continue;
        }
        if let Some(column) = column {
            bind(&mut list, projects, field, column, false);
        }
    }
    share_spares(&mut list, main, (contracts, projects));
    Some(list)
}

/// The columns that a list of contracts does not need, and what they are of projects. What it takes for the way money goes, or for
/// numbers without a digit, may be the kind of work.
fn free_columns<'v>(
    views: &[View<'v>],
    main: &Mapping,
    knowledge: &Knowledge,
) -> (Vec<View<'v>>, Mapping) {
    let contracts = knowledge.schema(Table::Contracts);
    let may_be_kind = |view: &&View<'_>| {
        let bound = main.slot_of(view.column);
        let unnumbered = main.column_of(contracts, "contract") == Some(view.column)
            && bound.is_some_and(|bound| !bound.strong)
            && has_no_digit(view);
        unnumbered || bound.is_some_and(|bound| bound.slot == Slot::Helper(Helper::Flow))
    };
    let free: Vec<View<'_>> = { views.iter() }
        .filter(|view| main.slot_of(view.column).is_none() || may_be_kind(view))
        .filter(|view| !main.is_spare(view.column))
        .map(View::again)
        .collect();
    let found = map(&free, knowledge.schema(Table::Projects), None, knowledge);
    (free, found)
}

/// The column of a list of contracts that says what kind of work each is for.
pub(super) fn kinds_of_work(
    views: &[View<'_>],
    main: &Mapping,
    knowledge: &Knowledge,
) -> Option<u32> {
    if main.table != Table::Contracts {
        return None;
    }
    let projects = knowledge.schema(Table::Projects);
    let amounts = &knowledge.words.amounts;
    let (free, found) = free_columns(views, main, knowledge);
    found.column_of(projects, "kind").filter(|column| {
        let view = free.iter().find(|view| view.column == *column);
        let fit = view
            .zip(projects.field("kind"))
            .and_then(|(view, field)| view.fit(field, amounts));
        fit >= Some(LEAST_KINDS)
    })
}

/// The column of what contracts are for, by its whole heading: in a list that also tells kinds of work.
fn subject(free: &[View<'_>], knowledge: &Knowledge) -> Option<u32> {
    let mut views = free.iter();
    let view = views.find(|view| {
        let heading = fold(&view.heading.text);
        knowledge.words.is_contract_subject(&heading)
    });
    view.map(|view| view.column)
}

/// Further columns of the amounts and hours of contracts are those of their projects.
fn share_spares(list: &mut Mapping, main: &Mapping, (contracts, projects): (&Schema, &Schema)) {
    for (of_contract, field) in [
        ("amount", "budget_amount"),
        ("budget_hours", "budget_hours"),
    ] {
        let (theirs, own) = (contracts.position(of_contract), projects.position(field));
        let spares = main.spares.iter();
        let spares = spares.filter(|(_, field)| Some(*field) == theirs);
        if let Some(own) = own {
            list.spares.extend(spares.map(|(column, _)| (*column, own)));
        }
    }
    list.spares.sort_unstable();
    debug_assert!(
        list.bound
            .iter()
            .all(|one| matches!(one.slot, Slot::Field(_)))
    );
}

/// A list of projects goes before one of contracts: a project of both stays as the list of projects has it, with what only its
/// contract tells, and so does one whose contract another project of the list names. Of a client with projects in such a list a
/// contract brings further ones only where somebody worked on them.
pub fn yield_to_project_lists(facts: &mut Facts, knowledge: &Knowledge) {
    let schema = knowledge.schema(Table::Projects);
    let places = |table: Table| {
        let batches = facts.of(table);
        let rows = batches.flat_map(|batch| batch.rows.iter().map(|row| (batch.source, *row)));
        rows.collect::<BTreeSet<(u32, u32)>>()
    };
    let contracts = places(Table::Contracts);
    let both = !places(Table::Projects).is_disjoint(&contracts);
    if !both {
        return;
    }
    let worked = worked_on(facts, knowledge);
    let all = facts.take(|batch| batch.table == Table::Projects);
    let (told, mut kept): (Vec<Fact>, Vec<Fact>) =
        { all.into_iter() }.partition(|project| contracts.contains(&(project.source, project.row)));
    let mut listed: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, project) in kept.iter().enumerate() {
        let client = key(project, schema, "client");
        listed.entry(client).or_default().push(at);
    }
    for project in told {
        let [client, name, contract] =
            ["client", "project", "contract"].map(|field| key(&project, schema, field));
        let Some(own) = listed.get(&client) else {
            kept.push(project);
            continue;
        };
        let same = |at: &&usize| {
            let listed = &kept[**at];
            key(listed, schema, "project") == name
                || !contract.is_empty() && key(listed, schema, "contract") == contract
        };
        let same: Vec<usize> = own.iter().filter(same).copied().collect();
        match same[..] {
            [only] => fill_gaps(&mut kept[only], &project, schema),
            [] if worked.contains(&(client, name)) => kept.push(project),
            _ => {}
        }
    }
    facts.extend(kept);
}

fn key(fact: &Fact, schema: &Schema, field: &str) -> String {
    fact.text(schema, field).map(fold).unwrap_or_default()
}

/// Clients and projects with hours.
fn worked_on(facts: &Facts, knowledge: &Knowledge) -> BTreeSet<(String, String)> {
    let schema = knowledge.schema(Table::Time);
    let mut found = BTreeSet::new();
    for batch in facts.of(Table::Time) {
        let Some((client, project)) = schema.position("client").zip(schema.position("project"))
        else {
            continue;
        };
        let [client, project] = [client, project].map(|at| batch.columns[at].by_number());
        let rows = (0..batch.len()).map(|row| client.of_row(row).zip(project.of_row(row)));
        let pairs: BTreeSet<(usize, usize)> = rows.flatten().collect();
        let texts = |(one, other): (usize, usize)| client.texts()[one].zip(project.texts()[other]);
        let texts = pairs.into_iter().filter_map(texts);
        found.extend(texts.map(|(client, project)| (fold(client), fold(project))));
    }
    found
}

/// Gives a project what only its contract tells. Hours and money of another kind of work would mean something else.
fn fill_gaps(listed: &mut Fact, contracted: &Fact, schema: &Schema) {
    let kind = |fact: &Fact| fact.text(schema, "kind").map(str::to_owned);
    let currency = |fact: &Fact| fact.text(schema, "currency").map(str::to_owned);
    let agree = |one: Option<String>, other: Option<String>| one.is_none() || one == other;
    let alike =
        agree(kind(listed), kind(contracted)) && agree(currency(listed), currency(contracted));
    let always = ["contract", "starts_on", "ends_on", "manager"];
    let terms = [
        "kind",
        "budget_hours",
        "budget_amount",
        "currency",
        "amounts_are",
        "tax_rate",
    ];
    let lacks_money = listed.value(schema, "budget_amount").is_none();
    for (at, field) in schema.fields.iter().enumerate() {
        let name = field.name.as_str();
        let of_money = ["budget_amount", "currency", "amounts_are", "tax_rate"].contains(&name);
        let fits = always.contains(&name) || terms.contains(&name) && alike;
        if fits && (!of_money || lacks_money) && listed.values[at].is_none() {
            listed.values[at].clone_from(&contracted.values[at]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    const FIELDS: [&str; 7] = [
        "project",
        "client",
        "kind",
        "contract",
        "ends_on",
        "budget_hours",
        "budget_amount",
    ];

    #[test]
    fn contracts_name_the_projects_that_they_are_for() {
        let contracts = "Contract no|Client|Project|Type|Start|End|Contract value|Monthly fee|Agreed hours\n\
            C-1|Arbor|Social media|Retainer|@46023|@46387||1000|20\nC-2|Arbor|Shop|Fixed price|@46023|@46112|9000||120\n\
            C-3|Birch|Care|Retainer|@46023|@46387|12000||240\nC-4|Birch|Ad hoc|Hourly|@46023||||\n\
            C-5|Cedar||Fixed price|@46023|@46112|700||\nC-6|Cedar|Press||@46023|@46203||500|";
        let intake = read(vec![grid("contracts.csv", "", contracts)]);
        let mut rows = shown(&intake, Table::Projects, &FIELDS);
        rows.sort();
        // 12,000 and 240 hours for the twelve months of 2026 are 1,000 and 20 of each; a fee of a month is a retainer's
        assert_eq!(
            rows,
            [
                "Ad hoc Birch time_and_materials C-4 - - -",
                "Care Birch retainer C-3 2026-12-31 20.0000 1000",
                "Press Cedar retainer C-6 2026-06-30 - 500",
                "Shop Arbor fixed C-2 2026-03-31 120.0000 9000",
                "Social media Arbor retainer C-1 2026-12-31 20.0000 1000",
            ]
        );
        let amounts = shown(&intake, Table::Contracts, &["contract", "amount"]);
        assert_eq!(amounts[0], "C-1 12000");
        assert_eq!(amounts.len(), 6);
    }

    #[test]
    fn rows_say_which_fee_and_hours_they_have_and_what_they_are_for() {
        let contracts = "Номер договора|Заказчик|Предмет договора|Вид|Сумма в месяц без НДС, руб.|Сумма договора без НДС, руб.|Часов в месяц|Часов по смете|Начало|Окончание\n\
            Д-1|Арбор|Соцсети|Абонентский|1000||20||@46023|@46387\nД-2|Арбор|Сайт|Проектный||9000||120|@46023|@46112";
        let agreements = "Client|Service|Agreement type|Monthly fee|Hours per month|Hourly rate|Start date|End date|Payment terms\n\
            Birch|Care|Retainer|500|10||@46023|@46387|30\nCedar|Care|Retainer|700|12||@46023|@46387|30";
        let types = "合同编号|客户名称|项目名称|合同类型|开始日期|结束日期|合同金额|每月服务费|每月工时|预算工时\n\
            H-1|山谷|运营|月度服务|@46023|@46387||300|8|\nH-2|山谷|官网|项目|@46023|@46112|4000|||60";
        let intake = read(vec![
            grid("договоры.csv", "", contracts),
            grid("agreements.csv", "", agreements),
            grid("合同台账.csv", "", types),
        ]);
        let mut rows = shown(&intake, Table::Projects, &FIELDS);
        rows.sort();
        assert_eq!(
            rows,
            [
                "Care Birch retainer Retainer Birch 2026-01-01 2026-12-31 10.0000 500",
                "Care Cedar retainer Retainer Cedar 2026-01-01 2026-12-31 12.0000 700",
                "Сайт Арбор fixed Д-2 2026-03-31 120.0000 9000",
                "Соцсети Арбор retainer Д-1 2026-12-31 20.0000 1000",
                "官网 山谷 fixed H-2 2026-03-31 60.0000 4000",
                "运营 山谷 retainer H-1 2026-12-31 8.0000 300",
            ]
        );
        let mut terms = shown(
            &intake,
            Table::Contracts,
            &["contract", "amount", "budget_hours", "hours_for"],
        );
        terms.sort();
        assert_eq!(
            terms,
            [
                "H-1 3600 8.0000 month",
                "H-2 4000 60.0000 -",
                "Retainer Birch 2026-01-01 6000 10.0000 month",
                "Retainer Cedar 2026-01-01 8400 12.0000 month",
                "Д-1 12000 20.0000 month",
                "Д-2 9000 120.0000 -",
            ]
        );
    }

    #[test]
    fn a_list_of_projects_goes_before_its_contracts() {
        let contracts = "Contract no|Client|Project|Type|Start|End|Contract value\n\
            C-1|Arbor|Shop|Fixed price|@46023|@46112|9000\nC-2|Arbor|Shop, second part|Fixed price|@46113|@46203|4000\n\
            C-3|Arbor|Press work|Fixed price|@46113|@46203|700\nC-4|Arbor|Fair|Fixed price|@46113|@46203|800\n\
            C-5|Birch|Logo|Fixed price|@46113|@46203|500";
        let projects = "Project|Client|Type|Budget hours|Contract\nShop|Arbor|Fixed price|100|\nShop 2|Arbor|Fixed price|40|C-2";
        let time = "Date|Person|Client|Project|Hours\n@46120|Anna Li|Arbor|Fair|3";
        let intake = read(vec![
            grid("contracts.csv", "", contracts),
            grid("projects.csv", "", projects),
            grid("time.csv", "", time),
        ]);
        let mut rows = shown(&intake, Table::Projects, &FIELDS);
        rows.sort();
        // nobody worked on press work, and the list of the client's projects does not know it
        assert_eq!(
            rows,
            [
                "Fair Arbor fixed C-4 2026-06-30 - 800",
                "Logo Birch fixed C-5 2026-06-30 - 500",
                "Shop 2 Arbor fixed C-2 2026-06-30 40.0000 4000",
                "Shop Arbor fixed C-1 2026-03-31 100.0000 9000",
            ]
        );
    }
}
