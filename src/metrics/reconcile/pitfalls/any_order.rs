//! Whatever the order of rows and files, the same comes out and every control is zero.

use proptest::prelude::*;

use super::*;

/// Rows of invoices and bank lines over few amounts, so that they collide.
fn any_rows() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let clients = ["Acme", "Acme North", "Birch"];
    let invoice = (0usize..3, 1u32..28, 1i64..8, 0u8..6);
    let line = (0usize..4, 1u32..31, 1i64..16, 0usize..14, 0u8..8);
    let invoices = proptest::collection::vec(invoice, 0..9);
    let lines = proptest::collection::vec(line, 0..9);
    (invoices, lines).prop_map(move |(invoices, lines)| {
        let invoices = invoices
            .into_iter()
            .enumerate()
            .map(|(at, (client, day, amount, kind))| {
                let client = clients[client];
                let kind = if kind == 0 { "credit_note" } else { "" };
                format!(
                    "INV-{} | {client} | 2026-10-{day:02} | | {} | EUR | {kind}",
                    1000 + at,
                    amount * 100
                )
            });
        let lines = lines.into_iter().map(|(payer, day, amount, number, out)| {
            let payer = ["Acme", "Acme North", "Birch", "Who"][payer];
            let text = if number < 9 {
                format!("INV-{}", 1000 + number)
            } else {
                String::new()
            };
            let direction = if out == 0 { "out" } else { "in" };
            format!(
                "2026-10-{day:02} | {payer} | {} | EUR | {text} | {direction}",
                amount * 100
            )
        });
        (invoices.collect(), lines.collect())
    })
}

/// What must not depend on the order of rows and files.
fn outcome(books: &Finance) -> Vec<Vec<String>> {
    let mut matches = books.lines(
        &MATCHES,
        &[
            "invoice",
            "amount",
            "rule",
            "confidence",
            "paid_on",
            "payer",
        ],
    );
    matches.sort();
    vec![
        matches,
        books.lines(
            &AGEING,
            &[
                "client",
                "not_due",
                "no_due_date",
                "d1_30",
                "credits",
                "outstanding",
            ],
        ),
        books.lines(
            &INVOICES_STATUS,
            &[
                "number",
                "client",
                "paid",
                "credited",
                "outstanding",
                "status",
            ],
        ),
        books.lines(&BRIDGE, &["client", "closing", "control"]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_does_not_matter_and_controls_are_zero(
        (rows, bank_lines) in any_rows(),
        turn in 0usize..9,
    ) {
        let forward = books(&rows.join("\n"), &bank_lines.join("\n"));
        let (mut rows, mut bank_lines) = (rows, bank_lines);
        rows.reverse();
        let (rows_turn, lines_turn) = (turn.min(rows.len()), turn.min(bank_lines.len()));
        rows.rotate_left(rows_turn);
        bank_lines.rotate_left(lines_turn);
        let (first, second) = bank_lines.split_at(lines_turn);
        let sheets = [
            ("payments", bank(&second.join("\n"))),
            ("payments", bank(&first.join("\n"))),
            ("invoices", invoices(&rows.join("\n"))),
        ];
        let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let shuffled = Finance::of(&sheets, "2026-10-31");
        prop_assert_eq!(outcome(&forward), outcome(&shuffled));
        for control in forward.controls() {
            prop_assert_eq!(control, "0");
        }
        for row in forward.lines(&INVOICES_STATUS, &["gross", "outstanding"]) {
            let (gross, open) = row.split_once(" | ").expect("two columns");
            let (gross, open): (f64, f64) = (gross.parse().expect("money"), open.parse().expect("money"));
            prop_assert!(open * gross >= 0.0 && open.abs() <= gross.abs(), "an invoice is never overdrawn");
        }
    }
}
