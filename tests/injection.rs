//! Texts that are meant to become formulas, codes, commands, markup or paths. Each case is put into every kind of cell, name and
//! setting; then every part of every written file is searched for what it could have become.

use std::collections::BTreeMap;

use crate::desk::{Desk, files_below};
use crate::markup::{Element, parts};
use crate::workbook;

/// Stands in every text, so that it is found wherever it went.
const MARK: &str = "zqx";

/// What a text could do, and the text.
const CASES: [(&str, &str); 25] = [
    ("a formula", "=zqx+1"),
    ("a formula with a plus", "+zqx+1"),
    ("a formula with a minus", "-zqx+1"),
    ("a formula with an at", "@SUM(zqx)"),
    ("a formula after a tab", "\t=zqx"),
    ("a formula after a line's end", "\r=zqx"),
    ("a formula in wide signs", "＝zqx＋1"),
    ("a command", "=cmd|' /C calc zqx'!A0"),
    (
        "a link that is a formula",
        "=HYPERLINK(\"http://zqx\",\"zqx\")",
    ),
    ("a call of another workbook", "='[zqx.xlsx]Sheet1'!A1"),
    ("a link", "http://zqx.example/a?b=c&d"),
    ("a link that runs", "javascript:alert('zqx')"),
    ("a file", "file:///etc/zqx"),
    ("a folder above", "../../zqx"),
    ("another disk", "C:\\zqx\\..\\x"),
    ("codes of a header", "&L&G&Zzqx&\"Arial,Bold\"&D"),
    ("markup", "<script>zqx</script><img src=x onerror=zqx>"),
    ("the end of a cell", "</t></is></c><f>zqx</f>"),
    ("an attribute", "zqx\" onload=\"zqx\" x='"),
    ("an entity", "&zqx;&#60;"),
    ("quotes and brackets", "zqx'!A1]#[@x]'"),
    ("an escape of Excel's", "_x003D_zqx"),
    ("a formula behind a semicolon", "zqx;=zqx+1"),
    (
        "a command in quotes behind a semicolon",
        "zqx;\"=cmd|'/C calc zqx'!A0;\"",
    ),
    ("a formula behind a semicolon and a gap", "zqx; =zqx+1"),
];

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Cases that stand in one agency.
const TOGETHER: usize = 4;

/// An agency in which everything is called so, the first one's name is the agency's too.
fn agency(texts: &[&str]) -> Desk {
    let own = toml_text(texts[0]);
    let rows = |pattern: &str| -> String {
        let rows = texts
            .iter()
            .map(|text| pattern.replace("{it}", &quoted(text)));
        rows.map(|row| format!("{row}\n")).collect()
    };
    let time = rows("2026-10-01,{it},{it},{it},{it},7.5,yes,{it}");
    let clients = rows("{it},{it},active,{it},{it}");
    let people = rows("{it},{it},{it},40");
    let invoices = rows("{it},{it},2026-10-05,2026-10-10,1000.00,200.00,1200.00,EUR,{it}");
    let bank = rows("2026-10-20,{it},700.00,EUR,{it}");
    let actions = rows("{it},{it},{it},2026-10-20,open,{it}");
    let goals = rows("{it},{it},{it},10,9,{it}");
    Desk::new()
        .file("time.csv", format!("Date,Client,Project,Person,Task,Hours,Billable,Note\n{time}2026-10-02,Orlo,Site,Mara,Design,8,yes,fine\n"))
        .file("clients.csv", format!("Client,Account manager,Status,Group,Tier\n{clients}Orlo,Mara,active,,A\n"))
        .file("people.csv", format!("Person,Role,Team,Weekly hours\n{people}Mara,Designer,One,40\n"))
        .file("invoices.csv", format!("Invoice,Client,Issue date,Due date,Net,Tax,Gross,Currency,Project\n{invoices}F-2,Orlo,2026-10-06,2026-11-05,500.00,100.00,600.00,EUR,Site\n"))
        .file("bank.csv", format!("Date,Payer,Amount,Currency,Reference\n{bank}2026-10-21,Nobody,70.00,EUR,x\n"))
        .file("actions.csv", format!("Client,Action,Owner,Due,Status,Comment\n{actions}"))
        .file("goals.csv", format!("Client,Goal,Metric,Target,Actual,Unit\n{goals}"))
        .file("monthend.toml", format!("agency = {own}\nconfidentiality = {own}\n"))
}

