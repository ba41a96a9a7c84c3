//! How well bank lines and defects are found in agencies whose truth is known (`planted.rs`); the figures are in `tests/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::books::Books;
use super::ledger::Ledger;
use super::planted::{
    AS_OF, CLIENTS_HEAD, CONTRACTS_HEAD, DOCUMENTS_HEAD, Draw, INVOICES_HEAD, Kind, Line,
    PAYMENTS_HEAD, Planted, RATES_HEAD, agency,
};
use super::{Handed, compute};
use crate::metrics::Scope;
use crate::metrics::catalogue::{
    AGEING, BRIDGE, EXCEPTIONS, INVOICES_STATUS, MATCHES, RECEIVABLES_SUMMARY, STATEMENT, UNAPPLIED,
};
use crate::metrics::frame::{FrameSpec, MetricFrame};
use crate::metrics::people::People;
use crate::metrics::testing::{date, lines, scope, tables};
use crate::model::{Decisions, Money, Table, Tables};

/// Agencies that are measured.
pub(super) const SEEDS: std::ops::Range<u64> = 601..641;

pub(super) fn sheet(head: &str, rows: &[String]) -> String {
    format!("{head}\n{}", rows.join("\n"))
}

pub(super) fn books_of(planted: &Planted) -> (Tables, Scope, Books) {
    let sheets = [
        ("clients", sheet(CLIENTS_HEAD, &planted.clients)),
        ("contracts", sheet(CONTRACTS_HEAD, &planted.contracts)),
        ("invoices", sheet(INVOICES_HEAD, &planted.invoices)),
        ("payments", sheet(PAYMENTS_HEAD, &planted.payments)),
        ("documents", sheet(DOCUMENTS_HEAD, &planted.documents)),
        ("rates", sheet(RATES_HEAD, &planted.rates)),
    ];
    let sheets: Vec<(&str, &str)> = sheets
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let tables = tables(&sheets);
    let mut scope = scope("2026-10", AS_OF);
    scope.settings.base_currency = "EUR".to_owned();
    let books = Books::of(
        &tables,
        &BTreeMap::new(),
        &Decisions::default(),
        &scope.settings,
    );
    (tables, scope, books)
}

/// All frames as of a day.
fn frames_on(planted: &Planted, day: &str) -> Vec<MetricFrame> {
    let (tables, mut scope, books) = books_of(planted);
    scope.as_of = date(day);
    compute(
        &tables,
        &[],
        &crate::metrics::worked::Work::default(),
        &People::default(),
        &books,
        &scope,
        Handed::default(),
    )
    .0
}

pub(super) fn frame_lines(
    frames: &[MetricFrame],
    spec: &FrameSpec,
    columns: &[&str],
) -> Vec<String> {
    let frame = frames.iter().find(|frame| frame.spec.name == spec.name);
    lines(frame.expect("the frame is computed"), columns)
}

