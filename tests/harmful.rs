//! Packages made to do harm: entities, links to elsewhere, macros, names that lead out of a folder, sizes that lie, cells that
//! stand for millions. Nothing of them is followed, run or copied; what is honest in them is read.

use std::io::{Cursor, Write};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::desk::{Desk, files_below};
use crate::hostile::checked;

const GOOD: &str =
    "Date,Person,Client,Hours\n2026-10-05,Anna Li,Halden,7.5\n2026-10-06,Anna Li,Halden,6\n";
/// Stands in what must never be seen again.
const MARK: &str = "zqxsecret";

type Part<'p> = (&'p str, String);

/// The parts of a workbook of one sheet with two entries of another person; `behind` stands after its rows.
fn parts(behind: &str) -> Vec<Part<'static>> {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |texts: [&str; 4]| format!("<row>{}</row>", texts.map(cell).concat());
    let rows = [
        ["Date", "Person", "Client", "Hours"],
        ["2026-10-05", "Olga", "Orlo", "1"],
        ["2026-10-06", "Olga", "Orlo", "2"],
    ];
    let rows = rows.map(row).concat();
    vec![
        ("_rels/.rels", "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned()),
        ("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Hours\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_owned()),
        (SHEET, format!("<worksheet><sheetData>{rows}</sheetData>{behind}</worksheet>")),
    ]
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn zipped(parts: &[Part<'_>]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("memory takes it");
        writer.write_all(text.as_bytes()).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

/// Parts with the text of one changed.
fn changed(name: &str, change: impl Fn(&str) -> String) -> Vec<Part<'static>> {
    let mut parts = parts("");
    let part = parts.iter_mut().find(|part| part.0 == name);
    let part = part.expect("a part of that name");
    part.1 = change(&part.1);
    parts
}

/// A workbook as `OpenDocument` has it, with these rows.
fn ods(head: &str, rows: &str) -> Vec<u8> {
    zipped(&[
        (
            "mimetype",
            "application/vnd.oasis.opendocument.spreadsheet".to_owned(),
        ),
        ("META-INF/manifest.xml", "<manifest/>".to_owned()),
        (
            "content.xml",
            format!(
                "{head}<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>\
            <table:table table:name=\"Hours\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
            ),
        ),
    ])
}

fn ods_row(attributes: &str, texts: &[&str]) -> String {
    let cell = |text: &&str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let cells: String = texts.iter().map(cell).collect();
    format!("<table:table-row {attributes}>{cells}</table:table-row>")
}

/// Thirty entities, each twice the one before: a thousand million letters.
fn laughs() -> String {
    let entities = (1..30).map(|at| format!("<!ENTITY l{at} \"&l{};&l{};\">", at - 1, at - 1));
    let entities: String = entities.collect();
    format!("<!DOCTYPE x [<!ENTITY l0 \"{MARK}\">{entities}]>")
}

#[test]
fn no_entity_is_expanded() {
    let laughing = format!("{}<worksheet>", laughs());
    let first = |text: &str| {
        text.replacen("<worksheet>", &laughing, 1)
            .replace("Olga", "&l29;")
    };
    let shared = format!("{}<sst><si><t>&l29;</t></si></sst>", laughs());
    let mut with_shared = changed(SHEET, |text| {
        text.replace("<row>", "<row><c t=\"s\"><v>0</v></c>")
    });
    with_shared.push(("xl/sharedStrings.xml", shared));
    let rows = ods_row("", &["Date", "Person", "Client", "Hours"])
        + &ods_row("", &["2026-10-05", "&l29;", "Orlo", "1"]);
    for (what, name, bytes) in [
        ("a sheet", "bad.xlsx", zipped(&changed(SHEET, first))),
        ("shared texts", "bad.xlsx", zipped(&with_shared)),
        ("an ods", "bad.ods", ods(&laughs(), &rows)),
    ] {
        let desk = Desk::new().file("good.csv", GOOD).file(name, bytes);
        let begun = std::time::Instant::now();
        let (said, peak) = checked(&desk);
        assert!(said.contains(" used, "), "{what}: {said}");
        assert!(!said.contains(MARK), "{what}: {said}");
        assert!(peak < 400, "{what}: {peak} MiB");
        assert!(begun.elapsed().as_secs() < 60, "{what}");
        assert!((0..=1).contains(&desk.run("run", &[]).code), "{what}");
        let shown = everything(&desk);
        let is_expanded = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(MARK);
        let told = shown.iter().find(|(_, bytes)| is_expanded(bytes));
        assert_eq!(told.map(|(name, _)| name), None, "{what}");
    }
}

/// Every file of a pack and of the folder of inputs, with the parts of its packages.
fn everything(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let mut all = files_below(&desk.out());
    for (name, bytes) in files_below(&desk.path()) {
        if name == "monthend-decisions.xlsx" {
            all.push((name, bytes));
        }
    }
    let packages = all
        .clone()
        .into_iter()
        .filter(|(name, _)| name.ends_with(".xlsx"));
    for (name, bytes) in packages {
        let parts = crate::workbook::parts_of(&bytes).into_iter();
        all.extend(parts.map(|(part, text)| (format!("{name}/{part}"), text.into_bytes())));
    }
    all
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes
        .windows(words.len())
        .any(|window| window == words.as_bytes())
}

/// Text of a file of the system, a share or an address that a workbook names: what stands there is not looked at, and the
/// stored result is used.
#[test]
fn nothing_elsewhere_is_followed_and_no_macro_is_copied() {
    let home = tempfile::tempdir().expect("a folder");
    let secret = home.path().join("secret.txt");
    std::fs::write(&secret, MARK).expect("writable");
    let secret = secret.display().to_string();
    let entity = format!("<!DOCTYPE x [<!ENTITY e SYSTEM \"file://{secret}\">]><worksheet>");
    let by_entity = changed(SHEET, |text| {
        text.replacen("<worksheet>", &entity, 1)
            .replace("<t>Orlo</t>", "<t>Orlo &e;</t>")
    });
    let mut linked = changed(SHEET, |text| {
        text.replace(
            "<c t=\"inlineStr\"><is><t>2</t></is></c>",
            "<c><f>[1]Sheet1!$A$1*2</f><v>2</v></c>",
        )
    });
    linked.push((
        "xl/externalLinks/externalLink1.xml",
        format!("<externalLink><externalBook r:id=\"rId1\"/>{MARK}</externalLink>"),
    ));
    linked.push((
        "xl/externalLinks/_rels/externalLink1.xml.rels",
        format!("<Relationships><Relationship Id=\"rId1\" Type=\"x/externalLinkPath\" Target=\"file://{secret}\" TargetMode=\"External\"/></Relationships>"),
    ));
    linked.push(("xl/vbaProject.bin", format!("Attribute VB_Name {MARK}")));
    linked.push((
        "xl/connections.xml",
        format!("<connections>http://{MARK}.example</connections>"),
    ));
    linked.push(("customXml/item1.xml", format!("<x>{MARK}</x>")));
    for (what, name, package, used) in [
        ("an entity of a file", "bad.xlsx", by_entity, None),
        ("links, macros and connections", "bad.xlsm", linked, Some(4)),
    ] {
        let desk = Desk::new()
            .file("good.csv", GOOD)
            .file(name, zipped(&package));
        let said = desk.run("run", &["--format", "xlsx,html,csv,json"]);
        assert!((0..=1).contains(&said.code), "{what}: {}", said.stderr);
        if let Some(used) = used {
            let told = format!(": {used} used, ");
            assert!(said.stderr.contains(&told), "{what}: {}", said.stderr);
        }
        let all = everything(&desk);
        assert!(all.len() > 100, "{what}: {}", all.len());
        for (file, bytes) in all {
            for word in [MARK, "externalLink", "vbaProject", "secret.txt"] {
                assert!(!holds(&bytes, word), "{what}: {word} in {file}");
                assert!(!file.contains(word), "{what}: {file}");
            }
        }
    }
}

/// A package is never unpacked onto the disk, so that names in it lead nowhere.
#[test]
fn names_in_a_package_lead_nowhere() {
    let mut package = parts("");
    for name in [
        "../zqx.csv",
        "../../zqx.csv",
        "/tmp/zqx.csv",
        "C:\\zqx.csv",
        "xl/../../zqx.csv",
        "xl/worksheets/\0zqx.csv",
    ] {
        package.push((name, GOOD.to_owned()));
    }
    let around = changed("xl/_rels/workbook.xml.rels", |text| {
        text.replace(
            "worksheets/sheet1.xml",
            "../../../xl/./x/../worksheets/sheet1.xml",
        )
    });
    for (what, package) in [("names", package), ("targets", around)] {
        let desk = Desk::new()
            .file("good.csv", GOOD)
            .file("bad.xlsx", zipped(&package));
        let said = desk.run("run", &["--format", "csv"]);
        assert_eq!(said.code, 0, "{what}: {}", said.stderr);
        assert!(
            said.stderr.contains(": 4 used, "),
            "{what}: {}",
            said.stderr
        );
        let home = desk.path();
        let home = home.parent().expect("a folder");
        let stray = files_below(home);
        let stray = stray.iter().find(|(name, _)| name.contains("zqx"));
        assert!(stray.is_none(), "{what}: {stray:?}");
        assert!(!std::path::Path::new("/tmp/zqx.csv").exists(), "{what}");
    }
}

/// The directory of a package says that a part is small, and it is not.
#[test]
fn a_part_that_is_larger_than_it_says_is_not_read_to_its_end() {
    let long = changed(SHEET, |text| {
        text.replace(
            "</sheetData>",
            &format!("</sheetData>{}", " y".repeat(16 << 20)),
        )
    });
    let mut bytes = zipped(&long);
    let name = SHEET.as_bytes();
    // its record of the directory stands last, 46 bytes before the name; its size 24 bytes behind the record's beginning
    let at = bytes.windows(name.len()).rposition(|window| window == name);
    let size = at.expect("listed") - 46 + 24;
    bytes[size..size + 4].copy_from_slice(&2_000_u32.to_le_bytes());
    let desk = Desk::new().file("good.csv", GOOD).file("bad.xlsx", bytes);
    let (said, peak) = checked(&desk);
    assert!(said.contains("bad.xlsx, Hours!A1"), "{said}");
    assert!(
        said.contains("larger than its declared uncompressed size"),
        "{said}"
    );
    assert!(said.contains(": 2 used, "), "{said}");
    assert!(peak < 200, "{peak} MiB");
}

/// A cell that stands for a whole sheet of them, written once.
#[test]
fn repeated_cells_are_bounded() {
    let head = ods_row("", &["Date", "Person", "Client", "Hours"])
        + &ods_row("", &["2026-10-05", "Olga", "Orlo", "1"]);
    let value = "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>";
    let rows = format!(
        "{head}<table:table-row table:number-rows-repeated=\"1048570\">{value}</table:table-row>"
    );
    let desk = Desk::new()
        .file("good.csv", GOOD)
        .file("bad.ods", ods("", &rows));
    let begun = std::time::Instant::now();
    let (said, peak) = checked(&desk);
    assert!(said.contains("bad.ods"), "{said}");
    assert!(peak < 1_500, "{peak} MiB");
    assert!(begun.elapsed().as_secs() < 120, "{said}");
}

/// Within what calamine would take: some hundred bytes that stand for gigabytes.
#[test]
fn cells_that_are_repeated_within_bounds_take_no_room() {
    let cell = |columns: u32, inside: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{columns}\" office:value-type=\"string\">{inside}</table:table-cell>"
        )
    };
    let valued = |attribute: &str, value: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"1600\" office:value-type=\"string\" office:{attribute}=\"{value}\"/>"
        )
    };
    let formula = format!(
        "<table:table-cell table:number-columns-repeated=\"1600\" table:formula=\"of:=1{}\" office:value-type=\"float\" office:value=\"1\"/>",
        "+1".repeat(4_000)
    );
    let rows = |rows: u32, cell: String| {
        format!("<table:table-row table:number-rows-repeated=\"{rows}\">{cell}</table:table-row>")
    };
    let long = format!("<text:p>{}</text:p>", "a".repeat(9_000));
    let far = rows(90_000, String::new()) + &rows(1, cell(1, "<text:p>x</text:p>"));
    for (what, body) in [
        ("cells", rows(5_000, cell(16_000, "<text:p>1</text:p>"))),
        ("letters", rows(500, cell(1_600, &long))),
        (
            "gaps",
            rows(
                1,
                cell(1, "<text:p>a<text:s text:c=\"2000000000\"/>b</text:p>"),
            ),
        ),
        (
            "many gaps",
            rows(1, cell(1, "<text:p>a<text:s text:c=\"1100000\"/></text:p>")).repeat(1_000),
        ),
        (
            "values",
            rows(500, valued("string-value", &"a".repeat(9_000))),
        ),
        ("days", rows(500, valued("date-value", &"a".repeat(9_000)))),
        ("formulas", rows(500, formula)),
        ("room", rows(1, cell(1_000, "<text:p>x</text:p>")) + &far),
    ] {
        let head = ods_row("", &["Date", "Person", "Client", "Hours"]);
        let desk = Desk::new()
            .file("good.csv", GOOD)
            .file("bad.ods", ods("", &(head + &body)));
        let (said, peak) = checked(&desk);
        assert!(
            said.contains("bad.ods") && said.contains("limit_"),
            "{what}: {said}"
        );
        assert!(peak < 200, "{what}: {peak} MiB");
    }
}

