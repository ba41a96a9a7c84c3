//! What holds for any folder.

use crate::desk::{Desk, files_below, root};

/// Another order of some rows.
type Turn<'a> = &'a dyn Fn(&[String]) -> Vec<String>;

/// Sum of a column of a csv of the pack.
fn sum(text: &str, column: &str) -> f64 {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader
        .headers()
        .expect("a header")
        .iter()
        .position(|name| name == column)
        .expect("the column");
    reader
        .records()
        .map(|row| row.expect("readable")[at].parse::<f64>().unwrap_or(0.0))
        .sum()
}

fn sample_desk(rename: impl Fn(usize, &str) -> String) -> Desk {
    let mut desk = Desk::new();
    for (at, (name, bytes)) in files_below(&root().join("sample-data"))
        .into_iter()
        .enumerate()
    {
        desk = desk.file(&rename(at, &name), bytes);
    }
    desk
}

#[test]
fn every_row_is_used_set_aside_or_not_data() {
    let rows =
        std::fs::read_to_string(crate::sample::pack().join("data/rows.csv")).expect("written");
    let parts =
        sum(&rows, "rows_used") + sum(&rows, "rows_set_aside") + sum(&rows, "rows_not_data");
    assert!((sum(&rows, "rows_total") - parts).abs() < 0.5);
    let problems =
        std::fs::read_to_string(crate::sample::pack().join("data/problems.csv")).expect("written");
    assert!(sum(&rows, "rows_set_aside") >= 3.0 && problems.contains("set_aside"));
}

/// Every folder of the galleries: sheet by sheet the rows add up, and each row that is set aside has its reason.
#[test]
fn rows_add_up_in_every_case_of_the_galleries() {
    let cases = ["problems", "layouts"].into_iter().flat_map(|gallery| {
        let folders = std::fs::read_dir(root().join("tests").join(gallery)).expect("a gallery");
        folders.map(|entry| entry.expect("readable").path().join("in"))
    });
    let mut sheets = 0;
    for case in cases.filter(|case| case.is_dir()) {
        let paths = [case.clone()];
        let folder = monthend::Folder::open(&paths, &case.join("out")).expect("a folder");
        let intake = monthend::read(&paths, &folder, &monthend::run::Silence).expect("it is read");
        for account in &intake.accounts {
            let of_sheet = |place: &monthend::model::Place| {
                place.file == account.file && place.sheet == account.sheet
            };
            let parts = account.used + account.set_aside + account.not_data_rows();
            assert_eq!(parts, account.total, "{} {}", case.display(), account.file);
            let told: std::collections::BTreeSet<u32> = intake
                .problems
                .iter()
                .filter(|problem| problem.severity == monthend::model::Severity::SetAside)
                .filter(|problem| of_sheet(&problem.place))
                .map(|problem| problem.place.row)
                .collect();
            let named = told.len() >= account.set_aside as usize;
            assert!(named, "{} {}: {told:?}", case.display(), account.file);
            sheets += 1;
        }
    }
    assert!(sheets > 30, "{sheets} sheets");
}

#[test]
fn twice_is_the_same_bytes() {
    let desk = Desk::new();
    let again = desk
        .program()
        .args(["run", "sample-data", "--quiet", "--out"])
        .arg(desk.out())
        .current_dir(root())
        .status()
        .expect("the command starts");
    assert!(again.success());
    let first = files_below(crate::sample::pack());
    let second = files_below(&desk.out().join("2026-10"));
    let names = |files: &[(String, Vec<u8>)]| {
        files
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&first), names(&second));
    for ((name, left), (_, right)) in first.iter().zip(&second) {
        assert!(left == right, "{name} differs");
    }
}

