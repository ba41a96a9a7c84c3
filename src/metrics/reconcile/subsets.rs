//! Which open invoices add up to a payment, and whether that is the only way (`peers.md` 5.5).

use crate::model::Money;

/// Most invoices in one combination.
pub const MOST: usize = 5;

/// Combinations that are listed when there are several.
const LISTED: usize = 3;

/// Steps after which the search stops without having proven anything: all combinations of about 45 amounts are looked at before.
const STEPS: u32 = 200_000;

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
    let mut sums = vec![Money::ZERO];
    for at in &order {
        let last = *sums.last().unwrap_or(&Money::ZERO);
        sums.push(Money(last.0.saturating_add(amounts[*at].0)));
    }
    let mut search = Search {
        sorted: order.iter().map(|at| amounts[*at]).collect(),
        sums,
        steps,
        chosen: Vec::new(),
        found: Vec::new(),
    };
    search.extend(0, target);
    let gave_up = search.steps == 0;
    let in_order = |found: Vec<usize>| {
        let mut found: Vec<usize> = found.into_iter().map(|place| order[place]).collect();
        found.sort_unstable();
        found
    };
    let mut found: Vec<Vec<usize>> = search.found.into_iter().map(in_order).collect();
    found.sort();
    match (found.len(), gave_up) {
        (0, false) => Combinations::Nothing,
        (1, false) => Combinations::Only(found.remove(0)),
        (0 | 1, true) => Combinations::Unproven(found),
        _ => Combinations::Several(found),
    }
}

struct Search {
    /// Largest first.
    sorted: Vec<Money>,
    /// Of the amounts before each place.
    sums: Vec<Money>,
    steps: u32,
    /// Places in `sorted`.
    chosen: Vec<usize>,
    found: Vec<Vec<usize>>,
}

impl Search {
    /// Takes amounts from the largest down. What is left must still fit into the places left, and the last amount is looked up.
    fn extend(&mut self, from: usize, rest: Money) {
        self.close(from, rest);
        let places = MOST - self.chosen.len();
        if places < 2 {
            return;
        }
        let first = from + self.sorted[from..].partition_point(|amount| *amount >= rest);
        for next in first..self.sorted.len() {
            if self.steps == 0 || self.found.len() == LISTED {
                return;
            }
            self.steps -= 1;
            let last = (next + places).min(self.sorted.len());
            if self.sums[last].0 - self.sums[next].0 < rest.0 {
                return;
            }
            self.chosen.push(next);
            self.extend(next + 1, rest - self.sorted[next]);
            self.chosen.pop();
        }
    }

    /// Combinations that one more amount completes.
    fn close(&mut self, from: usize, rest: Money) {
        let first = from + self.sorted[from..].partition_point(|amount| *amount > rest);
        let equal = self.sorted[first..]
            .iter()
            .take_while(|amount| **amount == rest);
        for place in first..first + equal.count().min(LISTED - self.found.len()) {
            let mut combination = self.chosen.clone();
            combination.push(place);
            self.found.push(combination);
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
            combine(&amounts, Money::units(50), 1),
            Combinations::Unproven(_)
        ));
    }
}
