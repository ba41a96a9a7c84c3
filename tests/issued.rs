//! Freezing: an issued pack stays as it is, later runs say what would be restated, and what comes late is an adjustment of the
//! next month. Every expected figure is worked out in the comment beside it.

use std::path::Path;

use crate::desk::{Desk, files_below};

const TIME: &str = "Date,Client,Project,Person,Hours\n2026-10-01,Halden,Site,Mara,7.5\n2026-10-02,Halden,Site,Mara,8\n2026-11-03,Halden,Site,Mara,6\n";
const INVOICES: &str = "Invoice,Client,Issue date,Due date,Net,Tax,Gross,Currency\nF-1,Halden,2026-10-05,2026-11-04,1000.00,200.00,1200.00,EUR\nF-2,Orlo,2026-10-06,2026-11-05,500.00,100.00,600.00,EUR\nF-3,Halden,2026-11-05,2026-12-05,300.00,60.00,360.00,EUR\n";
const BANK: &str = "Date,Payer,Amount,Currency,Reference\n2026-10-20,Halden,1200.00,EUR,F-1\n";

fn desk() -> Desk {
    Desk::new()
        .file("time.csv", TIME)
        .file("invoices.csv", INVOICES)
        .file("bank.csv", BANK)
}

fn run(desk: &Desk, month: &str, more: &[&str]) -> String {
    let mut args = vec!["--report", "finance", "--month", month];
    args.extend(more);
    let said = desk.run("run", &args);
    assert_eq!(said.code, 0, "{args:?}: {}", said.stderr);
    said.stderr
}

/// Rows of a file of `data/` as `column=value`, in its order; only the columns asked for.
fn rows(desk: &Desk, pack: &str, file: &str, columns: &[&str]) -> Vec<String> {
    let text = desk.written(&format!("{pack}/data/{file}.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a heading").clone();
    let places: Vec<usize> = columns
        .iter()
        .map(|name| {
            let place = head.iter().position(|column| column == *name);
            place.unwrap_or_else(|| panic!("{file} has no {name}"))
        })
        .collect();
    reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            let cells: Vec<&str> = places.iter().map(|place| &record[*place]).collect();
            cells.join(" | ")
        })
        .collect()
}

fn same(before: &[(String, Vec<u8>)], folder: &Path) -> bool {
    before == files_below(folder)
}

#[test]
fn a_later_run_of_an_issued_month_says_what_would_be_restated() {
    let desk = desk();
    run(&desk, "2026-10", &["--issue"]);
    let pack = desk.out().join("2026-10");
    let issued = files_below(&pack);
    // F-1 is 100 more, F-2 is gone, F-4 and an hour of 4 are new; the rows of F-1 and F-3 only moved
    let desk = desk
        .file(
            "invoices.csv",
            "Invoice,Client,Issue date,Due date,Net,Tax,Gross,Currency\nF-3,Halden,2026-11-05,2026-12-05,300.00,60.00,360.00,EUR\nF-4,Orlo,2026-10-30,2026-11-29,50.00,10.00,60.00,EUR\nF-1,Halden,2026-10-05,2026-11-04,1100.00,220.00,1320.00,EUR\n",
        )
        .file("time.csv", format!("{TIME}2026-10-30,Halden,Site,Mara,4\n"));
    let said = run(&desk, "2026-10", &[]);
    assert!(said.contains("is issued and stays as it is"), "{said}");
    assert!(same(&issued, &pack), "the issued pack is as it was");
    let draft = "2026-10 draft";
    assert_eq!(
        rows(
            &desk,
            draft,
            "restated_rows",
            &[
                "row_state",
                "table",
                "client",
                "subject",
                "changed_field",
                "read_before",
                "reads_now",
                "source"
            ]
        ),
        [
            "row_added | time | Halden | Mara, Site |  |  | 4.0000 | time.csv, A5",
            "row_added | invoices | Orlo | F-4 |  |  | 60 | invoices.csv, A3",
            "row_changed | invoices | Halden | F-1 | net_field | 1000 | 1100 | invoices.csv, A4",
            "row_changed | invoices | Halden | F-1 | tax_field | 200 | 220 | invoices.csv, A4",
            "row_changed | invoices | Halden | F-1 | gross_field | 1200 | 1320 | invoices.csv, A4",
            "row_gone | invoices | Orlo | F-2 |  | 600 |  | invoices.csv, A3",
        ]
    );
    let restated = rows(
        &desk,
        draft,
        "restated",
        &[
            "stands_in",
            "figure",
            "client",
            "as_issued",
            "as_now",
            "restated_by",
            "why_restated",
            "rows_behind",
        ],
    );
    for expected in [
        // the bridge of Orlo: 600 were invoiced, now 60
        "bridge | invoiced | Orlo | 600 | 60 | -540 | rows added: 1, changed: 0, gone: 1 | invoices.csv, A3",
        "bridge | invoiced | Halden | 1200 | 1320 | 120 | rows added: 0, changed: 1, gone: 0 | invoices.csv, A4",
        // 1,200 of 1,320 are paid: 120 stay open, nothing was open before
        "client_month | outstanding | Halden | 0 | 120 | 120 | rows added: 0, changed: 1, gone: 0 | invoices.csv, A4",
    ] {
        assert!(
            restated.iter().any(|row| row == expected),
            "{expected} in\n{}",
            restated.join("\n")
        );
    }
    assert!(
        restated.iter().all(|row| !row.contains("opening")),
        "nothing before October differs: {restated:?}"
    );
    // 15.5 hours were issued, 19.5 they are: the agency, its one client and its one person
    assert_eq!(
        rows(
            &desk,
            draft,
            "restated",
            &[
                "stands_in",
                "figure",
                "as_issued_hours",
                "as_now_hours",
                "restated_by_hours"
            ]
        )
        .iter()
        .filter(|row| row.contains("| hours |") || row.contains("worked_hours"))
        .collect::<Vec<_>>(),
        [
            "agency_month | worked_hours | 15.5000 | 19.5000 | 4.0000",
            "client_month | hours | 15.5000 | 19.5000 | 4.0000",
            "utilization_person | worked_hours | 15.5000 | 19.5000 | 4.0000",
        ]
    );
    let exceptions = rows(
        &desk,
        draft,
        "exceptions",
        &["class", "client", "subject", "amount", "source"],
    );
    for expected in [
        "after-close-change | Halden | F-1 | 120 | invoices.csv, A4",
        "after-close-change | Orlo | F-2 | -600 | invoices.csv, A3",
        "after-close-change | Orlo | F-4 | 60 | invoices.csv, A3",
        "after-close-change | Halden | 2026-10 |  | time.csv, A5",
    ] {
        assert!(
            exceptions.iter().any(|row| row == expected),
            "{expected} in\n{}",
            exceptions.join("\n")
        );
    }
    let first = files_below(&desk.out().join(draft));
    run(&desk, "2026-10", &[]);
    assert!(
        same(&first, &desk.out().join(draft)),
        "the same inputs give the same draft"
    );
}