fn toml_text(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|letter| match letter {
            '"' | '\\' => format!("\\{letter}"),
            '\t' => "\\t".to_owned(),
            '\r' => "\\r".to_owned(),
            letter => letter.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Inputs, the pack, and what was read.
const PLACES: [&str; 3] = ["in/", "out/", "cache/monthend/read/"];

#[test]
fn no_text_becomes_anything_but_text() {
    for cases in CASES.chunks(TOGETHER) {
        let (whats, texts): (Vec<&str>, Vec<&str>) = cases.iter().copied().unzip();
        let (what, desk) = (whats.join(" and "), agency(&texts));
        let (books, found) = search(&what, &desk);
        assert!(
            books >= 6 && found >= 10,
            "{what}: it stands in {found} files only"
        );
    }
}

/// Files and sheets may be called anything that a disk and Excel take.
#[test]
fn no_name_of_a_file_or_a_sheet_becomes_anything_but_text() {
    const SHEETS: [&str; 8] = [
        "=zqx+1",
        "+zqx",
        "-zqx",
        "@SUM(zqx)",
        "\t=zqx",
        "zqx'!A1",
        "<zqx>&\"",
        "&G&Zzqx",
    ];
    let mut desk = agency(&["Orlo zqx"]);
    for (at, sheet) in SHEETS.iter().enumerate() {
        desk = desk.file(&format!("{sheet}.xlsx"), time_sheet(sheet, at));
        let broken =
            format!("Date,Client,Project,Person,Hours\n2026-10-05,Orlo,Site,Ines {at},eight\n");
        desk = desk.file(&format!("{sheet}\r.csv"), broken);
    }
    let (books, found) = search("names of files and sheets", &desk);
    assert!(books >= 6 && found >= 5, "they stand in {found} files only");
    let data = desk.out().join("2026-10/data/problems.csv");
    let problems = std::fs::read_to_string(data).expect("problems are written");
    assert!(
        problems.matches("eight").count() >= SHEETS.len(),
        "{problems}"
    );
}

/// A workbook with one entry that reads and one that does not, on a sheet of that name.
fn time_sheet(name: &str, at: usize) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name).expect("a name that Excel takes");
    let person = format!("Mara {at}");
    let rows = [
        ["Date", "Client", "Project", "Person", "Hours"],
        ["2026-10-06", "Orlo", "Site", &person, "1.5"],
        ["2026-10-07", "Orlo", "Site", &person, "eight"],
    ];
    for (at, row) in (0..).zip(rows) {
        sheet.write_row(at, 0, row).expect("a row");
    }
    book.save_to_buffer().expect("a workbook")
}

/// Runs and searches every part of every file; how many workbooks there are, and in how many files the text stands.
fn search(what: &str, desk: &Desk) -> (usize, usize) {
    let said = desk.run("run", &["--format", "xlsx,csv,json,html"]);
    assert!(said.code <= 1, "{what}: {}", said.stderr);
    let (mut found, mut books) = (0, 0);
    for (name, bytes) in files_below(&desk.out()) {
        let place = format!("{what}, {name}");
        safe_path(&place, &name);
        found += usize::from(String::from_utf8_lossy(&bytes).contains(MARK));
        match name.rsplit('.').next() {
            Some("xlsx") => {
                books += 1;
                found += usize::from(book(&place, &bytes));
            }
            Some("csv") => csv(&place, &bytes),
            Some("json") => json(&place, &bytes),
            Some("html") => html(&place, &String::from_utf8_lossy(&bytes)),
            ending => panic!("{place}: {ending:?} is not looked into"),
        }
    }
    let outside = files_below(desk.path().parent().expect("a folder"));
    let stray = outside
        .iter()
        .find(|(name, _)| !PLACES.iter().any(|place| name.starts_with(place)));
    assert!(stray.is_none(), "{what}: {stray:?}");
    (books, found)
}

/// A path below the pack that every system takes.
fn safe_path(place: &str, name: &str) {
    for part in name.split('/') {
        assert!(
            part != ".." && !part.ends_with(['.', ' ']) && part.len() <= 150,
            "{place}"
        );
        let odd = |letter: char| letter.is_control() || "\\:*?\"<>|".contains(letter);
        assert!(!part.contains(odd), "{place}");
    }
}

