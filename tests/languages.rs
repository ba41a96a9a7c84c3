//! A new language is one file beside the data: the whole pack is in it, and what it lacks is told.

use std::collections::BTreeSet;
use std::path::Path;

use toml::{Table, Value};

use crate::decisions;
use crate::desk::{Desk, files_below, root};
use crate::workbook::parts;

/// Letters of no shipped language, one for each Latin one.
const LETTERS: &str = "აბგდევზთიკლმნოპჟრსტუფქღყშჩ";

/// Tools whose own views of utilization are shown.
const TOOLS: [&str; 11] = [
    "BQE",
    "Core",
    "ERPNext",
    "Float",
    "Harvest",
    "Odoo",
    "Productive",
    "Replicon",
    "Runn",
    "Kantata",
    "Ruddr",
];
/// What stands for itself: a currency, endings of files, the program, the language's code, codes of heads and feet, keys of
/// tools in names of figures, and a first author of notes that the library lists and nothing shows.
const SIGNS: [&str; 16] = [
    "EUR",
    "csv",
    "xlsx",
    "monthend",
    "xx",
    "&L",
    "&C",
    "&P",
    "&N&R",
    "&F",
    "Lucca",
    "odoo",
    "replicon",
    "Author",
    "templates",
    "languages",
];

fn shipped(code: &str) -> Table {
    let path = root().join(format!("templates/languages/{code}.toml"));
    let text = std::fs::read_to_string(path).expect("a language");
    text.parse().expect("it is well formed")
}

/// A text in letters of the made-up language; marks in braces stay.
fn told(text: &str) -> String {
    let letters: Vec<char> = LETTERS.chars().collect();
    let mut braces = false;
    let signs = text.chars().map(|sign| {
        braces = (braces || sign == '{') && sign != '}';
        let small = sign.to_ascii_lowercase();
        match small {
            'a'..='z' if !braces => letters[usize::from(small as u8 - b'a')],
            _ => sign,
        }
    });
    signs.collect()
}

fn section(texts: impl Iterator<Item = (String, String)>) -> Value {
    Value::Table(
        texts
            .map(|(key, text)| (key, Value::String(text)))
            .collect(),
    )
}

fn texts(language: &Table, name: &str) -> Vec<(String, String)> {
    let texts = language[name].as_table().expect("a section").iter();
    let texts = texts.map(|(key, text)| (key.clone(), text.as_str().expect("a text").to_owned()));
    texts.collect()
}

/// The made-up language, whole.
fn made_up() -> Table {
    let (english, russian) = (shipped("en"), shipped("ru"));
    let mut whole = Table::new();
    let told_all = |texts: Vec<(String, String)>| {
        section(texts.into_iter().map(|(key, text)| (key, told(&text))))
    };
    for name in ["words", "columns", "codes"] {
        whole.insert(name.to_owned(), told_all(texts(&english, name)));
    }
    // of phrases the keys are the English texts
    let phrases = texts(&russian, "phrases").into_iter();
    let phrases = phrases.map(|(english, _)| (english.clone(), told(&english)));
    whole.insert("phrases".to_owned(), section(phrases));
    let definitions = texts(&russian, "definitions");
    whole.insert("definitions".to_owned(), told_all(definitions));
    let months = english["formats"]["months"].as_array().expect("a list");
    let months: Vec<Value> = months
        .iter()
        .map(|month| Value::String(told(month.as_str().expect("a name"))))
        .collect();
    let mut formats = Table::new();
    for (key, text) in [
        ("decimal", ","),
        ("thousands", "’"),
        ("date", "{d}/{m}/{y}"),
        ("short_date", "{d}/{m}"),
        ("table_month", "{m}/{y}"),
        ("locale", "437"),
        ("month", "{month} {y}"),
        ("short_month", "{month}/{yy}"),
        ("quarter", "{q}/{y}"),
        ("year", "{y}"),
        ("percent", "{} %"),
        ("not_available", "—"),
        ("yes", "კი"),
        ("no", "არა"),
    ] {
        formats.insert(key.to_owned(), Value::String(text.to_owned()));
    }
    formats.insert("short_months".to_owned(), Value::Array(months.clone()));
    formats.insert("months".to_owned(), Value::Array(months));
    whole.insert("formats".to_owned(), Value::Table(formats));
    whole
}

