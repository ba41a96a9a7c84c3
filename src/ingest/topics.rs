//! What headings and titles speak of, whatever else they say: breaks, attendance, fees of a month, contacts with clients.

use super::words::Words;

impl Words {
    /// The folded words of a topic, longest first.
    pub(super) fn known_in(&self, topic: &str) -> impl Iterator<Item = &str> {
        let known = self.speaks.get(topic).map(|known| known.keys());
        let mut words: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
        words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.into_iter()
    }

    /// True for a word of what was done, beside one of what was planned: `fact`.
    pub fn speaks_of_what_was_done(&self, words: &str) -> bool {
        self.speaks_of("done", words)
    }

    /// True for a label of whoever made a sheet: `Company`.
    pub fn speaks_of_own_company(&self, words: &str) -> bool {
        self.speaks_of("own_company", words)
    }

    /// True for the status of an invoice that was reversed, or that reverses another.
    pub fn is_reversal(&self, folded: &str) -> bool {
        let known = self.speaks.get("reversals");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// True for the folded heading of the rate of a tax: `VAT rate`, `Ставка НДС`.
    pub(super) fn is_tax_rate(&self, folded: &str) -> bool {
        let known = self.speaks.get("tax_rates");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// The longest word of a topic in a text.
    pub(super) fn longest_of(&self, topic: &str, folded: &str) -> Option<&str> {
        let known = self.speaks.get(topic)?;
        known.longest_in(folded).map(|(word, _)| word)
    }

    /// True for a text that is a word of a topic, or nothing but such words.
    pub(super) fn says_only(&self, topic: &str, folded: &str) -> bool {
        let known = self.speaks.get(topic);
        known.is_some_and(|known| {
            let all = || folded.split(' ').all(|word| known.contains_key(word));
            known.contains_key(folded) || !folded.is_empty() && all()
        })
    }

    /// True for a text that is nothing but a word of work which is not billed.
    pub(super) fn is_unbillable(&self, folded: &str) -> bool {
        let known = self.speaks.get("not_billable");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// True for the words of a heading of what is taken off a price.
    pub fn speaks_of_discounts(&self, words: &str) -> bool {
        self.speaks_of("discounts", words)
    }

    /// True for a kind of movement that only takes money out of an account: `Card payment`.
    pub fn goes_out(&self, folded: &str) -> bool {
        let known = self.speaks.get("goes_out");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// True for a title of invoices that suppliers sent.
    pub fn speaks_of_bills(&self, folded: &str) -> bool {
        self.speaks_of("bills", folded)
    }

    /// True for a word for half a day, or for the half that it is.
    pub(super) fn is_half_a_day(&self, folded: &str) -> bool {
        ["half", "half_days"].iter().any(|topic| {
            let known = self.speaks.get(*topic);
            known.is_some_and(|known| known.contains_key(folded))
        })
    }

    /// True for a word for a whole day.
    pub(super) fn is_whole_day(&self, folded: &str) -> bool {
        let known = self.speaks.get("whole_days");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// True for the heading of how far a journey was.
    pub(super) fn is_distance(&self, folded: &str) -> bool {
        let known = self.speaks.get("distances");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// True for what a row counts that sums up those below it: `members`.
    pub(super) fn is_counted_below(&self, folded: &str) -> bool {
        let known = self.speaks.get("counted_below");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// True for a whole name of a list of what suppliers sent.
    pub(super) fn is_called_bills(&self, folded: &str) -> bool {
        let known = self.speaks.get("called_bills");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// True for what a column of states says of an invoice that nobody paid, and of no movement of money.
    pub(super) fn is_owed(&self, folded: &str) -> bool {
        let known = self.speaks.get("owed");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// True for the heading of a column that says yes or no to work for the agency itself: `Internal?`.
    pub fn is_own_work_flag(&self, folded: &str) -> bool {
        let known = self.speaks.get("own_work");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// True for the words of a heading of hours that are agreed for each month.
    pub fn speaks_of_months(&self, words: &str) -> bool {
        self.speaks_of("per_month", words)
    }

    /// True for the words of a heading, or of a kind of work, of what is paid by quarters.
    pub fn speaks_of_quarters(&self, words: &str) -> bool {
        self.speaks_of("per_quarter", words)
    }

    /// True for the words of a heading of what a client pays each month.
    pub fn speaks_of_retainers(&self, words: &str) -> bool {
        self.speaks_of("retainer", words)
    }

    /// True for the words of a heading that say of its amounts whether tax is in them.
    pub fn speaks_of_tax(&self, words: &str) -> bool {
        self.speaks_of("with_tax", words) || self.speaks_of("without_tax", words)
    }

    /// True for the words of a heading of what is agreed for all of a contract, or for a year of it.
    pub fn speaks_of_the_whole(&self, words: &str) -> bool {
        self.speaks_of("whole", words)
    }

    /// True for the words of a heading of amounts with tax in them.
    pub fn includes_tax(&self, words: &str) -> bool {
        self.speaks_of("with_tax", words) && !self.speaks_of("without_tax", words)
    }

    /// True for the name of a sheet or file of acts: what was delivered, and not what was invoiced.
    pub fn speaks_of_acts(&self, folded: &str) -> bool {
        self.speaks_of("acts", folded)
    }

    /// True for what a survey program writes below a question that is answered in words.
    pub fn is_free_answer(&self, folded: &str) -> bool {
        self.free_answers.contains_key(folded)
    }

    /// A folded heading without its words of tax, whether it is in or not; nothing where it has none.
    pub fn without_tax_words(&self, folded: &str) -> Option<String> {
        let mut topics = ["with_tax", "without_tax"].into_iter();
        topics.find_map(|topic| {
            let (word, _) = self.speaks.get(topic)?.longest_in(folded)?;
            Some(folded.replacen(word, " ", 1))
        })
    }

    /// True for a heading of what contracts are for.
    pub fn is_contract_subject(&self, folded: &str) -> bool {
        let known = self.speaks.get("contract_subject");
        known.is_some_and(|known| known.contains_key(folded))
    }

    /// The kind of the contacts whose last days a heading speaks of; nothing of it where any contact counts.
    pub fn last_contacts(&self, words: &str) -> Option<Option<&'static str>> {
        const KINDS: [(&str, Option<&str>); 4] = [
            ("last_review", Some("review")),
            ("last_meeting", Some("meeting")),
            ("last_call", Some("call")),
            ("last_contact", None),
        ];
        let mut kinds = KINDS.into_iter();
        let kind = kinds.find(|(topic, _)| self.speaks_of(topic, words))?;
        Some(kind.1)
    }

    /// True for the heading of the day of what is next agreed with a client: a review, a meeting.
    pub fn speaks_of_next_contacts(&self, words: &str) -> bool {
        self.speaks_of("next_contact", words)
    }

    /// True for what is said of a bank's line by which money moved between own accounts.
    pub fn is_own_transfer(&self, folded: &str) -> bool {
        self.speaks_of("own_transfer", folded)
    }

    /// True for a bank's line that says that money was moved to, or from, what it names.
    pub fn speaks_of_transfers(&self, folded: &str) -> bool {
        self.speaks_of("transfers", folded)
    }

    /// True for the heading of a column of accounts.
    pub fn names_accounts(&self, words: &str) -> bool {
        let known = self.speaks.get("accounts");
        known.is_some_and(|known| known.contains_key(words.trim()))
    }

    /// True for what calls people by who they are to the agency: freelancers, contractors.
    pub fn speaks_of_workers(&self, folded: &str) -> bool {
        self.speaks_of("workers", folded)
    }

    /// True when a heading speaks of breaks: lunch, meals.
    pub fn speaks_of_breaks(&self, folded: &str) -> bool {
        self.speaks_of("breaks", folded)
    }

    /// True for a heading of days counted over a month: `应出勤天数`, `days present`.
    pub fn counts_attendance(&self, folded: &str) -> bool {
        self.speaks_of("attendance_counts", folded)
    }

    /// True when a text speaks of attendance: presence at work, whatever was worked on.
    pub fn speaks_of_attendance(&self, folded: &str) -> bool {
        self.speaks_of("attendance", folded)
    }
}
