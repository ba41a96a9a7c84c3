//! Lists that complement each other: one tells whose account a client is, another how it pays; one the hours of a person, another what
//! an hour costs. Each field is told by the first list that says it; where two lists say different things, that is told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::facts::{Fact, Facts};
use super::knowledge::Knowledge;
use super::told_kind::RETAINER;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{
    Duration, Kind, Place, Problem, Problems, Schema, Severity, SheetRef, Table, Value,
};

/// Fields of which a client or a person may well have several.
const SEVERAL: [&str; 3] = ["email", "channel", "industry"];
const CURRENCY: &str = "currency";

/// Gives the rows of a client, those of a person and those of a project what other lists say of them.
pub fn complement(facts: &mut Facts, refs: &[SheetRef], knowledge: &Knowledge) -> Problems {
    let sources = |table: Table| facts.of(table).map(|batch| batch.source);
    // a list of what is agreed tells of clients by the way
    let by_the_way: BTreeSet<u32> = { sources(Table::Projects) }
        .chain(sources(Table::Contracts))
        .collect();
    let mut problems = Problems::new();
    let of_contracts: BTreeSet<u32> = sources(Table::Contracts).collect();
    let tables = [
        (Table::Clients, "client"),
        (Table::People, "person"),
        (Table::Projects, "project"),
    ];
    for (table, whose) in tables {
        let lists: BTreeSet<u32> = facts.of(table).map(|batch| batch.source).collect();
        if lists.len() < 2 {
            continue;
        }
        let schema = knowledge.schema(table);
        let mut desk = Desk {
            schema,
            refs,
            rows: facts.take(|batch| batch.table == table),
            by_the_way: &by_the_way,
            problems: &mut problems,
        };
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, row) in desk.rows.iter().enumerate() {
            if let Some(name) = row.text(schema, whose) {
                groups.entry(fold(name)).or_default().push(at);
            }
        }
        let mut gone = BTreeSet::new();
        for mut own in groups.into_values() {
            own.sort_by_key(|at| (desk.rows[*at].source, *at));
            match table {
                Table::Clients => desk.client(own),
                Table::People => gone.extend(desk.person(&own)),
                // what a contract is for yields to a list of projects later on
                _ => {
                    own.retain(|at| !of_contracts.contains(&desk.rows[*at].source));
                    for own in desk.of_each_client(own) {
                        gone.extend(desk.project(&own));
                    }
                }
            }
        }
        let kept = { desk.rows.into_iter().enumerate() }.filter(|(at, _)| !gone.contains(at));
        facts.extend(kept.map(|(_, row)| row));
    }
    problems
}

struct Desk<'a> {
    schema: &'a Schema,
    refs: &'a [SheetRef],
    rows: Vec<Fact>,
    by_the_way: &'a BTreeSet<u32>,
    problems: &'a mut Problems,
}

