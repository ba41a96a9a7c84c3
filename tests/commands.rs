//! The verbs, exit codes and words of the command.

use crate::desk::{Desk, monthend};

const TIME: &str = "Date,Client,Project,Person,Hours\n2026-10-01,Halden,Site,Mara,7.5\n2026-10-02,Halden,Site,Mara,8\n";

#[test]
fn a_small_folder_makes_a_pack() {
    let desk = Desk::new().file("time.csv", TIME);
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(
        desk.written("2026-10/data/utilization_person.csv")
            .contains("Mara")
    );
    assert!(
        said.stderr
            .contains("3 rows in 1 files: 2 used, 0 set aside, 1 not data"),
        "{}",
        said.stderr
    );
    assert!(
        said.stdout.contains("Portfolio 2026-10.xlsx"),
        "{}",
        said.stdout
    );
}

#[test]
fn a_missing_folder_is_code_2() {
    let said = monthend(&["run", "no-such-folder"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("no-such-folder"), "{}", said.stderr);
}

#[test]
fn nothing_usable_is_code_2() {
    let desk = Desk::new().file("poem.txt", "roses are red\nviolets are blue\n");
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 2, "{}", said.stderr);
    assert!(!desk.out().exists(), "nothing is written");
}

#[test]
fn an_unknown_setting_names_the_nearest() {
    let desk = Desk::new()
        .file("time.csv", TIME)
        .file("monthend.toml", "langauge = \"ru\"\n");
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 2);
    assert!(
        said.stderr.contains("did you mean \"language\""),
        "{}",
        said.stderr
    );
}

#[test]
fn wrong_options_are_code_2_with_the_nearest_word() {
    let desk = Desk::new().file("time.csv", TIME);
    for (args, word) in [
        (&["--lang", "rus"][..], "ru"),
        (&["--month", "2026-13"][..], "2026-10"),
        (&["--monht", "2026-10"][..], "--month"),
        (&["--report", "portfolo"][..], "portfolio"),
        (&["--as-of", "2020-01-01"][..], "before the period"),
        (&["--format", "xslx"][..], "xlsx"),
    ] {
        let said = desk.run("run", args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.stderr);
        assert!(said.stderr.contains(word), "{args:?}: {}", said.stderr);
    }
}

#[test]
fn a_row_set_aside_is_normal_life() {
    let desk = Desk::new().file(
        "time.csv",
        format!("{TIME}2026-10-05,Halden,Site,Mara,about 7\n"),
    );
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(said.stderr.contains("1 set aside"), "{}", said.stderr);
    let problems = desk.written("2026-10/data/problems.csv");
    assert!(
        problems.contains("time.duration.unreadable")
            && problems.contains("E4")
            && problems.contains("about 7"),
        "{problems}"
    );
}

#[test]
fn strict_writes_nothing_then() {
    let desk = Desk::new().file(
        "time.csv",
        format!("{TIME}2026-10-05,Halden,Site,Mara,about 7\n"),
    );
    let said = desk.run("run", &["--strict"]);
    assert_eq!(said.code, 2);
    assert!(!desk.out().exists(), "nothing is written");
    assert!(
        !desk.path().join("monthend-decisions.xlsx").exists(),
        "nor the decisions"
    );
}

#[test]
fn an_unreadable_file_is_code_1_and_the_others_go_on() {
    let desk = Desk::new()
        .file("time.csv", TIME)
        .file("broken.xlsx", b"PK\x03\x04 cut off");
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 1, "{}", said.stderr);
    assert!(
        desk.written("2026-10/data/utilization_person.csv")
            .contains("Mara")
    );
    assert!(
        desk.written("2026-10/data/problems.csv")
            .contains("broken.xlsx")
    );
}

#[test]
fn check_and_inspect_write_nothing() {
    let desk = Desk::new().file("time.csv", TIME);
    for verb in ["check", "inspect"] {
        let said = desk.run(verb, &[]);
        assert_eq!(said.code, 0, "{verb}: {} {}", said.stdout, said.stderr);
        let said = desk.run(verb, &["--json"]);
        let _: serde_json::Value = serde_json::from_str(&said.stdout).expect("one JSON value");
    }
    let left: Vec<_> = std::fs::read_dir(desk.path()).expect("readable").collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn init_writes_settings_that_run_accepts() {
    let desk = Desk::new().file("time.csv", TIME);
    assert_eq!(desk.run("init", &[]).code, 0);
    let again = desk.run("init", &[]);
    assert_eq!(again.code, 2, "it is not written over");
    assert_eq!(desk.run("run", &[]).code, 0);
    let settings = std::fs::read_to_string(desk.path().join("monthend.toml")).expect("written");
    let all: String = settings
        .lines()
        .map(|line| line.strip_prefix("# ").unwrap_or(line))
        .filter(|line| line.contains('=') || line.starts_with('['))
        .collect::<Vec<_>>()
        .join("\n");
    assert!(all.contains("week_start"), "{settings}");
}

#[test]
fn explain_gives_the_definition_and_the_rows_behind() {
    let said = monthend(&["explain", "billable_utilization_net"]);
    assert_eq!(said.code, 0);
    assert!(
        said.stdout.contains("billable hours / net hours"),
        "{}",
        said.stdout
    );
    let desk = Desk::new().file("time.csv", TIME);
    let path = desk.path();
    let said = monthend(&[
        "explain",
        "worked_hours",
        &path.to_string_lossy(),
        "--person",
        "mara",
    ]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(
        said.stdout.contains("time.csv, A2") && said.stdout.contains("15.5000"),
        "{}",
        said.stdout
    );
    let said = monthend(&["explain", "bilable_hours"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("billable_hours"), "{}", said.stderr);
}

#[test]
fn templates_are_listed_shown_and_copied() {
    let said = monthend(&["templates"]);
    for name in [
        "tables/time",
        "sources/harvest",
        "reports/portfolio",
        "languages/zh",
    ] {
        assert!(said.stdout.contains(name), "{name} in {}", said.stdout);
    }
    assert!(
        monthend(&["templates", "show", "portfolio"])
            .stdout
            .contains("report = \"portfolio\"")
    );
    assert_eq!(monthend(&["templates", "show", "portfolo"]).code, 2);
}

#[test]
fn a_template_beside_the_data_is_used() {
    let own = monthend(&["templates", "show", "reports/portfolio"])
        .stdout
        .replace("report = \"portfolio\"", "report = \"mine\"");
    let desk = Desk::new()
        .file("time.csv", TIME)
        .file("templates/reports/portfolio.toml", own);
    assert_eq!(desk.run("run", &["--report", "mine"]).code, 0);
    let broken = Desk::new().file("time.csv", TIME).file("templates/reports/mine.toml", "report = 'mine'\nabout = ''\nfile = 'portfolio'\nsubtitle = 'subtitle_base'\n[[page]]\nname = 'overview'\ntitle = 'overview'\n[[page.block]]\nkind = 'table'\nid = 'x'\nframe = 'client_moth'\nempty = 'overview'\ncolumns = ['client']\n");
    let said = broken.run("run", &[]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("client_month"), "{}", said.stderr);
}
