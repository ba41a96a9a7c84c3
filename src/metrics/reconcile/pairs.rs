//! Every pair of legs of `peers.md` 5.1, with the classes by which a break between the two is told: one small folder for each.

use std::collections::{BTreeMap, BTreeSet};

use super::books::Books;
use super::{Handed, compute};
use crate::metrics::catalogue::{DOCUMENTS_STATUS, EXCEPTIONS};
use crate::metrics::frame::{FrameSpec, MetricFrame};
use crate::metrics::people::People;
use crate::metrics::testing::{lines, scope, tables};
use crate::model::Decisions;

/// What every folder holds; a case adds sheets or puts its own in their place.
const ALWAYS: &[(&str, &str)] = &[
    (
        "clients",
        "client | account_manager | currency | group | withholding_share\nAcme | Ines | EUR | |\nBirch | Ines | EUR | |\nGorse | Ines | EUR | | 0.1",
    ),
    (
        "people",
        "person | bill_rate | currency\nMara | 100 | EUR\nJo | |",
    ),
    (
        "projects",
        "project | client | kind | contract\nSite | Acme | time_and_materials | K-1",
    ),
    (
        "contracts",
        "contract | client | signed_on | starts_on | ends_on | amount | currency\nK-1 | Acme | 2026-01-01 | 2026-01-01 | 2026-12-31 | 9000 | EUR",
    ),
];

fn frames(sheets: &[(&str, &str)]) -> Vec<MetricFrame> {
    let mut all: BTreeMap<&str, &str> = ALWAYS.iter().copied().collect();
    all.extend(sheets.iter().copied());
    let all: Vec<(&str, &str)> = all.into_iter().collect();
    let tables = tables(&all);
    let mut scope = scope("2026-10", "2026-10-31");
    scope.settings.base_currency = "EUR".to_owned();
    scope.first = "2026-08".parse().expect("a month");
    let work = crate::metrics::testing::work(&tables, &scope);
    let books = Books::of(
        &tables,
        &BTreeMap::new(),
        &Decisions::default(),
        &scope.settings,
    );
    let people = People::of(&tables);
    compute(
        &tables,
        &[],
        &work,
        &people,
        &books,
        &scope,
        Handed::default(),
    )
    .0
}

fn told(frames: &[MetricFrame], spec: &FrameSpec, columns: &[&str]) -> Vec<String> {
    let frame = frames.iter().find(|frame| frame.spec.name == spec.name);
    lines(frame.expect("the frame is computed"), columns)
}

const INVOICES: &str = "number | client | issued_on | net | gross | currency | kind | contract | project | period | status\n";
const BANK: &str = "date | payer | amount | currency | reference | direction\n";
const ACTS: &str = "kind | number | client | date | amount | invoice | contract | period | signed | scan | original\n";
const TIME: &str = "date | person | client | project | duration | rate | billable\n";

/// Pair, sheets (a heading of its own is put before invoices, payments, documents and time), classes told.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

const ONE: &str = "1001 | Acme | 2026-10-01 | 1000 | 1000 | EUR | | K-1 | Site | 2026-10 |";

