//! An example Book with every block, written and read back.

use std::io::{Cursor, Read};
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;

use super::bytes;
use crate::model::{Duration, Money};
use crate::report::book::{
    Block, Book, Cell, CellValue, ChartBlock, ChartKind, Column, Link, Look, Page, Series, Style,
    Tab, TableBlock, Tile, Total, Words, Writing,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn pick<'a>(language: &str, en: &'a str, ru: &'a str, zh: &'a str) -> &'a str {
    match language {
        "ru" => ru,
        "zh" => zh,
        _ => en,
    }
}

fn words(language: &str) -> Words {
    let pick = |en, ru, zh| pick(language, en, ru, zh).to_owned();
    Words {
        not_available: pick("n/a", "н/д", "无"),
        yes: pick("yes", "да", "是"),
        no: pick("no", "нет", "否"),
        bands: [
            pick("red", "красный", "红"),
            pick("amber", "жёлтый", "黄"),
            pick("green", "зелёный", "绿"),
        ],
        previous: pick("before:", "было:", "上月："),
        page: pick("page {} of {}", "стр. {} из {}", "第 {} 页，共 {} 页"),
        helper: pick("Chart data", "Данные графиков", "图表数据"),
        cut: pick("cut", "обрезано", "已截断"),
        contents: ["Contents", "Shows", "back"].map(str::to_owned),
        author: "monthend".to_owned(),
        input: "kept".to_owned(),
        names: ["Names", "Name", "Figure", "Value", "Sheet"].map(str::to_owned),
        writing: Writing {
            date: pick("{y}-{m}-{d}", "{d}.{m}.{y}", "{y}-{m}-{d}"),
            table_month: pick("{month} {y}", "{month} {y}", "{y}年{m}月"),
            locale: pick("409", "419", "804"),
            decimal: pick(".", ",", "."),
            thousands: pick(",", "\u{a0}", ","),
            tall: language == "zh",
            months: [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ]
            .map(str::to_owned)
            .into(),
            month: pick("{month} {yy}", "{month} {yy}", "{yy}年{month}"),
            points: pick("pp", "п.п.", "个百分点"),
        },
    }
}

fn cell(value: CellValue) -> Cell {
    Cell {
        value,
        ..Cell::default()
    }
}

fn text(text: &str) -> Cell {
    cell(CellValue::Text(text.to_owned()))
}

fn money(units: i64) -> Cell {
    cell(CellValue::Money(Money::units(units)))
}

fn hours(minutes: i64) -> Cell {
    cell(CellValue::Hours(Duration::minutes(minutes)))
}

fn missing(reason: &str) -> Cell {
    Cell {
        note: reason.to_owned(),
        ..cell(CellValue::NotAvailable)
    }
}

fn column(key: &str, label: &str, style: Style, total: Total) -> Column {
    Column {
        key: key.to_owned(),
        label: label.to_owned(),
        style,
        total,
        ..Column::default()
    }
}

fn looking(column: Column, look: Look) -> Column {
    Column { look, ..column }
}

fn tile(
    label: &str,
    value: Cell,
    previous: Cell,
    change: &str,
    good: Option<bool>,
    name: &str,
) -> Tile {
    Tile {
        label: label.to_owned(),
        value,
        previous: Some(previous),
        change: change.to_owned(),
        good,
        trend: vec![Some(0.61), Some(0.64), None, Some(0.7), Some(0.713)],
        months: ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
            .map(str::to_owned)
            .into(),
        name: name.to_owned(),
        ok: String::new(),
    }
}

fn share(ratio: f64) -> Cell {
    Cell {
        style: Some(Style::Share),
        ..cell(CellValue::Number(ratio))
    }
}