#[test]
fn what_comes_late_is_an_adjustment_of_the_next_month_and_in_none_of_its_own_figures() {
    let desk = desk();
    run(&desk, "2026-10", &["--issue"]);
    let late = desk
        .file("time.csv", format!("{TIME}2026-10-30,Halden,Site,Mara,4\n"))
        .file(
            "invoices.csv",
            format!("{INVOICES}F-4,Orlo,2026-10-30,2026-11-29,50.00,10.00,60.00,EUR\n"),
        )
        .file("bank.csv", format!("{BANK}2026-10-31,Orlo,600.00,EUR,F-2\n"))
        .file(
            "acts.csv",
            "Document type,Number,Client,Date,Amount,Currency,Invoice\nact,A-1,Orlo,2026-10-31,600.00,EUR,F-2\n",
        );
    run(&late, "2026-11", &["--issue"]);
    assert_eq!(
        rows(
            &late,
            "2026-11",
            "adjustments",
            &[
                "original_month",
                "client",
                "currency",
                "late_hours",
                "late_invoiced",
                "late_collected",
                "late_acted"
            ]
        ),
        [
            "2026-10 | Halden | EUR | 4.0000 | 0 | 0 | 0",
            "2026-10 | Orlo | EUR | 0.0000 | 50 | 600 | 600",
        ]
    );
    // November's own: 6 h and F-3, nothing of October
    assert_eq!(
        rows(
            &late,
            "2026-11",
            "month_with_late",
            &[
                "client",
                "hours",
                "late_hours",
                "hours_with_late",
                "revenue_invoiced",
                "late_invoiced",
                "invoiced_with_late",
                "collected",
                "late_collected",
                "collected_with_late"
            ]
        ),
        [
            "Halden | 6.0000 | 4.0000 | 10.0000 | 300 | 0 | 300 | 0 | 0 | 0",
            "Orlo | 0.0000 | 0.0000 | 0.0000 | 0 | 50 | 50 | 0 | 600 | 600",
        ]
    );
    let items = rows(
        &late,
        "2026-11",
        "late_items",
        &["original_month", "table", "subject", "date", "source"],
    );
    assert_eq!(
        items,
        [
            "2026-10 | time | Mara, Site | 2026-10-30 | time.csv, A5",
            "2026-10 | invoices | F-4 | 2026-10-30 | invoices.csv, A5",
            "2026-10 | payments | Orlo, F-2 | 2026-10-31 | bank.csv, A3",
            "2026-10 | documents | act, A-1 | 2026-10-31 | acts.csv, A2",
        ]
    );
    // November took them up, so that December tells them no more
    let december = late.file(
        "more.csv",
        "Date,Client,Project,Person,Hours\n2026-12-01,Halden,Site,Mara,2\n",
    );
    run(&december, "2026-12", &[]);
    assert_eq!(
        rows(&december, "2026-12", "adjustments", &["client"]),
        [""; 0]
    );
    assert_eq!(
        rows(
            &december,
            "2026-12",
            "late_summary",
            &["pack", "late_rows", "remark"]
        ),
        ["2026-11 | 0 | nothing came late"]
    );
}

