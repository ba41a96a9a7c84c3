//! What stands beside a contract's invoices: costs passed through, cents, frameworks, drafts.

use super::*;

const BILLS: &str = "number | client | issued_on | net | gross | currency | contract | status\n";

fn classes(sheets: &[(&str, &str)]) -> Vec<String> {
    let frames = Finance::of(sheets, "2026-10-31");
    frames.lines(&EXCEPTIONS, &["class", "subject", "amount"])
}

fn card(sheets: &[(&str, &str)]) -> Vec<String> {
    let frames = Finance::of(sheets, "2026-10-31");
    frames.lines(&CONTRACT_CARD, &["invoiced", "remaining", "budget_light"])
}

#[test]
fn costs_passed_through_are_no_part_of_a_contracts_sum() {
    let contracts =
        "contract | client | amount | currency | signed_on\nK-1 | Acme | 1000 | EUR | 2026-01-05";
    let bills = format!(
        "{BILLS}1 | Acme | 2026-09-30 | 900 | 900 | EUR | K-1 |\n2 | Acme | 2026-09-30 | 5000 | 5000 | EUR | K-1 |"
    );
    let expenses = "client | date | amount | currency | pass_through\n\
        Acme | 2026-09-25 | 5000 | EUR | yes\nAcme | 2026-09-25 | 70 | EUR | no\nBirch | 2026-09-25 | 400 | EUR | yes\n\
        Acme | 2026-11-25 | 800 | EUR | yes";
    let sheets = [
        ("contracts", contracts),
        ("invoices", bills.as_str()),
        ("expenses", expenses),
    ];
    let over = |sheets| {
        classes(sheets)
            .into_iter()
            .filter(|row| row.starts_with("over-budget"))
            .collect::<Vec<_>>()
    };
    assert!(over(&sheets).is_empty());
    assert_eq!(card(&sheets), ["5900 | 100 | amber"]);
    assert_eq!(over(&sheets[..2]), ["over-budget | K-1 | 4900"]);
}

#[test]
fn a_cent_of_each_invoice_is_within_the_budget() {
    let contracts = "contract | client | amount | currency | signed_on\nK-1 | Acme | 169811.3208 | EUR | 2026-01-05";
    for (last, over) in [("56603.78", 0), ("56603.80", 1)] {
        let bills = format!(
            "{BILLS}1 | Acme | 2026-07-30 | 56603.78 | 60000 | EUR | K-1 |\n2 | Acme | 2026-08-30 | 56603.78 | 60000 | EUR | K-1 |\n\
             3 | Acme | 2026-09-30 | {last} | 60000 | EUR | K-1 |"
        );
        let told = classes(&[("contracts", contracts), ("invoices", &bills)]);
        let told = told.iter().filter(|row| row.starts_with("over-budget"));
        assert_eq!(told.count(), over, "{last}");
    }
}

#[test]
fn an_order_is_signed_with_the_framework_of_its_number() {
    let contracts = "\
contract | client | signed_on  | starts_on  | ends_on    | amount | terms_days | currency
KJ-1     | Acme   | 2026-01-10 | 2026-01-01 | 2026-12-31 |        | 45 | EUR
KJ-1     | Acme   |            | 2026-02-01 |            | 5000   |    | EUR
KJ-2     | Acme   |            | 2026-03-01 |            | 700    |    | EUR";
    let bills = format!("{BILLS}1 | Acme | 2026-09-30 | 900 | 900 | EUR | KJ-1 |");
    let frames = Finance::of(
        &[("contracts", contracts), ("invoices", &bills)],
        "2026-10-31",
    );
    let unsigned = frames.lines(&DOCUMENTS_STATUS, &["number", "missing"]);
    assert_eq!(unsigned, ["KJ-2 | signature"]);
    assert_eq!(
        frames.lines(&CONTRACT_CARD, &["contract", "signed_on", "ends_on"]),
        [
            "KJ-1 | 2026-01-10 | 2026-12-31",
            "KJ-1 | 2026-01-10 | 2026-12-31",
            "KJ-2 |  | "
        ]
    );
    assert_eq!(frames.lines(&INVOICES_STATUS, &["due_on"]), ["2026-11-14"]);
}

#[test]
fn a_draft_is_no_missing_instalment() {
    for (day, gravity) in [("2026-10-30", "low"), ("2026-09-30", "medium")] {
        let bills = format!("{BILLS}1 | Acme | {day} | 900 | 900 | EUR | | draft");
        let frames = Finance::of(&[("invoices", &bills)], "2026-10-31");
        let told = frames.lines(&EXCEPTIONS, &["class", "severity"]);
        assert_eq!(told, [format!("draft-not-sent | {gravity}")]);
    }
}

