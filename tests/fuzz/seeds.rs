//! Small files of every kind, to be changed.

use rust_xlsxwriter::{Color, Format, Formula, Workbook, XlsxError};

/// Written by a program that stores zeros for formulas.
pub const XLS: &[u8] = include_bytes!("seeds/time.xls");
/// A binary workbook.
pub const XLSB: &[u8] = include_bytes!("seeds/time.xlsb");
/// An `OpenDocument` spreadsheet.
pub const ODS: &[u8] = include_bytes!("seeds/time.ods");

/// Formulas, one a line.
pub const FORMULAS: &str =
    "=15000.00\n=I7+I8\n=((B6)+(B7))\n=SUM($A$1:B9,'a b'!C3;2)*-3%\n=\"00123\"\n=A:B/0.5e3\n";

/// Values as people write them, one a line.
pub const VALUES: &str = "1 234,50 €\n-$1,234.50\n(400.00)\n5-\n7h 30m\n1:30:00\n7.5\n90 min\n2026-10-31\n31.10.2026\n10/31/26\n31 октября 2026 г.\n2026年10月31日\n\u{ff11}\u{ff12}\n";

/// Delimited text and a bank's exchange file.
pub fn text() -> Vec<Vec<u8>> {
    [
        "Date,Person,Hours\n2026-10-01,\"Ines, M.\",7.5\n2026-10-02,Ines,=1.5+2\n",
        "sep=;\nДата;Сумма\n01.10.2026;\"1 500,00\"\n",
        "1CClientBankExchange\nВерсияФормата=1.03\nСекцияДокумент=Платежное поручение\nНомер=7\nДата=01.10.2026\nСумма=1500.00\nКонецДокумента\nКонецФайла\n",
        "<html><table><tr><td>1</td></tr></table></html>",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

/// A workbook with what readers look at.
pub fn xlsx() -> Vec<Vec<u8>> {
    vec![workbook().expect("memory takes it")]
}

/// Every kind of file.
pub fn all() -> Vec<Vec<u8>> {
    let workbooks = [XLS, XLSB, ODS].map(<[u8]>::to_vec);
    workbooks.into_iter().chain(xlsx()).chain(text()).collect()
}

fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let yellow = Format::new().set_background_color(Color::RGB(0x00ff_e699));
    let sheet = book.add_worksheet().set_name("October")?;
    sheet.write(0, 0, "Date")?.write(0, 1, "Hours & more")?;
    sheet
        .write_with_format(1, 0, 46_296, &day)?
        .write_with_format(1, 1, 7.5, &yellow)?;
    sheet
        .write(2, 1, Formula::new("B2*2+SUM(B1:B2)"))?
        .write(2, 2, true)?;
    sheet.merge_range(4, 0, 4, 2, "Total", &Format::new())?;
    sheet.set_row_hidden(1)?;
    book.add_worksheet()
        .set_name("Other")?
        .write(0, 0, Formula::new("October!B3"))?;
    book.save_to_buffer()
}