/// A part that many sheets name, and columns that are hidden again and again, cost no more than once.
#[test]
fn what_is_named_again_and_again_is_read_once() {
    let begun = std::time::Instant::now();
    let hidden = "<col min=\"1\" max=\"16384\" hidden=\"1\"/>".repeat(20_000);
    let sheets: String = (1..=4_000)
        .map(|at| format!("<sheet name=\"s{at}\" sheetId=\"{at}\" r:id=\"rId1\"/>"))
        .collect();
    let with_columns = |text: &str| {
        let columns = format!("<worksheet><cols>{hidden}</cols>");
        text.replacen("<worksheet>", &columns, 1)
    };
    let with_sheets =
        |_: &str| format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
    let desk = Desk::new()
        .file("monthend.toml", "limit_sheets = 4000\n")
        .file("good.csv", GOOD)
        .file("hidden.xlsx", zipped(&changed(SHEET, with_columns)))
        .file(
            "sheets.xlsx",
            zipped(&changed("xl/workbook.xml", with_sheets)),
        );
    let (said, peak) = checked(&desk);
    assert!(said.contains("another sheet's"), "{said}");
    assert!(peak < 200, "{peak} MiB");
    assert!(begun.elapsed().as_secs() < 60, "{said}");
}

/// What tells a pack of ours is looked for in any folder, however large a file of that name is.
#[test]
fn a_large_manifest_of_somebody_else_costs_little() {
    let long = format!("{{\"monthly\": [{}0]}}", "[1, \"x\"], ".repeat(4 << 20));
    let desk = Desk::new()
        .file("good.csv", GOOD)
        .file("other/manifest.json", long)
        .file("other/time.csv", GOOD.replace("Anna", "Olga"));
    let (said, peak) = checked(&desk);
    assert!(said.contains(": 4 used, "), "{said}");
    assert!(peak < 200, "{peak} MiB");
}

