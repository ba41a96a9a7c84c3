//! Equal invoices of which the payer says nothing, or just enough.

use super::said::told;

#[test]
fn of_equal_months_the_oldest_is_paid_first() {
    let rows = "\
1 | Acme | 2026-07-31 | 2026-08-30 | 1000 | EUR | | K-1
2 | Acme | 2026-08-31 | 2026-09-30 | 1000 | EUR | | K-1
3 | Acme | 2026-09-30 | 2026-10-30 | 1000 | EUR | | K-1
4 | Birch | 2026-08-31 | 2026-09-30 | 700 | EUR | Care plan, August 2026 |
5 | Birch | 2026-09-30 | 2026-10-30 | 700 | EUR | Care plan, September 2026 |
6 | Birch | 2026-08-31 | 2026-09-30 | 300 | EUR | Care plan, August |
7 | Birch | 2026-09-30 | 2026-10-30 | 300 | EUR | Banner, September |
8 | Birch | 2026-08-31 | 2026-09-30 | 200 | EUR | | K-2
9 | Birch | 2026-09-30 | 2026-10-30 | 200 | EUR | | K-2";
    for (payer, amount, text, matched) in [
        ("Acme", 1000, "thank you", "1 | 1000 | oldest_first | B"),
        // each says its own month, so two are enough
        ("Birch", 700, "thank you", "4 | 700 | oldest_first | B"),
        // a month that is said means one of them
        ("Birch", 700, "paid in May", "4 | 700 | ambiguous | D"),
        // two works, and two invoices that may be of anything
        ("Birch", 300, "thank you", "6 | 300 | ambiguous | D"),
        ("Birch", 200, "thank you", "8 | 200 | ambiguous | D"),
    ] {
        let line = format!("2026-10-20 | {payer} | {amount} | EUR | {text}");
        assert_eq!(
            told(rows, &line).matches(),
            [matched],
            "{payer} {amount} {text}"
        );
    }
}

#[test]
fn a_second_invoice_of_a_month_makes_it_no_series() {
    let rows = "\
1 | Acme | 2026-07-31 | 2026-08-30 | 1000 | EUR |
2 | Acme | 2026-08-31 | 2026-09-30 | 1000 | EUR |
3 | Acme | 2026-09-10 | 2026-10-10 | 1000 | EUR |
4 | Acme | 2026-09-30 | 2026-10-30 | 1000 | EUR |";
    let line = "2026-10-20 | Acme | 1000 | EUR | thank you";
    assert_eq!(told(rows, line).matches(), ["1 | 1000 | ambiguous | D"]);
}

#[test]
fn one_equal_invoice_of_another_client_hides_nothing_that_the_text_says() {
    let rows = "\
1 | Acme  | 2026-09-30 | 2026-10-30 | 1000 | EUR | Care plan, September 2026 |
2 | Acme  | 2026-09-30 | 2026-10-30 | 995  | EUR | Bonus, September 2026 |
3 | Birch | 2026-09-30 | 2026-10-30 | 1000 | EUR | Care plan, September 2026 |";
    // the exact amount is before one that a bank's fee would explain
    for (text, matched) in [
        ("Care plan, September", "1 | 1000 | amount | B"),
        ("thank you", "1 | 1000 | amount | C"),
    ] {
        let line = format!("2026-10-20 | Acme | 1000 | EUR | {text}");
        assert_eq!(told(rows, &line).matches(), [matched], "{text}");
    }
}

#[test]
fn a_part_is_paid_of_the_invoice_whose_last_digits_or_act_are_written() {
    let rows = "\
26330000000040024818 | Acme | 2026-07-31 | 2026-08-30 | 1000 | EUR
0000-000046 | Birch | 2026-09-30 | 2026-10-30 | 900 | EUR";
    for (payer, amount, text, matched) in [
        (
            "Acme",
            400,
            "40024818",
            "26330000000040024818 | 400 | part_payment | B",
        ),
        (
            "Birch",
            300,
            "Частичная оплата по акту № 46",
            "0000-000046 | 300 | part_payment | B",
        ),
    ] {
        let line = format!("2026-10-20 | {payer} | {amount} | EUR | {text}");
        assert_eq!(told(rows, &line).matches(), [matched], "{text}");
    }
}
