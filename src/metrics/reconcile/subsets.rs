//! Which open invoices add up to a payment, and whether that is the only way (`peers.md` 5.5).

use crate::model::Money;

/// Most invoices in one combination.
pub const MOST: usize = 5;

/// Combinations that are listed when there are several.
const LISTED: usize = 3;

/// Steps after which the search gives up proving anything.
const STEPS: u32 = 300_000;

/// What the search found. Positions are sorted within a combination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Combinations {
    /// None, and that is proven.
    Nothing,
    /// Exactly one, and that is proven.
    Only(Vec<usize>),
    /// At least two; the first few.
    Several(Vec<Vec<usize>>),
    /// One at most was found before the search gave up.
    Unproven(Vec<Vec<usize>>),
}

/// Looks for combinations of up to [`MOST`] amounts, all above zero, that add up to `target`.
pub fn combinations(amounts: &[Money], target: Money) -> Combinations {
    combine(amounts, target, STEPS)
}

fn combine(amounts: &[Money], target: Money, steps: u32) -> Combinations {
    let mut order: Vec<usize> = (0..amounts.len())
        .filter(|at| amounts[*at] > Money::ZERO && amounts[*at] <= target)
        .collect();
    order.sort_by_key(|at| (std::cmp::Reverse(amounts[*at]), *at));
    let mut search = Search {
        amounts,
        order: &order,
        steps,
        chosen: Vec::new(),
        found: Vec::new(),
    };
    search.extend(0, target);
    let (gave_up, mut found) = (search.steps == 0, search.found);
    found.sort();
    match (found.len(), gave_up) {
        (0, false) => Combinations::Nothing,
        (1, false) => Combinations::Only(found.remove(0)),
        (0 | 1, true) => Combinations::Unproven(found),
        _ => Combinations::Several(found),
    }
}

struct Search<'a> {
    amounts: &'a [Money],
    order: &'a [usize],
    steps: u32,
    chosen: Vec<usize>,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    /// Takes amounts from the largest down; what is left must still fit into the places left.
    fn extend(&mut self, from: usize, rest: Money) {
        let places = (MOST - self.chosen.len()) as i64;
        for next in from..self.order.len() {
            if self.steps == 0 || self.found.len() == LISTED {
                return;
            }
            self.steps -= 1;
            let at = self.order[next];
            let amount = self.amounts[at];
            if amount.0.saturating_mul(places) < rest.0 {
                return;
            }
            if amount > rest {
                continue;
            }
            self.chosen.push(at);
            if amount == rest {
                let mut combination = self.chosen.clone();
                combination.sort_unstable();
                self.found.push(combination);
            } else if places > 1 {
                self.extend(next + 1, rest - amount);
            }
            self.chosen.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every subset of up to five amounts, counted without any cleverness.
    fn oracle(amounts: &[Money], target: Money) -> Vec<Vec<usize>> {
        (1u32..1 << amounts.len())
            .map(|bits| {
                (0..amounts.len())
                    .filter(|at| bits & (1 << at) != 0)
                    .collect()
            })
            .filter(|subset: &Vec<usize>| {
                subset.len() <= MOST
                    && subset.iter().map(|at| amounts[*at]).sum::<Money>() == target
            })
            .collect()
    }

    proptest! {
        #[test]
        fn agrees_with_trying_everything(
            units in proptest::collection::vec(1i64..30, 0..11),
            target in 1i64..80,
        ) {
            let amounts: Vec<Money> = units.into_iter().map(Money::units).collect();
            let target = Money::units(target);
            let every = oracle(&amounts, target);
            match combinations(&amounts, target) {
                Combinations::Nothing => prop_assert!(every.is_empty()),
                Combinations::Only(only) => prop_assert_eq!(vec![only], every),
                Combinations::Several(some) => {
                    prop_assert!(every.len() >= 2);
                    prop_assert!(some.len() >= 2 && some.iter().all(|one| every.contains(one)));
                }
                Combinations::Unproven(_) => prop_assert!(false, "ten amounts are few"),
            }
        }
    }

    #[test]
    fn gives_up_without_claiming_anything() {
        let amounts: Vec<Money> = (1..=12).map(Money::units).collect();
        assert!(matches!(
            combine(&amounts, Money::units(50), 20),
            Combinations::Unproven(_)
        ));
    }
}
