//! A light for each pair of a contract card: green when both sides agree, amber when one waits for the other, red when money or
//! work is at stake.

use super::ledger::Ledger;
use crate::model::{Money, Settings};

/// Where a light changes, in 1/1,000,000.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of the budget: from here on it is nearly used up.
    nearly: i64,
    /// Worked and invoiced values agree within so much of the larger one.
    close: i64,
    /// Beyond so much they are far apart.
    far: i64,
}

/// Shares are kept in 1/1,000,000.
const WHOLE: i64 = 1_000_000;

impl Limits {
    /// As the settings say.
    pub fn of(settings: &Settings) -> Limits {
        let share = |share: f64| (share * WHOLE as f64).round() as i64;
        Limits {
            nearly: share(settings.contract_budget_amber_from),
            close: share(settings.contract_work_amber_above),
            far: share(settings.contract_work_red_above),
        }
    }
}

/// Sides of a contract, as its card shows them.
pub struct Sides<'c> {
    /// Agreed amount.
    pub budget: Option<Money>,
    /// Value of the work, where rates are known.
    pub worked: Option<Money>,
    /// Net of tax.
    pub invoiced: Money,
    /// The same without costs passed through.
    pub fees: Money,
    /// What acts say; none where no act is expected, since neither contract nor client has any.
    pub acted: Option<Money>,
    /// The contract's invoices.
    pub invoices: &'c [usize],
}

/// Budget and invoices, work and invoices, acts and invoices, payments and invoices; none where a side is not known.
pub fn lights(ledger: &Ledger, sides: &Sides<'_>, limits: Limits) -> [Option<&'static str>; 4] {
    let nothing = sides.invoices.is_empty();
    let gross: Money = sides
        .invoices
        .iter()
        .map(|at| ledger.invoices[*at].gross)
        .sum();
    [
        sides
            .budget
            .filter(|budget| *budget > Money::ZERO)
            .map(|budget| {
                let beyond = is_beyond(sides.fees, budget, sides.invoices.len());
                of_budget(sides.fees.min(budget), budget, limits, beyond)
            }),
        sides
            .worked
            .filter(|worked| *worked != Money::ZERO || !nothing)
            .map(|worked| of_work(worked, sides.invoiced, limits)),
        sides
            .acted
            .filter(|acted| !nothing || *acted != Money::ZERO)
            .map(|acted| of_acts(acted, sides.invoiced, gross)),
        (!nothing).then(|| of_payments(ledger, sides.invoices)),
    ]
}

/// More than a sum by more than the cent that each invoice is rounded by.
pub(super) fn is_beyond(invoiced: Money, budget: Money, invoices: usize) -> bool {
    let cents = Money(Money::UNIT / 100)
        .0
        .saturating_mul(invoices.max(1) as i64);
    invoiced - budget > Money(cents)
}

fn of_budget(invoiced: Money, budget: Money, limits: Limits, beyond: bool) -> &'static str {
    let used = i128::from(invoiced.0) * i128::from(WHOLE);
    if beyond {
        "red"
    } else if used >= i128::from(budget.0) * i128::from(limits.nearly) {
        "amber"
    } else {
        "green"
    }
}

fn of_work(worked: Money, invoiced: Money, limits: Limits) -> &'static str {
    let apart = i128::from((worked - invoiced).abs().0) * i128::from(WHOLE);
    let whole = i128::from(worked.abs().max(invoiced.abs()).0);
    if apart <= whole * i128::from(limits.close) {
        "green"
    } else if apart <= whole * i128::from(limits.far) {
        "amber"
    } else {
        "red"
    }
}

/// Acts may be written with tax or without.
fn of_acts(acted: Money, net: Money, gross: Money) -> &'static str {
    if acted == net || acted == gross {
        "green"
    } else if acted < net.max(gross) {
        "amber"
    } else {
        "red"
    }
}

fn of_payments(ledger: &Ledger, invoices: &[usize]) -> &'static str {
    let mut open = invoices
        .iter()
        .filter(|at| ledger.open(**at) > Money::ZERO)
        .peekable();
    if open.peek().is_none() {
        "green"
    } else if open.any(|at| ledger.days_overdue(*at).is_some_and(|days| days > 0)) {
        "red"
    } else {
        "amber"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_work_and_acts_have_their_light() {
        let (money, limits) = (Money::units, Limits::of(&Settings::default()));
        for (invoiced, budget, light) in [
            (899, 1000, "green"),
            (900, 1000, "amber"),
            (1001, 1000, "red"),
        ] {
            assert_eq!(
                of_budget(money(invoiced), money(budget), limits, invoiced > budget),
                light,
                "{invoiced}"
            );
        }
        for (worked, invoiced, light) in [
            (900, 1000, "green"),
            (1250, 1000, "amber"),
            (500, 1000, "red"),
        ] {
            assert_eq!(
                of_work(money(worked), money(invoiced), limits),
                light,
                "{worked}"
            );
        }
        for (acted, light) in [
            (1000, "green"),
            (1200, "green"),
            (600, "amber"),
            (1300, "red"),
        ] {
            assert_eq!(
                of_acts(money(acted), money(1000), money(1200)),
                light,
                "{acted}"
            );
        }
    }
}