/// True when the text stands in it.
fn book(place: &str, bytes: &[u8]) -> bool {
    let mut stands = false;
    for (name, xml) in workbook::parts_of(bytes) {
        let place = format!("{place}, {name}");
        stands |= xml.contains(MARK);
        well_formed(&place, &xml);
        assert!(!name.contains(".."), "{place}");
    }
    for (name, part) in parts(bytes).expect("a package") {
        let place = format!("{place}, {name}");
        formulas(&place, &part);
        for relation in part.all("Relationship") {
            if relation.get("TargetMode") == "External" {
                let target = relation.get("Target");
                let path = target.strip_prefix("file:///").unwrap_or(target);
                let beside = ["clients/", "statements/"]
                    .iter()
                    .any(|folder| path.starts_with(folder));
                assert!(
                    beside && !path.split('/').any(|part| part == "..") && path.ends_with(".xlsx"),
                    "{place}: {target}"
                );
            }
        }
    }
    stands
}

/// Tags are closed in order and no sign stands in a part that XML does not allow.
fn well_formed(place: &str, xml: &str) {
    let odd = |letter: char| letter.is_control() && !"\n\r\t".contains(letter);
    assert!(!xml.contains(odd), "{place}: a control sign");
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1) {
        let (tag, text) = tag
            .split_once('>')
            .unwrap_or_else(|| panic!("{place}: <{tag}"));
        assert!(
            !text.contains('>') || !text.contains(MARK),
            "{place}: {text}"
        );
        let name = tag
            .split([' ', '/'])
            .find(|name| !name.is_empty())
            .unwrap_or_default();
        match tag {
            tag if tag.starts_with(['?', '!']) || tag.ends_with('/') => {}
            tag if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "{place}"),
            _ => open.push(name),
        }
    }
    assert!(open.is_empty(), "{place}: {open:?}");
}

/// True for a quoted sheet with the letters and digits of one cell after it.
fn leads_to_a_cell(location: &str) -> bool {
    let cell = location.rsplit_once("'!").map_or("", |(_, cell)| cell);
    let digits = cell.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    let is_row = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_row && (1..=3).contains(&(cell.len() - digits.len()))
}

/// Where a formula or a reference may stand, the text is a sheet's quoted name or a quoted text, and nothing else.
fn formulas(place: &str, part: &Element) {
    for name in [
        "f",
        "formula1",
        "formula2",
        "formula",
        "definedName",
        "totalsRowFormula",
        "calculatedColumnFormula",
    ] {
        for formula in part.all(name) {
            let bare: String = formula.text.split('"').step_by(2).collect();
            let bare: String = bare.split('\'').step_by(2).collect();
            assert!(!bare.contains(MARK), "{place}: ={}", formula.text);
        }
    }
    for link in part.all("hyperlink") {
        let location = link.get("location");
        assert!(
            location.is_empty() || location.starts_with('\'') && leads_to_a_cell(location),
            "{place}: {location}"
        );
    }
    for key in ["oddHeader", "oddFooter"] {
        for line in part.all(key) {
            codes(place, &line.text);
        }
    }
    for name in part.all("definedName") {
        assert!(
            !name.get("name").contains(MARK),
            "{place}: {}",
            name.get("name")
        );
    }
}

/// Only the codes that we write ourselves.
fn codes(place: &str, line: &str) {
    let mut rest = line.replace("&&", "");
    for own in [
        "&L",
        "&C",
        "&R",
        "&\"Arial,Regular\"",
        "&\"Microsoft YaHei,Regular\"",
        "&8",
        "&9",
        "&10",
        "&P",
        "&N",
        "&F",
    ] {
        rest = rest.replace(own, "");
    }
    assert!(!rest.contains('&'), "{place}: {line}");
}

fn csv(place: &str, bytes: &[u8]) {
    // spreadsheets part it where their country's lists are parted
    for separator in [b',', b';'] {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(separator)
            .flexible(separator != b',')
            .from_reader(bytes);
        for record in reader.records() {
            for cell in &record.expect("readable") {
                let cell = cell.trim_start_matches([' ', '"']);
                let signs = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
                let risky = cell.starts_with(signs) && cell.parse::<f64>().is_err();
                assert!(!risky, "{place}: {cell}");
            }
        }
    }
}

fn json(place: &str, bytes: &[u8]) {
    let read: Result<serde_json::Value, _> = serde_json::from_slice(bytes);
    assert!(read.is_ok(), "{place}: {read:?}");
}

