//! Packs as folders: issued and draft ones, kinds of output, names of files, and where people may not write.

use crate::desk::{Desk, files_below, monthend};

const TIME: &str = "Date,Client,Project,Person,Hours\n2026-10-01,Halden,Site,Mara,7.5\n2026-10-02,Halden,Site,Mara,8\n";
const LONGER: &str = "Date,Client,Project,Person,Hours\n2026-10-01,Halden,Site,Mara,7.5\n2026-10-02,Halden,Site,Mara,8\n2026-10-05,Halden,Site,Mara,4\n";

fn run(desk: &Desk, args: &[&str]) {
    let said = desk.run("run", args);
    assert_eq!(said.code, 0, "{args:?}: {}", said.stderr);
}

fn names(desk: &Desk) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(desk.out())
        .expect("written")
        .map(|entry| {
            let name = entry.expect("readable").file_name();
            name.to_string_lossy().into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn an_issued_pack_is_never_replaced() {
    let desk = Desk::new().file("time.csv", TIME);
    run(&desk, &["--report", "finance", "--issue"]);
    assert!(
        desk.written("2026-10/manifest.json")
            .contains("\"issued\": true")
    );
    let issued = files_below(&desk.out().join("2026-10"));
    let desk = desk.file("time.csv", LONGER);
    run(&desk, &["--report", "finance"]);
    assert_eq!(names(&desk), ["2026-10", "2026-10 draft"]);
    assert!(
        issued == files_below(&desk.out().join("2026-10")),
        "the issued one is as it was"
    );
    let draft = desk.written("2026-10 draft/manifest.json");
    assert!(draft.contains("\"issued\": false"), "{draft}");
    assert!(
        desk.written("2026-10 draft/data/utilization_person.csv")
            .contains("19.5000")
    );
    run(&desk, &["--report", "finance", "--issue"]);
    assert_eq!(names(&desk), ["2026-10", "2026-10 v2"]);
    assert!(
        desk.written("2026-10 v2/data/utilization_person.csv")
            .contains("19.5000")
    );
    assert!(
        issued == files_below(&desk.out().join("2026-10")),
        "the first one is as it was"
    );
}

#[test]
fn only_what_is_asked_for_is_written() {
    let endings = |desk: &Desk| -> Vec<String> {
        let mut endings: Vec<String> = files_below(&desk.out().join("2026-10"))
            .into_iter()
            .filter(|(name, _)| !["manifest.json", "figures.json"].contains(&name.as_str()))
            .map(|(name, _)| name.rsplit('.').next().unwrap_or_default().to_owned())
            .collect();
        endings.sort();
        endings.dedup();
        endings
    };
    for (args, expected) in [
        (&["--format", "json,csv"][..], &["csv", "json"][..]),
        (&["--format", "csv"], &["csv"]),
        (&["--format", "xlsx", "--report", "portfolio"], &["xlsx"]),
    ] {
        let desk = Desk::new().file("time.csv", TIME);
        run(&desk, args);
        assert_eq!(endings(&desk), expected, "{args:?}");
    }
    let desk = Desk::new().file("time.csv", TIME);
    run(&desk, &["--report", "portfolio"]);
    let books: Vec<String> = files_below(&desk.out().join("2026-10"))
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.ends_with(".xlsx"))
        .collect();
    assert_eq!(books, ["Portfolio 2026-10.xlsx"]);
}

#[test]
fn every_json_file_is_json_and_holds_the_rows_of_its_csv() {
    let desk = Desk::new().file("time.csv", TIME);
    run(&desk, &["--format", "json,csv"]);
    let files = files_below(&desk.out().join("2026-10/data"));
    let mut compared = 0;
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".json")) {
        let value: serde_json::Value =
            serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let twin = name.replace(".json", ".csv");
        let text = desk.written(&format!("2026-10/data/{twin}"));
        let rows = csv::Reader::from_reader(text.as_bytes()).records().count();
        let own = value.as_array().map(Vec::len);
        if let Some(own) = own {
            assert_eq!(own, rows, "{name}");
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

#[test]
fn quiet_says_nothing_on_success() {
    let desk = Desk::new().file("time.csv", TIME);
    let said = desk.run("run", &["--quiet", "--format", "csv"]);
    assert_eq!(
        (said.code, said.stdout.as_str(), said.stderr.as_str()),
        (0, "", "")
    );
}

#[test]
fn a_pack_inside_the_folder_is_passed_over_and_named() {
    let desk = Desk::new().file("time.csv", TIME);
    let folder = desk.path();
    let folder = folder.to_string_lossy();
    let out = desk.path().join("packs");
    let out = out.to_string_lossy();
    let args = ["run", &*folder, "--out", &*out, "--format", "csv,xlsx"];
    let first = monthend(&args);
    assert_eq!(first.code, 0, "{}", first.stderr);
    let before = files_below(&desk.path().join("packs/2026-10/data"));
    let second = monthend(&args);
    assert_eq!(second.code, 0, "{}", second.stderr);
    assert!(second.stderr.contains("2 used"), "{}", second.stderr);
    let said = second
        .stderr
        .lines()
        .any(|line| line.contains("packs/2026-10") && line.contains("a pack written by monthend"));
    assert!(
        said,
        "it is said that it was passed over: {}",
        second.stderr
    );
    let after = files_below(&desk.path().join("packs/2026-10/data"));
    let figures = |files: &[(String, Vec<u8>)]| -> Vec<(String, Vec<u8>)> {
        files
            .iter()
            .filter(|(name, _)| name.contains("utilization"))
            .cloned()
            .collect()
    };
    assert_eq!(figures(&before), figures(&after));
}

#[test]
fn an_output_that_cannot_be_written_is_code_2() {
    let desk = Desk::new().file("time.csv", TIME).file("taken", "a file");
    let folder = desk.path();
    let taken = folder.join("taken");
    let said = monthend(&[
        "run",
        &folder.to_string_lossy(),
        "--out",
        &taken.to_string_lossy(),
    ]);
    assert_eq!(said.code, 2, "{}", said.stderr);
    assert!(said.stderr.contains("taken"), "{}", said.stderr);
    let desk = Desk::new().file("time.csv", TIME);
    std::fs::create_dir_all(desk.out().join("2026-10")).expect("writable");
    std::fs::write(desk.out().join("2026-10/thesis.docx"), "x").expect("writable");
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 2, "{}", said.stderr);
    assert!(
        desk.out().join("2026-10/thesis.docx").is_file(),
        "what is not ours stays"
    );
}

#[test]
fn a_single_file_is_an_input() {
    let desk = Desk::new().file("time.csv", TIME).file(
        "other.csv",
        "Date,Client,Project,Person,Hours\n2026-10-01,Orlo,App,Ivo,3\n",
    );
    let file = desk.path().join("time.csv");
    let said = monthend(&[
        "run",
        &file.to_string_lossy(),
        "--out",
        &desk.out().to_string_lossy(),
        "--format",
        "csv",
    ]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let people = desk.written("2026-10/data/utilization_person.csv");
    assert!(
        people.contains("Mara") && !people.contains("Ivo"),
        "{people}"
    );
}

/// A cell of a client, person or note that a spreadsheet program could take for a formula.
#[test]
fn no_cell_becomes_a_formula() {
    let time = "Date,Client,Project,Person,Hours,Note\n\
        2026-10-01,\"=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\",Site,+Mara,7.5,=1+1\n\
        2026-10-02,@Halden,-Site,@SUM(A1),8,-2\n\
        2026-10-05,Tern,Site,Ivo,-0.5,fine\n";
    let desk = Desk::new().file("time.csv", time);
    run(&desk, &[]);
    for (name, bytes) in files_below(&desk.out()) {
        if name.ends_with(".xlsx") {
            for (part, text) in parts(&bytes) {
                for formula in formulas(&text) {
                    for word in [
                        "HYPERLINK(\"http",
                        "HYPERLINK(&quot;http",
                        "SUM(A1)<",
                        "Mara",
                        "Halden",
                        "1+1",
                    ] {
                        assert!(!formula.contains(word), "{name} {part}: {formula}");
                    }
                }
            }
        } else if name.ends_with(".csv") {
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            for record in reader.records().map(|record| record.expect("readable")) {
                for cell in &record {
                    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                    assert!(!risky || cell.parse::<f64>().is_ok(), "{name}: {cell}");
                }
            }
        }
    }
    let people = desk.written("2026-10/data/utilization_person.csv");
    assert!(
        people.contains("-0.5000") && !people.contains("'-0.5"),
        "numbers stay numbers: {people}"
    );
}

/// Texts of `<f>...</f>` and `<f ...>...</f>`.
fn formulas(text: &str) -> Vec<&str> {
    let starts = text.split("<f>").skip(1).chain(text.split("<f ").skip(1));
    starts
        .filter_map(|rest| rest.split("</f>").next())
        .collect()
}

fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    (0..package.len())
        .map(|at| {
            let mut part = package.by_index(at).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut text = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut text).expect("readable");
            (name, String::from_utf8_lossy(&text).into_owned())
        })
        .collect()
}