impl Desk<'_> {
    /// The first row of a client has what the first list says, and the others what they lack.
    fn client(&mut self, mut own: Vec<usize>) {
        let first = own[0];
        own.sort_by_key(|at| self.by_the_way.contains(&self.rows[*at].source));
        let best = own.remove(0);
        for at in &own {
            let by_the_way = self.by_the_way.contains(&self.rows[*at].source);
            self.give(*at, best, !by_the_way);
        }
        let best = self.rows[best].clone();
        for at in own {
            let row = &mut self.rows[at];
            if at == first {
                row.values.clone_from(&best.values);
            } else {
                fill(row, &best, self.schema);
            }
        }
    }

    /// A row without days is no contract period where another list tells of them, nor is a second row of the same days: such rows
    /// only complement the others. Of two lists with days each row takes from the row of the other that holds on its first day.
    fn person(&mut self, own: &[usize]) -> Vec<usize> {
        let mut kept: Vec<usize> = Vec::new();
        let has_period = |desk: &Self, source: u32| {
            let mut rows = own.iter().map(|at| &desk.rows[*at]);
            rows.any(|row| {
                row.source != source && desk.days(row) != [None, None] && desk.week(row).is_some()
            })
        };
        let is_period = |desk: &Self, at: usize| {
            let row = &desk.rows[at];
            desk.days(row) != [None, None] || !has_period(desk, row.source)
        };
        let (mut order, loose): (Vec<usize>, Vec<usize>) =
            own.iter().partition(|at| is_period(self, **at));
        // the list that tells the hours goes before the one that tells only rates
        order.sort_by_key(|at| self.week(&self.rows[*at]).is_none());
        let mut gone = loose;
        for at in order {
            let row = &self.rows[at];
            let same = kept.iter().any(|before| {
                let before = &self.rows[*before];
                let weeks = [before, row].map(|row| self.week(row));
                before.source != row.source
                    && self.days(before) == self.days(row)
                    && (weeks[1].is_none() || weeks[0] == weeks[1])
            });
            if same { &mut gone } else { &mut kept }.push(at);
        }
        for period in &kept {
            for at in &gone {
                let [of_period, of_row] = [*period, *at].map(|at| self.days(&self.rows[at]));
                if of_row == [None, None] || of_row == of_period {
                    self.give(*at, *period, true);
                }
            }
        }
        let told: Vec<Fact> = kept.iter().map(|at| self.rows[*at].clone()).collect();
        for period in kept {
            let first = self.days(&self.rows[period])[0];
            let mut others: Vec<&Fact> = { told.iter() }
                .filter(|other| other.source != self.rows[period].source)
                .filter(|other| {
                    let [from, to] = self.days(other);
                    from <= first && to.is_none_or(|to| first.is_some_and(|first| first <= to))
                })
                .collect();
            others.sort_by_key(|other| std::cmp::Reverse(self.days(other)[0]));
            for other in others {
                let ends = self.week(&self.rows[period]).is_none() && self.week(other).is_some();
                let ends = ends.then(|| other.value(self.schema, "ends_on").cloned());
                let row = &mut self.rows[period];
                let own = row.value(self.schema, "ends_on").cloned();
                fill(row, other, self.schema);
                row.set(self.schema, "ends_on", own.or(ends.flatten()));
            }
        }
        gone
    }

    /// Rows of one name by client, where several clients have such a project.
    fn of_each_client(&self, own: Vec<usize>) -> Vec<Vec<usize>> {
        let mut clients: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for at in &own {
            let client = self.rows[*at].text(self.schema, "client").map(fold);
            clients.entry(client).or_default().push(*at);
        }
        let named = clients.keys().flatten().count();
        match named {
            0 | 1 => vec![own],
            _ => clients.into_values().collect(),
        }
    }

    /// The list that tells a project's terms in the most rows, and of lists with one row the one that says most, has the project; a
    /// row of another list whose days, if it has any, hold those of all these rows only complements them.
    fn project(&mut self, own: &[usize]) -> Vec<usize> {
        let mut lists: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for at in own {
            lists.entry(self.rows[*at].source).or_default().push(*at);
        }
        let said = |at: usize| self.rows[at].values.iter().flatten().count();
        let most = |rows: &Vec<usize>| (rows.len(), rows.iter().map(|at| said(*at)).sum::<usize>());
        let Some(kept) = lists.values().rev().max_by_key(|rows| most(rows)).cloned() else {
            return Vec::new();
        };
        let mut gone = Vec::new();
        for rows in lists.into_values().filter(|rows| *rows != kept) {
            let [at] = rows[..] else { continue };
            let [from, to] = self.days(&self.rows[at]);
            let holds = kept.iter().all(|row| {
                let [first, last] = self.days(&self.rows[*row]);
                let begins = from.is_none_or(|from| first.is_none_or(|first| from <= first));
                begins && to.is_none_or(|to| last.is_none_or(|last| last <= to))
            });
            if !holds || self.rows[at].text(self.schema, "phase").is_some() {
                continue;
            }
            for row in &kept {
                self.give_terms(at, *row, kept.len());
            }
            gone.push(at);
        }
        gone
    }

    /// Gives a row of a project to one of some. What is agreed for a month is no price or budget of the whole, nor the other way
    /// round, and what is agreed for the whole is none of a part.
    fn give_terms(&mut self, from: usize, to: usize, of: usize) {
        let kinds = [from, to].map(|at| self.rows[at].text(self.schema, "kind").map(str::to_owned));
        let monthly = kinds
            .each_ref()
            .map(|kind| kind.as_deref() == Some(RETAINER));
        let whole = self.rows[from].clone();
        let fits = match kinds[1] {
            None => of == 1,
            Some(_) => monthly[0] == monthly[1] && (monthly[0] || of == 1),
        };
        if !fits {
            for field in ["budget_hours", "budget_amount"] {
                self.rows[from].set(self.schema, field, None);
            }
        }
        self.give(from, to, of == 1);
        self.rows[from] = whole;
    }

    /// First and last day of a row.
    fn days(&self, row: &Fact) -> [Option<NaiveDate>; 2] {
        ["starts_on", "ends_on"].map(|field| match row.value(self.schema, field) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        })
    }

    fn week(&self, row: &Fact) -> Option<Duration> {
        match row.value(self.schema, "weekly_hours") {
            Some(Value::Duration(week)) => Some(*week),
            _ => None,
        }
    }

    /// Gives a row to another, and tells where both say something else.
    fn give(&mut self, from: usize, to: usize, tells: bool) {
        let given = self.rows[from].clone();
        let taken = &self.rows[to];
        if tells && given.source != taken.source {
            for (at, field) in self.schema.fields.iter().enumerate() {
                let is_one = !field.beside && !SEVERAL.contains(&field.name.as_str());
                let pair = taken.values[at].as_ref().zip(given.values[at].as_ref());
                if let Some((counts, other)) = pair.filter(|_| is_one)
                    && said(counts) != said(other)
                    && fold(&said(counts)) != fold(&said(other))
                {
                    let place = place_of(self.refs, taken);
                    let problem = Problem {
                        place: place_of(self.refs, &given),
                        rule: format!("{}.two_lists", self.schema.table),
                        severity: Severity::Look,
                        column: field.name.clone(),
                        found: said(other),
                        expected: phrase("the same as in {}: {}", &[&place, &said(counts)]),
                        hint: phrase("correct the list that is wrong", &[]),
                        effect: phrase("{} counts", &[&said(counts)]),
                    };
                    self.problems.push(problem);
                }
            }
        }
        fill(&mut self.rows[to], &given, self.schema);
    }
}

