//! A bare rust_xlsxwriter program: writes a list of cells, formats, formulas, tables, notes, links and charts, and nothing else.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartSolidFill, ChartType, Color, Format, FormatAlign,
    FormatBorder, FormatUnderline, Formula, Note, Table, TableColumn, TableFunction, TableStyle,
    Url, Workbook, Worksheet, XlsxError,
};

use super::written::{Area, Cell, ChartOf, Form, Group, Sheet, TableOf, Value, Written};

/// The workbook's bytes.
pub fn write(written: &Written) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_default_format(&format(&written.base), 20, 64)?;
    let formats: BTreeMap<usize, Format> = written
        .forms()
        .into_iter()
        .map(|(at, form)| (at, format(form)))
        .collect();
    for sheet in &written.sheets {
        let page = workbook.add_worksheet();
        page.set_name(&sheet.name)?;
        write_sheet(page, sheet, &formats)?;
    }
    for (name, target) in &written.names {
        workbook.define_name(name, target)?;
    }
    workbook.save_to_buffer()
}

fn write_sheet(
    page: &mut Worksheet,
    sheet: &Sheet,
    formats: &BTreeMap<usize, Format>,
) -> Result<(), XlsxError> {
    for (column, pixels) in &sheet.widths {
        page.set_column_width_pixels(*column, *pixels)?;
    }
    for (row, points) in &sheet.heights {
        page.set_row_height(*row, *points)?;
    }
    let cells: BTreeMap<(u32, u16), &Cell> =
        match sheet.merged.is_empty() && sheet.tables.is_empty() {
            true => BTreeMap::new(),
            false => sheet
                .cells
                .iter()
                .map(|cell| ((cell.row, cell.column), cell))
                .collect(),
        };
    let plain = Format::new();
    for &(row, column, last_row, last_column) in &sheet.merged {
        // the first cell is written over it, and may look different
        let rest = [(last_row, last_column), (row, column)];
        let cell = rest.iter().find_map(|place| cells.get(place));
        let format = cell.map_or(&plain, |cell| &formats[&cell.form]);
        page.merge_range(row, column, last_row, last_column, "", format)?;
    }
    for table in &sheet.tables {
        add_table(page, table, &cells, formats)?;
    }
    let headed: Vec<Area> = sheet.tables.iter().map(|table| table.area).collect();
    for cell in &sheet.cells {
        let is_heading = headed.iter().any(|(row, first, _, last)| {
            cell.row == *row && (*first..=*last).contains(&cell.column)
        });
        let is_merged = cell.value == Value::Blank
            && sheet.merged.iter().any(|(row, first, last_row, last)| {
                (*row..=*last_row).contains(&cell.row) && (*first..=*last).contains(&cell.column)
            });
        if !is_heading && !is_merged {
            write_cell(page, cell, &sheet.links, &formats[&cell.form])?;
        }
    }
    for (row, column, author, text) in &sheet.notes {
        let note = Note::new(text).set_author(author).add_author_prefix(false);
        page.insert_note(*row, *column, &note)?;
    }
    for chart in &sheet.charts {
        page.insert_chart(chart.row, chart.column, &drawn(chart))?;
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    cell: &Cell,
    links: &BTreeMap<(u32, u16), String>,
    format: &Format,
) -> Result<(), XlsxError> {
    let (row, column) = (cell.row, cell.column);
    match &cell.value {
        Value::Blank => page.write_blank(row, column, format)?,
        Value::Number(number) => page.write_number_with_format(row, column, *number, format)?,
        Value::Text(text) => match links.get(&(row, column)) {
            Some(target) => {
                let target = match target.starts_with("file:///") {
                    true => target.clone(),
                    false if target.contains('!') => format!("internal:{target}"),
                    false => format!("file:///{target}"),
                };
                page.write_url_with_options(row, column, Url::new(target), text, "", Some(format))?
            }
            None => page.write_string_with_format(row, column, text, format)?,
        },
        Value::Formula(formula, result) => {
            let formula = Formula::new(format!("={formula}")).set_result(result.as_str());
            page.write_formula_with_format(row, column, formula, format)?
        }
    };
    Ok(())
}

fn add_table(
    page: &mut Worksheet,
    table: &TableOf,
    cells: &BTreeMap<(u32, u16), &Cell>,
    formats: &BTreeMap<usize, Format>,
) -> Result<(), XlsxError> {
    let (row, first, last_row, last) = table.area;
    let columns: Vec<TableColumn> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, (name, word, function, formula))| {
            let heading = cells[&(row, first + at as u16)];
            let mut column = TableColumn::new()
                .set_header(name)
                .set_header_format(formats[&heading.form].clone());
            if !word.is_empty() {
                column = column.set_total_label(word);
            }
            match function.as_str() {
                "" => column,
                "sum" => column.set_total_function(TableFunction::Sum),
                _ => column
                    .set_total_function(TableFunction::Custom(Formula::new(format!("={formula}")))),
            }
        })
        .collect();
    let made = Table::new()
        .set_name(&table.name)
        .set_columns(&columns)
        .set_style(TableStyle::None)
        .set_banded_rows(false)
        .set_total_row(table.totals);
    page.add_table(row, first, last_row, last, &made)?;
    Ok(())
}

