//! Decided links in the order in which pages and sums need them.

use std::sync::Arc;

use super::ledger::{Ledger, Link};

/// Links by bank line, in the order in which each line made them.
pub struct LinksByLine<'l>(Vec<&'l Link>);

impl<'l> LinksByLine<'l> {
    /// Those of some links that a bank line made.
    pub(super) fn of(links: &'l [Arc<Link>]) -> LinksByLine<'l> {
        let of_lines = links.iter().filter(|link| link.payment.is_some());
        let mut sorted: Vec<&Link> = of_lines.map(|link| &**link).collect();
        sorted.sort_by_key(|link| link.payment);
        LinksByLine(sorted)
    }

    /// Those of one bank line, by its position.
    pub fn of_line(&self, line: usize) -> &[&'l Link] {
        let first = self.0.partition_point(|link| link.payment < Some(line));
        let last = self.0.partition_point(|link| link.payment <= Some(line));
        &self.0[first..last]
    }
}

impl Ledger {
    /// Links by invoice, those of an invoice by day.
    pub(super) fn links_by_invoice(&self) -> Vec<&Link> {
        let mut links: Vec<&Link> = self.links.iter().map(|link| &**link).collect();
        links.sort_by_key(|link| (link.invoice, link.on, link.payment, link.amount));
        links
    }
}