fn summary(language: &str) -> Page {
    let say = |en, ru, zh| pick(language, en, ru, zh);
    let tiles = vec![
        tile(
            say(
                "Billable utilization, net",
                "Оплачиваемая загрузка (нетто)",
                "净计费利用率",
            ),
            share(0.713),
            share(0.684),
            "+2.9",
            Some(true),
            "billable_utilization_net",
        ),
        tile(
            say("Revenue invoiced", "Выставлено счетов", "开票收入"),
            money(12_345_678),
            money(13_000_000),
            "-5.0 %",
            Some(false),
            "revenue_invoiced",
        ),
        tile(
            "NPS",
            missing("fewer than 5 answers"),
            cell(CellValue::Number(42.0)),
            "",
            None,
            "nps1",
        ),
        tile(
            say("Outstanding", "Дебиторская задолженность", "应收账款"),
            money(456_789),
            money(456_789),
            "0.0 %",
            None,
            "outstanding",
        ),
        tile(
            say("Worked hours", "Отработанные часы", "工时"),
            hours(60 * 4_321),
            hours(60 * 4_100),
            "+221",
            None,
            "worked",
        ),
    ];
    let months = ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"];
    let rows = months.iter().enumerate().map(|(at, month)| {
        let at = at as i64;
        vec![
            text(month),
            hours(60 * (800 + at * 37)),
            hours(60 * (1100 + at * 21)),
            if at == 2 {
                missing("no capacity")
            } else {
                share(0.6 + at as f64 / 30.0)
            },
        ]
    });
    let trend = TableBlock {
        id: "trend".to_owned(),
        title: say("Twelve months", "Двенадцать месяцев", "十二个月").to_owned(),
        columns: vec![
            column(
                "month",
                say("Month", "Месяц", "月份"),
                Style::Month,
                Total::Label(say("Total", "Итого", "合计").to_owned()),
            ),
            column(
                "billable",
                say("Billable hours", "Оплачиваемые часы", "计费工时"),
                Style::Hours,
                Total::Sum,
            ),
            column(
                "net",
                say("Net capacity hours", "Доступные часы (нетто)", "净可用工时"),
                Style::Hours,
                Total::Sum,
            ),
            column(
                "share",
                say("Utilization", "Загрузка", "利用率"),
                Style::Share,
                Total::Ratio {
                    numerator: "billable".to_owned(),
                    denominator: "net".to_owned(),
                },
            ),
        ],
        rows: rows.collect(),
        totals: true,
        footer: say(
            "1 month without capacity",
            "1 месяц без данных о доступности",
            "1 个月无产能数据",
        )
        .to_owned(),
        ..TableBlock::default()
    };
    let series = |column: &str, label: &str, line: bool| Series {
        column: column.to_owned(),
        label: label.to_owned(),
        line,
        second: line,
    };
    let chart = ChartBlock {
        title: say(
            "Utilization rises for three months",
            "Загрузка растёт третий месяц",
            "利用率连续三个月上升",
        )
        .to_owned(),
        alt: "columns of hours and a line of utilization".to_owned(),
        kind: ChartKind::Column,
        table: "trend".to_owned(),
        category: "month".to_owned(),
        series: vec![
            series("billable", say("Billable", "Оплачиваемые", "计费"), false),
            series("net", say("Net capacity", "Доступные", "产能"), false),
            series("share", say("Utilization", "Загрузка", "利用率"), true),
        ],
        rows: None,
        size: (520, 260),
        fill: false,
        beside: true,
        shaded: false,
    };
    let bars = ChartBlock {
        kind: ChartKind::Bar,
        title: say("Five months of hours", "Часы за пять месяцев", "五个月工时").to_owned(),
        series: vec![series("billable", "h", false)],
        beside: false,
        size: (480, 240),
        fill: false,
        ..chart.clone()
    };
    let stacked = ChartBlock {
        kind: ChartKind::Stacked,
        series: vec![series("billable", "b", false), series("net", "n", false)],
        beside: true,
        size: (480, 240),
        fill: false,
        ..chart.clone()
    };
    let long = say(
        "This page shows the month at a glance. Totals are ratios of sums, never averages of ratios; a value that cannot be computed is n/a with its reason in a note on the cell, and every figure can be traced to file, sheet and cell.",
        "Страница показывает месяц целиком. Итоги считаются как отношения сумм, а не как средние отношения; показатель, который нельзя посчитать, отмечен «н/д», причина указана в примечании к ячейке, и каждую цифру можно проследить до файла, листа и ячейки.",
        "本页一览全月情况。合计按总和之比计算，绝不取比率的平均值；无法计算的数值显示为“无”，原因写在单元格批注中，每个数字都能追溯到文件、工作表和单元格。合计按总和之比计算，绝不取比率的平均值。",
    );
    Page {
        name: say("The month", "Месяц", "本月").to_owned(),
        title: say(
            "Portfolio, October 2026",
            "Портфель, октябрь 2026",
            "客户组合 2026年10月",
        )
        .to_owned(),
        subtitle: say(
            "2026-10 | as of 2026-10-31 | EUR | 96 % of hours recorded",
            "2026-10 | на 31.10.2026 | RUB | учтено 96 % часов",
            "2026-10 | 截至 2026-10-31 | CNY | 已记录 96 % 工时",
        )
        .to_owned(),
        blocks: vec![
            Block::Tiles(tiles),
            Block::Text(long.to_owned()),
            Block::Table(trend),
            Block::Chart(chart),
            Block::Heading(say("Charts", "Графики", "图表").to_owned()),
            Block::Chart(bars),
            Block::Chart(stacked),
            Block::Gap,
            Block::Table(TableBlock {
                id: "nothing".to_owned(),
                title: say("Overdue actions", "Просроченные задачи", "逾期事项").to_owned(),
                empty: say("none", "нет", "无").to_owned(),
                ..TableBlock::default()
            }),
        ],
        tab: Tab::Summary,
        ..Page::default()
    }
}