fn place_of(refs: &[SheetRef], row: &Fact) -> Place {
    let sheet = &refs[row.source as usize];
    Place {
        file: sheet.file.clone(),
        sheet: sheet.sheet.clone(),
        row: row.row,
        column: row.column,
    }
}

/// Gives a row what it lacks; of an amount in another currency nothing.
fn fill(row: &mut Fact, from: &Fact, schema: &Schema) {
    let currencies = [&*row, from].map(|fact| fact.text(schema, CURRENCY).map(str::to_owned));
    let foreign =
        currencies[0].is_some() && currencies[1].is_some() && currencies[0] != currencies[1];
    let lacks = |row: &Fact, field: &str| row.value(schema, field).is_none();
    let of_days: Vec<bool> = { schema.fields.iter() }
        .map(|field| {
            field
                .name
                .strip_suffix("_for")
                .is_none_or(|rate| lacks(row, rate))
        })
        .collect();
    for (at, field) in schema.fields.iter().enumerate() {
        let fits = !(foreign && field.kind == Kind::Money) && of_days[at];
        if fits && row.values[at].is_none() {
            row.values[at].clone_from(&from.values[at]);
        }
    }
}

/// A value as people write it.
fn said(value: &Value) -> String {
    let part = |number: i64, of: f64| format!("{}", number as f64 / of);
    match value {
        Value::Text(text) => text.trim().to_owned(),
        Value::Date(day) => day.to_string(),
        Value::Money(money) => money.to_string(),
        Value::Duration(hours) => hours.said().to_string(),
        Value::Share(share) => part(*share, 10_000.0) + " %",
        Value::Quantity(number) => part(*number, 10_000.0),
        Value::Rate(rate) => part(*rate, 100_000_000.0),
        Value::Flag(flag) => flag.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn people_in_two_lists_are_told_by_both() {
        let staff = "Name|Job title|Hours per week|Joined|Left\nAnna Li|Designer|37.5|@45000|\nIvo Tamm|Copywriter|37.5|@45000|@46248\n\
            Mara Koch|Copywriter|30|@45000|@46203\nMara Koch|Copywriter|20|@46204|";
        let rates = "Name|Cost per hour|Charge-out rate|Billable target\nAnna Li|30|95|75%\nIvo Tamm|23|80|80%\nMara Koch|27|85|80%\nLiam Foy|48|90|";
        let fields = [
            "person",
            "weekly_hours",
            "starts_on",
            "ends_on",
            "target_share",
            "cost_rate",
            "bill_rate",
        ];
        let told = [
            "Anna Li 37.5000 2023-03-15 - 750000 30 95",
            "Ivo Tamm 37.5000 2023-03-15 2026-08-14 800000 23 80",
            "Liam Foy - - - - 48 90",
            "Mara Koch 20.0000 2026-07-01 - 800000 27 85",
            "Mara Koch 30.0000 2023-03-15 2026-06-30 800000 27 85",
        ];
        for names in [["staff.csv", "rates.csv"], ["b.csv", "a.csv"]] {
            let lists = vec![grid(names[0], "", staff), grid(names[1], "", rates)];
            let intake = read(lists);
            let mut rows = shown(&intake, Table::People, &fields);
            rows.sort();
            assert_eq!(rows, told);
            assert_eq!(intake.problems, []);
        }
    }

    #[test]
    fn a_rate_that_rises_keeps_the_hours_and_the_last_day_of_the_other_list() {
        let staff =
            "Name|Job title|Hours per week|Joined|Left\nAnna Li|Designer|37.5|@45000|@46295";
        let rates = "Name|Cost per hour|From|To\nAnna Li|30|@46023|@46203\nAnna Li|33|@46204|";
        let intake = read(vec![
            grid("staff.csv", "", staff),
            grid("rates.csv", "", rates),
        ]);
        let fields = ["weekly_hours", "starts_on", "ends_on", "cost_rate", "role"];
        let mut rows = shown(&intake, Table::People, &fields);
        rows.sort();
        assert_eq!(
            rows,
            [
                "37.5000 2023-03-15 2026-09-30 - Designer",
                "37.5000 2026-01-01 2026-06-30 30 Designer",
                "37.5000 2026-07-01 2026-09-30 33 Designer",
            ]
        );
    }

    #[test]
    fn projects_in_two_lists_are_told_by_both() {
        let terms = "Project|Client|Type|Start|End|Monthly fee|Fixed price|Currency\n\
            Launch|Arbor|Fixed|@46083|@46295||54000|EUR\nCare|Arbor|Retainer|@46023|@46203|4800||EUR\n\
            Care|Arbor|Retainer|@46204|@46387|5400||EUR\nLaunch|Birch|Fixed|@46083|@46295||9000|EUR";
        // a budget of the whole is none of a retainer's months
        let hours = "Project|Client|Budget hours|Project manager\nLaunch|Arbor|1100|Anna Li\nCare|Arbor|100|Ivo Tamm\nLaunch|Birch|90|\nShop|Birch|40|";
        let fields = [
            "project",
            "client",
            "kind",
            "starts_on",
            "ends_on",
            "budget_hours",
            "budget_amount",
            "manager",
        ];
        let told = [
            "Care Arbor retainer 2026-01-01 2026-06-30 - 4800 Ivo Tamm",
            "Care Arbor retainer 2026-07-01 2026-12-31 - 5400 Ivo Tamm",
            "Launch Arbor fixed 2026-03-02 2026-09-30 1100.0000 54000 Anna Li",
            "Launch Birch fixed 2026-03-02 2026-09-30 90.0000 9000 -",
            "Shop Birch - - - 40.0000 - -",
        ];
        for names in [["terms.csv", "hours.csv"], ["b.csv", "a.csv"]] {
            let intake = read(vec![grid(names[0], "", terms), grid(names[1], "", hours)]);
            let mut rows = shown(&intake, Table::Projects, &fields);
            rows.sort();
            assert_eq!(rows, told);
            assert_eq!(intake.problems, []);
        }
    }

    #[test]
    fn clients_in_two_lists_are_told_by_both_and_by_the_first_where_they_differ() {
        let billing =
            "Client|Billing currency|Payment terms (days)|Tier\nArbor|EUR|30|A\nBirch|GBP|14|B";
        let crm = "Client,Account manager,Status,Tier,Client since\nArbor,Anna Li,Active,a,2023-02-01\nBirch,Ivo Tamm,Lost,A,2024-05-01"
            .replace(',', "|");
        let intake = read(vec![
            grid("billing.csv", "", billing),
            grid("crm.csv", "", &crm),
        ]);
        let fields = [
            "client",
            "account_manager",
            "status",
            "tier",
            "currency",
            "payment_terms_days",
        ];
        let rows = shown(&intake, Table::Clients, &fields);
        assert_eq!(rows[0], "Arbor Anna Li active A EUR 300000");
        assert_eq!(rows[1], "Birch Ivo Tamm lost B GBP 140000");
        let told: Vec<(&str, String, &str)> = { intake.problems.iter() }
            .map(|problem| {
                let expected = problem.expected.to_string();
                (problem.rule.as_str(), expected, problem.found.as_str())
            })
            .collect();
        let expected = "the same as in billing.csv, A3: B".to_owned();
        assert_eq!(told, [("clients.two_lists", expected, "A")]);
    }
}