/// An agency whose every text is Russian, in all kinds of tables.
fn agency() -> Desk {
    Desk::new()
        .file("monthend.toml", "agency = 'Тюлень'\nbase_currency = 'EUR'\n")
        .file("учёт.csv", "Дата;Клиент;Проект;Сотрудник;Часы;Оплачиваемые\n05.09.2026;Ладога;Сайт;Мара;5;да\n05.10.2026;Ладога;Сайт;Мара;7,5;да\n06.10.2026;Орёл;Лавка;Инна;8;да\n07.10.2026;Орел;Лавка;Инна;сколько-то;да\n")
        .file("люди.csv", "Сотрудник;Часов в неделю;Команда;Ставка себестоимости;Валюта\nМара;40;Север;20;EUR\nИнна;40;Юг;25;EUR\n")
        .file("счета.csv", "Номер счета;Клиент;Дата счета;Срок оплаты;Без НДС;НДС;Итого с НДС;Валюта\n1;Ладога;05.10.2026;04.11.2026;1000,00;200,00;1200,00;EUR\n2;Орёл;06.09.2026;16.09.2026;500,00;100,00;600,00;EUR\n")
        .file("банк.csv", "Дата;Плательщик;Сумма;Валюта;Назначение платежа\n20.10.2026;Ладога;1200,00;EUR;Оплата по счету 1\n21.10.2026;Неведомый;55,00;EUR;без слов\n")
        .file("проекты.csv", "Проект;Клиент;Бюджет часов;Менеджер\nСайт;Ладога;10;Мара\nЛавка;Орёл;5;Инна\n")
        .file("цели.csv", "Клиент;Цель;Ед.;План;Факт;Срок\nЛадога;Заявки;шт;100;80;31.12.2026\n")
        .file("действия.csv", "Клиент;Действие;Ответственный;Срок;Статус\nЛадога;Позвонить;Мара;10.10.2026;открыто\n")
        .file("риски.csv", "Клиент;Риск;Вероятность;Влияние;Меры\nОрёл;Уход заказчика;высокая;высокое;встреча\n")
}

fn run(desk: &Desk, more: &[&str]) -> String {
    let said = desk.run("run", &[&["--month", "2026-10"], more].concat());
    assert_eq!(said.code, 0, "{}", said.stderr);
    said.stderr
}

/// What a person can read in the parts of a workbook, each with where it stands: texts of cells, charts, notes, heads and feet,
/// names of sheets, headings, hints and alternative texts. Formulas and codes of numbers are not for reading.
fn readable(parts: &[(String, String)]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, xml) in parts {
        if name.starts_with("docProps/app") || !name.ends_with(".xml") {
            continue;
        }
        for piece in xml.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
            let kind = tag.split([' ', '/']).next().unwrap_or_default();
            let kind = kind.rsplit(':').next().unwrap_or_default();
            let is_text = match kind {
                "t" | "oddHeader" | "oddFooter" | "author" | "title" | "subject" | "creator" => {
                    true
                }
                // points of a chart: texts or numbers
                "v" => name.contains("chart"),
                "description" | "keywords" | "category" => true,
                _ => false,
            };
            if is_text && !text.trim().is_empty() {
                found.insert(text.to_owned());
            }
            for attribute in [
                "descr",
                "prompt",
                "promptTitle",
                "error",
                "errorTitle",
                "tooltip",
            ] {
                found.extend(value(tag, attribute));
            }
            if name == "xl/workbook.xml" && kind == "sheet" || kind == "tableColumn" {
                found.extend(value(tag, "name"));
            }
        }
    }
    found
}

fn value(tag: &str, attribute: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {attribute}=\""))?;
    Some(rest.split('"').next().unwrap_or_default().to_owned())
}

fn workbooks(folder: &Path) -> Vec<(String, BTreeSet<String>)> {
    let files = files_below(folder).into_iter().map(|(name, _)| name);
    let books = files.filter(|name| name.ends_with(".xlsx"));
    books
        .map(|name| {
            let texts = readable(&parts(&folder.join(&name)));
            (name, texts)
        })
        .collect()
}

