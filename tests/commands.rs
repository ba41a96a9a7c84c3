//! The verbs, exit codes and words of the command.

use crate::desk::{Desk, monthend};
use crate::workbook::parts;

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
fn a_watch_beside_the_run_changes_nothing() {
    let desk = Desk::new().file("time.csv", TIME);
    let plain = desk.run("run", &[]);
    let pack = desk.written("2026-10/manifest.json");
    // it computes: nothing else changed since
    let watched = desk.run("run", &["--profile", "--verbose", "--no-cache"]);
    assert_eq!((plain.code, watched.code), (0, 0), "{}", watched.stderr);
    assert_eq!(desk.written("2026-10/manifest.json"), pack);
    assert!(!plain.stderr.contains("peak MiB"), "{}", plain.stderr);
    assert!(
        watched.stderr.contains("read time.csv in "),
        "{}",
        watched.stderr
    );
    let wall = |line: &str| -> f64 {
        let stage = watched.stderr.lines().find(|told| told.starts_with(line));
        let stage = stage.unwrap_or_else(|| panic!("no {line} in {}", watched.stderr));
        let figures = stage[line.len()..].split_whitespace();
        let figures: Vec<&str> = figures.collect();
        figures[0].parse().expect("seconds")
    };
    let stages = [
        "opening ",
        "reading ",
        "fitting tables ",
        "computing ",
        "laying out ",
        "writing ",
    ];
    let sum: f64 = stages.iter().map(|stage| wall(stage)).sum();
    // each is rounded to a hundredth
    assert!((sum - wall("total ")).abs() < 0.04, "{}", watched.stderr);
    for stage in stages.iter().chain(&["total "]) {
        let took = format!(
            "  {}took ",
            if *stage == "total " {
                "the run "
            } else {
                stage
            }
        );
        assert!(
            watched.stderr.contains(&took),
            "{took} in {}",
            watched.stderr
        );
        if cfg!(target_os = "linux") {
            let line = watched.stderr.lines().find(|told| told.starts_with(stage));
            let figures = line.unwrap_or_default()[stage.len()..].split_whitespace();
            let figures: Vec<f64> = figures
                .map(|figure| figure.parse().expect("a figure"))
                .collect();
            let [_, cpu, now, peak] = figures.as_slice() else {
                panic!("{stage} in {}", watched.stderr);
            };
            assert!(
                *cpu >= 0.0 && *now > 1.0 && peak >= now,
                "{stage} in {}",
                watched.stderr
            );
        }
    }
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
fn rows_that_never_happened_need_a_month() {
    let contracts = "Contract,Client,Start date,End date,Amount,Currency\nC-1,Halden,2026-01-01,2026-12-31,1200,EUR\n";
    let desk = Desk::new().file("contracts.csv", contracts);
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 2, "{}", said.stderr);
    assert!(
        said.stderr
            .contains("1 row(s) were read, but none says when anything happened"),
        "{}",
        said.stderr
    );
    let said = desk.run("run", &["--month", "2026-10"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let cards = desk.written("2026-10/data/contract_card.csv");
    assert!(cards.contains("C-1,Halden,EUR,1200"), "{cards}");
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
        (&["--lang", "rus"][..], "known are en, ru, zh"),
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

/// Two rows of titles, eleven columns, dates and lengths that could be read in several ways, a row without hours, a total.
const WIDE: &str = "Hours of the studio
\nDay,Employee,Client,Project,Task,Hours,Billable,Comment,Ticket,Colour,Mood
05/10/2026,Mara Voss,Halden,Site,Design,\"7,5\",yes,a,T-1,red,good
14/10/2026,Mara Voss,Halden,Site,Design,\"8,25\",yes,b,T-2,red,good
15/10/2026,Piet Maas,Orlo,Shop,Text,,no,c,T-3,red,good
16/10/2026,Piet Maas,Orlo,Shop,Text,\"0,25\",no,d,T-4,red,good
Total,,,,,16,,,,,
";

#[test]
fn inspect_tells_an_ordinary_file_on_one_screen() {
    let desk = Desk::new().file("hours.csv", WIDE);
    let said = desk.run("inspect", &[]);
    let lines: Vec<&str> = said.stdout.trim_end().lines().collect();
    assert!(lines.len() <= 40, "{} lines: {}", lines.len(), said.stdout);
    let widest = lines.iter().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?}: {}", said.stdout);
    for told in [
        "hours.csv",
        "heading in row 3",
        "day first: 05/10/2026, 14/10/2026, 15/10/2026; 3 of 4 dates have a day above",
        "decimal comma: 7,5, 8,25, 0,25; 3 of 3 values can only be read so",
        "hours: the heading says so",
        "J \"Colour\", K \"Mood\": no field of the table is called so",
        "total in F8: 16, and rows 4 to 7 give the same",
        "= 3 used + 1 set aside + 4 not data",
        "set aside time.duration.missing F6",
        "sheet columns: Hours | answer duration, minutes",
        "sheet columns: Day | answer date, month first",
    ] {
        let flat = lines
            .join(" ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(flat.contains(told), "{told} in {}", said.stdout);
    }
}

#[test]
fn check_and_inspect_tell_scripts_the_same() {
    let desk = Desk::new().file("hours.csv", WIDE);
    let told = |verb: &str| {
        let said = desk.run(verb, &["--json"]);
        serde_json::from_str::<serde_json::Value>(&said.stdout).expect("one JSON value")
    };
    let (check, inspect) = (told("check"), told("inspect"));
    assert_eq!(check, inspect);
    let hours = &check["tables"][0]["columns"][5];
    assert_eq!(hours["choices"][0]["about"], "decimal_mark");
    assert_eq!(hours["choices"][0]["value"], "comma");
    assert_eq!(hours["choices"][1]["change"]["answer"], "duration, minutes");
    assert_eq!(check["accounts"][0]["not_data"]["total"], 1);
    assert_eq!(check["totals"][0]["agrees"], true);
    assert_eq!(check["problems"][0]["cell"], "F6");
}

#[test]
fn init_proposes_what_the_files_speak_for() {
    let people = "Person,Weekly hours,Workdays,Region,Currency,Cost rate\n\
        Mara Voss,40,Sun-Thu,North,EUR,30\nPiet Maas,40,Sun-Thu,North,EUR,30\nLin Wei,32,Mon-Fri,South,USD,40\n";
    let holidays = "Date,Holiday,Region\n2026-10-12,Day off,North\n";
    let desk = Desk::new()
        .file("hours.csv", WIDE)
        .file("people.csv", people)
        .file("holidays.csv", holidays);
    assert_eq!(desk.run("init", &[]).code, 0);
    let settings = std::fs::read_to_string(desk.path().join("monthend.toml")).expect("written");
    for told in [
        "2 of 3 people's rates and 0 of 0 invoices are in it.\nbase_currency = \"EUR\"",
        "2 of 3 people have these, 8 hours a day.\nweekly_hours = 40.0",
        "2 of 3 people with workdays work on Sundays.\nweek_start = \"sunday\"",
        "headings are Latin.\n# language = \"en\"",
        "# Public holidays: 1 days are listed.\n#   North: 2 people; its holidays are listed\n#   South: 1 people; none of its holidays is listed",
    ] {
        assert!(settings.contains(told), "{told} in {settings}");
    }
}

#[test]
fn init_tells_a_week_by_the_days_that_people_recorded() {
    let rows: Vec<String> = (5..=9)
        .map(|day| format!("2026-10-{day:02},Mara Voss,Halden,7.5"))
        .collect();
    let text = format!("Date,Person,Client,Hours\n{}\n", rows.join("\n"));
    let desk = Desk::new().file("hours.csv", text);
    assert_eq!(desk.run("init", &[]).code, 0);
    let settings = std::fs::read_to_string(desk.path().join("monthend.toml")).expect("written");
    let told = "of 5 days on which people recorded time, 5 have 7.5 hours.\n# weekly_hours = 37.5";
    assert!(settings.contains(told), "{settings}");
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
fn a_subject_that_nothing_names_is_code_2_with_the_nearest() {
    let desk = Desk::new().file("time.csv", TIME);
    let folder = desk.path();
    let folder = folder.to_str().expect("a path");
    let explain = |what: &str, name: &str| monthend(&["explain", "hours", folder, what, name]);
    assert_eq!(
        explain("--client", "halden").code,
        0,
        "case does not matter"
    );
    for (what, name, nearest) in [
        (
            "--client",
            "Haldne",
            "no client \"Haldne\", did you mean \"Halden\"",
        ),
        ("--person", "Marra", "did you mean \"Mara\""),
        ("--project", "Moonshot", "no project \"Moonshot\""),
    ] {
        let said = explain(what, name);
        assert_eq!(said.code, 2, "{}", said.stdout);
        assert!(said.stderr.contains(nearest), "{}", said.stderr);
    }
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
fn every_kind_of_template_beside_the_data_is_used() {
    let listed = monthend(&["templates"]).stdout;
    for name in [
        "amounts",
        "headings",
        "names",
        "theme",
        "words",
        "languages/en",
        "tables/time",
        "sources/harvest-time",
        "reports/portfolio",
    ] {
        assert!(listed.contains(&format!("{name} ")), "{name} in {listed}");
        assert_eq!(monthend(&["templates", "show", name]).code, 0, "{name}");
        let file = format!("templates/{name}.toml");
        let desk = Desk::new().file("time.csv", TIME).file(&file, "soup = [");
        let said = desk.run("run", &[]);
        assert_eq!(said.code, 2, "{name}");
        assert!(said.stderr.contains(name), "{name} in {}", said.stderr);
    }
}

#[test]
fn amounts_of_a_folder_are_read_in_its_own_words() {
    let quid = "Invoice number,Client,Issue date,Gross\nQ-1,Halden,2026-10-05,120 quid\nQ-2,Orlo,2026-10-06,3 grand quid\n";
    let desk = Desk::new().file("invoices.csv", quid);
    assert_eq!(desk.run("check", &[]).code, 1);
    let own = monthend(&["templates", "show", "amounts"]).stdout;
    let own = own
        .replace("GBP = [\"gbp\",", "GBP = [\"gbp\", \"Quid\",")
        .replace("3 = [\"тысяч\",", "3 = [\"grand\", \"тысяч\",");
    let desk = desk.file("templates/amounts.toml", own);
    let said = desk.run("check", &["--json"]);
    assert_eq!(said.code, 0, "{}", said.stdout);
    assert_eq!(desk.run("run", &[]).code, 0);
    let invoices = desk.written("2026-10/data/invoices_status.csv");
    for amount in [",GBP,", "3000"] {
        assert!(invoices.contains(amount), "{amount} in {invoices}");
    }
    let odd = desk.file("templates/amounts.toml", "[multiples]\nmany = [\"lots\"]\n");
    let said = odd.run("check", &[]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("no power of ten"), "{}", said.stderr);
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

/// A template that no folder or name is known for would be left alone without a word.
#[test]
fn a_template_in_the_wrong_place_is_told() {
    for (name, right) in [
        ("report/mine", "reports/mine.toml"),
        ("portfolio", "reports/portfolio.toml"),
        ("theem", "theme.toml"),
    ] {
        let desk = Desk::new()
            .file("time.csv", TIME)
            .file(&format!("templates/{name}.toml"), "");
        let said = desk.run("run", &[]);
        assert_eq!(said.code, 2, "{name}: {}", said.stderr);
        assert!(said.stderr.contains(right), "{name}: {}", said.stderr);
    }
}

/// Little columns at the end of each row, and a series by its name alone.
#[test]
fn a_report_of_ones_own_has_little_columns_in_its_rows() {
    let mine = "report = 'mine'\nabout = ''\nfile = 'portfolio'\nsubtitle = 'subtitle_base'\n[[page]]\nname = 'overview'\ntitle = 'overview'\n[[page.block]]\nkind = 'matrix'\nid = 'hours'\ntitle = 'goals'\nframe = 'client_month'\nrows = 'client'\ncolumns = 'month'\nvalue = 'hours'\nlook = 'heat'\ntrend = true\nempty = 'goals'\n[[page.block]]\nkind = 'table'\nid = 'list'\nframe = 'client_month'\nempty = 'goals'\ncolumns = ['client', 'hours']\n[[page.block]]\nkind = 'chart'\ntitle = 'goals'\nform = 'bar'\ntable = 'list'\ncategory = 'client'\nseries = ['hours']\n";
    let time = "Date,Person,Client,Hours\n2026-09-01,Ada,Corvane,5\n2026-10-01,Ada,Corvane,7.5\n2026-10-02,Ada,Isher,3\n";
    let desk = Desk::new()
        .file("time.csv", time)
        .file("templates/reports/mine.toml", mine);
    let said = desk.run("run", &["--report", "mine", "--month", "2026-10"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let parts = parts(&desk.out().join("2026-10/Portfolio 2026-10.xlsx"));
    let part = |wanted: &str| {
        let found = parts.iter().find(|(name, _)| name == wanted);
        found.map_or("", |(_, text)| text.as_str())
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    // two clients, two months
    assert_eq!(sheet.matches("<x14:sparkline>").count(), 2, "{sheet}");
    assert!(sheet.contains("<xm:f>Overview!B6:C6</xm:f>"), "{sheet}");
    assert!(part("xl/charts/chart1.xml").contains("barChart"));
}