fn clients(language: &str) -> Page {
    let say = |en, ru, zh| pick(language, en, ru, zh);
    let names = [
        say("Halden Brewery", "Пивоварня «Хальден»", "沪江科技有限公司"),
        "=cmd|' /C calc'!A0",
        say(
            "A client with a very long legal name that goes on and on, Gesellschaft mit beschränkter Haftung",
            "Общество с ограниченной ответственностью «Очень длинное название клиента, которое не кончается»",
            "名称非常长的客户有限责任公司北京分公司上海代表处广州办事处深圳研发中心",
        ),
    ];
    let rows = (0..24).map(|at: i64| {
        vec![
            Cell {
                link: (at == 0).then(|| Link::File("clients/A 2026-10.xlsx".to_owned())),
                indent: u8::from(at % 4 != 0),
                ..text(names[(at % 3) as usize])
            },
            Cell {
                link: (at == 0).then(|| Link::Page(say("The month", "Месяц", "本月").to_owned())),
                ..text(["red", "amber", "green"][(at % 3) as usize])
            },
            cell(CellValue::Money(Money(1_234_567_890_123 - at * 98_765_432_101))),
            money(at * 1000),
            hours(at * 45),
            share(at as f64 / 18.0),
            cell(CellValue::Count(at - 3)),
            cell(CellValue::Date(day("2026-10-31"))),
            cell(CellValue::Flag(at % 2 == 0)),
            cell(CellValue::Formula {
                text: "{revenue}-{paid}".to_owned(),
                result: Box::new(CellValue::Money(Money(1_234_567_890_123 - at * 98_765_432_101) - Money::units(at * 1000))),
            }),
            text(if at == 1 { say("the client asked for a new scope twice, and the answer is due next week with the plan", "клиент дважды просил новый объём работ, ответ с планом нужен на следующей неделе", "客户两次要求新的范围，下周需要答复并附上计划安排和预算说明，请客户经理尽快确认") } else { "" }),
            Cell::default(),
        ]
    });
    let table = TableBlock {
        id: "client_month".to_owned(),
        columns: vec![
            column(
                "client",
                say("Client", "Клиент", "客户"),
                Style::Text,
                Total::Label(say("Total", "Итого", "合计").to_owned()),
            ),
            looking(
                column(
                    "band",
                    say("Health", "Здоровье", "健康度"),
                    Style::Text,
                    Total::None,
                ),
                Look::Band,
            ),
            looking(
                column(
                    "revenue",
                    say("Revenue", "Выручка", "收入"),
                    Style::Cents,
                    Total::Sum,
                ),
                Look::Sign,
            ),
            looking(
                column(
                    "paid",
                    say("Paid", "Оплачено", "已付"),
                    Style::Money,
                    Total::Sum,
                ),
                Look::Bars,
            ),
            column(
                "hours",
                say("Hours", "Часы", "工时"),
                Style::Hours,
                Total::Sum,
            ),
            looking(
                column(
                    "load",
                    say("Load", "Нагрузка", "负荷"),
                    Style::Share,
                    Total::None,
                ),
                Look::Heat,
            ),
            column(
                "change",
                say("Change", "Изменение", "变化"),
                Style::Count,
                Total::None,
            ),
            column(
                "due",
                say("Due on", "Срок", "到期日"),
                Style::Date,
                Total::None,
            ),
            column(
                "flag",
                say(
                    "Over limit of the account manager",
                    "Выше лимита менеджера",
                    "超出客户经理上限",
                ),
                Style::Flag,
                Total::None,
            ),
            column(
                "open",
                say("Open", "Остаток", "未付"),
                Style::Cents,
                Total::Sum,
            ),
            column(
                "remark",
                say("Remark", "Замечание", "备注"),
                Style::Wrapped,
                Total::None,
            ),
            Column {
                input: true,
                choices: vec![
                    say("open", "открыто", "未完成").to_owned(),
                    say("done", "готово", "完成").to_owned(),
                ],
                ..column(
                    "status",
                    say("Status", "Статус", "状态"),
                    Style::Text,
                    Total::None,
                )
            },
        ],
        rows: rows.collect(),
        totals: true,
        sortable: true,
        ..TableBlock::default()
    };
    Page {
        name: say("Clients", "Клиенты", "客户").to_owned(),
        title: say("Clients", "Клиенты", "客户").to_owned(),
        subtitle: "2026-10".to_owned(),
        blocks: vec![Block::Table(table)],
        tab: Tab::Detail,
        ..Page::default()
    }
}