const CASES: &[Case] = &[
    (
        "time, contract: hours within the cap",
        &[
            (
                "contracts",
                "contract | client | starts_on | budget_hours | currency\nK-1 | Acme | 2026-01-01 | 7.5 | EUR",
            ),
            ("time", "2026-10-05 | Mara | Acme | Site | 8 | | yes"),
        ],
        &["over-cap-hours"],
    ),
    (
        "time, contract: hours of each month within those of a month",
        &[
            (
                "contracts",
                "contract | client | starts_on | budget_hours | currency | hours_for\nK-1 | Acme | 2026-01-01 | 7.5 | EUR | month",
            ),
            (
                "time",
                "2026-09-07 | Mara | Acme | Site | 6 | | yes\n2026-10-05 | Mara | Acme | Site | 6 | | yes",
            ),
        ],
        // September has no invoice
        &["hours-not-billed"],
    ),
    (
        "time, contract: person on the rate card",
        &[("time", "2026-10-05 | Jo | Acme | Site | 1 | | yes")],
        &["wrong-person"],
    ),
    (
        "time, contract: rate of the card",
        &[("time", "2026-10-05 | Mara | Acme | Site | 1 | 90 | yes")],
        &["rate-mismatch"],
    ),
    (
        "time, contract: the contract's own rate goes before the person's",
        &[
            (
                "contracts",
                "contract | client | starts_on | hourly_rate | currency\nK-1 | Acme | 2026-01-01 | 90 | EUR",
            ),
            (
                "time",
                "2026-10-05 | Mara | Acme | Site | 1 | 90 | yes\n2026-10-06 | Jo | Acme | Site | 1 | | yes",
            ),
        ],
        &[],
    ),
    (
        "time, contract: the client's own rate is not kept",
        &[
            (
                "clients",
                "client | account_manager | currency | hourly_rate\nAcme | Ines | EUR | 80",
            ),
            ("time", "2026-10-05 | Mara | Acme | Site | 1 | 100 | yes"),
        ],
        &["rate-mismatch"],
    ),
    (
        "time, contract: date in the period",
        &[
            (
                "contracts",
                "contract | client | starts_on | ends_on | currency\nK-1 | Acme | 2026-01-01 | 2026-10-04 | EUR",
            ),
            ("time", "2026-10-05 | Mara | Acme | Site | 1 | | yes"),
        ],
        &["work-outside-contract"],
    ),
    (
        "time, invoice: hours not billed",
        &[
            (
                "invoices",
                "1001 | Acme | 2026-10-01 | 300 | 300 | EUR | | K-1 | Site | 2026-09 |",
            ),
            ("time", "2026-09-10 | Mara | Acme | Site | 5 | | yes"),
        ],
        &["hours-not-billed"],
    ),
    (
        "time, invoice: entered after the invoice of its month",
        &[
            (
                "invoices",
                "1001 | Acme | 2026-10-15 | 300 | 300 | EUR | | K-1 | Site | 2026-10 |",
            ),
            ("time", "2026-10-16 | Mara | Acme | Site | 3 | | yes"),
        ],
        &["late-entry"],
    ),
    (
        "invoice, contract: sum",
        &[(
            "invoices",
            "1001 | Acme | 2026-10-01 | 9001 | 9001 | EUR | | K-1 | Site | 2026-10 |",
        )],
        &["over-budget"],
    ),
    (
        "invoice, contract: contract known",
        &[(
            "invoices",
            "1001 | Acme | 2026-10-01 | 1 | 1 | EUR | | K-7 | Site | 2026-10 |",
        )],
        &["missing-contract"],
    ),
    (
        "invoice, contract: currency",
        &[(
            "invoices",
            "1001 | Acme | 2026-10-01 | 1 | 1 | USD | | K-1 | Site | 2026-10 |",
        )],
        &["currency-differs"],
    ),
    (
        "invoice, contract: a period once",
        &[(
            "invoices",
            "1001 | Acme | 2026-10-01 | 1 | 1 | EUR | | K-1 | Site | 2026-10 |\n1002 | Acme | 2026-10-02 | 1 | 1 | EUR | | K-1 | Site | 2026-10 |",
        )],
        &["duplicate-period"],
    ),
    (
        "invoice, contract: planned instalment",
        &[(
            "invoices",
            "1001 | Acme | 2026-10-01 | 1 | 1 | EUR | | K-1 | Site | | draft",
        )],
        &["draft-not-sent"],
    ),
    (
        "invoice, contract: a planned instalment that is issued",
        &[(
            "invoices",
            "1001 | Acme | 2026-10-01 | 1 | 1 | EUR | | K-1 | Site | | draft\n1002 | Acme | 2026-10-03 | 1 | 1 | EUR | | K-1 | Site | |",
        )],
        &[],
    ),
    (
        "invoice, contract: a month of a retainer",
        &[
            (
                "projects",
                "project | client | kind | contract\nCare | Acme | retainer | K-1",
            ),
            (
                "invoices",
                "1 | Acme | 2026-06-30 | 5 | 5 | EUR | | K-1 | Care | 2026-06 |\n2 | Acme | 2026-07-31 | 5 | 5 | EUR | | K-1 | Care | 2026-07 |\n3 | Acme | 2026-09-30 | 5 | 5 | EUR | | K-1 | Care | 2026-09 |",
            ),
        ],
        &["missing-instalment"],
    ),
    (
        // billed by the quarter; in September a cost is charged on
        "invoice, contract: a quarter of a retainer",
        &[
            (
                "projects",
                "project | client | kind | contract\nCare | Acme | retainer | K-1",
            ),
            (
                "invoices",
                "1 | Acme | 2026-07-01 | 2900 | 2900 | EUR | | K-1 | Care | |\n2 | Acme | 2026-09-18 | 640 | 640 | EUR | | K-1 | Care | |\n3 | Acme | 2026-10-01 | 2900 | 2900 | EUR | | K-1 | Care | |",
            ),
        ],
        &[],
    ),
    (
        "invoice, contract: usual tax",
        &[(
            "invoices",
            "1 | Acme | 2026-08-01 | 100 | 120 | EUR | | K-1 | Site | |\n2 | Acme | 2026-09-01 | 200 | 240 | EUR | | K-1 | Site | |\n3 | Acme | 2026-10-01 | 300 | 330 | EUR | | K-1 | Site | |",
        )],
        &["tax-differs"],
    ),
    (
        "invoice, contract: tax where there is none",
        &[(
            "invoices",
            "1 | Acme | 2026-08-01 | 100 | 100 | EUR | | K-1 | Site | |\n2 | Acme | 2026-09-01 | 200 | 240 | EUR | | K-1 | Site | |\n3 | Acme | 2026-10-01 | 300 | 300 | EUR | | K-1 | Site | |",
        )],
        &["tax-differs"],
    ),
    (
        "invoice, contract: a new rate of tax is told once",
        &[(
            "invoices",
            "1 | Acme | 2026-08-01 | 100 | 120 | EUR | | K-1 | Site | |\n2 | Acme | 2026-09-01 | 200 | 244 | EUR | | K-1 | Site | |\n3 | Acme | 2026-10-01 | 300 | 366 | EUR | | K-1 | Site | |",
        )],
        &[],
    ),
    (
        "contract signed",
        &[(
            "contracts",
            "contract | client | signed_on | starts_on | currency | status\nK-1 | Acme | 2026-01-01 | 2026-01-01 | EUR | active\nK-2 | Birch | | 2026-09-01 | EUR | draft",
        )],
        &["contract-unsigned"],
    ),
    (
        "contract names its currency",
        &[(
            "contracts",
            "contract | client | amount | currency\nK-1 | Acme | 5 |\nK-2 | Birch | 7 | USD",
        )],
        &["contract-without-currency"],
    ),
    (
        "invoice, act: act there",
        &[
            ("invoices", ONE),
            (
                "documents",
                "act | A-0 | Acme | 2026-09-01 | 7 | 1000 | K-1 | | yes | yes | yes",
            ),
        ],
        &["act-without-invoice", "invoice-without-act"],
    ),
    (
        "invoice, act: signed",
        &[
            ("invoices", ONE),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 1000 | 1001 | K-1 | 2026-10 | no | |",
            ),
        ],
        &["act-unsigned"],
    ),
    (
        "invoice, act: scan",
        &[
            ("invoices", ONE),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 1000 | 1001 | K-1 | 2026-10 | yes | no | no",
            ),
        ],
        &["scan-missing"],
    ),
    (
        "invoice, act: original",
        &[
            ("invoices", ONE),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 1000 | 1001 | K-1 | 2026-10 | yes | yes | no",
            ),
        ],
        &["original-missing"],
    ),
    (
        "invoice, act: amount there",
        &[
            ("invoices", ONE),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | | 1001 | K-1 | 2026-10 | yes | |",
            ),
        ],
        &["act-without-amount"],
    ),
    (
        "invoice, act: amount",
        &[
            ("invoices", ONE),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 999 | 1001 | K-1 | 2026-10 | yes | |",
            ),
        ],
        &["amount-differs"],
    ),
    (
        "invoice, acts: one of each month of a quarter, all and so far",
        &[
            (
                "contracts",
                "contract | client | signed_on | starts_on | ends_on | amount | currency\nK-1 | Acme | 2026-01-01 | 2026-01-01 | 2026-12-31 | 6300 | EUR",
            ),
            (
                "invoices",
                "1001 | Acme | 2026-07-01 | 3000 | 3600 | EUR | | K-1 | Site | |\n1002 | Acme | 2026-10-01 | 3000 | 3600 | EUR | | K-1 | Site | |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-07-31 | 1200 | 1001 | K-1 | | yes | |\nact | A-2 | Acme | 2026-08-31 | 1200 | 1001 | K-1 | | yes | |\nact | A-3 | Acme | 2026-09-30 | 1200 | 1001 | K-1 | | yes | |\nact | A-4 | Acme | 2026-10-30 | 1200 | 1002 | K-1 | | yes | |",
            ),
        ],
        &[],
    ),
    (
        // gross acts of 6,000 are 5,000 of a contract's 5,500 net; one of them is 100 less than its month
        "invoice, acts: together less than their invoice",
        &[
            (
                "contracts",
                "contract | client | signed_on | starts_on | ends_on | amount | currency\nK-1 | Acme | 2026-01-01 | 2026-01-01 | 2026-12-31 | 5500 | EUR",
            ),
            (
                "invoices",
                "1001 | Acme | 2026-08-01 | 5000 | 6000 | EUR | | K-1 | Site | |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-08-31 | 3000 | 1001 | K-1 | | yes | |\nact | A-2 | Acme | 2026-09-30 | 2900 | 1001 | K-1 | | yes | |",
            ),
        ],
        &["amount-differs"],
    ),
    (
        "invoice, act: one act of two invoices that it names",
        &[
            (
                "contracts",
                "contract | client | signed_on | starts_on | amount | currency\nK-1 | Acme | 2026-01-01 | 2026-01-01 | 3000 | EUR",
            ),
            (
                "invoices",
                "1001 | Acme | 2026-08-01 | 1000 | 1200 | EUR | | K-1 | Site | |\n1002 | Acme | 2026-10-01 | 2000 | 2400 | EUR | | K-1 | Site | |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 3600 | 1001, 1002 | K-1 | | yes | |",
            ),
        ],
        &[],
    ),
    (
        "invoice, act: one act of two invoices says less than they do",
        &[
            (
                "invoices",
                "1001 | Acme | 2026-08-01 | 1000 | 1200 | EUR | | K-1 | Site | |\n1002 | Acme | 2026-10-01 | 2000 | 2400 | EUR | | K-1 | Site | |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 3500 | 1001, 1002 | K-1 | | yes | |",
            ),
        ],
        &["amount-differs"],
    ),
    (
        // 3,600 with tax are 3,000 of a contract of 3,000 net
        "invoice, act: one act of all invoices of its contract",
        &[
            (
                "contracts",
                "contract | client | signed_on | starts_on | amount | currency\nK-1 | Acme | 2026-01-01 | 2026-01-01 | 3000 | EUR",
            ),
            (
                "invoices",
                "1001 | Acme | 2026-08-01 | 1000 | 1200 | EUR | | K-1 | Site | |\n1002 | Acme | 2026-10-01 | 2000 | 2400 | EUR | | K-1 | Site | |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 3600 | | K-1 | | yes | |",
            ),
        ],
        &[],
    ),
    (
        // 3,000 with tax of an invoice to come are 2,500 of the 2,500 that are left
        "act, contract: an act without an invoice has tax",
        &[
            (
                "contracts",
                "contract | client | signed_on | starts_on | amount | currency\nK-1 | Acme | 2026-01-01 | 2026-01-01 | 3500 | EUR",
            ),
            (
                "invoices",
                "1001 | Acme | 2026-08-01 | 1000 | 1200 | EUR | | K-1 | Site | |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-08-05 | 1200 | 1001 | K-1 | | yes | |\nact | A-2 | Acme | 2026-10-05 | 3000 | | K-1 | | yes | |",
            ),
        ],
        &["act-without-invoice"],
    ),
    (
        "invoice, act: what was taken back whole",
        &[
            (
                "invoices",
                "1001 | Acme | 2026-10-01 | 1000 | 1000 | EUR | | K-1 | Site | |\n1002 | Acme | 2026-10-02 | 1000 | 1000 | EUR | credit_note | K-1 | Site | |\n1003 | Acme | 2026-10-03 | 900 | 900 | EUR | | K-1 | Site | |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 900 | 1003 | K-1 | | yes | |",
            ),
        ],
        &[],
    ),
    (
        "invoice, contract: two months of a retainer in one invoice",
        &[
            (
                "projects",
                "project | client | kind | contract | budget_amount\nCare | Acme | retainer | K-1 | 5",
            ),
            (
                "invoices",
                "1 | Acme | 2026-05-01 | 10 | 10 | EUR | | K-1 | Care | |\n2 | Acme | 2026-07-01 | 10 | 10 | EUR | | K-1 | Care | |\n3 | Acme | 2026-09-01 | 10 | 10 | EUR | | K-1 | Care | |",
            ),
        ],
        &[],
    ),
    (
        "invoice, contract: a month after the last of a retainer that is over",
        &[
            (
                "projects",
                "project | client | kind | contract\nCare | Acme | retainer | K-1",
            ),
            (
                "contracts",
                "contract | client | signed_on | currency | status\nK-1 | Acme | 2026-01-01 | EUR | ended",
            ),
            (
                "invoices",
                "1 | Acme | 2026-06-30 | 5 | 5 | EUR | | K-1 | Care | 2026-06 |\n2 | Acme | 2026-07-31 | 5 | 5 | EUR | | K-1 | Care | 2026-07 |",
            ),
        ],
        &[],
    ),
    (
        "invoice, act: period",
        &[
            ("invoices", ONE),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 1000 | 1001 | K-1 | 2026-09 | yes | |",
            ),
        ],
        &["period-differs"],
    ),
    (
        "act, contract: sum",
        &[
            (
                "invoices",
                "1001 | Acme | 2026-10-01 | 9000 | 9000 | EUR | | K-1 | Site | 2026-10 |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 9000 | 1001 | K-1 | 2026-10 | yes | |\nact | A-2 | Acme | 2026-10-06 | 1 | 1001 | K-1 | 2026-10 | yes | |",
            ),
        ],
        &["acts-over-contract", "amount-differs"],
    ),
    (
        "act, contract: delivered and not closed",
        &[
            (
                "contracts",
                "contract | client | signed_on | amount | currency | status\nK-1 | Acme | 2026-01-01 | 1000 | EUR | active",
            ),
            ("invoices", ONE),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 1000 | 1001 | K-1 | 2026-10 | yes | |",
            ),
        ],
        &["contract-not-closed"],
    ),
    (
        "act, time: act without work",
        &[
            (
                "invoices",
                "1001 | Acme | 2026-10-01 | 1000 | 1000 | EUR | | K-1 | Site | 2026-09 |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-10-05 | 1000 | 1001 | K-1 | 2026-09 | yes | |",
            ),
            ("time", "2026-08-10 | Mara | Acme | Site | 5 | | yes"),
        ],
        &["act-without-work"],
    ),
    (
        "act, time: work without act",
        &[
            (
                "invoices",
                "1001 | Acme | 2026-09-01 | 1000 | 1000 | EUR | | K-1 | Site | 2026-08 |",
            ),
            (
                "documents",
                "act | A-1 | Acme | 2026-08-31 | 1000 | 1001 | K-1 | 2026-08 | yes | |",
            ),
            (
                "time",
                "2026-08-01 | Mara | Acme | Site | 5 | | yes\n2026-09-10 | Mara | Acme | Site | 5 | | yes",
            ),
        ],
        &["work-without-act"],
    ),
    (
        "invoice, payment: short by a fee",
        &[
            ("invoices", ONE),
            ("payments", "2026-10-20 | Acme | 995 | EUR | 1001 | in"),
        ],
        &["short-pay"],
    ),
    (
        "invoice, payment: a cent",
        &[
            ("invoices", ONE),
            ("payments", "2026-10-20 | Acme | 999.99 | EUR | 1001 | in"),
        ],
        &["rounding"],
    ),
    (
        "invoice, payment: tax withheld",
        &[
            (
                "invoices",
                "1001 | Gorse | 2026-10-01 | 1000 | 1000 | EUR | | | | |",
            ),
            ("payments", "2026-10-20 | Gorse | 900 | EUR | 1001 | in"),
        ],
        &["withholding"],
    ),
    (
        "invoice, payment: discount",
        &[
            ("clients", "client | currency | discount\nAcme | EUR | 2/10"),
            ("invoices", ONE),
            ("payments", "2026-10-08 | Acme | 980 | EUR | 1001 | in"),
        ],
        &["discount-taken"],
    ),
    (
        "invoice, payment: too much",
        &[
            ("invoices", ONE),
            ("payments", "2026-10-20 | Acme | 1100 | EUR | 1001 | in"),
        ],
        &["overpay"],
    ),
    (
        "invoice, payment: twice",
        &[
            ("invoices", ONE),
            (
                "payments",
                "2026-10-20 | Acme | 1000 | EUR | 1001 | in\n2026-10-22 | Acme | 1000 | EUR | 1001 | in",
            ),
        ],
        &["duplicate-payment"],
    ),
    (
        "invoice, payment: another currency",
        &[
            ("invoices", ONE),
            ("payments", "2026-10-20 | Acme | 2000 | USD | 1001 | in"),
            (
                "rates",
                "date | currency | rate\n2026-09-30 | USD | 0.5\n2026-10-10 | USD | 0.4",
            ),
        ],
        &["exchange-difference"],
    ),
    (
        "invoice, payment: another currency without a rate",
        &[
            ("invoices", ONE),
            ("payments", "2026-10-20 | Acme | 2000 | USD | 1001 | in"),
        ],
        &["currency-missing-rate"],
    ),
    (
        "invoice, payment: several fit",
        &[
            (
                "invoices",
                "1001 | Acme | 2026-10-01 | 5 | 5 | EUR | | K-1 | Site | |\n1002 | Acme | 2026-10-02 | 5 | 5 | EUR | | K-1 | Site | |",
            ),
            ("payments", "2026-10-20 | Acme | 5 | EUR | thanks | in"),
        ],
        &["ambiguous-match"],
    ),
    (
        "invoice, payment: a credit note that belongs to nothing",
        &[(
            "invoices",
            "CN-1 | Acme | 2026-10-01 | 5 | 5 | EUR | credit_note | K-1 | | |",
        )],
        &["credit-unapplied"],
    ),
    (
        "invoice number used twice",
        &[(
            "invoices",
            "1001 | Acme | 2026-10-01 | 5 | 5 | EUR | | K-1 | Site | |\n1001 | Acme | 2026-10-02 | 6 | 6 | EUR | | K-1 | Site | |",
        )],
        &["duplicate-invoice-number"],
    ),
    (
        "payment, invoice: advance",
        &[
            ("invoices", ONE),
            ("payments", "2026-10-20 | Acme | 77 | EUR | advance | in"),
        ],
        &["unapplied-cash"],
    ),
    (
        "payment, invoice: unknown payer",
        &[
            ("invoices", ONE),
            ("payments", "2026-10-20 | Who | 77 | EUR | | in"),
        ],
        &["unknown-payer"],
    ),
    (
        "payment, invoice: third party",
        &[
            ("invoices", ONE),
            ("payments", "2026-10-20 | Birch | 1000 | EUR | 1001 | in"),
        ],
        &["third-party-payer"],
    ),
    (
        "payment, invoice: refund",
        &[
            ("invoices", ONE),
            ("payments", "2026-10-20 | Acme | 5 | EUR | | out"),
        ],
        &["refund-unexplained"],
    ),
];