/// All that is told, but for where the rows stand; sorted.
fn outcome(frames: &[MetricFrame]) -> Vec<String> {
    let told: [(&FrameSpec, &[&str]); 8] = [
        (
            &MATCHES,
            &[
                "invoice",
                "client",
                "amount",
                "rule",
                "confidence",
                "evidence",
                "paid_on",
                "payer",
                "reference",
            ],
        ),
        (
            &EXCEPTIONS,
            &[
                "class", "severity", "client", "subject", "amount", "detail", "date", "owner",
                "action",
            ],
        ),
        (
            &AGEING,
            &[
                "client",
                "currency",
                "not_due",
                "d1_30",
                "d31_60",
                "d120_plus",
                "credits",
                "outstanding",
            ],
        ),
        (
            &BRIDGE,
            &[
                "client",
                "currency",
                "opening",
                "invoiced",
                "credited",
                "paid",
                "fees",
                "withheld",
                "discounts",
                "rounding",
                "exchange",
                "closing",
                "control",
            ],
        ),
        (
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
        (
            &UNAPPLIED,
            &[
                "client",
                "currency",
                "date",
                "amount",
                "kind",
                "payer",
                "reference",
            ],
        ),
        (
            &STATEMENT,
            &[
                "client", "currency", "line", "date", "kind", "number", "debit", "credit",
                "balance",
            ],
        ),
        (
            &RECEIVABLES_SUMMARY,
            &[
                "currency",
                "outstanding",
                "overdue",
                "dso_countback",
                "dso_simple",
                "days_to_pay",
            ],
        ),
    ];
    let all: Vec<String> = told
        .iter()
        .flat_map(|(spec, columns)| frame_lines(frames, spec, columns))
        .collect();
    let mut all: Vec<String> = all.iter().map(|line| without_places(line)).collect();
    all.sort();
    all
}

/// Places in a detail are left out.
fn without_places(line: &str) -> String {
    let parts = line
        .split('\u{1f}')
        .map(|part| match part.split_once(" | ") {
            Some((place, rest)) if place.contains(".csv, ") => rest,
            None if part.contains(".csv, ") => "",
            _ => part,
        });
    parts.collect::<Vec<&str>>().join(" ")
}

/// Agencies whose properties are looked at.
const FEW: std::ops::Range<u64> = 101..107;

#[test]
fn the_order_of_rows_does_not_matter() {
    for seed in FEW {
        let planted = agency(seed);
        let mut shuffled = planted.clone();
        let mut draw = Draw(seed);
        for rows in [
            &mut shuffled.clients,
            &mut shuffled.contracts,
            &mut shuffled.invoices,
            &mut shuffled.payments,
            &mut shuffled.documents,
        ] {
            draw.shuffle(rows);
        }
        assert_eq!(
            outcome(&frames_on(&planted, AS_OF)),
            outcome(&frames_on(&shuffled, AS_OF)),
            "seed {seed}"
        );
    }
}

#[test]
fn an_earlier_day_is_as_if_nothing_had_come_after_it() {
    for seed in FEW {
        let planted = agency(seed);
        for day in ["2026-06-17", "2026-08-31", "2026-10-03"] {
            let mut cut = planted.clone();
            let up_to = |row: &String, column: usize| {
                row.split(" | ").nth(column).is_some_and(|cell| cell <= day)
            };
            cut.invoices.retain(|row| up_to(row, 2));
            cut.payments.retain(|row| up_to(row, 0));
            cut.documents.retain(|row| up_to(row, 3));
            cut.rates.retain(|row| up_to(row, 0));
            assert_eq!(
                outcome(&frames_on(&planted, day)),
                outcome(&frames_on(&cut, day)),
                "seed {seed}, {day}"
            );
        }
    }
}

#[test]
fn what_came_in_is_matched_or_unapplied_and_the_controls_are_zero() {
    for seed in FEW {
        let planted = agency(seed);
        let (_, scope, books) = books_of(&planted);
        let ledger = Ledger::keep(&books, scope.as_of);
        let links = ledger.links_by_line();
        for line in &ledger.lines {
            let of_line = links.of_line(line.payment).iter();
            let applied: Money = of_line.map(|link| link.paid).sum();
            let received = ledger.payments[line.payment].amount;
            assert_eq!(
                applied + line.unapplied,
                received,
                "seed {seed}: each line is used once"
            );
            assert!(!line.unapplied.is_negative());
        }
        let frames = frames_on(&planted, AS_OF);
        for control in frame_lines(&frames, &BRIDGE, &["control"]) {
            assert_eq!(control, "0", "seed {seed}");
        }
        let sum = |spec: &FrameSpec, column: &str| -> f64 {
            let cells = frame_lines(&frames, spec, &[column]);
            cells
                .iter()
                .filter_map(|cell| cell.parse::<f64>().ok())
                .sum()
        };
        let (aged, stated) = (
            sum(&AGEING, "outstanding"),
            sum(&INVOICES_STATUS, "outstanding"),
        );
        // unapplied holds the credit notes too, which are invoices of their own
        let notes: Money = ledger
            .counted()
            .filter(|at| ledger.invoices[*at].credit)
            .map(|at| ledger.open(at))
            .sum();
        let outside = ["before_files", "not_identified"];
        let in_balance = frame_lines(&frames, &UNAPPLIED, &["kind", "amount"]);
        let in_balance = in_balance.iter().filter_map(|row| {
            let (kind, amount) = row.split_once(" | ")?;
            amount
                .parse::<f64>()
                .ok()
                .filter(|_| !outside.contains(&kind))
        });
        let unapplied = in_balance.sum::<f64>() - notes.0 as f64 / Money::UNIT as f64;
        assert!(
            (aged - stated - unapplied).abs() < 0.005,
            "seed {seed}: {aged} {stated} {unapplied}"
        );
    }
}

/// One more invoice never moves what was certain to another invoice; it may only make it a question.
#[test]
fn an_unrelated_invoice_changes_no_certain_match() {
    for seed in FEW {
        let planted = agency(seed);
        let certain = decided_of(&planted);
        let mut draw = Draw(seed);
        for _ in 0..4 {
            let mut more = planted.clone();
            // like a bill that only its amount tells, which it makes a question; or like none
            let silent: Vec<&Line> = planted
                .lines
                .iter()
                .filter(|line| line.kind == Kind::Amount)
                .collect();
            let paid = silent[draw.below(silent.len())].pays.first();
            let like = &planted.invoices[*paid.expect("it pays one")];
            let like: Vec<&str> = like.split(" | ").collect();
            let amount = if draw.below(4) > 0 {
                like[5]
            } else {
                "4711.11"
            };
            more.invoices.push(format!(
                "0X-{} | {} | {} | | {amount} | {amount} | {} | invoice | |",
                900_000 + draw.below(1_000),
                like[1],
                like[2],
                like[6]
            ));
            for (line, items) in decided_of(&more) {
                let before = certain.get(&line);
                assert!(
                    before.is_none_or(|before| *before == items),
                    "seed {seed}, {}",
                    planted.payments[line]
                );
            }
        }
    }
}

/// Invoices that lines certainly pay, by row.
fn decided_of(planted: &Planted) -> BTreeMap<usize, BTreeSet<usize>> {
    let (_, scope, books) = books_of(planted);
    let ledger = Ledger::keep(&books, scope.as_of);
    let decided = ledger
        .lines
        .iter()
        .filter(|line| line.verdict.confidence.decided());
    decided
        .map(|line| {
            let items = line.verdict.parts.iter().map(|part| part.invoice);
            (
                row(&ledger.payments[line.payment].place),
                paid(&ledger, items),
            )
        })
        .collect()
}

/// Found, missed and wrongly told, of one kind or class.
#[derive(Clone, Copy, Default)]
struct Score {
    planted: usize,
    found: usize,
    automatic: usize,
    wrong: usize,
}

impl Score {
    fn recall(&self) -> f64 {
        self.found as f64 / self.planted.max(1) as f64
    }

    fn precision(&self) -> f64 {
        let told = self.found + self.wrong;
        if told == 0 {
            1.0
        } else {
            self.found as f64 / told as f64
        }
    }
}

/// Row of the text, as the places of the tables count.
fn row(place: &crate::model::Place) -> usize {
    place.row as usize - 2
}

/// Invoices of a verdict that are paid, by row.
fn paid(ledger: &Ledger, items: impl Iterator<Item = usize>) -> BTreeSet<usize> {
    items.map(|at| row(&ledger.invoices[at].place)).collect()
}

/// Shown with every run of the tests.
fn print(table: &str) {
    let shown = std::io::Write::write_all(&mut std::io::stdout(), table.as_bytes());
    shown.expect("somebody reads the tests");
}

/// Every line's verdict against the truth; what went wrong, in words.
fn score_lines(seed: u64, scores: &mut BTreeMap<Kind, Score>, notes: &mut String) {
    let planted = agency(seed);
    let (_, scope, books) = books_of(&planted);
    let ledger = Ledger::keep(&books, scope.as_of);
    for line in &ledger.lines {
        let at = row(&ledger.payments[line.payment].place);
        let truth = &planted.lines[at];
        let score = scores.entry(truth.kind).or_default();
        let told = paid(&ledger, line.verdict.parts.iter().map(|part| part.invoice));
        let decided = line.verdict.confidence.decided() && !line.verdict.parts.is_empty();
        let right = told == truth.pays && (truth.kind != Kind::TwoEqual || !decided);
        let listed = |line: &super::Line| {
            let mut ways = line.verdict.alternatives.iter();
            ways.any(|way| paid(&ledger, way.iter().copied()) == truth.pays)
        };
        let mut note = |what: &str| {
            let text = &planted.payments[at];
            let bills: Vec<&str> = truth
                .pays
                .iter()
                .map(|at| planted.invoices[*at].as_str())
                .collect();
            let (kind, evidence) = (truth.kind, &line.verdict.evidence);
            let _ = writeln!(
                notes,
                "seed {seed}: {what} {kind:?}: {text}: {evidence}; truth {bills:?}"
            );
        };
        if decided && !right {
            score.wrong += 1;
            note("wrong");
        }
        score.automatic += usize::from(decided && right);
        if truth.can_be_told {
            score.planted += 1;
            if right || (!decided && listed(line)) {
                score.found += 1;
            } else {
                note("missed");
            }
        }
    }
}

#[test]
fn payments_are_told_as_a_person_would() {
    let (mut scores, mut notes) = (BTreeMap::new(), String::new());
    for seed in SEEDS {
        score_lines(seed, &mut scores, &mut notes);
    }
    let mut table = String::from("| kind | can be told | found | automatic | wrong | recall |\n");
    let mut all = Score::default();
    for (kind, score) in &scores {
        let _ = writeln!(
            table,
            "| {kind:?} | {} | {} | {} | {} | {:.1} % |",
            score.planted,
            score.found,
            score.automatic,
            score.wrong,
            score.recall() * 100.0
        );
        all.planted += score.planted;
        all.found += score.found;
        all.wrong += score.wrong;
        all.automatic += score.automatic;
    }
    print(&format!(
        "{table}all: {} of {}, {} automatic, {} wrong\n{notes}",
        all.found, all.planted, all.automatic, all.wrong
    ));
    assert_eq!(all.wrong, 0, "no automatic match is wrong\n{table}{notes}");
    for (kind, score) in &scores {
        assert!(
            score.recall() >= 0.95 || score.planted == 0,
            "{kind:?}\n{table}{notes}"
        );
    }
}

/// Defects told and not told, by class.
#[derive(Default)]
pub(super) struct Classes {
    scores: BTreeMap<String, Score>,
    notes: String,
}

/// A class, and what tells the defect apart from others of its class.
pub(super) type Defects = BTreeSet<(String, String)>;

impl Classes {
    /// Holds what is told of an agency against the truth; what is `allowed` is neither asked for nor wrong.
    pub(super) fn hold(&mut self, seed: u64, truth: &Defects, told: &Defects, allowed: &Defects) {
        for one in truth {
            let score = self.scores.entry(one.0.clone()).or_default();
            score.planted += 1;
            if told.contains(one) {
                score.found += 1;
            } else {
                let _ = writeln!(self.notes, "seed {seed}: missed {one:?}");
            }
        }
        for one in told.difference(truth).filter(|one| !allowed.contains(one)) {
            self.scores.entry(one.0.clone()).or_default().wrong += 1;
            let _ = writeln!(self.notes, "seed {seed}: told without cause {one:?}");
        }
    }

    /// Prints the table; every class has its recall and precision.
    pub(super) fn judge(self) {
        let notes = self.notes;
        let mut table =
            String::from("| class | planted | found | told without cause | recall | precision |\n");
        for (class, score) in &self.scores {
            let _ = writeln!(
                table,
                "| {class} | {} | {} | {} | {:.1} % | {:.1} % |",
                score.planted,
                score.found,
                score.wrong,
                score.recall() * 100.0,
                score.precision() * 100.0
            );
        }
        print(&format!("{table}{notes}"));
        for (class, score) in &self.scores {
            assert!(score.recall() >= 0.98, "{class}\n{table}{notes}");
            assert!(score.precision() >= 0.98, "{class}\n{table}{notes}");
        }
    }
}

#[test]
fn defects_are_found_by_class() {
    let mut classes = Classes::default();
    for seed in SEEDS {
        let planted = agency(seed);
        let (tables, scope, books) = books_of(&planted);
        let place = |(class, table, at): &(&str, &str, usize)| {
            let table = Table::named(table).expect("a table's name");
            (
                class.to_string(),
                tables.rows(table).places()[*at].to_string(),
            )
        };
        let truth: Defects = planted.defects.iter().map(place).collect();
        let (frames, _) = compute(
            &tables,
            &[],
            &crate::metrics::worked::Work::default(),
            &People::default(),
            &books,
            &scope,
            Handed::default(),
        );
        let told: Defects = frame_lines(&frames, &EXCEPTIONS, &["class", "source"])
            .into_iter()
            .filter_map(|line| {
                line.split_once(" | ")
                    .map(|(class, source)| (class.to_owned(), source.to_owned()))
            })
            .collect();
        let allowed: Defects = planted.allowed.iter().map(place).collect();
        classes.hold(seed, &truth, &told, &allowed);
    }
    classes.judge();
}