#[test]
fn an_annex_adds_to_the_contract_whose_number_it_has() {
    // 600 for half a year, 700 from July on by an annex; 1000 invoiced by October
    let contracts = "contract | client | starts_on | ends_on | amount | currency | signed_on
        12/2025-B | Acme | 2026-01-01 | 2026-06-30 | 600 | EUR | 2026-01-05
        12/2025-B | Acme | 2026-07-01 | 2026-12-31 | 700 | EUR | 2026-07-01";
    let bills = format!(
        "{BILLS}1 | Acme | 2026-06-30 | 600 | 600 | EUR | 12/2025-B |\n2 | Acme | 2026-10-30 | 400 | 400 | EUR | 12/2025-B |"
    );
    let sheets = [("contracts", contracts), ("invoices", bills.as_str())];
    assert_eq!(card(&sheets), ["1000 | 300 | green"]);
    assert!(
        !classes(&sheets)
            .iter()
            .any(|row| row.starts_with("over-budget"))
    );
}

#[test]
fn an_annex_with_a_number_of_its_own_adds_to_its_contract() {
    // 600 and, by the annex, 700; all of the 1000 invoiced names the contract, and its hours are of no other number either
    let card = |annex: &str| {
        let contracts = format!(
            "contract | client | starts_on | ends_on | amount | currency | signed_on
            2025-031-HT | Acme | 2026-01-01 | 2026-06-30 | 600 | EUR | 2026-01-05
            {annex} | Acme | 2026-07-01 | 2026-12-31 | 700 | EUR | 2026-07-01"
        );
        let bills = format!(
            "{BILLS}1 | Acme | 2026-06-30 | 600 | 600 | EUR | 2025-031-HT |\n2 | Acme | 2026-10-30 | 400 | 400 | EUR | 2025-031-HT |"
        );
        card(&[("contracts", &contracts), ("invoices", &bills)])
    };
    for annex in [
        "2025-031-HT-补1",
        "2025-031-HT CR 2",
        "2025-031-HT, доп. соглашение № 1",
    ] {
        assert_eq!(card(annex), ["1000 | 300 | green"], "{annex}");
    }
    // contracts of their own, whose numbers only begin alike
    for other in ["2025-031-HTX", "2025-031-HT-2", "2025-031-HT-Creative"] {
        assert_eq!(card(other).len(), 2, "{other}");
    }
}

#[test]
fn an_estimate_beside_fees_of_a_month_uses_up_its_own_price() {
    // 3 x 100 of fees and an estimate of 500, all under one number; billed: three fees, the estimate in two parts, 20 of costs
    let contracts =
        "contract | client | starts_on | ends_on | amount | monthly_fee | currency | signed_on
        K-7 | Acme | 2026-07-01 | 2026-09-30 | 300 | 100 | EUR | 2026-07-01
        K-7 | Acme | 2026-08-01 | 2026-09-30 | 500 | | EUR | 2026-08-01";
    let bills = [
        ("1", "2026-07-31", 100),
        ("2", "2026-08-31", 100),
        ("3", "2026-09-30", 100),
        ("4", "2026-08-10", 250),
        ("5", "2026-09-10", 250),
        ("6", "2026-09-20", 20),
    ];
    let lines: String = bills
        .iter()
        .map(|(number, day, net)| {
            format!("{number} | Acme | {day} | {net} | {net} | EUR | K-7 |\n")
        })
        .collect();
    let bills = format!("{BILLS}{}", lines.trim_end());
    assert_eq!(
        card(&[("contracts", contracts), ("invoices", &bills)]),
        ["820 | 0 | amber"]
    );
}

#[test]
fn goods_are_taxed_where_services_are_not() {
    // a print of 200 among services, with 8.25 % of sales tax and with a tax of a country that taxes all
    let classes_in = |currency: &str| {
        let bills = format!(
            "{BILLS}1 | Acme | 2026-08-01 | 100 | 100 | {currency} | |\n2 | Acme | 2026-09-01 | 200 | 216.50 | {currency} | |\n\
             3 | Acme | 2026-10-01 | 300 | 300 | {currency} | |"
        );
        classes(&[("invoices", bills.as_str())])
    };
    assert_eq!(classes_in("USD"), Vec::<String>::new());
    assert_eq!(classes_in("EUR"), ["tax-differs | 2 | 16.5"]);
}

#[test]
fn a_contract_older_than_the_files_says_since_when_its_invoices_are_known() {
    // files of October on; the one that began in September may have had nothing to bill in it
    let contracts = "contract | client | amount | currency | starts_on\nK-1 | Acme | 1000 | EUR | 2026-01-05\n\
                     K-2 | Birch | 500 | EUR | 2026-09-15\nK-3 | Birch | 500 | EUR |";
    let frames = Finance::of(&[("contracts", contracts)], "2026-10-31");
    assert_eq!(
        frames.lines(&CONTRACT_CARD, &["contract", "invoices_from"]),
        ["K-1 | 2026-10", "K-2 | ", "K-3 | "]
    );
}