#[test]
fn every_pair_of_legs_tells_its_breaks() {
    for (pair, sheets, classes) in CASES {
        let headed: Vec<(&str, String)> = sheets
            .iter()
            .map(|(name, rows)| {
                let head = match *name {
                    "invoices" => INVOICES,
                    "payments" => BANK,
                    "documents" => ACTS,
                    "time" => TIME,
                    _ => "",
                };
                (*name, format!("{head}{rows}"))
            })
            .collect();
        let sheets: Vec<(&str, &str)> = headed
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        let frames = frames(&sheets);
        let found: BTreeSet<String> = told(&frames, &EXCEPTIONS, &["class"]).into_iter().collect();
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(
            found,
            *classes,
            "{pair}: {:#?}",
            told(&frames, &EXCEPTIONS, &["class", "subject", "detail"])
        );
    }
}

#[test]
fn the_tracker_says_what_lacks_for_how_long_and_whose_turn_it_is() {
    let invoices = format!(
        "{INVOICES}{ONE}\n1002 | Acme | 2026-10-20 | 5 | 5 | EUR | | K-7 | Site | 2026-10 |"
    );
    let acts = format!(
        "{ACTS}act | A-1 | Acme | 2026-10-05 | 1000 | 1001 | K-1 | 2026-10 | no | |\n\
         act | A-2 | Acme | 2026-10-25 | 5 | 1002 | K-7 | 2026-10 | yes | yes | no\n\
         invoice | 1001 | Acme | 2026-10-01 | 1000 | | | | | yes | no"
    );
    let contracts = "contract | client | signed_on | starts_on | currency | status\n\
                     K-1 | Acme | 2026-01-01 | 2026-01-01 | EUR | active\nK-2 | Birch | | 2026-10-30 | EUR | draft";
    let frames = frames(&[
        ("invoices", &invoices),
        ("documents", &acts),
        ("contracts", contracts),
    ]);
    assert_eq!(
        told(
            &frames,
            &DOCUMENTS_STATUS,
            &[
                "client",
                "kind",
                "contract",
                "invoice",
                "number",
                "missing",
                "days_waiting",
                "who",
                "owner"
            ]
        ),
        [
            "Acme | invoice |  | 1001 | 1001 | original | 30 | us | Ines",
            // 26 days: after 14 the account manager takes over from the client
            "Acme | act | K-1 | 1001 | A-1 | signature | 26 | manager | Ines",
            "Acme | act | K-7 | 1002 | A-2 | original | 6 | client | Ines",
            "Acme | contract | K-7 | 1002 |  | document | 11 | us | Ines",
            "Birch | contract | K-2 |  | K-2 | signature | 1 | client | Ines",
        ]
    );
}