pub(super) fn example(language: &str) -> Book {
    Book {
        file_name: "Portfolio 2026-10".to_owned(),
        title: pick(language, "Portfolio", "Портфель", "客户组合").to_owned(),
        period: "2026-10".to_owned(),
        for_client: false,
        subject: "2026-10".to_owned(),
        agency: "Northlight & Co".to_owned(),
        language: language.to_owned(),
        dated: day("2026-10-31"),
        confidentiality: pick(language, "Confidential", "Конфиденциально", "机密").to_owned(),
        words: words(language),
        theme: Arc::default(),
        pages: vec![summary(language), clients(language)],
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    package
        .by_name(name)
        .expect("a part")
        .read_to_string(&mut text)
        .expect("xml");
    text
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let one = bytes(&example("ru")).expect("a workbook");
    let two = bytes(&example("ru")).expect("a workbook");
    assert!(one == two);
    // For a person who wants to look at the pages.
    if let Some(folder) = std::env::var_os("MONTHEND_LOOK") {
        for language in ["en", "ru", "zh"] {
            let path = std::path::Path::new(&folder).join(format!("{language}.xlsx"));
            let written = bytes(&example(language)).expect("a workbook");
            std::fs::write(path, written).expect("writable");
        }
    }
}

#[test]
fn reads_back_values_and_stored_results() {
    let written = bytes(&example("en")).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(written.as_slice())).expect("a workbook");
    assert_eq!(
        book.sheet_names(),
        ["The month", "Clients", "Chart data", "Names"]
    );
    let clients = book.worksheet_range("Clients").expect("a sheet");
    let at = |row, column| clients.get_value((row, column)).expect("a cell").clone();
    assert_eq!(at(0, 0), Data::String("Clients".to_owned()));
    assert_eq!(at(3, 0), Data::String("Client".to_owned()));
    assert_eq!(at(5, 0), Data::String("=cmd|' /C calc'!A0".to_owned()));
    assert_eq!(at(4, 1), Data::String("red".to_owned()));
    // 24 rows of 123,456,789.0123 less 0 to 23 times 9,876,543.2101.
    let revenue = (24 * 1_234_567_890_123_i64 - 276 * 98_765_432_101) as f64 / 10_000.0;
    assert_eq!(at(28, 2), Data::Float(revenue));
    assert_eq!(at(28, 3), Data::Float(276_000.0));
    assert_eq!(at(28, 4), Data::Float(276.0 * 0.75));
    assert_eq!(at(4, 9), Data::Float(1_234_567_890_123.0 / 10_000.0));
    let formulas = book.worksheet_formula("Clients").expect("a sheet");
    let formula = |row, column| formulas.get_value((row, column)).cloned();
    assert_eq!(formula(4, 9).as_deref(), Some("C5-D5"));
    assert_eq!(
        formula(28, 3).as_deref(),
        Some("SUBTOTAL(109,client_month[Paid])")
    );
}

#[test]
fn a_list_that_is_seen_at_a_glance_has_no_buttons() {
    let filtered = |rows: usize| {
        let mut book = example("en");
        if let Block::Table(list) = &mut book.pages[1].blocks[0] {
            let kept: Vec<_> = list.rows.iter().take(rows).cloned().collect();
            list.rows = kept.into();
        }
        let written = bytes(&book).expect("a workbook");
        part(&written, "xl/tables/table1.xml").contains("<autoFilter ")
    };
    assert_eq!([11, 12].map(filtered), [false, true]);
}