#[test]
fn order_and_names_of_files_do_not_matter() {
    // Files whose names say nothing, in another order; settings and decisions keep theirs.
    let desk = sample_desk(|at, name| {
        let ending = name.rsplit('.').next().unwrap_or_default();
        if name.starts_with("monthend") || ending == "md" {
            name.to_owned()
        } else {
            format!("{:03}.{ending}", 500 - at)
        }
    });
    let said = desk.run("run", &["--quiet"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    for name in [
        "utilization_person",
        "client_month",
        "load_week",
        "concentration",
        "health",
        "reviews",
        "ageing",
        "contract_card",
    ] {
        let left = std::fs::read_to_string(crate::sample::pack().join(format!("data/{name}.csv")))
            .expect("written");
        let right = desk.written(&format!("2026-10/data/{name}.csv"));
        assert!(left == right, "{name}: {}", first_difference(&left, &right));
    }
}

/// Lines of time and payments in another order. Two payments may pay either of two equal invoices: the tie is broken
/// by what the lines say, never by where they stand.
#[test]
fn order_of_rows_does_not_matter() {
    let people = "Person,Role,Team,Weekly hours,Workdays,Start date,Cost rate,Bill rate,Currency\n\
        Mara,Designer,Web,40,Mon-Fri,2024-01-01,50,100,EUR\nIvo,Writer,Text,20,Mon-Wed,2024-01-01,40,80,EUR\n";
    let invoices = "Invoice number,Client,Issue date,Due date,Net,Tax,Gross,Currency\n\
        INV-101,Halden,2026-09-01,2026-09-30,1000,0,1000,EUR\nINV-102,Halden,2026-09-05,2026-10-05,1000,0,1000,EUR\n\
        INV-103,Orlo,2026-09-10,2026-10-10,3000,0,3000,EUR\nINV-104,Orlo,2026-10-10,2026-11-10,3000,0,3000,EUR\n";
    let time: Vec<String> = (1..=28)
        .map(|day| {
            let (person, client) = [("Mara", "Halden"), ("Ivo", "Orlo"), ("Mara", "Orlo")][day % 3];
            format!("2026-10-{day:02},{client},Site,{person},{}.25", day % 5)
        })
        .collect();
    let bank = [
        "2026-10-02,Halden,1000,EUR,",
        "2026-10-02,Halden,1000,EUR,INV-102",
        "2026-10-05,Orlo,2995,EUR,INV-103",
        "2026-10-05,Orlo,3000,EUR,thank you",
        "2026-10-06,Orlo,3000,EUR,thank you",
        "2026-10-20,Tern,77,EUR,prepayment",
    ]
    .map(str::to_owned);
    let desk = |turn: &dyn Fn(&[String]) -> Vec<String>| {
        let whole =
            |heading: &str, lines: &[String]| format!("{heading}\n{}\n", turn(lines).join("\n"));
        let desk = Desk::new()
            .file("people.csv", people)
            .file("invoices.csv", invoices)
            .file("time.csv", whole("Date,Client,Project,Person,Hours", &time))
            .file(
                "bank.csv",
                whole("Date,Payer,Amount,Currency,Reference", &bank),
            );
        let said = desk.run("run", &["--month", "2026-10", "--format", "csv"]);
        assert_eq!(said.code, 0, "{}", said.stderr);
        desk
    };
    let as_written = desk(&<[String]>::to_vec);
    let turned: [Turn; 3] = [
        &|lines| lines.iter().rev().cloned().collect(),
        &|lines| {
            lines
                .iter()
                .skip(2)
                .chain(lines.iter().take(2))
                .cloned()
                .collect()
        },
        &|lines| {
            let odd = lines.iter().skip(1).step_by(2);
            odd.chain(lines.iter().step_by(2)).cloned().collect()
        },
    ];
    for turn in turned {
        let other = desk(turn);
        for (name, bytes) in files_below(&as_written.out().join("2026-10/data")) {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let left = without_places(&text);
            let right = without_places(&other.written(&format!("2026-10/data/{name}")));
            assert!(
                left == right,
                "{name}:\n{}\n--\n{}",
                left.join("\n"),
                right.join("\n")
            );
        }
    }
}

/// Rows of a csv, sorted, without the columns that say where something stands.
fn without_places(text: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let mut rows: Vec<String> = reader
        .records()
        .map(|record| {
            let record = record.expect("readable");
            let cells = header.iter().zip(record.iter());
            let told = cells.filter(|(name, _)| {
                !["source", "payment_row", "cell", "row", "sha256", "bytes"].contains(name)
            });
            told.map(|(_, cell)| cell).collect::<Vec<_>>().join(",")
        })
        .collect();
    rows.sort();
    rows
}

fn first_difference(left: &str, right: &str) -> String {
    left.lines()
        .zip(right.lines())
        .find(|(left, right)| left != right)
        .map_or_else(
            || "number of rows".to_owned(),
            |(left, right)| format!("\n{left}\n{right}"),
        )
}

#[test]
fn sums_survive_grouping() {
    let read = |name: &str| {
        std::fs::read_to_string(crate::sample::pack().join(format!("data/{name}.csv")))
            .expect("written")
    };
    let (people, pairs) = (read("utilization_person"), read("person_client"));
    assert!((sum(&people, "worked_hours") - sum(&pairs, "worked_hours")).abs() < 0.01);
    let ageing = read("ageing");
    let buckets = [
        "not_due",
        "d1_30",
        "d31_60",
        "d61_90",
        "d91_120",
        "d120_plus",
        "no_due_date",
        "credits",
    ];
    let parts: f64 = buckets.iter().map(|bucket| sum(&ageing, bucket)).sum();
    assert!((parts - sum(&ageing, "outstanding")).abs() < 0.001);
}

#[test]
fn an_unanswered_name_question_loses_no_hour() {
    let answered =
        std::fs::read_to_string(crate::sample::pack().join("data/utilization_person.csv"))
            .expect("written");
    let desk = sample_desk(|_, name| name.to_owned());
    std::fs::remove_file(desk.path().join("monthend-decisions.xlsx"))
        .expect("the sample's answers");
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let open = desk.written("2026-10/data/utilization_person.csv");
    assert!((sum(&answered, "worked_hours") - sum(&open, "worked_hours")).abs() < 0.001);
    assert!(
        desk.path().join("monthend-decisions.xlsx").exists(),
        "the question is asked"
    );
    assert!(
        said.stderr.contains("question(s) for you"),
        "{}",
        said.stderr
    );
}

#[test]
fn inputs_are_never_written() {
    let before = files_below(&root().join("sample-data"));
    crate::sample::pack();
    assert!(before == files_below(&root().join("sample-data")));
}
