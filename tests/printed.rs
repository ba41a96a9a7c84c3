//! A template's own print set-up, and pages and blocks that stand in a book under a condition.

use crate::desk::Desk;
use crate::workbook::parts;

const TIME: &str = "Date,Person,Client,Project,Hours,Billable\n\
    2026-10-05,Ada,Acme,Web,8,yes\n2026-10-06,Ada,Beta,Web,6,yes\n";

/// A report of one page, with lines put into its page and before its block.
fn report(page: &str, block: &str) -> String {
    format!(
        "report = 'mine'\nabout = ''\nfile = 'portfolio'\nsubtitle = 'subtitle_base'\n\
         [[page]]\nname = 'overview'\ntitle = 'overview'\n\
         [[page.block]]\nkind = 'text'\ntext = 'note_due'\n\
         [[page]]\nname = 'clients'\ntitle = 'all_clients'\n{page}\n\
         [[page.block]]\nkind = 'table'\nid = 'a'\nframe = 'client_month'\nempty = 'empty_clients'\n\
         columns = ['client', 'hours', {{ column = 'billable_hours', off_paper = true }}]\n\
         [[page.block]]\nkind = 'heading'\ntext = 'goals'\n{block}\n"
    )
}

fn written(desk: &Desk, args: &[&str]) -> Vec<(String, String)> {
    let args = [&["--report", "mine"], args].concat();
    let said = desk.run("run", &args);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let pack = std::fs::read_dir(desk.out()).expect("a pack").next();
    let pack = pack.expect("a pack").expect("readable").path();
    let books = std::fs::read_dir(pack).expect("books");
    let mut books = books.map(|book| book.expect("readable").path());
    let book = books.find(|path| path.extension().is_some_and(|ending| ending == "xlsx"));
    parts(&book.expect("a workbook"))
}

fn text<'p>(parts: &'p [(String, String)], name: &str) -> &'p str {
    let part = parts.iter().find(|(part, _)| part == name);
    part.map_or("", |(_, text)| text)
}

#[test]
fn a_page_is_printed_as_its_template_says() {
    let page = "print = { paper = 'letter', orientation = 'portrait', wide = 2, repeat = 'title', \
         header = 'goals', footer = 'clients', breaks = false }";
    let desk = Desk::new()
        .file("time.csv", TIME)
        .file("templates/reports/mine.toml", report(page, ""));
    let parts = written(&desk, &[]);
    let sheet = text(&parts, "xl/worksheets/sheet2.xml");
    for part in [
        "paperSize=\"1\"",
        "orientation=\"portrait\"",
        "fitToWidth=\"2\"",
    ] {
        assert!(sheet.contains(part), "{part}");
    }
    let (_, head) = sheet.split_once("<oddHeader>").expect("a head");
    let (head, foot) = head.split_once("<oddFooter>").expect("a foot");
    assert!(
        head.contains("Goals") && !head.contains("All clients"),
        "{head}"
    );
    assert!(
        foot.contains("Clients") && !foot.contains("&amp;F"),
        "{foot}"
    );
    let names = text(&parts, "xl/workbook.xml");
    assert!(
        names.contains("_xlnm.Print_Titles") && names.contains("$1:$2"),
        "{names}"
    );
    // client and hours; the third column stands on the screen only
    let area = names.split("_xlnm.Print_Area").nth(1).expect("an area");
    let area = area.split('<').next().expect("its range");
    assert!(area.contains("$A$1:$B$"), "{area}");
    assert!(text(&parts, "xl/tables/table1.xml").contains("ref=\"A4:C6\""));
}

#[test]
fn pages_and_blocks_stand_under_their_conditions() {
    for (when, args, settings, stands) in [
        ("frame = 'client_month'", &[][..], "", true),
        ("frame = 'goals_status'", &[], "", false),
        (
            "frame = 'client_month', where = { client = 'Gamma' }",
            &[],
            "",
            false,
        ),
        (
            "frame = 'client_month', where = { client = 'Beta' }",
            &[],
            "",
            true,
        ),
        ("language = 'ru|zh'", &[], "", false),
        ("language = 'ru|zh'", &["--lang", "zh"], "", true),
        ("language = '!en'", &[], "", false),
        ("period = 'month'", &[], "", true),
        ("period = 'quarter|year'", &[], "", false),
        (
            "period = 'quarter|year'",
            &["--period", "2026-Q4"],
            "",
            true,
        ),
        ("setting = { agency = '!' }", &[], "", false),
        (
            "setting = { agency = '!' }",
            &[],
            "agency = 'Northlight'",
            true,
        ),
        (
            "setting = { target_share = '>0' }, period = 'month'",
            &[],
            "target_share = 0.7",
            true,
        ),
        (
            "setting = { target_share = '>0' }, period = 'year'",
            &[],
            "target_share = 0.7",
            false,
        ),
    ] {
        let of_page = report(&format!("when = {{ {when} }}"), "");
        let of_block = report("", &format!("when = {{ {when} }}"));
        for (template, part) in [
            (of_page, "xl/workbook.xml"),
            (of_block, "xl/sharedStrings.xml"),
        ] {
            let desk = Desk::new()
                .file("time.csv", TIME)
                .file("monthend.toml", settings)
                .file("templates/reports/mine.toml", template);
            let parts = written(&desk, args);
            let found = match part {
                "xl/workbook.xml" => !text(&parts, "xl/worksheets/sheet2.xml").is_empty(),
                part => ["Goals", "目标"]
                    .iter()
                    .any(|word| text(&parts, part).contains(&format!(">{word}<"))),
            };
            assert_eq!(found, stands, "{when} {args:?} {settings} in {part}");
        }
    }
}

#[test]
fn what_a_condition_or_a_print_set_up_cannot_mean_is_told_before_anything_is_read() {
    for (page, found) in [
        (
            "when = { frame = 'goals_statu' }",
            "did you mean \"goals_status\"",
        ),
        (
            "when = { frame = 'client_month', where = { clent = 'A' } }",
            "did you mean \"client\"",
        ),
        (
            "when = { frame = 'client_month', where = { month = '@perod' } }",
            "did you mean \"@period\"",
        ),
        (
            "when = { where = { client = 'A' } }",
            "unknown frame of the condition on \"client\"",
        ),
        (
            "when = { language = 'en|rus' }",
            "unknown language \"rus\", did you mean \"ru\"",
        ),
        ("when = { period = 'quartr' }", "did you mean \"quarter\""),
        (
            "when = { setting = { target_shar = '>0' } }",
            "did you mean \"target_share\"",
        ),
        ("when = { langage = 'en' }", "did you mean \"language\""),
        ("print = { header = 'gaols' }", "did you mean \"goals\""),
        (
            "print = { orientation = 'upright' }",
            "expected one of `auto`, `landscape`, `portrait`",
        ),
        ("print = { papr = 'a4' }", "did you mean \"paper\""),
        (
            "print = { wide = 99 }",
            "unknown number of sheets of paper \"99\"",
        ),
        ("titel = 'goals'", "did you mean \"title\""),
    ] {
        let desk = Desk::new()
            .file("time.csv", TIME)
            .file("templates/reports/mine.toml", report(page, ""));
        let said = desk.run("run", &[]);
        assert_eq!(said.code, 2, "{page}");
        assert!(said.stderr.contains(found), "{page}: {}", said.stderr);
        assert!(said.stderr.contains("mine"), "{page}: {}", said.stderr);
        assert!(!desk.out().exists(), "{page}");
    }
}