fn drawn(chart: &ChartOf) -> Chart {
    let mut groups = chart.groups.iter().map(group);
    let mut drawn = groups.next().unwrap_or_else(Chart::new_line);
    if let Some(second) = groups.next() {
        drawn.combine(&second);
    }
    drawn.title().set_name(&chart.title);
    drawn.set_alt_text(&chart.alt);
    drawn
}

fn group(group: &Group) -> Chart {
    let kind = match (group.form.0.as_str(), group.form.1.as_str()) {
        ("bar", _) => ChartType::Bar,
        ("col", "stacked") => ChartType::ColumnStacked,
        ("col", _) => ChartType::Column,
        _ => ChartType::Line,
    };
    let mut chart = Chart::new(kind);
    for [name, categories, values, colour] in &group.series {
        let colour = Color::from(format!("#{colour}").as_str());
        let mut look = ChartFormat::new();
        if kind == ChartType::Line {
            look.set_line(ChartLine::new().set_color(colour).set_width(2.25));
        } else {
            look.set_solid_fill(ChartSolidFill::new().set_color(colour));
        }
        let series = chart
            .add_series()
            .set_name(name)
            .set_categories(categories.as_str())
            .set_values(values.as_str())
            .set_format(&mut look);
        if group.gap > 0 {
            series.set_gap(group.gap);
        }
    }
    chart
}

fn format(form: &Form) -> Format {
    let mut format = Format::new()
        .set_font_name(&form.font)
        .set_font_size(form.size.parse::<f64>().unwrap_or(10.0));
    if form.bold {
        format = format.set_bold();
    }
    if form.underlined {
        format = format.set_underline(FormatUnderline::Single);
    }
    if let Some(colour) = colour(&form.colour) {
        format = format.set_font_color(colour);
    }
    if let Some(colour) = colour(&form.fill) {
        format = format.set_background_color(colour);
    }
    let [left, top, bottom] = &form.borders;
    if let Some(line) = line(&left.0) {
        format = format.set_border_left(line);
        format = colour(&left.1).map_or(format.clone(), |of| format.set_border_left_color(of));
    }
    if let Some(line) = line(&top.0) {
        format = format.set_border_top(line);
        format = colour(&top.1).map_or(format.clone(), |of| format.set_border_top_color(of));
    }
    if let Some(line) = line(&bottom.0) {
        format = format.set_border_bottom(line);
        format = colour(&bottom.1).map_or(format.clone(), |of| format.set_border_bottom_color(of));
    }
    if !form.code.is_empty() {
        format = format.set_num_format(&form.code);
    }
    if form.indent > 0 {
        format = format.set_indent(form.indent);
    }
    for way in [&form.across, &form.down] {
        if let Some(way) = align(way) {
            format = format.set_align(way);
        }
    }
    if form.down == "top" {
        format = format.set_align(FormatAlign::Top);
    }
    if form.down == "center" {
        format = format.set_align(FormatAlign::VerticalCenter);
    }
    if form.across == "center" {
        format = format.set_align(FormatAlign::Center);
    }
    if form.wrapped {
        format = format.set_text_wrap();
    }
    if form.quoted {
        format = format.set_quote_prefix();
    }
    if form.unlocked {
        format = format.set_unlocked();
    }
    format
}

fn align(way: &str) -> Option<FormatAlign> {
    match way {
        "left" => Some(FormatAlign::Left),
        "right" => Some(FormatAlign::Right),
        _ => None,
    }
}

fn line(style: &str) -> Option<FormatBorder> {
    match style {
        "thick" => Some(FormatBorder::Thick),
        "hair" => Some(FormatBorder::Hair),
        "thin" => Some(FormatBorder::Thin),
        _ => None,
    }
}

/// `FF1F3A5F`.
fn colour(text: &str) -> Option<Color> {
    let number = u32::from_str_radix(text.get(2..)?, 16).ok()?;
    Some(Color::RGB(number))
}