#[test]
fn a_folder_without_the_files_of_the_issued_month_adjusts_nothing() {
    let desk = desk();
    run(&desk, "2026-10", &["--issue"]);
    for file in ["time.csv", "invoices.csv", "bank.csv"] {
        std::fs::remove_file(desk.path().join(file)).expect("removed");
    }
    let desk = desk.file(
        "november.csv",
        "Date,Client,Project,Person,Hours\n2026-11-03,Halden,Site,Mara,6\n",
    );
    run(&desk, "2026-11", &[]);
    assert_eq!(rows(&desk, "2026-11", "adjustments", &["client"]), [""; 0]);
    // two hours rows, two invoices and a payment of October
    assert_eq!(
        rows(
            &desk,
            "2026-11",
            "late_summary",
            &["late_rows", "rows_of_files_gone"]
        ),
        ["0 | 5"]
    );
}

#[test]
fn issuing_again_writes_a_version_beside_the_first() {
    let desk = desk();
    run(&desk, "2026-10", &["--issue"]);
    let issued = files_below(&desk.out().join("2026-10"));
    let said = run(&desk, "2026-10", &["--issue"]);
    assert!(said.contains("nothing is written"), "{said}");
    assert!(same(&issued, &desk.out().join("2026-10")));
    assert!(!desk.out().join("2026-10 v2").exists());
    let desk = desk.file("time.csv", format!("{TIME}2026-10-30,Halden,Site,Mara,4\n"));
    run(&desk, "2026-10", &[]);
    run(&desk, "2026-10", &["--issue"]);
    assert!(same(&issued, &desk.out().join("2026-10")));
    assert!(
        !desk.out().join("2026-10 draft").exists(),
        "the draft is what was issued"
    );
    let manifest: serde_json::Value =
        serde_json::from_str(&desk.written("2026-10 v2/manifest.json")).expect("JSON");
    assert_eq!(manifest["issued"], true);
    assert_eq!(manifest["issue"]["version"], 2);
    assert_eq!(manifest["issue"]["follows"], "2026-10");
    assert_eq!(
        rows(
            &desk,
            "2026-10 v2",
            "restated_summary",
            &["pack", "rows_added"]
        ),
        ["2026-10 | 1"]
    );
    // the second version is what a third run is held against
    run(&desk, "2026-10", &[]);
    assert_eq!(
        rows(
            &desk,
            "2026-10 draft",
            "restated_summary",
            &["pack", "figures_restated", "rows_added", "remark"]
        ),
        ["2026-10 v2 | 0 | 0 | everything is as issued"]
    );
}

#[test]
fn facts_after_the_day_of_the_issued_pack_are_no_restatement() {
    let desk = desk();
    run(&desk, "2026-10", &["--as-of", "2026-10-25", "--issue"]);
    let desk = desk.file(
        "bank.csv",
        format!("{BANK}2026-10-30,Orlo,600.00,EUR,F-2\n"),
    );
    run(&desk, "2026-10", &["--as-of", "2026-10-25"]);
    assert_eq!(
        rows(
            &desk,
            "2026-10 draft",
            "restated_summary",
            &["figures_restated", "rows_added"]
        ),
        ["0 | 0"]
    );
    run(&desk, "2026-10", &["--as-of", "2026-10-31"]);
    assert!(
        rows(
            &desk,
            "2026-10 draft",
            "restated",
            &["stands_in", "figure", "client", "why_restated"]
        )
        .contains(
            &"bridge | paid | Orlo | issued as of 2026-10-25, this run is as of 2026-10-31"
                .to_owned()
        )
    );
    // what the issued pack did not hold yet is late for November
    run(&desk, "2026-11", &[]);
    assert_eq!(
        rows(
            &desk,
            "2026-11",
            "adjustments",
            &["client", "late_collected"]
        ),
        ["Orlo | 600"]
    );
    assert_eq!(
        rows(&desk, "2026-11", "late_items", &["subject", "date"]),
        ["Orlo, F-2 | 2026-10-30"]
    );
}