/// A pipe without a writer, and a device without an end, where a run looks for templates and for what earlier packs say of themselves.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_never_waited_for() {
    let desk = Desk::new().file("good.csv", GOOD);
    let pipe = |path: &Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.is_ok_and(|status| status.success()));
    };
    let endless = |path: &Path| std::os::unix::fs::symlink("/dev/zero", path).expect("a link");
    for (place, code) in [
        (desk.path().join("templates/words.toml"), 2),
        (desk.path().join("templates/languages/fr.toml"), 2),
        (desk.out().join("2026-09/manifest.json"), 2),
        (desk.path().join("monthend-decisions.xlsx"), 0),
    ] {
        for put in [&pipe as &dyn Fn(&Path), &endless] {
            std::fs::create_dir_all(place.parent().expect("a folder")).expect("writable");
            put(&place);
            let said = desk.run("run", &[]);
            assert_eq!(said.code, code, "{place:?}: {}", said.stderr);
            assert!(
                code == 0 || said.stderr.contains("cannot be read"),
                "{}",
                said.stderr
            );
            std::fs::remove_file(&place).expect("it is there");
        }
    }
}

/// Numbers of tickets in place of names: more people than a sheet has columns.
#[test]
fn more_people_than_columns_lose_no_pack() {
    let rows: String = (0..17_000)
        .map(|at| format!("2026-10-05,T-{at:05},Orlo,0.25\n"))
        .collect();
    let desk = Desk::new().file("tickets.csv", format!("Date,Person,Client,Hours\n{rows}"));
    let said = desk.run("run", &["--report", "utilization"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(
        desk.out()
            .join("2026-10/Utilization 2026-10.xlsx")
            .is_file()
    );
}