#[test]
fn less_than_half_a_cent_is_not_shown_in_brackets() {
    let codes = |ten_thousandths: i64| {
        let mut book = example("en");
        let Block::Table(list) = &mut book.pages[1].blocks[0] else {
            panic!("a list")
        };
        let mut rows = list.rows.to_vec();
        let paid = list.column_at("paid").expect("a column");
        list.columns[paid].style = Style::Cents;
        rows[0][paid].value = CellValue::Money(Money(ten_thousandths));
        list.rows = rows.into();
        let written = bytes(&book).expect("a workbook");
        part(&written, "xl/styles.xml").contains("\"0.00_);0.00_);0.00_)\"")
    };
    assert_eq!([-49, -50, 0].map(codes), [true, false, false]);
}

#[test]
fn a_chart_whose_columns_are_all_nothing_has_one_axis() {
    let axes = |nothing: bool| {
        let mut book = example("en");
        if let Block::Table(list) = &mut book.pages[1].blocks[0] {
            let mut rows = list.rows.to_vec();
            let paid = list.column_at("paid").expect("a column");
            for row in &mut rows {
                if nothing {
                    row[paid].value = CellValue::Money(Money::ZERO);
                }
            }
            list.rows = rows.into();
        }
        let Block::Chart(chart) = &mut book.pages[0].blocks[3] else {
            panic!("a chart")
        };
        (chart.table, chart.category) = ("client_month".to_owned(), "client".to_owned());
        let series = |column: &str, second: bool| Series {
            column: column.to_owned(),
            label: column.to_owned(),
            line: second,
            second,
        };
        chart.series = vec![series("paid", false), series("hours", true)];
        let written = bytes(&book).expect("a workbook");
        let chart = part(&written, "xl/charts/chart1.xml");
        (
            chart.matches("<c:valAx>").count(),
            chart.contains("<c:barChart>"),
        )
    };
    assert_eq!(axes(false), (2, true));
    assert_eq!(axes(true), (1, false));
}

#[test]
fn a_list_is_frozen_repeated_and_filtered() {
    let mut book = example("en");
    if let Block::Table(list) = &mut book.pages[1].blocks[0] {
        let again = list.rows.to_vec();
        list.rows.extend(again);
    }
    let written = bytes(&book).expect("a workbook");
    let sheet = part(&written, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("ySplit=\"4\""), "frozen under the heading");
    assert!(sheet.contains("fitToHeight=\"0\""));
    assert!(sheet.contains("<dataValidation "));
    let workbook = part(&written, "xl/workbook.xml");
    assert!(workbook.contains("Clients!$4:$4"), "{workbook}");
    assert!(workbook.contains("billable_utilization_net"));
    assert!(workbook.contains("t_nps1"));
    let table = part(&written, "xl/tables/table1.xml");
    assert!(table.contains("displayName=\"client_month\""), "{table}");
    let core = part(&written, "docProps/core.xml");
    assert!(core.contains("2026-10-31T00:00:00Z"), "{core}");
}

#[test]
fn a_ratio_in_the_totals_is_of_sums() {
    let written = bytes(&example("en")).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(written.as_slice())).expect("a workbook");
    let month = book.worksheet_range("The month").expect("a sheet");
    let formulas = book.worksheet_formula("The month").expect("a sheet");
    let total = (0..month.height() as u32 + 2)
        .find(|row| month.get_value((*row, 0)) == Some(&Data::String("Total".to_owned())))
        .expect("a totals row");
    // Hours 800 + 37 n over 1100 + 21 n, n from 0 to 4.
    assert_eq!(
        month.get_value((total, 3)),
        Some(&Data::Float(4370.0 / 5710.0))
    );
    let formula = formulas.get_value((total, 3)).expect("a formula");
    assert!(
        formula.starts_with("IFERROR(SUM(B") && formula.ends_with(",\"n/a\")"),
        "{formula}"
    );
}