#[test]
fn names_of_clients_stay_names_of_files() {
    let long = "L".repeat(200);
    let time = format!(
        "Date,Client,Project,Person,Hours\n2026-10-01,../../evil,Site,Mara,1\n2026-10-01,CON,Site,Mara,1\n\
         2026-10-01,{long},Site,Mara,1\n2026-10-01,{long}x,Site,Mara,1\n2026-10-02,A/B: C?,Site,Mara,1\n"
    );
    let desk = Desk::new().file("time.csv", time);
    run(&desk, &["--format", "xlsx"]);
    assert_eq!(names(&desk), ["2026-10"], "nothing beside the pack");
    let books: Vec<String> = files_below(&desk.out().join("2026-10/clients"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(books.len(), 5, "{books:?}");
    for book in &books {
        assert!(
            !book.contains(['/', '\\', ':', '?']) && book.len() <= 140,
            "{book}"
        );
        let stem = book.trim_end_matches(".xlsx");
        assert!(
            stem.to_uppercase() != "CON" && !stem.starts_with('.'),
            "{book}"
        );
    }
    let mut lower: Vec<String> = books.iter().map(|book| book.to_lowercase()).collect();
    lower.dedup();
    assert_eq!(lower.len(), 5, "no two differ by case only");
}

#[test]
fn clients_that_differ_by_case_are_one() {
    let desk = Desk::new().file(
        "time.csv",
        "Date,Client,Project,Person,Hours\n2026-10-01,Halden,Site,Mara,1\n2026-10-02,HALDEN,Site,Mara,2\n",
    );
    run(&desk, &[]);
    let books = files_below(&desk.out().join("2026-10/clients"));
    assert_eq!(books.len(), 1);
    assert!(
        desk.written("2026-10/data/client_month.csv")
            .contains("3.0000")
    );
}
