//! A discount for paying early, as terms write it: `2/10 net 30`, `2 % 10 days`.

use std::fmt;

/// A share of the invoice that need not be paid when it is paid within some days of its issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discount {
    /// In 1/1,000,000.
    pub share: i64,
    /// Days from the day of issue, the last one included.
    pub days: i64,
}

/// One percent of a share.
const PERCENT: i64 = 10_000;

impl Discount {
    /// Reads terms: a share of percent, a slash or a percent sign behind it, and days. What follows may be the days in which the
    /// whole is due (`net 30`), which are told too.
    pub fn of_terms(text: &str) -> Option<(Discount, Option<i64>)> {
        let text = text.replace(['٪', '％'], "%");
        let at = text.find(['/', '%'])?;
        let slash = text[at..].starts_with('/');
        let share = percent(text[..at].trim().rsplit(' ').next()?)?;
        let behind = text[at + 1..].trim_start_matches(['/', ' ']);
        let mut numbers = behind
            .split(|letter: char| !letter.is_ascii_digit())
            .filter(|digits| !digits.is_empty())
            .map(|digits| digits.parse::<i64>().ok());
        let days = numbers.next()??;
        let net = numbers.next().flatten();
        let likely = share > 0 && share <= 20 * PERCENT && (1..=120).contains(&days);
        // `30/10` may be a date; a discount stands before the days in which the whole is due
        let later = net.is_none_or(|net| net > days);
        let bare = |letter: char| letter.is_ascii_digit() || "., /".contains(letter);
        let told = !slash || net.is_some() || text.chars().all(bare);
        (likely && later && told).then_some((Discount { share, days }, net))
    }
}

/// Percent with up to four digits behind the point, as a share.
fn percent(text: &str) -> Option<i64> {
    let text = text.replace(',', ".");
    let (units, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    if units.is_empty() || units.len() > 3 || part.len() > 4 || !digits(units) || !digits(part) {
        return None;
    }
    let part: i64 = format!("{part:0<4}").parse().ok()?;
    Some(units.parse::<i64>().ok()? * PERCENT + part)
}

impl fmt::Display for Discount {
    /// `2/10`; the same is read back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (units, part) = (self.share / PERCENT, self.share % PERCENT);
        let part = format!("{part:04}");
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{units}{point}{part}/{}", self.days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read() {
        for (text, expected) in [
            ("2/10 net 30", Some((20_000, 10, Some(30)))),
            ("2/10, n/30", Some((20_000, 10, Some(30)))),
            ("1.5/15 net 45", Some((15_000, 15, Some(45)))),
            ("2/10", Some((20_000, 10, None))),
            ("2 % 10 days", Some((20_000, 10, None))),
            (
                "3% Skonto 14 Tage, 30 Tage netto",
                Some((30_000, 14, Some(30))),
            ),
            (
                "скидка 2,5 % при оплате в течение 7 дней",
                Some((25_000, 7, None)),
            ),
            ("10天内付款优惠", None),
            ("net 30", None),
            ("30 days", None),
            ("50 % prepayment, rest in 30 days", None),
            ("31/12/2026", None),
            ("12/30 net 10", None),
            ("", None),
        ] {
            let read = Discount::of_terms(text);
            let read = read.map(|(discount, net)| (discount.share, discount.days, net));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (share, days) in [(20_000, 10), (25_000, 7), (15_050, 30)] {
            let discount = Discount { share, days };
            let read = Discount::of_terms(&discount.to_string());
            assert_eq!(read, Some((discount, None)), "{discount}");
        }
    }
}
