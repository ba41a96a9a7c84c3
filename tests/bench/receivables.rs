//! Three years of an agency's invoices and bank lines, as they are found: what the reconciliation is measured on.
//!
//! Nine lines of ten name their invoice, some of them badly; the rest is told by amount or not at all. Invoices are paid whole, in
//! parts, several at a time, short of a fee, twice, or not; some are credited. Clients come in groups and in four currencies.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Days, Months, NaiveDate};

use crate::agency::{Draw, client_name, first_day};

const MONTHS: u32 = 36;
const CURRENCIES: [&str; 4] = ["EUR", "USD", "GBP", "CNY"];

/// A folder of csv files.
pub struct Receivables {
    pub invoices: u32,
    pub lines: u32,
    pub folder: PathBuf,
}

struct Bill {
    number: String,
    client: u32,
    day: NaiveDate,
    cents: u64,
}

impl Receivables {
    /// The files, made when they are not there: so many invoices and 1.2 times as many bank lines.
    pub fn make(invoices: u32) -> Result<Receivables, String> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("receivables-{invoices}"));
        let receivables = Receivables {
            invoices,
            lines: invoices / 10 * 12,
            folder,
        };
        if !receivables.folder.join("complete").exists() {
            receivables.write().map_err(|why| why.to_string())?;
        }
        Ok(receivables)
    }

    /// A hundred invoices in three years for each.
    fn clients(&self) -> u32 {
        (self.invoices / 100).max(20)
    }

    fn write(&self) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut draw = Draw(20_261_127);
        let bills = self.bills(&mut draw);
        for (name, text) in [
            ("clients.csv", self.accounts()),
            ("invoices.csv", invoices(&bills, &mut draw)),
            ("payments.csv", self.payments(&bills, &mut draw)),
            ("complete", String::new()),
        ] {
            fs::write(self.folder.join(name), text)?;
        }
        Ok(())
    }

    fn accounts(&self) -> String {
        let mut text =
            "Client,Status,Account manager,Group,Since,Currency,Payment terms\n".to_owned();
        for client in 0..self.clients() {
            let group = if client % 5 < 3 {
                format!("Group {}", client / 5)
            } else {
                String::new()
            };
            let _ = writeln!(
                text,
                "{},active,Manager {},{group},2020-01-01,{},30",
                client_name(client),
                client % 20,
                currency(client),
            );
        }
        text
    }

    /// A retainer, hours at a rate, or any amount.
    fn bills(&self, draw: &mut Draw) -> Vec<Bill> {
        let clients = self.clients();
        (0..self.invoices)
            .map(|at| {
                let client = draw.below(clients);
                let month = (u64::from(at) * u64::from(MONTHS) / u64::from(self.invoices)) as u32;
                let day = first_day() + Months::new(month) + Days::new(u64::from(draw.below(28)));
                let cents = match draw.below(3) {
                    0 => u64::from(2 + draw.below(38)) * 50_000,
                    1 => u64::from(20 + draw.below(600)) * 3_000,
                    _ => u64::from(50_000 + draw.below(2_000_000)),
                };
                Bill {
                    number: format!("INV-{}-{:05}", 2023 + (month + 10) / 12, at + 1),
                    client,
                    day,
                    cents,
                }
            })
            .collect()
    }

    /// Of ten invoices: six lines pay one, two pay one in two parts, one pays three, and the rest is other money.
    fn payments(&self, bills: &[Bill], draw: &mut Draw) -> String {
        let mut lines: Vec<String> = Vec::new();
        let mut waiting: Vec<Vec<&Bill>> = vec![Vec::new(); self.clients() as usize];
        for bill in bills {
            let kind = draw.below(100);
            let paid = bill.day + Days::new(u64::from(10 + draw.below(50)));
            let mut line = |days: u64, cents: u64, text: String| {
                lines.push(line_of(paid + Days::new(days), bill.client, cents, &text));
            };
            match kind {
                0..48 => line(0, bill.cents, reference(draw, &bill.number)),
                48..54 => line(0, bill.cents, "thank you".to_owned()),
                54..84 => {
                    let first = bill.cents / 100 * u64::from(20 + draw.below(60));
                    line(0, first, reference(draw, &bill.number));
                    line(12, bill.cents - first, reference(draw, &bill.number));
                }
                84..88 => line(0, bill.cents - 500, reference(draw, &bill.number)),
                88..90 => {
                    line(0, bill.cents, reference(draw, &bill.number));
                    line(4, bill.cents, reference(draw, &bill.number));
                }
                90..97 => {
                    let together = &mut waiting[bill.client as usize];
                    together.push(bill);
                    if together.len() == 3 {
                        let cents = together.iter().map(|bill| bill.cents).sum();
                        let numbers: Vec<&str> =
                            together.iter().map(|bill| bill.number.as_str()).collect();
                        let text = if draw.below(4) > 0 {
                            numbers.join(", ")
                        } else {
                            "all together".to_owned()
                        };
                        line(20, cents, text);
                        together.clear();
                    }
                }
                _ => {}
            }
        }
        while lines.len() < self.lines as usize {
            let client = draw.below(self.clients());
            let day = first_day() + Days::new(u64::from(draw.below(1_090)));
            let cents = u64::from(10_000 + draw.below(3_000_000));
            if draw.below(3) == 0 {
                let text = format!(
                    "{day},Payer {},{}.{:02},EUR,in,fee",
                    draw.below(5_000),
                    cents / 100,
                    cents % 100
                );
                lines.push(text);
            } else {
                lines.push(line_of(day, client, cents, "advance"));
            }
        }
        lines.truncate(self.lines as usize);
        format!(
            "Date,Payer,Amount,Currency,Direction,Reference\n{}\n",
            lines.join("\n")
        )
    }
}

/// One invoice of forty is credited, whole or in part, by a note that names it.
fn invoices(bills: &[Bill], draw: &mut Draw) -> String {
    let mut text = "Number,Client,Issued on,Due on,Gross,Currency,Type\n".to_owned();
    for bill in bills {
        let (client, currency) = (client_name(bill.client), currency(bill.client));
        let due = bill.day + Days::new(30);
        let (whole, cents) = (bill.cents / 100, bill.cents % 100);
        let _ = writeln!(
            text,
            "{},{client},{},{due},{whole}.{cents:02},{currency},invoice",
            bill.number, bill.day
        );
        if draw.below(40) == 0 {
            let day = bill.day + Days::new(8);
            let part = whole / u64::from(1 + draw.below(4));
            let _ = writeln!(
                text,
                "{}-CN,{client},{day},,-{part}.00,{currency},credit note",
                bill.number
            );
        }
    }
    text
}

fn line_of(day: NaiveDate, client: u32, cents: u64, text: &str) -> String {
    format!(
        "{day},{},{}.{:02},{},in,\"{text}\"",
        client_name(client),
        cents / 100,
        cents % 100,
        currency(client),
    )
}

/// How people name an invoice.
fn reference(draw: &mut Draw, number: &str) -> String {
    let bare = number.trim_start_matches("INV-");
    match draw.below(9) {
        0 => number.to_owned(),
        1 => format!("Invoice {number}"),
        2 => format!("payment of inv. {bare} thank you"),
        3 => format!("Оплата по счету № {number} без НДС"),
        4 => format!("支付发票{number}货款"),
        5 => number.replace('0', "O"),
        6 => number.replace('-', " ").to_lowercase(),
        7 => format!("/ROC/{number}//URI/services as agreed in the contract of 2023"),
        _ => "services".to_owned(),
    }
}

fn currency(client: u32) -> &'static str {
    CURRENCIES[(client % 10) as usize % 4]
}