#[test]
fn what_was_paid_too_much_and_went_back_waits_for_nobody() {
    let told_with = |back: &str| {
        let invoices = format!("{INVOICES}{ONE}");
        let bank = format!("{BANK}2026-10-20 | Acme | 1100 | EUR | 1001 | in\n{back}");
        let frames = frames(&[("invoices", &invoices), ("payments", &bank)]);
        let rows = told(&frames, &EXCEPTIONS, &["class", "severity", "action"]);
        let overpaid = rows.into_iter().find(|row| row.starts_with("overpay"));
        overpaid.expect("it is told")
    };
    assert!(told_with("").starts_with("overpay | medium | ask the client"));
    assert!(
        told_with("2026-10-27 | Acme | 100 | EUR | refund of 1001 | out")
            .starts_with("overpay | low | nothing to do; it was refunded on {}")
    );
    // of another amount
    assert!(
        told_with("2026-10-27 | Acme | 40 | EUR | refund of 1001 | out")
            .starts_with("overpay | medium")
    );
}

#[test]
fn a_search_that_stops_says_so() {
    // even amounts never make an odd one, and there are too many choices to look at all of them
    let rows: Vec<String> = (0..90)
        .map(|at| {
            format!(
                "{} | Acme | 2026-09-01 | {} | | EUR | | | | |",
                2001 + at,
                1000 + 2 * at
            )
        })
        .collect();
    let invoices = format!("{INVOICES}{}", rows.join("\n"));
    let bank = format!("{BANK}2026-10-20 | Acme | 5501 | EUR | thank you | in");
    let frames = frames(&[("invoices", &invoices), ("payments", &bank)]);
    let found = told(&frames, &EXCEPTIONS, &["class", "detail"]);
    let stopped = "ambiguous-match | the search for combinations of {} open invoices stopped before its end, found: {}\u{1f}90\u{1f}-";
    assert!(found.iter().any(|row| row == stopped), "{found:?}");
}