/// Latin words of a text that neither data nor names that are the same in every language hold.
fn latin(text: &str, tables: &[String]) -> Vec<String> {
    let plain = text
        .replace("&quot;", " ")
        .replace("&amp;", "&")
        .replace("&apos;", " ")
        .replace("_x000a_", " ")
        .replace("-&gt; duration", " ")
        .replace("1 h 30 min", " ");
    // codes of heads and feet: font, size, page, file
    let plain = plain.replace("&\"Arial,Regular\"&8", " ");
    let words = plain.split(|sign: char| !sign.is_ascii_alphanumeric() && !"._-&".contains(sign));
    let known = |word: &str| {
        let word = word.trim_matches('.');
        let is_hash = word.len() == 64 && word.bytes().all(|sign| sign.is_ascii_hexdigit());
        // names of figures, of settings and of tools are the same everywhere
        let is_setting = word.starts_with("health.");
        let is_name = word.contains('_') || is_setting || TOOLS.contains(&word);
        let is_table = tables.iter().any(|name| name == word);
        let is_rule = word == "time.duration.unreadable";
        let is_place = word.len() <= 5 && word.ends_with(|sign: char| sign.is_ascii_digit());
        let ends = [".csv", ".xlsx", ".toml"]
            .iter()
            .any(|end| word.ends_with(end));
        is_hash || is_name || is_table || is_rule || is_place || ends || SIGNS.contains(&word)
    };
    words
        .filter(|word| word.bytes().any(|sign| sign.is_ascii_alphabetic()) && !known(word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_language_file_beside_the_data_gives_a_whole_pack() {
    let language = toml::to_string(&made_up()).expect("it has a text");
    let desk = agency().file("templates/languages/xx.toml", language);
    let said = run(&desk, &["--lang", "xx"]);
    assert!(!said.contains("stand in English"), "{said}");
    let pack = desk.out().join("2026-10");
    let tables = files_below(&pack.join("data")).into_iter();
    let tables = tables.map(|(name, _)| name.trim_end_matches(".csv").to_owned());
    // settings are told by the names that they are typed with
    let typed = ["agency", "completeness"].map(str::to_owned);
    let tables: Vec<String> = tables.chain(typed).collect();
    let mut leaks = BTreeSet::new();
    let books = workbooks(&pack);
    for (name, texts) in &books {
        let stem = name.rsplit('/').next().unwrap_or_default();
        leaks.extend(
            latin(stem, &tables)
                .into_iter()
                .map(|word| format!("{name}: {word}")),
        );
        for text in texts {
            let words = latin(text, &tables);
            if !words.is_empty() {
                leaks.insert(format!("{name}: {words:?} in {text}"));
            }
        }
    }
    let questions = readable(&parts(&desk.path().join("monthend-decisions.xlsx")));
    for text in &questions {
        let words = latin(text, &tables);
        if !words.is_empty() {
            leaks.insert(format!("decisions: {words:?} in {text}"));
        }
    }
    let html = desk.written("2026-10/overview.html");
    let (_, body) = html.split_once("<body").expect("a body");
    for piece in body.split('<').skip(1) {
        let text = piece.split_once('>').map_or("", |(_, text)| text);
        let words = latin(text, &tables);
        if !words.is_empty() && !piece.starts_with("style") {
            leaks.insert(format!("overview: {words:?} in {text}"));
        }
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
    let names: Vec<&str> = books.iter().map(|(name, _)| name.as_str()).collect();
    for word in ["Portfolio", "Utilization", "Review", "Finance", "Data"] {
        let name = format!("{} 2026-10.xlsx", told(word));
        assert!(names.contains(&name.as_str()), "{name} of {names:?}");
    }
    // days in cells, numbers in sentences
    let portfolio = parts(&pack.join(format!("{} 2026-10.xlsx", told("Review"))));
    let holds = |part: &str, words: &str| {
        let mut parts = portfolio.iter().filter(|(name, _)| name.starts_with(part));
        parts.any(|(_, text)| text.contains(words))
    };
    let day = "dd&quot;/&quot;mm&quot;/&quot;yyyy";
    assert!(holds("xl/styles", day), "{day}");
    let october = format!("{} 2026", told("October"));
    assert!(holds("xl/sharedStrings", &october), "{october}");
    assert!(html.contains("1’000"), "1,000.00 EUR of revenue");
}

#[test]
fn answers_in_that_language_are_read() {
    let language = toml::to_string(&made_up()).expect("it has a text");
    // one letter apart, so it is asked about
    let desk = Desk::new()
        .file("templates/languages/xx.toml", language)
        .file("clients.csv", "Client,Status\nHalden Water,active\nOrlo Foods,active\n")
        .file("time.csv", "Date,Client,Project,Person,Hours\n2026-10-01,Halden Water,Site,Mara,7\n2026-10-02,Haldan Water,Site,Mara,1\n");
    let args = ["--lang", "xx", "--format", "csv"];
    run(&desk, &args);
    let path = desk.path().join("monthend-decisions.xlsx");
    let mut sheets = decisions::read(&path);
    let rows = &mut sheets[0].1;
    let (top, column) = decisions::heading(rows, &told("Answer"));
    let asked = rows.iter_mut().skip(top + 1);
    let mut asked = asked.filter(|row| row.iter().any(|text| text == "Haldan Water"));
    asked.next().expect("the question")[column] = told("yes");
    decisions::saved_elsewhere(&path, &sheets);
    run(&desk, &args);
    // 7 h and 1 h are of one client
    let written = desk.written("2026-10/data/client_month.csv");
    let hours = written.lines().filter(|line| line.contains("Hald"));
    let hours: Vec<&str> = hours.filter_map(|line| line.split(',').nth(5)).collect();
    assert_eq!(hours, ["8.0000"], "{written}");
}

#[test]
fn what_a_language_lacks_is_told_and_stands_in_english() {
    let mut language = made_up();
    let words = language["words"].as_table_mut().expect("a section");
    words.remove("portfolio").expect("it was there");
    let phrases = language["phrases"].as_table_mut().expect("a section");
    phrases.remove("no figure differs").expect("it was there");
    let formats = language["formats"].as_table_mut().expect("a section");
    formats.remove("percent").expect("it was there");
    let language = toml::to_string(&language).expect("it has a text");
    let desk = agency().file("templates/languages/xx.toml", language);
    let said = run(
        &desk,
        &["--lang", "xx", "--report", "portfolio", "--report", "data"],
    );
    let told_so = said.lines().find(|line| line.contains("stand in English"));
    let told_so = told_so.unwrap_or_else(|| panic!("{said}"));
    assert!(told_so.contains("xx.toml lacks 3 of "), "{told_so}");
    assert!(
        told_so.ends_with("formats.percent, phrases.no figure differs, words.portfolio"),
        "{told_so}"
    );
    assert!(desk.out().join("2026-10/Portfolio 2026-10.xlsx").exists());
    let data = format!("{} 2026-10.xlsx", told("Data"));
    let texts = readable(&parts(&desk.out().join("2026-10").join(data)));
    let lacking = "formats.percent, phrases.no figure differs, words.portfolio";
    assert!(
        texts.iter().any(|text| text.contains(lacking)),
        "{texts:#?}"
    );
}

#[test]
fn a_shipped_language_may_be_changed_in_part() {
    let own = "[words]\nportfolio = 'Наши клиенты'\n";
    let desk = agency().file("templates/languages/ru.toml", own);
    let said = run(&desk, &["--lang", "ru", "--report", "portfolio"]);
    assert!(!said.contains("stand in English"), "{said}");
    let path = desk.out().join("2026-10/Наши клиенты 2026-10.xlsx");
    let texts = readable(&parts(&path));
    assert!(texts.contains("Клиент"), "{texts:#?}");
    let said = desk.run("run", &["--lang", "tlh"]);
    assert_eq!(said.code, 2);
    assert!(
        said.stderr.contains("known are en, ru, zh"),
        "{}",
        said.stderr
    );
}