#[test]
fn a_page_too_wide_to_be_read_on_a4_is_set_on_a3() {
    let paper = |book: &Book| {
        let sheet = part(
            &bytes(book).expect("a workbook"),
            "xl/worksheets/sheet2.xml",
        );
        let (_, rest) = sheet.split_once("paperSize=\"").expect("a size of paper");
        rest[..1].to_owned()
    };
    let mut book = example("en");
    assert_eq!(paper(&book), "9");
    if let Block::Table(table) = &mut book.pages[1].blocks[0] {
        (table.sortable, table.totals) = (false, false);
        table.columns = [table.columns.clone(), table.columns.clone()].concat();
        for row in &mut table.rows {
            *row = [row.clone(), row.clone()].concat();
        }
    }
    assert_eq!(paper(&book), "8");
}

#[test]
fn sheets_that_serve_the_program_are_hidden() {
    for for_client in [false, true] {
        let mut book = example("en");
        book.for_client = for_client;
        let workbook = part(&bytes(&book).expect("a workbook"), "xl/workbook.xml");
        // the points behind charts, and the names for formulas
        assert_eq!(workbook.matches("state=\"hidden\"").count(), 2);
        assert!(workbook.contains("name=\"Chart data\" sheetId=\"3\" state=\"hidden\""));
        let chart = part(&bytes(&book).expect("a workbook"), "xl/charts/chart1.xml");
        assert!(
            !chart.contains("plotVisOnly"),
            "charts over hidden points are drawn"
        );
    }
}

#[test]
fn a_book_of_many_sheets_lists_them_and_leads_back() {
    let mut book = example("en");
    let names = |book: &Book| {
        let written = bytes(book).expect("a workbook");
        let opened: Xlsx<_> = Xlsx::new(Cursor::new(written.as_slice())).expect("a workbook");
        opened.sheet_names()
    };
    assert!(!names(&book).contains(&"Contents".to_owned()));
    for at in 1..=7 {
        book.pages.push(Page {
            name: format!("Page {at} of a name that is too long for a tab"),
            title: format!("Page {at} in full"),
            blocks: vec![Block::Text("said".to_owned())],
            ..Page::default()
        });
    }
    let names = names(&book);
    assert_eq!(names[..3], ["The month", "Contents", "Clients"]);
    let written = bytes(&book).expect("a workbook");
    let mut opened: Xlsx<_> = Xlsx::new(Cursor::new(written.as_slice())).expect("a workbook");
    let list = opened.worksheet_range("Contents").expect("a sheet");
    let last = list.rows().next_back().expect("rows");
    assert_eq!(last[1], Data::String("Page 7 in full".to_owned()));
    let links = part(&written, "xl/worksheets/sheet2.xml");
    assert_eq!(links.matches("<hyperlink ").count(), 9);
    assert!(links.contains(&format!("{}!A1", super::formula::quoted(&names[9]))));
    let back = part(&written, "xl/worksheets/sheet4.xml");
    assert!(
        back.contains("<hyperlink ref=\"A2\" location=\"'Contents'!A1\""),
        "{back}"
    );
}

#[test]
fn bars_of_shares_end_at_the_whole_or_above() {
    for (largest, end) in [(0.3, "1"), (1.8, "1.8")] {
        let mut book = example("en");
        let Block::Table(table) = &mut book.pages[1].blocks[0] else {
            panic!("a table")
        };
        table.rows.truncate(2);
        let at = table.column_at("load").expect("a column");
        table.columns[at].look = Look::Bars;
        for row in &mut table.rows {
            row[at] = share(largest);
        }
        let sheet = part(
            &bytes(&book).expect("a workbook"),
            "xl/worksheets/sheet2.xml",
        );
        let ends = format!("<cfvo type=\"num\" val=\"0\"/><cfvo type=\"num\" val=\"{end}\"/>");
        assert!(sheet.contains(&ends), "{largest}");
    }
}

#[test]
fn names_under_a_chart_are_short() {
    let mut book = example("en");
    let Block::Chart(chart) = &mut book.pages[0].blocks[3] else {
        panic!("a chart")
    };
    (chart.table, chart.category) = ("client_month".to_owned(), "client".to_owned());
    chart.series.truncate(1);
    chart.series[0].column = "paid".to_owned();
    let written = bytes(&book).expect("a workbook");
    let strings = part(&written, "xl/sharedStrings.xml");
    assert!(
        strings.contains("<t>A client…</t>") && !strings.contains("<t>A client with a…</t>"),
        "of 24 names each has 13 letters at most"
    );
    assert!(
        strings.contains("<t>Jun 26</t>"),
        "months of the other charts"
    );
    assert!(
        strings.contains("<t>2026-06</t>"),
        "which stand in full in their table"
    );
}