#[test]
fn a_run_that_fails_leaves_the_issued_pack_whole() {
    let desk = desk();
    run(&desk, "2026-10", &["--issue"]);
    let issued = files_below(&desk.out().join("2026-10"));
    // what a killed run left, and a folder in the way of the draft that is none of ours
    for folder in [".monthend-abc123/pack", "2026-10 draft", "2026-10 v2"] {
        let folder = desk.out().join(folder);
        std::fs::create_dir_all(&folder).expect("writable");
        std::fs::write(folder.join("half.txt"), "x").expect("writable");
    }
    let desk = desk.file("time.csv", format!("{TIME}2026-10-30,Halden,Site,Mara,4\n"));
    for args in [
        &["--month", "2026-10"][..],
        &["--month", "2026-10", "--issue"],
    ] {
        let said = desk.run("run", args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.stderr);
        assert!(
            said.stderr.contains("is no pack of monthend"),
            "{}",
            said.stderr
        );
        assert!(same(&issued, &desk.out().join("2026-10")), "{args:?}");
    }
}

/// Nothing else tells that it was issued: it would be replaced, and what was typed into it with it.
#[test]
fn a_pack_whose_manifest_cannot_be_read_is_never_replaced() {
    let desk = desk();
    run(&desk, "2026-09", &[]);
    run(&desk, "2026-10", &["--issue"]);
    let desk = desk.file("time.csv", format!("{TIME}2026-10-30,Halden,Site,Mara,4\n"));
    for (pack, month) in [
        ("2026-10", "2026-10"),
        ("2026-09", "2026-09"),
        ("2026-10", "2026-11"),
    ] {
        let manifest = desk.out().join(pack).join("manifest.json");
        let whole = std::fs::read(&manifest).expect("a manifest");
        let cut = whole[..100].to_vec();
        let marked = [b"\xef\xbb\xbf", &whole[..]].concat();
        for damaged in [cut, Vec::new(), vec![0; whole.len()], marked] {
            std::fs::write(&manifest, &damaged).expect("writable");
            let there = files_below(&desk.out().join(pack));
            let said = desk.run("run", &["--month", month]);
            assert_eq!(said.code, 2, "{pack}: {}", said.stderr);
            assert!(
                said.stderr.contains("manifest.json: cannot be read"),
                "{pack}: {}",
                said.stderr
            );
            assert!(same(&there, &desk.out().join(pack)), "{pack}");
        }
        std::fs::write(&manifest, &whole).expect("writable");
    }
    run(&desk, "2026-10", &[]);
    assert!(desk.out().join("2026-10 draft/manifest.json").is_file());
}

#[test]
fn an_issued_pack_whose_kept_rows_were_touched_is_not_compared() {
    let desk = desk();
    run(&desk, "2026-10", &["--issue"]);
    std::fs::write(desk.out().join("2026-10/issued.json"), "{}").expect("writable");
    run(&desk, "2026-10", &[]);
    assert_eq!(
        rows(
            &desk,
            "2026-10 draft",
            "restated_summary",
            &["figures_restated", "remark"]
        ),
        [
            "0 | issued.json or figures.json of the pack is missing or was changed: nothing can be compared"
        ]
    );
    run(&desk, "2026-11", &[]);
    assert_eq!(rows(&desk, "2026-11", "adjustments", &["client"]), [""; 0]);
}

#[test]
fn what_differs_of_an_earlier_month_is_restated_with_its_month() {
    // four hours of September come after October's pack; October's own figures are as issued
    let desk = desk().file(
        "time.csv",
        format!("{TIME}2026-09-28,Halden,Site,Mara,5\n2026-09-29,Halden,Site,Mara,3\n"),
    );
    run(&desk, "2026-10", &["--issue"]);
    let late = desk.file(
        "time.csv",
        format!("{TIME}2026-09-28,Halden,Site,Mara,5\n2026-09-29,Halden,Site,Mara,3\n2026-09-30,Halden,Site,Mara,4\n"),
    );
    run(&late, "2026-10", &[]);
    let draft = "2026-10 draft";
    let columns = [
        "stands_in",
        "figure",
        "month",
        "as_issued_hours",
        "as_now_hours",
        "why_restated",
    ];
    let restated = rows(&late, draft, "restated", &columns);
    let expected =
        "client_month | hours | 2026-09 | 8.0000 | 12.0000 | rows added: 1, changed: 0, gone: 0";
    assert!(restated.iter().any(|row| row == expected), "{restated:?}");
    let summary = rows(
        &late,
        draft,
        "restated_summary",
        &["figures_restated", "remark"],
    );
    assert!(!summary[0].contains("no figure"), "{summary:?}");
}
