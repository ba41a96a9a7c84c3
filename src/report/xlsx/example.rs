//! An example Book with every block.

use std::sync::Arc;

use chrono::NaiveDate;

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
            percent: pick("{}%", "{}\u{a0}%", "{}%"),
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

pub(super) fn share(ratio: f64) -> Cell {
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
                link: (at == 0).then(|| Box::new(Link::File("clients/A 2026-10.xlsx".to_owned()))),
                indent: u8::from(at % 4 != 0),
                ..text(names[(at % 3) as usize])
            },
            Cell {
                link: (at == 0).then(|| Box::new(Link::Page(say("The month", "Месяц", "本月").to_owned()))),
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