/// No element, attribute or link that we do not write.
fn html(place: &str, page: &str) {
    well_formed_html(place, page);
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\n'])
            .next()
            .unwrap_or_default();
        assert!(
            ![
                "script", "iframe", "object", "embed", "base", "link", "form"
            ]
            .contains(&name),
            "{place}: {tag}"
        );
        // what stands in quotes is a value
        let bare: String = tag.split('"').step_by(2).collect();
        assert!(
            !bare.contains(MARK) && !bare.contains(" on"),
            "{place}: {tag}"
        );
        for key in ["href=\"", "src=\""] {
            if let Some((_, value)) = tag.split_once(key) {
                let beside = value.starts_with("./")
                    || value.starts_with('#')
                    || value.starts_with("data:image/");
                assert!(
                    beside && !value.split('/').any(|part| part == ".."),
                    "{place}: {tag}"
                );
            }
        }
    }
}

fn well_formed_html(place: &str, page: &str) {
    let body = page
        .split("</style>")
        .nth(1)
        .unwrap_or_else(|| panic!("{place}: no style"));
    for tag in body.split('<').skip(1) {
        assert!(tag.contains('>'), "{place}: <{tag}");
    }
}

/// Files, sheets and workbooks get their names the same way each time, whatever the order of rows, and each has its own.
#[test]
fn names_that_collide_are_told_apart_the_same_way() {
    let long = "Общество с ограниченной ответственностью Северная звезда и партнёры";
    let wide = "上海沪江互联网科技有限公司市场营销与品牌传播战略合作部门华东大区";
    let clients = [
        format!("{long} Юг"),
        format!("{long} Север"),
        format!("{wide}甲"),
        format!("{wide}乙"),
        "CON".to_owned(),
        "con.xlsx".to_owned(),
        "Nul".to_owned(),
        "LPT1".to_owned(),
        "History".to_owned(),
        "A/B: C?".to_owned(),
        "Data".to_owned(),
        "x".repeat(240),
        format!("{}y", "x".repeat(240)),
        "😀".repeat(40),
    ];
    let time = |order: &mut dyn Iterator<Item = &String>| {
        let rows = order.map(|client| format!("2026-10-01,{},Site,Mara,1\n", quoted(client)));
        format!(
            "Date,Client,Project,Person,Hours\n{}",
            rows.collect::<String>()
        )
    };
    let written = |text: String| -> BTreeMap<String, Vec<String>> {
        let desk = Desk::new().file("time.csv", text);
        // a folder of 250 letters, some of them Cyrillic and Chinese
        let deep = format!("выпуск {}/沪江 {}", "p".repeat(100), "q".repeat(100));
        let out = desk.out().join(deep);
        let said = desk
            .program()
            .arg("run")
            .arg(desk.path())
            .args(["--format", "xlsx", "--out"])
            .arg(&out)
            .output()
            .expect("the command starts");
        assert!(
            said.status.success(),
            "{}",
            String::from_utf8_lossy(&said.stderr)
        );
        let books = files_below(&out).into_iter();
        books
            .filter(|(name, _)| name.ends_with(".xlsx"))
            .map(|(name, bytes)| {
                let parts = parts(&bytes).expect("a package");
                let sheets = parts["xl/workbook.xml"].below("sheets");
                let names = sheets.iter().map(|sheet| sheet.get("name").to_owned());
                (name, names.collect())
            })
            .collect()
    };
    let one = written(time(&mut clients.iter()));
    let other = written(time(&mut clients.iter().rev()));
    assert_eq!(one, other);
    let of_clients = |name: &&String| name.contains("/clients/");
    assert_eq!(
        one.keys().filter(of_clients).count(),
        clients.len(),
        "{:#?}",
        one.keys()
    );
    let mut taken = std::collections::BTreeSet::new();
    for (name, sheets) in &one {
        assert!(taken.insert(name.to_lowercase()), "{name}");
        let file = name.rsplit('/').next().unwrap_or_default();
        let stem = file
            .split('.')
            .next()
            .unwrap_or_default()
            .trim()
            .to_uppercase();
        assert!(!["CON", "NUL", "LPT1"].contains(&stem.as_str()), "{name}");
        safe_path(name, file);
        let mut names = std::collections::BTreeSet::new();
        for sheet in sheets {
            assert!(names.insert(sheet.to_lowercase()), "{name}: {sheet}");
            assert!(sheet.encode_utf16().count() <= 31, "{name}: {sheet}");
        }
    }
}
