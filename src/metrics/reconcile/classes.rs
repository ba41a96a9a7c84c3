//! The classes of exceptions that the reconciliation tells (`peers.md` 5.6 and more); each has a case in the tests.

/// All of them, sorted. Other parts of the metrics floor hand in rows of classes of their own.
const CLASSES: &[&str] = &[
    "act-unsigned",
    "act-without-amount",
    "act-without-invoice",
    "act-without-work",
    "acts-over-contract",
    "ambiguous-match",
    "amount-differs",
    "contract-not-closed",
    "contract-unsigned",
    "contract-without-currency",
    "credit-circular",
    "credit-unapplied",
    "currency-differs",
    "currency-missing-rate",
    "discount-taken",
    "draft-not-sent",
    "duplicate-invoice-number",
    "duplicate-payment",
    "duplicate-period",
    "exchange-difference",
    "hours-not-billed",
    "invoice-without-act",
    "late-entry",
    "missing-contract",
    "missing-instalment",
    "name-unresolved",
    "original-missing",
    "over-budget",
    "over-cap-hours",
    "overpay",
    "period-differs",
    "rate-mismatch",
    "refund-unexplained",
    "rounding",
    "scan-missing",
    "set-aside",
    "short-pay",
    "tax-differs",
    "third-party-payer",
    "unapplied-cash",
    "unknown-payer",
    "withholding",
    "work-outside-contract",
    "work-without-act",
    "wrong-person",
];

/// Those of which a period's own hours are told, sorted, so that each has its own; all others are one thing until somebody mends it.
const ANEW: &[&str] = &[
    "over-cap-hours",
    "rate-mismatch",
    "rejected-time",
    "work-outside-contract",
    "write-off-without-reason",
];

/// True for what is of a period and comes anew in the next.
pub fn comes_anew(class: &str) -> bool {
    ANEW.binary_search(&class).is_ok()
}

/// True for a class of the list.
pub fn is_known(class: &str) -> bool {
    CLASSES.binary_search(&class).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first cut of `peers.md` 5.6 that is not told here: billed work without hours (`finding.rs`), and what changed after a month
    /// was issued (`issued`).
    const TOLD_ELSEWHERE: [&str; 2] = ["billed-without-hours", "after-close-change"];

    /// Tests in which a class stands as it is told.
    const CASES: [&str; 6] = [
        include_str!("pairs.rs"),
        include_str!("pitfalls.rs"),
        include_str!("pitfalls/apart.rs"),
        include_str!("planted_defects.rs"),
        include_str!("planted_work.rs"),
        include_str!("../../../tests/issued.rs"),
    ];

    /// Cases of the gallery, where a row is asked for by its class.
    const GALLERY: [&str; 2] = [
        include_str!("../../../tests/edge_cases/names-open/expected.toml"),
        include_str!("../../../tests/edge_cases/zero-money/expected.toml"),
    ];

    #[test]
    fn every_class_has_a_case() {
        for class in CLASSES.iter().chain(&TOLD_ELSEWHERE) {
            let [quoted, listed, rows] = [
                format!("\"{class}\""),
                format!("\"{class} | "),
                format!("class={class}"),
            ];
            let told = CASES
                .iter()
                .any(|text| text.contains(&quoted) || text.contains(&listed));
            let told = told || GALLERY.iter().any(|text| text.contains(&rows));
            assert!(told, "no case tells {class}");
        }
    }

    #[test]
    fn the_list_is_sorted_and_every_class_has_its_label() {
        assert!(CLASSES.is_sorted() && ANEW.is_sorted());
        let english = include_str!("../../../templates/languages/en.toml");
        for class in CLASSES.iter().chain(&TOLD_ELSEWHERE) {
            assert!(english.contains(&format!("\n{class} = \"")), "{class}");
        }
    }
}
